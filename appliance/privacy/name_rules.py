"""Where a capitalised sequence stands → is it a name: labels, greetings, signatures, columns, speakers, `Last, First`.

Sources: customs of writing letters, forms, mails (RFC 5322 headers), minutes and lists; nothing here knows a document.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from appliance.privacy.lexicon import CLOSINGS, FORM_WORDS, GREETINGS, LABELS
from appliance.privacy.name_words import INITIAL, NAMEISH, PARTICLE, PIECE, WORD, Candidate, Kind, kind
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

_LAST_FIRST = regex.compile(
    rf"(?<![\p{{L}}\p{{N}}@/_.’'-])((?:{PARTICLE} ){{0,2}}{WORD}(?: {WORD})?), ?((?:{WORD}|{INITIAL})(?: (?:{WORD}|"
    rf"{INITIAL}))?)(?![\p{{L}}])"
)
_LABEL = regex.compile(rf"(?i)(?:^|[\n\t|;,.(*•·-])[ *_>#]*(?:{LABELS})(?: ?\([^)\n]{{0,20}}\))?[ *_]*(?:[:=]|\bis\b)[ *_\"“<]*$")
_LIST_LABEL = regex.compile(
    rf"(?i)(?:^|[\n.;])[ *_>#-]*(?:{LABELS})[ *_]*:[^\n:]{{0,400}}?(?:,|;|\band\b|&|\bund\b|\bet\b|\ben\b|\by\b|\))\s*$"
)
_INTRODUCED = regex.compile(
    r"(?i)(?:\b(?:my name is|name(?:d|s)?(?: is)?|called|i am|i'm|this is|ask for|signed by|on behalf of|c/o|"
    r"attn\.?:?|care of|regards to|"
    r"contact|ich bin|ich heiße|je m'appelle|me llamo|mi chiamo|ik ben|mijn naam is|greet|spoke (?:to|with)|met (?:with)?)) $"
)
_GREETED = regex.compile(r"(?i)(?:^|\n|> ?|[.!,] )[*_ ]*(?:" + "|".join(GREETINGS) + r")(?: (?:and|all|to)\b)?,? $")
_CLOSED = regex.compile(rf"(?i)(?:^|\n)[ >*_-]*(?:{CLOSINGS})[ ,.!*_]*\n{{1,3}}[ >*_-]*(?:/s/ ?)?$")
_FOLLOWED = regex.compile(
    r"(?i)['’]?[ ,]{0,2}(?:<[^>\s]+@|\([^)\s]+@|wrote:|schrieb|a écrit|\(\d{1,3}\)|,? aged? \d|,? (?:MD|PhD|MSc|BSc|"
    r"MBBS|FRC\w+|RN|Esq|Jr|Sr)\b)"
)
_COLUMN = regex.compile(rf"(?i)(?:{LABELS})s?(?: (?:name|of .{{1,20}}))?")


_LISTED = regex.compile(r", ?$")
_LISTING = regex.compile(r",? (?:and|&|und|et|y|e|en|og|och) \p{Lu}|, \p{Lu}")
_NEIGHBOUR = regex.compile(r"(?:,| and| &| or| und| et|, and) ?")
_SAYS = regex.compile(
    r"(?i)(?:,|'s)? (?:said|says|asked|asks|told|wrote|writes|replied|answered|thinks|thought|believes|feels|felt|"
    r"knows|knew|wants|wanted|lives|lived|married|"
    r"phoned|rang|emailed|texted|agreed|apologi[sz]ed|explained|noticed|complained|admitted|suggested|warned|"
    r"promised|insisted|visited|retired|resigned|"
    r"is (?:very )?(?:reliable|from|married|our|my|his|her|a (?:nurse|doctor|teacher|student|friend))|was born|"
    r"and I)\b|:? ?[\"“]|!|, (?:can|could|would|will|please|thank)"
)
_SAID = regex.compile(
    r"(?i)(?:[\"”,] ?(?:said|says|asked|wrote|replied|told|added)|\b(?:named|call(?:ed)?|ask|tell|told|meet|met|married|"
    r"ask for|love|met with)(?: (?:him|her|them|me|us))?|\b(?:said|says|told|spoke|talked|wrote|gave|sent|belongs?|"
    r"introduced|listened)\b[^.\n]{0,30} to|\b(?:last|first|sur)name\?|name\?) $"
)


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
    header = around.layout.header_at(core.start)
    if header and _COLUMN.fullmatch(header):
        return core.has(Kind.UNKNOWN, Kind.PROPER) or len(core.words) > 1
    return len(core.words) > 1 and core.has(Kind.UNKNOWN, Kind.PROPER) and bool(_LIST_LABEL.search(before))


def speaks(text: str, core: Candidate, *, starts_sentence: bool) -> bool:
    """Does the sentence treat a single word as a person: X said, says X, named her X, X: "…", ", X!"?"""
    after = text[core.end : core.end + 40]
    if _SAID.search(text[max(0, core.start - 60) : core.start]):
        return True
    if core.has(Kind.BOTH):
        return False
    found = _SAYS.match(after)
    if found is None:
        return False
    return starts_sentence or found[0].strip() not in ("!", '"', "“") or text[max(0, core.start - 2) : core.start] == ", "


def neighbours(text: str, first_end: int, second_start: int) -> bool:
    """Is nothing but a comma or an "and" between the two?"""
    return 0 < second_start - first_end < 7 and bool(_NEIGHBOUR.fullmatch(text, first_end, second_start))


def last_first(around: Surroundings, text: str) -> Iterator[Span]:
    """Yield `Okafor, Chidi`: both halves name-like, neither a place; one unknown to the dictionary, or in a column of names."""
    for hit in _LAST_FIRST.finditer(text):
        kinds = [[kind(word) for word in regex.findall(PIECE, hit[n])] for n in (1, 2)]
        start = hit.start()
        if len(kinds[0]) > 1 and kinds[0][0] is Kind.STOP:  # "Concerning Okafor, Chidi"
            start += hit[1].index(" ") + 1
            kinds[0] = kinds[0][1:]
        flat = [one for half in kinds for one in half]
        if any(one in (Kind.PLACE, Kind.STOP, Kind.ACRONYM, Kind.TITLE) for one in flat):
            continue
        if _LISTED.search(text[max(0, hit.start() - 2) : hit.start()]) or _LISTING.match(text, hit.end()):
            continue  # one of several names in a row
        if _COLUMN.fullmatch(around.layout.header_at(hit.start())) or (
            Kind.UNKNOWN in flat and Kind.COMMON not in flat and all(NAMEISH & set(half) for half in kinds)
        ):
            yield Span(start, hit.end(), "PERSON", 0.7, "last, first")


def is_noise(words: str) -> bool:
    """Is what spaCy took for an organisation or place only common words, an acronym of forms, or numbers?"""
    return not regex.search(r"\p{L}{2}", words) or words.strip() in FORM_WORDS
