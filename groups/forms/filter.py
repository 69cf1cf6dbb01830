"""The filters that the map's views share, as they stand in the address.

Everything in an address may be garbage. A value that means nothing is told about at its field and then left out, so
that the groups are still shown.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groups import needs, search, spelling
from groups.forms.asked_day import EARLIEST, MOST_YEARS_AHEAD, AskedDay, read_day
from groups.forms.options import (
    EVERY_STATUS,
    LACKING,
    MANDATES,
    REPORTING,
    STATUSES,
    TIERS,
    OneOf,
)
from groups.models import Group, GroupType, Membership, Organisation, Region, Status, Tier, Topic
from groups.ordering import words

VIEWS_OWN = ("grupp", "oppna", "visa")
"""What the map's views read of their address beside the filters and the page number: links keep these too."""
LONGEST_KEPT = 150
"""So many signs of a value, where its field sets no bound, and
"""
MOST_KEPT = 10
"""so many values of one name does a link keep: whatever an address carries, the page stays small."""


def _rank(field: str, values: Iterable[str]) -> Case:
    """The place of the field's value among `values`, for sorting by it."""
    whens = [When(**{field: value}, then=Value(place)) for place, value in enumerate(values)]
    return Case(*whens, output_field=IntegerField())


def _region_order(groups: QuerySet[Group]) -> Subquery:
    return Subquery(Region.objects.filter(pk=OuterRef(groups.at("region"))).values("sort_key"))


SORTS: dict[str, Callable[[QuerySet[Group]], Any]] = {
    "namn": lambda groups: F("sort_key"),
    "delregion": _region_order,
    "niva": lambda groups: _rank("tier", Tier.values),
    "moten": lambda groups: F("meetings_max"),
    "status": lambda groups: _rank(groups.at("status"), Status.values),
}


