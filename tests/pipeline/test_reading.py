"""From an unread story to alerts and edits: the steps of the pipeline, over the real store."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.conversation import Conversation, Rules
from bot.errors import FeedUnreachable, ModelNonsense, ModelRefused, ModelUnavailable, OutcomeUnknown
from bot.link import link_of
from bot.listings import load, load_sessions
from bot.message import Message
from bot.pipeline import Pipeline
from bot.pipeline.model_reading import Prompts
from bot.ports import Incoming, Item, Polled
from tests.fakes import NOON, FakeClock, FakeFeeds, FakeMessenger, FakeModel
from tests.reading.hostile import BODY, TITLE, true_answer

ANNA, ADMIN = 5, 9


class Bench:
    """A pipeline on a store in memory, with one feed that has been polled before and one reader."""

    def __init__(
        self,
        *,
        model: FakeModel | None = None,
        first_pass: FakeModel | None = None,
        daily_tokens: int | None = None,
    ) -> None:
        self.store: SqliteStore = open_store(None)
        self.clock = FakeClock(NOON)
        self.feeds = FakeFeeds()
        conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset({ADMIN})))
        self.pipeline = Pipeline(
            self.store, self.feeds, self.clock, load(), load_sessions(), conversation,
            model=model, prompts=Prompts("Read it.", "Is it so?") if model else None, daily_tokens=daily_tokens,
            first_pass=first_pass, first_prompt="Is it worth it?" if first_pass else None,
        )  # fmt: skip
        self.store.add_feed("https://example.org/a.xml", "Yicai", "en", NOON)
        self.store.record_poll(self.store.feeds()[0], Polled((), None, None, "0", frozenset()), NOON)
        self._updates = 0

    async def say(self, words: str, chat: int = ANNA) -> None:
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        await self.pipeline.answer_one(self._updates, Incoming(chat, chat, words, language="en-gb"), None)
        self.sent()

    def publish(
        self, title: str = TITLE, text: str = BODY, guid: str = "1", url: str | None = "https://example.org/1"
    ) -> None:
        published = self.clock.now() - timedelta(hours=1)
        item = Item(guid, link_of(url), title, text, published, "Yicai")
        self.store.record_poll(
            self.store.feeds()[0], Polled((item,), None, None, "1", frozenset({guid.encode()})), self.clock.now()
        )

    async def read(self) -> int:
        return sum([await self.pipeline.read_one(s) for s in self.store.unread(50)])

    async def ask(self) -> None:
        for stored in self.store.wanting_model(50):
            await self.pipeline.ask_model(stored)

    def sent(self) -> list[Message]:
        """Takes what the outbox holds, as a sender would."""
        out = []
        while rows := self.store.sendable(100, self.clock.now()):
            for row in rows:
                claimed = self.store.claim(row.id, self.clock.now())
                assert claimed is not None
                out.append(claimed.message)
                self.store.mark_sent(row.id, row.id, self.clock.now())
        return out


async def test_a_watcher_is_told_one_message_an_instrument() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    bench.publish()
    await bench.read()
    (message,) = bench.sent()
    assert "+9.2%" in message.html and "Read the story" in message.html
    assert "−0.7%" not in message.html, "below the threshold"


async def test_the_same_move_told_by_another_wire_is_not_told_again() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    bench.publish()
    await bench.read()
    assert len(bench.sent()) == 1
    bench.publish(
        "Chinese Tech Rallies",
        "HONG KONG, Sept 24 (Reuters) - Alibaba Group <9988.HK> shares rose 9.2% to HK$174.00 on Wednesday in heavy trade.",
        "2",
        "https://example.com/2",
    )
    await bench.read()
    assert bench.sent() == []


async def test_a_revised_figure_is_told_as_a_correction_to_those_who_were_told() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    bench.publish()
    await bench.read()
    bench.sent()
    bench.publish(text=BODY.replace("9.2 percent", "2.9 percent"))
    await bench.read()
    edit, answer = bench.sent()
    assert "+2.9%" in edit.html and "was +9.2%, now +2.9%, corrected by" in edit.html
    assert "Correction" in answer.html and "was +9.2%, now +2.9%, corrected by" in answer.html


async def test_a_story_that_cannot_alert_is_read_and_kept_all_the_same() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    bench.clock.pass_(86_400 * 4)
    old = Item("7", None, TITLE, BODY, NOON, "Yicai")
    bench.store.record_poll(bench.store.feeds()[0], Polled((old,), None, None, "2", frozenset()), bench.clock.now())
    assert await bench.read() == 0
    assert bench.store.extraction(1) is not None and bench.sent() == []


async def test_a_teasers_full_text_is_fetched_and_a_page_that_is_down_stops_nothing() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    bench.feeds.articles["https://example.org/1"] = BODY
    bench.publish(text="Alibaba jumped. Read more")
    await bench.read()
    assert "+9.2%" in bench.sent()[0].html
    bench.feeds.articles["https://example.org/2"] = FeedUnreachable("down")
    bench.publish(
        "Tencent",
        "Tencent [HKG: 0700] closed 5 percent higher at HKD600.00 today. Read more",
        "2",
        "https://example.org/2",
    )
    await bench.say("/watch tencent")
    await bench.read()
    assert "+5%" in bench.sent()[0].html


LONG = (
    "(Yicai) Sept. 24 -- Alibaba Group Holding [HKG: 9988] closed 9.2 percent higher at HKD174.00 today after it unveiled a bigger model"
    + ", while the company wrote in a letter that it will go on" + " with longer texts and with better code" * 9 + "."
)  # fmt: skip
REASON = {"fact": 1, "sentence": 1, "text": "after it unveiled a bigger model"}


async def test_the_models_line_edits_the_alert_whose_quote_leaves_out_why() -> None:
    model = FakeModel()
    model.answers.append(json.dumps({"moves": [], "reasons": [REASON]}))
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish(text=LONG)
    await bench.read()
    (first,) = bench.sent()
    await bench.ask()
    (edit,) = bench.sent()
    assert edit.key == f"{first.key}:edit"
    assert "Alibaba closed 9.2 percent higher on Wednesday after it unveiled a bigger model." in edit.html
    assert len(model.asked) == 1 and "unveiled a bigger model" in model.asked[0][1]


async def test_an_alert_that_quotes_why_needs_no_line() -> None:
    model = FakeModel()
    model.answers.append(json.dumps({"moves": [], "reasons": [REASON]}))
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish(text=LONG.replace(" with longer texts and with better code" * 9, ""))
    await bench.read()
    assert len(bench.sent()) == 1
    await bench.ask()
    assert bench.sent() == []


OPEN = "Traders in London waited for the ministers.\n\nBrent crude Dec. futures settle on Wednesday at $80.10 a barrel up 2 dollars, 3.2%."
FOUND = {
    "sentence": 2,
    "what": "Brent crude Dec. futures",
    "direction": "up",
    "percent": 3.2,
    "level": None,
    "period": "day",
}


@pytest.mark.parametrize(
    ("chances", "verdicts", "alerts", "kept"),
    [
        ([0.97], None, 1, ()),
        ([0.7], None, 0, ("read by a model alone",)),
        ([0.2], None, 0, None),
        ([], '{"verdicts": [{"statement": 1, "stated": "yes"}]}', 1, ()),
        ([], '{"verdicts": [{"statement": 1, "stated": "no"}]}', 0, None),
        ([], '{"verdicts": []}', 0, ("read by a model alone",)),
        ([], "I would say so.", 0, ("read by a model alone",)),
        ([ModelUnavailable("down")], None, 0, ("read by a model alone",)),
    ],
)
async def test_what_only_the_model_finds_is_told_when_it_stands_by_it(
    chances: list[float | Exception], verdicts: str | None, alerts: int, kept: tuple[str, ...] | None
) -> None:
    model = FakeModel()
    bench = Bench(model=model)
    await bench.say("/watch brent")
    bench.publish("Oil traders wait", OPEN)
    assert await bench.read() == 0
    model.answers.append(json.dumps({"moves": [FOUND], "reasons": []}))
    model.chances.extend(chances)
    if verdicts is not None:
        model.answers.append(verdicts)
    await bench.ask()
    sent = bench.sent()
    assert len(sent) == alerts
    assert all("+3.2%" in m.html and "$80.10" in m.html and "read by a model" in m.html for m in sent)
    moves = bench.store.recent_moves(5, bench.clock.now() - timedelta(days=2))
    assert [m.move.doubts for m in moves] == ([] if kept is None else [kept])
    assert model.asked[1][0] == "Is it so?" and "rose 3.2 percent" in model.asked[1][1]


async def test_a_move_that_the_rules_read_is_asked_about_no_second_time() -> None:
    model = FakeModel()
    model.answers.append(json.dumps(true_answer()))
    bench = Bench(model=model)
    bench.publish()
    await bench.read()
    await bench.ask()
    assert len(model.asked) == 1


DOUBTED = (
    "Alibaba [HKG: 9988] unveiled a model on Wednesday to take on Tencent. The counter rose 3.6 percent to HKD150.20."
)


@pytest.mark.parametrize(("whose", "alerts"), [(1, 1), (2, 0), (None, 0)])
async def test_a_doubt_that_the_model_settles_as_the_rules_did_is_told(whose: int | None, alerts: int) -> None:
    model = FakeModel()
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish(text=DOUBTED)
    assert await bench.read() == 0
    settled = {"question": 1, "whose": whose, "period": "day"}
    model.answers.append(json.dumps({"moves": [], "settled": [settled]}))
    model.chances.append(0.95)
    await bench.ask()
    assert [("+3.6%" in m.html, "read by a model" in m.html) for m in bench.sent()] == [(True, True)] * alerts


async def test_a_figure_that_the_model_gives_to_another_is_no_longer_sure() -> None:
    model = FakeModel()
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish(
        text="Alibaba [HKG: 9988] closed 9.2 percent higher on Wednesday, and Tencent [HKG: 0700] said that it will hire."
    )
    await bench.read()
    assert len(bench.sent()) == 1
    lie = {**true_answer()["moves"][0], "sentence": 1, "what": "Tencent", "level": None}
    model.answers.append(json.dumps({"moves": [lie], "reasons": []}))
    await bench.ask()
    assert bench.sent() == []
    moves = bench.store.recent_moves(9, bench.clock.now() - timedelta(days=2))
    assert [(m.move.symbol, m.move.sure, m.move.by) for m in moves] == [("9988.HK", False, "rules")]


@pytest.mark.parametrize("error", [ModelUnavailable("down"), ModelRefused("The key is wrong.")])
async def test_a_model_that_fails_costs_nothing_but_its_absence(error: Exception) -> None:
    model = FakeModel()
    model.answers.append(error)
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish()
    await bench.read()
    await bench.ask()
    messages = bench.sent()
    assert any("+9.2%" in m.html for m in messages)
    assert [m.chat for m in messages if "cannot be used" in m.html] == (
        [ADMIN] if isinstance(error, ModelRefused) else []
    )
    assert bench.store.wanting_model(5) == ()


async def test_over_its_daily_tokens_the_model_is_not_asked() -> None:
    model = FakeModel()
    bench = Bench(model=model, daily_tokens=100)
    bench.store.note_tokens("fake-model", 90, 20, bench.clock.now())
    bench.publish()
    await bench.read()
    await bench.ask()
    assert model.asked == []


async def test_an_answer_of_no_use_counts_towards_the_daily_tokens() -> None:
    model = FakeModel()
    model.answers.append(ModelNonsense("the answer was cut off at its longest", 70, 40))
    bench = Bench(model=model, daily_tokens=100)
    bench.publish()
    await bench.read()
    await bench.ask()
    assert len(model.asked) == 1
    assert bench.store.tokens_today(bench.clock.now()) == 110


QUIET = "Alibaba [HKG: 9988] will spend USD20 million on its annual meeting in Hangzhou, the company said today."
NOTHING = json.dumps({"moves": [], "claims": [], "settled": [], "reasons": []})


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ('{"worth": false}', 0),
        ('{"worth": true}', 1),
        ("Certainly! Here is what I think", 1),
        ('{"worth": "no"}', 1),
        ("[" * 5000, 1),
        (ModelUnavailable("down"), 1),
    ],
)
async def test_only_a_plain_no_of_the_first_pass_saves_the_reading(said: str | Exception, asked: int) -> None:
    model, cheap = FakeModel(), FakeModel(name="cheap")
    cheap.answers.append(said)
    model.answers.append(NOTHING)
    bench = Bench(model=model, first_pass=cheap)
    await bench.say("/watch alibaba")
    bench.publish("Alibaba to Hold Annual Meeting", QUIET)
    await bench.read()
    await bench.ask()
    assert len(cheap.asked) == 1 and QUIET in cheap.asked[0][1]
    assert len(model.asked) == asked
    assert bench.store.wanting_model(5) == ()
    spent = 150 * (asked + (not isinstance(said, Exception)))
    assert bench.store.tokens_today(bench.clock.now()) == spent


async def test_a_story_with_a_move_is_not_held_up_by_the_first_pass() -> None:
    model, cheap = FakeModel(), FakeModel(name="cheap")
    model.answers.append(json.dumps(true_answer()))
    bench = Bench(model=model, first_pass=cheap)
    bench.publish()
    await bench.read()
    await bench.ask()
    assert cheap.asked == [] and len(model.asked) == 1


async def test_a_first_pass_that_refuses_is_told_to_the_operator_once() -> None:
    model, cheap = FakeModel(), FakeModel(name="cheap")
    bench = Bench(model=model, first_pass=cheap)
    await bench.say("/watch alibaba")
    for n in range(2):
        cheap.answers.append(ModelRefused("The model host knows no model cheap at that address (404)."))
        model.answers.append(NOTHING)
        bench.publish(
            f"Alibaba to Hold Meeting {n}",
            QUIET.replace("annual", f"{n}th"),
            f"quiet-{n}",
            f"https://example.org/quiet{n}",
        )
        await bench.read()
        await bench.ask()
    told = [m for m in bench.sent() if "knows no model cheap" in m.html]
    assert [m.chat for m in told] == [ADMIN] and len(model.asked) == 2


async def test_a_story_of_a_company_that_nobody_watches_and_without_a_figure_needs_no_model() -> None:
    model = FakeModel()
    bench = Bench(model=model)
    silent = QUIET.replace("spend USD20 million on", "hold")
    bench.publish("Alibaba to Hold Annual Meeting", silent)
    await bench.read()
    assert bench.store.wanting_model(5) == ()
    await bench.say("/watch alibaba")
    bench.publish(
        "Alibaba to Hold Annual Meeting Again", silent.replace("annual", "next"), "2", "https://example.org/2"
    )
    await bench.read()
    assert len(bench.store.wanting_model(5)) == 1
    await bench.ask()
    assert bench.store.wanting_model(5) == () and model.asked == [], "no figure, and nothing to ask"


async def test_the_numbers_say_what_a_story_and_a_message_cost() -> None:
    model = FakeModel()
    model.answers.append(json.dumps(true_answer()))
    bench = Bench(model=model)
    await bench.say("/watch alibaba")
    bench.publish()
    await bench.read()
    bench.sent()
    await bench.ask()
    bench.sent()
    counts = bench.store.counts(bench.clock.now())
    assert (counts.read_by_model, counts.delivered) == (1, 1), "the answer to /watch is none"
    assert counts.prompt_tokens + counts.completion_tokens == 150


async def test_a_story_read_before_with_the_same_prompt_and_model_is_not_asked_again() -> None:
    model = FakeModel()
    model.answers.extend([json.dumps(true_answer()), json.dumps(true_answer())])
    bench = Bench(model=model)
    bench.publish()
    await bench.read()
    await bench.ask()
    bench.store.c.write("UPDATE story SET model_state = 'wanted'")
    await bench.ask()
    assert len(model.asked) == 1


async def test_a_digest_is_sent_once_a_day_with_what_moved() -> None:
    bench = Bench()
    await bench.say("/watch alibaba")
    await bench.say("/digest 20:00")
    bench.publish()
    await bench.read()
    bench.sent()
    assert sum(bench.pipeline.send_digests()) == 0
    bench.clock.pass_(3600 * 9)
    assert sum(bench.pipeline.send_digests()) == 1
    assert sum(bench.pipeline.send_digests()) == 0
    (digest,) = bench.sent()
    assert "+9.2%" in digest.html and TITLE in digest.html


async def test_telegram_is_asked_who_is_a_groups_admin_and_a_silence_changes_nothing() -> None:
    bench, messenger = Bench(), FakeMessenger(group_admins={ANNA})

    async def say(user: int, words: str) -> None:
        bench._updates += 1
        bench.store.receive([(bench._updates, "{}")], bench.clock.now())
        incoming = Incoming(-7, user, words, group=True, language="en")
        await bench.pipeline.answer_one(bench._updates, incoming, messenger)

    await say(ANNA, "/watch BABA")
    await say(8, "/watch 700")
    messenger.errors.append(OutcomeUnknown("no network"))
    await say(ANNA, "/watch TSLA")
    assert [w.target for w in bench.store.watches(-7)] == ["9988.HK"]
