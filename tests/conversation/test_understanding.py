"""What people want who type this; and what is done, asked and taken back."""

from __future__ import annotations

import json
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.conversation.grammar import understand, wishes_of
from bot.conversation.grammar.zones import zone_named
from bot.ports import Incoming
from bot.watch import Rule
from tests.conversation.talk import NOW, Talk, started
from tests.conversation.utterances import ROWS, is_right, read, table

READ = [row for row in ROWS if not row.get("missed")]
MISSED = [row for row in ROWS if row.get("missed")]


@pytest.mark.parametrize("row", READ, ids=lambda row: row["text"])
def test_a_line_is_understood_as_it_was_meant(row: dict[str, object]) -> None:
    assert is_right(row), read(row)


@pytest.mark.parametrize("row", MISSED, ids=lambda row: row["text"])
def test_a_line_that_is_not_understood_changes_nothing(row: dict[str, object]) -> None:
    assert not read(row)[0].changes


@pytest.mark.parametrize(
    "text", ["", "   ", "?", "!!!", "👍", "\u202e", "a" * 5000, "％％％", "/", "5%", "%", "$", "啊" * 600]
)
def test_what_says_nothing_changes_nothing(text: str) -> None:
    assert not understand(text, table()).changes


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("香港", "Asia/Hong_Kong"), ("Beijing", "Asia/Shanghai"), ("HKT", "Asia/Hong_Kong"), ("UTC+8", "Etc/GMT-8"), ("GMT+8", "Etc/GMT-8"),
        ("GMT-5", "Etc/GMT+5"), ("EST", "America/New_York"), ("utc+5:30", "Asia/Kolkata"), ("紐約", "America/New_York"), ("Europe/Paris", "Europe/Paris"),
        ("台北", "Asia/Taipei"), ("new york", "America/New_York"), ("utc", "UTC"), ("+8", "Etc/GMT-8"),
    ],
)  # fmt: skip
def test_a_zone_is_known_by_what_people_call_it(text: str, zone: str) -> None:
    assert zone_named(text) == zone


@pytest.mark.parametrize("text", ["atlantis", "utc+25", "", "8", "gmt+5:17"])
def test_what_is_no_zone_is_none(text: str) -> None:
    assert zone_named(text) is None


def test_an_offset_is_shown_as_people_write_it() -> None:
    talk = started()
    assert "UTC+8" in talk.type("GMT+8")[0]
    assert talk.settings.zone == "Etc/GMT-8"


# --- what is done --------------------------------------------------------------------------------------------------------


def watching(*names: str, language: str = "en") -> Talk:
    talk = started(language=language)
    for name in names:
        talk.type(f"/watch {name}")
    return talk


def test_a_polite_word_is_nobody() -> None:
    talk = started()
    talk.type("Watch Walmart pls")
    assert talk.targets == {"WMT"}


@pytest.mark.parametrize(
    ("line", "symbol", "rise", "fall"),
    [
        ("/alert S&P 500 2%", "^GSPC", 2, 2),
        ("Nikkei 225 2%", "^N225", 2, 2),
        ("/alert alibaba down 5%", "9988.HK", None, 5),
        ("/alert 特斯拉 跌5%", "TSLA", None, 5),
        ("/watch TSLA 5%", "TSLA", 5, 5),
        ("特斯拉涨5%提醒", "TSLA", 5, None),
        ("tell me when tesla drops more than 5 percent", "TSLA", None, 5),
        ("騰訊升三個巴仙話我知", "0700.HK", 3, None),
    ],
)
def test_a_threshold_that_was_typed_is_set(line: str, symbol: str, rise: int | None, fall: int | None) -> None:
    talk = started()
    talk.type(line)
    wanted = Rule(Decimal(rise) if rise else None, Decimal(fall) if fall else None)
    assert talk.rule(symbol) == wanted


