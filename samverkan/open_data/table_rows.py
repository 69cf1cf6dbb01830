"""What the tables are read from: rows as dicts, with as many queries for each `CHUNK` whatever they hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db.models import Count

from groups import inventory, inventory_values
from groups.models import EscalationLink, Organisation, ReportingLine, Seat, SeatException
from groups.models.dated import holds_on
from groups.models.organisation import Principal
from groups.models.organisation import lines as text_lines
from meetings.models import Meeting, Minutes
from samverkan.open_data.popolo_rows import STANDS_FOR, seat_label, stands_for
from samverkan.open_data.public import CHUNK, Public, Row, chunked


def groups(public: Public) -> Iterator[list[Any]]:
    """Yield the inventory: before each row the group's key, after it the keys of what the row names."""
    keys = dict(public.groups.order_by().values_list("pk", "slug"))
    municipalities = Organisation.objects.filter(kind=Organisation.Kind.MUNICIPALITY).order_by()
    known = {pk: (slug, code) for pk, slug, code in municipalities.values_list("pk", "slug", "municipality_code")}
    for group, found in inventory_values.read(public.groups, public.groups, public.day, public.absolute):
        covered = [known[each.pk] for each in found.covered if each.pk in known]  # the file is read while others write
        after = [keys.get(group.parent_id), [slug for slug, _code in covered], [code for _slug, code in covered]]
        yield [group.slug, *inventory.cells(group, found), *after]


def organisations(public: Public) -> Iterator[Row]:
    fields = ("slug", "name", "short_name", "aliases", "kind", "principal", "operation", "parent__slug", "region__slug")
    more = ("municipality_code", "function_email", "function_phone")
    for row in chunked(Organisation.objects.all(), *fields, *more):
        page = "groups:municipality-detail" if row["municipality_code"] else "groups:organisation-detail"
        yield row | {
            "aliases": text_lines(row["aliases"]),
            "address": public.page(page, row["slug"]),
        }


def seats(public: Public) -> Iterator[Row]:
    fields = ("uid", "group", "group__slug", "group__name", "kind", "title", "organisation", "organisation__slug")
    whose = ("organisation__name", "organisation__principal", "organisation_kind", "principal")
    more = ("places", "per", "by_role", "start_date", "end_date", "function_email", "function_phone")
    sitting = Count("memberships", filter=holds_on(public.day, "memberships__"))
    for part in _parts(chunked(Seat.objects.on(public.day), *fields, *whose, *more, held=sitting)):
        exceptions = defaultdict(list)
        asked = SeatException.objects.filter(seat__in=[row["pk"] for row in part]).order_by("pk")
        for seat, slug, places in asked.values_list("seat", "municipality__slug", "places"):
            exceptions[seat].append(f"{slug}: {places}")
        for row in part:
            if row["group"] not in public.hidden:
                yield row | {"label": seat_label(row), "side": _side(row), "exceptions": exceptions[row["pk"]]}


def _side(row: Row) -> str:
    """Return whose side a seat is on, as `Seat.side` tells it."""
    if row["principal"]:
        return row["principal"]
    if row["per"] == Seat.Per.MUNICIPALITY:
        return Principal.MUNICIPALITY
    return row["organisation__principal"] or Principal.NONE


def memberships(public: Public) -> Iterator[Row]:
    fields = ("uid", "seat__uid", "seat__group__slug", "seat__group__name", "seat__kind", "by_office")
    who = ("person__name", "person__title", "person__email", "person__phone", "person__contact_public")
    for row in chunked(public.memberships, *fields, *who, *STANDS_FOR, "start_date", "end_date"):
        email, phone = public.contact(row, "person__")
        yield row | {"behalf": public.organisation(stands_for(row)), "email": email, "phone": phone}


def lines(public: Public) -> Iterator[Row]:
    """Yield the lines of public groups, but for those to groups that are not."""
    fields = ("uid", "group", "group__slug", "group__name", "kind", "when_needed", "to_group", "to_group__slug")
    more = ("to_organisation__slug", "to_words", "note", "start_date", "end_date")
    for row in chunked(ReportingLine.objects.on(public.day), *fields, *more):
        if not {row["group"], row["to_group"]} & public.hidden:
            yield row


def rungs(public: Public) -> Iterator[Row]:
    """Yield the rungs held by public groups, but for those to groups that are not; likewise their contacts' seats."""
    fields = ("uid", "group", "group__slug", "group__name", "agreement__name", "step", "trigger", "condition")
    more = ("to_group", "to_group__slug", "recipient", "final", "start_date", "end_date")
    through = EscalationLink.contact_seats.through.objects
    for part in _parts(chunked(EscalationLink.objects.on(public.day), *fields, *more)):
        contacts = defaultdict(list)
        asked = through.filter(holds_on(public.day, "seat__"), escalationlink__in=[row["pk"] for row in part])
        for link, group, uid in asked.order_by("pk").values_list("escalationlink", "seat__group", "seat__uid"):
            if group not in public.hidden:
                contacts[link].append(str(uid))
        for row in part:
            if not {row["group"], row["to_group"]} & public.hidden:
                yield row | {"contacts": contacts[row["pk"]]}


def meetings(public: Public) -> Iterator[Row]:
    fields = ("uid", "group", "group__slug", "group__name", "title", "date", "last_date", "start", "end", "mode")
    through = Meeting.guests.through.objects
    for part in _parts(chunked(Meeting.objects.all(), *fields, "place", "status", "cancel_reason", "minutes")):
        guests = defaultdict(list)
        asked = through.filter(meeting__in=[row["pk"] for row in part]).order_by("pk")
        for meeting, group, slug in asked.values_list("meeting", "group", "group__slug"):
            if group not in public.hidden:
                guests[meeting].append(slug)
        for row in part:
            if row["group"] in public.hidden:
                continue
            yield row | {
                "start": _clock(row["start"]),
                "end": _clock(row["end"]),
                "cancel_reason": row["cancel_reason"] if row["status"] == Meeting.Status.CANCELLED else "",
                "guests": guests[row["pk"]],
                "published": row["minutes"] == Minutes.PUBLISHED,
                "address": public.page("meetings:meeting-detail", row["pk"]),
            }


def _clock(time: Any) -> str:
    return time.strftime("%H.%M") if time else ""


def _parts(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while part := list(islice(rows, CHUNK)):
        yield part
