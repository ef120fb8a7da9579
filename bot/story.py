"""A story as it came, and what can be told of it before anyone reads it: dateline, editors, keywords, where it begins."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from rapidfuzz import fuzz

from bot.link import Link, link_of

MONTHS = {
    m: i
    for i, m in enumerate(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1)
}

_MONTH = r"(?P<month>jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>[0-3]?\d)\b"
# Where a wire's story begins. Each pattern is tried at the beginning of a line only.
_DATELINES = tuple(
    re.compile(p, re.IGNORECASE | re.MULTILINE)
    for p in (
        # (Yicai) Aug. 21 -- ; (Yicai Global) Feb.18 --
        rf"^[ \t\u00a0]*\((?P<wire>[A-Z][\w .&/]{{1,30}})\)[ \t\u00a0]*{_MONTH}[ \t\u00a0]*{_DAY}(?:,?[ \t\u00a0]*(?P<year>20\d\d))?[ \t\u00a0]*(?:--+|[–—-])[ \t\u00a0]*",
        # HONG KONG, Aug 21 (Reuters) - ; NEW YORK, Sept. 24, 2025 (AP) —
        rf"^(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ .'/-]{{2,40}},[ \t\u00a0]*)?{_MONTH}[ \t\u00a0]*{_DAY}(?:,?[ \t\u00a0]*(?P<year>20\d\d))?[ \t\u00a0]*[\(/](?P<wire>[A-Z][\w .&-]{{1,30}})[\)/][ \t\u00a0]*(?:--+|[–—-])[ \t\u00a0]*",
        # LONDON, 11 May (Reuters) - ; SINGAPORE, 3 June 2026 (Dow Jones) --
        rf"^(?:[A-ZÀ-Þ][A-Za-zÀ-ÿ .'/-]{{2,40}},[ \t\u00a0]*)?{_DAY}[ \t\u00a0]+{_MONTH}(?:,?[ \t\u00a0]*(?P<year>20\d\d))?[ \t\u00a0]*\((?P<wire>[A-Z][\w .&-]{{1,30}})\)[ \t\u00a0]*(?:--+|[–—-])[ \t\u00a0]*",
        # NEW YORK (AP) —
        r"^(?-i:[A-ZÀ-Þ][A-ZÀ-Þ .'/-]{2,40}(?:,[ \t\u00a0]*[A-Z][a-z.]+)?[ \t\u00a0]*\((?P<wire>[A-Z][A-Za-z .&-]{1,30})\))[ \t\u00a0]*(?:--+|[–—-])[ \t\u00a0]+(?=[^\d\s])",
        # KUALA LUMPUR (Sept 24): ; SINGAPORE (Sept 24, 2025): -- no agency is named
        rf"^(?-i:[A-ZÀ-Þ][A-ZÀ-Þ .'/-]{{2,40}})[ \t\u00a0]+\({_MONTH}[ \t\u00a0]*{_DAY}(?:,?[ \t\u00a0]*(?P<year>20\d\d))?\):[ \t\u00a0]+",
        # 第一财经9月24日讯 ; 【财联社9月24日电】 ; （新华社 9月24日电）
        r"^[【（(]?(?P<wire>[\u4e00-\u9fff]{2,12})[ \t\u00a0]*(?:(?P<cyear>20\d\d)年)?(?P<cmonth>1?\d)月(?P<cday>[0-3]?\d)日(?:讯|电|消息|訊|電)[】）)，,：:\s]*",
        # 《經濟通通訊社20日專訊》: the day alone
        r"^《(?P<wire>[\u4e00-\u9fff]{2,10}?)(?:通[訊讯]社)?(?P<cday>[0-3]?\d)日[專专]?[訊讯电電]》[ \t\u00a0]*",
        # （中央社紐約10日綜合外電報導） ; （中央社記者潘智義台北13日電）: the day alone
        r"^[（(](?P<wire>中央社)[\u4e00-\u9fff]{2,14}?(?P<cday>[0-3]?\d)日[\u4e00-\u9fff]{0,8}(?:電|報導|電報導)[）)][ \t\u00a0]*",
    )
)
# Where a page says of when its words are: "Last updated: April 13, 2026 at 11:00 AM ET", 更新时间：2026年4月13日.
_UPDATED = tuple(
    re.compile(p, re.IGNORECASE | re.MULTILINE)
    for p in (
        rf"^[ \t]*(?:last )?updated(?: on)?:?[ \t]+(?:[a-z]+day,?[ \t]+)?{_MONTH}[ \t]*{_DAY},?[ \t]*(?P<year>20\d\d)",
        rf"^[ \t]*(?:last )?updated(?: on)?:?[ \t]+{_DAY}[ \t]+{_MONTH},?[ \t]*(?P<year>20\d\d)",
        r"^[ \t]*(?:最后更新|最後更新|更新时间|更新時間|更新于|更新於)[：:]?[ \t]*(?P<year>20\d\d)[年/-](?P<cmonth>\d{1,2})[月/-](?P<day>\d{1,2})",
    )
)
_DATELINE_WITHIN = 1500  # a dateline further down belongs to another story on the page

_TRAILERS = re.compile(
    r"^[ \t]*(?:editors?\s*:|editing by\b|keywords?\s*:|follow .{2,40} on\s*$|\(?reporting by\b|\(?additional reporting by\b"
    r"|责任编辑|責任編輯|编辑[:：]|（?责编)",
    re.IGNORECASE | re.MULTILINE,
)
# These stand above and within stories too: they end one only where little follows.
_LAST_WORDS = re.compile(
    r"^[ \t]*(?:read more\s*[:>]|subscribe to\b|sign up (?:for|to)\b|copyright ©|©\s*\d{4}|disclaimer\b.{0,200}$)",
    re.IGNORECASE | re.MULTILINE,
)
_FEW, _FEW_CHARACTERS = 0.15, 120  # of the text
_EDITORS = re.compile(
    r"^[ \t]*(?:editors?\s*:|责任编辑[:：]?|責任編輯[:：]?|编辑[:：])[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE
)
_KEYWORDS = re.compile(r"^[ \t]*keywords?\s*:[ \t]*(.+)$", re.IGNORECASE | re.MULTILINE)
_SOURCE_LINE = re.compile(r"^[ \t]*/?[ \t]*source\s*:[ \t]*(.{2,60})$", re.IGNORECASE | re.MULTILINE)
_HAN = re.compile(r"[\u3400-\u9fff]")


_FIRST_LINES = 300  # characters


class Span(NamedTuple):
    """Code points [start, end) of a story's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Story:
    """One story. `text` is title, blank line and body; every quote's offsets count in it.

    `body` is the span of `text` that is the story proper: dateline, byline and trailers stand outside it.
    `published` is what the feed says; `dateline` what the story itself says, its year from the former.
    """

    id: str
    title: str
    text: str
    body: Span
    url: Link | None = None
    source: str | None = None
    published: datetime | None = None
    dateline: date | None = None
    editors: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    language: str = "en"

    @property
    def head(self) -> int:
        """Where the title and the first lines end: whom a story is about stands before that."""
        return max(len(self.title), self.body.start) + _FIRST_LINES

    @property
    def fingerprint(self) -> str:
        """The same for the same title and text, whatever feed, GUID or link brings them."""
        return fingerprint(self.title, self.text[self.body.start : self.body.end])


