"""Over what time a movement was: its session, the hours around it, a height or low, or longer. The first rule that holds decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from bot.reading.findings import Scope
from bot.reading.languages.base import FROM_A_PEAK, Directed, Phrase, Time
from bot.reading.moves.focus import OF_TWO
from bot.reading.moves.session_days import day_of
from bot.reading.moves.whose_time import THAN, Timed, in_subordinate, is_a_row, nearest, sentence_time, words_of
from bot.reading.tokens import Token, token_at

HOURS: dict[str, Scope] = {"premarket": "premarket", "after_hours": "after_hours"}
NEW_YORK = "America/New_York"
NEXT_SESSION = 4  # days to the next one, over a long weekend


@dataclass
class Said:
    """What the story has said of hours and periods so far. `index` counts its sentences."""

    told_on: date | None
    hour: str = ""
    period: str | None = None
    paragraph: int = -1
    index: int = 0
    title_hour: str = ""
    title_period: str = ""  # of a title that names a period and no move: "First-half ranking of chip stocks"
    last_hour: str = ""  # the hour of the last movement, and where that stood
    spoken_hour: tuple[int, int] = (-1, -1)
    table_hour: str = ""  # that of a sentence behind which only headings and rows have come
    carried: str | None = None  # the period of the movement before in the same sentence
    carried_before: str | None = None  # that of the last movement of the sentence before


@dataclass(frozen=True, slots=True)
class Scoped:
    """A scope, by what it was decided, and the words of its period."""

    scope: Scope
    by: str
    period: str | None = None


Rule = Callable[[Timed, Said], Scoped | None]
_LONGER = Scoped("longer", "own words")
_EXTREME = Scoped("intraday_extreme", "own words")


def scope_of(movement: Timed, said: Said, market: str | None) -> Scoped:
    """The movement's scope. Only New York has hours before its bell and behind it; the next movement may go on with its period."""
    found = next(s for rule in STATED if (s := rule(movement, said)) is not None)
    if found.scope in HOURS and market not in (None, NEW_YORK):
        found = Scoped("session", found.by, found.period)
    if found.by in ("default", "tense"):
        inherited = (s for rule in INHERITED if (s := rule(movement, said, found, market)) is not None)
        found = next(inherited, found)
    elif found.scope == "session":
        found = _hour_in_chinese(movement, said, found, market) or found
    said.carried = found.period if found.scope == "longer" else None
    return found


def days_apart(times: Sequence[Time], said: Said) -> int:
    """Between the first and the last day that some words name; 0 where they name one."""
    days = [d for t in times if said.told_on and (d := day_of(t.value, said.told_on)) is not None]
    return (max(days) - min(days)).days if days else 0


# ---- what its own words and its clause say --------------------------------------------------------------------------


def _of_a_height(movement: Timed, said: Said) -> Scoped | None:
    found, tokens = movement.found, movement.tokens
    touched = found.shape in ("to a high", "verb then bound", "verb then level")
    words = tokens[found.word : found.end]
    return _EXTREME if touched and any(t.has("extreme-level", "peak") for t in words) else None


def _of_a_distance(movement: Timed, said: Said) -> Scoped | None:
    since = _since_then(movement.tokens, movement.found, movement.times)
    return _LONGER if since or movement.found.shape == "figure from a peak" else None


def _of_what_was_touched(movement: Timed, said: Said) -> Scoped | None:
    touched = _is_extreme(movement.tokens, movement.found, movement.own) or _widened_to_an_extreme(movement)
    touched = touched or _is_within_the_session(movement)
    opened = any(
        t.kind == "extreme" and t.start == 0 for t in movement.fronted
    )  # "At the session high, Brent was up $2"
    return _EXTREME if touched or opened else None


def _is_within_the_session(movement: Timed) -> bool:
    """ "随着比特币盘中升至75,500美元上方": a level alone, reached within the session."""
    found, tokens = movement.found, movement.tokens
    if movement.sentence.language.code != "zh" or found.figures or found.level is None:
        return False
    return any(t.key == "盘中" for t in tokens[max(0, found.head - 1) : found.level])


