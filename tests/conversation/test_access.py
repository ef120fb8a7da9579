"""Who may use the bot: everybody, who was let in, who is listed; and groups that come and go."""

from __future__ import annotations

import pytest

from bot.conversation import AccessMode, Rules
from bot.ports import Incoming
from tests.conversation.talk import ADMIN, ME, NOW, Talk

ADMINS = frozenset({ADMIN, 2})


def rules(mode: AccessMode, users: frozenset[int] = frozenset(), admins: frozenset[int] = ADMINS) -> Rules:
    return Rules(admins, mode, users)


@pytest.mark.parametrize("mode", ["invite", "listed"])
def test_a_stranger_gets_one_sentence_once_whatever_they_try(mode: AccessMode) -> None:
    talk = Talk(rules(mode))
    first = talk.type("/start")
    mine = [m for m in talk.outcome.messages if m.chat == ME]
    assert len(mine) == 1
    assert str(ME) in first[0]
    for text in ("/start", "/watch BABA", "hello", "/stats", "/forget"):
        assert talk.type(text) == []
    assert talk.press("forget:yes") == []
    assert talk.press(f"admit:{ME}:{ME}") == []
    assert talk.store.chat(ME) is None
    assert talk.targets == set()
    assert not talk.store.is_admitted(ME)


def test_an_invitation_is_asked_of_every_admin_and_given_by_a_button() -> None:
    talk = Talk(rules("invite"))
    talk.type("/start")
    asked = [m for m in talk.outcome.messages if m.chat != ME]
    assert [m.chat for m in asked] == [ADMIN, 2]
    assert asked[0].html == "A &lt;b&gt; &amp; co (user 5) asks to be let in."
    data = asked[0].buttons[0][0].data
    assert data is not None
    admin = Talk(talk.rules, chat=ADMIN, user=ADMIN, store=talk.store)
    admin.press(data)
    assert {(m.chat, m.html) for m in admin.outcome.messages if m.chat == ME} == {(ME, "You are in. Welcome!")}
    assert talk.type("/start")
    talk.type("/watch BABA")
    assert talk.targets == {"9988.HK"}


def test_who_is_let_in_is_welcomed_in_their_own_language() -> None:
    talk = Talk(rules("invite"), language="zh-hans")
    assert "需邀请" in talk.type("/start")[0]
    admin = Talk(talk.rules, chat=ADMIN, user=ADMIN, store=talk.store)
    admin.press(f"admit:{ME}:{ME}:zh")
    assert [m.html for m in admin.outcome.messages if m.chat == ME] == ["您已获准加入，欢迎！"]


def test_where_only_the_listed_may_come_nobody_is_asked() -> None:
    talk = Talk(rules("listed", frozenset({6})))
    (answer,) = talk.type("/start")
    assert "not open to everybody" in answer
    other = Talk(talk.rules, chat=6, user=6, store=talk.store)
    assert len(other.type("/start")) == 2


@pytest.mark.parametrize("mode", ["open", "invite", "listed"])
def test_an_admin_is_always_let_in(mode: AccessMode) -> None:
    assert Talk(rules(mode), chat=ADMIN, user=ADMIN).type("/start")


def test_a_button_of_a_message_in_another_language_finds_its_stranger() -> None:
    talk = Talk(rules("listed"), language=None)
    assert len(talk.press("why")) == 1
    assert talk.press("why") == []


# --- groups ----------------------------------------------------------------------------------------------------------


def group(number: int = -7) -> Talk:
    talk = Talk(chat=number, group=True)
    talk.type("/start")
    talk.type("/watch BABA")
    return talk


def test_a_group_is_one_chat_whoever_writes() -> None:
    talk = group()
    talk.type("/watch 700", user=99)
    assert talk.targets == {"9988.HK", "0700.HK"}
    assert talk.settings.group


def test_a_group_that_threw_the_bot_out_gets_nothing_and_everything_again_when_it_is_back() -> None:
    talk = group()
    talk.handle(Incoming(-7, ME, group=True, left=True))
    assert talk.outcome.done == "left"
    assert not talk.would_be_told("BABA")
    talk.handle(Incoming(-7, ME, group=True, joined=True))
    talk.type("/watchlist")
    assert talk.would_be_told("BABA")


def test_coming_into_a_group_is_met_with_silence_or_a_word() -> None:
    talk = Talk(chat=-9, group=True)
    talk.handle(Incoming(-9, ME, group=True, joined=True))
    assert len(talk.outcome.messages) <= 1


def test_a_group_that_becomes_a_supergroup_keeps_all_however_often_it_is_told() -> None:
    talk = group()
    for _ in range(2):
        talk.handle(Incoming(-1007, ME, group=True, migrated_from=-7))
    talk.chat = -1007
    assert talk.targets == {"9988.HK"}
    assert talk.would_be_told("BABA")


def test_leaving_a_chat_that_nobody_knows_harms_nothing() -> None:
    talk = Talk()
    talk.handle(Incoming(-99, ME, group=True, left=True))
    assert talk.outcome.messages == ()
    assert talk.store.chat(-99) is None


def test_one_update_told_twice_is_answered_once() -> None:
    talk = Talk()
    incoming = Incoming(ME, ME, "/start", language="en")
    for _ in range(2):
        with talk.store.transaction():
            for message in talk.conversation.handle(incoming, "update:1", NOW).messages:
                talk.store.enqueue(message, NOW)
    keys = [r["key"] for r in talk.store.c.rows("SELECT key FROM outbox ORDER BY id")]
    assert keys == ["update:1:0", "update:1:1"]


@pytest.mark.parametrize(
    "text", ["/watch 700", "/unwatch BABA", "/alert BABA 9%", "/settings", "/digest 08:30", "/stop", "Tesla"]
)
def test_in_a_group_only_its_admins_change_what_all_get(text: str) -> None:
    talk = group()
    before = talk.settings, talk.targets
    answers = talk.handle(Incoming(-7, 99, text, group=True, may_change=False))
    assert answers == ["In a group only its admins may change that."]
    assert (talk.settings, talk.targets) == before


def test_a_press_of_a_groups_plain_member_changes_nothing_and_is_told_why() -> None:
    talk = group()
    talk.handle(Incoming(-7, 99, button="set:colours", press="p", group=True, may_change=False))
    assert talk.outcome.toast == "In a group only its admins may change that."
    assert not talk.outcome.messages


@pytest.mark.parametrize("text", ["/watchlist", "/news BABA", "/digest", "/help", "/movers"])
def test_every_member_of_a_group_may_ask(text: str) -> None:
    talk = group()
    assert not talk.conversation.changes(Incoming(-7, 99, text, group=True))


def test_a_question_in_a_group_says_that_it_is_answered_by_a_reply() -> None:
    talk = group()
    assert talk.type("/watch")[-1].endswith("(Answer with a reply to this message.)")
    talk.type("Tencent")
    assert "0700.HK" in talk.targets
