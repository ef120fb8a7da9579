"""Rules in one line: a price, a height, any story, words, what companies announce; shown, paused, deleted and brought back; with how often each would
have fired."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from bot.conversation.clauses import clause_at_end, open_clause
from bot.conversation.context import Context, Reply
from bot.conversation.days import to_come
from bot.conversation.rehearsing import rehearse
from bot.conversation.targets import candidates
from bot.conversation.watching import alert, bound, read_span, read_threshold
from bot.keywords import NoKeywords, read_keywords
from bot.listings import Company
from bot.message import Button
from bot.message.figures import moment
from bot.message.markup import bold, escape, link, shorten
from bot.message.rules import rule_line
from bot.quiet import InQuiet
from bot.reading.figures import chinese_number, figures
from bot.reading.lexicon import folded
from bot.rules import ANYTHING, WATCHLIST, Target, UserRule, keys_of
from bot.watch import Rule

MOST = 50  # rules of a chat
_WATCHLIST = (
    "watchlist",
    "my watchlist",
    "the watchlist",
    "my list",
    "my stocks",
    "自选",
    "我的自选",
    "自选股",
    "自选列表",
)
_ANYTHING = (
    "",
    "all",
    "any",
    "anything",
    "everything",
    "anyone",
    "any company",
    "全部",
    "所有",
    "任何",
    "任何公司",
    "所有公司",
    "any companies",
    "somebody",
    "someone",
)
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


def rule_from(context: Context, text: str) -> list[Reply] | None:
    """The answer to a line that sets a rule, which is set; None where it is none, but perhaps a threshold."""
    text = _without_filler(" ".join(text.split()))
    for draft in _read(context, text):
        if isinstance(draft, Reply):
            return [draft]
        if (answer := _of_draft(context, text, draft)) is not None:
            return answer
    return _loose_words(context, text) or _open(context, text)


def _open(context: Context, text: str) -> list[Reply] | None:
    """The question behind a line of which only the end is unknown, where that speaks of nights or sessions."""
    found = open_clause(_narrow(text))
    if found is None or next(iter(_read(context, text[: found[0]])), None) is None:
        return None
    return [_ask_when(context, text[: found[0]], of_session=found[1])]


def _of_draft(context: Context, text: str, draft: Draft) -> list[Reply] | None:
    """The answer to a line as it may be meant; None where nobody is called so."""
    if len(context.store.rules_of(context.chat.id)) >= MOST:
        return [Reply(context.say("rules_full", count=MOST))]
    name = _narrow(draft.name).strip(" ,，.")
    if name in _WATCHLIST:
        return (
            None
            if draft.kind == "threshold"
            else _set(context, draft, Target(WATCHLIST), context.say("rule_watchlist"))
        )
    if name in _ANYTHING:
        if draft.kind not in ("words", "claims", "record"):
            return None
        return _set(context, draft, Target(ANYTHING), context.say("rule_anything"))
    found = _meant(context, draft.name)
    if draft.kind == "threshold":
        rule = read_threshold(draft.condition)
        if not found or rule is None:
            return None
        return set_threshold(context, draft.name, rule, draft.bounds)
    if len(found) > 1:
        # Which one is asked with buttons; the line waits with the question.
        context.wait_for(_WAITS, text.replace(draft.name, _WHOM, 1)[:_LONGEST_WAITING])
        rows = tuple(
            (Button(shorten(f"{c.name} ({', '.join(c.symbols[:3])})", 60), f"rulefor:{c.key}"[:64]),)
            for c in found[:6]
        )
        return [Reply(context.say("watch_which", text=escape(shorten(draft.name, 80))), rows)]
    if not found:
        return None
    return _set(context, draft, _target(draft, found[0]), found[0].shown_name(context.chat.language))


_WAITS, _WHOM, _LONGEST_WAITING = "rule", "\x00", 300


def pressed_rule_for(context: Context, key: str) -> list[Reply]:
    """One of several whom a line may have been about."""
    company = context.table.find(key)
    return _go_on(context, company.key) if company is not None else []


def _go_on(context: Context, words: str) -> list[Reply]:
    """The line that waits, with these words where it was open."""
    line = context.waits_for(_WAITS)
    if line is None:
        return []
    context.wait_no_more()
    return rule_from(context, line.replace(_WHOM, words)) or []


def _meant(context: Context, name: str) -> tuple[Company, ...]:
    """Whom a name means; of "Alibaba 9988.HK" the ticker settles it."""
    found = candidates(context, name)
    if found or " " not in name.strip():
        return found
    by_word = [c for w in name.split() for c in candidates(context, w)]
    keys = {c.key for c in by_word}
    return (by_word[0],) if len(keys) == 1 else ()


def bounds_of(context: Context, text: str) -> tuple[str, dict[str, Any]]:
    """A line without what bounds a rule, and those bounds; of what must be asked first the line as it is."""
    waiting = context.waiting
    line, bounds = read_bounds(context, text)
    if isinstance(bounds, Reply):
        context.wait(waiting)
        return text, {}
    return line, bounds


def set_threshold(context: Context, name: str, rule: Rule, bounds: Mapping[str, Any]) -> list[Reply]:
    """The threshold of whoever is named; what of the bounds a threshold does not know is said."""
    answer = bound(context, name, rule, bounds.get("in_quiet"))
    return [*answer, Reply(context.say("threshold_bounds"))] if set(bounds) - {"in_quiet"} else answer


def set_rule(context: Context, kind: str, condition: str, name: str, bounds: Mapping[str, Any]) -> list[Reply]:
    """A rule about whoever is named; of several it is asked which."""
    if kind == "words":
        try:
            condition = read_keywords(f'"{condition}"').written
        except NoKeywords as error:
            return [Reply(context.say(str(error), text=escape(shorten(condition, 80))))]
    return _of_draft(context, f"{name} {condition}", Draft(kind, condition, name, bounds)) or []


def currency_of(money: str) -> str:
    """Of a level as typed: "$200" and 6万美元 have one; nothing where none is named."""
    found = _money(money.strip()) if money else None
    return found[1] if found is not None else ""


_LOOSE = re.compile(r" (?:and|or|not) ", re.IGNORECASE)
_MOST_LOOSE = 3  # words of one part


def _loose_words(context: Context, text: str) -> list[Reply] | None:
    """ "stablecoin and hong kong": words with "and" between them, where nobody is named by any of the parts."""
    parts = _LOOSE.split(text)
    if len(parts) == 1 or any(len(part.split()) > _MOST_LOOSE or "%" in part for part in parts):
        return None  # a sentence is no search
    if any(candidates(context, part) for part in (text, *parts)):
        return None
    line, bounds = read_bounds(context, text)
    if isinstance(bounds, Reply):
        return [bounds]
    try:
        draft = Draft("words", read_keywords(line).written, "", bounds)
    except NoKeywords:
        return None
    return _set(context, draft, Target(ANYTHING), context.say("rule_anything"))


def _target(draft: Draft, company: Company) -> Target:
    """A price is that of one listing: the one that was typed, else the company's first."""
    if draft.kind != "price":
        return Target(company.key)
    typed = draft.name.strip().upper().lstrip("$")
    symbol = next((x.symbol for x in company.listings if typed in (x.symbol, x.code)), None)
    return Target(company.key, symbol or (company.listings[0].symbol if company.listings else company.key))


