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


# --- what was not done, by whom, and when ------------------------------------------------------------------------

UNDONE = [
    ("enforcement.three-systems.record", "没有配备执法记录仪。"),
    ("enforcement.three-systems.record", "至今未配备执法记录仪。"),
    ("enforcement.three-systems.record", "没配执法记录仪。"),
    ("emergency.plan", "应急预案多年未修订。"),
    ("emergency.plan", "应急预案自2019年制定后再未更新。"),
    ("enforcement.three-systems.publicity", "有居民反映，街道未公示执法结果。"),
    ("enforcement.three-systems.publicity", "未按规定在网站公示行政处罚结果。"),
    ("emergency.drill", "应急演练0次。"),
    ("emergency.drill", "全年组织应急演练0场次。"),
    ("decision.participation", "召开听证会0次。"),
    ("enforcement.training", "执法培训0次。"),
    ("enforcement.training", "组织执法人员培训0期0人次。"),
    ("rules.contract-review", "审查合同0份。"),
    ("enforcement.three-systems.publicity", "公示执法信息0条。"),
    ("enforcement.three-systems.legal-review", "案件法制审核0件。"),
    ("enforcement.file-review", "评查案卷0卷。"),
    ("enforcement.file-review", "由于人员不足，没有开展执法案卷评查。"),
    ("enforcement.three-systems.publicity", "未能按期公布执法结果信息。"),
    ("enforcement.three-systems.legal-review", "尚未建立重大执法决定法制审核制度。"),
    ("capacity.legal-adviser", "因经费紧张，法律顾问合同到期后没有续签。"),
    ("capacity.legal-adviser", "从未聘请法律顾问。"),
    ("mechanism.annual-points", "全年未制定法治政府建设工作要点。"),
    ("mechanism.annual-points", "未印发年度法治政府建设工作要点。"),
    ("enforcement.certificates", "未组织执法人员参加资格考试。"),
    ("emergency.drill", "应急演练一次也没搞。"),
    ("enforcement.file-review", "案卷评查流于形式。"),
    ("enforcement.file-review", "很少开展案卷评查。"),
]


@pytest.mark.parametrize(("rule", "text"), UNDONE)
def test_what_was_not_done_is_a_gap(rule: str, text: str) -> None:
    assert verdict(rule, text) in UNSATISFIED


TAKEN_BACK = [
    ("enforcement.three-systems.record", "执法记录仪12台，全部闲置未启用。"),
    ("enforcement.three-systems.record", "配备执法记录仪12台，一直未使用。"),
    ("capacity.legal-adviser", "法律顾问2名，全年未出具法律意见。"),
    ("dispute.litigation", "接到应诉通知后拒不出庭2次。"),
    ("dispute.judgment-execution", "1件生效判决未履行。"),
    ("dispute.judgment-execution", "1件生效判决至今没有履行。"),
    ("enforcement.three-systems.record", "配备执法记录仪12台，但长期闲置。"),
    ("dispute.litigation", "行政机关负责人出庭应诉率为0。"),
]


@pytest.mark.parametrize(("rule", "text"), TAKEN_BACK)
def test_a_count_that_the_sentence_takes_back_is_no_evidence(rule: str, text: str) -> None:
    assert verdict(rule, text) is not EVIDENCED


