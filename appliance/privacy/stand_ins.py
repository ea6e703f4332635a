"""A value → its stand-in: `<PERSON_KQZTRMWVXB>`, the same for the same value under the same key.

Identity is the whole HMAC-SHA-256 over the folded value; the letters are a cut of it that people and indexes can read.
"""

from __future__ import annotations

import hmac
import re
import unicodedata
from hashlib import sha256

from appliance.policy import ENTITIES
from appliance.privacy.lexicon import TITLES
from appliance.privacy.repair import repaired

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"  # 24: no I, no O; no digits, so that no second look takes one for a number
LENGTH = 10  # letters, about 46 bits

#: a keyed stand-in, or the plain one of redact: <CREDIT_CARD>
_ENTITY = "|".join(sorted(ENTITIES, key=len, reverse=True))
STAND_IN = re.compile(rf"<({_ENTITY})(?:_([A-HJ-NP-Z]{{{LENGTH},}}))?>")
KEYED = re.compile(rf"<({_ENTITY})_([A-HJ-NP-Z]{{{LENGTH},}})>")
INERT = re.compile(rf"[<‹](?:{_ENTITY})(?:_[A-HJ-NP-Z]{{{LENGTH},}})?[>›]")

_SPACES = re.compile(r"\s+")
_POSSESSIVE = re.compile(r"['’]s?$")
_LAST_FIRST = re.compile(r"([^\W\d_][^,\d]*), ?([^\W\d_][^,\d]*)")
#: one sign for all dashes and apostrophes; letters with a stroke or a ligature, which Unicode does not take apart, as asked for
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–—", "-") | dict.fromkeys("’‘ʼ", "'") | dict(zip("ØøŁłĐđÐðĦħı", "OoLlDdDdHhi", strict=True))
    | {"Æ": "Ae", "æ": "ae", "Œ": "Oe", "œ": "oe", "Þ": "Th", "þ": "th"}
)  # fmt: skip


def fold(value: str) -> str:
    """Return the value as `written`, `Last, First` turned."""
    plain = repaired(value).text.strip(" ,;:")
    if swapped := _LAST_FIRST.fullmatch(plain):
        plain = f"{swapped[2]} {swapped[1]}"
    return written(plain)


def written(value: str) -> str:
    """Return the value with case, accents, spaces, points, titles and a possessive taken away, its words in their order.

    `Okafor, Chidi` keeps its comma: as a whole form of its own it has a stand-in of its own, which the same question finds.
    """
    plain = unicodedata.normalize("NFKD", repaired(value).text.translate(_PLAIN))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    plain = _SPACES.sub(" ", plain).strip(" ,;:")
    words = plain.casefold().replace(".", " ").split()
    while len(words) > 1 and words[0] in TITLES:
        words = words[1:]
    return _POSSESSIVE.sub("", " ".join(words))


def person(value: str) -> str:
    """Return the name folded, a surname written first in capitals (`MÜLLER Anna`) put last."""
    words = repaired(value).text.split()
    capitals = [len(word) > 2 and word.isupper() for word in words]
    if len(words) > 1 and capitals[0] and not any(capitals[1:]) and "," not in value:
        words = [*words[1:], words[0]]
    return fold(" ".join(words))


def digest(entity: str, value: str, key: bytes) -> bytes:
    """Return the whole HMAC-SHA-256 of entity, NUL, folded value."""
    folded = written(value) if entity == "PERSON" else fold(value)
    return hmac.digest(key, f"{entity}\0{folded}".encode(), sha256)


def stand_in(entity: str, value: str, key: bytes, letters: int = LENGTH) -> str:
    """Return e.g. `<PERSON_KQZTRMWVXB>`: the digest as so many of 24 letters.

    1 % odds of one clash among about 1.1 million values (birthday bound); the vault refuses a clash, and the caller lengthens.
    """
    number = int.from_bytes(digest(entity, value, key), "big")
    token = ""
    for _ in range(letters):
        number, rest = divmod(number, len(LETTERS))
        token += LETTERS[rest]
    return f"<{entity}_{token}>"


def alias_digest(words: str, key: bytes) -> bytes:
    """Return the HMAC by which a form of a name is looked up; a label of its own keeps it apart from stand-ins."""
    return hmac.digest(key, f"alias\0{fold(words)}".encode(), sha256)


def inert(text: str) -> str:
    """Return the text with anything shaped like a stand-in in other brackets, `‹…›`: as long as before."""
    return STAND_IN.sub(lambda found: f"‹{found[0][1:-1]}›", text)
