"""Whether a movement is told as a fact: not foreseen, supposed, denied, habitual, alleged, nor of an earlier time with which it is compared.

Triggers with a scope, as ConText has them (Chapman 2007; medspacy): words of the lexicon, in the clause of the movement, where each kind may
stand. A rule is a name and a function over the tokens; the first that holds names the context.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.reading.languages.base import Directed, Phrase
from bot.reading.tokens import Tokens, token_at

_GOVERNS = 5  # tokens between a verb and what it foresees
_BOUNDARY = (";", ":", "。", "；", "!", "?", "—")


@dataclass(frozen=True, slots=True)
class Place:
    """A movement's clause: tokens[first:last], its subject and its predicate."""

    tokens: Tokens
    first: int
    last: int
    found: Directed
    subject: Phrase | None

    @property
    def before_predicate(self) -> Tokens:
        """From the subject's end (or the clause's start) to the direction's word."""
        start = self.first
        if self.subject is not None and self.first <= self.subject.last < self.found.start:
            start = self.subject.last + 1
            if start < len(self.tokens) and self.tokens[start].key in (",", "—"):
                start = max(i for i in range(start, self.found.start) if self.tokens[i].key in (",", "—"))
        end = max(self.found.start, self.found.word)
        because = (i for i in range(start, end) if self.tokens[i].has("because"))
        return self.tokens[
            start : next(because, end)
        ]  # "因重组预期升温封住涨停": what a reason tells foresees nothing

    @property
    def before_subject(self) -> Tokens:
        if self.subject is not None and self.subject.link == "relative":
            return ()
        end = (
            self.subject.first
            if self.subject is not None and self.first <= self.subject.first < self.found.start
            else self.found.start
        )
        return self.tokens[self.first : end]

    @property
    def before_name(self) -> Tokens:
        """From the clause's start to its predicate: what says how it is told may stand inside the subject ("The suit alleges Tesla shares")."""
        return (*self.before_subject, *self._subject)

    @property
    def _subject(self) -> Tokens:
        inside = self.subject is not None and self.first <= self.subject.first < self.found.start
        return self.tokens[self.subject.first : self.subject.last + 1] if inside and self.subject is not None else ()

    @property
    def behind(self) -> Tokens:
        return self.tokens[self.found.end : self.last]


def place_of(tokens: Tokens, found: Directed, subject: Phrase | None) -> Place:
    """The clause around a movement: between the marks and conjunctions that part it from others."""
    begin = min(found.start, subject.first if subject is not None else found.start)
    if subject is not None and any(t.key == "，" for t in tokens[subject.last + 1 : found.start]):
        begin = (
            found.start if found.level is None else min(found.start, found.level)
        )  # the subject stands in a clause before
    first = begin
    while first > 0 and not (
        tokens[first - 1].key in _BOUNDARY
        or tokens[first - 1].key == "，"
        or (tokens[first - 1].key == "," and _starts_clause(tokens, first))
    ):
        first -= 1
    last = found.end
    while last < len(tokens) and not (tokens[last].key in _BOUNDARY or _leaves(tokens, last)):
        last += 1
    return Place(tokens, first, last, found, subject)


def _starts_clause(tokens: Tokens, i: int) -> bool:
    """Behind a comma: "while ...", "and ..." begin another clause."""
    return token_at(tokens, i).has("conj", "subordinator")


def _leaves(tokens: Tokens, i: int) -> bool:
    t = tokens[i]
    return t.has("subordinator", "relative") or (
        t.key in (",", "，")
        and (
            token_at(tokens, i + 1).has("conj", "relative", "subordinator", "name")
            or token_at(tokens, i + 1).has("ing")
        )
    )


def _foreseen(place: Place) -> bool:
    """ "could fall", "is expected to rise", "analysts expect it to fall"; not what a share did on a forecast."""
    told = place.before_predicate
    if place.tokens[place.found.word].has("past") and not place.tokens[place.found.word].has("base"):
        joined = max((i + 1 for i, t in enumerate(told) if t.key == "and"), default=0)
        told = told[joined:]  # "Walmart raised its forecast and climbed 6.2%"
    seen = [i for i, t in enumerate(told) if t.key == "seeing"] if _is_noun_of_percent(place) else []
    if any(
        t.has("foreseen", "modal") and not _is_part_of_another(told, i) and i not in seen for i, t in enumerate(told)
    ):  # "with Brent seeing gains of 6.6%" has seen them
        return True
    return _governed(place, "foreseen") or _is_headline_future(place) or _is_wished(place)


