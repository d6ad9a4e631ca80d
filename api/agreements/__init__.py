"""Offers, counter-proposals, approvals, agreements and promises."""
