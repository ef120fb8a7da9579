"""config.toml and the environment, parsed once into frozen values; every fault told at once, in a sentence with its key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from bot.errors import ConfigError


def _http(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http or https address")
    return url


def _https(url: str) -> str:
    if urlsplit(url).scheme != "https" and urlsplit(url).hostname not in ("127.0.0.1", "localhost"):
        raise ValueError("must be an https address (Telegram calls no other)")
    return _http(url)


Url = Annotated[str, AfterValidator(_http)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WebhookConfig(_Section):
    url: Annotated[str, AfterValidator(_https)]
    listen: str = "0.0.0.0"
    port: Annotated[int, Field(ge=1, le=65535)] = 8443
    secret_token: SecretStr


class TelegramConfig(_Section):
    token: SecretStr = SecretStr("")
    base_url: Url = "https://api.telegram.org/bot"
    admins: tuple[int, ...] = ()
    webhook: WebhookConfig | None = None


class ModelConfig(_Section):
    base_url: Url | None = None
    api_key: SecretStr = SecretStr("")
    name: Annotated[str, Field(min_length=1)]
    first_pass: Annotated[str, Field(min_length=1)] | None = None
    daily_tokens: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(ge=1, le=3600)] = 60
    extra_body: dict[str, Any] = {}


class StoreConfig(_Section):
    path: Path = Path("newstape.db")


class PollConfig(_Section):
    seconds: Annotated[float, Field(ge=1, le=86_400)] = 60


class NetworkConfig(_Section):
    allow: tuple[str, ...] = ()
    contact: str = ""


class AccessConfig(_Section):
    mode: Literal["open", "invite", "listed"] = "open"
    users: tuple[int, ...] = ()


class AlertsConfig(_Section):
    threshold: Annotated[Decimal, Field(ge=0, le=100)] = Decimal(3)


class FeedConfig(_Section):
    url: Url
    name: str = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2}(?:-[A-Za-z]{2,4})?$")] = "en"


class Config(_Section):
    """The whole configuration. No [model]: rules only. No token: nothing is sent to Telegram."""

    telegram: TelegramConfig = TelegramConfig()
    model: ModelConfig | None = None
    store: StoreConfig = StoreConfig()
    poll: PollConfig = PollConfig()
    network: NetworkConfig = NetworkConfig()
    access: AccessConfig = AccessConfig()
    alerts: AlertsConfig = AlertsConfig()
    feed: tuple[FeedConfig, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never stand in a log."""
        hook = self.telegram.webhook
        found = [self.telegram.token, self.model.api_key if self.model else None, hook.secret_token if hook else None]
        return tuple(s.get_secret_value() for s in found if s is not None and s.get_secret_value())


def load_config(path: Path, environment: Mapping[str, str]) -> Config:
    """Raises ConfigError with every fault."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise ConfigError((f"There is no config file {path}; copy config.example.toml to it.",)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError((f"The config file {path} cannot be read: {error}.",)) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError((f"The config file {path} is not valid TOML: {error}.",)) from error
    return parse_config(raw, environment)


def parse_config(raw: dict[str, Any], environment: Mapping[str, str]) -> Config:
    """Raises ConfigError with every fault."""
    raw = {k: dict(v) if isinstance(v, dict) else v for k, v in raw.items()}
    for section, key, variable in (("telegram", "token", "TELEGRAM_TOKEN"), ("model", "api_key", "OPENAI_API_KEY")):
        given = environment.get(variable)
        if given and isinstance(raw.get(section, {}), dict) and (section == "telegram" or section in raw):
            raw.setdefault(section, {})[key] = given
    together = _together(raw)
    try:
        config = Config.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise ConfigError((*(_sentence(e["loc"], e["msg"], e["type"]) for e in found), *together)) from None
    if together:
        raise ConfigError(together)
    return config


def _together(raw: Mapping[str, Any]) -> tuple[str, ...]:
    """The faults that lie between keys; told beside the others, so whatever else is wrong must not hide them."""
    faults = []
    feeds = raw.get("feed")
    urls = [f.get("url") for f in feeds if isinstance(f, dict)] if isinstance(feeds, list) else []
    faults += [
        f"[[feed]] url {url} stands twice; leave one of them out."
        for url in sorted({str(u) for u in urls if u and urls.count(u) > 1})
    ]
    access, telegram = raw.get("access"), raw.get("telegram")
    invites = isinstance(access, dict) and access.get("mode") == "invite"
    if invites and not (isinstance(telegram, dict) and telegram.get("admins")):
        faults.append("[access] mode is invite, but [telegram] admins names nobody who could let people in.")
    return tuple(faults)


def _sentence(where: tuple[int | str, ...], message: str, kind: str) -> str:
    named = [str(p) if isinstance(p, str) else f"no. {p + 1}" for p in where]
    section, key = (named[0], " ".join(named[1:])) if len(named) > 1 else ("", named[0])
    shown = f"[[feed]] {key}" if section == "feed" else f"[{section}] {key}" if section else key
    if kind == "extra_forbidden":
        return f"{shown} is not a key that newstape knows; see config.example.toml."
    if kind == "missing":
        return f"{shown} is missing."
    message = message.removeprefix("Value error, ")
    return f"{shown}: {message[0].lower()}{message[1:]}."
