"""Who asks, and may the request pass: session cookie, CSRF token, size of the body. Closed unless named open.

The cookie is a random value whose hash stands in a row, so signing out kills it; it says nothing by itself.
The CSRF token is an HMAC over the cookie (over a form cookie before sign-in): another site can have it sent, not read it
(OWASP, "Signed Double-Submit Cookie"). `Origin` is not asked: with `no-referrer` browsers send `null` there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets

from flask import Response, abort, g, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from appliance.operations import signing_in
from appliance.records import Actor
from appliance.web.limits import FORM_BYTES
from appliance.web.site import Site

SESSION_COOKIE = "appliance_session"
FORM_COOKIE = "appliance_form"  # before sign-in there is no session to bind the form's token to
TOKEN_FIELD, TOKEN_HEADER = "csrf_token", "X-CSRFToken"
#: what a stranger may reach; a test holds this list against the URL map
OPEN = frozenset({"static", "login.form", "login.enter", "health.alive", "health.ready", "health.metrics"})
LOOPBACK = ("127.0.0.1", "::1")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def actor() -> Actor:
    """Return who asks; only behind the guard."""
    found = g.actor
    assert isinstance(found, Actor)
    return found


def session_value() -> str:
    """Return the session cookie's value, or nothing."""
    return request.cookies.get(SESSION_COOKIE, "")


def check_request(site: Site) -> ResponseReturnValue | None:
    """Before every view: answer in its place, or let it pass by returning None."""
    g.actor = None
    if request.endpoint is None:  # no such address, or not with this method: the same for all
        return None
    if request.endpoint != "documents.upload":
        request.max_content_length = FORM_BYTES
    if session_value():
        g.actor = signing_in.actor_of(site.appliance, session_value())
    if request.endpoint not in OPEN and g.actor is None:
        return _refused()
    if request.method not in SAFE_METHODS and not _is_token_right(site):
        abort(400)
    return None


def _refused() -> ResponseReturnValue:
    if request.blueprint == "api":
        return key_needed()
    asked_for = request.path if request.method == "GET" and request.path != "/" else None
    return redirect(url_for("login.form", next=asked_for))


def key_needed() -> ResponseReturnValue:
    """Return the 401 of the API, in the form that OpenAI's clients read."""
    problem = {"message": "a valid API key is needed", "type": "invalid_request_error", "code": "invalid_api_key"}
    return jsonify({"error": problem}), 401, {"WWW-Authenticate": 'Bearer realm="appliance"'}


def token(site: Site) -> str:
    """Return the CSRF token of this browser; makes the form cookie where there is none to bind it to."""
    if g.get("actor") is None and not request.cookies.get(FORM_COOKIE) and "form_cookie" not in g:
        g.form_cookie = secrets.token_urlsafe(24)
    return _token_over(site, _binding())


def _binding() -> str:
    if g.get("actor") is not None:
        return f"session {session_value()}"
    return f"form {g.get('form_cookie') or request.cookies.get(FORM_COOKIE, '')}"


def _token_over(site: Site, binding: str) -> str:
    digest = hmac.digest(site.appliance.keys.session, f"csrf {binding}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def _is_token_right(site: Site) -> bool:
    binding = _binding()
    if binding == "form ":
        return False
    # the header first: reading a form field reads the whole body, uploads included
    given = request.headers.get(TOKEN_HEADER) or request.form.get(TOKEN_FIELD, "")
    return hmac.compare_digest(given.encode(), _token_over(site, binding).encode())


def client() -> str:
    """Return the address of whom to slow down: behind a reverse proxy of this machine, what that proxy saw."""
    peer = request.remote_addr or ""
    return request.headers.get("X-Forwarded-For", peer).rpartition(",")[2].strip() if peer in LOOPBACK else peer


def is_over_tls() -> bool:
    """Did the browser speak TLS? A forwarded header is believed: who forges it makes his own cookie stricter."""
    return request.is_secure or request.headers.get("X-Forwarded-Proto", "") == "https"


def set_cookie(response: Response, name: str, value: str, seconds: int | None) -> None:
    """Set a cookie that scripts cannot read and other sites' forms do not carry."""
    response.set_cookie(name, value, max_age=seconds, path="/", httponly=True, samesite="Lax", secure=is_over_tls())


def keep_form_cookie(response: Response) -> Response:
    """After every view: hand out the form cookie if a form was drawn for a stranger."""
    if "form_cookie" in g:
        set_cookie(response, FORM_COOKIE, g.form_cookie, None)
    return response
