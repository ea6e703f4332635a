"""`make demo`: a home with the samples in it, one question answered on the terminal, then the chat in the browser.

Everything is done through the program's own commands; a second run skips what is there.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PROGRAM = ROOT / ".venv" / "bin" / "appliance"
DEMO_USER = "demo"


def run(title: str, *arguments: str, quiet_code: int = 0, take: bool = False, stdin: str | None = None) -> str:
    """Run a command of the program under a title, with its time; end when it fails."""
    print(f"── {title}", flush=True)
    began = time.monotonic()
    done = subprocess.run(
        [str(PROGRAM), *arguments], text=True, input=stdin, check=False, stdout=subprocess.PIPE if take else None
    )
    if done.returncode not in (0, quiet_code):
        sys.exit(done.returncode)
    print(f"   {time.monotonic() - began:.1f} s", flush=True)
    return done.stdout or ""


def install_models(home: str, *, small: bool) -> None:
    """Install the starter models into the home's store."""
    choice = ["--small"] if small else []
    run(f"models: {'small' if small else 'starter'} set", "--home", home, "models", "install", "starter", *choice)


def people(home: str) -> str:
    """Add the demo's reader at the first run; return how to sign in."""
    at = [str(PROGRAM), "--home", home]
    listed = subprocess.run([*at, "users", "list", "--json"], text=True, capture_output=True, check=True).stdout
    if any(user["name"] == DEMO_USER for user in json.loads(listed)["users"]):
        return f"sign in as {DEMO_USER} (forgotten? .venv/bin/appliance --home {home} users password {DEMO_USER})"
    add = [*at, "users", "add", DEMO_USER, "--role", "curator"]
    made = subprocess.run(add, text=True, input="", capture_output=True, check=True)
    return f"sign in as {DEMO_USER}, {made.stdout.strip()}"


def main() -> None:
    """Read the arguments and go through the steps."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", default=str(ROOT / "var"))
    parser.add_argument("--models", default=str(ROOT / ".models"))
    parser.add_argument("--port", default="8080")
    parser.add_argument("--serve", default="1")
    parser.add_argument("--only-small-models", action="store_true")
    options = parser.parse_args()
    began = time.monotonic()
    if options.only_small_models:
        install_models_only(options.models)
        return

    run("home", "--home", options.home, "init", "--models", options.models)
    install_models(options.home, small=False)
    run("samples/ into the library", "--home", options.home, "ingest", str(ROOT / "samples" / "documents"), quiet_code=3)
    questions = [json.loads(line) for line in (ROOT / "samples" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    question = str(questions[0]["question"])
    run(f"question: {question}", "--home", options.home, "ask", question)
    access = people(options.home)
    print(f"── answered {time.monotonic() - began:.0f} s after the start of this step", flush=True)
    if options.serve != "0":
        print(f"── http://127.0.0.1:{options.port}  {access}", flush=True)
        os.execv(PROGRAM, [str(PROGRAM), "--home", options.home, "serve", "--port", options.port])


def install_models_only(store: str) -> None:
    """Fill a model store that homes of the tests share."""
    import tempfile

    with tempfile.TemporaryDirectory() as home:
        run("model store", "--home", home, "init", "--models", store)
        install_models(home, small=True)


if __name__ == "__main__":
    main()
