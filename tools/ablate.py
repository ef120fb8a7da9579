"""Which parts of the reading no test would miss: make ablate [SAMPLE=200] [SEED=1].

One at a time a condition, a guard, a filter, a rule of a list or a row of a pattern file is taken out of a copy of bot/reading, and what
`make test` runs is run against that copy in a process of its own: first our own texts are read and compared with what is written down of
them, then, where that notices nothing, the other modules of tests/reading run, and mypy. What nothing notices is printed with its place;
the last line gives its share. A change that raises, or that runs longer than two minutes, has been noticed. A default (`x or ""`) is no condition.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import bot
from bot.listings import load, load_sessions

_READING = Path(bot.__path__[0]) / "reading"
_ROOT = Path(__file__).parents[1]
_TESTS = _ROOT / "tests" / "reading"
_MODULES = (
    "cut_texts",
    "when",
    "doubts",
    "claims",
    "summary",
    "mentions",
    "attribution",
    "lexicon",
    "reasons",
    "grounding",
    "answer",
    "joined",
    "line",
    "whole",
    "falsified",
    "frames",
)
_LONGEST = 120  # seconds
_KEPT, _NOTICED = 0, 1


@dataclass(frozen=True, slots=True)
class Ablation:
    """One part taken out: the file, its line, what is gone, and the file's text without it."""

    path: Path
    line: int
    what: str
    text: str

    def __str__(self) -> str:
        return f"{self.path.relative_to(_READING.parent)}:{self.line}: {self.what}"


def ablations(folder: Path) -> list[Ablation]:
    """All that can be taken out of the modules and pattern files of a folder, in their order."""
    out: list[Ablation] = []
    for path in sorted(folder.rglob("*.py")):
        out += _of_module(path)
    for path in sorted(folder.rglob("*.toml")):
        out += _of_rows(path)
    return out


def _of_module(path: Path) -> Iterator[Ablation]:
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        for gone, replacement, what in _parts(node):
            changed = _without(text, gone, replacement)
            if changed is not None:
                yield Ablation(path, gone.lineno, f"{what} {_shown(text, gone)}", changed)


def _parts(node: ast.AST) -> Iterator[tuple[ast.expr | ast.stmt, ast.expr | None, str]]:
    """(what goes, what takes its place, its kind): an operand, a guard, a filter, a rule of a list."""
    if isinstance(node, ast.BoolOp):
        neutral = ast.Constant(value=isinstance(node.op, ast.And))
        for operand in node.values:
            if not isinstance(operand, ast.Constant):
                yield operand, neutral, "operand"
    elif isinstance(node, ast.If) and not node.orelse and isinstance(node.body[-1], ast.Return | ast.Continue):
        yield node.test, ast.Constant(value=False), "guard"
    elif isinstance(node, ast.comprehension):
        for test in node.ifs:
            yield test, ast.Constant(value=True), "filter"
    elif isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Tuple):
        rules = node.value.elts
        if len(rules) > 1 and all(isinstance(e, ast.Name) for e in rules):
            for rule in rules:
                yield rule, None, "rule"


def _without(text: str, gone: ast.expr | ast.stmt, replacement: ast.expr | None) -> str | None:
    """The text with a part replaced; a rule goes with its comma."""
    start, end = _offset(text, gone.lineno, gone.col_offset), _offset(text, gone.end_lineno, gone.end_col_offset)
    if replacement is None:
        comma = re.compile(r"\s*,").match(text, end)
        changed = text[:start] + text[comma.end() if comma else end :]
    else:
        changed = f"{text[:start]}{ast.unparse(replacement)}{text[end:]}"
    try:
        compile(changed, "ablated", "exec")
    except SyntaxError:
        return None  # inside a formatted string
    return changed


