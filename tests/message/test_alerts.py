"""An alert as a person reads it, whatever its story says, and whatever hostile words it is made of."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.listings import Company, load
from bot.message import Message
from bot.message import figures as f
from bot.message.alerts import (
    alert,
    corrected_line,
    correction_message,
    rule_words,
    sources_line,
    with_note,
    with_sources,
    withdrawn_line,
    withdrawn_message,
)
from bot.message.markup import plain
from bot.reading import Amount, PriceMove
from bot.story import Story
from bot.watch import Rule
from tests.loopback.telegram_html import Parsed, parse
from tests.made import company, move, quote, story

HOSTILE = [
    "<b>",
    "</b></blockquote>",
    "a < b & c > d",
    "&lt;script&gt;",
    '" onclick="x',
    "<a href='http://evil'>x</a>",
    "line\nbreak",
    "\u202eright to left",
    "😀👨‍👩‍👧‍👦🇨🇳",
    "阿里巴巴" * 30,
    "x" * 3000,
    "word " * 2000,
    "&" * 2000,
    "\u200b",
    "",
    "\x00\x07",
]
URLS = [
    'https://example.org/?a=1&b=<2>&c="x"\'',
    "http://exa mple.org/",
    "javascript:alert(1)",
    "tg://user?id=1",
    "HTTPS://EXAMPLE.ORG",
    "https://例え.jp/新闻",
    "https://example.org/" + "x" * 5000,
    "https://example.org/" + "x" * 40_000,
    "https://",
    "",
    "/relative",
    "https://user:pass@example.org/",
    "https://example.org/\n<b>",
]
_WORDS = st.one_of(st.sampled_from([h for h in HOSTILE if len(h) < 200]), st.text(max_size=60))


def made(
    *moves: PriceMove,
    told: Story | None = None,
    who: Company | None = None,
    language: str = "en",
    zone: str = "UTC",
    red_is_up: bool = False,
) -> Message:
    return alert(
        5, "alert:1", moves or (move(),), told or story(), who or company(),
        language=language, zone=zone, red_is_up=red_is_up,
    )  # fmt: skip


def read(message: Message) -> Parsed:
    """As Telegram reads it; fails where Telegram would refuse it."""
    found = parse(message.html)
    assert found.text.strip()
    assert len(found.text) <= 4096
    assert len(message.html.encode()) <= 32_768
    for row in message.buttons:
        for button in row:
            assert button.data is None or len(button.data.encode()) <= 64
    return found


def test_an_alert_reads_like_this() -> None:
    told = move("9.2", price=Decimal("174.00"), currency="HKD", converted=Amount(Decimal("22.38"), "USD"))
    assert read(made(told)).text == (
        "🟢 ▲ Alibaba Group Holding 9988.HK  +9.2%\n"
        "HKD174.00 (USD22.38) · close Wed 24 Sept · Hong Kong\n"
        "Alibaba Jumps\n"
        "Alibaba's stock closed 9.2 percent higher at HKD174.00 (USD22.38).\n"
        "Yicai Global · 24 Sept, 12:00 UTC · Read the story"
    )


def test_a_metal_is_traded_on_no_stock_exchange() -> None:
    gold = load().of_symbol("GC=F")
    assert gold is not None
    told = replace(move("1.4"), company="Gold", listing=gold.listings[0])
    assert "Stock Exchange" not in read(made(told, who=gold)).text


def test_the_reason_stands_out_in_the_quote_that_holds_it() -> None:
    words = "Alibaba's stock closed 9.2 percent higher after it showed a new model."
    told = replace(move("9.2"), quote=quote(words), reason=quote("after it showed a new model"))
    message = made(told)
    assert "Alibaba Jumps" not in read(message).text
    assert (
        "<blockquote>Alibaba's stock closed 9.2 percent higher <b>after it showed a new model</b>.</blockquote>"
        in message.html
    )


def test_a_reason_from_elsewhere_in_the_story_stands_before_the_quote() -> None:
    told = replace(move("9.2"), reason=quote("after it showed a new model & more"))
    shown = read(made(told)).text.split("\n")
    assert shown[2] == "after it showed a new model & more" and shown[3].startswith("Alibaba's stock closed")


def test_a_reason_of_the_title_is_shown_as_the_whole_title() -> None:
    told = replace(move("9.2"), reason=quote("Jumps"))
    assert read(made(told)).text.split("\n")[2] == "Alibaba Jumps"


def test_a_title_that_the_quote_says_again_is_not_said_twice() -> None:
    told = replace(move("9.2"), quote=quote("Alibaba Jumps"))
    assert read(made(told)).text.count("Alibaba Jumps") == 1


def test_an_alert_in_chinese_reads_like_this() -> None:
    shown = read(made(language="zh", zone="Asia/Shanghai", red_is_up=True)).text
    assert shown.startswith("🔴 ▲ 阿里巴巴 9988.HK  +9.2%\n收盘 9月24日周三")
    assert "9月24日 20:00" in shown
    assert shown.endswith("阅读原文")


@pytest.mark.parametrize(
    ("direction", "red_is_up", "sign"),
    [("up", True, "🔴 ▲"), ("down", True, "🟢 ▼"), ("up", False, "🟢 ▲"), ("down", False, "🔴 ▼"), ("flat", True, "⚪ ▬"), ("flat", False, "⚪ ▬")],
)  # fmt: skip
def test_red_is_up_for_those_who_want_it_so(direction: str, red_is_up: bool, sign: str) -> None:
    size = {"up": "1.5", "down": "-1.5", "flat": "0"}[direction]
    assert read(made(move(size), red_is_up=red_is_up)).text.startswith(sign)


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("9.2", "+9.2%"), ("9.20", "+9.20%"), ("-0.7", "−0.7%"), ("10", "+10%"), ("1E+1", "+10%"), ("-100", "−100%"), ("0.0", "0.0%"), ("1234.5", "+1234.5%"), ("0.05", "+0.05%")],
)  # fmt: skip
def test_a_percentage_stands_as_printed_with_its_sign(printed: str, shown: str) -> None:
    assert f.percent(Decimal(printed)) == shown


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("174.00", "174.00"), ("26009", "26,009"), ("26009.10", "26,009.10"), ("0.62", "0.62"), ("380000000000", "380,000,000,000"), ("3.8E+11", "380,000,000,000"), ("7", "7")],
)  # fmt: skip
def test_a_figure_stands_as_printed(printed: str, shown: str) -> None:
    assert f.number(Decimal(printed)) == shown


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"percent": Decimal("-3.1"), "direction": "down"}, "−3.1%"),
        ({"percent": None, "percent_range": (Decimal(3), Decimal("5.0"))}, "+3–5.0%"),
        ({"percent": None, "percent_range": (Decimal(-5), Decimal(-3)), "direction": "down"}, "−3–5%"),
        ({"percent": None, "change": Amount(Decimal(121), "points")}, "+121 points"),
        ({"percent": None, "change": Amount(Decimal("-0.62"), "USD"), "direction": "down"}, "−USD0.62"),
        ({"percent": None, "qualifier": "more than doubled"}, "more than doubled"),
        ({"percent": None, "price": Decimal(84), "qualifier": "just over"}, "→ just over"),
        ({"percent": None, "price": Decimal(84)}, "→"),
        ({"percent": None, "price": Decimal(84), "direction": "flat"}, "flat"),
        ({"percent": None}, "→"),
    ],
)
def test_a_size_in_every_form(changes: dict[str, Any], shown: str) -> None:
    assert f.size(replace(move("1"), **changes)) == shown


def test_points_are_said_in_the_readers_language() -> None:
    told = move(None, change=Amount(Decimal(121), "points"), direction="up")
    assert "points" not in read(made(told, language="zh")).text


def test_a_correction_answers_with_what_changed_who_says_so_and_the_words_that_say_it_now() -> None:
    note = corrected_line("9988.HK", "+9.2%", "+8.2%", "Yicai", "14:05", "en")
    message = correction_message(
        5, "k", [note], "Alibaba", ["Alibaba closed 8.2 percent higher."], story(), "en", "UTC"
    )
    assert read(message).text.split("\n")[:3] == [
        "✏️ Correction: Alibaba",
        "9988.HK was +9.2%, now +8.2%, corrected by Yicai 14:05",
        "Alibaba closed 8.2 percent higher.",
    ]


def test_the_note_of_a_correction_stands_before_the_other_sources() -> None:
    html = with_sources(made(move("8.2")).html, sources_line([("HKEJ", None)], "en"))
    lines = plain(with_note(html, ["9988.HK was +9.2%"])).split("\n")
    assert lines[-2:] == ["✏️ 9988.HK was +9.2%", "➕ 1 more source: HKEJ"]
    assert with_note(html, []) == html


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_words_in_a_correction_are_only_words(words: str, language: str) -> None:
    notes = [corrected_line(words, words, words, words, words, language), withdrawn_line(words, words, language)]
    told = story(title=words or "x", source=words or None, url=f"https://example.org/?{words}")
    answers = (
        correction_message(5, "k", notes, words, [words], told, language, "UTC"),
        withdrawn_message(5, "k", notes[1], words, [words], language),
    )
    for message in answers:
        assert {e.type for e in read(message).entities} <= {
            "bold",
            "blockquote",
            "expandable_blockquote",
            "date_time",
            "text_link",
            "italic",
        }


def test_one_quote_is_shown_once_and_a_long_one_is_cut() -> None:
    words = quote("It said. " * 100)
    shown = read(made(move("1", quote=words), move("2", quote=words))).text
    assert shown.count("It said. It said.") < 40
    assert "…" in shown


@pytest.mark.parametrize("words", HOSTILE)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_hostile_words_in_any_place_are_only_words(words: str, language: str) -> None:
    hostile = move(
        "9.2", None, instrument=words, company=words or None, qualifier=words, period=words, scope="longer", at=None, currency=words,
        price=Decimal(1), converted=Amount(Decimal(1), words), quote=quote(words),
    )  # fmt: skip
    told = story(title=words or "x", source=words or None, url=f"https://example.org/?{words}")
    message = alert(5, "k", (hostile,), told, None, language=language, zone="UTC", red_is_up=False)
    found = read(message)
    assert {e.type for e in found.entities} <= {
        "bold",
        "blockquote",
        "expandable_blockquote",
        "date_time",
        "text_link",
        "italic",
    }


@pytest.mark.parametrize("url", URLS)
def test_a_hostile_link_is_a_link_to_the_web_or_none(url: str) -> None:
    found = read(made(told=story(url=url)))
    for entity in found.entities:
        if entity.type == "text_link":
            assert entity.url is not None
            assert entity.url.lower().startswith(("http://", "https://"))


def test_a_story_without_source_date_or_link_still_says_where_it_is_from() -> None:
    bare = story(title="A title " * 400, url=None, source=None, published=None)
    assert "A title" in read(made(told=bare)).text


def test_many_moves_of_one_instrument_make_a_message_that_telegram_takes() -> None:
    moves = tuple(move(f"{n}.5", quote=quote(f"Sentence no. {n} says so. " * 12)) for n in range(30))
    assert "+0.5%" in read(made(*moves)).text


@settings(max_examples=60, deadline=None)
@given(_WORDS, _WORDS, _WORDS, _WORDS, st.sampled_from(["en", "zh"]))
def test_no_words_break_an_alert(name: str, source: str, title: str, said: str, language: str) -> None:
    who = replace(company(), name=name, aliases=(said,))
    read(
        made(
            move(quote=quote(said)),
            told=story(title=title, source=source, url=f"https://example.org/{title}"),
            who=who,
            language=language,
        )
    )


@pytest.mark.parametrize(
    ("rule", "en", "zh"),
    [
        (Rule(Decimal(3), Decimal(3), True), "4% or more, up or down", "涨跌4%及以上"),
        (Rule(Decimal("5.0"), Decimal(5)), "5% or more, up or down", "涨跌5%及以上"),
        (Rule(Decimal(0), Decimal(0)), "any size", "任意幅度"),
        (Rule(Decimal("2.5"), None), "2.5% or more up", "上涨2.5%及以上"),
        (Rule(None, Decimal(10)), "10% or more down", "下跌10%及以上"),
        (Rule(Decimal(1), Decimal(20)), "1% or more up, 20% or more down", "上涨1%或下跌20%及以上"),
    ],
)
def test_a_rule_in_words(rule: Rule, en: str, zh: str) -> None:
    assert rule_words(rule, "en", Decimal(4)) == en
    assert rule_words(rule, "zh", Decimal(4)) == zh


def test_days_and_moments_are_told_in_the_readers_zone_and_language() -> None:
    at = datetime(2025, 9, 24, 22, 30, tzinfo=UTC)
    assert f.moment(at, "Asia/Shanghai", "zh") == "9月25日 06:30"
    assert f.moment(at, "America/New_York", "en").endswith("18:30")
    assert f.day(date(2025, 9, 24), "zh") == "9月24日周三"


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Shares rose\n9.2 percent \n after a deal.", "Shares rose 9.2 percent after a deal."),
        ("阿里巴巴股价上涨\n9.2%，因为\n公司宣布回购。", "阿里巴巴股价上涨 9.2%，因为公司宣布回购。"),
        ("股价上涨，\n　市场欢迎。\n", "股价上涨，市场欢迎。"),
    ],
)
def test_a_quote_has_no_line_breaks_of_a_page(printed: str, shown: str) -> None:
    found = read(made(replace(move("9.2"), quote=quote(printed))))
    assert [found.of(e) for e in found.entities if e.type == "blockquote"] == [shown]


@pytest.mark.parametrize(("length", "folded"), [(200, False), (201, True)])
def test_a_quote_of_more_than_two_hundred_characters_is_folded(length: int, folded: bool) -> None:
    words = ("It rose 9.2 percent and more. " * 10)[: length - 1] + "."
    kinds = {e.type for e in read(made(replace(move("9.2"), quote=quote(words)))).entities}
    assert ("expandable_blockquote" in kinds, "blockquote" in kinds) == (folded, not folded)


def test_the_time_of_a_story_is_one_that_a_phone_can_show_by_its_own_clock() -> None:
    found = read(made(move()))
    shown = next(e for e in found.entities if e.type == "date_time")
    assert found.of(shown) == "24 Sept, 12:00 UTC" and shown.unix_time == 1758715200
