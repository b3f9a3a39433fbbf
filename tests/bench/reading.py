"""How long reading takes, format by format, beside what a user would pick instead: ``python tests/bench/reading.py``.

Both read the same bytes in the same run; each is run ``TIMES`` times and the median is shown with the spread.
A library that is not installed is left out and named.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from formats import RENDERINGS
from ofd_builder import report_ofd
from pdf_builder import report_pdf
from tabulate import tabulate
from typesetter import typeset

from engine.read import read

TIMES = 15
SEED = Path(__file__).resolve().parents[2] / "seeds" / "county-2024.txt"


def _pypdf(data: bytes) -> None:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(data)).pages:
        page.extract_text()


def _mammoth(data: bytes) -> None:
    import mammoth

    mammoth.extract_raw_text(io.BytesIO(data))


def _readability(data: bytes) -> None:
    from readability import Document

    Document(data.decode("gb18030", "replace")).summary()


def _charset_normalizer(data: bytes) -> None:
    from charset_normalizer import from_bytes

    str(from_bytes(data).best())


#: The runner-up for each format: its module and what reads with it.
RUNNERS_UP: dict[str, tuple[str, Callable[[bytes], None]]] = {
    "txt": ("charset_normalizer", _charset_normalizer),
    "docx": ("mammoth", _mammoth),
    "pdf": ("pypdf", _pypdf),
    "html": ("readability", _readability),
}


def files() -> dict[str, bytes]:
    """One report in every format that needs no other program to write it."""
    lines = [line.strip() for line in SEED.read_text("utf-8").splitlines() if line.strip()]
    made = {name: render(lines) for name, render in RENDERINGS.items()}
    return made | {"pdf": report_pdf(lines), "ofd": report_ofd(typeset(lines))}


def timed(run: Callable[[], object]) -> str:
    """Median of the runs in milliseconds, with the fastest and the slowest."""
    taken = []
    for _ in range(TIMES):
        start = time.perf_counter()
        run()
        taken.append(1000 * (time.perf_counter() - start))
    return f"{statistics.median(taken):.2f}（{min(taken):.2f}—{max(taken):.2f}）"


def main() -> None:
    """Print the table."""
    rows = []
    for name, data in files().items():
        kind = name.split("-")[0]
        library, other = RUNNERS_UP.get(kind, ("—", None))
        beside = "没有可比的"
        if other:
            installed = find_spec(library) is not None
            beside = timed(partial(other, data)) if installed else "未安装"
        rows.append((name, len(data) // 1024 or 1, timed(partial(read, "报告", data)), library, beside))
    characters = len(SEED.read_text("utf-8"))
    sys.stdout.write(f"{SEED.stem}，{characters} 字，每种读 {TIMES} 次，毫秒：中位数（最快—最慢）\n\n")
    headers = ("格式", "KB", "fazhi 读取", "对照的库", "对照")
    sys.stdout.write(tabulate(rows, headers=headers, disable_numparse=True) + "\n")


if __name__ == "__main__":
    main()
