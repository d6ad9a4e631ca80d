"""Recordings' views as the screens get them."""

from typing import Any

from api.labels import disposition_label, menu_steps
from api.recordings.schemas import Recording, RecordingItem
from domain.call.disposition import group_of
from services.recordings import RecordingDetail, RecordingView

_DERIVED = {"label", "group"}


def present_item(view: RecordingView) -> RecordingItem:
    return RecordingItem.model_validate(_item(view))


def present_recording(detail: RecordingDetail) -> Recording:
    return Recording.model_validate(
        {
            **_item(detail.summary),
            "size_bytes": detail.size_bytes,
            "sha256": detail.sha256,
            "note": detail.note,
            "talk_seconds": detail.talk_seconds,
            "menu": menu_steps(detail.steps),
            "agreement": detail.agreement,
            "survey": detail.survey,
            "remarks": detail.comments,
            "reviews": detail.reviews,
            "my_score": detail.my_score,
            "listens": detail.listens,
        }
    )


def _item(view: RecordingView) -> dict[str, Any]:
    shown = {name: getattr(view, name) for name in RecordingItem.model_fields if name not in _DERIVED}
    disposition = view.disposition
    return {
        **shown,
        "label": view.own_label or disposition_label(disposition),
        "group": group_of(disposition) if disposition else None,
    }
