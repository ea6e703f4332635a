"""The `scrub` command: texts through the door, nothing stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from appliance.assemble import Appliance
from appliance.errors import ScrubFailed
from appliance.operations.lines import json_lines, parsed
from appliance.operations.shapes import Json, finding_json, policy_json
from appliance.operations.shelving import target_of
from appliance.policy import Policy
from appliance.privacy.scrubber import Scrubber
from appliance.records import CleanText, Finding
from appliance.rights.collections import GENERAL

BATCH = 64  # texts that the name model reads at once


@dataclass(frozen=True, slots=True)
class TextScrubber:
    """Text → result, under one policy and key."""

    scrubber: Scrubber
    policy: Policy
    key: bytes = field(repr=False)

    def scrub(self, text: str) -> Json:
        """Return one `scrub` result. Raises ScrubFailed."""
        return self._result(*self.scrubber.scrub_text(text, self.policy, self.key))

    def scrub_lines(self, batches: Iterable[Sequence[str]], emit: Callable[[Mapping[str, object]], None]) -> int:
        """Scrub JSONL lines as they come, many at once where many are there; return how many failed."""
        failed = number = 0
        for batch in _cut(batches):
            ready = self._ahead(batch)

            def one(line: Mapping[str, object], ready: Mapping[str, Json] = ready) -> list[Json]:
                text = str(line["text"])
                return [ready.get(text) or self.scrub(text)]

            failed += json_lines(batch, "text", emit, one, first=number + 1)
            number += len(batch)
        return failed

    def _ahead(self, batch: Sequence[str]) -> dict[str, Json]:
        """Results of a batch by text; none if one of its texts cannot be vouched for: then each goes alone."""
        requests = [request for line in batch if (request := parsed(line)) is not None]
        texts = list(dict.fromkeys(text for request in requests if isinstance(text := request.get("text"), str)))
        with suppress(ScrubFailed):
            results = self.scrubber.scrub_texts(texts, self.policy, self.key)
            return {text: self._result(*result) for text, result in zip(texts, results, strict=True)}
        return {}

    def _result(self, clean: CleanText, findings: Sequence[Finding]) -> Json:
        return {"text": clean.value, "findings": [finding_json(one) for one in findings], "policy": policy_json(self.policy)}


def text_scrubber(appliance: Appliance, policy_name: str | None, collection_name: str | None) -> TextScrubber:
    """Return the scrubber of texts; with a collection its policy and stand-ins, else a throw-away key."""
    target = target_of(appliance, collection_name or GENERAL)
    key = appliance.keys.pseudonym(target.domain) if collection_name else secrets.token_bytes(32)
    return TextScrubber(appliance.scrubber, appliance.policy(policy_name) if policy_name else target.policy, key)


def _cut(batches: Iterable[Sequence[str]]) -> Iterator[Sequence[str]]:
    for batch in batches:
        for start in range(0, len(batch), BATCH):
            yield batch[start : start + BATCH]
