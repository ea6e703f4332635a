"""A curator's word from end to end on a small real home: the list, what it touches, scrubbed again, taken back."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from appliance.assemble import Appliance, open_appliance
from appliance.audit.leaf import Record
from appliance.database import writing
from appliance.errors import ConfigError, NotFound
from appliance.indexing import library
from appliance.intake import Item
from appliance.operations import administration, mending, reading
from appliance.operations.mending import Place, Said
from appliance.operations.shapes import Json
from appliance.operations.shelving import target_of
from appliance.operations.works import WORKS
from appliance.privacy.stand_ins import KEYED
from appliance.records import Actor, Chunk, CleanDocument, CleanPage, CleanText
from appliance.rights.collections import CollectionRow

OPERATOR = Actor("operator:0", "operator", "operator")
CURATOR = Actor("c" * 16, "cora", "curator", frozenset({"town"}))
ADMIN, AUDITOR = Actor("a" * 16, "ada", "admin"), Actor("b" * 16, "audra", "auditor")
STAFF = Actor("d" * 16, "stan", "staff", frozenset({"town"}))
FILES = {
    "heron.txt": "The lamp room is looked after by grey heron, who has the only key.\n",
    "friday.txt": "Nobody saw the Grey\nHeron on Friday. The lamps were off.\n",
    "book.txt": "Brunhilde Achterberg lent the red book. The book is due in May.\n",
    "kettle.txt": "The kettle is descaled in spring.\n",
}


@pytest.fixture(scope="module")
def house(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """A home with models, opened once: loading them is what takes long."""
    home = tmp_path_factory.mktemp("mending") / "home"
    shutil.copytree(empty_home, home)
    opened = open_appliance(home)
    yield opened
    opened.close()


class Shelf:
    """A collection of one test's own in that home, with four short documents."""

    def __init__(self, appliance: Appliance, name: str, folder: Path) -> None:
        self.appliance, self.name, self.folder = appliance, name, folder
        administration.add_collection(appliance, OPERATOR, name, "default", ["town"])
        self.row = mending.mendable(appliance, CURATOR, name)
        self.put(FILES)

    def put(self, files: Mapping[str, str]) -> None:
        for name, text in files.items():
            (self.folder / name).write_text(text, encoding="utf-8")
        paths = [str(self.folder / name) for name in files]
        list(WORKS["ingest"](self.appliance, {"paths": paths, "collection": self.name}, OPERATOR))

    def document(self, name: str) -> Json:
        listed = reading.all_documents(self.appliance)
        return next(one for one in listed if one["name"] == name and one["collection"] == self.name)

    def id(self, name: str) -> str:
        return str(self.document(name)["document_id"])

    def text(self, name: str) -> str:
        return str(cast(list[Json], reading.shown_document(self.appliance, self.id(name))["page_texts"])[0]["text"])

    def readable(self) -> set[str]:
        """What a reader can open."""
        names = set()
        for name in FILES:
            with suppress(NotFound):
                reading.open_document(self.appliance, STAFF, self.id(name))
                names.add(name)
        return names

    def refreshed(self) -> None:
        list(WORKS["refresh"](self.appliance, {"collection": self.name}, OPERATOR))

    def asked(self, question: str) -> tuple[str, list[str]]:
        """The question as it is shown, and the documents of this collection that are found."""
        [result] = WORKS["search"](self.appliance, {"question": question, "limit": 40}, OPERATOR)
        passages = cast(list[Json], result["passages"])
        return str(result["question"]), [str(one["name"]) for one in passages if one["collection"] == self.name]


@pytest.fixture
def shelf(house: Appliance, tmp_path: Path) -> Shelf:
    return Shelf(house, tmp_path.name[-40:].strip("_-").lower(), tmp_path)


def mend_records(appliance: Appliance, recorded, row: CollectionRow) -> list[Record]:
    return [one for one in recorded(appliance) if one.event.startswith("mend.") and one.fields["collection"] == row.id]


