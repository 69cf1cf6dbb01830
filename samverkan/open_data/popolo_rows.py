"""How rows of the registry become rows of Popolo. What is blank here is left out of the file."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import Group, Organisation, Region, Seat, Status, StatusChange
from groups.models.organisation import lines
from meetings import calendar
from meetings.models import Meeting, Minutes
from samverkan.open_data.fields import Words
from samverkan.open_data.public import Public, Row, chunked, municipality_area, region_area

AREAS = {
    "county": gettext_lazy("län"),
    "delregion": gettext_lazy("delregion"),
    "municipality": gettext_lazy("kommun"),
}
SEATS, KINDS = Words(Seat.Kind), Words(Organisation.Kind)
_NATIONAL = re.compile(r"0[\d /-]{5,}")


def organizations(public: Public) -> Iterator[Row]:
    return chain(_groups(public), _organisations(public))


def _groups(public: Public) -> Iterator[Row]:
    # The first that is known of a group is that it began, unless it was noted on an assumed day or as something else.
    first = StatusChange.objects.filter(group=OuterRef("pk"), old_status="").order_by("pk")
    began = first.filter(assumed=False, status__in=[Status.STARTING, Status.ACTIVE], effective__lte=public.day)
    found = Group.objects.order_by()
    fields = ("slug", "name", "short_name", "aliases", "type__name", "parent", "parent__slug", "region__slug")
    more = ("status", "status_since", "basis", "basis_url")
    for row in chunked(found, *fields, *more, began=Subquery(began.values("effective")[:1])):
        if row["pk"] in public.untold:
            continue
        has_parent = row["parent"] and row["parent"] not in public.untold
        ended = row["status"] == Status.ENDED
        yield {
            "id": f"grupper/{row['slug']}",
            "name": row["name"],
            "other_names": _names(row),
            "classification": row["type__name"],
            "parent_id": f"grupper/{row['parent__slug']}" if has_parent else "",
            "area_id": region_area(row["region__slug"]) if row["region__slug"] else "",
            "founding_date": _day(row["began"]),
            "dissolution_date": _day(row["status_since"]) if ended else "",
            "links": [{"url": row["basis_url"], "note": row["basis"] or _("Grund")}] if row["basis_url"] else [],
            "sources": _page(public, "groups:group-detail", row["slug"]),
        }


def _organisations(public: Public) -> Iterator[Row]:
    fields = ("slug", "name", "short_name", "aliases", "kind", "parent", "municipality_code")
    for row in chunked(Organisation.objects.all(), *fields, "function_email", "function_phone"):
        code, above = row["municipality_code"], public.organisation(row["parent"])
        page = "groups:municipality-detail" if code else "groups:organisation-detail"
        yield {
            "id": f"organisationer/{row['slug']}",
            "name": row["name"],
            "other_names": _names(row),
            "identifiers": [{"scheme": "SCB kommunkod", "identifier": code}] if code else [],
            "classification": KINDS[row["kind"]],
            "parent_id": f"organisationer/{above}" if above else "",
            "area_id": public.area(row["pk"]),
            "contact_details": _contacts(row["function_email"], row["function_phone"]),
            "sources": _page(public, page, row["slug"]),
        }


def persons(public: Public) -> Iterator[Row]:
    for row in chunked(public.persons, "uid", "name", "title", "email", "phone", "contact_public"):
        email, phone = public.contact(row)
        yield {
            "id": f"personer/{row['uid']}",
            "name": row["name"],
            "summary": row["title"],
            "email": email,
            "contact_details": _contacts(email, phone),
        }


def posts(public: Public) -> Iterator[Row]:
    fields = ("uid", "group", "group__slug", "kind", "title", "organisation", "organisation__name", "organisation_kind")
    more = ("start_date", "end_date", "function_email", "function_phone")
    for row in chunked(Seat.objects.on(public.day), *fields, *more):
        if row["group"] in public.untold:
            continue
        yield {
            "id": f"platser/{row['uid']}",
            "label": seat_label(row),
            "role": SEATS[row["kind"]],
            "organization_id": f"grupper/{row['group__slug']}",
            "area_id": public.area(row["organisation"]),
            "start_date": _day(row["start_date"]),
            "end_date": _day(row["end_date"]),
            "contact_details": _contacts(row["function_email"], row["function_phone"]),
            "sources": _page(public, "groups:group-detail", row["group__slug"]),
        }


def memberships(public: Public) -> Iterator[Row]:
    fields = ("uid", "person__uid", "seat__uid", "seat__kind", "seat__group", "seat__group__slug")
    for row in chunked(public.memberships, *fields, *STANDS_FOR, "start_date", "end_date"):
        if row["seat__group"] in public.untold:
            continue
        behalf = stands_for(row)
        slug = public.organisation(behalf)
        yield {
            "id": f"ledamoter/{row['uid']}",
            "role": SEATS[row["seat__kind"]],
            "person_id": f"personer/{row['person__uid']}",
            "organization_id": f"grupper/{row['seat__group__slug']}",
            "post_id": f"platser/{row['seat__uid']}",
            "on_behalf_of_id": f"organisationer/{slug}" if slug else "",
            "area_id": public.area(behalf),
            "start_date": _day(row["start_date"]),
            "end_date": _day(row["end_date"]),
            "sources": _page(public, "groups:group-detail", row["seat__group__slug"]),
        }


def areas(public: Public) -> Iterator[Row]:
    for row in chunked(Region.objects.all(), "slug", "name", "parent__slug"):
        above = row["parent__slug"]
        yield {
            "id": region_area(row["slug"]),
            "name": row["name"],
            "classification": str(AREAS["delregion" if above else "county"]),
            "parent_id": region_area(above) if above else "",
            "sources": _page(public, "groups:region-detail", row["slug"]),
        }
    for row in chunked(Organisation.objects.municipalities(), "slug", "name", "municipality_code"):
        yield {
            "id": municipality_area(row["municipality_code"]),
            "name": row["name"],
            "identifier": row["municipality_code"],
            "classification": str(AREAS["municipality"]),
            "parent_id": public.placed.get(row["pk"], ""),
            "sources": _page(public, "groups:municipality-detail", row["slug"]),
        }


def events(public: Public) -> Iterator[Row]:
    fields = ("uid", "group", "group__slug", "title", "date", "last_date", "start", "end", "mode", "place")
    statuses, meeting, kind, minutes = Words(Meeting.Status), _("Möte"), _("möte"), _("Minnesanteckningar")
    for row in chunked(Meeting.objects.all(), *fields, "status", "cancel_reason", "minutes"):
        if row["group"] in public.untold:
            continue
        sources = _page(public, "meetings:meeting-detail", row["pk"])
        if row["minutes"] == Minutes.PUBLISHED:
            sources += _page(public, "meetings:minutes", row["pk"], note=minutes)
        yield {
            "id": f"moten/{row['uid']}",
            "name": row["title"] or meeting,
            "description": row["cancel_reason"] if row["status"] == Meeting.Status.CANCELLED else "",
            "start_date": _moment(row["date"], row["start"]),
            "end_date": _end(row),
            "location": where(row["mode"], row["place"]),
            "status": statuses[row["status"]],
            "classification": kind,
            "organization_id": f"grupper/{row['group__slug']}",
            "sources": sources,
        }


STANDS_FOR = ("on_behalf_of", "seat__organisation", "person__organisation")


def stands_for(row: Row) -> int | None:
    """Return the key of the organisation that a holder stands for, as `Membership.organisation` tells it."""
    return next((row[name] for name in STANDS_FOR if row[name]), None)


def seat_label(row: Row) -> str:
    """Return what a seat is called, as `Seat.label` tells it, of a row with its fields."""
    kind, whom = SEATS[row["kind"]], row["organisation__name"]
    if not whom and row["organisation_kind"]:
        whom = KINDS[row["organisation_kind"]]
    return row["title"] or (f"{kind}, {whom}" if whom else kind)


@lru_cache(maxsize=1000)
def where(mode: str, place: str) -> str:
    """Return where a meeting is held, as calendars tell it; "" where that is not known."""
    return str(calendar.in_words_where(Meeting(mode=mode, place=place)))


def _names(row: Row) -> list[Row]:
    short = [{"name": row["short_name"], "note": _("kort namn")}] if row["short_name"] else []
    return short + [{"name": name} for name in lines(row["aliases"])]


def _contacts(email: str, phone: str) -> list[Row]:
    """Return means of contact in the words of Popolo's list: `email`, and `voice` for a telephone."""
    found = [("email", email), ("voice", _international(phone))]
    return [{"type": kind, "value": value} for kind, value in found if value]


def _international(phone: str) -> str:
    """Return a Swedish number as RFC 3966 has it, which Popolo asks for; what is written otherwise stays as it is."""
    phone = phone.strip()
    return "+46" + re.sub(r"\D", "", phone)[1:] if _NATIONAL.fullmatch(phone) else phone


def _page(public: Public, name: str, key: Any, note: str = "") -> list[Row]:
    link = {"url": public.page(name, key)}
    return [link | ({"note": note} if note else {})]


def _day(day: dt.date | None) -> str:
    return day.isoformat() if day else ""


def _moment(day: dt.date, time: dt.time | None) -> str:
    return timezone.make_aware(dt.datetime.combine(day, time)).isoformat() if time else day.isoformat()


def _end(row: Row) -> str:
    if row["end"]:
        return _moment(row["last_date"] or row["date"], row["end"])
    return _day(row["last_date"])
