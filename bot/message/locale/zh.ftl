language_name = 简体中文

## alerts and digests

close = 收盘
open = 开盘
premarket = 盘前
after_hours = 盘后
intraday_extreme = 盘中
session = 当日
longer = 较长期间
correction = 更正：{ $name }
corrected = { $of } 原为 { $before }，现为 { $after }（{ $source } { $at } 更正）
withdrawn = { $source } 于 { $at } 撤回了报道，其中数字不再有依据。
withdrawn_supported = { $source } 于 { $at } 撤回了报道；其他来源报道了相同数字。
withdrawn_instead = { $source } 于 { $at } 撤回了报道（其中为 { $figures }）。
repeated = （您可能已收到过）
read_story = 阅读原文
in_chinese = 中文
early = 在我首次读取该新闻源之前已报道
by_model = 由模型读出
more_sources = 另有{ $count }个来源：{ $names }
translated = 由模型翻译，并与原文核对
unsure = 未能确定：原文没有说清对象或交易日
folded = 本小时内另有 { $count } 条提醒
held = 免打扰时段（{ $hours }）内的 { $count } 条提醒
held_then = 免打扰时段内的 { $count } 条提醒
folded_rest = ……以及另外 { $count } 条。/missed 可查看全部。
why_button = 为何提醒我？
mute_button = 静音一天
wrong_button = 有误？
threshold_button = 改提醒幅度
bound_ask = { $name }：从多大幅度起提醒？现为：{ $rule }。
wrong_ask = 哪里有误？
wrong_figure = 数字
wrong_company = 公司
wrong_day = 日期
wrong_old = 旧闻
wrong_noted = 谢谢，已记录：{ $what }。运营者会连同原文看到；/accuracy 会计入。
wrong_known = 您已反馈过，谢谢。
accuracy =
    <b>本月</b>
    已告知数字 { $told } 个，其中模型读出 { $by_model } 个
    发布方更正 { $corrected } 个（模型读出 { $corrected_by_model } 个）
    读者反馈有误 { $reported } 个（模型读出 { $reported_by_model } 个）
accuracy_none = 本月尚未告知任何数字。
digest_title = 每日摘要 { $day }
digest_moved = 涨跌
digest_stories = 报道
digest_missed = 未能及时发送
digest_nothing = 自上次摘要以来，您的自选没有涨跌消息，也没有相关报道。
spoken_title = 您的摘要，{ $day }。
spoken_stories = 新闻：
spoken_up = { $name }{ $when }上涨{ $size }
spoken_down = { $name }{ $when }下跌{ $size }
spoken_flat = { $name }{ $when }变动不大
spoken_to = 至
spoken_plus = 正
spoken_minus = 负
digest_no_watches = 您还没有自选，无可汇总。可从 /watch 阿里巴巴 开始。
digest_title_week = 一周摘要，截至{ $day }
digest_hour_set = 摘要发送时间：{ $when }（{ $zone }）。/digest 立即查看，/digest off 关闭。
slot_days = { $days }的 { $hours }
slot_weekly = 周报：{ $days } { $hours }
slot_open = 交易日开盘时：{ $market }
slot_close = 交易日收盘后15分钟：{ $market }
days_all = 每天
days_weekdays = 工作日
days_some = 每逢{ $days }
digest_hour_unknown = 我不知道您的时区，以上为 UTC 时间，对吗？
digest_hour_guessed = 时区 { $zone } 是根据您的语言推测的，对吗？
digest_off = 不再定时发送摘要。可随时用 /digest 查看。
digest_hour_bad = 无法识别“{ $text }”中的时间。可写成 /digest 08:30、/digest 工作日 7:00 和 17:00、/digest 港股收盘，或 /digest 每周日 9:00。

## start and help

start =
    <b>newstape</b> 阅读财经新闻，告诉您什么涨跌了、幅度多少、是谁说的。每个数字都附有原文。

    像平常说话一样写就行：“关注阿里巴巴”、“特斯拉跌5%提醒我”、“黄金为什么涨”。更多见 /help。
