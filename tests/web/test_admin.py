"""The administrator's deeds on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from appliance.database import document, writing
from appliance.indexing import staleness
from appliance.operations import reading
from tests.web.conftest import actor_named, token_of


def send(client, address, **fields):
    return client.post(address, data=fields | {"csrf_token": token_of(client)})


def test_a_person_is_added_with_a_password_that_works_and_is_shown_once(app, signed_in):
    admin = signed_in("admin")
    page = send(admin, "/admin/users", name="nell", role="staff", groups="clinic, hr").text
    password = re.search(r'class="secret">([^<]+)<', page)[1]
    assert password not in admin.get("/admin").text
    nell = app.test_client()
    reply = nell.post("/login", data={"username": "nell", "password": password, "csrf_token": token_of(nell, "/login")})
    assert reply.status_code == 303
    send(admin, "/admin/users/disable", name="nell")
    assert nell.get("/").status_code == 302  # the session ended with the account


def test_a_grant_opens_a_collection_and_a_revoke_closes_it_at_once(signed_in, hidden_id):
    admin, stan = signed_in("admin"), signed_in("stan")
    address = f"/documents/{hidden_id}"
    assert stan.get(address).status_code == 404
    send(admin, "/admin/grants", collection="closed", group="everyone", deed="grant")
    assert stan.get(address).status_code == 200
    send(admin, "/admin/grants", collection="closed", group="everyone", deed="revoke")
    assert stan.get(address).status_code == 404


def test_what_cannot_be_done_is_one_plain_sentence(signed_in):
    admin = signed_in("admin")
    reply = send(admin, "/admin/users", name="stan", role="staff")
    assert reply.status_code == 409
    assert "There is an account stan already" in reply.text
    assert send(admin, "/admin/users/disable", name="admin").status_code == 409
    assert send(admin, "/admin/grants", collection="never-was", group="x").status_code == 409


def test_the_checks_are_shown_with_their_remedy(signed_in):
    assert "root key" in signed_in("admin").get("/admin/checks").text


@pytest.fixture
def withheld(house) -> Iterator[str]:
    """One of the documents that everybody may read, for the length of a test."""
    open_one = next(str(one["document_id"]) for one in reading.documents(house, actor_named(house, "stan")))
    with writing(house.engine) as connection:
        staleness.mark_stale(connection, [open_one], withheld=True)
    yield open_one
    with writing(house.engine) as connection:
        back = {"state": "live", "reason": None, "withheld": False}
        connection.execute(document.update().where(document.c.id == open_one).values(back))


def test_the_administrator_sees_what_is_withheld_and_readers_do_not_see_the_document(withheld, signed_in):
    page, stan = signed_in("admin").get("/admin").text, signed_in("stan")
    assert "1 document must be scrubbed again" in page
    assert "1 is withheld until then" in page
    assert stan.get(f"/documents/{withheld}").data == stan.get("/documents/ffffffffffffffffffff").data
    assert withheld not in stan.get("/documents").text


def test_where_nothing_is_stale_nothing_is_said(signed_in):
    assert "must be scrubbed again" not in signed_in("admin").get("/admin").text
