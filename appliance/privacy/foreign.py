"""Names on a page in another language than English: the English findings judged again, and titles in small letters.

Without a model of the language the English one is heard, since it sees most names of any language; but it takes nouns
for names too, so that a word of papers, a German noun by its article or ending, and a lone word that opens a line go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from threading import Lock

import regex

from appliance.privacy import name_view
from appliance.privacy.foreign_marks import marked
from appliance.privacy.foreign_words import CAPITAL_NOUNS, nobody, paper, role
from appliance.privacy.language import ENGLISH
from appliance.privacy.lexicon import PARTICLES
from appliance.privacy.lexicon import TITLES as TITLES_OF_ALL
from appliance.privacy.name_model import Entity
from appliance.privacy.names import Names
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span, Stretches

#: evidence that holds in any language
_BULLETS = " \t>*-•|"
_GERMAN_ARTICLES = frozenset(("der", "den", "dem", "des", "die", "das"))
SURE = frozenset(("title and name", "initial and name"))
_NATIVE = {"PER": "PERSON", "PERSON": "PERSON", "ORG": "ORGANIZATION", "LOC": "GPE", "GPE": "GPE", "FAC": "GPE"}
_TOKEN = regex.compile(r"[^\s,;:()\"“”«»]+")
_SUBJECT = regex.compile(r"(?i)(?:betreff|betrifft|objet|asunto|oggetto|betreft|onderwerp|assunto|ämne|emne|re) ?: ?[^\n]*$")
_GERMAN_NOUN = regex.compile(
    r"\p{Lu}[\p{L}-]{4,}(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|tät|täten|nis|nisse|ment|enz|stelle|"
    r"zeit|karte|nummer|dienst|vertrag|stunde|arbeit|geld|bericht|hilfe|pflege|schein|planung|kosten|blatt)"
)
_ARTICLE = regex.compile(
    r"(?i)(?:^|[^\p{L}])(?:de[rnms]|die|das|eine?[rnms]?|[ui]m|am|zu[rm]|beim?|vom|ins|mit|nach|auf|für|ohne|von|in|pro|per|"
    r"unser\w*|ihr\w*|sein\w*|mein\w*|dies\w*|kein\w*|alle[nrsm]?)[ \n]$"
)
_PHRASE = regex.compile(r"(?<!\b(?:von|van|auf|zu|vor)) (?:der|des|und|für|am|im|zum|zur|bei|mit|in|ist|oder) ")


class OtherModels:
    """The name models of other languages; each is loaded at the first page in its language."""

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self.languages = frozenset(folders)
        self._folders, self._models = folders, dict[str, Names]()
        self._lock = Lock()

    def judged(self, arounds: Sequence[Surroundings], found: Sequence[list[Span]], languages: Sequence[str]) -> list[list[Span]]:
        """Return the names of each page, found as on an English one, as its language has them. Raises ScrubFailed."""
        native: dict[int, list[Entity]] = {}
        for language in self.languages.intersection(languages):
            pages = [number for number, one in enumerate(languages) if one == language]
            seen = self._model(language).entities([name_view.view(arounds[number].text) for number in pages])
            native.update(zip(pages, seen, strict=True))
        return [
            spans if language == ENGLISH else judged(around, spans, language, native.get(number))
            for number, (around, spans, language) in enumerate(zip(arounds, found, languages, strict=True))
        ]

    def _model(self, language: str) -> Names:
        with self._lock:
            if language not in self._models:
                self._models[language] = Names(self._folders[language])
            return self._models[language]


def judged(around: Surroundings, spans: Sequence[Span], language: str, native: Sequence[Entity] | None) -> list[Span]:
    """Return the names of a page: `spans` as found on it for an English one, `native` by a model of its language, if there is."""
    people = [span for span in spans if span.entity == "PERSON"]
    kept = [better for span in people if (better := _plausible(around.text, span, language, has_model=native is not None))]
    kept += [cut for span in marked(around, language) if (cut := _cut(around.text, span, language, nouns=False))]
    kept += _first_names(around.text, kept, language)
    others = [span for span in spans if span.entity != "PERSON"]
    if native is not None:
        seen = [Span(start, end, entity, 0.8, "spacy") for start, end, label in native if (entity := _NATIVE.get(label))]
        kept += [one for span in seen if span.entity == "PERSON" and (one := _cut(around.text, span, language))]
        others = [span for span in others if span.entity == "DATE_TIME"] + [span for span in seen if span.entity != "PERSON"]
    taken = Stretches((span.start, span.end) for span in kept)
    return kept + [span for span in others if taken.over(span.start, span.end) is None]


def _first_names(text: str, found: Sequence[Span], language: str) -> Iterator[Span]:
    """Yield the first names of whole names found on the page, wherever they stand alone."""
    whole = [text[span.start : span.end].split() for span in found]
    firsts = {words[0] for words in whole if len(words) > 1 and len(words[0]) > 2 and words[0].isalpha()}
    firsts = {one for one in firsts if one[0].isupper() and not _is_nobodys(one, language, first=True, nouns=True)}
    if firsts:
        for hit in regex.finditer(rf"(?<![\p{{L}}\p{{N}}@.-])(?:{'|'.join(sorted(firsts))})(?![\p{{L}}\p{{N}}@-])", text):
            yield Span(hit.start(), hit.end(), "PERSON", 0.75, "named elsewhere")


def _plausible(text: str, span: Span, language: str, *, has_model: bool) -> Span | None:
    """The span without words that are nobody's; None if nothing is left, or too little speaks for it."""
    line = text.rfind("\n", 0, span.start) + 1
    before = text[line : span.start]
    if span.recognizer in SURE:
        return _cut(text, span, language, nouns=False)
    subject = bool(_SUBJECT.search(before))
    labelled = span.recognizer == "labelled name" and not subject
    if (has_model and not labelled) or (span.recognizer == "last, first" and before.strip(_BULLETS)):
        return None
    cut = _cut(text, span, language)
    if cut is None or labelled:
        return cut
    if " " in text[cut.start : cut.end]:
        return cut
    opens = subject or not text[line : cut.start].strip(_BULLETS) or cut.start > span.start
    noun = language in CAPITAL_NOUNS and (_ARTICLE.search(text[max(0, cut.start - 16) : cut.start]) or cut != span)
    return None if opens or noun else cut


