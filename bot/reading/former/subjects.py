"""Who moved: the noun phrase to the left of a movement, where it names something that has a market price.

The rule is a positive one: what stands there must be a name, a share, an index or a word for one of them. "Revenue", "imports",
"yields" are none, and neither is a noun that nobody has listed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.reading.former import vocabulary as v
from bot.reading.former.clause_subjects import clause_subject, stands_behind_its_verb
from bot.reading.former.noun_phrases import (
    DETERMINERS,
    PLACES,
    TIMES,
    Subject,
    apposition,
    capital_run,
    goes_on_with,
    group_with_code,
    has_no_capitals,
    is_adverb,
    is_another_index,
    is_bare_noun,
    is_instrument,
    is_movement_verb,
    is_time_or_place,
    modifiers_start,
    opening,
    owned,
    phrase_start,
    preposition_before,
    tagged,
    unknown_name,
    with_several_tags,
)
from bot.reading.former.share_owners import subjects_of_shares
from bot.reading.former.subject_lists import KIN, index_at, with_list
from bot.reading.former.tokens import Token

_HEAD_PREPOSITIONS = frozenset("of in for by at from to on with among over against behind".split())


def subject_left(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int = 0) -> tuple[Subject, ...]:
    """The subjects of a verb whose left neighbour is tokens[k]; () where none with a market price stands there, or where it is
    only what another noun is of: "turnover in Alibaba's shares", "volatility on Tesla's stock".
    """
    found = _subject_left(tokens, k, common, depth)
    if any(t.lower in _RELATIVE for t in tokens[max(0, k - 1) : k + 1]):
        return found  # "the biggest weight on the Nasdaq 100, which ended": whatever it is the object of
    if found and (future := _future_of(tokens, found[0])) is not found[0]:
        found = (future, *(replace(s, kind="unknown", mention=None) for s in found[1:]))
    return () if found and _is_measured(tokens, found[0].start) else found


def _future_of(tokens: Sequence[Token], subject: Subject) -> Subject:
    """ "March futures on the S&P/TSX index": a future, not the index."""
    first = next((i for i, t in enumerate(tokens) if t.start >= subject.start), 0)
    while first and (tokens[first - 1].lower in ("/", "&", "the") or tokens[first - 1].kind == "name"):
        first -= 1
    if (
        first < 2
        or tokens[first - 1].lower not in ("on", "for")
        or tokens[first - 2].lower not in ("futures", "future", "contract", "contracts")
    ):
        return subject
    start = first - 3 if first > 2 and tokens[first - 3].lower in v.MONTHS else first - 2
    return replace(subject, kind="unknown", start=tokens[start].start, mention=None)


_RELATIVE = frozenset("which whose".split())
_SAYS_IS = frozenset("it that which".split())
_MEASURED_BY = frozenset("in of on for over to at from by tracking holding betting between".split())
_OTHER_HOLDERS = frozenset("funds fund etfs suppliers options calls puts".split())


def _is_measured(tokens: Sequence[Token], start: int) -> bool:
    """Whether the noun phrase that begins at `start` hangs on a measure to its left."""
    k = next((i for i, t in enumerate(tokens) if t.start >= start), 0) - 1
    if k > 0 and (tokens[k].lower in v.COMPANY_NOUNS or tokens[k].lower.endswith("maker")):
        k -= 1  # "net profit at Swiss drugmaker Novartis"
        while k > 0 and (tokens[k].capital or is_bare_noun(tokens, k)) and tokens[k].lower not in _MEASURED_BY:
            k -= 1
    while k >= 0 and tokens[k].lower in ("the", "its", "their", "a", "an", "all", "'s", "’s"):
        k -= 1
    if (
        k > 0
        and tokens[k].lower not in _MEASURED_BY | v.HELPING_VERBS
        and is_bare_noun(tokens, k)
        and tokens[k - 1].lower in _MEASURED_BY
    ):
        k -= 1  # "open interest in perpetual futures"
    if k < 1 or tokens[k].lower not in _MEASURED_BY:
        return False
    begins = max(
        (i + 1 for i in range(max(0, k - 7), k) if tokens[i].lower in (",", ";") or tokens[i].figure), default=0
    )
    before = tokens[max(begins, k - 7, 0) : k]
    return any(t.lower in v.OTHER_MEASURES or t.lower in _OTHER_HOLDERS for t in before)


def _subject_left(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int = 0) -> tuple[Subject, ...]:
    """The subjects of a verb whose left neighbour is tokens[k]; () where none with a market price stands there."""
    while k >= 0 and depth < 40:
        depth += 1
        t = tokens[k]
        if t.kind == "figure" and k and tokens[k - 1].end == t.start and tokens[k - 1].lower in ("-", "–"):
            return _hyphenated(tokens, k)
        if t.kind == "figure" and (numbered := _numbered(tokens, k, common)):
            return with_list(tokens, index_at(tokens, numbered.start), (numbered,), common)
        if t.kind == "figure":
            # "rose 5% on Monday and 3% ...", "was last at $60.73, down 2.74%": the price of the same subject.
            return subject_of_clause(tokens, k, common, depth)
        if t.kind == "tag":
            if found := _at_tag(tokens, k, common, depth):
                return found
            if _names_what_is_known(tokens, k):
                return ()
            k -= 1  # a code that nobody knows: the words before it say who
            continue
        if t.kind == "name":
            return _named(tokens, k, common, depth)
        if (
            t.lower == "street"
            and k
            and tokens[k - 1].lower == "wall"
            and (k < 2 or tokens[k - 2].lower not in v.PREPOSITIONS)
        ):
            return (Subject("unknown", tokens[k - 1].start, t.end),)
        if t.lower in (")", "]", ">"):
            k = opening(tokens, k) - 1
        elif t.lower == "," and (called := _called_otherwise(tokens, k)) is not None:
            k = called
        elif t.lower == "," and (begins := _next_of_a_list(tokens, k)) is not None:
            return subject_left(tokens[begins:k], k - begins - 1, common, depth)
        elif t.lower == "," and _is_described_behind(tokens, k):
            return subject_of_clause(tokens, k, common, depth)
        elif t.lower == ",":
            opened = apposition(tokens, k)
            if opened is None and (named := _named_kin(tokens, k)) is not None:
                return subject_left(tokens[named:k], k - named - 1, common, depth)
            if opened is None and (begins := _followed_by(tokens, k)) is not None:
                return subject_left(tokens[begins:k], k - begins - 1, common, depth)
            if opened is None:
                return subject_of_clause(tokens, k, common, depth)
            k = opened - 1
        elif (dash := _opening_dash(tokens, k)) is not None:
            k = dash - 1
        elif (t.lower == "." and k and (tokens[k - 1].lower in v.LEGAL_FORMS or tokens[k - 1].kind == "tag")) or (
            t.lower in v.LEGAL_FORMS and k and tokens[k - 1].kind in ("name", "tag")
        ):
            k -= 1
        elif t.lower in ("'s", "’s") and k and tokens[k - 1].lower in _SAYS_IS:
            k -= 1  # "It's still up 236%"
        elif t.lower in v.CONTINUATIONS:
            k -= 2 if k and tokens[k - 1].lower == "," else 1
        elif t.lower == "seen" and k + 1 < len(tokens) and tokens[k + 1].lower == "trading":
            k -= 1
        elif t.lower in v.MODALS:
            return ()
        elif t.lower == "then" and k and tokens[k - 1].lower not in ("and", "but", ",", ";"):
            k -= 1
        elif _is_dash_before_adverb(tokens, k) or t.lower in ("and", "but", "before", "then", "or", "after"):
            return subject_of_clause(tokens, k, common, depth)
        elif (
            (t.lower in v.ADVERBS and not (t.lower == "all" and k == 0)) or is_adverb(t) or t.lower in v.BETWEEN_MARKS
        ):
            k -= 1
        elif is_time_or_place(tokens, k):
            prep = preposition_before(tokens, k)
            k = (prep if prep is not None else k) - 1
        else:
            return _noun_phrase(tokens, k, common, depth)
    return ()


_MOST_OF_A_NUMBER = 3  # digits: "Cantor Equity Partners 1", not "in September 2024"


def _numbered(tokens: Sequence[Token], k: int, common: frozenset[str]) -> Subject | None:
    """ "Cantor Equity Partners 1": a name that nobody knows, with the number that belongs to it."""
    t = tokens[k]
    several = k > 1 and all(x.kind == "word" and x.capital for x in tokens[k - 2 : k])
    if not (several and tokens[k - 1].end < t.start and t.text.isdigit() and len(t.text) <= _MOST_OF_A_NUMBER):
        return None
    named = unknown_name(tokens, k - 1, common) or capital_run(tokens, k - 1)
    return replace(named, end=t.end) if named and named.start <= tokens[k - 2].start else None


def _is_described_behind(tokens: Sequence[Token], k: int) -> bool:
    """ "led by Cisco <CSCO.O>, up 1.98%": what stands behind the comma is no main verb, so that it says nothing of who is led."""
    after = tokens[k + 1].lower if k + 1 < len(tokens) else ""
    adverb = after in v.UP_ADVERBS or after in v.DOWN_ADVERBS or after.endswith("ing")
    return adverb and stands_behind_its_verb(tokens, k)


def _called_otherwise(tokens: Sequence[Token], k: int) -> int | None:
    """ "The Cboe Volatility Index <.VIX>, Wall Street's fear gauge, jumped": where the first name ends, of two for one."""
    j = k - 1
    if j < 2 or tokens[j].kind != "name" or tokens[j - 1].lower != ",":
        return None
    one, other = tokens[j].mention, tokens[j - 2].mention
    same = one and other and one.companies and other.companies and one.companies[0].key == other.companies[0].key
    return j - 2 if same else None


def _next_of_a_list(tokens: Sequence[Token], k: int) -> int | None:
    """ "A <A.HK>, surging 8.13% and B <B.HK>, up by 7.98%": where B begins, before the comma that tokens[k] is."""
    after = tokens[k + 1].lower if k + 1 < len(tokens) else ""
    told = after in v.UP_ADVERBS or after in v.DOWN_ADVERBS or after.endswith("ing")
    if not told or k < 3 or tokens[k - 1].kind not in ("name", "tag"):
        return None
    for j in range(k - 2, max(0, k - _LONGEST_MEMBER), -1):
        figure = tokens[j - 1].figure
        if tokens[j].lower in ("and", "while"):
            figure = tokens[j - 2].figure if tokens[j - 1].lower == "," else figure
            return j + 1 if figure is not None and figure.kind == "percent" else None
        if tokens[j].kind == "mark" or tokens[j].figure is not None or is_movement_verb(tokens[j]):
            return None
    return None


_LONGEST_MEMBER = 10  # tokens


def _is_dash_before_adverb(tokens: Sequence[Token], k: int) -> bool:
    """ "closing at $108.64 Wednesday - up 2.9 percent": a dash in place of a comma."""
    if tokens[k].lower not in _DASHES or k < 2 or k + 1 >= len(tokens):
        return False
    adverb = tokens[k + 1].lower in v.UP_ADVERBS or tokens[k + 1].lower in v.DOWN_ADVERBS
    return adverb and tokens[k - 1].kind not in ("name", "tag") and tokens[k - 1].end < tokens[k].start


_DASHES = frozenset("- – —".split())


def _opening_dash(tokens: Sequence[Token], k: int) -> int | None:
    """Where the dashes open that close at tokens[k] around a relative clause: "Tesco shares -- which hit a high -- dipped"."""
    if tokens[k].lower not in _DASHES:
        return None
    for j in range(k - 2, max(-1, k - _LONGEST_ASIDE), -1):
        if tokens[j].lower in _DASHES and tokens[j + 1].lower in v.CONTINUATIONS:
            return j - 1 if j and tokens[j - 1].lower in _DASHES else j
    return None


_LONGEST_ASIDE = 40  # tokens


def _names_what_is_known(tokens: Sequence[Token], k: int) -> bool:
    """Whether the word before a code is a name, a share or an index, of which the code is told."""
    before = tokens[k - 1] if k else None
    return before is not None and (
        before.kind == "name" or before.lower in _BEFORE_CODES or before.lower in ("price", "'s", "’s")
    )


_BEFORE_CODES = v.STOCK_WORDS | v.INDEX_WORDS | v.SECTORS


def _at_tag(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int) -> tuple[Subject, ...]:
    """The subjects where a printed ticker stands before the verb: with the words before it; () where nobody knows whose it is."""
    t = tokens[k]
    if several := _at_several_places(tokens, k, common, depth):
        return several
    if _names_what_is_known(tokens, k):
        found = subject_left(tokens, k - 1, common, depth) or group_with_code(tokens, k)
        if len(found) != 1:
            return found
        return with_list(tokens, index_at(tokens, found[0].start), (tagged(found[0], t),), common)
    in_a_row = k and (tokens[k - 1].kind == "tag" or (t.text[0] not in "[(<（【" and tokens[k - 1].kind == "word"))
    if in_a_row and (row := with_several_tags(tokens, k)):
        return row if len(row) > 1 else with_list(tokens, index_at(tokens, row[0].start), row, common)
    if named := unknown_name(tokens, k - 1, common) or capital_run(tokens, k - 1):
        subject = replace(named, kind="name", mention=t.mention)
        return with_list(tokens, index_at(tokens, named.start), (subject,), common)
    before = tokens[k - 1] if k else None
    if before and before.kind == "word" and not before.capital and before.lower not in v.OTHER_MEASURES:
        start = phrase_start(tokens, k - 1)
        return with_list(tokens, start, (Subject("name", tokens[start].start, before.end, t.mention),), common)
    return (Subject("name", t.start, t.end, t.mention),) if t.mention and t.mention.companies else ()


def _followed_by(tokens: Sequence[Token], k: int) -> int | None:
    """ "were A, followed by B <B.HK>, surging 8.13%": where B begins, before the comma that tokens[k] is."""
    comma = next((j for j in range(k - 1, max(-1, k - 12), -1) if tokens[j].lower == ","), None)
    if comma is None or tokens[k - 1].kind not in ("name", "tag"):
        return None
    return comma + 3 if [t.lower for t in tokens[comma + 1 : comma + 3]] == ["followed", "by"] else None


def _named_kin(tokens: Sequence[Token], k: int) -> int | None:
    """ "while its smaller rival, memory chipmaker SK Hynix, lost": where the apposition begins that tells who, before tokens[k]."""
    comma = next((j for j in range(k - 1, max(-1, k - 12), -1) if tokens[j].lower == ","), None)
    if comma is None or comma < 1 or tokens[k - 1].kind not in ("name", "tag"):
        return None
    return comma + 1 if tokens[comma - 1].lower in KIN | {"unit", "subsidiary", "parent"} else None


def _hyphenated(tokens: Sequence[Token], k: int) -> tuple[Subject, ...]:
    """ "the tech-heavy Nasdaq-100 added": the number belongs to the name before it."""
    named = k > 1 and tokens[k - 2].end == tokens[k - 1].start and tokens[k - 2].capital
    return (Subject("unknown", tokens[k - 2].start, tokens[k].end),) if named else ()


def _at_several_places(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int) -> tuple[Subject, ...]:
    """ "Zijin's shares in Shanghai [SHA: 601899] and Hong Kong [HKG: 2899]", "Alibaba [HKG: 9988], [NYSE: BABA]"."""
    tags = [tokens[k]]
    j = k - 1
    while j > 0:
        while j > 0 and tokens[j].lower in PLACES:
            j -= 1
        before = j
        if tokens[j].lower == "and" and tokens[j - 1].lower == ",":
            j -= 1
        if tokens[j].lower in ("and", ",", "/", ";") and tokens[j - 1].kind == "tag":
            tags.insert(0, tokens[j - 1])
            j -= 2
        else:
            j = before
            break
    if len(tags) < 2 or not all(t.mention and t.mention.listing for t in tags) or j < 0:
        return ()
    if tokens[j].lower in ("in", "on"):
        j -= 1
    whole = subject_left(tokens, j, common, depth)
    if len(whole) != 1 or len({c.key for t in tags if t.mention for c in t.mention.companies}) != 1:
        return ()
    return tuple(replace(whole[0], kind="name", mention=t.mention) for t in tags)


_SHARES_AND_INDICES = v.STOCK_WORDS | v.INDEX_NOUNS
_GROUP = 6  # tokens of an index with its members


def subject_of_clause(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int = 0) -> tuple[Subject, ...]:
    """The subject of the verb before tokens[k] in the same sentence ("closed at $5, up 3%"; "opened higher but then fell 2%")."""

    def left(of: Sequence[Token], at: int, deeper: int) -> tuple[Subject, ...]:
        return subject_left(of, at, common, depth + deeper)

    return clause_subject(tokens, k, left, depth)


def _good_before(tokens: Sequence[Token], k: int) -> int | None:
    """Where "mentha oil" begins before "futures"."""
    return next(
        (j for j in (k - 2, k - 1) if j >= 0 and tokens[j].kind == "word" and tokens[j].lower in v.GOODS), None
    )


def _is_part_of_another(tokens: Sequence[Token], first: int, common: frozenset[str]) -> bool:
    """ "Gujarat Apollo" is not Apollo: a capitalised word that is no everyday one stands right before a single name."""
    if not first or tokens[first].kind != "name" or " " in tokens[first].text:
        return False
    before = tokens[first - 1]
    return (
        before.kind == "word"
        and before.capital
        and before.text.isalpha()
        and not before.text.isupper()
        and (
            before.lower not in common
            or (
                tokens[first].text.lower() in common
                and before.lower not in v.COMPANY_NOUNS | KIN | v.NOT_A_NAMES_FIRST
            )
        )
        and before.lower not in (*v.COUNTRY_WORDS, *PLACES, *TIMES, *DETERMINERS)
    )


def _is_described_by(tokens: Sequence[Token], k: int) -> bool:
    """ "the biggest weight on the Nasdaq 100, which ended 0.2% lower": what follows is the name's own."""
    return k + 2 < len(tokens) and tokens[k + 1].lower == "," and tokens[k + 2].lower == "which"


