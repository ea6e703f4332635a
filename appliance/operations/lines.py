"""JSONL in, JSONL out: a line that fails gives `{"id", "error"}` and the next goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from appliance.errors import ApplianceError, ConfigError

Json = Mapping[str, object]


def json_lines(
    lines: Iterable[str], wanted: str, emit: Callable[[Json], None], do: Callable[[Json], Iterable[Json]], first: int = 1
) -> int:
    """Do each line, a JSON object with the text `wanted`; emit its results with its `id`, in order; return how many failed.

    `first`: number of the first line, for errors.
    """
    failed = 0
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        identity: Json = {}
        try:
            if (request := parsed(line)) is None:
                raise ConfigError(f"not a JSON object; line {number} of stdin; mend it")
            identity = {"id": request["id"]} if "id" in request else {}
            if not isinstance(request.get(wanted), str):
                raise ConfigError(f"no text {wanted} in the object; line {number} of stdin; mend it")
            for result in do(request):
                emit({**identity, **result})
        except ApplianceError as error:
            failed += 1
            emit({"id": None, **identity, "error": str(error)})
        except OSError:
            raise  # the reader of the results went away
        except Exception as error:  # the message of a foreign exception may hold content, so its type must do
            failed += 1
            emit({"id": None, **identity, "error": f"failed inside ({type(error).__name__}); line {number} of stdin; report it"})
    return failed


def parsed(line: str) -> Json | None:
    """Return the JSON object of a line, or None if it holds none."""
    try:
        request = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return request if isinstance(request, dict) else None
