"""Cutting a document into its items: the parts together say what the whole says, and each says what it said there."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.feeds.items import Cut, cut, hash_of
from bot.adapters.feeds.worker import parse_feed
from tests.adapters.feeds.helpers import SHARED, rss, shared

SMALL = 4_000
REAL = sorted(p for p in SHARED.glob("feeds/*/*") if p.is_file())


def items_of(document: bytes) -> list[dict[str, Any]]:
    """The items that say anything: the others are dropped by whoever asks."""
    items: list[dict[str, Any]] = parse_feed(document, "http://127.0.0.1/feed.xml", None)["items"]
    return [i for i in items if i["title"] or i["text"]]


def assert_faithful(document: bytes, *, each: bool = True) -> Cut | None:
    """Cut or left whole; where cut, the items are those of the whole, and each piece gives its own."""
    pieces = cut(document)
    if pieces is None:
        return None
    whole = items_of(document)
    everything = list(range(len(pieces.items)))
    if each:
        assert items_of(pieces.only(everything)) == whole
        assert [i for k in everything for i in items_of(pieces.only([k]))] == whole
        return pieces
    # A long one: with all its items it is the document itself but for blanks, and so parses alike.
    assert b"".join(pieces.only(everything).split()) == b"".join(document.split())
    if len(whole) == len(everything):
        some = sorted({0, len(everything) // 2, everything[-1]})
        assert items_of(pieces.only(some)) == [whole[k] for k in some]
        assert items_of(pieces.only(some[-1:])) == [whole[some[-1]]]
    return pieces


def test_there_are_real_feeds() -> None:
    shared("feeds")
    assert len(REAL) > 100


@pytest.mark.parametrize("path", REAL, ids=lambda p: p.name)
def test_a_real_feed_in_pieces_says_what_it_says_whole(path: Path) -> None:
    document = path.read_bytes()
    assert_faithful(document, each=len(document) < SMALL)


def test_most_real_feeds_are_cut() -> None:
    shared("feeds")
    assert sum(cut(p.read_bytes()) is not None for p in REAL) > 0.9 * len(REAL)


def test_head_items_and_tail_are_the_document() -> None:
    document = rss("<title>a</title>", "<title>b</title>")
    pieces = cut(document)
    assert pieces is not None
    assert pieces.head + b"".join(pieces.items) + pieces.tail == document
    assert pieces.only([0, 1]).replace(b"\n", b"") == document


def test_only_the_item_that_changed_has_another_hash() -> None:
    before = cut(rss("<title>a</title>", "<title>b</title>"))
    after = cut(rss("<title>a</title>", "<title>B</title>"))
    assert before is not None and after is not None
    assert [hash_of(x) == hash_of(y) for x, y in zip(before.items, after.items, strict=True)] == [True, False]


def test_a_new_item_on_top_leaves_the_others_hashes_alone() -> None:
    old = cut(rss("<title>a</title>"))
    new = cut(rss("<title>b</title>", "<title>a</title>"))
    assert old is not None and new is not None
    assert hash_of(new.items[1]) == hash_of(old.items[0])


ITEM = "<title>x</title><link>http://h/x</link>"
NASTY = {
    "an item in CDATA": rss("<title>a</title><description><![CDATA[<item><title>ghost</title></item>]]></description>", ITEM),
    "an end of item in CDATA": rss("<title>a</title><description><![CDATA[</item>]]></description>", ITEM),
    "a beginning of item in CDATA": rss("<title>a</title><description><![CDATA[<item>]]></description>", ITEM),
    "an item in a comment in an item": rss("<title>a</title><!-- <item><title>ghost</title></item> -->", ITEM),
    "an end of item in a comment": rss("<title>a</title><!-- </item> -->", ITEM),
    "a comment between items": rss(ITEM, ITEM).replace(b"</item><item>", b"</item><!-- <item>ghost</item> --><item>"),
    "an item in a comment in the head": rss(ITEM, head="<!-- <item><title>ghost</title></item> -->"),
    "an item in CDATA in the head": rss(ITEM, head="<description><![CDATA[<item><title>ghost</title></item>]]></description>"),
    "a comment that begins with an angle": rss(ITEM, head="<!--> <item><title>ghost</title></item> -->"),
    "a comment that ends late": rss(ITEM, ITEM, head="<!-- --").replace(b"</channel>", b"--></channel>"),
    "an item in an item": rss(f"<title>outer</title><item>{ITEM}</item>", ITEM),
    "an entry in an item": rss(f"<title>outer</title><entry>{ITEM}</entry>", ITEM),
    "an item of another namespace": rss('<title>a</title><x:item xmlns:x="urn:x">b</x:item>', ITEM),
    "items and itemization": rss("<title>a</title><items>b</items><itemized>c</itemized>", ITEM),
    "an empty item": rss(ITEM).replace(b"</channel>", b"<item/></channel>"),
    "an empty item with a blank": rss(ITEM).replace(b"</channel>", b"<item /></channel>"),
    "an empty item first": rss(ITEM, head="<item/>"),
    "ends with a blank": rss(ITEM, ITEM).replace(b"</item>", b"</item >"),
    "the last end has a blank": rss(ITEM).replace(b"</channel>", f"<item>{ITEM}</item ></channel>".encode()),
    "capital items": rss(ITEM, ITEM).replace(b"item>", b"ITEM>"),
    "text between items": rss(ITEM, ITEM).replace(b"</item><item>", b"</item>text<item>"),
    "an element between items": rss(ITEM, ITEM).replace(b"</item><item>", b"</item><ttl>5</ttl><item>"),
    "an end of channel between items": rss(ITEM, ITEM).replace(b"</item><item>", b"</item></channel><channel><item>"),
    "items with attributes": rss(ITEM, ITEM).replace(b"<item>", b'<item\n\trdf:about="x">'),
    "an item in an attribute": rss('<title>a</title><media x="&lt;item>"/>', ITEM),
    "entities of its own": rss("<title>&co; rises</title>", ITEM, before='<!DOCTYPE rss [<!ENTITY co "Alibaba">]>'),
    "no end": rss(ITEM, ITEM).partition(b"</channel>")[0],
    "cut in an item": rss(ITEM, ITEM)[:-40],
    "CDATA that never ends": rss("<title><![CDATA[a</title>", ITEM),
    "an end of CDATA in plain text": rss("<title>a ]]> b</title><description><![CDATA[ </item> ]]></description>", ITEM),
    "latin": rss("<title>Z\u00fcrich</title>", ITEM).decode().replace("utf-8", "iso-8859-1").encode("latin-1"),
    "gb18030": rss("<title>阿里巴巴上涨</title>", ITEM).decode().replace("utf-8", "gb18030").encode("gb18030"),
    "shift-jis": rss("<title>ソニー表示</title>", ITEM).decode().replace("utf-8", "shift_jis").encode("shift_jis"),
    "a byte order mark": b"\xef\xbb\xbf" + rss(ITEM, ITEM),
    "a processing instruction": rss(ITEM, before="<?xml-stylesheet href='x'?>"),
    "two channels": rss(ITEM) + rss(ITEM),
}  # fmt: skip


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_document_is_left_whole_or_cut_without_a_difference(name: str) -> None:
    assert_faithful(NASTY[name])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_document_of_wide_characters_is_left_whole(encoding: str) -> None:
    document = rss(ITEM).decode().replace("utf-8", encoding).encode(encoding)
    assert cut(document) is None
    if encoding != "utf-32":
        assert [i["title"] for i in items_of(document)] == ["x"]


@pytest.mark.parametrize(
    "document", [b"", b"<rss/>", rss(), b"<html><p>item</p></html>", b"<item", b"<item>", b"\x00" * 99]
)
def test_a_document_without_items_is_left_whole(document: bytes) -> None:
    assert cut(document) is None


def test_rss_1_is_cut_beside_its_channel() -> None:
    document = (
        b'<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><channel rdf:about="x">'
        b'<title>Wire</title><items><rdf:Seq><rdf:li rdf:resource="http://h/1"/><rdf:li rdf:resource="http://h/2"/></rdf:Seq></items>'
        b'</channel><item rdf:about="http://h/1"><title>a</title><link>http://h/1</link></item>\n'
        b'<item rdf:about="http://h/2"><title>b</title><link>http://h/2</link></item></rdf:RDF>'
    )
    pieces = assert_faithful(document)
    assert pieces is not None and len(pieces.items) == 2


def test_atom_is_cut_and_keeps_its_base() -> None:
    document = (
        b'<feed xmlns="http://www.w3.org/2005/Atom" xml:base="http://base/x/"><title>Wire</title>'
        b'<entry><id>urn:1</id><title>a</title><link href="1"/></entry> <entry xml:base="/y/"><id>urn:2</id><title>b</title><link href="2"/></entry></feed>'
    )
    pieces = assert_faithful(document)
    assert pieces is not None
    assert [i["url"] for i in items_of(pieces.only([1]))] == ["http://base/y/2"]


words = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=40)


@st.composite
def elements(draw: st.DrawFn) -> str:
    text = draw(st.one_of(words, st.sampled_from(["<item>", "</item>", "<entry>", "a & b", "<p>x</p>", "]]", "--"])))
    wrapped = draw(st.sampled_from(["escaped", "cdata", "comment"]))
    name = draw(st.sampled_from(["title", "description", "guid", "link", "author", "category"]))
    if wrapped == "escaped":
        return f"<{name}>{escape(text)}</{name}>"
    if wrapped == "cdata":
        return f"<{name}><![CDATA[{text.replace(']]>', ']] >')}]]></{name}>"
    return f"<!-- {text.replace('--', '- ').rstrip('-')} -->"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(elements(), max_size=4).map("".join), min_size=1, max_size=4), words)
def test_any_feed_is_left_whole_or_cut_without_a_difference(items: list[str], title: str) -> None:
    assert_faithful(rss(*items, head=f"<description>{escape(title)}</description>"))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"<item>",
                b"</item>",
                b"<item/>",
                b"<![CDATA[",
                b"]]>",
                b"<!--",
                b"-->",
                b"<entry>",
                b"</entry>",
                b"a",
                b" ",
                b"<title>",
                b"</title>",
            ]
        )
    )
)
def test_cutting_never_raises_and_loses_no_bytes_of_an_item(parts: list[bytes]) -> None:
    document = b"".join(parts)
    pieces = cut(document)
    if pieces is not None:
        assert pieces.items
        assert all(p in document and p.startswith((b"<item", b"<entry")) for p in pieces.items)
        assert len(pieces.head) + sum(map(len, pieces.items)) + len(pieces.tail) <= len(document)
