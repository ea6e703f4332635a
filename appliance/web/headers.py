"""The headers of every answer: what a page may load, who may frame it, what may be kept of it."""

from __future__ import annotations

from flask import Response, request

#: no inline script or style, nothing remote: an answer that names an image or link cannot carry data out (CVE-2025-32711)
CONTENT_SECURITY_POLICY = "; ".join((
    "default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'", "trusted-types 'none'",
))  # fmt: skip
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def add_headers(response: Response) -> Response:
    """Set them; everything but static files is private and is not kept."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-cache" if request.endpoint == "static" else "no-store"
    return response
