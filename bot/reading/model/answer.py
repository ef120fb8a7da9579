"""A model's answer, read strictly and held against the story: what it may say (the schema), and what of it is true."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.listings import Listing, read_ticker
from bot.reading.findings import Amount, Claim, ClaimKind, Dropped, Extraction, PriceMove, Quote, SummarySentence
from bot.reading.gate import Grounds, ground_claim, ground_move, ground_sentence
from bot.reading.names.mentions import Mention, listing_by_context, mentioned_listings
from bot.reading.sentences import locate, quote_at

MOST_CHARACTERS = 200_000
MOST_FINDINGS = 60


def _no_float_noise(value: Any) -> Any:
    """Figures come as Decimals from the parser; a boolean is no figure."""
    if isinstance(value, bool):
        raise ValueError("a boolean is no figure")
    return value


Figure = Annotated[Decimal, BeforeValidator(_no_float_noise), Field(allow_inf_nan=False, max_digits=24)] | None
Words = Annotated[str | None, Field(max_length=300)]


class _Answered(BaseModel):
    model_config = ConfigDict(extra="ignore", strict=False)


class MoveAnswer(_Answered):
    """One move as the model gives it: figures unsigned or signed, the direction in words, everything quoted."""

    quote: Annotated[str, Field(min_length=1, max_length=700)]
    instrument: Annotated[str, Field(min_length=1, max_length=200)]
    company: Words = None
    ticker: Words = None
    direction: Literal["up", "down", "flat"]
    percent: Figure = None
    percent_low: Figure = None
    percent_high: Figure = None
    change_amount: Figure = None
    change_unit: Words = None
    qualifier: Words = None
    price: Figure = None
    currency: Words = None
    scope: Literal["session", "premarket", "after_hours", "intraday_extreme", "longer"]
    at: Literal["close", "open"] | None = None


class ClaimAnswer(_Answered):
    quote: Annotated[str, Field(min_length=1, max_length=700)]
    kind: ClaimKind
    speaker: Words = None
    subject: Words = None
    amount: Figure = None
    amount_low: Figure = None
    amount_high: Figure = None
    unit: Words = None
    qualifier: Words = None
    converted_amount: Figure = None
    converted_unit: Words = None
    change_percent: Figure = None
    horizon: Words = None
    hedged: bool = False


class SummaryAnswer(_Answered):
    text: Annotated[str, Field(min_length=1, max_length=500)]
    quotes: Annotated[list[Annotated[str, Field(min_length=1, max_length=700)]], Field(max_length=6)]


_NULLABLE = {"string": ["string", "null"], "number": ["number", "null"]}


def _object(fields: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _field(kind: str, *, null: bool = True) -> dict[str, Any]:
    return {"type": _NULLABLE[kind] if null else kind}


def _one_of(*values: str, null: bool = False) -> dict[str, Any]:
    return {"type": ["string", "null"], "enum": [*values, None]} if null else {"type": "string", "enum": list(values)}


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}


# What the model is asked for; strict in OpenAI's sense (every field required, nothing besides).
SCHEMA: dict[str, Any] = _object({
    "moves": _list(_object({
        "quote": _field("string", null=False), "instrument": _field("string", null=False), "company": _field("string"), "ticker": _field("string"),
        "direction": _one_of("up", "down", "flat"), "percent": _field("number"), "percent_low": _field("number"), "percent_high": _field("number"),
        "change_amount": _field("number"), "change_unit": _field("string"), "qualifier": _field("string"), "price": _field("number"),
        "currency": _field("string"), "scope": _one_of("session", "premarket", "after_hours", "intraday_extreme", "longer"),
        "at": _one_of("close", "open", null=True),
    })),
    "claims": _list(_object({
        "quote": _field("string", null=False),
        "kind": _one_of("investment", "forecast", "revenue", "profit", "count", "stake", "deal", "price_target", "rating", "other"),
        "speaker": _field("string"), "subject": _field("string"), "amount": _field("number"), "amount_low": _field("number"),
        "amount_high": _field("number"), "unit": _field("string"), "qualifier": _field("string"), "converted_amount": _field("number"),
        "converted_unit": _field("string"), "change_percent": _field("number"), "horizon": _field("string"), "hedged": {"type": "boolean"},
    })),
    "summary": _list(_object({"text": _field("string", null=False), "quotes": _list(_field("string", null=False))})),
})  # fmt: skip


class Unusable(ValueError):
    """The answer is not what was asked for; the message says in what."""


def parse(text: str) -> dict[str, Any]:
    """The answer's JSON object, nothing mended: thoughts before it, a fence and prose around it are left off. Raises Unusable."""
    if len(text) > MOST_CHARACTERS:
        raise Unusable("it is too long")
    body = text.rpartition("</think>")[2].strip()  # a template may have the thought's begin in the prompt
    if fenced := _FENCE.search(body):
        body = fenced[1].strip()
    if not body:
        raise Unusable("it is empty")
    found = _loaded(body) if body[0] in "[{" else _within(body)
    if not isinstance(found, dict):
        raise Unusable("it is no object")
    if not any(isinstance(found.get(k), list) for k in _LISTS):
        raise Unusable("it has none of the lists asked for")
    return found


