"""From a feed's markup to words: references decoded only with their semicolon, what is no tag left as it stands."""

from __future__ import annotations

import html
import re
from html.entities import html5

_NAME = r"[A-Za-z][A-Za-z0-9]{1,31}"
_WHOLE = rf"(?:#\d{{1,7}}|#[xX][0-9a-fA-F]{{1,6}}|{_NAME});"  # a reference after its ampersand
_REFERENCE = re.compile(f"&{_WHOLE}")
_STRAY = re.compile(f"&(?!{_WHOLE})")
_NAMED_BYTES = re.compile(f"&({_NAME});".encode())
_STRAY_BYTES = re.compile(_STRAY.pattern.encode())
_ENDS = {b"<![CDATA[": b"]]>", b"<!--": b"-->"}
_KEPT_WHOLE = re.compile(b"|".join(re.escape(b) for b in _ENDS))
_XML_NAMES = (b"amp", b"lt", b"gt", b"quot", b"apos")
_BLOCK = set(
    "p div br li h1 h2 h3 h4 h5 h6 tr td th dt dd caption option center nav header footer main aside blockquote section article ul ol dl table "
    "figcaption pre hr".split()
)
_HIDDEN = {"script", "style", "noscript", "iframe", "template", "svg", "form", "button", "object"}
_INLINE = set("a abbr acronym address area audio b base bdi bdo big body cite code col colgroup data del details dfn dir em embed fieldset figure font head html "
              "i img input ins kbd label legend link map mark menu meta meter optgroup output param picture progress q rp rt ruby s samp select small source "
              "span strike strong sub summary sup tbody textarea tfoot thead time title track tt u var video wbr nobr marquee frame frameset applet".split())  # fmt: skip
# A tag has a name that HTML knows (or one with a colon, as Word writes them) and an end; "A<B" has neither.
_NO_TAG = re.compile(r"<(?!/?[A-Za-z][A-Za-z0-9]*(?::[A-Za-z]\w*)?(?=[\s/>])[^<>]*>|!--|[?!])")
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_LONGEST = 2_000_000


def decoded(text: str) -> str:
    """Entities and character references with their semicolons; "AT&T" and "&copy=1" stay as they are."""
    return _REFERENCE.sub(_decoded_reference, text)


def _decoded_reference(m: re.Match[str]) -> str:
    # The library takes the longest name that it knows for the whole: "&notathing;" for a negation.
    return html.unescape(m[0]) if m[0][1] == "#" or m[0][1:] in html5 else m[0]


def with_whole_references(document: bytes) -> bytes:
    """An XML document whose stray ampersands and names that XML lacks would make it ill-formed, mended outside CDATA and comments.

    feedparser's other parser, to which it turns for the ill-formed, decodes `&lang=` and spoils links and names.
    """
    if b"&" not in document:
        return document
    out: list[bytes] = []
    at = 0
    while at < len(document):
        start, end = _next_kept(document, at)
        out.append(_NAMED_BYTES.sub(_by_number, _STRAY_BYTES.sub(b"&amp;", document[at:start])))
        out.append(document[start:end])
        at = end
    return b"".join(out)


def _next_kept(document: bytes, at: int) -> tuple[int, int]:
    """Where the next CDATA section or comment begins and ends; one without an end reaches to the document's."""
    begins = _KEPT_WHOLE.search(
        document, at
    )  # one search for both: each by itself would look to the end again and again
    if begins is None:
        return len(document), len(document)
    ends = _ENDS[begins[0]]
    end = document.find(ends, begins.start())
    return begins.start(), end + len(ends) if end >= 0 else len(document)


def _by_number(m: re.Match[bytes]) -> bytes:
    if m[1] in _XML_NAMES:
        return m[0]
    meant = html5.get(m[1].decode("ascii") + ";")
    return "".join(f"&#{ord(c)};" for c in meant).encode() if meant else b"&amp;" + m[0][1:]


def text_of(markup: str) -> str:
    """Plain text of a piece of HTML, blocks on lines of their own."""
    markup = _with_true_tags(markup[:_LONGEST])
    if "<" not in markup:
        return decoded(markup).strip()
    from lxml import etree
    from lxml import html as lxml_html

    try:
        root = lxml_html.fragment_fromstring(
            _for_lxml(markup),
            create_parent="div",
            parser=lxml_html.HTMLParser(huge_tree=False, remove_comments=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError):
        return decoded(re.sub(r"<[^<>]{0,500}>", " ", markup)).strip()
    out: list[str] = []
    hidden = 0
    for event, node in etree.iterwalk(root, events=("start", "end")):
        tag = node.tag if isinstance(node.tag, str) else ""
        if tag in _BLOCK:
            out.append("\n")
        if event == "start":
            hidden += tag in _HIDDEN
            if node.text and not hidden and tag:
                out.append(node.text)
        else:
            hidden -= tag in _HIDDEN
            if node.tail and node is not root and not hidden:
                out.append(node.tail)
    text = re.sub(r"[ \t\r\f\v\u00a0]+", " ", "".join(out))
    return re.sub(r" ?\n[ \n]*", "\n", text).strip()


def _with_true_tags(markup: str) -> str:
    """What is no tag of HTML's as a character: "A<B loses" keeps its end."""
    if "<" not in markup:
        return markup
    markup = _NO_TAG.sub("&lt;", markup)
    return _TAG_NAME.sub(lambda m: m[0] if m[2].lower() in _KNOWN else f"&lt;{m[1]}{m[2]}", markup)


_KNOWN = _BLOCK | _HIDDEN | _INLINE


def _for_lxml(markup: str) -> str:
    """libxml2 decodes entities without their semicolon too: those ampersands are told as such."""
    return _STRAY.sub("&amp;", markup)
