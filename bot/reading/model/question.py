"""What a model is asked about one story: its title and the sentences that may tell a move or a claim, numbered, and what the rules left open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from bot.listings import Company
from bot.reading.claims import kind_of
from bot.reading.document import Sentence
from bot.reading.figures import Figure
from bot.reading.findings import Claim, Extraction, PriceMove
from bot.reading.grounds import Grounds
from bot.reading.model.line import named
from bot.story import Span

MOST_SENTENCES = 10
_MOST_TOKENS = 340  # of the sentences; the prose of a story has 700
_MOST_OPEN, _MOST_UNCLEAR, _MOST_KNOWN, _MOST_CHOICES = 6, 3, 6, 4
_CONTEXT = 200  # characters of a sentence that is shown only because another follows it
_SENTENCE = 600  # characters; what is longer is shown up to there
_NAME = 60
# Doubts about whose a move is or of which period: what a second reader can settle. What else is doubtful stays so.
OF_OWNERS = frozenset({"owner of the sentence before", "elided owner", "contested owner", "owner from the title"})
OF_PERIODS = frozenset({"period of other words", "perhaps a longer span"})


@dataclass(frozen=True, slots=True)
class Unclear:
    """A move that the rules doubt in whose it is or of which period, and the companies that it may be of; `own` is the rules' choice."""

    move: PriceMove
    choices: tuple[Company, ...]
    own: int


@dataclass(frozen=True)
class Question:
    """The numbered things of one question. Sentences count from 0 as in the document, so the title of a story that has one is 0."""

    grounds: Grounds
    sentences: tuple[int, ...]
    known: tuple[PriceMove, ...]
    open: tuple[Figure, ...]
    unclear: tuple[Unclear, ...]

    @cached_property
    def material(self) -> str:
        """The question as the model is given it: data between two lines, after the fixed instructions."""
        lines = [*self._sentence_lines(), *self._list_lines()]
        inside = "\n".join(line.replace("</story>", "< /story>") for line in lines)
        return f"<story>\n{inside}\n</story>\nAnswer with the JSON object."

    @property
    def most_tokens(self) -> int:
        """Room for what may be answered: an object of 60 tokens a sentence, 25 a figure, 20 a doubt, 50 a reason; beyond it the model runs away."""
        return 60 + 60 * len(self.sentences) + 25 * len(self.open) + 20 * len(self.unclear) + 50 * len(self.known)

    def _sentence_lines(self) -> Iterator[str]:
        document = self.grounds.document
        shown = -1
        for n in self.sentences:
            if n - 1 > shown and n - 1 >= document.first:
                yield f"({_words(document.sentences[n - 1], _CONTEXT)})"
            yield f"[{n}] {_words(document.sentences[n], _SENTENCE)}"
            shown = n

    def _list_lines(self) -> Iterator[str]:
        if self.known:
            yield "Known:"
            yield from (f"{i}. {_told(m, self.grounds)}" for i, m in enumerate(self.known, 1))
        text = self.grounds.story.text
        if self.open:
            yield "Open:"
            for i, f in enumerate(self.open, 1):
                yield f'{i}. "{text[f.start : f.end]}" in [{self.grounds.place_of(f.start)}]'
        if self.unclear:
            yield "Unclear:"
            for i, u in enumerate(self.unclear, 1):
                names = "; ".join(f"{k} {_name(c.name)}" for k, c in enumerate(u.choices, 1))
                place = self.grounds.place_of(u.move.quote.start)
                yield f"{i}. {_size(u.move)} in [{place}]: whose? {names}. Of which period?"


def question_of(grounds: Grounds, found: Extraction) -> Question | None:
    """What to ask beside what the rules found in the same story; None where nothing in it could be answered."""
    sentences = _chosen(grounds, found)
    if not sentences:
        return None
    inside = set(sentences)
    places = {id(m): grounds.place_of(m.quote.start) for m in found.moves}
    near = [m for m in found.moves if places[id(m)] in inside]
    unclear = [u for m in near if (u := _unclear(m, grounds)) is not None]
    return Question(
        grounds,
        sentences,
        tuple(m for m in near if named(m, grounds) is not None)[:_MOST_KNOWN],
        tuple(_open(grounds, found.claims, sentences))[:_MOST_OPEN],
        tuple(unclear[:_MOST_UNCLEAR]),
    )


