"""A digest as it is said: figures in words, in both languages."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.message.spoken import in_words, number_in_words, percent_in_words


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        ("9.2", "nine point two percent", "百分之九点二"),
        ("0.05", "zero point zero five percent", "百分之零点零五"),
        ("12", "twelve percent", "百分之十二"),
        ("10", "ten percent", "百分之十"),
        ("110", "one hundred ten percent", "百分之一百一十"),
        ("100", "one hundred percent", "百分之一百"),
        ("3.5", "three point five percent", "百分之三点五"),
    ],
)
def test_a_percentage_is_said_as_people_say_it(value: str, english: str, chinese: str) -> None:
    assert percent_in_words(Decimal(value), "en") == english
    assert percent_in_words(Decimal(value), "zh-hant") == chinese


def test_a_large_number_is_said_whole() -> None:
    assert number_in_words(Decimal("26003.5"), "en") == "twenty-six thousand three point five"
    assert number_in_words(Decimal("26003.5"), "zh-hans") == "二万六千零三点五"


@pytest.mark.parametrize(
    ("title", "said", "language"),
    [
        ("Tesla jumps 5.3% on record deliveries", "Tesla jumps five point three percent on record deliveries", "en"),
        ("Dow slips 0.4 percent", "Dow slips zero point four percent", "en"),
        ("Nikkei -1.5%", "Nikkei minus one point five percent", "en"),
        ("Gold at 4,120.5 an ounce", "Gold at four thousand one hundred twenty point five an ounce", "en"),
        ("Apple to open 12 stores in 2027", "Apple to open 12 stores in 2027", "en"),
        ("S&P 500 ends higher", "S&P 500 ends higher", "en"),
        ("iOS 26.1.2 released", "iOS 26.1.2 released", "en"),
        ("腾讯收涨6.2%", "腾讯收涨百分之六点二", "zh-hans"),
        ("特斯拉-3％", "特斯拉负百分之三", "zh-hans"),
        ("净利润预增30%-50%", "净利润预增百分之三十至百分之五十", "zh-hans"),
        ("存款利率维持在-0.5%", "存款利率维持在负百分之零点五", "zh-hans"),
        ("Revenue growth of 5-7% seen", "Revenue growth of 5 to seven percent seen", "en"),
        ("Fed holds at 4.25%-4.50%", "Fed holds at four point two five percent to four point five percent", "en"),
        ("Nvidia +3% premarket", "Nvidia plus three percent premarket", "en"),
        ("9999999999999999999999%", "9999999999999999999999%", "en"),
    ],
)
def test_of_a_title_percentages_and_decimals_are_words_and_years_and_codes_are_left(
    title: str, said: str, language: str
) -> None:
    assert in_words(title, language) == said
