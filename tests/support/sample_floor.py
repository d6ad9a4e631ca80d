"""A made-up operation, as the API would tell it: for looking at the screens without a telephone."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from domain.call.agent_disposition import AGENT_DISPOSITIONS
from domain.call.disposition_rules import DISPOSITION_RULES

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
Json = dict[str, Any]

AGENTS = ["Ana Beatriz Rocha", "Bruno Tavares", "Carla Menezes", "Diego Nascimento", "Elisa Prado", "Fábio Antunes"]
NAMES = ["Marcos", "Juliana", "Antônio", "Patrícia", "José", "Renata", "Paulo", "Camila", "Sebastião", "Luciana"]
CAMPAIGNS = ["Varejo Sul · até 60 dias", "Financeira Horizonte · 61 a 180 dias", "Educação 2026 · renegociação"]
RESULTS = [
    ("NAO_ATENDE", "no_contact"),
    ("ACORDO_PARCELADO", "right_party"),
    ("CAIXA_POSTAL", "no_contact"),
    ("NAO_CONHECE", "third_party"),
    ("OCUPADO", "no_contact"),
    ("TRANSBORDO", "right_party"),
    ("ACORDO_A_VISTA", "right_party"),
    ("DESLIGOU_ANTES", "no_contact"),
    ("ALEGA_PAGAMENTO", "right_party"),
    ("RECADO_TERCEIRO", "third_party"),
    ("PROMESSA", "right_party"),
]
MENU = [
    {"step": "greeting", "label": "Ouviu a saudação e o aviso de gravação", "at_ms": 0, "result": ""},
    {"step": "right_party", "label": "Disse ser a pessoa procurada", "at_ms": 9_400, "result": "tecla 1"},
    {"step": "identity", "label": "Identidade por data de nascimento", "at_ms": 21_800, "result": "confirmada"},
    {"step": "debt", "label": "Ouviu o valor da dívida", "at_ms": 34_200, "result": ""},
    {"step": "offer", "label": "Pediu para falar com uma pessoa", "at_ms": 52_900, "result": "tecla 9"},
]


def choices() -> list[Json]:
    standard = [(code.value, code, DISPOSITION_RULES[code]) for code in AGENT_DISPOSITIONS]
    own = ("VIAGEM", AGENT_DISPOSITIONS[0], replace(DISPOSITION_RULES[AGENT_DISPOSITIONS[0]], label="Em viagem"))
    return [
        {"code": code, "base": base, "label": rule.label, "group": rule.group, "next_step": rule.next_step}
        | {"required": list(rule.required)}
        for code, base, rule in (*standard, own)
    ]


def ago(**span: float) -> str:
    return (NOW - timedelta(**span)).isoformat()


def attempt_id(n: int) -> str:
    return f"01KAT{n:021d}"


def agreement(n: int) -> Json:
    return {"protocol": f"20261124{n:06d}", "total_cents": 48_790 + n * 7_345, "installments": 1 + n % 6}


def outcome(n: int) -> Json:
    disposition, group = RESULTS[n % len(RESULTS)]
    talked = group != "no_contact"
    return {
        "attempt_id": attempt_id(n),
        "at": ago(seconds=14 * n + 3),
        "campaign": CAMPAIGNS[n % 2],
        "debtor_first_name": NAMES[n % len(NAMES)],
        "phone_masked": f"(11) 9••••-{1200 + n * 37 % 8000:04d}",
        "disposition": disposition,
        "label": disposition.replace("_", " ").capitalize(),
        "own_label": None,
        "group": group,
        "hangup_cause": 16 if talked else 19,
        "talk_seconds": 42.0 + n * 7 if talked else 0.0,
        "agent": AGENTS[n % 6] if disposition in {"TRANSBORDO", "PROMESSA"} else None,
        "agreement": agreement(n) if disposition.startswith("ACORDO") else None,
        "recording": talked,
    }


def floor() -> Json:
    states = [
        ("on_call", None),
        ("ready", None),
        ("on_call", None),
        ("wrap_up", None),
        ("paused", "rest"),
        ("ready", None),
    ]
    calls = ["with_agent", "with_agent", "waiting_agent", *["in_ivr"] * 9, *["ringing"] * 6, *["originating"] * 2]
    return {
        "agents": [
            {"user_id": n, "name": AGENTS[n], "state": state, "pause_reason": reason, "attempt_id": None}
            | {"state_since": ago(seconds=37 + 71 * n)}
            for n, (state, reason) in enumerate(states)
        ],
        "calls": [
            {
                "attempt_id": attempt_id(900 + n),
                "state": state,
                "since": ago(seconds=4 + 9 * n),
                "campaign": CAMPAIGNS[n % 2],
            }
            | {"agent": AGENTS[n] if state == "with_agent" else None}
            for n, state in enumerate(calls)
        ],
        "campaigns": [campaign(n) for n in range(3)],
        "counts": {"NAO_ATENDE": 412, "CAIXA_POSTAL": 238, "OCUPADO": 96, "ACORDO_PARCELADO": 61, "NAO_CONHECE": 44}
        | {
            "ACORDO_A_VISTA": 38,
            "RECADO_TERCEIRO": 31,
            "TRANSBORDO": 27,
            "ALEGA_PAGAMENTO": 19,
            "MUDO": 12,
            "ABANDONO": 2,
        },
        "now": NOW.isoformat(),
    }


def campaign(n: int) -> Json:
    status = ("running", "paused", "finished")[n]
    return {
        "id": n + 1,
        "name": CAMPAIGNS[n],
        "status": status,
        "dial_mode": "ivr",
        "concurrent_calls": (30, 20, 10)[n],
        "leads_total": (4812, 1930, 640)[n],
        "leads_done": (1706, 212, 640)[n],
        "live_calls": (20, 0, 0)[n],
        "answered": (583, 71, 240)[n],
        "agreements": (81, 9, 18)[n],
        "agreed_cents": (8_412_350, 731_200, 1_904_480)[n],
        "pacing": ("3 agentes livres em 10 s, 24 % atendem: discando 5", "", "")[n],
    }


def call(*, identity_confirmed: bool = True, ended: bool = False, caller: str = "") -> Json:
    """`caller` of a call that came in: `known` or `unknown`."""
    unknown = caller == "unknown"
    debts = [
        _debt("Lojas Primavera S.A.", "Crediário 8/12", "PRM-204817", "2026-09-10", 75, 38_900, 778, 973),
        _debt("Lojas Primavera S.A.", "Crediário 9/12", "PRM-204818", "2026-10-10", 45, 38_900, 778, 584),
    ]
    return {
        "attempt_id": attempt_id(777),
        "campaign": CAMPAIGNS[0],
        "answered_at": ago(seconds=101),
        "bridged_at": ago(seconds=38),
        "ended_at": ago(seconds=2) if ended else None,
        "identity_confirmed": identity_confirmed,
        "inbound": caller != "",
        "caller_known": not unknown,
        "debtor": {"first_name": "Desconhecido" if unknown else "Marina"}
        | {"city": "" if unknown else "Campinas", "uf": "" if unknown else "SP"}
        | {"name": "Marina Albuquerque dos Santos" if identity_confirmed else None}
        | {"document_masked": "***.482.197-**" if identity_confirmed else None},
        "phone_masked": "" if unknown else "(19) 9••••-4471",
        "debts": debts if identity_confirmed else [],
        "menu": MENU if identity_confirmed else MENU[:2],
        "agreement": None,
        "disposition": None,
    }


def _debt(
    creditor: str, description: str, contract: str, due: str, late: int, principal: int, multa: int, juros: int
) -> Json:
    amounts = {"principal_cents": principal, "multa_cents": multa, "juros_cents": juros}
    dates = {"due_date": due, "days_late": late}
    words = {"contract": contract, "creditor": creditor, "description": description, "status": "open"}
    return words | dates | amounts | {"total_cents": principal + multa + juros}