def test_this_is_a_person_hides_the_words_everywhere_and_out_of_sight_meanwhile(shelf: Shelf, recorded) -> None:
    before = {name: shelf.document(name) for name in FILES}
    start = shelf.text("heron.txt").index("grey heron")
    place = Place(shelf.id("heron.txt"), 1, start, start + 10)
    row, said = mending.selected(shelf.appliance, CURATOR, place, "deny", "PERSON")
    done = mending.add(shelf.appliance, CURATOR, row, said)
    assert (done.documents, done.withheld) == (2, True)
    assert shelf.readable() == {"book.txt", "kettle.txt"}
    assert not {"heron.txt", "friday.txt"} & set(shelf.asked("who looks after the lamp room")[1])

    shelf.refreshed()
    assert shelf.readable() == set(FILES)
    first, second = (KEYED.findall(shelf.text(name)) for name in ("heron.txt", "friday.txt"))
    assert first == second
    assert first[0][0] == "PERSON"
    assert "heron" not in (shelf.text("heron.txt") + shelf.text("friday.txt")).lower()
    assert "heron.txt" in shelf.asked("what does grey heron look after")[1][:2]
    for name in ("book.txt", "kettle.txt"):  # nothing else was scrubbed again
        assert shelf.document(name)["ingested_at"] == before[name]["ingested_at"]
    [record] = mend_records(shelf.appliance, recorded, shelf.row)
    assert (record.event, record.actor, record.fields["kind"], record.fields["entity"]) == (
        "mend.added",
        CURATOR.id,
        "deny",
        "PERSON",
    )
    assert "heron" not in str(record)


def test_this_is_not_shows_the_words_again_and_taken_back_hides_them(shelf: Shelf, recorded) -> None:
    text = shelf.text("book.txt")
    token = KEYED.search(text)
    assert token
    row, said = mending.selected(shelf.appliance, CURATOR, Place(shelf.id("book.txt"), 1, *token.span()), "allow", "")
    done = mending.add(shelf.appliance, CURATOR, row, said)
    assert (done.documents, done.withheld) == (1, False)
    assert shelf.readable() == set(FILES)  # it goes on answering
    shelf.refreshed()
    assert shelf.text("book.txt").strip() == FILES["book.txt"].strip()

    back = mending.remove(shelf.appliance, CURATOR, row, done.id)
    assert (back.documents, back.withheld) == (1, True)
    assert "book.txt" not in shelf.readable()
    shelf.refreshed()
    assert shelf.text("book.txt") == text
    records = mend_records(shelf.appliance, recorded, shelf.row)
    assert [one.event for one in records] == ["mend.added", "mend.removed"]
    assert "Brunhilde" not in str(records)


def test_later_documents_and_questions_follow_the_list(shelf: Shelf) -> None:
    mending.add(shelf.appliance, CURATOR, shelf.row, Said("deny", "PERSON", "grey heron"))
    shelf.refreshed()
    shelf.put({"later.txt": "A card from Grey Heron came in June.\n"})
    assert "Heron" not in shelf.text("later.txt")
    shown, names = shelf.asked("Where is the card from the Grey Heron?")
    assert shown == "Where is the card from the <PERSON>?"
    assert names[0] == "later.txt"


def test_a_document_on_its_way_in_when_the_word_falls_is_withheld_and_scrubbed_again(shelf: Shelf) -> None:
    before = target_of(shelf.appliance, shelf.name)
    mending.add(shelf.appliance, CURATOR, shelf.row, Said("deny", "PERSON", "blue heron"))
    item = Item("pond.txt", "/pond.txt", "pond.txt", b"The pond belongs to blue heron.\n")
    [line] = shelf.appliance.ingester.ingest(item, before, OPERATOR)
    assert line.status == "indexed"
    with pytest.raises(NotFound):
        reading.open_document(shelf.appliance, STAFF, str(line.document_id))


def test_a_hidden_value_cannot_be_read_back_through_the_list(shelf: Shelf) -> None:
    shelf.put({"ring.txt": "Ring the lamp room on 07700 900123 at noon.\n"})
    place = Place(shelf.id("ring.txt"), 1, 0, len(shelf.text("ring.txt")))
    with pytest.raises(ConfigError, match="hidden already"):
        mending.selected(shelf.appliance, CURATOR, place, "deny", "PERSON")


