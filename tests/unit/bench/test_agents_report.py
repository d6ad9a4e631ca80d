"""The table of calls given to agents."""

from bench.agents_report import VICIDIAL, agents_table

STEP = {
    "agents": 60,
    "answered_per_second": 10.5,
    "answered_without_an_agent": 2,
    "cpu_ms_per_call": {"dialer": 3.1, "ivr": 0.2, "api": 4.0, "asterisk": 41.0, "broker": 0.3},
    "answer_to_agent_ms": {"n": 400, "p50": 11.0, "p99": 60.0, "max": 80.0},
    "free_again_ms": {"n": 0, "p50": None, "p99": None, "max": None},
    "stop": {"calls_after": 0, "last_after_ms": 0.0},
}


def test_every_step_is_a_row_beside_those_of_the_other_dialer() -> None:
    rows = list(agents_table({"steps": [STEP]}))
    assert "| Concilia, 60 agents (2 answers without one) | **10.5** | 7.3 / 41 | 11 / 60 | 0 / 0 | 0 |" in rows
    assert len({row.count("|") for row in rows if row.startswith("|")}) == 1
    assert len([row for row in rows if row.startswith("|")]) == 2 + 1 + len(VICIDIAL)
