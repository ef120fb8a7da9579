"""What the rules read in our own texts is what stands in tests/stories/readings, to the word.

A change of a rule changes these files; `make readings` writes them anew, and their difference is read before it is kept.
"""

from __future__ import annotations

import difflib
from itertools import groupby

import pytest

from tests.reading.readings import FOLDER, texts, written

SETS = {name: tuple(group) for name, group in groupby(texts(), key=lambda x: x[0])}


@pytest.mark.parametrize("name", SETS)
def test_the_rules_read_our_own_texts_as_they_are_written_down(name: str) -> None:
    kept = (FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    now = "\n".join(written(story, labels) for _, story, labels in SETS[name]).splitlines()
    changes = list(difflib.unified_diff(kept, now, "kept", "now", n=2, lineterm=""))
    assert not changes, "\n".join([*changes[:60], "Is each of these right? Then keep them with: make readings"])


def test_no_set_is_written_down_that_is_no_more() -> None:
    assert {p.stem for p in FOLDER.glob("*.txt")} == set(SETS)
