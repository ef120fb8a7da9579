"""What is offered in any chat behind the bot's name: the latest that was reported of whoever is typed, or what moved most."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from bot.conversation.grammar.naming import meant_by, nearest_meant
from bot.digest import DigestMove, DigestStory, compose, one_an_event
from bot.keywords import NoKeywords, read_keywords
from bot.listings import Listings
from bot.message import Card
from bot.message.alerts import details, headline
from bot.message.figures import moment
from bot.message.figures import size as size_words
from bot.message.markup import escape, link, plain, shorten
from bot.message.words import say
from bot.ports import Chat, Store

_MOST, _LOOKED_AT = 8, 40
_A_DAY, _DAYS, _LONG = timedelta(days=1), timedelta(days=7), timedelta(days=30)
_TITLE, _BELOW = 90, 120


def cards(store: Store, table: Listings, reader: Chat, typed: str, now: datetime) -> tuple[Card, ...]:
    """Of a name its moves of the last days and its stories; of other words the stories that have them; of nothing what moved most today."""
    if not typed:
        return tuple(_of_moves(store.recent_moves(2000, now - _A_DAY), table, reader, now))[:_MOST]
    meant = meant_by(table, typed) or meant_by(table, nearest_meant(table, typed.lower()) or "")
    if meant:
        moves = _of_moves(store.recent_moves(_LOOKED_AT, now - _DAYS, meant[0].key), table, reader, now)
        stories = one_an_event(store.recent_stories(meant[0].symbols, _LOOKED_AT, now - _LONG))
        return (*moves, *(_of_story(s, reader) for s in stories))[:_MOST]
    try:
        question = read_keywords(typed).question
    except NoKeywords:
        return ()
    return tuple(_of_story(s, reader) for s in one_an_event(store.search(question, now - _LONG, _LOOKED_AT)))[:_MOST]


def _of_moves(found: tuple[DigestMove, ...], table: Listings, reader: Chat, now: datetime) -> Iterator[Card]:
    """Only what is certain: what is passed on has no doubt beside it."""
    sure = [m for m in found if not m.move.doubts]
    for m in compose(reader.id, now.date(), sure, (), (), language=reader.language).moves:
        company = table.of_symbol(m.fact.who)
        head = headline(m.move, company, reader.language, reader.red_is_up)
        below = details(m.move, company, reader.language)
        name = company.shown_name(reader.language) if company is not None else m.move.instrument
        told = link(shorten(" ".join(m.title.split()), _TITLE), m.url)
        source = f" — {escape(m.source)}" if m.source else ""
        yield Card(
            f"m{m.story}:{m.fact.who}"[:64],
            shorten(f"{name} {size_words(m.move, reader.language)}", _TITLE),
            shorten(f"{plain(below).strip()} · {' '.join(m.title.split())}", _BELOW),
            f"{head}{below}\n{told}{source}",
        )


def _of_story(story: DigestStory, reader: Chat) -> Card:
    title = " ".join(story.title.split())
    at = moment(story.published, reader.zone, reader.language) if story.published is not None else ""
    below = " · ".join(part for part in (story.source or "", at) if part)
    said = " ".join(s.text for s in story.summary[:2])
    head = f"▪️ {link(shorten(title, 140), story.url)}"
    return Card(
        f"s{story.story}",
        shorten(title or said, _TITLE) or say(reader.language, "read_story"),
        shorten(below, _BELOW),
        "\n".join(part for part in (head, escape(said), escape(below)) if part),
    )
