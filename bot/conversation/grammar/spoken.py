"""Numbers in English words of more than one: "twenty five", "zero point five", "two hundred and fifty"."""

from __future__ import annotations

import re
from decimal import Decimal

_BELOW_TWENTY = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {**{w: n for n, w in enumerate(_BELOW_TWENTY)}, **{w: 10 * n for n, w in enumerate(_TENS, 2)}}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_WORD = "|".join((*_VALUES, *_SCALES))
# A run of two words or more, or of a point; one word alone is read where it stands ("five percent", "at nine").
SPOKEN = re.compile(
    rf"\b(?:(?:{_WORD})(?:(?:[ -]|[ -]and[ -])(?:{_WORD}))+(?: point(?: (?:{'|'.join(_BELOW_TWENTY[:10])}))+)?|(?:(?:{_WORD}) )?point(?: (?:{'|'.join(_BELOW_TWENTY[:10])}))+)\b",
    re.IGNORECASE,
)


_ALONE = re.compile(
    rf"\b(?P<before>(?:falls?|drops?|loses?|sinks?|slides?|rises?|climbs?|gains?|jumps?|up|down|by) )(?P<word>{'|'.join((*_BELOW_TWENTY[2:], *_TENS))})\b(?! (?:percent|per cent|pct|%|bucks|dollars|days?|hours?|weeks?|minutes?|times?))",
    re.IGNORECASE,
)


# "ten messages a day", "for three days", "every four hours"; "a one day move" may be many a thing.
_COUNTED = re.compile(
    rf"\b(?P<word>{'|'.join((*_BELOW_TWENTY[2:], *_TENS))})(?= (?:messages?|msgs?|alerts?|pings?|notifications?|notis?|texts|hours|hrs|days|weeks|minutes|mins|times|a day|per day)\b)",
    re.IGNORECASE,
)


def in_digits(text: str) -> str:
    """A line with its numbers of several words, those of one behind a verb ("climbs fifteen"), and what is counted, in digits."""
    text = SPOKEN.sub(lambda m: spoken_number(m[0]), text)
    text = _COUNTED.sub(lambda m: str(_VALUES[m["word"].lower()]), text)
    return _ALONE.sub(lambda m: f"{m['before']}{_VALUES[m['word'].lower()]}", text)


def spoken_number(words: str) -> str:
    """In digits; the words themselves where they are no number, as "five six"."""
    whole, point, part = words.lower().replace("-", " ").partition("point")
    value = _whole([w for w in whole.split() if w != "and"])
    if value is None:
        return words
    digits = "".join(str(_VALUES[w]) for w in part.split())
    return f"{value:f}{'.' + digits if point else ''}"


def _whole(words: list[str]) -> Decimal | None:
    total, group, last = Decimal(0), Decimal(0), 0
    for word in words:
        if word in _SCALES:
            scale = _SCALES[word]
            if scale == 100:
                group = max(group, Decimal(1)) * scale
            else:
                total, group = total + max(group, Decimal(1)) * scale, Decimal(0)
            last = 100
            continue
        value = _VALUES[word]
        if last and not (last >= 100 or (20 <= last < 100 and 0 < value < 10)):
            return None  # "five six", "twenty eleven"
        group, last = group + value, value or 1
    return total + group
