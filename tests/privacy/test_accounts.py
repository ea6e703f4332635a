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
        ("[10:31] jroe: the printer\n[10:32] mdoe: ok", "USERNAME", "jroe"),
        ("10:31 <heronfly> hi\n10:32 <jroe> hello", "USERNAME", "heronfly"),
        ("Status: open\nAssigned to: jroe", "USERNAME", "jroe"),
        ("Ticket 7 reassigned to jroe, raised by mdoe.", "USERNAME", "mdoe"),
        ("Please unlock user jroe today", "USERNAME", "jroe"),
        ("Your username is mdoe.", "USERNAME", "mdoe"),
        ("User jroe logged in from desk 4", "USERNAME", "jroe"),
        ("2024-05-02T10:31:02 jroe: up\n2024-05-02T10:31:09 mdoe: ok", "USERNAME", "jroe"),
        ("(10:31) bluefinch: hi\n(10:32) mdoe3: ok", "USERNAME", "bluefinch"),
        ("bluefinch> hi\nmdoe3> ok", "USERNAME", "bluefinch"),
        ("2024-05-02 10:31 jroe: the printer\n2024-05-02 10:32 mdoe: ok", "USERNAME", "mdoe"),
        ("quietmoth (10:31): hello\nmdoe9 (10:32): ok", "USERNAME", "quietmoth"),
        ("quietmoth: hello\nbluefinch: yes?\nquietmoth: ok", "USERNAME", "bluefinch"),
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
        "10:00 welcome: coffee\n10:30 keynote: what we learned",  # a programme
        "name: north\nport: 80\nname: south\nport: 81",  # settings
        "mysql> use stock\nmysql> select 1",  # a prompt
        "<b> bold\n<p> text</p>",
        "The task was assigned to production, and the part made by hand.",
        "Ask for the account number. It was opened by mistake.",
    ],
)
def test_other_columns_and_labels(text: str) -> None:
    assert not found(text)
