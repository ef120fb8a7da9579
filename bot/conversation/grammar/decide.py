"""Which wish a line is: small named rules, the first that applies decides."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import time
from decimal import Decimal

from bot.conversation.grammar.figures import Figure
from bot.conversation.grammar.intents import CHANGING, Intent, Kind, Named, Slots
from bot.conversation.grammar.line import Line, Piece
from bot.conversation.grammar.naming import is_ordinary
from bot.conversation.grammar.zones import zone_in

Rule = Callable[[Line], Intent | None]

_COMMANDS = ("watch", "unwatch", "alert", "mute", "unmute", "pause", "resume", "quiet", "digest", "undo")
_MARKETS = ("us", "hk", "cn", "jp", "tw", "gb", "kr", "in", "de", "eu", "sg", "au", "ca", "my")
_CONDITION = ("up", "down", "either", "above", "below", "reach", "record_high", "record_low")


def decide(line: Line) -> Intent:
    """The wish of a line; "unknown" where no rule applies."""
    for rule in RULES:
        found = rule(line)
        if found is not None:
            return _with_doubts(line, replace(found, rule=rule.__name__.strip("_")))
    return Intent("unknown", left=line.text, rule="nothing")


# --- what is said with the wish ---------------------------------------------------------------------------------------------


def _slots(line: Line) -> Slots:
    """Whom and since when, of which market."""
    since = next((s for s in ("yesterday", "today", "week", "month") if line.has(s)), _SINCE_OF.get(_span(line), ""))
    market = next((m.upper() for m in _MARKETS if line.has(m)), "")
    return Slots(targets=_targets(line), all=line.has("all", "mine") and not line.names, since=since, market=market)


_SINCE_OF = {"1d": "today", "7d": "week", "30d": "month"}


def _asked_about(line: Line) -> Slots:
    """Of a question whose subject no table knows, the unknown words: "any news on openai"."""
    slots = _slots(line)
    if slots.targets or slots.all:
        return slots
    first = next(
        (
            p
            for p in line.unknown
            if not p.text.isascii() or re.search(_ABOUT, line.plain[: p.start]) or line.chinese or line.has("why")
        ),
        None,
    )
    if first is None:
        return slots
    run = [first]
    for p in line.unknown[line.unknown.index(first) + 1 :]:
        if line.text[run[-1].end : p.start].strip():
            break
        run.append(p)
    words = line.text[first.start : run[-1].end]
    return (
        replace(slots, targets=(Named(words),))
        if (len(words) > 1 or words.isupper()) and len(run) <= _MOST_WORDS_OF_A_NAME
        else slots
    )


def _targets(line: Line) -> tuple[Named, ...]:
    out: dict[object, Named] = {}
    for named in _corrected(line):
        out.setdefault(tuple(c.key for c in named.companies) or named.words, named)
    return tuple(out.values())


_CORRECTION = re.compile(
    r"\b(?:sorry|i mean|i meant|no wait|actually|rather|correction|oops)\b|不对|不是|我是说|应该是|讲错|说错|唔系|打错"
)


def _corrected(line: Line) -> tuple[Named, ...]:
    """ "add apple, sorry i mean amazon": only whom the correction names."""
    marks = [m.end() for m in _CORRECTION.finditer(line.plain)]
    behind = tuple(n for n in line.names if marks and n.start >= marks[-1])
    before = tuple(n for n in line.names if marks and n.end <= marks[-1])
    names = behind if behind and before else line.names
    left_out = re.search(_EXCEPT, line.plain)
    kept = tuple(n for n in names if left_out is None or n.end <= left_out.start())
    return kept or names


_EXCEPT = r"\b(?:but (?:keep|not|leave)|(?:,|and)? not|except(?: for)?|apart from|other than|keep)\b|除了|除咗|但(?:保留|留住|留返|不要|唔要)|留(?:住|返|下|着)|保留"


def _hours(line: Line) -> list[time]:
    return [f.value for f in line.figures if f.what in ("hour", "bare hour") and isinstance(f.value, time)]


def _hours_by_day(line: Line) -> list[time]:
    """ "at 4" and 四点半 are of the afternoon where nobody says of which half: who wants to hear then is awake."""
    found = []
    for f in line.figures:
        if f.what in ("hour", "bare hour") and isinstance(f.value, time):
            open_half = not re.search(r"am|a\.m|morning|早|朝|凌晨|上午|:|^0|noon|night|p\.?m|晚|午", f.text)
            found.append(
                f.value.replace(hour=f.value.hour + 12) if open_half and 1 <= f.value.hour <= _EARLIEST else f.value
            )
    return found


_EARLIEST = 5


def _night(line: Line) -> tuple[str, str] | None:
    """From and to."""
    ranges = line.of("range")
    if ranges and isinstance(ranges[0].value, tuple):
        begin, end = ranges[0].value
        return f"{begin:%H:%M}", f"{end:%H:%M}"
    hours = _hours(line)
    if len(hours) == 2:
        begin, end = hours
        spoken = [f.text for f in line.figures if f.what in ("hour", "bare hour")]
        if begin.hour in range(11, 18) and end.hour < _DAWN and not re.search(r"[早晚夜朝晨]|am|:", spoken[1]):
            end = end.replace(hour=end.hour + 12)  # 中午12点到2点
        return f"{begin:%H:%M}", f"{end:%H:%M}"
    return None


_DAWN = 7


def _days(line: Line) -> tuple[int, ...]:
    return tuple(
        sorted({d for f in line.of("days") if isinstance(f.value, tuple) for d in f.value if isinstance(d, int)})
    )


def _span(line: Line) -> str:
    return next((str(f.value) for f in line.of("span")), "")


def _until(line: Line) -> str:
    found = next((str(f.value) for f in line.of("until")), "")
    return found.removeprefix("next ").removeprefix("this ") if not found.startswith("next week") else found


_ABOUT = r"\b(?:on|about|with|from|w|of|abt|re|at|for|around) (?:the )?$"


# --- conditions of an alert -------------------------------------------------------------------------------------------------


def _condition(line: Line) -> Slots | None:
    """A percent, a level or a record, with its direction."""
    if (both := _up_and_down(line)) is not None:
        return both
    percent = next(iter(line.of("percent")), None)
    if percent is not None and isinstance(percent.value, Decimal):
        return Slots(percent=percent.value, direction=_direction(line, percent))
    sides: dict[str, Figure] = {}
    for level in sorted((*line.of("level"), *line.of("number")), key=lambda f: f.start):
        side = _side(line, level)
        if side == "percent":
            return (
                Slots(percent=level.value, direction=_direction(line, level))
                if isinstance(level.value, Decimal)
                else None
            )
        if side:
            sides.setdefault(side, level)
    if not sides:
        return _record(line)
    if len(sides) > 1:
        sides.pop("crosses", None)  # what one paid, beside what one waits for
    return _levels(sides)


def _levels(sides: Mapping[str, Figure]) -> Slots:
    found = {side: f.value for side, f in sides.items() if isinstance(f.value, Decimal)}
    money = next(iter(sides.values())).text
    return Slots(above=found.get("above"), below=found.get("below"), crosses=found.get("crosses"), money=money)


def _up_and_down(line: Line) -> Slots | None:
    """ "10% up and 6% down", 涨5%或者跌8%: a size each way."""
    percents = line.of("percent")
    if len(percents) != _EACH_WAY:
        return None
    ways = []
    for n, figure in enumerate(percents):
        before = percents[n - 1].end if n else 0
        near = [p for p in line.pieces if before <= p.start < figure.start] + [
            p for p in line.pieces if figure.end <= p.start
        ][:2]
        ways.append(next((way for p in near for way in ("up", "down") if way in p.senses), ""))
    sizes = dict(zip(ways, (f.value for f in percents), strict=True))
    up, down = sizes.get("up"), sizes.get("down")
    return (
        Slots(percent=up, fall=down, direction="either")
        if isinstance(up, Decimal) and isinstance(down, Decimal)
        else None
    )


_EACH_WAY = 2


def _record(line: Line) -> Slots | None:
    if line.has("record_low") and (not line.has("record_high") or re.search(r"\blow|新低|低位|底", line.plain)):
        return Slots(record="low")  # "a new record low"
    return Slots(record="high") if line.has("record_high") else None


def _direction(line: Line, percent: Figure) -> str:
    if percent.text in ("+-", "+/-", "±"):
        return "either"
    if percent.text == "+":
        return "up"
    if percent.text == "-":
        return "down"
    up, down = line.has("up"), line.has("down")
    if re.search(r"(?:涨|升)(?:的|嘅)?(?:就)?(?:不用|唔使|不要|别)", line.plain):
        return "down"  # 跌2%再通知，涨的不用
    if re.search(r"(?:跌|降)(?:的|嘅)?(?:就)?(?:不用|唔使|不要|别)", line.plain):
        return "up"
    if (line.has("either") and not (up ^ down)) or up == down:
        return "either"
    return "up" if up else "down"


def _side(line: Line, level: Figure) -> str:
    """Which side of a level is meant, or "percent" of a bare number behind a direction; nothing where the number stands alone."""
    before = [p for p in line.pieces if p.end <= level.start]
    after = [p for p in line.pieces if p.start >= level.end]
    near = [p for p in before[-4:] if not any(q.figure is not None and p.end <= q.start for q in before)]
    said = frozenset(s for p in near for s in p.senses)
    behind = frozenset(s for p in after[:1] for s in p.senses)
    down = line.has("down")
    if (
        level.what == "number"
        and "size" in said
        and line.has("up", "down", "either")
        and isinstance(level.value, Decimal)
        and level.value <= _MOST_PERCENT
        and not said & {"falls_to"}
    ):
        return "percent"
    if "above" in said or ("above" in behind and level.what == "number" and line.chinese):
        return "above"
    if "below" in said or "below" in behind:
        return "below"
    if "falls_to" in said:
        return "below"
    if line.plain[: level.start].endswith("上"):
        return "above"
    if "reach" in said:
        return "below" if down else "above"
    if (
        said & {"up", "down", "either"}
        and level.what == "number"
        and isinstance(level.value, Decimal)
        and level.value <= _MOST_PERCENT
    ):
        return "percent"
    if level.what == "level":
        return "below" if down else "above" if line.has("up", "above") else "crosses"
    return ""


_MOST_PERCENT = 30


# --- rules ------------------------------------------------------------------------------------------------------------------


def _pure(kind: Kind, *senses: str, off: bool = False) -> Rule:
    """Nothing is said but this."""

    def rule(line: Line) -> Intent | None:
        said = line.has(*senses) and line.only(
            *senses, "all", "today", "also", "retract" if kind == "undo" else senses[0]
        )
        return Intent(kind, Slots(off=off)) if said else None

    rule.__name__ = f"only_{senses[0]}"
    return rule


def _nothing_said(line: Line) -> Intent | None:
    return Intent("unknown") if not any(c.isalnum() for c in line.text) else None


def _undone(line: Line) -> Intent | None:
    """ "oops didnt mean to do that, put it back how it was"."""
    others = line.has(*(c for c in _COMMANDS if c != "undo")) and not line.has("undo")
    few = len(line.unknown) <= _FEW and not line.names and not line.figures and not line.asked
    return (
        Intent("undo")
        if line.has("undo") and few and not others and not line.has("asks_how", "news", "why")
        else None
    )


_FEW = 2


def _how_to(line: Line) -> Intent | None:
    """ "how do i mute", "what happens if i pause", 怎么取消关注: what the bot can do."""
    how = re.search(_HOW_TO, line.plain) is not None or _supposes(line)
    asks = (
        line.has("asks_how")
        and line.has(*_COMMANDS, "list", "all", "language", "zone", "movers", "claims", "news")
        and not line.names
    )
    if (how and not line.has("why", "claims")) or (
        re.search(r"^(?:what|wat) (?:would|will|does|do|did)\b.*\b(?:do|mean)\b[?]?$", line.plain)
        and line.has(*_COMMANDS)
    ):
        return Intent("help")
    if (
        asks
        and (line.asked or line.begins_with("asks_how") or line.chinese)
        and not line.figures
        and not line.has("list", "claims", "movers", "news")
    ):
        return Intent("help")
    return None


def _supposes(line: Line) -> bool:
    """ "if i pause do i still get the digest", 取消关注之后提醒还会有吗: what would be."""
    commands = line.has("unwatch", "mute", "unmute", "resume", "pause", "undo", "watch", "digest", "quiet", "off")
    if commands and re.search(r"(?:咗|了|之后|后|如果).*(?:系咪|是不是|会唔会|会不会|系唔系|会否)", line.plain):
        return True
    if re.search(
        r"\b(?:if|when|after|once) i (?:\w+ )?\w+\b.*\b(?:do|will|would|does|can|is|are) (?:i|it|the|you|u|my|they)\b",
        line.plain,
    ):
        return commands
    return (
        commands
        and re.search(r"(?:如果|之后|以后|咗|了|嘅话|的话).*(?:吗|么|唔|会不会|还有没有|仲有冇|还能)", line.plain)
        is not None
        and re.search(r"吗$|[?]$|仲.+唔|还.*(?:吗|么)$|会不会|仲有冇", line.plain) is not None
        and not line.has("why")
    )


_HOW_TO = (
    r"\bhow (?:do|can|would|should) (?:i|u|you|we)\b(?!.*\b(?:look|feel|think)\b)|\bhow to\b|\bwhat happens (?:if|when) (?:i|you|u|we)\b|\bwhat would happen\b|\bwhat if i (?:mute|pause|stop|watch|unwatch|press|send|type)|\bis there (?:a|any) (?:way|limit|command)|\bwhich command|what'?s the command|\bwhat command|^(?:what|wat|whats|what's) (?:does|do|is|are) (?:the |a |an )?/?(?:watch|unwatch|mute|pause|alerts?|digest|quiet|movers|claims|undo|stop|news|why|list)\b"
    r"|^(?:do|does|are|is|will|can) (?:the |my )?(?:quiet hours?|alerts?|digests?|mute|muting|pause|pausing|undo|unwatch\w*)\b"
    r"|^(?:can|could|do|will|does) (?:you|u|this bot|the bot|it|i) (?:even |also |really )?(?:mute|pause|watch|track|send|do|handle|alert|read|speak|understand|cover|support|work|stop|forget|delete|undo|set|add|see|have)\b(?=.*\?|.*\b(?:crypto|stocks?|more than|just|only|one stock|at once|too)$)"
    r"|(?:怎么|怎样|如何|点|点样)(?:才能|先可以|可以)?(?:设|设置|设定|取消|关|关闭|删|删除|加|添加|改|set|静音|暂停|开|用|停|关注|追踪|转|换)|(?:暂停|静音|取消|删|删除|停|撤销|mute|pause|关注|设了|免打扰)(?:了|咗|之后|后|嘅话|的话|会)*(?:会怎样|会怎么样|会点|会发生|会怎|有什么用|有咩用|是什么意思|系咩意思|什么意思|咩意思|是干嘛|系咩|是什么|仲会|还会|会不会)|(?:可以|能|最多)(?:关注|设|加|追踪|睇|追|set)(?:几多|多少|几个|几只|多几|几档)"
)


def _taken_back(line: Line) -> Intent | None:
    """加上拼多多……算了不加了"""
    said = re.search(r"(?:算了|算啦|还是|都系).{0,2}(?:不|唔|别|留)|[哦噢]不", line.plain) or re.search(
        r"\bactually (?:don'?t|no)\b", line.plain
    )
    return Intent("unknown", _slots(line), asks="retracted") if said and line.names else None


def _retracted(line: Line) -> Intent | None:
    """ "alert me when, no never mind"."""
    if not line.has("retract") or (line.only("retract", "undo") is False and not line.has("retract")):
        return None
    said = [p for p in line.pieces if p.senses or p.name is not None or p.unknown]
    last = max((i for i, p in enumerate(said) if "retract" in p.senses), default=-1)
    behind = [
        p for p in said[last + 1 :] if p.name is not None or p.senses & {*_COMMANDS, *_CONDITION, "news", "why"}
    ]
    if _CORRECTION.search(line.plain) and behind and any(p.name is not None for p in behind):
        return None  # "no wait, amazon"
    if behind and last <= 1:
        return None  # "hold on, watch tesla"
    if last >= 0 and not behind:
        return Intent("unknown", _slots(line), asks="retracted")
    return None


def _hearsay(line: Line) -> Intent | None:
    """What somebody else said, or what once was, asks for nothing; unless a condition or a question follows."""
    if re.search(_OTHERS, line.plain) is not None and not line.has("polite", "asks", "why") and not line.asked:
        return Intent("smalltalk")
    if re.search(_DONE, line.plain) is not None and not line.has("polite", "asks", "why"):
        return Intent("smalltalk")
    if (
        not line.has("hearsay")
        or line.has("polite")
        or (line.names and line.has("unwatch") and re.search(_OWN_TRADE, line.plain))
    ):
        return None
    if (_condition(line) is not None and line.has("alert")) or line.has("why", "claims", "movers") or line.asked:
        return None
    if line.has("advice", "asks") and line.names and not line.has(*_COMMANDS):
        return None
    ordered = sorted((p for p in line.pieces if p.senses), key=lambda p: p.start)
    told = next(p for p in ordered if "hearsay" in p.senses)
    commands = [p for p in ordered if p.senses & set(_COMMANDS) and not p.senses & {"filler"} and p.start > told.end]
    if commands and re.search(
        r"[,，。.;；]|\bso\b|\bplease\b|\bpls\b|所以|帮我|请|唔该", line.plain[told.end : commands[0].start]
    ):
        return None
    return Intent("smalltalk")


_OWN_TRADE = r"\bi (?:just )?(?:sold|bought)\b|(?:卖|沽)(?:了|咗)"
_OTHERS = (
    r"我(?:弟|哥|姐|妹|叔|伯|舅|姑|姨|婶|阿妈|阿爸|妈|爸|公|婆|仔|女)(?:弟|哥|姐|妹)?(?:说|话|讲|觉得|买|卖)|"
    r"\b(?:my|his|her|our|some|this) \w+ (?:also |just |always )?(?:says?|said|gets?|got|has|had|thinks?|keeps?|wants?|follows?|watches|sold|bought|swears?|reckons?|told)\b"
    r"|(?:老伴|同学|同事|朋友|老公|老婆|室友|老板|老细|邻居|亲戚|老师|主管|阿妈|阿爸|我妈|我爸|儿子|女儿|个仔|个女|群主|群友|表哥|师傅).{0,3}(?:说|话|讲|的|嘅|设|有|想|买|卖|睇好|看好)(?!我知|我听|俾我)"
)
_DONE = r"\bi (?:just |already |once )?(?:muted|paused|unwatched|unfollowed|followed|watched|added|removed|deleted|stopped|silenced)\b|\bi (?:already |just )?(?:set|made|created|added|watched|followed|muted|removed)\b.*\b(?:yesterday|last|already|before|ago|earlier)\b|\b(?:yesterday|last week|last month|earlier) i \w+|(?:上周|上星期|上个?月|昨天|寻日|琴日|之前|早前|前天|去年|已经|一早).{0,8}(?:设|set|加|关注|买|卖|追踪|取关|取消关注|删|静音)(?:了|过|咗)"


def _why(line: Line) -> Intent | None:
    if not line.has("why"):
        return None
    if _asks_what_is_new(line):
        return None
    if line.has("alert") and line.has("asks") and not line.has("up", "down"):
        return Intent("question", _slots(line))
    if line.names and not _is_how(line):
        return Intent("why", _slots(line))
    if line.unknown and line.has("up", "down") and not line.has("movers", "alert") and not _is_how(line):
        return Intent("why", _asked_about(line))
    if line.only(
        "why",
        "up",
        "down",
        "either",
        "today",
        "yesterday",
        "asks",
        "when",
        "alert",
        "record_high",
        "record_low",
        "mine",
        "all",
        "week",
    ) and not line.has("movers", "news"):
        return Intent("why", _slots(line))
    if line.begins_with("why") and line.has("alert", "up", "down") and not line.has("movers"):
        return Intent("why", _slots(line))
    return None


def _asks_what_is_new(line: Line) -> bool:
    """ "what happened", 有乜事 since a day is what was reported, unless a fall or a rise is named."""
    return (
        bool(line.names)
        and line.has("yesterday", "week", "month")
        and not line.has("up", "down", "either")
        and re.search(_WHAT_HAPPENED, line.plain) is not None
    )


_WHAT_HAPPENED = r"\bwhat happened|乜事|咩事|什么事|发生什么|发生了什么|什么情况"


def _is_how(line: Line) -> bool:
    return line.has("asks_how") and line.has("watch", "unwatch", "mute", "pause")


def _claims(line: Line) -> Intent | None:
    if not line.has("claims") or (line.has("alert") and line.names) or line.has("on_list"):
        return None
    if (line.has("advice") and not line.has("asks")) or re.search(_WHEN, line.plain):
        return None
    slots = replace(_asked_about(line), targets=_without_speaker(line) or _asked_about(line).targets)
    return Intent("claims", slots) if line.names or (line.unknown and line.has("asks")) else None


_WHEN = r"哪一天|是哪|^when\b|\bwhat (?:day|date|time)\b|哪天|几时|什么时候|何时|边日|几号|啥时候"
_SAYS = re.compile(
    r"^\s*(?:changed|raised|cut|lowered|say|said|says|think|thinks|target|targets|rates?|on|about|upgrade|downgrade|'s|对|给|俾|畀|上调|下调|点睇|点睇|怎么看|睇|话|最新)"
)


def _without_speaker(line: Line) -> tuple[Named, ...]:
    """ "has goldman changed its target on alibaba": Goldman speaks, Alibaba is spoken of."""
    targets = _targets(line)
    if len(targets) > 1 and (
        _SAYS.match(line.plain[targets[0].end :])
        or re.search(r"\bwhat (?:did|does|do)\s*$", line.plain[: targets[0].start])
    ):
        return targets[1:]
    return targets


def _movers(line: Line) -> Intent | None:
    companies = [n for n in line.names if any(c.kind == "company" for c in n.companies)]
    if (
        not (line.has("movers") or re.search(_WHICH_MOVED, line.plain))
        or companies
        or (line.has("alert") and _condition(line) is not None)
    ):
        return None
    if line.of("percent") or (line.has("watch", "unwatch") and line.names):
        return None
    return Intent(
        "movers",
        Slots(
            market=_market(line),
            direction=_way(line),
            since="yesterday" if line.has("yesterday") else "",
            all=line.has("mine"),
        ),
    )


_WHICH_MOVED = r"\b(?:which|what|whats|any)\b(?: \S+){0,3} (?:stocks?|shares|names|companies|coins?|tickers)\b.*\b(?:up|down|moved?|moving|rose|fell|gained|lost|dropped|jumped|went|best|worst)\b"


def _way(line: Line) -> str:
    up, down = re.search(_UPWARDS, line.plain) is not None, re.search(_DOWNWARDS, line.plain) is not None
    return "up" if up and not down else "down" if down and not up else ""


_UPWARDS = r"\b(?:gain|winner|riser|best|up\b|rose|pump|moon|rip|green|jump|soar|hot\b)|(?:领涨|涨幅榜|升幅榜|涨得|升得|涨最|升最|谁涨|边只升|最强|强势|涨停|大升|大涨|飙升|急升|涨的|升的|涨了|升咗|哪些涨|哪只涨)"
_DOWNWARDS = r"\b(?:los(?:er|t|s)|faller|worst|down\b|fell|drop|dump|tank|crash|red\b)|(?:领跌|跌幅榜|跌得|跌最|谁跌|边只跌|最弱|最惨|弱势|跌停|大跌|急跌|跌的|跌了|跌咗|哪些跌|哪只跌)"


_MARKET_OF = {
    "^HSI": "HK",
    "^GSPC": "US",
    "^IXIC": "US",
    "^DJI": "US",
    "000001.SS": "CN",
    "^N225": "JP",
    "^TWII": "TW",
    "^FTSE": "GB",
}


def _market(line: Line) -> str:
    by_index = next((m for n in line.names for c in n.companies if (m := _MARKET_OF.get(c.key))), "")
    return next((m.upper() for m in _MARKETS if line.has(m)), by_index)


def _list(line: Line) -> Intent | None:
    """What is watched and set."""
    if (re.search(_MY_LIST, line.plain) and not line.has("off", "unwatch", "alert")) or re.search(
        _MY_ALERTS, line.plain
    ):
        return Intent("list", Slots(targets=_targets(line)))
    if (
        not line.has("list")
        or line.names
        or line.figures
        or (line.has("off_list") and line.has("unwatch"))
        or line.has("news")
    ):
        return None
    if line.has("unwatch", "off", "mute", "unmute", "pause", "resume") and line.has("all"):
        return None
    if (line.has("why", "movers", "news") and not line.has("asks")) or line.has("up", "down"):
        return None
    asks = line.has("asks") or line.only(
        "list", "on_list", "off_list", "all", "alert", "watch", "news", "mine", "asks", "today", "also"
    )
    return Intent("list") if asks or line.begins_with("list") else None


_MY_LIST = (
    r"\b(?:what|which|who|whom?|whats|how many)\b.*\b(?:am i|i'?m|do i|have i|did i|i)\b.*\b(?:watch|follow|track|have|set|got|subscrib)|\bam i (?:already )?(?:watch|follow|track|getting)\w*|\bdo i (?:already )?(?:watch|follow|track|have)\b|\bis \w+ on my (?:watch)?list"
    r"|我(?:现在|而家|宜家|目前|都|一共|总共|到底|究竟)*(?:关注|追踪|追|睇|盯|跟|设|订阅|set|watch|跟踪|加)(?:了|着|的|咗|紧|住|定)*(?:哪|边|什么|咩|乜|啥|几多|多少|谁|的提醒|嘅提醒|提醒)|我.{0,8}(?:设|set|关注|追踪|加)(?:过|了|咗).{0,12}(?:吗|没|未|冇)[?]?$"
)
_MY_ALERTS = r"(?:看下|看看|睇下|睇睇|列出|显示|查看|查下|打开|show(?: me)?|see|list|view)\s?(?:all )?(?:我|my)(?:设|set|关注|追踪)?(?:了|咗|的|嘅|定)*\s?(?:所有|全部)?(?:提醒|alerts?|rules?|watch(?:list)?|关注|自选)"


def _my_list_asked(line: Line) -> Intent | None:
    """ "am i following nvidia already", 我之前不是设过台积电的提醒吗."""
    asked = re.search(_MY_LIST, line.plain) is not None and (
        line.asked or line.begins_with("asks", "asks_how", "list") or line.chinese
    )
    return (
        Intent("list", Slots(targets=_targets(line)))
        if asked and not line.has("off", "unwatch") and not line.of("percent")
        else None
    )


_THAT_ONE = r"(?:删|删掉|删除|取消|不要|唔要|移除|关掉|撤|delete|remove|cancel|drop|scrap|kill).*(?:那个|那条|嗰个|个提醒|的提醒|新闻提醒|\bone\b|\brule\b)|(?:那个|那条|嗰个|的那个|嗰条).{0,3}(?:删|取消|不要|唔要|移除|关掉|撤)"


def _that_one_off(line: Line) -> Intent | None:
    """ "delete the recall one", 400的那个删掉: a rule by what it says."""
    said = (
        re.search(_THAT_ONE, line.plain) is not None
        and not line.names
        and not line.has("mute", "digest", "undo", "list")
    )
    return Intent("alert", Slots(keyword=line.text, off=True, all=True)) if said and not line.of("hour") else None


def _alert_off(line: Line) -> Intent | None:
    """ "no more price alerts for btc", "remove all my alerts", 把英伟达5%的提醒删了."""
    if (line.has("when") and not line.chinese) or re.search(_MY_LIST, line.plain):
        return None
    took = re.search(_ALERTS_OFF, line.plain) is not None and (bool(line.names) or not line.has("pause"))
    if not took or not (line.names or re.search(r"\ball\b|every|everything|所有|全部|晒", line.plain)):
        return None
    percent = next((f.value for f in line.of("percent") if isinstance(f.value, Decimal)), None)
    return Intent("alert", Slots(targets=_targets(line), all=not line.names, percent=percent, off=True))


_ALERTS_OFF = (
    r"\b(?:no more|remove|delete|cancel|stop|kill|turn off|switch off|get rid of|clear|drop|disable|end|scrap|ditch|lose|rm)\b(?: \S+){0,6} (?:alerts?|alarms?|notifications?)\b|\b(?:alerts?|alarms?|notifications?)\b.*\b(?:off|no more|anymore)\b"
    r"|(?:提醒|提示|警报|通知|alert)(?:全部|全|都|也)?(?:给我)?(?:删|取消|关|关掉|停|撤|不要了|唔要|移除|del|cancel|off)|(?:删|删掉|删除|取消|关掉|关闭|停掉|停|移除|cancel|del)(?:了|咗|晒|掉)?.{0,14}(?:的|嘅|啲|个|所有|全部).{0,6}(?:提醒|提示|警报|alert)"
)


def _alert_on_condition(line: Line) -> Intent | None:
    """Somebody, and a percent, a level or a record."""
    condition = _condition(line)
    if (
        condition is None
        or (line.has("why", "advice") and not line.has("alert"))
        or re.search(_SHOULD, line.plain)
        or (line.has("hearsay") and not line.has("alert", "polite"))
    ):
        return None
    if line.has("hearsay") and line.unknown and not line.has("when", "polite"):
        return None
    if re.search(_DID, line.plain):
        return Intent("question", _slots(line))
    if re.search(_PAST, line.plain) and not line.has("alert", "when", "polite", "watch"):
        return None  # "nvidia fell 5% yesterday"
    if line.of("range") or (_hours(line) and not line.of("percent") and not line.of("level")):
        return None
    if _is_question(line) and not line.has("alert"):
        return None
    if line.has("mute", "unmute", "resume") and not line.has("alert"):
        return None
    if line.has("unwatch") and not line.has("alert", "watch", "down") and not line.of("percent"):
        return None
    if not (line.names or line.has("all", "mine", "alert") or line.unknown):
        return None
    if condition.record and not line.has("alert", "when", "watch"):
        return None
    if not line.names and line.unknown and not line.has("all", "mine"):
        words = line.text[line.unknown[0].start : line.unknown[-1].end]
        few = len(words.split()) <= _MOST_WORDS_OF_A_NAME
        return Intent(
            "alert",
            replace(condition, targets=(Named(words),) if few else ()),
            asks="unknown target" if few else "no target",
        )
    if len(line.names) > 1 and len(line.of("percent")) > 1 and condition.fall is None:
        return Intent("unknown", _slots(line), asks="two wishes")  # "Tesla 5%, Apple 3%"
    everybody = not line.names and (line.has("all", "mine") or not line.unknown)
    return Intent("alert", replace(condition, targets=_targets(line), all=everybody and line.has("all", "mine")))


_DID = r"(?:提醒|通知|告诉|话|讲|推)过我|^(?:did|have|has|does|do|was|were|why did|why didn'?t)\s"
_PAST = r"\b(?:fell|rose|dropped|jumped|gained|lost|crashed|tanked|was|were|closed)\b|\byesterday\b|昨|寻日|琴日|(?:跌|涨|升|破|穿|过|上|创)(?:了|咗)"


def _is_question(line: Line) -> bool:
    """ "did tesla hit 400", "is nvda above 200?", 特斯拉跌了多少: a question, not a wish."""
    if line.has("polite"):
        return False
    if line.asked and not line.has("alert"):
        return True
    return line.begins_with("asks") or (
        line.chinese and line.has("asks") and not line.has("alert", "watch", "mute", "digest", "unwatch")
    )


_TAKEN_OFF = r"\b(?:take|cut|kick|leave|strike|get|turn)\b.*\b(?:off|out)\b"


_NO_MORE = r"(?:不用|唔使|唔好|不要|唔|不必|毋须|停止)再?(?:跟|睇|追踪|追|盯|关注|看|留意)"


def _unwatch(line: Line) -> Intent | None:
    if (
        line.names
        and re.search(_NO_MORE, line.plain)
        and re.search(r"再|[了喇啦]$|停止|使", line.plain)
        and not line.has("alert")
    ):
        return Intent("unwatch", Slots(targets=_targets(line)))
    if line.names and re.search(_TAKEN_OFF, line.plain) and not line.has("alert", "mute", "why", "news", "watch"):
        return Intent("unwatch", Slots(targets=_targets(line)))
    if not line.has("unwatch") or (line.has("advice") and not line.names) or (line.has("undo") and not line.names):
        return None
    if line.has("alert", "digest", "quiet") and not line.names and not line.has("off_list", "all"):
        return None
    if line.has("watch") and line.has("on_list") and line.first("watch") < line.first("unwatch"):
        return None
    if (
        line.names
        and line.has("watch")
        and any(p.senses == {"watch"} for p in line.pieces)
        and not line.has("off_list")
    ):
        return None
    if line.has("alert") and _condition(line) is not None:
        return None
    if line.names or line.has("all"):
        return Intent("unwatch", replace(_slots(line), since="", market=""))
    if (
        line.only("unwatch", "off_list", "on_list", "list", "off")
        and not line.has("list")
        and line.begins_with("unwatch")
    ):
        return Intent("unwatch", asks="no target")
    return None


def _mute(line: Line) -> Intent | None:
    heard_again = re.search(_HEARD_AGAIN, line.plain) is not None and not line.asked
    if line.names and (line.has("unmute", "resume") or heard_again) and not line.has("on_list"):
        return Intent("mute", replace(_slots(line), off=True, since="", market=""))
    silence = (
        line.has("mute")
        or (line.has("pause", "quiet") and (line.of("span") or line.of("until") or line.has("today", "pause")))
        or _not_told_for_a_while(line)
    )
    if (
        not line.names
        or not silence
        or _night(line) is not None
        or (_condition(line) is not None and not line.has("mute"))
    ):
        return None
    if line.has("on_list", "digest"):
        return None
    return Intent(
        "mute", replace(_slots(line), span=_span(line), until=_until(line) or _one_hour(line), since="", market="")
    )


_HEARD_AGAIN = r"\b(?:talk|tell|message|ping|send|let|hear|bother|buzz|notify|alert)\b.*\bagain\b|\bback on\b"


def _not_told_for_a_while(line: Line) -> bool:
    """比特币周一以前不要通知"""
    while_ = bool(line.of("span") or line.of("until")) or line.has("today")
    return while_ and ((line.has("not") and line.has("alert")) or re.search(_NOT_SENT, line.plain) is not None)


_NOT_SENT = r"\bno (?:more )?(?:\S+ ){0,2}(?:msgs?|messages|alerts?|pings?|notifications?|news|texts)\b|(?:别|不要|唔好|先不|勿).{0,4}(?:推|发|弹|通知|提醒|send|报|吵|嘈|传|响)"


def _pause(line: Line) -> Intent | None:
    if line.names or _night(line) is not None or line.has("digest"):
        return None
    if _not_told_for_a_while(line) and not line.of("days"):
        return Intent("pause", Slots(span=_span(line), until=_until(line) or _one_hour(line)))
    if (
        line.has("resume")
        and not line.has("mute")
        and not any("pause" in p.senses and "resume" not in p.senses for p in line.pieces)
    ) or line.has("unmute"):
        return (
            Intent("pause", Slots(off=True))
            if not line.has("news", "movers") and not line.begins_with("asks")
            else None
        )
    if not line.has("pause", "mute") and not (
        line.has("quiet", "away") and (line.of("span") or line.of("until") or len(_hours(line)) == 1)
    ):
        return None
    if (line.has("asks") and (line.asked or line.begins_with("asks"))) or line.of("days"):
        return None
    if not line.has("pause") and not (line.has("all") or line.figures):
        return Intent("mute", asks="no target")  # "mute" alone
    return Intent("pause", Slots(span=_span(line), until=_until(line) or _one_hour(line)))


def _one_hour(line: Line) -> str:
    """ "until 5pm"."""
    hours = _hours(line)
    return f"{hours[0]:%H:%M}" if len(hours) == 1 else ""


def _quiet(line: Line) -> Intent | None:
    night, days = _night(line), _days(line)
    if not line.has("quiet", "not", "pause", "mute") or line.names or (line.has("digest") and not line.has("quiet")):
        return None
    if night is not None:
        return Intent("quiet", Slots(begin=night[0], end=night[1], days=days))
    if line.has("quiet") and line.has("off") and not line.figures:
        return Intent("quiet", Slots(off=True))
    if days and line.has("quiet", "pause"):
        return Intent("quiet", Slots(days=days))
    return None


def _digest(line: Line) -> Intent | None:
    """A digest's hours and days; or the one of now."""
    both = [
        h
        for f in line.of("range")
        if re.search(r"and|和|同|&", f.text) and isinstance(f.value, tuple)
        for h in _morning_first(f.value)
    ]
    hours, days = [*_hours_by_day(line), *both], _days(line)
    wanted = line.has("digest") or (
        line.has("news") and hours and not line.has("alert") and (days or re.search(_EVERY, line.plain))
    )
    if not wanted or (line.has("alert") and (line.names or _condition(line) is not None) and not hours):
        return None
    if line.has("off", "pause", "unwatch") and not hours:
        return Intent("digest", Slots(off=True))
    return Intent("digest", Slots(times=tuple(f"{h:%H:%M}" for h in hours), days=days, also=line.has("also")))


