"""Evidence as it is written, sealed and looked over."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.evidence.chain import EvidenceKind, Seal
from domain.ids import AttemptId


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuTrace:
    """One visit to the menu as it really went. Milliseconds are counted from the session's start.

    `recording_ms` is where the recording was at the visit's start; None when it is not known.
    """

    visit_at_ms: int
    recording_ms: int | None
    heard: Sequence[Mapping[str, Any]]
    """[{"at_ms", "step", "clips": [{"clip", "sha256", "from_ms", "heard_ms", "whole"}]}, …]."""
    keys: Sequence[Mapping[str, Any]]
    """[{"at_ms", "step", "key"}, …]; a key that is part of somebody's date of birth or document is told as `•`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """`key` is unique: the same piece written twice is one piece. `payload` is canonical JSON."""

    key: str
    kind: EvidenceKind
    attempt_id: AttemptId | None
    payload: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    key: str
    kind: EvidenceKind
    attempt_id: AttemptId | None
    payload: str
    at: datetime
    seq: int | None
    """Of its seal; None while it waits for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingNow:
    """The recording's row as it stands."""

    attempt_id: AttemptId
    path: str
    sha256: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuNow:
    """The menu session's row as it stands."""

    identity_confirmed_at: datetime | None
    steps: Sequence[Mapping[str, Any]]


class EvidenceRepository(Protocol):
    def add(self, new: NewEvidence) -> None:
        """Does nothing when a piece of that key is there already."""
        ...

    def one_sealer_at_a_time(self) -> bool:
        """False: another one is sealing right now. Never waits."""
        ...

    def last_seal(self) -> Seal | None: ...

    def waiting(self, *, limit: int) -> Sequence[Evidence]:
        """Pieces without a seal, oldest first."""
        ...

    def put_seals(self, seals: Iterable[Seal]) -> None: ...

    def seals(self, *, after: int, limit: int) -> Sequence[tuple[Seal, Evidence | None]]:
        """In their order, each with the piece that it seals if that is still there."""
        ...

    def of_attempt(self, attempt_id: AttemptId) -> Sequence[Evidence]: ...

    def of_kind(self, kind: EvidenceKind) -> Sequence[Evidence]:
        """Oldest first; for kinds of which there are few."""
        ...

    def seal_at(self, seq: int) -> Seal | None: ...

    def strays(self, *, limit: int) -> Sequence[Evidence]:
        """Pieces that say they are sealed by a seal that is not theirs or not there."""
        ...

    def recording_now(self, attempt_id: AttemptId) -> RecordingNow | None: ...

    def menu_now(self, attempt_id: AttemptId) -> MenuNow | None:
        """None as well while the call is not closed: its row is still growing."""
        ...

    def unproven(self, *, since: datetime, limit: int) -> Sequence[str]:
        """Keys that should be there and are not: recordings closed and agreements made `since` then."""
        ...
