"""JSONL in, JSONL out: a line that fails gives `{"id", "error"}` and the next goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from appliance.errors import ApplianceError, ConfigError

Json = Mapping[str, object]


def json_lines(lines: Iterable[str], emit: Callable[[Json], None], do: Callable[[Json], Iterable[Json]]) -> int:
    """Do each line and emit its results with its `id`, in order; return how many failed."""
    failed = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        identity: Json = {}
        try:
            request = _parsed(line, number)
            identity = {"id": request["id"]} if "id" in request else {}
            for result in do(request):
                emit({**identity, **result})
        except ApplianceError as error:
            failed += 1
            emit({"id": None, **identity, "error": str(error)})
    return failed


def _parsed(line: str, number: int) -> Json:
    try:
        request = json.loads(line)
    except ValueError:
        request = None
    if not isinstance(request, dict) or not any(key in request for key in ("text", "question")):
        raise ConfigError(f"not a JSON object with text or question; line {number} of stdin; mend it")
    return request
