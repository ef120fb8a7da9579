"""Nothing that anybody types or presses raises, and every answer is one that Telegram takes."""

from __future__ import annotations

import random
import time
import tomllib
from datetime import timedelta
from importlib import resources

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation.table import COMMANDS, PRESSES, QUESTIONS
from bot.listings import Listings
from bot.message import Priority
from bot.ports import Chat, Waiting
from tests.conversation.talk import ADMIN, ME, NOW, Talk, started

SAID = [
    # small talk, questions, complaints
    "hi", "how are you?", "thanks", "ok", "yes", "no", "?", "???", "!!", ".",
    "what can you do", "help me", "stop it", "please stop sending me this", "unsubscribe", "are you a bot",
    "你好", "谢谢", "您能做什么？", "帮助", "怎么用", "停止", "取消", "退订", "今天大盘怎么样", "阿里今天涨了多少", "帮我看看腾讯", "恒指跌了吗？", "設置",
    # questions about the market
    "what happened to Alibaba today?", "why did apple drop", "should I buy NVDA?", "tell me about tencent's earnings",
    "BABA price", "show me the news", "news", "news BABA", "movers", "digest", "digest 8:30", "why", "settings", "watchlist", "自选", "摘要",
    # watching, well and badly typed
    "watch", "watch ", "Watch alibaba please", "can you watch Apple for me?", "follow",  "alibba", "tencnet", "appel", "nvidai",
    "阿里巴巴巴", "贵州矛台",  "BABA,", ",BABA", "BABA;;;", "B A B A", "BABA.HK", "NYSE: 9988", "9988", "09988", "0009988.HK", "99999999",
    "000001", "1", "0", "-1", "700.HK and 9988.HK", "700/9988",  "[HKG: 9988]", "HKG：9988", "９９８８.HK", "９９８８．ＨＫ",
    "S&P 500", "s&p500", "AT&T", "M&M.NS", "L'Oréal", "LOréal", "Hermès", "Яндекс", "トヨタ", "삼성전자", "الراجحي",
    # thresholds and spans
    "alert BABA 5%", "alert", "alert 5%", "Alibaba 5%", "BABA +5%", "/alert 9988.HK ５％", "/alert BABA 5％", "/alert 阿里巴巴 涨5%", "/alert BABA five", "/alert BABA 5% 6% 7%",
    "/alert BABA -", "/alert BABA %", "/alert BABA 999999999999%", "/alert BABA 5.%", "/alert 5% BABA", "/mute BABA forever", "/mute 1d", "/pause 99999h", "/pause -1d", "/pause 0h",
    "/digest 25:00", "/digest tomorrow", "/digest 8点半", "/digest 08:30:15", "/digest OFF", "/alert BABA 1e5%", "/alert \u202eBABA 5%",
    # markup, code, injection
    "<b>BABA</b>", "<script>alert(1)</script>", "&amp;", "&", "&lt;b&gt;", "a < b > c", "<a href=\"http://x\">x</a>", "{name}", "{}", "%s %d",
    "'; DROP TABLE chat; --", "\" OR 1=1", "/watch ' OR '1'='1", "/watch <i>", "/watch {text}", "/news %00", "/unwatch <b>", "/claims {name!r}", "\\n\\u0000", "../../etc/passwd",
    # odd characters
    "😀", "👨‍👩‍👧‍👦👨‍👩‍👧‍👦", "🇨🇳", "\u200b", "\u200b\u200bBABA\u200b", "\u202eABAB", "\ufeffBABA", "B\u0301ABA", "Z̸̢͝a̵l̶g̷o", "\u0000", "BABA\u0000", "\t", "\n\n", "　BABA　", "／watch BABA", "BABA\r\n700",
    "\u0661\u0662", "①②③", "²", "Ⅷ", "ﬁ", "🔴 ▲ Alibaba +9.2%",
    # lengths
    "a" * 60, "a b " * 15, "x" * 999, "好" * 1000, "😀" * 1000, "/watch " + "BABA " * 190, "/watch " + "a," * 400, "x" * 1001, "<" * 1000, "&" * 1000, "/" + "x" * 999,
    # commands
    "/", "//", "/ watch BABA", "/watch@newstape_bot BABA", "/WATCH baba", "/wach BABA", "/Start", "/start ref123", "/help me", "/why not", "/export json", "/forget me", "/feeds", "/broadcast hi",
]  # fmt: skip


