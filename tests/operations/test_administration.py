"""The administrator's deeds: each with its leaf in the same transaction; one that fails leaves neither."""

from __future__ import annotations

import json
import shutil

import pytest
import sqlalchemy as sa

from appliance.assemble import open_appliance
from appliance.audit.events import Event
from appliance.database import account, account_group, collection, collection_group, document, index_state, reading, writing
from appliance.errors import ApplianceError, ConfigError, NotFound
from appliance.indexing import vectors
from appliance.operations import administration as admin
from appliance.records import Actor

ACTOR = Actor("operator:7", "operator", "operator")
PASSWORD = "plum harbour lantern"


@pytest.fixture(scope="module")
def filled_home(fresh_home, tmp_path_factory):
    """Two people and two collections."""
    home = shutil.copytree(fresh_home, tmp_path_factory.mktemp("filled") / "home")
    appliance = open_appliance(home)
    admin.add_user(appliance, ACTOR, "ann", "staff", ["town"], PASSWORD)
    admin.add_user(appliance, ACTOR, "root", "admin", ["town"], PASSWORD)
    admin.add_collection(appliance, ACTOR, "clinic", "strict", ["doctors"])
    appliance.close()
    return home


@pytest.fixture
def house(filled_home, tmp_path):
    """A copy of it, opened."""
    appliance = open_appliance(shutil.copytree(filled_home, tmp_path / "home"))
    yield appliance
    appliance.close()


DEEDS = {
    Event.ACCOUNT_ADDED: lambda one: admin.add_user(one, ACTOR, "bob", "curator", ["hr"], PASSWORD),
    Event.ACCOUNT_CHANGED: lambda one: admin.change_user_groups(one, ACTOR, "ann", ["clinic"], ["town"]),
    Event.ACCOUNT_DISABLED: lambda one: admin.disable_user(one, ACTOR, "ann"),
    Event.COLLECTION_ADDED: lambda one: admin.add_collection(one, ACTOR, "hr", "default", ["hr"]),
    Event.COLLECTION_POLICY: lambda one: admin.change_policy(one, ACTOR, "clinic", "hipaa"),
    Event.COLLECTION_GRANTED: lambda one: admin.grant(one, ACTOR, "clinic", "Nurses of Ward B"),
    Event.COLLECTION_REVOKED: lambda one: admin.revoke(one, ACTOR, "clinic", "doctors"),
    Event.COLLECTION_REMOVED: lambda one: admin.remove_collection(one, ACTOR, "clinic"),
}
FAILING = {
    "a name that is taken": lambda one: admin.add_user(one, ACTOR, "ann", "staff", [], PASSWORD),
    "an unknown role": lambda one: admin.add_user(one, ACTOR, "bob", "king", [], PASSWORD),
    "a short password": lambda one: admin.add_user(one, ACTOR, "bob", "staff", ["hr"], "short"),
    "groups of nobody": lambda one: admin.change_user_groups(one, ACTOR, "bob", ["hr"], []),
    "a password of nobody": lambda one: admin.set_user_password(one, ACTOR, "bob", PASSWORD),
    "a short new password": lambda one: admin.set_user_password(one, ACTOR, "ann", "short"),
    "disabling nobody": lambda one: admin.disable_user(one, ACTOR, "bob"),
    "a collection that is there": lambda one: admin.add_collection(one, ACTOR, "clinic", "default", ["hr"]),
    "a policy that is not": lambda one: admin.add_collection(one, ACTOR, "hr", "gone", []),
    "a bad name": lambda one: admin.add_collection(one, ACTOR, "../hr", "default", []),
    "another policy that is not": lambda one: admin.change_policy(one, ACTOR, "clinic", "gone"),
    "a policy for nothing": lambda one: admin.change_policy(one, ACTOR, "hr", "strict"),
    "granting nothing": lambda one: admin.grant(one, ACTOR, "hr", "hr"),
    "revoking nothing": lambda one: admin.revoke(one, ACTOR, "hr", "hr"),
    "removing nothing": lambda one: admin.remove_collection(one, ACTOR, "hr"),
    "removing general": lambda one: admin.remove_collection(one, ACTOR, "general"),
}


def state(appliance) -> str:
    """Every row that a deed may touch."""
    with reading(appliance.engine) as connection:
        return repr(
            [
                sorted(map(repr, connection.execute(sa.select(table))))
                for table in (account, account_group, collection, collection_group)
            ]
        )