advice = 本机器人只转述新闻，不提供投资建议；消息来源也可能有误，请先阅读原文再作决定。
help_intro = 想要什么直接写就行：“特斯拉跌5%提醒我”、“黄金静音到周五”、“阿里为什么涨”。或者：
help_watching = <b>自选</b>
help_of_watch = /watch 阿里巴巴 — 公司、指数、商品或货币，名称或代码均可
help_of_unwatch = /unwatch 阿里巴巴 — 取消关注
help_of_watchlist = /watchlist — 查看自选
help_of_alert = /alert 9988.HK 5% — 只提醒5%及以上；+5% 仅上涨，-5% 仅下跌
help_of_mute = /mute 阿里巴巴 1d — 一段时间内不提醒这一个
help_of_pause = /pause 2h — 一段时间内完全不提醒
help_of_quiet = /quiet 23:00-07:00 — 免打扰时段，结束时一并告知；/quiet 特斯拉 照常 — 这一个照样提醒（或 稍后、不提醒）
help_of_missed = /missed — 暂存或未能送达的提醒及原因
help_of_corrections = /corrections — 已告知内容的更正
help_of_accuracy = /accuracy — 本月出错多少
help_of_undo = /undo — 撤销上一次更改
help_reading = <b>阅读</b>
help_of_digest = /digest — 立即；/digest 08:30 每天；/digest 工作日 7:00 和 17:00；/digest 港股收盘；/digest 每周日 9:00
help_of_listen = /listen — 语音播报摘要
help_of_news = /news 阿里巴巴 — 最新报道；/news “价格战” 可全文搜索
help_of_movers = /movers — 过去一天的最大涨跌；/movers 港股，/movers 美股 跌，/movers 自选
help_of_claims = /claims 阿里巴巴 — 谁说了什么数字
help_of_why = /why — 为何收到上一条提醒；/why 9988.HK — 为何没有提醒
help_you = <b>您的设置</b>
help_of_settings = /settings — 语言、时区、颜色、提醒幅度
help_running = <b>运营</b>
help_of_feeds = /feeds — 新闻源；/feeds add URL，/feeds remove URL，/feeds pause URL
help_of_users = /users — 用户；/users add ID
help_of_broadcast = /broadcast 文本 — 群发
stopped = 已停止：不再发送提醒和摘要。自选已保留，/start 可继续。
unknown_command = 我不认识 /{ $command }。/help 列出可用命令。
not_understood = 没看懂。发送公司名称或代码即可加入自选，或输入 /help。
cancelled = 已取消。
nothing_to_cancel = 没有可取消的操作。
too_long = 内容过长，每次最多1000字。

## watching

watching = 已加入自选：{ $name }（{ $symbols }）。报道{ $rule }时提醒您。
watching_already = { $name } 已在自选中：{ $rule }。
watching_several = 新加入自选 { $count } 个。报道{ $rule }时提醒您。
watched_before = 已在自选中，{ $rule }
watch_unknown_several = 找不到{ $names }。可试试代码，如 9988.HK。
unwatch_unknown_several = 您没有关注{ $names }。
watch_ask = 要关注什么？请发送名称或代码，如 阿里巴巴、9988.HK 或 黄金。
watch_which = “{ $text }”可能指多个，请选择：
watch_unknown = 找不到“{ $text }”。可试试代码，如 9988.HK。
watch_nearest = 找不到“{ $text }”。您是指以下之一吗？
watch_unlisted = 据我{ $day }的名录，{ $name }没有上市，没有股价可以关注。
called_brand = “{ $text }”属于{ $name }，本身没有股票。
called_former = “{ $text }”自{ $day }起改称{ $name }。
called_code = { $text }自{ $day }起改为{ $symbol }。
watch_mentioned = 要关注哪一个？
group_hello =
    大家好。我阅读财经新闻，告诉本群什么涨跌了、幅度多少、为什么、是谁说的。

    管理员可以设置：/watch 特斯拉、/alert 特斯拉 5%、/digest 8:00、/settings。
    所有人都可以问：/news 特斯拉、/movers、/why，或提到我并提问。
