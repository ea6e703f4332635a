"""Errors as pages and log lines."""

from __future__ import annotations

import pytest

from appliance.errors import NotFound, Unavailable


@pytest.mark.parametrize(("error", "status"), [
    (NotFound("no document of Jane Roe; x; y"), 404), (Unavailable("Jane Roe is busy; x; y"), 503), (ValueError("Jane Roe"), 500),
])  # fmt: skip
def test_an_error_becomes_a_page_and_a_line_without_content(app, stranger, caplog, error, status):
    def fail():
        raise error

    app.view_functions["health.alive"] = fail  # an open route
    reply = stranger.get("/healthz")
    assert reply.status_code == status
    assert "Jane Roe" not in reply.text + caplog.text
    assert ("ValueError" in caplog.text) is (status == 500)


def test_a_wrong_method_is_told_like_a_wrong_address(stranger):
    assert stranger.put("/documents").data == stranger.get("/no-such-page").data
    assert stranger.put("/documents").status_code == 404
