"""The auditor's page."""

from __future__ import annotations

import json

import pytest

from tests.web.conftest import token_of


def test_the_page_says_that_the_log_verifies_and_names_nobody(signed_in):
    page = signed_in("audra").get("/audit").text
    assert "The log verifies" in page
    assert "login.ok" in page
    assert "stan" not in page.replace("standard", "")


@pytest.mark.parametrize("form", ["jsonl", "csv", "cef", "ocsf"])
def test_an_export_comes_as_a_file(signed_in, form):
    client = signed_in("audra")
    reply = client.post("/audit/export", data={"format": form, "csrf_token": token_of(client)})
    assert reply.status_code == 200
    assert reply.headers["Content-Disposition"].startswith("attachment")
    if form == "jsonl":
        assert all(json.loads(line) for line in reply.text.splitlines())


def test_an_unknown_format_is_refused(signed_in):
    client = signed_in("audra")
    assert client.post("/audit/export", data={"format": "pdf", "csrf_token": token_of(client)}).status_code == 400
