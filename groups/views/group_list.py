"""The list: the third view of the map."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from groups import convening
from groups.forms.filter import GroupFilter
from groups.views import map_frame

PER_PAGE = 50

# What the list shows, in order; those with a key can be sorted by.
COLUMNS = [
    ("namn", gettext_lazy("Grupp")),
    ("delregion", gettext_lazy("Delregion")),
    ("niva", gettext_lazy("Nivå")),
    ("", gettext_lazy("Sammankallande")),
    ("moten", gettext_lazy("Möts")),
    ("", gettext_lazy("Beslutsmandat")),
    ("status", gettext_lazy("Status")),
]


@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    """All groups that the filters in the address leave, page by page."""
    frame = map_frame.frame(request, "groups:group-list")
    paginator = Paginator(frame.groups.for_rows(), PER_PAGE)
    paginator.count = frame.number + frame.parts  # counted already
    page = paginator.get_page(request.GET.get("sida"))
    rows = list(page.object_list)
    context = {
        "frame": frame,
        "page": page,
        "rows": rows,
        "compositions": convening.on(frame.form.day, rows),
        "columns": _columns(frame.form),
        "same_filters": frame.form.address_without(),
    }
    return render(request, "groups/group_list.html", context)


def _columns(form: GroupFilter) -> list[dict[str, str]]:
    """Return the headers: words, address that sorts by the column (once more: backwards), and how it is sorted."""
    wanted = form.cleaned_data.get("sortera") or ""
    columns = []
    for key, words in COLUMNS:
        column = {"key": key, "words": words, "address": "", "sorted": ""}
        if key:
            column["sorted"] = {key: "ascending", f"-{key}": "descending"}.get(wanted, "")
            column["address"] = form.address_with(sortera=f"{'-' if wanted == key else ''}{key}")
        columns.append(column)
    return columns