@pytest.mark.parametrize(
    ("line", "kind", "condition", "target"),
    [
        ("/alert tesla $200", "price", "cross 200 USD", "TSLA"),
        ("ping me if btc goes over 100k", "price", "above 100000", "BTC-USD"),
        ("港交所跌穿300蚊嗌我", "price", "below 300", "0388.HK"),
        ("let me know when gold makes a new high", "record", "high", "GC=F"),
        ("宁德时代减持的消息要提醒", "words", '"减持"', "300750.SZ"),
    ],
)
def test_a_rule_is_set_in_plain_words(line: str, kind: str, condition: str, target: str) -> None:
    talk = started()
    assert talk.type(line)[0].startswith(("Set:", "已设置"))
    (rule,) = talk.store.rules_of(talk.chat)
    assert (rule.kind, rule.target.key) == (kind, target)
    assert rule.condition.split()[:2] == condition.split()[:2]


def test_two_levels_are_two_rules() -> None:
    talk = started()
    talk.type("tell me when nvidia is below 150 or above 200")
    assert {r.condition for r in talk.store.rules_of(talk.chat)} == {"above 200", "below 150"}


def test_bounds_are_kept_in_plain_words() -> None:
    talk = started()
    talk.type("alert me if btc hits 100k once")
    (rule,) = talk.store.rules_of(talk.chat)
    assert rule.once


def test_a_size_that_no_move_has_is_told() -> None:
    talk = started()
    assert "500%" in talk.type("tell me if tesla drops 500%")[0]
    assert not talk.targets


def test_an_alert_without_a_size_is_asked_about_and_the_answer_is_set() -> None:
    talk = started()
    assert "from which move on" in talk.type("alert me about tesla")[0]
    assert not talk.targets
    talk.press_shown("5%")
    assert talk.rule("TSLA") == Rule(Decimal(5), Decimal(5))


def test_names_in_a_row_are_watched_in_one_message_though_one_is_misspelt() -> None:
    talk = started()
    answers = talk.type("Tesla, Nvidai and AMD")
    assert len(answers) == 1 and talk.targets == {"TSLA", "NVDA", "AMD"}


def test_all_means_all_and_is_asked_before() -> None:
    talk = watching("tesla", "nvidia", "alibaba")
    assert "Stop watching all 3?" in talk.type("/unwatch all")[0]
    assert len(talk.targets) == 3
    talk.type("yes")
    assert talk.targets == set()
    talk.type("undo")
    assert talk.targets == {"TSLA", "NVDA", "9988.HK"}


def test_an_old_yes_does_nothing_after_a_no() -> None:
    talk = watching("tesla", "nvidia")
    talk.type("remove everything")
    yes = next(b.data for b in talk.buttons if b.text.startswith("Yes"))
    talk.press_shown("No")
    talk.press(yes or "")
    assert talk.targets == {"TSLA", "NVDA"} and talk.outcome.toast


def test_an_old_yes_delete_all_deletes_nothing_after_no() -> None:
    talk = watching("tesla")
    talk.type("/forget")
    talk.press_shown("No, keep it")
    talk.press("forget:yes")
    assert talk.targets == {"TSLA"}
    talk.type("/forget")
    talk.type("/list")
    talk.press("forget:yes")
    assert talk.targets == {"TSLA"}


def test_all_but_some_are_let_go_after_a_yes() -> None:
    talk = watching("tesla", "nvidia", "alibaba")
    talk.type("get rid of everything except nvidia")
    assert len(talk.targets) == 3
    talk.press(next(b.data for b in talk.buttons if b.text.startswith("Yes")) or "")
    assert talk.targets == {"NVDA"}


def test_everything_at_one_threshold_is_nobody_called_so() -> None:
    talk = watching("tesla", "nvidia")
    talk.type("/alert all 5%")
    assert talk.targets == {"TSLA", "NVDA"}
    assert talk.rule("TSLA").rise == talk.rule("NVDA").fall == 5
    talk.type("/undo")
    assert talk.rule("TSLA").rise == 3 and talk.rule("TSLA").standard


