"""A day in fast motion: `python -m tests.endtoend.soak` (make soak).

10,000 stories of 30 feeds, 2,000 chats, 20 more feeds that fail in 20 ways, Telegram down for an hour, the clock moved forward and
back, the disk full once. At the end: memory within 15 % of the first hours', no task lost, every alert accounted for.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import resource
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from bot.adapters.store import open_store
from bot.listings import Company, load
from bot.ports import Chat
from bot.watch import Rule, Silence
from tests.endtoend.rig import ROOT, last_close
from tests.loopback.bot_api import BotApi
from tests.loopback.feed_server import Behaviour, Feed, FeedServer

_DAY = 86_400.0
_FIRST_CHAT = 7_000_001
_GOOD_FEEDS = 30
_CODES = (
    9988,
    700,
    3690,
    9618,
    1810,
    9888,
    2318,
    1211,
    5,
    941,
    388,
    1299,
    2020,
    9999,
    981,
    175,
    857,
    883,
    2628,
    1398,
)
_LONG = "The company said that its sales and its costs grew in step, and that its plan for the year stands as it was told in spring. "


@dataclass
class Day:
    """What happened, and what is to be seen of it."""

    stories: int = 0
    expected: set[tuple[int, str]] = field(default_factory=set)
    memory: list[tuple[float, float]] = field(
        default_factory=list
    )  # hour of the day, MiB of the process and its children
    ends: list[str] = field(default_factory=list)
    lost: list[tuple[int, str]] = field(default_factory=list)
    ahead: int = 0
    repeated: int = 0
    messages: int = 0
    folded: int = 0
    bugs: list[str] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def growth(self) -> float:
        """Memory in the last two hours by that of hours two and three, when all is warm."""
        early = [m for h, m in self.memory if 1 <= h < 3]
        late = [m for h, m in self.memory if h >= max(h for h, _ in self.memory) - 2]
        return (sum(late) / len(late)) / (sum(early) / len(early)) if early and late else 1.0

    def __str__(self) -> str:
        return (
            f"{self.seconds:.0f} s: {self.stories} stories, {len(self.expected)} alerts asked for, {self.messages} messages accepted, {self.folded} alerts told together, {self.ahead} of a moment that the clock was put back over, "
            f"{len(self.lost)} lost, {self.repeated} repeated; memory {self.memory[0][1]:.0f} MiB at first, {self.memory[-1][1]:.0f} at the end ({self.growth:.2f} times); "
            f"ended and started again: {self.ends}; bugs: {self.bugs[:5]}"
        )


class Soak:
    """The servers, the process, and the hand that breaks things."""

    def __init__(self, folder: Path, speed: float, stories: int, chats: int, seed: int) -> None:
        self.folder, self.speed, self.stories, self.chats = folder, speed, stories, chats
        self.rng = random.Random(seed)
        self.day = Day()
        self.log, self.moved = folder / "log.txt", folder / "moved"
        self.companies: list[Company] = [c for code in _CODES if (c := load().of_symbol(f"{code:04d}.HK"))]
        self.process: asyncio.subprocess.Process | None = None
        self._titles: dict[str, str] = {}
        self._silences: dict[str, str] = {}

    async def run(self) -> Day:
        began = time.monotonic()
        self._people()
        async with (
            FeedServer(hosts=25, record=False) as self.feeds,
            BotApi(limits=False, accept_any_chat=True) as self.api,
        ):
            self.good = [
                self.feeds.feed(f"/good{n}.xml", title=f"Good {n}", window=60, host=n % 5) for n in range(_GOOD_FEEDS)
            ]
            urls = [f.url for f in self.good] + self._failing()
            self._configure(urls)
            await self._start()
            await self._live_through_a_day(began)
            await self._settle()
        self.day.seconds = time.monotonic() - began
        return self.day

    # --- the world ---

    def _people(self) -> None:
        """Each chat watches one company, as /start and /watch would leave it."""
        store = open_store(self.folder / "newstape.db")
        now = datetime.now(UTC)
        with store.transaction():
            for n in range(self.chats):
                company = self.companies[n % len(self.companies)]
                store.save_chat(Chat(_FIRST_CHAT + n, advised=True), now)
                store.add_watch(
                    _FIRST_CHAT + n,
                    "company",
                    company.key,
                    company.name,
                    company.symbols,
                    Rule(Decimal(3), Decimal(3)),
                    now,
                )
        store.close()

    def _failing(self) -> list[str]:
        """Feeds that fail in twenty ways, each on a host of its own."""
        ways: list[Behaviour] = [
            Behaviour.failing(500), Behaviour.failing(403), Behaviour.failing(404), Behaviour.failing(410), Behaviour.failing(429), Behaviour.failing(503),
            Behaviour.hang(), Behaviour.hang(after_headers=True), Behaviour.drip(), Behaviour.truncated(), Behaviour.reset(), Behaviour.reset(0.5),
            Behaviour.endless(), Behaviour.huge_header(), Behaviour.wrong_type(), Behaviour.html_instead(), Behaviour.empty(),
        ]  # fmt: skip
        urls = []
        for n, way in enumerate(ways):
            feed = self.feeds.feed(f"/bad{n}.xml", title=f"Bad {n}", host=5 + n % 20)
            feed.publish(title="Never seen", text="Words.")
            feed.behave(way)
            urls.append(feed.url)
        nested = self.feeds.feed("/nested.xml", title="Nested", host=22)
        nested.raw(b"<rss><channel><item><title>" + b"<b>" * 200_000)
        undated = self.feeds.feed("/undated.xml", title="Undated", host=23)
        for n in range(5):
            undated.publish(title=f"Undated {n}", text="Words.", published=None)
        self.feeds.redirect("/loop.xml", "/loop.xml", host=24)
        return [*urls, nested.url, undated.url, self.feeds.url("/loop.xml", host=24)]

    def _configure(self, urls: list[str]) -> None:
        self.config = self.folder / "config.toml"
        feeds = "".join(f'[[feed]]\nurl = "{u}"\nname = "Feed {n}"\n' for n, u in enumerate(urls))
        self.config.write_text(
            f'[telegram]\ntoken = "{self.api.token}"\nbase_url = "{self.api.base_url}"\nadmins = [900]\n[store]\npath = "{self.folder / "newstape.db"}"\n'
            f'[poll]\nseconds = 60\n[network]\nallow = ["127.0.0.0/8"]\n{feeds}',
            encoding="utf-8",
        )

    async def _start(self) -> None:
        """The log comes through a pipe: a full disk must not keep the process from saying so."""
        self.process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.endtoend.fast", str(self.config), str(self.speed), str(self.moved),
            cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self.listening = asyncio.create_task(self._listen(self.process))
        for _ in range(300):
            if "Telegram: connected" in self._new_log():
                break
            await asyncio.sleep(0.1)
        self.started = time.monotonic()

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout is not None
        with self.log.open("ab", buffering=0) as log:
            async for line in process.stdout:
                log.write(line)

    def _new_log(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")[-200_000:] if self.log.exists() else ""

    # --- the day ---

    async def _live_through_a_day(self, began: float) -> None:
        await asyncio.sleep(5)  # the first polls
        length = _DAY / self.speed
        start = time.monotonic()
        told = 0
        done: set[str] = set()
        while (gone := time.monotonic() - start) < length:
            hour = gone * self.speed / 3600
            while told < self.stories * gone / length:
                self._publish(told, hour)
                told += 1
            self._measure(hour)
            await self._break(hour, done)
            await asyncio.sleep(0.25)

    def _publish(self, number: int, hour: float) -> None:
        """One story in ten moves a company that people watch; the others are the day's news."""
        feed: Feed = self.rng.choice(self.good)
        published = self._now() - timedelta(seconds=30)
        self.day.stories += 1
        if number % 10:
            feed.publish(title=f"News no. {number}", text=f"News no. {number}. " + _LONG * 6, published=published)
            return
        company = self.companies[(number // 10) % len(self.companies)]
        code = next(x.code for x in company.listings if x.mic == "XHKG").lstrip("0")
        percent = f"{3 + number // 500}.{number % 89 + 10}{number // 10 % 9 + 1}"
        body = (
            f"{company.name}'s shares [HKG: {code}] closed {percent} percent higher at HKD{50 + number % 40}.40 on {last_close():%A}. "
            + _LONG * 5
        )
        self._titles[f"+{percent}%"] = f"{company.name} Gains, No. {number}"
        feed.publish(title=self._titles[f"+{percent}%"], text=body, published=published)
        watched = [
            c
            for n, c in enumerate(range(_FIRST_CHAT, _FIRST_CHAT + self.chats))
            if self.companies[n % len(self.companies)] is company
        ]
        self.day.expected |= {(chat, f"+{percent}%") for chat in watched}

    def _now(self) -> datetime:
        moved = float(self.moved.read_text()) if self.moved.exists() else 0.0
        return datetime.now(UTC) + timedelta(seconds=(time.monotonic() - self.started) * (self.speed - 1) + moved)

    async def _break(self, hour: float, done: set[str]) -> None:
        def due(name: str, at: float) -> bool:
            if hour >= at and name not in done:
                done.add(name)
                return True
            return False

        if due("Telegram is down", 5):
            self.api.down = True
        if due("Telegram is back", 6):
            self.api.down = False
        if due("the clock goes forward", 9):
            self._move(2400)
        if due("the clock goes back", 11):
            self._move(-1200)
        if due("the disk is full", 14):
            await self._fill_the_disk()

    async def _fill_the_disk(self) -> None:
        """No file of the process can grow any more: it ends with a sentence, and is started again when there is room."""
        assert self.process is not None
        largest = max(p.stat().st_size for p in self.folder.glob("newstape.db*"))
        resource.prlimit(
            self.process.pid, resource.RLIMIT_FSIZE, (max(4096, min(largest, 65_536)), resource.RLIM_INFINITY)
        )
        try:
            code = await asyncio.wait_for(self.process.wait(), 90)
        except TimeoutError:
            resource.prlimit(
                self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            )
            self.day.bugs.append("the full disk was not noticed")
            return
        await self.listening
        said = self._new_log().strip().splitlines()[-1]
        self.day.ends.append(f"{code}: {said[:160]}")
        if "full or failing" not in said:
            self.day.bugs.append("the full disk was not told as such")
        moved = (time.monotonic() - self.started) * (self.speed - 1) + (
            float(self.moved.read_text()) if self.moved.exists() else 0.0
        )
        self._move(moved)  # the day goes on where it was
        await self._start()

    def _move(self, seconds: float) -> None:
        """The clock, in one step: the process may look at any moment."""
        made = self.moved.with_suffix(".new")
        made.write_text(str(seconds))
        made.replace(self.moved)

    def _measure(self, hour: float) -> None:
        """MiB of the process and of those that parse and read for it."""
        if self.process is None or self.process.returncode is not None:
            return
        if self.day.memory and hour - self.day.memory[-1][0] < 0.2:
            return
        pids = [self.process.pid, *_children(self.process.pid)]
        self.day.memory.append((hour, sum(_resident(pid) for pid in pids)))

    # --- the end ---

    async def _settle(self) -> None:
        last, same = -1, 0
        while same < 12:
            await asyncio.sleep(1)
            now = len(self.api.messages)
            same = same + 1 if now == last else 0
            last = now
        assert self.process is not None
        if self.process.returncode is not None:
            self.day.bugs.append("it had ended")
        else:
            self.process.terminate()
            if await asyncio.wait_for(self.process.wait(), 10):
                self.day.bugs.append("it did not end with 0")
        self._account()

    def _silence_of(self, percent: str) -> str | None:
        """Why the story of that figure was kept silent."""
        return self._silences.get(self._titles[percent])

    def _account(self) -> None:
        """Every alert that was asked for: sent, or told together with others."""
        sent: dict[tuple[int, str], int] = {}
        for message in self.api.messages:
            for line in message.text.splitlines():
                words = line.split()
                if "▲" in words:
                    key = (message.chat_id, next(w for w in words if w.endswith("%")))
                    sent[key] = sent.get(key, 0) + 1
        store = open_store(self.folder / "newstape.db")
        rows = store.c.rows("SELECT chat, html FROM outbox WHERE reason GLOB 'folded:*'")
        folded = {
            (
                r["chat"],
                next(w for w in r["html"].replace("<b>", " ").replace("</b>", " ").split() if w.endswith("%")),
            )
            for r in rows
        }
        waiting = store.c.rows(
            "SELECT count(*) AS n FROM outbox WHERE state IN ('queued', 'sending') AND key NOT GLOB 'folded:*'"
        )[0]["n"]
        self._silences = {
            r["title"]: r["silence"]
            for r in store.c.rows("SELECT title, silence FROM story WHERE silence IS NOT NULL")
        }
        store.close()
        self.day.folded = len(folded)
        self.day.messages = len(self.api.messages)
        missing = {k for k in self.day.expected if k not in sent and k not in folded}
        # What was published in the hour that the clock was put back over is of the future to whoever reads it then.
        ahead = {p for p in {p for _, p in missing} if self._silence_of(p) == Silence.FUTURE}
        self.day.ahead = sum(p in ahead for _, p in missing)
        self.day.lost = sorted(k for k in missing if k[1] not in ahead)
        self.day.repeated = sum(n - 1 for k, n in sent.items() if n > 1 and k not in folded)
        log = self.log.read_text(encoding="utf-8", errors="replace")
        self.day.bugs += [
            line
            for line in log.splitlines()
            if "a bug" in line or "does not end" in line or "never retrieved" in line or "Traceback" in line
        ]
        if waiting:
            self.day.bugs.append(f"{waiting} messages still wait")


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(c) for c in found.read_text().split()] if found.exists() else []


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=12.0, help="that the day takes")
    parser.add_argument("--stories", type=int, default=10_000)
    parser.add_argument("--chats", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=20261129)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="newstape-soak-") as name:
        soak = Soak(Path(name), _DAY / (given.minutes * 60), given.stories, given.chats, given.seed)
        day = asyncio.run(soak.run())
        print(day)
        fine = not day.lost and not day.bugs and day.growth <= 1.15
        if not fine:
            print(
                f"NOT as promised: lost {day.lost[:10]}\n{soak.log.read_text(encoding='utf-8', errors='replace')[-4000:]}"
            )
        else:
            print("as promised")
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
