"""The biggest moves of the last day: of a market, of the watchlist, up or down, of a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from bot.conversation.context import Context, Reply
from bot.conversation.days import day_named
from bot.conversation.markets import market_named
from bot.digest import DigestMove, compose
from bot.listings import BY_MIC
from bot.message.alerts import headline
from bot.message.figures import day as day_words
from bot.message.figures import market as market_words
from bot.message.markup import bold, escape, italic, link, shorten, split
from bot.reading.lexicon import folded

_SHOWN, _MOST_SHOWN, _READ = 10, 20, 2000
_DIRECTIONS = {
    "up": frozenset("up gainers gainer winners risers gains rising 涨 升 上涨 涨幅 涨幅榜 升幅".split()),
    "down": frozenset("down losers loser fallers falls falling 跌 下跌 跌幅 跌幅榜".split()),
}
_OWN = frozenset("watchlist mine my list 自选 我的 自选股".split())
_FILLER = frozenset("the in of on for and stocks shares top biggest today's 的 榜".split())
_DAYS = frozenset("today yesterday 今天 今日 昨天 昨日".split())


@dataclass(slots=True)
class Asked:
    """What of the moves is wanted; `unread` is what nobody understands."""

    mics: tuple[str, ...] = ()
    direction: str = ""
    day: date | None = None
    own: bool = False
    count: int = _SHOWN
    unread: str = ""


def movers(context: Context, text: str) -> list[Reply]:
    """ "/movers", "/movers hk", "/movers today us down", "/movers watchlist", /movers 港股 跌."""
    asked = _read(context, text)
    if asked.unread:
        return [context.unread("movers_bad", text=escape(shorten(asked.unread, 40)))]
    since = context.now - timedelta(hours=48 if asked.day is not None else 24)
    wanted = _filter(context, asked)
    found = [m for m in context.store.recent_moves(_READ, since) if wanted(m)]
    shown = compose(context.chat.id, context.now.date(), found, (), (), language=context.chat.language).moves
    shown = shown[: asked.count]
    if not shown:
        return [Reply(context.say("movers_none"))]
    lines = [bold(" · ".join((context.say("movers_title"), *_words(context, asked))))]
    for m in shown:
        source = link(m.source or "↗", m.url) + (" °" if m.early else "")
        company = context.table.of_symbol(m.fact.who)
        lines.append(f"{headline(m.move, company, context.chat.language, context.chat.red_is_up)} — {source}")
    if any(m.early for m in shown):
        lines.append(italic(f"° {context.say('early')}"))
    return [Reply(html) for html in split(lines, "\n")]


def _read(context: Context, text: str) -> Asked:
    """The market may be several words ("hong kong"); what is left over is unread."""
    asked = Asked()
    words = folded(text).replace(",", " ").replace("，", " ").replace("、", " ").split()
    today = context.now.astimezone(ZoneInfo(context.chat.zone)).date()
    while words and not asked.unread:
        long = next((n for n in range(min(4, len(words)), 0, -1) if market_named(" ".join(words[:n]))), 0)
        if long:
            asked.mics, words = market_named(" ".join(words[:long])), words[long:]
            continue
        word = words.pop(0)
        if word.isdecimal():
            asked.count = min(_MOST_SHOWN, int(word) or _SHOWN)
            continue
        direction = next((d for d, named in _DIRECTIONS.items() if word in named), "")
        asked.direction = direction or asked.direction
        asked.own = asked.own or word in _OWN
        if word in _DAYS:
            asked.day = day_named({"今日": "今天", "昨日": "昨天"}.get(word, word), today)
        elif not (direction or word in _OWN or word in _FILLER):
            asked.unread = word
    return asked


def _filter(context: Context, asked: Asked) -> Callable[[DigestMove], bool]:
    own = {w.target for w in context.store.watches(context.chat.id)} if asked.own else set()

    def wanted(m: DigestMove) -> bool:
        mic = m.move.listing.mic if m.move.listing is not None else ""
        there = not asked.mics or mic in asked.mics
        turned = not asked.direction or m.move.direction == asked.direction
        dated = asked.day is None or m.move.session == asked.day
        return there and turned and dated and (not asked.own or m.fact.who in own)

    return wanted


def _words(context: Context, asked: Asked) -> list[str]:
    """What was understood, behind the title."""
    language = context.chat.language
    out = [market_words(asked.mics[0], language)] if asked.mics and asked.mics[0] in BY_MIC else []
    out += [context.say("movers_own")] if asked.own else []
    out += [context.say({"up": "movers_up", "down": "movers_down"}[asked.direction])] if asked.direction else []
    return [*out, *([day_words(asked.day, language)] if asked.day is not None else [])]
