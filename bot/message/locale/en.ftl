language_name = English

## alerts and digests

close = close
open = open
premarket = pre-market
after_hours = after hours
intraday_extreme = intraday
session = on
longer = over a longer time
correction = Correction: { $name }
corrected = { $of } was { $before }, now { $after }, corrected by { $source } { $at }
withdrawn = { $source } withdrew its story { $at }: what it told rests on nothing any more.
withdrawn_supported = { $source } withdrew its story { $at }; others tell the same.
withdrawn_instead = { $source } withdrew its story { $at }, which told { $figures }.
repeated = (may have reached you before)
read_story = Read the story
in_chinese = in Chinese
early = told before I first read its feed
by_model = read by a model
more_sources =
    { $count } more { $count ->
        [one] source
       *[other] sources
    }: { $names }
translated = translated by a model, and held against the source's words
unsure = not certain: the story leaves open whose it is, or of which day
folded =
    { $count } more { $count ->
        [one] alert
       *[other] alerts
    } within this hour
held =
    { $count } { $count ->
        [one] alert
       *[other] alerts
    } of your quiet hours ({ $hours })
held_then =
    { $count } { $count ->
        [one] alert
       *[other] alerts
    } of quiet hours
folded_rest = … and { $count } more. /missed has them all.
why_button = Why this?
wrong_button = Wrong?
mute_button = Mute for a day
threshold_button = Other threshold
bound_ask = { $name }: from which move on shall I tell you? Now: { $rule }.
wrong_ask = What is wrong with it?
wrong_figure = The figure
wrong_company = The company
wrong_day = The day
wrong_old = Old news
wrong_noted = Thank you, noted: { $what }. Whoever runs this bot sees it with the story’s words; /accuracy counts it.
wrong_known = You have told me already; thank you.
accuracy =
    <b>This month</b>
    { $told } { $told ->
        [one] figure
       *[other] figures
    } told, { $by_model } of them read by a model
    { $corrected } taken back by their publishers ({ $corrected_by_model } read by a model)
    { $reported } reported wrong by readers ({ $reported_by_model } read by a model)
accuracy_none = Nothing has been told this month yet.
digest_title = Your digest, { $day }
digest_moved = What moved
digest_stories = Stories
digest_missed = Not sent in time
digest_nothing = Nothing on your watchlist moved or was written about since the last digest.
spoken_title = Your digest, { $day }.
spoken_stories = The news:
spoken_up = { $name } rose { $size }{ $when }
spoken_down = { $name } fell { $size }{ $when }
spoken_flat = { $name } was little changed{ $when }
spoken_to = {" "}to{" "}
spoken_plus = plus{" "}
spoken_minus = minus{" "}
digest_no_watches = You watch nothing yet, so there is nothing to sum up. Start with /watch Alibaba.
digest_title_week = Your week up to { $day }
digest_hour_set = Your digest comes { $when } ({ $zone }). /digest shows it now, /digest off ends it.
slot_days = { $days } at { $hours }
slot_weekly = weekly, { $days } at { $hours }
slot_open = at the open, on trading days: { $market }
slot_close = 15 minutes after the close, on trading days: { $market }
days_all = every day
days_weekdays = on weekdays
days_some = every { $days }
digest_hour_guessed = The time zone { $zone } is a guess from your language. Is it right?
digest_hour_unknown = I do not know your time zone, so this is UTC. Is that right?
digest_off = No more digests of their own accord. /digest shows one whenever you ask.
digest_hour_bad = I can’t read a time in “{ $text }”. Write it like /digest 08:30, /digest weekdays 7:00 and 17:00, /digest close HK or /digest weekly sunday 9:00.

## start and help

start =
    <b>newstape</b> reads financial news and tells you what moved, by how much, and who said so. Every figure comes with the words of the story that says it.

    Write as you would to a friend: “watch Alibaba”, “tell me when Tesla falls 5%”, “why is gold up”. /help has the rest.
