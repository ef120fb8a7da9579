"""config.toml: parsed once, every fault told at once, each in a sentence that names its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.config import Config, MetricsConfig, load_config, parse_config
from bot.errors import ConfigError

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"
TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


def faults(raw: dict[str, Any], **environment: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as told:
        parse_config(raw, environment)
    return told.value.faults


def test_nothing_at_all_is_a_config_with_every_default() -> None:
    config = parse_config({}, {})
    assert config.model is None
    assert config.poll.seconds == 60
    assert config.store.path == Path("newstape.db")
    assert config.access.mode == "open"
    assert config.alerts.threshold == Decimal(3)
    assert config.telegram.base_url == "https://api.telegram.org/bot"
    assert config.feed == ()
    assert config.secrets == ()


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        ({"poll": {"seconds": 0}}, "[poll] seconds"),
        ({"poll": {"seconds": float("nan")}}, "[poll] seconds"),
        ({"poll": {"seconds": "often"}}, "[poll] seconds"),
        ({"poll": {"second": 5}}, "[poll] second"),
        ({"poll": 5}, "poll"),
        ({"polls": {"seconds": 5}}, "polls"),
        ({"telegram": {"admins": ["me"]}}, "[telegram] admins"),
        ({"telegram": {"base_url": "api.telegram.org"}}, "[telegram] base_url"),
        ({"telegram": {"base_url": "http://["}}, "[telegram] base_url"),
        ({"telegram": {"webhook": {"url": "http://example.org/x", "secret_token": "x"}}}, "[telegram] webhook url"),
        (
            {"telegram": {"webhook": {"url": "https://example.org/x", "secret_token": "with blanks"}}},
            "[telegram] webhook secret_token",
        ),
        (
            {"telegram": {"webhook": {"url": "https://example.org/x", "secret_token": "x", "port": 99999}}},
            "webhook port",
        ),
        ({"model": {}}, "[model] name"),
        ({"model": {"name": ""}}, "[model] name"),
        ({"model": {"name": "m", "daily_tokens": -1}}, "[model] daily_tokens"),
        ({"model": {"name": "m", "base_url": "ftp://x"}}, "[model] base_url"),
        ({"access": {"mode": "closed"}}, "[access] mode"),
        ({"access": {"mode": "invite"}}, "[access] mode"),
        ({"alerts": {"threshold": 101}}, "[alerts] threshold"),
        ({"alerts": {"threshold": -1}}, "[alerts] threshold"),
        ({"alerts": {"threshold": float("inf")}}, "[alerts] threshold"),
        ({"feed": [{"name": "x"}]}, "[[feed]]"),
        ({"feed": [{"url": "https://example.org/"}, {"url": "x"}]}, "[[feed]] no. 2 url"),
        ({"feed": [{"url": "https://example.org/", "language": "english"}]}, "[[feed]] no. 1 language"),
        ({"feed": [{"url": "https://example.org/", "lang": "en"}]}, "[[feed]] no. 1 lang"),
        ({"feed": [{"url": "https://example.org/"}] * 2}, "[[feed]] url"),
        ({"feed": {"url": "https://example.org/"}}, "feed"),
    ],
)
def test_a_fault_is_one_sentence_that_names_its_key(raw: dict[str, Any], named: str) -> None:
    (fault,) = faults(raw)
    assert named in fault
    assert fault.endswith((".", "?"))
    assert not fault.endswith("..")
    assert "\n" not in fault
    assert "pydantic" not in fault


def test_every_fault_is_told_at_once() -> None:
    told = faults(
        {
            "poll": {"seconds": 0},
            "polls": 1,
            "model": {"daily_tokens": "many"},
            "access": {"mode": "invite"},
            "feed": [{"url": "https://example.org/"}, {"url": "https://example.org/"}, {"url": "x"}],
        }
    )
    for named in (
        "[poll] seconds",
        "polls",
        "[model] name",
        "[model] daily_tokens",
        "no. 3 url",
        "stands twice",
        "invite",
    ):
        assert any(named in fault for fault in told), f"{named} is not told in {told}"


def test_no_fault_shows_a_secret() -> None:
    told = faults({"telegram": {"token": ["my secret"], "admins": ["x"]}, "model": {"api_key": {"a": "my secret"}}})
    assert len(told) >= 3
    assert "secret" not in " ".join(told)


# --- secrets ---------------------------------------------------------------------------------------------------------


def test_a_secret_may_come_from_the_environment_and_goes_before_the_files() -> None:
    raw = {"telegram": {"token": "from the file"}, "model": {"name": "m", "api_key": "from the file"}}
    config = parse_config(raw, {"TELEGRAM_TOKEN": TOKEN, "OPENAI_API_KEY": "sk-from-the-environment"})
    assert config.telegram.token.get_secret_value() == TOKEN
    assert config.secrets == (TOKEN, "sk-from-the-environment")
    assert raw["telegram"]["token"] == "from the file", "what was handed in is left as it was"
    assert parse_config({}, {"TELEGRAM_TOKEN": TOKEN}).telegram.token.get_secret_value() == TOKEN


def test_an_api_key_in_the_environment_alone_makes_no_model() -> None:
    assert parse_config({}, {"OPENAI_API_KEY": "sk-x"}).model is None


def test_an_empty_variable_does_not_take_the_files_secret_away() -> None:
    config = parse_config({"telegram": {"token": TOKEN}}, {"TELEGRAM_TOKEN": ""})
    assert config.telegram.token.get_secret_value() == TOKEN


def test_no_secret_is_shown_by_the_config_itself() -> None:
    hook = {"url": "https://example.org/x", "secret_token": "hook-secret"}
    config = parse_config(
        {"telegram": {"token": TOKEN, "webhook": hook}, "model": {"name": "m", "api_key": "sk-key"}}, {}
    )
    assert config.secrets == (TOKEN, "sk-key", "hook-secret")
    for secret in config.secrets:
        assert secret not in f"{config!r} {config}"


# --- the file --------------------------------------------------------------------------------------------------------


def test_a_missing_file_an_unreadable_one_and_bad_toml_are_told_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for make, said in (
        (lambda: None, "There is no config file"),
        (lambda: path.write_text("[poll\n"), "not valid TOML"),
        (lambda: path.write_bytes(b"\xff\xfe\x00"), "cannot be read"),
        (lambda: path.write_text("x = 1\nx = 2\n"), "not valid TOML"),
    ):
        make()
        with pytest.raises(ConfigError) as told:
            load_config(path, {})
        assert said in str(told.value)
        assert len(told.value.faults) == 1
    with pytest.raises(ConfigError):
        load_config(tmp_path, {})


def keys(model: type[BaseModel], section: str = "") -> Iterator[tuple[str, str]]:
    for name, field in model.model_fields.items():
        inner = [
            t
            for t in (field.annotation, *getattr(field.annotation, "__args__", ()))
            if isinstance(t, type) and issubclass(t, BaseModel)
        ]
        if inner:
            yield from keys(inner[0], f"{section}.{name}" if section else name)
        else:
            yield section, name


def test_the_example_is_valid_as_it_stands() -> None:
    config = load_config(EXAMPLE, {})
    assert len(config.feed) == 1


def test_the_example_names_every_key_with_its_default() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    sections: dict[str, str] = {}
    name = ""
    for line in text.splitlines():
        if m := re.match(r"^(?:# ?)?\[\[?([a-z_.]+)\]\]?\s*$", line):
            name = m[1]
        sections[name] = sections.get(name, "") + line + "\n"
    for section, key in keys(Config):
        if key == "extra_body":
            assert "model.extra_body" in sections
            continue
        assert re.search(rf"^(?:# ?)?{key} =", sections.get(section, ""), re.MULTILINE), (
            f"[{section}] {key} is not named"
        )


def test_the_example_is_valid_with_everything_uncommented_but_the_models() -> None:
    lines = []
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        bare = re.sub(r"^# (?=(?:(?!proxy)[a-z_]+ = |\[telegram\.webhook\]|\[metrics\]|\[websub\]))", "", line)
        lines.append(bare)
    text = "\n".join(lines)
    models = text.index("# Without [model]")
    raw = tomllib.loads(text[:models] + text[text.index("[store]") :])
    config = parse_config(raw, {})
    assert config.archive == Config().archive
    assert config.metrics == MetricsConfig()
    assert config.poll == Config().poll
    assert config.alerts == Config().alerts
    assert config.access == Config().access
    assert config.network == Config().network
    assert config.store == Config().store


def test_days_of_the_config_are_told_of_their_market() -> None:
    config = parse_config({"calendar": {"closed": ["XHKG 2026-12-24"], "open": ["XSHG 2027-02-11"]}}, {})
    assert [(d.mic, d.day.isoformat(), d.open) for d in config.calendar.days] == [
        ("XHKG", "2026-12-24", False),
        ("XSHG", "2027-02-11", True),
    ]


@pytest.mark.parametrize("day", ["XHKG", "HKEX 2026-12-24", "XHKG 2026-02-30", "2026-12-24"])
def test_a_day_that_is_none_is_refused(day: str) -> None:
    with pytest.raises(ConfigError):
        parse_config({"calendar": {"closed": [day]}}, {})
