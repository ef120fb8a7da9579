"""Build the table of listed companies: names, aliases, listings.

Reads the source tables of one folder, joins the listings of each company and
writes one company a line (tab-separated: name, aliases, listings), the best
known first.

    python -m tools.build_listings SOURCES bot/listings/data/companies.tsv 2026-05-30

SOURCES holds equities_trimmed.csv (FinanceDatabase), us_company_tickers_edgartools.parquet (edgartools), ashare_code_cn_adata.csv
(adata), hk_stock_list_trad.csv, core_listings.parquet and symbol_changes.csv (free-ticker-database) and taiwan.csv (twstock).
"""

from __future__ import annotations

import argparse
import csv
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow.parquet as pq
from rapidfuzz import fuzz

from bot.listings import BY_MIC

HERE = Path(__file__).resolve().parent
VARIANTS = Path(
    "bot/reading/languages/zh/variants.txt"
)  # traditional characters and their simplified ones, as stories are read


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# suffix -> (MIC, currency when the source has none)
SUFFIXES: dict[str, tuple[str, str]] = {
    "HK": ("XHKG", "HKD"),
    "SS": ("XSHG", "CNY"),
    "SZ": ("XSHE", "CNY"),
    "BJ": ("BJSE", "CNY"),
    "T": ("XTKS", "JPY"),
    "L": ("XLON", "GBX"),
    "TO": ("XTSE", "CAD"),
    "V": ("XTSX", "CAD"),
    "CN": ("XCNQ", "CAD"),
    "KS": ("XKRX", "KRW"),
    "KQ": ("XKOS", "KRW"),
    "TW": ("XTAI", "TWD"),
    "TWO": ("ROCO", "TWD"),
    "NS": ("XNSE", "INR"),
    "BO": ("XBOM", "INR"),
    "SI": ("XSES", "SGD"),
    "AX": ("XASX", "AUD"),
    "DE": ("XETR", "EUR"),
    "F": ("XFRA", "EUR"),
    "PA": ("XPAR", "EUR"),
    "AS": ("XAMS", "EUR"),
    "BR": ("XBRU", "EUR"),
    "MI": ("XMIL", "EUR"),
    "MC": ("XMAD", "EUR"),
    "SW": ("XSWX", "CHF"),
    "ST": ("XSTO", "SEK"),
    "CO": ("XCSE", "DKK"),
    "OL": ("XOSL", "NOK"),
    "HE": ("XHEL", "EUR"),
    "LS": ("XLIS", "EUR"),
    "IR": ("XDUB", "EUR"),
    "VI": ("XWBO", "EUR"),
    "JK": ("XIDX", "IDR"),
    "BK": ("XBKK", "THB"),
    "KL": ("XKLS", "MYR"),
    "JO": ("XJSE", "ZAC"),
    "TA": ("XTAE", "ILA"),
    "SR": ("XSAU", "SAR"),
    "NZ": ("XNZE", "NZD"),
    "SA": ("BVMF", "BRL"),
    "MX": ("XMEX", "MXN"),
    "IS": ("XIST", "TRY"),
    "AT": ("ASEX", "EUR"),
    "WA": ("XWAR", "PLN"),
    "BA": ("XBUE", "ARS"),
    "SN": ("XSGO", "CLP"),
    "QA": ("DSMD", "QAR"),
    "ME": ("MISX", "RUB"),
    "IC": ("XICE", "ISK"),
}
# Order of the lines after the best known ones.
VENUE_ORDER = {
    mic: place
    for place, mic in enumerate(
        re.findall(
            r"\S+",
            "XNYS XNAS XHKG XSHG XSHE XTKS XLON XETR XPAR XAMS XSWX XKRX XTAI XNSE XTSE XASX XSES XBOM XMIL "
            "XMAD XSTO XCSE XOSL XHEL BVMF XJSE XSAU",
        )
    )
}
# Markets where companies of other countries trade too, but not as their home.
HOME_ONLY: dict[str, frozenset[str]] = {
    "XETR": frozenset({"Germany"}),
    "XFRA": frozenset({"Germany"}),
    "XWBO": frozenset({"Austria"}),
    "XSWX": frozenset({"Switzerland", "Liechtenstein"}),
    "XMIL": frozenset({"Italy", "San Marino"}),
    "XMEX": frozenset({"Mexico"}),
    "BVMF": frozenset({"Brazil"}),
    "XBUE": frozenset({"Argentina"}),
    "XSGO": frozenset({"Chile"}),
    "XMAD": frozenset({"Spain"}),
    "XBRU": frozenset({"Belgium"}),
    "XLIS": frozenset({"Portugal"}),
    "XHEL": frozenset({"Finland"}),
    "XWAR": frozenset({"Poland"}),
    "MISX": frozenset({"Russia"}),
}
# Euronext and Nordic markets hold many foreign companies, but no American ones.
NOT_AMERICAN = frozenset({"XPAR", "XAMS", "XSTO", "XCSE", "XOSL", "XIDX"})
# The source's country is not to be trusted for these.
NO_COUNTRY = frozenset({"XKLS"})
# A company has one line of shares here, so two symbols are two companies.
ONE_SYMBOL = words("XTKS XHKG XTAI ROCO XKRX XKOS XNSE XBOM XASX XSES XNZE XKLS XBKK XIDX XSAU XLON XTAE XETR")
# Here a company with the name of a famous one is its subsidiary.
SUBSIDIARY_VENUES = words("XNSE XBOM XIST XKLS XIDX XBKK XJSE XASX XKRX XKOS MISX XSGO BVMF XMEX XSAU XHKG XTKS")
# Here a company may bear a famous name and be another: keep it on a line of its own.
NAMESAKE_VENUES = words("XNYS XNAS XNSE XBOM XASX XTKS XSHG XSHE BJSE")
ROOT_RULES: dict[str, str] = {
    "XHKG": r"\d{4}",
    "XSHG": r"(60[0135]\d{3}|68[89]\d{3}|900\d{3})",
    "XSHE": r"(00[0123]\d{3}|30[0123]\d{3}|20[01]\d{3})",
    "XTKS": r"\d{3}[0-9A-Z]",
    "XKRX": r"\d{5}0",
    "XKOS": r"\d{5}0",
    "XTAI": r"[1-9]\d{3}",
    "ROCO": r"[1-9]\d{3}",
    "XASX": r"[A-Z0-9]{3}",
    "XNZE": r"[A-Z]{3}",
    "XNSE": r"[A-Z0-9&]+(-AUTO)?",
    "XBOM": r"[A-Z0-9&]+(-AUTO)?",
    "XLON": r"[A-Z][A-Z0-9]*(-[AB])?",
    "XBKK": r"[A-Z0-9&]+",
    "XTAE": r"[A-Z0-9]+",
    "XKLS": r"\d{4}",
    "XSAU": r"\d{4}",
    "BVMF": r"[A-Z0-9]{4}(3|4|5|6|11)",
    "XJSE": r"[A-Z0-9]{2,3}",
    "XIDX": r"[A-Z]{4}",
    "XSES": r"[A-Z0-9]{3,4}",
    "XETR": r"[A-Z0-9]{2,4}",
    "XWBO": r"[A-Z0-9]{2,5}",
    "XTSE": r"[A-Z]+(-(A|B|C|UN|U|X|SV))?",
    "XTSX": r"[A-Z]+(-(A|B|H|UN))?",
    "XSWX": r"[A-Z0-9]{2,5}",
}
NOT_SHARES = re.compile(
    r"%|\b(etf|etfs|etn|etc|etp|ucits|ishares|proshares|spdr|vaneck|grayscale|leverage shares|wisdomtree|xtrackers"
    r"|lyxor|amundi (msci|etf|index)|invesco (msci|s&p|qqq|exchange)|bitcoin trust|ether trust|solana trust"
    r"|warrants?|c/w|preferred|pref|pfd|perpetual|notes?|bonds?|debentures?|bill|rights?|sub units?"
    r"|units? each|depositary shares each|split (corp|trust)|fundo|fii|fondo|fideicomiso|money market|index fund"
    r"|municipal|muni|income fund|opportunit(y|ies) fund|growth fund|term trust|test"
    r"|high income|premium income|interval fund|futures fund|kodex|tiger (s&p|200)|nikkei 225|topix"
    r"|next funds|ridgex|lse use only|sicav|sparinvest|nykredit invest|danske invest|bankinvest"
    r"|jyske invest|sydinvest|nordea invest|mutual f|granites?hares|etdd|graniteshares|daily (3x|2x)"
    r"|inverse|leveraged|tracker|b-?share class|acquisition rights?|placeholder|cdr|cad hedged)\b"
    r"|LS -?\d+X|Wts$|\d{1,2}[A-Z][a-z]{2}\d{2}\b|\b\d{2}/\d{2}/\d{2,4}|^two$|^-|C/F\d|\bGTD\b",
    re.IGNORECASE,
)
FUND_WORD = re.compile(r"\b(fund|funds|portfolio)\b", re.IGNORECASE)
LEGAL = re.compile(
    r"[\s,]+(inc(orporated)?|corp(oration)?|co|cos|company|ltd|limited|ltda|llc|l\.?l\.?c\.?|l\.?p\.?"
    r"|p\.?l\.?c\.?|n\.?v\.?|s\.?a\.?|s\.?e\.?|a\.?g\.?"
    r"|a/s|a s|asa|ab|oyj|oy|abp|s\.?p\.?a\.?|s p a|kgaa|gmbh|bhd|berhad|tbk|pte|p\.?j\.?s\.?c\.?"
    r"|s\.?a\.?b\.? de c\.?v\.?|s\.?a\.?p\.?i\.? de c\.?v\.?"
    r"|s\.?a\.? de c\.?v\.?|s\.?a\.?b\.?|a\.?s\.?|s\.?a\.?a\.?|s\.?c\.?a\.?|nv/sa|sa/nv"
    r"|s\.?a\.?/n\.?v\.?|public co(mpany)?|public limited company|public"
    r"|\(publ\)|publ|societe anonyme|anonim sirketi|aktiengesellschaft|aktiebolag|naamloze vennootschap"
    r"|k\.?k\.?|j\.?s\.?c\.?|socimi|trust units?|ord|registered shares|adr|ads|gdr|drc)\.?$",
    re.IGNORECASE,
)
EXTRAS = re.compile(
    r"\s*(/[A-Z ]{2,8}/?$|/ [A-Z][a-z]+$|/ ?ADR$|\\[A-Z]{2}\\?$|\bdepositary receipts?$|\b(un)?sponsored (adr|ads"
    r"|gdr)s?.*$|\bGDR.*$|\bADRs?$"
    r"|\b(american|global) depositary.*$|\bclass [a-h]\b.*$|\bseries [a-h]\b.*$|\bordinary shares?.*$"
    r"|\bord shs$|\bcommon (stock|shares?).*$|\bsubordinate voting.*$"
    r"|\bnon-?voting.*$|\breg ?s$|\(the\)$|\bnew$|\bDRN$|\s+[AB]$"
    r"|(?<!vzo)(?<!vzo\.)(?<!st)(?<!st\.)(\s+na|\s+inh\.?)?\s+O\.N\.?( [a-z]+)?$)",  # Xetra's "without par value"
    re.IGNORECASE,
)
GENERIC_TAIL = words(
    "holding holdings group technologies technology industries industrial pharmaceuticals "
    "pharmaceutical pharma therapeutics biosciences "
    "bioscience biotherapeutics biopharma biopharmaceuticals biotechnology biotech biologics "
    "biotherapies bio medical medicines medicine health "
    "healthcare energy resources mining minerals metals gold lithium software systems networks "
    "semiconductor semiconductors electronics motors "
    "automotive foods entertainment media communications telecom international global worldwide "
    "companies corporation brands bancorp bank "
    "financial capital insurance properties realty reit logistics aerospace airlines chemical "
    "chemicals materials petroleum oil gas power "
    "solar robotics ai labs laboratories diagnostics devices sciences science genomics oncology "
    "games interactive digital data cloud security "
    "solutions services engineering construction and of electric electronic"
)
UPPER_KEEP = words(
    "usa us uk ii iii iv vi ag nv sa ab plc lp llc cnh acm gms dhi bwx pbf nrg ugi aes ppl cms dte "
    "cna mgm nov ncr emc msc msci fmc ppg skf "
    "abb bhp csl sap kla tjx csx adt akbl dxc epam hni itt lkq lci ltc mks nmi onb opko pjt pnm rli "
    "rpm spx stag ubs umb unf ufp xpo zto "
    "tdk nec jfe ntt kddi gmo sbi dbs uob cimb ptt cp ihg sse wpp bt bp gsk hsbc rwe basf bmw kbc "
    "ucb ing abn asml edp omv dnb kpn axa "
    "jsw ntpc ongc tvs itc mrf dlf acc bse nmdc nhpc sjvn gail hcl hdfc icici idfc idbi irb jk kpit "
    "ltd nbcc pnc rbl rec sbi srf uco upl "
    "avic cssc cnooc faw gac boe tcl zte smic crrc catl csg cgn smoore xd lgd sk lg gs ls kt hd hmm "
    "dl kcc oci sm jyp yg cj bgf lf"
)
SMALL_WORDS = words("of and the for de del da do di du la le les et y e von van der in on und")
# Chinese names that are also ordinary words, places, ports, airports.
PLAIN_CHINESE = words(
    "大西洋 老百姓 好想你 三人行 太陽能 太阳能 机器人 农产品 金融街 新华网 人民网 中国电影 上海机场 "
    "白云机场 深圳机场 厦门空港 唐山港 青岛港 盐田港 宁波港 重庆港 日照港 天津港 "
    "北部湾港 广州港 秦港股份 连云港 锦州港 营口港 南京港 珠海港 招商港口 大东方 新经典 新产业 "
    "新文化 新世界 新希望 新大陆 新天地 新动力 红太阳 鄂尔多斯 张家界 东方明珠 步步高 好太太 "
    "我爱我家 天目湖 黑牡丹 太平鸟 动力源 第一创业 新天然气 完美世界 华谊兄弟 西藏旅游 云南旅游 "
    "黄山旅游 西安旅游 西安饮食 三峡旅游 人人乐 美好置业 神州数码 数据港 外高桥 陆家嘴 张江高科 "
    "长白山 丽江股份 曲江文旅 桂林旅游 大连圣亚 中国软件 中国电研 中国海防 中国黄金 中国核建 "
    "山西焦煤 第一医药 时代出版 城市传媒 读者传媒 海南橡胶 人民同泰 天下秀 东方时尚 东方国际 "
    "大众交通 大众公用 "
    "新農 新世界發展 電視廣播 電訊盈科 國際娛樂 香港電視 香港小輪 现代投资 国际实业 国际医学 "
    "今天国际 中国国贸 每日互动 开能健康 九牧王 老凤祥 一心堂 三房巷 唐山港 五洲交通 中央商场 "
    "豫园股份 "
    "友谊 北京城乡 生物股份 海洋王 爱普股份 英雄 亚太股份 亚太实业 大有能源 力量钻石 智慧农业 "
    "华夏幸福 中国出版 中国科传 中国西电 中国高科 中国医药 中国重工 中国动力 中国卫通 中国卫星 "
    "中国化学 中国电建 "
    "中国交建 中国长城 中国巨石 北方国际 世纪星源 城市发展 绿色动力 节能环境 节能风电 未来 信息发展 "
    "创业环保 创新医疗 创业黑马 创新新材 创新股份 南方航空 中国銀河 长江通信 风范股份"
)