advice = I report what the news says. I do not advise, and a figure can be wrong at its source: read the story before you act.
help_intro = Just write what you want: “tell me when Tesla falls 5%”, “mute gold until friday”, “why is Alibaba up”. Or:
help_watching = <b>Watching</b>
help_of_watch = /watch Alibaba — a company, index, commodity or currency, by name or ticker
help_of_unwatch = /unwatch Alibaba — stops that
help_of_watchlist = /watchlist — what you watch
help_of_alert = /alert 9988.HK 5% — only moves of 5% or more; +5% only up, -5% only down
help_of_mute = /mute Alibaba 1d — no alerts about one for a while
help_of_pause = /pause 2h — no alerts at all for a while
help_of_quiet = /quiet 23:00-07:00 — hours without alerts; they come together at the end; /quiet Tesla pass — one that comes anyway (or hold, drop)
help_of_missed = /missed — what was held or could not be sent, and why
help_of_corrections = /corrections — what I told you and what it became
help_of_accuracy = /accuracy — how often I was wrong this month
help_of_undo = /undo — takes back your last change
help_reading = <b>Reading</b>
help_of_digest = /digest — now; /digest 08:30 every day; /digest weekdays 7:00 and 17:00; /digest close HK; /digest weekly sunday 9:00
help_of_listen = /listen — the digest as a voice message
help_of_news = /news Alibaba — the latest stories; /news "price war" since monday searches them all
help_of_movers = /movers — the biggest moves of the last day; /movers hk, /movers us down, /movers watchlist
help_of_claims = /claims Alibaba — who says what, how much, by when
help_of_why = /why — why you got the last alert; /why 9988.HK — why you did not
help_you = <b>You</b>
help_of_settings = /settings — language, time zone, colours, threshold
help_running = <b>Running it</b>
help_of_feeds = /feeds — feeds; /feeds add URL, /feeds remove URL, /feeds pause URL; send an OPML file to add a list
help_of_users = /users — who uses it; /users add ID
help_of_broadcast = /broadcast TEXT — a message to all
stopped = Stopped: no more alerts or digests. Your watchlist is kept; /start resumes.
unknown_command = I do not know /{ $command }. /help lists what I understand.
not_understood = I did not understand that. Write a company's name or ticker to watch it, or /help.
cancelled = Cancelled.
nothing_to_cancel = There is nothing to cancel.
too_long = That is too long for me: at most 1,000 characters at once, please.

## watching

watching = Watching { $name } ({ $symbols }). I’ll alert you to reported moves of { $rule }.
watching_already = You already watch { $name }, at { $rule }.
watching_several = Watching { $count } more. I’ll alert you to reported moves of { $rule }.
watched_before = watched already, at { $rule }
watch_unknown_several = I can’t find { $names }. Try tickers, such as 9988.HK.
unwatch_unknown_several = You do not watch { $names }.
watch_ask = What shall I watch? Send a name or a ticker, such as Alibaba, 9988.HK or gold.
watch_which = “{ $text }” may mean several. Which one?
watch_unknown = I can’t find “{ $text }”. Try its ticker, such as 9988.HK.
watch_nearest = I can’t find “{ $text }”. Did you mean one of these?
watch_mentioned = Which one shall I watch?
watch_unlisted = { $name } is not listed on an exchange, as far as my table of { $day } knows, so it has no price to watch.
called_brand = “{ $text }” belongs to { $name }, and has no share of its own.
called_former = “{ $text }” has been called { $name } since { $day }.
called_code = { $text } has been { $symbol } since { $day }.
group_hello =
    Hello. I read financial news and tell this group what moved, by how much, why, and who said so.

    Its admins set it up: /watch Tesla, /alert Tesla 5%, /digest 8:00, /settings.
    Everybody may ask: /news Tesla, /movers, /why, or mention me with a question.
