"""The group's page in the order a person thinks: what, where, who, when, mandate and reporting, history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin import conflict
from groups.admin.group_row_forms import RowForm
from groups.admin.group_rows import Rows, new_count_name
from groups.admin.group_sheet import Card, GroupSheet
from groups.models import Seat

SECTIONS: list[tuple[str, Any, list[str]]] = [
    (
        "vad",
        gettext_lazy("Vad"),
        ["name", "short_name", "aliases", "type", "purpose", "topics", "basis", "basis_url", "origin"],
    ),
    (
        "var",
        gettext_lazy("Var"),
        ["parent", "part", "tier", "region", "coverage", "coverage_text", "every_municipality", "municipalities:"],
    ),
    ("vem", gettext_lazy("Vem"), ["seats:"]),
    ("nar", gettext_lazy("När"), ["frequency_text", "agenda"]),
    (
        "mandat",
        gettext_lazy("Mandat och rapportering"),
        [
            "mandate",
            "mandate_text",
            "commissions:",
            "reporting",
            "lines:",
            "feedback",
            "escalations:",
        ],
    ),
    (
        "historik",
        gettext_lazy("Status och historik"),
        [
            "status",
            "effective",
            "assumed",
            "reason",
            "restart_condition",
            "valid_until",
            "is_public",
            "note",
            "change_reason",
        ],
    ),
]


@dataclass
class Entry:
    """A field on the page; read only it is words."""

    bound: BoundField
    beside: conflict.Difference | None = None
    words: str | None = None
    warnings: list[str] = field(default_factory=list)
    """What to know of what was typed, which is no error."""

    def __post_init__(self) -> None:
        """Ties the warnings to the field for those who do not see where they stand."""
        if self.warnings:
            described = filter(None, [self.bound.aria_describedby, f"{self.bound.auto_id}_warnings"])
            self.bound.field.widget.attrs["aria-describedby"] = " ".join(described)

    @property
    def is_checkbox(self) -> bool:
        return getattr(self.bound.field.widget, "input_type", "") == "checkbox" and not self.is_set

    @property
    def is_set(self) -> bool:
        """Whether it is a group of boxes with a legend of its own."""
        return self.bound.widget_type == "checkboxselectmultiple"

    @property
    def is_long(self) -> bool:
        return self.bound.widget_type == "words" or self.is_set


@dataclass
class RowView:
    """A row on the page: its fields, those behind, and what it is called."""

    form: Any
    title: str
    entries: list[Entry]

    @property
    def is_open(self) -> bool:
        """Whether there is a reason to show the fields at once: an error, something typed, or a conflict."""
        form = self.form
        return form.is_bound and bool(form.errors or form.has_changed() or getattr(form, "beside", None))

    @property
    def span(self) -> str:
        """From when to when a stored row holds, in words; blank if nothing is known."""
        row = self.form.instance
        start, end = getattr(row, "start_date", None), getattr(row, "end_date", None)
        told = [_("från %(day)s") % {"day": start}] if start else []
        return ", ".join([*told, _("till och med %(day)s") % {"day": end}] if end else told)

    @property
    def hidden(self) -> list[BoundField]:
        return self.form.hidden_fields()

    @property
    def has_ended(self) -> bool:
        return self.form.has_ended


@dataclass
class CardView:
    seat: RowView
    place: str
    holders: list[RowView]
    exceptions: list[RowView]

    @property
    def is_vacant(self) -> bool:
        """Whether a stored seat of the group has fewer holders than places; those per municipality are told above."""
        seat = self.seat.form.instance
        held = sum(not holder.has_ended and not holder.form.is_new for holder in self.holders)
        return seat.pk is not None and seat.per == Seat.Per.GROUP and not seat.by_role and held < seat.places

    @property
    def has_former(self) -> bool:
        return any(holder.has_ended for holder in self.holders)


@dataclass
class RowsView:
    """All rows of one kind on the page."""

    key: str
    title: Any
    help: Any
    add: Any
    rows: list[RowView] = field(default_factory=list)
    cards: list[CardView] = field(default_factory=list)
    counts: list[tuple[str, int]] = field(default_factory=list)
    """Names and values of the hidden fields that say how many new rows there are."""

    @property
    def current(self) -> list:
        return [row for row in self.rows if not row.has_ended]

    @property
    def ended(self) -> list:
        return [row for row in self.rows if row.has_ended]

    @property
    def current_cards(self) -> list[CardView]:
        return [card for card in self.cards if not card.seat.has_ended]

    @property
    def ended_cards(self) -> list[CardView]:
        return [card for card in self.cards if card.seat.has_ended]


@dataclass
class Section:
    key: str
    title: Any
    parts: list[Entry | RowsView]
    facts: list[tuple[str, list[str]]] = field(default_factory=list)
    """What is shown but changed elsewhere: label and values."""


def sections(sheet: GroupSheet, facts: dict[str, list], *, editable: bool) -> list[Section]:
    """The page's sections with their fields, rows and facts."""
    made = []
    for key, title, names in SECTIONS:
        parts: list[Entry | RowsView] = []
        for name in names:
            if name.endswith(":"):
                parts.append(_rows_view(sheet, name[:-1], editable=editable))
            elif name in sheet.form.fields:
                parts.append(_entry(sheet.form, name, editable=editable))
        if not editable:
            parts = [part for part in parts if isinstance(part, RowsView) or part.bound.name != "change_reason"]
        made.append(Section(key, title, parts, facts.get(key, [])))
    return made


