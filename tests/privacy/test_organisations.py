"""Organisations, places and peoples, as `strict` takes them out; what has no name in it stays."""

from pathlib import Path

import pytest

from appliance.policy import load_policy

POLICIES = Path(__file__).resolve().parents[2] / "policies"


@pytest.fixture(scope="module")
def strict_found(detector):
    policy = load_policy("strict", POLICIES)

    def find(text: str) -> list[tuple[str, str]]:
        return [(one.entity, text[one.start : one.end]) for one in detector.detect(text, policy)]

    return find


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        # legal forms: ISO 20275
        ("The invoice of Brightwater Pumps GmbH & Co. KG is due.", "ORGANIZATION", "Brightwater Pumps GmbH & Co. KG"),
        ("We bought it from Meridian Linen Ltd.", "ORGANIZATION", "Meridian Linen Ltd."),
        ("selma is from stillwater supercomputing inc.", "ORGANIZATION", "stillwater supercomputing inc."),
        ("Northgate Dental LLP wrote.", "ORGANIZATION", "Northgate Dental LLP"),
        # firms named after partners, and sons
        ("He spent a year at Jones, Mitchell and Williams as a clerk.", "ORGANIZATION", "Jones, Mitchell and Williams"),
        ("Clark, Romero and Hall is a firm of surveyors.", "ORGANIZATION", "Clark, Romero and Hall"),
        ("Thomas and Sons delivered the coal.", "ORGANIZATION", "Thomas and Sons"),
        # its office, its employees
        ("The Propublica office is closed.", "ORGANIZATION", "Propublica"),
        ("She works for Green Kettle in Leeds.", "ORGANIZATION", "Green Kettle"),
        # a line between name and address
        ("Kind regards\nJane Wetherby\nOverture Technologies\n12 High Street\nLeeds", "ORGANIZATION", "Overture Technologies"),
        # a capitalised word that no dictionary has
        ("The licence for Xignate ends in May.", "ORGANIZATION", "Xignate"),
        # places: closed classes, prepositions
        ("12 Main Street\nReykjavik\nIceland", "GPE", "Iceland"),
        ("Wir fahren nach Österreich.", "GPE", "Österreich"),
        ("Ms Margarot flew to Loeches on Saturday morning.", "GPE", "Loeches"),
        ("I am in TROMSØ for a business trip.", "GPE", "TROMSØ"),
        ("Place of birth: Szombathely", "GPE", "Szombathely"),
        ("He is Slovenian and speaks Dutch.", "NRP", "Slovenian"),
    ],
)  # fmt: skip
def test_it_is_found_whole(strict_found, text: str, entity: str, value: str) -> None:
    found = strict_found(text)
    start = text.index(value)
    covered = {n for kind, one in found for n in range(text.index(one), text.index(one) + len(one))}
    assert all(n in covered for n in range(start, start + len(value)) if text[n].isalnum()), (entity, found)


@pytest.mark.parametrize(
    "text",
    [
        "The Group pays travel within two weeks, and the Bank is open all night.",
        "Hand Hygiene\nEvery person who enters a clinical area",
        "Travel is included. Goods are checked on the same day.",
        "Please Note: Fire Doors Must Be Kept Shut",
        "Yes, I agree. No, thanks.",
        "How to Claim Travel Expenses",
        "The Crisis Team meets; Annual Leave is booked in the Leave Portal.",
        "It takes half an hour, at night too, and costs £30 a month.",
    ],
)
def test_what_names_nothing_stays(strict_found, text: str) -> None:
    assert strict_found(text) == []
