"""Forms of a name lead to one person; one that fits two belongs to neither."""

from appliance.privacy.persons import grouped


def test_short_forms_belong_to_the_full_one() -> None:
    people = grouped(["Priya Natarajan", "Natarajan", "Priya N.", "P. Natarajan", "Priya"])
    assert {person.value for person in people.values()} == {"Priya Natarajan"}
    assert {"natarajan", "p natarajan", "priya n"} <= set(people["Natarajan"].aliases)


def test_a_surname_of_two_belongs_to_neither() -> None:
    people = grouped(["Jane Roe", "Max Roe", "Roe", "Jane"])
    assert people["Roe"].value == "Roe"
    assert people["Jane"].value == "Jane Roe"


def test_a_longer_full_name_is_another_person() -> None:
    people = grouped(["Callum Inch", "Callum James Inch"])
    assert people["Callum Inch"].value != people["Callum James Inch"].value


def test_a_first_name_that_is_a_common_word_is_no_alias() -> None:
    assert "rose" not in grouped(["Rose Tindall"])["Rose Tindall"].aliases
    assert "tindall" in grouped(["Rose Tindall"])["Rose Tindall"].aliases


def test_particles_stay_with_the_surname() -> None:
    assert "van der zwaan" in grouped(["Femke van der Zwaan"])["Femke van der Zwaan"].aliases


def test_an_initial_m_is_no_title_of_somebody_else() -> None:
    people = grouped(["Chidi Okafor", "Maëlle Kerguelen", "M. Okafor", "M. Kerguelen"])
    assert people["M. Okafor"].value == "M. Okafor"
    assert people["M. Kerguelen"].value == "M. Kerguelen"  # Monsieur, perhaps, and Maëlle is none
    assert "kerguelen" in people["M. Kerguelen"].aliases


def test_both_orders_of_a_name_stand_for_themselves_and_answer_to_the_same_words() -> None:
    people = grouped(["Priya Natarajan", "Natarajan, Priya", "Natarajan"])
    assert people["Natarajan, Priya"].value == "Natarajan, Priya"
    assert people["Natarajan"].value == "Priya Natarajan"
    assert {"priya natarajan", "natarajan"} <= set(people["Natarajan, Priya"].aliases)