group_admins_only = In a group only its admins may change that.
topic_here = Alerts and digests come to this topic; /start in another one moves them there.
topic_gone = The topic to which alerts and digests went is closed, so they come here; /start in another topic moves them there.
group_refuses = The group { $title } takes no messages of mine: { $error }. I try again for a week. You set it up last; its admins can let me write there, or name another topic with /start.
group_reply = (Answer with a reply to this message.)
channel_hello = I can post in { $title } now. Its admins write my commands there as posts, /watch tesla, /alert gold 2%, /digest weekdays 08:30, and I do them; alerts and digests come there, for all its readers. /stop ends it.
channel_no_export = What I keep of a channel is not shown to its readers. Its settings are in /settings.
watch_full = You watch { $count } already, which is as many as one chat may.
unwatch_ask = Which one shall I stop watching?
unwatched = You no longer watch { $name }.
unwatch_unknown = You do not watch “{ $text }”.
button_old = That button is out of date.
unmuted = { $name } is heard again.
export_cut = The rest is too long for a chat; the operator has it all.
undo = Undo
undone = Undone.
watchlist_empty = You watch nothing yet. Start with /watch Alibaba.
watchlist_title = You watch
rule_standard = { $percent }% or more, up or down
rule_any = any size
rule_both = { $percent }% or more, up or down
rule_up = { $percent }% or more up
rule_down = { $percent }% or more down
rule_two = { $rise }% or more up, { $fall }% or more down
rule_set = Set: { $rule }
rehearsed =
    In the last 30 days it would have fired { $count } { $count ->
        [one] time
       *[other] times
    }.
rehearsed_nothing = I have read nothing in the last 30 days that it could have fired on.
rules_title = Your rules
rules_full = You have { $count } rules, which is as many as one chat may.
rule_watchlist = Your watchlist
rule_anything = Any story
rule_once = once
rule_in_session = only while its market is open
rule_any_company = Any company
rule_market = Any company of { $market }
rule_source = only by { $source }
rule_reads_en = only in English
rule_reads_zh = only in Chinese
rule_cooldown = at most every { $minutes ->
    [one] minute
   *[other] { $minutes } minutes
}
rule_cooldown_hours = at most every { $hours ->
    [one] hour
   *[other] { $hours } hours
}
rule_cooldown_days = at most every { $days ->
    [one] day
   *[other] { $days } days
}
rule_most = at most { $count } a day
rule_until = until { $day }
nothing_changed = Nothing was changed.
nothing_changed_two = Nothing was changed: I could not tell which figure or wish belongs to what. One at a time is surest, like “tell me when Tesla falls 5%”.
only_prices = Nothing was changed: alerts are about the price alone, or about words of the news (“tell me about news of Tesla and deliveries”).
nothing_changed_which = Nothing was changed. Did you mean one of these?
yes = Yes
meant_ask = I did not understand that by myself. Did you mean: “{ $line }”?
yes_all = Yes, all { $count }
no = No
unwatch_all_ask = Stop watching all { $count }? { $names }
unwatched_all = You watch { $count } fewer now.
not_watched = You do not watch { $name }.
alert_impossible = { $percent }% is no size of a move that I could report. Send one from 0.1% to 100%.
alert_whom = Whom shall the alert be about? Write it like: tell me when Tesla falls 5%.
alert_every = All { $count } that you watch: { $rule }.
alerts_off = These no longer alert you:
alerts_off_none = There is no alert of yours to take away there.
alert_size_ask = { $name }: from which move on shall I tell you?
unwatch_button = Stop watching { $name }
watch_button = Watch { $name }
every_story_button = Every story too
news_button = News of { $name }
end_unknown = I do not understand “{ $text }” as a time to come. Write it like 2h, until friday or until 17:00.
other_way = All that was reported of it in the last days went the other way:
ask_nothing = Nothing that I have read since { $day } answers that.
ask_written = Written by a model from these stories; each sentence was held against its own.
ask_last = The last about { $name }: { $title }, { $at }
question_reported = I give no advice and no forecasts. This was reported last:
welcome = You’re welcome.
help_short =
    Write it as you would to a friend:
    • “watch Tesla and Nvidia”
    • “tell me when Tesla falls 5%”, “gold above 4000”
    • “mute gold until friday”, “quiet from 11pm to 7am”
    • “why is Alibaba up”, “what did Apple report”
    • “digest at 8”, “undo”

    /help lists everything.