def _morning_first(hours: tuple[time, ...]) -> list[time]:
    """ "9am and 4pm" is no night."""
    return sorted(h for h in hours if isinstance(h, time))


_EVERY = r"\bevery\b|\beach\b|\bdaily\b|每天|每日|日日|天天|逢|每"


def _language(line: Line) -> Intent | None:
    lang = next((code for words, code in _LANGUAGES if re.search(words, line.plain)), "")
    if line.names or line.figures or line.has("movers", "why", "claims", "market") or not line.has("language"):
        return None
    if line.has("cn") and line.has("news", "movers"):
        return None
    if not lang:
        return Intent("language", asks="which") if line.only("language", "asks", "off") else None
    if line.unknown and not re.search(_SPEAKS, line.plain):
        return None
    if line.has("news") and not re.search(_SPEAKS, line.plain):
        return None
    return Intent("language", Slots(lang=lang))


_LANGUAGES = (
    (r"zh-?(?:hant|tw|hk)|traditional|cantonese|繁|正体|粤语|广东话|白话", "zh-Hant"),
    (r"english|\ben$|英", "en"),
    (r"\bzh|chinese|mandarin|simplified|中文|国语|普通话|简|putonghua", "zh"),
)
_SPEAKS = r"speak|talk|switch|language|lang\b|reply|answer|write|translate|in (?:english|chinese|mandarin|traditional|simplified|cantonese)|换|转|改|切|说|讲|用|回复|回答|语言|显示|set"


