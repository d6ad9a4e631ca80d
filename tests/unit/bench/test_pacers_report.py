"""What is not measured anew keeps its figures."""

from bench.pacers_report import merged


def test_rows_not_measured_keep_their_figures_and_all_stand_in_their_places() -> None:
    known = {"conditions": {"date": "then"}, "yardstick": [{"scenario": "late", "place": 3, "occupancy": 0.5}]}
    found = {
        "conditions": {"date": "now"},
        "yardstick": [{"scenario": "new", "place": 1, "occupancy": 0.7}],
    }
    both = merged(known, found)
    assert both["conditions"] == {"date": "now"}
    assert both["yardstick"] == [*found["yardstick"], *known["yardstick"]]


def test_a_row_measured_anew_has_its_new_figures_once() -> None:
    known = {"yardstick": [{"scenario": "one", "place": 0, "occupancy": 0.5}]}
    found = {"yardstick": [{"scenario": "one", "place": 0, "occupancy": 0.6}]}
    assert merged(known, found) == found


def test_pacers_left_out_of_a_shift_keep_their_figures() -> None:
    known = {"shifts": [{"scenario": "one", "pacers": {"ours": {"broken": 0.1}, "ratio": {"broken": 0.2}}}]}
    found = {"shifts": [{"scenario": "one", "pacers": {"ours": {"broken": 0.0}}}]}
    pacers = merged(known, found)["shifts"][0]["pacers"]
    assert pacers == {"ours": {"broken": 0.0}, "ratio": {"broken": 0.2}}
    assert merged({}, found) == found