smalltalk = Hello. Name a company and I watch it; “tell me when Tesla falls 5%” sets an alert, “why is Tesla down” says what was reported. /help lists the rest.
offer_list = What I watch
offer_help = What I can do
unknown_command_near = I do not know /{ $command }. Did you mean /{ $near }?
undo_nothing = There is nothing to take back.
undone_all = Taken back{ $words }: everything is as it was before.
undone_already = That{ $words } was taken back already, and I keep one step only.
redone = Done again{ $words }.
undone_words = {" "}(“{ $said }”)
redo = Do it again after all
hours_ask = What is that for?
hours_digest = My digest then
hours_quiet = Quiet hours
news_none_since = Nothing about { $name } since { $day }. The last was:
alert_offer = Shall I alert you to moves of { $name } of { $rule }?
alert_offer_yes = Yes, alert me
why_not_button = What became of { $name }’s moves
no_voice = I cannot hear voice messages yet. Write it to me, as you would say it.
no_picture = I cannot read pictures yet. Write me the name that it is about.
listen_none = I have no voice here: whoever runs me has not given me one. /digest shows it to read.
media_enough = That is enough voice and pictures for today. Write to me instead.
media_unreachable = Telegram did not give me that file. Please send it again, or write it.
listen_refused = Telegram did not take the voice message. /digest shows it to read.
media_one_by_one = One after the other, please: I have not finished with the last ones.
media_failed = I could not make that out just now. Please write it, or try again later.
voice_too_long = That is too long to listen to: two minutes at most.
voice_nothing = I heard no words. Please say it again, or write it.
picture_too_large = That picture is too large: 8 MB at most.
picture_nothing = I see no company, index or price in it. Write me the name that it is about.
picture_unchecked = read in the picture, not checked
picture_unknown = None of these is known to me: { $names }.
picture_watch = Watch { $name }
begin_ask = Whom do you follow? Press one, or write names: Nvidia, Toyota, gold.
begin_when = When shall your digest come?
begin_no_digest = No digest
begin_done = No digest, then; /digest shows one at any time.
in_session_which = When shall it count?
in_session_button = In the session only
any_hour_button = At any hour
in_quiet_which = And when it happens in your quiet hours?
in_quiet_pass_button = Tell me at once
in_quiet_hold_button = Tell me afterwards
in_quiet_drop_button = Not at all
bound_outside_session = No rule can be held to the hours outside the session. Without a bound it counts at any hour; “in the session only” keeps it to the session.
in_quiet_pass = also in quiet hours
in_quiet_drop = never in quiet hours
in_quiet_hold = after quiet hours
rule_paused = paused
rule_is_paused = Paused: { $rule }
rule_is_on = On: { $rule }
rule_is_deleted = Deleted: { $rule }
rule_pause_button = Pause
rule_resume_button = Resume
rule_delete_button = Delete
user_rule_moves = { $percent }% or more, up or down
user_rule_moves_up = up { $percent }% or more
user_rule_moves_down = down { $percent }% or more
user_rule_moves_two = up { $rise }% or down { $fall }% or more
user_rule_above = above { $level }
user_rule_below = below { $level }
user_rule_cross = crosses { $level }
user_rule_record_high = a new high of a year or longer
user_rule_record_low = a new low of a year or longer
user_rule_record_any = a new high or low of a year or longer
user_rule_stories = any story
user_rule_words = stories with { $words }
user_rule_investment = an investment
user_rule_investment_over = an investment of { $amount } or more
user_rule_deal = a deal
user_rule_deal_over = a deal of { $amount } or more
user_rule_guidance_cut = guidance cut
user_rule_guidance_raised = guidance raised
user_rule_profit_warning = a profit warning
user_rule_rating = a rating
user_rule_target = a price target
alert_usage =
    Write it like /alert 9988.HK 5% (either way), +5% (up only) or -5% (down only); /alert 9988.HK off goes back to { $percent }%.
    Or: /alert tesla above $400 · tesla record high · tesla news · "price war" NOT rumour · investments over USD 1 billion · tesla guidance cut · watchlist profit warning. Behind it: once, every 4h, at most 3 a day, until friday, in the session only, even at night, not at night.
