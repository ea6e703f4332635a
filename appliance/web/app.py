"""`create_app(appliance)`: the Flask app with its guard, headers, error pages and blueprints.

Everything is closed unless `guard.OPEN` names it.
"""

from __future__ import annotations

from functools import partial

from flask import Flask, Response, g, request
from werkzeug.exceptions import HTTPException

from appliance.assemble import Appliance
from appliance.errors import NotFound, Unavailable
from appliance.privacy.renderings import label
from appliance.web import admin, api, audit, chat, documents, guard, health, login, mending, refusals, shown
from appliance.web.headers import add_headers
from appliance.web.limits import MemoryRequest
from appliance.web.site import Site, site_of

BODY_SLACK = 200_000  # bytes of form around the largest permitted file


def create_app(appliance: Appliance) -> Flask:
    """Return the WSGI app over an assembled appliance."""
    site = site_of(appliance)
    app = Flask(__name__)
    app.request_class = MemoryRequest
    app.config["MAX_CONTENT_LENGTH"] = appliance.settings.parsing.file_bytes + BODY_SLACK
    app.config["MAX_FORM_MEMORY_SIZE"] = BODY_SLACK
    app.extensions["site"] = site
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    app.jinja_env.filters.update(
        labelled=shown.labelled, pieces=shown.pieces, moment=shown.moment, words=shown.words, entity=label,
        mendable=shown.is_mendable,
    )  # fmt: skip

    app.before_request(partial(guard.check_request, site))
    for after in (guard.keep_form_cookie, add_headers, partial(_count, site)):
        app.after_request(after)
    app.context_processor(partial(_for_templates, site))
    app.register_error_handler(HTTPException, refusals.http_error)
    app.register_error_handler(NotFound, refusals.missing)
    app.register_error_handler(Unavailable, refusals.unavailable)
    app.register_error_handler(Exception, refusals.unexpected)
    for part in (login, chat, documents, mending, admin, audit, api, health):
        app.register_blueprint(part.blueprint(site))
    return app


def _for_templates(site: Site) -> dict[str, object]:
    return {"actor": g.get("actor"), "csrf_token": partial(guard.token, site), "here": request.blueprint}


def _count(site: Site, response: Response) -> Response:
    site.meters.requests.labels(request.endpoint or "none", str(response.status_code)).inc()
    return response