def _named(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int) -> tuple[Subject, ...]:
    t = tokens[k]
    subject = Subject("name", t.start, t.end, t.mention)
    first = k
    # "Japan's Nikkei", "U.S. West Texas ...", "the Dow": the words before belong to the name.
    while first > 0 and tokens[first - 1].lower in ("'s", "’s") and first > 1:
        first -= 2
    if first and tokens[first - 1].lower in v.GOODS and t.mention and t.mention.companies[0].kind == "commodity":
        return (Subject("unknown", tokens[first - 1].start, t.end),)  # "mentha oil" is no oil
    doubtful = t.mention is not None and (not t.mention.sure or _is_part_of_another(tokens, first, common))
    if doubtful and first and tokens[first - 1].kind == "word" and tokens[first - 1].capital:
        whole = unknown_name(tokens, k, common)
        if whole and whole.start < t.start:
            return with_list(tokens, first - 1, (whole,), common)  # "ARK Innovation" is not the company "Innovation"
    if (
        first > 2
        and [x.lower for x in tokens[first - 2 : first]] == ["on", "the"]
        and is_instrument(subject)
        and not _is_described_by(tokens, k)
    ):
        return subject_left(tokens, first - 3, common, depth)  # "Apple's shares on the Nasdaq"
    if (of_month := _delivered(tokens, first, subject)) is not None:
        return with_list(tokens, index_at(tokens, of_month.start), (of_month,), common)
    before = tokens[first - 1].lower if first else ""
    if (
        before == "and"
        and first > 1
        and is_bare_noun(tokens, first - 2)
        and not any(is_movement_verb(x) for x in tokens[: first - 1])
    ):
        return ()
    after = next((x for x in tokens[k + 1 :] if x.lower not in _SHARES_AND_INDICES), None)
    if before == "with" and after is not None and not goes_on_with(after):
        return ()  # "farmland planted with corn has shrunk"
    if before in _HEAD_PREPOSITIONS and first >= 2:
        head = tokens[first - 2]
        if (
            head.lower in v.STOCK_WORDS
            or (head.lower == "those" and _stand_for_shares(tokens, first, before))
            or (head.lower in v.SHARE_PRICE and first >= 3 and tokens[first - 3].lower in v.STOCK_WORDS)
        ):
            start = phrase_start(tokens, first - 2)
            return with_list(tokens, first, (replace(subject, start=tokens[start].start, shares=True),), common)
        price = head.lower in ("price", "prices") and before in ("of", "for")
        priced = (price or (head.lower in v.UNITS_OF_GOODS and before == "of")) and is_instrument(subject)
        if priced or (head.lower in v.INDEX_NOUNS and before in ("of", "in")):
            return (replace(subject, start=tokens[phrase_start(tokens, first - 2)].start),)
        if before in ("of", "for", "by", "in", "at", "from", "to", "on"):
            if head.lower in v.COMPANY_NOUNS:
                return _noun_phrase(tokens, first - 2, common, depth)
            coordinated = with_list(tokens, first, (subject,), common)
            if before == "by" and head.lower in ("led", "followed", "joined"):
                return coordinated
            mention = t.mention
            if mention and mention.company and mention.company.kind != "company" and before in ("in", "on", "at"):
                return subject_left(tokens, first - 2, common, depth)
            return ()
    return with_list(tokens, first, (subject,), common)


