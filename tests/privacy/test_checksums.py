"""One line per rule: a number that its authority publishes as an example, and the same with one sign changed."""

import pytest

from appliance.privacy.checksums import CHECKSUMS


@pytest.mark.parametrize(
    ("name", "valid", "invalid"),
    [
        ("luhn", "79927398713", "79927398710"),  # ISO 7812 annex, the usual example
        ("card", "4111 1111 1111 1111", "4111 1111 1111 1112"),  # Visa test number
        ("card", "3782 822463 10005", "3782 822463 10006"),  # American Express test number
        ("iban", "GB82 WEST 1234 5698 7654 32", "GB82 WEST 1234 5698 7654 33"),  # ISO 13616 registry
        ("iban", "DE89370400440532013000", "DE8937040044053201300"),  # registry; one digit short
        ("bic", "DEUTDEFF500", "DEUTDEF"),  # ISO 9362
        ("nhs", "943 476 5919", "943 476 5918"),  # NHS data dictionary
        ("us_ssn", "856-45-6789", "666-45-6789"),  # SSA: 666 is never given out
        ("us_itin", "912-70-1234", "912-69-1234"),  # IRS ranges
        ("uk_nino", "AB 12 34 56 C", "GB 12 34 56 C"),  # HMRC NIM39110: GB is no prefix
        ("uk_nino", "QQ123456C", "QQ123456E"),  # the official example; suffix A to D
        ("de_tax_id", "86 095 742 719", "86 095 742 718"),  # BZSt example
        ("de_id_card", "T220001293", "T220001294"),  # Bundesdruckerei specimen
        ("fr_nir", "2 55 08 14 168 025 38", "2 55 08 14 168 025 39"),  # INSEE specimen
        ("es_nif", "12345678Z", "12345678A"),  # Ministerio del Interior
        ("es_nif", "X1234567L", "X1234567M"),  # NIE example
        ("it_fiscal_code", "RSSMRA85T10A562S", "RSSMRA85T10A562T"),  # Agenzia delle Entrate, Mario Rossi
        ("nl_bsn", "111222333", "111222334"),  # RvIG test number
        ("pl_pesel", "44051401359", "44051401358"),  # gov.pl example
        ("se_personnummer", "811218-9876", "811218-9875"),  # Skatteverket example
        ("ch_ahv", "756.9217.0769.85", "756.9217.0769.84"),  # ZAS example
        ("be_nrn", "85.07.30-033.28", "85.07.30-033.29"),  # Rijksregister example
        ("no_fnr", "29029600013", "29029600014"),  # Skatteetaten example
        ("fi_hetu", "131052-308T", "131052-308U"),  # DVV example
        ("us_dea", "AB1234563", "AB1234564"),  # DEA rule
        ("ip_address", "2001:db8::1", "2001:db8::g"),  # RFC 3849
        ("bitcoin", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb"),  # the genesis block
    ],
)
def test_a_published_number_passes_and_a_changed_one_does_not(name: str, valid: str, invalid: str) -> None:
    assert CHECKSUMS[name](valid)
    assert not CHECKSUMS[name](invalid)