def _chosen(grounds: Grounds, found: Extraction) -> tuple[int, ...]:
    """The sentences with a figure, a direction word or a price word, those first that the rules left something open in, as many as fit."""
    told = {grounds.place_of(m.quote.start) for m in found.moves if m.sure}
    doubted = {grounds.place_of(m.quote.start) for m in found.moves if not m.sure}
    ranked = []
    for n, sentence in enumerate(grounds.document.sentences):
        if n in doubted or (sentence.may_tell_a_move and n not in told):
            ranked.append((0, n))
        elif n in told or n == grounds.document.first:
            ranked.append((1, n))  # the first sentence often says why, or of whom the others speak
        elif any(_is_a_size(f) for f in sentence.figures) or n - 1 in told or n == 0:
            ranked.append((2 if n else 0, n))  # the title, and what follows a move, as it may say why
    if not any(_is_a_size(f) for _, n in ranked for f in grounds.document.sentences[n].figures):
        return ()
    out: list[int] = []
    spent = 0
    for _, n in sorted(ranked)[:MOST_SENTENCES]:
        cost = _tokens(_words(grounds.document.sentences[n], _SENTENCE))
        if out and spent + cost > _MOST_TOKENS:
            continue
        out.append(n)
        spent += cost
    return tuple(sorted(out))


def _is_a_size(f: Figure) -> bool:
    return f.kind in ("percent", "points", "money", "percentage_points", "basis_points") or f.scaled


def _open(grounds: Grounds, claims: Sequence[Claim], sentences: Sequence[int]) -> Iterator[Figure]:
    """The amounts of which a word of their clause says what they are, and that no finding of the rules has."""
    for n in sentences:
        sentence = grounds.document.sentences[n]
        if sentence.place == "title":
            continue
        moved = list(_moved(grounds, sentence))
        for f in sentence.figures:
            if not (f.kind == "money" or (f.kind == "number" and f.scaled)):
                continue
            if kind_of(grounds.story.text, sentence.span, f) == "other":
                continue
            if any(s.start <= f.start < s.end for s in moved) or any(_has(c, f) for c in claims):
                continue
            yield f


def _moved(grounds: Grounds, sentence: Sentence) -> Iterator[Span]:
    """Where the sentence tells a movement of a price, whoever's, and the level that it reached."""
    for t in grounds.tellings:
        one = t.candidate.found
        if t.sentence is not sentence or t.candidate.dropped:
            continue
        for i in (*one.figures, *(x for x in (one.amount, one.level, one.upper) if x is not None)):
            yield Span(sentence.tokens[i].start, sentence.tokens[i].end)


def _has(claim: Claim, f: Figure) -> bool:
    """Whether a claim is of that figure, wherever it is told: a story says its figures more than once."""
    values = [
        claim.amount,
        *(claim.amount_range or ()),
        claim.change,
        claim.converted.value if claim.converted else None,
    ]
    return any(v is not None and abs(v) == abs(f.value) for v in values)


def _unclear(move: PriceMove, grounds: Grounds) -> Unclear | None:
    """The move with the companies named there or shortly before, if choosing among them settles all that is doubtful."""
    if move.sure or not OF_OWNERS.union(OF_PERIODS).issuperset(move.doubts):
        return None
    place = grounds.place_of(move.quote.start)
    if place is None:
        return None
    sentences = grounds.document.sentences
    near = [m for s in (*sentences[max(0, place - 2) : place + 1], *sentences[:1]) for m in s.mentions]
    companies = {c.key: c for m in near if m.company is not None for c in (m.company,)}
    own = grounds.table.of_symbol(move.listing.symbol) if move.listing else None
    own = own or next((c for c in companies.values() if c.name == move.company), None)
    if own is None:
        return None
    others = [c for c in companies.values() if c.key != own.key][: _MOST_CHOICES - 1]
    choices = tuple(sorted((own, *others), key=lambda c: c.name))  # where it stands says nothing
    return Unclear(move, choices, choices.index(own) + 1)


def _told(move: PriceMove, grounds: Grounds) -> str:
    return f"{_name(named(move, grounds) or move.instrument)} {_size(move)}"


def _size(move: PriceMove) -> str:
    """ "up 9.2 percent", "down 121 points", "down to 4,120"."""
    if move.percent is not None:
        return f"{move.direction} {abs(move.percent):f} percent"
    if move.percent_range is not None:
        low, high = sorted(abs(x) for x in move.percent_range)
        return f"{move.direction} {low:f} to {high:f} percent"
    if move.change is not None:
        return f"{move.direction} {abs(move.change.value):f} {move.change.unit}"
    return f"{move.direction} to {move.price:f}" if move.price is not None else move.direction


def _name(words: str) -> str:
    return " ".join(words.split())[:_NAME]


def _words(sentence: Sentence, most: int) -> str:
    return " ".join(sentence.text[sentence.start : min(sentence.end, sentence.start + most)].split())


def _tokens(words: str) -> int:
    """About how many tokens a model makes of words: one of a Chinese character, one of four letters."""
    wide = sum(ord(c) > 0x2E7F for c in words)
    return wide + (len(words) - wide) // 4 + 4
