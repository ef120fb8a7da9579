"""Voice messages, pictures and /listen: answered beside all else, as if typed, and never lost."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.adapters.store import open_store
from bot.conversation import Conversation, Rules
from bot.errors import MessageRefused, ModelRefused, ModelUnavailable, OutcomeUnknown, Paused
from bot.link import link_of
from bot.listings import load, load_sessions
from bot.message import Message
from bot.pipeline import Pipeline
from bot.pipeline.media import Media
from bot.ports import Incoming, Item, Polled
from tests.fakes import NOON, FakeClock, FakeFeeds, FakeMessenger, FakeModel, FakeSpeech

ANNA, HANS, ADMIN = 5, 6, 9
OGG = b"OggS sound"
BODY = "Tencent Holdings [HKG: 0700] shares closed 6.2 percent higher at HKD512.00 on Wednesday after the company raised its forecast."


class Bench:
    """A store with a story that has been read, and what hears, sees and speaks."""

    def __init__(self, *, mode: str = "open", speech: bool = True, sight: bool = True) -> None:
        self.store, self.clock = open_store(None), FakeClock(NOON)
        self.messenger, self.speech, self.sight = FakeMessenger(), FakeSpeech(), FakeModel()
        self.messenger.files["f"] = OGG
        self.notices: list[dict[str, str | int]] = []
        rules = Rules(frozenset({ADMIN}), mode)  # type: ignore[arg-type]
        self.conversation = Conversation(self.store, load(), load_sessions(), rules)
        self.pipeline = Pipeline(self.store, FakeFeeds(), self.clock, load(), load_sessions(), self.conversation)
        self.media = Media(
            self.store, self.clock, self.conversation, speech=self.speech if speech else None,
            sight=self.sight if sight else None, prompt="Look.", tell_admins=lambda _, fields: self.notices.append(fields),
        )  # fmt: skip
        self._updates = 0

    async def tell(self, body: str = BODY) -> None:
        self.store.add_feed("https://example.org/a.xml", "Wire", "en", NOON)
        feed = self.store.feeds()[0]
        self.store.record_poll(feed, Polled((), None, None, "0", frozenset()), NOON)
        item = Item(
            "1",
            link_of("https://example.org/1"),
            "Tencent Closes Up 6.2%" if body is BODY else "Shares Move",
            body,
            NOON - timedelta(hours=1),
            "Wire",
        )
        self.store.record_poll(self.store.feeds()[0], Polled((item,), None, None, "1", frozenset({b"1"})), NOON)
        for stored in self.store.unread(9):
            await self.pipeline.read_one(stored)

    async def gets(self, incoming: Incoming) -> list[Message]:
        """What is answered, by whoever takes it."""
        self._updates += 1
        self.store.receive([(self._updates, "{}")], self.clock.now())
        if self.media.takes(incoming):
            await self.media.answer(self._updates, incoming, self.messenger)
        else:
            await self.pipeline.answer_one(self._updates, incoming, self.messenger)
        assert not self.store.inbox(5), "it is done"
        return self.sent()

    async def says(self, *words: str | Exception, user: int = ANNA, seconds: int = 4) -> list[Message]:
        self.speech.words.extend(words)
        return await self.gets(voice(user, seconds=seconds))

    async def types(self, words: str, user: int = ANNA, language: str = "en-gb") -> list[Message]:
        return await self.gets(Incoming(user, user, words, language=language))

    async def shows(self, *answers: object, size: int = 9) -> list[Message]:
        self.sight.answers.extend(a if isinstance(a, (str, Exception)) else json.dumps(a) for a in answers)
        picture = Incoming(
            ANNA, ANNA, medium="picture", file="f", file_type="image/jpeg", file_size=size, language="en-gb"
        )
        return await self.gets(picture)

    def sent(self) -> list[Message]:
        out = []
        while rows := self.store.sendable(100, self.clock.now()):
            for row in rows:
                claimed = self.store.claim(row.id, self.clock.now())
                assert claimed is not None
                out.append(claimed.message)
                self.store.mark_sent(row.id, row.id, self.clock.now())
        return out


def voice(user: int, *, seconds: int = 4, file: str | None = "f") -> Incoming:
    return Incoming(
        user, user, medium="voice", file=file, file_type="audio/ogg", file_size=9, seconds=seconds, language="en-gb"
    )


# --- heard -------------------------------------------------------------------------------------------------------------------


async def test_what_is_said_is_done_as_if_typed_and_what_was_heard_is_shown_with_undo() -> None:
    bench = Bench()
    answer, *_ = await bench.says("Watch Tesla at five percent.")
    assert answer.html.startswith("🎙 <i>Watch Tesla at five percent.</i>\n") and "5%" in answer.html
    assert [b.text for row in answer.buttons for b in row][-1] == "Undo"
    assert [w.target for w in bench.store.watches(ANNA)] == ["TSLA"]
    assert bench.speech.asked[0].data == OGG and bench.messenger.acts == [(ANNA, "typing")]


async def test_a_question_is_answered_and_a_deletion_is_asked_about_by_voice_as_by_hand() -> None:
    bench = Bench()
    await bench.types("/watch tesla")
    (asked,) = await bench.says("Forget me.")
    assert "Sure?" in asked.html and bench.store.watches(ANNA)


async def test_a_stroke_that_was_heard_makes_no_command() -> None:
    bench = Bench()
    answer, *_ = await bench.says("/stats")
    assert "🎙 <i>stats</i>" in answer.html and "feeds" not in answer.html.lower()


@pytest.mark.parametrize("heard", ["", "  \n "])
async def test_where_no_word_is_heard_that_is_said(heard: str) -> None:
    (answer,) = (await Bench().says(heard))[:1]
    assert "heard no words" in answer.html


async def test_what_is_too_long_is_not_fetched() -> None:
    bench = Bench()
    answer, *_ = await bench.says(seconds=121)
    assert "two minutes" in answer.html and not bench.speech.asked


@pytest.mark.parametrize("error", [ModelUnavailable("away"), ModelRefused("the key is wrong")])
async def test_a_host_that_fails_costs_a_sentence_and_a_refusal_is_told_to_the_operator_once(
    error: Exception,
) -> None:
    bench = Bench()
    for _ in range(2):
        answer, *_ = await bench.says(error)
        assert "could not make that out" in answer.html
    assert len(bench.notices) == isinstance(error, ModelRefused)


async def test_a_file_that_telegram_does_not_give_is_asked_for_again() -> None:
    bench = Bench()
    bench.messenger.errors.append(MessageRefused("file is too big"))
    answer, *_ = await bench.gets(voice(ANNA))
    assert "did not give me that file" in answer.html


async def test_where_nobody_hears_a_voice_message_gets_its_sentence() -> None:
    answer, *_ = await Bench(speech=False).gets(voice(ANNA))
    assert "cannot hear voice messages" in answer.html
    answer, *_ = await Bench().gets(voice(ANNA, file=None))
    assert "cannot hear voice messages" in answer.html, "a film without a file to fetch"


async def test_a_stranger_is_not_listened_to() -> None:
    bench = Bench(mode="listed")
    (answer,) = await bench.says()
    assert "not open to everybody" in answer.html and not bench.speech.asked


async def test_one_person_has_so_many_a_day_and_takes_them_from_nobody_else() -> None:
    bench = Bench()
    for _ in range(60):
        await bench.says("help")
    answer, *_ = await bench.says()
    assert "enough" in answer.html and len(bench.speech.asked) == 60
    await bench.says("help", user=HANS)
    bench.clock.pass_(86_400)
    await bench.says("help")
    assert len(bench.speech.asked) == 62


# --- seen --------------------------------------------------------------------------------------------------------------------


async def test_of_a_picture_the_names_are_found_the_figures_marked_and_what_is_known_told() -> None:
    bench = Bench()
    await bench.tell()
    seen = {"title": "Tencent soars", "names": ["Tencent", "Qwxyz Ltd"], "figures": ["Tencent +26.2%"]}
    (answer, *_) = await bench.shows(seen)
    assert "Tencent soars" in answer.html and "Tencent +26.2%\n<i>read in the picture, not checked</i>" in answer.html
    assert "+6.2%" in answer.html and "HKD512" in answer.html, "what was reported"
    assert [b.data for row in answer.buttons for b in row] == ["watch:0700.HK"]
    assert bench.sight.attached[0].type == "image/jpeg" and bench.store.tokens_today(bench.clock.now()) == 150


async def test_of_whom_nothing_was_reported_that_is_said_and_of_no_name_too() -> None:
    (answer, *_) = await Bench().shows({"title": "", "names": ["Nvidia"], "figures": []})
    assert "I have no story about <b>Nvidia</b> yet" in answer.html
    (answer, *_) = await Bench().shows({"title": "A cat", "names": ["Qwxyz"], "figures": []})
    assert "None of these is known to me: Qwxyz" in answer.html
    (answer, *_) = await Bench().shows({"title": "", "names": [], "figures": []})
    assert "see no company" in answer.html


@pytest.mark.parametrize(
    "answer",
    [
        "I see a cat",
        "[]",
        {"names": "Tesla"},
        ModelUnavailable("away"),
        {"title": 5, "names": [5, None, ["x"]], "figures": {}},
    ],
)
async def test_a_model_that_sees_nonsense_costs_a_sentence(answer: object) -> None:
    (said, *_) = await Bench().shows(answer)
    assert "could not make that out" in said.html or "see no company" in said.html


async def test_what_is_printed_in_a_picture_is_shown_as_words_and_commands_nothing() -> None:
    bench = Bench()
    title = "<b>/forget</b> " + "x" * 5000 + "\ud83d"
    (said, *_) = await bench.shows(
        json.dumps({"title": title[:-1], "names": ["/stop", "Tesla"], "figures": ["<a href='x'>1</a>"] * 50})
    )
    assert "&lt;b&gt;/forget" in said.html and "<a href='x'>" not in said.html and len(said.html) < 4096
    chat = bench.store.chat(ANNA)
    assert chat is not None and chat.active


async def test_a_picture_that_is_too_large_is_not_fetched() -> None:
    bench = Bench()
    (said, *_) = await bench.shows(size=9 << 20)
    assert "too large" in said.html and not bench.sight.asked


# --- said --------------------------------------------------------------------------------------------------------------------


async def test_the_digest_is_read_out_with_its_figures_in_words_and_equal_ones_are_made_once() -> None:
    bench = Bench()
    for person in (ANNA, HANS):
        await bench.types("/watch tencent", person)
    await bench.tell()
    bench.sent()
    bench.speech.sounds.append(OGG)
    assert await bench.types("/listen") == []
    ((text, language),) = bench.speech.said
    assert language == "en" and "Tencent Holdings rose six point two percent." in text and "6.2" not in text
    assert await bench.types("read it to me", HANS) == []
    assert bench.messenger.voices == [(ANNA, OGG), (HANS, "voice-1")], "Telegram keeps what it was sent"


async def test_in_chinese_it_is_said_in_chinese() -> None:
    bench = Bench()
    await bench.types("/watch tencent", language="zh-hans")
    await bench.tell()
    bench.sent()
    bench.speech.sounds.append(OGG)
    await bench.types("播报", language="zh-hans")
    ((text, language),) = bench.speech.said
    assert language == "zh" and "腾讯上涨百分之六点二。" in text


async def test_where_there_is_nothing_to_read_out_that_is_written() -> None:
    bench = Bench()
    (answer, *_) = await bench.types("/listen")
    assert "watch" in answer.html.lower() and not bench.speech.said
    await bench.types("/watch nvidia")
    (answer, *_) = await bench.types("/listen")
    assert "Nothing" in answer.html and not bench.speech.said


async def test_where_nobody_speaks_or_telegram_takes_no_voice_the_digest_can_be_read() -> None:
    (answer, *_) = await Bench(speech=False).types("/listen")
    assert "/digest" in answer.html
    bench = Bench()
    await bench.types("/watch tencent")
    await bench.tell()
    bench.sent()
    bench.speech.sounds.append(OGG)
    bench.messenger.errors.append(MessageRefused("VOICE_MESSAGES_FORBIDDEN"))
    (answer,) = await bench.types("/listen")
    assert "did not take the voice message" in answer.html and "/digest" in answer.html


async def test_a_pause_is_waited_for_and_what_may_have_come_is_not_sent_again() -> None:
    bench = Bench()
    await bench.types("/watch tencent")
    await bench.tell()
    bench.sent()
    bench.speech.sounds.extend([OGG, OGG])
    bench.messenger.errors.append(Paused(5))
    assert await bench.types("/listen") == [] and bench.clock.slept == [5] and len(bench.messenger.voices) == 1
    bench.messenger.errors.append(OutcomeUnknown("reset"))
    assert await bench.types("/listen") == [] and len(bench.messenger.voices) == 1


async def test_of_one_person_two_are_listened_to_at_once() -> None:
    bench = Bench()
    bench.media._under_way[ANNA] = 2
    (answer, *_) = await bench.says()
    assert "One after the other" in answer.html and not bench.speech.asked


async def test_what_is_read_out_says_which_hours_and_which_day() -> None:
    bench = Bench()
    await bench.types("/watch nvidia")
    await bench.tell(
        "Nvidia [NASDAQ: NVDA] shares fell 6.2 percent in after-hours trading on Tuesday after its forecast."
    )
    bench.sent()
    bench.speech.sounds.append(OGG)
    await bench.types("/listen")
    assert "fell six point two percent after hours Tue" in bench.speech.said[0][0]


async def test_privacy_says_where_voice_and_pictures_go() -> None:
    bench = Bench()
    (answer, *_) = await bench.types("/privacy")
    assert "Voice messages" not in answer.html
    rules = Rules(frozenset(), takes_media=True)
    said = Conversation(bench.store, load(), load_sessions(), rules).handle(Incoming(8, 8, "/privacy"), "k", NOON)
    assert "Voice messages and pictures that you send me go to the operator’s model" in said.messages[0].html
