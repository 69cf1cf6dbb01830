"""The preview: counts first, then row by row what is wrong, what to look at, what changes and what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samverkan.exchange import waiting
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.pages.access import of_waiting, page
from samverkan.exchange.reading.limits import LONGEST_TEXT
from samverkan.exchange.sheets import BY_NAME
from samverkan.exchange.waiting import Gone

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

PER_PAGE = 50

STATES: dict[str, tuple[Any, dict[str, Any], str]] = {
    "fel": (gettext_lazy("fel att rätta"), {"is_wrong": True}, "wrong"),
    "titta": (gettext_lazy("att titta på"), {"is_remarked": True}, "remarked"),
    "nya": (gettext_lazy("nya"), {"is_new": True}, "new"),
    "andrade": (gettext_lazy("ändrade"), {"is_new": False}, "changed"),
}
"""By what stands in the address: the words, the rows, the count in `Import.shown`."""

MOST_OUT = 100
"""So many rows that are left out are told."""


@dataclass
class Problem:
    """What is wrong in a cell, or to look at there."""

    title: str
    column: str
    message: str
    said: str
    same: int
    suggestions: list[tuple[str, str]]
    is_key: bool


@dataclass
class Shown:
    """A row of the preview, with its columns called by their titles."""

    row: PreviewRow
    problems: list[Problem]
    remarks: list[Problem]
    events: list[str]
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    facts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        return f"rad-{self.row.table}-{self.row.number}"

    @property
    def sheet(self) -> str:
        return str(BY_NAME[self.row.sheet].title)

    @property
    def place(self) -> str:
        """Where the row stands: the sheet, the table where it is called something else, the row."""
        where = _("%(table)s, rad %(number)d") % {"table": self.row.told["table"], "number": self.row.number}
        return where if self.row.told["table"] == self.sheet else f"{self.sheet} · {where}"


def shown(row: PreviewRow) -> Shown:
    """The row as the page tells it."""
    sheet, told = BY_NAME[row.sheet], row.told

    def title(name: str) -> str:
        return str(sheet.by_name[name].title) if name in sheet.by_name else ""

    def problem(said: dict) -> Problem:
        suggestions = [(text, words) for text, words in said["suggestions"]] if said["column"] else []
        return Problem(
            title(said["column"]),
            said["column"],
            said["message"],
            said["said"],
            said["same"],
            suggestions,
            said["is_key"],
        )

    return Shown(
        row,
        [problem(each) for each in told["problems"]],
        [problem(each) for each in told["remarks"]],
        told["events"],
        [(title(name), old, new) for name, old, new in told["changes"]],
        [(title(name), text) for name, text in told["facts"]],
    )


@of_waiting("GET", "HEAD")
def view(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """The page; `?visa=` a state, `?blad=` a sheet, `?sida=` a page. Six queries for any number of rows."""
    if not entry.shown:
        return _unseen(request, entry)
    told = entry.shown
    state = request.GET.get("visa", "")
    pressing = [key for key in ("fel", "titta") if told[STATES[key][2]]]
    if state not in (*pressing, "nya", "andrade", "alla"):  # when the last of them is put right the rest is shown
        state = pressing[0] if pressing else "alla"
    sheet = request.GET.get("blad", "")
    sheet = sheet if sheet in {each["sheet"] for each in told["sheets"]} else ""
    turned = _page_of(entry.rows.all(), state, sheet, request.GET.get("sida"))
    out = waiting.left_out(entry)
    sheets = [{**each, "title": str(BY_NAME[each["sheet"]].title)} for each in told["sheets"]]
    return page(
        admin,
        request,
        "preview",
        title=_("Granska filen"),
        subtitle=entry.file_name,
        entry=entry,
        told=told,
        at=dt.datetime.fromisoformat(told["at"]),
        is_empty=not (told["new"] or told["changed"] or told["wrong"]),
        unread=[each for each in told["tables"] if each["unread"]],
        unknown=[each for each in told["tables"] if each["unknown"] and not each["passed_over"] and not each["unread"]],
        passed_over=[each for each in told["tables"] if each["passed_over"]],
        sheets=[each for each in sheets if each["new"] or each["changed"] or each["wrong"]],
        as_they_are=[each for each in sheets if not (each["new"] or each["changed"] or each["wrong"])],
        tiles=[(key, told[count], words, state == key and not sheet) for key, (words, _rows, count) in STATES.items()],
        state=state,
        state_words=STATES[state][0] if state in STATES else _("alla rader"),
        sheet=sheet,
        sheet_title=BY_NAME[sheet].title if sheet else "",
        turned=turned,
        shown=[shown(row) for row in turned.object_list],
        out=list(out.items())[:MOST_OUT],
        out_number=len(out),
        places={each["title"]: each["place"] for each in told["tables"]},
        query=f"?{urlencode({'visa': state, 'blad': sheet, 'sida': turned.number})}",
        same_query=urlencode({"visa": state, "blad": sheet}),
    )


def _unseen(request: HttpRequest, entry: Import) -> HttpResponse:
    """A file that was left before its columns were told: there is nothing to show of it yet."""
    found = waiting.tables(Import.objects.get(pk=entry.pk))
    place = next((each.place for each in found if each.needs_answer), 0)
    return redirect("admin:exchange_import_table", entry.pk, place)


def _page_of(rows: QuerySet[PreviewRow], state: str, sheet: str, number: str | None) -> Page:
    if state in STATES:
        rows = rows.filter(**STATES[state][1])
    if sheet:
        rows = rows.filter(sheet=sheet)
    return Paginator(rows, PER_PAGE).get_page(number)


class CellForm(forms.Form):
    """What is to stand in a cell."""

    table = forms.IntegerField(min_value=0, max_value=10_000)
    number = forms.IntegerField(min_value=0, max_value=10_000_000)
    column = forms.CharField(max_length=100, required=False)
    text = forms.CharField(max_length=LONGEST_TEXT, required=False)
    all = forms.BooleanField(required=False)
    back = forms.BooleanField(required=False)


@of_waiting("POST")
def correct(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Let another text stand in a cell, or in every wrong one of that column which says the same."""
    form = CellForm(request.POST)
    row = _row(entry, form)
    column = form.cleaned_data.get("column", "") if row else ""
    if row is None or not is_writable(row, column):
        return _nothing(request, entry)
    text, title = form.cleaned_data["text"], row.told["table"]
    numbers = {row.number}
    if form.cleaned_data["all"]:
        numbers |= set(same_rows(entry, row, column))
    waiting.correct(entry, [(title, number, column, text) for number in numbers])
    done = ngettext("%(number)d rad är rättad.", "%(number)d rader är rättade.", len(numbers))
    return compared(request, entry, done % {"number": len(numbers)})


