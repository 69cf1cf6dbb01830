"""What a new group's page begins with: what its type brings, the parent it is to stand under, a group to be like."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import QueryDict

from groups.admin.group_form import defaults_of
from groups.models import Group, GroupType, Region

COPIED_WORDS = (
    "purpose", "basis", "basis_url", "tier", "coverage", "coverage_text", "every_municipality", "frequency_text",
    "agenda", "mandate", "mandate_text", "reporting", "feedback", "is_public",
)  # fmt: skip
COPIED_OF_SEATS = (
    "kind", "title", "organisation_kind", "principal", "places", "per", "by_role", "order",
)  # fmt: skip


def beginning(address: QueryDict, today: dt.date) -> tuple[dict[str, Any], dict[str, list[dict]]]:
    """The values and the rows that a new group starts with.

    As the address says: of a type (`?type=`), under a parent (`?parent=`), in a delregion (`?region=`), like another
    group as it is today (`?som=`). What means nothing is left out.
    """
    initial: dict[str, Any] = {}
    rows: dict[str, list[dict]] = {}
    type_key, parent_key, region_key, like_key = (
        _key(address.get(name)) for name in ("type", "parent", "region", "som")
    )
    if like := Group.objects.filter(pk=like_key).first():
        initial, rows = like_another(like, today)
    if kind := GroupType.objects.filter(pk=type_key).first():
        initial |= {"type": kind.pk, **{name: value for name, value in defaults_of(kind).items() if value}}
    if Group.objects.filter(pk=parent_key).exists():
        initial["parent"] = parent_key
    if Region.objects.filter(pk=region_key).exists():
        initial["region"] = region_key
    return initial, rows


def like_another(group: Group, day: dt.date) -> tuple[dict[str, Any], dict[str, list[dict]]]:
    """A group's type, place, words, municipalities and seats of `day`; not its name, and not who holds the seats."""
    initial = {name: getattr(group, name) for name in COPIED_WORDS}
    initial |= {"type": group.type_id, "region": group.region_id, "parent": group.parent_id, "part": group.is_part}
    initial["topics"] = list(group.topics.all())
    seats = [
        {"organisation": seat.organisation_id, **{name: getattr(seat, name) for name in COPIED_OF_SEATS}}
        for seat in group.seats.on(day)
    ]
    municipalities = [{"municipality": row.municipality_id} for row in group.municipality_rows.on(day)]
    return initial, {"seats": seats, "municipalities": municipalities}


def type_defaults() -> dict[str, dict[str, str]]:
    """What each group type brings, by its key, for the page's script."""
    return {str(kind.pk): defaults_of(kind) for kind in GroupType.objects.all()}


def _key(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