_LISTS = ("moves", "claims", "summary")
_FENCE = re.compile(r"```(?:json)?\s*\n(.*?)\n?\s*```", re.DOTALL)
_BEGIN = re.compile(rf'\{{\s*"(?:{"|".join(_LISTS)})"\s*:')


def _decoder() -> json.JSONDecoder:
    return json.JSONDecoder(
        parse_float=Decimal, parse_int=Decimal, parse_constant=_no_constant, object_pairs_hook=_no_twins
    )


def _loaded(body: str) -> Any:
    try:
        return _decoder().decode(body)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Unusable(f"it is no JSON: {str(error)[:80]}") from error


def _within(prose: str) -> Any:
    """The one object within prose. Two that differ are no answer: who would say which is meant?"""
    found: list[Any] = []
    at = 0
    while begin := _BEGIN.search(prose, at):
        try:
            value, at = _decoder().raw_decode(prose, begin.start())
        except (ValueError, RecursionError, ArithmeticError) as error:
            raise Unusable(f"it is no JSON: {str(error)[:80]}") from error
        if value not in found:
            found.append(value)
    if len(found) > 1:
        raise Unusable("it answers twice, and not the same")
    if not found:
        raise Unusable("it is no JSON: there is only prose")
    return found[0]


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no figure")


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    out = dict(pairs)
    if len(out) < len(pairs):
        raise ValueError("a key stands twice")
    return out


def read_answer(text: str, grounds: Grounds, model: str, prompt: str) -> Extraction:
    """What of the answer the story bears out. One bad finding costs only itself. Raises Unusable where nothing can be read."""
    answer = parse(text)
    moves: list[PriceMove] = []
    claims: list[Claim] = []
    summary: list[SummarySentence] = []
    dropped: list[Dropped] = []
    for raw in _entries(answer, "moves", dropped):
        found = _move(raw, grounds)
        settled = ground_move(found, grounds) if isinstance(found, PriceMove) else found
        if isinstance(settled, Dropped):
            dropped.append(settled)
        elif not any(
            m.percent == settled.percent
            and m.listing == settled.listing
            and m.company == settled.company
            and m.scope == settled.scope
            for m in moves
        ):
            moves.append(settled)
    for raw in _entries(answer, "claims", dropped):
        claimed = _claim(raw, grounds)
        verdict = ground_claim(claimed, grounds) if isinstance(claimed, Claim) else claimed
        if isinstance(verdict, Dropped):
            dropped.append(verdict)
        else:
            claims.append(verdict)
    for raw in _entries(answer, "summary", dropped)[:3]:
        said = _sentence(raw, grounds)
        outcome = ground_sentence(said, grounds) if isinstance(said, SummarySentence) else said
        if isinstance(outcome, Dropped):
            dropped.append(outcome)
        else:
            summary.append(outcome)
    return Extraction(
        grounds.story,
        tuple(moves),
        tuple(claims),
        tuple(summary),
        mentioned_listings(grounds.mentions),
        (),
        tuple(dropped),
        model,
        prompt,
    )


def _entries(answer: dict[str, Any], name: str, dropped: list[Dropped]) -> list[Any]:
    found = answer.get(name)
    if not isinstance(found, list):
        if found is not None:
            dropped.append(Dropped(name, "it is no list", "model"))
        return []
    if len(found) > MOST_FINDINGS:
        dropped.append(Dropped(name, f"{len(found) - MOST_FINDINGS} findings more than a story has", "model"))
    return found[:MOST_FINDINGS]


def _malformed(what: str, error: ValidationError) -> Dropped:
    first = error.errors()[0]
    return Dropped(what, f"malformed: {'.'.join(str(p) for p in first['loc'])} {first['msg']}"[:120], "model")


def _move(raw: Any, grounds: Grounds) -> PriceMove | Dropped:
    try:
        a = MoveAnswer.model_validate(raw)
    except ValidationError as error:
        return _malformed("move", error)
    quote = locate(grounds.story, a.quote)
    if quote is None:
        return Dropped(f"move: {a.instrument[:60]}", "the quote is not in the story", "model")
    quote = _narrowed(quote, a, grounds)
    sign = -1 if a.direction == "down" else 1
    if a.percent is not None and a.percent < 0 and sign > 0:
        return Dropped(f"move: {a.instrument[:60]}", "its sign and its direction differ", "model")
    who = _who(a, quote.start, quote.end, grounds)
    if isinstance(who, Dropped):
        return who
    company, listing, earlier = who
    ranged = a.percent_low is not None and a.percent_high is not None
    low, high = (abs(a.percent_low or Decimal(0)), abs(a.percent_high or Decimal(0)))
    return PriceMove(
        instrument=a.instrument,
        direction=a.direction,
        quote=quote,
        company=company,
        listing=listing,
        percent=None if a.percent is None or ranged else sign * abs(a.percent),
        percent_range=(sign * low, sign * high) if ranged else None,
        change=Amount(
            sign * abs(a.change_amount), "points" if a.change_unit in ("point", "points", None) else a.change_unit
        )
        if a.change_amount is not None
        else None,
        qualifier=a.qualifier,
        price=a.price,
        currency=a.currency if a.price is not None else None,
        scope=a.scope,
        at=a.at,
        by="model",
        resolved_by=earlier,
    )


