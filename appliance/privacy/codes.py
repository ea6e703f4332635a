"""Numbers and user names that a document gives once in context → spans of them, and of their like, everywhere in it.

`Patient number KX-316877` makes `KX-400123` one too; `staff no. 448812` makes `448812` one wherever it stands again; and
where Jane Roe is named, `jroe`, `jane.roe` and `roej02` are user names, as offices make them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from appliance.privacy.lexicon import WORDS
from appliance.privacy.spans import Span

_FORMS = frozenset(("MEDICAL_RECORD", "EMPLOYEE_ID", "CUSTOMER_ID"))
_REPEATED = _FORMS | frozenset(
    ("NATIONAL_ID", "PASSPORT", "DRIVER_LICENSE", "LICENSE_PLATE", "BANK_ACCOUNT", "HEALTH_PLAN_ID", "USERNAME", "SECRET")
)
_CODE = re.compile(r"(?<![A-Za-z0-9/-])([A-Z]{1,4})([-/ ]?)(\d{4,10})(?![A-Za-z0-9])")
_TOKEN = re.compile(r"(?<![\w@.-])[A-Za-z0-9](?:[\w./-]{1,38}[A-Za-z0-9])(?![\w@]|-\w)")
_DIGIT = re.compile(r"\d")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
_STROKED = str.maketrans({"ø": "o", "æ": "ae", "ł": "l", "đ": "d"})
_NO_LETTER = re.compile(r"[^a-z]")
SHORTEST = 4  # signs of a value that is looked for on its own; five if it has no letter
SHORTEST_CUT = 5  # letters left of a last name that is cut short
SHORTEST_LOGIN = 4  # letters of a user name made of a name
MOST_NAMES = 2_000  # of which user names are made


class Codes:
    """What one document has told of its numbers and user names."""

    def __init__(self) -> None:
        self._forms: dict[tuple[str, str, int], str] = {}
        self._values: dict[str, str] = {}
        self._logins: set[str] = set()

    def learn(self, value: str, entity: str) -> None:
        """A value was found in context."""
        if entity == "PERSON":
            if len(self._logins) < MOST_NAMES:
                self._logins.update(_logins(value))
            return
        if entity in _FORMS and (code := _CODE.fullmatch(value)):
            self._forms.setdefault((code[1], code[2], len(code[3])), entity)
        long_enough = len(value) >= SHORTEST + value.isdecimal()
        if entity in _REPEATED and long_enough and (entity == "USERNAME" or _DIGIT.search(value)):
            self._values.setdefault(value, entity)

    def find(self, text: str) -> Iterator[Span]:
        """Yield every place where a value, a number of a known form, or a user name made of a known name stands."""
        if self._forms:
            for code in _CODE.finditer(text):
                if entity := self._forms.get((code[1], code[2], len(code[3]))):
                    yield Span(code.start(), code.end(), entity, 0.7, "number of a form seen in context")
        if not self._values and not self._logins:
            return
        for token in _TOKEN.finditer(text):
            if entity := self._values.get(token[0]):
                yield Span(token.start(), token.end(), entity, 0.7, "seen in context elsewhere")
            elif token[0][:1].isalpha() and _login(token[0]) in self._logins:
                yield Span(token.start(), token.end(), "USERNAME", 0.65, "user name made of a name")


def _login(token: str) -> str:
    """The token without the number behind it, if it is written as user names are."""
    core = token.rstrip("0123456789")
    return core.lower() if core.islower() or core.isupper() else ""


def _logins(name: str) -> Iterator[str]:
    """Lower-case forms that offices make of a first and a last name; a plain last name is a word, and left to the names."""
    folded = name.casefold()
    for spelled in {folded.translate(_GERMAN), folded.translate(_STROKED)}:
        letters = unicodedata.normalize("NFKD", spelled).replace("-", "")
        words = [word for part in letters.split() if (word := _NO_LETTER.sub("", part))]
        if "," in name and len(words) > 1:
            words = [words[-1], *words[:-1]]
        for last in {words[-1], "".join(words[1:])} if len(words) > 1 else ():
            yield from (made for made in _combined(words[0], last) if len(made) >= SHORTEST_LOGIN and not _is_word(made))


def _is_word(made: str) -> bool:
    return made.isalpha() and WORDS.common(made)


def _combined(first: str, last: str) -> Iterator[str]:
    """Both orders, with and without a sign between, initials, and names cut short as old systems do."""
    for sign in ("", ".", "_", "-"):
        yield f"{first}{sign}{last[0]}"
        for size in range(min(SHORTEST_CUT, len(last)), len(last) + 1):
            yield f"{first}{sign}{last[:size]}"
            yield f"{first[0]}{sign}{last[:size]}"
            yield f"{last[:size]}{sign}{first[0]}"
        yield f"{last}{sign}{first}"
