"""Who may reach what: every route of the URL map has a row here, so a new one without a row fails."""

from __future__ import annotations

import pytest
from flask import Flask

from appliance.web import guard
from tests.conftest import PASSWORD
from tests.web.conftest import token_of

#: (method, rule) → (without a session, staff, curator, admin, auditor); 400 is a missing field or file behind every guard
PAGE, API = "/login", 401
ROWS = {
    ("GET", "/"): (PAGE, 200, 200, 200, 200),
    ("POST", "/chat"): (PAGE, 400, 400, 400, 400),
    ("GET", "/documents"): (PAGE, 200, 200, 200, 200),
    ("POST", "/documents"): (PAGE, 404, 400, 404, 404),
    ("GET", "/documents/<document_id>"): (PAGE, 404, 404, 404, 404),
    ("POST", "/documents/<document_id>/mends"): (PAGE, 404, 404, 404, 404),
    ("GET", "/collections/<name>"): (PAGE, 404, 200, 404, 404),
    ("POST", "/collections/<name>/mends"): (PAGE, 404, 409, 404, 404),
    ("POST", "/collections/<name>/mends/remove"): (PAGE, 404, 404, 404, 404),
    ("GET", "/jobs/<job_id>"): (PAGE, 404, 404, 404, 404),
    ("GET", "/admin"): (PAGE, 404, 404, 200, 404),
    ("GET", "/admin/checks"): (PAGE, 404, 404, 200, 404),
    ("POST", "/admin/users"): (PAGE, 404, 404, 409, 404),
    ("POST", "/admin/users/disable"): (PAGE, 404, 404, 409, 404),
    ("POST", "/admin/collections"): (PAGE, 404, 404, 409, 404),
    ("POST", "/admin/grants"): (PAGE, 404, 404, 409, 404),
    ("GET", "/audit"): (PAGE, 404, 404, 404, 200),
    ("POST", "/audit/export"): (PAGE, 404, 404, 404, 200),
    ("GET", "/login"): (200, "/", "/", "/", "/"),
    ("POST", "/login"): (400, 403, 403, 403, 403),
    ("POST", "/logout"): (PAGE, "/login", "/login", "/login", "/login"),
    ("GET", "/api/openapi.json"): (API, 200, 200, 200, 200),
    ("GET", "/v1/models"): (API, API, API, API, API),
    ("POST", "/v1/chat/completions"): (API, API, API, API, API),
    ("GET", "/healthz"): (200, 200, 200, 200, 200),
    ("GET", "/readyz"): (200, 200, 200, 200, 200),
    ("GET", "/metrics"): (200, 200, 200, 200, 200),
    ("GET", "/static/<path:filename>"): (404, 404, 404, 404, 404),
}
ASKERS = (None, "stan", "cora", "admin", "audra")


def routes(app: Flask) -> set[tuple[str, str]]:
    return {(method, rule.rule) for rule in app.url_map.iter_rules() for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}


def test_every_route_has_a_row_and_every_row_a_route(app):
    assert routes(app) == set(ROWS)


def test_only_what_is_named_is_open_to_a_stranger(app):
    assert {rule.endpoint for rule in app.url_map.iter_rules()} >= guard.OPEN
    assert {"static", "login.form", "login.enter", "health.alive", "health.ready", "health.metrics"} == guard.OPEN


@pytest.mark.parametrize("column", range(len(ASKERS)), ids=[name or "stranger" for name in ASKERS])
def test_each_route_answers_each_role_as_its_row_says(app, signed_in, column):
    name, wrong = ASKERS[column], []
    for (method, rule), row in ROWS.items():
        client = signed_in(name) if name else app.test_client()
        headers = {"X-CSRFToken": token_of(client)} if name else {}
        address = (
            rule.replace("<document_id>", "none")
            .replace("<job_id>", "none")
            .replace("<name>", "general")
            .replace("<path:filename>", "none.css")
        )
        reply = client.open(address, method=method, headers=headers)
        told = reply.headers["Location"].partition("?")[0] if reply.status_code in (302, 303) else reply.status_code
        if told != row[column]:
            wrong.append(f"{method} {rule}: {told}, not {row[column]}")
        reply.close()
    assert not wrong


def test_options_needs_a_session_like_everything_else(stranger):
    assert stranger.options("/documents").status_code == 302


@pytest.mark.parametrize(("address", "fields"), [
    ("/chat", {"question": "How long?"}), ("/documents", {"collection": "general"}), ("/logout", {}),
])  # fmt: skip
@pytest.mark.parametrize("token", [None, "", "wrong"])
def test_without_a_valid_token_nothing_is_done(signed_in, address, fields, token):
    client = signed_in("cora")
    sent = fields if token is None else fields | {"csrf_token": token}
    assert client.post(address, data=sent).status_code == 400
    assert client.get("/").status_code == 200


def test_a_token_of_another_session_is_not_taken(signed_in):
    mine, other = signed_in("cora"), signed_in("stan")
    assert mine.post("/logout", data={"csrf_token": token_of(other)}).status_code == 400


def test_a_sign_in_form_sent_by_another_site_is_not_taken(app):
    victim, attacker = app.test_client(), app.test_client()
    stolen = token_of(attacker, "/login")
    assert victim.post("/login", data={"username": "cora", "password": "x", "csrf_token": stolen}).status_code == 400


def test_the_token_in_the_header_is_as_good_as_in_the_form(signed_in):
    client = signed_in("stan")
    reply = client.post("/chat", json={"question": ""}, headers={"X-CSRFToken": token_of(client)})
    assert reply.status_code == 400
    assert reply.is_json  # past the guard: it is the question that is refused


def test_a_large_form_is_not_read(stranger):
    assert (
        stranger.post("/login", data={"username": "x" * 300_000}).status_code == 400
    )  # no form of ours was drawn for this browser
    token_of(stranger, "/login")
    assert stranger.post("/login", data={"username": "x" * 300_000}).status_code == 413


@pytest.mark.parametrize(("scheme", "headers", "is_secure"), [
    ("http", {}, False), ("https", {}, True), ("http", {"X-Forwarded-Proto": "https"}, True),
])  # fmt: skip
def test_cookies_are_kept_from_scripts_other_sites_and_under_tls_from_plain_http(stranger, scheme, headers, is_secure):
    for cookie in stranger.get("/login", base_url=f"{scheme}://appliance.example", headers=headers).headers.getlist("Set-Cookie"):
        assert "HttpOnly" in cookie
        assert "SameSite=Lax" in cookie
        assert ("Secure" in cookie) is is_secure


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(stranger):
    fields = {"username": "stan", "password": PASSWORD, "csrf_token": token_of(stranger, "/login")}
    cookies = stranger.post("/login", data=fields).headers.getlist("Set-Cookie")
    session = next(line for line in cookies if line.startswith(guard.SESSION_COOKIE))
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
