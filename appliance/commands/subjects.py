"""`subject`: a person's data."""

from __future__ import annotations

import click

from appliance.commands.console import emit, json_option, local_operator, opened


@click.group()
def subject() -> None:
    """A person's data: what stands behind a stand-in."""


@subject.command("reveal")
@click.argument("stand_in")
@click.option("--collection", help="Only if a document of this collection holds it.")
@json_option
@click.pass_context
def reveal(context: click.Context, stand_in: str, collection: str | None, *, as_json: bool) -> None:
    """Show the value behind a stand-in such as "<PERSON_KQZTRMWVXB>"; each time is recorded."""
    from appliance.operations import revealing

    with opened(context) as appliance:
        found = revealing.reveal(appliance, local_operator(), stand_in, collection)
    for one in found:
        emit(one) if as_json else print(one["value"])


COMMANDS = (subject,)
