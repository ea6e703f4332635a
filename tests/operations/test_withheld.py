"""With the real models: a withheld document is not found, not answered from, not opened; then it is back, scrubbed anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.assemble import Appliance, open_appliance
from appliance.errors import NotFound
from appliance.operations import works
from appliance.operations.owner import operator
from appliance.operations.reading import open_document
from appliance.operations.settling import note_changes
from appliance.records import Actor

ME, STAN = operator(0), Actor("5744", "stan", "staff")
QUESTION = "When does Priya Natarajan open the ferry office in Rotterdam?"


@pytest.fixture
def opened(home: Path) -> Iterator[Appliance]:
    with (home / "appliance.toml").open("a") as settings:
        settings.write('\n[answer]\nmode = "extract"\n')
    appliance = open_appliance(home)
    yield appliance
    appliance.close()


def asked(appliance: Appliance) -> tuple[dict[str, object], dict[str, object]]:
    [found] = works.search(appliance, {"question": QUESTION}, ME)
    [answer] = works.ask(appliance, {"question": QUESTION}, ME)
    return found, answer


def test_a_withheld_document_does_not_exist_until_it_is_scrubbed_under_the_new_policy(opened, tmp_path):
    note = tmp_path / "ferry.txt"
    note.write_text("Priya Natarajan opens the ferry office in Rotterdam at seven in the morning.\n")
    lines = list(works.ingest(opened, {"paths": [str(note)]}, ME))
    document_id = str(next(line["document_id"] for line in lines if "path" in line))
    found, answer = asked(opened)
    [passage] = found["passages"]
    assert "Rotterdam" in passage["text"]
    assert answer["answered"]
    token = passage["text"].split()[0]

    policy = opened.home / "policies" / "default.yaml"
    policy.write_text(policy.read_text().replace("  GPE: keep", "  GPE: redact"))
    note_changes(opened, ME.id)
    found, answer = asked(opened)
    assert found["passages"] == []
    assert (answer["answered"], answer["citations"]) == (False, [])
    assert "<PERSON>" in str(found["question"]), "and its name is no name that the vault knows"
    with pytest.raises(NotFound):
        open_document(opened, STAN, document_id)

    list(works.refresh(opened, {}, ME))
    found, answer = asked(opened)
    [passage] = found["passages"]
    assert passage["document_id"] == document_id
    assert "Rotterdam" not in passage["text"]
    assert "<GPE>" in passage["text"]
    assert passage["text"].split()[0] == token, "stand-ins stay as they were"
    shown = "".join(piece.text for piece in open_document(opened, STAN, document_id).pages[0].segments)
    assert "Priya Natarajan" in shown
    assert "Rotterdam" not in shown