def _zone(line: Line) -> Intent | None:
    found = zone_in(line.plain)
    offset = re.fullmatch(r"(?:utc|gmt)\s?[+-]\s?\d{1,2}(?::\d\d)?", line.plain) is not None
    if not (line.has("zone") or offset) or line.has("alert", "digest", "movers", "news", "why", "quiet"):
        return None
    if found is None:
        return Intent("zone", asks="which") if line.only("zone", "asks") and line.begins_with("zone") else None
    before = line.plain[: found[1]]
    if line.asked or line.has("hearsay") or re.search(r"吗[?]?$", line.plain):
        return None
    strong = offset or re.search(
        r"time ?zone|\btz\b|my time|clock|local time|live in|moved to|based in|living in|时区|时间|时差|住|搬|timezone",
        line.plain,
    )
    if strong or re.search(
        r"(?:i'?m|im|i am)(?: now)?(?: back)?(?: in| at)?\s*$|我(?:人)?(?:现在|而家|宜家|依家)?(?:在|喺|到了?|去了)\s*$|人喺\s*$",
        before,
    ):
        return Intent("zone", Slots(zone=found[0]))
    return None


def _advice(line: Line) -> Intent | None:
    """Asked for advice the bot gives none, but what was reported."""
    if re.search(_SHOULD, line.plain) and line.names:
        return Intent("question", _slots(line))
    if not line.has("advice") or (line.has("alert") and not (line.asked or re.search(_SHOULD, line.plain))):
        return None
    asked = line.asked or (
        line.has("asks", "advice") and (line.begins_with("asks", "advice") or line.chinese or line.has("asks"))
    )
    if (
        line.has("watch", "unwatch", "on_list")
        and not line.asked
        and not line.begins_with("advice", "asks")
        and not line.has("asks")
    ):
        return None
    return Intent("question", _slots(line)) if asked and (line.names or line.unknown or line.has("asks")) else None


