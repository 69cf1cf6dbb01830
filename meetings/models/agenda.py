"""What is on the agenda, what was noted under it, and what was decided, proposed or wished for."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.dated import new_uid
from meetings.models.meeting import Meeting


class AgendaItem(models.Model):
    """An item of the agenda (paragraf). Its label is text and need not be unique: real minutes have § 15 twice."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    """Given by the page where it is first written: sent twice it is still one item. So it is with decisions."""
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="items", verbose_name=_("möte"))
    order = models.PositiveSmallIntegerField(_("ordning"))
    label = models.CharField(_("beteckning"), max_length=20, blank=True, help_text=_("Till exempel ”§ 3” eller ”4 b”."))
    title = models.CharField(_("rubrik"), max_length=250)
    note = models.TextField(_("anteckning"), blank=True)
    deferred = models.BooleanField(_("bordlagd"), default=False)
    deferred_to = models.CharField(
        _("bordlagd till"), max_length=150, blank=True, help_text=_("Till exempel ”internatet i november”.")
    )
    stems_from = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="taken_up_in",
        verbose_name=_("bordlagd punkt som tas upp igen"),
    )
    revision = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("punkt på dagordningen")
        verbose_name_plural = _("punkter på dagordningen")
        ordering = ["meeting", "order", "pk"]
        indexes = [models.Index(fields=["meeting", "order"], name="meetings_agendaitem_order")]
        constraints = [
            Check(
                condition=models.Q(deferred_to="") | models.Q(deferred=True),
                name="meetings_agendaitem_deferred_to_is_deferred",
                violation_error_message=_("Kryssa för att punkten är bordlagd, eller ta bort vart."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()

    def clean(self) -> None:
        """Refuse an item that stems from itself, or from a meeting that is not earlier."""
        earlier = self.stems_from
        if earlier and (earlier.pk == self.pk or earlier.meeting.date > self.meeting.date):
            raise ValidationError({"stems_from": _("Välj en punkt från ett tidigare möte.")})


class Decision(models.Model):
    """What an item came to. Decisions are told apart from proposals and wishes."""

    class Kind(models.TextChoices):
        DECISION = "decision", _("beslut")
        PROPOSAL = "proposal", _("förslag")
        WISH = "wish", _("önskemål")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="decisions", verbose_name=_("punkt"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind, default=Kind.DECISION)
    text = models.TextField(_("lydelse"))
    dissent = models.TextField(
        _("avvikande mening"), blank=True, help_text=_("Ståndpunkt eller reservation, med vem som har den.")
    )
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("beslut, förslag eller önskemål")
        verbose_name_plural = _("beslut, förslag och önskemål")
        ordering = ["item", "order", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text[:60]}"
