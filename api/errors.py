"""Refusals of the HTTP surface; `api.error_handlers` gives each its status.

The docstring is for the reader of the code, the message in pt-BR for the person at the screen.
"""


class ApiError(Exception):
    """Root of the api's own refusals."""

    code = "error"
    message = "Não foi possível atender ao pedido."
    field: str | None = None


class NotLoggedIn(ApiError):
    """No session, or one that is over."""

    code = "not_logged_in"
    message = "Entre com seu usuário e senha."


class Forbidden(ApiError):
    """Logged in, with a role that the route does not let in."""

    code = "forbidden"
    message = "Seu perfil não tem acesso a esta função."


class WrongOrigin(ApiError):
    """The request was started by a page of another site."""

    code = "wrong_origin"
    message = "O pedido veio de outro endereço e foi recusado."


class WrongCsrfToken(ApiError):
    """A write without the session's X-CSRF-Token."""

    code = "wrong_csrf_token"
    message = "A página está desatualizada. Recarregue e tente de novo."


class InvalidInput(ApiError):
    """A value that no schema could have refused by itself."""

    code = "invalid_input"

    def __init__(self, field: str, message: str) -> None:
        self.field = field
        self.message = message
        super().__init__(field)


class NotFound(ApiError):
    """What the path names does not exist."""

    code = "not_found"
    message = "Não encontrado."


class Stopping(ApiError):
    """The process is going down and starts nothing new."""

    code = "unavailable"
    message = "O sistema está reiniciando. Tente de novo em instantes."


class NoProvider(ApiError):
    """No payment provider is configured."""

    code = "no_payment_provider"
    message = "Nenhum provedor de pagamento está configurado."
