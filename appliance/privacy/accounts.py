"""Text → spans of user names and secrets in columns of a table, and of those who speak in a chat.

A column headed `user` or `password` tells what its cells are, whatever they look like; a nickname that begins two lines or
more, a colon behind it, is somebody.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from appliance.privacy.gates import spoken
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
TWICE = 2  # lines that a nickname must begin


def accounts(around: Surroundings) -> Iterator[Span]:
    """Yield user names and secrets of columns, and nicknames."""
    for cell in around.layout.cells:
        header = spoken(cell.header)
        for pattern, value, entity in ((_USERS, _USER, "USERNAME"), (_SECRETS, _SECRET, "SECRET")):
            if pattern.fullmatch(header) and (hit := value.fullmatch(around.text, cell.start, cell.end)):
                yield Span(*hit.span(1), entity, 0.7, f"column of {'user names' if entity == 'USERNAME' else 'secrets'}")
    if ": " not in around.text or "\n" not in around.text:
        return
    speakers = list(_SPEAKER.finditer(around.text))
    turns = Counter(hit[1] for hit in speakers)
    for hit in speakers:
        if turns[hit[1]] >= TWICE:
            yield Span(*hit.span(1), "USERNAME", 0.65, "speaker of a chat")
