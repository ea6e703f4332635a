"""The model process: JSON lines in, JSON lines out; holds llama.cpp, and may die without taking anybody with it.

In: `{"do": "complete", "id", "system", "user", "max_tokens"}`, `{"do": "cancel", "id"}`. Out: `{"ready": true}`, then per
request `{"id", "text"}`s and one `{"id", "done", "prompt_tokens", "answer_tokens"}`, or `{"id", "error"}`.
One sequence at a time, greedy. The tokens up to the end of the system text stay decoded between requests, always as the same
slices, so that an answer does not hang on what was asked before. Nothing that a request holds is ever printed.
"""

from __future__ import annotations

import codecs
import ctypes
import json
import os
import queue
import resource
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from appliance.answering.template import ChatTemplate, Part
from appliance.errors import ConfigError

SLICE_TOKENS = 256  # of a prompt, decoded at once; below it each token costs more, above it a cancel waits longer
TEMPLATE_SECONDS = 5  # a template that takes longer has no end
TEMPLATE_BYTES = 256 << 20  # of memory, beyond what the process has
PIECE_BYTES = 256
PR_SET_PDEATHSIG = 1  # linux/prctl.h

Line = dict[str, object]


class LlamaModel:
    """llama.cpp with one model and one sequence. Raises ConfigError if the file or its template is not usable."""

    def __init__(self, path: Path, context_tokens: int, threads: int) -> None:
        import llama_cpp

        self._llama = llama_cpp
        # llama.cpp calls it as long as the process lives, so the reference must stay
        self._silence = llama_cpp.llama_log_callback(lambda *_: None)
        llama_cpp.llama_log_set(self._silence, ctypes.c_void_p(0))
        llama_cpp.llama_backend_init()
        self._model = llama_cpp.llama_model_load_from_file(os.fsencode(path), llama_cpp.llama_model_default_params())
        if not self._model:
            raise ConfigError(f"llama.cpp cannot load the model; {path}; run `appliance models verify`")
        self._context = llama_cpp.llama_init_from_model(self._model, self._params(context_tokens, threads))
        if not self._context:
            raise ConfigError(f"no memory for the model's context; {path}; lower answer.context_tokens")
        self._vocabulary = llama_cpp.llama_model_get_vocab(self._model)
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._sampler = llama_cpp.llama_sampler_init_greedy()
        self._context_tokens = context_tokens
        self._head: list[int] = []  # decoded, and kept
        self._template = self._read_template(path)

    def tokens(self, system: str, user: str) -> tuple[list[int], list[int]]:
        """Return (tokens up to the end of the system text, the rest)."""
        parts = _within_limits(self._template, system, user)
        border = next(i for i, part in enumerate(parts) if part.content) + 1
        head = [token for part in parts[:border] for token in self._tokenise(part)]
        bos = self._llama.llama_vocab_bos(self._vocabulary)
        if self._llama.llama_vocab_get_add_bos(self._vocabulary) and not self._template.holds_bos and bos >= 0:
            head.insert(0, bos)
        return head, [token for part in parts[border:] for token in self._tokenise(part)]

    def complete(self, head: list[int], rest: list[int], max_tokens: int, cancelled: Callable[[], bool]) -> Iterator[int]:
        """Decode the prompt and yield the answer's tokens until the model ends, the limit, or a cancel."""
        if len(head) + len(rest) + max_tokens > self._context_tokens:
            raise ConfigError("the prompt is longer than the context; appliance.toml; raise answer.context_tokens")
        if head != self._head or not self._forget_after(len(head)):
            self._forget_after(0)
            self._head = []
            self._decode(head)
            self._head = head
        for start in range(0, len(rest), SLICE_TOKENS):
            if cancelled():
                return
            self._decode(rest[start : start + SLICE_TOKENS])
        for _ in range(max_tokens):
            token = self._llama.llama_sampler_sample(self._sampler, self._context, -1)
            if cancelled() or self._llama.llama_vocab_is_eog(self._vocabulary, token):
                return
            yield token
            self._decode([token])

    def piece(self, token: int) -> bytes:
        """Return the token's bytes; a control token has none."""
        buffer = ctypes.create_string_buffer(PIECE_BYTES)
        size = self._llama.llama_token_to_piece(self._vocabulary, token, buffer, PIECE_BYTES, 0, False)
        return buffer.raw[: max(size, 0)]

    def _params(self, context_tokens: int, threads: int) -> object:
        params = self._llama.llama_context_default_params()
        params.n_ctx = context_tokens
        params.n_batch = params.n_ubatch = SLICE_TOKENS
        params.n_threads = params.n_threads_batch = threads
        params.n_seq_max = 1
        params.flash_attn_type = 0  # with it a replay may differ
        return params

    def _read_template(self, path: Path) -> ChatTemplate:
        source = self._llama.llama_model_chat_template(self._model, None)
        if not source:
            raise ConfigError(f"the model has no chat template; {path}; use an instruct model")
        text = self._llama.llama_vocab_get_text
        ends = self._llama.llama_vocab_bos(self._vocabulary), self._llama.llama_vocab_eos(self._vocabulary)
        bos, eos = (text(self._vocabulary, token).decode() if token >= 0 else "" for token in ends)
        return ChatTemplate(source.decode(), bos, eos)

    def _tokenise(self, part: Part) -> list[int]:
        raw = part.text.encode("utf-8", "replace")
        room = len(raw) + 8
        array = (self._llama.llama_token * room)()
        count = self._llama.llama_tokenize(self._vocabulary, raw, len(raw), array, room, False, not part.content)
        if count < 0:
            raise ConfigError("llama.cpp cannot tokenise the prompt; answer model; use another model")
        return list(array[:count])

    def _forget_after(self, position: int) -> bool:
        return bool(self._llama.llama_memory_seq_rm(self._memory, 0, position, -1))

    def _decode(self, tokens: list[int]) -> None:
        for start in range(0, len(tokens), SLICE_TOKENS):
            piece = tokens[start : start + SLICE_TOKENS]
            array = (self._llama.llama_token * len(piece))(*piece)
            if self._llama.llama_decode(self._context, self._llama.llama_batch_get_one(array, len(piece))) != 0:
                self._head = []
                raise ConfigError("llama.cpp could not decode; answer model; lower answer.context_tokens")


