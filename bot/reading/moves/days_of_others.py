"""Of what else a day is told than of the movement in its sentence: of what was before, of a noun, of another clause, of what is to come."""

from __future__ import annotations

from collections.abc import Sequence

from bot.listings import is_han
from bot.reading.document import Sentence
from bot.reading.languages.base import Time
from bot.reading.moves.scope import NEW_YORK
from bot.reading.moves.whose_time import Timed
from bot.reading.tokens import Token, token_at

_NAMED_WITHIN = 4  # tokens
_SHUT = frozenset({"shut", "休市"})


_FREE_DAYS = frozenset({"holiday", "holidays"})


_FREE = frozenset({"public", "market", "markets", "national", "bank", "for"})


_AFTER_IT = frozenset({"后", "之后", "以后"})


def is_of_what_was_before(movement: Timed, t: Time) -> bool:
    return any(x.key in _AFTER_IT for x in movement.tokens[t.end : movement.found.start])


def is_of_an_earlier_night(movement: Timed, t: Time, market: str | None) -> bool:
    """ "隔晚國際油價跌近2%，中海油跌1.5%": the night is New York's, and of the movement that it stands before."""
    overnight = any(x.has("overnight") and not x.text.isascii() for x in movement.tokens[t.start : t.end])
    behind = any(t.end <= o.start and o.end <= movement.found.start for o in movement.others)
    return overnight and behind and market not in (None, "", NEW_YORK)


def is_of_a_noun(tokens: Sequence[Token], t: Time) -> bool:
    """ "slid nearly 4%, giving back part of Tuesday's 5.5% gain": the day of the gain."""
    return tokens[t.end - 1].key.endswith(("'s", "’s")) and token_at(tokens, t.end).has("figure", "up", "down")


_NOUNS = ("figure then noun", "noun of figure")


def is_of_a_noun_before(movement: Timed, t: Time) -> bool:
    """ "Broadcom, fresh off an 8.3% slump on Tuesday, recouped 2.4%": the day of the slump."""
    before = [o for o in movement.others if o.end <= t.start and t.end <= movement.found.start and o.shape in _NOUNS]
    between = (movement.tokens[o.end : t.start] for o in before)
    set_off = any(x.key == "," for x in movement.tokens[t.end : movement.found.start])
    return set_off and any(len(x) <= _NOUN_WITHIN and not any(y.has("mark") for y in x) for x in between)


_NOUN_WITHIN = 2  # tokens: "on"


def is_of_a_later_movement(movement: Timed, t: Time) -> bool:
    """ "climbed 5.6 per cent, recovering from a 14 per cent drop on Thursday": the day behind another movement in the same clause is its."""
    later = [o for o in movement.others if movement.found.end <= o.start < t.start]
    return any(not any(x.key in (",", "，", ";", "；") for x in movement.tokens[o.start : t.start]) for o in later)


def tells_who_was_shut(tokens: Sequence[Token]) -> bool:
    """ "Tokyo was closed on Monday for a holiday": no day of what is told; "holiday spending" is a season's."""
    free = [i for i, t in enumerate(tokens) if t.key in _FREE_DAYS]
    near = any(t.key in _FREE for i in free for t in tokens[max(0, i - _FREE_WITHIN) : i])
    closed = bool(free) and any(t.key == "closed" for t in tokens)
    return near or closed or any(t.key in _SHUT for t in tokens)


_FREE_WITHIN = 4  # tokens


def is_behind_a_blank(sentence: Sentence, t: Time) -> bool:
    """ "台积电ADR大涨4.3% 日月光、AMD盘后两样情": a Chinese title sets its clauses apart by blanks."""
    before = sentence.text[sentence.start : sentence.tokens[t.start].start]
    parts = f"{before}|".split()[:-1]
    return sentence.language.code == "zh" and any(is_han(part[-1:]) or part[-1:] in "%％" for part in parts)


def is_of_a_clause_behind(sentence: Sentence, t: Time) -> bool:
    """ "贵州茅台涨2%，昨日该股跌1%": in Chinese a day stands before what it is the day of, and the figure before is of another."""
    return sentence.language.code == "zh" and any(x.has("percent", "points") for x in sentence.tokens[: t.start])


def is_of_the_next(movement: Timed, t: Time) -> bool:
    """ "农业银行跌1.56%，昨日该股刚创新高": in Chinese a day stands before what it is the day of."""
    if movement.sentence.language.code != "zh":
        return False
    return any(x.key in ("，", "；") for x in movement.tokens[movement.found.end : t.start])


def is_of_before(tokens: Sequence[Token], day: Time) -> bool:
    """ "On Wednesday, the index had slipped", "had ended Monday higher": the day before the one that the story is of."""
    begin = next((i + 1 for i in range(day.start - 1, -1, -1) if tokens[i].has("mark", "conj")), 0)
    near = tokens[min(begin, max(0, day.start - _NAMED_WITHIN)) : day.start]
    once = tokens[day.end : day.end + _NAMED_WITHIN]
    if any(t.key in _ONCE for t in once):
        return True  # "该股周四曾上涨1.8%"
    opened = tokens[day.end : day.end + 2 * _NAMED_WITHIN] if day.start <= _OPENS_WITHIN else ()
    return any(t.key == "had" for t in (*near, *opened))


_COUNTED_BACK = frozenset({"earlier", "before", "previous", "prior"})


def is_of_before_in_words(tokens: Sequence[Token], day: Time) -> bool:
    """ "winning back the ground lost a day earlier": the day of what is told besides."""
    words = " ".join(t.key for t in tokens[day.start : day.end]).split()
    return not _COUNTED_BACK.isdisjoint(words)


def is_to_come(tokens: Sequence[Token], day: Time) -> bool:
    """ "it's likely to see continued consolidation on Tuesday", "set to open higher Wednesday": the day of what is foreseen."""
    begin = next((i + 1 for i in range(day.start - 1, -1, -1) if tokens[i].has("mark")), 0)
    return any(t.has("foreseen") and not t.has("month") for t in tokens[begin : day.start])


_ONCE = frozenset({"曾", "曾经", "才刚", "刚刚"})


_OPENS_WITHIN = 2  # tokens: "Late on Thursday the company had said ..."


def is_of_a_mark(tokens: Sequence[Token], day: Time) -> bool:
    """ "8.4% below its Sept. 14 peak": the day of what it is compared with."""
    behind = token_at(tokens, day.end)
    return behind.has("peak") or (behind.key == "record" and not token_at(tokens, day.end + 1).has("det"))
