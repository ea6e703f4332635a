"""One owner a home: works are done here or by the owner, with the same lines and the same errors."""

from __future__ import annotations

import json
import os
import socket
import stat
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from appliance.assemble import open_appliance
from appliance.audit.events import Event
from appliance.database import writing
from appliance.errors import (
    AnswerWithheld,
    ApplianceError,
    CheckFailed,
    ConfigError,
    DocumentError,
    NotFound,
    ScrubFailed,
    Unavailable,
    UnreadableDocument,
    UnsupportedFormat,
)  # fmt: skip
from appliance.operations.owner import listen, session, try_lock

ERRORS = {
    type(error).__name__: error
    for error in (
        AnswerWithheld("a"), CheckFailed("b"), ConfigError("c"), NotFound("d"), Unavailable("e"), DocumentError("vanished", "f"),
        UnsupportedFormat("unsupported", "g"), UnreadableDocument("corrupt", "h"), ScrubFailed("i"),
    )
}  # fmt: skip
left = threading.Event()


def count(appliance, arguments, actor):
    for number in range(int(arguments["to"])):
        yield {"number": number, "actor": actor.id, "home": str(appliance.home)}


def fail(_appliance, arguments, _actor):
    yield {"before": True}
    raise ERRORS[arguments["kind"]]


def stumble(_appliance, arguments, _actor):
    yield from ()
    raise RuntimeError(f"a library quotes {arguments['text']}")


def record(appliance, _arguments, actor):
    with writing(appliance.engine) as connection:
        appliance.audit.append(connection, Event.AUDIT_SHOWN, actor.id)
    yield {"pid": os.getpid()}


def endless(_appliance, _arguments, _actor):
    try:
        while True:
            yield {"more": "x" * 10_000}
            time.sleep(0.001)
    finally:
        left.set()


WORKS = {"count": count, "fail": fail, "stumble": stumble, "record": record, "endless": endless}


@pytest.fixture
def serving(bare_home):
    """An owner that listens in threads of this process."""
    appliance, lock = open_appliance(bare_home), try_lock(bare_home)
    assert lock is not None
    server = listen(appliance, WORKS)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield appliance
    server.shutdown()
    thread.join()
    server.server_close()
    appliance.close()
    lock.close()


@pytest.fixture(params=["alone", "beside an owner"])
def home(request, bare_home):
    if request.param != "alone":
        request.getfixturevalue("serving")
    return bare_home


def test_lines_come_in_order_with_the_uid_of_the_caller(home):
    with session(home, WORKS) as work:
        for to in (3, 0, 200):
            lines = list(work.do("count", {"to": to}))
            assert [line["number"] for line in lines] == list(range(to))
            assert {line["actor"] for line in lines} <= {f"operator:{os.getuid()}"}


@pytest.mark.parametrize("kind", sorted(ERRORS))
def test_an_error_is_the_same_here_and_there(home, kind):
    with session(home, WORKS) as work:
        lines = work.do("fail", {"kind": kind})
        assert next(lines) == {"before": True}
        with pytest.raises(ApplianceError) as caught:
            next(lines)
        met, meant = caught.value, ERRORS[kind]
        assert (type(met), str(met), met.exit_code) == (type(meant), str(meant), meant.exit_code)
        assert getattr(met, "reason", None) == getattr(meant, "reason", None)
        assert len(list(work.do("count", {"to": 2}))) == 2


def test_every_class_of_the_tree_is_carried():
    def below(kind):
        return {kind, *(one for each in kind.__subclasses__() if each.__module__ == "appliance.errors" for one in below(each))}

    assert {one.__name__ for one in below(ApplianceError)} - {"ApplianceError"} == set(ERRORS)


def test_what_a_session_did_is_signed_when_it_ends(home, bare_home):
    with session(home, WORKS) as work:
        list(work.do("record", {}))
    appliance = open_appliance(bare_home)
    assert not appliance.audit.checkpoint(), "nothing was left to sign"
    appliance.close()


def test_a_session_alone_holds_the_lock_and_lets_it_go(bare_home):
    with pytest.raises(ZeroDivisionError), session(bare_home, WORKS):  # noqa: PT012
        assert try_lock(bare_home) is None
        _ = 1 / 0
    lock = try_lock(bare_home)
    assert lock is not None
    lock.close()