def _beginning() -> Listings:
    """The beginning of the real table: a search for the nearest of all names takes a tenth of a second."""
    data = resources.files("bot.listings") / "data"
    companies, instruments, words = (
        (data / name).read_text(encoding="utf-8") for name in ("companies.tsv", "instruments.tsv", "words.txt")
    )
    return Listings("\n".join(companies.splitlines()[:1500]), instruments, words)


def test_whatever_people_say_is_answered_so_that_telegram_takes_it() -> None:
    assert len(SAID) >= 150
    talks = [Talk(language="en"), Talk(language="zh", table=_beginning())]
    for talk in talks:
        talk.type("/watch BABA 700")
    for n, text in enumerate(SAID):
        answers = talks[0 if n % 4 == 0 else 1].type(text)  # the whole table takes a tenth of a second each
        assert answers or not text.strip(), f"{text!r} is met by silence"


_SLOW = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
_WORDS = st.sampled_from(
    ["BABA", "700", "阿里巴巴", "Alibaba", "5%", "+5", "-", "%", ",", "、", " ", "\n", "<b>", "&", "off", "1d", "8:30", "/", ":", "\u200b", "{", "}", "²", "９", "add", "http://["]
)  # fmt: skip
_TEXT = st.one_of(st.text(max_size=80), st.lists(_WORDS, max_size=8).map("".join))
_NUMBERS = st.sampled_from(
    [
        "",
        "1",
        "0",
        "-1",
        "5",
        "²",
        "٣",
        "1e5",
        "1e999999",
        "-1e-9",
        "NaN",
        "inf",
        "x",
        "9" * 30,
        "--5",
        "1_0",
        " 5",
        "0x1",
        "4.56789",
    ]
)
_TARGETS = st.sampled_from(
    [
        "9988.HK",
        "BABA",
        "GC=F",
        "^HSI",
        "nothing",
        "",
        "?",
        "yes",
        "no",
        "en",
        "zh",
        "Europe/Berlin",
        "threshold",
        "digest",
        "colours",
        "quiet",
    ]
)
_DATA = st.one_of(
    st.text(max_size=64),
    st.builds(
        lambda name, parts: ":".join([name, *parts]),
        st.sampled_from([*PRESSES, "", "nothing"]),
        st.lists(st.one_of(_NUMBERS, _TARGETS, st.text(max_size=8)), max_size=6),
    ),
)


@pytest.fixture(scope="module")
def talk() -> Talk:
    """One chat for all examples: whatever was said before, what is said next must not raise."""
    talk = Talk(table=_beginning())
    talk.type("/watch BABA 700 gold")
    return talk


@_SLOW
@given(text=_TEXT, language=st.sampled_from(["en", "zh", None, "de"]), user=st.sampled_from([ME, ADMIN]))
def test_no_text_raises(talk: Talk, text: str, language: str | None, user: int) -> None:
    talk.language = language
    talk.type(text, user=user)


@_SLOW
@given(command=st.sampled_from([*COMMANDS]), rest=_TEXT, user=st.sampled_from([ME, ADMIN]))
def test_no_command_raises_whatever_follows_it(talk: Talk, command: str, rest: str, user: int) -> None:
    assert talk.type(f"/{command} {rest}", user=user)


@_SLOW
@given(question=st.sampled_from([*QUESTIONS, "nothing"]), text=_TEXT)
def test_no_answer_to_a_question_raises(talk: Talk, question: str, text: str) -> None:
    talk.store.save_chat(Chat(ME, advised=True), NOW)
    talk.store.wait_for(ME, Waiting(question), NOW)
    talk.type(text)


@_SLOW
@given(data=_DATA, user=st.sampled_from([ME, ADMIN]), message=st.sampled_from([None, 1, 10**12]))
def test_no_callback_data_raises(talk: Talk, data: str, user: int, message: int | None) -> None:
    talk.press(data, user=user, message=message)


