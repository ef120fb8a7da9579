"""Whether a page's text is the story that the feed promised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feeds.article import is_story

TITLE = "Alibaba's Hong Kong Stock Jumps 9.2% After It Unveils New AI Models"
SUMMARY = "Shares of the Chinese internet giant closed 9.2 percent higher in Hong Kong."
STORY = (
    "Alibaba Group Holding's shares in Hong Kong jumped to an almost four-year high after the Chinese internet giant "
    "unveiled its new artificial intelligence models.\n"
    "The stock closed 9.2 percent higher at HKD174.00 a share today. It has more than doubled this year.\n"
    "The firm will invest CNY380 billion in AI and cloud infrastructure over the next three years, its chief executive said.\n"
    "Analysts at two brokers raised their target prices on the same day."
)
ZH_TITLE = "阿里巴巴港股大涨9.2%，创近四年新高"
ZH_SUMMARY = "阿里巴巴周三在香港收涨9.2%，公司公布新模型与投资计划。"
ZH_STORY = (
    "阿里巴巴集团控股有限公司的港股周三大涨9.2%，收于174港元，创下近四年来的新高。\n"
    "公司当天在云栖大会上公布了全新的人工智能模型，并表示大模型将成为下一代操作系统。\n"
    "公司计划未来三年投资3800亿元人民币，用于建设人工智能和云计算基础设施。\n"
    "阿里巴巴的股价今年以来已经翻了一倍多，是恒生指数中表现最好的成分股之一。\n"
    "多家券商在公告发布之后上调了目标价，认为云业务的收入增速将继续加快。分析师指出，资本开支的节奏仍需观察。"
    "市场普遍预计，下一季度的财报将给出更明确的指引，届时投资者会更关注利润率的变化，以及海外业务扩张的速度与成本。"
)

NO_STORIES = {
    "a paywall under a teaser": "Alibaba's shares in Hong Kong jumped to an almost four-year high after the Chinese internet giant "
    "unveiled its AI models. The stock closed 9.2 percent higher.\nSubscribe to continue reading. Already a subscriber? Sign in. "
    "Try unlimited access for four weeks. Then 75 dollars a month. Cancel at any time during your trial.",
    "a long paywall": "Alibaba's Hong Kong stock jumps 9.2% after it unveils new AI models. Shares of the Chinese internet giant closed higher. "
    + "Subscribe to unlock this article. Register now to continue. Free trial for new readers. " + "Complete digital access on any device. " * 40,
    "a wall against robots": "Alibaba's Hong Kong Stock Jumps 9.2% After It Unveils New AI Models. Are you a robot? Please make sure your browser "
    "supports JavaScript. Why did this happen? For more information you can review our terms. Please contact our support team. " * 2,
    "a navigation": "\n".join(["Home", "Markets", "Companies", "Alibaba", "Hong Kong", "Stock", "AI Models", "Chinese internet", "Technology",
    "Opinion", "Video", "Newsletters", "About us", "Contact", "Careers", "Privacy", "Terms of use", "Shares percent higher", "Follow us.", "App.", "Help."] * 3),
    "a page of headlines": "\n".join(["Alibaba jumps 9.2%", "Shares of Chinese giants", "Hong Kong closed higher", "New AI models unveiled", "BYD sells more cars"] * 9)
    + "\nAll rights reserved. See our terms. Contact us.",
    "another story": "The city council approved a budget for parks and schools on Tuesday. It sets aside more for libraries. "
    "The mayor called the vote a milestone. Opponents said that taxes would go up for owners of small houses. Construction starts in spring. " * 3,
    "a cookie wall": "We value your privacy. We and our 842 partners store and access information on a device, such as unique identifiers in cookies. "
    "You may accept or manage your choices. Your preferences apply to this website only. Personalised advertising needs your consent. "
    "You can change your mind at any time by returning to this site and clicking the button at the bottom of the page.",
    "a cookie wall under the headline": f"{TITLE}. {SUMMARY}\n"
    "We value your privacy. We and our 842 partners store and access information on a device, such as unique identifiers in cookies. "
    "You may accept or manage your choices. Your preferences apply to this website only. Accept all cookies or manage your settings.",
    "a Chinese paywall": ZH_STORY[:160] + "\n登录后阅读全文。订阅后可查看更多内容。会员专享。" + "客服热线全天开放。" * 20,
    "less than the summary": "Alibaba closed higher. It rose. It jumped.",
    "nothing": "",
    "one endless sentence": "Alibaba Hong Kong stock jumps unveils models shares Chinese internet giant closed percent higher " * 8,
}  # fmt: skip


def test_a_story_is_one() -> None:
    assert is_story(STORY, TITLE, SUMMARY)


def test_a_story_is_one_without_a_summary() -> None:
    assert is_story(STORY, TITLE, "")


def test_a_chinese_story_is_one() -> None:
    assert is_story(ZH_STORY, ZH_TITLE, ZH_SUMMARY)


def test_a_short_chinese_story_is_one() -> None:
    # 280 characters are 50 words of English and a whole story of Chinese.
    assert is_story(ZH_STORY[:220], ZH_TITLE, "")


def test_a_story_with_one_line_of_advertising_is_one() -> None:
    assert is_story(STORY * 4 + "\nAlready a subscriber? You may like our newsletter.", TITLE, SUMMARY)


def test_a_story_with_subheadings_and_a_list_of_prices_is_one() -> None:
    prices = "\n".join(["Tencent", "Baidu"])
    assert is_story(f"{STORY}\nExpanding Market\n{prices}\n{STORY}", TITLE, SUMMARY)


@pytest.mark.parametrize("name", NO_STORIES)
def test_what_is_no_story_is_none(name: str) -> None:
    title, summary = (ZH_TITLE, ZH_SUMMARY) if "Chinese" in name else (TITLE, SUMMARY)
    assert not is_story(NO_STORIES[name], title, summary)


@given(st.text(), st.text(), st.text())
def test_it_never_raises(text: str, title: str, summary: str) -> None:
    is_story(text, title, summary)
    is_story(text * 50, title, summary)
