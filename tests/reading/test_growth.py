"""Reading takes a time that grows with the length alone: for each kind of repeat, at n characters and at 4n."""

from __future__ import annotations

import pytest

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from tests.growth import SQUARE, growth
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


@pytest.mark.parametrize("repeat", REPEATS, ids=[f"{a!r}{b!r}"[:40] for a, b in REPEATS])
def test_a_text_four_times_as_long_takes_about_four_times_as_long(repeat: tuple[str, str]) -> None:
    before, after = repeat

    def read(characters: int) -> None:
        half = characters // 2 if after else characters
        text = before * (half // len(before)) + (after * (half // len(after)) if after else "")
        read_by_rules(story(body=text), load(), load_sessions())

    assert growth(read, _N) < SQUARE
