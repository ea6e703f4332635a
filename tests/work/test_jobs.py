"""Uploads: sealed at once, taken in by the queue, gone with their document."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from appliance.assemble import Appliance, open_appliance
from appliance.database import job, reading, writing
from appliance.errors import NotFound
from appliance.operations import works
from appliance.operations.owner import operator
from appliance.records import Actor
from appliance.work import jobs, originals
from tests.scan import occurrences

CORA = Actor("c0ffee", "cora", "curator")
NOTE = b"The capstan is greased by Delphine Okonkwo-Barr on Fridays.\n"


@pytest.fixture
def opened(home: Path) -> Iterator[Appliance]:
    found = open_appliance(home)
    yield found
    found.close()


def worked_off(appliance: Appliance, job_id: str) -> dict[str, object]:
    scheduler = jobs.Scheduler(appliance)
    thread = scheduler.start()
    end = time.monotonic() + 60
    while jobs.job_state(appliance, CORA, job_id)["state"] not in ("done", "failed"):
        assert time.monotonic() < end
        time.sleep(0.05)
    scheduler.stop()
    thread.join(10)
    return jobs.job_state(appliance, CORA, job_id)


def test_an_upload_is_sealed_then_indexed_and_its_original_kept(opened):
    job_id = jobs.upload(opened, CORA, "general", [("capstan.txt", NOTE), ("empty.txt", b"")])
    assert len(list((opened.home / "originals").iterdir())) == 2
    assert not occurrences(opened.home, ["capstan", "Okonkwo-Barr"], lambda path: False)
    state = worked_off(opened, job_id)
    assert [(line["path"], line["status"]) for line in state["files"]] == [("capstan.txt", "indexed"), ("empty.txt", "rejected")]
    [kept] = (opened.home / "originals").iterdir()
    assert originals.read(opened, kept.name) == NOTE
    assert not occurrences(opened.home, ["Okonkwo-Barr"], lambda path: False)


def test_the_same_name_again_replaces_and_removal_takes_the_original_along(opened):
    worked_off(opened, jobs.upload(opened, CORA, "general", [("capstan.txt", NOTE)]))
    state = worked_off(opened, jobs.upload(opened, CORA, "general", [("capstan.txt", NOTE.replace(b"Fridays", b"Mondays"))]))
    [line] = state["files"]
    assert line["status"] == "replaced"
    assert len(list((opened.home / "originals").iterdir())) == 1
    list(works.remove(opened, {"document_id": line["document_id"]}, operator(0)))
    assert not list((opened.home / "originals").iterdir())


def test_a_job_that_a_crash_cut_short_is_done_at_the_next_start(opened):
    job_id = jobs.upload(opened, CORA, "general", [("capstan.txt", NOTE)])
    with writing(opened.engine) as connection:
        connection.execute(job.update().values(state="running"))
    assert worked_off(opened, job_id)["state"] == "done"
    # and once more, as if the crash had come after the original was moved
    with writing(opened.engine) as connection:
        connection.execute(job.update().values(state="running"))
    [line] = worked_off(opened, job_id)["files"]
    assert line["status"] == "unchanged"


def test_who_may_not_write_learns_nothing_of_the_collection(opened):
    for name in ("general", "never-made"):
        with pytest.raises(NotFound) as caught:
            jobs.upload(opened, Actor("5taff", "stan", "staff"), name, [("a.txt", NOTE)])
        assert name not in str(caught.value)
    with reading(opened.engine) as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(job)) == 0


def test_a_job_is_seen_by_its_owner_only(opened):
    job_id = jobs.upload(opened, CORA, "general", [("capstan.txt", NOTE)])
    with pytest.raises(NotFound):
        jobs.job_state(opened, Actor("0ther", "otto", "curator"), job_id)
