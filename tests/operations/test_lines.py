"""JSONL in, JSONL out: a bad line costs itself and nothing else."""

from __future__ import annotations

import json

import pytest

from appliance.errors import NotFound, UnreadableDocument
from appliance.operations.lines import json_lines


def run(*lines: str):
    """Each line's text comes back in capitals; some texts are trouble."""
    out: list[dict] = []

    def do(request):
        text = request["text"]
        if text == "gone":
            raise NotFound("no account gone; users; see the list")
        if text == "corrupt":
            raise UnreadableDocument("corrupt", "cannot be read")
        if text == "bug":
            raise KeyError(f"a library quotes {text}")
        return [{"text": text.upper()}] * int(request.get("times", 1))

    return json_lines(lines, "text", out.append, do), out


def test_results_come_in_order_with_their_ids():
    failed, out = run(
        '{"id": 2, "text": "a"}\n', "\n", '  {"text": "b", "unknown": 1}\r\n', '{"id": null, "text": "c", "times": 2}'
    )
    assert failed == 0
    assert out == [{"id": 2, "text": "A"}, {"text": "B"}, {"id": None, "text": "C"}, {"id": None, "text": "C"}]


@pytest.mark.parametrize(
    "line",
    [
        "what?", "[]", "3", "null", '"text"', "{", "{}", '{"id": 1}', '{"id": 1, "text": null}', '{"id": 1, "text": 5}', '{"id": 1, "text": ["a"]}',
        '{"id": 1, "question": "other command"}', '{"id": 1, "text": "gone"}', '{"id": 1, "text": "corrupt"}', '{"id": 1, "text": "bug"}',
        '{"id": 1, "text": "a", "times": "many"}', "[" * 100_000, '{"id": 1, "n": ' + "9" * 5000 + "}",
    ],
)  # fmt: skip
def test_a_line_that_fails_gives_its_error_and_the_next_goes_on(line):
    failed, out = run('{"id": "a", "text": "x"}', line, '{"id": "b", "text": "y"}')
    assert failed == 1
    assert [one["id"] for one in out] in (["a", 1, "b"], ["a", None, "b"])
    assert set(out[1]) == {"id", "error"}
    assert "\n" not in out[1]["error"]
    assert out[2]["text"] == "Y"


def test_a_foreign_error_is_told_by_its_type():
    _, out = run('{"id": 1, "text": "bug"}')
    assert "KeyError" in out[0]["error"]
    assert "quotes" not in json.dumps(out)


def test_a_reader_that_goes_away_ends_the_work():
    def emit(_line):
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        json_lines(['{"text": "a"}', '{"text": "b"}'], "text", emit, lambda _request: [{}])