group_admins_only = 在群组中，只有管理员可以更改此项。
topic_here = 提醒和摘要将发到本话题；在其他话题发送 /start 可改到那里。
topic_gone = 原来接收提醒和摘要的话题已关闭，改发到这里；在其他话题发送 /start 可改到那里。
group_refuses = 群组 { $title } 不接收我的消息：{ $error }。一周内会继续尝试。您是最后设置它的人；请群组管理员允许我发言，或在其他话题发送 /start。
group_reply = （请直接回复这条消息。）
channel_hello = 我现在可以在 { $title } 发布了。频道管理员在那里发布命令即可，例如 /watch 特斯拉、/alert 黄金 2%、/digest 工作日 08:30；提醒和摘要会发在频道里。/stop 停止。
channel_no_export = 频道的数据不向读者展示。设置见 /settings。
watch_full = 您已关注 { $count } 个，已达上限。
unwatch_ask = 要取消关注哪一个？
unwatched = 已取消关注 { $name }。
unwatch_unknown = 您没有关注“{ $text }”。
button_old = 该按钮已失效。
unmuted = { $name } 已恢复提醒。
export_cut = 其余内容过长，无法在聊天中显示，请联系运营者。
undo = 撤销
undone = 已撤销。
watchlist_empty = 您还没有自选。可从 /watch 阿里巴巴 开始。
watchlist_title = 您的自选
rule_standard = 涨跌{ $percent }%及以上
rule_any = 任意幅度
rule_both = 涨跌{ $percent }%及以上
rule_up = 上涨{ $percent }%及以上
rule_down = 下跌{ $percent }%及以上
rule_two = 上涨{ $rise }%或下跌{ $fall }%及以上
rule_set = 已设置：{ $rule }
rehearsed = 过去30天会提醒{ $count }次。
rehearsed_nothing = 过去30天没有读到可供试算的报道。
rules_title = 您的规则
rules_full = 您已有{ $count }条规则，已达上限。
rule_watchlist = 您的自选
rule_anything = 所有报道
rule_once = 仅一次
rule_in_session = 仅在开市时
rule_any_company = 任何公司
rule_market = { $market }的任何公司
rule_source = 仅限{ $source }
rule_reads_en = 仅限英文报道
rule_reads_zh = 仅限中文报道
rule_cooldown = 至少间隔{ $minutes }分钟
rule_cooldown_hours = 至少间隔{ $hours }小时
rule_cooldown_days = 至少间隔{ $days }天
rule_most = 每天最多{ $count }次
rule_until = 至{ $day }
nothing_changed = 未作任何更改。
nothing_changed_two = 未作任何更改：看不出哪个数字或要求属于谁。一次说一个最稳妥，例如“特斯拉跌5%提醒我”。
only_prices = 未作任何更改：提醒只针对价格，或新闻中的词语（例如“特斯拉有交付的新闻告诉我”）。
nothing_changed_which = 未作任何更改。您是指下面哪一个？
yes = 是
meant_ask = 我自己没有看懂。您的意思是：“{ $line }”吗？
yes_all = 是，全部{ $count }个
no = 否
unwatch_all_ask = 取消关注全部{ $count }个？{ $names }
unwatched_all = 已取消关注{ $count }个。
not_watched = 您没有关注 { $name }。
alert_impossible = { $percent }% 不是可能的幅度，请发送 0.1% 到 100%。
alert_whom = 要提醒哪一个？可以写：特斯拉跌5%提醒我。
alert_every = 您关注的全部{ $count }个：{ $rule }。
alerts_off = 以下不再提醒：
alerts_off_none = 没有可取消的提醒。
alert_size_ask = { $name }：从多大幅度起提醒？
unwatch_button = 取消关注 { $name }
watch_button = 关注 { $name }
every_story_button = 每条新闻也推送
news_button = { $name } 的新闻
end_unknown = 看不懂“{ $text }”是什么时候。可以写 2小时、到周五、到17:00。
other_way = 最近几天的报道方向相反：
ask_nothing = 自{ $day }以来读到的报道都没有回答这个问题。
ask_written = 由模型根据这些报道撰写，每句均已与原文核对。
ask_last = 关于{ $name }的最近一篇：{ $title }，{ $at }
question_reported = 我不提供建议或预测。最近的报道：
welcome = 不客气。
help_short =
    像平常说话一样写就行：
    • “关注特斯拉和英伟达”
    • “特斯拉跌5%提醒我”、“黄金涨到4000提醒我”
    • “黄金静音到周五”、“晚上11点到早上7点免打扰”
    • “阿里为什么涨”、“苹果公布了什么”
    • “每天8点发摘要”、“撤销”

    /help 列出全部。
