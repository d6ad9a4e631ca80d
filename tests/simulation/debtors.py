"""What called people do, and what the menu writes about it before their leg ends."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from adapters.storage.tables.calls import AttemptRow, MenuSessionRow
from adapters.storage.tables.portfolio import DebtorRow, DebtRow, PhoneRow
from domain.call.disposition import Disposition
from domain.ids import AttemptId
from services.ports.telephone import LegEnteredMenu, LegRequestedPerson
from services.waiting import heard_within
from tests.support.fake_telephone import Leg

if TYPE_CHECKING:
    from tests.simulation.world import World

UNANSWERED = {"busy": 17, "unallocated": 1, "congestion": 34, "rejected": 21, "strange": 99}


async def answer_the_phone(world: "World", leg: Leg) -> None:
    rng, switch = world.switch.rng, world.switch
    fate = rng.choices(
        ["busy", "unallocated", "congestion", "rejected", "strange", "no_answer", "answer"],
        [8, 3, 4, 3, 1, 20, 61],
    )[0]
    if fate in UNANSWERED:
        await _up_for(leg, rng.uniform(0.2, 4.0))
        switch.end(leg.leg_id, cause=UNANSWERED[fate])
        return
    await _up_for(leg, rng.uniform(0.2, 1.0))
    switch.ring(leg)
    if fate == "no_answer":
        await _up_for(leg, 30.0)
        switch.end(leg.leg_id, cause=19)
        return
    if await _up_for(leg, rng.uniform(1.0, 15.0)):
        await _in_menu(world, leg)
    switch.end(leg.leg_id)


async def _in_menu(world: "World", leg: Leg) -> None:
    rng, switch = world.switch.rng, world.switch
    switch.answer(leg)
    if leg.gone.is_set() or leg.leg_id not in switch.legs:
        return
    world.change(insert(MenuSessionRow).values(
        attempt_id=leg.leg_id, started_at=world.clock.now(), pressed_keys=False, steps=[]))  # fmt: skip
    switch.tell(LegEnteredMenu(at=world.clock.now(), leg_id=AttemptId(leg.leg_id)))
    if not await _up_for(leg, rng.uniform(0.5, 30.0)):
        return
    choice = rng.choices(["silent", "agree", "paid", "wrong_person", "person", "leaves"], [15, 25, 10, 10, 30, 10])[0]
    if choice == "silent":
        return
    _menu(world, leg, pressed_keys=True)
    if choice == "leaves":
        return
    if choice == "wrong_person":
        _unlink(world, leg)
        _menu(world, leg, disposition=Disposition.NAO_CONHECE)
        return
    _menu(world, leg, identity_confirmed_at=world.clock.now())
    if choice == "agree":
        _agree(world, leg)
    elif choice == "paid":
        _claims_paid(world, leg)
    else:
        await _with_a_person(world, leg)


async def _with_a_person(world: "World", leg: Leg) -> None:
    rng, switch = world.switch.rng, world.switch
    leg.waiting, leg.waiting_since = True, world.loop.time()
    switch.tell(LegRequestedPerson(at=world.clock.now(), leg_id=AttemptId(leg.leg_id)))
    patience = world.loop.time() + rng.uniform(3.0, 60.0)
    while world.loop.time() < patience and not leg.gone.is_set():
        if leg.bridged_with is not None:
            await _up_for(leg, rng.uniform(5.0, 120.0))
            return
        if leg.returned.is_set():
            await _up_for(leg, rng.uniform(1.0, 10.0))
            return
        await _up_for(leg, 2.0)


def _menu(world: "World", leg: Leg, **values: Any) -> None:
    if "disposition" in values:
        world.oracle.menu_said(leg.leg_id, values["disposition"])
    world.change(update(MenuSessionRow).where(MenuSessionRow.attempt_id == leg.leg_id).values(**values))


def _agree(world: "World", leg: Leg) -> None:
    attempt = _attempt(world, leg)
    world.change(update(DebtRow).where(DebtRow.debtor_id == attempt.debtor_id).values(status="under_agreement"))
    _menu(world, leg, disposition=Disposition.ACORDO_A_VISTA)


def _claims_paid(world: "World", leg: Leg) -> None:
    attempt = _attempt(world, leg)
    until = world.clock.now() + timedelta(days=2)
    world.change(update(DebtorRow).where(DebtorRow.id == attempt.debtor_id).values(collection_paused_until=until))
    _menu(world, leg, disposition=Disposition.ALEGA_PAGAMENTO)


def _unlink(world: "World", leg: Leg) -> None:
    attempt = _attempt(world, leg)
    world.change(update(PhoneRow).where(PhoneRow.id == attempt.phone_id).values(unlinked_at=world.clock.now()))


def _attempt(world: "World", leg: Leg) -> Any:
    return world.rows(select(AttemptRow.debtor_id, AttemptRow.phone_id).where(AttemptRow.id == leg.leg_id))[0]


async def _up_for(leg: Leg, seconds: float) -> bool:
    """Whether the leg is still up after so long."""
    return not await heard_within(leg.gone, seconds)