def _cut(text: str, span: Span, language: str, *, nouns: bool = True) -> Span | None:
    """The span without words of papers and function words at its ends; particles stay."""
    words = [(hit.start(), hit.end()) for hit in _TOKEN.finditer(text, span.start, span.end)]
    while words and _opens_nothing([text[slice(*word)] for word in words[:2]], language, nouns=nouns):
        words = words[1:]
    while words and _is_nobodys(text[slice(*words[-1])], language, first=False, nouns=nouns):
        words = words[:-1]
    if words and text[max(0, words[0][0] - 4) : words[0][0]] == "Jan " and span.start == words[0][0]:
        words = [(words[0][0] - 4, words[0][0] - 1), *words]  # a first name here, and no month
    if not words or (language == "de" and _PHRASE.search(text, words[0][0], words[-1][1])):
        return None
    return replace(span, start=words[0][0], end=max(words[-1][1], span.end if words[-1][1] == span.end else 0))


def _opens_nothing(words: list[str], language: str, *, nouns: bool) -> bool:
    """Is the first word none of a name, or a particle before such a word: "von Familie"?"""
    first, *rest = [_is_nobodys(word, language, first=True, nouns=nouns) for word in words]
    return first or (words[0].islower() and any(rest))


def _is_nobodys(word: str, language: str, *, first: bool, nouns: bool) -> bool:
    lower = word.strip(".'’").lower()
    if lower in PARTICLES and first and word.islower() and not (language == "de" and lower in _GERMAN_ARTICLES):
        return False
    lower = regex.sub(r"^(?:[ld]|dell|all|nell|dall|sull|qu|un)['’]", "", lower)  # l'avvocato
    return (
        lower in (nobody(language) if first or word.islower() else paper(language))
        or lower in PARTICLES
        or lower in TITLES_OF_ALL
        or role(language).fullmatch(lower) is not None
        or bool(nouns and language == "de" and _GERMAN_NOUN.fullmatch(word))
    )