def _widened_to_an_extreme(movement: Timed) -> bool:
    """ "早盘一度跌至2,210元，跌幅扩大至6.9%": the size of the level that was touched in the clause before."""
    found, tokens = movement.found, movement.tokens
    if movement.sentence.language.code != "zh" or found.shape != "noun then figure" or found.level is None:
        return False
    begin = next((i + 1 for i in range(found.level - 1, -1, -1) if tokens[i].has("mark")), 0)
    return found.level < found.start and any(t.has("extreme") for t in tokens[begin : found.level])


def _of_a_span_of_days(movement: Timed, said: Said) -> Scoped | None:
    """ "climbing 1.98% over June 29 and June 30", "from their June 30 close of $30.40 to $41.60 on July 14"."""
    days = [t for t in movement.own if t.kind == "day"]
    named = len({t.value for t in days}) > 1 and _is_span_of_days(movement.tokens, days)
    apart = movement.found.before is not None and days_apart(days, said) > NEXT_SESSION
    return _LONGER if named or apart else None


def _of_a_peak_before(movement: Timed, said: Said) -> Scoped | None:
    told = next((t for t in (*movement.own, *movement.fronted) if t.value == FROM_A_PEAK), None)
    return Scoped("longer", "clause", words_of(movement.sentence, told)) if told is not None else None


def _of_its_times(movement: Timed, said: Said) -> Scoped | None:
    own, clause = nearest(movement.own, movement.found), nearest(movement.fronted, movement.found)
    spanned = clause is not None and clause.kind == "period" and not _is_of_a_clause_before(movement, clause)
    if own is not None and not (own.kind in ("day", "within") and spanned):
        return _by_time(movement, own, "own words")
    # "over the following sessions its price collapsed 74%, closing at $182 on April 28"
    return _by_time(movement, clause, "clause") if clause is not None else None


def _of_the_hour_of_its_clause(movement: Timed, said: Said) -> Scoped | None:
    """ "Ross was the best performer in premarket trading, jumping 8.5%", "the only one to end the week in the red, shedding 0.4%": a participle
    goes on with its clause."""
    found, subject = movement.found, movement.subject
    if subject is None or subject.link != "participle" or movement.own:
        return None
    begin = max((o.end for o in movement.others if o.end <= found.start), default=subject.last)
    between = [t for t in movement.times if begin <= t.start < found.start]
    ended = next(
        (t for t in between if t.kind == "period" and token_at(movement.tokens, t.start - 1).has("close")), None
    )
    if ended is not None:
        return Scoped("longer", "clause", words_of(movement.sentence, ended))
    hours = (t for t in between if t.kind == "hour" and not in_subordinate(movement.tokens, t))
    hour = next(hours, None)
    return Scoped(HOURS[hour.value], "clause") if hour is not None else None


def _is_of_a_clause_before(movement: Timed, t: Time) -> bool:
    """ "今年空调热销，美的集团今日股价涨12%": with a comma between, the period is that of another clause."""
    first = movement.subject.first if movement.subject is not None else movement.found.start
    return any(x.key == "，" for x in movement.tokens[t.end : first])


def _by_time(movement: Timed, t: Time, by: str) -> Scoped:
    if t.kind == "hour":
        return Scoped(HOURS[t.value], by)
    return Scoped("longer", by, words_of(movement.sentence, t)) if t.kind == "period" else Scoped("session", by)


def _of_what_it_is_compared_with(movement: Timed, said: Said) -> Scoped | None:
    """ "declined 2.7% week-to-date, versus the S&P 500 (-0.6%)": over the same time."""
    found, tokens = movement.found, movement.tokens
    if found.shape != "sign" or not any(t.key in THAN for t in tokens[: found.start]):
        return None
    period = next((t for t in movement.times if t.kind == "period" and t.end <= found.start), None)
    return Scoped("longer", "clause", words_of(movement.sentence, period)) if period is not None else None


def _of_a_level_of_before(movement: Timed, said: Said) -> Scoped | None:
    """ "is now 12 per cent lower than it was at the start of the year", "8% below where it stood", "higher than before its results"."""
    found, tokens = movement.found, movement.tokens
    if token_at(tokens, found.end).key == "where":
        return Scoped("longer", "own words", "where")
    if token_at(tokens, found.end).key != "than":
        return None
    last = min(len(tokens), found.end + 1 + _COMPARED_WITHIN)
    ends = (i for i in range(found.end + 1, last) if tokens[i].has("mark", "up", "down") or tokens[i].key in _JOINS)
    stop = next(ends, last)
    period = next((t for t in movement.times if t.kind == "period" and found.end <= t.start < stop), None)
    if period is not None:
        return Scoped("longer", "own words", words_of(movement.sentence, period))
    return Scoped("longer", "own words", "before") if token_at(tokens, found.end + 1).key == "before" else None


