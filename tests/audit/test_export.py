"""Exports for evidence and for other people's log systems."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest

from appliance.audit.events import Event
from appliance.audit.export import FORMATS, export, shown
from appliance.audit.formats import csv_row
from appliance.audit.leaf import Record
from appliance.audit.merkle import leaf_hash
from appliance.database import reading, writing
from appliance.errors import CheckFailed, ConfigError

# required by ocsf-schema 1.3: events/iam/authentication, events/application/api_activity, and what they extend
REQUIRED = {"activity_id", "category_uid", "class_uid", "metadata", "severity_id", "time", "type_uid"}
REQUIRED_OF_CLASS = {3002: {"user", "service"}, 6003: {"actor", "api", "src_endpoint"}}
UNESCAPED = r"(?:[^|\\]|\\[|\\])*"


@pytest.fixture
def full(home):
    """One record of each event."""
    for event in Event:
        with writing(home.engine) as connection:
            home.log.append(connection, event, "a1", "refused" if "failed" in event else "ok", {"hash": "ab==", "n": -3})
    return home


def lines(home, form, since=None, until=None):
    with reading(home.engine) as connection:
        return list(export(connection, form, since, until))


def test_jsonl_is_the_leaves_byte_for_byte(full):
    stored = [row[0].decode() for row in full.sql("select leaf from audit_leaf order by seq")]
    assert lines(full, "jsonl") == stored


@pytest.mark.parametrize("form", FORMATS)
def test_each_format_has_one_line_a_record(full, form):
    found = lines(full, form)
    assert len(found) == len(Event) + (form == "csv")
    assert not any("\n" in line or "\r" in line for line in found)


def test_csv_holds_every_record_and_its_hash(full):
    head, *rows = csv.reader(lines(full, "csv"))
    leaves = [row[0] for row in full.sql("select leaf from audit_leaf order by seq")]
    assert head == ["seq", "time", "event", "actor", "outcome", "fields", "leaf_hash"]
    for row, leaf in zip(rows, leaves, strict=True):
        cells, whole = dict(zip(head, row, strict=True)), json.loads(leaf)
        assert cells["leaf_hash"] == leaf_hash(leaf).hex()
        assert json.loads(cells["fields"]) == whole["fields"]
        assert {name: cells[name] for name in ("event", "actor", "outcome", "time")}.items() <= whole.items()


@pytest.mark.parametrize("start", ["=", "+", "@", "-", "\t", "\r"])
def test_no_csv_cell_is_run_by_a_spreadsheet(start):
    line = csv_row(Record(1, "t", "e", f"{start}cmd", "ok", {}), b"")
    row = next(csv.reader(io.StringIO(line, newline="")))
    assert row[3] == f"'{start}cmd"


def test_cef_has_seven_header_fields_and_escaped_extensions(full):
    for seq, (line, event) in enumerate(zip(lines(full, "cef"), Event, strict=True)):
        match = re.fullmatch(rf"CEF:0((?:\|{UNESCAPED}){{6}})\|(.*)", line)
        assert match
        assert match[1].split("|")[4] == event
        assert 0 <= int(match[1].split("|")[6]) <= 10
        pairs = dict(re.findall(r"(\w+)=((?:[^=\\]|\\[=\\nr])*)(?= \w+=|$)", match[2]))
        assert pairs["externalId"] == str(seq)
        assert pairs["suid"] == "a1"
        assert json.loads(pairs["cs2"].replace("\\=", "=")) == {"hash": "ab==", "n": -3}


def test_ocsf_has_what_each_class_requires(full):
    for line, event in zip(map(json.loads, lines(full, "ocsf")), Event, strict=True):
        assert set(line) >= REQUIRED | REQUIRED_OF_CLASS[line["class_uid"]]
        assert line["class_uid"] // 1000 == line["category_uid"]
        assert line["type_uid"] == line["class_uid"] * 100 + line["activity_id"]
        assert line["metadata"]["event_code"] == event
        assert line["metadata"]["product"]["vendor_name"]
        assert (line["status"] == "Failure") == (event == Event.LOGIN_FAILED)
        assert (line["class_uid"] == 3002) == (event in (Event.LOGIN_OK, Event.LOGIN_FAILED, Event.LOGOUT))


def test_a_range_is_half_open_and_reads_any_zone(full):
    moments = [json.loads(line)["time"] for line in lines(full, "jsonl")]
    middle = moments[len(moments) // 2]
    before, after = lines(full, "jsonl", until=middle), lines(full, "jsonl", since=middle)
    assert [*before, *after] == lines(full, "jsonl")
    assert all(json.loads(line)["time"] < middle for line in before)
    assert lines(full, "jsonl", since=middle.replace("Z", "+00:00")) == after
    assert lines(full, "jsonl", since="2000-01-01", until="2000-01-02") == []


@pytest.mark.parametrize(("form", "since"), [("xml", None), ("jsonl", "yesterday")])
def test_an_unknown_format_or_time_is_refused_at_once(home, form, since):
    with reading(home.engine) as connection, pytest.raises(ConfigError, match="audit export"):
        export(connection, form, since)


@pytest.mark.parametrize("leaf", [
    b"Jane Roe",
    b'{"actor":"a\\nJane Roe","event":"logout","fields":{},"outcome":"ok","seq":3,"time":"2026-11-24T13:00:00.000Z"}',
    b'{"actor":"a","event":"logout","fields":{},"outcome":"ok","seq":3,"time":"2026-99-24T13:00:00.000Z"}',
    b'{"actor":"a","event":"logout","fields":{},\n"outcome":"ok","seq":3,"time":"2026-11-24T13:00:00.000Z"}',
])  # fmt: skip
def test_an_altered_record_is_not_exported_as_if_it_were_one(full, leaf):
    full.sql("update audit_leaf set leaf = ? where seq = 3", leaf)
    with pytest.raises(CheckFailed, match="3; run") as caught:
        lines(full, "jsonl")
    assert "Jane" not in str(caught.value)


def test_the_list_shows_who_did_what_when(full):
    with reading(full.engine) as connection:
        everything = list(shown(connection))
        assert [row["seq"] for row in everything] == list(range(len(Event)))
        assert all(set(row) == {"seq", "time", "event", "actor", "outcome"} for row in everything)
        assert list(shown(connection, 2)) == everything[-2:]
        assert list(shown(connection, 1000)) == everything
