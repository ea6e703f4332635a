"""The door: text is the input with its findings replaced; forged stand-ins, file names, scrubbing twice, the second look."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from appliance.errors import AnswerWithheld
from appliance.policy import Policy
from appliance.privacy.scrubber import Scrubber
from appliance.privacy.stand_ins import KEYED, STAND_IN
from appliance.records import Document, Finding, Page

KEY, OTHER = b"k" * 32, b"o" * 32
LETTER = """Dear Mrs Greyfield,

Marguerite Pell-Ashwood (born 4 May 1961) of 60 Tanner Row, York YO1 6JT rang from 07700 900123.
Her card is 4111 1111 1111 1111, her IBAN GB82 WEST 1234 5698 7654 32, her mail m.pell@acme.internal.
The password is hunter2!x. Ms Pell-Ashwood was seen in London.

Kind regards,
Jürgen Tarrant
"""


def rebuilt(text: str, findings: Sequence[Finding]) -> str:
    parts, at = [], 0
    for one in findings:
        assert at <= one.start < one.end <= len(text)
        parts += [text[at : one.start], one.stand_in if one.stand_in is not None else text[one.start : one.end]]
        at = one.end
    return "".join([*parts, text[at:]])


def test_the_text_is_the_input_with_its_findings_replaced(scrubber: Scrubber, default: Policy) -> None:
    clean, findings = scrubber.scrub_text(LETTER, default, KEY)
    assert clean.value == rebuilt(LETTER, findings)
    for value in ("Greyfield", "Pell", "1961", "Tanner", "YO1", "900123", "4111", "WEST", "acme.internal", "hunter2", "Tarrant"):
        assert value not in clean.value
    assert "London" in clean.value  # default keeps places
    assert "Mrs <PERSON_" in clean.value


def test_each_action_leaves_its_form(scrubber: Scrubber, default: Policy) -> None:
    clean, findings = scrubber.scrub_text(LETTER, default, KEY)
    forms = {one.entity: one.stand_in or "" for one in findings}
    assert forms["CREDIT_CARD"].endswith("1111")
    assert forms["CREDIT_CARD"].strip("•") == "1111"
    assert forms["IBAN_CODE"].strip("•") == "5432"
    assert forms["SECRET"] == "<SECRET>"
    assert KEYED.fullmatch(forms["EMAIL_ADDRESS"])
    assert "None" not in clean.value


def test_one_person_has_one_stand_in_for_the_name_and_its_short_forms(scrubber: Scrubber, default: Policy) -> None:
    text = "Priscilla Pell-Ashwood came. Ms Pell-Ashwood left. P. Pell-Ashwood wrote. PRISCILLA PELL-ASHWOOD signed."
    _, findings = scrubber.scrub_text(text, default, KEY)
    assert len({one.stand_in for one in findings}) == 1
    assert len(findings) >= 4


def test_a_key_is_a_world_of_its_own(scrubber: Scrubber, default: Policy) -> None:
    (_, first), (_, again), (_, other) = (scrubber.scrub_text("Ring Jane Wetherby.", default, key) for key in (KEY, KEY, OTHER))
    assert first[0].stand_in == again[0].stand_in != other[0].stand_in


def test_scrubbing_what_was_scrubbed_finds_nothing_new(scrubber: Scrubber, default: Policy) -> None:
    clean, _ = scrubber.scrub_text(LETTER, default, KEY)
    twice, findings = scrubber.scrub_text(clean.value, default, KEY)
    assert [one for one in findings if one.action != "keep"] == []
    assert not STAND_IN.search(twice.value)
    assert len(twice.value) == len(clean.value)


def test_a_forged_stand_in_is_inert_and_hides_nothing(scrubber: Scrubber, default: Policy) -> None:
    clean, _ = scrubber.scrub_text("As <PERSON_KQZTRMWVXB> said, <jane.roe@example.com> and <Tendai Mbeki>.", default, KEY)
    assert "<PERSON_KQZTRMWVXB>" not in clean.value
    assert "jane.roe" not in clean.value
    assert "Tendai" not in clean.value


@pytest.mark.parametrize(
    "name",
    [
        "Okonkwo, Chidi - heart clinic.docx",
        "return_to_work_Callum_Inchbold.pdf",
        "callum_inchbold.txt",
        "Callum Inchbold.eml",
        "CV-Callum-Inchbold.docx",
    ],
)
def test_a_file_name_passes_the_same_door(scrubber: Scrubber, default: Policy, name: str) -> None:
    clean = scrubber.scrub_document(Document(name, "txt", (Page(1, "Callum Inchbold and Chidi Okonkwo met."),)), default, KEY)
    assert not {"callum", "inchbold", "chidi", "okonkwo"} & set(
        clean.name.value.lower().replace("_", " ").replace("-", " ").split()
    )
    assert clean.name.value.rpartition(".")[2] == name.rpartition(".")[2]


def test_what_one_page_says_of_a_name_holds_on_the_others(scrubber: Scrubber, default: Policy) -> None:
    pages = (
        Page(1, "Minutes\nTendai Mbeki-Lane took the chair.", "Mbeki-Lane"),
        Page(2, "The motion of mbeki-lane failed.", None),
    )
    clean = scrubber.scrub_document(Document("m.txt", "txt", pages), default, KEY)
    assert "beki" not in "".join(page.text.value for page in clean.pages).lower()
    assert clean.pages[0].heading is not None
    assert "Mbeki" not in clean.pages[0].heading.value
    assert clean.pages[1].heading is None
    assert [one.value for one in clean.pseudonyms] == ["Tendai Mbeki-Lane"]
    assert clean.entities["PERSON"] == 2


def test_names_stay_where_the_policy_keeps_them(scrubber: Scrubber, public: Policy) -> None:
    clean, _ = scrubber.scrub_text(LETTER, public, KEY)
    assert "Marguerite Pell-Ashwood" in clean.value
    assert "900123" not in clean.value


def test_records_hide_text_in_their_repr(scrubber: Scrubber, default: Policy) -> None:
    clean, findings = scrubber.scrub_text("Ring Jane Wetherby.", default, KEY)
    assert "Wetherby" not in repr(findings) + repr(clean)


@pytest.mark.parametrize(
    "sentence", ["Ask jane@acme.internal.", "Ring 07700 900123.", "It is GB82 WEST 1234 5698 7654 32.", "SSN 856-45-6789"]
)
def test_the_second_look_withholds(scrubber: Scrubber, sentence: str) -> None:
    with pytest.raises(AnswerWithheld) as caught:
        scrubber.vouch(sentence)
    assert sentence not in str(caught.value)


@pytest.mark.parametrize(
    "sentence",
    [
        "Ask <PERSON_KQZTRMWVXB> on <PHONE_NUMBER_BBBBBBBBBB> [1].",
        "Person A starts on 3 November 2025 at 09:30 [2].",
        "It costs £1,250.",
    ],
)
def test_the_second_look_passes_stand_ins_and_facts(scrubber: Scrubber, sentence: str) -> None:
    assert scrubber.vouch(sentence).value == sentence


@pytest.mark.parametrize("text", ["", "\n", " " * 1000, "a" * 20_000, "\x00\ufeff\u200b", "1-" * 5000, "𝒥ane 😀 Roe " * 50])
def test_odd_texts_come_out_whole(scrubber: Scrubber, default: Policy, text: str) -> None:
    clean, findings = scrubber.scrub_text(text, default, KEY)
    assert clean.value == rebuilt(text, findings)


def test_loading_needs_no_torch_and_dials_nowhere(models_dir: Path) -> None:
    code = (
        "import socket, sys\n"
        "def refuse(*_): raise OSError('dialled')\n"
        "socket.socket.connect = socket.getaddrinfo = refuse\n"
        "from pathlib import Path\n"
        "from appliance.policy import load_policy\n"
        "from appliance.privacy.detector import Detector\n"
        f"d = Detector(Path({str(models_dir)!r}) / 'en_core_web_md')\n"
        "p = load_policy('default', Path('policies'))\n"
        "assert d.detect('Jane Wetherby, jane@acme.example.com, Aadhaar 2341 2341 2346', p)\n"
        "assert 'torch' not in sys.modules and 'transformers' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).resolve().parents[2])
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "name", ["minutes 2026-05-28.docx", "receipt R-2026-55871.txt", "new starters spring 2026.xlsx", "GL-2026-07 pump hall.docx"]
)
def test_dates_and_numbers_in_the_name_of_a_file_are_no_personal_data(scrubber, default, name):
    clean = scrubber.scrub_document(Document(name, "txt", (Page(1, "The pump hall is dry."),)), default, KEY)
    assert clean.name.value == name


def test_the_name_of_a_field_is_no_person_however_often_it_stands_there(scrubber, default):
    clean, _ = scrubber.scrub_text("SSN, IBAN and BIC are asked for.\nIBAN DE89 3704 0044 0532 0130 00\n", default, KEY)
    assert clean.value.startswith("SSN, IBAN and BIC are asked for.")


def test_the_vault_gets_a_damaged_name_whole(scrubber: Scrubber, default: Policy) -> None:
    document = Document("a.txt", "txt", (Page(1, "Dear Ms Nata-\nrajan,\n\nplease ring us.\n"),))
    clean = scrubber.scrub_document(document, default, KEY)
    assert [one.value for one in clean.pseudonyms if one.entity == "PERSON"] == ["Natarajan"]
