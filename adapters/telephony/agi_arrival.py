"""The first question that the switch asks of a call that comes in: whose is it, if anybody's?"""

from collections.abc import Awaitable, Callable

from adapters.telephony.agi_server import AgiHandler
from adapters.telephony.agi_session import AgiSession
from domain.ids import AttemptId

ARRIVE_PATH = "arrive"
_ATTEMPT = "CONCILIA_ATTEMPT"
Arrive = Callable[[str, str], Awaitable[AttemptId | None]]
"""The switch's name of the channel and the number that was called: the attempt it is from now on, or None."""


def with_arrivals(speaking: AgiHandler, arrive: Arrive) -> AgiHandler:
    """`speaking` for every call that was taken in; who called a number that is not ours is refused by the dialplan."""

    async def handle(session: AgiSession) -> None:
        if session.path != ARRIVE_PATH:
            await speaking(session)
            return
        attempt_id = await arrive(session.environment.get("agi_uniqueid", ""), session.argument(1))
        if attempt_id is not None:
            await session.execute("SET VARIABLE", _ATTEMPT, attempt_id)

    return handle
