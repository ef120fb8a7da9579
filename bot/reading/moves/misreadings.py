"""What looks like a movement with its figure and is none: rules, each of which refuses a kind."""

from __future__ import annotations

from bot.reading.patterns import Found
from bot.reading.tokens import Tokens, token_at


def _is_measure_of_the_figure(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "fell 5 percentage points", "up 3% stake"."""
    f = match.at("f")
    if f < 0 or f + 1 >= len(tokens):
        return False
    return tokens[f + 1].has("measure") and shape != "figure then noun"


def _is_scaled_money(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "rose $2 billion" is no price's change."""
    f = match.at("f")
    figure = tokens[f].figure if f >= 0 else None
    return figure is not None and not figure.may_be_price


def _adverb_is_a_preposition(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "up from 3%", "off the coast", "9% off" in shops, "down to 3%"."""
    d = match.at("d")
    if tokens[d].key == "off" and shape == "figure then adverb":
        told = any(t.has("be") for t in tokens[max(0, match.at("f") - 2) : match.at("f")])
        behind = tokens[d + 1] if d + 1 < len(tokens) else None
        return not told or (
            behind is not None and behind.key in ("at", "in", "for")
        )  # "were 4% off", not "20% off at Walmart"
    if tokens[d].key == "off":
        return match.at("f") < 0 or match.at("f") < d or match.at("f") - d > 2
    if shape == "figure then adverb" and tokens[d].key in ("up", "down", "ahead") and d + 1 < len(tokens):
        after = tokens[d + 1]
        return after.has("figure") or after.key in ("from", "by", "about", "to", "nearly", "over")
    if shape == "figure then adverb" and token_at(tokens, d + 1).key == "by":
        return True  # "at Rs 11,842.50, lower by 3.78 per cent"
    if token_at(tokens, d + 1).has("percent"):
        return False  # "was recently ahead 4.8%"
    return tokens[d].key == "ahead" and not any(t.key == "by" for t in tokens[d : match.end])


def _is_noun_for_verb(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "the rise" before a figure that it does not direct."""
    d = match.at("d")
    if not shape.startswith(("verb", "from")) or not tokens[d].has("noun") or d == 0:
        return False
    before = tokens[d - 1]
    if before.key == "to":
        return False
    return before.has("det", "genitive", "span-adjective", "superlative", "prep") or before.key in ("its", "their")


def _is_part_of_something(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "lost 3% of its followers", "8% of the index"; a part of its value is a price's."""
    f = match.at("f")
    if f < 0 or f + 2 >= len(tokens) or tokens[f + 1].key != "of":
        return False
    return not any(t.key in ("value", "worth", "price") for t in tokens[f + 2 : f + 6])


def _is_part_of_a_unit(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "risen by a fifth of a cent", "fell half a percentage point": of what it is counted in, and not of its value."""
    if shape != "fraction":
        return False
    behind = [t for t in tokens[match.end : match.end + 3] if t.key not in ("of", "a", "an", "percentage", "us")]
    return bool(behind) and (behind[0].has("money", "points") or behind[0].key.rstrip("s") in _UNITS)


_UNITS = frozenset("cent penny dollar euro pound yen yuan rupee point percent tick".split())


def _leads_to_a_count(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "shares up 3% to 1.42 billion", "a drop to 158,000 autos": what it came to is no price."""
    end = match.end
    if end + 1 >= len(tokens) or tokens[end].key not in ("to", "at", "至"):
        return False
    figure = tokens[end + 1].figure
    if figure is None:
        return False
    after = tokens[end + 2] if end + 2 < len(tokens) else None
    counted = (
        figure.kind == "number"
        and after is not None
        and not after.senses - {"share", "whose-price", "measure"}
        and after.text.islower()
        and after.key not in ("level", "levels")
    )
    return not figure.may_be_price or counted


def _is_in_a_measure(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "lifted Walmart by 3 percent in sales"."""
    f = match.at("f")
    return 0 <= f < len(tokens) - 2 and tokens[f + 1].key == "in" and tokens[f + 2].has("measure")


_TAKES = frozenset("taking bringing giving leaving pushing lifting putting".split())


def _tells_a_market_share(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "Renault gained 0.3% and Stellantis lost 0.9%, taking their shares to 10.1% and 14.6%": of a market."""
    for i in range(match.end, len(tokens) - 3):
        if tokens[i].key in _TAKES and tokens[i + 1].key in ("its", "their", "his"):
            behind = tokens[i + 2 : i + 5]
            shares = any(t.key in ("share", "shares", "market share") for t in behind)
            return shares and any(t.has("percent") for t in tokens[i + 3 : i + 6])
    return False


_BEFORE_A_HIGH = 6  # tokens: "finished the day at a fresh record high"


def _is_a_close(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "finished at an all-time high of 70,118.46, up 1.1 per cent": where it closed, and no height of the session."""
    d = match.at("d")
    if shape != "to a high" or token_at(tokens, match.end).key != ",":
        return False
    closed = any(t.has("close") and t.has("verb") for t in tokens[max(0, d - _BEFORE_A_HIGH) : d])
    return closed and token_at(tokens, match.end + 1).key in ("up", "down")


_BESIDE_A_MARK = frozenset("short behind above below shy ahead beyond under".split())


def _is_distance(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "fell 3% short of its goal", "8% above what analysts had expected"."""
    f = match.at("f")
    if shape == "figure from a peak":
        return False
    return 0 <= f < len(tokens) - 1 and (tokens[f + 1].key in _BESIDE_A_MARK or tokens[f + 1].key.startswith("more "))


def _is_count_of_more(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "added 11% more clients": of what there was more."""
    f = match.at("f")
    if f < 0 or f + 2 >= len(tokens) or tokens[f + 1].key not in ("more", "fewer", "less"):
        return False
    return not tokens[f + 2].has("time", "prep", "mark", "conj", "subordinator", "unit")


def _goes_on_from_a_sum(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "stood at $4.7 billion, up 31 per cent", "came to 5.26%, down 0.2 point": a sum or a rate, and no price, is what rose."""
    d = match.at("d")
    i = d - 1
    if shape not in ("adverb then figure", "verb then level") or not tokens[d].has("adverb"):
        return False
    if i < 2 or tokens[i].key != ",":
        return False
    while i > 1 and (tokens[i - 1].has("unit", "time") or tokens[i].key == ","):
        i -= 1
    figure = tokens[i].figure
    if figure is None or tokens[i - 1].has("up", "down"):
        return False
    return (
        not figure.may_be_price if figure.kind == "money" else figure.kind == "percent" and tokens[i - 1].has("prep")
    )


def _has_an_object(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "triples its stake", "doubled ServiceNow stake": what it made more of is no price."""
    if shape != "multiple":
        return False
    d = match.at("d")
    if tokens[d].has("ing") and token_at(tokens, d - 1).has("name", "det"):
        return True  # "the next Bitcoin halving"
    after = tokens[match.end] if match.end < len(tokens) else None
    return after is not None and (
        after.has("name", "genitive", "measure") or after.key in ("its", "their", "the", "his", "our")
    )


_A_SHARE = (("per", "share"), ("a", "share"), ("per", "ads"), ("per", "unit"))


def _is_earned_a_share(tokens: Tokens, shape: str, match: Found) -> bool:
    """ "posted a loss of $0.08 per share, more than the $0.06 loss that was forecast": results, where no share is told to have made them."""
    f = match.at("f")
    if shape not in ("noun of figure", "figure then noun") or f < 0 or not tokens[f].has("money"):
        return False
    if any(t.has("share", "price") for t in tokens[: min(f, match.start)] if t.key != "share"):
        return False
    told = (f,) if shape == "noun of figure" else range(len(tokens) - 2)
    return any(
        tokens[i].has("money") and (token_at(tokens, i + 1).key, token_at(tokens, i + 2).key) in _A_SHARE
        for i in told
    )


EXCLUDED = (
    _is_a_close,
    _tells_a_market_share,
    _is_earned_a_share,
    _has_an_object,
    _is_part_of_something,
    _is_part_of_a_unit,
    _is_count_of_more,
    _goes_on_from_a_sum,
    _is_distance,
    _leads_to_a_count,
    _is_in_a_measure,
    _is_measure_of_the_figure,
    _is_scaled_money,
    _adverb_is_a_preposition,
    _is_noun_for_verb,
)