def _delivered(tokens: Sequence[Token], first: int, subject: Subject) -> Subject | None:
    """ "WTI October crude futures": whose month's contract it is."""
    if first < 2 or tokens[first - 1].lower not in v.MONTHS or not is_instrument(subject):
        return None
    grade = tokens[first - 2]
    company = grade.mention.company if grade.mention else None
    good = company is not None and company.kind == "commodity"
    return replace(subject, start=grade.start, mention=grade.mention) if good else None


def _stand_for_shares(tokens: Sequence[Token], first: int, before: str) -> bool:
    """ "Samsung's shares tumbled while those for SK Hynix were down": "those" are what the sentence spoke of, if not deliveries."""
    shares = any(t.lower in v.STOCK_WORDS for t in tokens[:first])
    return shares or (before == "of" and tokens[max(0, first - 3)].lower not in ("and", "while"))


def _noun_phrase(tokens: Sequence[Token], k: int, common: frozenset[str], depth: int) -> tuple[Subject, ...]:
    """The noun phrase that ends at tokens[k]: a share, an index, a good, a company told by a noun, or a name that nobody knows."""
    t = tokens[k]
    word = t.lower

    def left(at: int) -> tuple[Subject, ...]:
        return subject_left(tokens, at, common, depth)

    if (of := _index_of(tokens, k)) is not None:
        return _index(tokens, of, tokens[of].lower, tokens[of].end, common, depth)
    beside = [x.lower for x in tokens[max(0, k - 4) : k]]
    if word in v.INDEX_NOUNS and any(w in v.NO_MARKET_INDEX for w in beside) and "philadelphia" not in beside:
        return ()
    if word in v.SHARE_PRICE and k and tokens[k - 1].lower in (*v.STOCK_WORDS, "market", "trading", "unit"):
        if tokens[k - 1].lower == "market" and word not in ("value", "capitalization"):
            return ()
        return subjects_of_shares(tokens, k - 1, t.end, common, left)
    receipts = word in ("receipts", "receipt") and k and tokens[k - 1].lower in ("depositary", "depository")
    if word in v.STOCK_WORDS or receipts:
        if k and tokens[k - 1].lower in ("market", "mind", "treasury", "new"):
            return ()
        return subjects_of_shares(tokens, k, t.end, common, left)
    if word in ("it", "they", "this", "which", "that"):
        tracked = k > 1 and tokens[k - 2].lower in ("that", "which") and tokens[k - 1].text.islower()
        # "the index that tracks it lost 2%": it is the object
        return () if tracked and tokens[k - 1].lower.endswith("s") else (Subject("pronoun", t.start, t.end),)
    while word in ("futures", "contract") and k > 1 and (tokens[k - 1].lower == "." or tokens[k - 1].lower in TIMES):
        k -= 1  # "WTI crude Oct. futures"
    if (found := _priced_good(tokens, k, word, t.end, common, depth)) is not None:
        return found
    if word in v.SECTORS and (first := modifiers_start(tokens, k)) < k:
        return (Subject("unknown", tokens[first].start, t.end),)
    if word in v.INDEX_NOUNS or word == "benchmark":
        return _index(tokens, k, word, t.end, common, depth)
    if word in v.COMPANY_NOUNS and not t.capital:
        return _company_noun(tokens, k)
    if word in ("rupee", "yuan", "yen"):
        return (Subject("unknown", t.start, t.end),)
    if _is_small_name_of_shares(tokens, k, common):
        return (Subject("unknown", tokens[phrase_start(tokens, k - 2)].start, t.end, None, True),)
    if t.kind == "word" and t.capital and (named := unknown_name(tokens, k, common)):
        return _capitalised(tokens, named, common, depth)
    return ()


