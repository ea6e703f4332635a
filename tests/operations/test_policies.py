"""`policy check` and `collections policy`, as the commands do them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.operations import administration
from appliance.operations.owner import operator
from appliance.operations.policies import check_files
from tests.conftest import program


def test_a_file_with_errors_is_exit_1_with_a_line_for_each(bare_home, tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("name: p\nthreshold: 7\nactions:\n  PHONE: keep\n", encoding="utf-8")
    done = program(bare_home, "policy", "check", str(path), exits=(1,))
    assert done.stderr.splitlines() == [
        f"{path}, line 2: threshold: Input should be less than or equal to 1; allowed is 0.0 to 1.0",
        f"{path}, line 4: actions.PHONE: unknown entity PHONE; did you mean PHONE_NUMBER?",
    ]
    assert not done.stdout


def test_without_a_file_all_policies_of_the_home_are_checked(bare_home):
    assert check_files(bare_home, None) == ([], [])
    for name in ("one", "two"):
        (bare_home / "policies" / f"{name}.yaml").write_text(f"name: {name}\nactoins: {{}}\n", encoding="utf-8")
    errors, _ = check_files(bare_home, None)
    assert [line.partition(": ")[0].rpartition("/")[2] for line in errors] == ["one.yaml, line 2", "two.yaml, line 2"]


def test_a_file_is_checked_without_a_home(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_text("name: p\nreveal: {PERSON: [hr]}\n", encoding="utf-8")
    assert check_files(tmp_path / "none", path) == ([], [])


@pytest.mark.parametrize("name", ["gone.yaml", None])
def test_where_there_is_nothing_to_check_it_is_an_error_of_use(tmp_path, name):
    with pytest.raises(ConfigError):
        check_files(tmp_path / "none", tmp_path / name if name else None)


def test_a_group_that_nobody_is_in_is_a_warning_and_exit_0(bare_home, bare):
    path = bare_home / "policies" / "p.yaml"
    path.write_text("name: p\nextends: default\nreveal:\n  PERSON: [hr]\n", encoding="utf-8")
    assert f"warning: {path}, line 4: reveal.PERSON: no group hr" in program(bare_home, "policy", "check").stderr
    administration.add_collection(bare, operator(7), "staff", "default", ["hr"])
    assert check_files(bare_home, None) == ([], [])


def test_a_collection_is_given_another_policy_and_its_documents_are_withheld_where_it_acts_on_more(home, tmp_path):
    letter = Path(tmp_path / "letter.txt")
    letter.write_text("Jane Roe moved to Leeds on 4 May 2021.\n", encoding="utf-8")
    program(home, "ingest", str(letter))
    done = program(home, "collections", "policy", "general", "strict")
    assert "general has policy strict; 1 documents to scrub again, 1 withheld until then" in done.stderr
    [document] = json.loads(program(home, "documents", "list", "--json").stdout)["documents"]
    assert document["state"] == "stale"
    assert json.loads(program(home, "collections", "list", "--json").stdout)["collections"][0]["policy"] == "strict"
    assert "collection.policy" in program(home, "audit", "show").stdout
    program(home, "collections", "policy", "general", "gone", exits=(2,))
