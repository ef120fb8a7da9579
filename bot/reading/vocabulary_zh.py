"""The words of price moves in Chinese, simplified and traditional, as data. A new verb or a publisher's form goes here, with a
case file in tests/stories."""

from __future__ import annotations

from typing import Final


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


# Verbs (and "涨幅") that say which way a price went. A figure follows at once, or after one of QUALIFIERS.
UP: Final = _any(
    "上涨 上漲 大涨 大漲 飙涨 飆漲 暴涨 暴漲 急涨 急漲 收涨 收漲 劲涨 勁漲 狂涨 狂漲 狂飙 狂飆 续涨 續漲 领涨 領漲 倒涨 倒漲 高开 高開 "
    "上升 飙升 飆升 急升 回升 攀升 弹升 彈升 劲升 勁升 抽升 窜升 竄升 跃升 躍升 挺升 爬升 收升 续升 續升 倒升 走高 走强 走強 拉升 "
    "上扬 上揚 劲扬 勁揚 收高 高收 收红 收紅 反弹 反彈 回弹 回彈 抽高 跃高 躍高 弹高 彈高 扯高 冲高 衝高 涨幅 漲幅 升幅 累涨 累漲 累升 升值 进账 進賬 进帐 進帳 涨 漲 升 扬 揚 飙 飆 弹 彈"
)
DOWN: Final = _any(
    "下跌 大跌 暴跌 急跌 重挫 下挫 急挫 大挫 收跌 走低 走弱 下滑 滑落 回落 收低 低收 收黑 下探 崩跌 狂跌 跳水 重跌 续跌 續跌 领跌 領跌 "
    "倒跌 插水 低开 低開 跌幅 累跌 累瀉 累泻 贬值 貶值 跌 挫 软 軟 泻 瀉 泄 插"
)
# "涨停": the limit of the day was reached; how much that is, the board says.
LIMIT_UP: Final = "涨停|漲停"
LIMIT_DOWN: Final = "跌停"
QUALIFIERS: Final = _any(
    "超过 超過 超 逾 接近 近 约 約 大约 大約 至少 最多 最少 多达 多達 高达 高達 达到 達到 达 達 为 為 了 幅度 幅 过 過 : ： ~ 不到 不足 一度 将近 將近 共 扩至 擴至 扩大至 擴大至 缩至 縮至 缩小至 縮小至 扩大到 擴大到 收窄至 收窄到 去 仍 仍达 仍達"
)
# Right before a figure: what keeps it open. "过" alone is "passed", and "签约" signs.
OPEN_FIGURES: Final = "超过|超過|超出|超|逾|接近|将近|將近|(?<![最附临臨])近乎?|大约|大約|(?<![签簽合条條公预預])约|(?<![签簽合条條公预預])約|至少|最多|最少|多达|多達|高达|高達|不到|不足|不超过|不超過"
# What may stand between a subject and its verb: times, manners, nouns of the day's trading.
BETWEEN: Final = (
    _any(
        "全年 每盎司 每桶 每吨 每噸 再次 短时 短時 向下 向上 「插针」 「插針」 “插针” 已 双双 雙雙 等 冲高 沖高 衝高 延续强势 延續強勢 表现强势 表現強勢 并 並 收窄跌幅 收窄涨幅 收窄漲幅 收窄升幅 至少 最少 却是 卻是 却 卻 反 翻 翻黑 翻红 翻紅 封住 触及 觸及 亮燈 亮灯 攻上 同步 日内 日內 低开高走 低開高走 高开低走 高開低走 高开高走 高開高走 放量 缩量 縮量 交易中 交易 延时 延時 期间 期間 时段 時段 最高 最低 低位 高位 在 于 於 中午 今日 今天 今早 今晨 今 昨日 昨天 昨晚 昨夜 昨 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 週六 週日 星期一 星期二 星期三 星期四 星期五 "
        "本周迄今 本週迄今 本周迄 本週迄 迄今 当日 當日 本周 本週 上周 上週 按周 全周 全週 单周 單週 單周 单週 周 週 本月 上月 当月 當月 按月 今年 今年以来 今年以來 今年迄今 年初至今 年初以来 年初以來 年内 年內 早盘 早盤 早段 午盘 午盤 午后 午後 午市 尾盘 尾盤 尾市 "
        "盘中 盤中 盘初 盤初 盘前 盤前 盘后 盤後 夜盘 夜盤 夜市 开盘 開盤 开市 開市 收盘 收盤 收市 早市 半日 全日 全天 终场 終場 即日 现 現 现时 現時 "
        "目前 截至发稿 截至發稿 截至收盘 截至收盤 一度 最多 曾 曾经 曾經 再 再度 仅 僅 只 入选 入選 策略持仓 策略持倉 持仓 持倉 续 續 仍 亦 也 则 則 均 都 齐 齊 共 合计 合計 累计 累計 累积 累積 累 大幅 小幅 微幅 略 微 急 大 小 单日 單日 "
        "逆市 逆势 逆勢 同样 同樣 分别 分別 分別 各 各自 绩后 績後 复牌 復牌 复牌后 復牌後 首日 首个交易 首個交易 继续 繼續 随后 隨後 其后 其後 快速 直线 直線 短线 短線 转 轉 由升转 由升轉 "
        "隔夜 一字 按比例計算 按比例计算 应声 應聲 后 後 现价 現價 价格 價格 最新 最终 最終 合共 平均 突然 震荡 震盪 走势 走勢 去年 以来 以來 連續 连续 連 连"
    )
    + r"|(?<![营營创創吸])收|(?<!可)以|(?:从|從|自|较|較)[^，,。；]{1,16}(?:高[点點位]|低[点點位])|[上本这這][周週][一二三四五]|(?:在|于|於|[周週][一二三四五])(?:亚洲|亞洲|欧洲|歐洲|纽约|紐約|伦敦|倫敦|东京|東京)|[从從自较較][高低][点點位]|[较較比](?:前|上)一?(?:个|個)?(?:交易)?日(?:的)?(?:结算价|結算價|收盘价|收盤價|收市價|收市价)?|截至[^，,。；]{2,20}|至(?:09|1[0-5])[0-5]\d|(?:\d{2,4}年)?首[个個]交易日|[與与跟較较][^，,。；]{1,12}相比|(?:过去|過去|近)?[ ]?24[ ]?小[时時](?:内|內)?|(?<![年\d])\d{1,2}月(?:份)?(?:单月|單月)?|→|(?:\d{1,2}月)?\d{1,2}[日号號](?:午后|午後)?|自[^，,。；的]{1,12}|[（(]\d{1,2}[/／.]\d{1,2}[)）]|(?:过去|過去|最近|近)?[ ]?第?[一二三四五六七八九十\d]+[ ]?(?:个|個)?(?:交易)?[日天周週月年连連]|\d{1,2}[:：]\d\d"
)
STOCK_WORDS: Final = "股价|股價|股份|股票|的股价|的股價|该股|該股|H股|A股|B股|美股|港股|ADR|ADS|存托凭证|存託憑證|期货|期貨|合约|合約|主力合约|主力合約|主力|的?\\d+月期货|的?\\d+月期貨|现货|現貨"
# Names of companies that are words: they are meant only with their code behind them.
NAMES_THAT_ARE_WORDS: Final = frozenset(
    "太平洋 大西洋 机器人 機器人 驱动力 驅動力 农产品 農產品 亚洲金融 亞洲金融 新能源 工智 中期 全新 金山 金一 商城 交投 远程 遠程 理想 互联网 互聯網 云计算 雲計算 新天地 三六零 大众 大眾 中国经济 中國經濟 好想你 "
    "国企 國企 中国资源 中國資源 国际资源 國際資源 电力 電力 化工 医药 醫藥 环境 環境 健康元 世纪 世紀 科技 证券 證券 美的 建设 建設 电子 電子 新世界 太阳能 太陽能 南京 三一 中线 中線 主线 主線 线上线下 線上線下 东湖高新 東湖高新 中国核电 中國核電".split()
)
# On one side of a short name must stand what begins or ends a word, or no Chinese: "推高通胀" names no Qualcomm.
BEGINS_A_WORD: Final = "的与與和及、在对對向从從给給为為被把由如等称稱日据據传傳而但"
ENDS_A_WORD: Final = "自曾股公集将將已在的与與和及、宣发發表称稱说說涨漲跌升报報拟擬计計预預获獲回收盘盤财財等也则則"
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

# By which words a text is of Taiwan.
OF_TAIWAN: Final = (
    r"新[台臺][币幣]|[（(]\d{4}-TW[)）]|-KY\b|台股|臺股|[证證]交所公[布告]|外[資资][買买][超賣卖]|櫃買|年[增減][ ]?\d"
)
