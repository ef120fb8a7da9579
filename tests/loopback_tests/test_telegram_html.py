"""The HTML reader against Telegram's own cases."""

from __future__ import annotations

import pytest

from tests.loopback.telegram_html import BadEntities, BadUrlError, Entity, check_url, finish, parse, parse_raw

CANNOT = "Bad Request: can't parse entities: "
F = "🏟 🏟&lt;"


@pytest.mark.parametrize(
    ("html", "message"),
    [
        (
            "&#57311;",
            "Text contains invalid Unicode characters after decoding HTML entities, check for unmatched "
            "surrogate code units",
        ),
        (F + "<abacaba", "Unclosed start tag at byte offset 13"),
        (F + "<abac aba>", 'Unsupported start tag "abac" at byte offset 13'),
        (F + "<abac>", 'Unsupported start tag "abac" at byte offset 13'),
        (F + "<i   =aba>", 'Empty attribute name in the tag "i" at byte offset 13'),
        (F + "<i    aba>", 'Can\'t find end tag corresponding to start tag "i"'),
        (F + "<i    aba  =  ", 'Unclosed start tag "i" at byte offset 13'),
        (F + "<i    aba  =  190azAz-.,", "Unexpected end of name token at byte offset 27"),
        (F + '<i    aba  =  "&lt;&gt;&quot;>', "Unclosed start tag at byte offset 13"),
        (F + "<i    aba  =  '&lt;&gt;&quot;>", "Unclosed start tag at byte offset 13"),
        (F + "</", "Unexpected end tag at byte offset 13"),
        (F + "<b></b></", "Unexpected end tag at byte offset 20"),
        (F + "<i>a</i   ", "Unclosed end tag at byte offset 17"),
        (F + "<i>a</em   >", 'Unmatched end tag at byte offset 17, expected "</i>", found "</em>"'),
        ("<b><i>test</b></i>", 'Unmatched end tag at byte offset 10, expected "</i>", found "</b>"'),
        ("<script>alert(1)</script>", 'Unsupported start tag "script" at byte offset 0'),
        ("one <br> two", 'Unsupported start tag "br" at byte offset 4'),
        ("one <br/>", 'Unsupported start tag "br/" at byte offset 4'),
        ("twelve bytes<p>x</p>", 'Unsupported start tag "p" at byte offset 12'),
        ("<!-- x -->", 'Unsupported start tag "!--" at byte offset 0'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("5 <6 and 7>", 'Unsupported start tag "6" at byte offset 2'),
        ("a <", "Unclosed start tag at byte offset 2"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ('<span class="red">x</span>', 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b>unclosed", 'Can\'t find end tag corresponding to start tag "b"'),
        (
            '<tg-emoji emoji-id="9999999999999999999">x</tg-emoji>',
            "Invalid custom emoji identifier specified",
        ),
        ("<tg-emoji>x</tg-emoji>", "Invalid custom emoji identifier specified"),
    ],
)
def test_what_telegram_refuses_is_refused_in_its_words(html: str, message: str) -> None:
    with pytest.raises(BadEntities) as caught:
        parse(html)
    assert caught.value.message == CANNOT + message


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("", "", []),
        ("&ge;&lt;&gt;&amp;&quot;&laquo;&#12345678;", '&ge;<>&"&laquo;&#12345678;', []),
        ("AT&T &amp; S&P500 &unknown; &", "AT&T & S&P500 &unknown; &", []),
        ("&#8364;&#x20AC;&#x1F3DF;", "€€🏟", []),
        ("➡️ ➡️<i>➡️ ➡️</i>", "➡️ ➡️➡️ ➡️", [Entity("italic", 5, 5)]),
        ("➡️ ➡️<b>➡️ ➡️</b>", "➡️ ➡️➡️ ➡️", [Entity("bold", 5, 5)]),
        ("🏟 🏟<i>🏟 &lt🏟</i>", "🏟 🏟🏟 <🏟", [Entity("italic", 5, 6)]),
        (
            "🏟 🏟<i>🏟 &gt;<b aba   =   caba>&lt🏟</b></i>",
            "🏟 🏟🏟 ><🏟",
            [Entity("italic", 5, 7), Entity("bold", 9, 3)],
        ),
        (F + "<i    aba  =  190azAz-.   >a</i>", "🏟 🏟<a", [Entity("italic", 6, 1)]),
        (F + "<i    aba  =  '&lt;&gt;&quot;'>a</>", "🏟 🏟<a", [Entity("italic", 6, 1)]),
        (F + "<i>🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [Entity("italic", 6, 6)]),
        (F + "<b></b>", "🏟 🏟<", []),
        ("<i>\t</i>", "\t", [Entity("italic", 0, 1)]),
        ("<a href=telegram.org>\t</a>", "\t", [Entity("text_link", 0, 1, url="http://telegram.org/")]),
        ("<a> </a>", " ", []),
        ("<a>telegram.org</a>", "telegram.org", [Entity("text_link", 0, 12, url="http://telegram.org/")]),
        (
            "<a   href=  'telegram.org?&lt;'   > </a>",
            " ",
            [Entity("text_link", 0, 1, url="http://telegram.org/?<")],
        ),
        (F + "<pre  >🏟 🏟&lt;</>", "🏟 🏟<🏟 🏟<", [Entity("pre", 6, 6)]),
        (
            F + '<pre><code class="language-">🏟 🏟&lt;</code></>',
            "🏟 🏟<🏟 🏟<",
            [Entity("pre", 6, 6), Entity("code", 6, 6)],
        ),
        (
            F + '<pre><code class="language-fift">🏟 🏟&lt;</></>',
            "🏟 🏟<🏟 🏟<",
            [Entity("pre", 6, 6, language="fift")],
        ),
        (
            F + '<code class="language-fift"><pre>🏟 🏟&lt;</></>',
            "🏟 🏟<🏟 🏟<",
            [Entity("pre", 6, 6, language="fift")],
        ),
        (
            F + '<pre><code class="language-fift">🏟 🏟&lt;</> </>',
            "🏟 🏟<🏟 🏟< ",
            [Entity("pre", 6, 7), Entity("code", 6, 6)],
        ),
        (
            '<b aba=caba><tg-emoji emoji-id="1">🏟</tg-emoji>1</b>',
            "🏟1",
            [Entity("bold", 0, 3), Entity("custom_emoji", 0, 2, custom_emoji_id="1")],
        ),
        (
            '<blockquote   cite="" askdlbas nasjdbaj nj12b3>a&lt;<pre  >b;</></>',
            "a<b;",
            [Entity("blockquote", 0, 4), Entity("pre", 2, 2)],
        ),
        (
            "<blockquote   expandable   asd>a&lt;<pre  >b;</></>",
            "a<b;",
            [Entity("expandable_blockquote", 0, 4), Entity("pre", 2, 2)],
        ),
        (
            '<tg-time unix="1647531900" format="wDT">22:45 tomorrow</tg-time>',
            "22:45 tomorrow",
            [Entity("date_time", 0, 14, unix_time=1647531900)],
        ),
        ('<span class = "tg-spoiler">a</span>', "a", [Entity("spoiler", 0, 1)]),
        ('<a href="tg://user?id=42">Ann</a>', "Ann", [Entity("text_mention", 0, 3, user_id=42)]),
    ],
)
def test_telegrams_own_cases_are_read_as_telegram_reads_them(html: str, text: str, entities: list[Entity]) -> None:
    assert parse_raw(html) == (text, entities)


@pytest.mark.parametrize(
    ("tag", "kind"),
    [
        ("b", "bold"),
        ("strong", "bold"),
        ("i", "italic"),
        ("em", "italic"),
        ("u", "underline"),
        ("ins", "underline"),
        ("s", "strikethrough"),
        ("strike", "strikethrough"),
        ("del", "strikethrough"),
        ("tg-spoiler", "spoiler"),
        ("code", "code"),
        ("pre", "pre"),
        ("blockquote", "blockquote"),
        ("B", "bold"),
    ],
)
def test_every_tag_makes_its_entity(tag: str, kind: str) -> None:
    assert parse(f"x<{tag}>y</{tag}>").entities == (Entity(kind, 1, 1),)


def test_text_is_trimmed_at_both_ends_and_entities_move_with_it() -> None:
    parsed = parse("\n  <b> one </b> two \n\n")
    assert parsed.text == "one  two"
    assert parsed.entities == (Entity("bold", 0, 4),)


def test_a_text_of_blanks_and_tags_is_empty() -> None:
    assert parse(" <b> \n</b>\t").text == ""


def test_control_characters_become_blanks_and_carriage_returns_vanish() -> None:
    parsed = parse("a\tb\r\n<i>c\rd</i>\x07e")
    assert parsed.text == "a b\ncd e"
    assert parsed.entities == (Entity("italic", 4, 2),)


def test_styles_that_touch_become_one() -> None:
    assert parse("<b>a</b><b>b</b>").entities == (Entity("bold", 0, 2),)
    assert parse("<b>a<b>b</b>c</b>").entities == (Entity("bold", 0, 3),)


def test_monospaced_text_carries_no_other_style() -> None:
    parsed = parse("<b>a <code>x</code> c</b>")
    assert parsed.entities == (Entity("bold", 0, 2), Entity("code", 2, 1), Entity("bold", 4, 1))


def test_a_link_that_is_none_leaves_only_its_text() -> None:
    assert parse('<a href="not-a-url">x</a>').entities == ()
    assert parse('<a href="ftp://example.com">x</a>').entities == ()


def test_an_entity_outside_the_text_is_refused_in_telegrams_words() -> None:
    cases = [
        (Entity("bold", 100, 1), "entity begins after the end of the text at UTF-16 offset 100"),
        (
            Entity("bold", 0, 100),
            "entity beginning at UTF-16 offset 0 ends after the end of the text at UTF-16 offset 100",
        ),
        (Entity("bold", -1, 1), "receive an entity with incorrect offset -1"),
        (Entity("bold", 1, 1), "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
    ]
    for entity, message in cases:
        with pytest.raises(BadEntities) as caught:
            finish("🏟ab", [entity])
        assert caught.value.message == "Bad Request: " + message


def test_the_piece_of_an_entity_is_found_behind_wide_characters() -> None:
    parsed = parse("🏟🏟 <b>阿里</b>")
    assert [parsed.of(entity) for entity in parsed.entities] == ["阿里"]


@pytest.mark.parametrize(
    ("link", "reason"),
    [
        ("not-a-url", "Wrong HTTP URL"),
        ("http://localhost/x", "Wrong HTTP URL"),
        ("ftp://example.com", "Unsupported URL protocol"),
        ("", "URL host is empty"),
        ("https://exa mple.com", "Disallowed character in URL host"),
        ("http://example.com:99999/", "Wrong port number specified in the URL"),
    ],
)
def test_a_bad_link_is_refused_with_telegrams_reason(link: str, reason: str) -> None:
    with pytest.raises(BadUrlError, match=reason):
        check_url(link)


def test_a_good_link_is_normalised() -> None:
    assert check_url("Example.COM") == "http://example.com/"
    assert check_url("https://example.com?a=1") == "https://example.com/?a=1"
    assert check_url("tg://resolve?domain=x") == "tg://resolve?domain=x"


def test_a_hostile_text_is_read_in_linear_time() -> None:
    with pytest.raises(BadEntities):
        parse("<b>" * 10_000)
    assert parse("&" * 30_000).text == "&" * 30_000
