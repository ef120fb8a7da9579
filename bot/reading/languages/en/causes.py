"""Which words of an English sentence tell why something moved: a link ("after", "helped by", "on hopes"), or a verb that causes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import pairwise

from bot.reading.languages.base import Cause
from bot.reading.languages.en.clauses import of_verb
from bot.reading.languages.en.roles import is_finite
from bot.reading.languages.word_lists import word_lists
from bot.reading.tokens import Tokens, token_at

_FAR_TO_GROUND = 8  # tokens between "on" and the noun that is a ground
_FAR_TO_FIGURE = 12  # tokens in which a clause shows that it tells another movement
_LONGEST = 240  # characters
_RUN_ON = re.compile(r"[a-z]\.[A-Z]")  # "his holdings.The executive sold": a sentence that ends without a blank
_SHORTEST_FRONTED = 2  # tokens


@cache
def _links(name: str) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """The links of a list by their first word, each list the longest first."""
    links = sorted((tuple(w.split()) for w in word_lists("causes", "en")[name]), key=len, reverse=True)
    return {first: tuple(x for x in links if x[0] == first) for first in {x[0] for x in links}}


@cache
def _set(name: str) -> frozenset[str]:
    return frozenset(word_lists("causes", "en")[name])


def causes(tokens: Tokens) -> tuple[Cause, ...]:
    """The clauses that tell why, in their order, each with the direction's word that it explains."""
    found = [*_linked(tokens), *_causing(tokens), *_laid_to(tokens), *_of_row(tokens)]
    return tuple(sorted(found, key=lambda c: c.start))


def _cause(tokens: Tokens, first: int, last: int, effect: int) -> Cause:
    run_on = next((t for t in tokens[first : last + 1] if _RUN_ON.search(t.text)), None)
    if run_on is not None and (glued := _RUN_ON.search(run_on.text)) is not None:
        return Cause(tokens[first].start, run_on.start + glued.start() + 1, effect)
    return Cause(tokens[first].start, tokens[last].end, effect)


def _linked(tokens: Tokens) -> Iterator[Cause]:
    at = 0
    while at < len(tokens):
        behind = _link_at(tokens, at)
        if behind is None:
            at += 1
            continue
        cause = _fronted(tokens, at, behind) if _begins_sentence(tokens, at) else _trailing(tokens, at, behind)
        if cause is not None:
            yield cause
        at = behind


def _link_at(tokens: Tokens, at: int) -> int | None:
    """Where the words behind a link begin that stands at tokens[at]; None where none stands there."""
    if at and tokens[at - 1].key.lower() in _set("never_behind"):
        return None
    for rule in (_clause_link, _on_the_day, _phrase_link, _done_by, _on_a_ground, _with_a_ground):
        behind = rule(tokens, at)
        if behind is not None and behind < len(tokens):
            return None if _points_back(tokens, behind) else behind
    return None


def _spelled(tokens: Tokens, at: int, links: Mapping[str, tuple[tuple[str, ...], ...]]) -> int | None:
    """The token behind the longest of these links that begins at tokens[at]."""
    first = tokens[at].key.lower().split()[:1] if at < len(tokens) else []
    for link in links.get(first[0], ()) if first else ():
        i, rest = at, link
        while rest and i < len(tokens):
            written = tuple(tokens[i].key.lower().split())
            if rest[: len(written)] != written:
                break
            i, rest = i + 1, rest[len(written) :]
        if not rest:
            return i
    return None


def _clause_link(tokens: Tokens, at: int) -> int | None:
    """ "as yields eased": a subject and a verb of its own stand behind it."""
    behind = _spelled(tokens, at, _links("clause"))
    if behind is None or behind >= len(tokens):
        return None
    first = tokens[behind]
    if first.key.lower() in _set("as_never_before") or first.has("figure", "time"):
        return None
    end = _segment_end(tokens, behind)
    if any(t.key.lower() in _set("opens_again") for t in tokens[behind:end]):
        return None  # "as markets reopened after a holiday"
    return behind if any(_is_predicate(tokens, i) for i in range(behind + 1, end)) else None


