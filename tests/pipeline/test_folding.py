"""An hour's bound on alerts, and corrections that name their own listing."""

from __future__ import annotations

from datetime import timedelta

from bot.adapters.store import open_store
from bot.conversation import Conversation, Rules
from bot.link import Link
from bot.listings import load, load_sessions
from bot.message import Priority
from bot.pipeline import Pipeline
from bot.pipeline.pushing import HOURLY
from bot.ports import Incoming, Item, Polled
from bot.watch import Silence
from tests.fakes import FakeClock, FakeFeeds

BODY = (
    "(Yicai) Sept. 24 -- {name} gave the market something to talk about with its newest plans, and investors answered at once. {name} [{tag}] closed {percent} percent higher at "
    "{price} a share today. The firm said that it will go on investing in data centers and in the people who run them, and that it expects demand for computing to outgrow supply for "
    "several years. Analysts had waited for such a word since the spring, when the company cut its spending and left the question open for everybody to guess at."
)


CODES = (
    "0700 9988 1810 1211 1024 2331 0992 9618 3690 9888 9999 0005 1299 0388 0941 0883 0857 0386 2318 3988 1398 0939 2628 0001 0016 0002 0003 0006 0011 0012 "
    "0027 0066"
).split()  # fmt: skip


class Rig:
    def __init__(self, hourly: int = HOURLY) -> None:
        self.store, self.clock = open_store(None), FakeClock()
        conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset()))
        self.pipeline = Pipeline(
            self.store, FakeFeeds(), self.clock, load(), load_sessions(), conversation, hourly=hourly
        )
        self.store.add_feed("https://a.example/feed", "Wire", "en", self.clock.now())
        self.store.record_poll(self.store.feeds()[0], Polled((), None, None, "0", frozenset()), self.clock.now())
        self._updates = 0

    async def say(self, words: str, chat: int = 1) -> str:
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        before = self.store.c.rows("SELECT coalesce(max(id), 0) AS n FROM outbox")[0]["n"]
        await self.pipeline.answer_one(self._updates, Incoming(chat, chat, words, language="en"), None)
        return "\n".join(
            r["html"] for r in self.store.c.rows("SELECT html FROM outbox WHERE id > ? ORDER BY id", (before,))
        )

    async def publish(self, guid: str, body: str, title: str = "", source: str = "Yicai") -> None:
        item = Item(
            guid,
            Link(f"https://a.example/{guid}"),
            title or f"Story {guid}",
            body,
            self.clock.now() - timedelta(minutes=1),
            source,
        )
        self.store.record_poll(
            self.store.feeds()[0], Polled((item,), None, None, guid, frozenset()), self.clock.now()
        )
        for stored in self.store.unread(10):
            await self.pipeline.read_one(stored)

    async def tell(self, n: int, percent: str, name: str = "Alibaba Group Holding", tag: str = "HKG: 9988") -> None:
        await self.publish(str(n), BODY.format(name=name, tag=tag, percent=percent, price="HKD174.00"))

    async def watch_all(self, chat: int = 1) -> None:
        for code in CODES:
            await self.say(f"/watch {code}.HK", chat)

    async def tell_of_another(self, n: int, percent: str) -> None:
        """The n-th company's move, so that each is an event of its own."""
        company = load().of_symbol(f"{CODES[n]}.HK")
        assert company is not None
        await self.tell(n, percent, company.name, f"HKG: {CODES[n]}")

    def alerts(self, state: str = "queued") -> list[str]:
        rows = self.store.c.rows(
            "SELECT html FROM outbox WHERE priority IN (?, ?) AND state = ? ORDER BY id",
            (int(Priority.ALERT), int(Priority.GATHERED), state),
        )
        return [r["html"] for r in rows]

    def send_what_may_go(self) -> list[str]:
        """As the sender would, without its pace."""
        sent = []
        while rows := self.store.sendable(50, self.clock.now()):
            for row in rows:
                self.store.claim(row.id, self.clock.now())
                self.store.mark_sent(row.id, 1000 + row.id, self.clock.now())
                sent.append(row.message.html)
        return sent


