"""Capitalised sequences of a text as candidates for names, the kind of each word, and the contexts that make one a name.

Sources: customs of writing letters, forms, mails (RFC 5322 headers), minutes and lists; nothing here knows a document.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

import regex

from appliance.privacy.lexicon import CALENDAR, CLOSINGS, FOREIGN, GIVEN_WORDS, GREETINGS, LABELS, ORGANISATIONS, PARTICLES, PLACES, ROLES, TITLES, WORDS
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

_WORD = r"\p{Lu}[\p{L}\p{M}'’ʼ]*(?:[-‐–]\p{L}[\p{L}\p{M}'’]*)*"
_INITIAL = r"\p{Lu}\.(?:[- ]?\p{Lu}\.)*"
_PARTICLE = "(?:" + "|".join(sorted((p for p in PARTICLES if p not in ("of", "i", "e")), key=len, reverse=True)) + ")"
_TITLE = "(?i:" + "|".join(sorted(TITLES, key=len, reverse=True)) + r")\."
_PART = rf"(?:(?=\p{{Lu}}){_TITLE}|{_INITIAL}(?!\p{{L}})|{_WORD})"
_SEQUENCE = regex.compile(rf"(?<![\p{{L}}\p{{N}}@/_.’'-]){_PART}(?:[ \u00a0]{{1,2}}(?:{_PARTICLE} ){{0,3}}{_PART}){{0,6}}")
_PIECE = regex.compile(rf"{_INITIAL}|[\p{{L}}\p{{M}}'’ʼ‐–-]+\.?")
_LAST_FIRST = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@/_.’'-])((?:{_PARTICLE} ){{0,2}}{_WORD}(?: {_WORD})?), ?((?:{_WORD}|{_INITIAL})(?: (?:{_WORD}|{_INITIAL}))?)(?![\p{{L}}])"
)
_SENTENCE_START = regex.compile(r"(?:^|[.!?:\n\t|•·\"“>*])\s*$")
_LABEL = regex.compile(rf"(?i)(?:^|[\n\t|;,.(*•·-])[ *_>#]*(?:{LABELS})(?: ?\([^)\n]{{0,20}}\))?[ *_]*(?:[:=]|\bis\b)[ *_\"“<]*$")
_LIST_LABEL = regex.compile(rf"(?i)(?:^|[\n.;])[ *_>#-]*(?:{LABELS})[ *_]*:[^\n:]{{0,400}}?(?:,|;|\band\b|&|\bund\b|\bet\b|\ben\b|\by\b|\))\s*$")
_INTRODUCED = regex.compile(
    r"(?i)(?:\b(?:my name is|name(?:d|s)?(?: is)?|called|i am|i'm|this is|ask for|signed by|on behalf of|c/o|attn\.?:?|care of|regards to|"
    r"contact|ich bin|ich heiße|je m'appelle|me llamo|mi chiamo|ik ben|mijn naam is|greet|spoke (?:to|with)|met (?:with)?)) $"
)
_GREETED = regex.compile(r"(?i)(?:^|\n|> ?|[.!,] )[*_ ]*(?:" + "|".join(GREETINGS) + r")(?: (?:and|all|to)\b)?,? $")
_CLOSED = regex.compile(rf"(?i)(?:^|\n)[ >*_-]*(?:{CLOSINGS})[ ,.!*_]*\n{{1,3}}[ >*_-]*(?:/s/ ?)?$")
_FOLLOWED = regex.compile(r"(?i)['’]?[ ,]{0,2}(?:<[^>\s]+@|\([^)\s]+@|wrote:|schrieb|a écrit|\(\d{1,3}\)|,? aged? \d|,? (?:MD|PhD|MSc|BSc|MBBS|FRC\w+|RN|Esq|Jr|Sr)\b)")
_COLUMN = regex.compile(rf"(?i)(?:{LABELS})s?(?: (?:name|of .{{1,20}}))?")


_LISTED = regex.compile(r", ?$")
_LISTING = regex.compile(r",? (?:and|&|und|et|y|e|en|og|och) \p{Lu}|, \p{Lu}")
_NEIGHBOUR = regex.compile(r"(?:,| and| &| or| und| et|, and) ?")
_SAYS = regex.compile(
    r"(?i)(?:,|'s)? (?:said|says|asked|asks|told|wrote|writes|replied|answered|thinks|thought|believes|feels|felt|knows|knew|wants|wanted|lives|lived|married|"
    r"phoned|rang|emailed|texted|agreed|apologi[sz]ed|explained|noticed|complained|admitted|suggested|warned|promised|insisted|visited|retired|resigned|"
    r"is (?:very )?(?:reliable|from|married|our|my|his|her|a (?:nurse|doctor|teacher|student|friend))|was born|and I)\b|:? ?[\"“]|!|, (?:can|could|would|will|please|thank)"
)
_SAID = regex.compile(r"(?i)(?:[\"”,] ?(?:said|says|asked|wrote|replied|told|added)|\b(?:named|call(?:ed)?|ask|tell|told|meet|met|married|ask for|love|met with)(?: (?:him|her|them|me|us))?|\b(?:last|first|sur)name\?|name\?) $")


class Kind(Enum):
    """What a capitalised word may be."""

    UNKNOWN = "no dictionary has it"
    PROPER = "known with a capital only"
    BOTH = "a common word that is also a name"
    COMMON = "a common word"
    INITIAL = "a letter and a point"
    PARTICLE = "van, de, bin"
    TITLE = "Mr, Dr, Frau"
    PLACE = "a country or a well known town"
    ACRONYM = "short and all capitals"
    STOP = "an organisation's word, a role, a day"


_CONTRACTION = regex.compile(r"\w+'(?:m|ve|ll|re|d|t)|(?:it|he|she|that|there|here|what|who|where|let|how)'s")


@lru_cache(maxsize=50_000)
def kind(word: str) -> Kind:
    """Return what the word may be, by the closed classes first and the dictionary then."""
    bare = regex.sub(r"['’]s?$", "", word.rstrip("."))
    lower = bare.lower()
    if word == "I" or _CONTRACTION.fullmatch(lower):
        return Kind.STOP
    if regex.fullmatch(_INITIAL, word) or (len(bare) == 1 and bare.isupper()):
        return Kind.INITIAL
    if lower in TITLES and (bare[:1].isupper() or lower in ("dhr", "mevr")):
        return Kind.TITLE
    if word.islower() and lower in PARTICLES:
        return Kind.PARTICLE
    if lower in CALENDAR and lower not in ("april", "may", "june", "august"):
        return Kind.STOP
    if lower in ORGANISATIONS or lower in ROLES or lower in GREETINGS or lower in FOREIGN:
        return Kind.STOP
    if lower in PLACES:
        return Kind.PLACE
    if bare.isupper() and len(bare) <= 4:
        return Kind.ACRONYM
    if WORDS.common(bare):
        return Kind.BOTH if WORDS.proper(bare) or lower in GIVEN_WORDS else Kind.COMMON
    return Kind.UNKNOWN if WORDS.unknown(bare) else Kind.PROPER


_NAMEISH = frozenset((Kind.UNKNOWN, Kind.PROPER, Kind.BOTH, Kind.INITIAL))


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a candidate."""

    start: int
    end: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Candidate:
    """A capitalised sequence, or what is left of one."""

    words: tuple[Word, ...]
    starts_sentence: bool

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.words[-1].end

    @property
    def titled(self) -> bool:
        """Does a title stand in it, with something behind?"""
        return any(word.kind is Kind.TITLE for word in self.words[:-1])

    def overlaps(self, span: tuple[int, int]) -> bool:
        """Do they share a character?"""
        return span[0] < self.end and self.start < span[1]

    def has(self, *kinds: Kind) -> bool:
        """Is a word of one of these kinds among them?"""
        return any(word.kind in kinds for word in self.words)

    def names(self) -> int:
        """How many words could be a name's?"""
        return sum(word.kind in (Kind.UNKNOWN, Kind.PROPER, Kind.BOTH) for word in self.words)

    def after_title(self) -> Candidate | None:
        """The name behind the last title: at least one word, whatever it is, then as long as words look like a name's."""
        at = max(n for n, word in enumerate(self.words[:-1]) if word.kind is Kind.TITLE)
        words = list(self.words[at + 1 :])
        first = next((n for n, word in enumerate(words) if word.kind not in (Kind.PARTICLE, Kind.INITIAL)), None)
        if first is None or words[first].kind is Kind.STOP:
            return None
        end = first + 1
        while end < len(words) and words[end].kind in (*_NAMEISH, Kind.PARTICLE, Kind.PLACE, Kind.COMMON):
            end += 1
        return self._cut(words[:end])

    def core(self, *, inner_common: bool) -> Candidate | None:
        """The longest run of words that a name may have, without particles at its ends.

        With `inner_common`, common words count too (Juniper, Stone), unless they open a sentence.
        """
        allowed = {*_NAMEISH, Kind.PARTICLE, Kind.PLACE} | ({Kind.COMMON} if inner_common else set())
        if self.words[-1].kind is Kind.STOP and len(self.words) > 1:
            return None
        best: list[Word] = []
        run: list[Word] = []
        for n, word in enumerate(self.words):
            opens = n == 0 and self.starts_sentence and word.kind is Kind.COMMON and len(self.words) > 1 and not inner_common
            if word.kind in allowed and not opens:
                run.append(word)
                best = run if len(run) > len(best) or run is best else best
            else:
                run = []
        return self._cut(best)

    def common_then_unknown(self) -> bool:
        """Is it a common word or two with an unknown one behind: Juniper Eccleshall?"""
        return len(self.words) in (2, 3) and self.words[-1].kind is Kind.UNKNOWN and not self.has(Kind.PLACE, Kind.ACRONYM)

    def _cut(self, words: list[Word]) -> Candidate | None:
        while words and words[-1].kind is Kind.PARTICLE:
            words = words[:-1]
        while words and words[0].kind is Kind.PARTICLE and len(words) > 1 and words[0].start == self.start:
            words = words[1:]
        if not any(word.kind not in (Kind.PARTICLE, Kind.INITIAL) for word in words):
            return None
        return replace(self, words=tuple(words), starts_sentence=self.starts_sentence and words[0] == self.words[0])


