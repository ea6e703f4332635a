"""`users` and `collections`."""

from __future__ import annotations

from typing import cast

import click

from appliance.commands.console import emit, json_option, local_operator, opened, read_password, say


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


COMMANDS = (users, collections)
