"""A GGUF file → what its header says: name, context length, chat template, special tokens; a damaged file is refused.

The file comes from outside: every length is bounded before it is used, and nothing of it is executed here.
Format: the GGUF specification of the ggml project, versions 2 and 3, little endian.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from appliance.errors import ConfigError

MAGIC = b"GGUF"
_MAX_KEYS, _MAX_TENSORS = 4096, 200_000
_MAX_KEY, _MAX_STRING = 1024, 4 << 20  # bytes; chat templates have some 10,000
_MAX_ITEMS = 4 << 20  # of an array; vocabularies have up to 300,000
_MAX_HEADER = 512 << 20  # bytes
_STRING, _ARRAY = 8, 9
_NUMBERS = {0: "<B", 1: "<b", 2: "<H", 3: "<h", 4: "<I", 5: "<i", 6: "<f", 7: "<?", 10: "<Q", 11: "<q", 12: "<d"}
# type of a tensor → (numbers in a block, bytes of a block); types that are not here are checked by their offset alone
_BLOCKS = {
    0: (1, 4), 1: (1, 2), 2: (32, 18), 3: (32, 20), 6: (32, 22), 7: (32, 24), 8: (32, 34), 9: (32, 36),
    10: (256, 84), 11: (256, 110), 12: (256, 144), 13: (256, 176), 14: (256, 210), 15: (256, 292),
    16: (256, 66), 17: (256, 74), 18: (256, 98), 20: (32, 18), 21: (256, 110), 22: (256, 82), 23: (256, 136),
    24: (1, 1), 25: (1, 2), 26: (1, 4), 27: (1, 8), 28: (1, 8), 30: (1, 2),
}  # fmt: skip

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What a GGUF file says of itself; None where it says nothing."""

    architecture: str
    name: str | None
    licence: str | None
    context_tokens: int | None
    chat_template: str | None = field(repr=False)  # Jinja from outside: render it in a sandbox only
    bos_id: int | None
    eos_id: int | None
    bos: str | None
    eos: str | None
    tensors: int


class _Damaged(Exception):
    """The bytes are not a GGUF file; the message says where it shows."""


def read_header(path: Path) -> GgufHeader:
    """Read the header and check that the tensors lie inside the file. Raises ConfigError."""
    try:
        with path.open("rb") as stream:
            return _Reader(stream).header()
    except _Damaged as error:
        raise ConfigError(f"not a whole GGUF file ({error}); {path}; get the file again") from error
    except OSError as error:
        reason = (error.strerror or "refused").lower()
        raise ConfigError(f"cannot be read ({reason}); {path}; check the path") from error


class _Reader:
    """Walks over a header once; remembers where the vocabulary is, to look two tokens up afterwards."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._size = os.fstat(stream.fileno()).st_size
        self._values: dict[str, Scalar] = {}
        self._tokens: tuple[int, int] | None = None  # place of the first token, count

    def header(self) -> GgufHeader:
        if self._take(4) != MAGIC:
            raise _Damaged("it does not begin with GGUF")
        version = self._whole("<I")
        if version not in (2, 3):
            raise _Damaged(f"version {version} is unknown")
        tensors, keys = self._whole("<Q"), self._whole("<Q")
        if keys > _MAX_KEYS or tensors > _MAX_TENSORS:
            raise _Damaged("its counts are beyond reason")
        for _ in range(keys):
            self._pair()
        self._check_tensors(tensors)
        architecture = self._text("general.architecture")
        if architecture is None:
            raise _Damaged("it names no architecture")
        bos_id, eos_id = self._count("tokenizer.ggml.bos_token_id"), self._count("tokenizer.ggml.eos_token_id")
        return GgufHeader(
            architecture=architecture,
            name=self._text("general.name"),
            licence=self._text("general.license"),
            context_tokens=self._count(f"{architecture}.context_length"),
            chat_template=self._text("tokenizer.chat_template"),
            bos_id=bos_id,
            eos_id=eos_id,
            bos=self._token(bos_id),
            eos=self._token(eos_id),
            tensors=tensors,
        )

    # ------------------------------------------------------------------ keys and values

    def _pair(self) -> None:
        key, kind = self._string(_MAX_KEY), self._whole("<I")
        if key in self._values:
            raise _Damaged("a key is there twice")
        if kind == _ARRAY:
            self._array(key)
        elif kind == _STRING:
            self._values[key] = self._string(_MAX_STRING)
        else:
            self._values[key] = self._number(kind)

    def _array(self, key: str) -> None:
        kind, count = self._whole("<I"), self._whole("<Q")
        if count > _MAX_ITEMS:
            raise _Damaged("an array is beyond reason")
        if key == "tokenizer.ggml.tokens" and kind == _STRING:
            self._tokens = (self._stream.tell(), count)
        if kind == _STRING:
            for _ in range(count):
                self._take(self._length(_MAX_STRING))
        elif kind in _NUMBERS:
            self._take(count * struct.calcsize(_NUMBERS[kind]))
        else:
            raise _Damaged("an array holds an unknown type")  # arrays of arrays too: no model has them

    def _number(self, kind: int) -> Scalar:
        if kind not in _NUMBERS:
            raise _Damaged("a value has an unknown type")
        value: Scalar = struct.unpack(_NUMBERS[kind], self._take(struct.calcsize(_NUMBERS[kind])))[0]
        return value

    # ------------------------------------------------------------------ tensors

    def _check_tensors(self, count: int) -> None:
        ends = [self._tensor_end() for _ in range(count)]
        alignment = self._count("general.alignment") or 32
        if alignment > 1 << 16:
            raise _Damaged("its alignment is beyond reason")
        start = -(-self._stream.tell() // alignment) * alignment
        if ends and start + max(ends) > self._size:
            raise _Damaged("its end is missing")

    def _tensor_end(self) -> int:
        self._string(_MAX_KEY)
        dimensions = self._whole("<I")
        if dimensions > 8:
            raise _Damaged("a tensor has too many dimensions")
        numbers = 1
        for _ in range(dimensions):
            numbers *= self._whole("<Q")
        kind, offset = self._whole("<I"), self._whole("<Q")
        block, size = _BLOCKS.get(kind, (1, 0))
        return offset + numbers // block * size

    # ------------------------------------------------------------------ bytes

    def _take(self, count: int) -> bytes:
        if self._stream.tell() + count > min(self._size, _MAX_HEADER):
            raise _Damaged("its header is cut")
        return self._stream.read(count)

    def _whole(self, form: str) -> int:
        return int(struct.unpack(form, self._take(struct.calcsize(form)))[0])

    def _length(self, limit: int) -> int:
        length = self._whole("<Q")
        if length > limit:
            raise _Damaged("a string is beyond reason")
        return length

    def _string(self, limit: int) -> str:
        try:
            return self._take(self._length(limit)).decode("utf-8")
        except UnicodeDecodeError as error:
            raise _Damaged("a string is not UTF-8") from error

    def _token(self, number: int | None) -> str | None:
        """Return the text of one token; vocabularies hold bytes that are no UTF-8 on their own."""
        if self._tokens is None or number is None or number >= self._tokens[1]:
            return None
        self._stream.seek(self._tokens[0])
        for _ in range(number):
            self._take(self._length(_MAX_STRING))
        return self._take(self._length(_MAX_STRING)).decode("utf-8", "replace")

    def _text(self, key: str) -> str | None:
        value = self._values.get(key)
        return value if isinstance(value, str) else None

    def _count(self, key: str) -> int | None:
        value = self._values.get(key)
        return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
