"""Tiny GGUF files of the Llama 3 and Mistral families: random weights, their makers' real chat templates."""

from __future__ import annotations

from pathlib import Path

import gguf
import numpy as np

#: as published with Meta-Llama-3-8B-Instruct
LLAMA3_TEMPLATE = (
    "{% set loop_messages = messages %}{% for message in loop_messages %}{% set content = '<|start_header_id|>' + message['role'] + "
    "'<|end_header_id|>\n\n'+ message['content'] | trim + '<|eot_id|>' %}{% if loop.index0 == 0 %}{% set content = bos_token + content %}"
    "{% endif %}{{ content }}{% endfor %}{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\n\n' }}{% endif %}"
)
#: as published with Mistral-7B-Instruct-v0.1; it knows no system role
MISTRAL_TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}{% if (message['role'] == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('Conversation roles must alternate user/assistant/user/assistant/...') }}{% endif %}"
    "{% if message['role'] == 'user' %}{{ '[INST] ' + message['content'] + ' [/INST]' }}"
    "{% elif message['role'] == 'assistant' %}{{ message['content'] + eos_token + ' ' }}"
    "{% else %}{{ raise_exception('Only user and assistant roles are supported!') }}{% endif %}{% endfor %}"
)
LLAMA3_CONTROL = ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
EMBEDDING, BLOCKS, FEED_FORWARD, HEADS, KV_HEADS = 64, 2, 128, 4, 2


def write_llama3(path: Path, template: str | None = LLAMA3_TEMPLATE) -> Path:
    """A byte-pair vocabulary of the 256 bytes, a few merges, and Llama 3's control tokens."""
    tokens = [*_bytes_as_letters(), "th", "he", "in", *LLAMA3_CONTROL]
    writer = _writer(path, "tiny-llama3", rope_base=5e5, vocabulary=len(tokens))
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("llama-bpe")
    writer.add_token_list(tokens)
    writer.add_token_types([gguf.TokenType.CONTROL if token in LLAMA3_CONTROL else gguf.TokenType.NORMAL for token in tokens])
    writer.add_token_merges(["t h", "h e", "i n"])
    writer.add_bos_token_id(tokens.index("<|begin_of_text|>"))
    writer.add_eos_token_id(tokens.index("<|eot_id|>"))
    return _finished(writer, path, len(tokens), template)


def write_mistral(path: Path, template: str | None = MISTRAL_TEMPLATE) -> Path:
    """A sentence-piece vocabulary: control tokens, bytes, a few pieces with scores."""
    pieces = ["▁", "▁the", "▁answer", "e", "t", "a", "o", "n", "[INST]", "[/INST]"]
    tokens = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *pieces]
    kinds = [gguf.TokenType.UNKNOWN, gguf.TokenType.CONTROL, gguf.TokenType.CONTROL, *[gguf.TokenType.BYTE] * 256]
    writer = _writer(path, "tiny-mistral", rope_base=1e6, vocabulary=len(tokens))
    writer.add_tokenizer_model("llama")
    writer.add_token_list(tokens)
    writer.add_token_scores([0.0] * 259 + [-float(i) for i in range(len(pieces))])
    writer.add_token_types([*kinds, *[gguf.TokenType.NORMAL] * len(pieces)])
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    return _finished(writer, path, len(tokens), template)


def _writer(path: Path, name: str, *, rope_base: float, vocabulary: int) -> gguf.GGUFWriter:
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(name)
    writer.add_context_length(1024)
    writer.add_embedding_length(EMBEDDING)
    writer.add_block_count(BLOCKS)
    writer.add_feed_forward_length(FEED_FORWARD)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(KV_HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_freq_base(rope_base)
    writer.add_rope_dimension_count(EMBEDDING // HEADS)
    writer.add_vocab_size(vocabulary)
    return writer


def _finished(writer: gguf.GGUFWriter, path: Path, vocabulary: int, template: str | None) -> Path:
    if template is not None:
        writer.add_chat_template(template)
    random = np.random.default_rng(7)
    width, kv = EMBEDDING, EMBEDDING // HEADS * KV_HEADS
    shapes = {"token_embd": (vocabulary, width), "output_norm": (width,), "output": (vocabulary, width)}
    for block in range(BLOCKS):
        shapes |= {
            f"blk.{block}.attn_norm": (width,), f"blk.{block}.attn_q": (width, width), f"blk.{block}.attn_k": (kv, width),
            f"blk.{block}.attn_v": (kv, width), f"blk.{block}.attn_output": (width, width), f"blk.{block}.ffn_norm": (width,),
            f"blk.{block}.ffn_gate": (FEED_FORWARD, width), f"blk.{block}.ffn_up": (FEED_FORWARD, width),
            f"blk.{block}.ffn_down": (width, FEED_FORWARD),
        }  # fmt: skip
    for name, shape in shapes.items():
        values = np.ones(shape) if name.endswith("norm") else random.normal(0, 0.2, shape)
        writer.add_tensor(f"{name}.weight", values.astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _bytes_as_letters() -> list[str]:
    """GPT-2's visible letter for each of the 256 bytes."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    hidden = [byte for byte in range(256) if byte not in visible]
    letters = {byte: chr(byte) for byte in visible} | {byte: chr(256 + i) for i, byte in enumerate(hidden)}
    return [letters[byte] for byte in range(256)]
