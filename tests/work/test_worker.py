"""The scrub-and-embed worker: same results as here, gone when idle, replaced when killed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from appliance.indexing.embedder import Embedder
from appliance.policy import load_policy
from appliance.privacy.detector import Detector
from appliance.privacy.scrubber import Scrubber
from appliance.records import Document, Page
from appliance.work.worker import DocumentWorker
from tests.conftest import ROOT

DOCUMENT = Document("note.txt", "txt", (Page(1, "Anna Lindqvist keeps the ledger. Call 020 7946 0018."),))


@pytest.fixture
def worker(models_dir: Path):
    made = DocumentWorker({"en": models_dir / "en_core_web_md"}, models_dir / "all-MiniLM-L6-v2", 1, len, idle_s=1.0)
    yield made
    made.close()


def test_it_gives_what_the_door_and_the_embedder_give_here(worker, models_dir):
    policy = load_policy("default", ROOT / "policies")
    here = Scrubber(Detector(models_dir / "en_core_web_md")).scrub_document(DOCUMENT, policy, b"k" * 32)
    assert worker.scrub_document(DOCUMENT, policy, b"k" * 32) == here
    texts = ["a short text", "another one"]
    assert np.allclose(worker.embed(texts), Embedder(models_dir / "all-MiniLM-L6-v2", threads=1).embed(texts))


def test_it_ends_when_idle_and_a_killed_one_is_replaced(worker):
    worker.embed(["one"])
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    assert worker.embed(["two"]).shape[0] == 1
    assert worker.pid not in (None, first)
    end = time.monotonic() + 20
    while worker.pid is not None:
        assert time.monotonic() < end
        time.sleep(0.1)
