"""What two texts speak of in common: words that are neither general nor of every report."""

from __future__ import annotations

import re

from engine.zh import NOT_HAN

#: Words of reports about anything; what is left between them names the matter. Few reports need it: it is compiled
#: when it is first used.
_GENERAL = (
    rf"{NOT_HAN}+|"
    r"法治政府|法治|依法|行政执法|执法人员|执法队伍|执法|行政|政府|机关|部门|单位|街道|乡镇|社区|全[镇乡县市区局街]|[我本][镇乡县市区局街]|"
    r"工作|机制|体制|制度|体系|力度|意识|能力|水平|质量|质效|效能|作用|成效|效果|基础|方面|方式|手段|办法|措施|建设|管理|服务|保障|监管|监督|规范|程序|"
    r"干部|人员|队伍|力量|领导|群众|居民|企业|专业|业务|法律|法规|知识|素质|素养|思维|观念|理念|培训|学习|宣传|教育|指导|组织|开展|"
    r"加强|加大|提升|提高|完善|健全|推进|推动|落实|强化|深化|优化|创新|建立|制定|实施|进一步|持续|不断|全面|深入|积极|切实|着力|重点|主动|"
    r"有待|不足|不够|不强|不高|不到位|不及时|不完善|不健全|薄弱|滞后|缺乏|缺少|难以|存在|问题|差距|短板|困难|情况|现象|原因|主要|由于|导致|造成|"
    r"个别|部分|一些|少数|有的|有时|仍|尚|还|较|更|对|在|与|和|及|等|的|了|是|为|以|将|把|从|向|中|上|下|不|未|无|有|因|其|各|每|一是|二是|三是|四是|五是|"
    r"年度|全年|今年|明年|每年|季度|半年|年底|月底|之前|以来|目前|同时|要求|需要|实际|相关|有关|具体|任务|责任|考核|检查|经费|投入|资金|一|二|三|四|五|六|七|八|九|十"
)
#: Fewest characters that name a matter.
_SHORTEST = 2


def shared_words(one: str, other: str) -> set[str]:
    """Longest specific strings of two or more characters that stand in both folded texts (记录仪, 网约车)."""
    theirs = _pieces(other)
    found: set[str] = set()
    for piece in _pieces(one):
        for start in range(len(piece) - _SHORTEST + 1):
            end = start + _SHORTEST
            while end <= len(piece) and any(piece[start:end] in text for text in theirs):
                end += 1
            if end - 1 - start >= _SHORTEST:
                found.add(piece[start : end - 1])
    return {word for word in found if not any(word != longer and word in longer for longer in found)}


def _pieces(text: str) -> list[str]:
    return [piece for piece in re.split(_GENERAL, text) if len(piece) >= _SHORTEST]
