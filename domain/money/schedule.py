"""How a total is split into instalments."""


def split_evenly(total_cents: int, parts: int) -> tuple[int, ...]:
    """Equal parts without interest; the cents that do not divide go to the first."""
    if parts < 1 or total_cents < 0:
        raise ValueError("a total that is not negative is split into one part or more")
    share, residue = divmod(total_cents, parts)
    return (share + residue, *[share] * (parts - 1))
