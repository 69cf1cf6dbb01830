"""The filters over the meetings, as they stand in the address.

Everything in an address may be garbage. A value that means nothing is told about at its field and then left out, so
that the meetings are still shown.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groups.forms.asked_day import EARLIEST, MOST_YEARS_AHEAD, read_day
from groups.forms.options import OneOf
from groups.models import Group, Organisation, Region
from meetings.forms.chosen import PARAMETER, Chosen
from meetings.models import Meeting

PAST = "tidigare"
LONGEST_KEPT = 100
"""So many signs of a value does a link keep."""


class MeetingFilter(forms.Form):
    """Where, and from which day. Always bound to an address; costs three queries for what there is to choose."""

    delregion = OneOf(_("Delregion"), _("Hela länet"))
    kommun = OneOf(_("Kommun"), _("Alla kommuner"))
    dag = forms.CharField(label=_("Från dag"), required=False, max_length=40, widget=forms.DateInput({"type": "date"}))

    def __init__(self, address: QueryDict, visible: QuerySet[Group], today: dt.date) -> None:
        super().__init__(address, auto_id="filter-%s", use_required_attribute=False, label_suffix="")
        self.address, self.today = address, today
        self.past = address.get("visa") == PAST
        """Whether the meetings that have been are asked for, and not those to come."""
        self.chosen = Chosen(address, visible)
        rows = {
            "delregion": Region.objects.delregions().select_related("parent"),
            "kommun": Organisation.objects.municipalities(),
        }
        for name, found in rows.items():
            self.fields[name].offer({row.slug: (row, row.name) for row in found})
        if self.past:
            self.fields["dag"].label = _("Före dag")
        self.fields["dag"].widget.attrs |= {
            "min": f"{EARLIEST}-01-01",
            "max": f"{today.year + MOST_YEARS_AHEAD}-12-31",
        }
        self.full_clean()

    def clean_dag(self) -> dt.date | None:
        try:
            return read_day(self.cleaned_data["dag"], self.today)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    @property
    def region(self) -> Region | None:
        return self.cleaned_data.get("delregion")

    @property
    def municipality(self) -> Organisation | None:
        return self.cleaned_data.get("kommun")

    @property
    def day(self) -> dt.date:
        """The day that meetings are told to come or to have been from: the one asked for, else today."""
        return self.cleaned_data.get("dag") or self.today

    @property
    def in_use(self) -> bool:
        return bool(self.chosen or self.region or self.municipality or self.cleaned_data.get("dag"))

    def narrow(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """Return the meetings of the groups chosen, there where is asked for; of any day."""
        if self.chosen:
            meetings = meetings.of_any(self.chosen.groups)
        if self.region:
            meetings = meetings.in_region(self.region)
        if self.municipality:
            meetings = meetings.concerning(self.municipality, self.today)
        return meetings

    def sorted(self, meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
        """Return those to come from the day, the nearest first; or those before it, the latest first."""
        return meetings.past(self.day) if self.past else meetings.coming(self.day)

    def address_with(self, **changes: Any) -> str:
        """Return the query string with these parameters changed, or left out where None; on no page, "" for none.

        What cannot be used and what no page reads is left out.
        """
        values: dict[str, Any] = {PARAMETER: self.chosen.slugs, "visa": PAST if self.past else None}
        values |= {name: self.address.get(name, "").strip()[:LONGEST_KEPT] for name in self.cleaned_data}
        values |= changes
        rest = QueryDict(mutable=True)
        for name, value in values.items():
            if value:
                rest.setlist(name, value if isinstance(value, list) else [value])
        return f"?{rest.urlencode()}" if rest else ""
