"""Whether an index's figure without a word for it is the close: its story says that the market has closed, and was written after it had."""

from __future__ import annotations

from datetime import date

from bot.listings import BY_MIC, Company, Listing
from bot.reading.document import Document, Sentence
from bot.reading.findings import At, Scope
from bot.reading.moves.session_days import day_of
from bot.story import told_on

_LEAD = 2  # sentences of the text


def at_the_close(
    document: Document, sentence: Sentence, scope: Scope, company: Company | None, listing: Listing | None, session: date | None
) -> At | None:  # fmt: skip
    """ "close" where it is."""
    told = scope == "session" and _is_told_at_the_close(document, sentence, company, listing, session)
    return "close" if told else None


def _is_told_at_the_close(
    document: Document, sentence: Sentence, company: Company | None, listing: Listing | None, session: date | None
) -> bool:
    """ "Hong Kong's benchmark closed sharply higher on Tuesday. The Hang Seng Index advanced 2.4% to 26,772.6.": of a wrap, in the paragraph that
    says so or the next."""
    exchange = BY_MIC.get(listing.mic) if listing is not None else None
    published = document.story.published
    if company is None or company.kind != "index" or exchange is None or published is None or session is None:
        return False
    local = published.astimezone(exchange.zone)
    if (local.date(), local.time()) < (session, exchange.closes):
        return False
    lead = [s for s in document.sentences if s.place == "text"][:_LEAD]
    told = told_on(document.story)
    saying = next(
        (s for s in lead if _says_that_it_closed(s) and told is not None and _is_of(s, session, told)), None
    )
    return saying is not None and 0 <= sentence.paragraph - saying.paragraph <= 1 and not _has_a_time(sentence)


def _says_that_it_closed(sentence: Sentence) -> bool:
    tokens = sentence.tokens
    closed = any(t.has("close") and t.has("verb") and t.has("past", "finite") for t in tokens)
    turned = any(t.has("up", "down", "flat") for t in tokens)
    return sentence.language.code == "en" and closed and turned and not any(t.names("company") for t in tokens)


def _is_of(sentence: Sentence, session: date, told: date) -> bool:
    """Of that day, and of no other beside it: "Wall Street ended higher on Tuesday and London fell today"."""
    days = [day_of(t.value, told) for t in sentence.language.times(sentence.tokens) if t.kind == "day"]
    return all(day == session for day in days)


def _has_a_time(sentence: Sentence) -> bool:
    """An hour or an extreme of its own: it may be of another moment."""
    return any(t.kind in ("hour", "within", "extreme", "at") for t in sentence.language.times(sentence.tokens))
