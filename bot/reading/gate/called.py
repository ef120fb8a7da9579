"""Whether a finding's words name an instrument: by one of its names, shorter, or longer by a legal form."""

from __future__ import annotations

import re
from functools import lru_cache

from bot.listings import Company, Listings
from bot.reading.findings import PriceMove

_HAN = re.compile(r"[\u3400-\u9fff]")


def is_named(company: Company, move: PriceMove, table: Listings) -> bool:
    """Whether a move is that company's."""
    if move.listing is not None:
        return move.listing.symbol in company.symbols
    return move.company is not None and is_called(company, move.company, table)


def is_called(company: Company, name: str, table: Listings) -> bool:
    others = table.named(name)
    if others and all(c.key != company.key for c in others):
        return False  # "Oil & Natural Gas Corp" is not the oil in its name
    return name in company.symbols or any(_is_name(known, name) for known in (company.name, *company.aliases))


_FORMS_ZH = re.compile(r"(?:公司|集团|集團|控股|股份|有限|股价|股價|的|A股|H股|美股|港股)+")


def _is_name(known: str, name: str) -> bool:
    """Whether a finding's name is this one, shorter, or longer by a legal form: "苹果期货主力合约" is not "苹果"."""
    if _HAN.search(known) and known in name and known != name:
        return not _FORMS_ZH.sub("", name.replace(known, "", 1)).strip(" （()）")
    return words_meet(known, name)


@lru_cache(maxsize=4096)
def as_words(name: str) -> str:
    return f" {re.sub(r'[^0-9a-z一-鿿]+', ' ', name.lower()).strip()} "


def words_meet(a: str, b: str) -> bool:
    """One stands in the other, whole words."""
    x, y = as_words(a), as_words(b)
    if not x.strip() or not y.strip():
        return False
    if _HAN.search(x) or _HAN.search(y):
        return x.strip() in y or y.strip() in x
    return x in y or y in x
