"""”Stämmer något inte?”: what a reader may send without an account, and without a cookie."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from groups.models import Group, Remark

OPEN_FOR = dt.timedelta(hours=12)
"""How long a form that was opened may be sent."""

MOST_AN_HOUR = 5
"""So many remarks are taken from one address in an hour."""


class RemarkForm(forms.ModelForm):
    """A remark on one group. `ticket` is the signed moment the form was opened; `webbplats` is for robots alone."""

    text = forms.CharField(
        label=_("Vad stämmer inte?"),
        max_length=Remark._meta.get_field("text").max_length,
        help_text=_("Skriv gärna vad som gäller i stället. Skriv inget om patienter eller enskilda personer."),
        widget=forms.Textarea(attrs={"rows": 7}),
        error_messages={"required": _("Skriv vad som inte stämmer.")},
    )
    email = forms.EmailField(
        label=_("Din e-post (om du vill ha svar)"),
        required=False,
        max_length=254,
        help_text=_("Visas bara för dem som sköter registret."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": _("Adressen ser inte ut som en e-postadress. Lämna tomt eller rätta den.")},
    )
    webbplats = forms.CharField(
        label=_("Lämna det här fältet tomt"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    ticket = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Remark
        fields = ["text", "email"]

    def __init__(self, *args, group: Group, **kwargs) -> None:
        super().__init__(*args, label_suffix="", **kwargs)
        self.group = group
        self.fields["ticket"].initial = signing.dumps(group.slug, salt=__name__)

    @property
    def from_robot(self) -> bool:
        """Whether the field that people do not see is filled in."""
        return bool(self.data.get("webbplats"))

    def clean(self) -> dict:
        """Refuse what was not sent from this group's own form, opened a reasonable time ago."""
        try:
            opened_for = signing.loads(self.cleaned_data.get("ticket", ""), salt=__name__, max_age=OPEN_FOR)
        except signing.BadSignature:
            opened_for = None
        if opened_for != self.group.slug:
            # The next try carries a fresh ticket; what was typed stays.
            self.data = self.data.copy()
            self.data["ticket"] = self.fields["ticket"].initial
            raise forms.ValidationError(
                _("Formuläret har stått öppet för länge. Det du skrev står kvar: skicka det igen.")
            )
        return self.cleaned_data


def client_of(request: HttpRequest) -> str:
    """Return a key for who asks that cannot be turned back into an address without the site's secret."""
    return salted_hmac(__name__, request.META.get("REMOTE_ADDR", ""), algorithm="sha256").hexdigest()
