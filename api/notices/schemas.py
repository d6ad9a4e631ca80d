"""Messages to debtors. Addresses are masked; what a message says is for managers."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from api.schemas import Body, Reply
from domain.contact.facts import Channel
from domain.ids import AgreementId
from domain.notice.notice import NoticeKind, NoticeState

MessageChannel = Literal[Channel.SMS, Channel.WHATSAPP, Channel.EMAIL]


class Notice(Reply):
    id: str
    kind: NoticeKind
    kind_label: str
    channel: Channel
    channel_label: str
    address_masked: str
    debtor_first_name: str
    portfolio: str
    protocol: str
    state: NoticeState
    state_label: str
    reason_label: str
    requested_at: datetime
    accepted_at: datetime | None
    closed_at: datetime | None
    tries: int


class NoticeList(Reply):
    """`counts` are of all messages."""

    items: list[Notice]
    page: int
    page_size: int
    total: int
    counts: dict[NoticeState, int]


class SentWords(Reply):
    subject: str
    body: str


class Contact(Reply):
    """`masked` is what the agent says to who proved to be the debtor; it comes back when they say yes to it."""

    channel: Channel
    channel_label: str
    masked: str


class SendNotice(Body):
    """`masked` of a known contact, or the `address` that the debtor told. `agreement_id` None: that of this call."""

    attempt_id: Annotated[str, Field(min_length=1, max_length=26)]
    channel: MessageChannel
    masked: Annotated[str, Field(min_length=3, max_length=254)] | None = None
    address: Annotated[str, Field(min_length=3, max_length=254)] | None = None
    agreement_id: Annotated[AgreementId, Field(min_length=1, max_length=26)] | None = None

    @model_validator(mode="after")
    def _one_contact(self) -> Self:
        if (self.masked is None) == (self.address is None):
            raise ValueError("masked or address, one of them")
        return self


class Wanted(Reply):
    id: str
    state: NoticeState
    state_label: str
    address_masked: str


class Texts(Reply):
    """`version` 0: the house's own words."""

    version: int
    source: str


class NewTexts(Body):
    source: Annotated[str, Field(min_length=1, max_length=65_536)]


class Told(Reply):
    messages: int
