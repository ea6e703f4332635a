"""Files in, places where a value stands in them out: plain, or in one of the clothes in which values travel.

Clothes: UTF-8, Latin-1, UTF-16 in both byte orders, composed and decomposed accents, JSON escapes, percent encoding,
HTML entities, quoted-printable (all without regard to case, a space in a value matching any white space), and base64 in
its three alignments and two alphabets, broken over lines or not. Not seen: what is compressed or encrypted.
"""

from __future__ import annotations

import base64
import html.entities
import json
import os
import quopri
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import numpy.typing as npt

SHORTEST = 4  # letters; chance finds shorter values in any large file
BASE64_FROM_BYTES = 7  # a shorter value leaves so few sure letters of base64 that chance would find them
KEY_BYTES, HASH_BITS, SLICE_BYTES = 4, 20, 4_000_000
#: what stands for a space where text is coded, in lower case; taken out before the single bytes of `BLANKS`
CODED_SPACES = (
    b"=\r\n",
    b"=\n",
    b"\\r",
    b"\\n",
    b"\\t",
    b"\\u00a0",
    b"\xc2\xa0",
    b"&nbsp;",
    b"&#160;",
    b"&#xa0;",
    b"%c2%a0",
    b"%20",
    b"%0d",
    b"%0a",
    b"=20",
    b"=0d",
    b"=0a",
)
BLANKS = b" \t\r\n\f\v\0\xa0+"  # the zero byte too, which makes UTF-16 of plain letters into plain letters


def occurrences(folder: Path, values: Iterable[str], skip: Callable[[Path], bool]) -> list[tuple[str, Path]]:
    """Return (value, file) for each value found in the bytes or the path of a file below the folder, each pair once.

    `skip` gets the path of a file and says whether to pass it over. Links are not followed; what is no plain file or
    vanishes while it is read is left out. Raises ValueError for a value shorter than four letters.
    """
    wanted = list(dict.fromkeys(values))
    if short := sum(len("".join(value.split())) < SHORTEST for value in wanted):
        raise ValueError(f"{short} values have fewer than {SHORTEST} letters; chance would find them")
    plain, coded = _Net(wanted, _clothes), _Net(wanted, _base64)
    found: set[tuple[str, Path]] = set()
    for path in _files(folder):
        if skip(path):
            continue
        try:
            content = path.read_bytes()
        except OSError:
            continue
        hits = plain.values_in(*_squeezed(os.fsencode(path.relative_to(folder))), *_squeezed(content))
        hits |= coded.values_in(content.translate(None, b"\r\n"))
        found |= {(value, path) for value in hits}
    return sorted(found, key=lambda pair: (wanted.index(pair[0]), pair[1]))


