"""National numbers: valid ones made here by their authority's rule are found as usually written; a wrong check digit is not one.

A value is made by trying what could stand in the place of the check until the published arithmetic, written out anew
here, holds: so an error in `checksums` cannot hide in the test.
"""

from __future__ import annotations

import random
import string
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from appliance.privacy.checksums import CHECKSUMS
from appliance.privacy.patterns import PolicyRecognizer, Surroundings
from appliance.privacy.tables import Layout

Rule = Callable[[str], bool]
ALNUM = string.digits + string.ascii_uppercase


@dataclass(frozen=True)
class Number:
    """One kind of number."""

    checksum: str
    entity: str
    shape: str  # see `_made`
    rule: Rule  # over the letters and digits alone
    forms: tuple[str, ...]  # how it is written: one # for each sign
    words: str = ""  # what stands before it where it is not found without


def n(text: str) -> list[int]:
    """Digits."""
    return [int(c) for c in text if c.isdigit()]


def dot(digits: list[int], weights: str | list[int]) -> int:
    """Sum of products; weights of one digit each may be a string."""
    return sum(d * int(w) for d, w in zip(digits, weights, strict=False))


def luhn(text: str) -> bool:
    """ISO 7812."""
    return sum(d if at % 2 == 0 else (2 * d - 9 if d > 4 else 2 * d) for at, d in enumerate(reversed(n(text)))) % 10 == 0


def verhoeff(text: str) -> bool:
    """The dihedral group of ten, worked out instead of looked up."""

    def times(a: int, b: int) -> int:
        if a < 5:
            return (a + b) % 5 if b < 5 else (a + b - 5) % 5 + 5
        return (a - 5 - b) % 5 + 5 if b < 5 else (a - b) % 5

    def permuted(digit: int, turns: int) -> int:
        for _ in range(turns % 8):
            digit = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)[digit]
        return digit

    check = 0
    for at, digit in enumerate(reversed(n(text))):
        check = times(check, permuted(digit, at))
    return check == 0


def mod_11_10(text: str) -> bool:
    """ISO 7064."""
    left = 10
    for digit in n(text)[:-1]:
        left = (left + digit) % 10 or 10
        left = left * 2 % 11
    return (left + n(text)[-1]) % 10 == 1


def icao(text: str, at: int = -1) -> bool:
    """ICAO 9303; the check stands at a place."""
    rest = text[:at] + text[at + 1 :] if at >= 0 else text[:-1]
    return sum(ALNUM.index(c) * (7, 3, 1)[i % 3] for i, c in enumerate(rest)) % 10 == int(text[at])


def crossed(digits: list[int], weights: str) -> int:
    """Sum of the digits of the products."""
    return sum(sum(map(int, str(d * int(w)))) for d, w in zip(digits, weights, strict=True))


def de_tax(text: str) -> bool:
    """One digit of the first ten twice or thrice, the others once at most."""
    counts = sorted(text[:10].count(c) for c in set(text[:10]))
    return text[0] != "0" and mod_11_10(text) and counts[-1] in (2, 3) and (len(counts) < 2 or counts[-2] == 1)


def fiscal_code(text: str) -> bool:
    """D.M. 23/12/1976."""
    odd = dict(zip(ALNUM, [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14,
                           16, 10, 22, 25, 24, 23], strict=True))  # fmt: skip
    even = {c: int(c) if c.isdigit() else ord(c) - 65 for c in ALNUM}
    total = sum((odd if at % 2 == 0 else even)[c] for at, c in enumerate(text[:15]))
    return chr(65 + total % 26) == text[15]


def baltic(text: str) -> bool:
    """Two rounds."""
    d = n(text)
    rest = dot(d[:10], "1234567891") % 11
    return (rest if rest < 10 else dot(d[:10], "3456789123") % 11 % 10) == d[10]


def cpf(text: str) -> bool:
    """Two checks."""
    d = n(text)
    return all(sum(d[i] * (size + 1 - i) for i in range(size)) * 10 % 11 % 10 == d[size] for size in (9, 10))


def nss(text: str) -> bool:
    """Modulo 97; a serial below ten million loses its zero."""
    return (int(text[:2] + text[3:10]) if text[2] == "0" else int(text[:10])) % 97 == int(text[10:])


def curp(text: str) -> bool:
    """RENAPO."""
    alphabet = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    return (10 - sum(alphabet.index(c) * (18 - i) for i, c in enumerate(text[:17])) % 10) % 10 == int(text[17])


def nric(text: str) -> bool:
    """ICA."""
    rest = (dot(n(text), "2765432") + (4 if text[0] in "TG" else 0)) % 11
    return ("JZIHGFEDCBA" if text[0] in "ST" else "XWUTRQPNMLK")[rest] == text[8]