_COMPARED_WITHIN = 9  # tokens
_JOINS = frozenset({"and", "but", "while"})


def _of_a_streak_of_weeks(movement: Timed, said: Said) -> Scoped | None:
    """ "slipped 1.9%, snapping a five-week winning streak": it is the week's."""
    behind = movement.tokens[movement.found.end : movement.found.end + _STREAK_WITHIN]
    for a, b in pairwise(behind):
        if a.key.startswith(_ENDS_A_STREAK) and b.has("det"):
            named = next((t.key for t in behind if t.key.endswith(("-week", "-month"))), None)
            return Scoped("longer", "clause", named.rpartition("-")[2]) if named is not None else None
    return None


_STREAK_WITHIN = 8  # tokens
_ENDS_A_STREAK = ("snapping", "ending", "extending", "breaking", "halting")


def _of_a_recent_one(movement: Timed, said: Said) -> Scoped | None:
    """ "The recent 18% rebound in Intel"."""
    before = movement.tokens[movement.found.start - 1].key if movement.found.start else ""
    return Scoped("longer", "own words", before) if before == "recent" else None


def _of_what_followed_the_close(movement: Timed, said: Said) -> Scoped | None:
    return Scoped("after_hours", "own words") if _after_the_close(movement.tokens, movement.found) else None


# ---- what was said before -------------------------------------------------------------------------------------------


def _of_the_head_of_a_list(movement: Timed, said: Said) -> Scoped | None:
    listed = movement.sentence.place in ("item", "text", "heading")
    return Scoped("longer", "heading", said.period) if said.period is not None and listed else None


def _of_the_opening(movement: Timed, said: Said) -> Scoped | None:
    opening = sentence_time(movement.tokens, movement.times)
    if opening is None or opening.kind == "day" or (opening.kind == "hour" and _closes_itself(movement)):
        return None
    return _by_time(movement, opening, "sentence")


def _closes_itself(movement: Timed) -> bool:
    """ "In premarket trading Apple slipped, but it closed 3% higher"."""
    found, tokens = movement.found, movement.tokens
    behind = any(o.end <= found.start for o in movement.others) or any(t.key == "but" for t in tokens[: found.start])
    return behind and any(t.has("close") for t in tokens[found.head : found.start + 1])


def _of_a_title_without_a_move(movement: Timed, said: Said) -> Scoped | None:
    listed = movement.sentence.place in ("item", "text") or movement.found.shape == "sign"
    holds = said.title_period and not movement.times and listed
    return Scoped("longer", "title", said.title_period) if holds else None


def _of_the_tense(movement: Timed, said: Said) -> Scoped | None:
    rules = (_is_cumulative, _remains, _is_perfect)
    return Scoped("longer", "tense") if any(rule(movement.tokens, movement.found) for rule in rules) else None


def _of_the_hour_of_a_heading(movement: Timed, said: Said) -> Scoped | None:
    if not said.hour or not (movement.sentence.place == "item" or said.hour == said.title_hour):
        return None
    opened = sentence_time(movement.tokens, movement.times) is not None
    # "美股周四收盤全數走低，道瓊下跌0.4%，標普500下跌0.9%" below a title of a night's futures.
    closed = any(t.kind == "at" and t.value == "close" for t in movement.times)
    closed = closed or movement.tokens[movement.found.word].has("close")  # "同日公布业绩的麦当劳收跌1.7%"
    return None if opened or closed else Scoped(HOURS[said.hour], "heading")


def _of_the_hour_of_two(movement: Timed, said: Said) -> Scoped | None:
    """ "GE与联合健康盘前走势相反，前者涨2.3%": the hour that was told of both."""
    subject = movement.subject
    if subject is None or movement.tokens[subject.last].key not in OF_TWO or movement.tells("at", "hour"):
        return None
    hour = next((t for t in movement.times if t.kind == "hour" and t.end <= subject.first), None)
    before = [o for o in movement.others if hour is not None and o.end <= hour.start]
    return Scoped(HOURS[hour.value], "sentence") if hour is not None and not before else None


