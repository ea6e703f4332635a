"""Walking folders: every file once, links not followed, and nothing that blocks or escapes."""

from __future__ import annotations

import os
import socket

import pytest

from appliance.errors import ConfigError, DocumentError
from appliance.work.walk import check_paths, read_file, walk


def found(*paths) -> list[str]:
    return [one.path for one in walk([str(path) for path in paths])]


@pytest.fixture
def tree(tmp_path):
    top = tmp_path / "top"
    for name in ("b.txt", "a.txt", "sub/deep/c.txt", "sub/d.txt", "sub2/e.txt", ".hidden"):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        (top / name).write_text(name)
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    return top


def test_a_folder_is_walked_whole_in_a_stable_order(tree):
    expected = [".hidden", "a.txt", "b.txt", "sub/d.txt", "sub/deep/c.txt", "sub2/e.txt"]
    assert found(tree) == [str(tree / name) for name in expected] == found(tree)


def test_a_file_that_is_given_is_itself(tree):
    assert found(tree / "b.txt", tree / "a.txt") == [str(tree / "b.txt"), str(tree / "a.txt")]


def test_links_are_found_and_not_followed(tree):
    (tree / "to_folder").symlink_to(tree.parent / "outside")
    (tree / "to_file").symlink_to(tree.parent / "outside" / "secret.txt")
    (tree / "loop").symlink_to(tree)
    assert not [path for path in found(tree) if "secret" in path]
    for name in ("to_folder", "to_file", "loop"):
        assert str(tree / name) in found(tree)
        assert refusal(tree / name) == "not_a_file"
    assert found(tree / "to_folder") == [str(tree / "to_folder")]


def refusal(path, limit: int = 1000) -> str:
    with pytest.raises(DocumentError) as caught:
        read_file(str(path), limit)
    assert str(path) not in str(caught.value)
    return caught.value.reason


def test_what_is_no_file_is_said_so_without_waiting(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "s"))
        assert [refusal(tmp_path / "pipe"), refusal(tmp_path / "s"), refusal("/dev/zero"), refusal(tmp_path)] == [
            "not_a_file"
        ] * 4


def test_a_file_that_went_away_has_vanished(tmp_path):
    assert refusal(tmp_path / "gone") == "vanished"


def test_a_file_up_to_the_limit_is_read_and_a_larger_one_is_not(tmp_path):
    (tmp_path / "f").write_bytes(b"x" * 10)
    assert read_file(str(tmp_path / "f"), 10) == b"x" * 10
    assert refusal(tmp_path / "f", 9) == "too_large"


def test_a_file_whose_size_says_nothing_is_still_held_to_the_limit():
    assert read_file("/proc/self/status", 1_000_000)
    assert refusal("/proc/self/status", 10) == "too_large"


def test_a_name_that_is_not_utf_8_is_walked_and_read(tmp_path):
    (tmp_path / "d").mkdir()
    with open(os.fsencode(tmp_path / "d") + b"/caf\xe9.txt", "wb") as file:
        file.write(b"x")
    (path,) = found(tmp_path / "d")
    assert read_file(path, 10) == b"x"


def test_nothing_stays_open(tmp_path):
    (tmp_path / "f").write_bytes(b"x" * 10)
    os.mkfifo(tmp_path / "pipe")
    before = os.listdir("/proc/self/fd")
    for name in ("f", "pipe", "."):
        try:
            read_file(str(tmp_path / name), 5)
        except DocumentError:
            continue
    assert os.listdir("/proc/self/fd") == before


def test_a_path_that_does_not_exist_is_wrong_use(tmp_path):
    (tmp_path / "dangling").symlink_to(tmp_path / "gone")
    check_paths([str(tmp_path), str(tmp_path / "dangling")])
    with pytest.raises(ConfigError, match="no such file") as caught:
        check_paths([str(tmp_path), str(tmp_path / "gone")])
    assert "gone" not in str(caught.value)
