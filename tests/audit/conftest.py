"""A log on a real database, and ways to spoil it behind its back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from appliance.audit.checkpoint import Signer
from appliance.audit.events import Event
from appliance.audit.log import AuditLog
from appliance.audit.verify import VerifyReport, verify
from appliance.database import metadata, open_database, reading, writing

SEED = bytes(range(32))
ORIGIN = "appliance.local/0123456789abcdef"


@dataclass
class Home:
    """A database file with its log."""

    file: Path
    engine: Engine
    log: AuditLog

    def record(self, count: int = 1, event: Event = Event.DOCUMENT_OPENED) -> None:
        for number in range(count):
            with writing(self.engine) as connection:
                self.log.append(connection, event, "operator:0", "ok", {"document": f"{number:032x}"})

    def sql(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Do what somebody with the file and an editor can do."""
        link = sqlite3.connect(self.file)
        try:
            with link:
                return link.execute(statement, values).fetchall()
        finally:
            link.close()

    def verify(self) -> VerifyReport:
        with reading(self.engine) as connection:
            return verify(connection, self.log.signer.public)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    file = tmp_path / "appliance.db"
    engine = open_database(file)
    metadata.create_all(engine)
    yield Home(file, engine, AuditLog(engine, Signer(SEED, ORIGIN)))
    engine.dispose()


@pytest.fixture
def signed(home: Home) -> Home:
    """Eleven records under checkpoints at 3, 7, 8 and 11."""
    for count in (3, 4, 1, 3):
        home.record(count)
        home.log.checkpoint()
    return home