# The source gives these the name of another company, or they are notes.
WRONG_IN_SOURCE = frozenset(
    {
        "ALLI.V",
        "HUM.ST",
        "PDM.V",
        "SANNV.PA",
        "CCD.V",
        "IDT.AX",
        "FOX.TA",
        "CRE.V",
        "C31.SI",
        "DPWA.DE",
        "VTI.AX",
        "ADZCF",
        "DEENF",
        "OLOXF",
    }
)
WEAK_PAIRS = words("中国 中國 控股 集团 集團 股份 科技 国际 國際 银行 香港 汽车 医药 证券 能源 电子")


@dataclass(slots=True)
class Row:
    """One listing as a source has it."""

    symbol: str
    mic: str
    currency: str
    name: str
    country: str = ""
    isin: str = ""
    rank: int = 10**9
    also: str = ""  # another name of the same listing: an older one, or that in English
    added: bool = False
    """Whether only free-ticker-database has it: little known, so its name is to be told apart from words and from better known ones."""


@dataclass(slots=True)
class Known:
    """A company written down by hand."""

    name: str
    symbols: list[str]
    aliases: list[str]
    position: int


@dataclass(slots=True)
class Company:
    """One line of the result."""

    name: str
    rank: float
    listings: list[Row]
    aliases: list[str] = field(default_factory=list)
    known: bool = False
    legal_name: str = ""

    @property
    def added(self) -> bool:
        """Whether it is little known."""
        return all(row.added for row in self.listings)