def _on_the_day(tokens: Tokens, at: int) -> int | None:
    """ "slumped 11% on Feb. 5, when it guided for a lower margin": what its company did on that day."""
    if tokens[at].key.lower() != "when" or token_at(tokens, at - 1).key != ",":
        return None
    day = token_at(tokens, at - 2)
    behind = at + 1
    if not day.has("time", "figure") or not any(t.has("time") for t in tokens[max(0, at - 4) : at]):
        return None
    whose = token_at(tokens, behind).key.lower() == "it" or token_at(tokens, behind + 1).has("company-noun")
    end = _segment_end(tokens, behind)
    turned = (i for i in range(behind, end) if tokens[i].has("up", "down"))
    moved = any(t.has("percent") for i in turned for t in tokens[i : i + 3])
    return behind if whose and not moved else None


def _is_predicate(tokens: Tokens, i: int) -> bool:
    """A finite verb, or a word that no list has behind a plural: "investors digest", "markets continue to"."""
    if is_finite(tokens, i):
        return True
    t, before = tokens[i], tokens[i - 1]
    if (
        t.has("past", "finite")
        and t.has("verb")
        and (t.capital or t.has("past"))
        and not before.has("det", "genitive", "manner")
    ):
        return True  # in a title verbs are capital, too
    plural = before.key.endswith("s") and not before.has("figure", "det", "prep")
    return plural and (t.has("base") or not t.senses - {"unlisted"})


def _phrase_link(tokens: Tokens, at: int) -> int | None:
    """ "after the company cut its outlook", "amid fears of a shortage"; not "after the bell", "after rising 3%"."""
    behind = _spelled(tokens, at, _links("phrase"))
    if behind is None or behind >= len(tokens):
        return None
    first = tokens[behind]
    if tokens[at].key.lower().startswith("due") and token_at(tokens, at - 1).has("be"):
        return None  # "is due to report"
    if (
        (first.has("time") and not _is_of_a_quarter(tokens, behind))
        or first.has("percent", "points", "mark")
        or (behind + 1 < len(tokens) and _CLOCK.match(tokens[behind + 1].key))
    ):
        return None
    after = any(t.key.lower().endswith("after") for t in tokens[at:behind])
    if after and _spelled(tokens, behind, _links("times_behind")) is not None:
        return None
    if _tells_its_own_move(tokens, behind):
        return None
    return behind


def _is_of_a_quarter(tokens: Tokens, first: int) -> bool:
    """ "after first-quarter growth was revised", "after March sales fell"."""
    end = _segment_end(tokens, first)
    verb = next((i for i in range(first + 1, end) if is_finite(tokens, i)), None)
    if verb is None or tokens[first].has("weekday", "within-day"):
        return False
    return any(t.has("measure", "economic") for t in tokens[first + 1 : verb])


_CLOCK = re.compile(r"[ap]\.?m\b")  # "shortly after 2 p.m."


def _tells_its_own_move(tokens: Tokens, first: int) -> bool:
    """ "after a 5% drop on Monday", "after a setback on Thursday as yields rose": what it did before is not why; "after gains on Wall
    Street" is."""
    end = _segment_end(tokens, first)
    end = next((i for i in range(first + 1, end) if tokens[i].key in ("as", "when", "which")), end)
    while first < end - 1 and tokens[first].has("adverb-filler", "qualifier", "manner"):
        first += 1
    if tokens[first].has("ing"):
        near = tokens[first : first + 2]
        before = any(t.has("day:-1") for t in tokens[first:end])
        own = any(t.has("up", "down", "flat", "peak", "extreme") for t in near)
        own = own or (tokens[first].has("carrier") and any(t.has("figure", "qualifier") for t in near[1:2]))
        reaches = tokens[first].key.lower() in _set("reaching")
        own = own or (reaches and any(t.has("peak", "extreme") or t.key == "record" for t in tokens[first:end]))
        return before or own or tokens[first].has("close", "open")
    if any(is_finite(tokens, i) for i in range(first, end)):
        return False
    last_time = any(t.has("day:-1", "superlative") for t in tokens[first:end]) and tokens[end - 1].has("time")
    turned = any((t.has("noun", "peak", "extreme")) or t.key in _set("moves_before") for t in tokens[first:end])
    if not turned and not last_time:
        return False
    return not any(t.has("name", "place") or (t.capital and not t.has("time")) for t in tokens[first:end])


