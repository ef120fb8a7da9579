"""How well found moves and claims agree with labels: precision, recall, F1. Pure; all in the shapes of `newstape read --json`.

A found move counts ("core") when direction, percentage and instrument are the label's and its quote meets the label's evidence;
"full" asks for price, currency and scope too. A found claim counts when value and unit are the label's. Optional labels are neither
rewarded nor punished. One finding counts for one label at most: the pairs are the largest such set.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Found = Mapping[str, Any]

_LONGEST_QUOTE = 700
_ALERTABLE = ("session", "premarket", "after_hours")
_MARKETS = {
    "HKG": "HK", "SEHK": "HK", "SHA": "SS", "SSE": "SS", "SH": "SS", "SHE": "SZ", "SZSE": "SZ", "TYO": "T", "LON": "L", "KRX": "KS", "KOSDAQ": "KQ", "TPE": "TW",
    "NYSE": "", "NASDAQ": "", "NYSEARCA": "", "AMEX": "", "N": "", "O": "", "OQ": "", "US": "",
}  # fmt: skip
_CURRENCIES = frozenset("usd cny hkd eur gbp jpy inr krw twd aud cad sgd chf gbx".split())
_UNIT_NAMES = {
    "us dollar": "usd",
    "dollars": "usd",
    "yuan": "cny",
    "rmb": "cny",
    "%": "percent",
    "percentage": "percent",
}


@dataclass(slots=True)
class Score:
    """Counts of one set; `rates` gives what they come to."""

    what: str
    found: int = 0
    labels: int = 0
    core: int = 0
    full: int = 0
    kind: int = 0
    speaker: int = 0
    conversions: int = 0
    converted: int = 0
    alertable: int = 0
    alarms: int = 0
    without: int = 0
    without_hit: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def rates(self, hits: int) -> tuple[float, float, float]:
        """Precision, recall, F1."""
        precision, recall = _ratio(hits, self.found), _ratio(hits, self.labels)
        return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0

    def add(self, row: Found, found: Found) -> None:
        """One text's labels and what was found in it."""
        if self.what == "moves":
            _add_moves(self, row, found.get("moves") or [])
        else:
            _add_claims(self, row, found.get("claims") or [])


def matched(row: Found, found: Found) -> list[Found]:
    """The labelled moves of a text that were found in it."""
    text, labels = row["text"], row["moves"]
    unnamed = bool({"no-instrument", "pronoun"} & set(row.get("tags") or ()))
    pairs = _pairs(labels, found.get("moves") or [], lambda label, move: _is_move(text, label, move, unnamed))
    return [labels[a] for a, _ in pairs]


def _add_moves(score: Score, row: Found, found: Sequence[Found]) -> None:
    text, labels = row["text"], row["moves"]
    unnamed = bool({"no-instrument", "pronoun"} & set(row.get("tags") or ()))
    pairs = _pairs(labels, found, lambda label, move: _is_move(text, label, move, unnamed))
    extra = [i for i in range(len(found)) if i not in {f for _, f in pairs}]
    optional = {i for i in extra if any(_is_optional(text, o, found[i]) for o in row.get("optional_moves") or ())}
    wrong = [found[i] for i in extra if i not in optional]
    score.core += len(pairs)
    score.full += sum(_is_whole(labels[a], found[b]) for a, b in pairs)
    score.labels += len(labels)
    score.found += len(found) - len(optional)
    score.alertable += sum(m.get("scope") in _ALERTABLE for i, m in enumerate(found) if i not in optional)
    alarms = sum(m.get("scope") in _ALERTABLE for m in wrong)
    score.alarms += alarms
    score.without += not labels
    score.without_hit += not labels and alarms > 0
    _note(score, row, labels, {a for a, _ in pairs}, wrong)


def _add_claims(score: Score, row: Found, found: Sequence[Found]) -> None:
    text, labels = row["text"], row["claims"]
    pairs = _pairs(labels, found, lambda label, claim: _is_claim(text, label, claim))
    extra = [i for i in range(len(found)) if i not in {f for _, f in pairs}]
    optional = {
        i
        for i in extra
        if any(_same_value(o, found[i]) and _meet(text, o, found[i]) for o in row.get("optional_claims") or ())
    }
    score.core += len(pairs)
    score.labels += len(labels)
    score.found += len(found) - len(optional)
    for a, b in pairs:
        label, claim = labels[a], found[b]
        score.kind += label.get("kind") == claim.get("kind")
        score.speaker += _same_speaker(label.get("speaker"), claim.get("speaker"))
        if wanted := label.get("converted"):
            had = claim.get("converted") or {}
            score.conversions += 1
            score.converted += _equal(had.get("amount"), wanted["value"]) and had.get("unit") == wanted["unit"]
    _note(score, row, labels, {a for a, _ in pairs}, [found[i] for i in extra if i not in optional])


def _note(score: Score, row: Found, labels: Sequence[Found], hit: set[int], wrong: Sequence[Found]) -> None:
    for i, label in enumerate(labels):
        if i not in hit:
            score.missed.append(f"{row['id']}: {_short(label)}: {label.get('evidence', '')}")
    score.wrong += [f"{row['id']}: {_short(x)}: {(x.get('quote') or {}).get('text', '')[:160]}" for x in wrong]


