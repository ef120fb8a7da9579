"""Beginning, stopping, settings, questions that wait for an answer, and what is kept about a chat."""

from __future__ import annotations

import json
from datetime import time
from decimal import Decimal

import pytest

from bot.conversation import COMMANDS, menus
from bot.ports import Waiting
from bot.slots import Slot
from bot.watch import Rule
from tests.conversation.talk import ADMIN, ME, NOW, Talk, started


def test_a_new_chat_is_greeted_and_told_once_that_this_is_no_advice() -> None:
    talk = Talk()
    greeting, advice = talk.type("/start")
    assert "newstape" in greeting
    assert "do not advise" in advice
    assert len(talk.type("/start")) == 1


def test_the_advice_is_told_whatever_is_written_first() -> None:
    talk = Talk(language="zh")
    assert len(talk.type("BABA")) == 2
    assert len(talk.type("700")) == 1


@pytest.mark.parametrize(
    ("code", "language", "zone", "red_is_up"),
    [
        ("en", "en", "UTC", False),
        ("en-US", "en", "America/New_York", False),
        ("de", "en", "Europe/Berlin", False),
        ("zh-hans", "zh", "Asia/Shanghai", True),
        ("zh-Hant", "zh-hant", "Asia/Hong_Kong", True),
        ("zh-TW", "zh-hant", "Asia/Taipei", True),
        ("xx-yy", "en", "UTC", False),
        (None, "en", "UTC", False),
        ("", "en", "UTC", False),
    ],
)
def test_language_zone_and_colours_are_guessed(code: str | None, language: str, zone: str, red_is_up: bool) -> None:
    talk = Talk(language=code)
    talk.type("/start")
    chat = talk.settings
    assert (chat.language, chat.zone, chat.red_is_up, chat.zone_guessed) == (language, zone, red_is_up, True)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("user", [5, ADMIN])
def test_every_command_bare_is_answered(command: str, language: str, user: int) -> None:
    talk = Talk(language=language, user=user)
    talk.type("/watch BABA")
    assert talk.type(f"/{command}")
    assert talk.outcome.done == command


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    "rest", ["<b>&", "off", "5%", "Alibaba", "Alibaba 5%", "x" * 900, "😀" * 300, "\u202eابجد", "9" * 400]
)
def test_every_command_with_whatever_follows_is_answered(command: str, rest: str) -> None:
    talk = started()
    talk.type("/watch BABA")
    for user in (5, ADMIN):
        assert talk.type(f"/{command} {rest}", user=user)


def test_every_command_of_the_menu_is_understood_and_nearly_every_one_is_in_the_menu() -> None:
    listeds = menus()
    assert set(listeds) == {"en", "zh"}
    for listed in listeds.values():
        assert {c.name for c in COMMANDS.values() if c.who != "operator"} - set(listed) <= {
            "start",
            "alerts",
            "list",
            "unmute",
            "resume",
            "language",
            "lang",
            "zone",
        }


def test_stop_keeps_the_watchlist_and_start_goes_on() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type("/stop")
    assert not talk.would_be_told("BABA")
    talk.type("/start")
    assert talk.would_be_told("BABA")


def test_an_unknown_command_is_told_with_its_name() -> None:
    talk = started()
    assert talk.type("/frobnicate<b>& x") == ["I do not know /frobnicate<b>&. /help lists what I understand."]
    assert talk.type("/")
    assert talk.type("//")
    assert talk.type("/" + "x" * 900)


@pytest.mark.parametrize("text", ["x" * 1001, "阿" * 5000, "/watch " + "a " * 2000])
def test_what_is_too_long_is_told_so(text: str) -> None:
    talk = started()
    assert talk.type(text) == ["That is too long for me: at most 1,000 characters at once, please."]


# --- questions that wait for an answer -------------------------------------------------------------------------------


def test_watch_bare_asks_and_takes_the_answer_as_if_it_had_followed() -> None:
    talk = started()
    talk.type("/watch")
    assert talk.store.waiting(ME) == Waiting("watch")
    talk.type("BABA 700 AAPL")
    assert talk.targets == {"9988.HK", "0700.HK", "AAPL"}
    assert talk.store.waiting(ME) is None


