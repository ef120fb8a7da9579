"""Sentences by the hundred, made of the words and frames of tests/stories/frames.toml: none tells a session's move of a price."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from bot.commands.read import read_time
from bot.listings import load, load_sessions
from bot.reading import ALERTABLE, read_by_rules
from bot.story import compose

FRAMES = tomllib.loads((Path(__file__).parents[1] / "stories" / "frames.toml").read_text(encoding="utf-8"))
KINDS = [(kind, language) for kind, languages in FRAMES.items() for language in languages]


def could_alert(text: str) -> bool:
    story = compose(id="x", title=None, body=text, published=read_time("2026-05-13T18:00:00+00:00"))
    moves = read_by_rules(story, load(), load_sessions()).moves
    return any(m.sure and m.scope in ALERTABLE for m in moves)


def sentences(kind: str, language: str) -> list[str]:
    words = [w.strip() for w in FRAMES[kind][language]["words"].split("|")]
    made = (frame.format(word) for frame in FRAMES[kind][language]["frames"] for word in words)
    return [text[0].upper() + text[1:] for text in made]


@pytest.mark.parametrize(("kind", "language"), KINDS)
def test_no_sentence_of_a_frame_could_alert(kind: str, language: str) -> None:
    made = sentences(kind, language)
    assert len(made) > 60
    assert [text for text in made if could_alert(text)] == []


def test_the_frames_alert_with_a_price_and_a_plain_fact_in_them() -> None:
    told = [
        "Tesla's shares rose 3%.",
        "Tesla shares rose 3% on Tuesday.",
        "On Tuesday, gold fell 3%.",
        "腾讯股价周二上涨3%。",
        "金价下跌3%。",
        "周二，腾讯跌4%。",
    ]
    assert [text for text in told if not could_alert(text)] == []
