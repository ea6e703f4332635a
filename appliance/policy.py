"""policies/*.yaml → Policy: what is looked for, what is done with it, and who may see the value.

`extends` names a policy beside it: mappings are merged, recognizers are merged by name, lists are joined.
The version of a policy is the hash of the resolved policy, so a comment changes nothing and a threshold does.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from pathlib import Path
from typing import Annotated, Literal, Self

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
    model_validator,
)

from appliance.errors import ConfigError
from appliance.records import Action

#: every entity that a policy may name; Presidio's names where it has one
ENTITIES = (
    "PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER", "STREET_ADDRESS", "DATE_OF_BIRTH", "NATIONAL_ID", "US_SSN", "US_ITIN",
    "UK_NHS", "UK_NINO", "DE_TAX_ID", "DE_ID_CARD", "FR_NIR", "ES_NIF", "IT_FISCAL_CODE", "NL_BSN", "PL_PESEL",
    "SE_PERSONNUMMER", "CH_AHV", "MEDICAL_RECORD", "EMPLOYEE_ID", "CUSTOMER_ID", "PASSPORT", "DRIVER_LICENSE",
    "LICENSE_PLATE", "USERNAME", "IP_ADDRESS", "MAC_ADDRESS", "URL", "CREDIT_CARD", "IBAN_CODE", "BIC_CODE", "SECRET",
    "BANK_ACCOUNT", "CRYPTO", "GPE", "ORGANIZATION", "DATE_TIME", "AGE", "ZIP_CODE", "CASE_NUMBER", "NRP",
)  # fmt: skip

_Strict = ConfigDict(extra="forbid", frozen=True)


class Pattern(BaseModel):
    """A regular expression, and how sure a bare hit is."""

    model_config = _Strict
    regex: str
    score: float = Field(ge=0.0, le=1.0)
    flags: Literal["", "i"] = ""
    group: int = Field(0, ge=0)  # the group that is the finding

    @field_validator("regex")
    @classmethod
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value)
        except re.error as error:
            raise ValueError(f"not a regular expression: {error}") from None
        return value

    @model_validator(mode="after")
    def _has_its_group(self) -> Self:
        if self.group > re.compile(self.regex).groups:
            raise ValueError(f"the regular expression has no group {self.group}")
        return self


def _known(entity: str) -> str:
    if entity not in ENTITIES:
        near = difflib.get_close_matches(entity, ENTITIES, 1, cutoff=0.4)
        raise ValueError(f"unknown entity {entity}" + (f"; did you mean {near[0]}?" if near else ""))
    return entity


class Recognizer(BaseModel):
    """Patterns of one entity; a checksum by name decides, context words near by raise the score."""

    model_config = _Strict
    name: str
    entity: Annotated[str, AfterValidator(_known)]
    patterns: tuple[Pattern, ...] = ()
    context: tuple[str, ...] = ()
    checksum: str | None = None  # a name of privacy/checksums.py
    countries: tuple[str, ...] = ()
    source: str = ""  # the standard or authority that the pattern comes from


class ActionRule(BaseModel):
    """What is done with an entity."""

    model_config = _Strict
    action: Action
    keep_last: int = Field(4, ge=0, le=8)  # for mask
    threshold: float | None = Field(None, ge=0.0, le=1.0)  # else the policy's


def _long_form(value: object) -> object:
    return {"action": value} if isinstance(value, str) else value


class Policy(BaseModel):
    """One resolved policy."""

    model_config = _Strict
    name: str
    description: str = ""
    threshold: float = Field(0.5, ge=0.0, le=1.0)
    actions: dict[str, Annotated[ActionRule, BeforeValidator(_long_form)]] = Field(default_factory=dict)
    reveal: dict[str, Literal["readers"] | tuple[str, ...]] = Field(default_factory=dict)
    recognizers: tuple[Recognizer, ...] = ()
    allow: tuple[str, ...] = ()  # exact texts that are never findings
    deny: dict[str, tuple[str, ...]] = Field(default_factory=dict)  # entity → texts that always are
    domain: str | None = None  # collections of one domain share stand-ins; else each is its own
    originals: Literal["keep", "discard"] = "keep"

    @field_validator("actions", "reveal", "deny")
    @classmethod
    def _known_entities(cls, value: dict[str, object]) -> dict[str, object]:
        for entity in value:
            _known(entity)
        return value

    @property
    def version(self) -> str:
        """First 16 hex digits of SHA-256 over the resolved policy as canonical JSON."""
        return hashlib.sha256(json.dumps(self.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:16]

    def rule(self, entity: str) -> ActionRule:
        """Return what to do with an entity; one that no policy names is a pseudonym: in doubt, out of sight."""
        return self.actions.get(entity) or ActionRule(action="pseudonym")

    def threshold_of(self, entity: str) -> float:
        """Return the score that a finding of this entity needs."""
        rule = self.actions.get(entity)
        return self.threshold if rule is None or rule.threshold is None else rule.threshold

    def may_reveal(self, entity: str, groups: frozenset[str]) -> bool:
        """May a reader of the passage with these groups see values of the entity?"""
        granted = self.reveal.get(entity)
        return granted == "readers" or (isinstance(granted, tuple) and bool(groups & set(granted)))


def load_policy(name: str, folder: Path) -> Policy:
    """Return the resolved policy `folder/NAME.yaml`. Raises ConfigError with file, line and key."""
    path = folder / f"{name}.yaml"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.yaml"))
        raise ConfigError(f"no policy {name}; {folder}; there are {', '.join(known) or 'none'}")
    errors = check_policy(path)
    if errors:
        raise ConfigError(errors[0])
    return Policy.model_validate(_resolved(path, ()))


def check_policy(path: Path) -> list[str]:
    """Return every error of the file as `FILE, line N: KEY: what`; an empty list if there is none."""
    try:
        text = path.read_text(encoding="utf-8")
        node, own = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except (yaml.YAMLError, ValueError) as error:  # ValueError: bytes that are not UTF-8, a date that is none
        mark = getattr(error, "problem_mark", None)
        return [f"{path}, line {mark.line + 1 if mark else 1}: not valid YAML: {_problem(error)}"]
    if not isinstance(node, yaml.MappingNode):
        return [f"{path}, line 1: not a mapping of keys"]
    try:
        resolved = _resolved(path, ())
        Policy.model_validate(resolved)
    except ConfigError as error:
        return [f"{path}, line {_line(node, ('extends',))}: extends: {error}"]
    except ValidationError as error:
        return [_explained(path, node, _own(item["loc"], resolved, own), item["type"], item["msg"]) for item in error.errors()]
    return []


def _problem(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8 text"
    return str(getattr(error, "problem", None) or error)


def _own(location: tuple[int | str, ...], resolved: dict[str, object], own: dict[object, object]) -> tuple[int | str, ...]:
    """The same place counted in the file itself, whose entries stand behind those that it extends."""
    whole, part = resolved.get(str(location[0])), own.get(location[0])
    if len(location) > 1 and isinstance(location[1], int) and isinstance(whole, list) and isinstance(part, list):
        return (location[0], location[1] - len(whole) + len(part), *location[2:])
    return location


def _content(path: Path) -> dict[object, object]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigError(f"not valid YAML: {_problem(error)}; {path}; mend it") from error
    if not isinstance(content, dict):
        raise ConfigError(f"not a mapping of keys; {path}; see policies/README.md")
    return content


def _resolved(path: Path, seen: tuple[str, ...]) -> dict[str, object]:
    # a policy without a name of its own is called like its file, and not like the one that it extends
    content: dict[str, object] = {"name": path.stem, **{str(key): value for key, value in _content(path).items()}}
    parent = content.pop("extends", None)
    if parent is None:
        return content
    if parent in seen or not (path.parent / f"{parent}.yaml").is_file():
        raise ConfigError(f"no policy {parent} beside it, or a circle; {path}; name another")
    return _merged(_resolved(path.parent / f"{parent}.yaml", (*seen, str(parent))), content)


def _merged(parent: dict[str, object], child: dict[str, object]) -> dict[str, object]:
    merged = dict(parent)
    for key, value in child.items():
        old = merged.get(key)
        if key == "recognizers" and isinstance(old, list) and isinstance(value, list):
            names = [item.get("name") for item in value if isinstance(item, dict)]
            merged[key] = [item for item in old if not isinstance(item, dict) or item.get("name") not in names] + value
        elif isinstance(old, dict) and isinstance(value, dict):
            merged[key] = old | value
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = old + value
        else:
            merged[key] = value
    return merged


def _line(node: yaml.Node, location: tuple[int | str, ...]) -> int:
    """Line of the deepest part of the location that the file itself holds."""
    line = node.start_mark.line + 1
    for part in location:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == part), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and 0 <= part < len(node.value):
            node = node.value[part]
            line = node.start_mark.line + 1
    return int(line)


def _explained(path: Path, node: yaml.Node, location: tuple[int | str, ...], kind: str, message: str) -> str:
    where = f"{path}, line {_line(node, location)}: {'.'.join(map(str, location))}"
    if kind != "extra_forbidden":
        return f"{where}: {message.removeprefix('Value error, ')}"
    inner: dict[str, type[BaseModel]] = {"recognizers": Recognizer, "actions": ActionRule}
    section = inner.get(str(location[0]), Policy) if len(location) > 1 else Policy
    near = difflib.get_close_matches(str(location[-1]), section.model_fields, 1)
    return f"{where}: unknown key" + (f"; did you mean {near[0]}?" if near else "")
