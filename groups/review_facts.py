"""Which facts a convener sees in a review and may propose changes of, in the order they are asked.

A fact says how it reads today, which form field asks for it and how an accepted value is written. Its value is a text
as a form holds it – the machine's word of a choice, an ISO date, "" where nothing is stated – so that what was seen,
what is proposed and what holds today are compared as they are kept.
"""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups import facts, tree
from groups.editing import bump, signed
from groups.inventory import line_words
from groups.models import Group, Organisation, ReportingAnswer, ReportingLine, Seat, User


class ReviewFact(ABC):
    """One fact of one group on a day. Written under the structure lock, from a group just read."""

    key: str
    label: str
    value: str
    """What holds today."""
    source: Group | None = None
    """The whole that the fact is taken from, None where it is the group's own."""

    @property
    def words(self) -> str:
        """How the fact reads today, "" where nothing is stated."""
        return self.in_words(self.value)

    @abstractmethod
    def in_words(self, value: str) -> str:
        """How a value of this fact reads."""

    @abstractmethod
    def field(self) -> forms.Field:
        """A form field that asks for the fact and holds today's value, with its label, help and rules in Swedish."""

    @abstractmethod
    def write(self, value: str, *, by: User | None, today: dt.date, reason: str) -> None:
        """Let `value` hold from `today`, signed in the history. Raises ValidationError."""

    def clean(self, value: Any) -> str:
        """Return `value` as it would be kept. Raises ValidationError, in the words of the field."""
        return _kept(self.field().clean("" if value is None else value))


@dataclass
class OfRow(ReviewFact):
    """A fact that is a column of the group or of a seat."""

    key: str
    row: models.Model
    """Whose column is written."""
    column: str
    label: str
    value: str
    source: Group | None = None

    @property
    def _column(self) -> models.Field:
        return self.row._meta.get_field(self.column)

    def in_words(self, value: str) -> str:
        if value in facts.UNSAID:
            return ""
        return str(facts.WORDS.get(value) or dict(self._column.flatchoices).get(value, value))

    def field(self) -> forms.Field:
        options = {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")} if self._is_date else {}
        return self._column.formfield(label=self.label, initial=self.value, **options)

    @property
    def _is_date(self) -> bool:
        return isinstance(self._column, models.DateField)

    def write(self, value: str, *, by: User | None, today: dt.date, reason: str) -> None:
        setattr(self.row, self.column, self._column.to_python(value or None) if self._is_date else value)
        if isinstance(self.row, Group):
            tree.update(self.row, by=by, reason=reason)
        else:
            self.row.full_clean()
            signed(self.row, by, reason).save()
            bump(self.row.group)


@dataclass
class ReportsTo(ReviewFact):
    """Whom the group reports to, one a line. Lines that stay in the text stay; the others end, and new ones begin."""

    group: Group
    lines: list[ReportingLine]
    source: Group | None = None
    key = "reports_to"
    label = gettext_lazy("Rapporterar till, i ord")

    @property
    def value(self) -> str:
        return "\n".join(map(line_words, self.lines))

    def in_words(self, value: str) -> str:
        return value

    def field(self) -> forms.Field:
        return forms.CharField(
            label=self.label,
            initial=self.value,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("En mottagare per rad."),
        )

    def clean(self, value: Any) -> str:
        """See `ReviewFact.clean`; blank lines and doubles do not count."""
        rows = dict.fromkeys(row.strip() for row in super().clean(value).splitlines())
        longest = ReportingLine._meta.get_field("to_words").max_length
        if any(len(row) > longest and row not in self.value.splitlines() for row in rows):
            raise ValidationError(_("Skriv högst %(number)d tecken per rad.") % {"number": longest})
        return "\n".join(filter(None, rows))

    def write(self, value: str, *, by: User | None, today: dt.date, reason: str) -> None:
        wanted = self.clean(value).splitlines()
        own = [] if self.source else self.lines
        for line in own:
            if line_words(line) not in wanted:
                yesterday = today - dt.timedelta(days=1)
                line.end_date = max(yesterday, line.start_date or yesterday)
                signed(line, by, reason).save()
        known = set(map(line_words, own))
        for words in wanted:
            if words not in known:
                line = ReportingLine(group=self.group, start_date=today, **self._counterpart(words))
                line.full_clean()
                signed(line, by, reason).save()
        if wanted and self.group.reporting != ReportingAnswer.LINES:
            self.group.reporting = ReportingAnswer.LINES
            tree.update(self.group, by=by, reason=reason)
        else:
            bump(self.group)

    def _counterpart(self, words: str) -> dict[str, Any]:
        """The group or organisation whose name the words are, where exactly one bears it; else the words themselves."""
        named = Q(name=words) | Q(short_name=words)
        reachable = Group.objects.listed().current().central_and([self.group.region_id]).exclude(pk=self.group.pk)
        for column, rows in (("to_group", reachable), ("to_organisation", Organisation.objects.all())):
            found = list(rows.filter(named)[:2])
            if len(found) == 1:
                return {column: found[0]}
        return {"to_words": words}


OF_GROUP = (
    ("name", "name"),
    ("short_name", "short_name"),
    ("purpose", "purpose"),
    ("frequency", "frequency_text"),
    ("mandate", "mandate"),
    ("mandate_text", "mandate_text"),
    ("basis", "basis"),
    ("reporting", "reporting"),
    ReportsTo.key,
    ("feedback", "feedback"),
    ("valid_until", "valid_until"),
)
"""Keys, as in a snapshot, and the columns of the group that they are."""

BELONGS_WITH = {"mandate_text": "mandate"}
"""A part takes such a column from whoever has the other."""

OF_CONVENER = (("email", "function_email"), ("phone", "function_phone"))


def of(group: Group, day: dt.date) -> dict[str, ReviewFact]:
    """Return the facts of the group on `day`, by key, in order. Two queries where what it is part of is fetched.

    Each seat of a convener has an address and a phone number of its own, with the seat's uid in the key.
    """
    seats = group.seats.on(day).filter(kind=Seat.Kind.CONVENER).select_related("organisation", "group")
    found = [_of_group(group, entry, day) for entry in OF_GROUP]
    found += _of_conveners(list(seats))
    return {fact.key: fact for fact in found}


def _of_group(group: Group, entry: str | tuple[str, str], day: dt.date) -> ReviewFact:
    if entry == ReportsTo.key:
        holder = group.inherited("reporting")
        lines = holder.reporting_lines.on(day).select_related("to_group", "to_organisation")
        return ReportsTo(group, list(lines), source=None if holder == group else holder)
    key, column = entry
    stated = facts.fact(group, BELONGS_WITH.get(column, column))
    value = getattr(stated.holder, column)
    label = capfirst(str(Group._meta.get_field(column).verbose_name))
    return OfRow(key, group, column, label, _kept(value), stated.source)


def _kept(value: Any) -> str:
    """A column's value as a form holds it."""
    return value.isoformat() if isinstance(value, dt.date) else str(value or "").replace("\r\n", "\n").strip()


def _of_conveners(seats: list[Seat]) -> list[ReviewFact]:
    labels = {
        "email": _("E-post till sammankallande (funktion)"),
        "phone": _("Telefon till sammankallande (funktion)"),
    }
    return [
        OfRow(
            f"{kind}_{seat.uid.hex}",
            seat,
            column,
            f"{labels[kind]}, {seat.label}" if len(seats) > 1 else labels[kind],
            _kept(getattr(seat, column)),
        )
        for seat in seats
        for kind, column in OF_CONVENER
    ]
