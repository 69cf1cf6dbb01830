"""What there is to choose in the filters: the words that stand in addresses, and what they mean."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groups.models import Mandate, Organisation, Principal, ReportingAnswer, Status, Tier

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
EVERY_STATUS = "alla"

# What stands in an address is Swedish, as all else that people see.
STATUSES = {
    "planerad": Status.PLANNED,
    "nystartad": Status.STARTING,
    "aktiv": Status.ACTIVE,
    "pausad": Status.PAUSED,
    "vilande": Status.DORMANT,
    "avslutade": Status.ENDED,
}
TIERS = {"central": Tier.CENTRAL, "delregional": Tier.DELREGIONAL, "lokal": Tier.LOCAL}
MANDATES = {
    "inget": Mandate.NONE,
    "inom-professionen": Mandate.WITHIN_PROFESSION,
    "inom-amnet": Mandate.WITHIN_SUBJECT,
    "fullt": Mandate.FULL,
    "andras-forslag": Mandate.DECIDES_PROPOSALS,
    "ej-angivet": Mandate.NOT_STATED,
}
REPORTING = {
    "till-nagon": ReportingAnswer.LINES,
    "ingenstans": ReportingAnswer.NOWHERE,
    "egen-organisation": ReportingAnswer.OWN_ORGANISATION,
    "okant": ReportingAnswer.UNKNOWN,
}

LACKING = {
    "kommun": ("saknad-kommun", _("en kommun saknar företrädare")),
    "plats": ("vakant", _("en plats är vakant")),
    "sammankallande": ("sammankallande", _("ingen sammankallande")),
    "granskning": ("ej-granskad", _("ej granskad på ett år")),
    "omfattning": (None, _("kommunerna är inte angivna")),
}
"""What a group may lack → the need that finds it (`groups.needs`), and its words."""

PRINCIPALS = {"region": Principal.REGION, "kommun": Principal.MUNICIPALITY, "annan": Principal.NONE}
KINDS = {
    "kommun": Organisation.Kind.MUNICIPALITY,
    "region": Organisation.Kind.REGION,
    "forvaltning": Organisation.Kind.ADMINISTRATION,
    "sjukhus": Organisation.Kind.HOSPITAL,
    "klinik": Organisation.Kind.CLINIC,
    "primarvard": Organisation.Kind.PRIMARY_CARE,
    "vardcentral": Organisation.Kind.HEALTH_CENTRE,
    "kommunal-verksamhet": Organisation.Kind.MUNICIPAL_CARE,
    "privat-vardgivare": Organisation.Kind.PRIVATE_PROVIDER,
    "brukarorganisation": Organisation.Kind.USER_ORGANISATION,
    "bolag": Organisation.Kind.COMPANY,
    "annan": Organisation.Kind.OTHER,
}


class OneOf(forms.ChoiceField):
    """A select whose value is one of the rows or members offered; `cleaned_data` holds that row or member."""

    def __init__(self, label: str, everything: str, options: dict[str, Any] | None = None, **kwargs) -> None:
        super().__init__(label=label, required=False, **kwargs)
        self.everything = everything
        self.error_messages["invalid_choice"] = _("”%(value)s” finns inte att välja. Filtret används inte.")
        self.offer({key: (value, value.label) for key, value in (options or {}).items()})

    def offer(self, options: dict[str, tuple[Any, str]]) -> None:
        """Take these options: what stands in the address → (what it means, its words)."""
        self.options = options
        self.choices = [("", self.everything), *((key, text) for key, (_value, text) in options.items())]

    def count(self, counts: Mapping[Any, int]) -> None:
        """Say beside each option how many groups it leaves; `counts` is by what the option means, rows by their key."""
        for place, (key, (value, text)) in enumerate(self.options.items(), start=1):
            number = f"{counts.get(getattr(value, 'pk', value), 0):,}".replace(",", NO_BREAK_SPACE)
            self.choices[place] = (key, f"{text} ({number})")
        self.widget.choices = self.choices

    def clean(self, value: Any) -> Any:
        key = super().clean(str(value or "").strip())
        return self.options[key][0] if key else None
