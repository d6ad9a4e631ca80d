"""A campaign in words for a terminal."""

from domain.call.dial_mode import DialMode, PacingGoal
from services.ports.repositories.campaigns import CampaignFacts

_STATUS = {"running": "discando", "paused": "pausada", "finished": "encerrada"}
_GOALS = {PacingGoal.STRICT: "rígida", PacingGoal.RELAXED: "branda"}


def line_of(one: CampaignFacts) -> str:
    done = f"{one.leads_done} de {one.leads_total} devedores feitos"
    return " · ".join((one.name, _STATUS[one.status], one.dial_mode.value, one.portfolio, done))


def settings_of(one: CampaignFacts) -> list[str]:
    """What matters in its mode, a line each."""
    pacing, origin = one.pacing, one.caller_id or "a do tronco"
    wait = pacing.wait_seconds(one.dial_mode)
    lines = [
        f"tentativas: {one.max_attempts}, a cada {one.retry_delay_minutes} min; origem: {origin}",
        f"toque: {pacing.ring_timeout_seconds} s; espera por agente: {wait} s; peso {pacing.weight}",
    ]
    match one.dial_mode:
        case DialMode.PREDICTIVE | DialMode.MENU_FIRST:
            target = f"{100 * pacing.abandonment_target:.2f}".rstrip("0").rstrip(".").replace(".", ",")
            lines.append(f"abandono até {target} %, meta {_GOALS[pacing.goal]}")
        case DialMode.POWER:
            lines.append(f"{pacing.ratio:.1f} chamadas por agente livre".replace(".", ","))
        case DialMode.IVR:
            lines.append(f"{one.concurrent_calls} chamadas ao mesmo tempo")
    if pacing.cancel_surplus:
        lines.append("solta chamadas que tocam quando não haveria agente")
    lines.append(f"agentes só dela: {len(one.agents)}" if one.agents else "agentes: todos os que não são de outra")
    return lines
