"""Personal data as it may be shown to somebody who need not know all of it."""


def first_name(name: str) -> str:
    """The first word of a name, in the usual spelling: imported lists often shout."""
    word = name.split(maxsplit=1)[0] if name.strip() else ""
    return word.title() if word.isupper() or word.islower() else word


def mask_phone(number: str) -> str:
    """`+5511987654321` → `(11) •••••-4321`."""
    digits = number.removeprefix("+55")
    if number.startswith("+55") and len(digits) in (10, 11):
        return f"({digits[:2]}) {'•' * (len(digits) - 6)}-{digits[-4:]}"
    return "•" * max(0, len(number) - 4) + number[-4:]


def mask_document(document: str) -> str:
    """A CPF keeps its six middle digits, as official publications do; any other document its last four."""
    if len(document) == 11:
        return f"***.{document[3:6]}.{document[6:9]}-**"
    return "*" * max(0, len(document) - 4) + document[-4:]
