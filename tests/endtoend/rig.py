"""`newstape run` as a process, between a loopback feed server, a loopback Bot API and, if wanted, a model endpoint."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from bot.listings import load, load_sessions
from bot.reading import read_by_rules
from bot.story import compose
from tests.loopback.bot_api import BotApi, Sent
from tests.loopback.feed_server import Feed, FeedServer
from tests.loopback.model_endpoint import ModelEndpoint

ANNA = 501
ADMIN = 900
ROOT = Path(__file__).parents[2]


def wire_date(moment: datetime) -> str:
    """ "Sept. 24", as Yicai writes it."""
    months = ["Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."]
    return f"{months[moment.month - 1]} {moment.day}"


def last_close() -> date:
    """The day of the last close in Hong Kong, at whatever hour the suite runs: nobody believes a close of today before the market opens."""
    there = datetime.now(ZoneInfo("Asia/Hong_Kong"))
    return load_sessions().on_or_before("XHKG", there.date() - timedelta(days=there.hour < _CLOSED))


_CLOSED = 17  # o'clock


@dataclass(frozen=True)
class Made:
    """A company of Hong Kong's with its code as a wire prints it, and as a chat types it."""

    name: str
    tag: str
    symbol: str


def companies(count: int) -> list[Made]:
    """So many, of which a story of the rig's is read surely: what is told of each is an event of its own."""
    out: list[Made] = []
    for code in range(1, 4000):
        company = load().of_symbol(f"{code:04d}.HK")
        if company is None or company.key != f"{code:04d}.HK" or not _PLAIN.fullmatch(company.name):
            continue  # one that is listed twice is one
        made = Made(company.name, f"HKG: {code:04d}", f"{code:04d}.HK")
        story = compose(
            id="s", title=None, body=story_text("9.2", company=made.name, tag=made.tag), published=datetime.now(UTC)
        )
        moves = read_by_rules(story, load(), load_sessions()).moves
        if [(m.symbol, m.sure) for m in moves] == [(made.symbol, True)]:
            out.append(made)
            if len(out) == count:
                return out
    raise AssertionError(f"there are only {len(out)}")


_PLAIN = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+){1,3}")


def story_text(
    percent: str,
    *,
    company: str = "Alibaba Group Holding",
    tag: str = "HKG: 9988",
    price: str = "HKD174.00",
    up: bool = True,
) -> str:
    """A story of ours in the wire's style, told today of the last close."""
    day = wire_date(datetime.now(UTC))
    way = "higher" if up else "lower"
    return (
        f"(Yicai) {day} -- {company} gave the market something to talk about with its newest plans for artificial intelligence, "
        f"and investors answered at once. {company} [{tag}] closed {percent} percent {way} at {price} a share on {last_close():%A} after it unveiled a "
        "bigger model, while the firm said that it will go on investing in data centers and in the people who run them, and that it "
        "expects demand for computing to outgrow supply, a word for which its analysts had waited patiently, and to which its rivals "
        "will have to find an answer of their own, in models as well as in the machines that run them, it wrote in a long letter."
    )


def true_answer(material: str) -> dict[str, Any]:
    """An honest reading of the rig's story, made of its own words; and an answer to whether anybody is there."""
    if material.startswith("Are you there"):
        return {"fine": True}
    m = re.search(
        r"\[(?P<n>\d+)\] (?P<who>[^.\[]+?) \[[^\]]+\] closed (?P<percent>[\d.]+) percent (?P<way>higher|lower) at HKD(?P<price>[\d.]+) a share on",
        material,
    )
    assert m is not None, material
    move = {
        "sentence": int(m["n"]), "what": m["who"], "direction": "up" if m["way"] == "higher" else "down", "percent": float(m["percent"]),
        "amount": None, "unit": None, "level": float(m["price"]), "period": "day",
    }  # fmt: skip
    reason = {"fact": 1, "sentence": int(m["n"]), "text": "after it unveiled a bigger model"}
    return {"moves": [move], "claims": [], "settled": [], "reasons": [reason]}


