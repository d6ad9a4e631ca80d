"""Never more calls than channels or calls per second; a congested trunk gives way."""

from collections import Counter
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialer.settings import TrunkSettings
from dialer.trunk_board import NOT_TAKEN, REST, TrunkBoard

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
CHEAP = TrunkSettings(name="cheap", channels=3, calls_per_second=4, caller_ids=("+551130001000",), cost=1)
DEAR = TrunkSettings(name="dear", channels=2, calls_per_second=2, cost=9)


@given(
    st.lists(
        st.tuples(st.floats(0.0, 1.5), st.integers(0, 9), st.integers(0, 4), st.sampled_from([0.0, 0.3, 0.8, 1.0])),
        max_size=60,
    )
)
def test_never_more_than_the_caps(steps: list[tuple[float, int, int, float]]) -> None:
    in_use: Counter[str] = Counter()
    board = TrunkBoard((CHEAP, DEAR), in_use)
    t = 0.0
    sent: list[tuple[float, str]] = []
    for pause, wanted, ended, factor in steps:
        t += pause
        for _ in range(min(ended, in_use.total())):
            in_use[max(in_use, key=lambda name: in_use[name])] -= 1
        room = board.room(t, factor=factor)
        names = [board.plan(t, now=NOW, factor=factor) for _ in range(wanted)]
        assert sum(name is not None for name in names) == min(wanted, room), "the room is what there is"
        board.clear_plans()
        for name in names:
            if name is not None:
                in_use[name] += 1
                board.taken(name, t)
                sent.append((t, name))
    for trunk in (CHEAP, DEAR):
        assert in_use[trunk.name] <= trunk.channels
        times = [at for at, name in sent if name == trunk.name]
        for start in times:
            assert sum(start <= at < start + 1.0 for at in times) <= trunk.calls_per_second


def test_the_cheap_trunk_fills_first_and_the_dear_one_takes_the_rest() -> None:
    board = TrunkBoard((CHEAP, DEAR), Counter(cheap=2))
    assert [board.plan(0.0, now=NOW) for _ in range(4)] == ["cheap", "dear", None, None]


def test_a_congested_trunk_rests_and_comes_back() -> None:
    board = TrunkBoard((CHEAP, DEAR), Counter())
    for _ in range(5):
        board.failed("cheap", 34, now=NOW)
    assert board.plan(0.0, now=NOW) == "dear"
    board.clear_plans()
    assert board.plan(0.0, now=NOW + REST) == "cheap"


def test_busy_numbers_are_no_congestion_but_untaken_orders_are() -> None:
    board = TrunkBoard((CHEAP, DEAR), Counter())
    for _ in range(20):
        board.failed("dear", 17, now=NOW)
        board.failed("cheap", NOT_TAKEN, now=NOW)
    assert board.plan(0.0, now=NOW) == "dear"


def test_a_trunk_that_takes_long_to_ring_goes_behind() -> None:
    board = TrunkBoard((CHEAP, DEAR), Counter())
    for _ in range(5):
        board.rang("cheap", 11.0)
        board.rang("dear", 2.0)
    assert board.plan(0.0, now=NOW + timedelta(seconds=1)) == "dear"


def test_a_trunk_shows_its_own_numbers_only() -> None:
    board = TrunkBoard((CHEAP, DEAR), Counter())
    assert board.caller_id("cheap", "+5521999999999", "+5511987654321") == "+551130001000"
    assert board.caller_id("dear", "", "+5511987654321") is None
    board.failed("unknown", 34, now=NOW)
    board.rang("unknown", 1.0)
    board.taken("unknown", 0.0)
