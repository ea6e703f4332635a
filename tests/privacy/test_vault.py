"""The vault on a real database: values sealed to their domain and stand-in, aliases within rights, clashes refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import alias, collection, document, metadata, stand_in
from appliance.errors import Unavailable
from appliance.privacy import stand_ins, vault
from appliance.privacy.vault import StandInClash, Vault
from appliance.records import Pseudonym

KEY, VAULT = b"k" * 32, Vault(b"v" * 32)
TOKEN = stand_ins.stand_in("PERSON", "Jane Roe", KEY)
JANE = Pseudonym(TOKEN, "PERSON", "Jane Roe", ("Roe", "J. Roe"))


@pytest.fixture
def connection() -> Iterator[Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as made:
        made.exec_driver_sql("PRAGMA foreign_keys = ON")
        metadata.create_all(made)
        for number in (1, 2):
            made.execute(sa.insert(collection).values(id=number, name=f"c{number}", policy="default", created_at="now"))
            made.execute(sa.insert(document).values(_document(f"d{number}", number)))
        yield made


def _document(name: str, number: int) -> dict[str, object]:
    texts = ("source_key", "name", "fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at")
    return {"id": name, "collection_id": number, "state": "live", "path_encrypted": b"", **dict.fromkeys(texts, name)}


def test_a_value_comes_back_from_its_own_domain_only(connection: Connection) -> None:
    vault.record(connection, VAULT, "a", KEY, "d1", [JANE])
    assert vault.values(connection, VAULT, "a", [TOKEN]) == {TOKEN: "Jane Roe"}
    assert vault.values(connection, VAULT, "b", [TOKEN]) == {}
    assert vault.present(connection, "a", [TOKEN, "<PERSON_AAAAAAAAAA>"]) == {TOKEN}


def test_the_value_is_not_in_clear_and_does_not_open_elsewhere(connection: Connection) -> None:
    sealed = VAULT.seal("a", TOKEN, "Jane Roe")
    assert b"Jane" not in sealed
    assert VAULT.open("a", TOKEN, sealed) == "Jane Roe"
    for domain, token, key in (("b", TOKEN, VAULT), ("a", "<PERSON_AAAAAAAAAA>", VAULT), ("a", TOKEN, Vault(b"x" * 32))):
        with pytest.raises(Unavailable, match="does not open"):
            key.open(domain, token, sealed)


def test_aliases_are_known_only_within_the_collections_that_hold_the_person(connection: Connection) -> None:
    vault.record(connection, VAULT, "a", KEY, "d1", [JANE])
    digest = stand_ins.alias_digest("Dr ROE", KEY)
    assert vault.known(connection, "a", [digest], [1]) == {digest: (TOKEN,)}
    assert vault.known(connection, "a", [digest], [2]) == {}
    assert vault.known(connection, "a", [digest], []) == {}


def test_a_surname_of_two_persons_leads_to_both(connection: Connection) -> None:
    other = Pseudonym(stand_ins.stand_in("PERSON", "Max Roe", KEY), "PERSON", "Max Roe", ("Roe",))
    vault.record(connection, VAULT, "a", KEY, "d1", [JANE])
    vault.record(connection, VAULT, "a", KEY, "d2", [other])
    digest = stand_ins.alias_digest("roe", KEY)
    assert vault.known(connection, "a", [digest], [1, 2]) == {digest: tuple(sorted((TOKEN, other.stand_in)))}


def test_recording_twice_changes_nothing(connection: Connection) -> None:
    for name in ("d1", "d1", "d2"):
        vault.record(connection, VAULT, "a", KEY, name, [JANE])
    assert connection.execute(sa.select(sa.func.count()).select_from(stand_in)).scalar() == 1
    assert connection.execute(sa.select(sa.func.count()).select_from(alias)).scalar() == 3


def test_a_clash_is_refused_and_the_longer_stand_in_is_taken_from_then_on(connection: Connection) -> None:
    whole = stand_ins.digest("PERSON", "Max Roe", KEY)
    vault.record(connection, VAULT, "a", KEY, "d1", [JANE])
    with pytest.raises(StandInClash) as caught:  # as if both had the same ten letters
        vault.record(connection, VAULT, "a", KEY, "d2", [Pseudonym(TOKEN, "PERSON", "Max Roe")])
    assert caught.value.lengths == {whole: 11}
    assert "Roe" not in str(caught.value)

    longer = stand_ins.stand_in("PERSON", "Max Roe", KEY, 11)
    vault.record(connection, VAULT, "a", KEY, "d2", [Pseudonym(longer, "PERSON", "Max Roe")])
    with pytest.raises(StandInClash) as caught:
        vault.record(
            connection, VAULT, "a", KEY, "d1", [Pseudonym(stand_ins.stand_in("PERSON", "Max Roe", KEY), "PERSON", "Max Roe")]
        )
    assert caught.value.lengths == {whole: 11}


def test_what_no_document_holds_is_forgotten_with_its_aliases(connection: Connection) -> None:
    vault.record(connection, VAULT, "a", KEY, "d1", [JANE])
    vault.record(connection, VAULT, "a", KEY, "d2", [JANE])
    connection.execute(sa.delete(document).where(document.c.id == "d1"))
    assert vault.forget_orphans(connection) == 0
    connection.execute(sa.delete(document).where(document.c.id == "d2"))
    assert vault.forget_orphans(connection) == 1
    assert connection.execute(sa.select(sa.func.count()).select_from(alias)).scalar() == 0
