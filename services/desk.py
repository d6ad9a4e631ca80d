"""The agent's desk: what it shows, and the intents that the dialer then carries out."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TypeVar

from domain.call.agent_disposition import CallToDispose, NotTheAgentsCall, check_agent_disposition
from domain.call.agent_session import AGENT_MOVES, AgentMove, AgentState, PauseReason
from domain.call.disposition_details import DispositionDetails
from domain.call.events import AttemptDisposed, CommandIssued
from domain.ids import AgentSessionId, AttemptId, CaseId, CommandId, LeadId, UserId
from services.cases.opening import CaseTold, open_agents_case
from services.desk_view import DeskPolicy, DeskView, read_desk, read_desks
from services.disposing import Outcome, Saying, apply_disposition, find_outcome, outcomes_of
from services.errors import ServiceError
from services.negotiation.protocols import draw_ids
from services.ports.clock import Clock, IdSource
from services.ports.repositories.desk import AgentSessionFacts, CallFacts, NewCommand
from services.ports.storage import Storage, UnitOfWork
from services.seats import seat_name, seat_secret

T = TypeVar("T")


class DeskRefused(ServiceError):
    """The intent makes no sense in the state that the agent is in."""


class NoAgentSession(DeskRefused):
    """The shift was not started, or is over."""


class NoFreeSeat(DeskRefused):
    """Every softphone account is lent."""


class PhoneNotConnected(DeskRefused):
    """The softphone's leg is not up."""


class CallInHand(DeskRefused):
    """A call is going on, or is about to."""


class CallNotDisposed(DeskRefused):
    """The last call has no disposition yet."""


class NoCallInHand(DeskRefused):
    """There is no call to do this to."""


