"""tools/ablate.py takes out one part at a time, and what it leaves is still a program."""

from __future__ import annotations

from pathlib import Path

from tools.ablate import ablations

MODULE = """
def first(x: int) -> bool:
    return x > 1


def second(x: int) -> bool:
    return x < 9


RULES = (first, second)


def holds(xs: list[int], strict: bool) -> bool:
    if not xs:
        return False
    kept = [x for x in xs if x != 4]
    return len(kept) > 1 and all(rule(x) for x in kept for rule in RULES) or strict
"""

ROWS = """
title = "two rows"

[[row]]
name = "one"
pattern = "a"

[[row]]
name = "two"
pattern = "b"
"""


def holds(text: str, xs: list[int], strict: bool) -> bool:
    scope: dict[str, object] = {}
    exec(text, scope)
    found = scope["holds"]
    assert callable(found)
    return bool(found(xs, strict))


def changed(folder: Path, what: str) -> str:
    (folder / "module.py").write_text(MODULE, encoding="utf-8")
    return next(a.text for a in ablations(folder) if a.what == what)


def test_a_guard_taken_out_never_holds(tmp_path: Path) -> None:
    assert not holds(MODULE, [], strict=True)
    assert holds(changed(tmp_path, "guard not xs"), [], strict=True)


def test_an_operand_taken_out_decides_nothing(tmp_path: Path) -> None:
    assert not holds(MODULE, [5], strict=False)
    assert holds(changed(tmp_path, "operand len(kept) > 1"), [5], strict=False)
    assert not holds(changed(tmp_path, "operand strict"), [5], strict=True)


def test_a_filter_taken_out_lets_everything_through(tmp_path: Path) -> None:
    assert not holds(MODULE, [4, 5], strict=False)
    assert holds(changed(tmp_path, "filter x != 4"), [4, 5], strict=False)


def test_a_rule_goes_out_of_its_list(tmp_path: Path) -> None:
    assert not holds(MODULE, [5, 10], strict=False)
    assert holds(changed(tmp_path, "rule second"), [5, 10], strict=False)


def test_a_row_of_a_file_goes_with_all_its_lines(tmp_path: Path) -> None:
    (tmp_path / "rows.toml").write_text(ROWS, encoding="utf-8")
    without = [a.text for a in ablations(tmp_path)]
    assert [t.count("[[row]]") for t in without] == [1, 1]
    assert ['"one"' in t for t in without] == [False, True]
    assert all('title = "two rows"' in t for t in without)