@of_waiting("POST")
def leave(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Leave a row out, or take it along again."""
    form = CellForm(request.POST)
    if form.is_valid() and form.cleaned_data["back"]:
        titles = {each["place"]: each["title"] for each in entry.shown.get("tables", [])}
        place = (titles.get(form.cleaned_data["table"], ""), form.cleaned_data["number"])
        waiting.take_back(entry, [place])
        return compared(request, entry, _("Raden är med igen."))
    row = _row(entry, form)
    if row is None:
        return _nothing(request, entry)
    waiting.correct(entry, [(row.told["table"], row.number, "", row.name)])
    return compared(request, entry, _("Raden är utelämnad. Den står sist på sidan om du vill ta med den igen."))


@of_waiting("POST")
def again(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Compare the file anew, with the registry as it stands and by the account that asks."""
    return compared(request, entry, _("Filen är jämförd med registret som det ser ut nu."))


def compared(request: HttpRequest, entry: Import, told: str, to: str = "") -> HttpResponse:
    """Make the preview anew, and lead back to it as it was filtered. Raises Gone."""
    now = timezone.now()
    waiting.compare(
        Import.objects.filter(state=Import.State.WAITING, pk=entry.pk).first() or _raise_gone(),
        by=request.user,
        now=now,
        today=localdate(now),
    )
    messages.success(request, told)
    return redirect(to or back_to(request, entry))


def _raise_gone() -> None:
    raise Gone


def back_to(request: HttpRequest, entry: Import) -> str:
    """The address of the preview, filtered as the address of this request says."""
    kept = {name: value for name in ("visa", "blad", "sida") if (value := request.GET.get(name, "")[:40])}
    address = reverse("admin:exchange_import_preview", args=[entry.pk])
    return f"{address}?{urlencode(kept)}#rader" if kept else address


def _row(entry: Import, form: CellForm) -> PreviewRow | None:
    if not form.is_valid():
        return None
    return find(entry, form.cleaned_data["table"], form.cleaned_data["number"])


def find(entry: Import, table: int, number: int) -> PreviewRow | None:
    """The row of the preview at a place in the file."""
    return entry.rows.filter(table=table, number=number).first()


def is_writable(row: PreviewRow, column: str) -> bool:
    """Whether the row's sheet has such a column, and it is read."""
    known = BY_NAME[row.sheet].by_name
    return column in known and not known[column].told


def same_rows(entry: Import, row: PreviewRow, column: str) -> list[int]:
    """Numbers of the rows of the same table that are wrong in this column and say the same there. One query."""
    said = row.told["cells"].get(column, "")
    wrong = entry.rows.filter(table=row.table, sheet=row.sheet, is_wrong=True).values_list("number", "told")
    return [
        number
        for number, told in wrong
        if told["cells"].get(column, "") == said and any(each["column"] == column for each in told["problems"])
    ]


def _nothing(request: HttpRequest, entry: Import) -> HttpResponse:
    messages.warning(request, _("Raden är redan rättad eller finns inte längre i granskningen. Inget är ändrat."))
    return redirect(back_to(request, entry))
