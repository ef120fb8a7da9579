"""Where the clauses of a Chinese sentence end, and a verb with its figures before anybody asks of whom."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.reading.figures import Figure
from bot.reading.findings import Direction
from bot.reading.former import vocabulary_zh as zh

ANY_MEASURE = re.compile(zh.MEASURES)
CAUSED = re.compile(zh.CAUSED)
STOP = re.compile(r"[，；;。！!？?|｜：\n]|,(?!\d)")
HARD_STOP = re.compile(r"[；;。！!？?|｜\n]")
SPREADS = frozenset("跌幅 涨幅 漲幅 升幅".split())
HAN = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A verb with its figures, before anybody asks of whom it is said."""

    direction: Direction
    verb: str
    start: int
    end: int
    percent: Figure | None = None
    amount: Figure | None = None
    upper: Figure | None = None
    more: tuple[Figure, ...] = ()  # "分别上涨1.20%和1.24%"
    price: Figure | None = None  # "下跌12.76美元，報238.10美元，跌幅5.08%": the one between the two


def last_blank(text: str, start: int, end: int) -> int:
    """Where the last blank of text[start:end] stands, also one that does not break; -1 where none does."""
    return max(text.rfind(" ", start, end), text.rfind("\u00a0", start, end))


def behind_last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int:
    """Where the text after the pattern's last match before `end` begins."""
    at = start
    for m in pattern.finditer(text, start, end):
        at = m.end()
    return at
