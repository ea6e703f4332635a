"""A question → the words that search and prompt may see, and the words that everybody may see.

Every run of one to four words is looked up among the stand-ins of the collections that the asker may read, whether or
not the detector saw a name there. The asker is never shown the stand-in of his own words: that would be a dictionary oracle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from appliance.policy import Policy
from appliance.privacy import stand_ins
from appliance.privacy.lexicon import TITLES, WORDS
from appliance.records import Finding

#: raw runs of words → stand-ins that the asker may know
Lookup = Callable[[Sequence[str]], Mapping[str, tuple[str, ...]]]

#: lone words → those that stand in clear in papers that the asker may read
InClear = Callable[[Sequence[str]], Collection[str]]

LONGEST_RUN = 4  # words
_LONE = re.compile(r"[^\W\d_]{2,}(?:['’]s?)?")
_WORD = re.compile(r"[^\W_]+(?:['’.@_-][^\W_]+)*\.?")


@dataclass(frozen=True, slots=True)
class _Run:
    start: int
    end: int
    stand_ins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    search: str
    shown: str


def clean_question(
    question: str, policies: Sequence[Policy], findings: Sequence[Sequence[Finding]], lookup: Lookup, in_clear: InClear
) -> tuple[str, str, tuple[str, ...]]:
    """Return (search, shown, stand-ins of those who are surely meant). `findings`: one list for each policy.

    A lone word that stands in clear in the asker's papers stays in the search beside its stand-ins: "War" or "Huguenot" is
    part of somebody's name in one document and a word in others, which must still be found; and it is no secret to him.
    """
    runs = _known_runs(question, lookup)
    spans = [(run.start, run.end) for run in runs] + [(one.start, one.end) for found in findings for one in found]
    lone = {question[start:end] for start, end in spans if _LONE.fullmatch(question, start, end) and not _titled(question, start)}
    clear = in_clear(sorted(lone)) if lone else ()
    edits = [_edit(question, run, clear) for run in runs] + _unknown(question, policies, findings, runs, clear)
    edits.sort(key=lambda edit: edit.start)
    used = tuple(dict.fromkeys(token for run in runs if question[run.start : run.end] not in clear for token in run.stand_ins))
    search = _applied(question, [(edit.start, edit.end, edit.search) for edit in edits])
    shown = _applied(question, [(edit.start, edit.end, edit.shown) for edit in edits])
    return search, shown, used


def _edit(question: str, run: _Run, clear: Collection[str]) -> _Edit:
    entities = dict.fromkeys(found[1] for token in run.stand_ins if (found := stand_ins.KEYED.fullmatch(token)))
    word = question[run.start : run.end]
    search = (word, *run.stand_ins) if word in clear else run.stand_ins
    return _Edit(run.start, run.end, " ".join(search), " ".join(f"<{entity}>" for entity in entities))


def _titled(question: str, start: int) -> bool:
    before = question[:start].split()
    return bool(before) and before[-1].strip(".").lower() in TITLES


def _known_runs(question: str, lookup: Lookup) -> list[_Run]:
    """The longest runs that the vault knows, from left to right, none inside another."""
    words = list(_WORD.finditer(question))
    spans = [
        (words[first].start(), words[first + length - 1].end())
        for length in range(min(LONGEST_RUN, len(words)), 0, -1) for first in range(len(words) - length + 1)
    ]  # fmt: skip
    whole = [found.span() for found in re.finditer(r"[^\s,;?!\"()<>]+(?: [^\s,;?!\"()<>]*\d[^\s,;?!\"()<>]*)*", question)]
    known = lookup(list(dict.fromkeys(question[start:end] for start, end in (*spans, *whole))))
    runs: list[_Run] = []
    for start, end in sorted({*spans, *whole}, key=lambda span: (span[0] - span[1], span[0])):
        tokens = known.get(question[start:end], ())
        if tokens and not any(run.start < end and start < run.end for run in runs) and _meant(question, start, end):
            runs.append(_Run(start, end, tokens))
    return runs


def _meant(question: str, start: int, end: int) -> bool:
    """A single common word in lower case ("may", "brown") is not meant as a name, unless a title stands before it."""
    run = question[start:end]
    if " " in run or run != run.lower() or not WORDS.common(run):
        return True
    return _titled(question, start)


def _unknown(
    question: str, policies: Sequence[Policy], findings: Sequence[Sequence[Finding]], runs: Sequence[_Run], clear: Collection[str]
) -> list[_Edit]:
    """What the detector finds beyond: hidden from eyes if any policy acts on it, from search if every one does."""
    edits: list[_Edit] = []
    taken = [(run.start, run.end) for run in runs]
    for policy, found in zip(policies, findings, strict=True):
        for finding in found:
            start, end = finding.start, finding.end
            touched = any(first < end and start < last for first, last in taken)
            if finding.action == "keep" or touched:
                continue
            kept = any(other.rule(finding.entity).action == "keep" for other in policies if other is not policy)
            kept = kept or question[start:end] in clear
            plain = f"<{finding.entity}>"
            taken.append((start, end))
            edits.append(_Edit(start, end, question[start:end] if kept else plain, plain))
    return edits


def _applied(text: str, edits: Sequence[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]])
