"""`newstape eval`: rules or a model held against an operator's own labels."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.app import SystemClock, load_prompts, make_model
from bot.commands.answers import Given, ask, keep, kept
from bot.commands.oracle import weigh
from bot.commands.read import as_json, read_time
from bot.commands.scoring import Score, matched
from bot.commands.ways import Ways
from bot.config import Config
from bot.errors import UsageError
from bot.listings import load, load_sessions
from bot.pipeline.reader import ReaderHere
from bot.reading import Extraction, read_by_rules
from bot.reading.joined import joined
from bot.reading.model import Unusable, question_about, read_answer
from bot.reading.model.parse import parse
from bot.reading.model.schema import LISTS
from bot.reading.model.verify import verified
from bot.story import Story, compose


@dataclass(slots=True)
class Spent:
    """What a model cost: stories it was asked about, answers that came, answers and calls of no use, tokens in and out, seconds."""

    asked: int = 0
    calls: int = 0
    failed: int = 0
    prompt: int = 0
    completion: int = 0
    cached: int = 0
    seconds: float = 0.0

    def add(self, given: Given) -> None:
        asked = given.text is not None or bool(given.failure)
        self.asked += asked
        self.calls += given.text is not None
        self.failed += asked and given.text is None
        self.prompt += given.prompt
        self.cached += given.cached
        self.completion += given.completion
        self.seconds += given.seconds


@dataclass(slots=True)
class Added:
    """What a model does to the rules: both together scored, and of its findings the true ones that were dropped, by reason."""

    rules: Score
    both: Score
    dropped: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    terms: tuple[str, ...] = ()


def read_labels(path: Path) -> tuple[str, list[dict[str, Any]]]:
    """("moves" or "claims", the rows). Raises UsageError."""
    try:
        rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise UsageError(f"{path} cannot be read as labels: {error}.") from error
    what = next((w for w in ("moves", "claims") if rows and all(isinstance(r, dict) and w in r for r in rows)), None)
    if what is None or not all("id" in r and "text" in r for r in rows):
        raise UsageError(f"{path}: every line needs id, text and moves (or, in all of them, claims).")
    return what, rows


def evaluate(
    path: Path, config: Config | None, *, keep_in: Path | None = None, replay: Path | None = None
) -> tuple[Score, Spent, Added | None]:
    """By the model where a config has one or answers are replayed, with the rules beside it; else by rules alone. Raises UsageError."""
    what, rows = read_labels(path)
    score, spent = Score(what), Spent()
    stories = [_story(r) for r in rows]
    read = [read_by_rules(s, load(), load_sessions()) for s in stories]
    if replay is None and (config is None or config.model is None):
        for row, rules in zip(rows, read, strict=True):
            score.add({**row, "text": rules.story.text}, as_json(rules))
        return score, spent, None
    added = Added(Score(what), Score(what))
    given = [kept(replay, s) for s in stories] if replay else asyncio.run(_asked(stories, config, keep_in, added))
    for row, rules, answer in zip(rows, read, given, strict=True):
        spent.add(answer)
        labelled = {**row, "text": rules.story.text}
        found = _read(rules, answer, labelled, added, spent)
        score.add(labelled, as_json(found))
        added.rules.add(labelled, as_json(rules))
        added.both.add(labelled, as_json(joined(rules, found)))
    return score, spent, added


async def _asked(stories: Iterable[Story], config: Config | None, keep_in: Path | None, added: Added) -> list[Given]:
    assert config is not None
    model = make_model(config, SystemClock())
    assert model is not None
    prompts, reader = load_prompts(), ReaderHere(load(), load_sessions())
    out: list[Given] = []
    try:
        for story in stories:
            out.append(await ask(model, prompts, reader, story))
            if keep_in is not None:
                keep(keep_in, story, out[-1])
        added.terms = model.terms
    finally:
        await model.close()
    return out


def _read(rules: Extraction, given: Given, labelled: dict[str, Any], added: Added, spent: Spent) -> Extraction:
    """What of an answer the story bears out; what was true and dropped is counted by its reason."""
    nothing = Extraction(rules.story, by="model")
    if given.text is None:
        if given.failure:
            added.failures[given.failure] += 1
        return nothing
    question = question_about(rules.story, load(), load_sessions())
    try:
        if question is None or question.material != given.material:
            raise Unusable("what was asked is no longer what would be asked")
        found = verified(read_answer(given.text, question, "model", ""), given.verified)
        answered = parse(given.text, LISTS)
    except Unusable as error:
        spent.calls, spent.failed = spent.calls - 1, spent.failed + 1
        added.failures[f"its answer is unusable: {error}"] += 1
        return nothing
    for raw in answered.get("moves") or []:
        if not any(_is_true(raw, label) for label in labelled.get("moves") or []):
            continue
        alone = read_answer(json.dumps({"moves": [raw]}, default=float), question, "model", "")
        if not alone.moves and alone.ungrounded:
            added.dropped[alone.ungrounded[0].why] += 1
    return found


def _is_true(raw: Any, label: dict[str, Any]) -> bool:
    """Whether a move of an answer has a label's size and direction: then it was worth keeping."""
    if not isinstance(raw, dict) or raw.get("percent") is None or label.get("percent") is None:
        return False
    try:
        same = abs(Decimal(str(raw["percent"]))) == abs(Decimal(str(label["percent"])))
    except ArithmeticError:
        return False
    return same and raw.get("direction") == label.get("direction")


