"""The subject of a verb: its own, that of the verb before ("rose and closed"), that of the clause on which a participle hangs."""

from __future__ import annotations

from bot.reading.languages.base import Link, Phrase
from bot.reading.languages.en.inserts import step_over_insert, step_over_times
from bot.reading.languages.en.phrases import (
    OPENS,
    heads,
    may_stand_in_phrase,
    names_something,
    opening_of,
    phrase_ending,
)
from bot.reading.languages.en.roles import is_finite, verb_group
from bot.reading.tokens import Token, Tokens, token_at


def of_verb(tokens: Tokens, verb: int) -> Phrase | None:
    start = verb_group(tokens, verb)
    if any(t.key == "to" for t in tokens[start:verb]):
        caused = phrase_ending(tokens, start - 1, "object") if start else None
        if caused is not None and tokens[caused.first - 1].has("causes"):
            return caused  # "causing its shares to soar"
        return governor(tokens, start, "participle")
    before = step_over_times(tokens, start - 1)
    ing = tokens[verb].has("ing") and not any(t.has("be") for t in tokens[start:verb])
    if ing or any(t.key in ("having", "being") for t in tokens[start:verb]):
        return _of_participle(tokens, start, before)
    return before_verb(tokens, start, before)


def _of_participle(tokens: Tokens, start: int, before: int) -> Phrase | None:
    """ ", adding 3%" is said of the main clause's subject; "with Brent adding 3%" of Brent; "After falling 3%, X rose" of X."""
    if before < 0 or tokens[before].has("prep", "subordinator"):
        # "After tumbling 8%, it closed ..." tells of what follows, "slumped, before ending down 4%" of what went before.
        fronted = not any(is_finite(tokens, i) for i in range(max(0, before)))
        return subject_behind(tokens, start) if fronted else governor(tokens, max(0, before), "participle")
    if tokens[before].key == "," and (listed := of_list(tokens, before)) is not None:
        return listed
    if tokens[before].key in (",", "—", "–"):
        # "with Brent crude, the international standard, falling 2.1%"
        over = step_over_insert(tokens, before)
        own = _behind_with(tokens, over) if over is not None else None
        own = own or (_of_a_second_one(tokens, over, before) if over is not None else None)
        if own is not None:
            return own
    if tokens[before].key in (",", ";", "—", "–") or tokens[before].has("conj"):
        return governor(tokens, before, "participle", main=True)
    return phrase_ending(tokens, before, "own") or governor(tokens, start, "participle")


def before_verb(tokens: Tokens, start: int, before: int) -> Phrase | None:
    if before < 0:
        return None
    t = tokens[before]
    if t.key == "." and token_at(tokens, before - 1).has("tag"):
        return phrase_ending(tokens, before - 1, "own")
    if t.has("relative"):
        return _antecedent(tokens, before)
    if _is_of_a_reduced_relative(tokens, before, start):
        return None  # "the chips Nvidia sold rose 3%"
    if t.key in (",", "—", "–", "-"):
        over = step_over_insert(tokens, before)
        if over is not None:
            outer, inner = phrase_ending(tokens, over, "own"), phrase_ending(tokens, before - 1, "own")
            if inner is not None and inner.heads and inner.heads[0][0] > inner.first + 1:
                return inner  # "European benchmarks, the DAX, the CAC 40 and the FTSE 100, gained"
            # "its smaller rival, memory chipmaker SK Hynix, lost": the name says who the rival is.
            described = outer is not None and (
                not names_something(tokens, outer.first, outer.last) or _is_description(tokens[outer.last])
            )
            return (
                inner
                if described and inner is not None and names_something(tokens, inner.first, inner.last)
                else outer
            )
        return governor(tokens, before, "shared")
    found = phrase_ending(tokens, before, "own")
    if found is None:
        return governor(tokens, before, "shared")  # "the index that tracks it lost"
    if found is not None and tokens[found.first - 1].key == "whose":
        of_measure = tokens[found.last].has("measure")
        return found if of_measure else _antecedent(tokens, found.first - 1) or found  # "Nike, whose revenue fell 3%"
    return found or governor(tokens, before, "shared")


