"""What those who run the bot may do, and nobody else."""

from __future__ import annotations

import pytest

from bot.conversation import COMMANDS, Rules
from bot.conversation.operator import told_days
from bot.message import Priority
from tests.conversation.talk import ADMIN, ME, NOW, Talk, started

URL = "https://example.org/rss?a=1&b=<2>"


@pytest.fixture
def admin() -> Talk:
    talk = Talk(chat=ADMIN, user=ADMIN)
    talk.type("/start")
    return talk


@pytest.mark.parametrize("command", [c.name for c in COMMANDS.values() if c.who == "operator"])
def test_an_operators_command_is_refused_to_anybody_else(command: str) -> None:
    talk = started()
    assert talk.type(f"/{command} add 5") == ["That is for the operator."]
    assert talk.type(f"/{command.upper()}") == ["That is for the operator."]


def test_an_operator_is_one_in_a_group_too_and_others_there_are_not() -> None:
    talk = Talk(chat=-7, group=True)
    talk.type("/start")
    assert talk.type("/stats", user=ADMIN)[0].startswith("Today")
    assert talk.type("/stats") == ["That is for the operator."]


def test_help_tells_the_operator_more() -> None:
    assert "/broadcast" in started().type("/help", user=ADMIN)[0]
    assert "/broadcast" not in started().type("/help")[0]


# --- feeds -----------------------------------------------------------------------------------------------------------


def test_a_feed_is_added_paused_resumed_and_removed(admin: Talk) -> None:
    assert admin.type("/feeds") == ["There is no feed yet. /feeds add URL begins one."]
    assert admin.type(f"/feeds add {URL}")[0].startswith(f"Added {URL}.")
    assert admin.type(f"/feeds add {URL}") == [f"{URL} is there already."]
    assert URL in admin.type("/feeds list")[0]
    assert admin.type(f"/feeds pause {URL}") == [f"Paused {URL}."]
    assert admin.store.feeds() == ()
    assert "⏸" in admin.type("/feeds")[0]
    assert admin.type(f"/feeds resume {URL}") == [f"{URL} is polled again."]
    assert admin.type(f"/feeds remove {URL}") == [f"Removed {URL}."]
    for what in ("remove", "pause", "resume"):
        assert admin.type(f"/feeds {what} {URL}") == [f"There is no feed {URL}."]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/x",
        "example.org",
        "javascript:alert(1)",
        "http://",
        "file:///etc/passwd",
        "http://[",
        "http://[::1",
        "//x",
        "http://exa mple.org:99999999/",
    ],
)
def test_what_is_no_address_is_refused_in_a_sentence(admin: Talk, url: str) -> None:
    (answer,) = admin.type(f"/feeds add {url}")
    assert "is no http or https address" in answer
    assert admin.store.all_feeds() == ()


@pytest.mark.parametrize(
    "text", ["/feeds add", "/feeds frobnicate x", "/feeds ADD", "/feeds https://example.org/rss"]
)
def test_half_a_feeds_command_is_answered_with_how_to_write_it(admin: Talk, text: str) -> None:
    assert admin.type(text)[0].startswith("Write it like /feeds add")


def test_a_hundred_failing_feeds_are_shown(admin: Talk) -> None:
    for n in range(100):
        admin.store.add_feed(f"https://example.org/{n}/{'x' * 300}", f"Name <{n}> &", "en", NOW)
    for feed in admin.store.feeds():
        admin.store.record_failure(feed, "<html>502 & so on</html>" * 20, NOW, NOW)
    shown = "\n".join(admin.type("/feeds"))
    assert shown.count("⚠️") == 100


# --- people ----------------------------------------------------------------------------------------------------------


def test_stats_and_users_are_numbers(admin: Talk) -> None:
    shown = admin.type("/stats")[0]
    assert shown.startswith("Today\nFeeds: 0, 0 failing")
    assert "Model: 0 calls, 0 tokens (– a story read, – a message delivered)" in shown
    assert admin.type("/users") == ["1 chat, 0 watches."]


