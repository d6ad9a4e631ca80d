"""How many times a second offers are built: `python -m bench.offers`, in JSON.

Every build is of other debts, so that nothing but dates may be remembered from the one before. Seconds are of CPU.
"""

import argparse
import json
import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from domain.ids import DebtId
from domain.negotiation.build_offers import build_offers
from domain.negotiation.debts import open_debt
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.local_holidays import LocalHolidays
from domain.negotiation.offer import OpenDebt
from domain.negotiation.policy import Authority, Policy

BUILDS = 20_000
MONTHLY_RATE = 100
"""1 % a month: what a lender who is no bank may ask."""
_TODAY = date(2026, 11, 24)
_RANDOM = random.Random(3)  # noqa: S311 - the same debts every time
_HOLIDAYS = LocalHolidays("SP", frozenset({date(2026, 11, 27)}))


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--builds", type=int, default=BUILDS)
    portfolios = [_debts() for _ in range(options.parse_args().builds)]
    with_interest = replace(DEFAULT_POLICY, monthly_rate=MONTHLY_RATE)
    figures = {
        "without_interest": _build(portfolios, DEFAULT_POLICY),
        "with_interest": _build(portfolios, with_interest),
    }
    print(json.dumps(figures, indent=1))


def _build(portfolios: Sequence[list[OpenDebt]], policy: Policy) -> dict[str, float]:
    offers, began = 0, time.process_time()
    for debts in portfolios:
        offers += len(build_offers(debts, policy, Authority.SUPERVISOR, _TODAY, holidays=_HOLIDAYS))
    seconds = time.process_time() - began
    return {"builds": len(portfolios), "offers": offers, "per_second": round(len(portfolios) / seconds)}


def _debts() -> list[OpenDebt]:
    return [
        open_debt(
            DebtId(number),
            contract=str(number),
            description="",
            principal_cents=_RANDOM.randint(5_000, 500_000),
            due_date=_TODAY - timedelta(days=_RANDOM.randint(1, 700)),
            today=_TODAY,
            policy=DEFAULT_POLICY.charges,
        )
        for number in range(_RANDOM.choice((1, 1, 1, 2, 3)))
    ]


if __name__ == "__main__":
    main()
