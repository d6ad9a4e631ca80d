"""What a debtor says of the call in their own words, after the marks; who hangs up there has said it all the same."""

from ivr_flows.plan import Branch, Go, HearOut, Steps, prompt
from ivr_flows.talk import Talk


def comment_steps() -> Steps:
    """Entry: `comment`. Goes out to `farewell`."""
    return {
        "comment": HearOut(
            say=prompt("comment"),
            then=Branch(
                _whether_anything,
                {
                    "spoken": Go("farewell", note=("comment", "spoken"), do=_keep),
                    "nothing": Go("farewell", note=("comment", "silent")),
                },
            ),
        )
    }


def _whether_anything(talk: Talk) -> str:
    return "nothing" if talk.heard is None or talk.heard.from_ms == talk.heard.until_ms else "spoken"


def _keep(talk: Talk) -> None:
    assert talk.heard is not None  # noqa: S101 - something was said
    talk.comment = (talk.heard.from_ms, talk.heard.until_ms)
