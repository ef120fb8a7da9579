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


def story() -> Story:
    return compose(id="1", title=TITLE, body=BODY, source="Yicai", published=datetime(2025, 9, 24, 10, 0, tzinfo=UTC))


def true_answer() -> dict[str, Any]:
    """What an honest model says of the story: its moves by their sentences, and a reason for the first."""
    told = (
        (2, "Alibaba", "up", 9.2, 174.0, "day"),
        (3, "Its New York-listed shares", "down", 0.7, 163.08, "day"),
        (4, "Tencent Holdings", "down", 2.4, None, "extreme"),
    )
    return {
        "moves": [
            {"sentence": n, "what": what, "direction": way, "percent": percent, "amount": None, "unit": None, "level": level, "period": period}
            for n, what, way, percent, level, period in told
        ],
        "claims": [],
        "settled": [],
        "reasons": [],
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
