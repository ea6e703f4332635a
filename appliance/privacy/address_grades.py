"""The words beside a number → where its street starts or ends among them, and how much they alone say."""

from __future__ import annotations

from enum import IntEnum

from appliance.privacy import address_words as words
from appliance.privacy.address_tokens import Token


class Grade(IntEnum):
    """How much the words alone say."""

    LOWER = 0  # a number beside lower-case words ("Gupčeva zvijezda 4") or counted ones: needs a postcode and a break before
    BARE = 1  # a number beside a name: needs a cue, a unit, or a postcode
    WEAK = 2  # a street type that is an ordinary word too: needs a break or a preposition before
    USUAL = 3  # needs one only if the sentence runs on
    SURE = 4


_BEHIND = (
    dict.fromkeys(words.WEAK | {f"{word}s" for word in words.WEAK}, Grade.WEAK)
    | dict.fromkeys(words.USUAL, Grade.USUAL)
    | dict.fromkeys(words.SURE, Grade.SURE)
)
_AHEAD = words.ADJECTIVES | words.PARTICLES
MOST_BEFORE = 4  # words of a name with its type


def graded_before(run: list[Token]) -> tuple[int, Grade]:
    """Where in the run the street starts, and the grade of its type."""
    for at, token in enumerate(run[:-1]):
        if token.is_first:
            if len(token.low) == 1:
                return at, Grade.WEAK if token.word.endswith(".") else Grade.BARE
            return at, Grade.WEAK if token.word in words.ENGLISH_TOO and not _is_linked(run[at + 1]) else Grade.SURE
        if token.low in words.FIRST_OF and run[at + 1].word in words.PARTICLES:
            return at, Grade.SURE
    start = max(0, len(run) - MOST_BEFORE)
    last = run[-2] if len(run) > 2 and run[-1].is_roman else run[-1]
    if len(run) > 1 and last.is_last:
        return start, Grade.SURE
    for at in range(len(run) - 1, max(len(run) - 3, -1), -1):
        if run[at].ends_like(words.SUFFIXES):
            while at and run[at - 1].low in _AHEAD:
                at -= 1
            return 0 if len(run) < MOST_BEFORE else at, Grade.SURE
    if len(run) > 1 and run[0].low in words.GERMAN_FIRST:
        return start, Grade.WEAK
    return start, Grade.LOWER if last.is_noun else Grade.BARE


def _is_linked(token: Token) -> bool:
    """`place de la République` is French, `place Settings` English."""
    return token.low in ("de", "du", "des", "della", "dei", "del", "di") or token.low[:2] in ("d'", "d’", "l'", "l’")


def graded_after(run: list[Token]) -> tuple[int, Grade]:
    """Where in the run the street ends, and the grade of its type."""
    if run[0].is_first and len(run) > 1:
        french = run[0].low in ("avenue", "boulevard") or run[0].low not in words.USUAL | words.SURE
        if french or (len(run) > 2 and run[1].low in words.PARTICLES):
            return len(run) - 1, Grade.WEAK if run[0].word in words.ENGLISH_TOO and not _is_linked(run[1]) else Grade.SURE
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
