"""What every embedder must do. The reference is sentence-transformers on the same folder, in a process of its own."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from appliance.indexing.embedder import Embedder

TEXTS = [
    "Employees accrue two days of paid leave for each month of service.",
    "leave",
    "The data processor shall notify the controller without undue delay after becoming aware of a breach.",
    "person has asked organization for a refund of the deposit paid on the second of March.",
    "Dose: 5 mg twice a day, to be taken with food; stop if a rash appears.",
    "¿Dónde está la oficina?",
    "Table 4 | Q1 | Q2 | Q3 | total 1,204.50",
    "What does the policy say about carrying over unused holidays into the next year?",
    "Error 0x80070057 while mounting volume /dev/sdb1: parameter is incorrect.",
    "Visitors sign in at the front desk, wear a badge at all times and are accompanied on the laboratory floors.",
]
REFERENCE = """
import json, sys
from sentence_transformers import SentenceTransformer
model = SentenceTransformer(sys.argv[1], device="cpu", local_files_only=True)
print(json.dumps(model.encode(json.load(sys.stdin), normalize_embeddings=True).tolist()))
"""


@pytest.fixture(scope="module", params=[1, 3], ids=["one thread", "three threads"])
def embedder(request, models_dir):
    return Embedder(models_dir / "all-MiniLM-L6-v2", threads=request.param)


@pytest.fixture(scope="module")
def reference(models_dir):
    offline = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "true"}
    command = [sys.executable, "-c", REFERENCE, str(models_dir / "all-MiniLM-L6-v2")]
    said = subprocess.run(command, input=json.dumps(TEXTS), env=offline, capture_output=True, text=True, check=True)
    return np.array(json.loads(said.stdout.splitlines()[-1]), dtype=np.float32)


def test_vectors_agree_with_the_reference_in_its_order(embedder, reference):
    cosines = (embedder.embed(TEXTS) * reference).sum(axis=1)
    assert cosines.min() >= 0.97
    assert cosines.mean() >= 0.99


def test_rankings_agree_with_the_reference(embedder, reference):
    ours = embedder.embed(TEXTS)
    assert np.abs(ours @ ours.T - reference @ reference.T).max() < 0.1


def test_rows_are_unit_length_and_float32(embedder):
    vectors = embedder.embed(TEXTS)
    assert vectors.shape == (len(TEXTS), embedder.dimensions)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)


def test_no_texts_give_no_rows(embedder):
    assert embedder.embed([]).shape == (0, embedder.dimensions)


def test_a_text_beyond_the_limit_is_cut_there(embedder):
    words = ["leave"] * (embedder.max_tokens - 2)  # two are the model's own
    whole, longer = embedder.embed([" ".join(words), " ".join(words + ["invoice"] * 5000)])
    assert np.array_equal(whole, longer)


def test_the_same_text_has_the_same_vector(embedder):
    assert np.array_equal(embedder.embed(TEXTS[:1]), embedder.embed(TEXTS[:1]))


def test_odd_texts_do_not_break_it(embedder):
    odd = ["", " ", "\x00", "\u202e\u200d", "🙂" * 400, "a" * 20_000, "\n".join(["x"] * 3000)]
    assert np.isfinite(embedder.embed(odd)).all()
