"""The filters over the list of organisations, as they stand in the address."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from groups import search
from groups.forms.options import KINDS, PRINCIPALS, OneOf
from groups.models import Organisation


class OrganisationFilter(forms.Form):
    """The filters over the list of organisations. Always bound to an address; costs no query.

    Municipalities have a page of their own and are listed only when asked for.
    """

    q = forms.CharField(label=_("Namn"), required=False, max_length=300)
    huvudman = OneOf(_("Huvudman"), _("Alla"), PRINCIPALS)
    slag = OneOf(_("Slag"), _("Alla slag"), KINDS)

    def __init__(self, address: QueryDict) -> None:
        super().__init__(address, auto_id="filter-%s", use_required_attribute=False, label_suffix="")
        self.full_clean()

    def apply(self, organisations: QuerySet[Organisation]) -> QuerySet[Organisation]:
        """Return those of `organisations` that the filters leave, in Swedish order."""
        chosen = self.cleaned_data
        if chosen.get("huvudman"):
            organisations = organisations.filter(principal=chosen["huvudman"])
        if chosen.get("slag"):
            organisations = organisations.filter(kind=chosen["slag"])
        elif not chosen.get("q"):
            organisations = organisations.exclude(kind=Organisation.Kind.MUNICIPALITY)
        if chosen.get("q"):
            organisations = search.organisations_matching(chosen["q"], organisations)
        return organisations.order_by("sort_key", "pk")
