"""Every way to spoil the log is seen, and its place named."""

from __future__ import annotations

import pytest

from appliance.audit.checkpoint import Checkpoint, Signer
from appliance.audit.log import AuditLog
from appliance.audit.merkle import leaf_hash, root
from appliance.audit.verify import VerifyReport
from appliance.errors import CheckFailed


def test_an_untouched_log_verifies(signed):
    assert signed.verify() == VerifyReport(True, 11, 4)


def test_records_after_the_last_checkpoint_are_counted(signed):
    signed.record(2)
    assert signed.verify() == VerifyReport(True, 13, 4)


def test_a_log_without_records_or_without_checkpoint_proves_nothing(home):
    assert not home.verify().ok
    home.record()
    assert home.verify() == VerifyReport(False, 1, 0, 0, "no checkpoint vouches for the log")


SWAP = "update audit_leaf set leaf = case seq when {0} then (select leaf from audit_leaf where seq = {1}) else (select leaf from audit_leaf where seq = {0}) end where seq in ({0}, {1})"


@pytest.mark.parametrize(("spoil", "first_bad"), [
    ("update audit_leaf set leaf = replace(cast(leaf as text), '\"ok\"', '\"no\"') where seq = 5", 4),  # subtree 4 to 5
    ("update audit_leaf set leaf = replace(cast(leaf as text), '\"ok\"', '\"no\"') where seq = 10", 10),  # its own
    ("update audit_leaf set leaf = replace(cast(leaf as text), '\"ok\"', '\"no\"') where seq = 7", 7),  # alone
    ("update audit_leaf set leaf = x'00' where seq = 5", 5),
    ("update audit_leaf set leaf = cast(leaf || ' ' as blob) where seq = 5", 4),
    ("update audit_leaf set leaf = cast(replace(leaf, '\"seq\":5', '\"seq\":4') as blob) where seq = 5", 5),
    ("delete from audit_leaf where seq = 5", 5),
    ("delete from audit_leaf where seq = 0", 0),
    ("delete from audit_leaf where seq = 10", 10),
    ("delete from audit_leaf where seq > 6", 7),
    ("delete from audit_leaf", 0),
    (SWAP.format(2, 5), 2),
    ("update audit_leaf set leaf = (select leaf from audit_leaf where seq = 4) where seq = 5", 5),
    ("update audit_leaf set seq = -1 where seq = 5", 0),
    ("insert into audit_leaf select -1, leaf from audit_leaf where seq = 0", 0),
    ("insert into audit_leaf select 11, leaf from audit_leaf where seq = 10", 11),
    ("insert into audit_leaf select 99, leaf from audit_leaf where seq = 10", 11),
    ("update audit_checkpoint set note = replace(note, 'appliance', 'applience') where size = 7", None),
    ("update audit_checkpoint set note = x'ff' where size = 7", None),
    ("update audit_checkpoint set note = '' where size = 7", None),
    ("update audit_checkpoint set size = 9 where size = 7", None),
    ("update audit_checkpoint set note = (select note from audit_checkpoint where size = 8) where size = 7", None),
    ("update audit_checkpoint set frontier = x'' where size = 7", None),
    ("update audit_checkpoint set frontier = zeroblob(96) where size = 7", None),
    ("update audit_checkpoint set frontier = (select frontier from audit_checkpoint where size = 11) where size = 7", None),
    ("update audit_checkpoint set size = size + 1 where size = 11", None),
    ("update audit_checkpoint set size = -size where size = 3", None),
    ("delete from audit_checkpoint", 0),
])  # fmt: skip
def test_what_was_spoilt_is_named(signed, spoil, first_bad):
    signed.sql(spoil)
    report = signed.verify()
    assert not report.ok
    assert report.reason
    assert report.first_bad == first_bad, report.reason


def test_every_changed_byte_of_a_leaf_is_seen(signed):
    leaf = signed.sql("select leaf from audit_leaf where seq = 4")[0][0]
    for at in range(len(leaf)):
        signed.sql("update audit_leaf set leaf = ? where seq = 4", leaf[:at] + bytes([leaf[at] ^ 1]) + leaf[at + 1 :])
        report = signed.verify()
        assert not report.ok
        assert report.first_bad == 4


def test_a_cut_tail_is_seen_whatever_is_signed_afterwards(signed):
    signed.sql("delete from audit_leaf where seq >= 9")
    with pytest.raises(CheckFailed):
        signed.log.checkpoint()
    assert signed.verify().reason == "the log ends after 9 records, but 11 were signed"


def test_a_cut_tail_refilled_with_other_records_is_seen(signed):
    last = signed.sql("select leaf from audit_leaf where seq = 10")[0][0]
    signed.sql("update audit_leaf set leaf = ? where seq = 10", last.replace(b"operator:0", b"operator:1"))
    signed.record()
    signed.log.checkpoint()
    report = signed.verify()
    assert not report.ok
    assert report.first_bad == 10


def test_the_checkpoint_of_another_key_is_seen_even_when_its_root_is_true(signed):
    leaves = [row[0] for row in signed.sql("select leaf from audit_leaf order by seq")]
    forged = Signer(bytes(32), signed.log.signer.origin).sign(Checkpoint(11, root(map(leaf_hash, leaves))))
    signed.sql("update audit_checkpoint set note = ? where size = 11", forged)
    assert "of another key" in (signed.verify().reason or "")


def test_a_log_written_anew_under_another_key_is_seen(home):
    other = AuditLog(home.engine, Signer(bytes(32), home.log.signer.origin))
    home.record(3)
    other.checkpoint()
    assert not home.verify().ok


def test_a_reason_holds_no_content(signed):
    signed.sql("update audit_leaf set leaf = cast('Jane Roe' as blob) where seq = 5")
    assert "Jane" not in str(signed.verify())


def test_the_stretch_is_the_smallest_that_the_signatures_can_tell_apart(signed):
    signed.sql("update audit_leaf set leaf = cast(leaf || ' ' as blob) where seq = 5")
    assert "at least one of the records 4 to 5" in (signed.verify().reason or "")


def test_a_stretch_is_named_even_where_the_frontier_was_altered_too(signed):
    signed.sql("update audit_leaf set leaf = cast(leaf || ' ' as blob) where seq = 5")
    signed.sql("update audit_checkpoint set frontier = zeroblob(96) where size = 7")
    assert "at least one of the records 3 to 6" in (signed.verify().reason or "")
