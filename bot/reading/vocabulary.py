"""The words of price moves in English, as data. A new verb or a publisher's form goes here, with a case file in tests/stories."""

from __future__ import annotations

from typing import Final

from bot.reading.findings import Direction


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
# Whose size is in the word.
MULTIPLES_UP: Final = _set("doubled doubling doubles tripled trebled triples quadrupled quintupled")
MULTIPLES_DOWN: Final = _set("halved halving halves")
# "lost a quarter of its value": the part is the size.
PARTS: Final = r"\b(?:lost|lose|loses|losing|shed|sheds|shedding) (?:about |around |nearly |almost |over |more than |roughly |some )*(?:a|one|two|three)[ -](?:third|quarter|fifth|tenth|half)s? of (?:its|their|the)(?: [\w-]+)? (?:value|worth|price)\b(?! of)|\b(?:lost|lose|loses|losing|shed|sheds|shedding) (?:about |around |nearly |almost |over |more than |roughly )*half (?:of )?(?:its|their)(?: [\w-]+)? (?:value|worth|price)\b"
MOVEMENT_VERBS: Final = UP_VERBS | DOWN_VERBS
# Directionless on their own, so their sign comes from "up", "down", "higher", "lower" beside them.
LOOSE_VERBS: Final = _set(
    "pick picks picked picking inch inches inched inching edge edges edged edging tick ticks ticked ticking drift drifts drifted move moves moved moving shoot shoots shot shooting"
)
UP_ADVERBS: Final = _set("up higher upward upwards stronger firmer elevated")
DOWN_ADVERBS: Final = _set("down lower downward downwards weaker softer off")
# Verbs of a main clause whose movement stands behind a comma: "led the gainers, rising 1.7 per cent".
CLAUSE_VERBS: Final = _set(
    "emerged emerges ranked ranks heads headed goes went enters entered begins began starts started delivered delivers quoting hovering sitting came comes come joined joins join bucked bucks buck defied defies faced faces continued continues continue tracked tracks resumed resumes staged stages "
    "led lead leads leading hit hits reached reaches touched touches topped tops posted posts post posting extended extends extend extending pared pares "
    "gave gives reversed reverses erased erases outperformed outperforms underperformed underperforms suffered suffers saw sees made makes snapped snaps "
    "maintained maintains maintain held holds hold kept keeps improved improves tallied tallies tally scored scores score logged logs log marked marks notched notches "
    "taps tapped balked budged debuts debuted booked books recorded records registered clocked built builds widened widens trimmed trims recouped recoups snapped set sets"
)
# "The company, which ..., said its profit ..."
SAYING: Final = _set("said says reported reports announced announces told warned expects")
# What a price does with an earlier move, "to" its end: "erased early gains to stand down 0.3 percent".
TURNING_VERBS: Final = _set(
    "bucked bucks bucking pulled erased erasing erases pared paring pares reversed reversing reverses trimmed trimming trims recouped recouping extended extending extends extend shrugged bounced bounces recovered "
    "recovering recovers rebounded rebounds rallied rallies turned came fought clawed gave widened widening added swung rose fell dipped slipped climbed jumped dropped slid eased advanced gained lost "
    "rises falls dips slips climbs jumps drops slides eases advances gains loses declined declines tumbled sank plunged surged firmed retreated weakened strengthened edged inched"
)
# Between a subject's verb and its noun of movement: "booked its biggest daily gain".
BEFORE_MOVEMENT_NOUNS: Final = _set(
    "its the daily weekly monthly quarterly annual yearly biggest record session two three four five two-session three-session two-day three-day straight"
)
# Between a figure and its noun of movement: "a 1.1% monthly loss".
BEFORE_NOUNS_OF_MOVEMENT: Final = _set(
    "price share one-day intraday - daily weekly monthly quarterly annual yearly year-to-date overnight stock session single-session one-session"
)
# Before a figure that is said first: "sending the shares about 7% higher".
ABOUT: Final = _set("about some nearly almost roughly around")
# Who or what books a gain: "finish with a weekly loss of 0.1%", "tally a weekly gain of 1.5%".
BOOKING_VERBS: Final = _set(
    "posted posting posts post booked booking books book recorded recording records record notched notching notches notch saw sees see seeing suffered suffering suffers suffer "
    "registered registering logged logging logs log clocked clocking marked marking made making tallied tallying tallies tally scored scoring scores score experienced experiences enjoyed enjoys with for"
)
BOOKING_PHRASES: Final = frozenset(
    (verb, "out")
    for verb in ("eke", "ekes", "eked", "eking", "scratch", "scratched", "carve", "carved", "grind", "ground")
)
HELPING_VERBS: Final = _set(
    "help helps helped helping lift lifts lifted lifting push pushes pushed pushing send sends sent sending drive drives drove driving"
)
# What is done to a price by so much: "helped boost the brewer's shares by 8.8 percent".
RAISING_VERBS: Final = _set(
    "boost boosts boosted boosting lift lifts lifted lifting push pushes pushed pushing propel propels propelled propelling buoy buoyed"
)
LOWERING_VERBS: Final = _set(
    "drag drags dragged dragging knock knocks knocked knocking depress depressed hammer hammered pummel pummeled pummelled batter battered"
)
# "ended the week with a loss of 0.8%", "led declines with a 2.8% fall"
ENDING_VERBS: Final = _set(
    "closed close closes ended end ends finished finish finishes finishing settled settle settles led leads notched notches"
)
DRIVEN: Final = _set("weighed dragged pulled pressed brought driven held kept pushed lifted")
UP_NOUNS: Final = _set(
    "gain gains rise jump surge rally increase advance climb rebound leap spike bounce uptick upswing pop upturn appreciation recovery"
)
DOWN_NOUNS: Final = _set(
    "loss losses fall drop decline slide slump plunge tumble dip decrease retreat sell-off selloff rout crash correction pullback slip depreciation nosedive drawdown"
)
# "locked in the 5 per cent upper circuit": the limit of a day in India.
CIRCUITS: Final[dict[str, Direction]] = {"upper": "up", "lower": "down"}
# What may stand between a verb and its figure, and between an auxiliary and its verb.
FILLERS: Final = _set(
    "by as much many more less better than over nearly almost about around some roughly approximately at least most close to just under a an another further "
    "additional only up down sharply slightly modestly back again also around little bit further still even the total paltry measly meager hefty healthy solid cool stunning modest nominal marginal whopping massive staggering record mere "
    "early late again upto below above circa well fully exactly near another ~ in early afternoon morning trade trading premarket on "
    "monday tuesday wednesday thursday friday today yesterday steep sharp slight strong after-hours after hours extended between from range of to higher lower "
    "intraday respective an additional or per share apiece barrel ounce tonne each limit exchange-imposed daily maximum allowed permitted"
)
ADVERBS: Final = _set(
    "also little then later further briefly now currently still just last even recently initially earlier sharply quickly soon again only already "
    "meanwhile likewise similarly too both each all respectively together collectively mostly largely slightly modestly not have has had having "
    "was were is are be been being did do does nonetheless nevertheless however therefore eventually ultimately subsequently promptly suddenly once"
)
AUXILIARIES: Final = _set("has have had was were is are been being be having")
# "could fall 5%", "expects the stock to rise 10%" are no moves.
MODALS: Final = _set(
    "could may might will would should can shall must to if whether won't wouldn't cannot can't likely unlikely 'll"
)
REPORTED_FUTURE: Final = _set(
    "forecast forecasts forecasting expects expect expected expecting sees predicts predicted predicting projects projected projecting estimates estimate "
    "estimated target targets targeting upside potential probability odds hypothetical scenario could would might"
)
# Words for a share that stand at a move.
STOCK_WORDS: Final = _set(
    "share shares stock stocks scrip scrips equity ads adr adrs adss ads h-share h-shares a-share a-shares counter securities units"
)
SHARE_PRICE: Final = _set("price prices value capitalization")
# "slumps to a low below $1,700": what stands behind one bounds a level.
BOUNDS: Final = _set("above below under near past beneath through")
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
# Common nouns that stand for a company already named ("the carmaker").
COMPANY_NOUNS: Final = _set(
    "company firm group bank lender insurer carmaker automaker chipmaker retailer developer miner producer refiner airline startup start-up giant conglomerate "
    "brokerage broker drugmaker manufacturer maker supplier operator owner builder platform provider explorer telco shipbuilder steelmaker phonemaker brewer distiller "
    "publisher agency airliner hotelier shipper grocer pharmacy biotech lenders refinery smelter automaker's broker-dealer restaurateur marketplace chain network studio "
    "toymaker foundry utility builder landlord exchange fund trust etf"
)
# "A barrel of U.S. crude rose": what is measured out is what moved.
UNITS_OF_GOODS: Final = _set("barrel barrels ounce tonne ton gallon pound bushel")
INDEX_WORDS: Final = _set("index gauge average indicator barometer subindex sub-index composite basket")
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
SECTORS: Final = _set("sector subsector sub-sector")
# "the British company" trades in one of these, whoever it is.
MARKETS_OF: Final[dict[str, tuple[str, ...]]] = {
    "british": ("XLON",), "japanese": ("XTKS",), "german": ("XETR", "XFRA"), "french": ("XPAR",), "indian": ("XNSE", "XBOM"), "korean": ("XKRX", "XKOS"),
    "canadian": ("XTSE", "XTSX"), "australian": ("XASX",), "swiss": ("XSWX", "XVTX"), "dutch": ("XAMS",), "italian": ("XMIL",), "spanish": ("XMAD",),
    "swedish": ("XSTO",), "danish": ("XCSE",), "taiwanese": ("XTAI", "ROCO"), "singaporean": ("XSES",),
}  # fmt: skip
# Names that end so are of people and of savers, which trade nowhere.
NO_LISTING: Final = _set(
    "ceo cfo coo cto chairman chairwoman president director minister governor plan endowment scheme ministry"
)
# Contracts for later delivery, in both languages.
FUTURES: Final = r"\b(?:futures?|e-minis?|contracts?)\b|期货|期貨|期指|合约|合約"
# Before a noun of shares: no company's name.
UNNAMED: Final = _set("stock stocks index equity us u.s european asian wall global most some")
INDEX_NOUNS: Final = _set(
    "cryptocurrency index gauge benchmark average indicator barometer subindex sub-index composite futures contract contracts future currency coin token market bourse measure basket sector subsector sub-sector e-mini e-minis"
)
# Where several sell or plan, it is no stock's day: a sentence with one of these tells of prices in shops.
NOT_OF_THIS_WORLD: Final = (
    # What somebody supposes, denies, corrects or alleges, in the whole sentence. What a share did after an allegation happened.
    r"^\W*(?:imagine|suppose|supposing|assume|fact[- ]check"
    r"|(?:excluding|stripping out) [^,]{0,40}\b(?:gain|rise|jump|drop|fall|loss|decline)"
    r"|had (?!(?:been|a|an|the)\b)[\w.&’']+(?: [\w.&’']+){0,3} (?:fallen|risen|dropped|gained|lost|climbed|slid|jumped))\b"
    r"|\b(?:in|under) [^,;.]{0,30}?\b(?:adverse|stress|bear(?:ish)?|bull(?:ish)?|worst|best|hypothetical|downside|upside)[- ](?:case )?(?:scenario|case)\b"
    r"|\bmock portfolio\b|\bearlier version of this\b"
    r"|\b(?:alleg(?:es|ed|ing)|erroneous(?:ly)?|mistakenly)\b[^.;]{0,50}\b(?:shares?|stock)\b"
    r"|\b(?:reputation|brand|approval|popularity) (?:poll|survey|ranking)s?\b"
)
SHOPPING: Final = r"\b(?:black friday|prime day|singles['’]? day|cyber monday|boxing day sales?)\b"
# What a price does as a rule, in a typical year: no move of any session.
USUALLY: Final = r"\b(?:typical(?:ly)?|on average|instances (?:where|when|in which)|usually|historically|scenario (?:in which|where)|(?:past|previous|earlier) (?:episodes|cases|cycles) (?:show|suggest)|tends? to|(?<!has )(?<!have )tended to|in a normal|consensus (?:puts|sees|has|calls))\b"
# Behind a movement: what is yet to come.
FUTURE_AFTER: Final = r"\W*(?:in|over|within|by) (?:the )?(?:next|coming|end of|year-end)\b|\W*by 20\d\d\b|\W*next (?:year|month|quarter)\b"
# A text that begins with one of these tells of what funds returned.
FUND_TOPICS: Final = r"\b(?:hedge funds?|flagship fund|mutual funds?|fund returns?|fund managers?)\b"
# A sentence with one of these says that somebody denies it, or that it was a hoax.
DENIALS: Final = _set("denied denies deny denying hoax fake falsely false")
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
# Legal forms that stand behind a name.
LEGAL_FORMS: Final = _set(
    "corp inc co ltd plc llc limited corporation company ag se nv sa spa bhd group holdings holding"
)
CONTINUATIONS: Final = _set("which that who whose")
PREPOSITIONS: Final = _set(
    "in on at of for from by with after before during since over under within via amid among against versus into through near as until till despite following per to"
)
# What stands between "closed" and its figure: "closed the regular session up 2.6%".
DAY_OBJECT: Final = _set("the a regular main session sessions day day's trading trade week month quarter year 's ’s")
MONTHS: Final = _set(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

# After the figure: words that make it something other than a price's change.
NOT_A_MOVE_AFTER: Final = _set(
    "stake stakes interest holding ownership owned discount premium yield coupon dividend margin tax tariff tariffs tariffs shareholding upside downside probability chance "
    "market-share slice commission fee levy duty "
)

QUALIFIERS: Final = (
    "more than", "less than", "as much as", "as many as", "at least", "at most", "close to", "just under", "just over", "well over", "up to", "upto",
    "nearly", "almost", "about", "around", "roughly", "approximately", "over", "some", "around", "above", "below", "under", "near", "circa", "a little over",
    "past", "through", "beneath", "slightly more than", "a record", "another", "an additional", "a further", "at least",
)  # fmt: skip

EXTREME: Final = r"\bto (?:touch|hit|reach) (?:an?|its|the) (?!record|all-time|lifetime|life)(?:[\w-]+ )?(?:low|high)\b|\ba (?:day['’]s )?(?:low|high) of\b|\bas (?:much|many|high|low) as\b|\bup ?to\b|\bintra-?day (?:low|high|peak)\b|\b(?:session|day|daily|intraday)(?:['’]s)? (?:low|high)\b|\bat one (?:point|stage)\b|\bat (?:its|their|the) (?:lowest|highest|peak|low|worst|best)\b|\bhit an? (?:low|high|intraday)\b|\bmaximum of\b|\bbriefly\b"
PREMARKET: Final = r"\bpre-?(?:market|bell)\b|^\W*in early movers\b|\bpre-market\b|\bbefore(?:-| )the(?:-| )(?:bell|opening bell|open|market open\w*)\b|\bpremkt\b|\bbefore(?: us| u\.s\.)? markets? open\w*\b|\bpre-?open(?:ing)?\b|\bahead of the (?:(?:opening )?bell|market open|open on wall street)\b|\bbefore the opening bell\b"
AFTER_HOURS: Final = r"\bafter(?:-| )?(?:hours|market)\b(?! (?:filing|announcement|close|report|release|results))|\btrading (?:after|following) the (?:markets?(?:['’]s?)? )?clos\w+|\bafter the (?:closing )?(?:bell|close)\b|\bextended (?:trade|trading|hours|session)\b|\bpost-?market\b|\bovernight trad\w+\b|\bafter-?bell\b|\blate trading\b|\baftermarket\b"
# What is told after the bell is not the move's hour: "edged up ahead of its earnings after the bell".
DUE_AFTER_THE_BELL: Final = r"\b(?:earnings|results|report|figures|numbers|quarterly)(?: (?:\w+ ){0,2})?after the (?:closing )?(?:bell|close)\b"
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
# A superlative's span is not the move's: "to hit the lowest level since its debut", "its biggest daily gain in three months".
RECORD: Final = r"(?<!from a )(?<!from its )(?<!from the )\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|multi)-(?:day|week|month|year|session|decade) (?:low|high|peak|trough)s?\b|(?<!in the )(?<!over the )(?<!for the )(?<!during the )\b(?:first|lowest|highest|weakest|strongest|best|worst|biggest|largest|steepest|sharpest|fastest|most)\b[^,;]{0,60}?\b(?:since|in|for|of|this)\b[^,;]{0,40}|\bnot seen\b[^,;]{0,20}\b(?:since|in|for)\b[^,;]{0,40}"
CLOSE: Final = r"\b(?:clos(?:e(?! to\b)|es|ed|ing)|(?<!top )(?<!high )(?<!low )(?<!lower )(?<!upper )(?<!year )end(?! of)(?:s|ed)?|finish(?:es|ed)?|settl(?:e|es|ed)|at the close|closing)\b"
OPEN: Final = r"\b(?:(?<!of the )(?<!before the )open(?:s|ed)?|at the open|opening)\b"
# What stands before a noun where a verb might stand: "the gain", "a drop".
BEFORE_NOUNS: Final = _set(
    "a an the its their this that any no 's ’s of for by with in another biggest largest sharp net quarterly annual yearly"
)
# Where the words behind "a fall in" end.
ENDS_COMPLEMENT: Final = _set(
    "left on after as while and to at this since last over during before following with from in was had were"
)
# Where a clause ends on its right.
CLAUSE_ENDS: Final = _set("; while but whereas although after before that because")
# What is doubled where one of these follows is no price: "doubled its output".
NOT_DOUBLED: Final = _set("its their the down his revenue sales profit output production")
# What may stand between a level and the movement behind it: "closed at $5 a share today, up 3%".
AFTER_LEVEL: Final = _set(", ( ) a an share each per barrel bbl ounce / oz tonne today yesterday on")
# Marks that part nothing.
BETWEEN_MARKS: Final = _set("' ’ – — - : *")
# Before "shares": whoever was named already.
OWNERS_BY_NOUN: Final = _set(
    "the its their his company firm group bank carmaker automaker retailer developer maker giant chipmaker"
)
# What qualifies "shares" between them and their owner: "Alibaba's Hong Kong-listed ordinary shares".
SHARE_QUALIFIERS: Final = _set(
    "listed traded class depositary depository american common ordinary preferred a b h york kong hong new u.s u.s. us share stock local own "
    "kong-listed york-listed"
)
# "Shares fell 3 percent": these need no owner beside them.
BARE_SHARES: Final = _set("shares stock scrip ads adrs adss")
# "sending shares down": shares of whom the story speaks.
BEFORE_BARE_SHARES: Final = _set(
    "and with while as but sent sending pushing pushed send driving drove saw seeing when after lifting lifted making"
)
# No name begins so.
NOT_A_NAMES_FIRST: Final = _set(
    "volatile choppy ailing troubled embattled beleaguered the a an in on as but shares stock japan's separately however still also additionally overall previously earlier overseas globally meanwhile elsewhere and of among both while"
)
# "Acme, Inc., rose".
FORMS_AFTER_COMMA: Final = _set("inc ltd co corp llc plc sa ag limited")
# First words of names that are no short form of them: "China", "First".
TOO_COMMON_FOR_A_NAME: Final = _set(
    "the new china chinese bank group holding holdings first general american international national united global asia asian pacific hong kong "
    "tokyo japan india us shanghai shenzhen beijing industrial technology energy capital financial motor motors electric power digital smart health "
    "air south north east west central great big royal state city greenland iceland"
)
