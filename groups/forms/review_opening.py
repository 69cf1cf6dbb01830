"""What a process leader fills in to open a review of a delregion."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.admin.refusals import Refusable
from groups.models import Compilation, Group, Region, Review, Tier, User

TIME_TO_ANSWER = dt.timedelta(weeks=3)
TIME_TO_SETTLE = dt.timedelta(weeks=6)
"""From opening to the day the compilation describes: answers, a round of calls, and time to settle them."""

COMMITTEE = "arbetsutskott"


class OpeningForm(Refusable, forms.Form):
    """Every field is filled in with what is likely; each says what it is for."""

    title = forms.CharField(
        label=_("Titel"),
        max_length=Review._meta.get_field("title").max_length,
        help_text=_("Står överst i sammanställningen."),
    )
    commissioner = forms.ModelChoiceField(
        Group.objects.none(),
        label=_("Uppdragsgivare"),
        empty_label=None,
        help_text=_("Gruppen som beställer och får sammanställningen. Dess ledamöter läser allt här."),
    )
    authors = forms.CharField(
        label=_("Sammanställd av"),
        max_length=Review._meta.get_field("authors").max_length,
        help_text=_("Funktioner, inte namn: ”processledarna för God och Nära vård”."),
    )
    answers_by = forms.DateField(
        label=_("Svar senast"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Står i inbjudan. Den som inte har svarat då räknas som sen, men kan fortfarande svara."),
    )
    reference_date = forms.DateField(
        label=_("Avser läget den"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Sammanställningen beskriver grupperna som de är den dagen. Ge dig tid att läsa svaren innan."),
    )
    compared_with = forms.ModelChoiceField(
        Compilation.objects.none(),
        label=_("Jämförs med"),
        required=False,
        empty_label=_("Ingen tidigare sammanställning"),
        help_text=_("Vad som är nytt, ändrat och avslutat räknas från den."),
    )
    introduction = forms.CharField(
        label=_("Inledning"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Frivillig. Står först i sammanställningen: varför den görs och hur den ska användas."),
    )

    def __init__(self, data: Any = None, *, region: Region, by: User, today: dt.date) -> None:
        super().__init__(data, label_suffix="")
        committees = Group.objects.listed().current().counted().filter(region=region, tier=Tier.DELREGIONAL)
        earlier = Compilation.objects.filter(review__region=region).select_related("review").defer("content", "names")
        self.fields["commissioner"].queryset = committees.select_related("type").order_by("sort_key")
        self.fields["compared_with"].queryset = earlier.order_by("-review__reference_date", "-version")
        self.fields["compared_with"].label_from_instance = _told
        then = today + TIME_TO_SETTLE
        last = Review.objects.filter(region=region).order_by("-reference_date").first()
        self.initial = {
            "title": _("Samverkansgrupper i %(region)s %(year)d") % {"region": region.name, "year": then.year},
            "commissioner": last.commissioner_id if last else _committee(list(committees.select_related("type"))),
            "authors": last.authors if last else by.public_function,
            "answers_by": today + TIME_TO_ANSWER,
            "reference_date": then,
            "compared_with": earlier.order_by("-review__reference_date", "-version").first(),
        }


def _committee(groups: list[Group]) -> Group | None:
    """The working committee among the groups, by what its type is called."""
    return next((group for group in groups if COMMITTEE in group.type.name.lower()), None)


def _told(compilation: Compilation) -> str:
    day = compilation.review.reference_date.isoformat()
    return f"{compilation} ({day})"
