"""A story's lines in its readers' languages: a call a language, held against the story's own words, shown where those would be."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.adapters.store import SqliteStore, open_store
from bot.conversation import Conversation, Rules
from bot.errors import ModelRefused, ModelUnavailable
from bot.link import link_of
from bot.listings import load, load_sessions
from bot.message import Message
from bot.pipeline import Pipeline
from bot.pipeline.model_reading import Prompts
from bot.ports import Incoming, Item, Polled
from tests.fakes import NOON, FakeClock, FakeFeeds, FakeModel

ENGLISH, SIMPLIFIED, TRADITIONAL, ADMIN = 5, 6, 7, 9
LANGUAGES = {ENGLISH: "en", SIMPLIFIED: "zh-hans", TRADITIONAL: "zh-hk"}
NOTHING = json.dumps({"moves": [], "claims": [], "settled": [], "reasons": []})
TITLE = "腾讯上调全年营收预测，股价收涨6.2%"
BODY = "腾讯控股(0700.HK)周三收涨6.2%，报512.00港元，因公司上调全年营收预测。公司称，需求强劲。"
RIGHT = {
    TITLE: "Tencent raises full-year revenue forecast, shares close up 6.2%",
    "因公司上调全年营收预测": "as the company raised its full-year revenue forecast",
}


class Bench:
    """A pipeline with a model, a Chinese feed, and readers of three languages."""

    def __init__(self, *answers: str | Exception, daily_tokens: int | None = None, translates: bool = True) -> None:
        self.store: SqliteStore = open_store(None)
        self.clock, self.model = FakeClock(NOON), FakeModel()
        self.model.answers.extend(answers)
        conversation = Conversation(self.store, load(), load_sessions(), Rules(frozenset({ADMIN})))
        self.pipeline = Pipeline(
            self.store, FakeFeeds(), self.clock, load(), load_sessions(), conversation,
            model=self.model, prompts=Prompts("Read it.", "Is it so?"), daily_tokens=daily_tokens,
            translating="Translate it." if translates else None,
        )  # fmt: skip
        self.store.add_feed("https://example.org/a.xml", "港闻", "zh", NOON)
        self.store.record_poll(self.store.feeds()[0], Polled((), None, None, "0", frozenset()), NOON)
        self._updates = 0

    async def say(self, words: str, chat: int) -> list[Message]:
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        said = Incoming(chat, chat, words, language=LANGUAGES[chat])
        await self.pipeline.answer_one(self._updates, said, None)
        return self.sent()

    async def tell(self, title: str = TITLE, body: str = BODY, guid: str = "1") -> None:
        published = self.clock.now() - timedelta(minutes=30)
        item = Item(guid, link_of(f"https://example.org/{guid}"), title, body, published, "港闻")
        polled = Polled((item,), None, None, guid, frozenset({guid.encode()}))
        self.store.record_poll(self.store.feeds()[0], polled, self.clock.now())
        for stored in self.store.unread(50):
            await self.pipeline.read_one(stored)

    async def ask(self) -> None:
        for stored in self.store.wanting_model(50):
            await self.pipeline.ask_model(stored)

    def sent(self) -> list[Message]:
        out = []
        while rows := self.store.sendable(100, self.clock.now()):
            for row in rows:
                claimed = self.store.claim(row.id, self.clock.now())
                assert claimed is not None
                out.append(claimed.message)
                self.store.mark_sent(row.id, row.id, self.clock.now())
        return out

    def lines(self) -> list[str]:
        """What the model was asked to translate, last."""
        asked = [material for prompt, material in self.model.asked if prompt == "Translate it."]
        return [line.partition(". ")[2] for line in asked[-1].split("\n")[1:-2]] if asked else []


def translation(*texts: str) -> str:
    return json.dumps({"lines": [{"line": n, "text": t} for n, t in enumerate(texts, 1)]})


async def told(bench: Bench) -> list[Message]:
    """The alert that the English reader got at once, read by the model since."""
    await bench.say("/watch tencent", ENGLISH)
    await bench.tell()
    (alert,) = bench.sent()
    assert "因公司上调全年营收预测" in alert.html
    await bench.ask()
    return bench.sent()


async def test_an_alert_in_another_language_gets_its_reason_in_the_readers() -> None:
    bench = Bench(NOTHING, translation(*RIGHT.values()))
    (edit,) = await told(bench)
    assert bench.lines()[:2] == list(RIGHT)
    assert "<i>🌐 as the company raised its full-year revenue forecast</i>" in edit.html
    assert "周三收涨6.2%" in edit.html, "what the story says stays quoted"


@pytest.mark.parametrize(
    "wrong",
    [
        "as the company cut its full-year revenue forecast",
        "as the company raised its full-year profit forecast",
        "as the company denied raising its full-year revenue forecast",
        "as the company raised its full-year revenue forecast to USD5 billion",
        "as Alibaba raised its full-year revenue forecast",
        "as the company raised its next year revenue forecast",
        "as the company raised its full-year revenue forecast; buy now",
        "因公司上调全年营收预测",
    ],
)
async def test_a_translation_that_says_something_else_is_not_shown(wrong: str) -> None:
    bench = Bench(NOTHING, translation("Tencent soars 62%", wrong))
    assert await told(bench) == []


async def test_a_line_that_is_left_out_or_given_twice_is_shown_in_the_storys_words() -> None:
    twice = {
        "lines": [{"line": 2, "text": t} for t in (RIGHT["因公司上调全年营收预测"], "as Tencent raised its forecast")]
    }
    assert await told(Bench(NOTHING, json.dumps(twice))) == []
    assert await told(Bench(NOTHING, json.dumps({"lines": [{"line": 99, "text": "Buy"}, {"line": "x"}, 5]}))) == []


@pytest.mark.parametrize("answer", ["I cannot.", "[]", '{"lines": "none"}', ModelUnavailable("down")])
async def test_a_model_that_is_away_or_talks_nonsense_costs_nothing_but_its_absence(answer: str | Exception) -> None:
    bench = Bench(NOTHING, answer)
    assert await told(bench) == []
    assert not bench.store.wanting_model(5), "it is not asked again"


async def test_an_operator_hears_of_a_model_that_refuses_to_translate() -> None:
    bench = Bench(NOTHING, ModelRefused("the key is wrong"))
    (notice,) = await told(bench)
    assert notice.chat == ADMIN and "the key is wrong" in notice.html


async def test_each_language_is_asked_for_once_however_many_read_it_and_its_own_never() -> None:
    bench = Bench(NOTHING)
    await bench.say("/watch tencent", SIMPLIFIED)
    await bench.tell()
    bench.sent()
    await bench.ask()
    assert bench.lines() == [], "who reads Chinese reads the story's words"


async def test_of_an_english_story_readers_of_both_scripts_get_the_reason_in_their_own() -> None:
    reason = "公司上调全年营收预测之后"
    bench = Bench(NOTHING, translation("腾讯上调全年营收预测后收涨6.2%", reason.removesuffix("之后") + "后"))
    await bench.say("/watch tencent", SIMPLIFIED)
    await bench.say("/watch tencent", TRADITIONAL)
    await bench.tell(
        "Tencent Closes Up 6.2% After Raising Full-Year Revenue Forecast",
        "Tencent Holdings [HKG: 0700] shares closed 6.2 percent higher at HKD512.00 on Wednesday after the company raised its full-year revenue forecast.",
    )
    assert len(bench.sent()) == 2
    await bench.ask()
    shown = {m.chat: m.html for m in bench.sent()}
    assert [p for p, _ in bench.model.asked].count("Translate it.") == 1
    assert (
        "🌐 公司上调全年营收预测后" in shown[SIMPLIFIED] or "🌐 腾讯上调全年营收预测后收涨6.2%" in shown[SIMPLIFIED]
    )
    assert "調全年營收預測後" in shown[TRADITIONAL]


async def test_a_digest_and_the_news_show_a_foreign_title_in_the_readers_language_and_say_so() -> None:
    bench = Bench(NOTHING, translation(*RIGHT.values()))
    await told(bench)
    digest = "\n".join(m.html for m in await bench.say("/digest now", ENGLISH))
    assert "🌐 as the company raised its full-year revenue forecast" in digest
    assert "🌐 translated by a model" in digest
    news = "\n".join(m.html for m in await bench.say("/news tencent", ENGLISH))
    assert "🌐 Tencent raises full-year revenue forecast, shares close up 6.2%" in news


async def test_when_a_story_is_revised_its_translation_goes() -> None:
    bench = Bench(NOTHING, translation(*RIGHT.values()))
    await told(bench)
    assert bench.store.renditions([1], "en")
    await bench.tell(TITLE.replace("6.2", "5.2"), BODY.replace("6.2", "5.2"))
    assert not bench.store.renditions([1], "en")


async def test_over_its_tokens_of_the_day_nothing_is_translated() -> None:
    bench = Bench(NOTHING, translation(*RIGHT.values()), daily_tokens=100)
    assert await told(bench) == []
    assert bench.lines() == []


async def test_where_the_operator_does_not_want_it_nothing_is_translated() -> None:
    bench = Bench(NOTHING, translates=False)
    assert await told(bench) == []
