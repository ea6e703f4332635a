"""Tables, rotas, minutes, chats and crew lists → the names that their form shows, whatever the dictionary says of the words.

Sources: customs of offices (minutes, rotas, transcripts); columns by what their header or their other cells are; passenger
names as in IATA's messages (SURNAME/GIVEN MR).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import regex

from appliance.privacy import name_code
from appliance.privacy.lexicon import LABELS, ROLES
from appliance.privacy.name_words import INITIAL, PARTICLE, PIECE, WORD, Kind, kind
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span, Stretches
from appliance.privacy.tables import Cell

_PART = rf"(?:{INITIAL}|{WORD})"
_NAME = rf"(?:(?i:{PARTICLE}) ){{0,2}}{_PART}(?: (?:{PARTICLE} ){{0,2}}{_PART}){{0,3}}"
_CELL = regex.compile(rf"[\s\"*_|]*({_NAME})[\s\"*_|]*")
_ONE = rf"{WORD}(?: (?:\p{{Lu}}\.|{WORD}))?"
#: a column that holds nothing but parts of names, in the languages of Europe
_PART_OF_NAME = (
    r"(?:(?:employee|patient|client|customer|contact|staff|child|pupil|student|member)'?s? )?(?:sur ?names?|last ?names?|"
    r"family ?names?|maiden ?names?|first ?names?|fore ?names?|given ?names?|middle ?names?|christian names?|[fl]name|"
    r"familienname|nachname|zuname|vorname|rufname|geburtsname|nom(?: de famille)?|prénoms?|prenom|naam|voornaam|"
    r"achternaam|nombres?|apellidos?|cognome|fornavn|efternavn|etternavn|förnamn|efternamn|imię|nazwisko|sobrenome|apelido)"
)
_OF_NAMES = regex.compile(rf"(?i){_PART_OF_NAME}")
_FIELD = regex.compile(
    rf"(?m)(?:^|\t|\||  )[ >*]*(?i:{_PART_OF_NAME})(?:\([^)\n]{{1,20}}\))?(?: ?/ ?(?i:{_PART_OF_NAME}))*[ *]*: ?"
    rf"({_NAME})(?=[ .*]*(?:$|\t|\||  ))"
)
#: columns of what is no person, though no dictionary has the words
_OF_OTHERS = regex.compile(
    r"(?i)\b(?:product|item|article|brand|model|make|type|server|host ?name|system|software|application|app|tool|package|library|"
    r"component|service|site|town|city|place|location|country|region|county|state|street|address|school|company|firm|employer|"
    r"organi[sz]ation|supplier|vendor|client|customer|account|drug|medicine|medication|allergy|diagnosis|disease|species|language|"
    r"nationality|department|dept|team|role|title|subject|course|project|ort|stadt|firma|ville|société|plaats|ciudad|città|"
    r"abteilung|service|afdeling|material|colour|color|term|word|status|category|code|field)s?\b"
)
_SPEAKER = regex.compile(rf"(?m)^[>\s]*\[?\d{{1,2}}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]\.?m\.?)?\]?[ ,–-]{{1,3}}({_ONE}) ?:")
_SPEAKER_FIRST = regex.compile(rf"(?m)^[>\s]*({_ONE}),? [\[(]?\d{{1,2}}[:.]\d\d(?: ?[ap]m)?[\])]? ?:")
_TASK = regex.compile(rf"(?m)(?:^[ \t]*(?:[-*•]|\d{{1,2}}[.)])? ?|: |\. )({_ONE})(?= (?:to|TO) \p{{L}})")
_DOER = regex.compile(rf"(?m)(?:^[ \t]*[-*•] )({_ONE})(?=: \p{{Ll}}| (?:happy|unhappy|keen|away|off|on leave|asks|asked)\b)")
_ENTRY = regex.compile(rf"(?:^|, )({_ONE}) [–-] (?=\p{{Ll}})")
_PARTIES = regex.compile(rf"({WORD}) v\.? ({WORD})(?! \p{{Lu}})")
_OFFICER = regex.compile(rf"\b(?:W?PC|PCSO|DC|DS|DI|DCI) ({WORD})")
_FILE = regex.compile(
    rf"\b(?:[Tt]he|[Tt]hat|[Tt]his) ({WORD}) (?:file|case|matter|claim|estate|family|referral|complaint)\b"
    rf"|(?m:^[ \t]*[-*•] )({WORD}) (?:account|file|case|matter|claim)\b"
)
_FROM = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@/_.’'-])({WORD}) (?:from (?:our|my|next door|HR|accounts|payroll|finance)|in accounts)\b"
)
_WITH = regex.compile(
    rf"\b(?:keys?|message|parcel|note|word|letter|form|call|spoke|talked|met|meeting|left|leave)(?: it)? with ({WORD})"
)
_CALLED = regex.compile(rf"\b(?:rang|phoned|rung|pinged|emailed|texted) ({WORD})(?=[,.?!;\n])")
_ASKED = regex.compile(
    rf"\b(?:[Dd]id|[Dd]oes|[Hh]as|[Cc]an|[Cc]ould|[Ww]ill) ({WORD}) (?:call|ring|phone|reply|come|say|know|cover|mind|text|"
    rf"send|get|leave|arrive|sign|pay|answer|email|bring|want|agree|speak|talk|see|hear)\b"
)
_PLAIN = r"\p{Lu}\p{Ll}+ \p{Lu}\p{Ll}+"
#: two words that are common words too, where only a person can stand
_DOES = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}-])({_PLAIN})(?= (?:will|can|says|said|asked|asks|called|rang|left|would|could|has)\b)"
)
_LED = regex.compile(
    rf"\b(?:for|with|to|from|by|ask|tell|cc|bcc) ({_PLAIN})(?= ?(?:[,.?!;\n]|$| (?:if|and|or|on|at|to|cover|by)\b))"
)
_LABELLED = regex.compile(rf"(?m)^[ >*]*(?i:{LABELS}|name of \p{{L}}+|parent ?/ ?guardian|collected by)[ *]*: ?({_PLAIN})[ *.]*$")
#: words of streets and rooms that are surnames too
_STREETS = frozenset("lane park hall church house bridge court day week lake garden gardens parks post street booth".split())
_ADDRESSEE = regex.compile(rf"(?m)^({_PLAIN})\n(?=\d{{1,4}}\p{{L}}? \p{{Lu}})")
_ROLL_CALL = regex.compile(
    r"(?im)^[ >*#-]*(?:present|attending|attendees|in attendance|apologies(?: from)?|absent|participants|members|circulation|"
    r"distribution|staff|crew|drivers|key ?holders|on (?:call|duty)|cc)[ *]*: ?(?=\p{L})"
)
_ITEM = regex.compile(rf"({_NAME})(?: ?\([^)\n]{{1,40}}\))?(?:[,;] ?(?:and )?| (?:and|&|AND) |[. ]*(?=\n|$))")
_BULLET = regex.compile(rf"(?m)^[ \t]*(?:[-*•]|\d{{1,2}}[.)]) ({_NAME})[ \t]*$")
_ROTA = regex.compile(
    r"(?i)(?:mon|tue|wed|thu|fri|sat|sun)\p{L}*|(?:early|late|night|day|morning|afternoon|evening|am|pm)s?(?: shift)?|"
    r"on (?:call|duty)|cover|seen by|done by|taken by|.{1,20} in charge"
)
_EMPTY = frozenset(
    "none vacant open closed agency bank off leave sick holiday cover free spare training absent yes no all".split()
)
_PEOPLE = regex.compile(rf"(?i)(?:{LABELS}|clerk|technician|operator|instructor|trainer|teacher|cleaner|warden)s?")
_PASSENGER = regex.compile(r"\b(\p{Lu}[\p{Lu}-]+/\p{Lu}[\p{Lu} -]*? ?(?:MRS|MR|MSTR|MISS|MS|DR))\b")
_SURELY, _MAYBE = (Kind.UNKNOWN, Kind.PROPER), (Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)


def listed(around: Surroundings, view: str, people: Sequence[Span]) -> Iterator[Span]:
    """Yield the persons that lists and tables show beside those that are found already."""
    yield from _in_columns(around, view, people)
    text = around.text
    if ":" in text:
        yield from _matched(view, _SPEAKER, _MAYBE)
        yield from _matched(view, _SPEAKER_FIRST, _MAYBE)
        yield from _matched(view, _DOER, _MAYBE)
        yield from _roll_call(view)
        for hit in _LABELLED.finditer(text):
            first, second = hit[1].split()
            if kind(first) in _MAYBE and (second.lower() in _STREETS or kind(second) is Kind.COMMON):
                yield Span(*hit.span(1), "PERSON", 0.7, "labelled name")
        yield from (Span(*hit.span(1), "PERSON", 0.7, "field of a name") for hit in _FIELD.finditer(text))
    if " to " in text or " TO " in text:
        yield from _matched(view, _TASK, _MAYBE)
    if " v" in text:
        for hit in _PARTIES.finditer(view):
            if all(_only(hit[n], _SURELY) for n in (1, 2)):
                yield from (Span(*hit.span(n), "PERSON", 0.6, "parties of a case") for n in (1, 2))
    if "/" in text:
        yield from (Span(*hit.span(1), "PERSON", 0.8, "passenger") for hit in _PASSENGER.finditer(text))
    yield from _matched(view, _OFFICER, _SURELY)
    yield from _matched(view, _FILE, _SURELY)
    for pattern in (_CALLED, _FROM, _WITH):
        yield from _matched(view, pattern, _SURELY)
    yield from _matched(view, _ASKED, _MAYBE)
    for pattern, firsts in ((_DOES, (Kind.BOTH,)), (_LED, (Kind.BOTH,)), (_ADDRESSEE, (Kind.BOTH, Kind.PROPER))):
        yield from (
            Span(*hit.span(1), "PERSON", 0.55, "given word and another")
            for hit in pattern.finditer(view)
            if _given(hit[1], firsts)
        )
    yield from _entries(view)


def _matched(view: str, pattern: regex.Pattern[str], kinds: Sequence[Kind]) -> Iterator[Span]:
    for hit in pattern.finditer(view):
        at = hit.lastindex or 1
        if _only(hit[at], kinds) and not name_code.is_camel(hit[at].split()[0]):
            yield Span(*hit.span(at), "PERSON", 0.6, "by its place in a list")


def _given(name: str, firsts: Sequence[Kind]) -> bool:
    """A common word that is also a given name, and a common word behind: Grace Field, Will Banks."""
    first, second = (kind(word) for word in name.split())
    return first in firsts and second in (Kind.BOTH, Kind.COMMON)


def _only(name: str, kinds: Sequence[Kind]) -> bool:
    """Is every word of it of these kinds, or an initial?"""
    found = [kind(word) for word in PIECE.findall(name)]
    return any(one in kinds for one in found) and all(one in (*kinds, Kind.INITIAL, Kind.PARTICLE) for one in found)


def _entries(view: str) -> Iterator[Span]:
    """`Tariq – halal, Ewan M. – vegetarian`: two or more on a line."""
    start = 0
    for line in view.split("\n"):
        if " – " in line or " - " in line:
            hits = [hit for hit in _ENTRY.finditer(line) if _only(hit[1], _MAYBE)]
            if len(hits) > 1:
                yield from (Span(start + hit.start(1), start + hit.end(1), "PERSON", 0.6, "entries of persons") for hit in hits)
        start += len(line) + 1


def _roll_call(view: str) -> Iterator[Span]:
    """`Present: J. Roe, Toby Lane (chair), A. Mistry`: each item with a word that a name may have, whatever the others are."""
    for label in _ROLL_CALL.finditer(view):
        at = label.end()
        while item := _ITEM.match(view, at):
            at = item.end()
            kinds = [kind(word) for word in PIECE.findall(item[1])]
            if kinds[0] in (*_SURELY, Kind.BOTH, Kind.INITIAL) and len(kinds) > 1 and Kind.ACRONYM not in kinds:
                yield Span(*item.span(1), "PERSON", 0.7, "one of those present")
            if at == item.end(1) or view[at - 1 : at] == "\n":
                break


def _in_columns(around: Surroundings, view: str, people: Sequence[Span]) -> Iterator[Span]:
    """The cells of a column whose header names persons, or most of whose cells are some; a list with bullets is a column."""
    found = Stretches((span.start, span.end) for span in people)
    cells = sorted(around.layout.cells, key=lambda cell: cell.header)
    for header, column in groupby(cells, key=lambda cell: cell.header):
        names = [hit for cell in column if (hit := _name(around.text, cell))]
        title = header.replace("_", " ").replace("-", " ").strip()
        if _OF_NAMES.fullmatch(title):
            yield from (_span(hit) for hit in names if not _only(hit[1], (Kind.STOP,)))
        elif not _OF_OTHERS.search(title):
            of_people = title.lower() in ROLES or _PEOPLE.fullmatch(title) is not None
            sure = of_people or _ROTA.fullmatch(title) is not None
            yield from _alike(names, found, sure=sure, least=1 if of_people else 2)
    yield from _alike(list(_BULLET.finditer(view)), found, sure=False, least=2)


def _alike(names: Sequence[regex.Match[str]], found: Stretches, *, sure: bool, least: int) -> Iterator[Span]:
    """All of those of which so many thirds are persons or unknown words; one is a person, unless the column is of persons."""
    known = {hit for hit in names if found.over(*hit.span(1))}
    likely = {hit for hit in names if hit in known or _only(hit[1], _SURELY if sure else (Kind.UNKNOWN,))}
    if len(names) > 1 and (sure or known) and len(likely) * 3 >= len(names) * least:
        yield from (_span(hit) for hit in names if hit in likely or _could(hit[1]))


def _could(name: str) -> bool:
    found = [kind(word) for word in PIECE.findall(name)]
    return (
        name.lower() not in _EMPTY
        and not any(one in (Kind.STOP, Kind.PLACE, Kind.ACRONYM) for one in found)
        and (len(found) == 1 or found[0] is not Kind.COMMON)
    )


def _name(text: str, cell: Cell) -> regex.Match[str] | None:
    return _CELL.fullmatch(text, cell.start, cell.end)


def _span(hit: regex.Match[str]) -> Span:
    return Span(*hit.span(1), "PERSON", 0.7, "column of names")
