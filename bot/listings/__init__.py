"""Companies and their listings: what a ticker or a name means.

A reference table ships with the package (data/companies.tsv, data/instruments.tsv; data/NOTICE says from where).
Indices, commodities, currencies and crypto are companies here too, of another `kind`, so that they are watched alike.
"""

from bot.listings.calendar import Sessions, TradingDay, load_sessions
from bot.listings.companies import US_MICS, Company, Listing, Named, OtherName, code_of
from bot.listings.exchanges import BLOOMBERG, BY_MIC, BY_PREFIX, BY_SUFFIX, EXCHANGES, PLACES, SMALL_LETTERS, Exchange
from bot.listings.script import TRADITIONAL, base_language, in_script, is_chinese
from bot.listings.spelling import HAN_RUN, fold, fold_word, is_han
from bot.listings.table import Listings, load
from bot.listings.tickers import RICS, read_ticker

__all__ = [
    "BLOOMBERG",
    "BY_MIC",
    "BY_PREFIX",
    "BY_SUFFIX",
    "EXCHANGES",
    "HAN_RUN",
    "PLACES",
    "RICS",
    "SMALL_LETTERS",
    "TRADITIONAL",
    "US_MICS",
    "Company",
    "Exchange",
    "Listing",
    "Listings",
    "Named",
    "OtherName",
    "Sessions",
    "TradingDay",
    "base_language",
    "code_of",
    "fold",
    "fold_word",
    "in_script",
    "is_chinese",
    "is_han",
    "load",
    "load_sessions",
    "read_ticker",
]
