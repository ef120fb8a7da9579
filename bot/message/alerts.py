"""An alert as a person with a phone reads it: who, how much, at what price, when; the words; who said so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.listings import Company
from bot.message import Button, Message, Priority
from bot.message import figures as f
from bot.message.markup import bold, escape, fits, instant, italic, link, plain, quote, shorten
from bot.message.slot_words import quiet_words
from bot.message.words import say
from bot.quiet import QuietHours
from bot.reading import PriceMove
from bot.story import Story
from bot.watch import Rule

_QUOTED = 420
_QUOTES = 4
_REASON, _REASONS = 240, 2
_MOVES = 6  # a story that tells more of one instrument is a table
_NAME, _QUALIFIER, _SOURCE, _TITLE = 80, 40, 60, 200  # code points: whatever a feed holds, a message fits


def alert(
    chat: int,
    key: str,
    moves: tuple[PriceMove, ...],
    story: Story,
    company: Company | None,
    *,
    language: str,
    zone: str,
    red_is_up: bool,
) -> Message:
    """One message for the moves of one instrument that one story tells."""
    first = moves[0]
    moves = moves[:_MOVES]
    several = company is not None and company.kind == "commodity" and len({m.instrument.lower() for m in moves}) > 1
    lines = [
        headline(move, company, language, red_is_up, of=move.instrument if several else "")
        + details(move, company, language)
        for move in moves
    ]
    quotes = list(dict.fromkeys(shorten(move.quote.text, _QUOTED) for move in moves))[:_QUOTES]
    reasons = list(dict.fromkeys(move.reason.text for move in moves if move.reason is not None))
    lines += [italic(why) for why in _said_elsewhere(reasons, quotes, story)]
    lines += [quote(q, reasons) for q in quotes]
    lines.append(provenance(story, language, zone))
    html = "\n".join(lines)
    if not fits(html):  # whatever a feed holds, the alert goes out
        html = escape(shorten(plain(html), 3000))
    symbol = first.listing.symbol if first.listing else ""
    return Message(chat, key, html, _buttons(symbol, language), Priority.ALERT)


def _buttons(symbol: str, language: str) -> tuple[tuple[Button, ...], ...]:
    """Why, and what is wrong; where it may be muted or bound, that too."""
    asking = (Button(say(language, "why_button"), "why"), Button(say(language, "wrong_button"), "wrong"))
    if not symbol:
        return (asking,)
    bounding = (
        Button(say(language, "mute_button"), f"mute:{symbol}"[:64]),
        Button(say(language, "threshold_button"), f"bound:{symbol}"[:64]),
    )
    return (asking, bounding)


def _said_elsewhere(reasons: Sequence[str], quotes: Sequence[str], story: Story) -> list[str]:
    """Why, in the story's words: the reasons that no quote holds, one of the title as the whole title; without any reason the title,
    where it says more than the quotes."""
    elsewhere = [r for r in reasons if not any(r in q for q in quotes)][:_REASONS]
    if elsewhere:
        return list(dict.fromkeys(shorten(story.title if r in story.title else r, _REASON) for r in elsewhere))
    told = bool(reasons) or any(story.title.rstrip(".。 ") in q for q in quotes)
    return [] if told or not (story.source or story.url) else [shorten(story.title, _TITLE)]


_MORE = "➕"
_NAMES = 6  # sources that are named


def sources_line(others: Sequence[tuple[str, str | None]], language: str) -> str | None:
    """ "2 more sources: HKEJ +9.1%, Reuters": who else told it, each with its figure where it is another; None where nobody did."""
    if not others:
        return None
    named = [escape(shorten(f"{source} {size}" if size else source, _SOURCE)) for source, size in others[:_NAMES]]
    names = ", ".join(named) + (" …" if len(others) > _NAMES else "")
    return f"{_MORE} {say(language, 'more_sources', count=len(others), names=names)}"


def with_sources(html: str, line: str | None) -> str:
    """The message with this as its last line, in the place of an earlier one of its kind; as it was where it would not fit."""
    first, _, last = html.rpartition("\n")
    bare = first if last.startswith(_MORE) else html
    told = bare if line is None else f"{bare}\n{line}"
    return told if fits(told) else html


_CHANGED = "✏️"
_GONE = "⚠️"


def with_last_of_the_day(html: str, budget: int, language: str) -> str:
    """The last alert of a day's budget says that it is, and where the rest will be."""
    told = f"{html}\n{italic(say(language, 'budget_last', count=budget))}"
    return told if fits(told) else html


