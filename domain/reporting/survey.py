"""What a debtor answers about the call, and says about it."""

from dataclasses import dataclass

from domain.errors import DomainError

SATISFACTION = range(1, 6)
"""CSAT: "De um a cinco, qual sua satisfação com este atendimento?"."""
RECOMMENDATION = range(11)
"""NPS: "De zero a dez, quanto recomendaria …?"."""


class NoSuchMark(DomainError):
    """A mark outside of its scale; `question` names the scale."""

    def __init__(self, question: str, mark: int) -> None:
        self.question = question
        self.mark = mark
        super().__init__(f"{question}: {mark} is not on the scale")


class NoSuchStretch(DomainError):
    """A comment that ends before it begins, or begins before the recording."""


@dataclass(frozen=True, slots=True)
class SpokenComment:
    """Where in the call's recording the debtor speaks, in milliseconds. Raises NoSuchStretch."""

    from_ms: int
    until_ms: int

    def __post_init__(self) -> None:
        if not 0 <= self.from_ms < self.until_ms:
            raise NoSuchStretch(f"from {self.from_ms} until {self.until_ms} ms")


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyAnswer:
    """None: not asked, or not answered. Raises NoSuchMark."""

    satisfaction: int | None = None
    recommendation: int | None = None

    def __post_init__(self) -> None:
        if self.satisfaction is not None and self.satisfaction not in SATISFACTION:
            raise NoSuchMark("satisfaction", self.satisfaction)
        if self.recommendation is not None and self.recommendation not in RECOMMENDATION:
            raise NoSuchMark("recommendation", self.recommendation)
