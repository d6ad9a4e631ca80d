"""What must always hold, judged from the switch's side and from the truth, without the dialer's own rules."""

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from adapters.storage.tables.calls import AgentSessionRow, AttemptRow
from adapters.storage.tables.news import OutboxRow
from adapters.storage.tables.portfolio import LeadRow
from adapters.storage.tables.recordings import RecordingRow
from domain.call.agent_session import AgentState
from domain.call.attempt import AttemptState
from domain.call.disposition import Disposition
from domain.call.lead import LeadState
from services.ports.telephone import OriginateCall

if TYPE_CHECKING:
    from tests.simulation.world import World

HOURS_FROM_UTC = {"11": (-3,), "31": (-3,), "21": (-3,), "68": (-5,), "92": (-4, -5)}
CLOSES = {"11": (20, 14), "31": (20, 14), "21": (18, 0), "68": (20, 14), "92": (18, 0)}
"""Weekday and Saturday; every one opens at 8, none on Sundays."""
HOLIDAYS = {"2026-11-20"}
GAP = timedelta(minutes=20) - timedelta(seconds=3)
STOPS_WITHIN_SECONDS = 1.0


class Oracle:
    def __init__(self, world: "World") -> None:
        self._world = world
        self._dials: list[tuple[str, int, str, datetime]] = []
        self._menu: dict[str, Disposition] = {}
        self._stopped_t: dict[int, float] = {}
        self._leads: int | None = None
        self._seen: set[str] = set()

    def campaign_set(self, campaign: int, status: str) -> None:
        if status == "running":
            self._stopped_t.pop(campaign, None)
        else:
            self._stopped_t[campaign] = self._world.loop.time()

    def menu_said(self, attempt_id: str, disposition: Disposition) -> None:
        self._menu[attempt_id] = disposition

    def before_originate(self, call: OriginateCall) -> None:
        """Every order that reaches the switch."""
        world, now = self._world, self._world.clock.now()
        attempt_id, number = call.attempt_id, call.number
        assert attempt_id not in self._seen, f"{attempt_id} dialled twice"
        self._seen.add(attempt_id)
        rows = world.rows(select(AttemptRow).where(AttemptRow.id == attempt_id))
        assert rows, f"{attempt_id} dialled and not in the truth"
        row = rows[0]
        assert row.originated_at is not None, f"{attempt_id} dialled before it was committed"
        assert row.closed_at is None, f"{attempt_id} dialled after its outcome"
        assert is_open(number, now), f"{number} called at {now}"
        assert all(leg.number != number for leg in world.switch.legs.values()), f"{number} is in a call already"
        self._check_caps(attempt_id, row.debtor_id, number, now)
        self._dials.append((attempt_id, row.debtor_id, number, now))
        stopped = self._stopped_t.get(row.campaign_id)
        assert stopped is None or world.loop.time() - stopped < STOPS_WITHIN_SECONDS, "dialled after the stop"
        debtors = [leg for leg in world.switch.legs if not leg.startswith("agent-")]
        assert len(debtors) < 8, "more calls than the trunk has channels"
        last_second = [at for *_, at in self._dials if now - at < timedelta(seconds=0.9)]
        assert len(last_second) <= 2 + 1, "more calls per second than the trunk takes"

    def _check_caps(self, attempt_id: str, debtor: int, number: str, now: datetime) -> None:
        zone = timedelta(hours=HOURS_FROM_UTC[number[3:5]][0])
        today = (now + zone).date()
        for _, who, whose, at in self._dials:
            if who == debtor or whose == number:
                assert now - at >= GAP, f"{attempt_id}: called {now - at} after the last time"
        mine = [at for _, who, _, at in self._dials if who == debtor and (at + zone).date() == today]
        its = [at for _, _, whose, at in self._dials if whose == number and (at + zone).date() == today]
        assert len(mine) < 3, f"{attempt_id}: a fourth call to one person in a day"
        assert len(its) < 2, f"{attempt_id}: a third call to one number in a day"

    def check(self) -> None:
        """At any instant, whatever is being broken just then."""
        world = self._world
        closed = {row.id: row for row in world.rows(select(AttemptRow).where(AttemptRow.closed_at.is_not(None)))}
        told = Counter(
            data["attempt_id"]
            for (data,) in world.rows(select(OutboxRow.data).where(OutboxRow.type == "AttemptClosed"))
        )
        assert told == Counter(closed.keys()), "an outcome was told other than once"
        for row in closed.values():
            assert row.state is AttemptState.CLOSED
            assert row.disposition is not None
            if row.disposition is Disposition.NAO_DISCADO:
                assert row.id not in self._seen, f"{row.id} was dialled and says it was not"
            said = self._menu.get(row.id)
            if said is not None and row.bridged_at is None:
                assert row.disposition is said, f"{row.id}: the menu said {said}, the outcome is {row.disposition}"
        self._check_leads(closed)

    def _check_leads(self, closed: dict[str, Any]) -> None:
        world = self._world
        leads = world.rows(select(LeadRow))
        if self._leads is None:
            self._leads = len(leads)
        assert len(leads) == self._leads, "a lead was lost"
        dialled: dict[int, int] = defaultdict(int)
        for row in closed.values():
            dialled[row.lead_id] += row.disposition is not Disposition.NAO_DISCADO
        open_leads = Counter(
            lead for (lead,) in world.rows(select(AttemptRow.lead_id).where(AttemptRow.closed_at.is_(None)))
        )
        for lead in leads:
            assert lead.attempts_made == dialled[lead.id], f"lead {lead.id}: attempts miscounted"
            assert open_leads[lead.id] <= 1, f"lead {lead.id} has two open attempts"
            if open_leads[lead.id]:
                assert lead.state is LeadState.DIALING, f"lead {lead.id} is free while its call is open"
            if lead.state is LeadState.WAITING:
                assert lead.waiting_until is not None

    def check_quiet(self) -> None:
        """After the faults ended, the campaigns were stopped and everybody had time: nothing is left over."""
        world = self._world
        self.check()
        still_open = world.rows(select(AttemptRow.id, AttemptRow.state).where(AttemptRow.closed_at.is_(None)))
        assert not still_open, f"attempts never closed: {still_open}"
        held = world.rows(select(LeadRow.id).where(LeadRow.state == LeadState.DIALING))
        assert not held, f"leads never given back: {held}"
        busy = (AgentState.ON_CALL, AgentState.RESERVED, AgentState.WRAP_UP)
        stuck = world.rows(select(AgentSessionRow.id, AgentSessionRow.state).where(AgentSessionRow.state.in_(busy)))
        assert not stuck, f"agents stuck: {stuck}"
        strays = [leg for leg in world.switch.legs if not leg.startswith("agent-")]
        assert not strays, f"legs nobody follows: {strays}"
        alive = {leg for (leg,) in world.rows(select(AgentSessionRow.leg_id).where(AgentSessionRow.ended_at.is_(None)))}
        assert set(world.switch.legs) <= alive, "an agent's leg without its session"
        assert self._seen <= {id_ for (id_,) in world.rows(select(AttemptRow.id))}
        recordings = world.select_one(select(func.count()).where(RecordingRow.state == "open"))[0]
        assert recordings == 0, "recordings never closed"


def is_open(number: str, now: datetime) -> bool:
    weekday_closes, saturday_closes = CLOSES[number[3:5]]
    for hours in HOURS_FROM_UTC[number[3:5]]:
        local = now + timedelta(hours=hours)
        closes = {5: saturday_closes, 6: 0}.get(local.weekday(), weekday_closes)
        if not 8 <= local.hour < closes or local.date().isoformat() in HOLIDAYS:
            return False
    return True
