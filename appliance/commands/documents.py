"""`ingest`, `documents`, `scrub`, `rebuild`."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import click

from appliance.commands.console import Json, emit, json_option, opened, progress, say, stdin_batches, stdin_text, text_file


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path())
@click.option("--collection", help="Where to put them; else `general`, which everyone may read.")
@json_option
@click.pass_context
def ingest(context: click.Context, paths: tuple[str, ...], collection: str | None, *, as_json: bool) -> None:
    """Take in files and folders: parsed, scrubbed, indexed. Files are never moved or changed."""
    from appliance.operations.owner import session
    from appliance.operations.works import WORKS

    arguments = {"paths": [os.path.abspath(path) if os.path.lexists(path) else path for path in paths], "collection": collection}
    refused = False
    with session(context.obj, WORKS) as work, progress() as bar:
        task = bar.add_task("ingest", total=None)
        for line in work.do("ingest", arguments):
            if "files" in line:
                bar.update(task, total=cast(int, line["files"]))
                if collection is None and not as_json:
                    say("into the collection general, which everyone who may sign in can read")
                continue
            if "summary" not in line:
                bar.update(task, advance=0 if line["part_of"] else 1)
                refused = refused or line["status"] in ("rejected", "quarantined")
            emit(line) if as_json else _tell(line)
    sys.exit(3 if refused else 0)


def _tell(line: Json) -> None:
    if "summary" in line:
        counts = cast(Mapping[str, object], line["summary"])
        parts = [f"{counts[key]} {key}" for key in ("indexed", "replaced", "unchanged", "quarantined", "rejected") if counts[key]]
        print(f"{counts['files']} files, {counts['documents']} documents: {', '.join(parts)}; {counts['seconds']} s")
    elif line["status"] != "unchanged" or line["reason"]:
        found = sum(cast(Mapping[str, int], line["entities"]).values())
        note = f": {line['reason']}" if line["reason"] else f", {line['chunks']} chunks, {found} findings"
        print(f"{line['status']:11} {os.path.basename(str(line['path']))}{note}")


@click.group()
def documents() -> None:
    """List, show, remove, release and refresh documents."""


@documents.command("list")
@json_option
@click.pass_context
def list_documents(context: click.Context, *, as_json: bool) -> None:
    """List all documents."""
    from appliance.operations.reading import all_documents

    with opened(context) as appliance:
        found = all_documents(appliance)
    if as_json:
        emit({"documents": found})
    else:
        for one in found:
            why = f"  ({one['reason']})" if one["reason"] else ""
            print(f"{one['document_id']}  {one['state']:11} {one['collection']:16} {one['chunks']:5} chunks  {one['name']}{why}")


@documents.command("show")
@click.argument("document_id")
@json_option
@click.pass_context
def show_document(context: click.Context, document_id: str, *, as_json: bool) -> None:
    """Show a document's clean text."""
    from appliance.operations.reading import shown_document

    with opened(context) as appliance:
        found = shown_document(appliance, document_id)
    if as_json:
        emit(found)
    else:
        print("\n\n".join(str(page["text"]) for page in cast(list[Json], found["page_texts"])))


@documents.command("remove")
@click.argument("document_id")
@click.pass_context
def remove_document(context: click.Context, document_id: str) -> None:
    """Take a document out of the library; the file it came from stays."""
    _work(context, "remove", {"document_id": document_id})
    say("removed")


@documents.command("release")
@click.argument("document_id")
@json_option
@click.pass_context
def release_document(context: click.Context, document_id: str, *, as_json: bool) -> None:
    """Take a quarantined file in again, after review."""
    for line in _work(context, "release", {"document_id": document_id}):
        emit(line) if as_json else _tell(line)


@documents.command("refresh")
@click.option("--collection", help="Only of this collection.")
@json_option
@click.pass_context
def refresh_documents(context: click.Context, collection: str | None, *, as_json: bool) -> None:
    """Scrub stale documents again; `serve` does it by itself. Cut short, it goes on where it was."""
    from appliance.operations.owner import session
    from appliance.operations.works import WORKS

    undone = False
    with session(context.obj, WORKS) as work, progress() as bar:
        task = bar.add_task("refresh", total=None)
        for line in work.do("refresh", {"collection": collection}):
            if "files" in line:
                bar.update(task, total=cast(int, line["files"]))
                continue
            if "summary" not in line:
                bar.update(task, advance=0 if line["part_of"] else 1)
                undone = undone or line["reason"] is not None
            emit(line) if as_json else _tell(line)
    sys.exit(3 if undone else 0)


@click.command()
@click.pass_context
def rebuild(context: click.Context) -> None:
    """Build the vector index anew from the database."""
    for line in _work(context, "rebuild", {}):
        say(f"{line['vectors']} vectors")


def _work(context: click.Context, name: str, arguments: dict[str, object]) -> list[Json]:
    from appliance.operations.owner import session
    from appliance.operations.works import WORKS

    with session(context.obj, WORKS) as work:
        return list(work.do(name, arguments))


@click.command()
@click.argument("file", default="-")
@click.option("--policy", help="Name of a policy of this home.")
@click.option("--collection", help="Use this collection's policy, and its stand-ins.")
@click.option("--jsonl", is_flag=True, help="Read {id, text} lines from stdin, write a result line each.")
@json_option
@click.pass_context
def scrub(context: click.Context, file: str, policy: str | None, collection: str | None, *, jsonl: bool, as_json: bool) -> None:
    """Scrub a text and show what was found. Nothing is stored."""
    from appliance.operations.scrubbing import text_scrubber

    with opened(context) as appliance:
        scrubber = text_scrubber(appliance, policy, collection)
        if jsonl:
            sys.exit(3 if scrubber.scrub_lines(stdin_batches(), emit) else 0)
        result = scrubber.scrub(stdin_text() if file == "-" else text_file(Path(file)))
    if as_json:
        emit(result)
    else:
        print(result["text"])
        say(f"{len(cast(list[Json], result['findings']))} findings")


COMMANDS = (ingest, documents, scrub, rebuild)
