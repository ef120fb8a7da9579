"""From a feed's markup to words: what is written comes out, and nothing else."""

from __future__ import annotations

import pytest

from bot.adapters.feeds.markup import decoded, text_of, with_whole_references
from bot.adapters.feeds.worker import parse_feed
from tests.adapters.feeds.helpers import rss
from tests.growth import SQUARE, growth

URL = "http://127.0.0.1/feed.xml"


def only(item: str) -> dict[str, str]:
    items = parse_feed(rss(item), URL, None)["items"]
    assert len(items) == 1
    return items[0]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "link",
    [
        "https://a.example/?id=7&lang=en&copy=1",
        "https://a.example/?id=7&amp;lang=en&amp;copy=1",
        "<![CDATA[https://a.example/?id=7&lang=en&copy=1]]>",
    ],
)
def test_a_link_with_an_ampersand_stays_as_it_is_however_it_is_written(link: str) -> None:
    assert only(f"<title>x</title><link>{link}</link>")["url"] == "https://a.example/?id=7&lang=en&copy=1"


@pytest.mark.parametrize(
    ("title", "shown"),
    [
        ("AT&T rises", "AT&T rises"),
        ("AT&amp;T rises", "AT&T rises"),
        ("AT&amp;amp;T rises", "AT&T rises"),
        ("<![CDATA[AT&T rises]]>", "AT&T rises"),
        ("S&P 500 &copy; up &nbsp;3%", "S&P 500 © up 3%"),
        ("A&lt;B loses its lead", "A<B loses its lead"),
        ("P&amp;lt;L: 3 &amp;gt; 2", "P<L: 3 > 2"),
        ("R&D; costs &notathing; rise", "R&D; costs &notathing; rise"),
        ("x < y and y > z", "x < y and y > z"),
        ("&lt;b&gt;Bold&lt;/b&gt; move", "Bold move"),
        ("Fish &amp;chips; &#8364;5", "Fish &chips; €5"),
    ],
)
def test_a_title_reads_as_its_publisher_wrote_it(title: str, shown: str) -> None:
    assert only(f"<title>{title}</title><link>https://a.example/</link>")["title"] == shown


def test_a_raw_ampersand_in_one_item_spoils_no_other() -> None:
    items = parse_feed(
        rss(
            "<title>AT&T</title>",
            "<title>Caf&eacute; &amp; bar</title><description>&lt;p&gt;one&lt;/p&gt;&lt;p&gt;two&lt;/p&gt;</description>",
        ),
        URL,
        None,
    )["items"]
    assert [(i["title"], i["text"]) for i in items] == [("AT&T", ""), ("Café & bar", "one\ntwo")]


def test_nothing_is_decoded_without_its_semicolon() -> None:
    assert decoded("a&copy=1 &lang=en &amp b &#65 &amp; &#65;") == "a&copy=1 &lang=en &amp b &#65 & A"
    assert text_of("<p>?a=1&copy=2</p>") == "?a=1&copy=2"


@pytest.mark.parametrize("piece", [b"<!--", b"<![CDATA[", b"&", b"&amp;", b"&lang=", b"<!-- & --> & ", b"]]>"])
def test_mending_references_takes_a_time_that_grows_with_the_length_alone(piece: bytes) -> None:
    assert growth(lambda n: with_whole_references(b"<rss>" + piece * n), 20_000) < SQUARE
