"""What names in a text or a question lead to.

Brands, former names and former codes lead to the share that has them, and carry no price of their own; who is not listed is said to be so."""

from __future__ import annotations

from datetime import date

import pytest

from bot.listings import Named, load
from tests.conversation.talk import Talk

_OWNERS = {
    "WhatsApp": "META", "instagram": "META", "Facebook": "META", "脸书": "META", "YouTube": "GOOGL", "Google Cloud": "GOOGL", "AWS": "AMZN",
    "LinkedIn": "MSFT", "淘宝": "9988.HK", "阿里雲": "9988.HK", "Gucci": "KER.PA", "优衣库": "9983.T", "Temu": "PDD",
}  # fmt: skip


def _named(text: str) -> list[Named]:
    return list(load().names_in(text))


@pytest.mark.parametrize("name", _OWNERS)
def test_a_brand_may_be_looked_for_and_leads_to_its_owner(name: str) -> None:
    assert [c.listings[0].symbol for c in load().named(name)] == [_OWNERS[name]]


@pytest.mark.parametrize(
    "text", ["Google Cloud grew.", "AWS grew.", "Facebook shares rose.", "阿里云增长", "淘宝的用户"]
)
def test_a_brand_in_a_text_has_no_share(text: str) -> None:
    assert [n.share for n in _named(text)] == [False]


def test_the_name_of_the_share_itself_has_one() -> None:
    assert [n.share for n in _named("Google and 阿里巴巴 and Amazon")] == [True, True, True]


def test_a_name_that_another_company_has_for_its_own_is_no_brand() -> None:
    assert all(n.share for n in _named("Square Enix rose"))


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("TCL科技涨停", "000100.SZ"), ("昨日SK海力士涨3%", "000660.KS"), ("多伦多S&P/TSX综合指数跌0.2%", "^GSPTSE"), ("BOSS直聘跌5%", "2076.HK"),
        ("美国WTI原油涨1%", "CL=F"), ("3M公司涨2%", "MMM"),
    ],
)  # fmt: skip
def test_a_chinese_name_may_begin_in_latin_letters(text: str, symbol: str) -> None:
    (named,) = _named(text)
    assert symbol in named.companies[0].symbols


@pytest.mark.parametrize(
    ("old", "new", "since"), [("FB", "META", date(2022, 6, 9)), ("SQ", "XYZ", date(2025, 1, 21))]
)
def test_a_code_that_was_changed_is_the_listing_of_today(old: str, new: str, since: date) -> None:
    listing, told = load().listing(old), load().other_name(old)
    assert listing is not None and listing.symbol == new
    assert told is not None and (told.what, told.symbol, told.since) == ("code", new, since)


def test_no_code_that_somebody_has_today_is_told_as_changed() -> None:
    table = load()
    for symbol in ("META", "AAPL", "V", "F", "9988.HK"):
        assert table.other_name(symbol) is None


@pytest.mark.parametrize("name", ["ByteDance", "字节跳动", "字節跳動", "Huawei", "华为", "OpenAI", "stripe"])
def test_who_is_not_listed_is_said_not_to_be(name: str) -> None:
    other = load().other_name(name)
    assert other is not None and other.what == "unlisted" and not load().named(name)


def started(language: str = "en") -> Talk:
    talk = Talk(language=language)
    talk.type("/start")
    return talk


def test_watching_somebody_who_is_not_listed_is_answered() -> None:
    talk = started()
    (answer,) = talk.type("/watch ByteDance")
    assert answer.startswith("ByteDance is not listed on an exchange") and talk.targets == set()
    (answer,) = started("zh-hans").type("/watch 华为")
    assert "没有上市" in answer


def test_watching_a_brand_says_whose_it_is_and_watches_them() -> None:
    talk = started()
    (answer,) = talk.type("/watch whatsapp")
    assert answer.startswith(
        "“WhatsApp” belongs to Meta Platforms, and has no share of its own.\nWatching Meta Platforms"
    )
    assert talk.targets == {"META"}


@pytest.mark.parametrize("ticker", ["LEGO", "VIVO"])
def test_a_ticker_that_is_spelled_as_somebody_who_is_not_listed_is_watched(ticker: str) -> None:
    talk = started()
    (answer,) = talk.type(f"/watch {ticker}")
    assert answer.startswith("Watching") and talk.targets == {ticker}


def test_watching_a_former_name_or_code_says_since_when_it_is_another() -> None:
    assert (
        started()
        .type("/watch Facebook")[0]
        .startswith("“Facebook” has been called Meta Platforms since 28 Oct 2021.")
    )
    assert started().type("/watch FB")[0].startswith("FB has been META since 9 Jun 2022.")
    assert "FB自2022年6月9日起改为META。" in started("zh-hans").type("/watch FB")[0]
