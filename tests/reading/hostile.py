"""A story of ours with a true reading of it, and what may be said of it: the yardstick for a model that lies."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from bot.story import Story, compose

TITLE = "Alibaba Shares Jump as It Shows a Bigger Model"
BODY = (
    "(Yicai) Sept. 24 -- Alibaba Group Holding gave investors a reason to buy with a new model and a bigger budget.\n\n"
    "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) a share today. "
    "Its New York-listed shares [NYSE: BABA] closed 0.7 percent lower at USD163.08 each yesterday.\n\n"
    "Tencent Holdings [HKG: 0700] fell as much as 2.4 percent before it ended 1.1 percent higher at HKD648.50.\n\n"
    "Alibaba will spend CNY380 billion (USD53.3 billion) on computing over the next three years, Chief Executive Eddie Wu said. "
    "Its net loss shrank 14 percent to CNY2.5 billion (USD350 million) last quarter, according to the company.\n\n"
    "Editor: Lin Ruochuan"
)
OTHER_STORY = (
    "Northwind Motors [HKG: 1234] closed 4.5 percent lower at HKD36.20 today after the carmaker cut its outlook."
)


def story() -> Story:
    return compose(id="1", title=TITLE, body=BODY, source="Yicai", published=datetime(2025, 9, 24, 10, 0, tzinfo=UTC))


def _move(
    quote: str, instrument: str, company: str, ticker: str, direction: str, percent: float, **more: Any
) -> dict[str, Any]:
    empty = {
        "percent_low": None,
        "percent_high": None,
        "change_amount": None,
        "change_unit": None,
        "qualifier": None,
        "price": None,
        "currency": None,
    }
    return {
        "quote": quote,
        "instrument": instrument,
        "company": company,
        "ticker": ticker,
        "direction": direction,
        "percent": percent,
        **empty,
        "scope": "session",
        "at": "close",
    } | more


def true_answer() -> dict[str, Any]:
    """What an honest model says of the story."""
    return {
        "moves": [
            _move("Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) a share today.", "Alibaba", "Alibaba", "HKG: 9988", "up", 9.2, price=174.0, currency="HKD"),
            _move("Its New York-listed shares [NYSE: BABA] closed 0.7 percent lower at USD163.08 each yesterday.", "Its New York-listed shares", "Alibaba", "NYSE: BABA", "down", 0.7, price=163.08, currency="USD"),
            _move("Tencent Holdings [HKG: 0700] fell as much as 2.4 percent before it ended 1.1 percent higher at HKD648.50.", "Tencent Holdings", "Tencent Holdings", "HKG: 0700", "down", 2.4, scope="intraday_extreme", at=None, qualifier="as much as"),
        ],
        "claims": [
            {
                "quote": "Alibaba will spend CNY380 billion (USD53.3 billion) on computing over the next three years, Chief Executive Eddie Wu said.",
                "kind": "investment", "speaker": "Chief Executive Eddie Wu", "subject": "Alibaba", "amount": 380000000000, "amount_low": None, "amount_high": None, "unit": "CNY",
                "qualifier": None, "converted_amount": 53300000000, "converted_unit": "USD", "change_percent": None, "horizon": "over the next three years", "hedged": False,
            },
            {
                "quote": "Its net loss shrank 14 percent to CNY2.5 billion (USD350 million) last quarter, according to the company.",
                "kind": "profit", "speaker": "the company", "subject": None, "amount": -2500000000, "amount_low": None, "amount_high": None, "unit": "CNY",
                "qualifier": None, "converted_amount": 350000000, "converted_unit": "USD", "change_percent": -14, "horizon": "last quarter", "hedged": False,
            },
        ],
        "summary": [
            {
                "text": "Alibaba rose 9.2 percent to HKD174.00.",
                "quotes": ["Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 (USD22.38) a share today."],
            }
        ],
    }  # fmt: skip


# (symbol, direction, percent, scope): what the story says and nothing else.
TRUE_MOVES = {
    ("9988.HK", "up", "9.2", "session"),
    ("BABA", "down", "-0.7", "session"),
    ("0700.HK", "down", "-2.4", "intraday_extreme"),
    ("0700.HK", "up", "1.1", "session"),
}
TRUE_PRICES = {
    ("9988.HK", "up"): ("174", "HKD"),
    ("BABA", "down"): ("163.08", "USD"),
    ("0700.HK", "up"): ("648.5", "HKD"),
}