def _done_by(tokens: Tokens, at: int) -> int | None:
    """ "helped by strong demand", "weighed down by falling prices"."""
    if tokens[at].key.lower() not in _set("done_by"):
        return None
    i = at + 1
    while i < len(tokens) and tokens[i].key.lower() in _set("done_between"):
        i += 1
    return i + 1 if i < len(tokens) and tokens[i].key.lower() == "by" else None


def _on_a_ground(tokens: Tokens, at: int) -> int | None:
    """ "on weak guidance", "on hopes of a deal"; not "on Tuesday", "on Nasdaq"."""
    if tokens[at].key.lower() != "on" or at + 1 >= len(tokens) or tokens[at + 1].has("time", "figure"):
        return None
    end = min(_segment_end(tokens, at + 1), at + 1 + _FAR_TO_GROUND)
    for i in range(at + 1, end):
        if tokens[i].key.lower().endswith(("volume", "volumes", "turnover")):
            return None
        if tokens[i].has("measure", "economic") or not _set("grounds").isdisjoint(tokens[i].key.lower().split()):
            return at + 1
        if tokens[i].has("prep", "conj", "mark") or is_finite(tokens, i):
            return None
    return None


def _with_a_ground(tokens: Tokens, at: int) -> int | None:
    """ ", with hot weather driving demand": no figure, no share and no direction stands in it."""
    if tokens[at].key.lower() != "with" or not at or not (tokens[at - 1].key == "," or tokens[at - 1].has("time")):
        return None
    end = _segment_end(tokens, at + 1)
    inside = tokens[at + 1 : end]
    if any(t.has("figure", "share", "price", "up", "down", "flat", "carrier", "name", "tag", "peak") for t in inside):
        return None
    return at + 1 if any(t.has("ing", "participle") for t in inside[1:]) else None


def _points_back(tokens: Tokens, behind: int) -> bool:
    """ "on the news": it tells nothing itself."""
    end = next((i for i in range(behind, len(tokens)) if tokens[i].key in ("with", "and")), len(tokens))
    end = min(end, _segment_end(tokens, behind))
    inside = [t.key.lower() for t in tokens[behind:end] if not t.has("time", "prep")]
    return " ".join(inside) in _set("points_back")


def _begins_sentence(tokens: Tokens, at: int) -> bool:
    """Whether nothing but "But", a bullet, a day stands before it."""
    return all(t.has("mark", "conj", "time", "prep") or t.key.lower() in ("earlier", "also") for t in tokens[:at])


def _segment_end(tokens: Tokens, first: int) -> int:
    """The next comma or stop behind tokens[first]."""
    i = first
    while i < len(tokens) and not (tokens[i].key in (",", ";", ":", "—", "–") or _is_full_stop(tokens, i)):
        i += 1
    return i


def _is_full_stop(tokens: Tokens, i: int) -> bool:
    return i == len(tokens) - 1 and tokens[i].key in (".", "!", "?", "…")


def _fronted(tokens: Tokens, at: int, behind: int) -> Cause | None:
    """ "After the company cut its outlook, its shares fell 5%": up to the comma behind which the main clause moves."""
    comma = _segment_end(tokens, behind)
    while token_at(tokens, comma).key == ",":
        effect = _main_direction(tokens, comma + 1)
        if comma - behind >= _SHORTEST_FRONTED and effect is not None:
            return _cause(tokens, at, comma - 1, effect)
        comma = _segment_end(tokens, comma + 1)
    return None


def _main_direction(tokens: Tokens, first: int) -> int | None:
    """The word of direction of the clause that begins at tokens[first], before any comma of its own."""
    end = _segment_end(tokens, first)
    return next((i for i in range(first + 1, end) if _directs(tokens, i)), None)


