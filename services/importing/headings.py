"""Which column holds what: recognised by the usual Portuguese and English headings, or named by a mapping file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.importing.errors import ImportRefused
from services.importing.values import plain

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "document": (
        "cpf cnpj", "cpf", "cnpj", "documento", "cpf do cliente", "cpf cliente", "cpf devedor", "cpf do devedor",
        "cnpj cpf", "nr cpf", "num cpf", "numero cpf", "cpf titular", "doc", "nr documento", "numero do documento",
        "cgc", "cpf ou cnpj", "tax id", "document", "document number",
    ),
    "name": (
        "nome", "nome do cliente", "nome cliente", "nome completo", "nome do devedor", "nome devedor", "cliente",
        "devedor", "razao social", "nome razao social", "titular", "nome do titular", "nome titular", "consumidor",
        "sacado", "nome do sacado", "name", "full name", "customer", "customer name", "debtor", "debtor name",
    ),
    "amount": (
        "valor principal", "valor original", "principal", "valor da parcela", "valor parcela", "vl parcela",
        "valor do titulo", "valor titulo", "vl titulo", "valor da divida", "valor divida", "valor", "valor r", "vl",
        "vlr", "vl principal", "vl original", "valor em aberto", "valor aberto", "valor devido", "valor do debito",
        "valor debito", "saldo devedor", "saldo", "divida", "debito", "montante", "valor total", "valor atualizado",
        "original amount", "amount", "amount due", "balance", "value", "debt",
    ),
    "due_date": (
        "data de vencimento", "data vencimento", "data do vencimento", "vencimento", "dt vencimento", "dt venc",
        "data venc", "venc", "vcto", "dt vcto", "vencto", "dt vencto", "due date", "due", "maturity",
    ),
    "contract": (
        "contrato", "numero do contrato", "numero contrato", "num contrato", "nr contrato", "n contrato",
        "no contrato", "no do contrato", "cod contrato", "codigo do contrato", "id contrato", "titulo",
        "numero do titulo",
        "numero titulo", "nr titulo", "nosso numero", "fatura", "numero da fatura", "matricula", "contract",
        "contract number", "contract id", "account", "account number", "invoice", "invoice number",
    ),
    "installment": (
        "parcela", "numero da parcela", "numero parcela", "num parcela", "nr parcela", "n parcela", "no parcela",
        "prestacao", "installment", "installment number",
    ),
    "birth_date": (
        "data de nascimento", "data nascimento", "nascimento", "dt nascimento", "dt nasc", "data nasc", "nasc",
        "aniversario", "birth date", "date of birth", "birthdate", "dob",
    ),
    "email": (
        "email", "e mail", "email do cliente", "email cliente", "correio eletronico", "endereco eletronico",
        "endereco de email", "mail", "email address",
    ),
    "uf": ("uf", "estado", "sigla uf", "uf cliente", "unidade federativa", "state"),
    "city": ("cidade", "municipio", "localidade", "cidade cliente", "city", "town"),
    "description": (
        "descricao", "descricao da divida", "produto", "historico", "observacao", "obs", "servico", "tipo de divida",
        "natureza", "description", "product", "details",
    ),
    "income": ("renda", "renda mensal", "salario", "renda bruta", "renda informada", "income", "monthly income"),
    "ltv": (
        "ltv", "total gasto", "total comprado", "valor gasto", "historico de compras", "lifetime value", "total spent",
    ),
    "paid_on_time": ("pagas em dia", "parcelas pagas em dia", "qtd pagas em dia", "paid on time"),
    "paid_late": ("pagas com atraso", "parcelas pagas com atraso", "qtd pagas com atraso", "paid late"),
    "delay_cause": ("causa do atraso", "causa", "motivo do atraso", "motivo inadimplencia", "delay cause"),
    "preferred_channel": ("canal preferido", "canal", "preferencia de contato", "preferred channel"),
    "preferred_hour": ("hora preferida", "melhor horario", "horario preferido", "preferred hour"),
    "creditor": (
        "credor", "nome do credor", "empresa", "cedente", "nome fantasia", "loja", "creditor", "company", "lender",
    ),
}  # fmt: skip
"""Our fields and the headings that mean them, the surest first: a file may have both `valor original` and `saldo`."""

PHONE_HEADINGS = (
    "telefone", "fone", "tel", "celular", "cel", "whatsapp", "zap", "contato", "telefone celular",
    "telefone residencial", "telefone comercial", "telefone fixo", "telefone principal", "telefone do cliente",
    "fone celular", "fone residencial", "fone comercial", "fone fixo", "tel celular", "tel residencial",
    "tel comercial", "tel fixo", "numero de telefone", "numero telefone", "numero do telefone", "phone",
    "phone number", "mobile", "mobile phone", "cell", "cell phone", "cellphone", "home phone", "work phone",
    "telephone",
)  # fmt: skip
"""Each may be followed by a number: telefone1, telefone 2, fone_03."""

REQUIRED: Mapping[str, str] = {
    "document": "CPF ou CNPJ", "name": "nome", "amount": "valor", "due_date": "vencimento",
}  # fmt: skip

_FIELD_OF = {plain(heading): field for field, headings in HEADINGS.items() for heading in headings}
_RANK_OF = {plain(heading): rank for headings in HEADINGS.values() for rank, heading in enumerate(headings)}
_PHONES = frozenset(plain(heading) for heading in PHONE_HEADINGS)
_NUMBERED = re.compile(r"(?P<word>[a-z]+?)(?P<number>\d{0,2})")
_DDD = re.compile(r"ddd(?P<word>[a-z]*?)(?P<number>\d{0,2})")


@dataclass(frozen=True, slots=True)
class PhoneColumn:
    index: int
    ddd_index: int | None


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each field stands; `headings` are the file's own, for the report."""

    headings: tuple[str, ...]
    fields: Mapping[str, int]
    phones: tuple[PhoneColumn, ...]

    def heading(self, index: int) -> str:
        return self.headings[index][:120]


