"""The condition of an alert: a percent with its direction, a level with its side, a record."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from bot.conversation.grammar.figures import Figure
from bot.conversation.grammar.intents import Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.words import says


def condition_of(line: Line) -> Slots | None:
    """A percent, a level or a record, with its direction."""
    if (both := _up_and_down(line)) is not None:
        return both
    percent = next(iter(line.of("percent")), None)
    if percent is not None and isinstance(percent.value, Decimal):
        return Slots(percent=percent.value, direction=_direction(line, percent))
    sides: dict[str, Figure] = {}
    for level in sorted((*line.of("level"), *line.of("number")), key=lambda f: f.start):
        if says("not_wanted", line.plain[: level.start]):
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


def _levels(sides: Mapping[str, Figure]) -> Slots:
    found = {side: f.value for side, f in sides.items() if isinstance(f.value, Decimal)}
    money = next(iter(sides.values())).text
    return Slots(above=found.get("above"), below=found.get("below"), crosses=found.get("crosses"), money=money)


def _up_and_down(line: Line) -> Slots | None:
    """ "10% up and 6% down", 涨5%或者跌8%: a size each way."""
    percents = line.of("percent")
    if len(percents) != EACH_WAY or len(line.names) > 1:
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


def _way_between(line: Line, start: int, end: int) -> str:
    near = (p for p in line.pieces if start <= p.start and p.end <= end)
    return next((way for p in near for way in ("up", "down") if way in p.senses), "")


def _record(line: Line) -> Slots | None:
    if line.has("record_low") and (not line.has("record_high") or re.search(r"\blow|新低|低位|底", line.plain)):
        return Slots(record="low")  # "a new record low"
    return Slots(record="high") if line.has("record_high") else None


def _direction(line: Line, percent: Figure) -> str:
    if percent.text in ("+-", "+/-", "±"):
        return "either"
    if percent.text == "+":
        return "up"
    if percent.text == "-":
        return "down"
    up, down = line.has("up"), line.has("down")
    if says("only_down", line.plain):
        return "down"  # 跌2%再通知，涨的不用
    if says("only_up", line.plain):
        return "up"
    if (line.has("either") and not (up ^ down)) or up == down:
        return "either"
    return "up" if up else "down"


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
    if "reach" in said:
        return "below" if down else "above"
    if (
        said & {"up", "down", "either"}
        and level.what == "number"
        and isinstance(level.value, Decimal)
        and level.value <= _MOST_PERCENT
    ):
        return "percent"
    if level.what == "level":
        return "below" if down else "above" if line.has("up", "above") else "crosses"
    return ""


_MOST_PERCENT = 30
