"""A digest as a person reads it, and the messages that it is cut into."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.digest import Digest, DigestMove, DigestStory
from bot.events import Fact
from bot.link import link_of
from bot.listings import load
from bot.message import Message
from bot.message.digests import cut, digest_messages, width
from bot.message.markup import bold, escape, italic, link, mono, plain, quote, shorten, split
from bot.reading import SummarySentence
from tests.loopback.telegram_html import Parsed, parse
from tests.made import NOON, TODAY, URL, move
from tests.made import quote as words
from tests.message.test_alerts import HOSTILE, URLS

TITLE = "Alibaba to build data centers"


def row(percent: str = "9.2", who: str = "9988.HK", **changes: object) -> DigestMove:
    found = move(percent, who if load().of_symbol(who) else None, **changes)
    return DigestMove(found, Fact(who, TODAY, "session", f"{found.percent:+f}"), 1, "Yicai", URL, title=TITLE)


def told(
    n: int = 1, title: str = "Title", source: str | None = "Yicai", url: str | None = URL, said: str = "It rose."
) -> DigestStory:
    return DigestStory(n, title, source, link_of(url), NOON, (SummarySentence(said, (words(said),)),), ())


def messages(digest: Digest, language: str = "en", red_is_up: bool = False) -> list[Parsed]:
    found: tuple[Message, ...] = digest_messages(
        digest, "digest:1", load(), language=language, zone="UTC", red_is_up=red_is_up
    )
    assert len({m.key for m in found}) == len(found)
    out = []
    for message in found:
        read = parse(message.html)
        assert read.text.strip()
        assert len(read.text) <= 4096
        assert len(message.html.encode()) <= 32_768
        out.append(read)
    return out


def test_a_digest_reads_like_this() -> None:
    digest = Digest(
        5,
        TODAY,
        (row(price=Decimal("174.00"), currency="HKD"), row("-12.34", "0700.HK")),
        (told(),),
        ("<b>Apple</b> +5%",),
    )
    (read,) = messages(digest, red_is_up=True)
    lines = read.text.splitlines()
    assert lines[0].startswith("🗞 Your digest, Wed 24 Sept")
    assert lines[2] == "What moved"
    assert lines[3] == "🔴 Alibaba Group H… 9988.HK +9.2% HKD174.00"
    assert lines[4] == "Alibaba to build data centers — Yicai"
    assert lines[5] == "🟢 Tencent Holdi… 0700.HK −12.34%"
    assert lines[8:] == ["Stories", "", "▪️ Title — Yicai", "It rose.", "", "Not sent in time", "", "Apple +5%"]


MONDAY = TODAY - timedelta(days=2)


def test_what_is_not_of_the_tables_day_and_hour_or_is_a_bound_says_so() -> None:
    rows = (
        row(),
        row("3", "0700.HK", qualifier="more than"),
        row("-2", "AAPL", qualifier="近", scope="premarket"),
        row("1", "MSFT", qualifier="as much as"),
        row("4", "NVDA", session=MONDAY),
        row("5", "BABA", qualifier="不到", scope="after_hours", session=MONDAY),
    )
    (read,) = messages(Digest(5, TODAY, rows, (), ()))
    told = [line for line in read.text.splitlines()[3:] if line and line[0] in "🔴🟢"]
    wanted = ("+9.2%", ">+3%", "≈−2% pre-market", "≤+1%", "+4% Mon", "<+5% after hours Mon")
    assert [line.endswith(f" {end}") for line, end in zip(told, wanted, strict=True)] == [True] * 6, told
    (chinese,) = messages(Digest(5, TODAY, rows, (), ()), "zh")
    assert "盘前" in chinese.text and "周一" in chinese.text


def test_a_table_of_another_days_session_is_dated() -> None:
    (read,) = messages(Digest(5, TODAY, (row(session=MONDAY), row("3", "0700.HK", session=MONDAY)), (), ()))
    assert read.text.splitlines()[2] == "What moved, Mon 22 Sept"
    (today,) = messages(Digest(5, TODAY, (row(), row("3", "0700.HK", session=None)), (), ()))
    assert today.text.splitlines()[2] == "What moved"


def test_what_a_model_read_is_marked() -> None:
    (read,) = messages(Digest(5, TODAY, (row(by="model"), row("3", "0700.HK", by="model", doubts=("x",))), (), ()))
    assert [line.count("*") for line in read.text.splitlines() if line and line[0] in "🔴🟢"] == [1, 1]
    assert "* read by a model" in read.text


def test_a_company_s_listings_stand_in_one_line_with_their_symbols() -> None:
    two = (row(), replace(row("4.1", "BABA", scope="premarket"), fact=Fact("9988.HK", TODAY, "premarket", "+4.1")))
    (read,) = messages(Digest(5, TODAY, two, (), ()))
    assert read.text.splitlines()[3] == "🟢 Alibaba Group H… 9988.HK +9.2% · BABA +4.1% pre-market"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_line_begins_with_what_fits_a_phone(language: str) -> None:
    (read,) = messages(Digest(5, TODAY, (row(), row("-12.34", "0700.HK"), row("1", "AAPL")), (), ()), language)
    for line in (x for x in read.text.splitlines() if x and x[0] in "🔴🟢"):
        assert width(line) <= 33 and any(s in line for s in ("9988.HK", "0700.HK", "AAPL"))


def test_each_mover_says_why_in_its_own_story_s_words_and_the_smaller_ones_are_lines_alone() -> None:
    why = words("after it unveiled a bigger model")
    many = tuple(row(f"{20 - n}", f"{600000 + n}.SS", reason=why if n == 0 else None) for n in range(12))
    (read,) = messages(Digest(5, TODAY, many, (), ()))
    lines = read.text.splitlines()[3:]
    assert lines[1] == "after it unveiled a bigger model — Yicai" and lines[3] == f"{TITLE} — Yicai"
    assert len(lines) == 12 + 8
    (part,) = messages(Digest(5, TODAY, (row(reason=words("build data centers")),), (), ()))
    assert part.text.splitlines()[4] == f"{TITLE} — Yicai", "of a title a part alone says little"


def test_an_empty_digest_has_at_most_its_title() -> None:
    assert len(messages(Digest(5, TODAY, (), (), ()))) <= 1


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_words_in_any_place_are_only_words(hostile: str) -> None:
    moves = (
        row(who="nobody", company=hostile or None, instrument=hostile or "x", currency=hostile, price=Decimal(1)),
    )
    stories = tuple(told(n, hostile, hostile, f"https://example.org/{hostile}", hostile) for n in range(5))
    for read in messages(Digest(5, TODAY, moves, stories, (bold(hostile or "x"),))):
        assert {e.type for e in read.entities} <= {"bold", "italic", "text_link"}


@pytest.mark.parametrize("url", URLS)
def test_a_hostile_link_is_a_link_to_the_web_or_none(url: str) -> None:
    for read in messages(Digest(5, TODAY, (), (told(url=url),), ())):
        assert all((e.url or "").lower().startswith("http") for e in read.entities if e.type == "text_link")


def test_a_name_of_several_lines_is_one_row() -> None:
    moves = (row(who="nobody", company="two\nlines"), row("1", "AAPL"))
    (read,) = messages(Digest(5, TODAY, moves, (), ()))
    assert sum(bool(line) and line[0] in "🔴🟢" for line in read.text.splitlines()) == 2


def test_two_hundred_missed_alerts_are_cut_into_messages() -> None:
    missed = tuple(f"🔴 ▲ <b>Company {n} &amp; Sons</b>  <b>+9.2%</b>" for n in range(200))
    read = messages(Digest(5, TODAY, (), (), missed))
    assert sum(r.text.count("+9.2%") for r in read) == 200
    assert len(read) > 1


@given(st.text(alphabet="ab阿里😀ｗ é", max_size=40), st.integers(2, 20))
def test_a_cut_name_takes_no_more_than_its_columns(name: str, columns: int) -> None:
    assert width(cut(name, columns)) <= columns
    assert cut(name, columns) == name or cut(name, columns).endswith("…")


# --- cutting ---------------------------------------------------------------------------------------------------------

_BLOCKS = st.lists(
    st.builds(
        lambda make, text, times: make(text * times),
        st.sampled_from(
            [escape, bold, italic, quote, mono, lambda t: link(t, URL), lambda t: f"{bold(t)}\n{quote(t)}"]
        ),
        st.text(alphabet=st.sampled_from("ab <>&\"'阿😀\n;#x"), min_size=1, max_size=30),
        st.sampled_from([1, 1, 10, 100, 400]),
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=80, deadline=None)
@given(_BLOCKS, st.sampled_from(["\n\n", "\n"]))
def test_cutting_breaks_no_entity_and_loses_no_word(blocks: list[str], gap: str) -> None:
    pieces = split(blocks, gap)
    for piece in pieces:
        text = parse(piece).text
        assert len(text) <= 4096
        assert len(piece.encode()) <= 32_768
    shown = "".join(plain(p) for p in pieces)
    assert "".join(shown.split()) == "".join("".join(plain(b) for b in blocks).split())


def test_blocks_stay_together_as_long_as_they_fit() -> None:
    assert split(["a", "b"]) == ["a\n\nb"]
    assert split(["a" * 2000, "b" * 2000, "c" * 2000], "\n") == ["a" * 2000 + "\n" + "b" * 2000, "c" * 2000]
    assert split(["&lt;" * 4096]) == ["&lt;" * 4096], "what counts is the text that is seen"


def test_a_block_that_is_too_long_alone_is_cut_at_a_blank_without_markup() -> None:
    pieces = split([bold("word " * 2000)])
    assert len(pieces) == 3
    assert all("<b>" not in p and not p.startswith("ord") for p in pieces)


@given(st.text(max_size=300), st.integers(2, 200))
def test_what_is_shortened_is_no_longer_than_asked(text: str, most: int) -> None:
    cut = shorten(text, most)
    assert len(cut) <= most
    assert cut == text or cut.endswith("…")