def test_an_alert_is_taken_away_in_plain_words() -> None:
    talk = watching("tesla")
    talk.type("/alert tesla 7%")
    talk.type("/alert tesla above $500")
    talk.type("no more tesla alerts")
    assert talk.store.rules_of(talk.chat) == () and talk.rule("TSLA").standard
    talk.type("undo")
    assert len(talk.store.rules_of(talk.chat)) == 1 and talk.rule("TSLA").rise == 7


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("mute Tesla 2h", 2),
        ("mute tesla for 3 days", 72),
        ("特斯拉静音两小时", 2),
        ("mute tesla until 5pm", 4),
        ("shut up about tesla until friday", 35),
    ],
)
def test_one_is_muted_as_long_as_was_said(line: str, hours: int) -> None:
    talk = watching("tesla")
    talk.type("/zone London")
    talk.type(line)
    assert talk.watch("TSLA").muted_until == NOW + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("line", "hours"),
    [
        ("pause", 24),
        ("stop everything for 3 hours", 3),
        ("暂停两天", 48),
        ("pause till 5pm", 4),
        ("别发了 到周五", 35),
    ],
)
def test_all_is_paused_as_long_as_was_said(line: str, hours: int) -> None:
    talk = watching("tesla")
    talk.type("/zone London")
    talk.type(line)
    assert talk.settings.paused_until == NOW + timedelta(hours=hours)
    talk.type("resume")
    assert talk.settings.paused_until is None


def test_quiet_hours_of_some_days_are_those_of_these_days_alone() -> None:
    talk = started()
    assert "Quiet: 09:00–17:00 on weekdays" in talk.type("no pings 9 to 5 on weekdays")[0]
    quiet = talk.settings.quiet
    assert quiet is not None and quiet.hours == "09:00–17:00" and quiet.on == {0, 1, 2, 3, 4} and not quiet.days
    talk.type("no pings 10pm to 6am")
    quiet = talk.settings.quiet
    assert quiet is not None and quiet.on == frozenset(range(7))


@pytest.mark.parametrize(
    ("line", "market"),
    [
        ("/quiet hk holidays", "XHKG"), ("/quiet shanghai holidays", "XSHG"), ("/quiet new york holidays", "XNYS"), ("/quiet japan's holidays", "XTKS"), ("/quiet us holidays", "XNYS"), ("tell me only on trading days", "XHKG"), ("/quiet 港股休市日", "XHKG"),
        ("只在交易日提醒我", "XHKG"), ("/quiet 23:00-07:00 and us holidays", "XNYS"), ("美股休市日别打扰我", "XNYS"),
    ],
)  # fmt: skip
def test_days_on_which_a_market_is_closed_may_be_quiet(line: str, market: str) -> None:
    talk = started()
    talk.type("/zone Hong Kong")
    talk.type(line)
    quiet = talk.settings.quiet
    assert quiet is not None and quiet.market == market


def test_of_which_market_is_asked_where_nobody_can_know() -> None:
    talk = started()
    assert "Of which market?" in talk.type("/quiet trading days only")[0]
    assert talk.settings.quiet is None


def hours_of(talk: Talk) -> str:
    quiet = talk.settings.quiet
    return quiet.hours if quiet is not None else ""


def test_hours_alone_are_asked_about() -> None:
    talk = started()
    talk.type("07:00 and 17:00")
    assert not talk.settings.digests and talk.settings.quiet is None
    talk.press_shown("My digest then")
    assert len(talk.settings.digests) == 2


@pytest.mark.parametrize(
    ("line", "times"),
    [
        ("digest at 8", ["08:00"]),
        ("daily summary at 7am and 5pm", ["07:00", "17:00"]),
        ("每天早上八点发摘要", ["08:00"]),
        ("move my digest to half past six", ["06:30"]),
    ],
)
def test_a_digest_comes_when_it_was_said(line: str, times: list[str]) -> None:
    talk = started()
    talk.type(line)
    assert [f"{s.hour:%H:%M}" for s in talk.settings.digests if s.hour] == times


def test_languages_are_changed_in_either() -> None:
    talk = started()
    talk.type("用中文")
    assert talk.settings.language == "zh"
    talk.type("english pls")
    assert talk.settings.language == "en"