def _index_of(tokens: Sequence[Token], k: int) -> int | None:
    """Where "index" stands in "the EuroSTOXX 50 index of euro zone blue chips", whose last word tokens[k] is."""
    if tokens[k].lower not in _MEMBERS:
        return None
    for j in range(k - 1, max(0, k - _GROUP), -1):
        if tokens[j].lower == "of":
            before = j - 2 if tokens[j - 1].kind == "tag" else j - 1
            return before if before > 0 and tokens[before].lower in v.INDEX_WORDS else None
        if tokens[j].kind not in ("word", "name") or tokens[j].lower in v.PREPOSITIONS:
            return None
    return None


_MEMBERS = frozenset("shares stocks chips companies equities".split())
_GOODS_NOUNS = frozenset("price prices futures contract contracts crude bullion".split())


def _priced_good(
    tokens: Sequence[Token], k: int, word: str, end: int, common: frozenset[str], depth: int
) -> tuple[Subject, ...] | None:
    """ "gold prices", "Brent's price", "mentha oil futures". None where `word` ends no such phrase."""
    owned_by_name = (
        word in ("price", "prices") and k > 1 and tokens[k - 1].lower in ("'s", "’s") and tokens[k - 2].kind == "name"
    )
    if owned_by_name or (word in _GOODS_NOUNS and k and tokens[k - 1].kind in ("name", "tag")):
        found = subject_left(tokens, k - 2 if owned_by_name else k - 1, common, depth)
        # "soya oil futures" are of no good that the table knows.
        priced = all(is_instrument(s) or s.kind == "unknown" for s in found)
        return tuple(replace(s, end=end) for s in found) if priced else ()
    if word in ("price", "prices") and k and tokens[k - 1].lower in ("futures", "contract"):
        return tuple(replace(s, end=end) for s in _noun_phrase(tokens, k - 1, common, depth))
    if word in _GOODS_NOUNS and (good := _good_before(tokens, k)) is not None:
        return (Subject("unknown", tokens[good].start, end),)
    return None


