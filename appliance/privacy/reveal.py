"""THE GLASS: clean text → segments that a reader sees: a value where the policy grants it, else `Person A`.

Values exist only in what these functions return; nothing here stores, logs or caches one. Whether the reader may read
the passage at all was decided before. A stand-in that the vault does not know, one that a model made up, stays inert.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy.engine import Connection

from appliance.policy import ENTITIES, Policy
from appliance.privacy import vault
from appliance.privacy.renderings import Labels, label
from appliance.privacy.stand_ins import KEYED, LENGTH
from appliance.records import CleanText

_ENTITY = "|".join(sorted((e.replace("_", r"[\s_\\-]{1,2}") for e in ENTITIES), key=len, reverse=True))
_GAP = r"[\s_*\\-]{1,3}"
_LETTER = "[A-HJ-NP-Z]"
#: a stand-in as models mangle it: other case, bold, another gap for the line, a bracket lost, broken where it is in capitals
#: or brackets; the marks around it go only where they stand on both sides
_MANGLED = re.compile(
    rf"(?P<mark>[*`]{{1,3}})?(?:"
    rf"[<‹][*`]{{0,3}}(?i:(?P<e1>{_ENTITY}){_GAP}(?P<l1>{_LETTER}+(?:{_GAP}{_LETTER}+){{0,3}}))[*`]{{0,3}}[>›]"
    rf"|[<‹]?\b(?i:(?P<e2>{_ENTITY})){_GAP}(?:(?P<l2>(?i:{_LETTER}){{{LENGTH},}})\b|(?P<l3>{_LETTER}+(?:{_GAP}{_LETTER}+){{1,3}})\b)[>›]?"
    rf")(?(mark)(?P=mark))"
)
_BREAK = re.compile(_GAP)


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of what is shown; `start` and `end` count in the clean text."""

    text: str = field(repr=False)
    kind: Literal["text", "value", "label"]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Pane:
    """What one collection lets through: the domain of its stand-ins, and its policy."""

    domain: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class _Known:
    entity: str
    value: str | None = field(repr=False)  # None: this reader sees a label


class Glass:
    """One page or one answer for one reader: labels stay the same within it."""

    def __init__(self, values: vault.Vault, groups: frozenset[str]) -> None:
        self._vault = values
        self._groups = groups
        self._labels = Labels()
        self.counts: Counter[str] = Counter()  # values shown so far, by entity: for the one audit record

    def segments(self, connection: Connection, text: CleanText, panes: Sequence[Pane]) -> list[Segment]:
        """Return the text in pieces; `panes`: the collections that its stand-ins may come from."""
        hits = [(hit, _readings(hit)) for hit in _MANGLED.finditer(text.value)]
        known = self._known(connection, {token for _, readings in hits for token, _ in readings}, panes)
        pieces: list[Segment] = []
        at = 0
        for hit, readings in hits:
            token, end = next((one for one in readings if one[0] in known), readings[0])
            if token not in known and not KEYED.search(hit[0]):
                continue  # words that only look like one
            if at < hit.start():
                pieces.append(Segment(text.value[at : hit.start()], "text", at, hit.start()))
            pieces.append(self._shown(token, known.get(token), hit.start(), end))
            at = end
        if at < len(text):
            pieces.append(Segment(text.value[at:], "text", at, len(text)))
        return pieces

    def revealed_text(self, connection: Connection, text: CleanText, panes: Sequence[Pane]) -> tuple[str, dict[str, int]]:
        """Return the text with values and labels, and how many values of each entity it shows."""
        before = self.counts.copy()
        shown = "".join(piece.text for piece in self.segments(connection, text, panes))
        return shown, dict(self.counts - before)

    def _shown(self, token: str, known: _Known | None, start: int, end: int) -> Segment:
        if known is None:
            entity = token[1:].rpartition("_")[0]
            return Segment(f"{label(entity)} ?", "label", start, end)
        if known.value is None:
            return Segment(self._labels.of(token, known.entity), "label", start, end)
        self.counts[known.entity] += 1
        return Segment(known.value, "value", start, end)

    def _known(self, connection: Connection, tokens: set[str], panes: Sequence[Pane]) -> dict[str, _Known]:
        known: dict[str, _Known] = {}
        for pane in panes:
            granted = {token for token in tokens if pane.policy.may_reveal(_entity(token), self._groups)}
            for token, value in vault.values(connection, self._vault, pane.domain, granted).items():
                known[token] = _Known(_entity(token), value)
            for token in vault.present(connection, pane.domain, tokens - granted):
                known.setdefault(token, _Known(_entity(token), None))
        return known


def _readings(hit: re.Match[str]) -> list[tuple[str, int]]:
    """(stand-in, where it ends) for each way to read the hit, the longest first: a word in capitals may follow a broken one."""
    entity = re.sub(r"[\s_\\-]+", "_", (hit["e1"] or hit["e2"]).upper())
    letters = hit["l3"]
    if letters is None:
        return [(f"<{entity}_{_BREAK.sub('', hit['l1'] or hit['l2']).upper()}>", hit.end())]
    ends = [gap.start() for gap in _BREAK.finditer(letters)]
    cuts = [cut for cut in ends if len(_BREAK.sub("", letters[:cut])) >= LENGTH]
    whole = (f"<{entity}_{_BREAK.sub('', letters)}>", hit.end())
    return [whole, *((f"<{entity}_{_BREAK.sub('', letters[:cut])}>", hit.start("l3") + cut) for cut in reversed(cuts))]


def _entity(token: str) -> str:
    found = KEYED.fullmatch(token)
    return found[1] if found else ""
