"""The figures of a text, read with their units and scales: percent, points, money, counts; in English and Chinese.

Everything is one scan of one pattern. A figure's value is fully scaled ("CNY380 billion" is 380000000000) and Decimal keeps the
digits as printed where there is no scale ("174.00" stays 174.00).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Literal

from bot.reading.words import lowered

OTHER_DOLLARS = ("AUD", "CAD", "HKD", "NZD", "SGD", "TWD")  # which a bare "$" may stand for besides America's
FigureKind = Literal["percent", "percentage_points", "basis_points", "points", "money", "number", "multiple"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure at [start, end). `unit` is an ISO currency for money, the following noun never."""

    kind: FigureKind
    value: Decimal
    start: int
    end: int
    unit: str | None = None
    # As printed, without unit or scale: "9.2", "53.3".
    digits: str = ""
    scaled: bool = False
    per_unit: bool = False
    bare_dollar: bool = False  # "$" with no letter before it, "cents" with no country

    @property
    def may_be_price(self) -> bool:
        """Whether something may cost so much apiece: "$77.9K" and "7.5万美元" a bitcoin; millions are an amount, but of won."""
        return not self.scaled or self.value < _NO_PRICE_IN.get(self.unit or "", _NO_PRICE)

    @property
    def printed_precision(self) -> Decimal:
        """Half of one unit in the last printed digit, scaled: how far the true value may lie."""
        places = len(self.digits.partition(".")[2])
        scale = self.value / Decimal(self.digits) if Decimal(self.digits or 0) else Decimal(1)
        return Decimal(5).scaleb(-places - 1) * abs(scale)


