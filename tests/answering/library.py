"""A few passages to ask about, and what the story lends."""

from __future__ import annotations

from collections.abc import Sequence

from appliance.answering.answerer import Seams
from appliance.answering.words import content_words
from appliance.errors import AnswerWithheld
from appliance.records import CleanText, Passage

WARDEN = "<PERSON_KQZTRMWVXB>"
FIRE = f"Fire safety in Block C\n\nThe fire warden of Block C is {WARDEN}. The assembly point is the north car park."
PARKING = "Parking\nA day in the staff car park costs £3.20. Bicycles park free of charge. The barrier opens at 06:30."
LIBRARY = "Library\nBooks are lent for three weeks. A lost book costs £25. The librarian reads to children on Fridays."


def passage(text: str, name: str = "page.txt", start: int = 0, score: float = 1.0) -> Passage:
    return Passage(f"id of {name}", CleanText(name), "general", 1, start, start + len(text), CleanText(text), score)


def shelf() -> list[Passage]:
    return [passage(FIRE, "warden.txt"), passage(PARKING, "parking.md", 100, 0.6), passage(LIBRARY, "library.html", 7, 0.5)]


def similarity_to(question: str):
    """A small real measure in the embedder's place: the share of words that are shared."""
    asked = set(content_words(question))

    def similarity(texts: Sequence[str]) -> list[float]:
        sets = [set(content_words(text)) for text in texts]
        return [len(asked & words) / max(1, len(asked | words)) ** 0.5 / max(1, len(asked)) ** 0.5 for words in sets]

    return similarity


def seams(question: str, forbidden: str = "\x00") -> Seams:
    def vouch(sentence: str) -> CleanText:
        if forbidden in sentence:
            raise AnswerWithheld("The answer was withheld because it may hold personal data.")
        return CleanText(sentence)

    return Seams(
        similarity=similarity_to(question),
        to_prompt=lambda text: text.replace(WARDEN, "Person A"),
        from_prompt=lambda text: text.replace("Person A", WARDEN),
        vouch=vouch,
        cancelled=lambda: False,
    )
