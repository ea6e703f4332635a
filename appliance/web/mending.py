"""The curator's word: "this is personal data", "this is not", on a stretch of a page, and a collection's list of them.

For everybody who does not keep the collection none of this exists.
"""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.errors import ConfigError
from appliance.operations import mending
from appliance.operations.mending import Place, Said
from appliance.privacy.mends import tidy
from appliance.web import guard
from appliance.web.admin import plain_words
from appliance.web.site import Site

NOTHING = ""  # in place of an entity: the text is no personal data


def blueprint(site: Site) -> Blueprint:
    """Return the pages and deeds of curators."""
    pages = Blueprint("mending", __name__)
    pages.before_request(_only_curators)
    pages.add_url_rule("/documents/<document_id>/mends", "say_here", partial(_say_here, site), methods=["POST"])
    pages.add_url_rule("/collections/<name>", "page", partial(_page, site))
    pages.add_url_rule("/collections/<name>/mends", "say", partial(_say, site), methods=["POST"])
    pages.add_url_rule("/collections/<name>/mends/remove", "remove", partial(_remove, site), methods=["POST"])
    return pages


def _only_curators() -> None:
    if guard.actor().role != "curator":
        abort(404)


def _say_here(site: Site, document_id: str) -> ResponseReturnValue:
    form = request.form
    page, start, end = (form.get(name, -1, type=int) for name in ("page", "start", "end"))
    entity = form.get("entity", NOTHING)
    place = Place(document_id, page, max(start, 0), max(end, 0))
    try:
        row, said = mending.selected(site.appliance, guard.actor(), place, "deny" if entity else "allow", entity)
        done = mending.add(site.appliance, guard.actor(), row, said)
    except ConfigError as error:
        return jsonify({"error": plain_words(error)}), 409
    return jsonify({**done.json(), "collection": row.name})


def _page(site: Site, name: str, said: str = "", problem: str = "") -> ResponseReturnValue:
    row = mending.mendable(site.appliance, guard.actor(), name)
    page = render_template(
        "collection.html",
        collection=row,
        entities=mending.acted_on(site.appliance.policy_of(row)),
        entries=mending.listed(site.appliance, guard.actor(), row, values=True),
        letters=mending.LETTERS,
        said=said,
        problem=problem,
    )
    return page, 409 if problem else 200


def _say(site: Site, name: str) -> ResponseReturnValue:
    row = mending.mendable(site.appliance, guard.actor(), name)
    entity = request.form.get("entity", NOTHING)
    said = Said("deny" if entity else "allow", entity, tidy(request.form.get("text", "")))
    try:
        done = mending.add(site.appliance, guard.actor(), row, said)
    except ConfigError as error:
        return _page(site, name, problem=plain_words(error))
    return _page(site, name, said=_told(done))


def _remove(site: Site, name: str) -> ResponseReturnValue:
    row = mending.mendable(site.appliance, guard.actor(), name)
    done = mending.remove(site.appliance, guard.actor(), row, request.form.get("id", -1, type=int))
    return _page(site, name, said=f"Taken back. {_told(done)}")


def _told(done: mending.Touched) -> str:
    if not done.documents:
        return "No document holds it so far; it counts for what comes."
    documents = "One document is" if done.documents == 1 else f"{done.documents} documents are"
    return f"{documents} being cleaned again" + (", and out of sight until that is done." if done.withheld else ".")