def _within_limits(template: ChatTemplate, system: str, user: str) -> tuple[Part, ...]:
    """Render with limits on time and memory: the sandbox stops neither a slow template nor one that doubles a string."""

    def stop(_signal: int, _frame: object) -> None:
        raise ConfigError("the chat template has no end; the GGUF file of the answer model; use the maker's file")

    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, TEMPLATE_SECONDS)
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + TEMPLATE_BYTES, hard))
    try:
        return template.parts(system, user)
    except MemoryError as error:
        raise ConfigError("the chat template eats memory; the GGUF file of the answer model; use the maker's file") from error
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.setitimer(signal.ITIMER_REAL, 0)


class Requests:
    """Reads stdin in a thread of its own, so that a cancel arrives while the model decodes."""

    def __init__(self, lines: IO[str]) -> None:
        self.waiting: queue.SimpleQueue[Line] = queue.SimpleQueue()
        self._cancelled: set[object] = set()
        threading.Thread(target=self._read, args=(lines,), daemon=True).start()

    def is_cancelled(self, request: Line) -> bool:
        """Has the client taken this request back?"""
        return request["id"] in self._cancelled

    def _read(self, lines: IO[str]) -> None:
        for line in lines:
            request: Line = json.loads(line)
            if request["do"] == "complete":
                self.waiting.put(request)
            else:
                self._cancelled.add(request["id"])
        os._exit(0)  # the parent closed the pipe or died


def answer(model: LlamaModel, request: Line, cancelled: Callable[[], bool]) -> Iterator[Line]:
    """Yield the lines that answer one request."""
    head, rest = model.tokens(str(request["system"]), str(request["user"]))
    decoder = codecs.getincrementaldecoder("utf-8")("replace")  # a token may end inside a character
    count = 0
    for token in model.complete(head, rest, int(str(request["max_tokens"])), cancelled):
        count += 1
        if text := decoder.decode(model.piece(token)):
            yield {"id": request["id"], "text": text}
    yield {"id": request["id"], "done": True, "prompt_tokens": len(head) + len(rest), "answer_tokens": count}


def main(arguments: list[str]) -> None:
    """Serve requests until the pipe closes: PARENT_PID MODEL CONTEXT_TOKENS THREADS."""
    parent, path, context_tokens, threads = arguments
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != int(parent):  # it died before the line above
        return
    requests = Requests(sys.stdin)

    def say(line: Line) -> None:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()

    try:
        model = LlamaModel(Path(path), int(context_tokens), int(threads))
        model.tokens("", "")  # a template that the sandbox refuses is told at once
    except (ConfigError, OSError, ImportError, UnicodeDecodeError) as error:
        say({"ready": False, "error": str(error) if isinstance(error, ConfigError) else type(error).__name__})
        return
    say({"ready": True})
    while True:
        request = requests.waiting.get()
        try:
            for line in answer(model, request, partial(requests.is_cancelled, request)):
                say(line)
        except ConfigError as error:
            say({"id": request["id"], "error": str(error)})


if __name__ == "__main__":
    main(sys.argv[1:])
