"""A schema's complaint as one sentence in pt-BR that names the field."""

from typing import Any

_FIELDS = {
    "username": "usuário",
    "password": "senha",
    "reason": "motivo",
    "attempt_id": "chamada",
    "disposition": "tabulação",
    "note": "observação",
    "promise_date": "data da promessa",
    "promise_cents": "valor prometido",
    "callback_from": "retorno a partir de",
    "callback_until": "retorno até",
    "code": "código",
    "label": "nome",
    "base": "resultado de base",
    "pause_days": "pausa",
    "required": "campos obrigatórios",
    "then": "próximo passo",
    "at_ms": "instante",
    "text": "texto",
    "score": "nota",
    "for_training": "treinamento",
    "name": "nome",
    "portfolio": "carteira",
    "portfolio_id": "carteira",
    "dial_mode": "modo de discagem",
    "concurrent_calls": "chamadas simultâneas",
    "max_attempts": "máximo de tentativas",
    "retry_delay_minutes": "intervalo entre tentativas",
    "pacing": "ritmo de discagem",
    "abandonment_target": "limite de abandono",
    "goal": "meta",
    "ratio": "chamadas por agente",
    "max_wait_seconds": "espera máxima",
    "ring_timeout_seconds": "tempo de toque",
    "weight": "peso",
    "cancel_surplus": "soltar chamadas a mais",
    "agents": "agentes",
    "caller_id": "número de origem",
    "status": "situação",
    "from": "data inicial",
    "to": "data final",
    "file": "arquivo",
    "mapping": "mapa de colunas",
}

_WORDS = {
    "string_too_short": "use ao menos {min_length} caracteres",
    "string_too_long": "use no máximo {max_length} caracteres",
    "greater_than_equal": "o mínimo é {ge}",
    "less_than_equal": "o máximo é {le}",
    "extra_forbidden": "campo desconhecido",
    "enum": "escolha uma das opções",
    "literal_error": "escolha uma das opções",
}
_WORDS_BY_START = (("int", "informe um número inteiro"), ("date", "informe uma data válida"))


def describe(complaint: Any) -> tuple[str | None, str]:
    """The field and the sentence; never the value, which may be a password or personal data."""
    field = next((str(part) for part in reversed(complaint["loc"]) if isinstance(part, str) and part != "body"), None)
    called = _FIELDS.get(field or "", field or "corpo do pedido")
    return field, f"Campo “{called}”: {_words(complaint['type'], complaint.get('ctx') or {})}."


def _words(kind: str, limits: dict[str, Any]) -> str:
    if kind == "missing" or limits.get("min_length") == 1:
        return "preencha"
    if kind in _WORDS:
        return _WORDS[kind].format(**limits)
    return next((words for start, words in _WORDS_BY_START if kind.startswith(start)), "valor inválido")
