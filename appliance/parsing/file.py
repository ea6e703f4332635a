"""What a parser is given: the bytes of one file, and a place for warnings and attachments.

A parser is a function `parse(file) -> pages`; it yields pages in order and may be stopped after any of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from appliance.records import Attachment, Page

ATTACHMENTS = 200  # of one file; more than that is an archive, not a letter
NAME_LENGTH = 200  # of an attachment, in characters


@dataclass
class File:
    """One file on its way through a parser."""

    content: bytes = field(repr=False)
    text_limit: int  # characters that will be kept of all pages together
    warnings: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list, repr=False)

    def warn(self, warning: str) -> None:
        """Note a word of the contract (`truncated`, `damaged` …), once."""
        if warning not in self.warnings:
            self.warnings.append(warning)

    def attach(self, name: str, content: bytes) -> None:
        """Keep a file inside the file; its name is cut to its last part, since names are written by strangers."""
        if len(self.attachments) >= ATTACHMENTS:
            return self.warn("truncated")
        plain = re.sub(r"[\x00-\x1f\x7f\ud800-\udfff]", "", re.split(r"[/\\]", name)[-1]).strip(" .")
        self.attachments.append(Attachment(plain[-NAME_LENGTH:] or "attachment", content))
        return None


Parse = Callable[[File], Iterator[Page]]


@dataclass(frozen=True, slots=True)
class Parser:
    """A line of `PARSERS`: the function, and the libraries that are loaded before the first fork for this format."""

    parse: Parse
    libraries: tuple[str, ...] = ()
