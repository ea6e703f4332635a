"""The administrator's page: people, collections and who may read them, models, checks. No content of any document."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from appliance.errors import ConfigError, NotFound
from appliance.operations import administration, doctor, modelling
from appliance.operations.refreshing import backlog
from appliance.rights.accounts import ROLES, new_password
from appliance.rights.collections import EVERYONE
from appliance.web import guard
from appliance.web.site import Site

FIELD_LETTERS = 200


def blueprint(site: Site) -> Blueprint:
    """Return the administrator's pages; for everybody else they do not exist."""
    pages = Blueprint("admin", __name__)
    pages.before_request(_only_admins)
    pages.add_url_rule("/admin", "page", partial(_page, site))
    pages.add_url_rule("/admin/checks", "checks", partial(_checks, site))
    pages.add_url_rule("/admin/users", "add_user", partial(_add_user, site), methods=["POST"])
    pages.add_url_rule("/admin/users/disable", "disable_user", partial(_disable_user, site), methods=["POST"])
    pages.add_url_rule("/admin/collections", "add_collection", partial(_add_collection, site), methods=["POST"])
    pages.add_url_rule("/admin/grants", "change_grant", partial(_change_grant, site), methods=["POST"])
    return pages


def _only_admins() -> None:
    if guard.actor().role != "admin":
        abort(404)


def _page(
    site: Site, said: str = "", problem: str = "", password: str = "", checks: list[dict[str, object]] | None = None
) -> ResponseReturnValue:
    appliance = site.appliance
    policies = sorted(path.stem for path in (appliance.home / "policies").glob("*.yaml"))
    page = render_template(
        "admin.html",
        users=administration.users_list(appliance),
        collections=administration.collections_list(appliance),
        models=modelling.listed(appliance),
        backlog=backlog(appliance),
        roles=ROLES,
        everyone=EVERYONE,
        policies=policies,
        checks=checks,
        said=said,
        problem=problem,
        password=password,
    )
    return page, 409 if problem else 200


def _checks(site: Site) -> ResponseReturnValue:
    return _page(site, checks=doctor.examine(site.appliance.home))


def _field(name: str) -> str:
    return request.form.get(name, "").strip()[:FIELD_LETTERS]


def _groups() -> list[str]:
    return [group for group in _field("groups").replace(",", " ").split() if group]


def _add_user(site: Site) -> ResponseReturnValue:
    password = new_password()
    try:
        administration.add_user(site.appliance, guard.actor(), _field("name"), _field("role"), _groups(), password)
    except ConfigError as error:
        return _page(site, problem=plain_words(error))
    return _page(site, said=f"{_field('name')} may sign in with this password. It is shown once.", password=password)


def _disable_user(site: Site) -> ResponseReturnValue:
    if _field("name") == guard.actor().name:
        return _page(site, problem="You cannot disable the account that you are signed in with.")
    try:
        administration.disable_user(site.appliance, guard.actor(), _field("name"))
    except NotFound as error:
        return _page(site, problem=plain_words(error))
    return _page(site, said=f"{_field('name')} is disabled, and signed out everywhere.")


def _add_collection(site: Site) -> ResponseReturnValue:
    try:
        administration.add_collection(site.appliance, guard.actor(), _field("name"), _field("policy"), _groups())
    except ConfigError as error:
        return _page(site, problem=plain_words(error))
    return _page(site, said=f"The collection {_field('name')} is there.")


def _change_grant(site: Site) -> ResponseReturnValue:
    deed = administration.revoke if _field("deed") == "revoke" else administration.grant
    if not _field("group"):
        return _page(site, problem="Name the group.")
    try:
        deed(site.appliance, guard.actor(), _field("collection"), _field("group"))
    except NotFound as error:
        return _page(site, problem=plain_words(error))
    word = "may no longer" if deed is administration.revoke else "may now"
    return _page(site, said=f"The group {_field('group')} {word} read {_field('collection')}.")


def plain_words(error: Exception) -> str:
    """Return `what; where; what to do` as a sentence: what, and what to do."""
    parts = str(error).split("; ")
    return f"{parts[0][:1].upper()}{parts[0][1:]}" + (f": {parts[-1]}." if len(parts) > 1 else ".")
