"""A day by stated assumptions: the house's rules hold in it, and more agents never do less."""

from datetime import date, time, timedelta
from html.parser import HTMLParser

import pytest

from domain.call.dial_mode import DialMode
from simulator.whatif.assumptions import AssumptionRefused, Assumptions, with_settings
from simulator.whatif.charts import Chart, Series, draw
from simulator.whatif.forecast import DayResult, simulate_day
from simulator.whatif.outlook import FIGURES, Outlook, fewest_agents, outlooks
from simulator.whatif.report import Report, render, said
from simulator.whatif.study import Study, find_team, next_calling_day, run_study

TUESDAY = date(2026, 11, 24)
SMALL = Assumptions(mode="progressive", agents=4, leads=120, opens=time(10), break_minutes=0)


def day_of(**settings: object) -> DayResult:
    return simulate_day(with_settings(SMALL, settings), day=TUESDAY, seed=1)


@pytest.mark.parametrize("mode", list(DialMode))
def test_every_mode_works_a_list(mode: str) -> None:
    day = day_of(mode=mode, leads=60, closes="12:00")
    assert day.sums.dials >= 30
    assert day.sums.contacts > 0
    assert day.cost_cents == day.agent_cents + day.line_cents > 0
    assert day.agreed_cents == day.agreements * SMALL.agreement_cents


def test_nobody_is_called_more_often_than_the_rules_allow() -> None:
    day = day_of(answer_rate=0.0, retry_delay_minutes=15, max_attempts=9)
    # One number each, and a number is called twice a day.
    assert 200 < day.sums.dials <= 2 * 120
    assert day.list_worked
    assert day.leads_left == 120


def test_two_numbers_are_three_calls_to_a_person() -> None:
    rules = {"retry_delay_minutes": 15, "max_attempts": 9, "closes": "20:00"}
    day = day_of(answer_rate=0.0, phones_per_lead=2, leads=40, **rules)  # at ten, two and six: four hours apart
    assert 2 * 40 < day.sums.dials <= 3 * 40


def test_who_used_up_every_attempt_is_left_for_no_other_day() -> None:
    day = day_of(answer_rate=0.0, retry_delay_minutes=15, max_attempts=1)
    assert (day.sums.dials, day.leads_left) == (120, 0)


def test_on_a_sunday_nobody_is_called() -> None:
    day = simulate_day(SMALL, day=TUESDAY - timedelta(days=2), seed=1)
    assert day.sums.dials == 0
    assert next_calling_day(TUESDAY - timedelta(days=2), "SP") > TUESDAY - timedelta(days=2)
    assert next_calling_day(TUESDAY, "SP") == TUESDAY


def test_more_agents_work_the_list_sooner() -> None:
    few, many = day_of(agents=2, max_attempts=1), day_of(agents=8, max_attempts=1)
    assert many.worked_seconds < few.worked_seconds
    assert many.list_worked


def test_a_study_tries_every_team_and_finds_the_smallest() -> None:
    study = Study(assumptions=with_settings(SMALL, {"max_attempts": 1}), sizes=(2,), day=TUESDAY, seeds=(1,))
    told: list[tuple[int, int]] = []
    (day,) = run_study(study, lambda done, all_: told.append((done, all_)))
    assert (day.agents, told) == (2, [(1, 1)])
    team = find_team(study)
    assert team is not None
    assert 1 <= team <= 4