@pytest.mark.parametrize(
    "line",
    [
        "dont watch tesla i was kidding",
        "should i watch nvidia?",
        "what happens if i pause",
        "i ate an apple today",
        "tell me when, no never mind",
    ],
)
def test_what_asks_for_nothing_changes_nothing(line: str) -> None:
    talk = watching("alibaba")
    talk.type(line)
    assert talk.targets == {"9988.HK"} and talk.settings.paused_until is None


def test_no_advice_is_given() -> None:
    talk = started()
    assert "no advice" in talk.type("should i buy nvidia")[0]


def test_another_wish_is_no_answer_to_a_question() -> None:
    talk = watching("tesla")
    talk.type("/watch")
    talk.type("mute tesla 2h")
    assert talk.watch("TSLA").muted_until is not None


def test_who_is_asked_about_and_not_known_gets_no_other_s_reason() -> None:
    talk = watching("tesla")
    assert "X" in talk.type("why is X down")[0]


@pytest.mark.parametrize("line", ["qwertz uiop asdf", "blub blub", "吱吱喳喳"])
def test_what_is_not_understood_gets_the_nearest_things(line: str) -> None:
    talk = started()
    talk.type(line)
    assert len(talk.buttons) == 2 and talk.press(talk.buttons[0].data or "")


# --- slips of the finger -------------------------------------------------------------------------------------------------


def test_a_misspelt_command_that_changes_nothing_is_answered() -> None:
    talk = watching("tesla")
    assert "Nothing on your watchlist" in talk.type("/digets")[0]


def test_a_misspelt_command_that_changes_something_is_offered() -> None:
    talk = started()
    assert "Did you mean /watch?" in talk.type("/wathc amd")[0]
    assert talk.targets == set()
    talk.press_shown("/watch amd")
    assert talk.targets == {"AMD"}


# --- taken back ----------------------------------------------------------------------------------------------------------


CHANGES = ["/watch nvidia", "/unwatch tesla", "/alert tesla 9%", "mute tesla 2h", "pause", "quiet hours 22-6", "digest at 8", "speak chinese", "/zone Tokyo", "/alert tesla above $900", "/quiet tesla drop", "/alert all 8%"]  # fmt: skip


@pytest.mark.parametrize("line", CHANGES)
def test_every_change_can_be_taken_back_and_done_again(line: str) -> None:
    talk = watching("tesla", "alibaba")
    before = talk.store.settings_of(talk.chat)
    talk.type(line)
    after = talk.store.settings_of(talk.chat)
    assert after != before
    assert any(b.text in ("Undo", "撤销") for b in talk.buttons), line
    undone = talk.type("/undo")[0]
    assert talk.store.settings_of(talk.chat) == before
    assert line.lstrip("/") in undone
    again = talk.type("/undo")[0]
    assert talk.store.settings_of(talk.chat) == before, "a second /undo brings back nothing by surprise"
    assert line.lstrip("/") in again
    talk.press(next(b.data or "" for b in talk.buttons))
    assert talk.store.settings_of(talk.chat) == after
    talk.type("/undo")
    assert talk.store.settings_of(talk.chat) == before


def test_undo_before_a_yes_or_no_is_a_no() -> None:
    talk = watching("tesla", "alibaba")
    talk.type("unwatch everything")
    assert "Nothing was changed" in talk.type("/undo")[0]
    assert len(talk.store.watches(talk.chat)) == 2
    assert "nothing" in talk.type("yes")[0].lower() or len(talk.store.watches(talk.chat)) == 2


