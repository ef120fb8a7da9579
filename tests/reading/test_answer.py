"""How an answer may be wrapped, and what of it is no answer."""

from __future__ import annotations

import pytest

from bot.reading.model.answer import Unusable, parse

FINE = '{"moves": [], "claims": [], "summary": []}'
OTHER = '{"moves": [{"quote": "x"}], "claims": [], "summary": []}'


@pytest.mark.parametrize(
    "text",
    [
        FINE,
        f"  \n{FINE}\n",
        f"<think>Perhaps {OTHER}?</think>\n{FINE}",
        f"Perhaps {OTHER}? No, they fell.\n</think>\n\n{FINE}",
        f"<think>one</think><think>two {OTHER}</think>{FINE}",
        f"```json\n{FINE}\n```",
        f"```\n{FINE}\n```\nLet me know if {{anything}} is unclear.",
        f"Here is the JSON that you asked for:\n\n```json\n{FINE}\n```",
        f"Here it is: {FINE} I hope that {{this}} helps.",
        f"Here it is: {FINE} Again: {FINE}",
    ],
)
def test_an_answer_is_read_behind_thoughts_in_a_fence_and_in_prose(text: str) -> None:
    assert parse(text) == {"moves": [], "claims": [], "summary": []}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("</think>", "empty"),
        (f"{OTHER} or rather {FINE}", "no JSON"),
        (f"First {OTHER}, or rather {FINE}", "twice"),
        ("I cannot answer that.", "only prose"),
        ("[]", "no object"),
        ('{"findings": []}', "none of the lists"),
        ('{"moves": [1, 2', "no JSON"),
        ('So: {"moves": [1, 2', "no JSON"),
        ('{"moves": [], "moves": [1]}', "twice"),
        ('{"moves": [{"percent": NaN}]}', "no figure"),
        ("x" * 200_001, "too long"),
        ('a {"moves": ' * 60, "no JSON"),
    ],
)
def test_what_is_no_answer_is_said_in_words(text: str, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        parse(text)
