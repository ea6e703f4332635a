"""The routes of programs. API keys come with a later version: until then every caller without a session gets 401."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from appliance import __version__
from appliance.web.guard import key_needed
from appliance.web.site import Site


def blueprint(_site: Site) -> Blueprint:
    """Return the API; the guard answers 401 before any of it."""
    routes = Blueprint("api", __name__)
    routes.add_url_rule("/api/openapi.json", "openapi", _openapi)
    routes.add_url_rule("/v1/models", "models", _closed)
    routes.add_url_rule("/v1/chat/completions", "completions", _closed, methods=["POST"])
    return routes


def _closed() -> ResponseReturnValue:
    return key_needed()


def _openapi() -> ResponseReturnValue:
    about = {"title": "Appliance", "version": __version__}
    paths = {"/api/openapi.json": {"get": {"summary": "This description", "responses": {"200": {"description": "OpenAPI 3.1"}}}}}
    return jsonify({"openapi": "3.1.0", "info": about, "paths": paths})
