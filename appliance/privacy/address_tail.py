"""What belongs to a street beside it: unit, town, region, postcode and country behind it, unit and house name before it.

A small state machine over commas, line breaks and quote marks (UPU S42 names the parts and their orders). The danger: a
tail that runs on into the next sentence, so each step takes only what has the form of its state, and a town counts only
when something certain, the end of a line or of a sentence comes after it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from appliance.privacy.address_words import COUNTRIES, HOUSES, MONTHS, STOPS, UNIT_WORDS, is_known_place
from appliance.privacy.address_tokens import is_year
from appliance.privacy.lexicon import STATES, WORDS

_CAPITALS = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper()) + "∆Ω"
_STOP = "|".join(sorted(re.escape(word) for word in STOPS - {"mon", "sun", "sat", "sir"}))
#: a capitalised word that can be part of a town: no function word, no label of the next field
_W = rf"(?!(?i:{_STOP})(?![\w'’∆])|(?i:{UNIT_WORDS})\.?[ :#]{{0,2}}(?:\d|[A-Z](?!\w))|(?i:{'|'.join(sorted(MONTHS))})\.?,? \d)(?:(?:St|Ste|Mt|Ft|Co|Αγ|Αγία|[{_CAPITALS}])\.(?=[ ]?[{_CAPITALS}])|['’]?[{_CAPITALS}](?:[^\W\d_]|['’∆])*(?:[-/](?:[^\W\d_]|['’∆])+)*(?![\w:]))"
_LINK = (
    "am|an der|an|der|den|de|la|le|les|sur|sous|en|upon|under|by|on|of|the|del|della|di|in|bei|ob|im|aan|na|nad|pod|u|do|da|dos|"
    "das|v|ved|i|y|e|and|los|las|el|à|a|lès|près|vor|dem|con|über|pri|ob|v"
)
_TOWN = rf"(?:(?:de|den|het|la|le|les|los|las|el|['’][st])[ -])?{_W}(?: (?:(?:{_LINK}) ){{0,2}}{_W}){{0,4}}(?: (?:mesto|město|hora|ves|vas|polje|gora|selo|voda|dvor|brod|potok|most)(?!\w))?(?: \([^()\n\d]{{2,25}}\))?(?: \d{{1,2}}(?=[ \t]*(?:,|\n|$)))?"
#: > and | of quoted mail, ? of lost bullets, <br>
MARGIN = r"(?:[ \t]*(?:[>|?*#·•]{1,4}[ \t]*){0,4})"
_BREAK = rf"(?:[ \t]*(?:<br ?/?>)?\n{MARGIN})"
SEPARATOR = rf"(?:\.?[ \t]*(?:[,;](?:[ \t]*,)?[ \t]*{_BREAK}?|{_BREAK}[,;]?[ \t]*|[ \t][·•|–—/-][ \t]|<br ?/?>))[ \t]*"
_UNIT_NUMBER = r"(?:[A-Z]{0,2}[-]?\d[\w/-]{0,6}|[A-Z]{1,2}\d?)(?![\w'’])"
UNIT = (
    rf"(?:(?i:{UNIT_WORDS})\.?(?: (?i:no|nr)\.?)?[ :#]{{0,2}}{_UNIT_NUMBER}|#\d{{1,4}}[A-Z]?(?!\w)|"
    r"(?i:(?:ground|first|second|third|fourth|fifth|top|lower ground|\d{1,2}(?:st|nd|rd|th)) floor)\b|"
    r"\d{1,2}\. ?(?:OG|Stock|Etage|sal|tv|th|mf|emelet|em)\b\.?(?: (?:\d{1,3}\.?|tv|th|mf)(?!\w))?|m\. ?\d{1,4}|as\.? \d{1,3}(?=,|\n|$)|(?i:bl|sc|ap|et)\. ?\d{1,4}[A-Z]?(?!\w)|[A-H] \d{1,3}(?=,|\n|$)|\d{1,2} ?[ºª°](?: ?(?:[A-Z]|\d{1,2}|izq|dcha|esq|dto)\b\.?)?|"
    r"(?i:bajo|entresuelo|rez-de-chaussée|bte|boîte) ?[A-Z\d]{0,3}\b|(?i:p\.? ?o\.? ?box) \d{1,6})"
)
#: the letters that some posts set before the digits (CEPT recommendation, UPU S42)
_PREFIX = "AT?|BE?|CH|CY|CZ|DE?|DK|E|ES|EE|F|FR|FI|FIN|FO|GL|GR|HR?|HU|I|IS|IT|L|LT|LU|LV|MD|NL?|NO|PL?|PT|RO|SE?|SI|SK|UA"
#: the forms of postcodes that letters or a break make certain: UK, Ireland, Canada, the Netherlands, Sweden, Poland, Portugal, Brazil, US
CERTAIN_CODE = (
    rf"(?:(?:{STATES})\.?,?[ \t]+\d{{5}}(?:-\d{{4}})?|(?i:[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}})|[A-Z]\d[\dW] ?[A-Z\d]{{4}}|"
    rf"[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{{4}} ?[A-Z]{{2}}|(?:{_PREFIX})-\d{{3,5}}(?: \d{{2}})?|\d{{3}} \d{{2}}|\d{{2}}-\d{{3}}|"
    rf"\d{{4,5}}-\d{{3,4}}|(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT),?[ \t]+\d{{4}}|(?:Τ\.?Κ\.?|PLZ|CAP|C\.?P\.?|RD) ?\d{{4,5}}|\d{{3}} \d{{2}}|BFPO \d{{1,4}})"
)
_CODE = rf"(?:{CERTAIN_CODE}|\d{{4,6}}|\d{{3}}(?=[ \t]+[{_CAPITALS}]))(?![\w/%€£$]|[.,:-]\d)"
_CEDEX = r"(?:[ \t]+(?i:cedex)(?: \d{1,2})?)?"
_STEP_UNIT = re.compile(rf"(?: (?:(?:van|von|ten|{_LINK}) )?{_W}){{0,3}}(?:{SEPARATOR}|\.?[ \t]{{1,3}}){UNIT}")
_STEP_CODE = re.compile(rf"(?:{SEPARATOR}|[ \t]+)(?P<code>{_CODE})(?P<town>[ \t]+{_TOWN}{_CEDEX})?")
_TOWN_BELOW = re.compile(rf"{SEPARATOR}{_W}")
_STEP_TOWN = re.compile(rf"{SEPARATOR}(?P<town>{_TOWN})(?P<then>[ \t]*(?:[,;]|\n|$|[.)\]?!]|[ \t](?:{_CODE})))?")
_STEP_PLAIN_TOWN = re.compile(rf"\.?[ \t]+(?P<town>{_TOWN})(?P<then>[ \t]*(?:[,;]|\n|$|[.)\]?!]|[ \t](?:{_CODE})))?")
_STEP_REGION = re.compile(
    rf"(?:{SEPARATOR}|[ \t]+)(?:[A-Z][a-z]{{1,2}}(?={SEPARATOR}\d{{4}})|[A-Z]{{1,3}}|\d{{1,2}}|\([A-Z]{{2}}\))(?={SEPARATOR}(?:{_CODE}|{_W})|[ \t]+{_CODE}|[ \t]*(?:\n|$|[.,;]))"
)
_STEP_COUNTRY = re.compile(rf"(?:{SEPARATOR}|[ \t]+)\(?(?i:{COUNTRIES})(?![\w'’∆])(?: \({_W}\))?\)?")
_COUNTRY_CODE = re.compile(rf"(?:{SEPARATOR}|[ \t]+)(?:{_W} ?){{1,3}}(?:\({_W}\) ?)?(?<= )\d{{4,6}}(?![\w/%]|[.,:-]\d)")
_UNIT_BEFORE = re.compile(rf"(?:^|(?<=[^\w'’]))(?:{UNIT})(?:{SEPARATOR}|[ ])\Z")
_HOUSE_BEFORE = re.compile(
    rf"(?:^|(?<=[\n,:>\t] )|(?<=[\n,:>\t])|(?<=\b(?:at|in|to|of|is) ))(?:The )?(?:{_W} ){{0,3}}(?i:{HOUSES})(?: \d{{1,3}})?{SEPARATOR}\Z"
)
_CORNER_BEFORE = re.compile(rf"(?<![\w'’-]){_W}(?: {_W})? (?:and|&|und|et|y|e|i|och|og) \Z")
_NUMBER_BEFORE = re.compile(r"(?<![\w.,£$€#/-])\d{1,5}[ ]\Z")
HEAD = 60  # characters before a street in which its unit and house name may stand
MOST_STEPS = 8


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
        self.certain = self.likely = self._coded = self._town = self.unit = False

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
        if (
            code.isdigit()
            and not town
            and not (self._town or self.unit or len(code) == 5)
            and not _TOWN_BELOW.match(self._text, found.end())
        ):
            return False  # "12 High Street, 1998" says a year
        yearly = is_year(code)
        if yearly and (not town or (WORDS.common(town.split()[0]) and not is_known_place(town.strip()))):
            return False
        self._coded = True
        self._town = self._town or town is not None
        amount = (
            code.isdigit()
            and town
            and "\n" not in found[0]
            and WORDS.common(town.split()[0])
            and not is_known_place(town.strip())
        )
        self.certain, self.likely = self.certain or not (amount or yearly), True
        return self._keep(found.end())

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
        if self.unit or self._coded or found[0][-1] == ")":
            self.end = self._at
        return True

    def _take_town(self) -> bool:
        """A known place ends an address; another needs what comes after it."""
        found = _STEP_TOWN.match(self._text, self._at)
        apart = found is not None
        if found is None:
            if self._town or self._coded or not (found := _STEP_PLAIN_TOWN.match(self._text, self._at)):
                return False
            if not self.unit and WORDS.common(found["town"].split()[0]) and not is_known_place(found["town"]):
                return False  # "3 Product Road Map"
        known, ended = is_known_place(found["town"]), found["then"] is not None
        if self._coded and self._town and not known:
            return False
        if not (known or ended or (self.unit and not self._town) or (self._coded and apart)):
            return False
        self._at, self._town = found.end("town"), True
        broken = "\n" in found[0][: found.start("town") - found.start()]
        if (
            known
            or self._coded
            or self.unit
            or (not broken and (found["then"] or "").strip() in (".", "", ")", "?", "!") and apart)
        ):
            self.end = self._at
        return True


def head(text: str, start: int) -> tuple[int, bool]:
    """Where the address starts with the number, unit or house name before its street, and whether a unit says that it is one."""
    certain = False
    if not _UNIT_BEFORE.search(text, max(0, start - HEAD), start) and (
        found := _NUMBER_BEFORE.search(text, max(0, start - 8), start)
    ):
        start = found.start()
    for _ in range(2):
        low = max(0, start - HEAD)
        if found := _UNIT_BEFORE.search(text, low, start):
            start, certain = found.start(), True
        elif (found := _HOUSE_BEFORE.search(text, low, start)) or (found := _CORNER_BEFORE.search(text, low, start)):
            start = found.start()
        else:
            break
    return start, certain
