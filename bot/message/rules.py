"""Rules as they are told: a rule in a line, what it fired on, and how often it would have."""

from __future__ import annotations

from collections.abc import Sequence

from bot.message import Button, Message, Priority
from bot.message.alerts import before_sources, provenance
from bot.message.figures import moment
from bot.message.markup import bold, escape, fits, italic, quote, shorten
from bot.message.words import say
from bot.quiet import InQuiet
from bot.rules import KINDS, Fired, UserRule
from bot.story import Story

_BELL = "🔔"
_LABEL, _VALUE, _TITLE, _QUOTED = 80, 400, 200, 420


def rule_line(rule: UserRule, language: str, zone: str) -> str:
    """ "Tesla: above USD400; once, until 5 Dec, 00:00"."""
    key, fields = KINDS[rule.kind].words(rule.condition)
    told = say(language, key, **{k: escape(shorten(v, _LABEL)) for k, v in fields.items()})
    bounds = []
    if rule.once:
        bounds.append(say(language, "rule_once"))
    if rule.cooldown:
        bounds.append(_cooldown(rule.cooldown, language))
    if rule.most is not None:
        bounds.append(say(language, "rule_most", count=rule.most))
    if rule.in_session:
        bounds.append(say(language, "rule_in_session"))
    if rule.source:
        bounds.append(say(language, "rule_source", source=escape(shorten(rule.source, _LABEL))))
    if rule.reads:
        bounds.append(say(language, _READS[rule.reads]))
    if rule.in_quiet is not InQuiet.HOLD:
        bounds.append(say(language, f"in_quiet_{rule.in_quiet}"))
    if rule.until is not None:
        bounds.append(say(language, "rule_until", day=escape(moment(rule.until, zone, language))))
    if rule.paused:
        bounds.append(say(language, "rule_paused"))
    return f"{bold(shorten(rule.label, _LABEL))}: {told}" + (f" ({', '.join(bounds)})" if bounds else "")


_READS = {"en": "rule_reads_en", "zh": "rule_reads_zh"}
_HOUR, _DAY = 3600, 86_400  # seconds


def _cooldown(seconds: int, language: str) -> str:
    """In whole days or hours, where it is such."""
    if seconds % _DAY == 0:
        return say(language, "rule_cooldown_days", days=seconds // _DAY)
    if seconds % _HOUR == 0:
        return say(language, "rule_cooldown_hours", hours=seconds // _HOUR)
    return say(language, "rule_cooldown", minutes=seconds // 60)


def fired_line(rule: UserRule, fired: Fired, language: str) -> str:
    """ "🔔 Tesla: above USD400 — USD402.31"; where the value is the story's title, that stands below anyhow."""
    key, fields = KINDS[rule.kind].words(rule.condition)
    told = say(language, key, **{k: escape(shorten(v, _LABEL)) for k, v in fields.items()})
    value = f" — {escape(shorten(fired.value, _VALUE))}" if fired.quote is not None else ""
    return f"{_BELL} {bold(shorten(rule.label, _LABEL))}: {told}{value}"


def rule_message(
    chat: int, key: str, lines: Sequence[str], quotes: Sequence[str], story: Story, rules: Sequence[UserRule], language: str, zone: str
) -> Message:  # fmt: skip
    """What one story made fire of a chat's rules."""
    parts = [
        *lines,
        italic(shorten(story.title, _TITLE)),
        *(quote(shorten(q, _QUOTED)) for q in list(dict.fromkeys(quotes))[:2]),
    ]
    parts.append(provenance(story, language, zone))
    html = "\n".join(parts)
    if not fits(html):
        html = "\n".join((lines[0], provenance(story, language, zone)))
    buttons = tuple(
        (
            Button(say(language, "rule_pause_button"), f"mine:pause:{rule.id}"),
            Button(say(language, "rule_delete_button"), f"mine:delete:{rule.id}"),
        )
        for rule in rules[:1]
    )
    return Message(chat, key, html, buttons, Priority.ALERT)


def rule_lines(html: str) -> list[str]:
    """The lines of a message that say which rules fired."""
    return [line for line in html.split("\n") if line.startswith(_BELL)]


def with_line(html: str, lines: Sequence[str]) -> str:
    """An alert that says too which rules it made fire."""
    return before_sources(html, lines)


def with_quote(html: str, before: str, after: str) -> str:
    """The message with other words quoted."""
    return html.replace(quote(shorten(before, _QUOTED)), quote(shorten(after, _QUOTED)))


def with_value(html: str, before: str, after: str) -> str:
    """The message with another value in the lines of the rules that fired on it."""
    was, now = escape(shorten(before, _VALUE)), escape(shorten(after, _VALUE))
    lines = (
        line.removesuffix(was) + now if line.startswith(_BELL) and line.endswith(f" — {was}") else line
        for line in html.split("\n")
    )
    return "\n".join(lines)
