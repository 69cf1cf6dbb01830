"""The rows that a group's page shows, fetched with `values()`: one plain question for each kind of them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils import timezone

from groups.models import (
    Commission,
    EscalationLink,
    Group,
    GroupMunicipality,
    Membership,
    Placement,
    RegionMunicipality,
    ReportingLine,
    Seat,
    StatusChange,
)
from meetings.models import Action, Attendance, Meeting, NoMeeting

FACTS = (
    "pk", "name", "short_name", "slug", "aliases", "purpose", "basis", "basis_url", "origin", "tier", "is_part",
    "parent", "region", "region__name", "region__slug", "type__name", "type__side", "type__expected_per", "coverage",
    "coverage_text", "every_municipality", "frequency_text", "meetings_min", "meetings_max", "agenda", "mandate",
    "mandate_text", "reporting", "feedback", "status", "status_since", "status_reason", "restart_condition",
    "valid_until", "is_public", "note", "reviewed_on", "reviewed_by", "tree_id", "lft", "rght",
)  # fmt: skip
NAMED = ("pk", "name", "slug", "short_name")
CARD = ("pk", "name", "slug", "status", "is_public", "is_part", "frequency_text", "type__name", "type__expected_per")
UNIT = ("pk", "name", "short_name", "slug", "kind", "parent", "principal")


def at(path: str, names: tuple[str, ...]) -> list[str]:
    return [f"{path}__{name}" for name in names]


def lineage(path: str) -> list[str]:
    """The organisation at the path with all above it, which tell its municipality."""
    return [name for depth in range(4) for name in at("__".join([path, *["parent"] * depth]), UNIT)]


def fetch(slug: str) -> list[list[dict[str, Any]]]:
    """Fetch them all for a reader without an account."""
    day = timezone.localdate()
    visible = Group.objects.visible_to(AnonymousUser())
    group = visible.values(*FACTS).get(slug=slug)
    key, is_part = group["pk"], group["is_part"]
    above = list(
        Group.objects.filter(tree_id=group["tree_id"], lft__lt=group["lft"], rght__gt=group["rght"]).values(*FACTS)
    )
    below = list(visible.current().filter(parent=key).values(*CARD)[:100])
    parts = [each["pk"] for each in below if each["is_part"]]
    links = _rows(
        EscalationLink.objects.on(day).filter(Q(group__in=[key, *(each["pk"] for each in above)]) | Q(to_group=key)),
        "pk", "group", "agreement", "agreement__name", "agreement__short_name", "agreement__url", "agreement__order",
        "step", "trigger", "condition", "recipient", "final", *at("to_group", NAMED),
    )  # fmt: skip
    contacts = _rows(
        EscalationLink.contact_seats.through.objects.filter(escalationlink__in=[each["pk"] for each in links]),
        "escalationlink", *at("seat", SEAT), *at("seat__organisation", UNIT),
    )  # fmt: skip
    seats = _rows(
        Seat.objects.on(day).filter(Q(group=key) | Q(group__in=parts, kind=Seat.Kind.CONVENER)),
        *SEAT, *lineage("organisation"), "exceptions__municipality", "exceptions__places",
    )  # fmt: skip
    receivers = {each["to_group__pk"] for each in links} - {None}
    held = _rows(
        Membership.objects.on(day).filter(
            Q(seat__group=key)
            | Q(seat__group__in=parts, seat__kind=Seat.Kind.CONVENER)
            | Q(seat__in=[each["seat__pk"] for each in contacts])
            | Q(seat__group__in=receivers, seat__kind=Seat.Kind.CHAIR)
        ),
        "pk", "seat", "end_date", "by_office", "person__name", "person__title", "person__email", "person__phone",
        "person__name_public", "person__contact_public", *lineage("person__organisation"), *lineage("on_behalf_of"),
    )  # fmt: skip
    if group["coverage"] == "listed":
        covered = GroupMunicipality.objects.on(day).filter(group=key)
    else:
        covered = RegionMunicipality.objects.on(day).filter(
            Q(region=group["region"]) | Q(region__parent=group["region"])
        )
    municipalities = _rows(covered.order_by("municipality__sort_key"), *at("municipality", UNIT))
    holders = [key, group["parent"]] if is_part else [key]
    counterpart = (*at("to_group", NAMED), *at("to_organisation", UNIT), "to_words", "note")
    lines = _rows(
        ReportingLine.objects.on(day).filter(Q(group__in=holders) | Q(to_group=key)),
        "pk", "kind", "when_needed", *at("group", NAMED), *counterpart,
    )  # fmt: skip
    commissions = _rows(Commission.objects.on(day).filter(group__in=holders), "pk", "group", *counterpart)
    topics = _rows(Group.topics.through.objects.filter(group=key), "topic__name", "topic__slug", "topic__sort_key")
    successions = _rows(
        Group.successors.through.objects.filter(Q(from_group=key) | Q(to_group=key)),
        *at("from_group", NAMED), *at("to_group", NAMED),
    )  # fmt: skip
    places = _rows(
        Placement.objects.filter(group=key),
        "effective", "assumed", "reason", "part", "parent", "parent__name", "parent__short_name", "old_parent",
        "old_parent__name", "old_parent__short_name", "region__name", "old_region__name",
    )  # fmt: skip
    statuses = _rows(StatusChange.objects.filter(group=key), "effective", "assumed", "reason", "status", "old_status")
    named = {*receivers, *(each["group"] for each in links), *(each["pk"] for each in above)}
    named |= {each["parent"] for each in places} | {each["old_parent"] for each in places}
    named |= {each["to_group__pk"] for each in lines} | {each["group__pk"] for each in lines}
    seen = _rows(visible.filter(pk__in=named - {None}), "pk", "status")
    meetings = _rows(
        Meeting.objects.of_any([Group(pk=key)]).order_by("-date", "-pk")[:30],
        "pk", "title", "status", "date", "last_date", "start", "end", "mode", "place", "cancel_reason", "group",
        "group__name", "group__short_name", "group__is_public", "replaced_by", "replaced_by__date",
    )  # fmt: skip
    ahead = [each["pk"] for each in meetings if each["date"] >= day][-3:]
    past = [each["pk"] for each in meetings if each["date"] < day][:8]
    guests = _rows(Meeting.guests.through.objects.filter(meeting__in=ahead), "meeting", *at("group", NAMED))
    came = _rows(
        Attendance.objects.filter(meeting__in=past).order_by(),
        "pk", "meeting", "role", "state", "online", "organisation", "seat", "deputy_for", "seat__group",
    )  # fmt: skip
    terms = _rows(NoMeeting.objects.filter(group=key), "year", "term", "reason")
    actions = _rows(Action.objects.filter(group=key, meeting__minutes="published").order_by(), "state", "due")
    return [
        [group], above, below, links, contacts, seats, held, municipalities, lines, commissions, topics, successions,
        places, statuses, seen, meetings, guests, came, terms, actions,
    ]  # fmt: skip


SEAT = (
    "pk", "group", "kind", "title", "organisation_kind", "principal", "places", "per", "by_role", "function_email",
    "function_phone", "order",
)  # fmt: skip


def _rows(asked: QuerySet, *columns: str) -> list[dict[str, Any]]:
    return list(asked.values(*columns))
