"""Settings of a chat: beginning, stopping, language, zone, colours, threshold; and what is kept about it."""

from __future__ import annotations

import json
import unicodedata
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.conversation.asking import asks_for_the_zone
from bot.conversation.context import Context, Reply
from bot.conversation.days import to_come
from bot.conversation.grammar.zones import zone_named
from bot.conversation.nights import night_of, read_quiet, speaks_of_closed_days
from bot.conversation.spans import read_span
from bot.conversation.watching import paused_for, read_threshold
from bot.message import Button
from bot.message.figures import zone_shown
from bot.message.markup import escape, mono, shorten, split
from bot.message.slot_words import quiet_words, slots_words
from bot.message.words import language_names
from bot.ports import TAKEN_BACK
from bot.quiet import QuietHours

_EXPORTED = 70_000  # code points: twenty messages
_OFFERED = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Tokyo",
    "Asia/Singapore",
    "Asia/Kolkata",
    "Europe/London",
    "Europe/Berlin",
    "America/New_York",
    "America/Los_Angeles",
    "Australia/Sydney",
)


def stop(context: Context, _: str) -> list[Reply]:
    context.save(active=False)
    context.store.drop_waiting(context.chat.id, "stopped")
    return [Reply(context.say("stopped"))]


def pause(context: Context, text: str) -> list[Reply]:
    if text.strip().lower() in ("off", "end", "关"):
        context.save(paused_until=None)
        return [Reply(context.say("pause_off"))]
    until = to_come(context, text.strip().removeprefix("until ").strip()) if text.strip() else None
    span = (until - context.now) if until else read_span(text) if text else timedelta(hours=24)
    if span is None:
        return [context.unread("pause_usage")]
    return paused_for(context, span)


def quiet(context: Context, text: str) -> list[Reply]:
    """ "/quiet" says what is set; "/quiet 23:00-07:00", "/quiet 11pm to 7am", "/quiet off"; "/quiet tesla pass"."""
    text = unicodedata.normalize("NFKC", text).strip()
    if not text:
        return [Reply(_quiet_is(context, context.chat.quiet) if context.chat.quiet else context.say("quiet_none"))]
    if text.lower() in ("off", "stop", "none", "关", "关闭", "關", "取消"):
        context.save(quiet=None)
        return [Reply(context.say("quiet_off"))]
    asked = read_quiet(text, context.chat.quiet, context.chat.zone)
    if asked is None and (of_one := night_of(context, text)) is not None:
        return of_one
    if asked is None and speaks_of_closed_days(text):
        return [context.unread("quiet_market")]
    if asked is None:
        return [Reply(context.say("quiet_bad", text=escape(shorten(text, 40))))]
    return set_quiet(context, asked)


def set_quiet(context: Context, asked: QuietHours) -> list[Reply]:
    context.save(quiet=asked)
    zone = escape(zone_shown(context.chat.zone))
    out = [Reply(context.say("quiet_set", hours=quiet_words(asked, context.chat.language), zone=zone))]
    if context.chat.zone_guessed:
        out.append(asks_for_the_zone(context))
    return out


def _quiet_is(context: Context, quiet: QuietHours) -> str:
    hours = quiet_words(quiet, context.chat.language)
    return context.say("quiet_is", hours=hours, zone=escape(zone_shown(context.chat.zone)))


def settings(context: Context, _: str) -> list[Reply]:
    chat = context.chat
    html = context.say(
        "settings",
        language=language_names().get(chat.language, chat.language),
        zone=escape(zone_shown(chat.zone)),
        guessed=context.say("guessed") if chat.zone_guessed else "",
        colours=context.say("colours_red_up" if chat.red_is_up else "colours_green_up"),
        percent=f"{chat.threshold.normalize():f}",
        digest=slots_words(chat.digests, chat.language) if chat.digests else context.say("off"),
        quiet=quiet_words(chat.quiet, chat.language) if chat.quiet else context.say("off"),
        budget=context.say("budget_all") if _budget(context) == 0 else str(_budget(context)),
    )
    buttons = (
        (Button(context.say("settings_zone"), "zone:?"), Button(context.say("settings_language"), "lang:?")),
        (
            Button(context.say("settings_colours"), "set:colours"),
            Button(context.say("settings_threshold"), "set:threshold"),
        ),
        (
            Button(context.say("settings_digest"), "set:digest"),
            Button(context.say("settings_quiet_on" if chat.quiet_line else "settings_quiet_off"), "set:quiet"),
        ),
        (
            Button(context.say("settings_budget"), "set:budget"),
            Button(context.say("settings_picture_on" if chat.picture else "settings_picture_off"), "set:picture"),
        ),
    )
    return [Reply(html, buttons)]


_ASKED = {"threshold": "threshold_ask", "digest": "digest_ask", "budget": "budget_ask"}


def pressed_setting(context: Context, what: str) -> list[Reply]:
    if what == "colours":
        context.save(red_is_up=not context.chat.red_is_up)
    elif what == "picture":
        context.save(picture=not context.chat.picture)
    elif what == "quiet":
        context.save(quiet_line=not context.chat.quiet_line)
    elif what in _ASKED:
        context.wait_for(what)
        return [Reply(context.say(_ASKED[what]))]
    return settings(context, "")


def pressed_language(context: Context, code: str) -> list[Reply]:
    if code not in language_names():
        return [
            Reply(
                context.say("settings_language") + " / 语言",
                (tuple(Button(name, f"lang:{c}") for c, name in language_names().items()),),
            )
        ]
    context.save(language=code)
    return settings(context, "")


