"""kill -9 at random moments under load. As a program: `python -m tests.endtoend.kills --kills 100` (make soak)."""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from tests.endtoend.rig import Rig, companies, story_text, true_answer
from tests.loopback.bot_api import Sent
from tests.loopback.model_endpoint import ModelEndpoint

CHATS = tuple(range(600, 606))
_QUIET = 15.0  # seconds without a message after which no more is to come, on a busy machine too
_MORE = (
    "9618.HK",
    "9888.HK",
    "9999.HK",
    "BABA",
    "AAPL",
    "MSFT",
    "NVDA",
    "TSLA",
    "600519.SS",
    "002594.SZ",
    "7203.T",
    "6758.T",
    "JPM",
    "KO",
    "PEP",
    "WMT",
    "XOM",
    "BA",
)


@dataclass
class Tally:
    """What was asked for and what arrived."""

    kills: int = 0
    expected: set[tuple[int, str]] = field(default_factory=set)
    commands: list[tuple[int, str]] = field(default_factory=list)
    lost_alerts: list[tuple[int, str]] = field(default_factory=list)
    lost_commands: list[tuple[int, str]] = field(default_factory=list)
    repeats: Counter[int] = field(default_factory=Counter)
    digests: Counter[int] = field(default_factory=Counter)
    corrections: int = 0
    edits: int = 0
    marked: int = 0
    messages: int = 0

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {len(self.expected)} alerts, {self.corrections} corrections, {len(self.commands)} commands and {sum(self.digests.values())} digests asked for, "
            f"{self.messages} messages accepted and {self.edits} of them edited: "
            f"{len(self.lost_alerts)} alerts lost, {len(self.lost_commands)} commands lost, {sum(self.repeats.values())} messages repeated "
            f"({max(self.repeats.values(), default=0)} at most in one chat), {self.marked} of them marked so"
        )


async def run(folder: Path, kills: int, seed: int) -> Tally:
    """As many kills, each at a random moment while stories, corrections, commands and digests are under way and a model's sentences
    edit what was sent; then a last start in which all must settle."""
    rng = random.Random(seed)
    tally = Tally()
    told_of = companies(2 * kills + 1)
    async with (
        ModelEndpoint("openai") as endpoint,
        Rig(folder, model=endpoint, extra="[alerts]\nhourly = 1000\n") as rig,
    ):
        endpoint.answer = lambda request: true_answer(request.user_text)
        for chat in CHATS:
            rig.api.user(chat, first_name=f"Chat {chat}")
        rig.api.latency = 0.03
        await rig.start()
        await rig.polls(1)
        for chat in CHATS:
            for company in told_of:
                await rig.api.say(chat, f"/watch {company.symbol}")
        await rig.until(lambda: all(len(rig.api.sent_to(c)) > len(told_of) for c in CHATS), "the watches", 120)
        published: list[tuple[object, str, str, str]] = []
        told = 0
        while tally.kills < kills:
            for _ in range(rng.randint(1, 2)):
                told += 1
                company = told_of[told]
                percent = _figure(told)
                item = rig.publish(
                    f"{company.name} Shares Move, {percent}",
                    story_text(percent, company=company.name, tag=company.tag),
                )
                published.append((item, percent, company.name, company.tag))
                tally.expected |= {(chat, f"+{percent}%") for chat in CHATS}
            if rng.random() < 0.3:
                _correct(
                    rig,
                    tally,
                    published.pop(rng.randrange(max(0, len(published) - 3), len(published))),
                    told + 100_000,
                )
            for chat in rng.sample(CHATS, 2):
                symbol = rng.choice(_MORE)
                tally.commands.append((chat, symbol))
                await rig.api.say(chat, f"/watch {symbol}")
            if rng.random() < 0.2:
                chat = rng.choice(CHATS)
                tally.digests[chat] += 1
                await rig.api.say(chat, "/digest")
            await asyncio.sleep(rng.uniform(0.05, 2.2))
            await rig.kill()
            tally.kills += 1
            await rig.start()
        await _settle(rig, tally, len(told_of))
    return tally


def _figure(number: int) -> str:
    """Two decimals and never a round one, so that no figure is another one rounded."""
    return f"{3 + number // 9 % 900}.{number % 9 + 1}{number % 7 + 1}"


def _correct(rig: Rig, tally: Tally, story: tuple[object, str, str, str], number: int) -> None:
    """The story's figure becomes another one. Whoever has not been told the wrong one by then needs only the right one."""
    item, percent, company, tag = story
    right = f"{500 + number % 397}.{number % 9 + 1}{number % 7 + 1}"
    rig.feed.edit(item, text=story_text(right, company=company, tag=tag))  # type: ignore[arg-type]
    for chat in CHATS:
        tally.expected.discard((chat, f"+{percent}%"))
        tally.expected.add((chat, f"+{right}%"))
    tally.corrections += 1


async def _settle(rig: Rig, tally: Tally, watched: int) -> None:
    last, quiet = -1, 0.0
    while quiet < _QUIET:
        await asyncio.sleep(1.5)
        now = len(rig.api.messages)
        quiet = quiet + 1.5 if now == last and not rig.api.pending else 0.0
        last = now
    tally.messages = len(rig.api.messages)
    tally.edits = sum(bool(m.edits) for m in rig.api.messages)
    alerts = {c: Counter(p for m in rig.alerts(c) for p in _percents(m)) for c in CHATS}
    tally.lost_alerts = sorted((c, p) for c, p in tally.expected if not alerts[c][p])
    for chat in CHATS:
        answers = [m.text for m in rig.api.sent_to(chat) if _is_answer(m)]
        wanted = Counter(s for c, s in tally.commands if c == chat)
        tally.lost_commands += [(chat, s) for s in wanted if not any(s in a for a in answers)]
        # A command that repeats an earlier one is answered too ("You already watch ...").
        missing = sum(wanted.values()) + watched - len(answers)
        tally.lost_commands += [(chat, "an answer")] * max(0, missing)
        digests = sum(_is_digest(m) for m in rig.api.sent_to(chat))
        tally.lost_commands += [(chat, "a digest")] * max(0, tally.digests[chat] - digests)
        texts = Counter(
            _without_mark(m.original.text) for m in rig.api.sent_to(chat) if not _is_answer(m) and not _is_digest(m)
        )
        tally.repeats[chat] = sum(n - 1 for n in texts.values())
    tally.marked = sum("may have reached you before" in m.original.text for m in rig.api.messages)


def _is_answer(message: Sent) -> bool:
    return message.text.startswith(("Watching", "You already watch"))


def _is_digest(message: Sent) -> bool:
    return message.text.startswith(("🗞", "Nothing on your watchlist"))


def _percents(message: Sent) -> list[str]:
    words = (w.rstrip(",") for w in message.original.text.split())
    return [w for w in words if w.startswith("+") and w.endswith("%")]


def _without_mark(text: str) -> str:
    return text.replace("\n(may have reached you before)", "")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20250924)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = asyncio.run(run(Path(folder), given.kills, given.seed))
    print(tally)
    per_chat = max(tally.repeats.values(), default=0)
    fine = not tally.lost_alerts and not tally.lost_commands and per_chat <= tally.kills
    print("as promised" if fine else f"NOT as promised: {tally.lost_alerts[:10]} {tally.lost_commands[:10]}")
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
