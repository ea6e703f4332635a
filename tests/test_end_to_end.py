"""The installed command on a real home with real models: samples in, answers out, nothing planted left in clear."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from tests.conftest import PASSWORD, PROGRAM, ROOT, free_port, program
from tests.scan import occurrences

SAMPLES = ROOT / "samples"
STRUCTURED = {
    "EMAIL_ADDRESS", "PHONE_NUMBER", "CREDIT_CARD", "IBAN_CODE", "US_SSN", "UK_NHS", "UK_NINO", "DE_TAX_ID", "FR_NIR", "ES_NIF",
    "IT_FISCAL_CODE", "NL_BSN", "PL_PESEL", "SE_PERSONNUMMER", "CH_AHV", "NATIONAL_ID", "IP_ADDRESS",
}  # fmt: skip
OTHERS = ("EMPLOYEE_NUMBER", "CUSTOMER_NUMBER", "DATE_OF_BIRTH", "MAC_ADDRESS", "LICENSE_PLATE", "USER_NAME", "SECRET")
MISSED = 0.15  # of names, addresses and other numbers: a door that lets more through is broken; what it lets through is printed
#: sealed with a key: the vault is inside the database, which is scanned; originals are whole files of ciphertext
SEALED = {"originals", "keys"}


def lines(home: Path, *arguments: str, exits: tuple[int, ...] = (0,)) -> list[dict]:
    return [json.loads(line) for line in program(home, *arguments, "--json", exits=exits).stdout.splitlines()]


def one(home: Path, *arguments: str) -> dict:
    return lines(home, *arguments)[-1]


def planted(*entities: str) -> list[str]:
    """The planted values of these entities."""
    rows = json.loads((SAMPLES / "planted.json").read_text(encoding="utf-8"))
    return sorted({row["value"] for each in rows.values() for row in each if row["entity"] in entities})


def in_clear(home: Path, values: list[str]) -> set[str]:
    """Those that some file of the home holds in clear."""
    return {value for value, _ in occurrences(home, values, lambda path: bool(SEALED & set(path.relative_to(home).parts)))}


def questions() -> list[dict]:
    return [json.loads(line) for line in (SAMPLES / "questions.jsonl").read_text(encoding="utf-8").splitlines()]


def copy_of(home: Path, folder: Path) -> Path:
    shutil.copytree(home, folder / "home")
    return folder / "home"


def test_nothing_structured_of_the_samples_lies_in_clear(sample_home, tmp_path, capsys):
    home = copy_of(sample_home, tmp_path)
    for question in questions()[:6]:
        program(home, "ask", question["question"], "--json")
    assert not in_clear(home, planted(*STRUCTURED))
    for title, entities in (("names", ("PERSON",)), ("addresses", ("STREET_ADDRESS",)), ("other numbers", OTHERS)):
        values = planted(*entities)
        missed = in_clear(home, values)
        with capsys.disabled():
            print(f"\nsamples, policy default: {len(missed)} of {len(values)} {title} in clear ({len(missed) / len(values):.1%})")
        assert len(missed) <= MISSED * len(values)


def test_the_scan_sees_what_is_planted(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    value = planted(*STRUCTURED)[0]
    (home / "run" / "leak.log").write_bytes(value.encode("utf-16-le"))
    assert occurrences(home, [value], lambda path: False)


def test_a_second_ingest_changes_nothing(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    before = one(home, "audit", "verify")["records"]
    again = lines(home, "ingest", str(SAMPLES / "documents"))
    assert {line["status"] for line in again[:-1]} == {"unchanged"}
    assert again[-1]["summary"]["files"] == sum(path.is_file() for path in (SAMPLES / "documents").rglob("*"))
    assert one(home, "audit", "verify")["records"] == before


def test_most_questions_are_answered_and_every_quote_is_literal(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    asked = [question for question in questions() if question.get("answers")][:10]
    feed = "".join(json.dumps({"id": at, "question": question["question"]}) + "\n" for at, question in enumerate(asked))
    answers = [json.loads(line) for line in program(home, "ask", "--jsonl", stdin=feed).stdout.splitlines()]
    assert [answer["id"] for answer in answers] == list(range(len(asked)))
    right = sum(
        any(wanted.lower() in answer["answer"].lower() for wanted in question["answers"])
        for answer, question in zip(answers, asked, strict=True)
    )
    assert right >= 5
    for answer in answers:
        assert bool(answer["citations"]) == answer["answered"]
        for citation in answer["citations"]:
            shown = one(home, "documents", "show", citation["document_id"])
            page = next(page["text"] for page in shown["page_texts"] if page["page"] == citation["page"])
            assert page[citation["start"] : citation["end"]] == citation["quote"]


def test_a_question_beyond_the_documents_is_refused_in_a_sentence(sample_home):
    answer = one(sample_home, "ask", "Which composer wrote the opera about a barber in Seville?")
    assert not answer["answered"]
    assert not answer["citations"]
    assert answer["answer"].endswith(".")


def test_removing_a_document_takes_it_out_of_answers_and_off_the_disk(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    page = tmp_path / "zeppelin.txt"
    page.write_text("The quarterly zeppelin inspection takes place in hangar twelve.\n", encoding="utf-8")
    line = lines(home, "ingest", str(page))[0]
    assert any(
        "hangar twelve" in passage["text"] for passage in one(home, "search", "Where is the zeppelin inspection?")["passages"]
    )
    program(home, "documents", "remove", line["document_id"])
    assert not any(
        "zeppelin" in passage["text"] for passage in one(home, "search", "Where is the zeppelin inspection?")["passages"]
    )
    assert not occurrences(home, ["zeppelin inspection", "hangar twelve"], lambda path: False)


def test_a_changed_file_replaces_its_document(home, tmp_path):
    page = tmp_path / "rota.txt"
    page.write_text("The night porter starts at nine.\n", encoding="utf-8")
    first = lines(home, "ingest", str(page))[0]
    page.write_text("The night porter starts at ten.\n", encoding="utf-8")
    second = lines(home, "ingest", str(page))[0]
    assert (second["status"], second["document_id"]) == ("replaced", first["document_id"])
    texts = [passage["text"] for passage in one(home, "search", "When does the night porter start?")["passages"]]
    assert texts == ["The night porter starts at ten."]


def test_rights_are_a_wall_and_take_effect_at_once(home, tmp_path):
    page = tmp_path / "heron.txt"
    page.write_text("The heron committee meets in the orangery.\n", encoding="utf-8")
    program(home, "collections", "add", "herons")
    program(home, "ingest", str(page), "--collection", "herons")
    program(home, "users", "add", "wanda", "--role", "staff", "--group", "birds", stdin=PASSWORD + "\n")

    def found() -> list[dict]:
        return one(home, "search", "Where does the heron committee meet?", "--user", "wanda")["passages"]

    assert not found()
    program(home, "collections", "grant", "herons", "birds")
    assert found()
    program(home, "collections", "revoke", "herons", "birds")
    assert not found()


@pytest.mark.parametrize(("policy", "is_shown"), [("default", True), ("strict", False)])
def test_a_name_returns_at_the_glass_only_where_the_policy_grants_it(home, tmp_path, policy, is_shown):
    page = tmp_path / "warden.txt"
    page.write_text(
        "The fire warden of Block C is Delphine Okonkwo-Barr. The assembly point is the car park.\n", encoding="utf-8"
    )
    program(home, "collections", "add", "safety", "--policy", policy)
    program(home, "ingest", str(page), "--collection", "safety")
    ask = ("ask", "Who is the fire warden of Block C?", "--collection", "safety")
    plain, revealed = one(home, *ask), one(home, *ask, "--reveal")
    assert "<PERSON_" in plain["answer"]
    assert "Okonkwo" not in json.dumps(plain)
    assert ("Delphine Okonkwo-Barr" in revealed["answer"]) == is_shown


def test_a_question_finds_a_person_in_any_form_and_shows_no_stand_in(home, tmp_path):
    page = tmp_path / "contract.txt"
    page.write_text("Jane Roe signed the lease of the boathouse on 3 May.\n\nThe mill is let to others.\n", encoding="utf-8")
    program(home, "ingest", str(page))
    for question in ("What did Jane Roe sign?", "what did jane roe sign", "What did Ms Roe sign?"):
        result = one(home, "search", question)
        assert "boathouse" in result["passages"][0]["text"]
        assert "<PERSON>" in result["question"]
        assert "Roe" not in result["question"]


def test_what_is_typed_to_look_like_a_stand_in_is_text(home, tmp_path):
    page = tmp_path / "forged.txt"
    page.write_text("Ask <PERSON_KQZTRMWVXB> about the boiler.\n", encoding="utf-8")
    line = lines(home, "ingest", str(page))[0]
    shown = one(home, "documents", "show", line["document_id"])
    assert "‹PERSON_KQZTRMWVXB›" in shown["page_texts"][0]["text"]


def test_every_kind_of_command_works_beside_a_server(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    question = questions()[0]["question"]
    alone = one(home, "search", question)["passages"]
    process = subprocess.Popen(
        [*PROGRAM, "--home", str(home), "serve", "--port", str(free_port())], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    try:
        end = time.monotonic() + 120
        while not (home / "run" / "appliance.sock").exists():
            assert time.monotonic() < end
            time.sleep(0.2)
        assert (home / "run" / "appliance.sock").stat().st_mode & 0o777 == 0o600
        assert one(home, "search", question)["passages"] == alone
        assert one(home, "ask", question)["answered"]
        page = tmp_path / "beside.txt"
        page.write_text("The lighthouse is painted in odd years.\n", encoding="utf-8")
        line = lines(home, "ingest", str(page))[0]
        assert line["status"] == "indexed"
        program(home, "documents", "remove", line["document_id"])
        for arguments in (
            ("documents", "list"),
            ("users", "list"),
            ("collections", "list"),
            ("audit", "verify"),
            ("scrub", str(page)),
        ):
            one(home, *arguments)
        program(home, "rebuild")
        refused = program(home, "serve", exits=(4,))
        assert refused.stderr.startswith("appliance: another process owns this home")
    finally:
        process.terminate()
        assert process.wait(20) == 0
    assert one(home, "audit", "verify")["ok"]


def test_a_rebuild_changes_no_result(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    before = [one(home, "search", question["question"])["passages"] for question in questions()[:3]]
    shutil.rmtree(home / "chroma")
    program(home, "rebuild")
    assert [one(home, "search", question["question"])["passages"] for question in questions()[:3]] == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("ingest", "missing.pdf"), 2),
        (("scrub", "missing.txt"), 2),
        (("ingest", ".", "--collection", "never-made"), 2),
        (("search", "anything", "--user", "nobody"), 2),
        (("ask", "anything", "--collection", "never-made"), 2),
        (("collections", "add", "x", "--policy", "never-written"), 2),
        (("documents", "remove", "no-such-id"), 2),
        (("users", "disable", "nobody"), 2),
        (("ask",), 2),
        (("models", "add", "missing.gguf", "--role", "answer"), 2),
    ],
)
def test_wrong_use_is_one_line_with_what_where_and_what_to_do(sample_home, arguments, code):
    done = program(sample_home, *arguments, exits=(code,))
    assert done.stderr.startswith("appliance: ")
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stderr.count(";") >= 2
    assert not done.stdout


def test_a_folder_that_is_no_home_is_refused_in_one_line(tmp_path):
    done = program(tmp_path / "nothing", "ask", "Anything?", exits=(2,))
    assert "run `appliance" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_bad_settings_key_is_named_with_the_nearest_right_one(home):
    (home / "appliance.toml").write_text("[search]\nlimmit = 3\n", encoding="utf-8")
    done = program(home, "collections", "list", exits=(2,))
    assert "search.limmit" in done.stderr
    assert "did you mean limit?" in done.stderr


def test_a_broken_policy_is_named_by_file_line_and_key(home):
    (home / "policies" / "typo.yaml").write_text("name: typo\nrecogniserz: []\n", encoding="utf-8")
    done = program(home, "policy", "check", str(home / "policies" / "typo.yaml"), exits=(1,))
    assert "typo.yaml, line 2: recogniserz" in done.stderr
    assert "did you mean recognizers?" in done.stderr


def test_without_an_answer_model_the_documents_own_sentences_answer(sample_home, tmp_path):
    home = copy_of(sample_home, tmp_path)
    settings = home / "appliance.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace("[models]", '[models]\nanswer = "none"'), encoding="utf-8")
    answer = one(home, "ask", questions()[0]["question"])
    assert (answer["mode"], answer["model"]) == ("extract", None)
    assert answer["answered"]


def test_bad_files_get_their_lines_and_the_batch_goes_on(home, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 and no more")
    (folder / "picture.bin").write_bytes(bytes(range(256)) * 20)
    (folder / "link.txt").symlink_to("/etc/hostname")
    (folder / "good.txt").write_text("The pump house is open on Mondays.\n", encoding="utf-8")
    found = {Path(line["path"]).name: line for line in lines(home, "ingest", str(folder), exits=(3,))[:-1]}
    assert {name: line["reason"] for name, line in found.items()} == {
        "empty.txt": "empty",
        "broken.docx": "corrupt",
        "picture.bin": "unsupported",
        "link.txt": "not_a_file",
        "good.txt": None,
    }
    assert found["good.txt"]["status"] == "indexed"


def test_without_models_a_command_says_which_and_what_to_do(tmp_path):
    home = tmp_path / "home"
    program(home, "init")
    page = tmp_path / "note.txt"
    page.write_text("The pump house is open on Mondays.\n", encoding="utf-8")
    done = program(home, "ingest", str(page), exits=(4,))
    assert done.stderr.startswith("appliance: no ")
    assert "models install starter" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_changed_policy_is_recorded_and_documents_follow_at_the_next_ingest(home, tmp_path):
    page = tmp_path / "note.txt"
    page.write_text("The pump house in Ashcombe is open on Mondays.\n", encoding="utf-8")
    program(home, "ingest", str(page))
    policy = home / "policies" / "default.yaml"
    policy.write_text(
        policy.read_text(encoding="utf-8").replace("name: default", "name: default\nallow: [Ashcombe]"), encoding="utf-8"
    )
    assert lines(home, "ingest", str(page))[0]["status"] == "replaced"
    records = one(home, "audit", "show")["records"]
    assert [record["event"] for record in records].count("policy.changed") == 2
