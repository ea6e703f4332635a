"""A curator's word over the web: who may say it, with which token, of what; and what nobody else can tell exists."""

from __future__ import annotations

import html
import re

import pytest
from flask.testing import FlaskClient

from appliance.assemble import Appliance
from appliance.database import document, reading
from appliance.operations import oversight
from appliance.privacy import stand_ins
from tests.web.conftest import token_of


def send(client: FlaskClient, path: str, **fields: object):
    return client.post(path, data=fields, headers={"X-CSRFToken": token_of(client)})


def state_of(appliance: Appliance, document_id: str) -> tuple[str, bool]:
    with reading(appliance.engine) as connection:
        row = connection.execute(document.select().where(document.c.id == document_id)).one()
    return row.state, row.withheld


def place_of(text: str, words: str, **more: object) -> dict[str, object]:
    """As the page sends it: code points, so that the emoji before it is one."""
    start = text.index(words)
    return {"page": 1, "start": start, "end": start + len(words), **more}


def test_a_selection_is_hidden_and_its_document_out_of_sight_at_once(shelf, stored, enter):
    document_id, text = stored
    cora = enter("cora")
    reply = send(cora, f"/documents/{document_id}/mends", **place_of(text, "old\nheron", entity="PERSON"))
    assert reply.status_code == 200
    assert {**reply.json, "id": 0} == {"id": 0, "documents": 1, "withheld": True, "collection": "lamps"}
    assert state_of(shelf, document_id) == ("stale", True)
    assert cora.get(f"/documents/{document_id}").status_code == 404
    page = html.unescape(cora.get("/collections/lamps").text)
    assert "old heron" in page
    record = next(one for one in reversed(oversight.records(shelf, None)) if one["event"] == "mend.added")
    assert record["actor"] != "cora"
    assert "heron" not in str(oversight.records(shelf, None))


def test_a_name_is_said_to_be_none_and_a_hidden_value_too(shelf, stored, enter):
    document_id, text = stored
    for token in stand_ins.KEYED.finditer(text):
        reply = send(enter("cora"), f"/documents/{document_id}/mends", page=1, start=token.start(), end=token.end(), entity="")
        assert reply.status_code == 200
        assert reply.json["documents"] == 1
    assert state_of(shelf, document_id) == ("stale", False)


@pytest.mark.parametrize(
    ("words", "entity"),
    [("<CREDIT_CARD>", ""), ("old", ""), ("😀", "PERSON"), ("old", "GPE"), ("old", "NOBODY"), ("ring <PHONE", "PERSON"), ("<CREDIT_CARD>", "PERSON")],
)  # fmt: skip
def test_what_cannot_be_said_is_told_in_a_sentence(shelf, stored, enter, words, entity):
    document_id, text = stored
    where = place_of(text, words, entity=entity)
    if words.endswith("<PHONE"):
        where["end"] = text.index(", card")
    reply = send(enter("cora"), f"/documents/{document_id}/mends", **where)
    assert reply.status_code == 409
    assert reply.json["error"].endswith(".")
    assert state_of(shelf, document_id) == ("live", False)


@pytest.mark.parametrize("name", ["cleo", "stan", "ada", "audra"])
def test_for_others_it_is_as_if_nothing_were_there(shelf, stored, enter, name):
    document_id, text = stored
    client = enter(name)
    fields = place_of(text, "heron", entity="PERSON")
    replies = [
        client.get("/collections/lamps"),
        client.get("/collections/never"),
        client.get("/no-such-page"),
        send(client, f"/documents/{document_id}/mends", **fields),
        send(client, "/documents/never/mends", **fields),
        send(client, "/collections/lamps/mends", text="old heron", entity="PERSON"),
        send(client, "/collections/never/mends", text="old heron", entity="PERSON"),
        send(client, "/collections/lamps/mends/remove", id=1),
        send(client, "/no-such-page"),
    ]
    assert {reply.status_code for reply in replies} == {404}
    assert len({reply.data for reply in replies}) == 1
    assert state_of(shelf, document_id) == ("live", False)


def test_without_the_token_of_the_form_nothing_happens(shelf, stored, enter):
    document_id, text = stored
    cora = enter("cora")
    for path, fields in (
        (f"/documents/{document_id}/mends", place_of(text, "heron", entity="PERSON")),
        ("/collections/lamps/mends", {"text": "old heron", "entity": "PERSON"}),
        ("/collections/lamps/mends/remove", {"id": 1}),
    ):
        assert cora.post(path, data=fields).status_code == 400
    assert state_of(shelf, document_id) == ("live", False)


def test_the_list_takes_a_typed_text_and_takes_it_back(shelf, stored, enter):
    cora = enter("cora")
    page = send(cora, "/collections/lamps/mends", text=" old  heron ", entity="PERSON").text
    assert "One document is being cleaned again, and out of sight until that is done." in page
    number = re.search(r'name="id" value="(\d+)"', page)
    assert number
    page = send(cora, "/collections/lamps/mends/remove", id=number[1]).text
    assert "Taken back." in page
    assert "Nothing yet." in page
    assert send(cora, "/collections/lamps/mends/remove", id=number[1]).status_code == 404
    assert send(cora, "/collections/lamps/mends", text="x", entity="PERSON").status_code == 409


def test_the_list_shows_what_the_policy_shows_and_no_address_holds_a_value(shelf, enter):
    cora = enter("cora")
    for text, entity in (("old heron", "PERSON"), ("post room two", "EMAIL_ADDRESS"), ("Larch House", "")):
        page = send(cora, "/collections/lamps/mends", text=text, entity=entity).text
    assert "old heron" in page
    assert "Larch House" in page
    assert "post room two" not in page
    assert not any("heron" in one for one in re.findall(r'(?:href|src|action)="([^"]*)"', page))
    assert oversight.records(shelf, None)[-1]["event"] == "reveal.shown"


def test_only_curators_get_the_bar_and_its_script(stored, enter):
    document_id, _ = stored
    for name, has_bar in (("cora", True), ("stan", False)):
        page = enter(name).get(f"/documents/{document_id}").text
        assert ("mend.js" in page) == has_bar
        assert ('id="mend"' in page) == has_bar
        assert ("data-mendable" in page) == has_bar


def test_what_was_taken_out_for_good_is_not_offered(stored, enter):
    document_id, _ = stored
    page = enter("cora").get(f"/documents/{document_id}").text
    labels = re.findall(r'<span class="label"[^>]*data-kind="label"([^>]*)>([^<]+)</span>', page)
    assert {text: "data-mendable" in more for more, text in labels} == {"Phone 1": True, "Credit card": False}
