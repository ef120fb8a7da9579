"""What the later of two versions takes back: each value in whose place it has another one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from bot.events.notices import session_half
from bot.events.numbers import is_one_measure, is_one_number
from bot.events.versions import Version, is_name, is_one_name, pairs, states_of
from bot.reading.gate.quantities import Quantity
from bot.reading.gate.said import Said
from bot.reading.gate.terms import Term, are_opposed, is_word
from bot.reading.lexicon import folded

_SAME_WORDS = 0.6  # how much alike two sentences are where only a word of theirs says another thing
_SHORT = 4  # terms: a longer run is another sentence, not another word


@dataclass(frozen=True, slots=True)
class Change:
    """A value that was taken back: the words that say of what, and both values as printed."""

    what: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Run:
    """Terms of a sentence in whose place another one has others; how much alike the sentences are else."""

    old: Said
    new: Said
    was: tuple[Term, ...]
    now: tuple[Term, ...]
    alike: float

    @property
    def short(self) -> bool:
        return len(self.was) <= _SHORT and len(self.now) <= _SHORT


def taken_back(before: Version, after: Version) -> tuple[Change, ...]:
    """The values of the earlier version in whose place the later one has others; none where the session has only gone on."""
    found = pairs(before, after)
    if _is_later(before, after) or any(_is_of_a_later_hour(before, after, old, new) for _, old, new in found):
        return ()
    told = [(new, change) for score, old, new in found for change in _between(before, after, old, new, score)]
    told += [(new, change) for score, old, new in found if score >= _ALMOST_ALL for change in _people(old, new)]
    if not told:
        told = list(_numbers_elsewhere(before, after))
    if len({(c.was.lower(), c.now.lower()) for _, c in told}) >= _SEVERAL and all(_is_live(new) for new, _ in told):
        return ()  # prices of a market that is open
    return tuple(dict.fromkeys(change for _, change in told))


def _between(before: Version, after: Version, old: Said, new: Said, score: float) -> Iterator[Change]:
    if _moves_on(before, after, old, new):
        return
    for run in _replaced(old, new, score):
        for _, check in _REPLACED:
            yield from check(before, after, run)
    yield from _numbers_in_place(before, after, old, new)
    yield from _denial(old, new, score)


_SEVERAL = 3  # figures: one or two are somebody's slip


def _is_live(said: Said) -> bool:
    """Whether a sentence tells a price without a close."""
    return said.sentence.may_tell_a_move and not states_of(said) & _CLOSED


# --- a later hour ----------------------------------------------------------------------------------------------------

_CLOSED, _UNDER_WAY = frozenset({"close"}), frozenset({"within-day", "hour:premarket", "at:open"})


def _is_later(before: Version, after: Version) -> bool:
    """Whether the one tells of a session under way and the other of its close."""
    if session_half(before.story) == "midday" and session_half(after.story) == "close":
        return True
    return bool(before.states & _UNDER_WAY and not after.states & _UNDER_WAY and after.states & _CLOSED)


def _is_of_a_later_hour(before: Version, after: Version, old: Said, new: Said) -> bool:
    """Whether a sentence tells of another hour than before, and neither version of both: the close after midday."""
    was, now = states_of(old), states_of(new)
    if (was - now and now - was) or (was & _UNDER_WAY and now & _CLOSED and not now & _UNDER_WAY):
        return True
    return bool(now - was - before.states) or bool(was - now - after.states)


def _moves_on(before: Version, after: Version, old: Said, new: Said) -> bool:
    """Whether the later sentence tells what came next, with the number that was as what had been."""
    if not any(_is_reached(old, j) for j in old.numbers) and any(_is_reached(new, j) for j in new.numbers):
        return True
    kept = [old.quantity(j) for j in old.numbers if after.tells(old.quantity(j)) and not _has(new, old.quantity(j))]
    fresh = [new.quantity(j) for j in new.numbers if not before.tells(new.quantity(j))]
    return any(a.like(b) for a in kept for b in fresh)


_REACHING = ("to", "至", "到")


def _is_reached(said: Said, j: int) -> bool:
    """Whether a number is where something has come to: "rose to seven", "增至7人"."""
    before = said.terms[max(0, j - 2) : j]
    return len(before) == 2 and before[0].turn is not None and before[1].text in _REACHING


def _has(said: Said, quantity: Quantity) -> bool:
    return any(is_one_number(quantity, said.quantity(j)) for j in said.numbers)


# --- one in the place of another -------------------------------------------------------------------------------------


def _replaced(old: Said, new: Said, score: float) -> Iterator[Run]:
    """The runs of terms of which the one stands in the other's place."""
    a, b = ([_sign(t) for t in said.terms] for said in (old, new))
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what == "replace":
            yield Run(old, new, old.terms[i:j], new.terms[k:m], score)


