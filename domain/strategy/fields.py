"""What a segment may ask about a debtor in a portfolio. A value that is not known is neither true nor false."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class FieldType(StrEnum):
    NUMBER = "number"
    MONEY = "money"
    """Reais in expressions, cents in facts."""
    WORD = "word"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Field:
    """`says` explains it on the screen; `words`: the only values there are, when they are few."""

    name: str
    type: FieldType
    says: str
    words: tuple[str, ...] = ()


Value = Decimal | str | bool
DELAY_CAUSES = ("desemprego", "doenca", "esquecimento", "boleto_nao_recebido", "insatisfacao", "renda", "outra")
CHANNELS = ("ligacao", "sms", "whatsapp", "email", "carta")
CONTACTABILITY = ("cpc", "atende", "tentado", "nunca_tentado", "sem_numero")
_T = FieldType
FIELDS: Mapping[str, Field] = MappingProxyType(
    {
        one.name: one
        for one in (
            Field("atraso", _T.NUMBER, "dias de atraso da dívida aberta mais antiga"),
            Field("valor", _T.MONEY, "soma das dívidas abertas, em reais (principal)"),
            Field("maior_divida", _T.MONEY, "a maior dívida aberta, em reais"),
            Field("dividas", _T.NUMBER, "quantas dívidas abertas"),
            Field("renda", _T.MONEY, "renda mensal informada, em reais"),
            Field("ltv", _T.MONEY, "quanto já gastou com o credor, em reais"),
            Field("ltv_por_divida", _T.NUMBER, "quanto já gastou dividido pelo que deve"),
            Field("pagas_em_dia", _T.NUMBER, "parcelas anteriores pagas em dia"),
            Field("pagas_com_atraso", _T.NUMBER, "parcelas anteriores pagas com atraso"),
            Field("bom_pagador", _T.FLAG, "pagou em dia pelo menos 80% das parcelas anteriores"),
            Field("causa", _T.WORD, "causa do atraso", DELAY_CAUSES),
            Field("canal", _T.WORD, "canal preferido", CHANNELS),
            Field("hora", _T.NUMBER, "hora preferida, 0 a 23"),
            Field("uf", _T.WORD, "estado do endereço"),
            Field("contatabilidade", _T.WORD, "o que os números já mostraram em 90 dias", CONTACTABILITY),
            Field("tentativas", _T.NUMBER, "tentativas nos últimos 90 dias"),
            Field("quebras", _T.NUMBER, "acordos quebrados"),
            Field("tem_telefone", _T.FLAG, "tem número que não foi desligado dele"),
            Field("tem_email", _T.FLAG, "tem e-mail"),
        )
    }
)
