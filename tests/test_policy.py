"""Policies: resolved, versioned, and refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.policy import ENTITIES, Policy, check_policy, load_policy

SHIPPED = Path(__file__).resolve().parents[1] / "policies"


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_policy_has_no_errors_and_its_files_name(path):
    assert not check_policy(path)
    assert load_policy(path.stem, SHIPPED).name == path.stem


@pytest.mark.parametrize("text", ["name: p\nthreshold: 0.4\n", "# a comment\nname:   p\n\nthreshold: 0.40\n"])
def test_the_version_is_of_what_is_meant_and_not_of_how_it_is_written(tmp_path, text):
    written(tmp_path, "p", text)
    assert load_policy("p", tmp_path).version == Policy(name="p", threshold=0.4).version


def test_every_change_of_meaning_changes_the_version():
    plain = Policy(name="p")
    others = [
        Policy(name="p", threshold=0.6), Policy.model_validate({"name": "p", "actions": {"PERSON": "redact"}}), Policy(name="p", allow=("AI",)),
        Policy(name="p", domain="all"), Policy(name="p", reveal={"PERSON": "readers"}), Policy(name="p", originals="discard"),
    ]  # fmt: skip
    assert len({plain.version, *(one.version for one in others)}) == 1 + len(others)


def test_a_child_merges_mappings_joins_lists_and_replaces_recognizers_by_name(tmp_path):
    written(
        tmp_path,
        "parent",
        """
name: parent
actions: {PERSON: pseudonym, GPE: keep}
allow: [AI]
recognizers:
- {name: badge, entity: EMPLOYEE_ID, patterns: [{regex: 'B\\d+', score: 0.5}]}
- {name: case, entity: CASE_NUMBER, patterns: [{regex: 'C\\d+', score: 0.5}]}
""",
    )
    written(
        tmp_path,
        "child",
        """
extends: parent
actions: {GPE: redact}
allow: [ML]
recognizers:
- {name: badge, entity: EMPLOYEE_ID, patterns: [{regex: 'E\\d+', score: 0.9}]}
""",
    )
    child = load_policy("child", tmp_path)
    assert {entity: rule.action for entity, rule in child.actions.items()} == {"PERSON": "pseudonym", "GPE": "redact"}
    assert child.allow == ("AI", "ML")
    assert {one.name: one.patterns[0].regex for one in child.recognizers} == {"case": r"C\d+", "badge": r"E\d+"}


def test_a_policy_without_a_name_is_called_like_its_file_and_not_like_its_parent(tmp_path):
    written(tmp_path, "parent", "name: parent\n")
    written(tmp_path, "hr", "extends: parent\n")
    assert load_policy("hr", tmp_path).name == "hr"


def test_an_entity_that_no_policy_names_is_a_pseudonym():
    policy = Policy.model_validate({"name": "p", "threshold": 0.4, "actions": {"AGE": {"action": "keep", "threshold": 0.9}}})
    assert policy.rule("PASSPORT").action == "pseudonym"
    assert (policy.threshold_of("AGE"), policy.threshold_of("PASSPORT")) == (0.9, 0.4)


def test_values_are_revealed_to_readers_or_to_the_groups_that_are_named():
    policy = Policy(name="p", reveal={"PERSON": "readers", "PHONE_NUMBER": ("hr",)})
    assert policy.may_reveal("PERSON", frozenset())
    assert policy.may_reveal("PHONE_NUMBER", frozenset({"hr", "town"}))
    assert not policy.may_reveal("PHONE_NUMBER", frozenset({"town"}))
    assert not policy.may_reveal("US_SSN", frozenset({"hr"}))


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: p\nactions: {PHONE: keep}\n", 2, "unknown entity PHONE; did you mean PHONE_NUMBER?"),
        ("name: p\n\nactoins: {}\n", 3, "did you mean actions?"),
        ("name: p\nactions:\n  PERSON:\n    acton: keep\n    action: keep\n", 4, "did you mean action?"),
        ("name: p\nactions: {PERSON: burn}\n", 2, "actions.PERSON"),
        ("name: p\nthreshold: 7\n", 2, "threshold"),
        ("name: p\nrecognizers:\n- {name: a, entity: PERSON}\n- {name: b, entity: BADGE}\n", 4, "unknown entity BADGE"),
        (
            "name: p\nrecognizers:\n- {name: a, entity: PERSON, patterns: [{regex: '(', score: 1}]}\n",
            3,
            "not a regular expression",
        ),
        ("name: p\nrecognizers:\n- {name: a, entity: PERSON, patterns: [{regex: 'a', score: 1, group: 1}]}\n", 3, "no group 1"),
        ("name: p\nthreshold: [\n", 3, "not valid YAML"),
        ("- name: p\n", 1, "not a mapping"),
        ("", 1, "not a mapping"),
        ("name: p\nextends: gone\n", 2, "no policy gone"),
        ("extends: p\n", 1, "a circle"),
        ("name: p\ndescription: !!python/object:os.system {}\n", 2, "not valid YAML"),
        ("name: p\ndescription: 2020-13-45\n", 1, "not valid YAML"),
        ("name: p\n? [a]\n: b\n", 2, "not valid YAML"),
    ],
)
def test_an_error_is_one_line_with_file_line_and_key(tmp_path, text, line, said):
    path = written(tmp_path, "p", text)
    errors = check_policy(path)
    assert len(errors) == 1
    assert errors[0].startswith(f"{path}, line {line}: ")
    assert said in errors[0]
    assert "\n" not in errors[0]
    with pytest.raises(ConfigError):
        load_policy("p", tmp_path)


def test_every_error_of_a_file_is_told(tmp_path):
    path = written(tmp_path, "p", "name: p\nthreshold: 7\nactions: {PHONE: keep}\noriginals: burn\n")
    assert len(check_policy(path)) == 3


def test_an_error_in_an_entry_behind_inherited_ones_points_at_its_own_line(tmp_path):
    written(tmp_path, "parent", "name: parent\nrecognizers:\n- {name: a, entity: PERSON}\n- {name: b, entity: PERSON}\n")
    path = written(
        tmp_path,
        "p",
        "extends: parent\nrecognizers:\n- {name: c, entity: QQQQ}\n- {name: d, entity: PERSON}\n- {name: e, entity: AGE}\n",
    )
    assert check_policy(path) == [f"{path}, line 3: recognizers.0.entity: unknown entity QQQQ"]


@pytest.mark.parametrize("parent", ["a: [", "recognizers: [oops]\n", "- x\n", "description: 2020-13-45\n"])
def test_a_broken_parent_is_an_error_of_the_child_and_not_a_crash(tmp_path, parent):
    written(tmp_path, "parent", parent)
    path = written(tmp_path, "p", "extends: parent\nname: p\nrecognizers:\n- {name: c, entity: PERSON}\n")
    assert len(check_policy(path)) == 1


@pytest.mark.parametrize("name", ["../p", "a/b", "", ".", "p.yaml"])
def test_a_name_never_leaves_the_folder(tmp_path, name):
    (tmp_path / "policies").mkdir()
    written(tmp_path, "p", "name: p\n")
    with pytest.raises(ConfigError, match="no policy"):
        load_policy(name, tmp_path / "policies")


def test_bytes_that_are_not_utf_8_are_an_error(tmp_path):
    path = tmp_path / "p.yaml"
    path.write_bytes(b"name: \xff\n")
    assert check_policy(path) == [f"{path}, line 1: not valid YAML: not UTF-8 text"]


def test_entities_are_named_once():
    assert len(set(ENTITIES)) == len(ENTITIES)
