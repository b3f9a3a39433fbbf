"""Formats that give each report a file of its own: into a folder, named by issuer and year, or a single one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from engine.errors import InputError
from reports.cli.output import OutputError, WholeFile, reason
from reports.office import Names, name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from engine.model import Audit
    from reports import Look, Renderer, Run

#: Longest file name without its suffix; systems allow 255 bytes, and a Chinese character takes three.
_LONGEST: Final = 70


class Apiece:
    """Writes each report by itself. ``refuse`` is told what cannot be written; the other reports still are."""

    def __init__(self, renderer: Renderer, refuse: Callable[[str], None], folder: str | None = None) -> None:
        self._renderer, self._refuse, self._folder = renderer, refuse, folder
        self._names = Names(_LONGEST)
        self.count = 0
        if folder is not None:
            try:
                Path(folder).mkdir(exist_ok=True)
            except OSError as error:
                raise OutputError(f"建不了文件夹“{folder}”：{reason(error)}。") from error

    def render(self, audits: Iterable[Audit], run: Run, look: Look) -> Iterator[str | bytes]:
        """Write files into the folder and give nothing; without a folder give the only file, and refuse a second."""
        for number, audit in enumerate(audits):
            if number and self._folder is None:
                purpose = self._renderer.purpose
                raise OutputError(f"{purpose}每份报告一个文件，这里不止一份报告；请用 -o 文件夹/ 指定一个文件夹。")
            try:
                pieces = list(self._renderer.render([audit], run, look))
            except InputError as error:
                self._refuse(str(error))
                pieces = []
            if self._folder is None:
                yield from pieces
            elif pieces:
                self._write(self._folder, audit, pieces)
            yield b""

    def _write(self, folder: str, audit: Audit, pieces: Iterable[str | bytes]) -> None:
        stem = self._names.unique(f"{name(audit)}{self._renderer.apiece}")
        with WholeFile(str(Path(folder, stem + Path(f"x{self._renderer.suffixes[0]}").suffix))) as file:
            for piece in pieces:
                file.write(piece)
        self.count += 1
