"""The languages of readers, and the two scripts of Chinese. What the bot says and names by itself is kept in simplified characters and shown in the reader's
script; the words of a story are never converted."""

from __future__ import annotations

from functools import cache, lru_cache

from opencc import OpenCC

TRADITIONAL = "zh-hant"


def is_chinese(language: str) -> bool:
    return language.startswith("zh")


def base_language(language: str) -> str:
    """As stories have it: "zh" of either script."""
    return language.partition("-")[0]


def in_script(simplified: str, language: str) -> str:
    """Words of ours in the reader's script."""
    return _traditional(simplified) if language == TRADITIONAL else simplified


@lru_cache(maxsize=10_000)
def _traditional(simplified: str) -> str:
    converted: str = _converter().convert(simplified)
    for ours, theirs in _PREFERRED:
        converted = converted.replace(ours, theirs)
    return converted


# What papers in Taiwan and Hong Kong write where OpenCC keeps another form.
_PREFERRED = (
    ("臺", "台"),
    ("默認", "預設"),
    ("信息", "訊息"),
    ("羣", "群"),
    ("設置", "設定"),
    ("發送", "傳送"),
    ("代碼", "代號"),
    ("支持", "支援"),
    ("添加", "新增"),
    ("導出", "匯出"),
    ("聯繫", "聯絡"),
    ("條消息", "則訊息"),
)


@cache
def _converter() -> OpenCC:
    return OpenCC("s2tw")