def _index(
    tokens: Sequence[Token], k: int, word: str, end: int, common: frozenset[str], depth: int
) -> tuple[Subject, ...]:
    """ "the STOXX 600 autos index", "the FTSE 100 <.FTSE> index", "the benchmark"."""
    if word in v.INDEX_WORDS and k > 1 and tokens[k - 1].kind == "tag" and tokens[k - 2].kind == "name":
        return subject_left(tokens, k - 1, common, depth)
    start = phrase_start(tokens, k - 1 if k > 1 and tokens[k - 1].kind == "tag" else k)
    if start > 1 and is_bare_noun(tokens, start - 1) and tokens[start - 2].kind == "name":
        start = phrase_start(tokens, start - 1)
    inner = next((x for x in reversed(tokens[start:k]) if x.kind == "name"), None)
    if inner and inner.mention and word in v.INDEX_WORDS and is_another_index(tokens, start, inner, k):
        return (Subject("unknown", tokens[start].start, end),)
    if inner and inner.mention:
        return with_list(tokens, start, (Subject("name", tokens[start].start, end, inner.mention),), common)
    capital = any(
        x.kind == "word"
        and x.capital
        and x.lower not in ("the", "a", "its")
        and (
            i + start > 0
            or ((_is_of_a_country(x.lower) or word in ("futures", "contract")) and x.lower not in v.UNNAMED)
        )
        for i, x in enumerate(tokens[start:k])
    )
    return (Subject("unknown" if capital else "index", tokens[start].start, end),)