def corrected_line(of: str, before: str, after: str, source: str, at: str, language: str) -> str:
    """ "9988.HK was +9.2%, now +8.2%, corrected by Yicai 14:05"."""
    words = {"of": of, "before": before, "after": after, "source": source, "at": at}
    return say(language, "corrected", **{k: escape(shorten(v, _SOURCE)) for k, v in words.items()})


def withdrawn_line(source: str, at: str, language: str) -> str:
    """ "Yicai withdrew its story 14:05: what it told rests on nothing any more."."""
    return say(language, "withdrawn", source=escape(shorten(source, _SOURCE)), at=escape(shorten(at, _SOURCE)))


def withdrawn_beside(source: str, at: str, figures: Sequence[str], language: str) -> str:
    """The same where another story stands in its place: what it told, or that the other tells the same."""
    words = {"source": escape(shorten(source, _SOURCE)), "at": escape(shorten(at, _SOURCE))}
    if not figures:
        return say(language, "withdrawn_supported", **words)
    return say(language, "withdrawn_instead", figures=escape(shorten(", ".join(figures), _SOURCE)), **words)


def with_note(html: str, notes: Sequence[str], *, withdrawn: bool = False) -> str:
    """The message with what was taken back of it, before the line of its other sources; without notes that say it no more."""
    if not notes:
        return html
    mark = _GONE if withdrawn else _CHANGED
    return before_sources(html, [f"{mark} <i>{n}</i>" for n in notes])


def before_sources(html: str, more: Sequence[str]) -> str:
    """The message with these as its last lines, but for that of its other sources; as it was where it would not fit."""
    lines = html.split("\n")
    at = len(lines) - 1 if lines[-1].startswith(_MORE) else len(lines)
    told = "\n".join((*lines[:at], *more, *lines[at:]))
    return told if fits(told) else html


def correction_message(
    chat: int,
    key: str,
    notes: Sequence[str],
    name: str,
    quoted: Sequence[str],
    story: Story,
    language: str,
    zone: str,
) -> Message:
    """The answer to a message that told a wrong figure: of whom, what changed, the words that say it now, and where."""
    title = say(language, "correction", name=escape(shorten(name, _NAME)))
    lines = [f"{_CHANGED} <b>{title}</b>", *notes]
    lines += [quote(shorten(q, _QUOTED)) for q in list(quoted)[:2]]
    lines.append(provenance(story, language, zone))
    return Message(chat, key, "\n".join(lines), (), Priority.ALERT)


def withdrawn_message(chat: int, key: str, note: str, name: str, told: Sequence[str], language: str) -> Message:
    """The answer to a message whose story was taken back: that what it told rests on nothing any more."""
    figures = shorten(", ".join(told), _TITLE)
    lines = [f"{_GONE} {bold(shorten(name, _NAME))} {escape(figures)}", note]
    return Message(chat, key, "\n".join(lines), (), Priority.ALERT)


_FOLDED = 15
_ROOM = 400  # characters for the lines before and behind them


BUDGET_KEY = "folded:budget"  # of what a day's budget leaves to the digest
LET_GO_KEY = "folded:let go"  # of what a watch or a rule lets go in quiet hours
QUIET_KEY = "folded:quiet:"  # begins the key of the message at the end of quiet hours


