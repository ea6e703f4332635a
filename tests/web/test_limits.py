"""The throttle and the memory of uploads."""

from __future__ import annotations

from io import BytesIO

from appliance.web.limits import PAIRS, TRIES, MemoryRequest, Throttle
from tests.web.conftest import multipart


def test_one_client_waits_for_one_account_after_too_many_tries():
    throttle = Throttle()
    for _ in range(TRIES):
        assert throttle.wait_s("a", "ann") == 0
        throttle.failed("a", "ann")
    assert throttle.wait_s("a", "ann") > 0
    assert throttle.wait_s("b", "ann") == 0
    assert throttle.wait_s("a", "bob") == 0
    throttle.passed("a", "ann")
    assert throttle.wait_s("a", "ann") == 0


def test_the_throttle_does_not_grow_without_end():
    throttle = Throttle()
    for number in range(PAIRS + 50):
        throttle.failed("a", str(number))
    assert len(throttle._wrong) == PAIRS


def test_an_upload_of_any_size_stays_in_memory():
    request = MemoryRequest.from_values(method="POST", **multipart(b"x" * 2_000_000))
    assert isinstance(request.files["files"].stream, BytesIO)
    assert len(request.files["files"].read()) == 2_000_000
