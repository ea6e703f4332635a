"""A number and the words beside it on its line → the street it belongs to, and how sure that is.

Number first (English, French) or last (the rest of Europe). Words are read outward from the number for as long as they
can be a name: capitals, particles, types. The danger: a heading ("3 Main Points") or an amount ("5 Working Days").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from appliance.privacy import address_words as words
from appliance.privacy.address_grades import Grade, graded_after, graded_before
from appliance.privacy.address_tokens import LONGEST_ABBREVIATION, LONGEST_RUN, NUMBER, ORDINAL, WORD, Token, is_year, is_years


@dataclass(frozen=True, slots=True)
class Street:
    """A stretch that names a street, with its number if it has one."""

    start: int
    end: int
    grade: Grade
    joined: str = ""  # what stands before a number that belongs to the street behind it: "Kvistad" of "Kvistad 8 Weaver Street"


_NO_STREET_BEFORE = (words.NUMBERED_THINGS | words.MONTHS | words.HOUSE_WORDS | words.COMPANIES) - words.LAST_WEAK
_FOLLOWERS = words.FOLLOWERS | words.PARTICLES | words.UNITS
_ARTICLES = frozenset("the de la le van von ter ten 't den het di del d' l'".split())
_COUNTED = words.COUNTED | words.MONTHS
_DIRECTION = re.compile(r" (?:[NSEW]|NE|NW|SE|SW|North|South|East|West)\b\.?(?! [A-Z][a-z]+ (?:St|Ave|Rd)\b)")
_NUMBER_MARK = re.compile(r"(?i)[ ,]{1,2}(?:(?:n\.? ?[º°o]\.?|n[uú]m\.?|nr?\.|nr|no\.?|č\.?p\.?|hausnr\.?) ?)?\Z")
_NEXT_LOWER = re.compile(r" ([^\W\d_A-ZÀ-Þ][^\W\d_]*\.?)")
_HOUSE_BEFORE = re.compile(r"(?i)(?:\b(?:at|to|from|near|outside|opposite|address|is) |: )\Z")  # so that a year is a house number
_LINE_END = re.compile(r"\n[ \t>]*(?<=[\n \t>])(?=[^\W\d_a-z])")
_LOWER = re.compile(r"[^\W\d_]{2,}")
_WRAPPED = re.compile(rf"\n[ \t>]*(?=(?i:{'|'.join(sorted(words.SURE | words.USUAL))})\b)")
MOST_LOWER = 2  # common nouns in the names of Slavic and Finnish streets: "Na delih 245"
REACH = 80  # characters before a number in which its street may stand
LONGEST_ACRONYM = 4  # letters


def streets(text: str, number: re.Match[str]) -> Iterator[Street]:
    """Yield what the number may belong to, best first."""
    left, right = _left(text, number), _right(text, number)
    both = [street for street in (left, right) if street is not None]
    if left and right and left.grade <= Grade.BARE < right.grade and text[number.start() - 1] == " ":
        yield Street(left.start, right.end, Grade.BARE, text[left.start : number.start()].strip(" ,"))
    yield from sorted(both, key=lambda one: (-one.grade, one.start))


def _left(text: str, number: re.Match[str]) -> Street | None:
    """The street whose number comes last: `Hauptstraße 5`, `Calle de Alcalá, 45`, `Király u. 15.`"""
    reach = max(0, number.start() - REACH)
    line = max(text.rfind("\n", reach, number.start()) + 1, reach)
    run = _run_before(text, line, number.start())
    if not run or run[-1].word in words.PARTICLES:
        return None
    first, grade = graded_before(run)
    if not _goes_on(text, number, grade):
        return None
    if is_year(number[0]):
        if grade < Grade.SURE:
            return None
        grade = Grade.BARE
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


def _tight(run: list[Token], first: int, grade: Grade) -> int:
    """Without the verb and the preposition that lead up to the name: `Er wohnt in der Bonner Straße 12`."""
    if run[first].is_first or grade == Grade.LOWER:
        return first
    for at in range(len(run) - 2, first - 1, -1):
        apart = run[at].is_noun or run[at].word in words.PREPOSITIONS or (run[at].low.isdigit() and grade < Grade.SURE)
        if apart and any(token.is_name and not token.is_roman for token in run[at + 1 :]):
            first = at + 1
            break
    while first < len(run) - 1 and run[first].word.islower() and not run[first].is_type:
        first += 1
    return first


def _goes_on(text: str, number: re.Match[str], grade: Grade) -> bool:
    """`Storgatan 5 in Malmö` is a house number, `Anna 5 days ago` none."""
    follows = _NEXT_LOWER.match(text, number.end())
    low = follows[1].lower().rstrip(".") if follows else ""
    return not low or low in _FOLLOWERS or (grade == Grade.SURE and low not in words.COUNTED)


def _right(text: str, number: re.Match[str]) -> Street | None:
    """The street whose number comes first: `12 Baker Street`, `12 bis, rue de la Paix`."""
    comma = text.startswith(",", number.end())
    wrapped = _LINE_END.match(text, number.end())
    run = _run_after(text, wrapped.end() - 1 if wrapped else number.end() + comma)
    if not run or is_years(number[0]):
        return None
    last, grade = graded_after(run)
    alone = wrapped and (number.start() == 0 or text[number.start() - 1] == "\n")  # the number of a page or of a list
    if alone or ((comma or wrapped) and (grade < Grade.USUAL or is_year(number[0]))):
        return None
    second = None if is_year(number[0]) else _second(text, run[-1].end)
    if second:  # "6750 Puistokatu 2": the number of a plot or a building, then that of the house
        other = _left(text, second)
        if grade < Grade.USUAL or (other and other.grade >= grade):
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
    return found if found and _goes_on(text, found, Grade.BARE) else None


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