def view(text: str) -> str:
    """Return the text as the model reads it best, as long as before.

    Table cells become lines, marks of emphasis blanks; lines all in capitals, and unknown words of lines without any, are recased.
    """
    plain = text.translate(_MARKS)
    return "\n".join(_recased(line) for line in plain.split("\n"))


_MARKS = str.maketrans(dict.fromkeys("|\t", "\n") | dict.fromkeys("#*_`>‹›", " ") | {"\u00a0": " ", "’": "'"})
_LETTERS = regex.compile(r"[\p{L}'’]{2,}")
_CAPITALS = regex.compile(r"\p{Lu}{2}[\p{Lu}'’-]*")
_MIDDLE = regex.compile(r"(?<=\p{Lu}[\p{L}'-]+ )\p{Ll}(?=\.? \p{Lu})")
_SMALL = regex.compile(r"(?<![\w@.:/\\-])\p{Ll}[\p{L}'’]+(?![\w@/\\]|\.\w)")


def _recased(line: str) -> str:
    letters = _LETTERS.findall(line)
    if len(letters) > 1 and line.isupper():
        return _LETTERS.sub(lambda found: found[0][0] + found[0][1:].lower() if len(found[0][1:].lower()) == len(found[0]) - 1 else found[0], line)
    if letters and line.islower():
        raised = _SMALL.sub(lambda found: found[0] if WORDS.common(found[0]) else _capital(found[0]), line)
        return _MIDDLE.sub(lambda found: found[0].upper(), raised)
    return _CAPITALS.sub(_title_cased, line)


