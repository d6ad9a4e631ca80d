"""A pacing decision in one Portuguese sentence: "3 agentes livres em 10 s, 24 % atendem: discando 5"."""

from collections.abc import Callable

from domain.pacing.decision import PacingDecision, Reason


def say_decision(decision: PacingDecision) -> str:
    return _SENTENCES[decision.reason](decision)


def _dialing(decision: PacingDecision) -> str:
    parts = [_agents(decision)]
    if decision.answer_rate is not None:
        parts.append(f"{_percent(decision.answer_rate)} atendem{_requests(decision)}")
    return f"{', '.join(parts)}: {_calls(decision.calls)}"


def _enough(decision: PacingDecision) -> str:
    under_way = _count(decision.calls_ringing, "chamada em curso", "chamadas em curso")
    if decision.answers_expected is not None:
        under_way += f" (cerca de {_number(decision.answers_expected)} vão precisar de agente)"
    return f"{_agents(decision)}, {under_way}: {_risk(decision)}aguardando"


def _risk(decision: PacingDecision) -> str:
    if decision.risk is None or decision.risk_limit is None:
        return ""
    limit = _percent(decision.risk_limit)
    return f"mais uma teria {_percent(decision.risk)} de risco de abandono, acima de {limit}; "


def _nobody_free(decision: PacingDecision) -> str:
    if decision.calls_ringing:
        return f"{_agents(decision)}, {_count(decision.calls_ringing, 'chamada', 'chamadas')} em curso: aguardando"
    return "nenhum agente livre: aguardando"


def _no_agents(_: PacingDecision) -> str:
    return "nenhum agente em serviço: aguardando"


def _stopped(decision: PacingDecision) -> str:
    target = "" if decision.target is None else f" de {_percent(decision.target)}"
    return f"abandono acima da meta{target}, só uma chamada por agente livre: {_calls(decision.calls)}"


def _trunk_full(decision: PacingDecision) -> str:
    return f"canais do tronco ocupados: {_calls(decision.calls)}"


def _rate_limit(decision: PacingDecision) -> str:
    return f"limite de chamadas por segundo do tronco: {_calls(decision.calls)}"


def _nothing_asked(_: PacingDecision) -> str:
    return "nenhum agente pediu ligação: aguardando"


def _lines_taken(decision: PacingDecision) -> str:
    return f"{_count(decision.calls_ringing, 'chamada em curso', 'chamadas em curso')}, o máximo permitido: aguardando"


_SENTENCES: dict[Reason, Callable[[PacingDecision], str]] = {
    Reason.DIALING: _dialing,
    Reason.ENOUGH_UNDER_WAY: _enough,
    Reason.NOBODY_FREE: _nobody_free,
    Reason.NO_AGENTS: _no_agents,
    Reason.ABANDONMENT_STOP: _stopped,
    Reason.TRUNK_FULL: _trunk_full,
    Reason.RATE_LIMIT: _rate_limit,
    Reason.NOTHING_ASKED: _nothing_asked,
    Reason.LINES_TAKEN: _lines_taken,
}


def _agents(decision: PacingDecision) -> str:
    leaving = f" ({decision.agents_leaving} de saída)" if decision.agents_leaving else ""
    if decision.agents_soon_free is None or decision.horizon_seconds is None:
        return _count(decision.agents_ready, "agente livre", "agentes livres") + leaving
    free = max(0, round(decision.agents_soon_free))
    return f"{_count(free, 'agente livre', 'agentes livres')} em {round(decision.horizon_seconds)} s{leaving}"


def _requests(decision: PacingDecision) -> str:
    if decision.request_rate is None:
        return ""
    return f" e {_percent(decision.request_rate)} destes pedem um agente"


def _calls(count: int) -> str:
    return f"discando {count}" if count else "aguardando"


def _count(count: int, one: str, many: str) -> str:
    if count == 0:
        gender = "nenhuma" if one.startswith("chamada") else "nenhum"
        return f"{gender} {one}"
    return f"{count} {one if count == 1 else many}"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{_number(percent) if percent < 10 else round(percent)} %"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",").removesuffix(",0")
