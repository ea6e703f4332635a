"""Two policies → what differs in them, and what they would do otherwise with the documents of a folder. Nothing is stored.

Texts of allow and deny lists are counted, never shown: they may be names. Examples show values: who calls for them has
asked a person at a terminal, and the log says so before the first one is given out.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from appliance.assemble import Appliance
from appliance.audit.events import Event
from appliance.database import writing
from appliance.errors import ConfigError, DocumentError
from appliance.operations.shapes import Json, policy_json
from appliance.policy import ENTITIES, ActionRule, Policy, Recognizer, load_policy
from appliance.records import Actor, Document, Finding
from appliance.work.walk import check_paths, read_file, walk

EXAMPLES = 5  # of each entity and each kind of change
AROUND = 40  # characters shown on either side
NEWLY = "newly_acted"  # a finding of the new policy of which the old one left a part to be read
NO_LONGER = "no_longer_acted"  # the other way round
OTHERWISE = "acted_otherwise"  # taken out by both, with another action or as another entity
PARTS = ("entity", "patterns", "context", "checksum")  # of a recognizer: what decides
COUNTS = ("found_old", "found_new", "acted_old", "acted_new", NEWLY, NO_LONGER, OTHERWISE)


@dataclass(frozen=True, slots=True)
class Example:
    """One changed finding with the text around it, values shown: for a terminal's eyes."""

    entity: str
    change: str
    document: str = field(repr=False)
    before: str = field(repr=False)
    value: str = field(repr=False)
    after: str = field(repr=False)


def policy_named(appliance: Appliance, name: str) -> Policy:
    """Return a policy of the home, or that of a file. Raises ConfigError."""
    file = Path(name)
    if file.suffix == ".yaml" or len(file.parts) > 1:
        if not file.is_file():
            raise ConfigError(f"no such file; {name}; check the path")
        return load_policy(file.stem, file.absolute().parent)
    return appliance.policy(name)


def settings_changes(old: Policy, new: Policy) -> list[Json]:
    """Return `{"key", "old", "new"}` for each setting that differs, in the order of the keys."""
    before, after = _flat(old), _flat(new)
    rows = [*((key, before.get(key), after.get(key)) for key in dict.fromkeys((*before, *after))), *_recognizers(old, new)]
    changes: list[Json] = [{"key": key, "old": was, "new": becomes} for key, was, becomes in rows if was != becomes]
    for key, gone, come in _lists(old, new):
        if gone or come:
            changes.append({"key": key, "old": f"{gone} texts taken out", "new": f"{come} texts put in"})
    return changes


def changed(old: Sequence[Finding], new: Sequence[Finding]) -> Iterator[tuple[str, Finding]]:
    """Yield each finding of one text that the policies do not act on alike, with the kind of change."""
    acted_old, acted_new = ([one for one in found if one.action != "keep"] for found in (old, new))
    same = {(one.start, one.end, one.entity, one.action) for one in acted_old}
    for one in acted_new:
        if not _covered(one, acted_old):
            yield NEWLY, one
        elif (one.start, one.end, one.entity, one.action) not in same:
            yield OTHERWISE, one
    yield from ((NO_LONGER, one) for one in acted_old if not _covered(one, acted_new))


class Comparison:
    """Both policies over documents, one at a time."""

    def __init__(self, appliance: Appliance, old: Policy, new: Policy) -> None:
        self._appliance, self.policies = appliance, (old, new)
        self._counts = dict.fromkeys(("files", "documents", "pages", "characters", "refused"), 0)
        self._tallies: dict[str, Counter[str]] = {}
        self.examples: list[Example] = []

    def read(self, path: str) -> None:
        """Read a file, with what is attached to it, and look at it under both policies."""
        self._counts["files"] += 1
        settings = self._appliance.settings.parsing
        try:
            content = read_file(path, settings.file_bytes)
        except DocumentError:
            self._counts["refused"] += 1
            return
        self._parse(os.path.basename(path), content, settings.attachment_depth)

    @property
    def documents(self) -> int:
        """Return how many documents were looked at; attachments are documents too."""
        return self._counts["documents"]

    @property
    def refused(self) -> int:
        """Return how many could not be read or vouched for."""
        return self._counts["refused"]

    def json(self) -> Json:
        """Return the counts."""
        found = ((entity, self._tallies[entity]) for entity in ENTITIES if entity in self._tallies)
        entities = {entity: {key: tally[key] for key in COUNTS} for entity, tally in found}
        return {"documents": dict(self._counts), "entities": entities}

    def _parse(self, name: str, content: bytes, depth: int) -> None:
        try:
            document = self._appliance.parser.parse(content, name)
            self._look(document)
        except DocumentError:
            self._counts["refused"] += 1
            return
        for part in document.attachments if depth else ():
            self._parse(part.name, part.content, depth - 1)

    def _look(self, document: Document) -> None:
        (texts, old), (_, new) = (self._appliance.scrubber.findings(document, policy) for policy in self.policies)
        self._counts["documents"] += 1
        self._counts["pages"] += len(document.pages)
        self._counts["characters"] += sum(len(page.text) for page in document.pages)
        for text, before, after in zip(texts, old, new, strict=True):
            self._count("old", before)
            self._count("new", after)
            for change, finding in changed(before, after):
                tally = self._tally(finding.entity)
                tally[change] += 1
                if tally[change] <= EXAMPLES:
                    self.examples.append(_example(document.name, text, change, finding))

    def _count(self, which: str, findings: Sequence[Finding]) -> None:
        for one in findings:
            self._tally(one.entity)[f"found_{which}"] += 1
            self._tally(one.entity)[f"acted_{which}"] += one.action != "keep"

    def _tally(self, entity: str) -> Counter[str]:
        return self._tallies.setdefault(entity, Counter())