def test_somebody_is_let_in_by_number(admin: Talk) -> None:
    assert admin.type("/users add 42") == ["User 42 is let in."]
    assert admin.store.is_admitted(42)


@pytest.mark.parametrize("number", ["x", "", "-5", "4 2", "²", "9" * 30, "1.5", "<b>"])
def test_what_is_no_user_number_is_told_so(admin: Talk, number: str) -> None:
    (answer,) = admin.type(f"/users add {number}")
    assert "/users add 12345" in answer or answer.endswith("watches.")


def test_a_broadcast_goes_to_every_active_chat_but_ones_own_as_plain_text(admin: Talk) -> None:
    for number in (10, 11, 12):
        Talk(chat=number, user=number, store=admin.store).type("/start")
    admin.store.end_chat(12, "blocked", NOW)
    admin.type("/broadcast Back at 9 <b>& so</b>")
    sent = {m.chat: m for m in admin.outcome.messages}
    assert set(sent) == {ADMIN, 10, 11}
    assert sent[10].html == "Back at 9 &lt;b&gt;&amp; so&lt;/b&gt;"
    assert sent[10].priority is Priority.NOTICE
    assert len({(m.chat, m.key) for m in admin.outcome.messages}) == 3


def test_an_empty_broadcast_is_sent_to_nobody(admin: Talk) -> None:
    Talk(chat=10, user=10, store=admin.store).type("/start")
    assert admin.type("/broadcast") == ["Write it like /broadcast TEXT."]
    assert admin.type("/broadcast   ") == ["Write it like /broadcast TEXT."]


@pytest.mark.parametrize(
    "data",
    [
        "admit:",
        "admit:x:y",
        "admit:²:1",
        "admit:5:--6",
        "admit:5:²",
        f"admit:{'9' * 25}:1",
        f"admit:5:{'9' * 25}",
        "admit:-5:6",
    ],
)
def test_a_forged_admission_raises_nothing_for_admin_or_stranger(admin: Talk, data: str) -> None:
    admin.press(data)
    other = started()
    other.press(data)
    assert other.store.c.rows("SELECT 1 FROM person") == []


def test_nobody_but_an_admin_lets_in_by_button() -> None:
    talk = started(Rules(frozenset({ADMIN})))
    talk.press(f"admit:{ME}:{ME}")
    assert not talk.store.is_admitted(ME)
    assert talk.outcome.toast == "That is for the operator."


# --- trading days ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", ["XHKG closed today", "/calendar XHKG closed today", "xhkg CLOSED today.", "XHKG 休市 今天"]
)
def test_an_admin_says_that_a_market_is_closed(admin: Talk, words: str) -> None:
    today = NOW.date()
    shown = admin.type(words)
    assert shown == [f"Hong Kong (XHKG) is closed on {today.isoformat()}."]
    assert not admin.conversation._calendar.is_session("XHKG", today)
    assert f"(XHKG) is closed on {today.isoformat()}" in admin.type("/calendar")[0]
    assert [(d.mic, d.day, d.open) for d in told_days(admin.store)] == [("XHKG", today, False)]


def test_a_newer_word_of_a_day_takes_the_place_of_the_older(admin: Talk) -> None:
    admin.type("XSHG closed 2027-02-11")
    admin.type("XSHG open 2027-02-11")
    assert [(d.mic, d.open) for d in told_days(admin.store)] == [("XSHG", True)]


@pytest.mark.parametrize(
    "words", ["/calendar XXXX closed today", "/calendar XHKG", "/calendar XHKG closed 2026-02-30"]
)
def test_what_is_no_day_is_answered_with_how_to_say_it(admin: Talk, words: str) -> None:
    assert admin.type(words) == ["Say what the table has wrong like this: XHKG closed today, XSHG open 2027-02-11."]
    assert told_days(admin.store) == []


def test_nobody_else_closes_a_market() -> None:
    talk = started()
    talk.type("XHKG closed today")
    assert told_days(talk.store) == []
