"""What companies say or are said of, by kind and size: investments and deals from an amount on, guidance cut or raised, a profit warning, a rating or a
target that changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources

from bot.listings import Listings
from bot.reading import Claim, Quote
from bot.reading.lexicon import folded
from bot.rules.base import Fired, Material, Side, Target

SIZED = ("investment", "deal")  # kinds of claims that have a size
CALLS = {"rating": "rating", "target": "price_target"}
ANNOUNCED = ("guidance_cut", "guidance_raised", "profit_warning")
_SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]?")
_LONGEST = 400  # characters


class Claims:
    """Conditions: "investment 1000000000 USD", "deal 0", "guidance_cut", "profit_warning", "rating", "target"."""

    name = "claims"

    def fires(
        self, condition: str, target: Target, material: Material, watched: frozenset[str], side: Side | None, table: Listings
    ) -> Fired | None:  # fmt: skip
        what, *size = condition.split(" ")
        if not target.is_in(material.main if target.key else material.companies, watched):
            return None
        if what in ANNOUNCED:
            return next(_announced(what, material), None)
        wanted = CALLS.get(what, what)
        for claim in material.claims:
            if claim.kind == wanted and (what not in SIZED or _reaches(claim, size)):
                return Fired(_shown(claim), claim.quote)
        return None

    def anchors(self, condition: str) -> frozenset[str]:
        return frozenset()

    def words(self, condition: str) -> tuple[str, Mapping[str, str]]:
        what, *size = condition.split(" ")
        if what in SIZED and size and size[0] != "0":
            return _WORDS_OVER[what], {"amount": f"{size[1] if len(size) > 1 else ''}{Decimal(size[0]):,f}"}
        return _WORDS[what], {}


_WORDS_OVER = {"investment": "user_rule_investment_over", "deal": "user_rule_deal_over"}
_WORDS = {
    "investment": "user_rule_investment", "deal": "user_rule_deal", "guidance_cut": "user_rule_guidance_cut", "guidance_raised": "user_rule_guidance_raised",
    "profit_warning": "user_rule_profit_warning", "rating": "user_rule_rating", "target": "user_rule_target",
}  # fmt: skip


def _reaches(claim: Claim, size: list[str]) -> bool:
    level = Decimal(size[0]) if size else Decimal(0)
    currency = size[1] if len(size) > 1 else None
    amounts = [
        (claim.amount, claim.unit),
        (claim.converted.value, claim.converted.unit) if claim.converted else (None, None),
    ]
    if claim.amount_range is not None:
        amounts.append((claim.amount_range[0], claim.unit))
    return any(a is not None and a >= level and (currency is None or unit == currency) for a, unit in amounts)


def _shown(claim: Claim) -> str:
    return f"{claim.unit or ''}{claim.amount:,f}" if claim.amount is not None else claim.quote.text


def _announced(what: str, material: Material) -> Iterator[Fired]:
    """In the title, or in a sentence of the first lines."""
    text = material.story.text[: material.story.body.start + _LEAD]
    plain = folded(text)
    for m in _SENTENCE.finditer(text):
        found = _patterns()[what].search(plain, m.start(), m.end())
        if found is not None and m.end() - m.start() <= _LONGEST:
            start = m.start() + len(m[0]) - len(m[0].lstrip())
            quote = Quote(text[start : m.end()].rstrip(), start, start + len(text[start : m.end()].rstrip()))
            yield Fired(text[found.start() : found.end()], quote)


_LEAD = 700  # characters


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    written = resources.files("bot.rules").joinpath("announcements.toml").read_text(encoding="utf-8")
    return {name: re.compile("|".join(patterns)) for name, patterns in tomllib.loads(written).items()}