_NO_PRICE = 1_000_000
_NO_PRICE_IN = {"KRW": 10_000_000, "IDR": 10_000_000, "VND": 10_000_000}  # where a share may cost "1.27 million won"
SCALES = {
    "thousand": 3, "k": 3, "million": 6, "mln": 6, "mn": 6, "m": 6, "billion": 9, "bln": 9, "bn": 9, "b": 9, "trillion": 12, "trln": 12,
    "tn": 12, "tr": 12, "crore": 7, "crores": 7, "cr": 7, "lakh": 5, "lakhs": 5, "lakh crore": 12,
    "百": 2, "千": 3, "万": 4, "萬": 4, "十万": 5, "百万": 6, "百萬": 6, "千万": 7, "千萬": 7, "亿": 8, "億": 8, "十亿": 9, "百亿": 10, "千亿": 11,
    "千億": 11, "万亿": 12, "萬億": 12, "兆": 12,
}  # fmt: skip
WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
# Before the figure. The longest stands first, so that "HK$" is not read as "$".
BEFORE = {
    "us$": "USD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD", "nz$": "NZD", "r$": "BRL",
    "mx$": "MXN", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "￥": "CNY", "₹": "INR", "₩": "KRW", "rmb": "CNY", "rs.": "INR", "rs": "INR",
    "re": "INR", "rm": "MYR", "usd": "USD", "cny": "CNY", "hkd": "HKD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "inr": "INR", "krw": "KRW",
    "twd": "TWD", "ntd": "TWD", "aud": "AUD", "cad": "CAD", "sgd": "SGD", "chf": "CHF", "nok": "NOK", "sek": "SEK", "dkk": "DKK", "brl": "BRL", "rub": "RUB",
    "idr": "IDR", "thb": "THB", "myr": "MYR", "php": "PHP", "vnd": "VND", "zar": "ZAR", "sar": "SAR", "aed": "AED", "ils": "ILS", "try": "TRY",
    "人民币": "CNY", "人民幣": "CNY", "新台币": "TWD", "新台幣": "TWD", "新臺幣": "TWD", "港币": "HKD", "港幣": "HKD", "美金": "USD", "mxn": "MXN", "pln": "PLN", "nzd": "NZD", "mop": "MOP", "gbx": "GBX",
}  # fmt: skip
AFTER = {
    "u.s. dollars": "USD", "us dollars": "USD", "hong kong dollars": "HKD", "singapore dollars": "SGD", "australian dollars": "AUD",
    "canadian dollars": "CAD", "taiwan dollars": "TWD", "dollars": "USD", "dollar": "USD", "yuan": "CNY", "renminbi": "CNY", "rmb": "CNY", "euros": "EUR",
    "euro": "EUR", "pounds": "GBP", "pence": "GBX", "p": "GBX", "japanese yen": "JPY", "chinese yuan": "CNY", "korean won": "KRW", "south korean won": "KRW", "indian rupees": "INR", "yen": "JPY", "won": "KRW", "rupees": "INR", "rupee": "INR", "swiss francs": "CHF",
    "francs": "CHF", "kronor": "SEK", "kroner": "NOK", "ringgit": "MYR", "baht": "THB", "rupiah": "IDR", "pesos": "MXN", "reais": "BRL",
    "roubles": "RUB", "rubles": "RUB", "rand": "ZAR", "lira": "TRY", "saudi riyals": "SAR", "qatari riyals": "QAR", "riyals": "SAR", "riyal": "SAR", "dirhams": "AED", "dirham": "AED", "shekels": "ILS", "egyptian pounds": "EGP", "zlotys": "PLN", "zloty": "PLN", "dong": "VND", "new zealand dollars": "NZD", "paise": "INp", "sen": "MYs", "singapore cents": "SGc", "hong kong cents": "HKc", "hk cents": "HKc", "eurocents": "EUc", "euro cents": "EUc", "新元": "SGD", "臺幣": "TWD", "新臺幣": "TWD", "卢布": "RUB", "盧布": "RUB", "cents": "USc", "cent": "USc", "cts": "USc", "ct": "USc", "u.s. cents": "USc", "us cents": "USc",
    "usd": "USD", "cny": "CNY", "hkd": "HKD", "eur": "EUR", "gbp": "GBP", "jpy": "JPY", "inr": "INR", "krw": "KRW", "twd": "TWD", "ntd": "TWD", "aud": "AUD",
    "cad": "CAD", "sgd": "SGD", "chf": "CHF",
    "元人民币": "CNY", "元人民幣": "CNY", "美元": "USD", "美金": "USD", "港元": "HKD", "港币": "HKD", "港幣": "HKD", "港仙": "HKc", "美仙": "USc", "美分": "USc", "欧分": "EUc", "歐分": "EUc", "人民币": "CNY", "人民幣": "CNY", "欧元": "EUR", "歐元": "EUR",
    "日元": "JPY", "日圓": "JPY", "英镑": "GBP", "英鎊": "GBP", "韩元": "KRW", "韓元": "KRW", "韓圜": "KRW", "新台币": "TWD", "新台幣": "TWD", "台币": "TWD",
    "台幣": "TWD", "新加坡元": "SGD", "坡元": "SGD", "澳元": "AUD", "加元": "CAD", "卢比": "INR", "盧比": "INR", "瑞士法郎": "CHF", "丹麦克朗": "DKK", "丹麥克朗": "DKK", "瑞典克朗": "SEK", "挪威克朗": "NOK", "林吉特": "MYR", "元": "元", "塊": "元",
}  # fmt: skip
_SUB_UNIT = {
    "USc": ("USD", 100),
    "HKc": ("HKD", 100),
    "INp": ("INR", 100),
    "SGc": ("SGD", 100),
    "EUc": ("EUR", 100),
    "MYs": ("MYR", 100),
}

# "1,1173.40", "1,097,90" and "1.266.30" are no figures of anybody's; "1,23,45,678" is one in India.
# A comma before one or two digits and a scale is a decimal one: "USD654,6 million".
_DECIMAL_COMMA = r"\d{1,3},\d{1,2}(?=[ \u00a0](?:[mb]illion|trillion)\b)"
_NUMBER = (
    rf"{_DECIMAL_COMMA}|"
    + r"\d{1,4}(?:\.\d\d)?-[1-7]/[248](?![\d/])|(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?!,?\d)|\d{1,3}(?:，\d{3})+(?!\d|,\d{3})|\d+(?!\d|,\d{3}))(?:[.．﹒]\d++)?(?!\.\d)|\.\d++(?!\.\d)"
)


