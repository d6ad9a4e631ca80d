"""Made-up messages for the screens."""

from typing import Any

from tests.support.sample_floor import ago

_STATES = (
    ("queued", "Na fila", "aguarda o código de pagamento"),
    ("accepted", "Enviada", ""),
    ("delivered", "Entregue", ""),
    ("failed", "Falhou", "o canal não respondeu"),
    ("dropped", "Não enviada", "o cliente não quis"),
)


def notices(*, empty: bool) -> dict[str, Any]:
    items = [] if empty else [_notice(place, *state) for place, state in enumerate(_STATES)]
    counts = {item["state"]: 1 for item in items}
    return {"items": items, "page": 1, "page_size": 50, "total": len(items), "counts": counts}


def _notice(place: int, state: str, label: str, reason: str) -> dict[str, Any]:
    return {
        "id": f"01JD000000000000000000000{place}",
        "kind": "agreement",
        "kind_label": "Acordo e código de pagamento",
        "channel": "sms",
        "channel_label": "SMS",
        "address_masked": "(11) •••••-4321",
        "debtor_first_name": "Maria",
        "portfolio": "Carteira",
        "protocol": "2026112400000017",
        "state": state,
        "state_label": label,
        "reason_label": reason,
        "requested_at": ago(minutes=place + 1),
        "accepted_at": None,
        "closed_at": None,
        "tries": 1,
    }
