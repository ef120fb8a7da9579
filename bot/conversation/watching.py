"""Watching: what a chat is told about, and from which size on."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal, InvalidOperation

from bot.conversation.context import Context, Reply
from bot.conversation.days import to_come
from bot.conversation.several import let_go, unwatch_several, watch_several
from bot.conversation.spans import LONGEST_SPAN, read_span
from bot.conversation.targets import (
    TICKER,
    add_watch,
    begin_watch,
    candidates,
    choices,
    find_watch,
    pieces_of,
    rule_of,
    standard_rule,
    watch_one,
    watch_words,
)
from bot.listings import Company, fold_word
from bot.message import Button
from bot.message.figures import end_of
from bot.message.markup import bold, escape, shorten, split
from bot.quiet import InQuiet
from bot.watch import Rule, Watch

_THRESHOLD = re.compile(
    r"^(?P<sign>[+＋\-−–±]?)(?P<number>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:%|％|percent|per cent|pct)?$", re.IGNORECASE
)
_SMALL_TALK = frozenset(
    "ok okay thanks thank you thx hi hello hey yes no good great nice cool bye lol 好 好的 谢谢 你好 嗯 是 不".split()
)
_OFF = ("off", "standard", "default", "reset", "关", "默认")


def watch(context: Context, text: str) -> list[Reply]:
    """ "/watch BABA 700 AAPL": several tickers at once; "/watch alibaba": a name of several words is one name."""
    pieces = pieces_of(context, text)
    if not pieces:
        context.wait_for("watch")
        return [Reply(context.say("watch_ask"))]
    return watch_one(context, pieces[0]) if len(pieces) == 1 else watch_several(context, pieces)


def _instrument(context: Context, text: str) -> bool:
    return any(c.kind != "company" for c in context.table.named(text))


def plain_words(context: Context, text: str) -> list[Reply]:
    """A bare name or ticker is watched, with Undo; anything else, small talk above all, is not understood."""
    text = text.strip(" !.?！。？")
    words = text.split()
    if text.islower() and text.isascii() and len(text) <= 3 and not context.table.named(text):
        return [context.unread("not_understood")]  # "it", "on", "so" are tickers only in capitals
    if words and words[0].lower().strip("!.,") in _SMALL_TALK and not candidates(context, text):
        return [context.unread("not_understood")]
    if (
        len(words) == 1
        and not text.isupper()
        and fold_word(text) in context.table.common
        and not _instrument(context, text)
    ):
        # "Apple" and "Orange" may be meant, "ford" too; "data" and "nice" are words.
        meant = candidates(context, text) if text[0].isupper() and text.lower() not in _SMALL_TALK else ()
        named = meant[:6] or tuple(_certain_names(context, text.capitalize()))
        return [_which(context, named)]
    if len(text) <= 60 and candidates(context, text):
        return watch_one(context, text)
    pieces = pieces_of(context, text)
    if len(pieces) > 1 and all(candidates(context, p) or TICKER.match(p) for p in pieces):
        return watch_several(context, pieces)
    if named := tuple(_certain_names(context, text)):
        return [_which(context, named[:6])]  # a sentence is no command: whoever it names is offered
    if len(words) <= 4 and len(text) <= 60 and context.table.nearest(text, 1):
        return watch_one(context, text)
    return [context.unread("not_understood")]


def _certain_names(context: Context, text: str) -> list[Company]:
    """Whom a sentence names, of those that papers write about every week."""
    table = context.table
    named = [n for n in table.names_in(text) if n.rank < table.prominent]
    return list(dict.fromkeys(n.companies[0] for n in named))


def _which(context: Context, named: tuple[Company, ...]) -> Reply:
    return Reply(context.say("watch_mentioned"), choices(named)) if named else context.unread("not_understood")


def pressed_watch(context: Context, symbol: str) -> list[Reply]:
    company = context.table.find(symbol)
    return [begin_watch(context, company)] if company else []


def unwatch(context: Context, text: str) -> list[Reply]:
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    pieces = pieces_of(context, text)
    if not pieces:
        context.wait_for("unwatch")
        buttons = tuple((Button(shorten(w.label, 60), f"unwatch:{w.id}"),) for w in watches[:30])
        return [Reply(context.say("unwatch_ask"), buttons)]
    if len(pieces) > 1:
        return unwatch_several(context, pieces)
    found = find_watch(context, pieces[0])
    unknown = Reply(context.say("unwatch_unknown", text=escape(shorten(pieces[0], 80))))
    return [_end(context, found) if found else unknown]


def _end(context: Context, watched: Watch) -> Reply:
    context.store.remove_watch(watched.id)
    rise, fall = (("" if t is None else f"{t.normalize():f}") for t in (watched.rule.rise, watched.rule.fall))
    data = f"restore:{watched.target}:{rise}:{fall}:{int(watched.rule.standard)}:{watched.in_quiet}"
    undo = Button(context.say("undo"), data[:64])
    return Reply(context.say("unwatched", name=bold(watched.label)), ((undo,),))


def pressed_unwatch(context: Context, number: str) -> list[Reply]:
    if "," in number:
        return let_go(context, number.split(","))
    found = next((w for w in context.store.watches(context.chat.id) if str(w.id) == number), None)
    return [_end(context, found)] if found else []


def pressed_restore(context: Context, data: str) -> list[Reply]:
    symbol, rise, fall, standard, in_quiet = (*data.split(":"), "", "", "", "", "")[:5]
    company = context.table.find(symbol)
    rule = _unpacked(rise, fall, standard)
    if company is None or rule is None:
        return []
    if len(context.store.watches(context.chat.id)) >= context.most_watches:
        return [Reply(context.say("watch_full", count=context.most_watches))]
    made = add_watch(context, company, rule)
    if (was := read_in_quiet(in_quiet)) is not None:
        context.store.set_in_quiet(made.id, was)
        made = replace(made, in_quiet=was)
    return [
        Reply(
            context.say(
                "watching",
                name=bold(made.label),
                symbols=escape(", ".join(company.symbols[:6])),
                rule=watch_words(context, made),
            ),
            toast=context.say("undone"),
        )
    ]


def watchlist(context: Context, _: str) -> list[Reply]:
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    lines = [bold(context.say("watchlist_title")), *(f"• {watched_line(context, w)}" for w in watches)]
    return [Reply(html) for html in split(lines, "\n")]


def watched_line(context: Context, watch: Watch) -> str:
    """ "Tesla TSLA — 5% or more, up or down 🔇 until 18:00"."""
    muted_until = watch.muted_until
    silent = ""
    if muted_until and muted_until > context.now:
        silent = f" 🔇 {escape(end_of(muted_until, context.now, context.chat.zone, context.chat.language))}"
    return (
        f"{escape(watch.label)} <code>{escape(watch.target)}</code> — {escape(watch_words(context, watch))}{silent}"
    )


def read_threshold(text: str) -> Rule | None:
    """ "5%" either way, "+5%" only up, "-5%" only down; None for what is no percentage from 0 to 100."""
    m = _THRESHOLD.match(text.strip())
    if not m:
        return None
    try:
        value = Decimal(m["number"].replace(",", "."))
    except InvalidOperation:
        return None
    if value > 100 or (value == 0 and m["sign"] not in ("", "±")):
        return None  # nought has no direction
    if m["sign"] and m["sign"] in "+＋":
        return Rule(value, None)
    if m["sign"] and m["sign"] in "-−–":
        return Rule(None, value)
    return Rule(value, value)


def alert(context: Context, text: str) -> list[Reply]:
    """ "/alert 9988.HK 5%": the threshold of a watch, which it begins if need be; "+5% -3%" sets each way."""
    name, thresholds = _name_and_thresholds(text)
    standard = standard_rule(context)
    usage = Reply(context.say("alert_usage", percent=f"{context.chat.threshold.normalize():f}"))
    if not text:
        return [*watchlist(context, ""), usage]
    if not thresholds or not name:
        last = text.rsplit(maxsplit=1)[-1]
        bad = Reply(context.say("alert_bad_threshold", text=escape(shorten(last, 40))))
        return [bad if any(c.isdigit() for c in last) and not candidates(context, text) else usage]
    rule = standard if thresholds[0].lower() in _OFF else _both(thresholds)
    if rule is not None and "%" in name and not candidates(context, name):  # "tesla between 3% and 5%"
        return [Reply(context.say("alert_bad_threshold", text=escape(shorten(text, 40))))]
    if rule is None:
        return [Reply(context.say("alert_bad_threshold", text=escape(shorten(" ".join(thresholds), 40))))]
    return bound(context, name, rule)


def is_whole(context: Context, text: str) -> bool:
    """Whether a line is somebody's name with a threshold or two behind it, and nothing else."""
    name, thresholds = _name_and_thresholds(text)
    known = bool(name) and (find_watch(context, name) is not None or bool(candidates(context, name)))
    return known and bool(thresholds) and (thresholds[0].lower() in _OFF or _both(thresholds) is not None)


