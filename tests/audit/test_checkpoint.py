"""Signed notes of C2SP."""

from __future__ import annotations

import base64

import pytest

from appliance.audit.checkpoint import Checkpoint, Signer, Verifier

ORIGIN = "appliance.local/0123456789abcdef"
SIGNER = Signer(bytes(32), ORIGIN)
HERE = Checkpoint(11, bytes(range(32)))


def test_a_note_has_the_five_lines_of_the_standard():
    note = SIGNER.sign(HERE)
    origin, size, root, blank, signature, end = note.split("\n")
    assert (origin, size, blank, end) == (ORIGIN, "11", "", "")
    assert base64.b64decode(root) == HERE.root
    assert signature.startswith(f"— {ORIGIN} ")
    assert base64.b64decode(signature.split(" ")[2])[:4] == SIGNER.key_id


def test_key_id_and_signature_agree_with_the_reference_implementation():
    # the example in the documentation of golang.org/x/mod/sumdb/note
    public = base64.b64decode("ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
    verifier = Verifier(public[1:], "PeterNeumann")
    assert verifier.vkey == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    sealed = "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
    verifier.check(text, sealed)
    with pytest.raises(ValueError, match="does not hold"):
        verifier.check(text.upper(), sealed)


def test_the_public_half_opens_what_the_signer_signed():
    assert SIGNER.public.opened(SIGNER.sign(HERE)) == HERE
    assert not hasattr(SIGNER.public, "sign")


def test_no_single_bit_of_a_note_can_change():
    note = SIGNER.sign(HERE).encode()
    for at in range(len(note) * 8):
        spoilt = bytearray(note)
        spoilt[at // 8] ^= 1 << at % 8
        with pytest.raises(ValueError):
            SIGNER.opened(bytes(spoilt).decode())


@pytest.mark.parametrize("spoil", [
    lambda note: "",
    lambda note: note[:-1],
    lambda note: note + "\n",
    lambda note: note + note.split("\n")[4] + "\n",
    lambda note: note.replace("\n11\n", "\n011\n"),
    lambda note: note.replace("\n11\n", "\n12\n"),
    lambda note: note.replace("\n\n", "\nextension\n\n"),
    lambda note: Signer(bytes([1]) * 32, ORIGIN).sign(HERE),
    lambda note: Signer(bytes(32), "appliance.local/other").sign(HERE),
])  # fmt: skip
def test_a_note_that_is_not_exactly_ours_is_refused(spoil):
    with pytest.raises(ValueError):
        SIGNER.opened(spoil(SIGNER.sign(HERE)))


@pytest.mark.parametrize("origin", ["", "a b", "a+b", "a\u2003b", "a\nb"])
def test_an_origin_that_the_standard_forbids_is_refused(origin):
    with pytest.raises(ValueError, match="origin"):
        Signer(bytes(32), origin)


def test_a_signer_does_not_show_its_seed():
    assert bytes([7] * 32).hex() not in repr(Signer(bytes([7] * 32), ORIGIN))
