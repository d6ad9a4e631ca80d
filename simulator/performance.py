"""A debtor's script performed on a channel through FastAGI, listening to the product as a person would."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from adapters.telephony.agi_session import AgiHungUp, AgiSession
from simulator.handset import Handset
from simulator.numbers import e164_digits
from simulator.people import LineEntry, Patience
from simulator.personas import Caller, Persona
from simulator.step_log import StepLog
from simulator.steps import (
    Answer,
    Clip,
    Converse,
    HangUp,
    HearPrompt,
    Keys,
    Pause,
    PayCode,
    Press,
    PressUntilGone,
    Refuse,
    Ring,
    Speak,
    StayUntilHungUp,
    Step,
)

KEY_MS, BETWEEN_KEYS_MS = 80, 80
SETTLE_SECONDS = 0.3
"""After interrupting a prompt: the time its rest may still be on the way, not to be taken for the next prompt."""
FIRST_NOISE_MS = 20
MARGIN_SECONDS = 5.0
LONGEST_CLIP_SECONDS = 30.0
NORMAL_CLEARING = 16


@dataclass(frozen=True, slots=True)
class Stage:
    """What all performances share: the clips' folder, the log, the silence that ends a prompt, where ears are kept."""

    clips: Path
    log: StepLog
    end_of_prompt_ms: int
    recordings: Path | None = None
    patience: Patience = "listens"
    handset: Handset | None = None

    def is_patient(self, person: LineEntry) -> bool:
        """Whether they hear every prompt out, as the book says or everybody does."""
        return (person.patience or self.patience) == "listens"


