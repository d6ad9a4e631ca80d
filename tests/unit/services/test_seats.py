"""Seats and their secrets."""

from services.seats import seat_name, seat_secret


def test_a_secret_is_the_seats_own_and_the_keys_own() -> None:
    secret = seat_secret("key", seat_name(1))
    assert len(secret) == 32
    assert secret == seat_secret("key", "seat01")
    assert len({secret, seat_secret("key", "seat02"), seat_secret("other", "seat01")}) == 3