@pytest.mark.parametrize("name", PRESSES)
@pytest.mark.parametrize(
    "rest", ["", ":", ":::::", "x", "²", "9" * 30, "BABA:abc::1", "BABA:NaN:NaN:0", "BABA:inf:-inf:1", "BABA:1e999999::0", "BABA:1e-999999::0", "BABA:-5:-5:0", "TSLA:NaN::0", "TSLA:1e99999::0", "TSLA:-5:-5:0", "TSLA:101:101:0", "1:abc:1:1", "1:NaN::0", "1:1e99999:5:0", "1:::0"]
)  # fmt: skip
def test_forged_data_raises_nothing_and_sets_no_senseless_threshold(name: str, rest: str) -> None:
    talk = started()
    talk.type("/watch BABA")
    talk.press(f"{name}:{rest}")
    for watch in talk.store.watches(ME):
        for threshold in (watch.rule.rise, watch.rule.fall):
            assert threshold is None or 0 <= threshold <= 100
        assert (watch.rule.rise, watch.rule.fall) != (None, None)
    assert talk.type("/watchlist")
    assert "None" not in "".join(talk.type("/watchlist"))


def test_forged_data_writes_no_line_of_its_own_into_the_log() -> None:
    talk = started()
    talk.press("x\n2026-01-01 00:00:00 ERROR forged: a secret text of a chat")
    assert "\n" not in talk.outcome.done
    assert "secret text" not in talk.outcome.done


def test_what_was_typed_is_in_no_outcome_that_is_logged() -> None:
    talk = started()
    for text in ("my secret is 42", "/secret 42", "/watch secret", "/news secret", "/broadcast secret"):
        talk.type(text)
        assert "secret" not in talk.outcome.done


@pytest.mark.parametrize(
    "text", ["/watch " + ",".join(f"qqzz{n}k" for n in range(100)), "/watch " + " ".join(["abcdefgh"] * 100)]
)
def test_one_message_of_one_person_does_not_hold_up_everybody(text: str) -> None:
    """One process answers all: a step of a conversation has tenths of a second, not seconds."""
    talk = started()
    talk.type("qqxx")
    begun = _cpu()
    talk.type(text)
    assert _cpu() - begun < 0.5


def _cpu() -> float:
    return time.process_time()


def test_every_answer_of_a_day_is_queued_once_under_a_key_of_its_own() -> None:
    talk = started()
    for n, text in enumerate(t for t in SAID if t.startswith(("/alert", "/mute", "/digest", "/pause", "news"))):
        talk.now = NOW + timedelta(minutes=n)
        talk.type(text)
        assert {m.priority for m in talk.outcome.messages} == {Priority.ANSWER}
    rows = talk.store.c.rows("SELECT key FROM outbox")
    assert len({r["key"] for r in rows}) == len(rows) > 20


def _made_up(count: int, seed: int) -> list[str]:
    """Lines of the grammar's own words, names, figures and signs in any order, and characters of anywhere."""
    rng = random.Random(seed)
    words = [word for language in ("en", "zh") for word in _words_of(language)]
    odd = ["5%", "-3 %", "$200", "10万", "22-6", "25:99", "8am", "until friday", "half past", "百分之", "Tesla", "阿里", "700", "9988.HK", "S&P 500", "BTC", "\u202e", "\u200b", "<b>", "&", "{0}", "\x00", "🇨🇳", "e\u0301", "1e9", "９９％", "'; --", "NaN", "∞", "½", "٣%", "à"]  # fmt: skip
    lines = []
    for _ in range(count):
        parts = [rng.choice(words if rng.random() < 0.7 else odd) for _ in range(rng.randint(1, 9))]
        lines.append(rng.choice(("", " ", " ", "，")).join(parts))
    lines += [
        "".join(chr(rng.randrange(0x20, 0xD7FF)) for _ in range(rng.randint(1, 40))) for _ in range(count // 10)
    ]
    return lines


def _words_of(language: str) -> list[str]:
    written = (resources.files("bot.conversation.grammar") / f"{language}.toml").read_text(encoding="utf-8")
    return [
        w.strip()
        for name, table in tomllib.loads(written).items()
        if name != "shapes"
        for ws in table.values()
        for w in ws.split(",")
        if w.strip()
    ]


def test_two_thousand_lines_of_any_words_are_each_answered_or_met_by_a_silence_that_is_meant() -> None:
    talk = Talk(language="en", table=_beginning())
    talk.type("/watch BABA")
    for line in _made_up(1800, 11):
        answers = talk.type(line)
        assert answers or talk.outcome.done in ("forwarded",) or not line.strip(), (
            f"{line!r} is met by silence: {talk.outcome.done}"
        )
        for row in (row for m in talk.outcome.messages for row in m.buttons):
            assert all(b.text.strip() for b in row)
        if not talk.store.chat(talk.chat):
            talk.type("/watch BABA")