def bound(context: Context, name: str, rule: Rule, in_quiet: InQuiet | None = None) -> list[Reply]:
    """The threshold of whoever is named, and what quiet hours are to it if that was said; watched from here on, if need be."""
    found = find_watch(context, name)
    if found is not None:
        return [_set(context, found, rule, f"rule:{found.id}:{_packed(found.rule, found.in_quiet)}", in_quiet)]
    meant = candidates(context, name)
    if len(meant) > 1:
        buttons = tuple(
            (
                Button(
                    shorten(f"{c.name} ({', '.join(c.symbols[:3])})", 60),
                    f"alert:{c.key}:{_packed(rule, in_quiet)}"[:64],
                ),
            )
            for c in meant[:6]
        )
        return [Reply(context.say("watch_which", text=escape(name)), buttons)]
    if not meant:
        return watch_one(context, name)
    if len(context.store.watches(context.chat.id)) >= context.most_watches:
        return [Reply(context.say("watch_full", count=context.most_watches))]
    made = add_watch(context, meant[0], rule)
    return [_set(context, made, rule, f"unwatch:{made.id}", in_quiet)]


def pressed_alert(context: Context, data: str) -> list[Reply]:
    """One of several that an /alert may have meant."""
    symbol, rise, fall, standard, in_quiet = (*data.split(":"), "", "", "", "", "")[:5]
    rule, company = _unpacked(rise, fall, standard), context.table.find(symbol)
    if rule is None or company is None or len(context.store.watches(context.chat.id)) >= context.most_watches:
        return []
    made = add_watch(context, company, rule)
    return [_set(context, made, rule, f"unwatch:{made.id}", read_in_quiet(in_quiet))]


