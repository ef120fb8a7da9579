"""Which of a company's listings a move is told of."""

from __future__ import annotations

import re
from collections import Counter

from bot.listings import BY_MIC, HAN_RUN, PLACES, Company, Listing
from bot.reading.document import Document, Sentence
from bot.reading.languages.base import Directed
from bot.reading.moves.focus import Referent
from bot.reading.names.mentions import Mention, listing_by_context
from bot.reading.tokens import token_at

_PLACE_WITHIN = 8  # tokens


def listing_of(document: Document, sentence: Sentence, one: Directed, referent: Referent) -> Listing | None:
    """Which listing is meant: the printed ticker's, else the place's or the price's currency, else the company's only one."""
    company = referent.company
    if company is None or referent.mention is None or (referent.future and company.kind == "index"):
        return None
    if _has_an_unknown_code(document, company, referent.mention):
        return None
    if referent.mention.listing is not None and not referent.place:
        told = referent.mention.listing
        return _told_in_pence(company, told, sentence, one) or _told_elsewhere(company, told, sentence, one) or told
    if referent.place == "preferred":
        return company.preferred()
    if referent.place.startswith("class ") and company.kind == "company":
        return company.of_class(referent.place[-1].upper())
    money = sentence.tokens[one.level].figure if one.level is not None else None
    currency = money.unit if money is not None and money.kind == "money" and not money.bare_dollar else None
    if currency == "元":
        currency = _yuan_of(company)
    around = hints_behind(sentence, one) or _hints_in_front(sentence) or _hints_in_chinese(sentence, one)
    behind = _of_its_country(company, around) if company.kind == "company" else ()
    hints = _hints(referent.place) or behind
    if not hints and currency is None and len(company.main_listings) > 1:
        hints = _hints_around(document, sentence, sentence.tokens[max(0, one.end - 1)].end) or _of_the_script(
            document, company
        )
        hints = hints or _hints_of_the_dateline(document, company) or _hints_of_the_indices(document, company)
        hints = hints or _hints_of_the_story(document)
    printed = [m.listing for m in document.mentions if m.listing is not None and m.start < sentence.end]
    found = listing_by_context(company, hints, currency, printed)
    primary = company.primary
    if hints and (primary is None or primary.mic not in hints):
        primary = None
    return found or (primary if primary is not None and currency in (None, primary.currency) else None)


def _told_elsewhere(company: Company, printed: Listing, sentence: Sentence, one: Directed) -> Listing | None:
    """ "XPeng (XPEV): Fell 4.1% in Hong Kong": the listing of the place behind the figure, where that is another one than the ticker's."""
    mics = hints_behind(sentence, one) if company.kind == "company" else ()
    there = [x for x in company.listings if x.mic in mics]
    return there[0] if len(there) == 1 and printed.mic not in mics else None


def _told_in_pence(company: Company, printed: Listing, sentence: Sentence, one: Directed) -> Listing | None:
    """ "Shell (SHEL) 2,688.50p -1.59%": a code that New York has too, beside a price that only London has."""
    figure = sentence.tokens[one.level].figure if one.level is not None else None
    pence = figure is not None and figure.unit in ("GBX", "GBP")
    return company.in_currency("GBX") if pence and printed.currency not in ("GBX", "GBP") else None


_CODE = re.compile(r" ?\((?:(?:NYSE|NASDAQ|Nasdaq): ?)?([A-Z]{3,5})\)")
_NO_CODES = frozenset("ADR ADS GDR ETF CEO CFO COO IPO AGM EPS NYSE USA".split())


def _has_an_unknown_code(document: Document, company: Company, mention: Mention) -> bool:
    """ "SK Hynix (SKHY)": a code that no listing of the table has is of one that it lacks."""
    printed = _CODE.match(document.story.text, mention.name_end) if company.kind == "company" else None
    return printed is not None and printed[1] not in _NO_CODES and all(printed[1] != x.code for x in company.listings)


def _of_its_country(company: Company, mics: tuple[str, ...]) -> tuple[str, ...]:
    """ "on the New York Stock Exchange" of a share that has gone to Nasdaq since: the market of that country which has it."""
    if not mics or any(x.mic in mics for x in company.listings):
        return mics
    zones = {BY_MIC[mic].zone.key for mic in mics}
    there = tuple(x.mic for x in company.listings if x.mic in BY_MIC and BY_MIC[x.mic].zone.key in zones)
    return there or mics


def _yuan_of(company: Company) -> str | None:
    """ "元" is whichever of the three yuan the company has one listing in; None where it has several."""
    own = [x.currency for x in company.main_listings if x.currency in ("CNY", "HKD", "TWD")]
    return own[0] if len(own) == 1 else None


def _hints(words: str) -> tuple[str, ...]:
    folded = words.lower().replace("-listed", "").replace("-traded", "").strip()
    return next((mics for name, mics in PLACES.items() if folded and name.lower() == folded), ())


_MARKETS = ("港股", "美股", "a股", "台股", "adr")
_NAMED_ENOUGH = 3  # companies whose market is plain
_OF_ONE_MARKET = 0.8  # of them


def _hints_of_the_story(document: Document) -> tuple[str, ...]:
    """Where the other companies of a story are listed in one country, one with shares in several is meant there: BHP in a story of Sydney."""
    sure = {
        listing
        for m in document.mentions
        if m.company is not None and m.company.kind == "company"
        for listing in ([m.listing] if m.listing is not None else m.company.main_listings)
        if m.listing is not None or len(m.company.main_listings) == 1
    }
    zones = Counter(BY_MIC[x.mic].zone.key for x in sure if x.mic in BY_MIC)
    zone, count = zones.most_common(1)[0] if zones else ("", 0)
    if count < _NAMED_ENOUGH or count < _OF_ONE_MARKET * sum(zones.values()):
        return ()
    return tuple(mic for mic, exchange in BY_MIC.items() if exchange.zone.key == zone)


