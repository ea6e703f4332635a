"""Texts → the entities that a spaCy model's `ner` sees in them: the model's own weights and grammar, its arithmetic in numpy.

The one idea: a word's embedding does not depend on its neighbours, so it is computed once and kept; and outside an entity
the next move does not depend on the last one, so those moves are computed for all words at once. The entities are those of
`nlp.pipe` at several times its speed (a test compares them). Grammar: spaCy's BILUO transitions (`_parser_internals/ner.pyx`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from appliance.privacy.imports import without

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from thinc.model import Model

Matrix: TypeAlias = NDArray[np.float32]
Entity: TypeAlias = tuple[int, int, str]  # start, end, spaCy's label
Key: TypeAlias = tuple[int, int]  # a word and its norm, as spaCy's hashes

BATCH_WORDS = 4_000  # words computed at once
KEPT_WORDS = 40_000  # embeddings kept, of 384 bytes each
_PAD = 4  # empty rows between texts: as far as four layers of windows see
_EPSILON = 1e-8  # of thinc's layer normalisation
_READ = ("IS_SPACE", "LOWER", "NORM", "PREFIX", "SHAPE", "SUFFIX")  # attributes of words that the model reads
_IMPORT_LOCK = Lock()
#: holds persons, a town, a firm, dates and a sum, one and several words long, at the start and at the end
_PROBE = (
    "Maria Lindqvist of Northwick Water Ltd wrote to Dr. Tom van der Berg in Leeds on 3 March 2021 about £4,500. "
    "He left the University of Turin for Siemens two years ago, said Anne-Marie O'Neill"
)


class NameModel:
    """The model; thread-safe."""

    def __init__(self, folder: Path) -> None:
        with _IMPORT_LOCK, without("torch", "transformers", "cupy"):
            import spacy
            from threadpoolctl import threadpool_limits

            # where `ner` has its own tok2vec the shared one changes nothing
            config = spacy.util.load_config(folder / "config.cfg")["components"]["ner"]
            self._apart = "Tok2VecListener" not in str(config)
            unread = ["tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "trainable_lemmatizer", "senter"]
            self._nlp: Language = spacy.load(folder, exclude=[*unread, "tok2vec"] if self._apart else unread)
        threadpool_limits(limits=1, user_api="blas")  # threads that spin for such small matrices cost more than they bring
        self._lock = Lock()
        self._rows: dict[Key, int] = {}
        self._apart = self._apart and self._take_apart() and self._agrees()

    def _take_apart(self) -> bool:
        """Take the weights out of the network; tell whether it has the form that this module knows."""
        ner = self._nlp.get_pipe("ner")
        network: Model[object, object] = ner.model
        try:
            tok2vec = network.layers[0].layers[0]
            self._embed: Model[list[Doc], list[Matrix]] = tok2vec.layers[0]
            self._windows = [_Window(residual.layers[0]) for residual in tok2vec.layers[1].layers[0].layers]
            self._moves = _Moves(network, [ner.moves.get_class_name(n) for n in range(ner.moves.n_moves)])
            if len(self._windows) != _PAD:
                return False
        except (AttributeError, IndexError, KeyError, ValueError):
            return False
        self._vectors: Matrix = np.zeros((KEPT_WORDS, self._windows[0].width), np.float32)
        getters = self._nlp.vocab.lex_attr_getters
        strings = self._nlp.vocab.strings
        for attribute in getters.keys() - {strings.as_int(name) for name in _READ}:
            del getters[attribute]  # computed for each new word, and read by nothing here
        return True

    def _agrees(self) -> bool:
        """Does the library see the same? A release of spaCy that computes otherwise may cost speed, never a name."""
        return self.entities([_PROBE]) == self._entities_of_pipe([_PROBE])

    def _entities_of_pipe(self, texts: Sequence[str]) -> list[list[Entity]]:
        return [[(ent.start_char, ent.end_char, ent.label_) for ent in doc.ents] for doc in self._nlp.pipe(texts)]

    def entities(self, texts: Sequence[str]) -> list[list[Entity]]:
        """Return the entities of each text, in order."""
        if not self._apart:
            return self._entities_of_pipe(texts)
        docs = [self._nlp.make_doc(text) for text in texts]
        found: list[list[Entity]] = [[] for _ in docs]
        batch: list[int] = []
        words = 0
        for number in sorted(range(len(docs)), key=lambda n: len(docs[n])):
            batch.append(number)
            words += len(docs[number])
            if words >= BATCH_WORDS:
                self._read(docs, batch, found)
                batch, words = [], 0
        self._read(docs, batch, found)
        return found

    def _read(self, docs: Sequence[Doc], numbers: Sequence[int], found: list[list[Entity]]) -> None:
        numbers = [number for number in numbers if len(docs[number])]
        if not numbers:
            return
        starts, vectors = self._embedded([docs[number] for number in numbers])
        for window in self._windows:
            vectors = window.over(vectors)
        chosen = self._moves.of([docs[number] for number in numbers], starts, vectors)
        for number, spans in zip(numbers, chosen, strict=True):
            doc = docs[number]
            found[number] = [(doc[first].idx, doc[last].idx + len(doc[last]), label) for first, last, label in spans]

    def _embedded(self, docs: Sequence[Doc]) -> tuple[list[int], Matrix]:
        """The docs' rows under each other, empty rows between; and where each doc begins."""
        keys: list[list[Key]] = [list(map(tuple, doc.to_array(["ORTH", "NORM"]).tolist())) for doc in docs]
        starts, at = [], _PAD
        for each in keys:
            starts.append(at)
            at += len(each) + _PAD
        joined = np.zeros((at, self._vectors.shape[1]), np.float32)
        with self._lock:
            self._learn({key for each in keys for key in each})
            for start, each in zip(starts, keys, strict=True):
                joined[start : start + len(each)] = self._vectors[[self._rows[key] for key in each]]
        return starts, joined

    def _learn(self, keys: set[Key]) -> None:
        """Compute the embeddings that are not kept yet; when too many are, begin anew."""
        from spacy.tokens import Doc

        new = [key for key in keys if key not in self._rows]
        if len(self._rows) + len(new) > len(self._vectors):
            self._rows.clear()
            new = list(keys)
            self._vectors = np.zeros((max(KEPT_WORDS, len(new)), self._vectors.shape[1]), np.float32)
        if not new:
            return
        strings = self._nlp.vocab.strings
        words = Doc(self._nlp.vocab, words=[strings[orth] for orth, _ in new])
        usual: list[int] = words.to_array("NORM").tolist()
        for at, (_, norm) in enumerate(new):
            if usual[at] != norm:  # "n't" is read as "not"
                words[at].norm_ = strings[norm]
        first = len(self._rows)
        self._vectors[first : first + len(new)] = self._embed.predict([words])[0]
        self._rows.update((key, first + n) for n, key in enumerate(new))