alert_set = { $name }: I’ll alert you to moves of { $rule }.
alert_bad_threshold = I can’t use “{ $text }”. Send a percentage from 0 to 100, such as 5%.
muted = { $name } is muted until { $until }.
too_long_a_time = At most a year, please.
mute_usage = Write it like /mute Alibaba 1d. Hours (h), days (d) and weeks (w) work.
pause_usage = Write it like /pause 1d. Hours (h), days (d) and weeks (w) work.
paused = All alerts pause until { $until }. /pause off ends it; /digest shows what happened meanwhile.
pause_off = Alerts are on again.
corrections_none = Nothing that I told you has been corrected in the last 30 days.
corrections_title = What I told you, and what it became
corrections_withdrawn = withdrawn
missed_none = You have missed nothing in the last seven days.
missed_quiet_waits = Held for your quiet hours: they come together at { $at }
missed_quiet_came = Held for your quiet hours: they came together at { $at }
missed_hour_waits = Too many for one hour: the rest comes together at { $at }
missed_hour_came = Too many for one hour: the rest came together at { $at }
missed_unsent = Could not be sent to you in time

## asking

why_known = What I know of { $name }, and what became of it
why_nothing_known = I have read of no move of { $name } in the last four days.
why_not_watched = you do not watch it
why_below = below your threshold ({ $rule })
why_muted = it was muted
why_paused = your alerts were paused
why_before_watch = it came before you watched it, or had been told by then
why_merged = told with the message of the same session
why_told = told { $at }
why_told_with = told with the message of { $at }
why_held = held: /missed shows when it comes
why_let_go = let go in your quiet hours, as you asked: it stands in /missed
why_under_way = on its way
why_taken_back = told, and taken back since
why_none = I know of no alert here to explain.
why = You watch <b>{ $label }</b> at { $rule }, and the story reports { $size }.
why_one_source = One source: { $names }, first seen { $at }.
why_sources = { $count } sources: { $names }; first seen { $at }.
why_of = You watch <b>{ $label }</b> at { $rule }, and the story reports { $size } of { $of }.
news_none = I have no story about { $name } yet.
search_none = No story that I have read says “{ $text }”.
keywords_none = What shall I look for? Write it like /news "price war" or /news tesla AND recall.
keywords_unread = I can’t read “{ $text }”. Use words, phrases in quotes, AND, OR, NOT and brackets, such as (tesla OR byd) AND "price war".
keywords_long = That is too much at once: at most 12 words and phrases, please.
keywords_only_not = Say also what has to be there, not only what must not: tesla NOT recall.
news_usage = Write it like /news Alibaba.
movers_title = The biggest moves of the last day
movers_none = No move was reported in the last day.
movers_bad = I don’t know “{ $text }” there. Try /movers hk, /movers us down, /movers today or /movers watchlist.
movers_own = your watchlist
movers_up = up
movers_down = down
claim_raised = raised from { $figure } ({ $day })
claim_cut = cut from { $figure } ({ $day })
claim_delivered = foreseen was { $figure } ({ $day })
claims_none = I have no claim about { $name } yet.
claims_usage = Write it like /claims Alibaba.

## settings

settings =
    <b>Settings</b>
    Language: { $language }
    Time zone: { $zone }{ $guessed }
    Colours: { $colours }
    Standard threshold: { $percent }%
    Digests: { $digest }
    Quiet hours: { $quiet }
    Alerts a day: { $budget }
quiet_on_days = { $hours } { $days }
quiet_closed = days without a session ({ $market })
quiet_set = Quiet: { $hours } ({ $zone }). What alerts meanwhile comes together at the end, without a sound before. /quiet off ends it.
quiet_is = Your quiet hours are { $hours } ({ $zone }). /quiet off ends them; /quiet 23:00-07:00, /quiet weekends and /quiet hk holidays set others.
quiet_none = You have no quiet hours. Set them like /quiet 23:00-07:00 or /quiet weekends.
quiet_of = { $name }: { $in_quiet }.
quiet_of_none = You have no quiet hours yet: set them like /quiet 23:00-07:00.
quiet_off = No more quiet hours: alerts come at once.
quiet_market = Of which market? Send it like /quiet hk holidays or /quiet us holidays.
quiet_bad = I do not understand “{ $text }” as hours or days. Send them like 23:00-07:00, weekends, or “off”.
guessed = {" "}(a guess)
colours_red_up = red is up (China, Hong Kong)
colours_green_up = green is up
off = off
settings_zone = Time zone
settings_language = Language
settings_colours = Swap colours
settings_budget = Alerts a day
budget_all = no limit
budget_ask = How many alerts a day at most? Send a number such as 30, or “all”. What is beyond it stands in your digest.
budget_bad = I can’t use “{ $text }”. Send a number from 1 to 1,000, or “all”.
budget_set =
    At most { $count } { $count ->
        [one] alert
       *[other] alerts
    } a day; what is beyond it stands in your digest.
