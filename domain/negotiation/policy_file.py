"""A policy as a TOML file: read whole, checked against itself and against the law, or refused whole."""

import re
import tomllib
from collections.abc import Mapping
from typing import Final

from domain.money.charges import ChargesPolicy
from domain.money.index_table import IndexTable
from domain.negotiation.law import Breach, breach_of_juros, breach_of_multa, breach_of_rate
from domain.negotiation.policy import Authority, AuthorityLimits, Band, Boost, LtvRule, Policy, Terms
from domain.negotiation.policy_reader import PolicyRefused, PolicyText, Section

MAX_BANDS: Final = 50
_DAYS: Final = re.compile(r"(\d{1,5})\s*(?:-\s*(\d{1,5})|(\+))")
_AT_LINE: Final = re.compile(r" \(at line (\d+), column \d+\)")


def parse_policy(text: str, *, file: str, indices: Mapping[str, IndexTable]) -> Policy:
    """`indices` are the correction tables by name. Raises PolicyRefused, for the first thing that is wrong."""
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = _AT_LINE.search(str(error))
        why = "não é um TOML válido: " + _AT_LINE.sub("", str(error))
        raise PolicyRefused(file, int(line[1]) if line else None, "arquivo", "", why) from error
    root = Section(PolicyText.of(text, file), "", values)
    lender_is_bank = root.flag("credor_banco")
    instalments = root.section("parcelamento")
    policy = Policy(
        name=root.words("nome"),
        version=root.whole("versao", least=1, most=1_000_000),
        segment=root.words("segmento", ""),
        valid_from=root.day("valida_de"),
        valid_until=root.optional_day("valida_ate"),
        lender_is_bank=lender_is_bank,
        charges=_charges(root.section("encargos"), indices, lender_is_bank=lender_is_bank),
        monthly_rate=_lawful_rate(instalments, lender_is_bank=lender_is_bank),
        days_to_pay=instalments.whole("dias_para_pagar", 3, most=60),
        tolerance_days=instalments.whole("tolerancia_dias", 2, most=60),
        bands=_bands(root),
        authorities=_authorities(root.section("alcadas")),
        ltv=_ltv(root),
        boosts=tuple(_boost(section) for section in root.sections("campanhas")),
    )
    instalments.done()
    if policy.valid_until is not None and policy.valid_until < policy.valid_from:
        raise root.refuse("valida_ate", "termina antes de começar")
    root.done()
    return policy


def _charges(section: Section, indices: Mapping[str, IndexTable], *, lender_is_bank: bool) -> ChargesPolicy:
    multa, juros = section.percent("multa", 200), section.percent("juros_mes", 100)
    _refuse(section, breach_of_multa(multa))
    _refuse(section, breach_of_juros(juros, lender_is_bank=lender_is_bank))
    name = section.words("correcao", "")
    if name and name not in indices:
        raise section.refuse("correcao", f"índice desconhecido; há {', '.join(sorted(indices)) or 'nenhum'}")
    section.done()
    return ChargesPolicy(
        multa_basis_points=multa, juros_basis_points_per_month=juros, correction=indices[name] if name else None
    )


def _lawful_rate(section: Section, *, lender_is_bank: bool) -> int:
    rate = section.percent("juros_mes", 0)
    _refuse(section, breach_of_rate(rate, lender_is_bank=lender_is_bank))
    return rate


def _refuse(section: Section, breach: Breach | None) -> None:
    if breach is not None:
        raise section.refuse(breach.field.rpartition(".")[2], breach.why, breach.law)


def _bands(root: Section) -> tuple[Band, ...]:
    sections = root.sections("faixas")
    if not 1 <= len(sections) <= MAX_BANDS:
        raise root.refuse("faixas", f"a política tem de 1 a {MAX_BANDS} faixas de atraso")
    bands: list[Band] = []
    for section in sections:
        expected = 1 if not bands else (bands[-1].last_day or 0) + 1
        if bands and bands[-1].last_day is None:
            raise section.refuse("dias", "vem depois de uma faixa sem fim")
        bands.append(_band(section, expected))
    if bands[-1].last_day is not None:
        raise sections[-1].refuse("dias", f'a última faixa não tem fim: escreva "{bands[-1].first_day}+"')
    return tuple(bands)


def _band(section: Section, expected: int) -> Band:
    days = _DAYS.fullmatch(section.words("dias"))
    if days is None:
        raise section.refuse("dias", 'deve ser "31-90" ou, na última, "361+"')
    first, last = int(days[1]), None if days[3] else int(days[2])
    if first != expected:
        raise section.refuse("dias", f"deve começar no dia {expected}: as faixas não têm falha nem sobreposição")
    if last is not None and last < first:
        raise section.refuse("dias", "termina antes de começar")
    terms = Terms(
        charges_off=section.percent("encargos", 0),
        cash_off=section.percent("principal_a_vista", 0),
        instalments_off=section.percent("principal_parcelado", 0),
        max_instalments=section.whole("parcelas", 1, least=1, most=120),
        min_instalment_cents=section.reais("parcela_minima", 10_00),
        entrada=section.percent("entrada", 0),
    )
    if terms.instalments_off > terms.cash_off:
        raise section.refuse("principal_parcelado", "não passa do desconto à vista")
    section.done()
    return Band(first_day=first, last_day=last, terms=terms)


def _authorities(section: Section) -> dict[Authority, AuthorityLimits]:
    limits: dict[Authority, AuthorityLimits] = {}
    lower: AuthorityLimits | None = None
    for authority in Authority:
        one = section.section(_AUTHORITY_KEYS[authority])
        limits[authority] = AuthorityLimits(
            share=one.percent("desconto"),
            max_instalments=one.whole("parcelas", 120, least=1, most=120),
            max_days_to_pay=one.whole("dias_para_pagar", 10, most=90),
        )
        one.done()
        if lower is not None:
            _check_above(one, limits[authority], lower)
        lower = limits[authority]
    section.done()
    return limits


_AUTHORITY_KEYS: Final = {Authority.URA: "ura", Authority.AGENT: "atendente", Authority.SUPERVISOR: "supervisor"}


def _check_above(section: Section, higher: AuthorityLimits, lower: AuthorityLimits) -> None:
    pairs = (
        ("desconto", higher.share, lower.share),
        ("parcelas", higher.max_instalments, lower.max_instalments),
        ("dias_para_pagar", higher.max_days_to_pay, lower.max_days_to_pay),
    )
    for key, of_higher, of_lower in pairs:
        if of_higher < of_lower:
            raise section.refuse(key, "uma alçada maior não pode menos que a anterior (ura, atendente, supervisor)")


def _ltv(root: Section) -> LtvRule | None:
    section = root.section("ltv")
    if not root.has("ltv"):
        return None
    rule = LtvRule(min_ratio=section.whole("razao", least=1, most=10_000))
    section.done()
    return rule


def _boost(section: Section) -> Boost:
    boost = Boost(
        name=section.words("nome"),
        since=section.day("de"),
        until=section.day("ate"),
        charges_off=section.percent("encargos", 0),
        cash_off=section.percent("principal_a_vista", 0),
        instalments_off=section.percent("principal_parcelado", 0),
        max_instalments=section.whole("parcelas", 0, most=120),
    )
    if boost.until < boost.since:
        raise section.refuse("ate", "termina antes de começar")
    section.done()
    return boost
