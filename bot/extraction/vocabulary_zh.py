"""The words of price moves in Chinese, simplified and traditional, as data. A new verb or a publisher's form goes here, with a
case file in tests/stories."""

from __future__ import annotations

from typing import Final


def _any(words: str) -> str:
    return "|".join(sorted(words.split(), key=len, reverse=True))


# Verbs (and "涨幅") that say which way a price went. A figure follows at once, or after one of QUALIFIERS.
UP: Final = _any(
    "上涨 上漲 大涨 大漲 飙涨 飆漲 暴涨 暴漲 急涨 急漲 收涨 收漲 劲涨 勁漲 狂涨 狂漲 狂飙 狂飆 续涨 續漲 领涨 領漲 倒涨 高开 高開 "
    "上升 飙升 飆升 急升 回升 攀升 弹升 彈升 劲升 勁升 抽升 窜升 竄升 跃升 躍升 挺升 爬升 收升 续升 續升 倒升 走高 走强 走強 拉升 "
    "上扬 上揚 劲扬 勁揚 收高 高收 收红 收紅 反弹 反彈 回弹 回彈 涨幅 漲幅 升幅 累涨 累漲 累升 升值 涨 漲 升 扬 揚 飙 飆 弹 彈"
)
DOWN: Final = _any(
    "下跌 大跌 暴跌 急跌 重挫 下挫 急挫 大挫 收跌 走低 走弱 下滑 滑落 回落 收低 低收 收黑 下探 崩跌 狂跌 跳水 重跌 续跌 續跌 领跌 領跌 "
    "倒跌 低开 低開 跌幅 累跌 累瀉 累泻 贬值 貶值 跌 挫 软 軟 泻 瀉 泄 插"
)
# "涨停": the limit of the day was reached; how much that is, the board says.
LIMIT_UP: Final = "涨停|漲停"
LIMIT_DOWN: Final = "跌停"
NOT_THE_LIMIT: Final = r"(?:未现|未現|未|非|逼近|接近|多股|个股|個股|\d+股|\d+只|打开|打開)$"
QUALIFIERS: Final = _any(
    "超过 超過 超 逾 近 约 約 大约 大約 至少 最多 最少 多达 多達 高达 高達 达到 达 達 为 為 了 幅度 幅 过 過 : ： ~ 不到 不足 一度 将近 將近 共 扩大至 擴大至 扩大到 擴大到 收窄至 收窄到"
)
MULTIPLES: Final = "翻倍|翻番|倍增|翻了一番|腰斩|腰斬"
# What may stand between a subject and its verb: times, manners, nouns of the day's trading.
BETWEEN: Final = (
    _any(
        "反 翻 翻黑 翻红 翻紅 封住 触及 觸及 亮燈 亮灯 攻上 同步 日内 日內 低开高走 低開高走 高开低走 高開低走 高开高走 高開高走 放量 缩量 縮量 交易中 交易 延时 延時 期间 期間 时段 時段 最高 最低 低位 高位 在 于 於 中午 今日 今天 今早 今晨 今 昨日 昨天 昨晚 昨夜 昨 周一 周二 周三 周四 周五 周六 周日 週一 週二 週三 週四 週五 星期一 星期二 星期三 星期四 星期五 "
        "本周 本週 上周 上週 按周 全周 全週 单周 單週 周 週 本月 上月 当月 當月 按月 今年 今年以来 今年以來 今年迄今 年初至今 年初以来 年内 年內 早盘 早盤 早段 午盘 午盤 午后 午後 午市 尾盘 尾盤 尾市 "
        "盘中 盤中 盘初 盤初 盘前 盤前 盘后 盤後 夜盘 夜盤 夜市 开盘 開盤 开市 開市 收盘 收盤 收市 早市 半日 全日 全天 终场 終場 即日 现 現 现时 現時 "
        "目前 截至发稿 截至收盘 一度 最多 曾 曾经 再 再度 续 續 仍 亦 也 则 則 均 都 齐 齊 共 合计 累计 累計 累积 累積 累 大幅 小幅 微幅 略 微 急 大 小 单日 單日 "
        "逆市 逆势 逆勢 同样 同樣 分别 分別 分別 各 各自 绩后 績後 复牌 復牌 复牌后 復牌後 首日 首个交易 首個交易 继续 繼續 随后 隨後 其后 其後 快速 直线 直線 短线 短線 转 轉 由升转 由升轉 "
        "收 后 後 现价 現價 价格 價格 最新 最终 最終 合共 平均 突然 震荡 震盪 走势 走勢 去年 以来 以來 連續 连续 連 连"
    )
    + r"|(?:\d{1,2}月)?\d{1,2}[日号號](?:午后|午後)?|自[^，,。；的]{1,12}|[（(]\d{1,2}[/／.]\d{1,2}[)）]|(?:过去|過去|最近|近)?[ ]?第?[一二三四五六七八九十\d]+[ ]?(?:个|個)?(?:交易)?[日天周週月年连連]|\d{1,2}[:：]\d\d"
)
STOCK_WORDS: Final = "股价|股價|股份|股票|的股价|的股價|该股|該股|H股|A股|B股|美股|港股|ADR|ADS|存托凭证|期货|期貨|合约|合約|主力合约|主力合約|的?\\d+月期货|的?\\d+月期貨|现货|現貨"
POINTING: Final = "该股|該股|其股价|其股價|公司股价|公司股價|股价|股價|股份|H股|A股"
# Indices and goods that the table need not know.
INSTRUMENTS: Final = (
    r"[\u3400-\u9fffA-Za-z0-9]{1,8}?(?:指数|指數|股指|期指|指|期货|期貨|油价|油價|金价|金價|银价|銀價|铜价|銅價|币|幣)"
    r"|沪市|滬市|深市|大市|大盘|大盤|英股|德股|法股|日股|韩股|韓股|美股|港股|台股|臺股|印股|新股市场|沪[铜铝锌镍锡铅银金]|滬[銅鋁鋅鎳錫鉛銀金]|[伦倫][铜銅铝鋁镍鎳锌鋅]|[豆棕菜]油|[豆菜]粕|铁矿石|鐵礦石|焦煤|焦炭|螺纹钢|螺紋鋼|原油|黄金|黃金|白银|白銀|布油|美油"
)
# Names of companies that are words: they are meant only with their code behind them.
NAMES_THAT_ARE_WORDS: Final = frozenset(
    "太平洋 机器人 機器人 驱动力 驅動力 农产品 農產品 亚洲金融 亞洲金融 新能源 工智 中期 全新 金山 金一 商城 交投 远程 遠程 理想 互联网 互聯網 云计算 雲計算 新天地 三六零 大众 大眾 中国经济 中國經濟 好想你 "
    "国企 國企 中国资源 中國資源 电力 電力 化工 医药 醫藥 环境 環境 健康元 世纪 世紀 科技 证券 證券 美的 建设 建設 电子 電子 新世界 太阳能 太陽能 南京 三一 同花顺 中线 主线".split()
)
# On one side of a short name must stand what begins or ends a word, or no Chinese: "推高通胀" names no Qualcomm.
BEGINS_A_WORD: Final = "的与與和及、在对對向从從给給为為被把由如等称稱日据據传傳而但"
ENDS_A_WORD: Final = "股公集将將已在的与與和及、宣发發表称稱说說涨漲跌升报報拟擬计計预預获獲回收盘盤财財等也则則"
# Where the sentence tells of the close before its list: "截至收盘，沪指跌…，深成指跌…".
AT_THE_CLOSE: Final = "(?:收盘|收盤|收市)(?![前后後])"
# With one of these in its sentence a bare change is a measure's, unless a share's word stands beside it.
OF_MEASURES: Final = "同比|环比|環比|按年|按季|年增|年减|年減|月增|月减|月減|交付|销量|銷量|指數年|物价|物價|房价|房價|销售价格|銷售價格|客量|成交\\S{0,8}[张張]|单产|單產|售价|電價|电价"
NO_INDEX_BEFORE: Final = "上市|股票|交易所|挂牌|掛牌|公司"
# What may stand before a good's name without making it another's ("哈莫尼黄金" is a company).
BEFORE_GOODS: Final = "现货|現貨|国际|國際|纽约|紐約|伦敦|倫敦|上海|沪|滬|布伦特|布倫特|西德克萨斯|西德州|中级|中級|其中|其|而|但|另外|此外|主力|期货|期貨|NYMEX|COMEX|ICE|的|离岸|離岸|在岸|人民币兑|人民幣兌|兑|兌"
# A change of one of these is no price move, even with a company before it.
MEASURES: Final = (
    "盈利|利润|利潤|净利|淨利|纯利|純利|收入|营收|營收|收益|毛利|业绩|業績|亏损|虧損|多赚|多賺|少赚|少賺|销售|銷售|销量|銷量|产量|產量|成交|出口|进口|進口|外贸|外貿|率|费用|費用|成本|开支|開支|"
    "支出|贷款|貸款|存款|房价|房價|楼价|樓價|租金|票房|订单|訂單|投资|投資|持股|持仓|持倉|权重|權重|比重|占比|佔比|份额|份額|目标价|目標價|评级|評級|派息|股息|分红|分紅|薪|工资|工資|人数|人數|客流|"
    "交付|出货|出貨|用户|用戶|规模|規模|资产|資產|负债|負債|债务|債務|GDP|CPI|PPI|PMI|物价|物價|通胀|通脹|买卖量|買賣量|单产|單產|客量|乘客|运量|運量|未平仓|未平倉|用电|用電|电价|電價|票价|票價|车费|車費|房贷|住宅|楼面|樓面|额|額|量|税|稅|价差|價差|溢价|溢價|折让|折讓|溢指|净值|淨值|基金"
)
YEAR_ON_YEAR: Final = "同比|环比|環比|按年|按季|按月|按半年|年增|年减|年減|月增|月减|月減|较去年|較去年|比去年"
FORESEEN: Final = (
    "或$|情况下|情況下|预计|預計|预期|預期|料|有望|可望|能够|能夠|能否|若|如果|假如|或将|或將|将会|將會|将|將|会|會|看涨|看好|上望|下望|目标|目標|潜在|潛在|空间|空間|"
    "传言|傳言|否认|否認|不会|不會|可能|有机会|有機會"
)
# Of these verbs only a price is the subject as a rule, so that an unknown name may be one ("峻凌国际跌7.17%").
OF_PRICES: Final = "[涨漲跌]"
NO_NAME: Final = r"[价價数數量率额額金费費度比市股值]$"
CAUSED: Final = "导致|導致|使得|使|令|推动|推動|带动|帶動"
NOT_AFTER: Final = r"的?(?:空间|空間|目标|目標|股权|股權|股份|权益|權益|关税|關稅|持股)"
# Words before a price: "報9.19元", "收在每桶87.06美元".
PRICE: Final = r"(?:低见|低見|高见|高見|收报|收報|报收|報收|现报|現報|暂报|暫報|最新报|最新報|报|報|收在|收於|收于|收|至|到|见|見)(?:每[\u3400-\u9fff]{1,2})?"

