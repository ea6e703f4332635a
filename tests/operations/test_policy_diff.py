"""Two policies compared: their settings, and what they would do with the documents of a folder."""

from __future__ import annotations

import json
import os
import pty
import subprocess

import pytest

from appliance.errors import ConfigError
from appliance.operations import policy_diff
from appliance.operations.policy_diff import NEWLY, NO_LONGER, OTHERWISE, changed, settings_changes
from appliance.policy import Policy
from appliance.records import Finding
from tests.conftest import PROGRAM, ROOT, program

OLD = {"name": "a", "actions": {"PERSON": "pseudonym", "AGE": "keep", "CREDIT_CARD": "mask"}, "reveal": {"PERSON": "readers"}}


def policy(**changes: object) -> Policy:
    return Policy.model_validate(OLD | changes)


def finding(start: int, end: int, action: str = "pseudonym", entity: str = "PERSON") -> Finding:
    return Finding(entity, start, end, 0.9, "test", action)  # type: ignore[arg-type]


def test_every_setting_that_differs_is_told_once():
    recognizer = {"name": "badge", "entity": "EMPLOYEE_ID", "patterns": [{"regex": "B", "score": 0.5}]}
    new = policy(
        name="b",
        threshold=0.6,
        domain="all",
        actions={
            "PERSON": {"action": "pseudonym", "threshold": 0.4},
            "AGE": "redact",
            "CREDIT_CARD": {"action": "mask", "keep_last": 2},
        },
        reveal={"PERSON": ["hr", "board"]},
        recognizers=[recognizer],
        description="others words",
    )
    told = {one["key"]: (one["old"], one["new"]) for one in settings_changes(policy(), new)}
    assert told == {
        "threshold": ("0.5", "0.6"),
        "domain": ("", "all"),
        "actions.PERSON": ("pseudonym", "pseudonym, from 0.4"),
        "actions.AGE": ("keep", "redact"),
        "actions.CREDIT_CARD": ("mask, last 4", "mask, last 2"),
        "reveal.PERSON": ("readers", "board, hr"),
        "recognizers.badge": (None, "EMPLOYEE_ID"),
    }
    assert not settings_changes(new, new)


def test_of_a_recognizer_that_both_have_the_part_that_differs_is_told():
    old = policy(recognizers=[{"name": "badge", "entity": "EMPLOYEE_ID", "context": ["badge"], "source": "x"}])
    new = policy(recognizers=[{"name": "badge", "entity": "EMPLOYEE_ID", "context": ["badge", "pass"], "source": "y"}])
    assert [one["key"] for one in settings_changes(old, new)] == ["recognizers.badge.context"]


def test_texts_of_lists_are_counted_and_not_told():
    old, new = policy(allow=["Natarajan", "AI"]), policy(allow=["AI"], deny={"PERSON": ["Osei", "Roe"]})
    told = settings_changes(old, new)
    assert [(one["key"], one["old"], one["new"]) for one in told] == [
        ("allow", "1 texts taken out", "0 texts put in"),
        ("deny.PERSON", "0 texts taken out", "2 texts put in"),
    ]
    assert "Osei" not in json.dumps(told)


@pytest.mark.parametrize(
    ("old", "new", "kinds"),
    [
        ([], [finding(0, 8)], [NEWLY]),
        ([finding(0, 8)], [], [NO_LONGER]),
        ([finding(0, 8)], [finding(0, 8)], []),
        ([finding(0, 8, "keep")], [finding(0, 8)], [NEWLY]),
        ([finding(0, 8)], [finding(0, 8, "keep")], [NO_LONGER]),
        ([finding(0, 8, "keep")], [], []),
        ([finding(0, 8)], [finding(0, 8, "redact")], [OTHERWISE]),
        ([finding(0, 8)], [finding(0, 8, entity="ORGANIZATION")], [OTHERWISE]),
        ([finding(0, 4), finding(4, 8)], [finding(0, 8)], [OTHERWISE]),
        ([finding(0, 4)], [finding(0, 8)], [NEWLY]),  # a part of it could be read before
        ([finding(0, 8)], [finding(0, 4)], [OTHERWISE, NO_LONGER]),
        ([finding(0, 4), finding(5, 8)], [finding(0, 8)], [NEWLY]),
    ],
)
def test_a_finding_counts_as_what_a_reader_of_the_clean_text_would_notice(old, new, kinds):
    assert [kind for kind, _ in changed(old, new)] == kinds


