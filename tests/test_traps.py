"""Traps met in real reports: wording that looks like an achievement, a gap or a conflict and is none."""

from __future__ import annotations

from functools import cache

import pytest

from engine.examination import examine
from engine.examples import document_of
from engine.model import Level, SectionKind, Verdict
from engine.rulebook import Rulebook, load_pack
from engine.rulebook.rule import Example

ABSENT, MENTIONED, DESCRIBED, EVIDENCED = (
    Verdict.ABSENT,
    Verdict.MENTIONED,
    Verdict.DESCRIBED,
    Verdict.EVIDENCED,
)
SATISFIED = {DESCRIBED, EVIDENCED}
UNSATISFIED = {ABSENT, MENTIONED}


@cache
def pack() -> Rulebook:
    return load_pack()


def verdict(
    rule: str, text: str, level: Level = Level.STREET, section: SectionKind = SectionKind.MEASURES, year: int = 2024
) -> Verdict:
    document = document_of(Example(ABSENT, text, whole=False, section=section), level, year)
    return examine(document, pack(), level, year, "reference").judgement.verdicts[rule]


def found(text: str, level: Level = Level.STREET, year: int = 2024) -> set[str]:
    document = document_of(Example(ABSENT, text, whole=False), level, year)
    return set(examine(document, pack(), level, year, "reference").judgement.found)


UNPROVEN = [
    ("dispute.reconsideration", "重点学习《宪法》《民法典》《行政处罚法》《行政复议法》等法律法规。"),
    ("dispute.litigation", "会议通报《2022年行政审判年度报告》，审议年度法治政府建设情况报告。"),
    ("enforcement.flexible", "柔性执法方式运用较少，执法理念还要转变。"),
    ("enforcement.flexible", "下一步，推行“首违不罚”清单，让执法更有温度。"),
    ("enforcement.certificates", "明年将组织执法人员参加资格考试，确保持证上岗。"),
    ("enforcement.three-systems", "做到重大决策三项制度刚性落实。"),
    ("enforcement.three-systems", "推行首问负责、限时办结、一次性告知三项制度，上墙公示、全程留痕。"),
    ("enforcement.three-systems", "全面推行行政执法三项制度。"),
    ("enforcement.three-systems.legal-review", "全面推行行政执法公示与执法全过程记录制度。"),
    ("decision.risk", "严格执行公众参与、专家论证、合法性审查、集体讨论四项程序。"),
    ("decision.risk", "对地质灾害隐患点和重点人员逐一开展风险评估，实行三色管理。"),
    ("supervision.disclosure", "加快建设公开公正、智能高效、廉洁诚信、人民满意的法治政府。"),
    ("supervision.integrity", "加快建设公开公正、智能高效、廉洁诚信、人民满意的法治政府。"),
    ("supervision.disclosure", "党务、村务、财务按季度张榜公布。"),
    ("capacity.legal-adviser", "严格落实“一社区一法律顾问”制度，打通服务群众最后一公里。"),
    ("capacity.legal-adviser", "村法律顾问全年为村民解答法律问题86人次。"),
    (
        "leader.four-personally",
        "镇党委书记对安全生产重要工作亲自部署、重大隐患亲自过问、关键环节亲自协调、整改落实亲自督办。",
    ),
    ("leader.four-personally", "对法治建设重要工作亲自部署、重大问题亲自过问、重点环节亲自协调、重要任务亲自督办。"),
    ("outline.leader-section", "镇党委书记、镇长扛起信访工作第一责任人责任，同为安全生产第一责任人。"),
    ("mechanism.inspection", "县安委办来镇督查安全生产，给予充分肯定。"),
    ("rules.normative-procedure", "健全机关考勤、接待、公车管理等内部制度，指导各村修订村规民约。"),
    ("rules.normative-filing", "村级小型工程合同一律报镇农经站备案。"),
    ("rules.normative-cleanup", "集中清理河道障碍物、路边乱搭乱建和陈年旧账。"),
    ("dispute.litigation", "组织村干部到县人民法院旁听一起相邻权民事案件庭审。"),
    ("leader.respect-judiciary", "组织干部到法院旁听庭审2次。"),
    ("dispute.admin-mediation", "推动人民调解、行政调解、司法调解衔接联动。"),
    ("publicity.who-enforces", "认真落实“谁执法谁普法”责任制。"),
    ("enforcement.quality-plan", "扎实开展安全生产治本攻坚三年行动，排查隐患413处。"),
    ("capacity.law-lectures", "邀请律师为留守老人、妇女举办防诈骗法律讲座3场。"),
    ("enforcement.case-volume", "持续加大执法力度，始终保持高压态势。"),
    ("dispute.litigation", "认真履行行政应诉职责。"),
    ("emergency.plan", "镇综治中心正在谋划修订应急预案，拟于明年上半年完成。"),
    ("capacity.legal-adviser", "下一步，将聘请法律顾问2名，审查合同30份。"),
    ("decision.participation", "四议两公开、居民议事会拓宽群众参与社区事务的渠道。"),
]


@pytest.mark.parametrize(("rule", "text"), UNPROVEN)
def test_what_only_looks_like_an_achievement_is_not_one(rule: str, text: str) -> None:
    assert verdict(rule, text, Level.TOWNSHIP) in UNSATISFIED


