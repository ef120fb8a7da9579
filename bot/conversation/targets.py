"""Whom somebody's words mean, and the watches of a chat on them."""

from __future__ import annotations

import re
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.conversation.context import Context, Reply
from bot.conversation.grammar.naming import is_several, meant_by
from bot.listings import BY_MIC, Company, OtherName, is_chinese
from bot.message import Button
from bot.message.alerts import rule_words
from bot.message.figures import day_and_year
from bot.message.markup import bold, escape, shorten
from bot.quiet import InQuiet
from bot.watch import Rule, TargetKind, Watch

TICKER = re.compile(r"^\$?[A-Z0-9]{1,6}(?:\.[A-Z]{1,3})?$")
_AND = re.compile(r"\s+(?:and|&)\s+|\s*[和及与與]\s*", re.IGNORECASE)


def pieces_of(context: Context, text: str) -> list[str]:
    """A name that is known whole is one piece; else commas part names, and blanks part tickers. Marks alone are none."""
    text = text.strip(" \t\n,，、;；\"'“”")
    if not text:
        return []
    if candidates(context, text):
        return [text]
    if re.search(r"[,，、;；\n]", text):
        parts = [_LEADING_AND.sub("", p.strip()) for p in re.split(r"[,，、;；\n]", text) if p.strip()]
        return [name for part in parts for name in _joined_names(context, part)][:20]
    parts = _AND.split(text)
    if len(parts) > 1 and all(candidates(context, p) for p in parts):
        return parts[:20]
    words = text.split()
    known = [w for w in words if candidates(context, w)]
    if len(words) > 1 and (len(known) > 1 or (known and all(w in known or TICKER.match(w) for w in words))):
        return words[:20]
    return [text]


_LEADING_AND = re.compile(r"^(?:and |& ?|[和及与與])\s*", re.IGNORECASE)


def _joined_names(context: Context, part: str) -> list[str]:
    """ "Nvidia and Apple" behind a comma; "Procter and Gamble" is one name."""
    names = [n.strip() for n in _AND.split(part)]
    whole = bool(candidates(context, part))
    return [part] if whole or len(names) < 2 or not all(candidates(context, n) for n in names) else names


def candidates(context: Context, text: str) -> tuple[Company, ...]:
    """Whom a ticker or a name may mean, the most prominent first. A ticker that is one settles it; a bare number is the code of the reader's own
    market, and a word by which many call several is whoever of them is listed there first, where that is one."""
    found, code = meant_by(context.table, text), text.strip()
    if len(found) < _SEVERAL or not (code.isdigit() or is_several(text)):
        return found
    if code.isdigit():
        at_home = [c for c in found if any(x.code == code and _is_home(context, x.mic) for x in c.listings)]
    else:
        at_home = [c for c in found if _is_home(context, c.listings[0].mic)]
    return tuple(at_home) if len(at_home) == 1 else found


_SEVERAL = 2


def _is_home(context: Context, mic: str) -> bool:
    exchange = BY_MIC.get(mic)
    return exchange is not None and exchange.zone == ZoneInfo(context.chat.zone)


def watch_one(context: Context, text: str) -> list[Reply]:
    found = candidates(context, text)
    other = context.table.other_name(text)
    if len(found) == 1:
        begun = begin_watch(context, found[0])
        if other is not None and other.symbol in found[0].symbols:  # a ticker may be spelled as somebody else's brand
            return [replace(begun, html=f"{_called(context, other, found[0])}\n{begun.html}")]
        return [begun]
    if found:
        return [Reply(context.say("watch_which", text=escape(text)), choices(found[:6]))]
    if other is not None and context.table.as_of is not None:
        listed_on = day_and_year(context.table.as_of, context.chat.language)
        return [Reply(context.say("watch_unlisted", name=escape(other.name), day=listed_on))]
    near = context.table.nearest(text, 5)
    if near:
        return [Reply(context.say("watch_nearest", text=escape(shorten(text, 80))), choices(near))]
    return [Reply(context.say("watch_unknown", text=escape(shorten(text, 80))))]


def _called(context: Context, other: OtherName, company: Company) -> str:
    """Why somebody else is watched than whom the words name."""
    name, text = escape(company.shown_name(context.chat.language)), escape(other.name)
    since = day_and_year(other.since, context.chat.language) if other.since is not None else ""
    return context.say(_CALLED[other.what], text=text, name=name, symbol=escape(other.symbol or ""), day=since)


_CALLED = {"brand": "called_brand", "former": "called_former", "code": "called_code"}


def choices(companies: tuple[Company, ...]) -> tuple[tuple[Button, ...], ...]:
    return tuple(
        (Button(shorten(f"{c.name} ({', '.join(c.symbols[:3])})", 60), f"watch:{c.key}"[:64]),) for c in companies
    )


def begin_watch(context: Context, company: Company) -> Reply:
    watches = context.store.watches(context.chat.id)
    label = company.shown_name(context.chat.language)
    known = next((w for w in watches if w.target == company.key), None)
    if known:
        return Reply(context.say("watching_already", name=bold(label), rule=rule_of(context, known.rule)))
    if len(watches) >= context.most_watches:
        return Reply(context.say("watch_full", count=len(watches)))
    made = add_watch(context, company, standard_rule(context))
    shown = ", ".join(x.symbol for x in company.listings[:6])
    html = context.say("watching", name=bold(label), symbols=escape(shown), rule=rule_of(context, made.rule))
    return Reply(html, ((Button(context.say("undo"), f"unwatch:{made.id}"),),))


def add_watch(context: Context, company: Company, rule: Rule) -> Watch:
    kind: TargetKind = "company" if context.table.of_symbol(company.key) else "listing"
    return context.store.add_watch(
        context.chat.id,
        kind,
        company.key,
        company.shown_name(context.chat.language),
        company.symbols,
        rule,
        context.now,
    )


def find_watch(context: Context, text: str) -> Watch | None:
    """A watch by name, ticker or label; None where none or several fit."""
    watches = context.store.watches(context.chat.id)
    keys = {c.key for c in candidates(context, text)}
    found = [w for w in watches if w.target in keys]
    if not found:
        found = [
            w for w in watches if w.label.casefold() == text.casefold() or w.target.casefold() == text.casefold()
        ]
    if not found:
        found = [w for w in watches if w.label.casefold().startswith(text.casefold())]
    return found[0] if len(found) == 1 else None


def rule_of(context: Context, rule: Rule) -> str:
    return rule_words(rule, context.chat.language, context.chat.threshold)


def watch_words(context: Context, watch: Watch) -> str:
    """ "5% or more, up or down, also in quiet hours"."""
    told = rule_of(context, watch.rule)
    if watch.in_quiet is InQuiet.HOLD:
        return told
    comma = "，" if is_chinese(context.chat.language) else ", "
    return f"{told}{comma}{context.say(f'in_quiet_{watch.in_quiet}')}"


def standard_rule(context: Context) -> Rule:
    """That of whoever has set no threshold."""
    return Rule(context.chat.threshold, context.chat.threshold, standard=True)
