"""The desk's view as the screen gets it."""

from api.desk.schemas import Call, Desk, DeskSession, Dispose
from api.labels import menu_steps
from api.schemas import DispositionChoice
from domain.call.disposition_details import DispositionDetails
from services.desk_view import CallView, DeskView
from services.disposing import Outcome


def present_desk(view: DeskView) -> Desk:
    return Desk(
        session=DeskSession.model_validate(view.session) if view.session else None,
        call=_call(view.call) if view.call else None,
        now=view.now,
    )


def present_choice(outcome: Outcome) -> DispositionChoice:
    rule = outcome.rule
    return DispositionChoice(
        code=outcome.code,
        base=outcome.disposition,
        label=rule.label,
        group=rule.group,
        next_step=rule.next_step,
        required=list(rule.required),
    )


def present_details(body: Dispose) -> DispositionDetails:
    return DispositionDetails(
        promise_date=body.promise_date,
        promise_cents=body.promise_cents,
        callback_from=body.callback_from,
        callback_until=body.callback_until,
        note=body.note,
    )


def _call(view: CallView) -> Call:
    shown = {name: getattr(view, name) for name in Call.model_fields if name != "menu"}
    return Call.model_validate({**shown, "menu": menu_steps(view.steps)})