def paths(path: Path) -> list[str]:
    """What the rules' ways of deciding are worth on labelled moves, a line each. Raises UsageError."""
    what, rows = read_labels(path)
    if what != "moves":
        raise UsageError(f"{path}: --paths is told of moves, and these labels are of claims.")
    ways = Ways()
    for row in rows:
        ways.add(row, read_by_rules(_story(row), load(), load_sessions()))
    return ways.lines()


def oracle(path: Path) -> list[str]:
    """The gate's ceiling and floor on labelled moves, a line each. Raises UsageError."""
    what, rows = read_labels(path)
    if what != "moves":
        raise UsageError(f"{path}: --oracle is told of moves, and these labels are of claims.")
    stories = [_story(r) for r in rows]
    labelled = [{**row, "text": story.text} for row, story in zip(rows, stories, strict=True)]
    read = [read_by_rules(s, load(), load_sessions()) for s in stories]
    found = [matched(r, as_json(e)) for r, e in zip(labelled, read, strict=True)]
    return weigh(labelled, read, [question_about(s, load(), load_sessions()) for s in stories], found).lines()


def _story(row: dict[str, Any]) -> Story:
    return compose(
        id=str(row["id"]), title=row.get("title") or None, body=str(row["text"]), published=read_time(str(row.get("published") or "")),
        language=row.get("language") or row.get("lang"),
    )  # fmt: skip


def report(
    score: Score, spent: Spent, prices: tuple[Decimal, Decimal] | None, *, misses: bool, added: Added | None = None
) -> str:
    """The figures as lines of text; `prices` are those of a million tokens in and out."""
    lines = [_line("core", score, score.core)]
    if score.what == "moves":
        lines += [
            _line("full", score, score.full),
            f"false    {score.alarms} of {score.alertable} alertable finds; {score.without_hit} of {score.without} texts without a move",
        ]
    else:
        matched = score.core or 1
        lines += [
            f"kind     {score.kind / matched:.3f}",
            f"speaker  {score.speaker / matched:.3f}",
            f"converted {score.converted / (score.conversions or 1):.3f} of {score.conversions}",
        ]
    lines.append(f"{score.what}: {score.labels} labelled, {score.found} found, {score.core} right")
    if added is not None:
        lines += _side_by_side(score, added)
    lines += _cost(score, spent, prices)
    if misses:
        lines += [f"missed  {m}" for m in score.missed] + [f"wrong   {w}" for w in score.wrong]
    return "\n".join(lines)


def _side_by_side(score: Score, added: Added) -> list[str]:
    """The rules, the model and both; what the gate dropped though a label has it, and what it let pass though none has."""
    lines = [
        f"{n:8} {s.core} right, {s.found - s.core} wrong of {s.labels} labelled"
        for n, s in (("rules", added.rules), ("model", score), ("both", added.both))
    ]
    if score.what == "moves":
        hit = ", ".join(
            f"{n} {s.without_hit}" for n, s in (("rules", added.rules), ("model", score), ("both", added.both))
        )
        lines.append(f"texts without a move that were hit, of {score.without}: {hit}")
        lines.append(f"true but dropped: {sum(added.dropped.values())}")
        lines += [f"  {count} × {why}" for why, count in added.dropped.most_common()]
    lines.append(f"false but accepted: {score.found - score.core} {score.what}")
    lines += [f"no answer: {count} × {why}" for why, count in added.failures.most_common()]
    if added.terms:
        lines.append(f"asked with {', '.join(added.terms)}")
    return lines


def _cost(score: Score, spent: Spent, prices: tuple[Decimal, Decimal] | None) -> list[str]:
    if not (spent.calls or spent.failed):
        return []
    told = max(1, spent.asked)
    lines = [
        f"model: {spent.calls} answers, {spent.failed} failures, {spent.prompt} tokens in and {spent.completion} out, "
        f"{spent.prompt // told} and {spent.completion // told} a story"
    ]
    if spent.cached or spent.seconds:
        lines.append(f"of the tokens in {spent.cached} were read before; {spent.seconds / told:.1f} s a story")
    if score.what == "moves" and score.alertable:
        # Each of these would be a message to whoever watches it.
        lines.append(f"tokens: {(spent.prompt + spent.completion) // score.alertable} an alertable find")
    if prices is not None:
        cost = (spent.prompt * prices[0] + spent.completion * prices[1]) / 1_000_000
        lines.append(f"cost: {cost:.4f}")
    return lines


def _line(name: str, score: Score, hits: int) -> str:
    precision, recall, f1 = score.rates(hits)
    return f"{name:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
