"""Personal data sent in through every path, and looked for in every place that outlives the deed.

Each path has values of its own, so a leak names its path. Looked through are all files of the home (what is sealed with a key
apart), all that commands and the server say on stderr, what they say on stdout (the operator's own paths apart), and the
exports of the audit log.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from docx import Document as WordDocument

from appliance.assemble import open_appliance
from appliance.operations import oversight
from tests.conftest import PASSWORD, PROGRAM, ROOT, free_port
from tests.scan import occurrences

SEALED = {"originals", "keys"}
#: path → a name, a telephone number (Ofcom's for drama), a mail address of an internal net
CANARIES = {
    "file name": ("Brunhilde Achterwald", "07700 900301", "b.achterwald@mail.corp.example"),
    "heading": ("Oluwaseun Fagbemi", "07700 900302", "o.fagbemi@mail.corp.example"),
    "text": ("Marguerite Pell-Ashdown", "07700 900303", "m.pell@mail.corp.example"),
    "csv": ("Konstantinos Mavridis", "07700 900304", "k.mavridis@mail.corp.example"),
    "sheet": ("Philippa Featherstone", "07700 900305", "p.featherstone@mail.corp.example"),
    "document properties": ("Thorvald Kjeldsen", "07700 900306", "t.kjeldsen@mail.corp.example"),
    "mail header": ("Gwendolyn Prydderch", "07700 900307", "g.prydderch@mail.corp.example"),
    "attachment name": ("Zbigniew Kowalczyk", "07700 900308", "z.kowalczyk@mail.corp.example"),
    "upload name": ("Ludmila Procházková", "07700 900309", "l.prochazkova@mail.corp.example"),
    "upload text": ("Fitzgerald Okonjo", "07700 900310", "f.okonjo@mail.corp.example"),
    "question": ("Ermengarde Villiers", "07700 900311", "e.villiers@mail.corp.example"),
    "history": ("Bartholomew Szymański", "07700 900312", "b.szymanski@mail.corp.example"),
    "question on the page": ("Clementine Vasseur", "07700 900313", "c.vasseur@mail.corp.example"),
    "policy error": ("Desmond Abernethy", "07700 900314", "d.abernethy@mail.corp.example"),
    "bad file": ("Henrietta Castellanos", "07700 900315", "h.castellanos@mail.corp.example"),
    "bad line": ("Valdemar Lindqvist", "07700 900316", "v.lindqvist@mail.corp.example"),
    "wrong use": ("Rosamund Threlfall", "07700 900317", "r.threlfall@mail.corp.example"),
    "crash": ("Ignatius Montgomery", "07700 900318", "i.montgomery@mail.corp.example"),
}


def sentence(path: str) -> str:
    """A sentence with all three values of a path."""
    name, phone, mail = CANARIES[path]
    return f"Please ask Mrs {name} about the boiler room, telephone {phone}, e-mail {mail}."


@dataclass
class House:
    """A home, and a folder with all that was said."""

    home: Path
    said: Path
    calls: list[int] = field(default_factory=list)

    def run(self, *arguments: str, stdin: str = "", is_listing: bool = False) -> str:
        """Run a command without --debug and keep what it said; `is_listing`: stdout holds the operator's own paths."""
        done = subprocess.run(
            [*PROGRAM, "--home", str(self.home), *arguments], input=stdin, text=True, capture_output=True, cwd=ROOT
        )
        self.calls.append(done.returncode)
        out = re.sub(r'"path": "(?:[^"\\]|\\.)*"', "", done.stdout) if is_listing else done.stdout
        name = f"{len(self.calls):02}-{arguments[0]}"
        (self.said / f"{name}.out").write_text(out, encoding="utf-8")
        (self.said / f"{name}.err").write_text(done.stderr, encoding="utf-8")
        assert "Traceback" not in done.stderr
        return done.stdout


