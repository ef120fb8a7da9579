"""`newstape feeds`: the list by hand and as OPML, also where the OPML is an attack."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from xml.etree.ElementTree import fromstring

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.commands.feeds import add, export_opml, import_opml, list_feeds, remove
from bot.errors import UsageError
from bot.ports import ConfiguredFeed

NOW = datetime(2025, 9, 24, 12, 0, tzinfo=UTC)
A = "https://example.org/a?x=1&y=<2>"

OPML = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="News">
    <outline type="rss" text="A &amp; B" title="A &lt;B&gt;" xmlUrl="https://example.org/a?x=1&amp;y=&lt;2&gt;" language="zh"/>
    <outline text="only text" xmlUrl=" https://example.org/b "/>
    <outline text="deeper"><outline xmlurl="http://example.org/c"/></outline>
  </outline>
  <outline text="no feed" htmlUrl="https://example.org/"/>
  <outline text="no http" xmlUrl="file:///etc/passwd"/>
  <outline text="again" xmlUrl="https://example.org/b"/>
</body></opml>
"""


@pytest.fixture
def store() -> SqliteStore:
    return open_store(None)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "feeds.opml"


def urls(store: SqliteStore) -> list[str]:
    return [f.url for f, _, _ in store.all_feeds()]


def test_every_outline_with_an_address_becomes_a_feed(
    store: SqliteStore, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path.write_text(OPML)
    import_opml(store, path)
    assert [(f.url, f.name, f.language) for f, _, _ in store.all_feeds()] == [
        (A, "A <B>", "zh"),
        ("https://example.org/b", "only text", "en"),
        ("http://example.org/c", "", "en"),
    ]
    assert capsys.readouterr().out == "added 3 feeds, 1 were there already, 1 have no http address\n"
    import_opml(store, path)
    assert capsys.readouterr().out.startswith("added 0 feeds, 4 were there")


@pytest.mark.parametrize(
    "name", ['A <B> & "C"', "第一财经", "line\nbreak", "tab\there", "", "bell\x07", "nul\x00", "\ufffe"]
)
def test_what_is_exported_can_be_imported_again(
    store: SqliteStore, path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    store.add_feed(A, name, "zh", NOW)
    store.add_feed("https://example.org/b", "B", "en", NOW)
    export_opml(store)
    written = capsys.readouterr().out
    assert fromstring(written).tag == "opml"
    path.write_text(written, encoding="utf-8")
    other = open_store(None)
    import_opml(other, path)
    assert [(f.url, f.language) for f, _, _ in other.all_feeds()] == [(A, "zh"), ("https://example.org/b", "en")]


BOMB = (
    "<!DOCTYPE opml [<!ENTITY a 'ha'>"
    + "".join(f"<!ENTITY {chr(98 + i)} '{f'&{chr(97 + i)};' * 10}'>" for i in range(12))
    + "]><opml><body><outline text='&m;' xmlUrl='https://example.org/x'/></body></opml>"
)
HOSTILE = {
    "billion laughs": BOMB,
    "XXE": "<!DOCTYPE opml [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><opml><body><outline text='&x;' xmlUrl='https://example.org/x'/></body></opml>",
    "parameter entity": "<!DOCTYPE opml [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/'> %x;]><opml><body><outline xmlUrl='https://example.org/x'/></body></opml>",
    "external DTD with an entity": "<!DOCTYPE opml SYSTEM 'http://127.0.0.1:9/x.dtd' [<!ENTITY a 'b'>]><opml/>",
    "cut off": OPML[:200],
    "empty": "",
    "no XML": "just text",
    "RSS": "<rss><channel/></rss>",
    "HTML": "<!doctype html><html><body>",
    "an unknown encoding": "<?xml version='1.0' encoding='klingon'?><opml/>",
    "a NUL": "<opml>\x00</opml>",
    "a bad address": "<opml><body><outline xmlUrl='https://example.org/x'/><outline xmlUrl='http://[::1'/></body></opml>",
}


@pytest.mark.parametrize("attack", HOSTILE)
def test_a_hostile_file_is_refused_in_a_sentence_quickly_and_whole(
    store: SqliteStore, path: Path, attack: str
) -> None:
    path.write_text(HOSTILE[attack])
    begun = process_time()
    if attack == "a bad address":
        import_opml(store, path)
        assert urls(store) == ["https://example.org/x"], "one bad line does not spoil the others"
        return
    with pytest.raises(UsageError) as told:
        import_opml(store, path)
    assert process_time() - begun < 1
    assert urls(store) == []
    assert "is no OPML" in str(told.value)
    assert "Forbidden(" not in str(told.value), "a sentence, not a repr"


def test_a_deep_file_is_read_or_refused_and_crashes_nothing(store: SqliteStore, path: Path) -> None:
    path.write_text(
        "<opml><body>"
        + "<outline>" * 20_000
        + "<outline xmlUrl='https://example.org/x'/>"
        + "</outline>" * 20_000
        + "</body></opml>"
    )
    import_opml(store, path)
    assert urls(store) == ["https://example.org/x"]


def test_a_missing_file_and_a_folder_are_told_in_a_sentence(store: SqliteStore, tmp_path: Path) -> None:
    for path in (tmp_path / "no.opml", tmp_path):
        with pytest.raises(UsageError, match="cannot be read"):
            import_opml(store, path)


# --- by hand ---------------------------------------------------------------------------------------------------------


def test_a_feed_is_added_listed_and_removed(store: SqliteStore, capsys: pytest.CaptureFixture[str]) -> None:
    list_feeds(store)
    assert "There is no feed yet" in capsys.readouterr().out
    add(store, A, "A", "zh")
    with pytest.raises(UsageError, match="there already"):
        add(store, A, "A", "zh")
    list_feeds(store)
    assert capsys.readouterr().out.endswith(f"{A}\tA\tzh\tadded\tnot polled yet\n")
    remove(store, A)
    with pytest.raises(UsageError, match="There is no feed"):
        remove(store, A)
    assert urls(store) == []


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://example.org/", "file:///etc/passwd", "http://", "http://[", "http://[::1", "javascript:x"]
)
def test_what_is_no_address_is_refused_in_a_sentence(store: SqliteStore, url: str) -> None:
    with pytest.raises(UsageError, match="no http or https address"):
        add(store, url, "", "en")


def test_a_feeds_name_writes_nothing_but_its_line_to_the_terminal(
    store: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.add_feed(A, "evil\n\x1b[2Jname\tx", "en", NOW)
    list_feeds(store)
    written = capsys.readouterr().out
    assert written.count("\n") == 1
    assert "\x1b" not in written


def test_what_was_removed_stays_removed_though_the_config_names_it_and_can_be_added_again(store: SqliteStore) -> None:
    store.sync_feeds([ConfiguredFeed(A, "A"), ConfiguredFeed("https://example.org/b", "B")], NOW)
    remove(store, A)
    store.sync_feeds([ConfiguredFeed(A, "A")], NOW)
    assert urls(store) == []
    add(store, A, "A", "en")
    store.sync_feeds([], NOW)
    assert urls(store) == [A]


def test_an_export_and_a_list_hold_no_password_and_say_that_something_is_left_out(
    store: SqliteStore, capsys: pytest.CaptureFixture[str]
) -> None:
    store.add_feed("https://desk:pa55word@wire.example/rss?token=s3cret", "Wire", "en", NOW)
    store.set_feed_zone("https://wire.example/rss?token=***", "Asia/Shanghai")
    export_opml(store)
    list_feeds(store)
    shown = capsys.readouterr()
    assert "pa55word" not in shown.out
    assert "s3cret" not in shown.out
    assert 'xmlUrl="https://wire.example/rss?token=***"' in shown.out
    assert 'newstapeZone="Asia/Shanghai"' in shown.out
    assert "1 feeds have a password or key in their address, which is left out" in shown.err
