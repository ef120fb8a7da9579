"""The words of numeric claims in English and Chinese, as data. A new word goes here, with a labelled text in tests/stories."""

from __future__ import annotations

from typing import Final

from bot.reading.findings import ClaimKind

_QUALIFIED = r"(?:about|around|some|roughly|approximately|nearly|almost|over|just|only|more than|less than|at least|as much as|up to|an estimated|a record|as many as|close to|a total of|a combined|a|~)"
# The nearest of these words to a figure says what kind of claim it is.
KINDS: Final[tuple[tuple[ClaimKind, str], ...]] = (
    ("price_target", r"price target|target price|target of|目标价|目標價"),
    ("stake", r"stakes?|shareholdings?|holding of|ownership|owns|owned|of (?:its|the) shares|equity interest|持股|股权|股權"),
    ("profit", r"net (?:profit|income|loss(?:es)?|earnings)|operating (?:profit|income|loss)|profits?|profitability|loss(?:es)?(?! of (?:[a-z]+ )?(?:shares?|customers?|contracts?|jobs?|lives|power|confidence|control|clients?|users?|orders?|business|value|revenue|sales)\b)|earnings(?! (?:call|release|report|season|conference|announcement))|ebitda|eps|lost(?= (?:about |around |over |nearly )?(?:[$€£¥]|[a-z]{2,3} ?\d|rs))|net negative income|margins?|净利润?|淨利潤?|每股[盈收纯純][餘余利益]|利润|利潤|盈利|亏损|虧損|[巨预預续續净淨首][亏虧]|纯利|純利|毛利率?"),
    ("revenue", r"revenues?|sales|turnover|income from|营业?收入|營業?收入|营收|營收|销售额|銷售額|收益(?!率)"),
    ("deal", r"acqui\w+|dividends?|takeover|merger|buyout|bought|buys?|buying|sell|selling|sold|sale of|purchase\w*|deals?|bid|offer|contract|settlement|debentures|valu(?:e|es|ed|ing) (?:the|it|at)|收购|收購|出售|并购|併購|合同|合約|交易"),
    ("investment", r"invest\w*|capital expenditure|registered capital|capex|expenditure|spend\w*|spent|fund(?:s|ing|ed)?|financing|rais(?:e|es|ed|ing)(?! (?:to|its|the|their|by|from)\b)|inject\w*|pour\w*|contribut(?:e|es|ed|ing)|r&d|research and development|build|construct\w*|stimulus|programme|loans?|投资|投資|融资|融資|募资|募資|研发|研發|斥资|斥資|投入"),
    ("forecast", r"forecast\w*|expect\w*|guidance|project(?:s|ed)|predict\w*|estimate\w*|outlook|will reach|targets?(?!['’]s)|targeted|aims?|goals?|upside|ambition|预计|預計|预期|預期|目标|目標|料"),
)  # fmt: skip
# Their change is a count's: "sales rose 8 percent to 4.6 million units".
COUNTED: Final = r"sales|sold|sell|deliver(?:y|ies|ed|ing|s)|shipments?|shipp(?:ed|ing)|output|production|produced|registrations?|orders|exports?|imports?|users|customers|subscribers|downloads|handovers|installations|visitors|passengers|employees|stores|membership|members|workforce|headcount|population|fleet|销量|銷量|交付|出货|出貨|产量|產量"
GROWTH: Final = r"rose|risen|rises?|rising|jump\w*|surg\w*|gr[eo]w\w*|climb\w*|increas\w*|gain\w*|soar\w*|up|advanc\w*|expand\w*|rebound\w*|recover\w*|lift\w*|rais(?:e|es|ed|ing)|boost\w*|improv\w*|accelerat\w*|higher|增长|增長|上升|增加|上涨|上漲|同比增|年增"
DECLINE: Final = r"fell|fall\w*|drop\w*|declin\w*|slump\w*|tumbl\w*|plung\w*|decreas\w*|sl[iu]d\w*|down|shr[aiu]nk\w*|contract(?:ed|s|ing|ion)|lower\w*|slash\w*|cuts?|cutting|trimm?\w*|reduc\w*|shed|worsen\w*|plummet\w*|dipp?\w*|slipp?\w*|narrow\w*|下降|下滑|减少|減少|下跌|年减|年減"
LOSS: Final = r"(?<!avoid )(?<!avoid further )(?<!offset )(?<!prevent )(?<!limit )(?<!stop )(?<!catastrophe )(?<!insured )(?<!loan )(?<!credit )(?<!job )\b(?:net |operating |adjusted net |cumulative |annual )*loss(?:es)?\b|\bnet negative income\b|\bin the red\b|\blost\b|亏损|虧損|[巨预預续續净淨首][亏虧]"
SAID: Final = r"(?:said|says|say|added|adds|noted|notes|announced|announces|told|pointed out|stated|wrote|explained|disclosed|revealed|reported|reports|reporting|confirmed|showed|shows|show|has learned|estimates?|estimated|forecasts?|forecast|predicts?|predicted|expects?|expected|sees|warns|warned|projects|projected|ruled)"
SAID_ZH: Final = "数据显示|數據顯示|表示|指出|称|稱|公告|宣布|透露|预计|預計|公布|披露|發布|发布|说|說|上修|下修|上调|上調|下调|下調|调升|調升"
# What no speaker begins with.
NO_SPEAKERS: Final = frozenset(
    "today yesterday tomorrow earlier then previously recently to of in on at by from All".split()
)
HORIZON: Final = (
    r"\b(?:over|in|within|during|for) the (?:next|coming|following) (?:\w+ ){0,2}(?:years?|months?|quarters?|weeks?|decade)\b|\bby (?:the end of )?(?:20\d\d|next year|this year)\b"
    r"|\b(?:in|for|during) (?:the )?(?:first|second|third|fourth|last|next|current|latest|previous)[ -](?:half|quarter|six months|nine months|four months|five months|seven months|fiscal year|year|three months)(?: of (?:the year|this year|20\d\d))?(?: ended \w+\.? \d+)?\b"
    r"|\bin (?:fiscal )?20\d\d\b|\b(?:this|next|last) (?:year|quarter|month|fiscal year)\b|\bas of \w+\.?(?: \d+)?\b|\bin (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|(?:未来|未來)[一二三四五六七八九十两兩\d]+年|(?:今年|明年|去年)?(?:上半年|下半年|第[一二三四]季度?|全年)|到?20\d\d年(?:底|末|上半年|下半年)?|今年|明年|去年"
)
# Told as what is to come: a verb of foreseeing in the present, or its passive before a figure; "will" with a verb of state or growth, not
# of an act ("will acquire"); what a firm means to do with money; guidance with a range. Not "than expected", "beat estimates".
FORESEES: Final = (
    r"\b(?:expects?|expecting|anticipates?|anticipating|projecting|forecasts?|forecasting|envisions?|envisages?|foresees?|targeting|assum(?:es?|ing)|factoring in"
    r"|reckons?|guiding|guides?|sees?(?= (?:\w+ ){1,6}?(?:\w+ing|at|of|to)\b)|looks? for|looking for|pencil(?:s|led)? in|heading for|headed for|count on|line of sight to|shaping up|lies ahead"
    r"|(?:projects?|estimates?|targets?|predicts?|plans? for) (?=an?\b|the\b|its\b|that\b|to\b|revenues?|sales|earnings|net|adjusted|capital|total|gross|operating|annual|occupancy|demand|output|growth|inflation|[$€£¥]|\d)"
    r"|we(?:'re| are) (?:planning|model+ing)|looks? like (?:ending|finishing|coming)|on (?:track|course) (?:to|for)|(?:well|better) positioned to|ahead of schedule to|on schedule to|likely to|will likely|set to(?! acquire)|slated to|poised to|going to be|tracking (?:towards?|to|at)"
    r"|confident (?:about|of)|encouraged about|stays? in (?:the|that) (?:range|\d)|warned (?:that )?(?:it|they|its|profit)\b[^.]{0,20}\b(?:would|could|will))\b"
)
FORESEEN: Final = (
    r"\b(?:expected|projected|anticipated|estimated|forecast(?:ed)?|predicted|guided|targeted|pegged|planned|budgeted) (?:\w+ )?(?:to|at|in|between|around|about|for|within|by|range|above|below)\b"
    r"|\b(?:is|are|be) (?:still |now |currently |also )?(?:expected|projected|anticipated|predicted|seen)\b|\b(?:reaffirm|reiterat)\w*\b(?=[^.;]{0,60}\d)"
    r"|\b(?:an |the |of |to )?(?:expected|anticipated) (?=[\w$€£¥-]+ [\w-]+)|\bhas guided\b"
    r"|\b(?:polled|on our numbers|house view|central (?:path|scenario|case)|base case|latest estimates put|consensus (?:for|stands))\b"
)
WILL: Final = (
    r"\b(?:(?:will|['’]ll|would(?! have)) (?:now |likely |still |also |only |all |then |probably |continue to )*|(?:should|ought to) )"
    r"(?:be (?!\w+ing\b|subject|available|critical|accountable|\w+ed\b|paid|held|made)|(?:grow|decline|increase|decrease|rise|fall|reach|hit|exceed|generate|contribute|account|represent|remain|stay"
    r"|drop|improve|cost|total|come|climb|expand|shrink|widen|narrow|double|triple|dampen|boost|lift|hurt|bolster|recover|average|peak|land|end|finish|bring in|swing|have (?:shed|grown|risen|fallen))\b)"
)
# A time that has not come, in a sentence of a measure.
TO_COME: Final = r"\b(?:next (?:year|quarter|spring|summer|autumn|fall|winter|fiscal year|season)|(?:the )?(?:coming|current) (?:fiscal |financial )?(?:year|quarter)|the remainder of the year|the back half|this financial year)\b"
# Behind a percentage: what it is beside, or how likely; no measure's own rate that is foreseen.
BESIDE: Final = r"[ -](?:short|beneath|below|above|more than|less than|higher than|lower than|behind|ahead|probability|chance|of you|over the (?:last|past))\b"
# Right before a percentage: by how much a forecast was changed.
REVISED_BY: Final = r"(?:上调|下调|上調|下調|上修|下修|调升|調升|调降|調降|砍掉|调高|調高|调低|調低)(?:了|近|约|約|各)?[ ]?$|\b(?:rais|cut|trim|lower|lift|slash|boost)\w*\b[^.;]{0,60}\bby(?: about| nearly| some)? $"
# In Chinese: what is foreseen of a price, or how likely something is.
FORESEEN_PRICE_ZH: Final = r"目标价|目標價|股价|股價|升幅|(?<!同比)涨幅|(?<!按年)漲幅|跌幅|空间|空間|评级|評級|概率|機率|机率|押注|指数|指數|投票|受访|受訪|恒指|股息率"
MEANS_TO: Final = r"\b(?:plans?|intends?|aims?|hopes?|planning|intend) to (?:return|repurchase|buy back|utilize|use|achieve|boost|increase|spend|hold back|reward|generate|deliver)\b"
RANGED: Final = (
    r"\b(?:guidance|outlook|forecast|projections?|expectations?|targets?)\b[^.]{0,100}?(?:\brange\b|\bbetween\b|\bband of\b|\d ?[-–] ?[$€£¥]?\d)|\b(?:expectation|guidance|projection) (?:is|for|on|that)\b"
    r"|\b(?:rais|cut|lower|trim|lift|boost|narrow|slash|nudg|revis|widen|bump|upgrad|downgrad)\w*\b[^.;]{0,60}\b(?:outlook|guidance|forecast|projection|view)\b[^.;]{0,60}\b(?:to|by)\b|\b(?:outlook|guidance):"
)
BEATEN: Final = (
    r"\b(?:than|versus|vs\.?|compared (?:to|with)|above|below|beat(?:s|ing)?|miss(?:ed|es|ing)?|surpass\w*|exceed\w*|lagg\w*|topp\w*|tops?|trails?|meets?|match(?:ed|es)?|past|ahead of|short of|in line with|within|outpac\w*|consensus"
    r"|(?:top|high end|low end|bottom|midpoint) of)\b[^.]{0,40}?\b(?:expect|anticipat|project|forecast|estimat|guid|predict|target)\w*(?: range)?|\bconsensus estimates?\b[^.]*|\bestimates (?:for [^.]{0,30})?have (?:also )?(?:climbed|increased|risen|fallen|moved)\b"
    r"|\bhad (?:been )?(?:\w+ )?(?:looking for|looked for|expected|anticipated|projected|forecast|estimated|guided|predicted|targeted|pencilled in)\b"
    r"|(?:高于|高於|低于|低於|超出?|超过|超過|好于|好於|优于|優於|逊于|遜於|不及|较|較|比|符合|略高于|胜过|是)[^，。；]{0,14}(?:预期|預期|预测|預測|预估|預估|预计|預計|目标|目標|指引)|(?:预期|預期|预测|預測|预估|預估)(?:的|值)|(?:此前|曾)(?:预计|預計|预期|預期)|预计负债|預計負債|预期信用|預期信用|原先?(?:预计|預計|预期|預期)"
)
FORESEES_ZH: Final = (
    r"预计|預計|有望|可望|预估|預估|预测|預測|料(?=[截难在將将可为為全今明下第]|[\d])|料为|料為|估计|估計|估算|预期|預期|展望|指引"
    r"|将(?=使|达|增|降|升|收窄|放缓|扩|突破|维持|超过)|將(?=使|達|增|降|升|收窄|放緩|擴|突破|維持|超過|季增|年增)|届时|屆時|恐(?=怕|达|降|升|將|将)|可能(?=再|升|降|达|達)|或(?=升|降|达|達|将|將)"
    r"|看(?=到|今年|明年|平至)|看到|要看|大概|一致看法|中枢|中樞|年均增速料|做模型|按[^，。]{0,8}建模|来建模|问题不大"
)
TO_COME_ZH: Final = r"明年|下季|来年|下一财年|下一財年"
HEDGES: Final = r"(?<!since )(?<!in )(?<!of )(?<!by )\bmay\b(?! \d)|\b(?:might|could|plans? to|planning to|intends? to|aims? to|is said to|are said to|reportedly|considering|seeks? to|likely|hopes? to)\b|拟|擬|或将|或將|计划|計劃|预计|預計|有望|据报|據報"
# What stands between a growth rate and the amount it led to, and between an amount and the rate behind it.
RATE_THEN_AMOUNT: Final = rf"[^;；。]{{0,110}}?\b(?:to|landing at|reaching|hitting)(?: {_QUALIFIED})*[ \u00a0]*$|^[^;；。]{{0,12}}(?:至|到|，?[为為达達])(?:约|約)?$"
AMOUNT_THEN_RATE: Final = rf"^[^;.；。]{{0,70}}?(?:,|\(|—|–|，)? ?\b(?:up|down|rising|falling|growing|gaining|rose|fell|surging|jumping|dropping|an?|(?:increase|decrease|rise|fall|drop|decline|growth|jump|surge) of|(?:increase|decrease|rise|fall|drop|decline|growth) to|(?:increas|decreas|declin)ing(?: by)?)(?: {_QUALIFIED})*[ \u00a0]*$|^[^；。]{{0,10}}(?:同比|按年|年)?(?:增长|增長|增加|上升|下降|减少|減少|下滑|增|减|減|升|跌)(?:了|约|約)?$"
RATE_NOUNS: Final = (
    r"[ -](?:\w+ ){0,2}(?:increase|rise|jump|gain|growth|surge|drop|decline|fall|decrease|slump|plunge)\b"
)
PREVIOUS: Final = r"\b(?:from|compared (?:with|to)|versus|against|(?<!more )(?<!less )(?<!fewer )(?<!rather )than)\s+(?:a |an |the |about |around |just |roughly |some |nearly |almost |over )*(?:(?:net |operating |adjusted )*(?:loss|losses|profit|profits|income|revenue|sales|earnings) of )?$|(?:较|較|(?<![同环環])比|由|从|從)[^，,增\d]{0,6}$|同期[^，,增]{0,6}$|同比[^。；;]{0,24}[，,]20\d\d年[^，,]{0,6}[为為]$"
STAKE_BEFORE: Final = rf"\b(?:holds?|held|holding|owns?|owned|owning|stakes? (?:to|of|at|from)|shareholding (?:to|of)|interest of|acquire|keep(?:s|ing)?|retain(?:s|ing)?|the (?:remaining|other|rest))(?: {_QUALIFIED})*\s*$|持有$|持股(?:比例)?(?:约|約|为|為|达|達|至|降至|升至)?$"
STAKE_AFTER: Final = r"[ -](?:stake|shareholding|interest|equity|holding|ownership|of (?:its|the) (?:shares|equity|company))|的?(?:股权|股權|股份|持股)"
LEVEL_BEFORE: Final = rf"\b(?:margins?|growth|growth rate|growth outlook|outlook|return on \w+|inflation|unemployment|ratio|market share|share of [\w ]+|margin rate|tax break[\w ]*|tariffs?|rate|estimate|forecast|figure|proportion)\b[^,;]{{0,40}}?\b(?:of|at|was|is|were|to|reached|hit|drop to)(?: {_QUALIFIED})*\s*$|(?:占|佔)[^，,。]{{1,16}}的?(?:约|約|近|超过|超過)?$|(?:率|增速|比重|占比|佔比)(?:为|為|达|達|至|升至|降至|约|約)?$"
SHARE_OF: Final = r" of (?:a|an|the|its|their|total|all|global|worldwide|overall|his|her|[A-Z]\w+['’]s)\b"
SHARE_VERBS: Final = r"\b(?:account\w*|mak(?:e|es|ing) up|made up|represent\w*|trim\w*|cut\w*|lay(?:ing)? off|compris\w*|generat\w*|contribut\w*|cover\w*|equivalent|target\w*|or|eliminat\w*|reduc\w*)\b"
# "inflation rose to 3 percent": where a measure stands, not by how much it changed.
REACHED: Final = rf"\b(?:to|below|above|under|beyond|past|topp?(?:ed|s|ing)?|hits?|reach(?:ed|es|ing)?|achiev(?:e|es|ed|ing)|exceed(?:ed|s|ing)?|surpass(?:ed|es|ing)?|approach(?:ed|es|ing)?|closer to)(?: {_QUALIFIED})*(?: the)?\s*$"
# What a percentage is by the noun behind it.
LEVEL_AFTER: Final = r"[ -](?:\w+ ){0,2}(?:range|cap|tariffs?|premium|discount|commission|levy|fee|tax|duty|duties|rate|score|target|limit|quota|threshold|coupon|interest|yield|dividend|growth|penetration)\b"
# Of what a percentage is a part, whatever the verb.
PART_OF: Final = r" of (?:[\w-]+ )?(?:shareholders|respondents|voters|votes|customers|users|employees|workers|staff|companies|investors|sales|revenue|output|exports|imports|demand|supply|its [\w-]+|the market|households|patients|new funding)\b"
# A count below a hundred is one of these, or none.
SMALL_COUNTS: Final = r"[ \u00a0](?:[a-z-]+ )?(?:stores|hypermarkets|supermarkets|shops|outlets|branches|factories|plants|hotels|aircraft|planes|jets|ships|vessels|employees|workers|jobs|robots|cars|vehicles|trucks|buses|restaurants|data centers|mines|clinics|hospitals|satellites|showrooms)\b"
MEASURED_COUNTS: Final = (
    r"[ \u00a0]((?:giga|mega|kilo|tera)watt(?:-hour)?s?|tonnes|tons|barrels|ounces|hectares|carats|GWh?|MWh?)\b"
)
# "較前一交易日減少15.57億元": by how much, not how much.
CHANGED_BY_ZH: Final = r"[较較比][^，,；;。]{2,14}(?:减少|減少|增加|下降|上升|多|少|增|減|减)(?:了)?(?:约|約|逾|近)?$"
UPSIDE: Final = r"[ -](?:upside|downside)"
# A word of these behind a figure is no noun of what is counted.
NO_NOUN: Final = frozenset(
    "in by on at from of last this next for to with and or as per than over after before since a an the was is were are has had have set earlier which that each times years year months month weeks days hours minutes "
    "quarters percent points point basis its less plus across years-old decades nanometers degrees penciled pencilled it they he she during under through until also but while when who whose ahead against compared versus".split()
)
CONVERTED_AFTER: Final = r"[ \u00a0]?(?:a share|a piece|apiece|each|per (?:share|tonne|ton|barrel|unit|vehicle|ounce)|in cash)?[ \u00a0]?[(（](?:about|around|some|roughly|or|约合|約合|折合|约|約)?[ \u00a0]?"
RANGE: Final = r"\s*(?:to|and|-|–|—|至|到|~|～)\s*"
