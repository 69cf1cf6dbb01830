"""The three questions of "Lyft en fråga", as they stand in the address: where, which group or topic, what kind."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from itertools import groupby

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groups import lifting, placenames
from groups.lifting import KINDS, Kind
from groups.models import Group, Organisation, Topic
from groups.ordering import LONGEST_QUERY

UNSURE = "vet-inte"
TOPIC = "amne:"
MOST_OFFERED = 100
"""Groups to choose between; beyond that a topic narrows them, or the group's own page leads here."""

NEARNESS = {
    0: _("Där ni har en plats"),  # of a municipality: IN_MUNICIPALITY
    1: _("Lokala grupper"),
    2: _("Delregionala grupper"),
    3: _("Centrala grupper"),
    4: _("Säger inte vilka kommuner de omfattar"),
}
IN_MUNICIPALITY = _("Där kommunen har en plats")


class LiftForm(forms.Form):
    """What has been answered so far, and what there is to choose in what has not. Always bound to an address.

    A group by itself is enough: where somebody works is asked only to find one.
    """

    plats = forms.CharField(
        label=_("Var arbetar du?"),
        help_text=_("Kommun eller organisation. Finns inte din vårdcentral? Skriv kommunen där den ligger."),
        required=False,
        max_length=LONGEST_QUERY,
        widget=forms.TextInput(attrs={"required": True, "list": "lyft-platser", "autocomplete": "off"}),
    )
    grupp = forms.CharField(
        label=_("Vilken grupp eller vilket ämne gäller det?"),
        required=False,
        max_length=100,
        widget=forms.Select(attrs={"required": True}),
    )
    fraga = forms.ChoiceField(
        label=_("Vad är det för slags fråga?"),
        required=False,
        choices=[(kind.key, kind.label) for kind in KINDS.values()],
        error_messages={"invalid_choice": _("”%(value)s” är inget av svaren. Välj ett av dem här.")},
    )

    def __init__(self, address: QueryDict, groups: QuerySet[Group], day: dt.date) -> None:
        """Read the address. `groups` are those that the reader may see, the ended ones too."""
        super().__init__(address, auto_id="lyft-%s", label_suffix="")
        self.address, self.groups, self.day = address, groups, day
        self.meant: list[Organisation] = []
        """The organisations that the text may mean, when it is not the name of one."""
        self.is_lost = False
        """Whether the text says nothing of where somebody works."""
        self.successors: list[Group] = []
        """What has replaced the group asked for, when it has ended."""
        self.more = False
        """Whether more groups concern the place than are offered."""
        self.full_clean()
        self.place: Organisation | None = self.cleaned_data.get("plats")
        self.home = lifting.home_of(self.place, day) if self.place else None
        self.group: Group | None = None
        """The group whose ladder is asked for."""
        self.offers = False
        """Whether any group concerns the place."""
        self.is_unsure = False
        """Whether that is the delregion's tjänstemannaberedning because no group was known."""
        self.topic: Topic | None = None
        self._settle(self.cleaned_data.get("grupp"))

    @property
    def kind(self) -> Kind | None:
        return self.cleaned_data.get("fraga")

    @property
    def here(self) -> Group | None:
        """The group that the question comes from, None where no group was known."""
        return None if self.is_unsure else self.group

    @property
    def is_answered(self) -> bool:
        return bool(self.group and self.kind)

    def clean_plats(self) -> Organisation | None:
        text = self.cleaned_data["plats"]
        if not text:
            if "plats" in self.address and not self.address.get("grupp"):
                raise forms.ValidationError(_("Skriv kommunen eller organisationen där du arbetar."))
            return None
        found = lifting.organisations_meant(text)
        if len(found) == 1:
            return found[0]
        self.meant = found or placenames.municipalities_in(text)
        if found:
            raise forms.ValidationError(_("Flera stämmer. Vilken menar du?"))
        if self.meant:
            raise forms.ValidationError(_("Ingen kommun eller organisation heter så i registret. Menar du kommunen?"))
        self.is_lost = True
        message = _("Ingen kommun eller organisation heter så i registret. Pröva en del av namnet, eller välj kommun.")
        raise forms.ValidationError(message)

    def clean_grupp(self) -> Group | Topic | str | None:
        text = self.cleaned_data["grupp"]
        if not text and "grupp" in self.address and self.address.get("plats"):
            raise forms.ValidationError(_("Välj en grupp eller ett ämne, eller att du inte vet."))
        if text in ("", UNSURE):
            return text
        if text.startswith(TOPIC):
            if topic := Topic.objects.filter(slug=text.removeprefix(TOPIC)).first():
                return topic
            raise forms.ValidationError(_("Ämnet finns inte i registret. Välj på nytt."))
        group = self.groups.filter(slug=text).select_related("type", "region", "parent").first()
        if group is None:
            raise forms.ValidationError(_("Gruppen finns inte i registret. Välj på nytt."))
        if group.is_ended:
            self.successors = list(group.successors.filter(pk__in=self.groups.current().values("pk")))
            message = _("%(group)s är avslutad och tar inte emot några frågor. Välj en annan grupp.")
            raise forms.ValidationError(message % {"group": group.name})
        return group

    def clean_fraga(self) -> Kind | None:
        return KINDS.get(self.cleaned_data["fraga"])

    def _settle(self, chosen: Group | Topic | str | None) -> None:
        """Find the group whose ladder is asked for, or offer what there is to choose between."""
        if isinstance(chosen, Group):
            self.group = chosen
        elif chosen == UNSURE and self.place and not self.home:
            message = _("%(place)s hör inte till någon delregion. Skriv kommunen som frågan gäller.")
            self.data = self.data.copy()
            self.data["plats"] = self.place.name
            self.add_error("plats", message % {"place": self.place.name})
            self.place = None
        elif chosen == UNSURE and self.home:
            self.group = lifting.officials_of(self.home, self.groups.current())
            self.is_unsure = self.group is not None
            if not self.group:
                message = _("Ingen tjänstemannaberedning är registrerad i %(region)s. Välj en grupp.")
                self.add_error("grupp", message % {"region": self.home.name})
        elif isinstance(chosen, Topic):
            self.topic = chosen
        if self.place and not self.group:
            self._offer()
        self._focus()

    def _focus(self) -> None:
        """Let what is to be answered next have the focus, once something has been; the radios are the template's."""
        if self.address and not self.group:
            self.fields["grupp" if self.place else "plats"].widget.attrs["autofocus"] = True

    def _offer(self) -> None:
        """Offer the groups near the place, those of the topic alone where one is chosen. Two queries."""
        near = lifting.groups_near(self.place, self.home, self.groups.current(), self.day)
        choices: list[tuple] = [("", _("Välj …"))]
        if self.home:
            choices.append((UNSURE, _("Vet inte, eller ingen särskild grupp")))
        topics = [] if self.topic else Topic.objects.filter(groups__in=near.order_by().values("pk")).distinct()
        if self.topic:
            near = near.filter(topics=self.topic)
        offered = list(near.select_related("type", "region", "parent")[: MOST_OFFERED + 1])
        if self.topic and len(offered) == 1:
            self.group = offered[0]
            return
        self.more = len(offered) > MOST_OFFERED
        for nearness, groups in groupby(offered[:MOST_OFFERED], key=lambda group: group.nearness):
            label = IN_MUNICIPALITY if nearness == 0 and self.place.is_municipality else NEARNESS[nearness]
            choices.append((label, [(group.slug, group.name) for group in groups]))
        if topics := [(f"{TOPIC}{topic.slug}", topic.name) for topic in topics]:
            choices.append((_("Eller ett ämne"), topics))
        self.fields["grupp"].widget.choices = choices
        self.offers = bool(offered)
        if self.topic and not offered:
            message = _("Ingen grupp hos %(place)s arbetar med %(topic)s. Välj något annat.")
            self.add_error("grupp", message % {"place": self.place.label, "topic": self.topic.name})

    def address_with(self, **values: str) -> str:
        """Return the query string with these answers; "" leaves one out."""
        rest = {name: self.address.get(name, "") for name in self.fields} | values
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in rest.items() if value})
        return f"?{query.urlencode()}"

    @property
    def other_place(self) -> str:
        return self.address_with(plats="", grupp=UNSURE if self.is_unsure else "")

    @property
    def other_group(self) -> str:
        return self.address_with(grupp="")

    @property
    def other_kind(self) -> str:
        return self.address_with(fraga="")

    @property
    def group_so_far(self) -> str:
        """What is said of the group or topic before the place is known, "" when it is of no use."""
        return "" if "grupp" in self.errors else self.address.get("grupp", "")

    @property
    def meanings(self) -> list[tuple[Organisation, str]]:
        """The organisations that the text may mean, each with the address that says so."""
        return self.addresses_of(self.meant)

    def addresses_of(self, places: Iterable[Organisation]) -> list[tuple[Organisation, str]]:
        """Return each of the places with the address that says it is the one."""
        return [(each, self.address_with(plats=each.slug)) for each in places]

    @property
    def replacements(self) -> list[tuple[Group, str]]:
        """What has replaced the group asked for, each with the address that asks for it."""
        return [(each, self.address_with(grupp=each.slug)) for each in self.successors]
