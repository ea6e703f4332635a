"""Capitalised sequences → places and peoples: closed classes, and what stands before a place ("born in", "flew to").

Sources: `places.txt` (its head says where each part comes from); demonyms and religions from general knowledge.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

import regex

from appliance.privacy.name_words import Candidate, Kind
from appliance.privacy.spans import Span

LONGEST = 5  # words of a place in the list
#: peoples, languages as adjectives, religions; a plural "s" is taken off before the look-up
PEOPLES = frozenset(
    "afghan albanian algerian american andorran angolan argentine argentinian armenian aussie australian austrian azerbaijani "
    "azeri bahamian bahraini bangladeshi barbadian basque bavarian belarusian belgian belizean belizian beninese bermudian "
    "bhutanese bolivian bosnian botswanan brazilian breton british briton bruneian bulgarian burkinabe burmese burundian "
    "cambodian cameroonian canadian catalan chadian chechen chilean chinese colombian comorian congolese cornish corsican "
    "croat croatian cuban cypriot czech danish dutch ecuadorian egyptian emirati english eritrean estonian ethiopian "
    "european faroese fijian filipino filipina finnish flemish french frisian gabonese galician gambian georgian german "
    "ghanaian greek greenlander greenlandic grenadian guatemalan guinean guyanese haitian honduran hungarian icelander "
    "icelandic indian indonesian iranian iraqi irish israeli italian ivorian jamaican japanese jordanian kazakh kazakhstani "
    "kenyan korean kosovan kosovar kurdish kuwaiti kyrgyz lao laotian latvian lebanese liberian libyan liechtensteiner "
    "lithuanian luxembourgish macedonian malagasy malawian malaysian maldivian malian maltese mauritanian mauritian mexican "
    "moldovan monegasque mongolian montenegrin moroccan mozambican namibian nepalese nepali nicaraguan nigerian nigerien "
    "norwegian omani pakistani palestinian panamanian paraguayan persian peruvian polish portuguese qatari romanian russian "
    "rwandan salvadoran sami samoan saudi scottish senegalese serb serbian singaporean slovak slovakian slovene slovenian "
    "somali spaniard spanish sudanese surinamese swazi swede swedish swiss syrian taiwanese tajik tanzanian thai tibetan "
    "togolese tongan trinidadian tunisian turkish turkmen ugandan ukrainian uruguayan uzbek venezuelan vietnamese welsh "
    "yemeni zambian zimbabwean african asian caribbean hispanic latino latina scandinavian slavic "
    "anglican baptist buddhist calvinist catholic christian hindu islamic jain jewish lutheran methodist mormon muslim "
    "orthodox pagan presbyterian protestant quaker sikh sunni shia taoist zoroastrian".split()
)
_BEFORE = regex.compile(
    r"(?i)\b(?:(?:fl[ey]w|fly(?:ing)?|flies|travel(?:s|l?ed|l?ing)?|mov(?:e|es|ed|ing)|dr(?:ive|ives|ove|iving)|went|go(?:es|ing)?|"
    r"trip|back|return(?:s|ed|ing)?|relocat(?:e|ed|ing)|emigrat(?:e|ed|ing)|com(?:e|es|ing)|came|sent|shipp?ed|deliver(?:ed)?|"
    r"transferred|train|bus|flight|road|way) (?:to|from|into)|(?:born|live|lives|lived|living|based|located|situated|"
    r"grew up|arriv(?:e|es|ed|ing)|stay(?:s|ed|ing)?|work(?:s|ed|ing)?|stud(?:y|ies|ied)|resid(?:es?|ed|ing)|am|is|are|was|were|"
    r"office|offices|branch|factory|house|home|flat|hotel|here|there|somewhere|near|close) (?:in|at|near|to|from|outside)|"
    r"(?:city|town|village|municipality|parish|district|county|province|region|state|port|island|republic|kingdom) of|"
    r"home ?(?:city|town)|hometown|capital(?: city)?|visit(?:s|ed|ing)?|leav(?:e|es|ing) for|left for|via|serving|(?:city|town|"
    r"place|place of birth|birthplace|country|state|county|region|location|where|ort|wohnort|geburtsort|stadt|land|ville|lieu|"
    r"pays|ciudad|país|lugar|città|luogo|paese|plaats|woonplaats|geboorteplaats) ?:) ?$"
)
_HERE = regex.compile(r"(?i)(?<!\p{L})(?:in|at|near|around|outside|across|throughout|from|to|toward|towards|via|through) $")
_SMALL = frozenset(("the", "of"))


@cache
def _places() -> frozenset[str]:
    lines = resources.files("appliance.privacy").joinpath("places.txt").read_text(encoding="utf-8").split("\n")
    return frozenset(line.lower() for line in lines if line and not line.startswith("#"))


def places(text: str, candidate: Candidate) -> Iterator[Span]:
    """Yield the known places and peoples in a sequence, longest first; several in a row are several."""
    words = candidate.words
    at = 0
    while at < len(words):
        for end in range(min(len(words), at + LONGEST), at, -1):
            name = text[words[at].start : words[end - 1].end].lower()
            if name in _places() and not (candidate.starts_sentence and words[at].kind in (Kind.COMMON, Kind.BOTH)):
                yield Span(words[at].start, words[end - 1].end, "GPE", 0.7, "country or town")
                at = end - 1
                break
            if end == at + 1 and (name in PEOPLES or name.removesuffix("s") in PEOPLES):
                yield Span(words[at].start, words[at].end, "NRP", 0.7, "people")
        at += 1


def is_place(text: str, start: int) -> bool:
    """Does what stands before say that a place follows?"""
    return bool(_BEFORE.search(text, max(0, start - 40), start))


def is_where(text: str, start: int) -> bool:
    """Does a small word of place stand before?"""
    return bool(_HERE.search(text, max(0, start - 12), start))
