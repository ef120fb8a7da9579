"""Updates in: from Telegram's JSON to what somebody typed or pressed."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import NamedTuple

from telegram import (
    Bot,
    CallbackQuery,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberUpdated,
    Document,
    MaybeInaccessibleMessage,
    Message,
    Update,
)
from telegram.constants import ChatMemberStatus, ChatType

from bot.ports import Incoming

_GONE = (ChatMemberStatus.BANNED, ChatMemberStatus.LEFT)


def incoming(body: str, bot: Bot, name: str | None) -> Incoming | None:
    """None for an update that is nothing to us: an edit, a sticker, a group's talk. Raises ValueError for what is no update."""
    update = Update.de_json(json.loads(body), bot)
    if update.my_chat_member is not None:
        return _of_membership(update.my_chat_member)
    if update.callback_query is not None:
        return _of_press(update.callback_query)
    if update.inline_query is not None:
        asked, person = update.inline_query, update.inline_query.from_user
        return Incoming(person.id, person.id, asked.query, inline=asked.id, language=person.language_code)
    if update.channel_post is not None:
        return _of_post(update.channel_post, name)
    return _of_message(update.message, name) if update.message is not None else None


def _of_membership(member: ChatMemberUpdated) -> Incoming | None:
    channel = member.chat.type == ChatType.CHANNEL
    gone, was_gone = (
        not _can_post(m) if channel else m.status in _GONE for m in (member.new_chat_member, member.old_chat_member)
    )
    if (not gone and not was_gone) or (gone and was_gone):
        return None  # another right is no beginning
    return Incoming(
        member.chat.id,
        member.from_user.id,
        group=member.chat.type != ChatType.PRIVATE,
        left=gone,
        joined=not gone,
        language=member.from_user.language_code,
        channel=channel,
        title=member.chat.title or "",
    )


def _can_post(member: ChatMember) -> bool:
    """In a channel whoever may post is heard in it."""
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


def _of_post(post: Message, name: str | None) -> Incoming | None:
    """A command that an admin of a channel posts there; whatever else is posted is for its readers."""
    text = _for_us(post.text or "", name)
    if not text.startswith("/") or post.forward_origin is not None or post.via_bot is not None:
        return None
    return Incoming(
        post.chat.id,
        post.chat.id,
        text,
        group=True,
        channel=True,
        message=post.message_id,
        title=post.chat.title or "",
    )


def _of_press(query: CallbackQuery) -> Incoming | None:
    if query.message is None:
        return None
    return Incoming(
        query.message.chat.id, query.from_user.id, button=query.data or "", press=query.id, message=query.message.message_id,
        group=query.message.chat.type != ChatType.PRIVATE, language=query.from_user.language_code, first_name=query.from_user.first_name,
        thread=_thread(query.message), title=query.message.chat.title or "", channel=query.message.chat.type == ChatType.CHANNEL,
    )  # fmt: skip


def _of_message(message: Message, name: str | None) -> Incoming | None:
    if message.from_user is None:
        return None
    group = message.chat.type != ChatType.PRIVATE
    if message.migrate_from_chat_id:
        return Incoming(message.chat.id, message.from_user.id, group=True, migrated_from=message.migrate_from_chat_id)
    # Half of a character, as some clients cut emoji, can neither be kept nor sent.
    text = (message.text or "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    medium = _medium(message) if not text and not group else None
    if (not text and medium is None) or message.from_user.id == 777000:
        return None
    mentioned = group and _mentions_us(text, name)
    text = _for_us(_without_mention(text, name) if mentioned else text, name)
    if medium is None and (
        not text or (group and not (text.startswith("/") or mentioned or _answers_us(message, name)))
    ):
        return None
    file = _file(message) if medium is not None else None
    return Incoming(
        message.chat.id,
        message.from_user.id,
        text,
        file=file.name if file else None,
        file_type=file.type if file else "",
        file_size=file.size if file else 0,
        seconds=file.seconds if file else 0,
        group=group,
        message=message.message_id,
        language=message.from_user.language_code,
        first_name=message.from_user.first_name,
        medium=medium,
        thread=_thread(message),
        title=message.chat.title or "",
        forwarded=message.forward_origin is not None or message.via_bot is not None,
        answers=message.reply_to_message.message_id
        if message.reply_to_message and _answers_us(message, name)
        else None,
    )


def _thread(message: MaybeInaccessibleMessage) -> int:
    """The topic of a forum, or of a private chat that has topics. A thread of answers elsewhere is none."""
    return (message.message_thread_id or 0) if isinstance(message, Message) and message.is_topic_message else 0


def _is_a_list(document: Document) -> bool:
    """A list of feeds, as readers write them."""
    named = (document.file_name or "").lower().endswith((".opml", ".xml"))
    return named or (document.mime_type or "") in ("text/x-opml", "application/xml", "text/xml")


def _medium(message: Message) -> str | None:
    """What somebody sent to a private chat that has no words."""
    if message.voice is not None or message.audio is not None or message.video_note is not None:
        return "voice"
    if message.document is not None and _is_a_list(message.document):
        return "opml"
    return "picture" if message.photo or message.document is not None or message.video is not None else None


class _File(NamedTuple):
    """What Telegram says of a file; its type is what its sender's program said."""

    name: str
    type: str
    size: int
    seconds: int = 0


_LARGEST_PICTURE = 1600  # pixels, of the copies that Telegram makes of a photo: what is written in it can be read


def _file(message: Message) -> _File | None:
    """The file of a voice message or of a picture; None of what can be neither heard nor seen, as a film."""
    sound = message.voice or message.audio or message.video_note
    if sound is not None:
        kind = getattr(sound, "mime_type", None) or ("video/mp4" if message.video_note else "audio/ogg")
        length = sound.duration
        seconds = int(length.total_seconds() if isinstance(length, timedelta) else length)
        return _File(sound.file_id, kind, sound.file_size or 0, seconds)
    if message.photo:
        fitting = [p for p in message.photo if max(p.width, p.height) <= _LARGEST_PICTURE] or message.photo[:1]
        best = max(fitting, key=lambda p: p.width)
        return _File(best.file_id, "image/jpeg", best.file_size or 0)
    document = message.document
    if document is not None and ((document.mime_type or "").startswith("image/") or _is_a_list(document)):
        return _File(document.file_id, document.mime_type or "", document.file_size or 0)
    return None


def _mentions_us(text: str, name: str | None) -> bool:
    """ "@newstape_bot why is Tesla down" in a group is said to us."""
    mention = rf"(?<![\w.])@{re.escape(name or '')}(?![\w.]*\w)"
    return bool(name) and not text.startswith("/") and re.search(mention, text, re.IGNORECASE) is not None


def _without_mention(text: str, name: str | None) -> str:
    return re.sub(rf"\s*@{re.escape(name or '')}\b[\s,:]*", " ", text, flags=re.IGNORECASE).strip()


def _answers_us(message: Message, name: str | None) -> bool:
    """A reply to a message of ours, which is how a question is answered in a group."""
    replied = message.reply_to_message
    return bool(name and replied and replied.from_user and replied.from_user.username == name)


def _for_us(text: str, name: str | None) -> str:
    """ "/watch@newstape_bot BABA" without the name; "" where another bot is meant."""
    if not text.startswith("/"):
        return text
    command, blank, rest = text.partition(" ")
    command, at, meant = command.partition("@")
    if at and name and meant.lower() != name.lower():
        return ""
    return command + blank + rest
