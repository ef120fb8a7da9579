"""One event, told by several stories: one message, edited; a push only where it turns round or reaches twice the threshold."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.link import Link
from bot.message import Priority
from bot.message.figures import moment
from bot.ports import Item, Polled
from tests.pipeline.test_folding import Rig

MIDDAY = "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] rose 6 percent to HKD168.00 by midday today."


class Wire(Rig):
    """A chat that watches Alibaba at 5 percent, and stories of several sources, half an hour apart."""

    async def begin(self) -> None:
        await self.say("/alert alibaba 5%")
        self.number = 0
        self.seen = self.last()

    def chat_zone(self) -> str:
        chat = self.store.chat(1)
        assert chat is not None
        return chat.zone

    def last(self) -> int:
        return int(self.store.c.rows("SELECT coalesce(max(id), 0) AS n FROM outbox")[0]["n"])

    async def story(self, source: str, body: str, title: str = "") -> list[tuple[str, str]]:
        """("push" or "edit", the text) of each message that came of a story."""
        self.number += 1
        self.clock.pass_(1800)
        when = self.clock.now() - timedelta(minutes=1)
        guid = f"g{self.number}"
        item = Item(guid, Link(f"https://a.example/{guid}"), title or f"Story {guid}", body, when, source)
        self.store.record_poll(
            self.store.feeds()[0], Polled((item,), None, None, guid, frozenset()), self.clock.now()
        )
        for stored in self.store.unread(10):
            await self.pipeline.read_one(stored)
        rows = self.store.c.rows("SELECT * FROM outbox WHERE id > ? ORDER BY id", (self.seen,))
        self.seen = self.last()
        self.store.c.write(
            "UPDATE outbox SET state = 'sent', number = id, sent = ? WHERE state = 'queued'",
            (self.clock.now().timestamp(),),
        )
        return [("edit" if r["edits"] else "push", r["html"]) for r in rows]


@pytest.fixture
async def wire() -> Wire:
    rig = Wire()
    await rig.begin()
    assert [kind for kind, _ in await rig.story("Yicai", MIDDAY)] == ["push"]
    return rig


async def test_another_source_of_the_same_figure_is_named_in_the_message(wire: Wire) -> None:
    ((kind, html),) = await wire.story("Reuters", "Alibaba Group <9988.HK> shares rose 6% to HK$168 on Wednesday.")
    assert kind == "edit"
    assert html.endswith("➕ 1 more source: Reuters") and "+6%" in html and "by midday" in html
    ((_, html),) = await wire.story("HKEJ", "Alibaba [HKG: 9988] gained 6 percent on Wednesday in Hong Kong.")
    assert html.endswith("➕ 2 more sources: Reuters, HKEJ") and html.count("➕") == 1


async def test_sources_that_disagree_are_shown_with_their_figures(wire: Wire) -> None:
    ((kind, html),) = await wire.story("HKEJ", "Alibaba [HKG: 9988] rose 5.3 percent on Wednesday in Hong Kong.")
    assert kind == "edit" and html.endswith("➕ 1 more source: HKEJ +5.3%")


async def test_the_same_source_once_more_changes_nothing(wire: Wire) -> None:
    assert await wire.story("Yicai", "Alibaba [HKG: 9988] rose 6 percent on Wednesday in Hong Kong.") == []


async def test_the_close_takes_the_place_of_a_midday_figure_without_a_push(wire: Wire) -> None:
    ((kind, html),) = await wire.story(
        "HKEJ", "Alibaba [HKG: 9988] closed 7.1 percent higher at HKD169.80 on Wednesday."
    )
    assert kind == "edit"
    assert "+7.1%" in html and "HKD169.80" in html and "close Wed 24 Sept" in html and "by midday" not in html
    assert html.endswith("➕ 1 more source: Yicai +6%")
    ((kind, html),) = await wire.story(
        "Reuters", "Alibaba [HKG: 9988] was up 6.4 percent in the afternoon on Wednesday."
    )
    assert kind == "edit" and "+7.1%" in html
    assert html.endswith("➕ 2 more sources: Yicai +6%, Reuters +6.4%")


async def test_a_close_of_one_listing_takes_no_place_of_a_message_that_tells_two() -> None:
    rig = Wire()
    await rig.begin()
    ((kind, html),) = await rig.story(
        "Yicai",
        "Alibaba [HKG: 9988] rose 6 percent by midday today. Its New York-listed shares [NYSE: BABA] were up 5.4 percent in pre-market trading on Tuesday.",
    )
    assert kind == "push" and "+6%" in html and "+5.4%" in html
    ((kind, html),) = await rig.story("HKEJ", "Alibaba [HKG: 9988] closed 7.1 percent higher on Wednesday.")
    assert kind == "edit" and "+6%" in html and "+5.4%" in html
    assert html.endswith("➕ 1 more source: HKEJ +7.1%")


async def test_a_story_that_tells_one_event_on_and_begins_another_does_both(wire: Wire) -> None:
    told = await wire.story(
        "HKEJ",
        "Alibaba [HKG: 9988] closed 7.1 percent higher at HKD169.80 on Wednesday. "
        "Alibaba's New York-listed shares [NYSE: BABA] closed 5.9 percent lower on Tuesday.",
    )
    texts = dict(told)
    assert sorted(texts) == ["edit", "push"]
    assert "−5.9%" in texts["push"] and "+7.1%" not in texts["push"]
    assert "+7.1%" in texts["edit"] and "−5.9%" not in texts["edit"].split("<blockquote>")[0]


async def test_a_close_below_the_threshold_takes_its_place_all_the_same(wire: Wire) -> None:
    ((kind, html),) = await wire.story(
        "HKEJ", "Alibaba [HKG: 9988] closed 2.2 percent higher at HKD162.00 on Wednesday."
    )
    assert kind == "edit" and "+2.2%" in html


async def test_the_same_figure_in_the_readers_own_language_takes_the_place_of_a_foreign_quote() -> None:
    rig = Wire()
    await rig.begin()
    ((kind, html),) = await rig.story("经济日报", "阿里巴巴（09988.HK）股价周三上涨6%，报168港元。", "阿里巴巴上涨")
    assert kind == "push" and "股价周三上涨6%" in html
    ((kind, html),) = await rig.story("Reuters", "Alibaba Group <9988.HK> shares rose 6% to HK$168 on Wednesday.")
    assert kind == "edit" and "Alibaba Group &lt;9988.HK&gt; shares rose 6%" in html and "股价" not in html
    assert html.endswith("➕ 1 more source: 经济日报")
    ((kind, html),) = await rig.story("Yicai", "Alibaba [HKG: 9988] rose 6 percent on Wednesday in Hong Kong.")
    assert kind == "edit" and "Alibaba Group &lt;9988.HK&gt; shares rose 6%" in html, "once is enough"
    assert html.endswith("➕ 2 more sources: 经济日报, Yicai")


async def test_a_later_figure_in_the_readers_own_language_takes_the_place_of_a_foreign_quote_too() -> None:
    rig = Wire()
    await rig.begin()
    await rig.story("经济日报", "阿里巴巴（09988.HK）股价周三上涨6%，报168港元。", "阿里巴巴上涨")
    ((kind, html),) = await rig.story("Reuters", "Alibaba Group <9988.HK> shares rose 6.7% on Wednesday.")
    assert kind == "edit" and "shares rose 6.7%" in html and "股价" not in html
    assert html.endswith("➕ 1 more source: 经济日报 +6%")


async def test_a_close_in_a_foreign_language_is_not_taken_back_by_a_midday_figure_in_ones_own(wire: Wire) -> None:
    ((kind, html),) = await wire.story("经济日报", "阿里巴巴（09988.HK）周三收涨6%，报168港元。", "阿里巴巴收涨")
    assert kind == "edit" and "周三收涨6%" in html and html.endswith("➕ 1 more source: Yicai")
    ((kind, html),) = await wire.story("Reuters", "Alibaba Group <9988.HK> shares rose 6% on Wednesday morning.")
    assert kind == "edit" and "周三收涨6%" in html and html.endswith("➕ 2 more sources: Yicai, Reuters")
    ((kind, html),) = await wire.story(
        "HKEJ", "Alibaba [HKG: 9988] closed 6 percent higher at HKD168.00 on Wednesday."
    )
    assert kind == "edit" and "closed 6 percent higher" in html


async def test_what_turns_round_is_told_anew(wire: Wire) -> None:
    ((kind, html),) = await wire.story(
        "HKEJ", "Alibaba [HKG: 9988] closed 5.5 percent lower at HKD149.80 on Wednesday."
    )
    assert kind == "push" and "−5.5%" in html


async def test_of_two_messages_of_a_session_each_is_edited_by_what_goes_on_with_it(wire: Wire) -> None:
    ((kind, _),) = await wire.story(
        "HKEJ", "Alibaba's New York-listed shares [NYSE: BABA] closed 6.5 percent higher on Tuesday."
    )
    assert kind == "push"
    told = await wire.story(
        "Reuters",
        "Alibaba [HKG: 9988] closed 7.1 percent higher at HKD169.80 on Wednesday. "
        "Alibaba's New York-listed shares [NYSE: BABA] rose 6.9 percent on Tuesday.",
    )
    assert [kind for kind, _ in told] == ["edit", "edit"]
    hong_kong, new_york = (html for _, html in told)
    assert "+7.1%" in hong_kong and hong_kong.endswith("➕ 1 more source: Yicai +6%")
    assert "+6.5%" in new_york and new_york.endswith("➕ 1 more source: Reuters +6.9%")


async def test_what_reaches_twice_the_threshold_is_told_anew_once(wire: Wire) -> None:
    ((kind, html),) = await wire.story("HKEJ", "Alibaba [HKG: 9988] jumped 10.5 percent on Wednesday in Hong Kong.")
    assert kind == "push" and "+10.5%" in html
    ((kind, _),) = await wire.story("Reuters", "Alibaba [HKG: 9988] jumped 11 percent on Wednesday in Hong Kong.")
    assert kind == "edit"


async def test_another_session_another_listing_and_after_hours_are_events_of_their_own(wire: Wire) -> None:
    ((kind, _),) = await wire.story(
        "HKEJ", "Alibaba's New York-listed shares [NYSE: BABA] closed 6.5 percent higher on Tuesday."
    )
    assert kind == "push"
    wire.clock.pass_(86_400)
    ((kind, _),) = await wire.story("HKEJ", "Alibaba [HKG: 9988] closed 6.2 percent higher at HKD178.00 on Thursday.")
    assert kind == "push"


async def test_a_message_is_edited_five_times_at_the_most(wire: Wire) -> None:
    edits = []
    for n in range(8):
        edits += await wire.story(f"Wire {n}", f"Alibaba [HKG: 9988] rose 6 percent on Wednesday, wire {n} said.")
    assert len(edits) == 5
    ((row,),) = [wire.store.c.rows("SELECT count(*) AS n FROM alert")]
    assert row["n"] == 9, "all of them are kept"


async def test_a_story_that_corrects_is_no_other_telling(wire: Wire) -> None:
    (kind, edited), (other, answer) = await wire.story(
        "Yicai", "CORRECTED: Alibaba [HKG: 9988] rose 5.2 percent on Wednesday.", "CORRECTED-Alibaba Rises"
    )
    assert (kind, other) == ("edit", "push") and "+5.2%" in edited and "Correction" in answer and "➕" not in edited


async def test_an_alert_that_was_gathered_with_others_is_not_edited() -> None:
    rig = Wire(hourly=0)
    await rig.begin()
    await rig.story("Yicai", MIDDAY)
    assert [r["priority"] for r in rig.store.c.rows("SELECT priority FROM outbox WHERE id > 1")][-1:] == [
        int(Priority.GATHERED)
    ]
    assert all(
        kind == "push" for kind, _ in await rig.story("Reuters", "Alibaba [HKG: 9988] rose 6 percent on Wednesday.")
    )


async def test_a_source_with_signs_of_html_breaks_no_message(wire: Wire) -> None:
    ((_, html),) = await wire.story("A<b>&B", "Alibaba [HKG: 9988] rose 6 percent on Wednesday in Hong Kong.")
    assert html.endswith("➕ 1 more source: A&lt;b&gt;&amp;B")


async def test_why_says_how_many_sources_an_event_rests_on_and_when_it_was_first_seen(wire: Wire) -> None:
    rule = "You watch <b>Alibaba Group Holding</b> at 5% or more, up or down, and the story reports +6% of 9988.HK."
    seen = moment(wire.clock.now(), wire.chat_zone(), "en")
    assert (await wire.say("/why")).split("\n") == [
        rule,
        f'One source: <a href="https://a.example/g1">Yicai</a>, first seen {seen}.',
    ]
    await wire.story("A<b>&B", "Alibaba Group <9988.HK> shares rose 6% to HK$168 on Wednesday.")
    await wire.story("HKEJ", "Alibaba [HKG: 9988] rose 5.3 percent on Wednesday in Hong Kong.")
    assert (await wire.say("/why")).split("\n") == [
        rule,
        '3 sources: <a href="https://a.example/g1">Yicai</a>, <a href="https://a.example/g2">A&lt;b&gt;&amp;B</a>, '
        f'<a href="https://a.example/g3">HKEJ</a> +5.3%; first seen {seen}.',
    ]


async def test_why_names_eight_sources_and_counts_all(wire: Wire) -> None:
    for n in range(9):
        await wire.story(f"Wire {n}", f"Alibaba [HKG: 9988] rose 6 percent on Wednesday, wire {n} said.")
    answer = (await wire.say("/why")).split("\n")[1]
    assert answer.startswith("10 sources: ") and answer.count("<a href") == 8 and "Wire 6</a> …; first seen" in answer


async def test_why_of_a_story_that_is_gone_gives_the_rule_alone(wire: Wire) -> None:
    wire.store.c.write("DELETE FROM story")
    assert "reports +6%" in (await wire.say("/why")) and "source" not in (await wire.say("/why"))


async def test_why_of_a_source_without_a_name_names_its_host() -> None:
    rig = Wire()
    await rig.begin()
    await rig.story("Yicai", "Alibaba [HKG: 9988] rose 6 percent on Wednesday in Hong Kong.")
    rig.store.c.write("UPDATE story SET source = NULL")
    assert 'One source: <a href="https://a.example/g1">a.example</a>' in (await rig.say("/why"))
