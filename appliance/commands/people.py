"""`users` and `collections`."""

from __future__ import annotations

from typing import cast

import click

from appliance.commands.console import Json, emit, json_option, local_operator, opened, read_password, say, stdin_text
from appliance.errors import ConfigError


@click.group()
def users() -> None:
    """Who may sign in, and what they may read."""


@users.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(["staff", "curator", "admin", "auditor"]))
@click.option("--group", "groups", multiple=True, help="A group to be in; may be repeated.")
@click.pass_context
def add_user(context: click.Context, name: str, role: str, groups: tuple[str, ...]) -> None:
    """Add an account; the password comes from stdin, or is made up and shown once."""
    from appliance.operations import administration

    password, made_up = read_password(context)
    with opened(context) as appliance:
        administration.add_user(appliance, local_operator(), name, role, groups, password)
    print(f"password of {name} (shown once): {password}") if made_up else say(f"added {name}")


@users.command("groups")
@click.argument("name")
@click.option("--add", multiple=True, help="A group to join; may be repeated.")
@click.option("--remove", multiple=True, help="A group to leave; may be repeated.")
@click.pass_context
def user_groups(context: click.Context, name: str, add: tuple[str, ...], remove: tuple[str, ...]) -> None:
    """Put a person into groups and out of others."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.change_user_groups(appliance, local_operator(), name, add, remove)


@users.command("password")
@click.argument("name")
@click.pass_context
def user_password(context: click.Context, name: str) -> None:
    """Set a password, from stdin or made up; the person's sessions end."""
    from appliance.operations import administration

    password, made_up = read_password(context)
    with opened(context) as appliance:
        administration.set_user_password(appliance, local_operator(), name, password)
    print(f"password of {name} (shown once): {password}") if made_up else say("changed")


@users.command("disable")
@click.argument("name")
@click.pass_context
def disable_user(context: click.Context, name: str) -> None:
    """Close an account; the person's sessions end."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.disable_user(appliance, local_operator(), name)


@users.command("list")
@json_option
@click.pass_context
def list_users(context: click.Context, *, as_json: bool) -> None:
    """List all accounts."""
    from appliance.operations import administration

    with opened(context) as appliance:
        found = administration.users_list(appliance)
    if as_json:
        emit({"users": found})
    else:
        for one in found:
            print(f"{one['name']:24} {one['role']:8} {one['state']:9} {', '.join(cast(list[str], one['groups']))}")


@users.command("can")
@click.argument("name")
@click.argument("document_id")
@click.pass_context
def user_can(context: click.Context, name: str, document_id: str) -> None:
    """May this person read the document, and why?"""
    from appliance.operations import administration

    with opened(context) as appliance:
        may, why = administration.may_read(appliance, name, document_id)
    print(f"{'yes' if may else 'no'}: {why}")


@click.group()
def collections() -> None:
    """Collections of documents, and the groups that read them."""


@collections.command("add")
@click.argument("name")
@click.option("--policy", default="default", show_default=True, help="A policy of HOME/policies.")
@click.option("--group", "groups", multiple=True, help="A group that may read it; may be repeated.")
@click.pass_context
def add_collection(context: click.Context, name: str, policy: str, groups: tuple[str, ...]) -> None:
    """Add a collection; without --group nobody may read it."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.add_collection(appliance, local_operator(), name, policy, groups)
    say(f"added {name}, read by {', '.join(groups) or 'nobody yet: see `appliance collections grant`'}")


@collections.command("grant")
@click.argument("name")
@click.argument("group")
@click.pass_context
def grant(context: click.Context, name: str, group: str) -> None:
    """Let a group read a collection."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.grant(appliance, local_operator(), name, group)


@collections.command("revoke")
@click.argument("name")
@click.argument("group")
@click.pass_context
def revoke(context: click.Context, name: str, group: str) -> None:
    """Take the right away; it is gone at the next query."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.revoke(appliance, local_operator(), name, group)


@collections.command("remove")
@click.argument("name")
@click.pass_context
def remove_collection(context: click.Context, name: str) -> None:
    """Remove an empty collection."""
    from appliance.operations import administration

    with opened(context) as appliance:
        administration.remove_collection(appliance, local_operator(), name)


@collections.command("list")
@json_option
@click.pass_context
def list_collections(context: click.Context, *, as_json: bool) -> None:
    """List all collections."""
    from appliance.operations import administration

    with opened(context) as appliance:
        found = administration.collections_list(appliance)
    if as_json:
        emit({"collections": found})
    else:
        for one in found:
            groups = ", ".join(cast(list[str], one["groups"])) or "nobody"
            print(
                f"{one['name']:20} {one['policy']:10} {one['documents']:6} documents {one['chunks']:7} chunks  read by {groups}"
            )


@collections.command("mend")
@click.argument("name")
@click.argument("value", required=False)
@click.option("--deny", metavar="ENTITY", help="VALUE is personal data of this kind, wherever it stands.")
@click.option("--allow", is_flag=True, help="VALUE is no personal data.")
@click.option("--remove", type=int, metavar="ID", help="Take an entry back.")
@click.option("--list", "is_list", is_flag=True, help="List the entries; their texts only with --reveal.")
@click.option("--reveal", is_flag=True, help="Show the texts of the list; audited.")
@json_option
@click.pass_context
def mend(
    context: click.Context,
    name: str,
    value: str | None,
    deny: str | None,
    remove: int | None,
    *,
    allow: bool,
    is_list: bool,
    reveal: bool,
    as_json: bool,
) -> None:
    """Say of a text that it is personal data, or that it is not; VALUE comes from stdin if it is not given.

    What it touches is scrubbed again, and withheld meanwhile where it would show.
    """
    from appliance.operations.owner import session
    from appliance.operations.works import WORKS

    if [deny is not None, allow, remove is not None, is_list].count(True) != 1:
        raise ConfigError("one of --deny, --allow, --remove and --list is needed; collections mend; see its --help")
    if is_list:
        _list_mends(context, name, reveal=reveal, as_json=as_json)
        return
    if remove is not None:
        work, arguments = "unmend", {"collection": name, "id": remove}
    else:
        text = stdin_text() if value is None else value
        work, arguments = "mend", {"collection": name, "kind": "allow" if allow else "deny", "entity": deny, "value": text}
    with session(context.obj, WORKS) as owner:
        [line] = list(owner.do(work, arguments))
        emit(line) if as_json else _tell_mend(line)
        if line["documents"]:
            list(owner.do("refresh", {"collection": name}))


def _list_mends(context: click.Context, name: str, *, reveal: bool, as_json: bool) -> None:
    from appliance.operations import mending

    with opened(context) as appliance:
        row = mending.mendable(appliance, local_operator(), name)
        found = mending.listed(appliance, local_operator(), row, values=reveal)
    if as_json:
        emit({"mends": found})
    else:
        for one in found:
            print(f"{one['id']:5}  {one['kind']:5}  {one['entity'] or '':16} {one['added_at']}  {one['value'] or ''}".rstrip())


def _tell_mend(line: Json) -> None:
    state = "withheld until they are scrubbed again" if line["withheld"] else "scrubbed again"
    say(f"entry {line['id']}; {line['documents']} documents {state}")


COMMANDS = (users, collections)