_SPAN_NOUNS = frozenset("stretch period span time year month week quarter decade spell run".split())


def _of_a_span_it_tells_in(movement: Timed, said: Said) -> Scoped | None:
    """ "over the past three months, a stretch in which the S&P 500 gained 4.1%"."""
    tokens, subject = movement.tokens, movement.subject
    first = subject.first if subject is not None and subject.first <= movement.found.start else movement.found.head
    relative = next((i for i in range(first - 1, max(0, first - 4), -1) if tokens[i].key in ("which", "when")), None)
    if relative is None:
        return None
    at = relative - 2 if token_at(tokens, relative - 1).key in ("in", "during", "over") else relative - 1
    told = tokens[relative].key == "which" and at == relative - 2 and token_at(tokens, at).key in _SPAN_NOUNS
    return Scoped("longer", "clause", tokens[at].text) if told else None


def _follows_another(movement: Timed) -> bool:
    """ "Lowe's followed with a 6.1% climb", "理想汽车同步上行1.4%": of the time that was told of the one before."""
    found, subject = movement.found, movement.subject
    begin = subject.last + 1 if subject is not None and subject.last < found.start else found.head
    return any(t.has("follows") for t in movement.tokens[begin : found.end])


def _of_whom_it_follows(movement: Timed, said: Said) -> Scoped | None:
    if said.carried_before is None or not _follows_another(movement) or movement.tells("day", "at", "within"):
        return None
    return Scoped("longer", "sentence before", said.carried_before)


def _of_the_hour_before(movement: Timed, said: Said) -> Scoped | None:
    """ "Uber rose 1.4% before the bell. Lyft slid 3.7%"."""
    found, tokens, subject = movement.found, movement.tokens, movement.subject
    near = said.spoken_hour == (movement.sentence.paragraph, said.index - 1)
    same = movement.sentence.language.code == "en" or subject is None or subject.link == "shared"
    same = same or _follows_another(movement)
    closed = any(t.has("close") for t in tokens[found.head : found.end])
    if near and same and not closed and not movement.tells("at", "within"):
        return Scoped(HOURS[said.last_hour], "sentence before")
    return None


def _of_the_hour_of_a_table(movement: Timed, said: Said) -> Scoped | None:
    """ "Here are the stocks that gap up before the bell:", and below it "Ross Stores (ROST) +8.6%"."""
    row = is_a_row(movement.sentence, movement.found)
    return Scoped(HOURS[said.table_hour], "heading") if row and said.table_hour and not movement.times else None


def _of_nothing(movement: Timed, said: Said) -> Scoped | None:
    return Scoped("session", "default")


STATED: tuple[Rule, ...] = (
    _of_a_height,
    _of_a_distance,
    _of_what_was_touched,
    _of_a_span_of_days,
    _of_a_peak_before,
    _of_what_it_is_compared_with,
    _of_a_level_of_before,
    _of_a_recent_one,
    _of_a_streak_of_weeks,
    _of_a_span_it_tells_in,
    _of_its_times,
    _of_the_hour_of_its_clause,
    _of_the_hour_of_two,
    _of_what_followed_the_close,
    _of_the_head_of_a_list,
    _of_the_opening,
    _of_a_title_without_a_move,
    _of_the_tense,
    _of_the_hour_of_a_heading,
    _of_the_hour_before,
    _of_the_hour_of_a_table,
    _of_whom_it_follows,
    _of_nothing,
)


# ---- what the movement before in the same sentence hands on ----------------------------------------------------------


def _period_in_chinese(movement: Timed, said: Said, found: Scoped, market: str | None) -> Scoped | None:
    goes_on = movement.sentence.language.code == "zh"
    return Scoped("longer", "sentence", said.carried) if goes_on and said.carried is not None else None


def _period_of_a_sibling(movement: Timed, said: Said, found: Scoped, market: str | None) -> Scoped | None:
    """ "up 1.6% for the month, while the Nasdaq added 1%"."""
    if said.carried is None or not _is_english_sibling(movement, found) or movement.tells("day", "within", "at"):
        return None
    return Scoped("longer", "sentence", said.carried)


