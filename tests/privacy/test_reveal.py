"""The glass: a value where the policy grants it, a stable label elsewhere, nothing for what was made up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Connection

from appliance.database import collection, document, metadata
from appliance.policy import Policy
from appliance.privacy import stand_ins, vault
from appliance.privacy.reveal import Glass, Pane
from appliance.privacy.vault import Vault
from appliance.records import CleanText, Pseudonym

KEY, VAULT = b"k" * 32, Vault(b"v" * 32)
JANE, MAX = (stand_ins.stand_in("PERSON", name, KEY) for name in ("Jane Roe", "Max Doe"))
PHONE = stand_ins.stand_in("PHONE_NUMBER", "07700 900123", KEY)
OPEN = Pane("a", Policy(name="open", reveal={"PERSON": "readers", "PHONE_NUMBER": ("hr",)}))
SHUT = Pane("a", Policy(name="shut"))
STAFF: frozenset[str] = frozenset({"staff"})


@pytest.fixture(scope="module")
def connection() -> Iterator[Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as made:
        metadata.create_all(made)
        made.execute(sa.insert(collection).values(id=1, name="c", policy="open", created_at="now"))
        texts = ("source_key", "name", "fingerprint", "sha256", "format", "policy_version", "entities", "warnings", "ingested_at")
        made.execute(
            sa.insert(document).values(id="d", collection_id=1, state="live", path_encrypted=b"", **dict.fromkeys(texts, "x"))
        )
        values = [(JANE, "PERSON", "Jane Roe"), (MAX, "PERSON", "Max Doe"), (PHONE, "PHONE_NUMBER", "07700 900123")]
        vault.record(made, VAULT, "a", KEY, "d", [Pseudonym(*one) for one in values])
        yield made


def test_a_reader_sees_what_the_policy_grants_and_labels_for_the_rest(connection: Connection) -> None:
    text = CleanText(f"{JANE} rang {PHONE}.")
    pieces = Glass(VAULT, STAFF).segments(connection, text, [OPEN])
    assert [(one.text, one.kind) for one in pieces] == [
        ("Jane Roe", "value"),
        (" rang ", "text"),
        ("Phone 1", "label"),
        (".", "text"),
    ]
    assert "".join(text.value[one.start : one.end] for one in pieces) == text.value
    assert "Roe" not in repr(pieces)


def test_groups_decide(connection: Connection) -> None:
    glass = Glass(VAULT, frozenset({"hr"}))
    assert glass.revealed_text(connection, CleanText(PHONE), [OPEN]) == ("07700 900123", {"PHONE_NUMBER": 1})


def test_labels_are_stable_within_one_glass(connection: Connection) -> None:
    glass = Glass(VAULT, STAFF)
    assert glass.revealed_text(connection, CleanText(f"{JANE}, {MAX}"), [SHUT]) == ("Person A, Person B", {})
    assert glass.revealed_text(connection, CleanText(f"{MAX}, {JANE}"), [SHUT]) == ("Person B, Person A", {})


def test_counts_are_kept_for_the_audit_record(connection: Connection) -> None:
    glass = Glass(VAULT, STAFF)
    for _ in range(2):
        glass.revealed_text(connection, CleanText(f"{JANE} and {MAX}"), [OPEN])
    assert glass.counts == {"PERSON": 4}


def test_what_is_of_another_domain_or_made_up_stays_inert(connection: Connection) -> None:
    elsewhere = Pane("b", OPEN.policy)
    assert Glass(VAULT, STAFF).revealed_text(connection, CleanText(JANE), [elsewhere]) == ("Person ?", {})
    assert Glass(VAULT, STAFF).revealed_text(connection, CleanText("<PERSON_AAAAAAAAAA>"), [OPEN]) == ("Person ?", {})


@pytest.mark.parametrize("form", ["{0}", "**{0}**", "{1}", "person_{2}", "<Person_{2}>", "<PERSON-{2}>", "PERSON {2}"])
def test_a_stand_in_that_a_model_changed_is_still_known(connection: Connection, form: str) -> None:
    text = form.format(JANE, JANE.lower(), JANE[8:-1].lower())
    assert (
        Glass(VAULT, STAFF).revealed_text(connection, CleanText(f"It was {text}."), [OPEN])[0].replace("*", "")
        == "It was Jane Roe."
    )


@st.composite
def mangled(draw: st.DrawFn, token: str = JANE) -> str:
    """A stand-in as a model may write it: case, marks, gaps, a bracket lost, broken where it is in capitals or brackets."""
    entity, letters = token[1:-1].split("_")
    gap = st.sampled_from([" ", "-", "_", "\n", "\\_", " - ", "\u00a0"])
    brackets, is_small = draw(st.sampled_from(["<>", "‹›", "", "<", ">"])), draw(st.booleans())
    if not is_small or brackets in ("<>", "‹›"):
        cut = draw(st.integers(1, 9))
        letters = letters[:cut] + draw(st.one_of(st.just(""), gap)) + letters[cut:]
    written = f"{entity}{draw(gap)}{letters}"
    written = written.lower() if is_small else written
    opened, closed = brackets if len(brackets) == 2 else (brackets.replace(">", ""), brackets.replace("<", ""))
    mark = draw(st.sampled_from(["", "*", "**", "***", "`"]))
    return f"{mark}{opened}{written}{closed}{mark}"


@settings(deadline=None)  # a busy machine is no failure
@given(mangled(), st.sampled_from(["", "'s", "’s", ".", ",", " SAID SO", " said so", "\n", "; ask"]))
def test_a_stand_in_is_known_in_whatever_way_a_model_writes_it(connection: Connection, form: str, after: str) -> None:
    glass = Glass(VAULT, STAFF)
    pieces = glass.segments(connection, CleanText(f"It was {form}{after}"), [OPEN])
    assert [(one.kind, one.text) for one in pieces] == [
        ("text", "It was "),
        ("value", "Jane Roe"),
        *([("text", after)] if after else []),
    ]
    assert glass.counts == {"PERSON": 1}


UNKNOWN = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=10, max_size=12).filter(
    lambda letters: letters not in (JANE[8:-1], MAX[8:-1])
)


@settings(deadline=None)  # a busy machine is no failure
@given(UNKNOWN.flatmap(lambda letters: mangled(f"<PERSON_{letters}>")))
def test_one_that_was_made_up_never_becomes_a_value(connection: Connection, form: str) -> None:
    glass = Glass(VAULT, STAFF)
    pieces = glass.segments(connection, CleanText(f"It was {form}, and Person Q, and <PERSON_ABCDEFGHIJ>."), [OPEN, SHUT])
    assert not any(one.kind == "value" for one in pieces)
    assert glass.counts == {}


@settings(deadline=None)  # a busy machine is no failure
@given(st.text(st.sampled_from("<>‹›*`_- \nPERSONperson" + JANE[8:-1] + "aeio")))
def test_pieces_tile_the_text_whatever_it_is(connection: Connection, text: str) -> None:
    at = 0
    for piece in Glass(VAULT, STAFF).segments(connection, CleanText(text), [OPEN]):
        assert piece.start == at
        assert piece.kind != "text" or piece.text == text[piece.start : piece.end]
        at = piece.end
    assert at == len(text)


def test_words_that_only_look_like_one_are_words(connection: Connection) -> None:
    text = "A person unregretted, a GPE_WHATEVERYES"
    assert Glass(VAULT, STAFF).revealed_text(connection, CleanText(text), [OPEN])[0] == text
