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
    ("dispute.litigation", "全市行政机关负责人出庭应诉率98%。", Level.DEPARTMENT),
    ("enforcement.case-volume", "县水利局在我镇辖区查处非法采砂案件3件，罚款6万元。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县林业局森林公安大队全年办理涉林案件7件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县综合行政执法局依法对辖区4处违建作出行政处罚4件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "区城管局执法大队全年查处占道经营案件120件，罚款2.4万元。", Level.STREET),
    ("enforcement.case-volume", "区卫生健康局、区市场监管局全年查处案件36件。", Level.STREET),
    ("enforcement.certificates", "区城市管理局现有持证执法人员46名。", Level.STREET),
    ("enforcement.certificates", "驻镇市场监管所持有行政执法证人员5名。", Level.TOWNSHIP),
    ("enforcement.file-review", "县司法局全年评查案卷240卷。", Level.TOWNSHIP),
    ("capacity.law-lectures", "区委举办领导干部法治专题讲座4期。", Level.STREET),
    ("enforcement.training", "区司法局集中组织执法人员培训3期。", Level.STREET),
    ("supervision.disclosure", "全区主动公开政府信息2.4万条。", Level.STREET),
    ("dispute.reconsideration", "区司法局全年受理行政复议申请86件，审结80件。", Level.STREET),
    ("rules.contract-review", "区国资局审核合同46份。", Level.STREET),
    ("emergency.plan", "区应急管理局修订应急预案12个。", Level.STREET),
    ("emergency.drill", "辖区3所小学组织应急疏散演练6场。", Level.STREET),
    ("emergency.drill", "全区化工企业开展泄漏事故应急演练22次。", Level.STREET),
    ("decision.collective", "村级重大事项经“四议两公开”集体研究决定96项。", Level.TOWNSHIP),
    ("enforcement.training", "市局举办执法人员培训班3期。", Level.DEPARTMENT),
    ("dispute.litigation", "全县行政机关负责人出庭应诉率达100%。", Level.DEPARTMENT),
    ("leader.shufa", "全县26个部门主要负责人现场述法。", Level.DEPARTMENT),
    ("supervision.disclosure", "全县主动公开政府信息1.2万条。", Level.DEPARTMENT),
    ("dispute.judgment-execution", "市检察院制发检察建议46份。", Level.COUNTY),
    ("dispute.judgment-execution", "县检察院发出行政检察建议16份，推动解决问题32个。", Level.COUNTY),
    ("enforcement.training", "省司法厅举办执法骨干培训班2期。", Level.COUNTY),
    ("decision.collective", "县人大常委会审议决定重大事项6项。", Level.COUNTY),
    ("decision.collective", "县属国有企业“三重一大”事项集体决策46项。", Level.COUNTY),
    ("rules.legislation", "市人大常委会制定地方性法规2件。", Level.CITY),
    ("rules.legislation", "市人大常委会表决通过地方性法规3件。", Level.CITY),
    ("enforcement.case-volume", "协助县公安局办理治安案件26件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "配合县市场监管局立案查处假劣农资案件5件，罚款3万元。", Level.TOWNSHIP),
    ("enforcement.case-volume", "旗农牧局在苏木辖区内查处违法开垦草原案件6件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县城管局驻镇中队全年立案15件，罚款1.2万元。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县公安局交警大队查处交通违法1260起。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县烟草专卖局查处涉烟违法案件8件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "区住建部门对3处违建作出处罚决定3份。", Level.TOWNSHIP),
    ("enforcement.case-volume", "区市场监管局、区卫健局等部门在街道辖区立案查处案件22件。", Level.STREET),
    ("enforcement.case-volume", "区消防救援大队查处火灾隐患案件36件，罚款8万元。", Level.STREET),
    ("supervision.accountability", "区纪委监委约谈不依法履职干部6人。", Level.STREET),
    ("dispute.litigation", "全区一审行政诉讼案件126件，败诉率8%。", Level.STREET),
    ("dispute.people-mediation", "区人民调解中心受理纠纷360件。", Level.STREET),
    ("enforcement.flexible", "区市场监管局全年对轻微违法行为免予处罚168件。", Level.STREET),
    ("enforcement.discretion", "区综合行政执法局修订裁量基准36项。", Level.STREET),
    ("enforcement.three-systems.record", "区综合执法局配备执法记录仪86台。", Level.STREET),
    ("capacity.government-lawyer", "全区共有公职律师46名。", Level.STREET),
    ("function.power-list", "区政务服务局编制权责清单2860项。", Level.STREET),
    ("function.fair-competition-review", "区发改局全年审查政策措施46件，公平竞争审查率100%。", Level.STREET),
    ("capacity.law-lectures", "市委党校举办领导干部法治专题讲座3期。", Level.STREET),
    ("dispute.judgment-execution", "县人民法院执结生效判决36件。", Level.TOWNSHIP),
    ("dispute.judgment-execution", "县检察院在我镇辖区制发检察建议3份。", Level.TOWNSHIP),
    ("supervision.external", "县政协开展民主监督活动6次。", Level.TOWNSHIP),
    ("capacity.legal-adviser", "省统计局聘请法律顾问3名，出具意见26份。", Level.DEPARTMENT),
    ("dispute.reconsideration", "全市共受理行政复议申请1260件。", Level.COUNTY),
    ("enforcement.case-volume", "市生态环境局在我县立案查处环境违法案件16件。", Level.COUNTY),
    ("enforcement.case-volume", "省生态环境厅在我市立案查处环境违法案件16件。", Level.CITY),
    ("dispute.judgment-execution", "市中级人民法院发出司法建议12份。", Level.CITY),
    ("enforcement.case-volume", "今年以来，县林业局在辖区查处滥伐林木案件4件，罚款2万元。", Level.TOWNSHIP),
    ("enforcement.case-volume", "一是县农业综合行政执法大队共立案查处案件6件。", Level.TOWNSHIP),
    ("enforcement.training", "8月，县司法局集中组织乡村振兴执法人员培训2期。", Level.TOWNSHIP),
    ("capacity.staff-training", "区委党校举办干部法治培训班3期。", Level.STREET),
    ("enforcement.certificates", "区应急管理局共有持证执法人员26名。", Level.STREET),
    ("dispute.judgment-execution", "区检察院共制发检察建议36份，督促整改问题50个。", Level.STREET),
    ("rules.contract-review", "律师为辖区企业审核合同86份。", Level.STREET),
    ("enforcement.annual-data", "区司法局公布全区年度行政执法数据，全年处罚案件2600件。", Level.STREET),
    ("emergency.drill", "辖区内重点企业开展应急演练36次。", Level.STREET),
    ("emergency.drill", "街道辖区幼儿园举行疏散演练8次。", Level.STREET),
    ("enforcement.training", "省委依法治省办举办行政执法人员培训班2期。", Level.COUNTY),
    ("emergency.drill", "全县危化企业开展应急演练126场。", Level.COUNTY),
    ("dispute.judgment-execution", "县人民检察院向相关职能部门制发检察建议26份。", Level.COUNTY),
    ("rules.legislation", "市人大常委会会议表决通过《绥平市物业管理条例》1件。", Level.CITY),
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
    ("emergency.plan", "为企业修订应急预案提供指导，街道修订应急预案8个。", Level.STREET),
    ("enforcement.case-volume", "县市场监管局白石所立案查处案件9件，镇综合行政执法队立案查处案件5件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "镇综合行政执法队立案查处案件5件，县自然资源局立案查处案件3件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "会同县自然资源局查处违法占地案件5件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "综合行政执法队联合县市场监管局立案查处案件6件。", Level.TOWNSHIP),
    ("enforcement.coordination", "配合县公安局、县交警大队开展联合执法12次。", Level.TOWNSHIP),
    ("enforcement.coordination", "配合县市场监管局立案查处假劣农资案件5件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "我镇配合县自然资源局开展执法检查，镇执法队立案3件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "街道综合行政执法队全年立案查处占道经营案件120件，罚款2.4万元。", Level.STREET),
    ("enforcement.case-volume", "综合执法中心全年立案查处案件46件。", Level.STREET),
    ("enforcement.certificates", "司法所、综合行政执法队现有持证执法人员16名。", Level.STREET),
    ("capacity.legal-adviser", "聘请法律顾问2名，审查合同26份，区司法局聘请法律顾问5名。", Level.STREET),
    ("enforcement.training", "区司法局组织执法人员培训3期，街道选派12名执法人员参加培训。", Level.STREET),
    ("enforcement.file-review", "区司法局评查我街道案卷10卷，优秀率100%。", Level.STREET),
    ("supervision.disclosure", "全年主动公开政府信息360条。", Level.STREET),
    ("emergency.drill", "6月，在中心小学举行地震疏散演练1次。", Level.STREET),
    ("emergency.drill", "联合辖区学校、企业开展应急演练12次。", Level.STREET),
    ("emergency.drill", "组织辖区3所小学开展应急疏散演练6场。", Level.STREET),
    ("emergency.drill", "各社区开展消防应急演练24场次。", Level.STREET),
    ("dispute.judgment-execution", "区检察院向街道制发检察建议2份，均已按期整改回复。", Level.STREET),
    ("dispute.judgment-execution", "收到区检察院检察建议1份，30日内整改到位并回复。", Level.STREET),
    ("dispute.judgment-execution", "县检察院制发检察建议21份，均按期回复。", Level.COUNTY),
    ("dispute.judgment-execution", "县检察院向县住建局发出检察建议1份，县住建局已整改回复。", Level.COUNTY),
    ("enforcement.case-volume", "县市场监管局全年立案查处案件312件，罚没款260万元。", Level.COUNTY),
    ("enforcement.training", "县司法局举办执法人员培训班4期。", Level.COUNTY),
    ("capacity.legal-adviser", "县政府聘请法律顾问6名，出具意见46份。", Level.COUNTY),
    ("supervision.disclosure", "全县主动公开政府信息1.2万条。", Level.COUNTY),
    ("dispute.litigation", "全县行政机关负责人出庭应诉率100%，出庭36件。", Level.COUNTY),
    ("decision.collective", "县政府常务会议集体研究重大事项36项。", Level.COUNTY),
    ("rules.normative-filing", "县政府规范性文件报市政府和县人大常委会备案6件。", Level.COUNTY),
    ("rules.legislation", "提请市人大常委会审议地方性法规草案3件，市人大常委会审议通过2件。", Level.CITY),
    ("enforcement.training", "市司法局举办执法人员培训班4期。", Level.CITY),
    ("rules.legislation", "市政府起草法规草案2件，经市人大常委会审议通过。", Level.CITY),
    ("enforcement.training", "县城管局举办执法人员培训班3期。", Level.DEPARTMENT),
    ("enforcement.training", "县局举办执法人员培训班3期。", Level.DEPARTMENT),
    ("capacity.legal-adviser", "我局聘请法律顾问1名，出具意见12份。", Level.DEPARTMENT),
    ("rules.normative-review", "镇政府规范性文件均经县司法局合法性审核，全年审核2件。", Level.TOWNSHIP),
    ("decision.legality-review", "党工委会议议题均由区司法局派驻律师审查，全年审查议题36项。", Level.STREET),
    ("enforcement.case-volume", "镇综合行政执法大队立案查处案件46件，县自然资源局移交线索6条。", Level.TOWNSHIP),
    ("enforcement.case-volume", "承接县级赋权事项98项，全年立案查处案件26件。", Level.TOWNSHIP),
    ("enforcement.delegated-powers", "县综合行政执法局委托我镇行使行政处罚权36项。", Level.TOWNSHIP),
    ("enforcement.training", "邀请县司法局业务骨干开展执法培训3期。", Level.TOWNSHIP),
    ("enforcement.training", "选派6名执法人员到县综合行政执法局跟班学习，开展执法培训3期。", Level.TOWNSHIP),
    ("emergency.drill", "联合县应急管理局、县消防救援大队开展应急演练3次。", Level.TOWNSHIP),
    ("emergency.plan", "修订应急预案6个，报县应急管理局备案。", Level.TOWNSHIP),
    ("rules.normative-filing", "制发规范性文件1件，按时报县政府、县人大常委会备案。", Level.TOWNSHIP),
    ("rules.contract-review", "镇合同经县司法局派驻法律顾问审查36份。", Level.TOWNSHIP),
    ("supervision.external", "镇人大主席团开展执法检查2次，代表提出建议26件全部办结。", Level.TOWNSHIP),
    ("mechanism.report-to-congress", "1月，镇政府向镇人大主席团报告法治政府建设情况。", Level.TOWNSHIP),
    ("supervision.accountability", "对2名执法不规范人员批评教育。", Level.TOWNSHIP),
    ("dispute.people-mediation", "各村人民调解委员会调解纠纷126件，成功率98%。", Level.TOWNSHIP),
    ("dispute.screening", "派出所、司法所联合排查矛盾纠纷126件，化解120件。", Level.TOWNSHIP),
    ("dispute.screening", "街道综治中心牵头，派出所、司法所、社区共排查矛盾纠纷126件，化解120件。", Level.STREET),
    ("capacity.legal-adviser", "街道聘请律师事务所担任法律顾问，律师为街道审查合同46份。", Level.STREET),
    ("leader.shufa", "街道党工委书记在区委全面依法治区委员会会议上现场述法。", Level.STREET),
    ("mechanism.inspection", "区委依法治区办对街道开展法治督察1次，反馈问题5个。", Level.STREET),
    ("enforcement.file-review", "区司法局抽查评查街道执法案卷10卷，均为合格。", Level.STREET),
    ("publicity.constitution", "组织宪法宣传活动12场，区司法局、区检察院参加。", Level.STREET),
    ("decision.catalogue", "县政府办公室公布重大行政决策事项目录6项。", Level.COUNTY),
    ("enforcement.case-volume", "县综合行政执法局、县市场监管局立案查处案件512件。", Level.COUNTY),
    ("enforcement.file-review", "县委依法治县办组织评查案卷260卷。", Level.COUNTY),
    ("supervision.external", "办理县人大代表建议86件、政协提案96件，办复率100%。", Level.COUNTY),
    ("supervision.external", "自觉接受县人大常委会监督，配合执法检查3次，办理代表建议86件。", Level.COUNTY),
    ("dispute.litigation", "县法院审结以县政府为被告的行政案件12件，负责人均出庭应诉。", Level.COUNTY),
    ("dispute.judgment-execution", "收到检察建议21件，均按期回复整改。", Level.COUNTY),
    ("enforcement.criminal-link", "县公安局、县检察院与县市场监管局建立案件移送机制，移送案件6件。", Level.COUNTY),
    ("emergency.drill", "乡镇和企业开展应急演练46次。", Level.COUNTY),
    ("supervision.disclosure", "全市主动公开政府信息28.6万条。", Level.CITY),
    ("dispute.reconsideration", "全市共受理行政复议申请1260件，审结1180件。", Level.CITY),
    ("rules.legislation", "市政府向市人大常委会提请审议地方性法规草案2件。", Level.CITY),
    ("enforcement.case-volume", "县局执法监督股全年立案查处违法案件3件。", Level.DEPARTMENT),
    ("dispute.litigation", "全年我局行政诉讼案件1件，负责人出庭应诉1次。", Level.DEPARTMENT),
    ("supervision.disclosure", "主动公开政府信息126条。", Level.DEPARTMENT),
    ("capacity.staff-training", "组织20名干部参加市统计局举办的法治培训班1期。", Level.DEPARTMENT),
    ("enforcement.case-volume", "年内镇综合行政执法办公室查处案件12件，罚款3万元。", Level.TOWNSHIP),
    ("enforcement.case-volume", "在县自然资源局指导下立案查处违法占地案件5件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县综合行政执法局赋权事项落地，我镇立案查处案件5件。", Level.TOWNSHIP),
    ("enforcement.case-volume", "县市场监管局移送线索3条，镇执法队立案3件。", Level.TOWNSHIP),
    ("capacity.legal-adviser", "依托县司法局法律顾问库聘请法律顾问1名，审查合同16份。", Level.TOWNSHIP),
    ("supervision.disclosure", "在县政府门户网站公开政府信息126条。", Level.TOWNSHIP),
    ("supervision.disclosure", "通过县人民政府网主动公开政府信息126条。", Level.TOWNSHIP),
    ("enforcement.three-systems.publicity", "在县级行政执法公示平台公示执法信息36条。", Level.TOWNSHIP),
    (
        "mechanism.annual-points",
        "县委依法治县办印发要点后，我镇制定《2024年法治建设工作要点》，分解任务26项。",
        Level.TOWNSHIP,
    ),
    ("rules.normative-review", "镇规范性文件2件均由县司法局合法性审核后印发。", Level.TOWNSHIP),
    ("decision.legality-review", "司法所会同法律顾问审查重大决策12件，区司法局复核3件。", Level.STREET),
    ("leader.shufa", "区委依法治区办组织述法评议，街道主要负责人现场述法1次。", Level.STREET),
    ("emergency.drill", "组织社区、学校、企业开展应急演练26场。", Level.STREET),
    ("emergency.drill", "街道在辖区企业开展应急演练6场。", Level.STREET),
    ("enforcement.coordination", "区城管局、区市场监管局与街道联合执法12次。", Level.STREET),
    ("enforcement.coordination", "区城管、公安、市场监管等部门联合执法12次，街道牵头。", Level.STREET),
    ("enforcement.coordination", "街道牵头，区城管局、区市场监管局等部门开展联合执法12次。", Level.STREET),
    ("dispute.judgment-execution", "区检察院发出检察建议1份，街道按期整改并书面回复。", Level.STREET),
    ("emergency.drill", "全县中小学开展应急演练560场。", Level.COUNTY),
    ("enforcement.training", "县委依法治县办、县司法局举办执法人员培训班4期。", Level.COUNTY),
    ("enforcement.certificates", "县直执法部门持证执法人员1260名。", Level.COUNTY),
    ("rules.contract-review", "县司法局审查政府合同86份。", Level.COUNTY),
    ("dispute.litigation", "法院受理以县政府为被告的案件16件，负责人出庭应诉16次。", Level.COUNTY),
    ("leader.hear-reports", "县委常委会会议听取法治政府建设情况汇报2次。", Level.COUNTY),
    ("mechanism.report-to-congress", "县人大常委会听取和审议县政府法治政府建设情况报告。", Level.COUNTY),
    ("enforcement.case-volume", "市生态环境局立案查处环境违法案件316件。", Level.CITY),
    ("enforcement.file-review", "县司法局抽取我局案卷10卷评查，均为优秀。", Level.DEPARTMENT),
    ("mechanism.rectification", "县委依法治县办督察反馈问题5个，已全部整改到位。", Level.DEPARTMENT),
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