async def test_beyond_an_hours_alerts_the_rest_is_told_in_one_message_counted() -> None:
    rig = Rig(hourly=4)
    await rig.watch_all()
    for n in range(30):
        await rig.tell_of_another(n, f"{5 + n / 4:.0f}.{n % 9 + 1}")
        rig.clock.pass_(10)
    shown = rig.alerts()
    assert len(shown) == 5
    gathered = next(s for s in shown if "more alerts" in s)
    assert gathered.startswith("<b>26 more alerts within this hour</b>")
    assert gathered.count("▲") == 15
    assert "… and 11 more. /missed has them all." in gathered
    assert len(rig.alerts("dropped")) == 26
    assert rig.store.silences(rig.clock.now())[Silence.FOLDED] == 26
    missed = await rig.say("/missed")
    assert missed.count("▲") == 26
    assert missed.startswith("<b>Too many for one hour: the rest comes together at ")
    # It goes when there is room again, an hour after the first.
    assert not [r for r in rig.store.sendable(50, rig.clock.now()) if "more alerts" in r.message.html]
    rig.clock.pass_(3600)
    for row in rig.store.sendable(50, rig.clock.now()):
        rig.store.claim(row.id, rig.clock.now())
        rig.store.mark_sent(row.id, row.id, rig.clock.now())
    await rig.tell_of_another(31, "7.7")
    assert "+7.7%" in rig.alerts()[-1]


async def test_one_chats_bound_is_no_others() -> None:
    rig = Rig(hourly=2)
    for chat in (1, 2):
        await rig.watch_all(chat)
    for n in range(5):
        await rig.tell_of_another(n, f"{5 + n}.{n + 1}")
    assert len(rig.alerts()) == 2 * (2 + 1)


async def test_a_correction_comes_however_full_the_hour_is() -> None:
    rig = Rig(hourly=1)
    await rig.say("/watch alibaba")
    await rig.tell(1, "9.2")
    rig.send_what_may_go()
    await rig.publish(
        "1", BODY.format(name="Alibaba Group Holding", tag="HKG: 9988", percent="2.9", price="HKD174.00")
    )
    assert ["Correction" in html for html in rig.alerts()] == [False, True]


TWO = (
    "(Yicai) Sept. 24 -- Alibaba Group Holding gave the market something to talk about. Alibaba [HKG: 9988] closed {hk} percent higher at HKD174.00 a share today. "
    "Its New York-listed shares [NYSE: BABA] closed {ny} percent higher at USD163.08 each yesterday. The firm said that it will go on investing in data centers and in the "
    "people who run them, and that it expects demand for computing to outgrow supply for several years, as analysts had long waited to hear from its new chief executive."
)


async def test_of_two_listings_told_in_one_message_the_corrected_one_names_its_own_old_figure() -> None:
    rig = Rig()
    await rig.say("/watch alibaba")
    await rig.publish("1", TWO.format(hk="9.2", ny="4.1"), "Alibaba rises")
    assert sum("▲" in html for html in rig.send_what_may_go()) == 1
    await rig.publish("1", TWO.format(hk="9.2", ny="5.3"), "Alibaba rises")
    edit, correction = rig.alerts()
    assert "BABA was +4.1%, now +5.3%, corrected by Yicai" in correction
    assert "9.2" not in correction
    assert "+9.2%" in edit and "+5.3%" in edit and "BABA was +4.1%" in edit, "the other listing's figure stands"


async def test_why_names_the_listing_of_the_alert_that_is_asked_about() -> None:
    rig = Rig()
    await rig.say("/watch alibaba")
    await rig.say("/watch tencent")
    await rig.publish("1", TWO.format(hk="9.2", ny="4.1"), "Alibaba rises")
    (row,) = [
        r for r in rig.store.sendable(50, rig.clock.now()) if r.message.priority == Priority.ALERT
    ] or rig.store.c.rows("SELECT id FROM outbox WHERE priority = 1")
    number = row.id if hasattr(row, "id") else row["id"]
    rig.store.c.write("UPDATE outbox SET state = 'sent', sent = 1, number = 77 WHERE id = ?", (number,))
    await rig.tell(2, "8.8", "Tencent Holdings", "HKG: 0700")
    said = await rig.say("/why")
    assert "the story reports +9.2% of 9988.HK" in said
    assert "the story reports +4.1% of BABA" in said
    assert "Tencent" not in said, "its alert has not been sent yet"


