"""Several targets in one line: one message says what became of each."""

from __future__ import annotations

from bot.conversation import Rules
from tests.conversation.talk import ADMIN, Talk, started

TWENTY = "AAPL MSFT NVDA TSLA AMZN META GOOGL NFLX AMD INTC QCOM CSCO ORCL IBM CRM ADBE PEP KO MCD NKE"


def labels(talk: Talk) -> set[str]:
    return {w.label for w in talk.store.watches(talk.chat)}


def test_twenty_tickers_give_one_message() -> None:
    talk = started()
    (answer,) = talk.type(f"/watch {TWENTY}")
    assert answer.startswith("Watching 20 more. I’ll alert you to reported moves of")
    assert answer.count("•") == 20 and "• Nvidia NVDA" in answer
    assert len(talk.store.watches(talk.chat)) == 20


def test_one_that_is_watched_already_is_said_to_be_and_counts_not() -> None:
    talk = started()
    talk.type("/alert tesla 5%")
    (answer,) = talk.type("/watch TSLA NVDA")
    assert answer.startswith("Watching 1 more.") and "• Tesla: watched already, at 5%" in answer


def test_one_undo_takes_back_all_that_was_new() -> None:
    talk = started()
    talk.type("/watch tesla")
    talk.type("/watch TSLA NVDA AAPL")
    (answer,) = talk.press_shown("Undo")
    assert answer == "You no longer watch Apple, Nvidia."
    assert labels(talk) == {"Tesla"}


def test_what_nobody_has_is_named_once_and_the_rest_is_watched() -> None:
    talk = started()
    first, second = talk.type("/watch TSLA, qqzzxxyyqq, zzqqyyxxzz, NVDA")
    assert first.startswith("Watching 2 more.")
    assert second == "I can’t find “qqzzxxyyqq”, “zzqqyyxxzz”. Try tickers, such as 9988.HK."


def test_one_that_may_be_several_is_asked_about_and_a_near_name_offered() -> None:
    talk = started()
    answers = talk.type("/watch TSLA, 000001, Nvidea")
    assert answers[0].startswith("Watching 1 more.")
    assert any("may mean several" in a for a in answers[1:])
    assert len(answers) == 3 and labels(talk) == {"Tesla"}


def test_as_many_as_a_chat_may_have_and_no_more() -> None:
    talk = started(Rules(frozenset({ADMIN}), most_watches=2))
    (answer,) = talk.type("/watch TSLA NVDA AAPL")
    assert len(talk.store.watches(talk.chat)) == 2
    assert answer.count("•") == 3 and "as many as one chat may" in answer


def test_several_are_let_go_in_one_message() -> None:
    talk = started()
    talk.type("/watch TSLA NVDA AAPL")
    gone, unknown = talk.type("/unwatch TSLA, NVDA, IBM")
    assert gone == "You no longer watch Tesla, Nvidia." and unknown == "You do not watch “IBM”."
    assert labels(talk) == {"Apple"}


def test_a_button_that_undoes_what_is_gone_says_that_it_is_old() -> None:
    talk = started()
    talk.press("unwatch:77,78")
    assert "no longer" in talk.outcome.toast or talk.outcome.toast


def test_names_in_a_sentence_of_their_own_are_watched_together() -> None:
    talk = started()
    (answer,) = talk.type("Tesla, Nvidia and Apple")
    assert answer.startswith("Watching 3 more.") and labels(talk) == {"Tesla", "Nvidia", "Apple"}


def test_in_chinese_too() -> None:
    talk = Talk(language="zh-hans")
    talk.type("/start")
    talk.type("/cancel")
    (answer,) = talk.type("关注 腾讯、小米、特斯拉")
    assert answer.startswith("新加入自选 3 个。") and "• 腾讯 0700.HK" in answer
