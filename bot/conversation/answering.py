"""Questions over the archive: the sentences of stories that answer, each with its source as a number that links, and its hour; or that nothing does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.conversation.context import Context, Reply
from bot.conversation.grammar.naming import asked_names
from bot.keywords import segmented
from bot.listings import Listings
from bot.message.figures import moment
from bot.message.markup import bold, escape, italic, link, shorten, split
from bot.message.words import say
from bot.ports import Chat, Store
from bot.retrieval import (
    Document,
    Found,
    Question,
    Rarity,
    answers,
    cited,
    document_of,
    is_addition,
    rank,
    read_question,
)

_SPAN = timedelta(days=90)
_BY_WORDS, _BY_NAME = 40, 20  # stories looked at
_MOST_UNITS, _SENTENCE = 40, 400
GONE_ON_FROM = timedelta(hours=1)  # how long a question is still gone on from


@dataclass(frozen=True, slots=True)
class Answer:
    """What a question is answered with, the best first; none where nothing of the archive answers it."""

    question: Question
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Questioned:
    """A question and the stories that answer it, with what was answered by their own sentences: a heading, and the message."""

    text: str
    found: tuple[Found, ...]
    heading: str
    html: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cited:
    """A sentence that somebody else wrote about a story that answers."""

    words: str
    found: Found


def question_of(table: Listings, text: str, now: datetime, previous: str | None = None) -> Question:
    """The question, gone on from the one before."""
    before = question_of(table, previous, now) if previous else None
    return read_question(text, asked_names(text, table), now.date(), before)


def answer_from(store: Store, table: Listings, text: str, now: datetime, previous: str | None = None) -> Answer:
    """Of the stories of the last ninety days."""
    question = question_of(table, text, now, previous)
    documents = _candidates(store, table, question, now - _SPAN)
    size = max(store.stories_kept(), 1)
    rarity = Rarity(size, lambda unit: _holders(store, table, unit, size))
    return Answer(question, tuple(cited(answers(question, rank(question, documents, rarity)))))


def _candidates(store: Store, table: Listings, question: Question, since: datetime) -> list[Document]:
    units = [u for t in question.terms for u in sorted(t.units, key=lambda unit: -t.units[unit]) if u[0] not in "@#"]
    phrases = [f'"{phrase}"' for u in dict.fromkeys(units[:_MOST_UNITS]) if (phrase := segmented(u))]
    numbers = list(store.best_found(" OR ".join(phrases), since, _BY_WORDS)) if phrases else []
    symbols = [s for key in _companies(question) if (c := table.of_symbol(key)) is not None for s in c.symbols]
    if symbols:
        numbers += store.stories_of_companies(symbols, since, _BY_NAME)
    stories = store.stories_of(dict.fromkeys(numbers))
    return [document_of(n, stored.story, table, stored.seen) for n, stored in stories.items()]


def _companies(question: Question) -> list[str]:
    return [u[1:] for t in question.names for u in t.units if u.startswith("@")]


_SOME = 0.02  # of all stories: how many name a body that no index counts


def _holders(store: Store, table: Listings, unit: str, size: int) -> int:
    if unit.startswith("#"):
        return max(1, int(_SOME * size))
    if unit.startswith("@"):
        company = table.of_symbol(unit[1:])
        return store.stories_naming(company.symbols) if company is not None else 0
    phrase = segmented(unit)
    return store.holders(f'"{phrase}"') if phrase else 0


# --- told ----------------------------------------------------------------------------------------------------------------


def answer(context: Context, text: str, heading: str = "") -> list[Reply]:
    """What was reported; of nothing, what was last reported of whom it was asked."""
    head = [context.say(heading)] if heading else []
    found = _asked(context, text)
    if not found.found:
        return [Reply(html) for html in split([*head, *_nothing(context, found.question)], "\n")]
    return _told_by_the_stories(context, text, found, head)


def in_other_words(chat: Chat, heading: str, said: Sequence[Cited]) -> str:
    """The answer in somebody else's sentences: each with its story's number, and below them who the stories are."""
    numbers: dict[int, int] = {}
    for sentence in said:
        numbers.setdefault(sentence.found.document.number, len(numbers) + 1)
    lines = []
    for sentence in said:
        document = sentence.found.document
        mark = link(f"[{numbers[document.number]}]", document.story.url)
        lines.append(f"{escape(shorten(sentence.words, _SENTENCE))} {mark}")
    sources = []
    for document in {c.found.document.number: c.found.document for c in said}.values():
        source = escape(shorten(document.story.source or "", 40))
        at = escape(moment(document.at, chat.zone, chat.language))
        sources.append(f"[{numbers[document.number]}] {', '.join(p for p in (source, at) if p)}")
    written = italic(say(chat.language, "ask_written"))
    return "\n\n".join(x for x in (heading, "\n".join(lines), "\n".join([*sources, written])) if x)


def reported(context: Context, text: str) -> list[Reply]:
    """What was reported that answers; nothing where nothing does."""
    found = _asked(context, text)
    return _told_by_the_stories(context, text, found, []) if found.found else []


def _told_by_the_stories(context: Context, text: str, found: Answer, head: list[str]) -> list[Reply]:
    """The answer, which somebody else may put into other words."""
    told = split([*head, *_lines(context, found)], "\n\n")
    context.questioned = Questioned(text, found.found, "\n\n".join(head), tuple(told))
    return [Reply(html) for html in told]


def _asked(context: Context, text: str) -> Answer:
    """The answer, and the question kept, which the next one may go on from."""
    found = answer_from(context.store, context.table, text, context.now, context.previous)
    context.store.keep_asked(context.chat.id, context.incoming.user, text[:_LONGEST], context.now)
    return found


def _lines(context: Context, found: Answer) -> list[str]:
    return [_line(context, n, f) for n, f in enumerate(found.found, 1)]


_LONGEST = 250


def _line(context: Context, number: int, found: Found) -> str:
    """ "Alibaba's shares closed 9.2 percent higher. [1] Yicai Global, 24 Sep, 18:00"."""
    story = found.document.story
    source = escape(shorten(story.source or "", 40))
    at = escape(moment(found.document.at, context.chat.zone, context.chat.language))
    return f"{escape(shorten(_told(found), _SENTENCE))} {link(f'[{number}]', story.url)} {', '.join(p for p in (source, at) if p)}"


def _told(found: Found) -> str:
    """The sentence; before one that points back, the title says of whom."""
    return " ".join(found.sentence.text.split())


def _nothing(context: Context, question: Question) -> list[str]:
    """That nothing answers, and what was last reported of whom it was asked."""
    day = escape(moment(context.now - _SPAN, context.chat.zone, context.chat.language).split(",")[0])
    lines = [context.say("ask_nothing", day=day)]
    for key in _companies(question)[:1]:
        company = context.table.of_symbol(key)
        last = context.store.recent_stories(company.symbols, 1) if company is not None else ()
        if company is not None and last:
            name = bold(company.shown_name(context.chat.language))
            at = last[0].published or context.now
            shown = escape(moment(at, context.chat.zone, context.chat.language))
            lines.append(
                context.say("ask_last", name=name, title=link(shorten(last[0].title, 150), last[0].url), at=shown)
            )
    return lines


def goes_on(context: Context, text: str) -> bool:
    """Whether a line goes on from the question before: "and in New York?", 那美光呢."""
    return context.previous is not None and is_addition(text)
