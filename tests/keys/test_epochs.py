"""Epochs: the first hangs on the root alone, each later one on a salt, and with its salt its key is gone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy.engine import Engine

from appliance.database import metadata, open_database, reading, writing
from appliance.errors import Unavailable
from appliance.keys import epochs
from appliance.keys.ring import KEY_BYTES, KeyRing

RING = KeyRing(bytes(range(32)))
PURPOSE = epochs.pseudonym_purpose("a")


@pytest.fixture
def engine(tmp_path) -> Iterator[Engine]:
    made = open_database(tmp_path / "appliance.db")
    metadata.create_all(made)
    yield made
    made.dispose()


def begin(engine: Engine, purpose: str) -> int:
    with writing(engine) as connection:
        return epochs.begin(connection, purpose)


@pytest.mark.parametrize(("label", "parts"), [("a", ("a", 1)), ("a#2", ("a", 2)), ("a#b", ("a#b", 1)), ("a#2#3", ("a#2", 3))])
def test_a_domain_is_written_with_its_epoch(label, parts):
    assert epochs.parted(label) == parts
    assert epochs.labelled(*parts) == label


def test_each_epoch_of_each_purpose_has_a_key_of_its_own(engine):
    ring = replace(RING, salts=epochs.Salts(engine))
    assert [begin(engine, PURPOSE), begin(engine, PURPOSE), begin(engine, epochs.VAULT)] == [2, 3, 2]
    keys = [ring.pseudonym(label) for label in ("a", "a#2", "a#3")] + [ring.vault_of(1), ring.vault_of(2)]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == KEY_BYTES for key in keys)
    assert keys[0] == RING.pseudonym("a"), "the first epoch is as it always was"
    assert ring.vault_of(1) == RING.vault
    with reading(engine) as connection:
        assert epochs.all_current(connection) == {PURPOSE: 3, epochs.VAULT: 2}
        assert epochs.current(connection, "another") == 1
        assert epochs.is_turning(connection, PURPOSE)


def test_another_root_makes_another_key_of_the_same_salt(engine):
    begin(engine, epochs.VAULT)
    salts = epochs.Salts(engine)
    assert replace(RING, salts=salts).vault_of(2) != KeyRing(bytes(32), salts).vault_of(2)


def test_with_its_salt_a_key_is_gone(engine):
    ring = replace(RING, salts=epochs.Salts(engine))
    begin(engine, epochs.VAULT), begin(engine, epochs.VAULT)
    with writing(engine) as connection:
        epochs.destroy_before(connection, epochs.VAULT, 3)
        assert not epochs.is_turning(connection, epochs.VAULT)
    assert len(ring.vault_of(3)) == KEY_BYTES
    with pytest.raises(Unavailable, match="earlier epoch"):
        ring.vault_of(2)
    assert begin(engine, epochs.VAULT) == 4, "a number never comes back"


def test_a_ring_without_a_database_knows_the_first_epoch_only():
    with pytest.raises(Unavailable, match="epoch 2"):
        RING.pseudonym("secret project#2")
