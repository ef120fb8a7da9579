"""What a claim holds beside its amount."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.listings import load, load_sessions
from bot.reading.findings import Claim, ClaimKind, Dropped, Quote
from bot.reading.gate import ground_claim
from bot.reading.rules import read_by_rules, survey
from bot.story import compose
from tests.reading.readings import STORIES


def test_a_horizon_at_the_head_of_its_sentence_is_quoted_as_it_stands() -> None:
    text = "In the first half, Sungrow Power Supply's revenue rose 12 percent to CNY43.5 billion, the firm said."
    claims = read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    assert [c.horizon for c in claims] == ["In the first half"]


def verdict(text: str, kind: ClaimKind, amount: str, unit: str, change: str | None) -> Claim | Dropped:
    story = compose(id="1", title=None, body=text)
    claim = Claim(
        kind, Quote(text, 0, len(text)), Decimal(amount), unit=unit, change=Decimal(change) if change else None
    )
    return ground_claim(claim, survey(story, load(), load_sessions()))


@pytest.mark.parametrize("unit", ["percent", "percentage points", "basis points"])
def test_a_price_target_is_a_price_and_never_the_rate_it_was_raised_by(unit: str) -> None:
    text = "Macy's target price was lifted 22 percent to USD22."
    assert isinstance(verdict(text, "price_target", "22", unit, None), Dropped)
    assert isinstance(verdict(text, "price_target", "22", "USD", "22"), Claim)


def test_one_rate_is_not_the_amount_and_its_growth_at_once() -> None:
    assert isinstance(verdict("Sales at Sungrow rose 12 percent.", "revenue", "12", "percent", "12"), Dropped)
    assert isinstance(verdict("Sales at Sungrow rose 12 percent.", "revenue", "12", "percent", None), Claim)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("上海证交所公告显示，贵州茅台上半年营收为900亿元。", "CNY"),
        ("亚太股市：台股收跌1%。贵州茅台公布上半年营收900亿元。", "CNY"),
        ("台股收跌1%。台積電公布第二季營收9,000億元。", "TWD"),
        ("京東擬以約22億歐元（約合185億元人民幣）收購該零售商。", "EUR"),
    ],
)
def test_the_yuan_is_that_of_whoever_writes(text: str, unit: str) -> None:
    assert {
        c.unit for c in read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    } == {unit}


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        (
            "“We will put another 10 billion pesos into the country,” said Maria Santos, head of the chain.",
            "Maria Santos",
        ),
        (
            "Its market share fell to 24.5 percent, a figure unthinkable once, Wang Qian, deputy manager of the venture, said.",
            "Wang Qian",
        ),
        ("“Sales rose 9 percent to $2 billion. We will open 40 stores next year,” Li Na said.", "Li Na"),
        ("Allianz made an operating profit of 2.4 billion euros, it said on Friday.", "Allianz"),
        ("Qantas on Thursday flagged extra costs of A$210 million.", "Qantas"),
        ("The projects are expected to create 1,700 construction jobs.", None),
        ("French exports rose 5 percent to 9 billion euros, easily topping forecasts.", None),
        ("据第一财经了解，某券商拟裁减约300名员工。", "第一财经"),
        ("摩根大通的数据显示，今年新发行规模为49亿美元。", "摩根大通"),
    ],
)
def test_who_says_a_figure_is_found_before_and_behind_its_verb(text: str, speaker: str | None) -> None:
    found = read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    assert found and {c.speaker for c in found} == {speaker}


def test_what_analysts_saw_is_theirs_and_what_was_earned_is_the_companys() -> None:
    text = "Samsung Electronics estimated its operating profit at 12.1 trillion won, above the 10.1 trillion won seen by analysts."
    found = read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    assert [c.speaker for c in found] == ["Samsung Electronics", "analysts"]


def test_the_number_of_a_form_counts_nothing() -> None:
    text = "The risks are described in its Annual Report on Form 10-K, its Form 10-Q and Current Reports on Form 8-K."
    assert read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims == ()


_FORECASTS = [json.loads(line) for line in (STORIES / "forecasts.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("row", _FORECASTS, ids=lambda r: str(r["id"]))
def test_what_is_to_come_is_told_from_what_has_happened(row: dict[str, Any]) -> None:
    """What the rules are known to misread is marked in the file, so that a mended one is noticed too."""
    found = read_by_rules(compose(id=row["id"], title=None, body=row["text"]), load(), load_sessions()).claims
    assert any(c.forecast for c in found) == (row["forecast"] != row.get("misread", False))
