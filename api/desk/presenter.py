"""The desk's view as the screen gets it."""

from api.desk.schemas import Call, Desk, DeskSession
from api.labels import menu_steps
from services.desk_view import CallView, DeskView


def present_desk(view: DeskView) -> Desk:
    return Desk(
        session=DeskSession.model_validate(view.session) if view.session else None,
        call=_call(view.call) if view.call else None,
        now=view.now,
    )


def _call(view: CallView) -> Call:
    shown = {name: getattr(view, name) for name in Call.model_fields if name != "menu"}
    return Call.model_validate({**shown, "menu": menu_steps(view.steps)})
