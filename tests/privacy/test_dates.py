"""Dates of birth told from other dates in six languages, other dates, weekdays and years, ages."""

from __future__ import annotations

import pytest

from appliance.policy import Policy
from appliance.privacy.dates import dates, is_dated
from appliance.privacy.detector import Detector
from appliance.privacy.patterns import Surroundings
from appliance.privacy.tables import Layout


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("born 4 May 1961 in Leeds", "4 May 1961"),
        ("DOB: 04/05/1961", "04/05/1961"),
        ("geb. am 12.06.1952", "12.06.1952"),
        ("née le 06/11/1980", "06/11/1980"),
        ("geboren 09-06-1975", "09-06-1975"),
        ("Your date of birth on our system was wrong and is now 14 September 1956.", "14 September 1956"),
        ("Date of birth | 1961-05-04", "1961-05-04"),
        ("geboren am 3. Mai 1957", "3. Mai 1957"),
        ("Geburtsdatum: 3.5.57", "3.5.57"),
        ("Geburtstag 03-05-1957", "03-05-1957"),
        ("Date de naissance : 1er mai 1957", "1er mai 1957"),
        ("né le 5 mai 1985 à Lyon", "5 mai 1985"),
        ("fecha de nacimiento: 05/04/1979", "05/04/1979"),
        ("nacida el 5 de abril de 1979", "5 de abril de 1979"),
        ("nato a Roma il 10 dicembre 1985", "10 dicembre 1985"),
        ("data di nascita 10/12/1985", "10/12/1985"),
        ("geboren op 12 april 1971", "12 april 1971"),
        ("geboortedatum: 12-04-1971", "12-04-1971"),
        ("fødselsdato 12.04.1971", "12.04.1971"),
        ("Jane Roe, *12.04.1971", "12.04.1971"),
        ("04/05/1961 (DOB)", "04/05/1961"),
        ("d.o.b. May 4th, 1961", "May 4th, 1961"),
        ("doe jane b. 04/05/1961 seen today", "04/05/1961"),
        ("born on the 4th of May 1961 in Leeds", "4th of May 1961"),
        ("DDN : 04/05/1961", "04/05/1961"),
        ("Roe, J. DOB-04/05/1961", "04/05/1961"),
        ("D0B: O4/05/1961", "O4/05/1961"),
        ("Date of Blrth 04 / 05 / 1961", "04 / 05 / 1961"),
        ("DOB\n04-May-1961\nWard\n7", "04-May-1961"),
        ("agent: what is your date of birth?\njane: 04/05/61", "04/05/61"),
        ("[09:12] kez: dob for mrs Roe?\n[09:13] tomo: its 4/5/61", "4/5/61"),
        ("id,surname,birth_date,sex\n7,Roe,04/05/61,F", "04/05/61"),
        ("Name;Geb-Datum;Ort\nRoe;4.5.61;Bonn", "4.5.61"),
        ("Jane Roe (4 May 1961) was seen", "4 May 1961"),
        ("Roe, Jane · 4 May 1961 · NHS 943 476 5919", "4 May 1961"),
    ],
)
def test_dates_of_birth(found, text: str, value: str) -> None:
    assert ("DATE_OF_BIRTH", value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Seen on 30 August 2025",
        "Jane Roe, 4 May 2025",
        "born in Leeds, admitted on 3 May 2025",
        "the Act of 12 May 1961",
        "since 1961",
        "geb. in Köln, aufgenommen am 03.05.2024",
        "né à Lyon, admis le 3 mai 2024",
        "Date of issue: 04/05/2021",
        "Stand: 12.06.2023",
        "She was born in York. The trust opened on 3 May 1988",
        "agent: your date of birth?\njane: I was admitted on 3 May 2024",
        "Birth records\nThe office moved there on 3 May 1988",
    ],
)
def test_other_dates_are_kept(found, text: str) -> None:
    assert "DATE_OF_BIRTH" not in {entity for entity, _ in found(text)}


def kept(detector: Detector, policy: Policy, text: str, entity: str) -> list[str]:
    """What is found and kept."""
    return [text[f.start : f.end] for f in detector.detect(text, policy) if f.entity == entity and f.action == "keep"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("on 12 May 2024.", "12 May 2024"),
        ("on May 12th, 2024", "May 12th, 2024"),
        ("in May 2024", "May 2024"),
        ("At 2024-05-12 10:31:07 the", "2024-05-12 10:31:07"),  # ISO 8601 with a blank (RFC 3339, 5.6)
        ("2024-05-12T10:31:07Z", "2024-05-12T10:31:07Z"),
        ("2024-05-12T10:31:07+02:00", "2024-05-12T10:31:07+02:00"),
        ("05/12/2024 at 10:31 am", "05/12/2024 at 10:31 am"),
        ("am 12. Mai 2024 um 10:31 Uhr", "12. Mai 2024 um 10:31 Uhr"),
        ("le 1er juin 2024", "1er juin 2024"),
        ("Firmado en Madrid el 3 de marzo de 2024", "3 de marzo de 2024"),
        ("12 listopada 2024", "12 listopada 2024"),
        ("vom 4. 5. 2024", "4. 5. 2024"),
        ("expires 12/2029", "12/2029"),
        ("on 20240512.", "20240512"),
        ("2024年5月12日", "2024年5月12日"),
        ("See you on Friday", "Friday"),
        ("bis Donnerstag", "Donnerstag"),
        ("since 1998", "1998"),
        ("seit 1998", "1998"),
    ],
)
def test_dates_are_named_and_kept_by_default(detector: Detector, default: Policy, text: str, value: str) -> None:
    assert any(value in one for one in kept(detector, default, text, "DATE_TIME"))


@pytest.mark.parametrize(
    "text",
    ["version 1.2.13", "31.31.2024", "12/34/2024", "ratio 3-2-1", "section 4.12", "24/7", "99.99.99", "1850 rpm", "on page 1998"],
)
def test_what_no_calendar_has_is_no_date(text: str) -> None:
    assert not list(dates(Surroundings(text, Layout(text))))


@pytest.mark.parametrize(
    ("text", "dated"), [("last Friday", True), ("May 2024", True), ("ten days", False), ("a quarter of an hour", False)]
)
def test_a_span_of_time_is_no_date(text: str, dated: bool) -> None:
    assert is_dated(text) is dated


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("aged 61", "61"),
        ("at the age of 61", "61"),
        ("a 61-year-old man", "61-year-old"),
        ("She is 7 years old", "7"),
        ("a sixty-one-year-old man", "sixty-one-year-old"),
        ("61 y/o", "61 y/o"),
        ("Alter: 61", "61"),
        ("ein 61-jähriger Patient", "61-jähriger"),
        ("âgée de 61 ans", "61"),
        ("61 años", "61 años"),
        ("3 months old", "3 months old"),
        ("Jane Roe, 61, of Leeds", "61"),
        ("Name;Age\nJane Roe;61\nMax Doe;9", "9"),
    ],
)
def test_ages_are_named_and_kept_by_default(detector: Detector, default: Policy, text: str, value: str) -> None:
    assert value in kept(detector, default, text, "AGE")


@pytest.mark.parametrize(
    "text", ["aged 61%", "turned 2024 pages", "for 61 years", "at 61 Acacia Road", "I am 100% sure", "61 patients"]
)
def test_other_numbers_are_no_ages(detector: Detector, default: Policy, text: str) -> None:
    assert "AGE" not in {one.entity for one in detector.detect(text, default)}
