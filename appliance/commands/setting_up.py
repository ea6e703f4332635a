"""`init`, `serve`, `doctor`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from appliance.commands.console import emit, json_option, say


@click.command()
@click.option("--admin-password-stdin", is_flag=True, help="Take the admin's password from stdin.")
@click.option("--models", type=click.Path(path_type=Path), help="A model store to share with other homes.")
@click.pass_context
def init(context: click.Context, models: Path | None, *, admin_password_stdin: bool) -> None:
    """Make a home: database, keys, policies, the collection `general`, the account `admin`."""
    from appliance.operations.home import ADMIN, init_home

    password = sys.stdin.readline().rstrip("\n") if admin_password_stdin else None
    made = init_home(context.obj, models, password, f"operator:{os.getuid()}")
    say(f"home ready: {context.obj}")
    if made:
        print(f"first password of {ADMIN} (shown once): {made}")


@click.command()
@click.option("--host", help="Address to listen on; else serve.host of appliance.toml.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; else serve.port of appliance.toml.")
@click.pass_context
def serve(context: click.Context, host: str | None, port: int | None) -> None:
    """Serve the chat and own the home until stopped."""
    from appliance.operations.serving import serve_home

    serve_home(context.obj, host, port, say)


@click.command()
@json_option
@click.pass_context
def doctor(context: click.Context, *, as_json: bool) -> None:
    """Say what is wrong and what to do about it."""
    from appliance.operations.doctor import ADVICE, examine

    checks = examine(context.obj)
    ok = all(check["ok"] or check["name"] in ADVICE for check in checks)
    if as_json:
        emit({"ok": ok, "checks": checks})
    else:
        for check in checks:
            mark = "ok  " if check["ok"] else "LOOK"
            print(f"{mark}  {check['name']}: {check['detail']}" + (f" → {check['remedy']}" if check["remedy"] else ""))
    sys.exit(0 if ok else 1)


COMMANDS = (init, serve, doctor)
