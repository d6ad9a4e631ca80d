"""A seeded population of debtors that do not exist, its portfolio file and its persona book.

CPFs have valid check digits and start at a seeded point, counted on from there: sequential numbers, which no register
hands out that way. All phones are in the mobile block `9 0…`, which mobile operators do not use, so that a mistake in
the trunk settings should ring at nobody's home.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from unicodedata import normalize

from simulator.people import Person, write_book
from simulator.personas import CALLER_WEIGHTS, Caller, Persona, PersonaWeights, draw_persona
from simulator.places import CREDITORS, FIRST_NAMES, PARTICLES, PLACE_WEIGHTS, PLACES, SURNAMES, Place
from simulator.portfolio_file import Encoding, SampleDebt, SampleDebtor, write_portfolio


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationPlan:
    """What to make up. The same plan always makes the same people.

    `forced` says how many debtors must have each persona behind their first number, before weights fill the rest.
    """

    debtors: int = 200
    seed: int = 1
    today: date
    """The demo calendar's date: days late and ages are counted back from it."""
    weights: PersonaWeights = field(default_factory=PersonaWeights)
    forced: Mapping[Persona, int] = field(default_factory=dict)
    single_phone: bool = False
    """Give everybody one phone only, so that one attempt works one debtor."""
    callers: float = 0.0
    """Share of those who call the published number after they were called."""


@dataclass(frozen=True, slots=True)
class SamplePortfolio:
    csv: Path
    book: Path
    people: tuple[Person, ...]


def write_sample_portfolio(folder: Path, plan: PopulationPlan, *, encoding: Encoding = "cp1252") -> SamplePortfolio:
    """Write `carteira.csv`, as a Brazilian spreadsheet exports it, and `personas.json`, which the carrier reads."""
    folder.mkdir(parents=True, exist_ok=True)
    debtors = make_population(plan)
    people = tuple(debtor.person for debtor in debtors)
    csv, book = folder / "carteira.csv", folder / "personas.json"
    write_portfolio(csv, debtors, Random(f"{plan.seed}:spelling"), encoding=encoding)  # noqa: S311 - reproducible
    write_book(book, people)
    return SamplePortfolio(csv, book, people)


def make_population(plan: PopulationPlan) -> list[SampleDebtor]:
    """Make the people up, each with a CPF and phones that nobody else of the population has."""
    rng = Random(f"{plan.seed}:people")  # noqa: S311 - a reproducible draw, not a secret
    personas = _first_personas(plan, rng)
    documents = _documents(rng)
    taken: set[str] = set()
    # A draw of its own, so that the people are the same whoever of them calls.
    callers = Random(f"{plan.seed}:callers")  # noqa: S311 - a reproducible draw
    return [
        _make_debtor(number, next(documents), persona, taken, rng, plan, calls_back=_calls_back(plan, callers))
        for number, persona in enumerate(personas, start=1)
    ]


def _calls_back(plan: PopulationPlan, rng: Random) -> tuple[Caller, ...]:
    if rng.random() >= plan.callers:
        return ()
    return tuple(rng.choices(list(CALLER_WEIGHTS), list(CALLER_WEIGHTS.values())))


def _first_personas(plan: PopulationPlan, rng: Random) -> list[Persona]:
    forced = [persona for persona in Persona for _ in range(plan.forced.get(persona, 0))]
    if len(forced) > plan.debtors:
        raise ValueError(f"{len(forced)} personas are forced on {plan.debtors} debtors")
    personas = forced + [draw_persona(plan.weights, rng) for _ in range(plan.debtors - len(forced))]
    rng.shuffle(personas)
    return personas


def _documents(rng: Random) -> Iterator[str]:
    """CPFs counted on from a seeded start below 100 million, so that many begin with a zero, as many real ones do."""
    base = rng.randrange(1_000_000, 90_000_000)
    while True:
        base += 1
        body = f"{base:09d}"
        if len(set(body)) > 1:
            yield body + _check_digits(body)


def _check_digits(body: str) -> str:
    digits = body
    for _ in range(2):
        total = sum(int(digit) * weight for digit, weight in zip(reversed(digits), range(2, 12), strict=False))
        digits += str(-total % 11 % 10)
    return digits[9:]


def _make_debtor(
    number: int,
    document: str,
    persona: Persona,
    taken: set[str],
    rng: Random,
    plan: PopulationPlan,
    *,
    calls_back: tuple[Caller, ...],
) -> SampleDebtor:
    place = rng.choices(PLACES, PLACE_WEIGHTS)[0]
    name = f"{rng.choice(FIRST_NAMES)} {rng.choice(PARTICLES)}{rng.choice(SURNAMES)} {rng.choice(SURNAMES)}"
    phones = 1 if plan.single_phone else rng.choices((1, 2, 3), (6, 3, 1))[0]
    person = Person(
        ref=f"p{number:04d}",
        name=name,
        document=document,
        birth_date=plan.today - timedelta(days=rng.randint(19 * 365, 78 * 365)),
        city=place.city,
        uf=place.uf,
        email=f"{_ascii(name)}.{number}@example.com.br",
        phones=tuple(_phone(place, taken, rng) for _ in range(phones)),
        personas=(persona, *(draw_persona(plan.weights, rng) for _ in range(phones - 1))),
        calls_back=calls_back,
    )
    return SampleDebtor(person, tuple(_debt(number, index, rng, plan.today) for index in range(_debt_count(rng))))


def _ascii(name: str) -> str:
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    first, *_, last = plain.lower().split()
    return f"{first}.{last}"


def _phone(place: Place, taken: set[str], rng: Random) -> str:
    """A mobile `9 0[1-9]…` in E.164; `9 00…` is left to the load tests' numbers."""
    while True:
        national = f"90{rng.randint(1, 9)}{rng.randrange(10**6):06d}"
        number = f"+55{place.ddd}{national}"
        if number not in taken and len(set(national)) > 2:
            taken.add(number)
            return number


def _debt_count(rng: Random) -> int:
    return rng.choices((1, 2, 3), (7, 2, 1))[0]


def _debt(debtor: int, index: int, rng: Random, today: date) -> SampleDebt:
    creditor, prefix, description = CREDITORS[debtor % len(CREDITORS)]
    days_late = min(int(rng.lognormvariate(3.9, 0.9)) + 1, 1200)
    amount_cents = min(max(int(rng.lognormvariate(6.1, 1.0) * 100), 3_500), 2_500_000)
    return SampleDebt(
        creditor=creditor,
        contract=f"{prefix}-{debtor:05d}/{index + 1}",
        description=description,
        due_date=today - timedelta(days=days_late),
        amount_cents=amount_cents,
    )
