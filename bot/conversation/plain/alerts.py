"""Alerts in words: thresholds, levels, records, words; set, changed, taken away."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from bot.conversation import ruling, settings, watching
from bot.conversation.context import Context, Reply
from bot.conversation.days import end_named
from bot.conversation.grammar import Intent, Named, Slots
from bot.conversation.grammar.figures import figures_in
from bot.conversation.grammar.words import says
from bot.conversation.targets import find_watch, rule_of, standard_rule, watch_one
from bot.message import Button
from bot.message.markup import bold, escape, shorten
from bot.reading.lexicon import folded
from bot.rules import UserRule
from bot.watch import Rule


def alert(context: Context, intent: Intent, bounds: dict[str, object]) -> list[Reply]:
    """A threshold, a level, a record or words of each that is named; of everything, the standard threshold."""
    slots = intent.slots
    if slots.until and "until" not in bounds and (ends := end_named(context, slots.until)) is not None:
        bounds = {**bounds, "until": ends}  # 这周五以前联电涨跌2%
    if slots.off:
        return _that_rule_off(context, slots.keyword) if slots.keyword else _alert_off(context, slots)
    if intent.asks == "impossible":
        return [Reply(context.say("alert_impossible", percent=f"{slots.percent:f}"))]
    if intent.rule == "standard_threshold":
        return settings.answered_threshold(context, f"{slots.percent}%")
    if slots.all and slots.percent is not None:
        return ruling.set_every(context, _rule(slots))
    if not slots.targets:
        return [Reply(context.say("alert_whom"))]
    if intent.asks == "statement":
        return [reply for target in slots.targets for reply in _offer_alert(context, target, slots)]
    if intent.asks == "no condition" or (slots.crosses is not None and not slots.money):
        return [reply for target in slots.targets for reply in _ask_size(context, target)]
    return [reply for target in slots.targets for reply in _one_alert(context, target, slots, bounds)]


def _one_alert(context: Context, target: Named, slots: Slots, bounds: dict[str, object]) -> list[Reply]:
    if slots.percent is not None:
        told = ruling.set_threshold(context, target.words, _beside(context, target, slots), bounds)
        rest = _conditions(slots) if target.companies else []  # "a record high or down 8%"
        return [*told, *(r for kind, c in rest for r in ruling.set_rule(context, kind, c, target.words, bounds))]
    if (
        slots.direction
        and not slots.keyword
        and not slots.record
        and slots.above is slots.below is slots.crosses is None
    ):
        return ruling.set_threshold(context, target.words, _one_sided(context, target, slots.direction), bounds)
    if not target.companies:
        return watch_one(context, target.words)
    if not (conditions := _conditions(slots)):  # "on tesla at most once an hour": of the size that it would have
        return ruling.set_threshold(context, target.words, standard_rule(context), bounds)
    return [
        reply
        for kind, condition in conditions
        for reply in ruling.set_rule(context, kind, condition, target.words, bounds)
    ]


def _conditions(slots: Slots) -> list[tuple[str, str]]:
    """Each as the rules of its kind write it."""
    unit = ruling.currency_of(slots.money)
    levels = (("above", slots.above), ("below", slots.below), ("cross", slots.crosses))
    found = [("price", f"{side} {value.normalize():f} {unit}".strip()) for side, value in levels if value is not None]
    if slots.record:
        found.append(("record", slots.record))
    if slots.keyword:
        found.append(("words", slots.keyword))
    return found


def _beside(context: Context, target: Named, slots: Slots) -> Rule:
    """ "also when it rises 8%" leaves the fall as it is, "make it 7" what is told of one way alone."""
    rule, watch = _rule(slots), find_watch(context, target.words)
    if watch is None or watch.rule.standard:
        return rule
    if not slots.direction:
        both = watch.rule.rise is None and watch.rule.fall is None
        return Rule(
            rule.rise if both or watch.rule.rise is not None else None,
            rule.fall if both or watch.rule.fall is not None else None,
        )
    if not slots.also:
        return rule
    return Rule(
        rule.rise if rule.rise is not None else watch.rule.rise,
        rule.fall if rule.fall is not None else watch.rule.fall,
    )


def _one_sided(context: Context, target: Named, direction: str) -> Rule:
    """ "only when it falls": the size that it has, one way."""
    watch = find_watch(context, target.words)
    rule = watch.rule if watch is not None else standard_rule(context)
    size = rule.rise if rule.rise is not None else rule.fall
    return Rule(size if direction == "up" else None, size if direction == "down" else None)


def _rule(slots: Slots) -> Rule:
    if slots.fall is not None:
        return Rule(slots.percent, slots.fall)
    return Rule(
        slots.percent if slots.direction != "down" else None, slots.percent if slots.direction != "up" else None
    )


def _alert_off(context: Context, slots: Slots) -> list[Reply]:
    """The rules of somebody, or all, are deleted; a watch goes back to the standard threshold."""
    keys = {c.key for t in slots.targets for c in t.companies}
    rules = [r for r in context.store.rules_of(context.chat.id) if not slots.targets or r.target.key in keys]
    watches = [w for w in context.store.watches(context.chat.id) if not slots.targets or w.target in keys]
    own = [w for w in watches if not w.rule.standard]
    if slots.percent is not None:
        rules, own = [], [w for w in own if slots.percent in (w.rule.rise, w.rule.fall)]
    if not rules and not own:
        return _no_such_alert(context, slots)
    for rule in rules:
        context.store.set_rule_state(context.chat.id, rule.id, deleted=True)
    for watch in own:
        context.store.set_rule(watch.id, standard_rule(context))
    lines = [f"• {ruling.shown(context, r)}" for r in rules]
    lines += [f"• {watching.watched_line(context, replace(w, rule=standard_rule(context)))}" for w in own]
    return [Reply("\n".join([context.say("alerts_off"), *lines[:MOST_LINES]]))]


MOST_LINES = 25


def _that_rule_off(context: Context, words: str) -> list[Reply]:
    """The rule that a line points to by a figure, a record or a word of it; of several, or none, it is shown which there are."""
    rules = context.store.rules_of(context.chat.id)
    meant = [r for r in rules if _is_pointed_at(r, folded(words))]
    if len(meant) != 1:
        return ruling.rules(context) or [Reply(context.say("alerts_off_none"))]
    context.store.set_rule_state(context.chat.id, meant[0].id, deleted=True)
    return [Reply("\n".join((context.say("alerts_off"), f"• {ruling.shown(context, meant[0])}")))]


def _is_pointed_at(rule: UserRule, words: str) -> bool:
    if rule.kind == "price":
        return Decimal(rule.condition.split()[1]) in [
            f.value for f in figures_in(words) if f.what in ("level", "number")
        ]
    if rule.kind == "record":
        return (says("high_word", words) or says("low_word", words)) is not None
    said = [w.strip('"“”') for w in re.split(r"\s+(?:AND|OR|NOT)\s+", rule.condition)]
    news = rule.kind in ("stories", "words") and says("news_word", words) is not None
    return news or any(folded(w) in words for w in said if len(w) > 1)


def _no_such_alert(context: Context, slots: Slots) -> list[Reply]:
    """Whom one watches without a threshold of one's own: let go altogether?"""
    watched = [w for t in slots.targets if (w := find_watch(context, t.words)) is not None]
    rows = tuple(
        (Button(context.say("unwatch_button", name=shorten(w.label, 40)), f"unwatch:{w.id}"),) for w in watched
    )
    return [Reply(context.say("alerts_off_none"), rows)]


