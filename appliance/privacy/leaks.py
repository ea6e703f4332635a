"""Labelled texts and what a policy found in them → how much it lets through, and how much it takes out for nothing.

Letters and digits count: a comma left over is no leak. A value is covered where none of its letters and digits can be
read, whatever the findings over it are called.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appliance.policy import Policy
from appliance.privacy.measured import Labelled
from appliance.records import Finding


@dataclass
class Leak:
    """Counts of one entity, or of all that a policy acts on."""

    spans: int = 0  # marked values
    covered: int = 0  # of them wholly
    characters: int = 0  # letters and digits of marked values
    leaked: int = 0  # of them still to be read
    taken: int = 0  # letters and digits that findings of this entity took out
    right: int = 0  # of them inside any marked value

    @property
    def leak_rate(self) -> float:
        """Characters of personal data that can still be read, of all."""
        return self.leaked / self.characters if self.characters else 0.0

    @property
    def precision(self) -> float:
        """Characters taken out that are personal data, of all taken out."""
        return self.right / self.taken if self.taken else 1.0


def leaks(items: Sequence[Labelled], found: Sequence[Sequence[Finding]], policy: Policy) -> tuple[Leak, dict[str, Leak]]:
    """Return the sum, and each entity that the policy acts on and that is marked or was found; most marked first."""
    whole, entities = Leak(), dict[str, Leak]()
    for item, findings in zip(items, found, strict=True):
        acted = [one for one in findings if one.action != "keep"]
        gone = marks(item.text, [(one.start, one.end) for one in acted])
        personal = marks(item.text, [(one.start, one.end) for one in item.spans])
        for finding in acted:
            taken = range(finding.start, finding.end)
            _count_taken(entities.setdefault(finding.entity, Leak()), whole, item.text, personal, taken)
        for span in item.spans:
            if policy.rule(span.entity).action != "keep":
                _count_span(entities.setdefault(span.entity, Leak()), whole, item.text, gone, range(span.start, span.end))
    return whole, dict(sorted(entities.items(), key=lambda pair: (-pair[1].spans, pair[0])))


def marks(text: str, stretches: Iterable[tuple[int, int]]) -> bytearray:
    """Return a byte for each character of the text: 1 inside a stretch."""
    within = bytearray(len(text))
    for start, end in stretches:
        within[start:end] = b"\1" * (end - start)
    return within


def _count_taken(one: Leak, whole: Leak, text: str, personal: bytearray, taken: range) -> None:
    signs = [at for at in taken if text[at].isalnum()]
    right = sum(personal[at] for at in signs)
    for leak in (one, whole):
        leak.taken += len(signs)
        leak.right += right


def _count_span(one: Leak, whole: Leak, text: str, gone: bytearray, span: range) -> None:
    signs = [at for at in span if text[at].isalnum()]
    left = sum(not gone[at] for at in signs)
    for leak in (one, whole):
        leak.spans += 1
        leak.covered += not left
        leak.characters += len(signs)
        leak.leaked += left