def _short(x: Found) -> str:
    who = x.get("instrument") or x.get("kind") or ""
    size = next(
        (x[k] for k in ("percent", "amount", "value", "amount_range", "value_range") if x.get(k) is not None), ""
    )
    return " ".join(str(p) for p in (who, x.get("direction"), size, x.get("unit")) if p not in (None, ""))


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _pairs(
    labels: Sequence[Found], found: Sequence[Found], fits: Callable[[Found, Found], bool]
) -> list[tuple[int, int]]:
    """The largest matching of labels with findings (augmenting paths)."""
    label_of: dict[int, int] = {}

    def place(label: int, tried: set[int]) -> bool:
        for i in range(len(found)):
            if i in tried or not fits(labels[label], found[i]):
                continue
            tried.add(i)
            if i not in label_of or place(label_of[i], tried):
                label_of[i] = label
                return True
        return False

    for label in range(len(labels)):
        place(label, set())
    return [(label, i) for i, label in label_of.items()]


def _words(text: Any) -> str:
    return re.sub(r"[\W_]+", " ", str(text or "").lower()).strip()


def _stands_in(part: str, whole: str) -> bool:
    """As whole words; in Chinese, which sets no blanks, two characters are enough."""
    if not part or not whole:
        return False
    return f" {part} " in f" {whole} " or (len(part) > 1 and not part.isascii() and part in whole)


def _meet(text: str, label: Found, found: Found) -> bool:
    """Whether the quote is the text's and overlaps the label's evidence."""
    quote = found.get("quote") or {}
    start, end = quote.get("start"), quote.get("end")
    if start is None or end is None or text[start:end] != quote.get("text") or end - start > _LONGEST_QUOTE:
        return False
    evidence = label.get("evidence") or ""
    return bool(evidence) and any(
        start < m.start() + len(evidence) and m.start() < end for m in re.finditer(re.escape(evidence), text)
    )


def _equal(a: Any, b: Any) -> bool:
    if a is None or b is None:
        return a is b
    return abs(float(a) - float(b)) <= 1e-6 * max(1.0, abs(float(b)))


def _identifies(ticker: Any) -> str:
    """What identifies a listing in any way of writing it: "HKG: 9988" and "09988.HK" are one."""
    code = str(ticker or "").upper().replace("\u00a0", " ").strip()
    if m := re.match(r"^([A-Z]+)\s*:\s*([A-Z0-9.\-]+)$", code):
        market = _MARKETS.get(m[1], m[1])
        code = f"{m[2]}.{market}" if market else m[2]
    if (m := re.match(r"^([A-Z0-9]+)[.\-]([A-Z]{1,4})$", code)) and m[2] in _MARKETS:
        code = f"{m[1]}.{_MARKETS[m[2]]}" if _MARKETS[m[2]] else m[1]
    head, point, tail = code.partition(".")
    return (head.lstrip("0") if head.isdigit() else head) + point + tail


def _same_instrument(label: Found, move: Found) -> bool:
    wanted, had, resolved = (
        _words(label.get("instrument")),
        _words(move.get("instrument")),
        _words(label.get("instrument_resolved")),
    )
    if _stands_in(wanted, had) or _stands_in(had, wanted) or _stands_in(resolved, had) or _stands_in(had, resolved):
        return True
    a, b = _identifies(label.get("ticker")), _identifies(move.get("symbol"))
    return bool(a and b) and (a == b or (a.partition(".")[0] == b.partition(".")[0] and not ("." in a and "." in b)))


def _same_percent(label: Found, move: Found) -> bool:
    percent = move.get("percent")
    if band := label.get("percent_range"):
        return percent is None or band[0] <= abs(percent) <= band[1]
    return _equal(None if percent is None else abs(percent), label.get("percent"))


def _is_move(text: str, label: Found, move: Found, unnamed: bool) -> bool:
    percent = move.get("percent")
    signed = not percent or (percent > 0) == (move.get("direction") == "up")
    return (
        label.get("direction") == move.get("direction")
        and signed
        and _same_percent(label, move)
        and (unnamed or _same_instrument(label, move))
        and _meet(text, label, move)
    )


def _is_optional(text: str, label: Found, move: Found) -> bool:
    return (
        _meet(text, label, move)
        and label.get("direction") in (None, move.get("direction"))
        and (label.get("percent") is None or _same_percent(label, move))
    )


def _is_whole(label: Found, move: Found) -> bool:
    if not _equal(move.get("price"), label.get("price")):
        return False
    priced = label.get("price") is not None and label.get("currency")
    return (not priced or label["currency"] == move.get("currency")) and label.get("scope") == move.get("scope")


def _unit(unit: Any) -> str:
    written = str(unit or "").strip()
    return _words(_UNIT_NAMES.get(written.lower(), written)).rstrip("s")


def _same_value(label: Found, claim: Found) -> bool:
    if band := label.get("value_range"):
        return claim.get("amount") is None or band[0] <= claim["amount"] <= band[1]
    return _equal(claim.get("amount"), label.get("value"))


def _is_claim(text: str, label: Found, claim: Found) -> bool:
    wanted, had = _unit(label.get("unit")), _unit(claim.get("unit"))
    measured = {wanted, had} & _CURRENCIES or "percent" in (wanted, had)
    unit = not label.get("unit") or wanted == had or _stands_in(wanted, had) or _stands_in(had, wanted)
    return (
        (unit or (not measured and "count" in (wanted, had)))
        and _same_value(label, claim)
        and _meet(text, label, claim)
    )


def _same_speaker(label: Any, found: Any) -> bool:
    a, b = _words(label), _words(found)
    return a == b or bool(a and b and (a in b or b in a))