def recognise(headings: Sequence[str], mapping: Mapping[str, object] | None = None) -> Columns:
    """Raises ImportRefused, naming the columns found, when a required one is missing."""
    columns = tuple(heading.strip() for heading in headings)
    chosen = _by_heading(columns)
    phones = _phone_columns(columns)
    if mapping:
        fields, mapped_phones = _by_mapping(columns, mapping)
        chosen |= fields
        phones = mapped_phones or phones
    used = set(chosen.values())
    phones = tuple(phone for phone in phones if phone.index not in used)
    missing = [label for field, label in REQUIRED.items() if field not in chosen]
    if not phones and "email" not in chosen:
        missing.append("telefone (ou e-mail)")
    if missing:
        raise ImportRefused(f"Faltam colunas: {', '.join(missing)}. {_found(columns)}")
    return Columns(columns, chosen, phones)


def recognised_count(headings: Sequence[str]) -> int:
    """How many of the cells look like headings of ours: tells a heading line from a title, and a separator's worth."""
    names = [plain(heading) for heading in headings]
    return sum(name in _FIELD_OF or _phone_word(name) is not None or bool(_DDD.fullmatch(name)) for name in names)


def _by_heading(columns: Sequence[str]) -> dict[str, int]:
    chosen: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for index, heading in enumerate(columns):
        name = plain(heading)
        field = _FIELD_OF.get(name)
        if field is not None and _RANK_OF[name] < ranks.get(field, len(_RANK_OF)):
            chosen[field], ranks[field] = index, _RANK_OF[name]
    return chosen


def _phone_columns(columns: Sequence[str]) -> tuple[PhoneColumn, ...]:
    names = [plain(heading) for heading in columns]
    ddds = {index: match for index, name in enumerate(names) if (match := _DDD.fullmatch(name))}
    found: list[PhoneColumn] = []
    for index, name in enumerate(names):
        phone = _phone_word(name)
        if phone is not None:
            found.append(PhoneColumn(index, _ddd_for(index, phone, ddds)))
    return tuple(found)


def _phone_word(name: str) -> tuple[str, str] | None:
    match = _NUMBERED.fullmatch(name)
    return (match["word"], match["number"]) if match and match["word"] in _PHONES else None


def _ddd_for(index: int, phone: tuple[str, str], ddds: Mapping[int, re.Match[str]]) -> int | None:
    """The DDD column of the same name or number; else the nearest on the left; else the only one."""
    for column, match in ddds.items():
        if (match["word"], match["number"]) in (phone, ("", phone[1])) and (match["word"] or match["number"]):
            return column
    left = [column for column in ddds if column < index]
    if left:
        return max(left)
    return next(iter(ddds)) if len(ddds) == 1 else None


def _by_mapping(
    columns: Sequence[str], mapping: Mapping[str, object]
) -> tuple[dict[str, int], tuple[PhoneColumn, ...]]:
    places = {plain(heading): index for index, heading in reversed(list(enumerate(columns)))}
    fields: dict[str, int] = {}
    phones: list[int] = []
    ddd: int | None = None
    for field, headings in mapping.items():
        indexes = [_place(field, heading, places, columns) for heading in _listed(headings)]
        if field == "phone":
            phones += indexes
        elif field == "ddd" and indexes:
            ddd = indexes[0]
        elif field in HEADINGS and len(indexes) == 1:
            fields[field] = indexes[0]
        else:
            raise ImportRefused(
                f"O mapeamento tem um campo que não existe ou com mais de uma coluna: {field}. "
                f"Campos: {', '.join([*HEADINGS, 'phone', 'ddd'])}."
            )
    return fields, tuple(PhoneColumn(index, ddd) for index in phones)


def _listed(headings: object) -> list[str]:
    return [str(heading) for heading in headings] if isinstance(headings, list) else [str(headings)]


def _place(field: str, heading: str, places: Mapping[str, int], columns: Sequence[str]) -> int:
    place = places.get(plain(heading))
    if place is None:
        raise ImportRefused(f"O mapeamento põe {field} na coluna {heading!r}, que o arquivo não tem. {_found(columns)}")
    return place


def _found(columns: Sequence[str]) -> str:
    return f"Colunas encontradas: {', '.join(column or '(sem título)' for column in columns[:40])}."
