"""Who works for which campaign."""

from collections.abc import Iterable

from domain.ids import CampaignId, UserId
from services.ports.repositories.leads import DialingCampaign


class Crews:
    """A campaign with agents of its own is served by them alone; the others by whoever is in no such campaign.

    A campaign that stopped is remembered: its last calls still want an agent.
    """

    def __init__(self) -> None:
        self._own: dict[CampaignId, frozenset[UserId]] = {}
        self._lent: frozenset[UserId] = frozenset()

    def update(self, running: Iterable[DialingCampaign]) -> None:
        now = {campaign.campaign_id: campaign.agents for campaign in running}
        self._lent = frozenset[UserId]().union(*now.values())
        self._own |= now

    def serves(self, user_id: UserId, campaign_id: CampaignId) -> bool:
        own = self._own.get(campaign_id)
        return user_id in own if own else user_id not in self._lent