PROVEN = [
    ("dispute.reconsideration", "未发生行政复议和行政诉讼案件。"),
    ("dispute.litigation", "全年无行政诉讼案件。"),
    ("rules.normative-procedure", "2024年本镇未制定出台行政规范性文件。"),
    ("decision.procedure-rule", "全年无重大行政决策事项。"),
    ("dispute.special-groups", "对在册社区矫正对象9人定期走访，没有发生脱管漏管。"),
    ("enforcement.certificates", "目前持有行政执法证的人数达１２人。"),
    ("dispute.screening", "全年排查矛盾纠纷五百余起，化解率达到９９．８％。"),
    ("emergency.drill", "5月28日组织防汛避险转移演练，120余名干部群众参加。"),
    ("capacity.legal-adviser", "聘请律师事务所1家担任常年法律顾问，出具法律意见书31份。"),
    ("leader.study-lead", "镇长在党委会上就行政处罚法、行政复议法领学3次。"),
]


@pytest.mark.parametrize(("rule", "text"), PROVEN)
def test_explicit_zeros_and_counted_acts_are_evidence(rule: str, text: str) -> None:
    assert verdict(rule, text, Level.TOWNSHIP) is EVIDENCED


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("dispute.screening", "2021年以来，全镇共排查矛盾纠纷612件，化解598件。"),
        ("publicity.constitution", "三年来累计举办宪法宣传活动86场。"),
        ("dispute.people-mediation", "近五年来，各调委会调解纠纷912件。"),
    ],
)
def test_figures_of_other_years_prove_nothing_of_this_one(rule: str, text: str) -> None:
    assert verdict(rule, text, Level.TOWNSHIP) in {MENTIONED, DESCRIBED}


@pytest.mark.parametrize("section", [SectionKind.PLAN, SectionKind.SHORTCOMINGS])
@pytest.mark.parametrize(("rule", "text"), PROVEN[:10])
def test_nothing_in_plan_or_shortcomings_is_more_than_mentioned(rule: str, text: str, section: SectionKind) -> None:
    assert verdict(rule, text, Level.TOWNSHIP, section) in UNSATISFIED


def test_no_lost_case_is_not_no_case() -> None:
    assert verdict("dispute.litigation", "未发生行政复议、行政应诉败诉案件。") is not EVIDENCED


SILENT = [
    "2024年化解率居全市第3位，第36次党组会专题研究法治工作。",
    "12·4宪法日、3·15消费者权益日开展活动16场。",
    "超过87%的村建成法治文化阵地，占街道总数的38%。",
    "排查矛盾纠纷509起，化解508起，化解率达到99.8%，其中复杂疑难纠纷4起。",
    "全年调解纠纷340件，其中重大疑难复杂纠纷23件。",
]


@pytest.mark.parametrize("text", SILENT)
def test_ranks_ordinals_dates_and_parts_are_no_conflict(text: str) -> None:
    assert not found(text) & {"quality.number-conflict", "quality.arithmetic", "quality.multi-year"}


def test_the_same_thing_counted_twice_is_a_conflict() -> None:
    text = "本年度成功调解各类纠纷340余件。\n本年度成功调解矛盾纠纷190余起，其中重大疑难复杂纠纷23起。"
    assert "quality.number-conflict" in found(text)


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.STREET, True),
        (Level.TOWNSHIP, True),
        (Level.DEPARTMENT, True),
        (Level.COUNTY, False),
        (Level.CITY, False),
    ],
)
def test_hearing_reconsideration_cases_is_a_wrong_role_below_the_county(level: Level, *, expected: bool) -> None:
    text = "全年依法受理行政复议申请163件，审结138件。"
    assert ("quality.wrong-role" in found(text, level)) is expected


@pytest.mark.parametrize(
    ("level", "applies"),
    [
        (Level.STREET, False),
        (Level.TOWNSHIP, False),
        (Level.DEPARTMENT, False),
        (Level.COUNTY, False),
        (Level.CITY, True),
    ],
)
def test_legislation_is_asked_of_cities_only(level: Level, *, applies: bool) -> None:
    got = verdict("rules.legislation", "全年提请审议地方性法规草案2件，制定政府规章1件。", level)
    assert (got is EVIDENCED) is applies
    assert (got is Verdict.NOT_APPLICABLE) is not applies


def test_rules_follow_the_report_year() -> None:
    text = "建立履行职责事项清单，基本履职事项98项。"
    assert verdict("function.duty-items-list", text, year=2023) is Verdict.NOT_APPLICABLE
    assert verdict("function.duty-items-list", text, year=2024) is EVIDENCED


def test_text_from_recognition_is_never_firm() -> None:
    from msgspec.structs import replace

    from engine import audit

    document = document_of(Example(ABSENT, "全年聘请律师2名，出具法律意见16份。", whole=False), Level.STREET, 2024)
    scanned = replace(document, notes=("第1页为文字识别（OCR）结果，可能有误",))
    assert any(finding.firm for finding in audit(document, pack()).findings if finding.possible)
    assert not any(finding.firm for finding in audit(scanned, pack()).findings if finding.possible)
