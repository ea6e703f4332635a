"""The pages say what the program does: every setting, command, policy key, error and table stands in its place, and no other."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
import pytest
from pydantic import BaseModel

from appliance import database, errors, policy
from appliance.cli import cli
from appliance.parsing.registry import PARSERS
from appliance.privacy.checksums import CHECKSUMS
from appliance.records import Action
from appliance.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(
    [*ROOT.glob("*.md"), *DOCS.glob("*.md"), *DOCS.glob("adr/*.md"), *ROOT.glob("policies/*.md"), *ROOT.glob("samples/*.md")]
)
OPERATIONS = (DOCS / "operations.md").read_text(encoding="utf-8")
ARCHITECTURE = (DOCS / "architecture.md").read_text(encoding="utf-8")


def rows(text: str, first: str) -> list[list[str]]:
    """Cells of the table rows whose first cell fits the pattern."""
    cells = ([cell.strip() for cell in line.strip("| ").split(" |")] for line in text.splitlines() if line.startswith("|"))
    return [row for row in cells if re.fullmatch(first, row[0])]


def section(text: str, heading: str) -> str:
    """A part of a page, from its heading to the next of the same depth."""
    depth = heading.partition(" ")[0]
    return re.split(rf"^#{{1,{len(depth)}}} ", text.partition(f"\n{heading}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]


# ------------------------------------------------------------------ settings


def settings(model: type[BaseModel] = Settings, prefix: str = "") -> Iterator[tuple[str, object, list[object]]]:
    """(key, default, what its value is held to) of every setting."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings(field.annotation, f"{prefix}{name}.")
        else:
            yield (
                f"{prefix}{name}",
                field.default,
                [getattr(rule, side) for rule in field.metadata for side in ("ge", "le") if hasattr(rule, side)],
            )


def test_every_setting_has_its_row_with_its_default_and_range_and_there_is_no_other_row():
    found = {row[0].strip("`"): row[1:] for row in rows((DOCS / "configuration.md").read_text(encoding="utf-8"), r"`[a-z_.]+`")}
    assert list(found) == [key for key, _, _ in settings()]
    for key, default, bounds in settings():
        assert found[key][0] == f"`{json.dumps(default)}`", f"{key}: another default"
        assert all(re.search(rf"(?<![\d.]){bound}(?![\d.])", found[key][1]) for bound in bounds), f"{key}: another range"
        assert len(found[key][2]) > 5, f"{key}: no meaning"


# ------------------------------------------------------------------ commands


def commands(group: click.Group = cli, path: tuple[str, ...] = ("appliance",)) -> Iterator[tuple[str, click.Command]]:
    """(its words, it) of every command that does something."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield " ".join((*path, name)), command


def options_of(command: click.Command) -> set[str]:
    """The long names of a command's options."""
    return {name for one in command.params if isinstance(one, click.Option) for name in one.opts if name.startswith("--")}


def test_every_command_has_its_row_with_all_its_options_and_there_is_no_other_row():
    found = {row[0].strip("`"): row[1] for row in rows(section(OPERATIONS, "## Every command"), r"`appliance [a-z ]+`")}
    assert set(found) == {words for words, _ in commands()}
    for words, command in commands():
        assert set(re.findall(r"`(--[a-z-]+)`", found[words])) == options_of(command), words


def shown(page: Path) -> Iterator[str]:
    """Everything on a page that is set as code."""
    text = page.read_text(encoding="utf-8")
    for block in re.findall(r"^```.*?\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL))


def calls(line: str) -> Iterator[list[str]]:
    """The words behind each `appliance` of a shell line, up to the end of that command."""
    try:
        words = shlex.split(line.replace("…", " "), comments=True)
    except ValueError:  # an apostrophe of prose
        return
    for at, word in enumerate(words):
        if word == "appliance" or word.endswith("/bin/appliance"):
            end = next((n for n, one in enumerate(words[at:], at) if re.fullmatch(r"[|<>&;]+.*", one)), len(words))
            yield words[at + 1 : end]


def mistakes(words: list[str]) -> Iterator[str]:
    """What of a call the program does not know."""
    while words and words[0] in ("--home", "--debug"):
        words = words[2 if words[0] == "--home" else 1 :]
    command: click.Command = cli
    while isinstance(command, click.Group):
        if not words or not re.fullmatch(r"[a-z]+(?:/[a-z]+)*", words[0]) or words[0] == "appliance":
            return  # `systemctl start appliance`, or only the group is named
        for name in words[0].split("/"):  # `documents list/show`
            if name not in command.commands:
                yield f"no command {name}"
                return
        command, words = command.commands[words[0].split("/")[0]], words[1:]
    known = options_of(command) | {"--help", "--debug"}
    yield from (f"no option {word}" for word in words if word.startswith("--") and word.partition("=")[0] not in known)


@pytest.mark.parametrize("page", [page for page in PAGES if page.parent.name != "adr"], ids=lambda page: page.name)
def test_a_page_shows_only_commands_and_options_that_exist(page: Path):
    wrong = [f"{line}: {mistake}" for line in shown(page) for call in calls(line) for mistake in mistakes(call)]
    assert not wrong


def test_every_make_target_that_a_page_shows_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        target
        for page in PAGES
        if page.parent.name != "adr"
        for line in shown(page)
        for target in re.findall(r"^make ([a-z-]+)", line)
    }
    assert {"demo", "test", "setup"} <= named <= targets


