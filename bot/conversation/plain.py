"""Plain words: what they ask for is done by the handlers of the commands. What is not understood gets what may be meant, as buttons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from zlib import crc32
from zoneinfo import ZoneInfo

from bot.conversation import answering, asking, movers, nights, ruling, settings, watching
from bot.conversation.context import Context, Reply
from bot.conversation.days import end_named
from bot.conversation.digest_times import MOST_SLOTS
from bot.conversation.grammar import Intent, Named, Slots, annotate, decide, understand, wishes_of
from bot.conversation.grammar.figures import figures_in
from bot.conversation.grammar.words import says
from bot.conversation.several import watch_several
from bot.conversation.targets import find_watch, rule_of, standard_rule, watch_one
from bot.listings import Company
from bot.message import Button
from bot.message.alerts import details, headline
from bot.message.markup import bold, escape, link, shorten
from bot.quiet import QuietHours
from bot.reading.lexicon import folded
from bot.rules import UserRule
from bot.watch import Rule

_TOLD_OF = 3  # of how many names news and reasons are told at once


def said(context: Context, text: str) -> tuple[str, list[Reply]] | None:
    """What is answered to a line; None where nobody can tell what it asks for."""
    parts = wishes_of(text, context.table)
    if parts:
        replies = [r for part in parts for r in (_said(context, part) or ("", []))[1]]
        # What two wishes ask alike, as whether a zone is right, is asked once.
        return "plain several", list({r.html: r for r in reversed(replies)}.values())[::-1]
    return _said(context, text)


def _said(context: Context, text: str) -> tuple[str, list[Reply]] | None:
    line, bounds = ruling.bounds_of(context, text)
    intent = understand(text, context.table)
    if bounds and (bounded := understand(line, context.table)).kind == "alert":
        asked = bounded.asks != "statement" or intent.asks == "statement"
        intent = bounded if asked else replace(bounded, asks="")  # the verb may have stood in the words of the bound
    if intent.rule == "names_alone" and _is_bare(intent, text):
        return None  # the table's, which offers the nearest where it is misspelt
    replies = _HANDLERS[intent.kind](context, intent) if intent.kind != "alert" else _alert(context, intent, bounds)
    return (f"plain {intent.kind}", replies) if replies else None


def _is_bare(intent: Intent, text: str) -> bool:
    """Whether a line is one name and nothing else."""
    text = text.strip()
    return len(intent.slots.targets) == 1 and (
        intent.slots.targets[0].words == text or (text.isascii() and " " not in text)
    )


def asked_in_words(context: Context, command: str, rest: str) -> list[Reply]:
    """A command whose words no table of its own understands, read as a sentence; none where that is another wish, or nothing."""
    line = annotate(f"{command} {rest}", context.table)
    intent = decide(line)
    kinds = {"watch": ("watch", "alert"), "unwatch": ("unwatch",)}.get(command, (command,))
    parts = wishes_of(f"{command} {rest}", context.table)
    if parts and all(understand(part, context.table).kind in kinds for part in parts):
        return [r for part in parts for r in (_said(context, part) or ("", []))[1]]
    halves = ("no target", "unknown target", "no condition", "no hour", "no end", "not understood")
    if intent.kind not in kinds or intent.asks in halves or (line.unknown and not intent.slots.keyword):
        return []
    if not intent.slots.as_json("en"):
        return []
    return _alert(context, intent, {}) if intent.kind == "alert" else _HANDLERS[intent.kind](context, intent)


def about_somebody(context: Context, text: str) -> list[Reply]:
    """A command that takes no words, with some that name somebody: "/list tesla"; none where nobody is named."""
    if not annotate(text, context.table).names:
        return []
    intent = understand(text, context.table)
    return [] if intent.kind == "unknown" or intent.asks else (_said(context, text) or ("", []))[1]


# --- what is watched -----------------------------------------------------------------------------------------------------


def _swap(context: Context, out: Named, come: Named) -> list[Reply]:
    """ "swap boeing for lockheed": one goes, the other comes, and both are taken back together."""
    gone = find_watch(context, out.words)
    if gone is None or len(come.companies) != 1:
        return (
            [Reply(context.say("not_watched", name=bold(escape(_shown(context, out)))))]
            if gone is None
            else watch_one(context, come.words)
        )
    context.store.remove_watch(gone.id)
    told = Reply(context.say("unwatched", name=bold(gone.label)))
    return [told, *(replace(r, buttons=()) for r in watch_one(context, come.words))]


def _watch(context: Context, intent: Intent) -> list[Reply]:
    if intent.asks == "swap":
        return _swap(context, *intent.slots.targets)
    names = [t.words for t in intent.slots.targets]
    if intent.left:
        names.append(intent.left)
    if not names:
        return watching.watch(context, "")
    return watch_one(context, names[0]) if len(names) == 1 else watch_several(context, names)


def _unwatch(context: Context, intent: Intent) -> list[Reply]:
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    targets = intent.slots.targets
    kept = {t.words for t in targets} if intent.asks == "except" else set()
    if intent.slots.all or intent.asks == "except":
        stays = {w.id for name in kept if (w := find_watch(context, name)) is not None}
        return _ask_to_end(context, tuple(stays))
    return watching.unwatch(context, ", ".join(t.words for t in targets))


def _ask_to_end(context: Context, stays: Sequence[int]) -> list[Reply]:
    """All watches, or all but those: asked before, as nobody types that lightly."""
    gone = [w for w in context.store.watches(context.chat.id) if w.id not in stays]
    if not gone:
        return [Reply(context.say("nothing_changed"))]
    names = ", ".join(escape(shorten(w.label, 30)) for w in gone[:_NAMED]) + (" …" if len(gone) > _NAMED else "")
    ids = ",".join(str(w.id) for w in gone)
    data = f"{crc32(ids.encode()):x}"  # a button holds 64 bytes, however many there are
    context.wait_for("endall", f"{data}:{ids}", confirms=True)
    rows = (
        (Button(context.say("yes_all", count=len(gone)), f"endall:{data}"), Button(context.say("no"), "endall:no")),
    )
    return [Reply(context.say("unwatch_all_ask", count=len(gone), names=names), rows)]


_NAMED = 12


def pressed_end_all(context: Context, data: str) -> list[Reply]:
    """ "endall:1f3a": the watches that were named. Only while it is asked: an old button ends nothing."""
    data = data.partition(":")[0]
    asked, _, listed = (context.waits_for("endall") or "").partition(":")
    if data == "no":
        context.wait_no_more()
        return [Reply(context.say("nothing_changed"))]
    if not asked or data != asked:
        return []
    context.wait_no_more()
    ids = set(listed.split(","))
    gone = [w for w in context.store.watches(context.chat.id) if str(w.id) in ids]
    for watch in gone:
        context.store.remove_watch(watch.id)
    return [Reply(context.say("unwatched_all", count=len(gone)))]


def _list(context: Context, intent: Intent) -> list[Reply]:
    """What is watched and set; of somebody alone, whether and how."""
    if not intent.slots.targets:
        return ruling.listed(context)
    lines = []
    for target in intent.slots.targets:
        name = bold(_shown(context, target))
        found = find_watch(context, target.words)
        keys = {c.key for c in target.companies}
        lines += [watching.watched_line(context, found)] if found is not None else []
        of_it = [ruling.shown(context, r) for r in context.store.rules_of(context.chat.id) if r.target.key in keys]
        lines += of_it if found is not None or of_it else [context.say("not_watched", name=name)]
    return [Reply("\n".join(lines))]


def _shown(context: Context, target: Named) -> str:
    return target.companies[0].shown_name(context.chat.language) if len(target.companies) == 1 else target.words


# --- alerts --------------------------------------------------------------------------------------------------------------


def _alert(context: Context, intent: Intent, bounds: dict[str, object]) -> list[Reply]:
    """A threshold, a level, a record or words of each that is named; of everything, the standard threshold."""
    slots = intent.slots
    if slots.off:
        return _that_rule_off(context, slots.keyword) if slots.keyword else _alert_off(context, slots)
    if intent.asks == "impossible":
        return [Reply(context.say("alert_impossible", percent=f"{slots.percent:f}"))]
    if intent.rule == "standard_threshold":
        return settings.answered_threshold(context, f"{slots.percent}%")
    if slots.all and slots.percent is not None:
        return _every_alert(context, slots)
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
    return [
        reply
        for kind, condition in _conditions(slots)
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
    """ "also when it rises 8%" leaves the fall as it is."""
    rule, watch = _rule(slots), find_watch(context, target.words)
    if not slots.also or watch is None or watch.rule.standard:
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


def _every_alert(context: Context, slots: Slots) -> list[Reply]:
    """ "2% on everything i watch": the standard, and each watch."""
    rule = _rule(slots)
    watches = context.store.watches(context.chat.id)
    if not watches:
        return [Reply(context.say("watchlist_empty"))]
    for watch in watches:
        context.store.set_rule(watch.id, rule)
    return [Reply(context.say("alert_every", count=len(watches), rule=escape(rule_of(context, rule))))]


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
    return [Reply("\n".join([context.say("alerts_off"), *lines[:_LINES]]))]


_LINES = 25


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


# --- peace ---------------------------------------------------------------------------------------------------------------


def _mute(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if not slots.targets or intent.asks == "no end":
        return [Reply(context.say("mute_usage"))]
    if intent.asks == "except":
        return _mute_others(context, slots)
    span = timedelta(0) if slots.off else _span(context, slots, timedelta(days=1))
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(slots.until or slots.span)))]
    out = []
    for target in slots.targets:
        found = find_watch(context, target.words)
        if found is None:
            out.append(Reply(context.say("not_watched", name=bold(escape(_shown(context, target))))))
        else:
            out.append(watching.muted(context, found, span))
    return out


def _mute_others(context: Context, slots: Slots) -> list[Reply]:
    """ "mute everything but tesla"."""
    span = _span(context, slots, timedelta(days=1))
    kept = {w.id for t in slots.targets if (w := find_watch(context, t.words)) is not None}
    others = [w for w in context.store.watches(context.chat.id) if w.id not in kept]
    unknown = [t for t in slots.targets if find_watch(context, t.words) is None]
    if unknown:
        return [Reply(context.say("not_watched", name=bold(escape(_shown(context, t))))) for t in unknown]
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(slots.until or slots.span)))]
    lines = [watching.muted(context, w, span).html for w in others]
    return [Reply("\n".join(lines[:_LINES]) or context.say("nothing_changed"))]


def _span(context: Context, slots: Slots, usual: timedelta) -> timedelta | None:
    """How long; None of what nobody understands or what is past."""
    if slots.span:
        return watching.read_span(slots.span)
    if slots.until:
        ends = end_named(context, slots.until)
        return ends - context.now if ends is not None else None
    return usual


def _pause(context: Context, intent: Intent) -> list[Reply]:
    if intent.slots.off:
        return _heard_again(context) or settings.pause(context, "off")
    if intent.asks:
        return settings.pause(context, "?")
    span = _span(context, intent.slots, timedelta(hours=24))
    if span is None:
        return [Reply(context.say("end_unknown", text=escape(intent.slots.until or intent.slots.span)))]
    return watching.paused_for(context, span)


def _heard_again(context: Context) -> list[Reply]:
    """取消静音 where nothing is paused: those that are muted are heard again."""
    paused, muted = context.chat.paused_until, [w for w in context.store.watches(context.chat.id) if w.muted_until]
    still = [w for w in muted if w.muted_until is not None and w.muted_until > context.now]
    if not still or (paused is not None and paused > context.now):
        return []
    return [Reply("\n".join(watching.muted(context, w, timedelta(0)).html for w in still))]


def _quiet(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.off:
        return settings.quiet(context, "off")
    asked = context.chat.quiet or QuietHours()
    if len(slots.days) == _WEEK:
        return settings.quiet(context, "?")
    if slots.begin and slots.begin != slots.end:
        asked = replace(asked, begin=time.fromisoformat(slots.begin), end=time.fromisoformat(slots.end))
    if slots.begin and slots.days:
        # Quiet hours are those of every day: it is asked instead of doing half of it.
        hours = f"{slots.begin}-{slots.end}"
        return [
            Reply(
                context.say("quiet_some_days"),
                ((Button(context.say("quiet_every_day", hours=hours), f"quiet:{hours}"),),),
            )
        ]
    if slots.days:
        asked = replace(asked, days=frozenset(slots.days))
    return settings.set_quiet(context, asked) if asked != QuietHours() else settings.quiet(context, "")


_WEEK = 7


def pressed_quiet(context: Context, data: str) -> list[Reply]:
    asked = nights.read_quiet(data, context.chat.quiet)
    return settings.set_quiet(context, asked) if asked is not None else []


# --- settings ------------------------------------------------------------------------------------------------------------


def _digest(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.off and slots.times:
        return asking.without(context, slots.times)
    if slots.off:
        return asking.digest(context, "off")
    if intent.asks == "hours alone":
        if slots.also and context.chat.digests and slots.times:
            return asking.digest(context, f"also {' '.join(slots.times)}")
        return _ask_what_hours(context, slots)
    if intent.asks:
        return asking.digest(context, "?")
    days = " ".join(_DAY_WORDS[d] for d in slots.days)
    also = "also " if slots.also and context.chat.digests and slots.times else ""
    return asking.digest(context, f"{also}{' '.join(slots.times[:MOST_SLOTS])} {days}".strip())


def _ask_what_hours(context: Context, slots: Slots) -> list[Reply]:
    """Hours alone may be a digest's or quiet ones."""
    days = " ".join(_DAY_WORDS[d][:3] for d in slots.days)
    times = " ".join(slots.times) or f"{slots.begin} {slots.end}"
    rows = [(Button(context.say("hours_digest"), f"cmd:digest {times} {days}".strip()[:64]),)]
    if slots.begin:
        rows.append((Button(context.say("hours_quiet"), f"cmd:quiet {slots.begin}-{slots.end}"),))
    return [Reply(context.say("hours_ask"), tuple(rows))]