DONE_ALL_THE_SAME = [
    ("enforcement.three-systems.record", "配备执法记录仪12台，无一台闲置。"),
    ("emergency.plan", "修订应急预案8个。"),
    ("capacity.legal-adviser", "聘请法律顾问2名，全年出具法律意见20份。"),
    ("emergency.drill", "全年组织应急演练10场次。"),
    ("dispute.reconsideration", "全年行政复议案件0件。"),
    ("dispute.reconsideration", "全年行政复议案件为零。"),
    ("dispute.reconsideration", "全年没有发生行政复议、行政诉讼案件。"),
    ("dispute.litigation", "行政应诉案件0件。"),
    ("dispute.litigation", "全年无行政诉讼案件。"),
    ("rules.normative-procedure", "2024年街道未制定行政规范性文件。"),
    ("rules.normative-procedure", "全年没有出台行政规范性文件。"),
    ("decision.procedure-rule", "全年无重大行政决策事项。"),
    ("enforcement.complaints", "严禁以罚代管，未发生一起行政执法投诉。"),
    ("enforcement.complaints", "收到行政执法投诉0件。"),
    ("enforcement.three-systems.legal-review", "全年未作出重大行政执法决定。"),
    ("decision.legality-review", "未经合法性审查的事项一律不上会，全年审查重大决策12件。"),
    ("decision.legality-review", "未履行合法性审查程序，一律不得提交会议讨论，全年审查重大决策12件。"),
    ("dispute.special-groups", "对在册社区矫正对象9人定期走访，没有发生脱管漏管。"),
    ("rules.contract-review", "审查合同30份，没有一份未经审查签订。"),
    ("mechanism.rectification", "法治督察反馈问题5个，已整改4个、未整改1个。"),
    ("enforcement.three-systems.record", "配备执法记录仪12台，全部投入使用。"),
    ("enforcement.three-systems.record", "配备执法记录仪12台，使用率100%。"),
    ("enforcement.case-volume", "办理行政处罚案件12件，对拒不履行处罚决定的3家企业申请法院强制执行。"),
    ("publicity.constitution", "开展未成年人保护和宪法宣传12场。"),
    ("dispute.screening", "排查矛盾纠纷300起，化解298起，尚未化解2起。"),
    ("enforcement.training", "开展执法培训6次，未参加培训的人员全部补训。"),
    ("enforcement.training", "开展执法培训6次，未参加培训人员补训12人。"),
    ("supervision.disclosure", "主动公开政府信息320条，依申请公开0件。"),
    ("dispute.reconsideration", "受理行政复议申请0件。"),
    ("supervision.accountability", "对3名未履行职责的干部予以问责。"),
    ("capacity.legal-adviser", "街道未设专职法律顾问岗位，聘请律师事务所1家，出具法律意见36份。"),
    ("decision.legality-review", "凡未经合法性审查的重大决策一律不得上会，全年审查重大行政决策事项12件。"),
    ("enforcement.three-systems.publicity", "行政执法信息应公示尽公示，没有漏报，全年公示执法结果168条。"),
    ("dispute.litigation", "全年行政诉讼案件3件，街道办主任出庭应诉3次，没有一件败诉。"),
    ("dispute.litigation", "被诉案件2件，负责人出庭2次，无拒不出庭情况。"),
    ("dispute.judgment-execution", "生效判决3件全部履行，没有拒不履行情况。"),
    ("supervision.disclosure", "主动公开政府信息320条，未发生因政府信息公开引起的行政复议。"),
    ("enforcement.training", "组织执法人员培训6次、120人次，无一人缺席。"),
    ("emergency.drill", "组织应急演练6次，没有走过场。"),
    ("enforcement.three-systems.legal-review", "重大执法决定未经法制审核不得作出，全年审核重大执法决定12件。"),
    ("dispute.petition", "受理信访件86件，全部办结，没有超期未回复。"),
    ("enforcement.certificates", "执法人员23人全部持证，没有无证执法现象。"),
    ("rules.contract-review", "审查合同54份，未审查先签订的情况没有发生。"),
    ("publicity.constitution", "未成年人宪法宣传进校园12场，3000人次参加。"),
    ("enforcement.flexible", "对首次违法且未造成后果的轻微违法行为不予处罚36件。"),
    ("dispute.screening", "排查矛盾纠纷300起，化解298起，未引发群体性事件。"),
    ("decision.participation", "就老旧小区改造召开听证会2次，未采纳的意见逐条说明理由。"),
    ("enforcement.complaints", "收到行政执法投诉2件，均已办结，没有查实问题。"),
    ("dispute.litigation", "行政诉讼案件3件，负责人出庭应诉3次，败诉率为0。"),
    ("enforcement.training", "开展执法培训6次，培训合格率100%。"),
    ("dispute.screening", "排查矛盾纠纷300件，化解298件，重复信访率为0。"),
]


@pytest.mark.parametrize(("rule", "text"), DONE_ALL_THE_SAME)
def test_negated_words_that_take_nothing_away(rule: str, text: str) -> None:
    assert verdict(rule, text) in SATISFIED


