"""What a rule answers when it refuses."""

from dataclasses import dataclass
from datetime import datetime

from domain.contact.rules import RULE_TEXTS, ContactRule


@dataclass(frozen=True, slots=True)
class Refused:
    rule: ContactRule
    until: datetime | None
    """None: the rule will refuse for as long as the facts stay as they are."""

    @property
    def law(self) -> str:
        return RULE_TEXTS[self.rule].law