def _offset(text: str, line: int | None, column: int | None) -> int:
    """Where a place of the syntax tree, whose columns count bytes, stands in the text."""
    assert line is not None and column is not None
    lines = text.splitlines(keepends=True)
    return sum(map(len, lines[: line - 1])) + len(lines[line - 1].encode()[:column].decode())


def _shown(text: str, node: ast.expr | ast.stmt) -> str:
    return " ".join((ast.get_source_segment(text, node) or "").split())[:100]


_ROW = re.compile(r"^\[\[\w+\]\]\n(?:(?!\[).*\n?)*", re.MULTILINE)


def _of_rows(path: Path) -> Iterator[Ablation]:
    """Each [[row]] of a file of patterns or words."""
    text = path.read_text(encoding="utf-8")
    for row in _ROW.finditer(text):
        line = text.count("\n", 0, row.start()) + 1
        what = "row " + " ".join(row[0].split("\n")[1:3])[:100]
        yield Ablation(path, line, what, text[: row.start()] + text[row.end() :])


def is_noticed(one: Ablation) -> bool:
    """Whether a test of reading fails without it. It runs in a process of its own, which has the table of listings already."""
    with tempfile.TemporaryDirectory(prefix="newstape-ablate-") as folder:
        shutil.copytree(_READING, Path(folder) / "reading")
        (Path(folder) / "reading" / one.path.relative_to(_READING)).write_text(one.text, encoding="utf-8")
        child = os.fork()
        if child == 0:
            _run_tests(folder)
        _, status = os.waitpid(child, 0)
        return os.waitstatus_to_exitcode(status) != _KEPT or not _is_well_typed(one, Path(folder) / "reading")


def _run_tests(folder: str) -> None:
    """Never returns: the exit code says whether anything failed; an alarm ends what runs too long."""
    signal.alarm(_LONGEST)
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    code = _NOTICED
    try:
        bot.__path__ = [folder, *bot.__path__]
        code = _first_failure()
    finally:
        os._exit(code)  # whatever was raised: the copy does not work, and that is noticed


def _first_failure() -> int:
    from tests.reading import readings  # only now is the copy what it imports

    kept = {
        (path.stem, block.partition("\n")[0]): f"{block}\n"
        for path in readings.FOLDER.glob("*.txt")
        for block in path.read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    }
    for name, story, labels in sorted(readings.texts(), key=lambda x: len(x[1].text)):
        if readings.written(story, labels) != kept[name, story.id]:
            return _NOTICED
    import pytest

    modules = [str(_TESTS / f"test_{name}.py") for name in _MODULES]
    return _NOTICED if pytest.main(["-x", "-q", "-n", "0", "-p", "no:cacheprovider", *modules]) else _KEPT


def _is_well_typed(one: Ablation, copy: Path) -> bool:
    """Whether mypy accepts the module without the part."""
    if one.path.suffix != ".py":
        return True
    source, shadow = str(one.path.relative_to(_ROOT)), str(copy / one.path.relative_to(_READING))
    command = [
        sys.executable,
        "-m",
        "mypy",
        "--shadow-file",
        source,
        shadow,
        "--cache-dir",
        ".mypy_cache/ablate",
        source,
    ]
    return subprocess.run(command, cwd=_ROOT, capture_output=True, check=False).returncode == 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sample", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    load(), load_sessions()
    everything = ablations(_READING)
    sample = random.Random(options.seed).sample(everything, min(options.sample, len(everything)))
    untouched = Ablation(
        _READING / "__init__.py", 1, "nothing", (_READING / "__init__.py").read_text(encoding="utf-8")
    )
    if is_noticed(untouched):
        print("The tests of reading fail as the code stands; mend that first.", file=sys.stderr)
        return 1
    missed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for one, noticed in zip(sample, pool.map(is_noticed, sample), strict=True):
            if not noticed:
                missed += 1
                print(one, flush=True)
    print(
        f"{missed} of {len(sample)} ({missed / len(sample):.1%}), of {len(everything)} in all, are missed by no test."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
