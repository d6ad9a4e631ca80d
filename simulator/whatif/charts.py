"""Bar and line charts as inline SVG, each with a title and a description for those who do not see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP = 720, 280, 64, 44, 16
COLOURS = ("#0b5394", "#b45309", "#3f6212")
"""Each at least 4.5:1 on white."""


@dataclass(frozen=True, slots=True)
class Series:
    label: str
    values: Sequence[float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    code: str
    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    percent: bool = False
    lines: bool = False


def draw(chart: Chart) -> str:
    top = _nice(max((value for one in chart.series for value in one.values), default=0.0))
    body = _axis(chart, top)
    body += _lines(chart, top) if chart.lines else _bars(chart, top)
    body += [_text(_x(chart, place), _HEIGHT - _BOTTOM + 18, label) for place, label in enumerate(chart.labels)]
    return (
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="{chart.code}-t {chart.code}-d">'
        f'<title id="{chart.code}-t">{escape(chart.title)}</title>'
        f'<desc id="{chart.code}-d">{escape(chart.description)}</desc>{"".join(body)}</svg>{_legend(chart)}'
    )


def _axis(chart: Chart, top: float) -> list[str]:
    parts = []
    for step in range(5):
        value = top * step / 4
        y = _y(value, top)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH}" y1="{y:.1f}" y2="{y:.1f}" class="grid"/>')
        parts.append(_text(_LEFT - 8, y + 4, _value(value, percent=chart.percent), anchor="end"))
    return parts


def _bars(chart: Chart, top: float) -> list[str]:
    room = (_WIDTH - _LEFT) / max(1, len(chart.labels))
    width = 0.8 * room / max(1, len(chart.series))
    parts = []
    for index, one in enumerate(chart.series):
        for place, value in enumerate(one.values):
            x = _LEFT + place * room + 0.1 * room + index * width
            y = _y(value, top)
            parts.append(
                f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{_HEIGHT - _BOTTOM - y:.1f}" '
                f'fill="{COLOURS[index]}"><title>{_said(chart, one, place)}</title></rect>'
            )
    return parts


def _lines(chart: Chart, top: float) -> list[str]:
    parts = []
    for index, one in enumerate(chart.series):
        points = [(_x(chart, place), _y(value, top)) for place, value in enumerate(one.values)]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{COLOURS[index]}" stroke-width="3"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{COLOURS[index]}">'
            f"<title>{_said(chart, one, place)}</title></circle>"
            for place, (x, y) in enumerate(points)
        ]
    return parts


def _legend(chart: Chart) -> str:
    if len(chart.series) < 2:
        return ""
    items = [
        f'<li><span class="swatch" style="background:{COLOURS[index]}"></span>{escape(one.label)}</li>'
        for index, one in enumerate(chart.series)
    ]
    return f'<ul class="legend">{"".join(items)}</ul>'


def _said(chart: Chart, one: Series, place: int) -> str:
    return escape(f"{one.label}, {chart.labels[place]}: {_value(one.values[place], percent=chart.percent)}")


def _value(value: float, *, percent: bool) -> str:
    if percent:
        return f"{100 * value:.1f}".replace(".", ",").removesuffix(",0") + " %"
    return f"{value:,.1f}".replace(",", " ").replace(".", ",").removesuffix(",0")


def _x(chart: Chart, place: int) -> float:
    return _LEFT + (place + 0.5) * (_WIDTH - _LEFT) / max(1, len(chart.labels))


def _y(value: float, top: float) -> float:
    return _HEIGHT - _BOTTOM - (_HEIGHT - _BOTTOM - _TOP) * min(value / top, 1.0)


def _text(x: float, y: float, text: str, *, anchor: str = "middle") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}</text>'


def _nice(most: float) -> float:
    """A round number not below it, for the top of the axis."""
    if most <= 0:
        return 1.0
    step = 1.0
    while step > most:
        step /= 10
    while step * 10 < most:
        step *= 10
    return next(step * times for times in (1, 2, 4, 5, 8, 10) if step * times >= most)
