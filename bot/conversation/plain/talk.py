"""What is answered to talk, and to what is not understood."""

from __future__ import annotations

from collections.abc import Sequence

from bot.conversation.context import Context, Reply
from bot.conversation.grammar import Intent, understand
from bot.conversation.grammar.words import says
from bot.listings import Company
from bot.message import Button
from bot.message.markup import shorten
from bot.reading.lexicon import folded


def help_(context: Context, _: Intent) -> list[Reply]:
    """What one can say, in a few lines; /help has the rest."""
    return [Reply(context.say("help_short"))]


def smalltalk(context: Context, _: Intent) -> list[Reply]:
    thanked = says("thanks", folded(context.incoming.text)) is not None
    return [Reply(context.say("welcome" if thanked else "smalltalk"))]


def unknown(context: Context, intent: Intent) -> list[Reply]:
    """What was taken back or denied changes nothing; what is not understood gets what may be meant."""
    named = [t.companies[0] for t in intent.slots.targets if len(t.companies) == 1]
    if intent.asks == "retracted":
        return [Reply(context.say("nothing_changed"))]
    if intent.asks == "measure":
        return [Reply(context.say("only_prices"), offers(context, named))]
    if intent.asks == "two wishes":
        return [Reply(context.say("nothing_changed_two"), offers(context, named))]
    if intent.asks in ("negated", "unfinished"):
        return [Reply(context.say("nothing_changed_which"), offers(context, named))]
    return []


def offers(context: Context, named: Sequence[Company]) -> tuple[tuple[Button, ...], ...]:
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
    return [Reply(context.say("not_understood"), offers(context, named))]
