"""Values are at the page and behind `--reveal`, by policy and right, and nowhere else: one record an answer."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator

import pytest

from appliance.ask import AskRequest, Found
from appliance.assemble import Appliance
from appliance.operations import oversight
from appliance.operations.works import WORKS
from appliance.privacy.stand_ins import KEYED
from appliance.records import Answer, Citation, CleanText, Passage, Sentence
from tests.web.conftest import HIDDEN, OPERATOR, token_of

VALUE = "Jane Roe"


class Told:
    """A story that answers with one sentence on the stored document."""

    def __init__(self, document_id: str, text: str, answer: str) -> None:
        quote = CleanText(text)
        self.citation = Citation(1, document_id, CleanText("lamps.txt"), "lamps", 1, 0, len(text), quote)
        self.passage = Passage(document_id, CleanText("lamps.txt"), "lamps", 1, 0, len(text), quote, 0.9)
        self.answer = CleanText(answer)

    def stream(self, request: AskRequest) -> Iterator[object]:
        yield Found((self.passage,))
        yield Sentence(self.answer, (self.citation,))
        yield Answer(CleanText("Who keeps the lamps?"), True, self.answer, "grounded", (self.citation,), "receipt-1")


def tokens_of(text: str) -> tuple[str, str]:
    jane, phone = (found[0] for found in KEYED.finditer(text))
    return jane, phone


def chat(client) -> dict[str, list[dict[str, object]]]:
    reply = client.post("/chat", json={"question": "Who keeps the lamps?"}, headers={"X-CSRFToken": token_of(client)})
    events: dict[str, list[dict[str, object]]] = {}
    for name, content in re.findall(r"event: (.+)\ndata: (.+)\n\n", reply.get_data(as_text=True)):
        events.setdefault(name, []).append(json.loads(content))
    return events


def reveals(appliance: Appliance) -> int:
    return [one["event"] for one in oversight.records(appliance, None)].count("reveal.shown")


@pytest.mark.parametrize("form", ["{0}", "**{0}**", "{1}", "PERSON {2}", "<person-{2}>"])
def test_the_chat_shows_what_the_policy_grants_in_whatever_way_the_model_wrote_it(shelf, stored, enter, form):
    document_id, text = stored
    jane, phone = tokens_of(text)
    written = form.format(jane, jane.lower(), jane[8:-1])
    shelf.__dict__["asker"] = Told(document_id, text, f"{written}'s number is {phone}; ask Person Q or <PERSON_ABCDEFGHIJ> [1].")
    events = chat(enter("stan"))
    shown = f"{VALUE}'s number is Phone 1; ask Person Q or <PERSON_ABCDEFGHIJ> [1]."
    assert events["sentence"][0]["text"] == events["done"][0]["answer"] == shown
    [citation] = events["citation"]
    assert citation["quote"] == text  # in stand-ins, as the contract has it
    assert VALUE in str(citation["shown_quote"])
    assert HIDDEN[1] not in json.dumps(events)
    assert reveals(shelf) == 1
    assert VALUE not in json.dumps(events["passages"]) + json.dumps(oversight.records(shelf, None))


def test_who_may_not_read_the_collection_gets_labels_even_if_a_sentence_of_it_came(shelf, stored, enter):
    document_id, text = stored
    shelf.__dict__["asker"] = Told(document_id, text, f"{tokens_of(text)[0]} keeps the lamps [1].")
    events = chat(enter("cleo"))
    assert VALUE not in json.dumps(events)
    assert reveals(shelf) == 0


def test_a_page_shows_names_and_hides_the_number_and_is_one_record(shelf, stored, enter):
    document_id, _ = stored
    page = html.unescape(enter("stan").get(f"/documents/{document_id}").text)
    assert VALUE in page
    assert HIDDEN[1] not in page
    assert not KEYED.search(page)
    opened = [one for one in oversight.records(shelf, None) if one["event"] == "document.opened"]
    assert len(opened) == 1


def test_under_a_policy_that_reveals_nothing_the_same_page_shows_labels(shelf, stored, enter):
    document_id, text = stored
    path = shelf.home / "policies" / "default.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("PERSON: readers", "PERSON: []"), encoding="utf-8")
    shelf.__dict__["asker"] = Told(document_id, text, f"{tokens_of(text)[0]} keeps the lamps [1].")
    stan = enter("stan")
    assert VALUE not in stan.get(f"/documents/{document_id}").text
    events = chat(stan)
    assert events["done"][0]["answer"] == "Person A keeps the lamps [1]."
    assert VALUE not in json.dumps(events)
    assert reveals(shelf) == 0


def test_the_command_shows_values_only_with_reveal_and_in_the_answer_alone(shelf, stored):
    document_id, text = stored
    shelf.__dict__["asker"] = Told(document_id, text, f"{tokens_of(text)[0]} keeps the lamps [1].")
    asked = {"question": "Who keeps the lamps?"}
    [plain] = WORKS["ask"](shelf, asked, OPERATOR)
    assert VALUE not in json.dumps(plain)
    assert reveals(shelf) == 0
    [revealed] = WORKS["ask"](shelf, {**asked, "reveal": True}, OPERATOR)
    assert revealed["answer"] == f"{VALUE} keeps the lamps [1]."
    assert VALUE not in json.dumps({key: value for key, value in revealed.items() if key != "answer"})
    assert reveals(shelf) == 1


def test_no_other_address_holds_a_value(shelf, stored, enter):
    document_id, _ = stored
    stan = enter("stan")
    for path in ("/", "/documents", "/api/openapi.json", "/v1/models", f"/jobs/{document_id}", "/healthz"):
        body = stan.get(path).get_data(as_text=True)
        assert VALUE not in body
        assert HIDDEN[1] not in body
