"""Plain text: bytes → characters → paragraphs, whatever the encoding."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from engine.model import Document, Paragraph, Span
from engine.read.wrapped import paragraphs

if TYPE_CHECKING:
    from collections.abc import Iterator

#: Byte order marks and what follows them; UTF-32 before UTF-16, whose mark it begins with.
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32le"),
    (codecs.BOM_UTF32_BE, "utf-32be"),
    (codecs.BOM_UTF16_LE, "utf-16le"),
    (codecs.BOM_UTF16_BE, "utf-16be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

#: The characters that make up most of any modern Chinese text. A wrong decoding hits them only by chance.
_COMMON: Final = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三"
    "之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间"
    "样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位"
    "入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给"
    "色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万"
    "每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿"
    "须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼"
    "王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严镇街乡监督审核培训宣诉讼诚践罚案纠纷访村居综"
    "，。、；：？！“”（）《》—…·"
    "0123456789０１２３４５６７８９"
)
_SAMPLE: Final = 4096

#: What bytes that are no character become. So many sound characters for each such place are asked of a text.
_LOST = "\ufffd+"
_SOUND: Final = 200
_LOSSES: Final = "有 {} 处的编码有误，无法识别，文中以“\ufffd”代替"

_NEWLINES: Final = ("\r\n", "\r", "\x0b", "\x0c", "\x85", "\u2028", "\u2029")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
#: What is no character either; apart, for a class of characters is made fast only where all are Latin.
_NO_CHARACTERS: Final = ("\ufffe", "\uffff")

#: White space and characters without width: a line of nothing else is blank.
_SEEN: Final = r"[^\s\u200b-\u200f\u2060](?<!\ufeff)"
_LINE = re.compile(rf"{_SEEN}(?:[^\n]*{_SEEN})?")


def read(path: str, data: bytes) -> Document:
    """Plain text as a ``Document``: its text is the decoded text, with newlines normalised and nothing else moved.

    A text in Markdown is given without its marks. Lines that were cut to a width make one paragraph.

    Raises ``InputError`` when no encoding fits, when control characters tell a binary file, or when all is blank.
    """
    strict = decode(data)
    decoded = strict or _with_losses(data)
    if decoded is None:
        raise _not_text(path)
    text, charset, cut = decoded
    lost = 0 if strict else _lost(text)
    controls = len(_CONTROL.findall(text)) + sum(map(text.count, _NO_CHARACTERS))
    if controls > 1 + len(text) // 50:
        raise _not_text(path)
    text = tidy(text)
    marked, wrapped = _marked(text), False
    if marked is not None:
        text, found = marked
    else:
        every = list(lines(text))
        ranges = paragraphs(text, every)
        wrapped = len(ranges) < len(every)
        found = tuple(Paragraph(Span(*span), f"第{number}段") for number, span in enumerate(ranges, start=1))
    if not found:
        raise InputError(path, "文件里只有空白，没有文字", "请检查文件是否完整，或重新导出")
    notes = [_LOSSES.format(lost)] if lost else []
    if cut:
        notes.append("文件末尾不完整，最后半个字已略去")
    if controls:
        notes.append(f"文中有 {controls} 个控制字符，已换成空格")
    if wrapped:
        notes.append("文中各行是按固定宽度断开的，已拼接成段")
    return Document(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media=f"text/{'markdown' if marked else 'plain'}; charset={charset}",
        text=text,
        paragraphs=found,
        notes=tuple(notes),
    )


def _marked(text: str) -> tuple[str, tuple[Paragraph, ...]] | None:
    """Words of a Markdown text without its marks, and its paragraphs; None for any other text."""
    if "#" not in text and "|" not in text:
        return None
    from engine.read.markdown import rows

    marked = rows(text)
    if marked is None:
        return None
    found, offset = [], 0
    for line, place, level, in_table in marked:
        found.append(Paragraph(Span(offset, offset + len(line)), place, level, in_table))
        offset += len(line) + 1
    return "\n".join(line for line, *_ in marked), tuple(found)


def tidy(text: str) -> str:
    r"""Make every kind of line and page break ``\n``, and every control character but the tab a space."""
    for mark in _NEWLINES:
        text = text.replace(mark, "\n")
    for mark in _NO_CHARACTERS:
        text = text.replace(mark, " ")
    return _CONTROL.sub(" ", text)


def lines(text: str) -> Iterator[re.Match[str]]:
    """Lines of a tidy text that are not blank, without the white space around them."""
    return _LINE.finditer(text)


def _not_text(path: str) -> InputError:
    return InputError(
        path, "不是文本文件，或文字编码无法识别", "请确认选对了文件；若确是文本，请另存为 UTF-8 编码再重试"
    )


def decode(data: bytes) -> tuple[str, str, bool] | None:
    """Text, charset, and whether the last character was cut; None when no encoding fits."""
    for mark, charset in _MARKS:
        if data.startswith(mark):
            return _attempt(data[len(mark) :], charset)
    utf8 = _attempt(data, "utf-8")
    if utf8 and "\0" not in utf8[0]:
        return utf8
    wide = [attempt for charset in ("utf-16le", "utf-16be") if (attempt := _attempt(data, charset))]
    best = max(wide, key=lambda attempt: _familiar(attempt[0], ascii_too=True), default=None)
    if best and _familiar(best[0], ascii_too=True) >= 0.4:
        return best
    if utf8:
        return utf8
    national = _attempt(data, "gb18030")
    # Bytes of Big5, Latin-1 or a binary file often make valid GB18030, but rare characters.
    return national if national and _familiar(national[0], ascii_too=False) >= 0.2 else None


def _attempt(data: bytes, charset: str) -> tuple[str, str, bool] | None:
    """Decode strictly, but let the last character be cut: an incremental decoder keeps its bytes for later."""
    decoder = codecs.getincrementaldecoder(charset)("strict")
    try:
        text = decoder.decode(data)
    except UnicodeDecodeError:
        return None
    return text, charset, bool(decoder.getstate()[0])


def _with_losses(data: bytes) -> tuple[str, str, bool] | None:
    """The same although a few bytes fit no encoding: a disk or a mail spoils a byte, and the report is still there."""
    tries = [(data.decode(charset, "replace"), charset, False) for charset in ("utf-8", "gb18030")]
    best = min(tries, key=lambda attempt: _lost(attempt[0]))
    text = best[0]
    few = _lost(text) <= 1 + len(text) // _SOUND and "\0" not in text
    return best if few and _familiar(text, ascii_too=False) >= 0.2 else None


def _lost(text: str) -> int:
    """Places where bytes were no character."""
    return len(re.findall(_LOST, text))


def _familiar(text: str, *, ascii_too: bool) -> float:
    """Share of common characters in the beginning of a text, 0 to 1; ASCII either counts or is left out."""
    sample = text[:_SAMPLE]
    ascii_chars = sum(char.isascii() and (char.isprintable() or char in "\t\r\n") for char in sample)
    common = sum(char in _COMMON and not char.isascii() for char in sample)
    if ascii_too:
        return (common + ascii_chars) / max(len(sample), 1)
    return common / max(len(sample) - ascii_chars, 1)