def fingerprint(title: str, body: str) -> str:
    """A key of the words and figures: case, width, blanks and punctuation do not count, but a figure's sign and unit do."""
    words = re.findall(
        r"[+\-−–↑↓▲▼$€£¥]?\.?\d[\d.,]*%?|[^\W\d]+|[↑↓▲▼]",
        unicodedata.normalize("NFKC", f"{title}\n{body}").casefold(),
    )
    return hashlib.sha256(" ".join(w.rstrip(".,") for w in words).encode("utf-8", "replace")).hexdigest()[:32]


def join_title(title: str | None, body: str) -> str:
    """The text that offsets count in (the contract of `newstape read --json`)."""
    return f"{title}\n\n{body}" if title else body


def compose(
    *,
    id: str,
    title: str | None,
    body: str,
    url: str | None = None,
    source: str | None = None,
    published: datetime | None = None,
    language: str | None = None,
) -> Story:
    """Tell what is the story and what stands around it. Never raises: a story without any of it is all body."""
    text = join_title(title, body)
    begins = len(text) - len(body)
    dateline = find_dateline(text, begins)
    start = dateline.span.end if dateline else begins
    end = _end_of_story(text, start)
    tail = text[start:]
    editors = tuple(
        name.strip() for m in _EDITORS.finditer(tail) for name in re.split(r",|\band\b|、", m[1]) if name.strip()
    )
    keywords = tuple(k.strip() for m in _KEYWORDS.finditer(tail) for k in re.split(r"[,，、]", m[1]) if k.strip())
    source_line = _SOURCE_LINE.search(text, begins, start)
    return Story(
        id=id,
        title=title or "",
        text=text,
        body=Span(*_trim(text, start, max(start, end))),
        url=link_of(url),
        source=source or (source_line[1].strip() if source_line else None) or (dateline.wire if dateline else None),
        published=published,
        dateline=dateline.resolve(published) if dateline else _updated_on(text, begins, published),
        editors=editors,
        keywords=keywords,
        language=guess_language(text[start:end], language),
    )


_STALE = timedelta(days=2)


def _updated_on(text: str, begins: int, published: datetime | None) -> date | None:
    """The day on which a page says that it was written last, where that is long before the feed's."""
    m = next((m for p in _UPDATED if (m := p.search(text, begins))), None)
    if m is None or published is None:
        return None
    groups = m.groupdict()
    month = int(groups["cmonth"]) if groups.get("cmonth") else MONTHS[groups["month"][:3].lower()]
    found = _day(int(groups["year"]), month, int(groups["day"]))
    return found if found is not None and found < published.date() - _STALE else None


