"""The stream of one answer, over a scripted story."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from appliance.answering.model import Queued
from appliance.ask import AskRequest, Found
from appliance.assemble import Appliance, open_appliance
from appliance.errors import AnswerWithheld, NotFound, Unavailable
from appliance.operations import oversight
from appliance.records import Answer, Citation, CleanText, Passage, Sentence
from appliance.web.app import create_app
from appliance.web.events import event
from tests.conftest import PASSWORD
from tests.web.conftest import token_of

QUOTE = CleanText("The lamps are kept by <PERSON_KQZTRMWVXB>.")
CITATION = Citation(1, "d1", CleanText("Lamps"), "general", 1, 0, len(QUOTE), QUOTE)
PASSAGE = Passage("d1", CleanText("Lamps"), "general", 1, 0, len(QUOTE), QUOTE, 0.9)
SENTENCE = Sentence(CleanText("The lamps are kept by <PERSON_KQZTRMWVXB> [1]."), (CITATION,))
ANSWER = Answer(CleanText("Who keeps the lamps?"), True, SENTENCE.text, "grounded", (CITATION,), "receipt-1")
WHOLE = (Queued(1), Found((PASSAGE,)), SENTENCE, ANSWER)


@dataclass
class Scripted:
    """Tells its steps; an error among them is raised."""

    steps: tuple[object, ...] = WHOLE
    asked: list[AskRequest] = field(default_factory=list)
    closed: int = 0

    def stream(self, request: AskRequest) -> Iterator[object]:
        self.asked.append(request)
        try:
            for step in self.steps:
                if isinstance(step, Exception):
                    raise step
                yield step
        finally:
            self.closed += 1


@pytest.fixture
def scripted(house: Appliance) -> Iterator[tuple[Scripted, Callable]]:
    """The story, and a signed-in browser before it."""
    opened, script = open_appliance(house.home), Scripted()
    opened.__dict__["asker"] = script
    client = create_app(opened).test_client()
    client.post("/login", data={"username": "cora", "password": PASSWORD, "csrf_token": token_of(client, "/login")})
    token = token_of(client)

    def post(question="Who keeps the lamps?", **fields):
        return client.post("/chat", json={"question": question, **fields}, headers={"X-CSRFToken": token})

    yield script, post
    opened.close()


def events(reply) -> list[tuple[str, dict]]:
    assert reply.mimetype == "text/event-stream"
    blocks = [block.split("\n") for block in reply.text.split("\n\n") if block]
    return [(name.removeprefix("event: "), json.loads(content.removeprefix("data: "))) for name, content in blocks]


def test_an_event_is_one_line_of_data_whatever_is_in_it():
    assert event("sentence", {"text": "a\nb\r\n\ndata: c"}).count("\n") == 3


def test_the_events_come_in_order_with_one_citation_each(scripted):
    _, post = scripted
    told = events(post())
    assert [name for name, _ in told] == ["queue", "passages", "sentence", "citation", "done"]
    assert told[0][1] == {"position": 1}
    assert told[-1][1]["receipt"] == "receipt-1"


def test_what_is_read_has_passed_the_glass_and_quotes_stay_as_stored(scripted):
    _, post = scripted
    told = dict(events(post()))
    for shown in (told["sentence"]["text"], told["done"]["answer"], told["citation"]["shown_quote"]):
        assert "<PERSON_" not in shown
    assert told["citation"]["quote"] == told["done"]["citations"][0]["quote"] == QUOTE.value


def test_showing_an_answer_is_recorded_once(house, scripted):
    _, post = scripted
    before = [one["event"] for one in oversight.records(house, None)]
    post()
    new = [one["event"] for one in oversight.records(house, None)][len(before) :]
    assert len([name for name in new if "reveal" in name or "glass" in name]) <= 1


@pytest.mark.parametrize(("error", "kind"), [
    (Unavailable("no model; here; wait"), "unavailable"), (AnswerWithheld("The answer is not shown."), "withheld"),
    (ValueError("secret words of a document"), "failed"), (NotFound("gone; x; y"), "failed"),
])  # fmt: skip
def test_an_error_on_the_way_ends_the_stream_without_content(scripted, caplog, error, kind):
    script, post = scripted
    script.steps = (Found((PASSAGE,)), error)
    told = events(post())
    assert [name for name, _ in told] == ["passages", "error"]
    assert told[-1][1]["error"] == kind
    assert "secret words" not in caplog.text + str(told)


def test_a_collection_that_may_not_be_seen_is_a_404(scripted):
    script, post = scripted
    script.steps = (NotFound("no collection; x; y"),)
    assert post(collections=["closed"]).status_code == 404


def test_a_reader_who_goes_away_ends_the_answer(scripted):
    script, post = scripted
    reply = post()
    assert script.closed == 0
    reply.close()
    assert script.closed == 1


def test_no_permit_is_lost_however_an_answer_ends(scripted):
    script, post = scripted
    for steps in (WHOLE, (NotFound("x; y; z"),), (Unavailable("x; y; z"),), (ValueError("x"),)) * 30:
        script.steps = steps
        post().close()
    script.steps = WHOLE
    assert events(post())[-1][0] == "done"


def test_the_page_never_says_who_asks(scripted):
    script, post = scripted
    post(user="admin", actor="admin", collections=["general"], documents=["d1"])
    assert script.asked[0].actor.name == "cora"
    assert (script.asked[0].collections, script.asked[0].documents) == (("general",), ("d1",))


def test_a_conversation_goes_on_within_its_session(scripted):
    script, post = scripted
    for question, conversation in (("Who keeps the lamps?", "talk"), ("And the keys?", "talk"), ("And the keys?", "another")):
        events(post(question, conversation=conversation))
    assert [len(asked.history) for asked in script.asked] == [0, 1, 0]


@pytest.mark.parametrize("body", [
    {"question": 7}, {"question": "x", "collections": "general"}, {"question": "x", "documents": [1]}, {"question": "x" * 5000}, {"question": " "},
])  # fmt: skip
def test_what_is_no_question_is_refused(scripted, body):
    _, post = scripted
    assert post(**body).status_code == 400