class Groups:
    """Union-find over symbols."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        root = item
        while (up := self._parent.setdefault(root, root)) != root:
            root = up
        while (up := self._parent[item]) != root:
            self._parent[item] = root
            item = up
        return root

    def join(self, left: str, right: str) -> None:
        self._parent[self.find(left)] = self.find(right)


class Text:
    """Names: their case, their legal forms, their Chinese characters."""

    def __init__(self, folder: Path) -> None:
        variants = (folder.parent / VARIANTS).read_text(encoding="utf-8").split()
        self._simplified = str.maketrans({line[0]: line[1] for line in variants})
        words = (folder / "common_words.txt").read_text(encoding="utf-8").splitlines()
        self.common = frozenset(word for line in words[1:] for word in line.split())
        proper = (folder / "proper_words.txt").read_text(encoding="utf-8").splitlines()
        self.proper = frozenset(word for line in proper[1:] for word in line.split())
        self._case: dict[str, str] = {}

    def simplified(self, text: str) -> str:
        return text.translate(self._simplified)

    def learn_case(self, names: Iterable[str]) -> None:
        seen: dict[str, Counter[str]] = defaultdict(Counter)
        for name in names:
            if name.upper() == name:
                continue
            for token in re.findall(r"[A-Za-z][A-Za-z'&]*", name):
                seen[token.lower()][token] += 1
        for lower, forms in seen.items():
            best, count = forms.most_common(1)[0]
            mixed = [form for form in forms if form.upper() != form and form[0].isupper()]
            if best.upper() == best and len(best) > 4 and mixed and count < 5 * max(forms[form] for form in mixed):
                best = max(mixed, key=lambda form: forms[form])
            self._case[lower] = best

    def cased(self, name: str) -> str:
        shouting = name.upper() == name
        out: list[str] = []
        for position, token in enumerate(name.split(" ")):
            letters = re.sub(r"[^A-Za-z]", "", token)
            lower = token.lower()
            if not letters or letters.upper() != letters or (not shouting and len(letters) < 6):
                out.append(token)
            elif lower in SMALL_WORDS and position and shouting:
                out.append(lower)
            elif letters.lower() in UPPER_KEEP or ("." in token[:-1] and len(letters) <= 4):
                out.append(token)
            elif letters.lower() == lower and lower in self._case:
                form = self._case[lower]
                out.append(form if form[0].isupper() else form.capitalize() if position == 0 else form)
            elif (len(letters) <= 3 and not re.search(r"[AEIOUY]", letters)) or ("&" in token and len(letters) <= 3):
                out.append(token)
            else:
                out.append("-".join(part[:1].upper() + part[1:].lower() for part in token.split("-")))
        return " ".join(out)

    @staticmethod
    def tidy(raw: str) -> str:
        name = unicodedata.normalize("NFC", raw).replace("|", " ").replace("\t", " ")
        name = re.sub(r",(?=\S)", ", ", name)
        return re.sub(r"\s+", " ", name).strip(" ,;")

    def short(self, raw: str) -> str:
        """The ordinary name: no legal form, good capitals."""
        name = self.tidy(raw)
        for _ in range(3):
            name = EXTRAS.sub("", name).strip(" ,-/(")
        name = re.sub(r"^(the|pt\.?) (?=\S+ )", "", name, flags=re.IGNORECASE)
        for _ in range(4):
            shorter = LEGAL.sub("", name).strip(" ,-")
            if len(shorter) < 2 or shorter.endswith("&") or shorter.lower().endswith((" and", " of")):
                break
            name = shorter
        return self.cased(re.sub(r"\.(com)\b", r".\1", name, flags=re.IGNORECASE)) or self.tidy(raw)

    def key(self, raw: str) -> str:
        name = unicodedata.normalize("NFKD", self.short(raw)).casefold()
        name = "".join(char for char in name if not unicodedata.combining(char))
        name = name.replace("&", " and ").replace("+", " plus ")
        name = re.sub(r"['’.]", "", name)
        name = re.sub(r"[^a-z0-9]+", " ", name).strip()
        name = re.sub(r"\bholdings\b", "holding", name)
        return re.sub(r"^the ", "", name)


def legal_form(raw: str) -> str:
    """The legal form, only where it says more than `Ltd` or `Inc` does."""
    found = re.search(
        r"\b(plc|p\.l\.c\.|n\.?v\.?|s\.?a\.?|se|ag|a/s|asa|ab|oyj|s\.?p\.?a\.?)\W*$", raw.strip(), re.IGNORECASE
    )
    return re.sub(r"\W", "", found[1]).lower() if found else ""


# --- reading ---------------------------------------------------------------


def read_equities(path: Path) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream):
            row = equity_row(line)
            if row is not None:
                yield row


def equity_row(line: dict[str, str]) -> Row | None:
    symbol, name = line["symbol"].strip().upper(), line["name"].strip()
    if "." not in symbol or symbol in WRONG_IN_SOURCE or not name or NOT_SHARES.search(name):
        return None
    root, suffix = symbol.rsplit(".", 1)
    if suffix not in SUFFIXES:
        return None
    mic, default = SUFFIXES[suffix]
    country, currency = line["country"].strip(), line["currency"].strip() or default
    if suffix == "NS" and root.endswith("-SM"):
        root = root[:-3]
    if suffix in ("NS", "BO") and root.endswith("PP") and len(root) > 6:
        return None
    if not re.fullmatch(ROOT_RULES.get(mic, r"[A-Z0-9-]{1,9}"), root) or re.fullmatch(r"[A-Z]{2}\d{10}", root):
        return None
    if (
        mic in HOME_ONLY
        and country not in HOME_ONLY[mic]
        and not line["isin"].startswith("DE" if mic == "XETR" else "-")
    ):
        return None
    if mic in NOT_AMERICAN and country == "United States":
        return None
    if FUND_WORD.search(name) and mic not in ("XHKG", "XTKS"):
        return None
    if mic == "XLON":
        if currency not in ("GBP", "GBX", "USD", "EUR"):
            return None
        currency = "GBX" if currency == "GBP" else currency
    elif mic == "XSHG" and root.startswith("900"):
        currency = "USD"
    elif mic == "XSHE" and root.startswith("200"):
        currency = "HKD"
    elif mic not in ("XHKG", "XSES", "XTSE", "XTSX", "XAMS", "XSTO", "XCSE", "XTAE"):
        currency = default
    return Row(f"{root}.{suffix}", mic, currency, name, "" if mic in NO_COUNTRY else country, line["isin"].strip())


US_MICS = {"NYSE": "XNYS", "Nasdaq": "XNAS", "OTC": "OTCM", "CBOE": "BATS"}
NOTE_ISSUERS = frozenset({"UBS AG", "BARCLAYS BANK PLC", "JPMORGAN CHASE FINANCIAL COMPANY LLC"})


def us_symbol(ticker: str) -> str | None:
    """`BRK-B` to `BRK.B`; nothing for preferred shares, warrants, rights, units."""
    root, _, tail = ticker.partition("-")
    if not tail:
        return root
    return f"{root}.{tail}" if re.fullmatch(r"[A-DKV]", tail) else None


def read_american(path: Path, wanted: frozenset[str]) -> Iterator[tuple[str, Row]]:
    """Rows with their company number, ordered by market value."""
    table: list[dict[str, str | None]] = pq.read_table(path).to_pylist()
    tickers: dict[str, list[str]] = defaultdict(list)
    for rank, entry in enumerate(table):
        ticker, name, number = entry["ticker"] or "", entry["name"] or "", entry["cik"] or ""
        mic = US_MICS.get(entry["exchange"] or "")
        symbol = us_symbol(ticker)
        if symbol is None or mic is None or symbol in WRONG_IN_SOURCE or name.upper() in NOTE_ISSUERS:
            continue
        if symbol not in wanted:
            if NOT_SHARES.search(name) or (FUND_WORD.search(name) and mic != "OTCM"):
                continue
            if re.search(r"\b(ETF|Trust)\b", name) and re.search(
                r"bitcoin|ether|solana|gold|silver|index|etf|xrp", name, re.I
            ):
                continue
            if not second_line_ok(symbol, tickers[number], mic):
                continue
        tickers[number].append(symbol)
        yield number, Row(symbol, mic, "USD", name, rank=rank)


def second_line_ok(symbol: str, before: list[str], mic: str) -> bool:
    """Whether a further ticker of a company is ordinary shares, not debt or warrants."""
    if not before:
        return not (len(symbol) == 5 and symbol[-1] in "WRU" and mic == "XNAS")
    if "." in symbol:
        return symbol.partition(".")[0] in {old.partition(".")[0] for old in before}
    if mic == "OTCM":
        return (
            len(symbol) == 5
            and symbol[-1] in "YF"
            and all(old[:4] != symbol[:4] or old[-1] in "YF" for old in before)
        )
    for old in before:
        longer, shorter = (symbol, old) if len(symbol) > len(old) else (old, symbol)
        if longer[:-1] == shorter and longer[-1] in "ABK" and len(longer) <= 5:
            return True
        if len(symbol) == len(old) == 5 and symbol[:4] == old[:4] and symbol[-1] in "ABK" and old[-1] in "ABK":
            return True
    return False


# Exchanges of free-ticker-database whose stocks the table is to have, all but a few of them, and the ends of their symbols.
EXCHANGES: dict[str, str] = {
    "HKEX": "HK",
    "SSE": "SS",
    "SZSE": "SZ",
    "TSE": "T",
    "KRX": "KS",
    "KOSDAQ": "KQ",
    "TWSE": "TW",
    "TPEX": "TWO",
    "SGX": "SI",
    "LSE": "L",
    "XETRA": "DE",
    "TSX": "TO",
    "TSXV": "V",
    "ASX": "AX",
    "NSE_IN": "NS",
    "BSE_IN": "BO",
}
# Where firms have a seat and no market: it joins nothing. Toronto's receipts of American firms have the same.
SEATS_ONLY = frozenset(
    {
        "United States",
        "Bermuda",
        "Cayman Islands",
        "Mauritius",
        "Marshall Islands",
        "British Virgin Islands",
        "Jersey",
        "Guernsey",
    }
)
AMERICAN = {"NYSE": "XNYS", "NASDAQ": "XNAS"}


def read_tickerdb(path: Path) -> Iterator[Row]:
    """The stocks of the exchanges above with their ISINs; no warrants, rights, units, preferred shares, nor London's lines of
    foreign shares, whose codes begin with 0. The closed-end funds of New York are shares of companies."""
    columns = ["ticker", "exchange", "name", "asset_type", "country", "isin"]
    for entry in pq.read_table(path, columns=columns).to_pylist():
        american = entry["exchange"] in AMERICAN
        closed_end = (
            american and FUND_WORD.search(re.sub("Trust", "Fund", entry["name"])) and "%" not in entry["name"]
        )
        no_share = NOT_SHARES.search(entry["name"]) or FUND_WORD.search(entry["name"])
        if entry["asset_type"] != "Stock" or (no_share and not closed_end):
            continue
        row = american_row(entry) if american else exchange_row(entry)
        if row is not None and row.symbol not in WRONG_IN_SOURCE:
            yield row


def american_row(entry: dict[str, str]) -> Row | None:
    symbol = us_symbol(entry["ticker"].replace(".", "-"))
    if symbol is None or (len(symbol) == 5 and symbol[-1] in "WRUPONMLZ" and entry["exchange"] == "NASDAQ"):
        return None
    mic = AMERICAN[entry["exchange"]]
    return Row(symbol, mic, "USD", entry["name"], entry["country"], entry["isin"], added=True)


def exchange_row(entry: dict[str, str]) -> Row | None:
    suffix = EXCHANGES.get(entry["exchange"])
    if suffix is None:
        return None
    mic, currency = SUFFIXES[suffix]
    root = entry["ticker"].replace(".", "-").upper()
    if suffix == "HK":
        root = root.lstrip("0").zfill(4)
    if not re.fullmatch(ROOT_RULES.get(mic, r"[A-Z0-9-]{1,9}"), root) or (mic == "XLON" and root.startswith("0")):
        return None
    if mic in HOME_ONLY and entry["country"] not in HOME_ONLY[mic] and not entry["isin"].startswith("DE"):
        return None
    if mic in ("XSHG", "XSHE") and root.startswith(("900", "200", "201")):
        return None
    if mic == "XLON" and not entry["isin"].startswith(("GB", "JE", "GG", "IM", "IE")):
        return None
    return Row(f"{root}.{suffix}", mic, currency, entry["name"], entry["country"], entry["isin"], added=True)


def add_tickerdb(
    rows: dict[str, Row], found: Iterable[Row], gone: set[str], by_hand: frozenset[str], text: Text
) -> None:
    """The listings that the other sources lack, and ISINs for those that they have without. A symbol of the other sources that the
    exchange has given up for a new one of the same share goes."""
    listed = list(found)
    current = {row.symbol for row in listed}
    covered = {row.mic for row in listed} - set(AMERICAN.values())
    stale = [row for row in rows.values() if row.mic in covered and row.symbol not in current]
    older = {(row.mic, row.isin): row for row in stale if row.isin} | {
        (row.mic, text.key(row.name)): row for row in stale
    }
    for row in listed:
        before = older.get((row.mic, row.isin)) or older.get((row.mic, text.key(row.name)))
        if before is not None and before.symbol in rows and row.symbol not in rows:
            rows.pop(before.symbol, None)
            rows[row.symbol] = replace(before, symbol=row.symbol, also=row.name)
        known = rows.get(row.symbol)
        if known is not None:
            known.isin = known.isin or row.isin
            if row.country not in SEATS_ONLY and row.symbol not in by_hand:
                # Where an issuer sits is what joins a foreign one's American line to the line at home.
                known.country = known.country or row.country
            if re.search(r"[A-Za-z]", known.name):
                known.also = row.name
            else:
                known.name = row.name
        elif row.symbol not in gone:
            rows[row.symbol] = row


def read_taiwan(path: Path) -> dict[str, str]:
    """Symbol to the name in Chinese, of the shares of both markets."""
    suffixes = {"上市": "TW", "上櫃": "TWO"}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return {f"{line['code']}.{suffixes[line['market']]}": line["name"].strip() for line in csv.DictReader(stream)}


TAIWAN_FORM = re.compile(r"(股份有限公司|\(股\)公司|有限公司)$")


def read_taiwan_formal(path: Path) -> dict[str, str]:
    """Symbol to the formal name in Chinese without its legal form ("臺灣水泥"), of the exchange's own list."""
    found: dict[str, str] = {}
    for entry in pq.read_table(path, columns=["ticker", "exchange", "name", "asset_type"]).to_pylist():
        suffix = {"TWSE": "TW", "TPEX": "TWO"}.get(entry["exchange"])
        name = unicodedata.normalize("NFKC", entry["name"]).strip()
        if suffix and entry["asset_type"] == "Stock" and TAIWAN_FORM.search(name):
            found[f"{entry['ticker']}.{suffix}"] = TAIWAN_FORM.sub("", name)
    return found