def _end_of_story(text: str, start: int) -> int:
    """Where the editors', keywords' or last advertising lines begin."""
    trailer = next((m for m in _TRAILERS.finditer(text, start) if m.start() > start), None)
    end = trailer.start() if trailer else len(text)
    last = next(
        (
            m
            for m in _LAST_WORDS.finditer(text, start, end)
            if m.start() > start and end - m.start() <= max(_FEW * (end - start), _FEW_CHARACTERS)
        ),
        None,
    )
    return last.start() if last else end


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where a wire's story begins, and the day it names; the year only where it is printed."""

    span: Span
    wire: str | None
    month: int | None
    day: int | None
    year: int | None

    def resolve(self, published: datetime | None) -> date | None:
        """The dateline's date. Its year, if not printed, makes it the nearest day not after the day of publication."""
        if self.day is None:
            return None
        if self.month is None:
            return self._in_the_month(published)
        if self.year is not None:
            return _day(self.year, self.month, self.day)
        if published is None:
            return None
        # A feed's day may be a zone behind the dateline's.
        latest = published.date() + timedelta(days=1) if published.year < 9999 else published.date()
        return next(
            (d for y in (latest.year, latest.year - 1) if (d := _day(y, self.month, self.day)) and d <= latest), None
        )

    def _in_the_month(self, published: datetime | None) -> date | None:
        """Of a day without its month: the last such day."""
        if published is None or self.day is None:
            return None
        days = (published.date() - timedelta(days=back) for back in range(-1, _A_MONTH))
        return next((d for d in days if d.day == self.day), None)


_A_MONTH = 31  # days


def find_dateline(text: str, begins: int) -> Dateline | None:
    """The first dateline within the first lines, or None."""
    found = [m for p in _DATELINES if (m := p.search(text, begins, begins + _DATELINE_WITHIN))]
    if not found:
        return None
    m = min(found, key=lambda m: m.start())
    groups = m.groupdict()
    month = groups.get("month")
    number = MONTHS[month[:3].lower()] if month else int(groups["cmonth"]) if groups.get("cmonth") else None
    day = groups.get("day") or groups.get("cday")
    year = groups.get("year") or groups.get("cyear")
    return Dateline(
        span=Span(m.start(), m.end()),
        wire=(groups.get("wire") or "").strip() or None,
        month=number,
        day=int(day) if day else None,
        year=int(year) if year else None,
    )


_EASTERN = timedelta(hours=9)


def told_on(story: Story) -> date | None:
    """The day that "today" means in this story: the dateline's, else the feed's; of two, the older counts."""
    if story.dateline and story.published and story.dateline == (story.published + _EASTERN).date():
        return story.dateline  # the feed's day is only a zone behind that of East Asia
    days = [d for d in (story.dateline, story.published.date() if story.published else None) if d]
    return min(days) if days else None


def guess_language(text: str, hint: str | None = None) -> str:
    """ "zh" where Chinese characters carry the text; else the hint's language, if it is not Chinese; else "en"."""
    sample = text[:2000]
    if len(_HAN.findall(sample)) > 0.2 * max(1, len(sample.replace(" ", ""))):
        return "zh"
    hinted = (hint or "en").split("-")[0].lower()
    return hinted if hinted and hinted != "zh" else "en"


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


# --- identity --------------------------------------------------------------------------------------------------------

_TRACKING = re.compile(
    r"^(?:utm_\w+|fbclid|gclid|mc_[ce]id|ref|refsrc|cmpid|ocid|ito|cid|smid|partner|taid|at_\w+|guccounter|soc_\w+|xtor)$",
    re.IGNORECASE,
)
_ALIKE = 55.0  # of 100; an edited title keeps most of its words, two stories under one shared link do not


def canonical_url(url: str | None) -> str | None:
    """A link without what does not say which story it is; None for one that names no story (a home page, no link)."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    kept = [(k, v) for k, v in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(k)]
    query = urlencode(kept, errors="replace")
    path = parts.path.rstrip("/")
    if not path and not query:
        return None
    host = parts.hostname.removeprefix("www.") + (f":{port}" if port not in (None, 80, 443) else "")
    return f"{host}{path}{'?' + query if query else ''}"


def may_be_revision(before_title: str, before_text: str, title: str, text: str) -> bool:
    """Whether what stands under one GUID or link may be the same story edited, and not another one in its place."""
    if fuzz.token_set_ratio(before_title.casefold(), title.casefold()) >= _ALIKE:
        return True
    return is_alike(before_text, text)


def is_alike(before: str, now: str) -> bool:
    """Whether a text may be another one edited: most words of the one stand in the other."""
    return bool(before and now) and fuzz.token_set_ratio(before[:1500].casefold(), now[:1500].casefold()) >= 80.0