def read_in_quiet(packed: str) -> InQuiet | None:
    """Of a button's data, which anybody may have forged."""
    return InQuiet(packed) if packed in set(InQuiet) else None


def _set(context: Context, watched: Watch, rule: Rule, undo: str, in_quiet: InQuiet | None = None) -> Reply:
    context.store.set_rule(watched.id, rule)
    if in_quiet is not None:
        context.store.set_in_quiet(watched.id, in_quiet)
    now = replace(watched, rule=rule, in_quiet=in_quiet or watched.in_quiet)
    words = context.say("alert_set", name=bold(watched.label), rule=watch_words(context, now))
    return Reply(words, ((Button(context.say("undo"), undo[:64]),),))


def _name_and_thresholds(text: str) -> tuple[str, list[str]]:
    """ "Alibaba Group +5% -3 %" -> ("Alibaba Group", ["+5%", "-3%"])."""
    words = re.sub(r"\s+(?=%|％|percent|per cent|pct)", "", text.strip()).split()
    at = len(words)
    while at > 1 and len(words) - at < 2 and (_THRESHOLD.match(words[at - 1]) or words[at - 1].lower() in _OFF):
        at -= 1
    return " ".join(words[:at]), words[at:]


def _both(thresholds: list[str]) -> Rule | None:
    """One threshold, or one for each direction."""
    rules = [read_threshold(t) for t in thresholds]
    if any(r is None for r in rules):
        return None
    if len(rules) == 1:
        return rules[0]
    rises = [r.rise for r in rules if r and r.fall is None]
    falls = [r.fall for r in rules if r and r.rise is None]
    return Rule(rises[0], falls[0]) if rises and falls else None


def _packed(rule: Rule, in_quiet: InQuiet | None = None) -> str:
    rise, fall = ("" if t is None else f"{t.normalize():f}" for t in (rule.rise, rule.fall))
    return f"{rise}:{fall}:{int(rule.standard)}" + (f":{in_quiet}" if in_quiet else "")


