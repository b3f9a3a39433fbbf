"""Persons: private ones, named right after the word for their part in a case; and the heads of the body itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.zh import HAN
from engine.zh.syntax import clauses
from engine.zh.words import Words

#: Surnames that four in five people bear, without those that open an everyday word after such a role (高, 方 …).
_SURNAME = (
    "王李张刘陈杨赵黄周吴徐孙胡朱林郭罗梁宋郑谢韩唐冯董萧袁邓傅沈彭吕苏卢蒋蔡贾丁魏薛叶阎潘杜戴夏钟汪田"
    "范姚谭廖邹熊陆郝孔崔毛邱秦侯邵孟雷钱汤尹黎贺赖龚曹马何许曾余姜"
)
_SURNAMES = frozenset(_SURNAME)
_ROLES = Words(
    "信访人 上访人 信访老户 上访老户 信访户 上访户 重访人 缠访人 举报人 投诉人 未成年人 留守儿童 困境儿童 当事人 "
    "被处罚人 违法行为人 社区矫正对象 矫正对象 帮教对象 安置帮教人员 受援人 刑满释放人员 吸毒人员 戒毒人员 "
    "精神障碍患者 上访人员 信访人员 受害人 被害人 服刑人员"
)
# Strings are compiled when they are first used: few reports need them.
_NAME = (
    rf"[{_SURNAME}](?:{HAN}(?=[，。、；（的与和同因为向诉提反被就系涉等在]|$)|{HAN}{{2}}(?<![的了和与及在于等为各]))"
)
#: What hides a name on purpose, and everyday words that open with a surname.
_NO_NAME = (
    r"某|女士|先生|同志|阿姨|大爷|大妈|老师|氏|"
    r"^(?:张贴|陈述|黄金|周[边围期]|孙子|林[地权]|罗列|郑重|谢绝|杜绝|夏季|范围|陆续|钱款|马上|何[时地种]|许[可多]|曾[经多在因]|余[款下额]|田[地间]|戴[上着]|毛病)"
)

_HEADS = Words(
    "书记 主任 [局厅镇乡县区市省旗州]长 主要[负责人|负责同志|领导] 一把手 党政[正职|主官]",
    but="副[书记|主任|局长|厅长|镇长|乡长|县长|区长|市长|省长] [总|村|支|社|纪委|团委|支部|社区|组织]书记 书记[员会] "
    "[社区|村委会|居委会|人大]主任 [局区乡镇]长[办|信箱|热线] 主任[办会科员]",
)
#: Before the post they make a sentence that does not open with the head as the one who acts.
_NOT_ACTING = Words("组织 督促 要求 协助 配合 听取 学习 贯彻 推动 落实 选派 安排 开展 各 对 向 由 与 村 所")
#: Characters before the first post of a clause, and between two.
_FARTHEST_BEFORE, _FARTHEST_APART = 14, 4


def acting_heads(sentence: str) -> tuple[int, int] | None:
    """Where a folded sentence that opens with the heads of the body names them (局党组书记、局长周明同志带头学法)."""
    for start, stop in clauses(sentence)[:2]:
        words, end = sentence[start:stop], 0
        for begin, after in _HEADS.places(words):
            if begin > (end + _FARTHEST_APART if end else _FARTHEST_BEFORE):
                break
            end = after
        if end:
            return None if _NOT_ACTING.stand_in(words[:end]) else (start, start + end)
    return None


def private_names(text: str) -> Iterator[tuple[int, int]]:
    """Full names of petitioners, minors, parties and the like in folded text; 张某, 李女士 are no full names."""
    after = 0
    for role, start in _ROLES.places(text):
        name = re.compile(_NAME).match(text, start) if role >= after and text[start : start + 1] in _SURNAMES else None
        if name is None:
            continue
        after = name.end()
        if not re.search(_NO_NAME, name[0]):
            yield name.span()
