"""Who answers the dialled number, and how: the FastAGI handler of all debtors."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from adapters.telephony.agi_session import AgiSession
from simulator.calling import CALL_PATH, CallingDebtors, Exchange
from simulator.handset import Handset
from simulator.numbers import e164_digits, load_code, stranger_ref
from simulator.people import LineEntry, Patience, PersonaBook
from simulator.performance import Performance, Stage
from simulator.personas import NEEDS_IDENTITY, PersonaWeights, draw_persona, persona_of_code
from simulator.scripts import script_for
from simulator.step_log import StepLog
from simulator.timing import Timing

LOAD_BIRTH_DAY_MONTH = "0101"
"""Everybody behind a load test's number was born on a first of January."""
LOAD_DOCUMENT_START = "100"
"""And has a document that begins so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtorBehaviour:
    """How the whole population behaves, apart from what the book says of one number.

    A prompt has ended when `end_of_prompt_ms` of silence were heard. `seed` draws personas for numbers that are in no
    book, and the length of rings and talks.
    """

    seed: int = 1
    weights: PersonaWeights = field(default_factory=PersonaWeights)
    patience: Patience = "listens"
    timing: Timing = field(default_factory=Timing)
    end_of_prompt_ms: int = 700


class DebtorLines:
    """One handler for all calls; it counts the calls of each number, for a book may give each its own persona."""

    def __init__(
        self,
        book: PersonaBook,
        behaviour: DebtorBehaviour,
        *,
        clips: Path,
        log: StepLog,
        recordings: Path | None = None,
        exchange: Exchange | None = None,
        handset: Handset | None = None,
    ) -> None:
        """`recordings`: a folder that the switch may write to, where each debtor's end of the call is kept. Without an
        `exchange` nobody calls back, and without a `handset` nobody pays.
        """
        self._book = book
        self._behaviour = behaviour
        self._stage = Stage(clips, log, behaviour.end_of_prompt_ms, recordings, behaviour.patience, handset)
        self._calls: Counter[str] = Counter()
        self.callers = (
            None
            if exchange is None
            else CallingDebtors(exchange, self._stage, seconds=behaviour.timing.before_calling, seed=behaviour.seed)
        )

    async def __call__(self, session: AgiSession) -> None:
        if session.path == CALL_PATH and self.callers is not None:
            await self.callers.answered(session)
        else:
            await self._called(session)

    async def _called(self, session: AgiSession) -> None:
        number = e164_digits(session.environment.get("agi_extension", ""))
        entry = self._book.get(number) or stranger(number, self._behaviour)
        earlier = self._calls[number]
        self._calls[number] += 1
        persona = entry.personas[min(earlier, len(entry.personas) - 1)]
        rng = Random(f"{self._behaviour.seed}:{number}:{earlier}")  # noqa: S311 - a reproducible draw
        performance = Performance(session, self._stage, ref=entry.ref, patient=self._stage.is_patient(entry))
        await performance.run(persona, script_for(persona, entry, rng, self._behaviour.timing))
        if self.callers is not None and entry.calls_back and not earlier:
            self.callers.soon(number, entry)


def stranger(number: str, behaviour: DebtorBehaviour) -> LineEntry:
    """Whoever lives at a number that is in no book: told by its load code, else drawn by seed.

    A drawn stranger never claims an identity, for nobody knows which one the product expects there.
    """
    code = load_code(number)
    persona = persona_of_code(code) if code is not None else None
    if persona is None:
        rng = Random(f"{behaviour.seed}:{number}")  # noqa: S311 - a reproducible draw, not a secret
        persona = draw_persona(behaviour.weights.without(NEEDS_IDENTITY), rng)
    return LineEntry(
        ref=stranger_ref(number),
        personas=(persona,),
        birth_day_month=LOAD_BIRTH_DAY_MONTH,
        document_start=LOAD_DOCUMENT_START,
        first_name="",
    )
