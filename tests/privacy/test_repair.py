"""Damaged text: what recognizers read of it, and the way back to the code points that came in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appliance.policy import Policy
from appliance.privacy.detector import Detector
from appliance.privacy.repair import repaired
from appliance.privacy.stand_ins import digest


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Nata\u00adrajan", "Natarajan"),  # soft hyphen, Unicode 23.2
        ("Nata\u00ad\nrajan", "Natarajan"),
        ("Na\u200bta\u200drajan\ufeff", "Natarajan"),  # zero width
        ("Ru\ufb00 and \ufb01nn", "Ruff and finn"),  # UAX #15, figure 6
        ("D\u0133kstra", "Dijkstra"),
        ("\uff2a\uff41\uff4e\uff45\u3000\uff10\uff11", "Jane 01"),  # full width
        ("\U0001d409\U0001d41a\U0001d427\U0001d41e", "Jane"),  # mathematical alphanumeric symbols
        ("\u24bf\u24d0\u24dd\u24d4", "Jane"),
        ("\u0660\u0661\u0662", "012"),
        ("Jose\u0301 Nun\u0303ez", "José Nuñez"),
        ("J\u0336a\u0336n\u0336e\u0336", "Jane"),  # struck through by combining marks
        ("m\u00b2 and Roe\u00b9", "m\u00b2 and Roe\u00b9"),  # a unit and a footnote stay
        ("\u00b9\u00b2\u00b3\u2074\u2075", "12345"),
        ("J\u0430n\u0435 R\u043ee", "Jane Roe"),  # UTS #39: Cyrillic а, е, о
        ("4\u041e12", "4012"),
        ("Иван Петров", "Иван Петров"),  # wholly in its script
        ("\u0394T and \u03a9m", "\u0394T and \u03a9m"),  # no Latin letter looks like these
        ("jane&#64;corp.com", "jane@corp.com"),
        ("jane&commat;corp&period;com", "jane@corp.com"),
        ("jane&amp;#64;corp.com", "jane@corp.com"),
        ("Roe&nbsp;&amp;&nbsp;Co", "Roe & Co"),
        ("Nata&shy;rajan", "Natarajan"),
        ("AT&T; R&D;", "AT&T; R&D;"),  # no such references
        ("mailto:jane%40corp.com", "mailto:jane@corp.com"),
        ("100 %40 of", "100 %40 of"),
        ("M%C3%BCller", "Müller"),
        ("jane=40corp.com", "jane@corp.com"),  # RFC 2045, 6.7
        ("M=C3=BCller", "Müller"),
        ("Natara=\njan", "Natarajan"),
        ("a=40", "a=40"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("Nata-\nrajan", "Natarajan"),
        ("Pell-\n  Ashdown", "Pell-Ashdown"),
        ("pre- and post-", "pre- and post-"),
        ("Dear Ms\nNatarajan", "Dear Ms Natarajan"),
        ("Title\nMs\nSurname", "Title\nMs\nSurname"),  # fields of a form
        ("4111 1111 1111\n1111", "4111 1111 1111 1111"),  # ISO/IEC 7812: the whole passes Luhn
        ("4111 1111 1111\n1112", "4111 1111 1111\n1112"),
        ("GB82 WEST 1234\n5698 7654 32", "GB82 WEST 1234 5698 7654 32"),  # ISO 13616 example
        ("Ring +44 113 496\n0043 now", "Ring +44 113 496 0043 now"),  # E.164, numbering plan of GB
        ("0113 496 0043\n0113 496 0044", "0113 496 0043\n0113 496 0044"),  # a list
        ("The NHS number of the patient is 943 476\n5919, she says.", "The NHS number of the patient is 943 476 5919, she says."),
        ("078-05-\n1120", "078-05-1120"),
        ("jane (at) corp dot com", "jane@corp.com"),
        ("jane [at] corp [dot] com", "jane@corp.com"),
        ("jane AT corp DOT com", "jane@corp.com"),
        ("jane dot roe at mail dot corp dot com", "jane.roe@mail.corp.com"),
        ("jane @ corp.com", "jane@corp.com"),
        ("jane@corp [dot] com", "jane@corp.com"),
        ("hans (ät) firma punkt de", "hans@firma.de"),
        ("ana arroba empresa punto es", "ana@empresa.es"),
        ("meet us at example.com, look at the dot plot", "meet us at example.com, look at the dot plot"),
        ("created_at_utc.isoformat", "created_at_utc.isoformat"),
    ],
)
def test_damaged_text_is_read_as_it_was_meant(text: str, read: str) -> None:
    assert repaired(text).text == read


DAMAGES: dict[str, Callable[[str], str]] = {
    "soft hyphens": lambda value: "\u00ad".join(value),
    "zero width": lambda value: "\u200b".join(value),
    "full width": lambda value: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in value),
    "mathematical": lambda value: "".join(chr(0x1D7CE + int(c)) if c.isdigit() else c for c in value),
    "struck through": lambda value: "".join(c + "\u0336" if c.isalnum() else c for c in value),
    "entities": lambda value: "".join(f"&#{ord(c)};" if not c.isalpha() else c for c in value),
    "no-break spaces": lambda value: value.replace(" ", "&nbsp;"),
    "homoglyphs": lambda value: value.replace("a", "\u0430").replace("o", "\u043e").replace("C", "\u0421"),
    "carriage returns": lambda value: value + "\r\nnext\r\n",
}
VALUES = {
    "EMAIL_ADDRESS": "chidi.okafor@nordklinik.example",
    "IBAN_CODE": "GB82 WEST 1234 5698 7654 32",
    "PHONE_NUMBER": "+44 113 496 0043",
    "CREDIT_CARD": "4111 1111 1111 1111",
    "PERSON": "Natarajan",
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("entity", VALUES)
def test_a_damaged_value_is_found_and_wholly_covered(detector: Detector, default: Policy, entity: str, damage: str) -> None:
    value = DAMAGES[damage](VALUES[entity]).removesuffix("\r\nnext\r\n")
    before, after = ("Dear Ms ", ",\r\nthank you.") if entity == "PERSON" else ("Please note it down: ", " and call back.")
    found = detector.detect(before + value + after, default)
    start, end = len(before), len(before) + len(value)
    covering = [one for one in found if one.action != "keep" and one.start <= start and end <= one.end]
    assert [one.entity for one in covering] == [entity]


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Dear Ms Nata-\nrajan, thank you.", "PERSON", "Nata-\nrajan"),
        ("We heard from Dr\nNatarajan yesterday.", "PERSON", "Natarajan"),
        ("Pay to GB82 WEST 1234\n5698 7654 32 please.", "IBAN_CODE", "GB82 WEST 1234\n5698 7654 32"),
        ("Her card is 4111 1111\n1111 1111, she says.", "CREDIT_CARD", "4111 1111\n1111 1111"),
        ("Ring +44 113 496\n0043 before noon.", "PHONE_NUMBER", "+44 113 496\n0043"),
        ("Write to jane (at) corp dot com today.", "EMAIL_ADDRESS", "jane (at) corp dot com"),
        ("Write to jane.roe AT nordklinik DOT example.", "EMAIL_ADDRESS", "jane.roe AT nordklinik DOT example"),
        ("Write to jane.roe%40nordklinik.example today.", "EMAIL_ADDRESS", "jane.roe%40nordklinik.example"),
        ("Write to jane.roe=40nordklinik.example today.", "EMAIL_ADDRESS", "jane.roe=40nordklinik.example"),
    ],
)
def test_what_a_line_end_or_a_spelling_parts_is_found_whole(
    detector: Detector, default: Policy, text: str, entity: str, value: str
) -> None:
    found = {(one.entity, text[one.start : one.end]) for one in detector.detect(text, default) if one.action != "keep"}
    assert (entity, value) in found


def test_the_shape_of_a_stand_in_cannot_be_had_by_repair(detector: Detector, default: Policy) -> None:
    text = "‹PERSON_ABCDEFGHJK› wrote to &lt;SMITH&gt; &#60;PERSON_ABCDEFGHJK&#62;"
    assert all(one.entity != "PERSON" or one.start > 20 for one in detector.detect(text, default))


def test_a_damaged_value_has_the_stand_in_of_the_whole_one() -> None:
    key = b"k" * 32
    for damage in ("Nata-\nrajan", "Nata\u00adrajan", "N\u0430tarajan", "\uff2eatarajan"):
        assert digest("PERSON", damage, key) == digest("PERSON", "Natarajan", key)


PIECES = st.sampled_from(
    ["Jane", "Roe", " ", "\n", "-", "\r\n", "\u00ad", "\u200b", "e\u0301", "\ufb01", "&#64;", "&amp;", "%40", "=40", "(at)", " dot com",
     "4111", "+44 113", "\u0430", "\uff11", "Ms", "<PERSON>", "¤", "\U0001d400", "1"]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=3), max_size=30).map("".join))
@settings(max_examples=400, deadline=None)
def test_every_stretch_leads_back_to_a_stretch_of_the_original(text: str) -> None:
    one = repaired(text)
    ends = [one.original(at, at + 1) for at in range(len(one.text))]
    assert all(0 <= start < end <= len(text) for start, end in ends)
    assert ends == sorted(ends)
    for at in range(len(one.text) - 1):
        assert one.original(at, at + 2) == (ends[at][0], ends[at + 1][1])


@given(st.lists(PIECES, max_size=30).map("".join))
@settings(max_examples=200, deadline=None)
def test_sound_text_is_left_as_it_is(text: str) -> None:
    assert repaired(repaired(repaired(text).text).text).text == repaired(repaired(text).text).text
    plain = "".join(sign for sign in text if sign.isalpha() and sign.isascii())
    assert repaired(plain).text == plain