def fodsel(text: str) -> bool:
    """Two checks modulo 11."""
    d = n(text)
    return (11 - dot(d, "376189452") % 11) % 11 == d[9] and (11 - dot(d, "5432765432") % 11) % 11 == d[10]


def kimlik(text: str) -> bool:
    """Two checks."""
    d = n(text)
    return ((d[0] + d[2] + d[4] + d[6] + d[8]) * 7 - (d[1] + d[3] + d[5] + d[7])) % 10 == d[9] and sum(d[:10]) % 10 == d[10]


NUMBERS = (
    Number("us_ssn", "US_SSN", "7##-##-####", lambda t: t[3:5] != "00" and t[5:] != "0000", ("###-##-####",)),
    Number("us_npi", "NATIONAL_ID", "1#########", lambda t: luhn("80840" + t), ("##########",), "NPI"),
    Number("us_dea", "NATIONAL_ID", "AB#######", lambda t: (sum(n(t)[:6:2]) + 2 * sum(n(t)[1:6:2])) % 10 == n(t)[6], ("#########",), "DEA"),
    Number("ca_sin", "NATIONAL_ID", "4########", luhn, ("### ### ###", "###-###-###", "#########"), "SIN"),
    Number("mx_curp", "NATIONAL_ID", "@@@@{YMD}H@@@@@0#", curp, ("##################",)),
    Number("nhs", "UK_NHS", "9#########", lambda t: (11 - sum(d * (10 - i) for i, d in enumerate(n(t)[:9])) % 11) % 11 == n(t)[9],
           ("### ### ####", "##########"), "NHS number"),
    Number("uk_utr", "NATIONAL_ID", "##########", lambda t: "21987654321"[dot(n(t)[1:], [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] == t[0],
           ("##########", "##### #####"), "UTR"),
    Number("ie_ppsn", "NATIONAL_ID", "#######@", lambda t: "WABCDEFGHIJKLMNOPQRSTUV"[dot(n(t), "8765432") % 23] == t[7], ("########",)),
    Number("fr_nir", "FR_NIR", "1850578006###kk", lambda t: 97 - int(t[:13]) % 97 == int(t[13:]), ("# ## ## ## ### ### ##", "###############")),
    Number("fr_spi", "NATIONAL_ID", "30########kkk", lambda t: int(t[:10]) % 511 == int(t[10:]), ("## ## ### ### ###", "#############"), "Numéro fiscal"),
    Number("es_nif", "ES_NIF", "########@", lambda t: "TRWAGMYFPDXBNJZSQVHLCKE"[int(t[:8]) % 23] == t[8], ("#########", "########-#", "##.###.###-#")),
    Number("es_nif", "ES_NIF", "X#######@", lambda t: "TRWAGMYFPDXBNJZSQVHLCKE"[int(t[1:8]) % 23] == t[8], ("#########", "#-#######-#")),
    Number("es_nss", "NATIONAL_ID", "28########kk", nss, ("############", "## ######## ##", "##/########/##"), "Seguridad Social"),
    Number("pt_nif", "NATIONAL_ID", "2########", lambda t: (11 - dot(n(t), "98765432") % 11) % 11 % 10 == n(t)[8], ("### ### ###", "#########"), "NIF"),
    Number("it_fiscal_code", "IT_FISCAL_CODE", "@@@@@@85T10A562@", fiscal_code, ("################", "### ### ##### #####")),
    Number("nl_bsn", "NL_BSN", "1########", lambda t: (dot(n(t), "98765432") - n(t)[8]) % 11 == 0, ("#########", "####.##.###", "### ### ###"), "BSN"),
    Number("be_nrn", "NATIONAL_ID", "850730###kk", lambda t: 97 - int(t[:9]) % 97 == int(t[9:]), ("##.##.##-###.##",)),
    Number("be_nrn", "NATIONAL_ID", "850730###kk", lambda t: 97 - int(t[:9]) % 97 == int(t[9:]), ("###########",), "Rijksregisternummer"),
    Number("lu_matricule", "NATIONAL_ID", "1893{MD}###kk", lambda t: luhn(t[:12]) and verhoeff(t[:11] + t[12]), ("#############",)),
    Number("de_tax_id", "DE_TAX_ID", "###########", de_tax, ("## ### ### ###", "###########"), "Steuer-ID"),
    Number("de_id_card", "DE_ID_CARD", "L01X00T##k", icao, ("##########",)),
    Number("de_pension", "NATIONAL_ID", "15{DMY}C##k",
           lambda t: crossed(n(t[:8] + f"{ord(t[8]) - 64:02}" + t[9:11]), "212571212121") % 10 == int(t[11]), ("## ###### # ###", "############")),
    Number("de_health", "NATIONAL_ID", "A########k", lambda t: crossed(n(f"{ord(t[0]) - 64:02}" + t[1:9]), "1212121212") % 10 == int(t[9]),
           ("##########",), "Krankenversichertennummer"),
    Number("at_svnr", "NATIONAL_ID", "1###{DMY}", lambda t: dot(n(t[:3] + t[4:]), [3, 7, 9, 5, 8, 4, 2, 1, 6]) % 11 == int(t[3]),
           ("#### ######", "##########"), "SVNR"),
    Number("ch_ahv", "CH_AHV", "756##########", lambda t: dot(n(t), "1313131313131") % 10 == 0, ("###.####.####.##", "#############")),
    Number("se_personnummer", "SE_PERSONNUMMER", "{YMD}####", luhn, ("######-####",)),
    Number("no_fnr", "NATIONAL_ID", "{DMY}###kk", fodsel, ("###########", "###### #####")),
    Number("fi_hetu", "NATIONAL_ID", "{DMY}-###@", lambda t: "0123456789ABCDEFHJKLMNPRSTUVWXY"[int(t[:9]) % 31] == t[9], ("######-####",)),
    Number("is_kennitala", "NATIONAL_ID", "{DMY}###9", lambda t: (11 - dot(n(t), "32765432") % 11) % 11 == n(t)[8], ("######-####", "##########"), "kennitala"),
    Number("pl_pesel", "PL_PESEL", "{YMD}#####", lambda t: (10 - dot(n(t)[:10], "1379137913") % 10) % 10 == n(t)[10], ("###########",)),
    Number("pl_nip", "NATIONAL_ID", "5#########", lambda t: dot(n(t)[:9], "657234567") % 11 == n(t)[9], ("###-###-##-##", "##########"), "NIP"),
    Number("pl_id_card", "NATIONAL_ID", "@@@k#####", lambda t: icao(t, 3), ("#########", "### ######"), "Dowód osobisty"),
    Number("cz_rodne_cislo", "NATIONAL_ID", "{YMD}####", lambda t: int(t) % 11 == 0, ("######/####",)),
    Number("gr_amka", "NATIONAL_ID", "{DMY}#####", luhn, ("###########",), "ΑΜΚΑ"),
    Number("ro_cnp", "NATIONAL_ID", "1{YMD}######", lambda t: (dot(n(t)[:12], "279146358279") % 11) in ({n(t)[12]} | ({10} if t[12] == "1" else set())),
           ("#############",)),
    Number("hu_taj", "NATIONAL_ID", "########k", lambda t: dot(n(t)[:8], "37373737") % 10 == n(t)[8], ("### ### ###", "#########"), "TAJ szám"),
    Number("bg_egn", "NATIONAL_ID", "{YMD}####", lambda t: dot(n(t)[:9], [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == n(t)[9], ("##########",), "ЕГН"),
    Number("hr_oib", "NATIONAL_ID", "###########", mod_11_10, ("###########",), "OIB"),
    Number("jmbg", "NATIONAL_ID", "{DM}98550###k", lambda t: (11 - dot(n(t)[:12], "765432765432") % 11) % 11 == n(t)[12], ("#############",)),
    Number("baltic_code", "NATIONAL_ID", "3{YMD}####", baltic, ("###########",), "isikukood"),
    Number("lv_personas_kods", "NATIONAL_ID", "{DMY}1####", lambda t: (1101 - dot(n(t), [1, 6, 3, 7, 9, 10, 5, 8, 4, 2])) % 11 == n(t)[10], ("######-#####",)),
    Number("tr_kimlik", "NATIONAL_ID", "1########kk", kimlik, ("###########",), "T.C. kimlik no"),
    Number("br_cpf", "NATIONAL_ID", "3########kk", cpf, ("###.###.###-##",)),
    Number("in_aadhaar", "NATIONAL_ID", "5###########", verhoeff, ("#### #### ####", "############"), "Aadhaar"),
    Number("au_tfn", "NATIONAL_ID", "1########", lambda t: dot(n(t), [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0, ("### ### ###", "#########"), "TFN"),
    Number("au_medicare", "NATIONAL_ID", "2########1", lambda t: dot(n(t)[:8], "13791379") % 10 == n(t)[8], ("#### ##### #", "##########"), "Medicare"),
    Number("za_id", "NATIONAL_ID", "{YMD}####08#", luhn, ("#############",)),
    Number("kr_rrn", "NATIONAL_ID", "{YMD}1######", lambda t: (11 - dot(n(t)[:12], "234567892345") % 11) % 10 == n(t)[12], ("######-#######",)),
    Number("th_id", "NATIONAL_ID", "3############", lambda t: (11 - sum(d * (13 - i) for i, d in enumerate(n(t)[:12])) % 11) % 10 == n(t)[12],
           ("#-####-#####-##-#",)),
    Number("sg_nric", "NATIONAL_ID", "S#######@", nric, ("#########",)),
    Number("cn_id", "NATIONAL_ID", "1101021984{MD}###k", lambda t: sum(d * pow(2, 17 - i, 11) for i, d in enumerate(n(t))) % 11 == 1, ("##################",)),
)  # fmt: skip


def _made(number: Number, seed: int) -> Iterator[str]:
    """Valid numbers of the shape: # and k a digit, @ a letter, {YMD}, {DMY}, {DM} and {MD} parts of a birthday; the rest stands."""
    chance = random.Random(f"{number.checksum}{number.shape}{seed}")
    while True:
        day, month, year = (f"{chance.randint(1, 28):02}", f"{chance.randint(1, 12):02}", f"{chance.randint(55, 99)}")
        shape = number.shape.replace("{YMD}", year + month + day).replace("{DMY}", day + month + year)
        shape = shape.replace("{MD}", month + day).replace("{DM}", day + month)
        value = "".join(
            chance.choice(string.digits) if c in "#k" else chance.choice("BCDFGHJKLMNPRST") if c == "@" else c
            for c in shape
            if c != "-"
        )
        if number.rule(value):
            yield value


def _written(value: str, form: str) -> str:
    signs = iter(value)
    return "".join(next(signs) if c == "#" else c for c in form)


def _spoiled(value: str, rule: Rule) -> Iterator[str]:
    """The last sign, or the sign before it, another of its kind, so that the rule does not hold."""
    for at in (len(value) - 1, len(value) - 2):
        kind = string.digits if value[at].isdigit() else "BCDFGHJKLMNPRST"
        yield from (wrong for c in kind if not rule(wrong := value[:at] + c + value[at + 1 :]))


@pytest.fixture(scope="module")
def entities(default) -> Callable[[str, str], set[str]]:
    """(text, value) → entities that recognizers with a checksum find there to the sign."""
    recognizers = [PolicyRecognizer(one, default.threshold_of(one.entity)) for one in default.recognizers if one.checksum]

    def find(text: str, value: str) -> set[str]:
        around = Surroundings(text, Layout(text))
        spans = [span for one in recognizers for span in one.find(around)]
        return {span.entity for span in spans if text[span.start : span.end] == value}

    return find


@pytest.mark.parametrize("number", NUMBERS, ids=lambda one: f"{one.checksum} {one.shape}")
def test_valid_numbers_are_found_as_they_are_usually_written(number: Number, entities) -> None:
    for seed in range(8):
        value = next(_made(number, seed))
        for form in number.forms:
            written = _written(value, form)
            for text in (f"{number.words or 'Her number is'}: {written}.", f"{number.words or 'No'} {written}, see file"):
                assert number.entity in entities(text, written), text


@pytest.mark.parametrize(
    "number", [one for one in NUMBERS if one.checksum != "us_ssn"], ids=lambda one: f"{one.checksum} {one.shape}"
)
def test_a_wrong_check_digit_is_no_number_of_the_country(number: Number, entities) -> None:
    for seed in range(4):
        value = next(_made(number, seed))
        wrong = next(_spoiled(value, number.rule))
        assert CHECKSUMS[number.checksum](_written(value, number.forms[0]))
        assert not CHECKSUMS[number.checksum](_written(wrong, number.forms[0])), (value, wrong)
        if number.entity != "NATIONAL_ID":  # another country's check may hold by chance
            assert number.entity not in entities(f"{number.words}: {(w := _written(wrong, number.forms[0]))}.", w)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("CPR-nr. 070761-4285", "070761-4285"),  # CPR-kontoret, example; no check digit
        ("born 1961, CPR 0707614285", "0707614285"),
        ("NIN 12345678901", "12345678901"),  # NIMC
        ("PAN: ABCPE1234F", "ABCPE1234F"),  # Income Tax Department
        ("MBI 1EG4-TE5-MK73", "1EG4-TE5-MK73"),  # CMS, example card
        ("carte d'identité n° 123456789012", "123456789012"),
        ("Identity number: 12-345-678", "12-345-678"),
    ],
)
def test_numbers_without_a_check_digit_are_told_by_their_form_or_their_words(found, text: str, value: str) -> None:
    assert value in {one for entity, one in found(text) if entity in ("NATIONAL_ID", "HEALTH_PLAN_ID")}


@pytest.mark.parametrize(
    "text",
    [
        "batch 0707614285 was shipped",  # a Danish number would need its word
        "part 12345678901 of the assembly",
        "EAN 4006381333931",  # GS1, example
        "the sum of 123456789 and 987654321",
        "serial 2123456701",
        "at 1718000000000 ms since the epoch",
    ],
)
def test_numbers_of_things_are_no_national_numbers(found, text: str) -> None:
    assert not {entity for entity, _ in found(text)} & {"NATIONAL_ID", "HEALTH_PLAN_ID", "NL_BSN", "DE_TAX_ID", "US_SSN"}
