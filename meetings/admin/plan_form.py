"""The two steps of planning a year: what is asked of the group, and the days proposed, to be changed at will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms import BaseFormSet, formset_factory
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin.group_form import day_input
from groups.admin.refusals import Refusable
from groups.admin.search_select import SearchChoiceField
from groups.models import Group, User
from groups.models.user import keeps_registry
from meetings import planning, reach
from meetings.admin.meeting_form import time_input
from meetings.models import Meeting, Mode, Practice, Term

YEARS_AHEAD = 3

LATE_IN_THE_YEAR = 9
"""From this month on the next year is what one plans, unless another is asked for."""

OWN_ROWS = 2
"""Empty rows for days of one's own."""


class AskForm(forms.Form):
    """Which group, which year, how many meetings each term, on which weekday. Kept in the address."""

    grupp = SearchChoiceField(Meeting._meta.get_field("group"), label=gettext_lazy("Grupp"))
    ar = forms.IntegerField(label=gettext_lazy("År"), required=False)
    var = forms.IntegerField(
        label=gettext_lazy("Möten på våren"), required=False, min_value=0, max_value=planning.MOST_IN_A_TERM
    )
    host = forms.IntegerField(
        label=gettext_lazy("Möten på hösten"), required=False, min_value=0, max_value=planning.MOST_IN_A_TERM
    )
    veckodag = forms.TypedChoiceField(
        label=gettext_lazy("Helst på"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("gruppens vanliga veckodag")), *planning.WEEKDAYS.items()],
    )

    def __init__(self, data: QueryDict | None, *, user: User, today: dt.date) -> None:
        super().__init__(data, use_required_attribute=False)
        self.today = today
        hosts = reach.kept_by(user, today).select_related("meeting_practice", "region", "parent")
        if keeps_registry(user):
            self.fields["grupp"].queryset = hosts
        else:
            self.fields["grupp"] = forms.ModelChoiceField(hosts, label=_("Grupp"))
        self.fields["ar"].validators += [MinValueValidator(today.year), MaxValueValidator(today.year + YEARS_AHEAD)]

    @property
    def group(self) -> Group:
        return self.cleaned_data["grupp"]

    @property
    def year(self) -> int:
        """The year asked for; from September on the next one."""
        return self.cleaned_data["ar"] or self.today.year + (self.today.month >= LATE_IN_THE_YEAR)

    @property
    def wanted(self) -> dict[Term, int] | None:
        """How many meetings a term: as asked, else as the group's words say; None if neither tells."""
        asked = {Term.SPRING: self.cleaned_data["var"], Term.AUTUMN: self.cleaned_data["host"]}
        said = planning.expected_in_terms(self.group)
        if said is None and all(number is None for number in asked.values()):
            return None
        said = said or {}
        return {term: said.get(term, 0) if number is None else number for term, number in asked.items()}

    def filled_in(self) -> AskForm:
        """The form with what it came to, to be shown."""
        wanted = self.wanted or {}
        data = self.data.copy()
        data["ar"] = str(self.year)
        for name, term in (("var", Term.SPRING), ("host", Term.AUTUMN)):
            if term in wanted:
                data[name] = str(wanted[term])
        self.data = data
        return self


class DayForm(forms.Form):
    """One day proposed."""

    med = forms.BooleanField(label=gettext_lazy("Ta med"), required=False)
    dag = forms.DateField(label=gettext_lazy("Dag"), required=False, widget=day_input())

    warnings: list[str]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(
            *args, use_required_attribute=False, **{k: v for k, v in kwargs.items() if k != "use_required_attribute"}
        )
        self.warnings = []

    def clean(self) -> dict[str, Any]:
        """Asks for the day of a row that is to be taken along."""
        data = super().clean()
        if data.get("med") and not data.get("dag") and "dag" not in self.errors:
            self.add_error("dag", _("Ange vilken dag."))
        return data

    @property
    def day(self) -> dt.date | None:
        """The day in the row, None if there is none or it is left out."""
        if self.is_bound:
            data = getattr(self, "cleaned_data", {})
            return data.get("dag") if data.get("med") else None
        return self.initial.get("dag")

    @property
    def words(self) -> str:
        return date_format(self.day, "l j F Y") if self.day else ""


class BaseDays(BaseFormSet):
    """The days of a plan."""

    @property
    def chosen(self) -> list[dt.date]:
        """The days to be taken along, in order, each once."""
        return sorted({form.day for form in self.forms if form.day})


Days = formset_factory(DayForm, formset=BaseDays, extra=0, max_num=70, absolute_max=70, validate_max=True)


class FactsForm(Refusable, forms.Form):
    """What all meetings of the series have in common."""

    start = forms.TimeField(label=gettext_lazy("Börjar"), required=False, widget=time_input())
    end = forms.TimeField(label=gettext_lazy("Slutar"), required=False, widget=time_input())
    mode = forms.ChoiceField(label=gettext_lazy("Mötesform"), choices=Mode.choices)
    place = forms.CharField(label=gettext_lazy("Plats"), max_length=200, required=False)
    link = forms.URLField(
        label=gettext_lazy("Möteslänk"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=Meeting._meta.get_field("link").help_text,
    )

    def __init__(self, data: QueryDict | None, *, group: Group) -> None:
        habits = getattr(group, "meeting_practice", None) or Practice(group=group)
        known = {name: getattr(habits, name) for name in ("start", "end", "mode", "place")}
        super().__init__(data, initial=known, use_required_attribute=False)


def rows_of(days: Iterable[dt.date]) -> BaseFormSet:
    """The rows of a proposal, and a few empty ones."""
    proposed = [{"med": True, "dag": day} for day in days]
    return Days(initial=[*proposed, *({"med": False} for _each in range(OWN_ROWS))], prefix="dag")