smalltalk = 您好。说出公司名称即可关注；“特斯拉跌5%提醒我”设置提醒，“特斯拉为什么跌”查看报道。/help 列出其余。
offer_list = 我的自选
offer_help = 我能做什么
unknown_command_near = 没有 /{ $command } 这个命令。是指 /{ $near } 吗？
undo_nothing = 没有可撤销的更改。
undone_all = 已撤销{ $words }：一切恢复如前。
undone_already = { $words }已经撤销，只能退回一步。
redone = 已重新执行{ $words }。
undone_words = “{ $said }”这一更改
redo = 还是要这样
hours_ask = 这是用来做什么的？
hours_digest = 届时发摘要
hours_quiet = 免打扰时段
news_none_since = { $day }以来没有{ $name }的报道。最近一篇：
alert_offer = { $name } { $rule }时提醒您？
alert_offer_yes = 好，提醒我
why_not_button = { $name }的涨跌为何提醒或未提醒
no_voice = 我还听不了语音，请用文字告诉我，怎么说就怎么写。
no_picture = 我还看不了图片，请把名称发给我。
listen_none = 运营者没有为我配置语音。/digest 可以阅读摘要。
media_enough = 今天的语音和图片已达上限，请用文字告诉我。
media_unreachable = Telegram 没有把文件给我，请重发，或用文字告诉我。
listen_refused = Telegram 没有接收语音。/digest 可以阅读摘要。
media_one_by_one = 请一条一条来：前面的还没处理完。
media_failed = 这次没能识别，请用文字告诉我，或稍后再试。
voice_too_long = 语音太长了，最多两分钟。
voice_nothing = 没有听到内容，请再说一遍，或用文字告诉我。
picture_too_large = 图片太大了，最多 8 MB。
picture_nothing = 图中没有看到公司、指数或价格。请把名称发给我。
picture_unchecked = 读自图片，未经核实
picture_unknown = 这些我都不认识：{ $names }。
picture_watch = 关注{ $name }
begin_ask = 您关注谁？请点选，或直接发送名称：腾讯、比亚迪、黄金。
begin_when = 每日摘要几点发送？
begin_no_digest = 不要摘要
begin_done = 好的，不发摘要；随时可用 /digest 查看。
in_session_which = 什么时候有效？
in_session_button = 只在盘中
any_hour_button = 全天
in_quiet_which = 如果在免打扰时段发生呢？
in_quiet_pass_button = 立即提醒
in_quiet_hold_button = 结束后提醒
in_quiet_drop_button = 不提醒
bound_outside_session = 提醒不能只限于盘外时间。不加条件则全天有效，“只在盘中”则只限盘中。
in_quiet_pass = 免打扰时也提醒
in_quiet_drop = 免打扰时不提醒
in_quiet_hold = 免打扰结束后提醒
rule_paused = 已暂停
rule_is_paused = 已暂停：{ $rule }
rule_is_on = 已启用：{ $rule }
rule_is_deleted = 已删除：{ $rule }
rule_pause_button = 暂停
rule_resume_button = 继续
rule_delete_button = 删除
user_rule_moves = 涨跌{ $percent }%或以上
user_rule_moves_up = 涨{ $percent }%或以上
user_rule_moves_down = 跌{ $percent }%或以上
user_rule_moves_two = 涨{ $rise }%或跌{ $fall }%或以上
user_rule_above = 升破{ $level }
user_rule_below = 跌破{ $level }
user_rule_cross = 穿越{ $level }
user_rule_record_high = 创一年或更长时间新高
user_rule_record_low = 创一年或更长时间新低
user_rule_record_any = 创一年或更长时间新高或新低
user_rule_stories = 任何报道
user_rule_words = 含 { $words } 的报道
user_rule_investment = 投资
user_rule_investment_over = { $amount }及以上的投资
user_rule_deal = 交易
user_rule_deal_over = { $amount }及以上的交易
user_rule_guidance_cut = 下调业绩指引
user_rule_guidance_raised = 上调业绩指引
user_rule_profit_warning = 盈利预警
user_rule_rating = 评级
user_rule_target = 目标价
alert_usage =
    请写成 /alert 9988.HK 5%（涨跌均可）、+5%（仅上涨）或 -5%（仅下跌）。/alert 9988.HK off 恢复为 { $percent }%。
    也可以：/alert 特斯拉 高于400美元 · 特斯拉 历史新高 · 特斯拉 新闻 · “价格战” 非 传闻 · 投资超过10亿美元 · 特斯拉 下调指引 · 自选 盈利预警。后面可加：仅一次、每4小时、每天最多3次、到周五、仅在盘中、夜里也提醒、夜里不提醒。
