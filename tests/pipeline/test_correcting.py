"""What a story takes back: an edit of each message that told it and an answer to it, to everybody who was told, and nothing else to anybody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta
from decimal import Decimal

import pytest

from bot.message.markup import plain
from bot.quiet import QuietHours
from tests.pipeline.test_retelling import Wire

CLOSE = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] closed {percent} higher at HKD174.00 (USD22.38) today. {more}"
TWO = "Alibaba [HKG: 9988] closed {hk} percent higher today. Its New York-listed shares [NYSE: BABA] closed {ny} percent higher on Tuesday."


class Desk(Wire):
    """A chat that watches Alibaba at 5 percent, and a publisher who may change what stands under a link."""

    async def under(self, guid: str, body: str, title: str = "Alibaba's Shares Jump", source: str = "Yicai") -> list[tuple[str, str]]:  # fmt: skip
        """("push", "edit" or "answer", the text) of what came of a story under that link, as it stands there now."""
        self.clock.pass_(600)
        before = self.last()
        await self.publish(guid, body, title, source)
        rows = self.store.c.rows("SELECT * FROM outbox WHERE id > ? ORDER BY id", (before,))
        self.send_what_may_go()
        kinds = ("edit" if r["edits"] else "answer" if r["replies"] else "push" for r in rows)
        return list(zip(kinds, (plain(r["html"]) for r in rows), strict=True))


@pytest.fixture
async def desk() -> Desk:
    rig = Desk()
    await rig.begin()
    return rig


def close(percent: str, more: str = "The company said that it will invest more in data centers.") -> str:
    return CLOSE.format(percent=percent, more=more)


async def test_a_corrected_figure_edits_the_message_and_answers_it(desk: Desk) -> None:
    ((kind, _),) = await desk.under("1", close("9.2 percent"))
    assert kind == "push"
    (kind, edited), (other, answer) = await desk.under("1", close("8.2 percent"))
    assert (kind, other) == ("edit", "answer")
    assert edited.startswith("🟢 ▲ Alibaba Group Holding 9988.HK  +8.2%")
    assert "✏️ 9988.HK was +9.2%, now +8.2%, corrected by Yicai" in edited
    assert answer.startswith("✏️ Correction: Alibaba Group Holding\n9988.HK was +9.2%, now +8.2%, corrected by Yicai")
    assert "closed 8.2 percent higher" in answer


async def test_whoever_was_told_hears_of_it_also_where_the_right_figure_reaches_no_threshold(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    assert [kind for kind, _ in await desk.under("1", close("0.3 percent"))] == ["edit", "answer"]


async def test_whoever_was_not_told_hears_nothing_of_what_was_wrong(desk: Desk) -> None:
    await desk.say("/alert alibaba 20%", chat=2)
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("8.2 percent"))
    assert not desk.store.c.rows("SELECT 1 FROM outbox WHERE chat = 2 AND priority = 1")


async def test_a_figure_that_only_now_reaches_a_threshold_is_an_alert_like_any_other(desk: Desk) -> None:
    assert await desk.under("1", close("2.9 percent")) == []
    ((kind, text),) = await desk.under("1", close("9.2 percent"))
    assert kind == "push" and "Correction" not in text and "was" not in text.split("\n")[0]


SAME = {
    "new words": close("9.2 percent", "Investors cheered, and analysts had waited for it since the spring."),
    "another sign of percent": close("9.2%"),
    "a rounding": close("9.18 percent"),
    "a coarser rounding": close("9 percent"),
    "a footer": close("9.2 percent") + "\n\nEditor: Somebody Else",
}


@pytest.mark.parametrize("body", SAME.values(), ids=SAME.keys())
async def test_new_words_without_a_new_figure_do_nothing(desk: Desk, body: str) -> None:
    await desk.under("1", close("9.2 percent"))
    assert await desk.under("1", body) == []


async def test_a_session_that_has_gone_on_is_no_correction(desk: Desk) -> None:
    midday = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."
    await desk.under("1", midday)
    ((kind, text),) = await desk.under("1", close("7.1 percent"))
    assert kind == "edit" and "+7.1%" in text and "✏️" not in text


async def test_a_story_that_says_it_corrects_takes_back_what_its_own_publisher_told(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    told = await desk.under("2", "CORRECTED: " + close("8.2 percent"), "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told] == ["edit", "answer"]
    assert "+8.2%" in told[0][1] and "➕" not in told[0][1]


async def test_a_source_that_corrects_its_own_figure_takes_back_no_other_source_s(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", "Alibaba [HKG: 9988] closed 9.5 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    ((kind, text),) = await desk.under(
        "2", "Alibaba [HKG: 9988] closed 9.1 percent higher on Wednesday.", "Alibaba Gains", "HKEJ"
    )
    assert kind == "edit", "the message itself told the right figure: nobody is disturbed"
    assert "+9.2%" in text and "➕ 1 more source: HKEJ +9.1%" in text and "9.5" not in text


async def test_of_two_listings_only_the_corrected_one_is_named(desk: Desk) -> None:
    await desk.under("1", TWO.format(hk="9.2", ny="6.1"))
    (_, edited), (_, answer) = await desk.under("1", TWO.format(hk="9.2", ny="5.3"))
    assert "+9.2%" in edited and "+5.3%" in edited
    assert "BABA was +6.1%, now +5.3%" in answer and "9988.HK" not in answer


async def test_a_second_correction_names_what_stood_there_last(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("8.2 percent"))
    (_, edited), (_, answer) = await desk.under("1", close("7.2 percent"))
    assert "was +8.2%, now +7.2%" in answer and "9.2" not in edited


async def test_a_correction_that_is_taken_back_is_told_too(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("8.2 percent"))
    (_, edited), (_, answer) = await desk.under("1", close("9.2 percent"))
    assert "was +8.2%, now +9.2%" in answer and "+9.2%" in edited.split("\n")[0]


async def test_a_wrong_figure_that_nobody_has_seen_is_told_right_and_never_wrong(desk: Desk) -> None:
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    (sent,) = [html for html in desk.send_what_may_go() if "▲" in html]
    assert "+8.2%" in sent and "9.2" not in sent and "✏️" not in sent


async def test_whoever_watches_it_no_more_finds_the_message_right_and_is_not_disturbed(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.say("/unwatch alibaba")
    desk.send_what_may_go()
    assert [kind for kind, _ in await desk.under("1", close("8.2 percent"))] == ["edit"]


async def test_a_correction_of_days_later_reaches_whoever_was_told(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    desk.clock.pass_(timedelta(days=6).total_seconds())
    body = close("8.2 percent")
    published = desk.store.c.rows("SELECT published FROM story")[0]["published"]
    await desk.publish("1", body, "Alibaba's Shares Jump")
    assert desk.store.c.rows("SELECT published FROM story")[0]["published"] == published
    assert [r["replies"] is not None for r in desk.store.c.rows("SELECT * FROM outbox WHERE state = 'queued'")] == [
        False,
        True,
    ]


async def test_what_was_told_together_with_others_is_edited_and_answered_too() -> None:
    rig = Desk(hourly=0)
    await rig.begin()
    await rig.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    rig.clock.pass_(7200)
    assert any("+9.2%" in html for html in rig.send_what_may_go())
    (kind, edited), (other, answer) = await rig.under("1", close("8.2 percent"))
    assert {kind, other} == {"edit", "answer"}
    texts = {kind: edited, other: answer}
    assert "+8.2%" in texts["edit"] and "9.2" not in texts["edit"]
    assert "was +9.2%, now +8.2%" in texts["answer"]


async def test_a_story_that_is_withdrawn_is_marked_and_answered_once(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    body = "This story has been withdrawn. The figures in it were wrong, and no replacement will be issued."
    (kind, edited), (other, answer) = await desk.under("1", body, "WITHDRAWN: Alibaba's Shares Jump")
    assert (kind, other) == ("edit", "answer")
    assert "+9.2%" in edited and "⚠️ Yicai withdrew its story" in edited
    assert answer.startswith("⚠️ Alibaba Group Holding +9.2%\nYicai withdrew its story")
    assert await desk.under("1", body + " We apologise.", "WITHDRAWN: Alibaba's Shares Jump") == []


async def test_a_company_that_withdraws_something_withdraws_no_story(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    more = "The company withdrew its forecast for the year, and the stock exchange withdrew a notice."
    assert await desk.under("1", close("9.2 percent", more)) == []


async def test_what_was_corrected_is_listed_with_what_it_became(desk: Desk) -> None:
    assert await desk.say("/corrections") == "Nothing that I told you has been corrected in the last 30 days."
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("8.2 percent"))
    listed = plain(await desk.say("/corrections"))
    assert "Alibaba Group Holding 9988.HK: +9.2% → +8.2%" in listed and "Yicai" in listed
    await desk.say("/watch tencent", chat=2)
    assert "Nothing that I told you" in await desk.say("/corrections", chat=2)


async def test_a_kill_between_the_edit_and_the_answer_loses_and_repeats_nothing(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    (edit,) = desk.store.sendable(5, desk.clock.now())
    desk.store.claim(edit.id, desk.clock.now())
    desk.store.mark_sent(edit.id, 7, desk.clock.now())
    desk.store.recover_sending()  # killed here, and started again
    assert await desk.pipeline.read_one(desk.store.stories_of([1])[1]) == 0
    (answer,) = desk.store.sendable(5, desk.clock.now())
    assert answer.replies == edit.edits and "was +9.2%, now +8.2%" in answer.message.html
    desk.store.claim(answer.id, desk.clock.now())
    desk.store.mark_sent(answer.id, 8, desk.clock.now())
    assert desk.store.sendable(5, desk.clock.now()) == ()


async def test_an_answer_waits_for_the_message_that_it_answers(desk: Desk) -> None:
    desk.send_what_may_go()
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    (alert,) = [r for r in desk.store.sendable(5, desk.clock.now()) if "▲" in r.message.html]
    desk.store.claim(alert.id, desk.clock.now())  # under way
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    assert desk.store.sendable(5, desk.clock.now()) == ()
    desk.store.mark_sent(alert.id, 5, desk.clock.now())
    assert len(desk.send_what_may_go()) == 2


async def test_many_who_were_told_are_all_told(desk: Desk) -> None:
    for chat in range(2, 12):
        await desk.say("/watch alibaba", chat=chat)
    await desk.under("1", close("9.2 percent"))
    told = await desk.under("1", close("8.2 percent"))
    assert [kind for kind, _ in told].count("answer") == 11
    assert len(desk.store.c.rows("SELECT * FROM correction")) == 1
    assert len(desk.store.c.rows("SELECT * FROM correction_told")) == 11


# --- what is no correction --------------------------------------------------------------------------------------------

GONE_ON = {
    "a later hour": ("rose 6 percent to HKD168.00 by midday today.", "was up 5.3 percent at HKD167.00 in the afternoon today."),
    "an opening": ("opened 6 percent higher at HKD168.00 today.", "rose 7 percent to HKD169.00 by midday today."),
    "the close after an opening": ("opened 6 percent higher at HKD168.00 today.", "closed 5.1 percent higher at HKD166.00 today."),
    "a clock": ("was up 6 percent at HKD168.00 as of 10:30 today.", "was up 5.2 percent at HKD166.90 as of 14:10 today."),
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), GONE_ON.values(), ids=GONE_ON.keys())
async def test_another_hour_of_a_session_under_one_link_edits_and_answers_nobody(
    desk: Desk, before: str, after: str
) -> None:
    company = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] "
    await desk.under("1", company + before)
    assert [kind for kind, _ in await desk.under("1", company + after)] == ["edit"]


async def test_a_midday_figure_is_not_wrong_for_the_close_of_a_story_that_corrects_something(desk: Desk) -> None:
    midday = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."
    await desk.under("1", midday)
    told = await desk.under("2", "CORRECTED: " + close("8.2 percent"), "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told] == ["edit"] and "Correction" not in told[0][1]


async def test_what_another_publisher_corrects_of_its_own_takes_nothing_back(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    body = "CORRECTED: Alibaba [HKG: 9988] closed 9.5 percent higher on Wednesday. (Corrects name of the analyst)"
    told = await desk.under("2", body, "CORRECTED-Alibaba Gains", "HKEJ")
    assert [kind for kind, _ in told] == ["edit"] and "➕ 1 more source: HKEJ +9.5%" in told[0][1]
    assert "+9.2%" in told[0][1].split("\n")[0]


async def test_a_models_opening_of_a_revised_story_takes_no_place_of_its_close(desk: Desk) -> None:
    more = "It opened 8.1 percent higher, as the company said that it will invest."
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("9.2 percent", more))
    stored, before = desk.store.stories_of([1])[1], desk.last()
    extraction = desk.store.extraction(1)
    assert stored.revises and extraction is not None
    opening = replace(extraction.moves[0], percent=Decimal("8.1"), at="open", by="model")
    with desk.store.transaction():
        desk.pipeline.alerting.alert(stored, [opening], desk.clock.now())
    assert desk.last() == before


# --- again, late, elsewhere -------------------------------------------------------------------------------------------


async def test_a_figure_that_flips_twice_is_corrected_each_time(desk: Desk) -> None:
    for percent, was in (("9.2", ""), ("8.2", "9.2"), ("9.2", "8.2"), ("8.2", "9.2"), ("9.2", "8.2")):
        told = await desk.under("1", close(f"{percent} percent"))
        assert f"+{percent}%" in told[0][1].split("\n")[0]
        assert not was or f"was +{was}%, now +{percent}%" in told[1][1]


async def test_the_correction_of_a_story_with_its_old_dateline_is_told_days_later(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    desk.clock.pass_(timedelta(days=2).total_seconds())
    more = "(Corrects the figure in the first paragraph.)"
    told = await desk.under("2", close("8.2 percent", more), "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told] == ["edit", "answer"]
    await desk.say("/alert alibaba 5%", chat=2)
    assert not desk.store.c.rows("SELECT 1 FROM outbox WHERE chat = 2 AND priority = 1"), "no news to anybody else"


async def test_the_words_that_a_message_shows_keep_their_place_when_they_are_corrected(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", "Alibaba [HKG: 9988] closed 9.5 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    (_, edited), _ = await desk.under("1", close("8.2 percent"))
    assert edited.startswith("🟢 ▲ Alibaba Group Holding 9988.HK  +8.2%") and "➕ 1 more source: HKEJ +9.5%" in edited
    ((_, edited),) = await desk.under(
        "3", "Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday.", "Alibaba up", "Reuters"
    )
    assert "➕ 2 more sources: HKEJ +9.5%, Reuters +9.2%" in edited


@pytest.mark.parametrize("end", ["put back", "killed"])
async def test_an_edit_under_way_does_not_come_again_after_the_correction(desk: Desk, end: str) -> None:
    await desk.under("1", close("9.2 percent"))
    desk.clock.pass_(60)
    await desk.publish("2", "Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    (edit,) = desk.store.sendable(5, desk.clock.now())
    desk.store.claim(edit.id, desk.clock.now())
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    if end == "killed":
        desk.store.recover_sending()
    else:
        desk.store.put_back(edit.id, "429", desk.clock.now(), False, tried=False)
    sent = [plain(html).split("\n")[0] for html in desk.send_what_may_go()]
    assert [line for line in sent if "▲" in line] == ["🟢 ▲ Alibaba Group Holding 9988.HK  +8.2%"]


async def test_another_source_s_edit_keeps_the_correction_s_for_as_long_as_that_would_have_waited(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")  # and Telegram is away
    desk.clock.pass_(600)
    await desk.publish("2", "Alibaba [HKG: 9988] closed 8.2 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    desk.clock.pass_(timedelta(hours=7).total_seconds())
    desk.store.expire(desk.clock.now())
    sent = [plain(html) for html in desk.send_what_may_go()]
    assert any(html.startswith("🟢 ▲") and "+8.2%" in html and "➕ 1 more source: HKEJ" in html for html in sent)


async def test_in_a_group_that_moved_no_old_number_is_edited_and_the_answer_stands_alone(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    (row,) = (r["outbox"] for r in desk.store.c.rows("SELECT outbox FROM alert"))
    desk.store.move_chat(1, -100123)
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    assert desk.store.sent_number(row) is None
    (answer,) = desk.store.c.rows("SELECT * FROM outbox WHERE replies = ?", (row,))
    assert answer["chat"] == -100123


async def test_what_could_not_be_sent_and_was_wrong_is_not_listed_as_missed(desk: Desk) -> None:
    desk.send_what_may_go()
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    desk.clock.pass_(timedelta(hours=7).total_seconds())
    desk.store.expire(desk.clock.now())
    assert "9.2" in str(desk.store.missed(1, desk.clock.now() - timedelta(hours=26)))
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    assert desk.store.missed(1, desk.clock.now() - timedelta(hours=26)) == ()


# --- withdrawn --------------------------------------------------------------------------------------------------------

GONE = "This story has been withdrawn. The figures in it were wrong, and no replacement will be issued."
WITHDRAWN = "WITHDRAWN: Alibaba's Shares Jump"


def quiet_now(desk: Desk, hours: int = 3) -> None:
    chat, now = desk.store.chat(1), desk.clock.now().astimezone(UTC)
    assert chat is not None
    begin, end = ((now + timedelta(hours=h)).time().replace(second=0, microsecond=0) for h in (-1, hours))
    desk.store.save_chat(replace(chat, quiet=QuietHours(begin, end), zone="UTC"), now)


async def test_a_source_that_withdraws_its_story_is_named_no_more_and_nobody_is_disturbed(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", "Alibaba [HKG: 9988] closed 9.5 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    ((kind, text),) = await desk.under("2", GONE, "WITHDRAWN: Alibaba Gains", "HKEJ")
    assert kind == "edit" and "+9.2%" in text and "9.5" not in text and "⚠️" not in text and "➕" not in text


async def test_a_figure_that_another_source_told_too_is_marked_and_stands(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", "Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday.", "Alibaba Gains", "HKEJ")
    ((kind, text),) = await desk.under("1", GONE, WITHDRAWN)
    assert kind == "edit" and "⚠️ Yicai withdrew its story" in text and "others tell the same" in text
    assert "+9.2%" in text and "HKEJ · " in text and "Yicai · " not in text and "➕" not in text
    ((kind, text),) = await desk.under("1", close("9.2 percent"))
    assert kind == "edit" and text.endswith("➕ 1 more source: Yicai") and "HKEJ · " in text


async def test_a_withdrawn_story_whose_words_still_stand_there_alerts_nobody(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.say("/alert alibaba 5%", chat=2)
    desk.send_what_may_go()
    told = await desk.under("1", close("9.2 percent"), WITHDRAWN)
    assert [kind for kind, _ in told] == ["edit", "answer"]
    assert not desk.store.c.rows("SELECT 1 FROM fact"), "nor does it stand in a digest"


async def test_a_withdrawn_story_that_nobody_has_seen_never_comes(desk: Desk) -> None:
    desk.send_what_may_go()
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("1", GONE, WITHDRAWN)
    assert desk.send_what_may_go() == []


async def test_what_was_withdrawn_in_quiet_hours_is_not_told_at_their_end(desk: Desk) -> None:
    quiet_now(desk)
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    desk.clock.pass_(timedelta(hours=5).total_seconds())
    assert not any("9.2" in html for html in desk.send_what_may_go())


async def test_the_answer_to_a_withdrawn_story_makes_no_sound_in_quiet_hours(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    quiet_now(desk)
    await desk.under("1", GONE, WITHDRAWN)
    (answer,) = desk.store.c.rows("SELECT silent FROM outbox WHERE replies IS NOT NULL")
    assert answer["silent"]


async def test_whoever_watches_it_no_more_is_not_told_that_a_story_is_withdrawn(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.say("/unwatch alibaba")
    desk.send_what_may_go()
    assert [kind for kind, _ in await desk.under("1", GONE, WITHDRAWN)] == ["edit"]


async def test_what_is_told_again_after_a_story_was_withdrawn_is_news(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    told = await desk.under(
        "2", "Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday.", "Alibaba Gains", "HKEJ"
    )
    assert [kind for kind, _ in told] == ["push"]


async def test_a_withdrawn_story_that_stands_again_is_told_again_and_corrected(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    assert [kind for kind, _ in await desk.under("1", close("9.2 percent"))] == ["push"]
    assert [kind for kind, _ in await desk.under("1", close("8.2 percent"))] == ["edit", "answer"]


# --- a price beside a figure that stays -------------------------------------------------------------------------------


async def test_a_price_that_is_corrected_alone_is_edited_answered_and_listed(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    (kind, edited), (other, answer) = await desk.under("1", close("9.2 percent").replace("HKD174.00", "HKD164.00"))
    assert (kind, other) == ("edit", "answer")
    assert "HKD164.00" in edited.split("\n")[1] and "9988.HK was HKD174.00" in edited and "now HKD164.00" in answer
    assert "HKD164.00" in plain(await desk.say("/corrections"))
    desk.send_what_may_go()
    again = await desk.under("1", close("9.2 percent"))
    assert [kind for kind, _ in again] == ["edit", "answer"] and "HKD174.00" in again[0][1].split("\n")[1]


async def test_a_price_and_its_figure_that_are_corrected_are_one_correction(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    told = await desk.under("1", close("8.2 percent").replace("HKD174.00", "HKD164.00"))
    assert [kind for kind, _ in told] == ["edit", "answer"] and "HKD164.00" in told[0][1].split("\n")[1]


async def test_a_price_that_nobody_has_seen_yet_is_told_right(desk: Desk) -> None:
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("1", close("9.2 percent").replace("HKD174.00", "HKD164.00"), "Alibaba's Shares Jump")
    (sent,) = [html for html in desk.send_what_may_go() if "▲" in html]
    assert "HKD164.00" in sent.split("\n")[1]


SAME_PRICE = {
    "fewer digits": ("HKD174.00", "HKD174"),
    "another way to write it": ("HKD174.00", "HK$174.00"),
    "none any more": ("at HKD174.00 (USD22.38) ", ""),
}


@pytest.mark.parametrize(("before", "after"), SAME_PRICE.values(), ids=SAME_PRICE.keys())
async def test_the_same_price_in_other_words_is_no_correction(desk: Desk, before: str, after: str) -> None:
    await desk.under("1", close("9.2 percent"))
    assert await desk.under("1", close("9.2 percent").replace(before, after)) == []


async def test_the_price_of_a_session_under_way_goes_on(desk: Desk) -> None:
    midday = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."
    await desk.under("1", midday)
    assert "answer" not in [kind for kind, _ in await desk.under("1", midday.replace("168.00", "168.40"))]


# --- of a night, of two links, of two listings ------------------------------------------------------------------------

HK = "Alibaba [HKG: 9988] closed {} percent higher on Wednesday."


@pytest.mark.parametrize("bound", ["quiet hours", "an hour"])
async def test_what_comes_after_a_withdrawn_alert_of_the_same_night_or_hour_is_told(bound: str) -> None:
    desk = Desk(hourly=1)
    await desk.begin()
    await desk.say("/alert tencent 5%")
    desk.send_what_may_go()
    if bound == "quiet hours":
        quiet_now(desk)
    else:
        await desk.under("0", "Tencent Holdings [HKG: 0700] closed 9.4 percent higher on Wednesday.", "Tencent up")
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", GONE, WITHDRAWN)
    await desk.under("2", HK.format("9.1"), "Alibaba Gains", "HKEJ")
    desk.clock.pass_(timedelta(hours=5).total_seconds())
    (sent,) = desk.send_what_may_go()
    assert "+9.1%" in sent and "9.2" not in sent


async def test_a_corrected_figure_that_its_old_link_still_says_is_no_news(desk: Desk) -> None:
    await desk.under("1", close("12.2 percent"))
    await desk.under("2", "CORRECTED: " + close("8.2 percent"), "CORRECTED-Alibaba's Shares Jump")
    more = " Analysts had waited for it since the spring, and investors cheered."
    assert not any(kind == "push" for kind, _ in await desk.under("1", close("12.2 percent") + more))


async def test_a_story_that_corrects_itself_takes_back_no_other_publishers_figure(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", HK.format("9.5"), "Alibaba Gains", "HKEJ")
    told = await desk.under("1", "CORRECTED: " + close("8.2 percent"), "CORRECTED-Alibaba's Shares Jump")
    assert "was +9.5" not in told[0][1] and "HKEJ +9.5%" in told[0][1]


async def test_two_stories_told_together_are_withdrawn_one_after_the_other() -> None:
    desk = Desk(hourly=0)
    await desk.begin()
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    desk.clock.pass_(7200)
    desk.send_what_may_go()
    await desk.under("2", HK.format("9.5"), "Alibaba Gains", "HKEJ")
    first = await desk.under("1", GONE, WITHDRAWN)
    second = await desk.under("2", GONE, "WITHDRAWN: Alibaba Gains", "HKEJ")
    assert [sum(kind == "answer" for kind, _ in told) for told in (first, second)] == [1, 1]


async def test_the_close_of_a_midday_story_that_corrects_a_name_is_no_correction_of_the_figure(desk: Desk) -> None:
    midday = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."
    await desk.under("1", midday)
    corrected = "CORRECTED: " + close("8.2 percent", "(Corrects name of analyst.)")
    assert [kind for kind, _ in await desk.under("1", corrected, "CORRECTED-Alibaba's Shares Jump")] == ["edit"]


@pytest.mark.parametrize("link", ["1", "2"])
@pytest.mark.parametrize(("before", "after"), GONE_ON.values(), ids=GONE_ON.keys())
async def test_a_later_hour_of_a_story_that_corrects_something_is_no_correction(
    desk: Desk, before: str, after: str, link: str
) -> None:
    company = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] "
    await desk.under("1", company + before)
    body = "CORRECTED: " + company + after + " (Corrects name of the analyst.)"
    told = await desk.under(link, body, "CORRECTED-Alibaba's Shares Jump")
    assert "answer" not in [kind for kind, _ in told]


async def test_of_two_listings_each_is_corrected_by_whichever_link_does(desk: Desk) -> None:
    await desk.under("1", TWO.format(hk="9.2", ny="6.1"))
    await desk.under("2", "CORRECTED: " + HK.format("8.2"), "CORRECTED-Alibaba's Shares Jump")
    told = await desk.under("1", TWO.format(hk="8.2", ny="5.3"))
    assert [kind for kind, _ in told] == ["edit", "answer"]
    assert "+8.2%" in told[0][1] and "+5.3%" in told[0][1] and "BABA was +6.1%, now +5.3%" in told[0][1]


async def test_of_two_listings_the_second_is_corrected_by_a_third_link(desk: Desk) -> None:
    await desk.under("1", TWO.format(hk="9.2", ny="6.1"))
    await desk.under("2", "CORRECTED: " + HK.format("8.2"), "CORRECTED-Alibaba's Shares Jump")
    body = "CORRECTED: Alibaba [NYSE: BABA] closed 5.3 percent higher on Tuesday."
    told = await desk.under("3", body, "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told] == ["edit", "answer"] and "BABA was +6.1%, now +5.3%" in told[1][1]


async def test_a_story_of_two_listings_of_which_one_was_corrected_elsewhere_is_withdrawn(desk: Desk) -> None:
    await desk.under("1", TWO.format(hk="9.2", ny="6.1"))
    await desk.under("2", "CORRECTED: " + HK.format("8.2"), "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in await desk.under("1", GONE, WITHDRAWN)] == ["edit", "answer"]


async def test_a_corrections_edit_under_way_lends_its_time_to_what_overtakes_it(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.publish("1", close("8.2 percent"), "Alibaba's Shares Jump")
    edit = desk.store.sendable(5, desk.clock.now())[0]
    desk.store.claim(edit.id, desk.clock.now())
    desk.clock.pass_(60)
    await desk.publish("2", HK.format("8.2"), "Alibaba Gains", "HKEJ")
    desk.store.put_back(edit.id, "429", desk.clock.now(), False, tried=False)
    desk.clock.pass_(timedelta(hours=7).total_seconds())
    desk.store.expire(desk.clock.now())
    sent = [plain(html) for html in desk.send_what_may_go()]
    assert any(html.startswith("🟢 ▲") and "+8.2%" in html for html in sent)


async def test_a_models_other_figure_corrects_nothing_that_rules_still_read(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("9.2 percent", "Investors cheered: it had been up 10.1 percent."))
    stored, before = desk.store.stories_of([1])[1], desk.last()
    extraction = desk.store.extraction(1)
    assert extraction is not None
    other = replace(extraction.moves[0], percent=Decimal("10.1"), at=None, by="model")
    with desk.store.transaction():
        desk.pipeline.alerting.alert(stored, [other], desk.clock.now())
    assert not desk.store.c.rows("SELECT 1 FROM outbox WHERE id > ? AND replies IS NOT NULL", (before,))


@pytest.mark.parametrize(
    "words", ["nearly 10 percent", "almost 10 percent", "about 9 percent", "more than 9 percent"]
)
async def test_vaguer_words_for_a_figure_are_no_correction(desk: Desk, words: str) -> None:
    await desk.under("1", close("9.2 percent"))
    assert "answer" not in [kind for kind, _ in await desk.under("1", close(words))]


@pytest.mark.parametrize("bound", ["quiet hours", "not sent yet"])
async def test_what_nobody_has_seen_comes_in_the_words_of_whoever_stands_by_it(desk: Desk, bound: str) -> None:
    if bound == "quiet hours":
        quiet_now(desk)
    await desk.publish("1", close("9.2 percent"), "Alibaba's Shares Jump")
    await desk.publish("2", HK.format("9.5"), "Alibaba Gains", "HKEJ")
    await desk.publish("1", GONE, WITHDRAWN)
    desk.clock.pass_(timedelta(hours=5).total_seconds())
    (sent,) = [plain(html) for html in desk.send_what_may_go() if "▲" in html]
    assert "+9.5%" in sent and "9.2" not in sent and "⚠️" not in sent


async def test_a_message_of_a_withdrawn_story_shows_what_another_tells_and_the_answer_what_nobody_does(desk: Desk) -> None:  # fmt: skip
    await desk.under("1", close("9.2 percent"))
    await desk.under("2", HK.format("9.5"), "Alibaba Gains", "HKEJ")
    (kind, edited), (other, answer) = await desk.under("1", GONE, WITHDRAWN)
    assert (kind, other) == ("edit", "answer")
    assert edited.startswith("🟢 ▲ Alibaba Group Holding 9988.HK  +9.5%")
    assert "⚠️ Yicai withdrew its story 12:30 UTC, which told +9.2%." in edited and "nothing" not in edited
    assert "+9.2%" in answer and "rests on nothing" in answer


async def test_one_publishers_two_stories_of_one_figure_are_corrected_in_one_line(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("3", HK.format("9.2"), "Alibaba Gains")
    told = await desk.under("2", "CORRECTED: " + HK.format("8.2"), "CORRECTED-Alibaba's Shares Jump")
    assert [text.count("was +9.2%, now +8.2%") for _, text in told] == [1, 1]


@pytest.mark.parametrize("link", ["1", "2"])
async def test_a_midday_figure_that_a_story_says_it_corrects_in_the_same_words_is_corrected(
    desk: Desk, link: str
) -> None:
    midday = "Alibaba Group Holding [HKG: 9988] rose {} percent to HKD168.00 by midday today."
    await desk.under("1", midday.format(6))
    told = await desk.under(link, "CORRECTED: " + midday.format("5.3"), "CORRECTED-Alibaba's Shares Jump")
    assert [kind for kind, _ in told] == ["edit", "answer"] and "was +6%, now +5.3%" in told[1][1]


async def test_why_says_what_a_corrected_message_tells_now(desk: Desk) -> None:
    await desk.under("1", close("9.2 percent"))
    await desk.under("1", close("8.2 percent"))
    said = plain(await desk.say("/why"))
    assert "+8.2%" in said and "+9.2%" not in said
    desk.send_what_may_go()
    await desk.under("1", GONE, WITHDRAWN)
    assert "+8.2%" in plain(await desk.say("/why")), "of a story that was withdrawn, what it had told"
