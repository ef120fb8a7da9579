"""Who is watched and who no more; the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import MOST_WORDS_OF_A_NAME, is_question, slots_of, targets_of
from bot.conversation.grammar.words import says


def listed(line: Line) -> Intent | None:
    """What is watched and set."""
    if (says("my_list", line.plain) and not line.has("off", "unwatch", "alert")) or says("my_alerts", line.plain):
        return Intent("list", Slots(targets=targets_of(line)))
    if (
        not line.has("list")
        or line.names
        or line.figures
        or (line.has("off_list") and line.has("unwatch"))
        or line.has("news")
    ):
        return None
    if line.has("unwatch", "off", "mute", "unmute", "pause", "resume") and line.has("all"):
        return None
    if (line.has("why", "movers", "news") and not line.has("asks")) or line.has("up", "down"):
        return None
    asks = line.has("asks") or line.only(
        "list", "on_list", "off_list", "all", "alert", "watch", "news", "mine", "asks", "today", "also"
    )
    return Intent("list") if asks or line.begins_with("list") else None


def my_list_asked(line: Line) -> Intent | None:
    """ "am i following nvidia already", 我之前不是设过台积电的提醒吗, "is my tesla alert 5 or 10 percent"."""
    if says("of_my_settings", line.plain) and not line.has("off", "unwatch"):
        return Intent("list", Slots(targets=targets_of(line)))
    asked = says("my_list", line.plain) is not None and (
        line.asked or line.begins_with("asks", "asks_how", "list") or line.chinese
    )
    return (
        Intent("list", Slots(targets=targets_of(line)))
        if asked and not line.has("off", "unwatch") and not line.of("percent")
        else None
    )


def unwatch(line: Line) -> Intent | None:
    if line.names and says("no_more", line.plain) and says("no_longer", line.plain) and not line.has("alert"):
        return Intent("unwatch", Slots(targets=targets_of(line)))
    if line.names and says("taken_off", line.plain) and not line.has("alert", "mute", "why", "news", "watch"):
        return Intent("unwatch", Slots(targets=targets_of(line)))
    if not line.has("unwatch") or (line.has("advice") and not line.names) or (line.has("undo") and not line.names):
        return None
    if line.has("alert", "digest", "quiet") and not line.names and not line.has("off_list", "all"):
        return None
    if line.has("watch") and line.has("on_list") and line.first("watch") < line.first("unwatch"):
        return None
    if (
        line.names
        and line.has("watch")
        and any(p.senses == {"watch"} for p in line.pieces)
        and not line.has("off_list")
    ):
        return None
    if line.has("alert") and condition_of(line) is not None:
        return None
    if line.names or line.has("all"):
        return Intent("unwatch", replace(slots_of(line), since="", market=""))
    if (
        line.only("unwatch", "off_list", "on_list", "list", "off")
        and not line.has("list")
        and line.begins_with("unwatch")
    ):
        return Intent("unwatch", asks="no target")
    return None


def watch(line: Line) -> Intent | None:
    if not (line.has("watch", "on_list") and line.names) or (
        line.has("why", "claims", "asks_how") and not line.has("polite")
    ):
        return None
    if is_question(line) and not line.begins_with("watch"):
        return None
    return Intent("watch", Slots(targets=(*_behind_the_verb(line), *_unknown_of_a_list(line))))


def _behind_the_verb(line: Line) -> tuple[Named, ...]:
    """ "im into uranium lately can u follow cameco": who is named before is what it is said with."""
    verbs = [p.end for p in line.pieces if "watch" in p.senses and "filler" not in p.senses]
    targets = targets_of(line)
    behind = tuple(t for t in targets if verbs and t.start >= verbs[0])
    listed = behind and re.fullmatch(
        r"[\s,、和与同及跟&]*(?:and|also)?\s*",
        line.plain[max((t.end for t in targets if t not in behind), default=0) : verbs[0]],
    )
    return targets if listed or not behind or line.chinese else behind


def _unknown_of_a_list(line: Line) -> Iterator[Named]:
    """ "关注 比亚迪 宁得时代 中芯国际": whoever stands in the list and is known to nobody is not lost without a word."""
    verb = next((p.end for p in line.pieces if "watch" in p.senses), None)
    if not line.chinese or verb is None or len(line.names) < 1:
        return
    for m in _IN_A_LIST.finditer(line.plain, verb):
        inside = [p for p in line.pieces if m.start() <= p.start < m.end()]
        thanked = says("thanks", m[0]) is not None
        if (
            any(p.unknown for p in inside)
            and not thanked
            and not any(p.name is not None or p.senses & _NO_NAMES for p in inside)
        ):
            yield Named(line.text[m.start() : m.end()])


_IN_A_LIST = re.compile(
    r"[^\s、,，和跟与及同。！!]{2,8}(?=[\s、,，和跟与及同])|(?<=[\s、,，和跟与及同])[^\s、,，和跟与及同。！!]{2,8}$"
)
_NO_NAMES = frozenset({"watch", "on_list", "list", "all", "mine", "news", "alert", "polite", "hearsay", "also"})


def watch_whom(line: Line) -> Intent | None:
    """A verb, and whom nobody knows, or nobody."""
    if line.names or not (
        line.begins_with("watch")
        or (line.chinese and line.has("watch") and len(line.unknown) == 1 and not line.has("news", "asks", "alert"))
    ):
        return None
    words = " ".join(p.text for p in line.unknown) if not line.chinese else "".join(p.text for p in line.unknown)
    if len(line.unknown) > MOST_WORDS_OF_A_NAME or not (
        words or line.only("watch", "on_list", "list", "all", "mine")
    ):
        return None
    return Intent(
        "watch", Slots(targets=(Named(words),) if words else ()), asks="unknown target" if words else "no target"
    )


def names_alone(line: Line) -> Intent | None:
    """ "Tesla, Nvidia and AMD"; with a question mark it is a question."""
    if (
        not line.names
        or line.unknown
        or not all(p.senses & {"filler", "greeting", "also", "polite", "all"} for p in line.pieces if p.senses)
        or line.figures
    ):
        return None
    priced = says("price_of", line.plain) is not None
    return (
        Intent("question", slots_of(line))
        if line.asked or priced
        else Intent("watch", Slots(targets=targets_of(line)))
    )
