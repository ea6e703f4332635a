import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from appliance.errors import ConfigError
from appliance.indexing.embedder import Embedder
from appliance.models.convert import to_onnx

WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "sat", "on", "mat", "dog", "in", "fog"]
MAKE = """
import sys, torch
from transformers import BertConfig, BertModel
torch.manual_seed(1)
size = dict(hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, vocab_size=12)
BertModel(BertConfig(**size, max_position_embeddings=64)).save_pretrained(sys.argv[1], safe_serialization=True)
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory) -> Path:
    """A sentence-transformers folder with a random model that takes its vector from the first token."""
    folder = tmp_path_factory.mktemp("tiny-embedder")
    (folder / "1_Pooling").mkdir()
    subprocess.run([sys.executable, "-c", MAKE, str(folder)], check=True, capture_output=True)
    (folder / "vocab.txt").write_text("\n".join(WORDS) + "\n")
    pieces = {word: number for number, word in enumerate(WORDS)}
    special = {"[CLS]": {"id": "[CLS]", "ids": [2], "tokens": ["[CLS]"]}, "[SEP]": {"id": "[SEP]", "ids": [3], "tokens": ["[SEP]"]}}  # fmt: skip
    ends = [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}]  # fmt: skip
    added = [{"id": n, "content": WORDS[n], "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True} for n in range(4)]  # fmt: skip
    save(folder / "tokenizer.json", {
        "version": "1.0", "added_tokens": added, "normalizer": None, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "TemplateProcessing", "single": ends, "pair": ends, "special_tokens": special},
        "model": {"type": "WordLevel", "vocab": pieces, "unk_token": "[UNK]"},
    })  # fmt: skip
    names = {"pad_token": "[PAD]", "unk_token": "[UNK]", "cls_token": "[CLS]", "sep_token": "[SEP]"}
    save(folder / "tokenizer_config.json", names | {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": 32})
    save(folder / "sentence_bert_config.json", {"max_seq_length": 32, "do_lower_case": False})
    save(folder / "1_Pooling/config.json", {"word_embedding_dimension": 32, "pooling_mode_cls_token": True,
                                            "pooling_mode_mean_tokens": False})  # fmt: skip
    kinds = enumerate([("", "Transformer"), ("1_Pooling", "Pooling")])
    save(folder / "modules.json", [
        {"idx": n, "name": str(n), "path": path, "type": f"sentence_transformers.models.{kind}"} for n, (path, kind) in kinds
    ])  # fmt: skip
    return folder


def save(path: Path, value: object) -> None:
    path.write_text(json.dumps(value))


def test_a_model_with_another_pooling_becomes_one_file_that_the_embedder_takes(tiny):
    to_onnx(tiny, tiny / "model.onnx")
    embedder = Embedder(tiny)
    assert (embedder.dimensions, embedder.max_tokens) == (32, 32)
    vectors = embedder.embed(["the cat sat on the mat", "the dog"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-5)
    assert not list(tiny.glob("*.float"))


def test_a_folder_that_is_no_model_is_the_operators_to_mend(tmp_path):
    (tmp_path / "modules.json").write_text("[]")
    with pytest.raises(ConfigError, match="not an embedding model") as caught:
        to_onnx(tmp_path, tmp_path / "model.onnx")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "model.onnx").exists()
