"""Who is watched and who no more; the list."""

from __future__ import annotations

import re
from dataclasses import replace

from bot.conversation.grammar.intents import Intent, Named, Slots
from bot.conversation.grammar.line import Line
from bot.conversation.grammar.wishes.conditions import condition_of
from bot.conversation.grammar.wishes.said import MOST_WORDS_OF_A_NAME, is_question, slots_of, targets_of


def listed(line: Line) -> Intent | None:
    """What is watched and set."""
    if (re.search(MY_LIST, line.plain) and not line.has("off", "unwatch", "alert")) or re.search(
        _MY_ALERTS, line.plain
    ):
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


MY_LIST = (
    r"\b(?:what|which|who|whom?|whats|how many)\b.*\b(?:am i|i'?m|do i|have i|did i|i)\b.*\b(?:watch|follow|track|have|set|got|subscrib)|\bam i (?:already )?(?:watch|follow|track|getting)\w*|\bdo i (?:already )?(?:watch|follow|track|have)\b|\bis \w+ on my (?:watch)?list"
    r"|我(?:现在|而家|宜家|目前|都|一共|总共|到底|究竟)*(?:关注|追踪|追|睇|盯|跟|设|订阅|set|watch|跟踪|加)(?:了|着|的|咗|紧|住|定)*(?:哪|边|什么|咩|乜|啥|几多|多少|谁|的提醒|嘅提醒|提醒)|我.{0,8}(?:设|set|关注|追踪|加)(?:过|了|咗).{0,12}(?:吗|没|未|冇)[?]?$"
)

_MY_ALERTS = r"(?:看下|看看|睇下|睇睇|列出|显示|查看|查下|打开|show(?: me)?|see|list|view)\s?(?:all )?(?:我|my)(?:设|set|关注|追踪)?(?:了|咗|的|嘅|定)*\s?(?:所有|全部)?(?:提醒|alerts?|rules?|watch(?:list)?|关注|自选)"


def my_list_asked(line: Line) -> Intent | None:
    """ "am i following nvidia already", 我之前不是设过台积电的提醒吗."""
    asked = re.search(MY_LIST, line.plain) is not None and (
        line.asked or line.begins_with("asks", "asks_how", "list") or line.chinese
    )
    return (
        Intent("list", Slots(targets=targets_of(line)))
        if asked and not line.has("off", "unwatch") and not line.of("percent")
        else None
    )


_TAKEN_OFF = r"\b(?:take|cut|kick|leave|strike|get|turn)\b.*\b(?:off|out)\b"

_NO_MORE = r"(?:不用|唔使|唔好|不要|唔|不必|毋须|停止)再?(?:跟|睇|追踪|追|盯|关注|看|留意)"


def unwatch(line: Line) -> Intent | None:
    if (
        line.names
        and re.search(_NO_MORE, line.plain)
        and re.search(r"再|[了喇啦]$|停止|使", line.plain)
        and not line.has("alert")
    ):
        return Intent("unwatch", Slots(targets=targets_of(line)))
    if line.names and re.search(_TAKEN_OFF, line.plain) and not line.has("alert", "mute", "why", "news", "watch"):
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
    return Intent("watch", Slots(targets=_behind_the_verb(line)))


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
    return Intent("question", slots_of(line)) if line.asked else Intent("watch", Slots(targets=targets_of(line)))