_SHOULD = r"\bshould\b|\bshall i\b|\bworth\b|要不要|该不该|应不应该|应唔应该|值不值得|值唔值得|需不需要|好唔好设|纠结"


_NOT_MUTED = r"(?:不用|不要|唔使|唔好|别|不必)再?(?:静音|mute|静|屏蔽)|(?:取消|解除|关掉|停止).{0,8}(?:静音|mute)|静音.{0,3}(?:取消|解除)"
_NOT_WATCHED = r"(?:不用|不要|唔使|唔好|别|不必|无需|唔驶)(?:加|关注|追踪|追|盯|睇住|add|watch|follow)"


def _heard_after_all(line: Line) -> Intent | None:
    """不用静音辉达, 微软不用mute了, 取消微软的静音"""
    said = line.names and re.search(_NOT_MUTED, line.plain) and not line.asked
    return Intent("mute", Slots(targets=_targets(line), off=True)) if said else None


def _not_added(line: Line) -> Intent | None:
    """不用加富邦金"""
    said = re.search(_NOT_WATCHED, line.plain) and not re.search(r"再|[了喇啦]$", line.plain)
    return Intent("unknown", _slots(line), asks="negated") if said else None


def _swapped(line: Line) -> Intent | None:
    """ "swap boeing for lockheed", 把拼多多换成微软: two wishes."""
    said = re.search(r"\b(?:swap|replace|exchange)\b.*\b(?:for|with|by)\b|换成|换做|换为", line.plain)
    return (
        Intent("watch", Slots(targets=_targets(line)), asks="swap") if said and len(line.names) == _EACH_WAY else None
    )