def _offer_alert(context: Context, target: Named, slots: Slots) -> list[Reply]:
    """ "infosys up 2.5%" may be news: whether an alert is wanted is asked."""
    if len(target.companies) != 1 or slots.percent is None:
        return watch_one(context, target.words)
    company, rule = target.companies[0], _rule(slots)
    rise, fall = ("" if t is None else f"{t.normalize():f}" for t in (rule.rise, rule.fall))
    name = bold(company.shown_name(context.chat.language))
    yes = Button(context.say("alert_offer_yes"), f"alert:{company.key}:{rise}:{fall}:0"[:64])
    news = Button(
        context.say("news_button", name=shorten(company.shown_name(context.chat.language), 30)),
        f"news:{company.key}"[:64],
    )
    return [Reply(context.say("alert_offer", name=name, rule=escape(rule_of(context, rule))), ((yes,), (news,)))]


def _ask_size(context: Context, target: Named) -> list[Reply]:
    """From which move on, where nothing was said."""
    if len(target.companies) != 1:
        return watch_one(context, target.words)
    company = target.companies[0]
    rows = tuple(
        tuple(Button(f"{p}%", f"alert:{company.key}:{p}:{p}:0"[:64]) for p in row)
        for row in (("1", "2", "3"), ("5", "8", "10"))
    )
    return [Reply(context.say("alert_size_ask", name=bold(company.shown_name(context.chat.language))), rows)]