def read_added(path: Path) -> dict[str, list[str]]:
    """More names by symbol."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return {symbol.strip(): names.strip().split("|") for symbol, names in (line.split(";") for line in lines)}


def read_mainland(path: Path) -> tuple[dict[str, str], set[str]]:
    """Names of the listed codes; the codes that are gone."""
    names: dict[str, str] = {}
    gone: set[str] = set()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream):
            code, raw = line["stock_code"], unicodedata.normalize("NFKC", line["short_name"])
            raw = re.sub(r"\s+", "", raw)
            foreign = code.startswith(("200", "201", "900"))
            suffix = "SS" if code[0] in "69" else "BJ" if code[0] in "48" else "SZ"
            if "退" in raw or raw.startswith("PT") or not (line["list_date2"] or foreign):
                gone.add(f"{code}.{suffix}")
                continue
            if re.match(r"(XD|XR|DR)", raw):
                raw = ""
            raw = re.sub(r"^(N|C(?=[\u4e00-\u9fff]))?(S\*ST|\*ST|SST|ST|S(?=[\u4e00-\u9fff]))?", "", raw)
            raw = re.sub(r"(-(U|W|UW|WD|D|UWD))+$", "", raw)
            raw = re.sub(r"(?<=[\u4e00-\u9fff])[AB]股?$", "", raw)
            names[f"{code}.{suffix}"] = raw
    return names, gone


def read_hong_kong(path: Path) -> dict[str, tuple[str, bool]]:
    """Symbol to Chinese (or English) name, and whether it had a price."""
    names: dict[str, tuple[str, bool]] = {}
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for line in csv.DictReader(stream):
            code = int(line["code"])
            fund = (
                2800 <= code <= 2849
                or 9800 <= code <= 9849
                or 3000 <= code <= 3199
                or 4000 <= code <= 5999
                or 7200 <= code <= 7799
            )
            if code > 9999 or fund or 9000 <= code <= 9199 or 2900 <= code <= 2999:
                continue
            name = unicodedata.normalize("NFKC", line["name"]).strip()
            name = re.sub(r"(?<=[\u4e00-\u9fffA-Z)])s$|(?<=[a-z])s$(?<=ss)", "", name)
            name = re.sub(r"-(B|W|S|SW|WS|SS|R|H|新|舊|OLD)+$", "", name)
            name = re.sub(r"五百$", "", name)
            if name:
                names[f"{code:04d}.HK"] = (name, float(line["price"]) > 0)
    return names


def read_known(path: Path) -> list[Known]:
    found: list[Known] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        name, symbols, aliases = (part.strip() for part in (line + " ;").split(";")[:3])
        found.append(
            Known(name, symbols.split(), [alias.strip() for alias in aliases.split("|") if alias.strip()], len(found))
        )
    return found


# --- joining ---------------------------------------------------------------


def plain_key(key: str, common: frozenset[str]) -> bool:
    """Whether a key is too general to join on."""
    tokens = key.split()
    return (
        not tokens or len(key) < 4 or (all(token in common or len(token) < 3 for token in tokens) and len(tokens) < 2)
    )


def same_root(left: Row, right: Row) -> bool:
    if left.mic == "BVMF":
        return left.symbol[:4] == right.symbol[:4]
    if left.mic in ("XSHG", "XSHE"):
        return (left.symbol[0] != right.symbol[0] and "9" in (left.symbol[0] + right.symbol[0])) or (
            left.mic == "XSHE" and "2" in (left.symbol[0], right.symbol[0])
        )
    return re.split(r"[.-]", left.symbol)[0] == re.split(r"[.-]", right.symbol)[0]


def may_join(rows: list[Row]) -> bool:
    """No two shares of one market among them, but for classes of a share."""
    first: dict[str, Row] = {}
    for row in rows:
        if row.mic in ("OTCM", "XNYS", "XNAS"):
            continue
        if row.mic in first and (row.mic in ONE_SYMBOL or not same_root(first[row.mic], row)):
            return False
        first.setdefault(row.mic, row)
    return True


class Joiner:
    """Finds which rows are one company."""

    def __init__(self, rows: dict[str, Row], text: Text, fixed: set[str]) -> None:
        self.rows, self.text, self.fixed = rows, text, fixed
        self.groups = Groups()
        self.dropped: set[str] = set()
        self.keys = {symbol: text.key(row.name) for symbol, row in rows.items()}
        self._members: dict[str, list[str]] = {symbol: [symbol] for symbol in rows}

    def join(self, left: str, right: str, *, check: bool = True) -> bool:
        one, two = self.groups.find(left), self.groups.find(right)
        if one == two:
            return True
        members = self._members[one] + self._members[two]
        if check:
            if sum(1 for group in (one, two) if any(symbol in self.fixed for symbol in self._members[group])) == 2:
                return False
            if any(symbol in self.fixed for symbol in members) and any(
                self.rows[symbol].mic in SUBSIDIARY_VENUES for symbol in members if symbol not in self.fixed
            ):
                return False
            if not may_join([self.rows[symbol] for symbol in members]) and not self._classes(one, two):
                return False
        self.groups.join(one, two)
        self._members[self.groups.find(one)] = members
        return True

    def _classes(self, one: str, two: str) -> bool:
        """A share class joining a company written by hand or an American one."""
        left, right = self._members[one], self._members[two]
        lone = right if len(right) == 1 else left
        mates = [
            self.rows[s] for s in (left if lone is right else right) if self.rows[s].mic == self.rows[lone[0]].mic
        ]
        row = self.rows[lone[0]]
        return row.mic not in ONE_SYMBOL and bool(mates) and any(same_root(row, mate) for mate in mates)

    def by_isin(self) -> None:
        buckets: dict[str, list[str]] = defaultdict(list)
        for symbol, row in self.rows.items():
            if row.isin:
                buckets[row.isin].append(symbol)
        for symbols in buckets.values():
            for other in symbols[1:]:
                left, right = self.keys[symbols[0]], self.keys[other]
                if left and right and fuzz.token_sort_ratio(left, right) >= 86:
                    self.join(symbols[0], other)

    def by_name(self) -> None:
        buckets: dict[tuple[str, str], list[str]] = defaultdict(list)
        for symbol, row in self.rows.items():
            if row.country and not plain_key(self.keys[symbol], self.text.common):
                buckets[self.keys[symbol], row.country].append(symbol)
        for symbols in buckets.values():
            counts = Counter(self.rows[symbol].mic for symbol in symbols)
            if any(mic in ONE_SYMBOL and count > 1 for mic, count in counts.items()):
                continue
            for other in symbols[1:]:
                self.join(symbols[0], other)

    def indian(self) -> None:
        for symbol in self.rows:
            other = symbol[:-3] + ".BO"
            if symbol.endswith(".NS") and other in self.rows:
                left, right = self.keys[symbol], self.keys[other]
                if (
                    left == right
                    or fuzz.token_sort_ratio(left, right) >= 80
                    or left.startswith(right)
                    or right.startswith(left)
                ):
                    self.join(symbol, other)

    def american(self, numbers: dict[str, list[str]]) -> None:
        by_key: dict[str, list[str]] = defaultdict(list)
        for symbol, row in self.rows.items():
            if row.mic not in US_MICS.values():
                by_key[self.keys[symbol]].append(symbol)
        for symbols in numbers.values():
            key = self.keys[symbols[0]]
            mates = by_key.get(key, [])
            homes = {self.rows[mate].country for mate in mates} - {""}
            if not mates or len(homes) > 1 or (not homes and len({self.rows[mate].mic for mate in mates}) > 1):
                continue
            plain = plain_key(key, self.text.common)
            form = legal_form(self.rows[symbols[0]].name)
            foreign = all(len(s) == 5 and s[-1] in "YF" for s in symbols)
            for mate in mates:
                row = self.rows[mate]
                roots = {s.partition(".")[0] for s in symbols}
                mate_root = re.split(r"[.-]", mate)[0]
                abroad = row.country not in ("", "United States")
                alike = form == legal_form(row.name)
                rooted = mate_root in roots and (not plain or (abroad and row.mic in ("XTAE", "XTSE")))
                strong = alike and (rooted or (bool(form) and not plain))
                distinctive = len(key.split()) >= 2 or (len(key) >= 6 and key not in self.text.common)
                if strong or (foreign and distinctive and not plain):
                    self.join(symbols[0], mate)

    def chinese(self, mainland: dict[str, str], hong_kong: dict[str, tuple[str, bool]]) -> None:
        by_name: dict[str, list[str]] = defaultdict(list)
        for symbol, name in mainland.items():
            if symbol in self.rows and name and symbol[0] not in "29":
                by_name[name].append(symbol)
        for symbol, (name, _) in hong_kong.items():
            mates = by_name.get(self.text.simplified(name), [])
            if symbol not in self.rows or len(mates) != 1:
                continue
            left, right = self.keys[symbol], self.keys[mates[0]]
            sure = fuzz.token_set_ratio(left, right) >= 70 if left and right else len(name) >= 4
            if sure:
                self.join(symbol, mates[0])

    def over_the_counter(self, known: list[Known]) -> None:
        """Lines traded over the counter under an older name of a company written by hand."""
        names: dict[str, str] = {}
        for entry in known:
            for name in (entry.name, *entry.aliases):
                key = self.text.key(name)
                if (
                    entry.symbols
                    and not name.startswith("~")
                    and not plain_key(key, self.text.common)
                    and len(key) > 5
                ):
                    names.setdefault(key, entry.symbols[0])
        for symbol, row in self.rows.items():
            famous = names.get(self.keys[symbol])
            if famous and row.mic == "OTCM" and len(symbol) == 5 and symbol[-1] in "YF":
                self.join(famous, symbol)

    def back_from_the_counter(self) -> None:
        """A share that one source has over the counter and a newer one at an exchange of New York, under one name."""
        counter = {self.keys[s]: s for s, row in self.rows.items() if row.mic == "OTCM"}
        for symbol, row in self.rows.items():
            mate = counter.get(self.keys[symbol])
            if (
                row.added
                and row.mic in AMERICAN.values()
                and mate
                and not plain_key(self.keys[symbol], self.text.common)
            ):
                self.join(mate, symbol)

    def members(self, symbol: str) -> list[str]:
        return self._members[self.groups.find(symbol)]

    def drop(self, symbol: str) -> None:
        self.dropped.add(symbol)

    def companies(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for symbol in self.rows:
            if symbol not in self.dropped:
                found[self.groups.find(symbol)].append(symbol)
        return list(found.values())


def drop_doubles(joiner: Joiner, known: list[Known]) -> None:
    """Leave out further lines of a company that were not joined: bonds, old lines, wrong names."""
    famous: dict[str, str] = {}
    for entry in known:
        for symbol in entry.symbols:
            famous.setdefault(joiner.keys[symbol], joiner.groups.find(symbol))
        if entry.symbols:
            famous.setdefault(joiner.text.key(entry.name), joiner.groups.find(entry.symbols[0]))
    same: dict[tuple[str, str], list[str]] = defaultdict(list)
    for symbol, row in joiner.rows.items():
        key, group = joiner.keys[symbol], joiner.groups.find(symbol)
        if not key:
            continue
        same[row.mic, key].append(symbol)
        strange = famous.get(key, group) != group and joiner.fixed.isdisjoint(joiner.members(symbol))
        if strange and row.mic not in NAMESAKE_VENUES:
            joiner.drop(symbol)
    for (mic, _), symbols in same.items():
        if mic in ("XPAR", "XLON", "XAMS", "XBOM") and len(symbols) > 2:
            for symbol in symbols:
                if symbol not in joiner.fixed:
                    joiner.drop(symbol)
        elif mic in ("XOSL", "MISX") and len(symbols) > 1:
            for symbol in symbols:
                if re.search(r"O\.OL$|P\.ME$", symbol):
                    joiner.drop(symbol)


# --- naming ----------------------------------------------------------------


def chinese_aliases(names: Iterable[str], text: Text) -> list[str]:
    found: list[str] = []
    for name in names:
        if not re.search(r"[\u4e00-\u9fff]", name):
            continue
        for form in dict.fromkeys((text.simplified(name), name)):
            plain = len(form) <= 2 or form in PLAIN_CHINESE or text.simplified(form) in PLAIN_CHINESE
            found.append(("~" if plain else "") + form)
    return found


def best_name(rows: list[Row], text: Text, spellings: dict[str, str]) -> tuple[str, str]:
    """The ordinary name and the full one, from the row that knows it best."""
    named = [row for row in rows if re.search(r"[A-Za-z]", row.name)]
    if not named:
        return (rows[0].name, rows[0].name)

    def order(row: Row) -> tuple[bool, bool, int]:
        return (row.name.upper() == row.name, row.mic == "OTCM", row.rank)

    raw = min(named, key=order).name
    spelled = spellings.get(" ".join(sorted(text.key(raw).split())))
    if raw.upper() == raw and spelled:
        raw = spelled
    return text.short(raw), text.tidy(EXTRAS.sub("", raw))


def short_forms(company: Company, text: Text, first_tokens: Counter[str], tokens: Counter[str]) -> list[str]:
    words = company.name.split()
    found: list[str] = [re.sub("Company$", "Co", company.name)] if company.name.endswith("& Company") else []
    head = list(words)
    while len(head) > 1 and re.sub(r"\W", "", head[-1]).lower() in ("holding", "holdings", "group", "companies"):
        head.pop()
    rest = [re.sub(r"\W", "", word).lower() for word in head[1:]]
    if (
        len(head) < len(words)
        and len(head) >= 2
        and not (all(word.lower() in text.common for word in head) or head[-1] in ("&", "and", "of"))
        and len(re.sub(r"[^A-Za-z]", "", "".join(head))) > 2
    ):
        found.append(" ".join(head))
    first = head[0].rstrip(",")
    lower = first.lower()
    if (
        len(words) > 1
        and all(word in GENERIC_TAIL for word in rest)
        and re.fullmatch(r"[A-Z][A-Za-z'-]{4,}", first)
        and lower not in text.common
        and lower not in text.proper
        and first_tokens[lower] == 1
        and tokens[lower] == 1
    ):
        sure = company.rank < 2500 or re.search(r"[a-z][A-Z]", first)
        found.append(first if sure else "~" + first)
    return found


def overlaps(name: str, others: set[str]) -> bool:
    """Whether two Chinese characters on end are in one of the other names too."""
    chinese = [other for other in others if re.search(r"[\u4e00-\u9fff]", other)]
    pairs = [name[i : i + 2] for i in range(len(name) - 1)]
    return not chinese or any(pair in other for pair in pairs if pair not in WEAK_PAIRS for other in chinese)


def make_companies(
    joiner: Joiner,
    known: list[Known],
    mainland: dict[str, str],
    traditional: dict[str, list[str]],
    spellings: dict[str, str],
) -> list[Company]:
    text, rows = joiner.text, joiner.rows
    by_symbol = {symbol.partition("@")[0]: entry for entry in known for symbol in entry.symbols}
    companies: list[Company] = []
    for symbols in joiner.companies():
        entry = next((by_symbol[symbol] for symbol in symbols if symbol in by_symbol), None)
        members = [rows[symbol] for symbol in symbols]
        chinese = [mainland[s] for s in symbols if mainland.get(s) and s[0] not in "29"]
        chinese += [mainland[s] for s in symbols if mainland.get(s) and s[0] in "29" and not chinese]
        chinese += [name for s in symbols for name in traditional.get(s, [])]
        rank = float(min(row.rank for row in members))
        if entry:
            order = {symbol.partition("@")[0]: place for place, symbol in enumerate(entry.symbols)}
            members.sort(key=lambda row: order.get(row.symbol, 99))
            aliases = [form for alias in entry.aliases for form in dict.fromkeys((text.simplified(alias), alias))]
            known_chinese = {alias.lstrip("~") for alias in aliases}
            chinese = [name for name in chinese if overlaps(text.simplified(name), known_chinese)]
            aliases += [a for a in chinese_aliases(chinese, text) if a.lstrip("~") not in known_chinese]
            company = Company(entry.name, min(rank, 150 + entry.position * 1.5), members, aliases, True, entry.name)
            company.aliases += other_names(members, company, text)
        else:
            members.sort(key=venue_place)
            name, full = best_name(members, text, spellings)
            if not re.search(r"[A-Za-z]", name) and chinese:
                name = full = text.simplified(chinese[0])
            little_known = all(row.added for row in members)
            vague = name.lower() in text.common or (name.lower() in text.proper and rank > 1500)
            short = r"\W*\w{1,2}\W*|[\d\W]*\w?[\d\W]*" + (
                r"|[A-Z&\d. -]{1,6}|[\w&.-]{1,4}|\w+\W" if little_known else ""
            )
            if vague or re.fullmatch(short, name):
                doubted = full != name or little_known
                # "Sun*" is written as "Sun" is, "A & S" as the "A/S" of Danish firms.
                told_apart = re.search(r"\w$", name) and len(re.sub(r"[^A-Za-z]", "", name)) > 2
                said = doubted and (not little_known or bool(told_apart))
                company = Company(full, rank, members, ["~" + name] if said else [], legal_name=full)
            else:
                company = Company(name, rank, members, legal_name=full)
            company.aliases += other_names(members, company, text)
            company.aliases += chinese_aliases(chinese, text)
            if "~" + name in chinese_aliases([name], text):
                company.aliases.insert(0, "~" + name)
            if rank >= 10**8:
                company.rank = 20000 + venue_place(members[0])[0] * 100
        companies.append(company)
    return companies


def other_names(members: list[Row], company: Company, text: Text) -> list[str]:
    """Older names of its listings, and those that the exchanges of New York and Hong Kong print in their lists."""
    keys = {text.key(company.name), text.key(company.legal_name)}
    found: list[str] = []
    for row in members:
        key = text.key(row.also)
        if not row.also or key in keys:
            continue
        name = older_name(row.also, text)
        if not name and row.mic in AMERICAN.values():
            name = other_formal(row.also, text)
        if not name and row.mic == "XHKG" and row.also.isupper():
            name = exchange_short(row.also, text)
        if name:
            keys.add(key)
            found.append(name)
    return found


def older_name(name: str, text: Text) -> str:
    """A name of two words at the least and with one that is no everyday word; else ""."""
    words_of = text.key(name).split()
    telling = any(len(w) > 2 and w not in text.common and w not in GENERIC_TAIL for w in words_of)
    short = text.short(name)
    return short if len(words_of) > 1 and telling and re.search(r"[A-Za-z]{3}", short) else ""


def other_formal(name: str, text: Text) -> str:
    """The name by which an American exchange's list has a share ("Northern Technologies"), as a doubtful one; "" for one that is a word."""
    short = text.short(name)
    tokens = [w.lower() for w in re.findall(r"[A-Za-z]+", short)]
    plain = all(w in text.common or w in text.proper for w in tokens)
    return (
        ""
        if re.search(r"[%(]| [A-D]$", short) or (len(tokens) < 2 and (plain or len("".join(tokens)) < 5))
        else "~" + short
    )


