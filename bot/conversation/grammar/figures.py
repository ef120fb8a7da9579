"""Figures, hours, spans and days of a line as people type them, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import time
from decimal import Decimal, InvalidOperation

from bot.conversation.digest_times import read_times
from bot.conversation.hours import HOUR, hour_of
from bot.reading.figures import chinese_number


@dataclass(frozen=True, slots=True)
class Figure:
    """What stands at [start, end): `value` is a Decimal of a percent, level or number, a time of an hour, text of what ends or lasts, days."""

    what: str  # percent, level, number, hour, range, span, until, days, or a sign of direction
    start: int
    end: int
    value: object
    text: str = ""


_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\d.])\.\d+"
_HAN = "[零一二两俩三四五六七八九十百千点半]"
_PERCENT = re.compile(
    rf"(?P<sign>\+-|\+/-|±|[+-])?\s?(?P<number>{_NUMBER})\s*(?:%|percent\b|per cent\b|pct\b|perc\b|pc\b|个?percent\b|个?巴仙|个点|趴|%)"
    rf"|(?P<sign2>\+-|\+/-|±|[+-])(?P<number2>{_NUMBER})(?![\d:])(?!\s*(?:-|to)\s*\d)"
    r"|(?P<half>half an?(?= (?:percent|per cent|pct|%)))\s?(?:percent|per cent|pct|%)"
    r"|(?P<word>\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty))\s(?:percent|per cent|pct|%)"
    rf"|百分之(?P<han>{_HAN}+|\d+(?:\.\d+)?)|(?P<points>{_HAN}+)(?:个点|个巴仙|趴|巴仙|%)"
    r"|(?P<some>半)个?\s?(?:percent|%|趴|点(?!钟)|巴仙)"
    rf"|(?P<whole>{_HAN}*)个半\s?(?:percent|%|趴|点(?!钟)|巴仙)|(?P<several>{_HAN}+)个\s?percent"
    r"|(?P<part>three quarters of a|a quarter of a|half of a|a tenth(?! of))(?: percent)?|(?<!half )(?<!of )\b(?P<one>a) percent\b"
)
_BASIS = re.compile(rf"(?P<number>{_NUMBER})\s*(?:个?bps?\b|basis points?\b|个?基点)")
_AMOUNT = re.compile(rf"(?:{_NUMBER})\s*(?:trillion|billion|million|tn|bn|mn|mln|万亿|多亿|亿|兆)(?![a-z])")
_TENTHS = re.compile(r"(?P<number>[一二两三四五六七八九半]|\d)成(?P<half>半)?(?![本交立员功为分品长绩熟人年天果效])")
_UNITS = "rs(?![a-z])|inr|rupees?|cents?(?![a-z])|¢|us dollars|dollars?|bucks|usd|sgd|aud|cad|nzd|chf|krw|myr|thb|hkd|twd|cny|rmb|eur|gbp|jpy|yen|euros?|pounds?|quid|pence|p(?![a-z])|蚊|块钱|块|元|美元|美金|港元|港币|港纸|人民币|台币|日圆|日元|镑|円|镁|美刀|刀"
_SIZES = {"k": 1000, "m": 1_000_000, "万": 10_000, "千": 1000, "百万": 1_000_000, "crore": 10_000_000, "crores": 10_000_000, "cr": 10_000_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "lacs": 100_000}  # fmt: skip
_LEVEL = re.compile(
    rf"(?P<sign>(?:us|hk|nt|a|c|s)?[$€£¥₹])\s?(?P<number>{_NUMBER})\s*(?P<size>k\b|m\b|万|千)?(?:\s?(?:{_UNITS})(?![a-z]))?"
    rf"|(?P<number2>{_NUMBER})\s*(?P<size2>k\b|万|千|crores?\b|cr\b|lakhs?\b|lacs?\b)?\s?(?P<unit>{_UNITS})(?![a-z])"
    rf"|(?P<number3>{_NUMBER})\s*(?P<size3>k\b|万|千|crores?\b|lakhs?\b|lacs?\b)"
    rf"|(?P<han>[零一二两三四五六七八九十百千万]{{2,}}|[一二两三四五六七八九]+万)\s?(?P<unit2>(?:{_UNITS}|点)*)"
)
_SPAN = re.compile(
    rf"(?:\b(?:for|about|next|the next|in|over the next) )*(?P<count>\d{{1,3}}|(?:an?|one|two|three|four|five|six|seven|ten|a couple(?: of)?|couple(?: of)?|a few|half an|half a)(?=[\s-])|{_HAN}{{1,3}})"
    r"(?:[\s-]*(?P<unit>(?:minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|months?|[mhdw])(?![a-z])|分钟|个?钟头|个?小时|个?钟|粒钟|天|日(?!报|均|元|圆|股|本)|个?星期|个?礼拜|周|个?月))(?!\s*(?:high|low)|新高|新低|高位|低位|高点|低点)"
)
_UNIT = {"m": "m", "h": "h", "d": "d", "w": "w", "分": "m", "小": "h", "钟": "h", "粒": "h", "天": "d", "日": "d", "星": "w", "礼": "w", "周": "w", "月": "month"}  # fmt: skip
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10, "a couple of": 2, "a couple": 2, "couple of": 2, "couple": 2, "a few": 3, "half an": Decimal("0.5"), "half a": Decimal("0.5"), "半": Decimal("0.5"), "两": 2, "俩": 2}  # fmt: skip
_DAY = (
    r"(?:next |this |coming )?(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sat|sun)(?:day)?|tomorrow|tmrw|tmr|tomoz|tonight|next week|next month|the weekend|new year|christmas|xmas|midnight|noon|morning|end of (?:the )?(?:day|week|month)"
    r"|\d{1,2}(?:st|nd|rd|th)?(?: of)? (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d{1,2}(?:st|nd|rd|th)?|\d{4}-\d\d-\d\d|\d{1,2}/\d{1,2}"
)
_DAY_ZH = "(?:下个?|这个?|本)?(?:周|星期|礼拜|拜)[一二三四五六日天]|下个?(?:周末|周|星期|礼拜|月)|明天|后天|听日|听朝|听晚|后日|明早|明晚|今晚|周末|月底|年底|月尾|年尾|\\d{1,2}月\\d{1,2}[日号]|\\d{1,2}[日号]"
_UNTIL = re.compile(
    rf"(?:\buntil |\btill |\btil |\b'til |\bthrough |\bthru |\bup to |\bto (?=(?:next |this )?(?:mon|tue|wed|thu|fri|sat|sun)))(?P<en>{_DAY})(?![a-z])|(?:直到|一直到|到|至|\buntil\s?|\btill?\s?)(?P<zh>{_DAY_ZH})(?:为止|止|先)?|(?P<before>{_DAY_ZH})(?:早上|上午|中午|下午|晚上)?(?:之前|以前|前|为止|先再|再(?!次))"
)
_DAY_BEFORE = re.compile(
    r"(?:\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?|(?:周|星期|礼拜|拜)[一二三四五六日天])\s*$"
)
_RANGE = re.compile(
    r"(?P<a>\d{1,2})(?:[:.]?(?P<am>[0-5]\d))?\s*(?P<ah>[ap]\.?m\.?)?\s*(?:-|–|—|~|～|to|until|till|til|and|n|到|至)\s*(?P<b>\d{1,2})(?:[:.]?(?P<bm>[0-5]\d))?\s*(?P<bh>[ap]\.?m\.?)?(?![\d%a-z]|-\d)"
)
_PAST_SIX = re.compile(
    r"half past (?P<half>\w+)|quarter past (?P<quarter>\w+)|quarter to (?P<to>\w+)|half (?P<half2>\d{1,2}(?!\d)|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?! (?:percent|per cent|pct|%)))"
)
_HOUR_WORDS = {
    w: n for n, w in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
_QUARTERS = re.compile(
    r"(?P<half>早上|上午|下午|晚上|傍晚)?(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,2})点(?P<quarter>[一三])刻"
)
_AND_A_HALF = re.compile(
    r"\b(?P<count>one|two|three|four|five|six|seven|eight|nine|ten|\d{1,2})(?: and a half|½|\.5) ?(?:percent|per cent|pct|%)"
    r"|\b(?P<alone>one|two|three|four|five|six|seven|eight|nine|ten) and a half(?=[\s,.!]|$)"
)
_SAYS_PERCENT = re.compile(r"percent|per cent|pct|%")
_PERCENT_WORDS = {**_HOUR_WORDS, "fifteen": 15, "twenty": 20}
_CLOCK_WORDS = re.compile(rf"\b(?P<word>{'|'.join(_HOUR_WORDS)})\s*(?P<half>o'?clock|am|pm|a\.m\.|p\.m\.)(?![a-z])")


def figures_in(folded: str) -> list[Figure]:
    """In order and without overlaps; what one reader has found the later ones do not see."""
    taken: list[Figure] = []
    left = folded
    for reader in _READERS:
        for found in reader(left):
            if not any(found.start < t.end and t.start < found.end for t in taken):
                taken.append(found)
        for t in taken:
            left = left[: t.start] + "\0" * (t.end - t.start) + left[t.end :]
    return sorted(taken, key=lambda f: f.start)


def _within_word(folded: str, at: int) -> bool:
    """Whether a Latin word, a figure or a clock's hour goes on here."""
    before = folded[at - 1] if at else " "
    return (before.isascii() and before.isalnum()) or before in ".:"


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", ""))
    except InvalidOperation:
        return Decimal(0)