async def test_a_correction_below_the_threshold_gives_the_reason_of_the_alert_that_it_corrects() -> None:
    rig = Rig()
    await rig.say("/alert 9988.HK 5%")
    await rig.say("/alert 0700.HK 3%")
    await rig.tell(1, "9.2")
    await rig.tell(2, "8.8", "Tencent Holdings", "HKG: 0700")
    rig.send_what_may_go()
    await rig.publish(
        "1", BODY.format(name="Alibaba Group Holding", tag="HKG: 9988", percent="2.9", price="HKD174.00")
    )
    labels = [r["label"] for r in rig.store.c.rows("SELECT label FROM alert ORDER BY id")]
    assert labels == [labels[0], labels[1], labels[0]]
    assert "Alibaba" in labels[2]


async def test_what_one_gathered_message_has_told_is_told_by_no_other() -> None:
    rig = Rig(hourly=2)
    await rig.watch_all()
    told: list[str] = []
    for n in range(32):
        await rig.tell_of_another(n, f"{4 + n // 4}.{n % 4 + 1}")
        told += rig.send_what_may_go()
        rig.clock.pass_(300)
    rig.clock.pass_(7200)
    told += rig.send_what_may_go()
    gathered = [html for html in told if "more alerts" in html]
    assert len(gathered) >= 2
    figures = [
        w
        for html in told
        for w in html.replace("<", " ").replace(">", " ").split()
        if w.endswith("%") and w.startswith("+")
    ]
    assert len(figures) == len(set(figures)) == 32


async def test_a_correction_waits_for_no_gathered_message() -> None:
    rig = Rig(hourly=2)
    await rig.watch_all()
    for n in range(6):
        await rig.tell_of_another(n, f"{5 + n}.{n + 1}")
    rig.send_what_may_go()
    await rig.publish(
        "1", BODY.format(name="Alibaba Group Holding", tag="HKG: 9988", percent="77.7", price="HKD174.00")
    )
    assert any("Correction" in html for html in rig.send_what_may_go())


async def test_of_a_folded_alert_with_two_figures_both_are_told() -> None:
    rig = Rig(hourly=1)
    await rig.say("/watch alibaba")
    await rig.tell(1, "5.5")
    await rig.publish("2", TWO.format(hk="9.2", ny="4.1"), "Alibaba rises")
    told = {(r["listing"], r["size"]) for r in rig.store.c.rows("SELECT * FROM alert WHERE chat = 1")}
    assert {("9988.HK", "+9.2"), ("BABA", "+4.1")} <= told


async def test_a_figure_that_is_taken_back_while_it_waits_for_the_hours_end_is_told_right_alone() -> None:
    rig = Rig(hourly=1)
    await rig.watch_all()
    await rig.tell_of_another(1, "5.1")
    await rig.tell_of_another(0, "9.2")
    await rig.tell_of_another(0, "8.2")  # the same story, revised
    _, waiting = rig.alerts()
    assert "+8.2%" in waiting and "9.2" not in waiting


async def test_of_two_figures_that_wait_in_one_alert_the_wrong_one_becomes_the_right_one() -> None:
    rig = Rig(hourly=1)
    await rig.say("/watch alibaba")
    await rig.tell_of_another(0, "5.5")
    await rig.tell(1, "5.5")
    await rig.publish("2", TWO.format(hk="9.2", ny="4.1"), "Alibaba rises")
    await rig.publish("2", TWO.format(hk="8.2", ny="4.1"), "Alibaba rises")
    waiting = rig.alerts()[-1]
    assert "+8.2%" in waiting and "+4.1%" in waiting and "9.2" not in waiting and "Correction" not in waiting
