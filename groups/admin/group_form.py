"""The fields of a group, in the order in which a person thinks of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.models import construct_instance
from django.utils.translation import gettext_lazy as _

from groups.admin.choices import BoundedModelMultipleChoiceField
from groups.admin.refusals import Refusable
from groups.admin.search_select import SearchChoiceField
from groups.models import Group, GroupType, Mandate, Region, Status, Tier

PLACE_FIELDS = ("parent", "part", "status", "effective", "assumed", "reason")
"""What is asked once, when a group is registered; later it changes through its own pages."""


def day_input() -> forms.DateInput:
    """The browser's own date field: no script, and the keyboard works."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Words(forms.CharField):
    """Text of several lines, kept with plain line breaks: browsers send them as two signs."""

    def __init__(self, *, rows: int = 3, **kwargs: Any) -> None:
        kwargs.pop("widget", None)
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **kwargs)

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.to_python(initial), data)


def for_column(db_field: Any, **kwargs: Any) -> forms.Field | None:
    """The form field for a model's column, with capital letter and native widgets."""
    name = type(db_field).__name__
    if name == "TextField":
        kwargs["form_class"] = Words
    elif name == "DateField":
        kwargs["widget"] = day_input()
    elif name == "URLField":
        kwargs["assume_scheme"] = "https"
    elif name == "ManyToManyField":
        kwargs["form_class"] = BoundedModelMultipleChoiceField
    field = db_field.formfield(**kwargs)
    if field is not None and field.label:
        field.label = str(field.label)[:1].upper() + str(field.label)[1:]
    return field


class UncheckedForm(Refusable, forms.ModelForm):
    """A form that fills its instance and leaves the model's rules to whoever writes the row, under the lock."""

    fields_of_rules = {"is_part": "part"}

    def _post_clean(self) -> None:
        self.instance = construct_instance(self, self.instance, self._meta.fields, self._meta.exclude)


class GroupForm(UncheckedForm):
    """What a group says of itself. Its delregion follows its place, and is changed by moving it."""

    change_reason = forms.CharField(
        label=_("Orsak till ändringen"),
        required=False,
        max_length=100,
        help_text=_("Frivilligt. Syns i historiken."),
    )

    class Meta:
        model = Group
        fields = [
            "name", "short_name", "aliases", "type", "purpose", "topics", "basis", "basis_url", "origin",
            "tier", "coverage", "coverage_text", "every_municipality",
            "frequency_text", "agenda",
            "mandate", "mandate_text", "reporting", "feedback",
            "restart_condition", "valid_until", "is_public", "note",
        ]  # fmt: skip
        formfield_callback = for_column

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.fields["topics"].widget = forms.CheckboxSelectMultiple(choices=self.fields["topics"].choices)
        self.fields["topics"].required = False
        self.fields["name"].help_text = _("Det namn som de som möts själva använder.")
        self.fields["purpose"].help_text = _("Vad gruppen är till för, i en eller ett par meningar.")
        self.fields["coverage"].help_text = _("Vilka kommuner gruppen gäller. Anges några räknas de upp här under.")
        self.fields["mandate_text"].help_text = _("Till exempel ”i frågor om FACT-samverkan”.")
        self.fields["reporting"].help_text = _("”Okänt” är inte samma sak som att gruppen rapporterar ingenstans.")
        self.fields["valid_until"].help_text = _("Om gruppen är beslutad för en viss tid.")

    def changed_words(self) -> list[str]:
        """Names of the fields that differ from what stands in the registry."""
        return [name for name in self.changed_data if name != "change_reason"]


class AddGroupForm(GroupForm):
    """A new group: also where it stands, since when and why."""

    class Meta(GroupForm.Meta):
        fields = [*GroupForm.Meta.fields, "region"]

    parent = SearchChoiceField(
        Group._meta.get_field("parent"),
        required=False,
        label=_("Ligger under"),
        help_text=_("Den överordnade gruppen. Tomt bara för den som står överst."),
    )
    part = forms.BooleanField(
        label=_("Del av den överordnade gruppen"),
        required=False,
        help_text=_("En del räknas inte som egen grupp och ärver uppgifter som lämnas tomma."),
    )
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices, initial=Status.ACTIVE)
    effective = forms.DateField(
        label=_("Finns sedan"), required=False, widget=day_input(), help_text=_("Tomt om dagen är okänd.")
    )
    assumed = forms.BooleanField(label=_("Datumet är antaget"), required=False)
    reason = forms.CharField(
        label=_("Orsak"), required=False, max_length=250, help_text=_("Till exempel beslutet att starta gruppen.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tier"].required = False
        self.fields["tier"].choices = [("", _("grupptypens nivå")), *Tier.choices]
        self.fields["tier"].initial = ""
        self.fields["region"].queryset = Region.objects.order_by("parent__sort_key", "sort_key")
        self.fields["region"].help_text = _("Tomt: den överordnade gruppens. Centrala grupper har ingen delregion.")
        del self.fields["change_reason"]

    def clean(self) -> dict:
        """Fills what is left blank from the group type."""
        data = super().clean()
        kind: GroupType | None = data.get("type")
        if kind is None:
            return data
        for name, value in defaults_of(kind).items():
            blank = ("", Mandate.NOT_STATED) if name == "mandate" else ("",)
            if name in data and value and (data[name] or "") in blank:
                data[name] = value
        if not data.get("tier") and "tier" not in self.errors:
            parent = data.get("parent")
            if parent is not None and data.get("part"):
                data["tier"] = parent.tier
            else:
                self.add_error("tier", _("Välj nivå: grupptypen finns på flera nivåer."))
        return data


def defaults_of(kind: GroupType) -> dict[str, str]:
    """What a group of this type starts with: field name → value; blank where the type says nothing."""
    return {
        "tier": kind.tier,
        "purpose": kind.default_purpose,
        "mandate": kind.default_mandate,
        "agenda": kind.default_agenda,
    }
