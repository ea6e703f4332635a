"""The parts of an address behind its street, as patterns: separator, unit, postcode, town.

Postcodes have the forms of UPU S42's country sheets; units those of USPS Publication 28 (appendix C2), the Austrian, Danish,
Finnish, French, Hungarian, Polish, Romanian and Spanish posts. Every repetition is bounded, so that no text takes long.
"""

from __future__ import annotations

from appliance.privacy.address_words import MONTHS, STOPS, UNIT_WORDS
from appliance.privacy.lexicon import STATES

CAPITALS = "A-Z" + "".join(chr(code) for code in range(0xC0, 0x530) if chr(code).isupper()) + "∆Ω"
_NOT_STOP = rf"(?!(?i:{'|'.join(sorted(map(str, STOPS - {'mon', 'sun', 'sat', 'sir'})))})(?![\w'’∆]))"
_NOT_UNIT = rf"(?!(?i:{UNIT_WORDS})\.?[ :#]{{0,2}}(?:\d|[A-Z](?!\w)))"
_NOT_DATE = rf"(?!(?i:{'|'.join(sorted(MONTHS))})\.?,? \d)"
_ABBREVIATED = rf"(?:(?i:st|ste|mt|ft|co|αγ|αγία)|[{CAPITALS}])\.(?=[ ]?[{CAPITALS}])"
_LETTERS = r"(?:[^\W\d_]|['’∆])"
#: a capitalised word that can be part of a town: no function word, no unit, no month before a day, no label of the next field
NAME = (
    rf"{_NOT_STOP}{_NOT_UNIT}{_NOT_DATE}"
    rf"(?:{_ABBREVIATED}|['’]?[{CAPITALS}]{_LETTERS}{{0,40}}(?:[-/]{_LETTERS}{{1,40}}){{0,6}}(?![\w:]|\.:))"
)
LINK = (
    "am|an der|an|der|den|de|la|le|les|sur|sous|en|upon|under|by|on|of|the|del|della|di|in|bei|ob|im|aan|na|nad|pod|u|do|da|dos|"
    "das|v|ved|i|y|e|and|los|las|el|à|a|lès|près|vor|dem|con|über|pri|sub"
)
_ARTICLE = r"(?:(?:de|den|het|la|le|les|los|las|el|['’][st])[ -])"
_LOWER_END = r"(?: (?:mesto|město|hora|ves|vas|polje|gora|selo|voda|dvor|brod|potok|most)(?!\w))"
TOWN = (
    rf"{_ARTICLE}?{NAME}(?: (?:(?i:{LINK}) ){{0,2}}{NAME}){{0,4}}{_LOWER_END}?"
    r"(?: \([^()\n\d]{2,25}\))?(?: \d{1,2}(?=[ \t]{0,4}(?:,|\n|$)))?"
)
#: the margin of quoted mail, comments and lost bullets, which is part of no line of an address
MARGIN = r"(?:[ \t]{0,60}(?:[>|?*#·•]{1,4}[ \t]{0,4}){0,4})"
_BREAK = rf"(?:[ \t]{{0,4}}(?:<br ?/?>)?\n{MARGIN})"
SEPARATOR = (
    rf"(?:\.?[ \t]{{0,4}}(?:,(?:[ \t]{{0,4}},)?[ \t]{{0,4}}{_BREAK}?|{_BREAK}[,;]?[ \t]{{0,4}}|"
    r"[ \t](?:[·•|–—/-][ \t]|\((?=\w))|<br ?/?>))[ \t]{0,4}"
)
_UNIT_NUMBER = r"(?:[A-Z]{0,2}-?\d[\w/-]{0,6}|[A-Z]{1,2}\d?)(?![\w'’])"
_FLOOR = (
    r"(?i:(?:ground|first|second|third|fourth|fifth|top|lower ground|\d{1,2}(?:st|nd|rd|th)) floor)\b|"
    r"\d{1,2} ?(?:e|er|ème) étage|[IVX]{1,4}\. ?em\.? ?\d{1,3}\.?|"
    r"\d{1,2}\.? ?(?:OG|Stock|Etage|sal|tv|th|mf|emelet|em|tr|vån)\b\.?(?: (?:\d{1,3}\.?|tv|th|mf)(?!\w))?|"
    r"\d{1,2}\.? ?[ºª°](?: ?(?:[A-Z]|\d{1,2}|izq|dcha|[eE]sq|[dD]to)\b\.?)?"
)
UNIT = (
    rf"(?:(?:st|kl)\.,? ?(?:tv|th|mf)\b\.?|(?i:{UNIT_WORDS})\.?(?: (?i:no|nr)\.?)?[ :#]{{0,2}}{_UNIT_NUMBER}|{_FLOOR}|"
    r"m\. ?\d{1,4}|as\.? \d{1,3}(?=,|\n|$)|(?i:bl|sc|ap|et)\. ?\d{1,4}[A-Z]?(?!\w)|(?<=\d )[A-H] \d{1,3}(?=,|\n|$)|"
    r"(?i:bajo|entresuelo|rez-de-chaussée|bte|boîte) ?[A-Z\d]{0,3}\b|(?i:p\.? ?o\.? ?box) \d{1,6})"
)
HASH_UNIT = r"#[ ]?\d{1,4}[A-Z]?(?!\w)"
#: the letters that some posts set before the digits (CEPT)
COUNTRY_LETTERS = (
    "AT?|BE?|CH|CY|CZ|DE?|DK|E|ES|EE|F|FR|FI|FIN|FO|GL|GR|HR?|HU|I|IS|IT|L|LT|LU|LV|MD|NL?|NO|PL?|PT|RO|SE?|SI|SK|UA"
)
_CERTAIN_CODE = "|".join(
    (
        rf"(?:{STATES})\.?,?[ \t]{{1,4}}\d{{5}}(?:-\d{{4}})?",  # United States
        r"(?i:[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})",  # United Kingdom
        r"[A-Z]\d[\dW] ?[A-Z\d]{4}",  # Ireland
        r"[A-Z]\d[A-Z] ?\d[A-Z]\d",  # Canada
        r"\d{4} ?[A-Z]{2}",  # Netherlands
        rf"(?:{COUNTRY_LETTERS}) ?- ?\d{{3,5}}(?: \d{{2}})?",
        r"\d{3} \d{2}",  # Sweden, Czechia, Slovakia, Greece
        r"\d{2}-\d{3}",  # Poland
        r"\d{4}-\d{3}",  # Portugal
        r"\d{5}-\d{3,4}",  # Brazil, United States
        r"(?:NSW|VIC|QLD|TAS|ACT|SA|WA|NT),?[ \t]{1,4}\d{4}",  # Australia
        r"(?:Τ\.?Κ\.?|PLZ|CAP|C\.?P\.?|RD) ?\d{4,5}",
        r"BFPO \d{1,4}",
    )
)
CODE = rf"(?:{_CERTAIN_CODE}|\d{{4,6}}|\d{{3}}(?=[ \t]{{1,4}}[{CAPITALS}]))(?![\w/%€£$]|[.,:-]\d)"
