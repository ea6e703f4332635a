"""Errors → pages and log lines: alike for every caller and address, and without content."""

from __future__ import annotations

import logging
import traceback

from flask import render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from appliance.errors import NotFound, Unavailable

NOTHING_HERE = ("There is nothing here", "The address is wrong, or what it named is not available to you.")
WORDS = {
    400: ("This page is no longer valid", "It may have been open for too long. Load it again, and repeat the step."),
    404: NOTHING_HERE,
    405: NOTHING_HERE,
    413: ("That is too large", "The file or text is larger than the appliance takes."),
    503: ("Not available right now", "A part of the appliance is busy or not ready. Please try again in a moment."),
}
_log = logging.getLogger("appliance.web")


def error_page(status: int) -> ResponseReturnValue:
    """Return the page of an error: no token, id or navigation is on it."""
    title, text = WORDS.get(status) or WORDS[400 if status < 500 else 503]
    return render_template("error.html", title=title, text=text), status


def http_error(error: HTTPException) -> ResponseReturnValue:
    """What Flask or a view refused; a wrong method is told like a wrong address."""
    if error.code is None or error.code < 400:  # a redirect of the router
        return error.get_response()
    return error_page(404 if error.code == 405 else error.code)


def missing(_error: NotFound) -> ResponseReturnValue:
    """What is not there, and what may not be seen."""
    return error_page(404)


def unavailable(_error: Unavailable) -> ResponseReturnValue:
    """What may work in a moment."""
    return error_page(503)


def unexpected(error: Exception) -> ResponseReturnValue:
    """What nobody thought of."""
    log_unexpected(error)
    return error_page(500)


def log_unexpected(error: BaseException) -> None:
    """Log what went wrong and where, without the message: that may hold content."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("unexpected %s; %s line %s; report it with this line", type(error).__name__, frame.filename, frame.lineno)