def exchange_short(name: str, text: Text) -> str:
    """The short name that Hong Kong's exchange prints ("CHINA RES LAND"), marked as doubtful where it is made of everyday words;
    "" for one that is a word, or too short to be told from one."""
    short = re.sub(r"(-(B|W|S|SW|H|R|P|NEW))+$", "", text.tidy(name))
    tokens = [w.lower() for w in re.findall(r"[A-Za-z]+", short)]
    plain = all(w in text.common or w in text.proper for w in tokens)
    if len(tokens) == 1 and (plain or len(tokens[0]) < 5):
        return ""
    return ("~" if plain or len(tokens) == 1 else "") + short


def venue_place(row: Row) -> tuple[int, str]:
    return (VENUE_ORDER.get(row.mic, 90 + (row.mic == "OTCM")), row.symbol)


def finish_names(companies: list[Company], text: Text) -> None:
    """Add short forms; settle names that two companies would share."""
    companies.sort(key=lambda company: (company.rank, company.listings[0].symbol))
    first_tokens = Counter(c.name.split()[0].strip(",").lower() for c in companies if c.name)
    tokens = Counter(
        t
        for c in companies
        for t in {w.strip(",.()").lower() for n in [c.name, *c.aliases] for w in n.lstrip("~").split()}
    )
    for company in companies:
        if not company.known:
            company.aliases = short_forms(company, text, first_tokens, tokens) + company.aliases
    # Two companies of one name: the lesser goes by its full name.
    owners: dict[str, Company] = {}
    formally: dict[str, Company] = {}
    for company in companies:
        if company.known:
            formally.setdefault(text.key(company.name), company)
            for label in (company.name, *company.aliases):
                owners.setdefault(label.casefold(), company)
    for company in companies:
        if company.known:
            continue
        if company.name.casefold() in owners and company.legal_name.casefold() != company.name.casefold():
            company.aliases = [f"~{company.name}", *company.aliases]
            company.name = company.legal_name
        # "EQT Corporation" is the best known that is called so, with whatever legal form.
        formal = formally.setdefault(text.key(company.name), company)
        if formal is not company and len(text.key(company.name)) > 1:
            mic = company.listings[0].mic
            if company.added and mic in AMERICAN.values() and formal.listings[0].mic in AMERICAN.values():
                # A note, a preferred share or another class of the same issuer: found by its symbol alone.
                company.name, company.aliases = f"{company.name} ({company.listings[0].symbol})", []
            else:
                company.name = f"{company.name} ({BY_MIC[mic].name if mic in BY_MIC else mic})"
        elif company.name.casefold() in owners:
            company.aliases = [f"~{company.name}", *company.aliases]
        owners.setdefault(company.name.casefold(), company)
    wanted: dict[str, list[Company]] = defaultdict(list)
    for company in companies:
        for label in {alias.lstrip("~").casefold() for alias in company.aliases} | {company.name.casefold()}:
            wanted[label].append(company)
    for company in companies:
        kept: list[str] = []
        seen = {company.name.casefold()}
        for alias in company.aliases:
            plain = alias.lstrip("~").strip()
            folded = plain.casefold()
            if (
                not plain
                or (folded in seen and not (folded == company.name.casefold() and alias.startswith("~")))
                or (folded in GENERIC_TAIL and len(plain) > 3)
            ):
                continue
            seen.add(folded)
            rivals = [o for o in wanted[folded] if o is not company and (company.added or not o.added)]
            if rivals and not company.known and any(r.known for r in rivals):
                continue
            shared = not company.known or any(r.known or r.name.casefold() == folded for r in rivals)
            kept.append("~" + plain if rivals and shared else alias)
        company.aliases = kept


