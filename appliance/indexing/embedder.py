"""Texts → unit vectors, by the ONNX file that the model store made of the embedding model (docs/adr/0003).

One text a run, several runs side by side: 8-bit arithmetic scales by the largest number of a run, so in a batch a text
would get another vector with other neighbours. Alone it always gets the same, at the same cost (measured).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from appliance.errors import Unavailable
from appliance.records import Matrix, Vector

if TYPE_CHECKING:
    import onnxruntime
    import tokenizers


class Embedder:
    """An embedding model in memory; may be used by several threads at once."""

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        """Load `model.onnx` and `tokenizer.json`; `threads` texts at a time, 0: one per core. Raises Unavailable."""
        self._session = _session(folder / "model.onnx")
        self._inputs = [node.name for node in self._session.get_inputs()]
        facts = self._session.get_modelmeta().custom_metadata_map
        try:
            self.dimensions, self.max_tokens = int(facts["dimensions"]), int(facts["max_tokens"])
        except (KeyError, ValueError) as error:
            remedy = "install or add the model again"
            raise Unavailable(f"the embedding model does not say its size; {folder}; {remedy}") from error
        self._whole = _tokenizer(folder / "tokenizer.json")
        self._cut = _tokenizer(folder / "tokenizer.json")
        self._cut.enable_truncation(self.max_tokens)
        self._threads = threads or len(os.sched_getaffinity(0))

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return one row per text, in their order; a text beyond `max_tokens` is cut there."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        if len(texts) == 1 or self._threads == 1:
            return np.stack([self._vector(text) for text in texts])
        with ThreadPoolExecutor(self._threads, thread_name_prefix="embed") as pool:
            return np.stack(list(pool.map(self._vector, texts)))

    def tokens(self, text: str) -> list[tuple[int, int]]:
        """Return `[start, end)` of each word piece of the whole text, without those that the model adds."""
        encoding = self._whole.encode(text, add_special_tokens=False)
        return [(int(start), int(end)) for start, end in encoding.offsets]

    def count_tokens(self, text: str) -> int:
        """Return how many word pieces the text has, without those that the model adds."""
        return len(self._whole.encode(text, add_special_tokens=False).ids)

    def _vector(self, text: str) -> Vector:
        encoding = self._cut.encode(text)
        columns = {"input_ids": encoding.ids, "attention_mask": encoding.attention_mask, "token_type_ids": encoding.type_ids}
        feed = {name: np.array([columns[name]], dtype=np.int64) for name in self._inputs}
        output = np.asarray(self._session.run(None, feed)[0], dtype=np.float32)[0]
        length = float(np.linalg.norm(output))
        if not np.isfinite(length) or length == 0.0:
            raise Unavailable("the embedding model gave no vector; the model store; run `appliance models verify`")
        unit: Vector = output / np.float32(length)
        return unit


def _session(path: Path) -> onnxruntime.InferenceSession:
    """Load a graph to run on one thread: the texts are what is spread over the cores."""
    # onnxruntime 1.32 looks up its maker's telemetry host some seconds after import; its Python switch comes too late (measured)
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors only
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own classes come from its binary and share no public parent
        remedy = "run `appliance models install starter`"
        raise Unavailable(f"the embedding model cannot be loaded; {path}; {remedy}") from error


def _tokenizer(path: Path) -> tokenizers.Tokenizer:
    """Load a tokenizer without the cutting and padding that its file asks for (MiniLM's: 128, the model takes 256)."""
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(path))
    except Exception as error:  # the binding raises plain Exception
        remedy = "run `appliance models install starter`"
        raise Unavailable(f"the embedding model's tokenizer cannot be loaded; {path}; {remedy}") from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer
