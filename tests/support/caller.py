"""A bare Asterisk that calls through the carrier as the product would, driven by FastAGI from the test itself."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from adapters.telephony.agi_server import AgiHandler, FastAgiServer
from adapters.telephony.agi_session import AgiHungUp, AgiSession
from asterisk_conf.modules import render_modules_conf
from runtime.asterisk_instance import AsteriskInstance, running
from tests.support.aio import eventually
from tests.support.asterisk import asterisk_root, free_ports

_DIALPLAN = """\
[cause]
exten => _+X.,1,Dial(PJSIP/${{EXTEN}}@trunk,${{LIMIT}},g)
 same => n,AGI(agi://127.0.0.1:{agi}/cause,${{EXTEN}},${{HANGUPCAUSE}},${{DIALSTATUS}})
[idle]
exten => s,1,Answer()
 same => n,Wait(120)
[menu]
exten => _+X.,1,TryExec(StoreDTMF(RX,TINY_KEYS,200))
 same => n,AGI(agi://127.0.0.1:{agi}/menu,${{EXTEN}})
 same => n,Hangup()
"""

_PJSIP = """\
[transport-udp]
type=transport
protocol=udp
bind=127.0.0.1:{port}

[trunk]
type=endpoint
context=nowhere
disallow=all
allow=alaw
aors=trunk
media_address=127.0.0.1
direct_media=no
dtmf_mode=rfc4733
{extra}
[trunk]
type=aor
contact=sip:127.0.0.1:{carrier}
"""


@dataclass(slots=True)
class Caller:
    """`causes` is number → (hang-up cause, dial status) of the calls made by `call_for_cause`."""

    instance: AsteriskInstance
    causes: dict[str, tuple[int, str]] = field(default_factory=dict)

    async def call(self, number: str) -> None:
        """Call and, on answer, run the menu that the caller was made with."""
        await self.instance.cli(f"channel originate PJSIP/{number}@trunk extension {number}@menu")

    async def cause_of(self, number: str, *, ring_limit_seconds: int = 10) -> tuple[int, str]:
        """Call, and say how the call ended."""
        await self.instance.cli(f"dialplan set global LIMIT {ring_limit_seconds}")
        await self.instance.cli(f"channel originate Local/s@idle/n extension {number}@cause")
        await eventually(lambda: number in self.causes, within_seconds=ring_limit_seconds + 60)
        return self.causes.pop(number)


@asynccontextmanager
async def bare_caller(
    folder: Path, menu: AgiHandler, *, carrier_port: int, rtp_start: int, sip_extra: str = ""
) -> AsyncIterator[Caller]:
    """An Asterisk with one trunk to the carrier; `menu` is what answered debtors hear."""
    (sip,) = free_ports(1, kind=socket.SOCK_DGRAM)
    caller: Caller

    async def handle(session: AgiSession) -> None:
        if session.path == "menu":
            with suppress(AgiHungUp):
                await menu(session)
        else:
            caller.causes[session.argument(1)] = (int(session.argument(2)), session.argument(3))

    async with FastAgiServer(handle, host="127.0.0.1", port=0) as server:
        files = {
            "modules.conf": render_modules_conf(),
            "extensions.conf": _DIALPLAN.format(agi=server.port),
            "pjsip.conf": _PJSIP.format(port=sip, carrier=carrier_port, extra=sip_extra),
            "rtp.conf": f"[general]\nrtpstart={rtp_start}\nrtpend={rtp_start + 199}\n",
            "logger.conf": "[general]\n[logfiles]\nmessages = notice,warning,error\n",
            **dict.fromkeys(
                ("manager.conf", "http.conf", "cdr.conf", "cel.conf"), "[general]\nenabled=no\nenable=no\n"
            ),
        }
        caller = Caller(AsteriskInstance(state_dir=folder, files=files, root=asterisk_root()))
        async with running(caller.instance):
            yield caller
