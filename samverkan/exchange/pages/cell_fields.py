"""A cell as a field of a form: a list where the words are few, suggestions where rows are, else text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from samverkan.exchange.cells import Choice, Lines, Reference, References, YesNo
from samverkan.exchange.reading.limits import LONGEST_TEXT
from samverkan.exchange.sheets import BY_NAME, Column

MOST_LISTED = 300
"""So many rows are offered in a list of suggestions; where there are more, one writes the name."""

LONG = 80
"""A text longer than so is shown in several lines."""


def field_of(column: Column, said: str = "", label: Any = None) -> forms.Field:
    """The field of a column's cell; `said` is what stands there, which may be none of the words allowed."""
    return forms.CharField(
        label=column.title if label is None else label,
        help_text=_hint(column),
        required=False,
        max_length=LONGEST_TEXT,
        widget=_widget(column, said),
    )


def _widget(column: Column, said: str) -> forms.Widget:
    kind = column.kind
    if isinstance(kind, Choice | YesNo):
        words = [(word, word) for word, _value in kind.allowed()]
        known = {word for word, _same in words}
        strange = [] if not said.strip() or said.strip() in known else [(said, said)]
        return forms.Select(choices=[("", "–"), *strange, *words])
    if isinstance(kind, Reference | References):
        return forms.TextInput(attrs={"list": f"lista-{kind.sheet}"})
    is_long = isinstance(kind, Lines) or len(said) > LONG or "\n" in said
    return forms.Textarea(attrs={"rows": 3}) if is_long else forms.TextInput()


def _hint(column: Column) -> Any:
    """What the column means, and an example of how it is written."""
    example = column.kind.example
    told = [str(column.help)] if column.help else []
    if isinstance(column.kind, Lines) or type(column.kind) is References:
        told.append(_("Flera skiljs åt med |."))
    elif example and not isinstance(column.kind, YesNo):
        told.append(_("Till exempel: %(example)s") % {"example": example})
    return " ".join(told)


def lists(columns: list[Column]) -> dict[str, list[str]]:
    """The suggestions of the columns that refer to rows of other sheets, by sheet. One query a sheet."""
    found = {}
    for name in {column.kind.sheet for column in columns if isinstance(column.kind, Reference | References)}:
        sheet = BY_NAME[name]
        if "name" not in sheet.by_name:
            continue
        names = list(sheet.rows().order_by().values_list("name", flat=True)[: MOST_LISTED + 1])
        if len(names) <= MOST_LISTED:
            found[name] = sorted(set(names))
    return found
