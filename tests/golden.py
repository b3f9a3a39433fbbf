"""Golden files: what every text format gives for three sample reports, as a person has read it.

python tests/golden.py      writes them anew; read the difference before committing it
"""

from __future__ import annotations

import sys
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
SEEDS = ("street-2025-poor", "township-2023", "department-2025")
#: Formats whose whole text is kept, and the end of the file's name.
FORMATS = {
    "table": "txt",
    "markdown": "md",
    "junit": "xml",
    "github": "github",
    "gitlab": "gitlab.json",
    "json": "json",
    "sarif": "sarif",
    "oscal": "oscal.json",
}


def golden_file(seed: str, output_format: str) -> Path:
    return GOLDEN / f"{seed}.{FORMATS[output_format]}"


def render(seed: str, output_format: str) -> str:
    """What the format gives for a seed.

    The seed is read by its path from the root, so that no folder of this machine shows; the reference evaluator runs
    on every Python; the hash of the pack is blanked, so that only what a reader sees of a changed rule changes here.
    """
    from engine import audit, load_pack
    from reports import RENDERERS, Look, Run

    book = replace(load_pack(), sha256="0" * 64)
    result = audit(f"seeds/{seed}.txt", book, backend="reference")
    pieces = RENDERERS[output_format].render([result], Run(book, "reference"), Look())
    return "".join(piece if isinstance(piece, str) else piece.decode("utf-8") for piece in pieces)


def main() -> None:
    sys.path.insert(0, str(ROOT))
    for seed in SEEDS:
        for output_format in FORMATS:
            golden_file(seed, output_format).write_text(render(seed, output_format), encoding="utf-8", newline="")


if __name__ == "__main__":
    main()
