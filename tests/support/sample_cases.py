"""Made-up cases for the screens."""

from typing import Any

from domain.call.case import CaseKind
from domain.call.case_decision import AGAINST_THE_DEBTOR, VERDICTS
from tests.support.sample_floor import ago

Json = dict[str, Any]
_CASES: tuple[tuple[str, str, Json], ...] = (
    ("payment_claim", "Marina", {"paid_on": "2026-11-10", "paid_way": "store"}),
    (
        "dispute",
        "Jorge",
        {"reason": "other", "agent": "Ana Beatriz Rocha", "note": "Diz que devolveu a geladeira na loja em outubro."},
    ),
    ("support", "Luciana", {"reason": "dissatisfied", "debts": []}),
    ("payment_claim", "Paulo", {}),
    ("dispute", "Rita", {"reason": "not_mine", "verdict": "dispute_dismissed"}),
)

_MESSAGE: Json = {
    "channel_label": "SMS",
    "address_masked": "(11) 9••••-4471",
    "state": "queued",
    "state_label": "Na fila",
    "reason_label": "está fora do horário permitido no estado do devedor",
}


def cases(kind: str = "", *, empty: bool) -> Json:
    items = [] if empty else [_case(place) for place, (known, _, _) in enumerate(_CASES) if kind in ("", known)]
    return {"items": items, "page": 1, "page_size": 50, "total": len(items)}


def decided(case_id: str, body: dict[str, str], *, by: str) -> Json:
    found = next(_case(place) for place in range(len(_CASES)) if _id(place) == case_id)
    return found | _end(body["verdict"], body["reason"], by)


def _id(place: int) -> str:
    return f"01KC000000000000000000000{place}"


def _case(place: int) -> Json:
    kind, name, told = _CASES[place]
    open_case = {
        "id": _id(place),
        "kind": kind,
        "reason": "",
        "paid_on": None,
        "paid_way": None,
        "protocol": f"202611240000001{place}",
        "attempt_id": "01KAT000000000000000000000",
        "portfolio": "Varejo Sul",
        "debtor_first_name": name,
        "document_masked": "***.982.247-**",
        "state": "open",
        "opened_at": ago(minutes=60 * (100 - 20 * place)),
        "agent": None,
        "note": "",
        "debts": [_debt(kind)],
        "verdicts": [verdict.value for verdict in VERDICTS[CaseKind(kind)]],
        "verdict": None,
        "decided_at": None,
        "decided_by": None,
        "decision_reason": None,
        "tell_debtor": False,
        "message": None,
        "untold": "",
    }
    verdict = told.get("verdict")
    end = {} if verdict is None else _end(verdict, "O contrato foi assinado e o valor confere.", "Otávio Lima")
    return open_case | told | end


def _debt(kind: str) -> Json:
    return {
        "contract": "LJ-48213",
        "description": "Geladeira 400 L",
        "principal_cents": 184_990,
        "due_date": "2026-08-12",
        "status": "claimed_paid" if kind == "payment_claim" else "disputed",
        "held_otherwise": kind == "payment_claim",
    }


def _end(verdict: str, reason: str, by: str) -> Json:
    return {
        "state": "decided",
        "verdicts": [],
        "verdict": verdict,
        "decided_at": ago(),
        "decided_by": by,
        "decision_reason": reason,
        "tell_debtor": verdict in AGAINST_THE_DEBTOR,
        "message": _MESSAGE if verdict in AGAINST_THE_DEBTOR else None,
    }
