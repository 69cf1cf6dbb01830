"""The step where somebody says what a table is: which sheet, which row has the headings, which column is which."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from rapidfuzz import fuzz, process

from groups.ordering import fold
from samverkan.exchange import headings, mappings, waiting
from samverkan.exchange.headings import LOOKED_THROUGH, Mapping
from samverkan.exchange.mapped import one_line
from samverkan.exchange.matching import text
from samverkan.exchange.models import Import
from samverkan.exchange.pages.access import of_waiting, page
from samverkan.exchange.pages.cell_fields import lists
from samverkan.exchange.pages.mapping_form import ColumnsForm
from samverkan.exchange.pages.upload import lead_on
from samverkan.exchange.sheets import BY_NAME, SHEETS, Sheet
from samverkan.exchange.waiting import Told

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

ROWS_SHOWN = 5
LOOKED_AT = 100
"""Rows by which it is judged whether a column may be what its heading looks like."""

EXAMPLES = 3
LONGEST_SHOWN = 60
LIKE_A_TITLE = 75
"""How alike of 100 a heading and a title are, at least, when they are taken for the same."""

SKIP = "_hoppa"


@dataclass
class Line:
    """A heading with what stands below it, and the choice of its column."""

    heading: str
    examples: list[str]
    field: Any
    """None where it has no choice of its own."""
    is_guess: bool = False


@of_waiting("GET", "HEAD", "POST")
def view(admin: ImportAdmin, request: HttpRequest, entry: Import, place: int) -> HttpResponse:
    """The page of the table at `place`. `?blad=` and `?rad=` choose sheet and heading row; what is chosen is posted."""
    found = waiting.tables(Import.objects.get(pk=entry.pk))
    if place >= len(found):
        raise Http404
    told = found[place]
    if request.method == "POST" and SKIP in request.POST:
        return _said(request, entry, told, {"sheet": ""})
    sheet, head = _chosen_sheet(request, told), _chosen_head(request, told)
    form = None
    if sheet is not None and told.file.rows:
        form = _form(request, told, sheet, head)
        if form.is_bound and form.is_valid():
            if form.cleaned_data["remember"] and not form.remember_it(request.user):
                messages.info(
                    request, _("En kollega har redan sparat en koppling för de här rubrikerna. Din gäller bara filen.")
                )
            return _said(request, entry, told, form.said)
    return page(
        admin,
        request,
        "columns",
        title=_("Vad kolumnerna är"),
        subtitle=told.table.title,
        entry=entry,
        told=told,
        number=place + 1,
        of=len(found),
        sheets=[(each.name, each.title) for each in SHEETS],
        sheet=sheet,
        proposed=sheet or _likely_sheet(_headings(told, head)),
        heads=_heads(told),
        head=head,
        form=form,
        problems=_problems(told, sheet, head),
        lines=_lines(form, told, head) if form else [],
        wanted=[form[name] for name in form.wanted] if form else [],
        other=[form[name] for name in form.other] if form else [],
        other_is_open=bool(form and any(name in form.errors for name in form.other)),
        lists=lists(list(sheet.columns)) if sheet else {},
        first_rows=_first_rows(told, head),
        skip=SKIP,
    )


def _said(request: HttpRequest, entry: Import, told: Told, said: dict) -> HttpResponse:
    """Keep what was said, and lead on. Raises Gone."""
    waiting.tell_table(entry, told.table.title, said)
    whole = Import.objects.get(pk=entry.pk)
    now = timezone.now()
    return lead_on(request, whole, waiting.tables(whole), now=now, today=localdate(now))


def _chosen_sheet(request: HttpRequest, told: Told) -> Sheet | None:
    """The sheet that the address names, else the one that was said or recognised."""
    asked = request.GET.get("blad")
    if asked is not None:
        return BY_NAME.get(asked)
    return told.table.sheet


def _likely_sheet(found: list[str]) -> Sheet:
    """The sheet whose columns the headings look most like; the groups where none is nearer."""
    folded = list(filter(None, map(fold, found)))

    def fit(sheet: Sheet) -> float:
        titles = [fold(str(column.title)) for column in sheet.columns if not column.told]
        best = (process.extractOne(each, titles, scorer=fuzz.ratio, score_cutoff=LIKE_A_TITLE) for each in folded)
        return sum(near[1] for near in best if near)

    return max(SHEETS, key=lambda sheet: (fit(sheet), sheet.name == "groups"))


def _chosen_head(request: HttpRequest, told: Told) -> int:
    """The place, among the rows with something in them, of the row with the headings."""
    asked = request.GET.get("rad", "")
    numbers = [row.number for row in told.file.rows[:LOOKED_THROUGH]]
    if asked.isascii() and asked.isdigit() and len(asked) < 10 and int(asked) in numbers:
        return numbers.index(int(asked))
    rows = told.file.rows[:LOOKED_THROUGH]
    return next((at for at, row in enumerate(rows) if list(map(one_line, row.cells)) == told.table.headings), 0)


def _headings(told: Told, head: int) -> list[str]:
    return list(map(one_line, told.file.rows[head].cells)) if told.file.rows else []


def _form(request: HttpRequest, told: Told, sheet: Sheet, head: int) -> ColumnsForm:
    found = _headings(told, head)
    below = told.file.rows[head + 1 : head + 1 + LOOKED_AT]
    return ColumnsForm(
        request.POST if request.method == "POST" else None,
        sheet=sheet,
        found=found,
        before=_before(told, sheet, {fold(each) for each in found} - {""}),
        title=told.table.title,
        cells=[[text(row.cells[at]) for row in below if at < len(row.cells)] for at in range(len(found))],
    )


def _before(told: Told, sheet: Sheet, words: set[str]) -> Mapping | None:
    """What has been said of these headings: of this table, else in a mapping that is kept. At most one query."""
    said = [waiting.mapping_of(told.said)] if told.said and told.said.get("sheet") else mappings.kept()
    return next((each for each in said if each.sheet == sheet.name and set(each.columns) == words), None)


def _problems(told: Told, sheet: Sheet | None, head: int) -> list[str]:
    """What hinders the table from being read whatever its columns are."""
    if sheet is None or not told.file.rows:
        return told.table.problems
    words = {fold(each) for each in _headings(told, head)} - {""}
    as_chosen = headings.recognise(told.file, [Mapping(sheet.name, dict.fromkeys(words, ""))])
    seen: dict[str, int] = {}
    for each in _headings(told, head):
        seen[fold(each)] = seen.get(fold(each), 0) + 1
    twice = [each for each in dict.fromkeys(_headings(told, head)) if each and seen[fold(each)] > 1]
    told_twice = [
        _(
            "Rubriken ”%(heading)s” finns flera gånger. Ge kolumnerna olika rubriker i filen, eller välj "
            "”läses inte in”."
        )
        % {"heading": heading}
        for heading in twice
    ]
    return [*as_chosen.problems, *told_twice]


def _heads(told: Told) -> list[tuple[int, str]]:
    """The rows that may be the headings: their numbers, and how they begin."""
    found = []
    for row in told.file.rows[:LOOKED_THROUGH]:
        words = [each for cell in row.cells if (each := text(cell).strip())]
        found.append((row.number, _short(", ".join(words[:4]))))
    return found


def _lines(form: ColumnsForm, told: Told, head: int) -> list[Line]:
    """Every column of the file that has something in it."""
    below = told.file.rows[head + 1 :]
    own = dict(form.mapped)
    lines = []
    width = max((len(row.cells) for row in told.file.rows[head : head + 200]), default=0)
    for place in range(width):
        heading = form.found[place] if place < len(form.found) else ""
        examples: list[str] = []
        for row in below[:200]:
            example = _short(text(row.cells[place]).strip()) if place < len(row.cells) else ""
            if example and example not in examples:
                examples.append(example)
            if len(examples) == EXAMPLES:
                break
        if heading or examples:
            field = form[own[place]] if place in own else None
            lines.append(Line(heading, examples, field, fold(heading) in form.guessed and not form.is_bound))
    return lines


def _first_rows(told: Told, head: int) -> list[tuple[int, list[str]]]:
    """The first rows as they stand in the file, the headings first."""
    rows = told.file.rows[head : head + 1 + ROWS_SHOWN]
    width = max((len(row.cells) for row in rows), default=0)
    return [(row.number, [_short(text(cell)) for cell in row.cells] + [""] * (width - len(row.cells))) for row in rows]


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_SHOWN else words[: LONGEST_SHOWN - 1] + "…"