def _is_of_a_reduced_relative(tokens: Tokens, before: int, start: int) -> bool:
    """Whether of two verbs of the past in a row the first, with a name before it, belongs to a noun phrase: "the company Tesla acquired gained"."""
    t, verb = tokens[before], tokens[start]
    both = t.has("finite") and t.has("past") and verb.has("past") and verb.has("up", "down", "flat", "carrier")
    return both and not t.has("say", "aux", "be", "noun") and token_at(tokens, before - 1).has("name")


def _is_description(head: Token) -> bool:
    """ "Nvidia's biggest supplier, TSMC, said": a noun that another name follows."""
    return head.has("company-noun") and not head.capital and head.key not in ("unit", "subsidiary", "brand", "group")


def _antecedent(tokens: Tokens, relative: int) -> Phrase | None:
    """Whom "which", "that" or "who" stands for: the phrase before it."""
    last = relative - 1
    if token_at(tokens, last).has("prep"):
        return None  # "of which"
    while token_at(tokens, last).key in (",", "—", "–"):
        last -= 1
    found = phrase_ending(tokens, last, "relative")
    if found is None:
        return None
    if (listed := _in_turn(tokens, found, relative)) is not None:
        return listed
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


def _in_turn(tokens: Tokens, last: Phrase, relative: int) -> Phrase | None:
    """ "followed by Tata Consultancy and HCL, which fell 2.8 and 2.5 per cent, respectively": all that are told of one behind another."""
    joined = token_at(tokens, last.first - 1).key == "and" and token_at(tokens, last.first - 2).has("name", "tag")
    if not joined or not any(t.key == "respectively" for t in tokens[relative:]):
        return None
    first = phrase_ending(tokens, last.first - 2, "relative")
    if first is None:
        return None
    return Phrase(first.first, last.last, "relative", heads(tokens, first.first, last.last))


def governor(tokens: Tokens, at: int, link: Link, *, main: bool = False) -> Phrase | None:
    """The subject of the nearest finite verb before tokens[at], that of the clause on which the rest depends; `main` passes over one that
    tells why or when."""
    i = at - 1
    while i >= 0:
        t = tokens[i]
        if t.key in OPENS:
            i = opening_of(tokens, i) - 1
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
            before = step_over_times(tokens, start - 1)
            found = before_verb(tokens, start, before) if start > 0 else None
            if found is not None and main and found.first > 1 and tokens[found.first - 1].key in _WHY_OR_WHEN:
                i = found.first - 1  # "Gold settled higher as the dollar eased, gaining 1.2%"
                continue
            return None if found is None else Phrase(found.first, found.last, link, found.heads)
        i -= 1
    if link in ("participle", "shared"):
        return verbless(tokens, at, link)
    return None


_WHY_OR_WHEN = frozenset({"as", "after", "because", "when", "since"})


def _aside(tokens: Tokens, i: int) -> int | None:
    """The comma before ", Baker Hughes said,": words of whoever says it stand between the clause and what hangs on it."""
    if not tokens[i].has("say") or i + 1 >= len(tokens) or tokens[i + 1].key != ",":
        return None
    found = phrase_ending(tokens, i - 1, "own") if i else None
    return found.first - 1 if found is not None and found.first > 1 and tokens[found.first - 1].key == "," else None


def _absolutive(tokens: Tokens, i: int) -> Phrase | None:
    """ "with the fund posting its worst day": a participle with a subject of its own."""
    if not tokens[i].has("ing") or not i:
        return None
    return _behind_with(tokens, verb_group(tokens, i) - 1)


def _behind_with(tokens: Tokens, last: int) -> Phrase | None:
    found = phrase_ending(tokens, last, "own")
    return found if found is not None and tokens[found.first - 1].key in ("with", "as") else None


