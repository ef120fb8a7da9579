"""A model's answer held against the story: what of it is true, with every figure, quote, currency and session from the story's own words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from bot.listings import Listing
from bot.reading.figures import Figure
from bot.reading.findings import (
    READ_BY_A_MODEL,
    Amount,
    Claim,
    Dropped,
    Extraction,
    PriceMove,
    Quote,
    SummarySentence,
)
from bot.reading.gate import Disputed, ground_claim, ground_move
from bot.reading.grounds import MOST_QUOTED, Grounds
from bot.reading.model.line import ground_reason
from bot.reading.model.parse import parse
from bot.reading.model.question import OF_OWNERS, OF_PERIODS, Question, Unclear
from bot.reading.model.schema import LISTS, ClaimAnswer, MoveAnswer, ReasonAnswer, SettledAnswer
from bot.reading.names.mentions import Mention, listing_by_context, mentioned_companies, mentioned_listings
from bot.reading.sentences import locate, quote_at
from bot.story import Span

_MOST_EACH = 3  # moves of a sentence; more are a runaway
_Shape = TypeVar("_Shape", bound=BaseModel)
_Found = TypeVar("_Found", PriceMove, Claim, SummarySentence)
_DISPUTED = "a model names another owner"


def read_answer(text: str, question: Question, model: str, prompt: str) -> Extraction:
    """What of the answer the story bears out. One bad finding costs only itself. Raises Unusable where nothing can be read."""
    answer = parse(text, LISTS)
    reader = _Answer(answer, question)
    moves = reader.moves()
    claims = tuple(reader.claims())
    moves = (*moves, *reader.settled())
    summary = tuple(reader.reasons())
    grounds = question.grounds
    listed = mentioned_listings(grounds.mentions)
    named = mentioned_companies(grounds.mentions)
    return Extraction(grounds.story, moves, claims, summary, listed, (), tuple(reader.dropped), model, prompt, named)


class _Answer:
    """The lists of one answer, read one by one; what fails is kept in `dropped`."""

    def __init__(self, answer: dict[str, Any], question: Question) -> None:
        self._answer, self._question, self._grounds = answer, question, question.grounds
        self.dropped: list[Dropped] = []

    def moves(self) -> tuple[PriceMove, ...]:
        """Those of the answer, each once."""
        out: list[PriceMove] = []
        for found in self._each("moves", _MOST_EACH * len(self._question.sentences), MoveAnswer, self._grounded_move):
            if not any(_is_one(found, m) for m in out):
                out.append(found)
        return tuple(out)

    def claims(self) -> list[Claim]:
        """Those of the answer about the figures that were asked about."""
        return self._each("claims", len(self._question.open), ClaimAnswer, self._claim)

    def settled(self) -> list[PriceMove]:
        """The rules' moves whose owner and period the answer chooses as they did."""
        return self._each("settled", len(self._question.unclear), SettledAnswer, self._settled)

    def reasons(self) -> list[SummarySentence]:
        """The lines of the known moves for which the answer has a reason that the story gives."""
        return self._each("reasons", len(self._question.known), ReasonAnswer, self._reason)

    def _each(
        self, name: str, most: int, shape: type[_Shape], read: Callable[[_Shape], _Found | Dropped]
    ) -> list[_Found]:
        """What was read of the entries of one list; what was not is kept with its reason."""
        out: list[_Found] = []
        for raw in self._entries(name, most):
            found = self._read(raw, shape, read)
            if isinstance(found, Dropped):
                self.dropped.append(found)
            else:
                out.append(found)
        return out

    def _entries(self, name: str, most: int) -> list[Any]:
        found = self._answer.get(name)
        if not isinstance(found, list):
            if found is not None:
                self.dropped.append(Dropped(name, "it is no list", "model"))
            return []
        if len(found) > most:
            self.dropped.append(Dropped(name, f"{len(found) - most} more than were asked for", "model"))
        return found[:most]

    @staticmethod
    def _read(raw: Any, shape: type[_Shape], read: Callable[[_Shape], _Found | Dropped]) -> _Found | Dropped:
        try:
            answered = shape.model_validate(raw)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(p) for p in first["loc"])
            what = shape.__name__.removesuffix("Answer").lower()
            return Dropped(what, f"malformed: {where} {first['msg']}"[:120], "model")
        return read(answered)

    # --- moves -------------------------------------------------------------------------------------------------------

    def _grounded_move(self, a: MoveAnswer) -> PriceMove | Dropped:
        found = self._move(a)
        verdict = ground_move(found, self._grounds) if isinstance(found, PriceMove) else found
        if isinstance(verdict, Disputed):
            self.dropped.append(verdict.dropped)
            return replace(verdict.move, doubts=(*verdict.move.doubts, _DISPUTED))
        return verdict

    def _move(self, a: MoveAnswer) -> PriceMove | Dropped:
        what = f"move: {(a.what or '?')[:60]} {a.direction} {_told(a)}"
        if a.percent is not None and a.percent < 0 and a.direction == "up":
            return Dropped(what, "its sign and its direction differ", "model")
        if a.percent is None and a.amount is None and a.level is None:
            return Dropped(what, "it has no figure", "model")
        place = self._place(a)
        if place is None:
            return Dropped(what, "no sentence that was asked about has its figure", "model")
        sentence = self._grounds.sentences[place]
        figures = self._grounds.figures_in(sentence)
        level = _figure_of(a.level, figures)
        company, listing, earlier = self._owner(a, sentence, level)
        sign = -1 if a.direction == "down" else 1
        return PriceMove(
            instrument=a.what or "",
            direction=a.direction,
            quote=_quote(self._grounds, sentence, a),
            company=company,
            listing=listing,
            percent=None if a.percent is None else sign * abs(a.percent),
            change=_change(a, sign, figures) if a.percent is None else None,
            price=level.value if level is not None else None,
            currency=level.unit if level is not None and level.kind == "money" and level.unit != "元" else None,
            scope={"longer": "longer", "extreme": "intraday_extreme"}.get(a.period or "", "session"),  # type: ignore[arg-type]
            by="model",
            resolved_by=earlier,
        )

    def _place(self, a: MoveAnswer) -> int | None:
        """The sentence that the answer names, if it has the figure; else the only one that was asked about and has it."""
        size = next(abs(x) for x in (a.percent, a.amount, a.level) if x is not None)
        holding = [
            n
            for n in self._question.sentences
            if any(abs(f.value) == size for f in self._grounds.figures_in(self._grounds.sentences[n]))
        ]
        if a.sentence in holding:
            return a.sentence
        return holding[0] if len(holding) == 1 else None

    def _owner(
        self, a: MoveAnswer, sentence: Span, level: Figure | None
    ) -> tuple[str | None, Listing | None, Quote | None]:
        """Whom the answer names, as our tables and the story's own mentions know him; nobody where it names none of the story's."""
        words, table = a.what or "", self._grounds.table
        named = {c.key for c in (*table.named(words), *(c for n in table.names_in(words) for c in n.companies))}
        fitting = [
            m
            for m in self._grounds.mentions
            if any(c.key in named for c in m.companies) or _is_tagged(m, words, self._grounds)
        ]
        fitting = [m for m in fitting if m.start < sentence.end] or fitting
        if not fitting or (company := fitting[-1].company) is None:
            return None, None, None
        printed = [m.listing for m in fitting if m.listing]
        currency = level.unit if level is not None else None
        here = next((m.listing for m in fitting if m.start >= sentence.start and m.listing), None)
        listing = here or listing_by_context(company, (), currency, printed)
        return company.name, listing, _earlier(fitting, sentence.start, self._grounds)

    # --- the others --------------------------------------------------------------------------------------------------

    def _claim(self, a: ClaimAnswer) -> Claim | Dropped:
        if not 1 <= a.figure <= len(self._question.open):
            return Dropped(f"claim: {a.kind}", "no such figure was asked about", "model")
        figure = self._question.open[a.figure - 1]
        place = self._grounds.place_of(figure.start)
        assert place is not None
        claim = Claim(
            kind=a.kind,
            quote=_around(self._grounds, self._grounds.sentences[place], figure),
            amount=figure.value,
            unit=figure.unit if figure.kind == "money" else None,
            speaker=a.speaker or None,
            by="model",
        )
        return ground_claim(claim, self._grounds)

    def _settled(self, a: SettledAnswer) -> PriceMove | Dropped:
        if not 1 <= a.question <= len(self._question.unclear):
            return Dropped("settled", "no such question was asked", "model")
        unclear = self._question.unclear[a.question - 1]
        if not _agrees(a, unclear):
            return Dropped(
                f"settled: {unclear.move.instrument[:60]}", "the model chooses otherwise than the rules", "model"
            )
        return replace(unclear.move, doubts=(READ_BY_A_MODEL,), by="model")

    def _reason(self, a: ReasonAnswer) -> SummarySentence | Dropped:
        what = f"reason: {a.text[:60]}"
        if not 1 <= a.fact <= len(self._question.known):
            return Dropped(what, "no such fact was told", "model")
        if a.sentence not in self._question.sentences:
            return Dropped(what, "no such sentence was asked about", "model")
        return ground_reason(self._question.known[a.fact - 1], a.sentence, a.text, self._grounds)


