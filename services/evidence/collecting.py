"""Facts as evidence, written in the very transaction that makes them true. No name, document or phone goes in."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from domain.evidence.canonical import Json, canonical_json
from domain.evidence.chain import EvidenceKind, instant_text
from domain.ids import AttemptId
from services.ports.repositories.agreements import AgreementFacts
from services.ports.repositories.evidence import MenuTrace, NewEvidence
from services.ports.repositories.menu import MenuProgress
from services.ports.repositories.recordings_write import RecordingResult
from services.ports.storage import UnitOfWork

FORM: Final = 1
"""Of the payloads; a later form keeps this one readable."""


def menu_visited(uow: UnitOfWork, progress: MenuProgress, trace: MenuTrace, *, at: datetime) -> None:
    confirmed, disposition = progress.identity_confirmed_at, progress.disposition
    payload: dict[str, Json] = {
        "started_at": instant_text(progress.started_at),
        "visit_at_ms": trace.visit_at_ms,
        "recording_ms": trace.recording_ms,
        "identity_confirmed_at": None if confirmed is None else instant_text(confirmed),
        "disposition": None if disposition is None else disposition.value,
        "steps": [dict(step) for step in progress.steps],
        "heard": [dict(one) for one in trace.heard],
        "keys": [dict(one) for one in trace.keys],
    }
    attempt_id = progress.attempt_id
    _add(uow, EvidenceKind.MENU, f"{attempt_id}/{trace.visit_at_ms}", attempt_id, payload, at)


def agreement_made(uow: UnitOfWork, agreement: AgreementFacts, *, at: datetime) -> None:
    terms = agreement_terms(agreement)
    _add(uow, EvidenceKind.AGREEMENT, agreement.agreement_id, agreement.attempt_id, terms, at)


def recording_closed(uow: UnitOfWork, result: RecordingResult, *, at: datetime) -> None:
    payload: dict[str, Json] = {
        "path": result.path,
        "sha256": result.sha256,
        "duration_ms": result.duration_ms,
        "size_bytes": result.size_bytes,
        "problem": result.problem,
    }
    _add(uow, EvidenceKind.RECORDING, result.attempt_id, result.attempt_id, payload, at)


def agreement_terms(agreement: AgreementFacts) -> dict[str, Json]:
    """What was agreed, which no later payment or breach changes."""
    return {
        "agreement_id": agreement.agreement_id,
        "protocol": agreement.protocol,
        "confirmed_at": instant_text(agreement.confirmed_at),
        "read_back": agreement.read_back,
        "principal_cents": agreement.principal_cents,
        "charges_cents": agreement.charges_cents,
        "discount_cents": agreement.discount_cents,
        "interest_cents": agreement.interest_cents,
        "total_cents": agreement.total_cents,
        "monthly_rate": agreement.monthly_rate,
        "tolerance_days": agreement.tolerance_days,
        "authority": agreement.authority,
        "policy": agreement.policy,
        "replaces": agreement.replaces,
        "installments": [
            {"number": one.number, "amount_cents": one.amount_cents, "due_date": one.due_date.isoformat()}
            for one in sorted(agreement.installments, key=lambda one: one.number)
        ],
        "debts": [
            {
                "debt_id": bill.debt_id,
                "principal_cents": bill.charges.principal_cents,
                "multa_cents": bill.charges.multa_cents,
                "juros_cents": bill.charges.juros_cents,
                "correction_cents": bill.charges.correction_cents,
                "discount_cents": bill.charges.discount_cents,
            }
            for bill in sorted(agreement.bills, key=lambda bill: bill.debt_id)
        ],
    }


def day_ended(uow: UnitOfWork, *, day: str, seals: int, last_hash: str, at: datetime) -> None:
    _add(uow, EvidenceKind.DAY, day, None, {"day": day, "seals": seals, "last_hash": last_hash}, at)


def _add(
    uow: UnitOfWork,
    kind: EvidenceKind,
    name: str,
    attempt_id: AttemptId | None,
    payload: Mapping[str, Json],
    at: datetime,
) -> None:
    document = canonical_json({"form": FORM, "kind": kind.value, "attempt_id": attempt_id, **payload})
    uow.evidence.add(NewEvidence(key=f"{kind.value}/{name}", kind=kind, attempt_id=attempt_id, payload=document, at=at))
