"""Which of a sentence's words of time are a movement's own, and which stand before it in its clause."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.listings import US_MICS, is_han
from bot.reading.document import Sentence
from bot.reading.languages.base import Directed, Phrase, Time
from bot.reading.tokens import Token, token_at


@dataclass(frozen=True, slots=True)
class Timed:
    """A movement with the words of time of its sentence: its own, those that stand before it in its clause, and all."""

    sentence: Sentence
    found: Directed
    subject: Phrase | None
    times: Sequence[Time]
    others: Sequence[Directed]
    own: Sequence[Time]
    fronted: Sequence[Time]

    @property
    def tokens(self) -> Sequence[Token]:
        return self.sentence.tokens

    def tells(self, *kinds: str) -> bool:
        """Whether its own words or its clause hold a time of one of these kinds."""
        return any(t.kind in kinds for t in (*self.own, *self.fronted))


def timed(
    sentence: Sentence, found: Directed, subject: Phrase | None, times: Sequence[Time], others: Sequence[Directed]
) -> Timed:
    """The movement with its times. Chinese sets them inside the subject, or in the clauses since the movement before."""
    times = [t for t in times if not _is_of_a_comparison(sentence, t) and not _is_of_another_part(sentence, found, t)]
    times = [
        t for t in times if not _is_of_what_will_be(sentence.tokens, t) and not _is_of_a_note(sentence, found, t)
    ]
    times = [t for t in times if not _is_of_new_yorks_night(sentence, found, t)]
    if any(t.kind == "day" and not _is_of_a_wire(sentence, t) for t in times):
        times = [t for t in times if not _is_of_a_wire(sentence, t)]
    own = _own_times(sentence.tokens, found, times, others)
    fronted = _fronted(sentence.tokens, found, subject, times)
    if sentence.language.code == "zh" and subject is not None:
        fronted = [t for t in fronted if not _is_of_a_measure(sentence.tokens, t, subject.first)]
        if subject.link == "own":
            own = [*(t for t in times if subject.first <= t.start <= subject.last), *own]
        elif subject.link == "shared":
            last = max((o.end for o in others if o.end <= found.start), default=subject.last + 1)
            between = [t for t in times if last <= t.start < found.start and not in_subordinate(sentence.tokens, t)]
            between = [t for t in between if not _is_of_a_measure(sentence.tokens, t, found.start)]
            fronted = between or fronted  # "今年以来股价翻倍，周五盘中再创新高，收涨5.2%"
    return Timed(sentence, found, subject, times, others, own, fronted)


def _is_of_a_wire(sentence: Sentence, t: Time) -> bool:
    """ "格隆汇7月28日｜星巴克周二收涨0.84%，盘后续涨5.2%": where another day is told, that of the report is not the move's."""
    return t.kind == "day" and t.start <= _WIRE_WITHIN and token_at(sentence.tokens, t.end).key in ("｜", "丨", "|")


_WIRE_WITHIN = 3  # tokens


def _is_of_new_yorks_night(sentence: Sentence, found: Directed, t: Time) -> bool:
    """ "隔晚美股科技股反彈，恒生指數高開128點": the night of the clause about New York is no day of the one behind it."""
    tokens = sentence.tokens
    if sentence.language.code != "zh" or not any(x.has("overnight") for x in tokens[t.start : t.end]):
        return False
    of_new_york = any(x.key in _OF_NEW_YORK for x in tokens[t.end : t.end + 2])
    comma = next((i for i in range(t.end, found.start) if tokens[i].key in ("，", "；")), None)
    if not of_new_york or comma is None or not any(x.has("up", "down") for x in tokens[t.end : comma]):
        return False
    named = (x.mention.company for x in tokens[comma : found.start] if x.has("name") and x.mention is not None)
    home = [c.primary.mic for c in named if c is not None and c.primary is not None]
    return bool(home) and not any(mic in US_MICS for mic in home)


_OF_NEW_YORK = ("美股", "美国", "纽约", "华尔街", "道指", "纳指", "标普")


def _is_of_a_note(sentence: Sentence, found: Directed, t: Time) -> bool:
    """ "Vail Resorts (MTN) +4% - Season-to-date lift revenue through March 1 was up": what is noted behind a row's dash has times of its own."""
    return is_a_row(sentence, found) and token_at(sentence.tokens, found.end).key in DASHES and t.start >= found.end


DASHES = ("-", "–", "—", ":")
_HEAD_OF_A_ROW = 10  # tokens


def is_a_row(sentence: Sentence, found: Directed) -> bool:
    """A line that begins with a name and its signed size."""
    return found.shape == "sign" and begins_a_line(sentence) and found.start < _HEAD_OF_A_ROW


