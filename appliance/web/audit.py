"""The compliance officer's page: the newest records, whether the log verifies, an export."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from appliance.operations import oversight
from appliance.web import guard
from appliance.web.site import Site

RECORDS = 200  # on the page; an export holds all
#: format → (media type, ending of the file)
FORMATS = {
    "jsonl": ("application/jsonl", "jsonl"), "csv": ("text/csv", "csv"), "cef": ("text/plain", "cef"),
    "ocsf": ("application/jsonl", "ocsf.jsonl"),
}  # fmt: skip


def blueprint(site: Site) -> Blueprint:
    """Return the auditor's pages; for everybody else they do not exist."""
    pages = Blueprint("audit", __name__)
    pages.before_request(_only_auditors)
    pages.add_url_rule("/audit", "page", partial(_page, site))
    pages.add_url_rule("/audit/export", "export", partial(_export, site), methods=["POST"])
    return pages


def _only_auditors() -> None:
    if guard.actor().role != "auditor":
        abort(404)


def _page(site: Site) -> ResponseReturnValue:
    records = oversight.records(site.appliance, RECORDS)[::-1]
    return render_template("audit.html", records=records, report=oversight.verify(site.appliance), limit=RECORDS, formats=FORMATS)


def _export(site: Site) -> ResponseReturnValue:
    form = request.form.get("format", "jsonl")
    if form not in FORMATS:
        abort(400)
    kind, ending = FORMATS[form]
    lines = (f"{line}\n" for line in oversight.export(site.appliance, guard.actor().id, form))
    return Response(lines, mimetype=kind, headers={"Content-Disposition": f'attachment; filename="audit.{ending}"'})