LONGER: Final = (
    "本周|本週|上周|上週|按周|按週|全周|全週|单周|單週|[周週][涨漲跌升]|本月|上月|当月|當月|按月|今年以|今年迄今|今年累|今年来|年初|年内|年內|以来|以來|过去|過去|近[一二三四五六七八九十两兩\\d]+(?:个|個)?[日天周週月年]|累计|累計|累积|累積|累[涨漲跌升泻瀉挫]|"
    "[一二三四五六七八九十两兩\\d]+(?:个|個)?(?:交易)?[日天周週月年](?:累|共|来|來|内|內)|连[续]?[二三四五六七八九十两\\d]+[日天周]|連[續]?[二三四五六七八九十兩\\d]+[日天周週]|去年全年|全年|半年|季度?累|翻倍|翻番|倍增|腰斩|腰斬|上市以|较高位|較高位|自高位"
)
EXTREME: Final = "一度|最多|曾(?!经上市|被)|最高|最低|高见|高見|低见|低見|盘中最|盤中最|盘中触|盤中觸"
PREMARKET: Final = "(?<!收)盘前|(?<!收)盤前|开盘前|開盤前|美股开市前"
AFTER_HOURS: Final = "盘后|盤後|收盘后|收盤後"
CLOSE: Final = "收[盘盤市](?![前后後])|收[报報涨漲跌升高低红紅黑在于於]|[高低]收|报收|報收|终场|終場|全日|全天"
OPEN: Final = "开盘|開盤|开市|開市|高开|高開|低开|低開|裂口"
