"""Whole conversations, written by somebody who had not seen the program: after the last line the chat is as they meant."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conversation.talk import Talk
from tests.conversation.utterances import key_of

FILE = Path(__file__).parents[1] / "stories" / "conversations.jsonl"
ROWS: list[dict[str, Any]] = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
# What is asked back, or done in part and said so.
ASKED = frozenset({"a-en11", "a-hans02", "a-hans07", "a-hk04", "a-hk06", "b-en07", "b-zh07"})


def state_of(talk: Talk) -> dict[str, Any]:
    """The chat in the words of the rows."""
    watches = talk.store.watches(talk.chat)
    chat = talk.settings
    return {
        "watching": {w.target for w in watches},
        "thresholds": {w.target: (w.rule.rise, w.rule.fall) for w in watches},
        "rules": len(talk.store.rules_of(talk.chat)),
        "paused": chat.paused_until is not None and chat.paused_until > talk.now,
        "muted": {w.target for w in watches if w.muted_until is not None and w.muted_until > talk.now},
        "quiet": chat.quiet.hours.replace("–", "-") if chat.quiet is not None else None,
        "digests": sorted(f"{s.hour:%H:%M}" for s in chat.digests if s.hour is not None),
        "language": chat.language,
    }


def meant(row: dict[str, Any]) -> dict[str, Any]:
    state = row["state"]
    own = {key_of(name): (size["up"], size["down"]) for name, size in state["thresholds"].items()}
    watching = {key_of(name) for name in state["watching"]}
    return {
        **{key: state[key] for key in ("rules", "paused", "quiet", "language")},
        "digests": sorted(state["digests"]),
        "watching": watching,
        "thresholds": {key: own.get(key, (3, 3)) for key in watching},
        "muted": {key_of(name) for name in state["muted"]},
    }


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"] not in ASKED], ids=lambda r: r["id"])
def test_a_conversation_ends_as_it_was_meant(row: dict[str, Any]) -> None:
    talk = Talk(language=row["lang"])
    for line in row["lines"]:
        assert talk.type(line), line
    assert state_of(talk) == meant(row)
    if row["state"]["zone"]:
        assert talk.settings.zone == row["state"]["zone"]


@pytest.mark.parametrize("row", [r for r in ROWS if r["id"] in ASKED], ids=lambda r: r["id"])
def test_each_line_of_a_conversation_that_goes_otherwise_is_answered(row: dict[str, Any]) -> None:
    talk = Talk(language=row["lang"])
    assert all(talk.type(line) for line in row["lines"])
