"""What a claim holds beside its amount."""

from __future__ import annotations

from bot.extraction import read_by_rules
from bot.listings import load, load_sessions
from bot.story import compose


def test_a_horizon_at_the_head_of_its_sentence_is_quoted_as_it_stands() -> None:
    text = "In the first half, Sungrow Power Supply's revenue rose 12 percent to CNY43.5 billion, the firm said."
    claims = read_by_rules(compose(id="1", title=None, body=text), load(), load_sessions()).claims
    assert [c.horizon for c in claims] == ["In the first half"]
