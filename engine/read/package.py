"""A ZIP package of XML parts, opened with care: nothing is unpacked beyond measure, no entity is ever resolved.

It can be written again with some parts changed or added, all others as they are.
"""

from __future__ import annotations

import io
import posixpath
import shutil
import zipfile
from typing import TYPE_CHECKING, Final

from lxml import etree

from engine.errors import InputError
from engine.read import zips

if TYPE_CHECKING:
    from collections.abc import Mapping

    from lxml.etree import _Element

#: Largest part that is unpacked, in bytes.
PART_LIMIT: Final = 64 * 2**20
#: From this size, in bytes, a part may not have been packed tighter than ``_RATIO`` to one.
_RATIO_FROM, _RATIO = 8 * 2**20, 100
#: Elements and attributes of a part; each takes some hundred bytes of memory.
_NODE_LIMIT: Final = 2_000_000
#: All parts together, in bytes, of a package that is copied; pictures may be packed tighter than XML.
_COPY_LIMIT: Final = 512 * 2**20

_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_TRANSITIONAL: Final = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def new_member(name: str) -> zipfile.ZipInfo:
    """Entry of a new part, dated as early as ZIP can tell, so that equal input gives equal bytes anywhere."""
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type, info.create_system = zipfile.ZIP_DEFLATED, 0
    return info


def written(root: _Element, *, strict: bool) -> bytes:
    """Bytes of a part, in the kind of XML that its package is in; see ``Package.strict``."""
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return content.replace(_TRANSITIONAL, _STRICT) if strict else content


class Package:
    """Parts of the package ``data``, each parsed when asked for. ``name`` and ``advice`` word the errors, in Chinese.

    All methods raise ``InputError`` for damaged, encrypted, oversized parts, and for document type declarations.
    """

    def __init__(self, path: str, data: bytes, name: str, advice: str) -> None:
        self._path, self._name, self._advice = path, name, advice
        try:
            self._archive = zipfile.ZipFile(io.BytesIO(data))
        except zips.ERRORS:
            raise self.damaged() from None
        members = self._archive.infolist()
        self._members = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in members}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._members

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all parts, in lower case."""
        return tuple(self._members)

    def content(self, name: str) -> bytes | None:
        """Bytes of a part; None where the package has no such part."""
        info = self._members.get(name.lower())
        if info is None:
            return None
        if info.flag_bits & 1:
            raise self._refusal("加了密码，无法读取")
        if info.file_size > min(PART_LIMIT, max(_RATIO_FROM, _RATIO * info.compress_size)):
            raise self._refusal("解压后异常大，可能是恶意文件")
        try:
            with self._archive.open(info) as member:
                return member.read(info.file_size + 1)  # the stated size can be a lie
        except zips.ERRORS:
            raise self.damaged() from None

    def part(self, name: str) -> _Element | None:
        """Root element of a part; None where the package has no such part. Comments are left out."""
        content = self.content(name)
        if content is None:
            return None
        if content.count(b"<") + content.count(b"=") > _NODE_LIMIT:
            raise self._refusal("解压后异常大，可能是恶意文件")
        # Entities are refused before the parser could expand them; zero bytes are those of UTF-16.
        if b"<!DOCTYPE" in content.replace(b"\0", b""):
            raise self._refusal("含有不安全的 XML 声明（DOCTYPE）")
        parser = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(content.replace(_STRICT, _TRANSITIONAL), parser)
        except (etree.XMLSyntaxError, ValueError):
            raise self.damaged() from None
        if root.getroottree().docinfo.internalDTD is not None:  # written in yet another encoding
            raise self._refusal("含有不安全的 XML 声明（DOCTYPE）")
        return root

    def strict(self, name: str) -> bool:
        """Whether a part is in the strict kind of WordprocessingML, which ``part`` gives as the usual kind."""
        return _STRICT in (self.content(name) or b"")

    def copy(self, changes: Mapping[str, bytes]) -> bytes:
        """The whole package with the parts in ``changes`` instead of its own or added; equal input, equal bytes."""
        if sum(info.file_size for info in self._members.values()) > _COPY_LIMIT:
            raise self._refusal("解压后异常大，可能是恶意文件")
        fresh = {name.lower(): (name, content) for name, content in changes.items()}
        file = io.BytesIO()
        try:
            with zipfile.ZipFile(file, "w") as archive:
                for key, info in self._members.items():
                    target = zipfile.ZipInfo(info.filename, info.date_time)
                    target.external_attr, target.create_system = info.external_attr, info.create_system
                    stored = info.compress_type == zipfile.ZIP_STORED
                    target.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
                    if key in fresh:
                        archive.writestr(target, fresh.pop(key)[1])
                    else:
                        with self._archive.open(info) as source, archive.open(target, "w") as copied:
                            shutil.copyfileobj(source, copied)
                for name, content in fresh.values():
                    archive.writestr(new_member(name), content)
        except zips.ERRORS:
            raise self.damaged() from None
        return file.getvalue()

    def related(self, name: str) -> dict[str, str]:
        """Names of the parts that ``name`` ("" for the package) points to, by the last word of their relation type."""
        folder, base = posixpath.split(name)
        root = self.part(posixpath.join(folder, "_rels", base + ".rels"))
        found = {}
        for relation in [] if root is None else root.iterchildren("{*}Relationship"):
            target = posixpath.join("/", folder, relation.get("Target", ""))
            found[relation.get("Type", "").rpartition("/")[2]] = posixpath.normpath(target).lstrip("/")
        return found

    def damaged(self) -> InputError:
        """Error for a package without what it must have."""
        return self._refusal("已损坏或不完整")

    def _refusal(self, problem: str) -> InputError:
        return InputError(self._path, self._name + problem, self._advice)
