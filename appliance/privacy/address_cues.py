"""What leads up to an address: verbs of place with their preposition, labels of fields, headers of columns.

A number beside a name ("Skogsholm 188") is an address only behind such words, and only when no dictionary has the name as a
common word; a labelled field or a cell of an address column is one as a whole when it holds a number or a street.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from appliance.privacy import address_words as words
from appliance.privacy.address_tail import tail
from appliance.privacy.address_tokens import run_end
from appliance.privacy.lexicon import WORDS
from appliance.privacy.tables import Cell, Layout

_KINDS = (
    r"(?:(?:home|work|office|postal|mailing|street|billing|delivery|shipping|permanent|current|residential|correspondence|"
    r"business|registered|private|invoice|old|new|forwarding|previous|full|contact|patient|customer|client|employee|employer|"
    r"primary|secondary|temporary|visiting)(?:['’]s)? )*"
)
_LINE = r"(?: ?\(?(?:line )?\d\)?)?"  # "Address line 2"
_COLON = r"[ \t]{0,20}[:=|\t]"
_LABEL = re.compile(
    rf"(?im)(?:^|(?<=[\t>|,;.(* ])){_KINDS}(?:{words.LABELS}){_LINE}\*{{0,2}}{_COLON}\*{{0,2}}[ \t]{{0,20}}"
    r"(?:\n[> \t|?]{0,20})?(?=[\"“]?[^\W_])"
)
_LABEL_MARK = re.compile(
    r"(?i)(?:dress(?:e|en)?|anschrift|domicil[ei]o?|direcci[oó]n|indirizzo|residen\w{1,4}|adr?es|naslov|c[ií]m|osoite|morada|"
    r"endereço|heimili|fang|wohnort|διε[ύυ]θυνση|bopæl|bosted|street|stra(?:ß|ss)e|straat|calle|rue|via|ulica)"
    rf"{_LINE}\*{{0,2}}{_COLON}"
)
_LABEL_WORDS = tuple(
    "dress,anschrift,domicil,direcci,indirizzo,residen,adres,naslov,cím,osoite,morada,endere,heimil,διε,bopæl,bosted,street,stra,"
    "calle,rue,via,ulica,wohnort".split(",")
)
_COLUMN = re.compile(
    rf"(?i){_KINDS}(?:{words.LABELS})(?: ?(?:line )?\d| and (?:number|no\.?)| u\. ?nr\.?| \+ nr\.?| und hausnummer)?"
)
_OTHER_LABEL = re.compile(r"(?i)\b(?:e-?mail|ip|mac|web|url|internet|network|memory|wallet|bitcoin|server)[ -]\Z")
_PLACED = (
    r"addresse?s?|live[sd]?|living|located|situated|based|resid(?:e|es|ed|ing|ent)|stay(?:s|ed|ing)?|meet|met|sen[dt]|sending|"
    r"deliver(?:ed|y)?|mail(?:ed)?|ship(?:ped)?|post(?:ed)?|return(?:ed)?|mov(?:e|ed|ing)|relocat\w+|stops?|park(?:ed)?|station|"
    r"offices?|shop|store|restaurant|building|house|home|headquarter(?:s|ed)|hq|branch|practice|surgery|arriv(?:e|ed)|enter|"
    r"corner|side|property|premises|domiciled|visit(?:ed)?|found|pick(?:ed)? up|"
    r"wohn(?:haft|t|e|en)|gemeldet|ansässig|befindet|adresse|anschrift|demeurant|domiciliée?|habite|résid\w+|située?|domiciliad[oa]|"
    r"viv[eo]|residente|ubicad[oa]|sito|abita|woonachtig|woont|wonende|gevestigd|bosatt|bor|bopæl|bosted|asuu|zamieszkał[ya]|bytem|"
    r"lakik|stanuje|bydlí|mora|κατοικεί|διαμένει"
)
_TO_A_PLACE = r"\b(?:at|in|on|to|is|near|of|from|are|into|enter|outside|opposite|in der|à|au|en|op|te|på|ve|c/o)"
_CUE = re.compile(
    rf"(?i)(?:\b(?:{_PLACED})\b[^.;:\n]{{0,45}}?(?:{_TO_A_PLACE}|:)|\bit['’]?s (?:in|at|on)|"
    r"\b(?:wohnhaft|demeurant|bosatt|bytem))(?: [^\W\d_][\w'’-]*,)?\s?[\"“]?\Z"
)
_LABELLED = re.compile(rf"(?i)(?:^|[\s,;|(])(?:{words.LABELS})(?: is)?[ \t]{{0,20}}[:=|\t\n]\s{{0,20}}[\"“]?\Z")
_PARTED = re.compile(
    r"(?is)(?:^|[\n|\t:;,(\"“>·•]|\b(?:at|to|from|of|in|on|near|outside|is|for|and|via|address|opposite|past|behind))[ ]?[\"“]?\Z"
)
_RUNS_ON = re.compile(r"[ \t]{1,4}[^\W\d_]")
_LOWER_WORD = re.compile(r"[^\W\d_][\w'’]*")
_NO_LETTERS_OF_CODE = "in|by|to|of|on|at|is|as|or|an|we|he|it|if|so|no|my|up|us|do|go|be|me|am"
#: postcodes that hold letters: UK, Ireland, Canada, the Netherlands, and a state before its ZIP code
_CODE_SHAPE = re.compile(
    r"\b(?:[a-z]{1,2}\d[a-z\d]? ?\d[a-z]{2}|[a-z]\d[\dw] ?[a-z\d]{4}|[a-z]\d[a-z] ?\d[a-z]\d|"
    rf"\d{{4}} ?(?!(?:{_NO_LETTERS_OF_CODE}) )[a-z]{{2}}(?=,|\n|$| [a-z])|"
    r"(?<=, )[a-z]{2}(?=,? (?:\d{5}|[a-z]\d[a-z] ?\d[a-z]\d)))\b"
)
_NAME = re.compile(r"[^\W\d_]{3}|[^\W\d_]{2}(?!\w)")
_NUMBER = re.compile(r"(?<![\w.])\d")
_BRAND = re.compile(r"[a-zß-ÿ][A-Z]|^[A-Z]{1,5} \d+$")
_LETTERS = re.compile(r"[^\W\d_]+")
_HAS_STREET = re.compile(
    rf"(?i)\b(?:{'|'.join(sorted(words.SURE | words.USUAL - {'dr', 'st'}))}|{words.HOUSES})\b|\b(?:rue|via|calle|ul\.)|"
    r"(?:stra(?:ß|ss)e|straat|gatan|vej|weg)\b"
)
REACH = 90  # characters before a street in which a cue may stand


def cued(text: str, start: int) -> bool:
    """Do words of place, or a label, lead to this position?"""
    low = max(0, start - REACH)
    before = text[low:start]
    return bool(_CUE.search(before) or _LABELLED.search(before))


def parted(text: str, start: int) -> bool:
    """Does a line, a field, a clause or a preposition begin right before this position?"""
    return bool(_PARTED.search(text[max(0, start - 12) : start]))


def runs_on(text: str, end: int) -> bool:
    """Does the sentence go on without a comma or a stop?"""
    return bool(_RUNS_ON.match(text, end))


def is_strange(words_: str) -> bool:
    """Has no dictionary one of the words as a common one? Abbreviations and brands (`RFC`, `EcmaScript`) do not count."""
    if _BRAND.search(words_):
        return False
    return any(not WORDS.common(word) for word in _LETTERS.findall(words_) if len(word) > 2)


def is_unheard(word: str) -> bool:
    """Is it one word that is neither common nor anybody's name that the dictionary has?"""
    return " " not in word and WORDS.unknown(word)


def fields(text: str, lower: str) -> Iterator[tuple[int, int]]:
    """Yield what stands behind a label, when it holds a number or a street."""
    if not (any(mark in lower for mark in _LABEL_WORDS) and _LABEL_MARK.search(text)):
        return
    for label in _LABEL.finditer(text):
        if _OTHER_LABEL.search(text, max(0, label.start() - 12), label.start()):
            continue
        start = label.end() + (text[label.end()] in '"“')
        if (end := run_end(text, start, commas=True)) > start:
            end = tail(text, end).end
            if _is_address(text[start:end]):
                yield start, end


def cells(text: str, lower: str, layout: Layout) -> Iterator[tuple[int, int]]:
    """Yield the cells of columns that hold addresses."""
    if "\n" not in text or not any(mark in lower for mark in _LABEL_WORDS):
        return
    headers = {cell.header for cell in layout.cells}
    columns = {header for header in headers if is_column(header)}
    for cell in layout.cells if columns else ():
        if cell.header in columns:
            value = text[cell.start : cell.end]
            start, end = cell.start + len(value) - len(value.lstrip(' "')), cell.start + len(value.rstrip(' "'))
            if end - start > 3 and _is_address(text[start:end]):
                yield start, end


def cell_at(layout: Layout, position: int) -> Cell | None:
    """The table cell that holds the position."""
    at = bisect_right(layout.cells, position, key=lambda cell: cell.start) - 1
    return layout.cells[at] if at >= 0 and position < layout.cells[at].end else None


def is_column(header: str) -> bool:
    """Does a column of this name hold addresses?"""
    return _COLUMN.fullmatch(header.strip()) is not None


def _is_address(value: str) -> bool:
    if not _NAME.search(value):
        return False
    return bool(_NUMBER.search(value)) or bool(_HAS_STREET.search(value)) or value.count(",") >= 2


def titled(text: str) -> str:
    """Each line without a capital, with capitals; as long as before."""
    lines = text.split("\n")
    if not any(line.islower() for line in lines):
        return text
    return "\n".join(_titled(line) for line in lines)


def _titled(line: str) -> str:
    if not line.islower():
        return line
    title = _CODE_SHAPE.sub(lambda code: code[0].upper(), line)
    title = _LOWER_WORD.sub(lambda word: word[0][0].upper() + word[0][1:], title)
    return title if len(title) == len(line) else line