def _negated(line: Line) -> Intent | None:
    """ "dont watch tesla", 不要关注特斯拉: what shall not be done changes nothing, but is asked about."""
    for i, p in enumerate(line.pieces):
        if "not" not in p.senses or p.senses & {"unwatch", "mute", "pause", "quiet", "off"} - (
            {"off"} if p.senses <= {"not", "off", "filler"} else set()
        ):
            continue
        following = [q for q in line.pieces[i + 1 :] if q.senses or q.name is not None][:3]
        meant = next(
            (
                q
                for q in following
                if not (q.senses & {"filler", "polite"} and not q.senses & {"watch", "alert", "unwatch"})
            ),
            None,
        )
        if (
            meant is not None
            and meant.senses & {"mute", "pause", "unwatch"}
            and not meant.senses & {"alert", "not", "filler"}
        ):
            return Intent("unknown", _slots(line), asks="negated")
        if (
            meant is None
            or not meant.senses & {"watch", "alert", "unwatch", "digest"}
            or line.has("quiet", "off_list", "mute")
        ):
            continue
        ended = re.search(r"[了喇啦嘞]$|再", line.plain) is not None
        if ended and "digest" in meant.senses:
            return Intent("digest", Slots(off=True))
        if ended and meant.senses & {"watch"} and line.names:
            return Intent("unwatch", Slots(targets=_targets(line)))
        if not line.of("span") and not line.of("until"):
            return Intent("unknown", _slots(line), asks="negated")
    return None


