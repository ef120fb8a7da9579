"""The words of price moves in English, as data. A new verb or a publisher's form goes here, with a case file in tests/stories."""

from __future__ import annotations

from typing import Final


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# Verbs that say by themselves that a price moved, in every form. Those in _BY_LOOK are also plain verbs of other things.
UP_VERBS: Final = _set(
    "rise rises rose risen rising gain gains gained gaining climb climbs climbed climbing jump jumps jumped jumping surge surges surged surging "
    "soar soars soared soaring advance advances advanced advancing rally rallies rallied rallying add adds added adding rebound rebounds rebounded "
    "rebounding leap leaps leaped leapt leaping skyrocket skyrockets skyrocketed skyrocketing spike spikes spiked spiking increase increases increased "
    "increasing strengthen strengthens strengthened strengthening firm firms firmed firming bounce bounces bounced bouncing rocket rockets rocketed "
    "rocketing zoom zooms zoomed zooming appreciate appreciates appreciated appreciating pop pops popped popping recover recovers recovered "
    "recovering grow grows grew grown growing inch inches inched inching edge edges edged edging tick ticks ticked ticking ascend ascends ascended "
    "vault vaults vaulted shoot shoots shot shooting lift lifts lifted balloon ballooned catapulted swell swelled boom boomed"
)
DOWN_VERBS: Final = _set(
    "fall falls fell fallen falling drop drops dropped dropping decline declines declined declining slide slides slid sliding slip slips slipped "
    "slipping lose loses lost losing shed sheds shedding plunge plunges plunged plunging tumble tumbles tumbled tumbling sink sinks sank sunk sinking "
    "slump slumps slumped slumping dip dips dipped dipping ease eases eased easing retreat retreats retreated retreating plummet plummets plummeted "
    "plummeting crash crashes crashed crashing crater craters cratered cratering nosedive nosedives nosedived weaken weakens weakened weakening "
    "depreciate depreciates depreciated depreciating skid skids skidded skidding swoon swoons swooned collapse collapses collapsed collapsing "
    "decrease decreases decreased decreasing crumble crumbles crumbled tank tanks tanked tanking sag sags sagged sagging pare pares pared "
    "soften softens softened softening correct corrected contract contracts contracted shrink shrinks shrank shrunk erode eroded "
    "slash dive dives dived diving drift drifts drifted tumbledown wane waned retrace retraced"
)
# Verbs whose direction the next word gives: "edged 0.1% higher", "was last up 3%", "closed 9.2 percent higher".
NEUTRAL_VERBS: Final = _set(
    "close closes closed closing end ends ended ending finish finishes finished finishing settle settles settled settling trade trades traded "
    "trading open opens opened opening move moves moved moving stand stands stood standing change changes changed quoted fetch fetches fetched start starts started "
    "was were is are be been being sit sits sat hover hovered hovering left remain remained remains go goes went gone swing swung turn turned turning "
    "gapped nudged nudging crept creeping trended trending pushed pushing roared powered bumped hopped marched ratcheted"
)
MOVEMENT_VERBS: Final = UP_VERBS | DOWN_VERBS
UP_ADVERBS: Final = _set("up higher upward upwards stronger firmer elevated")
DOWN_ADVERBS: Final = _set("down lower downward downwards weaker softer off")
UP_NOUNS: Final = _set(
    "gain gains rise jump surge rally increase advance climb rebound leap spike bounce uptick upswing pop upturn appreciation recovery"
)
DOWN_NOUNS: Final = _set(
    "loss losses fall drop decline slide slump plunge tumble dip decrease retreat sell-off selloff rout crash correction pullback slip depreciation nosedive drawdown"
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
# An index of something that nobody trades.
NO_MARKET_INDEX: Final = _set(
    "leading economic consumer producer price prices purchasing managers orders confidence sentiment activity manufacturing services inflation house home housing employment cost misery import export wage output climate on"
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

EXTREME: Final = r"\bto (?:touch|hit|reach) (?:an?|its|the) (?!record|all-time|lifetime|life)(?:[\w-]+ )?(?:low|high)\b|\ba (?:day['’]s )?(?:low|high) of\b|\bas (?:much|many|high|low) as\b|\bup ?to\b|\bintra-?day (?:low|high|peak)\b|\b(?:session|day|daily|intraday)(?:['’]s)? (?:low|high)\b|\bat one (?:point|stage)\b|\bat (?:its|their|the) (?:lowest|highest|peak|low|worst|best)\b|\bhit an? (?:low|high|intraday)\b|\bmaximum of\b|\bbriefly\b"
PREMARKET: Final = r"\bpre-?(?:market|bell)\b|^\W*in early movers\b|\bpre-market\b|\bbefore(?:-| )the(?:-| )(?:bell|opening bell|open|market open\w*)\b|\bpremkt\b|\bbefore(?: us| u\.s\.)? markets? open\w*\b|\bpre-?open(?:ing)?\b|\bahead of the (?:(?:opening )?bell|market open|open on wall street)\b|\bbefore the opening bell\b"
AFTER_HOURS: Final = r"\bafter(?:-| )?(?:hours|market)\b(?! (?:filing|announcement|close|report|release|results))|\btrading (?:after|following) the (?:markets?(?:['’]s?)? )?clos\w+|\bafter the (?:closing )?(?:bell|close)\b|\bextended (?:trade|trading|hours|session)\b|\bpost-?market\b|\bovernight trad\w+\b|\bafter-?bell\b|\blate trading\b|\baftermarket\b"
LONGER: Final = (
    r"\b(?:from|between) (?:\d{1,2} (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2})(?:,? 20\d\d)? (?:to|and|until|through) (?:\d{1,2} (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.? \d{1,2})\b|"
    r"\b(?:this|last|past|previous|the|each|a|per|in|for the|on the|over the|for a) (?:week|month|quarter|year|decade|half(?! h(?:r|our))|half-year|fortnight|fiscal year)\b"
    r"|\bso far (?:this|in)\b|\byear[- ]to[- ]date\b|\bytd\b|\bsince\b(?! (?:the )?(?:open|bell|start of trad))|\bfrom (?:a|its|the|their|last|this)? ?(?:year|month|week|peak|record|high|low|bottom|all-time|52-week|recent|beginning|start)\b"
    r"|\b(?:in|over|during|across|within|for) (?:the |its |their |a |just |about |only )?(?:past|last|previous|prior|latest|preceding|following|subsequent|ensuing|final|first)? ?(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|several|few)?[- ]?(?:straight |consecutive |trading )?(?:weeks?|months?|quarters?|years?|decades?|days|sessions)\b"
    r"|(?<!\b1[- ]day )(?<!\bone[- ]day )(?<!\bday )(?:(?<!\b1[- ])(?<!\bone[- ])\b(?:day|week|month|year)) (?:share|stock) price\b|\byear[- ](?:over|on)[- ]year\b|\bfor the (?:week|month|quarter|year)\b|\bthis (?:january|february|march|april|june|july|august|september|october|november|december)\b"
    r"|\bin (?:january|february|march|april|may|june|july|august|september|october|november|december|20\d\d)\b|\bannually\b|\b(?:weekly|monthly|quarterly|annual|yearly) (?:gain|drop|rise|fall|decline|advance|slide|performance)|\bfor 20\d\d\b|\bin the (?:period|same period)\b|\bduring the period\b|\bin this period\b|\b(?:over|in|during) (?:that|this|the same) (?:period|time ?frame|span|stretch)\b"
    r"|\b(?:\d+|two|three|four|five|six|seven|several|a few|some) (?:days|weeks|months|years) (?:ago|earlier|before)\b|\bthe day after\b|\b(?:a|last) (?:week|month|year) ago\b"
    r"|\b(?:week|month|year)['’]s\b|\bfrom (?:its|the|a|their|last) (?:[\w-]+,? ){1,6}(?:high|low|peak|bottom|price)\b|\bfrom (?:its|the|a|their) (?!previous|prior|last|latest)(?:[\w-]+ ){1,2}(?<!session )close\b|\bnear (?:a )?bear(?:ish)? (?:market|territory)\b|\bbelow (?:its|their) (?:peak|record|high)\b|\bafter (?:its|their) (?:ipo|debut|listing)\b|\bover \d+ (?:days|weeks|months|years)\b|\bin (?:20\d\d|fy\d\d)\b|\blifetime\b|\b(?:over|in|within) the next\b|\bends? (?:the )?(?:week|month|quarter|year)\b|\bon (?:the )?(?:week|wk|month|mth|quarter|qtr|year|yr)\b|\b(?:two|three|four|five|six|seven|\d+)[- ](?:day|session|week|month|year) (?:drop|fall|gain|rally|slide|losing|winning|decline|slump|rise|selloff|sell-off|streak|loss)\b|\bin recent (?:days|sessions|weeks|months|quarters|years)\b|\bpast (?:\d+|two|three|four|five|few) days?\b|\ball year\b|\bthat (?:same )?(?:day|session)\b|\bpast (?:week|month|quarter|year)\b|\bpast \w+ (?:weeks|months|quarters|years|sessions|days)\b|\b(?:week|month|quarter)[- ]to[- ]date\b|\bmultiyear\b|\b(?:weekly|monthly|quarterly|annual|yearly) (?:loss|losses|gains|rally|slump|increase|retreat|rout) of\b|\bin the (?:first|second|third|fourth|final|last) (?:quarter|half)\b|\b(?:a|an|its|their|the) (?:\w+ )?(?:weekly|monthly|quarterly|annual|yearly) (?:loss|losses|gains|rally|slump|increase|retreat|rout)\b|\bclos\w+ out (?:january|february|march|april|may|june|july|august|september|october|november|december|the)\b"
)
CLOSE: Final = r"\b(?:clos(?:e(?! to\b)|es|ed|ing)|(?<!top )(?<!high )(?<!low )(?<!lower )(?<!upper )(?<!year )end(?! of)(?:s|ed)?|finish(?:es|ed)?|settl(?:e|es|ed)|at the close|closing)\b"
OPEN: Final = r"\b(?:(?<!of the )(?<!before the )open(?:s|ed)?|at the open|opening)\b"
# First words of names that are no short form of them: "China", "First".
TOO_COMMON_FOR_A_NAME: Final = _set(
    "the new china chinese bank group holding holdings first general american international national united global asia asian pacific hong kong "
    "tokyo japan india us shanghai shenzhen beijing industrial technology energy capital financial motor motors electric power digital smart health "
    "air south north east west central great big royal state city greenland iceland"
)
