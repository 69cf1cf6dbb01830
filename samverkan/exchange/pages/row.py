"""One row of the file with all its cells, to be put right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from samverkan.exchange import waiting
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.pages.access import of_waiting, page
from samverkan.exchange.pages.cell_fields import field_of, lists
from samverkan.exchange.pages.correcting import back_to, compare, find, same_rows, say_corrected
from samverkan.exchange.pages.preview import shown
from samverkan.exchange.sheets import BY_NAME

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

ALL = "samma-"


@dataclass
class Cell:
    """A cell of the form: what the registry says, and how many rows are wrong in the same way."""

    bound: BoundField
    stands: str | None
    suggestions: list[tuple[str, str]]
    same: int
    all_name: str


class RowForm(forms.Form):
    """The cells of a row. A cell that nobody touches stays as the file has it."""

    def __init__(self, data: Any = None, *, row: PreviewRow) -> None:
        sheet, self.cells = BY_NAME[row.sheet], row.told["cells"]
        super().__init__(self.cells if data is None else data, use_required_attribute=False)
        for column in sheet.columns:
            if not column.told:
                self.fields[column.name] = field_of(column, self.cells.get(column.name, ""))

    @property
    def changed(self) -> dict[str, str]:
        """The cells that say something else than before."""
        return {
            name: text
            for name, text in self.cleaned_data.items()
            if name in self.fields and _level(text) != _level(self.cells.get(name, ""))
        }


def _level(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@of_waiting("GET", "HEAD", "POST")
def view(admin: ImportAdmin, request: HttpRequest, entry: Import, table: int, number: int) -> HttpResponse:
    """The page; what is saved is compared again, and leads on to the preview, or back here if it is still wrong."""
    row = find(entry, table, number)
    if row is None:
        messages.info(request, _("Raden har inget kvar att rätta."))
        return redirect(back_to(request, entry))
    form = RowForm(request.POST if request.method == "POST" else None, row=row)
    if request.method == "POST" and form.is_valid():
        return _save(request, entry, row, form)
    told = shown(row)
    if request.method != "POST":
        form.full_clean()
        for problem in told.problems:
            form.add_error(problem.column if problem.column in form.fields else None, problem.message)
    cells = sorted(_cells(form, row), key=lambda cell: not cell.bound.errors)  # what is wrong comes first
    return page(
        admin,
        request,
        "row",
        title=_("Rätta raden"),
        subtitle=_("%(table)s, rad %(number)d") % {"table": row.told["table"], "number": row.number},
        entry=entry,
        shown=told,
        form=form,
        cells=[each for each in cells if each.bound.name in form.cells or each.bound.errors],
        other=[each for each in cells if each.bound.name not in form.cells and not each.bound.errors],
        lists=lists(list(BY_NAME[row.sheet].columns)),
        back=back_to(request, entry),
        query=f"?{request.GET.urlencode()}" if request.GET else "",
    )


def _cells(form: RowForm, row: PreviewRow) -> list[Cell]:
    before = {name: old for name, old, _new in row.told["changes"]}
    problems: dict[str, list[dict]] = {}
    for each in (*row.told["problems"], *row.told["remarks"]):
        problems.setdefault(each["column"], []).append(each)
    return [
        Cell(
            form[name],
            before.get(name),
            [(text, words) for each in problems.get(name, ()) for text, words in each["suggestions"]],
            max((each["same"] for each in problems.get(name, ())), default=0),
            f"{ALL}{name}",
        )
        for name in form.fields
    ]


def _save(request: HttpRequest, entry: Import, row: PreviewRow, form: RowForm) -> HttpResponse:
    title, changed = row.told["table"], form.changed
    if not changed:
        messages.info(request, _("Inget är ändrat på raden."))
        return redirect(back_to(request, entry))
    said = [(title, row.number, name, text) for name, text in changed.items()]
    rows = {row.number}
    for name, text in changed.items():
        if f"{ALL}{name}" in request.POST:
            numbers = [number for number in same_rows(entry, row, name) if number != row.number]
            said += [(title, number, name, text) for number in numbers]
            rows |= set(numbers)
    waiting.correct(entry, said)
    compare(request, entry)
    now = find(entry, row.table, row.number)
    if now is not None and now.is_wrong:
        own = reverse("admin:exchange_import_row", args=[entry.pk, row.table, row.number])
        return redirect(f"{own}?{request.GET.urlencode()}" if request.GET else own)
    say_corrected(request, entry, row.table, rows)
    return redirect(back_to(request, entry))
