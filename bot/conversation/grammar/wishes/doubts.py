"""What must be asked before anything is changed: a list of named doubts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from bot.conversation.grammar.intents import CHANGING, Intent
from bot.conversation.grammar.line import Line, Piece
from bot.conversation.grammar.naming import is_ordinary
from bot.conversation.grammar.words import says


def with_doubts(line: Line, intent: Intent) -> Intent:
    """Before anything is changed it is asked where something is open: the first doubt that applies says what."""
    if intent.kind not in CHANGING or intent.asks:
        return intent
    asks = next((name for name, applies in DOUBTS if applies(line, intent)), "")
    if asks:
        return replace(intent, asks=asks)
    left = _left(line, intent)
    return replace(intent, asks="not understood", left=left) if left else intent


def _nobody(_: Line, intent: Intent) -> bool:
    slots = intent.slots
    return intent.kind in ("watch", "alert", "mute", "unwatch") and not slots.targets and not slots.all


def _one_of_several(_: Line, intent: Intent) -> bool:
    return any(len(t.companies) > 1 for t in intent.slots.targets)


def _not_listed(_: Line, intent: Intent) -> bool:
    return any(not t.companies for t in intent.slots.targets)


def _only_stated(line: Line, intent: Intent) -> bool:
    """ "infosys up 2.5%" may be news."""
    signed = re.search(r"[+-]\s?\d", line.plain) is not None
    asked = line.has("alert", "when", "watch", "polite") or says("set_for_me", line.plain) is not None
    return (
        intent.kind == "alert"
        and intent.slots.direction in ("up", "down")
        and not intent.slots.off
        and not (asked or signed)
    )


def _impossible(_: Line, intent: Intent) -> bool:
    percent = intent.slots.percent
    return intent.kind == "alert" and percent is not None and (percent > _MOST_THAT_FALLS or percent == 0)


def _no_end(line: Line, intent: Intent) -> bool:
    slots = intent.slots
    open_ended = intent.kind in ("mute", "pause") and not (slots.until or slots.span or slots.off)
    return open_ended and says("until_when", line.plain) is not None


def _all_but(line: Line, intent: Intent) -> bool:
    return intent.kind == "unwatch" and line.has("all") and says("except", line.plain) is not None


def _no_hour(line: Line, intent: Intent) -> bool:
    slots = intent.slots
    return intent.kind == "digest" and not slots.times and not slots.off and re.search(r"\d", line.plain) is not None


DOUBTS: tuple[tuple[str, Callable[[Line, Intent], bool]], ...] = (
    ("no target", _nobody),
    ("several", _one_of_several),
    ("unlisted", _not_listed),
    ("impossible", _impossible),
    ("statement", _only_stated),
    ("no end", _no_end),
    ("except", _all_but),
    ("no hour", _no_hour),
    ("all", lambda _, intent: intent.kind == "unwatch" and intent.slots.all),
)


_MOST_THAT_FALLS = 100


def _left(line: Line, intent: Intent) -> str:
    """What of the line nobody understood that may be one more name of a list: behind the verb, a comma or "and"."""
    if intent.kind not in ("watch", "unwatch", "mute", "alert"):
        return ""
    said = [
        p
        for p in line.unknown
        if p.text not in intent.slots.keyword
        and len(p.text) > 1
        and not is_ordinary(p.text.lower())
        and _may_be_listed(line, p)
    ]
    return " ".join(p.text for p in said)


def _may_be_listed(line: Line, piece: Piece) -> bool:
    before, behind = line.plain[: piece.start], line.plain[piece.end :]
    first = min((n.start for n in line.names), default=len(line.plain))
    verbs = [p.end for p in line.pieces if p.senses & {"watch", "unwatch", "mute"} and p.end <= piece.start]
    if verbs and not line.plain[max(verbs) : piece.start].strip() and first > piece.start:
        return True
    ends = {n.end for n in line.names}
    begins = {n.start for n in line.names}
    follows = piece.start - (len(before) - len(before.rstrip())) in ends and before.endswith(" ")
    leads = piece.end + (len(behind) - len(behind.lstrip())) in begins or not behind.strip()
    if follows and leads and len(piece.text) <= TICKER and (len(line.names) > 1 or piece.text.isascii()):
        return True  # "infosys tcs wipro hcl"
    named_near = any(0 <= piece.start - n.end <= _NEAR or 0 <= n.start - piece.end <= _NEAR for n in line.names)
    listed = says("listed_before", before) is not None or says("listed_behind", behind) is not None
    return named_near and listed


_NEAR, TICKER = 6, 5