def test_for_others_than_curators_nothing_of_it_exists(shelf: Shelf) -> None:
    refusals = set()
    for who, name in ((STAFF, shelf.name), (ADMIN, shelf.name), (AUDITOR, shelf.name), (CURATOR, "never")):
        with pytest.raises(NotFound) as caught:
            mending.mendable(shelf.appliance, who, name)
        refusals.add(str(caught.value))
    assert len(refusals) == 1
    for who, document_id in ((STAFF, shelf.id("book.txt")), (ADMIN, shelf.id("book.txt")), (CURATOR, "never")):
        with pytest.raises(NotFound) as caught:
            mending.selected(shelf.appliance, who, Place(document_id, 1, 0, 5), "deny", "PERSON")
        refusals.add(str(caught.value))
    assert len(refusals) == 2
    assert mending.choices(shelf.appliance, STAFF, [shelf.name]) == []
    assert mending.choices(shelf.appliance, CURATOR, [shelf.name])[:3] == ["PERSON", "EMAIL_ADDRESS", "PHONE_NUMBER"]


@pytest.fixture
def general(bare: Appliance) -> CollectionRow:
    """The collection of a home without models: enough for the list alone."""
    return mending.mendable(bare, CURATOR, "general")


def test_the_newer_word_counts_and_the_same_word_twice_is_one(bare: Appliance, general: CollectionRow) -> None:
    first = mending.add(bare, CURATOR, general, Said("deny", "PERSON", "grey heron"))
    again = mending.add(bare, CURATOR, general, Said("deny", "PERSON", "Grey Heron"))
    assert first.id == again.id
    mending.add(bare, CURATOR, general, Said("allow", "", "grey heron"))
    listed = mending.listed(bare, CURATOR, general, values=True)
    assert [(one["kind"], one["value"]) for one in listed] == [("allow", "grey heron")]
    assert bare.policy_of(general).deny == bare.policy("default").deny
    assert bare.policy_of(general).version == bare.policy("default").version


def test_a_list_shows_a_text_only_to_whom_the_policy_shows_it(bare: Appliance, general: CollectionRow, recorded) -> None:
    for entity, text in (("PERSON", "grey heron"), ("EMAIL_ADDRESS", "post room two"), ("PHONE_NUMBER", "lamp line")):
        mending.add(bare, CURATOR, general, Said("deny", entity, text))
    mending.add(bare, CURATOR, general, Said("allow", "", "Larch House"))
    seen = [one["value"] for one in mending.listed(bare, CURATOR, general, values=True)]
    assert seen == ["Larch House", None, None, "grey heron"]  # `default` shows readers the names of persons
    assert recorded(bare)[-1].event == "reveal.shown"
    assert [one["value"] for one in mending.listed(bare, OPERATOR, general, values=False)] == [None] * 4


def test_what_was_masked_leaves_no_trace_so_all_that_may_be_it_is_scrubbed_again(bare: Appliance, general: CollectionRow) -> None:
    text = CleanText("Paid with ••••••••••••0004.")
    with writing(bare.engine) as connection:
        for number, entities in enumerate(({"CREDIT_CARD": 1}, {"SECRET": 1}, {"PERSON": 1})):
            source = library.Source(general.id, f"k{number}", b"p", "s", f"f{number}", "v", None, "")
            clean = CleanDocument(CleanText("a.txt"), "txt", (CleanPage(1, text),), entities)
            library.store(connection, source, clean, [Chunk(1, 0, len(text), text)], np.ones((1, 2), dtype=np.float32))
    assert mending.add(bare, OPERATOR, general, Said("allow", "", "4012 0000 0000 0004")).documents == 2
    done = mending.add(bare, OPERATOR, general, Said("deny", "CREDIT_CARD", "till number two"))
    assert done.documents == 0
    assert mending.remove(bare, OPERATOR, general, done.id).documents == 1


@pytest.mark.parametrize(
    "said",
    [
        Said("deny", "PERSON", "x"),
        Said("deny", "PERSON", "x" * 201),
        Said("deny", "GPE", "Larch"),
        Said("deny", "NOBODY", "Larch"),
        Said("allow", "", "–"),
    ],
)
def test_what_cannot_be_said_is_refused_without_repeating_it(bare: Appliance, general: CollectionRow, said: Said) -> None:
    with pytest.raises(ConfigError) as caught:
        mending.add(bare, CURATOR, general, said)
    assert said.value == "x" or said.value not in str(caught.value)


def test_an_entry_of_another_collection_cannot_be_taken_back(bare: Appliance, general: CollectionRow) -> None:
    done = mending.add(bare, CURATOR, general, Said("deny", "PERSON", "grey heron"))
    administration.add_collection(bare, OPERATOR, "other", "default", ["town"])
    with pytest.raises(NotFound):
        mending.remove(bare, CURATOR, mending.mendable(bare, CURATOR, "other"), done.id)
