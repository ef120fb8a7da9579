"""Addresses: what people may follow, and what they may see of one."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.link import link_of, secrets_of, shown_address

FEED = "http://desk:pw@wire.example/p.xml?key=k1"


@pytest.mark.parametrize(
    ("written", "link"),
    [
        ("/story/1", "http://wire.example/story/1"),
        ("story/1", "http://wire.example/story/1"),
        ("//cdn.example/x", "http://cdn.example/x"),
        ("https://a:b@other.example/x", "https://other.example/x"),
        ("https://user@other.example/x", "https://other.example/x"),
        ("https://other.example/?id=7&lang=en&copy=1", "https://other.example/?id=7&lang=en&copy=1"),
        ("https://other.example/?id=7&amp;lang=en&#38;n=1", "https://other.example/?id=7&lang=en&n=1"),
        ("https://other.example/?q=a&copy;b", "https://other.example/?q=a&copy;b"),
        ("  https://other.example/a b ", "https://other.example/a%20b"),
        ("https://other.example/a\nb", "https://other.example/a%0Ab"),
        ("https://例子.example/新闻", "https://例子.example/新闻"),
    ],
)
def test_a_link_is_absolute_and_names_no_user(written: str, link: str) -> None:
    assert link_of(written, FEED) == link


@pytest.mark.parametrize(
    "written",
    [None, "", "javascript:alert(1)", "mailto:a@b.example", "ftp://x.example/", "http://", "https://[", "http://h:99999/", "data:text/html,x", "tg://resolve?domain=x"],
)  # fmt: skip
def test_what_nobody_should_follow_is_no_link(written: str | None) -> None:
    assert link_of(written) is None


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://desk:pw@host/p.xml", "http://host/p.xml"),
        ("http://desk@host:8080/p.xml", "http://host:8080/p.xml"),
        ("https://host/p.xml?format=rss&api_key=s3cret&x=1", "https://host/p.xml?format=rss&api_key=***&x=1"),
        ("https://host/?token=abc", "https://host/?token=***"),
        ("https://host/?access-token=abc&lang=en", "https://host/?access-token=***&lang=en"),
        ("https://host/?monkey=1&keyword=gold&author=x", "https://host/?monkey=1&keyword=gold&author=x"),
        (
            "https://host/?authToken=a&accessToken=b&userkey=c&jwt=d",
            "https://host/?authToken=***&accessToken=***&userkey=***&jwt=***",
        ),
        ("https://host/?%6bey=a;x=1;key=b", "https://host/?%6bey=***;x=1;key=***"),
        ("https://host/plain.xml", "https://host/plain.xml"),
        ("http://desk:p@w@[", "["),
    ],
)
def test_an_address_is_shown_without_what_it_keeps_secret(address: str, shown: str) -> None:
    assert shown_address(address) == shown


def test_the_secrets_of_an_address_are_known_so_that_logs_can_leave_them_out() -> None:
    assert secrets_of("http://desk:p%40w@host/?api_key=s3cret&x=1") == ("p%40w", "s3cret")


@given(st.text(max_size=80), st.text(max_size=40))
def test_no_text_whatever_makes_a_link_with_a_user_in_it(written: str, path: str) -> None:
    for given_ in (written, f"http://{written}@host/{path}", f"//a:b@{written}/{path}"):
        link = link_of(given_, FEED)
        assert link is None or urlsplit(link).username is None
        assert "pw" not in shown_address(f"http://desk:pw@{'host'}/{path.replace('pw', '')}")
