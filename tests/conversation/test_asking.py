"""Questions: digests, news, movers, claims, and why an alert came."""

from __future__ import annotations

from datetime import time, timedelta
from decimal import Decimal

import pytest

from bot.adapters.store import SqliteStore
from bot.conversation.hours import read_hour
from bot.events import fact_of
from bot.link import Link
from bot.listings import load
from bot.message import Message, Priority
from bot.ports import Item, Polled
from bot.reading import Claim, Extraction, ListingMention, PriceMove, SummarySentence
from bot.slots import Slot
from bot.watch import Alert, Reason, Rule
from tests.conversation.talk import NOW, Talk, started
from tests.made import TODAY, listing, move, quote, record_alert

HOURS: dict[str, time | None] = {
    "8": time(8),
    "08": time(8),
    "8:30": time(8, 30),
    "08:30": time(8, 30),
    "8.30": time(8, 30),
    "8：30": time(8, 30),
    "8h30": time(8, 30),
    "8:30 pm": time(20, 30),
    "8:30PM": time(20, 30),
    "8 am": time(8),
    "8pm": time(20),
    "12am": time(0),
    "12 pm": time(12),
    "0": time(0),
    "00:00": time(0),
    "23:59": time(23, 59),
    "20": time(20),
    "24:00": None,
    "25": None,
    "8:60": None,
    "8:5": None,
    "13pm": None,
    "0 am": None,
    "-8": None,
    "": None,
    "noon": time(12),
    "8:30:00": None,
}


@pytest.mark.parametrize("text", HOURS)
def test_an_hour_is_read_in_every_form(text: str) -> None:
    assert read_hour(text) == HOURS[text]


@pytest.mark.parametrize(
    ("text", "hour"), [("８：３０", time(8, 30)), ("8点", time(8)), ("8点30", time(8, 30)), ("08:30 Uhr", None)]
)
def test_an_hour_is_read_as_chinese_people_type_it(text: str, hour: time | None) -> None:
    assert read_hour(text) == hour


def tell(
    store: SqliteStore,
    *moves: PriceMove,
    title: str = "Alibaba <Jumps> & runs",
    claims: tuple[Claim, ...] = (),
    n: int = 1,
    url: str | None = None,
) -> int:
    """A story that has been read, as the pipeline leaves it."""
    store.add_feed("https://example.org/rss", "Yicai <Global>", "en", NOW)
    feed = store.feeds()[0]
    if not feed.polled:
        store.record_poll(feed, Polled((), None, None, "h0", frozenset()), NOW)
        feed = store.feeds()[0]
    link = Link(url or f'https://example.org/{n}?a=1&b="<x>')
    item = Item(f"guid {n}", link, f"{title} {n}", f"Text no. {n} of the story. " * 30, NOW - timedelta(minutes=5))
    store.record_poll(feed, Polled((item,), None, None, f"h{n}", frozenset()), NOW)
    stored = store.unread(10)[-1]
    said = SummarySentence("It rose <much> & more.", (quote("rose"),))
    mention = ListingMention(listing(), ((0, 7),))
    extraction = Extraction(stored.story, moves, claims, (said,), (mention,))
    facts = [f for m in moves if (f := fact_of(m, load()))]
    store.finish_reading(stored, extraction, facts, False, NOW)
    return stored.number


# --- digests ---------------------------------------------------------------------------------------------------------


def test_a_digest_without_any_watch_says_how_to_begin() -> None:
    (answer,) = started().type("/digest")
    assert "/watch Alibaba" in answer


def test_a_digest_of_a_quiet_day_says_so() -> None:
    talk = started()
    talk.type("/watch BABA")
    (answer,) = talk.type("/digest")
    assert "Nothing on your watchlist" in answer


@pytest.mark.parametrize("text", ["/digest", "/digest now", "digest", "摘要", "/digest 现在"])
def test_a_digest_now_shows_moves_as_printed_and_stories(text: str) -> None:
    talk = started()
    talk.type("/watch BABA")
    tell(talk.store, move("9.2", price=Decimal("174.00"), currency="HKD"))
    answer = "\n".join(talk.type(text))
    assert "+9.2%" in answer
    assert "HKD174.00" in answer
    assert "Alibaba <Jumps> & runs 1 — Yicai <Global>" in answer