def begins_a_line(sentence: Sentence) -> bool:
    before = sentence.text[: sentence.start].rstrip(" ")
    return not before or before.endswith("\n")


_WILL_BE = frozenset({"将于", "将在", "拟于", "定于", "料于", "计划于", "预定"})


def _is_of_what_will_be(tokens: Sequence[Token], t: Time) -> bool:
    """ "美光科技将于周三盘后放榜，盘前涨1.7%": the day, and the hour, of what is to come."""
    i = t.start - 1
    while token_at(tokens, i).has("time"):
        i -= 1
    before = token_at(tokens, i)
    return before.key in _WILL_BE or (
        before.key in ("于", "在") and token_at(tokens, i - 1).key in ("将", "拟", "定", "将会")
    )


def _is_of_another_part(sentence: Sentence, found: Directed, t: Time) -> bool:
    """ "美光上周五劲扬 南亚科攻上涨停", "台积电ADR涨近3% 台指期夜盘大涨": a Chinese title sets its clauses apart by blanks."""
    if sentence.place not in ("title", "heading") or sentence.language.code != "zh":
        return False
    tokens = sentence.tokens
    if t.end <= found.start:
        between = sentence.text[tokens[t.end - 1].end : tokens[found.start].start]
        turned = any(x.has("up", "down", "flat") for x in tokens[t.end : found.start])
        return turned and _sets_apart(between)
    return t.start >= found.end and _sets_apart(sentence.text[tokens[found.end - 1].start : tokens[t.start].end])


def _sets_apart(between: str) -> bool:
    return any(
        (is_han(between[i - 1 : i]) or between[i - 1 : i] in ("%", "％")) and is_han(between[i + 1 : i + 2])
        for i, c in enumerate(between)
        if c.isspace() and i
    )


def _is_of_a_comparison(sentence: Sentence, t: Time) -> bool:
    """ "较周三纽约尾盘跌112点": in Chinese the day of what it is compared with stands before the movement."""
    compared = t.kind == "day" and t.start > 0 and sentence.tokens[t.start - 1].has("compared")
    return compared and sentence.language.code == "zh"


def _is_of_a_measure(tokens: Sequence[Token], t: Time, end: int) -> bool:
    """ "去年新业务价值利润率不升反跌，股价跌6.3%": the year is that of the margin, and not the share's."""
    comma = next((i for i in range(t.end, end) if tokens[i].key == "，"), None)
    begin = next((i + 1 for i in range(t.start - 1, -1, -1) if tokens[i].key == "，"), 0)
    if comma is None:
        return False
    clause = tokens[begin:comma]
    # "油价隔夜回落，某油股开跌0.7%": the night is the oil's.
    goods = any(x.has("price", "good") or x.names("commodity") for x in tokens[begin : t.start])
    of_another = goods and any(x.has("up", "down") for x in tokens[t.end : comma])
    return of_another or any(x.has("measure") for x in clause)


def _own_times(
    tokens: Sequence[Token], found: Directed, times: Sequence[Time], others: Sequence[Directed]
) -> list[Time]:
    """Those of its predicate: between its verb and the end of its clause, before the next movement."""
    following = min((o.start for o in others if o.start >= found.end), default=len(tokens))
    stop = found.end
    while stop < following and not _ends_predicate(tokens, stop):
        stop += 1
    times = [t for t in times if not is_compared_day(tokens, found, t)]
    begin = min(found.head, found.start)
    spanned = [t for t in times if t.kind == "period" and t.end == found.start and found.shape == "noun of figure"]
    if spanned:
        return spanned  # "a 30 day share price return of 10.95% but a year to date decline of 5.05%"
    if any(o.word == found.word and o.start < found.start for o in others):
        begin = found.start  # "falling 0.2% the day before and 0.9% on Wednesday"
    while (before := next((t for t in times if t.end == begin > t.start), None)) is not None and not (
        before.kind == "period" and any(x.has("month") for x in tokens[before.start : before.end])
    ):
        begin = (
            before.start
        )  # "the S&P 500 Tuesday closed lower", "over the next two weeks lost 12%"; not "wheat for September fell"
    return [t for t in times if begin <= t.start < stop or (t.start == stop and t.kind == "hour")]


THAN = frozenset({"against", "versus", "vs", "vs.", "than", "compared with", "compared to"})


def is_compared_day(tokens: Sequence[Token], found: Directed, t: Time) -> bool:
    """ "1.42 percent, from Tuesday", "against $4,958.02 late on Tuesday": the day of what it is compared with."""
    if t.kind != "day":
        return False
    if found.before is not None:  # "up at 158.92 yen from 158.10 on Wednesday"
        return found.level is not None and found.level < found.before < t.start
    if t.start and tokens[t.start - 1].key == "from":
        return True
    origin = next((i for i in range(found.start, t.start) if tokens[i].key == "from"), None)
    if origin is not None and any(x.has("number", "money", "points") for x in tokens[origin + 1 : t.start]):
        return True  # "to 1.3680 per U.S. dollar from 1.3712 a day earlier"
    return any(x.key in THAN for x in tokens[found.end : t.start])


