"""config.toml and the environment, parsed once into frozen values; every fault told at once, in a sentence with its key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import ConfigError
from bot.link import is_web_address, secrets_of, shown_address
from bot.listings import BY_MIC, TradingDay


def _http(url: str) -> str:
    if not is_web_address(url):
        raise ValueError("must be an http or https address")
    return url


def _bot_api(url: str) -> str:
    if not _http(url).endswith("/bot"):
        raise ValueError(f"must end in /bot, as https://api.telegram.org/bot does: write {url.rstrip('/')}/bot")
    return url


def _hook_secret(secret: SecretStr) -> SecretStr:
    if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", secret.get_secret_value()):
        raise ValueError(
            "must be of letters, digits, _ and - (Telegram takes no others); leave it out, and one is made at each start"
        )
    return secret


def _proxy(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in PROXY_SCHEMES or not parts.hostname:
        raise ValueError(
            "must be the address of a proxy, such as socks5://127.0.0.1:1080 or http://user:password@host:3128"
        )
    return url


def _address(written: str) -> str:
    host, colon, port = written.rpartition(":")
    if not colon or not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
        raise ValueError("must be an address and a port, such as 127.0.0.1:9200")
    return written


def _https(url: str) -> str:
    if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
        raise ValueError("must be an https address (Telegram calls no other)")
    return _http(url)


def _zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("must be a time zone's name, such as Asia/Shanghai")
    return name


Url = Annotated[str, AfterValidator(_http)]
Proxy = Annotated[str, AfterValidator(_proxy)]
Address = Annotated[str, AfterValidator(_address)]


PROXY_SCHEMES = ("http", "https", "socks5", "socks5h")


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WebhookConfig(_Section):
    url: Annotated[str, AfterValidator(_https)]
    listen: str = "0.0.0.0"
    port: Annotated[int, Field(ge=1, le=65535)] = 8443
    secret_token: Annotated[SecretStr, AfterValidator(_hook_secret)] = SecretStr("")


class TelegramConfig(_Section):
    token: SecretStr = SecretStr("")
    base_url: Annotated[str, AfterValidator(_bot_api)] = "https://api.telegram.org/bot"
    proxy: Proxy | None = None
    admins: tuple[int, ...] = ()
    webhook: WebhookConfig | None = None


class ModelConfig(_Section):
    base_url: Url | None = None
    api_key: SecretStr = SecretStr("")
    name: Annotated[str, Field(min_length=1)]
    first_pass: Annotated[str, Field(min_length=1)] | None = None
    daily_tokens: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    proxy: Proxy | None = None
    reasoning_effort: Literal["none", "minimal", "low", "medium", "high"] | None = None
    extra_body: dict[str, Any] = {}
    # Whether what people write goes to the model: lines that the bot does not understand, and questions of the news; and how many of each of
    # a person a day.
    reads_messages: bool = False
    questions_a_day: Annotated[int, Field(ge=0, le=1000)] = 30
    # Whether it puts titles, summaries and reasons into the languages of those who read them.
    translates: bool = True
    lines_a_day: Annotated[int, Field(ge=1, le=1000)] = 20


class SpeechConfig(_Section):
    """A host with audio/transcriptions, or chat messages with sounds, and audio/speech."""

    base_url: Url | None = None
    api_key: SecretStr = SecretStr("")
    hears: Annotated[str, Field(min_length=1)] | None = None
    speaks: Annotated[str, Field(min_length=1)] | None = None
    voice: Annotated[str, Field(min_length=1)] = "alloy"
    voice_zh: Annotated[str, Field(min_length=1)] | None = None
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    proxy: Proxy | None = None


class VisionConfig(_Section):
    """A model that takes pictures."""

    base_url: Url | None = None
    api_key: SecretStr = SecretStr("")
    name: Annotated[str, Field(min_length=1)]
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    proxy: Proxy | None = None
    extra_body: dict[str, Any] = {}


class DigestConfig(_Section):
    # A font file with Chinese characters, for the pictures of digests; without it those that systems have are looked for.
    font: Path | None = None


class StoreConfig(_Section):
    path: Path = Path("newstape.db")


class PollConfig(_Section):
    seconds: Annotated[float, Field(ge=1, le=86_400)] = 60


class NetworkConfig(_Section):
    allow: tuple[str, ...] = ()
    contact: str = ""
    proxy: Proxy | None = None


class AccessConfig(_Section):
    mode: Literal["open", "invite", "listed"] = "open"
    users: tuple[int, ...] = ()


class AlertsConfig(_Section):
    threshold: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(3)
    hourly: Annotated[int, Field(ge=1, le=1000)] = 20
    budget: Annotated[int, Field(ge=0, le=1000)] = 20


def _trading_day(value: str) -> str:
    mic, _, day = value.partition(" ")
    if mic not in BY_MIC:
        raise ValueError(f"{mic} is no market code (MIC) that newstape knows, like XHKG")
    try:
        date.fromisoformat(day.strip())
    except ValueError as error:
        raise ValueError(f"{day.strip() or 'nothing'} is no day; write it like XHKG 2026-12-24") from error
    return value


class CalendarConfig(_Section):
    """Days that the table of trading days lacks or has wrong, each as "XHKG 2026-12-24"."""

    closed: tuple[Annotated[str, AfterValidator(_trading_day)], ...] = ()
    open: tuple[Annotated[str, AfterValidator(_trading_day)], ...] = ()

    @property
    def days(self) -> tuple[TradingDay, ...]:
        """What the config says of each of those days."""
        said = [*((v, False) for v in self.closed), *((v, True) for v in self.open)]
        return tuple(TradingDay(v.split()[0], date.fromisoformat(v.split()[1]), is_open) for v, is_open in said)


class ArchiveConfig(_Section):
    keep_days: Annotated[int, Field(ge=2, le=36_500)] = 90


class MetricsConfig(_Section):
    listen: Address = "127.0.0.1:9200"


class WebSubConfig(_Section):
    url: Annotated[str, AfterValidator(_https)]
    listen: Address = "0.0.0.0:8444"


class FeedConfig(_Section):
    url: Url
    name: str = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(?:-[A-Za-z]{2,4})?$")] = "en"
    zone: Annotated[str, AfterValidator(_zone)] | None = None


class Config(_Section):
    """The whole configuration. No [model]: rules only. No token: nothing is sent to Telegram."""

    telegram: TelegramConfig = TelegramConfig()
    model: ModelConfig | None = None
    speech: SpeechConfig | None = None
    vision: VisionConfig | None = None
    digest: DigestConfig = DigestConfig()
    store: StoreConfig = StoreConfig()
    poll: PollConfig = PollConfig()
    network: NetworkConfig = NetworkConfig()
    access: AccessConfig = AccessConfig()
    alerts: AlertsConfig = AlertsConfig()
    archive: ArchiveConfig = ArchiveConfig()
    calendar: CalendarConfig = CalendarConfig()
    metrics: MetricsConfig | None = None
    websub: WebSubConfig | None = None
    feed: tuple[FeedConfig, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        hook = self.telegram.webhook
        keys = [host.api_key for host in (self.model, self.speech, self.vision) if host is not None]
        found = [self.telegram.token, *keys, hook.secret_token if hook else None]
        addresses = [f.url for f in self.feed]
        addresses += [
            p
            for p in (
                self.telegram.proxy,
                self.network.proxy,
                *(host.proxy for host in (self.model, self.speech, self.vision) if host is not None),
            )
            if p
        ]
        hidden = [s for address in addresses for s in secrets_of(address)]
        return (*(s.get_secret_value() for s in found if s is not None and s.get_secret_value()), *hidden)


def load_config(path: Path, environment: Mapping[str, str]) -> Config:
    """Raises ConfigError with every fault."""
    try:
        raw = tomllib.loads(
            path.read_text(encoding="utf-8-sig")
        )  # some editors begin a file with a mark of its encoding
    except FileNotFoundError as error:
        raise ConfigError(
            (f"There is no config file {path}; copy config.example.toml to it, or name one with --config.",)
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"The config file {path} cannot be read: {error}.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"The config file {path} is not valid TOML: {error}.",)) from error
    return parse_config(raw, environment)


def is_open_to_others(path: Path) -> bool:
    """Whether everybody on this machine can read it. A group's right is the operator's own choice: the service's group has it."""
    return bool(path.stat().st_mode & 0o004)


