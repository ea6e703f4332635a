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

#: a stand-in as models mangle it: other case, bold, a blank or hyphen for the line, one bracket lost
_MANGLED = re.compile(
    rf"(?i)[<‹]?\*{{0,2}}\b({'|'.join(e.replace('_', '[_ -]') for e in ENTITIES)})[_ -]([A-HJ-NP-Z]{{{LENGTH},}})\b\*{{0,2}}[>›]?"
)


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
        hits = [(hit.start(), hit.end(), _canonical(hit)) for hit in _MANGLED.finditer(text.value)]
        known = self._known(connection, {token for *_, token in hits}, panes)
        pieces: list[Segment] = []
        at = 0
        for start, end, token in hits:
            if token not in known and not KEYED.fullmatch(text.value[start:end]):
                continue  # words that only look like one
            if at < start:
                pieces.append(Segment(text.value[at:start], "text", at, start))
            pieces.append(self._shown(token, known.get(token), start, end))
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


def _canonical(hit: re.Match[str]) -> str:
    return f"<{re.sub('[ -]', '_', hit[1].upper())}_{hit[2].upper()}>"


def _entity(token: str) -> str:
    found = KEYED.fullmatch(token)
    return found[1] if found else ""
