"""Rules as ninety people typed them, by somebody who had not seen the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.test_folding import Rig

ROWS: list[dict[str, Any]] = [
    json.loads(line)
    for line in (Path(__file__).parents[1] / "stories" / "rules.jsonl").read_text(encoding="utf-8").splitlines()
]
ASKED = ("byd profit warning once",)  # which of two of that name is asked with buttons
NOT_READ = ("BYD",)  # a name alone says nothing of what is wanted


@pytest.mark.parametrize("row", [r for r in ROWS if r["line"] not in (*ASKED, *NOT_READ)], ids=lambda r: r["line"])
async def test_a_line_is_understood_as_it_was_meant(row: dict[str, Any]) -> None:
    rig, meant = Rig(), row["detail"]
    await rig.say(f"/alert {row['line']}")
    rules, watches = rig.store.rules_of(1), rig.store.watches(1)
    if row["kind"] == "threshold" and rules:
        (rule,) = rules
        assert rule.kind == "moves" and rule.condition.lstrip("+-") == f"{meant['percent']:g}"
        assert rule.most == meant.get("per_day") and rule.cooldown == 3600 * meant.get("hours", 0)
        assert rule.once is bool(meant.get("once")) and set(meant) > {"percent"}
        return
    if row["kind"] == "threshold":
        (watch,) = watches
        bounds = {"up": watch.rule.rise, "down": watch.rule.fall}
        assert rules == () and meant["percent"] in [float(b) for b in bounds.values() if b is not None]
        if "side" in meant:
            assert bounds["down" if meant["side"] == "above" else "up"] is None
        return
    (rule,) = rules
    what, *level = rule.condition.split(" ")
    assert rule.kind == row["kind"]
    if row["kind"] == "price":
        assert (what, float(level[0])) == (meant["side"], float(meant["level"]))
    if row["kind"] == "record":
        assert what == meant["way"]
    if row["kind"] == "claims":
        assert what == meant["what"] and ("amount" not in meant or float(level[0]) == meant["amount"])
    assert rule.once is bool(meant.get("once")) and rule.most == meant.get("per_day")
    assert rule.cooldown == 3600 * meant.get("hours", 0) and (rule.until is not None) is ("until" in meant)
    assert rule.target.key == {"watchlist": "*", "anything": ""}.get(row["about"], rule.target.key)
    assert (rule.target.key in ("", "*")) is (row["about"] in ("watchlist", "anything"))


@pytest.mark.parametrize("line", NOT_READ)
async def test_a_line_that_says_too_little_gets_the_usage(line: str) -> None:
    rig = Rig()
    assert "Write it like /alert" in await rig.say(f"/alert {line}")
    assert rig.store.rules_of(1) == () and rig.store.watches(1) == ()
