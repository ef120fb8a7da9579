"""Figures and times as a reader sees them: as the story prints them, with sign, arrow and the colour of the reader's market."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime

from bot.listings import BY_MIC, TRADITIONAL, in_script, is_chinese
from bot.reading import Amount, Direction, PriceMove, sign_of


def number(value: Decimal) -> str:
    """As printed, with thousands apart: 174.00 -> 174.00, 26009 -> 26,009."""
    return f"{value:,f}"


def percent(value: Decimal) -> str:
    """9.2 -> +9.2%, -0.7 -> −0.7%; never 9.20%."""
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{abs(value):f}%"


def size(move: PriceMove, language: str = "en") -> str:
    """How much, in a word: "+9.2%", "−3–5%", "+121 points", "−USD0.62", "more than doubled"."""
    if move.percent is not None:
        return percent(move.percent)
    if move.at_least is not None:
        return f"≥{percent(abs(move.at_least))[1:]}" if move.at_least > 0 else f"≤{percent(move.at_least)}"
    if move.percent_range is not None:
        low, high = sorted(abs(x) for x in move.percent_range)
        return f"{'−' if move.direction == 'down' else '+'}{low:f}–{high:f}%"
    if move.change is not None:
        sign = "−" if move.change.value < 0 else "+"
        amount = number(abs(move.change.value))
        return (
            f"{sign}{amount} {_points(language)}"
            if move.change.unit == "points"
            else f"{sign}{move.change.unit}{amount}"
        )
    if move.direction == "flat":
        return "持平" if is_chinese(language) else "flat"
    if move.price is not None:  # "rose above $84": the price beside it is all that was said
        return f"→ {qualifier(move.qualifier, language)}" if move.qualifier else "→"
    return move.qualifier or "→"


def sized(move: PriceMove, language: str = "en") -> str:
    """How much with the sign of its qualifier: ">+6%", "≈−3%"."""
    sign = sign_of(move.qualifier or "") if move.percent is not None else ""
    return f"{sign}{size(move, language)}"


def weekday(value: date, language: str) -> str:
    """ "Tue", "周二"."""
    return format_date(value, "EEE", locale=locale_of(language))


def price(move: PriceMove) -> str | None:
    """ "HKD174.00 (USD22.38)", "26,009"."""
    if move.price is None:
        return None
    shown = f"{move.currency or ''}{number(move.price)}"
    return f"{shown} ({money(move.converted)})" if move.converted else shown


def money(amount: Amount) -> str:
    return f"{amount.unit}{number(amount.value)}"


_QUALIFIERS_ZH = {"about": "约", "around": "约", "some": "约", "roughly": "约", "approximately": "约", "nearly": "近", "almost": "近", "close to": "近", "more than": "超", "over": "超", "above": "超", "at least": "至少", "as much as": "一度", "as many as": "最多", "up to": "最多", "less than": "不到", "under": "不到", "below": "低于", "past": "超", "through": "过", "beneath": "低于", "near": "近", "just over": "略高于"}  # fmt: skip
_QUALIFIERS_EN = {"约": "about", "約": "about", "大约": "about", "大約": "about", "近": "nearly", "接近": "nearly", "将近": "nearly", "將近": "nearly", "超過": "more than", "超出": "more than", "最多": "at most", "最少": "at least", "多达": "as much as", "多達": "as much as", "高达": "as much as", "高達": "as much as", "不足": "less than", "不超过": "at most", "不超過": "at most", "逾": "more than", "超": "more than", "超过": "more than", "至少": "at least", "一度": "as much as", "不到": "less than", "跌破": "below", "跌穿": "below", "失守": "below", "突破": "above", "升穿": "above", "升破": "above", "站上": "above", "涨破": "above", "漲破": "above", "冲破": "above", "衝破": "above", "升越": "above", "重上": "above"}  # fmt: skip


def qualifier(words: str, language: str) -> str:
    """ "more than" in the reader's language; other words as the story has them."""
    known = _QUALIFIERS_ZH if is_chinese(language) else _QUALIFIERS_EN
    return in_script(known[words.lower()], language) if words.lower() in known else words


