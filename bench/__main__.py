"""`python -m bench`: run all benches, or those named, and print a line per figure."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import embedding, pii, program, scrubbing

BENCHES = {"program": program.run, "scrubbing": scrubbing.run, "embedding": embedding.run}


def main() -> None:
    """Read which benches are wanted, and run them."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES])
    parser.add_argument("--models", type=Path, default=Path(".models"))
    parser.add_argument("--pii", type=Path, help="a labelled set; then only the door is scored, on it")
    options = parser.parse_args()
    if options.pii:
        for row in pii.run(options.models, options.pii):
            print(row, flush=True)
        return
    for name in options.names or BENCHES:
        print(f"── {name}", flush=True)
        for figure in BENCHES[name](options.models):
            print(f"   {figure}", flush=True)


if __name__ == "__main__":
    main()
