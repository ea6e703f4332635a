"""A number and the words beside it on its line → the street it belongs to, and how sure that is.

Number first (English, French) or last (the rest of Europe). Words are read outward from the number for as long as they
can be a name: capitals, particles, types. The danger: a heading ("3 Main Points") or an amount ("5 Working Days").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from appliance.privacy import address_words as words
from appliance.privacy.address_tokens import LONGEST_ABBREVIATION, LONGEST_RUN, NUMBER, ORDINAL, WORD, Token, is_year, is_years


class Grade(IntEnum):
    """How much the words alone say."""

    LOWER = 0  # a number beside lower-case words ("Gupčeva zvijezda 4") or counted ones: needs a postcode and a break before
    BARE = 1  # a number beside a name: needs a cue, a unit, or a postcode
    WEAK = 2  # a street type that is an ordinary word too: needs a break or a preposition before
    USUAL = 3  # needs one only if the sentence runs on
    SURE = 4


@dataclass(frozen=True, slots=True)
class Street:
    """A stretch that names a street, with its number if it has one."""

    start: int
    end: int
    grade: Grade


_BEHIND = (
    dict.fromkeys(words.WEAK | {f"{word}s" for word in words.WEAK}, Grade.WEAK)
    | dict.fromkeys(words.USUAL, Grade.USUAL)
    | dict.fromkeys(words.SURE, Grade.SURE)
)
_NO_STREET_BEFORE = (words.NUMBERED_THINGS | words.MONTHS | words.HOUSE_WORDS | words.COMPANIES) - words.LAST_WEAK
_FOLLOWERS = words.FOLLOWERS | words.PARTICLES | words.UNITS
_ARTICLES = frozenset("the de la le van von ter ten 't den het di del d' l'".split())
_AHEAD = words.ADJECTIVES | words.PARTICLES
_COUNTED = words.COUNTED | words.MONTHS
_DIRECTION = re.compile(r" (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\b\.?(?! [A-Z][a-z]+ (?:St|Ave|Rd)\b)")
_NUMBER_MARK = re.compile(r"(?i)[ ,]{1,2}(?:(?:n\.? ?[º°o]\.?|n[uú]m\.?|nr\.?|no\.?|č\.?p\.?|hausnr\.?) ?)?\Z")
_NEXT_LOWER = re.compile(r" ([^\W\d_A-ZÀ-Þ][^\W\d_]*\.?)")
_HOUSE_BEFORE = re.compile(r"(?i)(?:\b(?:at|to|from|near|outside|opposite|address|is) |: )\Z")  # so that a year is a house number
_LINE_END = re.compile(r"\n[ \t>]*(?<=[\n \t>])(?=[^\W\d_a-z])")
_LOWER = re.compile(r"[^\W\d_]{2,}")
_WRAPPED = re.compile(rf"\n[ \t>]*(?=(?i:{'|'.join(sorted(words.SURE | words.USUAL))})\b)")
MOST_LOWER = 2  # common nouns in the names of Slavic and Finnish streets: "Na delih 245"
REACH = 80  # characters before a number in which its street may stand
LONGEST_ACRONYM = 5  # letters
MOST_BEFORE = 4  # words of a name with its type


def streets(text: str, number: re.Match[str]) -> Iterator[Street]:
    """Yield what the number may belong to, best first."""
    left, right = _left(text, number), _right(text, number)
    both = [street for street in (left, right) if street is not None]
    if left and right and max(left.grade, right.grade) < Grade.USUAL and " " not in text[left.start : number.start()].strip(" ,"):
        yield Street(left.start, right.end, Grade.BARE)  # "Fuglie 41 Popović Dam"
    yield from sorted(both, key=lambda one: (-one.grade, one.start))


def _left(text: str, number: re.Match[str]) -> Street | None:
    """The street whose number comes last: `Hauptstraße 5`, `Calle de Alcalá, 45`, `Király u. 15.`"""
    line = max(text.rfind("\n", 0, number.start()) + 1, number.start() - REACH)
    run = _run_before(text, line, number.start())
    if not run or not _goes_on(text, number) or run[-1].word in words.PARTICLES:
        return None
    first, grade = _graded_before(run)
    if grade < Grade.SURE and is_year(number[0]):
        return None
    if grade <= Grade.BARE and (number[0].count("/") > 1 or run[-1].low in _NO_STREET_BEFORE or _is_acronym(run)):
        return None
    first = _tight(run, first, grade)
    end = number.end() + (text.startswith(".", number.end()) and run[-1].low in words.HUNGARIAN)
    return Street(run[first].start, end, grade)


def _is_acronym(run: list[Token]) -> bool:
    """`RFC 1186`, `GB 18030`"""
    return len(run) == 1 and len(run[0].word) <= LONGEST_ACRONYM and run[0].word.isascii() and run[0].word.isupper()


def _run_before(text: str, line: int, end: int) -> list[Token]:
    """The words right before a number that can be the name of its street, in order."""
    mark = _NUMBER_MARK.search(text[line:end])
    stop = line + mark.start() if mark else end
    run: list[Token] = []
    lower = 0
    for hit in reversed(list(WORD.finditer(text, line, stop))[-LONGEST_RUN:]):
        token = Token.of(hit)
        if not run and (token.end != stop or (not mark and not (token.is_type or token.low.endswith("str")))):
            break
        if run and (token.stops or text[token.end : run[-1].start] != " "):
            break
        inside = bool(run) and (token.low in words.PARTICLES or ORDINAL.fullmatch(token.low) is not None)
        if not (token.is_name or token.is_type or inside or (token.word == "I" and not run)):
            lower += 1
            if lower > MOST_LOWER or not _LOWER.fullmatch(token.word) or token.low in words.STOPS | _NO_STREET_BEFORE:
                break
        run.append(token)
    run.reverse()
    while run and not (run[0].is_name or run[0].is_type or run[0].word[0].isdigit()):
        run.pop(0)
    return run


def _graded_before(run: list[Token]) -> tuple[int, Grade]:
    """Where in the run the street starts, and the grade of its type."""
    for at, token in enumerate(run[:-1]):
        if token.is_first:
            short = len(token.low) == 1 and not token.word.endswith((".", "/"))
            return at, Grade.BARE if short else Grade.WEAK if token.word in words.ENGLISH_TOO else Grade.SURE
        if token.low in words.FIRST_OF and run[at + 1].word in words.PARTICLES:
            return at, Grade.SURE
    last, start = run[-1], max(0, len(run) - MOST_BEFORE)
    if len(run) > 1 and last.is_last:
        return start, Grade.SURE
    for at in range(len(run) - 1, max(len(run) - 3, -1), -1):
        if run[at].ends_like(words.SUFFIXES):
            while at and run[at - 1].low in _AHEAD:
                at -= 1
            return 0 if len(run) < MOST_BEFORE else at, Grade.SURE
    if len(run) > 1 and (run[0].low in words.GERMAN_FIRST or (last.low in words.LAST_WEAK and last.word[0].isupper())):
        return start, Grade.WEAK
    if last.ends_like(words.SUFFIXES_WEAK):
        return start, Grade.WEAK
    return start, Grade.LOWER if last.is_noun else Grade.BARE


def _tight(run: list[Token], first: int, grade: Grade) -> int:
    """Without the verb and the preposition that lead up to the name: `Er wohnt in der Bonner Straße 12`."""
    if run[first].is_first or grade == Grade.LOWER:
        return first
    for at in range(len(run) - 2, first - 1, -1):
        apart = run[at].is_noun or (run[at].low.isdigit() and grade < Grade.SURE)
        if apart and any(token.is_name for token in run[at + 1 :]):
            first = at + 1
            break
    while first < len(run) - 1 and run[first].word.islower() and not run[first].is_type:
        first += 1
    return first


def _goes_on(text: str, number: re.Match[str]) -> bool:
    """`Storgatan 5 in Malmö` is a house number, `Anna 5 days ago` none."""
    follows = _NEXT_LOWER.match(text, number.end())
    return follows is None or follows[1].lower().rstrip(".") in _FOLLOWERS


def _right(text: str, number: re.Match[str]) -> Street | None:
    """The street whose number comes first: `12 Baker Street`, `12 bis, rue de la Paix`."""
    comma = text.startswith(",", number.end())
    wrapped = _LINE_END.match(text, number.end())
    run = _run_after(text, wrapped.end() - 1 if wrapped else number.end() + comma)
    if not run or is_years(number[0]):
        return None
    last, grade = _graded_after(run)
    if (comma or wrapped) and (grade < Grade.SURE or is_year(number[0]) or text[:number.start()].endswith("\n")):
        return None
    if (second := _second(text, run[-1].end)) and not is_year(number[0]):  # "6750 Koskikatu 25": the number of a plot or a building, then that of the house
        other = _left(text, second)
        if grade < Grade.USUAL or (other and other.grade > grade):
            return Street(number.start(), second.end(), max(other.grade if other else Grade.BARE, grade))
    graded = _doubted(text, number, run[: last + 1], grade)
    end = run[last].end - (run[last].word.endswith(".") and len(run[last].low) > LONGEST_ABBREVIATION)
    direction = _DIRECTION.match(text, end)
    return Street(number.start(), direction.end() if direction else end, graded) if graded is not None else None


def _doubted(text: str, number: re.Match[str], run: list[Token], grade: Grade) -> Grade | None:
    """The grade, lower where the number may be a year or an amount."""
    year, lows = is_year(number[0]), {token.low for token in run}
    if grade == Grade.BARE:
        if year or not lows.isdisjoint(_COUNTED):
            return None
        return grade if lows.isdisjoint(words.NUMBERED_THINGS) else Grade.LOWER
    if year and (grade < Grade.SURE or not _HOUSE_BEFORE.search(text, max(0, number.start() - 10), number.start())):
        return Grade.BARE
    return grade if lows.isdisjoint(words.COUNTED) else Grade.LOWER


def _second(text: str, end: int) -> re.Match[str] | None:
    """Another number right behind the run, that no lower-case word follows as what it counts."""
    found = NUMBER.match(text, end + 1) if text.startswith(" ", end) else None
    return found if found and _goes_on(text, found) else None


def _run_after(text: str, at: int) -> list[Token]:
    """The words right behind a number that can be the name of its street; a line may break before the type."""
    run: list[Token] = []
    while len(run) < LONGEST_RUN:
        wrapped = _WRAPPED.match(text, at) if run and text.startswith("\n", at) else None
        hit = WORD.match(text, wrapped.end() if wrapped else at + 1) if wrapped or text.startswith(" ", at) else None
        if hit is None or not _is_next(token := Token.of(hit), run):
            break
        run.append(token)
        at = hit.end()
        if token.stops:
            break
    while run and not (run[-1].is_name or _is_lower_type(run[-1]) or run[-1].word[0].isdigit()):
        run.pop()
    return run


def _is_next(token: Token, run: list[Token]) -> bool:
    """Can the word go on a street that starts with its number?"""
    if token.word.isdigit():  # "Highway 61", "Calle 8"
        return bool(run) and run[-1].low in words.NUMBERED | words.FIRST
    if not run:
        return token.is_name or _is_lower_type(token) or token.low in _ARTICLES or ORDINAL.fullmatch(token.word) is not None
    if token.low in words.UNIT_START:
        return False
    return token.is_name or _is_lower_type(token) or token.low in words.PARTICLES or ORDINAL.fullmatch(token.word) is not None


def _is_lower_type(token: Token) -> bool:
    return token.is_type or token.low in words.SURE


def _graded_after(run: list[Token]) -> tuple[int, Grade]:
    """Where in the run the street ends, and the grade of its type."""
    if run[0].is_first and len(run) > 1:
        french = run[0].low in ("avenue", "boulevard") or run[0].low not in words.USUAL | words.SURE
        if french or (len(run) > 2 and run[1].low in words.PARTICLES):
            return len(run) - 1, Grade.WEAK if run[0].word in words.ENGLISH_TOO else Grade.SURE
    last, grade = len(run) - 1, Grade.BARE
    for at in range(len(run) - 1, 0, -1):
        found = _BEHIND.get(run[at].low, Grade.BARE)
        if run[at].low == "court" and run[at - 1].low in words.COURTS:
            found = Grade.WEAK
        if found > grade:
            last, grade = at, found
    if grade < Grade.USUAL:
        for at, token in enumerate(run):
            if token.ends_like(words.SUFFIXES) or (at and token.is_last):
                return at, Grade.SURE
    if grade >= Grade.USUAL and run[last].low in words.NUMBERED and last + 1 < len(run) and run[last + 1].word[0].isdigit():
        last += 1
    return last, grade
