from datetime import UTC, datetime, timedelta

import pytest

from domain.call.disposition import Disposition
from domain.call.disposition_rules import PortfolioDisposition
from domain.contact.retry import Exhausted, Final, GiveBack, RetryAt, RetryDecision, RetryPolicy, decide_retry

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
POLICY = RetryPolicy(max_attempts=3, delay=timedelta(hours=4), delay_after={Disposition.OCUPADO: timedelta(minutes=30)})


@pytest.mark.parametrize(
    ("disposition", "made", "expected"),
    [
        (Disposition.NAO_ATENDE, 1, RetryAt(NOW + timedelta(hours=4))),
        (Disposition.OCUPADO, 2, RetryAt(NOW + timedelta(minutes=30))),
        (Disposition.NAO_ATENDE, 3, Exhausted()),
        (Disposition.FALHA_TECNICA, 1, RetryAt(NOW + timedelta(hours=4))),
        (Disposition.ACORDO_A_VISTA, 1, Final()),
        (Disposition.TRANSBORDO, 3, Final()),
        (Disposition.NAO_DISCADO, 3, GiveBack()),
        (Disposition.NAO_CONHECE, 1, RetryAt(NOW + timedelta(hours=4))),
    ],
)
def test_the_outcome_decides_whether_and_when_to_try_again(
    disposition: Disposition, made: int, expected: RetryDecision
) -> None:
    assert decide_retry(disposition, made, POLICY, now=NOW) == expected


@pytest.mark.parametrize("disposition", Disposition)
def test_no_lead_is_dialled_more_often_than_allowed(disposition: Disposition) -> None:
    assert not isinstance(decide_retry(disposition, 3, POLICY, now=NOW), RetryAt)


def test_a_portfolio_s_own_rule_waits_longer() -> None:
    own = PortfolioDisposition(
        code="VIAGEM", label="Em viagem", base=Disposition.DESLIGOU, retry_delay=timedelta(days=5)
    )
    decision = decide_retry(own.base, 1, POLICY, now=NOW, rule=own.rule)
    assert decision == RetryAt(NOW + timedelta(days=5))
