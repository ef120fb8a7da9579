"""What can be told of a story before anyone reads it: dateline, trailers, language, and under which link it stands."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.story import Story, canonical_url, compose, fingerprint, guess_language, may_be_revision, told_on
from tests.adapters.feeds.helpers import shared

FEED_DATE = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)


def made(body: str, title: str | None = "A Title", published: datetime | None = FEED_DATE) -> Story:
    return compose(id="1", title=title, body=body, published=published)


def proper(story: Story) -> str:
    return story.text[story.body.start : story.body.end]


# --- datelines -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "wire", "day"),
    [
        ("(Yicai) Aug. 21 -- ", "Yicai", date(2025, 8, 21)),
        ("(Yicai) Sept. 24 -- ", "Yicai", date(2025, 9, 24)),
        ("(Yicai) June 9 -- ", "Yicai", date(2025, 6, 9)),
        ("(Yicai) July 1 -- ", "Yicai", date(2025, 7, 1)),
        ("(Yicai) May 14 -- ", "Yicai", date(2025, 5, 14)),
        ("(Yicai) Feb.18 -- ", "Yicai", date(2025, 2, 18)),
        ("(Yicai Global) March 3 -- ", "Yicai Global", date(2025, 3, 3)),
        ("(Yicai Global) Dec. 31 -- ", "Yicai Global", date(2024, 12, 31)),
        ("(Yicai) Aug. 21-- ", "Yicai", date(2025, 8, 21)),
        ("(Yicai) Aug. 21 \u2014 ", "Yicai", date(2025, 8, 21)),
        ("(Yicai) Aug. 21, 2024 -- ", "Yicai", date(2024, 8, 21)),
        ("(Yicai)\u00a0Aug. 21 -- ", "Yicai", date(2025, 8, 21)),
        ("(Yicai) Aug.\u00a021\u00a0-- ", "Yicai", date(2025, 8, 21)),
        ("HONG KONG, Aug 21 (Reuters) - ", "Reuters", date(2025, 8, 21)),
        ("BEIJING/SHANGHAI, Sept 24 (Reuters) - ", "Reuters", date(2025, 9, 24)),
        ("S\u00c3O PAULO, Aug 21 (Reuters) - ", "Reuters", date(2025, 8, 21)),
        ("Aug 21 (Reuters) - ", "Reuters", date(2025, 8, 21)),
        ("NEW YORK, Sept. 24, 2025 (AP) \u2014 ", "AP", date(2025, 9, 24)),
        ("LONDON, 11 May (Reuters) - ", "Reuters", date(2025, 5, 11)),
        ("SINGAPORE, 3 June 2025 (Dow Jones) -- ", "Dow Jones", date(2025, 6, 3)),
        ("NEW YORK (AP) \u2014 ", "AP", None),
        ("HONOLULU, Hawaii (AP) \u2014 ", "AP", None),
        ("BEIJING, Aug. 21 (Xinhua) -- ", "Xinhua", date(2025, 8, 21)),
        ("NEW YORK, Aug. 21, 2025 /PRNewswire/ -- ", "PRNewswire", date(2025, 8, 21)),
        ("\u7b2c\u4e00\u8d22\u7ecf9\u670824\u65e5\u8baf\uff0c", "\u7b2c\u4e00\u8d22\u7ecf", date(2025, 9, 24)),
        ("\u3010\u8d22\u8054\u793e9\u670824\u65e5\u7535\u3011", "\u8d22\u8054\u793e", date(2025, 9, 24)),
        ("\uff08\u65b0\u534e\u793e 9\u670824\u65e5\u7535\uff09", "\u65b0\u534e\u793e", date(2025, 9, 24)),
        ("\u8d22\u8054\u793e12\u670831\u65e5\u7535\uff0c", "\u8d22\u8054\u793e", date(2024, 12, 31)),
        (
            "\u7b2c\u4e00\u8d22\u7ecf2025\u5e749\u670824\u65e5\u8baf\uff0c",
            "\u7b2c\u4e00\u8d22\u7ecf",
            date(2025, 9, 24),
        ),
    ],
)
def test_a_dateline_names_the_wire_and_the_day_and_the_story_begins_after_it(
    line: str, wire: str, day: date | None
) -> None:
    story = made(f"{line}Alibaba \u4e0a\u6da8 5 percent.")
    assert (story.source, story.dateline) == (wire, day)
    assert proper(story) == "Alibaba \u4e0a\u6da8 5 percent."


def test_a_dateline_below_a_byline_is_found() -> None:
    story = made("By Colin Barr\n\n* Yields rise\n\nNEW YORK, Aug 21 (Reuters) - Stocks fell.")
    assert (story.dateline, proper(story)) == (date(2025, 8, 21), "Stocks fell.")


@pytest.mark.parametrize(
    "body",
    [
        "Top losers for the week:\n\nNebius Group (NBIS) -14.73%\n\nCopart (CPRT) -6.93%",
        "Apple (AAPL) - 5 percent lower at the close.",
        "Nebius Group (NBIS) -14.73% on Friday.",
        "Alibaba closed higher.\nTencent Holdings (TCEHY) \u2014 up 3 percent.",
        "The firm (Yicai reported) on Aug. 21 -- rose.",
        "Shares rose (see chart) May 5 -- or so.",
    ],
)
def test_what_only_looks_like_a_dateline_is_none_and_no_word_or_sign_is_lost(body: str) -> None:
    assert proper(made(body)) == body


def test_a_dateline_far_down_belongs_to_another_story() -> None:
    body = "Alibaba rose 5 percent. " * 100 + "\n(Yicai) Aug. 21 -- Other."
    assert made(body).dateline is None


# --- years -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("published", "written", "day"),
    [
        (datetime(2026, 1, 1, 1, tzinfo=UTC), "Dec. 31", date(2025, 12, 31)),
        (datetime(2026, 1, 2, tzinfo=UTC), "Jan. 1", date(2026, 1, 1)),
        (datetime(2025, 12, 31, 23, tzinfo=UTC), "Jan. 1", date(2026, 1, 1)),
        (datetime(2025, 12, 31, 12, tzinfo=UTC), "Dec. 31", date(2025, 12, 31)),
        (datetime(2025, 12, 30, 12, tzinfo=UTC), "Jan. 1", date(2025, 1, 1)),
        (datetime(2024, 3, 1, tzinfo=UTC), "Feb. 29", date(2024, 2, 29)),
        (datetime(2025, 3, 1, tzinfo=UTC), "Feb. 29", date(2024, 2, 29)),
        (datetime(2027, 3, 1, tzinfo=UTC), "Feb. 29", None),
        (datetime(2025, 9, 24, tzinfo=UTC), "Feb. 30", None),
        (datetime(2025, 9, 24, tzinfo=timezone(timedelta(hours=8))), "Sept. 25", date(2025, 9, 25)),
        (None, "Sept. 24", None),
    ],
)
def test_the_year_is_that_of_the_nearest_day_not_after_publication(
    published: datetime | None, written: str, day: date | None
) -> None:
    assert made(f"(Yicai) {written} -- Body.", published=published).dateline == day


@settings(max_examples=100)
@given(st.integers(800_000_000, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC)), st.integers(-1, 300))
def test_the_year_of_any_recent_day_is_found_again(moment: datetime, days_before: int) -> None:
    day = moment.date() - timedelta(days=days_before)
    if (day.month, day.day) == (2, 29):
        return
    story = made(f"(Yicai) {day:%b}. {day.day} -- Body.", published=moment)
    assert story.dateline == day


@pytest.mark.parametrize(
    "published", [datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC), datetime(1, 1, 2, tzinfo=UTC)]
)
@pytest.mark.parametrize("body", ["(Yicai) Aug. 21 -- Body.", "Body."])
def test_a_date_at_the_end_of_time_does_no_harm(published: datetime, body: str) -> None:
    assert proper(made(body, published=published)) == "Body."


def test_of_dateline_and_feed_the_older_day_is_told_of() -> None:
    assert told_on(made("(Yicai) Sept. 20 -- Body.")) == date(2025, 9, 20)
    assert told_on(made("(Yicai) Sept. 25 -- Body.")) == date(2025, 9, 24)
    assert told_on(made("Body.")) == date(2025, 9, 24)
    assert told_on(made("Body.", published=None)) is None


# --- what stands around the story ------------------------------------------------------------------------------------


def test_editors_and_keywords_stand_outside_the_story() -> None:
    story = made(
        "(Yicai) Sept. 24 -- Body.\n\nEditors: Dou Shicong, Martin Kadiev\n\nFollow Yicai Global on\nKeywords:   Alibaba,AI"
    )
    assert proper(story) == "Body."
    assert story.editors == ("Dou Shicong", "Martin Kadiev")
    assert story.keywords == ("Alibaba", "AI")


@pytest.mark.parametrize(
    ("line", "names"),
    [("Editor: Kim Taylor", ("Kim Taylor",)), ("Editors: A B and C D", ("A B", "C D")), ("  Editor : Kim Taylor", ("Kim Taylor",)),
     ("\u8d23\u4efb\u7f16\u8f91\uff1a\u5f20\u4e09", ("\u5f20\u4e09",)), ("\u7f16\u8f91\uff1a\u5f20\u4e09\u3001\u674e\u56db", ("\u5f20\u4e09", "\u674e\u56db"))],
)  # fmt: skip
def test_editors_are_named(line: str, names: tuple[str, ...]) -> None:
    story = made(f"Body.\n{line}")
    assert (story.editors, proper(story)) == (names, "Body.")


@pytest.mark.parametrize(
    "trailer",
    ["(Reporting by A B in New\nYork; Editing by C D)", "Editing by A B", "Reporting by A B; Editing by C D", "Follow Yicai Global on",
     "Copyright \u00a9 2026 X", "\u00a9 2026 X", "Keywords: a, b", "\uff08\u8d23\u7f16\uff1a\u5f20\u4e09\uff09", "Sign up for our newsletter"],
)  # fmt: skip
def test_a_trailer_ends_the_story(trailer: str) -> None:
    assert proper(made(f"Body.\nMore body.\n\n{trailer}")) == "Body.\nMore body."


@pytest.mark.parametrize(
    "line",
    ["Subscribe to TipRanks Smart Investor Newsletter, and discover new investing opportunities with data-backed stock picks",
     "Read more: The latest news and updates on tariffs", "Sign up for our newsletter to get the latest", "Read more > Alibaba's plans",
     "Disclaimer: the author holds shares."],
)  # fmt: skip
def test_an_advertising_line_above_the_story_does_not_end_it(line: str) -> None:
    rest = "Alibaba closed 9.2 percent higher at HKD174.00 today, after it unveiled its new models. " * 6
    assert rest.strip() in proper(made(f"Summer Sale\n {line}\n\n{rest}"))


def test_hardly_a_real_story_is_cut_to_less_than_half() -> None:
    halved = []
    with shared("stories", "dev.jsonl").open() as lines:
        for line in lines:
            record = json.loads(line)
            story = compose(id="1", title=record["title"], body=record["text"], published=FEED_DATE)
            if story.body.end - story.body.start < 0.5 * len(record["text"]):
                halved.append(record["text"][:60])
    assert len(halved) <= 12, halved[:5]  # of 1,201; press releases end in long legal notices


def test_yicais_own_stories_are_told_apart_from_what_stands_around_them() -> None:
    with shared("yicai", "dev.jsonl").open() as lines:
        records = [json.loads(line) for line in lines]
    for record in records:
        story = compose(
            id="1", title=record["title"], body=record["text"], published=datetime(2026, 8, 22, tzinfo=UTC)
        )
        assert (story.source, story.dateline is not None) == ("Yicai", True)
        assert not proper(story).startswith("(Yicai")
        assert "Editor" not in proper(story)[-80:]
    assert len(records) > 10


def test_a_whole_page_of_yicais_is_told_apart() -> None:
    page = shared("yicai", "seed-alibaba-2025-09-24.txt").read_text()
    title, _, body = page.partition("\n")
    story = made(body, title)
    assert (story.source, story.dateline) == ("Yicai", date(2025, 9, 24))
    assert proper(story).startswith("Alibaba Group Holding's shares in Hong Kong jumped")
    assert proper(story).endswith("Wu pointed out.")
    assert story.editors == ("Dou Shicong", "Martin Kadiev")
    assert story.keywords == ("Alibaba", "AI")


@pytest.mark.parametrize(
    "body", ["", " ", "\n\n", "Editor: X", "(Yicai) Aug. 21 -- ", "(Yicai) Aug. 21 -- \nEditor: X", "\u00a9 2026"]
)
@pytest.mark.parametrize("title", ["", None, "A Title"])
def test_a_story_of_nothing_has_a_body_within_its_text(body: str, title: str | None) -> None:
    story = made(body, title)
    assert 0 <= story.body.start <= story.body.end <= len(story.text)


pieces = st.one_of(
    st.text(max_size=30),
    st.sampled_from(["(Yicai) Aug. 21 -- ", "(Yicai) Feb. 30 -- ", "NEW YORK (AP) \u2014 ", "\n", "\n\n", "Editor: A, B", "Keywords: x", "Read more:",
                     "\u7b2c\u4e00\u8d22\u7ecf19\u670839\u65e5\u8baf", "SOURCE:  Yicai", "\u00a9 2026", "Reporting by", " " * 50, "X (ABC) -5%", "\u00a0"]),
)  # fmt: skip


@settings(max_examples=150)
@given(
    st.none() | st.text(max_size=20),
    st.lists(pieces, max_size=8).map("".join),
    st.none() | st.datetimes(timezones=st.timezones() | st.just(UTC)),
    st.none() | st.text(max_size=5),
)
def test_composing_never_raises_and_the_body_lies_within_the_text(
    title: str | None, body: str, published: datetime | None, language: str | None
) -> None:
    story = compose(id="1", title=title, body=body, published=published, language=language)
    assert story.text == (f"{title}\n\n{body}" if title else body)
    assert len(story.text) - len(body) <= story.body.start <= story.body.end <= len(story.text)
    assert proper(story) == proper(story).strip()
    assert story.language
    assert len(story.fingerprint) == 32


@pytest.mark.parametrize(
    "unit", [" ", "\n", "(Yicai) Aug. 21 ", "Editor:", "read more ", "follow a ", "disclaimer ", "A", "\u4e2d", "a, "]
)
def test_composing_a_long_hostile_text_takes_no_time(unit: str) -> None:
    begun = datetime.now(UTC)
    made(unit * (400_000 // len(unit)))
    assert (datetime.now(UTC) - begun).total_seconds() < 2


# --- language --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "hint", "language"),
    [
        ("Alibaba closed higher.", None, "en"),
        ("Alibaba closed higher.", "en-US", "en"),
        ("Alibaba schloss h\u00f6her.", "de", "de"),
        ("\u963f\u91cc\u5df4\u5df4\u6536\u76d8\u4e0a\u6da89.2%\u3002", None, "zh"),
        ("\u963f\u91cc\u5df4\u5df4\u6536\u76d8\u4e0a\u6da89.2%\u3002", "en", "zh"),
        (
            "\u963f\u91cc\u5df4\u5df4\uff08BABA\uff09\u6536\u76d8\u4e0a\u6da89.2%\uff0c\u62a5HKD174.00\u3002",
            "en",
            "zh",
        ),
        ("Alibaba closed higher.", "zh", "en"),
        ("Alibaba (\u963f\u91cc\u5df4\u5df4) closed 9.2 percent higher in Hong Kong today.", "zh-CN", "en"),
        ("", None, "en"),
        ("", "", "en"),
    ],
)
def test_the_language_is_read_from_the_text_before_the_hint(text: str, hint: str | None, language: str) -> None:
    assert guess_language(text, hint) == language


# --- identity --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("BABA -5%", "BABA +5%"), ("BABA \u21915%", "BABA \u21935%"), ("Raises $5", "Raises \u20ac5"), ("Up .5%", "Up 5%"), ("Up 5%", "Up 5"),
     ("Up 5.2%", "Up 52%"), ("Up 5.2%", "Up 5.3%"), ("Up 5%", "Down 5%"), ("\u4e0a\u6da85%", "\u4e0b\u8dcc5%")],
)  # fmt: skip
def test_words_that_say_something_else_have_another_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one, "") != fingerprint(other, "")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Alibaba's Stock", "ALIBABA\u2019S  STOCK"), ("Up 5%\u3002", "Up 5%."), ("\uff21\uff22\uff23", "abc"), ("A \u2013 B", "A - B"), ("Hello, world!", "Hello world")],
)  # fmt: skip
def test_case_width_blanks_and_punctuation_make_no_other_fingerprint(one: str, other: str) -> None:
    assert fingerprint(one, "") == fingerprint(other, "")


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://www.example.org/a/", "example.org/a"),
        ("http://example.org:80/a?utm_source=x&id=2#top", "example.org/a?id=2"),
        ("HTTPS://EXAMPLE.ORG/A", "example.org/A"),
        ("https://example.org:8443/a", "example.org:8443/a"),
        ("https://example.org/?p=12", "example.org?p=12"),
        ("https://example.org", None),
        ("https://example.org/?utm_medium=rss", None),
        ("mailto:x@example.org", None),
        ("http://[", None),
        ("http://h:abc/x", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_is_known_by_what_says_which_story_it_is(url: str | None, canonical: str | None) -> None:
    assert canonical_url(url) == canonical


@given(st.text() | st.text().map("https://h/".__add__) | st.just("http://h/a?x=\ud800") | st.just("http://h/\udcff"))
def test_no_link_however_odd_raises(url: str) -> None:
    canonical_url(url)


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_comparing_versions_never_raises(a: str, b: str, c: str, d: str) -> None:
    may_be_revision(a, b, c, d)
