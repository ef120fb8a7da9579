"""Charts as pictures, by Pillow: bars that can be read on a phone, on a ground of their own, so that both of Telegram's themes show them alike."""

from __future__ import annotations

import io
from functools import cache, lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from bot.message.charts import Bar, Chart, load_chart

_WIDTH, _ROW, _MARGIN, _HEAD = 1080, 98, 48, 112  # pixels
_NAMES, _SIZES = 430, 190  # what the names and the figures take of the width
_GROUND, _INK, _FAINT, _LINE = "#17212b", "#f5f7fa", "#9fb0c0", "#35465a"
_RED, _GREEN, _FLAT = "#ff6b6b", "#3fcf8e", "#9fb0c0"
_TEXT, _SMALL, _TITLE = 36, 27, 40  # points
# Fonts with Chinese characters as systems have them; the first that is there is taken.
_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


class PillowCharts:
    """The `Charts` port. Without a font that has Chinese characters the symbols stand for the names that need one."""

    def __init__(self, font: Path | None = None) -> None:
        known = [font] if font is not None else [Path(f) for f in _FONTS]
        self._font = next((f for f in known if f.is_file()), None)

    @property
    def has_chinese(self) -> bool:
        return self._font is not None

    def draw(self, written: str) -> bytes:
        """A PNG."""
        return _drawn(written, self._font)


@lru_cache(maxsize=64)  # a morning's digests show the same movers to many
def _drawn(written: str, font: Path | None) -> bytes:
    chart = load_chart(written)
    image = Image.new("RGB", (_WIDTH, _HEAD + _ROW * len(chart.bars) + _MARGIN), _GROUND)
    pen = ImageDraw.Draw(image)
    pen.text((_MARGIN, _MARGIN - 8), _readable(chart.title, font), _INK, _sized(font, _TITLE))
    left, right = _MARGIN + _NAMES, _WIDTH - _MARGIN - _SIZES
    largest = max(abs(b.percent) for b in chart.bars) or 1
    for n, bar in enumerate(chart.bars):
        top = _HEAD + _ROW * n
        _name(pen, bar, top, font)
        length = max(6, int((right - left) * abs(bar.percent) / largest))
        pen.rounded_rectangle((left, top + 22, left + length, top + _ROW - 28), 8, _colour(bar, chart))
        pen.text(
            (_WIDTH - _MARGIN, top + _ROW / 2 - 2),
            _signed(bar),
            _colour(bar, chart),
            _sized(font, _TEXT),
            anchor="rm",
        )
        pen.line((_MARGIN, top + _ROW - 1, _WIDTH - _MARGIN, top + _ROW - 1), _LINE)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=False)
    return out.getvalue()


def _name(pen: ImageDraw.ImageDraw, bar: Bar, top: int, font: Path | None) -> None:
    """The name above its symbol, cut to its room; where the font lacks the name's characters the symbol alone."""
    name = _readable(bar.name, font)
    if not name or not bar.symbol:
        text = _cut(name or bar.symbol or "?", _sized(font, _TEXT))
        pen.text((_MARGIN, top + _ROW / 2 - 2), text, _INK, _sized(font, _TEXT), anchor="lm")
        return
    pen.text((_MARGIN, top + 8), _cut(name, _sized(font, _TEXT)), _INK, _sized(font, _TEXT))
    pen.text((_MARGIN, top + 54), bar.symbol, _FAINT, _sized(font, _SMALL))


def _cut(text: str, font: _Font) -> str:
    if font.getlength(text) <= _NAMES - 24:
        return text
    while text and font.getlength(f"{text}…") > _NAMES - 24:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _signed(bar: Bar) -> str:
    """ "+9.2%" as it is printed elsewhere; its minus is a hyphen, which every font has."""
    return bar.shown.replace("−", "-")


def _colour(bar: Bar, chart: Chart) -> str:
    if not bar.percent:
        return _FLAT
    return _RED if (bar.percent > 0) == chart.red_is_up else _GREEN


def _readable(text: str, font: Path | None) -> str:
    """The text, if the font has its characters; Pillow's own has no Chinese ones."""
    return text if font is not None or text.isascii() else ""


@cache
def _sized(font: Path | None, points: int) -> _Font:
    return ImageFont.truetype(str(font), points) if font is not None else ImageFont.load_default(points)
