"""One answer as a stream of events: `queue`, `passages`, then `sentence` and `citation` in turn, last `done` or `error`.

What leaves here has passed the glass for this reader. When the reader goes away the server closes the stream, which closes
the story's generator, which cancels the model.
"""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from typing import cast

from appliance.answering.model import Queued
from appliance.ask import AskRequest, Found
from appliance.errors import AnswerWithheld, ApplianceError, NotFound
from appliance.operations import shapes
from appliance.operations.reading import GlassView
from appliance.privacy.reveal import Segment
from appliance.records import Answer, Citation, CleanText, Passage, Sentence, Turn
from appliance.web.refusals import log_unexpected
from appliance.web.shown import is_mendable, labelled, plain
from appliance.web.site import Site

Json = Mapping[str, object]
Step = Queued | Found | Sentence | Answer
BUSY: Json = {"error": "busy", "message": "Many answers are being written at this moment. Please try again shortly."}
UNAVAILABLE: Json = {"error": "unavailable", "message": "The appliance cannot answer right now. Please try again in a moment."}
FAILED: Json = {"error": "failed", "message": "Something went wrong while answering. The log of the appliance has the reason."}


def event(name: str, content: Json) -> str:
    """Return one event; JSON has no line breaks of its own, so one `data` line holds it."""
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


class Stream(Iterator[str]):
    """The events of one answer; takes a permit of `site.streams` with it and gives it back at its end."""

    def __init__(self, site: Site, ask: AskRequest, session: str, conversation: str) -> None:
        self._site, self._ask, self._session, self._conversation = site, ask, session, conversation
        self._view = GlassView(site.appliance, ask.actor)
        self._receipt, self._told, self._has_begun = "", set[int](), False
        self._events = self._run()
        self._first: str | None = None

    def begin(self) -> None:
        """Wait for the first event. Raises NotFound for what may not be seen."""
        self._first = next(self._events)
        self._has_begun = True

    def __next__(self) -> str:
        if self._first is not None:
            first, self._first = self._first, None
            return first
        return next(self._events)

    def close(self) -> None:
        """End the answer where it is."""
        self._events.close()

    def _run(self) -> Generator[str, None, None]:
        began = time.monotonic()
        self._site.meters.streams.inc()
        try:
            yield from self._steps()
        except NotFound:
            if not self._has_begun:
                raise
            yield event("error", FAILED)
        except AnswerWithheld as error:
            yield event("error", {"error": "withheld", "message": str(error)})
        except ApplianceError:
            yield event("error", UNAVAILABLE)
        except Exception as error:
            log_unexpected(error)
            yield event("error", FAILED)
        finally:
            self._site.meters.streams.dec()
            self._site.meters.answer_seconds.observe(time.monotonic() - began)
            self._site.streams.release()

    def _steps(self) -> Iterator[str]:
        try:
            with closing(cast(Generator[Step, None, None], self._site.appliance.asker.stream(self._ask))) as steps:
                for step in steps:
                    yield from self._events_of(step)
                    if self._site.stopping.is_set() and not isinstance(step, Answer):
                        yield event("error", UNAVAILABLE)
                        return
        finally:
            if not self._receipt:  # broken off: what was shown until then is recorded all the same
                self._view.record("")

    def _events_of(self, step: Step) -> Iterator[str]:
        match step:
            case Queued():
                yield event("queue", {"position": step.position})
            case Found():
                yield event("passages", {"passages": [_passage(one, rank) for rank, one in enumerate(step.passages, 1)]})
            case Sentence():
                yield event("sentence", self._shown("text", step.text, _collections(step.citations)))
                yield from self._citations(step.citations)
            case Answer():
                yield from self._citations(step.citations)
                yield event("done", self._done(step))

    def _citations(self, citations: Sequence[Citation]) -> Iterator[str]:
        for one in citations:
            if one.marker not in self._told:
                self._told.add(one.marker)
                name, quote = self._pieces(one.name, one.collection), self._pieces(one.quote, one.collection)
                parts = [_part(piece, one.start) for piece in quote]
                told = {"shown_name": _whole(name), "shown_quote": _whole(quote), "quote_parts": parts}
                yield event("citation", shapes.citation_json(one) | told)

    def _pieces(self, text: CleanText, collection: str) -> list[Segment]:
        return labelled(self._view.segments(text, [collection]))

    def _shown(self, key: str, text: CleanText, collections: Sequence[str]) -> dict[str, object]:
        """The text at the glass, whole and in parts: the page marks what is a name and what a label."""
        segments = self._view.segments(text, collections)
        parts = [{"kind": one.kind, "text": one.text} for one in labelled(segments)]
        return {key: "".join(one.text for one in segments), "parts": parts}

    def _done(self, answer: Answer) -> Json:
        shown = self._shown("answer", answer.text, _collections(answer.citations))
        self._view.record(answer.receipt)  # before the last word goes out
        self._receipt = answer.receipt
        self._site.meters.answers.labels(answer.mode, "answered" if answer.answered else "refused").inc()
        self._site.conversations.add(self._session, self._conversation, Turn(self._ask.question, str(shown["answer"])))
        return shapes.answer_json(answer) | shown


def _whole(pieces: Sequence[Segment]) -> str:
    return "".join(piece.text for piece in pieces)


def _part(piece: Segment, start: int) -> dict[str, object]:
    """A piece of a quote; `start` and `end` count in the document's page, so that a curator can mend it where it is cited."""
    place = {"start": start + piece.start, "end": start + piece.end, "mendable": is_mendable(piece)}
    return {"kind": piece.kind, "text": piece.text, **place}


def _collections(citations: Sequence[Citation]) -> list[str]:
    return list(dict.fromkeys(one.collection for one in citations))


def _passage(passage: Passage, rank: int) -> Json:
    """Where the answer is looked for; the page needs no more than that."""
    return {
        "rank": rank, "document_id": passage.document_id, "name": plain(passage.name.value),
        "collection": passage.collection, "page": passage.page, "start": passage.start, "end": passage.end,
    }  # fmt: skip