def _set(context: Context, draft: Draft, target: Target, label: str) -> list[Reply]:
    """The rule, said back with how often it would have fired and with Undo."""
    if target.symbol is not None:
        label = f"{label} {target.symbol}"
    rule = UserRule(0, context.chat.id, draft.kind, target, label, draft.condition, **draft.bounds)
    made = context.store.add_rule(rule, keys_of(rule), context.now)
    html = context.say("rule_set", rule=rule_line(made, context.chat.language, context.chat.zone))
    return [Reply(f"{html}\n{rehearsal(context, made)}", ((Button(context.say("undo"), f"mine:delete:{made.id}"),),))]


def rehearsal(context: Context, rule: UserRule) -> str:
    """ "In the last 30 days it would have fired 4 times, last: ..."."""
    found = rehearse(context.store, context.table, rule, context.now)
    if not found.looked_at:
        return context.say("rehearsed_nothing")
    lines = [context.say("rehearsed", count=found.count)]
    for at, stored in found.last:
        when = escape(moment(at, context.chat.zone, context.chat.language))
        lines.append(f"• {when} {link(shorten(stored.story.title or '↗', 100), stored.story.url)}")
    return "\n".join(lines)


# --- reading a line ------------------------------------------------------------------------------------------------------


def _read(context: Context, text: str) -> Iterator[Draft | Reply]:
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
    plain = _narrow(text)
    for kind in ("threshold", "claims", "price", "record", "stories"):
        for row in _table()[kind]:
            m = row["pattern"].match(plain)
            condition = _condition(kind, row, m) if m is not None else None
            if m is not None and condition is not None:
                whom = next((g for g in ("whom", "name") if m.groupdict().get(g)), "name")
                yield Draft(kind, condition, text[m.start(whom) : m.end(whom)], bounds)


