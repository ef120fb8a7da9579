"""Asking: digests, news, movers, claims, and why an alert came."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.conversation.context import Context, Reply
from bot.conversation.days import day_named
from bot.conversation.digest_times import MOST_SLOTS, read_times
from bot.conversation.targets import candidates
from bot.conversation.why_not import why_not
from bot.digest import Digest, DigestStory, compose, one_an_event
from bot.events import tells_the_same
from bot.keywords import NoKeywords, read_keywords
from bot.ledger import ledger
from bot.listings import Company, base_language
from bot.message import Button
from bot.message.alerts import rule_words
from bot.message.digests import digest_messages, story_block
from bot.message.entries import entry_block
from bot.message.figures import day as day_words
from bot.message.figures import moment, zone_shown
from bot.message.markup import bold, escape, link, shorten, split
from bot.message.slot_words import slots_words
from bot.ports import Told
from bot.reading import Claim
from bot.reading.lexicon import folded
from bot.slots import Slot, read_slots, write_slots

_NAMED, _NAME = 8, 40  # sources that /why names, code points of each


def digest(context: Context, text: str) -> list[Reply]:
    """ "/digest" now; "/digest 08:30" every day; "/digest weekdays 7:00 and 17:00", "/digest close hk", "/digest weekly sunday 9:00";
    "/digest off"."""
    text = text.strip().lower()
    if not text or text in ("now", "现在", "現在"):
        return digest_now(context)
    if text in _OFF:
        return [_save_slots(context, ())]
    asked = read_times(text)
    usual = next((s.hour for s in context.chat.digests if s.hour is not None), None)
    slots = asked.slots(context.chat.zone, usual)
    if asked.unread or not slots:
        return [context.unread("digest_hour_bad", text=escape(shorten(asked.unread or text, 40)))]
    # A weekly one comes beside the others; of one kind the new ones take the place of the old.
    kept = [s for s in context.chat.digests if asked.also or not any(s.weekly == new.weekly for new in slots)]
    out = [_save_slots(context, tuple(dict.fromkeys((*kept, *slots)))[:MOST_SLOTS])]
    if context.chat.zone_guessed and any(s.hour is not None for s in slots):
        out.append(asks_for_the_zone(context))
    return out


_OFF = ("off", "stop", "none", "never", "关", "关闭", "關", "關閉", "取消")


def _save_slots(context: Context, slots: tuple[Slot, ...]) -> Reply:
    before = context.chat.digests
    context.save(digests=slots, digest_since=context.now if slots else None)
    undo = f"slots:{write_slots(before)}"
    buttons = ((Button(context.say("undo"), undo),),) if before != slots and len(undo) <= _LONGEST_DATA else ()
    if not slots:
        return Reply(context.say("digest_off"), buttons)
    words, zone = slots_words(slots, context.chat.language), escape(zone_shown(context.chat.zone))
    return Reply(context.say("digest_hour_set", when=words, zone=zone), buttons)


_LONGEST_DATA = 64  # bytes of a button


def without(context: Context, hours: Sequence[str]) -> list[Reply]:
    """The digests but those of these hours."""
    kept = tuple(s for s in context.chat.digests if s.hour is None or f"{s.hour:%H:%M}" not in hours)
    return [_save_slots(context, kept)]


def pressed_slots(context: Context, written: str) -> list[Reply]:
    """The digests as they were. Nothing of what is no slot."""
    try:
        slots = read_slots(written)
    except ValueError:
        return []
    return [replace(_save_slots(context, slots[:MOST_SLOTS]), toast=context.say("undone"))]


def asks_for_the_zone(context: Context) -> Reply:
    """Whether the guessed zone is right, of which an hour was just set."""
    zone = context.chat.zone
    buttons = ((Button(context.say("zone_right"), f"zone:{zone}"), Button(context.say("zone_other"), "zone:?")),)
    words = "digest_hour_unknown" if zone == "UTC" else "digest_hour_guessed"
    return Reply(context.say(words, zone=escape(zone_shown(zone))), buttons)


def digest_of(context: Context) -> Digest:
    """What the last day brought a chat, as the daily one would show it."""
    chat = context.chat
    after = context.store.first_story_since(context.now - timedelta(hours=24))
    moves, stories = context.store.digest_material(chat.id, after, context.store.last_story())
    missed = context.store.missed(chat.id, context.now - timedelta(hours=24))
    left = context.store.left_to_digest(chat.id, context.now - timedelta(hours=24))
    return compose(
        chat.id,
        context.now.astimezone(ZoneInfo(chat.zone)).date(),
        moves,
        stories,
        missed,
        left=left,
        language=chat.language,
    )


def digest_now(context: Context) -> list[Reply]:
    """The same, as a person reads it."""
    chat = context.chat
    if not context.store.watches(chat.id):
        return [Reply(context.say("digest_no_watches"))]
    found = digest_of(context)
    if found.empty:
        return [Reply(context.say("digest_nothing"))]
    return [
        Reply(m.html)
        for m in digest_messages(
            found,
            "now",
            context.table,
            language=chat.language,
            zone=chat.zone,
            red_is_up=chat.red_is_up,
            renditions=context.store.renditions(found.told, base_language(chat.language)),
        )
    ]


_HELD = {
    ("quiet", True): "missed_quiet_waits",
    ("quiet", False): "missed_quiet_came",
    ("hour", True): "missed_hour_waits",
    ("hour", False): "missed_hour_came",
    ("budget", False): "missed_budget",
    ("let go", False): "missed_let_go",
}


def missed(context: Context, _: str) -> list[Reply]:
    """What did not come as an alert of its own, and why: what is held or was told together, what could not be sent."""
    since = context.now - timedelta(days=7)
    lines: list[str] = []
    gathered = context.store.held(context.chat.id, since)
    for at, held in sorted(((h.at, h) for h in gathered if h.at is not None), key=lambda found: found[0]):
        shown = escape(moment(at, context.chat.zone, context.chat.language))
        lines += [bold(context.say(_HELD[held.why, held.waits], at=shown)), *held.headlines]
    lost = [line for h in gathered if h.at is None for line in h.headlines]
    unsent = (*context.store.missed(context.chat.id, since), *lost)
    if unsent:
        lines += [bold(context.say("missed_unsent")), *unsent]
    if not lines:
        return [Reply(context.say("missed_none"))]
    return [Reply(html) for html in split(lines, "\n")]


_DAYS = timedelta(days=30)


def corrections(context: Context, _: str) -> list[Reply]:
    """What this chat was told and what it became, the newest first."""
    found = context.store.corrections(context.now - _DAYS, context.chat.id)
    if not found:
        return [Reply(context.say("corrections_none"))]
    lines = [bold(context.say("corrections_title"))]
    for c in found:
        whose = " ".join(dict.fromkeys((c.label, c.of or c.label)))
        now = c.now if c.now is not None else context.say("corrections_withdrawn")
        at = moment(c.at, context.chat.zone, context.chat.language)
        source = link(shorten(c.source or c.title, _NAME), c.url)
        lines.append(f"✏️ {escape(whose)}: {escape(c.was)} → {escape(now)} — {source}, {escape(at)}")
    return [Reply(html) for html in split(lines, "\n")]


def _meant(context: Context, text: str, command: str, usage: str) -> Company | list[Reply]:
    """Who is asked about; else what to answer: the usage, the nearest names, or which of several."""
    if not text:
        return [Reply(usage)]
    found = candidates(context, text)
    if len(found) == 1:
        return found[0]
    near = found or context.table.nearest(text, 5)
    if not near:
        return [Reply(context.say("watch_unknown", text=escape(shorten(text, 80))))]
    buttons = tuple(
        (Button(shorten(f"{c.name} ({', '.join(c.symbols[:3])})", 60), f"{command}:{c.key}"[:64]),) for c in near[:6]
    )
    words = "watch_which" if found else "watch_nearest"
    return [Reply(context.say(words, text=escape(shorten(text, 80))), buttons)]


_LOOKED_AT, _STORIES, _MOST_STORIES = 40, 5, 10


def news(context: Context, text: str) -> list[Reply]:
    """ "/news alibaba": of a company; "/news "price war" since monday": by words, of the whole archive or since a day."""
    words, since = _since(context, text)
    if words and (_LOOKS_FOR.search(words) or since is not None):
        return _searched(context, words, since)
    if words and not candidates(context, words) and (said := _found(context, words, _LONG_AGO)):
        return said  # no name of anybody
    meant = _meant(context, text, "news", context.say("news_usage"))
    if not isinstance(meant, Company):
        return meant
    return _news_of_company(context, meant, None)


def _news_of_company(
    context: Context, company: Company, since: datetime | None, count: int = _STORIES
) -> list[Reply]:
    name = bold(company.shown_name(context.chat.language))
    stories = one_an_event(context.store.recent_stories(company.symbols, _LOOKED_AT, since))[:count]
    if not stories and since is not None and (last := context.store.recent_stories(company.symbols, 1)):
        shown = escape(day_words(since.date(), context.chat.language))
        said = context.say("news_none_since", name=name, day=shown)
        return [Reply(html) for html in split([said, *stories_shown(context, last)])]
    if not stories:
        return [Reply(context.say("news_none", name=name))]
    return [Reply(html) for html in split(stories_shown(context, stories))]


def stories_shown(context: Context, stories: Sequence[DigestStory]) -> list[str]:
    """The stories as the chat reads them."""
    language = context.chat.language
    renditions = context.store.renditions([s.story for s in stories], base_language(language))
    return [story_block(s, language, renditions) for s in stories]


def news_of(
    context: Context, words: str, companies: Sequence[Company], since: str, count: int | None = None
) -> list[Reply]:
    """The latest of whoever is meant, since an ISO day if that was said; of whom no table knows by the words. `count` are as many as
    were asked for."""
    if len(companies) != 1:
        return news(context, f"{words} since {since}" if since and not companies else words)
    zone = ZoneInfo(context.chat.zone)
    begin = datetime.combine(date.fromisoformat(since), time(0), zone) if since else None
    return _news_of_company(context, companies[0], begin, min(_MOST_STORIES, count or _STORIES))


_LOOKS_FOR = re.compile(r'["“”„「」『』]|(?<!\w)(?:AND|OR|NOT)(?!\w)|\s[且或非]\s')
_SINCE = re.compile(
    r"\s+(?:since|from|after)\s+(?P<en>[\w-]+)$|\s*(?:自|从)?(?P<zh>今天|昨天|周[一二三四五六日天]|星期[一二三四五六日天])(?:以来|起|以後|之后)?$",
    re.IGNORECASE,
)


def _since(context: Context, text: str) -> tuple[str, datetime | None]:
    """The words, and from which day on: today, yesterday, a weekday or 2026-11-03; None where none is named."""
    m = _SINCE.search(text)
    if m is None:
        return text.strip(), None
    zone = ZoneInfo(context.chat.zone)
    today = context.now.astimezone(zone).date()
    day = day_named((m["en"] or m["zh"]).lower(), today)
    if day is None:
        return text.strip(), None
    return text[: m.start()].strip(), datetime.combine(day, time(0), zone)


def _searched(context: Context, words: str, since: datetime | None) -> list[Reply]:
    try:
        asked = read_keywords(words)
    except NoKeywords as error:
        return [Reply(context.say(str(error), text=escape(shorten(words, 80))))]
    found = _stories(context, asked.question, since or _LONG_AGO)
    return found or [Reply(context.say("search_none", text=escape(shorten(words, 80))))]


def _found(context: Context, words: str, since: datetime) -> list[Reply]:
    try:
        return _stories(context, read_keywords(words).question, since)
    except NoKeywords:
        return []


def _stories(context: Context, question: str, since: datetime) -> list[Reply]:
    stories = one_an_event(context.store.search(question, since, _LOOKED_AT))[:_STORIES]
    return [Reply(html) for html in split(stories_shown(context, stories))] if stories else []


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def claims(context: Context, text: str) -> list[Reply]:
    meant = _meant(context, text, "claims", context.say("claims_usage"))
    if not isinstance(meant, Company):
        return meant
    rows = [r for r in context.store.recent_claims(meant.symbols, _CLAIMS) if _is_about(context, *r, meant)]
    told = {folded(e.claim.quote.text): e for e in reversed(ledger(rows))}  # one sentence may state several
    entries = list(reversed(told.values()))[:_ENTRIES]
    if not entries:
        return [Reply(context.say("claims_none", name=bold(meant.shown_name(context.chat.language))))]
    return [Reply(html) for html in split([entry_block(e, context.chat.language) for e in entries])]


_CLAIMS, _ENTRIES = 400, 6


def _is_about(context: Context, claim: Claim, story: DigestStory, company: Company) -> bool:
    """Whether a claim is about this company, and not about another one in its story: by whose figure it is, its words, the title."""
    for words in (claim.subject or "", claim.quote.text, story.title):
        named = {c.key for n in context.table.names_in(words) for c in n.companies if c.kind == "company"}
        if named:
            return company.key in named
    return False


def why(context: Context, text: str) -> list[Reply]:
    """ "/why": the last alert; "/why 9988.HK": what is known of it, and why that did not alert."""
    if not text.strip(" ?？"):
        return reason_of(context, context.incoming.answers)
    meant = _meant(context, text.strip(" ?？"), "whynot", context.say("why_none"))
    return why_not(context, meant) if isinstance(meant, Company) else meant


def pressed_why_not(context: Context, symbol: str) -> list[Reply]:
    company = context.table.find(symbol)
    return why_not(context, company) if company else []


def pressed_why(context: Context, _: str) -> list[Reply]:
    return reason_of(context, context.incoming.message)


def reason_of(context: Context, number: int | None) -> list[Reply]:
    """Why an alert came: of each figure that it told first, by which rule and of which listing; and who else told it since."""
    every = context.store.told_by(context.chat.id, number)
    told = [t for t in every if not t.taken_back] or every  # what was corrected is told no more
    if not told:
        return [Reply(context.say("why_none"))]
    lines = []
    first = [t for t in told if t.story == told[0].story]
    for t in first:
        # The standard threshold as it was then, not as it is now.
        rule = rule_words(t.reason.rule, context.chat.language, t.reason.rule.rise or context.chat.threshold)
        lines.append(
            context.say(
                "why_of" if t.fact.of else "why",
                label=escape(t.reason.label),
                rule=escape(rule),
                size=escape(t.fact.size_shown),
                of=escape(t.fact.of or ""),
            )
        )
    rests_on = _rests_on(context, told)
    return [Reply("\n".join((*dict.fromkeys(lines), *rests_on)))]


def _rests_on(context: Context, told: Sequence[Told]) -> list[str]:
    """How many sources an event rests on, with their stories, each with its figure where it is another; and when it was first seen."""
    stories = context.store.stories_of({t.story for t in told})
    own = [t.fact for t in told if t.story == told[0].story]
    named: dict[str, str] = {}
    for t in told:
        if t.story not in stories:
            continue
        story = stories[t.story].story
        name = story.source or (urlsplit(story.url).hostname if story.url else None) or story.title
        size = "" if any(tells_the_same(t.fact, f) for f in own) else f" {escape(t.fact.size_shown)}"
        named.setdefault(name, link(shorten(name, _NAME), story.url) + size)
    if not named:
        return []
    seen = escape(moment(min(s.seen for s in stories.values()), context.chat.zone, context.chat.language))
    shown = list(named.values())[:_NAMED]
    names = ", ".join(shown) + (" …" if len(named) > len(shown) else "")
    return [
        context.say("why_one_source" if len(named) == 1 else "why_sources", count=len(named), names=names, at=seen)
    ]
