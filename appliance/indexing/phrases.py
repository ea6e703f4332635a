"""A phrase → the documents of a collection whose clean text, title or name holds it: what a curator's word touches.

Every page is read, since the keyword rows know stems only, and what is missed here would stay in sight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import document, page

ROWS_AT_ONCE = 200  # pages in memory


def documents_with(connection: Connection, collection_id: int, phrase: str) -> list[str]:
    """Return the ids of the documents that hold the phrase as whole words, in any case, over line breaks too."""
    words = phrase.split()
    if not words:
        return []
    longest, broken = max(words, key=len).casefold(), r"\s+".join(map(re.escape, words))
    pattern = re.compile(rf"(?i)(?<!\w){broken}(?!\w)")
    found = (
        document_id
        for document_id, *texts in _rows(connection, collection_id)
        if any(text and longest in text.casefold() and pattern.search(text) for text in texts)
    )
    return list(dict.fromkeys(found))


def _rows(connection: Connection, collection_id: int) -> Iterator[tuple[str, ...]]:
    where = document.c.collection_id == collection_id
    yield from connection.execute(sa.select(document.c.id, document.c.name).where(where))
    pages = sa.select(page.c.document_id, page.c.text, page.c.heading).join(document, document.c.id == page.c.document_id)
    yield from connection.execute(pages.where(where).execution_options(yield_per=ROWS_AT_ONCE))
