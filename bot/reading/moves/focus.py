"""Of whom a story speaks at a place in it: whom "the stock", "it" and "the carmaker" mean, and nobody where that is not certain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.listings import Company
from bot.reading.document import Document, Sentence
from bot.reading.languages.base import Owner, Phrase
from bot.reading.names.mentions import Mention
from bot.reading.tokens import Token

# Which kinds of the table a noun may point back to.
_KINDS = {
    "share": ("company", "fund"), "company-noun": ("company",), "fund": ("fund", "company"), "gauge": ("index",), "coin": ("crypto",),
    "currency-noun": ("currency", "crypto"), "good": ("commodity",), "price": ("commodity", "crypto"), "future": ("index", "commodity"), "sector": (),
    "": ("company", "index", "commodity", "currency", "crypto", "fund"),
}  # fmt: skip


_LABEL = 6  # tokens
_FUTURES = {"^GSPC": "ES=F", "^IXIC": "NQ=F", "^NDX": "NQ=F", "^DJI": "YM=F", "^RUT": "RTY=F"}


@dataclass(frozen=True, slots=True)
class Referent:
    """Who is meant: a company or an instrument of the table, or a name that it lacks, and by what that was decided."""

    words: str
    start: int
    end: int
    mention: Mention | None = None
    how: str = "own words"
    contested: bool = False
    shares: bool = False
    future: bool = False
    other_instrument: bool = False
    place: str = ""
    quoted: str = ""  # the currency in which a currency is told, where it is no pair of the table

    @property
    def company(self) -> Company | None:
        if self.mention is None or self.other_instrument:
            return None
        if self.mention.company is None and not self.shares:
            instruments = [c for c in self.mention.companies if c.kind != "company"]
            return instruments[0] if len(instruments) == 1 else None  # "Solana" is the coin, its namesake has shares
        return self.mention.company


class Focus:
    """Walks through a story's sentences; after each it knows of whom the next may speak."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._text = document.story.text
        self._last: Referent | None = None
        self._here: Referent | None = None
        self._here_end = 0
        self._rated: Referent | None = None
        self._story: Referent | None = self._of_title()

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: its main subject may be pointed to in it."""
        self._here, self._here_end = None, 0
        self._rated = self._rated_in(sentence)
        labelled = self._label(sentence)
        if labelled is not None:
            self._here, self._here_end = labelled, labelled.end
            return
        phrase = sentence.language.main_subject(sentence.tokens)
        if phrase is None:
            return
        owner = self._owner(sentence, phrase.first, phrase.last)
        if len(_names(sentence.tokens[phrase.first : phrase.last + 1])) > 1 and phrase.heads:
            self._here = Referent("", sentence.tokens[phrase.first].start, sentence.tokens[phrase.last].end)
            self._here_end = self._here.end  # "Neither Lionsgate nor Netflix": nobody can tell whose the stock is
        elif owner.kind == "unknown" and any(
            t.has("person-title") for t in sentence.tokens[phrase.first : phrase.last + 1]
        ):
            return  # "Analyst Jane Doe cut her target": no share is theirs
        elif owner.kind in ("name", "unknown", "instrument"):
            self._here = replace(self._named(sentence, owner), contested=False)
            self._here_end = sentence.tokens[phrase.last].end
        elif owner.kind == "pronoun":
            self._here = self._pointed(
                owner, sentence.tokens[phrase.first].start, _names(sentence.tokens[: phrase.first])
            )
            self._here_end = sentence.tokens[phrase.last].end
        elif owner.kind == "other" and _is_a_name_of_its_own(sentence.tokens[phrase.first : phrase.last + 1]):
            self._here = Referent("", sentence.tokens[phrase.first].start, sentence.tokens[phrase.last].end)
            self._here_end = sentence.tokens[phrase.last].end
        elif owner.kind == "measure":
            inner = next((i for i in range(phrase.first, phrase.last + 1) if sentence.tokens[i].has("name")), None)
            if inner is not None:
                self._here = self._named(sentence, self._owner(sentence, inner, inner))
                self._here_end = sentence.tokens[phrase.last].end

    def _label(self, sentence: Sentence) -> Referent | None:
        """ "Expedia — The travel site's shares gained 8%": the name that heads an item."""
        tokens = sentence.tokens
        for i, t in enumerate(tokens[:_LABEL]):
            if t.key in ("—", "–", ":", "：", "|") and i:
                if (
                    all(x.has("name", "tag", "conj") or x.key in (",", "、") for x in tokens[:i])
                    and len(_names(tokens[:i])) > 1
                ):
                    return Referent(
                        "", tokens[0].start, tokens[i - 1].end
                    )  # "ASML, Lam Research — The Dutch maker's shares"
                owner = self._owner(sentence, 0, i - 1)
                return self._named(sentence, owner) if owner.kind == "name" and owner.first <= 1 else None
        return None

    def leave(self, sentence: Sentence) -> None:
        """End a sentence: who was its subject is in focus."""
        names = _names(sentence.tokens)
        here = self._rated or self._here
        if here is not None:
            others = {n for n in names if here.mention is None or n != here.mention.companies[:1]}
            self._last = replace(here, contested=bool(others), how="own words")
        elif sentence.place in ("title", "heading"):
            only = self._only_name(sentence)
            if only is not None:
                self._last = only
        if self._story is None and self._last is not None and sentence.place == "text":
            self._story = self._last

    def _rated_in(self, sentence: Sentence) -> Referent | None:
        """Whom a rater speaks of: of them is told what follows."""
        rated = sentence.language.rated(sentence.tokens)
        owner = self._owner(sentence, rated.first, rated.last) if rated is not None else None
        return self._named(sentence, owner) if owner is not None and owner.kind in ("name", "unknown") else None

    def of(self, sentence: Sentence, owner: Owner) -> Referent | None:
        """Whom an owner means; None where nobody can tell."""
        if sentence.tokens[owner.last].key in OF_TWO:
            return self._of_two(sentence, owner)
        if owner.kind in ("name", "unknown", "instrument"):
            return self._named(sentence, owner)
        if owner.kind != "pronoun":
            return None
        found = self._added(sentence, owner) or self._pointed(
            owner, sentence.tokens[owner.first].start, _names(sentence.tokens[: owner.first])
        )
        if found is not None and not found.words:
            return None  # somebody whom the table lacks and whose name is not clear
        return found or replace(self._named(sentence, owner), how="nobody")

    def speak_of(self, referent: Referent) -> None:
        """A move was told of somebody: the next "it" is theirs."""
        self._last = replace(referent, how="own words", contested=False)

    def _of_two(self, sentence: Sentence, owner: Owner) -> Referent | None:
        """ "Rio Tinto and Fortescue parted ways, the former lifting 0.4 per cent", "上能电气、科华数据跟随上攻，前者升12.35%": of the two that the sentence
        has named last; of one alone that is named behind somebody else it is the latter."""
        before = sentence.tokens[: owner.first]
        named = [i for i, t in enumerate(before) if t.has("name") and t.mention is not None]
        named = [i for n, i in enumerate(named) if not n or before[i].mention != before[named[n - 1]].mention]
        former = OF_TWO[sentence.tokens[owner.last].key]
        if not named or (former and len(named) != _TWO):
            return None
        at = named[0] if former else named[-1]
        return self._as(self._named(sentence, self._owner(sentence, at, at)), replace(owner, shares=True), "sentence")

    def _added(self, sentence: Sentence, owner: Owner) -> Referent | None:
        """ "同日上榜的还有兆易创新（603986.SH），该股收跌7.9%": the share that a clause without another adds to those before."""
        before = sentence.tokens[: owner.first]
        named = [i for i, t in enumerate(before) if t.has("name") and t.mention is not None]
        if len(named) != 1 or not named[0] or before[named[0] - 1].key not in _ADDS:
            return None
        here = self._here
        if here is not None and here.company is not None and self._here_end <= before[named[0]].start:
            return None
        one = self._named(sentence, self._owner(sentence, named[0], named[0]))
        return self._as(one, owner, "sentence") if _fits(one, owner) else None

    def _pointed(self, owner: Owner, start: int, names: set[tuple[Company, ...]]) -> Referent | None:
        rated = self._rated
        if rated is not None and rated.end <= start and _fits(rated, owner):
            return self._as(rated, owner, "sentence")
        here = self._here
        if here is not None and self._here_end <= start and _fits(here, owner):
            own = here.mention.companies[:1] if here.mention is not None else ()
            others = any(n != own for n in names if n)
            return replace(self._as(here, owner, "sentence"), contested=others)
        if self._last is not None and _fits(self._last, owner):
            return self._as(self._last, owner, "sentence before")
        if (
            self._story is not None
            and _fits(self._story, owner)
            and (self._last is None or not _fits(self._last, owner))
        ):
            return self._as(self._story, owner, "title")
        return None

    def _as(self, referent: Referent, owner: Owner, how: str) -> Referent:
        return replace(referent, how=how, shares=owner.shares or referent.shares, place=owner.place)

    def _named(self, sentence: Sentence, owner: Owner) -> Referent:
        first, last = sentence.tokens[owner.first], sentence.tokens[owner.last]
        owner = self._as_future(owner)
        words = self._text[first.start : last.end]
        return Referent(
            words,
            first.start,
            last.end,
            owner.mention,
            "own words",
            False,
            owner.shares,
            owner.future,
            owner.kind == "instrument",
            owner.place,
        )

    def _as_future(self, owner: Owner) -> Owner:
        """ "Futures for the S&P 500" are an instrument of their own, where the table has it."""
        company = owner.mention.company if owner.future and owner.mention is not None else None
        contract = self._document.table.of_symbol(_FUTURES.get(company.key, "")) if company is not None else None
        if contract is None or owner.mention is None:
            return owner
        mention = replace(owner.mention, companies=(contract,), listing=None)
        return replace(owner, kind="name", mention=mention, future=False)

    def _owner(self, sentence: Sentence, first: int, last: int) -> Owner:
        return sentence.language.owner(sentence.tokens, first, last, self._document.table.common)

    def _of_title(self) -> Referent | None:
        """The only company that the title names."""
        first = self._document.sentences[:1]
        return self._only_name(first[0]) if first and first[0].place == "title" else None

    def _only_name(self, sentence: Sentence) -> Referent | None:
        named = [
            t for t in sentence.tokens if t.has("name") and t.mention is not None and t.mention.company is not None
        ]
        keys = {t.mention.company.key for t in named if t.mention is not None and t.mention.company is not None}
        if len(keys) != 1:
            return None
        t = named[0]
        return Referent(t.text, t.start, t.end, t.mention)


OF_TWO = {"former": True, "前者": True, "latter": False, "后者": False}  # whether it is the first
_TWO = 2
_ADDS = frozenset({"有", "还有", "包括", "为", "是", "另有", "由"})


def _is_a_name_of_its_own(tokens: Sequence[Token]) -> bool:
    """ "英国零售商Next": a Latin name among Chinese words that the table lacks; "AI需求" has none."""
    han = any(not t.text.isascii() for t in tokens)
    return han and any(
        t.text.isascii() and t.text[:1].isupper() and not t.text.isupper() and not t.senses for t in tokens
    )


def _names(tokens: Sequence[Token]) -> set[tuple[Company, ...]]:
    """The companies that a sentence names, each as the one that its mention begins with."""
    return {
        t.mention.companies[:1]
        for t in tokens
        if t.has("name") and t.mention is not None and t.mention.companies[0].kind == "company"
    }


def _fits(referent: Referent, owner: Owner) -> bool:
    """Whether a noun may point to them: "the index" to no company, "shares" to no coin."""
    company = referent.company
    if company is None:
        of_instruments = owner.noun not in ("share", "company-noun", "")
        return referent.other_instrument if of_instruments else not referent.other_instrument or owner.noun == ""
    return company.kind in _KINDS[owner.noun]


__all__ = ["Focus", "Phrase", "Referent"]
