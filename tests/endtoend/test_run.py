"""newstape as a process, from a feed to a phone."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.endtoend.rig import ADMIN, ANNA, Rig, story_text

pytestmark = pytest.mark.endtoend


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[Rig]:
    async with Rig(tmp_path) as made:
        yield made


async def test_a_watched_story_arrives_once_and_an_unwatched_one_never(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    answer = await rig.say("/watch 9988.HK")
    assert "Alibaba" in answer.text and "9988.HK" in answer.text
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    rig.publish(
        "Tencent Shares Jump", story_text("8.1", company="Tencent Holdings", tag="HKG: 0700", price="HKD655.50")
    )
    await rig.until(rig.alerts, "the alert")
    await rig.polls(3)
    assert len(rig.alerts()) == 1
    alert = rig.alerts()[0]
    assert "+9.2%" in alert.text and "HKD174.00" in alert.text and "9988.HK" in alert.text
    assert "closed 9.2 percent higher at HKD174.00" in "".join(alert.pieces("blockquote"))
    assert await rig.stop() == 0


async def test_the_same_story_in_two_polls_with_an_edited_title_and_after_a_restart_arrives_once(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    item = rig.publish("Alibaba Shares Jump on AI Plans", story_text("9.2"))
    await rig.until(rig.alerts, "the alert")
    await rig.polls(2)
    rig.feed.edit(item, title="Alibaba Shares Jump to High on AI Plans")  # type: ignore[arg-type]
    await rig.polls(3)
    assert await rig.stop() == 0
    await rig.start()
    await rig.polls(3)
    rig.publish(
        "Alibaba Shares Jump to High on AI Plans",
        story_text("9.2"),
        guid="another-guid",
        link="https://example.org/elsewhere",
    )
    await rig.polls(3)
    assert len(rig.alerts()) == 1, [m.text for m in rig.alerts()]


async def test_a_story_published_while_telegram_is_down_arrives_when_it_is_back(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    rig.api.down = True
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.polls(3)
    assert not rig.alerts()
    rig.api.down = False
    await rig.until(rig.alerts, "the alert, late")
    await rig.polls(2)
    assert len(rig.alerts()) == 1


async def test_telegram_down_at_the_start_stops_nothing(rig: Rig) -> None:
    rig.api.down = True
    await rig.start()
    await rig.polls(1)
    rig.api.down = False
    assert "watch" in (await rig.say("/watch alibaba")).text.lower()
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "the alert")


async def test_the_first_poll_and_old_and_undated_stories_alert_nobody(rig: Rig) -> None:
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    rig.publish("Alibaba Shares Leap", story_text("7.7"), published=datetime.now(UTC) - timedelta(days=3))
    rig.publish("Alibaba Shares Soar", story_text("8.8"), published=None)
    rig.publish("Alibaba Shares Fly", story_text("6.6"), published=datetime.now(UTC) + timedelta(days=2))
    await rig.polls(3)
    assert not rig.alerts()


async def test_a_corrected_figure_is_told_as_a_correction(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    item = rig.publish("Alibaba Shares Jump on AI Plans", story_text("9.2"))
    await rig.until(rig.alerts, "the alert")
    rig.feed.edit(item, text=story_text("2.9"))  # type: ignore[arg-type]
    await rig.until(lambda: len(rig.alerts()) == 2, "the correction")
    assert (
        "Correction" in rig.alerts()[1].text and "+2.9%" in rig.alerts()[1].text and "+9.2%" in rig.alerts()[1].text
    )


async def test_429_holds_the_whole_sender_and_loses_nothing(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    # Else two messages are under way when the flood begins.
    await rig.until(
        lambda: [c for c in rig.api.calls if "newstape is up" in c.params.get("text", "")], "the word to the admin"
    )
    rig.api.flood(2)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "the alert after the flood")
    refused = [c for c in rig.api.calls if c.status == 429]
    assert len(refused) == 1
    assert len(rig.alerts()) == 1


async def test_a_blocked_chat_ends_and_the_others_go_on(rig: Rig) -> None:
    rig.api.user(77, first_name="Ben")
    await rig.start()
    await rig.polls(1)
    await rig.say("/watch alibaba")
    await rig.say("/watch alibaba", 77)
    rig.api.block(77)
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "Anna's alert")
    assert not rig.alerts(77)


async def test_a_threshold_set_by_command_holds(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/alert 9988.HK -5%")
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    rig.publish("Alibaba Shares Ease", story_text("4.9", up=False, price="HKD120.00"))
    await rig.polls(3)
    assert not rig.alerts()
    rig.publish("Alibaba Shares Fall", story_text("6.4", up=False, price="HKD118.00"))
    await rig.until(rig.alerts, "the alert down")
    assert "−6.4%" in rig.alerts()[0].text


async def test_a_press_of_undo_and_the_digest_work(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    answer = await rig.say("/watch alibaba")
    await rig.say("/watchlist")
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(rig.alerts, "the alert")
    digest = await rig.say("/digest")
    assert "+9.2%" in digest.text
    await rig.api.press(answer, "Undo", ANNA)
    await rig.until(lambda: any("no longer watch" in m.text for m in rig.api.sent_to(ANNA)), "the undo")


async def test_admins_add_feeds_without_a_restart_and_see_numbers(rig: Rig) -> None:
    second = rig.feeds.feed("/second.xml", title="Second")
    await rig.start()
    await rig.polls(1)
    assert "Added" in (await rig.say(f"/feeds add {second.url}", ADMIN)).text
    await rig.until(lambda: any(r.path == "/second.xml" for r in rig.feeds.requests), "the new feed's poll")
    assert "Feeds: 2" in (await rig.say("/stats", ADMIN)).text
    assert "operator" in (await rig.say("/stats", ANNA)).text


async def test_sighup_reads_the_feeds_again(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    more = rig.feeds.feed("/more.xml", title="More")
    rig.config.write_text(rig.config.read_text() + f'[[feed]]\nurl = "{more.url}"\n')
    assert rig.process is not None
    rig.process.send_signal(signal.SIGHUP)
    await rig.until(
        lambda: any(r.path == "/more.xml" for r in rig.feeds.requests), "the feed that the config names now"
    )


async def test_sigint_ends_it_with_0_and_a_second_run_says_that_the_store_is_in_use(rig: Rig) -> None:
    await rig.start()
    first = rig.process
    await rig.polls(1)
    rig.process = None
    with pytest.raises(AssertionError, match="in use by another newstape"):
        await rig.start()
        await rig.polls(50)
    rig.process = first
    assert await rig.stop(signal.SIGINT) == 0


async def test_a_channel_gets_what_its_admins_post_that_it_wants(rig: Rig) -> None:
    await rig.start()
    await rig.polls(1)
    await rig.say("/help")
    rig.api.channel(-1_001_000_000_007, "Movers")
    rig.api.admit(-1_001_000_000_007, by=ANNA)
    await rig.api.wait_for(lambda m: "I can post in Movers now" in m.text, 20)
    await rig.api.post(-1_001_000_000_007, "/watch 9988.HK")
    answer = await rig.api.wait_for(lambda m: m.chat_id == -1_001_000_000_007, 20)
    assert "Alibaba" in answer.text
    await rig.api.post(-1_001_000_000_007, "Good morning, readers")
    rig.publish("Alibaba Shares Jump", story_text("9.2"))
    await rig.until(lambda: rig.alerts(-1_001_000_000_007), "the channel's alert")
    assert len(rig.api.sent_to(-1_001_000_000_007)) == 2, "what its admins say to its readers is not answered"
    assert await rig.stop() == 0
