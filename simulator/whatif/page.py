"""The frame of a report: one HTML file that fetches nothing, in the house's style."""

from collections.abc import Iterable
from html import escape

_STYLE = """
:root{color-scheme:light}
body{font:16px/1.5 system-ui,sans-serif;color:#1a1a1a;background:#fff;margin:0}
main{max-width:62rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.7rem}h2{font-size:1.25rem;margin-top:2.2rem}
table{border-collapse:collapse;width:100%;margin:1rem 0}
caption{text-align:left;color:#444;padding-bottom:.4rem}
th,td{padding:.35rem .6rem;border-bottom:1px solid #bbb;text-align:right}
th[scope=row],thead th:first-child{text-align:left}
.range{color:#555;font-size:.85em;display:block}
.cards{display:flex;flex-wrap:wrap;gap:1rem;padding:0;list-style:none}
.cards li{border:1px solid #767676;border-radius:.5rem;padding:.7rem 1rem;min-width:10rem}
.cards b{display:block;font-size:1.5rem}
svg{width:100%;height:auto}svg text{font-size:12px;fill:#333}.grid{stroke:#d0d0d0}
.legend{display:flex;gap:1.5rem;list-style:none;padding:0}
.swatch{display:inline-block;width:.9em;height:.9em;margin-right:.4em;border-radius:2px}
.scroll{overflow-x:auto}
"""


def page(title: str, parts: Iterable[str]) -> str:
    """`parts` are HTML, `title` is not."""
    return (
        '<!doctype html><html lang="pt-BR"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><main>{''.join(parts)}</main></body></html>\n"
    )


def decimal(value: float, places: int) -> str:
    """As Brazilians write it: 1.234,5."""
    return f"{value:,.{places}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float, places: int = 1) -> str:
    return f"{decimal(100 * share, places)} %"
