"""Names of persons in the places where offices write them, from many origins; and what is none."""

import pytest


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Mrs Greyfield set out three options.", "Greyfield"),
        ("Dear Mevrouw van der Zwaan,\n\nThank you", "van der Zwaan"),
        ("Herr Steinmetz kam am Montag.", "Steinmetz"),
        ("Dr. Stone asked Dr Brown.", "Brown"),
        ("Patient: Fionn Ó Dálaigh", "Fionn Ó Dálaigh"),
        ("From: Rosalind Marchmain-Ward <r@x.internal>", "Rosalind Marchmain-Ward"),
        ("Present: Winston Alderton (chair), Ursula Greyfield, Jürgen Tarrant.", "Jürgen Tarrant"),
        ("Concerning Okonkwo, Chidi, porter, staff no. E-74065", "Okonkwo, Chidi"),
        ("Haddad, Leila", "Haddad, Leila"),
        ("Thanks for your help.\n\nKind regards,\nNgozi Nwachuku", "Ngozi Nwachuku"),
        ("Best wishes\nPiotr", "Piotr"),
        ("signed by E. Achebe-Stone", "E. Achebe-Stone"),
        ("WYBORSKI Jarek was seen at 22:15", "WYBORSKI Jarek"),
        ("JANE WETHERBY\nSENIOR CLERK", "JANE WETHERBY"),
        ("can you ask jane wetherby about it", "jane wetherby"),
        ("Juniper Ecclesham noticed that the page asked twice.", "Juniper Ecclesham"),
        ("The names were Usamo, Hleb and Bowater, said Katarzyna Kowalska.", "Katarzyna Kowalska"),
        ("Hyun-woo Baek and Kenji Nakagawa met.", "Kenji Nakagawa"),
        ("> Ibrahim Tolland wrote:\n> it is the queue", "Ibrahim Tolland"),
        ("My name is Zainab", "Zainab"),
        ('Tamsin:"Who are you?"', "Tamsin"),
        ("Dr Priya Natarajan MD will call", "Priya Natarajan MD"),
    ],
)
def test_a_name_is_found_whole(found, text: str, name: str) -> None:
    assert ("PERSON", name) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Your SSN and IBAN are asked for on Monday in January.",
        "St Mary's Hospital and the Royal Infirmary of Edinburgh",
        "The Board of Directors met in London and Paris.",
        "Hand Hygiene\nEvery person who enters a clinical area",
        "Orange bag | dressings | twice a day\nYellow bag | chemicals | once a day",
        "Server 10.1.2.3 runs Windows Server 2022",
        "Dear colleagues, thank you all.",
        "Yours sincerely",
        "Contact the Patient Advice Service.",
    ],
)
def test_what_is_no_name_stays(found, text: str) -> None:
    assert [value for entity, value in found(text) if entity == "PERSON"] == []


def test_a_name_found_once_is_found_everywhere(found) -> None:
    text = "Tendai Mbeki-Lane joined.\n\nLater mbeki-lane was rung, and TENDAI MBEKI-LANE and T. Mbeki-Lane and Lane left."
    names = [value for entity, value in found(text) if entity == "PERSON"]
    assert {"Tendai Mbeki-Lane", "TENDAI MBEKI-LANE"} <= set(names)
    assert any("Mbeki-Lane" in name and name.startswith("T.") for name in names)


def test_names_of_a_list_are_found_one_by_one(found) -> None:
    assert [value for _, value in found("They had three: Efimiya, Sheila and Donna.")] == ["Efimiya", "Sheila", "Donna"]
