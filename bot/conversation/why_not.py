"""Why what is known of a company did not alert, or how it was told: a line a move of the last days."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.context import Context, Reply
from bot.events import Fact, fact_of, is_one_event
from bot.listings import Company
from bot.message.alerts import rule_words
from bot.message.figures import moment, size
from bot.message.markup import bold, escape, link, shorten, split
from bot.ports import StoredStory, Told
from bot.reading import PriceMove
from bot.watch import Silence, Watch, silence_of_move

_DAYS, _STORIES, _LINES = timedelta(days=4), 40, 8
_SOURCE = 40


def why_not(context: Context, company: Company) -> list[Reply]:
    """Of each move that stories told in the last days: told, merged, held, or what spoke against it."""
    store = context.store
    numbers = store.stories_of_companies(list(company.symbols), context.now - _DAYS, _STORIES)
    stories = store.stories_of(numbers)
    lines: list[str] = []
    for number in reversed(numbers):
        extraction = store.extraction(number)
        if number not in stories or extraction is None:
            continue
        for move in extraction.moves:
            fact = fact_of(move, context.table)
            if fact is not None and fact.who == company.key and len(lines) < _LINES:
                lines.append(_line(context, company, stories[number], move, fact))
    name = bold(company.shown_name(context.chat.language))
    if not lines:
        return [Reply(context.say("why_nothing_known", name=name))]
    return [Reply(html) for html in split([context.say("why_known", name=name), *dict.fromkeys(lines)], "\n")]


def _line(context: Context, company: Company, stored: StoredStory, move: PriceMove, fact: Fact) -> str:
    """ "+4.1% of 9988.HK (Yicai, 24 Sep, 18:00): below your threshold of 5% or more"."""
    at = stored.story.published or stored.seen
    source = link(shorten(stored.story.source or "↗", _SOURCE), stored.story.url)
    when = escape(moment(at, context.chat.zone, context.chat.language))
    shown = escape(size(move, context.chat.language))
    return f"• {bold(shown)} {escape(fact.of or '')} ({source}, {when}): {_why(context, company, stored, move, fact)}"


def _why(context: Context, company: Company, stored: StoredStory, move: PriceMove, fact: Fact) -> str:
    told = _told(context, stored, fact)
    if told is not None:
        return told
    if stored.silence is not None:
        return _silence(context, Silence(stored.silence))
    silence = silence_of_move(move, stored.story, context.calendar, stored.seen)
    if silence is not None:
        return _silence(context, silence)
    watch = next((w for w in context.store.watches(context.chat.id) if w.target == company.key), None)
    if watch is None:
        return context.say("why_not_watched")
    return _of_watch(context, watch, move, stored.seen)


def _told(context: Context, stored: StoredStory, fact: Fact) -> str | None:
    """How this chat was told of it: by a message of its own, with another source's, or held."""
    of_session = context.store.told_of_sessions(fact.who, {fact.session}).get(context.chat.id, ())
    own = next((t for t in of_session if t.story == stored.number), None)
    if own is None:
        merged = next((t for t in of_session if is_one_event(t.fact, fact)), None)
        return context.say("why_merged") if merged is not None else None
    return _as_sent(context, own, first=of_session[0].story == stored.number)


def _as_sent(context: Context, told: Told, *, first: bool) -> str:
    state, at = context.store.sent_as(told.outbox)
    if told.taken_back:
        return context.say("why_taken_back")
    if state == "let go":
        return context.say("why_let_go")
    if state == "held":
        return context.say("why_held")
    if at is None:
        return context.say("why_under_way")
    words = "why_told" if first else "why_told_with"
    return context.say(words, at=escape(moment(at, context.chat.zone, context.chat.language)))


def _of_watch(context: Context, watch: Watch, move: PriceMove, seen: datetime) -> str:
    if not watch.rule.reached_by(move):
        rule = rule_words(watch.rule, context.chat.language, context.chat.threshold)
        return context.say("why_below", rule=escape(rule))
    if watch.muted_until and watch.muted_until > seen:
        return context.say("why_muted")
    if context.chat.paused_until and context.chat.paused_until > seen:
        return context.say("why_paused")
    return context.say("why_before_watch")


_SILENCES = {
    Silence.FIRST_POLL: "silence_first_poll", Silence.NO_DATE: "silence_no_date", Silence.FUTURE: "silence_future", Silence.OLD: "silence_old",
    Silence.OLD_DATELINE: "silence_old_dateline", Silence.OTHER_TIME: "silence_other_time", Silence.UNREAD: "silence_unread",
    Silence.SCOPE: "silence_scope", Silence.NOBODY: "silence_nobody", Silence.NO_SESSION: "silence_no_session",
    Silence.OLD_SESSION: "silence_old_session", Silence.UNSURE: "silence_unsure",
}  # fmt: skip


def _silence(context: Context, silence: Silence) -> str:
    return context.say(_SILENCES.get(silence, "silence_unsure"))