def _percents(folded: str) -> Iterator[Figure]:
    for m in _PERCENT.finditer(folded):
        if m["number2"] and _within_word(folded, m.start()):
            continue  # "22-6"
        han = m["han"] or m["points"]
        if (small := _small_percent(m)) is not None:
            yield Figure("percent", m.start(), m.end(), small)
            continue
        if m["word"]:
            yield Figure("percent", m.start(), m.end(), Decimal(_PERCENT_WORDS[m["word"]]))
            continue
        value = Decimal("0.5") if m["half"] else _decimal(m["number"] or m["number2"]) if not han else _of_han(han)
        if value is None:
            yield Figure("amount", m.start(), m.end(), None, m[0])  # 一两个点: nobody knows how many
        if value is not None:
            yield Figure("percent", m.start(), m.end(), value, m["sign"] or m["sign2"] or "")


_PARTS = {
    "three quarters of a": Decimal("0.75"),
    "a quarter of a": Decimal("0.25"),
    "half of a": Decimal("0.5"),
    "a tenth": Decimal(10),
}


def _small_percent(m: re.Match[str]) -> Decimal | None:
    """半个percent, 个半percent (one and a half), 六个percent, "a quarter of a percent", "a tenth", "a percent"."""
    if m["some"]:
        return Decimal("0.5")
    if m["whole"] is not None:
        return Decimal(chinese_number(m["whole"]) or 1 if m["whole"] else 1) + Decimal("0.5")
    if m["several"]:
        return _of_han(m["several"])
    return _PARTS[m["part"]] if m["part"] else Decimal(1) if m["one"] else None


