"""The named events of the stream and their payloads."""

from pydantic import Field

from api.desk.schemas import Desk
from api.floor.schemas import Floor
from api.imports.schemas import Import
from api.outcomes.schemas import Outcome
from api.schemas import Heartbeat, Reply


class LiveEvents(Reply):
    """Not a body: each name is an SSE event name, each value the JSON in its data."""

    desk: Desk
    outcome: Outcome
    floor: Floor
    imported: Import = Field(alias="import")
    heartbeat: Heartbeat