class GroupFilter(forms.Form):
    """The filters over the map. Always bound to an address; costs four queries for what there is to choose."""

    delregion = OneOf(_("Delregion"), _("Hela länet"))
    kommun = OneOf(_("Kommun"), _("Alla kommuner"))
    typ = OneOf(_("Grupptyp"), _("Alla typer"))
    status = OneOf(_("Status"), _("Alla utom avslutade"))
    exakt = OneOf(_("Exakt som det är skrivet"), "", widget=forms.HiddenInput)
    q = forms.CharField(label=_("Fri text"), required=False, max_length=300, widget=forms.TextInput({"type": "search"}))
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=150)
    amne = OneOf(_("Ämne"), _("Alla ämnen"))
    niva = OneOf(_("Nivå"), _("Alla nivåer"), TIERS)
    mandat = OneOf(_("Beslutsmandat"), _("Alla mandat"), MANDATES)
    rapportering = OneOf(_("Rapporterar"), _("Oavsett"), REPORTING)
    saknas = OneOf(_("Saknas"), _("Oavsett"))
    datum = forms.CharField(
        label=_("Som det såg ut"), required=False, max_length=40, widget=forms.DateInput({"type": "date"})
    )
    sortera = OneOf("", "", widget=forms.HiddenInput)

    COUNTED = ("delregion", "kommun", "typ", "status")
    """Each option of these is shown with how many groups it leaves under the other filters."""
    FIRST = (*COUNTED, "q")
    """Shown at once; the others fold."""
    UNSEEN = ("sortera", "exakt")
    """What only links carry: how the groups are sorted, and whether slips are left as they are written."""

    def __init__(self, address: QueryDict, today: dt.date, *, shown: bool = True) -> None:
        """`shown`: whether anybody is to choose among what there is; else only what the address names is fetched."""
        super().__init__(address, auto_id="filter-%s", use_required_attribute=False, label_suffix="")
        self.address, self.today = address, today
        self.mended: dict[str, str] = {}
        """What is looked for instead of what is written, where that is found nowhere: by the field's name."""
        rows = {
            "delregion": Region.objects.delregions().select_related("parent"),
            "kommun": Organisation.objects.municipalities(),
            "typ": GroupType.objects.all(),
            "amne": Topic.objects.all(),
        }
        for name, found in rows.items():
            if not shown:
                found = found.filter(slug=address.get(name, "").strip().replace("\0", ""))
            self.fields[name].offer({row.slug: (row, row.name) for row in found})
        self.fields["saknas"].offer({key: (key, words) for key, (_need, words) in LACKING.items()})
        statuses = {key: (status, str(status.label)) for key, status in STATUSES.items()}
        self.fields["status"].offer({**statuses, EVERY_STATUS: (EVERY_STATUS, _("Alla, även avslutade"))})
        self.fields["datum"].widget.attrs |= {
            "min": f"{EARLIEST}-01-01",
            "max": f"{today.year + MOST_YEARS_AHEAD}-12-31",
        }
        self.fields["exakt"].offer({"ja": (True, "")})
        self.fields["sortera"].offer({sign + key: (sign + key, key) for key in SORTS for sign in ("", "-")})
        self.full_clean()

    def clean_q(self) -> str:
        text = self.cleaned_data["q"].strip()
        if text and not words(text):
            raise forms.ValidationError(_("Skriv minst en bokstav eller siffra att söka på."))
        return text

    def clean_datum(self) -> dt.date | None:
        try:
            return read_day(self.cleaned_data["datum"], self.today)
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_organisation(self) -> QuerySet[Organisation] | None:
        """The organisation of that address, else all whose names have the words; with what lies below them."""
        text = self.cleaned_data["organisation"].strip()
        if not words(text):
            return None
        named = Organisation.objects.filter(slug=text)
        if not named.exists():
            everyone = Organisation.objects.all()
            used = self._forgiven("organisation", text, lambda query: search.organisations_matching(query, everyone))
            named = search.organisations_matching(used, everyone)
            if used == text and not named.exists():
                raise forms.ValidationError(_("Ingen organisation heter så. Filtret används inte."), code="unknown")
        return named.families()

    def _forgiven(
        self, name: str, text: str, found: Callable[[str], QuerySet], visible: QuerySet[Group] | None = None
    ) -> str:
        """Return the text; where nothing is found by it, what it is taken to be a slip for, if anything.

        One query where something is found by it, else those of `spelling.mended`.
        """
        if self.cleaned_data.get("exakt") or found(text).exists():
            return text
        visible = Group.objects.none() if visible is None else visible
        used = spelling.mended(text, visible, Membership.objects.none(), lambda query: found(query).exists())
        if used:
            self.mended[name] = used
        return used or text

    @property
    def instead(self) -> list[tuple[str, str]]:
        """Return (what is looked for, what was written) for each text that was mended."""
        return [(used, self._in_words(name)) for name, used in self.mended.items()]

    @property
    def exactly(self) -> str:
        """The address of what was written, slips and all."""
        return self.address_with(exakt="ja")

    @property
    def asked(self) -> AskedDay:
        """The day that all is asked for on, for what tells of it."""
        day = self.cleaned_data.get("datum")
        return AskedDay(self.today, None if day == self.today else day, " ".join(self.errors.get("datum", ())))

    @property
    def then(self) -> dt.date | None:
        """The day that the groups are asked for as of, for `GroupQuerySet.as_of`; None is today."""
        return self.asked.then

    @property
    def day(self) -> dt.date:
        """The day that all is asked for on."""
        return self.asked.day

    @property
    def first(self) -> list[forms.BoundField]:
        """The fields shown at once."""
        return [self[name] for name in self.FIRST]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields that fold."""
        return [self[name] for name in self.fields if name not in (*self.FIRST, *self.UNSEEN)]

    @property
    def left_out(self) -> str:
        """The labels of the fields whose value is left out, as "Delregion, Kommun"; why is told at the field."""
        return ", ".join(str(self.fields[name].label or _("Sortering")) for name in self.errors)

    @property
    def more_in_use(self) -> bool:
        """Whether a field that folds is used, or wrongly filled in."""
        return any(field.name in self.chosen or field.errors for field in self.more)

    @property
    def chosen(self) -> dict[str, Any]:
        """What is filtered on: field name → what it means. Unusable values are not among them."""
        values = ((name, value) for name, value in self.cleaned_data.items() if name not in self.UNSEEN)
        return {name: value for name, value in values if value not in (None, "")}

    def apply(self, groups: QuerySet[Group]) -> QuerySet[Group]:
        """Return those of `groups` that the filters leave, sorted as asked for, else in today's tree order.

        To be given groups as of `then`.
        """
        return self.sorted(self.uncounted(self.counted(groups)))

    def counted(self, groups: QuerySet[Group]) -> QuerySet[Group]:
        """Return those of `groups` that the filters with counts (`COUNTED`) leave."""
        chosen = self.chosen
        if (status := chosen.get("status")) is None:
            groups = groups.current()
        elif status != EVERY_STATUS:
            groups = groups.with_status(status)
        if "typ" in chosen:
            groups = groups.filter(type=chosen["typ"])
        if "delregion" in chosen:
            groups = groups.in_region(chosen["delregion"])
        if "kommun" in chosen:
            groups = groups.covering(chosen["kommun"], self.day)
        return groups

    def uncounted(self, groups: QuerySet[Group]) -> QuerySet[Group]:
        """Return those of `groups` that the other filters leave.

        A text that none of them has is mended, see `mended`. What is lacking may cost several queries at once, and is
        asked last, of the groups that the others leave.
        """
        chosen = self.chosen
        if "q" in chosen:
            among = groups
            used = self._forgiven("q", chosen["q"], lambda query: search.groups_matching(query, among), among)
            groups = search.groups_matching(used, among)
        same = {"niva": "tier", "mandat": "mandate", "rapportering": "reporting", "amne": "topics"}
        groups = groups.filter(**{field: chosen[name] for name, field in same.items() if name in chosen})
        if "organisation" in chosen:
            groups = groups.concerning(chosen["organisation"], self.day)
        if "saknas" in chosen:
            need, _words = LACKING[chosen["saknas"]]
            groups = needs.groups_needing(need, groups, self.day) if need else groups.unstated()
        return groups

    def sorted(self, groups: QuerySet[Group]) -> QuerySet[Group]:
        """Return the groups sorted as asked for, else in today's tree order."""
        wanted = self.cleaned_data.get("sortera") or ""
        if not wanted:
            return groups.order_by("tree_id", "lft")
        by = SORTS[wanted.removeprefix("-")](groups)
        order = by.desc(nulls_last=True) if wanted.startswith("-") else by.asc(nulls_last=True)
        return groups.order_by(order, "tree_id", "lft")

    def chips(self) -> list[tuple[str, str, str]]:
        """Return (label, words, the address without it) for each filter in use."""
        return [
            (self.fields[name].label, self._in_words(name), self.address_without(name, "exakt")) for name in self.chosen
        ]

    def _in_words(self, name: str) -> str:
        field, text = self.fields[name], self.address.get(name, "").strip()
        return str(field.options[text][1]) if isinstance(field, OneOf) else text

    def address_with(self, **changes: str | list[str] | None) -> str:
        """Return the query string with these parameters changed, last, or left out where None; on no page.

        What no view reads is left out, and endless values are cut. "?" when nothing is left.
        """
        rest = QueryDict(mutable=True)
        for name, values in self.address.lists():
            if name in changes or name not in (*self.fields, *VIEWS_OWN):
                continue
            longest = getattr(self.fields.get(name), "max_length", None) or LONGEST_KEPT
            many = MOST_KEPT if name in VIEWS_OWN else 1
            rest.setlist(name, [value[:longest] for value in values[-many:]])
        for name, value in changes.items():
            if value is not None:
                rest.setlist(name, [value] if isinstance(value, str) else value)
        return f"?{rest.urlencode()}"

    def address_without(self, *names: str) -> str:
        """Return the query string without these parameters; see `address_with`."""
        return self.address_with(**dict.fromkeys(names))