def test_a_digest_of_many_hostile_stories_is_taken_by_telegram() -> None:
    talk = started(language="zh")
    talk.type("/watch BABA")
    for n in range(12):
        tell(
            talk.store,
            move(f"{n}.5"),
            title="<b>&amp; " + "长" * 200,
            n=n,
            url="https://example.org/?q=" + "%20" * 900,
        )
    assert talk.type("/digest")


def test_a_digest_hour_is_set_told_and_ended() -> None:
    talk = Talk(language="zh-hans")
    talk.type("/start")
    answers = talk.type("/digest 8:30")
    assert "08:30（Asia/Shanghai）" in answers[0]
    assert "推测" in answers[1]
    assert talk.settings.digests == (Slot(time(8, 30)),)
    assert talk.settings.digest_since == NOW
    talk.press_shown("对")
    assert not talk.settings.zone_guessed
    assert len(talk.type("/digest 9")) == 1, "a zone that was confirmed is not asked about again"
    talk.type("/digest off")
    assert not talk.settings.digests


def test_what_is_no_hour_is_told_with_its_words() -> None:
    assert started().type("/digest <b>soon</b> & so") == [
        "I can’t read a time in “<b>soon</b>”. Write it like /digest 08:30, /digest weekdays 7:00 and 17:00, /digest close HK or /digest weekly sunday 9:00."
    ]


# --- news, movers, claims --------------------------------------------------------------------------------------------


def test_news_of_a_company_are_its_latest_stories_with_their_links() -> None:
    talk = started()
    for n in range(7):
        tell(talk.store, n=n)
    answer = "\n".join(talk.type("/news 阿里巴巴"))
    assert answer.count("Yicai <Global>") == 5
    assert "runs 6" in answer
    assert talk.type("news BABA") == [answer]


@pytest.mark.parametrize("command", ["news", "claims"])
def test_a_question_about_nobody_or_about_one_with_nothing_is_answered(command: str) -> None:
    talk = started()
    assert talk.type(f"/{command}") == [f"Write it like /{command} Alibaba."]
    assert "Apple" in talk.type(f"/{command} AAPL")[0]
    (unknown,) = talk.type(f"/{command} qqzzxx")
    assert "qqzzxx" in unknown, "what was not understood is named"


def test_movers_are_the_days_biggest_moves_each_listing_once() -> None:
    talk = started()
    assert talk.type("/movers") == ["No move was reported in the last day."]
    tell(talk.store, move("1.5", "BABA"), move("-7.25", "0700.HK", company="Tencent"), n=1)
    tell(talk.store, move("2.5"), n=2)
    (answer,) = talk.type("/movers")
    lines = answer.splitlines()[1:]
    assert ["Tencent" in lines[0], "−7.25%" in lines[0], len(lines)] == [True, True, 3]


def test_claims_stand_with_speaker_quote_and_source() -> None:
    talk = started()
    claim = Claim("forecast", quote("will spend CNY380 billion <over> three years & more"), speaker="Eddie <Wu>")
    tell(talk.store, claims=(claim,))
    (answer,) = talk.type("/claims BABA")
    assert "Eddie <Wu>: will spend CNY380 billion <over> three years & more" in answer
    assert "Yicai <Global>" in answer


def test_a_claim_that_several_stories_tell_stands_once_with_what_it_revised() -> None:
    talk = started()

    def plan(billions: int) -> Claim:
        words = f"Alibaba will spend CNY{billions} billion by 2028."
        return Claim("investment", quote(words), Decimal(billions) * 10**9, unit="CNY", horizon="2028", forecast=True)

    for n, billions in enumerate((380, 380, 480), 1):
        tell(talk.store, claims=(plan(billions),), n=n)
    (answer,) = talk.type("/claims BABA")
    assert answer.count("CNY480 billion") == 1 and "will spend CNY380" not in answer
    assert "raised from CNY380 billion" in answer


def test_a_sentence_that_states_several_figures_is_shown_once() -> None:
    talk = started()
    words = quote("Alibaba's revenue was CNY247 billion and its profit CNY33 billion.")
    both = (Claim("revenue", words, Decimal(247), unit="CNY"), Claim("profit", words, Decimal(33), unit="CNY"))
    tell(talk.store, claims=both)
    (answer,) = talk.type("/claims BABA")
    assert answer.count("CNY247 billion") == 1