SEVERAL = [
    ("watch tesla and send me a digest at 8", ("watch tesla", "send me a digest at 8")),
    ("gold 2.5% and oil 3%", ("gold 2.5%", "oil 3%")),
    ("watch apple and mute gold til friday", ("watch apple", "mute gold til friday")),
    ("alert me if tesla rises 5% and nvidia falls 3%", ("alert me if tesla rises 5%", "alert nvidia falls 3%")),
    ("watch tesla and nvidia and send me a digest at 8am", ("watch tesla and nvidia", "send me a digest at 8am")),
    ("unwatch apple and watch tesla", ("unwatch apple", "watch tesla")),
    ("5% for tesla and 8% for apple", ("5% for tesla", "8% for apple")),
    ("关注特斯拉，黄金静音到周五", ("关注特斯拉", "黄金静音到周五")),
    ("关注腾讯和阿里巴巴，每天早上八点发摘要", ("关注腾讯和阿里巴巴", "每天早上八点发摘要")),
    ("腾讯涨5%提醒我，阿里跌3%提醒我", ("腾讯涨5%提醒我", "阿里跌3%提醒我")),
]
ONE = [
    "watch tesla, nvidia and amd",
    "mute apple and tesla until friday",
    "text me if costco goes over 1,050 or under 900",
    "i want to hear from boeing again, unmute",
    "watch procter and gamble",
    "watch tesla and unwatch tesla",
    "did tesla fall 5% and nvidia rise 3%?",
    "swap boeing for lockheed and amd",
    "quiet hours 10pm to 7am and weekends",
    "关注腾讯和阿里巴巴",
]


@pytest.mark.parametrize(("line", "parts"), SEVERAL)
def test_a_line_with_several_wishes_is_done_part_by_part(line: str, parts: tuple[str, ...]) -> None:
    assert wishes_of(line, table()) == parts
    at_once, one_by_one = watching("gold", "apple"), watching("gold", "apple")
    at_once.type(line)
    for part in parts:
        one_by_one.type(part)
    assert at_once.store.settings_of(at_once.chat) == one_by_one.store.settings_of(one_by_one.chat)


@pytest.mark.parametrize("line", ONE)
def test_a_line_with_one_wish_stays_one(line: str) -> None:
    assert wishes_of(line, table()) == ()


def test_undo_takes_back_all_wishes_of_a_line() -> None:
    talk = watching("gold", "apple")
    before = talk.store.settings_of(talk.chat)
    talk.type("watch tesla and mute gold til friday")
    assert talk.store.settings_of(talk.chat) != before
    talk.type("/undo")
    assert talk.store.settings_of(talk.chat) == before


def test_the_button_of_an_older_change_takes_back_no_newer_one() -> None:
    talk = watching("tesla")
    talk.type("mute tesla 2h")
    old = next(b.data for b in talk.buttons if b.text == "Undo")
    talk.type("pause")
    talk.press(old or "")
    assert talk.settings.paused_until is not None and talk.watch("TSLA").muted_until is not None
    talk.type("undo")
    talk.press(old or "")
    assert talk.watch("TSLA").muted_until is not None


def test_there_is_nothing_to_take_back_at_first() -> None:
    assert "nothing to take back" in Talk().type("/undo")[0]


@pytest.mark.parametrize(
    "data",
    [
        "undo:",
        "undo:x",
        "undo:99",
        "undo:" + "9" * 40,
        "endall:",
        "endall:1,x",
        "quiet:",
        "quiet:nonsense",
        "do:",
        "cmd:",
        "cmd:forget me",
        "cmd:nonsense",
    ],
)
def test_a_forged_button_changes_nothing(data: str) -> None:
    talk = watching("tesla")
    before = talk.store.settings_of(talk.chat)
    talk.press(data)
    assert talk.store.settings_of(talk.chat) == before


# --- groups --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("line", ["watch tesla", "tell me when tesla falls 5%", "undo", "quiet hours 22-6"])
def test_a_group_s_member_changes_nothing_in_plain_words_either(line: str) -> None:
    talk = Talk(chat=-7, group=True)
    assert talk.conversation.changes(_in_group(line))


@pytest.mark.parametrize("line", ["why is tesla down", "news on alibaba", "what can you do", "biggest movers"])
def test_a_group_s_member_may_ask_in_plain_words(line: str) -> None:
    talk = Talk(chat=-7, group=True)
    assert not talk.conversation.changes(_in_group(line))


def _in_group(line: str) -> Incoming:
    return Incoming(-7, 5, line, group=True, may_change=False)


