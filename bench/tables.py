"""Rows → a table as text: `rich` draws it, as wide as it needs to be."""

from __future__ import annotations

import io
from collections.abc import Sequence


def drawn(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], note: str = "") -> str:
    """Return the table; the first column is a name, the others are figures."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, caption=note or None, box=box.SIMPLE_HEAD, title_justify="left", caption_justify="left")
    for at, name in enumerate(head):
        table.add_column(name, justify="right" if at else "left", no_wrap=True)
    for row in rows:
        table.add_row(*row)
    page = Console(file=io.StringIO(), width=240, color_system=None, record=True)
    page.print(table)
    return "\n".join(line.rstrip() for line in page.export_text().splitlines())
