"""A pattern of a policy → what makes it unfit: it can match nothing at all, or a long line can keep it busy for ever.

Tried, not reasoned about: runs of the characters that its repeats may take are searched, with a limit of time.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from appliance.policy import Pattern

RUN = 400  # characters of a probe
PATIENCE_S = 0.1  # a sound pattern needs a hundredth of it; one whose work grows with the cube of the line, more than all
_RUNS = ("a", "A", "1", " ", ".", "-", "_", "/", "@", ":", "=", "\t", "a ", "A ", "1 ", "1-", "1.", "a.", "a-", "A1", "a1", "aA")
_SHORT = ("", "a", "1 a", "-A.")


def fault(pattern: Pattern) -> str | None:
    """Return what is wrong with a pattern that compiles, or None."""
    try:
        compiled = regex.compile(pattern.regex, regex.MULTILINE | (regex.IGNORECASE if pattern.flags else 0))
        if any(not hit[0] for probe in _SHORT for hit in compiled.finditer(probe)):
            return "matches a stretch without characters; let it ask for one at least"
        # asked twice: on a busy machine a sound pattern may be unlucky once
        if any(_is_slow(compiled, probe) and _is_slow(compiled, probe) for probe in _probes(pattern.regex)):
            return "can take for ever on a long line; let no repeat inside a repeat take the same characters"
    except regex.error as error:
        return f"not a regular expression: {error}"
    return None


def _is_slow(compiled: regex.Pattern[str], probe: str) -> bool:
    try:
        for _ in compiled.finditer(probe, timeout=PATIENCE_S):
            pass
    except TimeoutError:
        return True
    return False


def _probes(pattern: str) -> Iterator[str]:
    """Runs that a repeat may take, also behind a word that the pattern asks for; then what ends a run, and signs it asks for."""
    plain = regex.sub(r"\\.|\[[^]]*\]|[(?{][^)}|]*?[:=!}]", " ", pattern)
    letters = regex.findall(r"[\w!;,<>#%&]", plain)[:12]
    heads = ["", *(f"{word}{sign}" for word in regex.findall(r"\w{2,}", plain)[:3] for sign in (" ", ": "))]
    tail = "\x00" + "".join(regex.findall(r"[^\s()|*+?{}^$\\]", pattern))
    for run in dict.fromkeys((*_RUNS, *letters)):
        for head in heads:
            yield f"{head}{run * (RUN // len(run))}{tail}"