def _any(words: dict[str, object] | dict[str, str] | dict[str, int]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"[ \u00a0-]") for w in sorted(words, key=len, reverse=True))


_EN_SCALES = {k: v for k, v in SCALES.items() if k.isascii()}
_ZH_SCALES = {k: v for k, v in SCALES.items() if not k.isascii()}
_EN_AFTER = {k: v for k, v in AFTER.items() if k.isascii() and k != "p"}
_ZH_AFTER = {k: v for k, v in AFTER.items() if not k.isascii()}
_LETTER_SIGNS = {k: v for k, v in BEFORE.items() if k[0].isalpha()}
_SIGNS = {k: v for k, v in BEFORE.items() if not k[0].isalpha()}

# For a text in lower case.
_FIGURE = re.compile(
    rf"""
    (?:(?P<before>(?<![A-Za-z])(?:{_any(_LETTER_SIGNS)})|{_any(_SIGNS)})[ \u00a0]?)?
    (?P<sign>(?:(?<![\w)\]])|(?<=[幅涨漲跌]))[-−–+＋](?=[\d.$]))?
    (?P<number>(?<![\w.,])(?:{_NUMBER})|(?<=[A-Za-z$€£¥￥₹₩.][ \u00a0])(?:{_NUMBER})|(?<=[A-Za-z$€£¥￥₹₩])(?:{_NUMBER})|(?<=\brs\.)(?:{_NUMBER})
       |(?<=[\u3400-\u9fff])(?:{_NUMBER})
       |(?<![\w-])(?P<word>(?:{"|".join(WORDS)}|an?)(?=[ -](?:percent|per[ ]cent|percentage[ ]points?|million|billion|trillion|thousand|cents?|sen|pence|paise|baht)\b)))
    (?:
        [ \u00a0\n-]?(?P<percent>percentage[ -]points?|per[ ]?cent(?:age[ ]points?)?\b|pct\b|%[ ]?points?|个百分点|個百分點|%|％)
      | [ \u00a0\n-]?(?P<bps>basis[ -]points?\b|bps?\b|个基点|個基點)
      | [ \u00a0]?-?(?P<zscale>{_any(_ZH_SCALES)})?(?P<zafter>{_any(_ZH_AFTER)})
      | [ ]?(?P<zpoints>(?:点|點)子?(?!\d))
      | [ \u00a0]?(?P<zonly>{_any(_ZH_SCALES)})
      | (?:[ \u00a0\n-]?(?P<scale>(?:{_any(_EN_SCALES)})(?![A-Za-z])))? (?:[ \u00a0\n-](?P<after>(?:{_any(_EN_AFTER)})(?![A-Za-z]))|(?P<pence>(?:p|cts?)(?![A-Za-z]|\.(?:[A-Za-z]|[ \u00a0]m))))?
        (?P<points>[ \u00a0\n-]?(?:index[ ])?points?\b)?
    )
    """,
    re.VERBOSE,
)
_PER_UNIT = re.compile(
    r"[ \u00a0]?(?:a|an|per|/)[ ]?(?:share|barrel|ounce|oz|tonne|ton|bbl|pound|gallon|bushel|metric)\b|[ ]each\b|/(?:oz|bbl|t)\b",
    re.I,
)
_LONGEST_SIGN = 6  # characters: "US$ -"
_CANDIDATE = re.compile(
    rf"\d+|(?<![\w-])(?:{'|'.join(WORDS)}|an?)(?=[ -](?:percent|per cent|million|billion|trillion|thousand|cents?|sen|pence|paise|baht)\b)"
)
_DIGITS = re.compile(r"[0-9０-９]+")
_AFTER_WORDS = (
    "percent",
    "per cent",
    "illion",
    "thousand",
    " cent",
    "-cent",
    " sen",
    " pence",
    " paise",
    " baht",
)  # what follows a figure that is written as a word
_HAN = re.compile(r"[\u3400-\u9fff]")
_NOT_A_FIGURE = re.compile(
    r"[ -]?(?:a\.m|p\.m|am\b|pm\b|GMT|EST|EDT|st\b|nd\b|rd\b|th\b)|:\d\d|-[KQF]\b|-(?:year|month|week|day|nanometer|inch)",
    re.I,
)
_CN_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2, "〇": 0}
_CN_PERCENT = re.compile(r"百分之([零〇一二三四五六七八九十百点點两兩\d.]+)")
# 一成 is ten percent, 半成 five, 两成半 twenty-five. 成为/成本/成立 ... are words.
_CHENG = re.compile(
    r"(?P<n>[一二两兩三四五六七八九\d]|近|逾)?(?P<half>半)?成(?P<after>半|[一二三四五六七八九](?!立))?(?![为為本立长長交员員功果分人份都熟绩績就])"
)


