"""The administrator's deeds on the page."""

from __future__ import annotations

import re

from tests.web.conftest import token_of


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
