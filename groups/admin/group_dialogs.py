"""Moving a group, changing its status, ending it, marking it as a mistake: a page each that asks and then tells.

Each asks what is needed, shows in words what will happen, and does it when that is confirmed. What the rules refuse
stands at its field with everything typed kept. Each carries what the group was when the dialog was opened: if somebody
has changed it since, nothing is done and the dialog is shown again with what they changed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from groups import lifecycle, tree
from groups.admin import conflict, group_history
from groups.admin.group_form import day_input
from groups.admin.refusals import Refusable, check_reach
from groups.admin.search_select import SearchChoiceField
from groups.models import Group, Region, Status, Tier, User

MOST_SUCCESSORS = 3


class Dialog(Refusable, forms.Form):
    """What a change asks for, what it will bring, and the change."""

    address: ClassVar[str]
    title: ClassVar[Any]
    button: ClassVar[Any]
    next_button: ClassVar[Any] = gettext_lazy("Fortsätt")
    at_once: ClassVar[bool] = False
    """Whether it is done without being asked or confirmed, by a button on the group's page."""
    asks: ClassVar[tuple[str, ...]] = ("effective", "reason")
    begins_with: ClassVar[tuple[str, ...]] = ()
    """Fields that are filled with what stands when the dialog is opened."""
    fields_of_rules = {"successors": "successor_1"}

    effective = forms.DateField(
        label=gettext_lazy("Gäller från"),
        widget=day_input(),
        help_text=gettext_lazy("I dag eller en dag bakåt; inte framåt i tiden."),
    )
    reason = forms.CharField(label=gettext_lazy("Orsak"), max_length=250)
    seen = forms.Field(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None = None, *, group: Group, user: User, now: dt.datetime) -> None:
        super().__init__(data, use_required_attribute=False)
        self.group, self.user, self.now, self.today = group, user, now, localdate(now)
        for name in {"effective", "reason"} - {*self.asks}:
            del self.fields[name]
        if "effective" in self.fields:
            self.fields["effective"].initial = self.today
        self.opened = conflict.Seen.read(data.get("seen", ""), group.pk) if data is not None else None
        """What the dialog showed when it was opened; None if it cannot tell."""
        self.stale = self.damaged = False
        self.beside: dict[str, conflict.Difference] = {}
        self.changes: list[group_history.Entry] = []

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "seen":
            return self.stands().signed()
        return super().get_initial_for_field(field, field_name)

    def stands(self) -> conflict.Seen:
        """What the dialog shows of the group as it is now."""
        values = conflict.values_of(self, self.begins_with)
        return conflict.Seen(self.group.pk, self.group.revision, {}, {"": values}, self.now.isoformat())

    def caught_up(self) -> Dialog:
        """The dialog again, with what was typed kept, what nobody touched as it stands, and what others have changed.

        A few queries for each kind of row that has been changed.
        """
        group = Group.objects.select_related("type", "region", "parent").get(pk=self.group.pk)
        fresh = type(self)(group=group, user=self.user, now=self.now)
        now, data = fresh.stands(), self.data.copy()
        seen = self.opened.forms.get("", {}) if self.opened else None
        conflict.bring_together(fresh, "", seen, now.forms[""], data)
        data["seen"] = now.signed()
        again = type(self)(data, group=group, user=self.user, now=self.now)
        again.stale, again.damaged, again.beside = True, self.opened is None, fresh.beside
        if self.opened and self.opened.at:
            again.changes = group_history.since(group, dt.datetime.fromisoformat(self.opened.at))
        return again

    def sent_values(self) -> list[tuple[str, str]]:
        """What was answered, to be sent again with the confirmation."""
        answers = []
        for name in self.fields:
            value = self.cleaned_data.get(name)
            value = value.pk if isinstance(value, Model) else value
            if value not in (None, "", False):
                answers.append((self.add_prefix(name), "on" if value is True else str(value)))
        return answers

    @property
    def signature(self) -> dict[str, Any]:
        """Who does it and why, and what they had seen."""
        return {"reason": self.cleaned_data["reason"], "by": self.user, "revision": self.opened.revision}

    def outcome(self) -> list[str]:
        """What will happen, in sentences. The form is valid."""
        raise NotImplementedError

    def carry_out(self) -> None:
        """Do it. Raises ValidationError, by field."""
        raise NotImplementedError

    def try_out(self) -> bool:
        """Do it and take it back; returns whether the rules allow it, with what they refuse at its field.

        Raises StaleGroup, as `do`, if somebody has changed the group since the dialog was opened.
        """
        try:
            with transaction.atomic():
                self.carry_out()
                self._check_reach()
                transaction.set_rollback(True)
        except ValidationError as error:
            self.refuse(error)
            return False
        return True

    def do(self) -> bool:
        """Do it; returns whether it was done, with what the rules refuse at its field."""
        try:
            with transaction.atomic():
                self.carry_out()
                self._check_reach()
        except ValidationError as error:
            self.refuse(error)
            return False
        return True

    def _check_reach(self) -> None:
        check_reach(self.group, self.user, "parent" if "parent" in self.fields else None)