def _files(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():  # no socket, no FIFO
                yield path


def _squeezed(content: bytes) -> tuple[bytes, ...]:
    """Lower case without white space, and once more without coded white space where there is any."""
    lower = content.lower()
    decoded = lower
    for space in CODED_SPACES:
        decoded = decoded.replace(space, b"")
    # both, because in `c:\\names` the two letters `\\n` are no line break
    return tuple(text.translate(None, BLANKS) for text in ((lower,) if decoded == lower else (lower, decoded)))


class _Net:
    """All forms of all values, found by their first four bytes: numpy looks at every place, Python at the few that bite."""

    def __init__(self, values: list[str], dress: Callable[[str], set[bytes]]) -> None:
        self._forms: dict[bytes, set[tuple[bytes, str]]] = {}  # first bytes → (form, value)
        for value in values:
            for form in dress(value):
                self._forms.setdefault(form[:KEY_BYTES], set()).add((form, value))
        self._bites = np.zeros(2**HASH_BITS, dtype=np.bool_)
        for key in self._forms:
            self._bites[_hashes(key)] = True

    def values_in(self, *contents: bytes) -> set[str]:
        """Return the values that stand in any of the contents."""
        found: set[str] = set()
        for content in contents:
            for start in range(0, len(content) - KEY_BYTES + 1, SLICE_BYTES):
                part = content[start : start + SLICE_BYTES + KEY_BYTES - 1]
                for place in np.flatnonzero(self._bites[_hashes(part)]).tolist():
                    at = start + place
                    for form, value in self._forms.get(content[at : at + KEY_BYTES], ()):
                        if content.startswith(form, at):
                            found.add(value)
        return found


def _hashes(content: bytes) -> npt.NDArray[np.uint32]:
    """A hash of the four bytes at each place (Knuth's multiplicative one)."""
    each = np.frombuffer(content, dtype=np.uint8).astype(np.uint32)
    last = len(each) - KEY_BYTES + 1
    keys = each[:last].copy()
    for byte in range(1, KEY_BYTES):
        keys |= each[byte : last + byte] << np.uint32(8 * byte)
    keys *= np.uint32(2654435761)
    keys >>= np.uint32(32 - HASH_BITS)
    return keys


def _clothes(value: str) -> set[bytes]:
    """Every form but base64, squeezed as the content is."""
    forms: set[bytes] = set()
    for text in {unicodedata.normalize(form, case) for form in ("NFC", "NFD") for case in _cases(value)}:
        forms |= {dress(text) for dress in _DRESSES}
        if all(ord(letter) < 256 for letter in text):
            forms.add(text.encode("latin-1"))
    # what is left of UTF-16 may be as short as one byte: such a form would be found anywhere
    return {short for form in forms for short in _squeezed(form) if len(short) >= KEY_BYTES}


def _cases(value: str) -> set[str]:
    """`bytes.lower` knows ASCII only: accented letters need their capitals spelt out."""
    return {value} if value.isascii() else {value, value.lower(), value.upper(), value.title()}


def _entities(text: str, form: str) -> str:
    """Escape for HTML all that must or may be escaped; `form` is how a letter without a name is written."""
    out = []
    for letter in text:
        code = ord(letter)
        if letter.isascii() and letter not in "&<>\"'":
            out.append(letter)
        elif form == "name":
            out.append(f"&{html.entities.codepoint2name[code]};" if code in html.entities.codepoint2name else letter)
        else:
            out.append(form.format(code))
    return "".join(out)


#: a text → its bytes in one encoding
_DRESSES: tuple[Callable[[str], bytes], ...] = (
    str.encode,
    lambda text: text.encode("utf-16-le"),
    lambda text: text.encode("utf-16-be"),
    lambda text: json.dumps(text)[1:-1].encode(),
    lambda text: json.dumps(text)[1:-1].replace("/", "\\/").encode(),
    lambda text: quote(text, safe="").encode(),
    lambda text: quote(text, safe="/@:").encode(),
    lambda text: quote_plus(text).encode(),
    lambda text: html.escape(text, quote=False).encode(),
    lambda text: html.escape(text).encode(),
    lambda text: html.escape(text, quote=False).encode("ascii", "xmlcharrefreplace"),
    lambda text: _entities(text, "name").encode(),
    lambda text: _entities(text, "&#{};").encode(),
    lambda text: _entities(text, "&#{:02d};").encode(),
    lambda text: _entities(text, "&#x{:x};").encode(),
    lambda text: quopri.encodestring(text.encode()).replace(b"=\n", b""),
)


def _base64(value: str) -> set[bytes]:
    """The letters of base64 that do not depend on what stands before and after, for each of three alignments."""
    content = value.encode()
    if len(content) < BASE64_FROM_BYTES:
        return set()
    forms: set[bytes] = set()
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + content)
        start = -(-before * 8 // 6)  # the first letter without bits of what stands before
        end = (before + len(content)) * 8 // 6  # behind the last letter that is wholly ours
        forms |= {coded[start:end], coded[start:end].translate(bytes.maketrans(b"+/", b"-_"))}
    return forms
