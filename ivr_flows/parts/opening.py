"""Who is it that answers: greeting, recording notice, the right person, a third party, a wrong number.

Whatever is said here may be heard by anybody.
"""

from domain.call.disposition import Disposition
from ivr_flows import wording
from ivr_flows.contract import UnlinkNumber
from ivr_flows.parts.leaving import person_choice
from ivr_flows.plan import Ask, Choice, Commit, Decide, Go, Steps, Tell, prompt


def opening_steps(*, confirmed: str) -> Steps:
    """Entry: `greeting`, or `right_party` for who comes back. The right person goes on to `confirmed`."""
    return {
        "greeting": Tell(say=wording.greeting, then=Go("right_party")),
        "right_party": Ask(
            say=wording.right_party,
            help=wording.right_party_help,
            choices=(
                Choice("1", Go(confirmed, note=("right_party", "yes"))),
                Choice("2", Go("third_party", note=("third_party", "message"), verdict=Disposition.RECADO_TERCEIRO)),
                Choice("3", Go("wrong_number", note=("wrong_number", "unlinked"), verdict=Disposition.NAO_CONHECE)),
                person_choice("9"),
            ),
            repeat_key="0",
        ),
        "third_party": Decide(way=Go("farewell", lead=wording.third_party)),
        "wrong_number": Commit(request=lambda _: UnlinkNumber(), done=Go("protocol", lead=prompt("wrong_number"))),
    }
