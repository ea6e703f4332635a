"""The value behind a stand-in: for the operator, recorded before it is shown, and never with the value."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from appliance.assemble import Appliance, open_appliance
from appliance.database import reading, writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library
from appliance.operations import administration, revealing
from appliance.privacy import stand_ins, vault
from appliance.records import Actor, Chunk, CleanDocument, CleanPage, CleanText, Pseudonym
from appliance.rights.collections import collection_named
from tests.conftest import program

OPERATOR = Actor("operator:0", "operator", "operator")
NAME = "Brunhilde Achterberg"


def shelve(appliance: Appliance, collection: str) -> str:
    """Put a document with that name into the collection, as ingest does but without a model; return the stand-in."""
    with reading(appliance.engine) as connection:
        row = collection_named(connection, collection)
    domain = appliance.domain_of(row)
    key = appliance.keys.pseudonym(domain)
    token = stand_ins.stand_in("PERSON", NAME, key)
    text = CleanText(f"{token} keeps the lamps.")
    clean = CleanDocument(CleanText("lamps.txt"), "txt", (CleanPage(1, text),), {"PERSON": 1})
    source = library.Source(row.id, "k", b"p", "s", "f", appliance.policy_of(row).version, None, domain)
    with writing(appliance.engine) as connection:
        chunks = [Chunk(1, 0, len(text), text)]
        made = library.store(connection, source, clean, chunks, np.ones((1, 2), dtype=np.float32))
        vault.record(connection, appliance.vault, domain, key, made.document_id, [Pseudonym(token, "PERSON", NAME)])
    return token


def test_a_stand_in_is_revealed_and_recorded_without_the_value(bare: Appliance, recorded) -> None:
    token = shelve(bare, "general")
    wanted = [{"stand_in": token, "entity": "PERSON", "value": NAME, "collections": ["general"]}]
    for given in (token, token[1:-1], token.lower(), f" {token} "):
        assert revealing.reveal(bare, OPERATOR, given, None) == wanted
    record = recorded(bare)[-1]
    assert (record.event, record.fields["stand_in"]) == ("subject.revealed", token[1:-1])
    assert NAME not in str(recorded(bare))


def test_an_unknown_one_one_of_another_collection_and_what_is_none_are_refused(bare: Appliance, recorded) -> None:
    administration.add_collection(bare, OPERATOR, "other", "default", [])
    token = shelve(bare, "general")
    before = len(recorded(bare))
    for given, collection in (("<PERSON_AAAAAAAAAA>", None), (token, "other"), (token, "never")):
        with pytest.raises(NotFound):
            revealing.reveal(bare, OPERATOR, given, collection)
    for given in (NAME, "<PERSON>", ""):
        with pytest.raises(ConfigError) as caught:
            revealing.reveal(bare, OPERATOR, given, None)
        assert NAME not in str(caught.value)
    assert len(recorded(bare)) == before


@pytest.mark.parametrize("role", ["staff", "curator", "admin", "auditor"])
def test_no_account_has_the_right(bare: Appliance, role) -> None:
    with pytest.raises(NotFound):
        revealing.reveal(bare, Actor("x" * 16, "x", role, frozenset({"everyone"})), shelve(bare, "general"), None)


def test_what_cannot_be_recorded_is_not_shown(bare: Appliance) -> None:
    token = shelve(bare, "general")
    with writing(bare.engine) as connection:  # the log refuses what it should take
        connection.exec_driver_sql("CREATE TRIGGER full BEFORE INSERT ON audit_leaf BEGIN SELECT RAISE(ABORT, 'full'); END")
    with pytest.raises(Exception, match=r"appliance\.db"):
        revealing.reveal(bare, OPERATOR, token, None)


def test_the_command_prints_the_value_and_ends_with_2_for_what_is_unknown(bare_home: Path) -> None:
    opened = open_appliance(bare_home)
    token = shelve(opened, "general")
    opened.close()
    assert program(bare_home, "subject", "reveal", token).stdout == f"{NAME}\n"
    assert json.loads(program(bare_home, "subject", "reveal", token, "--json").stdout)["value"] == NAME
    refused = program(bare_home, "subject", "reveal", "<PERSON_AAAAAAAAAA>", exits=(2,))
    assert refused.stdout == ""
    assert refused.stderr.count("\n") == 1


def test_the_list_of_corrections_works_without_a_model(bare_home: Path) -> None:
    done = json.loads(
        program(bare_home, "collections", "mend", "general", "--deny", "PERSON", "--json", stdin="old heron\n").stdout
    )
    assert done == {"id": done["id"], "documents": 0, "withheld": True}
    program(bare_home, "collections", "mend", "general", "--allow", "Larch House")
    hidden = json.loads(program(bare_home, "collections", "mend", "general", "--list", "--json").stdout)["mends"]
    assert [(one["kind"], one["entity"], one["value"]) for one in hidden] == [("allow", None, None), ("deny", "PERSON", None)]
    shown = program(bare_home, "collections", "mend", "general", "--list", "--reveal").stdout
    assert "old heron" in shown
    program(bare_home, "collections", "mend", "general", "--remove", str(done["id"]))
    for wrong in (["--remove", "99"], ["--deny", "GPE", "Larch"], ["--allow", "x"], [], ["--allow", "--list"]):
        refused = program(bare_home, "collections", "mend", "general", *wrong, exits=(2,))
        assert refused.stderr.count("\n") == 1
        assert "Larch" not in refused.stderr
    assert "heron" not in program(bare_home, "audit", "show", "--json").stdout
