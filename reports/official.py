"""The look of official documents, GB/T 9704—2012, for whatever an office sends: letters, notices.

A4 with margins of 37, 35, 28 and 26 mm, 22 lines of 28 characters; title 小标宋 of size 2, body 仿宋 of size 3,
headings 黑体, 楷体, 仿宋; page numbers — 1 — outside.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from reports.wordml import Markup, package, paragraph, part, run

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Left for the sender to fill in.
SENDER, DATE = "（单位名称）", "　　　　年　　月　　日"
#: Stays on one page with what follows: nobody signs an empty page.
KEPT: Final = "<w:keepNext/>"
#: Style of the paragraphs of a table.
TABLE_TEXT: Final = "TableText"
SONG, HEAVY, _BODY, _SCRIPT, _PAGE = "方正小标宋简体", "黑体", "仿宋_GB2312", "楷体_GB2312", "宋体"
#: For each font what stands in where it is not installed.
_STAND_INS: Final = {SONG: "宋体", _BODY: "仿宋", HEAVY: "SimHei", _SCRIPT: "楷体", _PAGE: "SimSun"}
#: Page and margins, in twentieths of a point.
_SECTION: Final = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" '
    'w:header="851" w:footer="1259" w:gutter="0"/></w:sectPr>'
)


def document(blocks: Iterable[str]) -> bytes:
    """A Word file of paragraphs and tables in this look, in the styles Title, Heading1 to 3, Flush and Closing."""
    return package({"document": part("document", f"<w:body>{''.join(blocks)}{_SECTION}</w:body>"), **_layout()})


def stopped(text: str) -> str:
    """End a sentence that has no end."""
    return text if text.endswith(("。", "！", "？", "；")) else f"{text}。"


def fonts(name: str) -> str:
    """All four kinds of characters in one font; quotation marks then are Chinese ones too."""
    slots = " ".join(f'w:{slot}="{name}"' for slot in ("ascii", "hAnsi", "eastAsia", "cs"))
    return f'<w:rFonts w:hint="eastAsia" {slots}/>'


def _style(name: str, shown: str, paragraphs: str, runs: str = "", *, based: str = "Normal") -> str:
    base = f'<w:basedOn w:val="{based}"/>' if name != "Normal" else ""
    first = ' w:default="1"' if name == "Normal" else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{name}"{first}><w:name w:val="{shown}"/>{base}<w:qFormat/>'
        f"<w:pPr>{paragraphs}</w:pPr><w:rPr>{runs}</w:rPr></w:style>"
    )


def _footer(side: str) -> bytes:
    """Number of the page between dashes, one character in from the outer edge."""
    field = Markup(
        "".join(
            (
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
                '<w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>',
                '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>',
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
            )
        )
    )
    indent = f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>'
    return part("ftr", paragraph(run("— "), field, run(" —"), style="Footer", properties=indent))


@cache
def _layout() -> dict[str, bytes]:
    """All parts but the text: they are the same for every letter."""
    none = '<w:ind w:firstLineChars="0" w:firstLine="0"/>'
    outline = '<w:keepNext/><w:outlineLvl w:val="{}"/>'.format
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts(_BODY)}<w:sz w:val="32"/><w:szCs w:val="32"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
    )
    styles = (
        _style(
            "Normal",
            "Normal",
            '<w:spacing w:line="560" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
            '<w:jc w:val="both"/>',
            '<w:spacing w:val="-5"/>',  # 28 characters of 16 points are just wider than the text
        ),
        _style(
            "Title",
            "Title",
            f'<w:spacing w:line="700" w:lineRule="exact"/>{none}<w:jc w:val="center"/>',
            f'{fonts(SONG)}<w:spacing w:val="0"/><w:sz w:val="44"/><w:szCs w:val="44"/>',
        ),
        _style("Heading1", "heading 1", outline(0), fonts(HEAVY)),
        _style("Heading2", "heading 2", outline(1), fonts(_SCRIPT)),
        _style("Heading3", "heading 3", outline(2), f"{fonts(_BODY)}<w:b/>"),
        _style("Flush", "Flush", none),
        _style("Closing", "Closing", '<w:ind w:rightChars="400" w:right="1280" w:firstLine="0"/><w:jc w:val="right"/>'),
        _style(
            TABLE_TEXT,
            "Table Text",
            f'<w:spacing w:line="280" w:lineRule="exact"/>{none}<w:jc w:val="left"/>',
            '<w:spacing w:val="0"/><w:sz w:val="21"/><w:szCs w:val="21"/>',
        ),
        _style(
            "Footer",
            "footer",
            f'<w:spacing w:line="240" w:lineRule="auto"/>{none}',
            f'{fonts(_PAGE)}<w:spacing w:val="0"/><w:sz w:val="28"/><w:szCs w:val="28"/>',
        ),
    )
    settings = (
        '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>'
        '<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" '
        'w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/>'
    )
    known = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _STAND_INS.items()
    )
    return {
        "styles": part("styles", defaults + "".join(styles)),
        "settings": part("settings", settings),
        "fontTable": part("fonts", known),
        "footer1": _footer("right"),
        "footer2": _footer("left"),
    }
