"""What a story says in one or two sentences: its own, short, without what papers print around a story."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.listings import load, load_sessions
from bot.reading import Extraction, read_by_rules
from bot.story import compose

PUBLISHED = datetime(2026, 9, 15, 20, tzinfo=UTC)
LEAD = (
    "Delta Air Lines cut its profit forecast on Tuesday, as holiday bookings fell short of what it had planned for."
)
MOVE = "Its shares dropped 4.1% to $52.30 in New York."
SHARES = "Delta Air Lines shares dropped 4.1% to $52.30 in New York."
FILLER = (
    "The airline flies to 300 places in 50 countries and has its main hub in Atlanta, where it was founded in 1925."
)


def read(body: str, title: str = "Delta Air Lines Cuts Its Forecast") -> Extraction:
    return read_by_rules(compose(id="x", title=title, body=body, published=PUBLISHED), load(), load_sessions())


def said(body: str, title: str = "Delta Air Lines Cuts Its Forecast") -> str:
    return " ".join(s.text for s in read(body, title).summary)


def test_two_sentences_that_say_what_happened_in_their_order() -> None:
    assert said(f"{LEAD} {SHARES} {FILLER}") == f"{LEAD} {SHARES}"


@pytest.mark.parametrize("count", [1, 5, 40])
def test_it_has_two_sentences_and_280_characters_at_most(count: int) -> None:
    summary = read(" ".join([LEAD, SHARES, FILLER] * count)).summary
    assert 1 <= len(summary) <= 2 and len(" ".join(s.text for s in summary)) <= 280


@pytest.mark.parametrize(
    "junk",
    [
        "Click here to read more about Delta Air Lines and its forecast.",
        "Sign up for our newsletter on Delta Air Lines, its forecast and its profit.",
        "Reporting by Ann Smith on Delta Air Lines, editing by Bob Jones.",
        "This article was first published on the Delta Air Lines forecast by our partner.",
        "Is the Delta Air Lines forecast a sign of what is to come for profit and bookings?",
        "It cut its profit forecast after Delta Air Lines saw bookings fall.",
        "Past performance of Delta Air Lines says nothing of its profit forecast.",
        "Disclaimer: the forecast of Delta Air Lines is no investment advice.",
        "Related: Delta Air Lines cuts its forecast for profit and bookings.",
    ],
)
def test_what_is_printed_around_a_story_stands_in_no_summary(junk: str) -> None:
    assert junk[:25] not in said(f"{junk}\n{LEAD} {SHARES}\n{junk}")


@pytest.mark.parametrize(
    "before",
    ["ATLANTA (AP) — ", "NEW YORK – ", "[SINGAPORE] ", "Investing.com - ", "03:57 PM EDT, 09/15/2026 (MT Newswires) -- ", "However, ", "ATLANTA, GA / ACCESS Newswire / September 15, 2026 / "],
)  # fmt: skip
def test_what_stands_before_a_sentence_is_cut_off(before: str) -> None:
    assert said(f"{before}{LEAD} {FILLER}").startswith(LEAD)


def test_a_sentence_that_begins_with_a_pronoun_waits_for_one_that_says_who() -> None:
    assert MOVE not in said(f"{LEAD} {MOVE} {FILLER}")


def test_the_price_move_of_the_title_stands_in_it() -> None:
    body = f"{LEAD} {FILLER} The forecast is the third that it has cut since spring. {SHARES}"
    assert "4.1%" in said(body, "Delta Air Lines Drops 4.1% After It Cuts Its Forecast")


@pytest.mark.parametrize(
    "junk",
    ["点击阅读原文，了解国泰航空下调盈利预期的更多详情。", "本文不构成投资建议，国泰航空盈利预期仅供参考。", "（责任编辑：张三）国泰航空下调盈利预期。", "此举令国泰航空的盈利预期备受关注。", "国泰航空下调盈利预期意味着什么？"],
)  # fmt: skip
def test_the_same_in_chinese(junk: str) -> None:
    lead = "国泰航空周二下调全年盈利预期，称假日订座不及预期。"
    move = "国泰航空股价当日收跌4.1%，报10.82港元。"
    shown = said(f"{junk}\n{lead}{move}\n{junk}", "国泰航空下调盈利预期")
    assert junk[:6] not in shown and "4.1%" in shown and "下调全年盈利预期" in shown


def test_every_sentence_quotes_the_words_that_bear_it_out() -> None:
    found = read(f"ATLANTA (AP) — {LEAD} {SHARES} {FILLER}")
    for sentence in found.summary:
        (quote,) = sentence.quotes
        assert found.story.text[quote.start : quote.end] == quote.text and sentence.text in quote.text


def test_a_story_of_notices_alone_has_none() -> None:
    assert said("Click here to subscribe to our newsletter. Read more on our website today.", "Delta") == ""
