import contextlib
import struct
from pathlib import Path

import gguf
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appliance.errors import ConfigError
from appliance.models.gguf import read_header


def write(path: Path) -> Path:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name("Tiny Llama")
    writer.add_license("apache-2.0")
    writer.add_context_length(4096)
    writer.add_tokenizer_model("gpt2")
    writer.add_token_list(["<unk>", "<s>", "</s>", "né"])
    writer.add_token_scores([0.0, 0.5, 1.0, 1.5])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    writer.add_chat_template("{{ messages[0].content }}")
    writer.add_tensor("token_embd.weight", np.ones((4, 32), dtype=np.float32))
    writer.add_tensor("output.weight", np.ones((4, 32), dtype=np.float16))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    return write(tmp_path_factory.mktemp("gguf") / "tiny.gguf")


def test_the_header_says_what_the_file_is(tiny):
    header = read_header(tiny)
    assert (header.architecture, header.name, header.licence) == ("llama", "Tiny Llama", "apache-2.0")
    assert (header.context_tokens, header.tensors) == (4096, 2)
    assert (header.bos_id, header.bos, header.eos_id, header.eos) == (1, "<s>", 2, "</s>")
    assert header.chat_template == "{{ messages[0].content }}"


def test_the_chat_template_stays_out_of_the_repr(tiny):
    assert "messages" not in repr(read_header(tiny))


def test_a_file_that_was_cut_anywhere_is_refused(tiny, tmp_path):
    content = tiny.read_bytes()
    for length in [0, 3, 4, 10, 23, *range(24, len(content), 97), len(content) - 1]:
        cut = tmp_path / "cut.gguf"
        cut.write_bytes(content[:length])
        with pytest.raises(ConfigError, match="not a whole GGUF file"):
            read_header(cut)


@pytest.mark.parametrize("content", [
    b"PK\x03\x04 not a model",
    b"GGUF" + struct.pack("<IQQ", 1, 0, 0),  # version 1 had 32-bit counts
    b"GGUF" + struct.pack(">IQQ", 3, 0, 0),  # big endian
    b"GGUF" + struct.pack("<IQQ", 3, 1 << 60, 0),
    b"GGUF" + struct.pack("<IQQ", 3, 0, 1 << 60),
    b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, 1 << 63),  # a key of that length
    b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 4, 1 << 62) + b"0" * 64,  # an array of that length
    b"GGUF" + struct.pack("<IQQQ1sIIQ", 3, 0, 1, 1, b"k", 9, 9, 2) + b"0" * 64,  # arrays in an array
    b"GGUF" + struct.pack("<IQQQ1sI", 3, 0, 1, 1, b"k", 99) + b"0" * 64,  # a type that does not exist
    b"GGUF" + struct.pack("<IQQ", 3, 0, 0) + b"0" * 64,  # no architecture
])  # fmt: skip
def test_a_hostile_header_is_refused_in_one_line(tmp_path, content):
    path = tmp_path / "bad.gguf"
    path.write_bytes(content)
    with pytest.raises(ConfigError) as caught:
        read_header(path)
    assert "\n" not in str(caught.value)
    assert str(path) in str(caught.value)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.integers(0, 700), value=st.integers(0, 255))
def test_a_flipped_byte_is_read_or_refused_but_never_a_crash(tiny, tmp_path, place, value):
    content = bytearray(tiny.read_bytes())
    content[min(place, len(content) - 1)] = value
    path = tmp_path / "flipped.gguf"
    path.write_bytes(content)
    with contextlib.suppress(ConfigError):
        read_header(path)


def test_a_missing_file_is_one_line(tmp_path):
    with pytest.raises(ConfigError, match="no such file"):
        read_header(tmp_path / "none.gguf")
