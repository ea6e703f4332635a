"""What SQLite says → what we say, without the statement and its values: they may hold content."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sqlalchemy.exc import DatabaseError

from appliance.errors import ApplianceError, ConfigError, Unavailable

#: made anew each time, since a raised error holds on to its traceback
_REFUSALS: tuple[tuple[str, Callable[[], ApplianceError]], ...] = (
    ("disk is full", partial(Unavailable, "no space left; appliance.db; free some space and run the command again")),
    ("locked", partial(Unavailable, "another command is writing; appliance.db; try again in a moment")),
    ("readonly", partial(Unavailable, "the database may not be written; appliance.db; check the owner and mode of the home")),
    ("no such column", partial(ConfigError, "the database is older than the program; appliance.db; run `appliance init`")),
    ("no such table", partial(ConfigError, "the database has no tables; appliance.db; run `appliance init`")),
    ("malformed", partial(Unavailable, "the database file is damaged; appliance.db; restore the last backup")),
    ("not a database", partial(Unavailable, "the database file is damaged; appliance.db; restore the last backup")),
)


def translated(error: DatabaseError) -> ApplianceError:
    """Return ours for SQLite's error; the statement and its values are dropped, since they may hold content."""
    said = str(error.orig)
    other = f"the database refused ({type(error.orig).__name__}); appliance.db; run `appliance doctor`"
    return next((ours() for words, ours in _REFUSALS if words in said), Unavailable(other))
