"""Text as files carry it → the same text as recognizers read it, with the way back to the code points of the original.

What is mended: invisible characters, ligatures, compatibility forms and combining marks (Unicode UAX #15), letters of
another script inside a Latin word (UTS #39), HTML character references, percent and quoted-printable escapes (RFC 3986,
2045), and addresses spelt out; words and numbers cut by a line end are the work of `wraps`. Nothing repaired is stored.
"""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from appliance.privacy import wraps
from appliance.privacy.wraps import Edit


def _compatible() -> dict[int, str]:
    """Forms that stand for one ASCII sign: full width, mathematical letters and digits, circled letters, other digits."""
    ranges = (
        range(0xFF01, 0xFF5F),
        range(0x1D400, 0x1D800),
        range(0x24B6, 0x24EA),
        range(0x2102, 0x213A),
        range(0x1F130, 0x1F14A),
    )
    forms = {code: unicodedata.normalize("NFKC", chr(code)) for one in ranges for code in one}
    digits = {zero + n: str(n) for zero in (0x0660, 0x06F0, 0x0966) for n in range(10)}
    return {code: form for code, form in forms.items() if len(form) == 1 and form.isascii()} | digits


#: one code point for one: compatible forms, dashes, blanks, apostrophes, line ends
_SAME_LENGTH = str.maketrans(
    {chr(code): form for code, form in _compatible().items()}
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63", "-")
    | dict.fromkeys("\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | {
        "\u2019": "'",
        "\u02bc": "'",
        "\u201b": "'",
        "\r": "\n",
        "\u2028": "\n",
        "\u2029": "\n",
        "\x0b": "\n",
        "\x0c": "\n",
        "\x85": "\n",
    }
)

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef"
)
_MARKS = "\u0300-\u034e\u0350-\u036f\u1dc0-\u1dff\u20d0-\u20f0"
_ODD = re.compile(
    rf"\u00ad[ \t]*\r?\n[ \t]*(?=[^\W\d_])|[{_INVISIBLE}]+"
    rf"|[^\s{_MARKS}][{_MARKS}][{_MARKS}{_INVISIBLE}]*"
    "|[\ufb00-\ufb06\u0132\u0133\u0149\u01c4-\u01cc\u01f1-\u01f3]"
    # a small figure alone is a footnote or a square metre
    "|[\u00b2\u00b3\u00b9\u02b0-\u02b8\u1d2c-\u1d6a\u2070-\u2079\u207f\u2080-\u2089]{4,}"
)
_ESCAPED = re.compile(
    r"&(?:amp;)*(?:#[0-9]{2,7}|#[xX][0-9A-Fa-f]{2,6}|[A-Za-z][A-Za-z0-9]{1,30});"
    r"|(?<=[\w.-])%(?:40|2[BbDdEe])(?=\w)|(?:%[C-Fc-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){1,3})+"
    r"|(?<=[\w.-])=40(?=\w[\w-]*\.)|(?<=\w)=\r?\n(?=\w)|(?:=[C-F][0-9A-F](?:=[89AB][0-9A-F]){1,3})+"
    r"|\r\n"
)

#: UTS #39, confusables.txt: letters of other scripts that look like one Latin letter
_LOOKS = str.maketrans(
    "АВЕКМНОРСТУХЅІЈԌԚԜҮѴаеорсухѕіјһԁԛԝѵӏΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγινορυՏՕսօհո",
    "ABEKMHOPCTYXSIJGQWYVaeopcyxsijhdqwvlABEZHIKMNOPTYXayivopuSOuohn",
)
_LOOKS_IN_NUMBERS = _LOOKS | str.maketrans("ОоΟοЗІӀ", "0000311")
_STRANGE = "\u0370-\u03ff\u0400-\u052f\u0531-\u0587"
_LATIN = "A-Za-z0-9\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_HOMOGLYPHS = re.compile(rf"(?<=[{_LATIN}])[{_STRANGE}]++|(?<![{_STRANGE}])[{_STRANGE}]++(?=[{_LATIN}])")

_TLD = (
    r"(?:com|org|net|edu|gov|info|biz|io|eu|uk|de|fr|nl|es|it|se|no|dk|fi|ch|at|be|ie|us|pl|pt|corp|local|internal|example|"
    r"lan|intranet|test)"
)
_AT_SIGN, _POINT = r"(?:at|ät|arroba|chiocciola|apenstaartje|@)", r"(?:dot|punkt|punto|punt)"
_AT, _DOT = rf" ?[\[({{<] ?{_AT_SIGN} ?[\])}}>] ?", rf"(?: ?[\[({{<] ?(?:{_POINT}|point|\.) ?[\])}}>] ?| {_POINT} )"
_LOCAL = rf"(?<![\w.+-])[\w+-]{{1,40}}(?:(?:\.|{_DOT})[\w+-]{{1,40}}){{0,3}}"
_SPELT = re.compile(
    rf"(?i){_LOCAL}(?:{_AT}[\w-]{{1,63}}(?:(?:\.|{_DOT})[\w-]{{1,63}}){{1,5}}"
    rf"|(?: {_AT_SIGN} |@)[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,4}}{_DOT}{_TLD}\b"
    rf"|(?: @ ?|@ )(?:[\w-]{{1,63}}\.){{1,5}}{_TLD}\b)"
)
_SPELT_GATE = re.compile(rf"(?i)[\[({{<] ?{_AT_SIGN} ?[\])}}>]| {_POINT} | @|@ |@[\w-]{{1,63}} ?[\[({{<]")
_AT_SPELT, _DOT_SPELT = re.compile(rf"(?i){_AT}| {_AT_SIGN} | ?@ ?"), re.compile(rf"(?i){_DOT}")


