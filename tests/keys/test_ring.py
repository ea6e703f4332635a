"""The key ring: one root, every other key derived from it; what is sealed opens at its place only."""

from __future__ import annotations

import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.errors import ConfigError, Unavailable
from appliance.keys.ring import KEY_BYTES, KeyRing, create_root, load_ring

RING = KeyRing(bytes(range(32)))


def test_a_key_is_hkdf_sha_256_of_the_root_with_the_purpose_as_info():
    """RFC 5869 by hand: extract under a salt of zeros, then one block of expand."""
    import hashlib
    import hmac

    extracted = hmac.new(bytes(32), RING.root, hashlib.sha256).digest()
    assert RING.derived("vault") == hmac.new(extracted, b"appliance/1/vault\x01", hashlib.sha256).digest()


def test_every_purpose_and_every_domain_has_a_key_of_its_own():
    keys = [
        RING.vault,
        RING.session,
        RING.audit_seed,
        RING.pseudonym("a"),
        RING.pseudonym("b"),
        RING.derived("originals"),
        RING.derived("hash:place"),
        RING.root,
    ]
    assert len(set(keys)) == len(keys)
    assert all(len(key) == KEY_BYTES for key in keys)


def test_another_root_gives_other_keys():
    assert KeyRing(bytes(32)).vault != RING.vault


@given(st.binary(), st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_and_never_looks_the_same_twice(content, place):
    sealed = RING.seal("paths", content, place)
    assert RING.open("paths", sealed, place) == content
    assert RING.seal("paths", content, place) != sealed


def test_what_is_sealed_opens_with_its_purpose_place_root_and_bytes_only():
    sealed = RING.seal("paths", b"secret", "row 1")
    torn = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for ring, purpose, content, place in (
        (RING, "jobs", sealed, "row 1"), (RING, "paths", sealed, "row 2"), (KeyRing(bytes(32)), "paths", sealed, "row 1"),
        (RING, "paths", torn, "row 1"), (RING, "paths", sealed[:20], "row 1"), (RING, "paths", b"", "row 1"),
    ):  # fmt: skip
        with pytest.raises(Unavailable, match="cannot be decrypted"):
            ring.open(purpose, content, place)


def test_a_keyed_hash_tells_equality_within_a_purpose_and_takes_any_path():
    assert RING.keyed_hash("place", "a") == RING.keyed_hash("place", b"a")
    assert RING.keyed_hash("place", "a") != RING.keyed_hash("login", "a")
    assert RING.keyed_hash("place", "a") != KeyRing(bytes(32)).keyed_hash("place", "a")
    assert RING.keyed_hash("place", "caf\udce9") == RING.keyed_hash("place", b"caf\xe9")  # a file name that is not UTF-8


def test_the_root_stays_out_of_repr():
    assert RING.root.hex() not in repr(RING)
    assert repr(RING.root) not in repr(RING)


def test_a_root_is_made_once_for_its_owner_only(tmp_path):
    path = tmp_path / "keys" / "root.key"
    assert create_root(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    before = path.read_bytes()
    assert not create_root(path)
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir()] == ["root.key"]
    assert len(load_ring(path).root) == KEY_BYTES


@pytest.mark.parametrize("content", [None, b"", b"zz" * 32, b"ab" * 31, b"ab" * 33, b"\xff\xfe"])
def test_a_missing_or_damaged_root_is_told_without_its_bytes(tmp_path, content):
    path = tmp_path / "root.key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        load_ring(path)
    assert str(path) in str(caught.value)
    assert "abab" not in str(caught.value)
