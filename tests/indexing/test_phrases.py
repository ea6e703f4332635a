"""The documents that hold a phrase: in page, title or name, in any case, over line breaks; as whole words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import collection, document, metadata, page
from appliance.indexing.phrases import documents_with


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    texts = {
        "here": (1, "a.txt", "Report", "It was Brunhilde\nAchterberg who rang."),
        "shouting": (1, "b.txt", None, "BRUNHILDE ACHTERBERG, keeper"),
        "title": (1, "c.txt", "Letter to Brunhilde Achterberg", "Dear keeper"),
        "name": (1, "Brunhilde Achterberg.txt", None, "The lamps."),
        "half": (1, "d.txt", None, "Brunhilde rang; Achterbergs too; and O'Achterberg."),
        "elsewhere": (2, "e.txt", None, "Brunhilde Achterberg"),
    }
    columns = ("fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at")
    with sa.create_engine("sqlite://").begin() as made:
        metadata.create_all(made)
        for number in (1, 2):
            made.execute(sa.insert(collection).values(id=number, name=f"c{number}", policy="p", created_at="now"))
        for key, (where, name, heading, text) in texts.items():
            row = {"id": key, "collection_id": where, "name": name, "state": "live", "path_encrypted": b"", "source_key": key}
            made.execute(sa.insert(document).values({**row, **dict.fromkeys(columns, "x")}))
            made.execute(sa.insert(page).values(document_id=key, number=1, heading=heading, text=text))
        yield made


@pytest.mark.parametrize(
    ("phrase", "found"),
    [
        ("Brunhilde Achterberg", {"here", "shouting", "title", "name"}),
        ("brunhilde  achterberg", {"here", "shouting", "title", "name"}),
        ("Achterberg", {"here", "shouting", "title", "name", "half"}),
        ("Achterber", set()),
        ("keeper.", set()),
        ("rang.", {"here"}),
        ("", set()),
    ],
)
def test_a_phrase_is_found_where_it_stands(connection: Connection, phrase: str, found: set[str]) -> None:
    assert set(documents_with(connection, 1, phrase)) == found