def _amounts(folded: str) -> Iterator[Figure]:
    """What no price is: "6 trillion", 1300多亿."""
    for m in _AMOUNT.finditer(folded):
        if not _within_word(folded, m.start()):
            yield Figure("amount", m.start(), m.end(), None, m[0])


def _basis_points(folded: str) -> Iterator[Figure]:
    """ "50bps": half a percent."""
    for m in _BASIS.finditer(folded):
        if not _within_word(folded, m.start()):
            yield Figure("percent", m.start(), m.end(), _decimal(m["number"]) / 100)


def _tenths(folded: str) -> Iterator[Figure]:
    """三成半: 35 percent."""
    for m in _TENTHS.finditer(folded):
        if m["number"] == "半":
            yield Figure("percent", m.start(), m.end(), Decimal(5))
            continue
        value = chinese_number(m["number"]) if not m["number"].isdigit() else int(m["number"])
        if value is not None and not folded[m.start() - 1 : m.start()].isdigit():
            yield Figure("percent", m.start(), m.end(), Decimal(value) * 10 + (5 if m["half"] else 0))


def _half_percents(folded: str) -> Iterator[Figure]:
    """ "three and a half percent"."""
    for m in _AND_A_HALF.finditer(folded):
        if m["alone"] and not _SAYS_PERCENT.search(folded):
            continue  # "two and a half" of a line that speaks of no percent
        said = m["count"] or m["alone"]
        count = int(said) if said.isdigit() else _HOUR_WORDS[said]
        yield Figure("percent", m.start(), m.end(), Decimal(count) + Decimal("0.5"))


