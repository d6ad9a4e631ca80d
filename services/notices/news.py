"""What a channel told of a message, written down once and told on."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from domain.call.events import NoticeChanged
from domain.contact.rules import RULE_TEXTS, ContactRule
from domain.ids import NoticeId
from domain.notice.notice import COLLECTS, NOTICE_MOVES, NoticeMove, NoticeState
from services.ports.notices import Delivery, DeliveryStatus
from services.ports.repositories.notices import NoticeFacts
from services.ports.storage import UnitOfWork

NEVER: Final = timedelta(days=36_500)
_MOVES: Final = {
    DeliveryStatus.ACCEPTED: NoticeMove.ACCEPT,
    DeliveryStatus.DELIVERED: NoticeMove.DELIVER,
    DeliveryStatus.FAILED: NoticeMove.FAIL,
}
_RULES: Final = frozenset(rule.value for rule in ContactRule)
_CLOSED: Final = frozenset({NoticeState.DELIVERED, NoticeState.FAILED, NoticeState.DROPPED})


def save_told(uow: UnitOfWork, told: Delivery, *, now: datetime, ask_at: datetime | None) -> bool:
    """False when the message is none of ours. What makes no move (told twice, or too late) changes nothing."""
    notice = uow.notices.get(NoticeId(told.key), lock=True)
    if notice is None:
        return False
    move = _MOVES[told.status]
    if NOTICE_MOVES.allows(notice.state, move):
        moved_on(uow, notice, move, now=now, reference=told.reference, reason=told.reason, next_try_at=ask_at)
    return True


def moved_on(
    uow: UnitOfWork,
    notice: NoticeFacts,
    move: NoticeMove,
    *,
    now: datetime,
    reference: str = "",
    reason: str = "",
    next_try_at: datetime | None = None,
) -> NoticeFacts:
    """Save the move, and tell of it."""
    state = NOTICE_MOVES.next(notice.state, move)
    moved = replace(
        notice,
        state=state,
        reference=reference or notice.reference,
        reason=reason,
        next_try_at=next_try_at or notice.next_try_at,
        accepted_at=now if state is NoticeState.ACCEPTED else notice.accepted_at,
        closed_at=now if state in _CLOSED else None,
    )
    uow.notices.save(moved)
    uow.record(NoticeChanged(at=now, notice_id=moved.notice_id, state=state))
    if moved.kind in COLLECTS and state in _CLOSED:
        uow.strategy.tell_step(moved.notice_id, "" if state is NoticeState.DELIVERED else _why(moved.reason))
    return moved


def settle(uow: UnitOfWork, notice_id: NoticeId, *, ask_at: datetime | None) -> None:
    """When its delivery is asked for again; None: not any more."""
    notice = uow.notices.get(notice_id, lock=True)
    if notice is not None and notice.state is NoticeState.ACCEPTED:
        uow.notices.save(replace(notice, next_try_at=ask_at or notice.requested_at + NEVER))


def _why(reason: str) -> str:
    """For the régua's step, in pt-BR; a word of a channel's own stays as it came."""
    says = RULE_TEXTS[ContactRule(reason)].says if reason in _RULES else reason
    return f"a mensagem não chegou: {says}"