def _unpacked(rise: str, fall: str, standard: str) -> Rule | None:
    """A rule from a button's data, which anybody may have forged; None where it is none of ours."""
    read = [read_threshold(t) if t else None for t in (rise, fall)]
    if (rise and read[0] is None) or (fall and read[1] is None) or not (rise or fall):
        return None
    made = Rule(read[0].rise if read[0] else None, read[1].rise if read[1] else None, standard == "1")
    return None if made.rise is None and made.fall is None else made


def pressed_rule(context: Context, data: str) -> list[Reply]:
    number, rise, fall, standard, in_quiet = (*data.split(":"), "", "", "", "", "")[:5]
    found = next((w for w in context.store.watches(context.chat.id) if str(w.id) == number), None)
    rule = _unpacked(rise, fall, standard)
    if found is None or rule is None:
        return []
    said = _set(context, found, rule, "", read_in_quiet(in_quiet))
    return [Reply(said.html, toast=context.say("undone"))]


def mute(context: Context, text: str) -> list[Reply]:
    """ "/mute Alibaba 1d", "/mute Alibaba until monday", "/mute Alibaba off"; without a span it is a day."""
    if (all_for := read_span(text)) is not None:  # "/mute 2h": everything
        return paused_for(context, all_for)
    name, span = text, timedelta(days=1)
    if (day := _UNTIL.search(text)) is not None and (ends := to_come(context, day[1])) is not None:
        found = find_watch(context, text[: day.start()].strip())
        return [muted(context, found, ends - context.now)] if found else [context.unread("mute_usage")]
    m = re.match(r"^(?P<name>.+?)\s+(?P<span>\d+\s*\w+|off|关)$", text, re.IGNORECASE)
    if m and (m["span"].lower() in _OFF or read_span(m["span"])):
        name, span = m["name"], read_span(m["span"]) or timedelta(0)
    found = find_watch(context, name) if name and not read_span(name) else None
    if found is None:
        return [context.unread("mute_usage")]
    if span > LONGEST_SPAN:
        return [Reply(context.say("too_long_a_time"))]
    return [muted(context, found, span)]


_UNTIL = re.compile(r"(?:^|[ ,，]+)(?:until |till |直到|到)\s*([\w-]+)$", re.IGNORECASE)


def paused_for(context: Context, span: timedelta) -> list[Reply]:
    """No alerts at all for a while."""
    if span > LONGEST_SPAN:
        return [Reply(context.say("too_long_a_time"))]
    until = context.now + span
    context.save(paused_until=until)
    shown = end_of(until, context.now, context.chat.zone, context.chat.language)
    return [Reply(context.say("paused", until=escape(shown)))]


def pressed_mute(context: Context, symbol: str) -> list[Reply]:
    company = context.table.find(symbol)
    key = company.key if company else symbol
    found = next((w for w in context.store.watches(context.chat.id) if w.target == key), None)
    return [muted(context, found, timedelta(days=1))] if found else []


_OFFERED = ("1", "2", "3", "5", "8", "10")


def pressed_bound(context: Context, data: str) -> list[Reply]:
    """Which threshold a watch shall have: asked with buttons, then set."""
    symbol, _, percent = data.partition(":")
    company = context.table.find(symbol)
    key = company.key if company else symbol
    found = next((w for w in context.store.watches(context.chat.id) if w.target == key), None)
    if found is None:
        return []
    if not percent:
        rows = tuple(tuple(Button(f"{p}%", f"bound:{symbol}:{p}"[:64]) for p in _OFFERED[i : i + 3]) for i in (0, 3))
        words = context.say("bound_ask", name=bold(found.label), rule=rule_of(context, found.rule))
        return [Reply(words, rows)]
    rule = read_threshold(percent) if percent in _OFFERED else None
    return [_set(context, found, rule, f"rule:{found.id}:{_packed(found.rule)}")] if rule is not None else []


def muted(context: Context, watched: Watch, span: timedelta) -> Reply:
    if not span:
        context.store.mute_watch(watched.id, None)
        return Reply(context.say("unmuted", name=bold(watched.label)))
    until = context.now + span
    context.store.mute_watch(watched.id, until)
    words = context.say(
        "muted",
        name=bold(watched.label),
        until=escape(end_of(until, context.now, context.chat.zone, context.chat.language)),
    )
    return Reply(words, toast="🔇")