alert_set = { $name }：报道{ $rule }时提醒您。
alert_bad_threshold = 无法识别“{ $text }”，请发送0到100之间的百分比，如 5%。
muted = { $name } 已静音至 { $until }。
too_long_a_time = 最长一年。
mute_usage = 请写成 /mute 阿里巴巴 1d。可用小时(h)、天(d)、周(w)。
pause_usage = 请写成 /pause 1d。可用小时(h)、天(d)、周(w)。
paused = 所有提醒暂停至 { $until }。/pause off 恢复；/digest 查看期间发生了什么。
pause_off = 提醒已恢复。
corrections_none = 近30天内告知您的内容没有更正。
corrections_title = 曾告知的数字及其更正
corrections_withdrawn = 已撤回
missed_none = 最近七天没有错过的提醒。
missed_quiet_waits = 免打扰时段内暂存：将于 { $at } 一并告知
missed_quiet_came = 免打扰时段内暂存：已于 { $at } 一并告知
missed_hour_waits = 一小时内过多：其余将于 { $at } 一并告知
missed_hour_came = 一小时内过多：其余已于 { $at } 一并告知
missed_unsent = 未能及时发送给您

## asking

why_known = { $name } 的已知涨跌及其去向
why_nothing_known = 近四天没有读到 { $name } 的涨跌。
why_not_watched = 您没有关注它
why_below = 低于您的提醒幅度（{ $rule }）
why_muted = 当时已静音
why_paused = 当时提醒已暂停
why_before_watch = 早于您的关注，或当时已告知
why_merged = 已并入同一交易时段的消息
why_told = { $at } 已告知
why_told_with = 已并入 { $at } 的消息
why_held = 已暂存，/missed 可查
why_let_go = 按您的设置在免打扰时段内未提醒，/missed 可查
why_under_way = 正在发送
why_taken_back = 已告知，后被更正
why_none = 这里没有可以说明的提醒。
why = 您关注 <b>{ $label }</b>（{ $rule }），报道称 { $size }。
why_one_source = 一个来源：{ $names }，首次见于 { $at }。
why_sources = { $count }个来源：{ $names }；首次见于 { $at }。
why_of = 您关注 <b>{ $label }</b>（{ $rule }），报道称 { $of } { $size }。
news_none = 还没有关于 { $name } 的报道。
search_none = 已读的报道中没有“{ $text }”。
keywords_none = 要找什么？例如 /news “价格战” 或 /news 特斯拉 且 召回。
keywords_unread = 无法理解“{ $text }”。可用词语、引号内的短语、且（AND）、或（OR）、非（NOT）和括号，如 (特斯拉 或 比亚迪) 且 “价格战”。
keywords_long = 内容太多：最多12个词语或短语。
keywords_only_not = 请同时写明必须出现的词，例如：特斯拉 非 召回。
news_usage = 请写成 /news 阿里巴巴。
movers_title = 过去一天的最大涨跌
movers_none = 过去一天没有涨跌报道。
movers_bad = 无法识别“{ $text }”。可试试 /movers 港股、/movers 美股 跌、/movers 今天 或 /movers 自选。
movers_own = 自选
movers_up = 上涨
movers_down = 下跌
claim_raised = 此前为 { $figure }（{ $day }），已上调
claim_cut = 此前为 { $figure }（{ $day }），已下调
claim_delivered = 此前预计 { $figure }（{ $day }）
claims_none = 还没有关于 { $name } 的数据表述。
claims_usage = 请写成 /claims 阿里巴巴。

## settings

settings =
    <b>设置</b>
    语言：{ $language }
    时区：{ $zone }{ $guessed }
    颜色：{ $colours }
    默认提醒幅度：{ $percent }%
    摘要：{ $digest }
    免打扰：{ $quiet }
    每日提醒上限：{ $budget }
