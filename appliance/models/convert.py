"""A sentence-transformers folder → one ONNX file with 8-bit weights, made once, in the store (docs/adr/0003).

It holds the whole pipeline, pooling and normalising included: token ids in, unit vector out. The embedder then needs
neither torch nor knowledge of the model. Runs in a child of its own, so that a gigabyte of torch ends with it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from appliance.errors import ConfigError, Unavailable

ONNX_FILE = "model.onnx"
Convert = Callable[[Path, Path], None]  # folder with safetensors, ONNX file to write
_OFFLINE = {
    "ORT_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "DO_NOT_TRACK": "true",
    "CUDA_VISIBLE_DEVICES": "",
    "TOKENIZERS_PARALLELISM": "false",
}
_MOST_TOKENS = 8192
_TIMEOUT_S = 1800  # a large model on a slow machine
_UNREADABLE = 65  # exit code of the child: the folder is at fault


def to_onnx(folder: Path, target: Path) -> None:
    """Convert in a child process. Raises ConfigError (the folder is at fault) or Unavailable."""
    command = [sys.executable, "-m", "appliance.models.convert", str(folder), str(target)]
    try:
        child = subprocess.run(
            command, env={**os.environ, **_OFFLINE}, capture_output=True, text=True, errors="replace", timeout=_TIMEOUT_S
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        remedy = "try again when the machine is idle"
        raise Unavailable(f"the embedding model could not be converted; {folder}; {remedy}") from error
    reason = (child.stderr.strip().splitlines() or ["no reason given"])[-1]
    if child.returncode == _UNREADABLE:
        remedy = "give a sentence-transformers folder"
        raise ConfigError(f"not an embedding model that can be used ({reason}); {folder}; {remedy}")
    if child.returncode or not target.is_file():
        ended = f"exit code {child.returncode}: {reason}"
        raise Unavailable(f"the embedding model could not be converted ({ended}); {folder}; free memory and try again")


def main(arguments: list[str]) -> int:
    """Convert `FOLDER TARGET` here; for the child."""
    folder, target = map(Path, arguments)
    try:
        _export(folder, target.with_suffix(".float"))
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        # the libraries raise all of these for a folder that is not theirs; their texts name its files, never a document
        print(f"{type(error).__name__}: {error}".replace("\n", " ")[:300], file=sys.stderr)
        return _UNREADABLE
    _quantize(target.with_suffix(".float"), target)
    return 0


def _export(folder: Path, target: Path) -> None:
    """Write the pipeline in 32-bit floats."""
    import warnings

    import onnx
    import torch
    from sentence_transformers import SentenceTransformer

    warnings.simplefilter("ignore")  # the older exporter announces that it is the older one
    # eager attention: the fused kind cannot be traced with a mask of changing size
    weights = {"use_safetensors": True, "attn_implementation": "eager", "dtype": torch.float32}
    model = SentenceTransformer(
        str(folder), device="cpu", local_files_only=True, trust_remote_code=False, model_kwargs=weights
    ).eval()

    class Pipeline(torch.nn.Module):  # type: ignore[misc]  # torch counts as untyped here
        """The model with tensors in place of a dictionary, as the exporter wants it."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, *tensors: torch.Tensor) -> torch.Tensor:
            output: torch.Tensor = self.model(dict(zip(names, tensors, strict=True)))["sentence_embedding"]
            return torch.nn.functional.normalize(output, dim=-1)

    # two texts of unlike length, so that the trace sees a mask at work
    example = model.tokenizer(["a text", "a text of some more words than that"], padding=True, return_tensors="pt")
    names = [name for name in ("input_ids", "attention_mask", "token_type_ids") if name in example]
    axes = {name: {0: "texts", 1: "tokens"} for name in names} | {"embedding": {0: "texts"}}
    tensors = tuple(example[name] for name in names)
    torch.onnx.export(
        Pipeline(), tensors, str(target), input_names=names, output_names=["embedding"], dynamic_axes=axes,
        opset_version=17, dynamo=False,
    )  # fmt: skip
    graph = onnx.load(str(target))
    facts = {
        "max_tokens": min(model.max_seq_length or 512, _MOST_TOKENS),  # some tokenizers claim 10^30
        "dimensions": model.get_embedding_dimension(),
    }
    onnx.helper.set_model_props(graph, {key: str(value) for key, value in facts.items()})
    onnx.save(graph, str(target))


def _quantize(source: Path, target: Path) -> None:
    """Turn the weights into 8-bit integers, a scale per channel."""
    import logging

    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it recommends a preparation that this model does not need
    seven_bits = not _multiplies_exactly()
    quantize_dynamic(source, target, per_channel=True, weight_type=QuantType.QInt8, reduce_range=seven_bits)
    graph, floats = onnx.load(str(target)), onnx.load(str(source))
    onnx.helper.set_model_props(graph, {row.key: row.value for row in floats.metadata_props})
    onnx.save(graph, str(target))
    source.unlink()


def _multiplies_exactly() -> bool:
    """Say whether this processor multiplies 8-bit numbers without overflow (VNNI, ARM dot product)."""
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return any(flag in flags for flag in ("avx512_vnni", "avx_vnni", "asimddp"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