def _entry(form: Any, name: str, *, editable: bool) -> Entry:
    bound = form[name]
    words = None
    if not editable:
        known = getattr(form.fields[name].widget, "known", None)
        value = conflict.plain(form.fields[name].prepare_value(bound.initial))
        words = (known or {}).get(str(value)) or conflict.in_words(form.fields[name], value)
    return Entry(bound, getattr(form, "beside", {}).get(name), words)


def _row(form: RowForm, *, editable: bool) -> RowView:
    entries = [_entry(form, bound.name, editable=editable) for bound in form.visible_fields()]
    if not editable:
        entries = [entry for entry in entries if entry.words != "–"]
    return RowView(form, _title(form), entries)


def _title(form: RowForm) -> str:
    """What the row is called; blank for a new one, unless it is a seat copied from another group."""
    if not form.is_new:
        return GroupSheet.row_words(form)
    kind = form.initial.get("kind") if isinstance(form.instance, Seat) else ""
    return _("%(seat)s (ny)") % {"seat": form.initial.get("title") or Seat.Kind(kind).label} if kind else ""


def _views(forms: Iterable[Any], *, editable: bool) -> list[RowView]:
    return [_row(form, editable=editable) for form in forms if editable or not form.is_new]


def _rows_view(sheet: GroupSheet, key: str, *, editable: bool) -> RowsView:
    rows: Rows = sheet.rows[key]
    view = RowsView(key, rows.kind.title, rows.kind.help, rows.kind.add)
    if key == "seats":
        view.cards = [_card(card, editable=editable) for card in sheet.cards() if editable or not card.seat.is_new]
        counted = ["seats", "holders", "exceptions"]
    else:
        view.rows = _views(rows.forms, editable=editable)
        counted = [key]
    view.counts = [(new_count_name(sheet.rows[each].kind), len(sheet.rows[each].new)) for each in counted]
    return view


def _card(card: Card, *, editable: bool) -> CardView:
    return CardView(
        _row(card.seat, editable=editable),
        card.place,
        _views(card.holders.forms, editable=editable),
        _views(card.exceptions.forms, editable=editable),
    )


def blanks(sheet: GroupSheet) -> dict[str, RowView | CardView]:
    """Empty rows that the script copies, by kind; a seat comes with room for its first holder."""
    made: dict[str, RowView | CardView] = {
        key: _row(sheet.blank(key), editable=True)
        for key in ("holders", "municipalities", "commissions", "lines", "escalations")
    }
    holder = _row(sheet.blank("holders", "ny__seats__"), editable=True)
    made["seats"] = CardView(_row(sheet.blank("seats"), editable=True), "ny__seats__", [holder], [])
    return made
