"""What the project says of itself is what it is: pictures, files that deploy it, lists of feeds."""

from __future__ import annotations

import configparser
import re
from pathlib import Path
from xml.etree import ElementTree
from zoneinfo import available_timezones

import pytest

from bot.__main__ import main, parser
from bot.adapters.store import open_store
from bot.commands.feeds import import_opml, starters
from bot.errors import UsageError
from bot.link import is_web_address, shown_address
from tests.pipeline.test_folding import Rig
from tools.pictures import FOLDER, chats, pages

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", ROOT / "deploy" / "README.md"]


async def test_the_pictures_show_what_the_demo_says_now() -> None:
    for name, page in pages(await chats()).items():
        assert (FOLDER / f"{name}.html").read_text(encoding="utf-8") == page, f"make pictures: {name} has changed"
        assert (FOLDER / f"{name}.png").stat().st_size > 10_000


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda d: str(d.relative_to(ROOT)))
def test_every_file_that_a_document_links_to_or_names_is_there(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    named = re.findall(r"\]\(([^)#:]+)\)|src=\"([^\"]+)\"", text)
    for path in filter(None, (a or b for a, b in named)):
        assert (document.parent / path).exists(), path
    for path in re.findall(r"`((?:bot|tests|deploy|benchmarks|prompts)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize(
    "document",
    [
        *DOCUMENTS,
        ROOT / "Dockerfile",
        ROOT / "deploy" / "newstape.service",
        ROOT / "deploy" / "newstape-backup.service",
        ROOT / "Procfile",
    ],
    ids=lambda d: d.name,
)
def test_every_command_that_a_document_gives_is_one(document: Path) -> None:
    known = next(a for a in parser()._actions if a.choices).choices
    assert known is not None
    text = document.read_text(encoding="utf-8")
    # As code, or as what a unit, an image or a shell runs; "newstape reads ..." in a sentence is none.
    given = re.findall(
        r"`newstape ([a-z]+)|^\s*newstape ([a-z]+) |bin/newstape ([a-z]+)|\"newstape\", \"([a-z]+)\"",
        text,
        re.MULTILINE,
    )
    commands = [c for match in given for c in match if c and c not in ("reads", "finds")]
    assert all(c in known for c in commands), commands


@pytest.mark.parametrize(
    ("line", "shown"),
    re.findall(
        r'^\$ newstape understand "([^"]+)"\n(.+)$', (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    ),
)
def test_the_readme_shows_how_a_line_is_understood(line: str, shown: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["understand", line]) == 0
    assert capsys.readouterr().out == f"{shown}\n"


@pytest.mark.parametrize(
    "target", re.findall(r"make (\w+)", "".join(d.read_text(encoding="utf-8") for d in DOCUMENTS))
)
def test_every_target_of_make_that_a_document_gives_is_one(target: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.search(rf"^{target}:", makefile, re.MULTILINE) or target in ("sure",)


def test_the_unit_starts_it_as_the_readme_does_and_lets_it_end() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string((ROOT / "deploy" / "newstape.service").read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["Type"] == "notify"
    assert service["ExecStart"].endswith("newstape run --config /etc/newstape/config.toml")
    assert int(service["TimeoutStopSec"]) >= 10
    assert service["RestartPreventExitStatus"] == "2"
    assert service["ProtectSystem"] == "strict"


def test_the_image_is_built_by_the_readmes_steps_and_runs_as_nobody() -> None:
    dockerfile = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    assert "-c constraints.txt ." in dockerfile
    assert re.search(r"^USER 10001", dockerfile, re.MULTILINE)
    assert '"newstape", "health"' in dockerfile
    assert len((ROOT / "compose.yaml").read_text(encoding="utf-8").splitlines()) == 9
    copied = set(re.findall(r"^COPY (?!--)([\w ./]+) \S+$", dockerfile, re.MULTILINE))
    assert {"prompts", "bot"} <= {part for line in copied for part in line.split()}


def test_the_changelog_begins_with_this_version() -> None:
    from bot import __version__

    assert (
        re.findall(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)[0] == __version__
    )


def test_constraints_name_no_address() -> None:
    for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()[1:]:
        assert re.fullmatch(r"[\w.-]+==[\w.]+", line), line


# --- starter feeds ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", starters())
def test_a_starter_list_has_feeds_that_say_where_their_addresses_were_found(name: str) -> None:
    outlines = [o for o in ElementTree.parse(starters()[name]).getroot().iter("outline") if o.get("xmlUrl")]
    assert 4 <= len(outlines) <= 20
    urls = [o.get("xmlUrl") or "" for o in outlines]
    assert len(set(urls)) == len(urls)
    for outline in outlines:
        url = outline.get("xmlUrl") or ""
        assert is_web_address(url)
        assert shown_address(url) == url
        assert outline.get("newstapeFound"), url
        assert outline.get("language") in ("en", "zh")
        assert outline.get("newstapeZone") in (None, *available_timezones())


def test_a_starter_list_is_imported_by_its_name_with_its_zones() -> None:
    store = open_store(None)
    import_opml(store, Path("starter/hongkong"))
    feeds = store.feeds()
    assert len(feeds) >= 4
    assert "Asia/Hong_Kong" in {f.zone for f in feeds}
    with pytest.raises(UsageError, match=r"There is no starter/atlantis; there are starter/"):
        import_opml(store, Path("starter/atlantis"))


async def test_every_rule_that_the_readme_shows_is_set() -> None:
    lines = re.findall(r"/alert [^\n]+?(?=\s{3,}/alert|\n)", (ROOT / "README.md").read_text(encoding="utf-8"))
    shown = [line.strip() for line in lines if "`" not in line]
    assert len(shown) == 10
    for line in shown:
        assert (await Rig().say(line)).startswith("Set: "), line