quiet_on_days = { $days }的 { $hours }
quiet_closed = { $market }休市日
quiet_set = 免打扰：{ $hours }（{ $zone }）。其间的提醒会在结束时一并告知。/quiet off 取消。
quiet_is = 您的免打扰时段是 { $hours }（{ $zone }）。/quiet off 取消，/quiet 23:00-07:00、/quiet 周末 可更改。
quiet_none = 您没有设置免打扰时段。可发送 /quiet 23:00-07:00 或 /quiet 周末。
quiet_of = { $name }的提醒：{ $in_quiet }。
quiet_of_none = 您还没有设置免打扰时段，可发送 /quiet 23:00-07:00。
quiet_off = 已取消免打扰：提醒会立即发送。
quiet_market = 哪个市场的？例如 /quiet 港股休市日 或 /quiet 美股休市日。
quiet_bad = 我看不懂“{ $text }”这个时段。请发送 23:00-07:00、周末 这样的格式，或“off”。
guessed = （推测）
colours_red_up = 红涨绿跌
colours_green_up = 绿涨红跌
off = 关闭
settings_zone = 时区
settings_language = 语言
settings_colours = 切换颜色
settings_budget = 每日提醒上限
budget_all = 不限
budget_ask = 每天最多提醒几次？请发数字，如30；不限请发“不限”。超出的会列入摘要。
budget_bad = 无法使用“{ $text }”。请发1至1000的数字，或“不限”。
budget_set = 每天最多提醒{ $count }次，超出的列入摘要。
budget_set_all = 每日提醒次数不限。
budget_last = 这是今天{ $count }次提醒中的最后一次，其余列入摘要。/settings 可更改。
digest_left = 超出每日上限的提醒（{ $count }）
missed_let_go = 自 { $at } 起按您的设置，免打扰时段内未提醒
missed_budget = 自 { $at } 起超出每日上限，列入摘要
settings_threshold = 提醒幅度
settings_digest = 摘要时间
settings_quiet_on = 无消息日提示：开
settings_quiet_off = 无消息日提示：关
settings_picture_on = 摘要配图：开
settings_picture_off = 摘要配图：关
zone_ask = 您在哪个时区？请选择，或发送名称，如 Asia/Shanghai。
zone_set = 您的时区为 { $zone }，当地时间 { $time }。
zone_bad = 没有“{ $text }”这个时区。名称如 Asia/Shanghai 或 Europe/Berlin。
zone_right = 对
zone_other = 其他
threshold_ask = 未单独设置时，涨跌幅达到多少百分比才提醒？请发送数字，如 3。
threshold_set = 默认提醒幅度：{ $percent }%。
digest_ask = 每日摘要几点发送？请发送时间，如 08:30，或“off”。
privacy_unread = 若运营者使用语言模型，它只阅读新闻，从不阅读您输入的文字。
privacy_read = 运营者的语言模型阅读新闻，以及您关于新闻的提问和我自己看不懂的消息。
privacy_media = 您发来的语音和图片会交给运营者的模型识别，不会保存；识别出的文字会出现在我的回复里。
privacy = 我保存您的自选、设置，以及90天内发给您的消息；您写给我的内容在回复后立即清除，只有提问和最近一次更改的原话保留一天，以便接着说。若您申请加入，运营者会看到您的名字；群组另存其名称和最后设置者。屏蔽我或将我移出群组30天后，相关内容全部删除。不会交给任何人；{ $reader }/export 导出，/forget 删除。
forget_ask = 这将永久删除您在此的自选、设置和记录。确定吗？
forget_yes = 是，全部删除
forget_no = 否，保留
forgotten = 已删除。/start 可重新开始。
kept = 未删除任何内容。
export = 我保存的关于本聊天的全部内容：

## access

stranger = 本机器人不对所有人开放。您的 Telegram ID 是 { $user }，请联系运营者。
stranger_asked = 本机器人需邀请加入。您的 Telegram ID 是 { $user }，已通知运营者。
admitted = 您已获准加入，欢迎！
admin_only = 该命令仅供运营者使用。

## to whoever runs it

user_asks = { $name }（用户 { $user }）请求加入。
user_admit = 同意
user_admitted = 用户 { $user } 已加入。
users = { $active } 个聊天，{ $watches } 个自选。
users_usage = 请写成 /users add 12345。
feeds_title = 新闻源
feeds_none = 还没有新闻源。用 /feeds add URL 添加。
feed_added = 已添加 { $url }，马上首次读取；其中已有的报道不会触发提醒。
feed_known = { $url } 已存在。
feed_added_checked = 已添加 { $title }（{ $url }）。{ $brings } 其中已有的报道不会触发提醒。
feed_added_mute = 已添加 { $title }（{ $url }），但照现状它不会触发任何提醒：{ $brings }
feed_add_failed = 已尝试读取 { $url }，未添加：{ $error } 仍要添加：/feeds add … anyway
feeds_no_list = 其中没有可读的订阅列表。{ $error }
feeds_imported = 已添加订阅源：{ $added }；已存在：{ $known }；地址无效：{ $refused }。
feed_removed = 已移除 { $url }。
feed_paused = 已暂停 { $url }。
feed_resumed = 已恢复 { $url }。
feed_unknown = 没有新闻源 { $url }。
feed_bad_url = “{ $url }”不是 http 或 https 地址。
feed_failing = 新闻源 { $name } 已失败一天：{ $error }
feed_back = 新闻源 { $name } 已恢复。
model_refused = 语言模型不可用：{ $error } newstape 仅按规则继续。
stats =
    <b>今日</b>
    新闻源：{ $feeds }，异常 { $failing }
    报道：{ $stories }
    提醒：{ $alerts }
    队列：等待 { $queued }，发送中 { $sending }；已发 { $sent }，失败 { $failed }，过期 { $expired }
    模型：{ $calls } 次调用，{ $tokens } token（每篇 { $a_story }，每条消息 { $a_message }）
    核对时舍弃：{ $dropped }
    { $silences }
    聊天：{ $chats }，自选：{ $watches }
