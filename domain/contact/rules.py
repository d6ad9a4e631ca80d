"""Every rule that can refuse a contact: its code, what it says to people (pt-BR) and the norm it stands on."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class ContactRule(StrEnum):
    """In the order in which they are asked: what never ends first, then the person, the number and the hour."""

    NOT_EVALUATED = "not_evaluated"
    POLICY_BROKEN = "policy_broken"
    UNKNOWN_HOLD = "unknown_hold"
    PERSON_DEAD = "person_dead"
    OVER_INDEBTED = "over_indebted"
    LAWYER = "lawyer"
    OPTED_OUT = "opted_out"
    OPTED_OUT_PORTFOLIO = "opted_out_portfolio"
    PAYMENT_IN_DOUBT = "payment_in_doubt"
    DEBT_DISPUTED = "debt_disputed"
    UNDER_AGREEMENT = "under_agreement"
    DEBT_PRESCRIBED = "debt_prescribed"
    DEBT_PAID = "debt_paid"
    NO_OPEN_DEBT = "no_open_debt"
    MAX_ATTEMPTS = "max_attempts"
    COLLECTION_PAUSED = "collection_paused"
    PROMISE_NOT_DUE = "promise_not_due"
    CALLBACK_ONLY = "callback_only"
    PERSON_IN_CALL = "person_in_call"
    PERSON_GAP = "person_gap"
    SPOKEN_TODAY = "spoken_today"
    PERSON_DAY_CAP = "person_day_cap"
    PERSON_WEEK_CAP = "person_week_cap"
    NO_NUMBER = "no_number"
    NUMBER_UNLINKED = "number_unlinked"
    NUMBER_OPTED_OUT = "number_opted_out"
    BLOCK_LIST = "block_list"
    NUMBER_IN_CALL = "number_in_call"
    NUMBER_DEAD = "number_dead"
    NUMBER_GAP = "number_gap"
    NUMBER_DAY_CAP = "number_day_cap"
    UNKNOWN_REGION = "unknown_region"
    CALLING_WINDOW = "calling_window"


@dataclass(frozen=True, slots=True)
class RuleText:
    """`says` completes "não se liga porque…"; `law` names the norm, or the house's own design."""

    says: str
    law: str


_HARASSMENT = "CDC art. 42 e 71 (cobrança não constrange nem perturba o descanso); teto da casa"
_R = ContactRule
RULE_TEXTS: Mapping[ContactRule, RuleText] = MappingProxyType(
    {
        _R.NOT_EVALUATED: RuleText("uma regra não pôde ser avaliada", "Na dúvida, não se liga (regra da casa)"),
        _R.POLICY_BROKEN: RuleText("a política da carteira não pôde ser lida", "Na dúvida, não se liga"),
        _R.UNKNOWN_HOLD: RuleText("há uma restrição de tipo desconhecido", "Na dúvida, não se liga"),
        _R.PERSON_DEAD: RuleText("o devedor faleceu", "CDC art. 42; a dívida é do espólio (CC art. 1.997)"),
        _R.OVER_INDEBTED: RuleText("o devedor declarou superendividamento", "Lei 14.181/2021 (CDC art. 54-A a 54-G)"),
        _R.LAWYER: RuleText("o devedor é representado por advogado", "CDC art. 42; contato só com o advogado"),
        _R.OPTED_OUT: RuleText("o devedor pediu para não ser contatado", "LGPD art. 18; CDC art. 42"),
        _R.OPTED_OUT_PORTFOLIO: RuleText(
            "o devedor pediu para não ser contatado por esta carteira", "LGPD art. 18; CDC art. 42"
        ),
        _R.PAYMENT_IN_DOUBT: RuleText("o pagamento está em dúvida", "CDC art. 42, parágrafo único (cobrança indevida)"),
        _R.DEBT_DISPUTED: RuleText("a dívida foi contestada", "CDC art. 42, parágrafo único; CDC art. 71"),
        _R.UNDER_AGREEMENT: RuleText("há acordo em vigor", "CDC art. 42; o acordo substitui a cobrança"),
        _R.DEBT_PRESCRIBED: RuleText(
            "a dívida está prescrita", "CC art. 206 §5º I; STJ: dívida prescrita não se cobra fora do Judiciário"
        ),
        _R.DEBT_PAID: RuleText("a dívida está paga", "CDC art. 42, parágrafo único (devolução em dobro)"),
        _R.NO_OPEN_DEBT: RuleText("não há dívida em aberto", "CDC art. 42, parágrafo único"),
        _R.MAX_ATTEMPTS: RuleText("a campanha esgotou as tentativas", "Regra da campanha"),
        _R.COLLECTION_PAUSED: RuleText(
            "a cobrança está em pausa (pagamento alegado há pouco)", "CDC art. 42, parágrafo único"
        ),
        _R.PROMISE_NOT_DUE: RuleText("há promessa de pagamento que ainda não venceu", "CDC art. 42; boa-fé, CC 422"),
        _R.CALLBACK_ONLY: RuleText("o devedor pediu retorno em outro horário", "CDC art. 42; pedido do devedor"),
        _R.PERSON_IN_CALL: RuleText("o devedor está em chamada", _HARASSMENT),
        _R.PERSON_GAP: RuleText("o último contato foi há pouco", _HARASSMENT),
        _R.SPOKEN_TODAY: RuleText("já se falou com o devedor hoje", _HARASSMENT),
        _R.PERSON_DAY_CAP: RuleText("o devedor atingiu o limite de contatos do dia", _HARASSMENT),
        _R.PERSON_WEEK_CAP: RuleText("o devedor atingiu o limite de contatos em sete dias", _HARASSMENT),
        _R.NO_NUMBER: RuleText("não há número que possa ser chamado", "CDC art. 42"),
        _R.NUMBER_UNLINKED: RuleText(
            "o número não é do devedor", "LGPD art. 6º e 16 (tratamento indevido de terceiro); CDC art. 71"
        ),
        _R.NUMBER_OPTED_OUT: RuleText("o titular do número pediu para não ser chamado", "LGPD art. 18; CDC art. 42"),
        _R.BLOCK_LIST: RuleText(
            "o número está em lista de bloqueio que vale para cobrança",
            "Lei SP 17.334/2021 (Não Me Ligue); Lei PA 9.263/2021",
        ),
        _R.NUMBER_IN_CALL: RuleText("o número está em chamada", _HARASSMENT),
        _R.NUMBER_DEAD: RuleText("a rede disse que o número não existe", "Anatel: chamada inútil (Despacho 22/2024)"),
        _R.NUMBER_GAP: RuleText("o número foi chamado há pouco", _HARASSMENT),
        _R.NUMBER_DAY_CAP: RuleText("o número atingiu o limite de chamadas do dia", _HARASSMENT),
        _R.UNKNOWN_REGION: RuleText("não se sabe a que estado o contato chega", "Na dúvida, não se liga"),
        _R.CALLING_WINDOW: RuleText(
            "está fora do horário permitido no estado do devedor",
            "Lei SP 15.426/2014, Lei CE 16.836/2019, Lei AM 4.644/2018, Lei ES 10.626/2017, Lei AL 7.782/2016, "
            "ADI 5962 (RJ) e prática nacional: nunca em domingo ou feriado",
        ),
    }
)
