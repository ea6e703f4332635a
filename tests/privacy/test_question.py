"""The question: names by look-up, hidden from eyes; common words stay words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from appliance.policy import Policy
from appliance.privacy.scrubber import Scrubber
from appliance.privacy.stand_ins import fold

JANE, MAX, ROSE = "<PERSON_AAAAAAAAAA>", "<PERSON_BBBBBBBBBB>", "<PERSON_CCCCCCCCCC>"
KNOWN = {
    "war": (ROSE,),
    "france": (ROSE,),
    "natarajan": (JANE, MAX),
    "jane wetherby": (JANE,),
    "wetherby": (JANE, MAX),
    "j wetherby": (JANE,),
    "brown": (ROSE,),
    "rose brown": (ROSE,),
}


def lookup(runs: Sequence[str]) -> Mapping[str, tuple[str, ...]]:
    return {run: KNOWN.get(fold(run), ()) for run in runs}


def in_clear(lone: Sequence[str]) -> set[str]:
    return {word for word in lone if word.lower() in ("war", "france", "mbeki")}


@pytest.mark.parametrize(
    ("question", "search", "shown"),
    [
        ("What did Jane Wetherby sign?", f"What did {JANE} sign?", "What did <PERSON> sign?"),
        ("what did jane wetherby sign", f"what did {JANE} sign", "what did <PERSON> sign"),
        ("What did Jane Wetherby's letter say?", f"What did {JANE} letter say?", "What did <PERSON> letter say?"),
        ("Has J. Wetherby signed?", f"Has {JANE} signed?", "Has <PERSON> signed?"),
        ("What do we have on Natarajan?", f"What do we have on {JANE} {MAX}?", "What do we have on <PERSON>?"),
        ("where is the brown envelope", "where is the brown envelope", "where is the brown envelope"),
        ("When did the War end?", f"When did the War {ROSE} end?", "When did the <PERSON> end?"),
        ("Who landed in France in 1944?", f"Who landed in France {ROSE} in 1944?", "Who landed in <PERSON> in 1944?"),
        ("what did dr brown say", f"what did {ROSE} say", "what did <PERSON> say"),
    ],
)
def test_names_are_found_by_look_up(scrubber: Scrubber, default: Policy, question: str, search: str, shown: str) -> None:
    made = scrubber.scrub_question(question, [default], lookup, in_clear)
    assert made.search.value == search
    assert made.shown.value == shown


def test_a_name_that_nobody_may_know_is_hidden(scrubber: Scrubber, default: Policy) -> None:
    made = scrubber.scrub_question("Did Tendai Mbeki ring 07700 900123?", [default], lookup, in_clear)
    assert made.search.value == made.shown.value == "Did <PERSON> ring <PHONE_NUMBER>?"
    assert made.stand_ins == ()


def test_where_one_collection_keeps_names_they_are_searched_and_not_shown(
    scrubber: Scrubber, default: Policy, public: Policy
) -> None:
    made = scrubber.scrub_question("Did Tendai Mbeki ring 07700 900123?", [default, public], lookup, in_clear)
    assert made.search.value == "Did Tendai Mbeki ring <PHONE_NUMBER>?"
    assert made.shown.value == "Did <PERSON> ring <PHONE_NUMBER>?"
    assert scrubber.scrub_question("Did Tendai Mbeki ring?", [public], lookup, in_clear).shown.value == "Did Tendai Mbeki ring?"


def test_without_a_policy_everything_goes(scrubber: Scrubber) -> None:
    made = scrubber.scrub_question("Did Tendai Mbeki go to London?", [], lookup, in_clear)
    assert "Tendai" not in made.search.value + made.shown.value


def test_a_stand_in_typed_into_a_question_is_inert(scrubber: Scrubber, default: Policy) -> None:
    made = scrubber.scrub_question(f"Who is {JANE}?", [default], lookup, in_clear)
    assert JANE not in made.search.value
    assert made.stand_ins == ()


def test_a_lone_name_that_stands_in_clear_in_the_askers_papers_is_searched_and_not_shown(
    scrubber: Scrubber, default: Policy
) -> None:
    made = scrubber.scrub_question("What did Mbeki say?", [default], lookup, in_clear)
    assert made.search.value == "What did Mbeki say?"
    assert made.shown.value == "What did <PERSON> say?"
    whole = scrubber.scrub_question("What did Tendai Mbeki say?", [default], lookup, in_clear)
    assert whole.search.value == whole.shown.value == "What did <PERSON> say?"
