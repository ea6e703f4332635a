"""Every answer carries the headers, and no page has anything inline or remote."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import appliance.web

WEB = Path(appliance.web.__file__).parent
PAGES = [
    ("stan", "/"), ("stan", "/documents"), ("cora", "/documents"), ("admin", "/admin"), ("admin", "/admin/checks"),
    ("audra", "/audit"), ("stan", "/nothing-here"), (None, "/login"), (None, "/healthz"), (None, "/v1/models"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_every_answer_is_private_and_locked_down(stranger, signed_in, name, address):
    reply = (signed_in(name) if name else stranger).get(address)
    policy = reply.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for part in ("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'", "object-src 'none'"):
        assert part in policy
    assert reply.headers["X-Content-Type-Options"] == "nosniff"
    assert reply.headers["Referrer-Policy"] == "no-referrer"
    assert reply.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("name", "address"), PAGES)
def test_no_page_has_anything_inline_or_remote(stranger, signed_in, name, address):
    text = (signed_in(name) if name else stranger).get(address).text
    assert not re.search(r"<style|\sstyle=|\son\w+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)


def test_static_files_need_no_session_and_may_be_kept(stranger):
    for path in sorted((WEB / "static").iterdir()):
        reply = stranger.get(f"/static/{path.name}")
        assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-cache")
        reply.close()


def test_scripts_set_text_and_never_markup():
    for path in (WEB / "static").glob("*.js"):
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://", path.read_text(encoding="utf-8")
        ), path.name


def test_no_template_turns_escaping_off():
    for path in (WEB / "templates").glob("*.html"):
        assert not re.search(r"\|\s*safe|autoescape\s+false", path.read_text(encoding="utf-8")), path.name
