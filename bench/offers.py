"""How many times a second offers are built: `python -m bench.offers`, in JSON.

Every build is of other debts, so that nothing but dates may be remembered from the one before. Seconds are of CPU.
"""

import json
import random
import time
from datetime import date, timedelta

from domain.ids import DebtId
from domain.negotiation.build_offers import build_offers
from domain.negotiation.debts import open_debt
from domain.negotiation.default_policy import DEFAULT_POLICY
from domain.negotiation.offer import OpenDebt
from domain.negotiation.policy import Authority

BUILDS = 20_000
FLOOR = 5_000
_TODAY = date(2026, 11, 24)
_RANDOM = random.Random(3)  # noqa: S311 - the same debts every time


def main() -> None:
    portfolios = [_debts() for _ in range(BUILDS)]
    offers = 0
    began = time.process_time()
    for debts in portfolios:
        offers += len(build_offers(debts, DEFAULT_POLICY, Authority.SUPERVISOR, _TODAY))
    seconds = time.process_time() - began
    figures = {
        "builds": BUILDS,
        "offers": offers,
        "cpu_seconds": round(seconds, 3),
        "builds_per_second": round(BUILDS / seconds),
        "floor": FLOOR,
        "enough": BUILDS / seconds >= FLOOR,
    }
    print(json.dumps(figures))


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
