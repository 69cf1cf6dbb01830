"""A member's own calendar address: given to them by those who keep the register of persons, and taken back by them.

Who has the address reads the calendar, so it is long, signed, and tells nothing by itself.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from groups.editing import signed
from groups.models import Membership, Person, Seat, User
from groups.models.dated import new_uid
from meetings.models import CalendarKey, Meeting

_signer = Signer(sep=".", salt="meetings.calendar")


def issue(person: Person, by: User | None) -> CalendarKey:
    """Give the person an address; a new one in place of the old where there is one, which stops working."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)
        key = CalendarKey.objects.filter(person=person).first() or CalendarKey(person=person)
        key.uid = new_uid()
        key.full_clean()
        signed(key, by, "").save()
    return key


def withdraw(person: Person, by: User | None) -> None:
    """Take the person's address away. Nothing happens where there is none."""
    for key in CalendarKey.objects.filter(person=person):
        signed(key, by, "").delete()


def address(key: CalendarKey) -> str:
    """Return the path of the calendar, for those who may give it to the person."""
    return reverse("meetings:member-feed", args=[_signer.sign(key.uid.hex)])


def person_at(text: str) -> Person | None:
    """Return whose calendar is asked for by what stands in an address; None if it is forged or withdrawn."""
    try:
        uid = uuid.UUID(hex=_signer.unsign(text))
    except (BadSignature, ValueError):
        return None
    key = CalendarKey.objects.filter(uid=uid).select_related("person").first()
    return key.person if key else None


def meetings_of(person: Person) -> QuerySet[Meeting]:
    """Return the meetings that the person belongs at: of groups where they have a seat on the day, and where called.

    Who is co-opted or invited by seat is called when needed, and then stands on the list of that meeting. Two queries
    when asked for, the first at once.
    """
    held = Membership.objects.filter(person=person).exclude(seat__kind__in=Seat.CALLED_IN)
    rows = Meeting.objects.order_by().values("pk")
    found = [rows.filter(attendances__person=person)]
    for (first, last), groups in _terms(held.select_related("seat")).items():
        then = rows.filter(date__gte=first) if last is None else rows.filter(date__range=(first, last))
        found += [then.filter(group__in=groups), then.filter(guests__in=groups)]
    # A list from each place, each by its own index, as in `Meeting.objects.of_any`.
    return Meeting.objects.filter(pk__in=found[0].union(*found[1:]))


def _terms(held: Iterable[Membership]) -> dict[tuple[dt.date, dt.date | None], list[int]]:
    """Return the groups, by the first and the last day of the time in a seat there, as long as the seat is there."""
    terms = defaultdict(list)
    for each in held:
        first = max(filter(None, (each.start_date, each.seat.start_date)), default=dt.date.min)
        last = min(filter(None, (each.end_date, each.seat.end_date)), default=None)
        if last is None or first <= last:
            terms[first, last].append(each.seat.group_id)
    return terms
