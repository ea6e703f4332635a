"""Street addresses in the order and words of their countries, with the tail that belongs to them."""

import pytest

from appliance.privacy.addresses import addresses


@pytest.mark.parametrize(
    ("text", "value"),
    [
        # Royal Mail
        ("She lives at 60 Tanner Row, York YO1 6JT.", "60 Tanner Row, York YO1 6JT"),
        ("221B Baker Street\nLondon NW1 6XE\nDear", "221B Baker Street\nLondon NW1 6XE"),
        ("Flat: 3 Copper Gate, Leeds LS1 4DY", "3 Copper Gate, Leeds LS1 4DY"),
        # USPS Publication 28
        ("at 1600 Pennsylvania Avenue NW, Washington, DC 20500 and", "1600 Pennsylvania Avenue NW, Washington, DC 20500"),
        ("45 W 34th Street, Suite 200, New York, NY 10001", "45 W 34th Street, Suite 200, New York, NY 10001"),
        ("send it to P.O. Box 149, Austin, TX 78701", "P.O. Box 149, Austin, TX 78701"),
        # Deutsche Post
        ("wohnhaft Am Alten Graben 28, 34117 Kassel", "Am Alten Graben 28, 34117 Kassel"),
        ("Hauptstraße 5a\n10115 Berlin", "Hauptstraße 5a\n10115 Berlin"),
        # La Poste
        ("demeurant 29 avenue du Vieux-Port, 13002 Marseille -", "29 avenue du Vieux-Port, 13002 Marseille"),
        ("12 bis rue de la Paix, 75002 Paris", "12 bis rue de la Paix, 75002 Paris"),
        # PostNL, Correos, Poste Italiane
        ("Molenpad 30, 3512 XW Utrecht", "Molenpad 30, 3512 XW Utrecht"),
        ("Calle de Alcalá, 45, 28014 Madrid", "Calle de Alcalá, 45, 28014 Madrid"),
        ("Via Garibaldi 12, 20121 Milano", "Via Garibaldi 12, 20121 Milano"),
        # the Nordic posts
        ("Storgatan 14, 111 23 Stockholm", "Storgatan 14, 111 23 Stockholm"),
        ("Mannerheimintie 5, 00100 Helsinki", "Mannerheimintie 5, 00100 Helsinki"),
        ("Nørregade 10", "Nørregade 10"),
        ("ul. Miła 53", "ul. Miła 53"),
        # quoted mail
        ("> 69 Gordon Terrace\n> Suite 828\n> Leeds", "69 Gordon Terrace\n> Suite 828\n> Leeds"),
    ],
)
def test_an_address_is_found_whole(text: str, value: str) -> None:
    assert value in [text[span.start : span.end] for span in addresses(text)]


@pytest.mark.parametrize(
    "text",
    [
        "In 2024 the Road Traffic Act changed.",
        "Platform 3 was closed for 10 working days.",
        "the square of 12 is 144",
        "Gate 5 opens at 9",
        "3 strong views were given",
        "he walked 5 miles down the street",
    ],
)
def test_prose_is_no_address(text: str) -> None:
    assert list(addresses(text)) == []


def test_the_tail_stops_before_the_next_sentence() -> None:
    text = "He lives at 14 Weaver Street. Tomorrow he moves."
    assert [text[span.start : span.end] for span in addresses(text)] == ["14 Weaver Street"]
