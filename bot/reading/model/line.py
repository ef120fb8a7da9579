"""A line about a move: the figures by code, from what is grounded; why it happened in words of the sentence that says so."""

from __future__ import annotations

import re
from datetime import date

from bot.reading.document import Sentence
from bot.reading.findings import Dropped, PriceMove, SummarySentence
from bot.reading.gate.lines import strange_words, why_not
from bot.reading.grounds import MOST_QUOTED, Grounds
from bot.reading.languages import language_of
from bot.reading.languages.word_lists import word_lists
from bot.reading.lexicon import Code
from bot.reading.sentences import quote_at

_LONGEST_REASON = 160
_FIRST_WORDS = 2  # of a reason, that stand in the sentence side by side
_LINK = 24  # characters, of the words that tie a reason to what it explains
_FIRST_CHARACTERS = 3  # the same of a Chinese one


def ground_reason(move: PriceMove, place: int, reason: str, grounds: Grounds) -> SummarySentence | Dropped:
    """The line of a move with a reason that the sentence at `place` gives; or why it may not be told."""
    reason = " ".join(reason.split()).strip(".。；;, ，")
    what = f"reason: {reason[:60]}"
    sentence = grounds.document.sentences[place]
    code = sentence.language.code
    name = named(move, grounds)
    told = fact(move, name, code)
    if told is None or not reason or language_of(reason).code != code:
        return Dropped(what, "its move cannot be told in that language", "model")
    if len(reason) > _LONGEST_REASON:
        return Dropped(what, "it is too long for a reason", "model")
    joined = _joined(reason, sentence)
    if joined is None or not _is_a_cause(joined[0], sentence) or not _is_of(move, joined[0], sentence, grounds):
        return Dropped(what, "its sentence does not say that this is why", "model")
    if strange := strange_words(reason, place, grounds.document):
        return Dropped(what, f"its sentence does not say {strange}", "model")
    if why := why_not(_line(told, joined[1], code), grounds.document):
        return Dropped(what, why, "model")
    line = _line(fact(move, name, code, move.session) or told, joined[1], code)
    quote = quote_at(grounds.story, sentence.start, min(sentence.end, sentence.start + MOST_QUOTED))
    return SummarySentence(line, tuple(dict.fromkeys((move.quote, quote))), move.symbol or move.company)


def _line(told: str, reason: str, code: Code) -> str:
    return f"{told}，{reason}。" if code == "zh" else f"{told} {reason}."


def _joined(reason: str, sentence: Sentence) -> tuple[int, str] | None:
    """Where the reason begins in the text, and the reason with the word that ties it to what it explains; None where none does."""
    if sentence.language.code == "zh":
        return _joined_in_chinese(reason, sentence)
    lists = word_lists("causes", "en")
    joins = (*lists["phrase"], *lists["clause"], "on")
    words = next((reason[len(j) + 1 :] for j in joins if reason.lower().startswith(f"{j} ")), reason)
    first = r"\s+".join(map(re.escape, words.split(" ")[:_FIRST_WORDS]))
    found = re.compile(rf"(?<=\s){first}\b", re.IGNORECASE).search(sentence.text, sentence.start, sentence.end)
    if found is None:
        return None
    before = f" {' '.join(sentence.text[sentence.start : found.start()].lower().split())}"
    join = next((j for j in joins if before.endswith(f" {j}")), None)
    # In small letters, where the sentence has them.
    return None if join is None else (found.start(), f"{join} {found[0][0]}{words[1:]}")


def _is_a_cause(at: int, sentence: Sentence) -> bool:
    """Whether the rules of causes take what begins there for one: "as of Friday" is none, nor "spending on artificial intelligence"."""
    found = (c for c in sentence.language.causes(sentence.tokens) if c.start <= at < c.end)
    return any(at - c.start <= _LINK for c in found)


def _joined_in_chinese(reason: str, sentence: Sentence) -> tuple[int, str] | None:
    lists = word_lists("causes", "zh")
    fold = sentence.language.fold
    at = sentence.folded.find(fold(reason)[:_FIRST_CHARACTERS], sentence.start, sentence.end)
    if at < 0:
        return None
    if fold(reason).startswith(lists["begins"]) or fold(reason).endswith(lists["ends"]):
        return at, reason
    before = sentence.folded[sentence.start : at]
    join = next((j for j in lists["begins"] if before.endswith(j)), None)
    return None if join is None else (at, f"{sentence.text[at - len(join) : at]}{reason}")


def _is_of(move: PriceMove, at: int, sentence: Sentence, grounds: Grounds) -> bool:
    """Whether what stands there explains this move: the movement before it, or where it opens the sentence the first, is told of it."""
    told = [t for t in grounds.tellings if t.sentence.span == sentence.span]
    starts = [sentence.tokens[t.candidate.found.start].start for t in told]
    before = [t for t, start in zip(told, starts, strict=True) if start < at]
    nearest = before[-1] if before else told[0] if told else None
    return nearest is not None and any(
        (m.company, m.listing, m.direction) == (move.company, move.listing, move.direction) for m in nearest.moves
    )


def named(move: PriceMove, grounds: Grounds) -> str | None:
    """Who moved, as the story first names it; None of what has no name of its own."""
    symbol = move.listing.symbol if move.listing else None
    for m in grounds.mentions:
        known = m.company is not None and (symbol in m.company.symbols or m.company.name == move.company)
        if known and m.has_name:
            return " ".join(grounds.story.text[m.start : m.name_end].split())
    return move.company or (move.instrument if move.how.who == "own words" else None)


def fact(move: PriceMove, name: str | None, code: Code, session: date | None = None) -> str | None:
    """ "Alibaba closed 9.2 percent higher on Friday", "阿里巴巴周五收涨9.2%", without its day where none is given; None of what has no
    percentage, no name, or another hour than a day's.
    """
    hours = _HOURS[code].get(move.scope)
    if move.percent is None or name is None or move.direction == "flat" or hours is None:
        return None
    size, up, closed = (
        f"{abs(move.percent):f}",
        move.direction == "up",
        move.scope == "session" and move.at == "close",
    )
    if code == "zh":
        day = f"周{_DAYS_ZH[session.weekday()]}" if session is not None else ""
        return f"{name}{day}{hours}{'收' if closed else ''}{'涨' if up else '跌'}{size}%"
    on = f" on {session:%A}" if session is not None else ""
    if closed:
        return f"{name} closed {size} percent {'higher' if up else 'lower'}{on}"
    return f"{name} {'rose' if up else 'fell'}{hours.format(size=size)}{on}"


_DAYS_ZH = "一二三四五六日"


_HOURS: dict[Code, dict[str, str]] = {
    "en": {
        "session": " {size} percent", "premarket": " {size} percent before the open", "after_hours": " {size} percent after hours",
        "intraday_extreme": " as much as {size} percent",
    },
    "zh": {"session": "", "premarket": "盘前", "after_hours": "盘后", "intraday_extreme": "一度"},
}  # fmt: skip
