"""`keys`."""

from __future__ import annotations

from typing import cast

import click

from appliance.commands.console import emit, json_option, local_operator, opened, say


@click.group()
def keys() -> None:
    """The keys that can be changed."""


@keys.group()
def rotate() -> None:
    """Begin a new epoch of a key; the one before is destroyed when nothing hangs on it any more."""


@rotate.command("vault")
@click.pass_context
def rotate_vault(context: click.Context) -> None:
    """Seal every value behind a stand-in anew; cut short, the same command goes on."""
    from appliance.operations import rotation

    with opened(context) as appliance:
        for _ in rotation.rotate_vault(appliance, local_operator()):
            pass
    say("rotated")


@rotate.command("pseudonyms")
@click.option("--collection", required=True, help="Whose stand-ins change; collections of its domain change with it.")
@json_option
@click.pass_context
def rotate_pseudonyms(context: click.Context, collection: str, *, as_json: bool) -> None:
    """Change the stand-ins of a collection: its documents are scrubbed again, by `serve` or `documents refresh`."""
    from appliance.operations import rotation

    with opened(context) as appliance:
        done = rotation.rotate_pseudonyms(appliance, local_operator(), collection)
    if as_json:
        emit(done)
    else:
        say(f"epoch {done['epoch']} of {', '.join(cast(list[str], done['collections']))}; {done['stale']} documents are stale")


COMMANDS = (keys,)
