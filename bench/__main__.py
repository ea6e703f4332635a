"""`python -m bench`: run all benches, or those named, and print a line per figure."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench import embedding, program, scrubbing

BENCHES = {"program": program.run, "scrubbing": scrubbing.run, "embedding": embedding.run}


def main() -> None:
    """Read which benches are wanted, and run them."""
    parser = argparse.ArgumentParser(prog="bench")
    parser.add_argument("names", nargs="*", choices=[[], *BENCHES])
    parser.add_argument("--models", type=Path, default=Path(".models"))
    options = parser.parse_args()
    for name in options.names or BENCHES:
        print(f"── {name}", flush=True)
        for figure in BENCHES[name](options.models):
            print(f"   {figure}", flush=True)


if __name__ == "__main__":
    main()
