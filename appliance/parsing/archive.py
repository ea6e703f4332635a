"""The parts of an Office file: a ZIP archive of XML, opened in memory and only inside limits.

Two dangers: archives that grow when opened (count, ratio and total are checked before a byte is unpacked, and the
total again while unpacking, since the directory may lie), and XML that fetches or multiplies (a DTD is refused;
ECMA-376 part 2, 8.1.4 forbids one anyway).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appliance.errors import UnreadableDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

PARTS = 10_000
TOTAL_BYTES = 1 << 30
RATIO = 200  # an honest sheet of repeated numbers reaches 50; deflate itself ends at 1032
RATIO_FREE_BYTES = 16 << 20  # what is small when unpacked harms nobody, whatever its ratio
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_ROOT = re.compile(rb"<[^!?]")


@dataclass(frozen=True, slots=True)
class Link:
    """A relation of one part to another part of the same archive."""

    kind: str  # last word of the relation's type: "slide", "footnotes"
    target: str


class Parts:
    """The parts of one archive by name. Raises UnreadableDocument: corrupt, bomb, encrypted."""

    def __init__(self, content: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, UnicodeDecodeError) as error:
            raise UnreadableDocument("corrupt", "the archive does not open; this file; save it again") from error
        members = self._zip.infolist()
        unpacked = sum(member.file_size for member in members)
        if len(members) > PARTS or unpacked > TOTAL_BYTES:
            raise UnreadableDocument("bomb", "the archive is too large when unpacked; this file; do not open it")
        if unpacked > RATIO_FREE_BYTES and unpacked > RATIO * max(1, len(content)):
            raise UnreadableDocument("bomb", "the archive grows too much when unpacked; this file; do not open it")
        if any(member.flag_bits & 1 for member in members):
            raise UnreadableDocument("encrypted", "the archive has a password; this file; save it without")
        self.names = frozenset(member.filename for member in members)
        self._budget = TOTAL_BYTES

    def read(self, name: str) -> bytes:
        """Return the bytes of a part; none for a part that is not there."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as part:
                content = part.read(self._budget + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError) as error:
            raise UnreadableDocument("corrupt", "a part of the archive is damaged; this file; save it again") from error
        self._budget -= len(content)
        if self._budget < 0:
            raise UnreadableDocument("bomb", "the archive is too large when unpacked; this file; do not open it")
        return content

    def xml(self, name: str) -> _Element | None:
        """Return the root element of a part, or None if there is no such part."""
        content = self.read(name)
        return read_xml(content) if content else None

    def refuse_dtds(self) -> None:
        """Look into every XML part, for a library that would read the archive by itself."""
        for name in self.names:
            if name.endswith((".xml", ".rels", ".vml")):
                _refuse_dtd(self.read(name))

    def links(self, name: str) -> dict[str, Link]:
        """Return the relations of a part by id; those that lead out of the archive are left out."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for relation in root.iter(_RELATIONS) if root is not None else ():
            if relation.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", "")))
                kind = relation.get("Type", "").rsplit("/", 1)[-1]
                found[relation.get("Id", "")] = Link(kind, path.lstrip("/"))
        return found


def read_xml(content: bytes) -> _Element:
    """Parse XML that comes from outside: no DTD, no entities, no network, depth as libxml2 allows."""
    from lxml import etree

    _refuse_dtd(content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=False)
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableDocument("corrupt", "a part is not valid XML; this file; save it again") from error


def _refuse_dtd(content: bytes) -> None:
    narrow = content.replace(b"\0", b"") if b"\0" in content[:64] else content  # UTF-16
    root = _ROOT.search(narrow)
    if b"<!DOCTYPE" in narrow[: root.start() if root else None] or b"<!ENTITY" in narrow[:4096]:
        raise UnreadableDocument("corrupt", "XML with a document type, which Office never writes; this file; refused")