def _is_noun_of_percent(place: Place) -> bool:
    percent = any(place.tokens[i].has("percent") for i in place.found.figures)
    return place.found.shape == "noun of figure" and percent


def _is_part_of_another(told: Tokens, i: int) -> bool:
    """ "睿擎智能（02791）": a piece of a name that no table has; "on May 12": a month."""
    behind = token_at(told, i + 1)
    return behind.has("tag") or (told[i].has("month") and behind.has("number"))


def _governed(place: Place, sense: str) -> bool:
    """A verb before the subject governs what is no past: "expects the stock to rise", "sees it rise 5%", "sees Brent up 5%"."""
    word = place.tokens[place.found.word]
    if word.has("past") and not word.has("base") and not any(t.key == "to" for t in place.before_predicate):
        return False
    carrier = place.tokens[place.found.head]
    if word.has("adverb") and carrier.has("past"):
        return False
    near = place.before_subject[-_GOVERNS:]
    if (
        near
        and (near[-1].has("past") or (near[-1].has("causes") and near[-1].has("ing")))
        and not near[-1].has(sense)
    ):
        return False  # "Forecasts of snow sent gas up 3%", "beating forecasts and sending its shares up 5%"
    comma = max((i for i, t in enumerate(near) if t.key in (",", "，")), default=-1)
    return any(t.has(sense) for t in near[comma + 1 :])


def _is_headline_future(place: Place) -> bool:
    """ "S&P 500 to Gain 18%, Bank Says": an infinitive on which nothing before it hangs."""
    infinitive = [i for i, t in enumerate(place.before_predicate) if t.key == "to"]
    return bool(infinitive) and not any(
        t.has("verb", "be") for t in (*place.before_subject, *place.before_predicate[: infinitive[0]])
    )


def _is_wished(place: Place) -> bool:
    """ "A 10% drop in copper would add ...": a noun whose own verb is one of what may be."""
    if place.found.shape not in ("figure then noun", "noun of figure"):
        return False
    end = max(place.found.end, place.subject.last + 1 if place.subject is not None else 0)
    behind = place.tokens[end : end + 4]
    modal = next((i for i, t in enumerate(behind) if t.has("modal")), None)
    return modal is not None and not any(t.has("time") for t in behind[:modal])


def _supposed(place: Place) -> bool:
    if place.before_subject and place.before_subject[0].key == "had" and place.first == 0:
        return True  # "Had Tesla shares fallen"
    if _is_labelled(place.tokens) or _is_a_condition_in_chinese(place) or _is_a_rule_s_condition(place):
        return True
    if token_at(place.tokens, 0).has("supposing"):
        return True  # "假设基金先跌20%，再于后年升25%"
    return any(t.has("supposed") for t in (*place.before_name, *place.before_predicate))


def _is_labelled(tokens: Tokens) -> bool:
    """ "Example: Tesla shares rose 3%", "On this day in 1987: the Dow fell 22.6%"."""
    colon = next((i for i, t in enumerate(tokens[:_LONGEST_LABEL]) if t.key in (":", "：")), 0)
    return any(t.has("no-fact-label", "anniversary") for t in tokens[:colon])


_LONGEST_LABEL = 6  # tokens


def _is_a_condition_in_chinese(place: Place) -> bool:
    """ "恒指跌3%将触发熔断", "金价上涨3%的可能性不大": what would follow of it, or what it is said to be."""
    behind, noun = token_at(place.tokens, place.found.end), token_at(place.tokens, place.found.end + 1)
    return behind.has("consequence") or (behind.key == "的" and noun.has("no-fact-noun"))


_OF_NOUNS = ("figure then noun", "noun of figure")
_ITS_VERB_WITHIN = 9  # tokens


