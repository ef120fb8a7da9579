"""The log: no token, no key, no secret, no chat's words, at any level, tracebacks included."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from io import StringIO
from urllib.parse import quote

import pytest

from bot.adapters.store import open_store
from bot.commands.logs import set_up
from bot.conversation import Conversation, Rules
from bot.errors import NotSent, OutcomeUnknown
from bot.listings import load, load_sessions
from bot.message import Message
from bot.pipeline import Pipeline
from bot.pipeline.sender import Sender
from bot.ports import Incoming
from tests.fakes import FakeClock, FakeFeeds, FakeMessenger

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
KEY = "sk-proj-0123456789abcdefghij"
HOOK = "hook/secret+with=odd&characters"

Log = Callable[[], str]


@pytest.fixture
def log() -> Iterator[Log]:
    """The root logger at DEBUG as `run` sets it up; as it was, afterwards."""
    root = logging.getLogger()
    before = root.handlers[:], root.level
    stream = StringIO()
    set_up("DEBUG", (TOKEN, KEY, HOOK), stream)
    yield stream.getvalue
    root.handlers[:], level = before
    root.setLevel(level)


def test_our_own_lines_are_there_with_time_level_and_name(log: Log) -> None:
    logging.getLogger("newstape.sender").debug("outbox=%d sent", 5)
    assert log().endswith(" DEBUG newstape.sender outbox=5 sent\n")


@pytest.mark.parametrize("secret", [TOKEN, KEY, HOOK])
def test_a_secret_is_in_no_line_however_it_got_there(log: Log, secret: str) -> None:
    ours = logging.getLogger("newstape")
    ours.debug("asked https://api.telegram.org/bot%s/getMe", secret)
    ours.info("as a value: %r", {"headers": {"Authorization": f"Bearer {secret}"}})
    ours.warning(secret)
    logging.getLogger("some.library").warning("HTTP Request: POST https://api.telegram.org/bot%s/sendMessage", secret)
    logging.getLogger("asyncio").error("Task exception was never retrieved: %s", secret)
    assert secret not in log()
    assert log().count("***") >= 5


@pytest.mark.parametrize("secret", [TOKEN, KEY, HOOK])
def test_a_secret_is_in_no_traceback(log: Log, secret: str) -> None:
    try:
        try:
            raise ValueError(f"cannot connect to https://api.telegram.org/bot{secret}/getMe")
        except ValueError as error:
            raise RuntimeError(f"outer {secret}") from error
    except RuntimeError:
        logging.getLogger("newstape").exception("poll: a bug; going on", stack_info=True)
    assert "Traceback" in log()
    assert "RuntimeError: outer ***" in log()
    assert secret not in log()


def test_a_token_that_nobody_named_is_known_by_its_shape(log: Log) -> None:
    other = "987654321:BBEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
    ours = logging.getLogger("newstape")
    ours.info("the token %s", other)
    ours.info("asked https://api.telegram.org/bot%s/getMe", other)
    ours.info("asked https://api.telegram.org/file/bot%s/x", other)
    ours.info("the key %s", "sk-another0123456789abcdef")
    ours.info("Authorization: Bearer abcdefgh.12345")
    assert other not in log()
    assert "sk-another" not in log()
    assert "abcdefgh.12345" not in log()


@pytest.mark.parametrize("secret", [TOKEN, HOOK])
def test_a_secret_in_an_address_is_taken_out_in_its_escaped_form_too(log: Log, secret: str) -> None:
    logging.getLogger("newstape").info("asked https://example.org/%s/x", quote(secret, safe=""))
    assert quote(secret, safe="") not in log()


@pytest.mark.parametrize(
    "name",
    [
        "httpx",
        "httpcore.http11",
        "telegram.Bot",
        "telegram.ext.Updater",
        "openai._base_client",
        "aiohttp.server",
    ],
)
def test_what_a_library_logs_is_not_heard_as_its_outcomes_are_told_by_us(log: Log, name: str) -> None:
    for level in (logging.DEBUG, logging.INFO, logging.WARNING):
        logging.getLogger(name).log(level, "POST sendMessage %s", {"text": "a chat's words"})
    try:
        raise ValueError("no JSON")
    except ValueError:
        logging.getLogger(name).exception("Can not load invalid JSON data: <html>502</html>")
    assert log() == ""


def test_a_task_that_nobody_looked_after_is_heard(log: Log) -> None:
    logging.getLogger("asyncio").info("Using selector: EpollSelector")
    logging.getLogger("asyncio").error("Task exception was never retrieved")
    assert log().endswith("ERROR asyncio Task exception was never retrieved\n")


def test_setting_up_twice_writes_each_line_once(log: Log) -> None:
    stream = StringIO()
    set_up("INFO", (), stream)
    logging.getLogger("newstape").info("once")
    logging.getLogger("newstape").debug("not at INFO")
    assert stream.getvalue().count("\n") == 1


# --- what people write -----------------------------------------------------------------------------------------------

SAID = ["my secret is 42", "/watch secret words", "/secret", "/alert secret 5%", "/news secret", "/broadcast secret words", "/users add ²secret", "/feeds add http://[secret"]  # fmt: skip


@pytest.mark.parametrize("user", [1, 5])
@pytest.mark.parametrize("said", SAID)
async def test_what_somebody_writes_is_in_no_line(log: Log, said: str, user: int) -> None:
    store, clock = open_store(None), FakeClock()
    conversation = Conversation(store, load(), load_sessions(), Rules(frozenset({1})))
    pipeline = Pipeline(store, FakeFeeds(), clock, load(), load_sessions(), conversation)
    store.receive([(7, said)], clock.now())
    try:
        await pipeline.answer_one(7, Incoming(5, user, said, first_name="Ann"), None)
    except Exception:
        logging.getLogger("newstape").exception("update=7 cannot be answered; it is put aside")
    assert "secret" not in log().lower()


async def test_what_is_sent_to_somebody_is_in_no_line(log: Log) -> None:
    store, clock, messenger = open_store(None), FakeClock(), FakeMessenger()
    with store.transaction():
        for chat in range(4):
            store.enqueue(Message(chat, f"k{chat}", "<b>their words</b>"), clock.now())
    messenger.errors.extend([NotSent("refused"), OutcomeUnknown("time-out")])
    sender = Sender(store, messenger, clock)
    for _ in range(8):
        await sender.send_due()
        await sender.settle()
    await asyncio.sleep(0)
    assert "their words" not in log()
    assert log().count("sent") >= 2
