"""Telegram's HTML, read as strictly as Telegram reads it.

The reading follows the one of TDLib, on which the Bot API stands: it works on bytes (errors name byte
offsets), counts entity offsets in UTF-16 units, and afterwards cleans, trims and tidies the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

# td::is_space: a NUL counts, since TDLib reads a C string and the end of it must stop every loop.
_SPACE = frozenset(b" \t\r\n\v\0")
_ALNUM = frozenset(b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NAMED = {b"lt": "<", b"gt": ">", b"amp": "&", b"quot": '"'}
_STOP = re.compile(rb"[<&]")
_ALPHA_RUN = re.compile(rb"[A-Za-z]*")
_NUMERIC = re.compile(rb"&#(?:x([0-9A-Fa-f]*)|([0-9]*))")
_TYPES = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "tg-emoji": "custom_emoji",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-time": "date_time",
}
_SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_BLOCKQUOTES = frozenset({"blockquote", "expandable_blockquote"})
# What these carry is not seen in the text, so a blank text does not make them void.
_HIDDEN = frozenset({"text_link", "text_mention", "custom_emoji"})
_PRE = frozenset({"pre", "code"})
_PRIORITY = {
    kind: rank
    for rank, kind in enumerate(
        (
            "blockquote",
            "expandable_blockquote",
            "pre",
            "code",
            "text_link",
            "text_mention",
            "custom_emoji",
            "date_time",
            "bold",
            "italic",
            "underline",
            "strikethrough",
            "spoiler",
        )
    )
}
_PREFIX = "Bad Request: can't parse entities: "


class BadEntitiesError(ValueError):
    """The text cannot be read; `message` is what Telegram says to that."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


# The short name is the one that the tests use.
BadEntities = BadEntitiesError


class BadUrlError(ValueError):
    """A link that Telegram refuses; the message is its reason."""


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of formatted text; offset and length count UTF-16 units."""

    type: str
    offset: int
    length: int
    url: str | None = None
    language: str | None = None
    custom_emoji_id: str | None = None
    user_id: int | None = None
    unix_time: int | None = None

    @property
    def end(self) -> int:
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Parsed:
    """The text that people see, and its formatting."""

    text: str
    entities: tuple[Entity, ...] = ()

    def of(self, entity: Entity) -> str:
        """The piece of the text that an entity covers."""
        return utf16_slice(self.text, entity.offset, entity.length)


@dataclass(slots=True)
class _Open:
    tag: str
    argument: str
    offset: int
    begin: int


def utf16_length(text: str) -> int:
    """The length as Telegram counts it in entities: a character outside the BMP is two."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def utf16_slice(text: str, offset: int, length: int) -> str:
    raw = text.encode("utf-16-le", "surrogatepass")
    return raw[2 * offset : 2 * (offset + length)].decode("utf-16-le", "replace")


def check_url(link: str) -> str:
    """The link as Telegram stores it; raises BadUrlError where Telegram refuses it."""
    link = link.strip()
    scheme, separator, rest = link.partition("://")
    lowered = scheme.lower()
    if separator and lowered in ("tg", "ton"):
        if not rest:
            raise BadUrlError("Wrong HTTP URL")
        return f"{lowered}://{rest}"
    if lowered.startswith("tg:") and not separator:
        return "tg://" + link[3:]
    if not separator:
        lowered, rest = "http", link
    elif lowered not in ("http", "https"):
        raise BadUrlError("Unsupported URL protocol")
    cut = re.search(r"[/?#]", rest)
    authority, tail = (rest[: cut.start()], rest[cut.start() :]) if cut else (rest, "")
    userinfo, at, host_port = authority.rpartition("@")
    host, colon, port = host_port.rpartition(":") if re.search(r":[^\]]*$", host_port) else (host_port, "", "")
    if not host:
        raise BadUrlError("URL host is empty")
    if colon and not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise BadUrlError("Wrong port number specified in the URL")
    if re.search(r"[\s\x00-\x1f<>\"\\^`{|}]", host):
        raise BadUrlError("Disallowed character in URL host")
    if "." not in host and not host.startswith("["):
        raise BadUrlError("Wrong HTTP URL")
    if not tail.startswith("/"):
        tail = "/" + tail
    return f"{lowered}://{userinfo}{at}{host.lower()}{colon}{port}{tail}"


