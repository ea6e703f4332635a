"""The program: quick to help, one line of complaint, the contract's exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = {
    "torch",
    "spacy",
    "presidio_analyzer",
    "chromadb",
    "unstructured",
    "llama_cpp",
    "onnxruntime",
    "sqlalchemy",
    "transformers",
    "numpy",
    "flask",
}
PASSWORD = "plum harbour lantern"


# Starting Python and its libraries anew for each command would cost minutes: one process loads them and forks for each.
SHELL = """
import json, os, sys, tempfile, traceback
import appliance.operations.administration, appliance.operations.doctor, appliance.operations.home, appliance.operations.modelling
import appliance.operations.oversight, appliance.operations.reading, appliance.operations.scrubbing, appliance.operations.works
from appliance.cli import main

for line in sys.stdin:
    request = json.loads(line)
    files = [tempfile.TemporaryFile() for _ in range(3)]
    files[0].write(bytes.fromhex(request["stdin"]))
    files[0].seek(0)
    if (child := os.fork()) == 0:
        for number, file in enumerate(files):
            os.dup2(file.fileno(), number)
        sys.stdin, sys.stdout, sys.stderr = open(0, closefd=False), open(1, "w", closefd=False), open(2, "w", closefd=False)
        sys.argv, code = ["appliance", *request["arguments"]], 0
        try:
            main()
        except SystemExit as end:
            code = end.code or 0
        except BaseException:
            traceback.print_exc()
            code = 1
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    for file in files[1:]:
        file.seek(0)
    print(json.dumps([code, *(file.read().hex() for file in files[1:])]), flush=True)