def _hour_of_a_sibling(movement: Timed, said: Said, found: Scoped, market: str | None) -> Scoped | None:
    """ "in premarket trading, while Rockwell's dropped 5.6%"."""
    told = said.spoken_hour == (movement.sentence.paragraph, said.index) and market in (None, NEW_YORK)
    spanned = said.carried is not None and not movement.tells("day", "within", "at")
    holds = told and not spanned and _is_english_sibling(movement, found)
    return Scoped(HOURS[said.last_hour], "sentence") if holds else None


def _hour_behind_a_sibling(movement: Timed, said: Said, found: Scoped, market: str | None) -> Scoped | None:
    """ "MongoDB slipped 3% and Datadog declined 2% after the bell": one hour behind two that "and" binds."""
    tokens, one = movement.tokens, movement.found
    following = [o for o in movement.others if o.start >= one.end]
    if found.by != "default" or len(following) != 1 or one.end >= len(tokens) or tokens[one.end].key != "and":
        return None
    hour = next((t for t in movement.times if t.kind == "hour" and following[0].end <= t.start), None)
    if (
        hour is None
        or market not in (None, NEW_YORK)
        or any(t.key in (",", ";", "while") for t in tokens[one.end : hour.start])
    ):
        return None
    return Scoped(HOURS[hour.value], "sentence")


def _hour_in_chinese(movement: Timed, said: Said, found: Scoped, market: str | None) -> Scoped | None:
    """ "盘后一度跌超5%，随后跌幅收窄至1.7%", "Arista盘前涨3.2%，慧与涨1.8%", "盘前一度跌6.8%，截至发稿跌4.7%"; not "盘后跌1%；特斯拉收涨2%"."""
    told = said.spoken_hour == (movement.sentence.paragraph, said.index)
    behind = max((o.end for o in movement.others if o.end <= movement.found.start), default=0)
    now = any(t.has("now") for t in movement.tokens[behind : movement.found.start])
    plain = found == Scoped("session", "default") or (found.scope == "session" and now)
    if movement.sentence.language.code != "zh" or not plain or not told or market not in (None, NEW_YORK):
        return None
    subject = movement.subject
    holds = subject is None or subject.link == "shared" or _is_in_the_row(movement, said)
    return Scoped(HOURS[said.last_hour], "sentence") if holds else None


def _is_english_sibling(movement: Timed, found: Scoped) -> bool:
    if found.by != "default":
        return False
    return _is_sibling(movement.tokens, movement.subject, movement.others) or _is_compared_with(movement)


_COMPARING = frozenset(
    "leaving exceeding outpacing outperforming underperforming lagging trailing beating topping surpassing".split()
)


def _is_compared_with(movement: Timed) -> bool:
    """ "has climbed 6.85% in the past month, exceeding the sector's gain of 2.12% and the S&P 500's gain of 1.34%": of the same span."""
    before = min((o.end for o in movement.others if o.end <= movement.found.start), default=movement.found.start)
    return any(t.key in _COMPARING for t in movement.tokens[before : movement.found.start])


INHERITED: tuple[Callable[[Timed, Said, Scoped, str | None], Scoped | None], ...] = (
    _period_in_chinese,
    _period_of_a_sibling,
    _hour_of_a_sibling,
    _hour_behind_a_sibling,
    _hour_in_chinese,
)


# ---- words ----------------------------------------------------------------------------------------------------------


_TURNED = ("recovered", "rebounded", "reversed", "pared", "bounced")
_ONWARD = ("其后", "随后", "收窄", "收敛", "回落", "缩")
_TURNS_WITHIN = 10  # tokens
_TURNS = (
    "rebounding",
    "recovering",
    "paring",
    "reversing",
    "retreating",
    "bouncing",
    "easing",
    "erasing",
    "trimming",
    "settling back",
)
_SINCE_WITHIN = 8  # tokens
_NO_SMALL_CHANGE = 15  # percent: "remains up 2%" after the news is of the day
_CLOSED_WITHIN = 5  # tokens
_CLOSING = ("closing", "ending", "finishing", "settling")


def _is_span_of_days(tokens: Sequence[Token], days: Sequence[Time]) -> bool:
    """ "over June 29 and June 30", "from 30 June 2026 to 28 July 2026": two days that are the ends of one span."""
    for a, b in pairwise(days):
        before = tokens[a.start - 1].key if a.start else ""
        between = [t.key for t in tokens[a.end : b.start] if not t.has("number")]
        if (before == "over" and between == ["and"]) or (
            before in ("from", "between") and between in (["to"], ["and"])
        ):
            return True
    return False


