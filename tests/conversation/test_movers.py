"""/movers of a market, of the watchlist, up or down, of a day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conversation.talk import Talk, started
from tests.conversation.test_asking import tell
from tests.made import TODAY, move


@pytest.fixture
def talk() -> Talk:
    made = started()
    told = (("9.2", "9988.HK"), ("-4.1", "0700.HK"), ("-6.3", "TSLA"), ("3.1", "NVDA"), ("2.2", "2330.TW"))
    for n, (percent, symbol) in enumerate(told, 1):
        tell(made.store, move(percent, symbol), title=f"Story {n}", n=n)
    return made


def shown(talk: Talk, words: str) -> str:
    (answer,) = talk.type(words)
    return answer


@pytest.mark.parametrize(
    ("words", "named", "silent"),
    [
        ("/movers", ("Alibaba", "Tencent", "Tesla", "Nvidia", "Taiwan Semi"), ()),
        ("/movers hk", ("Alibaba", "Tencent"), ("Tesla", "Nvidia", "Taiwan")),
        ("/movers hong kong", ("Alibaba", "Tencent"), ("Tesla",)),
        ("/movers us", ("Tesla", "Nvidia"), ("Alibaba",)),
        ("/movers US stocks", ("Tesla", "Nvidia"), ("Alibaba",)),
        ("/movers 港股", ("Alibaba", "Tencent"), ("Tesla",)),
        ("/movers 美股 跌", ("Tesla",), ("Nvidia", "Alibaba")),
        ("/movers us down", ("Tesla",), ("Nvidia", "Tencent")),
        ("/movers up", ("Alibaba", "Nvidia"), ("Tesla", "Tencent")),
        ("/movers losers", ("Tesla", "Tencent"), ("Alibaba",)),
        ("/movers taiwan", ("Taiwan Semi",), ("Tesla",)),
        ("/movers today HK, down", ("Tencent",), ("Alibaba", "Tesla")),
        ("movers in hong kong", ("Alibaba", "Tencent"), ("Tesla",)),
        ("/movers 2", ("Alibaba", "Tesla"), ("Tencent", "Nvidia")),
        ("top 1 losers", ("Tesla",), ("Tencent", "Alibaba")),
        ("美股涨幅前一", ("Nvidia",), ("Tesla", "Alibaba")),
    ],
)
def test_what_is_asked_for_is_shown_and_nothing_else(
    talk: Talk, words: str, named: tuple[str, ...], silent: tuple[str, ...]
) -> None:
    answer = shown(talk, words)
    assert all(n in answer for n in named), answer
    assert not any(n in answer for n in silent), answer


def test_those_of_the_watchlist(talk: Talk) -> None:
    talk.type("/watch NVDA")
    answer = shown(talk, "/movers watchlist")
    assert "your watchlist" in answer and "Nvidia" in answer and "Tesla" not in answer


def test_those_of_yesterday(talk: Talk) -> None:
    tell(talk.store, move("8.8", "AAPL", session=TODAY - timedelta(days=1)), title="Before", n=9)
    answer = shown(talk, "/movers yesterday")
    assert "Apple" in answer and "Alibaba" not in answer


@pytest.mark.parametrize("words", ["/movers banana", "/movers hk banana", "/movers <b>"])
def test_what_is_not_known_is_said(talk: Talk, words: str) -> None:
    assert shown(talk, words).startswith("I don’t know “")


def test_nothing_is_said_to_be_nothing(talk: Talk) -> None:
    assert shown(talk, "/movers india") == "No move was reported in the last day."


def test_in_chinese_the_title_says_what_was_understood() -> None:
    talk = Talk(language="zh-hans")
    talk.type("/start")
    tell(talk.store, move("9.2", "9988.HK"), title="S", n=1)
    assert shown(talk, "/movers 港股 涨").startswith("过去一天的最大涨跌 · 港交所 · 上涨")
