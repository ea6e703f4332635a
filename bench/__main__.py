"""`python -m bench`: run all benches, or those named, and print a line or a table per figure."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import embedding, neutrality, pii, program, scrubbing

Bench = Callable[[argparse.Namespace], Iterator[str]]
BENCHES: dict[str, Bench] = {
    "program": lambda given: program.run(given.models),
    "pii": lambda given: pii.run(given.models, given.pii),
    "scrubbing": lambda given: scrubbing.run(given.models, given.pii),
    "neutrality": lambda given: neutrality.run(given.models, given.passages, given.questions),
    "embedding": lambda given: embedding.run(given.models),
}


def main() -> None:
    """Read which benches are wanted, and run them."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES])
    parser.add_argument("--models", type=Path, default=Path(".models"))
    parser.add_argument("--pii", type=Path, help="another labelled set, beside our own")
    parser.add_argument("--passages", type=Path, help="a folder with passages.jsonl and questions.jsonl, for neutrality")
    parser.add_argument("--questions", type=int, default=1000, help="how many of its questions")
    given = parser.parse_args()
    for name in given.names or BENCHES:
        print(f"── {name}", flush=True)
        for figure in BENCHES[name](given):
            print("\n".join(f"   {line}".rstrip() for line in figure.splitlines()), flush=True)


if __name__ == "__main__":
    main()
