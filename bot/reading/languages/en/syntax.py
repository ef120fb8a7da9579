"""Of whom an English sentence tells a movement: the noun phrase that is the subject of its predicate, as far as word classes tell it.

No parser: a phrase is collected leftwards from the predicate over words that may stand in one; inserts ("which ...", "a maker of ...")
are stepped over; where nothing stands there, the subject is that of the verb before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.reading.languages.base import Directed, Link, Phrase
from bot.reading.tokens import Token

Tokens = Sequence[Token]
_OPENS, _SHUTS = {")": "(", "]": "[", "）": "（", ">": "<"}, {"(", "[", "（", "<"}
_LONGEST_INSERT = 40  # tokens
_DELIVERY = ("settlement", "delivery", "loading", "shipment")
_IN_PHRASES = frozenset({"of", "in", "for", "at", "on", "from", "per"})
_NO_SUBJECT_BEHIND = frozenset({"on", "at", "of", "from", "against", "through"})
_FARTHER = frozenset(
    {
        "tied to",
        "linked to",
        "tracking",
        "outside",
        "excluding",
        "to",
        "between",
        "versus",
        "by",
        "over",
        "through",
        "across",
        "against",
        "into",
        "than",
    }
)
_INSERT_BEGINS = frozenset(
    {
        "or",
        "including",
        "along",
        "together",
        "once",
        "formerly",
        "still",
        "long",
        "also",
        "due",
        "one",
        "home",
        "owner",
        "parent",
        "maker",
        "part",
        "whose",
        "based",
        "viewed",
        "seen",
        "known",
        "led",
        "down",
        "up",
        "already",
    }
)
_BEFORE_FRONTED = frozenset({",", "-", "–", "—", "*", "•", "▪", "●", "■", "◆", ":", ";", "。", "|", "/"})


def subject(tokens: Tokens, found: Directed) -> Phrase | None:
    """The phrase of whom the movement is told; None where the sentence names nobody."""
    word = tokens[found.word]
    if found.shape == "sign":
        return _of_sign(tokens, found)
    if found.shape in ("figure then noun", "noun of figure", "sum so far"):
        return _of_noun(tokens, found)
    if found.shape == "to a high":
        return _of_verb(tokens, carrier) if (carrier := carrier_of(tokens, found.word)) is not None else None
    if found.shape == "figure from a peak":
        carrier = carrier_of(tokens, found.start)
        return _of_verb(tokens, carrier) if carrier is not None else _of_adverb(tokens, found)
    if found.shape == "caused":
        return _caused(tokens, found)
    if found.shape == "level then adverb":
        return _of_adverb(tokens, found)
    if word.has("adverb") and not word.has("verb"):
        return _of_adverb(tokens, found)
    return _of_verb(tokens, found.word)


def head(tokens: Tokens, found: Directed) -> int:
    """Where the predicate of a movement begins: its verb with what helps it, or the verb that carries its adverb."""
    word = tokens[found.word]
    if word.has("adverb") and not word.has("verb"):
        carrier = carrier_of(tokens, found.start)
        return found.start if carrier is None else verb_group(tokens, carrier)
    if word.has("verb") and found.shape.startswith(("verb", "from", "multiple")):
        return verb_group(tokens, found.word)
    return _verb_of_noun(tokens, found)


_FAR = 8  # tokens between a noun of movement and its verb


def _verb_of_noun(tokens: Tokens, found: Directed) -> int:
    """Where the verb stands that has the noun for its object: "ended the week with a loss of 2.3%"; else where its words begin."""
    begin = found.start
    while begin > 0 and (
        tokens[begin - 1].has("span-adjective", "one-day", "det", "steep", "time", "superlative", "manner")
        or (not tokens[begin - 1].senses and tokens[begin - 1].text.islower())
    ):
        begin -= 1
    for i in range(begin - 1, max(-1, begin - _FAR), -1):
        if tokens[i].key in (",", ";", ":"):
            break
        if tokens[i].has("carrier") and tokens[i].has("verb"):
            return i
    return begin


def main_subject(tokens: Tokens) -> Phrase | None:
    """The subject of the first finite verb outside of brackets and inserts; of "One of the few is Alphabet" what it is said to be."""
    for i in range(len(tokens)):
        if not is_finite(tokens, i) or (i and tokens[i - 1].has("relative")):
            continue
        start = verb_group(tokens, i)
        found = _before_verb(tokens, start, _step_over_times(tokens, start - 1)) if start else None
        if found is None or found.link != "own":
            continue
        if tokens[found.first].has("relative") or (found.first and tokens[found.first - 1].has("relative")):
            continue  # "Warner, whose shareholders would get $27, saw ..."
        if (
            tokens[i].has("be")
            and tokens[found.first].key in ("one", "the", "among", "another")
            and not any(t.has("name", "tag") for t in tokens[found.first : found.last + 1])
            and i + 1 < len(tokens)
            and (tokens[i + 1].has("name") or tokens[i + 1].capital)
        ):
            return Phrase(i + 1, i + 1, "own")
        return found
    return None


def _of_sign(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "Newmont (NEM) +64.2%", "the S&P 500 (-0.6%)", "Price performance: -17%": what stands right before a signed figure."""
    before = found.start - 1
    while before >= 0 and (
        tokens[before].key in ("(", ":", "-", "–", "—", "|", ",", "*") or _is_level_here(tokens, before)
    ):
        before -= 1
    if (
        before >= 0
        and tokens[before].has("level-link")
        and before + 1 < found.start
        and tokens[before + 1].has("figure")
    ):
        before -= 1  # "EUR/GBP extended to 0.8694 (+0.48%)"
        return _of_verb(tokens, before) if before >= 0 and tokens[before].has("verb") else None
    if before < 0 or not (_may_end_member(tokens, before) or tokens[before].has("tag")):
        return None
    return phrase_ending(tokens, before, "label")