def _sign(t: Term) -> str:
    """What makes two terms one: the number, the name, the word."""
    if t.quantity is not None:
        return f"{t.quantity.kind} {t.quantity.value.normalize()} {t.quantity.unit}"
    return min(t.keys, default=t.text.lower()) if t.kind != "mark" else t.text


def _number(before: Version, after: Version, run: Run) -> Iterator[Change]:
    """One number in the place of another, all else as it was: also where the right one stood elsewhere in the story."""
    was, now = ([t for t in terms if t.quantity and not t.quantity.idle] for terms in (run.was, run.now))
    if run.short and len(was) == len(now):
        for a, b in zip(was, now, strict=True):
            yield from _changed(run.old, a, run.new, b)
            if _is_another_dollar(a, b):
                yield Change(_what(run.new, b), a.text, b.text)


def _numbers_in_place(before: Version, after: Version, old: Said, new: Said) -> Iterator[Change]:
    """Numbers that a sentence had and the story has no more, in whose place it has others that the story had not."""
    lost = [old.terms[j] for j in old.numbers if not after.tells(old.quantity(j)) and not old.quantity(j).idle]
    gained = [new.terms[j] for j in new.numbers if not before.tells(new.quantity(j)) and not new.quantity(j).idle]
    for a in lost:
        b = next((g for g in gained if _may_take_its_place(a.quantity, g.quantity)), None)
        if b is not None:
            gained.remove(b)
            yield from _changed(old, a, new, b)


_SHARED = 2  # keys


def _numbers_elsewhere(before: Version, after: Version) -> Iterator[tuple[Said, Change]]:
    """The same of a text that was written anew: beside another number that both tell, and among the same words."""
    for old, old_keys in zip(before.said, before.keys, strict=True):
        for a in (old.terms[j] for j in old.numbers if not old.quantity(j).idle and not after.tells(old.quantity(j))):
            for new, new_keys in zip(after.said, after.keys, strict=True):
                both = old_keys & new_keys
                if (
                    not any(k.startswith("=") for k in both)
                    or len(both) <= _SHARED
                    or _moves_on(before, after, old, new)
                ):
                    continue
                gained = (new.terms[j] for j in new.numbers if not before.tells(new.quantity(j)))
                b = next((g for g in gained if g.quantity and a.quantity and a.quantity.like(g.quantity)), None)
                if (
                    b is not None
                    and a.quantity
                    and b.quantity
                    and sorted(_digits(a.quantity)) == sorted(_digits(b.quantity))
                ):
                    yield from ((new, change) for change in _changed(old, a, new, b))


def _changed(old: Said, a: Term, new: Said, b: Term) -> Iterator[Change]:
    if _may_take_its_place(a.quantity, b.quantity) and not is_one_measure(old, a, new, b):
        yield Change(_what(new, b), a.text, b.text)


def _may_take_its_place(a: Quantity | None, b: Quantity | None) -> bool:
    """Whether the one says another number, or another unit, of what the other may be of."""
    if a is None or b is None or "time" in (a.kind, b.kind) or is_one_number(a, b):
        return False
    return a.like(b) or a.kind == b.kind or _digits(a) == _digits(b)


