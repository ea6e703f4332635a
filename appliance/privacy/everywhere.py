"""What one text of a document says of a name or a number → spans of it in all of them: names, links, births, code numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from appliance.policy import Policy
from appliance.privacy.beside import beside
from appliance.privacy.codes import Codes
from appliance.privacy.patterns import Surroundings
from appliance.privacy.persons import Roll
from appliance.privacy.spans import Span

_URL = re.compile(r"(?i)\b(?:https?://|ftp://|www\.)[^\s<>\"'`|)\]]{3,}[^\s<>\"'`|)\].,;:!?]")
_PERSONAL_PATH = re.compile(
    r"(?i)/(?:~|users?/|profiles?/|people/|staff/|in/|u/|members?/|home/)[a-z][\w.-]{2,}|"
    r"[?&](?:user|name|email|login)=[^&\s]{3,}"
)


def spread(rounds: Sequence[Surroundings], found: Sequence[list[Span]], policy: Policy) -> None:
    """Look in every text of a document for the names and code numbers that any of them gave, and add what is found."""
    names: dict[str, None] = {}
    codes = Codes()
    for around, spans in zip(rounds, found, strict=True):
        for span in spans:
            if span.score < policy.threshold_of(span.entity):
                continue
            value = around.text[span.start : span.end]
            if value in policy.allow:  # its parts are not looked for either
                continue
            if span.entity == "PERSON":
                names.setdefault(value)
            codes.learn(value, span.entity)
    roll = Roll(list(names))
    for around, spans in zip(rounds, found, strict=True):
        spans += roll.find(around.text)
        spans += _links(around.text, roll)
        spans += beside(around.text, spans)
        spans += codes.find(around.text)


def _links(text: str, roll: Roll) -> Iterator[Span]:
    """Addresses that hold a name, or lead to a person's page."""
    if "://" not in text and "www." not in text.lower():
        return
    for hit in _URL.finditer(text):
        words = re.sub(r"[/_.?=&%+~-]", " ", hit[0])
        if _PERSONAL_PATH.search(hit[0]) or any(True for _ in roll.find(words)):
            yield Span(hit.start(), hit.end(), "URL", 0.8, "address with a name")
