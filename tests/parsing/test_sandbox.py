"""The pool: whatever a file does to its child, the answer is a document or an error of ours, and the next file is read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from appliance.errors import Unavailable, UnreadableDocument, UnsupportedFormat
from appliance.parsing.sandbox import ParserPool
from appliance.settings import ParsingSettings

LIMITS = ParsingSettings(timeout_s=2, memory_mb=300, file_mb=5, text_mb=1)


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool(ParsingSettings()) as pool:
        yield pool


@pytest.fixture(scope="module")
def hostile() -> Iterator[ParserPool]:
    """A pool whose parser of text does what the text says (hostile_parsers.py)."""
    with ParserPool(LIMITS, parsers="tests.parsing.hostile_parsers") as pool:
        yield pool


def said(pool: ParserPool, deed: str) -> str:
    return pool.parse(deed.encode(), "deed.txt").pages[0].text


def reason(pool: ParserPool, content: bytes, name: str = "deed.txt") -> str:
    with pytest.raises((UnreadableDocument, UnsupportedFormat)) as caught:
        pool.parse(content, name)
    return caught.value.reason


def server_of(pool: ParserPool) -> int:
    said(pool, "say hello")
    assert pool._server is not None
    return pool._server.process.pid


def test_a_text_comes_back_as_a_document(pool: ParserPool) -> None:
    document = pool.parse("Grüße aus Köln".encode(), "brief.txt")
    assert (document.name, document.format, document.pages[0].text) == ("brief.txt", "txt", "Grüße aus Köln")


def test_attachments_come_back_byte_for_byte(pool: ParserPool) -> None:
    from email.message import EmailMessage

    mail, content = EmailMessage(), os.urandom(300_000)
    mail["Subject"] = "Plans"
    mail.set_content("See attached.\n")
    mail.add_attachment(content, "application", "octet-stream", filename="../../plan.bin")
    document = pool.parse(bytes(mail), "mail.eml")
    assert [(part.name, part.content) for part in document.attachments] == [("plan.bin", content)]


def test_an_empty_file_is_named_empty(pool: ParserPool) -> None:
    assert reason(pool, b"", "nothing.pdf") == "empty"


def test_a_file_over_the_limit_is_too_large(hostile: ParserPool) -> None:
    assert reason(hostile, b"x" * (6 << 20)) == "too_large"


def test_an_unknown_binary_is_unsupported(pool: ParserPool) -> None:
    assert reason(pool, b"\x89PNG\r\n\x1a\n" + bytes(100), "picture.txt") == "unsupported"


def test_a_name_that_is_no_utf8_does_no_harm(pool: ParserPool) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    assert pool.parse(b"open", name).name == name


def test_an_endless_parser_is_a_timeout_and_soon(hostile: ParserPool) -> None:
    start = time.monotonic()
    assert reason(hostile, b"sleep") == "timeout"
    assert reason(hostile, b"spin") == "timeout"
    assert time.monotonic() - start < 4 * LIMITS.timeout_s


def test_a_parser_that_wants_all_memory_is_named_memory() -> None:
    patient = LIMITS.model_copy(update={"timeout_s": 60})  # a busy machine needs seconds to hand out the memory
    with ParserPool(patient, parsers="tests.parsing.hostile_parsers") as pool:
        assert reason(pool, b"grow") == "memory"
        assert reason(pool, b"grow_in_c") == "memory"


def test_a_parser_that_crashes_or_fails_is_corrupt(hostile: ParserPool) -> None:
    assert reason(hostile, b"crash") == "corrupt"
    assert reason(hostile, b"raise Jane") == "corrupt"


def test_an_error_never_quotes_the_file(hostile: ParserPool) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        hostile.parse(b"raise Jane-Roe", "deed.txt")
    assert "Jane" not in f"{caught.value}{caught.value.__cause__}{caught.value.__context__}"


def test_a_child_cannot_reach_a_listening_port(hostile: ParserPool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        assert said(hostile, f"dial {listening.getsockname()[1]}").startswith("refused")


def test_the_server_has_one_thread_and_a_network_of_its_own_where_the_kernel_lets_it(hostile: ParserPool) -> None:
    server = Path(f"/proc/{server_of(hostile)}")
    assert "Threads:\t1\n" in (server / "status").read_text()
    probe = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x50000000) != 0)"  # new user and network namespace
    allowed = subprocess.run([sys.executable, "-c", probe], check=False).returncode == 0
    assert (os.readlink(server / "ns/net") != os.readlink("/proc/self/ns/net")) == allowed


def test_a_child_cannot_reach_a_unix_socket(hostile: ParserPool, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s"))
        listening.listen()
        assert said(hostile, f"dial_unix {tmp_path / 's'}") == "refused PermissionError"


def test_a_child_writes_no_file_and_reads_none_of_the_home(hostile: ParserPool, tmp_path: Path) -> None:
    key = tmp_path / "root.key"
    key.write_bytes(b"secret")
    assert said(hostile, f"write {tmp_path / 'new'}").startswith("refused")
    assert said(hostile, f"read {key}").startswith("refused") or not _has_landlock()
    assert not (tmp_path / "new").exists() or not (tmp_path / "new").read_bytes()


def _has_landlock() -> bool:
    import ctypes

    return int(ctypes.CDLL(None).syscall(444, None, 0, 1)) > 0


def test_a_child_starts_no_process_and_kills_none(hostile: ParserPool) -> None:
    assert said(hostile, "fork").startswith("refused")
    assert said(hostile, f"signal {server_of(hostile)}").startswith("refused")


def test_text_beyond_the_limit_is_cut_and_said(hostile: ParserPool) -> None:
    document = hostile.parse(b"flood", "deed.txt")
    assert len(document.pages[0].text) == LIMITS.text_mb << 20
    assert "truncated" in document.warnings


def test_a_killed_server_is_replaced(hostile: ParserPool) -> None:
    old = server_of(hostile)
    os.kill(old, signal.SIGKILL)
    assert said(hostile, "say again") == "again"
    assert server_of(hostile) != old


def test_a_file_whose_server_is_killed_is_tried_once_more(hostile: ParserPool) -> None:
    old = server_of(hostile)
    killer = threading.Timer(0.5, os.kill, (old, signal.SIGKILL))
    killer.start()
    assert reason(hostile, b"sleep") == "timeout"
    killer.join()
    assert server_of(hostile) != old


def test_many_threads_get_each_their_own_document(pool: ParserPool) -> None:
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda n: pool.parse(f"file {n}".encode(), f"{n}.txt").pages[0].text, range(40)))
    assert found == [f"file {n}" for n in range(40)]


def test_one_slow_file_does_not_hold_up_another(hostile: ParserPool) -> None:
    with ThreadPoolExecutor(1) as threads:
        slow = threads.submit(reason, hostile, b"sleep")
        start = time.monotonic()
        assert said(hostile, "say quick") == "quick"
        assert time.monotonic() - start < 1.5
        assert slow.result() == "timeout"


def test_no_descriptor_and_no_process_is_left(hostile: ParserPool) -> None:
    server_of(hostile)
    before = len(os.listdir("/proc/self/fd"))
    for _ in range(5):
        said(hostile, "say again")
        assert reason(hostile, b"crash") == "corrupt"
    assert len(os.listdir("/proc/self/fd")) == before
    server = server_of(hostile)
    hostile.close()
    assert not Path(f"/proc/{server}").exists()


def test_a_pool_without_a_parser_table_is_unavailable() -> None:
    with ParserPool(LIMITS, parsers="appliance.parsing.file") as pool, pytest.raises(Unavailable):
        pool.parse(b"text", "a.txt")


def test_the_server_ends_with_the_process_that_started_it() -> None:
    code = (
        "import sys, os; sys.path[:] = eval(sys.argv[1])\n"
        "from appliance.parsing.sandbox import ParserPool; from appliance.settings import ParsingSettings\n"
        "pool = ParserPool(ParsingSettings()); pool.parse(b'x', 'a.txt'); print(pool._server.process.pid, flush=True); os._exit(0)"
    )
    ended = subprocess.run([sys.executable, "-c", code, repr(sys.path)], capture_output=True, text=True, check=True)
    deadline = time.monotonic() + 5
    while Path(f"/proc/{int(ended.stdout)}").exists() and time.monotonic() < deadline:
        if Path(f"/proc/{int(ended.stdout)}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            break
        time.sleep(0.05)
    else:
        assert not Path(f"/proc/{int(ended.stdout)}").exists()
