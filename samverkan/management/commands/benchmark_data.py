"""Meetings and attendances in bulk, to measure with: never on a registry that people use."""

from __future__ import annotations

import datetime as dt
import itertools
import time
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from groups import tree
from groups.models import Group, GroupType, Organisation, Person, Principal, Region, Tier
from groups.ordering import searchable, sort_key
from meetings.models import Action, Meeting, Minutes
from samverkan import demo

MEETINGS_A_GROUP = 400
ATTENDANCES_A_MEETING = 10
EVERY = 30
"""Days between the meetings of a group."""
AHEAD = 12
"""So many of a group's meetings are still to come."""
PERSONS_EACH = 10
"""So many persons of each organisation take turns."""
JOINT_EVERY = 20
"""Every so many meetings another group is invited along."""

_ROWS_A_STATEMENT = 10_000


class Command(BaseCommand):
    help = (
        "Fyller registret med påhittade möten att mäta hastigheten med. Bara i ett tomt register eller i demon: det "
        "som läggs in går inte att skilja ut igen."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--size",
            type=int,
            default=200_000,
            metavar="MÖTEN",
            help=f"Hur många möten, med {ATTENDANCES_A_MEETING} deltagare vart (förvalt: 200 000).",
        )

    def handle(self, *args: Any, size: int, **options: Any) -> None:
        if not 1 <= size <= 2_000_000:
            raise CommandError("--size: ange mellan 1 och 2 000 000 möten.")
        if not (demo.is_empty() or demo.is_demo()):
            raise CommandError("Registret har ett eget innehåll. Mätdata läggs bara i ett tomt register eller i demon.")
        began = time.monotonic()
        groups = fill(size, timezone.localdate())
        seconds = f"{time.monotonic() - began:.0f}"
        self.stdout.write(
            f"{size} möten i {len(groups)} grupper med {size * ATTENDANCES_A_MEETING} deltagare på {seconds} s."
        )


def fill(size: int, today: dt.date) -> list[Group]:
    """Add so many meetings with their attendances to groups made for them, and return the groups.

    Each group has the same past whatever the size, so that what one group costs can be compared.
    """
    groups = _groups(-(-size // MEETINGS_A_GROUP))
    persons, organisations = _persons(), _organisations()
    last = Meeting.objects.aggregate(last=Max("pk"))["last"] or 0
    wanted = itertools.islice(_meetings(groups, today), size)
    while chunk := list(itertools.islice(wanted, _ROWS_A_STATEMENT)):
        meetings = Meeting.objects.bulk_create(chunk, batch_size=1000)
        invited = [
            Meeting.guests.through(meeting=meeting, group=groups[place // JOINT_EVERY % len(groups)])
            for place, meeting in enumerate(meetings)
            if place % JOINT_EVERY == 0
        ]
        Meeting.guests.through.objects.bulk_create(invited, batch_size=1000)
        held = [meeting for meeting in meetings if meeting.status == Meeting.Status.HELD]
        Action.objects.bulk_create(_actions(held), batch_size=1000)
    for n, organisation in enumerate(organisations):
        _attend(last, n, organisation, persons)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    return groups


def _groups(many: int) -> list[Group]:
    """Groups of a delregion of their own, made by the tree's own writer."""
    county, _ = Region.objects.get_or_create(slug="matlan", defaults={"name": "Mätlän"})
    region, _ = Region.objects.get_or_create(slug="mattrakten", defaults={"name": "Mättrakten", "parent": county})
    kind, _ = GroupType.objects.get_or_create(
        slug="matgrupp", defaults={"name": "Mätgrupp", "plural": "Mätgrupper", "side": "officials", "may_be_root": True}
    )
    first = Group.objects.filter(type=kind).count() + 1
    return [
        tree.create(
            Group(name=f"Mätgrupp {n}", type=kind, tier=Tier.LOCAL, region=region, frequency_text="en gång i månaden")
        )
        for n in range(first, first + many)
    ]


def _persons() -> list[Person]:
    """Those who attend, with keys one after the other."""
    names = [f"Mätperson {n:03}" for n in range(ATTENDANCES_A_MEETING * PERSONS_EACH)]
    known = list(Person.objects.filter(name__in=names).order_by("pk"))
    return known or Person.objects.bulk_create(
        [Person(name=name, invented=True, sort_key=sort_key(name), search_text=searchable(name)) for name in names]
    )


def _organisations() -> list[Organisation]:
    names = [f"Mätverksamhet {n}" for n in range(ATTENDANCES_A_MEETING)]
    known = list(Organisation.objects.filter(name__in=names))
    return known or Organisation.objects.bulk_create(
        [
            Organisation(
                name=name, slug=f"matverksamhet-{n}", kind="clinic", principal=list(Principal)[n % 2],
                sort_key=sort_key(name), search_text=searchable(name),
            )
            for n, name in enumerate(names)
        ]
    )  # fmt: skip


def _meetings(groups: list[Group], today: dt.date) -> Iterator[Meeting]:
    """Yield the latest meeting of each group, those before them, and so on backwards: a small past is a recent one."""
    for n in range(MEETINGS_A_GROUP):
        for place, group in enumerate(groups):
            day = today + dt.timedelta(days=(AHEAD - 1 - n) * EVERY + place % EVERY + 1)
            held = day < today
            yield Meeting(
                group=group, date=day, start=dt.time(9), end=dt.time(11), place="Mätplats",
                status=Meeting.Status.HELD if held else Meeting.Status.PLANNED,
                minutes=Minutes.PUBLISHED if held and n % 2 else Minutes.DRAFT,
            )  # fmt: skip


def _actions(held: list[Meeting]) -> Iterator[Action]:
    """Yield an action for every tenth of them, every other of these open."""
    for n, meeting in enumerate(held[::10]):
        closed = meeting.date if n % 2 else None
        state = Action.State.DONE if closed else Action.State.OPEN
        yield Action(group=meeting.group, meeting=meeting, what="Mät", state=state, closed_on=closed)


_ATTEND = """
    INSERT INTO meetings_attendance (
        meeting_id, role, person_id, name, title, side, organisation_id, list_name, state, online, "order", revision
    )
    SELECT id, 'member', %(person)s + (group_id * 3) %% %(persons)s, '', 'företrädare', %(side)s, %(organisation)s, '',
        CASE WHEN status <> 'held' THEN 'unknown' WHEN (id + %(n)s) %% 5 = 0 THEN 'absent' ELSE 'present' END,
        %(online)s, %(n)s, 1
    FROM meetings_meeting WHERE id > %(last)s
"""
"""One of those called to every new meeting. Millions of rows one by one in Python would take the hour."""


def _attend(last: int, n: int, organisation: Organisation, persons: list[Person]) -> None:
    """Call the organisation to the meetings after the one with the key `last`, by one of its own persons."""
    own = persons[n * PERSONS_EACH : (n + 1) * PERSONS_EACH]
    values = {
        "person": own[0].pk, "persons": len(own), "side": organisation.principal, "organisation": organisation.pk,
        "n": n, "online": False, "last": last,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ATTEND, values)
