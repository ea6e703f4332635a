"""Text → spans of street addresses: a core that names street and house, then a tail that a small state machine follows.

Core: number and street type in the order of the language (USPS Publication 28, Royal Mail, Deutsche Post, La Poste,
Correos, Poste Italiane, PostNL, the Nordic posts). Tail: unit, town, region, postcode, country, over commas and line
breaks. The danger: a tail that runs on into the next sentence, so each step takes only what has the form of its state.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from appliance.privacy.lexicon import PLACES, STATES
from appliance.privacy.spans import Span

_UP = "A-ZÀ-ÖØ-Þ"
_UNITS = "apt|apartment|suite|ste|unit|flat|floor|room|building"
_W = rf"(?!(?i:{_UNITS})\b)[{_UP}][\w'’.-]*"  # a capitalised word, not a unit
_NO = r"(?!(?:19|20)\d\d(?!\d))\d{1,5}(?:[ -]?[A-Za-z](?![\w]))?(?:[-–/]\d{1,4}[A-Za-z]?)?"  # 12, 12a, 221 B; no year
_STRONG = (
    "street|st|str|road|rd|avenue|ave|av|lane|ln|drive|dr|close|cl|crescent|cres|cr|boulevard|blvd|court|ct|"
    "terrace|terr|ter|place|pl|"
    "mews|row|yard|way|gardens|gdns|grove|square|sq|parkway|pkwy|highway|hwy|freeway|expressway|turnpike|trail|trl|"
    "alley|aly|circle|cir|"
    "plaza|plz|quay|wharf|walk|parade|rise|crossing|croft|wynd|esplanade|embankment|causeway|causewy|route|rte|"
    "trafficway|throughway|"
    "springs|shores|villas|manor|manors|cottages|hollow|junction|motorway|meadow|meadows|extension|extensions|"
    "prairie|corner|corners|"
    "stravenue|underpass|overpass|viaduct|rapids|orchard|mill|mills|knoll|knolls|glen|glens|shoal|shoals|ville|village|burgs?"
)
_WEAK = (
    "hill|hills|bank|quarter|park|green|view|views|vale|gate|end|side|fold|bridge|brae|path|passage|common|cross|"
    "garth|dene|reach|chase|copse|"
    "paddock|oval|pike|loop|run|ridge|landing|point|cove|creek|heights|fields?|mount|circus|approach|broadway|"
    "estates?|flats?|forest|forge|"
    "fork|harbor|haven|island|isle|key|lake|light|loaf|lodge|mall|mission|neck|pass|pine|pines|plain|plains|port|"
    "radial|ranch|rest|river|"
    "spring|spur|spurs|station|stream|summit|trace|track|tunnel|union|valley|wall|well|wells|bend|beach|bluff|"
    "bottom|branch|brook|burg|bypass|"
    "camp|canyon|cape|center|centre|cliff|club|course|dale|dam|divide|falls|ferry|ford|fort|garden|inlet|lock|"
    "locks|crest|curve|drives?"
)
_WAYS = "(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\\.?"
_ENGLISH = (
    rf"(?<![\w.,£$€-]){_NO},? (?:{_WAYS} )?(?:(?:St\.?|The|Old|\d{{1,3}}(?:st|nd|rd|th)|"
    rf"{_W}) ){{1,4}}?(?i:TYPES)\b\.?(?: {_WAYS}(?![\w]))?"
)
_GERMAN = (
    rf"(?:[{_UP}][\wß.-]*-)*[{_UP}][\wß]*(?i:straße|strasse|str\.|weg|platz|allee|gasse|ring|damm|ufer|chaussee|"
    rf"steig|promenade|graben|hof|markt|berg|wall|tor|zeile|kamp) {_NO}(?!\w)"
    rf"|(?:{_W} ){{1,2}}(?:Straße|Strasse|Str\.|Weg|Platz|Allee|Gasse|Ring|Damm|Ufer|Chaussee) (?=[1-9]){_NO}(?!\w)"
    rf"|(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Unter den|Unter der|Hinter der|Hinter dem|Beim|"
    rf"Vor dem|Obere|Untere|Alte|Alter|Neue|Große|Kleine) (?:[{_UP}][\wäöüß-]+ ?){{1,2}} ?"
    rf"(?!(?:19|20)\d\d){_NO}(?!\w| (?:uhr|jahre|prozent|grad|tage|wochen|monate))"
)
_DUTCH_NORDIC = (
    rf"(?:{_W} ){{0,2}}[{_UP}][\w'’-]*(?:straat|laan|weg|plein|gracht|kade|singel|dijk|dreef|steeg|pad|plantsoen|"
    rf"burgwal|hof|markt|wal|baan|"
    rf"gatan|gata|gade|gaden|vägen|vej|vejen|veien|veg|vegen|stigen|stien|katu|kuja|polku|tie|allé|alléen|torg|"
    rf"torget|torvet|plads|pladsen|stræde|strædet|gränd|gränden|"
    rf"backen|bakken|raitti|väylä|kaari|ranta|gångvägen|plan) {_NO}(?:[ -]?(?:bis|hs|[IVX]+))?(?: (?:st|tv|th|mf)\.?)?(?!\w)"
)
_LA = (
    r"(?:d['’]|l['’]|(?:de|du|des|la|le|les|del|della|delle|dei|degli|dello|di|da|do|dos|das|los|las|el|san|santa|saint|"
    r"sainte|et|y|e|aux?|à|sur|en)\b ?)"
)
_ROMANCE_NAME = rf"(?:{_LA}*(?:[{_UP}][\w'’.-]*|\d{{1,2}}(?= [a-zé]{{3}}))(?: |-|(?=[,\n]|$))?){{1,4}}(?:{_LA}*[{_UP}][\w'’-]*)?"
_FRENCH = (
    rf"(?<![\w.,-])\d{{1,4}}(?: ?(?:bis|ter|quater|[A-D]))?,? (?i:rue|avenue|av\.|boulevard|bd\.?|place|pl\.|allée|"
    rf"impasse|chemin|ch\.|route|quai|cours|square|passage|sentier|villa|cité|faubourg|rond-point|esplanade|promenade|"
    rf"ruelle|voie|lotissement|résidence|hameau|clos|rampe|montée|traverse|venelle|mail) {_ROMANCE_NAME}"
)
_SPANISH_ITALIAN = (
    rf"(?<!\w)(?i:calle|c/|avenida|avda\.?|avd\.?|plaza|pza\.?|plza\.?|paseo|pº|camino|carretera|ctra\.?|ronda|"
    rf"travesía|callejón|glorieta|rúa|carrer|passeig|avinguda|"
    rf"rua|praça|travessa|estrada|via|viale|v\.le|piazza|p\.za|p\.zza|corso|c\.so|largo|vicolo|strada|piazzale|"
    rf"lungomare|contrada|borgo|salita|rue|avenue|chaussée|place|boulevard) ?{_ROMANCE_NAME}[, ]{{0,2}}(?:(?:n\.?º?|"
    rf"nº|núm\.?|n°|num\.?) ?)?\d{{1,4}}(?:[ /-]?[A-Za-z]\b)?(?:[ ,]+(?:\d{{1,2}}[ºª°]|bajo|izq(?:da)?\.?|dcha\.?|"
    rf"interno|int\.|scala|piano) ?(?:[A-Z]|\d{{1,3}}|izq\.?|dcha\.?)?){{0,3}}(?!\w)"
)
_BOX = (
    r"(?i:(?<!\w)(?:p\.? ?o\.? ?box|post office box|postfach|postbus|casella postale|apartado(?: de correos)?|"
    r"boîte postale|b\.?p\.|psc|box|unit) \d{1,6}(?:[ ,]+(?:box|apo|fpo|dpo) \w{1,6}){0,2})"
)
_SLAVIC = (
    rf"(?:(?i:ul\.|ulica|al\.|aleja|os\.|pl\.|nám\.|náměstí|ulice) ?{_W}(?: {_W}){{0,2}}|{_W}(?: {_W}){{0,2}} (?i:utca|"
    rf"u\.|út|útja|tér|tere|köz|körút|krt\.|rkp\.|rakpart|ulice|ulica)) {_NO}(?!\w)"
)
#: whatever the street is called: number, words, and a unit that nothing but an address has
_ANCHORED = (
    rf"(?<![\w.,£$€-])\d{{1,5}} (?:(?!(?i:{_UNITS})\b)[^\W\d_][\w.'’-]*,? ){{1,5}}?(?:\d{{1,5}}\.?,?[ \n]{{1,2}}|"
    rf"\n ?)?(?=(?:Suite|Apt\.?|Apartment|Ste\.?|Flat|Unit) [#\d])"
)
_BARE_NORDIC = (
    rf"(?<![\w.,-])\d{{1,4}} [{_UP}][\w'’-]*(?:katu|kuja|polku|tie|gatan|gata|gade|vägen|vej|veien|straat|laan|gracht|"
    rf"weg|straße|strasse)\b"
)

_CORE = re.compile(r"(?:(?<![\w.,£$€/-])\d{1,5}[ ,]+)?(?:" + "|".join(f"(?:{part})" for part in (
    _ANCHORED, _FRENCH, _GERMAN, _DUTCH_NORDIC, _SPANISH_ITALIAN, _ENGLISH.replace("TYPES", _STRONG), _SLAVIC, _BARE_NORDIC,
)) + ")")  # fmt: skip
_HINTED = re.compile(_ENGLISH.replace("TYPES", _WEAK) + "|" + _BOX)
_HINT = re.compile(
    r"(?i)(?:^|[\n|\t:;,(]|\b(?:at|to|from|of|in|live[sd]?|living|resid\w+|address(?:es)?|is|near|outside|into|"
    r"and)(?: is)?) ?[\"“]?$"
)
_UNIT = (
    r"(?:(?i:apt|apartment|suite|ste|unit|flat|floor|fl|room|rm|building|bldg|po box|étage|esc|piso|bus|lgh|etg|"
    r"c/o)\.?[ #]*[\w-]{1,6}\b|#\s?\d\w{0,4})"
)
_POSTCODE = (
    rf"(?:(?:{STATES})\.?,? \d{{5}}(?:-\d{{4}})?|[A-Z]{{1,2}}\d[A-Z\d]? ?\d[A-Z]{{2}}|"
    rf"(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?:-\d{{3,4}})?(?: [A-Z]{{2}}\b)?|\d{{3}} \d{{2}}|"
    rf"[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{{2}}-\d{{3}})"
)
_TOWN = rf"{_W}(?:[ -](?:{_W}|am|an|der|den|de|la|le|les|sur|sous|en|upon|under|by|on|of|the|del|di|in|bei|ob|im|aan)){{0,4}}"
_SEP = r"\.?[ \t]*(?:,[ \t]*\n?[>?]*|\n[>? \t]*,?|[ \t]·|[ \t]-(?= ))[ \t]*"
_STEP_UNIT = re.compile(rf"(?: {_W}){{0,3}}(?:{_SEP}|\.?[ \t]){_UNIT}")
_STEP_CODE = re.compile(rf"(?:{_SEP}|[ \t]+){_POSTCODE}(?![\w/]|[.,]\d)(?:[ \t]+{_TOWN})?")
_STEP_TOWN = re.compile(rf"{_SEP}({_TOWN})(?=[ \t]*(?:,|\n|$|[.;)|]|[ \t]{_POSTCODE}(?!\w)))")
_AFTER_UNIT = re.compile(rf"[ \t]({_TOWN})(?=[ \t]*(?:,|\n|$|\.(?:\s|$)))")
_ABROAD = re.compile(rf"[ \t]+({_W}(?: {_W})?)(?= \d{{4,5}}(?!\d))")
#: parts of names of countries and regions that are no places by themselves
_COUNTRY_WORDS = frozenset(
    "new zealand south north east west united kingdom states of america the great saudi arabia emirates "
    "sri lanka costa rica el salvador puerto republic northern southern upper lower".split()
)
_SMALL_WORDS = frozenset(
    "the down up into onto this that our his her their my your a an is are was of on in at to from and or".split()
)
_UNITS_OF_TIME = frozenset(("hours", "minutes", "days", "years", "percent"))
_LONG_TOKEN = re.compile(r"\S{150,}")  # holds no street, and would take quadratic time
MAX_STEPS = 6


def addresses(text: str) -> Iterator[Span]:
    """Yield street addresses, each with its town and postcode where they follow."""
    at = 0
    raw, text = text, _LONG_TOKEN.sub(lambda found: " " * len(found[0]), "\n".join(_titled(line) for line in text.split("\n")))
    hits = [*_CORE.finditer(text), *(hit for hit in _HINTED.finditer(raw) if _hinted(raw, hit))]
    for hit in sorted(hits, key=lambda one: one.start()):
        if hit.start() < at or _is_other(raw[hit.start() : hit.end()]):
            continue
        at = _tail(text, _trimmed(text, hit.start(), hit.end()))
        yield Span(hit.start(), at, "STREET_ADDRESS", 0.8, "street address")


def _titled(line: str) -> str:
    """A line without a capital, with capitals."""
    return line.title() if line.islower() and len(line.title()) == len(line) else line


def _hinted(text: str, hit: re.Match[str]) -> bool:
    before = text[max(0, hit.start() - 24) : hit.start()]
    return bool(_HINT.search(before)) or bool(_STEP_CODE.match(text, hit.end()))


def _is_other(found: str) -> bool:
    """`5 May Drive` is an address, `10 Working Days Way` is none."""
    words = re.findall(r"[^\W\d_]+", found)
    if found.islower() and not _SMALL_WORDS.isdisjoint(words):  # "he walked 5 miles down the street"
        return True
    return (len(words) < 2 and not re.search(r"\d", found)) or any(word.lower() in _UNITS_OF_TIME for word in words)


def _trimmed(text: str, start: int, end: int) -> int:
    while end > start and text[end - 1] in " ,-.":
        end -= 1
    return end


def _tail(text: str, end: int) -> int:
    """Follow unit, town, region, postcode and country; stop at what has none of these forms."""
    town_end, coded = end, False
    for _ in range(MAX_STEPS):
        if step := _STEP_UNIT.match(text, town_end):
            town_end = end = step.end()
            if step := _AFTER_UNIT.match(text, end):
                town_end = end = step.end()
        elif not coded and (step := _STEP_CODE.match(text, town_end)):
            town_end = end = step.end()
            coded = True
        elif (step := _STEP_TOWN.match(text, town_end)) and _is_town(step[1], coded):
            town_end = step.end()
            end = town_end if coded or _is_known(step[1]) else end
        elif not coded and (step := _ABROAD.match(text, town_end)):
            town_end = step.end()
        else:
            break
    return end


def _is_town(words: str, coded: bool) -> bool:
    parts = re.findall(r"[^\W\d_]+", words)
    return 0 < len(parts) <= 5 and (not coded or words.isupper() or _is_known(words))


def _is_known(words: str) -> bool:
    """Only countries, regions and well known towns end an address by themselves; others when something certain follows."""
    parts = re.findall(r"[^\W\d_]+", words)
    return all(part.lower() in PLACES | _COUNTRY_WORDS or re.fullmatch(STATES, part) for part in parts)
