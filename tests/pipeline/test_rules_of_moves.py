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


TWO = "{a} Tencent [HKG: 0700] closed {t} percent lower at HKD600.00."


@pytest.mark.parametrize(
    ("line", "before", "after"),
    [
        ("alibaba 5% once", "{c} It had opened 3 percent higher.", "{c} It had opened 2 percent higher."),
        ("alibaba 5% once", "{c} It rose as much as 12 percent.", "{c} It rose as much as 11 percent."),
        ("any company 8%", "{c} Tesla [NASDAQ: TSLA] fell 3 percent on Tuesday.", "{c} Tesla [NASDAQ: TSLA] fell 4 percent on Tuesday."),
    ],
)  # fmt: skip
async def test_a_figure_that_the_rule_did_not_tell_corrects_nothing(
    desk: Desk, line: str, before: str, after: str
) -> None:
    first, second = await told(
        desk, line, *(("1", body.format(c=close("9.2 percent")), "Yicai") for body in (before, after))
    )
    assert [kind for kind, _ in first] == ["push"] and second == []


@pytest.mark.parametrize("line", ["alibaba 5% once", "any company 5%"])
@pytest.mark.parametrize("percent", ["6", "9.2"])
async def test_of_two_listings_only_the_one_that_was_wrong_is_corrected(desk: Desk, line: str, percent: str) -> None:
    body = close("9.2 percent") + " Its New York-listed shares [NYSE: BABA] closed {p} percent higher on Tuesday."
    _, right = await told(desk, line, ("1", body.format(p=percent), "Yicai"), ("1", body.format(p="2"), "Yicai"))
    (_, edited), (_, answer) = right
    assert "9988.HK +9.2%" in edited.split("\n")[0] and "BABA +2%" in edited.split("\n")[0]
    assert f"BABA +{percent}%, now" in answer and "9988.HK" not in answer


async def test_a_figure_that_was_corrected_below_the_size_is_corrected_again(desk: Desk) -> None:
    *_, again = await told(
        desk, "any hk stock 8%", *(("1", close(f"{p} percent"), "Yicai") for p in ("9.2", "7.5", "6.5"))
    )
    assert [kind for kind, _ in again] == ["edit", "answer"] and "+7.5%, now" in again[1][1]


@pytest.mark.parametrize("line", ["any hk stock 5%", "alibaba 5% max 3 a day", "any hk stock 5% once"])
async def test_what_was_corrected_below_the_size_is_told_when_another_source_tells_it(desk: Desk, line: str) -> None:
    _, right, other, again = await told(
        desk,
        line,
        ("1", close("9.2 percent"), "Yicai"),
        ("1", close("0.3 percent"), "Yicai"),
        ("2", close("8 percent"), "Reuters"),
        ("3", close("8.1 percent"), "HKEJ"),
    )
    assert [kind for kind, _ in right] == ["edit", "answer"]
    assert [kind for kind, text in other if "+8%" in text] == ["push"]
    assert all(kind != "push" for kind, _ in again)


async def test_what_was_corrected_and_is_right_again_is_not_told_anew(desk: Desk) -> None:
    *_, back, other = await told(
        desk,
        "any hk stock 5% once",
        *(("1", close(f"{p} percent"), "Yicai") for p in ("9.2", "0.3", "9.4")),
        ("2", close("9.4 percent"), "Reuters"),
    )
    assert [kind for kind, _ in back] == ["edit", "answer"] and other == []


async def test_a_price_that_was_corrected_below_its_level_is_waited_for_again_by_a_rule_told_once(desk: Desk) -> None:
    first, right, other = await told(
        desk,
        "alibaba above 170 hkd once",
        ("1", "Alibaba [HKG: 9988] closed 9.2 percent higher at HKD174.00 today.", "Yicai"),
        ("1", "Alibaba [HKG: 9988] closed 3 percent higher at HKD164.00 today.", "Yicai"),
        ("2", "In Hong Kong Alibaba [HKG: 9988] ended 9.2 percent up at HKD174.00 today.", "Reuters"),
    )
    assert [[kind for kind, _ in part][:2] for part in (first, right, other)] == [
        ["push"],
        ["edit", "answer"],
        ["push"],
    ]


