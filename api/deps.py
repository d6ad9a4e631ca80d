"""What the application is given from outside."""

from collections.abc import Callable
from dataclasses import dataclass, field

from api.live.pace import HubPace
from api.settings import ApiSettings
from services.notices.keeper import NoticeKeeper
from services.ports.bus import Bus
from services.ports.clock import Clock, IdSource
from services.ports.payments import PaymentProvider
from services.ports.storage import Storage


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiDeps:
    """`new_token` gives 32 fresh random bytes as URL-safe text, each time."""

    storage: Storage
    bus: Bus
    clock: Clock
    ids: IdSource
    new_token: Callable[[], str]
    settings: ApiSettings
    payments: PaymentProvider | None = None
    """None: this house charges nothing; the endpoints of charges are unavailable."""
    notices: NoticeKeeper | None = None
    """None: this house sends no messages; they are written down and nobody sends them."""
    pace: HubPace = field(default_factory=HubPace)
