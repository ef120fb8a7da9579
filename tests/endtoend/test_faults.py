"""Things that go wrong in a running bot: what it then says, and that nothing is lost."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import pytest

from tests.endtoend.rig import ADMIN, ANNA, Rig, companies, story_text

pytestmark = pytest.mark.endtoend


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with Rig(tmp_path) as made:
        yield made


@pytest.fixture
def unused_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def told(rig: Rig, words: str, chat: int = ADMIN) -> bool:
    return any(words in m.text for m in rig.api.sent_to(chat))


async def test_a_feeds_password_is_in_no_alert_no_list_and_no_log(rig: Rig) -> None:
    address = rig.feed.url.replace("http://", "http://desk:pa55word@")
    rig.extra += f'[[feed]]\nurl = "{address}"\nname = ""\n'
    rig.feed_url = "http://127.0.0.1:1/nothing"
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    rig.publish("Alibaba Shares Jump", story_text("9.2"), link="/story/1", guid="/story/1")
    await rig.until(rig.alerts, "the alert")
    alert = rig.alerts()[0]
    link = next(e.url for e in alert.entities if e.type == "text_link")
    assert link == rig.feed.url.rpartition("/")[0] + "/story/1"
    await rig.say("/feeds", ADMIN)
    assert told(rig, rig.feed.url)
    assert not told(rig, "pa55word")
    assert "pa55word" not in rig.log.read_text(encoding="utf-8")


async def test_a_429_of_one_chat_holds_up_no_other(rig: Rig) -> None:
    rig.api.user(77, first_name="Ben")
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    await rig.say("/watch alibaba", 77)
    rig.api.fail_next("sendMessage", 1, 429, retry_after=40, chat_id=77, hold=False)
    began = datetime.now(UTC)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "Anna's alert")
    assert datetime.now(UTC) - began < timedelta(seconds=15)
    assert not rig.alerts(77)


async def test_a_gateways_page_is_a_line_of_ours_and_no_traceback(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    rig.api.fail_next("sendMessage", 2, "html", http_status=502)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "the alert")
    log = rig.log.read_text(encoding="utf-8")
    assert "HTTP 502 from something before the Bot API" in log
    assert "Traceback" not in log
    assert "<html" not in log


async def test_two_processes_that_poll_with_one_token_are_told_to_the_admins_once(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    rig.api.fail_next("getUpdates", 3, 409)
    await rig.say("/help")
    await rig.until(lambda: told(rig, "Another process asks Telegram for updates"), "the notice")
    await asyncio.sleep(3)
    assert sum("Another process asks" in m.text for m in rig.api.sent_to(ADMIN)) == 1


async def test_a_token_that_is_revoked_is_said_more_and_more_seldom(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    rig.api.fail_next("getUpdates", 1000, 401)
    await rig.say("/help")
    await asyncio.sleep(9)
    said = rig.log.read_text(encoding="utf-8").count("updates: Telegram does not know the token")
    assert 1 <= said <= 3
    assert await rig.stop() == 0


async def test_a_closed_topic_or_a_restricted_chat_loses_no_message(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    await rig.until(lambda: len(rig.api.sent_to(ANNA)) == 2, "the answer and the advice")
    rig.api.fail_next("sendMessage", 1, 400, description="Bad Request: TOPIC_CLOSED", chat_id=ANNA)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(lambda: "Topic_closed" in rig.log.read_text(encoding="utf-8"), "the refusal")
    assert not rig.alerts()
    # Whoever speaks there can be spoken to: what waited goes out.
    await rig.say("/help")
    await rig.until(rig.alerts, "the alert that waited")


async def test_a_flood_of_stories_is_an_hours_alerts_and_one_message_for_the_rest(rig: Rig) -> None:
    rig.extra += "[alerts]\nhourly = 5\n"
    await rig.start()
    await rig.polls(1)
    told_of = companies(60)
    for company in told_of[:12]:
        await rig.say(f"/watch {company.symbol}")
    for n, company in enumerate(told_of):
        percent = f"{5 + n % 8}.{n % 9 + 1}"
        rig.publish(f"{company.name} Jumps, Part {n}", story_text(percent, company=company.name, tag=company.tag))
    await rig.until(lambda: len(rig.alerts()) >= 5, "an hour's alerts", 60)
    await rig.until(lambda: told(rig, "new stories at once"), "the word to the admins")
    await asyncio.sleep(4)
    assert len(rig.alerts()) == 5
    assert "beyond an hour’s alerts, told together" in (await rig.say("/stats", ADMIN)).text
    assert "Too many for one hour: the rest comes together at" in (await rig.say("/missed")).text


async def test_a_text_that_freezes_a_reader_freezes_nothing_and_is_told_once(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    from tests.adapters.test_reading import POISON

    rig.publish("Poison", "".join(POISON[i : i + 60] + ("(" * 40) for i in range(0, 20_000, 60)) * 3)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    began = datetime.now(UTC)
    answer = await rig.say("/help")
    assert answer and datetime.now(UTC) - began < timedelta(seconds=3)
    await rig.until(rig.alerts, "the alert beside it", 30)


async def test_health_is_served_and_asked_for(rig: Rig, unused_port: int) -> None:
    rig.extra += f'[metrics]\nlisten = "127.0.0.1:{unused_port}"\n'
    await rig.start()
    await rig.polls(2)

    async def get(path: str) -> tuple[int, str]:
        async with aiohttp.ClientSession() as session, session.get(f"http://127.0.0.1:{unused_port}{path}") as answer:
            return answer.status, await answer.text()

    assert await get("/healthz") == (200, "alive\n")
    assert await get("/readyz") == (200, "ready\n")
    assert "newstape_feeds 1.0" in (await get("/metrics"))[1]
    await asyncio.sleep(1.5)
    assert await rig.command("health", "--config", str(rig.config)) == (0, "well\n")
    assert rig.process is not None
    rig.process.kill()
    await rig.process.wait()
    rig.process = None
    code, said = await rig.command("restore", str(rig.folder / "newstape.db"), "--check", "--config", str(rig.config))
    assert (code, "is whole: 1 feeds" in said) == (0, True)


async def test_each_admin_is_told_once_that_it_is_up(rig: Rig) -> None:
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.start()
    await rig.until(lambda: told(rig, "newstape is up: 1 feed, 1 story read today, 1 move."), "the line")
    assert await rig.stop() == 0
    await rig.start()
    await rig.polls(2)
    await asyncio.sleep(1)
    assert sum("newstape is up" in m.text for m in rig.api.sent_to(ADMIN)) == 1
    assert not told(rig, "newstape is up", ANNA)


async def test_a_feed_in_beijings_time_is_noticed_its_zone_set_by_an_admin_and_then_it_alerts(rig: Rig) -> None:
    beijing = rig.feeds.feed("/beijing.xml", title="Beijing")
    rig.extra += f'[[feed]]\nurl = "{beijing.url}"\nname = "Beijing"\nlanguage = "zh"\n'
    await rig.start()
    await rig.polls(2)
    await rig.say("/watch alibaba")

    def publish(n: int) -> None:
        local = datetime.now(UTC) + timedelta(hours=8, minutes=-1)
        beijing.publish(
            title=f"Alibaba Shares Jump, No. {n}",
            text=story_text(f"{20 + n}.4"),
            published_raw=local.strftime("%Y-%m-%d %H:%M:%S"),
        )

    for n in range(3):
        publish(n)
    await rig.polls(4)
    await rig.until(lambda: len([r for r in rig.feeds.requests if r.path == "/beijing.xml"]) > 5, "more polls")
    line = (await rig.say("/feeds", ADMIN)).text
    assert (
        "3 stories in seven days, 0 may alert; not: 3 dated in the future; dated 8 h ahead: its zone seems to be Asia/Shanghai"
        in line
    )
    assert not rig.alerts()
    await rig.say(f"/feeds zone {beijing.url} Asia/Shanghai", ADMIN)
    publish(7)
    await rig.until(rig.alerts, "the alert")
    assert "+27.4%" in rig.alerts()[0].text
