"""A file that waits to be taken in: kept, mapped, corrected and compared, until it is taken in or thrown away.

The file may name persons, so it is kept no longer than it is needed: `KEPT_DAYS` at most, and not past the day when
somebody's personal data are erased. A name may stand anywhere in it, in any spelling, so then every waiting file goes.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

from django.db import transaction

from groups.models import Person, User
from samverkan.exchange import headings, incoming, made, mappings, showing, touched
from samverkan.exchange.headings import Mapping, Table
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.planning import Corrections, Plan
from samverkan.exchange.reading import FileSheet, Unreadable, read

BATCH = 1000

TRIES = 3
"""So many times a preview is made before a colleague who keeps correcting the same file is let go first."""

Correction = tuple[str, int, str, str]
"""Title of the table, row, name of the column (none: the row is left out), text."""


class Gone(Exception):
    """The file no longer waits: it is taken in, thrown away or too old."""


@dataclass
class Told:
    """A table of the file, and what has been said of it."""

    place: int
    """Its place among the tables of the file, from 0."""
    file: FileSheet
    table: Table
    said: dict | None
    """What has been said of it on its own page."""

    @property
    def is_passed_over(self) -> bool:
        """Whether it was said, here or in a mapping that is kept, that it is not read."""
        if self.said is None:
            return self.table.sheet is None and not self.table.has_rows
        return not self.said.get("sheet")

    @property
    def needs_answer(self) -> bool:
        """Whether nobody has said yet what it, or a heading of it, is."""
        table = self.table
        return self.said is None and table.has_rows and bool(table.sheet is None or table.unknown or table.problems)


def tables(entry: Import) -> list[Told]:
    """The tables of the file, each recognised by what has been said of it here, else by what is kept. Raises Gone."""
    if entry.content is None:
        raise Gone
    try:
        files = read_bytes(bytes(entry.content), entry.file_name)
    except Unreadable:
        raise Gone from None
    return recognised(files, entry)


def read_bytes(content: bytes, name: str) -> list[FileSheet]:
    """The sheets of a file. Raises Unreadable."""
    return read(BytesIO(content), name)


def recognised(files: Iterable[FileSheet], entry: Import) -> list[Told]:
    """The same of sheets that are read already. One query."""
    kept = mappings.kept()
    found: list[Told] = []
    taken: set[str] = set()
    for file in files:
        for table in headings.recognise_all(file, kept):
            place = len(found)
            title = table.title if table.title not in taken else f"{table.title} ({place + 1})"
            taken.add(title)
            said = entry.mappings.get(title)
            if said and said.get("sheet"):
                table = headings.recognise(file, [mapping_of(said)])
            table.title = title
            found.append(Told(place, file, table, said))
    return found


def mapping_of(said: dict) -> Mapping:
    """What is said of a table in `Import.mappings`."""
    return Mapping(said["sheet"], said["columns"], said["constants"], said.get("values", {}))


def corrections_of(entry: Import) -> Corrections:
    """What is to stand instead in the cells of the file."""
    return {(title, number, column): text for title, number, column, text in entry.corrections if column}


def left_out(entry: Import) -> dict[tuple[str, int], str]:
    """The rows that are left out, by table and number, with what they were called."""
    return {(title, number): text for title, number, column, text in entry.corrections if not column}


def to_take_in(entry: Import, found: list[Told]) -> list[Table]:
    """The tables that are taken in, without the rows left out."""
    gone = set(left_out(entry))
    taken = []
    for each in found:
        if not each.is_passed_over:
            each.table.rows = [row for row in each.table.rows if (each.table.title, row.number) not in gone]
            taken.append(each.table)
    return taken


def prune(now: dt.datetime) -> int:
    """Throw away files that have waited too long; returns how many."""
    _all, by_model = Import.objects.too_old(now).delete()
    return by_model.get(Import._meta.label, 0)


def forget(person: Person, by: User | None) -> None:
    """Throw away every waiting file, since a person is erased who may be named in any of them."""
    Import.objects.filter(state=Import.State.WAITING).delete()


def compare(entry: Import, *, by: User, now: dt.datetime, today: dt.date, found: list[Told] | None = None) -> Import:
    """Compare the file with the registry and keep what is to be shown. Returns the entry as it stands. Raises Gone.

    What somebody corrects meanwhile is compared too.
    """
    for _try in range(TRIES):
        found = tables(entry) if found is None else found
        plan = incoming.preview(
            to_take_in(entry, found),
            by=by,
            effective=entry.effective,
            today=today,
            corrections=corrections_of(entry),
            reason=entry.reason,
        )
        current = keep(entry, plan, found, now=now, today=today)
        if current is None:
            return Import.objects.get(pk=entry.pk)
        entry, found = current, None
    return entry


def keep(entry: Import, plan: Plan, found: list[Told], *, now: dt.datetime, today: dt.date) -> Import | None:
    """Keep a preview; returns the entry if it was corrected since the plan was made, and nothing was kept.

    Raises Gone.
    """
    history = touched.look(plan, made.fetched_at(bytes(entry.content)))
    with transaction.atomic():
        current = locked(entry.pk)
        if (current.corrections, current.mappings) != (entry.corrections, entry.mappings):
            return current
        current.rows.all().delete()
        places = {each.table.title: each.place for each in found}
        PreviewRow.objects.bulk_create(showing.rows(plan, places, current, today, history), batch_size=BATCH)
        current.shown = showing.summary(plan, found, now, entry.effective or today, history)
        current.save(update_fields=["shown"])
    return None


def locked(pk: int) -> Import:
    """The waiting entry, locked for this transaction. Raises Gone."""
    entry = Import.objects.select_for_update().filter(pk=pk, state=Import.State.WAITING).first()
    if entry is None:
        raise Gone
    return entry


def correct(entry: Import, said: Iterable[Correction]) -> None:
    """Let other texts stand in cells, or leave rows out. Raises Gone."""
    with transaction.atomic():
        current = locked(entry.pk)
        known = {(title, number, column): text for title, number, column, text in current.corrections}
        known |= {(title, number, column): text for title, number, column, text in said}
        _keep_corrections(entry, current, known)


def take_back(entry: Import, places: Iterable[tuple[str, int]]) -> None:
    """Take rows along again that were left out. Raises Gone."""
    gone = set(places)
    with transaction.atomic():
        current = locked(entry.pk)
        known = {
            (title, number, column): text
            for title, number, column, text in current.corrections
            if column or (title, number) not in gone
        }
        _keep_corrections(entry, current, known)


def _keep_corrections(entry: Import, current: Import, known: dict[tuple[str, int, str], str]) -> None:
    current.corrections = [[*place, text] for place, text in known.items()]
    current.save(update_fields=["corrections"])
    entry.corrections, entry.mappings = current.corrections, current.mappings


def tell_table(entry: Import, title: str, said: dict) -> None:
    """Keep what somebody says of a table of this file. Raises Gone."""
    with transaction.atomic():
        current = locked(entry.pk)
        current.mappings[title] = said
        current.save(update_fields=["mappings"])
        entry.corrections, entry.mappings = current.corrections, current.mappings