def figures(text: str, start: int = 0, end: int | None = None) -> tuple[Figure, ...]:
    """The figures in text[start:end], in order, without overlaps. Dates, clock times and ordinals are none."""
    end = len(text) if end is None else end
    found = [f for m in _matches(text, start, end) if (f := _read(text, m))]
    if not text.isascii() and _HAN.search(text, start, end):
        han = [*_chinese(text, start, end)]
        # "百分之1.6" is more than the number in it.
        found = [f for f in found if f.kind != "number" or not any(h.start < f.start < h.end for h in han)]
        taken = [(f.start, f.end) for f in found]
        found += [f for f in han if not any(a < f.end and f.start < b for a, b in taken)]
        found.sort(key=lambda f: f.start)
        found = _joined(found)
    parts = [*_short_cents(text, start, end)]
    if " cent" in text or "¢" in text or " of a p" in text:
        parts += [*_cents(text, start, end), *_parts_of_one(text, start, end)]
    if parts:
        found = [f for f in found if not any(p.start < f.end and f.start < p.end for p in parts)] + parts
        found.sort(key=lambda f: f.start)
    if not text.isascii():
        found = [_with_its_part(text, f) for f in found]
    return tuple(_ranges(text, _in_one_list(text, found)))


def _with_its_part(text: str, f: Figure) -> Figure:
    """ "$4.06½": half of the last digit's unit more, as grain is priced."""
    part = _PARTS.get(text[f.end : f.end + 1])
    if part is None or not f.digits:
        return f
    value = f.value + part.scaleb(-len(f.digits.partition(".")[2]))
    return replace(f, value=value, end=f.end + 1, digits=str(value))


_PARTS = {"¼": Decimal("0.25"), "½": Decimal("0.5"), "¾": Decimal("0.75"), "⅛": Decimal("0.125"), "⅜": Decimal("0.375"), "⅝": Decimal("0.625"),
          "⅞": Decimal("0.875")}  # fmt: skip
_CENTS = re.compile(
    rf"(?<![\d.,$])(?:(?:(?P<whole>\d{{1,3}})[- ])?(?P<n>\d)/(?P<of>[248]) ?(?:cents?\b|¢)"
    rf"|(?P<written>\d{{0,3}}(?:\.\d{{1,2}})?)(?P<part>[{''.join(_PARTS)}])? ?(?:¢|(?<=[{''.join(_PARTS)}] )cents?\b)|(?P<half>half a cent)\b)"
)
_PART_OF_ONE = re.compile(
    r"\b(?P<count>an?|one|two|three)[ -](?P<part>half|third|thirds|quarter|quarters|tenth|tenths)[ ]of[ ](?:a|one)[ ](?P<unit>cent|percent|per cent|percentage point|point)\b",
    re.I,
)
_PARTS_IN_WORDS = {"half": Decimal("0.5"), "quarter": Decimal("0.25"), "tenth": Decimal("0.1")}