def _capital(word: str) -> str:
    return word[0].upper() + word[1:] if len(word[0].upper()) == 1 else word


def _title_cased(found: regex.Match[str]) -> str:
    """`ACHEBE-STONE Emeka`: a long word in capitals that no dictionary has is a surname."""
    word = found[0]
    return word.title().replace("'S", "'s") if len(word) > 4 and WORDS.unknown(word) and len(word.title()) == len(word) else word


def candidates(text: str) -> Iterator[Candidate]:
    """Yield every capitalised sequence."""
    for hit in _SEQUENCE.finditer(text):
        words = tuple(_word(text, hit.start() + piece.start(), hit.start() + piece.end()) for piece in _PIECE.finditer(hit[0]))
        if words:
            yield Candidate(words, bool(_SENTENCE_START.search(text[max(0, hit.start() - 6) : hit.start()])) or not hit.start())


def _word(text: str, start: int, end: int) -> Word:
    found = kind(text[start:end])
    bare = regex.sub(r"['’]s?\.?$|[-'’]+$", "", text[start:end])
    if found is not Kind.INITIAL and found is not Kind.TITLE:
        bare = bare.rstrip(".")
    return Word(start, start + max(1, len(bare)), found)


def is_labelled(around: Surroundings, core: Candidate) -> bool:
    """Does what stands around say that this is a name: label, greeting, signature, column, address behind it?"""
    if not core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH) and len(core.words) < 2:
        return False
    if core.has(Kind.PLACE) and not core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH):
        return False
    before = around.text[max(0, core.start - 420) : core.start]
    if _LABEL.search(before[-80:]) or _GREETED.search(before[-40:]) or _CLOSED.search(before[-60:]) or _INTRODUCED.search(before[-40:]):
        return core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)
    if _FOLLOWED.match(around.text, core.end, core.end + 60):
        return core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)
    header = around.layout.header_at(core.start)
    if header and _COLUMN.fullmatch(header):
        return core.has(Kind.UNKNOWN, Kind.PROPER) or len(core.words) > 1
    return len(core.words) > 1 and core.has(Kind.UNKNOWN, Kind.PROPER) and bool(_LIST_LABEL.search(before))