def _told(a: MoveAnswer) -> str:
    return " ".join(f"{x:f}" for x in (a.percent, a.amount, a.level) if x is not None)


def _is_one(a: PriceMove, b: PriceMove) -> bool:
    return (a.percent, a.change, a.listing, a.company, a.scope) == (
        b.percent,
        b.change,
        b.listing,
        b.company,
        b.scope,
    ) and (a.percent is not None or a.price == b.price)


def _figure_of(value: Decimal | None, figures: tuple[Figure, ...]) -> Figure | None:
    """The figure of the sentence that has this value; money before a bare number."""
    kinds = ("money", "number", "points")
    found = [f for f in figures if value is not None and f.value == value and f.kind in kinds and f.may_be_price]
    return min(found, key=lambda f: f.kind != "money", default=None)


def _change(a: MoveAnswer, sign: int, figures: tuple[Figure, ...]) -> Amount | None:
    """The amount with the unit that the sentence prints."""
    if a.amount is None:
        return None
    size = abs(a.amount)
    found = _figure_of(size, figures)
    return Amount(sign * size, found.unit if found is not None and found.kind == "money" and found.unit else "points")


def _quote(grounds: Grounds, sentence: Span, a: MoveAnswer) -> Quote:
    size = next(abs(x) for x in (a.percent, a.amount, a.level) if x is not None)
    figure = next(f for f in grounds.figures_in(sentence) if abs(f.value) == size)
    return _around(grounds, sentence, figure)


