"""The doctor: says what is wrong and what to do, and survives every illness it looks for."""

from __future__ import annotations

import sqlite3

import pytest

from appliance.operations.doctor import ADVICE, examine
from appliance.operations.owner import try_lock

NAMES = [
    "home",
    "root key",
    "database",
    "policies",
    "audit log",
    "disk",
    "owner",
    "stale documents",
    "embedding model",
    "name recognizer",
    "answer model",
    "CPU",
    "memory",
]


def checks(home) -> dict[str, dict]:
    found = examine(home)
    for one in found:
        assert set(one) == {"name", "ok", "detail", "remedy"}
        assert bool(one["remedy"]) != one["ok"], one
        assert "\n" not in f"{one['detail']}{one['remedy']}"
    return {str(one["name"]): one for one in found}


def sql(home, statement: str) -> None:
    link = sqlite3.connect(home / "appliance.db")
    link.execute(statement)
    link.commit()
    link.close()


def test_a_new_home_lacks_nothing_but_models(bare_home):
    found = checks(bare_home)
    assert list(found) == NAMES
    sick = {name for name, one in found.items() if not one["ok"]}
    assert sick - ADVICE - {"disk"} == {"embedding model", "name recognizer"}
    assert "models install" in found["embedding model"]["remedy"]


def test_a_folder_that_is_no_home_asks_for_init(tmp_path):
    assert list(checks(tmp_path / "nowhere")) == ["home", "CPU", "memory"]
    assert not checks(tmp_path)["home"]["ok"]
    assert "init" in checks(tmp_path)["home"]["remedy"]


def open_to_others(home):
    home.chmod(0o755)


def key_open_to_others(home):
    (home / "keys" / "root.key").chmod(0o644)


def bad_policy(home):
    (home / "policies" / "hr.yaml").write_text("name: hr\nactions: {PHONE: keep}\n")


def policy_of_a_broken_parent(home):
    (home / "policies" / "hr.yaml").write_text("extends: base\n")
    (home / "policies" / "base.yaml").write_text("a: [\n")


def cut_log(home):
    sql(home, "DELETE FROM audit_leaf")


def no_models_turned_on(home):
    (home / "appliance.toml").write_text('[models]\nembed = "gone"\n')


def torn_table(home):
    sql(home, "DROP TABLE alembic_version")


@pytest.mark.parametrize(
    ("hurt", "name", "said"),
    [
        (open_to_others, "home", "mode 755"), (key_open_to_others, "root key", "mode 644"), (bad_policy, "policies", "hr.yaml, line 2"),
        (policy_of_a_broken_parent, "policies", "base.yaml"), (cut_log, "audit log", ""), (no_models_turned_on, "embedding model", "gone"), (torn_table, "database", ""),
    ],
)  # fmt: skip
def test_an_illness_is_found_under_its_name(bare_home, hurt, name, said):
    hurt(bare_home)
    found = checks(bare_home)
    assert list(found) == NAMES
    assert not found[name]["ok"]
    assert said in found[name]["detail"]


@pytest.mark.parametrize("hurt", ["appliance.toml", "keys/root.key", "appliance.db"])
def test_a_home_that_does_not_open_is_told_in_one_check(bare_home, hurt):
    (bare_home / hurt).write_bytes(b"[what?" * 100)
    found = checks(bare_home)
    assert list(found) == ["home", "CPU", "memory"]
    assert not found["home"]["ok"]


def test_a_key_outside_the_home_is_well(bare_home, tmp_path):
    (tmp_path / "secrets").mkdir()
    (bare_home / "keys" / "root.key").rename(tmp_path / "secrets" / "root.key")
    (bare_home / "appliance.toml").write_text(f'[keys]\nroot = "{tmp_path}/secrets/root.key"\n')
    assert checks(bare_home)["root key"]["ok"]


def test_who_owns_the_home_is_told_and_the_lock_is_left_as_it_was(bare_home):
    assert "nobody" in checks(bare_home)["owner"]["detail"]
    lock = try_lock(bare_home)
    assert lock is not None
    assert "a command" in checks(bare_home)["owner"]["detail"]
    lock.close()


def test_turned_off_answers_are_no_illness(bare_home):
    (bare_home / "appliance.toml").write_text('[models]\nanswer = "none"\n')
    assert checks(bare_home)["answer model"]["ok"]


def test_a_database_of_an_older_program_is_told_what_to_run(bare_home):
    sql(bare_home, "DROP INDEX document_withheld")
    sql(bare_home, "ALTER TABLE document DROP COLUMN withheld")
    found = checks(bare_home)["database"]
    assert not found["ok"]
    assert "appliance init" in found["detail"]


def test_stale_documents_are_counted_and_keep_nobody_from_working(bare_home):
    row = (
        "INSERT INTO document (id, collection_id, source_key, name, path_encrypted, state, withheld, needs_upload, fingerprint, sha256,"
        " format, policy_version, entities, warnings, ingested_at)"
        " VALUES ('{0}', 1, '{0}', 'n', x'00', 'stale', {1}, {2}, '', '', 'txt', '', '{{}}', '[]', '')"
    )
    sql(bare_home, row.format("a", 1, 0))
    sql(bare_home, row.format("b", 0, 1))
    found = checks(bare_home)["stale documents"]
    assert "2 stale, 1 of them withheld, 1 need an upload; 0 of 1 files done" in found["detail"]
    assert "documents refresh" in found["remedy"]
    assert "stale documents" in ADVICE
