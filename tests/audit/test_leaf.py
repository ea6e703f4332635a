"""What may stand in a record."""

from __future__ import annotations

import pytest

from appliance.audit.leaf import Record, decode, encode

TIME = "2026-11-24T13:00:00.000Z"


def record(**fields):
    return Record(4, TIME, "rag.answer", "operator:1000", "complete", fields)


def test_a_leaf_is_canonical_json():
    assert encode(record(b=[1, 2.5, None, True], a={"PERSON": 3})) == (
        b'{"actor":"operator:1000","event":"rag.answer","fields":{"a":{"PERSON":3},"b":[1,2.5,null,true]},'
        b'"outcome":"complete","seq":4,"time":"2026-11-24T13:00:00.000Z"}'
    )


def test_what_was_encoded_is_decoded():
    whole = record(document="0f" * 16, sha256="ab" * 32, policy="default:1", model="Q4_K_M.gguf")
    assert decode(encode(whole)) == whole


@pytest.mark.parametrize("value", [
    "Jane Roe", "jane.roe@example.org", "<PERSON_KQZTRMWVXB>", "line\nbreak", "tab\t", "nul\0", "é", "a" * 201,
    "=1|2", "x;y", '"', "\\", b"bytes", float("nan"), float("inf"), 2**53, {1: 2}, {"no key": 1}, {"": 1}, object(),
    ["Jane Roe"], {"a": {"b": "Jane Roe"}}, [[[[[[1]]]]]],
])  # fmt: skip
def test_free_text_does_not_get_in(value):
    with pytest.raises(ValueError, match="fields") as caught:
        encode(record(x=value))
    assert "Jane" not in str(caught.value)


@pytest.mark.parametrize(("name", "value"), [
    ("actor", ""), ("actor", "Jane Roe"), ("actor", "=cmd"), ("actor", "-1"),
    ("outcome", ""), ("outcome", "Not good"), ("outcome", "a b"),
    ("time", "2026-11-24"), ("time", "2026-11-24T13:00:00.000+00:00"),
    ("event", "no.such"),
])  # fmt: skip
def test_each_part_has_its_form(name, value):
    parts = {"seq": 0, "time": TIME, "event": "logout", "actor": "a", "outcome": "ok", "fields": {}}
    with pytest.raises(ValueError):
        encode(Record(**{**parts, name: value}))


def test_a_leaf_has_a_largest_size():
    with pytest.raises(ValueError, match="bytes, more than"):
        encode(record(x=["a" * 200] * 400))


@pytest.mark.parametrize("leaf", [
    b"", b"null", b"[]", b"{}", b"7", b"\xff", b"[" * 100_000,
    b'{"actor":"a","event":"logout","fields":[],"outcome":"ok","seq":0,"time":"t"}',
    b'{"actor":"a","event":"logout","fields":{},"outcome":"ok","seq":true,"time":"t"}',
    b'{"actor":"a","event":"logout","fields":{},"outcome":"ok","seq":0.0,"time":"t"}',
    b'{"actor":1,"event":"logout","fields":{},"outcome":"ok","seq":0,"time":"t"}',
    b'{"actor":"a","event":"logout","extra":1,"fields":{},"outcome":"ok","seq":0,"time":"t"}',
])  # fmt: skip
def test_other_bytes_are_no_record(leaf):
    with pytest.raises(ValueError, match="no record"):
        decode(leaf)
