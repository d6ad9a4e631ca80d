import pytest

from domain.reporting.survey import NoSuchMark, NoSuchStretch, SpokenComment, SurveyAnswer


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


def test_a_comment_is_a_stretch_of_the_recording() -> None:
    said = SpokenComment(0, 30_000)
    assert (said.from_ms, said.until_ms) == (0, 30_000)


@pytest.mark.parametrize(("from_ms", "until_ms"), [(-1, 5), (5, 5), (6, 5)])
def test_a_comment_that_ends_before_it_begins_is_none(from_ms: int, until_ms: int) -> None:
    with pytest.raises(NoSuchStretch):
        SpokenComment(from_ms, until_ms)