budget_set_all = As many alerts a day as there are.
budget_last =
    That was the last of { $count } { $count ->
        [one] alert
       *[other] alerts
    } for today: what else comes stands in your digest. /settings changes it.
digest_left = Beyond your alerts of a day ({ $count })
missed_let_go = Let go in your quiet hours as you asked, since { $at }
missed_budget = Beyond your alerts of a day, since { $at }: they stand in your digest
settings_threshold = Threshold
settings_digest = Digest hour
settings_quiet_on = Tell me on quiet days too: on
settings_quiet_off = Tell me on quiet days too: off
settings_picture_on = Digest with a picture: on
settings_picture_off = Digest with a picture: off
zone_ask = Which time zone? Press one, or send its name, such as Europe/Berlin.
zone_set = Your time zone is { $zone }; it is { $time } there now.
zone_bad = I know no time zone “{ $text }”. Names look like Asia/Shanghai or Europe/Berlin.
zone_right = Yes, that is right
zone_other = Another
threshold_ask = How big must a move be before I alert you, where you set nothing else? Send a percentage, such as 3.
threshold_set = Standard threshold: { $percent }%.
digest_ask = At which hour shall the digest come? Send it like 08:30, or “off”.
privacy_unread = a language model, if the operator uses one, reads the news and never what you type.
privacy_read = a language model of the operator reads the news, and of your messages your questions about them and those that I do not understand myself.
privacy_media = Voice messages and pictures that you send me go to the operator’s model and are not kept; what was heard or read in them stands in my answers.
privacy = I keep what you watch, your settings and, for 90 days, the messages I sent you; what you write to me is blanked as soon as it is answered, save a question and the words of your last change, which I keep for a day so that you can go on from them. If you ask to be let in, the operator sees your name; of a group I keep its title and who set it up last. Whoever blocks me, or removes me from a group, is forgotten after 30 days. Nothing goes to anybody else; { $reader } /export gives you what I keep, /forget deletes it.
forget_ask = This deletes your watchlist, settings and history here, for good. Sure?
forget_yes = Yes, delete all
forget_no = No, keep it
forgotten = Deleted. Send /start to begin again.
kept = Nothing was deleted.
export = Everything I hold about this chat:

## access

stranger = This bot is not open to everybody. Your Telegram ID is { $user }; its operator can let you in.
stranger_asked = This bot takes new people by invitation. Your Telegram ID is { $user }; I have told its operator that you asked.
admitted = You are in. Welcome!
admin_only = That is for the operator.

## to whoever runs it

user_asks = { $name } (user { $user }) asks to be let in.
user_admit = Let in
user_admitted = User { $user } is let in.
users =
    { $active } { $active ->
        [one] chat
       *[other] chats
    }, { $watches } { $watches ->
        [one] watch
       *[other] watches
    }.
users_usage = Write it like /users add 12345.
feeds_title = Feeds
feeds_none = There is no feed yet. /feeds add URL begins one.
feed_added = Added { $url }. Its first poll follows at once; stories that are in it already alert nobody.
feed_known = { $url } is there already.
feed_added_checked = Added { $title } ({ $url }). { $brings } Stories that are in it already alert nobody.
feed_added_mute = Added { $title } ({ $url }), but as it is it can never alert: { $brings }
feed_add_failed = { $url } was asked and is not added: { $error } To add it all the same: /feeds add … anyway
feeds_no_list = I can read no list in it. { $error }
feeds_imported = Feeds added: { $added }. There already: { $known }. Without an address of the web: { $refused }.
feed_removed = Removed { $url }.
feed_paused = Paused { $url }.
feed_resumed = { $url } is polled again.
feed_unknown = There is no feed { $url }.
feed_bad_url = “{ $url }” is no http or https address.
feed_failing = The feed { $name } has failed for a day: { $error }
feed_back = The feed { $name } is back.
model_refused = The language model cannot be used: { $error } newstape goes on by rules alone.
stats =
    <b>Today</b>
    Feeds: { $feeds }, { $failing } failing
    Stories: { $stories }
    Alerts: { $alerts }
    Queue: { $queued } waiting, { $sending } being sent; sent { $sent }, failed { $failed }, expired { $expired }
    Model: { $calls } calls, { $tokens } tokens ({ $a_story } a story read, { $a_message } a message delivered)
    Dropped by grounding: { $dropped }
    { $silences }
    Chats: { $chats }, watches: { $watches }
