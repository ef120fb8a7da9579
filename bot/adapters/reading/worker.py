"""The process that reads: `python -m bot.adapters.reading.worker`. It holds the tables, and has two seconds of CPU for a story."""

from __future__ import annotations

import signal
import traceback
from datetime import date
from types import FrameType
from typing import Any

from bot.adapters.process import work
from bot.listings import TradingDay, load, load_sessions
from bot.reading import read_by_rules
from bot.reading.codec import dump_found, load_story
from bot.reading.document import annotate
from bot.reading.gate.lines import why_not
from bot.reading.model import Unusable, question_about, read_by_model
from bot.reading.model.translation import read_translation

CPU_SECONDS = 2.0
_MEMORY = 2 << 30


class _Budget(BaseException):
    """Not an Exception, so that nothing on the way takes it for a fault of the text."""


def _spent(_: int, __: FrameType | None) -> None:
    raise _Budget


def answer(request: dict[str, Any], blob: bytes) -> dict[str, Any]:
    """{"found"}, {"question"}, {"translated"}, {"why"} of a line, {"unusable": why} of a model's answer, {"slow"} past the budget, {"error", with the place} of a bug."""
    signal.setitimer(signal.ITIMER_PROF, CPU_SECONDS)
    try:
        story = load_story(blob)
        load_sessions().tell(
            TradingDay(mic, date.fromisoformat(day), is_open) for mic, day, is_open in request["days"]
        )
        if request["do"] == "rules":
            return {"found": dump_found(read_by_rules(story, load(), load_sessions()))}
        if request["do"] == "question":
            question = question_about(story, load(), load_sessions())
            return {"question": None if question is None else [question.material, question.most_tokens]}
        if request["do"] == "borne":
            return {"why": why_not(request["line"], annotate(story, load()))}
        if request["do"] == "translation":
            held = read_translation(request["answer"], tuple(request["lines"]), request["to"], load())
            return {"translated": [[t.words, t.text, t.why] for t in held]}
        material, said, model, prompt = (request[k] for k in ("material", "answer", "model", "prompt"))
        found = read_by_model(story, material, said, model, prompt, load(), load_sessions())
        return {"found": dump_found(found)}
    except Unusable as error:
        return {"unusable": str(error)}
    except _Budget:
        return {"slow": True}
    except Exception as error:  # noqa: BLE001 - a bug over one story is told to the parent, with its traceback, and the next is read
        return {
            "error": f"{type(error).__name__}: {error}",
            "traceback": "".join(traceback.format_exception(error))[-4000:],
        }
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


if __name__ == "__main__":
    signal.signal(signal.SIGPROF, _spent)
    load()
    load_sessions()
    work(answer, memory=_MEMORY)
