"""Text with light marks (`#` heading, `-` bullet, `|` table, `===` new page) → the bytes of a file, the same at every run."""

from __future__ import annotations

import csv
import html
import io
import re
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage

ORGANISATION = "Saltmarrow Water & Light"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a text."""

    kind: str  # heading, paragraph, bullets, table, break
    text: str = ""
    level: int = 0  # of a heading
    rows: list[list[str]] = field(default_factory=list)  # of a table; the bullets of a list, one a row


def blocks(text: str) -> list[Block]:
    """Read the marks."""
    found: list[Block] = []
    for part in re.split(r"\n\s*\n", text.strip()):
        lines = part.split("\n")
        if part == "===":
            found.append(Block("break"))
        elif part.startswith("#"):
            marks, title = part.split(" ", 1)
            found.append(Block("heading", title.replace("\n", " "), len(marks)))
        elif part.startswith("|"):
            found.append(Block("table", rows=[[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]))
        elif part.startswith("- "):
            items = re.split(r"\n- ", part[2:])
            found.append(Block("bullets", rows=[[item.replace("\n", " ")] for item in items]))
        else:
            found.append(Block("paragraph", " ".join(lines)))
    return found


def plain(text: str, encoding: str = "utf-8") -> bytes:
    """Write as plain text: headings underlined, one paragraph a line."""
    out = []
    for block in blocks(text):
        match block.kind:
            case "heading":
                out.append(f"{block.text}\n{('=' if block.level == 1 else '-') * len(block.text)}")
            case "bullets":
                out.append("\n".join(f"* {item}" for (item,) in block.rows))
            case "table":
                out.append("\n".join("\t".join(row) for row in block.rows))
            case "paragraph":
                out.append(block.text)
    return ("\n\n".join(out) + "\n").encode(encoding)


def markdown(text: str) -> bytes:
    """Write as Markdown."""
    out = []
    for block in blocks(text):
        match block.kind:
            case "heading":
                out.append(f"{'#' * block.level} {block.text}")
            case "bullets":
                out.append("\n".join(f"- {item}" for (item,) in block.rows))
            case "table":
                head, *rows = (f"| {' | '.join(row)} |" for row in block.rows)
                out.append("\n".join((head, "|---" * len(block.rows[0]) + "|", *rows)))
            case "paragraph":
                out.append(block.text)
    return ("\n\n".join(out) + "\n").encode()


def web_page(text: str) -> bytes:
    """Write as HTML, with a script and a style that no reader should take for text."""
    title = blocks(text)[0].text
    out = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        f'<head><meta charset="utf-8"><title>{html.escape(title)}</title>',
        "<style>body { font-family: serif; max-width: 42em }</style>",
        "<script>var opened = 0;</script></head>",
        "<body>",
    ]
    for block in blocks(text):
        match block.kind:
            case "heading":
                out.append(f"<h{block.level}>{html.escape(block.text)}</h{block.level}>")
            case "bullets":
                out += ["<ul>", *(f"<li>{html.escape(item)}</li>" for (item,) in block.rows), "</ul>"]
            case "table":
                out.append("<table>")
                for at, row in enumerate(block.rows):
                    tag = "td" if at else "th"
                    out.append("<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in row) + "</tr>")
                out.append("</table>")
            case "paragraph":
                out.append(f"<p>{html.escape(block.text)}</p>")
    return ("\n".join([*out, f"<footer>{html.escape(ORGANISATION)}</footer>", "</body>", "</html>"]) + "\n").encode()


def comma_separated(rows: list[tuple[str, ...]]) -> bytes:
    """Write as CSV."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue().encode()


def mail(
    letters: list[tuple[str, str, str, str, str]], people: dict[str, str], attachment: tuple[str, str] | None = None
) -> bytes:
    """Write the last letter of a thread, the earlier ones quoted below it; `people` maps address to name."""
    body = before = ""
    for sender, _, _, date, text in letters:
        earlier = f"\nOn {date[:-9]}, {people[sender]} <{sender}> wrote:\n"
        quoted = "\n".join(f"> {line}".rstrip() for line in body.rstrip("\n").split("\n"))
        body = text + (before + quoted + "\n" if body else "")
        before = earlier
    sender, to, subject, date, _ = letters[-1]
    message = EmailMessage(policy=policy.SMTP)
    message["From"], message["To"] = f"{_quoted(people[sender])} <{sender}>", f"{_quoted(people[to])} <{to}>"
    message["Subject"], message["Date"] = subject, date
    message["Message-ID"] = f"<{subject.encode().hex()[:24]}@saltmarrow.internal>"
    message.set_content(body, cte="quoted-printable")
    if attachment:
        name, text = attachment
        message.add_attachment(text, filename=name, cte="base64")
        message.set_boundary("=-saltmarrow-1926")
    return message.as_bytes()


def _quoted(name: str) -> str:
    return f'"{name}"'
