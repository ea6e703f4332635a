"""A GGUF's chat template and two messages → parts of a prompt, each marked as template or as content.

A chat template is code from outside (CVE-2024-34359), so it runs in jinja2's immutable sandbox, with limits on its size,
its loops, its numbers and its output; the engine adds a limit on time. It is rendered with place-holders where the contents
go, then cut there: so the contents are tokenised apart, and `<|im_end|>` in a document never becomes a control token.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Sequence
from dataclasses import dataclass, field

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment

from appliance.errors import ConfigError

TEMPLATE_CHARACTERS = 100_000  # the longest published ones have about 20,000
RENDERED_CHARACTERS = 20_000  # contents not counted
LOOP_ITEMS = 1_000  # of `range` in a template; there are two messages
NUMBER_LIMIT = 10**9  # of the operands of * and the result of **: a string times a number is a memory bomb

#: an answer must not hang on the day it is asked, so a template that asks for the date gets this one (Llama 3's own default)
TEMPLATE_DAY = datetime.datetime(2024, 7, 26, tzinfo=datetime.UTC)

_SYSTEM, _USER = "\ue000system\ue001", "\ue000user\ue001"  # private-use characters: no template holds them

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt: the template's own text may hold control tokens, content never does."""

    text: str = field(repr=False)
    content: bool


class _Sandbox(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset(["**", "*"])

    def call_binop(self, context: jinja2.runtime.Context, operator: str, left: object, right: object) -> object:
        """Refuse products and powers that could eat the memory."""
        if not isinstance(left, int | float) or not isinstance(right, int | float):
            raise jinja2.TemplateError("a product of something that is no number")
        if max(abs(left), abs(right)) > NUMBER_LIMIT or (operator == "**" and abs(right) > 16):
            raise jinja2.TemplateError("a number out of bounds")
        return left * right if operator == "*" else left**right


class ChatTemplate:
    """One model's template. Raises ConfigError where it is none, or asks for what the sandbox refuses."""

    def __init__(self, source: str, bos: str, eos: str) -> None:
        if len(source) > TEMPLATE_CHARACTERS:
            raise ConfigError("the chat template is too long; the GGUF file of the answer model; use the maker's file")
        environment = _Sandbox(trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"])
        environment.globals.update(range=_short_range, raise_exception=_raise, strftime_now=TEMPLATE_DAY.strftime)
        environment.globals.pop("lipsum", None)
        environment.filters["tojson"] = _plain_json
        self._tokens = {"bos_token": bos, "eos_token": eos}
        try:
            self._template = environment.from_string(source)
        except (jinja2.TemplateError, RecursionError) as error:
            raise _refused(error) from error

    def parts(self, system: str, user: str) -> tuple[Part, ...]:
        """Return the prompt for one system text and one user text, up to where the model speaks."""
        shape = self._shape
        contents = {_SYSTEM: system, _USER: user}
        parts: list[Part] = []
        rest = shape
        for marker in (_SYSTEM, _USER):
            before, _, rest = rest.partition(marker)
            parts += [Part(before, content=False), Part(contents[marker], content=True)]
        return tuple(part for part in [*parts, Part(rest, content=False)] if part.text or part.content)

    @property
    def holds_bos(self) -> bool:
        """Does the template write the token that begins a text itself?"""
        bos = self._tokens["bos_token"]
        return bool(bos) and self._shape.lstrip().startswith(bos)

    @functools.cached_property
    def _shape(self) -> str:
        """The rendering with place-holders; a template without a system role gets the rules in the first user turn."""
        apart = [{"role": "system", "content": _SYSTEM}, {"role": "user", "content": _USER}]
        merged = [{"role": "user", "content": f"{_SYSTEM}\n\n{_USER}"}]
        try:
            shape = self._render(apart)
        except jinja2.TemplateError:  # Mistral's first template raises for any role but user and assistant
            shape = self._render_or_refuse(merged)
        if not _whole(shape):  # others drop the system turn without a word
            shape = self._render_or_refuse(merged)
        if not _whole(shape):
            raise ConfigError("the chat template drops the question; the GGUF file of the answer model; use another model")
        return shape

    def _render_or_refuse(self, messages: Sequence[Message]) -> str:
        try:
            return self._render(messages)
        except jinja2.TemplateError as error:
            raise _refused(error) from error

    def _render(self, messages: Sequence[Message]) -> str:
        pieces: list[str] = []
        size = 0
        try:
            for piece in self._template.generate(messages=messages, add_generation_prompt=True, **self._tokens):
                pieces.append(piece)
                size += len(piece)
                if size > RENDERED_CHARACTERS:
                    raise jinja2.TemplateError("the rendering has no end")
        except (ArithmeticError, AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
            raise jinja2.TemplateError(type(error).__name__) from error
        return "".join(pieces)


def _whole(shape: str) -> bool:
    return shape.count(_SYSTEM) == 1 and shape.count(_USER) == 1 and shape.index(_SYSTEM) < shape.index(_USER)


def _short_range(*bounds: int) -> range:
    numbers = range(*bounds)
    if len(numbers) > LOOP_ITEMS:
        raise jinja2.TemplateError("a loop of too many turns")
    return numbers


def _raise(message: str) -> None:
    raise jinja2.TemplateError(message)


def _plain_json(value: object, indent: int | None = None) -> str:
    import json

    # jinja2's own filter escapes for HTML, which is not what the model was trained on
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _refused(error: BaseException) -> ConfigError:
    return ConfigError(
        f"the chat template was refused ({type(error).__name__}); the GGUF file of the answer model; use the maker's file"
    )
