"""Makes the picture of the HTML report that the README shows: ``python tests/picture.py [FILE.png]``.

It audits a sample report of ``seeds/``, opens the page in Chromium at 1366 × 900, filters and chooses an entry, and
reduces the screenshot to few colours. The fonts of the machine show: install fonts-noto-cjk first.
"""

from __future__ import annotations

import sys
import tempfile
from io import BytesIO
from pathlib import Path

from browser import browser, missing
from PIL import Image

from engine import audit, load_pack
from reports import Look
from reports.html import render

ROOT = Path(__file__).resolve().parents[1]
SEED, ENTRY = "seeds/street-2025-poor.txt", "行政执法“三项制度”"
PICTURE = ROOT / "tests" / "golden" / "gap-report.png"
SIZE, COLOURS = (1366, 900), 256


def picture() -> bytes:
    """The picture as a PNG."""
    book = load_pack()
    found = audit(str(ROOT / SEED), book)
    page = render([found], book, found.backend, look=Look()).replace(str(ROOT / SEED), SEED)
    with tempfile.TemporaryDirectory() as folder, browser(Path(folder) / "profile") as tab:
        file = Path(folder) / "report.html"
        file.write_text(page, encoding="utf-8")
        tab.size(*SIZE)
        tab.open(file)
        tab.one("input[value=mentioned]").click()
        tab.one(".bars li[data-group=enforcement] button").click()
        tab.run(
            "Array.from(document.querySelectorAll('.pick')).find((pick) => pick.textContent.includes(arguments[0]))"
            ".click(); document.activeElement.blur(); window.scrollTo(0, 0);",
            ENTRY,
        )
        shot = Image.open(BytesIO(tab.picture())).convert("RGB")
    reduced = shot.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE)
    file_ = BytesIO()
    reduced.save(file_, "PNG", optimize=True)
    return file_.getvalue()


if __name__ == "__main__":
    reason = missing()
    if reason:
        sys.exit(reason)
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURE
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(picture())
