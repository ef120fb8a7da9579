"""A line that sets a rule, read: what may be meant, the likeliest first, and what bounds it. How people write stands in rule_lines.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from bot.conversation.clauses import clause_at_end
from bot.conversation.context import Context, Reply
from bot.conversation.days import end_named
from bot.conversation.watching import read_span
from bot.keywords import NoKeywords, read_keywords
from bot.message import Button
from bot.message.markup import escape, shorten
from bot.quiet import InQuiet
from bot.reading.figures import chinese_number, figures
from bot.reading.lexicon import folded
from bot.rules import is_of

WAITS, WHOM, LONGEST_WAITING = "rule", "\x00", 300
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


def drafts(context: Context, text: str) -> Iterator[Draft | Reply]:
    """What a line may mean, the likeliest first; a reply where it cannot be read."""
    text, bounds = read_bounds(context, text)
    if isinstance(bounds, Reply):
        yield bounds
        return
    if (asked := _WORDS.sub("", text)) != text or _LOOKS_FOR.search(text):
        try:
            yield Draft("words", read_keywords(asked).written, "", bounds)
        except NoKeywords as error:
            yield Reply(context.say(str(error), text=escape(shorten(asked, 80))))
        return
    plain = narrow(text)
    for kind in ("threshold", "claims", "price", "record", "stories"):
        for row in _table()[kind]:
            m = row["pattern"].match(plain)
            condition = _condition(kind, row, m) if m is not None else None
            if m is not None and condition is not None:
                whom = next((g for g in ("whom", "name") if m.groupdict().get(g)), "name")
                yield Draft(kind, condition, text[m.start(whom) : m.end(whom)], bounds)


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


_UP = ("up", "ris", "gain", "climb", "jump", "涨", "升", "上涨")
_DOWN = ("down", "fall", "drop", "lose", "slid", "sink", "跌", "降", "下跌", "起跌")


def _threshold(way: str, percent: str) -> str | None:
    """ "+5%", "-5%" or "5%"."""
    if not any(c.isdigit() for c in percent):
        value = chinese_number(percent)
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


def ask_when(context: Context, line: str, *, of_session: bool) -> Reply:
    """What is said of the night or of the session leaves open what is wanted: it is asked, and the line waits with the question."""
    context.wait_for(WAITS, f"{line.strip()[:LONGEST_WAITING]} {WHOM}")
    keys = ("in_session", "any_hour") if of_session else tuple(f"in_quiet_{q}" for q in InQuiet)
    rows = tuple((Button(context.say(f"{key}_button"), f"ruleat:{key}"),) for key in keys)
    return Reply(context.say("in_session_which" if of_session else "in_quiet_which"), rows)


CANONICAL = {
    "in_quiet_pass": "even in quiet hours",
    "in_quiet_hold": "after quiet hours",
    "in_quiet_drop": "never in quiet hours",
    "in_session": "in the session only",
    "any_hour": "",
}


def read_bounds(context: Context, text: str) -> tuple[str, dict[str, Any] | Reply]:
    """The line without what bounds the rule, and those bounds."""
    bounds: dict[str, Any] = {}
    while True:
        clause = clause_at_end(narrow(text))
        if clause is not None:
            if clause.impossible:
                return text, Reply(context.say("bound_outside_session"))
            if clause.unclear:
                return text, ask_when(context, text[: clause.start], of_session=False)
            bounds.update({"in_session": True} if clause.in_session else {"in_quiet": clause.in_quiet})
            text = text[: clause.start].rstrip(" ,，;；")
            continue
        found = next(
            (m for m in _bounds_at_end(text) if not m.groupdict().get("source") or _publishes(context, m)), None
        )
        if found is None:
            return text.strip(), bounds
        m = found
        groups = {k: v for k, v in m.groupdict().items() if v}
        if "until" in groups:
            until = end_named(context, groups["until"])
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
            most = groups["most"]
            bounds["most"] = max(1, int(most) if most.isdigit() else int(chinese_number(most) or 1))
        if "cooldown" in groups:
            span = read_span(groups["cooldown"])
            if span is None or span > timedelta(days=366):
                return text, Reply(context.say("too_long_a_time"))
            bounds["cooldown"] = int(span.total_seconds())
        text = text[: m.start()]


def bounds_said(context: Context, bounds: Mapping[str, Any]) -> str:
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
        said.append(f"until {bounds['until'].astimezone(ZoneInfo(context.chat.zone)):%Y-%m-%d}")
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


def _publishes(context: Context, bound: re.Match[str]) -> bool:
    """Whether any feed or story is of a publisher of that name: "from elon musk" is whom it is about."""
    return any(is_of(bound["source"], source) for source in context.store.publishers())


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def narrow(text: str) -> str:
    return folded(text.translate(_HALF_WIDTH))


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    written = resources.files("bot.conversation").joinpath("rule_lines.toml").read_text(encoding="utf-8")
    table: dict[str, list[dict[str, Any]]] = tomllib.loads(written)
    return {kind: [{**row, "pattern": re.compile(row["pattern"])} for row in rows] for kind, rows in table.items()}