broadcast_usage = 请写成 /broadcast 文本。
broadcast_sent = 正在发送给 { $count } 个聊天。
feeds_usage = 请写成 /feeds add https://example.org/rss.xml、/feeds remove URL、/feeds pause URL、/feeds resume URL 或 /feeds zone URL Asia/Shanghai。
feed_zone_set = 今后 { $url } 未注明时区的日期按 { $zone } 读取。
feed_zone_bad = 没有“{ $text }”这个时区。名称如 Asia/Shanghai 或 Europe/Berlin。
feed_health = 七天内 { $stories } 篇报道，{ $able } 篇可提醒
feed_health_items = { $stories } 篇，{ $able } 篇可提醒
feed_why_not = 不可提醒：{ $reasons }
feed_newest = 最新 { $when }
feed_pace = 通常每 { $usual } 更新，已静默 { $still }
feed_since = 已静默 { $still }
feed_is_ahead = 日期超前 { $hours } 小时，时区似为 { $zone }
feed_set_zone = 请在其 [[feed]] 中设置 zone = "{ $zone }"，或发送 /feeds zone、该地址和 { $zone }
feed_distrusted = 新闻源 { $name } 在有新内容时仍称没有更新；今后不再相信，每次完整读取。
feed_moved = 新闻源 { $name } 一周来都称已迁至 { $url }；现改在新地址读取，每天仍试一次旧地址。
feed_flood = 新闻源 { $name } 刚一次带来 { $count } 篇新报道（通常为 { $usual } 篇）。每个聊天每小时的提醒数不会超过上限。
feed_ahead = 新闻源 { $name } 无法提醒任何人：其日期未注明时区，比时钟超前 { $hours } 小时。若发布者位于 { $zone }，请发送 /feeds zone { $url } { $zone }
feed_mute = 新闻源 { $name } 无法提醒任何人：七天内的 { $count } 篇报道均不可提醒（{ $reason }）。
feed_still = 新闻源 { $name } 已有 { $still } 没有内容；通常每 { $usual } 更新。
reported = 有读者反馈提醒有误（{ $what }）：{ $name } { $figures }，“{ $title }” { $link }
story_unread = { $name } 的一篇报道无法读取，已搁置：“{ $title }”（{ $error }）。
chat_refuses = 聊天 { $chat } 已拒收消息一天：{ $error }。一周内每天再试（目前有 { $count } 个聊天拒收）。
chat_given_up = 聊天 { $chat } 已拒收消息八天，不再尝试：{ $error }。
polled_elsewhere = 另有进程用本机器人的令牌读取更新：每条消息只会到其中一个。请停止另一个。
calendar_title = 交易日
calendar_known = { $mic }：已确定至 { $until }；之后的休市日按当地法定假日推算，可能变动。
calendar_closed = { $market }（{ $mic }）{ $day } 休市。
calendar_open = { $market }（{ $mic }）{ $day } 开市。
calendar_usage = 如有错误请这样写：XHKG closed today，或 XSHG open 2027-02-11。
calendar_ends = { $market }（{ $mic }）的交易日已确定至 { $until }；之后的休市日按当地法定假日推算，可能变动。可升级 newstape，或直接告知：{ $mic } closed 2027-01-04。
up = newstape 已启动：{ $feeds } 个新闻源，今日已读 { $stories } 篇报道，{ $moves } 条涨跌。
silences = 今日未提醒：{ $reasons }
silence_first_poll = 新闻源首次读取
silence_no_date = 没有可识别的日期
silence_future = 日期在未来
silence_old = 超过一天
silence_old_dateline = 电头日期超过一天
silence_other_time = 文中表明是旧闻
silence_unread = 读取耗时过长
silence_scope = 不是单日涨跌
silence_nobody = 未指明对象
silence_no_session = 交易日不明
silence_old_session = 较早交易日
silence_unsure = 原文未能确定对象或交易日
silence_folded = 超过每小时上限，合并告知
silence_quiet = 免打扰时段内，结束时一并告知
silence_let_go = 按用户设置，免打扰时段内不提醒
silence_budget = 超出每日上限，列入摘要
silence_chat_ended = 聊天不接收消息
silence_expired = 未能及时发送