def test_claims_of_another_company_in_the_story_are_left_out() -> None:
    talk = started()
    ours = Claim("revenue", quote("Alibaba's revenue was CNY247 billion."), Decimal(247_000_000_000), unit="CNY")
    bare = Claim("count", quote("Over 600 million downloads were counted."), Decimal(600_000_000), unit="downloads")
    theirs = Claim("revenue", quote("Tencent's revenue was CNY184 billion."), Decimal(184_000_000_000), unit="CNY")
    tell(talk.store, claims=(theirs, bare, ours))
    (answer,) = talk.type("/claims BABA")
    assert "Alibaba's revenue" in answer
    assert "600 million" in answer  # the title names Alibaba, and the words nobody else
    assert "Tencent" not in answer


# --- why and missed --------------------------------------------------------------------------------------------------


def alerted(talk: Talk, size: str, number: int, rule: Rule) -> None:
    alert = Alert(talk.chat, move(size), Reason(1, "Alibaba <A&B>", rule, abs(Decimal(size))))
    fact = fact_of(move(size), load())
    assert fact is not None
    key = f"alert:{number}"
    record_alert(talk.store, alert, fact, number, Message(talk.chat, key, "x", (), Priority.ALERT), NOW, NOW)
    row = talk.store.told_of_story(number)[0].outbox
    with talk.store.transaction():
        talk.store.claim(row, NOW)
        talk.store.mark_sent(row, number, NOW)


def test_why_gives_the_rule_and_what_the_story_says() -> None:
    talk = started()
    assert talk.type("/why") == ["I know of no alert here to explain."]
    alerted(talk, "9.2", 40, Rule(Decimal(5), Decimal(5)))
    alerted(talk, "-3.10", 41, Rule(None, Decimal("0.5")))
    assert talk.type("/why") == [
        "You watch Alibaba <A&B> at 0.5% or more down, and the story reports −3.10% of 9988.HK."
    ]
    assert talk.press("why", message=40) == [
        "You watch Alibaba <A&B> at 5% or more, up or down, and the story reports +9.2% of 9988.HK."
    ]


def test_why_of_an_old_alert_tells_the_standard_threshold_as_it_was_then() -> None:
    talk = started()
    alerted(talk, "3.5", 40, Rule(Decimal(3), Decimal(3), standard=True))
    talk.store.set_standard_threshold(talk.chat, Decimal(8))
    (answer,) = talk.type("/why")
    assert "3% or more" in answer


def test_why_of_a_message_that_is_no_alert_does_not_say_that_there_was_none() -> None:
    talk = started()
    alerted(talk, "9.2", 40, Rule(Decimal(5), Decimal(5)))
    (answer,) = talk.press("why", message=39)
    assert "sent you no alert" not in answer and "no alert yet" not in answer


def test_what_expired_is_shown_as_missed() -> None:
    talk = started()
    assert talk.type("/missed") == ["You have missed nothing in the last seven days."]
    with talk.store.transaction():
        for n in range(60):
            html = f"🔴 ▲ <b>Alibaba {n} {'&lt;' * 100}</b>  <b>+9.2%</b>\nHKD174.00\n<blockquote>q</blockquote>"
            message = Message(talk.chat, f"alert:{n}", html, (), Priority.ALERT)
            talk.store.enqueue(message, NOW, NOW + timedelta(hours=6))
    talk.store.expire(NOW + timedelta(hours=6))
    shown = talk.type("/missed")
    assert len(shown) > 1
    assert "\n".join(shown).count("+9.2%") == 60


def test_an_answer_that_expired_does_not_spoil_missed() -> None:
    talk = started()
    with talk.store.transaction():
        talk.store.enqueue(Message(talk.chat, "k", "<pre>{\n}</pre>"), NOW, NOW + timedelta(hours=24))
    talk.store.expire(NOW + timedelta(hours=24))
    assert talk.type("/missed") == ["You have missed nothing in the last seven days."]


def test_a_missed_correction_says_of_what() -> None:
    talk = started()
    html = "✏️ <b>Correction</b>\n🔴 ▲ <b>Alibaba</b>  <b>+9.2%</b>\nHKD174.00"
    with talk.store.transaction():
        talk.store.enqueue(Message(talk.chat, "alert:1", html, (), Priority.ALERT), NOW, NOW)
    talk.store.expire(NOW)
    assert "+9.2%" in "\n".join(talk.type("/missed"))


def test_a_daily_slot_that_was_served_is_not_begun_again() -> None:
    talk = started()
    assert talk.store.begin_digest(talk.chat, TODAY, Slot(time(8)), NOW - timedelta(hours=26), NOW) is not None
    assert talk.store.begin_digest(talk.chat, TODAY, Slot(time(8)), NOW - timedelta(hours=26), NOW) is None