def test_the_threshold_is_asked_for_and_set() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type("/settings")
    talk.press_shown("Threshold")
    assert talk.type("4,5 %") == ["Standard threshold: 4.5%."]
    assert talk.settings.threshold == Decimal("4.5")
    assert talk.rule("9988.HK") == Rule(Decimal("4.5"), Decimal("4.5"), standard=True)


@pytest.mark.parametrize(
    "text", ["five", "101", "-1", "nan", "inf", "-inf", "", "1e-999999", "1e999999", "0x5", "<b>", "٥٠٠"]
)
def test_what_is_no_threshold_is_told_and_asked_again(text: str) -> None:
    talk = started()
    talk.press("set:threshold")
    (answer,) = talk.type(text or "?")
    assert "I can’t use" in answer
    assert talk.settings.threshold == Decimal(3)
    assert talk.type("7") == ["Standard threshold: 7%."]


def test_the_zone_is_asked_for_and_set_by_name_or_button() -> None:
    talk = started()
    talk.type("/settings")
    talk.press_shown("Time zone")
    assert len(talk.buttons) == 10
    assert "I know no time zone “Mars/Olympus <b>”" in talk.type("Mars/Olympus <b>")[0]
    assert talk.type("europe/berlin") == ["Your time zone is Europe/Berlin; it is 14:00 there now."]
    talk.press("zone:?")
    talk.press_shown("New York")
    assert talk.settings.zone == "America/New_York"
    assert not talk.settings.zone_guessed


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("New York", "America/New_York"),
        ("shanghai", "Asia/Shanghai"),
        ("Asia/Kolkata", "Asia/Kolkata"),
        ("utc", "UTC"),
    ],
)
def test_a_zone_is_found_by_its_city(text: str, zone: str) -> None:
    talk = started()
    talk.press("zone:?")
    talk.type(text)
    assert talk.settings.zone == zone


def test_the_digest_hour_is_asked_for_and_set() -> None:
    talk = started()
    talk.type("/settings")
    talk.press_shown("Digest hour")
    talk.type("20:15")
    assert talk.settings.digests == (Slot(time(20, 15)),)


def test_a_question_is_dropped_by_cancel_and_by_any_other_command() -> None:
    talk = started()
    assert talk.type("/cancel") == ["There is nothing to cancel."]
    talk.type("/watch")
    assert talk.type("/cancel") == ["Cancelled."]
    talk.type("/watch")
    talk.type("/help")
    assert talk.store.waiting(ME) is None


@pytest.mark.parametrize("word", ["cancel", "Cancel"])
def test_a_question_is_dropped_by_the_plain_word_too(word: str) -> None:
    talk = started()
    talk.press("set:threshold")
    assert talk.type(word) == ["Cancelled."]
    assert talk.store.waiting(ME) is None


def test_a_question_that_was_asked_long_ago_does_not_swallow_an_answer_to_another() -> None:
    talk = started()
    talk.press("set:threshold")
    talk.press("set:digest")
    talk.type("8")
    assert talk.settings.digests == (Slot(time(8)),)
    assert talk.settings.threshold == Decimal(3)


# --- settings --------------------------------------------------------------------------------------------------------


def test_settings_are_shown_as_they_are() -> None:
    talk = started()
    (shown,) = talk.type("/settings")
    assert shown == (
        "Settings\nLanguage: English\nTime zone: UTC (a guess)\nColours: green is up\nStandard threshold: 3%\nDigests: off\nQuiet hours: off\nAlerts a day: 20"
    )


def test_colours_the_quiet_line_and_the_language_are_switched_by_buttons() -> None:
    talk = started()
    talk.type("/settings")
    talk.press_shown("Swap colours")
    assert talk.settings.red_is_up
    quiet = []
    for shown_as in ("off", "on"):
        talk.press_shown(f"Tell me on quiet days too: {shown_as}")
        quiet.append(talk.settings.quiet_line)
    assert quiet == [True, False]
    talk.press_shown("Language")
    (shown,) = talk.press_shown("简体中文")
    assert shown.startswith("设置\n语言：简体中文")
    assert talk.settings.language == "zh"