def _of_a_second_one(tokens: Tokens, last: int, comma: int) -> Phrase | None:
    """ "with Al Rajhi Bank adding 1.3% and the biggest lender, Saudi National Bank, rising 0.9%": whoever is named behind what it is."""
    described = phrase_ending(tokens, last, "own")
    if described is None or token_at(tokens, described.first - 1).key not in ("and", ","):
        return None
    begun = next((i for i in range(described.first - 1, -1, -1) if tokens[i].key == "with"), None)
    if begun is None or not any(t.has("ing") and t.has("up", "down") for t in tokens[begun : described.first]):
        return None
    named = phrase_ending(tokens, comma - 1, "own")
    return named if named is not None and tokens[described.first].has("det") else described


_BEFORE_FRONTED = frozenset({",", "-", "–", "—", "*", "•", "▪", "●", "■", "◆", ":", ";", "。", "|", "/"})


def verbless(tokens: Tokens, at: int, link: Link) -> Phrase | None:
    """ "Germany's DAX at 26,062.10, up 0.19%": a line without a verb is told of what it begins with."""
    i = 0
    while i < at and (tokens[i].key in _BEFORE_FRONTED or tokens[i].has("figure") or _is_a_cry(tokens, i)):
        i += 1
    last = i
    while last < at and may_stand_in_phrase(tokens, last):
        last += 1
    return phrase_ending(tokens, last - 1, "label") if last > i else None


def _is_a_cry(tokens: Tokens, i: int) -> bool:
    """ "BREAKING: FedEx, $FDX, now down 9%"."""
    t = tokens[i]
    return t.text.isupper() and token_at(tokens, i + 1).key == ":" and not t.has("name", "tag", "figure")


_LISTING = frozenset({"such as", "led by", "including", "like", "with", "by", "from", "as", "and"})


_POSTPOSED = frozenset({"alone", "itself", "too", "again", "for one", "in particular"})


def of_list(tokens: Tokens, comma: int) -> Phrase | None:
    """ "firms such as JD.Com <JD.O>, up 3.86%, and Alibaba, up 4%": what a list's member did stands right behind it; so do "Gainers were
    Apple, up 3%" and "Bucking the trend was Pop Mart, up 4.4%"."""
    last = comma - 2 if comma > 1 and tokens[comma - 1].key in _POSTPOSED else comma - 1
    if last < 0 or not (tokens[last].has("tag", "name") or tokens[last].key in OPENS):
        return None
    found = phrase_ending(tokens, last, "own")
    if found is None or found.first == 0 or found.heads:
        return None
    before = tokens[found.first - 1]
    lists_movers = any(t.has("movers") for t in tokens[: found.first])
    if before.key == "and" and found.first > 2 and tokens[found.first - 2].key == ",":
        behind = tokens[found.first - 3]
        return found if behind.has("percent") or lists_movers else None  # ", up 3.86%, and Alibaba, up 4%"
    if before.has("be"):
        named = any(t.has("name", "tag", "share") for t in tokens[: found.first - 1])
        return (
            found if lists_movers or not named else None
        )  # "The biggest risers on the FTSE 100 were Vodafone, up 4.3p"
    if before.key == "," and lists_movers and token_at(tokens, found.first - 2).has("figure", "unit"):
        return found
    return found if before.key in _LISTING and before.key != "and" else None


def subject_behind(tokens: Tokens, at: int) -> Phrase | None:
    """The subject of the main clause behind a fronted phrase: "Up 423% in 2026, SanDisk towers ..."."""
    i = at
    while i < len(tokens) and tokens[i].key != ",":
        i += 1
    first = i + 1
    while token_at(tokens, first).key in ("–", "—", ","):
        first += 1
    last = first
    while last < len(tokens) and may_stand_in_phrase(tokens, last) and not (last > first and is_finite(tokens, last)):
        last += 1
    if last <= first or first >= len(tokens):
        return None
    named = next(
        (j for j in range(last - 1, first - 1, -1) if tokens[j].has("name", "tag", "share")),
        None,
    )
    last = named + 1 if named is not None else last  # "Corning towers over the rest"
    return Phrase(first, last - 1, "fronted", heads(tokens, first, last - 1))
