"""Archives that grow and XML that fetches."""

from __future__ import annotations

import io
import zipfile

import pytest

from appliance.errors import UnreadableDocument
from appliance.parsing import archive
from appliance.parsing.archive import Parts, read_xml


def zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return out.getvalue()


def reason(content: bytes, part: str = "a") -> str:
    with pytest.raises(UnreadableDocument) as caught:
        Parts(content).read(part)
    return caught.value.reason


def test_a_part_that_is_a_thousand_times_larger_inside_is_a_bomb() -> None:
    assert reason(zipped({"a": bytes(archive.RATIO_FREE_BYTES + 1)})) == "bomb"


def test_too_many_parts_are_a_bomb() -> None:
    assert reason(zipped({str(n): b"" for n in range(archive.PARTS + 1)})) == "bomb"


def test_a_directory_that_lies_about_sizes_is_caught() -> None:
    content = zipped({"a": b"x" * 1000})
    lie = content.replace((1000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert reason(lie) == "corrupt"


def test_repeated_small_text_is_no_bomb() -> None:
    assert len(Parts(zipped({"a": b"0," * 100_000})).read("a")) == 200_000


def test_a_cut_archive_is_corrupt() -> None:
    assert reason(zipped({"a": b"x" * 5000})[:-30]) == "corrupt"


def test_a_damaged_part_is_corrupt() -> None:
    content = bytearray(zipped({"a": bytes(range(256)) * 20}))
    content[60:90] = bytes(30)
    assert reason(bytes(content)) == "corrupt"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize(
    "xml",
    [
        "<!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><r>&x;</r>",  # XXE
        "<!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]><r>&b;</r>",  # billion laughs
        "<!-- a long comment -->" * 500 + "<!DOCTYPE r SYSTEM 'http://example.com/x.dtd'><r/>",
    ],
)
def test_xml_with_a_document_type_is_refused(xml: str, encoding: str) -> None:
    with pytest.raises(UnreadableDocument):
        read_xml(xml.encode(encoding))


def test_links_stay_inside_the_archive() -> None:
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://x/slide" Target="../../../../etc/passwd"/>'
        '<Relationship Id="r2" Type="http://x/image" Target="http://example.com/x.png" TargetMode="External"/></Relationships>'
    )
    links = Parts(zipped({"word/_rels/document.xml.rels": relations.encode()})).links("word/document.xml")
    assert {key: (link.kind, link.target) for key, link in links.items()} == {"r1": ("slide", "etc/passwd")}
