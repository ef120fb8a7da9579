"""What the rules read and what a model adds, together."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.reading import Amount, Claim, Extraction, PriceMove, Quote, SummarySentence
from bot.reading.joined import joined, joined_claims, joined_moves
from bot.story import compose
from tests.made import move

RULES = move("9.2", "9988.HK")
ALONE = "read by a model alone"
LEVEL = replace(RULES, percent=None, price=Decimal("174"))
UNNAMED = replace(RULES, company=None, listing=None, instrument="The retailers")


def by_model(own: PriceMove, **changes: object) -> PriceMove:
    return replace(own, by="model", **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes",
    [
        {"percent": Decimal("9.3")},
        {"direction": "down", "percent": Decimal("-9.2")},
        {"scope": "longer"},
        {"listing": None, "company": "Tencent Holdings"},
        {"percent": None, "change": Amount(Decimal("9.2"), "points")},
    ],
)
def test_another_size_scope_or_owner_is_another_move(changes: dict[str, object]) -> None:
    other = by_model(RULES, **changes)
    assert joined_moves((RULES,), (other,)) == (RULES, other)


def test_of_levels_alone_another_price_is_another_move_and_the_same_is_one() -> None:
    other = by_model(LEVEL, price=Decimal("175"))
    assert joined_moves((LEVEL,), (other,)) == (LEVEL, other)
    assert joined_moves((LEVEL,), (by_model(LEVEL),)) == (LEVEL,)
    assert joined_moves((RULES,), (by_model(RULES, price=Decimal("1")),)) == (RULES,)


def test_of_nobody_known_the_words_tell_which_it_is() -> None:
    other = by_model(UNNAMED, instrument="The carmakers")
    assert joined_moves((UNNAMED,), (other,)) == (UNNAMED, other)
    assert joined_moves((UNNAMED,), (by_model(UNNAMED),)) == (UNNAMED,)


def test_what_the_rules_read_a_second_time_adds_nothing() -> None:
    assert joined_moves((RULES,), (replace(RULES, percent=Decimal("5")),)) == (RULES,)


def test_a_sure_move_is_doubted_by_another_owner_and_by_no_second_reading() -> None:
    (kept,) = joined_moves((RULES,), (by_model(RULES, doubts=(ALONE,)),))
    assert kept == RULES
    (disputed,) = joined_moves((RULES,), (replace(RULES, doubts=("a model names another owner",)),))
    assert (disputed.doubts, disputed.by) == (("a model names another owner",), "rules")


def test_a_doubt_is_settled_by_the_models_verified_choice() -> None:
    unsure = replace(RULES, doubts=("owner of the sentence before",))
    (settled,) = joined_moves((unsure,), (by_model(RULES),))
    assert (settled.sure, settled.by) == (True, "model")
    (open_,) = joined_moves((unsure,), (by_model(RULES, doubts=(ALONE,)),))
    assert open_.doubts == (ALONE,)


CLAIM = Claim("revenue", Quote("revenue of USD2 billion", 0, 23), Decimal(2_000_000_000), unit="USD")


def test_a_claim_of_another_figure_or_from_elsewhere_is_added() -> None:
    elsewhere = replace(CLAIM, quote=Quote("revenue of USD2 billion", 50, 73))
    other = replace(CLAIM, amount=Decimal(3_000_000_000))
    assert joined_claims((CLAIM,), (replace(CLAIM, kind="deal"), elsewhere, other)) == (CLAIM, elsewhere, other)


def test_the_models_lines_go_before_the_rules_summary_and_their_absence_leaves_it() -> None:
    story = compose(id="1", title=None, body="x")
    line, own = (SummarySentence(t, ()) for t in ("a line", "a sentence"))
    rules = Extraction(story, (RULES,), summary=(own,))
    assert joined(rules, Extraction(story, summary=(line,), by="m", prompt="p")).summary == (line,)
    both = joined(rules, Extraction(story, by="m", prompt="p"))
    assert (both.summary, both.by, both.prompt, both.moves) == ((own,), "m", "p", (RULES,))
