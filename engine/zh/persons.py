"""Names of private persons, recognised by the word for their part in a case that stands right before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.zh import HAN
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
