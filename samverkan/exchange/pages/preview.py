"""The preview: counts first, then row by row what is wrong, what to look at, what changes and what is new."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samverkan.exchange import waiting
from samverkan.exchange.models import Import, PreviewRow
from samverkan.exchange.pages.access import of_waiting, page
from samverkan.exchange.sheets import BY_NAME

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
    facts: list[tuple[str, str, str]] = field(default_factory=list)
    given: list[tuple[str, str]] = field(default_factory=list)

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
    """The row as the page tells it. One that an earlier release kept says less."""
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
        [(title(name), written, "".join(said)) for name, written, *said in told["facts"]],
        [(title(name), text) for name, text in told.get("given", ())],
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
        days=[
            {**each, "title": str(BY_NAME[each["sheet"]].by_name[each["column"]].title)}
            for each in told.get("days", ())
        ],
        why_empty=_why_empty(told, len(out)),
        unread=[each for each in told["tables"] if each["unread"]],
        unknown=[each for each in told["tables"] if each["unknown"] and not each["passed_over"] and not each["unread"]],
        by_kept=[each for each in told["tables"] if each.get("mapping") and not each["passed_over"]],
        passed_over=[each for each in told["tables"] if each["passed_over"]],
        sheets=[each for each in sheets if each["new"] or each["changed"] or each["wrong"]],
        as_they_are=[each for each in sheets if not (each["new"] or each["changed"] or each["wrong"])],
        tiles=[(key, told[count], words, state == key and not sheet) for key, (words, _rows, count) in STATES.items()],
        state=state,
        state_words=STATES[state][0] if state in STATES else _("alla rader"),
        sheet=sheet,
        sheet_title=BY_NAME[sheet].title if sheet else "",
        turned=turned,
        unshown=0 if state in STATES else sum(each["unchanged"] for each in sheets if sheet in ("", each["sheet"])),
        shown=[shown(row) for row in turned.object_list],
        out=list(out.items())[:MOST_OUT],
        out_number=len(out),
        places={each["title"]: each["place"] for each in told["tables"]},
        query=f"?{urlencode({'visa': state, 'blad': sheet, 'sida': turned.number})}",
        same_query=urlencode({"visa": state, "blad": sheet}),
    )


def _why_empty(told: dict[str, Any], out_number: int) -> str:
    """Why there is nothing to take in, where there is nothing."""
    tables = told["tables"]
    if tables and all(each["passed_over"] for each in tables) and any(each.get("has_rows") for each in tables):
        return _("Alla tabeller är överhoppade, så det finns inget att läsa in.")
    if out_number:
        return _("Alla rader som skulle ändra något är utelämnade. Det finns inget att läsa in.")
    if not told["unchanged"]:
        return _("Filen har inga rader under rubrikerna. Det finns inget att läsa in.")
    return _("Registret säger redan allt som filen säger. Det finns inget att läsa in.")


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