"""


@pytest.fixture(scope="module")
def run():
    """Runs a command as a person would."""
    with subprocess.Popen(
        [sys.executable, "-c", SHELL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as shell:
        assert shell.stdin
        assert shell.stdout

        def command(*arguments: object, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
            print(json.dumps({"arguments": [*map(str, arguments)], "stdin": stdin.hex()}), file=shell.stdin, flush=True)
            code, *said = json.loads(shell.stdout.readline())
            return subprocess.CompletedProcess(arguments, code, *map(bytes.fromhex, said))

        yield command


@pytest.fixture(scope="module")
def home(run, tmp_path_factory) -> Path:
    """A home without models."""
    made = tmp_path_factory.mktemp("cli") / "home"
    done = run("--home", made, "init", "--admin-password-stdin", stdin=PASSWORD.encode() + b"\n")
    assert (done.returncode, done.stdout) == (0, b"")
    return made


@pytest.fixture(scope="module")
def refused(run):
    """Runs a command that is refused, and returns the one line that a refusal is."""

    def command(*arguments: object, stdin: bytes = b"", exits: int = 2) -> str:
        done = run(*arguments, stdin=stdin)
        said = done.stderr.decode()
        assert done.returncode == exits, said
        assert said.startswith("appliance: ")
        assert said.count("\n") == 1
        assert done.stdout == b""
        return said

    return command


def test_help_imports_nothing_heavy():
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "appliance", "--help"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=True,
    )
    loaded = {
        line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines() if line.startswith("import time:")
    }
    assert "click" in loaded
    assert not HEAVY & loaded
    assert "ingest" in done.stdout


@pytest.mark.parametrize(
    "command",
    [
        "ingest",
        "ask",
        "search",
        "scrub",
        "users add",
        "collections add",
        "models install",
        "audit export",
        "policy check",
        "serve",
    ],
)
def test_every_command_explains_itself(run, command):
    done = run(*command.split(), "--help")
    assert done.returncode == 0
    assert b"Usage: appliance" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("frobnicate", "frobnicate"), ("--frob ask q", "--frob"), ("ingest", "PATHS"), ("search q --limit many", "--limit"),
        ("ask", "QUESTION or --jsonl"), ("ask q --jsonl", "QUESTION or --jsonl"), ("users add zoe --role king", "king"), ("users groups nobody --add x", "no account nobody"),
        ("users add admin --role staff", "already"), ("collections grant nothing x", "no collection nothing"), ("collections add x --policy gone", "no policy gone"),
        ("collections remove general", "general stays"), ("documents show nothing", "nothing"), ("ingest /nowhere/at/all", "no such file"),
        ("policy check /nowhere.yaml", "no such file"), ("users can admin nothing", "no document"),
    ],
)  # fmt: skip
def test_wrong_use_is_one_line_with_exit_2(refused, home, arguments, said):
    assert said in refused("--home", home, *arguments.split(), stdin=PASSWORD.encode())


def test_a_question_without_quotation_marks_is_not_repeated(refused, home):
    assert "Natarajan" not in refused("--home", home, "ask", "what", "did", "Natarajan", "sign")


@pytest.mark.parametrize(
    "command",
    [
        "ingest x",
        "documents list",
        "ask q",
        "search q",
        "users list",
        "audit verify",
        "rebuild",
        "policy check",
        "models list",
        "serve",
    ],
)
def test_a_folder_that_is_no_home_is_one_line_and_stays_as_it_is(refused, tmp_path, command):
    assert "init" in refused("--home", tmp_path, *command.split())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("command", ["ask q --json", "search q --json", "scrub --json"])
def test_a_missing_model_is_exit_4_with_the_command_that_installs_it(refused, home, command):
    assert "models install" in refused("--home", home, *command.split(), stdin=b"text", exits=4)


def test_a_damaged_database_is_exit_4_without_a_traceback(refused, home, tmp_path):
    broken = tmp_path / "home"
    subprocess.run(["cp", "-r", home, broken], check=True)
    (broken / "appliance.db").write_bytes(b"no database" * 1000)
    assert "damaged" in refused("--home", broken, "users", "list", exits=4)


def test_debug_shows_where_it_happened(run, home):
    done = run("--debug", "--home", home, "users", "can", "admin", "nothing")
    assert b"Traceback" in done.stderr


def test_an_admin_password_is_taken_from_stdin_or_refused(refused, run, home, tmp_path):
    assert "too short" in refused("--home", tmp_path / "new", "init", "--admin-password-stdin")
    done = run("--home", tmp_path / "new", "init")
    assert done.returncode == 0
    assert b"shown once" in done.stdout
    again = run("--home", tmp_path / "new", "init")
    assert (again.returncode, again.stdout) == (0, b"")


def test_json_goes_to_stdout_and_everything_else_to_stderr(run, home):
    done = run("--home", home, "users", "add", "zoë", "--role", "staff", "--group", "town", stdin=PASSWORD.encode() + b"\n")
    assert (done.returncode, done.stdout) == (0, b"")
    listed = json.loads(run("--home", home, "users", "list", "--json").stdout)
    assert {"name": "zoë", "role": "staff", "groups": ["town"], "state": "active"} in listed["users"]
    assert json.loads(run("--home", home, "collections", "list", "--json").stdout)["collections"][0]["name"] == "general"


def test_a_password_without_stdin_is_made_up_and_shown_once(run, home):
    done = run("--home", home, "users", "add", "yan", "--role", "staff")
    assert done.returncode == 0
    assert b"shown once" in done.stdout


def test_an_unknown_user_of_a_question_is_wrong_use(refused, home):
    assert "no account nobody" in refused("--home", home, "ask", "q", "--user", "nobody")


def test_lines_that_fail_are_exit_3_and_lines_of_any_bytes_are_answered(run, home):
    lines = b'{"id": 1, "question": "q", "user": "nobody"}\nwhat?\n{"id": 2, "question": "\xff", "user": "nobody"}\n{"id": "\\ud800", "question": 3}\n{"id": 4, "text": "q"}\n'
    done = run("--home", home, "search", "--jsonl", stdin=lines)
    assert done.returncode == 3, done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in results] == [1, None, 2, "\ud800", 4]
    assert all("error" in one for one in results)


def test_what_a_command_did_is_signed_when_it_ends(run, home):
    run("--home", home, "collections", "add", "signed")
    verdict = json.loads(run("--home", home, "audit", "verify", "--json").stdout)
    assert verdict["ok"]
    assert verdict["checkpoints"] >= 2


def test_the_doctor_runs_everywhere(run, home, tmp_path):
    for folder in (home, tmp_path / "nowhere"):
        done = run("--home", folder, "doctor", "--json")
        assert done.returncode == 1
        assert json.loads(done.stdout)["ok"] is False


def test_a_group_of_commands_without_one_is_explained(run):
    done = run("users")
    assert done.returncode == 2
    assert done.stderr.startswith(b"Usage: appliance users")