def _ends_predicate(tokens: Sequence[Token], i: int) -> bool:
    t = tokens[i]
    if t.key in (";", "；", "。", "—", ":", "："):
        return True
    if t.key == "，":
        return True
    if t.key == ",":
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        dated = after is not None and after.has("number") and token_at(tokens, i + 2).has("month")
        return after is None or not (dated or after.has("time") or after.key in ("on", "in", "at", "for", "to"))
    return (
        (t.has("subordinator", "relative") and t.key != "since")
        or (t.key in ("and", "but", "while") and not _joins_times(tokens, i) and not _joins_figures(tokens, i))
        or t.key in ("following", "amid", "ahead of", "after", "with", "versus")
    )


def _joins_figures(tokens: Sequence[Token], i: int) -> bool:
    """ "by 4% against the dollar and by just under 2% against the euro since the beginning of the year"."""
    return token_at(tokens, i + 1).key == "by" and any(t.has("percent") for t in tokens[i + 2 : i + 5])


def _joins_times(tokens: Sequence[Token], i: int) -> bool:
    """ "on Friday and for the full week"."""
    after = tokens[i + 1 : i + 4]
    return any(t.has("time", "span-noun") for t in after)


def _fronted(tokens: Sequence[Token], found: Directed, subject: Phrase | None, times: Sequence[Time]) -> list[Time]:
    """Those that stand before the subject in its own clause: "On Thursday, ...", "This week, ..."."""
    end = subject.first if subject is not None and subject.first <= found.start else found.start
    begin = end
    while begin > 0 and not (
        tokens[begin - 1].key in (";", "；", "。", ":")
        or tokens[begin - 1].has("be")
        or (tokens[begin - 1].has("figure", "relative") and not tokens[begin - 1].has("number"))
    ):
        if tokens[begin - 1].has("verb") and tokens[begin - 1].has("finite", "past"):
            break
        dating = any(t.start == begin - 1 for t in times)
        if (
            tokens[begin - 1].has("conj", "subordinator")
            and begin > 1
            and not dating
            and not tokens[begin - 1].has("joins")
        ):
            break
        begin -= 1
    return [t for t in times if begin <= t.start < end and not in_subordinate(tokens, t)]


def behind_a_conjunction(tokens: Sequence[Token], t: Time) -> bool:
    """ "The Russell 2000 lagged with a 0.3% loss, and the VIX ended Friday at 14.6": the day is that of another clause."""
    return any(
        x.has("conj") and x.text.isascii() and token_at(tokens, i - 1).key == ","
        for i, x in enumerate(tokens[: t.start])
    )


def in_a_second_clause(tokens: Sequence[Token], t: Time) -> bool:
    """ "Wall St ends mixed; Cisco eyed after the bell", "美股三大指数收高，亚马逊盘后走势分化": the hour is not that of the title's own move."""
    closed = any(
        x.key == "，" and any(y.has("close", "up", "down") for y in tokens[:i])
        for i, x in enumerate(tokens[: t.start])
    )
    return closed or any(x.key in (";", "；") for x in tokens[: t.start])


_OF_ANOTHER_CLAUSE = frozenset(
    "following until till due before against versus than set hit reached scheduled since by".split()
) | {"ahead of", "compared with", "compared to"}


def in_subordinate(tokens: Sequence[Token], t: Time) -> bool:
    """A day behind "after", "when", "said", "since" or in a relative clause is not the move's."""
    if _of_a_statement(tokens, t) or _is_of_a_relative(tokens, t) or _is_of_a_contact_clause(tokens, t):
        return True
    i = t.start - 1
    while i >= 0 and tokens[i].key not in (",", "，", ";", "；", ":"):
        if (
            tokens[i].has("subordinator", "relative", "say", "because")
            or (tokens[i].has("ing") and token_at(tokens, i - 1).key == ",")
            or (tokens[i].key == "from" and i == t.start - 1)
            or (
                tokens[i].key in _OF_ANOTHER_CLAUSE and not token_at(tokens, i - 1).has("det")
            )  # "took a hit on Thursday"
        ):
            return True
        i -= 1
    return False


_PRONOUNS = frozenset({"it", "they", "he", "she"})