def _directs(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    if t.has("percent") and t.text[0] in "+-−–":
        return True  # a row: "FedEx (FDX) +8.3% as ..."
    if (
        not t.has("up", "down")
        or t.has("peak")
        or token_at(tokens, i - 1).has("compared")
        or _is_taken_back(tokens, i)
    ):
        return False
    return token_at(tokens, i - 1).key not in ("after", "before")


def _is_taken_back(tokens: Tokens, i: int) -> bool:
    """ "erased its Friday gain after a report", "pared losses": neither word says which way the report moved it."""
    if tokens[i].key.lower() in _set("taken_back"):
        return any(t.has("up", "down") for t in tokens[i + 1 : i + 1 + _TAKEN_BACK_WITHIN])
    if tokens[i].has("verb") and not tokens[i].has("noun"):
        return False
    before = [t.key.lower() for t in tokens[max(0, i - _TAKEN_BACK_WITHIN) : i]]
    return any(w in _set("taken_back") for w in (*before, *map(" ".join, pairwise(before))))


_TAKEN_BACK_WITHIN = 4  # tokens


def _trailing(tokens: Tokens, at: int, behind: int) -> Cause | None:
    """ "fell 5% after the company cut its outlook": what the last direction before the link tells."""
    effect = _direction_before(tokens, at, nearest=tokens[at].key.lower() != "as")
    if effect is None:
        return None
    last = _end_of_reason(tokens, behind)
    if last <= behind - 1 or tokens[last].end - tokens[at].start > _LONGEST:
        return None
    return _cause(tokens, at, last, effect)


def _direction_before(tokens: Tokens, at: int, *, nearest: bool) -> int | None:
    """The direction on which a link hangs; None where another verb stands between: "rose, and it said it would cut jobs after ...".

    "as" goes with the clause, over "after rising 3% on Monday"; others go with the `nearest` direction, "a 14% drop on Thursday after".
    """
    for i in range(at - 1, -1, -1):
        t = tokens[i]
        if t.key in (";", "—") or (t.has("conj") and t.key.lower() in ("but", "while", "although", "though")):
            return None
        if _is_apposition(tokens, i):
            continue
        if t.key.lower() in _set("own_clause") and token_at(tokens, i - 1).key == ",":
            return None  # "slipped 1.5%, leaving the stock where it was after a flat week"
        if _directs(tokens, i) or (
            nearest and t.has("up", "down") and not t.has("peak") and not _is_taken_back(tokens, i)
        ):
            return i
        if is_finite(tokens, i) and not t.has("carrier", "be", "aux"):
            return None
    return None


def _is_apposition(tokens: Tokens, i: int) -> bool:
    """ "gained 31%, a rise underpinned by": the noun says again what the verb before it told."""
    return i > 1 and tokens[i].has("noun") and tokens[i - 1].key in ("a", "an") and tokens[i - 2].key == ","


def _end_of_reason(tokens: Tokens, behind: int) -> int:
    """Its last token: before what ends it, before a clause that tells another movement, before who says it."""
    last = len(tokens) - 1
    for i in range(behind + 1, len(tokens)):
        if tokens[i].key in (";", "—", "–", ".") or _is_full_stop(tokens, i) or _goes_elsewhere(tokens, i):
            last = i - 1
            break
    while last > behind and tokens[last].key in (",", "."):
        last -= 1
    return last


def _goes_elsewhere(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    key = t.key.lower()
    if key in ("while", "whereas", "although"):
        return True
    if key not in (",", "and"):
        return False
    first = i + 1
    while token_at(tokens, first).has("conj"):
        first += 1
    if first >= len(tokens):
        return True
    if key == "," and tokens[first].key.lower().split()[0] in _set("ends"):
        return True
    if key == "," and _says(tokens, first):
        return True
    return _tells_another(tokens, first)


def _says(tokens: Tokens, first: int) -> bool:
    """ ", analysts at Citi said.": who says it ends the sentence."""
    end = _segment_end(tokens, first)
    return end - first <= _FAR_TO_GROUND and any(t.has("say") for t in tokens[first:end])


def _tells_another(tokens: Tokens, first: int) -> bool:
    """Whether a clause begins there that has a direction and a figure of its own."""
    end = min(_segment_end(tokens, first), first + _FAR_TO_FIGURE)
    turn = next((i for i in range(first, end) if tokens[i].has("up", "down")), None)
    if turn is None:
        return False
    begins = turn - 1 if tokens[turn].has("adverb") else turn  # "was 2% lower"
    return any(t.has("percent", "points") for t in tokens[max(first, begins) : turn + 4])


def _of_row(tokens: Tokens) -> Iterator[Cause]:
    """ "Boeing (BA) +6.5%: order for 180 jets.": what stands behind the change of a row."""
    for i, t in enumerate(tokens[:-2]):
        if not (t.has("percent") and t.text[0] in "+-−–" and tokens[i + 1].key in (":", "–", "—")):
            continue
        end = next((k for k in range(i + 2, len(tokens)) if tokens[k].key in (";", ".", "|")), len(tokens))
        despite = any(t.key.lower() in ("despite", "although", "though", "even") for t in tokens[i + 2 : end])
        if end > i + 2 and not despite and tokens[end - 1].end - tokens[i + 2].start <= _LONGEST:
            yield _cause(tokens, i + 2, end - 1, i)


_LAYS = frozenset(
    "attributed attribute attributes credited credit pinned pin ascribed chalked tied linked blamed blame".split()
)


def _laid_to(tokens: Tokens) -> Iterator[Cause]:
    """ "Dealers attributed the slide to rain", "Analysts blamed rain for the slide"."""
    for i, t in enumerate(tokens[:-2]):
        if t.key.lower() not in _LAYS:
            continue
        end = _segment_end(tokens, i + 1)
        turn = next((k for k in range(i + 1, end) if tokens[k].has("noun")), None)
        link = next((k for k in range(i + 1, end) if tokens[k].key in ("to", "on", "for")), None)
        if turn is None or link is None:
            continue
        if tokens[link].key == "for" and link < turn and link > i + 1:
            yield _cause(tokens, i + 1, link - 1, turn)
        elif tokens[link].key != "for" and turn < link < end - 1:
            yield _cause(tokens, link + 1, end - 1, turn)


# "Brent saw gains of 2%", "led by Nvidia", "taking its gain for the year to 38%"
_NO_CAUSE = (
    "see",
    "saw",
    "seen",
    "lead",
    "led",
    "leav",
    "left",
    "tak",
    "took",
    "bring",
    "brought",
    "get",
    "got",
    "mak",
    "made",
    "keep",
    "kept",
    "put",
)


def _causing(tokens: Tokens) -> Iterator[Cause]:
    """ "Weak guidance sent the shares down 5%", "..., lifting Brent by 0.5%"."""
    for i, t in enumerate(tokens):
        if (
            not i
            or not t.has("causes")
            or t.key.startswith(_NO_CAUSE)
            or (tokens[i + 1 : i + 2] and tokens[i + 1].key == "by")
        ):
            continue
        effect = i if t.has("causes-up", "causes-down") and _has_figure(tokens, i) else _moved_by(tokens, i)
        if effect is None:
            continue
        if is_finite(tokens, i) or tokens[i - 1].key == "to":
            found = of_verb(tokens, i)
            if found is not None and found.last < i:
                yield _cause(tokens, found.first, found.last, effect)
        elif t.has("ing") and tokens[i - 1].key == ",":
            first = max((k + 1 for k in range(i - 1) if tokens[k].key in (",", ";", "—")), default=0)
            if i - 2 > first:
                yield _cause(tokens, first, i - 2, effect)


def _has_figure(tokens: Tokens, verb: int) -> bool:
    return any(t.has("percent", "points", "money") for t in tokens[verb + 1 : verb + 1 + _FAR_TO_GROUND])


def _moved_by(tokens: Tokens, verb: int) -> int | None:
    """The direction behind a verb that causes and what it moves: "sent its shares down"."""
    for i in range(verb + 1, min(len(tokens), verb + _FAR_TO_GROUND)):
        if tokens[i].has("mark") or is_finite(tokens, i) or tokens[i].key in ("on", "amid", "after", "as"):
            return None  # "raised its outlook on higher demand"
        if _directs(tokens, i):
            return i
    return None
