"""What the shipped policies do: the design's table line by line, the eighteen Safe Harbor identifiers, the GDPR's categories."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from appliance.policy import ENTITIES, Policy, load_policy

POLICIES = Path(__file__).resolve().parents[2] / "policies"
README = (POLICIES / "README.md").read_text(encoding="utf-8")
SHIPPED = ("default", "strict", "public", "gdpr", "hipaa")

NATIONAL = "NATIONAL_ID US_SSN US_ITIN UK_NHS UK_NINO DE_TAX_ID DE_ID_CARD FR_NIR ES_NIF IT_FISCAL_CODE NL_BSN PL_PESEL SE_PERSONNUMMER CH_AHV"
#: the table of the design, "What `default` does": entities, then default, strict, public
DESIGN = [
    ("PERSON", "pseudonym", "pseudonym", "keep"),
    (
        "EMAIL_ADDRESS PHONE_NUMBER STREET_ADDRESS DATE_OF_BIRTH MEDICAL_RECORD EMPLOYEE_ID CUSTOMER_ID PASSPORT DRIVER_LICENSE "
        f"LICENSE_PLATE USERNAME IP_ADDRESS MAC_ADDRESS URL {NATIONAL}",
        "pseudonym",
        "pseudonym",
        "pseudonym",
    ),
    ("CREDIT_CARD IBAN_CODE", "mask", "redact", "mask"),
    ("SECRET", "redact", "redact", "redact"),
    ("GPE ORGANIZATION DATE_TIME AGE ZIP_CODE", "keep", "pseudonym", "keep"),
    ("CASE_NUMBER", "keep", "keep", "keep"),
]


@pytest.fixture(scope="module")
def hipaa() -> Policy:
    return load_policy("hipaa", POLICIES)


@pytest.fixture(scope="module")
def gdpr() -> Policy:
    return load_policy("gdpr", POLICIES)


@pytest.mark.parametrize(("entities", "default", "strict", "public"), DESIGN)
def test_default_strict_and_public_do_what_the_design_says(entities, default, strict, public):
    wanted = {"default": default, "strict": strict, "public": public}
    for name, action in wanted.items():
        policy = load_policy(name, POLICIES)
        assert {policy.rule(entity).action for entity in entities.split()} == {action}, name
        assert all(policy.rule(entity).keep_last == 4 for entity in entities.split())


def test_default_shows_names_to_readers_and_the_strict_ones_show_nothing():
    policies = [load_policy(name, POLICIES) for name in SHIPPED]
    shown = {policy.name: {one for one in ENTITIES if policy.may_reveal(one, frozenset({"hr"}))} for policy in policies}
    assert shown == {"default": {"PERSON"}, "public": {"PERSON"}, "strict": set(), "gdpr": set(), "hipaa": set()}


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_policy_names_every_entity(name):
    assert not set(ENTITIES) - set(load_policy(name, POLICIES).actions)


def test_every_recognizer_says_where_it_comes_from():
    assert not [one.name for name in SHIPPED for one in load_policy(name, POLICIES).recognizers if not one.source]


@pytest.mark.parametrize("at", range(len(SHIPPED)), ids=SHIPPED)
def test_the_readme_tells_what_each_policy_does_with_each_entity(at):
    policy, told = load_policy(SHIPPED[at], POLICIES), {}
    for line in README.partition("## Entities")[2].splitlines():
        cells = [cell.strip() for cell in line.strip("| ").split(" |")]
        if len(cells) == len(SHIPPED) + 1 and "`" in cells[0]:
            told |= dict.fromkeys(re.findall(r"`([A-Z_]+)`", cells[0]), cells[at + 1].split(",")[0])
    assert told == {entity: policy.rule(entity).action for entity in ENTITIES}


#: 45 CFR 164.514(b)(2)(i): letter → texts, with what must go in double brackets
SAFE_HARBOR = {
    "A": [
        "Patient [[Priya Natarajan]] was seen by Dr. [[Osei]].",
        "Her employer, [[Harlow & Finch Logistics LLC]], was informed.",
    ],
    "B": [
        "Lives at [[1284 Juniper Street]], [[Boise]], ID [[83702]].",
        "Found in [[Ada County]], [[census tract 12.01]].",
        "ZIP code [[837]] only.",
        "Last seen at [[43.6150, -116.2023]].",
        "Position [[43°36'54\"N 116°12'08\"W]].",
    ],
    "C": [
        "Admitted on [[March 4, 2023]], discharged [[03/11/2023]].",
        "Date of birth: [[07/19/1961]].",
        "She was born in [[1931]].",
        "Symptoms came back in [[October]].",
        "Readmitted on [[Christmas Eve]].",
        "Implanted [[6/2019]], seen [[9/14]] in the clinic.",
        "A [[93-year-old]] woman, his wife is [[ninety-one years old]].",
        "He is [[102]] years old.",
    ],
    "D": ["Call [[(208) 555-0143]] or [[+1 208 555 0187]] after six."],
    "E": ["Fax: [[208-555-0199]]", "Fax no. [[(208) 555-0162]]"],
    "F": ["Write to [[p.natarajan@mail.example]] or [[front-desk@clinic.local]]."],
    "G": ["SSN [[536-90-4399]]", "Social security number: [[536904399]]"],
    "H": ["MRN [[00482915]]", "Medical record number [[RV-482915]]."],
    "I": [
        "Medicare beneficiary [[1EG4-TE5-MK73]].",  # CMS's example of the form
        "Health plan member ID: [[XJB204418937]]",
        "Medicaid no. [[AB12345C]]",
        "Group number [[0081247]]",
    ],
    "J": ["Account number [[4000123456]]", "Card [[4111 1111 1111 1111]]", "IBAN [[DE89 3704 0044 0532 0130 00]]"],
    "K": [
        "Medical license no. [[MD-48213]]",
        "DEA number [[AB1234563]]",
        "Birth certificate no. [[124-1987-003321]]",
        "Driver license [[WDLABCD456DG]]",
        "Passport [[C03005988]]",
    ],
    "L": ["The car, VIN [[1HGCM82633A004352]], was towed.", "Chassis number [[WVWZZZ1JZXW000001]]", "License plate [[1A 4F729]]"],
    "M": [
        "Pacemaker serial number [[PJN-4402918]].",
        "Infusion pump, S/N [[B71-00293]]",
        "UDI [[(01)00844588003288(17)270430(21)1234567]]",
        "IMEI [[49-015420-323751-8]]",  # 3GPP TS 23.003 gives the form; a number of many manuals
        "MAC [[00:1B:44:11:3A:B7]]",
    ],
    "N": [
        "See [[https://portal.example.org/results?p=8812]].",
        "His page is [[www.example.com/marathon-blog]].",
        "Listed at [[rivervalley-clinic.org/staff]].",
    ],
    "O": ["Signed in from [[203.0.113.42]] and [[2001:db8::8a2e:370:7334]]."],
    "R": [
        "Accession no. [[S23-004417]], specimen [[S-23-118842]].",
        "Trial subject ID [[0417-221]]",
        "Employee ID [[E-20931]]",
        "Specimen barcode [[88120394417]]",
        "User name: [[pnatarajan61]]",
        "Request [[8f14e45f-ceea-467f-9d2a-3c2b1a0d9e77]] failed.",
    ],
}


@pytest.mark.parametrize(("letter", "marked"), [(letter, text) for letter, texts in SAFE_HARBOR.items() for text in texts])
def test_hipaa_takes_out_the_safe_harbor_identifiers(detector, hipaa, letter, marked):
    text = marked.replace("[[", "").replace("]]", "")
    findings = detector.detect(text, hipaa)
    gone = "".join("_" if any(f.start <= at < f.end for f in findings if f.action != "keep") else c for at, c in enumerate(text))
    left = [value for value in re.findall(r"\[\[(.+?)\]\]", marked) if value in gone]
    assert not left, (letter, findings)
    for value in re.findall(r"\[\[(.+?)\]\]", marked):
        at = text.index(value)
        assert not re.search(r"[^\W_]", gone[at : at + len(value)]), (gone, findings)


def test_the_readme_maps_each_of_the_eighteen_and_says_which_no_text_can_hold():
    table = README.partition("## The eighteen identifiers of `hipaa`")[2].partition("\n## ")[0]
    rows = {row[1]: row[0] for row in re.finditer(r"^\| \(([A-R])\) .*$", table, re.MULTILINE)}
    assert list(rows) == [chr(n) for n in range(ord("A"), ord("R") + 1)]
    assert set(rows) - set(SAFE_HARBOR) == {"P", "Q"}
    assert all("no text" in rows[letter] for letter in "PQ")
    policy = load_policy("hipaa", POLICIES)
    named = set(re.findall(r'"([^"|]+)"', table)) - {"the mayor's sister"}
    assert not named - {one.name for one in policy.recognizers}
    for letter, row in rows.items():
        entities = re.findall(r"`([A-Z_]{3,})`", row)
        assert (not entities) == (letter in "PQ")
        assert all(policy.rule(entity).action in ("pseudonym", "redact") for entity in entities)


@pytest.mark.parametrize(
    "text",
    [
        "Oxygen at 4 litres, 98 % saturation, 36.6 degrees.",
        "Give 500 mg twice with 200 ml of water.",
        "See section 4.2.1 and table 12.",
        "Two of 14 readings were above 140/90, none above 1,200.",
        "Half a tablet (1/2) in the morning, 1/4 at night.",
    ],
)
def test_hipaa_leaves_measures_and_doses(detector, hipaa, text):
    assert not [f for f in detector.detect(text, hipaa) if f.action != "keep"]


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Religion: Roman Catholic", "Roman Catholic"),
        ("Konfession: ev.", "ev."),
        ("Trade union member: yes, since the spring", "yes"),
        ("Sexual orientation: prefers not to say", "prefers not to say"),
        ("Grad der Behinderung: 50", "50"),
        ("Diagnosis: recurrent depressive disorder", "recurrent depressive disorder"),
        ("Blood group: AB negative", "AB negative"),
        ("Ethnic origin | Kurdish", "Kurdish"),
        ("Cookie ID GA1.2.1044912873.1699012345 was set.", "GA1.2.1044912873.1699012345"),
        ("Ask Jane Roe, jane.roe@example.com.", "jane.roe@example.com"),
        ("He is 44 years old.", "44"),
    ],
)
def test_gdpr_takes_out_identifiers_and_special_categories_that_a_form_names(detector, gdpr, text, gone):
    findings = [f for f in detector.detect(text, gdpr) if f.action != "keep"]
    at = text.index(gone)
    assert any(f.start <= at and f.end >= at + len(gone) for f in findings), findings


@pytest.mark.parametrize(
    "text", ["The race was won by a minute.", "Union rules were discussed at noon.", "A diagnosis needs time."]
)
def test_gdpr_leaves_the_same_words_in_prose(detector, gdpr, text):
    assert not [f for f in detector.detect(text, gdpr) if f.action != "keep"]
