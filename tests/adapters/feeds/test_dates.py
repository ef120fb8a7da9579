"""What a feed's date means. The cases were written and labelled by somebody who had not seen the reader: `dates.jsonl`."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.adapters.feeds.dates import moment_of

CASES: list[dict[str, Any]] = [
    json.loads(line) for line in (Path(__file__).parent / "dates.jsonl").read_text(encoding="utf-8").splitlines()
]
NOON = datetime(2026, 11, 29, 4, 55, 20, tzinfo=UTC)


@pytest.mark.parametrize("case", CASES, ids=[f"{c['written']} {c['zone'] or c['language']}" for c in CASES])
def test_a_date_is_read_as_it_is_meant_or_not_at_all(case: dict[str, Any]) -> None:
    found = moment_of(case["written"], case["zone"], case["language"])
    told = found.replace(microsecond=0).isoformat() if found else None
    assert told == case["expected"], case["why"]


@pytest.mark.parametrize(
    ("written", "zone", "language", "meant"),
    [
        # Java in China prints China's zone as it does Chicago's.
        ("Sun Nov 29 12:55:20 CST 2026", "Asia/Shanghai", "en", NOON),
        ("Sun Nov 29 12:55:20 CST 2026", None, "zh", NOON),
        ("Sat Nov 28 22:55:20 CST 2026", "America/Chicago", "en", NOON),
        ("Sun Nov 29 12:55:20 CST 2026", None, "en", None),
        ("Sat, 28 Nov 2026 22:55:20 CST", None, "en", NOON),
        # The weekday names of other languages are months elsewhere.
        ("mar., 24 nov. 2026 10:00:00 +0100", None, "fr", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("01 Mar 2006 00:00:00 +0000", None, "en", datetime(2006, 3, 1, tzinfo=UTC)),
        ("Mar 3, 2026 10:00 GMT", None, "en", datetime(2026, 3, 3, 10, tzinfo=UTC)),
        # A publisher's own bare time, in its zone.
        ("2026-11-29 12:55:20", "Asia/Shanghai", "zh", NOON),
        ("2026/11/29 12:55:20", "Asia/Shanghai", "zh", NOON),
        ("2026年11月29日 12:55:20", "Asia/Shanghai", "zh", NOON),
        ("2026-11-29 12:55:20", None, "zh", datetime(2026, 11, 29, 12, 55, 20, tzinfo=UTC)),
        ("Sun, 29 Nov 2026 12:55:20 GMT+8", None, "en", NOON),
        # A zone that the date names goes before the feed's.
        ("Sun, 29 Nov 2026 04:55:20 GMT", "Asia/Shanghai", "zh", NOON),
        ("2026-11-29T04:55:20Z", "Asia/Shanghai", "zh", NOON),
        ("2026-07-29 12:55:20", "Europe/Berlin", "de", datetime(2026, 7, 29, 10, 55, 20, tzinfo=UTC)),
    ],
)
def test_a_bare_time_is_its_feeds_and_an_abbreviation_is_told_or_left(
    written: str, zone: str | None, language: str, meant: datetime | None
) -> None:
    assert moment_of(written, zone, language) == meant


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-05:00", "0001-01-01T00:00:00+14:00"])
def test_the_ends_of_time_are_no_moment(written: str) -> None:
    assert moment_of(written) is None


@given(st.text(max_size=60), st.sampled_from([None, "Asia/Shanghai", "Europe/Berlin"]))
def test_no_text_breaks_the_reader(written: str, zone: str | None) -> None:
    found = moment_of(written, zone)
    assert found is None or found.tzinfo is not None


@given(st.datetimes(datetime(1995, 1, 1), datetime(2090, 1, 1)).map(lambda d: d.replace(tzinfo=UTC, microsecond=0)))  # noqa: DTZ001 - hypothesis takes civil bounds
def test_what_computers_write_is_read_exactly(moment: datetime) -> None:
    assert moment_of(moment.isoformat()) == moment
    assert moment_of(moment.strftime("%a, %d %b %Y %H:%M:%S +0000")) == moment
    assert moment_of(moment.strftime("%Y-%m-%d %H:%M:%S")) == moment
    assert moment_of(moment.strftime("%Y/%m/%d %H:%M:%S")) == moment
    assert moment_of(moment.strftime("%a %b %d %H:%M:%S UTC %Y")) == moment
