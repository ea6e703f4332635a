"""`search` and `ask`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import cast

import click

from appliance.commands.console import Json, emit, json_option, stdin_lines
from appliance.errors import ConfigError

jsonl_option = click.option(
    "--jsonl", is_flag=True, help="Read {id, question, user?, history?} lines from stdin, write a result line each."
)
user_option = click.option("--user", help="Ask with this person's rights; else as the local operator, who may read everything.")


@click.command()
@click.argument("question", required=False)
@user_option
@click.option("--limit", type=click.IntRange(1, 100), help="Passages to return.")
@jsonl_option
@json_option
@click.pass_context
def search(
    context: click.Context, question: str | None, user: str | None, limit: int | None, *, jsonl: bool, as_json: bool
) -> None:
    """Find passages."""
    results = _results(context, "search", question, {"user": user, "limit": limit}, is_lines=jsonl)
    for result in results:
        emit(result) if as_json else _tell_passages(result)


@click.command()
@click.argument("question", required=False)
@user_option
@click.option("--collection", "collections", multiple=True, help="Ask only this collection; may be repeated.")
@click.option("--reveal", is_flag=True, help="Show values in place of stand-ins where the policy allows it; audited.")
@jsonl_option
@json_option
@click.pass_context
def ask(
    context: click.Context,
    question: str | None,
    user: str | None,
    collections: tuple[str, ...],
    *,
    reveal: bool,
    jsonl: bool,
    as_json: bool,
) -> None:
    """Answer a question with checked citations."""
    arguments: dict[str, object] = {"user": user, "collections": list(collections), "reveal": reveal}
    for result in _results(context, "ask", question, arguments, is_lines=jsonl):
        emit(result) if as_json else _tell_answer(result)


def _results(
    context: click.Context, work: str, question: str | None, arguments: dict[str, object], *, is_lines: bool
) -> Sequence[Json]:
    from appliance.operations.lines import json_lines
    from appliance.operations.owner import session
    from appliance.operations.works import WORKS

    if is_lines == (question is not None):
        raise ConfigError(f"a QUESTION or --jsonl is needed, not both; {work}; see `appliance {work} --help`")
    with session(context.obj, WORKS) as owner:
        if not is_lines:
            return list(owner.do(work, {**arguments, "question": question}))

        def answered(line: Json) -> list[Json]:
            given = {key: line[key] for key in ("question", "user", "history") if line.get(key)}
            return list(owner.do(work, {**arguments, **given}))

        sys.exit(3 if json_lines(stdin_lines(), "question", emit, answered) else 0)


def _tell_passages(result: Json) -> None:
    for passage in cast(list[Json], result["passages"]):
        print(f"{passage['rank']:2}. {passage['name']} ({passage['collection']}, page {passage['page']}, {passage['score']})")
        print("    " + str(passage["text"]).replace("\n", "\n    "))


def _tell_answer(result: Json) -> None:
    print(result["answer"])
    for citation in cast(list[Json], result["citations"]):
        print(f"  [{citation['marker']}] {citation['name']}, page {citation['page']}: “{citation['quote']}”")


COMMANDS = (search, ask)
