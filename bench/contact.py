"""Contact decisions per second on one core, and a régua planned for a million debtors as a stream; prints JSON."""

import argparse
import json
import random
import resource
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from domain.contact.ddd import UF_OF_DDD
from domain.contact.decide_contact import Allowed, decide_contact
from domain.contact.facts import DebtStanding, Hold, ListedNumber, PastDial, PersonFacts, PhoneFacts
from domain.contact.policy import ContactPolicy
from domain.ids import DebtorId, PhoneId, PortfolioId
from domain.strategy.regua import DEFAULT_REGUA
from domain.strategy.timeline import DebtToPlan, PlanState, plan_timeline

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
Case = tuple[PersonFacts, PhoneFacts, list[PastDial]]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--decisions", type=int, default=200_000)
    options.add_argument("--debtors", type=int, default=1_000_000)
    chosen = options.parse_args()
    figures = {"decide_contact": _decisions(chosen.decisions), "plan_timeline": _plan(chosen.debtors)}
    print(json.dumps(figures, indent=1))


def _decisions(count: int) -> dict[str, float]:
    rng = random.Random(1)  # noqa: S311 - made-up people
    cases = [_case(rng, number) for number in range(5000)]
    policy = ContactPolicy(max_attempts=10)
    for person, phone, dials in cases:
        decide_contact(person, phone, dials, policy, now=NOW)
    allowed, cpu = 0, time.process_time()
    for index in range(count):
        person, phone, dials = cases[index % len(cases)]
        verdict = decide_contact(person, phone, dials, policy, now=NOW + timedelta(seconds=index % 3600))
        allowed += isinstance(verdict, Allowed)
    cpu = time.process_time() - cpu
    return {"decisions": count, "allowed_share": round(allowed / count, 2), "per_second": round(count / cpu)}


def _case(rng: random.Random, number: int) -> Case:
    """Most may be called, as when a hopper asks; some have a history, a hold or an entry in a list."""
    ddd = rng.choice(sorted(UF_OF_DDD))
    phone = PhoneFacts(
        phone_id=PhoneId(number),
        number=f"+55{ddd}9{number:08d}",
        listed=(ListedNumber(kind="procon_sp"),) if rng.random() < 0.05 else (),
    )
    made = rng.choice((0, 0, 0, 1, 2, 6))
    dials = [
        PastDial(debtor_id=DebtorId(number), number=phone.number, at=NOW - timedelta(hours=25 + 20 * n))
        for n in range(made)
    ]
    holds = (Hold(kind="lawyer", starts_at=NOW - timedelta(days=1)),) if rng.random() < 0.03 else ()
    debts = tuple(DebtStanding(status="open", due_date=date(2026, 1, 1 + n)) for n in range(rng.choice((1, 1, 2, 4))))
    person = PersonFacts(
        debtor_id=DebtorId(number),
        address_uf=rng.choice(("", UF_OF_DDD[ddd])),
        attempts_made=made,
        debts=debts,
        portfolio_id=PortfolioId(1),
        holds=holds,
    )
    return person, phone, dials


def _plan(debtors: int) -> dict[str, float]:
    today = NOW.date()
    for debt in _debts(10_000):
        plan_timeline(debt, DEFAULT_REGUA, today=today)
    before, cpu, planned = _peak_mib(), time.process_time(), 0
    for debt in _debts(debtors):
        planned += sum(step.state is PlanState.PLANNED for step in plan_timeline(debt, DEFAULT_REGUA, today=today))
    cpu = time.process_time() - cpu
    return {
        "debtors": debtors,
        "planned_steps": planned,
        "debtors_per_second": round(debtors / cpu),
        "memory_grown_mib": round(_peak_mib() - before, 1),
    }


def _debts(count: int) -> Iterator[DebtToPlan]:
    ufs = sorted(set(UF_OF_DDD.values()))
    for number in range(count):
        due = date(2026, 9, 1) + timedelta(days=number % 90)
        yield DebtToPlan(due_date=due, status="open", uf=ufs[number % len(ufs)])


def _peak_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
