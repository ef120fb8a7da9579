"""The words of price moves in English, as data. A new verb or a publisher's form goes here, with a case file in tests/stories."""

from __future__ import annotations

import re
from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs whose direction the next word gives: "edged 0.1% higher", "was last up 3%", "closed 9.2 percent higher".
NEUTRAL_VERBS: Final = _set(
    "close closes closed closing end ends ended ending finish finishes finished finishing settle settles settled settling trade trades traded "
    "trading open opens opened opening move moves moved moving stand stands stood standing change changes changed quoted fetch fetches fetched start starts started "
    "was were is are be been being sit sits sat hover hovered hovering left remain remained remains go goes went gone swing swung turn turned turning "
    "gapped nudged nudging crept creeping trended trending pushed pushing roared powered bumped hopped marched ratcheted"
)
# Words for a share that stand at a move.
STOCK_WORDS: Final = _set(
    "share shares stock stocks scrip scrips equity ads adr adrs adss ads h-share h-shares a-share a-shares counter securities units"
)
SHARE_PRICE: Final = _set("price prices value capitalization")
# Nouns whose change is no price move, even with a company before them.
OTHER_MEASURES: Final = _set(
    "ticket tickets "
    "revenue revenues sales profit profits earnings income turnover margin margins ebitda ebita ebit eps dividend dividends payout yield yields rate rates inflation cpi ppi "
    "gdp output production shipments deliveries volume volumes demand supply exports imports orders bookings backlog costs cost expenses spending capex "
    "investment investments stake stakes holding holdings ownership interest loans deposits assets liabilities debt cash salaries wages pay jobs employment "
    "gtv gmvs mau maus dau daus mrr nrr ffo affo noi ltv cac sku skus pat pbt nii nim gmv arr npa npas casa arpu roe gaap pce opec pt pts unemployment payrolls headcount workforce employees subscribers users customers traffic visits downloads registrations sentiment confidence optimism "
    "index-linked target targets estimate estimates forecast forecasts guidance outlook consensus rating ratings upside downside discount premium premiums tariff tariffs tax taxes duty "
    "duties rent rents fee fees consumption inventories inventory stockpiles capacity utilization penetration share-count buyback buybacks repurchase "
    "nodx non-oil issuance offering ipo fundraising valuation valuations penetration rate population births visitors arrivals passengers flights tourism spending "
    "spreads spread returns return nav navs aum inflows outflows flows turnover openings starts permits claims pmi q1 q2 q3 q4 h1 h2 fy "
    "royalty royalties surplus deficit gap probability odds chance chances likelihood proportion percentage portion weighting weight ratio loan "
    "comps same-store like-for-like footfall occupancy revpar bandwidth throughput accuracy efficiency emissions temperature rainfall polls approval "
    "units cars vehicles homes houses rents apartments contracts volumes listings transactions deals number numbers amount total quantity growth level levels bill bills "
    "volatility volatilities discount discounts weighting turnover "
    "charge charges loss losses gain impairment writedown provision provisions pledge reserves position positions exposure allocation bet bets "
    "buying selling purchases purchase cut hike increase decrease dose bonuses compensation budget funding financing grants subsidies "
    "acreage harvest yield-to-maturity coupon leverage"
)
# A country without a word for its market is no instrument: "US. down 1.4 percent" is of sales there.
COUNTRY_WORDS: Final = _set(
    "united states kingdom u.s u.k u.s. u.k. uk us america american europe european eurozone asia africa britain germany france italy spain switzerland sweden norway netherlands "
    "russia turkey israel brazil mexico canada australia zealand south north korea taiwan thailand indonesia malaysia vietnam philippines saudi arabia emirates "
    "china chinese japan japanese india indian hong kong singapore mainland greater latin middle east west"
)
# Goods of the exchanges that the table need not know: "mentha oil futures", "Chana price".
GOODS: Final = _set(
    "heating chana mentha jeera turmeric guar guarseed guargum cardamom coriander soybean soyabean soyoil soya refined palm kapas cotton castor castorseed mustard mustardseed maize barley "
    "potato pepper menthol crude aluminium aluminum zinc lead nickel tin rubber sugar wheat oats rice lumber cocoa coffee gasoline diesel ethanol propane iron coal uranium"
)
INDEX_NOUNS: Final = _set(
    "cryptocurrency index gauge benchmark average indicator barometer subindex sub-index composite futures contract contracts future currency coin token market bourse measure basket sector subsector sub-sector e-mini e-minis"
)
# "(MRVL-US)", "(2330-TW)": the suffix of each place behind a code; "" where the code alone says the exchange.
PLACES_BEHIND_CODES: Final = {
    "US": "US",
    "TW": "TW",
    "HK": "HK",
    "CN": "",
    "JP": "T",
    "SG": "SI",
    "UK": "L",
    "KR": "KS",
}
MONTHS: Final = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)


QUALIFIERS: Final = (
    "more than", "less than", "as much as", "as many as", "at least", "at most", "close to", "just under", "just over", "well over", "up to", "upto",
    "nearly", "almost", "about", "around", "roughly", "approximately", "over", "some", "around", "above", "below", "under", "near", "circa", "a little over",
    "past", "through", "beneath", "slightly more than", "a record", "another", "an additional", "a further", "at least",
)  # fmt: skip

# First words of names that are no short form of them: "China", "First".
TOO_COMMON_FOR_A_NAME: Final = _set(
    "the new china chinese bank group holding holdings first general american international national united global asia asian pacific hong kong "
    "tokyo japan india us shanghai shenzhen beijing industrial technology energy capital financial motor motors electric power digital smart health "
    "air south north east west central great big royal state city greenland iceland"
)

# What heads a list of other stories in the middle of a page.
OTHER_STORIES: Final = frozenset(
    "related stories|related story|related news|related articles|related links|also read|read also|read more|more stories|more news"
    "|recommended stories|recommended reading|recommended for you|you may also like|you might also like|most read|most popular|top stories"
    "|trending stories|trending now|in other news|latest stories|see also".split("|")
)

# Codes of funds that papers print without a name, though they have three letters; and the one share whose code has five.
BARE_CODES: Final = frozenset(
    "SPY VOO IVV QQQ DIA IWM VTI XLK XLF XLE XLV XLY XLP XLI XLB XLU XLC SMH XBI KRE GDX GLD IAU SLV USO UNG TLT IEF AGG HYG LQD EEM FXI EWJ EWZ EWY EWT UUP GOOGL".split()
)
# Codes of four letters that are somebody else, or something else, in capitals: SAIL is an Indian steelmaker, SATS of Singapore.
NO_BARE_CODES: Final = frozenset(
    "SAIL SATS PAAS JETS QUAL HACK DUST NAIL BOIL GUSH MOAT MORT PAVE INDY ERIE ZION NOAH CART ROBO NOBL SOLS MAIR".split()
)

# What only stories of coins say, so that "LINK" and "ZEC" are coins in them.
OF_COINS: Final = re.compile(
    r"\b(?:[Bb]itcoin|BTC|[Cc]rypto\w*|[Aa]ltcoins?|[Tt]okens?|Ethereum|USDT|USDC|Binance|Coinbase|HTX|OKX|[Bb]lockchain)\b|比特币|比特幣|加密|以太坊|区块链|區塊鏈|代币|代幣|币价|幣價|BlockBeats"
)
