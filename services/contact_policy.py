"""A campaign's contact policy: the house's, tightened by what its portfolio stored."""

import json
from datetime import timedelta
from functools import lru_cache

from domain.contact.policy import ContactPolicy, ContactPolicyRefused, gap_of, tightened
from services.errors import ServiceError


class PolicyUnreadable(ServiceError):
    """What is stored is no policy; nobody of the portfolio is contacted until it is mended."""


@lru_cache(maxsize=1024)
def contact_policy(max_attempts: int, retry_delay: timedelta, settings: str) -> ContactPolicy:
    """`settings` is the portfolio's JSON, or empty. Raises PolicyUnreadable."""
    policy = ContactPolicy(max_attempts=max_attempts, gap=gap_of(retry_delay))
    if not settings:
        return policy
    try:
        wanted = json.loads(settings)
        if not isinstance(wanted, dict):
            raise PolicyUnreadable
        return tightened(policy, wanted)
    except (json.JSONDecodeError, ContactPolicyRefused) as error:
        raise PolicyUnreadable from error