def _is_a_rule_s_condition(place: Place) -> bool:
    """ "A decline of 7% in the S&P 500 from the prior close halts all trading": what a rule makes of it, whenever it may be."""
    if place.found.shape not in _OF_NOUNS:
        return False
    behind = place.behind[:_ITS_VERB_WITHIN]
    end = next((i for i, t in enumerate(behind) if t.has("mark") or t.has("past")), len(behind))
    return any(t.has("consequence") for t in behind[:end])


def _denied(place: Place) -> bool:
    if any(t.has("denied", "negation") for t in place.before_predicate) or any(
        t.has("denied") for t in place.before_name
    ):
        return True
    if any(t.has("corrects") for t in place.tokens):
        return True  # what a correction quotes is what was wrong
    return any(t.has("untrue") for t in place.tokens[place.first : place.last])


def _alleged(place: Place) -> bool:
    """ "The suit alleges that its shares fell 21%"."""
    return any(t.has("alleged") for t in place.before_name)


def _habitual(place: Place) -> bool:
    if token_at(place.tokens, place.found.start - 1).key in ("每", "every"):
        return True  # "正股每升1%", "every 10% rise in oil"
    if any(t.has("habitual") for t in place.behind[:3]):
        return True
    opening = next((i for i, t in enumerate(place.tokens) if t.key in (",", "，")), 0)
    if any(t.has("anniversary") for t in place.tokens[:opening]) and not any(
        t.has("up", "down") for t in place.tokens[:opening]
    ):
        return True  # "三十九年前的今天，道指单日暴跌22.6%"
    word = place.tokens[place.found.word]
    timeless = word.has("base", "finite") and not word.has("past") and place.found.head == place.found.word
    if timeless and any(t.has("habitual") and not t.has("gauge") for t in place.tokens[: place.found.start]):
        return True  # "Micron tends to slip 0.7%, and Costco's stock gains 1.1%"
    return any(t.has("habitual") and not t.has("gauge") for t in (*place.before_name, *place.before_predicate))


def _compared(place: Place) -> bool:
    """ "after falling 3%", "from a 14% drop": another day's move, beside which this story's is told."""
    i = min(place.found.start, place.found.word) - 1  # of "after falling 0.2% and 0.9%" the verb's
    tokens = place.tokens
    while token_at(tokens, i).has(
        "det",
        "span-adjective",
        "time",
        "qualifier",
        "steep",
        "superlative",
        "one-day",
        "adverb-filler",
        "extreme",
    ):
        i -= 1
    if i < 0:
        return False
    return tokens[i].has("compared") or (
        tokens[i].key in ("after", "before") and place.found.shape != "figure then adverb"
    )


_SPANS = ("month", "span-noun", "number", "period")


def _of_an_earlier_time(place: Place) -> bool:
    """ "their worst day since April, when they dropped 4.1%": told of then."""
    tokens, first = place.tokens, place.first
    if token_at(tokens, first).key != "when":
        return False
    at = first - 2 if token_at(tokens, first - 1).key == "," else first - 1
    return token_at(tokens, at).has(*_SPANS) and not token_at(tokens, at).has("weekday", "day-word")


def _yet_to_come(place: Place) -> bool:
    """ "to rise 5% by year-end", "over the next 12 months"."""
    near = place.behind[:6]
    end = next((i for i, t in enumerate(near) if t.has("conj") and t.key in ("and", "but")), len(near))
    return any(
        t.key in ("next", "coming", "year-end") and not any(x.has("genitive") for x in near[i + 1 : i + 3])
        for i, t in enumerate(near[:end])
    )  # "ahead of next week's meeting" is told of today


CONTEXTS: tuple[tuple[str, Callable[[Place], bool]], ...] = (
    ("foreseen", _foreseen),
    ("supposed", _supposed),
    ("denied", _denied),
    ("alleged", _alleged),
    ("habitual", _habitual),
    ("yet to come", _yet_to_come),
    ("compared", _compared),
    ("of an earlier time", _of_an_earlier_time),
)


def context_of(place: Place) -> str | None:
    """The name of the context that makes it no fact of this story's day; None for a plain fact."""
    return next((name for name, holds in CONTEXTS if holds(place)), None)