_DATED_FROM = re.compile(r"(?P<town>[A-Z]{3,}(?: [A-Z]{3,})?)(?:, [A-Z]\w+\.? \d{1,2})?,? ?\(")


def _hints_of_the_dateline(document: Document, company: Company) -> tuple[str, ...]:
    """ "TAIPEI, Oct 20 (Reuters) - Shares in TSMC": the market of the town from which a wire writes, where the company is listed there."""
    story = document.story
    found = _DATED_FROM.search(story.text, len(story.title), story.body.start) if story.body.start else None
    mics = PLACES.get(found["town"].lower(), ()) if found is not None else ()
    return mics if any(x.mic in mics for x in company.main_listings) else ()


_LEAD = 3  # sentences, the title among them
_OF_EUROPE = frozenset({"^STOXX", "^STOXX50E"})


def _hints_of_the_indices(document: Document, company: Company) -> tuple[str, ...]:
    """ "London's FTSE 100 gave up its gains": the market of the only country whose indices the lead names, where the company is listed there."""
    lead = document.sentences[:_LEAD]
    end = lead[-1].end if lead else 0
    named = {
        m.company.key
        for m in document.mentions
        if m.start < end and m.company is not None and m.company.kind == "index"
    }
    listings = (x for key in named if (index := document.table.of_symbol(key)) is not None for x in index.listings)
    zones = {BY_MIC[x.mic].zone.key for x in listings if x.mic in BY_MIC}
    if named & _OF_EUROPE:
        zones = {e.zone.key for e in BY_MIC.values() if e.zone.key.startswith("Europe/")}
    elif len(zones) != 1:
        return ()
    there = (x.mic for x in company.main_listings if x.mic in BY_MIC and BY_MIC[x.mic].zone.key in zones)
    first = next(there, None)
    return (first,) if first is not None else ()


def _of_the_script(document: Document, company: Company) -> tuple[str, ...]:
    """Of a company with shares in Hong Kong and on the mainland, papers in simplified characters tell the mainland's, others the other."""
    mics = {x.mic for x in company.main_listings}
    if document.sentences[0].language.code != "zh" or not mics <= {"XHKG", "XSHG", "XSHE"}:
        return ()
    text = document.story.text
    changed = sum(a != b for a, b in zip(text.lower(), document.sentences[0].folded, strict=False))
    chinese = sum(len(run[0]) for run in HAN_RUN.finditer(text))
    return ("XHKG",) if changed > chinese * _TRADITIONAL else ("XSHG", "XSHE")


_TRADITIONAL = 0.1  # of its Chinese characters have another form: a traditional text has 40 %, a simplified one 覆


def _hints_around(document: Document, sentence: Sentence, end: int) -> tuple[str, ...]:
    """ "美股盘前，黄金股走高": the one market of which the sentence speaks up to the movement, else the title, else the lead."""
    spans = [(sentence, sentence.start, end), *((s, s.start, s.end) for s in document.sentences[:2])]
    for near, first, last in spans:
        named = [m for m in _MARKETS if m in near.folded[first:last]]
        if len(named) == 1:
            return PLACES[named[0]]
    return ()


def _hints_in_front(sentence: Sentence) -> tuple[str, ...]:
    """ "In Copenhagen, the stock was off 2.6%"."""
    first, place, mark = (token_at(sentence.tokens, i).key.lower() for i in range(3))
    return PLACES.get(place, ()) if (first, mark) == ("in", ",") else ()


def _hints_in_chinese(sentence: Sentence, one: Directed) -> tuple[str, ...]:
    """ "ASML在阿姆斯特丹跌2.6%": in Chinese the place stands before the verb."""
    at = min(one.head, one.start) - 1
    placed = at > 0 and sentence.tokens[at - 1].key in ("在", "于")
    return PLACES.get(sentence.tokens[at].key, ()) if placed else ()


def hints_behind(sentence: Sentence, one: Directed) -> tuple[str, ...]:
    """ "climbed 2.2% in Seoul": a place right behind the figure."""
    begins = [one.figures[-1] + 1, one.end] if one.figures else [one.end]
    priced = next((i + 1 for i in range(one.end, len(sentence.tokens)) if sentence.tokens[i].has("money")), None)
    if priced is not None and not any(
        t.has("percent", "up", "down", "name") for t in sentence.tokens[one.end : priced]
    ):
        begins.append(priced)  # "rose 5.2 per cent, ending the day at Rs 6,830.8 apiece on BSE"
    return next((mics for begin in begins if (mics := _place_at(sentence, begin))), ())


def _place_at(sentence: Sentence, begin: int) -> tuple[str, ...]:
    """The market of a place within a few words from tokens[begin] on."""
    end = begin
    limit = min(len(sentence.tokens), begin + _PLACE_WITHIN)
    while end < limit and not (
        sentence.tokens[end].key in (",", ";") or sentence.tokens[end].has("subordinator", "conj")
    ):
        end += 1
    text = " ".join(t.key.lower() for t in sentence.tokens[begin:end])
    told = [
        name for name in PLACES if any(f"{link} {name.lower()}" in text for link in ("in", "on", "on the", "in the"))
    ]
    return PLACES[max(told, key=len, default="")] if told else ()
