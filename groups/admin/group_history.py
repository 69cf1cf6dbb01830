"""Who changed what on a group and its rows, field by field; and the dated log of place and status. Only to read."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import ForeignKey, Model, OuterRef, QuerySet, Subquery, Value
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import (
    Commission,
    EscalationLink,
    Group,
    GroupMunicipality,
    Membership,
    Placement,
    ReportingLine,
    Seat,
    SeatException,
    StatusChange,
)

PER_PAGE = 25
MOST_EVENTS = 200

AT_ONCE = dt.timedelta(seconds=1)
"""Between two rows of one saving there is less than this."""

SOURCES: dict[str, tuple[type[Model], str]] = {
    "group": (Group, "id"),
    "seat": (Seat, "group_id"),
    "membership": (Membership, "seat__group_id"),
    "exception": (SeatException, "seat__group_id"),
    "municipality": (GroupMunicipality, "group_id"),
    "commission": (Commission, "group_id"),
    "line": (ReportingLine, "group_id"),
    "escalation": (EscalationLink, "group_id"),
}
"""Models whose records make a group's history, and how a record names the group."""

UNTOLD = {"id", "uid", "slug", "revision", "meetings_min", "meetings_max", "group", "history_user"}
"""Columns that follow from others or never change."""

KINDS_OF_CHANGE = {"+": gettext_lazy("ny"), "~": gettext_lazy("ändrad"), "-": gettext_lazy("borttagen")}


@dataclass
class FieldChange:
    label: str
    was: str
    """Blank where nothing was said before."""
    now: str


@dataclass
class Entry:
    """One row that was saved."""

    when: dt.datetime
    who: str
    reason: str
    what: str
    kind: str
    changes: list[FieldChange] = field(default_factory=list)


@dataclass
class Save:
    """What one person saved at once."""

    when: dt.datetime
    who: str
    reason: str
    entries: list[Entry] = field(default_factory=list)


def entries(group: Group, since: dt.datetime | None = None) -> Paginator:
    """Pages of (when, source, history key), the latest first; see `read`."""
    later = {"history_date__gte": since} if since else {}
    parts = [
        model.history.filter(**{path: group.pk}, **later)
        .order_by()
        .annotate(source=Value(key))
        .values_list("history_date", "source", "history_id")
        for key, (model, path) in SOURCES.items()
    ]
    return Paginator(parts[0].union(*parts[1:], all=True).order_by("-history_date", "source", "-history_id"), PER_PAGE)


def since(group: Group, moment: dt.datetime) -> list[Save]:
    """What has been saved of the group and its rows since then, the latest first; at most a page of it."""
    return saves(read(entries(group, moment).page(1).object_list))


def saves(found: Iterable[Entry]) -> list[Save]:
    """Entries, the latest first, brought together where one person wrote them at once and for one reason."""
    made: list[Save] = []
    for entry in found:
        last = made[-1] if made else None
        together = last and (last.who, last.reason) == (entry.who, entry.reason)
        if not together or last.entries[-1].when - entry.when > AT_ONCE:
            made.append(last := Save(entry.when, entry.who, entry.reason))
        last.entries.append(entry)
    return made


Sources = Mapping[str, tuple[type[Model], str]]


def read(keys: Iterable[tuple[dt.datetime, str, int]], sources: Sources = SOURCES) -> list[Entry]:
    """The entries of a page, with every change in Swedish words. `sources` are the models that the keys name.

    At most two queries for each kind of row on the page, one for each kind of row they refer to, two for each list.
    """
    keys = list(keys)
    wanted: dict[str, list[int]] = defaultdict(list)
    for _when, source, history_id in keys:
        wanted[source].append(history_id)
    records: dict[tuple[str, int], Any] = {}
    before: dict[tuple[str, int], Any] = {}
    lists: dict[tuple[str, int, str], list[str]] = {}
    for source, ids in wanted.items():
        history = sources[source][0].history.model
        previous = history.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        rows = history.objects.filter(history_id__in=ids).select_related("history_user")
        rows = rows.annotate(previous=Subquery(previous.order_by("-history_id").values("history_id")[:1]))
        found = {row.history_id: row for row in rows}
        older = history.objects.in_bulk([row.previous for row in found.values() if row.previous])
        for pk, row in found.items():
            records[source, pk] = row
            before[source, pk] = older.get(row.previous)
        _read_lists(source, history, {*found, *older}, lists)
    names = _names([*records.values(), *(row for row in before.values() if row)])
    return [
        _entry(source, sources[source][0], records[source, pk], before[source, pk], names, lists)
        for _when, source, pk in keys
        if (source, pk) in records
    ]