@pytest.mark.parametrize(("medium", "words"), [("voice", "cannot hear"), ("picture", "cannot read pictures")])
def test_what_is_no_words_gets_a_sentence(medium: str, words: str) -> None:
    talk = started()
    assert words in talk.handle(Incoming(talk.chat, talk.user, medium=medium, language="en"))[0]


SEVERAL_FILE = Path(__file__).parents[1] / "stories" / "several.jsonl"
LINES = [json.loads(line) for line in SEVERAL_FILE.read_text("utf-8").splitlines()]


@pytest.mark.parametrize("row", LINES, ids=lambda row: row["text"])
def test_each_wish_of_a_line_is_found(row: dict[str, Any]) -> None:
    parts = wishes_of(row["text"], table()) or (row["text"],)
    assert [understand(part, table()).kind for part in parts] == row.get("missed", row["wishes"])


@pytest.mark.parametrize(
    "line", ["threshold 5%", "set my default to 5%", "default alert 5%", "默认幅度5%", "提醒幅度改成5%", "預設提醒5%"]
)
def test_the_threshold_of_whatever_has_none_of_its_own_is_set_in_words(line: str) -> None:
    talk = started()
    talk.type("/watch tesla")
    talk.type("/alert gold 2%")
    assert "5%" in talk.type(line)[0]
    assert talk.settings.threshold == 5
    assert [str(talk.rule(t).rise) for t in ("TSLA", "GC=F")] == ["5", "2"]


@pytest.mark.parametrize(
    ("line", "muted"),
    [
        ("mute everything but tesla", {"GC=F", "NVDA"}),
        ("mute all except gold and nvidia until friday", {"TSLA"}),
        ("除了特斯拉其他全部静音", {"GC=F", "NVDA"}),
        ("mute everything except toyota", set()),
    ],
)
def test_everything_is_muted_but_those_that_are_named(line: str, muted: set[str]) -> None:
    talk = started()
    talk.type("/watch tesla, gold, nvidia")
    talk.type(line)
    assert {w.target for w in talk.store.watches(talk.chat) if w.muted_until} == muted


@pytest.mark.parametrize("line", ["mute tesla tonight", "特斯拉今晚静音", "mute tesla for tonight"])
def test_a_night_ends_in_the_morning(line: str) -> None:
    talk = started()
    talk.type("/watch tesla")
    talk.type(line)
    until = talk.watch("TSLA").muted_until
    assert until is not None and (until - talk.now) == timedelta(hours=19)  # it is noon, UTC


def test_nine_to_six_and_this_weekend() -> None:
    talk = started()
    talk.type("早九晚六免打扰")
    quiet = talk.settings.quiet
    assert quiet is not None and (quiet.begin, quiet.end) == (time(9), time(18))
    talk.type("/watch gold")
    talk.type("mute gold this weekend")
    until = talk.watch("GC=F").muted_until
    assert until is not None and until.weekday() == 0


@pytest.mark.parametrize("stroke", ["/", ""])
def test_several_with_a_figure_are_read_alike_with_a_stroke_and_without(stroke: str) -> None:
    talk = started()
    talk.type(f"{stroke}watch tesla, apple 5%")
    assert [str(talk.rule(t).rise) for t in ("TSLA", "AAPL")] == ["3", "5"]


def test_a_commands_words_are_no_way_to_another_wish_for_a_groups_member() -> None:
    talk = Talk(chat=-5, group=True)
    talk.type("/watch tesla")
    for line in ("/movers hk, mute tesla", "/movers and stop watching tesla", "/list tesla and unwatch it"):
        talk.handle(Incoming(-5, 77, line, group=True, may_change=False, language="en"))
        assert talk.targets == {"TSLA"} and talk.watch("TSLA").muted_until is None


def test_what_two_wishes_ask_alike_is_asked_once() -> None:
    talk = Talk(language="xx")
    said = talk.type("digest at 8 and quiet hours 23:00-07:00")
    assert len([s for s in said if "I do not know your time zone" in s]) == 1 and len(said) == 4