def _of_han(text: str) -> Decimal | None:
    """三百八 is 380 and 一百二 120, as people say prices; 一千零五十, 两万五. None of 一两 and its like, which leave open how many."""
    if text[0].isdigit():
        return _decimal(text)
    if re.search("[一二两三四五六七八九]{2,}", text.partition("点")[0]):
        return None
    for unit, value in (("万", 10_000), ("千", 1000), ("百", 100)):
        head, sign, rest = text.rpartition(unit)
        if sign:
            high = _of_han(head) if head else Decimal(1)
            low = _of_han(rest.lstrip("零")) if rest.lstrip("零") else Decimal(0)
            if high is None or low is None:
                return None
            colloquial = len(rest) == 1 and rest in "一二两三四五六七八九"
            return high * value + (low * value / 10 if colloquial else low)
    value_below = chinese_number(text)
    return Decimal(value_below) if value_below is not None else None


def _levels(folded: str) -> Iterator[Figure]:
    for m in _LEVEL.finditer(folded):
        if folded[m.start()].isdigit() and _within_word(folded, m.start()):
            continue
        if m["han"]:
            value = _of_han(m["han"])
        else:
            size = m["size"] or m["size2"] or m["size3"]
            value = _decimal(m["number"] or m["number2"] or m["number3"]) * _SIZES.get(size or "", 1)
        if value is not None and value > 0:
            value = value / 100 if re.search(r"cents?$|¢$", m[0].strip()) else value
            yield Figure("level", m.start(), m.end(), value, m[0])


def _tails(folded: str) -> Iterator[Figure]:
    """18块5 is 18.5, 2千5 2500 and 1万2 12000."""
    for m in re.finditer(
        r"(?<![a-z0-9.])(?P<number>\d+)(?P<unit>块|蚊|元|千|万)(?P<tail>\d)(?![\d.%万千百])", folded
    ):
        size = {"千": 1000, "万": 10_000}.get(m["unit"], 1)
        value = (_decimal(m["number"]) + _decimal(m["tail"]) / 10) * size
        yield Figure("level", m.start(), m.end(), value, m[0])


def _halves(folded: str) -> Iterator[Figure]:
    for m in re.finditer(r"(?<![a-z0-9.])(?P<number>\d+)(?:个|块|蚊|元)半", folded):
        yield Figure("level", m.start(), m.end(), _decimal(m["number"]) + Decimal("0.5"), m[0])


_COLLOQUIAL = {"fiver": 5, "tenner": 10, "grand": 1000}


def _colloquial(folded: str) -> Iterator[Figure]:
    """ "a fiver"."""
    for m in re.finditer(rf"\ba (?P<word>{'|'.join(_COLLOQUIAL)})\b", folded):
        yield Figure("level", m.start(), m.end(), Decimal(_COLLOQUIAL[m["word"]]), m[0])


_OF_A_RECORD = re.compile(
    r"[\s-]*(?:weeks?|wks?|w|months?|days?|years?|yrs?)[\s-]*(?:highs?|lows?)|个?[周月天年](?:新[高低]|[高低][位点])"
)


def _numbers(folded: str) -> Iterator[Figure]:
    for m in re.finditer(rf"(?<![a-z0-9.&^])(?:{_NUMBER})(?![a-z0-9%]|\.\d|-\d)", folded):
        if _OF_A_RECORD.match(folded, m.end()):
            continue  # "52 week high"
        yield Figure("number", m.start(), m.end(), _decimal(m[0]), m[0])


def _spans(folded: str) -> Iterator[Figure]:
    for m in _SPAN.finditer(folded):
        if folded[m.start()].isascii() and _within_word(folded, m.start()):
            continue
        count = _COUNTS.get(m["count"]) or (int(m["count"]) if m["count"].isdigit() else chinese_number(m["count"]))
        unit = _UNIT[m["unit"].lstrip("个")[0]] if not m["unit"].startswith("mo") else "month"
        if (
            count
            and not (m["count"].isdigit() and m["unit"] == "月")
            and not (m["unit"] == "月" and m["count"] == "一")
        ):
            yield Figure("span", m.start(), m.end(), _span(Decimal(str(count)), unit), m[0])


def _span(count: Decimal, unit: str) -> str:
    """ "30m", "2h", "7d"."""
    if unit == "month":
        return f"{count * 30:f}d" if count == int(count) else "15d"
    if unit == "w":
        return f"{(count * 7).to_integral_value():f}d"
    if count != int(count):
        return {"h": f"{int(count * 60)}m", "d": f"{int(count * 24)}h"}.get(unit, "1m")  # "half a minute"
    return f"{int(count)}{unit}"


