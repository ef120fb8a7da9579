"""Whether what was found on a page is the story: a paywall's or a navigation's text is none."""

from __future__ import annotations

import re

_PAYWALL = re.compile(
    r"subscribe (?:now|today|to (?:continue|read|unlock|access))|to continue reading|continue reading with|already a subscriber|sign in to (?:read|continue)|register (?:now )?to (?:read|continue)"
    r"|unlock (?:this|the full) (?:article|story)|this (?:article|content) is (?:for|only for|reserved for) (?:subscribers|members)|free trial|enable (?:javascript|cookies)"
    r"|are you a robot|verify you are (?:a )?human|access denied|create an account|log ?in to your account|accept (?:all )?cookies|we (?:and our partners )?use cookies|cookie (?:policy|settings|preferences)|your consent|订阅后|登录后|付费阅读|会员专享|請先登入",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’)\]]?(?:\s|$)|[。！？]")
_WORD = re.compile(r"[^\W_\u3400-\u9fff]{3,}")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_SHORTEST, _SHORTEST_HAN = 280, 100  # characters


def is_story(text: str, title: str, summary: str) -> bool:
    """Sentences, about what the title and the summary are about, more than the summary, and no request to pay."""
    shortest = _SHORTEST_HAN if sum(map(len, _HAN.findall(text))) > len(text) / 3 else _SHORTEST
    if len(text) < max(shortest, len(summary)) or len(_SENTENCE_END.findall(text)) < 3:
        return False
    asks = len(_PAYWALL.findall(text[:3000]))
    if asks and (len(text) < 1500 or asks > 2):
        return False
    lines = [line for line in text.splitlines() if line.strip()]
    short = sum(len(line) < 40 and not _SENTENCE_END.search(line) for line in lines)
    if len(lines) > 8 and short > 0.6 * len(lines):
        return False
    promised, told = _words(f"{title} {summary}"), _words(text)
    return not promised or len(promised & told) >= 0.4 * len(promised)


def _words(text: str) -> set[str]:
    """Words, and of Chinese the pairs of neighbouring characters."""
    pairs = {run[i : i + 2] for run in _HAN.findall(text) for i in range(len(run) - 1)}
    return {w.casefold() for w in _WORD.findall(text)} | pairs