def test_a_home_that_another_command_works_on_is_unavailable(bare_home):
    with (
        (lock := try_lock(bare_home)),
        pytest.raises(Unavailable, match="another command"),
        session(bare_home, WORKS, wait_s=0.3),
    ):  # type: ignore[union-attr]
        pass
    assert lock is not None


def test_a_command_waits_for_the_one_before(bare_home):
    lock = try_lock(bare_home)
    assert lock is not None
    threading.Timer(0.3, lock.close).start()
    with session(bare_home, WORKS, wait_s=20) as work:
        assert list(work.do("count", {"to": 1}))


def test_beside_an_owner_the_lock_is_not_needed_and_many_may_ask_at_once(serving):
    results: list[int] = []

    def ask() -> None:
        with session(serving.home, WORKS) as work:
            results.append(len(list(work.do("count", {"to": 300}))))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [300] * 6


def test_a_foreign_error_of_the_owner_is_told_without_its_message(serving):
    with session(serving.home, WORKS) as work:
        with pytest.raises(Unavailable, match="RuntimeError") as caught:
            list(work.do("stumble", {"text": "Priya Natarajan"}))
        assert "Priya" not in str(caught.value)
        with pytest.raises(Unavailable):
            list(work.do("no such work", {}))


def test_a_command_that_goes_away_stops_its_work(serving):
    left.clear()
    with session(serving.home, WORKS) as work:
        assert next(iter(work.do("endless", {})))
    assert left.wait(10)


@contextmanager
def place_of_socket(home: Path):
    """A path that fits a socket's 108 bytes, wherever the tests' folder lies."""
    folder = os.open(home / "run", os.O_RDONLY)
    yield f"/proc/self/fd/{folder}/appliance.sock"
    os.close(folder)


def raw(home: Path, content: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as link, place_of_socket(home) as place:
        link.connect(place)
        link.sendall(content)
        link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(65536), b""))


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"not json\n", b"[1]\n", b'{"work": "count"}\n', b"\xff\xfe\n", b'{"work": ["count"], "arguments": 3}\n'],
)
def test_a_request_that_is_none_hurts_nobody(serving, content, capfd):
    answer = raw(serving.home, content)
    assert all("error" in json.loads(line) for line in answer.splitlines())
    with session(serving.home, WORKS) as work:
        assert list(work.do("count", {"to": 1}))
    assert "Traceback" not in capfd.readouterr().err


def test_the_socket_is_for_its_owner_only(serving):
    assert stat.S_IMODE((serving.home / "run" / "appliance.sock").stat().st_mode) == 0o600


def test_a_socket_that_a_killed_owner_left_is_no_owner(bare_home):
    with socket.socket(socket.AF_UNIX) as dead, place_of_socket(bare_home) as place:
        dead.bind(place)
    with session(bare_home, WORKS) as work:
        assert next(iter(work.do("count", {"to": 1})))["home"] == str(bare_home)
        server = listen(open_appliance(bare_home), {})
    server.server_close()
    server.appliance.close()


@pytest.mark.parametrize("said", [b"", b'{"line": {"a": 1}}\n', b'{"line": {"a": 1}}\n{"lin', b"what?\n"])
def test_an_owner_that_breaks_off_is_unavailable_and_never_a_short_answer(bare_home, said):
    with socket.socket(socket.AF_UNIX) as listener, place_of_socket(bare_home) as place:
        listener.bind(place)
        listener.listen()

        def answer() -> None:
            link, _ = listener.accept()
            with link:
                link.recv(65536)
                link.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        with session(bare_home, WORKS) as work, pytest.raises(Unavailable):
            list(work.do("count", {"to": 1}))
        thread.join()


def test_a_home_that_lies_deep_has_its_socket_all_the_same(bare_home, tmp_path):
    deep = tmp_path.joinpath(*["a folder with a long name"] * 8)
    deep.parent.mkdir(parents=True)
    bare_home.rename(deep)
    appliance = open_appliance(deep)
    server = listen(appliance, WORKS)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    with session(deep, WORKS) as work:
        assert len(list(work.do("count", {"to": 2}))) == 2
    server.shutdown()
    thread.join()
    server.server_close()
    appliance.close()


def test_a_folder_that_is_no_home_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="no home"), session(tmp_path, WORKS):
        pass
    assert not list(tmp_path.iterdir())
