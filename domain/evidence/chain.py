"""The chain: every seal holds the hash of what it seals and the hash of the seal before it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from domain.evidence.canonical import canonical_json, digest_of

GENESIS: Final = "0" * 64
"""What the first seal holds in place of a former one's hash."""


class EvidenceKind(StrEnum):
    MENU = "menu"
    """One visit to the menu: what was played, what was pressed, how it went."""
    AGREEMENT = "agreement"
    """The terms, the text read back and the yes."""
    RECORDING = "recording"
    """The recording's file and its hash."""
    COMMENT = "comment"
    """The recording of what a debtor said at the end, and its hash."""
    DAY = "day"
    """The end of a day: its number of seals and the hash of the last. A copy kept elsewhere fixes all before it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """`key` tells one piece of evidence from others: its kind, whose it is and which part."""

    seq: int
    kind: EvidenceKind
    key: str
    payload_sha256: str
    previous: str
    sealed_at: datetime
    hash: str = ""


class Fault(StrEnum):
    GAP = "gap"
    """Seals are missing before this one."""
    BROKEN_LINK = "broken_link"
    """It does not hold the hash of the seal before it."""
    ALTERED_SEAL = "altered_seal"
    """Its own fields do not give its hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainFault:
    seq: int
    key: str
    fault: Fault


def seal(former: Seal | None, *, kind: EvidenceKind, key: str, payload_sha256: str, sealed_at: datetime) -> Seal:
    """The seal that follows `former`; the first of all follows None."""
    unhashed = Seal(
        seq=1 if former is None else former.seq + 1,
        kind=kind,
        key=key,
        payload_sha256=payload_sha256,
        previous=GENESIS if former is None else former.hash,
        sealed_at=sealed_at,
    )
    return replace(unhashed, hash=seal_hash(unhashed))


def seal_hash(one: Seal) -> str:
    return digest_of(
        canonical_json(
            {
                "kind": one.kind.value,
                "key": one.key,
                "payload_sha256": one.payload_sha256,
                "previous": one.previous,
                "sealed_at": instant_text(one.sealed_at),
                "seq": one.seq,
            }
        )
    )


def chain_faults(seals: Iterable[Seal], *, former: Seal | None = None) -> Iterator[ChainFault]:
    """Of seals in their order, following `former`; what follows a fault is judged by what is there."""
    for one in seals:
        if one.seq != (1 if former is None else former.seq + 1):
            yield ChainFault(seq=one.seq, key=one.key, fault=Fault.GAP)
        elif one.previous != (GENESIS if former is None else former.hash):
            yield ChainFault(seq=one.seq, key=one.key, fault=Fault.BROKEN_LINK)
        if seal_hash(one) != one.hash:
            yield ChainFault(seq=one.seq, key=one.key, fault=Fault.ALTERED_SEAL)
        former = one


def instant_text(instant: datetime) -> str:
    """UTC with microseconds, always the same number of characters."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