class CallerUnknown(DeskRefused):
    """Somebody called us, and nobody has told yet who it is: there is nobody whose identity it could be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LentSoftphone:
    """What a softphone needs to register; `ws_path` is below the screens' own origin."""

    seat: str
    secret: str
    uri: str
    ws_path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskService:
    """Every method but the reading ones raises a DeskRefused when the state does not allow it."""

    storage: Storage
    clock: Clock
    ids: IdSource
    policy: DeskPolicy
    secret_key: str
    seats: int
    sip_domain: str

    async def desk_of(self, user_id: UserId) -> DeskView:
        return (await self.desks_of([user_id]))[user_id]

    async def desks_of(self, user_ids: Collection[UserId]) -> dict[UserId, DeskView]:
        now = self.clock.now()
        return await self.storage.read(lambda uow: read_desks(uow, user_ids, self.policy, now=now))

    async def start_session(self, user_id: UserId) -> LentSoftphone:
        """Open a session on a free seat; an open one keeps its seat. Raises NoFreeSeat."""

        def work(uow: UnitOfWork) -> str:
            # Asked before looking for a session of one's own: it holds two tabs of the same agent apart too.
            taken = uow.desk.taken_seats()
            session = uow.desk.open_session(user_id)
            if session is not None:
                return session.seat
            seat = next((name for name in map(seat_name, range(1, self.seats + 1)) if name not in taken), None)
            if seat is None:
                raise NoFreeSeat
            session_id = AgentSessionId(self.ids.new_id())
            uow.desk.start_session(session_id, user_id=user_id, seat=seat, now=self.clock.now())
            self._issue(uow, user_id, "start_agent_session", session_id)
            return seat

        seat = await self.storage.write(work)
        return LentSoftphone(
            seat=seat,
            secret=seat_secret(self.secret_key, seat),
            uri=f"sip:{seat}@{self.sip_domain}",
            ws_path="/api/softphone",
        )

    async def end_session(self, user_id: UserId) -> CommandId:
        def allow(uow: UnitOfWork, session: AgentSessionFacts) -> None:
            if session.state in (AgentState.RESERVED, AgentState.ON_CALL):
                raise CallInHand
            _require_disposed(uow, session)

        return await self._intend(user_id, "end_agent_session", allow)

    async def call_phone(self, user_id: UserId) -> CommandId:
        return await self._intend(user_id, "call_agent_leg", lambda _uow, _session: None)

    async def become_ready(self, user_id: UserId) -> CommandId:
        def allow(uow: UnitOfWork, session: AgentSessionFacts) -> None:
            _require_move(session, AgentMove.BECOME_READY)
            _require_disposed(uow, session)

        return await self._intend(user_id, "agent_ready", allow)

    async def pause(self, user_id: UserId, *, reason: PauseReason) -> CommandId:
        """At once; with a call in hand, when it is over."""

        def allow(uow: UnitOfWork, session: AgentSessionFacts) -> None:
            if session.state not in {AgentState.RESERVED, AgentState.ON_CALL}:
                _require_move(session, AgentMove.PAUSE)
                _require_disposed(uow, session)

        return await self._intend(user_id, "agent_pause", allow, reason=reason)

    async def hang_up(self, user_id: UserId) -> CommandId:
        def allow(_uow: UnitOfWork, session: AgentSessionFacts) -> None:
            if session.state is not AgentState.ON_CALL:
                raise NoCallInHand

        return await self._intend(user_id, "hang_up_call", allow)

    async def dial_preview(self, user_id: UserId, *, lead_id: LeadId) -> CommandId:
        """Have the previewed debtor called for this agent, who must be ready."""

        def allow(_uow: UnitOfWork, session: AgentSessionFacts) -> None:
            _require_move(session, AgentMove.RESERVE)

        return await self._intend(user_id, "dial_preview", allow, lead_id=str(lead_id))

    async def confirm_identity(self, user_id: UserId) -> DeskView:
        """The agent heard who is speaking; the debts may be shown from here on."""
        now = self.clock.now()

        def work(uow: UnitOfWork) -> DeskView:
            session = _session(uow, user_id)
            if session.state is not AgentState.ON_CALL or session.attempt_id is None:
                raise NoCallInHand
            call = uow.desk.call(session.attempt_id)
            if call is not None and not call.caller_known:
                raise CallerUnknown
            uow.desk.confirm_identity(session.attempt_id, at=now)
            if call is not None:
                uow.identity.forgive(session.attempt_id, call.debtor_id)
            return read_desk(uow, user_id, self.policy, now=now)

        return await self.storage.write(work)

    async def choices(self, user_id: UserId) -> list[Outcome]:
        """What the agent may choose: for the call in hand, with what its portfolio adds and its agreement allows."""

        def work(uow: UnitOfWork) -> list[Outcome]:
            session = uow.desk.open_session(user_id)
            call = uow.desk.call(session.attempt_id) if session is not None and session.attempt_id else None
            if call is None:
                return outcomes_of(uow, None)
            agreement = None if call.agreement is None else call.agreement.installments
            return outcomes_of(uow, call.portfolio_id, agreement=agreement, caller_known=call.caller_known)

        return await self.storage.read(work)

    async def dispose(
        self,
        user_id: UserId,
        *,
        attempt_id: str,
        code: str,
        details: DispositionDetails,
        next_pause: PauseReason | None,
    ) -> CommandId:
        """Set the agent's disposition and go on to the next call, or to a pause.

        `code` is a standard one or one of the portfolio's own. Raises a DispositionRefused, or DetailRefused.
        """
        now = self.clock.now()
        saying = Saying(by=user_id, now=now, zone=self.policy.timezone, promise_id=self.ids.new_id())
        case = CaseTold(
            by=user_id, now=now, today=saying.today, case_id=CaseId(self.ids.new_id()), draws=draw_ids(self.ids)
        )

        def work(uow: UnitOfWork) -> CommandId:
            session = _session(uow, user_id)
            call = uow.desk.call(AttemptId(attempt_id)) if session.attempt_id == attempt_id else None
            if call is None:
                raise NotTheAgentsCall
            outcome = find_outcome(uow, call.portfolio_id, code)
            check_agent_disposition(_to_dispose(call), outcome.disposition)
            self._dispose(uow, call, outcome, details, saying)
            open_agents_case(uow, call.attempt_id, outcome.disposition, case)
            if next_pause is None:
                return self._issue(uow, user_id, "agent_ready", session.id)
            return self._issue(uow, user_id, "agent_pause", session.id, reason=next_pause)

        return await self.storage.write(work)

    def _dispose(
        self, uow: UnitOfWork, call: CallFacts, outcome: Outcome, details: DispositionDetails, saying: Saying
    ) -> None:
        subject = uow.contact.attempt_subject(call.attempt_id)
        assert subject is not None and saying.by is not None  # noqa: S101, PT018 - the call was found, the user too
        uow.desk.dispose(
            call.attempt_id,
            disposition=outcome.disposition,
            own_code=outcome.own_code,
            note=details.note,
            user_id=saying.by,
            at=saying.now,
        )
        apply_disposition(uow, subject, outcome, details, saying)
        uow.record(
            AttemptDisposed(
                at=saying.now,
                attempt_id=call.attempt_id,
                campaign_id=call.campaign_id,
                disposition=outcome.disposition,
            )
        )

    async def _intend(
        self,
        user_id: UserId,
        kind: str,
        allow: Callable[[UnitOfWork, AgentSessionFacts], None],
        **data: str,
    ) -> CommandId:
        def work(uow: UnitOfWork) -> CommandId:
            session = _session(uow, user_id)
            allow(uow, session)
            return self._issue(uow, user_id, kind, session.id, **data)

        return await self.storage.write(work)

    def _issue(self, uow: UnitOfWork, user_id: UserId, kind: str, session_id: AgentSessionId, **data: str) -> CommandId:
        command_id = CommandId(self.ids.new_id())
        now = self.clock.now()
        fields = {"agent_session_id": session_id, **data}
        uow.desk.add_command(NewCommand(id=command_id, kind=kind, data=fields, issued_by=user_id, issued_at=now))
        uow.record(CommandIssued(at=now, command_id=command_id))
        return command_id


def _session(uow: UnitOfWork, user_id: UserId) -> AgentSessionFacts:
    session = uow.desk.open_session(user_id)
    if session is None:
        raise NoAgentSession
    return session


def _to_dispose(call: CallFacts) -> CallToDispose:
    return CallToDispose(
        closed=call.closed_at is not None,
        disposed=call.disposed,
        has_agreement=call.agreement is not None,
        caller_known=call.caller_known,
    )


def _require_move(session: AgentSessionFacts, move: AgentMove) -> None:
    if session.state is AgentState.OFFLINE:
        raise PhoneNotConnected
    if not AGENT_MOVES.allows(session.state, move):
        raise CallInHand


def _require_disposed(uow: UnitOfWork, session: AgentSessionFacts) -> None:
    if session.state is not AgentState.WRAP_UP or session.attempt_id is None:
        return
    call = uow.desk.call(session.attempt_id)
    if call is not None and not call.disposed:
        raise CallNotDisposed