def _since_then(tokens: Sequence[Token], found: Directed, times: Sequence[Time]) -> bool:
    """ "decline in the KOSPI since its June 19 peak", "rallied 22 percent since the March 24 snapshot"; no record "since May", no hour
    ("since the opening bell"), and not what came behind ("fell 3% and has been quiet since")."""
    for i in range(found.end, min(len(tokens), found.end + _SINCE_WITHIN)):
        t = tokens[i]
        if t.key in (",", "，", ";", "；", ".") or t.has("superlative") or (t.has("up", "down") and t.has("verb")):
            return False
        if t.key == "and" and token_at(tokens, i + 1).has("aux", "be", "verb"):
            return False
        if t.key == "from" and token_at(tokens, i + 1).key == "where":
            return True  # "down 6.8% from where it stood last Friday"
        if t.key == "since":
            opens = any(x.key in _OPENING for x in tokens[i + 1 : i + 4])
            return not opens and not any(x.kind == "record" and x.start <= i < x.end for x in times)
        if t.key == "from" and any(x.has("peak") for x in tokens[i + 1 : i + _SINCE_WITHIN]):
            return True  # "18% rebound in Intel from last Friday's low"
    return False


_OPENING = frozenset({"opening", "bell", "opening bell", "the bell"})


def _turns_back(tokens: Sequence[Token], found: Directed) -> bool:
    """ "dived 6.4 percent in less than four minutes before rebounding": it did not stay there."""
    near = tokens[found.end : found.end + _TURNS_WITHIN]
    return any(
        (t.key == "before" and token_at(near, i + 1).key in _TURNS)
        or (t.key == "but" and any(x.key in _TURNED for x in near[i + 1 : i + 3]))
        for i, t in enumerate(near)
    )


def _is_one_end_of_a_swing(tokens: Sequence[Token], found: Directed) -> bool:
    """ "after swinging between a 3% gain and a 2% loss"."""
    before = tokens[max(0, found.start - _SWING_WITHIN) : found.start]
    return any(
        a.key.startswith(("swing", "swung", "see-saw", "seesaw")) and b.key in ("between", "from")
        for a, b in pairwise(before)
    )


_SWING_WITHIN = 9  # tokens


def _is_extreme(tokens: Sequence[Token], found: Directed, own: Sequence[Time]) -> bool:
    """ "as much as 9%", "briefly", "at one point": what was touched."""
    if found.level is not None and found.level < found.start:
        linked = tokens[max(0, found.level - 2) : found.level]
        onward = any(t.key.startswith(_ONWARD) for t in tokens[found.level : found.end])
        touched = any(t.has("extreme-level") for t in linked) and not onward
        if touched and not tokens[found.word].has("close"):
            return True  # "曾高見70.95元，飆13.9%"
    if _turns_back(tokens, found) or _is_one_end_of_a_swing(tokens, found):
        return True
    if tokens[found.word].has("limit") and _is_touched(tokens, found.start):
        return True
    if _had_been(tokens, found) or _is_of_a_touched_level(tokens, found):
        return True
    if found.start and tokens[found.start - 1].has("extreme"):
        return True  # "having traded as much as 8.1% lower"
    if token_at(tokens, found.end).has("touched-behind"):
        return True  # "was up 6.1 percent at most"
    places = [i for i in range(found.start, found.end) if not _is_up_to(tokens[i], found)]
    if any(tokens[i].has("extreme", "peak") and not _closed_there(tokens, i) for i in places):
        return True
    extremes = (t for t in own if t.kind == "extreme" and not _closed_there(tokens, t.start))
    return any(not (t.value == "earlier" and t.start > found.end) for t in extremes)


def _had_been(tokens: Sequence[Token], found: Directed) -> bool:
    """ "slipped 0.8 percent to close at 132 after having been up 5.5 percent": where it was before it came back."""
    before = tokens[max(0, found.start - 3) : found.start]
    return any(a.key == "having" and b.key == "been" for a, b in pairwise(before))


_TOUCHED, _TOUCHED_WITHIN = frozenset({"touched", "hit", "reached", "touching", "hitting"}), 10  # tokens


