"""Ids of messages of which there is to be one only: made of what they are for, so that none is written twice."""

import base64
import hashlib

from domain.ids import CaseId, DebtId, NoticeId


def notice_of_payment(end_to_end_id: str) -> NoticeId:
    """A payment is thanked for once."""
    return _id_of(end_to_end_id)


def notice_of_step(debt_id: DebtId, step: str) -> NoticeId:
    """A step of a régua is done once for a debt, however often it is planned."""
    return _id_of(f"step {debt_id} {step}")


def notice_of_case(case_id: CaseId) -> NoticeId:
    """The end of a case is told of once."""
    return _id_of(f"case {case_id}")


def _id_of(what: str) -> NoticeId:
    return NoticeId(base64.b32encode(hashlib.sha256(what.encode()).digest()).decode()[:26])
