"""Rules that a person can set beside a threshold: a file a kind, registered here."""

from bot.rules.base import ANYTHING, WATCHLIST, Fired, Kind, Material, Side, Target, UserRule, is_of, material_of
from bot.rules.claims import Claims
from bot.rules.moves import Moves, condition_of, is_told, retold, session_of, told_of
from bot.rules.phrases import Words
from bot.rules.price import Price
from bot.rules.record import Record
from bot.rules.stories import Stories

KINDS: dict[str, Kind] = {kind.name: kind for kind in (Moves(), Price(), Record(), Stories(), Words(), Claims())}


def keys_of(rule: UserRule) -> frozenset[str]:
    """By what of a story a rule is found: its company, words of which one must be there, the watchlist, or any story."""
    if rule.target.key == WATCHLIST:
        return frozenset({"*"})
    if rule.target.key != ANYTHING:
        return frozenset({f"@{rule.target.key}"})
    return frozenset(f"w:{a}" for a in KINDS[rule.kind].anchors(rule.condition)) or frozenset({"?"})


__all__ = [
    "ANYTHING",
    "KINDS",
    "WATCHLIST",
    "Fired",
    "Kind",
    "Material",
    "Moves",
    "Price",
    "Side",
    "Target",
    "UserRule",
    "condition_of",
    "is_of",
    "is_told",
    "keys_of",
    "material_of",
    "retold",
    "session_of",
    "told_of",
]
