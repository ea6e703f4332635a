"""User names and secrets of columns, and who speaks in a chat."""

from __future__ import annotations

import pytest

from appliance.privacy.accounts import accounts
from appliance.privacy.patterns import Surroundings
from appliance.privacy.tables import Layout


def found(text: str) -> set[tuple[str, str]]:
    return {(one.entity, text[one.start : one.end]) for one in accounts(Surroundings(text, Layout(text)))}


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("Name | Login\nJane Roe | roe\nMax Doe | maxd", "USERNAME", "roe"),
        ("name;user_name;site\nJane;jroe;Leeds", "USERNAME", "jroe"),
        ("userId\tRole\njroe42\tadmin", "USERNAME", "jroe42"),
        ("Benutzername;Kennwort\njroe;Sommer", "SECRET", "Sommer"),
        ("user | initial password\njroe | plover", "SECRET", "plover"),
        ("thiago_n22: hello there\nagent: yes?\nthiago_n22: my order", "USERNAME", "thiago_n22"),
        ("[10:31] j.roe: hello\n[10:32] max: hi\n[10:33] j.roe: bye", "USERNAME", "j.roe"),
    ],
)
def test_columns_and_speakers(text: str, entity: str, value: str) -> None:
    assert (entity, value) in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "Role | Login time\nadmin | ten past",  # another column
        "Name | Login\nJane Roe | see the list",  # words are no user name
        "server_1: up",  # said once
        "Note: bring keys\nNote: bring shoes",  # a word
        "User guide | Pages\nshort | 12",
    ],
)
def test_other_columns_and_labels(text: str) -> None:
    assert not found(text)
