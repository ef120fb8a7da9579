"""Which wish a line is: small named rules, the first that applies decides."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.grammar.intents import Intent
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.account import budget, feed_added, of_ones_own
from bot.conversation.grammar.wishes.alerting import (
    alert_off,
    alert_on_condition,
    alert_on_words,
    standard_threshold,
    that_one_off,
)
from bot.conversation.grammar.wishes.doubts import with_doubts
from bot.conversation.grammar.wishes.peace import heard_after_all, mute, mute_others, pause, quiet
from bot.conversation.grammar.wishes.questions import claims, movers, news, question, why
from bot.conversation.grammar.wishes.said import Rule
from bot.conversation.grammar.wishes.settings import digest, hours_alone, language, zone
from bot.conversation.grammar.wishes.talk import (
    advice,
    asked_of_before,
    both_ways,
    greeted,
    hearsay,
    how_to,
    negated,
    not_added,
    nothing_said,
    only,
    retracted,
    retracted_only,
    smalltalk,
    swapped,
    taken_back,
    undone,
    weighed,
)
from bot.conversation.grammar.wishes.watching import listed, my_list_asked, names_alone, unwatch, watch, watch_whom


def decide(line: Line) -> Intent:
    """The wish of a line; "unknown" where no rule applies."""
    for rule in RULES:
        found = rule(line)
        if found is not None:
            return with_doubts(line, replace(found, rule=rule.__name__.strip("_")))
    return Intent("unknown", left=line.text, rule="nothing")


RULES: tuple[Rule, ...] = (
    nothing_said,
    only("undo", "undo"),
    undone,
    only("help", "help"),
    feed_added,
    of_ones_own,
    budget,
    retracted_only,
    taken_back,
    retracted,
    how_to,
    my_list_asked,
    asked_of_before,
    weighed,
    hearsay,
    why,
    advice,
    heard_after_all,
    not_added,
    swapped,
    negated,
    both_ways,
    quiet,
    digest,
    alert_off,
    that_one_off,
    standard_threshold,
    alert_on_condition,
    claims,
    listed,
    movers,
    mute_others,
    mute,
    language,
    zone,
    pause,
    unwatch,
    alert_on_words,
    watch,
    watch_whom,
    news,
    question,
    only("help", "help", "asks", "asks_how"),
    names_alone,
    hours_alone,
    smalltalk,
    greeted,
)