class Performance:
    """One debtor's call. Ends when the script does, or quietly when the product hangs up first."""

    def __init__(self, session: AgiSession, stage: Stage, *, ref: str, patient: bool) -> None:
        self._session = session
        self._stage = stage
        self._ref = ref
        self._patient = patient
        self._interrupted = False
        self._leaving = False
        self._id = session.environment.get("agi_uniqueid", "")
        self._clock = asyncio.get_running_loop().time

    async def run(self, persona: Persona | Caller, script: list[Step]) -> None:
        self._log("called" if isinstance(persona, Persona) else "calls", persona=persona)
        try:
            for step in script:
                await self._do(step)
        except AgiHungUp:
            if not self._leaving:
                self._log("ended", by="product")

    def _log(self, step: str, **details: str | float) -> None:
        self._stage.log.write(self._clock(), self._id, step, ref=self._ref, **details)

    async def _do(self, step: Step) -> None:
        match step:
            case Ring() | Pause() | PayCode() | StayUntilHungUp():
                await self._stay(step)
            case Answer():
                await self._session.execute("ANSWER")
                self._log("answered")
                await self._keep_what_is_heard()
            case HearPrompt():
                await self._hear(step.limit_seconds, patient=self._patient if step.patient is None else step.patient)
            case Speak() | Converse():
                await self._talk(step)
            case Press():
                await self._press(step)
            case PressUntilGone():
                await self._press_until_gone(step)
            case HangUp() | Refuse():
                await self._end(step.cause if isinstance(step, Refuse) else NORMAL_CLEARING)

    async def _keep_what_is_heard(self) -> None:
        """Left what came over the line, right what the debtor says: this end's own recording of the call."""
        if self._stage.recordings is not None:
            await self._app("MixMonitor", f"{self._stage.recordings / self._ref}.raw,D")

    async def _stay(self, step: Ring | Pause | PayCode | StayUntilHungUp) -> None:
        if isinstance(step, PayCode):
            await self._pay(step.limit_seconds)
            return
        if isinstance(step, Ring):
            await self._app("Ringing")
        seconds = step.limit_seconds if isinstance(step, StayUntilHungUp) else step.seconds
        await self._app("Wait", str(seconds), limit_seconds=seconds)
        if isinstance(step, StayUntilHungUp):
            await self._end(NORMAL_CLEARING)

    async def _talk(self, step: Speak | Converse) -> None:
        if isinstance(step, Speak):
            await self._speak(step.clip)
            return
        for clip in step.clips:
            await self._speak(clip)
            await self._hear(step.reply_limit_seconds, patient=True, start_seconds=step.no_reply_seconds)

    async def _end(self, cause: int) -> None:
        self._log("ended", by="debtor", cause=cause)
        # The application itself ends the session; there is nothing left to say to the channel.
        await self._session.execute("EXEC", "Hangup", str(cause))

    async def _speak(self, clip: Clip) -> None:
        self._log("speak", clip=clip)
        path = str(self._stage.clips / clip)
        reply = await self._session.execute("STREAM FILE", path, "", timeout_seconds=LONGEST_CLIP_SECONDS)
        _still_there(reply.result)

    async def _press(self, step: Press) -> None:
        first, last = step.digits[:-1], step.digits[-1]
        if first:
            limit_seconds = len(first) * (step.between_ms + KEY_MS) / 1000
            await self._app("SendDTMF", f"{first},{step.between_ms},{KEY_MS}", limit_seconds=limit_seconds)
        # No pause after the last key: what follows is listened to from the first packet on.
        await self._app("SendDTMF", f"{last},1,{KEY_MS}")
        self._log("press", meaning=step.meaning, count=len(step.digits))

    async def _pay(self, limit_seconds: float) -> None:
        handset = self._stage.handset
        number = e164_digits(self._session.environment.get("agi_extension", ""))
        paid = handset is not None and await handset.pay(number, ref=self._ref, limit_seconds=limit_seconds)
        self._log("pays" if paid else "pays_nothing")

    async def _press_until_gone(self, step: PressUntilGone) -> None:
        self._log("press", meaning=Keys.MEANINGLESS, count=len(step.digits))
        self._log("ended", by="debtor", cause=NORMAL_CLEARING)
        self._leaving = True
        await self._session.execute("SET AUTOHANGUP", str(step.gone_after_seconds))
        limit_seconds = len(step.digits) * (BETWEEN_KEYS_MS + KEY_MS) / 1000
        await self._app("SendDTMF", f"{step.digits},{BETWEEN_KEYS_MS},{KEY_MS}", limit_seconds=limit_seconds)

    async def _hear(self, limit_seconds: float, *, patient: bool, start_seconds: float | None = None) -> None:
        if self._interrupted:
            await self._app("Wait", str(SETTLE_SECONDS))
        self._interrupted = not patient
        if not await self._waited("WaitForNoise", FIRST_NOISE_MS, start_seconds or limit_seconds):
            self._log("heard_nothing")
            return
        self._log("hears")
        if patient:
            await self._until_silence(limit_seconds)
            self._log("heard")

    async def _until_silence(self, limit_seconds: float) -> None:
        """Exact where the product sends silence; where it sends nothing, a second or two without noise are the end."""
        until = self._clock() + limit_seconds
        while self._clock() < until:
            if await self._waited("WaitForSilence", self._stage.end_of_prompt_ms, 1):
                return
            if not await self._waited("WaitForNoise", 60, 1):
                return

    async def _waited(self, application: str, needed_ms: int, limit_seconds: float) -> bool:
        """True when what was waited for came, False when the time was up first."""
        await self._app(application, f"{needed_ms},1,{max(1, round(limit_seconds))}", limit_seconds=limit_seconds)
        status = await self._session.execute("GET VARIABLE", "WAITSTATUS")
        return status.data != "TIMEOUT"

    async def _app(self, application: str, arguments: str = "", *, limit_seconds: float = 0.0) -> None:
        timeout_seconds = limit_seconds + MARGIN_SECONDS
        reply = await self._session.execute("EXEC", application, arguments, timeout_seconds=timeout_seconds)
        _still_there(reply.result)


def _still_there(result: str) -> None:
    if result == "-1":
        raise AgiHungUp("the product hung up")
