"""What a table is, which of its headings is which column, and what holds for all its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import User
from groups.ordering import fold
from samverkan.exchange import headings, mapped, mappings
from samverkan.exchange.cells import Misread
from samverkan.exchange.guessing import guess
from samverkan.exchange.headings import Mapping
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.models import ColumnMapping
from samverkan.exchange.pages.cell_fields import field_of
from samverkan.exchange.sheets import Column, Sheet
from samverkan.exchange.waiting import mapping_of

COLUMN, CONSTANT = "kolumn-", "alla-"


def column_choices(sheet: Sheet) -> list[tuple[str, Any]]:
    """What a heading may be: names of columns with their titles, none first."""
    read = [(column.name, _called(column)) for column in sheet.columns if not column.told]
    return [("", _("läses inte in")), *read]


def _called(column: Column) -> str:
    """The column's title, and that everybody sees what stands there, where its explanation says so."""
    is_public = str(column.help).startswith(_("Visas publikt"))
    return _("%(title)s – visas publikt") % {"title": column.title} if is_public else str(column.title)


class ColumnsForm(forms.Form):
    """One field for each heading (by its place), one for each column that may be the same for all rows.

    Refused are two headings for one column, and words for all rows that cannot be read.
    """

    remember = forms.BooleanField(
        label=gettext_lazy("Kom ihåg det här till nästa fil med samma rubriker"), required=False
    )
    name = forms.CharField(
        label=gettext_lazy("Kalla det"), max_length=ColumnMapping._meta.get_field("name").max_length, required=False
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        sheet: Sheet,
        found: list[str],
        before: Mapping | None = None,
        title: str = "",
        cells: Sequence[Sequence[str]] = (),
    ) -> None:
        """`found` are the headings, `cells` texts below each, `before` what has been said of them."""
        super().__init__(data, initial={"name": title}, use_required_attribute=False)
        self.sheet, self.found, self.cells = sheet, found, cells
        columns, constants = (before.columns, before.constants) if before else ({}, {})
        self.values = before.values if before else {}
        """Other words for what stands in the columns; they are kept in the registers, and not changed here."""
        self.guessed: set[str] = set()
        self.mapped: list[tuple[int, str]] = []
        chosen = self._proposed(columns)
        first: dict[str, str] = {}
        for place, heading in enumerate(found):
            folded = fold(heading)
            if not folded or folded in first:
                continue  # a blank one is no heading; one that stands twice is told of at its first place
            name = first[folded] = f"{COLUMN}{place}"
            self.fields[name] = forms.ChoiceField(
                label=heading, choices=column_choices(sheet), required=False, initial=chosen.get(folded, "")
            )
            self.mapped.append((place, name))
        taken = set(chosen.values())
        self.wanted: list[str] = []
        self.other: list[str] = []
        for column in sheet.columns:
            if column.told or column.name in sheet.key:
                continue
            name = f"{CONSTANT}{column.name}"
            said = constants.get(column.name, "")
            self.fields[name] = field_of(column, said)
            self.fields[name].initial = said
            missing = column.required and column.name not in taken
            (self.wanted if missing or said else self.other).append(name)

    def _proposed(self, columns: dict[str, str]) -> dict[str, str]:
        """The column of each folded heading: as said before, as it is called, else the one that looks like it."""
        words = {heading: each.name for heading, each in headings.known(self.sheet).items() if not each.told}
        chosen: dict[str, str] = {}
        for heading in self.found:
            folded = fold(heading)
            name = columns.get(folded, words.get(folded))
            if name is not None and (not name or name not in chosen.values()):
                chosen[folded] = name
        lookup = Lookup()
        for place, heading in enumerate(self.found):
            folded = fold(heading)
            if not folded or folded in chosen or columns:
                continue
            cells = self.cells[place] if place < len(self.cells) else ()
            if name := guess(self.sheet, heading, cells, set(chosen.values()), lookup):
                chosen[folded] = name
                self.guessed.add(folded)
        return chosen

    def _readable(self) -> list[Column]:
        return [column for column in self.sheet.columns if not column.told]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        taken: dict[str, str] = {}
        for _place, name in self.mapped:
            column = data.get(name)
            if column and column in taken:
                self.add_error(
                    name,
                    _("”%(heading)s” är redan den kolumnen.") % {"heading": self.fields[taken[column]].label},
                )
            elif column:
                taken[column] = name
        if not taken and not self.errors:
            self.add_error(None, _("Säg vad minst en kolumn är, eller hoppa över tabellen."))
        lookup = Lookup()
        for column in self._readable():
            text = (data.get(f"{CONSTANT}{column.name}") or "").strip()
            if not text:
                continue
            if column.name in taken:
                self.add_error(f"{CONSTANT}{column.name}", _("Kolumnen finns i filen: det som står där gäller."))
                continue
            if mapped.is_put_together(text):
                continue  # it is another in each row
            try:
                column.kind.read(text, lookup)
            except Misread as error:
                self.add_error(f"{CONSTANT}{column.name}", _words(error))
        if data.get("remember") and not data.get("name"):
            self.add_error("name", _("Ge kopplingen ett namn."))
        return data

    @property
    def said(self) -> dict[str, Any]:
        """What `Import.mappings` keeps."""
        data = self.cleaned_data
        return {
            "sheet": self.sheet.name,
            "columns": {fold(self.found[place]): data[name] for place, name in self.mapped},
            "constants": {
                name.removeprefix(CONSTANT): text
                for name, text in data.items()
                if name.startswith(CONSTANT) and text.strip()
            },
            "values": self.values,
        }

    def remember_it(self, by: User) -> bool:
        """Keep the mapping for files to come; returns whether it was kept: a colleague's own is left as it is."""
        mapping = mapping_of(self.said)
        own = ColumnMapping.objects.editable_by(by).order_by().values("pk")
        theirs = ColumnMapping.objects.filter(headings=mappings.key(mapping)).exclude(pk__in=own)
        if theirs.exists():
            return False
        mappings.keep(self.cleaned_data["name"], mapping, by=by)
        return True


def _words(error: Misread) -> str:
    if not error.suggestions:
        return error.message
    told = _(" eller ").join(f"”{each}”" for each in error.suggestions[:3])
    return _("%(message)s Menade du %(suggestions)s?") % {"message": error.message, "suggestions": told}
