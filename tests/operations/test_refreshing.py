"""Stale documents: marked when a policy changes, withheld or not, scrubbed again from what is kept or where it was."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa

from appliance.assemble import Appliance
from appliance.audit.leaf import decode
from appliance.database import audit_leaf, page, reading, stand_in, writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library, staleness
from appliance.intake import Item
from appliance.operations import refreshing, settling, works
from appliance.operations.doctor import examine
from appliance.operations.owner import operator
from appliance.operations.reading import all_documents, documents, open_document, shown_document
from appliance.operations.settling import note_changes
from appliance.operations.shelving import target_of
from appliance.records import Actor
from appliance.rights.collections import collection_named
from appliance.work import jobs
from tests.operations.small_door import SmallDoor, opened_with

ME, CORA = operator(0), Actor("c0ffee", "cora", "curator")
KEEPS = "extends: default\nname: mine\nactions: {GPE: keep}\n"
ACTS = KEEPS.replace("GPE: keep", "GPE: pseudonym")
STRICTER = KEEPS + "threshold: 0.61\n"
TEXTS = {"a.txt": "Anna Lindqvist keeps the ledger in Rotterdam.\n", "b.txt": "Peter Marsh oils the lock.\n"}


@pytest.fixture
def door() -> SmallDoor:
    return SmallDoor()


@pytest.fixture
def opened(home: Path, door: SmallDoor) -> Iterator[Appliance]:
    (home / "policies" / "mine.yaml").write_text(KEEPS)
    for appliance in opened_with(home, door):
        with writing(appliance.engine) as connection:
            connection.execute(sa.text("UPDATE collection SET policy = 'mine'"))
        note_changes(appliance, ME.id)
        yield appliance


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    for name, text in TEXTS.items():
        (made / name).write_text(text)
    return made


def ingest(appliance: Appliance, *paths: Path) -> list[dict[str, object]]:
    return [line for line in works.ingest(appliance, {"paths": [str(path) for path in paths]}, ME) if "path" in line]


def refresh(appliance: Appliance) -> list[dict[str, object]]:
    return list(works.refresh(appliance, {}, ME))[1:]


def change(appliance: Appliance, policy: str) -> None:
    (appliance.home / "policies" / "mine.yaml").write_text(policy)
    note_changes(appliance, ME.id)


def states(appliance: Appliance) -> list[tuple[object, object]]:
    return sorted((one["state"], one["reason"]) for one in all_documents(appliance))


def texts(appliance: Appliance) -> str:
    with reading(appliance.engine) as connection:
        return "\n".join(connection.scalars(sa.select(page.c.text).order_by(page.c.text)))


def events(appliance: Appliance, event: str) -> Sequence[dict[str, object]]:
    with reading(appliance.engine) as connection:
        leaves = [decode(leaf) for leaf in connection.scalars(sa.select(audit_leaf.c.leaf).order_by(audit_leaf.c.seq))]
    return [dict(one.fields) for one in leaves if one.event == event]


def test_acting_on_what_was_kept_withholds_until_it_is_scrubbed_again(opened, folder):
    ids = {line["document_id"] for line in ingest(opened, folder)}
    assert "Rotterdam" in texts(opened)
    change(opened, ACTS)
    assert states(opened) == [("stale", "withheld")] * 2
    assert documents(opened, CORA) == []
    for one in ids:
        with pytest.raises(NotFound):
            open_document(opened, CORA, str(one))
        with pytest.raises(NotFound, match="documents refresh"):
            shown_document(opened, str(one))
    *lines, summary = refresh(opened)
    assert {(line["document_id"], line["status"]) for line in lines} == {(one, "replaced") for one in ids}
    assert summary["summary"]["replaced"] == 2
    assert states(opened) == [("live", None)] * 2
    assert "Rotterdam" not in texts(opened)
    assert len(documents(opened, CORA)) == 2
    assert [{key: one[key] for key in ("stale", "withheld")} for one in events(opened, "documents.stale")] == [
        {"stale": 2, "withheld": 2}
    ]


def test_what_was_replaced_leaves_the_disk(opened, folder):
    ingest(opened, folder)
    change(opened, ACTS)
    refresh(opened)
    kept = [path for path in opened.home.rglob("*") if path.is_file() and b"rotterdam" in path.read_bytes().lower()]
    assert kept == []


@pytest.mark.parametrize("policy", [STRICTER, KEEPS + "deny: {PERSON: [Rotterdam]}\n"])
def test_a_change_that_acts_on_no_new_entity_leaves_documents_answering(opened, folder, policy):
    ingest(opened, folder)
    change(opened, policy)
    assert states(opened) == [("stale", "policy")] * 2
    assert len(documents(opened, CORA)) == 2
    assert open_document(opened, CORA, str(documents(opened, CORA)[0]["document_id"])).pages


def test_a_policy_that_acts_on_less_withholds_nothing(opened, folder):
    change(opened, ACTS)
    ingest(opened, folder)
    change(opened, KEEPS)
    assert states(opened) == [("stale", "policy")] * 2


def test_going_back_to_the_earlier_policy_makes_current_what_still_is(opened, folder):
    ingest(opened, folder)
    change(opened, ACTS)
    ingest(opened, folder / "a.txt")
    change(opened, KEEPS)
    assert states(opened) == [("live", None), ("stale", "policy")]


def test_an_unknown_earlier_policy_kept_everything(opened, folder):
    ingest(opened, folder)
    with writing(opened.engine) as connection:
        connection.execute(sa.text("DELETE FROM policy_version"))
        connection.execute(sa.text("UPDATE document SET policy_version = 'forgotten'"))
    change(opened, KEEPS)
    assert states(opened) == [("stale", "withheld")] * 2


def test_another_policy_for_a_collection_goes_the_same_way(opened, folder):
    ingest(opened, folder)
    (opened.home / "policies" / "theirs.yaml").write_text(ACTS.replace("mine", "theirs"))
    with writing(opened.engine) as connection:
        connection.execute(sa.text("UPDATE collection SET policy = 'theirs'"))
        settled = settling.settle_collection(opened, connection, ME.id, collection_named(connection, "general"))
    assert settled == staleness.Settled(stale=2, withheld=2)
    assert states(opened) == [("stale", "withheld")] * 2


def test_a_broken_policy_changes_nothing(opened, folder):
    ingest(opened, folder)
    change(opened, "extends: nothing\n")
    assert states(opened) == [("live", None)] * 2
    with pytest.raises(ConfigError):
        refresh(opened) if ingest(opened, folder) else None


def test_ingest_scrubs_a_stale_file_again(opened, folder):
    before = {line["document_id"] for line in ingest(opened, folder)}
    change(opened, ACTS)
    assert {(line["document_id"], line["status"]) for line in ingest(opened, folder)} == {(one, "replaced") for one in before}
    assert states(opened) == [("live", None)] * 2


@pytest.mark.parametrize("deed", ["gone", "changed"])
def test_a_file_that_is_gone_or_another_needs_an_upload(opened, folder, deed):
    ingest(opened, folder)
    (folder / "a.txt").write_text("Another text.") if deed == "changed" else (folder / "a.txt").unlink()
    change(opened, ACTS)
    *lines, summary = refresh(opened)
    assert sorted((line["status"], line["reason"]) for line in lines) == [("replaced", None), ("unchanged", "needs_upload")]
    assert summary["summary"]["needs_upload"] == 1
    assert states(opened) == [("live", None), ("stale", "needs_upload")]
    assert "Rotterdam" in texts(opened), "withheld, and not thrown away"
    assert len(documents(opened, CORA)) == 1
    check = next(one for one in examine(opened.home) if one["name"] == "stale documents")
    assert "1 stale, 1 of them withheld, 1 need an upload" in str(check["detail"])
    if deed == "gone":
        (folder / "a.txt").write_text(TEXTS["a.txt"])
        assert [line["status"] for line in refresh(opened)[:-1]] == ["replaced"]
        assert states(opened) == [("live", None)] * 2


def test_a_document_that_is_not_vouched_for_any_more_is_quarantined_and_its_rows_go(opened, folder, door):
    ingest(opened, folder)
    change(opened, ACTS)
    door.poison = "ledger"
    assert sorted(line["status"] for line in refresh(opened)[:-1]) == ["quarantined", "replaced"]
    assert states(opened) == [("live", None), ("quarantined", "scrub_failed")]
    assert "Rotterdam" not in texts(opened)


def test_attachments_come_with_their_holder(opened, tmp_path):
    mail = tmp_path / "mail.eml"
    mail.write_bytes(
        b"From: a@example.org\r\nTo: b@example.org\r\nSubject: Keys\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n"
        b"--x\r\nContent-Type: text/plain\r\n\r\nThe keys are in the hut.\r\n--x\r\nContent-Type: text/plain; name=list.txt\r\n"
        b"Content-Disposition: attachment; filename=list.txt\r\n\r\nThe spare key is in Rotterdam.\r\n--x--\r\n"
    )
    holder, part = (line["document_id"] for line in ingest(opened, mail))
    with writing(opened.engine) as connection:
        staleness.mark_stale(connection, [str(part)], withheld=True)
    assert [line["document_id"] for line in refresh(opened)[:-1]] == [holder, part]
    assert states(opened) == [("live", None)] * 2
    change(opened, ACTS)
    assert [(line["document_id"], line["status"]) for line in refresh(opened)[:-1]] == [(holder, "replaced"), (part, "replaced")]
    assert "Rotterdam" not in texts(opened)


def test_the_administrator_is_told_how_many_and_how_long(opened, folder):
    assert refreshing.backlog(opened) == refreshing.Backlog(0, 0, 0, 0, 0, 0)
    ingest(opened, folder)
    change(opened, ACTS)
    assert refreshing.backlog(opened) == refreshing.Backlog(2, 2, 0, 0, 2, None)
    assert refreshing.refresh_next(opened, ME)
    now = refreshing.backlog(opened)
    assert (now.stale, now.done, now.total) == (1, 1, 2)
    assert now.seconds_left is not None
    assert refreshing.refresh_next(opened, ME)
    assert not refreshing.refresh_next(opened, ME)
    assert refreshing.backlog(opened) == refreshing.Backlog(0, 0, 0, 0, 0, 0)
    change(opened, KEEPS)
    assert refreshing.backlog(opened).seconds_left is not None, "the pace of the last time"


def worked_off(appliance: Appliance, documents: int = 1) -> None:
    """Have the thread of `serve` work until so many documents are live."""
    scheduler = jobs.Scheduler(appliance)
    thread = scheduler.start()
    for _ in range(400):
        if states(appliance) == [("live", None)] * documents and not refreshing.backlog(appliance).total:
            break
        thread.join(0.05)
    scheduler.stop()
    thread.join(10)


def test_serve_scrubs_uploads_again_from_the_kept_originals_after_other_uploads(opened):
    jobs.upload(opened, CORA, "general", [("a.txt", TEXTS["a.txt"].encode())])
    worked_off(opened)
    change(opened, ACTS)
    jobs.upload(opened, CORA, "general", [("b.txt", TEXTS["b.txt"].encode())])
    worked_off(opened, 2)
    assert states(opened) == [("live", None)] * 2
    assert "Rotterdam" not in texts(opened)
    indexed, replaced = events(opened, "ingest.indexed"), events(opened, "ingest.replaced")
    assert (len(indexed), len(replaced)) == (2, 1)


def test_an_upload_that_is_not_kept_needs_another(opened):
    change(opened, KEEPS + "originals: discard\n")
    jobs.upload(opened, CORA, "general", [("a.txt", TEXTS["a.txt"].encode())])
    worked_off(opened)
    change(opened, ACTS + "originals: discard\n")
    assert [line["reason"] for line in refresh(opened)[:-1]] == ["needs_upload"]
    assert states(opened) == [("stale", "needs_upload")]
    with reading(opened.engine) as connection:
        assert library.documents(connection, [1])[0].withheld
    jobs.upload(opened, CORA, "general", [("a.txt", TEXTS["a.txt"].encode())])
    worked_off(opened)
    assert states(opened) == [("live", None)]


@pytest.mark.parametrize(("policy", "reason"), [(ACTS, "withheld"), (STRICTER, "withheld"), (KEEPS, None)])
def test_a_file_that_a_changed_policy_overtook_does_not_answer_until_it_is_scrubbed_again(opened, folder, policy, reason):
    before = target_of(opened, "general")
    change(opened, policy)
    item = Item("a.txt", str(folder / "a.txt"), "a.txt", (folder / "a.txt").read_bytes())
    list(opened.ingester.ingest(item, before, ME))
    assert [one["reason"] for one in all_documents(opened)] == [reason]
    refresh(opened)
    assert states(opened) == [("live", None)]


def test_a_file_is_taken_in_under_a_policy_that_nobody_noted_yet(opened, folder):
    ingest(opened, folder / "a.txt")
    (opened.home / "policies" / "mine.yaml").write_text(ACTS)
    ingest(opened, folder / "b.txt")
    assert states(opened) == [("live", None), ("stale", "withheld")]


def test_a_deed_that_writes_is_not_waited_for(opened, folder):
    ingest(opened, folder)
    change(opened, ACTS)
    with refreshing.writer:
        assert not refreshing.refresh_next(opened, ME)
    assert refreshing.refresh_next(opened, ME)


def test_no_text_and_no_name_stands_in_the_records(opened, folder):
    ingest(opened, folder)
    change(opened, ACTS)
    refresh(opened)
    with reading(opened.engine) as connection:
        log = b"".join(connection.scalars(sa.select(audit_leaf.c.leaf)))
        assert connection.scalar(sa.select(sa.func.count()).select_from(stand_in)) == 3
    for word in (*KNOWN_WORDS, os.fspath(folder)):
        assert word.encode() not in log


KNOWN_WORDS = ("Lindqvist", "Marsh", "Rotterdam", "a.txt")