def _is_another_dollar(a: Term, b: Term) -> bool:
    """ "$180 million" that is now "A$180 million": "$" alone is America's."""
    if a.quantity is None or b.quantity is None or not a.quantity.bare or b.quantity.bare:
        return False
    return (
        a.quantity.value == b.quantity.value and "$" in a.text and b.quantity.unit not in ("", "USD", a.quantity.unit)
    )


def _digits(q: Quantity) -> tuple[int, ...]:
    return q.value.normalize().as_tuple().digits


def _name(before: Version, after: Version, run: Run) -> Iterator[Change]:
    was, now = _name_in(run.old, run.was), _name_in(run.new, run.now)
    if not run.short or run.alike < _SAME_WORDS or was is None or now is None or is_one_name(was, now):
        return
    if not (after.names(was) and before.names(now)):
        yield Change(_what(run.new, now), was.text, now.text)


def _name_in(said: Said, terms: Sequence[Term]) -> Term | None:
    """The one name of a run; of Chinese, also one that jieba has cut into its characters."""
    names = [t for t in terms if is_name(t) and not _is_unit(said, t)]
    if (
        len(names) == 1
        and len(terms) > 1
        and all(t.kind == "word" and not t.text.isascii() and not t.senses for t in terms)
    ):
        return replace(names[0], start=terms[0].start, end=terms[-1].end, text="".join(t.text for t in terms))
    return names[0] if len(names) == 1 else None


def _is_unit(said: Said, t: Term) -> bool:
    """Whether it stands right behind a number: "20GWh", "20吉瓦时"."""
    return any(said.terms[j].end in (t.start, t.start - 1) for j in said.numbers)


def _ticker(before: Version, after: Version, run: Run) -> Iterator[Change]:
    """Another code; "(PSE: LGC)" and "(LGC.PS)" are one."""
    was, now = ([t for t in terms if t.has("tag")] for terms in (run.was, run.now))
    if len(was) == len(now) == 1 and not _is_one_code(was[0].text, now[0].text):
        yield Change(_what(run.new, now[0]), was[0].text, now[0].text)


def _is_one_code(a: str, b: str) -> bool:
    """Whether two printed tickers have a number in common, or, without any, a code of letters that is no exchange's alone."""
    one, other = ({w.lstrip("0") for w in re.findall(r"[A-Z0-9]+", tag)} for tag in (a, b))
    if any(w.isdigit() for w in one | other):
        return bool({w for w in one if w.isdigit()} & {w for w in other if w.isdigit()})
    return bool(one & other) and not (
        one - other and other - one and len(one) == len(other) == 2 and _same_exchange(a, b)
    )


def _same_exchange(a: str, b: str) -> bool:
    """ "NYSE: BABA" and "NYSE: BIDU": what stands before the colon is the exchange."""
    return ":" in a and ":" in b and a.partition(":")[0] == b.partition(":")[0]


def _direction(before: Version, after: Version, run: Run) -> Iterator[Change]:
    """ "rose" in the place of "fell", "loss" in that of "profit"."""
    if run.alike < _SAME_WORDS or not run.short:
        return
    for a in run.was:
        for b in run.now:
            if {a.turn, b.turn} == {"up", "down"} or are_opposed(a, b) or _are_opposed_in_chinese(a, b):
                yield Change(_what(run.new, b), a.text, b.text)
                return


_OPPOSED = (
    ("买入", "卖出"), ("流入", "流出"), ("增持", "减持"), ("盈利", "亏损"), ("上调", "下调"), ("看多", "看空"), ("同意", "反对"), ("批准", "否决"),
    ("买", "卖"), ("增", "减"), ("升", "降"), ("赚", "亏"), ("出口", "进口"), ("最高", "最低"), ("高于", "低于"), ("超过", "不足"),
)  # fmt: skip


def _are_opposed_in_chinese(a: Term, b: Term) -> bool:
    one, other = folded(a.text), folded(b.text)
    return any(
        (x in one and y in other and x not in other) or (y in one and x in other and y not in other)
        for x, y in _OPPOSED
    )


_BASES = ("against year", "against quarter", "against month")


