"""Exchanges: how people and wires write their names, what they trade in, and when.

Sources: ISO 10383 for the MICs; the exchanges' own pages for hours and zones; the suffixes are those of Yahoo Finance,
the RIC suffixes Reuters'. Hours are the continuous session's, without auctions.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Exchange:
    """One market. `prefixes` stand before a colon ("HKG: 9988"), `suffix` and `rics` after a dot ("9988.HK", "BABA.N").

    `digits` is the length of a wholly numeric code there, 0 where codes are letters; `red_is_up` the local colours.
    """

    mic: str
    name: str
    suffix: str
    prefixes: tuple[str, ...]
    rics: tuple[str, ...]
    currency: str
    zone: ZoneInfo
    opens: time
    closes: time
    digits: int = 0
    red_is_up: bool = False


def _exchange(
    mic: str,
    name: str,
    suffix: str,
    prefixes: str,
    rics: str,
    currency: str,
    zone: str,
    hours: str,
    digits: int = 0,
    red: bool = False,
) -> Exchange:
    opens, closes = (time.fromisoformat(h) for h in hours.split("-"))
    return Exchange(
        mic,
        name,
        suffix,
        tuple(p.replace("_", " ") for p in prefixes.split()),
        tuple(rics.split()),
        currency,
        ZoneInfo(zone),
        opens,
        closes,
        digits,
        red,
    )


EXCHANGES: tuple[Exchange, ...] = (
    _exchange("XNYS", "New York Stock Exchange", "", "NYSE", "N", "USD", "America/New_York", "09:30-16:00"),
    _exchange(
        "XNAS",
        "Nasdaq",
        "",
        "NASDAQ NASD NASDAQGS NASDAQGM NASDAQCM NASDAQ_GS NASDAQ_GM NASDAQ_CM",
        "O OQ",
        "USD",
        "America/New_York",
        "09:30-16:00",
    ),
    _exchange(
        "XASE",
        "NYSE American",
        "",
        "NYSEAMERICAN NYSEMKT AMEX NYSE-AMERICAN NYSE_AMERICAN NYSE_MKT",
        "A",
        "USD",
        "America/New_York",
        "09:30-16:00",
    ),
    _exchange("ARCX", "NYSE Arca", "", "NYSEARCA ARCA NYSE_ARCA", "P", "USD", "America/New_York", "09:30-16:00"),
    _exchange("BATS", "Cboe BZX", "", "BATS CBOE", "Z", "USD", "America/New_York", "09:30-16:00"),
    _exchange(
        "OTCM",
        "OTC Markets",
        "",
        "OTCMKTS OTC OTCPK OTCQX OTCQB OTCID OTC_PINK OTC_MARKETS",
        "PK",
        "USD",
        "America/New_York",
        "09:30-16:00",
    ),
    _exchange(
        "XHKG", "Hong Kong", "HK", "HKG HKEX SEHK HKSE HK", "HK", "HKD", "Asia/Hong_Kong", "09:30-16:00", 4, True
    ),
    _exchange("XSHG", "Shanghai", "SS", "SHA SSE SHSE SHH", "SS SH", "CNY", "Asia/Shanghai", "09:30-15:00", 6, True),
    _exchange("XSHE", "Shenzhen", "SZ", "SHE SZSE SHZ", "SZ", "CNY", "Asia/Shanghai", "09:30-15:00", 6, True),
    _exchange("BJSE", "Beijing", "BJ", "BJS BSEBJ BJSE", "BJ", "CNY", "Asia/Shanghai", "09:30-15:00", 6, True),
    _exchange("XTKS", "Tokyo", "T", "TYO JPX TSE", "T", "JPY", "Asia/Tokyo", "09:00-15:30", 4, True),
    _exchange("XTSE", "Toronto", "TO", "TSX TSE", "TO", "CAD", "America/Toronto", "09:30-16:00"),
    _exchange("XTSX", "TSX Venture", "V", "CVE TSXV TSX-V", "V", "CAD", "America/Toronto", "09:30-16:00"),
    _exchange(
        "XCNQ", "Canadian Securities Exchange", "CN", "CNSX CSE", "CD", "CAD", "America/Toronto", "09:30-16:00"
    ),
    _exchange("XLON", "London", "L", "LON LSE AIM", "L", "GBX", "Europe/London", "08:00-16:30"),
    _exchange("XKRX", "Korea", "KS", "KRX KOSPI", "KS", "KRW", "Asia/Seoul", "09:00-15:30", 6, True),
    _exchange("XKOS", "Kosdaq", "KQ", "KOSDAQ", "KQ", "KRW", "Asia/Seoul", "09:00-15:30", 6, True),
    _exchange("XTAI", "Taiwan", "TW", "TPE TWSE TAI", "TW", "TWD", "Asia/Taipei", "09:00-13:30", 4, True),
    _exchange("ROCO", "Taipei Exchange", "TWO", "TPEX TWO GTSM", "TWO", "TWD", "Asia/Taipei", "09:00-13:30", 4, True),
    _exchange(
        "XNSE", "National Stock Exchange of India", "NS", "NSE NSEI", "NS", "INR", "Asia/Kolkata", "09:15-15:30"
    ),
    _exchange("XBOM", "BSE", "BO", "BOM BSE", "BO", "INR", "Asia/Kolkata", "09:15-15:30", 6),
    _exchange("XSES", "Singapore", "SI", "SGX SES", "SI", "SGD", "Asia/Singapore", "09:00-17:00"),
    _exchange("XASX", "Sydney", "AX", "ASX", "AX", "AUD", "Australia/Sydney", "10:00-16:00"),
    _exchange("XNZE", "New Zealand", "NZ", "NZE NZX NZSE", "NZ", "NZD", "Pacific/Auckland", "10:00-16:45"),
    _exchange("XETR", "Xetra", "DE", "ETR XETRA GER XTRA", "DE", "EUR", "Europe/Berlin", "09:00-17:30"),
    _exchange("XFRA", "Frankfurt", "F", "FRA FSE FWB", "F", "EUR", "Europe/Berlin", "08:00-22:00"),
    _exchange("XPAR", "Paris", "PA", "EPA PAR ENXTPA", "PA", "EUR", "Europe/Paris", "09:00-17:30"),
    _exchange("XAMS", "Amsterdam", "AS", "AMS ENXTAM", "AS", "EUR", "Europe/Amsterdam", "09:00-17:30"),
    _exchange("XBRU", "Brussels", "BR", "EBR BRU ENXTBR", "BR", "EUR", "Europe/Brussels", "09:00-17:30"),
    _exchange("XLIS", "Lisbon", "LS", "ELI LIS ENXTLS", "LS", "EUR", "Europe/Lisbon", "08:00-16:30"),
    _exchange("XDUB", "Dublin", "IR", "ISE DUB", "I", "EUR", "Europe/Dublin", "08:00-16:28"),
    _exchange("XMIL", "Milan", "MI", "BIT MIL", "MI", "EUR", "Europe/Rome", "09:00-17:30"),
    _exchange("XMAD", "Madrid", "MC", "BME MCE", "MC", "EUR", "Europe/Madrid", "09:00-17:30"),
    _exchange("XSWX", "SIX Swiss Exchange", "SW", "SWX VTX SIX", "S", "CHF", "Europe/Zurich", "09:00-17:30"),
    _exchange("XSTO", "Stockholm", "ST", "STO NASDAQ_STOCKHOLM", "ST", "SEK", "Europe/Stockholm", "09:00-17:30"),
    _exchange("XCSE", "Copenhagen", "CO", "CPH NASDAQ_COPENHAGEN", "CO", "DKK", "Europe/Copenhagen", "09:00-17:00"),
    _exchange("XOSL", "Oslo", "OL", "OSL OB", "OL", "NOK", "Europe/Oslo", "09:00-16:20"),
    _exchange("XHEL", "Helsinki", "HE", "HEL NASDAQ_HELSINKI", "HE", "EUR", "Europe/Helsinki", "10:00-18:30"),
    _exchange("XWBO", "Vienna", "VI", "VIE WBAG", "VI", "EUR", "Europe/Vienna", "09:00-17:30"),
    _exchange("XIDX", "Indonesia", "JK", "IDX JKT", "JK", "IDR", "Asia/Jakarta", "09:00-16:00"),
    _exchange("XBKK", "Thailand", "BK", "BKK SET", "BK", "THB", "Asia/Bangkok", "10:00-16:30"),
    _exchange("XKLS", "Bursa Malaysia", "KL", "KLSE KLS MYX", "KL", "MYR", "Asia/Kuala_Lumpur", "09:00-17:00", 4),
    _exchange("XPHS", "Philippines", "PS", "PSE", "PS", "PHP", "Asia/Manila", "09:30-15:00"),
    _exchange("XJSE", "Johannesburg", "JO", "JSE JNB", "J", "ZAC", "Africa/Johannesburg", "09:00-17:00"),
    _exchange("XTAE", "Tel Aviv", "TA", "TLV TASE", "TA", "ILA", "Asia/Jerusalem", "09:59-17:15"),
    _exchange("XSAU", "Saudi Exchange", "SR", "TADAWUL SAU", "SE SR", "SAR", "Asia/Riyadh", "10:00-15:00", 4),
    _exchange("MISX", "Moscow", "ME", "MCX MOEX", "MM", "RUB", "Europe/Moscow", "10:00-18:40"),
    _exchange("BVMF", "B3", "SA", "BVMF B3 SAO", "SA", "BRL", "America/Sao_Paulo", "10:00-17:00"),
    _exchange("XMEX", "Mexico", "MX", "BMV MEX", "MX", "MXN", "America/Mexico_City", "08:30-15:00"),
    _exchange("XWAR", "Warsaw", "WA", "WSE", "WA", "PLN", "Europe/Warsaw", "09:00-17:00"),
    _exchange("XIST", "Istanbul", "IS", "IST BIST", "IS", "TRY", "Europe/Istanbul", "10:00-18:00"),
)

BY_MIC: dict[str, Exchange] = {e.mic: e for e in EXCHANGES}
# "TSE" is Tokyo's prefix for some and Toronto's for others: two exchanges stand here, and the code decides, or nobody.
BY_PREFIX: dict[str, tuple[Exchange, ...]] = {}
# Names of markets that press releases write with small letters: "(Nasdaq: NVDA)", "(NYSE American: AREN)".
SMALL_LETTERS = {p: "Nasdaq" + p[6:] for e in EXCHANGES for p in e.prefixes if p.startswith("NASDAQ")} | {
    p: " ".join(w if w in ("NYSE", "OTC", "MKT", "GS", "GM", "CM") else w.capitalize() for w in p.split())
    for e in EXCHANGES for p in e.prefixes if " " in p
}  # fmt: skip
BY_SUFFIX: dict[str, Exchange] = {}
for _e in EXCHANGES:
    for _p in _e.prefixes:
        BY_PREFIX[_p] = (*BY_PREFIX.get(_p, ()), _e)
    for _s in (*((_e.suffix,) if _e.suffix else ()), *_e.rics):
        BY_SUFFIX.setdefault(_s, _e)

# Bloomberg's codes of markets, as they stand behind a share's ("9988 HK", "SAP GY"): our ends of symbols, "" for the United States. A code of
# the mainland ("CH") is Shanghai's or Shenzhen's by its first digit.
BLOOMBERG = {
    "US": "", "UN": "", "UW": "", "UQ": "", "HK": "HK", "JP": "T", "JT": "T", "KS": "KS", "KQ": "KQ", "LN": "L", "GY": "DE", "GR": "DE", "FP": "PA",
    "NA": "AS", "BB": "BR", "IM": "MI", "SM": "MC", "SW": "SW", "SE": "SW", "SS": "ST", "DC": "CO", "NO": "OL", "FH": "HE", "PL": "LS", "ID": "IR",
    "AV": "VI", "AU": "AX", "NZ": "NZ", "TT": "TW", "IN": "NS", "IS": "NS", "IB": "BO", "SP": "SI", "MK": "KL", "TB": "BK", "IJ": "JK", "CN": "TO",
    "CT": "TO", "BZ": "SA", "MM": "MX", "SJ": "JO", "CH": "CH", "C1": "CH", "C2": "CH",
}  # fmt: skip

# Words that say on which exchange a share is listed ("its New York-listed shares").
PLACES: dict[str, tuple[str, ...]] = {
    "new york": ("XNYS", "XNAS", "XASE", "OTCM"),
    "u.s.": ("XNYS", "XNAS", "XASE", "OTCM"),
    "us": ("XNYS", "XNAS", "XASE", "OTCM"),
    "american": ("XNYS", "XNAS", "XASE", "OTCM"),
    "new york stock exchange": ("XNYS",),
    "nasdaq stock market": ("XNAS",),
    "london stock exchange": ("XLON",),
    "tokyo stock exchange": ("XTKS",),
    "hong kong stock exchange": ("XHKG",),
    "toronto stock exchange": ("XTSE",),
    "australian securities exchange": ("XASX",),
    "singapore exchange": ("XSES",),
    "korea exchange": ("XKRX", "XKOS"),
    "taiwan stock exchange": ("XTAI",),
    "nasdaq": ("XNAS",),
    "nyse": ("XNYS",),
    "wall street": ("XNYS", "XNAS"),
    "hong kong": ("XHKG",),
    "shanghai": ("XSHG",),
    "shenzhen": ("XSHE",),
    "mainland": ("XSHG", "XSHE"),
    "a-share": ("XSHG", "XSHE"),
    "h-share": ("XHKG",),
    "tokyo": ("XTKS",),
    "london": ("XLON",),
    "toronto": ("XTSE",),
    "seoul": ("XKRX", "XKOS"),
    "taipei": ("XTAI", "ROCO"),
    "taiwan": ("XTAI", "ROCO"),
    "mumbai": ("XNSE", "XBOM"),
    "singapore": ("XSES",),
    "sydney": ("XASX",),
    "australian": ("XASX",),
    "frankfurt": ("XETR", "XFRA"),
    "paris": ("XPAR",),
    "amsterdam": ("XAMS",),
    "zurich": ("XSWX",),
    "milan": ("XMIL",),
    "madrid": ("XMAD",),
    "stockholm": ("XSTO",),
    "copenhagen": ("XCSE",),
    "oslo": ("XOSL",),
    "nse": ("XNSE",),
    "national stock exchange": ("XNSE",),
    "bse": ("XBOM",),
    "bombay stock exchange": ("XBOM",),
    "xetra": ("XETR",),
    "纽约": ("XNYS", "XNAS", "XASE"),
    "美国": ("XNYS", "XNAS", "XASE"),
    "上海": ("XSHG",),
    "深圳": ("XSHE",),
    "台湾": ("XTAI", "ROCO"),
    "伦敦": ("XLON",),
    "东京": ("XTKS",),
    "首尔": ("XKRX", "XKOS"),
    "台北": ("XTAI", "ROCO"),
    "香港": ("XHKG",),
    "新加坡": ("XSES",),
    "法兰克福": ("XETR", "XFRA"),
    "巴黎": ("XPAR",),
    "阿姆斯特丹": ("XAMS",),
    "苏黎世": ("XSWX",),
    "米兰": ("XMIL",),
    "马德里": ("XMAD",),
    "斯德哥尔摩": ("XSTO",),
    "哥本哈根": ("XCSE",),
    "奥斯陆": ("XOSL",),
    "悉尼": ("XASX",),
    "孟买": ("XNSE", "XBOM"),
    "多伦多": ("XTSE",),
    "adr": ("XNYS", "XNAS", "XASE"),
    "预托证券": ("XNYS", "XNAS", "XASE"),
    "美国预托证券": ("XNYS", "XNAS", "XASE"),
    "存托凭证": ("XNYS", "XNAS", "XASE"),
    "美国存托凭证": ("XNYS", "XNAS", "XASE"),
    "美国存托股份": ("XNYS", "XNAS", "XASE"),
    "h股": ("XHKG",),
    "台股": ("XTAI", "ROCO"),
    "港股": ("XHKG",),
    "美股": ("XNYS", "XNAS"),
    "a股": ("XSHG", "XSHE"),
}
