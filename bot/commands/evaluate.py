"""`newstape eval`: rules or a model held against an operator's own labels."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from bot.app import SystemClock, load_prompt, make_model
from bot.commands.read import as_json, read_time
from bot.commands.scoring import Score
from bot.commands.ways import Ways
from bot.config import Config
from bot.errors import ModelError, UsageError
from bot.listings import load, load_sessions
from bot.pipeline import ANSWER_TOKENS, material
from bot.reading import read_by_rules
from bot.reading.model.answer import SCHEMA, Unusable, read_answer
from bot.reading.rules import survey
from bot.story import Story, compose


@dataclass(slots=True)
class Spent:
    """What a model cost: stories it was asked about, answers that came, answers and calls of no use, tokens in and out."""

    asked: int = 0
    calls: int = 0
    failed: int = 0
    prompt: int = 0
    completion: int = 0


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


def evaluate(path: Path, config: Config | None) -> tuple[Score, Spent]:
    """By the model where a config has one, else by rules. Raises UsageError."""
    what, rows = read_labels(path)
    score, spent = Score(what), Spent()
    stories = [_story(r) for r in rows]
    if config is not None and config.model is not None:
        found = asyncio.run(_by_model(stories, config, spent))
    else:
        found = [as_json(read_by_rules(s, load(), load_sessions())) for s in stories]
    for row, story, result in zip(rows, stories, found, strict=True):
        score.add({**row, "text": story.text}, result)
    return score, spent


def paths(path: Path) -> list[str]:
    """What the rules' ways of deciding are worth on labelled moves, a line each. Raises UsageError."""
    what, rows = read_labels(path)
    if what != "moves":
        raise UsageError(f"{path}: --paths is told of moves, and these labels are of claims.")
    ways = Ways()
    for row in rows:
        ways.add(row, read_by_rules(_story(row), load(), load_sessions()))
    return ways.lines()


def _story(row: dict[str, Any]) -> Story:
    return compose(
        id=str(row["id"]), title=row.get("title") or None, body=str(row["text"]), published=read_time(str(row.get("published") or "")),
        language=row.get("language") or row.get("lang"),
    )  # fmt: skip


async def _by_model(stories: Iterable[Story], config: Config, spent: Spent) -> list[dict[str, Any]]:
    model = make_model(config, SystemClock())
    assert model is not None
    prompt = load_prompt()
    out: list[dict[str, Any]] = []
    try:
        for story in stories:
            spent.asked += 1
            try:
                answer = await model.ask(prompt.text, material(story), SCHEMA, ANSWER_TOKENS)
                spent.calls += 1
                spent.prompt += answer.prompt_tokens
                spent.completion += answer.completion_tokens
                ground = survey(story, load(), load_sessions())
                out.append(as_json(read_answer(answer.text, ground, model.name, prompt.fingerprint)))
            except (ModelError, Unusable) as error:
                if isinstance(error, ModelError):
                    spent.prompt += error.prompt_tokens
                    spent.completion += error.completion_tokens
                spent.failed += 1
                out.append({})
    finally:
        await model.close()
    return out


def report(score: Score, spent: Spent, prices: tuple[Decimal, Decimal] | None, *, misses: bool) -> str:
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
    if spent.calls or spent.failed:
        told = max(1, spent.asked)
        lines.append(
            f"model: {spent.calls} answers, {spent.failed} failures, {spent.prompt} tokens in and {spent.completion} out, "
            f"{spent.prompt // told} and {spent.completion // told} a story"
        )
        if score.what == "moves" and score.alertable:
            # Each of these would be a message to whoever watches it.
            lines.append(f"tokens: {(spent.prompt + spent.completion) // score.alertable} an alertable find")
        if prices is not None:
            cost = (spent.prompt * prices[0] + spent.completion * prices[1]) / 1_000_000
            lines.append(f"cost: {cost:.4f}")
    if misses:
        lines += [f"missed  {m}" for m in score.missed] + [f"wrong   {w}" for w in score.wrong]
    return "\n".join(lines)


def _line(name: str, score: Score, hits: int) -> str:
    precision, recall, f1 = score.rates(hits)
    return f"{name:8} precision {precision:.3f}  recall {recall:.3f}  F1 {f1:.3f}"
