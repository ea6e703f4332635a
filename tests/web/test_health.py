"""Alive, ready, metrics: without a session, without content."""

from __future__ import annotations

import pytest


def test_ready_says_no_while_the_server_stops(app, stranger):
    assert stranger.get("/readyz").status_code == 200
    app.extensions["site"].stopping.set()
    assert stranger.get("/readyz").status_code == 503
    assert stranger.get("/healthz").status_code == 200


def test_metrics_count_and_name_nobody(stranger, signed_in):
    signed_in("stan").get("/documents")
    text = stranger.get("/metrics").text
    assert "# TYPE appliance_requests_total counter" in text
    assert 'endpoint="documents.page",status="200"' in text
    assert "stan" not in text


@pytest.mark.parametrize(("address", "headers"), [("192.0.2.7", {}), ("127.0.0.1", {"X-Forwarded-For": "192.0.2.7"})])
def test_metrics_are_for_loopback_only(stranger, address, headers):
    assert stranger.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": address}).status_code == 404
