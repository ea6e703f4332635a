"""Sign-in and sign-out."""

from __future__ import annotations

from functools import partial
from urllib.parse import urlsplit

from flask import Blueprint, g, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from appliance.errors import NotFound
from appliance.operations import signing_in
from appliance.web import guard
from appliance.web.site import Site

FIELD_LETTERS = 200  # a longer name or password is none of ours
HOMES = {"admin": "admin.page", "auditor": "audit.page"}  # where a role's work is; everybody else's is the chat


def blueprint(site: Site) -> Blueprint:
    """Return the pages that a stranger sees, and the way out."""
    pages = Blueprint("login", __name__)
    pages.add_url_rule("/login", "form", _form)
    pages.add_url_rule("/login", "enter", partial(_enter, site), methods=["POST"])
    pages.add_url_rule("/logout", "leave", partial(_leave, site), methods=["POST"])
    return pages


def local_path(address: str) -> str:
    """Return the address if it is a path of ours, else nothing: a sign-in never leads to another site."""
    parts = urlsplit(address)
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.scheme and not parts.netloc
    return address if is_ours and address.isprintable() and "\\" not in address else ""


def _form() -> ResponseReturnValue:
    if g.actor is not None:
        return redirect(url_for("chat.page"))
    return render_template("login.html", next=local_path(request.args.get("next", "")), problem="")


def _enter(site: Site) -> ResponseReturnValue:
    name, password = request.form.get("username", "")[:FIELD_LETTERS], request.form.get("password", "")[:FIELD_LETTERS]
    client, then = guard.client(), local_path(request.form.get("next", ""))
    if wait_s := site.throttle.wait_s(client, name):
        problem = f"Too many wrong passwords for this account from your computer. Try again in {wait_s} seconds."
        return render_template("login.html", next=then, problem=problem), 429, {"Retry-After": str(wait_s)}
    try:
        with site.throttle.checking:
            value = signing_in.sign_in(site.appliance, name, password)
    except NotFound:
        site.throttle.failed(client, name)
        site.meters.logins.labels("refused").inc()
        return render_template("login.html", next=then, problem="Name or password is wrong."), 403
    site.throttle.passed(client, name)
    site.meters.logins.labels("ok").inc()
    if guard.session_value():  # a browser has one session: the one before ends here
        signing_in.sign_out(site.appliance, guard.session_value())
    entered = signing_in.actor_of(site.appliance, value)
    response = make_response(redirect(then or url_for(HOMES.get(entered.role if entered else "", "chat.page")), 303))
    guard.set_cookie(response, guard.SESSION_COOKIE, value, site.appliance.settings.serve.session_hours * 3600)
    return response


def _leave(site: Site) -> ResponseReturnValue:
    signing_in.sign_out(site.appliance, guard.session_value())
    site.conversations.forget(guard.session_value())
    response = make_response(redirect(url_for("login.form"), 303))
    response.delete_cookie(guard.SESSION_COOKIE, path="/", httponly=True, samesite="Lax", secure=guard.is_over_tls())
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
