"""The condition of an alert: a percent with its direction, a level with its side, a record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from decimal import Decimal

from bot.conversation.grammar.figures import Figure
from bot.conversation.grammar.intents import Slots
from bot.conversation.grammar.line import Line, Piece
from bot.conversation.grammar.words import says


def condition_of(line: Line) -> Slots | None:
    """A percent, a level or a record, with its direction."""
    if (both := _up_and_down(line) or _changed(line)) is not None:
        return both
    percent = next((f for f in line.of("percent") if not says("not_wanted", line.plain[: f.start])), None)
    if percent is not None and isinstance(percent.value, Decimal):
        record = _record(line)
        return Slots(
            percent=percent.value,
            direction=_direction(line, percent),
            record=record.record if record is not None and says("or", line.plain) else "",
        )
    sides: dict[str, Figure] = {}
    for level in sorted((*line.of("level"), *line.of("number")), key=lambda f: f.start):
        if is_not_wanted(line, level):
            continue  # what one paid
        side = side_of(line, level)
        if side == "percent":
            return (
                Slots(percent=level.value, direction=_direction(line, level))
                if isinstance(level.value, Decimal)
                else None
            )
        if side:
            sides.setdefault(side, level)
    if not sides:
        return _record(line)
    if len(sides) > 1:
        sides.pop("crosses", None)  # what one paid, beside what one waits for
    return _levels(sides)


def _changed(line: Line) -> Slots | None:
    """ "change my Chevron alert from 5 percent to 3", "make it 7 instead of 5 for tesla": the size that shall be."""
    said = says("changes_it", line.plain)
    if said is None or not line.names or line.of("level"):
        return None
    if any(p.senses & {"up", "down", "either"} for p in line.pieces if p.start >= said.end()):
        return None
    wanted: list[object] = [f.value for f in (*line.of("percent"), *line.of("number")) if not is_not_wanted(line, f)]
    if line.of("percent") or line.has("alert"):  # "from 5 percent to 3" has no hour
        wanted += [Decimal(f.value.hour) for f in line.of("bare hour") if isinstance(f.value, time)]
    small = [v for v in wanted if isinstance(v, Decimal) and v <= _MOST_PERCENT]
    return Slots(percent=small[0]) if len(wanted) == len(small) == 1 else None


def is_not_wanted(line: Line, figure: Figure) -> bool:
    """Whether a figure is what one paid, what a firm earned, or what is to be another."""
    before, behind = line.plain[: figure.start], line.plain[figure.end :]
    return says("not_wanted", before) is not None or says("not_wanted_before", behind) is not None


def _levels(sides: Mapping[str, Figure]) -> Slots:
    found = {side: f.value for side, f in sides.items() if isinstance(f.value, Decimal)}
    money = next(iter(sides.values())).text
    return Slots(above=found.get("above"), below=found.get("below"), crosses=found.get("crosses"), money=money)


def _up_and_down(line: Line) -> Slots | None:
    """ "10% up and 6% down", 涨5%或者跌8%: a size each way."""
    percents = _sizes(line)
    if len(percents) != EACH_WAY or any(n.end > percents[0].start for n in line.names[1:]):
        return None
    bounds = [0, *(p.end for p in percents[:-1])], [*(p.start for p in percents[1:]), len(line.text)]
    before = [_way_between(line, start, p.start) for start, p in zip(bounds[0], percents, strict=True)]
    behind = [_way_between(line, p.end, end) for end, p in zip(bounds[1], percents, strict=True)]
    signs = [{"+": "up", "-": "down"}.get(p.text, "") for p in percents]
    ways = (
        signs if all(signs) else behind if not before[0] else before
    )  # "+8% -6%", "8% up, 6% down" and 涨5%或者跌8%
    sizes = dict(zip(ways, (f.value for f in percents), strict=True))
    up, down = sizes.get("up"), sizes.get("down")
    return (
        Slots(percent=up, fall=down, direction="either")
        if isinstance(up, Decimal) and isinstance(down, Decimal)
        else None
    )


EACH_WAY = 2


def _sizes(line: Line) -> tuple[Figure, ...]:
    """The percents, and beside one a bare number behind a direction: "up 8 percent or drops 4"."""
    percents = line.of("percent")
    if len(percents) != 1:
        return percents
    bare = [f for f in line.of("number") if _way_between(line, max(0, f.start - _NEAR), f.start)]
    small = [f for f in bare if isinstance(f.value, Decimal) and f.value <= _MOST_PERCENT]
    return tuple(sorted((*percents, *small), key=lambda f: f.start)) if len(small) == 1 else percents


_NEAR = 12  # characters


def _way_between(line: Line, start: int, end: int) -> str:
    near = (p for p in line.pieces if start <= p.start and p.end <= end)
    return next((way for p in near for way in ("up", "down") if way in p.senses), "")


def _record(line: Line) -> Slots | None:
    if line.has("record_low") and (not line.has("record_high") or says("low_of", line.plain)):
        return Slots(record="low")  # "a new record low"
    return Slots(record="high") if line.has("record_high") else None


def _direction(line: Line, percent: Figure) -> str:
    if percent.text in ("+-", "+/-", "±"):
        return "either"
    if percent.text == "+":
        return "up"
    if percent.text == "-":
        return "down"
    if says("only_down", line.plain):
        return "down"  # 跌2%再通知，涨的不用
    if says("only_up", line.plain):
        return "up"
    if (way := _WAY_BESIDE.get(line.plain[: percent.start].rstrip()[-1:])) is not None:
        return way if not line.has("either") else "either"  # 誰跌6%
    up, down = line.has("up"), line.has("down")
    if up and down and not line.has("either"):
        return _nearest_way(line, percent)
    if (line.has("either") and not (up ^ down)) or up == down:
        return "either"
    return "up" if up else "down"


_WAY_BESIDE = {"跌": "down", "涨": "up", "升": "up", "漲": "up"}


def _nearest_way(line: Line, percent: Figure) -> str:
    """Of a line that says both up and down the way that stands nearest to the percent; either, where they stand beside each other."""
    ways = [(p, way) for p in line.pieces for way in ("up", "down") if way in p.senses and p.name is None]
    joined = any(
        a != b and p.end <= q.start and says("between_ways", line.plain[p.end : q.start])
        for p, a in ways
        for q, b in ways
    )
    if joined:
        return "either"
    return min(ways, key=lambda w: _distance(w[0], percent))[1]


def _distance(piece: Piece, figure: Figure) -> int:
    return figure.start - piece.end if piece.end <= figure.start else piece.start - figure.end + _BEHIND


_BEHIND = 4  # characters by which a word behind a figure counts as farther


def side_of(line: Line, level: Figure) -> str:
    """Which side of a level is meant, or "percent" of a bare number behind a direction; nothing where the number stands alone."""
    before = [p for p in line.pieces if p.end <= level.start]
    after = [p for p in line.pieces if p.start >= level.end]
    near = [p for p in before[-4:] if not any(q.figure is not None and p.end <= q.start for q in before)]
    said = frozenset(s for p in near for s in p.senses)
    behind = frozenset(s for p in after[:1] for s in p.senses)
    down = line.has("down")
    if (
        level.what == "number"
        and "size" in said
        and line.has("up", "down", "either")
        and isinstance(level.value, Decimal)
        and level.value <= _MOST_PERCENT
        and not said & {"falls_to"}
    ):
        return "percent"
    if "above" in said or ("above" in behind and level.what == "number" and line.chinese):
        return "above"
    if "below" in said or "below" in behind:
        return "below"
    if "falls_to" in said:
        return "below"
    if line.plain[: level.start].endswith("上"):
        return "above"
    if "reach" in said:  # "hits 200" may be from below or from above
        return "below" if "down" in said or (down and "up" not in said) else "above" if line.has("up") else "crosses"
    if (
        said & {"up", "down", "either"}
        and level.what == "number"
        and isinstance(level.value, Decimal)
        and level.value <= _MOST_PERCENT
    ):
        return "percent"
    if level.what == "level":
        if says("changes_by", line.plain[: level.start]):
            return ""  # "drops $20" is no price
        return "below" if down else "above" if line.has("up", "above") else "crosses"
    return ""


_MOST_PERCENT = 30