def _both_ways(line: Line) -> Intent | None:
    """ "add tesla and remove apple": two wishes in one line are asked about."""
    verbs = [
        p
        for p in line.pieces
        if p.senses & {"watch", "unwatch"} and not p.senses & {"filler", "down", "off_list", "on_list"}
    ]
    if (
        len(line.names) > 1
        and any("watch" in p.senses for p in verbs)
        and any(p.senses & {"unwatch"} and "watch" not in p.senses for p in verbs)
        and not line.has("alert")
    ):
        first, second = sorted(verbs, key=lambda p: p.start)[:2]
        if any(first.end <= n.start < second.start for n in line.names):
            return Intent("unknown", _slots(line), asks="two wishes")
    return None


def _alert_on_words(line: Line) -> Intent | None:
    """Somebody, and words of the news; any news of somebody; or somebody alone."""
    if not line.has("alert") or not (line.names or line.unknown) or (line.has("list") and not line.names):
        return None
    if line.begins_with("asks") and not line.has("polite"):
        return None
    if line.has("off", "unwatch", "mute") and not line.has("when"):
        return None
    keyword = _keyword(line)
    if not line.names and not keyword:
        return None
    if (
        line.names
        and len(keyword) <= _TICKER
        and line.has("up") is not line.has("down")
        and re.search(r"\bonly\b|净系|只|仅|淨係", line.plain)
    ):
        return Intent("alert", Slots(targets=_targets(line), direction="up" if line.has("up") else "down"))
    if not keyword:
        return (
            Intent("watch", Slots(targets=_targets(line)))
            if line.has("news", "watch", "on_list")
            else Intent("alert", Slots(targets=_targets(line)), asks="no condition")
        )
    return Intent("alert", Slots(targets=_targets(line), keyword=keyword))