class MoveDialog(Dialog):
    address, title, button = "flytta", gettext_lazy("Flytta gruppen"), gettext_lazy("Flytta")
    begins_with = ("parent", "part")

    parent = SearchChoiceField(
        Group._meta.get_field("parent"),
        required=False,
        label=gettext_lazy("Ska ligga under"),
        help_text=gettext_lazy("Tomt: överst i trädet."),
    )
    part = forms.BooleanField(label=gettext_lazy("Som del av den"), required=False)
    region = forms.ModelChoiceField(Region.objects.none(), required=False, label=gettext_lazy("Delregion"))
    field_order = ["parent", "part", "region", "effective", "reason"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["part"].initial = self.group.is_part
        self.fields["parent"].initial = self.group.parent_id
        self.fields["parent"].widget.know(self.group.parent)
        self.fields["parent"].queryset = Group.objects.listed().exclude(pk=self.group.pk)
        region = self.fields["region"]
        region.queryset = Region.objects.filter(parent__isnull=self.group.tier == Tier.CENTRAL)
        region.empty_label = _("som nu (%(region)s)") % {"region": self.group.region or _("ingen")}
        region.help_text = _("Väljs bara under en central grupp eller överst; annars följer den av platsen.")

    def clean(self) -> dict:
        """Refuses a delregion that the place would not let stand."""
        data = super().clean()
        parent, region = data.get("parent"), data.get("region")
        if parent and region and parent.tier != Tier.CENTRAL and parent.region != region:
            told = _("%(parent)s hör till %(region)s, och det som ligger under den likaså.")
            self.add_error("region", told % {"parent": parent, "region": parent.region})
        return data

    def carry_out(self) -> None:
        data = self.cleaned_data
        place = {"part": data["part"], "region": data["region"], "effective": data["effective"]}
        tree.move(self.group, data["parent"], **place, today=self.today, **self.signature)

    def outcome(self) -> list[str]:
        group, parent = Group.objects.get(pk=self.group.pk), self.cleaned_data["parent"]
        day, top = self.cleaned_data["effective"], _("toppen av trädet")
        below = group.get_descendants().listed().count()
        if parent != group.parent:
            told = [
                _("%(group)s flyttas från %(old)s till %(new)s från och med %(day)s.")
                % {"group": group, "old": group.parent or top, "new": parent or top, "day": day}
            ]
        else:
            told = [
                _("%(group)s ligger kvar under %(parent)s; det som ändras gäller från och med %(day)s.")
                % {"group": group, "parent": parent or top, "day": day}
            ]
        if self.cleaned_data["part"] != group.is_part:
            told.append(_("Den blir en egen grupp.") if group.is_part else _("Den blir en del av den överordnade."))
        if below and parent != group.parent:
            told.append(
                ngettext(
                    "%(number)d grupp under den följer med.",
                    "%(number)d grupper och delar under den följer med.",
                    below,
                )
                % {"number": below}
            )
        bound = parent and parent.tier != Tier.CENTRAL
        region = parent.region if bound else self.cleaned_data["region"] or group.region
        if region != group.region:
            told.append(
                _("Delregionen ändras från %(old)s till %(new)s, även för det som ligger under.")
                % {"old": group.region or "–", "new": region}
            )
        return told


class StatusDialog(Dialog):
    address, title, button = "status", gettext_lazy("Ändra status"), gettext_lazy("Ändra status")
    begins_with = ("restart_condition",)

    status = forms.ChoiceField(
        label=gettext_lazy("Ny status"),
        choices=[choice for choice in Status.choices if choice[0] != Status.ENDED],
        help_text=gettext_lazy("Pausad finns men har inget inplanerat; vilande är inte avslutad."),
    )
    restart_condition = forms.CharField(
        label=gettext_lazy("Villkor för omstart"),
        max_length=250,
        required=False,
        help_text=gettext_lazy("Vad som behöver hända för att gruppen ska börja mötas igen."),
    )
    field_order = ["status", "effective", "reason", "restart_condition"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["restart_condition"].initial = self.group.restart_condition
        choices = [("", gettext_lazy("– välj –"))]
        self.fields["status"].choices = choices + [
            choice for choice in self.fields["status"].choices if choice[0] != self.group.status
        ]

    def carry_out(self) -> None:
        data = self.cleaned_data
        lifecycle.change(
            self.group,
            data["status"],
            effective=data["effective"],
            restart_condition=data["restart_condition"],
            today=self.today,
            **self.signature,
        )

    def outcome(self) -> list[str]:
        return [
            _("%(group)s är %(new)s från och med %(day)s (nu: %(old)s).")
            % {
                "group": self.group,
                "new": Status(self.cleaned_data["status"]).label,
                "old": Group.objects.get(pk=self.group.pk).get_status_display(),
                "day": self.cleaned_data["effective"],
            }
        ]


class EndDialog(Dialog):
    address, title, button = "avsluta", gettext_lazy("Avsluta gruppen"), gettext_lazy("Avsluta")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number in range(1, MOST_SUCCESSORS + 1):
            self.fields[f"successor_{number}"] = SearchChoiceField(
                Group._meta.get_field("parent"),
                Group.objects.listed().current().exclude(pk=self.group.pk),
                required=False,
                label=_("Ersätts av") if number == 1 else _("… och av"),
                help_text=_("Tomt om inget ersätter gruppen.") if number == 1 else "",
            )

    @property
    def successors(self) -> list[Group]:
        chosen = [self.cleaned_data[f"successor_{number}"] for number in range(1, MOST_SUCCESSORS + 1)]
        return list({group.pk: group for group in chosen if group}.values())

    def carry_out(self) -> None:
        lifecycle.end(
            self.group,
            effective=self.cleaned_data["effective"],
            successors=self.successors,
            today=self.today,
            **self.signature,
        )

    def outcome(self) -> list[str]:
        group = self.group
        told = [
            _("%(group)s avslutas från och med %(day)s. Sidan finns kvar och säger när, varför och vad som ersätter.")
            % {"group": group, "day": self.cleaned_data["effective"]}
        ]
        if parts := group.get_descendants().listed().current().filter(is_part=True).count():
            told.append(
                ngettext("%(number)d del avslutas samtidigt.", "%(number)d delar avslutas samtidigt.", parts)
                % {"number": parts}
            )
        if successors := self.successors:
            told.append(_("Ersätts av %(groups)s.") % {"groups": ", ".join(str(each) for each in successors)})
        else:
            told.append(_("Inget anges ersätta den."))
        return told


class MistakenDialog(Dialog):
    address, title = "misstag", gettext_lazy("Registrerad av misstag")
    button = gettext_lazy("Märk som misstag")
    asks = ("reason",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.group.mistaken:
            self.title, self.button = _("Inte ett misstag"), _("Ta tillbaka märkningen")
        else:
            self.fields["reason"].help_text = _("En grupp som har funnits och upphört avslutas i stället.")

    def carry_out(self) -> None:
        do = lifecycle.unmark_mistaken if self.group.mistaken else lifecycle.mark_mistaken
        do(self.group, **self.signature)

    def try_out(self) -> bool:
        done = super().try_out()
        self.group.refresh_from_db(fields=["mistaken"])
        return done

    def outcome(self) -> list[str]:
        if self.group.mistaken:
            return [_("%(group)s kommer tillbaka i alla listor.") % {"group": self.group}]
        return [
            _("%(group)s försvinner ur alla listor och från webbplatsen. Märkningen kan tas tillbaka.")
            % {"group": self.group}
        ]


class AttestDialog(Dialog):
    address, title, button = "stammer", gettext_lazy("Stämmer fortfarande"), gettext_lazy("Stämmer fortfarande")
    next_button = button
    at_once = True
    asks = ()

    def carry_out(self) -> None:
        lifecycle.attest(self.group, on=self.today, by=self.user, revision=self.opened.revision)

    def outcome(self) -> list[str]:
        return [_("%(group)s är märkt som granskad i dag.") % {"group": self.group}]


DIALOGS: dict[str, type[Dialog]] = {
    "move": MoveDialog,
    "status": StatusDialog,
    "end": EndDialog,
    "mistaken": MistakenDialog,
    "attest": AttestDialog,
}
