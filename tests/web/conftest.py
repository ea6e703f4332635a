"""The samples' home, opened once for all tests of the pages, and browsers that are signed in."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from flask import Flask
from flask.testing import FlaskClient

from appliance.assemble import Appliance, open_appliance
from appliance.database import reading as reading_rows
from appliance.database import writing
from appliance.indexing import library
from appliance.operations import administration, reading
from appliance.privacy import stand_ins, vault
from appliance.records import Actor, Chunk, CleanDocument, CleanPage, CleanText, Pseudonym
from appliance.rights.accounts import account_named, actor_of_account, open_session
from appliance.rights.collections import collection_named
from appliance.web.app import create_app
from appliance.web.guard import SESSION_COOKIE
from tests.conftest import PASSWORD, program

OPERATOR = Actor("operator:0", "operator", "operator")
PEOPLE = {"cora": "curator", "cleo": "curator", "stan": "staff", "ada": "admin", "audra": "auditor"}
HIDDEN = ("PHONE_NUMBER", "07700 900123")
SECRET = "The winter lamps are kept by Brunhilde Achterberg, who locks the cellar at nine.\n"


@pytest.fixture(scope="session")
def house(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """The samples, and a collection `closed` with one document that only the group `keepers` reads."""
    home = tmp_path_factory.mktemp("web") / "home"
    shutil.copytree(sample_home, home)
    lamps = tmp_path_factory.mktemp("lamps") / "lamps.txt"
    lamps.write_text(SECRET, encoding="utf-8")
    program(home, "collections", "add", "closed", "--group", "keepers")
    program(home, "ingest", str(lamps), "--collection", "closed", "--json")
    program(home, "users", "add", "kit", "--role", "staff", "--group", "keepers", stdin=PASSWORD + "\n")
    opened = open_appliance(home)
    yield opened
    opened.close()


@pytest.fixture
def app(house: Appliance) -> Flask:
    """A fresh app: no conversation, no wrong password is remembered."""
    return create_app(house)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A browser without a session."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask, house: Appliance) -> Callable[[str], FlaskClient]:
    """Name → a browser in which that person is signed in, without the slow hash of a password."""

    def enter(name: str) -> FlaskClient:
        client = app.test_client()
        with writing(house.engine) as connection:
            value = open_session(connection, account_named(connection, name).id, 1)
        client.set_cookie(SESSION_COOKIE, value)
        return client

    return enter


@pytest.fixture
def hidden_id(house: Appliance) -> str:
    """The id of the one document in `closed`."""
    with_rights = actor_named(house, "kit")
    return next(str(one["document_id"]) for one in reading.documents(house, with_rights) if one["collection"] == "closed")


@pytest.fixture(scope="session")
def peopled_home(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a collection that cora keeps, and cleo does not."""
    home = tmp_path_factory.mktemp("mending") / "home"
    shutil.copytree(empty_home, home)
    opened = open_appliance(home)
    administration.add_collection(opened, OPERATOR, "lamps", "default", ["keepers"])
    for name, role in PEOPLE.items():
        administration.add_user(opened, OPERATOR, name, role, ["keepers"] if name != "cleo" else [], PASSWORD)
    opened.close()
    return home


@pytest.fixture
def shelf(peopled_home: Path, tmp_path: Path) -> Iterator[Appliance]:
    opened = open_appliance(Path(shutil.copytree(peopled_home, tmp_path / "home")))
    yield opened
    opened.close()


@pytest.fixture
def stored(shelf: Appliance) -> tuple[str, str]:
    """The id of that document and its clean text: written as ingest writes it, without a model."""
    with reading_rows(shelf.engine) as connection:
        row = collection_named(connection, "lamps")
    domain = shelf.domain_of(row)
    key = shelf.keys.pseudonym(domain)
    jane, phone = (stand_ins.stand_in(*one, key) for one in (("PERSON", "Jane Roe"), HIDDEN))
    text = f"😀 {jane} and old\nheron keep the lamps; ring {phone}, card <CREDIT_CARD>."
    clean = CleanDocument(CleanText("lamps.txt"), "txt", (CleanPage(1, CleanText(text)),), {"PERSON": 1})
    source = library.Source(row.id, "k", b"p", "s", "f", shelf.policy_of(row).version, None, domain)
    with writing(shelf.engine) as connection:
        chunks = [Chunk(1, 0, len(text), CleanText(text))]
        made = library.store(connection, source, clean, chunks, np.ones((1, 2), dtype=np.float32))
        known = [Pseudonym(jane, "PERSON", "Jane Roe"), Pseudonym(phone, *HIDDEN)]
        vault.record(connection, shelf.vault, domain, key, made.document_id, known)
    return made.document_id, text


@pytest.fixture
def enter(shelf: Appliance) -> Callable[[str], FlaskClient]:
    def signed_in(name: str) -> FlaskClient:
        client = create_app(shelf).test_client()
        with writing(shelf.engine) as connection:
            client.set_cookie(SESSION_COOKIE, open_session(connection, account_named(connection, name).id, 1))
        return client

    return signed_in


def multipart(content: bytes, **fields: str) -> dict[str, object]:
    """One file as a form's body, made by hand: Werkzeug's own builder would go through a temporary file."""
    parts = b"".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()
    )
    head = b'--b\r\nContent-Disposition: form-data; name="files"; filename="big.txt"\r\nContent-Type: text/plain\r\n\r\n'
    return {"data": parts + head + content + b"\r\n--b--\r\n", "content_type": "multipart/form-data; boundary=b"}


def actor_named(appliance: Appliance, name: str) -> Actor:
    """This person, with today's rights."""
    with reading_rows(appliance.engine) as connection:
        return actor_of_account(connection, name)


def token_of(client: FlaskClient, path: str = "/") -> str:
    """The CSRF token of a page."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', client.get(path).text)
    assert found
    return found[1]