# --- putting together ------------------------------------------------------


def make_row(symbol: str, name: str) -> Row | None:
    """The row of a symbol that only the hand-written list has."""
    plain, _, mic = symbol.partition("@")
    suffix = plain.rsplit(".", 1)[1] if "." in plain else ""
    if suffix in SUFFIXES and len(plain) > 3:
        market, currency = SUFFIXES[suffix]
        return Row(plain, mic or market, currency, name)
    if not mic and re.fullmatch(r"[A-Z]{4}[YF]", plain):
        mic = "OTCM"
    return Row(plain, mic, "USD", name) if mic else None


def read_stale(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(line.split()[0] for line in lines if line and not line.startswith("#"))


def usual_spellings(names: Iterable[str], text: Text) -> dict[str, str]:
    """The words of a name in any order, to the name as it is usually written."""
    found: dict[str, str] = {}
    for name in names:
        if name.upper() != name:
            found.setdefault(" ".join(sorted(text.key(name).split())), name)
    return found


def add_chinese(
    rows: dict[str, Row],
    mainland: dict[str, str],
    gone: set[str],
    hong_kong: dict[str, tuple[str, bool]],
    wanted: frozenset[str],
) -> None:
    """Rows for the codes that only the Chinese tables have; none for those that are gone."""
    moved = {name for symbol, name in mainland.items() if not symbol.endswith(".BJ")}
    for symbol, name in mainland.items():
        if symbol.endswith(".BJ") and name in moved:
            continue
        if symbol not in rows and name and symbol[0] not in "29":
            rows[symbol] = Row(symbol, SUFFIXES[symbol[-2:]][0], "CNY", name)
    for symbol in gone - wanted:
        rows.pop(symbol, None)
    for symbol, (name, priced) in hong_kong.items():
        if symbol not in rows and priced and symbol not in wanted:
            rows[symbol] = Row(symbol, "XHKG", "HKD", name)


def add_known(rows: dict[str, Row], known: list[Known], text: Text, *, verbose: bool) -> set[str]:
    """Rows for the hand-written listings; the symbols of them all."""
    fixed: set[str] = set()
    for entry in known:
        usable: list[str] = []
        for symbol in entry.symbols:
            plain = symbol.partition("@")[0]
            if plain in fixed:
                raise SystemExit(f"{plain} is on two lines of the hand-written list")
            if plain not in rows:
                made = make_row(symbol, entry.name)
                if made is None:
                    if verbose:
                        print(f"known, but not in the sources: {plain} ({entry.name})")
                    continue
                rows[plain] = made
            elif verbose and fuzz.token_set_ratio(text.key(rows[plain].name), text.key(entry.name)) < 55:
                print(f"check: {plain} is {rows[plain].name!r} in the sources, {entry.name!r} by hand")
            fixed.add(plain)
            usable.append(plain)
        entry.symbols = usable
    return fixed


def changed_symbols(table: Path, by_hand: Path, listed: set[str], as_of: str) -> list[str]:
    """Lines of old code, new code, day: of those whose new code is listed and whose old one nobody else has taken."""
    with table.open(encoding="utf-8", newline="") as stream:
        rows = [(r["old_symbol"], r["new_symbol"], r["effective_date"]) for r in csv.DictReader(stream)]
    hand = [
        line.split(" ; ") for line in by_hand.read_text(encoding="utf-8").splitlines() if not line.startswith("#")
    ]
    newest: dict[str, tuple[str, str]] = {}
    for old, new, day in sorted([*rows, *((a, b, c) for a, b, c in hand)], key=lambda r: r[2]):
        if new in listed and old not in listed and day <= as_of:
            newest[old] = (new, day)
    return ["old\tnew\tsince", *(f"{old}\t{new}\t{day}" for old, (new, day) in sorted(newest.items()))]


def build(sources: Path, *, verbose: bool = False) -> list[Company]:
    text = Text(HERE)
    known = read_known(HERE / "known_companies.txt")
    wanted = frozenset(symbol.partition("@")[0] for entry in known for symbol in entry.symbols)
    rows: dict[str, Row] = {}
    equities = sources / "equities_trimmed.csv"
    with equities.open(encoding="utf-8-sig", newline="") as stream:
        raw_names = [line["name"] for line in csv.DictReader(stream)]
    american = list(read_american(sources / "us_company_tickers_edgartools.parquet", wanted))
    text.learn_case([*raw_names, *(row.name for _, row in american)])
    numbers: dict[str, list[str]] = defaultdict(list)
    for number, row in american:
        if row.symbol not in rows:
            rows[row.symbol] = row
            numbers[number].append(row.symbol)
    for row in read_equities(equities):
        rows.setdefault(row.symbol, row)
    mainland, gone = read_mainland(sources / "ashare_code_cn_adata.csv")
    hong_kong = read_hong_kong(sources / "hk_stock_list_trad.csv")
    for symbol in read_stale(HERE / "stale_hong_kong.txt"):
        hong_kong.pop(symbol, None)
    add_chinese(rows, mainland, gone, hong_kong, wanted)
    add_tickerdb(rows, read_tickerdb(sources / "core_listings.parquet"), gone - wanted, wanted, text)
    taiwan = read_taiwan(sources / "taiwan.csv")
    fixed = add_known(rows, known, text, verbose=verbose)
    known = [entry for entry in known if entry.symbols]
    joiner = Joiner(rows, text, fixed)
    for group in [entry.symbols for entry in known]:
        for symbol in group[1:]:
            joiner.join(group[0], symbol, check=False)
    for group in numbers.values():
        for symbol in group[1:]:
            joiner.join(group[0], symbol, check=symbol in fixed)
    joiner.by_isin()
    joiner.indian()
    joiner.by_name()
    joiner.american(numbers)
    joiner.chinese(mainland, hong_kong)
    joiner.over_the_counter(known)
    joiner.back_from_the_counter()
    drop_doubles(joiner, known)
    chinese: dict[str, list[str]] = {symbol: [name] for symbol, (name, _) in hong_kong.items()}
    formal = read_taiwan_formal(sources / "core_listings.parquet")
    for symbol in taiwan.keys() | formal.keys():
        # Papers write 台 where the exchange has 臺.
        names = (taiwan.get(symbol), formal.get(symbol), formal.get(symbol, "").replace("臺", "台"))
        chinese[symbol] = [name for name in dict.fromkeys(names) if name]
    companies = make_companies(joiner, known, mainland, chinese, usual_spellings(raw_names, text))
    finish_names(companies, text)
    add_names(companies, read_added(HERE / "added_names.txt"))
    return companies


def add_names(companies: list[Company], added: dict[str, list[str]]) -> None:
    for company in companies:
        for row in company.listings:
            names = added.get(row.symbol, [])
            # What was doubtful is so no more.
            kept = [alias for alias in company.aliases if alias.removeprefix("~") not in names or alias in names]
            company.aliases = [*kept, *(name for name in names if name not in kept)]


def write(companies: list[Company], output: Path, as_of: str) -> None:
    seen: set[str] = set()
    output.parent.mkdir(parents=True, exist_ok=True)
    with output.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(f"name\taliases\tlistings\t{as_of}\n")
        for company in companies:
            for row in company.listings:
                if row.symbol in seen or re.search(r"[\s/|]", row.symbol + row.mic + row.currency):
                    raise SystemExit(f"bad or repeated listing: {row.symbol} ({company.name})")
                seen.add(row.symbol)
            if not company.listings or not company.name or any("\t" in a or "|" in a for a in company.aliases):
                raise SystemExit(f"bad line: {company.name}")
            listings = " ".join(f"{row.symbol}/{row.mic}/{row.currency}" for row in company.listings)
            stream.write(f"{company.name}\t{'|'.join(company.aliases)}\t{listings}\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path, help="folder with the source tables")
    parser.add_argument("output", type=Path, help="file to write")
    parser.add_argument("as_of", help="day of the newest source, as in 2026-05-30")
    parser.add_argument(
        "-v", "--verbose", action="store_true", help="say what looks doubtful in the hand-written list"
    )
    options = parser.parse_args()
    companies = build(options.sources, verbose=options.verbose)
    write(companies, options.output, options.as_of)
    listed = {row.symbol for company in companies for row in company.listings}
    changes = changed_symbols(
        options.sources / "symbol_changes.csv", HERE / "symbol_changes.txt", listed, options.as_of
    )
    options.output.with_name("symbol_changes.tsv").write_text("\n".join(changes) + "\n", encoding="utf-8")
    venues = Counter(row.mic for company in companies for row in company.listings)
    several = sum(1 for company in companies if len(company.listings) > 1)
    print(f"{len(companies)} companies, {sum(venues.values())} listings, {several} companies with several listings")
    print(" ".join(f"{mic}:{count}" for mic, count in venues.most_common()))


if __name__ == "__main__":
    main()