def _decode_entity(data: bytes, pos: int) -> tuple[str, int] | None:
    """The character for the `&..;` at pos and where it ends; None leaves it as text."""
    if data[pos + 1 : pos + 2] == b"#":
        found = _NUMERIC.match(data, pos)
        if found is None:  # pragma: no cover - the pattern accepts an empty number
            return None
        digits, base = (found[1], 16) if found[1] is not None else (found[2], 10)
        end = found.end()
        # The limit on the length comes first, for a number of a thousand digits must not be computed.
        if end - pos >= 10 or not digits:
            return None
        code = int(digits, base)
        if code == 0 or code >= 0x10FFFF:
            return None
        char = chr(code)
    else:
        run = _ALPHA_RUN.match(data, pos + 1)
        end = run.end() if run is not None else pos + 1
        named = _NAMED.get(data[pos + 1 : end])
        if named is None:
            return None
        char = named
    return char, end + 1 if data[end : end + 1] == b";" else end


def _fail(message: str) -> BadEntitiesError:
    return BadEntitiesError(_PREFIX + message)


def _shown(raw: bytes) -> str:
    return raw.decode("utf-8", "replace").lower()


class _Reader:
    """One pass over the bytes. A NUL is put behind them, as in the C string that TDLib reads."""

    def __init__(self, html: str) -> None:
        self.size = len(html.encode("utf-8", "surrogatepass"))
        self.data = html.encode("utf-8", "surrogatepass") + b"\0\0"
        self.out: list[str] = []
        self.length = 0
        self.open: list[_Open] = []
        self.entities: list[Entity] = []

    def emit(self, piece: str) -> None:
        self.out.append(piece)
        self.length += utf16_length(piece)

    def read(self) -> tuple[str, list[Entity]]:
        data, i = self.data, 0
        while i < self.size:
            found = _STOP.search(data, i, self.size)
            stop = found.start() if found else self.size
            if stop > i:
                self.emit(data[i:stop].decode("utf-8", "surrogatepass"))
            if found is None:
                break
            i = stop
            if data[i] == ord("&"):
                decoded = _decode_entity(data, i)
                if decoded is None:
                    self.emit("&")
                    i += 1
                else:
                    self.emit(decoded[0])
                    i = decoded[1]
            elif data[i + 1] == ord("/"):
                i = self.end_tag(i)
            else:
                i = self.start_tag(i)
        if self.open:
            raise _fail(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')
        # Two numeric halves make one character; one alone is refused.
        text = "".join(self.out)
        if _SURROGATE.search(text):
            raise _fail(
                "Text contains invalid Unicode characters after decoding HTML entities, "
                "check for unmatched surrogate code units"
            )
        return text, self.entities

    def start_tag(self, begin: int) -> int:
        data, i = self.data, begin + 1
        while data[i] not in _SPACE and data[i] != ord(">"):
            i += 1
        if i >= self.size:
            raise _fail(f"Unclosed start tag at byte offset {begin}")
        tag = _shown(data[begin + 1 : i])
        if tag not in _TYPES:
            raise _fail(f'Unsupported start tag "{tag}" at byte offset {begin}')
        argument = ""
        while data[i] != ord(">"):
            while i < self.size and data[i] in _SPACE:
                i += 1
            if data[i] == ord(">"):
                break
            name_begin = i
            while data[i] not in _SPACE and data[i] not in b"=>":
                i += 1
            name = data[name_begin:i].decode("utf-8", "replace")
            if not name:
                if i >= self.size:
                    raise _fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
                raise _fail(f'Empty attribute name in the tag "{tag}" at byte offset {begin}')
            while i < self.size and data[i] in _SPACE:
                i += 1
            value = ""
            if data[i] == ord("="):
                value, i = self.attribute_value(i + 1, tag, begin)
            elif i >= self.size:
                raise _fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
            if i >= self.size:
                raise _fail(f"Unclosed start tag at byte offset {begin}")
            argument = _argument(tag, name, value, argument)
        if tag == "span" and argument != "spoiler":
            raise _fail(f'Tag "span" must have class "tg-spoiler" at byte offset {begin}')
        self.open.append(_Open(tag, argument, self.length, len(self.out)))
        return i + 1

    def attribute_value(self, i: int, tag: str, begin: int) -> tuple[str, int]:
        data = self.data
        while i < self.size and data[i] in _SPACE:
            i += 1
        if i >= self.size:
            raise _fail(f'Unclosed start tag "{tag}" at byte offset {begin}')
        if data[i] not in b"'\"":
            token = i
            while data[i] in _ALNUM or data[i] in b".-":
                i += 1
            if data[i] not in _SPACE and data[i] != ord(">"):
                raise _fail(f"Unexpected end of name token at byte offset {token}")
            if i >= self.size:
                raise _fail(
                    f"Unexpected end of name token at byte offset {token}"
                    if token == i
                    else f"Unclosed start tag at byte offset {begin}"
                )
            return _shown(data[token:i]), i
        quote = data[i]
        i += 1
        pieces: list[str] = []
        plain = i
        while i < self.size and data[i] != quote:
            decoded = _decode_entity(data, i) if data[i] == ord("&") else None
            if decoded is None:
                i += 1
                continue
            pieces.append(data[plain:i].decode("utf-8", "replace"))
            pieces.append(decoded[0])
            i = plain = decoded[1]
        pieces.append(data[plain : min(i, self.size)].decode("utf-8", "replace"))
        return "".join(pieces), i + 1 if data[i] == quote else i

    def end_tag(self, begin: int) -> int:
        data, i = self.data, begin + 2
        if not self.open:
            raise _fail(f"Unexpected end tag at byte offset {begin}")
        while data[i] not in _SPACE and data[i] != ord(">"):
            i += 1
        name = _shown(data[begin + 2 : i])
        while i < self.size and data[i] in _SPACE:
            i += 1
        if data[i] != ord(">"):
            raise _fail(f"Unclosed end tag at byte offset {begin}")
        opened = self.open[-1]
        if name and name != opened.tag:
            raise _fail(f'Unmatched end tag at byte offset {begin}, expected "</{opened.tag}>", found "</{name}>"')
        self.open.pop()
        if self.length > opened.offset:
            self.close(opened)
        return i + 1

    def close(self, opened: _Open) -> None:
        offset, length = opened.offset, self.length - opened.offset
        kind = _TYPES[opened.tag]
        last = self.entities[-1] if self.entities else None
        same = last is not None and last.offset == offset and last.length == length
        if kind == "custom_emoji":
            number = opened.argument
            digits = number[1:] if number.startswith("-") else number
            good = digits.isascii() and digits.isdigit() and int(number) != 0 and -(2**63) <= int(number) < 2**63
            if not good:
                raise _fail("Invalid custom emoji identifier specified")
            self.entities.append(Entity(kind, offset, length, custom_emoji_id=number))
        elif kind == "text_link":
            link = opened.argument or "".join(self.out[opened.begin :])
            mention = re.fullmatch(r"tg://user/?\?id=(\d{1,18})", link.strip(), re.IGNORECASE)
            if mention:
                self.entities.append(Entity("text_mention", offset, length, user_id=int(mention[1])))
                return
            try:
                url = check_url(link)
            except BadUrlError:
                return  # Telegram keeps the text of a bad link and says nothing
            self.entities.append(Entity(kind, offset, length, url=url))
        elif kind == "date_time":
            if not (opened.argument.isascii() and opened.argument.isdigit()) or int(opened.argument) >= 2**31:
                raise _fail("Invalid Unix time specified")
            self.entities.append(Entity(kind, offset, length, unix_time=int(opened.argument)))
        elif kind == "pre" and same and last is not None and last.type == "code" and last.language:
            self.entities[-1] = replace(last, type="pre")
        elif kind == "code" and same and last is not None and last.type == "pre" and opened.argument:
            self.entities[-1] = replace(last, language=opened.argument)
        elif kind == "code":
            self.entities.append(Entity(kind, offset, length, language=opened.argument or None))
        elif kind == "blockquote" and opened.argument:
            self.entities.append(Entity("expandable_blockquote", offset, length))
        else:
            self.entities.append(Entity(kind, offset, length))


def _argument(tag: str, name: str, value: str, before: str) -> str:
    """What a tag keeps of its attributes; all others are read and forgotten."""
    if tag == "a" and name == "href":
        return value
    if tag == "code" and name == "class" and value.startswith("language-"):
        return value[len("language-") :]
    if tag == "span" and name == "class" and value.startswith("tg-"):
        return value[len("tg-") :]
    if tag == "tg-emoji" and name == "emoji-id":
        return value
    if tag == "tg-time" and name == "unix":
        return value
    if tag == "blockquote" and name == "expandable":
        return "1"
    return before


def _sorted(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=lambda e: (e.offset, -e.length, _PRIORITY.get(e.type, 99)))


def _joined(entities: list[Entity]) -> list[Entity]:
    """Of one splittable type: what touches or overlaps becomes one."""
    joined: list[Entity] = []
    for entity in sorted(entities, key=lambda e: e.offset):
        if joined and entity.offset <= joined[-1].end:
            last = joined[-1]
            joined[-1] = replace(last, length=max(last.end, entity.end) - last.offset)
        else:
            joined.append(entity)
    return joined


def _without(entities: list[Entity], holes: list[Entity]) -> list[Entity]:
    """Monospaced text carries no other style, so it makes holes in the styles around it."""
    for hole in holes:
        kept: list[Entity] = []
        for entity in entities:
            if entity.end <= hole.offset or hole.end <= entity.offset:
                kept.append(entity)
                continue
            if entity.offset < hole.offset:
                kept.append(replace(entity, length=hole.offset - entity.offset))
            if entity.end > hole.end:
                kept.append(replace(entity, offset=hole.end, length=entity.end - hole.end))
        entities = kept
    return entities


def _tidied(entities: list[Entity]) -> list[Entity]:
    """As TDLib's fix_entities: joins styles, drops what may not stand in or across another."""
    if len(entities) < 2:
        return entities
    entities = _sorted(entities)
    if all(before.end < after.offset for before, after in pairwise(entities)):
        return entities
    fixed: list[Entity] = []
    quote_end = 0
    quotes: list[Entity] = []
    for entity in _sorted(e for e in entities if e.type in _BLOCKQUOTES):
        if entity.offset >= quote_end:
            quotes.append(entity)
            quote_end = entity.end
    end = 0
    for entity in _sorted(e for e in entities if e.type not in _SPLITTABLE and e.type not in _BLOCKQUOTES):
        crosses = any(
            entity.offset < quote.end
            and quote.offset < entity.end
            and not (quote.offset <= entity.offset and entity.end <= quote.end)
            for quote in quotes
        )
        if entity.offset >= end and not crosses:
            fixed.append(entity)
            end = entity.end
    holes = [entity for entity in fixed if entity.type in _PRE]
    for kind in _SPLITTABLE:
        styles = _joined([entity for entity in entities if entity.type == kind])
        fixed += _without(styles, holes)
    return _sorted(fixed + quotes)


def _is_removed(char: str) -> bool:
    return char == "\r" or "\u2028" <= char <= "\u202e" or char in "\u0333\u033f\u030a"


_NEEDS_CLEANING = re.compile("[\x00-\x09\x0b-\x1f\u2028-\u202e\u0333\u033f\u030a]")


def _units(text: str) -> Sequence[int]:
    """The UTF-16 offset at which each character begins, and the one of the end."""
    if text.isascii():
        return range(len(text) + 1)
    offsets, at = [], 0
    for char in text:
        offsets.append(at)
        at += 2 if char > "\uffff" else 1
    return [*offsets, at]


def _moved(entity: Entity, offset: int, length: int) -> Entity:
    if (offset, length) == (entity.offset, entity.length):
        return entity
    return replace(entity, offset=offset, length=length)


def finish(text: str, entities: Iterable[Entity]) -> Parsed:
    """What Telegram does to every text after parsing: clean it, tidy its entities, trim both.

    A text of nothing but blanks comes back empty. Raises BadEntities where an entity lies outside the text.
    """
    found = list(entities)
    for entity in found:
        if not 0 <= entity.offset <= 1_000_000:
            raise BadEntitiesError(f"Bad Request: receive an entity with incorrect offset {entity.offset}")
        if not 0 <= entity.length <= 1_000_000:
            raise BadEntitiesError(f"Bad Request: receive an entity with incorrect length {entity.length}")
    found = _tidied([entity for entity in found if entity.length > 0])
    if not found and not _NEEDS_CLEANING.search(text):
        return Parsed(text.strip(" \n"))
    _check_bounds(text, found)
    if _NEEDS_CLEANING.search(text):
        text, found = _cleaned(text, found)
    units = _units(text)
    at_unit = units if isinstance(units, range) else {unit: index for index, unit in enumerate(units)}
    kept: list[Entity] = []
    for entity in found:
        begin, end = at_unit[entity.offset], at_unit[entity.end]
        if entity.type not in _HIDDEN:
            while begin < end and text[begin] in " \n":
                begin += 1
            if begin == end:
                continue
        kept.append(_moved(entity, units[begin], units[end] - units[begin]))
    last = len(text.rstrip(" \n"))
    if last == 0:
        return Parsed("")
    end_unit = units[last]
    kept = [_moved(e, e.offset, min(e.end, end_unit) - e.offset) for e in _tidied(kept) if e.offset < end_unit]
    # Blanks in front go only up to the first entity: a link on a blank keeps its blank.
    limit = kept[0].offset if kept else end_unit
    first = 0
    while first < limit and text[first] in " \n":
        first += 1
    shifted = tuple(_moved(entity, entity.offset - first, entity.length) for entity in kept)
    return Parsed(text[first:last], shifted)


def _check_bounds(text: str, entities: list[Entity]) -> None:
    units = _units(text)
    total, starts = units[-1], units if isinstance(units, range) else set(units)
    for entity in entities:
        if entity.offset >= total:
            raise BadEntitiesError(
                f"Bad Request: entity begins after the end of the text at UTF-16 offset {entity.offset}"
            )
        if entity.end > total:
            raise BadEntitiesError(
                f"Bad Request: entity beginning at UTF-16 offset {entity.offset} ends after the end of "
                f"the text at UTF-16 offset {entity.end}"
            )
        for place, words in (
            (entity.offset, "entity begins in a middle of a UTF-16 symbol"),
            (
                entity.end,
                f"entity beginning at UTF-16 offset {entity.offset} ends in a middle of a UTF-16 symbol",
            ),
        ):
            if place not in starts:
                behind = next(index for index, unit in enumerate(units) if unit > place)
                offset = len(text[:behind].encode("utf-8", "surrogatepass"))
                raise BadEntitiesError(f"Bad Request: {words} at byte offset {offset}")


def _cleaned(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    units = _units(text)
    moved: dict[int, int] = {}
    out: list[str] = []
    at = 0
    for char, unit in zip(text, units, strict=False):
        moved[unit] = at
        if _is_removed(char):
            continue
        out.append(" " if char < " " and char != "\n" else char)
        at += 2 if char > "\uffff" else 1
    moved[units[-1]] = at
    shifted = [replace(e, offset=moved[e.offset], length=moved[e.end] - moved[e.offset]) for e in entities]
    return "".join(out), [entity for entity in shifted if entity.length > 0]


def parse_raw(html: str) -> tuple[str, list[Entity]]:
    """The text and its entities as they stand, before anything is trimmed or joined."""
    if "<" not in html and "&" not in html:
        return html, []
    text, entities = _Reader(html).read()
    return text, _sorted(
        replace(entity, language=None) if entity.type == "code" and entity.language else entity for entity in entities
    )


def parse(html: str) -> Parsed:
    """The text that people see and its formatting, or BadEntities with Telegram's words."""
    text, entities = parse_raw(html)
    return finish(text, entities)
