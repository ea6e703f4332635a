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