broadcast_usage = Write it like /broadcast TEXT.
broadcast_sent =
    On its way to { $count } { $count ->
        [one] chat
       *[other] chats
    }.
feeds_usage = Write it like /feeds add https://example.org/rss.xml, /feeds remove URL, /feeds pause URL, /feeds resume URL or /feeds zone URL Asia/Shanghai.
feed_zone_set = Dates of { $url } that name no time zone are read as { $zone } from now on.
feed_zone_bad = I know no time zone “{ $text }”. Names look like Asia/Shanghai or Europe/Berlin.
feed_health =
    { $stories } { $stories ->
        [one] story
       *[other] stories
    } in seven days, { $able } may alert
feed_health_items =
    { $stories } { $stories ->
        [one] item
       *[other] items
    }, { $able } can alert
feed_why_not = not: { $reasons }
feed_newest = newest { $when }
feed_pace = usually every { $usual }, still for { $still }
feed_since = still for { $still }
feed_is_ahead = dated { $hours } h ahead: its zone seems to be { $zone }
feed_set_zone = set zone = "{ $zone }" in its [[feed]], or send /feeds zone with its address and { $zone }
feed_distrusted = The feed { $name } says that nothing is new when there is; I no longer believe it, and read it whole each time.
feed_moved = The feed { $name } has said for a week that it has moved to { $url }; I ask there now, and its old address once a day.
feed_flood = The feed { $name } has just brought { $count } new stories at once; it usually brings { $usual }. Nobody gets more than an hour’s alerts of them.
feed_ahead = The feed { $name } can alert nobody: its dates are { $hours } h ahead of the clock, as they name no time zone. If its publisher lives in { $zone }, send /feeds zone { $url } { $zone }
feed_mute = The feed { $name } can alert nobody: of its { $count } stories of the last seven days none may ({ $reason }).
feed_still = The feed { $name } has brought nothing for { $still }; it usually brings something every { $usual }.
reported = A reader says that an alert is wrong ({ $what }): { $name } { $figures }, “{ $title }” { $link }
story_unread = A story of { $name } could not be read and was put aside: “{ $title }” ({ $error }).
chat_refuses =
    Chat { $chat } has refused messages for a day: { $error }. I try it daily for a week ({ $count } { $count ->
        [one] chat refuses
       *[other] chats refuse
    } now).
chat_given_up = Chat { $chat } has refused messages for eight days and is given up: { $error }.
polled_elsewhere = Another process asks Telegram for updates with this bot’s token: one of the two gets each message. Stop the other one.
calendar_title = Trading days
calendar_known = { $mic }: settled until { $until }; later holidays are those of its country’s law and may move.
calendar_closed = { $market } ({ $mic }) is closed on { $day }.
calendar_open = { $market } ({ $mic }) is open on { $day }.
calendar_usage = Say what the table has wrong like this: XHKG closed today, XSHG open 2027-02-11.
calendar_ends = The trading days of { $market } ({ $mic }) are settled until { $until }; later holidays are those of its country’s law and may move. A newer newstape has them, or say it yourself: { $mic } closed 2027-01-04.
up =
    newstape is up: { $feeds } { $feeds ->
        [one] feed
       *[other] feeds
    }, { $stories } { $stories ->
        [one] story
       *[other] stories
    } read today, { $moves } { $moves ->
        [one] move
       *[other] moves
    }.