class _Window:
    """One layer: each row and its neighbours → maxout → normalised → added to the row."""

    def __init__(self, layer: Model[object, object]) -> None:
        maxout, norm = layer.layers[1].layers[0].layers[:2]
        weights, self._bias = _weights(maxout, "W"), _weights(maxout, "b").T.reshape(-1).copy()
        self.width, self._pieces = weights.shape[0], weights.shape[1]
        if weights.shape[2] != 3 * self.width:
            raise ValueError
        self._weights = np.ascontiguousarray(weights.transpose(2, 1, 0).reshape(weights.shape[2], -1))  # columns piece by piece
        self._gain, self._shift = _weights(norm, "G"), _weights(norm, "b")

    def over(self, rows: Matrix) -> Matrix:
        wide = np.zeros((len(rows), 3 * self.width), np.float32)
        wide[1:, : self.width] = rows[:-1]
        wide[:, self.width : 2 * self.width] = rows
        wide[:-1, 2 * self.width :] = rows[1:]
        product = wide @ self._weights
        product += self._bias
        best = product[:, : self.width]
        for piece in range(1, self._pieces):
            best = np.maximum(best, product[:, piece * self.width : (piece + 1) * self.width])
        best = best - best.mean(axis=1, keepdims=True)
        best /= np.sqrt(np.einsum("ij,ij->i", best, best) / self.width + _EPSILON)[:, None]
        best *= self._gain
        best += self._shift
        total: Matrix = best + rows
        return total