def _is_of_a_contact_clause(tokens: Sequence[Token], t: Time) -> bool:
    """ "giving back a chunk of the 15% it gained on Thursday": the day of what was gained then."""
    i = t.start - 2 if token_at(tokens, t.start - 1).key == "on" else t.start - 1
    told = token_at(tokens, i).has("past") and token_at(tokens, i - 1).key in _PRONOUNS
    before = token_at(tokens, i - 2)
    return told and not before.has("mark", "conj", "subordinator", "time") and i > 1


_STATED_WITHIN = 2  # tokens


def _of_a_statement(tokens: Sequence[Token], t: Time) -> bool:
    """ "昨公布第三季业绩": in Chinese the day stands before the verb of saying, and is its own."""
    if t.start and tokens[t.start - 1].has("prep"):
        return False  # "根據今日的資料顯示"
    comma = next((i for i in range(t.end, len(tokens)) if tokens[i].key == "，"), None)
    if comma is not None and comma - 1 > t.end and tokens[comma - 1].key in ("后", "之后", "以后"):
        return any(x.has("verb", "say") for x in tokens[t.end : comma])  # "周二公布计划后，…"
    for i, x in enumerate(tokens[t.end : t.end + _STATED_WITHIN], t.end):
        if x.has("say") and token_at(tokens, i + 1).has("within-day"):
            return False  # "8月17日交割消息公布当天，该股收跌3.5%"
        if x.key in ("，", ",", "。") or x.has("up", "down", "flat", "close", "open"):
            return False
        if x.has("say"):
            return not x.text.isascii()
    return False


_ROUND_THE_CLOCK = ("commodity", "currency", "crypto")


def of_round_the_clock(sentence: Sentence, t: Time) -> bool:
    """ "国际金价昨晚失守5,000美元，紫金矿业跌2%": in Chinese a night behind gold, a currency or a coin is of their clause, and not of the shares'."""
    if sentence.language.code != "zh" or not sentence.tokens[t.start].has("day:-1"):
        return False
    begin = next((i + 1 for i in range(t.start - 1, -1, -1) if sentence.tokens[i].key in ("，", "；")), 0)
    named = (x.mention.company for x in sentence.tokens[begin : t.start] if x.mention is not None)
    return any(c is not None and c.kind in _ROUND_THE_CLOCK for c in named)


def _is_of_a_relative(tokens: Sequence[Token], t: Time) -> bool:
    """ "昨日已跌8.3%的美团，半日再跌2%": the day is that of what stands before 的."""
    for i in range(t.end, len(tokens)):
        if tokens[i].key in ("，", "；", "。"):
            return False
        if tokens[i].key == "的":
            return tokens[i - 1].has("figure") and token_at(tokens, i + 1).has("name")
    return False


def sentence_time(tokens: Sequence[Token], times: Sequence[Time]) -> Time | None:
    """The time with which the sentence begins, or its list: "Miners have rallied year to date: ..."."""
    colon = next((i for i, t in enumerate(tokens) if t.key in (":", "：")), -1)
    # "本週一美股盤前，…": what says more than the day counts.
    for t in sorted(times, key=lambda t: t.kind == "day"):
        if t.kind not in ("period", "hour", "day"):
            continue
        if t.end <= colon:
            return t
        if t.kind == "hour" and in_subordinate(tokens, t):
            continue  # "After slipping in premarket trading, Apple closed 3% higher"
        comma = next((j for j in range(t.end, min(len(tokens), t.end + 3)) if tokens[j].key in (",", "，")), None)
        if t.start <= 2 and comma is not None and not any(x.has("measure", "percent") for x in tokens[t.end : comma]):
            return t
        if t.start == 0 and t.kind == "period":
            return t  # "Last week the Dow gained 0.8%, the S&P 500 rose 1.2%"
    return None


def nearest(times: Iterable[Time], found: Directed) -> Time | None:
    """The time that decides the scope: the first behind the figure, else the last before it."""
    kinds = [
        t
        for t in times
        if t.kind in ("day", "hour", "period", "within") and t.value not in ("early", "late", "intraday")
    ]
    hours = [t for t in kinds if t.kind == "hour"]
    if hours:
        return hours[0]
    behind = [t for t in kinds if t.start >= found.start]
    return behind[0] if behind else (kinds[-1] if kinds else None)


def most_exact(times: Sequence[Time]) -> str:
    """ "on Tuesday, 28 April": the date says which Tuesday."""
    days = [t.value for t in times if t.kind == "day"]
    return next((d for d in days if d.startswith("date:")), days[0] if days else "")


def is_overnight(t: Token) -> bool:
    """Of an English story's night; in Chinese it counts back from the writer's day."""
    return t.has("overnight") and t.text.isascii()


def words_of(sentence: Sentence, t: Time) -> str:
    """As they are printed."""
    tokens = sentence.tokens[t.start : t.end]
    return " ".join(x.text for x in tokens)