@pytest.mark.parametrize("event", DEEDS)
def test_a_deed_leaves_one_leaf_with_who_did_it_and_no_free_text(house, recorded, event):
    before, rows = recorded(house), state(house)
    DEEDS[event](house)
    *earlier, leaf = recorded(house)
    assert earlier == before
    assert (leaf.event, leaf.actor, leaf.outcome) == (event, "operator:7", "ok")
    assert state(house) != rows
    for text in ("ann", "bob", "Nurses", "doctors", "clinic", "hr"):
        assert f'"{text}' not in json.dumps(dict(leaf.fields))


@pytest.mark.parametrize("deed", FAILING.values(), ids=FAILING)
def test_a_deed_that_fails_changes_nothing_and_leaves_no_leaf(house, recorded, deed):
    before, rows = recorded(house), state(house)
    with pytest.raises(ApplianceError):
        deed(house)
    assert (recorded(house), state(house)) == (before, rows)


class FullDisk:
    """An audit log that cannot write."""

    def append(self, *_arguments: object) -> int:
        raise OSError("no space left")


@pytest.mark.parametrize("event", DEEDS)
def test_what_cannot_be_recorded_does_not_happen(house, recorded, event):
    before, rows, log = recorded(house), state(house), house.audit
    house.audit = FullDisk()
    with pytest.raises(OSError):
        DEEDS[event](house)
    house.audit = log
    assert (recorded(house), state(house)) == (before, rows)


def test_setting_a_password_is_recorded_without_it(house, recorded):
    admin.set_user_password(house, ACTOR, "ann", "an entirely new one")
    assert recorded(house)[-1].event == Event.ACCOUNT_CHANGED
    assert "new" not in repr(recorded(house)[-1].fields)


def test_lists_say_what_the_contract_says(house):
    assert admin.users_list(house) == [
        {"name": "admin", "role": "admin", "groups": [], "state": "active"},
        {"name": "ann", "role": "staff", "groups": ["town"], "state": "active"},
        {"name": "root", "role": "admin", "groups": ["town"], "state": "active"},
    ]
    assert admin.collections_list(house) == [
        {"name": "clinic", "policy": "strict", "groups": ["doctors"], "documents": 0, "chunks": 0},
        {"name": "general", "policy": "default", "groups": ["everyone"], "documents": 0, "chunks": 0},
    ]


def put_document(appliance, collection_id: int, state: str = "live") -> str:
    row = dict.fromkeys(("name", "fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at"), "")
    with writing(appliance.engine) as connection:
        connection.execute(
            document.insert().values(
                id=f"d{collection_id}", collection_id=collection_id, source_key="k", state=state, path_encrypted=b"", **row
            )
        )
    return f"d{collection_id}"


@pytest.mark.parametrize("state", ["live", "quarantined"])
def test_a_collection_with_documents_is_not_removed(house, recorded, state):
    put_document(house, 2, state)
    before = recorded(house)
    with pytest.raises(ConfigError, match="documents in clinic"):
        admin.remove_collection(house, ACTOR, "clinic")
    assert recorded(house) == before


def test_a_removed_collection_takes_its_grants_along_and_its_id_never_comes_back(house):
    admin.remove_collection(house, ACTOR, "clinic")
    assert vectors.pending(house.engine) == [2]
    admin.add_collection(house, ACTOR, "clinic", "default", [])
    with reading(house.engine) as connection:
        assert connection.scalar(sa.select(collection.c.id).where(collection.c.name == "clinic")) == 3
        assert connection.execute(sa.select(collection_group).where(collection_group.c.group_name == "doctors")).all() == []
        assert connection.scalar(sa.select(sa.func.count()).select_from(index_state).where(index_state.c.key == "home")) == 1


def test_who_may_read_a_document_and_why(house):
    clinic, general = put_document(house, 2), put_document(house, 1)
    assert admin.may_read(house, "ann", general) == (True, "collection general is granted to everyone")
    assert admin.may_read(house, "ann", clinic) == (False, "collection clinic is granted to doctors, and ann is in none of them")
    assert admin.may_read(house, "root", general) == (False, "the role admin reads no documents")
    admin.change_user_groups(house, ACTOR, "ann", ["doctors"], [])
    assert admin.may_read(house, "ann", clinic) == (True, "collection clinic is granted to doctors")
    admin.revoke(house, ACTOR, "clinic", "doctors")
    assert admin.may_read(house, "ann", clinic)[1].startswith("collection clinic is granted to no group")
    with pytest.raises(NotFound):
        admin.may_read(house, "ann", "nothing")
    admin.disable_user(house, ACTOR, "ann")
    with pytest.raises(NotFound):
        admin.may_read(house, "ann", general)
