"""Rules of a size: any company's, a market's, within bounds; each session once, whoever tells it; corrected as an alert is."""

from __future__ import annotations

import pytest

from tests.pipeline.test_correcting import Desk, close

TESLA = "(Reuters) Sept. 24 -- Tesla [NASDAQ: TSLA] shares closed {percent} lower at USD402.10 on Tuesday."


@pytest.fixture
async def desk() -> Desk:
    """A chat that watches nothing."""
    rig = Desk()
    await rig.begin()
    await rig.say("/unwatch alibaba")
    return rig


async def told(desk: Desk, line: str, *stories: tuple[str, str, str]) -> list[list[tuple[str, str]]]:
    """What came of each story, (the number of its link, its text, its source), behind that rule."""
    assert "Set: " in await desk.say(f"/alert {line}")
    desk.send_what_may_go()
    return [await desk.under(guid, body, body.partition(".")[0], source) for guid, body, source in stories]


async def test_a_company_of_the_market_that_moves_so_far_is_told_with_its_name_and_words(desk: Desk) -> None:
    (((kind, text),),) = await told(desk, "any hk stock 8%", ("1", close("9.2 percent"), "Yicai"))
    assert kind == "push"
    assert text.startswith("🔔 Any company of Hong Kong: 8% or more, up or down — Alibaba Group Holding +9.2%")
    assert "closed 9.2 percent higher at HKD174.00" in text and "Yicai" in text


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("any hk stock 10%", close("9.2 percent")),  # not so far
        ("any us stock 8%", close("9.2 percent")),  # of another market
        ("any hk stock down 8%", close("9.2 percent")),  # the other way
        ("any company 8%", "Alibaba [HKG: 9988] has risen 92 percent this year."),  # no session's move
        ("tesla 8% once", close("9.2 percent")),  # another company's
        ("watchlist 8% once", close("9.2 percent")),  # watched by nobody here
    ],
)
async def test_what_is_not_so_far_or_of_somebody_else_is_not_told(desk: Desk, line: str, body: str) -> None:
    assert await told(desk, line, ("1", body, "Yicai")) == [[]]


async def test_a_session_is_told_once_whoever_tells_it_next_and_another_company_is_told_too(desk: Desk) -> None:
    first, again, other = await told(
        desk,
        "any company 5%",
        ("1", close("9.2 percent"), "Yicai"),
        ("2", "Alibaba [HKG: 9988] gained 9.1 percent on Wednesday in Hong Kong.", "HKEJ"),
        ("3", TESLA.format(percent="6 percent"), "Reuters"),
    )
    assert [kind for kind, _ in first] == ["push"] and again == []
    ((kind, text),) = other
    assert kind == "push" and "Tesla −6%" in text


async def test_of_several_movers_of_one_story_the_biggest_stands_first(desk: Desk) -> None:
    body = f"{close('9.2 percent')} Tencent [HKG: 0700] closed 11 percent lower at HKD600.00."
    (((_, text),),) = await told(desk, "any hk stock 8%", ("1", body, "Yicai"))
    assert "Tencent Holdings −11%, Alibaba Group Holding +9.2%" in text.split("\n")[0]


async def test_a_wrong_size_is_corrected_in_its_message_and_answered_and_a_rounding_is_not(desk: Desk) -> None:
    first, rounded, right = await told(
        desk,
        "alibaba 5% once",
        ("1", close("9.2 percent"), "Yicai"),
        ("1", close("9.18 percent"), "Yicai"),
        ("1", close("4.2 percent"), "Yicai"),
    )
    assert [kind for kind, _ in first] == ["push"] and rounded == []
    (kind, edited), (other, answer) = right
    assert (kind, other) == ("edit", "answer")
    assert "— +4.2%" in edited.split("\n")[0] and "was +9.2%, now +4.2%" in edited
    assert "was +9.2%, now +4.2%, corrected by Yicai" in answer


async def test_of_several_wrong_sizes_each_is_corrected(desk: Desk) -> None:
    body = "{a} Tencent [HKG: 0700] closed {t} percent lower at HKD600.00."
    _, right = await told(
        desk,
        "any hk stock 8%",
        ("1", body.format(a=close("9.2 percent"), t="11"), "Yicai"),
        ("1", body.format(a=close("8.2 percent"), t="12"), "Yicai"),
    )
    (_, edited), (_, answer) = right
    assert "Tencent Holdings −12%, Alibaba Group Holding +8.2%" in edited.split("\n")[0]
    assert "−11%, now" in answer and "+9.2%, now" in answer


async def test_a_rule_that_fires_once_is_still_after_it(desk: Desk) -> None:
    first, other = await told(
        desk,
        "any company 5% once",
        ("1", close("9.2 percent"), "Yicai"),
        ("2", TESLA.format(percent="6 percent"), "Reuters"),
    )
    assert len(first) == 1 and other == []


@pytest.mark.parametrize(("hour", "is_told"), [(2, True), (14, False)])
async def test_a_market_s_rule_in_the_session_only_is_told_while_that_market_is_open(
    desk: Desk, hour: int, is_told: bool
) -> None:
    desk.clock.pass_(((hour - desk.clock.now().hour) % 24) * 3600)
    (found,) = await told(desk, "any hk stock 5% in the session only", ("1", close("9.2 percent"), "Yicai"))
    assert bool(found) is is_told


# --- by whom and in which language -------------------------------------------------------------------------------------

CHINESE = "阿里巴巴（09988.HK）周三收涨9.2%，报174港元。公司表示将加大对数据中心的投入。"


async def test_a_rule_of_one_publisher_is_silent_on_what_others_tell(desk: Desk) -> None:
    await desk.under("0", "The weather was fine. Nothing else happened.", "A quiet day", "Reuters Business")
    other, own = await told(
        desk,
        "alibaba news from reuters",
        ("1", close("9.2 percent"), "Yicai"),
        ("2", "Alibaba has opened a data center in Madrid. It is its third in Europe.", "Reuters Business"),
    )
    assert other == []
    ((kind, text),) = own
    assert kind == "push" and text.startswith("🔔 Alibaba Group Holding: any story")
    assert "only by reuters" in await desk.say("/alerts")


async def test_every_story_of_a_publisher_may_be_told(desk: Desk) -> None:
    await desk.under("0", "The weather was fine. Nothing else happened.", "A quiet day", "HKEJ")
    other, own = await told(
        desk, "any news from HKEJ", ("1", close("9.2 percent"), "Yicai"), ("2", "The harbour is open again.", "HKEJ")
    )
    assert other == [] and len(own) == 1


async def test_a_name_that_publishes_nothing_is_whom_a_rule_is_about(desk: Desk) -> None:
    await desk.say("/alert investments from tesla")
    (rule,) = desk.store.rules_of(1)
    assert (rule.kind, rule.target.key, rule.source) == ("claims", "TSLA", "")


@pytest.mark.parametrize(("words", "english", "chinese"), [("in english", True, False), ("in chinese only", False, True), ("只看中文", False, True), ("", True, True)])  # fmt: skip
async def test_a_rule_of_one_language_is_silent_on_the_others(desk: Desk, words: str, english: bool, chinese: bool) -> None:  # fmt: skip
    found = await told(
        desk,
        f"alibaba news {words}",
        ("1", "Alibaba has named Wu Jia head of its map business. He starts in May.", "Reuters"),
        ("2", CHINESE, "财新"),
    )
    assert [bool(f) for f in found] == [english, chinese]