def _untils(folded: str) -> Iterator[Figure]:
    for m in _UNTIL.finditer(folded):
        if _DAY_BEFORE.search(folded[: m.start()]):
            continue  # "mon to thu"
        yield Figure("until", m.start(), m.end(), m["en"] or m["zh"] or m["before"], m[0])


def _ranges(folded: str) -> Iterator[Figure]:
    """ "22-6", "11pm to 7": from and to."""
    for m in _RANGE.finditer(folded):
        if _within_word(folded, m.start()) or folded[m.start() - 1 : m.start()] == "$":
            continue
        if re.search(r"\d-$", folded[: m.start()]):
            continue  # 0912-000-345
        begin, end = int(m["a"]), int(m["b"])
        if begin > 24 or end > 24 or (folded[m.end() : m.end() + 1] in ("点", "时", "月", "日", "天")):
            continue
        if m["ah"] or m["bh"]:
            begin_pm, end_pm = (m["ah"] or "").startswith("p"), (m["bh"] or "").startswith("p")
            if not m["ah"]:
                begin_pm = (
                    not end_pm if begin > end or begin >= 8 else end_pm
                )  # "11 to 7am" is a night, "9 to 5pm" a day
                begin_pm = begin_pm if begin <= 12 else False
            begin = begin % 12 + 12 * begin_pm if begin <= 12 else begin
            end = end % 12 + 12 * end_pm if m["bh"] and end <= 12 else end
        elif begin in (8, 9) and end in (4, 5, 6):
            end += 12  # nine to five
        elif begin <= 12 and end <= 12 and begin > end and begin >= 8:
            begin += 12 if begin < 12 else -12  # nobody's quiet hours are those of the morning
        written = time(begin % 24, int(m["am"] or 0)), time(end % 24, int(m["bm"] or 0))
        yield Figure("range", m.start(), m.end(), written, m[0])


_DAY_AT_WORK = re.compile(r"早(?P<a>[五六七八九十]|\d{1,2})(?:点)?晚(?P<b>[三四五六七八九十]|\d{1,2})(?:点)?")


def _days_at_work(folded: str) -> Iterator[Figure]:
    """早九晚六: from nine in the morning to six in the evening."""
    for m in _DAY_AT_WORK.finditer(folded):
        begin, end = (int(x) if x.isdigit() else int(chinese_number(x) or 0) for x in (m["a"], m["b"]))
        if begin <= 12 and end < 12:
            yield Figure("range", m.start(), m.end(), (time(begin % 24), time(end + 12)), m[0])


def _spoken_hours(folded: str) -> Iterator[Figure]:
    for m in _PAST_SIX.finditer(folded):
        word = m["half"] or m["quarter"] or m["to"] or m["half2"]
        hour = _HOUR_WORDS.get(word) or (int(word) if word.isdecimal() and int(word) <= 12 else 0)
        if not hour:
            continue
        minutes = 30 if m["half"] or m["half2"] else 15 if m["quarter"] else 45
        hour -= 1 if m["to"] else 0
        rest = folded[m.end() : m.end() + 18]
        evening = re.match(r"\s*(?:p\.?m|in the (?:evening|afternoon)|at night)", rest) is not None
        tail = re.match(r"\s*(?:[ap]\.?m\.?|in the (?:morning|evening|afternoon)|at night)?", rest)
        end = m.end() + (tail.end() if tail else 0)
        yield Figure("hour", m.start(), end, time((hour % 12 + 12 * evening) % 24, minutes), m[0])
    for m in _QUARTERS.finditer(folded):
        hour = int(m["hour"]) if m["hour"].isdigit() else int(chinese_number(m["hour"]) or 0)
        later = bool(m["half"]) and m["half"] in "下午晚上傍晚" and hour < 12
        if hour < 24:
            yield Figure(
                "hour", m.start(), m.end(), time((hour + 12 * later) % 24, 15 if m["quarter"] == "一" else 45), m[0]
            )
    for m in _CLOCK_WORDS.finditer(folded):
        hour = _HOUR_WORDS[m["word"]]
        yield Figure("hour", m.start(), m.end(), time(hour % 12 + 12 * m["half"].startswith("p")), m[0])


