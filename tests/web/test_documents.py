"""The list, a document at the glass, what is hidden, uploads."""

from __future__ import annotations

import html
import re
from io import BytesIO

import pytest

from appliance.operations import reading
from appliance.privacy.stand_ins import KEYED
from appliance.web.documents import _name
from tests.web.conftest import actor_named, multipart, token_of


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_a_reader_sees_the_names_that_the_policy_grants_and_an_address_holds_none(house, signed_in, hidden_id):
    page = signed_in("kit").get(f"/documents/{hidden_id}").text
    assert "Brunhilde Achterberg" in text_of(page)
    assert 'class="value"' in page
    assert not KEYED.search(text_of(page))
    assert not any("Brunhilde" in address for address in re.findall(r'(?:href|src|action)="([^"]*)"', page))


def test_offsets_on_the_page_are_those_of_the_stored_text(house, hidden_id):
    opened = reading.open_document(house, actor_named(house, "kit"), hidden_id)
    for page in opened.pages:
        at = 0
        for segment in page.segments:
            assert segment.start == at
            assert segment.kind != "text" or len(segment.text) == segment.end - segment.start
            at = segment.end


@pytest.mark.parametrize("name", ["stan", "cora", "admin", "audra"])
def test_what_is_hidden_is_as_what_never_was(signed_in, hidden_id, name):
    client = signed_in(name)
    hidden, missing, elsewhere = (
        client.get(path) for path in (f"/documents/{hidden_id}", "/documents/never-was", "/no-such-page")
    )
    assert hidden.status_code == missing.status_code == elsewhere.status_code == 404
    assert hidden.data == missing.data == elsewhere.data


def test_the_page_of_an_error_is_the_same_bytes_for_every_caller(stranger, signed_in, hidden_id):
    pages = {
        stranger.get("/no-such-page").data,
        *(signed_in(name).get(f"/documents/{hidden_id}").data for name in ("stan", "admin", "audra")),
    }
    assert len(pages) == 1
    assert b"csrf" not in pages.pop()


def test_the_list_holds_what_one_may_read_and_nothing_else(signed_in, hidden_id):
    assert hidden_id in signed_in("kit").get("/documents").text
    for name in ("stan", "cora", "admin", "audra"):
        assert hidden_id not in signed_in(name).get("/documents").text


def test_only_a_curator_sees_the_upload(signed_in):
    assert 'id="upload"' in signed_in("cora").get("/documents").text
    assert 'id="upload"' not in signed_in("stan").get("/documents").text


def upload(client, collection, *names):
    files = [(BytesIO(b"The teapot is kept by the porters.\n"), name) for name in names]
    return client.post("/documents", data={"files": files, "collection": collection, "csrf_token": token_of(client)})


def test_several_files_become_one_job_that_only_its_owner_sees(signed_in):
    cora = signed_in("cora")
    reply = upload(cora, "general", "teapot.txt", "lantern.txt")
    assert reply.status_code == 202
    address = f"/jobs/{reply.get_json()['job']}"
    assert cora.get(address).get_json()["state"] in ("queued", "running", "done")
    assert signed_in("stan").get(address).status_code == 404


def test_nobody_uploads_where_he_may_not_write(signed_in):
    assert upload(signed_in("cora"), "closed", "a.txt").status_code == 404
    assert upload(signed_in("cora"), "never-was", "a.txt").status_code == 404
    assert upload(signed_in("stan"), "general", "a.txt").status_code == 404


def test_an_upload_leaves_no_clear_bytes_on_the_disk(house, signed_in):
    marker = b"wandering-heron-quill"
    client = signed_in("cora")
    large = marker + b" " * 3_000_000  # past the size at which Werkzeug would begin a temporary file
    reply = client.post("/documents", **multipart(large, collection="general", csrf_token=token_of(client)))
    assert reply.status_code == 202
    assert not [path for path in house.home.rglob("*") if path.is_file() and marker in path.read_bytes()]


@pytest.mark.parametrize(("given", "kept"), [
    ("report.pdf", "report.pdf"), ("../../etc/passwd", "passwd"), ("C:\\Users\\x\\a.docx", "a.docx"), ("报告.pdf", "报告.pdf"),
    ("..", ".."), ("", "unnamed"), ("a\x00b\n.txt", "a_b_.txt"), ("folder/", "unnamed"),
])  # fmt: skip
def test_a_file_name_is_shown_and_never_a_path(given, kept):
    assert _name(given) == kept