# --- what is kept ----------------------------------------------------------------------------------------------------


def test_forget_asks_and_then_deletes_all() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type("/forget")
    assert talk.press_shown("No, keep it") == ["Nothing was deleted."]
    assert talk.targets == {"9988.HK"}
    talk.type("/forget")
    assert talk.press_shown("Yes, delete all") == ["Deleted. Send /start to begin again."]
    assert talk.store.chat(talk.chat) is None
    assert talk.targets == set()
    assert talk.store.c.rows("SELECT html FROM outbox WHERE html NOT LIKE 'Deleted%'") == []
    assert len(talk.type("/start")) == 2, "who begins anew is new"


def test_forgetting_twice_harms_nothing() -> None:
    talk = started()
    talk.press("forget:yes")
    talk.press("forget:yes")
    assert talk.targets == set()


def exported(shown: list[str]) -> str:
    return "\n".join(shown).partition("\n")[2]


def test_the_export_is_all_of_it_as_json() -> None:
    talk = started()
    talk.type("/alert BABA +5%")
    found = json.loads(exported(talk.type("/export")))
    assert found["watches"][0]["label"] == "Alibaba Group Holding"
    assert found["watches"][0]["rise"] == 5
    assert found["chat"][0]["language"] == "en"


def test_the_export_of_a_busy_chat_is_whole_or_says_that_it_is_not() -> None:
    talk = started()
    for n in range(200):
        with talk.store.transaction():
            talk.store.add_watch(
                talk.chat,
                "listing",
                f"{n}.XX",
                f"Name no. {n} {'x' * 150}",
                (f"{n}.XX",),
                Rule(Decimal(3), None),
                NOW,
            )
    shown = "\n".join(talk.type("/export"))
    assert "Name no. 99 " in shown or "cut" in shown.lower()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_privacy_says_how_to_get_and_how_to_delete_it(language: str) -> None:
    (answer,) = started(language=language).type("/privacy")
    assert "/export" in answer
    assert "/forget" in answer


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("/quiet 23:00-07:00", "23:00–07:00"),
        ("/quiet 23-7", "23:00–07:00"),
        ("/quiet 11pm to 7am", "23:00–07:00"),
        ("/quiet from 22:30 until 6:15", "22:30–06:15"),
        ("/quiet 23：00～07：00", "23:00–07:00"),
        ("/quiet 23点到7点", "23:00–07:00"),
        ("/quiet 12:00 – 13:30", "12:00–13:30"),
        ("免打扰 22:00至6:00", "22:00–06:00"),
    ],
)
def test_quiet_hours_are_set_in_many_spellings_and_shown(typed: str, hours: str) -> None:
    talk = started(language="en-gb")
    answer = talk.type(typed)
    assert hours in answer[0] and "Europe/London" in answer[0]
    assert [q.hours for q in (talk.settings.quiet,) if q] == [hours]
    assert hours in talk.type("/quiet")[0]
    assert f"Quiet hours: {hours}" in talk.type("/settings")[0]
    assert "at once" in talk.type("/quiet off")[0]
    assert talk.settings.quiet is None
    assert "no quiet hours" in talk.type("/quiet")[0]
    assert "Quiet hours: off" in talk.type("/settings")[0]


@pytest.mark.parametrize(
    "typed", ["whenever", "23:00", "23:00-23:00", "25:00-7:00", "7-8-9", "from to", "-", "<b>1</b>-2"]
)
def test_what_are_no_hours_is_told_and_changes_nothing(typed: str) -> None:
    talk = started(language="en-gb")
    talk.type("/quiet 23-7")
    answer = talk.type(f"/quiet {typed}")[0]
    assert "I do not understand" in answer
    assert [q.hours for q in (talk.settings.quiet,) if q] == ["23:00–07:00"]


def test_with_quiet_hours_a_guessed_zone_is_asked_about() -> None:
    talk = started(language="zh")
    answers = talk.type("/quiet 23:00-07:00")
    assert len(answers) == 2 and "Asia/Shanghai" in answers[1]
