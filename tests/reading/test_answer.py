"""How an answer may be wrapped, and what of it is no answer."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from bot.listings import load, load_sessions
from bot.reading import PriceMove
from bot.reading.model.answer import Unusable, parse, read_answer
from bot.reading.rules import survey
from bot.story import compose

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


STORY = "Alder Foods cut its outlook. Walmart shares fell 4 percent to USD95.20 on Tuesday. Target shares rose 2 percent to USD101."
WALMART = {
    "quote": "Walmart shares fell 4 percent to USD95.20 on Tuesday", "instrument": "Walmart", "company": "Walmart", "ticker": None,
    "direction": "down", "percent": 4, "price": 95.2, "currency": "USD", "scope": "session", "at": None,
}  # fmt: skip


def read(**changes: object) -> tuple[tuple[PriceMove, ...], str]:
    grounds = survey(compose(id="s", title=None, body=STORY, published=None), load(), load_sessions())
    found = read_answer(json.dumps({"moves": [{**WALMART, **changes}]}), grounds, "m", "p")
    return found.moves, found.ungrounded[0].why if found.ungrounded else ""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"ticker": "NOPE"},
        {"price": 99.0},
        {"price": 101, "currency": "USD"},
        {"currency": "EUR"},
        {"scope": "longer"},
        {"scope": "premarket"},
        {"at": "close"},
        {"instrument": "shares", "company": None},
        {"quote": STORY},
        {"quote": STORY, "instrument": "the stock", "company": None},
        {"company": None},
    ],
)
def test_a_bad_field_costs_itself_and_the_words_stand(changes: dict[str, object]) -> None:
    (move,), _ = read(**changes)
    assert (move.symbol, move.direction, move.percent, move.price, move.currency) == (
        "WMT",
        "down",
        Decimal(-4),
        Decimal("95.20"),
        "USD",
    )
    assert (move.scope, move.at) == ("session", None)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"percent": 5}, "the quote has no such percentage"),
        ({"percent": 40}, "the quote has no such percentage"),
        ({"direction": "up"}, "the words say down"),
        ({"instrument": "Target", "company": "Target"}, "it is said of another instrument"),
        ({"instrument": "Nvidia", "company": "Nvidia"}, "it is said of another instrument"),
        ({"quote": "Walmart shares fell 4 percent on Monday"}, "the quote is not in the story"),
        ({"percent": 2, "quote": STORY}, "the words say up"),
    ],
)
def test_what_makes_a_finding_false_costs_the_whole(changes: dict[str, object], why: str) -> None:
    assert read(**changes) == ((), why)


@pytest.mark.parametrize(("scope", "why"), [("longer", "the words give another period"), ("session", "")])
def test_what_only_a_model_reads_has_the_period_of_its_words_and_is_never_sure(scope: str, why: str) -> None:
    words = "Brent crude Dec. futures settle at $80.10 a barrel up 40 cents, 0.5%"
    grounds = survey(compose(id="s", title=None, body=words, published=None), load(), load_sessions())
    alone = {
        **WALMART,
        "quote": words,
        "instrument": "Brent crude Dec. futures",
        "company": "Brent crude",
        "direction": "up",
        "percent": 0.5,
        "price": 80.1,
    }
    found = read_answer(json.dumps({"moves": [{**alone, "scope": scope}]}), grounds, "m", "p")
    assert [m.sure for m in found.moves] == ([] if why else [False])
    assert [d.why for d in found.ungrounded] == ([why] if why else [])


CLAIMS = "Alder Foods said it will invest USD2 billion in mills by 2028. Revenue rose 6 percent to USD910 million in the second quarter."


@pytest.mark.parametrize(
    ("answer", "kind", "horizon", "change"),
    [
        (
            {
                "quote": "it will invest USD2 billion in mills by 2028",
                "kind": "investment",
                "amount": 2e9,
                "unit": "USD",
                "horizon": "by 2028",
            },
            "investment",
            "by 2028",
            None,
        ),
        (
            {
                "quote": "it will invest USD2 billion in mills by 2028",
                "kind": "profit",
                "amount": 2e9,
                "unit": "USD",
                "horizon": None,
            },
            "investment",
            "by 2028",
            None,
        ),
        (
            {
                "quote": "Revenue rose 6 percent to USD910 million in the second quarter",
                "kind": "profit",
                "amount": 910e6,
                "unit": "USD",
            },
            "revenue",
            "in the second quarter",
            6,
        ),
        (
            {
                "quote": "Revenue rose 6 percent to USD910 million",
                "kind": "forecast",
                "amount": 910e6,
                "unit": "USD",
                "hedged": True,
            },
            "revenue",
            "in the second quarter",
            6,
        ),
    ],
)
def test_what_a_claim_is_stands_in_the_clause_of_its_figure(
    answer: dict[str, object], kind: str, horizon: str, change: int | None
) -> None:
    grounds = survey(compose(id="s", title=None, body=CLAIMS, published=None), load(), load_sessions())
    (claim,) = read_answer(json.dumps({"claims": [answer]}), grounds, "m", "p").claims
    assert (claim.kind, claim.horizon, claim.hedged, claim.forecast, claim.by) == (
        kind,
        horizon,
        False,
        False,
        "model",
    )
    assert claim.change == (None if change is None else Decimal(change))
