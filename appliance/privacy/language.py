"""Pages → the language of each, found offline: by the small words first, by the statistics of py3langid where those leave doubt.

Names and addresses say nothing about the language of the letter that holds them, so only words in small letters count.
A page with too few of them has the language of most of its document, or else English.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

ENGLISH = "en"
SAMPLE = 1000  # characters at the start, in the middle and at the end of a page
FEWEST_LETTERS = 40  # of words in small letters, about eight words
FEWEST_UNTOLD = 160  # where no function word gives a hint
FEWEST_SIGNS = 20  # of scripts without capitals, or without spaces
SURE = 0.9  # probability that is margin enough
#: what an office may receive; a shorter list tells neighbours apart better, and takes less memory
KNOWN = ("en", "de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "no", "fi", "cs", "sk", "hu", "ro", "hr", "sl", "tr", "el",
         "ru", "uk", "bg", "ar", "he", "fa", "hi", "zh", "ja", "ko", "vi", "et", "lv", "lt")  # fmt: skip

_WORD = re.compile(r"(?<![\w@./:-])[^\W\d_]{2,}(?:['’][^\W\d_]+)*(?![\w@/]|[.:]\w)")  # no part of an address
_UNSPACED = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # no case
#: function words of English that no neighbour writes alike, and those of the neighbours
_ENGLISH = frozenset(
    "the of and to that is for with as was on are be this by from have has had not which you your or it its we our they "
    "their he she his her will would can could should been were there who what when if but about after before any all "
    "my i me please do does did".split()
)
_OTHERS = frozenset(
    "der die das und ist nicht ein eine mit von für auf den dem wir sie ich wurde le la les des et est un une pour dans que "
    "qui sur avec vous nous el los las y en por con para una del il di che è per gli della non sono het een van de ik zijn "
    "voor niet op aan wij u te och att som det på av er til og ikke são não em uma os ao w z się na nie do jest im "
    "zu sich wird wurde auch bei nach aus wie oder hat haben sind à au aux ce je ne pas par sont été nos votre su "
    "se lo al más está "
    "fue mi ho nel nella alla dei delle dal ha sono anche più si met dat deze naar bij ook haar wordt werd geen zich".split()
)


class Languages:
    """Tells the language of pages; the statistics are loaded at the first page that is not plainly English."""

    def __init__(self) -> None:
        self._lock = Lock()

    def of(self, pages: Sequence[str]) -> list[str]:
        """Return the ISO 639-1 code of each page of one document."""
        told = [self._told(page) for page in pages]
        letters: Counter[str] = Counter()
        for language, count in filter(None, told):
            letters[language] += count
        usual = letters.most_common(1)[0][0] if letters else ENGLISH
        return [one[0] if one else usual for one in told]

    def _told(self, page: str) -> tuple[str, int] | None:
        """The language and the letters that tell it; None where they are too few or in doubt."""
        sample = _sample(page)
        words = [word for word in _WORD.findall(sample.lower() if sample.isupper() else sample) if not word[0].isupper()]
        letters = sum(map(len, words))
        english = sum(word in _ENGLISH for word in words)
        others = sum(word in _OTHERS and word not in _ENGLISH for word in words)
        if letters >= FEWEST_LETTERS and english > 0.1 * len(words) and english > 3 * others:
            return ENGLISH, letters
        fewest = FEWEST_UNTOLD if others < 2 else FEWEST_LETTERS if english else FEWEST_LETTERS // 2
        if letters < fewest and len(_UNSPACED.findall(sample)) < FEWEST_SIGNS:
            return None
        with self._lock:
            language, sure = self._statistics.classify(" ".join(words))
        return (language, letters) if sure >= SURE else None

    @cached_property
    def _statistics(self) -> LanguageIdentifier:
        from py3langid.langid import MODEL_FILE, LanguageIdentifier

        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
        identifier.set_languages(KNOWN)
        identifier._full_model = (identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes)  # 28 MB less
        return identifier


def _sample(page: str) -> str:
    if len(page) <= 3 * SAMPLE:
        return page
    middle = len(page) // 2
    return f"{page[:SAMPLE]} {page[middle : middle + SAMPLE]} {page[-SAMPLE:]}"
