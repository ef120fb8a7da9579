"""The same conversation in a terminal: messages drawn as a chat shows them."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Literal

from rich import box
from rich.align import Align
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from bot.errors import MessageRefused
from bot.message import Button, Card, Message

_WIDTH = 76
_STYLES = {"b": "bold", "i": "italic", "code": "cyan", "pre": "", "a": "underline blue"}


class _Reader(HTMLParser):
    """Our own messages' HTML as rich text; a quoted block stands apart, with a bar."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[RenderableType] = []
        self._text = Text()
        self._open: list[str] = []
        self._href = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "blockquote":
            self._end()
        if tag == "a":
            self._href = dict(attrs).get("href") or ""
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._end(quoted=True)
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        style = " ".join(s for t in self._open if (s := _STYLES.get(t, "")))
        if "a" in self._open and self._href:
            style += f" link {self._href}"
        self._text.append(data, style=style or None)

    def _end(self, *, quoted: bool = False) -> None:
        text = self._text
        text.rstrip()
        if quoted:
            bars = Text("\n").join(
                Text.assemble(("▎ ", "dim"), (line.plain, "italic"))
                for line in text.wrap(Console(width=_WIDTH - 8), _WIDTH - 8)
            )
            self.parts.append(bars)
        elif text.plain.strip():
            self.parts.append(_lstripped(text))
        self._text = Text()

    def read(self, markup: str) -> Group:
        self.feed(markup)
        self._end()
        return Group(*self.parts)


def _lstripped(text: Text) -> Text:
    blank = len(text.plain) - len(text.plain.lstrip("\n"))
    return text[blank:]


class TerminalMessenger:
    """The `Messenger` port on a console. `names` says whose chat is whose."""

    def __init__(self, console: Console, names: dict[int, str]) -> None:
        self._console = console
        self._names = names
        self._number = 0
        self._buttons: dict[str, Button] = {}

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        self._number += 1
        self._draw(message, " (in reply)" if replies_to is not None else "")
        return self._number

    async def send_plain(self, message: Message, replies_to: int | None = None) -> int:
        return await self.send(message, replies_to)

    async def edit(self, message: Message, number: int) -> None:
        self._draw(message, " (edited)")

    async def ping(self) -> None:
        return None

    async def answer_press(self, press: str, text: str) -> None:
        if text:
            self._console.print(Text(f"  {text}", style="dim"))

    async def offer(self, query: str, cards: Sequence[Card]) -> None:
        return None  # a terminal has no other chats

    async def fetch(self, file: str, most: int) -> bytes:
        raise MessageRefused("a terminal has no files")

    async def send_photo(
        self, message: Message, picture: bytes | str, replies_to: int | None = None
    ) -> tuple[int, str]:
        return await self.send(message, replies_to), ""

    async def send_voice(self, chat: int, voice: bytes | str, thread: int = 0) -> str:
        raise MessageRefused("a terminal has no voice")

    async def draft(self, chat: int, number: int, html: str, thread: int = 0) -> None:
        return None

    async def act(self, chat: int, thread: int, what: Literal["typing", "record_voice"]) -> None:
        return None

    async def is_group_admin(self, chat: int, user: int) -> bool:
        return True  # a terminal has no groups

    async def close(self) -> None:
        return None

    def said(self, chat: int, words: str) -> None:
        """What the person wrote, on the right side."""
        bubble = Panel(
            Text(words),
            box=box.ROUNDED,
            border_style="dim",
            expand=False,
            title=self._names.get(chat, ""),
            title_align="right",
        )
        self._console.print(Align.right(bubble, width=_WIDTH))

    def pressed(self, label: str) -> str | None:
        """The data of a button that was shown last with this label or number."""
        found = self._buttons.get(label.strip().casefold())
        return found.data if found else None

    def _draw(self, message: Message, note: str) -> None:
        parts: list[RenderableType] = [_Reader().read(message.html)]
        for row in message.buttons:
            parts.append(Text("  ".join(f"[{b.text}]" for b in row), style="cyan"))
            self._buttons |= {b.text.casefold(): b for b in row}
        title = f"newstape → {self._names.get(message.chat, str(message.chat))}{note}"
        self._console.print(
            Panel(Group(*parts), box=box.ROUNDED, width=_WIDTH, title=title, title_align="left", border_style="blue")
        )
