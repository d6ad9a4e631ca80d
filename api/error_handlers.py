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
from domain.call import agent_disposition, case_decision
from domain.call.disposition_details import DetailRefused
from domain.call.disposition_rules import DispositionTableRefused
from domain.contact.policy import ContactPolicyRefused
from domain.contact.rules import RULE_TEXTS
from domain.errors import DomainError
from domain.negotiation import counter_proposal
from domain.notice.contact import ContactRefused
from domain.notice.template import TemplateRefused
from domain.reporting.cost import NoSuchRate
from domain.strategy.expression import ExpressionRefused
from domain.strategy.regua import ReguaRefused
from services import (
    auth,
    campaigns,
    contacting,
    desk,
    desk_callers,
    dispositions,
    import_reports,
    outcomes,
    recordings,
    regua_steps,
    reporting,
    strategy,
)
from services.block_lists import TableFileRefused
from services.cases.errors import NoSuchCase
from services.errors import NoSuchPortfolio, ServiceError
from services.negotiation import errors as negotiation
from services.notices.errors import ContactNotConfirmed, NoSuchNotice
from services.payments import errors as payments
from services.ports.notices import DeliveryRefused
from services.ports.payments import WebhookRefused
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
    errors.NoProvider: 503,
}

_ANSWERS: dict[type[Exception], _Answer] = {
    auth.WrongCredentials: _Answer(401, "wrong_credentials", "Usuário ou senha incorretos."),
    desk.NoAgentSession: _Answer(409, "no_agent_session", "Comece o turno antes."),
    desk.NoFreeSeat: _Answer(409, "no_free_seat", "Todos os ramais estão em uso. Avise a supervisão."),
    desk.PhoneNotConnected: _Answer(409, "phone_not_connected", "O telefone ainda não está conectado."),
    desk.CallInHand: _Answer(409, "call_in_hand", "Há uma chamada em andamento."),
    desk.CallNotDisposed: _Answer(409, "call_not_disposed", "Escolha a tabulação da última chamada antes."),
    desk.NoCallInHand: _Answer(409, "no_call_in_hand", "Não há chamada em andamento."),
    desk.CallerUnknown: _Answer(409, "caller_unknown", "Identifique antes quem ligou, pelo CPF."),
    desk_callers.NobodyToLink: _Answer(409, "caller_settled", "Esta chamada já é de uma pessoa confirmada."),
    desk_callers.NobodyFound: _Answer(
        404, "nobody_found", "Ninguém desta carteira tem este CPF ou CNPJ. Confira os números.", "document"
    ),
    agent_disposition.NotTheAgentsCall: _Answer(409, "not_your_call", "Esta chamada não está com você."),
    agent_disposition.CallNotEnded: _Answer(409, "call_not_ended", "A chamada ainda não terminou."),
    agent_disposition.DispositionNotForAgents: _Answer(
        422, "invalid_input", "Esta tabulação não pode ser escolhida.", "disposition"
    ),
    agent_disposition.DebtorUnknown: _Answer(
        422,
        "debtor_unknown",
        "Ninguém foi identificado nesta chamada, e este resultado é de uma pessoa conhecida. "
        "Escolha outro, como “Identidade não confirmada”.",
        "disposition",
    ),
    agent_disposition.AlreadyDisposed: _Answer(409, "already_disposed", "O resultado desta chamada já foi salvo."),
    agent_disposition.AgreementMissing: _Answer(
        409, "agreement_missing", "Não há acordo registrado nesta chamada.", "disposition"
    ),
    outcomes.BadCursor: _Answer(422, "invalid_input", "Página desconhecida.", "before"),
    recordings.NoSuchRecording: _Answer(404, "not_found", "Gravação não encontrada."),
    AudioMissing: _Answer(404, "audio_missing", "O áudio desta gravação não está disponível."),
    campaigns.NoSuchCampaign: _Answer(404, "not_found", "Campanha não encontrada."),
    campaigns.NoSuchPortfolio: _Answer(422, "invalid_input", "Carteira não encontrada.", "portfolio_id"),
    campaigns.NoSuchAgent: _Answer(422, "invalid_input", "Um dos agentes não existe ou não atende.", "agents"),
    campaigns.CampaignNameTaken: _Answer(409, "name_taken", "Já existe uma campanha com este nome.", "name"),
    campaigns.CampaignFinished: _Answer(409, "campaign_finished", "A campanha já foi encerrada.", "status"),
    negotiation.NoSuchPolicy: _Answer(404, "not_found", "Política não encontrada."),
    negotiation.NoSuchPortfolio: _Answer(422, "invalid_input", "Carteira não encontrada.", "portfolio_id"),
    negotiation.NoSuchSegment: _Answer(
        422, "invalid_input", "O segmento da política não existe: crie-o antes.", "source"
    ),
    negotiation.VersionNotNewer: _Answer(409, "version_taken", "A versão deve ser maior que as anteriores.", "source"),
    negotiation.NoSuchAttempt: _Answer(404, "not_found", "Chamada não encontrada."),
    negotiation.IdentityNotConfirmed: _Answer(409, "identity_not_confirmed", "Confirme a identidade antes."),
    negotiation.NothingOwed: _Answer(409, "nothing_owed", "Não há dívida que possa ser negociada."),
    negotiation.BeyondAuthority: _Answer(409, "beyond_authority", "Fora da sua alçada."),
    negotiation.NoSuchAgreement: _Answer(404, "not_found", "Acordo não encontrado."),
    negotiation.AttemptHasAgreement: _Answer(409, "attempt_has_agreement", "Esta chamada já tem um acordo."),
    negotiation.AgreementOver: _Answer(409, "agreement_over", "O acordo já foi encerrado."),
    negotiation.NoSuchApproval: _Answer(404, "not_found", "Pedido de aprovação não encontrado."),
    negotiation.ApprovalNotPending: _Answer(409, "approval_not_usable", "A aprovação já foi decidida ou venceu."),
    negotiation.NoSuchPromise: _Answer(404, "not_found", "Promessa não encontrada."),
    negotiation.PromiseOver: _Answer(409, "promise_over", "A promessa já foi encerrada."),
    counter_proposal.ProposalRefused: _Answer(422, "invalid_input", "A proposta não faz sentido.", "proposal"),
    payments.NoSuchCharge: _Answer(404, "not_found", "Cobrança não encontrada."),
    payments.NothingToCharge: _Answer(409, "nothing_to_charge", "Não há nada em aberto para cobrar."),
    payments.ChargeOver: _Answer(409, "charge_over", "A cobrança já foi paga ou retirada."),
    payments.PaymentTold: _Answer(409, "payment_known", "Este pagamento já foi registrado.", "reference"),
    payments.ProviderDown: _Answer(503, "provider_down", "O provedor de pagamento não respondeu."),
    payments.ProviderRefused: _Answer(409, "provider_refused", "O provedor de pagamento recusou a cobrança."),
    NoSuchNotice: _Answer(404, "not_found", "Mensagem não encontrada."),
    ContactNotConfirmed: _Answer(409, "contact_not_confirmed", "Confirme o contato com o cliente antes."),
    DeliveryRefused: _Answer(403, "forbidden", "Chamada recusada."),
    WebhookRefused: _Answer(403, "forbidden", "Chamada recusada."),
    contacting.NoSuchDebtor: _Answer(404, "not_found", "Devedor não encontrado."),
    contacting.NoSuchHold: _Answer(404, "not_found", "Restrição não encontrada."),
    contacting.NoPortfolio: _Answer(404, "not_found", "Carteira não encontrada."),
    strategy.SegmentInUse: _Answer(409, "segment_in_use", "Há política em vigor para este segmento: retire-a antes."),
    NoSuchPortfolio: _Answer(404, "not_found", "Carteira não encontrada."),
    dispositions.NoSuchDisposition: _Answer(404, "not_found", "Tabulação não encontrada."),
    strategy.NoSuchSegment: _Answer(404, "not_found", "Segmento não encontrado."),
    regua_steps.NoSuchStep: _Answer(404, "not_found", "Passo não encontrado."),
    regua_steps.StepOver: _Answer(409, "step_over", "Este passo não está mais por fazer hoje."),
    reporting.PortfolioNeeded: _Answer(422, "invalid_input", "Escolha a carteira do segmento.", "portfolio_id"),
    import_reports.NoSuchImport: _Answer(404, "not_found", "Importação não encontrada."),
    NoSuchCase: _Answer(404, "not_found", "Caso não encontrado."),
    case_decision.VerdictDoesNotFit: _Answer(
        422, "invalid_input", "Esta decisão não cabe neste tipo de caso.", "verdict"
    ),
    case_decision.CaseAlreadyDecided: _Answer(409, "case_decided", "Este caso já foi decidido."),
}

_EXPLAINED = (
    ContactPolicyRefused,
    ContactRefused,
    TemplateRefused,
    ExpressionRefused,
    ReguaRefused,
    DispositionTableRefused,
    DetailRefused,
    NoSuchRate,
    TableFileRefused,
)
"""Errors whose own words say what is wrong and where."""
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
    for root in (ServiceError, DomainError, AudioMissing, WebhookRefused, DeliveryRefused):
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
    if isinstance(error, _EXPLAINED):
        return _reply(_Answer(422, "invalid_input", _words(error), _field(error)))
    if isinstance(error, regua_steps.StepHeld):
        says = RULE_TEXTS[error.refused.rule].says
        return _reply(_Answer(409, "contact_refused", f"O contato não pode ser feito agora: {says}."))
    return _reply(_ANSWERS.get(type(error), _REFUSED))


def _field(error: Exception) -> str | None:
    """Of the form: a table's columns are none of its fields."""
    return "file" if isinstance(error, TableFileRefused) else getattr(error, "field", "") or None


def _words(error: ContactPolicyRefused | ContactRefused | TemplateRefused | Exception) -> str:
    """A file's error says where in the file."""
    return str(error) if isinstance(error, TemplateRefused) else str(getattr(error, "reason", error))


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
