"""What becomes of a message."""

import pytest

from domain.errors import IllegalTransition
from domain.notice.notice import ASKED_FOR, COLLECTS, DISCLOSES, NOTICE_MOVES, NoticeKind, NoticeMove, NoticeState


def test_a_message_that_was_delivered_or_dropped_stays_so() -> None:
    for state in (NoticeState.DELIVERED, NoticeState.DROPPED):
        assert not any(NOTICE_MOVES.allows(state, move) for move in NoticeMove)


def test_only_what_has_not_left_can_be_dropped() -> None:
    assert [state for state in NoticeState if NOTICE_MOVES.allows(state, NoticeMove.DROP)] == [NoticeState.QUEUED]
    with pytest.raises(IllegalTransition, match="Notice: no move from 'accepted' on 'drop'"):
        NOTICE_MOVES.next(NoticeState.ACCEPTED, NoticeMove.DROP)


def test_a_failure_may_turn_out_to_be_a_delivery_and_never_the_other_way() -> None:
    assert NOTICE_MOVES.next(NoticeState.FAILED, NoticeMove.DELIVER) is NoticeState.DELIVERED
    assert not NOTICE_MOVES.allows(NoticeState.DELIVERED, NoticeMove.FAIL)


def test_all_but_what_collects_tells_of_the_agreement_and_what_is_asked_for_does() -> None:
    assert set(NoticeKind) - DISCLOSES == COLLECTS
    assert ASKED_FOR < DISCLOSES
