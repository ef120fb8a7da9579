"""Words of a story in the reader's language, as a model translated them: marked as such. What is quoted stays as the story has it."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from bot.listings import in_script
from bot.message.markup import fits, italic, plain, shorten

MARK = "🌐"  # before what a model translated
_LINE = 240  # characters


def rendered(words: str, renditions: Mapping[str, str], language: str) -> str:
    """What stands for the words in the reader's language and script, marked; the words themselves where nothing does."""
    text = renditions.get(words)
    return f"{MARK} {in_script(text, language)}" if text else words


def with_renditions(html: str, renditions: Mapping[str, str], reasons: Collection[str], language: str) -> str:
    """An alert with translations: in the place of a line in the story's words, or before its quote where that holds the reason."""
    for words, text in renditions.items():
        shown = italic(shorten(f"{MARK} {in_script(text, language)}", _LINE))
        own = next(
            (line for line in html.split("\n") if line.startswith("<i>") and _is_line(plain(line), words)), None
        )
        if own is not None:
            told = html.replace(own, shown, 1)
        elif (
            words in reasons and shown not in html and _plain(words) in _plain(plain(html)) and "<blockquote" in html
        ):
            before, quote, rest = html.partition("<blockquote")
            told = f"{before}{shown}\n{quote}{rest}"
        else:
            continue
        html = told if fits(told) else html
    return html


def _is_line(line: str, words: str) -> bool:
    """Whether a line shows these words, which it may have shortened."""
    return _plain(line) == _plain(words) or (line.endswith("…") and _plain(words).startswith(_plain(line[:-1])))


def _plain(words: str) -> str:
    return " ".join(words.split())