class _Moves:
    """The transitions: begin, in, last, unit of a label, or out."""

    def __init__(self, network: Model[object, object], names: Sequence[str]) -> None:
        linear, affine, upper = network.layers[0].layers[-1], network.layers[1], network.layers[2]
        weights = _weights(affine, "W")  # features (word, first of the entity, last word) × hidden × pieces × input
        features, self._hidden, pieces, width = weights.shape
        if (features, pieces) != (3, 2):
            raise ValueError
        columns = weights.transpose(3, 0, 2, 1).reshape(width, features * pieces * self._hidden)
        self._weights = np.ascontiguousarray(_weights(linear, "W").T @ columns)
        self._offset = _weights(linear, "b") @ columns
        bias = _weights(affine, "b").T.reshape(-1)
        pad = _weights(affine, "pad")[0].transpose(0, 2, 1).reshape(features, -1)
        self._inside, self._outside = bias, bias + pad[1] + pad[2]
        self._upper, self._upper_bias = np.ascontiguousarray(_weights(upper, "W").T), _weights(upper, "b")
        self._labels = [name[2:] for name in names]
        kinds = [name[0] for name in names]
        self._open = [n for n, name in enumerate(names) if name[0] in "BUO" and name != "U-"]  # "U-" bars preset words
        self._is_begin = np.array([kinds[n] == "B" for n in self._open])
        self._out = self._open.index(kinds.index("O"))
        self._going = {name[2:]: (n, names.index(f"L-{name[2:]}")) for n, name in enumerate(names) if kinds[n] == "I"}

    def of(self, docs: Sequence[Doc], starts: Sequence[int], vectors: Matrix) -> list[list[Entity]]:
        """The entities of each doc as (first word, last word, label)."""
        size = 2 * self._hidden
        features = vectors @ self._weights
        features += self._offset
        hidden = features[:, :size] + self._outside
        hidden = np.maximum(hidden[:, : self._hidden], hidden[:, self._hidden :])
        scores = hidden @ self._upper[:, self._open] + self._upper_bias[self._open]
        for doc, start in zip(docs, starts, strict=True):
            scores[start + len(doc) - 1, self._is_begin] = -np.inf  # nothing begins with the last word
            blank = np.flatnonzero(doc.to_array("IS_SPACE"))
            scores[start + blank, self._out] = np.inf
        best = scores.argmax(axis=1)
        counts = [(start, len(doc)) for doc, start in zip(docs, starts, strict=True)]
        return [list(self._walk(features, best[start : start + count], start)) for start, count in counts]

    def _walk(self, features: Matrix, best: NDArray[np.int64], start: int) -> Iterator[Entity]:
        done = -1
        for first in np.flatnonzero(best != self._out).tolist():
            if first <= done:
                continue
            done, move = first, int(best[first])
            label = self._labels[self._open[move]]
            if self._is_begin[move]:
                done = self._last(features, start, first, len(best), label)
            yield first, done, label

    def _last(self, features: Matrix, start: int, first: int, count: int, label: str) -> int:
        """The last word of an entity that has begun: it goes on as long as the model prefers in to last."""
        size = 2 * self._hidden
        going, ending = self._going[label]
        preferred = self._upper[:, going] - self._upper[:, ending]
        threshold = self._upper_bias[ending] - self._upper_bias[going]
        opened = features[start + first, size : 2 * size] + self._inside
        for word in range(first + 1, count - 1):
            hidden = features[start + word, :size] + opened + features[start + word - 1, 2 * size :]
            if np.maximum(hidden[: self._hidden], hidden[self._hidden :]) @ preferred < threshold:
                return word
        return count - 1


def _weights(layer: Model[object, object], name: str) -> Matrix:
    return np.asarray(layer.get_param(name), np.float32)
