"""One audit record → one line of an export: JSONL, CSV, CEF, OCSF.

JSONL is the evidence, byte for byte the leaf; the others are renderings of it for other people's log systems and carry
the leaf's hash, so that a line can be traced back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from datetime import datetime

from appliance import __version__
from appliance.audit.events import MEANINGS, Event
from appliance.audit.leaf import Record, canonical
from appliance.audit.merkle import leaf_hash

CSV_HEAD = "seq,time,event,actor,outcome,fields,leaf_hash"
OCSF_VERSION = "1.3.0"  # every attribute below stands in that version's schema and is still in later ones
CEF_STRING = 4_000  # characters of a custom string, ArcSight CEF implementation standard

_RUNS = re.compile(r"[=+@\t\r\n]|-(?![\d.]+$)")  # what a spreadsheet takes for a formula
_ACTIVITY = {
    1: ("indexed", "added", "created"), 2: ("opened", "retrieve", "shown", "exported", "verified"),
    3: ("replaced", "changed", "granted", "revoked", "released", "rebuilt", "disabled"), 4: ("removed",),
}  # fmt: skip
_ACTIVITY_IDS: Mapping[str, int] = {verb: number for number, verbs in _ACTIVITY.items() for verb in verbs}
_SIGN_IN: Mapping[str, int] = {Event.LOGIN_OK: 1, Event.LOGIN_FAILED: 1, Event.LOGOUT: 2}
_GOOD = {"ok", "complete"}


def jsonl(_record: Record, leaf: bytes) -> str:
    """The leaf itself."""
    return leaf.decode()


def csv_row(record: Record, leaf: bytes) -> str:
    """RFC 4180 without the line end; a cell that a spreadsheet would run gets an apostrophe."""
    words = (record.time, record.event, record.actor, record.outcome)
    cells = (str(record.seq), *words, canonical(record.fields), leaf_hash(leaf).hex())
    row = io.StringIO()
    csv.writer(row, lineterminator="\r\n").writerow([f"'{cell}" if _RUNS.match(cell) else cell for cell in cells])
    return row.getvalue().removesuffix("\r\n")


def cef(record: Record, leaf: bytes) -> str:
    """CEF:0, seven header fields and extensions of the CEF dictionary."""
    name = MEANINGS[Event(record.event)] if record.event in MEANINGS else record.event
    severity = "3" if record.outcome in _GOOD else "6"  # 0 to 10
    head = "|".join(_cef_head(part) for part in ("Appliance", "Appliance", __version__, record.event, name, severity))
    fields = canonical(record.fields)
    extension = {
        "rt": str(_milliseconds(record.time)), "externalId": str(record.seq), "suid": record.actor,
        "outcome": record.outcome, "cs1Label": "leafHash", "cs1": leaf_hash(leaf).hex(), "cs2Label": "fields",
        "cs2": fields if len(fields) <= CEF_STRING else "{}",  # a longer one stands whole in JSONL, under the same hash
    }  # fmt: skip
    return f"CEF:0|{head}|" + " ".join(f"{key}={_cef_value(value)}" for key, value in extension.items())


def ocsf(record: Record, leaf: bytes) -> str:
    """Authentication (3002) for signing in and out, API Activity (6003) for everything else."""
    good = record.outcome in _GOOD
    event: dict[str, object] = {
        "time": _milliseconds(record.time),
        "severity_id": 1 if good else 2, "severity": "Informational" if good else "Low",
        "status_id": 1 if good else 2, "status": "Success" if good else "Failure", "status_detail": record.outcome,
        "metadata": {
            "version": OCSF_VERSION,
            "product": {"name": "Appliance", "vendor_name": "Appliance", "version": __version__},
            "event_code": record.event, "sequence": record.seq, "uid": leaf_hash(leaf).hex(), "log_name": "audit",
            "original_time": record.time,
        },
        "unmapped": dict(record.fields),
    }  # fmt: skip
    if record.event in _SIGN_IN:
        activity, category, class_uid = _SIGN_IN[record.event], 3, 3002
        event |= {"user": {"uid": record.actor}, "service": {"name": "appliance"}}
    else:
        activity, category, class_uid = _ACTIVITY_IDS.get(record.event.rpartition(".")[2], 99), 6, 6003
        event |= {
            "actor": {"user": {"uid": record.actor}}, "api": {"operation": record.event},
            "src_endpoint": {"svc_name": "appliance"},
        }  # fmt: skip
    event |= {
        "activity_id": activity, "activity_name": record.event, "category_uid": category, "class_uid": class_uid,
        "type_uid": class_uid * 100 + activity,
    }  # fmt: skip
    return canonical(event)


def _milliseconds(time: str) -> int:
    return round(datetime.fromisoformat(time).timestamp() * 1000)


def _cef_head(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|")


def _cef_value(text: str) -> str:
    return text.replace("\\", "\\\\").replace("=", "\\=")
