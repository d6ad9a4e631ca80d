import pytest

from domain.reporting.survey import NoSuchMark, SurveyAnswer


@pytest.mark.parametrize("answer", [(1, None), (5, None), (None, 0), (None, 10), (3, 7), (None, None)])
def test_a_mark_on_its_scale_is_an_answer(answer: tuple[int | None, int | None]) -> None:
    satisfaction, recommendation = answer
    kept = SurveyAnswer(satisfaction=satisfaction, recommendation=recommendation)
    assert (kept.satisfaction, kept.recommendation) == answer


@pytest.mark.parametrize(
    ("question", "mark"), [("satisfaction", 0), ("satisfaction", 6), ("recommendation", -1), ("recommendation", 11)]
)
def test_a_mark_off_its_scale_is_none(question: str, mark: int) -> None:
    with pytest.raises(NoSuchMark) as refused:
        SurveyAnswer(**{question: mark})
    assert (refused.value.question, refused.value.mark) == (question, mark)
