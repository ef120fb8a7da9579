"""What a Chinese text is asked by its characters, simplified and traditional, as data."""

from __future__ import annotations

from typing import Final

# Right before a figure: what keeps it open. "过" alone is "passed", and "签约" signs.
OPEN_FIGURES: Final = "超过|超過|超出|超|逾|接近|将近|將近|(?<![最附临臨])近乎?|大约|大約|(?<![签簽合条條公预預])约|(?<![签簽合条條公预預])約|至少|最多|最少|多达|多達|高达|高達|不到|不足|不超过|不超過"
# Names of companies that are words: they are meant only with their code behind them.
NAMES_THAT_ARE_WORDS: Final = frozenset(
    "太平洋 大西洋 机器人 機器人 驱动力 驅動力 农产品 農產品 亚洲金融 亞洲金融 新能源 工智 中期 全新 金山 金一 商城 交投 远程 遠程 理想 互联网 互聯網 云计算 雲計算 新天地 三六零 大众 大眾 中国经济 中國經濟 好想你 "
    "国企 國企 中国资源 中國資源 国际资源 國際資源 电力 電力 化工 医药 醫藥 环境 環境 健康元 世纪 世紀 科技 证券 證券 美的 建设 建設 电子 電子 新世界 太阳能 太陽能 南京 三一 中线 中線 主线 主線 线上线下 線上線下 东湖高新 東湖高新 中国核电 中國核電".split()
)
# On one side of a short name must stand what begins or ends a word, or no Chinese: "推高通胀" names no Qualcomm.
BEGINS_A_WORD: Final = "的与與和及、在对對向从從给給为為被把由如等称稱日据據传傳报報悉而但"
ENDS_A_WORD: Final = "自曾股公集将將已在的与與和及、宣发發表称稱说說涨漲跌升报報拟擬计計预預获獲回收盘盤财財等也则則"
# What firms are called by their place in a trade: "散热双雄奇鋐、双鸿".
RANKS_IN_A_TRADE: Final = frozenset(
    "双雄 三雄 四雄 双王 三王 双杰 三杰 双虎 三虎 四虎 五虎 双塔 龙头 大厂 巨头 焦点股 人气股 热门股 龙头股 一哥 股王 股后 小龙".split()
)
# What stands before a code in brackets is no company: "中原城市領先指數(CCL)".
NO_COMPANY: Final = "指数|指數|率|局|署|[协協委]会|[协協委]會|组织|組織|央行|基金|模型|系统|系統"
# The name of an index inside a longer word: "外卖平台股" are no 台股.
NO_INDEX_WITHIN: Final = frozenset("平台股 平臺股 后台股 後台股".split())
# Behind the name of an index: what is listed there, or a fund of it, is meant; "某中国指数" names no 国指.
NO_INDEX_BEFORE: Final = "数(?!据)|數(?!據)|[ ]?ETF|[ ]?LOF|联接|聯接|上市|股票|交易所|挂牌|掛牌|公司|/[A-Z]"
# A change of one of these is no price move, even with a company before it.
MEASURES: Final = (
    "EBITDA|盈利|利润|利潤|净利|淨利|纯利|純利|收入|营收|營收|收益|毛利|业绩|業績|亏损|虧損|多赚|多賺|少赚|少賺|销售|銷售|销量|銷量|产量|產量|成交|出口|进口|進口|外贸|外貿|率|费用|費用|成本|开支|開支|"
    "支出|贷款|貸款|存款|房价|房價|楼价|樓價|单位指数|單位指數|CCL|租金|票房|订单|訂單|投资|投資|持股|持仓|持倉|权重|權重|比重|占比|佔比|份额|份額|目标价|目標價|评级|評級|派息|股息|分红|分紅|薪|工资|工資|人数|人數|客流|账单|帳單|賬單|"
    "交付|出货|出貨|用户|用戶|规模|規模|资产|資產|负债|負債|债务|債務|GDP|CPI|PPI|PMI|物价|物價|通胀|通脹|买卖量|買賣量|单产|單產|客量|乘客|运量|運量|未平仓|未平倉|用电|用電|电价|電價|票价|票價|车费|車費|房贷|房貸|住宅|楼面|樓面|额|額|量|拆息|孳息|殖利率|债息|債息|税|稅|价差|價差|溢价|溢價|折让|折讓|溢指|净值|淨值|基金"
)
# Beside a figure: it is compared with a year or a month before, as no price is.
YEAR_ON_YEAR: Final = "同比|环比|環比|按年|按季|按月|按半年|年增|年减|年減|月增|月减|月減|较去年|較去年|比去年"

# By which words a text is of a market abroad that has codes of digits alone.
OF_DIGITS_ABROAD: Final = r"日本|日股|日經|日经|東京|东京|東證|东证|韩国|韓國|韩股|韓股|首[尔爾]|馬來西亞|马来西亚|吉隆坡|大马|大馬|沙特|沙烏地"
# By which words a text is of Taiwan.
OF_TAIWAN: Final = (
    r"新[台臺][币幣]|[（(]\d{4}-TW[)）]|-KY\b|台股|臺股|[证證]交所公[布告]|外[資资][買买][超賣卖]|櫃買|年[增減][ ]?\d"
)

# 页面中间别的报道的标题。
OTHER_STORIES: Final = frozenset(
    "相关阅读 相關閱讀 相关新闻 相關新聞 相关报道 相關報道 相關報導 延伸阅读 延伸閱讀 推荐阅读 推薦閱讀 更多新闻 更多新聞 热门文章 熱門文章 你可能也想看 其他人也在看".split()
)
