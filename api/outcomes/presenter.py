"""An outcome's view as the screen gets it."""

from api.labels import disposition_label
from api.outcomes.schemas import Outcome
from api.schemas import AgreementSummary
from domain.call.disposition import group_of
from services.outcomes import OutcomeView


def present_outcome(view: OutcomeView) -> Outcome:
    agreement = view.agreement
    return Outcome(
        attempt_id=view.attempt_id,
        at=view.at,
        campaign=view.campaign,
        debtor_first_name=view.debtor_first_name,
        phone_masked=view.phone_masked,
        disposition=view.disposition,
        label=view.own_label or disposition_label(view.disposition),
        own_label=view.own_label,
        group=group_of(view.disposition),
        hangup_cause=view.hangup_cause,
        talk_seconds=view.talk_seconds,
        agent=view.agent,
        agreement=AgreementSummary.model_validate(agreement) if agreement else None,
        recording=view.recording,
    )