def _narrowed(quote: Quote, a: MoveAnswer, grounds: Grounds) -> Quote:
    """Of a quote over several sentences the only one that holds the finding's figure."""
    sentences = [s for s in grounds.sentences if s.start < quote.end and quote.start < s.end]
    size = next((x for x in (a.percent, a.change_amount, a.price) if x is not None), None)
    if len(sentences) < 2 or size is None:
        return quote
    holding = [s for s in sentences if any(abs(f.value) == abs(size) for f in grounds.figures_in(s))]
    if len(holding) != 1:
        return quote
    start, end = max(holding[0].start, quote.start), min(holding[0].end, quote.end)
    return quote_at(grounds.story, start, end)


def _who(a: MoveAnswer, start: int, end: int, grounds: Grounds) -> tuple[str | None, Listing | None, Any] | Dropped:
    """Whom the finding names, as our tables and the story's own mentions know him."""
    ticker = read_ticker(a.ticker, grounds.table) if a.ticker else ()
    if len(ticker) != 1:
        ticker = ()  # a bad field costs itself: whose the figure is, is the check's to say
    named = grounds.table.named(a.company) if a.company else ()
    before = [m for m in grounds.mentions if m.start < end and m.companies]
    if ticker:
        listing = ticker[0]
        fitting = [
            m
            for m in before
            if m.listing == listing or (m.listing is None and any(listing.symbol in c.symbols for c in m.companies))
        ]
        if not fitting:
            return Dropped(f"move: {a.instrument[:60]}", "the story does not name its ticker's company", "model")
        return listing.company or a.company, listing, _earlier(fitting, start, grounds)
    if a.company:
        fitting = [
            m for m in before if any(c in named for c in m.companies) or (m.company and m.company.name == a.company)
        ]
        if fitting and fitting[-1].company:
            company = fitting[-1].company
            printed = [m.listing for m in fitting if m.listing]
            listing_found = next(
                (m.listing for m in fitting if m.start >= start and m.listing), None
            ) or listing_by_context(company, (), a.currency, printed)
            return company.name, listing_found, _earlier(fitting, start, grounds)
        return a.company, None, None
    here = [m for m in before if start <= m.start and m.company]
    if len({m.company.key for m in here if m.company}) == 1 and here[0].company:
        return here[0].company.name, here[0].listing, None
    return None, None, None


def _earlier(fitting: list[Mention], start: int, grounds: Grounds) -> Any:
    if any(m.start >= start for m in fitting):
        return None
    last = fitting[-1]
    return locate(grounds.story, grounds.story.text[last.start : last.end], near=last.start)


def _claim(raw: Any, grounds: Grounds) -> Claim | Dropped:
    try:
        a = ClaimAnswer.model_validate(raw)
    except ValidationError as error:
        return _malformed("claim", error)
    quote = locate(grounds.story, a.quote)
    if quote is None:
        return Dropped(f"claim: {a.kind}", "the quote is not in the story", "model")
    ranged = a.amount_low is not None and a.amount_high is not None
    return Claim(
        kind=a.kind,
        quote=quote,
        amount=None if ranged else a.amount,
        amount_range=(a.amount_low, a.amount_high)
        if a.amount_low is not None and a.amount_high is not None
        else None,
        unit=a.unit,
        speaker=a.speaker,
        subject=a.subject,
        qualifier=a.qualifier,
        converted=Amount(a.converted_amount, a.converted_unit)
        if a.converted_amount is not None and a.converted_unit
        else None,
        change=a.change_percent,
        horizon=a.horizon,
        hedged=a.hedged,
        by="model",
    )


def _sentence(raw: Any, grounds: Grounds) -> SummarySentence | Dropped:
    try:
        a = SummaryAnswer.model_validate(raw)
    except ValidationError as error:
        return _malformed("summary", error)
    quotes = [locate(grounds.story, q) for q in a.quotes]
    if not quotes or any(q is None for q in quotes):
        return Dropped(f"summary: {a.text[:60]}", "a quote of it is not in the story", "model")
    return SummarySentence(a.text, tuple(q for q in quotes if q is not None))