def _parts_of_one(text: str, start: int, end: int) -> Iterator[Figure]:
    """ "a quarter of a cent", "half a percent": less than one; "a third of a percent" no decimal tells, and it is no third of the whole."""
    for m in _PART_OF_ONE.finditer(text, start, end):
        count, part = WORDS.get(m["count"].lower(), 1), m["part"].lower().removesuffix("s")
        unit = m["unit"].lower()
        if part not in _PARTS_IN_WORDS:
            yield Figure("number", Decimal(0), m.start(), m.end(), None, "0")
            continue
        value = count * _PARTS_IN_WORDS[part]
        if unit == "cent":
            yield Figure("money", value / 100, m.start(), m.end(), "USD", str(value / 100))
        elif unit == "point":
            yield Figure("points", value, m.start(), m.end(), "points", str(value))
        else:
            points = unit == "percentage point"
            yield Figure(
                "percentage_points" if points else "percent", value, m.start(), m.end(), "percent", str(value)
            )


def _cents(text: str, start: int, end: int) -> Iterator[Figure]:
    """ "1/2 cent", "19-1/2 cents", "17¼¢", "43¢", "half a cent": grain, meat and currencies are told so; in dollars."""
    for m in _CENTS.finditer(text, start, end):
        if m["half"]:
            cents = Decimal("0.5")
        elif m["n"]:
            cents = Decimal(m["whole"] or 0) + Decimal(m["n"]) / Decimal(m["of"])
        elif m["written"] or m["part"]:
            cents = Decimal(m["written"] or 0) + _PARTS.get(m["part"], Decimal())
        else:
            continue
        value = cents / 100
        yield Figure("money", value, m.start(), m.end(), "USD", str(value), bare_dollar=True)


# "gained 5c or 1.67% to $3.05", as Sydney's and Wellington's papers write.
_SHORT_CENTS = re.compile(r"(?<![\w.,$])(\d{1,3}(?:\.\d{1,2})?)c(?=[ ,.;)]|$)")


def _short_cents(text: str, start: int, end: int) -> Iterator[Figure]:
    for m in _SHORT_CENTS.finditer(text, start, end):
        value = Decimal(m[1]) / 100
        yield Figure("money", value, m.start(), m.end(), "USD", str(value), bare_dollar=True)


_MOST_OF_A_LIST = 100  # percent: "in 2025 and 3 percent" is no list
_WITHOUT_SIGN = re.compile(r"(?<!\bon )(?<!\bof )(?<!\bNos\. )(?<!\bday )")


def _in_one_list(text: str, found: list[Figure]) -> list[Figure]:
    """ "2.9, 2.2 and 4.6 per cent": the figures before the last one are percentages, too."""
    out = list(found)
    listed = False  # whether the figure behind was told without its sign
    for i in range(len(out) - 2, -1, -1):
        f, following = out[i], out[i + 1]
        link = text[f.end : following.start].strip()
        fits = f.kind == "number" and following.kind == "percent" and f.value < _MOST_OF_A_LIST
        listed = fits and (link == "and" or (listed and link == ",")) and bool(_WITHOUT_SIGN.match(text, f.start))
        if listed:
            out[i] = replace(f, kind="percent", unit="percent")
    return out


_MOST_OF_A_RANGE = 1000  # "from 11 percent in 2025 to 62 percent" is no range
_TO_PERCENT = re.compile(r"[ ]?(?:-|–|—|to|至|~)[ ]?")


