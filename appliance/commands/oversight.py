"""`audit`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from appliance.commands.console import emit, json_option, local_operator, opened, say
from appliance.errors import CheckFailed, ConfigError


@click.group()
def audit() -> None:
    """The tamper-evident log."""


@audit.command("verify")
@json_option
@click.pass_context
def verify(context: click.Context, *, as_json: bool) -> None:
    """Check every record against the signed checkpoints."""
    from appliance.operations import oversight

    with opened(context, signs=False) as appliance:
        result = oversight.verify(appliance)
    if as_json:
        emit(result)
    elif result["ok"]:
        print(f"ok: {result['records']} records, {result['checkpoints']} checkpoints")
    else:
        where = "a checkpoint" if result["first_bad"] is None else f"record {result['first_bad']}"
        raise CheckFailed(f"the log was changed; {where}; {result['reason']}")
    sys.exit(0 if result["ok"] else 1)


@audit.command("show")
@click.option("--limit", type=click.IntRange(1), help="Only the newest.")
@json_option
@click.pass_context
def show(context: click.Context, limit: int | None, *, as_json: bool) -> None:
    """Show records."""
    from appliance.operations import oversight

    with opened(context) as appliance:
        found = oversight.records(appliance, limit)
    if as_json:
        emit({"records": found})
    else:
        for one in found:
            print(f"{one['seq']:7}  {one['time']}  {one['event']:22} {one['outcome']:12} {one['actor']}")


@audit.command("checkpoint")
@click.pass_context
def checkpoint(context: click.Context) -> None:
    """Sign a checkpoint now."""
    with opened(context) as appliance:
        say("signed" if appliance.audit.checkpoint() else "nothing new since the last one")


@audit.command("export")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "cef", "ocsf"]), required=True)
@click.option("--since", help="UTC time, ISO 8601.")
@click.option("--until", help="UTC time, ISO 8601.")
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="File to write; `-` for stdout.")
@click.pass_context
def export(context: click.Context, form: str, since: str | None, until: str | None, output: Path) -> None:
    """Write the records that were committed before; the export itself is recorded."""
    from appliance.operations import oversight

    with opened(context) as appliance:
        lines = oversight.export(appliance, local_operator().id, form, since, until)
        if str(output) == "-":
            sys.stdout.writelines(f"{line}\n" for line in lines)
            return
        partial = output.with_name(f"{output.name}.partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                file.writelines(f"{line}\n" for line in lines)
            partial.rename(output)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise ConfigError(f"cannot be written ({error.strerror}); {output}; choose another file") from error
    say(f"written: {output}")


COMMANDS = (audit,)
