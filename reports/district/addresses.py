"""Where the page of a round finds what was written for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from engine.district.model import Standing

#: Folders of the output with a file for each unit.
PAGES: Final = "单位"
LETTERS: Final = "反馈意见"


def page_of(standing: Standing | None) -> str:
    """Address of the page of a unit; empty where it has no report."""
    return _address(PAGES, standing, "html")


def letter_of(standing: Standing | None) -> str:
    """Address of the letter to a unit; empty where it has no report."""
    return _address(LETTERS, standing, "docx")


def _address(folder: str, standing: Standing | None, suffix: str) -> str:
    if standing is None or standing.entry is None:
        return ""
    return f"{quote(folder)}/{quote(standing.page, safe='')}.{suffix}"
