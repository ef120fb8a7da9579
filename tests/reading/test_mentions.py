"""Which listings a text names, and which words only look as if they named one."""

from __future__ import annotations

import pytest

from bot.listings import load
from bot.reading.names.mentions import find_mentions
from bot.story import compose


def named(body: str) -> set[str]:
    story = compose(id="1", title=None, body=body)
    return {c.name for m in find_mentions(story, load()) if m.sure or m.listing for c in m.companies[:1]}


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Shares of Wendy's rose after a rival bid.", "Wendy's"),
        ("Lowe's said that it would hire.", "Lowe's"),
        ("Sales rose at Victoria's Secret in March.", "Victoria's Secret & Co."),
        ("Orders at TSMC, the chip maker, rose.", "Taiwan Semiconductor Manufacturing"),
        ("SK Hynix and Samsung Electronics make memory.", "SK Hynix"),
        ("It spends 90 trillion won on chips.", "South Korean won"),
        ("Reuters: Brent Futures slip in Asia.", "Brent crude oil"),
        ("QualcommQCOM.O fell on weak sales.", "Qualcomm"),
        ("中国万科早盘下跌。", "China Vanke"),
        ("以太幣與比特幣上漲。", "Ethereum"),
    ],
)
def test_a_name_is_found_in_the_form_in_which_papers_print_it(body: str, name: str) -> None:
    assert name in named(body)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("The firm said it won't sell, and won a contract.", "South Korean won"),
        ("Copyright 2026 Dow Jones & Company, Inc.", "Dow Jones Industrial Average"),
        ("Its shares are listed on the Nasdaq Capital Market.", "Nasdaq Composite"),
        ("The truce held. Brent Donnelly, a strategist, was surprised.", "Brent crude oil"),
        ("Jams built up near the San Tin Interchange.", "Tin"),
        ("It may buy Datasonic Technologies Sdn Bhd.", "SDN"),
        ("Judge Stanley E. Woodward heard the case.", "Woodward"),
        ("Sales began on Nov. 20 in India.", "NOV"),
        ("It is headquartered in McLean, Virginia.", "Mclean"),
        ("Lake Ridge Bancorp Inc. earned $4.36 a share.", "Bancorp"),
        ("船队穿过大西洋。", "Atlantic China Welding Consumables"),
        ("雙方對接國際資源，並啟用新平台。", "国际资源"),
    ],
)
def test_a_word_a_person_a_place_or_a_publisher_is_no_instrument(body: str, name: str) -> None:
    assert name not in named(body)
