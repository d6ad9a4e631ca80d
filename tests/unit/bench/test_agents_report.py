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


def test_the_products_time_is_told_apart_from_the_simulators() -> None:
    cpu = STEP["cpu_ms_per_call"] | {"carrier": 20.0, "robots": 11.4}  # type: ignore[operator]
    idle = {"dialer": 0.01, "ivr": 0.0, "api": 0.01, "asterisk": 0.03, "broker": 0.0, "carrier": 0.02, "robots": 0.0}
    rows = list(agents_table({"steps": [STEP, STEP | {"cpu_ms_per_call": cpu, "idle_cores": idle}]}))
    account = "| 60 | 3.1, 0.2, 4, 41, 0.3 | **48.6** | 31.4 | **20.6** / 12.5 | 0.05 / 0.02 |"
    assert rows.count(account) == 1
    assert rows[-1] == account, "what was measured before is not told of"
