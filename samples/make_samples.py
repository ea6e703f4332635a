"""Write `documents/`, `planted.json` and `questions.jsonl` beside this file, the same bytes at every run.

python samples/make_samples.py [--into DIR]
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

from making.catalog import documents
from making.pen import Pen
from making.questions import questions


def make(folder: Path) -> None:
    """Write everything into this folder; an old `documents/` in it is replaced."""
    shutil.rmtree(folder / "documents", ignore_errors=True)
    planted = {}
    for path, write in documents().items():
        pen = Pen(path)
        target = folder / "documents" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(write(pen))
        planted[path] = [{"entity": entity, "value": value} for entity, value in pen.planted]
    (folder / "planted.json").write_text(json.dumps(planted, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    lines = (json.dumps(question, ensure_ascii=False) + "\n" for question in questions())
    (folder / "questions.jsonl").write_text("".join(lines), encoding="utf-8")


def main() -> None:
    """Read the one argument."""
    parser = argparse.ArgumentParser(description="Write the sample documents.")
    parser.add_argument("--into", type=Path, default=Path(__file__).resolve().parent, help="folder to write into")
    make(parser.parse_args().into)


if __name__ == "__main__":
    main()
