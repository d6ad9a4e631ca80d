"""Reads spoken Portuguese numbers and amounts back; written on its own, so that it can catch the speaker's errors."""

_VALUES = {
    "zero": 0, "um": 1, "uma": 1, "dois": 2, "duas": 2, "três": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7,
    "oito": 8, "nove": 9, "dez": 10, "onze": 11, "doze": 12, "treze": 13, "quatorze": 14, "quinze": 15, "dezesseis": 16,
    "dezessete": 17, "dezoito": 18, "dezenove": 19, "vinte": 20, "trinta": 30, "quarenta": 40, "cinquenta": 50,
    "sessenta": 60, "setenta": 70, "oitenta": 80, "noventa": 90, "cem": 100, "cento": 100, "duzentos": 200,
    "trezentos": 300, "quatrocentos": 400, "quinhentos": 500, "seiscentos": 600, "setecentos": 700, "oitocentos": 800,
    "novecentos": 900,
}  # fmt: skip
_SCALES = {"mil": 10**3, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9}


def read_number(words: str) -> int:
    total = group = 0
    for word in words.split():
        if word == "e":
            continue
        if word in _SCALES:
            total += max(group, 1) * _SCALES[word]
            group = 0
        else:
            # Feminine hundreds: "duzentas" reads as "duzentos".
            group += _VALUES[word[:-2] + "os" if word.endswith("entas") else word]
    return total + group


def read_reais(words: str) -> int:
    """The amount in cents."""
    reais, cents = 0, 0
    rest = words
    for unit in (" reais", " real"):
        if unit in rest:
            before, _, rest = rest.partition(unit)
            reais = read_number(before.removesuffix(" de"))
            break
    rest = rest.removeprefix(" e ").strip()
    if rest:
        cents = read_number(rest.removesuffix(" centavos").removesuffix(" centavo"))
    return reais * 100 + cents
