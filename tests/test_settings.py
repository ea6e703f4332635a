"""Settings: every key has a default; what is wrong is refused with file, key and remedy."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from appliance.errors import ConfigError
from appliance.settings import FILE, Settings, load_settings


def refused(home, text: str) -> str:
    (home / FILE).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_settings(home)
    assert str(home / FILE) in str(caught.value)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_an_empty_file_is_all_defaults(tmp_path):
    (tmp_path / FILE).write_text("# nothing\n")
    assert load_settings(tmp_path) == Settings()


def test_a_value_that_is_set_counts(tmp_path):
    (tmp_path / FILE).write_text('[serve]\nport = 9000\n[models]\nanswer = "none"\n')
    settings = load_settings(tmp_path)
    assert (settings.serve.port, settings.serve.host, settings.models.answer) == (9000, "127.0.0.1", "none")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[serve]\nprot = 1\n", "unknown key serve.prot; {file}; did you mean port?"),
        ("[sreve]\nport = 1\n", "unknown key sreve; {file}; did you mean serve?"),
        ("zzzzz = 1\n", "unknown key zzzzz; {file}; remove it"),
        ("[serve]\nport = 0\n", "serve.port: "),
        ('[serve]\nport = "many"\n', "serve.port: "),
        ("serve = 3\n", "serve: "),
        ('language = "xx"\n', "language: "),
        ("[chunking]\ntokens = 300\n", "chunking.tokens: "),
        ("[serve\n", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_told_with_key_and_remedy(tmp_path, text, said):
    assert said.format(file=tmp_path / FILE) in refused(tmp_path, text)


def test_a_value_that_is_wrong_is_not_quoted(tmp_path):
    assert "hunter2" not in refused(tmp_path, '[serve]\nport = "hunter2"\n')


def test_a_file_that_cannot_be_read_as_text_is_told(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)
    (tmp_path / FILE).write_bytes(b"a = '\xff'")
    with pytest.raises(ConfigError, match="cannot be read"):
        load_settings(tmp_path)


def test_settings_are_frozen():
    with pytest.raises(ValidationError):
        Settings().serve.port = 1  # type: ignore[misc]
