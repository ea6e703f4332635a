"""Bytes → text → tidy lines; and the parser of plain text.

A file does not say its encoding, so the order is: byte-order mark, UTF-8, UTF-16 by its zero bytes, what the file
declares, Western European, and only then statistics. EBCDIC is not guessed: it decodes any noise to letters.
"""

from __future__ import annotations

import codecs
import re
import unicodedata
from collections.abc import Iterator, Sequence

from appliance.errors import UnsupportedFormat
from appliance.parsing.file import File
from appliance.records import Page

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark starts with the same two bytes
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_EBCDIC = ["cp037", "cp273", "cp424", "cp500", "cp875", "cp1026", "cp1140"]
_WITHOUT_SPACES = ["big5", "gb18030", "shift_jis", "euc_jp", "euc_kr"]  # scripts that part words by nothing
_GUESSED = [
    *("cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "koi8_r", "koi8_u", "cp866", "cp850"),
    *_WITHOUT_SPACES,
]
_SAMPLE = 65536  # bytes that decide about an encoding
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x00")) + b"\x7f"
_WESTERN = re.compile("[À-ÖØ-öø-ÿŠšŽžŒœŸ‘’“”„‚–—…•€£©®™°§·«»¡¿ºª½¼¾²³±´\xa0]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SPACES = re.compile("[\t\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]")
# invisible characters split a name for the eye of a program, direction marks reorder it, tag characters (U+E00xx)
# smuggle ASCII past a reader (Unicode TR 36)
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f\xad\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\U000e0000-\U000e007f]"
)
# bytes of Windows-1252 that a file passes off as Unicode: ’ as U+0092
_WINDOWS = {code: bytes((code,)).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85}
_SURROGATES = re.compile("[\ud800-\udfff]")
_ITEM = re.compile(r"\s*([-*+•‣◦▪–—]|\(?\w{1,3}[.)])\s")
WRAPPED_WIDTHS = range(50, 121)  # characters; a block whose longest line is shorter is a list, a longer one unwrapped


def parse(file: File) -> Iterator[Page]:
    """Read plain text in any encoding as one page."""
    yield Page(1, "\n".join(unwrap(tidy(decode(file)).split("\n"))))


def decode(file: File, declared: str | None = None) -> str:
    """Return the text of the file's bytes. Raises UnsupportedFormat if they are no text."""
    content = file.content
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _with_replacement(file, content[len(mark) :], encoding)
    wide = _wide_encoding(content[:_SAMPLE])
    if wide:
        return _with_replacement(file, content, wide)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if _is_known(declared):
        try:
            return content.decode(str(declared))
        except (UnicodeDecodeError, LookupError):
            pass
    return _guessed(file)


def looks_like_text(content: bytes) -> bool:
    """Is this text, by its share of control bytes?"""
    sample = content[:_SAMPLE]
    if any(sample.startswith(mark) for mark, _ in _MARKS) or _wide_encoding(sample):
        return True
    nul = sample.count(0)
    return len(sample) - len(sample.translate(None, _CONTROLS)) <= len(sample) // 50 and nul <= len(sample) // 4


def tidy(text: str) -> str:
    """Return the text in NFC, without controls and invisible characters, a line feed as the only line end."""
    text = _SPACES.sub(" ", _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text).translate(_WINDOWS)))
    text = unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))
    return re.sub(r" *\n[ \n]*\n", "\n\n", re.sub(r" +\n", "\n", text)).strip()


def unwrap(lines: Sequence[str]) -> list[str]:
    """Return paragraphs: a line goes on in the next where the next line's first word would not have fitted."""
    paragraphs: list[str] = []
    for block in _blocks(lines):
        width, previous = max(map(len, block)), ""
        for line in block:
            first = line.split(" ", 1)[0]
            full = width in WRAPPED_WIDTHS and len(previous) + 1 + len(first) > width
            if previous and full and not _ITEM.match(line):
                paragraphs[-1] += " " + line.strip()
            else:
                paragraphs.append(line)
            previous = line
    return paragraphs


def _blocks(lines: Sequence[str]) -> Iterator[list[str]]:
    block: list[str] = []
    for line in lines:
        if line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _wide_encoding(sample: bytes) -> str | None:
    """UTF-16 without a mark: Latin text has its zero bytes all on one side."""
    if len(sample) < 8:
        return None
    even, odd, half = sample[0::2].count(0), sample[1::2].count(0), len(sample) // 2
    if odd > 0.6 * half and even < 0.1 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 * half and odd < 0.1 * half else None


def _with_replacement(file: File, content: bytes, encoding: str) -> str:
    text = content.decode(encoding, "replace")
    if "\ufffd" in text:
        file.warn("damaged")
    return text


def _is_known(declared: str | None) -> bool:
    try:
        return bool(declared) and codecs.lookup(str(declared)).name not in {*_EBCDIC, "utf-8", "utf-7"}
    except LookupError:
        return False


def _guessed(file: File) -> str:
    content = file.content
    high = sum(byte >= 0x80 for byte in content[:_SAMPLE])
    letters = sum(bytes((byte,)).isalpha() for byte in content[:_SAMPLE])
    replaced = content.decode("utf-8", "replace")
    if len(re.findall("[\x80-\ufffc]", replaced[:_SAMPLE])) > replaced[:_SAMPLE].count("\ufffd"):
        file.warn("damaged")
        return replaced
    western = content.decode("cp1252", "replace")
    plausible = len(_WESTERN.findall(western[:_SAMPLE]))
    if 2 * high <= letters and plausible >= 0.8 * high:
        return western
    return _by_statistics(content) or _damaged(file, western, letters)


def _by_statistics(content: bytes) -> str | None:
    from charset_normalizer import from_bytes

    sample = content[:_SAMPLE]
    spaced = sum(map(sample.count, b" \n\r\t")) >= len(sample) / 50  # in EBCDIC a space is another byte
    wanted = _GUESSED if spaced else _WITHOUT_SPACES
    best = from_bytes(sample, cp_isolation=wanted, enable_fallback=False).best()
    return content.decode(best.encoding, "replace") if best and best.chaos <= 0.2 else None


def _damaged(file: File, western: str, letters: int) -> str:
    if letters < 0.4 * min(len(file.content), _SAMPLE):
        raise UnsupportedFormat("unsupported", "no text in any known encoding; this file; save it as UTF-8")
    file.warn("damaged")
    return western
