"""A home without models: enough for everything that neither reads nor answers."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from appliance.assemble import Appliance, open_appliance
from appliance.audit.leaf import Record, decode
from appliance.database import audit_leaf, reading
from appliance.operations.home import init_home

PASSWORD = "plum harbour lantern"


def records(appliance: Appliance) -> list[Record]:
    """What the log holds."""
    with reading(appliance.engine) as connection:
        return [decode(leaf) for leaf in connection.scalars(sa.select(audit_leaf.c.leaf).order_by(audit_leaf.c.seq))]


@pytest.fixture(scope="session")
def fresh_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("fresh") / "home"
    assert init_home(home, None, PASSWORD, "operator:1") is None
    return home


@pytest.fixture
def bare_home(fresh_home: Path, tmp_path: Path) -> Path:
    """A home of this test's own, without models."""
    return Path(shutil.copytree(fresh_home, tmp_path / "home"))


@pytest.fixture
def bare(bare_home: Path) -> Iterator[Appliance]:
    """The same, opened in this process."""
    opened = open_appliance(bare_home)
    yield opened
    opened.close()


@pytest.fixture
def recorded():
    """Reads the log."""
    return records
