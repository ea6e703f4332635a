"""`scrub --jsonl`: many lines go through the door at once, and one that cannot costs only itself."""

from __future__ import annotations

import json

import pytest

from appliance.errors import ScrubFailed
from appliance.operations.scrubbing import BATCH, TextScrubber
from appliance.policy import Policy
from appliance.records import CleanText


class Door:
    """Capitals for scrubbing; one word cannot be vouched for. Notes how many texts came at once."""

    def __init__(self):
        self.sizes = []

    def scrub_text(self, text, policy, key):
        return self.scrub_texts([text], policy, key)[0]

    def scrub_texts(self, texts, policy, key):
        self.sizes.append(len(texts))
        if "hopeless" in texts:
            raise ScrubFailed("a pattern took too long; recognizer x; simplify it in the policy")
        return [(CleanText(text.upper()), []) for text in texts]


@pytest.fixture
def door():
    return Door()


def run(door, *batches):
    out = []
    lines = [[json.dumps({"id": text, "text": text}) for text in batch] for batch in batches]
    return TextScrubber(door, Policy(name="p"), b"k" * 32).scrub_lines(lines, out.append), out


def test_lines_that_are_there_together_go_through_together_and_come_out_in_order(door):
    failed, out = run(door, ["b", "a", "b"], ["c"])
    assert failed == 0
    assert [(one["id"], one["text"]) for one in out] == [("b", "B"), ("a", "A"), ("b", "B"), ("c", "C")]
    assert door.sizes == [2, 1]


def test_a_text_that_cannot_be_vouched_for_fails_alone(door):
    failed, out = run(door, ["a", "hopeless", "b"])
    assert failed == 1
    assert [one.get("text") for one in out] == ["A", None, "B"]
    assert "too long" in out[1]["error"]


def test_a_flood_of_lines_is_cut_into_batches(door):
    failed, out = run(door, [str(n) for n in range(2 * BATCH + 1)])
    assert (failed, len(out), door.sizes) == (0, 2 * BATCH + 1, [BATCH, BATCH, 1])


def test_errors_name_the_line_of_the_whole_input(door):
    out = []
    TextScrubber(door, Policy(name="p"), b"k" * 32).scrub_lines([['{"text": "a"}'], ["junk"], ["", "[1]"]], out.append)
    assert [one.get("error", "").partition("line ")[2][:1] for one in out] == ["", "2", "4"]
