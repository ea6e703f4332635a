"""(size, root) ↔ a signed checkpoint: one short text that says which records there were.

C2SP `tlog-checkpoint` inside C2SP `signed-note` with Ed25519, so that foreign tools read it. Exactly one signature and
no extension line: what we did not write, we do not take.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from appliance.audit.merkle import HASH_BYTES

ED25519 = b"\x01"  # signed-note's signature type
KEY_ID_BYTES = 4

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What is signed."""

    size: int  # leaves covered
    root: bytes


class Verifier:
    """Opens the checkpoints of one log, by its public key."""

    def __init__(self, public_key: bytes, origin: str) -> None:
        if not origin or "+" in origin or any(letter.isspace() or not letter.isprintable() for letter in origin):
            raise ValueError("the origin is empty or holds a space, a plus or a control character")
        self.origin = origin
        self.public_key = public_key  # 32 bytes, RFC 8032
        self.key_id = sha256(origin.encode() + b"\n" + ED25519 + public_key).digest()[:KEY_ID_BYTES]

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.vkey!r})"

    @property
    def vkey(self) -> str:
        """The public key as one line of text, as tools for signed notes take it: name+id+key."""
        return f"{self.origin}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public_key).decode()}"

    def opened(self, note: str) -> Checkpoint:
        """Return what the note says. Raises ValueError when it is not exactly a checkpoint signed by this log's key."""
        lines = note.split("\n")
        if len(lines) != 6 or lines[3] or lines[5]:
            raise ValueError("it is no checkpoint")
        origin, size, root, _blank, signature, _end = lines
        if origin != self.origin or not _SIZE.fullmatch(size):
            raise ValueError("it is of another log")
        dash, name, sealed = ([*signature.split(" "), "", ""])[:3]
        if (dash, name) != ("—", self.origin) or signature.count(" ") != 2:
            raise ValueError("its signature is of another key")
        self.check(f"{origin}\n{size}\n{root}\n", sealed)
        return Checkpoint(int(size), _decoded(root, HASH_BYTES))

    def check(self, text: str, sealed: str) -> None:
        """Raise ValueError unless this is the base64 of key id and signature of the text."""
        content = _decoded(sealed, KEY_ID_BYTES + 64)
        if content[:KEY_ID_BYTES] != self.key_id:
            raise ValueError("its signature is of another key")
        try:
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(content[KEY_ID_BYTES:], text.encode())
        except InvalidSignature:
            raise ValueError("its signature does not hold") from None


class Signer(Verifier):
    """Signs the checkpoints of one log."""

    def __init__(self, seed: bytes, origin: str) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        super().__init__(self._private.public_key().public_bytes_raw(), origin)

    @property
    def public(self) -> Verifier:
        """What may be given away."""
        return Verifier(self.public_key, self.origin)

    def sign(self, checkpoint: Checkpoint) -> str:
        """Return the note."""
        text = f"{self.origin}\n{checkpoint.size}\n{base64.b64encode(checkpoint.root).decode()}\n"
        sealed = base64.b64encode(self.key_id + self._private.sign(text.encode())).decode()
        return f"{text}\n— {self.origin} {sealed}\n"


def _decoded(text: str, length: int) -> bytes:
    """Strict base64: one text for one content, so that no bit of a note can change unseen."""
    try:
        content = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise ValueError("it is no base64") from None
    if len(content) != length or base64.b64encode(content).decode() != text:
        raise ValueError("it is no base64 of the right length")
    return content