class Rig:
    """The servers and the process; `start` and `kill` as often as the test likes, on one store."""

    def __init__(
        self,
        folder: Path,
        *,
        model: ModelEndpoint | None = None,
        limits: bool = True,
        extra: str = "",
        poll: float = 1,
    ) -> None:
        self.folder = folder
        self.model = model
        self.extra = extra
        self.poll = poll
        self.api = BotApi(limits=limits)
        self.feeds = FeedServer()
        self.process: asyncio.subprocess.Process | None = None
        self.feed_url = ""  # another address than the feed's own
        self.log = folder / "log.txt"

    async def __aenter__(self) -> Self:
        await self.api.__aenter__()
        await self.feeds.__aenter__()
        self.api.user(ANNA, first_name="Anna", language_code="en-gb")
        self.api.user(ADMIN, first_name="Olga", language_code="en-gb")
        self.feed: Feed = self.feeds.feed("/yicai.xml", title="Yicai")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.process is not None and self.process.returncode is None:
            self.process.kill()
            await self.process.wait()
        await self.feeds.__aexit__(kind, error, trace)
        await self.api.__aexit__(kind, error, trace)

    @property
    def config(self) -> Path:
        path = self.folder / "config.toml"
        model = ""
        if self.model is not None:
            model = f'[model]\nbase_url = "{self.model.base_url}"\napi_key = "test-key"\nname = "{"qwen3-max" if self.model.dialect == "modelstudio" else "gpt-test"}"\n'
        path.write_text(
            f'[telegram]\ntoken = "{self.api.token}"\nbase_url = "{self.api.base_url}"\nadmins = [{ADMIN}]\n'
            f'[store]\npath = "{self.folder / "newstape.db"}"\n[poll]\nseconds = {self.poll}\n[network]\nallow = ["127.0.0.0/8"]\n'
            f"{model}{self.extra}\n"
            f'[[feed]]\nurl = "{self.feed_url or self.feed.url}"\nname = "Yicai"\n',
            encoding="utf-8",
        )
        return path

    async def start(self) -> None:
        """Starts the process and waits until it has asked Telegram for updates and the feed for stories."""
        environment = {k: v for k, v in os.environ.items() if k not in ("TELEGRAM_TOKEN", "OPENAI_API_KEY")}
        polled = len(self.feeds.requests)
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                "--config",
                str(self.config),
                cwd=ROOT,
                env=environment,
                stdout=log,
                stderr=log,
            )
        await self.until(lambda: len(self.feeds.requests) > polled, "the feed is polled")

    async def until(self, condition: object, what: str, seconds: float = 20) -> None:
        """Waits for something that the servers see. What the process logged stands in the failure."""
        assert callable(condition)
        deadline = asyncio.get_running_loop().time() + seconds
        while not condition():
            if self.process is not None and self.process.returncode is not None:
                raise AssertionError(f"newstape ended with {self.process.returncode} before: {what}\n{self.logged()}")
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"not within {seconds} s: {what}\n{self.logged()}")
            await asyncio.sleep(0.02)

    def logged(self) -> str:
        return self.log.read_text(encoding="utf-8")[-6000:] if self.log.exists() else ""

    async def polls(self, count: int) -> None:
        """Waits for that many more polls of the feed."""
        wanted = len(self.feeds.requests) + count
        await self.until(lambda: len(self.feeds.requests) >= wanted, f"{count} more polls")

    async def say(self, text: str, user: int = ANNA) -> Sent:
        """Somebody writes; returns the first answer. What the bot says by itself at its start is none."""

        def answers() -> list[Sent]:
            return [m for m in self.api.sent_to(user) if not m.text.startswith("newstape is up")]

        before = len(answers())
        await self.api.say(user, text)
        await self.until(lambda: len(answers()) > before, f"an answer to {text}")
        return answers()[before]

    async def command(self, *arguments: str) -> tuple[int, str]:
        """Another command of newstape's, to its end: its exit code and what it printed."""
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *arguments,
            cwd=ROOT,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        out, _ = await asyncio.wait_for(process.communicate(), 30)
        return process.returncode or 0, out.decode()

    def publish(self, title: str, text: str, **fields: object) -> object:
        published = fields.pop("published", datetime.now(UTC) - timedelta(minutes=1))
        return self.feed.publish(title=title, text=text, published=published, **fields)  # type: ignore[arg-type]

    async def stop(self, number: int = signal.SIGTERM) -> int:
        """Asks it to end; returns its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return await asyncio.wait_for(self.process.wait(), 10)

    async def kill(self) -> None:
        assert self.process is not None
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    def alerts(self, user: int = ANNA) -> list[Sent]:
        """The messages that tell a move, or what it has become."""
        return [m for m in self.api.sent_to(user) if any(sign in m.text for sign in "▲▼✏")]
