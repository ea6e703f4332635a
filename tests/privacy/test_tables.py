"""Tables: the header of a column is known in every row."""

import pytest

from appliance.privacy.tables import Layout


@pytest.mark.parametrize(
    "table",
    [
        "Name | Born | Phone\nJane Roe | 1961-05-04 | 1\nMax Roe | 1962-05-04 | 2",
        "| Name | Born |\n|------|------|\n| Jane Roe | 1961-05-04 |",
        "Name\tBorn\nJane Roe\t1961-05-04",
        'Name,Born,Note\n"Roe, Jane",1961-05-04,"a, b"\nMax,1962-05-04,',
        "Name;Born\nJane Roe;1961-05-04",
    ],
)
def test_a_cell_knows_its_header(table: str) -> None:
    assert Layout(table).header_at(table.index("1961")) == "Born"


def test_prose_with_commas_is_no_table() -> None:
    text = "In May, we met, and in June we parted.\nThe rest, as they say, is history."
    assert Layout(text).header_at(text.index("history")) == ""


def test_columns_set_apart_by_blanks_have_headers() -> None:
    text = "Date         Visitor          Host     Plate\n09-Jul-2024  Jürgen Großmann  Morozova  HTB-7420\n10-Jul-2024  Rosa Lind                 KLM-1122"
    layout = Layout(text)
    assert [layout.header_at(text.index(value)) for value in ("Jürgen", "Morozova", "HTB", "Rosa", "KLM")] == [
        "Visitor", "Host", "Plate", "Visitor", "Plate",
    ]  # fmt: skip


def test_fields_of_a_form_side_by_side_are_no_header() -> None:
    assert not Layout("Name: Jane Roe   Born: May   Ward: A\nGP: Max Doe   Seen: June   Bed: B").cells


def test_two_blanks_after_a_sentence_make_no_table() -> None:
    assert not Layout("It rained.  We left.\nIt rained again.  We stayed.").cells
