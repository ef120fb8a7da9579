"""What is said in a voice message, shown in a picture, or to be read out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.conversation.asking import digest_of, stories_shown
from bot.conversation.context import Context, Reply
from bot.conversation.grammar.naming import meant_by
from bot.digest import one_an_event
from bot.listings import Company
from bot.message import Button
from bot.message.alerts import details, headline
from bot.message.markup import bold, escape, italic, link, shorten, split
from bot.message.spoken import spoken_digest

_HEARD = 400  # characters of what was heard that are shown
_NAMES, _STORIES, _LOOKED_AT = 3, 2, 40
_DAYS = timedelta(days=7)
_TITLE, _FIGURE, _NAME = 200, 60, 60


@dataclass(frozen=True, slots=True)
class Seen:
    """What a model reads in a picture: its title, the names in it, and figures beside them, as they are printed."""

    title: str
    names: tuple[str, ...]
    figures: tuple[str, ...]


def with_what_was_heard(context: Context, replies: Sequence[Reply]) -> list[Reply]:
    """The answers, the first below the words that were heard: whoever spoke sees what was understood."""
    said = f"🎙 {italic(shorten(context.incoming.text, _HEARD))}"
    at = next((i for i, r in enumerate(replies) if r.html and r.chat is None), None)
    if at is None:
        return [Reply(said), *replies]
    return [replace(r, html=f"{said}\n{r.html}") if i == at else r for i, r in enumerate(replies)]


def read_out(context: Context) -> str | list[Reply]:
    """The digest of the last day in words that are said; or what to answer where there is none."""
    if not context.store.watches(context.chat.id):
        return [Reply(context.say("digest_no_watches"))]
    found = digest_of(context)
    if not (found.moves or found.stories):
        return [Reply(context.say("digest_nothing"))]
    return spoken_digest(found, context.table, context.chat.language)


def listen(context: Context, _: str) -> list[Reply]:
    """/listen where nothing can speak."""
    return [Reply(context.say("listen_none"))]


def seen(context: Context, picture: Seen) -> list[Reply]:
    """What was read in the picture, marked as not checked, and of whom it names what was reported."""
    companies = {c.key: c for n in picture.names for c in _named(context, n)[:1]}
    if not companies and not picture.title:
        return [Reply(context.say("picture_nothing"))]
    lines = [
        f"🖼 {bold(shorten(picture.title, _TITLE))}" if picture.title else f"🖼 {escape(', '.join(picture.names))}"
    ]
    if picture.figures:
        figures = escape(" · ".join(shorten(f, _FIGURE) for f in picture.figures))
        lines.append(f"{figures}\n{italic(context.say('picture_unchecked'))}")
    unknown = [n for n in picture.names if not _named(context, n)]
    shown = list(companies.values())[:_NAMES]
    blocks = ["\n".join(lines), *(b for c in shown for b in _reported(context, c))]
    if unknown and not shown:
        blocks.append(context.say("picture_unknown", names=escape(shorten(", ".join(unknown), _TITLE))))
    rows = tuple((Button(_watch(context, c), f"watch:{c.key}"[:64]),) for c in shown if not _is_watched(context, c))
    pages = [Reply(html) for html in split(blocks)]
    return [*pages[:-1], replace(pages[-1], buttons=rows)]


def _named(context: Context, name: str) -> tuple[Company, ...]:
    """Whom a name means, if it means one alone."""
    found = meant_by(context.table, " ".join(name.split())[:_NAME])
    return found if len(found) == 1 else ()


def _watch(context: Context, company: Company) -> str:
    return context.say("picture_watch", name=shorten(company.shown_name(context.chat.language), _NAME))


def _is_watched(context: Context, company: Company) -> bool:
    return any(w.target in (company.key, *company.symbols) for w in context.store.watches(context.chat.id))


def _reported(context: Context, company: Company) -> list[str]:
    """The last move that is certain, and the latest stories; else that there is nothing."""
    reader = context.chat
    moves = context.store.recent_moves(_LOOKED_AT, context.now - _DAYS, company.key)
    sure = max((m for m in moves if m.move.sure), key=lambda m: m.story, default=None)
    blocks = []
    if sure is not None:
        source = f" — {link(sure.source or '↗', sure.url)}" if sure.source or sure.url else ""
        blocks.append(
            headline(sure.move, company, reader.language, reader.red_is_up)
            + details(sure.move, company, reader.language)
            + source
        )
    stories = one_an_event(context.store.recent_stories(company.symbols, _LOOKED_AT, context.now - _DAYS))
    blocks += stories_shown(context, stories[:_STORIES])
    return blocks or [context.say("news_none", name=bold(company.shown_name(reader.language)))]