## what Telegram says of the bot: at most 512 and 120 characters

profile_description =
    newstape 阅读财经新闻，几秒内告诉您什么涨跌了、幅度多少、为什么、是谁说的。每个数字都附有原文。

    点按开始，说出您关注谁、摘要几点发送即可。不提供投资建议。
profile_short = 什么涨跌、幅度多少、为什么、谁说的：财经新闻提醒与摘要。

## the commands in Telegram's menu, of at most 256 characters

command_watch = 关注公司、指数、商品或货币
command_unwatch = 取消关注
command_watchlist = 查看自选
command_alert = 设置阈值，如 /alert 9988.HK 5%
command_digest = 摘要；/digest 08:30 每天发送
command_listen = 语音播报摘要
command_news = 相关报道
command_movers = 过去一天的最大涨跌
command_claims = 谁说了什么数字
command_why = 为何收到上一条提醒
command_mute = 静音一段时间
command_pause = 暂停所有提醒
command_quiet = 免打扰时段
command_missed = 暂存或未能发送的提醒
command_corrections = 已告知内容的更正
command_accuracy = 本月出错多少
command_undo = 撤销上一次更改
command_settings = 语言、时区、颜色、阈值
command_help = 帮助
command_privacy = 保存了哪些内容
command_export = 导出全部内容
command_forget = 删除全部内容
command_cancel = 取消提问
command_stop = 停止发送

# /help 所说的一个命令：<code>里的都由测试试过。
help_topic_alert = 提醒
help_topic_quiet = 免打扰
help_topic_digest = 摘要
help_more_alert =
    <b>提醒</b>
    按涨跌幅：
    <code>/alert 9988.HK 5%</code>
    <code>/alert 特斯拉 跌3%</code> — 只看下跌
    <code>/alert 自选 4%</code>
    <code>/alert 任何港股 10%</code>
    按价位或纪录：
    <code>/alert 黄金 突破4000美元</code>
    <code>/alert 英伟达 创新高</code>
    按报道内容：
    <code>/alert 腾讯 新闻</code> — 任何报道
    <code>/alert “价格战” NOT 传闻</code>
    <code>/alert 自选 盈利预警</code>
    <code>/alert 投资 超过10亿美元</code>
    后面可写时间、次数和语言：
    <code>/alert 特斯拉 5% 仅一次</code>
    <code>/alert 腾讯 新闻 每天最多3次</code>
    <code>/alert 黄金 2% 到周五为止</code>
    <code>/alert 特斯拉 新闻 只在开市时</code>
    <code>/alert 特斯拉 5% 夜里也要</code>
    <code>/alert 腾讯 新闻 只看中文</code>
    /list 列出已设的提醒，按键即可删除。
help_more_quiet =
    <b>免打扰</b>
    期间的提醒在结束时合为一条发出。新时段取代旧时段，日子另外并存：
    <code>/quiet 23:00-07:00</code>
    <code>/quiet 工作日 9:00-17:00</code>
    <code>/quiet 周末</code>
    <code>/quiet 港股休市日</code>
    <code>/quiet off</code> — 全部取消
    单独的例外：
    <code>/quiet 特斯拉 照常</code> — 照样提醒
    <code>/quiet 特斯拉 不提醒</code> — 期间不提醒，可在 /missed 查看
help_more_digest =
    <b>摘要</b>
    <code>/digest</code> — 立即
    <code>/digest 08:30</code> — 每天
    <code>/digest 工作日 7:00和17:00</code>
    <code>/digest 收盘 港股</code> — 交易日收盘后15分钟
    <code>/digest 每周日 9:00</code>
    <code>/digest off</code>
    /listen 语音播报。
