"""What a debtor says of the call in their own words, after the marks; who hangs up there has said it all the same."""

from ivr_flows.plan import Branch, Go, HearOut, Steps, prompt


def comment_steps() -> Steps:
    """Entry: `comment`. Goes out to `farewell`."""
    return {
        "comment": HearOut(
            say=prompt("comment"),
            then=Branch(
                lambda talk: "nothing" if talk.comment is None else "spoken",
                {
                    "spoken": Go("farewell", note=("comment", "spoken")),
                    "nothing": Go("farewell", note=("comment", "silent")),
                },
            ),
        )
    }
