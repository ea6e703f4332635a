"""A folder of labelled texts → what is in them: how much a policy leaks is measured on these.

Files are read by people too: `=== kind` opens an item, and `[[PERSON|Priya Natarajan]]` marks a value in its text.
What the marks mean, and who may look at which half, stands in the README beside the texts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from appliance.errors import ConfigError
from appliance.policy import ENTITIES

_ITEM = re.compile(r"^=== (\w[\w -]*)\n", re.MULTILINE)
_MARK = re.compile(r"\[\[([A-Z_]+)\|([^\[\]|]+)\]\]")


@dataclass(frozen=True, slots=True)
class LabelledSpan:
    """A value in a text; offsets are code points of the text without marks."""

    entity: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text with all personal data in it marked; ordinary prose has none."""

    id: str
    text: str = field(repr=False)
    spans: tuple[LabelledSpan, ...]
    kind: str  # letter, email, form …, prose


def load(folder: Path) -> list[Labelled]:
    """Return the items of all files of the folder, in the order of their names. Raises ConfigError."""
    files = sorted(folder.glob("*.txt"))
    if not files:
        raise ConfigError(f"no labelled texts; {folder}; give a folder with .txt files in it")
    return [item for file in files for item in _items(file)]


def _items(file: Path) -> list[Labelled]:
    _, *parts = _ITEM.split(file.read_text(encoding="utf-8"))
    bodies = zip(parts[::2], parts[1::2], strict=True)
    return [_item(f"{file.stem}-{number:03}", kind, body.strip(), file) for number, (kind, body) in enumerate(bodies, 1)]


def _item(name: str, kind: str, marked: str, file: Path) -> Labelled:
    texts, spans, at, length = [], [], 0, 0
    for mark in _MARK.finditer(marked):
        if mark[1] not in ENTITIES:
            raise ConfigError(f"unknown entity {mark[1]}; {file.name}, item {name}; use one of policies/README.md")
        before = marked[at : mark.start()]
        start = length + len(before)
        texts += [before, mark[2]]
        at, length = mark.end(), start + len(mark[2])
        spans.append(LabelledSpan(mark[1], start, length))
    text = "".join([*texts, marked[at:]])
    if "[[" in text or "]]" in text:
        raise ConfigError(f"a mark that does not close; {file.name}, item {name}; write [[ENTITY|value]]")
    return Labelled(name, text, tuple(spans), kind)
