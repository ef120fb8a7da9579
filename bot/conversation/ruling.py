"""Rules in one line: a price, a height, any story, words, what companies announce; shown, paused, deleted and brought back; with how often each would
have fired."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.conversation.clauses import open_clause
from bot.conversation.context import Context, Reply
from bot.conversation.days import end_named
from bot.conversation.markets import market_named, market_shown
from bot.conversation.rehearsing import rehearse
from bot.conversation.rule_lines import (
    CANONICAL,
    Draft,
    Known,
    Open,
    bounds_said,
    drafts,
    money_of,
    narrow,
    read_bounds,
    whom_said,
    wished,
    without_filler,
)
from bot.conversation.targets import candidates, rule_of
from bot.conversation.watching import alert, bound, read_threshold
from bot.keywords import NoKeywords, read_keywords
from bot.listings import Company
from bot.message import Button
from bot.message.figures import moment
from bot.message.markup import bold, escape, link, shorten
from bot.message.rules import rule_line
from bot.quiet import InQuiet
from bot.rules import ANYTHING, WATCHLIST, Target, UserRule, condition_of, is_of, keys_of
from bot.watch import Rule

MOST = 50  # rules of a chat
_WAITS, _WHOM, _LONGEST_WAITING = "rule", "\x00", 300


def rule_from(context: Context, text: str) -> list[Reply] | None:
    """The answer to a line that sets a rule, which is set; None where it is none, but perhaps a threshold."""
    text = without_filler(" ".join(text.split()))
    for draft in drafts(text, _known(context)):
        if isinstance(draft, Open):
            return [_reply(context, draft)]
        if (answer := _of_draft(context, text, draft)) is not None:
            return answer
    return _loose_words(context, text) or _open(context, text)


def rule_in_words(context: Context, text: str) -> list[Reply] | None:
    """The answer to a sentence that asks to be told of what companies announce, or of moves of any company; None where it asks for nothing of the
    kind."""
    line = without_filler(" ".join(text.split()))
    answers = (_of_draft(context, line, draft) for draft in wished(text, _known(context)))
    return next((answer for answer in answers if answer is not None), None)


def _known(context: Context) -> Known:
    return Known(
        lambda word: end_named(context, word),
        lambda typed: any(is_of(typed, source) for source in context.store.publishers()),
    )


def _reply(context: Context, found: Open) -> Reply:
    """What is answered where a line sets no rule yet; of a night or a session it is asked, and the line waits with the question."""
    if found.why == "keywords":
        return Reply(context.say(found.key, text=escape(shorten(found.line, 80))))
    if found.why in ("night", "session"):
        return _ask_when(context, found.line, of_session=found.why == "session")
    return Reply(context.say(_REFUSED[found.why]))


_REFUSED = {"impossible": "bound_outside_session", "too long": "too_long_a_time"}


def _ask_when(context: Context, line: str, *, of_session: bool) -> Reply:
    context.wait_for(_WAITS, f"{line.strip()[:_LONGEST_WAITING]} {_WHOM}")
    keys = ("in_session", "any_hour") if of_session else tuple(f"in_quiet_{q}" for q in InQuiet)
    rows = tuple((Button(context.say(f"{key}_button"), f"ruleat:{key}"),) for key in keys)
    return Reply(context.say("in_session_which" if of_session else "in_quiet_which"), rows)


def _open(context: Context, text: str) -> list[Reply] | None:
    """The question behind a line of which only the end is unknown, where that speaks of nights or sessions."""
    found = open_clause(narrow(text))
    if found is None or next(iter(drafts(text[: found[0]], _known(context))), None) is None:
        return None
    return [_ask_when(context, text[: found[0]], of_session=found[1])]


def _of_draft(context: Context, text: str, draft: Draft) -> list[Reply] | None:
    """The answer to a line as it may be meant; None where nobody is called so."""
    if len(context.store.rules_of(context.chat.id)) >= MOST:
        return [Reply(context.say("rules_full", count=MOST))]
    name = narrow(draft.name).strip(" ,，.")
    if draft.kind == "threshold":
        return _of_size(context, name, draft)
    if whom_said("watchlist", name):
        return _set(context, draft, Target(WATCHLIST), context.say("rule_watchlist"))
    if whom_said("anything", name):
        told = draft.kind in ("words", "claims", "record") or (draft.kind == "stories" and draft.bounds.get("source"))
        label = "rule_any_company" if draft.kind == "claims" else "rule_anything"
        return _set(context, draft, Target(ANYTHING), context.say(label)) if told else None
    found = _meant(context, draft.name)
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


def pressed_rule_for(context: Context, key: str) -> list[Reply]:
    """One of several whom a line may have been about."""
    company = context.table.find(key)
    return _go_on(context, company.key) if company is not None else []


def pressed_stories(context: Context, key: str) -> list[Reply]:
    """Each story of a company, beside the watch of its moves."""
    company = context.table.find(key)
    return set_rule(context, "stories", "any", company.key, {}) if company is not None else []


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
    line, bounds = read_bounds(text, _known(context))
    return (text, {}) if isinstance(bounds, Open) else (line, bounds)


def _of_size(context: Context, name: str, draft: Draft) -> list[Reply] | None:
    """A size of somebody's move is a threshold; of any company, of a market's, and within bounds it is a rule."""
    rule = read_threshold(draft.condition)
    if rule is None:
        return None
    if whom_said("watchlist", name):
        within = bool(draft.bounds)
        return (
            _set_size(context, rule, draft.bounds, Target(WATCHLIST), "rule_watchlist")
            if within
            else set_every(context, rule)
        )
    if whom_said("anything", name) and not whom_said("any_company", name):
        return None  # "all 5%" is each that is watched
    of_market = whom_said("market", name)
    mics = market_named(of_market["market"]) if of_market is not None else ()
    if (mics or whom_said("any_company", name)) and 0 not in (rule.rise, rule.fall):
        label = context.say("rule_market", market=market_shown(mics, context.chat.language)) if mics else None
        return _set_size(context, rule, draft.bounds, Target(ANYTHING), "rule_any_company", mics, label)
    return set_threshold(context, draft.name, rule, draft.bounds) if _meant(context, draft.name) else None


def set_every(context: Context, rule: Rule) -> list[Reply]:
    """ "2% on everything i watch": each watch."""
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    for watch in watches:
        context.store.set_rule(watch.id, rule)
    return [Reply(context.say("alert_every", count=len(watches), rule=escape(rule_of(context, rule))))]


def _set_size(
    context: Context, rule: Rule, bounds: Mapping[str, Any], target: Target, label: str, mics: tuple[str, ...] = (), said: str | None = None
) -> list[Reply]:  # fmt: skip
    draft = Draft("moves", condition_of(rule.rise, rule.fall, mics), "", bounds)
    return _set(context, draft, target, said or context.say(label))


def set_threshold(context: Context, name: str, rule: Rule, bounds: Mapping[str, Any]) -> list[Reply]:
    """The threshold of whoever is named; with bounds that a threshold does not have, a rule of its own."""
    if not set(bounds) - {"in_quiet"}:
        return bound(context, name, rule, bounds.get("in_quiet"))
    sizes = condition_of(rule.rise, rule.fall)
    line = " ".join((f"{name} {_SIZES[sizes[0]]} {sizes.lstrip('+-')}%", bounds_said(bounds, context.chat.zone)))
    if "/" in sizes and len(_meant(context, name)) > 1:
        return [Reply(context.say("alert_whom"))]  # nothing is done by half
    return _of_draft(context, line, Draft("moves", sizes, name, bounds)) or []


_SIZES = {"+": "up", "-": "down", **dict.fromkeys("0123456789", "")}


def set_rule(context: Context, kind: str, condition: str, name: str, bounds: Mapping[str, Any]) -> list[Reply]:
    """A rule about whoever is named; of several it is asked which."""
    if kind == "words":
        try:
            condition = read_keywords(f'"{condition}"').written
        except NoKeywords as error:
            return [Reply(context.say(str(error), text=escape(shorten(condition, 80))))]
    line = f"{name} {condition} {bounds_said(bounds, context.chat.zone)}".strip()
    return _of_draft(context, line, Draft(kind, condition, name, bounds)) or []


def currency_of(money: str) -> str:
    """Of a level as typed: "$200" and 6万美元 have one; nothing where none is named."""
    found = money_of(money.strip()) if money else None
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
    line, bounds = read_bounds(text, _known(context))
    if isinstance(bounds, Open):
        return [_reply(context, bounds)]
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


def pressed_rule_at(context: Context, data: str) -> list[Reply]:
    """When the rule holds whose line waits."""
    return _go_on(context, CANONICAL[data]) if data in CANONICAL else []


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
