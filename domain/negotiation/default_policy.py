"""The policy of a portfolio that has none of its own: the sample matrix, of which the menu gives half."""

from domain.negotiation.policy import Authority, AuthorityLimits, Band, LtvRule, Policy, Terms


def _band(first: int, last: int | None, charges: int, cash: int, instalments: int, entrada: int) -> Band:
    terms = Terms(
        charges_off=charges * 100,
        cash_off=cash * 100,
        max_instalments=instalments,
        min_instalment_cents=10_00,
        entrada=entrada * 100,
    )
    return Band(first_day=first, last_day=last, terms=terms)


DEFAULT_POLICY = Policy(
    name="Padrão",
    bands=(
        _band(1, 30, 50, 0, 2, 0),
        _band(31, 90, 100, 5, 6, 10),
        _band(91, 180, 100, 15, 10, 15),
        _band(181, 360, 100, 30, 12, 20),
        _band(361, None, 100, 50, 18, 10),
    ),
    authorities={
        Authority.URA: AuthorityLimits(share=5_000, max_instalments=6, max_days_to_pay=10),
        Authority.AGENT: AuthorityLimits(share=8_000, max_instalments=12, max_days_to_pay=10),
        Authority.SUPERVISOR: AuthorityLimits(max_days_to_pay=30),
    },
    ltv=LtvRule(),
)
