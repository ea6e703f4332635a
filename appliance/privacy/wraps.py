"""Text in lines → edits that put together what a line end cut: words at a hyphen, titles and names, groups of a number.

A line end between two numbers more often parts them, so groups are joined only where a check digit or a numbering plan
confirms the whole (ISO 13616, ISO/IEC 7812, ITU-T E.164), or where both lines are running text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.privacy.checksums import CHECKSUMS

Edit = tuple[int, int, str]  # start, end, what stands there instead

RUNNING = 25  # characters of a line before its number that make it running text
REACH = 48  # characters around a line end that a number may have
LONGEST_TAIL = 6  # groups behind the line end
_TITLE = "Mr|Mrs|Ms|Miss|Dr|Prof|Professor|Sir|Herr|Herrn|Frau|Mme|Mlle|Mevrouw|Dhr|Mevr|Señor|Señora|Sra?|Dott|Signora?|Doctor"
_CUT = re.compile(
    r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[^\W\d_])|(?<=\d)-[ \t]*\n[ \t]*(?=\d)"
    rf"|(?<=\S )(?:{_TITLE})\b\.?[ \t]*\n[ \t]*(?=[^\W\d_])"
    r"|(?<=[0-9A-Z])[ \t]{0,2}\n[ \t]{0,4}(?=[0-9A-Z][0-9A-Z])"
)
_HEAD = re.compile(r"(?<![\w+])\+?\(?[0-9A-Z][0-9A-Z ().-]*$")
_TAIL = re.compile(r"[0-9A-Z]{2,}(?:[ .-]?[0-9A-Z]{2,})*(?![A-Za-z])")
_GROUP = re.compile(r"[0-9A-Z]+")
_IBAN_HEAD = re.compile(r"(?:^|[^0-9A-Z])([A-Z]{2}\d{2}(?: ?[0-9A-Z]{2,4})*)$")


def edits(text: str) -> Iterator[Edit]:
    """Yield what to put in place of line ends, in order."""
    for hit in _CUT.finditer(text):
        found = hit[0]
        if found[0] == "-":
            small = text[hit.end()].islower()
            yield hit.start(), hit.end(), "" if small else "-"
        elif found[0].isalpha():
            if text[hit.end()].isupper():
                blank = hit.start() + len(found.rstrip())
                yield blank, hit.end(), " "
        elif _one_number(text, hit.start(), hit.end()):
            yield hit.start(), hit.end(), " "


def _one_number(text: str, end: int, start: int) -> bool:
    """Do the groups up to `end` and those from `start` on belong together?"""
    line = text.rfind("\n", 0, end) + 1
    head, tail = _HEAD.search(text[max(line, end - REACH) : end]), _TAIL.match(text[start : start + REACH])
    if head is None or tail is None or not any(sign.isdigit() for sign in head[0]):
        return False
    groups, more = _GROUP.findall(head[0]), _GROUP.findall(tail[0])
    if not any(sign.isdigit() for sign in "".join(more)):
        return False
    if any(_confirmed(head[0], groups, more[:count]) for count in range(1, min(len(more), LONGEST_TAIL) + 1)):
        return True
    stop = text.find("\n", start)
    after = text[start + tail.end() : stop if stop >= 0 else len(text)]
    before = text[line : max(line, end - REACH) + head.start()]
    running = len(before) >= RUNNING and re.search("[a-z]{3}", before) and not re.search(r"[|\t;]", before + after)
    return bool(running and len(groups) > 1 and more[0].isdigit() and re.match(r"[.,;:)?!]|\s*$|[ ,][a-z(]", after))


def _confirmed(head: str, groups: list[str], more: list[str]) -> bool:
    whole = "".join(groups + more)
    if (iban := _IBAN_HEAD.search(head)) and CHECKSUMS["iban"](re.sub(r"\W", "", iban[1]) + "".join(more)):
        return True
    if head.startswith("+"):
        return _valid(head) < _valid(head + " " + " ".join(more))
    sizes = [len(group) for group in groups + more]
    fours = whole.isdigit() and 13 <= len(whole) <= 19 and (set(sizes[:-1]) == {4} or sizes == [4, 6, 5])
    return fours and CHECKSUMS["card"](whole)


def _valid(number: str) -> bool:
    import phonenumbers

    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return False
