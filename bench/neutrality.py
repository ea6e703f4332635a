"""What scrubbing costs the search: two collections with the same papers, one as `default` leaves it, one where all is kept.

Both go through the real command, questions scrubbed too. First questions that name a person, over samples/ and our measured
texts; then, given a folder with `passages.jsonl` ({"id", "text"}) and `questions.jsonl` ({"question", "passage",
"answerable"}), ordinary questions. Wanted: at most 0.01 nDCG@10 lost; recall@5 of named persons at least 0.95 of the other.
"""

from __future__ import annotations

import json
import math
import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.pii import MEASURED, ROOT
from bench.processes import PROGRAM
from bench.tables import drawn

SIDES = {"scrubbed": "default", "kept": "keep-all"}  # collection → policy
DEPTH, RECALL_AT = 10, 5
SEED = 4
TITLE = re.compile(r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Cllr|Sister|Herr|Frau)\b", re.IGNORECASE)
ASKED = ("What do we have on {}?", "Which papers mention {}?", "Where is {} named, and why?", "Find what was written about {}.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the papers that answer it."""

    form: str
    question: str = field(repr=False)
    right: frozenset[str]


def run(models: Path, passages: Path | None, limit: int) -> Iterator[str]:
    """Yield a table for named persons, and one for the passages if there are any."""
    with tempfile.TemporaryDirectory() as folder:
        papers = Path(folder) / "papers"
        questions = _named(papers)
        yield _table("questions that name a person", questions, _found(Path(folder) / "named", models, papers, questions))
    if passages:
        with tempfile.TemporaryDirectory() as folder:
            papers = Path(folder) / "papers"
            questions = _ordinary(passages, papers, limit)
            found = _found(Path(folder) / "ordinary", models, papers, questions)
            yield _table(f"{len(questions)} questions of {passages.name}", questions, found)


def _named(papers: Path) -> list[Asked]:
    """Write samples/ and the measured texts as files, and ask for each person in four forms."""
    from appliance.privacy.measured import load

    shutil.copytree(ROOT / "samples" / "documents", papers)
    held: dict[str, set[str]] = {}  # paper → names in it
    for path, rows in json.loads((ROOT / "samples" / "planted.json").read_text(encoding="utf-8")).items():
        held[path.removeprefix("documents/")] = {row["value"] for row in rows if row["entity"] == "PERSON"}
    for item in load(MEASURED):
        (papers / f"{item.id}.txt").write_text(item.text, encoding="utf-8")
        held[f"{item.id}.txt"] = {item.text[s.start : s.end] for s in item.spans if s.entity == "PERSON"}
    every = {name for names in held.values() for name in names}
    longer = {part for name in every for part in (name.partition(" ")[2], name.rpartition(" ")[0])}  # a surname of two words
    full = sorted(name for name in every - longer if _is_full(name))
    questions: list[Asked] = []
    for at, name in enumerate(full):
        surname = name.split()[-1]
        of_surname = frozenset(p for p, names in held.items() if any(surname.lower() in one.lower().split() for one in names))
        of_name = frozenset(p for p, names in held.items() if any(name.lower() == one.lower() for one in names)) or of_surname
        asked = ASKED[at % len(ASKED)]
        questions += [
            Asked("full name", asked.format(name), of_name),
            Asked("lower case", asked.format(name).lower(), of_name),
            Asked("surname", asked.format(surname), of_surname),
            Asked("title", asked.format(f"Dr {surname}"), of_surname),
        ]
    return questions


def _is_full(name: str) -> bool:
    words = name.split()
    plain = len(words) == 2 and all(word[0].isupper() and word[1:].islower() for word in words)
    return plain and not TITLE.match(name)


def _ordinary(source: Path, papers: Path, limit: int) -> list[Asked]:
    papers.mkdir()
    for line in (source / "passages.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        (papers / f"{row['id']}.txt").write_text(row["text"], encoding="utf-8")
    rows = [json.loads(line) for line in (source / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row.get("answerable", True)]
    random.Random(SEED).shuffle(rows)
    return [Asked("all", row["question"], frozenset([f"{row['passage']}.txt"])) for row in rows[:limit]]


def _found(home: Path, models: Path, papers: Path, questions: Sequence[Asked]) -> Mapping[str, list[list[str]]]:
    """The papers that each collection finds for each question, best first."""
    _program(home, "init", "--models", str(models.resolve()), "--admin-password-stdin", stdin="not a secret 1\n")
    _keep_all(home / "policies" / "keep-all.yaml")
    found: dict[str, list[list[str]]] = {}
    for side, policy in SIDES.items():
        _program(home, "collections", "add", side, "--policy", policy)
        _program(home, "collections", "grant", side, side)
        _program(home, "users", "add", f"reader-{side}", "--role", "staff", "--group", side, stdin="not a secret 1\n")
        lines = _program(home, "ingest", str(papers), "--collection", side, "--json")
        paths = {line["document_id"]: _relative(line["path"], papers) for line in lines if line.get("document_id")}
        feed = [{"id": at, "question": one.question, "user": f"reader-{side}"} for at, one in enumerate(questions)]
        text = "".join(json.dumps(one) + "\n" for one in feed)
        results = _program(home, "search", "--jsonl", "--limit", str(DEPTH), stdin=text)
        found[side] = [list(dict.fromkeys(paths[hit["document_id"]] for hit in one["passages"])) for one in results]
    return found


def _relative(path: str, papers: Path) -> str:
    return str(Path(path.partition("!")[0]).relative_to(papers))


def _keep_all(path: Path) -> None:
    from appliance.policy import ENTITIES

    actions = "".join(f"  {entity}: keep\n" for entity in ENTITIES)
    path.write_text(f"name: keep-all\nextends: default\nactions:\n{actions}", encoding="utf-8")


def _program(home: Path, *arguments: str, stdin: str = "") -> list[dict]:
    done = subprocess.run([*PROGRAM, "--home", str(home), *arguments], input=stdin, text=True, capture_output=True, check=False)
    if done.returncode not in (0, 3):
        raise SystemExit(f"{arguments[0]}: exit {done.returncode}: {done.stderr[-500:]}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def _table(title: str, questions: Sequence[Asked], found: Mapping[str, list[list[str]]]) -> str:
    rows = []
    for form in dict.fromkeys(one.form for one in questions):
        which = [at for at, one in enumerate(questions) if one.form == form]
        scores: dict[str, tuple[float, float]] = {}
        for side, lists in found.items():
            pairs = [(questions[at].right, lists[at]) for at in which]
            ndcg = sum(_ndcg(*pair) for pair in pairs) / len(pairs)
            scores[side] = ndcg, sum(_recall(*pair) for pair in pairs) / len(pairs)
        (ndcg, recall), (ndcg_kept, recall_kept) = scores["scrubbed"], scores["kept"]
        figures = [f"{one:.4f}" for one in (ndcg, ndcg_kept, ndcg - ndcg_kept, recall, recall_kept)]
        rows.append([form, str(len(which)), *figures, f"{recall / max(recall_kept, 1e-9):.3f}"])
    head = ["", "questions", "nDCG@10 default", "all kept", "gained", f"recall@{RECALL_AT} default", "all kept", "of it"]
    return drawn(f"{title}, default against all kept", head, rows)


def _ndcg(right: frozenset[str], found: Sequence[str]) -> float:
    gain = sum(1 / math.log2(rank + 1) for rank, one in enumerate(found[:DEPTH], 1) if one in right)
    return gain / sum(1 / math.log2(rank + 1) for rank in range(1, min(len(right), DEPTH) + 1))


def _recall(right: frozenset[str], found: Sequence[str]) -> float:
    return len(right & set(found[:RECALL_AT])) / min(len(right), RECALL_AT)
