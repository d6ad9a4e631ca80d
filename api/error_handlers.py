"""Every error's status, code and words, in one place."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.websockets import WebSocket

from api import errors
from api.recordings.files import AudioMissing
from api.schemas import ErrorReply
from api.validation_words import describe
from domain.call import agent_disposition
from domain.errors import DomainError
from services import auth, campaigns, desk, import_reports, outcomes, recordings
from services.errors import ServiceError
from services.ports.storage import StorageError

log = structlog.get_logger()

_Handler = Callable[[Request, Exception], Awaitable[Response]]
"""Starlette's type for handlers of requests; those of WebSockets return nothing, which it types apart."""

_POLICY_VIOLATION = 1008
_TRY_AGAIN_LATER = 1013


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    code: str
    message: str
    field: str | None = None


_API_STATUS: dict[type[errors.ApiError], int] = {
    errors.NotLoggedIn: 401,
    errors.Forbidden: 403,
    errors.WrongOrigin: 403,
    errors.WrongCsrfToken: 403,
    errors.NotFound: 404,
    errors.InvalidInput: 422,
    errors.Stopping: 503,
}

_ANSWERS: dict[type[Exception], _Answer] = {
    auth.WrongCredentials: _Answer(401, "wrong_credentials", "Usuário ou senha incorretos."),
    desk.NoAgentSession: _Answer(409, "no_agent_session", "Comece o turno antes."),
    desk.NoFreeSeat: _Answer(409, "no_free_seat", "Todos os ramais estão em uso. Avise a supervisão."),
    desk.PhoneNotConnected: _Answer(409, "phone_not_connected", "O telefone ainda não está conectado."),
    desk.CallInHand: _Answer(409, "call_in_hand", "Há uma chamada em andamento."),
    desk.CallNotDisposed: _Answer(409, "call_not_disposed", "Escolha a tabulação da última chamada antes."),
    desk.NoCallInHand: _Answer(409, "no_call_in_hand", "Não há chamada em andamento."),
    agent_disposition.NotTheAgentsCall: _Answer(409, "not_your_call", "Esta chamada não está com você."),
    agent_disposition.CallNotEnded: _Answer(409, "call_not_ended", "A chamada ainda não terminou."),
    agent_disposition.DispositionNotForAgents: _Answer(
        422, "invalid_input", "Esta tabulação não pode ser escolhida.", "disposition"
    ),
    agent_disposition.AgreementMissing: _Answer(
        409, "agreement_missing", "Não há acordo registrado nesta chamada.", "disposition"
    ),
    outcomes.BadCursor: _Answer(422, "invalid_input", "Página desconhecida.", "before"),
    recordings.NoSuchRecording: _Answer(404, "not_found", "Gravação não encontrada."),
    AudioMissing: _Answer(404, "audio_missing", "O áudio desta gravação não está disponível."),
    campaigns.NoSuchCampaign: _Answer(404, "not_found", "Campanha não encontrada."),
    campaigns.NoSuchPortfolio: _Answer(422, "invalid_input", "Carteira não encontrada.", "portfolio_id"),
    campaigns.CampaignNameTaken: _Answer(409, "name_taken", "Já existe uma campanha com este nome.", "name"),
    campaigns.CampaignFinished: _Answer(409, "campaign_finished", "A campanha já foi encerrada.", "status"),
    import_reports.NoSuchImport: _Answer(404, "not_found", "Importação não encontrada."),
}

_FAILED = _Answer(500, "failed", "Algo deu errado. Tente de novo; se continuar, avise a supervisão.")
_UNAVAILABLE = _Answer(503, "unavailable", "O sistema está indisponível no momento. Tente de novo em instantes.")
_REFUSED = _Answer(409, "refused", "O pedido não pode ser atendido agora.")

_HTTP_WORDS = {
    404: ("not_found", "Não encontrado."),
    405: ("method_not_allowed", "Operação não permitida neste endereço."),
    413: ("too_large", "O conteúdo enviado é grande demais."),
}


def add_error_handlers(app: FastAPI) -> None:
    app.add_exception_handler(errors.ApiError, cast("_Handler", _on_api_error))
    app.add_exception_handler(RequestValidationError, _on_invalid_request)
    app.add_exception_handler(HTTPException, _on_http_exception)
    app.add_exception_handler(auth.LoginThrottled, _on_throttled)
    for root in (ServiceError, DomainError, AudioMissing):
        app.add_exception_handler(root, _on_refusal)
    app.add_exception_handler(StorageError, cast("_Handler", _on_storage_error))
    app.add_exception_handler(Exception, _on_surprise)


async def _on_api_error(connection: Request | WebSocket, error: Exception) -> Response | None:
    assert isinstance(error, errors.ApiError)  # noqa: S101 - registered for it alone
    if isinstance(connection, WebSocket):
        await connection.close(_POLICY_VIOLATION)
        return None
    return _reply(_Answer(_API_STATUS.get(type(error), 400), error.code, error.message, error.field))


async def _on_throttled(_request: Request | WebSocket, error: Exception) -> Response:
    assert isinstance(error, auth.LoginThrottled)  # noqa: S101 - registered for it alone
    seconds = max(1, round(error.retry_after.total_seconds()))
    message = f"Muitas tentativas de acesso. Tente de novo em {-(-seconds // 60)} min."
    return _reply(_Answer(429, "too_many_attempts", message), {"Retry-After": str(seconds)})


async def _on_refusal(_request: Request | WebSocket, error: Exception) -> Response:
    return _reply(_ANSWERS.get(type(error), _REFUSED))


async def _on_storage_error(connection: Request | WebSocket, error: Exception) -> Response | None:
    log.error("storage_failed", error=type(error).__name__)
    if isinstance(connection, WebSocket):
        await connection.close(_TRY_AGAIN_LATER)
        return None
    return _reply(_UNAVAILABLE)


async def _on_surprise(_request: Request | WebSocket, error: Exception) -> Response:
    # Type and place only: the words of an unforeseen error may quote personal data.
    log.error("request_failed", error=type(error).__name__)
    return _reply(_FAILED)


async def _on_invalid_request(_request: Request | WebSocket, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for it alone
    field, message = describe(error.errors()[0])
    return _reply(_Answer(422, "invalid_input", message, field))


async def _on_http_exception(_request: Request | WebSocket, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for it alone
    code, message = _HTTP_WORDS.get(error.status_code, (_REFUSED.code, _REFUSED.message))
    return _reply(_Answer(error.status_code, code, message), error.headers)


def _reply(answer: _Answer, headers: Mapping[str, str] | None = None) -> JSONResponse:
    body = ErrorReply(code=answer.code, message=answer.message, field=answer.field)
    return JSONResponse(body.model_dump(), status_code=answer.status, headers=headers)
