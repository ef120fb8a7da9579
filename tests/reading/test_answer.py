"""How an answer may be wrapped, and what of it is no answer."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.reading import PriceMove
from bot.reading.model import Question
from bot.reading.model.parse import Unusable, parse
from bot.reading.model.schema import LISTS
from tests.reading.asked import answered, asked

FINE = '{"moves": [], "claims": [], "reasons": []}'
OTHER = '{"moves": [{"sentence": 1}], "claims": [], "reasons": []}'


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
    assert parse(text, LISTS) == {"moves": [], "claims": [], "reasons": []}


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
        parse(text, LISTS)


STORY = "Alder Foods cut its outlook. Walmart shares fell 4 percent to USD95.20 on Tuesday. Target shares rose 2 percent to USD101."
WALMART = {
    "sentence": 1, "what": "Walmart shares", "direction": "down", "percent": 4, "amount": None, "unit": None, "level": 95.2, "period": "day",
}  # fmt: skip


def read(**changes: object) -> tuple[tuple[PriceMove, ...], str]:
    found = answered(asked(STORY), moves=[{**WALMART, **changes}])
    return found.moves, found.ungrounded[0].why if found.ungrounded else ""


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"level": 99.0},
        {"level": 101},
        {"level": "about a hundred"},
        {"period": "longer"},
        {"period": "extreme"},
        {"period": "a while"},
        {"what": "shares"},
        {"what": "the retailer's stock"},
        {"what": None},
        {"sentence": 2},
        {"sentence": 77},
        {"sentence": None},
        {"sentence": "one"},
        {"sentence": True},
        {"amount": 5, "unit": "points"},
    ],
)
def test_a_bad_field_costs_itself_and_the_words_stand(changes: dict[str, object]) -> None:
    (move,), _ = read(**changes)
    told = (move.symbol, move.direction, move.percent, move.price, move.currency, move.scope, move.at, move.by)
    assert told == ("WMT", "down", Decimal(-4), Decimal("95.20"), "USD", "session", None, "rules")


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"percent": 5}, "no sentence that was asked about has its figure"),
        ({"percent": 40}, "no sentence that was asked about has its figure"),
        ({"percent": None, "level": None}, "it has no figure"),
        (
            {"percent": "four"},
            "the words say down",
        ),
        ({"direction": "up"}, "the words say down"),
        ({"percent": -4, "direction": "up"}, "its sign and its direction differ"),
        ({"direction": "sideways"}, "malformed: direction Input should be 'up', 'down' or 'flat'"),
        ({"percent": None, "amount": 4, "unit": "points", "level": None}, "the quote has no such change"),
        ({"percent": 2}, "the words say up"),
    ],
)
def test_what_makes_a_finding_false_costs_the_whole(changes: dict[str, object], why: str) -> None:
    if changes.get("percent") == "four":
        changes = {**changes, "direction": "up"}
    assert read(**changes) == ((), why)


@pytest.mark.parametrize(("amount", "level"), [(2, None), (2, 95.2), (4, 95.2)])
def test_an_amount_that_is_another_figure_or_a_percentage_is_no_change(amount: float, level: float | None) -> None:
    text = "Walmart shares fell 4 percent to USD95.20 on Tuesday, 2 days after its report."
    answer = {**WALMART, "sentence": 0, "percent": None, "amount": amount, "unit": "points", "level": level}
    assert answered(asked(text), moves=[answer]).moves == ()


BESIDE = "Walmart shares fell 4 percent on Tuesday, while Costco said that it will open stores."


@pytest.mark.parametrize("other", ["Costco", "Costco shares"])
def test_a_figure_of_which_both_name_different_owners_is_sure_for_neither(other: str) -> None:
    found = answered(asked(BESIDE), moves=[{**WALMART, "sentence": 0, "what": other, "level": None}])
    assert [(m.symbol, m.doubts) for m in found.moves] == [("WMT", ("a model names another owner",))]
    assert [d.why for d in found.ungrounded] == ["it is said of another instrument"]


def test_an_owner_from_elsewhere_in_the_story_is_dropped_and_casts_no_doubt() -> None:
    assert read(what="Target") == ((), "it is said of another instrument")


def test_an_owner_that_the_story_does_not_name_says_nothing_against_the_words() -> None:
    (move,), _ = read(what="Nvidia")
    assert (move.symbol, move.sure) == ("WMT", True)


@pytest.mark.parametrize(("period", "why"), [("longer", "the words give another period"), ("day", "")])
def test_what_only_a_model_reads_has_the_period_of_its_words_and_is_never_sure(period: str, why: str) -> None:
    question = asked("Brent crude Dec. futures settle at $80.10 a barrel up 40 cents, 0.5%")
    alone = {
        **WALMART,
        "sentence": 0,
        "what": "Brent crude Dec. futures",
        "direction": "up",
        "percent": 0.5,
        "level": 80.1,
    }
    found = answered(question, moves=[{**alone, "period": period}])
    assert [(m.sure, m.by) for m in found.moves] == ([] if why else [(False, "model")])
    assert [d.why for d in found.ungrounded] == ([why] if why else [])


@pytest.mark.parametrize(
    ("text", "what", "direction", "percent"),
    [
        ("RIM's Nasdaq-listed shares ended down 2.5 percent at $55.53 on Tuesday.", "RIM's Nasdaq-listed shares", "down", 2.5),
        ("Jubilant Life plunges 14.2 per cent on Tuesday.", "Jubilant Life", "down", 14.2),
        ("The retailers advanced 1 per cent as JD Sports climbed 5.6 per cent.", "The retailers", "up", 1),
        ("The shares SoftBank owns fell 3 percent on Tuesday.", "The shares SoftBank owns", "down", 3),
    ],
)  # fmt: skip
def test_the_subject_of_a_movement_is_named_in_its_own_words_and_stays_open(
    text: str, what: str, direction: str, percent: float
) -> None:
    answer = {**WALMART, "sentence": 0, "what": what, "direction": direction, "percent": percent, "level": None}
    (move,) = answered(asked(text), moves=[answer]).moves
    assert (move.instrument, move.by, move.symbol) == (what, "model", None)
    assert "the words leave open whose it is" in move.doubts


def test_a_subject_that_is_called_as_one_company_is_read_as_its_and_stays_open() -> None:
    text = "City Developments led the gainers on Singapore's blue-chip index, rising 1.7 per cent on Tuesday."
    answer = {**WALMART, "sentence": 0, "what": "City Developments", "direction": "up", "percent": 1.7, "level": None}
    (move,) = answered(asked(text), moves=[answer]).moves
    assert (move.symbol, move.percent, move.session is not None, move.by) == ("C09.SI", Decimal("1.7"), True, "model")
    assert move.doubts[-2:] == ("read by a model alone", "the words leave open whose it is")


@pytest.mark.parametrize(
    ("text", "what", "direction", "percent"),
    [
        ("The retailers advanced 1 per cent as JD Sports climbed 5.6 per cent.", "JD Sports", "up", 1),
        ("The shares SoftBank owns fell 3 percent on Tuesday.", "SoftBank", "down", 3),
        ("Its market share rose 3 percent in China.", "Its market share", "up", 3),
        ("Waiting times at the hospital fell 12 percent.", "Waiting times at the hospital", "down", 12),
        ("Headcount at Tesla dropped 9 percent.", "Headcount at Tesla", "down", 9),
        ("Headcount at Tesla dropped 9 percent.", "Tesla", "down", 9),
        ("Tesla shares may fall 9 percent, the broker said.", "Tesla shares", "down", 9),
        ("Zebrawood Orchards would plunge 14.2 per cent if the bid failed.", "Zebrawood Orchards", "down", 14.2),
        ("特斯拉交付量下降9%。", "特斯拉", "down", 9),
        ("公司市占率上升3%。", "公司", "up", 3),
    ],
)  # fmt: skip
def test_another_owner_a_measure_and_a_plan_are_no_move_of_a_model(
    text: str, what: str, direction: str, percent: float
) -> None:
    answer = {**WALMART, "sentence": 0, "what": what, "direction": direction, "percent": percent, "level": None}
    assert answered(asked(text), moves=[answer]).moves == ()


def test_more_than_was_asked_for_is_cut_and_told() -> None:
    found = answered(asked(STORY), moves=[WALMART] * 40, claims=[{"figure": 1, "kind": "deal", "speaker": None}] * 3)
    assert len(found.moves) == 1 and found.claims == ()
    assert [d.why for d in found.ungrounded] == ["31 more than were asked for", "3 more than were asked for"]


CLAIMS = "Alder Foods said it will invest USD2 billion in mills by 2028. Revenue rose 6 percent to USD910 million in the second quarter."


@pytest.mark.parametrize("kind", ["investment", "profit", "count"])
@pytest.mark.parametrize(
    ("number", "told"),
    [(1, ("investment", "by 2028", None)), (2, ("revenue", "in the second quarter", Decimal(6)))],
)
def test_what_a_claim_is_stands_in_the_clause_of_its_figure_whatever_a_model_says(
    kind: str, number: int, told: tuple[object, ...]
) -> None:
    (claim,) = answered(every_amount(CLAIMS), claims=[{"figure": number, "kind": kind, "speaker": None}]).claims
    assert (claim.kind, claim.horizon, claim.change) == told
    assert (claim.hedged, claim.forecast, claim.by) == (False, False, "model")


UNREAD = (
    "The insurer's catastrophe losses, net of cover, fell to USD640 million for the quarter, its finance chief said."
)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "deal"}, "no word in the quote makes it a loss or a fall"),
        ({"kind": "profit"}, "no word in the quote makes it a loss or a fall"),
        ({"figure": 9}, "no such figure was asked about"),
        ({"figure": 0}, "no such figure was asked about"),
        ({"speaker": "Ada Holm", "kind": "deal"}, "the speaker is not in the story"),
    ],
)
def test_a_figure_that_the_rules_left_open_is_none_by_a_models_word_alone(
    changes: dict[str, object], why: str
) -> None:
    question = asked(UNREAD)
    assert [question.grounds.story.text[f.start : f.end] for f in question.open] == ["USD640 million"]
    found = answered(question, claims=[{"figure": 1, "kind": "profit", "speaker": None, **changes}])
    assert found.claims == ()
    assert [d.why for d in found.ungrounded] == [why]


def every_amount(text: str) -> Question:
    """The question about a text, with all its amounts as if the rules had left them open."""
    question = asked(text)
    grounds = question.grounds
    amounts = tuple(f for s in grounds.sentences for f in grounds.figures_in(s) if f.kind == "money")
    return replace(question, open=amounts)


DOUBTED = "Alibaba [HKG: 9988] unveiled a model on Tuesday.\n\nThe counter rose 3.6 percent to HKD150.20."


@pytest.mark.parametrize(
    ("answer", "settled"),
    [
        ({"question": 1, "whose": 1, "period": "day"}, True),
        ({"question": 1, "whose": 1, "period": "nonsense"}, True),
        ({"question": 1, "whose": 2, "period": "day"}, False),
        ({"question": 1, "whose": None, "period": "day"}, False),
        ({"question": 2, "whose": 1, "period": "day"}, False),
        ({"whose": 1}, False),
    ],
)
def test_a_doubt_is_settled_only_by_the_choice_that_the_rules_made(answer: dict[str, object], settled: bool) -> None:
    question = asked(DOUBTED)
    (unclear,) = question.unclear
    assert (unclear.move.doubts, unclear.choices[unclear.own - 1].name) == (
        ("owner of the sentence before",),
        "Alibaba Group Holding",
    )
    found = answered(question, settled=[answer])
    assert [(m.symbol, m.percent, m.by, m.doubts) for m in found.moves] == (
        [("9988.HK", Decimal("3.6"), "model", ("read by a model alone",))] if settled else []
    )
    assert bool(found.ungrounded) is not settled
