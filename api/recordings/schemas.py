"""Recordings and what supervisors think of them."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from api.schemas import AgreementSummary, Body, MenuStep, Reply
from domain.call.disposition import Disposition, DispositionGroup


class RecordingItem(Reply):
    """`state`: verified, or broken with its `problem`. `score` is the mean of the reviews.

    `own_label`: of the portfolio's own disposition, if it is one.
    """

    attempt_id: str
    started_at: datetime
    duration_ms: int | None
    state: str
    problem: str | None
    campaign_id: int
    campaign: str
    agent_id: int | None
    agent: str | None
    debtor_first_name: str
    phone_masked: str
    disposition: Disposition | None
    label: str
    own_label: str | None
    group: DispositionGroup | None
    for_training: bool
    score: float | None
    comments: int


class RecordingPage(Reply):
    """`page` counts from 1; `total` is over all pages."""

    items: list[RecordingItem]
    page: int
    page_size: int
    total: int


class Comment(Reply):
    id: int
    at_ms: int
    text: str
    author: str
    created_at: datetime


class Review(Reply):
    author: str
    score: int
    updated_at: datetime


class Listen(Reply):
    listener: str
    at: datetime


class Survey(Reply):
    """What the debtor thinks of the call, 1 to 5, and where in the recording they say so in their own words."""

    satisfaction: int | None
    comment_from_ms: int | None
    comment_until_ms: int | None


class Recording(RecordingItem):
    """`my_score` is the reader's own."""

    size_bytes: int | None
    sha256: str | None
    note: str
    talk_seconds: float
    menu: list[MenuStep]
    agreement: AgreementSummary | None
    survey: Survey | None
    remarks: list[Comment]
    reviews: list[Review]
    my_score: int | None
    listens: list[Listen]


class Peaks(Reply):
    """Loudest sample of each slice, 0 to 1; left is what the debtor says, right what the debtor hears."""

    duration_ms: int
    left: list[float]
    right: list[float]


class NewComment(Body):
    at_ms: Annotated[int, Field(ge=0, le=24 * 3600 * 1000)]
    text: Annotated[str, Field(min_length=1, max_length=1000)]


class Score(Body):
    score: Annotated[int, Field(ge=0, le=10)]


class Training(Body):
    for_training: bool


class AgentChoice(Reply):
    """Somebody whose calls can be asked for."""

    id: int
    name: str