def folded_message(
    chat: int, key: str, headlines: Sequence[str], language: str, quiet: QuietHours | None = None
) -> Message:
    """One message for the alerts beyond an hour's bound, or of quiet hours: how many, and the first of them."""
    shown = headlines[:_FOLDED]
    while not fits("\n".join(shown) + " " * _ROOM):
        shown = shown[:-1]
    rest = len(headlines) - len(shown)
    if quiet is not None:
        title = say(language, "held", count=len(headlines), hours=quiet_words(quiet, language))
    else:  # of quiet hours that were ended since, or of an hour's bound
        title = say(language, "held_then" if key.startswith(QUIET_KEY) else "folded", count=len(headlines))
    html = "\n".join((bold(title), *shown, *([italic(say(language, "folded_rest", count=rest))] if rest else ())))
    return Message(chat, key, html, (), Priority.GATHERED)


def under_their_days(told: Sequence[tuple[datetime, str]], language: str, zone: str) -> list[str]:
    """The headlines, the first of each day under a line that says which day that was."""
    out: list[str] = []
    day: date | None = None
    for at, line in told:
        here = at.astimezone(ZoneInfo(zone)).date()
        shown = italic(f.day(here, language))
        out.append(line if here == day else f"{shown}\n{line}")
        day = here
    return out


def headline(move: PriceMove, company: Company | None, language: str, red_is_up: bool, of: str = "") -> str:
    """ "🔴 ▲ Alibaba Group Holding 9988.HK +9.2%"; `of` says which of two is meant, as "gold futures"."""
    name = shorten(company.shown_name(language) if company else (move.company or move.instrument), _NAME)
    symbol = f" {escape(move.listing.symbol)}" if move.listing and company and company.kind == "company" else ""
    symbol = symbol or (f" ({escape(shorten(of, _QUALIFIER))})" if of else "")
    qualifier = (
        f" ({escape(shorten(f.qualifier(move.qualifier, language), _QUALIFIER))})"
        if move.qualifier and (move.percent is not None or move.change is not None)
        else ""
    )
    return f"{f.colour(move.direction, red_is_up)} {f.arrow(move.direction)} {bold(name)}{symbol}  {bold(f.size(move, language))}{qualifier}"


def details(move: PriceMove, company: Company | None, language: str) -> str:
    """The line below: price, session, and of what trades on an exchange the exchange."""
    parts = [p for p in (f.price(move), f.size_beside(move, language)) if p]
    when = (
        say(language, move.at or move.scope)
        if move.scope != "longer"
        else (shorten(move.period or "", _QUALIFIER) or say(language, "longer"))
    )
    day = f.day(move.session, language) if move.session else None
    traded = company is None or company.kind in ("company", "fund")
    where = f.market(move.listing.mic, language) if move.listing and traded else None
    parts.append(" ".join(x for x in (when, day) if x))
    if where and move.listing and not move.listing.symbol.startswith("^"):
        parts.append(where)
    if move.by == "model":
        parts.append(say(language, "by_model"))
    return "\n" + " · ".join(escape(p) for p in parts if p)


def provenance(story: Story, language: str, zone: str) -> str:
    """Who said so, when, and where to read it."""
    parts = [escape(shorten(story.source, _SOURCE))] if story.source else []
    if language == "en" and story.language == "zh":
        parts.append(say(language, "in_chinese"))  # whoever reads Chinese here reads English too
    if story.published is not None:
        parts.append(instant(f.moment(story.published, zone, language), story.published))
    if story.url:
        parts.append(link(say(language, "read_story"), story.url))
    return " · ".join(parts) if parts else italic(shorten(story.title, _TITLE))


def rule_words(rule: Rule, language: str, standard: Decimal) -> str:
    """ "5% or more, up or down"."""
    if rule.standard:
        return say(language, "rule_standard", percent=f"{standard.normalize():f}")
    rise, fall = (None if t is None else f"{t.normalize():f}" for t in (rule.rise, rule.fall))
    if rise == fall:
        return say(language, "rule_any") if rule.rise == 0 else say(language, "rule_both", percent=rise)
    if fall is None:
        return say(language, "rule_up", percent=rise)
    if rise is None:
        return say(language, "rule_down", percent=fall)
    return say(language, "rule_two", rise=rise, fall=fall)
