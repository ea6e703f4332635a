"""What a policy lets through of marked texts, counted in letters and digits."""

from __future__ import annotations

from appliance.policy import Policy
from appliance.privacy.leaks import leaks
from appliance.privacy.measured import Labelled, LabelledSpan
from appliance.records import Finding

POLICY = Policy.model_validate({"name": "p", "actions": {"PERSON": "pseudonym", "PHONE_NUMBER": "redact", "GPE": "keep"}})
TEXT = "Jane Roe, Leeds, 0113 496"  # PERSON 0-8, GPE 10-15, PHONE_NUMBER 17-25
ITEM = Labelled(
    "1", TEXT, (LabelledSpan("PERSON", 0, 8), LabelledSpan("GPE", 10, 15), LabelledSpan("PHONE_NUMBER", 17, 25)), "list"
)


def found(entity: str, start: int, end: int, action: str = "pseudonym") -> Finding:
    return Finding(entity, start, end, 0.9, "test", action)  # type: ignore[arg-type]


def test_a_value_that_is_wholly_covered_leaks_nothing_whatever_the_finding_is_called():
    whole, entities = leaks([ITEM], [[found("ORGANIZATION", 0, 8), found("PHONE_NUMBER", 17, 25)]], POLICY)
    assert (entities["PERSON"].spans, entities["PERSON"].covered, entities["PERSON"].leaked) == (1, 1, 0)
    assert (whole.spans, whole.covered, whole.leak_rate, whole.precision) == (2, 2, 0.0, 1.0)


def test_what_can_still_be_read_is_counted_without_blanks_and_commas():
    whole, entities = leaks([ITEM], [[found("PERSON", 0, 4)]], POLICY)
    assert (entities["PERSON"].covered, entities["PERSON"].characters, entities["PERSON"].leaked) == (0, 7, 3)
    assert (whole.characters, whole.leaked) == (14, 10)


def test_an_entity_that_the_policy_keeps_is_no_leak_and_a_kept_finding_covers_nothing():
    whole, entities = leaks([ITEM], [[found("PERSON", 0, 8, "keep"), found("GPE", 10, 15, "keep")]], POLICY)
    assert "GPE" not in entities
    assert (whole.leaked, whole.taken) == (14, 0)


def test_precision_counts_what_lies_in_no_marked_value():
    whole, entities = leaks([ITEM], [[found("PERSON", 0, 15)], []][:1], POLICY)
    assert (entities["PERSON"].taken, entities["PERSON"].right) == (12, 12)  # a town is marked too
    whole, entities = leaks([Labelled("2", TEXT, (), "prose")], [[found("PERSON", 0, 8)]], POLICY)
    assert (whole.precision, entities["PERSON"].precision, entities["PERSON"].spans) == (0.0, 0.0, 0)
