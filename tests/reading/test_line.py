"""A line about a move: its figures by code, why it happened in words of the sentence that says so."""

from __future__ import annotations

import pytest

from tests.reading.asked import answered, asked

ORDER = "Nvidia shares rose 3 percent to USD182.10 on Tuesday after it won an order for chips from Saudi Arabia."
TWO = "Alibaba shares rose 9 percent after it launched a model, while Tencent shares fell 2 percent as advertising slowed."
FRONTED = "As advertising slowed, Tencent shares fell 2 percent on Tuesday, while Alibaba shares rose 9 percent."
CHINESE = "阿里巴巴[9988.HK]周二收涨3.2%，报150港元，此前公司宣布将增加人工智能投资。"
CAUSED = "受监管部门放宽游戏审批影响，腾讯[0700.HK]周二收涨2.1%。"


SPENT = "Nvidia shares fell 13.6 percent on Tuesday following its report, which showed that it raised spending on artificial intelligence."
HOPES = "Nvidia shares rose 3 percent on Tuesday on hopes of lower rates."


def line(text: str, fact: int, reason: str, sentence: int = 0) -> str | None:
    """The line that comes of a reason; None where none does."""
    found = answered(asked(text), reasons=[{"fact": fact, "sentence": sentence, "text": reason}])
    assert bool(found.summary) is not bool(found.ungrounded)
    return found.summary[0].text if found.summary else None


@pytest.mark.parametrize(
    ("text", "fact", "reason", "told"),
    [
        (ORDER, 1, "after it won an order for chips from Saudi Arabia", "Nvidia rose 3 percent on Tuesday after it won an order for chips from Saudi Arabia."),
        (ORDER, 1, "it won an order for chips", "Nvidia rose 3 percent on Tuesday after it won an order for chips."),
        (ORDER, 1, " It won an order for chips. ", "Nvidia rose 3 percent on Tuesday after it won an order for chips."),
        (TWO, 1, "after it launched a model", "Alibaba rose 9 percent on Wednesday after it launched a model."),
        (TWO, 2, "as advertising slowed", "Tencent fell 2 percent on Wednesday as advertising slowed."),
        (HOPES, 1, "hopes of lower rates", "Nvidia rose 3 percent on Tuesday on hopes of lower rates."),
        (CHINESE, 1, "此前公司宣布将增加人工智能投资", "阿里巴巴周二收涨3.2%，此前公司宣布将增加人工智能投资。"),
        (CHINESE, 1, "公司宣布将增加人工智能投资", "阿里巴巴周二收涨3.2%，此前公司宣布将增加人工智能投资。"),
    ],
)  # fmt: skip
def test_the_figures_are_codes_and_the_reason_is_the_sentences(text: str, fact: int, reason: str, told: str) -> None:
    assert line(text, fact, reason) == told


@pytest.mark.parametrize(
    ("text", "fact", "reason"),
    [
        (ORDER, 1, "after a profit warning"),
        (ORDER, 1, "it won an order from China"),
        (ORDER, 1, "after it lost an order for chips"),
        (ORDER, 1, "after it won an order for 30,000 chips"),
        (ORDER, 1, "after it may win an order for chips"),
        (ORDER, 1, "as a great buy"),
        (ORDER, 1, "因获得芯片订单"),
        (ORDER, 1, "after it won an order for chips " + "and more of the same " * 8),
        (ORDER, 2, "after it won an order for chips"),
        (ORDER, 0, "after it won an order for chips"),
        (TWO, 1, "as advertising slowed"),
        (TWO, 2, "after it launched a model"),
        (FRONTED, 2, "as advertising slowed"),
        (CHINESE, 1, "公司宣布裁员"),
        (CHINESE, 1, "公司宣布将减少人工智能投资"),
        (CAUSED, 1, "受腾讯裁员影响"),
        (SPENT, 1, "on artificial intelligence"),
    ],
)  # fmt: skip
def test_another_reason_another_movements_reason_and_words_from_elsewhere_make_no_line(
    text: str, fact: int, reason: str
) -> None:
    assert line(text, fact, reason) is None


def test_a_sentence_that_was_not_asked_about_gives_no_reason() -> None:
    assert line(ORDER, 1, "after it won an order for chips", sentence=7) is None


def test_of_a_longer_time_and_of_points_no_line_is_made() -> None:
    assert (
        line(
            "Nvidia shares rose 3 percent this year after it won an order for chips.",
            1,
            "after it won an order for chips",
        )
        is None
    )
    assert (
        line(
            "The Hang Seng Index rose 120 points after the central bank cut its rate.",
            1,
            "after the central bank cut its rate",
        )
        is None
    )