class Browser:
    """Somebody who is signed in to a running server."""

    def __init__(self, base: str, name: str) -> None:
        self._base = base
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self._opener = urllib.request.build_opener(jar)
        form = f"username={name}&password={PASSWORD.replace(' ', '+')}&csrf_token={self._token('/login')}"
        self.send("/login", form.encode(), "application/x-www-form-urlencoded")

    def send(self, path: str, body: bytes, kind: str) -> bytes:
        """Post a body with the page's token."""
        token = self._token("/login" if path == "/login" else "/")
        head = {"Content-Type": kind, "X-CSRFToken": token}
        with self._opener.open(urllib.request.Request(self._base + path, body, head), timeout=120) as reply:
            return bytes(reply.read())

    def get(self, path: str) -> bytes:
        """Get a page."""
        with self._opener.open(self._base + path, timeout=60) as reply:
            return bytes(reply.read())

    def _token(self, path: str) -> str:
        page = self.get(path).decode()
        found = re.search(r'name="csrf-token" content="([^"]+)"', page) or re.search(
            r'name="csrf_token"[^>]*value="([^"]+)"', page
        )
        assert found
        return found[1]


def write_papers(folder: Path) -> None:
    """A file for each path that leads through a file."""
    folder.mkdir()
    name, phone, mail = CANARIES["file name"]
    (folder / f"Complaint of Mrs {name}, {phone}.txt").write_text("The kettle is descaled monthly.\n", encoding="utf-8")
    (folder / f"reply to {mail}.txt").write_text("The gutter is swept in autumn.\n", encoding="utf-8")
    (folder / "headed.md").write_text(f"# {sentence('heading')}\n\nThe lamps are lit at six.\n", encoding="utf-8")
    (folder / "text.txt").write_text(sentence("text") + "\n", encoding="utf-8")
    name, phone, mail = CANARIES["csv"]
    (folder / "table.csv").write_text(f"Name,Telephone,E-mail\nMrs {name},{phone},{mail}\n", encoding="utf-8")
    book = openpyxl.Workbook()
    name, phone, mail = CANARIES["sheet"]
    book.active.title = name  # type: ignore[union-attr]
    for row in (["Name", "Telephone", "E-mail"], [f"Mrs {name}", phone, mail]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(folder / "book.xlsx")
    paper = WordDocument()
    paper.add_paragraph("The cellar is locked at nine.")
    name, phone, mail = CANARIES["document properties"]
    paper.core_properties.author, paper.core_properties.title = name, f"From Mrs {name}, {phone}"
    paper.core_properties.comments = mail
    paper.save(folder / "properties.docx")
    write_mail(folder / "letter.eml")
    name, phone, mail = CANARIES["bad file"]
    (folder / f"Report on Mrs {name}, {phone}.docx").write_bytes(b"PK\x03\x04" + mail.encode())
    (folder / f"scan for {mail}.pdf").write_bytes(b"%PDF-1.4\n" + name.encode())


def write_mail(path: Path) -> None:
    """A mail with values in its head and in the name of its attachment."""
    name, phone, mail = CANARIES["mail header"]
    letter = EmailMessage()
    letter["From"], letter["To"] = f"{name} <{mail}>", f"Works Desk <{mail}>"
    letter["Subject"] = f"Ring Mrs {name} on {phone}"
    letter.set_content("The pump house is open on Mondays.\n")
    name, phone, mail = CANARIES["attachment name"]
    letter.add_attachment(b"The weir is drained in May.\n", "text", "plain", filename=f"Note for Mrs {name}, {phone}, {mail}.txt")
    path.write_bytes(letter.as_bytes())


def ask_and_err(house: House, folder: Path) -> None:
    """Every path that leads through a command line or standard input."""
    past = [{"question": sentence("history"), "answer": sentence("history")}]
    lines = [
        {"question": sentence("question")},
        {"question": "When is it open?", "history": past},
        {"question": [sentence("bad line")]},
    ]
    feed = "".join(json.dumps(line) + "\n" for line in lines) + f'{{"question": "{sentence("bad line")}\n'
    house.run("ask", "--jsonl", stdin=feed)
    house.run("ask", *sentence("wrong use").split())
    house.run("ingest", str(folder / "never" / "was.txt"), "--collection", CANARIES["wrong use"][2])
    name, phone, mail = CANARIES["policy error"]
    wrong = f"name: wrong\nallow: ['{name}', 7]\ndeny:\n  PERSN: ['{name}']\n  PERSON: '{mail}'\nrecognizers:\n  - name: one\n"
    wrong += f"    entity: PERSON\n    patterns: [{{regex: '({phone}', score: 2}}]\n"
    (folder / "wrong.yaml").write_text(wrong, encoding="utf-8")
    (folder / "torn.yaml").write_text(f"name: torn\nallow: ['{name}\n  {mail}: [", encoding="utf-8")
    for broken_policy in ("wrong.yaml", "torn.yaml"):
        house.run("policy", "check", str(folder / broken_policy))


def visit(house: House, folder: Path) -> None:
    """Every path that leads through the web."""
    port = free_port()
    with (house.said / "serve.err").open("wb") as err, (house.said / "serve.out").open("wb") as out:
        process = subprocess.Popen(
            [*PROGRAM, "--home", str(house.home), "serve", "--port", str(port)], cwd=ROOT, stdout=out, stderr=err
        )
        try:
            base = f"http://127.0.0.1:{port}"
            wait_until(lambda: ready(base, process))
            browser = Browser(base, "cora")
            name, phone, mail = CANARIES["upload name"]
            head = (
                f'--b\r\nContent-Disposition: form-data; name="files"; filename="Plea of Mrs {name}, {phone}, {mail}.txt"\r\n\r\n'
            )
            body = f'{head}{sentence("upload text")}\r\n--b\r\nContent-Disposition: form-data; name="collection"\r\n\r\ngeneral\r\n--b--\r\n'
            job = json.loads(browser.send("/documents", body.encode(), "multipart/form-data; boundary=b"))["job"]
            wait_until(lambda: json.loads(browser.get(f"/jobs/{job}"))["state"] in ("done", "failed"))
            assert json.loads(browser.get(f"/jobs/{job}"))["state"] == "done"
            asked = {"question": sentence("question on the page"), "conversation": "one"}
            for _ in range(2):  # the second is asked with the first as its history
                assert b"event: done" in browser.send("/chat", json.dumps(asked).encode(), "application/json")
            with pytest.raises(urllib.error.HTTPError):
                browser.get(f"/documents/{CANARIES['wrong use'][2]}")
        finally:
            process.terminate()
            process.wait(30)


def ready(base: str, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=5) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False


def wait_until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.2)


