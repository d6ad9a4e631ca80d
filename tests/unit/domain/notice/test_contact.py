"""Where messages may arrive, and how little of it is shown and said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.contact.facts import Channel
from domain.notice.contact import ContactRefused, SpokenContact, contact_at, mask_address


def test_a_mobile_is_taken_however_it_is_written() -> None:
    contact = contact_at(Channel.SMS, "(11) 98765-4321")
    assert (contact.address, contact.number) == ("+5511987654321", "+5511987654321")
    assert contact.masked == "(11) •••••-4321"
    assert contact.spoken == SpokenContact(digits="4321")


def test_an_email_is_written_small_and_said_by_its_first_letter_and_provider() -> None:
    contact = contact_at(Channel.EMAIL, " Maria.Silva@Gmail.com ")
    assert (contact.address, contact.number) == ("maria.silva@gmail.com", "")
    assert contact.masked == "m•••@gmail.com"
    assert contact.spoken == SpokenContact(letter="m", provider="gmail.com")


@pytest.mark.parametrize(
    ("channel", "address"),
    [
        (Channel.SMS, "(11) 3265-4321"),
        (Channel.WHATSAPP, "190"),
        (Channel.SMS, ""),
        (Channel.LETTER, "+5511987654321"),
        (Channel.EMAIL, "maria"),
        (Channel.EMAIL, "maria@host"),
        (Channel.EMAIL, "maria@gmail.com, jose@gmail.com"),
        (Channel.EMAIL, "a..b@gmail.com"),
        (Channel.EMAIL, ".a@gmail.com"),
        (Channel.EMAIL, "maria@gmail.com\nBcc: x@y.com"),
        (Channel.EMAIL, "m" * 64 + "@" + "a" * 60 + "." + "b" * 60 + "." + "c" * 60 + "." + "d" * 60 + ".com"),
    ],
)
def test_what_receives_no_message_is_refused_without_repeating_it(channel: Channel, address: str) -> None:
    with pytest.raises(ContactRefused) as refused:
        contact_at(channel, address)
    assert not address or address not in str(refused.value)


@given(st.integers(11, 19), st.from_regex(r"9[0-9]{8}", fullmatch=True))
def test_no_more_than_ddd_and_four_digits_of_a_number_are_shown(ddd: int, local: str) -> None:
    masked = mask_address(f"+55{ddd}{local}")
    assert [char for char in masked if char.isdigit()] == list(f"{ddd}{local[-4:]}")


def test_a_contact_hides_its_address_from_logs() -> None:
    assert "98765" not in repr(contact_at(Channel.SMS, "11987654321"))
