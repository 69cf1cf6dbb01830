"""Putting the file right where it is shown: a cell, the same in many rows, a row left out; then comparing anew."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samverkan.exchange import waiting
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.pages.access import of_waiting
from samverkan.exchange.reading import dates
from samverkan.exchange.reading.limits import LONGEST_TEXT
from samverkan.exchange.sheets import BY_NAME
from samverkan.exchange.waiting import Gone

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin


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
    compare(request, entry)
    say_corrected(request, entry, row.table, numbers)
    return redirect(back_to(request, entry))


class DaysForm(forms.Form):
    """A column of days, and what stands first in them."""

    table = forms.IntegerField(min_value=0, max_value=10_000)
    column = forms.CharField(max_length=100)
    order = forms.ChoiceField(choices=[("dag", ""), ("manad", "")])


@of_waiting("POST")
def days(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Read all days of a column that can be read in two ways in one of them. Each becomes a correction of its cell."""
    form = DaysForm(request.POST)
    if not form.is_valid():
        return _nothing(request, entry)
    table, column = form.cleaned_data["table"], form.cleaned_data["column"]
    if not any((each["place"], each["column"]) == (table, column) for each in entry.shown.get("days", ())):
        return _nothing(request, entry)
    at = ["dag", "manad"].index(form.cleaned_data["order"])
    said = [
        (told["table"], number, column, both[at].isoformat())
        for number, told in entry.rows.filter(table=table, is_wrong=True).values_list("number", "told")
        if (both := dates.readings(told["cells"].get(column, "")))
    ]
    waiting.correct(entry, said)
    compare(request, entry)
    say_corrected(request, entry, table, {number for _title, number, _column, _text in said})
    return redirect(back_to(request, entry))


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
def leave_newer(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Leave out all rows that were changed in the registry after the file was fetched."""
    rows = entry.rows.filter(told__newer=True)  # SQLite would tell a title that looks like a number as one
    said = [(row.told["table"], row.number, "", row.name) for row in rows]
    if not said:
        return _nothing(request, entry)
    waiting.correct(entry, said)
    told = ngettext("%(number)d rad är utelämnad.", "%(number)d rader är utelämnade.", len(said))
    return compared(request, entry, told % {"number": len(said)})


@of_waiting("POST")
def again(admin: ImportAdmin, request: HttpRequest, entry: Import) -> HttpResponse:
    """Compare the file anew, with the registry as it stands and by the account that asks."""
    return compared(request, entry, _("Filen är jämförd med registret som det ser ut nu."))


def compared(request: HttpRequest, entry: Import, told: str) -> HttpResponse:
    """Make the preview anew, and lead back to it as it was filtered. Raises Gone."""
    compare(request, entry)
    messages.success(request, told)
    return redirect(back_to(request, entry))


def compare(request: HttpRequest, entry: Import) -> None:
    """Make the preview anew, by the account that asks. Raises Gone."""
    now = timezone.now()
    waiting.compare(
        Import.objects.filter(state=Import.State.WAITING, pk=entry.pk).first() or _raise_gone(),
        by=request.user,
        now=now,
        today=localdate(now),
    )


def say_corrected(request: HttpRequest, entry: Import, table: int, numbers: Collection[int]) -> None:
    """Say how many of the rows can be read now, and how many still cannot. One query."""
    still_wrong = entry.rows.filter(table=table, is_wrong=True).values_list("number", flat=True)
    wrong = len(set(still_wrong).intersection(numbers))
    if right := len(numbers) - wrong:
        told = ngettext("%(number)d rad är rättad.", "%(number)d rader är rättade.", right)
        messages.success(request, told % {"number": right})
    if wrong:
        told = ngettext(
            "%(number)d rad är ändrad, men behöver rättas mer.",
            "%(number)d rader är ändrade, men behöver rättas mer.",
            wrong,
        )
        messages.warning(request, told % {"number": wrong})


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
