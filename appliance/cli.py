"""The program: one group of commands, one way to end.

Everything heavy is imported inside the commands, so that `appliance --help` answers at once.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from appliance import __version__
from appliance.commands import asking, documents, keys, models, oversight, people, policies, setting_up, subjects
from appliance.commands.console import complain
from appliance.errors import ApplianceError

# before anything loads libgomp: threads that wait must not burn the other core; and nothing may ask a hub for anything
_ENVIRONMENT = {
    "OMP_WAIT_POLICY": "passive", "TOKENIZERS_PARALLELISM": "false", "HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1", "DO_NOT_TRACK": "true", "SCARF_NO_ANALYTICS": "true", "ANONYMIZED_TELEMETRY": "False",
    "ORT_DISABLE_TELEMETRY": "1",
}  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="appliance")
@click.option(
    "--home",
    type=click.Path(path_type=Path),
    envvar="APPLIANCE_HOME",
    default=Path("var"),
    show_default=True,
    help="The data folder.",
)
@click.option("--debug", is_flag=True, help="Show a traceback when something fails.")
@click.pass_context
def cli(context: click.Context, home: Path, *, debug: bool) -> None:
    """Ask questions of your own documents; nothing leaves this machine."""
    context.obj = home.absolute()
    context.meta["debug"] = debug


for group in (setting_up, documents, asking, people, keys, models, policies, oversight, subjects):
    for one in group.COMMANDS:
        cli.add_command(one)


def main() -> None:
    """Run the program; every failure is one line on stderr and the contract's exit code."""
    os.environ.update(_ENVIRONMENT)
    debug = "--debug" in sys.argv
    try:
        cli.main(prog_name="appliance", standalone_mode=False)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(2)
    except click.ClickException as error:
        complain(_usage(error))
        sys.exit(2)
    except (KeyboardInterrupt, click.Abort):
        complain("stopped; nothing is half done; run the command again to go on")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python complains once more while it ends
        sys.exit(1)
    except ApplianceError as error:
        if debug:
            raise
        complain(str(error))
        sys.exit(error.exit_code)
    except OSError as error:
        if debug:
            raise
        complain(f"{error.strerror or 'the system refused'}; {type(error).__name__}; check disk space and permissions")
        sys.exit(4)
    except Exception as error:
        if debug:
            raise
        # the message of a foreign exception may hold content, so its type must do
        complain(f"failed inside ({type(error).__name__}); this command; run it again with --debug and report what it shows")
        sys.exit(4)


def _usage(error: click.ClickException) -> str:
    context = error.ctx if isinstance(error, click.UsageError) else None
    where = context.command_path if context else "appliance"
    # click quotes what is too much, and that may be a question without its quotation marks
    too_much = error.format_message().startswith("Got unexpected extra")
    what = "more arguments than it takes: quote what has blanks" if too_much else error.format_message().rstrip(".")
    return f"{what}; {where}; see `{where} --help`"
