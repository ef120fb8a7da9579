"""Every real text at hand is read without an exception, and what is found stands where it says. Skipped where there are none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import compose

DATA = Path(__file__).parents[3] / "shared" / "data"


@pytest.mark.parametrize("path", ["stories/dev.jsonl", "price-moves/pool-dev.jsonl", "yicai/dev.jsonl"])
def test_every_text_is_read_and_every_quote_stands_where_it_says(path: str) -> None:
    if not (DATA / path).exists():
        pytest.skip("skipped: no shared data")
    for line in (DATA / path).read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        story = compose(
            id=str(row["id"]),
            title=row.get("title"),
            body=row["text"],
            language=row.get("language") or row.get("lang"),
        )
        found = read_by_rules(story, load(), load_sessions())
        for quote in (*(m.quote for m in found.moves), *(c.quote for c in found.claims)):
            assert story.text[quote.start : quote.end] == quote.text, row["id"]
        for move in found.moves:
            percent = move.percent or 0
            assert percent == 0 or (percent > 0) == (move.direction == "up"), row["id"]
