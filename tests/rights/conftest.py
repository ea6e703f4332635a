"""A database with the tables, and a connection in a deed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.engine import Connection

from appliance.database import metadata, open_database, writing


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    engine = open_database(tmp_path / "appliance.db")
    metadata.create_all(engine)
    with writing(engine) as connection:
        yield connection
    engine.dispose()
