"""Appending with the deed, and signing."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
import sqlalchemy as sa

from appliance.audit.events import Event
from appliance.audit.leaf import decode
from appliance.database import index_state, reading, writing
from appliance.errors import CheckFailed


class Crash(Exception):
    """The machine goes out."""


def deed(home):
    """What every story does."""
    with writing(home.engine) as connection:
        connection.execute(index_state.insert().values(key="deed", value="done"))
        home.log.append(connection, Event.POLICY_CHANGED, "operator:0")


def deed_with_its_leaf_afterwards(home):
    """Broken on purpose: the leaf goes into a transaction of its own, when the deed's has ended."""
    with writing(home.engine) as connection:
        connection.execute(index_state.insert().values(key="deed", value="done"))
    with writing(home.engine) as connection:
        home.log.append(connection, Event.POLICY_CHANGED, "operator:0")


def survives_a_crash(home, do):
    """Break at each commit in turn; True if deed and leaf are always both there or both not."""
    for crash_at in (1, 2, 3):
        commits = iter(range(1, 10))

        def crash(_connection, commits=commits, crash_at=crash_at):
            if next(commits) == crash_at:
                raise Crash

        sa.event.listen(home.engine, "commit", crash)  # called before SQLite commits
        with suppress(Crash):
            do(home)
        sa.event.remove(home.engine, "commit", crash)
        if home.sql("select count(*) from index_state") != home.sql("select count(*) from audit_leaf"):
            return False
        home.sql("delete from index_state")
        home.sql("delete from audit_leaf")
    return True


def test_deed_and_leaf_are_there_together_or_not_at_all(home):
    assert survives_a_crash(home, deed)


def test_a_leaf_written_after_the_deed_fails_that_test(home):
    assert not survives_a_crash(home, deed_with_its_leaf_afterwards)


def test_a_deed_that_fails_leaves_no_leaf(home):
    def failing():
        with writing(home.engine) as connection:
            home.log.append(connection, Event.LOGIN_OK, "a1")
            raise Crash

    with pytest.raises(Crash):
        failing()
    assert home.sql("select count(*) from audit_leaf") == [(0,)]


def test_a_leaf_that_cannot_be_written_undoes_the_deed(home):
    def talkative():
        with writing(home.engine) as connection:
            connection.execute(index_state.insert().values(key="deed", value="done"))
            home.log.append(connection, Event.POLICY_CHANGED, "operator:0", "ok", {"name": "Jane Roe"})

    with pytest.raises(ValueError, match=r"fields\.name"):
        talkative()
    assert home.sql("select count(*) from index_state") == [(0,)]


def test_a_record_says_who_did_what_when(home):
    with writing(home.engine) as connection:
        assert home.log.append(connection, "rag.answer", "a1", "refused", {"receipt": "r1"}) == 0
    record = decode(home.sql("select leaf from audit_leaf")[0][0])
    assert (record.seq, record.event, record.actor, record.outcome) == (0, "rag.answer", "a1", "refused")
    assert record.fields == {"receipt": "r1"}
    assert record.time.endswith("Z")
    assert len(record.time) == 24


def test_nothing_is_recorded_in_a_transaction_that_is_never_committed(home):
    with reading(home.engine) as connection, pytest.raises(ValueError, match="writing"):
        home.log.append(connection, Event.LOGOUT, "a1")


def test_numbers_have_no_gap_with_many_writers(home):
    threads = [threading.Thread(target=home.record, args=(10,)) for _ in range(5)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [row[0] for row in home.sql("select seq from audit_leaf order by seq")] == list(range(50))
    assert home.log.checkpoint()
    assert home.verify().ok


def test_a_checkpoint_is_signed_only_for_news(home):
    assert not home.log.checkpoint()
    home.record()
    assert home.log.checkpoint()
    assert not home.log.checkpoint()
    assert home.sql("select size from audit_checkpoint") == [(1,)]


def test_only_the_new_leaves_are_hashed(signed):
    signed.sql("update audit_leaf set leaf = x'00' where seq = 1")  # an older one: verify's business
    signed.record()
    assert signed.log.checkpoint()
    assert signed.verify().first_bad is not None


@pytest.mark.parametrize("spoil", [
    "delete from audit_leaf where seq = 10",
    "delete from audit_leaf",
    "update audit_checkpoint set frontier = x'' where size = 11",
    "update audit_checkpoint set frontier = zeroblob(96) where size = 11",
    "update audit_checkpoint set frontier = 'text' where size = 11",
    "update audit_checkpoint set note = replace(note, 'a', 'b') where size = 11",
    "update audit_checkpoint set note = x'00' where size = 11",
    "update audit_checkpoint set size = 10 where size = 11",
])  # fmt: skip
def test_leaves_that_do_not_fit_the_last_checkpoint_are_not_signed(signed, spoil):
    signed.sql(spoil)
    with pytest.raises(CheckFailed, match="audit log"):
        signed.log.checkpoint()
    assert len(signed.sql("select * from audit_checkpoint")) == 4


@pytest.mark.parametrize("spoil", [
    "delete from audit_leaf where seq = 12",
    "update audit_leaf set leaf = x'00' where seq = 12",
    "update audit_leaf set leaf = (select leaf from audit_leaf where seq = 11) where seq = 12",
    "update audit_leaf set leaf = 'text' where seq = 12",
])  # fmt: skip
def test_new_leaves_that_do_not_fit_are_not_signed(signed, spoil):
    signed.record(3)
    signed.sql(spoil)
    with pytest.raises(CheckFailed, match="record 12 is missing or altered"):
        signed.log.checkpoint()


def test_the_number_of_a_lost_record_is_not_given_away_again(signed):
    signed.sql("delete from audit_leaf where seq = 10")
    with pytest.raises(CheckFailed, match="ends after 10 records, 11 were signed"):
        signed.record()
