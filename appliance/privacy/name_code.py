"""A word → is it one of programs and manuals rather than a name: `tqdm`, config_str, RapidFuzz, open(), LLVM?

Manuals of software are full of single words that a name model takes for persons. What a title, a label or a second word
of a name vouches for is not asked here.
"""

from __future__ import annotations

import regex

from appliance.privacy.name_words import line_at

_CODE_INSIDE = regex.compile(r"\w_\w|[`\\$]")
_CODE_BEFORE = regex.compile(r"(?:[`_$\\]|::|--|\p{Ll}\.|\b(?:import|install|def|class|pip|conda) )$")
_ARTICLE = regex.compile(r"(?i)\b(?:the|an?|this|that|these|our|your|its|each|every|any) $")
_CODE_AFTER = regex.compile(r"[`_=([]|::|\.\p{Ll}|-?\d")
_PREFIX = "Mc|Mac|De|Di|Du|Da|La|Le|Van|Von|Fitz|Ap|Al|El|Ben|Bin|San|St"
_ORDINARY = regex.compile(rf"(?:{_PREFIX})?[\p{{Lu}}\p{{Ll}}]\p{{Ll}}*(?:['’-]\p{{L}}\p{{Ll}}*)*")
SHORT_CAPITALS = 5  # letters of a word in capitals that is read as letters


def is_code(text: str, start: int, end: int) -> bool:
    """Do the word's own letters or the signs around it make it one of a program? For single words on weak evidence."""
    word = text[start:end]
    if _ARTICLE.search(text, max(0, start - 7), start):
        return True  # persons have none: "a Jupyter notebook"
    if _CODE_INSIDE.search(word) or _CODE_AFTER.match(text, end) or _CODE_BEFORE.search(text, max(0, start - 12), start):
        return True
    if word.isupper():
        return all(len(part) <= SHORT_CAPITALS for part in word.split("-")) and not line_at(text, start).isupper()
    return is_camel(word)


def is_camel(word: str) -> bool:
    """Does a capital stand within the word, as in RapidFuzz but not in McKenna?"""
    return not word.isupper() and _ORDINARY.fullmatch(word) is None
