"""The command line: `newstape`, also `python -m bot`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bot import __version__
from bot.config import load_config
from bot.errors import ConfigError, NewstapeError, UsageError

if TYPE_CHECKING:
    from bot.adapters.store import SqliteStore
    from bot.commands.ask import Asked

DONE, FAILED, WRONG = 0, 1, 2
_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(
        prog="newstape",
        description="Reads financial news feeds and tells people on Telegram what moved, by how much, and who said so.",
    )
    top.add_argument("--version", action="version", version=f"newstape {__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("demo", help="the whole bot on bundled stories: no key, no token, no network")
    run = _with_config(commands.add_parser("run", help="everything, until SIGTERM or SIGINT"))
    run.add_argument("--log-level", default="INFO", choices=["DEBUG", "INFO", "WARNING", "ERROR"])
    _add_reading(commands)
    _add_operating(commands)
    return top


def _add_reading(commands: _Commands) -> None:
    """What reads stories and judges what was read."""
    read = commands.add_parser("read", help="what one story says")
    read.add_argument("source", nargs="?", metavar="FILE|URL|-", help="a text file whose first line is its title")
    read.add_argument("--stories", type=Path, metavar="FILE.jsonl", help="one story a line in, one result a line out")
    read.add_argument(
        "--published", metavar="TIME", help="when it was published: ISO 8601 or RFC 822; without a zone it is UTC"
    )
    read.add_argument("--json", action="store_true", help="as JSON")
    read.add_argument(
        "--trace",
        action="store_true",
        help="each movement by rules: which rule, which words, why told, doubtful or dropped",
    )
    read.add_argument("--config", type=Path, metavar="FILE", help="with its [model], if it has one")
    grounded = commands.add_parser("ground", help="whether a sentence about a story may be sent")
    grounded.add_argument("source", nargs="?", metavar="FILE|URL|-", help="a text file whose first line is its title")
    grounded.add_argument("sentence", nargs="?", metavar="SENTENCE", help="the sentence about it")
    grounded.add_argument(
        "--sentences",
        type=Path,
        metavar="FILE.jsonl",
        help="id, title, text and sentence a line in, one verdict a line out",
    )
    grounded.add_argument("--json", action="store_true", help="as JSON")
    compared = commands.add_parser("compare", help="what a later version of a story takes back, adds or only rewords")
    compared.add_argument("--pairs", type=Path, required=True, metavar="FILE.jsonl", help="id, old and new a line")
    compared.add_argument("--json", action="store_true", help="as JSON")
    grouped = commands.add_parser("events", help="which stories tell one event, as if they came in this order")
    grouped.add_argument("--stories", type=Path, required=True, metavar="FILE.jsonl", help="one story a line")
    grouped.add_argument("--json", action="store_true", help="as JSON")
    understood = commands.add_parser("understand", help="what the bot would do on a line that somebody types")
    understood.add_argument("text", nargs="?", metavar="TEXT", help="the line")
    understood.add_argument(
        "--utterances", type=Path, metavar="FILE.jsonl", help="id and text a line in, one answer a line out"
    )
    understood.add_argument("--json", action="store_true", help="as JSON")
    asked = commands.add_parser("ask", help="a question over the archive, answered by what was reported")
    asked.add_argument("question", nargs="?", metavar="QUESTION")
    asked.add_argument(
        "--questions", type=Path, metavar="FILE.jsonl", help="id, q and previous a line in, one answer a line out"
    )
    asked.add_argument("--stories", type=Path, metavar="FILE.jsonl", help="over these stories instead of the archive")
    asked.add_argument("--config", type=Path, metavar="FILE", help="whose store is the archive")
    asked.add_argument("--json", action="store_true", help="as JSON")
    evaluated = commands.add_parser("eval", help="how well the rules, or the config's model, agree with your labels")
    evaluated.add_argument("labels", type=Path, metavar="LABELS.jsonl", help="id, text and moves or claims a line")
    evaluated.add_argument("--config", type=Path, metavar="FILE", help="with its [model], if it has one")
    evaluated.add_argument("--keep", type=Path, metavar="DIR", help="keep the model's answers there")
    evaluated.add_argument("--replay", type=Path, metavar="DIR", help="grade answers that were kept, without a call")
    evaluated.add_argument(
        "--oracle",
        action="store_true",
        help="give the check the labels themselves, and the labels falsified in one thing",
    )
    evaluated.add_argument("--misses", action="store_true", help="print what was missed and what was wrong")
    evaluated.add_argument(
        "--paths",
        action="store_true",
        help="print for each way of deciding owner, scope and day how often it was right",
    )
    evaluated.add_argument(
        "--prices", nargs=2, type=Decimal, metavar=("IN", "OUT"), help="of a million tokens, for what it cost"
    )


def _add_operating(commands: _Commands) -> None:
    """What an operator asks of a config and its store."""
    _with_config(commands.add_parser("check", help="config, token, model, every feed: one line each"))
    _with_config(
        commands.add_parser("health", help="whether the run on this config's store is well: exit code 0 or 1")
    )
    feeds = _with_config(commands.add_parser("feeds", help="list, add, remove, import and export feeds"))
    what = feeds.add_subparsers(dest="what", required=True)
    for name, words in (("list", "every feed with its state"), ("export", "as OPML on standard output")):
        _with_config(what.add_parser(name, help=words))
    added = _with_config(what.add_parser("add", help="one more feed"))
    added.add_argument("url")
    added.add_argument("--name", default="")
    added.add_argument("--language", default="en")
    added.add_argument("--zone", metavar="NAME", help="of its dates that name none, such as Asia/Shanghai")
    _with_config(what.add_parser("remove", help="one feed less")).add_argument("url")
    _with_config(what.add_parser("import", help="the feeds of an OPML file, or of a list of ours")).add_argument(
        "file", type=Path, metavar="FILE.opml|starter/NAME"
    )
    corrected = _with_config(commands.add_parser("corrections", help="what was told and what it became"))
    corrected.add_argument("--atom", type=Path, metavar="FILE", help="as an Atom feed, written there")
    reported = _with_config(commands.add_parser("reports", help="what readers said is wrong with an alert"))
    reported.add_argument(
        "--labels", type=Path, metavar="FILE.jsonl", help="as labels for newstape eval, written there"
    )
    backup = _with_config(commands.add_parser("backup", help="a copy of the live store"))
    backup.add_argument("file", type=Path, metavar="FILE")
    restore = _with_config(commands.add_parser("restore", help="a backup in the store's place"))
    restore.add_argument("file", type=Path, metavar="FILE")
    restore.add_argument("--check", action="store_true", help="only open a copy of it, and count what is in it")


def _with_config(sub: argparse.ArgumentParser) -> argparse.ArgumentParser:
    # Not given before the sub-command's own, it must not be forgotten after it.
    sub.add_argument(
        "--config", type=Path, default=argparse.SUPPRESS, metavar="FILE", help="./config.toml, where it is left out"
    )
    return sub


def _config_path(given: argparse.Namespace) -> Path:
    return Path(getattr(given, "config", "config.toml"))


def main(arguments: list[str] | None = None) -> int:
    given = parser().parse_args(arguments)
    try:
        return _COMMANDS[given.command](given)
    except ConfigError as error:
        for fault in error.faults:
            print(fault, file=sys.stderr)
        return WRONG
    except NewstapeError as error:
        print(error, file=sys.stderr)
        return FAILED
    except BrokenPipeError:
        # Whoever read our output has enough.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except KeyboardInterrupt:
        return DONE if given.command in ("run", "demo") else FAILED


def _demo(_: argparse.Namespace) -> int:
    from bot.commands.demo import demo

    return asyncio.run(demo())


def _run(given: argparse.Namespace) -> int:
    # Asked to end while it begins, it ends there, as by a kill, which the store is fit for: an exception out of a handler
    # comes out as another one where it strikes (pydantic's SchemaError while a model is built).
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(DONE))
    os.umask(0o077)  # what a run writes is its owner's alone
    path = _config_path(given)
    config = load_config(path, os.environ)
    if not config.telegram.token.get_secret_value():
        raise UsageError(
            "There is no Telegram token: set [telegram] token or the environment variable TELEGRAM_TOKEN (newstape demo needs none)."
        )
    from bot.app import owned_store, run
    from bot.commands.logs import set_up
    from bot.config import is_open_to_others, secrets_stand_in

    set_up(given.log_level, config.secrets)
    if is_open_to_others(path) and secrets_stand_in(path):
        logging.getLogger("newstape").warning("%s holds a secret and can be read by others: chmod 600 %s", path, path)
    with owned_store(config.store.path) as store:
        asyncio.run(run(config, path, store))
    return DONE


def _read(given: argparse.Namespace) -> int:
    from rich.console import Console

    from bot.commands import read

    if (given.source is None) == (given.stories is None):
        print("newstape read: give a FILE, a URL or -, or --stories FILE.jsonl.", file=sys.stderr)
        return WRONG
    config = load_config(given.config, os.environ) if given.config else None
    if given.stories is not None:
        return _streamed(given.stories, lambda lines: read.read_stream(lines, sys.stdout, config))
    published = read.read_time(given.published) if given.published else None
    if given.published and published is None:
        print(
            f"newstape read: --published {given.published} is no time; write it like 2025-09-24T18:00:00+08:00.",
            file=sys.stderr,
        )
        return WRONG
    story = read.story_of(given.source, published, config)
    if given.trace:
        from bot.commands.trace import trace

        print("\n".join(trace(story)))
        return DONE
    found = read.extract(story, config)
    if given.json:
        import json

        print(json.dumps(read.as_json(found), ensure_ascii=False))
    else:
        read.show(found, Console(highlight=False))
    return DONE


def _ground(given: argparse.Namespace) -> int:
    import json

    from bot.commands import ground, read

    if (given.sentence is None) == (given.sentences is None) or (given.sentences and given.source):
        print(
            "newstape ground: give a FILE, a URL or - and a sentence about it, or --sentences FILE.jsonl.",
            file=sys.stderr,
        )
        return WRONG
    if given.sentences is not None:
        return _streamed(given.sentences, lambda lines: ground.ground_stream(lines, sys.stdout, as_json=given.json))
    why = ground.verdict(read.story_of(given.source, None, None), given.sentence)
    print(
        json.dumps({"accepted": why is None, "why": why}, ensure_ascii=False)
        if given.json
        else ground.told(None, why)
    )
    return FAILED if why else DONE


def _understand(given: argparse.Namespace) -> int:
    import json

    from bot.commands import understand
    from bot.listings import load

    if (given.text is None) == (given.utterances is None):
        print("newstape understand: give a TEXT, or --utterances FILE.jsonl.", file=sys.stderr)
        return WRONG
    if given.utterances is not None:
        return _streamed(
            given.utterances, lambda lines: understand.understand_stream(lines, sys.stdout, as_rows=given.json)
        )
    intents, language = understand.wished(given.text, load()), understand.language_of(given.text)
    row = understand.as_json(None, intents, language)
    print(json.dumps(row, ensure_ascii=False) if given.json else understand.told(intents, language))
    return DONE


def _ask(given: argparse.Namespace) -> int:
    import json

    from bot.commands import ask

    if (given.question is None) == (given.questions is None) or (given.stories and given.config):
        print(
            "newstape ask: give a QUESTION or --questions FILE.jsonl, over --stories FILE.jsonl or a --config's archive.",
            file=sys.stderr,
        )
        return WRONG
    if given.stories is not None:
        return _asked_of(given, ask.of_stories(given.stories), json.dumps)
    given.config = given.config or Path("config.toml")
    with _kept(given) as store:
        return _asked_of(given, ask.of_store(store, datetime.now(UTC)), json.dumps)


def _asked_of(given: argparse.Namespace, answer: Asked, dumps: Callable[..., str]) -> int:
    from bot.commands import ask

    if given.questions is not None:
        return _streamed(given.questions, lambda lines: ask.ask_stream(lines, answer, sys.stdout, as_rows=given.json))
    found = answer(given.question, None)
    print(dumps(ask.as_json(None, found), ensure_ascii=False) if given.json else ask.told(found))
    return DONE


def _compare(given: argparse.Namespace) -> int:
    from bot.commands.compare import compare_stream

    return _streamed(given.pairs, lambda lines: compare_stream(lines, sys.stdout, as_json=given.json))


def _events(given: argparse.Namespace) -> int:
    from bot.commands.events import events_stream

    return _streamed(given.stories, lambda lines: events_stream(lines, sys.stdout, as_json=given.json))


def _streamed(path: Path, answer: Callable[[Iterable[str]], int]) -> int:
    """Each line of a file answered by one; it fails where a line was none."""
    try:
        with path.open(encoding="utf-8") as lines:
            return FAILED if answer(lines) else DONE
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}.") from error


def _eval(given: argparse.Namespace) -> int:
    from bot.commands.evaluate import evaluate, oracle, paths, report

    if given.paths or given.oracle:
        print("\n".join((oracle if given.oracle else paths)(given.labels)))
        return DONE
    config = load_config(given.config, os.environ) if given.config else None
    score, spent, added = evaluate(given.labels, config, keep_in=given.keep, replay=given.replay)
    print(report(score, spent, tuple(given.prices) if given.prices else None, misses=given.misses, added=added))
    return DONE


def _check(given: argparse.Namespace) -> int:
    from bot.commands.check import check

    logging.disable(logging.CRITICAL)
    return check(_config_path(given))


def _health(given: argparse.Namespace) -> int:
    from bot.commands.health import health

    faults = health(load_config(_config_path(given), os.environ), datetime.now(UTC))
    print("\n".join(faults) or "well")
    return FAILED if faults else DONE


def _feeds(given: argparse.Namespace) -> int:
    from bot.adapters.store import open_store
    from bot.app import sync_feeds
    from bot.commands import feeds

    config = load_config(_config_path(given), os.environ)
    store = open_store(config.store.path)
    sync_feeds(store, config, datetime.now(UTC))
    if given.what == "list":
        feeds.list_feeds(store)
    elif given.what == "add":
        feeds.add(store, given.url, given.name, given.language, given.zone)
    elif given.what == "remove":
        feeds.remove(store, given.url)
    elif given.what == "import":
        feeds.import_opml(store, given.file)
    else:
        feeds.export_opml(store)
    store.close()
    return DONE


def _corrections(given: argparse.Namespace) -> int:
    from bot.commands import corrections

    now = datetime.now(UTC)
    with _kept(given) as store:
        found = corrections.of_store(store, now)
    if given.atom is not None:
        corrections.write_atom(given.atom, found, now)
        print(f"{len(found)} corrections written to {given.atom}")
    else:
        print("\n".join(map(corrections.line, found)) or "Nothing has been corrected in the last 90 days.")
    return DONE


def _reports(given: argparse.Namespace) -> int:
    from bot.commands import reports

    with _kept(given) as store:
        found = reports.of_store(store, datetime.now(UTC))
        if given.labels is not None:
            print(f"{reports.write_labels(given.labels, store, found)} stories written to {given.labels}")
            return DONE
    print("\n".join(reports.line(*r) for r in found) or "Nothing has been reported in the last 90 days.")
    return DONE


@contextmanager
def _kept(given: argparse.Namespace) -> Iterator[SqliteStore]:
    """The config's store, which must be there. Raises UsageError."""
    from bot.adapters.store import open_store

    path = load_config(_config_path(given), os.environ).store.path
    if not path.exists():
        raise UsageError(f"There is no store {path} yet.")
    store = open_store(path)
    try:
        yield store
    finally:
        store.close()


def _backup(given: argparse.Namespace) -> int:
    from bot.adapters.store import open_store

    config = load_config(_config_path(given), os.environ)
    if not config.store.path.exists():
        raise UsageError(f"There is no store {config.store.path} yet.")
    open_store(config.store.path).backup(given.file)
    print(f"copied {config.store.path} to {given.file}")
    return DONE


def _restore(given: argparse.Namespace) -> int:
    from bot.commands.restore import check_backup, restore

    config = load_config(_config_path(given), os.environ)
    print(check_backup(given.file) if given.check else restore(given.file, config.store.path))
    return DONE


_COMMANDS = {
    "demo": _demo,
    "run": _run,
    "read": _read,
    "ground": _ground,
    "understand": _understand,
    "ask": _ask,
    "compare": _compare,
    "events": _events,
    "eval": _eval,
    "check": _check,
    "health": _health,
    "feeds": _feeds,
    "corrections": _corrections,
    "reports": _reports,
    "backup": _backup,
    "restore": _restore,
}


if __name__ == "__main__":
    sys.exit(main())