def _read_lists(source: str, history: type[Model], ids: set[int], lists: dict) -> None:
    for m2m in getattr(history, "_history_m2m_fields", []):
        through = next(
            each.related_model
            for each in history._meta.related_objects
            if each.related_model.__name__ == f"{history.__name__}_{m2m.name}"
        )
        target = m2m.m2m_reverse_field_name()
        for row in through.objects.filter(history__in=ids).select_related(target):
            lists.setdefault((source, row.history_id, m2m.name), []).append(str(getattr(row, target)))


def _tracked(record: Any) -> list:
    return [each for each in record.tracked_fields if each.name not in UNTOLD]


def _names(records: list) -> dict[tuple[type[Model], int], str]:
    """What every row that the records refer to is called: one query a model."""
    keys: dict[type[Model], set[int]] = defaultdict(set)
    for record in records:
        for each in _tracked(record):
            if isinstance(each, ForeignKey) and (pk := getattr(record, each.attname)):
                keys[each.related_model].add(pk)
        if hasattr(record, "seat_id"):
            keys[Seat].add(record.seat_id)
    names = {}
    for model, pks in keys.items():
        rows: QuerySet = model._base_manager.filter(pk__in=pks)
        if model is Seat:
            rows = rows.select_related("organisation")
        for row in rows:
            names[model, row.pk] = row.label if model is Seat else str(row)
    return names


def _entry(source: str, model: type[Model], record: Any, before: Any, names: dict, lists: dict) -> Entry:
    changes = []
    for each in _tracked(record):
        now = _words(each, record, names)
        was = _words(each, before, names) if before else "–"
        if now != was:
            changes.append(_change(each, was, now))
    for m2m in getattr(record, "_history_m2m_fields", []):
        now = ", ".join(sorted(lists.get((source, record.history_id, m2m.name), []))) or "–"
        was = (", ".join(sorted(lists.get((source, before.history_id, m2m.name), []))) or "–") if before else "–"
        if now != was:
            changes.append(_change(m2m, was, now))
    user = record.history_user
    return Entry(
        record.history_date,
        (user.get_full_name() or user.get_username()) if user else _("registret"),
        record.history_change_reason or "",
        _what(source, model, record, names),
        str(KINDS_OF_CHANGE[record.history_type]),
        changes,
    )


def _change(column: Any, was: str, now: str) -> FieldChange:
    return FieldChange(_capital(column.verbose_name), "" if was == "–" else was, now)


def _what(source: str, model: type[Model], record: Any, names: dict) -> str:
    """Which row it is, in words."""
    kind = _capital(model._meta.verbose_name)
    if source == "group":
        return kind
    if source == "membership":
        return f"{kind}: {names.get((_model(record, 'person'), record.person_id), '–')}"
    if source == "seat":
        return f"{kind}: {record.title or record.get_kind_display()}"
    for name in ("municipality", "to_group", "to_organisation"):
        if getattr(record, f"{name}_id", None):
            return f"{kind}: {names.get((_model(record, name), getattr(record, f'{name}_id')), '–')}"
    words = getattr(record, "to_words", "") or getattr(record, "recipient", "")
    return f"{kind}: {words}" if words else kind


def _model(record: Any, name: str) -> type[Model]:
    return record._meta.get_field(name).related_model


def _words(each: Any, record: Any, names: dict) -> str:
    value = getattr(record, each.attname)
    if value in (None, ""):
        return "–"
    if isinstance(each, ForeignKey):
        return names.get((each.related_model, value), "–")
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if each.choices:
        return str(dict(each.flatchoices).get(value, value))
    return str(value)


def _capital(text: Any) -> str:
    return str(text)[:1].upper() + str(text)[1:]


def view(model_admin: Any, request: HttpRequest, object_id: str) -> HttpResponse:
    """The history page of one group; `?sida=` turns the pages."""
    group = model_admin.get_object(request, unquote(object_id))
    if group is None:
        return model_admin._get_obj_does_not_exist_redirect(request, model_admin.opts, object_id)
    if not model_admin.has_view_or_change_permission(request, group):
        raise PermissionDenied
    page = entries(group).get_page(request.GET.get("sida"))
    placements = Placement.objects.filter(group=group).select_related(
        "parent", "old_parent", "region", "old_region", "recorded_by"
    )
    statuses = StatusChange.objects.filter(group=group).select_related("recorded_by")
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Historik"),
        "subtitle": str(group),
        "original": group,
        "page": page,
        "saves": saves(read(page.object_list)),
        "placements": placements.latest_first()[:MOST_EVENTS],
        "statuses": statuses.latest_first()[:MOST_EVENTS],
        "opts": model_admin.opts,
        "media": model_admin.media,
    }
    return TemplateResponse(request, "admin/groups/group/history.html", context)
