"""Text → spans of dates, dates of birth told from other dates by what stands around, weekdays, years and ages.

Forms: ISO 8601, and the written and numeric dates of English, German, French, Spanish, Italian, Dutch, Portuguese, Polish
and the Scandinavian languages (Unicode CLDR gives the names). A number that no calendar has is no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.privacy.calendar_names import MONTHS, WEEKDAYS
from appliance.privacy.gates import fold, spoken
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

BIRTH_REACH = 90  # characters before a date in which a word for birth counts
OLDEST = 120  # years
LONGEST_ANSWER = 30  # characters of a turn of a chat before the date in it
TURNS, TURNS_REACH = 3, 400  # lines before it, and characters, in which a birthday is asked for
FEWEST_DIGITS = 4  # of a date that a scan has spoilt
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_DAY = "|".join(WEEKDAYS)
_CLOCK = (
    r"(?:[T,]? ?(?:at |um |à |a las |alle |om |kl\.? )?(?:[01]?\d|2[0-4])[:.h][0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?"
    r"(?: ?[ap]\.?m\b\.?| ?uhr| ?hrs?\b)?(?: ?(?:Z|UTC|GMT|CES?T|BST)\b| ?[+-]\d\d:?\d\d)?)"
)
_WRITTEN = re.compile(
    rf"(?i)(?<![\w./-])(?:\d{{1,2}}(?:st|nd|rd|th|er|ª|º|°|\.)?[ -]?(?:of |de |d')?{_MONTH},?(?:[ -](?:de |del |of )?'?"
    rf"(?:\d{{4}}|\d{{2}}))?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?|"
    rf"{_MONTH},? (?:of |de |del )?(?:19|20)\d\d|"
    rf"\d{{1,2}}(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:\d{{4}}|\d\d)){_CLOCK}?(?![\w/]|[.-]\d)"
)
_NUMERIC = re.compile(
    r"(?<![\w./-])(?:(?P<a>\d{1,2})(?P<sep>[-./ ]|\. )(?P<b>\d{1,2})(?P=sep)(?P<year>(?:1[89]|20)?\d{2})|"
    r"(?:1[89]|20)\d{2}(?P<iso>[-./]|年)(?P<m>\d{1,2})(?:(?P=iso)|月)(?P<d>\d{1,2})日?|"
    r"(?P<short>(?:0[1-9]|1[0-2])/(?:19|20)\d\d)|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]))"
    rf"{_CLOCK}?(?![\w/]|[.-]\d)", re.I
)  # fmt: skip
_TIME = re.compile(
    r"(?i)(?<![\w.:/,-])(?:(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?: ?[ap]\.?m\b\.?| uhr\b| ?h(?:rs?)?\b)?|"
    r"(?:[01]?\d|2[0-3])(?:[.h][0-5]\d)?(?: ?[ap]\.?m\b\.?| uhr\b| hrs\b)|(?:[01]?\d|2[0-3])h[0-5]\d)(?![\w:/]|[.-]\d)"
)
_WEEKDAY = re.compile(rf"(?i)(?<![\w./-])(?:{_DAY})(?! (?:times|school|telegraph|mail)\b)(?!\w)")
_YEAR = re.compile(
    r"(?i)(?<![\w£$€.,/-])(?:in|since|from|by|until|till|before|after|during|of|and|to|for|year|between|early|late|mid|"
    r"seit|im jahre?|ab|bis|depuis|en|année|desde|año|nel|dal|anno|sinds|jaar|vor|nach|avant|après) "
    r"((?:1[5-9]|20)\d\d)(?:s)?(?![\w/-]|[.,]\d)"
)
_BIRTH = re.compile(
    r"(?i)\b(?:d\.? ?[o0]\.? ?b\b\.?|dat[ec]s? ?[o0]f ?b[iIl1]rth|b[il1]rth ?(?:date|day|dt)s?|b-?d(?:ay|ate)|b[o0]rn|births?|"
    r"geb(?:\.|oren|\.?[ -]?dat(?:um)?|urtsdat(?:um|en)|urtstag)?|ddn|(?:fecha|data) na[cs]c?|"
    r"né(?:e|\(e\))?|naissance|anniversaire|nacid[oa]|nacimiento|nac\.|cumpleaños|nat[oa]|nascita|compleanno|geboortedatum|"
    r"verjaardag|fødselsdato|fødselsdag|født|födelsedatum|född|fødd|syntynyt|syntymäaika|urodzon[ya]|ur\.|urodzenia|"
    r"nascid[oa]|nascimento)(?!\w)"
)
_OTHER_DATE = re.compile(
    r"(?i)\b(?:admitted|discharged|seen|appointment|visit|updated|died|joined|started|issued|moved to|expires?|due|"
    r"signed|reviewed|dated|since|until|from|on the|aufgenommen|entlassen|seit|gestorben|admise?|sortie?|décédée?|depuis|"
    r"ingresad[oa]|fallecid[oa]|ricoverat[oa]|decedut[oa]|opgenomen|ontslagen|overleden)\b[^.;|]{0,25}$"
)
_TURN = re.compile(r"(?:\[?\d{1,2}[:.]\d\d[^\]\n\w]{0,3}(?:[ap]m)?\]? ?)?(?:<[^>\n]{1,30}>|[^:\n]{1,30}:) ")  # of a chat
_BORN = re.compile(r"(?i)(?:\*|(?<![\w.])b\.) ?$")
_SCANNED = re.compile(r"[ :.-]{0,4}([\dOoIl|]{1,2} ?([-./]) ?[\dOoIl|]{1,2} ?\2 ?[\dOoIl|]{2,4})(?!\w)")
_STOP = re.compile(r"[;!?]|[a-z]{3}\. ")
_BIRTH_AFTER = re.compile(r"(?i) ?[),]? ?\(?(?:d\.?o\.?b|birth|geb\b|geburt|naissance)")
_AGE_HEADER = re.compile(r"(?i)(?:age|alter|âge|edad|età|leeftijd)(?: .{0,12})?")
_TENS = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two|three|four|five|six|seven|eight|nine))?"
_WHO = r"(?:man|woman|male|female|boy|girl|patient|gentleman|lady|pt)"
_AGES = (  # each with one group: the number, and what belongs to it
    r"\b(?:aged?|age is|age:|ages|turn(?:s|ed|ing)?|alter:?|âge:?|edad:?|età:?|leeftijd:?|âgée? de|im alter von) ?(?:of |"
    r"is )?:? ?(\d{1,3})\b(?!\s?[%£$€.:/]\d|\s?(?:per|%))",
    r"\b(?:age|alter|âge|edad|età|leeftijd)[^:\n\d]{0,15}: ?(\d{1,3})\b(?![.,/:]\d)",
    rf"\b(\d{{1,3}}(?: ?-? ?(?:year|yr)s?(?: ?-? ?olds?)?))\b(?=[- ]old|(?<=old)|(?<=olds)|,? (?:of age|{_WHO}))",
    r"\b(\d{1,3}[ -]?(?:years?|yrs?|months?|mths?|weeks?|wks?)[ -](?:old|of age))\b",
    r"\b(\d{1,3}(?: ?y\.?/?o\b\.?| (?:jahre alt|ans|años|anni|jaar|år)\b|[ -]?jährig\w{0,2}|-jarige?\b))",
    rf"\b(\d{{1,3}} ?y(?:rs?)?)\b(?=[,)]| [MF]\b| {_WHO}\b)",
    r"(?<![\w.,£$€/-])(\d{1,3}) ?(?:/ ?)?(?-i:[MF])(?=[,);]| with\b| c/o| presenting| admitted| known| s/p| seen\b|\s*$)",
    r"\b(?:male|female|(?-i:[MF])) ?[,/] ?(\d{1,3})\b(?![\w/.,-])",
    r"\b(\d{1,3}) ?[/,] ?(?:male|female)\b",
    rf"\b(?:{_WHO}|mann|frau|homme|femme|hombre|mujer|uomo|donna) (?:of|von|de|di) (\d{{1,3}})\b(?! ?[%£$€:./]| (?!and\b)\w+s\b)",
    r"\b(?:i'?m|i am|he is|she is|he's|she's|they are|who is|is now|just turned|am) (\d{1,3})\b(?! ?[%£$€:./]|"
    r" \w+(?:s)?\b(?<!and)(?<!years))",
    r"\b(\d{1,3})(?:st|nd|rd|th) birthday\b",
    rf"\b({_TENS}[ -]years?[ -]old|(?<=aged ){_TENS}|(?<=age of ){_TENS})\b",
)
_AGE = re.compile("|".join(_AGES), re.I | re.M)
#: words of which one must stand in the text; the patterns are tried only then
_MONTH_WORDS, _DAY_WORDS = frozenset(map(fold, MONTHS)), frozenset(map(fold, WEEKDAYS))
_BIRTH_WORDS = frozenset("date d b dob birth born birthday birthdate bday geb geburtsdatum geboren naissance nacimiento".split())
_CLOCK_WORDS = frozenset("am pm a uhr hrs h".split())
_TEN_WORDS = frozenset("twenty thirty forty fifty sixty seventy eighty ninety".split())
_AGE_WORDS = frozenset(
    "age aged ages turn turns turned turning alter im edad età leeftijd âgé âgée year years yr yrs month months week weeks "
    "y yo o jahre ans años anni jaar år jährig jährige jähriger jähriges jährigen jährigem jarig jarige "
    "i m f am is s are male female man woman mann frau homme femme hombre mujer uomo donna birthday".split()
)


def dates(around: Surroundings) -> Iterator[Span]:
    """Yield dates and years; a date that is called a birthday is an entity of its own."""
    text, traits = around.text, around.traits
    if not _DAY_WORDS.isdisjoint(traits.words):
        for weekday in _WEEKDAY.finditer(text):
            yield Span(weekday.start(), weekday.end(), "DATE_TIME", 0.6, "weekday")
    if traits.digits and not _MONTH_WORDS.isdisjoint(traits.words):  # letters beside digits are words too
        for hit in _WRITTEN.finditer(text):
            yield _named(around, hit.start(), hit.end())
    if traits.digits > 2:
        if not _BIRTH_WORDS.isdisjoint(traits.words):
            yield from _scanned(text)
        for hit in _NUMERIC.finditer(text):
            span = _named(around, hit.start(), hit.end())
            if _in_calendar(hit, called=span.entity == "DATE_OF_BIRTH"):
                yield span
    if traits.digits > 2 or not _CLOCK_WORDS.isdisjoint(traits.words):
        for hit in _TIME.finditer(text):
            yield Span(hit.start(), hit.end(), "DATE_TIME", 0.6, "time of day")
    if traits.longest > 3:
        for hit in _YEAR.finditer(text):
            yield Span(*hit.span(1), "DATE_TIME", 0.6, "year")


def is_dated(text: str) -> bool:
    """Does a phrase point to a day, a month or a year, rather than to a span of time such as "ten days"?"""
    return bool(_DATED.search(text))


_DATED = re.compile(rf"(?i)\b(?:1[5-9]|20)\d\d\b|\d[./:-]\d|\b(?:{_DAY})\b|\b{_MONTH}|christmas|easter|new year")


def _named(around: Surroundings, start: int, end: int) -> Span:
    if _is_birthday(around, start, end):
        return Span(start, end, "DATE_OF_BIRTH", 0.9, "date of birth")
    return Span(start, end, "DATE_TIME", 0.7, "date")


def _in_calendar(hit: re.Match[str], *, called: bool) -> bool:
    """Day and month as they can be; short forms that could be a version or an amount only if they are called a birthday."""
    if hit["m"]:
        return 1 <= int(hit["m"]) <= 12 and 1 <= int(hit["d"]) <= 31
    if not hit["a"]:
        return True
    first, second = int(hit["a"]), int(hit["b"])
    known = 1 <= min(first, second) <= 12 and 1 <= max(first, second) <= 31
    whole = len(hit["year"]) == 4 or hit["sep"] == "/" or (hit["sep"] in ".-" and len(hit["a"]) == len(hit["b"]) == 2)
    return known and (whole or called)


def _is_birthday(around: Surroundings, start: int, end: int) -> bool:
    """Is the date called one: by its column, by words before it in the sentence, or right behind?"""
    if _BIRTH.search(around.header_at(start)):
        return True
    before = around.before(start, BIRTH_REACH).partition(": ")[2]
    cues = list(_BIRTH.finditer(before))
    between = before[cues[-1].end() :].removeprefix(" on the") if cues else ""
    if cues and not _OTHER_DATE.search(between) and not _STOP.search(between) and not is_dated(between):
        return True
    if _BORN.search(before) or _BIRTH_AFTER.match(around.text, end, end + 16):
        return True
    return not _BIRTH_WORDS.isdisjoint(around.traits.words) and _is_answer(around.text, start)


def _is_answer(text: str, start: int) -> bool:
    """Was a birthday asked for in one of the turns of a chat just before this one?"""
    line = text.rfind("\n", 0, start) + 1
    turn = _TURN.match(text, line, start)
    if not turn or start - turn.end() > LONGEST_ANSWER or _OTHER_DATE.search(text, turn.end(), start):
        return False
    for asked in reversed(text[max(0, line - TURNS_REACH) : line].splitlines()[-TURNS:]):
        if _BIRTH.search(asked):
            return _TURN.match(asked) is not None and not re.search(r"\d[./-]\d", asked)
    return False


def _scanned(text: str) -> Iterator[Span]:
    """Dates right behind a word for birth as a scan gives them: letters for digits, blanks around the signs."""
    for cue in _BIRTH.finditer(text):
        if (hit := _SCANNED.match(text, cue.end())) and sum(map(str.isdigit, hit[1])) >= FEWEST_DIGITS:
            yield Span(*hit.span(1), "DATE_OF_BIRTH", 0.8, "scanned date of birth")


def ages(around: Surroundings) -> Iterator[Span]:
    """Yield ages in years, months or weeks."""
    traits = around.traits
    if not (_AGE_WORDS if traits.digits else _TEN_WORDS).isdisjoint(traits.words):
        for hit in _AGE.finditer(around.text):
            group = hit.lastindex or 0
            years = re.match(r"\d+", hit[group])
            if years is None or int(years[0]) <= OLDEST:
                yield Span(*hit.span(group), "AGE", 0.8, "age")
    for cell in around.layout.cells if traits.digits else ():
        value = around.text[cell.start : cell.end].strip()
        if value.isdecimal() and len(value) <= 3 and int(value) <= OLDEST and _AGE_HEADER.fullmatch(spoken(cell.header)):
            at = around.text.index(value, cell.start)
            yield Span(at, at + len(value), "AGE", 0.8, "age in a column")
