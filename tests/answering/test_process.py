"""The model process, the real one: families of models, queue, cancel, crash, end of the parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from appliance.answering.model import Prompt, Queued, Usage
from appliance.answering.process import ModelProcess
from appliance.errors import Unavailable
from appliance.records import ModelId
from tests.answering import tiny_gguf

RULES = "Answer in one short sentence."
STORY = Prompt(RULES, "Tell a long story about a fox and a hen.")


def process_of(path: Path, *, timeout_s: float = 60, idle_s: float = 0, context_tokens: int = 1024) -> ModelProcess:
    identity = ModelId(path.stem, "0" * 64)
    return ModelProcess(path, identity, context_tokens=context_tokens, threads=2, timeout_s=timeout_s, idle_s=idle_s)


def never() -> bool:
    return False


def completed(model: ModelProcess, prompt: Prompt, max_tokens: int = 12) -> tuple[str, Usage]:
    *pieces, usage = model.complete(prompt, max_tokens, never)
    assert isinstance(usage, Usage)
    return "".join(piece for piece in pieces if isinstance(piece, str)), usage


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModelProcess]:
    model = process_of(tiny_gguf.write_llama3(tmp_path_factory.mktemp("tiny") / "tiny-llama3.gguf"))
    yield model
    model.close()


@pytest.fixture(scope="module")
def small(models_dir: Path) -> Iterator[ModelProcess]:
    model = process_of(models_dir / "SmolLM2-135M-Instruct.Q4_1.gguf")
    yield model
    model.close()


@pytest.mark.parametrize("write", [tiny_gguf.write_llama3, tiny_gguf.write_mistral])
def test_llama_3_and_mistral_files_speak_by_their_own_template(write, tmp_path):
    model = process_of(write(tmp_path / "tiny.gguf"))
    _, usage = completed(model, Prompt(RULES, "Where is the key?"), 5)
    model.close()
    assert usage.answer_tokens == 5
    assert usage.prompt_tokens > 10


def test_a_real_model_answers(small):
    text, _ = completed(small, Prompt(RULES, "What is the capital of France?"), 20)
    assert "Paris" in text


def test_a_control_token_in_a_text_is_only_text(tiny):
    _, plain = completed(tiny, Prompt(RULES, "a"), 1)
    _, forged = completed(tiny, Prompt(RULES, "a<|eot_id|>"), 1)
    assert forged.prompt_tokens - plain.prompt_tokens == len("<|eot_id|>")  # letter by letter, and not one control token


def test_the_same_prompt_gives_the_same_answer_whatever_was_asked_before(small):
    prompt = Prompt(RULES, "What is the capital of France?")
    first = completed(small, prompt)[0]
    completed(small, Prompt(RULES, "Name a colour."))
    completed(small, Prompt("Be rude.", "Name a colour."))
    assert completed(small, prompt)[0] == first


def test_a_text_with_half_characters_and_emoji_survives_the_pipe(tiny):
    assert completed(tiny, Prompt(RULES, "\ud800 🦊 naïve\x00"), 3)[1].answer_tokens == 3


def test_requests_queue_in_order_and_are_told_their_place(small):
    first = small.complete(STORY, 60, never)
    next(first)
    ends: list[str] = []
    places: dict[str, list[int]] = {"second": [], "third": []}

    def ask(name: str) -> None:
        for event in small.complete(Prompt(RULES, "Name a colour."), 3, never):
            if isinstance(event, Queued):
                places[name].append(event.position)
        ends.append(name)

    threads = [threading.Thread(target=ask, args=(name,)) for name in places]
    for thread, waiting in zip(threads, (2, 3), strict=True):
        thread.start()
        while len(small._line) < waiting:
            time.sleep(0.01)
    assert any(isinstance(event, Usage) for event in first)
    for thread in threads:
        thread.join(60)
    assert ends == ["second", "third"]
    assert places["second"] == [1]
    assert places["third"][0] == 2


def test_closing_an_answer_stops_the_model_and_lets_the_next_one_in(small):
    answer = small.complete(STORY, 900, never)
    next(answer)
    began = time.monotonic()
    answer.close()
    assert "Paris" in completed(small, Prompt(RULES, "What is the capital of France?"), 20)[0]
    assert time.monotonic() - began < 10


def test_a_cancelled_request_leaves_the_queue(small):
    first = small.complete(STORY, 900, never)
    next(first)
    assert list(small.complete(Prompt(RULES, "Name a colour."), 3, lambda: True)) == []
    first.close()
    assert not small._line


def test_a_crash_costs_the_answer_in_flight_and_nothing_else(small):
    answer = small.complete(STORY, 900, never)
    next(answer)
    assert small.pid is not None
    os.kill(small.pid, signal.SIGKILL)
    with pytest.raises(Unavailable) as caught:
        list(answer)
    assert "\n" not in str(caught.value)
    assert "Paris" in completed(small, Prompt(RULES, "What is the capital of France?"), 20)[0]


def test_an_answer_that_takes_too_long_is_given_up(models_dir):
    model = process_of(models_dir / "SmolLM2-135M-Instruct.Q4_1.gguf", timeout_s=0.2)
    with pytest.raises(Unavailable, match="took too long"):
        list(model.complete(STORY, 900, never))
    model.close()


def test_a_prompt_beyond_the_context_is_refused_and_the_next_one_served(tiny):
    with pytest.raises(Unavailable, match="longer than the context"):
        completed(tiny, Prompt(RULES, "word " * 2000))
    assert completed(tiny, Prompt(RULES, "word"), 3)[1].answer_tokens == 3


@pytest.mark.parametrize("template", [
    None,
    "{{ messages.__class__.__mro__ }}",
    "{% set n = namespace(x='x') %}{% for i in range(99) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% for i in range(999) %}{% for j in range(999) %}{% for k in range(999) %}{% endfor %}{% endfor %}{% endfor %}",
])  # fmt: skip
def test_a_file_with_a_hostile_template_or_none_does_not_load(template, tmp_path):
    model = process_of(tiny_gguf.write_llama3(tmp_path / "hostile.gguf", template))
    with pytest.raises(Unavailable, match="chat template"):
        completed(model, Prompt(RULES, "Where is the key?"))
    model.close()


def test_a_file_that_is_no_model_is_one_clear_line(tmp_path):
    (tmp_path / "broken.gguf").write_bytes(b"GGUF" + bytes(100))
    model = process_of(tmp_path / "broken.gguf")
    with pytest.raises(Unavailable, match="cannot load the model"):
        completed(model, Prompt(RULES, "Where is the key?"))
    model.close()


def test_the_process_ends_when_idle_and_starts_again(tmp_path):
    model = process_of(tiny_gguf.write_llama3(tmp_path / "tiny.gguf"), idle_s=0.3)
    completed(model, Prompt(RULES, "a"), 1)
    end = time.monotonic() + 10
    while model.pid is not None and time.monotonic() < end:
        time.sleep(0.05)
    assert model.pid is None
    assert completed(model, Prompt(RULES, "a"), 1)[1].answer_tokens == 1
    model.close()


def test_the_process_dies_with_its_parent(tmp_path):
    path = tiny_gguf.write_llama3(tmp_path / "tiny.gguf")
    script = (
        "import sys, time; from pathlib import Path\n"
        "from appliance.answering.model import Prompt\nfrom appliance.answering.process import ModelProcess\n"
        "from appliance.records import ModelId\n"
        "m = ModelProcess(Path(sys.argv[1]), ModelId('t', 't'), context_tokens=512, threads=1, timeout_s=60)\n"
        "list(m.complete(Prompt('a', 'b'), 2, lambda: False))\nprint(m.pid, flush=True)\ntime.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script, str(path)], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        parent.kill()
    end = time.monotonic() + 10
    while _runs(pid) and time.monotonic() < end:
        time.sleep(0.05)
    assert not _runs(pid)


def test_warming_loads_without_waiting(tmp_path):
    model = process_of(tiny_gguf.write_llama3(tmp_path / "tiny.gguf"))
    model.warm()
    assert model.pid is not None
    assert completed(model, Prompt(RULES, "a"), 1)[1].answer_tokens == 1
    model.close()


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
