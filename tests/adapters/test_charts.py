"""The picture of a digest's movers: as many rows as there are, each bar as long as its move, in the reader's colours."""

from __future__ import annotations

import io
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from bot.adapters.charts import PillowCharts
from bot.message.charts import Bar, Chart, dump_chart, load_chart

NOWHERE = Path("/nonexistent/font.ttf")
RISES, FALLS = (Bar("Alibaba", "9988.HK", Decimal("8"), "+8%"), Bar("Tesla", "TSLA", Decimal("-4"), "−4%"))
RED, GREEN = (255, 107, 107), (63, 207, 142)


def drawn(*bars: Bar, red_is_up: bool = False, font: Path = NOWHERE) -> Image.Image:
    chart = Chart("Your digest", bars, red_is_up)
    return Image.open(io.BytesIO(PillowCharts(font).draw(dump_chart(chart)))).convert("RGB")


def lengths(image: Image.Image) -> list[tuple[tuple[int, int, int], int]]:
    """Of each bar its colour and how many pixels it is long, from the top."""
    out: list[tuple[tuple[int, int, int], int]] = []
    middle = [y for y in range(image.height) if any(image.getpixel((500, y)) == c for c in (RED, GREEN))]
    for y in middle:
        colour = image.getpixel((500, y))
        assert isinstance(colour, tuple)
        row = sum(image.getpixel((x, y)) == colour for x in range(480, 842))
        if not out or out[-1][0] != colour:
            out.append(((colour[0], colour[1], colour[2]), row))
        else:
            out[-1] = (out[-1][0], max(out[-1][1], row))
    return out


def test_each_mover_is_a_bar_as_long_as_its_move_in_the_colour_of_its_direction() -> None:
    (up, longer), (down, shorter) = lengths(drawn(RISES, FALLS))
    assert (up, down) == (GREEN, RED) and longer == pytest.approx(2 * shorter, rel=0.1)


def test_where_red_is_up_the_colours_are_the_other_way() -> None:
    assert [c for c, _ in lengths(drawn(RISES, FALLS, red_is_up=True))] == [RED, GREEN]


def test_a_picture_is_as_high_as_it_has_rows_and_telegram_takes_it() -> None:
    few, many = drawn(RISES, FALLS), drawn(*[RISES] * 8)
    assert few.width == many.width == 1080 and few.height < many.height < 1080
    assert few.width + few.height < 10_000


@pytest.mark.parametrize(
    "bar",
    [
        Bar("阿里巴巴", "9988.HK", Decimal("1"), "+1%"),
        Bar("A" * 40, "VERYLONG.TICKER", Decimal("0"), "0%"),
        Bar("", "", Decimal("-99999"), "−99999%"),
        Bar("黄金", "", Decimal("0.01"), "+0.01%"),
    ],
)
def test_whatever_a_name_or_a_figure_is_something_is_drawn(bar: Bar) -> None:
    assert drawn(bar, RISES).size[0] == 1080


def test_a_font_that_is_not_there_costs_the_chinese_names_and_no_picture() -> None:
    charts = PillowCharts(NOWHERE)
    assert not charts.has_chinese
    named, symbol = (
        drawn(Bar("阿里巴巴", "9988.HK", Decimal("8"), "+8%"), FALLS),
        drawn(Bar("9988.HK", "", Decimal("8"), "+8%"), FALLS),
    )
    assert named.tobytes() == symbol.tobytes(), "the symbol stands for it"


def test_a_chart_is_written_down_and_read_again() -> None:
    chart = Chart("Digest", (RISES, FALLS), True)
    assert load_chart(dump_chart(chart)) == chart
