"""Collections: who may read what. A new one is read by nobody; the administrator reads no content."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from appliance.database import chunk, document
from appliance.errors import ConfigError, NotFound
from appliance.records import Actor
from appliance.rights import collections


def actor(role: str, *groups: str) -> Actor:
    return Actor("a1", "ann", role, frozenset(groups))  # type: ignore[arg-type]


@pytest.fixture
def three(connection):
    collections.add_collection(connection, "general", "default", ["everyone"])
    collections.add_collection(connection, "clinic", "strict", ["doctors", "nurses", "doctors"])
    collections.add_collection(connection, "attic", "default", [])
    return connection


def names(rows) -> list[str]:
    return [row.name for row in rows]


@pytest.mark.parametrize(
    ("who", "reads", "writes"),
    [
        (actor("staff"), ["general"], []),
        (actor("staff", "nurses"), ["clinic", "general"], []),
        (actor("staff", "nurse"), ["general"], []),
        (actor("curator"), ["general"], ["general"]),
        (actor("curator", "doctors", "nurses"), ["clinic", "general"], ["clinic", "general"]),
        (actor("admin", "doctors"), [], []),
        (actor("auditor", "doctors"), [], []),
        (actor("operator"), ["attic", "clinic", "general"], ["attic", "clinic", "general"]),
    ],
    ids=lambda value: f"{value.role} {sorted(value.groups)}" if isinstance(value, Actor) else "",
)
def test_who_reads_and_who_writes(three, who, reads, writes):
    assert names(collections.readable(three, who)) == reads
    assert names(collections.writable(three, who)) == writes


def test_a_right_counts_from_the_next_query_and_granting_twice_is_one_grant(three):
    attic, reader = collections.collection_named(three, "attic"), actor("staff", "owls")
    for _ in range(2):
        collections.grant(three, attic, "owls")
    assert collections.groups_of(three, attic) == ("owls",)
    assert "attic" in names(collections.readable(three, reader))
    collections.revoke(three, attic, "owls")
    assert "attic" not in names(collections.readable(three, reader))


def test_revoking_takes_one_group_of_one_collection(three):
    collections.grant(three, collections.collection_named(three, "attic"), "doctors")
    collections.revoke(three, collections.collection_named(three, "clinic"), "doctors")
    assert collections.groups_of(three, collections.collection_named(three, "clinic")) == ("nurses",)
    assert collections.groups_of(three, collections.collection_named(three, "attic")) == ("doctors",)


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "-x", "a b", "a\n", "ü", "x" * 81])
def test_a_name_must_be_fit_for_a_folder(connection, name):
    with pytest.raises(ConfigError, match="not a name"):
        collections.add_collection(connection, name, "default", [])


def test_a_name_is_taken_once(three):
    with pytest.raises(ConfigError, match="already"):
        collections.add_collection(three, "clinic", "default", [])


def test_a_missing_collection_is_not_found(three):
    with pytest.raises(NotFound, match="no collection cellar"):
        collections.collection_named(three, "cellar")


def test_sizes_count_live_documents_and_their_chunks(three):
    row = dict.fromkeys(("name", "fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at"), "")
    for number, state in enumerate(("live", "stale", "quarantined")):
        three.execute(
            document.insert().values(
                id=f"d{number}", collection_id=2, source_key=f"k{number}", state=state, path_encrypted=b"", **row
            )
        )
    three.execute(sa.insert(chunk).values(document_id="d0", collection_id=2, page=1, start=0, end=1, vector=b""))
    assert collections.sizes(three) == {2: (2, 1)}