@pytest.fixture
def letters(tmp_path):
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / "one.txt").write_text("Jane Roe moved to Leeds on 4 May 2021. Card 4111 1111 1111 1111.\n", encoding="utf-8")
    (folder / "two.csv").write_text("name,town\nPriya Natarajan,Oslo\nTom Osei,Lima\n", encoding="utf-8")
    (folder / "three.bin").write_bytes(bytes(range(256)))
    return folder


def test_documents_of_a_folder_are_looked_at_under_both_and_nothing_is_stored(home, letters):
    before = program(home, "documents", "list", "--json").stdout
    done = program(home, "policy", "diff", "default", "strict", "--on", str(letters), "--json", exits=(3,))
    found = json.loads(done.stdout)
    assert (found["old"]["name"], found["new"]["name"]) == ("default", "strict")
    assert found["documents"]["files"] == 3
    assert (found["documents"]["documents"], found["documents"]["refused"]) == (2, 1)
    assert found["entities"]["GPE"]["newly_acted"] == found["entities"]["GPE"]["found_new"] >= 1
    assert found["entities"]["CREDIT_CARD"]["acted_otherwise"] == 1
    assert found["entities"]["PERSON"]["no_longer_acted"] == 0
    assert not [value for value in ("Jane", "Natarajan", "Leeds", "4111") if value in done.stdout + done.stderr]
    assert program(home, "documents", "list", "--json").stdout == before


def test_a_policy_is_named_or_is_a_file_of_any_folder(home, tmp_path):
    (tmp_path / "mine.yaml").write_text("name: mine\nactions: {AGE: redact}\n", encoding="utf-8")
    found = json.loads(program(home, "policy", "diff", "default", str(tmp_path / "mine.yaml"), "--json").stdout)
    assert found["new"]["name"] == "mine"
    assert {"key": "actions.AGE", "old": "keep", "new": "redact"} in found["settings"]
    assert found["documents"] is None


@pytest.mark.parametrize(
    "arguments", [("default", "gone"), ("default", "./gone.yaml"), ("default", "strict", "--on", "/nowhere/at/all")]
)
def test_what_is_not_there_is_exit_2(home, arguments):
    program(home, "policy", "diff", *arguments, exits=(2,))


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_examples_never_go_into_a_pipe(home, letters, more):
    done = program(home, "policy", "diff", "default", "strict", "--on", str(letters), "--examples", *more, exits=(2,))
    assert "terminal" in done.stderr
    assert "Leeds" not in done.stdout + done.stderr


def test_examples_on_a_terminal_are_shown_and_recorded_without_values(home, letters):
    inner, outer = pty.openpty()
    arguments = [*PROGRAM, "--home", str(home), "policy", "diff", "default", "strict", "--on", str(letters), "--examples"]
    process = subprocess.Popen(arguments, stdout=outer, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, cwd=ROOT)
    os.close(outer)
    shown = b""
    while True:
        try:
            piece = os.read(inner, 65536)
        except OSError:  # the terminal's end, on Linux
            break
        if not piece:
            break
        shown += piece
    os.close(inner)
    assert process.wait(120) == 3
    assert "⟦Leeds⟧" in shown.decode()
    records = program(home, "audit", "export", "--format", "jsonl", "-o", "-").stdout
    [record] = [json.loads(line) for line in records.splitlines() if "policy.examples" in line]
    assert record["fields"]["documents"] == 2
    assert record["fields"]["examples"] > 0
    assert "Leeds" not in records


def test_a_file_that_is_missing_is_said_in_one_line(bare):
    with pytest.raises(ConfigError, match="no such file"):
        policy_diff.policy_named(bare, "nowhere/p.yaml")
