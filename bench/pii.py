"""The measured set, and another labelled set beside it → what stock Presidio, `default` and `strict` cover, in one run.

Recall and precision of one policy stand in one table, since a scrubber that covers everything is worth nothing. The other
set is JSONL, `{"text", "spans": [{"entity", "start", "end"}]}`; a gap of more than five points between the two is marked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.scores import Item, Score, Span, Tally, scored
from bench.stock import stock_presidio
from bench.tables import drawn

if TYPE_CHECKING:
    from appliance.policy import Policy
    from appliance.privacy.detector import Detector

ROOT = Path(__file__).resolve().parents[1]
MEASURED = ROOT / "policies" / "measured" / "reported"
POLICIES = ("default", "strict")
BATCH = 64  # texts a call, as the product does it
GAP_POINTS = 5
SEVERAL = 5  # texts: a kind with fewer says nothing by itself


@dataclass(frozen=True, slots=True)
class _Set:
    """A labelled set by its name."""

    name: str
    items: list[Item]


def run(models: Path, other: Path | None = None) -> Iterator[str]:
    """Yield a table for each policy, and one for ordinary prose."""
    from appliance.models.store import ModelStore
    from appliance.policy import load_policy
    from appliance.privacy.detector import Detector

    store = ModelStore(models)
    model = store.path(store.find("ner"))
    detector, stock = Detector(model), stock_presidio(model)
    own = _Set("own", measured(MEASURED))
    sets = [own, _Set(other.stem, _rows(other))] if other else [own]
    least = load_policy("default", ROOT / "policies").threshold
    found: dict[str, list[list[Span]]] = {"Presidio": list(_stock(stock, own.items, least))}
    theirs = [scored(own.items, found["Presidio"]), *(scored(each.items, _stock(stock, each.items, least)) for each in sets[1:])]
    prose = [item for item in own.items if item.kind == "prose"]
    rows = [["Presidio", *_prose(prose, _stock(stock, prose, least))]]
    for name in POLICIES:
        policy = load_policy(name, ROOT / "policies")
        found[name] = list(acted_on(detector, policy, own.items))
        ours = [scored(own.items, found[name]), *(scored(one.items, acted_on(detector, policy, one.items)) for one in sets[1:])]
        yield _table(policy, sets, ours, theirs)
        rows.append([name, *_prose(prose, acted_on(detector, policy, prose))])
    yield _by_kind(own.items, found)
    words = sum(len(item.text.split()) for item in prose)
    yield drawn(
        f"ordinary prose, own set: {len(prose)} texts, {words:,} words",
        ["", "PERSON in 1,000 words (wanted ≤ 2)", "characters covered, URLs aside (wanted ≤ .04, strict ≤ .08)"],
        rows,
    )


def measured(folder: Path) -> list[Item]:
    """Return the items of a half of our own set."""
    from appliance.privacy.measured import load

    return [Item(one.text, tuple((s.entity, s.start, s.end) for s in one.spans), one.kind) for one in load(folder)]


def _rows(path: Path) -> list[Item]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Item(row["text"], tuple((s["entity"], s["start"], s["end"]) for s in row["spans"])) for row in rows]


def acted_on(detector: Detector, policy: Policy, items: Sequence[Item]) -> Iterator[list[Span]]:
    """Yield what the policy does not keep, text by text."""
    for start in range(0, len(items), BATCH):
        for [findings] in detector.detect_all([[item.text] for item in items[start : start + BATCH]], policy):
            yield [(found.entity, found.start, found.end) for found in findings if found.action != "keep"]


def _stock(
    analyze: Callable[[str], list[tuple[str, int, int, float]]], items: Sequence[Item], least: float
) -> Iterator[list[Span]]:
    for item in items:
        yield [(entity, start, end) for entity, start, end, score in analyze(item.text) if score >= least]


def _prose(items: Sequence[Item], found: Iterator[list[Span]]) -> list[str]:
    persons = covered = 0
    for spans in found:
        mine = [span for span in spans if not span[0].startswith("URL")]
        persons += sum(entity == "PERSON" for entity, _, _ in mine)
        covered += len({at for _, start, end in mine for at in range(start, end)})
    words, characters = sum(len(item.text.split()) for item in items), sum(len(item.text) for item in items)
    return [f"{1000 * persons / words:.1f}", f"{covered / characters:.3f}"]


def _table(policy: Policy, sets: Sequence[_Set], ours: Sequence[Score], theirs: Sequence[Score]) -> str:
    head = ["spans wholly covered", "action"]
    for each in sets:
        head += [f"{each.name}\nspans", "\nours", "\nmissed", "\nleaked", "\nprecision", "\nF2", "\nPresidio"]
    entities = {entity for score in ours for entity, tally in score.entities.items() if tally.spans}
    ranked = sorted(entities, key=lambda entity: (-sum(score.entities[entity].spans for score in ours), entity))
    rows = [_row(entity, policy, ours, theirs) for entity in ranked]
    total = ["characters covered that are labelled", ""]
    for one, two in zip(ours, theirs, strict=True):
        total += ["", f"{one.precision:.3f}", "", "", "", "", f"{two.precision:.3f}"]
    title = f"policy {policy.name}: " + ", ".join(f"{each.name} ({len(each.items)} texts)" for each in sets)
    left_out = sum(score.left_out for score in ours)
    note = f'{left_out} spans that hold the artefact "nan" left out; leaked: share of labelled letters and digits'
    return drawn(title, head + (["gap,\npoints"] if len(sets) > 1 else []), [*rows, total], note)


def _row(entity: str, policy: Policy, ours: Sequence[Score], theirs: Sequence[Score]) -> list[str]:
    from appliance.policy import ENTITIES

    action = policy.rule(entity).action if entity in ENTITIES else "none"
    cells: list[str] = [entity, action]
    for one, two in zip(ours, theirs, strict=True):
        cells += _cells(one.entities[entity], two.entities[entity], acts=action not in ("keep", "none"))
    if len(ours) > 1:
        tallies = [one.entities[entity] for one in ours]
        points = 100 * (tallies[0].share - tallies[1].share)
        both = action not in ("keep", "none") and all(tally.spans for tally in tallies)
        cells.append(f"{points:+.1f}{' ◀' if abs(points) > GAP_POINTS else '  '}" if both else "")
    return cells


def _cells(tally: Tally, stock: Tally, *, acts: bool) -> list[str]:
    if not tally.spans:
        return [""] * 7
    if not acts:
        return [str(tally.spans), "kept", "", "", "", "", f"{stock.share:.3f}"]
    precision = f"{tally.precision:.3f}" if tally.precision is not None else ""
    leaked = f"{tally.leaked / max(tally.characters, 1):.3f}"
    missed = str(tally.spans - tally.covered)
    return [str(tally.spans), f"{tally.share:.3f}", missed, leaked, precision, f"{tally.f2:.3f}", f"{stock.share:.3f}"]


def _by_kind(items: Sequence[Item], found: Mapping[str, list[list[Span]]]) -> str:
    """Which forms of document are hard: names wholly covered, and precision."""
    rows = []
    count = Counter(item.kind for item in items if item.kind != "prose")
    for kind in [*sorted(kind for kind, texts in count.items() if texts >= SEVERAL), "others"]:
        which = [
            at for at, item in enumerate(items) if item.kind == kind or (kind == "others" and 0 < count[item.kind] < SEVERAL)
        ]
        scores = [scored([items[at] for at in which], [spans[at] for at in which]) for spans in found.values()]
        shares = [f"{score.entities['PERSON'].share:.3f}" if score.entities["PERSON"].spans else "" for score in scores]
        figures = [f for pair in zip(shares, (f"{score.precision:.3f}" for score in scores), strict=True) for f in pair]
        rows.append([kind, str(len(which)), str(scores[0].entities["PERSON"].spans), *figures])
    head = ["kind of document, own set", "texts", "names"]
    for name in found:
        head += [f"{name}\ncovered", "\nprecision"]
    return drawn("names by kind of document", head, rows)