async def test_a_mover_that_a_revised_story_adds_is_told(desk: Desk) -> None:
    first, added, again = await told(
        desk,
        "any hk stock 8%",
        ("1", close("9.2 percent"), "Yicai"),
        ("1", TWO.format(a=close("9.2 percent"), t="11"), "Yicai"),
        ("1", TWO.format(a=close("9.2 percent"), t="11"), "Yicai"),
    )
    assert "Alibaba" in first[0][1] and again == []
    ((kind, text),) = added
    assert kind == "push" and "Tencent Holdings −11%" in text and "+9.2%" not in text


async def test_two_messages_that_one_story_corrects_are_each_edited_and_answered(desk: Desk) -> None:
    tencent = "Tencent [HKG: 0700] closed {t} percent lower at HKD600.00 today."
    *_, right = await told(
        desk,
        "any hk stock 8%",
        ("1", close("9.2 percent"), "Yicai"),
        ("2", tencent.format(t="11"), "Yicai"),
        ("3", f"Correction: {close('8.2 percent')} {tencent.format(t='12')}", "Yicai"),
    )
    assert sorted(kind for kind, _ in right) == ["answer", "answer", "edit", "edit"]
    firsts = sorted(text.split("\n")[0] for kind, text in right if kind == "edit")
    assert [line.rpartition("— ")[2] for line in firsts] == ["Alibaba Group Holding +8.2%", "Tencent Holdings −12%"]


async def test_each_of_many_movers_is_told(desk: Desk) -> None:
    names = {
        "Meituan [HKG: 3690]": "12",
        "Tencent [HKG: 0700]": "11",
        "JD.com [HKG: 9618]": "9",
        "Xiaomi [HKG: 1810]": "8.4",
    }
    body = close("9.2 percent") + "".join(f" {n} closed {p} percent lower at HKD50.00." for n, p in names.items())
    first, second = await told(
        desk,
        "any hk stock 8%",
        ("1", body, "Yicai"),
        ("2", "Xiaomi [HKG: 1810] closed 8.4 percent lower today.", "HKEJ"),
    )
    told_line = first[0][1].split("\n")[0]
    assert all(f"−{p}%" in told_line for p in names.values()) and second == []


async def test_what_an_alert_about_another_tells_by_a_rule_is_answered_when_it_is_wrong() -> None:
    rig = Desk()
    await rig.begin()
    first, right = await told(
        rig, "any hk stock 8%", *(("1", TWO.format(a=close("9.2 percent"), t=t), "Yicai") for t in ("11", "12"))
    )
    assert len(first) == 1 and "Tencent Holdings −11%" in first[0][1]
    assert [kind for kind, _ in right] == ["edit", "answer"]
    assert "Tencent Holdings −12%" in right[0][1] and "−11%, now" in right[1][1]


async def test_of_several_movers_a_rule_of_the_session_tells_those_whose_market_is_open(desk: Desk) -> None:
    desk.clock.pass_(((2 - desk.clock.now().hour) % 24) * 3600)
    body = f"{close('9.2 percent')} Tesla [NASDAQ: TSLA] shares closed 6 percent lower at USD402.10 on Wednesday."
    (((_, text),),) = await told(desk, "any company 5% in the session only", ("1", body, "Yicai"))
    assert "Alibaba Group Holding +9.2%" in text.split("\n")[0] and "Tesla" not in text.split("\n")[0]


@pytest.mark.parametrize(
    ("size", "shown"),
    [("surged more than 9 percent", ">+9%"), ("doubled", "≥+100%"), ("fell nearly 10 percent", "≈−10%")],
)  # fmt: skip
async def test_a_bound_and_a_rough_figure_are_told_as_what_they_are_and_corrected(
    desk: Desk, size: str, shown: str
) -> None:
    first, right = await told(
        desk,
        "any hk stock 5%",
        ("1", f"Alibaba [HKG: 9988] {size} on Wednesday in Hong Kong.", "Yicai"),
        ("1", "Alibaba [HKG: 9988] rose 7 percent on Wednesday in Hong Kong.", "Yicai"),
    )
    assert first[0][1].split("\n")[0].endswith(f"— Alibaba Group Holding {shown}")
    (_, edited), (_, answer) = right
    assert edited.split("\n")[0].endswith("— Alibaba Group Holding +7%") and f"{shown}, now" in answer


@pytest.mark.parametrize(
    "body", ["The Hang Seng Index closed 6 percent higher today.", "Bitcoin rose 9 percent today."]
)
async def test_an_index_and_a_coin_are_no_company(desk: Desk, body: str) -> None:
    assert await told(desk, "any company 5%", ("1", body, "Yicai")) == [[]]


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
