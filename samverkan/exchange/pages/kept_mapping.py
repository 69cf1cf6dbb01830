"""A mapping that is kept, as a form of the admin: a field for each heading, one for each column for all rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.models import User
from groups.ordering import fold
from samverkan.exchange import mapped
from samverkan.exchange.cells import Misread
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.mapped import ANY_OTHER
from samverkan.exchange.models import ColumnMapping
from samverkan.exchange.pages.cell_fields import field_of
from samverkan.exchange.pages.mapping_form import COLUMN, CONSTANT, column_choices
from samverkan.exchange.sheets import BY_NAME

WORDS = "ord-"


class KeptForm(forms.ModelForm):
    """Its fields beside the name are made for the mapping at hand (`form_for`)."""

    user: User
    headings: tuple[str, ...] = ()

    class Meta:
        model = ColumnMapping
        fields = ("name",)

    def clean(self) -> dict[str, Any]:
        """Refuses a column twice, and words for all rows that cannot be read."""
        data = super().clean()
        taken: dict[str, str] = {}
        for name, column in list(data.items()):
            if name.startswith(COLUMN) and column:
                if column in taken:
                    other = self.fields[taken[column]].label
                    self.add_error(name, _("”%(heading)s” är redan den kolumnen.") % {"heading": other})
                taken.setdefault(column, name)
        lookup, sheet = Lookup(), BY_NAME.get(self.instance.sheet)
        for name, text in list(data.items()):
            if name.startswith(CONSTANT) and text and text.strip() and sheet:
                if mapped.is_put_together(text):
                    continue
                try:
                    sheet.by_name[name.removeprefix(CONSTANT)].kind.read(text.strip(), lookup)
                except Misread as error:
                    self.add_error(name, ValidationError(error.message))
        return data

    def save(self, commit: bool = True) -> ColumnMapping:
        data, kept = self.cleaned_data, self.instance
        if BY_NAME.get(kept.sheet):
            kept.columns = {heading: data.get(f"{COLUMN}{place}") or "" for place, heading in enumerate(self.headings)}
            kept.values = {
                name.removeprefix(WORDS): words
                for name, text in data.items()
                if name.startswith(WORDS) and (words := _read_words(text or ""))
            }
            kept.constants = {
                name.removeprefix(CONSTANT): text
                for name, text in data.items()
                if name.startswith(CONSTANT) and text and text.strip()
            }
        return super().save(commit)


def form_for(kept: ColumnMapping) -> type[KeptForm]:
    """The form of one mapping. Of a sheet that is no longer there only the name can be changed."""
    sheet = BY_NAME.get(kept.sheet)
    headings = tuple(sorted(kept.columns))
    fields: dict[str, Any] = {"headings": headings}
    if sheet:
        choices = column_choices(sheet)
        for place, heading in enumerate(headings):
            fields[f"{COLUMN}{place}"] = forms.ChoiceField(
                label=f"”{heading}”", choices=choices, required=False, initial=kept.columns[heading]
            )
        for name, words in kept.values.items():
            if name in sheet.by_name:
                fields[f"{WORDS}{name}"] = forms.CharField(
                    label=sheet.by_name[name].title,
                    required=False,
                    initial="\n".join(f"{text} = {meant}" for text, meant in words.items()),
                    widget=forms.Textarea(attrs={"rows": len(words) + 1}),
                )
        for column in sheet.columns:
            if not column.told and column.name not in sheet.key:
                said = kept.constants.get(column.name, "")
                fields[f"{CONSTANT}{column.name}"] = field_of(column, said)
                fields[f"{CONSTANT}{column.name}"].initial = said
    return type("KeptForm", (KeptForm,), fields)


def fieldsets(kept: ColumnMapping) -> list[tuple[Any, dict[str, Any]]]:
    """The form's fields: the name, the headings, what holds for all rows; columns not used yet last, folded away."""
    form = form_for(kept)
    names = list(form.base_fields)
    constants = [name for name in names if name.startswith(CONSTANT)]
    used = [name for name in constants if name.removeprefix(CONSTANT) in kept.constants]
    sheet = BY_NAME.get(kept.sheet)
    columns = {
        "fields": [name for name in names if name.startswith(COLUMN)],
        "description": _(
            "Rubrikerna i filen, som de jämförs (små bokstäver, utan prickar), och vilken kolumn i bladet %(sheet)s "
            "var och en är."
        )
        % {"sheet": f"”{sheet.title if sheet else kept.sheet}”"},
    }
    words = {
        "fields": [name for name in names if name.startswith(WORDS)],
        "description": _("Ett ord i filen och vad det betyder på varje rad, med = emellan. * är alla andra ord."),
    }
    return [
        (None, {"fields": ["name"]}),
        (gettext_lazy("Kolumner"), columns),
        *([(gettext_lazy("Ord i filen"), words)] if words["fields"] else []),
        *([(gettext_lazy("Samma för alla rader"), {"fields": used})] if used else []),
        (
            gettext_lazy("Mer som kan gälla alla rader"),
            {"fields": [name for name in constants if name not in used], "classes": ["collapse"]},
        ),
    ]


def _read_words(text: str) -> dict[str, str]:
    """The words of a field, folded as they are compared, with what they mean; lines without = are left out."""
    found = {}
    for line in text.splitlines():
        said, parted, meant = line.partition("=")
        if parted and (said.strip() == ANY_OTHER or fold(said) or not said.strip()):
            found[ANY_OTHER if said.strip() == ANY_OTHER else fold(said)] = meant.strip()
    return found


def in_words(kept: ColumnMapping) -> Iterator[tuple[str, str]]:
    """Yield each heading with what it is, then each column with what stands in every row."""
    sheet = BY_NAME.get(kept.sheet)
    titles = {column.name: str(column.title) for column in sheet.columns} if sheet else {}
    for heading, column in kept.columns.items():
        yield heading, titles.get(column, column) if column else _("läses inte in")
    for column, text in kept.constants.items():
        yield titles.get(column, column), _("%(text)s i alla rader") % {"text": text}