def files_of(folder: Path) -> list[str]:
    """Return the files to look at. Raises ConfigError where there is nothing of this name."""
    check_paths([str(folder)])
    return [found.path for found in walk([str(folder)])]


def result(old: Policy, new: Policy, comparison: Comparison | None) -> Json:
    """Return the result of `policy diff`."""
    looked: Json = {"documents": None, "entities": None} if comparison is None else comparison.json()
    return {"old": policy_json(old), "new": policy_json(new), "settings": settings_changes(old, new), **looked}


def record_examples(appliance: Appliance, actor: Actor, comparison: Comparison) -> None:
    """Write the record that must stand before values are shown."""
    old, new = comparison.policies
    fields: dict[str, object] = {
        "old": old.version, "new": new.version, "documents": comparison.documents, "examples": len(comparison.examples),
    }  # fmt: skip
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, Event.POLICY_EXAMPLES, actor.id, "ok", fields)


def _covered(finding: Finding, others: Sequence[Finding]) -> bool:
    at = finding.start
    for other in others:  # in order, and they never overlap
        if other.start > at:
            break
        at = max(at, other.end)
    return at >= finding.end


def _example(name: str, text: str, change: str, finding: Finding) -> Example:
    before, after = text[max(0, finding.start - AROUND) : finding.start], text[finding.end : finding.end + AROUND]
    return Example(finding.entity, change, name, before, text[finding.start : finding.end], after)


def _flat(policy: Policy) -> dict[str, str]:
    """Key → how a person would write its value; recognizers by name, and no text of a list."""
    plain = policy.model_dump(mode="json", exclude={"name", "description", "actions", "reveal", "recognizers", "allow", "deny"})
    flat: dict[str, str] = {}
    for key, value in plain.items():
        inner = {f"{key}.{one}": each for one, each in value.items()} if isinstance(value, dict) else {key: value}
        flat |= {where: "" if what is None else str(what) for where, what in inner.items()}
    flat |= {f"actions.{entity}": _rule(policy.rule(entity)) for entity in ENTITIES}
    for entity, granted in policy.reveal.items():
        if granted:
            flat[f"reveal.{entity}"] = granted if isinstance(granted, str) else ", ".join(sorted(granted))
    return flat


def _rule(rule: ActionRule) -> str:
    kept = f", last {rule.keep_last}" if rule.action == "mask" else ""
    return f"{rule.action}{kept}{'' if rule.threshold is None else f', from {rule.threshold}'}"


def _recognizers(old: Policy, new: Policy) -> Iterator[tuple[str, str | None, str | None]]:
    """A recognizer that only one of them has, by its entity; of one that both have, each part."""
    before, after = ({one.name: one for one in policy.recognizers} for policy in (old, new))
    for name in dict.fromkeys((*before, *after)):
        was, becomes = before.get(name), after.get(name)
        if was is None or becomes is None:
            yield f"recognizers.{name}", was.entity if was else None, becomes.entity if becomes else None
        else:
            for part in PARTS:
                yield f"recognizers.{name}.{part}", _part(was, part), _part(becomes, part)


def _part(one: Recognizer, part: str) -> str:
    return json.dumps(one.model_dump(mode="json")[part], ensure_ascii=False)


def _lists(old: Policy, new: Policy) -> Iterator[tuple[str, int, int]]:
    before = {"allow": set(old.allow), **{f"deny.{entity}": set(texts) for entity, texts in old.deny.items()}}
    after = {"allow": set(new.allow), **{f"deny.{entity}": set(texts) for entity, texts in new.deny.items()}}
    for key in dict.fromkeys((*before, *after)):
        gone, come = before.get(key, set()) - after.get(key, set()), after.get(key, set()) - before.get(key, set())
        yield key, len(gone), len(come)
