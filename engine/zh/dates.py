"""Dates, years, numbers of documents and of persons."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from engine.zh.figures import numeral
from engine.zh.words import spelt


def _date(year: str, month: str, day: str) -> str:
    """Pattern of a full date from those of its parts.

    Folding has glued the time of a posting to its day (2025/1/210：22): an hour of two digits is tried first.
    """
    hour = r"(?=[^\d：]|$|(?:[01]\d|2[0-3])：\d\d)"
    return rf"(?P<y>{year})[年./-](?P<m>{month})[月./-](?P<d>(?:{day}){hour}|(?:{day})(?=\d：\d\d))日?"


_MONTH, _DAY = r"1[0-2]|0?[1-9]", r"3[01]|[12]\d|0?[1-9]"
_DATE = re.compile(_date(r"20\d\d", _MONTH, _DAY))
# A string, compiled when it is first used: few reports have a date that is spelt.
_SPELT_DATE = _date(
    r"20\d\d|[二两][〇零○O0][一二三四五六七八九〇零○]{2}",
    rf"{_MONTH}|十[一二]?|[一二三四五六七八九]",
    rf"{_DAY}|二?十[一二三四五六七八九]?|三十一?|[一二三四五六七八九]",
)
#: One of these stands in every such date: a year, or a month or day beside the mark between them.
_MAY_BE_SPELT = spelt("[二两][〇零○O0] [一二三四五六七八九十][月./-] [月./-][一二三四五六七八九十]")
_MONTH_DAY = re.compile(
    r"(?<![\d年.])(?:20\d\d年|今年|本年|当年)?(?:1[0-2]|[1-9])月(?:[上中下]旬|初|底|末|(?:3[01]|[12]\d|[1-9])日)?(?!份以?来)"
)
_NUMBER_OF_DOCUMENT = re.compile(r"(?:〔20\d\d〕?|（20\d\d）)第?\d{1,4}号")
_ID_NUMBER = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
#: Digits that stand in every number of a person; most texts have none of so many.
_LONG = re.compile(r"\d{11}")
_YEAR = re.compile(r"(?<!\d)(20\d\d)(?:年度?|(?:至|~|--?)20\d\d年)")


def dates(text: str) -> Iterator[tuple[int, int, date]]:
    """Full dates in folded text (2025年1月16日, 2025-01-16, 二〇二五年十二月十一日) as start, end, value."""
    spelt_out = any(part in text for part in _MAY_BE_SPELT)
    for match in re.finditer(_SPELT_DATE, text) if spelt_out else _DATE.finditer(text):
        try:
            parts = [int(part) if part.isascii() else numeral(part) for part in (match["y"], match["m"], match["d"])]
            yield match.start(), match.end(), date(*parts)
        except (ValueError, KeyError):
            continue


def month_days(text: str) -> Iterator[tuple[int, int]]:
    """Dates without a year of their own (6月, 5月28日, 7月下旬)."""
    return (match.span() for match in _MONTH_DAY.finditer(text)) if "月" in text else iter(())


def document_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Numbers of official documents (〔2024〕11号)."""
    return (match.span() for match in _NUMBER_OF_DOCUMENT.finditer(text)) if "号" in text else iter(())


def id_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Numbers in the shape of an identity card, birth date included."""
    return (match.span() for match in _ID_NUMBER.finditer(text)) if _LONG.search(text) else iter(())


def mobile_numbers(text: str) -> Iterator[tuple[int, int]]:
    """Numbers in the shape of a mobile phone."""
    return (match.span() for match in _MOBILE.finditer(text)) if _LONG.search(text) else iter(())


def years(text: str) -> list[int]:
    """Years named as 2024年 or 2024年度, in text order, repeats kept."""
    return [int(match[1]) for match in _YEAR.finditer(text)]