def arrow(direction: Direction) -> str:
    return {"up": "▲", "down": "▼", "flat": "▬"}[direction]


def colour(direction: Direction, red_is_up: bool) -> str:
    """In China and Hong Kong red is up and green is down; elsewhere the other way round."""
    if direction == "flat":
        return "⚪"
    return "🔴" if (direction == "up") == red_is_up else "🟢"


def day(value: date, language: str) -> str:
    """ "Wed 24 Sep", "9月24日周三"."""
    return format_date(value, "EEE d MMM" if not is_chinese(language) else "M月d日EEE", locale=locale_of(language))


def day_and_year(value: date, language: str) -> str:
    """9 Jun 2022; 2022年6月9日."""
    return format_date(value, "d MMM y" if not is_chinese(language) else "y年M月d日", locale=locale_of(language))


def moment(value: datetime, zone: str, language: str) -> str:
    """ "24 Sep, 18:00" in the chat's zone."""
    shown = format_datetime(
        value.astimezone(ZoneInfo(zone)),
        "d MMM, HH:mm" if not is_chinese(language) else "M月d日 HH:mm",
        locale=locale_of(language),
    )
    return f"{shown} UTC" if zone == "UTC" else shown  # nobody's clock at home, so it has to be said


def hour(value: datetime, zone: str) -> str:
    """ "14:05" in the chat's zone."""
    shown = f"{value.astimezone(ZoneInfo(zone)):%H:%M}"
    return f"{shown} UTC" if zone == "UTC" else shown


_SOON = timedelta(days=31)


def end_of(until: datetime, now: datetime, zone: str, language: str) -> str:
    """Until when: of what lasts longer than a month with its year and how many days that are."""
    shown = moment(until, zone, language)
    if until - now <= _SOON:
        return shown
    days = (until - now).days
    year = until.astimezone(ZoneInfo(zone)).year
    return (
        f"{year}年{shown}（{days}天）"
        if is_chinese(language)
        else f"{shown.replace(',', f' {year},', 1)} ({days} days)"
    )


_MARKETS_ZH = {"XNYS": "纽交所", "XNAS": "纳斯达克", "XASE": "美交所", "XHKG": "港交所", "XSHG": "上交所", "XSHE": "深交所", "BJSE": "北交所", "XTKS": "东京", "XLON": "伦敦", "XTSE": "多伦多", "XKRX": "韩国", "XKOS": "科斯达克", "XTAI": "台湾", "ROCO": "台湾柜买", "XNSE": "印度", "XBOM": "孟买", "XSES": "新加坡", "XASX": "悉尼", "XETR": "法兰克福", "XFRA": "法兰克福", "XPAR": "巴黎", "XAMS": "阿姆斯特丹", "XSWX": "瑞士", "XMIL": "米兰", "XMAD": "马德里"}  # fmt: skip


def market(mic: str, language: str = "en") -> str:
    exchange = BY_MIC.get(mic)
    if is_chinese(language) and mic in _MARKETS_ZH:
        return in_script(_MARKETS_ZH[mic], language)
    return exchange.name if exchange else ""


def _points(language: str) -> str:
    return in_script("点", language) if is_chinese(language) else "points"


def locale_of(language: str) -> str:
    return "zh_Hant_TW" if language == TRADITIONAL else "zh_Hans_CN" if is_chinese(language) else "en_GB"


def size_beside(move: PriceMove, language: str = "en") -> str | None:
    """The change in points or money that the story prints beside the percentage."""
    if move.percent is None or move.change is None:
        return None
    sign = "−" if move.change.value < 0 else "+"
    amount = number(abs(move.change.value))
    return (
        f"{sign}{amount} {_points(language)}" if move.change.unit == "points" else f"{sign}{move.change.unit}{amount}"
    )


def zone_shown(zone: str) -> str:
    """A zone as people write it: the tz database calls eight hours ahead Etc/GMT-8."""
    offset = zone.removeprefix("Etc/GMT")
    if offset == zone:
        return zone
    return f"UTC{'+' if offset.startswith('-') else '-'}{offset[1:]}"
