"""Pictures of a chat for the README, made from the demo: `make pictures`.

The demo runs with a messenger that remembers what was said; each picture is a page of that (docs/pictures/*.html, which a test holds to
what the demo says now) and a headless Chromium's view of it (*.png).
"""

from __future__ import annotations

import asyncio
import io
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from rich.console import Console

from bot.adapters.terminal import TerminalMessenger
from bot.commands.demo import ANNA, MEI, TALK, YOU, Demo, bundled_stories
from bot.message import Button, Message

FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
_WIDTH, _SCALE = 420, 2


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble: what a person wrote, or what newstape sent."""

    chat: int
    html: str
    mine: bool
    buttons: tuple[tuple[Button, ...], ...] = ()


class Recorder(TerminalMessenger):
    """Remembers the chats instead of drawing them."""

    def __init__(self) -> None:
        super().__init__(Console(file=io.StringIO()), {ANNA: "Anna", MEI: "美玲", YOU: "you"})
        self.bubbles: list[Said] = []

    async def send(self, message: Message, replies_to: int | None = None) -> int:
        self.bubbles.append(Said(message.chat, message.html, False, message.buttons))
        return len(self.bubbles)

    async def edit(self, message: Message, number: int) -> None:
        self.bubbles[number - 1] = Said(message.chat, message.html, False, message.buttons)

    def said(self, chat: int, words: str) -> None:
        self.bubbles.append(Said(chat, escape(words), True))


async def chats() -> list[Said]:
    """The demo's day: what Anna and 美玲 asked for, what they were told, and their digests."""
    recorder = Recorder()
    show = Demo(Console(file=io.StringIO()), bundled_stories(), recorder)
    try:
        await show.begin()
        for chat, words in (
            (ANNA, "/watch Alibaba"),
            (ANNA, "/alert 9988.HK 5%"),
            (ANNA, "/watch Walmart, gold"),
            (MEI, "/watch 阿里巴巴"),
            (MEI, "/alert 赣锋锂业 +4%"),
        ):
            await show.say(chat, words)
        for story in show.stories:
            await show.arrive(story)
        await show.say(ANNA, "/why")
        for chat in (ANNA, MEI):
            await show.say(chat, "/digest")
        for chat, words in TALK:
            await show.say(chat, words)
        for words, button in (("/start", None), ("Alibaba", "begin:9988.HK"), ("08:30", "beginat:08:30")):
            await show.say(YOU, words, button)
    finally:
        await show.close()
    return recorder.bubbles


def pages(bubbles: list[Said]) -> dict[str, str]:
    """The README's pictures, by name: a conversation, an alert, a correction, a digest; the first minute, and talk in two languages."""
    anna = [b for b in bubbles if b.chat == ANNA]
    mei = [b for b in bubbles if b.chat == MEI]
    alerts = [b for b in anna if "▲" in b.html or "▼" in b.html]
    return {
        "conversation": page(anna[:7], "light"),
        "alert": page(alerts[:2], "light"),
        "correction": page([b for b in mei if "✏️" in b.html][:2], "light"),
        "digest": page([b for b in mei if b.html.startswith("🗞")][:1], "dark"),
        "begin": page([b for b in bubbles if b.chat == YOU][:6], "light"),
        "talk": page(_from(anna, TALK[0][1]), "light"),
        "talk_zh": page(_from(mei, next(words for chat, words in TALK if chat == MEI)), "dark"),
    }


def _from(bubbles: list[Said], words: str) -> list[Said]:
    """What was said from these words on."""
    return bubbles[next(i for i, b in enumerate(bubbles) if b.mine and b.html == escape(words)) :]


_STYLE = """
* { box-sizing: border-box } body { margin: 0; padding: 14px 12px; width: 420px; font: 15px/1.36 "Noto Sans", "Liberation Sans", "DejaVu Sans", "Noto Sans CJK SC", sans-serif, "Noto Color Emoji" }
body.light { background: #d5e3c8; color: #000 } body.dark { background: #0e1621; color: #f1f1f1 }
.b { max-width: 372px; margin: 0 0 8px; padding: 7px 11px 8px; border-radius: 13px; white-space: pre-wrap; overflow-wrap: anywhere }
.light .b { background: #fff } .dark .b { background: #182533 } .me { margin-left: auto; width: fit-content } .light .me { background: #e1fec6 } .dark .me { background: #2b5278 }
blockquote { margin: 5px 0 3px; padding: 3px 8px 4px 9px; border-left: 3px solid #3a8ee6; border-radius: 4px; background: #3a8ee61c; font-size: 14px }
a { color: #2a7bd3; text-decoration: none } .dark a { color: #6ab3f3 } pre { margin: 4px 0; font: 12.5px/1.4 "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace; white-space: pre; overflow: hidden }
.k { display: flex; gap: 4px; max-width: 372px; margin: -4px 0 8px } .k span { flex: 1; text-align: center; padding: 7px 4px; border-radius: 9px; font-size: 14px }
.light .k span { background: #7a9a6899; color: #fff } .dark .k span { background: #2b3a4a; color: #f1f1f1 }
"""


def page(bubbles: list[Said], theme: str) -> str:
    out = []
    for b in bubbles:
        body = re.sub(r"\n?(<(?:blockquote|pre)>.*?</(?:blockquote|pre)>)\n?", r"\1", b.html, flags=re.DOTALL)
        out.append(f'<div class="b{" me" if b.mine else ""}">{body}</div>')
        out += [
            '<div class="k">' + "".join(f"<span>{escape(x.text)}</span>" for x in row) + "</div>" for row in b.buttons
        ]
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><style>{_STYLE}</style><body class="{theme}">\n'
        + "\n".join(out)
        + "\n</body>\n"
    )


def photograph(name: str, chromium: str) -> None:
    """The page's picture, as high as what stands on it."""
    source, target = FOLDER / f"{name}.html", FOLDER / f"{name}.png"
    with tempfile.TemporaryDirectory() as profile:
        base = [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}", "--hide-scrollbars"]  # fmt: skip
        subprocess.run(
            [*base, f"--force-device-scale-factor={_SCALE}", f"--window-size={_WIDTH},{_height(source, base)}", f"--screenshot={target}", source.as_uri()],
            check=True, capture_output=True,
        )  # fmt: skip


def _height(source: Path, base: list[str]) -> int:
    """What the page itself says, with a little air."""
    with tempfile.NamedTemporaryFile("w", suffix=".html", encoding="utf-8") as asked:
        asked.write(
            source.read_text(encoding="utf-8") + "<script>document.title = document.body.offsetHeight</script>"
        )
        asked.flush()
        shown = subprocess.run([*base, f"--window-size={_WIDTH},200", "--dump-dom", Path(asked.name).as_uri()], capture_output=True, text=True, check=True)  # fmt: skip
    found = re.search(r"<title>(\d+)</title>", shown.stdout)
    assert found is not None, shown.stdout[:300]
    return int(found[1]) + 6


def main() -> int:
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = pages(asyncio.run(chats()))
    for name, html in made.items():
        (FOLDER / f"{name}.html").write_text(html, encoding="utf-8")
    chromium = next((c for c in ("chromium", "chromium-browser", "google-chrome") if shutil.which(c)), None)
    if chromium is None:
        print(
            "The pages are made; their pictures need Chromium, with fonts for Chinese (fonts-noto-cjk).",
            file=sys.stderr,
        )
        return 1
    for name in made:
        photograph(name, chromium)
    print("\n".join(str(FOLDER / f"{name}.png") for name in made))
    return 0


if __name__ == "__main__":
    sys.exit(main())
