"""Policies: resolved, versioned, and refused with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from appliance.errors import ConfigError
from appliance.policy import ENTITIES, Policy, load_policy
from appliance.privacy.policy_check import check_policy, policy_warnings

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


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: p\nreveal:\n  PERSN: readers\n", 3, "unknown entity PERSN; did you mean PERSON?"),
        ("name: p\ndeny:\n  EMAIL: [x]\n", 3, "unknown entity EMAIL; did you mean EMAIL_ADDRESS?"),
        ("name: p\nrecognizers:\n- name: a\n  entity: BADGE\n", 4, "unknown entity BADGE"),
        ("name: p\nrecognizers:\n- {name: a, entity: UK_NHS, checksum: nsh}\n", 3, "unknown checksum nsh; did you mean nhs?"),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE}\n- {name: a, entity: AGE}\n", 4, "a recognizer a stands above"),
        (
            "name: p\nrecognizers:\n- {name: a, entity: AGE, patterns: [{regex: 'a', scor: 1, score: 1}]}\n",
            3,
            "did you mean score?",
        ),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE, patterns: [{regex: 'a', score: 2}]}\n", 3, "allowed is 0.0 to 1.0"),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE, patterns: [{regex: '(?:a|b)?', score: 1}]}\n", 3, "without characters"),
        (
            "name: p\nrecognizers:\n- {name: a, entity: AGE, patterns: [{regex: '(\\w+\\s?)+!', score: 1}]}\n",
            3,
            "can take for ever",
        ),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE, patterns: [{regex: '(a|a)*b', score: 1}]}\n", 3, "can take for ever"),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE, context: [no]}\n", 3, "put it in quotation marks"),
        ("name: p\nrecognizers:\n- {name: a, entity: AGE, context: ['']}\n", 3, "an empty word"),
        ("name: p\nallow: [2020]\n", 2, "put it in quotation marks"),
        ("name: p\nallow:\n- AI\n- ' '\n", 4, "an empty text"),
        ("name: p\ndeny:\n  PERSON: [Roe, '']\n", 3, "an empty text"),
        ("name: p\nactions:\n  PERSON: psuedonym\n", 3, "did you mean pseudonym?"),
        ("name: p\nactions:\n  AGE: {action: mask, keep_last: 9}\n", 3, "allowed is 0 to 8"),
        ("name: p\nactions:\n  AGE: {action: keep, threshold: 1.5}\n", 3, "allowed is 0.0 to 1.0"),
        ("name: p\nthreshold: 7\n", 2, "allowed is 0.0 to 1.0"),
        ("name: p\nactions:\n  AGE: keep\n  PERSON: keep\n  AGE: redact\n", 5, "given twice"),
        ("name: p\nthreshold: 0.5\nthreshold: 0.6\n", 3, "given twice"),
        ("name: p\nreveal:\n  PERSON: reader\n", 3, "neither `readers` nor a list of groups"),
        ("name: p\noriginals: kep\n", 2, "did you mean keep?"),
        ("name: p\nextends: ../p\n", 2, "no policy ../p"),
    ],
)
def test_check_names_what_loading_would_not_explain(tmp_path, text, line, said):
    path = written(tmp_path, "p", text)
    errors = check_policy(path)
    assert len(errors) == 1, errors
    assert errors[0].startswith(f"{path}, line {line}: ")
    assert said in errors[0]


def test_what_is_extended_by_a_wrong_name_gets_the_nearest_right_one(tmp_path):
    written(tmp_path, "default", "name: default\n")
    path = written(tmp_path, "p", "name: p\nextends: defualt\n")
    assert "line 2: extends: no policy defualt beside it; did you mean default?" in check_policy(path)[0]


def test_an_error_of_the_file_that_is_extended_is_told_as_such(tmp_path):
    written(tmp_path, "parent", "name: parent\nthreshold: 7\nactions: {PHONE: keep}\n")
    path = written(tmp_path, "p", "name: p\nallow: [AI]\nextends: parent\nactions: {AGE: keep}\n")
    errors = check_policy(path)
    assert len(errors) == 2
    assert all(error.startswith(f"{path}, line 3: extends: in what it extends: ") for error in errors)


def test_an_error_never_repeats_a_text_of_a_list(tmp_path):
    path = written(tmp_path, "p", "name: p\nallow: {Natarajan: 1}\ndeny: {PERSON: Natarajan, PHON: [Natarajan]}\n")
    assert len(check_policy(path)) == 3
    assert "Natarajan" not in "".join(check_policy(path)).replace("allow.Natarajan", "")
    with pytest.raises(ConfigError) as refused:
        load_policy("p", tmp_path)
    assert "Natarajan" not in str(refused.value)


def test_loading_says_file_and_key_and_who_tells_more(tmp_path):
    path = written(tmp_path, "p", "name: p\nthreshold: 7\n")
    with pytest.raises(ConfigError, match=rf"^threshold: .*; {path}; run `appliance policy check`"):
        load_policy("p", tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("name: p\nreveal:\n  PERSON: [hr]\n", 3, "no group hr"),
        ("name: p\nreveal:\n  PERSON: [townn]\n", 3, "no group townn; did you mean town?"),
        ("name: p\nreveal:\n  PERSON: [everyone]\n", 3, "write readers"),
        ("name: p\nactions: {CREDIT_CARD: mask}\nreveal:\n  CREDIT_CARD: readers\n", 4, "mask keeps no value"),
        ("name: p\nactions:\n  AGE: {action: redact, keep_last: 2}\n", 3, "counts for mask only"),
    ],
)
def test_what_may_not_be_meant_is_a_warning_and_no_error(tmp_path, text, line, said):
    path = written(tmp_path, "p", text)
    assert not check_policy(path)
    [warning] = policy_warnings(path, ["town", "clinic"])
    assert warning.startswith(f"{path}, line {line}: ")
    assert said in warning


def test_without_a_home_no_group_is_missed(tmp_path):
    assert not policy_warnings(written(tmp_path, "p", "name: p\nreveal:\n  PERSON: [hr]\n"))


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_a_shipped_policy_has_no_warnings(path):
    assert not policy_warnings(path, [])


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
