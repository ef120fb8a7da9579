"""A small archive of our own, in both languages, and how a question is asked of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache

from bot.conversation.answering import question_of
from bot.listings import Listings, load
from bot.retrieval import Document, Found, Rarity, answers, cited, document_of, rank
from bot.story import compose

_STORIES = (
    ("chips-1", "2025-09-20", "Washington exempts Dutch toolmakers from chip levy", "The United States will exempt Dutch makers of chip tools from its new levy on semiconductors until the end of October, the Commerce Department said. ASML shares rose 3 percent in Amsterdam."),
    ("chips-2", "2025-09-23", "Chip levy exemption for Dutch toolmakers ends early", "The exemption of Dutch chip toolmakers from the semiconductor levy ended on Tuesday, five weeks early, the Commerce Department said. ASML shares fell 6 percent."),
    ("tesla-1", "2025-09-22", "Tesla recalls cars over a seat belt", "Tesla is recalling 48,000 Model Y cars in the United States because a seat belt may come loose. The shares fell 2.4 percent to USD426.10."),
    ("tesla-2", "2025-09-23", "Tesla to build a battery plant in Brandenburg", "Tesla will invest EUR1.1 billion in a battery plant beside its works in Brandenburg, which shall open in 2027."),
    ("ross", "2025-09-22", "Ross Stores lifts its outlook", "Ross Stores raised its outlook for the year and its shares climbed 7 percent, as shoppers traded down to off-price stores."),
    ("boe", "2025-09-18", "Bank of England holds rates", "The Bank of England left its main rate at 4 percent in a vote of seven to two."),
    ("oil", "2025-09-23", "Oil slips as Kurdistan pipeline may reopen", "Brent crude fell 1.5 percent to USD66.40 a barrel as Iraq and its Kurdish region agreed to reopen a pipeline."),
    ("alibaba", "2025-09-23", "阿里巴巴回购股份", "阿里巴巴公布，今年上半年斥资31亿美元回购股份，并将继续执行余下的回购计划。"),
    ("byd", "2025-09-22", "比亚迪匈牙利工厂推迟投产", "比亚迪位于匈牙利塞格德的工厂将推迟至2026年投产，比原计划晚半年。"),
    ("tencent", "2025-09-21", "Tencent names a new finance chief", "Tencent Holdings named Lin Yue as chief financial officer; she succeeds John Lo, who retires in December."),
    ("nvidia-1", "2025-09-22", "Nvidia closes at a record", "Nvidia shares rose 3.9 percent to a record close of USD183.61 in New York after it agreed to invest in a startup."),
    ("micron-1", "2025-09-22", "Micron climbs before its results", "Micron Technology shares gained 1.9 percent to USD164.62 in New York before its quarterly results."),
    ("gold", "2025-09-23", "黄金再创新高", "现货黄金升至每盎司3,790美元的历史新高，市场预期美联储将继续减息。"),
    ("moutai", "2025-09-20", "茅台上半年业绩", "贵州茅台上半年营收增长9%至893.9亿元，净利润增长8.9%至454亿元。"),
)  # fmt: skip
NOW = datetime(2025, 9, 24, 12, tzinfo=UTC)


@cache
def table() -> Listings:
    return load()


@cache
def documents() -> tuple[Document, ...]:
    return tuple(
        document_of(n, compose(id=name, title=title, body=body, published=datetime.fromisoformat(f"{day}T10:00:00+00:00"), source="Wire"), table())
        for n, (name, day, title, body) in enumerate(_STORIES)
    )  # fmt: skip


def ask(text: str, previous: str | None = None) -> list[Found]:
    question = question_of(table(), text, NOW, previous)
    return cited(answers(question, rank(question, documents(), Rarity.among(documents()))))


def told_by(text: str, previous: str | None = None) -> list[str]:
    """The stories that are cited."""
    return [f.document.story.id for f in ask(text, previous)]
