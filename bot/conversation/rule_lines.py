"""A line that sets a rule, read: what may be meant, the likeliest first, and what bounds it. How people write stands in rule_lines.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

from bot.conversation.clauses import clause_at_end
from bot.conversation.markets import market_named
from bot.conversation.spans import LONGEST_SPAN, read_span
from bot.keywords import NoKeywords, read_keywords
from bot.reading.figures import chinese_number, figures
from bot.reading.lexicon import folded

_FALLS = ("below", "under", "beneath", "<", "<=", "低于", "跌破", "跌穿", "跌到", "跌至")
_RISES = (
    "above",
    "over",
    "past",
    "through",
    ">",
    ">=",
    "高于",
    "超过",
    "突破",
    "升穿",
    "升破",
    "涨破",
    "涨到",
    "升到",
    "升至",
    "站上",
)
_WORDS = re.compile(
    r"^(?:(?:news|stories|words?|keywords?) (?:of |with |about )?(?=[\"“(])|(?:words?|keywords?|关键词)[:： ]\s*)",
    re.IGNORECASE,
)
_LOOKS_FOR = re.compile(r"[\"“”„「」『』]|(?<!\w)(?:AND|OR|NOT)(?!\w)|\s[且或非]\s")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it was typed, before it is known whom it is about."""

    kind: str
    condition: str
    name: str
    bounds: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Open:
    """Why a line sets no rule yet: the night or the session is spoken of and it is not said how (`line` is what stands before that); no rule can be
    held to what is asked; a time is too long; or its keywords cannot be read, by the wording's key."""

    why: Literal["night", "session", "impossible", "too long", "keywords"]
    line: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known where a line is read: when a day ends that is named, None of none to come; and whether anybody publishes under a name."""

    ends: Callable[[str], datetime | None]
    publishes: Callable[[str], bool]


def drafts(text: str, known: Known) -> Iterator[Draft | Open]:
    """What a line may mean, the likeliest first."""
    text, bounds = read_bounds(text, known)
    if isinstance(bounds, Open):
        yield bounds
        return
    if (asked := _WORDS.sub("", text)) != text or _LOOKS_FOR.search(text):
        try:
            yield Draft("words", read_keywords(asked).written, "", bounds)
        except NoKeywords as error:
            yield Open("keywords", asked, str(error))
        return
    plain = narrow(text)
    for kind in ("threshold", "claims", "price", "record", "stories"):
        for row in _table()[kind]:
            m = row["pattern"].match(plain)
            condition = _condition(kind, row, m) if m is not None else None
            if m is not None and condition is not None and not (kind == "threshold" and "%" in m["name"]):
                whom = next((g for g in ("whom", "name") if m.groupdict().get(g)), "name")
                yield Draft(kind, condition, text[m.start(whom) : m.end(whom)], bounds)


def wished(text: str, known: Known) -> Iterator[Draft]:
    """What a sentence asks to be told of that the grammar has no words for: what companies announce, and moves of any company or of a market's;
    none of one that asks for nothing of the kind, or does not ask to be told."""
    text = " ".join(text.split())
    bare, bounds = read_bounds(text, known)
    if isinstance(bounds, Open) or text.endswith(("?", "？")):
        return
    line = without_filler(bare)
    for draft in drafts(line, known):
        if not isinstance(draft, Draft):
            continue
        whole = replace(draft, bounds={**draft.bounds, **bounds})  # "... tell me, at most 3 a day"
        asked = line != bare or _ANY.match(narrow(line)) is not None
        if _is_of_some_stories(whole) or (asked and _is_of_no_words(whole)):
            yield whole


# "any japanese stock that jumps 7 percent or more": what is so named is asked for, and no remark.
_ANY = re.compile(r"^any\b")


def _is_of_some_stories(draft: Draft) -> bool:
    """ "only reuters stories on nvidia", 鸿海新闻只要英文的."""
    return draft.kind == "stories" and bool(draft.bounds.get("source") or draft.bounds.get("reads"))


def _is_of_no_words(draft: Draft) -> bool:
    """What is announced, and the moves of whoever is no name."""
    if draft.kind != "threshold":
        return draft.kind == "claims"
    name = narrow(draft.name).strip(" ,，.")
    of_market = whom_said("market", name)
    if of_market is not None and market_named(of_market["market"]):
        return True
    return whom_said("any_company", name) is not None or whom_said("watchlist", name) is not None


def without_filler(text: str) -> str:
    """The line without what people put around it: "tell me if ... pls"."""
    for row in _table()["filler"]:
        m = row["pattern"].search(narrow(text))
        if m is not None:
            text = (text[: m.start()] + text[m.end() :]).strip()
    return text


def _condition(kind: str, row: Mapping[str, Any], m: re.Match[str]) -> str | None:
    if kind == "price":
        return _price(m["side"], m["money"])
    if kind == "threshold":
        return _threshold(m["way"] or "", m["percent"])
    if kind == "record":
        return _way(m["way"])
    if kind == "claims":
        money = m.groupdict().get("money")
        size = money_of(money) if money else (Decimal(0), "")
        if row["what"] not in ("investment", "deal"):
            return str(row["what"])
        return f"{row['what']} {size[0]:f} {size[1]}".strip() if size is not None else None
    return "any"


_TENTHS = 10  # percent: 一成
_UP = ("up", "ris", "gain", "climb", "jump", "涨", "升", "上涨")
_DOWN = ("down", "fall", "drop", "lose", "slid", "sink", "跌", "降", "下跌", "起跌")


def _threshold(way: str, percent: str) -> str | None:
    """ "+5%", "-5%" or "5%"."""
    if not any(c.isdigit() for c in percent):
        value = _TENTHS * (chinese_number(percent[:-1]) or 0) if percent.endswith("成") else chinese_number(percent)
        if value is None:
            return None
        percent = f"{value:f}"
    sign = "" if way.startswith("涨跌") else "+" if way.startswith(_UP) else "-" if way.startswith(_DOWN) else ""
    return f"{sign}{percent}%"


_HIGHS, _LOWS = ("high", "新高", "高位", "高点", "ath"), ("low", "新低", "低位", "低点")


def _way(words: str) -> str:
    high, low = any(w in words for w in _HIGHS), any(w in words for w in _LOWS)
    return "high" if high and not low else "low" if low and not high else "any"


def _price(side: str, money: str) -> str | None:
    found = money_of(money)
    if found is None or found[0] <= 0:
        return None
    wanted = "below" if side in _FALLS else "above" if side in _RISES else "cross"
    return f"{wanted} {found[0].normalize():f} {found[1]}".strip()


def money_of(written: str) -> tuple[Decimal, str] | None:
    """An amount and its currency; None of a percentage and of what is no figure alone."""
    found = figures(written, 0, len(written))
    if (
        len(found) != 1
        or found[0].kind not in ("money", "number", "points")
        or found[0].end - found[0].start < len(written.strip()) - 1
    ):
        return None
    figure = found[0]
    unit = (figure.unit or "") if figure.kind == "money" else ""
    return abs(figure.value), "" if unit == "元" or (
        figure.bare_dollar and unit == "USD" and "us" not in written
    ) else unit


_COLLOQUIAL = re.compile(r"(?:蚊|块钱|块|塊|bucks|points?|pts?|点)$")


CANONICAL = {
    "in_quiet_pass": "even in quiet hours",
    "in_quiet_hold": "after quiet hours",
    "in_quiet_drop": "never in quiet hours",
    "in_session": "in the session only",
    "any_hour": "",
}


def read_bounds(text: str, known: Known) -> tuple[str, dict[str, Any] | Open]:
    """The line without what bounds the rule, and those bounds."""
    bounds: dict[str, Any] = {}
    while True:
        clause = clause_at_end(narrow(text))
        if clause is not None:
            if clause.impossible:
                return text, Open("impossible")
            if clause.unclear:
                return text, Open("night", text[: clause.start])
            bounds.update({"in_session": True} if clause.in_session else {"in_quiet": clause.in_quiet})
            text = text[: clause.start].rstrip(" ,，;；")
            continue
        found = next(
            (m for m in _bounds_at_end(text) if not (who := m.groupdict().get("source")) or known.publishes(who)),
            None,
        )
        if found is None:
            return text.strip(), bounds
        m = found
        groups = {k: v for k, v in m.groupdict().items() if v}
        if "until" in groups:
            until = known.ends(groups["until"])
            if until is None:
                return text.strip(), bounds
            bounds["until"] = until
        if "source" in groups:
            bounds["source"] = text[m.start("source") : m.end("source")]
        if "chinese" in groups or "english" in groups:
            bounds["reads"] = "zh" if "chinese" in groups else "en"
        if "once" in groups:
            bounds["once"] = True
        if "most" in groups:
            bounds["most"] = _count(groups["most"])
        if "cooldown" in groups:
            span = read_span(groups["cooldown"])
            if span is None or span > LONGEST_SPAN:
                return text, Open("too long")
            bounds["cooldown"] = int(span.total_seconds())
        text = f"{text[: m.start()]}{text[m.end() :]}"


_TIMES = {"once": 1, "twice": 2, "three": 3}


def _count(typed: str) -> int:
    """ "3", "twice", 三, one at the least."""
    word = typed.split(maxsplit=1)[0]
    return max(1, int(word) if word.isdigit() else _TIMES.get(word) or int(chinese_number(word) or 1))


def bounds_said(bounds: Mapping[str, Any], zone: str) -> str:
    """The bounds as words that are read as them: they wait with a line of which it is asked whom it is about."""
    said = []
    if bounds.get("source"):
        said.append(f"from {bounds['source']}")
    if bounds.get("reads"):
        said.append(_READS[bounds["reads"]])
    if bounds.get("cooldown"):
        said.append(f"every {bounds['cooldown'] // 60} minutes")
    if bounds.get("most"):
        said.append(f"max {bounds['most']} a day")
    if bounds.get("until") is not None:
        said.append(f"until {bounds['until'].astimezone(ZoneInfo(zone)):%Y-%m-%d}")
    if bounds.get("once"):
        said.append("once")
    said += [CANONICAL["in_session"]] if bounds.get("in_session") else []
    said += [CANONICAL[f"in_quiet_{bounds['in_quiet']}"]] if bounds.get("in_quiet") else []
    return "; ".join(said)


_READS = {"en": "in english", "zh": "in chinese"}


def whom_said(kind: str, name: str) -> re.Match[str] | None:
    """Whether a name is none, but the watchlist, anything, any company, or those of a market, as rule_lines.toml has it."""
    return next((m for row in _table()[kind] if (m := row["pattern"].match(name)) is not None), None)


def _bounds_at_end(text: str) -> Iterator[re.Match[str]]:
    return (m for row in _table()["bound"] if (m := row["pattern"].search(narrow(text))) is not None)


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    return folded(text.translate(_HALF_WIDTH))


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    written = resources.files("bot.conversation").joinpath("rule_lines.toml").read_text(encoding="utf-8")
    table: dict[str, list[dict[str, Any]]] = tomllib.loads(written)
    return {kind: [{**row, "pattern": re.compile(row["pattern"])} for row in rows] for kind, rows in table.items()}
