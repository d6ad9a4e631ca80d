"""The reliability plot: how often somebody answered, over how likely that was said to be."""

from collections.abc import Sequence
from html import escape

from domain.contact.forecast_score import ReliabilityBin
from simulator.whatif.charts import COLOURS
from simulator.whatif.page import percent

_SIZE, _LEFT, _BOTTOM, _TOP, _RIGHT = 420, 64, 48, 16, 16
_TITLE = "Chance prevista e chamadas atendidas"


def draw_reliability(bins: Sequence[ReliabilityBin]) -> str:
    """Each circle is a group of calls, its bar where the true share lies; on the diagonal the forecast was right."""
    top = _top(max(one.high for one in bins))
    parts = _axes(top)
    parts.append(f'<line {_ends(0, 0, top, top, top)} stroke="{COLOURS[1]}" stroke-width="2" stroke-dasharray="6 5"/>')
    for one in bins:
        said = (
            f"Prevista {percent(one.forecast)}, atendidas {percent(one.observed)} "
            f"({percent(one.low)} a {percent(one.high)}), {one.count} chamadas"
        )
        parts.append(
            f'<line {_ends(one.forecast, one.low, one.forecast, one.high, top)} stroke="{COLOURS[0]}"/>'
            f'<circle cx="{_x(one.forecast, top):.1f}" cy="{_y(one.observed, top):.1f}" r="5" fill="{COLOURS[0]}">'
            f"<title>{escape(said)}</title></circle>"
        )
    return (
        f'<svg viewBox="0 0 {_SIZE} {_SIZE}" style="max-width:34rem" role="img" aria-labelledby="rel-t rel-d">'
        f'<title id="rel-t">{_TITLE}</title><desc id="rel-d">Os valores estão na tabela a seguir.</desc>'
        f"{''.join(parts)}</svg>"
    )


def _axes(top: float) -> list[str]:
    parts = []
    for step in range(5):
        value = top * step / 4
        x, y, said = _x(value, top), _y(value, top), percent(value, 0)
        parts.append(f'<line {_ends(0, value, top, value, top)} class="grid"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{said}</text>')
        parts.append(f'<text x="{x:.1f}" y="{_SIZE - _BOTTOM + 18}" text-anchor="middle">{said}</text>')
    middle = (_LEFT + _SIZE - _RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{_SIZE - 8}" text-anchor="middle">chance prevista</text>')
    parts.append(f'<text x="{_LEFT + 6}" y="{_TOP + 4}">atendidas</text>')
    return parts


def _ends(x1: float, y1: float, x2: float, y2: float, top: float) -> str:
    return f'x1="{_x(x1, top):.1f}" y1="{_y(y1, top):.1f}" x2="{_x(x2, top):.1f}" y2="{_y(y2, top):.1f}"'


def _x(value: float, top: float) -> float:
    return _LEFT + (_SIZE - _LEFT - _RIGHT) * value / top


def _y(value: float, top: float) -> float:
    return _SIZE - _BOTTOM - (_SIZE - _BOTTOM - _TOP) * value / top


def _top(most: float) -> float:
    return next((top for top in (0.2, 0.4, 0.6, 0.8) if most <= top), 1.0)
