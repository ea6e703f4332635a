"""The measured set can be read, is what its README says, and its numbers are valid."""

from __future__ import annotations

import re

import pytest

from appliance.errors import ConfigError
from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.measured import load
from tests.conftest import ROOT

SET = ROOT / "policies" / "measured"
CHECKED = {
    "US_SSN": "us_ssn", "US_ITIN": "us_itin", "UK_NHS": "nhs", "UK_NINO": "uk_nino", "DE_TAX_ID": "de_tax_id", "FR_NIR": "fr_nir",
    "ES_NIF": "es_nif", "IT_FISCAL_CODE": "it_fiscal_code", "NL_BSN": "nl_bsn", "PL_PESEL": "pl_pesel",
    "SE_PERSONNUMMER": "se_personnummer", "CH_AHV": "ch_ahv", "IBAN_CODE": "iban", "CREDIT_CARD": "card",
}  # fmt: skip


def written(tmp_path, text):
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    return load(tmp_path)


def test_marks_become_spans_of_the_text_without_marks(tmp_path):
    [item] = written(tmp_path, "=== phone note\nAsk [[PERSON|Søren Østergaard]] ([[PHONE_NUMBER|+45 65 55 01 12]]).\n")
    assert (item.id, item.kind, item.text) == ("one-001", "phone note", "Ask Søren Østergaard (+45 65 55 01 12).")
    assert [(span.entity, item.text[span.start : span.end]) for span in item.spans] == [
        ("PERSON", "Søren Østergaard"),
        ("PHONE_NUMBER", "+45 65 55 01 12"),
    ]


@pytest.mark.parametrize("wrong", ["[[PERSN|Jane]]", "[[PERSON|Jane]", "[[PERSON|[[PERSON|Jane]]]]", "[[PERSON]]"])
def test_a_wrong_mark_is_refused_without_its_text(tmp_path, wrong):
    with pytest.raises(ConfigError) as caught:
        written(tmp_path, f"=== note\nCall {wrong} now\n")
    assert "one.txt" in str(caught.value)
    assert "Jane" not in str(caught.value)


def test_a_folder_without_texts_is_refused(tmp_path):
    with pytest.raises(ConfigError):
        load(tmp_path)


def test_the_set_is_as_large_as_promised():
    items = [item for half in ("development", "reported") for item in load(SET / half)]
    assert sum(bool(item.spans) for item in items) >= 400
    assert sum(item.kind == "prose" for item in items) >= 40
    assert not any(item.spans for item in items if item.kind == "prose")
    assert len({item.text for item in items}) == len(items)
    assert all(item.text[span.start : span.end].strip() for item in items for span in item.spans)


@pytest.mark.parametrize("half", ["development", "reported"])
def test_every_number_of_the_set_has_its_check_digit(half):
    wrong = {
        (item.id, span.entity)
        for item in load(SET / half)
        for span in item.spans
        if span.entity in CHECKED and not CHECKSUMS[CHECKED[span.entity]](item.text[span.start : span.end])
    }
    assert not wrong


def test_what_is_marked_once_in_a_text_is_marked_wherever_it_stands():
    unmarked = set()
    for half in ("development", "reported"):
        for item in load(SET / half):
            inside = {at for span in item.spans for at in range(span.start, span.end)}
            for value in {item.text[span.start : span.end] for span in item.spans if span.entity in ("PERSON", "EMAIL_ADDRESS")}:
                for hit in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", item.text):
                    if not inside & set(range(hit.start(), hit.end())):
                        unmarked.add((half, item.id))
    assert not unmarked


def test_init_leaves_the_set_where_it_is(empty_home):
    assert (empty_home / "policies" / "default.yaml").is_file()
    assert not (empty_home / "policies" / "measured").exists()
