"""A policy file → every error in it, each one line with file, line and key, and what is doubtful about it.

More is asked than loading asks: a pattern that can run away or match nothing, a key given twice, a name given twice. Texts
of allow and deny lists are never repeated: they may be names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from appliance.errors import ConfigError
from appliance.policy import ActionRule, Pattern, Policy, Recognizer, content, near, problem, resolved
from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.pattern_check import fault

Place = tuple[int | str, ...]
_INSIDE: dict[str, type[BaseModel]] = {"recognizers": Recognizer, "actions": ActionRule}


@dataclass(frozen=True, slots=True)
class _File:
    """A policy file as it is written, with the lines of its keys."""

    path: Path
    node: yaml.MappingNode
    own: Mapping[str, object]

    def line(self, place: Place) -> int:
        """Line of the deepest part of the place that the file itself holds."""
        node: yaml.Node = self.node
        line = node.start_mark.line + 1
        for part in place:
            if isinstance(node, yaml.MappingNode):
                pair = next(((key, value) for key, value in node.value if key.value == part), None)
                if pair is None:
                    break
                line, node = pair[0].start_mark.line + 1, pair[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
                node = node.value[part]
                line = node.start_mark.line + 1
        return int(line)

    def said(self, place: Place, what: str) -> tuple[int, str]:
        """Return the complaint behind its line."""
        line = self.line(place)
        key = ".".join(str(part) for part in place)
        return line, f"{self.path}, line {line}: {key}: {what}"


def check_policy(path: Path) -> list[str]:
    """Return every error of the file as `FILE, line N: KEY: what`, in order; an empty list if there is none."""
    file = _read(path)
    if isinstance(file, str):
        return [file]
    try:
        whole = resolved(path)
    except ConfigError as error:
        return [file.said(("extends",), str(error))[1]]
    found = [*_twice(file, file.node, ()), *_patterns(file), *_names(file)]
    try:
        Policy.model_validate(whole)
    except ValidationError as error:
        found += _invalid(file, whole, error.errors(include_url=False))
    return list(dict.fromkeys(said for _, said in sorted(found, key=lambda one: one[0])))


def policy_warnings(path: Path, groups: Sequence[str] | None = None) -> list[str]:
    """Return what loads and may not be meant; with the groups that there are, those of `reveal` that are none."""
    file = _read(path)
    try:
        policy = Policy.model_validate(resolved(path))
    except (ConfigError, ValidationError, ValueError):
        return []  # its errors come first
    if isinstance(file, str):
        return []
    found: list[tuple[int, str]] = []
    for entity, granted in policy.reveal.items():
        place = ("reveal", entity)
        if granted and policy.rule(entity).action in ("mask", "redact"):
            found.append(file.said(place, f"nothing to show: {policy.rule(entity).action} keeps no value"))
        for group in granted if isinstance(granted, tuple) else ():
            if group == "everyone":
                found.append(file.said(place, "everyone is no group here; write readers"))
            elif groups is not None and group not in groups:
                found.append(file.said(place, f"no group {group}{near(group, groups)}"))
    written = file.own.get("actions")
    for entity, rule in written.items() if isinstance(written, dict) else ():
        if isinstance(rule, dict) and "keep_last" in rule and rule.get("action") != "mask":
            found.append(file.said(("actions", entity, "keep_last"), "counts for mask only"))
    return [said for _, said in sorted(found, key=lambda one: one[0])]


def _read(path: Path) -> _File | str:
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
        own = content(path) if isinstance(node, yaml.MappingNode) else {}
    except (yaml.YAMLError, ValueError, ConfigError) as error:
        cause = error.__cause__ if isinstance(error, ConfigError) and isinstance(error.__cause__, Exception) else error
        mark = getattr(cause, "problem_mark", None)
        return f"{path}, line {mark.line + 1 if mark else 1}: not valid YAML: {problem(cause)}"
    return _File(path, node, own) if isinstance(node, yaml.MappingNode) else f"{path}, line 1: not a mapping of keys"


def _twice(file: _File, node: yaml.Node, place: Place) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one mapping: YAML would take the last in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                line = key.start_mark.line + 1
                yield line, f"{file.path}, line {line}: {'.'.join(map(str, (*place, key.value)))}: given twice; remove one"
            seen.add(key.value)
            yield from _twice(file, value, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield from _twice(file, value, (*place, at))


def _entries(file: _File) -> Iterator[tuple[int, dict[str, object]]]:
    written = file.own.get("recognizers")
    yield from ((at, one) for at, one in enumerate(written if isinstance(written, list) else ()) if isinstance(one, dict))


def _names(file: _File) -> Iterator[tuple[int, str]]:
    """Recognizers' names given twice, checksums that there are not, and texts that are none."""
    seen: set[object] = set()
    for at, entry in _entries(file):
        name, checksum, context = entry.get("name"), entry.get("checksum"), entry.get("context")
        if name in seen:
            yield file.said(("recognizers", at, "name"), f"a recognizer {name} stands above; give another name")
        seen.add(name)
        if isinstance(checksum, str) and checksum not in CHECKSUMS:
            yield file.said(("recognizers", at, "checksum"), f"unknown checksum {checksum}{near(checksum, CHECKSUMS)}")
        if isinstance(context, list) and any(isinstance(word, str) and not word.strip() for word in context):
            yield file.said(("recognizers", at, "context"), "an empty word, which stands near everything; remove it")
    allow, deny = file.own.get("allow"), file.own.get("deny")
    lists: dict[Place, object] = {("allow",): allow}
    if isinstance(deny, dict):
        lists |= {("deny", str(entity)): texts for entity, texts in deny.items()}
    for place, texts in lists.items():
        for at, text in enumerate(texts if isinstance(texts, list) else ()):
            if isinstance(text, str) and not text.strip():
                yield file.said((*place, at), "an empty text; remove it")


