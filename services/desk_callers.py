"""Who called us and was not identified by the menu: the agent asks, and links the call to the debtor."""

from dataclasses import dataclass

from domain.call.agent_session import AgentState
from domain.contact.document import DocumentRefused, parse_document
from domain.ids import PortfolioId, UserId
from services.desk import DeskRefused, NoAgentSession, NoCallInHand
from services.desk_view import DeskPolicy, DeskView, read_desk
from services.ports.clock import Clock
from services.ports.repositories.desk import CallFacts
from services.ports.repositories.inbound import Candidate
from services.ports.storage import Storage, UnitOfWork


class NobodyToLink(DeskRefused):
    """The call in hand is one of ours, or its identity is confirmed: it stays whose it is."""


class NobodyFound(DeskRefused):
    """Nobody in the call's portfolio has this document, or it is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskCallers:
    storage: Storage
    clock: Clock
    policy: DeskPolicy

    async def link(self, user_id: UserId, *, document: str) -> DeskView:
        """The call in hand is from whoever has `document` in its portfolio; identity is still to be confirmed.

        May be done again until it is. Raises NoAgentSession, NoCallInHand, NobodyToLink or NobodyFound.
        """
        now = self.clock.now()

        def work(uow: UnitOfWork) -> DeskView:
            call = _call_in_hand(uow, user_id)
            if not call.inbound or call.identity_confirmed:
                raise NobodyToLink
            debtor_id = _find(uow, document, call.portfolio_id).debtor_id
            # Which number the call came from is known to the switch alone.
            uow.inbound.assign(call.attempt_id, debtor_id, number="")
            uow.desk.note_link(call.attempt_id, at=now)
            return read_desk(uow, user_id, self.policy, now=now)

        return await self.storage.write(work)


def _call_in_hand(uow: UnitOfWork, user_id: UserId) -> CallFacts:
    session = uow.desk.open_session(user_id)
    if session is None:
        raise NoAgentSession
    call = uow.desk.call(session.attempt_id) if session.attempt_id is not None else None
    if session.state is not AgentState.ON_CALL or call is None:
        raise NoCallInHand
    return call


def _find(uow: UnitOfWork, document: str, portfolio_id: PortfolioId) -> Candidate:
    try:
        candidate = uow.inbound.by_document(parse_document(document), portfolio_id)
    except DocumentRefused:
        candidate = None
    if candidate is None:
        raise NobodyFound
    return candidate
