"""Text → stemmed words for the FTS5 table, and a question → its MATCH expression.

Snowball stems, stop words out; a stand-in is one word, so that a person is found by it and by nothing near it.
BM25 with k1 = 1.2 and b = 0.75, as SQLite's bm25() has them.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import snowballstemmer
import sqlalchemy as sa
from sqlalchemy.engine import Connection

from appliance.database import chunk, document

#: a word holds no underscore, so that nobody can spell a stand-in without its brackets, which the door makes inert
_TOKEN = re.compile(r"<[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*_[A-Z]{10,}>|[^\W_]+(?:['’][^\W_]+)?")
K1, B = 1.2, 0.75
PICKED = 8  # times as many rows as are wanted are scored
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
    connection: Connection,
    question: str,
    collection_ids: Sequence[int],
    limit: int,
    document_ids: Sequence[str] | None = None,
    named: Collection[str] = (),
) -> dict[int, float]:
    """Return {chunk id: BM25 score, higher is better} of the best chunks in these collections, or in these of their documents.

    SQLite's own bm25() counts words over every collection, so what a reader may not see would move his scores: it only
    picks the rows, and the scores are made of what is in his scope. `named`: the question's stand-ins that are surely meant.
    """
    terms = list(dict.fromkeys(words(question)))[:QUESTION_WORDS]
    if not terms or not collection_ids:
        return {}
    scope = _scope(collection_ids)
    if document_ids is not None:
        scope.append(chunk.c.document_id.in_(document_ids))
    picked = _matching(scope, chunk.c.id, sa.literal_column("keyword.words", sa.Text))
    picked = picked.order_by(sa.literal_column("bm25(keyword)"), chunk.c.id).limit(limit * PICKED)
    rows = connection.execute(picked, {"query": " OR ".join(f'"{term}"' for term in terms)}).all()
    counted = _matching(scope, sa.func.count())
    holding = {term: int(connection.scalar(counted, {"query": f'"{term}"'}) or 0) for term in terms}
    total = connection.scalar(sa.select(sa.func.count()).select_from(chunk).where(*scope)) or 0
    scores = _bm25({row[0]: row[1].split() for row in rows}, holding, total, _alike(question, named))
    return dict(sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:limit])


def naming(connection: Connection, stand_ins: Sequence[str], chunk_ids: Iterable[int]) -> list[int]:
    """Return those of these chunks that hold one of the stand-ins."""
    terms = [f'"{token[1:-1].lower()}"' for token in stand_ins[:QUESTION_WORDS]]
    if not terms:
        return []
    held = sa.text("SELECT rowid FROM keyword WHERE keyword MATCH :query AND rowid IN (SELECT value FROM json_each(:ids))")
    return list(connection.scalars(held, {"query": " OR ".join(terms), "ids": json.dumps(list(chunk_ids))}))


def in_clear(connection: Connection, lone: Sequence[str], collection_ids: Sequence[int]) -> set[str]:
    """Return those of these words that stand in some paper of these collections, in whatever inflection."""
    one = _matching(_scope(collection_ids), chunk.c.id).limit(1)
    terms = {word: words(word) for word in lone}
    return {
        word for word, stems in terms.items()
        if len(stems) == 1 and connection.scalar(one, {"query": f'"{stems[0]}"'}) is not None
    }  # fmt: skip


def _scope(collection_ids: Sequence[int]) -> list[sa.ColumnElement[bool]]:
    """The chunks of these collections, without those of withheld documents."""
    withheld = sa.select(document.c.id).where(document.c.collection_id.in_(collection_ids), document.c.withheld)
    return [chunk.c.collection_id.in_(collection_ids), chunk.c.document_id.not_in(withheld)]


def _matching(scope: Sequence[sa.ColumnElement[bool]], *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    keyword = sa.table("keyword", sa.column("rowid"))
    whole = keyword.join(chunk, sa.literal_column("keyword.rowid") == chunk.c.id)
    return sa.select(*columns).select_from(whole).where(sa.text("keyword MATCH :query"), *scope)


def _alike(question: str, named: Collection[str]) -> list[list[str]]:
    """Words that count as one: the stand-ins in a row, all that one name may mean, with the word that they stand beside."""
    rows: list[list[str]] = []
    end, before = -2, ""
    for found in _TOKEN.finditer(question):
        if found[0].startswith("<"):
            if found.start() != end + 1 or not before.startswith("<"):
                rows.append([] if found[0] in named or not before or before.startswith("<") else words(before))
            rows[-1].append(found[0][1:-1].lower())
        end, before = found.end(), found[0]
    return [row for row in rows if len(row) > 1]


def _bm25(
    rows: Mapping[int, Sequence[str]], holding: Mapping[str, int], total: int, alike: Sequence[Sequence[str]]
) -> dict[int, float]:
    """Score rows by Okapi BM25 (Robertson and Zaragoza 2009) with the idf that stays positive (Lucene's).

    Of words in one list of `alike` a row gets the best one's score.
    """
    mean = sum(map(len, rows.values())) / (len(rows) or 1)
    worth = {term: math.log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in holding.items()}
    lists = [terms for each in alike if (terms := [term for term in each if term in worth])]
    lists += [[term] for term in worth if not any(term in each for each in lists)]
    scores = {}
    for chunk_id, row in rows.items():
        counts = Counter(row)
        saturation = K1 * (1 - B + B * len(row) / mean)
        score = {term: worth[term] * counts[term] * (K1 + 1) / (counts[term] + saturation) for term in worth}
        scores[chunk_id] = sum(max(score[term] for term in each) for each in lists)
    return scores
