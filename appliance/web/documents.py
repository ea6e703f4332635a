"""The documents that a person may read: the list, one document with its names at the glass, uploads and their jobs."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.operations import mending, reading
from appliance.web import guard
from appliance.web.shown import labelled
from appliance.web.site import Site
from appliance.work import jobs

FILES = 1000  # of one upload
NAME_LETTERS = 255


def blueprint(site: Site) -> Blueprint:
    """Return the pages of documents."""
    pages = Blueprint("documents", __name__)
    pages.add_url_rule("/documents", "page", partial(_page, site))
    pages.add_url_rule("/documents", "upload", partial(_upload, site), methods=["POST"])
    pages.add_url_rule("/documents/<document_id>", "document", partial(_document, site))
    pages.add_url_rule("/jobs/<job_id>", "job", partial(_job, site))
    return pages


def _page(site: Site) -> ResponseReturnValue:
    listed = reading.documents(site.appliance, guard.actor())
    writable = [row.name for row in reading.writable(site.appliance, guard.actor())]
    limits = site.appliance.settings.parsing
    return render_template(
        "documents.html",
        documents=sorted(listed, key=lambda one: str(one["ingested_at"]), reverse=True),
        writable=writable,
        collections=sorted({str(one["collection"]) for one in listed}),
        file_mb=limits.file_mb,
    )


def _document(site: Site, document_id: str) -> ResponseReturnValue:
    opened = reading.open_document(site.appliance, guard.actor(), document_id)
    kinds = {piece.kind for page in opened.pages for piece in labelled(page.segments)}
    entities = mending.choices(site.appliance, guard.actor(), [str(opened.document["collection"])])
    return render_template("document.html", document=opened.document, pages=opened.pages, kinds=kinds, entities=entities)


def _upload(site: Site) -> ResponseReturnValue:
    if not reading.writable(site.appliance, guard.actor()):
        abort(404)
    if not site.uploads.acquire(blocking=False):
        abort(503)
    try:
        files = [(_name(one.filename or ""), one.stream.read()) for one in request.files.getlist("files")[:FILES] if one.filename]
        if not files:
            return jsonify({"error": "no file was sent in the field `files`"}), 400
        return jsonify({"job": jobs.upload(site.appliance, guard.actor(), request.form.get("collection", ""), files)}), 202
    finally:
        site.uploads.release()


def _name(given: str) -> str:
    """Return the last part of what the browser calls the file: shown and scrubbed, never used as a path."""
    last = given.replace("\\", "/").rpartition("/")[2]
    return "".join(letter if letter.isprintable() else "_" for letter in last)[-NAME_LETTERS:] or "unnamed"


def _job(site: Site, job_id: str) -> ResponseReturnValue:
    return jsonify(jobs.job_state(site.appliance, guard.actor(), job_id))