def secrets_stand_in(path: Path) -> bool:
    """Whether the file itself holds a token, a key or a password, and not only the environment."""
    return bool(load_config(path, {}).secrets)


def parse_config(raw: dict[str, Any], environment: Mapping[str, str]) -> Config:
    """Raises ConfigError with every fault."""
    raw = {k: dict(v) if isinstance(v, dict) else v for k, v in raw.items()}
    for section, key, variable in (("telegram", "token", "TELEGRAM_TOKEN"), ("model", "api_key", "OPENAI_API_KEY")):
        given = environment.get(variable)
        if given and isinstance(raw.get(section, {}), dict) and (section == "telegram" or section in raw):
            raw.setdefault(section, {})[key] = given
    for section in ("speech", "vision"):  # which may be another host's, with a key of its own
        given = environment.get("OPENAI_API_KEY")
        if given and isinstance(raw.get(section), dict) and not raw[section].get("api_key"):
            raw[section]["api_key"] = given
    together = _together(raw)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        raise ConfigError(
            (*(_sentence(e["loc"], e["msg"], e["type"], e.get("ctx", {})) for e in found), *together)
        ) from None
    if together:
        raise ConfigError(together)
    return config


def _together(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The faults that lie between keys; told beside the others, so whatever else is wrong must not hide them."""
    faults = []
    feeds = raw.get("feed")
    urls = [f.get("url") for f in feeds if isinstance(f, dict)] if isinstance(feeds, list) else []
    faults += [
        f"[[feed]] url {shown_address(url)} stands twice; leave one of them out."
        for url in sorted({str(u) for u in urls if u and urls.count(u) > 1})
    ]
    access, telegram = raw.get("access"), raw.get("telegram")
    invites = isinstance(access, dict) and access.get("mode") == "invite"
    if invites and not (isinstance(telegram, dict) and telegram.get("admins")):
        faults.append("[access] mode is invite, but [telegram] admins names nobody who could let people in.")
    return tuple(faults)


# What is wanted, in the words of who writes a config, by pydantic's names of what is wrong with a value.
_WANTED = {
    "tuple_type": "must be a list, such as [1, 2]",
    "list_type": "must be a list, such as [1, 2]",
    "int_type": "must be a whole number",
    "int_parsing": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "float_parsing": "must be a number",
    "decimal_type": "must be a number",
    "decimal_parsing": "must be a number",
    "string_type": "must be a text in quotes",
    "path_type": "must be a file's path in quotes",
    "dict_type": "must be a section of its own",
    "model_type": "must be a section of its own",
    "model_attributes_type": "must be a section of its own",
    "string_too_short": "must not be empty",
    "string_pattern_mismatch": "must be a language's code, such as en or zh",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} or less",
    "literal_error": "must be one of {expected}",
}


def _sentence(where: tuple[int | str, ...], message: str, kind: str, given: Mapping[str, Any]) -> str:
    named = [str(p) if isinstance(p, str) else f"no. {p + 1}" for p in where]
    section, key = (named[0], " ".join(named[1:])) if len(named) > 1 else ("", named[0])
    if where == ("feed",) and kind in ("tuple_type", "list_type"):
        return "feed must be a list: write [[feed]], with two brackets, over each."
    shown = f"[[feed]] {key}" if section == "feed" else f"[{section}] {key}" if section else key
    if kind == "extra_forbidden":
        near = get_close_matches(str(where[-1]), _keys_of(where[:-1]), 1)
        return f"{shown} is not a key that newstape knows; {f'do you mean {near[0]}?' if near else 'see config.example.toml.'}"
    if kind == "missing":
        return f"{shown} is missing."
    if kind in _WANTED:
        return f"{shown} {_WANTED[kind].format_map(given)}."
    message = message.removeprefix("Value error, ")
    return f"{shown}: {message[0].lower()}{message[1:]}."


def _keys_of(where: tuple[int | str, ...]) -> list[str]:
    """The keys that a section has."""
    found: Any = Config
    for part in where:
        if isinstance(part, str):
            fields = found.model_fields
            if part not in fields:
                return []
            inner = [
                a
                for a in (fields[part].annotation, *get_args(fields[part].annotation))
                if isinstance(a, type) and issubclass(a, BaseModel)
            ]
            if not inner:
                return []
            found = inner[0]
    return list(found.model_fields)