def _patterns(file: _File) -> Iterator[tuple[int, str]]:
    for at, entry in _entries(file):
        patterns = entry.get("patterns")
        for number, pattern in enumerate(patterns if isinstance(patterns, list) else ()):
            try:
                wrong = fault(Pattern.model_validate(pattern))
            except ValidationError:
                continue  # told by the model
            if wrong is not None:
                yield file.said(("recognizers", at, "patterns", number, "regex"), wrong)


def _invalid(file: _File, whole: Mapping[str, object], errors: Sequence[ErrorDetails]) -> Iterator[tuple[int, str]]:
    told: set[Place] = set()
    for error in errors:
        place = tuple(part for part in error["loc"] if part != "[key]")
        if place[0] == "reveal":  # two complaints, one for each form
            place = place[:2]
        if place in told:
            continue
        told.add(place)
        own = _own(place, whole, file.own)
        if own is None:
            yield file.said(("extends",), f"in what it extends: {'.'.join(map(str, place))}: {_explained(place, error)}")
        else:
            yield file.said(own, _explained(own, error))


def _own(place: Place, whole: Mapping[str, object], own: Mapping[str, object]) -> Place | None:
    """The same place counted in the file itself, whose entries stand behind those that it extends; None if it is not in it."""
    first = str(place[0])
    if first not in own:
        return None if len(place) > 1 or first in whole else place
    whole_list, part = whole.get(first), own[first]
    if len(place) > 1 and isinstance(place[1], int) and isinstance(whole_list, list) and isinstance(part, list):
        at = place[1] - len(whole_list) + len(part)
        return (first, at, *place[2:]) if at >= 0 else None
    return None if len(place) > 1 and isinstance(part, dict) and place[1] not in part else place


def _explained(place: Place, error: ErrorDetails) -> str:
    kind, given = error["type"], error.get("input")
    if kind == "extra_forbidden":
        section = _section(place)
        return f"unknown key{near(str(place[-1]), section.model_fields)}"
    if kind == "string_type" and isinstance(given, bool | int | float):
        return "not a text: YAML reads it as a number or as yes or no; put it in quotation marks"
    if place[0] == "reveal" and kind != "value_error":
        return "neither `readers` nor a list of groups"
    if kind == "literal_error" and isinstance(given, str):
        allowed = re.findall(r"'([^']*)'", str(error.get("ctx", {}).get("expected", "")))
        return f"one of {', '.join(allowed)}{near(given, allowed)}"
    if kind in ("less_than_equal", "greater_than_equal") and place[-1] != "group":
        return f"{error['msg']}; allowed is {'0 to 8' if place[-1] == 'keep_last' else '0.0 to 1.0'}"
    return error["msg"].removeprefix("Value error, ")


def _section(place: Place) -> type[BaseModel]:
    if len(place) > 3 and place[2] == "patterns":
        return Pattern
    return _INSIDE.get(str(place[0]), Policy) if len(place) > 1 else Policy