@pytest.mark.parametrize("needed", [1, 2, 3, 7, 8, 9, 31, 100])
def test_the_fewest_agents_are_found_in_few_questions(needed: int) -> None:
    asked: list[int] = []

    def works(agents: int) -> bool:
        asked.append(agents)
        return agents >= needed

    assert fewest_agents(works, most=100) == needed
    assert len(asked) <= 15
    assert fewest_agents(lambda _: False, most=100) is None


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"agentes": 3}, "agentes"),
        ({"agents": "muitos"}, "agents"),
        ({"agents": -1}, "agents"),
        ({"answer_rate": 22}, "answer_rate"),
        ({"talk_seconds": 0}, "talk_seconds"),
        ({"mode": "telepathy"}, "mode"),
        ({"goal": "lax"}, "goal"),
        ({"uf": "XX"}, "uf"),
        ({"opens": "cedo"}, "opens"),
        ({"opens": "19:00"}, "closes"),
        ({"machine_detection": 1}, "machine_detection"),
        ({"abandonment_target": 1.0}, "abandonment_target"),
        ({"settles_alone_share": 0.9}, "settles_alone_share"),
        ({"answer_rate_by_hour": {"25": 1}}, "answer_rate_by_hour"),
        ({"answer_rate_by_hour": 3}, "answer_rate_by_hour"),
    ],
)
def test_a_wrong_assumption_is_named(settings: dict[str, object], name: str) -> None:
    with pytest.raises(AssumptionRefused) as refused:
        with_settings(SMALL, settings)
    assert refused.value.name == name
    assert refused.value.reason


def test_hours_of_the_day_may_differ() -> None:
    assumed = with_settings(SMALL, {"answer_rate_by_hour": {"10": 0, "18": 2.5}})
    assert assumed.answer_rate_by_hour == {10: 0.0, 18: 2.5}
    assert simulate_day(assumed, day=TUESDAY, seed=1).hours[0].persons == 0


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in {"meta", "line", "rect", "circle", "polyline"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in {"line", "rect", "circle", "polyline"}:
            assert self.open.pop() == tag


def page_of(*agents: int) -> str:
    teams = [with_settings(SMALL, {"agents": size}) for size in agents]
    days = [simulate_day(team, day=TUESDAY, seed=seed) for team in teams for seed in (1, 2)]
    return render(
        Report(
            title="Simulação <teste>",
            lead=("Uma & outra.",),
            outlooks=outlooks(days),
            opens_hour=10,
            assumptions={"modo": "progressive"},
            limits=("Nada.",),
            compared=("O dia como foi", {"dials": "99"}),
        )
    )


def test_the_report_stands_alone_and_can_be_read_without_seeing_it() -> None:
    html = page_of(2, 4)
    page = Page()
    page.feed(html)
    assert page.open == []
    assert "http" not in html
    assert "Simulação &lt;teste&gt;" in html
    assert dict(page.seen)["html"]["lang"] == "pt-BR"
    charts = [attributes for tag, attributes in page.seen if tag == "svg"]
    assert len(charts) == 4
    for attributes in charts:
        named = str(attributes["aria-labelledby"]).split()
        assert attributes["role"] == "img"
        assert all(f'id="{name}"' in html for name in named)
    heads = [attributes for tag, attributes in page.seen if tag == "th"]
    assert all(attributes.get("scope") in {"row", "col"} for attributes in heads)


def test_figures_are_said_in_portuguese() -> None:
    figures = {figure.code: figure for figure in FIGURES}
    assert said(figures["agreed_cents"], 123456789) == "R$ 1.234.567,89"
    assert said(figures["abandonment"], 0.0275) == "2,8 %"
    assert said(figures["worked_hours"], 5.86) == "5 h 52 min"
    assert said(figures["wait"], 1.25) in {"1,2 s", "1,3 s"}
    assert said(figures["dials"], 1234.0) == "1.234"


def test_an_outlook_lies_between_its_days() -> None:
    days = tuple(simulate_day(SMALL, day=TUESDAY, seed=seed) for seed in (1, 2, 3))
    outlook = Outlook(agents=4, days=days)
    for figure in FIGURES:
        expected = outlook.expected(figure)
        assert expected.low <= expected.mean <= expected.high
    told = outlook.as_dict()
    assert told["agents"] == 4
    assert sum(hour.dials for hour in outlook.hours()) == sum(day.sums.dials for day in days)


def test_an_empty_chart_is_a_chart() -> None:
    chart = Chart(code="c", title="t", description="d", labels=("9 h",), series=(Series("s", (0.0,)),))
    assert "<rect" in draw(chart)