_NO_KEYWORD = frozenset({"filler", "alert", "when", "news", "polite", "greeting", "watch", "all", "also", "today", "asks", "why", "week", "off", "undo", "hearsay", "not", "list", "on_list", "particle", "us", "hk", "cn"})  # fmt: skip


_BEFORE_NEWS = re.compile(
    r"(?:如果|一旦|要是)?(?:有|出|出咗|的|嘅|有关|关于|再|又)*(?P<words>(?!任何|什么|咩|啲|新的|最新|好|坏|大|啥|乜|新|所有|重大)[\u3400-\u9fff]{2,8}?)(?:的|嘅)?(?:新闻|消息|报道|公告)"
)


def _keyword(line: Line) -> str:
    """The words of a line that are neither a name nor what every wish has; before 新闻 whatever stands there."""
    if (quoted := re.search(r"[「『“\"‘'](?P<words>[^「」『』“”\"‘’']{2,40})[」』”\"’']", line.text)) is not None:
        return quoted["words"]
    if line.names and (m := _BEFORE_NEWS.match(line.plain[line.names[-1].end :])) is not None:
        start = line.names[-1].end
        return line.text[start + m.start("words") : start + m.end("words")]
    said = [p for p in line.pieces if p.unknown or (p.senses & {"claims"} and not p.senses & _NO_KEYWORD)]
    if not said:
        return ""
    start, end = said[0].start, said[0].end
    for p in said[1:]:
        between = [q for q in line.pieces if end <= q.start and q.end <= p.start]
        if all(q.senses & {"filler", "claims"} and q.name is None for q in between) and len(between) <= 1:
            end = p.end
    words = line.text[start:end].strip(" ,，")
    return words if len(words) > 1 else ""


def _watch(line: Line) -> Intent | None:
    if not (line.has("watch", "on_list") and line.names) or (
        line.has("why", "claims", "asks_how") and not line.has("polite")
    ):
        return None
    if _is_question(line) and not line.begins_with("watch"):
        return None
    return Intent("watch", Slots(targets=_behind_the_verb(line)))


def _behind_the_verb(line: Line) -> tuple[Named, ...]:
    """ "im into uranium lately can u follow cameco": who is named before is what it is said with."""
    verbs = [p.end for p in line.pieces if "watch" in p.senses and "filler" not in p.senses]
    targets = _targets(line)
    behind = tuple(t for t in targets if verbs and t.start >= verbs[0])
    listed = behind and re.fullmatch(
        r"[\s,、和与同及跟&]*(?:and|also)?\s*",
        line.plain[max((t.end for t in targets if t not in behind), default=0) : verbs[0]],
    )
    return targets if listed or not behind or line.chinese else behind


def _watch_whom(line: Line) -> Intent | None:
    """A verb, and whom nobody knows, or nobody."""
    if line.names or not (
        line.begins_with("watch")
        or (line.chinese and line.has("watch") and len(line.unknown) == 1 and not line.has("news", "asks", "alert"))
    ):
        return None
    words = " ".join(p.text for p in line.unknown) if not line.chinese else "".join(p.text for p in line.unknown)
    if len(line.unknown) > _MOST_WORDS_OF_A_NAME or not (
        words or line.only("watch", "on_list", "list", "all", "mine")
    ):
        return None
    return Intent(
        "watch", Slots(targets=(Named(words),) if words else ()), asks="unknown target" if words else "no target"
    )


_MOST_WORDS_OF_A_NAME = 4


def _news(line: Line) -> Intent | None:
    if not (line.has("news") or _asks_what_is_new(line)) or (
        line.has("asks_how") and line.has(*_COMMANDS) and not line.names
    ):
        return None
    if line.has("list", "mine") and not line.names:
        return Intent("news", replace(_slots(line), all=True))
    if line.unknown and not line.names:
        return Intent("news", _asked_about(line))
    if line.names or line.only(
        "news",
        "today",
        "yesterday",
        "week",
        "month",
        "all",
        "mine",
        "asks",
        "list",
        "why",
        *_MARKETS,
        "when",
        "movers",
        "also",
        "watch",
        "alert",
    ):
        return Intent("news", _slots(line))
    if line.has("mine", "all", "today", "yesterday", "week") or line.begins_with("news"):
        return Intent("news", _slots(line))
    return None


def _question(line: Line) -> Intent | None:
    asked = line.asked or line.begins_with("asks", "asks_how", "advice") or (line.chinese and line.has("asks"))
    if asked and line.has("greeting") and line.only("greeting", "asks"):
        return Intent("smalltalk")
    return (
        Intent("question", _slots(line))
        if asked and (line.names or line.unknown or line.has("movers", "claims", "up", "down", *_MARKETS))
        else None
    )


def _names_alone(line: Line) -> Intent | None:
    """ "Tesla, Nvidia and AMD"; with a question mark it is a question."""
    if (
        not line.names
        or line.unknown
        or not all(p.senses & {"filler", "greeting", "also", "polite", "all"} for p in line.pieces if p.senses)
        or line.figures
    ):
        return None
    return Intent("question", _slots(line)) if line.asked else Intent("watch", Slots(targets=_targets(line)))


