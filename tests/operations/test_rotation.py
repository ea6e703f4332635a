"""Rotated keys: values open throughout, names are found under both epochs, and what is left of the old one goes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.audit.leaf import decode
from appliance.database import alias, audit_leaf, key_epoch, reading, stand_in
from appliance.errors import ConfigError, Unavailable
from appliance.operations import rotation, works
from appliance.operations.owner import operator
from appliance.operations.reading import all_documents
from appliance.privacy import vault
from appliance.privacy.stand_ins import alias_digest
from appliance.rights.collections import collection_named
from tests.operations.small_door import SmallDoor, opened_with

ME = operator(0)


@pytest.fixture
def opened(home: Path) -> Iterator[Appliance]:
    yield from opened_with(home, SmallDoor())


@pytest.fixture
def folder(opened: Appliance, tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    (made / "a.txt").write_text("Anna Lindqvist keeps the ledger.\n")
    (made / "b.txt").write_text("Anna Lindqvist and Peter Marsh oil the lock.\n")
    list(works.ingest(opened, {"paths": [str(made)]}, ME))
    return made


def rows(appliance: Appliance) -> list[tuple[str, int]]:
    with reading(appliance.engine) as connection:
        query = sa.select(stand_in.c.domain, stand_in.c.vault_epoch).order_by(stand_in.c.domain, stand_in.c.id)
        return [(row.domain, row.vault_epoch) for row in connection.execute(query)]


def epochs_of(appliance: Appliance) -> list[tuple[str, int]]:
    with reading(appliance.engine) as connection:
        return [(row.purpose, row.epoch) for row in connection.execute(sa.select(key_epoch).order_by(key_epoch.c.purpose))]


def opened_values(appliance: Appliance) -> set[str]:
    found: set[str] = set()
    with reading(appliance.engine) as connection:
        for domain, token in connection.execute(sa.select(stand_in.c.domain, stand_in.c.token)).all():
            found |= set(vault.values(connection, appliance.vault, domain, [token]).values())
    return found


def found(appliance: Appliance, words: str) -> set[str]:
    """The stand-ins that a question with these words would be searched with."""
    tokens: set[str] = set()
    with reading(appliance.engine) as connection:
        row = collection_named(connection, "general")
        for domain in appliance.domains_of([row]):
            digest = alias_digest(words, appliance.keys.pseudonym(domain))
            tokens |= set(vault.known(connection, domain, [digest], [row.id]).get(digest, ()))
    return tokens


def outcomes(appliance: Appliance) -> list[tuple[object, str]]:
    with reading(appliance.engine) as connection:
        leaves = [decode(leaf) for leaf in connection.scalars(sa.select(audit_leaf.c.leaf).order_by(audit_leaf.c.seq))]
    return [(one.fields["key"], one.outcome) for one in leaves if one.event == "keys.rotated"]


def test_the_vault_is_sealed_anew_and_every_value_still_opens(opened, folder):
    with reading(opened.engine) as connection:
        before = set(connection.scalars(sa.select(stand_in.c.value_encrypted)))
    list(rotation.rotate_vault(opened, ME))
    assert rows(opened) == [("collection-1", 2)] * 2
    assert opened_values(opened) == {"Anna Lindqvist", "Peter Marsh"}
    with reading(opened.engine) as connection:
        assert not before & set(connection.scalars(sa.select(stand_in.c.value_encrypted)))
    list(rotation.rotate_vault(opened, ME))
    assert (rows(opened), epochs_of(opened)) == ([("collection-1", 3)] * 2, [("vault", 3)])
    assert opened_values(opened) == {"Anna Lindqvist", "Peter Marsh"}
    assert outcomes(opened) == [("vault", "begun"), ("vault", "ok")] * 2
    with pytest.raises(Unavailable):
        opened.keys.vault_of(2)


def test_a_rotation_of_the_vault_that_was_cut_short_goes_on_and_both_epochs_open(opened, folder, tmp_path):
    next(rotation.rotate_vault(opened, ME))  # begun, and killed before the first batch
    assert opened_values(opened) == {"Anna Lindqvist", "Peter Marsh"}
    (tmp_path / "c.txt").write_text("Rotterdam and Peter Marsh.\n")
    (folder / "a.txt").write_text("Nobody keeps the ledger.\n")
    list(works.ingest(opened, {"paths": [str(folder)]}, ME))
    list(rotation.rotate_vault(opened, ME))
    assert {epoch for _, epoch in rows(opened)} == {2}
    assert epochs_of(opened) == [("vault", 2)]
    assert outcomes(opened) == [("vault", "begun"), ("vault", "ok")]


def test_new_values_are_sealed_in_the_current_epoch(opened, folder, tmp_path):
    list(rotation.rotate_vault(opened, ME))
    (tmp_path / "c.txt").write_text("Peter Marsh.\n")
    (folder / "b.txt").unlink()
    document = next(one for one in all_documents(opened) if one["name"] == "b.txt")
    list(works.remove(opened, {"document_id": document["document_id"]}, ME))
    list(works.ingest(opened, {"paths": [str(tmp_path / "c.txt")]}, ME))
    assert {epoch for _, epoch in rows(opened)} == {2}


def test_names_are_found_in_old_and_new_documents_while_a_domain_is_rotated(opened, folder):
    [old] = found(opened, "Anna Lindqvist")
    done = rotation.rotate_pseudonyms(opened, ME, "general")
    assert done == {"epoch": 2, "collections": ["general"], "stale": 2}
    assert {(one["state"], one["reason"]) for one in all_documents(opened)} == {("stale", "rotated")}
    assert found(opened, "Anna Lindqvist") == {old}
    list(works.ingest(opened, {"paths": [str(folder / "a.txt")]}, ME))
    both = found(opened, "Anna Lindqvist")
    assert old in both
    assert len(both) == 2
    with pytest.raises(ConfigError, match="documents refresh"):
        rotation.rotate_pseudonyms(opened, ME, "general")
    list(works.refresh(opened, {}, ME))
    [new] = found(opened, "Anna Lindqvist")
    assert new != old
    assert new in both
    assert {domain for domain, _ in rows(opened)} == {"collection-1#2"}
    with reading(opened.engine) as connection:
        assert set(connection.scalars(sa.select(alias.c.domain))) == {"collection-1#2"}
    assert outcomes(opened) == [("pseudonym", "begun"), ("pseudonym", "ok")]
    assert {one["state"] for one in all_documents(opened)} == {"live"}
    assert opened_values(opened) == {"Anna Lindqvist", "Peter Marsh"}


def test_a_second_rotation_destroys_the_salt_of_the_first(opened, folder):
    for _ in range(2):
        rotation.rotate_pseudonyms(opened, ME, "general")
        list(works.refresh(opened, {}, ME))
    assert epochs_of(opened) == [("pseudonym:collection-1", 3)]
    with pytest.raises(Unavailable):
        opened.keys.pseudonym("collection-1#2")


def test_collections_of_one_domain_are_rotated_together(opened, tmp_path, folder):
    (opened.home / "policies" / "joined.yaml").write_text("extends: default\nname: joined\ndomain: harbour\n")
    from appliance.operations.administration import add_collection

    for name in ("one", "two"):
        add_collection(opened, ME, name, "joined", [])
        list(works.ingest(opened, {"paths": [str(folder / "a.txt")], "collection": name}, ME))
    assert rotation.rotate_pseudonyms(opened, ME, "one") == {"epoch": 2, "collections": ["one", "two"], "stale": 2}
    assert sorted((one["collection"], one["state"]) for one in all_documents(opened)) == [
        ("general", "live"), ("general", "live"), ("one", "stale"), ("two", "stale"),
    ]  # fmt: skip