def _is_of_a_country(word: str) -> bool:
    """ "Indonesian stock index" names one, though it begins the sentence."""
    return word.endswith(("ian", "ese", "ish", "ean"))


def _company_noun(tokens: Sequence[Token], k: int) -> tuple[Subject, ...]:
    """ "the game publisher", "Donald Trump's media company"."""
    start = phrase_start(tokens, k)
    while start > 0 and k - start < _DESCRIPTION and tokens[start].lower != "the" and _describes(tokens, start - 1):
        start -= 1
    if start > 0 and tokens[start - 1].lower in ("the", "that", "this"):
        start -= 1
    if tokens[start].lower in ("the", "that", "this"):
        return (Subject("company_noun", tokens[start].start, tokens[k].end),)
    return owned(tokens, k)


def _describes(tokens: Sequence[Token], k: int) -> bool:
    """Whether tokens[k] is of a description: "the largest U.S. cable company", "the world's No.2 candy and chocolate maker"."""
    t = tokens[k]
    return is_bare_noun(tokens, k) or t.lower in ("'s", "’s", "and", "u.s", "world", "no") or t.lower.endswith("est")


_DESCRIPTION = 8  # tokens


def _is_small_name_of_shares(tokens: Sequence[Token], k: int, common: frozenset[str]) -> bool:
    """ "shares of firstenergy", in texts without capitals."""
    t = tokens[k]
    of_shares = k > 1 and tokens[k - 1].lower == "of" and tokens[k - 2].lower in v.STOCK_WORDS
    if not of_shares or not t.lower.isalpha() or t.capital:
        return False
    return t.lower not in common or (has_no_capitals(tokens) and not t.lower.endswith("s"))


