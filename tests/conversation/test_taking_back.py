"""What /undo gives back, and what it leaves alone: other chats, what a rule did itself, and what is long ago."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.conversation.grammar import understand
from bot.conversation.grammar.figures import figures_in
from bot.message.words import say
from bot.ports import Incoming
from tests.conversation.talk import Talk, started
from tests.conversation.utterances import table


def _beside(talk: Talk, chat: int) -> Talk:
    other = Talk(chat=chat, user=chat, store=talk.store)
    other.type("/start")
    other.type("/cancel")
    return other


@pytest.mark.parametrize("theirs", ["AAPL", "TSLA"])
def test_a_watch_comes_back_though_another_chat_has_its_number(theirs: str) -> None:
    talk = started()
    other = _beside(talk, 8)
    talk.type("/watch TSLA")
    talk.type("/unwatch TSLA")
    other.type(f"/watch {theirs}")
    before = other.store.settings_of(other.chat)
    talk.type("/undo")
    assert talk.targets == {"TSLA"}
    assert talk.would_be_told("TSLA")
    assert other.store.settings_of(other.chat) == before
    assert other.targets == {theirs}
    assert other.would_be_told("TSLA") is (theirs == "TSLA")


@pytest.mark.parametrize("line", ["swap out tesla for nvidia", "把特斯拉换成英伟达"])
def test_an_undone_swap_leaves_no_alert_of_who_went(line: str) -> None:
    talk = started()
    talk.type("/watch BA")
    talk.type("/watch TSLA")
    talk.type(line)
    assert talk.targets == {"BA", "NVDA"}
    talk.type("/undo")
    assert talk.targets == {"BA", "TSLA"}
    assert talk.would_be_told("TSLA")
    assert not talk.would_be_told("NVDA")


def test_a_change_of_yesterday_is_not_taken_back_by_a_word_of_today() -> None:
    talk = started()
    talk.type("/watch TSLA")
    talk.now += timedelta(days=1, minutes=1)
    assert "nothing to take back" in talk.type("/undo")[0]
    assert talk.targets == {"TSLA"}


def test_after_a_stop_nothing_older_is_taken_back() -> None:
    talk = started()
    talk.type("/watch TSLA")
    talk.type("/stop")
    assert "nothing to take back" in talk.type("/undo")[0]
    assert talk.targets == {"TSLA"}


def test_a_button_from_before_a_forget_takes_back_nothing_after_it() -> None:
    talk = started()
    talk.type("/watch TSLA")
    talk.type("/pause 2h")
    old = next(b.data or "" for b in talk.buttons if (b.data or "").startswith("undo:"))
    talk.type("/forget")
    talk.type("yes")
    talk.now += timedelta(minutes=5)
    talk.type("/start")
    talk.type("/cancel")
    talk.type("/watch AAPL")
    talk.type("/pause 3h")
    talk.press(old)
    assert talk.settings.paused_until is not None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("alert me when tesla falls 5%", "actually why is Apple down?"),
        ("watch tesla", "no thanks, any news on nvidia?"),
        ("watch tesla", "不对，苹果有什么新闻？"),
        ("watch tesla", "sorry, what are the biggest movers"),
        ("watch tesla", "wait, what do i watch"),
    ],
)
def test_a_question_that_begins_like_a_second_thought_changes_nothing(first: str, second: str) -> None:
    talk = started()
    talk.type(first)
    before = talk.store.settings_of(talk.chat)
    talk.type(second)
    assert talk.store.settings_of(talk.chat) == before


MEMBERS_LINES = [
    "/取消关注 特斯拉", "/关注 苹果", "/撤销", "/暂停 2天", "/digest特斯拉 off", "stop", "stop tesla", "/stop\nnow", "/watch\ttesla", "/alert\u00a0tesla 5%",
    "不对，苹果有什么新闻？", "watch tesla and send me a digest at 8", "免打扰", "/unwatch tesla", "digest 8:00",
]  # fmt: skip


@pytest.mark.parametrize("line", MEMBERS_LINES)
def test_a_member_of_a_group_changes_nothing_by_any_writing(line: str) -> None:
    talk = Talk(chat=-7, group=True)
    talk.type("/watch TSLA")
    before, active = talk.store.settings_of(talk.chat), talk.settings.active
    talk.handle(Incoming(-7, 9, line, group=True, may_change=False, language="en"))
    assert (talk.store.settings_of(talk.chat), talk.settings.active) == (before, active)


def test_members_of_a_group_may_ask_one_question_after_another() -> None:
    talk = Talk(chat=-7, group=True)
    talk.type("/start")
    talk.type("/cancel")
    for line in ("what did the Fed say about rates?", "what did apple report?"):
        answer = talk.handle(Incoming(-7, 9, line, group=True, may_change=False, language="en"))[0]
        assert "only its admins" not in answer
        assert "reply to this message" not in answer


@pytest.mark.parametrize("between", ["news:AAPL", "watch:AAPL"])
@pytest.mark.parametrize("ask", ["/forget", "unwatch everything"])
def test_who_goes_on_to_something_else_has_not_said_yes(ask: str, between: str) -> None:
    talk = started()
    talk.type("/watch TSLA")
    talk.type(ask)
    talk.press(between)
    talk.type("yes")
    assert talk.store.chat(talk.chat) is not None
    assert "TSLA" in talk.targets


def test_everything_is_deleted_by_a_clear_yes_only() -> None:
    talk = started()
    talk.type("/forget")
    talk.type("ok")
    assert talk.store.chat(talk.chat) is not None
    talk.type("/forget")
    talk.type("yes")
    assert talk.store.chat(talk.chat) is None


def test_what_was_said_of_the_last_change_is_exported() -> None:
    talk = started()
    talk.type("watch tesla")
    held = talk.store.export(talk.chat)["last change"]
    assert isinstance(held, list)
    assert held[0]["said"] == "watch tesla"


@pytest.mark.parametrize(
    ("line", "percent"), [("tesla 3½%", "3.5"), ("tesla ½%", "0.5"), ("alert tesla 2¼%", "2.25")]
)
def test_a_part_of_a_percent_is_read_as_written(line: str, percent: str) -> None:
    talk = started()
    talk.type(line)
    assert str(talk.rule("TSLA").rise) == percent


@pytest.mark.parametrize("text", ["half past ፩", "quarter to ፩", "pause for half a minute", "half past ²"])
def test_strange_digits_are_no_hours(text: str) -> None:
    assert all(f.what != "hour" for f in figures_in(text))
    assert [f.value for f in figures_in(text) if f.what == "span"] in ([], ["1m"])


def test_all_but_many_are_ended_by_one_short_button() -> None:
    talk = started()
    many = "TSLA AAPL NVDA MSFT BA AMD INTC KO PEP DIS NFLX META AMZN ORCL CSCO IBM GE MCD WMT".split()
    for symbol in many:
        talk.type(f"/watch {symbol}")
    talk.type("unwatch everything except " + ", ".join(many[:17]))
    assert all(len((b.data or "").encode()) <= 64 for b in talk.buttons)
    talk.type("yes")
    assert talk.targets == set(many[:17])


@pytest.mark.parametrize("line", ["取消静音", "unmute everything", "unmute"])
def test_to_unmute_alone_is_to_hear_all_that_are_muted(line: str) -> None:
    talk = started()
    for typed in ("/watch TSLA", "/watch AAPL", "/mute TSLA 2d", "/mute AAPL 2d", line):
        talk.type(typed)
    assert talk.would_be_told("TSLA")
    assert talk.would_be_told("AAPL")
    talk.type("/undo")
    assert not talk.would_be_told("TSLA")


def test_of_a_swap_of_three_nobody_is_dropped_unasked() -> None:
    talk = started()
    talk.type("watch tesla")
    talk.type("swap tesla for apple and nvidia")
    assert talk.targets == {"TSLA"}


@pytest.mark.parametrize(
    ("line", "answer"),
    [("thanks!", "You’re welcome"), ("ok thx", "You’re welcome"), ("谢谢", "You’re welcome"), ("hi", "Hello")],
)
def test_thanks_are_answered_as_thanks(line: str, answer: str) -> None:
    assert answer in started().type(line)[0]


@pytest.mark.parametrize(
    "example",
    [e for language in ("en", "zh") for e in re.findall("“([^”]+)”", say(language, "help_short"))],
)
def test_each_example_of_the_short_help_is_understood(example: str) -> None:
    intent = understand(example, table())
    assert intent.kind != "unknown" and not intent.asks


def test_a_change_that_was_kept_before_an_upgrade_is_taken_back() -> None:
    """What was kept is as long as the columns were then."""
    talk = started()
    talk.type("/alert tesla news")
    talk.type("/quiet 23:00-07:00")
    with talk.store.transaction():
        row = talk.store.c.row("SELECT state FROM undo WHERE chat = ?", (talk.chat,))
        assert row is not None
        kept = json.loads(row["state"])
        kept["chat"], kept["rules"] = kept["chat"][:-2], [rule[:-2] for rule in kept["rules"]]
        talk.store.c.write("UPDATE undo SET state = ? WHERE chat = ?", (json.dumps(kept), talk.chat))
    before = talk.settings
    assert before.quiet is not None
    talk.type("/undo")
    assert talk.settings == replace(before, quiet=None)
    assert len(talk.store.rules_of(talk.chat)) == 1
