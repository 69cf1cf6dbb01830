"""What an import wrote, out of the history: new rows, and what changed from what to what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.text import capfirst

from groups.admin import group_history
from groups.admin.choices import is_key
from groups.admin.group_history import FieldChange
from samverkan.exchange import reach_back
from samverkan.exchange.models import Import
from samverkan.exchange.pages.access import gone, page
from samverkan.exchange.sheets import BY_NAME, SHEETS
from samverkan.exchange.traces import TRACED

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

PER_PAGE = 50

SOURCES = {model._meta.label: (model, "") for model in TRACED}
SHEET_OF = {sheet.model._meta.label: sheet for sheet in SHEETS}


@dataclass
class Written:
    """A row that was written."""

    name: str
    url: str
    kind: str
    changes: list[FieldChange] = field(default_factory=list)

    @property
    def is_new(self) -> bool:
        return self.kind == str(group_history.KINDS_OF_CHANGE["+"])


def view(admin: ImportAdmin, request: HttpRequest, object_id: str) -> HttpResponse:
    """The page of an import that is done; `?blad=` a kind of row, `?sida=` a page. A file that waits leads on."""
    if not admin.has_view_permission(request):
        raise PermissionDenied
    key = unquote(object_id)
    if not is_key(key):
        return admin._get_obj_does_not_exist_redirect(request, admin.opts, object_id)
    entry = Import.objects.seen_by(request.user, timezone.now()).defer("content").filter(pk=key).first()
    if entry is None:
        return gone(request, int(key))
    if entry.state == Import.State.WAITING:
        return redirect("admin:exchange_import_preview", entry.pk)
    records = entry.wrote.get("records", {})
    labels = [model._meta.label for model in TRACED if records.get(model._meta.label)]
    label = request.GET.get("blad", "")
    label = label if label in labels else (labels[0] if labels else "")
    turned = Paginator(records.get(label, []), PER_PAGE).get_page(request.GET.get("sida"))
    return page(
        admin,
        request,
        "written",
        title=entry.file_name,
        entry=entry,
        counts=[{**count, "title": BY_NAME[name].title} for name, count in entry.counts.items() if name in BY_NAME],
        kinds=[(each, _title(each), len(records[each])) for each in labels],
        label=label,
        label_title=_title(label) if label else "",
        turned=turned,
        own_query=urlencode({"blad": label}),
        rows=_rows(label, list(turned.object_list)) if label else [],
        may_undo=entry.state == Import.State.DONE and reach_back.may_undo(entry, request.user),
        original=entry,
    )


def _title(label: str) -> Any:
    if label in SHEET_OF:
        return SHEET_OF[label].title
    return capfirst(SOURCES[label][0]._meta.verbose_name_plural)


def _rows(label: str, keys: list[int]) -> list[Written]:
    """The rows that these records of the history wrote, in order. A few queries for each kind of row they refer to."""
    model = SOURCES[label][0]
    history = model.history.model
    of = dict(history._base_manager.filter(pk__in=keys).values_list("pk", "id"))
    standing = {row.pk: row for row in _with_names(model).filter(pk__in=set(of.values()))}
    entries = group_history.read([(None, label, key) for key in keys], SOURCES)
    found: dict[int, Written] = {}
    for key, entry in zip([key for key in keys if key in of], entries, strict=True):
        row = standing.get(of[key])
        own = found.get(of[key])
        if own is None:
            name = str(row) if row is not None else entry.what
            own = found[of[key]] = Written(name, _url(row), entry.kind)
        own.changes += entry.changes
    return list(found.values())


def _with_names(model: type[Model]) -> Any:
    """The model's rows with what their names are made of."""
    related = [
        each.name
        for each in model._meta.fields
        if each.is_relation and each.name in {"group", "seat", "person", "municipality", "region", "to_group"}
    ]
    return model._base_manager.select_related(*related) if related else model._base_manager.all()


def _url(row: Model | None) -> str:
    """The row's page in the admin, or that of the group it hangs on; nothing where there is none."""
    if row is None:
        return ""
    for each in (row, getattr(row, "group", None), getattr(getattr(row, "seat", None), "group", None)):
        if each is not None:
            try:
                return reverse(f"admin:{each._meta.app_label}_{each._meta.model_name}_change", args=[each.pk])
            except NoReverseMatch:
                continue
    return ""