ACTS_OF_OTHERS = [
    ("capacity.legal-adviser", "区政府聘请5名律师担任法律顾问，出具法律意见36份。", Level.STREET),
    ("mechanism.annual-points", "市政府印发《2024年法治政府建设工作要点》，明确任务32项。", Level.STREET),
    ("mechanism.annual-points", "区里印发了《2024年法治政府建设工作要点》，街道认真贯彻。", Level.STREET),
    ("dispute.litigation", "据市司法局通报，全市行政机关负责人出庭应诉率98%。", Level.STREET),
    ("enforcement.training", "市司法局组织执法人员培训6期、1200人次。", Level.STREET),
    ("emergency.plan", "区应急局修订应急预案26个，组织演练45次。", Level.STREET),
    ("emergency.drill", "区应急局修订应急预案26个，组织演练45次。", Level.STREET),
    ("enforcement.three-systems.record", "外省某市推行行政执法全过程记录，配备执法记录仪500台。", Level.STREET),
    ("enforcement.case-volume", "辖区派出所办理行政处罚案件230件。", Level.STREET),
    ("capacity.legal-adviser", "指导辖区企业聘请法律顾问23家，修订应急预案45个，开展演练60次。", Level.STREET),
    ("emergency.plan", "指导辖区企业聘请法律顾问23家，修订应急预案45个，开展演练60次。", Level.STREET),
    ("emergency.drill", "指导辖区企业聘请法律顾问23家，修订应急预案45个，开展演练60次。", Level.STREET),
    ("dispute.reconsideration", "全区行政复议案件受理186件，审结179件。", Level.STREET),
    ("capacity.legal-adviser", "县政府聘请5名律师担任法律顾问，出具法律意见36份。", Level.DEPARTMENT),
    ("enforcement.training", "县司法局组织执法人员培训6期、1200人次。", Level.DEPARTMENT),
    ("mechanism.annual-points", "市政府印发《2024年法治政府建设工作要点》，明确任务32项。", Level.COUNTY),
    ("emergency.plan", "区委、区政府修订应急预案26个。", Level.STREET),
    ("emergency.plan", "市应急局修订应急预案26个。", Level.COUNTY),
    ("capacity.legal-adviser", "兄弟街道聘请律师5名担任法律顾问，审查合同30份。", Level.STREET),
    ("dispute.litigation", "县法院受理行政诉讼案件36件。", Level.STREET),
    ("emergency.plan", "辖区企业修订应急预案45个。", Level.STREET),
    ("emergency.plan", "36家企业修订应急预案45个。", Level.STREET),
]


@pytest.mark.parametrize(("rule", "text", "level"), ACTS_OF_OTHERS)
def test_the_act_of_another_body_is_not_the_reporting_bodys(rule: str, text: str, level: Level) -> None:
    assert verdict(rule, text, level) in UNSATISFIED


OWN_ACTS = [
    ("mechanism.annual-points", "根据区政府要求，街道印发《2024年法治政府建设工作要点》，明确任务32项。", Level.STREET),
    ("mechanism.annual-points", "县政府印发《2024年法治政府建设工作要点》，明确任务32项。", Level.COUNTY),
    ("capacity.legal-adviser", "县政府聘请5名律师担任法律顾问，出具法律意见36份。", Level.COUNTY),
    ("enforcement.training", "县司法局组织执法人员培训6期、1200人次。", Level.COUNTY),
    ("emergency.plan", "县应急局修订应急预案26个，组织演练45次。", Level.COUNTY),
    ("enforcement.training", "区司法局组织执法培训3期，街道执法人员22人参加。", Level.STREET),
    ("enforcement.training", "组织执法人员参加区司法局集中轮训2期23人次。", Level.STREET),
    ("mechanism.inspection", "区司法局对我街道开展法治督察，反馈问题5个，全部整改完毕。", Level.STREET),
    ("mechanism.inspection", "县委依法治县办来我局开展法治督察，指出问题5个。", Level.STREET),
    ("emergency.drill", "会同区应急局组织应急演练12次。", Level.STREET),
    ("emergency.drill", "联合派出所、企业开展应急演练12次。", Level.STREET),
    ("enforcement.training", "市城市管理局组织执法人员培训6期、1200人次。", Level.DEPARTMENT),
    ("enforcement.training", "县城管局组织执法人员培训6期、1200人次。", Level.DEPARTMENT),
    ("dispute.screening", "街道司法所调解纠纷120件，综合执法队排查矛盾纠纷36件。", Level.STREET),
    ("capacity.legal-adviser", "社区法律顾问不计在内，街道聘请法律顾问2名，出具法律意见36份。", Level.STREET),
    ("enforcement.case-volume", "市场监管所办理行政处罚案件36件。", Level.STREET),
    ("emergency.plan", "指导各社区修订应急预案，街道修订应急预案8个。", Level.STREET),
    ("emergency.plan", "对照区应急局印发的总体预案，修订应急预案8个。", Level.STREET),
    (
        "mechanism.annual-points",
        "区委依法治区办印发的工作要点下发后，街道印发《2024年法治政府建设工作要点》，明确任务32项。",
        Level.STREET,
    ),
    ("emergency.drill", "区应急局组织街道干部开展应急演练3次、120人参加。", Level.STREET),
    ("enforcement.case-volume", "市城市管理综合执法支队办理行政处罚案件356件。", Level.DEPARTMENT),
    ("emergency.plan", "区市场监管局修订应急预案26个。", Level.COUNTY),
    ("emergency.plan", "县市政局修订应急预案26个。", Level.COUNTY),
    ("emergency.plan", "指导企业完善预案，修订街道应急预案8个。", Level.STREET),
    ("emergency.plan", "区应急局指导下，修订应急预案8个。", Level.STREET),
    (
        "dispute.litigation",
        "法院受理以我县行政机关为被告的行政诉讼案件36件，负责人出庭应诉36次，出庭率100%。",
        Level.COUNTY,
    ),
    (
        "dispute.litigation",
        "县法院审结以县政府为被告的行政诉讼案件36件，负责人出庭应诉36次，出庭率100%。",
        Level.COUNTY,
    ),
    ("capacity.legal-adviser", "市司法局聘请律师5名担任市政府法律顾问，审查合同30份。", Level.CITY),
    ("enforcement.training", "全市行政执法人员参加培训12期、1200人次。", Level.CITY),
    ("dispute.litigation", "全县行政机关负责人出庭应诉率98%。", Level.COUNTY),
    ("dispute.litigation", "全市行政机关负责人出庭应诉率98%。", Level.DEPARTMENT),
    ("emergency.plan", "为企业修订应急预案提供指导，街道修订应急预案8个。", Level.STREET),
]


