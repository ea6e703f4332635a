"""`init`: makes a home, completes one that was cut short, changes nothing that is there."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from appliance.assemble import is_home, open_appliance
from appliance.audit.events import Event
from appliance.database import document, metadata, open_database, page, reading, stand_in, writing
from appliance.errors import ConfigError, Unavailable
from appliance.operations.home import init_home, shipped_policies, upgrade
from appliance.privacy.policy_check import check_policy
from appliance.rights import accounts, collections
from appliance.settings import load_settings

PASSWORD = "plum harbour lantern"


def contents(home: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(home)): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and "appliance.db" not in path.name
    }


def test_a_new_home_is_complete_and_nobody_elses(fresh_home, recorded):
    assert is_home(fresh_home)
    appliance = open_appliance(fresh_home)
    with reading(appliance.engine) as connection:
        general = collections.collection_named(connection, "general")
        assert (general.policy, collections.groups_of(connection, general)) == ("default", ("everyone",))
        assert [(one.name, one.role, one.state) for one in accounts.accounts(connection)] == [("admin", "admin", "active")]
        assert accounts.password_fits(connection, "admin", PASSWORD)
    assert [(one.event, one.actor) for one in recorded(appliance)] == [(Event.HOME_CREATED, "operator:1")]
    assert not appliance.audit.checkpoint(), "it is signed"
    appliance.close()
    for path in (fresh_home, *(one for one in fresh_home.iterdir() if one.is_dir())):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700
    for path in (fresh_home / "appliance.db", fresh_home / "keys" / "root.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not list(fresh_home.rglob("*.partial"))


def test_the_shipped_policies_are_copied_and_sound(fresh_home):
    for shipped in shipped_policies().glob("*.yaml"):
        copy = fresh_home / "policies" / shipped.name
        assert copy.read_bytes() == shipped.read_bytes()
        assert not check_policy(copy)


def test_the_first_password_is_made_up_and_told_once(tmp_path):
    made = init_home(tmp_path / "home", None, None, "operator:1")
    assert made
    assert init_home(tmp_path / "home", None, None, "operator:1") is None
    assert not [name for name, content in contents(tmp_path / "home").items() if made.encode() in content]
    appliance = open_appliance(tmp_path / "home")
    with reading(appliance.engine) as connection:
        assert accounts.password_fits(connection, "admin", made)
    appliance.close()


def test_running_again_changes_nothing(bare_home, recorded):
    (bare_home / "policies" / "default.yaml").write_text("name: default\nthreshold: 0.9\n")
    (bare_home / "appliance.toml").write_text("[serve]\nport = 9000\n")
    before = contents(bare_home)
    assert init_home(bare_home, None, None, "operator:2") is None
    assert contents(bare_home) == before
    appliance = open_appliance(bare_home)
    assert len(recorded(appliance)) == 1
    appliance.close()


def test_a_policy_that_was_lost_comes_back(bare_home):
    (bare_home / "policies" / "strict.yaml").unlink()
    init_home(bare_home, None, None, "operator:1")
    assert (bare_home / "policies" / "strict.yaml").read_bytes() == (shipped_policies() / "strict.yaml").read_bytes()


def test_a_password_that_is_given_again_is_set_and_recorded(bare_home, recorded):
    init_home(bare_home, None, "another long password", "operator:2")
    appliance = open_appliance(bare_home)
    with reading(appliance.engine) as connection:
        assert accounts.password_fits(connection, "admin", "another long password")
    assert [one.event for one in recorded(appliance)] == [Event.HOME_CREATED, Event.ACCOUNT_CHANGED]
    appliance.close()


@pytest.mark.parametrize("password", ["", "short"])
def test_a_bad_password_is_refused_and_a_second_try_finishes(tmp_path, password):
    with pytest.raises(ConfigError, match="too short"):
        init_home(tmp_path / "home", None, password, "operator:1")
    assert init_home(tmp_path / "home", None, PASSWORD, "operator:1") is None


CUTS = {
    "no folder": [], "some folders": ["policies"], "before the settings": ["policies", "models", "appliance.toml.partial"],
    "before the key": ["policies", "models", "chroma", "originals", "run", "appliance.toml"],
    "before the database": ["policies", "appliance.toml", "keys"],
}  # fmt: skip


@pytest.mark.parametrize("kept", CUTS.values(), ids=CUTS)
def test_a_home_that_was_cut_short_is_completed(fresh_home, tmp_path, kept):
    home = tmp_path / "home"
    home.mkdir()
    for name in kept:
        source = fresh_home / name
        if source.is_dir():
            shutil.copytree(source, home / name)
        else:
            (home / name).write_text("# cut short\n")
    init_home(home, None, PASSWORD, "operator:1")
    appliance = open_appliance(home)
    appliance.close()


@pytest.mark.parametrize(
    "rows",
    [
        "DELETE FROM audit_leaf; DELETE FROM audit_checkpoint; DELETE FROM account; DELETE FROM collection; DELETE FROM collection_group"
    ],
)
def test_a_database_without_its_first_rows_is_completed(bare_home, rows):
    engine = open_database(bare_home / "appliance.db")
    with writing(engine) as connection:
        for row in rows.split("; "):
            connection.execute(sa.text(row))
    engine.dispose()
    assert init_home(bare_home, None, None, "operator:1")


def test_a_home_whose_key_is_missing_is_never_given_another(bare_home):
    """With a new key everything would be refused or lost; most likely a secret was not mounted."""
    (bare_home / "keys" / "root.key").unlink()
    with pytest.raises(ConfigError, match="no root key"):
        init_home(bare_home, None, None, "operator:1")
    assert not (bare_home / "keys" / "root.key").exists()


def test_a_folder_of_somebody_elses_is_left_alone(tmp_path):
    for name in ("thesis.odt", "models/mine.bin"):
        folder = tmp_path / name.partition("/")[0].replace(".", "")
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text("mine")
        (folder / "other.txt").write_text("mine")
        before = contents(folder)
        with pytest.raises(ConfigError, match="not empty"):
            init_home(folder, None, PASSWORD, "operator:1")
        assert contents(folder) == before


def test_a_place_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Unavailable, match="choose a folder"):
        init_home(tmp_path / "file" / "home", None, PASSWORD, "operator:1")


def test_a_shared_model_store_is_written_into_the_settings(tmp_path):
    store = tmp_path / 'a "shared" store'
    store.mkdir()
    init_home(tmp_path / "home", store, PASSWORD, "operator:1")
    assert load_settings(tmp_path / "home").models.store == str(store)


def test_a_root_key_may_lie_outside(tmp_path):
    home = tmp_path / "home"
    home.mkdir()
    (home / "appliance.toml").write_text(f'[keys]\nroot = "{tmp_path}/secrets/root.key"\n')
    init_home(home, None, PASSWORD, "operator:1")
    assert (tmp_path / "secrets" / "root.key").is_file()
    assert not (home / "keys").exists()


def test_the_migrations_make_what_the_tables_say(tmp_path):
    engine = open_database(tmp_path / "appliance.db")
    for _ in range(2):
        upgrade(engine)
    with reading(engine) as connection:
        found = compare_metadata(
            MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True}), metadata
        )
        plain = open_database(tmp_path / "plain.db")
        metadata.create_all(plain)
        with reading(plain) as other:
            query = sa.text("SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%' ORDER BY name")
            assert connection.scalars(query).all() == other.scalars(query).all() == ["chunk", "collection", "mend"]
        plain.dispose()
    engine.dispose()
    # the keyword table and its shadows belong to FTS5, which SQLAlchemy cannot describe
    assert [one for one in found if not (one[0] == "remove_table" and one[1].name.startswith("keyword"))] == []


def test_a_migration_that_fails_leaves_the_schema_as_it_was(tmp_path):
    engine = open_database(tmp_path / "appliance.db")
    with writing(engine) as connection:
        connection.execute(sa.text("CREATE TABLE page (oops INTEGER)"))
    with pytest.raises(Unavailable):
        upgrade(engine)
    with reading(engine) as connection:
        assert sa.inspect(connection).get_table_names() == ["page"]
    engine.dispose()


def test_a_home_of_the_first_schema_is_brought_up_to_date_with_its_documents(tmp_path):
    engine = open_database(tmp_path / "appliance.db")
    upgrade(engine, "0001")
    with writing(engine) as connection:
        for statement in (
            "INSERT INTO collection (id, name, policy, created_at) VALUES (1, 'general', 'default', '')",
            "INSERT INTO document (id, collection_id, source_key, name, path_encrypted, state, fingerprint, sha256, format,"
            " policy_version, entities, warnings, ingested_at) VALUES ('d', 1, 'k', 'n', x'00', 'live', 'f', 's', 'txt', 'v', '{}', '[]', '')",
            "INSERT INTO page (document_id, number, text) VALUES ('d', 1, 'The lock is oiled.')",
            "INSERT INTO stand_in (id, domain, token, entity, digest, value_encrypted) VALUES (1, 'collection-1', 't', 'PERSON', x'01', x'02')",
            "INSERT INTO document_stand_in VALUES ('d', 1)",
        ):
            connection.exec_driver_sql(statement)
    with pytest.raises(ConfigError, match="appliance init"), reading(engine) as connection:
        connection.execute(sa.select(document.c.withheld))
    upgrade(engine)
    with reading(engine) as connection:
        row = connection.execute(sa.select(document)).one()
        assert (row.state, row.withheld, row.needs_upload, row.domain) == ("live", False, False, "collection-1")
        assert connection.scalar(sa.select(page.c.text)) == "The lock is oiled."
        assert connection.scalar(sa.select(stand_in.c.vault_epoch)) == 1
    engine.dispose()
