"""Debts, holds, lists, messages, and the whole list of what refuses."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.contact.calling_window import decide_calling_window
from domain.contact.checks import RECHECK_DOUBT, Case
from domain.contact.closed_days import is_closed_day
from domain.contact.ddd import UF_OF_DDD
from domain.contact.decide_contact import Allowed, Refused, decide_contact, decide_lead, explain_contact
from domain.contact.facts import Channel, DebtStanding, Hold, ListedNumber, PastDial, PersonFacts, PhoneFacts
from domain.contact.policy import ContactPolicy
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.ids import DebtorId, PhoneId, PortfolioId

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
ME, HERE, THERE = DebtorId(1), PortfolioId(1), PortfolioId(2)
OWES = DebtStanding(status="open", due_date=date(2026, 1, 1))
PERSON = PersonFacts(debtor_id=ME, address_uf="SP", attempts_made=0, debts=(OWES,), portfolio_id=HERE)
PHONE = PhoneFacts(phone_id=PhoneId(1), number="+5511987654321")
POLICY = ContactPolicy(max_attempts=5)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def refusal(person: PersonFacts = PERSON, phone: PhoneFacts = PHONE, **more: Any) -> Refused | None:
    dials = more.pop("dials", ())
    verdict = decide_contact(person, phone, dials, more.pop("policy", POLICY), now=more.pop("now", NOW), **more)
    return verdict if isinstance(verdict, Refused) else None


def rule(person: PersonFacts = PERSON, phone: PhoneFacts = PHONE, **more: Any) -> ContactRule | None:
    refused = refusal(person, phone, **more)
    return None if refused is None else refused.rule


def debt(status: str = "open", due: date = date(2026, 1, 1)) -> DebtStanding:
    return DebtStanding(status=status, due_date=due)


@pytest.mark.parametrize(
    ("debts", "expected"),
    [
        ([debt("claimed_paid")], ContactRule.PAYMENT_IN_DOUBT),
        ([debt("disputed"), debt("paid")], ContactRule.DEBT_DISPUTED),
        ([debt("under_agreement")], ContactRule.UNDER_AGREEMENT),
        ([debt("paid")], ContactRule.DEBT_PAID),
        ([debt("something new")], ContactRule.PAYMENT_IN_DOUBT),
        ([debt(due=date(2021, 11, 24))], ContactRule.DEBT_PRESCRIBED),
        ([debt(due=date(2021, 11, 25))], None),
        ([debt(due=date(2020, 2, 29))], ContactRule.DEBT_PRESCRIBED),
        ([debt(due=date(2019, 1, 1)), debt()], None),  # prescription is per debt
        ([debt("paid"), debt()], None),
    ],
)
def test_a_debt_that_may_not_be_collected_refuses(debts: list[DebtStanding], expected: ContactRule | None) -> None:
    assert rule(replace(PERSON, debts=tuple(debts))) is expected


def test_a_payment_that_is_not_cleared_up_refuses_whatever_debts_are_open_and_is_asked_about_again() -> None:
    in_doubt = replace(PERSON, payment_in_doubt=True)
    assert refusal(in_doubt) == Refused(ContactRule.PAYMENT_IN_DOUBT, NOW + RECHECK_DOUBT)
    assert refusal(replace(in_doubt, debts=(debt("claimed_paid"),))) == Refused(ContactRule.PAYMENT_IN_DOUBT, None)


def hold(kind: str, *, since: timedelta = -DAY, until: timedelta | None = None, **scope: Any) -> Hold:
    return Hold(kind=kind, starts_at=NOW + since, ends_at=None if until is None else NOW + until, **scope)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (hold("dead"), ContactRule.PERSON_DEAD),
        (hold("over_indebted"), ContactRule.OVER_INDEBTED),
        (hold("lawyer"), ContactRule.LAWYER),
        (hold("opt_out"), ContactRule.OPTED_OUT),
        (hold("opt_out", portfolio_id=HERE), ContactRule.OPTED_OUT_PORTFOLIO),
        (hold("opt_out", portfolio_id=THERE), None),
        (hold("opt_out", number=PHONE.number), ContactRule.NUMBER_OPTED_OUT),
        (hold("opt_out", number="+5511912345678"), None),
        (hold("dispute"), ContactRule.DEBT_DISPUTED),
        (hold("payment_claim", until=DAY), ContactRule.PAYMENT_IN_DOUBT),
        (hold("promise", until=DAY), ContactRule.PROMISE_NOT_DUE),
        (hold("promise", until=timedelta()), None),
        (hold("promise", since=DAY), None),
        (hold("a new kind"), ContactRule.UNKNOWN_HOLD),
    ],
)
def test_a_hold_refuses_within_its_scope(one: Hold, expected: ContactRule | None) -> None:
    assert rule(replace(PERSON, holds=(one,))) is expected


@pytest.mark.parametrize(
    ("ends", "until"), [((DAY, 2 * DAY), 2 * DAY), ((2 * DAY, DAY), 2 * DAY), ((None, DAY), None), ((DAY, None), None)]
)
def test_of_two_holds_the_longer_one_counts(
    ends: tuple[timedelta | None, timedelta | None], until: timedelta | None
) -> None:
    refused = refusal(replace(PERSON, holds=tuple(hold("promise", until=end) for end in ends)))
    assert refused == Refused(ContactRule.PROMISE_NOT_DUE, None if until is None else NOW + until)


@pytest.mark.parametrize(
    ("windows", "expected"),
    [
        ([(DAY, 2 * DAY)], ContactRule.CALLBACK_ONLY),
        ([(-DAY, DAY)], None),
        ([(-DAY, DAY), (DAY, 2 * DAY)], None),
        ([(-2 * DAY, -DAY)], None),
        ([(-DAY, None)], None),
    ],
)
def test_who_asked_to_be_called_back_is_called_then_only(
    windows: list[tuple[timedelta, timedelta | None]], expected: ContactRule | None
) -> None:
    person = replace(PERSON, holds=tuple(hold("callback", since=since, until=until) for since, until in windows))
    assert rule(person) is expected


SPOKEN = PastDial(debtor_id=ME, number=PHONE.number, at=NOW - timedelta(hours=1), right_party=True)
CALLED_A_LOT = [replace(SPOKEN, at=NOW - timedelta(hours=hours)) for hours in (1, 2, 3, 30, 55, 80, 100, 120)]


def asked_for(**scope: Any) -> PersonFacts:
    return replace(PERSON, holds=(hold("callback", since=-HOUR / 2, until=HOUR, **scope),), attempts_made=9)


ASKED = asked_for()


@pytest.mark.parametrize("channel", [Channel.CALL, Channel.MANUAL_CALL, Channel.CALLBACK])
def test_no_ceiling_holds_back_the_call_that_somebody_asked_for(channel: Channel) -> None:
    assert rule(PERSON, dials=CALLED_A_LOT, channel=channel) is ContactRule.PERSON_GAP
    assert rule(ASKED, dials=CALLED_A_LOT, channel=channel) is None
    refused = explain_contact(ASKED, PHONE, CALLED_A_LOT, POLICY, now=NOW, channel=channel)
    assert [one.rule for one in refused if one.refused] == []


@pytest.mark.parametrize(
    ("person", "more", "expected"),
    [
        (ASKED, {"channel": Channel.SMS}, ContactRule.PERSON_GAP),  # a call was asked for
        (ASKED, {"now": NOW + HOUR}, ContactRule.MAX_ATTEMPTS),  # the hour is over
        (
            replace(ASKED, holds=(hold("callback", since=-HOUR, until=HOUR, number="+5511912345678"),)),
            {},
            "max_attempts",
        ),
        (replace(ASKED, holds=(hold("callback", since=-HOUR, until=HOUR, portfolio_id=THERE),)), {}, "max_attempts"),
        (ASKED, {"now": NOW.replace(hour=2)}, ContactRule.MAX_ATTEMPTS),
        (replace(ASKED, payment_in_doubt=True), {}, ContactRule.PAYMENT_IN_DOUBT),
        (replace(ASKED, holds=(*ASKED.holds, hold("lawyer"))), {}, ContactRule.LAWYER),
    ],
)
def test_what_was_asked_for_is_one_call_in_its_window_within_the_law(
    person: PersonFacts, more: dict[str, Any], expected: str
) -> None:
    assert rule(person, dials=CALLED_A_LOT, **more) == expected


def test_the_ceilings_count_again_after_the_call_that_was_asked_for() -> None:
    tried = [*CALLED_A_LOT, replace(SPOKEN, at=NOW - HOUR / 4, right_party=False)]
    assert rule(ASKED, dials=tried) is ContactRule.MAX_ATTEMPTS
    assert rule(replace(ASKED, attempts_made=0), dials=tried) is ContactRule.PERSON_GAP
    assert rule(ASKED, replace(PHONE, unlinked=True), dials=CALLED_A_LOT) is ContactRule.NUMBER_UNLINKED


def test_nobody_is_called_at_night_even_if_they_asked() -> None:
    at_night = NOW.replace(hour=23, minute=30)  # 20:30 in São Paulo
    asked = replace(ASKED, holds=(hold("callback", since=5 * HOUR, until=6 * HOUR),))
    assert rule(asked, dials=CALLED_A_LOT, now=at_night) is ContactRule.CALLING_WINDOW


@pytest.mark.parametrize(
    ("entry", "number", "expected"),
    [
        (ListedNumber(kind="procon_sp", registered_on=date(2026, 10, 25)), "+5511987654321", True),
        (ListedNumber(kind="procon_sp", registered_on=date(2026, 10, 26)), "+5511987654321", False),  # 29 days
        (ListedNumber(kind="procon_sp"), "+5511987654321", True),
        (ListedNumber(kind="procon_sp"), "+5521987654321", False),
        (ListedNumber(kind="procon_pa", registered_on=date(2026, 11, 24)), "+5591987654321", True),
        (ListedNumber(kind="own"), "+5531987654321", True),
        (ListedNumber(kind="nao_me_perturbe"), "+5511987654321", False),  # excludes collections
        (ListedNumber(kind="a new list"), "+5511987654321", True),
    ],
)
def test_a_block_list_holds_within_its_scope(entry: ListedNumber, number: str, *, expected: bool) -> None:
    phone = replace(PHONE, number=number, listed=(entry,))
    person = replace(PERSON, address_uf="")
    assert (rule(person, phone, now=NOW - timedelta(hours=3)) is ContactRule.BLOCK_LIST) is expected


def message(hours_ago: float, channel: Channel, **more: Any) -> PastDial:
    number = "" if channel in (Channel.EMAIL, Channel.LETTER) else PHONE.number
    return PastDial(debtor_id=ME, number=number, at=NOW - timedelta(hours=hours_ago), channel=channel, **more)


def test_messages_count_against_the_person_and_letters_do_not() -> None:
    assert rule(dials=[message(1, Channel.SMS)]) is ContactRule.PERSON_GAP
    assert rule(dials=[message(1, Channel.EMAIL)]) is ContactRule.PERSON_GAP
    assert rule(dials=[message(1, Channel.LETTER)]) is None
    assert rule(dials=[message(5, Channel.WHATSAPP, right_party=True)]) is ContactRule.SPOKEN_TODAY
    three = [message(5, Channel.SMS), message(6, Channel.EMAIL), message(7, Channel.MANUAL_CALL)]
    assert rule(dials=three) is ContactRule.PERSON_DAY_CAP


def test_messages_keep_to_the_hours_and_letters_need_none() -> None:
    night = NOW + timedelta(hours=8)
    nowhere = replace(PERSON, address_uf="")
    none = replace(PHONE, number="")
    assert rule(now=night, channel=Channel.SMS) is ContactRule.CALLING_WINDOW
    assert rule(PERSON, none, now=night, channel=Channel.EMAIL) is ContactRule.CALLING_WINDOW
    assert rule(PERSON, none, channel=Channel.EMAIL) is None
    assert rule(nowhere, none, channel=Channel.EMAIL) is ContactRule.UNKNOWN_REGION
    assert rule(nowhere, none, now=night, channel=Channel.LETTER) is None
    spent = replace(PERSON, attempts_made=9)
    assert rule(spent) is ContactRule.MAX_ATTEMPTS
    assert rule(spent, channel=Channel.SMS) is None


def test_municipal_holidays_are_kept() -> None:
    person = replace(PERSON, closed_dates=frozenset({date(2026, 11, 24)}))
    refused = refusal(person)
    assert refused == Refused(ContactRule.CALLING_WINDOW, datetime(2026, 11, 25, 11, 0, tzinfo=UTC))


def test_a_policy_that_allows_nothing_never_allows() -> None:
    assert rule(policy=replace(POLICY, person_per_day=0)) is ContactRule.PERSON_DAY_CAP
    assert refusal(policy=replace(POLICY, person_per_week=0)) == Refused(ContactRule.PERSON_WEEK_CAP, None)


def test_every_rule_answers_and_the_first_refusal_decides() -> None:
    person = replace(PERSON, debts=(), holds=(hold("dead"), hold("lawyer", until=DAY)))
    verdicts = explain_contact(person, PHONE, (), POLICY, now=NOW + timedelta(hours=8))
    refused = [verdict.rule for verdict in verdicts if verdict.refused is not None]
    assert refused == [
        ContactRule.PERSON_DEAD, ContactRule.LAWYER, ContactRule.NO_OPEN_DEBT, ContactRule.CALLING_WINDOW,
    ]  # fmt: skip
    assert rule(person) is refused[0]
    told = {verdict.rule for verdict in verdicts}
    assert told == set(ContactRule) - {ContactRule.NOT_EVALUATED, ContactRule.POLICY_BROKEN, ContactRule.NO_NUMBER}


def test_without_a_number_only_the_person_is_judged() -> None:
    verdicts = explain_contact(PERSON, None, (), POLICY, now=NOW)
    assert ContactRule.CALLING_WINDOW not in {verdict.rule for verdict in verdicts}
    assert decide_lead(replace(PERSON, debts=()), [], (), POLICY, now=NOW) == Refused(ContactRule.NO_OPEN_DEBT, None)


def test_every_rule_has_words_and_a_law() -> None:
    assert set(RULE_TEXTS) == set(ContactRule)
    refused = refusal(replace(PERSON, holds=(hold("dead"),)))
    assert refused is not None
    assert "CDC" in refused.law


def test_what_cannot_be_evaluated_refuses(monkeypatch: pytest.MonkeyPatch) -> None:
    naive = NOW.replace(tzinfo=None)
    assert rule(now=naive) is ContactRule.NOT_EVALUATED
    assert explain_contact(PERSON, PHONE, (), POLICY, now=naive)[0].rule is ContactRule.NOT_EVALUATED
    broken: Any = replace(PERSON, paused_until="tomorrow")  # type: ignore[arg-type]
    assert rule(broken) is ContactRule.NOT_EVALUATED
    refused = [one.refused for one in explain_contact(broken, PHONE, (), POLICY, now=NOW) if one.refused]
    assert refused == [Refused(ContactRule.NOT_EVALUATED, None)]
    with pytest.raises(ValueError, match="naive"):
        Case(PERSON, PHONE, (), POLICY, now=naive, channel=Channel.CALL)


ufs = sorted(set(UF_OF_DDD.values()))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2029, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
policies = st.builds(
    ContactPolicy,
    max_attempts=st.integers(0, 5),
    gap=st.timedeltas(timedelta(hours=4), timedelta(hours=12)),
    person_per_day=st.integers(0, 3),
    person_per_week=st.integers(0, 8),
    number_per_day=st.integers(0, 2),
    prescription_years=st.integers(1, 5),
)
dials = st.lists(
    st.tuples(st.integers(0, 14 * 24), st.booleans(), st.booleans(), st.sampled_from(list(Channel))), max_size=12
)


@settings(max_examples=300)
@given(
    ddd=st.sampled_from(sorted(UF_OF_DDD)), address=st.sampled_from(["", *ufs]), now=instants, policy=policies,
    made=dials, closed=st.booleans(), due_years=st.integers(0, 7),
    asked=st.none() | st.tuples(st.integers(-48, 48), st.integers(1, 72)),
)  # fmt: skip
def test_no_instant_outside_the_law_is_ever_allowed(
    *, ddd: int, address: str, now: datetime, policy: ContactPolicy, made: Any, closed: bool, due_years: int, asked: Any
) -> None:
    number = f"+55{ddd}987654321"
    past = [
        PastDial(
            debtor_id=ME if mine else DebtorId(2), number=number, at=now - timedelta(hours=hours),
            right_party=spoke, channel=channel,
        )
        for hours, mine, spoke, channel in made
    ]  # fmt: skip
    due = date(now.year - due_years, now.month, min(now.day, 28))
    person = PersonFacts(
        debtor_id=ME, address_uf=address, attempts_made=0, debts=(DebtStanding(status="open", due_date=due),),
        closed_dates=frozenset({now.date()}) if closed else frozenset(),
        holds=() if asked is None else (
            Hold(kind="callback", starts_at=now + asked[0] * HOUR, ends_at=now + sum(asked) * HOUR),
        ),
    )  # fmt: skip
    phone = PhoneFacts(phone_id=PhoneId(1), number=number)
    if not isinstance(decide_contact(person, phone, past, policy, now=now), Allowed):
        return
    assert decide_calling_window(number, address, now=now).allowed
    counted = [dial for dial in past if dial.channel is not Channel.LETTER]
    mine = [dial for dial in counted if dial.debtor_id == ME]
    assert due_years < 5
    for uf in {UF_OF_DDD[ddd], address} - {""}:
        assert not is_closed_day(uf, now.date())
    assert not closed
    if asked is not None and asked[0] <= 0 < sum(asked) and all(now - dial.at > -HOUR * asked[0] for dial in mine):
        return  # they asked for this call, and have not had it yet: the ceilings do not hold it
    assert all(now - dial.at >= timedelta(hours=4) for dial in mine)
    assert sum(now - dial.at < timedelta(days=7) for dial in mine) < 8
    recent = [dial for dial in mine if now - dial.at < timedelta(hours=8)]  # today, whatever the zone
    assert len(recent) < 3
    assert not any(dial.right_party for dial in recent)
