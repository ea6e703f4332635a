"""What belongs to a street beside it: unit, town, region, postcode and country behind it, unit and house name before it.

A small state machine over commas, line breaks and quote marks (UPU S42 names the parts and their orders). The danger: a
tail that runs on into the next sentence, so each step takes only what has the form of its state, and a town counts only
when something certain, the end of a line or of a sentence comes after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.privacy.address_parts import CODE, COUNTRY_LETTERS, HASH_UNIT, LINK, NAME, SEPARATOR, TOWN, UNIT
from appliance.privacy.address_places import COUNTRIES, is_known_place
from appliance.privacy.address_tokens import is_year
from appliance.privacy.address_words import HOUSES
from appliance.privacy.lexicon import WORDS

_BLANK = r"[ \t]{1,4}"
_THEN = rf"(?P<then>[ \t]{{0,4}}(?:[,;]|\n|$|[.)\]?!]|[ \t](?:{CODE}|[–-][ \t])))?"
_PART_END = r"[ \t]{0,4}(?:\n|$|[.,;])"
_STEP_UNIT = re.compile(rf"(?: (?:(?:van|von|ten|{LINK}) )?{NAME}){{0,3}}(?:{SEPARATOR}|\.?[ \t]{{1,3}})(?:{UNIT}|{HASH_UNIT})")
_STEP_CODE = re.compile(
    rf"(?:{SEPARATOR}|{_BLANK})(?P<code>{CODE})(?P<town>{_BLANK}{TOWN}(?:{_BLANK}(?i:cedex)(?: \d{{1,2}})?)?)?"
)
_STEP_TOWN = re.compile(rf"{SEPARATOR}(?P<town>{TOWN}){_THEN}")
_STEP_PLAIN_TOWN = re.compile(rf"\.?{_BLANK}(?P<town>{TOWN}){_THEN}")
_STEP_REGION = re.compile(
    rf"(?:{SEPARATOR}|{_BLANK})(?:[A-Z][a-z]{{1,2}}(?={SEPARATOR}\d{{4}})|[A-Z]{{1,3}}|\d{{1,2}}|\([A-Z]{{2}}\))"
    rf"(?={SEPARATOR}(?:{CODE}|{NAME})|{_BLANK}{CODE}|{_PART_END})"
)
_IN_BRACKETS = r"\([^()\n\d]{2,25}\)"
_STEP_COUNTRY = re.compile(rf"(?:{SEPARATOR}|{_BLANK})\(?(?i:{COUNTRIES})(?![\w'’∆-]| {NAME}(?! ?\d))(?: {_IN_BRACKETS})?\)?")
#: a country or people that no list has, told by the postcode behind it
_COUNTRY_CODE = re.compile(
    rf"(?:{SEPARATOR}|{_BLANK})(?:(?:{NAME}|&|and|of) ?){{1,4}}(?:{_IN_BRACKETS} ?)?(?<= )\d{{4,6}}(?![\w/%]|[.,:-]\d)"
)
_NEXT_PART = re.compile(rf"{SEPARATOR}{NAME}")
_UNIT_BEFORE = re.compile(rf"(?<![\w'’])(?:{UNIT})(?:{SEPARATOR}|[ ])\Z")
_HOUSE_BEFORE = re.compile(
    r"(?:^|(?<=[\n,:>\t] )|(?<=[\n,:>\t])|(?<=\b(?:at|in|to|of|is) ))(?:The )?"
    rf"(?:{NAME} ){{0,3}}(?i:{HOUSES})(?: \d{{1,3}})?{SEPARATOR}\Z"
)
_CODE_BEFORE = re.compile(rf"(?<![\w.,£$€#/-])(?:(?:{COUNTRY_LETTERS}) ?- ?)?\d{{4,5}} {NAME}(?: {NAME})?, \Z")
_CORNER_BEFORE = re.compile(rf"(?<![\w'’-]){NAME}(?: {NAME})? (?:and|&|und|et|y|e|i|och|og) \Z")
_NUMBER_BEFORE = re.compile(r"(?<![\w.,£$€#/-])(?<!\d )\d{1,5}[ ]\Z")
_JOINING = (" and ", " & ", " und ", " et ", " y ", " e ", " i ", " och ", " og ")
HEAD = 60  # characters before a street in which its unit and house name may stand
MOST_BEFORE = 3  # house, floor, unit
MOST_STEPS = 8
CERTAIN_DIGITS = 5  # a postcode that stands alone behind a street; four may be a year


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the address ends, and whether unit, postcode or country say that it is one."""

    end: int
    certain: bool
    likely: bool  # digits that may be a postcode or count what follows: "Table 3, 1200 Patients"
    unit: bool


