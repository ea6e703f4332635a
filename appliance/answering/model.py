"""The seam to a language model: what is asked, what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Protocol

from appliance.records import ModelId


@dataclass(frozen=True, slots=True)
class Prompt:
    """What the model is asked."""

    system: str = field(repr=False)  # the same for every question, so that it is decoded once
    user: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Queued:
    """Still waiting; `position` requests are before this one."""

    position: int


@dataclass(frozen=True, slots=True)
class Usage:
    """What one completion took."""

    queue_ms: float
    prompt_tokens: int
    answer_tokens: int


NO_USAGE = Usage(0.0, 0, 0)


class LanguageModel(Protocol):
    """Greedy completion, the same for the same prompt when it runs alone."""

    @property
    def id(self) -> ModelId:
        """Return which model it is."""

    def complete(self, prompt: Prompt, max_tokens: int, cancelled: Callable[[], bool]) -> Iterator[Queued | str | Usage]:
        """Yield places in the queue while waiting, then pieces of text, then, last, the usage.

        Closing the iterator, or `cancelled` turning true, stops the model. Raises Unavailable.
        """

    def warm(self) -> None:
        """Begin to load, so that the first answer need not wait."""

    def close(self) -> None:
        """Let go of memory; a later `complete` takes it again."""