def _without_filler(text: str) -> str:
    """The line without what people put around it: "tell me if ... pls"."""
    for row in _table()["filler"]:
        m = row["pattern"].search(_narrow(text))
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
        size = _money(money) if money else (Decimal(0), "")
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
    found = _money(money)
    if found is None or found[0] <= 0:
        return None
    wanted = "below" if side in _FALLS else "above" if side in _RISES else "cross"
    return f"{wanted} {found[0].normalize():f} {found[1]}".strip()


def _money(written: str) -> tuple[Decimal, str] | None:
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


def _ask_when(context: Context, line: str, *, of_session: bool) -> Reply:
    """What is said of the night or of the session leaves open what is wanted: it is asked, and the line waits with the question."""
    context.wait_for(_WAITS, f"{line.strip()[:_LONGEST_WAITING]} {_WHOM}")
    keys = ("in_session", "any_hour") if of_session else tuple(f"in_quiet_{q}" for q in InQuiet)
    rows = tuple((Button(context.say(f"{key}_button"), f"ruleat:{key}"),) for key in keys)
    return Reply(context.say("in_session_which" if of_session else "in_quiet_which"), rows)


def pressed_rule_at(context: Context, data: str) -> list[Reply]:
    """When the rule holds whose line waits."""
    return _go_on(context, _CANONICAL[data]) if data in _CANONICAL else []


_CANONICAL = {
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
        clause = clause_at_end(_narrow(text))
        if clause is not None:
            if clause.impossible:
                return text, Reply(context.say("bound_outside_session"))
            if clause.unclear:
                return text, _ask_when(context, text[: clause.start], of_session=False)
            bounds.update({"in_session": True} if clause.in_session else {"in_quiet": clause.in_quiet})
            text = text[: clause.start].rstrip(" ,，;；")
            continue
        found = next(((row, m) for row in _table()["bound"] if (m := row["pattern"].search(_narrow(text)))), None)
        if found is None:
            return text.strip(), bounds
        m = found[1]
        groups = {k: v for k, v in m.groupdict().items() if v}
        if "until" in groups:
            until = to_come(context, groups["until"])
            if until is None:
                return text.strip(), bounds
            bounds["until"] = until
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


_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def _narrow(text: str) -> str:
    return folded(text.translate(_HALF_WIDTH))


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    written = resources.files("bot.conversation").joinpath("rule_lines.toml").read_text(encoding="utf-8")
    table: dict[str, list[dict[str, Any]]] = tomllib.loads(written)
    return {kind: [{**row, "pattern": re.compile(row["pattern"])} for row in rows] for kind, rows in table.items()}


# --- what is set ---------------------------------------------------------------------------------------------------------


def listed(context: Context) -> list[Reply]:
    """What is watched, and the rules."""
    watched = alert(context, "")
    return [*watched[:-1], *rules(context), *watched[-1:]]


def shown(context: Context, rule: UserRule) -> str:
    return rule_line(rule, context.chat.language, context.chat.zone)


def rules(context: Context) -> list[Reply]:
    """The chat's rules, each with its buttons; none where there are none."""
    found = context.store.rules_of(context.chat.id)
    if not found:
        return []
    lines = [bold(context.say("rules_title"))]
    lines += [f"{n}. {rule_line(r, context.chat.language, context.chat.zone)}" for n, r in enumerate(found, 1)]
    buttons = tuple(
        (
            Button(f"{n} {context.say('rule_resume_button' if r.paused else 'rule_pause_button')}", f"mine:{'resume' if r.paused else 'pause'}:{r.id}"),
            Button(f"{n} {context.say('rule_delete_button')}", f"mine:delete:{r.id}"),
        )
        for n, r in enumerate(found[:_BUTTONS], 1)
    )  # fmt: skip
    return [Reply("\n".join(lines), buttons)]


_BUTTONS = 12
_STATES = {
    "pause": ({"paused": True}, "rule_is_paused", "resume"),
    "resume": ({"paused": False}, "rule_is_on", "pause"),
    "delete": ({"deleted": True}, "rule_is_deleted", "restore"),
    "restore": ({"deleted": False}, "rule_is_on", "delete"),
}


def pressed_mine(context: Context, data: str) -> list[Reply]:
    """ "mine:pause:7": a rule of this chat is paused, goes on, is deleted or comes back; each with the way back."""
    what, _, number = data.partition(":")
    if what not in _STATES or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return []
    changes, words, back = _STATES[what]
    rule = context.store.set_rule_state(context.chat.id, int(number), **changes)
    if rule is None:
        return []
    shown = rule_line(replace(rule, paused=False), context.chat.language, context.chat.zone)
    return [
        Reply(context.say(words, rule=shown), ((Button(context.say("undo"), f"mine:{back}:{rule.id}"),),), toast="✓")
    ]