def _basis(before: Version, after: Version, run: Run) -> Iterator[Change]:
    """ "from a month earlier" in the place of "from a year earlier"."""
    a = next((t for t in run.was if not t.marks.isdisjoint(_BASES)), None)
    b = next((t for t in run.now if not t.marks.isdisjoint(_BASES)), None)
    if a and b and run.short and a.marks.isdisjoint(b.marks & frozenset(_BASES)):
        yield Change(_what(run.new, b), a.text, b.text)


def _month(before: Version, after: Version, run: Run) -> Iterator[Change]:
    """ "in June" in the place of "in July"."""
    was, now = (
        [t for t in terms if t.quantity is None and any(k.startswith("month:") for k in t.keys)]
        for terms in (run.was, run.now)
    )
    if run.short and len(was) == len(now) == 1 and was[0].keys.isdisjoint(now[0].keys):
        yield Change(_what(run.new, now[0]), was[0].text, now[0].text)


def _day(before: Version, after: Version, run: Run) -> Iterator[Change]:
    was, now = ([t for t in terms if any(k.startswith("weekday:") for k in t.keys)] for terms in (run.was, run.now))
    if run.short and len(was) == len(now) == 1 and was[0].keys.isdisjoint(now[0].keys) and run.alike >= _SAME_WORDS:
        yield Change(_what(run.new, now[0]), was[0].text, now[0].text)


_REPLACED: tuple[tuple[str, Callable[[Version, Version, Run], Iterator[Change]]], ...] = (
    ("a number", _number),
    ("a name", _name),
    ("a ticker", _ticker),
    ("a direction", _direction),
    ("what it is compared with", _basis),
    ("a day", _day),
    ("a month", _month),
)


def _people(old: Said, new: Said) -> Iterator[Change]:
    """A Chinese name of a person in which a character is another one: jieba cuts such names apart, so that their characters are compared."""
    a, b = (said.sentence.text[said.sentence.start : said.sentence.end] for said in (old, new))
    if a.isascii() or b.isascii():
        return
    for what, i, j, k, m in SequenceMatcher(None, a, b, autojunk=False).get_opcodes():
        if what != "replace" or j - i != m - k or j - i > _GIVEN_NAME or folded(a[i:j]) == folded(b[k:m]):
            continue
        back = next(
            (n for n in (1, 2) if i >= n and folded(a[i - n]) in _SURNAMES and folded(b[k - n]) in _SURNAMES), None
        )
        was, now = (text[at - (back or 0) : end] for text, at, end in ((a, i, j), (b, k, m)))
        if (
            back is not None
            and was[0] == now[0]
            and not (is_word(was) and is_word(now))
            and was.isalpha()
            and now.isalpha()
        ):
            yield Change("", was, now)
            return


_GIVEN_NAME = 2  # characters
# The hundred most common surnames of the mainland (Ministry of Public Security), with those of Hong Kong and Taiwan.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_DENIES = ("negation", "denied")
_NOT = "不未无無没沒非否"
_LOSSES = ("亏损", "虧損", "净亏损", "淨虧損", "loss", "losses")
_ALMOST_ALL = 0.8


def _denial(old: Said, new: Said, score: float) -> Iterator[Change]:
    """A sentence that says the same and now denies it, or calls a profit a loss."""
    if score < _ALMOST_ALL:
        return
    for holds in (_is_denial, _is_loss):
        was, now = ([t for t in said.terms if holds(t)] for said in (old, new))
        if bool(was) != bool(now):
            t, said = (was or now)[0], old if was else new
            yield Change(_what(said, t), t.text if was else "", t.text if now else "")


def _is_denial(t: Term) -> bool:
    return t.has(*_DENIES) or "negating" in t.marks or any(c in _NOT for c in t.text)


def _is_loss(t: Term) -> bool:
    return t.text.lower() in _LOSSES


def _what(said: Said, at: Term) -> str:
    """The words of the clause in which a value stands, without it."""
    clause: Sequence[Term] = [t for t in said.terms if t.clause == at.clause]
    text = said.sentence.text[clause[0].start : at.start] + said.sentence.text[at.end : clause[-1].end]
    return " ".join(text.split())
