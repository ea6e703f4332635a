"""Text → spans of user names and secrets in columns of a table, and of those who speak in a chat.

A column headed `user` or `password` tells what its cells are, whatever they look like; a nickname that begins two lines or
more, a colon behind it, is somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

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
_CLOCK = r"\[?\d{1,2}[:.]\d\d(?:[:.]\d\d)?(?: ?[ap]m)?\]?[ ,-]{1,3}"
_STAMPED = re.compile(rf"^(?:{_CLOCK})?<[@+]?([A-Za-z][\w.|-]{{1,30}})>:? (?=\S)|^{_CLOCK}([a-z][\w.-]{{1,30}}): (?=\S)", re.M)
#: a plain word behind one of these is a user name if no dictionary has it
_DONE_BY = re.compile(
    r"\b(?:[Oo]wner|[Rr]eporter|[Rr]equest(?:e|o)r|[Aa]ssignee|[Aa]uthor|[Aa]gent|[Tt]echnician|[Hh]andler)[ \t]*[:=][ \t]*"
    r"([a-z][a-z0-9._-]{2,30})(?![\w@]|\.\w)|"
    r"\b(?:(?:[Rr]e)?[Aa]ssigned to|(?:[Rr]eported|[Rr]aised|[Ll]ogged|[Oo]pened|[Cc]losed|[Rr]esolved|[Cc]reated|[Uu]pdated|"
    r"[Mm]odified|[Ss]ubmitted|[Aa]pproved|[Ee]dited|[Uu]ploaded|[Ll]ocked|[Rr]equested|[Pp]icked up|[Pp]rinted|[Ee]ntered|"
    r"[Cc]hecked (?:in|out)|[Ll]ast login) by)[ \t]*:?[ \t]+([a-z][a-z0-9._-]{2,30})(?![\w@]|\.\w)|"
    r"\b(?:[Uu]nlock|[Rr]eset|[Dd]isable|[Ee]nable|[Dd]elete|[Cc]reate|[Aa]dd|[Ff]or|[Bb]y|[Ff]rom|[Rr]emove|[Ll]ock) "
    r"(?:the )?(?:AD |windows |domain |network )?(?:user(?:name)?|account|login|logon) [\"'`]?([a-z][a-z0-9._-]{2,30})(?![\w@]|\.\w)|"
    r"\b(?:[Uu]ser ?(?:name|id)|[Ll]ogin(?: name| id)?|[Ll]ogon) is(?: now)?:? [\"'`]?([a-z][a-z0-9._-]{2,30})(?![\w@]|\.\w)"
)
_ROLES = frozenset("agent bot support user admin system guest customer caller operator moderator".split())
_DONE_WORDS = frozenset(
    "owner reporter requester requestor assignee author agent technician handler assigned reassigned by user username "
    "account login logon".split()
)
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
    speakers = list(_SPEAKER.finditer(around.text))
    turns = Counter(hit[1] for hit in speakers)
    for hit in speakers:
        if turns[hit[1]] >= TWICE:
            yield Span(*hit.span(1), "USERNAME", 0.65, "speaker of a chat")


def _stamped(around: Surroundings) -> Iterator[Span]:
    """Who speaks in a chat that gives the time or sets names in angle brackets; a tag of HTML has its end somewhere."""
    if not around.traits.digits and "<" not in around.text or "</" in around.text:
        return
    hits = list(_STAMPED.finditer(around.text))
    for hit in hits if len(hits) >= TWICE else ():
        group = hit.lastindex or 0
        if hit[group].islower() and (group == 1 or _made_up(hit[group])) and hit[group] not in _ROLES:
            yield Span(*hit.span(group), "USERNAME", 0.65, "speaker of a chat")


def _made_up(word: str) -> bool:
    """Is it no word of a dictionary? A digit or a sign within tells at once."""
    return not word.isalpha() or not WORDS.common(word)