def _is_of_a_touched_level(tokens: Sequence[Token], found: Directed) -> bool:
    """ "having touched 10,210 yen in early trading, a decline of 10.7%"."""
    if found.shape != "noun of figure" or token_at(tokens, found.start - 1).key not in ("a", "an"):
        return False
    near = tokens[max(0, found.start - _TOUCHED_WITHIN) : found.start]
    return token_at(tokens, found.start - 2).key == "," and any(t.key in _TOUCHED for t in near)


def _is_touched(tokens: Sequence[Token], limit: int) -> bool:
    """ "盘中一度触及20%涨停"."""
    i = limit - 1
    while i >= 0 and tokens[i].has("manner", "percent", "limit-size", "number"):
        i -= 1
    return i >= 0 and tokens[i].has("extreme")


def _is_up_to(t: Token, found: Directed) -> bool:
    return t.has("up-to") and found.shape.startswith("carrier")


_CLOSED_WITHIN = 3  # tokens


def _closed_there(tokens: Sequence[Token], i: int) -> bool:
    """ "以1,995元最高价作收": the day's high is where it closed."""
    behind = tokens[i + 1 : i + 1 + _CLOSED_WITHIN]
    mark = next((k for k, t in enumerate(behind) if t.has("mark")), len(behind))
    return not tokens[i].text.isascii() and any(t.has("close") for t in behind[:mark])


def _is_perfect(tokens: Sequence[Token], found: Directed) -> bool:
    """ "has lost 26.7%", "has limited its loss to 11%": over which time is not said."""
    before = tokens[found.head : max(found.head, found.word)]
    if found.shape == "sum so far":
        return any(t.key in _HAVE for t in tokens[max(0, found.start - _VERB_BEFORE) : found.start])
    event = token_at(tokens, found.end).key in (
        "after",
        "following",
        "on",
        "amid",
        "since",
        "ahead of",
    )
    if event:
        return False
    return tokens[found.word].has("participle") and found.level is None and any(t.key in _HAVE for t in before)


_HAVE = frozenset({"has", "have", "'ve", "’ve"})
_VERB_BEFORE = 4  # tokens: "has limited its"


def _is_in_the_row(movement: Timed, said: Said) -> bool:
    """Whether nothing but a comma, "而" or "则" sets a movement beside the one before it, and none of both was a close."""
    before = [o for o in movement.others if o.end <= movement.found.start]
    first = max((o.end for o in before), default=0)
    between = movement.tokens[first : movement.found.end]
    return bool(before) and not any(t.key in ("；", ";", "。") or t.has("close") for t in between)


def _after_the_close(tokens: Sequence[Token], found: Directed) -> bool:
    """ "rose 5 percent to $18.23 after closing up 1 percent": what came behind the close is after hours."""
    near = tokens[found.end : found.end + _CLOSED_WITHIN]
    return any(
        t.key == "after"
        and i + 2 < len(near)
        and near[i + 1].key in _CLOSING
        and near[i + 2].has("up", "down", "time")
        for i, t in enumerate(near)
    )


def _is_sibling(tokens: Sequence[Token], subject: Phrase | None, others: Sequence[Directed]) -> bool:
    """Whether "while" or "and" sets a movement of somebody else right beside the one before."""
    if subject is None or subject.link != "own" or not any(o.end <= subject.first for o in others):
        return False
    last = max(o.end for o in others if o.end <= subject.first)
    between = tokens[last : subject.first]
    return any(t.key in ("while", "and", "whereas") for t in between) and not any(
        t.has("percent", "points", "money", "relative") or t.key in (";", "after", "as") for t in between
    )


def _is_cumulative(tokens: Sequence[Token], found: Directed) -> bool:
    """ "連升四日，累升11.6%": what has come together over days."""
    return tokens[found.word].key.startswith("累")


def _remains(tokens: Sequence[Token], found: Directed) -> bool:
    """ "shares remain down 36%"."""
    figure = tokens[found.figures[0]].figure if found.figures else None
    large = figure is not None and abs(figure.value) >= _NO_SMALL_CHANGE
    return (
        large
        and tokens[found.word].has("adverb")
        and any(t.key in ("remain", "remains", "remained", "still") for t in tokens[found.head : found.start + 1])
    )
