"""Who is asked for by name is found: every usual form, names of many origins, against the same papers with all names kept.

Wanted: recall@5 at least 0.95 of that of unscrubbed papers with unscrubbed questions. The names and papers are our own.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.ask import AskRequest
from appliance.assemble import Appliance, open_appliance
from appliance.operations import administration
from appliance.operations.works import WORKS
from appliance.privacy.stand_ins import KEYED
from appliance.records import Actor

OPERATOR = Actor("operator:0", "operator", "operator")
#: as the papers name them → as somebody may ask for them
FORMS = {
    "Ms Priya Natarajan": ["Priya Natarajan", "natarajan", "Ms Natarajan", "P. Natarajan", "Natarajan, Priya", "priya natarajan"],
    "Dr Oluwaseun Adebayo": ["Dr Adebayo", "oluwaseun adebayo", "Adebayo", "O. Adebayo"],
    "Margaux Lefèvre-Dubois": ["Lefèvre-Dubois", "lefevre-dubois", "Madame Lefèvre-Dubois", "M. Lefèvre-Dubois"],
    "Jean-Luc Moreau": ["Jean-Luc Moreau", "moreau", "J.-L. Moreau", "Monsieur Moreau"],
    "Katarzyna Wiśniewska": ["wisniewska", "Pani Wiśniewska", "Katarzyna Wisniewska", "K. Wiśniewska"],
    "Jürgen Großmann": ["Jürgen Großmann", "grossmann", "Herr Großmann", "Juergen Grossmann"],
    "Ludwig van der Meer": ["van der Meer", "Ludwig van der Meer", "mr van der meer", "L. van der Meer"],
    "Siobhan O'Connell": ["O'Connell", "siobhan o'connell", "Mrs O’Connell", "S. O'Connell"],
    "Nguyen Thi Hoa": ["Nguyen Thi Hoa", "nguyen thi hoa"],
    "Yusuf al-Rashid": ["al-Rashid", "yusuf al-rashid", "Mr al-Rashid"],
    "Beatriz Fernández García": ["Fernández García", "beatriz fernandez garcia", "Señora Fernández", "B. Fernández García"],
    "Giulia De Santis": ["De Santis", "giulia de santis", "Signora De Santis"],
    "Henrik Sørensen": ["Sørensen", "henrik sorensen", "H. Sørensen", "soerensen"],
    "Aiko Tanabe": ["Tanabe", "aiko tanabe", "Tanabe, Aiko", "A. Tanabe"],
    "Kwabena Mensah": ["mensah", "Mr Mensah", "K Mensah"],
    "Professor Rosalind Hartwell": ["Professor Hartwell", "hartwell", "Rosalind Hartwell", "R. Hartwell"],
    "William Brown": ["William Brown", "mr brown", "Brown, William", "W. Brown"],
    "Dimitrios Papadakis": ["papadakis", "Dimitrios", "D. Papadakis"],
    "Mehmet Yılmaz": ["yilmaz", "Mehmet Yilmaz", "MEHMET YILMAZ"],
    "Łukasz Wójcik": ["lukasz wojcik", "Wójcik", "L. Wojcik"],
}
TOPICS = (
    "the boiler", "a lost parcel", "parking permits", "the summer rota", "a broken lift", "the canteen", "new curtains", "the fire drill",
    "the garden fence", "a late invoice", "the windows", "the staff choir", "a water leak", "the library", "bicycle racks", "the front desk",
    "a wrong key", "the heating", "the notice board", "a training day",
)  # fmt: skip
PAPERS = (
    "{name} wrote to the office about {topic}. The letter was answered in a week.",
    "Note on {topic}: {name} asked for a date. It was agreed to send one.",
    "{name} signed the form on {topic}. The form is in the blue folder.",
    "At the meeting {name} spoke on {topic} and nobody disagreed.",
)
QUESTIONS = ("What did {} want?", "which papers do we have on {}", "Is there anything from {}?", "What was agreed with {}?")
ASKED = [(name, form) for name, forms in FORMS.items() for form in forms]


@pytest.fixture(scope="module")
def papers(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Appliance]:
    """The same papers in two collections: one as `default` leaves them, one where names are kept."""
    home, folder = tmp_path_factory.mktemp("asked") / "home", tmp_path_factory.mktemp("papers")
    shutil.copytree(empty_home, home)
    for at, (name, topic) in enumerate(zip(FORMS, TOPICS, strict=True)):
        (folder / f"paper {at:02}.txt").write_text(
            PAPERS[at % len(PAPERS)].format(name=name, topic=topic) + "\n", encoding="utf-8"
        )
    opened = open_appliance(home)
    for collection, policy in (("scrubbed", "default"), ("kept", "public")):
        administration.add_collection(opened, OPERATOR, collection, policy, [])
        list(WORKS["ingest"](opened, {"paths": [str(folder)], "collection": collection}, OPERATOR))
    yield opened
    opened.close()


def test_who_is_asked_for_by_name_is_found_as_if_nothing_were_scrubbed(papers: Appliance) -> None:
    found = {"scrubbed": 0, "kept": 0}
    missed = []
    for at, (name, form) in enumerate(ASKED):
        right = f"paper {list(FORMS).index(name):02}.txt"
        for collection in found:
            request = AskRequest(QUESTIONS[at % len(QUESTIONS)].format(form), OPERATOR, (collection,))
            question, passages = papers.asker.search(request, 5)
            is_there = right in [one.name.value for one in passages]
            found[collection] += is_there
            if collection == "scrubbed":
                assert not KEYED.search(question.shown.value)  # nobody is shown the stand-in of his own words
                missed += [] if is_there else [form]
    assert len(ASKED) >= 60
    assert found["scrubbed"] >= 0.95 * found["kept"], missed
    assert found["kept"] >= 0.9 * len(ASKED)
