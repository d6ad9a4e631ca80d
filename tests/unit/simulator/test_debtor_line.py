"""Who answers a number."""

import asyncio
from pathlib import Path
from typing import Any

from adapters.telephony.agi_protocol import AgiReply
from adapters.telephony.agi_session import AgiHungUp
from simulator.debtor_line import DebtorBehaviour, DebtorLines, stranger
from simulator.numbers import load_number
from simulator.people import LineEntry
from simulator.personas import NEEDS_IDENTITY, Persona, code_of
from simulator.step_log import StepLog
from simulator.timing import Timing

NUMBER = "5511901234567"
HURRIED = DebtorBehaviour(patience="hurried", timing=Timing(speed=10))


class PlayedChannel:
    """A channel where whatever is waited for comes, and which is hung up after a number of commands."""

    path = "debtor"

    def __init__(self, number: str, *, hung_up_after: int = 1000, silent: bool = False) -> None:
        self.environment = {"agi_extension": number, "agi_uniqueid": "1.1"}
        self.commands: list[str] = []
        self._left = hung_up_after
        self._silent = silent

    async def execute(self, command: str, *arguments: str, timeout_seconds: float = 5.0) -> AgiReply:
        self._left -= 1
        if self._left < 0:
            raise AgiHungUp
        self.commands.append(" ".join((command, *arguments)))
        waited = "TIMEOUT" if self._silent else "NOISE"
        return AgiReply(200, "0", waited if command == "GET VARIABLE" else None)

    @property
    def keys(self) -> str:
        return "".join(c.split()[2].split(",")[0] for c in self.commands if c.startswith("EXEC SendDTMF"))


def book(*personas: Persona, patience: str | None = None) -> dict[str, LineEntry]:
    entry = LineEntry(
        ref="p1.1", personas=personas, birth_day_month="0507", document_start="123", first_name="", patience=patience
    )
    return {NUMBER: entry}


def play(
    folder: Path,
    entries: dict[str, LineEntry],
    *channels: Any,
    behaviour: DebtorBehaviour = HURRIED,
    recordings: Path | None = None,
) -> str:
    path = folder / "steps.jsonl"

    async def scenario() -> None:
        with StepLog(path) as log:
            lines = DebtorLines(entries, behaviour, clips=Path("/clips"), log=log, recordings=recordings)
            for channel in channels:
                await lines(channel)

    asyncio.run(scenario())
    return path.read_text()


def test_a_known_debtor_types_its_own_birth_date(tmp_path: Path) -> None:
    channel = PlayedChannel(f"+{NUMBER}")
    play(tmp_path, book(Persona.SETTLES_IN_FULL), channel)
    assert channel.keys == "1050712311"


def test_a_debtors_end_of_the_call_is_kept_from_the_answer_on_where_it_is_wanted(tmp_path: Path) -> None:
    channel, unheard = PlayedChannel(NUMBER), PlayedChannel(NUMBER)
    play(tmp_path, book(Persona.HANGS_UP_AT_DEBTS), channel, recordings=Path("/ears"))
    play(tmp_path, book(Persona.HANGS_UP_AT_DEBTS), unheard)
    answered = channel.commands.index("ANSWER")
    assert channel.commands[answered + 1] == "EXEC MixMonitor /ears/p1.1.raw,D"
    assert not any("MixMonitor" in command for command in unheard.commands)


def test_who_leaves_in_the_middle_of_a_key_is_gone_by_its_own_doing(tmp_path: Path) -> None:
    channel = PlayedChannel(NUMBER)
    play(tmp_path, book(Persona.LEAVES_IN_A_KEY), channel)
    hung_up_in_the_keys = PlayedChannel(NUMBER, hung_up_after=len(channel.commands) - 1)
    log = play(tmp_path, book(Persona.LEAVES_IN_A_KEY), hung_up_in_the_keys)
    assert channel.commands[-2] == "SET AUTOHANGUP 1"
    assert channel.commands[-1].startswith("EXEC SendDTMF 11111")
    assert log.count('"ended"') == 2
    assert '"product"' not in log


def test_the_slow_look_for_each_key(tmp_path: Path) -> None:
    channel = PlayedChannel(NUMBER)
    play(tmp_path, book(Persona.SLOW), channel)
    assert any(",2000,80" in command for command in channel.commands)


def test_each_call_of_a_number_meets_the_next_persona_and_then_the_last_again(tmp_path: Path) -> None:
    channels = [PlayedChannel(NUMBER) for _ in range(3)]
    play(tmp_path, book(Persona.BUSY, Persona.THIRD_PARTY), *channels)
    assert channels[0].commands == ["EXEC Hangup 17"]
    assert [channel.keys for channel in channels[1:]] == ["2", "2"]


def test_the_book_may_make_one_number_patient_among_hurried_ones(tmp_path: Path) -> None:
    patient, hurried = PlayedChannel(NUMBER), PlayedChannel(NUMBER)
    play(tmp_path, book(Persona.HANGS_UP_AT_DEBTS, patience="listens"), patient)
    play(tmp_path, book(Persona.HANGS_UP_AT_DEBTS), hurried)
    assert any("WaitForSilence" in command for command in patient.commands)
    assert not any("WaitForSilence" in command for command in hurried.commands)


def test_a_hang_up_of_the_product_ends_the_script_quietly_at_any_point(tmp_path: Path) -> None:
    length = PlayedChannel(NUMBER)
    play(tmp_path, book(Persona.ASKS_FOR_PERSON), length)
    for commands in range(len(length.commands)):
        channel = PlayedChannel(NUMBER, hung_up_after=commands)
        (tmp_path / "steps.jsonl").unlink()
        steps = play(tmp_path, book(Persona.ASKS_FOR_PERSON), channel)
        assert '"step": "ended"' in steps.splitlines()[-1]


def test_a_product_that_says_nothing_is_noted_and_the_debtor_goes_on(tmp_path: Path) -> None:
    channel = PlayedChannel(NUMBER, silent=True)
    steps = play(tmp_path, book(Persona.HANGS_UP_AT_GREETING), channel)
    assert '"step": "heard_nothing"' in steps
    assert channel.commands[-1] == "EXEC Hangup 16"


def test_a_stranger_is_always_the_same_and_never_claims_an_identity() -> None:
    strangers = {f"55119{serial:08d}": stranger(f"55119{serial:08d}", HURRIED).personas for serial in range(200)}
    assert all(stranger(number, HURRIED).personas == personas for number, personas in strangers.items())
    assert NEEDS_IDENTITY.isdisjoint(persona for personas in strangers.values() for persona in personas)
    assert len(set(strangers.values())) > 5


def test_a_load_number_brings_its_persona_and_a_known_birth_date() -> None:
    number = load_number(code_of(Persona.TWO_INSTALMENTS), 3).lstrip("+")
    entry = stranger(number, HURRIED)
    assert (entry.personas, entry.birth_day_month) == ((Persona.TWO_INSTALMENTS,), "0101")
