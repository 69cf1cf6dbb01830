"""What the admin's forms ask of a process leader beside where a row stands, asked of the rows of a file.

What they let stay as it was is read before anything is written; what they ask is asked when all of it stands.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groups.models import EscalationLink, Group, Organisation, Seat, User
from samverkan.exchange.plans import Plan, Row


@dataclass
class Stood:
    """What a file found in the registry, of that which decides."""

    organisations: dict[int, Organisation] = field(default_factory=dict)
    contacts: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    """The keys of the seats that a group's escalation links led to, by the key of the group."""


def stood(plan: Plan) -> Stood:
    """Read what decides about the rows of the plan. A query for each of two sheets, if they are there."""
    found = Stood()
    for each in plan.sheets:
        if each.sheet.model is Organisation:
            found.organisations = Organisation.objects.in_bulk([row.pk for row in each.changed])
        elif each.sheet.model is EscalationLink:
            links = EscalationLink.objects.filter(contact_seats__isnull=False)
            for group, seat in links.order_by().values_list("group", "contact_seats"):
                found.contacts[group].add(seat)
    return found


def refuse(plan: Plan, user: User, before: Stood) -> None:
    """Note at each row that stands now what the form would not have let the account say. Queries for each row."""
    for each in plan.sheets:
        for row in each.rows:
            if each.sheet.model is Organisation:
                _organisation(row, user, before)
            elif each.sheet.model is EscalationLink and {"contact_seats", "group"} & set(row.values):
                _contacts(row, before)


def _organisation(row: Row, user: User, before: Stood) -> None:
    try:
        row.instance.refuse_for(user, before.organisations.get(row.pk))
    except ValidationError as error:
        row.refuse_as(error)


def _contacts(row: Row, before: Stood) -> None:
    group = Group.objects.get(pk=row.instance.group_id)
    offered = Seat.objects.offered_as_contacts(group, before.contacts[group.pk])
    for seat in row.instance.contact_seats.exclude(pk__in=offered.values("pk")):
        words = _("%(seat)s kan inte vara kontaktperson: välj en kontaktpersons plats i gruppen eller en ovanför.")
        row.refuse("contact_seats", words % {"seat": seat})
