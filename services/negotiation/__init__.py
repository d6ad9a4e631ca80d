"""Policies, offers, counter-proposals, agreements and what becomes of them: the use cases of negotiation."""
