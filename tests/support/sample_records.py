"""The rest of the made-up operation: recordings, portfolios, imports, and a sound to listen to."""

import io
import math
import struct
import wave
from random import Random

from domain.contact.facts import BLOCK_LISTS
from tests.support.sample_floor import AGENTS, CAMPAIGNS, MENU, NAMES, RESULTS, Json, ago, attempt_id, campaign

SECONDS = 96


def recording_item(n: int) -> Json:
    talked = [result for result in RESULTS if result[1] != "no_contact"]
    disposition, group = talked[n % len(talked)]
    return {
        "attempt_id": attempt_id(n),
        "started_at": ago(minutes=7 * n + 4),
        "duration_ms": SECONDS * 1000 if n == 0 else 31_000 + n * 8_700,
        "state": "broken" if n == 5 else "verified",
        "problem": "canal do devedor vazio" if n == 5 else None,
        "campaign_id": 1 + n % 2,
        "campaign": CAMPAIGNS[n % 2],
        "agent_id": n % 6,
        "agent": AGENTS[n % 6] if n % 2 == 0 else None,
        "debtor_first_name": NAMES[n % len(NAMES)],
        "phone_masked": f"(11) 9••••-{1200 + n * 37 % 8000:04d}",
        "disposition": disposition,
        "label": disposition.replace("_", " ").capitalize(),
        "group": group,
        "for_training": n % 4 == 0,
        "score": (8.5, None, 6.0, None, 9.0)[n % 5],
        "comments": (2, 0, 1)[n % 3],
    }


def recording(n: int = 0) -> Json:
    remarks = [
        remark(1, 18_500, "Helena Duarte", "Confirmou a identidade com calma e sem expor a dívida."),
        remark(2, 61_000, "Rui Sampaio", "Aqui faltou repetir o valor total do acordo antes de pedir o aceite."),
    ]
    return recording_item(n) | {
        "size_bytes": SECONDS * 32_000,
        "sha256": "9f" * 32,
        "note": "Prefere vencimento no dia 10.",
        "talk_seconds": 64.0,
        "menu": MENU,
        "agreement": None,
        "survey": {"satisfaction": 4, "comment_from_ms": 74_000, "comment_until_ms": 88_500},
        "remarks": remarks,
        "reviews": [{"author": "Rui Sampaio", "score": 8, "updated_at": ago(minutes=20)}],
        "my_score": 9,
        "listens": [],
    }


def remark(n: int, at_ms: int, author: str, text: str) -> Json:
    return {"id": n, "at_ms": at_ms, "text": text, "author": author, "created_at": ago(minutes=50 - 10 * n)}


def peaks() -> Json:
    draw = Random(7)

    def side(*, talks_first: bool) -> list[float]:
        turns = [math.sin(n / 19 + (0 if talks_first else math.pi)) > -0.1 for n in range(480)]
        return [round(draw.uniform(0.15, 0.8) if talks else draw.uniform(0, 0.03), 3) for talks in turns]

    return {"duration_ms": SECONDS * 1000, "left": side(talks_first=False), "right": side(talks_first=True)}


def sound() -> bytes:
    """A stereo WAV of SECONDS, a soft tone on each side by turns."""
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as out:
        out.setnchannels(2)
        out.setsampwidth(2)
        out.setframerate(8000)
        tone = [round(3000 * math.sin(n * 2 * math.pi * 220 / 8000)) for n in range(8000)]
        second = {side: b"".join(struct.pack("<hh", *((s, 0) if side else (0, s))) for s in tone) for side in (0, 1)}
        out.writeframes(b"".join(second[n % 2] for n in range(SECONDS)))
    return buffer.getvalue()


PACING = {
    "abandonment_target": 0.03,
    "goal": "strict",
    "ratio": 1.5,
    "max_wait_seconds": None,
    "ring_timeout_seconds": 30,
    "weight": 1,
}


def campaigns() -> list[Json]:
    rules = {"max_attempts": 3, "retry_delay_minutes": 240, "caller_id": "", "pacing": PACING, "agents": []}
    return [
        {
            key: campaign(n)[key]
            for key in ("id", "name", "status", "dial_mode", "concurrent_calls", "leads_total", "leads_done")
        }
        | {"portfolio_id": n + 1, "portfolio": portfolios()[n]["name"], "created_at": ago(days=n + 1)}
        | rules
        for n in range(3)
    ]


def portfolios() -> list[Json]:
    names = [
        ("Varejo Sul", 4812, 912_334_050),
        ("Financeira Horizonte", 1930, 603_120_990),
        ("Educação 2026", 640, 88_400_100),
    ]
    return [
        {"id": n + 1, "name": name, "creditor_name": name, "company_name": name}
        | {"debtors": debtors, "open_debts": debtors * 2, "open_cents": cents}
        for n, (name, debtors, cents) in enumerate(names)
    ]


def imported(n: int, **change: object) -> Json:
    done = {
        "id": f"01KIM{n:021d}",
        "portfolio": portfolios()[n % 3]["name"],
        "file_name": ("carteira_novembro.csv", "horizonte-lote-14.csv", "inadimplentes 2026.csv")[n % 3],
        "status": ("running", "finished", "failed")[n % 3],
        "error": (None, None, "O arquivo não tem uma coluna de CPF ou CNPJ.")[n % 3],
        "rows_read": (1840, 3911, 1)[n % 3],
        "rows_rejected": (0, 17, 0)[n % 3],
        "debtors_created": (1612, 1930, 0)[n % 3],
        "debts_created": (1838, 3860, 0)[n % 3],
        "debts_updated": (0, 34, 0)[n % 3],
        "phones_created": (3010, 4402, 0)[n % 3],
        "started_at": ago(minutes=1 + 300 * n),
        "finished_at": None if n % 3 == 0 else ago(minutes=300 * n - 2),
    }
    return done | change


def block_list(kind: str, *, entries: int, file_name: str) -> Json:
    told = {"id": entries, "kind": kind, "file_name": file_name, "state": "active", "entries": entries}
    return told | {"imported_at": ago(minutes=90)}


def block_list_kinds() -> list[Json]:
    return [
        {
            "kind": kind.value, "name": scope.name, "law": scope.law, "ddds": sorted(scope.ddds),
            "grace_days": scope.grace.days, "binds_collections": scope.collections,
        }
        for kind, scope in BLOCK_LISTS.items()
    ]  # fmt: skip
