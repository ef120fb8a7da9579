"""The code that decides what is told stays small enough to be read."""

from __future__ import annotations

import ast
from pathlib import Path

import bot.reading

_LONGEST = 50  # lines
_FOLDER = Path(bot.reading.__file__).parent


def test_no_function_of_the_reading_is_longer_than_a_screen() -> None:
    long = [
        f"{path.relative_to(_FOLDER)}: {node.name}"
        for path in sorted(_FOLDER.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and (node.end_lineno or node.lineno) - node.lineno >= _LONGEST
    ]
    assert not long, long
