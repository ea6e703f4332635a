"""The model taken apart sees what spaCy's own pipe sees, and faster; whoever does not fit goes through the pipe."""

import time

import pytest

from appliance.privacy.name_model import NameModel

TEXTS = [
    "Priya Natarajan joined St Mary's Hospital in Leeds on 3 March 2021 and moved to Acme Health Ltd.",
    "From: Rosalind Marchmain-Ward <r@x.internal>\nTo: everybody\n\nThe board didn't meet; it'll meet on Tuesday at ten.",
    "Name | Ward | Phone\nKim Ji-woo | 5 | 4411\nLi Xiaoming | 6 | 4412\n\n\n  \tKovács Katalin | 7",
    "Sehr geehrte Frau Müller, Ihr Termin bei Dr. Weiß in München ist am 3. Mai.",
    "hi can't you ask jane @ 10:30?? lol ... £300,000!!! 😀 ½ ﬁne",
    "", " ", "\n", "Jane", "I", "Berlin.",
]  # fmt: skip


@pytest.fixture(scope="module")
def model(models_dir) -> NameModel:
    return NameModel(models_dir / "en_core_web_md")


def by_pipe(model: NameModel, texts: list[str]) -> list[list[tuple[int, int, str]]]:
    return [[(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] for doc in model._nlp.pipe(texts)]


def test_its_entities_are_those_of_the_pipe(model) -> None:
    seen = model.entities(TEXTS)
    assert seen == by_pipe(model, TEXTS)
    assert sum(map(len, seen)) > 10


def test_a_batch_of_many_and_texts_one_by_one_agree(model) -> None:
    many = [f"{text} {number}" for number in range(40) for text in TEXTS]
    assert model.entities(many) == [model.entities([text])[0] for text in many] == by_pipe(model, many)


def test_words_are_forgotten_when_there_are_too_many(model) -> None:
    rare = " ".join(f"Qx{number}zt met Ann in Paris." for number in range(9_000))
    assert model.entities([rare, TEXTS[0]])[1] == by_pipe(model, [TEXTS[0]])[0]


def test_it_is_at_least_twice_as_fast_as_the_pipe(model) -> None:
    texts = [TEXTS[0]] * 300
    model.entities(texts)
    began = time.process_time()
    model.entities(texts)
    ours = time.process_time() - began
    by_pipe(model, texts)
    began = time.process_time()
    by_pipe(model, texts)
    assert ours < (time.process_time() - began) / 2


def made_up(folder, depth: int, width: int):
    """A model of random weights: it sees entities everywhere, over blanks and line ends too."""
    import numpy as np
    import spacy

    tok2vec = {"@architectures": "spacy.HashEmbedCNN.v2", "pretrained_vectors": None, "width": width, "depth": depth}
    tok2vec |= {"embed_size": 500, "window_size": 1, "maxout_pieces": 3, "subword_features": True}
    parser = {"@architectures": "spacy.TransitionBasedParser.v2", "state_type": "ner", "extra_state_tokens": False}
    parser |= {"hidden_width": 32, "maxout_pieces": 2, "use_upper": True, "nO": None, "tok2vec": tok2vec}
    nlp = spacy.blank("en")
    ner = nlp.add_pipe("ner", config={"model": parser})
    for label in ("PERSON", "ORG", "GPE"):
        ner.add_label(label)
    nlp.initialize()
    upper = ner.model.layers[2]
    upper.set_param("W", np.random.default_rng(3).normal(size=upper.get_param("W").shape).astype(np.float32))
    nlp.to_disk(folder)
    return NameModel(folder)


@pytest.mark.parametrize(("depth", "width"), [(4, 96), (4, 64), (2, 96)])  # two layers are no form that it takes apart
def test_a_model_of_another_width_or_form_sees_what_its_pipe_sees(tmp_path, depth: int, width: int) -> None:
    model = made_up(tmp_path, depth, width)
    seen = model.entities(TEXTS * 3)
    assert seen == by_pipe(model, TEXTS * 3)
    assert sum(map(len, seen)) > 30
