"""What makes a move doubtful: each doubt with a text that has it, and the same kind of text without."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.listings import load, load_sessions
from bot.reading import PriceMove, read_by_rules
from bot.story import compose

TUESDAY = datetime.fromisoformat("2026-06-16T18:00:00-04:00")


def moves(text: str, published: datetime = TUESDAY) -> tuple[PriceMove, ...]:
    return read_by_rules(compose(id="x", title=None, body=text, published=published), load(), load_sessions()).moves


@pytest.mark.parametrize(
    ("doubt", "text"),
    [
        ("perhaps a longer span", "Tesla's shares fell 14 percent over the holiday season."),
        ("perhaps a longer span", "RBOB futures fell 2 cents from settlement."),
        ("another currency", "Pfizer share gains 6%, scales above Rs 2,000."),
        ("name and ticker differ", "Tesla (HKG: 9988) shares fell 4 percent on Tuesday."),
        ("beyond a day", "Tesla's shares rose 1,200 percent on Tuesday."),
        ("unknown name", "Bytewell Systems fell 3 percent."),
        ("compared", "Tesla rose 2 percent on Tuesday after falling 5 percent on Monday."),
        ("contested owner", "JPMorgan cut Bytewell to Neutral. The stock fell 6% on Tuesday."),
        ("large without proof", "Bytewell signed a deal. Tesla said little. Its shares soared 40%."),
    ],
)
def test_a_doubtful_move_says_why_and_is_not_sure(doubt: str, text: str) -> None:
    assert any(doubt in m.doubts and not m.sure for m in moves(text))


@pytest.mark.parametrize(
    "text",
    [
        "Tesla's shares fell 14 percent on Tuesday over worries about its margins.",
        "Pfizer's shares gained 6% on Tuesday to $26.10.",
        "Tesla's shares rose 12 percent on Tuesday.",
        "Alphabet fell 3 percent on Tuesday.",
    ],
)
def test_a_plain_move_is_sure(text: str) -> None:
    found = moves(text)
    assert len(found) == 1 and found[0].sure, [m.doubts for m in found]


def test_a_session_told_of_before_its_bell_is_not_sure() -> None:
    early = datetime.fromisoformat("2026-06-16T07:18:00-04:00")
    assert (
        moves("Moderna climbed 4%.", early)[0].doubts
        or moves("Moderna climbed 4%.", early)[0].session != early.date()
    )
