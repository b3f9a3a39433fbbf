"""The submitted Word file itself with comments: at the sentences that count, and where something is missing.

The comments are Word's own, added beside those that are there. The text stays as it is: runs are cut where a comment
begins or ends, nothing else, and the result is read again to make sure. A property of the file says what it is a copy
of (``marks``). All other parts are copied as they are.
"""

from __future__ import annotations

import hashlib
import posixpath
from bisect import bisect_right
from copy import deepcopy
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lxml import etree

from engine.errors import InputError
from engine.read.docx import MEDIA, Story, read
from engine.read.numbering import W, whole
from engine.read.package import written
from reports import wording as words
from reports.layout import plain
from reports.marks import ORIGINAL, PROPERTIES, Original, called
from reports.notes import notes as remarks
from reports.wordml import (
    CONTENT_TYPES,
    MAIN,
    OFFICE,
    OWN,
    OWN_TYPE,
    PACKAGE_RELATIONS,
    WORD_TYPE,
    paragraph,
    run,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from lxml.etree import _Element

    from engine.model import Audit, Document, Span
    from reports import Look, Run
    from reports.notes import Note

#: Who comments, as Word shows it.
AUTHOR, INITIALS = "法治报告检查", "检"
_STRICT_OFFICE: Final = "http://purl.oclc.org/ooxml/officeDocument"
_PEOPLE_RELATION: Final = "http://schemas.microsoft.com/office/2011/relationships/people"
_W15: Final = "http://schemas.microsoft.com/office/word/2012/wordml"

_PARAGRAPH, _RUN, _LOOK, _TEXT = (W + name for name in ("p", "r", "rPr", "t"))
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
#: Elements around runs inside which a comment may begin and end.
_OPEN: Final = frozenset(W + name for name in "ins moveTo hyperlink smartTag customXml fldSimple dir bdo".split())
#: Look of a comment's text; without it the text would come as large as the body.
_PLAIN: Final = '<w:spacing w:line="240" w:lineRule="auto"/><w:ind w:firstLineChars="0" w:firstLine="0"/>'
_SMALL: Final = '<w:sz w:val="18"/><w:szCs w:val="18"/>'


def stream(audits: Iterable[Audit], run: Run, look: Look) -> Iterator[bytes]:  # noqa: ARG001 - one look only
    """Give one Word file for each audit. Raises InputError for a report that is no Word file, or has changed since."""
    for audit in audits:
        yield annotate(audit, run, _original(audit.document))


def annotate(audit: Audit, run: Run, data: bytes) -> bytes:
    """Add comments to the Word file ``data`` that ``audit`` judged."""
    story = Story(audit.document.path, data)
    notes = sorted(remarks(audit, run), key=lambda note: (note.span.start, -note.span.end))
    changes = _Comments(story, audit.document).add(notes)
    result = story.package.copy(changes)
    again = read(audit.document.path, result)
    if (again.text, again.paragraphs) != (audit.document.text, audit.document.paragraphs):
        problem = "加批注会改动正文，因此没有写出"
        raise InputError(audit.document.path, problem, "请把这份文件报告给维护人员；也可以改用 -f letter")
    return result


def _original(document: Document) -> bytes:
    path = document.path
    if document.media != MEDIA:
        raise InputError(path, "不是 Word 文档（.docx），加不了批注", "请提供 .docx 原稿，或改用 -f letter")
    try:
        data = Path(path).read_bytes()
    except (OSError, ValueError):
        raise InputError(
            words.shown_path(path), "加批注要再读一遍原文件，但打不开了", "请给出文件路径，并保证文件没有移动"
        ) from None
    if hashlib.sha256(data).hexdigest() != document.sha256:
        raise InputError(path, "检查之后文件有变动，加不了批注", "请重新检查")
    return data


#: A place inside an element: which child, and how many characters into it.
_Cut = tuple[int, int]
_START, _END = (-1, 0), (1 << 30, 0)


class _Comments:
    """Puts comments into the XML of a Word file, and what it then is a copy of."""

    def __init__(self, story: Story, document: Document) -> None:
        self._story, self._package = story, story.package
        self._starts = [one.span.start for one in document.paragraphs]
        self._breaks = {one.span.end for one in document.paragraphs}
        self._strict = self._package.strict(story.main)
        self._folder = posixpath.dirname(story.main)
        related = self._package.related(story.main)
        self._comments = related.get("comments", "")
        self._people = related.get("people", "")
        self._office = _STRICT_OFFICE if self._strict else OFFICE
        self._own = "customProperties" if self._strict else "custom-properties"
        self._properties = self._package.related("").get(self._own, PROPERTIES)
        self._original = Original(document.sha256, called(document.path))

    def add(self, notes: Iterable[Note]) -> dict[str, bytes]:
        """Parts of the package that change by adding ``notes``."""
        comments = self._package.part(self._comments) if self._comments else None
        if comments is None:
            self._comments = self._fresh("comments")
            comments = etree.Element(W + "comments", nsmap={"w": MAIN})
        cuts: dict[_Element, dict[_Cut, tuple[list[_Element], list[_Element]]]] = {}
        for identity, note in enumerate(notes, self._next(comments)):
            comments.append(_comment(identity, note))
            self._mark(cuts, note.span, identity)
        for element, places in cuts.items():
            _insert(element, places)
        people = self._package.part(self._people) if self._people else None
        if people is None:
            self._people = self._fresh("people")
            people = etree.Element(f"{{{_W15}}}people", nsmap={"w15": _W15})
        if not any(person.get(f"{{{_W15}}}author") == AUTHOR for person in people):
            person = etree.SubElement(people, f"{{{_W15}}}person", {f"{{{_W15}}}author": AUTHOR})
            etree.SubElement(
                person,
                f"{{{_W15}}}presenceInfo",
                {f"{{{_W15}}}providerId": "None", f"{{{_W15}}}userId": AUTHOR},
            )
        usual = f"{self._office}/relationships"
        told = {self._comments: f"{usual}/comments", self._people: _PEOPLE_RELATION}
        return {
            "[Content_Types].xml": self._types(),
            **self._relations("", {self._properties: f"{usual}/{self._own}"}),
            **self._relations(self._story.main, told),
            self._story.main: written(self._story.root, strict=self._strict),
            self._comments: written(comments, strict=self._strict),
            self._people: written(people, strict=False),
            self._properties: self._marked(),
        }

    def _marked(self) -> bytes:
        """The properties of its own that the file has, with what it is a copy of; what it was one of goes."""
        root = self._package.part(self._properties)
        if root is None:
            spaces = f'xmlns="{self._office}/{self._own}" xmlns:vt="{self._office}/docPropsVTypes"'
            root = etree.fromstring(f"<Properties {spaces}/>")
        for former in [one for one in root if one.get("name") == ORIGINAL]:
            root.remove(former)
        space = etree.QName(root).namespace
        number = 1 + max((whole(one.get("pid"), 1) for one in root), default=1)
        attributes = {"fmtid": OWN, "pid": str(number), "name": ORIGINAL}
        mark = etree.SubElement(root, etree.QName(space, "property"), attributes)
        values = f"{(space or '').rpartition('/')[0]}/docPropsVTypes"
        etree.SubElement(mark, etree.QName(values, "lpwstr")).text = str(self._original)
        return written(root, strict=False)

    def _next(self, comments: _Element) -> int:
        """First number that no comment has, in the comments or by a mark left in the text."""
        marks = self._story.root.iter(W + "commentRangeStart", W + "commentRangeEnd", W + "commentReference")
        return 1 + max((whole(one.get(W + "id"), -1) for one in (*comments, *marks)), default=-1)

    def _fresh(self, name: str) -> str:
        """Name of a new part beside the main part."""
        number = 0
        while True:
            path = posixpath.join(self._folder, f"{name}{number or ''}.xml")
            if path not in self._package:
                return path
            number += 1

    def _mark(
        self, cuts: dict[_Element, dict[_Cut, tuple[list[_Element], list[_Element]]]], span: Span, identity: int
    ) -> None:
        """Note where a comment begins and ends, to be inserted once all are known."""
        start = min(span.start, max(span.end - 1, 0))
        if start in self._breaks and span.end > start + 1:
            start += 1
        first, last = self._source(start), self._source(max(span.end - 1, start))
        attributes = {W + "id": str(identity)}
        begin, end = (etree.Element(W + name, attributes) for name in ("commentRangeStart", "commentRangeEnd"))
        reference = etree.Element(_RUN)
        etree.SubElement(reference, W + "commentReference", attributes)
        element, cut = _place(*first, after=False)
        cuts.setdefault(element, {}).setdefault(cut, ([], []))[1].append(begin)
        element, cut = _place(*last, after=True)
        cuts.setdefault(element, {}).setdefault(cut, ([], []))[0].extend((end, reference))

    def _source(self, offset: int) -> tuple[_Element, int]:
        index = max(bisect_right(self._starts, offset) - 1, 0)
        line = self._story.lines[index]
        return line.source(min(offset - self._starts[index], len(line.text) - 1))

    def _relations(self, part: str, targets: Mapping[str, str]) -> dict[str, bytes]:
        """The relations of ``part`` ("" for the package), the ``targets`` of the given types among them, by name."""
        folder, base = posixpath.split(part)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        root = self._package.part(name)
        if root is None:
            root = etree.fromstring(f'<Relationships xmlns="{PACKAGE_RELATIONS}"/>')
        taken = {one.get("Id") for one in root}
        known = set(self._package.related(part).values())
        for path, kind in targets.items():
            if path not in known:
                number = 1
                while f"rIdFazhi{number}" in taken:
                    number += 1
                taken.add(f"rIdFazhi{number}")
                target = {"Id": f"rIdFazhi{number}", "Type": kind, "Target": path.removeprefix(f"{folder}/")}
                etree.SubElement(root, f"{{{PACKAGE_RELATIONS}}}Relationship", target)
        return {name: written(root, strict=False)}

    def _types(self) -> bytes:
        root = self._package.part("[Content_Types].xml")
        if root is None:
            root = etree.fromstring(f'<Types xmlns="{CONTENT_TYPES}"/>')
        known = {(one.get("PartName") or "").lower() for one in root}
        for path, kind in (
            (self._comments, f"{WORD_TYPE}comments+xml"),
            (self._people, f"{WORD_TYPE}people+xml"),
            (self._properties, OWN_TYPE),
        ):
            if f"/{path}".lower() not in known:
                etree.SubElement(root, f"{{{CONTENT_TYPES}}}Override", {"PartName": f"/{path}", "ContentType": kind})
        return written(root, strict=False)


def _comment(identity: int, note: Note) -> _Element:
    """XML of a comment. It has no date: the same report gives the same file."""
    paragraphs = "".join(
        paragraph(run(line, ("<w:b/>" if index == 0 else "") + _SMALL), properties=_PLAIN + '<w:jc w:val="left"/>')
        for entry in note.entries
        for index, line in enumerate(map(plain, entry))
    )
    comment = etree.fromstring(f'<w:comment xmlns:w="{MAIN}">{paragraphs}</w:comment>')
    for name, value in (("id", str(identity)), ("author", AUTHOR), ("initials", INITIALS)):
        comment.set(W + name, value)
    return comment


def _place(element: _Element, offset: int, *, after: bool) -> tuple[_Element, _Cut]:
    """Where before or after a character a comment may begin or end: the element to cut, and where.

    A run is cut at the character. What cannot be cut is kept whole: a formula, a ruby, a content control, and the run
    on which a text box hangs, since Word has no comments in text boxes.
    """
    above = [*element.iterancestors()]
    body = max(index for index, one in enumerate(above) if one.tag == _PARAGRAPH)
    chain = [*reversed(above[:body]), element]
    top = next(one for one in chain if one.tag not in _OPEN)
    if top.tag != _RUN or element.getparent() is not top:
        return top, _END if after else _START
    child = top.index(element)
    length = len(element.text or "") if element.tag == _TEXT else 1
    position = offset + after
    return top, (child + 1, 0) if position >= length else (child, position)


def _insert(element: _Element, places: dict[_Cut, tuple[list[_Element], list[_Element]]]) -> None:
    """Insert ends and beginnings of comments around and inside an element, cutting it from its end forward."""
    first = 1 if len(element) and element[0].tag == _LOOK else 0
    size = len(element)
    for cut in sorted(places, reverse=True):
        marks = [mark for side in places[cut] for mark in side]
        if cut <= (first, 0):
            for mark in marks:
                element.addprevious(mark)
        elif cut >= (size, 0):
            for mark in reversed(marks):
                element.addnext(mark)
        else:
            rest = _split(element, *cut)
            for mark in marks:
                rest.addprevious(mark)


def _split(run: _Element, child: int, offset: int) -> _Element:
    """Cut a run in two of the same look; give the second."""
    moved = list(run)[child:]
    rest = etree.Element(_RUN)
    run.addnext(rest)
    _copy_attributes(run, rest)
    look = run.find(_LOOK)
    if look is not None:
        rest.append(deepcopy(look))
    if offset:
        text = moved.pop(0)
        half = etree.SubElement(rest, _TEXT)
        _copy_attributes(text, half)
        words_there = text.text or ""
        text.text, half.text = words_there[:offset], words_there[offset:]
        for part, edge in ((text, words_there[offset - 1]), (half, words_there[offset])):
            if edge.isspace():
                part.set(_SPACE, "preserve")
    for one in moved:
        rest.append(one)
    return rest


def _copy_attributes(source: _Element, target: _Element) -> None:
    for name, value in source.attrib.items():
        target.set(name, value)