@dataclass(frozen=True, slots=True)
class _Layer:
    """Edits of one pass: where each stands in the new text, and where in the old."""

    new_starts: list[int]
    new_ends: list[int]
    old_starts: list[int]
    old_ends: list[int]

    def start(self, position: int) -> int:
        """The old place of a span's first character; what was removed right before it stays outside."""
        at = bisect_right(self.new_starts, position) - 1
        if at < 0:
            return position
        inside = position < self.new_ends[at]
        return self.old_starts[at] if inside else position + self.old_ends[at] - self.new_ends[at]

    def end(self, position: int) -> int:
        """The old place of a span's end, the whole of an edit that it cuts included."""
        at = bisect_left(self.new_starts, position) - 1
        return position if at < 0 else self.old_ends[at] + max(0, position - self.new_ends[at])


@dataclass(frozen=True, slots=True)
class Repaired:
    """A text as recognizers read it."""

    text: str = field(repr=False)
    _layers: tuple[_Layer, ...] = ()

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return the stretch of the original that a stretch of the repaired text comes from, whole."""
        for layer in reversed(self._layers):
            start, end = layer.start(start), layer.end(end)
        return start, end


def repaired(text: str) -> Repaired:
    """Return the text as recognizers read it; a text with nothing to repair costs next to nothing."""
    layers: list[_Layer] = []
    if "&" in text or "%" in text or "=" in text or "\r\n" in text:
        text = _pass(text, layers, _replaced(_ESCAPED, text, _unescaped))
    if not text.isascii():
        text = _pass(text, layers, _replaced(_ODD, text, _usual))
        text = _HOMOGLYPHS.sub(_as_latin, text.translate(_SAME_LENGTH))
    elif "\r" in text or "\x0b" in text or "\x0c" in text:
        text = text.translate(_SAME_LENGTH)
    if "\n" in text:
        text = _pass(text, layers, wraps.edits(text))
    if _SPELT_GATE.search(text):
        text = _pass(text, layers, _replaced(_SPELT, text, _address))
    return Repaired(text, tuple(layers))


def _pass(text: str, layers: list[_Layer], edits: Iterable[Edit]) -> str:
    layer, parts, at, size = _Layer([], [], [], []), [], 0, 0
    for start, end, new in edits:
        parts += [text[at:start], new]
        size += start - at
        layer.new_starts.append(size)
        size += len(new)
        layer.new_ends.append(size)
        layer.old_starts.append(start)
        layer.old_ends.append(end)
        at = end
    if not parts:
        return text
    layers.append(layer)
    return "".join([*parts, text[at:]])


def _replaced(pattern: re.Pattern[str], text: str, new: Callable[[str], str]) -> Iterable[Edit]:
    return ((hit.start(), hit.end(), new(hit[0])) for hit in pattern.finditer(text) if new(hit[0]) != hit[0])


def _unescaped(found: str) -> str:
    if found == "\r\n":
        return "\n"
    if found.startswith("&"):
        return _ODD.sub(lambda odd: _usual(odd[0]), html.unescape(html.unescape(found.replace("amp;", "", found.count("amp;")))))
    if found.endswith("\n"):  # the soft line end of quoted-printable
        return ""
    plain = unquote(found.replace("=", "%"), errors="replace")
    return found if "\ufffd" in plain else plain


def _usual(found: str) -> str:
    """What a reader sees: nothing for the invisible, one letter for a letter with marks, `fi` for the ligature."""
    composed = unicodedata.normalize("NFC", found)
    if unicodedata.combining(found[-1]) or (len(found) > 1 and unicodedata.combining(found[1])):
        return composed[0]
    return re.sub(rf"[{_INVISIBLE}]|\s", "", unicodedata.normalize("NFKC", found))


def _as_latin(run: re.Match[str]) -> str:
    beside = run.string[run.start() - 1 : run.start()] + run.string[run.end() : run.end() + 1]
    latin = run[0].translate(_LOOKS_IN_NUMBERS if any(sign.isdigit() for sign in beside) else _LOOKS)
    return latin if latin.isascii() else run[0]


def _address(found: str) -> str:
    return _DOT_SPELT.sub(".", _AT_SPELT.sub("@", found, count=1))
