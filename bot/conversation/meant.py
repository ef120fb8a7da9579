"""What a model says was meant by a line that nobody understood: another line, which is read as if it were typed. It may name nobody and no figure
that was not typed, and what would change something is asked before it is done."""

from __future__ import annotations

import re
from zlib import crc32

from rapidfuzz.distance import OSA

from bot.conversation import plain
from bot.conversation.context import Context, Reply
from bot.conversation.grammar import CHANGING, Intent, annotate, understand
from bot.conversation.grammar.line import Line
from bot.listings import Company, Listings
from bot.message import Button
from bot.message.markup import escape, shorten
from bot.reading.lexicon import folded

_LONGEST = 200
_SLIP = 2  # letters by which a name may have been misspelt


def read_meant(typed: str, line: str, table: Listings) -> Intent | None:
    """The wish of the model's line; None where it is none, or says more than was typed."""
    line = " ".join(line.split())
    if not line or len(line) > _LONGEST:
        return None
    intent = understand(line, table)
    if intent.kind in ("unknown", "smalltalk") or intent.asks or intent.left:
        return None
    said, written = annotate(line, table), annotate(typed, table)
    if not _figures(said) <= _figures(written):
        return None
    named = [c for n in said.names for c in n.companies[:1]]
    return intent if all(_is_typed(c, written, table) for c in named) else None


def _figures(line: Line) -> set[str]:
    """Every run of digits, and what the figures that are words are worth."""
    text = re.sub(r"(?<=\d):00\b", "", folded(line.text))  # "8:00" is 8
    runs = "".join(c if c.isdigit() or c == "." else " " for c in text).split()
    values = [str(f.value) for f in line.figures if f.what in ("percent", "level", "number")]
    return {_plain_number(r) for r in (*runs, *values)}


def _plain_number(text: str) -> str:
    """ "8.00", "08" and "8" are one."""
    text = text.strip(".")
    whole, _, part = text.partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{'.' + part if part else ''}"


def _is_typed(company: Company, typed: Line, table: Listings) -> bool:
    """Whether somebody was named, or nearly."""
    if any(company in n.companies for n in typed.names):
        return True
    words = [folded(p.text) for p in typed.pieces if p.text.strip()]
    names = [folded(n) for n in (company.name, *company.aliases) if n]
    text = "".join(words) if typed.chinese else " ".join(words)
    if any(_stands_in(n, text) for n in names if len(n) > 1):
        return True
    if typed.names:
        return False  # who wrote 中国石油 did not mean 中国石化
    return any(_nearly_in(n, text) for n in names) or any(
        OSA.distance(w, part, score_cutoff=_SLIP) <= _SLIP
        for w in words
        for n in names
        for part in (n, n.split()[0])
        if len(w) > _SLIP * 2 and len(part) > _SLIP * 2
    )


def _stands_in(name: str, text: str) -> bool:
    """Whole: "intelligent" is no Intel."""
    return name in text if not name.isascii() else re.search(rf"\b{re.escape(name)}\b", text) is not None


def _nearly_in(name: str, text: str) -> bool:
    """Whether a Chinese name of three characters or more stands there with one of them wrong."""
    if name.isascii() or len(name) <= _SLIP:
        return False
    parts = (text[i : i + len(name)] for i in range(len(text) - len(name) + 1))
    return any(sum(a != b for a, b in zip(name, part, strict=True)) <= 1 for part in parts)


def answer_meant(context: Context, line: str, intent: Intent) -> list[Reply]:
    """What is answered to such a line: what changes nothing at once, else whether it was meant."""
    if intent.kind not in CHANGING:
        found = plain.said(context, line)
        return found[1] if found is not None else []
    data = f"{crc32(line.encode()):x}"
    context.wait_for("meant", f"{data}:{line}", confirms=True)
    rows = ((Button(context.say("yes"), f"meant:{data}"), Button(context.say("no"), "meant:no")),)
    return [Reply(context.say("meant_ask", line=escape(shorten(line, _LONGEST))), rows)]


def pressed_meant(context: Context, data: str) -> list[Reply]:
    """ "meant:1f3a": that line, and only while it is asked."""
    asked, _, line = (context.waits_for("meant") or "").partition(":")
    if data == "no":
        context.wait_no_more()
        return [Reply(context.say("nothing_changed"))]
    if not asked or data != asked:
        return []
    context.wait_no_more()
    found = plain.said(context, line)
    return found[1] if found is not None else []
