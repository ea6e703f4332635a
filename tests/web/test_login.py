"""Sign-in, sign-out, and where a sign-in may lead."""

from __future__ import annotations

import pytest

from appliance.web import guard
from appliance.web.limits import TRIES
from appliance.web.login import local_path
from tests.conftest import PASSWORD
from tests.web.conftest import token_of


def sign_in(client, name, password, then=""):
    fields = {"username": name, "password": password, "next": then, "csrf_token": token_of(client, "/login")}
    return client.post("/login", data=fields)


@pytest.mark.parametrize(("name", "home"), [("stan", "/"), ("cora", "/"), ("admin", "/admin"), ("audra", "/audit")])
def test_each_role_arrives_where_its_work_is(stranger, name, home):
    reply = sign_in(stranger, name, PASSWORD)
    assert (reply.status_code, reply.headers["Location"]) == (303, home)
    assert stranger.get(home).status_code == 200


def test_a_wrong_password_and_an_unknown_name_are_told_alike(app):
    first, second = app.test_client(), app.test_client()
    one, two = sign_in(first, "stan", "not the password"), sign_in(second, "nobody at all", "not the password")
    assert one.status_code == two.status_code == 403
    assert "Name or password is wrong" in one.text
    assert one.text.replace(token_of(first, "/login"), "") == two.text.replace(token_of(second, "/login"), "")
    assert first.get("/").status_code == 302


def test_signing_out_kills_the_cookie_and_not_only_hides_it(app, signed_in):
    client = signed_in("stan")
    kept = client.get_cookie(guard.SESSION_COOKIE).value
    assert client.post("/logout", data={"csrf_token": token_of(client)}).status_code == 303
    thief = app.test_client()
    thief.set_cookie(guard.SESSION_COOKIE, kept)
    assert thief.get("/").status_code == 302


def test_signing_in_again_ends_the_session_before(app, signed_in):
    client = signed_in("stan")
    kept = client.get_cookie(guard.SESSION_COOKIE).value
    client.post("/login", data={"username": "stan", "password": PASSWORD, "csrf_token": token_of(client)})
    assert client.get_cookie(guard.SESSION_COOKIE).value != kept
    thief = app.test_client()
    thief.set_cookie(guard.SESSION_COOKIE, kept)
    assert thief.get("/").status_code == 302


def test_many_wrong_passwords_slow_that_client_and_nobody_else(app):
    client = app.test_client()
    for _ in range(TRIES):
        assert sign_in(client, "stan", "wrong").status_code == 403
    reply = sign_in(client, "stan", PASSWORD)
    assert reply.status_code == 429
    assert int(reply.headers["Retry-After"]) > 0
    elsewhere = {"REMOTE_ADDR": "10.0.0.7"}
    token = client.get("/login", environ_base=elsewhere).text.partition('csrf-token" content="')[2].partition('"')[0]
    fields = {"username": "stan", "password": PASSWORD, "csrf_token": token}
    assert client.post("/login", data=fields, environ_base=elsewhere).status_code == 303
    assert sign_in(app.test_client(), "cora", PASSWORD).status_code == 303


@pytest.mark.parametrize(("address", "taken"), [
    ("/documents/abc#p=1&s=2&e=3", True), ("/audit", True), ("", False), ("documents", False),
    ("//evil.example", False), ("/\\evil.example", False), ("https://evil.example", False), ("/\t/evil.example", False),
    ("javascript:alert(1)", False), ("/a\\b", False), ("/\n/evil.example", False),
])  # fmt: skip
def test_a_sign_in_leads_to_addresses_of_ours_only(address, taken):
    assert local_path(address) == (address if taken else "")


def test_after_the_sign_in_comes_the_page_that_was_asked_for(stranger):
    assert stranger.get("/documents/abc").headers["Location"] == "/login?next=/documents/abc"
    assert sign_in(stranger, "stan", PASSWORD, "/documents/abc").headers["Location"] == "/documents/abc"


def test_no_form_leads_to_another_site(stranger):
    assert sign_in(stranger, "stan", PASSWORD, "//evil.example").headers["Location"] == "/"
