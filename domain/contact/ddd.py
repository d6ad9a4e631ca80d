"""Where a number is from: the 67 DDDs, their states and their time zones.

Our own table: phonenumbers maps mobiles of DDD 81 to Fernando de Noronha and landlines of 93 and 94 to Manaus.
"""

from collections.abc import Mapping
from types import MappingProxyType

_DDDS_OF_UF: dict[str, tuple[int, ...]] = {
    "AC": (68,), "AL": (82,), "AM": (92, 97), "AP": (96,), "BA": (71, 73, 74, 75, 77), "CE": (85, 88), "DF": (61,),
    "ES": (27, 28), "GO": (62, 64), "MA": (98, 99), "MG": (31, 32, 33, 34, 35, 37, 38), "MS": (67,), "MT": (65, 66),
    "PA": (91, 93, 94), "PB": (83,), "PE": (81, 87), "PI": (86, 89), "PR": (41, 42, 43, 44, 45, 46), "RJ": (21, 22, 24),
    "RN": (84,), "RO": (69,), "RR": (95,), "RS": (51, 53, 54, 55), "SC": (47, 48, 49), "SE": (79,),
    "SP": (11, 12, 13, 14, 15, 16, 17, 18, 19), "TO": (63,),
}  # fmt: skip

UF_OF_DDD: Mapping[int, str] = MappingProxyType({ddd: uf for uf, ddds in _DDDS_OF_UF.items() for ddd in ddds})

_ZONES_OF_UF: dict[str, tuple[str, ...]] = {
    "AC": ("America/Rio_Branco",),
    # Thirteen western municipalities of AM keep the time of AC, and the DDD does not tell which.
    "AM": ("America/Manaus", "America/Eirunepe"),
    "RR": ("America/Boa_Vista",),
    "RO": ("America/Porto_Velho",),
    "MT": ("America/Cuiaba",),
    "MS": ("America/Campo_Grande",),
}
_BRASILIA = ("America/Sao_Paulo",)


def ddd_of(number: str) -> int | None:
    """The DDD of an E.164 number; None when it is not Brazilian or its DDD does not exist."""
    if not number.startswith("+55") or not number[3:5].isdecimal():
        return None
    ddd = int(number[3:5])
    return ddd if ddd in UF_OF_DDD else None


def uf_of(number: str) -> str | None:
    """The state of an E.164 number's DDD; 61 counts as DF though it serves Goiás suburbs too."""
    ddd = ddd_of(number)
    return None if ddd is None else UF_OF_DDD[ddd]


def zones_of(number: str) -> tuple[str, ...]:
    """The time zones its holder may live in, every one of which a call must respect; empty for an unknown DDD."""
    uf = uf_of(number)
    return () if uf is None else zones_of_uf(uf)


def zones_of_uf(uf: str) -> tuple[str, ...]:
    """Empty for an unknown state. Noronha is left out: its few numbers cannot be told from those of PE by their DDD."""
    return _ZONES_OF_UF.get(uf, _BRASILIA) if uf in _DDDS_OF_UF else ()
