"""`policy`, and `collections policy`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from appliance.commands.console import Json, emit, json_option, local_operator, opened, progress, say
from appliance.commands.people import collections
from appliance.errors import ConfigError, Unavailable

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from appliance.assemble import Appliance
    from appliance.operations.policy_diff import Comparison

SHOWN = 60  # characters of a setting in a table


@click.group()
def policy() -> None:
    """What is scrubbed, and how."""


@policy.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check(context: click.Context, file: Path | None) -> None:
    """Check a policy file, or all of this home; each error is one line with file, line and key."""
    from appliance.operations.policies import check_files

    errors, warnings = check_files(context.obj, file)
    for error in errors:
        print(error, file=sys.stderr)
    for warning in warnings:
        say(f"warning: {warning}")
    if not errors:
        say("no errors")
    sys.exit(1 if errors else 0)


@policy.command("diff")
@click.argument("old")
@click.argument("new")
@click.option("--on", "folder", type=click.Path(path_type=Path), help="Look at the documents of this folder under both.")
@click.option("--examples", is_flag=True, help="Show what is found otherwise, values and all; on a terminal only, audited.")
@json_option
@click.pass_context
def diff(context: click.Context, old: str, new: str, folder: Path | None, *, examples: bool, as_json: bool) -> None:
    """Say what two policies, names of this home or files, do otherwise. Nothing is stored."""
    from appliance.operations import policy_diff

    if examples and (as_json or folder is None or not sys.stdout.isatty()):
        raise ConfigError("examples show values; policy diff; give --on DIR and a terminal, without --json")
    with opened(context) as appliance:
        before, after = policy_diff.policy_named(appliance, old), policy_diff.policy_named(appliance, new)
        comparison = _compared(appliance, policy_diff.Comparison(appliance, before, after), folder) if folder else None
        if examples and comparison is not None:
            policy_diff.record_examples(appliance, local_operator(), comparison)
    found = policy_diff.result(before, after, comparison)
    if as_json:
        emit(found)
    else:
        _tell_settings(cast(Sequence[Json], found["settings"]))
        if comparison is not None:
            _tell_comparison(comparison, found, with_examples=examples)
    sys.exit(3 if comparison is not None and comparison.refused else 0)


def _compared(appliance: Appliance, comparison: Comparison, folder: Path) -> Comparison:
    from appliance.operations.policy_diff import files_of

    files = files_of(folder)
    with progress() as bar:
        for path in bar.track(files, description="policy diff"):
            comparison.read(path)
    return comparison


def _tell_settings(changes: Sequence[Json]) -> None:
    if not changes:
        print("the settings are the same")
        return
    _table(("setting", "old", "new"), [[str(one[key] or "–")[:SHOWN] for key in ("key", "old", "new")] for one in changes])


def _tell_comparison(comparison: Comparison, found: Json, *, with_examples: bool) -> None:
    entities = cast(Mapping[str, Mapping[str, int]], found["entities"])
    heads = ("entity", "found", "acted on", "newly", "no longer", "otherwise")
    rows = [
        [entity, _arrow(one, "found"), _arrow(one, "acted"), *(str(one[key]) for key in list(one)[4:])]
        for entity, one in entities.items()
    ]
    _table(heads, rows)
    say(f"{comparison.documents} documents" + (f", {comparison.refused} not read" if comparison.refused else ""))
    for one in comparison.examples if with_examples else ():
        change = one.change.replace("_", " ").removesuffix(" acted")
        text = " ".join(f"{one.before}⟦{one.value}⟧{one.after}".split())
        print(f"{change:16} {one.entity:16} {one.document}: … {text} …")


def _arrow(counts: Mapping[str, int], what: str) -> str:
    before, after = counts[f"{what}_old"], counts[f"{what}_new"]
    return str(before) if before == after else f"{before} → {after}"


@policy.command("report")
@json_option
@click.pass_context
def report(context: click.Context, *, as_json: bool) -> None:
    """What was found and done in each collection, and how much its policy lets through, measured on marked texts."""
    from appliance.operations import policy_report

    with opened(context) as appliance:
        found = policy_report.report(appliance, _measured(appliance))
    if as_json:
        emit(found)
    else:
        _tell_report(found)


def _measured(appliance: Appliance) -> list[dict[str, object]]:
    """The figures of all policies in use; fewer, with a line that says why, where something for it is missing."""
    from appliance.operations import policy_report

    figures: list[dict[str, object]] = []
    texts = policy_report.marked_texts()
    try:
        with progress() as bar:
            for one in policy_report.policies_in_use(appliance):
                task = bar.add_task(f"measuring {one.name}", total=None)
                figures.append(policy_report.measured(appliance, one, texts, partial(_advance, bar, task)))
    except (Unavailable, ConfigError) as error:
        say(f"not measured: {error}")
    return figures


def _advance(bar: Progress, task: TaskID, done: int, total: int) -> None:
    bar.update(task, completed=done, total=total)


def _tell_report(found: Json) -> None:
    for one in cast(Sequence[Json], found["collections"]):
        documents = cast(Mapping[str, int], one["documents"])
        print(f"{one['collection']}, policy {cast(Json, one['policy'])['name']}: {_counts(documents) or 'no documents'}")
        entities = cast(Mapping[str, Json], one["entities"])
        if entities:
            rows = [
                [entity, str(each["found"]), _counts(cast(Mapping[str, int], each["done"]))] for entity, each in entities.items()
            ]
            _table(("entity", "found", "done"), rows)
    for one in cast(Sequence[Json], found["measured"]):
        _tell_measured(one)


def _tell_measured(one: Json) -> None:
    policy, texts = cast(Json, one["policy"]), cast(Json, one["set"])
    kept_out = f", {texts['quarantined']} more would be quarantined" if texts["quarantined"] else ""
    on = f"on {texts['texts']} marked texts{kept_out}"
    print(f"policy {policy['name']} {policy['version']}, measured {one['measured_at']} {on}")
    figures = {"all": cast(Json, one["all"]), **cast(Mapping[str, Json], one["entities"])}
    heads = ("entity", "values", "wholly covered", "characters leaked", "leak rate", "precision")
    _table(
        heads,
        [
            [entity, str(each["spans"]), str(each["covered"]), f"{each['leaked']} of {each['characters']}",
             f"{cast(float, each['leak_rate']):.2%}", f"{cast(float, each['precision']):.1%}"]
            for entity, each in figures.items()
        ],
    )  # fmt: skip


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)


@collections.command("policy")
@click.argument("name")
@click.argument("policy")
@click.pass_context
def collection_policy(context: click.Context, name: str, policy: str) -> None:
    """Give a collection another policy; its documents are scrubbed again, and withheld where the new one acts on more."""
    from appliance.operations import administration

    with opened(context) as appliance:
        settled = administration.change_policy(appliance, local_operator(), name, policy)
    say(f"{name} has policy {policy}; {settled.stale} documents to scrub again, {settled.withheld} withheld until then")


COMMANDS = (policy,)
