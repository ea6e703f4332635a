"""Every document: its path, and how it is written with a pen."""

from __future__ import annotations

from collections.abc import Callable

from making import council, customers, office, operations, staff, writers
from making.pen import Pen
from making.people import ROLES, person

Write = Callable[[Pen], bytes]


def _latin_text(p: Pen) -> bytes:
    return writers.plain(operations.lamp_log(p), "latin-1")


def _complaint(p: Pen) -> bytes:
    return _mail(p, customers.complaint(p))


def _refund(p: Pen) -> bytes:
    return _mail(p, customers.refund(p), ("receipt R-2026-55871.txt", customers.receipt(p)))


def _twin_towns(p: Pen) -> bytes:
    return _mail(p, council.twin_towns(p))


def _mail(p: Pen, letters: list[tuple[str, str, str, str, str]], attachment: tuple[str, str] | None = None) -> bytes:
    """The heads name people as well: note those down too."""
    roles = {person(role).mail: role for role in ROLES}
    names = {address: p.name(roles[address]) for letter in letters for address in letter[:2]}
    return writers.mail(letters, names, attachment)


def documents() -> dict[str, Write]:
    """Path below `documents/` → what writes its bytes."""
    hardship = f"customers/Hardship request {person('hardship').name}.docx"
    return {
        "operations/OP-114 burst main.pdf": lambda p: office.pdf(operations.burst_main(p)),
        "operations/OP-122 chlorine.md": lambda p: writers.markdown(operations.chlorine(p)),
        "operations/GL-2026-07 pump hall incident.docx": lambda p: office.word(operations.incident(p)),
        "operations/lamp room log 2026-06.txt": _latin_text,
        "operations/reservoir inspection 2026.html": lambda p: writers.web_page(operations.reservoir(p)),
        "operations/duty rota july.csv": lambda p: writers.comma_separated(staff.rota(p)),
        "operations/vehicles.xlsx": lambda p: office.workbook(staff.fleet(p)),
        "operations/network changes 2026-q2.txt": lambda p: writers.plain(operations.network(p)),
        "staff/handbook 2026.pdf": lambda p: office.pdf(staff.handbook(p)),
        "staff/new starters spring 2026.xlsx": lambda p: office.workbook(staff.starters(p)),
        "staff/contract letter.pdf": lambda p: office.pdf(staff.moving_in(p)),
        "staff/occupational health referral.docx": lambda p: office.word(staff.health(p)),
        "staff/confined spaces training.pptx": lambda p: office.slides(staff.training(p)),
        "customers/tariffs 2026.pdf": lambda p: office.pdf(customers.tariff(p)),
        "customers/priority services register.csv": lambda p: writers.comma_separated(customers.priority(p)),
        "customers/call notes week 22.txt": lambda p: writers.plain(customers.calls(p)),
        "customers/complaint CMP-0417.eml": _complaint,
        "customers/refund of a double payment.eml": _refund,
        hardship: lambda p: office.word(customers.hardship(p)),
        "board/minutes 2026-05-28.docx": lambda p: office.word(council.minutes(p)),
        "board/lamp centenary plan.md": lambda p: writers.markdown(council.centenary(p)),
        "board/hosepipe notice.html": lambda p: writers.web_page(council.hosepipes(p)),
        "board/twin town grant.eml": _twin_towns,
        "finance/expenses and purchasing.md": lambda p: writers.markdown(council.expenses(p)),
        "finance/suppliers.csv": lambda p: writers.comma_separated(council.suppliers(p)),
        "privacy/data protection questions.html": lambda p: writers.web_page(council.privacy_notice(p)),
    }
