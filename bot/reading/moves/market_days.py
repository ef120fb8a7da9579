"""Of which markets a sentence tells a day: "On Thursday, stocks declined on Wall Street"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.reading.languages.base import Time
from bot.reading.moves.session_days import region
from bot.reading.tokens import Token, token_at

_NAMED_WITHIN = 4  # tokens
SHARES_OF = {
    "wall": ("America/New_York",), "u.s": ("America/New_York",), "u.s.": ("America/New_York",), "us": ("America/New_York",), "american": ("America/New_York",), "华尔街": ("America/New_York",), "美股": ("America/New_York",),
    "european": ("Europe/London", "Europe/Berlin", "Europe/Paris", "Europe/Zurich", "Europe/Amsterdam", "Europe/Stockholm", "Europe/Madrid", "Europe/Rome", "Europe/Copenhagen"), "欧股": ("Europe/London", "Europe/Berlin", "Europe/Paris"),
    "asian": ("Asia/Tokyo", "Asia/Hong_Kong", "Asia/Shanghai", "Asia/Seoul", "Asia/Taipei", "Asia/Singapore", "Australia/Sydney", "Asia/Kolkata"),
    "japanese": ("Asia/Tokyo",), "日股": ("Asia/Tokyo",), "港股": ("Asia/Hong_Kong",), "a股": ("Asia/Shanghai",), "台股": ("Asia/Taipei",), "韩股": ("Asia/Seoul",), "indian": ("Asia/Kolkata",), "chinese": ("Asia/Shanghai",),
}  # fmt: skip


def markets_named(tokens: Sequence[Token], day: Time) -> list[str]:
    """The markets of which a sentence tells a day: "On Thursday, stocks declined on Wall Street"; none behind "after" or "which"."""
    out: list[str] = []
    for i, t in enumerate(tokens):
        zones = SHARES_OF.get(t.key)
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        if zones is None or not (
            t.has("market-noun", "share")
            or t.key in ("华尔街",)
            or (following is not None and (following.has("share", "gauge") or following.key == "street"))
        ):
            continue
        first, last = sorted((i, day.start))
        comma = max((k for k in range(first) if tokens[k].key in (",", "，")), default=-1)
        # "higher on Friday, a day after a sell-off on Wall Street on Thursday"
        behind = any(tokens[k].key == "after" and tokens[k - 1].key == "day" for k in range(comma + 2, first))
        far = (
            sum(x.key in (",", "，") for x in tokens[first:last]) > 1
        )  # "隔夜美股方面，阿里ADR收涨4.83%，报158.62美元，折合港股……"
        # "隔夜美股某龙头跌9.2%，压制A股": the day is of the market right behind it.
        far = far or (i > day.end and token_at(tokens, day.end).key in SHARES_OF)
        if not behind and not far and not any(x.has("subordinator", "relative") for x in tokens[first:last]):
            out += zones
    return out


def market_of_a_gauge(tokens: Sequence[Token], day: Time) -> tuple[str, ...]:
    """ "On Friday, the S&P 500 barely budged": the market of an index of which a sentence speaks that a day opens."""
    if day.start > 1 or day.end >= len(tokens) or tokens[day.end].key not in (",", "，"):
        return ()
    for t in tokens[day.end + 1 : day.end + 1 + _NAMED_WITHIN]:
        company = t.mention.company if t.mention is not None else None
        if company is not None:
            listing = company.primary
            return (region(listing.mic),) if company.kind == "index" and listing is not None else ()
    return ()