silences = Kept back today: { $reasons }
silence_first_poll = first poll of its feed
silence_no_date = no date that can be read
silence_future = dated in the future
silence_old = older than a day
silence_old_dateline = its dateline is older than a day
silence_other_time = it says of itself that it is of another time
silence_unread = it took too long to read
silence_scope = not a session’s move
silence_nobody = nobody is named
silence_no_session = of no known session
silence_old_session = of an earlier session
silence_unsure = its words leave open whose it is, or of which day
silence_folded = beyond an hour’s alerts, told together
silence_quiet = held in quiet hours, told at their end
silence_let_go = let go in quiet hours, as its reader asked
silence_budget = beyond a day’s alerts, left to the digest
silence_chat_ended = the chat takes no messages
silence_expired = could not be sent in time

## what Telegram says of the bot: at most 512 and 120 characters

profile_description =
    newstape reads financial news and tells you what moved, by how much, why, and who said so, within seconds. Every figure comes with the words of the story that says it.

    Press Start, name whom you follow, and say when your digest shall come. No advice.
profile_short = What moved, by how much, why, and who said so: financial news as alerts and digests.

## the commands in Telegram's menu, of at most 256 characters

command_watch = Watch a company, index, commodity or currency
command_unwatch = Stop watching one
command_watchlist = What you watch
command_alert = Set a threshold, such as /alert 9988.HK 5%
command_digest = What happened; /digest 08:30 every day
command_listen = The digest as a voice message
command_news = Stories about one
command_movers = The biggest moves of the last day
command_claims = Who says what, how much, by when
command_why = Why you got the last alert
command_mute = Mute one for a while
command_pause = Pause all alerts
command_quiet = Hours without alerts
command_missed = What was held or not sent
command_corrections = What was told and what it became
command_accuracy = How often I was wrong this month
command_undo = Take back the last change
command_settings = Language, time zone, colours, threshold
command_help = What I understand
command_privacy = What is kept about you
command_export = All that is kept about you
command_forget = Delete all that is kept about you
command_cancel = Cancel a question
command_stop = No more messages

# What /help tells of one command: what stands in <code> is tried by the tests.
help_topic_alert = Alerts
help_topic_quiet = Quiet hours
help_topic_digest = Digests
help_more_alert =
    <b>Alerts</b>
    By size:
    <code>/alert 9988.HK 5%</code>
    <code>/alert tesla -3%</code> — only falls
    <code>/alert watchlist 4%</code>
    <code>/alert any hk stock 10%</code>
    At a price or a record:
    <code>/alert tesla above $400</code>
    <code>/alert nvidia record high</code>
    By what is told:
    <code>/alert tencent news</code> — any story
    <code>/alert "price war" NOT rumour</code>
    <code>/alert watchlist profit warning</code>
    <code>/alert investments over USD 1 billion</code>
    Behind each may stand when, how often and whose stories:
    <code>/alert tesla 5% once</code>
    <code>/alert tencent news, at most 3 a day</code>
    <code>/alert gold 2% until friday</code>
    <code>/alert tesla news in the session only</code>
    <code>/alert tesla 5% even at night</code>
    <code>/alert tencent news in chinese</code>
    /list shows what is set, with a button to take each away.
help_more_quiet =
    <b>Quiet hours</b>
    What alerts meanwhile comes as one message at their end. New hours take the place of the old ones; days stand beside them:
    <code>/quiet 23:00-07:00</code>
    <code>/quiet monday to friday 9-17</code>
    <code>/quiet weekends</code>
    <code>/quiet hk holidays</code> — days without a session there
    <code>/quiet off</code> — ends them all
    One that is otherwise:
    <code>/quiet tesla pass</code> — comes anyway
    <code>/quiet tesla drop</code> — never alerts then, and stands in /missed
help_more_digest =
    <b>Digests</b>
    <code>/digest</code> — now
    <code>/digest 08:30</code> — every day
    <code>/digest weekdays 7:00 and 17:00</code>
    <code>/digest close HK</code> — 15 minutes after the close, on trading days
    <code>/digest weekly sunday 9:00</code>
    <code>/digest off</code>
    /listen reads it out.
