"""What is only the topic of a meeting, a training or a study proves no deed; a deed told beside it counts."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pytest
from packs import book_of, verdict_on

from engine.examination import examine
from engine.examples import document_of
from engine.explanation import explain
from engine.model import Level, SectionKind, Verdict
from engine.rulebook import Rulebook, load_pack
from engine.rulebook.rule import Example
from engine.zh.talk import takes_up, talks, tells_of_talk

if TYPE_CHECKING:
    from pathlib import Path

SATISFIED = {Verdict.DESCRIBED, Verdict.EVIDENCED}
#: Only talked about, by what a reader of such reports would say.
TALKED = [
    (Level.COUNTY, "enforcement.case-volume", "召开全县行政执法案件办理工作调度会6次。"),
    (Level.COUNTY, "enforcement.case-volume", "组织执法骨干参加行政处罚案件办理研讨班3期。"),
    (Level.COUNTY, "enforcement.case-volume", "县长专题听取行政处罚工作情况汇报2次。"),
    (Level.COUNTY, "enforcement.file-review", "举办行政执法案卷评查业务培训班2期，156人参训。"),
    (Level.COUNTY, "enforcement.file-review", "讲授案卷评查、文书制作等课程8节。"),
    (Level.COUNTY, "function.fair-competition-review", "组织全县公平竞争审查工作推进会2次。"),
    (
        Level.COUNTY,
        "function.fair-competition-review",
        "县政府党组理论学习12次，内容涵盖公平竞争审查、行政复议、行政裁决等。",
    ),
    (
        Level.COUNTY,
        "function.fair-competition-review",
        "县政府常务会议会前学法10次，重点学习公平竞争审查条例、信访工作条例等8部法规。",
    ),
    (Level.COUNTY, "dispute.litigation", "县政府常务会议听取行政应诉工作情况汇报1次。"),
    (Level.COUNTY, "dispute.litigation", "研究行政应诉、行政复议等议题9个。"),
    (Level.COUNTY, "dispute.reconsideration", "召开行政复议工作座谈会2次。"),
    (Level.COUNTY, "dispute.reconsideration", "组织乡镇干部学习行政复议知识4次。"),
    (Level.COUNTY, "dispute.admin-mediation", "召开全县行政调解工作现场会1次。"),
    (Level.COUNTY, "dispute.admin-adjudication", "专题研究行政裁决工作2次。"),
    (Level.COUNTY, "dispute.admin-adjudication", "法治轮训课程涉及行政裁决、行政协议等专题12个。"),
    (Level.COUNTY, "rules.normative-review", "组织规范性文件合法性审核业务培训3期，210人次参加。"),
    (Level.COUNTY, "rules.normative-filing", "举办规范性文件备案审查培训班1期。"),
    (Level.COUNTY, "rules.normative-cleanup", "召开规范性文件清理工作部署会1次。"),
    (Level.COUNTY, "rules.contract-review", "邀请律师讲授政府合同审查要点4课时。"),
    (Level.COUNTY, "decision.risk", "组织重大行政决策社会稳定风险评估业务培训2期。"),
    (Level.COUNTY, "emergency.drill", "召开应急演练工作部署会议2次。"),
    (Level.COUNTY, "emergency.plan", "召开应急预案修订工作推进会3次。"),
    (Level.COUNTY, "supervision.disclosure", "召开全县政务公开工作会议1次。"),
    (Level.COUNTY, "supervision.audit", "听取审计整改工作汇报3次。"),
    (Level.COUNTY, "supervision.integrity", "召开政务诚信建设工作推进会2次。"),
    (Level.COUNTY, "digital.platform", "举办执法信息平台应用培训班2期。"),
    (Level.COUNTY, "function.power-list", "召开权责清单调整工作座谈会2次。"),
    (Level.COUNTY, "leader.respect-judiciary", "县长3次听取行政复议、行政应诉情况汇报。"),
    (Level.COUNTY, "enforcement.case-volume", "召开行政处罚案件分析研判会12次。"),
    # What is required is talk, and another talk was about it.
    (Level.COUNTY, "enforcement.training", "县政府听取执法人员培训情况汇报2次。"),
    (Level.COUNTY, "capacity.law-lectures", "局长专题听取法治课开展情况汇报3次。"),
    (Level.COUNTY, "leader.study-lead", "县长听取中心组法治学习工作汇报3次。"),
    (Level.COUNTY, "party.center-group-study", "县委书记听取中心组法治学习工作汇报2次。"),
    (Level.COUNTY, "capacity.regular-study", "召开先学一部法工作推进会4次。"),
    (Level.COUNTY, "decision.collective", "召开集体决策制度落实推进会1次。"),
    (Level.COUNTY, "mechanism.coordinating-body", "局长专题听取法治建设办公室工作汇报3次。"),
    (Level.COUNTY, "leader.lawful-decision", "全年召开党工委会议6次，研究合法性审查、涉企检查、信访工作等议题15项。"),
    (Level.COUNTY, "enforcement.case-volume", "组织学习行政强制法、行政处罚法6次。"),
    (Level.COUNTY, "enforcement.case-volume", "派员参加全市行政处罚与刑事司法衔接培训2次。"),
    (Level.COUNTY, "dispute.reconsideration", "县政府常务会议听取行政复议工作情况专题汇报2次。"),
    (Level.COUNTY, "dispute.reconsideration", "学习行政复议典型案例12期。"),
    (Level.COUNTY, "rules.normative-review", "组织召开规范性文件合法性审核工作推进会2次。"),
    (Level.COUNTY, "rules.normative-procedure", "组织学习规范性文件制定程序规定3次。"),
    (Level.COUNTY, "decision.expert", "专题学习重大行政决策专家论证规定2次。"),
    (Level.COUNTY, "emergency.drill", "听取应急演练准备情况汇报2次。"),
    (Level.COUNTY, "dispute.people-mediation", "召开人民调解工作推进会4次。"),
    (Level.COUNTY, "dispute.judgment-execution", "听取检察建议办理情况汇报2次。"),
    (Level.COUNTY, "function.service", "召开“放管服”改革工作推进会6次。"),
    (Level.COUNTY, "supervision.external", "召开建议提案办理工作推进会2次。"),
    (Level.COUNTY, "mechanism.rectification", "研究督察反馈问题整改工作3次。"),
    (Level.COUNTY, "enforcement.case-volume", "组织执法人员围绕行政处罚典型案例开展研讨8次。"),
    (Level.COUNTY, "dispute.reconsideration", "县政府党组会传达学习行政复议法3次。"),
    (Level.COUNTY, "dispute.reconsideration", "开展行政复议、行政应诉业务培训2期。"),
    (Level.COUNTY, "dispute.litigation", "组织召开全县行政应诉工作会议2次。"),
    (Level.COUNTY, "dispute.litigation", "县政府全体会议学法6次，内容包括行政诉讼、国家赔偿等。"),
    (Level.COUNTY, "rules.normative-filing", "召开规范性文件备案审查工作联席会议2次。"),
    (Level.COUNTY, "rules.normative-cleanup", "听取规范性文件清理情况汇报2次。"),
    (Level.COUNTY, "decision.risk", "县委党校开设社会稳定风险评估课程4节。"),
    (Level.COUNTY, "decision.expert", "县政府常务会议学习专家论证制度2次。"),
    (Level.COUNTY, "emergency.plan", "研究应急预案体系建设工作2次。"),
    (Level.COUNTY, "dispute.judgment-execution", "召开司法建议、检察建议办理工作推进会2次。"),
    (Level.COUNTY, "supervision.integrity", "专题研究政府失信治理工作2次。"),
    (Level.COUNTY, "dispute.petition", "召开信访工作推进会12次。"),
    (
        Level.COUNTY,
        "function.fair-competition-review",
        "县政府常务会议学法9次，涉及公平竞争审查、防洪、信访等法律法规11部。",
    ),
    (Level.COUNTY, "dispute.petition", "县政府常务会议学法9次，涉及公平竞争审查、防洪、信访等法律法规11部。"),
    (Level.COUNTY, "capacity.legal-adviser", "会前学法内容包括法律顾问工作规定、规范性文件管理办法等8部。"),
    (Level.COUNTY, "rules.normative-procedure", "会前学法内容包括法律顾问工作规定、规范性文件管理办法等8部。"),
    (Level.COUNTY, "dispute.litigation", "3次听取行政复议、行政应诉情况汇报。"),
    (Level.COUNTY, "dispute.litigation", "召开行政应诉工作推进会2次。"),
    (Level.COUNTY, "dispute.litigation", "县政府常务会议专题研究行政应诉工作2次。"),
    (Level.COUNTY, "dispute.litigation", "召开行政复议与行政应诉联席会议3次。"),
    (Level.COUNTY, "dispute.litigation", "听取行政应诉专题汇报1次，审议应诉文件2份。"),
    (Level.COUNTY, "dispute.litigation", "县政府常务会议学习行政应诉有关规定2次。"),
    (Level.COUNTY, "function.fair-competition-review", "学习公平竞争审查制度2次。"),
    (Level.COUNTY, "function.power-list", "常务会议学法涉及权责清单、政府采购、行政裁决等方面8次。"),
    (Level.COUNTY, "dispute.admin-adjudication", "常务会议学法涉及权责清单、政府采购、行政裁决等方面8次。"),
    (Level.COUNTY, "dispute.admin-mediation", "专题学习行政调解、行政裁决等规定4次。"),
    (Level.COUNTY, "dispute.admin-adjudication", "专题学习行政调解、行政裁决等规定4次。"),
    (Level.COUNTY, "emergency.plan", "常务会议学法6次，内容包括应急预案管理、案卷评查办法。"),
    (Level.COUNTY, "enforcement.file-review", "常务会议学法6次，内容包括应急预案管理、案卷评查办法。"),
    (Level.COUNTY, "enforcement.discretion", "讲授行政裁量权基准、轻微免罚等课程4期。"),
    (Level.COUNTY, "enforcement.flexible", "讲授行政裁量权基准、轻微免罚等课程4期。"),
    (Level.COUNTY, "enforcement.file-review", "执法人员考试内容包括法制审核、案卷评查，312人参加。"),
    (Level.COUNTY, "enforcement.three-systems.legal-review", "执法人员考试内容包括法制审核、案卷评查，312人参加。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "局党组会议专题研究行政处罚、行政检查工作4次。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "围绕行政处罚法适用问题，开展集中研讨5次。"),
    (Level.DEPARTMENT, "enforcement.file-review", "组织法制员学习案卷评查标准3次。"),
    (Level.DEPARTMENT, "rules.normative-review", "参加市司法局规范性文件合法性审核研讨会2次。"),
    (Level.DEPARTMENT, "rules.contract-review", "组织合同审查专题学习会3次。"),
    (Level.DEPARTMENT, "enforcement.enterprise-inspection", "召开涉企行政检查工作座谈会5次，80家企业参加。"),
    (Level.DEPARTMENT, "enforcement.enterprise-inspection", "局务会审议涉企检查计划、信用修复、执法经费等事项21项。"),
    (Level.DEPARTMENT, "enforcement.flexible", "组织学习轻微违法行为免罚清单、首违不罚事项2次。"),
    (Level.DEPARTMENT, "enforcement.discretion", "就行政裁量权基准组织专题研讨3次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "参加重大执法决定法制审核培训2次，8人参加。"),
    (Level.DEPARTMENT, "enforcement.three-systems.publicity", "召开行政执法公示工作调度会3次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.record", "举办执法全过程记录专题讲座2场。"),
    (Level.DEPARTMENT, "enforcement.complaints", "召开投诉举报案件分析研判会4次。"),
    (Level.DEPARTMENT, "dispute.petition", "组织信访工作条例专题学习4次。"),
    (Level.DEPARTMENT, "enforcement.file-review", "召开案卷评查工作动员部署会1次。"),
    (Level.DEPARTMENT, "enforcement.criminal-link", "参加行刑衔接工作培训3次。"),
    (Level.DEPARTMENT, "rules.contract-review", "听取合同审查工作汇报2次。"),
    (Level.DEPARTMENT, "supervision.disclosure", "研究政务公开工作4次。"),
    (Level.DEPARTMENT, "supervision.disclosure", "年内召开政府信息公开工作专题会议3次。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "局长办公会听取行政处罚案件办理情况汇报4次。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "邀请专家就行政处罚证据规则授课3次。"),
    (Level.DEPARTMENT, "enforcement.file-review", "选派6名干部参加省级案卷评查培训班2期。"),
    (Level.DEPARTMENT, "enforcement.flexible", "召开包容审慎监管、轻微免罚工作座谈会3次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.record", "专题学习执法全过程记录规范4次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "召开重大执法决定法制审核工作交流会2次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.publicity", "开展行政执法公示业务培训2次。"),
    (Level.DEPARTMENT, "supervision.disclosure", "局党组会专题研究政务公开工作3次。"),
    (Level.DEPARTMENT, "function.fair-competition-review", "参加市级公平竞争审查业务培训3次。"),
    (
        Level.DEPARTMENT,
        "enforcement.case-volume",
        "局法治建设领导小组于3月、7月、11月召开3次全体会议，专题研究排污许可提质增效、涉企行政检查计划备案、行政争议实质性化解等议题11个。",
    ),
    (
        Level.DEPARTMENT,
        "enforcement.enterprise-inspection",
        "局法治建设领导小组于3月、7月、11月召开3次全体会议，专题研究排污许可提质增效、涉企行政检查计划备案、行政争议实质性化解等议题11个。",
    ),
    (
        Level.DEPARTMENT,
        "enforcement.case-volume",
        "法律顾问全年审核合同44份、出具法律意见书19份，参与行政处罚听证4次，参与重大疑难案件会商9次。",
    ),
    (
        Level.DEPARTMENT,
        "enforcement.enterprise-inspection",
        "主持召开党组会议研究法治建设工作6次，审议法治政府建设年度报告、涉企检查计划、重大案件处理等事项19项。",
    ),
    (Level.DEPARTMENT, "enforcement.case-volume", "举办行政处罚法培训3期，120人次参加。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "法律顾问参与行政处罚案件讨论6次。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "召开行政检查工作推进会4次。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "评查行政处罚案卷80卷。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "发布行政处罚典型案例12期。"),
    (Level.DEPARTMENT, "leader.lawful-decision", "坚持重大行政处罚案件集体审议，主持案审会9次，审议案件22件。"),
    (Level.DEPARTMENT, "enforcement.three-systems.publicity", "召开行政执法公示工作推进会3次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.record", "举办执法记录仪使用培训2期，60人参加。"),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "组织重大执法决定法制审核业务培训2期。"),
    (Level.DEPARTMENT, "enforcement.discretion", "围绕行政裁量权基准开展专题学习2次。"),
    (Level.DEPARTMENT, "rules.normative-procedure", "举办规范性文件制定培训班1期，30人参加。"),
    (Level.DEPARTMENT, "rules.normative-review", "参加全区规范性文件合法性审核培训2次。"),
    (Level.DEPARTMENT, "decision.procedure-rule", "组织学习《重大行政决策程序暂行条例》2次。"),
    (Level.DEPARTMENT, "dispute.reconsideration", "组织新修订《行政复议法》专题培训3期，参训120人次。"),
    (Level.DEPARTMENT, "enforcement.enterprise-inspection", "召开规范涉企行政检查工作部署会2次。"),
    (Level.DEPARTMENT, "enforcement.criminal-link", "举办行刑衔接业务培训1期，参训40人。"),
    (Level.DEPARTMENT, "function.fair-competition-review", "组织《公平竞争审查条例》学习会2次。"),
    (Level.DEPARTMENT, "enforcement.file-review", "参加全市案卷评查培训1次，10人参训。"),
    (Level.DEPARTMENT, "enforcement.flexible", "组织学习轻微违法不予处罚清单2次。"),
    (Level.DEPARTMENT, "dispute.petition", "举办信访工作条例培训2期。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "召开行政处罚案件质量分析会3次。"),
    (Level.DEPARTMENT, "enforcement.enterprise-inspection", "开展涉企行政检查规定培训2期，120人次参加。"),
    (Level.DEPARTMENT, "enforcement.flexible", "举办说理式执法、轻微免罚专题培训2期。"),
    (Level.DEPARTMENT, "rules.normative-review", "召开规范性文件合法性审核工作座谈会1次。"),
    (Level.DEPARTMENT, "rules.normative-filing", "举办规范性文件备案工作培训1期。"),
    (Level.DEPARTMENT, "rules.contract-review", "开展行政合同审查业务培训2次。"),
    (Level.DEPARTMENT, "decision.legality-review", "举办重大决策合法性审查培训班1期，45人参加。"),
    (Level.DEPARTMENT, "supervision.disclosure", "召开政务公开工作推进会2次。"),
    (Level.DEPARTMENT, "dispute.judgment-execution", "召开检察建议办理工作会商会2次。"),
    (Level.DEPARTMENT, "enforcement.complaints", "召开执法投诉举报分析会2次。"),
    (Level.DEPARTMENT, "emergency.plan", "组织学习突发环境事件应急预案3次。"),
    (Level.DEPARTMENT, "enforcement.review-catalogue", "就重大执法决定法制审核目录开展培训2次。"),
    (Level.DEPARTMENT, "dispute.litigation", "组织旁听庭审3次，学习出庭应诉规定。"),
    (Level.COUNTY, "dispute.litigation", "举办行政应诉能力提升培训班2期，轮训230人次。"),
    (Level.COUNTY, "supervision.disclosure", "组织政务公开业务培训3期，320人次参训。"),
    (Level.DEPARTMENT, "dispute.litigation", "举办行政应诉业务培训2期，覆盖80人。"),
    (Level.DEPARTMENT, "supervision.disclosure", "举办政府信息公开培训2期。"),
    (Level.DEPARTMENT, "dispute.admin-mediation", "组织行政调解业务培训3次。"),
    (Level.DEPARTMENT, "enforcement.discretion", "举办裁量权基准适用培训班2期。"),
    (Level.COUNTY, "dispute.litigation", "开展行政应诉培训2次。"),
]
#: Done, whatever else was said of it; or a rule whose matter the talk itself is.
TOLD = [
    (Level.COUNTY, "enforcement.case-volume", "召开行政执法工作推进会2次，全年办理行政处罚案件412件。"),
    (
        Level.COUNTY,
        "enforcement.case-volume",
        "组织行政处罚案件办理培训3期，全年办理行政处罚案件326件，罚没款118万元。",
    ),
    (Level.COUNTY, "enforcement.file-review", "开展案卷评查、业务培训3次，评查案卷160卷。"),
    (Level.COUNTY, "enforcement.file-review", "组织开展行政执法案卷集中评查2次，抽查案卷120卷。"),
    (Level.COUNTY, "enforcement.file-review", "组织案卷评查并召开讲评会，评查案卷96宗。"),
    (Level.COUNTY, "function.fair-competition-review", "就公平竞争审查开展业务培训2次，全年审查政策措施31件。"),
    (Level.COUNTY, "function.fair-competition-review", "组织公平竞争审查培训，对46份政策文件开展公平竞争审查。"),
    (Level.COUNTY, "dispute.litigation", "召开行政应诉联席会议2次，行政机关负责人出庭应诉21件。"),
    (Level.COUNTY, "dispute.litigation", "听取行政应诉情况汇报后部署整改，全年行政诉讼案件12件，负责人出庭率100%。"),
    (Level.COUNTY, "dispute.reconsideration", "举办行政复议培训2期，受理行政复议案件128件。"),
    (Level.COUNTY, "rules.normative-review", "开展规范性文件合法性审核31件，组织业务培训2期。"),
    (Level.COUNTY, "rules.normative-procedure", "县政府常务会议审议通过行政规范性文件6件并印发。"),
    (Level.COUNTY, "capacity.legal-adviser", "法律顾问参与重大决策论证12次、涉法事务会商9次。"),
    (Level.COUNTY, "capacity.legal-adviser", "法律顾问列席县政府常务会议，参与重大项目讨论。"),
    (Level.COUNTY, "capacity.staff-training", "举办行政执法人员法治培训4期，培训1200人次。"),
    (Level.COUNTY, "enforcement.training", "组织全县行政执法人员专题培训3期，参训980人次。"),
    (Level.COUNTY, "enforcement.training", "举办行政处罚法、行政强制法业务培训2期，执法人员260人参训。"),
    (Level.COUNTY, "capacity.law-lectures", "举办县政府领导班子法治专题讲座2期。"),
    (Level.COUNTY, "capacity.regular-study", "县政府常务会议学法9次，涉及公平竞争审查、防洪、信访等法律法规11部。"),
    (
        Level.COUNTY,
        "leader.hear-reports",
        "县委常委会会议专题研究法治政府建设工作3次，县长主持召开县政府常务会议听取法治政府建设情况汇报2次。",
    ),
    (Level.COUNTY, "mechanism.coordinating-body", "召开县委全面依法治县委员会会议2次，审议文件6份。"),
    (Level.COUNTY, "decision.participation", "召开重大行政决策听证会3场，座谈会6次，听取意见120条。"),
    (Level.COUNTY, "decision.collective", "县政府常务会议集体研究重大行政决策事项6项。"),
    (Level.COUNTY, "decision.collective", "召开县政府常务会议12次，集体讨论决定重大事项38项。"),
    (Level.COUNTY, "decision.expert", "组织专家论证会4次，对6项重大决策进行论证。"),
    (Level.COUNTY, "enforcement.criminal-link", "召开行刑衔接联席会议2次，移送涉嫌犯罪案件7件。"),
    (Level.COUNTY, "emergency.drill", "组织防汛、消防等应急演练12场，召开复盘会3次。"),
    (Level.COUNTY, "emergency.drill", "举办应急演练、安全培训等活动18场。"),
    (Level.COUNTY, "emergency.plan", "召开部署会，修订应急预案23部。"),
    (Level.COUNTY, "leader.shufa", "召开述法专题会议1次，12名党政主要负责人现场述法。"),
    (Level.COUNTY, "leader.shufa", "听取12个部门主要负责人述法报告。"),
    (Level.COUNTY, "mechanism.inspection", "召开法治督察动员会，对8个部门开展法治督察，反馈问题36个。"),
    (Level.COUNTY, "enforcement.discretion", "研究制定行政裁量权基准12项，印发执行。"),
    (Level.COUNTY, "publicity.plan", "召开“八五”普法中期推进会1次。"),
    (Level.COUNTY, "publicity.who-enforces", "开展以案释法宣讲32场。"),
    (Level.COUNTY, "dispute.screening", "组织矛盾纠纷会商研判36次，排查纠纷412件。"),
    (Level.COUNTY, "dispute.people-mediation", "组织人民调解员培训5期，培训调解员360人次，调解纠纷3126件。"),
    (Level.COUNTY, "supervision.external", "主动接受人大监督，向县人大常委会专题报告工作4次，办理建议86件。"),
    (Level.COUNTY, "supervision.disclosure", "召开新闻发布会6场，主动公开政府信息8642条。"),
    (Level.COUNTY, "function.business-environment", "召开政企恳谈会12次，解决企业诉求46件。"),
    (Level.COUNTY, "leader.four-personally", "县长主持召开法治建设专题会议3次，亲自督办重点案件5件。"),
    (Level.COUNTY, "dispute.litigation", "行政机关负责人出庭应诉38人次，组织旁听庭审12场。"),
    (Level.COUNTY, "decision.legality-review", "县政府常务会议审议重大行政决策事项前均经合法性审查，全年审查36件。"),
    (Level.COUNTY, "rules.normative-cleanup", "以学习新修订的行政处罚法为契机全面清理规范性文件26件。"),
    (Level.COUNTY, "enforcement.file-review", "结合学习行政处罚法开展案卷评查80卷。"),
    (Level.COUNTY, "enforcement.key-areas", "开展执法培训6期、执法检查1200次，涉及食品、药品、安全生产等重点领域。"),
    (Level.COUNTY, "enforcement.coordination", "组织重点执法单位建立联席会议制度，有针对性地开展常态化联合执法。"),
    (Level.COUNTY, "function.service", "可行性研究审批时限压缩到5个工作日，全年办结612件，一次办成率98%。"),
    (Level.COUNTY, "dispute.petition", "县委书记主持召开信访工作联席会议4次，化解信访积案36件。"),
    (
        Level.COUNTY,
        "enforcement.supervision",
        "召开行政执法监督工作座谈会，对8个部门开展执法监督检查，制发监督意见书12份。",
    ),
    (Level.COUNTY, "enforcement.supervision", "举办执法监督培训班，开展专项执法监督3次，纠正问题46个。"),
    (Level.COUNTY, "dispute.reconsideration", "行政复议委员会召开案件审理会12次，审结行政复议案件119件。"),
    (Level.COUNTY, "dispute.reconsideration", "全年办理行政复议案件128件，召开案件讨论会、听证会26次。"),
    (Level.COUNTY, "rules.contract-review", "参与重大项目洽谈，审查政府合同46份。"),
    (Level.COUNTY, "capacity.legal-adviser", "法律顾问参与行政复议、行政诉讼案件讨论26件，出具法律意见书31份。"),
    (Level.COUNTY, "capacity.legal-adviser", "组织法律顾问列席常务会议12次，参与研究重大项目9个。"),
    (Level.COUNTY, "emergency.drill", "组织应急知识学习和应急演练8场。"),
    (Level.COUNTY, "emergency.drill", "开展应急演练及业务培训12次。"),
    (Level.COUNTY, "supervision.audit", "听取审计工作汇报2次，督促整改审计问题86个。"),
    (Level.COUNTY, "supervision.external", "办理人大代表建议86件、政协提案124件，召开代表座谈会6次。"),
    (Level.COUNTY, "leader.shufa", "组织开展述法工作，召开述法评议会1次，现场述法8人。"),
    (Level.COUNTY, "leader.hear-reports", "县长3次听取法治政府建设工作汇报。"),
    (Level.COUNTY, "leader.respect-judiciary", "县长主持召开府院联席会议2次，带头出庭应诉1次。"),
    (Level.COUNTY, "mechanism.assessment", "召开考核工作部署会，将法治建设纳入年度考核，分值5分。"),
    (Level.COUNTY, "digital.platform", "组织平台操作培训，全县执法信息平台上线运行，录入案件2600件。"),
    (Level.COUNTY, "function.power-list", "召开座谈会征求意见，动态调整权责清单事项126项。"),
    (Level.COUNTY, "decision.risk", "委托第三方开展社会稳定风险评估6项，召开风险研判会4次。"),
    (Level.COUNTY, "decision.publish-archive", "召开新闻发布会解读重大行政决策3场，决策文件公布后同步解读。"),
    (Level.COUNTY, "publicity.constitution", "开展宪法宣讲进校园活动36场。"),
    (Level.COUNTY, "party.xi-thought", "举办习近平法治思想专题研讨班2期。"),
    (Level.COUNTY, "capacity.staff-training", "组织行政复议、行政应诉专题培训4期，培训600人次。"),
    (Level.COUNTY, "enforcement.case-volume", "召开案件集体讨论会26次，全年作出行政处罚决定412件，罚没款860万元。"),
    (Level.COUNTY, "dispute.reconsideration", "全年新收行政复议申请136件，组织听证12次，办结119件。"),
    (Level.COUNTY, "dispute.reconsideration", "召开行政复议听证会、听取意见96次，办结复议案件119件。"),
    (Level.COUNTY, "rules.normative-review", "组织专家参与规范性文件合法性审核31件，召开论证会6次。"),
    (Level.COUNTY, "decision.legality-review", "提请县政府常务会议研究的重大行政决策事项46项均经县司法局合法性审查。"),
    (Level.COUNTY, "decision.expert", "邀请法学专家参与重大行政决策论证会6次，采纳意见21条。"),
    (Level.COUNTY, "decision.participation", "就公交票价调整召开听证会1场、座谈会3场，征求意见260条。"),
    (Level.COUNTY, "emergency.drill", "组织地震、防汛应急演练12次，开展急救培训6场。"),
    (Level.COUNTY, "emergency.plan", "编制修订应急预案23部，组织预案宣贯培训3次。"),
    (Level.COUNTY, "dispute.judgment-execution", "召开检察建议办理推进会2次，收到检察建议21件，均按期回复。"),
    (Level.COUNTY, "dispute.petition", "县级领导接访86批次，召开信访联席会议12次，化解积案36件。"),
    (Level.COUNTY, "dispute.screening", "召开矛盾纠纷分析研判会24次，排查矛盾纠纷5312件，化解5180件。"),
    (Level.COUNTY, "supervision.audit", "召开审计委员会会议2次，完成审计项目36个。"),
    (Level.COUNTY, "capacity.staff-training", "举办领导干部依法行政专题研讨班2期，培训180人。"),
    (Level.COUNTY, "capacity.legal-adviser", "法律顾问参与行政合同谈判、重大项目论证等21次，出具意见书36份。"),
    (
        Level.COUNTY,
        "leader.four-personally",
        "县长亲自主持召开法治政府建设推进会3次，研究解决问题9个，亲自督办重点案件2件。",
    ),
    (Level.COUNTY, "publicity.who-enforces", "举办以案释法讲座36场。"),
    (Level.COUNTY, "enforcement.supervision", "县司法局组织执法监督员座谈会2次，开展执法监督检查6次，发现问题31个。"),
    (Level.COUNTY, "enforcement.coordination", "召开联合执法协调会6次，开展联合执法36次。"),
    (Level.COUNTY, "function.business-environment", "召开优化营商环境工作推进会6次，兑现惠企资金860万元。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "全年立案查处违法案件86件，召开案审会集体讨论重大案件12件。"),
    (Level.DEPARTMENT, "enforcement.file-review", "召开案卷评查反馈会，通报评查案卷80卷的情况。"),
    (Level.DEPARTMENT, "rules.contract-review", "法律顾问参与合同谈判8次，审查合同65份。"),
    (
        Level.DEPARTMENT,
        "enforcement.enterprise-inspection",
        "召开涉企行政检查部署会后，压减检查计划46项，备案检查计划23份。",
    ),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "重大执法决定法制审核26件，案审会集体讨论18件。"),
    (
        Level.DEPARTMENT,
        "enforcement.three-systems.record",
        "组织执法记录仪使用培训，为一线执法人员配备执法记录仪18台。",
    ),
    (Level.DEPARTMENT, "enforcement.three-systems.publicity", "召开执法公示推进会，公示行政处罚决定61件。"),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "组织法制审核业务学习4次，审核重大执法决定46件。"),
    (Level.DEPARTMENT, "enforcement.discretion", "学习并印发行政裁量权基准12项。"),
    (Level.DEPARTMENT, "enforcement.flexible", "围绕首违不罚开展专题研讨，对63家企业轻微违法行为不予处罚。"),
    (
        Level.DEPARTMENT,
        "enforcement.enterprise-inspection",
        "研究制定涉企行政检查计划，全年检查企业412家次，同比下降21%。",
    ),
    (Level.DEPARTMENT, "enforcement.enterprise-inspection", "召开入企检查协调会，合并检查事项36项。"),
    (Level.DEPARTMENT, "rules.contract-review", "全年审查合同44份，组织合同管理培训2次。"),
    (Level.DEPARTMENT, "enforcement.complaints", "召开投诉举报分析会4次，受理执法投诉举报36件，办结36件。"),
    (Level.DEPARTMENT, "supervision.disclosure", "组织政府信息公开培训2期，主动公开政府信息860条。"),
    (Level.DEPARTMENT, "enforcement.case-volume", "学习宣传贯彻新修订的行政处罚法，全年办理行政处罚案件86件。"),
    (Level.DEPARTMENT, "enforcement.file-review", "组织案卷评查会4次，评查案卷80卷。"),
    (Level.DEPARTMENT, "enforcement.discretion", "开展裁量权基准培训2期，修订裁量权基准14项并公布。"),
    (Level.DEPARTMENT, "enforcement.flexible", "组织学习免罚清单，依法对42家企业作出不予处罚决定。"),
    (Level.TOWNSHIP, "publicity.grassroots-culture", "培训法律明白人320人次。"),
    (Level.COUNTY, "enforcement.training", "举办执法培训4期，参训320人次。"),
    (Level.TOWNSHIP, "enforcement.training", "选派队员到县城管局跟班学习调查取证和文书制作。"),
    (Level.COUNTY, "capacity.staff-training", "举办学习贯彻民法典专题培训班2期，干部120人参加。"),
    (Level.COUNTY, "leader.study-lead", "组织领导干部法治培训讲座3场次。"),
    (Level.COUNTY, "leader.shufa", "县委常委会听取6名乡镇党委书记述法并现场评议。"),
    (Level.COUNTY, "party.center-group-study", "党委理论学习中心组围绕民法典、行政处罚法开展研讨4次。"),
    (Level.TOWNSHIP, "publicity.grassroots-culture", "组织法律明白人学习民法典12次。"),
    (Level.COUNTY, "party.xi-thought", "组织习近平法治思想学习测试2次。"),
    (Level.TOWNSHIP, "party.xi-thought", "设置习近平法治思想学习考试，纳入干部考核。"),
    (Level.COUNTY, "decision.collective", "召开常务会议12次，集体研究重大事项35项。"),
    (Level.COUNTY, "decision.participation", "围绕老旧小区改造方案召开座谈会5次，听取居民意见82条。"),
    (Level.COUNTY, "mechanism.coordinating-body", "召开县委全面依法治县委员会会议2次。"),
    (Level.COUNTY, "emergency.public-education", "组织居民参加应急救护培训8期、320人。"),
    (Level.TOWNSHIP, "leader.lawful-decision", "法律顾问参与镇政府工作会议讨论8次，对重大事项提出法律意见。"),
    (Level.COUNTY, "publicity.plan", "县委常委会听取“八五”普法规划实施情况汇报1次。"),
    (Level.TOWNSHIP, "publicity.grassroots-culture", "组织法律明白人培训48场，培训2380人次。"),
]
#: The rule takes such an occasion for an act among others: described, and how often it was held is no evidence.
AMONG_OTHERS = [
    (Level.DEPARTMENT, "supervision.integrity", "举办政务诚信培训2期。"),
    (Level.DEPARTMENT, "dispute.admin-adjudication", "开展行政裁决业务培训2期。"),
    (Level.DEPARTMENT, "enforcement.quality-plan", "召开提升行政执法质量三年行动推进会2次。"),
    (Level.COUNTY, "enforcement.training", "召开执法培训工作推进会4次。"),
    (Level.COUNTY, "leader.respect-judiciary", "召开府院联动工作推进会2次。"),
    (Level.COUNTY, "publicity.plan", "召开“八五”普法中期推进会1次。"),
    (Level.DEPARTMENT, "enforcement.three-systems.legal-review", "召开案审会制度建设推进会3次。"),
]


@cache
def pack() -> Rulebook:
    return load_pack()


def verdict(level: Level, rule: str, text: str) -> Verdict:
    document = document_of(Example(Verdict.ABSENT, text, whole=False, section=SectionKind.MEASURES), level, 2025)
    return examine(document, pack(), level, 2025, "reference").judgement.verdicts[rule]


@pytest.mark.parametrize(("level", "rule", "text"), TALKED)
def test_what_was_only_talked_about_is_mentioned_at_most(level: Level, rule: str, text: str) -> None:
    assert verdict(level, rule, text) not in SATISFIED


@pytest.mark.parametrize(("level", "rule", "text"), TOLD)
def test_what_was_done_counts_whatever_was_said_of_it(level: Level, rule: str, text: str) -> None:
    assert verdict(level, rule, text) in SATISFIED


@pytest.mark.parametrize(("level", "rule", "text"), AMONG_OTHERS)
def test_an_occasion_that_a_rule_takes_among_other_acts_is_no_evidence(level: Level, rule: str, text: str) -> None:
    assert verdict(level, rule, text) is Verdict.DESCRIBED


@pytest.mark.parametrize(
    ("clauses", "topics"),
    [
        (["召开行政检查工作推进会4次。"], ["行政检查工作"]),
        (["参加全区规范性文件合法性审核培训2次。"], ["全区规范性文件合法性审核"]),
        (["开展案卷评查、行政执法业务培训3次。"], ["行政执法业务"]),
        (["开展案卷评查、业务培训3次。"], ["业务"]),
        (["组织执法人员案卷制作培训2期。"], ["案卷制作"]),
        (["召开行政复议与行政应诉联席会议3次。"], ["行政复议与行政应诉"]),
        (["召开听证会、座谈会6次。"], []),
        (["参与行政处罚听证4次，", "办理许可9件。"], ["行政处罚"]),
        (["围绕裁量权基准，", "开展专题研讨2次。"], ["裁量权基准，"]),
        (["就审核目录开展培训2次。"], ["审核目录"]),
        (["县长3次听取行政应诉情况汇报。"], ["行政应诉情况"]),
        (["听取12个部门主要负责人述法报告。"], ["12个部门主要负责人"]),
        (["党组会专题研究检查计划备案、案件办理等议题11个。"], ["检查计划备案、案件办理等议题"]),
        (["研究制定裁量权基准12项。"], []),
        (["常务会议审议通过规范性文件6件。"], []),
        (["可行性研究审批时限压缩到5个工作日。"], []),
        (["审议的事项开展合法性审查176件。"], []),
        (["组织学习免罚清单2次。"], ["免罚清单2次"]),
        (["以学习行政处罚法为契机清理文件26件。"], ["行政处罚法"]),
        (["理论学习中心组集体学习4次。"], ["4次"]),
        (["常务会议学法9次，", "涉及公平竞争审查、防洪等法规11部。"], ["公平竞争审查、防洪等法规11部"]),
        (["会前学法涵盖公平竞争审查、信访。"], ["公平竞争审查、信访"]),
        (["开展培训6期、检查9次，", "涉及食品。"], []),
        (["书记在中心组学习时领学条例。"], []),
        (["建立联席会议制度。"], []),
        (["开展校外培训机构检查9次。"], []),
        (["全年立案86件。"], []),
        (["召开执法培训工作推进会2次。"], ["执法培训工作"]),
        (["听取组织开展执法培训情况汇报2次。"], ["组织开展执法培训情况"]),
        (["召开学习信访条例推进会2次。"], ["学习信访条例"]),
        (["组织领导干部法治培训讲座3场次。"], ["法治", "法治培训"]),
        (["参与重大决策讨论12次、涉法事务会商9次。"], ["重大决策", "重大决策讨论12次、涉法事务"]),
        (["组织执法知识学习测试2次。"], ["执法知识"]),
        (["学习考试条例。"], []),
    ],
)
def test_topics_of_talk(clauses: list[str], topics: list[str]) -> None:
    text = "".join(clauses)
    assert list(dict.fromkeys(text[talk.start : talk.end] for talk in talks(clauses))) == topics


MEETING, STUDY = "召开行刑衔接联席会议2次。", "举办行刑衔接、案件移送培训2次。"
TOPIC = "听取行刑衔接联席会议情况汇报2次。"


@pytest.mark.parametrize(
    ("rule", "phrase", "text", "expected"),
    [
        # A deed: what was only talked about names it; where a word of the phrase meets the talk, it is described.
        ({}, {"clause": "行刑衔接 移送|办理"}, "召开行刑衔接案件办理推进会2次。", Verdict.MENTIONED),
        ({}, {"clause": "行刑衔接 移送|联席会议"}, MEETING, Verdict.DESCRIBED),
        ({}, {"clause": "行刑衔接 移送|联席会议"}, TOPIC, Verdict.MENTIONED),
        # The phrase asks for the talk that its words meet, and for no other.
        ({}, {"clause": "行刑衔接 移送|联席会议", "talk": True}, MEETING, Verdict.EVIDENCED),
        ({}, {"clause": "行刑衔接 移送|联席会议", "talk": True}, TOPIC, Verdict.MENTIONED),
        ({}, {"clause": "行刑衔接 移送|联席会议", "talk": False}, MEETING, Verdict.DESCRIBED),
        ({}, {"clause": "行刑衔接 移送|联席会议", "talk": True}, STUDY, Verdict.MENTIONED),
        # The rule requires talk: a study of the thing is enough, and a meeting that it names.
        ({"talk": True}, {"clause": "行刑衔接 移送|联席会议"}, STUDY, Verdict.EVIDENCED),
        ({"talk": True}, {"clause": "行刑衔接 移送|联席会议"}, MEETING, Verdict.EVIDENCED),
        ({"talk": True}, {"clause": "行刑衔接 移送|联席会议"}, TOPIC, Verdict.MENTIONED),
        ({"talk": False}, {"clause": "行刑衔接 移送|联席会议"}, TOPIC, Verdict.MENTIONED),
    ],
)
def test_a_rule_says_whether_it_asks_for_talk(
    tmp_path: Path, rule: dict[str, bool], phrase: dict[str, object], text: str, expected: Verdict
) -> None:
    book = book_of(tmp_path, names=["行刑衔接"], described=[phrase], units="次", **rule)
    assert verdict_on(book, text) is expected


def test_a_part_of_a_condition_may_ask_for_talk_too(tmp_path: Path) -> None:
    parts = [{"clause": "行刑衔接 移送|联席会议", "talk": True}, {"measure": "measures.present", "at-least": 1}]
    assert verdict_on(book_of(tmp_path, evidenced=[{"all": parts}]), MEETING) is Verdict.EVIDENCED
    del parts[0]["talk"]
    assert verdict_on(book_of(tmp_path, evidenced=[{"all": parts}]), MEETING) is not Verdict.EVIDENCED


def test_a_count_of_those_who_attended_is_of_the_talk() -> None:
    assert tells_of_talk("312人参加。")
    assert tells_of_talk("覆盖80人。")
    assert not tells_of_talk("审查文件31件。")
    assert takes_up("全年审查文件31件。", "公平竞争审查")
    assert not takes_up("印发纪要2份。", "公平竞争审查")


def test_the_explanation_says_that_it_was_only_talked_about() -> None:
    text = "听取合同审查工作汇报2次。"
    document = document_of(Example(Verdict.ABSENT, text, whole=False, section=SectionKind.MEASURES), Level.COUNTY, 2025)
    told = explain(document, pack(), "rules.contract-review", backend="reference")
    assert told.finding.verdict is Verdict.MENTIONED
    assert "只是会议、培训、学习的内容" in told.finding.because
    assert "会议、培训、学习的内容" in told.finding.doubts[0]
    assert "是会议、培训、学习的内容，没有说做了" in {seen.why_not for seen in told.seen}
