"""What is to become of each persona's call, of who is called and of who calls."""

from domain.call.disposition import Disposition
from simulator.personas import NEVER_ANSWERS, Caller, Persona

AGENTS_OWN = {
    Disposition.PROMESSA,
    Disposition.RETORNO_AGENDADO,
    Disposition.SEM_CONDICOES,
    Disposition.DESEMPREGO,
    Disposition.RECUSA_NEGOCIAR,
    Disposition.CONTESTA_DIVIDA,
    Disposition.ENVIO_2A_VIA,
}
ENDS_IN: dict[Persona | Caller, set[Disposition]] = {
    Persona.SETTLES_IN_FULL: {Disposition.ACORDO_A_VISTA},
    Persona.TWO_INSTALMENTS: {Disposition.ACORDO_PARCELADO},
    Persona.ASKS_FOR_PERSON: AGENTS_OWN,
    Persona.ALREADY_PAID: {Disposition.ALEGA_PAGAMENTO},
    Persona.WRONG_NUMBER: {Disposition.NAO_CONHECE},
    Persona.THIRD_PARTY: {Disposition.RECADO_TERCEIRO},
    Persona.SILENT: {Disposition.MUDO},
    Persona.WRONG_KEYS_GIVES_UP: {Disposition.DESLIGOU_ANTES},
    Persona.WRONG_KEYS_RECOVERS: {Disposition.ACORDO_A_VISTA},
    Persona.FAILS_IDENTITY: {Disposition.IDENTIDADE_NAO_CONFIRMADA},
    Persona.DECLINES_AGREEMENT: {Disposition.DESLIGOU},
    Persona.HANGS_UP_AT_ONCE: {Disposition.MUDO},
    Persona.HANGS_UP_AT_GREETING: {Disposition.MUDO},
    Persona.HANGS_UP_AT_IDENTITY: {Disposition.DESLIGOU_ANTES},
    Persona.HANGS_UP_AT_HALF_IDENTITY: {Disposition.DESLIGOU_ANTES},
    Persona.HANGS_UP_AT_DEBTS: {Disposition.DESLIGOU},
    Persona.HANGS_UP_AT_READ_BACK: {Disposition.DESLIGOU},
    Persona.HANGS_UP_AT_PROTOCOL: {Disposition.ACORDO_A_VISTA},
    # Three agents are free, so that whoever asks for one talks with one at once.
    Persona.HANGS_UP_WAITING_PERSON: AGENTS_OWN,
    Persona.HANGS_UP_IN_TALK: AGENTS_OWN,
    # Until its recording was listened to, a machine is somebody who said nothing.
    Persona.VOICEMAIL: {Disposition.MUDO, Disposition.CAIXA_POSTAL},
    Persona.BUSY: {Disposition.OCUPADO},
    Persona.REJECTS: {Disposition.OCUPADO},
    Persona.RINGS_OUT: {Disposition.NAO_ATENDE},
    Persona.UNALLOCATED: {Disposition.INEXISTENTE},
    Persona.CONGESTION: {Disposition.CONGESTIONAMENTO},
    Persona.OUT_OF_SERVICE: {Disposition.FORA_DE_AREA},
    Persona.ANSWERS_LATE: {Disposition.ACORDO_A_VISTA},
    Persona.SLOW: {Disposition.ACORDO_A_VISTA},
    Persona.TYPES_AHEAD: {Disposition.ACORDO_A_VISTA},
    # Whatever the keys happened to say, but never an agreement.
    Persona.MASHES_KEYS: {
        Disposition.DESLIGOU_ANTES,
        Disposition.NAO_CONHECE,
        Disposition.RECADO_TERCEIRO,
        Disposition.IDENTIDADE_NAO_CONFIRMADA,
    },
    Persona.FLOODS_SYMBOLS: {Disposition.DESLIGOU_ANTES},
    Persona.LEAVES_IN_A_KEY: {Disposition.DESLIGOU_ANTES},
    Persona.PROPOSES: {Disposition.ACORDO_PARCELADO, Disposition.ACORDO_A_VISTA},
    Persona.DISPUTES: {Disposition.CONTESTA_DIVIDA},
    Persona.LOST_JOB: {Disposition.DESEMPREGO},
    Persona.ANOTHER_DAY: {Disposition.RETORNO_AGENDADO},
    Persona.STOPS_CALLS: {Disposition.PEDE_BLOQUEIO},
    Persona.GIVES_MARKS: {Disposition.ACORDO_A_VISTA},
    Persona.WAITS_FOR_PAYMENT: {Disposition.ACORDO_A_VISTA},
    Persona.ANOTHER_CONTACT: {Disposition.ACORDO_A_VISTA},
    Persona.ASKS_TO_REPEAT: {Disposition.ACORDO_A_VISTA},
    Persona.ILL: {Disposition.DOENCA},
    Persona.BLAMES_SERVICE: {Disposition.INSATISFACAO_SERVICO},
    Persona.THIRD_PARTY_SAYS_WHEN: {Disposition.RECADO_TERCEIRO},
    Caller.REACHES_PERSON: {Disposition.IDENTIDADE_NAO_CONFIRMADA},
    Caller.COMPLAINS: {Disposition.INSATISFACAO_SERVICO},
    Caller.SETTLES: {Disposition.ACORDO_A_VISTA},
    Caller.ASKS_STANDING: {Disposition.DESLIGOU},
    Caller.ASKS_CODE: {Disposition.ENVIO_2A_VIA},
    Caller.FORGETS_BIRTHDAY: {Disposition.DESLIGOU_ANTES},
    Caller.LOCKED_OUT: {*AGENTS_OWN, Disposition.IDENTIDADE_NAO_CONFIRMADA},
    Caller.LEAVES_MIDWAY: {Disposition.DESLIGOU},
    Caller.UNKNOWN: {Disposition.DESLIGOU_ANTES},
}
CALLS_BACK: dict[Persona, tuple[Caller, ...]] = {
    # Lines that are soon free again.
    Persona.BUSY: (Caller.REACHES_PERSON,),
    Persona.REJECTS: (Caller.COMPLAINS,),
    Persona.HANGS_UP_AT_ONCE: (Caller.SETTLES,),
    Persona.HANGS_UP_AT_GREETING: (Caller.LEAVES_MIDWAY,),
    Persona.TYPES_AHEAD: (Caller.ASKS_STANDING, Caller.ASKS_CODE),
    # Wrong twice in our call and twice in theirs: then the keys are locked.
    Persona.FAILS_IDENTITY: (Caller.FORGETS_BIRTHDAY, Caller.LOCKED_OUT),
    Persona.WRONG_NUMBER: (Caller.UNKNOWN,),
}
CALLERS = tuple(caller for callers in CALLS_BACK.values() for caller in callers)
EVERYBODY: tuple[Persona | Caller, ...] = (*Persona, *CALLERS)
ANSWERED = sorted({*EVERYBODY} - NEVER_ANSWERS)
ASKS_FOR_AGENT: set[Persona | Caller] = {
    Caller.REACHES_PERSON,
    Caller.LOCKED_OUT,
    Persona.ASKS_FOR_PERSON,
    Persona.HANGS_UP_WAITING_PERSON,
    Persona.HANGS_UP_IN_TALK,
}
LISTENERS = frozenset({Persona.SETTLES_IN_FULL, Persona.TWO_INSTALMENTS})
LISTENS_TO_THE_MENU = (
    set(EVERYBODY)
    - NEVER_ANSWERS
    - {
        # They leave before, or never answer what is asked.
        Persona.HANGS_UP_AT_ONCE,
        Persona.SILENT,
        Persona.VOICEMAIL,
        # Speaks itself for a while, in which the menu is silent.
        Persona.GIVES_MARKS,
    }
)
