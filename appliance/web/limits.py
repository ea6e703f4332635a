"""Limits on what a browser may send: size of a body, where uploads are kept, how often a password may be tried."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from io import BytesIO
from typing import IO

from flask import Request

FORM_BYTES = 256_000  # the body of anything but an upload
TRIES = 8  # wrong passwords by one client for one account …
WINDOW_S = 120.0  # … within this time; the next try waits until the oldest is past
PAIRS = 10_000  # pairs of client and account that are remembered
CHECKS_AT_ONCE = 3  # argon2 takes 64 MB a check


class MemoryRequest(Request):
    """A request whose uploads stay in memory: a raw document never touches the disk unencrypted."""

    max_form_parts = 1_100

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        return BytesIO()


class Throttle:
    """Slows one client down on one account; never the account as such, so nobody can lock another out."""

    def __init__(self) -> None:
        self.checking = threading.BoundedSemaphore(CHECKS_AT_ONCE)
        self._wrong: OrderedDict[tuple[str, str], deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait_s(self, client: str, account: str) -> int:
        """Return how many seconds this client must wait before the next try; 0: none."""
        with self._lock:
            wrong = self._wrong.get((client, account))
            if wrong is None or len(wrong) < TRIES:
                return 0
            return max(0, int(wrong[0] + WINDOW_S - time.monotonic()) + 1)

    def failed(self, client: str, account: str) -> None:
        """Note a wrong password."""
        with self._lock:
            self._wrong.setdefault((client, account), deque(maxlen=TRIES)).append(time.monotonic())
            self._wrong.move_to_end((client, account))
            while len(self._wrong) > PAIRS:
                self._wrong.popitem(last=False)

    def passed(self, client: str, account: str) -> None:
        """Forget the wrong ones after a right one."""
        with self._lock:
            self._wrong.pop((client, account), None)