def _ranges(text: str, found: list[Figure]) -> Iterator[Figure]:
    """ "2-4 per cent", "3 to 5 percent": the first figure is a percentage too, and the dash no sign."""
    for i, f in enumerate(found):
        nxt = found[i + 1] if i + 1 < len(found) else None
        if nxt and f.kind == "percent" == nxt.kind and nxt.start == f.end:
            found[i + 1] = replace(nxt, value=abs(nxt.value), start=nxt.start + 1)  # "8%-10%"
        if nxt and f.kind == "number" and nxt.kind == "percent" and f.value < _MOST_OF_A_RANGE:
            dash = nxt.start == f.end
            if dash or (
                _TO_PERCENT.fullmatch(text, f.end, nxt.start)
                and not re.search(r"\bfrom $", text[max(0, f.start - 5) : f.start])
            ):
                yield replace(f, kind="percent", unit="percent")
                if dash:
                    found[i + 1] = replace(nxt, value=abs(nxt.value), start=nxt.start + 1)
                continue
        yield f


def _joined(found: list[Figure]) -> list[Figure]:
    """ "29亿5000万新元", "1兆2000億5000萬元", "16萬1,189" are one figure."""
    out: list[Figure] = []
    for f in found:
        last = out[-1] if out else None
        if (
            last is not None
            and last.kind == "number"
            and last.end == f.start
            and (f.value < last.value if f.scaled else f.value in _BELOW_THE_SCALE)
        ):
            value = last.value + f.value
            out[-1] = Figure(f.kind, value, last.start, f.end, f.unit, str(value), True, f.per_unit)
        else:
            out.append(f)
    return out


_BELOW_THE_SCALE = range(
    1000, 10_000
)  # what follows 万 without a scale and is no figure of its own: "1000万5款" are two


