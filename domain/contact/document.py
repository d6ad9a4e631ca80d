"""CPF and CNPJ: read from any spelling, lost zeros restored, check digits verified."""

import re

from domain.errors import DomainError

_PUNCTUATION = re.compile(r"[\s.\-/\\_]+")
_SCIENTIFIC = re.compile(r"^\s*\d+(?:[.,]\d+)?E\+?\d+\s*$", re.IGNORECASE)
_DECIMAL_ZERO = re.compile(r"^\s*(\d+)[.,]0\s*$")
_FEWEST_DIGITS = 7
"""A CPF seldom begins with more than four zeros; shorter numbers are more likely something else."""


class DocumentRefused(DomainError):
    """`reason` is for the user, in Portuguese, and does not repeat the document."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def parse_document(text: str) -> str:
    """CPF (11 digits) or CNPJ (14 characters, letters since 2026) without punctuation. Raises DocumentRefused."""
    if _SCIENTIFIC.match(text):
        raise DocumentRefused("a planilha trocou o documento por notação científica (formate a coluna como texto)")
    whole = _DECIMAL_ZERO.match(text)
    written = _PUNCTUATION.sub("", whole[1] if whole else text).upper()
    if not written:
        raise DocumentRefused("documento vazio")
    if not written.isascii() or not written.isalnum():
        raise DocumentRefused("o documento tem caracteres estranhos")
    if not written.isdecimal():
        if is_cnpj(written):
            return written
        raise DocumentRefused("CNPJ inválido" if len(written) == 14 else "o documento tem letras")
    if len(written) <= 11:
        return _numeric(written, 11, "CPF")
    if len(written) <= 14:
        return _numeric(written, 14, "CNPJ")
    raise DocumentRefused("o documento tem dígitos demais")


def is_cpf(document: str) -> bool:
    """Eleven digits, not all alike, with right check digits."""
    if len(document) != 11 or not document.isascii() or not document.isdecimal() or len(set(document)) == 1:
        return False
    digits = [int(digit) for digit in document]
    return digits[9] == _cpf_check(digits[:9]) and digits[10] == _cpf_check(digits[:10])


def is_cnpj(document: str) -> bool:
    """Twelve digits or capital letters and two check digits; not one character all over."""
    if len(document) != 14 or not document.isascii() or not document[12:].isdecimal() or len(set(document)) == 1:
        return False
    if not all(character.isdecimal() or "A" <= character <= "Z" for character in document):
        return False
    values = [ord(character) - ord("0") for character in document]
    return values[12] == _cnpj_check(values[:12]) and values[13] == _cnpj_check(values[:13])


def _numeric(digits: str, length: int, name: str) -> str:
    if len(digits) < _FEWEST_DIGITS:
        raise DocumentRefused("o documento tem dígitos de menos")
    # Spreadsheets take a document for a number and drop its leading zeros.
    document = digits.zfill(length)
    if len(set(document)) == 1:
        raise DocumentRefused(f"{name} de dígitos repetidos")
    if is_cpf(document) or is_cnpj(document):
        return document
    raise DocumentRefused(f"{name} inválido: os dígitos verificadores não conferem")


def _cpf_check(digits: list[int]) -> int:
    total = sum(weight * digit for weight, digit in zip(range(len(digits) + 1, 1, -1), digits, strict=True))
    return (total * 10) % 11 % 10


def _cnpj_check(values: list[int]) -> int:
    weights = [2 + position % 8 for position in range(len(values))]
    total = sum(weight * value for weight, value in zip(weights, reversed(values), strict=True))
    remainder = total % 11
    return 0 if remainder < 2 else 11 - remainder