def pressed_zone(context: Context, zone: str) -> list[Reply]:
    if zone == "?":
        context.wait_for("zone")
        rows = tuple(
            tuple(Button(z.partition("/")[2].replace("_", " "), f"zone:{z}") for z in _OFFERED[i : i + 2])
            for i in range(0, len(_OFFERED), 2)
        )
        return [Reply(context.say("zone_ask"), rows)]
    return answered_zone(context, zone)


def answered_zone(context: Context, text: str) -> list[Reply]:
    zone = zone_named(text)
    if zone is None:
        context.wait_for("zone")
        return [Reply(context.say("zone_bad", text=escape(shorten(text, 40))))]
    context.wait_no_more()
    context.save(zone=zone, zone_guessed=False)
    return [
        Reply(
            context.say(
                "zone_set", zone=escape(zone_shown(zone)), time=f"{context.now.astimezone(ZoneInfo(zone)):%H:%M}"
            )
        )
    ]


def answered_threshold(context: Context, text: str) -> list[Reply]:
    rule = read_threshold(text)
    if rule is None or rule.rise is None:
        context.wait_for("threshold")
        return [Reply(context.say("alert_bad_threshold", text=escape(shorten(text, 40))))]
    value = rule.rise
    context.save(threshold=value)
    context.store.set_standard_threshold(context.chat.id, value)
    return [Reply(context.say("threshold_set", percent=f"{value.normalize():f}"))]


_ALL = ("all", "any", "off", "no limit", "unlimited", "不限", "全部", "0")
_MOST_BUDGET = 1000


def _budget(context: Context) -> int:
    return context.budget if context.chat.budget is None else context.chat.budget


def answered_budget(context: Context, text: str) -> list[Reply]:
    """How many alerts a day: "50", or "all"."""
    words = unicodedata.normalize("NFKC", text).strip().lower()
    value = 0 if words in _ALL else int(words) if words.isascii() and words.isdigit() and len(words) <= 4 else None
    if value is None or value > _MOST_BUDGET:
        context.wait_for("budget")
        return [Reply(context.say("budget_bad", text=escape(shorten(text, 40))))]
    context.wait_no_more()
    context.save(budget=value)
    return [Reply(context.say("budget_set", count=value) if value else context.say("budget_set_all"))]


def cancel(context: Context, _: str) -> list[Reply]:
    if context.waiting is None:
        return [Reply(context.say("nothing_to_cancel"))]
    context.wait_no_more()
    return [Reply(context.say("cancelled"))]


def undo(context: Context, _: str) -> list[Reply]:
    """The last change of this chat is taken back. A second one brings nothing back by surprise: it offers to; and before a yes or no it is a no."""
    if context.asked is not None and context.asked.confirms:
        return [Reply(context.say("nothing_changed"))]
    last = context.store.last_change(context.chat.id, context.now)
    if last is not None and last[1].startswith(TAKEN_BACK):
        button = Button(context.say("redo"), f"undo:{last[0]}")
        return [Reply(_named(context, "undone_already", last[1].removeprefix(TAKEN_BACK)), ((button,),))]
    return _taken_back(context, None) or [Reply(context.say("undo_nothing"))]


def _named(context: Context, key: str, said: str) -> str:
    """With the words of the change, where they were typed."""
    words = context.say("undone_words", said=escape(shorten(said, 60))) if said else ""
    return context.say(key, words=words)


def pressed_undo(context: Context, number: str) -> list[Reply]:
    """ "undo:7": that change, as long as it is the last."""
    return (
        _taken_back(context, int(number))
        if number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER
        else []
    )


_LONGEST_NUMBER = 18


def _taken_back(context: Context, number: int | None) -> list[Reply]:
    last = context.store.last_change(context.chat.id, context.now)
    if last is None or not context.store.undo_change(context.chat.id, number, context.now):
        return []
    context.chat = context.store.chat(context.chat.id) or context.chat
    again = last[1].startswith(TAKEN_BACK)
    said = last[1].removeprefix(TAKEN_BACK)
    return [Reply(_named(context, "redone" if again else "undone_all", said), toast=context.say("undone"))]


def privacy(context: Context, _: str) -> list[Reply]:
    read = context.say("privacy_read" if context.reads_messages else "privacy_unread")
    media = context.say("privacy_media") if context.takes_media else ""
    return [Reply(context.say("privacy", reader=" ".join(x for x in (read, media) if x)))]


def export(context: Context, _: str) -> list[Reply]:
    if context.incoming.channel:
        return [Reply(context.say("channel_no_export"))]
    text = json.dumps(context.store.export(context.chat.id), ensure_ascii=False, indent=1, default=str)
    pieces = [text[i : i + 3500] for i in range(0, min(len(text), _EXPORTED), 3500)]
    cut = [context.say("export_cut")] if len(text) > _EXPORTED else []
    return [Reply(html) for html in split([context.say("export"), *(mono(p) for p in pieces), *cut], "\n")]


def forget(context: Context, _: str) -> list[Reply]:
    context.wait_for("forget", "yes", confirms=True)
    return [
        Reply(
            context.say("forget_ask"),
            ((Button(context.say("forget_yes"), "forget:yes"), Button(context.say("forget_no"), "forget:no")),),
        )
    ]


def pressed_forget(context: Context, answer: str) -> list[Reply]:
    """Only while it is asked: the button of an old question deletes nothing."""
    waiting = context.waits_for("forget") is not None
    if answer != "yes" or not waiting:
        context.wait_no_more()
        return [Reply(context.say("kept"))] if waiting else []
    words = context.say("forgotten")
    context.store.forget_chat(context.chat.id)
    return [Reply(words)]
