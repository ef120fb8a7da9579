"""Tickers in every form in which people and wires write them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

from bot.listings.companies import US_MICS, Listing
from bot.listings.exchanges import BY_MIC, BY_PREFIX, BY_SUFFIX, EXCHANGES, Exchange


class Table(Protocol):
    """Knows the listing of a symbol."""

    def listing(self, symbol: str) -> Listing | None: ...


_PREFIXED = re.compile(r"^([A-Za-z][A-Za-z0-9 -]{1,20}?)\s*:\s*([A-Za-z0-9][A-Za-z0-9.&-]{0,11})$")
_DOTTED = re.compile(r"^\$?([A-Za-z0-9&-]{1,12}(?:\.[ABCK])?)\.([A-Za-z]{1,3})$")
_DIGITS = re.compile(r"^\d{1,6}$")
_LETTERS = re.compile(r"^\$?[A-Za-z]{1,6}(?:[.-][A-Za-z]{1,2})?$")
# Reuters' codes of indices, commodities and currencies, as they stand in its stories.
RICS = {
    ".DJI": "^DJI", ".SPX": "^GSPC", ".INX": "^GSPC", ".IXIC": "^IXIC", ".NDX": "^NDX", ".RUT": "^RUT", ".SOX": "^SOX", ".VIX": "^VIX",
    ".HSI": "^HSI", ".HSTECH": "^HSTECH", ".HSCE": "^HSCE", ".SSEC": "000001.SS", ".SZSC": "399001.SZ", ".CSI300": "000300.SS",
    ".N225": "^N225", ".TOPX": "^TOPX", ".KS11": "^KS11", ".TWII": "^TWII", ".STI": "^STI", ".BSESN": "^BSESN", ".NSEI": "^NSEI",
    ".AXJO": "^AXJO", ".FTSE": "^FTSE", ".FTMC": "^FTMC", ".GDAXI": "^GDAXI", ".FCHI": "^FCHI", ".STOXX": "^STOXX",
    ".STOXX50E": "^STOXX50E", ".IBEX": "^IBEX", ".FTMIB": "FTSEMIB.MI", ".SSMI": "^SSMI", ".BVSP": "^BVSP", ".DXY": "DX-Y.NYB",
    ".GSPTSE": "^GSPTSE", "=USD": "DX-Y.NYB",
    "LCOC1": "BZ=F", "CLC1": "CL=F", "GCC1": "GC=F", "GCV1": "GC=F", "XAU=": "GC=F", "XAG=": "SI=F", "XPT=": "PL=F", "XPD=": "PA=F",
    "EUR=": "EURUSD=X", "JPY=": "JPYUSD=X", "GBP=": "GBPUSD=X", "CNY=": "CNYUSD=X", "CNH=": "CNHUSD=X", "INR=": "INRUSD=X", "BTC=": "BTC-USD",
}  # fmt: skip


def read_ticker(written: str, table: Table) -> tuple[Listing, ...]:
    """What a ticker may mean: one listing, several (then it is asked about, never guessed), or none.

    With a known exchange a code makes a listing though the table lacks it; without one, only what the table holds counts.
    A US prefix that contradicts the table's US listing gives the table's.
    """
    text = unicodedata.normalize("NFKC", written).replace("\u00a0", " ").strip().strip("[]()<>").strip().rstrip(".,;")
    if text.upper() in RICS:
        known = table.listing(RICS[text.upper()])
        return (known,) if known else ()
    if m := _PREFIXED.match(text):
        return _on_any(BY_PREFIX.get(m[1].upper(), ()), m[2].upper(), table)
    upper = text.upper()
    exact = table.listing(upper.lstrip("$"))
    if exact:
        return (exact,)
    if m := _DOTTED.match(upper):
        if m[2] == "US":
            return _in_us(m[1], table)
        exchange = BY_SUFFIX.get(m[2])
        return _on_any((exchange,), m[1], table) if exchange else ()
    if _DIGITS.match(upper):
        return _digits_alone(upper, table)
    if _LETTERS.match(upper):
        return _in_us(upper.lstrip("$"), table)
    return ()


def _on_any(exchanges: Iterable[Exchange], code: str, table: Table) -> tuple[Listing, ...]:
    made = {x.symbol: x for e in exchanges if (x := _on(e, code, table))}
    found = tuple(made.values())
    # Of two exchanges with one prefix ("TSE") the one at which the table knows the code is meant.
    known = tuple(x for x in found if table.listing(x.symbol))
    return known if len(found) > 1 and known else found


def _on(exchange: Exchange, code: str, table: Table) -> Listing | None:
    if exchange.mic in US_MICS:
        if not re.fullmatch(r"[A-Z]{1,6}(?:[.-][A-Z]{1,3})?", code):
            return None
        symbol = code.replace("-", ".")
        known = table.listing(symbol)
        return known if known and known.mic in US_MICS else Listing(symbol, exchange.mic, symbol, exchange.currency)
    if code.isdigit():
        if (
            exchange.digits == 4
        ):  # Hong Kong pads to five; Tokyo and Kuala Lumpur do not pad, and Taiwan's funds begin with noughts
            funds = exchange.mic in ("XTAI", "ROCO") and code.startswith("00")
            code = code if funds else code.lstrip("0").rjust(4, "0")
            if len(code) > (6 if exchange.mic in ("XTAI", "ROCO") else 5):
                return None
        elif (exchange.digits and len(code) != exchange.digits) or (
            not exchange.digits and exchange.mic in ("XTSE", "XTSX", "XLON", "XNSE")
        ):
            return None
    elif (
        exchange.digits == 6
        or (exchange.digits == 4 and not re.fullmatch(r"\d[\dA-Z]{3}", code) and exchange.mic != "XKLS")
    ) and exchange.mic != "XBOM":
        return None
    symbol = f"{code}.{exchange.suffix}"
    return table.listing(symbol) or Listing(symbol, exchange.mic, code, exchange.currency)


def _in_us(code: str, table: Table) -> tuple[Listing, ...]:
    known = table.listing(code.replace("-", "."))
    return (known,) if known and known.mic in US_MICS else ()


def _digits_alone(code: str, table: Table) -> tuple[Listing, ...]:
    """ "09988" is Hong Kong's way, "600519" the mainland's or Korea's; "9988" may be several, so all that the table holds."""
    markets = [e for e in EXCHANGES if e.digits == len(code)]
    if len(code) == 5 or len(code) < 4:
        markets = [BY_MIC["XHKG"]]
    # Five digits from a nought on are Hong Kong's way alone, so that they name a listing though the table lacks it.
    sure = len(code) == 5 and code[0] == "0"
    found = [x for e in markets if (x := _on(e, code, table)) and (sure or table.listing(x.symbol))]
    return tuple(found)
