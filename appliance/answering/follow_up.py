"""A question that leans on the one before → a question that can be searched by itself, by rules and without a model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from appliance.answering.words import content_words
from appliance.records import Turn

FEW_WORDS = 3  # with fewer words of content a question says too little by itself
#: words that point back: pronouns, and openings such as "and on Sundays?"
_POINTS_BACK = re.compile(
    r"(?i)^\W*(?:and|or|but|then|so|also|what about|how about)\b|\b(?:it|its|they|them|their|theirs|he|him|his|she|her|hers|"
    r"that|those|these|this|there|the same|else|another|former|latter)\b"
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """Return the question, the one before it in front where it points back or says too little."""
    if not history:
        return question
    leans = _POINTS_BACK.search(question) or len(content_words(question)) < FEW_WORDS
    return f"{history[-1].question} {question}" if leans else question
