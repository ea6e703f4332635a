"""One root key → every other key, by HKDF-SHA-256 with the purpose as `info` (RFC 5869).

The table with rotation and loss of each stands in docs/threat-model.md. Nothing here is written but the root key file.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from appliance.errors import ConfigError, Unavailable
from appliance.keys import epochs

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All keys of one home."""

    root: bytes = field(repr=False)
    salts: Callable[[str, int], bytes] | None = field(default=None, repr=False)  # of later epochs; without them there is one

    def derived(self, purpose: str, epoch: int = 1) -> bytes:
        """Return the 32-byte key of a purpose such as ``vault`` or ``pseudonym:general``.

        Raises Unavailable when the epoch is over.
        """
        salt = None if epoch == 1 else self._salt(purpose, epoch)
        return HKDF(SHA256(), KEY_BYTES, salt=salt, info=f"appliance/1/{purpose}".encode()).derive(self.root)

    def _salt(self, purpose: str, epoch: int) -> bytes:
        if self.salts is None:
            raise Unavailable(f"no epoch {epoch} of this key; {purpose.partition(':')[0]}; restore the database that has it")
        return self.salts(purpose, epoch)

    def pseudonym(self, domain: str) -> bytes:
        """Return the key under which values of this domain, with its epoch, become stand-ins."""
        return self.derived(epochs.pseudonym_purpose(domain), epochs.parted(domain)[1])

    @property
    def vault(self) -> bytes:
        """Key of the values behind stand-ins, in its first epoch."""
        return self.vault_of(1)

    def vault_of(self, epoch: int) -> bytes:
        """Return the key of the values behind stand-ins in this epoch."""
        return self.derived(epochs.VAULT, epoch)

    @property
    def session(self) -> bytes:
        """Key of CSRF tokens."""
        return self.derived("session")

    @property
    def audit_seed(self) -> bytes:
        """Ed25519 seed that signs checkpoints."""
        return self.derived("audit-signing")

    def keyed_hash(self, purpose: str, value: str | bytes) -> str:
        """Return HMAC-SHA-256 in hex: equal values are seen to be equal, and nothing else is learnt without the key."""
        mac = HMAC(self.derived(f"hash:{purpose}"), SHA256())
        mac.update(value.encode("utf-8", "surrogateescape") if isinstance(value, str) else value)
        return mac.finalize().hex()

    def seal(self, purpose: str, content: bytes, place: str = "") -> bytes:
        """Encrypt with AES-256-GCM, bound to its place (a row's id), so that a row cannot be moved."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.derived(purpose)).encrypt(nonce, content, place.encode())

    def open(self, purpose: str, sealed: bytes, place: str = "") -> bytes:
        """Decrypt what `seal` made. Raises Unavailable when key, bytes or place are not those of the sealing."""
        try:
            return AESGCM(self.derived(purpose)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except (InvalidTag, ValueError) as error:
            raise Unavailable(f"cannot be decrypted; {purpose}; the root key is not the one it was sealed with") from error


def create_root(path: Path) -> bool:
    """Write a new root key (mode 0600, folder 0700) unless there is one; True if made."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.exists():
        return False
    # whole or not at all: a key file cut short would pass for the key, and `init` would never mend it
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}.partial")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(partial, path)  # unlike a rename, it never replaces a key that another command wrote meanwhile
    except FileExistsError:
        return False
    finally:
        partial.unlink()
    return True


def load_ring(path: Path) -> KeyRing:
    """Read the root key. Raises ConfigError when the file is missing or is no key."""
    try:
        root = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError) as error:
        raise ConfigError(f"no root key; {path}; restore it from its safe place: without it nothing can be read") from error
    if len(root) != KEY_BYTES:
        raise ConfigError(f"the root key has {len(root)} bytes, not {KEY_BYTES}; {path}; restore it from its safe place")
    return KeyRing(root)
