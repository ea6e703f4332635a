"""Presidio's own recognizers of national numbers that the policies do not describe → spans.

Only what its check digit confirms and a context word stands near: one in ten numbers passes a check digit by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from appliance.privacy.patterns import Surroundings, context_pattern
from appliance.privacy.spans import Span

if TYPE_CHECKING:
    from presidio_analyzer import PatternRecognizer

CONFIRMED = 0.99  # Presidio's score of a number whose check digit holds is 1.0
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?[\dA-Z]){7}")
#: class of `presidio_analyzer.predefined_recognizers` → our entity
_CLASSES = {
    "AuMedicareRecognizer": "NATIONAL_ID", "AuTfnRecognizer": "NATIONAL_ID", "DeHealthInsuranceRecognizer": "NATIONAL_ID",
    "DePassportRecognizer": "PASSPORT", "DeSocialSecurityRecognizer": "NATIONAL_ID", "InAadhaarRecognizer": "NATIONAL_ID",
    "KrRrnRecognizer": "NATIONAL_ID", "NgNinRecognizer": "NATIONAL_ID", "ThTninRecognizer": "NATIONAL_ID",
    "TrNationalIdRecognizer": "NATIONAL_ID", "ZaIdNumberRecognizer": "NATIONAL_ID", "UsNpiRecognizer": "NATIONAL_ID",
}  # fmt: skip


class StockRecognizers:
    """Presidio's recognizers, asked one by one: its engine would also ask the network for public suffixes."""

    @cached_property
    def _recognizers(self) -> list[tuple[str, PatternRecognizer, re.Pattern[str]]]:
        from presidio_analyzer import predefined_recognizers

        made = [(entity, getattr(predefined_recognizers, name)()) for name, entity in _CLASSES.items()]
        return [(entity, one, context_pattern(one.context)) for entity, one in made if one.context]

    def find(self, around: Surroundings) -> Iterator[Span]:
        """Yield confirmed numbers with a context word near."""
        if not _LONG_NUMBER.search(around.text):
            return
        lower = around.text.lower()
        for entity, recognizer, context in self._recognizers:
            if not context.search(lower):
                continue
            for result in recognizer.analyze(around.text, recognizer.supported_entities):
                if result.score >= CONFIRMED and context.search(around.around(result.start, result.end)):
                    yield Span(result.start, result.end, entity, 0.9, f"presidio {recognizer.supported_entities[0]}")