# ------------------------------------------------------------------ policies, errors, tables, formats


@pytest.mark.parametrize("model", [policy.Policy, policy.Recognizer, policy.Pattern, policy.ActionRule])
def test_every_policy_key_is_explained(model: type[BaseModel]):
    told = {
        word
        for line in shown(ROOT / "policies" / "README.md")
        for word in re.findall(r"^(?: *-)? *([a-z_]+):", line) or re.findall(r"\w+", line)
    }
    assert not set(model.model_fields) - told


def test_every_entity_action_and_checksum_of_a_policy_is_named():
    told = set(shown(ROOT / "policies" / "README.md"))
    assert not {*policy.ENTITIES, *get_args(Action), *CHECKSUMS} - told


def test_the_drawing_of_the_error_tree_is_the_error_tree():
    drawn: list[tuple[str, str]] = []
    above: list[tuple[int, str]] = []
    for line in (errors.__doc__ or "").splitlines():
        if found := re.match(r"^([│├└─ ]*)([A-Z]\w+)(?: {2,}|$)", line):
            depth = len(found[1])
            above = [one for one in above if one[0] < depth]
            drawn.append((found[2], above[-1][1] if above else "Exception"))
            above.append((depth, found[2]))
    classes = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)]
    assert sorted(drawn) == sorted((one.__name__, one.__bases__[0].__name__) for one in classes)


def test_every_exit_code_names_the_errors_that_end_with_it():
    table = {int(row[0]): row[1] for row in rows(section(OPERATIONS, "### Exit codes"), r"\d+")}
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and one.__bases__ == (errors.ApplianceError,)]
    assert not [kind.__name__ for kind in kinds if f"`{kind.__name__}`" not in table[kind.exit_code]]


def test_every_reason_of_a_refused_file_has_something_to_do():
    told = {(row[0], reason) for row in rows(OPERATIONS, "rejected|quarantined") for reason in re.findall(r"`(\w+)`", row[1])}
    assert told == {(status, reason) for reason, status in errors.STATUS_OF_REASON.items()}


def test_every_table_of_the_database_has_its_row_and_its_sealed_columns_are_named():
    found = {row[0].strip("`"): row[2] for row in rows(section(ARCHITECTURE, "## Data model"), r"`[a-z_]+`")}
    assert set(found) == {*database.metadata.tables, "keyword"}
    sealed = [
        (table.name, column.name)
        for table in database.metadata.tables.values()
        for column in table.columns
        if column.name.endswith(("_encrypted", "_hash"))
    ]
    assert not [f"{table}.{column}" for table, column in sealed if f"`{column}`" not in found[table]]


def test_the_formats_that_are_named_are_those_with_a_parser():
    assert re.findall(r"`(\w+)`", re.findall(r"^Formats so far: (.*)$", ARCHITECTURE, re.MULTILINE)[0]) == sorted(PARSERS)


def test_every_folder_of_the_program_has_its_row():
    found = {row[0].strip("`/") for row in rows(ARCHITECTURE, r"`[a-z]+/`")}
    assert found == {path.parent.name for path in ROOT.glob("appliance/*/__init__.py")}


# ------------------------------------------------------------------ links, and what no file may name


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings, as GitHub makes them."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path):
    text = re.sub(r"^```.*?^```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        there = (page.parent / path).resolve() if path else page
        assert there.exists(), target
        assert not anchor or anchor in anchors(there), target


def project_files() -> Iterator[Path]:
    """Everything that belongs to the project: not what .gitignore names, nor hidden folders other than .ci."""
    ignored = {line.strip("/") for line in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines() if line.endswith("/")}
    stack = [ROOT]
    while stack:
        for path in stack.pop().iterdir():
            if path.is_dir() and not path.is_symlink():
                if (
                    path.name not in ignored
                    and not path.name.endswith(".egg-info")
                    and (path.name == ".ci" or path.name[0] != ".")
                ):
                    stack.append(path)
            elif path.is_file():
                yield path


#: put together here, so that this file does not hold them itself
REGISTRIES = tuple(".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("deb", "debian", "org"), ("security", "debian", "org"),
    ("archive", "ubuntu", "com"), ("docker", "io"), ("ghcr", "io"), ("quay", "io"), ("anaconda", "org"), ("crates", "io"),
    ("rubygems", "org"), ("proxy", "golang", "org"), ("dl-cdn", "alpinelinux", "org"),
))  # fmt: skip
#: folders of the machine on which this was written; `appliance/work/` is not one
PLACES = re.compile(rb"(?<![\w.~/-])/(?:" + b"|".join((b"wo" + b"rk", b"ro" + b"ot")) + rb")/")


def test_no_file_names_a_package_registry_or_a_folder_of_this_machine():
    wrong = []
    for path in project_files():
        content = path.read_bytes()
        hosts = [
            host
            for host in REGISTRIES
            if re.search(rb"(?<![\w-])(?:[\w-]+\.)*" + re.escape(host.encode()) + rb"(?![\w-])", content)
        ]
        wrong += [
            f"{path.relative_to(ROOT)}: {found}"
            for found in (*hosts, *(["a folder of this machine"] if PLACES.search(content) else []))
        ]
    assert not wrong
