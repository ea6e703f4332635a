"""The last turns of open conversations: in memory only, bounded, gone with the process or at sign-out.

A conversation belongs to the session that began it: its key holds the session's cookie, so nobody continues another's.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, deque

from appliance.records import Turn

TURNS = 4  # of one conversation; more would not fit the prompt of a small model
CONVERSATIONS = 1000  # of one process; the one that was silent longest is forgotten first

_Key = tuple[bytes, str]


class Conversations:
    """Turns by session and conversation."""

    def __init__(self) -> None:
        self._turns: OrderedDict[_Key, deque[Turn]] = OrderedDict()
        self._lock = threading.Lock()

    def history(self, session: str, conversation: str) -> tuple[Turn, ...]:
        """Return the turns so far, oldest first."""
        with self._lock:
            return tuple(self._turns.get(_key(session, conversation), ()))

    def add(self, session: str, conversation: str, turn: Turn) -> None:
        """Remember a turn; a conversation without a name is not remembered."""
        if not conversation:
            return
        key = _key(session, conversation)
        with self._lock:
            self._turns.setdefault(key, deque(maxlen=TURNS)).append(turn)
            self._turns.move_to_end(key)
            while len(self._turns) > CONVERSATIONS:
                self._turns.popitem(last=False)

    def forget(self, session: str) -> None:
        """Forget every conversation of a session."""
        owner = _key(session, "")[0]
        with self._lock:
            for key in [key for key in self._turns if key[0] == owner]:
                del self._turns[key]


def _key(session: str, conversation: str) -> _Key:
    return hashlib.sha256(session.encode()).digest(), conversation
