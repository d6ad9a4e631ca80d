"""Who comes back to the menu in the same call, for no agent came."""

from datetime import timedelta

from domain.call.disposition import Disposition
from services.ports.repositories.menu import EarlierMenu
from tests.support.menu import STARTED_AT, Walk, menu_context, results


def earlier(**changes: object) -> EarlierMenu:
    facts = {
        "started_at": STARTED_AT,
        "pressed_keys": True,
        "identity_confirmed_at": STARTED_AT + timedelta(seconds=20),
        "disposition": None,
        "protocol": None,
        "agreement_id": None,
        "steps": ({"step": "identity", "at_ms": 20_000, "result": "confirmed"},),
    }
    return EarlierMenu(**(facts | changes))  # type: ignore[arg-type]


def test_when_nobody_is_free_the_debtor_goes_on_where_they_were() -> None:
    walk = Walk(menu_context(earlier=earlier())).start("nobody_free")
    assert walk.last_said.startswith("No momento, toda a nossa equipe")
    assert walk.flow.step == "options"
    assert walk.talk.identity_confirmed_ms == 20_000
    assert results(walk.talk.steps) == [("identity", "confirmed")]


def test_who_was_called_for_an_agent_and_found_none_hears_who_calls_and_why_a_menu_speaks() -> None:
    walk = Walk(menu_context()).start("nobody_free")
    assert "toda a nossa equipe" in " ".join(walk.said)
    assert walk.flow.step == "right_party"


def test_the_wait_for_an_agent_counts_as_no_greeting() -> None:
    queued = ({"step": "queue", "at_ms": 40, "result": "joined"},)
    back = earlier(identity_confirmed_at=None, pressed_keys=False, steps=queued)
    walk = Walk(menu_context(earlier=back)).start("nobody_free")
    assert walk.said == Walk(menu_context()).start("nobody_free").said
    assert results(walk.talk.steps)[0] == ("queue", "joined")


def test_who_comes_back_unidentified_is_asked_again() -> None:
    walk = Walk(menu_context(earlier=earlier(identity_confirmed_at=None))).start("nobody_free")
    assert walk.flow.step == "right_party"


def test_who_comes_back_between_two_tries_has_one_left() -> None:
    tried = ({"step": "identity", "at_ms": 20_000, "result": "refused"},)
    walk = Walk(menu_context(earlier=earlier(identity_confirmed_at=None, steps=tried))).start("nobody_free")
    walk.keys("1" + "0101" + "111")
    assert walk.talk.disposition is Disposition.IDENTIDADE_NAO_CONFIRMADA
    assert walk.flow.step == "farewell"


def test_who_comes_back_with_an_agreement_hears_its_protocol() -> None:
    back = earlier(agreement_id="G1", protocol="261124123456", disposition=Disposition.ACORDO_A_VISTA)
    walk = Walk(menu_context(earlier=back)).start("nobody_free")
    assert "O seu acordo está registrado." in walk.last_said
    assert walk.talk.disposition is Disposition.ACORDO_A_VISTA
