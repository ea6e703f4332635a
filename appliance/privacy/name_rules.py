"""Where a capitalised sequence stands → is it a name: labels, greetings, signatures, columns, speakers, `Last, First`.

Sources: customs of writing letters, forms, mails (RFC 5322 headers), minutes and lists; nothing here knows a document.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from appliance.privacy.lexicon import CALENDAR, CLOSINGS, FORM_WORDS, GREETINGS, LABELS, OUTSIDE, PARTICLES
from appliance.privacy.name_words import INITIAL, NAMEISH, NOTHING, PARTICLE, PIECE, WORD, Candidate, Kind, kind, opens_sentence
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

_LAST_FIRST = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@/_.’'-])((?:{PARTICLE} ){{0,2}}{WORD}(?: {WORD})?), ?((?:{WORD}|{INITIAL})(?: (?:{WORD}|"
    rf"{INITIAL}))?)(?![\p{{L}}])"
)
_LABEL = regex.compile(
    rf"(?i)(?:^|[\n\t|;,.(*•·-]| /)[ *_>#]*(?:{LABELS})(?: ?\([^)\n]{{0,20}}\))?"
    rf"[ *_]*(?:[:=]|\bis\b)[ *_\"“<]*$"
)
_LIST_LABEL = regex.compile(
    rf"(?i)(?:^|[\n.;])[ *_>#-]*(?:{LABELS})[ *_]*:[^\n:]{{0,400}}?(?:,|;|\band\b|&|\bund\b|\bet\b|\ben\b|\by\b|\))\s*$"
)
_INTRODUCED = regex.compile(
    r"(?i)(?:\b(?:my name is|name(?:d|s)?(?: is)?|called|i am|i'm|this is|ask for|signed by|on behalf of|c/o|"
    r"attn\.?:?|care of|(?:hi|hello|hey)\b[^.\n]{0,25}, it'?s|regards to|"
    r"(?:my|our|his|her|their) (?:assistant|colleague|manager|boss|husband|wife|son|daughter|"
    r"brother|sister|friend|neighbour|deputy)|"
    r"contact|ich bin|ich heiße|je m'appelle|me llamo|mi chiamo|ik ben|mijn naam is|greet|spoke (?:to|with)|met (?:with)?)) $"
)
_GREETED = regex.compile(r"(?i)(?:^|\n|> ?|[.!,] )[*_ ]*(?:" + "|".join(GREETINGS) + r")(?: (?:and|all|to)\b)?,? $")
_CLOSED = regex.compile(
    rf"(?i)(?:^|\n)[ >*_-]*(?:{CLOSINGS})[ ,.!*_]*\n{{1,3}}[ >*_-]*(?:/s/ ?)?$|"
    r"\n(?:br|kr|rgds|thx|thanks|cheers|ta|mfg|lg|vg),? $"
)
_FOLLOWED = regex.compile(
    r"(?i)['’]?[ ,]{0,2}(?:<[^>\s]+@|\([^)\s]+@|wrote:|schrieb|a écrit|\(\d{1,3}\)|,? aged? \d|,? (?:MD|PhD|MSc|BSc|"
    r"MBBS|FRC\w+|RN|Esq|Jr|Sr)\b)"
)
_COLUMN = regex.compile(rf"(?i)(?:{LABELS})s?(?: (?:name|of .{{1,20}}))?")


_DATED = regex.compile(
    r"(?i)(?<!\d)(?:1[6-9]|20)\d\d(?!\d)|\d ?(?:st|nd|rd|th)\b|\d[/.-]\d{1,2}[/.-]\d|"
    rf"\b(?:{'|'.join(sorted(CALENDAR))})s?\b"
)
_CAPITALISED = regex.compile(WORD)
_INITIAL_BEFORE = regex.compile(r"(?<!\p{L})\p{Lu}\. ?$")
_DEFINITE = regex.compile(r"(?i)(?<!\p{L})(?:the|an?|each|every|this|your|our) +(?:$|(?=\p{Lu}))")
_PRESENTED = regex.compile(r" (?:is an? |is the |was founded|has |provides |offers |makes |sells )")  # as firms are
_ROW = regex.compile(r"(?:^|\n)[ >]*(?:[-*•]|\d{1,3}[.)])? ?$")
_LISTED = regex.compile(r", ?$")
_LISTING = regex.compile(r",? (?:and|&|und|et|y|e|en|og|och) \p{Lu}|, \p{Lu}")
_NEIGHBOUR = regex.compile(r"(?:,| and| &| or| und| et|, and| ?/) ?")
_SAYS = regex.compile(
    r"(?i)(?:,|'s)? (?:said|says|asked|asks|told|wrote|writes|replied|answered|thinks|thought|believes|feels|felt|"
    r"knows|knew|wants|wanted|lives|lived|married|"
    r"phoned|rang|emailed|texted|agreed|apologi[sz]ed|explained|noticed|complained|admitted|suggested|warned|"
    r"promised|insisted|visited|retired|resigned|"
    r"is (?:very )?(?:reliable|from|married|our|my|his|her|a (?:nurse|doctor|teacher|student|friend))|was born|"
    r"and I)\b|:? ?[\"“]|!|, (?:can|could|would|will|please|thank)"
)
_SAID = regex.compile(
    r"(?i)(?:[\"”,!?.…’'] ?(?:said|says|asked|wrote|replied|told|added)|\b(?:named|call(?:ed)?|ask|tell|told|meet|met|married|"
    r"ask for|love|met with)(?: (?:him|her|them|me|us))?|\b(?:said|says|told|spoke|talked|wrote|gave|sent|belongs?|"
    r"introduced|listened)\b[^.\n]{0,30} to|\b(?:last|first|sur)name\?|name\?) $"
)


#: "Don't go, Mark!": somebody is called by name; a comma in a list of things has no sentence before and no "!" behind
_CALLED_OUT = regex.compile(r"\p{Ll}[\p{L}'’]*, $")
_CALL_ENDS = regex.compile(r"!|\?|\.?[\"”]")
#: what only people do; a common noun in the singular would need an article before it
_BEGAN = regex.compile(
    r" (?:began|said|says|told|wrote|writes|joined|married|retired|resigned|lives|lived|studied|graduated|was born|moved|grew up|"
    r"phoned|rang|emailed|agreed|explained|noticed|complained|thinks|thought|believes|knew|wanted|asked|replied|argued|worked)\b"
)
_LINE_OF_SPEECH = regex.compile(r" ?: ?[\"“«„]")
_CLAUSE = regex.compile(r"(?:^|[ \n\"“])(?:but|and|because|that|when|if|so|while|since|where|than|as|although) $")
_DOES = regex.compile(
    r" (?:just |also |never |always |still |then |now |only |really |already |probably )?(?:has|had|is|was|will|would|can|could|"
    r"did|does|should|must|may|might|wants|needs|went|goes|came|comes|got|gets|took|takes|made|makes|gave|gives|left|saw|sees)\b"
)
_TOGETHER = regex.compile(r",? (?:and|&|or) ")
_WERE = regex.compile(r" (?:were|are|have|had|both|met|went|agreed|work|worked|live|lived|wrote|said|say|came|left|joined)\b")
#: what makes a name of what follows, with the characters that it may take
_BEFORE = ((_LABEL, 80), (_GREETED, 40), (_CLOSED, 60), (_INTRODUCED, 40))


def is_labelled(around: Surroundings, core: Candidate) -> bool:
    """Does what stands around say that this is a name: label, greeting, signature, column, address behind it?"""
    if not core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH) and len(core.words) < 2:
        return False
    if core.has(Kind.PLACE) and not core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH):
        return False
    before = around.text[max(0, core.start - 420) : core.start]
    if any(pattern.search(before[-reach:]) for pattern, reach in _BEFORE):
        return core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)
    if _FOLLOWED.match(around.text, core.end, core.end + 60):
        return core.has(Kind.UNKNOWN, Kind.PROPER, Kind.BOTH)
    header = around.layout.header_at(core.start).replace("_", " ")
    if header and _COLUMN.fullmatch(header):
        return core.has(Kind.UNKNOWN, Kind.PROPER) or len(core.words) > 1
    return len(core.words) > 1 and core.has(Kind.UNKNOWN, Kind.PROPER) and bool(_LIST_LABEL.search(before))


def speaks(text: str, core: Candidate, *, starts_sentence: bool) -> bool:
    """Does the sentence treat a single word as a person: X said, says X, named her X, X: "…", ", X!"?"""
    if _SAID.search(text, max(0, core.start - 60), core.start):
        return True
    if _CALLED_OUT.search(text, max(0, core.start - 40), core.start) and _CALL_ENDS.match(text, core.end):
        return True
    if core.has(Kind.BOTH):
        return starts_sentence and bool(_BEGAN.match(text, core.end) or _LINE_OF_SPEECH.match(text, core.end))
    found = _SAYS.match(text, core.end, core.end + 40)
    if found is None:
        subject = _CLAUSE.search(text, max(0, core.start - 12), core.start) and _DOES.match(text, core.end)
        return core.has(Kind.UNKNOWN) and bool(subject)
    return starts_sentence or found[0].strip() not in ("!", '"', "“") or text[max(0, core.start - 2) : core.start] == ", "


def did(text: str, first: Candidate, second: Candidate) -> bool:
    """Are two coordinated names the subject of what people do: "Usamov and Bowers were engineers"?"""
    return _TOGETHER.fullmatch(text, first.end, second.start) is not None and bool(_WERE.match(text, second.end))


def neighbours(text: str, first_end: int, second_start: int) -> bool:
    """Is nothing but a comma or an "and" between the two?"""
    return 0 < second_start - first_end < 7 and bool(_NEIGHBOUR.fullmatch(text, first_end, second_start))


def last_first(around: Surroundings, text: str) -> Iterator[Span]:
    """Yield `Okafor, Chidi`: both halves name-like, neither a place; one unknown to the dictionary, or in a column of names."""
    rows = False  # is there a surer one at the beginning of a line?
    for hit in _LAST_FIRST.finditer(text):
        kinds = [[kind(word) for word in PIECE.findall(hit[n])] for n in (1, 2)]
        start = hit.start()
        if len(kinds[0]) > 1 and kinds[0][0] is Kind.STOP:  # "Concerning Okafor, Chidi"
            start += hit[1].index(" ") + 1
            kinds[0] = kinds[0][1:]
        flat = [one for half in kinds for one in half]
        if _INITIAL_BEFORE.search(text, max(0, hit.start() - 4), hit.start()):
            continue  # "A. Sharma, B. Osei": those are two
        row = _ROW.search(text, max(0, hit.start() - 8), hit.start()) is not None
        if row and kinds[0] == [Kind.ACRONYM] and len(hit[1]) > 2:  # KIM, Ji-woo
            kinds[0] = [Kind.PROPER]
            flat = [Kind.PROPER, *kinds[1]]
        if any(one in (Kind.PLACE, Kind.STOP, Kind.ACRONYM, Kind.TITLE) for one in flat):
            continue
        if _LISTED.search(text[max(0, hit.start() - 2) : hit.start()]) or _LISTING.match(text, hit.end()):
            continue  # one of several names in a row
        if _COLUMN.fullmatch(around.layout.header_at(hit.start())) or (
            (Kind.UNKNOWN in flat or (row and rows)) and Kind.COMMON not in flat and all(NAMEISH & set(half) for half in kinds)
        ):
            rows = rows or row
            yield Span(start, hit.end(), "PERSON", 0.7, "last, first")


def is_noise(view: str, start: int, end: int, entity: str) -> bool:
    """Is what spaCy took for an entity no name of anything?

    An acronym of forms, a number, a span of time that is no date ("two weeks"), words whose capital their place explains,
    or a guess from half a sentence, the other half being a stand-in.
    """
    words = view[start:end]
    if NOTHING in words:
        return True
    if entity == "DATE_TIME":
        return not _DATED.search(words)
    if words.strip() in FORM_WORDS:
        return True
    kinds = [kind(word) for word in _CAPITALISED.findall(words) if word.lower() not in PARTICLES]
    if not kinds:
        return entity != "NRP"
    if all(one in (Kind.STOP, Kind.TITLE, Kind.FOREIGN, Kind.INITIAL) for one in kinds):
        return True
    if any(one in (Kind.UNKNOWN, Kind.PROPER, Kind.PLACE, Kind.ACRONYM) for one in kinds):
        return False
    if entity == "ORGANIZATION" and _is_internal(view, start, words, kinds):
        return True
    beside = NOTHING in view[max(0, start - 3) : start] or NOTHING in view[end : end + 3]
    return beside or (len(kinds) == 1 and opens_sentence(view, start))


def _is_internal(view: str, start: int, words: str, kinds: list[Kind]) -> bool:
    """Common words in capitals behind an article, or that open a sentence: "the Crisis Team", "The Leave Portal"."""
    last = words.rstrip(" .'").split()[-1].lower()
    if last in OUTSIDE or not all(one in (Kind.COMMON, Kind.BOTH, Kind.STOP) for one in kinds):
        return False
    article = _DEFINITE.match(words) or _DEFINITE.search(view, max(0, start - 8), start)
    if article:
        return True
    opens = len(kinds) > 1 and Kind.BOTH not in kinds and opens_sentence(view, start)
    return opens and _PRESENTED.match(view, start + len(words)) is None