def tail(text: str, end: int) -> Tail:
    """Follow unit, town, region, postcode and country from the end of a street."""
    machine = _Machine(text, end)
    for _ in range(MOST_STEPS):
        if not machine.step():
            break
    return Tail(machine.end, machine.certain, machine.likely, machine.unit)


class _Machine:
    def __init__(self, text: str, end: int) -> None:
        self._text = text
        self.end = self._at = end  # what is sure, and where the next step is looked for
        self.certain = self.likely = self.unit = self._coded = self._town = False

    def step(self) -> bool:
        """Take one part; say whether there was one."""
        return self._take_unit() or self._take_code() or self._take_country() or self._take_region() or self._take_town()

    def _keep(self, at: int) -> bool:
        self._at = self.end = at
        return True

    def _take_unit(self) -> bool:
        if self._coded or not (found := _STEP_UNIT.match(self._text, self._at)):
            return False
        self.certain = self.unit = True
        return self._keep(found.end())

    def _take_code(self) -> bool:
        if self._coded or not (found := _STEP_CODE.match(self._text, self._at)):
            return False
        code, town = found["code"], found["town"]
        yearly = is_year(code) and not self._text[self._at - 3 : self._at].isupper()  # but "Sydney NSW 2000"
        counted = town is not None and _is_common(town)
        if (code.isdigit() and not town and not self._may_stand_alone(found)) or (yearly and (counted or not town)):
            return False  # "12 High Street, 1998" says a year
        self._coded, self._town, self.likely = True, self._town or town is not None, not yearly
        amount = code.isdigit() and counted and "\n" not in found[0]
        self.certain = self.certain or not (amount or yearly)
        return self._keep(found.end())

    def _may_stand_alone(self, found: re.Match[str]) -> bool:
        long = len(found["code"]) == CERTAIN_DIGITS
        return self._town or self.unit or long or _NEXT_PART.match(self._text, found.end()) is not None

    def _take_country(self) -> bool:
        if found := _STEP_COUNTRY.match(self._text, self._at):
            self.certain = self._town = True
            return self._keep(found.end())
        if (self.unit or self._town) and not self._coded and (found := _COUNTRY_CODE.match(self._text, self._at)):
            self._coded = self.certain = True
            return self._keep(found.end())
        return False

    def _take_region(self) -> bool:
        if not self._town or not (found := _STEP_REGION.match(self._text, self._at)):
            return False
        self._at = found.end()
        if self.unit or self._coded or found[0][-1] == ")" or is_known_place(found[0].strip(" ,\n\t")):
            self.end = self._at
        return True

    def _take_town(self) -> bool:
        """A known place ends an address; another needs what comes after it."""
        found = _STEP_TOWN.match(self._text, self._at) or self._plain_town()
        if found is None:
            return False
        apart = found.re is _STEP_TOWN
        known, then = is_known_place(found["town"]), found["then"]
        if self._coded and self._town and not known:
            return False
        if not (known or then is not None or (self.unit and not self._town) or (self._coded and apart)):
            return False
        self._at, self._town = found.end("town"), True
        broken = "\n" in found[0][: found.start("town") - found.start()]
        ended = apart and not broken and then is not None and then.strip() in (".", "", ")", "?", "!")
        if known or self._coded or self.unit or ended:
            self.end = self._at
        return True

    def _plain_town(self) -> re.Match[str] | None:
        """A town right behind the street: `12 Baker Street London`, but not the map of `3 Product Road Map`."""
        found = None if self._town or self._coded else _STEP_PLAIN_TOWN.match(self._text, self._at)
        return found if found and (self.unit or not _is_common(found["town"])) else None


def _is_common(town: str) -> bool:
    """Is it a word of the dictionary, and no place that everybody knows?"""
    return WORDS.common(town.split()[0]) and not is_known_place(town.strip())


def head(text: str, start: int) -> tuple[int, bool]:
    """Where the address starts with the number, unit or house name before its street, and whether a unit says that it is one."""
    certain = False
    if not _UNIT_BEFORE.search(text, max(0, start - HEAD), start):
        start = _numbered(text, start)
    for _ in range(MOST_BEFORE):
        low, last = max(0, start - HEAD), text[max(0, start - 3) : start].rstrip(" \t")[-1:]
        if found := _UNIT_BEFORE.search(text, low, start):
            start, certain = found.start(), True
        elif text.endswith(", ", low, start) and (found := _CODE_BEFORE.search(text, low, start)):
            return found.start(), True
        elif (last and not last.isalnum() and (found := _HOUSE_BEFORE.search(text, low, start))) or (
            text.endswith(_JOINING, low, start) and (found := _CORNER_BEFORE.search(text, low, start))
        ):
            start = found.start()
        else:
            break
    return _numbered(text, start), certain


def _numbered(text: str, start: int) -> int:
    """The start of the number of a plot or building right before."""
    found = _NUMBER_BEFORE.search(text, max(0, start - 8), start)
    return found.start() if found else start
