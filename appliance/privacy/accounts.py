"""Text → spans of user names and secrets in columns of a table, and of those who speak in a chat.

A column headed `user` or `password` tells what its cells are, whatever they look like; a nickname that begins two lines or
more, a colon behind it, is somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from appliance.privacy.gates import spoken
from appliance.privacy.lexicon import WORDS
from appliance.privacy.patterns import Surroundings
from appliance.privacy.spans import Span

_USERS = re.compile(
    r"(?i)(?:ad |os |db |windows |domain |network |sap )?(?:user ?names?|users?|user ?ids?|logins?(?: name| id)?|"
    r"logon(?: name)?|accounts?(?: name)?|sam ?account ?name|uid|handle|nickname|nick|owner|benutzer(?:name|kennung)?|"
    r"anmeldename|gebruiker(?:snaam)?|utilisateur|identifiant|usuario|utente|nome utente|användar(?:e|namn)|brukernavn)"
)
_SECRETS = re.compile(
    r"(?i)(?:initial |temporary |temp |new |old |default )?(?:pass ?words?|pass(?:phrase|code)|pwd|pin|puk|secret(?: key)?|"
    r"api ?key|token|kennwort|passwort|wachtwoord|mot de passe|contraseña|lösenord|hasło)"
)
_USER = re.compile(r"\s*[\"'`]?(@?[A-Za-z][\w.\\-]{1,39}(?:@[\w-]+)?)[\"'`]?\s*")
_SECRET = re.compile(r"\s*[\"'`]?([^\s\"'`|;,]{4,80})[\"'`]?\s*")
_SPEAKER = re.compile(
    r"^(?:\[?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]m)?\]? ?)?<?"
    r"((?!(?:agent|bot|support|user|admin|system|guest|host|step|line|item|note|day|week|room)[\d_.-])"
    r"(?=[a-z_.-]*[\d_.-])[a-z][a-z0-9]*(?:[._-][a-z0-9]+)*)>?: (?=\S)",
    re.M,
)
_TIME = r"(?:\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?:,? |T))?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[AaPp][Mm])?"
_CLOCK = rf"[\[(]?{_TIME}[\])]?[ ,-]{{1,3}}"
_PLAIN = re.compile(r"^([a-z]{4,30}): (?=\S)", re.M)
_STAMPED = re.compile(
    rf"^(?:{_CLOCK})?<[@+]?([A-Za-z][\w.|-]{{1,30}})>:? (?=\S)|^{_CLOCK}([a-z][\w.-]{{1,30}}): (?=\S)|"
    rf"^([a-z][\w.-]{{1,30}}) [(\[]{_TIME}[)\]]:? (?=\S)|^([a-z][\w.-]{{1,30}})> (?=\S)",
    re.M,
)
#: a plain word behind one of these is a user name if no dictionary has it
_DONE_BY = re.compile(
    r"\b(?:[Oo]wner|[Rr]eporter|[Rr]equest(?:e|o)r|[Aa]ssignee|[Aa]uthor|[Aa]gent|[Tt]echnician|[Hh]andler)[ \t]*[:=][ \t]*"
    r"([a-z][a-z0-9._-]{1,29}[a-z0-9])(?![\w@]|\.\w)|"
    r"\b(?:(?:[Rr]e)?[Aa]ssigned to|(?:[Rr]eported|[Rr]aised|[Ll]ogged|[Hh]andled|[Oo]pened|"
    r"[Cc]losed|[Rr]esolved|[Cc]reated|[Uu]pdated|"
    r"[Mm]odified|[Ss]ubmitted|[Aa]pproved|[Ee]dited|[Uu]ploaded|[Ll]ocked|[Rr]equested|[Pp]icked up|[Pp]rinted|[Ee]ntered|"
    r"[Cc]hecked (?:in|out)|[Ll]ast login) by)[ \t]*:?[ \t]+([a-z][a-z0-9._-]{1,29}[a-z0-9])(?![\w@]|\.\w)|"
    r"\b(?:[Uu]nlock|[Rr]eset|[Dd]isable|[Ee]nable|[Dd]elete|[Cc]reate|[Aa]dd|[Ff]or|[Bb]y|[Ff]rom|[Rr]emove|[Ll]ock) "
    r"(?:the )?(?:AD |windows |domain |network )?(?:user(?:name)?|account|login|logon) [\"'`]?"
    r"([a-z][a-z0-9._-]{1,29}[a-z0-9])(?![\w@]|\.\w)|"
    r"(?:\b(?:[Uu]ser ?(?:name|id)|[Ll]ogin(?: name| id)?|[Ll]ogon) is(?: now)?:? [\"'`]?|"
    r"\b[Uu]ser (?=\S+ (?:(?:has |was )?logged|signed)\b))"
    r"([a-z][a-z0-9._-]{1,29}[a-z0-9])(?![\w@]|\.\w)"
)
_ROLES = frozenset("agent bot support user admin system guest customer caller operator moderator".split())
_DONE_WORDS = frozenset(
    "owner reporter requester requestor assignee author agent technician handler assigned reassigned by user username "
    "account login logon".split()
)
PROMPT = 4  # the group of `jroe> hello`
TWICE = 2  # lines that a nickname must begin


def accounts(around: Surroundings) -> Iterator[Span]:
    """Yield user names and secrets of columns, and nicknames."""
    for cell in around.layout.cells:
        header = spoken(cell.header)
        for pattern, value, entity in ((_USERS, _USER, "USERNAME"), (_SECRETS, _SECRET, "SECRET")):
            if pattern.fullmatch(header) and (hit := value.fullmatch(around.text, cell.start, cell.end)):
                yield Span(*hit.span(1), entity, 0.7, f"column of {'user names' if entity == 'USERNAME' else 'secrets'}")
    if not _DONE_WORDS.isdisjoint(around.traits.words):
        for hit in _DONE_BY.finditer(around.text):
            if _made_up(hit[hit.lastindex or 0]):
                yield Span(*hit.span(hit.lastindex or 0), "USERNAME", 0.65, "user who did it")
    if "\n" not in around.text:
        return
    yield from _stamped(around)
    if ": " not in around.text:
        return
    yield from _plain(around)
    speakers = list(_SPEAKER.finditer(around.text))
    turns = Counter(hit[1] for hit in speakers)
    for hit in speakers:
        if turns[hit[1]] >= TWICE:
            yield Span(*hit.span(1), "USERNAME", 0.65, "speaker of a chat")


def _stamped(around: Surroundings) -> Iterator[Span]:
    """Who speaks in a chat that gives the time or sets names in angle brackets; a tag of HTML has its end somewhere."""
    if not (around.traits.digits or "<" in around.text) or "</" in around.text:
        return
    hits = list(_STAMPED.finditer(around.text))
    if len({hit[PROMPT] for hit in hits}) == 1:  # "mysql> use stock" is a prompt
        hits = [hit for hit in hits if not hit[PROMPT]]
    for hit in hits if len(hits) >= TWICE else ():
        group = hit.lastindex or 0
        if hit[group].islower() and (group == 1 or _made_up(hit[group])) and hit[group] not in _ROLES:
            yield Span(*hit.span(group), "USERNAME", 0.65, "speaker of a chat")


def _plain(around: Surroundings) -> Iterator[Span]:
    """Who speaks in turn with others under a name that no dictionary has."""
    turns = [hit for hit in _PLAIN.finditer(around.text) if hit[1] not in _ROLES]
    apart = {one[1] for one, other in pairwise(turns) if one[1] != other[1]}
    often = {name for name, times in Counter(hit[1] for hit in turns).items() if times >= TWICE and name in apart}
    strange = {hit[1] for hit in turns if WORDS.unknown(hit[1])}
    for hit in turns if often & strange else ():
        if hit[1] in strange:
            yield Span(*hit.span(1), "USERNAME", 0.6, "speaker of a chat")


def _made_up(word: str) -> bool:
    """Is it no word of a dictionary? A digit or a sign within tells at once."""
    return not word.isalpha() or not WORDS.common(word)
