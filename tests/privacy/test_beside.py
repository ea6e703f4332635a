"""What stands right beside a person or a place, and what is told by that alone."""

from __future__ import annotations

import pytest

from appliance.privacy.beside import beside
from appliance.privacy.dates import dates
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span
from appliance.privacy.tables import Layout


def named(text: str, who: str, entity: str = "PERSON") -> set[tuple[str, str]]:
    """(entity, value) of what stands beside the one finding; dates are known."""
    start = text.index(who)
    spans = [Span(start, start + len(who), entity, 0.9, "given"), *dates(Surroundings(text, Layout(text)))]
    return {(one.entity, text[one.start : one.end]) for one in beside(text, spans)}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Jane Roe (4 May 1961) was seen", "DATE_OF_BIRTH", "4 May 1961"),
        ("Jane Roe, 04/05/1961", "DATE_OF_BIRTH", "04/05/1961"),
        ("Jane Roe (f, 04/05/1961)", "DATE_OF_BIRTH", "04/05/1961"),
        ("Jane Roe - 04/05/61", "DATE_OF_BIRTH", "04/05/61"),
        ("Jane Roe, 61, of Leeds", "AGE", "61"),
        ("Jane Roe (61) was seen", "AGE", "61"),
        ("Jane Roe (E-46346) signed", "EMPLOYEE_ID", "E-46346"),
        ("Jane Roe [204418]", "EMPLOYEE_ID", "204418"),
        ("Jane Roe, S10442", "EMPLOYEE_ID", "S10442"),
        ("S10442 Jane Roe", "EMPLOYEE_ID", "S10442"),
        ("S10442\tJane Roe", "EMPLOYEE_ID", "S10442"),
    ],
)
def test_beside_a_person(text: str, entity: str, value: str) -> None:
    assert (entity, value) in named(text, "Jane Roe")


@pytest.mark.parametrize(
    "text",
    [
        "Jane Roe (4 May 2025)",  # a letter's date
        "Jane Roe (1998) showed",  # a citation
        "Jane Roe (2023)",
        "Jane Roe, 150, and others",
        "Jane Roe has 61 books",
        "Jane Roe 204418",  # could be anything
        "Jane Roe, Room 12",
    ],
)
def test_what_says_nothing_of_a_person(text: str) -> None:
    assert not named(text, "Jane Roe")


def test_a_ticket_beside_a_person_stays_a_ticket() -> None:
    text = "INC-20931 Jane Roe"
    spans = [Span(0, 9, "CASE_NUMBER", 0.6, "case number"), Span(10, 18, "PERSON", 0.9, "given")]
    assert not list(beside(text, spans))


@pytest.mark.parametrize(
    ("text", "town", "code"),
    [
        ("in 75008 Paris", "Paris", "75008"),
        ("10115 Berlin", "Berlin", "10115"),
        ("D-10115 Berlin", "Berlin", "D-10115"),
        ("SE-114 55 Stockholm", "Stockholm", "SE-114 55"),
        ("1012 AB Amsterdam", "Amsterdam", "1012 AB"),
        ("00-950 Warszawa", "Warszawa", "00-950"),
        ("Lisboa 1100-148", "Lisboa", "1100-148"),
        ("in Arendal 4844 since", "Arendal", "4844"),
        ("Springfield, IL 62704", "Springfield", "62704"),
    ],
)
def test_postcodes_beside_a_town(text: str, town: str, code: str) -> None:
    assert ("ZIP_CODE", code) in named(text, town, "GPE")


@pytest.mark.parametrize(
    ("text", "town"), [("Paris 2024", "Paris"), ("1998 Berlin", "Berlin"), ("1,200 Berliners", "Berlin"), ("Paris 12.5", "Paris")]
)
def test_years_and_amounts_beside_a_town_are_no_postcodes(text: str, town: str) -> None:
    assert not named(text, town, "GPE")
