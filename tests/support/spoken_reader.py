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


_DIGITS = ("zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove")
_ORDINALS = {
    "primeir": 1, "segund": 2, "terceir": 3, "quart": 4, "quint": 5, "sext": 6, "sétim": 7, "oitav": 8, "non": 9,
    "décim": 10, "vigésim": 20, "trigésim": 30, "quadragésim": 40, "quinquagésim": 50, "sexagésim": 60,
    "septuagésim": 70, "octogésim": 80, "nonagésim": 90,
}  # fmt: skip
_MONTHS = (
    "janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro",
    "dezembro",
)  # fmt: skip


def read_ordinal(words: str) -> tuple[int, bool]:
    """The number, and whether it is feminine; every word must agree."""
    [ending] = {word[-1] for word in words.split()}
    return sum(_ORDINALS[word[:-1]] for word in words.split()), ending == "a"


def read_digits(words: str) -> str:
    """One digit a word; 6 is "meia" in a list, and "seis" only elsewhere."""
    values = dict(
        zip(
            ["zero", "um", "dois", "três", "quatro", "cinco", "meia", "sete", "oito", "nove"], "0123456789", strict=True
        )
    )
    return "".join(values[word] for word in words.replace(",", "").split())


def read_date(words: str) -> tuple[int, int, int]:
    """Year, month, day."""
    day, month, year = words.split(" de ", 2)
    return read_number(year), _MONTHS.index(month) + 1, 1 if day == "primeiro" else read_number(day)


def read_time(words: str) -> tuple[int, int]:
    """Hour and minute, with or without the preposition."""
    bare = words.removeprefix("às ").removeprefix("à ").removeprefix("ao ")
    if bare in ("meia-noite", "meio-dia"):
        return (0, 0) if bare == "meia-noite" else (12, 0)
    hour, _, rest = bare.replace("horas", "hora").partition(" hora")
    assert "dois" not in hour.split(), "hours are feminine"
    assert "um" not in hour.split(), "hours are feminine"
    return read_number(hour), read_number(rest.removeprefix(" e ")) if rest else 0


def read_percent(words: str) -> tuple[int, str]:
    """The whole part and the digits after the comma."""
    whole, _, fraction = words.removesuffix(" por cento").partition(" vírgula ")
    zeros, rest = "", fraction
    while rest.startswith("zero "):
        zeros, rest = zeros + "0", rest.removeprefix("zero ")
    return read_number(whole), zeros + str(read_number(rest)) if rest else ""
