"""Recognition of scanned pages with rapidocr, when it is installed; its models come in its package."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    import pypdfium2 as pdfium

    from engine.read.placed import Page

ADVICE: Final = (
    "请提供文字版（.docx、.txt，或由文稿直接导出的 PDF），或安装文字识别组件（pip install 'fazhi-audit[ocr]'）后重试"
)
#: Pages that are recognised in one document; each takes seconds.
PAGE_LIMIT: Final = 60


def installed() -> bool:
    return False


def recognise(page: pdfium.PdfPage, into: Page) -> None:
    """x"""
