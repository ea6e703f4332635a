"""THE DOOR: raw text → `CleanText`, with what was taken out. Nothing else makes clean text from raw.

Text shaped like a stand-in is made inert first, so nobody can type one in. What the detector cannot vouch for raises, and
is not stored.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from appliance.errors import AnswerWithheld, ScrubFailed
from appliance.policy import Policy
from appliance.privacy import persons, stand_ins
from appliance.privacy.detector import Detector
from appliance.privacy.question import InClear, Lookup, clean_question
from appliance.privacy.repair import repaired
from appliance.records import CleanDocument, CleanPage, CleanQuestion, CleanText, Document, Finding, Pseudonym

_NAME_BREAKS = re.compile(r"\S+@\S+|[_+]|(?<=[^\W\d_])[.-](?=[^\W\d_])|(?<=[a-z])(?=[A-Z])")
_OURS = re.compile(rf"{stand_ins.STAND_IN.pattern}|\b(?:Person|Phone|Email|Address) (?:[A-Z]{{1,2}}|\d{{1,3}})\b|\[\d{{1,2}}\]")
_MASKED = "•"
_STRICTEST = Policy(name="strictest")  # an entity that no policy names becomes a stand-in


@dataclass(frozen=True, slots=True)
class _Door:
    """The key and policy of one document, and the stand-in lengths that the vault asked for."""

    policy: Policy
    key: bytes
    lengths: Mapping[bytes, int]

    def token(self, entity: str, value: str) -> str:
        """Return the keyed stand-in of a value."""
        letters = self.lengths.get(stand_ins.digest(entity, value, self.key), stand_ins.LENGTH)
        return stand_ins.stand_in(entity, value, self.key, letters)


class Scrubber:
    """The door, with the detector that guards it; thread-safe."""

    def __init__(self, detector: Detector, second_look: Policy | None = None) -> None:
        self._detector = detector
        self._second_look = second_look

    def scrub_document(
        self, document: Document, policy: Policy, key: bytes, lengths: Mapping[bytes, int] | None = None
    ) -> CleanDocument:
        """Return the document in stand-ins. Raises ScrubFailed.

        `lengths`: what `vault.StandInClash` asked for, if it did.
        """
        inert, findings = self.findings(document, policy)
        clean, found, pseudonyms = _replaced_all(inert, findings, _Door(policy, key, lengths or {}))
        count = len(document.pages)
        pages = tuple(
            CleanPage(page.number, CleanText(clean[1 + n]), CleanText(clean[1 + count + n]) if page.heading is not None else None)
            for n, page in enumerate(document.pages)
        )
        entities = Counter(finding.entity for each in found[: 1 + count] for finding in each)
        name, counts = CleanText(clean[0]), dict(sorted(entities.items()))
        warnings = (*document.warnings, *self._detector.warnings(inert))
        return CleanDocument(name, document.format, pages, counts, pseudonyms, warnings)

    def scrub_text(self, text: str, policy: Policy, key: bytes) -> tuple[CleanText, list[Finding]]:
        """Return the clean text and the findings, whose offsets count in the text that came in. Raises ScrubFailed."""
        return self.scrub_texts([text], policy, key)[0]

    def scrub_texts(self, texts: Sequence[str], policy: Policy, key: bytes) -> list[tuple[CleanText, list[Finding]]]:
        """As `scrub_text` for many texts that have nothing to do with each other: the model reads them in batches."""
        inert = [stand_ins.inert(text) for text in texts]
        door = _Door(policy, key, {})
        results = []
        for text, findings in zip(inert, self._detector.detect_all([[text] for text in inert], policy), strict=True):
            clean, found, _ = _replaced_all([text], findings, door)
            results.append((CleanText(clean[0]), found[0]))
        return results

    def findings(self, document: Document, policy: Policy) -> tuple[list[str], list[list[Finding]]]:
        """Return the texts of a document (name, pages, headings), made inert, and what is found in each. Raises ScrubFailed."""
        texts = [document.name, *(page.text for page in document.pages), *(page.heading or "" for page in document.pages)]
        inert = [stand_ins.inert(text) for text in texts]
        return inert, self._detector.detect_all([[_file_name(inert[0]), *inert[1:]]], policy)[0]

    def scrub_question(self, question: str, policies: Sequence[Policy], lookup: Lookup, in_clear: InClear) -> CleanQuestion:
        """Return the question as search and prompt see it, and as everybody may see it. Raises ScrubFailed.

        Without a policy (no collection to read) everything that is found goes.
        """
        inert = stand_ins.inert(question)
        distinct = [policy for at, policy in enumerate(policies) if policy not in policies[:at]] or [_STRICTEST]
        findings = [self._detector.detect(inert, policy) for policy in distinct]
        search, shown, used = clean_question(inert, distinct, findings, lookup, in_clear)
        return CleanQuestion(CleanText(search), CleanText(shown), used)

    def vouch(self, sentence: str) -> CleanText:
        """The second, independent look at what a model wrote: patterns and checksums only, our stand-ins left out.

        Raises AnswerWithheld if it holds what looks like personal data.
        """
        if self._second_look is None:
            raise ScrubFailed("no policy for the second look; scrubber; give one")
        others = _OURS.sub(lambda found: " " * len(found[0]), sentence)
        if any(finding.action != "keep" for finding in self._detector.checked(others, self._second_look)):
            raise AnswerWithheld("The answer was withheld, because it may hold personal data.")
        return CleanText(sentence)


def _replaced_all(
    inert: Sequence[str], found: Sequence[Sequence[Finding]], door: _Door
) -> tuple[list[str], list[list[Finding]], tuple[Pseudonym, ...]]:
    """The texts of one document with their findings replaced, one stand-in for one person."""
    names = [text[f.start : f.end] for text, each in zip(inert, found, strict=True) for f in each if f.entity == "PERSON"]
    people = persons.grouped(names)
    pseudonyms: dict[str, Pseudonym] = {}
    replaced = [[_replaced(text, f, door, people, pseudonyms) for f in each] for text, each in zip(inert, found, strict=True)]
    return [_written(text, each) for text, each in zip(inert, replaced, strict=True)], replaced, tuple(pseudonyms.values())


def _replaced(
    text: str, finding: Finding, door: _Door, people: Mapping[str, persons.Person], pseudonyms: dict[str, Pseudonym]
) -> Finding:
    raw = text[finding.start : finding.end]
    if finding.action == "keep":
        return finding
    if finding.action == "redact":
        return replace(finding, stand_in=f"<{finding.entity}>")
    if finding.action == "mask":
        return replace(finding, stand_in=_mask(raw, door.policy.rule(finding.entity).keep_last))
    person = people.get(raw, persons.Person(raw, ())) if finding.entity == "PERSON" else persons.Person(raw, ())
    token = door.token(finding.entity, person.value)
    pseudonyms.setdefault(token, Pseudonym(token, finding.entity, repaired(person.value).text, person.aliases))
    return replace(finding, stand_in=token)


def _file_name(name: str) -> str:
    """Separators of a file's name as blanks, as long as before, so that names in it are words; a mail address stays whole."""
    stem, point, ending = name.rpartition(".")
    words = _NAME_BREAKS.sub(lambda found: found[0] if "@" in found[0] else " " * len(found[0]), stem)
    ending_apart = " " if "@" in words.rpartition(" ")[2] else point  # or the ending would be the address's last label
    return f"{words}{ending_apart}{ending}" if point else name


def _mask(value: str, keep_last: int) -> str:
    """Return the value with all but its last letters and digits dotted; blanks too, so that no pattern sees a number again."""
    signs = [n for n, char in enumerate(value) if char.isalnum()]
    shown = set(signs[max(0, len(signs) - keep_last) :] if keep_last else [])
    first = min(shown, default=len(value))
    return _MASKED * min(first, len(value)) + "".join(value[n] for n in sorted(shown))


def _written(text: str, findings: Sequence[Finding]) -> str:
    parts, at = [], 0
    for finding in findings:
        if finding.stand_in is not None:
            parts += [text[at : finding.start], finding.stand_in]
            at = finding.end
    return "".join([*parts, text[at:]])