def _smalltalk(line: Line) -> Intent | None:
    if any(p.name is not None for p in line.pieces):
        return None  # "ford" alone
    if line.only("greeting", "retract", "hearsay", "today", "not", "asks", "advice", "when", "also", "all"):
        return Intent("smalltalk")
    return None


def _greeted(line: Line) -> Intent | None:
    """A sentence with a greeting in it, or of words about something else, that asks for nothing."""
    if line.has(*_COMMANDS, "news", "why", "claims", "movers") or line.figures:
        return None
    sentence = len(line.unknown) >= _MANY_UNKNOWN and sum("filler" in p.senses for p in line.pieces) >= _SENTENCE
    return Intent("smalltalk") if line.has("greeting", "hearsay") or sentence else None


_SENTENCE = 2  # words that every sentence has
_MANY_UNKNOWN = 3


def _retracted_only(line: Line) -> Intent | None:
    return Intent("smalltalk") if line.has("retract") and line.only("retract") else None


def _hours_alone(line: Line) -> Intent | None:
    """ "07:00 and 17:00", 早上8点: a digest's, or quiet hours: which is asked."""
    hours, days = _hours_by_day(line), _days(line)
    alone = (
        not line.names
        and not line.unknown
        and all(p.senses & {"filler", "polite", "greeting", "also"} for p in line.pieces if p.senses)
    )
    if not alone or not (hours or _night(line) or days):
        return None
    night = _night(line) or ("", "")
    return Intent(
        "digest",
        Slots(
            times=tuple(f"{h:%H:%M}" for h in hours), days=days, begin=night[0], end=night[1], also=line.has("also")
        ),
        asks="hours alone",
    )


RULES: tuple[Rule, ...] = (
    _nothing_said,
    _pure("undo", "undo"),
    _undone,
    _pure("help", "help"),
    _retracted_only,
    _taken_back,
    _retracted,
    _how_to,
    _my_list_asked,
    _hearsay,
    _why,
    _advice,
    _heard_after_all,
    _not_added,
    _swapped,
    _negated,
    _both_ways,
    _quiet,
    _digest,
    _alert_off,
    _that_one_off,
    _alert_on_condition,
    _claims,
    _list,
    _movers,
    _mute,
    _language,
    _zone,
    _pause,
    _unwatch,
    _alert_on_words,
    _watch,
    _watch_whom,
    _news,
    _question,
    _pure("help", "help", "asks", "asks_how"),
    _names_alone,
    _hours_alone,
    _smalltalk,
    _greeted,
)


def _with_doubts(line: Line, intent: Intent) -> Intent:
    """Before anything is changed it is asked where something is open: the first doubt that applies says what."""
    if intent.kind not in CHANGING or intent.asks:
        return intent
    asks = next((name for name, applies in DOUBTS if applies(line, intent)), "")
    if asks:
        return replace(intent, asks=asks)
    left = _left(line, intent)
    return replace(intent, asks="not understood", left=left) if left else intent


def _nobody(_: Line, intent: Intent) -> bool:
    slots = intent.slots
    return intent.kind in ("watch", "alert", "mute", "unwatch") and not slots.targets and not slots.all


def _one_of_several(_: Line, intent: Intent) -> bool:
    return any(len(t.companies) > 1 for t in intent.slots.targets)


def _not_listed(_: Line, intent: Intent) -> bool:
    return any(not t.companies for t in intent.slots.targets)


def _only_stated(line: Line, intent: Intent) -> bool:
    """ "infosys up 2.5%" may be news."""
    signed = re.search(r"[+-]\s?\d", line.plain) is not None
    asked = (
        line.has("alert", "when", "watch", "polite")
        or re.search(r"^(?:pls |please )?(?:set|make|put)\b", line.plain) is not None
    )
    return (
        intent.kind == "alert"
        and intent.slots.direction in ("up", "down")
        and not intent.slots.off
        and not (asked or signed)
    )


def _impossible(_: Line, intent: Intent) -> bool:
    percent = intent.slots.percent
    return intent.kind == "alert" and percent is not None and (percent > _MOST_THAT_FALLS or percent == 0)


def _no_end(line: Line, intent: Intent) -> bool:
    slots = intent.slots
    open_ended = intent.kind in ("mute", "pause") and not (slots.until or slots.span or slots.off)
    return open_ended and re.search(_UNTIL_WHEN, line.plain) is not None


def _all_but(line: Line, intent: Intent) -> bool:
    return intent.kind == "unwatch" and line.has("all") and re.search(_EXCEPT, line.plain) is not None


def _no_hour(line: Line, intent: Intent) -> bool:
    slots = intent.slots
    return intent.kind == "digest" and not slots.times and not slots.off and re.search(r"\d", line.plain) is not None


DOUBTS: tuple[tuple[str, Callable[[Line, Intent], bool]], ...] = (
    ("no target", _nobody),
    ("several", _one_of_several),
    ("unlisted", _not_listed),
    ("impossible", _impossible),
    ("statement", _only_stated),
    ("no end", _no_end),
    ("except", _all_but),
    ("no hour", _no_hour),
    ("all", lambda _, intent: intent.kind == "unwatch" and intent.slots.all),
)


_UNTIL_WHEN = r"\b(?:until|till|til|for)\b(?! (?:me|us|a bit|a while|now|the|my|all|every|good|\w+ please))|直到"
_MOST_THAT_FALLS = 100


def _left(line: Line, intent: Intent) -> str:
    """What of the line nobody understood that may be one more name of a list: behind the verb, a comma or "and"."""
    if intent.kind not in ("watch", "unwatch", "mute", "alert"):
        return ""
    said = [
        p
        for p in line.unknown
        if p.text not in intent.slots.keyword
        and len(p.text) > 1
        and not is_ordinary(p.text.lower())
        and _may_be_listed(line, p)
    ]
    return " ".join(p.text for p in said)


def _may_be_listed(line: Line, piece: Piece) -> bool:
    before, behind = line.plain[: piece.start], line.plain[piece.end :]
    first = min((n.start for n in line.names), default=len(line.plain))
    verbs = [p.end for p in line.pieces if p.senses & {"watch", "unwatch", "mute"} and p.end <= piece.start]
    if verbs and not line.plain[max(verbs) : piece.start].strip() and first > piece.start:
        return True
    ends = {n.end for n in line.names}
    begins = {n.start for n in line.names}
    follows = piece.start - (len(before) - len(before.rstrip())) in ends and before.endswith(" ")
    leads = piece.end + (len(behind) - len(behind.lstrip())) in begins or not behind.strip()
    if follows and leads and len(piece.text) <= _TICKER and (len(line.names) > 1 or piece.text.isascii()):
        return True  # "infosys tcs wipro hcl"
    named_near = any(0 <= piece.start - n.end <= _NEAR or 0 <= n.start - piece.end <= _NEAR for n in line.names)
    listed = (
        re.search(r"(?:[,、]|\band|&|和|与|同|跟|还有|同埋|及)\s*$", before) is not None
        or re.match(r"\s*(?:[,、]|and\b|&|和|与|同埋|还有)", behind) is not None
    )
    return named_near and listed


_NEAR, _TICKER = 6, 5