def _around(grounds: Grounds, sentence: Span, figure: Figure) -> Quote:
    """The sentence; of one that is too long to be quoted what stands around the figure."""
    if sentence.end - sentence.start <= MOST_QUOTED:
        return quote_at(grounds.story, sentence.start, sentence.end)
    start = max(sentence.start, figure.start - MOST_QUOTED // 2)
    return quote_at(grounds.story, start, min(sentence.end, start + MOST_QUOTED))


def _is_tagged(m: Mention, words: str, grounds: Grounds) -> bool:
    """ "BABA", "9988": the code that is printed beside the name."""
    if m.tag_start is None or not words.strip():
        return False
    return words.strip("[]() ") in grounds.story.text[m.tag_start : m.tag_end].strip("[]()")


def _earlier(fitting: list[Mention], start: int, grounds: Grounds) -> Quote | None:
    """The last mention before the sentence, where the sentence itself has none."""
    if not fitting or any(m.start >= start for m in fitting):
        return None
    last = fitting[-1]
    return locate(grounds.story, grounds.story.text[last.start : last.end], near=last.start)


def _agrees(a: SettledAnswer, unclear: Unclear) -> bool:
    """Whether the answer chooses what the rules did, in all that they doubt."""
    period = {"longer": "longer", "intraday_extreme": "extreme"}.get(unclear.move.scope, "day")
    doubts = unclear.move.doubts
    owner = OF_OWNERS.isdisjoint(doubts) or a.whose == unclear.own
    return owner and (OF_PERIODS.isdisjoint(doubts) or a.period == period)
