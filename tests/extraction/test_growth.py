"""Reading takes a time that grows with the length alone: for each kind of repeat, at n characters and at 4n."""

from __future__ import annotations

import time

import pytest

from bot.extraction import read_by_rules
from bot.listings import load, load_sessions
from tests.made import story

# What a text may repeat, and what it may repeat after it: names and claims that point back, figures, tickers, quotes, brackets.
REPEATS = [
    ("阿里巴巴、腾讯控股、小米集团、比亚迪、", "公司营收为7亿元，同比增长9%。"),
    ("Alibaba, Tencent, Xiaomi and BYD met. ", "Its revenue was USD7 million, up 9 percent. "),
    ("Alibaba [HKG: 9988] ", "The stock rose 3 percent. "),
    ("Apple (AAPL) AAPL ", ""),
    ("涨3%", ""),
    ("跌2%，报8元，", ""),
    ("rose 3 percent and ", ""),
    ("up 3%, down 2%, ", ""),
    ("USD7 million (CNY50 million) ", ""),
    ("“The shares of Nvidia rose,” said the bank. ", ""),
    ("((((", "))))"),
    ("A.B.C. ", ""),
    ("1,234.56 ", ""),
    ("2020年3月5日", ""),
    ("X and Y and Z, respectively, ", ""),
    ("more than ", ""),
    ("shares ", ""),
    ("- ", "percent\n"),
    ("\n", "Gold +3%\n"),
    ("恒生指数", "收盘"),
]  # fmt: skip
_N = 6_000


def seconds(repeat: tuple[str, str], characters: int) -> float:
    before, after = repeat
    half = characters // 2 if after else characters
    text = before * (half // len(before)) + (after * (half // len(after)) if after else "")
    told = story(body=text)
    began = time.process_time()
    read_by_rules(told, load(), load_sessions())
    return time.process_time() - began


@pytest.mark.parametrize("repeat", REPEATS, ids=[f"{a!r}{b!r}"[:40] for a, b in REPEATS])
def test_a_text_four_times_as_long_takes_about_four_times_as_long(repeat: tuple[str, str]) -> None:
    seconds(repeat, 500)
    short = max(min(seconds(repeat, _N) for _ in range(2)), 0.01)
    # A square would be sixteen times; what is left of it stays below the reader's two seconds for any text that is read.
    assert seconds(repeat, 4 * _N) < 10 * short
