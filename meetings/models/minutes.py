"""What makes minutes a document: who verifies, what was corrected afterwards, what is attached."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Person
from groups.models.check import Check
from groups.models.dated import new_uid
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting


class Verifier(models.Model):
    """Somebody who is to approve the minutes (justera)."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    """Stands in the personal signed link; a new one withdraws the link."""
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="verifiers", verbose_name=_("möte"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("person")
    )
    name = models.CharField(_("namn eller roll"), max_length=150, blank=True)
    verified_at = models.DateTimeField(_("justerade"), null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    """Who recorded it on the verifier's behalf; None when they did it by their own link."""
    verified_text = models.CharField(max_length=64, blank=True, editable=False)
    """Key of what was verified (`Content.fingerprint`): who verified another wording has not verified this one."""
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("justerare")
        verbose_name_plural = _("justerare")
        ordering = ["pk"]
        constraints = [
            Check(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="meetings_verifier_is_somebody",
                violation_error_message=_("Ange vem som justerar."),
            )
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return self.person.name if self.person else self.name


class VerifiedWords(models.Model):
    """What verified minutes say in the registry's own words, as they were when verified: see `documents.words`.

    By row, and without persons' names. Apart from the meeting so that lists do not fetch them.
    """

    meeting = models.OneToOneField(Meeting, models.CASCADE, primary_key=True, related_name="verified_words")
    words = models.JSONField()

    class Meta:
        verbose_name = _("justerade anteckningars ordalydelse")
        verbose_name_plural = _("justerade anteckningars ordalydelser")

    def __str__(self) -> str:
        return str(self.meeting)


class Correction(models.Model):
    """A change to verified minutes: it stands beside what was verified, and never in its place."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="corrections", verbose_name=_("möte"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="corrections", verbose_name=_("punkt")
    )
    text = models.TextField(_("rättelse"))
    made_at = models.DateTimeField(_("gjord"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False, verbose_name=_("av")
    )

    class Meta:
        verbose_name = _("rättelse")
        verbose_name_plural = _("rättelser")
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Attachment(models.Model):
    """A file that belongs to the minutes. Checked by its content, and served as a download only.

    The content stands in the database: a backup holds it, and several machines need no common disk.
    """

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attachments", verbose_name=_("möte"))
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="attachments", verbose_name=_("punkt")
    )
    label = models.CharField(
        _("beteckning"), max_length=30, blank=True, help_text=_("Till exempel ”Bilaga 1”. Alla har ingen.")
    )
    title = models.CharField(_("vad det är"), max_length=150)
    file_name = models.CharField(_("filnamn"), max_length=150, editable=False)
    content_type = models.CharField(_("filtyp"), max_length=100, editable=False)
    size = models.PositiveIntegerField(_("storlek i byte"), editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("bilaga")
        verbose_name_plural = _("bilagor")
        ordering = ["meeting", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()


class AttachmentContent(models.Model):
    """The bytes of an attachment, apart from it so that lists do not fetch them."""

    attachment = models.OneToOneField(Attachment, models.CASCADE, primary_key=True, related_name="content")
    data = models.BinaryField()

    class Meta:
        verbose_name = _("bilagans innehåll")
        verbose_name_plural = _("bilagors innehåll")

    def __str__(self) -> str:
        return str(self.attachment)