_DAY_WORDS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _language(context: Context, intent: Intent) -> list[Reply]:
    lang = intent.slots.lang
    if not lang:
        return settings.pressed_language(context, "?")
    return settings.pressed_language(context, lang.lower())


def _zone(context: Context, intent: Intent) -> list[Reply]:
    return (
        settings.answered_zone(context, intent.slots.zone)
        if intent.slots.zone
        else settings.pressed_zone(context, "?")
    )


def _undo(context: Context, _: Intent) -> list[Reply]:
    return settings.undo(context, "")


# --- asking --------------------------------------------------------------------------------------------------------------


def _news(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.all or not slots.targets:
        return asking.digest_now(context)
    since = _since(context, slots.since)
    return [r for t in slots.targets[:_TOLD_OF] for r in asking.news_of(context, t.words, t.companies, since)]


def _since(context: Context, word: str) -> str:
    """As /news writes it."""
    days = {"yesterday": 1, "today": 0, "week": 7, "month": 30}.get(word)
    if days is None:
        return ""
    return (context.now.astimezone(ZoneInfo(context.chat.zone)).date() - timedelta(days=days)).isoformat()


def _movers(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    words = (slots.market.lower(), slots.direction, slots.since, "watchlist" if slots.all else "")
    return movers.movers(context, " ".join(w for w in words if w))


def _why(context: Context, intent: Intent) -> list[Reply]:
    """What was reported that says why; what became of the move as an alert is a button away. Where nothing says why, that is all there is."""
    targets = intent.slots.targets
    if not targets:
        return asking.reason_of(context, context.incoming.answers)
    known = [t.companies[0] for t in targets if len(t.companies) == 1][:_TOLD_OF]
    other_way = [Reply(words) for c in known if (words := _other_way(context, intent, c)) is not None]
    told = answering.reported(context, context.incoming.text) if len(known) == len(targets) else []
    if not told:
        return other_way or [reply for t in targets[:_TOLD_OF] for reply in asking.why(context, t.words)]
    rows = tuple(
        (
            Button(
                context.say("why_not_button", name=shorten(c.shown_name(context.chat.language), 30)),
                f"whynot:{c.key}"[:64],
            ),
        )
        for c in known
    )
    return [*other_way, *told[:-1], replace(told[-1], buttons=rows)]


_DAYS_BACK = timedelta(days=4)


def _other_way(context: Context, intent: Intent, company: Company) -> str | None:
    """That what is asked about went the other way: "why did nvidia fall" where all that was reported of the last days is a rise."""
    asked = intent.slots.direction
    if intent.slots.since in ("week", "month"):
        return None
    moves = context.store.recent_moves(_MOVES, context.now - _DAYS_BACK, company.key)
    certain = [m for m in moves if not m.move.doubts and m.move.direction in ("up", "down")]
    if asked not in ("up", "down") or not certain or any(m.move.direction == asked for m in certain):
        return None
    last = max(certain, key=lambda m: (m.move.session or date.min, m.story))
    language = context.chat.language
    shown = headline(last.move, company, language, context.chat.red_is_up)
    return f"{context.say('other_way')}\n{shown}{details(last.move, company, language)} — {link(last.source or '↗', last.url)}"


_MOVES = 40


def _claims(context: Context, intent: Intent) -> list[Reply]:
    return [reply for t in intent.slots.targets[:_TOLD_OF] for reply in asking.claims(context, t.words)]


def _question(context: Context, intent: Intent) -> list[Reply]:
    """No advice is given; what was reported answers."""
    return answering.answer(context, context.incoming.text, "question_reported" if intent.rule == "advice" else "")


def _help(context: Context, _: Intent) -> list[Reply]:
    """What one can say, in a few lines; /help has the rest."""
    return [Reply(context.say("help_short"))]


def _smalltalk(context: Context, _: Intent) -> list[Reply]:
    thanked = says("thanks", folded(context.incoming.text)) is not None
    return [Reply(context.say("welcome" if thanked else "smalltalk"))]


def _unknown(context: Context, intent: Intent) -> list[Reply]:
    """What was taken back or denied changes nothing; what is not understood gets what may be meant."""
    named = [t.companies[0] for t in intent.slots.targets if len(t.companies) == 1]
    if intent.asks == "retracted":
        return [Reply(context.say("nothing_changed"))]
    if intent.asks == "measure":
        return [Reply(context.say("only_prices"), _offers(context, named))]
    if intent.asks == "two wishes":
        return [Reply(context.say("nothing_changed_two"), _offers(context, named))]
    if intent.asks in ("negated", "unfinished"):
        return [Reply(context.say("nothing_changed_which"), _offers(context, named))]
    return []


def _offers(context: Context, named: Sequence[Company]) -> tuple[tuple[Button, ...], ...]:
    """The two nearest things that could be done, about whom was named."""
    if not named:
        return ((Button(context.say("offer_list"), "list"), Button(context.say("offer_help"), "help")),)
    company = named[0]
    name = shorten(company.shown_name(context.chat.language), 30)
    watched = next((w for w in context.store.watches(context.chat.id) if w.target == company.key), None)
    first = (
        Button(context.say("unwatch_button", name=name), f"unwatch:{watched.id}")
        if watched is not None
        else Button(context.say("watch_button", name=name), f"watch:{company.key}"[:64])
    )
    return ((first,), (Button(context.say("news_button", name=name), f"news:{company.key}"[:64]),))


def not_understood(context: Context, text: str) -> list[Reply]:
    """The two nearest things, as buttons."""
    intent = understand(text, context.table)
    named = [t.companies[0] for t in intent.slots.targets if len(t.companies) == 1]
    return [Reply(context.say("not_understood"), _offers(context, named))]


_HANDLERS: dict[str, Callable[[Context, Intent], list[Reply]]] = {
    "watch": _watch,
    "unwatch": _unwatch,
    "mute": _mute,
    "pause": _pause,
    "quiet": _quiet,
    "digest": _digest,
    "language": _language,
    "zone": _zone,
    "news": _news,
    "movers": _movers,
    "why": _why,
    "list": _list,
    "claims": _claims,
    "question": _question,
    "help": _help,
    "undo": _undo,
    "smalltalk": _smalltalk,
    "unknown": _unknown,
}


def kind_of(context: Context, text: str) -> str:
    """What a line asks for by its own words."""
    return understand(text, context.table).kind
