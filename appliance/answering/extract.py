"""Answering without a model: the sentences that the evidence puts first, word for word."""

from __future__ import annotations

from appliance.answering.evidence import Candidate, Evidence

CLOSE = 0.7  # log-odds: a second sentence so near to the first may as well be the answer
WORDS = 60  # of both together
LIST_SENTENCES = 5


def best_sentences(evidence: Evidence) -> tuple[Candidate, ...]:
    """Return one sentence, two where the evidence hardly tells them apart, and more where a list is asked for."""
    # a page of questions and answers repeats the question as its heading, which answers nothing
    told = [one for one in evidence.candidates if not one.text.rstrip().endswith("?")]
    if not told:
        return ()
    first, *others = told
    wanted = LIST_SENTENCES if evidence.kind == "list" else 2
    chosen, words = [first], len(first.text.split())
    for other in others:
        words += len(other.text.split())
        if len(chosen) == wanted or words > WORDS or (evidence.kind != "list" and other.score < first.score - CLOSE):
            break
        if other.text != first.text:
            chosen.append(other)
    return tuple(chosen)
