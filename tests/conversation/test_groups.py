"""Groups: what the bot says when it is added, what fills the chat and what only whoever asked sees."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.conversation import Rules
from bot.ports import Incoming
from tests.conversation.talk import ADMIN, ME, Talk

GROUP = -5


def added(talk: Talk, language: str = "en") -> list[str]:
    return talk.handle(Incoming(GROUP, ME, group=True, joined=True, language=language))


@pytest.mark.parametrize(
    ("language", "words"), [("en", "tell this group"), ("zh-hans", "告诉本群"), ("zh-hk", "告訴本群")]
)
def test_a_group_is_greeted_once_in_its_language_and_told_what_an_admin_can_do(language: str, words: str) -> None:
    talk = Talk(chat=GROUP, group=True)
    (said,) = added(talk, language)
    assert words in said and "/watch" in said and "/digest" in said
    assert added(talk, language) == [], "a new right is no new beginning"


def test_a_group_is_not_told_of_advice_twice() -> None:
    talk = Talk(chat=GROUP, group=True)
    (said,) = added(talk)
    assert "I do not advise" in said
    assert len(talk.type("/watchlist")) == 1


def test_a_group_that_removed_the_bot_and_adds_it_again_is_greeted_again_and_keeps_its_watches() -> None:
    talk = Talk(chat=GROUP, group=True)
    added(talk)
    talk.type("/watch Tesla")
    talk.handle(Incoming(GROUP, ME, group=True, left=True))
    assert not talk.would_be_told("TSLA")
    assert len(added(talk)) == 1
    assert talk.would_be_told("TSLA")


def test_nobody_is_greeted_whom_the_bot_is_not_for_nor_is_a_private_chat() -> None:
    talk = Talk(Rules(frozenset({ADMIN}), "listed"), chat=GROUP, group=True)
    assert added(talk) == []
    private = Talk()
    assert private.handle(Incoming(ME, ME, joined=True)) == []


def test_why_is_shown_to_whoever_asks_and_fills_no_group() -> None:
    group = Talk(chat=GROUP, group=True)
    group.type("/watch Tesla")
    assert group.press("whynot:TSLA") == []
    assert group.outcome.toast == "I have read of no move of Tesla in the last four days."
    assert len(group.outcome.toast) <= 190
    private = Talk()
    private.type("/watch Tesla")
    assert private.press("whynot:TSLA") != [] and private.outcome.toast == ""


def test_only_a_groups_admins_take_out_what_is_kept_of_it() -> None:
    talk = Talk(chat=GROUP, group=True)
    talk.type("/watch Tesla")
    for line in ("/export", "/forget", "export please"):
        said = talk.handle(Incoming(GROUP, 77, line, group=True, may_change=False, language="en"))
        assert not any("Tesla" in s for s in said), line
    assert any("Tesla" in s for s in talk.type("/export"))


def test_what_one_person_asked_is_not_gone_on_from_by_another() -> None:
    talk = Talk(chat=GROUP, group=True)
    talk.type("/start")
    talk.type("/cancel")
    talk.type("what did tesla report?")
    talk.store.keep_asked(GROUP, ME, "what did tesla report?", talk.now)
    assert talk.store.last_asked(GROUP, 77, talk.now) is None
    assert talk.store.last_asked(GROUP, ME, talk.now) is not None


def test_what_one_person_asked_and_set_in_a_group_goes_with_that_persons_forget() -> None:
    group = Talk(chat=GROUP, group=True)
    group.type("/watch Tesla")
    group.type("what did tesla report?")
    group.store.keep_asked(GROUP, ME, "what did tesla report?", group.now)
    person = Talk(store=group.store)
    person.type("/start")
    assert "what did tesla report?" in "".join(person.type("/export"))
    person.type("/forget")
    person.press("forget:yes")
    assert group.store.last_asked(GROUP, ME, group.now) is None
    assert group.settings.set_by is None and group.targets == {"TSLA"}


def test_a_yes_of_days_later_is_none() -> None:
    talk = Talk()
    talk.type("/watch tesla, gold")
    talk.type("unwatch everything")
    talk.now += timedelta(days=2)
    talk.type("ok")
    assert len(talk.targets) == 2
    talk.type("unwatch everything")
    talk.store.clean(talk.now + timedelta(days=2), keep_days=90)
    assert talk.store.waiting(ME) is None


def test_a_figure_that_a_button_cannot_hold_is_not_cut_off() -> None:
    talk = Talk()
    talk.type("/start")
    (said, *_) = talk.type("/alret Tesla falls below $250 or rises above the level of $1450")
    assert "Did you mean /alert?" in said and talk.buttons == []
