"""A decision survives being stored, and says in one Portuguese sentence why."""

import json

import pytest

from domain.pacing.decision import PacingDecision, Reason
from domain.pacing.words import say_decision


def decision(reason: Reason, calls: int = 0, **facts: object) -> PacingDecision:
    return PacingDecision(mode="predictive", calls=calls, reason=reason, **facts)  # type: ignore[arg-type]


SOON = {"agents_soon_free": 2.6, "horizon_seconds": 10.2, "answer_rate": 0.236}


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (decision(Reason.DIALING, 5, **SOON), "3 agentes livres em 10 s, 24 % atendem: discando 5"),
        (
            decision(Reason.DIALING, 1, agents_soon_free=1.2, horizon_seconds=28, answer_rate=0.085, request_rate=0.35),
            "1 agente livre em 28 s, 8,5 % atendem e 35 % destes pedem um agente: discando 1",
        ),
        (decision(Reason.DIALING, 2, agents_ready=2), "2 agentes livres: discando 2"),
        (
            decision(
                Reason.ENOUGH_UNDER_WAY,
                calls_ringing=11,
                answers_expected=2.04,
                risk=0.081,
                risk_limit=0.05,
                **SOON,
            ),
            (
                "3 agentes livres em 10 s, 11 chamadas em curso (cerca de 2 vão precisar de agente): "
                "mais uma teria 8,1 % de risco de abandono, acima de 5 %; aguardando"
            ),
        ),
        (
            decision(Reason.ENOUGH_UNDER_WAY, agents_soon_free=-1.5, horizon_seconds=9, calls_ringing=1),
            "nenhum agente livre em 9 s, 1 chamada em curso: aguardando",
        ),
        (decision(Reason.ENOUGH_UNDER_WAY), "nenhum agente livre, nenhuma chamada em curso: aguardando"),
        (decision(Reason.NOBODY_FREE), "nenhum agente livre: aguardando"),
        (
            decision(Reason.NOBODY_FREE, agents_ready=2, calls_ringing=2),
            "2 agentes livres, 2 chamadas em curso: aguardando",
        ),
        (
            decision(Reason.DIALING, 1, agents_ready=2, agents_leaving=1),
            "2 agentes livres (1 de saída): discando 1",
        ),
        (decision(Reason.NO_AGENTS), "nenhum agente em serviço: aguardando"),
        (
            decision(Reason.ABANDONMENT_STOP, 1, target=0.03),
            "abandono acima da meta de 3 %, só uma chamada por agente livre: discando 1",
        ),
        (decision(Reason.ABANDONMENT_STOP), "abandono acima da meta, só uma chamada por agente livre: aguardando"),
        (decision(Reason.TRUNK_FULL), "canais do tronco ocupados: aguardando"),
        (decision(Reason.RATE_LIMIT, 3), "limite de chamadas por segundo do tronco: discando 3"),
        (decision(Reason.NOTHING_ASKED), "nenhum agente pediu ligação: aguardando"),
        (decision(Reason.LINES_TAKEN, calls_ringing=10), "10 chamadas em curso, o máximo permitido: aguardando"),
    ],
)
def test_a_decision_says_why(made: PacingDecision, said: str) -> None:
    assert say_decision(made) == said


def test_a_stored_decision_comes_back_the_same() -> None:
    made = decision(Reason.DIALING, 5, agents_ready=3, risk=0.04, **SOON)
    assert PacingDecision.from_dict(json.loads(json.dumps(made.as_dict()))) == made


def test_what_a_later_version_stored_can_be_read() -> None:
    stored = decision(Reason.NO_AGENTS).as_dict() | {"mood": "calm"}
    assert PacingDecision.from_dict(stored) == decision(Reason.NO_AGENTS)


def test_a_reason_nobody_knows_is_refused() -> None:
    with pytest.raises(ValueError, match="boredom"):
        PacingDecision.from_dict({"mode": "ivr", "calls": 0, "reason": "boredom"})