@pytest.fixture(scope="module")
def house(empty_home: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """A home through which everything went."""
    folder = tmp_path_factory.mktemp("canaries")
    shutil.copytree(empty_home, folder / "home")
    house = House(folder / "home", folder / "said")
    house.said.mkdir()
    write_papers(folder / "papers")
    house.run("users", "add", "cora", "--role", "curator", "--group", "town", stdin=PASSWORD + "\n")
    house.run("ingest", str(folder / "papers"), "--json", is_listing=True)
    ask_and_err(house, folder)
    visit(house, folder)
    opened = open_appliance(house.home)
    for form in ("jsonl", "csv", "cef", "ocsf"):
        lines = "".join(oversight.export(opened, "operator:0", form))
        assert "rag.answer" in lines
        (house.said / f"audit.{form}").write_text(lines, encoding="utf-8")
    opened.close()
    return house


@pytest.mark.parametrize("path", [path for path in CANARIES if path != "crash"])
def test_nothing_stays_in_clear_of_what_came_in_by(house: House, path: str) -> None:
    values = list(CANARIES[path])
    left = occurrences(house.home, values, lambda file: bool(SEALED & set(file.relative_to(house.home).parts)))
    left += occurrences(house.said, values, lambda _: False)
    assert [(values.index(value), file.name) for value, file in left] == []


def test_the_scan_of_this_house_would_see_them(house: House, tmp_path: Path) -> None:
    shutil.copytree(house.said, tmp_path / "said")
    for number, path in enumerate(CANARIES):
        (tmp_path / "said" / f"{number}.txt").write_text(json.dumps(sentence(path)), encoding="utf-8")
        assert {value for value, _ in occurrences(tmp_path / "said", CANARIES[path], lambda _: False)} == set(CANARIES[path])


def test_a_crash_does_not_say_what_it_held(home: Path, tmp_path: Path) -> None:
    house = House(home, tmp_path / "said")
    house.said.mkdir()
    shutil.rmtree(home / "chroma")
    (home / "chroma").write_text("no folder\n", encoding="utf-8")  # the index cannot open: this fails inside
    page = tmp_path / "page.txt"
    page.write_text(sentence("crash") + "\n", encoding="utf-8")
    house.run("ingest", str(page), "--json", is_listing=True)
    assert house.calls == [4]
    said = (file for file in house.said.glob("*.err") if file.read_text(encoding="utf-8"))
    assert all(len(file.read_text(encoding="utf-8").splitlines()) == 1 for file in said)
    assert not occurrences(house.said, CANARIES["crash"], lambda _: False)
