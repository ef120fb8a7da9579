"""Rules in one line: read, said back with a rehearsal and Undo; fired once an event, within their bounds; paused, deleted and brought back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from bot.message.markup import plain
from bot.rules import UserRule
from tests.conversation.test_reporting import Reader
from tests.pipeline.test_folding import Rig


def rule_of(rig: Rig, chat: int = 1) -> UserRule:
    (rule,) = rig.store.rules_of(chat)
    return rule


# --- reading --------------------------------------------------------------------------------------------------------------

LINES = [
    ("tesla above 400", "price", "above 400", "TSLA"), ("tesla above $400", "price", "above 400", "TSLA"), ("TSLA below USD 250.50", "price", "below 250.5 USD", "TSLA"),
    ("9988.HK above HK$150", "price", "above 150 HKD", "9988.HK"), ("tesla $400", "price", "cross 400", "TSLA"), ("gold > 4,600", "price", "above 4600", "GC=F"),
    ("特斯拉 高于400美元", "price", "above 400 USD", "TSLA"), ("特斯拉跌破250", "price", "below 250", "TSLA"), ("bitcoin hits 100,000", "price", "cross 100000", "BTC-USD"),
    ("tesla record high", "record", "high", "TSLA"), ("tesla 52-week low", "record", "low", "TSLA"), ("特斯拉 历史新高", "record", "high", "TSLA"),
    ("watchlist record high", "record", "high", "*"), ("tesla news", "stories", "any", "TSLA"), ("any news about tesla", "stories", "any", "TSLA"),
    ("特斯拉 新闻", "stories", "any", "TSLA"), ('"price war" NOT rumour', "words", '"price war" NOT rumour', ""), ("tesla AND recall", "words", "tesla AND recall", ""),
    ("words rate cut", "words", "rate cut", ""), ("“价格战” 非 传闻", "words", "“价格战” 非 传闻", ""), ("investments over USD 1 billion", "claims", "investment 1000000000 USD", ""),
    ("tesla guidance cut", "claims", "guidance_cut", "TSLA"), ("watchlist profit warning", "claims", "profit_warning", "*"), ("tesla rating", "claims", "rating", "TSLA"),
    ("tesla price target", "claims", "target", "TSLA"), ("投资超过10亿美元", "claims", "investment 1000000000 USD", ""), ("自选 盈利预警", "claims", "profit_warning", "*"),
    ("any deal over $500 million", "claims", "deal 500000000", ""),
]  # fmt: skip


@pytest.mark.parametrize(("line", "kind", "condition", "target"), LINES, ids=[x[0] for x in LINES])
async def test_a_line_sets_a_rule(line: str, kind: str, condition: str, target: str) -> None:
    rig = Rig()
    said = await rig.say(f"/alert {line}")
    assert said.startswith("Set: "), said
    rule = rule_of(rig)
    assert (rule.kind, rule.condition) == (kind, condition)
    assert target in (rule.target.key, rule.target.symbol)


BOUNDS = [
    ("tesla news once", {"once": True}), ("tesla news every 4h", {"cooldown": 14_400}), ("tesla news at most 3 a day", {"most": 3}),
    ("tesla news, max 2 per day, once", {"most": 2, "once": True}), ("特斯拉 新闻 每天最多3次", {"most": 3}), ("特斯拉 新闻 仅一次", {"once": True}), ("tesla above 400 once", {"once": True}),
    ("tesla news every 30 min at most once", {"cooldown": 1800}), ("tesla news in the session only", {"in_session": True}), ("tesla news, only while the market is open", {"in_session": True}),
    ("tesla above 400 during trading hours, once", {"in_session": True, "once": True}), ("特斯拉 新闻 仅在盘中", {"in_session": True}), ("特斯拉 新闻 只在交易时段提醒", {"in_session": True}),
    ("tesla news during market hours", {"in_session": True}),
]  # fmt: skip


@pytest.mark.parametrize(("line", "bounds"), BOUNDS, ids=[x[0] for x in BOUNDS])
async def test_what_bounds_a_rule_stands_behind_it(line: str, bounds: dict[str, object]) -> None:
    rig = Rig()
    assert (await rig.say(f"/alert {line}")).startswith("Set: ")
    rule = rule_of(rig)
    assert {k: getattr(rule, k) for k in bounds} == bounds


SIZES = [
    ("tesla 5% once", "5", "TSLA", "5% or more, up or down (once)"), ("tesla 5% at most 3 a day", "5", "TSLA", "5% or more, up or down (at most 3 a day)"),
    ("tesla down 5% in the session only", "-5", "TSLA", "down 5% or more (only while its market is open)"), ("特斯拉 跌5% 仅一次", "-5", "TSLA", "down 5% or more (once)"),
    ("my watchlist 5% every 4 hours", "5", "*", "Your watchlist: 5% or more, up or down (at most every 4 hours)"), ("tesla up 5% every 90 minutes", "+5", "TSLA", "at most every 90 minutes"),
    ("any company down 20%", "-20", "", "Any company: down 20% or more"), ("any hk stock up 10%", "+10 XHKG", "", "Any company of Hong Kong: up 10% or more"),
    ("stocks in japan 12%", "12 XTKS", "", "Any company of Japan"), ("任何港股 涨10%", "+10 XHKG", "", "Any company of Hong Kong"), ("market taiwan 9%", "9 XTAI,ROCO", "", "Any company of Taiwan"),
    ("any XHEL company 12%", "12 XHEL", "", "Any company of Helsinki"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "condition", "target", "said"), SIZES, ids=[x[0] for x in SIZES])
async def test_a_size_within_bounds_or_of_no_one_company_is_a_rule_of_its_own(
    line: str, condition: str, target: str, said: str
) -> None:
    rig = Rig()
    assert said in plain(await rig.say(f"/alert {line}"))
    rule = rule_of(rig)
    assert (rule.kind, rule.condition, rule.target.key) == ("moves", condition, target)


@pytest.mark.parametrize("line", ["any company 0%", "any stock 0%"])
async def test_whatever_moves_at_all_is_no_rule(line: str) -> None:
    rig = Rig()
    await rig.say(f"/alert {line}")
    assert rig.store.rules_of(1) == ()


async def test_a_size_each_way_within_bounds_is_one_rule() -> None:
    rig = Rig()
    assert "up 8% or down 5% or more (once)" in await rig.say("tell me if tesla is up 8% or down 5%, once")
    assert rule_of(rig).condition == "+8/-5"


async def test_of_several_companies_it_is_asked_which_and_no_bound_is_lost() -> None:
    rig = Reader()
    await rig.say("/alert paramount down 5%, once, every 4 hours")
    assert rig.store.rules_of(1) == ()
    await rig.press("rulefor:PSKY")
    rule = rule_of(rig)
    assert (rule.target.key, rule.condition, rule.once, rule.cooldown) == ("PSKY", "-5", True, 14_400)


# The story names a company of London too, which is open at ten.
OPEN = [
    ("/alert alibaba news in the session only", 2, True), ("/alert alibaba news in the session only", 10, False), ("/alert alibaba news in the session only", 14, True),  # New York's session
    ("/alert alibaba news in the session only", 22, False), ("/alert 9988.HK above 150 in the session only", 2, True), ("/alert 9988.HK above 150 in the session only", 14, False),
    ("/alert plant AND spain in the session only", 2, True), ("/alert plant AND spain in the session only", 10, True), ("/alert plant AND spain in the session only", 22, False), ("/alert watchlist record high in the session only", 2, True),
    ("/alert watchlist record high in the session only", 10, False), ("/alert alibaba news", 10, True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "hour", "fires"), OPEN, ids=[f"{line} at {hour}" for line, hour, _ in OPEN])
async def test_a_rule_may_hold_only_while_a_market_of_its_company_is_open(line: str, hour: int, fires: bool) -> None:
    rig = Rig()
    await rig.say("/watch 9988.HK")
    await rig.say("/alert 9988.HK 90%")
    assert ("only while its market is open" in await rig.say(line)) == ("session" in line)
    rig.send_what_may_go()
    now = rig.clock.now()
    rig.clock.pass_((now.replace(hour=hour, minute=0) + timedelta(days=1) - now).total_seconds())
    await rig.publish("0", "Alibaba [HKG: 9988] rose to HKD149.00 on Thursday.")
    sent = rig.send_what_may_go()
    await rig.publish(
        "1",
        "Alibaba [HKG: 9988] rose 2.1 percent to HKD151.00, a record high, on Thursday. It will build a plant in Spain with BP [LSE: BP].",
    )
    assert any("🔔" in s for s in (*sent, *rig.send_what_may_go())) == fires


async def test_a_coin_has_no_bell() -> None:
    rig = Rig()
    await rig.say("/alert bitcoin news in the session only")
    rig.send_what_may_go()
    rig.clock.pass_((6 - rig.clock.now().weekday()) * 24 * 3600)
    await rig.publish("1", "Bitcoin miners met on Sunday.", "Bitcoin Miners Meet")
    assert len(rig.send_what_may_go()) == 1


async def test_a_rule_ends_on_a_day() -> None:
    rig = Rig()  # a Wednesday
    await rig.say("/alert tesla news until friday")
    assert rule_of(rig).until == rig.clock.now().replace(hour=0, minute=0) + timedelta(days=2)


OLD = ["alibaba 5%", "9988.HK +5% -3%", "alibaba off", "tesla 3", "nonsense words"]


@pytest.mark.parametrize("line", OLD)
async def test_a_threshold_is_still_a_threshold(line: str) -> None:
    rig = Rig()
    assert not (await rig.say(f"/alert {line}")).startswith("Set: ")
    assert rig.store.rules_of(1) == ()


BAD = [
    ('"price war', "can’t read|What shall|Set"), ("NOT tesla AND", "can’t read"), ("(tesla OR byd", "can’t read"), (" OR ".join(f"w{n}" for n in range(20)), "at most 12"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "words"), BAD)
async def test_a_line_that_cannot_be_read_is_said_to_be_so(line: str, words: str) -> None:
    said = await Rig().say(f"/alert {line}")
    assert any(w in said for w in words.split("|"))


async def test_the_same_rule_is_set_once_and_many_are_bounded() -> None:
    rig = Rig()
    for _ in range(3):
        await rig.say("/alert tesla news")
    rule_of(rig)
    for n in range(60):
        said = await rig.say(f"/alert words w{n}")
    assert said.startswith("You have 50 rules") and len(rig.store.rules_of(1)) == 50


# --- firing ---------------------------------------------------------------------------------------------------------------


class Teller(Rig):
    async def story(self, guid: str, title: str, body: str) -> list[str]:
        """What was sent of a story, an hour later than the last."""
        self.clock.pass_(3600)
        self.send_what_may_go()
        await self.publish(guid, body, title)
        return [plain(html) for html in self.send_what_may_go()]


def tesla(price: str, percent: str, way: str = "higher") -> str:
    return f"Tesla [NASDAQ: TSLA] closed {percent} percent {way} at USD{price} in New York on Tuesday. The company builds cars."


async def test_a_price_is_told_once_when_it_crosses_and_again_when_it_has_been_back() -> None:
    rig = Teller()
    await rig.say("/alert tesla above 400")
    assert await rig.story("1", "Tesla gains", tesla("396.00", "1.0")) == []
    (fired,) = await rig.story("2", "Tesla gains more", tesla("404.00", "2.0"))
    assert fired.startswith("🔔 Tesla TSLA: above 400 — USD404.00\nTesla gains more")
    assert await rig.story("3", "Tesla gains again", tesla("412.00", "2.0")) == []
    assert await rig.story("4", "Tesla slips", tesla("391.40", "5.0", "lower")) == []
    assert len(await rig.story("5", "Tesla back", tesla("410.00", "4.7"))) == 1


async def test_a_first_report_beyond_the_level_fires_only_where_the_move_itself_crossed_it() -> None:
    rig = Teller()
    await rig.say("/alert tesla above 400")
    assert await rig.story("1", "Tesla gains", tesla("450.00", "2.0")) == [], "it was above before"
    rig = Teller()
    await rig.say("/alert tesla above 400")
    assert len(await rig.story("1", "Tesla leaps", tesla("410.00", "9.0"))) == 1


async def test_a_record_fires_where_the_story_says_so_of_the_move() -> None:
    rig = Teller()
    await rig.say("/alert tesla record high")
    body = "Tesla [NASDAQ: TSLA] closed 4 percent higher at a four-year high of USD404.00 on Tuesday."
    (fired,) = await rig.story("1", "Tesla climbs", body)
    assert "a new high of a year or longer — four-year high" in fired
    assert await rig.story("2", "Tesla gains", tesla("404.00", "2.0")) == []


async def test_any_story_about_a_company_and_none_that_only_mentions_it() -> None:
    rig = Teller()
    await rig.say("/alert tesla news")
    assert len(await rig.story("1", "Tesla opens a plant in Texas", "The carmaker opened it on Tuesday.")) == 1
    mention = "Steelmakers had a good day. " * 14 + "Tesla buys steel, too."
    assert await rig.story("2", "Steelmakers rise", mention) == []


async def test_words_fire_in_any_story_and_one_event_fires_once() -> None:
    rig = Teller()
    await rig.say('/alert "price war" NOT rumour')
    body = "Carmakers in China cut prices again on Tuesday, and the price war that began in spring goes on, with six makers following within a day, said the trade body CPCA."
    (fired,) = await rig.story("1", "Carmakers cut prices as the price war goes on", body)
    assert 'stories with "price war" NOT rumour' in fired
    assert await rig.story("2", "Price war goes on as carmakers cut prices", body + " Dealers were surprised.") == []
    assert await rig.story("3", "No price war, it was a rumour", "It was a rumour that a price war began.") == []


CLAIMS = [
    ("tesla guidance cut", "Tesla cuts full-year guidance", "The carmaker lowered its full-year forecast on Tuesday.", True), ("tesla guidance cut", "Tesla cuts prices", "It did so on Tuesday.", False),
    ("tesla profit warning", "Tesla issues profit warning", "It came on Tuesday.", True), ("特斯拉 盈利预警", "特斯拉发盈利预警", "公司周二表示。", True), ("tesla guidance raised", "Tesla raises annual outlook", "It came on Tuesday.", True),
]  # fmt: skip


@pytest.mark.parametrize(("line", "title", "body", "fires"), CLAIMS)
async def test_announcements_fire(line: str, title: str, body: str, fires: bool) -> None:
    rig = Teller()
    await rig.say(f"/alert {line}")
    assert bool(await rig.story("1", title, body)) is fires


async def test_investments_fire_from_an_amount_on() -> None:
    rig = Teller()
    await rig.say("/alert investments over USD 1 billion")
    body = "Meituan [HKG: 3690] will invest USD{n} billion in a new plant in Texas, it said on Tuesday."
    assert await rig.story("1", "Meituan invests", body.format(n="0.4")) == []
    (fired,) = await rig.story("2", "Meituan puts more into Texas", body.format(n="2.5"))
    assert "an investment of USD1,000,000,000 or more — USD2,500,000,000" in fired


async def test_a_watchlist_rule_is_about_what_is_watched() -> None:
    rig = Teller()
    await rig.say("/watch tesla")
    await rig.say("/alert watchlist profit warning")
    assert await rig.story("1", "Meituan issues profit warning", "It came on Tuesday.") == []
    assert len(await rig.story("2", "Tesla issues profit warning", "It came on Tuesday.")) == 1


async def test_a_story_that_alerts_by_a_threshold_says_in_one_message_what_else_it_made_fire() -> None:
    rig = Teller()
    await rig.say("/watch tesla")
    await rig.say("/alert tesla above 400")
    (told,) = await rig.story("1", "Tesla leaps", tesla("410.00", "9.0"))
    assert "+9.0%" in told and told.endswith("🔔 Tesla TSLA: above 400 — USD410.00")


async def test_once_is_once() -> None:
    rig = Teller()
    await rig.say("/alert tesla news once")
    assert len(await rig.story("1", "Tesla opens a plant", "It did so on Tuesday.")) == 1
    assert await rig.story("2", "Tesla hires a lawyer", "It did so on Wednesday.") == []
    assert rule_of(rig).paused


async def test_a_cool_down_and_a_days_bound_hold_under_a_burst() -> None:
    topics = [f"Tesla {verb} {thing}" for verb in ("opens", "sells", "buys", "tests", "plans") for thing in ("a plant in Texas", "robots in Japan", "a mine in Chile", "boats in Norway")]  # fmt: skip
    rig = Teller()
    await rig.say("/alert tesla news every 4h")
    sent = [m for n, t in enumerate(topics) for m in await rig.story(str(n), t, f"It did so on Tuesday, number {n}.")]
    assert 4 <= len(sent) <= 6
    rig = Teller()
    await rig.say("/alert tesla news at most 3 a day")
    sent = [
        m for n, t in enumerate(topics[:11]) for m in await rig.story(str(n), t, f"It did so on Tuesday, number {n}.")
    ]
    assert len(sent) == 3


async def test_each_firing_is_kept_with_its_value_its_condition_and_when_the_figure_was_told() -> None:
    rig = Teller()
    await rig.say("/alert tesla above 400")
    await rig.story("1", "Tesla leaps", tesla("410.00", "9.0"))
    ((firing, at),) = rig.store.firings(rule_of(rig).id, rig.clock.now() - timedelta(days=1))
    assert (firing.value, firing.condition, firing.story) == ("USD410.00", "above 400", 1)
    assert firing.told == rig.clock.now() - timedelta(minutes=1) and at == rig.clock.now()


# --- rehearsal and hands ----------------------------------------------------------------------------------------------


async def test_a_rehearsal_says_how_often_it_would_have_fired_with_the_last_three() -> None:
    rig = Teller()
    assert "I have read nothing in the last 30 days" in await rig.say("/alert tesla news")
    rig = Teller()
    for n, what in enumerate(("a plant in Texas", "robots in Japan", "a mine in Chile", "boats in Norway")):
        await rig.story(str(n), f"Tesla opens {what}", f"It did so on Tuesday, number {n}.")
    said = plain(await rig.say("/alert tesla news"))
    assert "In the last 30 days it would have fired 4 times." in said
    assert said.count("• ") == 3 and "boats in Norway" in said.split("\n")[2]
    words = plain(await rig.say("/alert words robots OR mine"))
    assert "it would have fired 2 times" in words


async def test_a_price_is_rehearsed_by_what_it_crossed() -> None:
    rig = Teller()
    for n, (price, percent, way) in enumerate((("396.00", "1.0", "higher"), ("404.00", "2.0", "higher"), ("391.40", "3.1", "lower"), ("410.00", "4.7", "higher"))):  # fmt: skip
        await rig.story(str(n), f"Tesla, day {n}", tesla(price, percent, way))
    assert "it would have fired 2 times" in await rig.say("/alert tesla above 400")


async def test_rules_are_shown_paused_resumed_deleted_and_brought_back() -> None:
    rig = Reader()
    await rig.say("/alert tesla news")
    number = rule_of(rig).id
    shown = plain(await rig.say("/alerts"))
    assert "Your rules\n1. Tesla: any story" in shown
    for press, words in (
        ("pause", "Paused: Tesla: any story"),
        ("resume", "On: "),
        ("delete", "Deleted: "),
        ("restore", "On: "),
    ):
        ((_, said, buttons),) = await rig.press(f"mine:{press}:{number}")
        assert said.startswith(words), said
        assert json.loads(buttons)[0][0][0] == "Undo"
    assert rule_of(rig).id == number


@pytest.mark.parametrize(
    "data", ["mine:pause:99", "mine:pause:x", "mine:joke:1", "mine", "mine::", "mine:delete:" + "9" * 40]
)
async def test_a_forged_button_changes_no_rule(data: str) -> None:
    rig = Reader()
    await rig.say("/alert tesla news")
    await rig.press(data)
    await rig.press(f"mine:delete:{rule_of(rig).id}", chat=2)
    assert not rule_of(rig).paused


async def test_rules_are_exported_and_forgotten_with_the_chat() -> None:
    rig = Rig()
    await rig.say("/alert tesla news")
    assert "any" in await rig.say("/export")
    rig.store.forget_chat(1)
    assert rig.store.c.rows("SELECT * FROM rule") == [] and rig.store.c.rows("SELECT * FROM rule_key") == []


async def test_of_two_of_one_name_the_line_waits_for_which_one_it_is() -> None:
    rig = Reader()
    ((_, asked, buttons),) = [m async for m in _said(rig, "/alert BYD profit warning once")]
    assert "may mean several" in asked
    press = json.loads(buttons)[0][0][1]
    ((_, said, _),) = await rig.press(press)
    assert said.startswith("Set: ") and "a profit warning (once)" in said
    assert rule_of(rig).once and rule_of(rig).target.key == press.partition(":")[2]
    assert not any("Set: " in text for _, text, _ in await rig.press(press)), "the button is out of date"


async def _said(rig: Reader, words: str):  # type: ignore[no-untyped-def]
    await rig.say("/watch gold")
    before = rig.store.c.rows("SELECT max(id) AS n FROM outbox")[0]["n"]
    await rig.say(words)
    for r in rig.store.c.rows("SELECT * FROM outbox WHERE id > ? ORDER BY id", (before,)):
        yield r["chat"], plain(r["html"]), r["buttons"]
