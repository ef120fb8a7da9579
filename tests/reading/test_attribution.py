"""Whose figure a claim is, and who says it: by name, by what points back, and by nobody where two may be meant."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.listings import load, load_sessions
from bot.reading import Claim, read_by_rules
from bot.story import compose

PUBLISHED = datetime(2026, 5, 14, 9, tzinfo=UTC)


def claims(text: str, title: str | None = None) -> list[Claim]:
    story = compose(id="s", title=title, body=text, published=PUBLISHED)
    return list(read_by_rules(story, load(), load_sessions()).claims)


def subjects(text: str, title: str | None = None) -> list[str | None]:
    return [c.subject for c in claims(text, title)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Xiaomi's revenue rose 8 percent to CNY112.5 billion in the first quarter.", ["Xiaomi"]),
        ("Revenue rose 8 percent to CNY112.5 billion in the first quarter.", [None]),
        ("Baidu met reporters in Beijing. Its revenue rose 8 percent to CNY32.5 billion.", ["Baidu"]),
        ("百度一季度营收为325亿元。归母净利润为81亿元。", ["百度", "百度"]),
    ],
)
def test_a_figure_is_of_whoever_is_named_with_it_or_was_the_only_one_before(
    text: str, expected: list[str | None]
) -> None:
    assert subjects(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Xiaomi and Baidu met reporters in Beijing. Its revenue rose 8 percent to CNY32.5 billion.",
        "Nvidia invested in Starcloud, which gave the startup Quandrix a valuation of $2.3 billion.",
        "Analysts at Morgan Stanley project AI revenue of $40.4 billion this year.",
        "Microsoft said its partner OpenAI had revenue of $13 billion.",
        "Microsoft backs OpenAI. Its revenue reached $13 billion.",
        "阿里巴巴发布财报。字节跳动称，公司营收为200亿元。",
        "腾讯投资京东。公司营收为200亿元。",
        "蔚来跌至第五，理想下跌39.7%至30731辆。",
        "小米、百度和腾讯分别售出39万台、37万台和26万台。",
        "JPMorgan said it expects oil demand to reach 104 million barrels a day by 2027.",
    ],
)
def test_nobody_is_named_where_two_fit_or_a_stranger_or_a_house_speaks(text: str) -> None:
    found = claims(text)
    assert found
    assert [c.subject for c in found] == [None] * len(found)


def test_of_two_clauses_each_has_its_own_company() -> None:
    text = "Geely sold 262,000 cars in April, while BYD sold 321,123 cars."
    assert subjects(text) == ["Geely", "BYD"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Output reached CNY900 million last year," Wei Zhanpeng, who runs the plant, said. It will reach CNY1.2 billion this year, Wei added.', "Wei Zhanpeng"),
        ("Pop Mart will open 40 stores abroad. The firm said its revenue reached CNY12.2 billion.", "Pop Mart International"),
        ("Pop Mart said its revenue reached CNY12.2 billion.", "Pop Mart International"),
        ("The ministry said orders rose 12 percent to USD61 billion.", None),
    ],
)  # fmt: skip
def test_a_speaker_is_who_the_story_called_so(text: str, expected: str | None) -> None:
    assert claims(text)[-1].speaker_resolved == expected