def _is_level_here(tokens: Tokens, i: int) -> bool:
    """ "Nasdaq 25,960.11 ▲0.87%": the level between a name and its change."""
    return tokens[i].has("number", "money", "points") and i > 0 and not tokens[i].has("percent")


def _caused(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "lifting Brent crude by 0.5%": what is lifted."""
    last = found.word + 1
    if last < found.end and tokens[last].has("adverb") and not tokens[last].has("noun"):
        last += 1  # "drag down sugar futures"
    first = last
    while last < found.end and _may_stand_in_phrase(tokens, last):
        last += 1
    return Phrase(first, last - 1, "object") if last > first else None


# ---- verbs ----------------------------------------------------------------------------------------------------------


def verb_group(tokens: Tokens, verb: int) -> int:
    """Where the words begin that belong to a verb: "has also been", "to"."""
    i = verb
    while i > 0 and _in_verb_group(tokens[i - 1]):
        i -= 1
    return i


def _in_verb_group(t: Token) -> bool:
    if t.key == "to":
        return True
    return t.has("aux", "modal", "negation") or (t.has("adverb-filler", "qualifier") and not t.has("det"))


def _of_verb(tokens: Tokens, verb: int) -> Phrase | None:
    start = verb_group(tokens, verb)
    if any(t.key == "to" for t in tokens[start:verb]):
        caused = phrase_ending(tokens, start - 1, "object") if start else None
        if caused is not None and caused.first and tokens[caused.first - 1].has("causes"):
            return caused  # "causing its shares to soar"
        return _governor(tokens, start, "participle")
    before = _step_over_times(tokens, start - 1)
    ing = (
        tokens[verb].has("ing")
        and not tokens[verb].has("finite", "base")
        and not any(t.has("be") for t in tokens[start:verb])
    )
    if ing or any(t.key in ("having", "being") for t in tokens[start:verb]):
        return _of_participle(tokens, start, before)
    return _before_verb(tokens, start, before)


def _of_participle(tokens: Tokens, start: int, before: int) -> Phrase | None:
    """ ", adding 3%" is said of the main clause's subject; "with Brent adding 3%" of Brent; "After falling 3%, X rose" of X."""
    if before < 0 or tokens[before].has("prep", "subordinator"):
        # "After tumbling 8%, it closed ..." tells of what follows, "slumped, before ending down 4%" of what went before.
        fronted = not any(is_finite(tokens, i) for i in range(max(0, before)))
        return _behind(tokens, start) if fronted else _governor(tokens, max(0, before), "participle")
    if tokens[before].key == "," and (listed := _of_list(tokens, before)) is not None:
        return listed
    if tokens[before].key in (",", ";", "—", "–") or tokens[before].has("conj"):
        return _governor(tokens, before, "participle")
    return phrase_ending(tokens, before, "own") or _governor(tokens, start, "participle")


def _before_verb(tokens: Tokens, start: int, before: int) -> Phrase | None:
    if before < 0:
        return None
    t = tokens[before]
    if t.key == "." and before and tokens[before - 1].has("tag"):
        return phrase_ending(tokens, before - 1, "own")
    if t.has("relative"):
        return _antecedent(tokens, before)
    if t.key in (",", "—", "–", "-"):
        over = _step_over_insert(tokens, before)
        if over is not None:
            outer, inner = phrase_ending(tokens, over, "own"), phrase_ending(tokens, before - 1, "own")
            # "its smaller rival, memory chipmaker SK Hynix, lost": the name says who the rival is.
            described = outer is not None and (
                not _names_something(tokens, outer.first, outer.last) or _is_description(tokens[outer.last])
            )
            return (
                inner
                if described and inner is not None and _names_something(tokens, inner.first, inner.last)
                else outer
            )
        return _governor(tokens, before, "shared")
    if t.has("conj") and not t.has("subordinator"):
        return _governor(tokens, before, "shared")
    found = phrase_ending(tokens, before, "own")
    if found is None and t.has("pronoun"):
        return _governor(tokens, before, "shared")  # "the index that tracks it lost"
    if found is not None and found.first and tokens[found.first - 1].key == "whose":
        return _antecedent(tokens, found.first - 1) or found
    return found or _governor(tokens, before, "shared")


def _is_description(head: Token) -> bool:
    """ "Nvidia's biggest supplier, TSMC, said": a noun that another name follows."""
    return head.has("company-noun") and not head.capital and head.key not in ("unit", "subsidiary", "brand", "group")


def _antecedent(tokens: Tokens, relative: int) -> Phrase | None:
    """Whom "which", "that" or "who" stands for: the phrase before it."""
    last = relative - 1
    if last >= 0 and tokens[last].has("prep"):
        return None  # "of which"
    while last >= 0 and tokens[last].key in (",", "—", "–"):
        last -= 1
    found = phrase_ending(tokens, last, "relative")
    if found is None:
        return None
    # "the biggest weight on the Nasdaq 100, which ended lower": the nearest name.
    cut = max((i for i in range(found.first, found.last) if tokens[i].has("prep")), default=-1)
    if (
        cut >= 0
        and any(t.has("name", "tag") for t in tokens[cut + 1 : found.last + 1])
        and not tokens[found.first].has("share", "price")
        and not tokens[max(found.first, cut - 1)].has("share", "price")
    ):
        return Phrase(cut + 1, found.last, "relative", heads(tokens, cut + 1, found.last))
    return found


def _governor(tokens: Tokens, at: int, link: Link) -> Phrase | None:
    """The subject of the nearest finite verb before tokens[at], that of the clause on which the rest depends."""
    i = at - 1
    while i >= 0:
        t = tokens[i]
        if t.key in _OPENS:
            i = _opening(tokens, i) - 1
            continue
        own = _absolutive(tokens, i)
        if own is not None:
            return Phrase(own.first, own.last, link, own.heads)
        aside = _aside(tokens, i)
        if aside is not None:
            i = aside - 1  # "rigs fell by 5, Baker Hughes said, down 15%"
            continue
        if is_finite(tokens, i):
            start = verb_group(tokens, i)
            before = _step_over_times(tokens, start - 1)
            found = _before_verb(tokens, start, before) if start > 0 else None
            return None if found is None else Phrase(found.first, found.last, link, found.heads)
        i -= 1
    if link in ("participle", "shared"):
        return _verbless(tokens, at, link)
    return None


def _aside(tokens: Tokens, i: int) -> int | None:
    """The comma before ", Baker Hughes said,": words of whoever says it stand between the clause and what hangs on it."""
    if not tokens[i].has("say") or i + 1 >= len(tokens) or tokens[i + 1].key != ",":
        return None
    found = phrase_ending(tokens, i - 1, "own") if i else None
    return found.first - 1 if found is not None and found.first > 1 and tokens[found.first - 1].key == "," else None


def _absolutive(tokens: Tokens, i: int) -> Phrase | None:
    """ "with the fund posting its worst day": a participle with a subject of its own."""
    if not tokens[i].has("ing") or tokens[i].has("finite", "base") or not i:
        return None
    found = phrase_ending(tokens, verb_group(tokens, i) - 1, "own")
    return found if found is not None and found.first and tokens[found.first - 1].key in ("with", "as") else None


def _verbless(tokens: Tokens, at: int, link: Link) -> Phrase | None:
    """ "Germany's DAX at 26,062.10, up 0.19%": a line without a verb is told of what it begins with."""
    i = 0
    while i < at and (tokens[i].key in _BEFORE_FRONTED or tokens[i].has("figure")):
        i += 1
    last = i
    while last < at and _may_stand_in_phrase(tokens, last) and tokens[last].key != "at":
        last += 1
    return phrase_ending(tokens, last - 1, "label") if last > i else None


def is_finite(tokens: Tokens, i: int) -> bool:
    """Whether tokens[i] is a verb that has a subject of its own, and no noun or participle."""
    t = tokens[i]
    if t.has("be", "modal") or (t.has("aux") and not t.has("ing")):
        return True
    if (
        not t.has("verb")
        or t.has("share", "price", "gauge")
        or not t.has("finite", "past", "base")
        or (t.has("measure") and _noun_here(tokens, i))
    ):
        return False
    if t.has("noun") and not t.has("past") and not _directs(tokens, i):
        return False
    if t.has("base") and not t.has("past") and i and tokens[i - 1].key == "to":
        return False
    if t.capital and i and not tokens[i - 1].has("name", "tag", "share"):
        return False
    return not _noun_here(tokens, i) and not _adjective_here(tokens, i)


def _directs(tokens: Tokens, i: int) -> bool:
    """Whether a word that may be a noun has what a verb of movement has behind it."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    return after is not None and (
        after.has("figure", "qualifier", "level-link", "adverb", "adverb-filler", "extreme", "time", "bound", "from")
        or after.key in ("by", "to", "as", "on")
    )


def _noun_here(tokens: Tokens, i: int) -> bool:
    """Whether a word that may be a verb is a noun: "the gain", "its drop in"."""
    if i == 0:
        return False
    before = tokens[i - 1]
    if before.key in ("to", "both", "each", "all"):
        return False
    if before.key in ("before", "after", "while", "since") and tokens[i].has("ing"):
        return False  # "before ending 2.4 per cent lower"
    if before.has("superlative"):
        return not tokens[i].has("past")  # "the world's biggest power battery maker"
    if before.has("relative") and before.has("det") and i > 1 and not tokens[i - 2].has("verb", "mark", "prep"):
        return False  # "the index that tracks it"
    k = i - 1
    while k > 0 and i - k < 3 and not tokens[k].senses and tokens[k].text.islower():
        k -= 1
    if k < i - 1 and tokens[k].has("det", "genitive") and tokens[i].has("noun") and not tokens[i].has("past"):
        return True  # "a volatile rebound"
    if (
        before.has("books")
        and before.has("past", "finite", "ing")
        and tokens[i].has("noun")
        and not tokens[i].has("past")
    ):
        return True  # "extended gains"
    if before.has("det", "genitive", "prep", "span-adjective", "percent") or before.key in (
        "its",
        "their",
        "his",
        "-",
    ):
        return not tokens[i].has("past") or before.has("det", "genitive")
    return False


def _adjective_here(tokens: Tokens, i: int) -> bool:
    """ "the closely watched index", "companies listed in": a participle beside a noun."""
    t = tokens[i]
    if not t.has("participle"):
        return False
    before = tokens[i - 1] if i else None
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        before is not None
        and (before.has("det", "genitive", "manner"))
        and after is not None
        and not after.has("prep", "figure", "mark")
    ):
        return True
    return t.has("unlisted") and after is not None and (after.key in ("by", "in", "on", "at", "with", "to"))


# ---- adverbs --------------------------------------------------------------------------------------------------------


def _of_adverb(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "was up 3%", "sits 26.5% lower" are verbs' ; "Brent up 0.5%" has none, ", up 3%" is the clause's before."""
    if tokens[found.start].has("multiple"):
        return _of_verb(tokens, found.start)  # "have more than tripled, up 222%"
    carrier = carrier_of(tokens, found.start)
    if carrier is not None:
        return _of_verb(tokens, carrier)
    before = _step_over_times(tokens, found.start - 1)
    while (
        before >= 0 and tokens[before].has("qualifier", "adverb-filler", "extreme") and not tokens[before].has("det")
    ):
        before -= 1
    if before < 0:
        return _behind(tokens, found.end - 1)
    t = tokens[before]
    if t.key == "," and (listed := _of_list(tokens, before)) is not None:
        return listed
    if t.key in (",", ";", "—", "–", "(") or t.has("conj"):
        return _governor(tokens, before, "participle")
    if t.has("figure"):
        return _verbless(tokens, before, "label")
    if t.key in (":", "-") or t.has("mark"):
        return phrase_ending(tokens, before - 1, "label")
    return phrase_ending(tokens, before, "object")


_LISTING = frozenset({"such as", "led by", "including", "like", "with", "by", "from", "as", "and", "were", "are"})


def _of_list(tokens: Tokens, comma: int) -> Phrase | None:
    """ "firms such as JD.Com <JD.O>, up 3.86%, and Alibaba, up 4%": what a list's member did stands right behind it."""
    if comma == 0 or not (tokens[comma - 1].has("tag", "name") or tokens[comma - 1].key in _OPENS):
        return None
    found = phrase_ending(tokens, comma - 1, "own")
    if found is None or found.first == 0 or found.heads:
        return None
    before = tokens[found.first - 1]
    if before.key == "and" and found.first > 2 and tokens[found.first - 2].key == ",":
        return found if tokens[found.first - 3].has("percent") else None  # ", up 3.86%, and Alibaba, up 4%"
    return found if before.key in _LISTING and before.key not in ("and", "were", "are") else None


_BETWEEN_CARRIER = (
    "adverb-filler",
    "time",
    "qualifier",
    "extreme",
    "day-kind",
    "span-adjective",
    "money",
    "points",
    "number",
    "share-of-day",
)


def carrier_of(tokens: Tokens, start: int) -> int | None:
    """The verb that an adverb of direction belongs to: "closed" in "closed the session 3% higher"."""
    i = start - 1
    while i >= 0 and start - i < 10:
        t = tokens[i]
        if t.has("verb") and not t.has("carrier", "be") and not t.has("up", "down", "causes"):
            return None
        if t.has("verb", "be") and not (
            _noun_here(tokens, i) or _adjective_here(tokens, i) or t.has("share", "measure")
        ):
            return i
        small = t.has("genitive", *_BETWEEN_CARRIER) or t.key in (
            "the",
            "at",
            "its",
            "day",
            "session",
            "week",
            "to",
            "in",
            "on",
            "as",
            "a",
            "an",
            "share",
            "apiece",
            "each",
            "into",
            "print",
            "month",
            "year",
            "per",
            "barrel",
            "ounce",
            "or",
            ",",
            "regular",
            "main",
            "trading",
            "up",
            "down",
        )
        if not small or (
            t.has("prep") and not t.has("qualifier") and t.key not in ("at", "to", "in", "on", "into", "per")
        ):
            return None
        i -= 1
    return None


# ---- nouns ----------------------------------------------------------------------------------------------------------


def _of_noun(tokens: Tokens, found: Directed) -> Phrase | None:
    """ "a 35% rally in BTC/USD", "Brent's 3% drop", "posted a gain of 3%", ", a gain of 5.1% for the week"."""
    for way in (_complement, _genitive, _booked):
        phrase = way(tokens, found)
        if phrase is not None:
            return phrase
        if (
            way is _complement
            and found.end < len(tokens) - 1
            and tokens[found.end].key in ("in", "of")
            and not tokens[found.end + 1].has("time", "det")
        ):
            return None  # it is a rise in something, whatever that is
    return None


def _complement(tokens: Tokens, found: Directed) -> Phrase | None:
    behind = found.end
    while behind < len(tokens) and tokens[behind].has("time", "adverb-filler"):
        behind += 1
    if behind + 1 >= len(tokens) or tokens[behind].key not in ("in", "for", "of", "by"):
        return None
    while (
        behind + 2 < len(tokens)
        and tokens[behind + 1].has("time", "participle")
        and _may_stand_in_phrase(tokens, behind + 2)
        and not tokens[behind + 2].has("mark", "figure")
    ):
        behind += 1
    if tokens[behind + 1].has("time"):
        return None
    if tokens[behind].key == "by" and found.shape != "figure then noun":
        return None
    last = behind + 1
    while (last < len(tokens) and _may_stand_in_phrase(tokens, last) and not tokens[last].has("time", "prep")) or (
        last == behind + 1 and tokens[last].has("det")
    ):
        last += 1
        if last >= len(tokens):
            break
    while last < len(tokens) - 1 and tokens[last].key == "of" and _may_stand_in_phrase(tokens, last + 1):
        last += 1
        while (
            last < len(tokens)
            and _may_stand_in_phrase(tokens, last)
            and not tokens[last].has("time", "prep", "figure")
        ):
            last += 1
    if last == behind + 1:
        return None
    return Phrase(behind + 1, last - 1, "complement", heads(tokens, behind + 1, last - 1))


def _genitive(tokens: Tokens, found: Directed) -> Phrase | None:
    i = found.start - 1
    while (
        i >= 0
        and tokens[i].has("time", "span-adjective", "one-day", "qualifier", "adverb-filler", "extreme")
        and not tokens[i].has("genitive")
    ):
        i -= 1
    if i >= 0 and tokens[i].has("genitive"):
        return phrase_ending(tokens, i - 1, "genitive")
    if i >= 0 and tokens[i].key in ("its", "their"):
        return Phrase(i, i, "genitive")
    return None


_RECOVERS_FROM = ("recovering from", "rebounding from", "erasing", "paring", "reversing", "extending")


def _booked(tokens: Tokens, found: Directed) -> Phrase | None:
    """The subject of the verb that has the noun for its object, or that of the clause to which it is added."""
    i = found.start - 1
    while i >= 0 and (
        (not tokens[i].senses and tokens[i].text.islower())
        or tokens[i].has(
            "det",
            "qualifier",
            "span-adjective",
            "time",
            "steep",
            "one-day",
            "superlative",
            "extreme",
            "manner",
            "adverb-filler",
        )
        or tokens[i].key in ("its", "their", "fresh", "sharp", "steep", "modest", "strong", "big")
    ):
        i -= 1
    if i < 0:
        return _behind(tokens, found.end - 1)
    t = tokens[i]
    if t.has("books") and t.has("verb"):
        return _of_verb(tokens, i)
    if t.key in (",", "—", "–", "-", "with", "for", "after", "despite", "from", *_RECOVERS_FROM) or t.has("conj"):
        fronted = i == 0 or (t.has("prep") and tokens[i - 1].has("mark") is False and i < 2)
        return _behind(tokens, found.end - 1) if fronted else _governor(tokens, i, "participle")
    return None


def _behind(tokens: Tokens, at: int) -> Phrase | None:
    """The subject of the main clause behind a fronted phrase: "Up 423% in 2026, SanDisk towers ..."."""
    i = at
    while i < len(tokens) and tokens[i].key != ",":
        i += 1
    first = i + 1
    while first < len(tokens) and tokens[first].key in ("–", "—", ","):
        first += 1
    last = first
    while (
        last < len(tokens) and _may_stand_in_phrase(tokens, last) and not (last > first and is_finite(tokens, last))
    ):
        last += 1
    if last <= first or first >= len(tokens):
        return None
    named = next(
        (
            j
            for j in range(last - 1, first - 1, -1)
            if tokens[j].has("name", "tag", "share") or tokens[j].key in _OPENS
        ),
        None,
    )
    last = named + 1 if named is not None else last  # "Corning towers over the rest"
    return Phrase(first, last - 1, "fronted", heads(tokens, first, last - 1))


# ---- phrases --------------------------------------------------------------------------------------------------------


def phrase_ending(tokens: Tokens, last: int, link: Link) -> Phrase | None:
    """The noun phrase whose last word is tokens[last]."""
    if last > 2 and tokens[last].key in _DELIVERY and tokens[last - 1].has("month") and tokens[last - 2].key == "for":
        return phrase_ending(tokens, last - 3, link)  # "Brent for January settlement slid"
    if 0 <= last < len(tokens) and tokens[last].has("pronoun"):
        object_of = last > 0 and tokens[last - 1].has("verb") and not tokens[last - 1].has("say", "noun")
        return None if object_of else Phrase(last, last, link)
    i = last
    joined = False
    while i >= 0:
        t = tokens[i]
        if (
            i < last
            and tokens[i + 1].has("det")
            and not (
                t.key in _IN_PHRASES
                or t.has("conj")
                or t.key == ","
                or tokens[i + 1].key in ("some", "all", "both", "each")
            )
        ):
            break  # a determiner begins the phrase
        if t.key in _OPENS:
            opening = _opening(tokens, i)
            if opening <= 0:
                break
            i = opening - 1
            continue
        if t.key == "," and 0 < i < last and tokens[i - 1].has("name", "tag") and tokens[i + 1].has("name"):
            i -= 1  # "Wipro, Infosys, TCS slip"
            continue
        listed = i > 0 and (tokens[i - 1].has("name", "tag") or tokens[i - 1].capital or tokens[i - 1].key in _OPENS)
        if (
            t.key == ","
            and i > 0
            and _may_end_member(tokens, i - 1)
            and (joined or (listed and i < last and tokens[i + 1].key in ("and", "or")))
        ):
            i -= 1
            continue
        if (
            t.has("conj")
            and t.key in ("and", "or", "nor", "&")
            and 0 < i < last
            and (
                _joins(tokens, i)
                or (
                    tokens[i - 1].key == ","
                    and i > 1
                    and (tokens[i - 2].has("name", "tag") or tokens[i - 2].capital or tokens[i - 2].key in _OPENS)
                )
            )
        ):
            joined = True
            i -= 1
            continue
        if t.key in _IN_PHRASES and 0 < i < last and _may_end_member(tokens, i - 1):
            i -= 2 if tokens[i - 1].key in ("that", "those") else 1
            continue
        if not _may_stand_in_phrase(tokens, i):
            break
        i -= 1
    first = i + 1
    while first <= last and (tokens[first].has("conj") or tokens[first].key in (",", "-", "–", "—")):
        first += 1
    if first > last:
        return None
    if (
        link == "own"
        and first > 1
        and (
            tokens[first - 1].key in _NO_SUBJECT_BEHIND
            or (tokens[first - 1].key == "with" and tokens[first - 2].has("participle"))
        )
        and tokens[first - 2].key != ","
    ):
        return None  # "trading on the CME settled": the exchange is no subject
    if (
        first > 1
        and tokens[first - 1].key in _FARTHER
        and _may_end_member(tokens, first - 2)
        and not tokens[first - 2].has("time")
    ):
        # "The rate for shipping from Shanghai to Los Angeles fell": the phrase goes on before its last preposition.
        farther = phrase_ending(tokens, first - 2, link)
        return Phrase(farther.first, last, link) if farther is not None else None
    return Phrase(first, last, link, heads(tokens, first, last))


def _may_stand_in_phrase(tokens: Tokens, i: int) -> bool:
    """Whether a word may stand in a noun phrase: the first rule that has a verdict decides, and what none knows may."""
    for rule in _PHRASE_RULES:
        verdict = rule(tokens, i)
        if verdict is not None:
            return verdict
    return True


_NOUNS = (
    "name", "tag", "genitive", "share", "gauge", "price", "measure", "company-noun", "pronoun", "fund", "coin", "currency-noun", "good", "sector",
)  # fmt: skip
_NO_NOUNS = (
    "time",
    "span-noun",
    "subordinator",
    "relative",
    "modal",
    "prep",
    "conj",
    "person",
    "be",
    "aux",
    "say",
    "supposed",
    "denied",
)


def _noun_of_the_lexicon(tokens: Tokens, i: int) -> bool | None:
    """Some verbs are nouns too: "gains"."""
    return True if tokens[i].has(*_NOUNS) else None


def _mark_in_a_name(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    if not t.has("mark"):
        return None
    after_figure = t.key == "/" and i > 0 and tokens[i - 1].has("figure")
    return t.key in ("&", "/", "-", "®", "™", "’", "'") and not after_figure


def _figure_in_a_name(tokens: Tokens, i: int) -> bool | None:
    """ "Magnificent 7 ETF"; no figure that a mark follows."""
    if not tokens[i].has("figure"):
        return None
    return tokens[i].has("number") and i + 1 < len(tokens) and not tokens[i + 1].has("mark")


def _month_of_a_contract(tokens: Tokens, i: int) -> bool | None:
    return True if tokens[i].has("month") and _contract_month(tokens, i) else None


def _unit_of_a_figure(tokens: Tokens, i: int) -> bool | None:
    """ "$87.06/bbl and Brent": a unit ends a figure; "a barrel of Brent" does not."""
    if not tokens[i].has("unit") or i == 0:
        return None
    measured = i + 1 < len(tokens) and tokens[i + 1].key == "of"
    behind = tokens[i - 1].has("figure") or tokens[i - 1].key in ("/", "per", "a", "an")
    return False if behind and not measured else None


def _word_of_another_class(tokens: Tokens, i: int) -> bool | None:
    return False if tokens[i].has(*_NO_NOUNS) else None


def _verb_used_as_a_noun(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    if not t.has("verb") or (t.capital and i and not tokens[i - 1].has("mark") and t.has("unlisted")):
        return None
    return _noun_here(tokens, i) or _adjective_here(tokens, i) or (t.capital and not t.has("up", "down", "carrier"))


def _adverb(tokens: Tokens, i: int) -> bool | None:
    t = tokens[i]
    return False if t.has("adverb-filler", "up", "down", "flat", "extreme") and not t.has("det", "noun") else None


_PHRASE_RULES: tuple[Callable[[Tokens, int], bool | None], ...] = (
    _unit_of_a_figure,
    _noun_of_the_lexicon,
    _mark_in_a_name,
    _figure_in_a_name,
    _month_of_a_contract,
    _word_of_another_class,
    _verb_used_as_a_noun,
    _adverb,
)


def _contract_month(tokens: Tokens, i: int) -> bool:
    """ "the October WTI contract", "for October delivery": a month that names a contract."""
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    if (
        after is None
        or after.has("figure", "mark", "prep", "be", "aux", "time")
        or (i and tokens[i - 1].key in ("in", "since", "during", "of", "until"))
    ):
        return False
    return after.has("name", "price", "good", "future") or after.key == "delivery" or after.capital


def _may_end_member(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    if t.key in ("that", "those"):
        return True  # "those of Li Auto"
    if i and tokens[i - 1].key == "per":
        return False
    return (t.key in _OPENS) or (
        _may_stand_in_phrase(tokens, i) and not t.has("figure", "det", "pronoun") and not t.has("mark")
    )


def _joins(tokens: Tokens, conj: int) -> bool:
    """Whether "and" joins two nouns, and no clauses: what stands before it is no figure and no end of a predicate."""
    if not _may_end_member(tokens, conj - 1):
        return False
    i = conj - 1
    while i >= 0 and (_may_stand_in_phrase(tokens, i) or tokens[i].key in _OPENS):
        if tokens[i].key in _OPENS:
            i = _opening(tokens, i)
        i -= 1
    # "rose on strong demand and Brent fell": the words before "and" hang on a verb or a preposition.
    return i < 0 or not (
        tokens[i].has("verb", "be") or (tokens[i].has("prep") and tokens[i].key not in _IN_PHRASES and i > 0)
    )


def heads(tokens: Tokens, first: int, last: int) -> tuple[tuple[int, int], ...]:
    """The members of a joined phrase: "A (AAA), B and C" are three; one where nothing is joined."""
    cuts = []
    depth = 0
    for i in range(first, last + 1):
        t = tokens[i]
        depth += (t.key in _SHUTS) - (t.key in _OPENS)
        if depth == 0 and (
            (t.has("conj") and t.key in ("and", "or", "nor")) or (t.key == "," and not _is_form(tokens, i + 1))
        ):
            cuts.append(i)
    members = []
    start = first
    for cut in [*cuts, last + 1]:
        if cut > start:
            members.append((start, cut - 1))
        start = cut + 1
    if len(members) < 2 or not all(_names_something(tokens, a, b) for a, b in members):
        return ()
    return tuple(members)


_FORMS = frozenset("inc inc. ltd ltd. corp corp. co co. llc plc ag sa".split())


def _is_form(tokens: Tokens, i: int) -> bool:
    """ "Acme, Inc." is one name."""
    return i < len(tokens) and tokens[i].key in _FORMS


def _names_something(tokens: Tokens, first: int, last: int) -> bool:
    return any(
        t.has("name", "tag") or (t.capital and not t.has("det", "prep")) or t.has("good", "price")
        for t in tokens[first : last + 1]
    )


def _opening(tokens: Tokens, shut: int) -> int:
    """The bracket that tokens[shut] closes; -1 where there is none."""
    wanted, closing = _OPENS[tokens[shut].key], tokens[shut].key
    depth = 0
    for i in range(shut, max(-1, shut - _LONGEST_INSERT), -1):
        depth += (tokens[i].key == closing) - (tokens[i].key == wanted)
        if depth == 0:
            return i
    return -1


def _step_over_times(tokens: Tokens, i: int) -> int:
    """Left of words of time that stand between a subject and its verb: "The stock on Thursday fell"."""
    while i >= 0 and (tokens[i].has("time") or (tokens[i].has("number") and i and tokens[i - 1].has("month"))):
        i -= 1
        while i >= 0 and tokens[i].key in ("on", "in", "at", "during", "for") and tokens[i + 1].has("time"):
            i -= 1
    return i


def _step_over_insert(tokens: Tokens, comma: int) -> int | None:
    """The last word before an insert that ends with tokens[comma]; None where the comma ends none.

    An insert begins with a relative, a determiner, a participle or a preposition and has no finite verb of its own unless it is a
    relative clause.
    """
    mark = tokens[comma].key
    relative = _relative_before(tokens, comma)
    if relative is not None:
        return relative
    for k in range(comma - 1, max(0, comma - _LONGEST_INSERT), -1):
        if tokens[k].key != mark and not (mark == "—" and tokens[k].key == "–"):
            continue
        inside = range(k + 1, comma)
        if not inside or not (_may_end_member(tokens, k - 1) or tokens[k - 1].has("tag")):
            return None
        begins = tokens[k + 1]
        if begins.has("relative") or (begins.has("prep") and k + 2 < comma and tokens[k + 2].has("relative")):
            return k - 1
        finite = next((i for i in inside if is_finite(tokens, i)), None)
        described = (
            begins.has("det")
            and finite is not None
            and any(tokens[i].has("company-noun") for i in range(k + 1, finite))
        )
        if finite is not None and not described:
            continue  # "a smaller rival Adobe once tried to buy" is described
        if (
            begins.has("det", "prep", "participle", "ing", "manner", "name", "company-noun", "tag")
            or begins.key in _INSERT_BEGINS
            or begins.capital
            or _is_form(tokens, k + 1)
            or (not begins.senses and any(tokens[i].has("name") for i in inside))
        ):
            return k - 1
        return None
    return None


def rated(tokens: Tokens) -> Phrase | None:
    """Whom a rater's verb is said of: "JPMorgan cut Bytewell to Neutral", "raised its target on Nvidia"."""
    for i, t in enumerate(tokens):
        if not t.has("rates") or not is_finite(tokens, i) or (i and tokens[i - 1].has("be")):
            continue
        behind = tokens[i + 1 : i + 14]
        if not any(
            x.has("measure")
            or x.key
            in (
                "neutral",
                "buy",
                "sell",
                "hold",
                "overweight",
                "underweight",
                "outperform",
                "underperform",
                "equal-weight",
                "coverage",
            )
            for x in behind
        ):
            return None
        for j in range(i + 1, min(len(tokens), i + 14)):
            if tokens[j].key == "by":
                return None
            if tokens[j].has("name", "tag") or (tokens[j].capital and tokens[j - 1].key in ("on", "for", t.key)):
                last = j
                while last + 1 < len(tokens) and _may_stand_in_phrase(tokens, last + 1) and tokens[last + 1].capital:
                    last += 1
                return Phrase(j, last, "object")
    return None


def _relative_before(tokens: Tokens, comma: int) -> int | None:
    """The last word before ", which ..." where that is what the comma ends: "ARK, which holds Zoom, Tesla and Roku, rose"."""
    for k in range(comma - 1, max(0, comma - _LONGEST_INSERT), -1):
        if tokens[k].key in (";", "."):
            return None
        if tokens[k].has("relative") and tokens[k - 1].key == "," and k > 1:
            return k - 2 if tokens[k].key != "that" else None
    return None
