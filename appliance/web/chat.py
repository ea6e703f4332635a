"""The chat page, and the stream of one answer (`text/event-stream`, WHATWG HTML 9.2)."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from functools import partial
from typing import cast

from flask import Blueprint, Response, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from appliance.ask import AskRequest
from appliance.operations import mending, reading
from appliance.web import guard
from appliance.web.events import BUSY, Stream, event
from appliance.web.site import Site

QUESTION_LETTERS = 4000
CONVERSATION_LETTERS = 64
NAMES = 1000  # collections or documents that one question may name


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page sent; nothing of it says who asks."""

    question: str = field(repr=False)
    conversation: str = ""
    collections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


def blueprint(site: Site) -> Blueprint:
    """Return the chat for those who read documents."""
    pages = Blueprint("chat", __name__)
    pages.add_url_rule("/", "page", partial(_page, site))
    pages.add_url_rule("/chat", "ask", partial(_ask, site), methods=["POST"])
    return pages


def _page(site: Site) -> ResponseReturnValue:
    collections = [row.name for row in reading.readable(site.appliance, guard.actor())]
    return render_template(
        "chat.html",
        collections=collections,
        conversation=secrets.token_urlsafe(12),
        letters=QUESTION_LETTERS,
        entities=mending.choices(site.appliance, guard.actor(), collections),
    )


def _ask(site: Site) -> ResponseReturnValue:
    asked = _asked()
    if not asked.question.strip() or len(asked.question) > QUESTION_LETTERS:
        return jsonify({"error": f"a question has 1 to {QUESTION_LETTERS} characters"}), 400
    if site.stopping.is_set() or not site.streams.acquire(blocking=False):
        return Response(event("error", BUSY), mimetype="text/event-stream")
    session = guard.session_value()
    history = site.conversations.history(session, asked.conversation)
    ask = AskRequest(asked.question, guard.actor(), asked.collections or None, asked.documents or None, history)
    stream = Stream(site, ask, session, asked.conversation)
    try:
        stream.begin()  # what may not be seen is a 404, and not a stream that fails
    except BaseException:
        stream.close()
        raise
    response = Response(stream, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"  # a reverse proxy hands each sentence on at once
    return response


def _asked() -> Asked:
    if not request.is_json:
        form = request.form
        return Asked(
            form.get("question", ""),
            form.get("conversation", "")[:CONVERSATION_LETTERS],
            tuple(form.getlist("collections")[:NAMES]),
            tuple(form.getlist("documents")[:NAMES]),
        )
    content = request.get_json(silent=True)
    if not isinstance(content, dict):
        abort(400)
    body = cast(dict[str, object], content)
    return Asked(
        _string(body.get("question")),
        _string(body.get("conversation"))[:CONVERSATION_LETTERS],
        _strings(body.get("collections")),
        _strings(body.get("documents")),
    )


def _string(value: object) -> str:
    if value is not None and not isinstance(value, str):
        abort(400)
    return value or ""


def _strings(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or len(value) > NAMES or not all(isinstance(one, str) for one in value):
        abort(400)
    return tuple(value)
