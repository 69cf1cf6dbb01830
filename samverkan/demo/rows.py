"""What stands at a group: municipalities, topics, seats with holders, commissioners, reporting, successors."""

from __future__ import annotations

from typing import Any

from groups.models import (
    Commission,
    Group,
    GroupMunicipality,
    Membership,
    ReportingLine,
    Seat,
    SeatException,
)
from samverkan.demo.book import Book
from samverkan.demo.registers import plain_fields
from samverkan.demo.source import Entry

NAMES = ("topics", "municipalities", "seats", "commissions", "reports", "successors")


def write(book: Book, group: Group, entry: Entry) -> None:
    """Write all rows of the entry at `group`, which is held by `groups.editing.editing`."""
    if topics := entry.take("topics", []):
        group.topics.set(book.find_all("ämnet", topics, entry))
    for key in entry.take("municipalities", []):
        municipality = book.find("organisationen", key, entry)
        book.keep(GroupMunicipality(group=group, municipality=municipality), entry)
    for each in entry.entries("seats"):
        _seat(book, group, each)
    for each in entry.entries("commissions"):
        book.keep(Commission(group=group, **_counterpart(book, each)), each)
    for each in entry.entries("reports"):
        book.keep(ReportingLine(group=group, **_counterpart(book, each)), each)
    if successors := entry.take("successors", []):
        group.successors.set(book.find_all("gruppen", successors, entry))
    entry.finish()


def _counterpart(book: Book, entry: Entry) -> dict[str, Any]:
    return {
        "to_group": book.find("gruppen", entry.take("to_group", None), entry),
        "to_organisation": book.find("organisationen", entry.take("to_organisation", None), entry),
        **entry.rest(),
    }


def _seat(book: Book, group: Group, entry: Entry) -> None:
    holders, exceptions = entry.take("holders", []), entry.take("exceptions", {})
    seat = Seat(
        group=group,
        organisation=book.find("organisationen", entry.take("organisation", None), entry),
        start_date=book.day(entry.take("start", None)),
        end_date=book.day(entry.take("end", None)),
        **plain_fields(Seat, entry),
    )
    book.keep(seat, entry)
    for key, places in exceptions.items():
        municipality = book.find("organisationen", key, entry)
        book.keep(SeatException(seat=seat, municipality=municipality, places=places), entry)
    for holder in holders if book.whole else []:
        told = {"who": holder} if isinstance(holder, str) else holder
        _holder(book, seat, Entry(f"{entry.place}, {told.get('who')}", told))


def _holder(book: Book, seat: Seat, entry: Entry) -> None:
    book.keep(
        Membership(
            seat=seat,
            person=book.find("personen", entry.take("who"), entry),
            on_behalf_of=book.find("organisationen", entry.take("for", None), entry),
            start_date=book.day(entry.take("start", None)),
            end_date=book.day(entry.take("end", None)),
            **plain_fields(Membership, entry),
        ),
        entry,
    )
