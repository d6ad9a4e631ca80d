"""The telephone port over a fake manager: what is sent, and how truthfully a failure is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from adapters.telephony.ami_client import AmiClient, AmiSettings
from adapters.telephony.asterisk_telephone import AsteriskTelephone, TelephonePolicy
from adapters.telephony.numbers import NumberFormat
from domain.call.inbound import attempt_of_channel
from domain.ids import AgentLegId, AttemptId
from services.ports.telephone import (
    LegAnswered,
    LegBridged,
    LegFailed,
    LegHungUp,
    LiveLeg,
    OriginateCall,
    TelephoneConnected,
    TelephoneDisconnected,
    TelephoneEvent,
    TelephoneRefused,
    TelephoneUnavailable,
    TelephoneUncertain,
)
from tests.support.aio import eventually, run
from tests.support.fake_ami import FakeAmi, channel_list, fake_ami

NOW = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
ATTEMPT = AttemptId("01JD000000000000000000000A")
AGENT = AgentLegId("agent-01JD000000000000000000000B")


def test_an_originate_is_asynchronous_and_bears_the_attempts_id():
    async def main():
        async with telephone() as (ami, phone, _events):
            await phone.originate(call(variables={"CONCILIA_CAMPAIGN": "7", "B": "x"}))
            (sent,) = ami.named("Originate")
            assert sent == {
                "Action": "Originate",
                "ActionID": f"originate/{ATTEMPT}",
                "Async": "true",
                "CallerID": "+551130000000",
                "Channel": "PJSIP/011987654321@operadora",
                "ChannelId": ATTEMPT,
                "Context": "concilia-outbound",
                "Exten": "s",
                "Priority": "1",
                "Timeout": "25500",
                "Variable": ["CONCILIA_CAMPAIGN=7", "B=x"],
            }

    run(main())


def test_the_agents_softphone_is_called_into_the_hold():
    async def main():
        async with telephone() as (ami, phone, _events):
            await phone.call_agent(AGENT, seat="seat01", ring_timeout_seconds=20)
            (sent,) = ami.named("Originate")
            assert (sent["Channel"], sent["Context"], sent["ChannelId"]) == ("PJSIP/seat01", "concilia-agent", AGENT)

    run(main())


def test_bridging_and_returning_are_redirects_of_the_debtor():
    async def main():
        async with telephone() as (ami, phone, _events):
            await phone.bridge(ATTEMPT, AGENT)
            await phone.return_to_menu(ATTEMPT, reason="nobody_free")
            first, second = ami.named("Redirect")
            assert (first["Channel"], first["Context"], first["Exten"]) == (ATTEMPT, "concilia-bridge", AGENT)
            assert (second["Channel"], second["Context"]) == (ATTEMPT, "concilia-return")
            assert second["Exten"] == "nobody_free"

    run(main())


def test_hanging_up_a_leg_that_is_gone_is_no_error_but_another_refusal_is():
    async def main():
        async with telephone() as (ami, phone, _events):
            ami.answers["Hangup"] = lambda _action: [{"Response": "Error", "Message": "No such channel"}]
            await phone.hang_up(ATTEMPT)
            ami.answers["Hangup"] = lambda _action: [{"Response": "Error", "Message": "Permission denied"}]
            with pytest.raises(TelephoneRefused):
                await phone.hang_up(ATTEMPT)

    run(main())


def test_no_answer_is_uncertain_and_no_connection_is_unavailable():
    async def main():
        async with telephone(action_timeout_seconds=0.2) as (ami, phone, _events):
            ami.answers["Originate"] = lambda _action: None
            with pytest.raises(TelephoneUncertain):
                await phone.originate(call())
            ami.mute = True
            ami.drop()
            await eventually(lambda: not phone.connected)
            with pytest.raises(TelephoneUnavailable):
                await phone.originate(call())

    run(main())


@pytest.mark.parametrize(
    "changes",
    [
        {"number": "011987654321"},
        {"number": "+55119x"},
        {"number": "+5511987654321@evil"},
        {"trunk": "operadora/n"},
        {"caller_id": "\r\nAction: Logoff"},
        {"variables": {"lower": "1"}},
        # A comma would start a second variable.
        {"variables": {"A": "1,CHANNEL(hangup)=x"}},
        {"variables": {"A": "1\r\nApplication: System"}},
        {"attempt_id": AttemptId("a b")},
        {"attempt_id": AttemptId("x\r\nAction: Logoff")},
    ],
)
def test_what_could_mean_something_else_to_asterisk_is_refused_and_never_sent(changes: dict[str, Any]):
    async def main():
        async with telephone() as (ami, phone, _events):
            with pytest.raises(TelephoneRefused):
                await phone.originate(call(**changes))
            assert ami.named("Originate") == []

    run(main())


def test_a_leg_that_is_listed_twice_on_its_way_into_a_bridge_is_one_partner():
    async def main():
        async with telephone() as (ami, phone, _events):
            ami.answers["CoreShowChannels"] = lambda _action: channel_list(
                [
                    {"Uniqueid": ATTEMPT, "ChannelStateDesc": "Up", "BridgeId": "b1"},
                    {"Uniqueid": AGENT, "ChannelStateDesc": "Up", "BridgeId": "b1"},
                    {"Uniqueid": AGENT, "ChannelStateDesc": "Up", "BridgeId": "b1"},
                ]
            )
            debtor = (await phone.list_legs())[0]
            assert debtor == LiveLeg(leg_id=ATTEMPT, answered=True, bridged=True, bridged_with=AGENT)

    run(main())


def test_live_legs_are_ours_only_and_bridged_when_two_share_a_bridge():
    async def main():
        async with telephone() as (ami, phone, _events):
            ami.answers["CoreShowChannels"] = lambda _action: channel_list(
                [
                    {"Uniqueid": ATTEMPT, "ChannelStateDesc": "Up", "BridgeId": "b1"},
                    {"Uniqueid": AGENT, "ChannelStateDesc": "Up", "BridgeId": "b1"},
                    {"Uniqueid": "agent-other", "ChannelStateDesc": "Up", "BridgeId": "hold"},
                    {"Uniqueid": "01JD000000000000000000000C", "ChannelStateDesc": "Ringing", "BridgeId": ""},
                    {"Uniqueid": "1763800000.12", "ChannelStateDesc": "Up", "BridgeId": "b1"},
                ]
            )
            assert await phone.list_legs() == (
                LiveLeg(leg_id=ATTEMPT, answered=True, bridged=True, bridged_with=AGENT),
                LiveLeg(leg_id=AGENT, answered=True, bridged=True, bridged_with=ATTEMPT),
                LiveLeg(leg_id=AgentLegId("agent-other"), answered=True, bridged=False),
                LiveLeg(leg_id=AttemptId("01JD000000000000000000000C"), answered=False, bridged=False),
                LiveLeg(
                    leg_id=attempt_of_channel("1763800000.12") or AttemptId(""),
                    answered=True,
                    bridged=True,
                ),
            )

    run(main())


def test_events_come_in_order_across_connections():
    async def main():
        async with telephone() as (ami, _phone, events):
            ami.emit("DialEnd", DestUniqueid=ATTEMPT, DialStatus="ANSWER")
            ami.emit("Hangup", Uniqueid=ATTEMPT, Cause="16", TechCause="")
            assert await anext(events) == LegAnswered(at=NOW, leg_id=ATTEMPT)
            assert await anext(events) == LegHungUp(at=NOW, leg_id=ATTEMPT, cause=16)
            ami.drop()
            assert await anext(events) == TelephoneDisconnected(at=NOW)
            assert await anext(events) == TelephoneConnected(at=NOW)

    run(main())


def test_two_legs_in_one_bridge_are_bridged_whoever_entered_first():
    async def main():
        async with telephone() as (ami, _phone, events):
            for bridge, order in (("b1", (ATTEMPT, AGENT)), ("b2", (AGENT, ATTEMPT))):
                ami.emit("BridgeEnter", BridgeUniqueid="h", BridgeType="holding", Uniqueid=AGENT)
                for leg in order:
                    ami.emit("BridgeEnter", BridgeUniqueid=bridge, BridgeType="basic", Uniqueid=leg)
                assert await anext(events) == LegBridged(at=NOW, leg_id=ATTEMPT, agent_leg_id=AGENT)

    run(main())


def test_an_originate_that_made_no_channel_is_told_as_failed():
    async def main():
        async with telephone(grace_seconds=0.01) as (ami, phone, events):
            await phone.originate(call())
            ami.emit("OriginateResponse", ActionID=f"originate/{ATTEMPT}", Response="Failure", Uniqueid="<null>")
            assert await anext(events) == LegFailed(at=NOW, leg_id=ATTEMPT)

    run(main())


def test_an_originate_whose_channel_hung_up_is_not_told_as_failed_too():
    async def main():
        async with telephone(grace_seconds=0.3) as (ami, phone, events):
            await phone.originate(call())
            ami.emit("OriginateResponse", ActionID=f"originate/{ATTEMPT}", Response="Failure", Uniqueid=ATTEMPT)
            ami.emit("Hangup", Uniqueid=ATTEMPT, Cause="17", TechCause="486")
            assert await anext(events) == LegHungUp(at=NOW, leg_id=ATTEMPT, cause=17, tech_cause="486")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(anext(events), 0.6)

    run(main())


def call(**changes: Any) -> OriginateCall:
    values: dict[str, Any] = {
        "attempt_id": ATTEMPT,
        "number": "+5511987654321",
        "trunk": "operadora",
        "caller_id": "+551130000000",
        "ring_timeout_seconds": 25.5,
        **changes,
    }
    return OriginateCall(**values)


class FixedClock:
    def now(self) -> datetime:
        return NOW


@asynccontextmanager
async def telephone(
    *, grace_seconds: float = 1.0, action_timeout_seconds: float = 5.0
) -> AsyncIterator[tuple[FakeAmi, AsteriskTelephone, AsyncIterator[TelephoneEvent]]]:
    async with fake_ami() as ami:
        settings = AmiSettings(
            host="127.0.0.1",
            port=ami.port,
            username="concilia",
            secret="secret",
            first_delay_seconds=0.01,
            action_timeout_seconds=action_timeout_seconds,
        )
        policy = TelephonePolicy(
            number_formats={"operadora": NumberFormat.NATIONAL}, failure_grace_seconds=grace_seconds
        )
        phone = AsteriskTelephone(AmiClient(settings, uniform=lambda: 0.0), clock=FixedClock(), policy=policy)
        task = asyncio.create_task(phone.run(), name="telephone")
        events = phone.events()
        try:
            assert await anext(events) == TelephoneConnected(at=NOW)
            yield ami, phone, events
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
