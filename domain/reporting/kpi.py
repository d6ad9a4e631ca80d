"""The operation's figures: what each is, its formula in words for the screen, and how it comes out of the counts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from types import MappingProxyType


class Unit(StrEnum):
    COUNT = "count"
    SHARE = "share"
    CENTS = "cents"
    SECONDS = "seconds"
    SCORE = "score"


class GroupBy(StrEnum):
    TOTAL = "total"
    AGENT = "agent"
    CAMPAIGN = "campaign"
    SEGMENT = "segment"
    STEP = "step"
    """The régua step that the debt was at on the day of the call."""
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What is counted in a period, of one group. Seconds and cents are sums."""

    dialed: int = 0
    answered: int = 0
    human: int = 0
    right_party: int = 0
    offered: int = 0
    promises: int = 0
    agreements: int = 0
    agreed_cents: int = 0
    paid: int = 0
    """Agreements with something paid."""
    received_cents: int = 0
    eligible_cents: int = 0
    """Principal of debts that could be collected."""
    due_agreements: int = 0
    broken_agreements: int = 0
    due_promises: int = 0
    kept_promises: int = 0
    abandoned: int = 0
    talk_seconds: int = 0
    logged_seconds: int = 0
    busy_seconds: int = 0
    """In calls and wrap-up."""
    cost_cents: int = 0
    satisfaction_answers: int = 0
    satisfied: int = 0
    recommendation_answers: int = 0
    promoters: int = 0
    detractors: int = 0
    complaints: int = 0

    def plus(self, other: "Counts") -> "Counts":
        return Counts(**{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(Counts)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kpi:
    """`value` gives None when there is nothing to divide by."""

    code: str
    label: str
    unit: Unit
    formula: str
    value: Callable[[Counts], Decimal | None]


def _count(name: str) -> Callable[[Counts], Decimal | None]:
    return lambda counts: Decimal(getattr(counts, name))


def _ratio(part: str, whole: str, *, times: int = 1) -> Callable[[Counts], Decimal | None]:
    def value(counts: Counts) -> Decimal | None:
        return _divide(Decimal(getattr(counts, part)) * times, getattr(counts, whole))

    return value


def _divide(part: Decimal, whole: int) -> Decimal | None:
    return (part / whole).quantize(Decimal("0.0001"), ROUND_HALF_UP) if whole else None


def _nps(counts: Counts) -> Decimal | None:
    return _divide(Decimal(counts.promoters - counts.detractors) * 100, counts.recommendation_answers)


def _kpi(code: str, label: str, unit: Unit, formula: str, value: Callable[[Counts], Decimal | None]) -> Kpi:
    return Kpi(code=code, label=label, unit=unit, formula=formula, value=value)


_RECEIVED = "soma de todos os pagamentos recebidos no período, também parciais, antecipados e fora de acordo"
_COST = (
    "tentativas, minutos de conversa e horas logadas de atendente, pelas tarifas cadastradas; "
    "num recorte sem turno próprio contam as horas em chamada e tabulação"
)
_U = Unit
_ALL = (
    _kpi("discado", "Discado", _U.COUNT, "tentativas que chegaram à rede", _count("dialed")),
    _kpi("alo", "Alô", _U.COUNT, "chamadas em que uma pessoa atendeu (tecla, voz ou conversa)", _count("human")),
    _kpi("cpc", "CPC", _U.COUNT, "chamadas em que a identidade do devedor foi confirmada", _count("right_party")),
    _kpi("cpca", "CPCA", _U.COUNT, "CPC em que uma proposta foi apresentada", _count("offered")),
    _kpi("promessas", "Promessas", _U.COUNT, "CPC que terminaram em promessa com data e valor", _count("promises")),
    _kpi("acordos", "Acordos", _U.COUNT, "acordos confirmados", _count("agreements")),
    _kpi("pagos", "Pagos", _U.COUNT, "acordos confirmados com pelo menos uma parcela paga", _count("paid")),
    _kpi("acordado", "Valor acordado", _U.CENTS, "soma do total dos acordos confirmados", _count("agreed_cents")),
    _kpi("recebido", "Valor recebido", _U.CENTS, _RECEIVED, _count("received_cents")),
    _kpi("custo", "Custo da operação", _U.CENTS, _COST, _count("cost_cents")),
    _kpi("taxa_alo", "Taxa de alô", _U.SHARE, "alôs ÷ discadas", _ratio("human", "dialed")),
    _kpi("taxa_cpc", "Taxa de CPC", _U.SHARE, "CPC ÷ alôs", _ratio("right_party", "human")),
    _kpi("taxa_cpca", "Taxa de CPCA", _U.SHARE, "CPCA ÷ CPC", _ratio("offered", "right_party")),
    _kpi("conversao", "Conversão", _U.SHARE, "acordos ÷ CPC", _ratio("agreements", "right_party")),
    _kpi("pagamento", "Acordos pagos", _U.SHARE, "acordos com pagamento ÷ acordos", _ratio("paid", "agreements")),
    _kpi(
        "promessa_cumprida", "Promessa cumprida", _U.SHARE,
        "promessas pagas até o vencimento ÷ promessas vencidas", _ratio("kept_promises", "due_promises"),
    ),
    _kpi(
        "quebra", "Quebra", _U.SHARE,
        "acordos quebrados (parcela não paga depois do vencimento e da tolerância) ÷ acordos com parcela vencida",
        _ratio("broken_agreements", "due_agreements"),
    ),
    _kpi(
        "recuperacao", "Recuperação", _U.SHARE,
        "valor recebido ÷ valor elegível (principal das dívidas que podem ser cobradas)",
        _ratio("received_cents", "eligible_cents"),
    ),
    _kpi(
        "recebido_por_hora", "Recebido por hora logada", _U.CENTS, "valor recebido ÷ horas logadas dos atendentes",
        _ratio("received_cents", "logged_seconds", times=3600),
    ),
    _kpi(
        "custo_por_real", "Custo por real recebido", _U.SHARE, "custo da operação ÷ valor recebido",
        _ratio("cost_cents", "received_cents"),
    ),
    _kpi("tma", "TMA", _U.SECONDS, "segundos de conversa ÷ chamadas atendidas", _ratio("talk_seconds", "answered")),
    _kpi(
        "ocupacao", "Ocupação", _U.SHARE, "tempo em chamada e tabulação ÷ tempo logado",
        _ratio("busy_seconds", "logged_seconds"),
    ),
    _kpi(
        "abandono", "Abandono", _U.SHARE, "abandonadas na espera ÷ atendidas", _ratio("abandoned", "answered")
    ),
    _kpi(
        "csat", "Satisfação (CSAT)", _U.SHARE, "respostas 4 e 5 ÷ respostas",
        _ratio("satisfied", "satisfaction_answers")
    ),
    _kpi("nps", "NPS", _U.SCORE, "% de notas 9 e 10 − % de notas 0 a 6", _nps),
    _kpi(
        "reclamacoes", "Reclamações por mil CPC", _U.SCORE, "reclamações × 1.000 ÷ CPC",
        _ratio("complaints", "right_party", times=1000),
    ),
)  # fmt: skip
KPIS: Mapping[str, Kpi] = MappingProxyType({one.code: one for one in _ALL})
FUNNEL: tuple[str, ...] = ("discado", "alo", "cpc", "cpca", "acordos", "pagos")


def evaluate_kpis(counts: Counts) -> dict[str, Decimal | None]:
    return {code: kpi.value(counts) for code, kpi in KPIS.items()}


def document_kpis() -> str:
    """docs/kpis.md, from the formulas themselves."""
    units = {_U.COUNT: "quantidade", _U.SHARE: "proporção", _U.CENTS: "centavos", _U.SECONDS: "segundos"}
    lines = [
        "# KPIs", "",
        "Generated from `domain/reporting/kpi.py` by `concilia segment kpis`; the screens show the same words.", "",
        f"Funnel: {' → '.join(KPIS[code].label for code in FUNNEL)}.", "",
        "| Code | KPI | Unit | Formula |", "|---|---|---|---|",
    ]  # fmt: skip
    lines += [f"| `{k.code}` | {k.label} | {units.get(k.unit, 'pontos')} | {k.formula} |" for k in KPIS.values()]
    return "\n".join(lines) + "\n"
