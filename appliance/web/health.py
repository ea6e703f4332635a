"""For operations, without a session and without content: alive, ready, metrics."""

from __future__ import annotations

import ipaddress
from functools import partial

from flask import Blueprint, Response, abort, request
from flask.typing import ResponseReturnValue

from appliance.database import reading
from appliance.web.site import Site


def blueprint(site: Site) -> Blueprint:
    """Return the three routes."""
    routes = Blueprint("health", __name__)
    routes.add_url_rule("/healthz", "alive", _alive)
    routes.add_url_rule("/readyz", "ready", partial(_ready, site))
    routes.add_url_rule("/metrics", "metrics", partial(_metrics, site))
    return routes


def _alive() -> ResponseReturnValue:
    return Response("ok\n", mimetype="text/plain")


def _ready(site: Site) -> ResponseReturnValue:
    """Ready is: the database answers, and the server is not about to stop."""
    if site.stopping.is_set():
        return Response("stopping\n", 503, mimetype="text/plain")
    with reading(site.appliance.engine) as connection:
        connection.exec_driver_sql("SELECT 1 FROM account LIMIT 1")
    return Response("ready\n", mimetype="text/plain")


def _metrics(site: Site) -> ResponseReturnValue:
    """On loopback only; what a reverse proxy on this machine forwards is not from loopback."""
    address = ipaddress.ip_address(request.remote_addr or "::")
    if not address.is_loopback or any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")):
        abort(404)
    return Response(site.meters.text(), content_type="text/plain; version=0.0.4; charset=utf-8")
