"""A curator's word: sealed in its row, in the policy's lists, and the policy's version as before."""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from appliance.database import collection, document, mend, metadata, open_database, writing
from appliance.errors import Unavailable
from appliance.keys.ring import KeyRing
from appliance.policy import Policy
from appliance.privacy import mends, stand_ins, vault
from appliance.privacy.mends import Mend, Mends, mended
from appliance.records import Pseudonym

KEYS = KeyRing(b"r" * 32)
POLICY = Policy(name="p", allow=("Windows",), deny={"PERSON": ("Kit",)})
SAID = [
    Mend(1, "deny", "PERSON", "Brunhilde Achterberg", "d", "now"),
    Mend(2, "deny", "EMAIL_ADDRESS", "post room", "d", "now"),
    Mend(3, "allow", "PERSON", "Larch house", "d", "now"),
]


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = open_database(tmp_path / "appliance.db")
    with made.begin() as connection:
        metadata.create_all(connection)
        for number in (1, 2):
            connection.execute(sa.insert(collection).values(id=number, name=f"c{number}", policy="p", created_at="now"))
    yield made
    made.dispose()


def test_a_word_joins_the_policys_own_lists_and_the_version_stays() -> None:
    made = mended(POLICY, SAID)
    assert made.deny == {"PERSON": ("Kit", "Brunhilde Achterberg"), "EMAIL_ADDRESS": ("post room",)}
    assert {"Windows", "Larch house", "LARCH HOUSE", "Larch House"} <= set(made.allow)
    assert made.version == POLICY.version
    assert made.rule("PERSON") == POLICY.rule("PERSON")


def test_a_mended_policy_travels_to_a_worker_process_whole() -> None:
    made = mended(POLICY, SAID)
    there = pickle.loads(pickle.dumps(made))
    assert there == made
    assert there.version == POLICY.version


def test_an_entry_is_sealed_and_read_back(engine: Engine) -> None:
    with writing(engine) as connection:
        mends.add(connection, KEYS, 1, "deny", "PERSON", "Brunhilde Achterberg")
        mends.add(connection, KEYS, 2, "allow", "", "Larch House")
        stored = b"".join(
            bytes(part) if isinstance(part, bytes) else str(part).encode()
            for row in connection.execute(sa.select(mend))
            for part in row
        )
        assert b"Brunhilde" not in stored
        [one] = mends.entries(connection, KEYS, 1)
    assert (one.kind, one.entity, one.value) == ("deny", "PERSON", "Brunhilde Achterberg")
    assert "Brunhilde" not in repr(one)


def test_a_row_moved_to_another_collection_or_list_does_not_open(engine: Engine) -> None:
    with writing(engine) as connection:
        mends.add(connection, KEYS, 1, "deny", "PERSON", "Brunhilde Achterberg")
        for change in ({"collection_id": 2}, {"kind": "allow"}, {"entity": "GPE"}):
            with connection.begin_nested() as saved:
                connection.execute(sa.update(mend).values(change))
                with pytest.raises(Unavailable):
                    mends.entries(connection, KEYS, change.get("collection_id", 1))  # type: ignore[arg-type]
                saved.rollback()


def test_the_same_policy_is_the_same_object_until_a_word_changes(engine: Engine) -> None:
    held = Mends(engine, KEYS)
    assert held.policy(1, POLICY) is POLICY
    with writing(engine) as connection:
        entry = mends.add(connection, KEYS, 1, "deny", "PERSON", "Brunhilde Achterberg")
    held.forget()
    first = held.policy(1, POLICY)
    assert first is held.policy(1, POLICY)
    assert first.deny["PERSON"] == ("Kit", "Brunhilde Achterberg")
    assert held.policy(2, POLICY) is POLICY
    with writing(engine) as connection:
        mends.remove(connection, entry)
    held.forget()
    assert held.policy(1, POLICY) is POLICY


def test_a_policy_that_was_read_before_the_last_word_is_known_as_such(engine: Engine) -> None:
    held = Mends(engine, KEYS)
    before = held.policy(1, POLICY)
    with writing(engine) as connection:
        assert mends.is_current(connection, 1, before)
        entry = mends.add(connection, KEYS, 1, "deny", "PERSON", "Brunhilde Achterberg")
        assert not mends.is_current(connection, 1, before)
        assert mends.is_current(connection, 2, before)
    held.forget()
    after = held.policy(1, POLICY)
    with writing(engine) as connection:
        assert mends.is_current(connection, 1, after)
        mends.remove(connection, entry)
        assert not mends.is_current(connection, 1, after)
        assert mends.is_current(connection, 1, before)


@pytest.mark.parametrize(
    ("text", "tidied"),
    [("  Jane\n  Roe, ", "Jane Roe"), ("(Jane Roe)", "Jane Roe"), ("„Jane Roe“.", "Jane Roe"), ("J. Roe", "J. Roe"), ("...", "")],
)
def test_a_selection_is_tidied(text: str, tidied: str) -> None:
    assert mends.tidy(text) == tidied


def test_documents_that_hold_a_stand_in_of_a_text_are_found_by_any_form_of_it(engine: Engine) -> None:
    key, sealer = KEYS.pseudonym("a"), vault.Vault(KEYS.vault)
    columns = ("source_key", "name", "fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at")
    with writing(engine) as connection:
        for number, (where, entity, value) in enumerate(
            [
                (1, "PERSON", "Larch House"),
                (1, "ORGANIZATION", "Larch House"),
                (2, "PERSON", "Larch House"),
                (1, "PERSON", "Jane Roe"),
            ]
        ):
            row = {
                "id": f"d{number}",
                "collection_id": where,
                "state": "live",
                "path_encrypted": b"",
                **dict.fromkeys(columns, str(number)),
            }
            connection.execute(sa.insert(document).values(row))
            token = stand_ins.stand_in(entity, value, key)
            vault.record(connection, sealer, "a", key, f"d{number}", [Pseudonym(token, entity, value, ("House",))])
        assert set(mends.holders(connection, "a", key, 1, ["LARCH house"])) == {"d0", "d1"}
        assert "d3" in mends.holders(connection, "a", key, 1, ["House"])
        assert mends.holders(connection, "a", key, 1, ["Oak House"]) == []
