"""Calls that come in: taken down at once, whoever it is, and given to the debtor once that is known."""

from dataclasses import dataclass
from datetime import datetime

from domain.call.inbound import attempt_of_channel
from domain.contact.document import DocumentRefused, parse_document
from domain.contact.phone import PhoneRefused, parse_phone
from domain.ids import AttemptId, PortfolioId
from domain.negotiation.caller_identity import (
    CallerFailures,
    CallerProof,
    decide_caller_proof,
    is_caller,
    may_identify,
    names_by_itself,
)
from domain.negotiation.identity import LOCK_TIME
from services.ports.clock import Clock
from services.ports.repositories.identity import WrongAnswer
from services.ports.repositories.inbound import Candidate, InboundAttempt
from services.ports.storage import Storage, UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Caller:
    """`hint` is no more than that: numbers change hands, and what a call shows may be anything. `tried`: an answer was
    wrong in this call already. No repr.
    """

    hint: Candidate | None = None
    may_identify: bool = True
    tried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class CallerAnswers:
    """What was typed: the document, or its first digits, and DDMM of birth. No repr."""

    document: str
    birth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundService:
    """`dialer` owns the calls of the switch that they arrive at."""

    storage: Storage
    clock: Clock
    dialer: str
    trunk: str

    async def arrive(self, channel: str, number: str) -> AttemptId | None:
        """Take down a call to `number`; None when it is not a published number, or the channel is none of the trunk's.

        Raises StorageError.
        """
        attempt_id, dialled = attempt_of_channel(channel), _spellings(number)
        if attempt_id is None or not dialled:
            return None
        now = self.clock.now()

        def work(uow: UnitOfWork) -> AttemptId | None:
            portfolio_id = uow.inbound.portfolio_of(dialled)
            if portfolio_id is None:
                return None
            line = uow.inbound.line(portfolio_id, at=now)
            uow.inbound.add(
                InboundAttempt(attempt_id=attempt_id, line=line, dialer=self.dialer, trunk=self.trunk, at=now)
            )
            return attempt_id

        return await self.storage.write(work)

    async def greet(self, attempt_id: AttemptId, number: str) -> Caller:
        """Who may be calling from `number`, and whether they may tell by keys who they are."""
        calling, now = _e164(number), self.clock.now()

        def read(uow: UnitOfWork) -> Caller:
            failures = _failures(uow, attempt_id, calling, now=now)
            portfolio_id = uow.inbound.portfolio_of_attempt(attempt_id)
            # After a wrong answer the number may be somebody else's by now: only what is typed counts.
            if portfolio_id is None or not calling or failures.in_call:
                return Caller(may_identify=may_identify(failures, now=now), tried=failures.in_call > 0)
            hint = uow.inbound.by_phone(calling, portfolio_id)
            return Caller(hint=hint, may_identify=may_identify(failures, now=now))

        return await self.storage.read(read)

    async def prove(
        self, attempt_id: AttemptId, answers: CallerAnswers, *, hint: Candidate | None, number: str
    ) -> CallerProof:
        """Judge what was typed; who is confirmed has the attempt from then on, and a wrong answer is counted before it
        is answered. A document that nobody has, or that is none, differs in nothing from a wrong birthday.
        """
        calling = _e164(number)

        def work(uow: UnitOfWork) -> CallerProof:
            portfolio_id = uow.inbound.portfolio_of_attempt(attempt_id)
            if portfolio_id is None:
                return CallerProof(confirmed=False)
            # Calls at the same time are judged one after the other, so that together they guess no more often.
            uow.identity.hold(uow.inbound.line(portfolio_id, at=self.clock.now()).debtor_id)
            whole = names_by_itself(answers.document)
            candidate = _who_has(uow, answers.document, portfolio_id) if whole else hint
            if candidate is not None:
                uow.identity.hold(candidate.debtor_id)
            return _judge(uow, attempt_id, answers, candidate, calling=calling, now=self.clock.now())

        return await self.storage.write(work)


def _judge(
    uow: UnitOfWork,
    attempt_id: AttemptId,
    answers: CallerAnswers,
    candidate: Candidate | None,
    *,
    calling: str,
    now: datetime,
) -> CallerProof:
    since = now - LOCK_TIME
    failures = _failures(uow, attempt_id, calling, now=now)
    failed_calls = (
        () if candidate is None else uow.identity.failed_calls(candidate.debtor_id, since=since, but=attempt_id)
    )
    right = candidate is not None and is_caller(
        candidate.document, candidate.birth_date, typed_document=answers.document, typed_birth=answers.birth
    )
    proof = decide_caller_proof(failures, known=candidate is not None, right=right, failed_calls=failed_calls, now=now)
    if proof.confirmed and candidate is not None:
        uow.inbound.assign(attempt_id, candidate.debtor_id, number=calling)
        uow.identity.forgive(attempt_id, candidate.debtor_id)
    elif may_identify(failures, now=now):
        named = candidate.debtor_id if candidate is not None and proof.counts_against_person else None
        uow.identity.forget(before=since)
        uow.identity.add(WrongAnswer(attempt_id=attempt_id, debtor_id=named, number=calling, at=now))
    return proof


def _failures(uow: UnitOfWork, attempt_id: AttemptId, calling: str, *, now: datetime) -> CallerFailures:
    return CallerFailures(
        in_call=uow.identity.wrong_in_call(attempt_id),
        from_number=uow.identity.wrong_from(calling, since=now - LOCK_TIME),
        withheld=not calling,
    )


def _who_has(uow: UnitOfWork, document: str, portfolio_id: PortfolioId) -> Candidate | None:
    try:
        parsed = parse_document(document)
    except DocumentRefused:
        return None
    return uow.inbound.by_document(parsed, portfolio_id)


def _e164(number: str) -> str:
    try:
        return parse_phone(number).number
    except PhoneRefused:
        return ""


def _spellings(number: str) -> list[str]:
    """As carriers write a number that was dialled: with the country, without it, with a trunk zero, or a service."""
    digits = "".join(character for character in number if character.isascii() and character.isdigit())
    if not digits:
        return []
    return [f"+{digits}", f"+55{digits.removeprefix('0')}", digits]