def _matches(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """The pattern's matches. It is only tried where a digit or a written number stands: most of a text has neither."""
    at = start
    text = lowered(text)
    written = any(text.find(words, start, end) >= 0 for words in _AFTER_WORDS)
    for candidate in (_CANDIDATE if written else _DIGITS).finditer(text, start, end):
        if candidate.start() < at:
            continue
        m = _FIGURE.search(text, max(at, candidate.start() - _LONGEST_SIGN), end)
        if m is None:
            return
        yield m
        at = max(m.end(), candidate.start() + 1)


_WITH_DECIMAL_COMMA = re.compile(r"\d{1,3},\d{1,2}")


def _read(text: str, m: re.Match[str]) -> Figure | None:
    written = _digits(m)
    try:
        value = Decimal(written)
    except InvalidOperation:
        return None
    if m["sign"] and m["sign"] in "-−–":
        value = -value
    start = m.start() if m["before"] else m.start("sign") if m["sign"] else m.start("number")
    end = m.end()
    if m["percent"]:
        points = "point" in m["percent"].lower() or "点" in m["percent"] or "點" in m["percent"]
        return Figure("percentage_points" if points else "percent", value, start, end, "percent", written)
    if m["bps"]:
        return Figure("basis_points", value, start, end, "basis points", written)
    if m["points"] or m["zpoints"]:
        scaled = m["scale"] or m["before"]
        return None if scaled else Figure("points", value, start, end, "points", written)
    return _amount(text, m, value, start, written)


def _digits(m: re.Match[str]) -> str:
    """The number in digits with a decimal point: of a word, of "1,5", of "417-3/4"."""
    word = m["word"]
    written = str(WORDS.get(word.lower(), 1)) if word else m["number"]
    if _WITH_DECIMAL_COMMA.fullmatch(written):
        written = written.replace(",", ".")
    digits = written.replace(",", "").replace("，", "").replace("．", ".").replace("﹒", ".")
    return _with_fraction(digits) if "/" in digits else digits


def _amount(text: str, m: re.Match[str], value: Decimal, start: int, written: str) -> Figure | None:
    """A sum of money or a bare number, scaled by "million", "亿"."""
    scale, end = m["scale"] or m["zscale"] or m["zonly"], m.end()
    power = SCALES.get(re.sub(r"[\s-]", " ", scale.lower()), 0) if scale else 0
    scaled = value.scaleb(power) if power else value
    sign, after = m["before"], m["after"] or m["zafter"] or m["pence"]
    if not scale and m[0] == "usd1" and not _PER_UNIT.match(text, end):
        return None  # "USD1" is a coin
    if not sign and not after:
        return _number(text, m, value, scaled, start, written)
    unit = _unit(text, sign, after)
    bare = sign == "$" or (after or "").lower() in _CENTS_OF_SOME_DOLLAR
    if unit in _SUB_UNIT:
        unit, parts = _SUB_UNIT[unit]
        scaled = scaled / parts
    per_unit = bool(_PER_UNIT.match(text, end))
    return Figure("money", scaled, start, end, unit, written, bool(power), per_unit, bare)


_CENTS_OF_SOME_DOLLAR = frozenset({"cent", "cents", "ct", "cts"})


def _number(text: str, m: re.Match[str], value: Decimal, scaled: Decimal, start: int, written: str) -> Figure | None:
    scale = m["scale"]
    if _NOT_A_FIGURE.match(text, m.end("number") if scale else m.end()):
        return None  # "Form 10-K" too
    if scale and scale.lower() in ("m", "b", "k", "cr", "tr") and text[m.end("number")] in " \n":
        return Figure("number", value, start, m.end("number"), None, written)
    return Figure("number", scaled, start, m.end(), None, written, scaled is not value)


def _unit(text: str, sign: str | None, after: str | None) -> str:
    """The currency of the sign before a figure, else of the word behind it."""
    if sign:
        unit = BEFORE[sign.lower()]
        yuan = unit == "JPY" and after is not None and after.lower() in ("yuan", "元", "人民币")
        return "CNY" if yuan else unit
    unit = AFTER[re.sub(r"\s", " ", (after or "").lower())]
    return "PHP" if unit == "MXN" and "Philippin" in text else unit


def _with_fraction(written: str) -> str:
    """ "417-3/4" pence and "$10.31-1/2": the fraction is of the last digit's unit."""
    whole, _, fraction = written.partition("-")
    part, _, parts = fraction.partition("/")
    places = len(whole.partition(".")[2])
    return str(Decimal(whole) + (Decimal(part) / Decimal(parts)).scaleb(-places))


def _chinese(text: str, start: int, end: int) -> Iterator[Figure]:
    for m in _CN_PERCENT.finditer(text, start, end):
        value = chinese_number(m[1])
        if value is not None:
            yield Figure("percent", value, m.start(), m.end(), "percent", str(value))
    for m in _CHENG.finditer(text, start, end):
        n = m["n"] if m["n"] not in ("近", "逾") else None
        if not n and not m["half"]:
            continue
        whole = Decimal(_CN_DIGITS.get(n, 0) if not n.isdecimal() else int(n)) * 10 if n else Decimal(0)
        half = 5 if m["half"] or m["after"] == "半" else _CN_DIGITS.get(m["after"], 0) if m["after"] else 0
        at = m.start("n") if n else m.start("half")
        yield Figure("percent", whole + half, at, m.end(), "percent", str(whole + half))


def chinese_number(written: str) -> Decimal | None:
    """一百二十, 十五点三, 3.5 -> Decimal; None where it is no number."""
    if re.fullmatch(r"\d+(?:\.\d+)?", written):
        return Decimal(written)
    whole, _, part = re.sub("點", "点", written).partition("点")
    total = 0
    digit = 0
    for c in whole:
        if c in _CN_DIGITS:
            digit = digit * 10 + _CN_DIGITS[c] if digit and not any(u in whole for u in "十百") else _CN_DIGITS[c]
        elif c in "十百":
            total += (digit or 1) * (10 if c == "十" else 100)
            digit = 0
        else:
            return None
    total += digit
    if not part:
        return Decimal(total)
    if any(c not in _CN_DIGITS for c in part):
        return None
    return Decimal(f"{total}.{''.join(str(_CN_DIGITS[c]) for c in part)}")
