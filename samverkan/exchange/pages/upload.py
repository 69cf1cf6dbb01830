"""The first step: a file, why it is taken in, and from what day moves and status hold."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groups.admin.group_form import day_input
from samverkan.exchange import waiting
from samverkan.exchange.applying import TreeIsBroken
from samverkan.exchange.models import KEPT_DAYS, Import
from samverkan.exchange.pages.access import broken, importing, page
from samverkan.exchange.reading import Unreadable
from samverkan.exchange.reading.limits import MEGABYTE, MOST_BYTES

if TYPE_CHECKING:
    from samverkan.exchange.admin import ImportAdmin

LONGEST_NAME = Import._meta.get_field("file_name").max_length


class UploadForm(forms.Form):
    """What is asked before a file is looked at. The file comes last: what stands before it survives one too large."""

    why = forms.CharField(
        label=gettext_lazy("Varför"),
        max_length=Import._meta.get_field("why").max_length,
        required=False,
        help_text=gettext_lazy("Till exempel ”årets lista från kommunerna”. Står i historiken, så skriv inga namn."),
    )
    effective = forms.DateField(
        label=gettext_lazy("Flyttar och ny status gäller från"),
        required=False,
        widget=day_input(),
        help_text=gettext_lazy("Om raden inte själv säger en dag. I dag eller bakåt i tiden; tomt betyder i dag."),
    )
    file = forms.FileField(
        label=gettext_lazy("Fil"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv,.zip"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("Välj en fil.")},
    )

    def __init__(self, *args, today: dt.date, **kwargs) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.today = today
        self.fields["file"].help_text = _("Excel (.xlsx), CSV eller zip med CSV-filer, högst %(most)s MB.") % {
            "most": most_bytes() // MEGABYTE
        }

    def clean_effective(self) -> dt.date | None:
        day = self.cleaned_data["effective"]
        if day and day > self.today:
            raise ValidationError(_("Ange i dag eller en dag bakåt i tiden."))
        return day

    def refuse_size(self) -> None:
        """Say that the file was too large; it has not been read."""
        self.fields["file"].required = False
        self.full_clean()
        self.add_error(
            "file",
            _("Filen är för stor: den får vara högst %(most)s MB. Dela upp den i flera filer.")
            % {"most": most_bytes() // MEGABYTE},
        )


def most_bytes() -> int:
    """The largest file that is taken."""
    return MOST_BYTES


@importing("GET", "HEAD", "POST")
def view(admin: ImportAdmin, request: HttpRequest) -> HttpResponse:
    """The page; a file that can be read is kept, and leads on to its columns or to the preview."""
    now = timezone.now()
    today = localdate(now)
    form = UploadForm(today=today)
    if request.method == "POST":
        waiting.prune(now)
        form = UploadForm(request.POST, request.FILES, today=today)
        if getattr(request, "file_too_large", False):
            form.refuse_size()
        elif form.is_valid():
            try:
                return _received(request, form, now=now, today=today)
            except TreeIsBroken as error:
                return broken(request, error)
            except Unreadable as error:
                form.add_error("file", [error.message, error.advice] if error.advice else error.message)
    return page(admin, request, "upload", title=_("Läs in en fil"), form=form, kept_days=KEPT_DAYS)


def _received(request: HttpRequest, form: UploadForm, *, now: dt.datetime, today: dt.date) -> HttpResponse:
    """Keep the file, and lead on. Raises Unreadable."""
    said = form.cleaned_data
    name, content = said["file"].name, said["file"].read()
    files = waiting.read_bytes(content, name)
    entry = Import(
        file_name=name[-LONGEST_NAME:],
        why=said["why"],
        effective=said["effective"],
        content=content,
        by=request.user,
    )
    entry.save()
    return lead_on(request, entry, waiting.recognised(files, entry), now=now, today=today)


def lead_on(
    request: HttpRequest, entry: Import, found: list[waiting.Told], *, now: dt.datetime, today: dt.date
) -> HttpResponse:
    """To the first table that nobody has told of yet, or to the preview, which is made. Raises Gone."""
    if unclear := next((each for each in found if each.needs_answer), None):
        return redirect("admin:exchange_import_table", entry.pk, unclear.place)
    waiting.compare(entry, by=request.user, now=now, today=today, found=found)
    return redirect("admin:exchange_import_preview", entry.pk)