def speaks(text: str, core: Candidate, *, starts_sentence: bool) -> bool:
    """Does the sentence treat a single word as a person: X said, says X, named her X, X: "…", ", X!"?"""
    after = text[core.end : core.end + 40]
    if _SAID.search(text[max(0, core.start - 40) : core.start]):
        return True
    found = _SAYS.match(after)
    return bool(found) and (starts_sentence or found[0].strip() not in ("!", '"', "“") or text[max(0, core.start - 2) : core.start] == ", ")


@lru_cache(maxsize=64)
def is_foreign(line: str) -> bool:
    """Does the English dictionary lack most of the line's small words? spaCy's English model sees names everywhere there."""
    small = regex.findall(r"(?<!\p{L})\p{Ll}{3,}(?!\p{L})", line)
    return len(small) > 4 and sum(not WORDS.common(word) for word in small) > 0.5 * len(small)


def line_at(text: str, position: int) -> str:
    """Return the line around a position."""
    end = text.find("\n", position)
    return text[text.rfind("\n", 0, position) + 1 : end if end >= 0 else len(text)]


def neighbours(text: str, first_end: int, second_start: int) -> bool:
    """Is nothing but a comma or an "and" between the two?"""
    return 0 < second_start - first_end < 7 and bool(_NEIGHBOUR.fullmatch(text, first_end, second_start))


def last_first(text: str) -> Iterator[Span]:
    """Yield `Okafor, Chidi`: both halves name-like, one of them unknown to the dictionary, neither a place."""
    for hit in _LAST_FIRST.finditer(text):
        kinds = [[kind(word) for word in regex.findall(_PIECE, hit[n])] for n in (1, 2)]
        flat = [one for half in kinds for one in half]
        if any(one in (Kind.PLACE, Kind.STOP, Kind.ACRONYM, Kind.TITLE) for one in flat):
            continue
        if _LISTED.search(text[max(0, hit.start() - 2) : hit.start()]) or _LISTING.match(text, hit.end()):
            continue  # one of several names in a row
        if Kind.UNKNOWN in flat and all(set(half) & {Kind.UNKNOWN, Kind.PROPER, Kind.BOTH, Kind.INITIAL} for half in kinds) and Kind.COMMON not in flat:
            yield Span(hit.start(), hit.end(), "PERSON", 0.7, "last, first")


def is_noise(words: str) -> bool:
    """Is what spaCy took for an organisation or place only common words, an acronym of forms, or numbers?"""
    return not regex.search(r"\p{L}{2}", words) or words.strip() in ("SSN", "IBAN", "NHS", "DOB", "ID", "PIN", "BSN", "BIC", "VAT", "MRN", "URL", "IP")