@pytest.mark.parametrize(("rule", "text", "level"), OWN_ACTS)
def test_an_act_with_another_body_in_it_is_still_the_reporting_bodys(rule: str, text: str, level: Level) -> None:
    assert verdict(rule, text, level) in SATISFIED


OF_OTHER_YEARS = [
    ("emergency.drill", "去年，街道组织应急演练12次。"),
    ("emergency.drill", "2022年，街道组织应急演练12次。"),
    ("capacity.legal-adviser", "上年，街道聘请律师事务所担任法律顾问，出具意见20份。"),
    ("rules.contract-review", "2023年全年审查合同118份。"),
    ("mechanism.annual-points", "2023年街道印发《青川街道2023年法治建设工作要点》，确定任务24项。"),
    ("dispute.litigation", "2023年，以街道为被告的行政诉讼案件3件，主任出庭应诉3次。"),
    ("dispute.screening", "自2013年以来，累计排查矛盾纠纷5200件，化解5100件。"),
    ("dispute.screening", "十四五以来，累计排查矛盾纠纷5200件，化解5100件。"),
    ("dispute.screening", "“十四五”以来，累计排查矛盾纠纷5200件，化解5100件。"),
    ("dispute.screening", "“十四五”期间，累计排查矛盾纠纷5200件，化解5100件。"),
    ("capacity.legal-adviser", "近三年累计聘请法律顾问3名，审查合同118份。"),
    ("rules.contract-review", "近三年累计聘请法律顾问3名，审查合同118份。"),
    ("rules.contract-review", "近三年，审查合同118份。"),
    ("emergency.plan", "2022年修订应急预案8个。"),
    ("enforcement.training", "上年度开展执法培训6次、120人次。"),
    ("capacity.legal-adviser", "去年聘请律师事务所担任法律顾问，出具意见20份。"),
    ("dispute.screening", "五年来，累计开展法治宣传320场，化解矛盾纠纷5200件。"),
    ("emergency.plan", "街道2022年修订应急预案8个。"),
    ("emergency.plan", "街道于2022年修订应急预案8个。"),
    ("emergency.plan", "应急预案8个均于2022年修订。"),
    ("capacity.legal-adviser", "我街道2023年聘请律师5名担任法律顾问，审查合同30份。"),
]


@pytest.mark.parametrize(("rule", "text"), OF_OTHER_YEARS)
def test_what_was_done_in_other_years_is_no_evidence_of_this_one(rule: str, text: str) -> None:
    assert verdict(rule, text) in {MENTIONED, DESCRIBED}


OF_THIS_YEAR = [
    ("dispute.screening", "全年累计排查矛盾纠纷300件，化解298件，比去年增长12%。"),
    ("dispute.screening", "较上年增长5%，全年排查矛盾纠纷300件，化解298件。"),
    ("dispute.screening", "与去年相比，排查矛盾纠纷增加30件，全年共排查300件，化解298件。"),
    ("dispute.screening", "去年同期排查纠纷200件，今年排查矛盾纠纷300件，化解298件。"),
    ("emergency.plan", "按照2022年修订的总体预案，修订专项应急预案8个。"),
    ("emergency.plan", "2022年修订应急预案8个，今年继续沿用并新修订3个。"),
    ("mechanism.annual-points", "2023年12月印发《青川街道2024年法治政府建设工作要点》，确定任务24项。"),
    ("dispute.reconsideration", "上年结转行政复议案件3件，全年办结行政复议案件12件。"),
    ("emergency.drill", "2024年，街道组织应急演练12次。"),
    ("emergency.drill", "自2024年3月以来，组织应急演练12次。"),
    ("emergency.plan", "对2022年印发的应急预案进行修订8个。"),
    ("emergency.plan", "2022年印发的应急预案全面修订，新修订8个。"),
    ("rules.contract-review", "2023年签订的合同逐份审查，全年审查合同30份。"),
]


@pytest.mark.parametrize(("rule", "text"), OF_THIS_YEAR)
def test_another_year_named_beside_an_act_of_this_one_takes_nothing_away(rule: str, text: str) -> None:
    assert verdict(rule, text) in SATISFIED
