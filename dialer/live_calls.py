"""The calls in flight, in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum, auto

from domain.call.attempt import AttemptState
from domain.call.dial_mode import DialMode
from domain.call.events import AttemptEvent
from domain.contact.answer_chance import ChanceContext
from domain.ids import AgentSessionId, AttemptId, CampaignId, LeadId


class Sending(Enum):
    PENDING = auto()
    SENT = auto()
    UNCERTAIN = auto()
    """The switch may or may not have the order; it is never sent again."""


BEFORE_ANSWER = frozenset({AttemptState.CLAIMED, AttemptState.ORIGINATING, AttemptState.RINGING})


@dataclass(slots=True, eq=False)
class LiveCall:
    """`…_t` are monotonic seconds."""

    attempt_id: AttemptId
    campaign_id: CampaignId
    lead_id: LeadId
    state: AttemptState
    begun_t: float
    seen_t: float
    """When something was last heard of it."""
    trunk: str = ""
    dial_mode: DialMode = DialMode.IVR
    max_wait_seconds: float | None = None
    """How long its person waits for an agent; None: as long as is usual."""
    context: ChanceContext | None = None
    """What its chance of an answer was read from."""
    sending: Sending = Sending.PENDING
    originated_at: datetime | None = None
    answered_at: datetime | None = None
    person_requested_at: datetime | None = None
    returned_at: datetime | None = None
    """Sent back to the menu, for nobody was free in time."""
    left_queue_at: datetime | None = None
    """Did not want to wait any longer, and said so by a key."""
    bridged_at: datetime | None = None
    agent_session_id: AgentSessionId | None = None
    hang_up_asked_t: float | None = None
    cancelled: bool = False
    """Let go by the dialer while nobody had answered."""
    hangup_cause: int = 0
    gone: bool = False
    unsaved: bool = False
    unsaved_events: list[AttemptEvent] = field(default_factory=list)

    @property
    def served_at(self) -> datetime | None:
        """When the last wish for a person came to its end."""
        ends = [end for end in (self.returned_at, self.left_queue_at) if end is not None]
        return max(ends, default=None)

    @property
    def before_answer(self) -> bool:
        return self.state in BEFORE_ANSWER


class LiveCalls:
    def __init__(self) -> None:
        self._calls: dict[AttemptId, LiveCall] = {}
        self._by_campaign: Counter[CampaignId] = Counter()
        self.by_trunk: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[LiveCall]:
        return iter(tuple(self._calls.values()))

    def get(self, attempt_id: str) -> LiveCall | None:
        return self._calls.get(AttemptId(attempt_id))

    def add(self, call: LiveCall) -> None:
        self._calls[call.attempt_id] = call
        self._by_campaign[call.campaign_id] += 1
        self.by_trunk[call.trunk] += 1

    def remove(self, call: LiveCall) -> None:
        if self._calls.pop(call.attempt_id, None) is not None:
            self._by_campaign[call.campaign_id] -= 1
            self.by_trunk[call.trunk] -= 1

    def of_campaign(self, campaign_id: CampaignId) -> int:
        return self._by_campaign[campaign_id]
