"""A clean text as stored → as the embedding model reads it, and as the language model reads it (and back).

Ten random letters are noise to an embedding model, and small language models copy `Person A` without error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from appliance.privacy.stand_ins import KEYED, STAND_IN
from appliance.records import CleanText

_SHORT = {
    "PERSON": "Person", "PHONE_NUMBER": "Phone", "EMAIL_ADDRESS": "Email", "STREET_ADDRESS": "Address", "GPE": "Place",
    "DATE_OF_BIRTH": "Birth date", "DATE_TIME": "Date", "ORGANIZATION": "Organisation", "IP_ADDRESS": "IP address",
    "MAC_ADDRESS": "MAC address", "URL": "Link", "ZIP_CODE": "Postcode", "NRP": "Affiliation",
}  # fmt: skip


_ACRONYMS = frozenset("US UK DE FR ES IT NL PL SE CH SSN ITIN NHS NINO NIR NIF BSN PESEL AHV IP MAC URL ID IBAN BIC NRP".split())


def label(entity: str) -> str:
    """Return the word that people and models read for an entity: `Person`, `Medical record`."""
    if entity in _SHORT:
        return _SHORT[entity]
    first, *others = (part if part in _ACRONYMS else part.lower() for part in entity.split("_"))
    return " ".join((first if first in _ACRONYMS else first.capitalize(), *others))


_ROW = re.compile(r"(<([A-Z][A-Z0-9_]*)_[A-Z]{10,}>)(?: <\2_[A-Z]{10,}>)+")


def embedded(text: CleanText) -> str:
    """Return the text for the embedding model: `person`, `phone number`."""
    return embedded_stored(text.value)


def embedded_stored(stored: str) -> str:
    """Return the same for a sentence that was cut from a stored text; several of one entity in a row are one word.

    A question that names a surname of ten people holds ten stand-ins in a row.
    """
    return STAND_IN.sub(lambda found: found[1].replace("_", " ").lower(), _ROW.sub(r"\1", stored))


def lettered(number: int) -> str:
    """Return A, B, …, Z, AA, AB, … for 0, 1, …"""
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


class Labels:
    """Stand-in → `Person A`, `Phone 1`: the same one again within one page or answer."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._labels: dict[str, str] = {}
        self._taken = {one.casefold() for one in taken}
        self._counts: dict[str, int] = {}

    def of(self, stand_in: str, entity: str) -> str:
        """Return the label of a stand-in, a fresh one the first time."""
        if stand_in not in self._labels:
            fresh = self._next(entity)
            while fresh.casefold() in self._taken:  # the text itself says "Person A" of somebody else
                fresh = self._next(entity)
            self._labels[stand_in] = fresh
        return self._labels[stand_in]

    def _next(self, entity: str) -> str:
        word = label(entity)
        count = self._counts[word] = self._counts.get(word, 0) + 1
        return f"{word} {lettered(count - 1) if entity == 'PERSON' else count}"

    def items(self) -> list[tuple[str, str]]:
        """Return (stand-in, label) pairs, in the order of first use."""
        return list(self._labels.items())


class PromptNames:
    """The prompt rendering of several texts, and the way back for what the model wrote."""

    _LABEL_LIKE = re.compile(r"\b[A-Z][A-Za-z ]{2,20} (?:[A-Z]{1,2}|\d{1,3})\b")

    def __init__(self, texts: Iterable[CleanText] = ()) -> None:
        self._labels = Labels(found[0] for text in texts for found in self._LABEL_LIKE.finditer(text.value))

    def prompt(self, text: CleanText) -> str:
        """Return the text with `Person A` for each keyed stand-in, `[credit card]` for a plain one."""
        return self.prompt_stored(text.value)

    def prompt_stored(self, stored: str) -> str:
        """Return the same for a sentence that was cut from a stored text."""
        named = KEYED.sub(lambda found: self._labels.of(found[0], found[1]), stored)
        return STAND_IN.sub(lambda found: f"[{found[1].replace('_', ' ').lower()}]", named)

    def restored(self, draft: str) -> str:
        """Return the model's text with stand-ins for our labels, whatever its case, bold, hyphen, bracket or line break.

        A label that we did not give out ("Person Q") stays as it is: inert.
        """
        stored = {_key(given): stand_in for stand_in, given in self._labels.items()}
        if not stored:
            return draft
        words = "|".join(sorted({_loose(given.rpartition(" ")[0]) for _, given in self._labels.items()}, key=len, reverse=True))
        given = rf"\b(?:{words}){_GAP}(?:[A-Z]{{1,2}}|\d{{1,3}})\b"
        # marks around it go only where they stand on both sides
        wrapped = rf"(?i)(?P<mark>[*`]{{1,3}})?(?P<open>[<‹\[])?({given})(?(open)[>›\]])(?(mark)(?P=mark))"

        def back(found: re.Match[str]) -> str:
            stand_in = stored.get(_key(found[3]))
            return found[0] if stand_in is None or _is_prose(draft, found) else stand_in

        return re.sub(wrapped, back, draft)


#: what a model puts between the words of a label: a blank, a line break, a hyphen, an escaped underscore
_GAP = r"[\s_*\\-]{1,3}"
_DETERMINERS = frozenset("a an the one per each every any this that no which another some first".split())


def _is_prose(draft: str, found: re.Match[str]) -> bool:
    """Is it "one person a day"? A name has no such word before it, and is not written small beside one."""
    before = draft[: found.start()].split()
    return found[3].islower() and bool(before) and before[-1].lower() in _DETERMINERS


def _loose(words: str) -> str:
    return re.escape(words).replace(r"\ ", _GAP)


def _key(words: str) -> str:
    return " ".join(re.split(r"[\s_*\\-]+", words.casefold()))