_EXPLICIT = re.compile(r"[:.时点h]|am|pm|a\.m|p\.m|morning|evening|afternoon|night|早|晚|午|朝|凌晨")
_BEFORE_HOUR = re.compile(
    r"(?:\bat|\btil|\bby|\baround|\babout|\bby|@|\bfrom|\band|\bafter|\bbefore|\bevery day|\bdaily|\bweekdays|\bto|\buntil|\btill)\s*$"
)


def _clock_hours(folded: str) -> Iterator[Figure]:
    """Hours that show that they are some: a sign, a half of the day, or "at" before them."""
    for m in HOUR.finditer(folded):
        before = folded[m.start() - 1 : m.start()]
        after = folded[m.end() : m.end() + 1]
        if (
            (m[0][0].isdigit() and (_within_word(folded, m.start()) or before in ("$", "%")))
            or after.isdigit()
            or after == "%"
        ):
            continue
        if (
            "." in m[0]
            and not re.search(r"[ap]\.?m", m[0])
            and not re.search(r"(?:\bat|@|\bby)\s*$", folded[: m.start()])
        ):
            continue  # 3.5
        if (
            m[0].rstrip()[-1:] == "点"
            and re.search(r"(?:[涨跌升破穿过]|[涨跌升回]到)\s?$", folded[: m.start()])
            and not re.search("早|晚|午|朝", m[0])
        ):
            continue  # 跌30点
        bare = not _EXPLICIT.search(m[0]) and m[0] not in ("noon", "midday", "midnight")
        if bare and after in ("k", "m"):
            continue  # "at 5k"
        if bare and not _BEFORE_HOUR.search(folded[: m.start()]):
            continue
        hour = hour_of(m)
        if hour is not None:
            yield Figure("bare hour" if bare else "hour", m.start(), m.end(), hour, m[0])


_DAYS_EN = r"(?:mon(?:day)?s?|tue(?:s(?:day)?s?)?|wed(?:nesday)?s?|thu(?:r(?:s(?:day)?s?)?)?|fri(?:day)?s?|sat(?:urday)?s?|sun(?:day)?s?|weekdays?|weekends?|week days|workdays?|work days|working days|business days|trading days|every day)"
_DAYS_ZH = "(?:(?:周|星期|礼拜)[一二三四五六](?:至|到|-|~|～)[二三四五六日天](?![点时])|(?:周|星期|礼拜|拜)(?:(?:[二四五六日天]|三(?!星))(?!点|时(?!候))|一(?![整天日次个周点时])){1,7}|工作日|平日|交易日|周末|礼拜尾|(?<![\\d一二三四五六七八九十周期拜号逢月第])六日(?=[都勿免别唔不]))"
_DAY_WORDS = re.compile(
    rf"逢[一二三四五六日]{{2,7}}(?![点时号日])|\b{_DAYS_EN}\b(?:\s*(?:-|–|to|thru|through|until|and|&|,|n|\+)\s*{_DAYS_EN}\b)*|{_DAYS_ZH}(?:\s*(?:到|至|-|和|同|与|、|及|跟)?\s*{_DAYS_ZH})*"
)


_TO_A_DAY = re.compile(
    r"(?P<whole>(?P<kind>周|星期|礼拜)[一二三四五六](?:至|到|-|~|～))(?P<day>[二三四五六日天])(?![点时])"
)


def _day_words(folded: str) -> Iterator[Figure]:
    for m in _DAY_WORDS.finditer(folded):
        if m[0] == "every day":
            continue
        typed = (
            re.sub(r"\bn\b", "and", m[0].replace("逢", "周"))
            .replace("礼拜尾", "周末")
            .replace("六日", "周末" if m[0] == "六日" else "六日")
            .replace("week days", "weekdays")
        )
        typed = _TO_A_DAY.sub(r"\g<whole>\g<kind>\g<day>", typed)
        days = tuple(dict.fromkeys(read_times(typed).days))
        if days:
            yield Figure("days", m.start(), m.end(), tuple(sorted(days)), m[0])


_READERS = (
    _half_percents,
    _basis_points,
    _tenths,
    _amounts,
    _percents,
    _tails,
    _halves,
    _untils,
    _day_words,
    _days_at_work,
    _spoken_hours,
    _ranges,
    _spans,
    _clock_hours,
    _levels,
    _colloquial,
    _numbers,
)
