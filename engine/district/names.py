"""When two names mean the same body: 临漪市新漪区人民政府望漪街道办事处 is 望漪街道, 县司法局 is 岑安县司法局."""

from __future__ import annotations

import re
from functools import lru_cache

from engine.zh.width import fold

_PARTY = re.compile(r"^(?:中国共产党|中共)")
#: Bodies of one street or town that report together or under either name.
_ENDINGS = (
    (re.compile(r"(?:街道党工委|街道工作委员会|街道工委|街道办事处|街道办)$"), "街道"),
    (re.compile(r"(?<=[镇乡])(?:党委|委员会|人民政府|政府)$"), ""),
    (re.compile(r"(?<=[省市县区旗州])(?:委|人民政府|政府)$"), ""),
    (re.compile(r"(?<=[局厅委办])(?:党组|党委)$"), ""),
)
#: 市 before 场, 政 or 容 begins the name of a department.
_AREA = re.compile(
    r"^(?:[^省市县区]{2,8}(?:省|自治区)|[^省市县区]{2,9}(?:市(?!场|政|容)|自治州|地区|盟)|[^省市县区]{1,9}(?:县|区|旗))(?:人民政府)?"
)
#: What stands alone names no body: 管委会, 人民政府.
_BARE = re.compile(r"^(?:人民政府|政府|管委会|管理委员会|委员会|办公室|办事处|分局|局|厅)?$")
#: Areas without their name: the office writes 区司法局, the department 青禾区司法局.
_SHORT_AREA = re.compile(r"^[省市县区旗](?=[一-龥]{2,}(?:局|厅|委|办|委员会|办公室|中心|院)$)(?!场|政|容)")


@lru_cache(maxsize=65536)
def core(name: str) -> str:
    """A body's name without the areas above it, the party's prefix and the kind of its organ."""
    rest = _ended(_PARTY.sub("", re.sub(r"[\s（）()·]", "", fold(name).text)))
    while (area := _AREA.match(rest)) and not _BARE.match(rest[area.end() :]):
        rest = rest[area.end() :]
    return _SHORT_AREA.sub("", rest) or rest


def _ended(name: str) -> str:
    for pattern, instead in _ENDINGS:
        name = pattern.sub(instead, name)
    return name


def areas(name: str) -> str:
    """What ``core`` takes away in front: the areas that a name states."""
    rest = _ended(_PARTY.sub("", re.sub(r"[\s（）()·]", "", fold(name).text)))
    return rest.removesuffix(core(name))


def same_body(one: str, other: str) -> bool:
    """Whether two names can mean one body: equal cores, and areas that do not contradict each other."""
    if core(one) != core(other):
        return False
    first, second = areas(one), areas(other)
    return not first or not second or first.endswith(second) or second.endswith(first)
