"""Who reports, at which level, for which year: read from title, signature, wording, each with its reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date

from engine.model import Guess, Level
from engine.zh import HAN
from engine.zh.dates import years
from engine.zh.words import spelt

_DEPARTMENTS = "局 委员会 厅 管委会 办公室 大队 支队 总队 中心 馆 院 署 站 分局 联合会 总社 委 办"
_DEPARTMENT = f"(?:{'|'.join(_DEPARTMENTS.split())})"
_IN_TITLE = re.compile(
    rf"(?:^|\n)(?:关于)?(?:20\d\d年?度?)?(?P<body>(?:{HAN}|[、（）]){{2,40}}?)(?=\n?(?:关于|20\d\d|法治|推进|依法行政|年度|述法|度法治))"
)
_LEAD_SUBJECT = re.compile(
    rf"(?:^|[，。])(?P<body>{HAN}{{2,20}}?(?:街道党工委|街道办事处|街道办|街道|街|镇党委|镇人民政府|镇|乡党委|乡人民政府|乡|县人民政府|区人民政府|市人民政府|县|区|市|{_DEPARTMENT}))"
    r"(?:在|坚持|坚定|深入|认真|紧紧|紧扣|以|全面|始终|积极|严格|党|贯彻|高度|按照|根据|围绕|切实|扎实|落实|以习|大力|不断|持续|牢牢|聚焦|立足|法治|推进|推动|加强|强化|开展|20\d\d年|、)"
)
_NOT_A_BODY = tuple(
    "在 按照 根据 依据 依照 遵照 现将 为 深入 坚持 全面 以 习近平 党的 区委 县委 市委 省委 上级 贯彻 我 本 全 各 法治 "
    "推进 中央 国务院".split()
)


#: Levels by how the name of a body ends, or by what stands in it, in the order they are tried.
_SHAPES = (
    (Level.STREET, spelt("街"), spelt("街道 地区办事处"), "含“街道”"),
    (Level.COUNTY, spelt("管[理委员|委]会"), (), "是功能区管委会，按区县对待"),
    (Level.TOWNSHIP, spelt("[镇乡][|人民政府|政府|党委|委员会]"), spelt("苏木"), "是乡镇名称"),
    (
        Level.PROVINCE,
        spelt("[省|自治区][|人民政府|政府|委|委员会] [北京|上海|天津|重庆]市[|人民政府|政府]"),
        (),
        "是省级政府名称",
    ),
    (Level.COUNTY, spelt("[县区旗][|人民政府|政府|委|委员会]"), (), "是县区名称"),
    (Level.CITY, spelt("[市州盟][|人民政府|政府|委|委员会]"), (), "是市名称"),
    (Level.DEPARTMENT, spelt(f"{_DEPARTMENTS} 公司"), spelt("公安 检察 税务"), "是部门名称"),
)


def _own_words() -> tuple[tuple[Level, re.Pattern[str]], ...]:
    """Words that bodies of a level use of themselves; few reports have no name of a body, and need them."""
    return (
        (Level.STREET, re.compile(r"我街道|全街道|街道党工委|本街道|街道办事处")),
        (Level.TOWNSHIP, re.compile(r"我[镇乡]|全[镇乡]|[镇乡]党委|本[镇乡]")),
        (Level.DEPARTMENT, re.compile(r"我[局委办厅]|全[局委]|局党组|委党组|局机关|全系统")),
        (Level.COUNTY, re.compile(r"我[县区]|全[县区]|县政府|区政府|县委常委会|区委常委会|县政府常务会")),
        (Level.CITY, re.compile(r"我市|全市|市政府|市委常委会|市政府常务会|各县（?区|县（市、区）")),
    )


def find_issuer(title: str, signature: str, lead: str, source: str) -> Guess[str | None]:
    """Reporting body: title first, then signature, the opening's subject, the page's source line."""
    in_title = _IN_TITLE.search(title.replace('"', "")) if title else None
    candidates = (
        (in_title["body"].strip("、") if in_title else "", "标题"),
        (signature, "落款"),
        (_subject(lead), "首段"),
        (source, "网页来源栏"),
    )
    named = [
        (body, where)
        for body, where in candidates
        if body and _level_by_name(body) and not body.startswith(_NOT_A_BODY)
    ]
    if not named:
        return Guess(None, "标题、落款、首段都没有机关名称", sure=False)
    body, where = named[0]
    longer = next((other for other, _ in named[1:] if body in other or other.endswith(body)), None)
    return Guess(longer or body, f"见{where}")


def _subject(lead: str) -> str:
    for match in _LEAD_SUBJECT.finditer(lead[:260]):
        body = match["body"]
        if not body.startswith(_NOT_A_BODY) and "领导" not in body:
            return re.sub(r"(?:党工委|党委)$", "", body)
    return ""


def _level_by_name(body: str) -> tuple[Level, str] | None:
    bare = re.sub(r"^(?:中共|中国共产党)", "", body)
    for level, endings, parts, why in _SHAPES:
        if bare.endswith(endings) or any(part in bare for part in parts):
            return level, f"机关名称“{body}”{why}"
    return None


def find_level(issuer: str | None, text: str, addressee: str) -> Guess[Level]:
    """Level of the body by its name; by the words it uses of itself where the name is missing."""
    named = _level_by_name(issuer) if issuer else None
    if named:
        level, reason = named
        if level is Level.CITY and not issuer.endswith(("州", "盟")):  # type: ignore[union-attr]  # named came from issuer
            return _city_or_county_city(text, addressee, reason)
        return Guess(level, reason, sure="按" not in reason)
    counts = Counter({level: len(words.findall(text)) for level, words in _own_words()})
    level, count = counts.most_common(1)[0]
    if count == 0:
        return Guess(Level.STREET, "文中没有机关名称，也没有“我街道”“我局”一类自称，暂按街道", sure=False)
    return Guess(level, f"没有机关名称，按文中自称（{count} 处）判断", sure=False)


def _city_or_county_city(text: str, addressee: str, reason: str) -> Guess[Level]:
    below = len(re.findall(r"各?县（?市?、?区|各区县|各县区|县级|区县", text))
    towns = len(re.findall(r"各?镇街|镇（?街道|乡镇|各镇", text))
    if re.search(r"省委|省政府|省人民政府", addressee) or below >= towns:
        return Guess(Level.CITY, reason, sure=below > 0)
    if re.search(r"市委|市政府", addressee) or towns > 2 * below:
        return Guess(Level.COUNTY, reason + "，但下辖镇街、上报市里，按县级市对待", sure=False)
    return Guess(Level.CITY, reason, sure=False)


def find_years(
    title: str, headings: Iterable[str], lead: str, text: str, written: date | None
) -> Guess[tuple[int, ...]]:
    """Report years: from the title; else the opening; else headings; else the date of writing."""
    span = re.search(r"(20\d\d)年?[-~至到]+(20\d\d)年", title)
    if span and int(span[1]) < int(span[2]) <= int(span[1]) + 6:
        return Guess(tuple(range(int(span[1]), int(span[2]) + 1)), "标题写了起止年度", sure=False)
    for where, source in (("标题", title), ("首段", _outside_titles(lead)[:200]), ("首段", lead[-120:])):
        bare = _outside_titles(source)
        named = years(bare) or re.findall(r"(?<!\d)(20[12]\d)(?![\d〕])", bare if where == "标题" else "")
        found = [int(year) for year in named]
        if found:
            return Guess((found[0],), f"见{where}")
    for heading in headings:
        found = years(heading)
        if found:
            return Guess((found[0],), f"见标题“{heading[:20]}”", sure=False)
    if written:
        year = written.year - 1 if written.month <= 6 else written.year
        return Guess((year,), "按成文日期推断", sure=False)
    common = Counter(years(text)).most_common(1)
    if common:
        return Guess((common[0][0],), "按文中最常出现的年份推断", sure=False)
    return Guess((), "全文没有年份", sure=False)


def _outside_titles(text: str) -> str:
    return re.sub(r"《[^》]{0,120}》|〔20\d\d〕", "", text)
