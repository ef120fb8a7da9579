"""Builds `bot/reading/languages/en/wordnet.tsv` from a folder of Princeton's WordNet 3.0: `python -m tools.build_wordnet FOLDER OUT`.

The folder holds the database's own files (data.noun, index.noun, noun.exc, cntlist.rev and so on), as Debian's package wordnet-base has them in
/usr/share/wordnet. What is kept: single words, the senses that its texts were tagged with or that are a word's first, the senses with which
a word shares its root (derivation), and one step up ("officer" above "policeman").
"""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_POS = {"noun": "n", "verb": "v", "adj": "a", "adv": "r"}
_TYPES = {"n": "1", "v": "2", "a": "3", "r": "4", "s": "5"}
_WORD = re.compile(r"[a-z]{3,16}")
_ROOT, _ALIKE, _ABOVE = ("+", "\\"), ("&",), ("@",)

Sense = tuple[str, str]  # part of speech, offset


@dataclass(frozen=True)
class Synset:
    sense: Sense
    words: tuple[tuple[str, int], ...]  # each with how often texts were tagged with it
    pointers: tuple[tuple[str, Sense, int], ...]  # symbol, target, which of the words it is of (0: all)


def main(folder: str, out: str) -> None:
    source = Path(folder)
    tagged = _tagged(source)
    synsets = {s.sense: s for name in _POS for s in _synsets(source, name, tagged)}
    kept = _kept(source, synsets)
    numbers: dict[Sense, str] = {}

    def number(sense: Sense) -> str:
        return numbers.setdefault(sense, f"{len(numbers):x}")

    rooted = _rooted(synsets, kept)
    rows = [
        f"{word}\t{' '.join(number(s) for s in sorted(kept[word]))}\t{' '.join(number(s) for s in sorted(rooted[word] - kept[word]))}"
        for word in sorted(kept)
    ]
    above = []
    for sense in list(numbers):
        ups = sorted({t for symbol, t, _ in synsets[sense].pointers if symbol in _ABOVE and t in numbers})
        if ups:
            above.append(f"{number(sense)}\t{' '.join(number(t) for t in ups)}")
    irregular = [f"{form} {base}" for name in _POS for form, base in _irregular(source, name) if base in kept]
    Path(out).write_text("\n".join((*rows, "", *above, "", *irregular, "")), encoding="utf-8")
    print(f"{len(rows)} words, {len(numbers)} senses, {len(irregular)} irregular forms", file=sys.stderr)


def _tagged(source: Path) -> dict[tuple[str, ...], int]:
    out = {}
    for line in (source / "cntlist.rev").read_text(encoding="utf-8").splitlines():
        key, _, count = line.split()
        word, _, rest = key.partition("%")
        out[(word, *rest.split(":")[:3])] = int(count)
    return out


def _rows(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.startswith("  "):
            yield line.partition("|")[0].split()


def _synsets(source: Path, name: str, tagged: dict[tuple[str, ...], int]) -> Iterator[Synset]:
    for row in _rows(source / f"data.{name}"):
        offset, file, kind, count = row[0], row[1], row[2], int(row[3], 16)
        words = []
        for i in range(count):
            word = re.sub(r"\(\w+\)$", "", row[4 + 2 * i])
            key = (word.lower(), _TYPES[kind], file, f"{int(row[5 + 2 * i], 16):02d}")
            words.append((word, tagged.get(key, 0)))
        at = 4 + 2 * count
        pointers = []
        for k in range(int(row[at])):
            symbol, target, pos, where = row[at + 1 + 4 * k : at + 5 + 4 * k]
            pointers.append((symbol, ("a" if pos == "s" else pos, target), int(where[:2], 16)))
        yield Synset((_POS[name], offset), tuple(words), tuple(pointers))


def _kept(source: Path, synsets: dict[Sense, Synset]) -> dict[str, set[Sense]]:
    """The senses of each word that texts use; of a word that they never do its first, where others of that sense are used."""
    first = {
        (row[0], _POS[name]): row[-int(row[2])] for name in _POS for row in _rows(source / f"index.{name}")
    }  # fmt: skip
    kept: dict[str, set[Sense]] = defaultdict(set)
    for synset in synsets.values():
        used = any(count for _, count in synset.words)
        for word, count in synset.words:
            begins = first.get((word, synset.sense[0])) == synset.sense[1]
            if _WORD.fullmatch(word) and (count or (used and begins)):
                kept[word].add(synset.sense)
    return dict(kept)


def _rooted(synsets: dict[Sense, Synset], kept: dict[str, set[Sense]]) -> dict[str, set[Sense]]:
    out: dict[str, set[Sense]] = defaultdict(set)
    for synset in synsets.values():
        for symbol, target, where in synset.pointers:
            words = synset.words if where == 0 else synset.words[where - 1 : where]
            if symbol in _ROOT + _ALIKE:
                for word, _ in words:
                    if synset.sense in kept.get(word, ()) and any(
                        target in kept.get(w, ()) for w, _ in synsets[target].words
                    ):
                        out[word].add(target)
    return out


def _irregular(source: Path, name: str) -> Iterator[tuple[str, str]]:
    for row in (source / f"{name}.exc").read_text(encoding="utf-8").splitlines():
        form, *bases = row.split()
        yield from ((form, base) for base in bases if _WORD.fullmatch(form) and _WORD.fullmatch(base))


if __name__ == "__main__":
    main(*sys.argv[1:])
