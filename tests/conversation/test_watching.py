"""Watching, thresholds and muting, as people type and press them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.conversation import Rules
from bot.conversation.spans import read_span
from bot.conversation.watching import read_threshold
from bot.message import Message, Priority
from bot.watch import Rule
from tests.conversation.talk import ADMIN, NOW, Talk, started

BABA, TENCENT, APPLE, TESLA = "9988.HK", "0700.HK", "AAPL", "TSLA"

WATCHED = {
    "/watch BABA": {BABA},
    "/watch baba": {BABA},
    "/watch $BABA": {BABA},
    "/watch ＢＡＢＡ": {BABA},
    "/watch 9988.HK": {BABA},
    "/watch 9988.hk": {BABA},
    "/watch 09988.HK": {BABA},
    "/watch HKG: 9988": {BABA},
    "/watch [HKG: 9988]": {BABA},
    "/watch NYSE:BABA": {BABA},
    "/watch BABA.N": {BABA},
    "/watch 阿里巴巴": {BABA},
    "/watch alibaba": {BABA},
    "/watch ALIBABA": {BABA},
    "/watch Alibaba Group Holding": {BABA},
    '/watch "Alibaba"': {BABA},
    "/watch “Alibaba”": {BABA},
    "/watch   Alibaba  ": {BABA},
    "/watch\u00a0Alibaba": {BABA},
    "/WATCH Alibaba": {BABA},
    "/watch\nAlibaba": {BABA},
    "/watch\tAlibaba": {BABA},
    "/watch 700": {TENCENT},
    "/watch 0700": {TENCENT},
    "/watch 00700": {TENCENT},
    "/watch 腾讯": {TENCENT},
    "/watch 騰訊": {TENCENT},
    "/watch tencent": {TENCENT},
    "/watch apple": {APPLE},
    "/watch Apple": {APPLE},
    "/watch AAPL": {APPLE},
    "/watch 苹果": {APPLE},
    "/watch 600519": {"600519.SS"},
    "/watch 600519.SH": {"600519.SS"},
    "/watch SHA:600519": {"600519.SS"},
    "/watch 贵州茅台": {"600519.SS"},
    "/watch BRK.B": {"BRK.B"},
    "/watch BRK-B": {"BRK.B"},
    "/watch gold": {"GC=F"},
    "/watch 黄金": {"GC=F"},
    "/watch Hang Seng": {"^HSI"},
    "/watch 恒生指数": {"^HSI"},
    "/watch .HSI": {"^HSI"},
    "/watch bitcoin": {"BTC-USD"},
    "/watch BABA 700 AAPL": {BABA, TENCENT, APPLE},
    "/watch BABA, 700, AAPL": {BABA, TENCENT, APPLE},
    "/watch BABA,700,AAPL": {BABA, TENCENT, APPLE},
    "/watch 阿里巴巴、腾讯，苹果": {BABA, TENCENT, APPLE},
    "/watch 阿里巴巴 腾讯": {BABA, TENCENT},
    "/watch BABA\n700\nAAPL": {BABA, TENCENT, APPLE},
    "/watch Alibaba, Tencent Holdings": {BABA, TENCENT},
    "/watch BABA BABA BABA": {BABA},
    "watch BABA": {BABA},
    "Watch BABA": {BABA},
    "follow alibaba": {BABA},
    "关注 阿里巴巴": {BABA},
    "關注 騰訊": {TENCENT},
    "BABA": {BABA},
    "alibaba": {BABA},
    "阿里巴巴": {BABA},
    "ａｌｉｂａｂａ": {BABA},
    "700": {TENCENT},
    "9988.HK": {BABA},
    "gold": {"GC=F"},
    "Tesla": {TESLA},
    "$TSLA": {TESLA},
    "/watch 8888.HK": {"8888.HK"},
}
# What people also type, and what should come of it.
WISHED = {
    "BABA 700 AAPL": {BABA, TENCENT, APPLE},
    "AAPL, TSLA": {APPLE, TESLA},
    "/watch BABA AAPL xyzqq": {BABA, APPLE},
    "/watch Alibaba\nTencent Holdings": {BABA, TENCENT},
    "关注阿里巴巴": {BABA},
}


@pytest.mark.parametrize("text", [*WATCHED, *WISHED])
def test_what_people_type_is_what_they_watch(text: str) -> None:
    talk = started()
    talk.type(text)
    assert talk.targets == {**WATCHED, **WISHED}[text]


def test_the_answer_names_the_company_its_symbols_and_its_rule_and_offers_undo() -> None:
    talk = started()
    (answer,) = talk.type("/watch BABA")
    assert (
        answer
        == "Watching Alibaba Group Holding (9988.HK, BABA, BBAAY). I’ll alert you to reported moves of 3% or more, up or down."
    )
    assert [b.text for b in talk.buttons] == ["Undo"]
    assert talk.would_be_told("BABA")
    assert talk.would_be_told("9988.HK")


def test_a_chinese_reader_is_answered_in_chinese() -> None:
    talk = started(language="zh-hans")
    (answer,) = talk.type("/watch BABA")
    assert answer.startswith("已加入自选：阿里巴巴")
    assert [b.text for b in talk.buttons] == ["撤销"]


def test_undo_undoes_and_undo_of_that_brings_it_back() -> None:
    talk = started()
    talk.type("/alert BABA +7.5%")
    talk.type("/unwatch BABA")
    assert talk.targets == set()
    talk.press_shown("Undo")
    assert talk.rule(BABA) == Rule(Decimal("7.5"), None)
    assert talk.outcome.toast == "Undone."


def test_undo_of_watching_ends_it() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.press_shown("Undo")
    assert talk.targets == set()


def test_undo_brings_back_a_listing_that_the_table_lacks() -> None:
    talk = started()
    talk.type("/watch 8888.HK")
    talk.type("/unwatch 8888.HK")
    talk.press_shown("Undo")
    assert talk.targets == {"8888.HK"}


def test_undo_of_a_threshold_brings_back_the_one_before() -> None:
    talk = started()
    talk.type("/alert BABA 5%")
    talk.type("/alert BABA -8%")
    talk.press_shown("Undo")
    assert talk.rule(BABA) == Rule(Decimal(5), Decimal(5))
    talk.type("/unwatch BABA")
    talk.type("/watch BABA")
    talk.type("/alert BABA -8%")
    talk.press_shown("Undo")
    assert talk.rule(BABA) == Rule(Decimal(3), Decimal(3), standard=True)


def test_a_stale_undo_says_that_it_is_too_late() -> None:
    talk = started()
    talk.type("/watch BABA")
    data = talk.buttons[0].data
    assert data is not None
    talk.press(data)
    answers = talk.press(data)
    assert answers or talk.outcome.toast, "a press is never met by silence"


def test_nobody_undoes_what_is_another_chats() -> None:
    talk = started()
    talk.type("/watch BABA")
    other = Talk(chat=6, user=6, store=talk.store)
    number = talk.watch(BABA).id
    for data in (f"unwatch:{number}", f"rule:{number}:0:0:0", f"mute:{BABA}"):
        other.press(data)
    assert talk.rule(BABA) == Rule(Decimal(3), Decimal(3), standard=True)
    assert talk.watch(BABA).muted_until is None


# --- unknown and ambiguous -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["/watch 000001", "000001"])
def test_a_code_that_may_be_several_is_asked_about_never_guessed(text: str) -> None:
    talk = started()
    talk.type(text)
    assert talk.targets == set()
    assert [b.text for b in talk.buttons] == ["Shanghai Composite Index (000001.SS)", "Ping An Bank (000001.SZ)"]
    talk.press_shown("Ping An Bank (000001.SZ)")
    assert talk.targets == {"000001.SZ"}


@pytest.mark.parametrize("text", ["/news 000001", "/claims 000001"])
def test_a_question_about_a_code_that_may_be_several_is_asked_back(text: str) -> None:
    talk = started()
    talk.type(text)
    assert len(talk.buttons) >= 2


def test_a_choice_between_listings_that_the_table_lacks_can_be_made() -> None:
    talk = started()
    talk.type("TSE:7ABC")
    assert len(talk.buttons) == 2
    talk.press_shown(talk.buttons[0].text)
    assert len(talk.targets) == 1


@pytest.mark.parametrize("text", ["alibba", "/watch alibba", "/watch Tencnt", "/watch Nvidea"])
def test_a_typing_error_gets_the_nearest_names_to_press(text: str) -> None:
    talk = started()
    talk.type(text)
    assert talk.targets == set()
    assert any(name in b.text for b in talk.buttons for name in ("Alibaba Group", "Tencent", "Nvidia"))
    talk.press_shown(talk.buttons[0].text)
    assert len(talk.targets) == 1


@pytest.mark.parametrize("text", ["/watch qqzzxxyyqq", "/watch 好好好好好好", "/watch <b>&"])
def test_what_is_nobody_is_told_so_with_its_words(text: str) -> None:
    talk = started()
    (answer,) = talk.type(text)
    assert talk.targets == set()
    assert text.removeprefix("/watch ") in answer


@pytest.mark.parametrize("text", ["it", "now", "all", "on", "so", "love", "good"])
def test_a_small_word_starts_no_watch_unasked(text: str) -> None:
    talk = started()
    talk.type(text)
    assert talk.targets == set()


def test_small_talk_is_not_taken_for_a_company() -> None:
    for text in ("hi", "ok", "thanks", "yes", "no", "hello", "good morning", "谢谢", "你好"):
        talk = started()
        (answer,) = talk.type(text)
        assert talk.targets == set()
        thanked = text in ("thanks", "谢谢")
        assert ("You’re welcome" if thanked else "/help") in answer, f"{text!r} got {answer!r}"


# --- limits ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("last", ["/watch TSLA", "/alert TSLA 5%", "press restore:TSLA:5:5:0"])
def test_no_way_leads_past_the_most_watches(last: str) -> None:
    talk = started(Rules(frozenset({ADMIN}), most_watches=2))
    talk.type("/watch BABA 700")
    if last.startswith("press "):
        talk.press(last.removeprefix("press "))
    else:
        talk.type(last)
    assert talk.targets == {BABA, TENCENT}


def test_two_hundred_watches_are_shown_in_messages_that_telegram_takes() -> None:
    talk = started()
    for n in range(200):
        with talk.store.transaction():
            talk.store.add_watch(
                talk.chat,
                "listing",
                f"{n}.XX",
                f"Name & <Sons> no. {n} {'x' * 60}",
                (f"{n}.XX",),
                Rule(Decimal(3), None),
                NOW,
            )
    shown = "\n".join(talk.type("/watchlist"))
    assert shown.count("no. ") == 200
    talk.type("/unwatch")
    talk.type("/export")


# --- unwatching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "/unwatch BABA",
        "/unwatch alibaba",
        "/unwatch 阿里巴巴",
        "/unwatch 9988.hk",
        "unwatch Alibaba",
        "unfollow BABA",
        "取消关注 阿里巴巴",
        "/unwatch Alib",
    ],
)
def test_a_watch_ends_under_any_of_its_names(text: str) -> None:
    talk = started()
    talk.type("/watch BABA 700")
    talk.type(text)
    assert talk.targets == {TENCENT}


def test_unwatch_bare_asks_and_a_name_then_typed_ends_that_one() -> None:
    talk = started()
    talk.type("/watch BABA 700")
    talk.type("/unwatch")
    assert len(talk.buttons) == 2
    talk.type("Alibaba")
    assert talk.targets == {TENCENT}


def test_unwatch_several_at_once() -> None:
    talk = started()
    talk.type("/watch BABA 700 AAPL")
    talk.type("/unwatch BABA 700")
    assert talk.targets == {APPLE}


def test_unwatching_what_is_not_watched_is_told() -> None:
    talk = started()
    assert talk.type("/unwatch BABA") == ["You watch nothing yet. Start with /watch Alibaba."]
    talk.type("/watch 700")
    assert talk.type("/unwatch BABA") == ["You do not watch “BABA”."]


# --- thresholds ------------------------------------------------------------------------------------------------------

THRESHOLDS: dict[str, Rule | None] = {
    "5%": Rule(Decimal(5), Decimal(5)),
    "5": Rule(Decimal(5), Decimal(5)),
    "5 %": Rule(Decimal(5), Decimal(5)),
    "5％": Rule(Decimal(5), Decimal(5)),
    "５％": Rule(Decimal(5), Decimal(5)),
    "5.5%": Rule(Decimal("5.5"), Decimal("5.5")),
    "5,5%": Rule(Decimal("5.5"), Decimal("5.5")),
    "5 percent": Rule(Decimal(5), Decimal(5)),
    "5 per cent": Rule(Decimal(5), Decimal(5)),
    "5pct": Rule(Decimal(5), Decimal(5)),
    "±5%": Rule(Decimal(5), Decimal(5)),
    "+5%": Rule(Decimal(5), None),
    "＋5%": Rule(Decimal(5), None),
    "-5%": Rule(None, Decimal(5)),
    "−5%": Rule(None, Decimal(5)),
    "–5%": Rule(None, Decimal(5)),
    "0": Rule(Decimal(0), Decimal(0)),
    "0.25%": Rule(Decimal("0.25"), Decimal("0.25")),
    "100%": Rule(Decimal(100), Decimal(100)),
    "100.01%": None,
    "101": None,
    "1000%": None,
    "5%%": None,
    "--5": None,
    "five": None,
    "5e1": None,
    "1e-99": None,
    "nan": None,
    "inf": None,
    "5.555": None,
    "": None,
    "%": None,
    "<b>": None,
}


@pytest.mark.parametrize("text", THRESHOLDS)
def test_a_threshold_is_read_in_every_form(text: str) -> None:
    assert read_threshold(text) == THRESHOLDS[text]


@pytest.mark.parametrize("text", [".5%", "≥5%", ">5%", "> 5%", "5%+", "涨5%"])
def test_a_threshold_in_other_words_is_understood_or_answered_with_the_usage(text: str) -> None:
    talk = started()
    talk.type("/watch BABA")
    answer = "\n".join(talk.type(f"/alert BABA {text}"))
    assert talk.rule(BABA) != Rule(Decimal(3), Decimal(3), True) or "5%" in answer


@pytest.mark.parametrize("name", ["BABA", "9988.HK", "Alibaba", "阿里巴巴", "Alibaba Group Holding", "9988.hk"])
@pytest.mark.parametrize("size", ["5%", "+5 %", "-5 percent"])
def test_a_threshold_is_set_under_any_name_and_begins_a_watch_if_need_be(name: str, size: str) -> None:
    for before in ("/start", "/watch BABA"):
        talk = started()
        talk.type(before)
        talk.type(f"/alert {name} {size}")
        assert talk.rule(BABA) == read_threshold(size)


def test_both_directions_can_have_a_threshold_of_their_own() -> None:
    talk = started()
    talk.type("/alert BABA +5% -3%")
    assert talk.rule(BABA) == Rule(Decimal(5), Decimal(3))


@pytest.mark.parametrize("off", ["off", "OFF", "standard", "default", "默认", "关"])
def test_a_threshold_goes_back_to_the_standard(off: str) -> None:
    talk = started()
    talk.type("/alert BABA 9%")
    talk.type(f"/alert BABA {off}")
    assert talk.rule(BABA) == Rule(Decimal(3), Decimal(3), standard=True)


def test_alert_bare_shows_what_is_watched_and_how_to_write_it() -> None:
    talk = started()
    talk.type("/alert BABA 9%")
    shown, usage = talk.type("/alert")
    assert "Alibaba Group Holding" in shown
    assert "9% or more, up or down" in shown
    assert "/alert 9988.HK 5%" in usage


@pytest.mark.parametrize("text", ["/alert BABA", "/alert 5%", "/alert BABA five"])
def test_half_an_alert_is_answered_with_how_to_write_it(text: str) -> None:
    talk = started()
    (answer,) = talk.type(text)
    assert "5%" in answer
    assert talk.targets == set()


def test_an_ambiguous_name_with_a_threshold_asks_and_keeps_the_threshold() -> None:
    talk = started()
    talk.type("/alert 000001 7%")
    talk.press_shown("Ping An Bank (000001.SZ)")
    assert talk.rule("000001.SZ") == Rule(Decimal(7), Decimal(7))


# --- muting and pausing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("/mute BABA 2h", timedelta(hours=2)),
        ("/mute Alibaba 1d", timedelta(days=1)),
        ("/mute Alibaba Group Holding 1w", timedelta(weeks=1)),
        ("/mute 阿里巴巴 3天", timedelta(days=3)),
        ("/mute 阿里巴巴 2小时", timedelta(hours=2)),
        ("/mute BABA", timedelta(days=1)),
        ("/mute BABA 30min", timedelta(minutes=30)),
        ("/mute BABA 2 h", timedelta(hours=2)),
        ("/mute BABA 2 hours", timedelta(hours=2)),
        ("/mute BABA 1 day", timedelta(days=1)),
    ],
)
def test_a_mute_lasts_as_long_as_asked(text: str, span: timedelta) -> None:
    talk = started()
    talk.type("/watch BABA 700")
    talk.type(text)
    assert talk.watch(BABA).muted_until == NOW + span
    assert not talk.would_be_told("BABA")
    assert talk.would_be_told("BABA", later=span)
    assert talk.would_be_told("0700.HK")
    assert "🔇" in talk.type("/watchlist")[0]


@pytest.mark.parametrize("text", ["2h", "1 d", "1w", "5m", "999w", "2 小时"])
def test_a_span_is_read(text: str) -> None:
    assert read_span(text)


@pytest.mark.parametrize("text", ["", "h", "2", "-2h", "1000000h", "2y", "2.5h", "²h"])
def test_no_span_is_read_where_there_is_none(text: str) -> None:
    assert read_span(text) is None


def test_mute_bare_or_for_nobody_says_how_to_write_it() -> None:
    talk = started()
    talk.type("/watch BABA")
    for text in ("/mute", "/mute nobody at all 2h"):
        assert talk.type(text) == ["Write it like /mute Alibaba 1d. Hours (h), days (d) and weeks (w) work."]
    assert talk.watch(BABA).muted_until is None


def test_a_mute_without_a_name_mutes_nobody() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type("/mute 2h")
    assert talk.watch(BABA).muted_until is None


def test_a_mute_can_be_ended() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type("/mute BABA 1w")
    talk.type("/mute BABA off")
    assert talk.watch(BABA).muted_until is None


def test_the_mute_button_of_an_alert_mutes_any_of_the_companys_listings() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.press("mute:BABA")
    assert talk.watch(BABA).muted_until == NOW + timedelta(days=1)
    assert talk.outcome.toast


@pytest.mark.parametrize(
    ("text", "hours"), [("/pause", 24), ("/pause 2h", 2), ("/pause 1d", 24), ("/pause 2小时", 2)]
)
def test_a_pause_lasts_as_long_as_asked(text: str, hours: int) -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.type(text)
    assert not talk.would_be_told("BABA")
    assert talk.would_be_told("BABA", later=timedelta(hours=hours))
    talk.type("/pause off")
    assert talk.would_be_told("BABA")


def test_a_pause_of_no_length_says_how_to_write_it_and_pauses_nothing() -> None:
    for language in ("en", "zh"):
        talk = started(language=language)
        (answer,) = talk.type("/pause for ever")
        assert "/pause 1d" in answer
        assert "/mute" not in answer
        assert talk.settings.paused_until is None


# --- what is promised is kept ----------------------------------------------------------------------------------------


def test_whoever_is_told_you_watch_this_gets_alerts_after_a_stop() -> None:
    talk = started()
    talk.type("/stop")
    (answer, *_) = talk.type("/watch BABA")
    assert talk.would_be_told("BABA") or "/start" in answer, "the answer promises alerts that never come"


def test_whoever_blocked_the_bot_and_writes_again_gets_alerts_again() -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.store.end_chat(talk.chat, "bot was blocked by the user", NOW)
    talk.type("/watchlist")
    assert talk.would_be_told("BABA")


def test_after_a_stop_no_alert_that_waits_is_sent() -> None:
    talk = started()
    talk.type("/watch BABA")
    with talk.store.transaction():
        talk.store.enqueue(Message(talk.chat, "alert:1", "Alibaba +9.2%", (), Priority.ALERT), NOW)
    talk.type("/stop")
    assert not talk.settings.active
    assert not talk.would_be_told("BABA")
    waiting = talk.store.c.rows("SELECT key FROM outbox WHERE state = 'queued' AND priority = 1")
    assert [r["key"] for r in waiting] == [], "“Stopped: no more alerts” was said"


# --- plain words ------------------------------------------------------------------------------------------------------


def offered(talk: Talk) -> list[str]:
    return [b.data or "" for m in talk.outcome.messages for row in m.buttons for b in row]


@pytest.mark.parametrize(
    ("text", "symbols"),
    [
        ("Apple", ["AAPL"]),
        ("ford", ["F"]),
    ],
)
def test_whoever_a_word_or_a_sentence_may_name_is_offered_and_not_watched(text: str, symbols: list[str]) -> None:
    talk = Talk()
    talk.type(text)
    assert offered(talk) == [f"watch:{s}" for s in symbols]
    assert not talk.targets
    talk.press(offered(talk)[0])
    assert talk.targets == {symbols[0]}


def test_names_that_and_joins_are_watched_each() -> None:
    talk = Talk()
    talk.type("Tesla and Nvidia")
    talk.type("阿里巴巴和腾讯")
    assert talk.targets == {"TSLA", "NVDA", "9988.HK", "0700.HK"}


@pytest.mark.parametrize("text", ["asdfgh", "hello there", "what is up", "tell me a joke", "Data", "nice"])
def test_gibberish_and_talk_are_not_answered_with_companies(text: str) -> None:
    talk = Talk()
    talk.type(text)
    assert set(offered(talk)) <= {"list", "help"} and not talk.targets


def test_stop_with_a_name_ends_that_watch_and_not_the_chat() -> None:
    talk = Talk()
    talk.type("/watch Tesla")
    talk.type("stop Tesla")
    assert not talk.targets
    assert talk.settings.active


@pytest.mark.parametrize(
    ("language", "target"), [("zh-TW", "2330.TW"), ("zh-HK", "2330.HK"), ("ja", "2330.T"), ("en-gb", None)]
)
@pytest.mark.parametrize("line", ["/watch 2330", "watch 2330", "关注2330", "/alert 2330 5%", "2330 跌5%提醒我"])
def test_a_bare_number_is_the_code_of_ones_own_market_and_else_asked_about(
    language: str, target: str | None, line: str
) -> None:
    talk = started(language=language)
    talk.type(line)
    assert talk.targets == ({target} if target is not None else set())


@pytest.mark.parametrize(("language", "target"), [("zh-HK", "0002.HK"), ("zh-TW", "1611.TW"), ("zh-hans", None)])
def test_a_word_for_several_is_whoever_is_listed_at_home(language: str, target: str | None) -> None:
    for line in ("/watch 中電", "關注中電", "中電升4%通知我"):
        talk = started(language=language)
        talk.type(line)
        assert talk.targets == ({target} if target is not None else set()), line


@pytest.mark.parametrize(
    ("line", "target"),
    [
        ("ping me whenever there is news on asml", "ASML.AS"),
        ("any headlines on tesla let me know", "TSLA"),
        ("腾讯一有消息就推给我", "0700.HK"),
        ("一有茅台的新闻就通知我", "600519.SS"),
        ("我想追蹤任天堂的消息 有新的就推給我", "7974.T"),
    ],
)
def test_whoever_asks_for_news_of_somebody_is_offered_each_story_beside_the_moves(line: str, target: str) -> None:
    talk = Talk()
    talk.type(line)
    assert target in talk.targets
    talk.press_shown("Every story too")
    (rule,) = talk.store.rules_of(talk.chat)
    assert (rule.kind, rule.condition, rule.target.key) == ("stories", "any", target)


@pytest.mark.parametrize("line", ["watch tesla", "特斯拉跌5%发消息给我"])
def test_whoever_asks_for_moves_is_offered_no_stories(line: str) -> None:
    talk = Talk()
    talk.type(line)
    assert talk.targets == {"TSLA"} and "Every story too" not in {b.text for b in talk.buttons}


@pytest.mark.parametrize(
    "line",
    ["/alert tesla between 3% and 5%", "/alert tesla 3% to 5%", "tesla between 3% and 5%", "/alert 3% tesla 5%"],
)
def test_of_two_sizes_that_are_no_two_ways_nothing_is_set(line: str) -> None:
    talk = Talk()
    (told, *_) = talk.type(line)
    assert not talk.targets and not talk.store.rules_of(talk.chat) and "can’t find" not in told


@pytest.mark.parametrize(
    ("line", "cooldown"),
    [
        ("alert me on tesla at most once an hour", 3600),
        ("/alert tesla 3% no more than once every half hour", 1800),
        ("/alert tesla 3% one alert per hour", 3600),
        ("tell me when tesla moves 3%, only once in two hours", 7200),
        ("/alert 特斯拉 3% 每小时最多一次", 3600),
        ("特斯拉涨跌3%提醒我，每半小时最多提醒一次", 1800),
    ],
)
def test_how_often_at_most_is_a_bound_of_the_rule(line: str, cooldown: int) -> None:
    talk = Talk()
    talk.type(line)
    (rule,) = talk.store.rules_of(talk.chat)
    assert (rule.kind, rule.condition, rule.cooldown, rule.target.key) == ("moves", "3", cooldown, "TSLA")
