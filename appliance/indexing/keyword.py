"""Text → stemmed words for the FTS5 table, and a question → its MATCH expression.

Snowball stems, stop words out; a stand-in is one word, so that a person is found by it and by nothing near it.
BM25 is SQLite's own (k1 = 1.2, b = 0.75; https://sqlite.org/fts5.html, the bm25 function).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import snowballstemmer
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import chunk

#: a word holds no underscore, so that nobody can spell a stand-in without its brackets, which the door makes inert
_TOKEN = re.compile(r"<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_[A-Z]{10,}>|[^\W_]+(?:['’][^\W_]+)?")
QUESTION_WORDS = 200  # more make a search slow, and none better
_STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being below between both but by
    can could did do does doing down during each else few for from further had has have having he her here hers him his
    how i if in into is it its itself just me more most my no nor not of off on once only or other our ours out over own
    same she should so some such than that the their theirs them then there these they this those through to too under
    until up us very was we were what when where which while who whom whose why will with would you your yours tell
    please""".split()
)
_stemmer = snowballstemmer.stemmer("english")


def words(text: str) -> list[str]:
    """Return the searchable words of a text, in order: folded, stemmed, without stop words."""
    found = []
    for token in _TOKEN.findall(text):
        if token.startswith("<"):
            found.append(token[1:-1].lower())
        elif (word := _folded(token)) not in _STOP_WORDS:
            found.append(_stem(word))
    return found


def _folded(token: str) -> str:
    plain = unicodedata.normalize("NFKD", token.replace("’", "'")).casefold()
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).removesuffix("'s").replace("'", "")


@lru_cache(maxsize=50_000)
def _stem(word: str) -> str:
    return str(_stemmer.stemWord(word))


def candidates(
    connection: Connection, question: str, collection_ids: Sequence[int], limit: int, document_ids: Sequence[str] | None = None
) -> dict[int, float]:
    """Return {chunk id: BM25 score, higher is better} of the best chunks in these collections, or in these of their documents."""
    terms = list(dict.fromkeys(words(question)))[:QUESTION_WORDS]
    if not terms or not collection_ids:
        return {}
    rank: sa.ColumnElement[float] = sa.literal_column("bm25(keyword)", sa.Float)
    query = (
        sa.select(chunk.c.id, -rank)
        .join_from(sa.table("keyword", sa.column("rowid")), chunk, sa.literal_column("keyword.rowid") == chunk.c.id)
        .where(sa.text("keyword MATCH :query"), chunk.c.collection_id.in_(collection_ids))
        .order_by(rank, chunk.c.id)
        .limit(limit)
    )
    if document_ids is not None:
        query = query.where(chunk.c.document_id.in_(document_ids))
    rows = connection.execute(query, {"query": " OR ".join(f'"{term}"' for term in terms)})
    return {row[0]: row[1] for row in rows}