def _capitalised(tokens: Sequence[Token], named: Subject, common: frozenset[str], depth: int) -> tuple[Subject, ...]:
    """A name that nobody knows, with the list and the preposition before it."""
    first = index_at(tokens, named.start)
    if first and tokens[first - 1].lower in ("a", "an"):
        return ()  # "an LG OLED fell $700": a thing that it makes
    if first > 1 and tokens[first - 1].lower in ("the", "a", "an", "its"):
        first -= 1
    before = tokens[first - 1].lower if first else ""
    if before == "and" and first > 1 and tokens[first - 2].kind == "word" and not tokens[first - 2].capital:
        return ()
    after = next(
        (x for x in tokens if x.start >= named.end and x.lower not in ("(", ")") and not x.text.isupper()), None
    )
    if before not in _HEAD_PREPOSITIONS or (
        before == "with" and after is not None and after.kind == "word" and goes_on_with(after)
    ):
        return with_list(tokens, first, (named,), common)
    if first >= 2 and tokens[first - 2].lower in v.STOCK_WORDS and before in ("of", "in"):
        start = phrase_start(tokens, first - 2)
        return with_list(tokens, first, (replace(named, start=tokens[start].start, shares=True),), common)
    if before == "by" and first >= 2 and tokens[first - 2].lower in ("led", "followed"):
        return (named,)
    return subject_left(tokens, first - 2, common, depth) if first >= 2 and before in ("in", "on", "at") else ()
