import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from appliance.errors import Unavailable
from appliance.indexing.embedder import Embedder


@pytest.fixture(scope="module")
def embedder(models_dir):
    return Embedder(models_dir / "all-MiniLM-L6-v2", threads=2)


def test_near_meanings_lie_nearer_than_far_ones(embedder):
    vectors = embedder.embed(["The invoice is overdue.", "Payment of the bill is late.", "Cats sleep all day."])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2] + 0.2


def test_a_text_has_the_same_vector_alone_and_among_others(embedder):
    texts = ["short", "a text of middling length about leave and holidays", "long " * 200]
    assert np.array_equal(embedder.embed(texts)[1], embedder.embed(texts[1:2])[0])
    assert np.array_equal(embedder.embed(texts), embedder.embed(texts[::-1])[::-1])


def test_offsets_cover_the_words_and_point_into_the_text(embedder):
    text = "Reimbursement of dépenses:  42 €"
    pieces = [text[start:end] for start, end in embedder.tokens(text)]
    assert "".join(pieces) == text.replace(" ", "")


def test_offsets_are_of_the_whole_text_however_long(embedder):
    text = "word " * 1000
    assert embedder.count_tokens(text) == len(embedder.tokens(text)) == 1000


def test_an_empty_text_has_no_tokens_and_still_a_vector(embedder):
    assert embedder.tokens("") == []
    assert embedder.embed([""]).shape == (1, embedder.dimensions)


def test_several_threads_may_ask_at_once(embedder):
    texts = [f"question number {number}" for number in range(24)]
    alone = embedder.embed(texts)
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda text: embedder.embed([text])[0], texts))
    assert np.array_equal(alone, np.stack(together))


def test_a_folder_without_a_model_is_unavailable_in_one_line(tmp_path):
    with pytest.raises(Unavailable, match=r"model\.onnx") as caught:
        Embedder(tmp_path)
    assert "\n" not in str(caught.value)


def test_a_model_that_is_no_graph_is_unavailable(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"rubbish")
    with pytest.raises(Unavailable):
        Embedder(tmp_path)


def test_importing_the_embedder_loads_no_heavy_library():
    code = "import sys, appliance.indexing.embedder; print([n for n in ('torch', 'onnxruntime') if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
