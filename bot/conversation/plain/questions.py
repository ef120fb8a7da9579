"""What is asked in words: news, movers, why, claims, questions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.conversation import answering, asking, movers
from bot.conversation.context import Context, Reply
from bot.conversation.days import day_named
from bot.conversation.grammar import Intent
from bot.conversation.spans import read_span
from bot.listings import Company
from bot.message import Button
from bot.message.alerts import details, headline
from bot.message.markup import link, shorten

_TOLD_OF = 3  # of how many names news and reasons are told at once


def news(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    if slots.all or not slots.targets:
        return asking.digest_now(context)
    since = _since(context, slots.since)
    return [
        r for t in slots.targets[:_TOLD_OF] for r in asking.news_of(context, t.words, t.companies, since, slots.count)
    ]


def _since(context: Context, word: str) -> str:
    """As /news writes it: of "yesterday", "week", "3d", "friday", 周五 the day from which on."""
    today = context.now.astimezone(ZoneInfo(context.chat.zone)).date()
    days = {"yesterday": 1, "today": 0, "week": 7, "month": 30}.get(word)
    span = read_span(word) if days is None else timedelta(days=days)
    if span is not None:
        return (today - span).isoformat()
    named = day_named(word.replace("礼拜", "星期"), today) if word else None
    return named.isoformat() if named is not None else ""


def movers_of(context: Context, intent: Intent) -> list[Reply]:
    slots = intent.slots
    count = str(slots.count) if slots.count is not None else ""
    words = (slots.market.lower(), slots.direction, slots.since, "watchlist" if slots.all else "", count)
    return movers.movers(context, " ".join(w for w in words if w))


def why(context: Context, intent: Intent) -> list[Reply]:
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


def claims(context: Context, intent: Intent) -> list[Reply]:
    return [reply for t in intent.slots.targets[:_TOLD_OF] for reply in asking.claims(context, t.words)]


def question(context: Context, intent: Intent) -> list[Reply]:
    """No advice is given; what was reported answers."""
    return answering.answer(context, context.incoming.text, "question_reported" if intent.rule == "advice" else "")
