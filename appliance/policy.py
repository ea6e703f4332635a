"""policies/*.yaml → Policy: what is looked for, what is done with it, and who may see the value.

`extends` names a policy beside it: mappings are merged, recognizers are merged by name, lists are joined.
The version of a policy is the hash of the resolved policy, so a comment changes nothing and a threshold does.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import re
from collections.abc import Iterable
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
    "BANK_ACCOUNT", "CRYPTO", "GPE", "ORGANIZATION", "DATE_TIME", "AGE", "ZIP_CODE", "CASE_NUMBER", "NRP", "HEALTH_PLAN_ID",
    "LICENSE_NUMBER", "VEHICLE_ID", "DEVICE_ID", "SPECIAL_CATEGORY",
)  # fmt: skip

WithoutModel = Literal["patterns", "quarantine"]

#: libyaml reads the shipped policies in a tenth of the time
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
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
        raise ValueError(f"unknown entity {entity}{near(entity, ENTITIES)}")
    return entity


Entity = Annotated[str, AfterValidator(_known)]


class Recognizer(BaseModel):
    """Patterns of one entity; a checksum by name decides, context words near by raise the score."""

    model_config = _Strict
    name: str
    entity: Entity
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
    actions: dict[Entity, Annotated[ActionRule, BeforeValidator(_long_form)]] = Field(default_factory=dict)
    reveal: dict[Entity, Literal["readers"] | tuple[str, ...]] = Field(default_factory=dict)
    recognizers: tuple[Recognizer, ...] = ()
    allow: tuple[str, ...] = ()  # exact texts that are never findings
    deny: dict[Entity, tuple[str, ...]] = Field(default_factory=dict)  # entity → texts that always are
    domain: str | None = None  # collections of one domain share stand-ins; else each is its own
    originals: Literal["keep", "discard"] = "keep"
    #: ISO 639-1 code or `other` → what happens to a page in a language that no stored name model reads
    languages: dict[Annotated[str, Field(pattern="^(?:[a-z]{2}|other)$")], WithoutModel] = Field(default_factory=dict)

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

    def without_model(self, language: str) -> WithoutModel:
        """Return what to do with a page in a language that no name model reads: go by patterns alone, with a warning, or not."""
        return self.languages.get(language) or self.languages.get("other", "patterns")

    def may_reveal(self, entity: str, groups: frozenset[str]) -> bool:
        """May a reader of the passage with these groups see values of the entity?"""
        granted = self.reveal.get(entity)
        return granted == "readers" or (isinstance(granted, tuple) and bool(groups & set(granted)))


def load_policy(name: str, folder: Path) -> Policy:
    """Return the resolved policy `folder/NAME.yaml`. Raises ConfigError with file and key; `policy check` tells the line."""
    path = folder / f"{name}.yaml"
    if not re.fullmatch(r"[\w-]+", name) or not path.is_file():
        known = sorted(p.stem for p in folder.glob("*.yaml"))
        raise ConfigError(f"no policy {name}; {folder}; there are {', '.join(known) or 'none'}")
    try:
        return Policy.model_validate(resolved(path))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]  # the input may be a name of an allow or deny list
        key, said = ".".join(map(str, first["loc"])), first["msg"].removeprefix("Value error, ")
    raise ConfigError(f"{key}: {said}; {path}; run `appliance policy check`")


def near(word: str, known: Iterable[str]) -> str:
    """Return `; did you mean X?`, or nothing."""
    found = difflib.get_close_matches(word, list(known), 1, cutoff=0.4)
    return f"; did you mean {found[0]}?" if found else ""


def problem(error: Exception) -> str:
    """Return what is wrong with a YAML file, without the text around it."""
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8 text"
    return str(getattr(error, "problem", None) or error)


def content(path: Path) -> dict[str, object]:
    """Return the keys of one policy file, as they stand there. Raises ConfigError."""
    try:
        found = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506 - both are safe loaders
    except (yaml.YAMLError, ValueError) as error:  # ValueError: bytes that are not UTF-8, a date that is none
        raise ConfigError(f"not valid YAML: {problem(error)}; {path}; mend it") from error
    if not isinstance(found, dict):
        raise ConfigError(f"not a mapping of keys; {path}; see policies/README.md")
    return {str(key): value for key, value in found.items()}


def resolved(path: Path, seen: tuple[str, ...] = ()) -> dict[str, object]:
    """Return a policy file's keys merged over those that it extends. Raises ConfigError."""
    # a policy without a name of its own is called like its file, and not like the one that it extends
    own: dict[str, object] = {"name": path.stem, **content(path)}
    parent = own.pop("extends", None)
    if parent is None:
        return own
    if not re.fullmatch(r"[\w-]+", str(parent)) or not (path.parent / f"{parent}.yaml").is_file():
        hint = near(str(parent), (one.stem for one in path.parent.glob("*.yaml") if one != path))
        raise ConfigError(f"no policy {parent} beside it{hint}; {path}; name another")
    if parent in (path.stem, *seen):
        raise ConfigError(f"policy {parent} extends itself, in a circle; {path}; name another")
    return _merged(resolved(path.parent / f"{parent}.yaml", (*seen, path.stem)), own)


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
