"""Which digest is due, and what is in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from bot.digest import LED, MENTIONED, TITLED, DigestMove, DigestStory, compose
from bot.events import Fact, fact_of
from bot.listings import load
from bot.reading import SummarySentence
from tests.made import NOON, TODAY, URL, move, quote

# --- what is in it ---------------------------------------------------------------------------------------------------


def told(percent: str, story: int = 1, symbol: str = "9988.HK", **changes: Any) -> DigestMove:
    found = move(percent, symbol, **changes)
    fact = fact_of(found, load())
    assert fact is not None
    return DigestMove(found, fact, story, "Yicai", URL)


def sizes(*moves: DigestMove) -> list[str]:
    return [str(m.move.percent) for m in compose(5, TODAY, moves, (), ()).moves]


def test_the_biggest_move_stands_first_whichever_way() -> None:
    assert sizes(told("1.5", symbol="AAPL"), told("-7", symbol="0700.HK"), told("3")) == ["-7", "3", "1.5"]


def test_a_close_outdoes_an_intraday_figure_whichever_came_later() -> None:
    close, intraday = told("3.1", 1), told("8.8", 2, at=None)
    assert sizes(close, intraday) == sizes(intraday, close) == ["3.1"]


def test_of_two_closes_the_later_storys_counts() -> None:
    assert sizes(told("9.2", 1), told("2.9", 2)) == sizes(told("2.9", 2), told("9.2", 1)) == ["2.9"]


def test_each_listing_of_a_company_has_a_row_of_its_own() -> None:
    assert len(sizes(told("9.2", 1), told("9.2", 2, "BABA"))) == 2


def test_extremes_and_longer_changes_are_no_rows() -> None:
    assert sizes(told("8.8", scope="intraday_extreme"), told("40", scope="longer")) == []


def test_an_instrument_stands_once_with_its_last_sessions_close() -> None:
    yesterday = told("3", 1, session=TODAY - timedelta(days=1))
    assert sizes(yesterday, told("-2", 2)) == ["-2"]
    assert sizes(told("-2", 2), yesterday) == ["-2"]


def story(n: int, sentences: int = 1, facts: tuple[Fact, ...] = (), corrects: bool = False) -> DigestStory:
    said = tuple(SummarySentence(f"Sentence {i}.", (quote("x"),)) for i in range(sentences))
    return DigestStory(n, f"Title {n}", "Yicai", URL, NOON, said, facts, corrects)


def fact(size: str, who: str = "002460.SZ") -> Fact:
    return Fact(who, TODAY, "session", size, at="close", of=who)


def test_the_stories_that_have_most_to_say_are_chosen_and_stand_in_their_order() -> None:
    stories = [story(1), story(2, 2), story(3, facts=(fact("+1"),)), story(4), story(5, 0), story(6), story(7)]
    assert [s.story for s in compose(5, TODAY, (), stories, ()).stories] == [2, 3, 4, 6, 7]


def test_a_story_whose_figure_was_corrected_is_left_out_and_the_correction_stands() -> None:
    wrong = story(1, 2, (fact("+5.1"), fact("+5.6", "002466.SZ")))
    right = story(2, 1, (fact("+5.6"),), corrects=True)
    assert [s.story for s in compose(5, TODAY, (), [wrong, right], ()).stories] == [2]
    later_figure = story(2, 1, (fact("+5.6"),))
    assert [s.story for s in compose(5, TODAY, (), [wrong, later_figure], ()).stories] == [1, 2]
    of_another = story(2, 1, (fact("+5.6", "9988.HK"),), corrects=True)
    assert [s.story for s in compose(5, TODAY, (), [wrong, of_another], ()).stories] == [1, 2]


def test_of_two_stories_about_one_move_the_one_that_says_more_is_told() -> None:
    short, long = story(1, 1, (fact("-3.1"),)), story(2, 2, (fact("-3.1"), fact("+1", "^HSI")))
    assert [s.story for s in compose(5, TODAY, (), [short, long], ()).stories] == [2]
    low = Fact("002460.SZ", TODAY, "intraday_extreme", "-9")
    swing = story(4, 2, (low, fact("-3.1")))
    assert [s.story for s in compose(5, TODAY, (), [short, swing], ()).stories] == [4]
    roundup = story(3, 2, (fact("+1", "^HSI"), fact("-3.1")))
    assert [s.story for s in compose(5, TODAY, (), [short, roundup], ()).stories] == [1, 3]


def test_a_digest_of_nothing_is_empty_and_one_with_a_missed_alert_is_not() -> None:
    assert compose(5, TODAY, (), (), ()).empty
    assert not compose(5, TODAY, (), (), ("missed",)).empty
    assert not compose(5, TODAY, (told("1"),), (), ()).empty


def test_a_move_without_a_percentage_has_its_place() -> None:
    amount = told("1")
    assert compose(5, TODAY, [amount, told("0.5", symbol="AAPL")], (), ()).moves[0].move.percent == Decimal(1)


# --- for whom it is --------------------------------------------------------------------------------------------------


def kept(*stories: DigestStory, moves: Sequence[DigestMove] = (), language: str = "en") -> list[int]:
    return [s.story for s in compose(5, TODAY, moves, stories, (), language=language).stories]


def test_of_one_event_the_story_in_the_readers_language_is_told() -> None:
    foreign, own = replace(story(1, 3), event=1, language="zh"), replace(story(2), event=1, language="en")
    assert kept(foreign, own) == [2]
    assert kept(foreign, own, language="zh") == [1]


def test_what_only_mentions_somebody_is_told_where_there_is_nothing_else() -> None:
    about, mention = replace(story(1), weight=TITLED), replace(story(2, 3), weight=MENTIONED)
    assert kept(about, mention) == [1]
    assert kept(mention) == [2]


def test_a_story_about_somebody_in_its_title_goes_before_one_in_its_first_lines() -> None:
    stories = [replace(story(n, 2), weight=LED) for n in range(1, 6)] + [replace(story(6), weight=TITLED)]
    assert 6 in kept(*stories)


def test_what_is_told_in_another_language_stands_last() -> None:
    assert kept(replace(story(1), language="zh"), replace(story(2), language="en")) == [2, 1]


def test_the_event_of_a_mover_is_told_with_it_alone() -> None:
    mover = replace(told("9.2", 1), event=1)
    assert kept(replace(story(2), event=1), replace(story(3), event=3), moves=[mover]) == [3]


def test_of_two_tellings_of_one_close_the_readers_own_stands() -> None:
    own, foreign = replace(told("9.2", 1), language="en"), replace(told("9.2", 2), language="zh")
    (mover,) = compose(5, TODAY, [own, foreign], (), ()).moves
    assert mover.story == 1
    (mover,) = compose(5, TODAY, [own, foreign], (), (), language="zh").moves
    assert mover.story == 2


def test_a_later_close_counts_in_whatever_language() -> None:
    own, foreign = replace(told("9.2", 1), language="en"), replace(told("8.2", 2), language="zh")
    (mover,) = compose(5, TODAY, [own, foreign], (), ()).moves
    assert mover.story == 2


def test_a_week_tells_the_biggest_session_of_each() -> None:
    monday, friday = told("9.2", 1, session=TODAY - timedelta(days=4)), told("-2", 2)
    (mover,) = compose(5, TODAY, [monday, friday], (), (), weekly=True).moves
    assert str(mover.move.percent) == "9.2"


def test_a_figure_without_a_listing_is_no_row_beside_the_companys() -> None:
    listed, named = told("9.2", 1), told("9.1", 2)
    named = replace(named, fact=replace(named.fact, of="Alibaba"))
    assert len(compose(5, TODAY, [listed, named], (), ()).moves) == 1
