"""How a group is used to meet: what a new meeting begins with, and how long before and after what is due."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Group
from groups.models.check import Check

LONGEST = MaxValueValidator(365)


class Mode(models.TextChoices):
    """Mötesform."""

    ON_SITE = "on_site", _("på plats")
    ONLINE = "online", _("digitalt")
    BOTH = "both", _("på plats och digitalt")


class Term(models.TextChoices):
    """Termin: spring is January to June, autumn July to December."""

    SPRING = "spring", _("våren")
    AUTUMN = "autumn", _("hösten")

    @classmethod
    def of_month(cls, month: int) -> Term:
        return cls.SPRING if month <= 6 else cls.AUTUMN


class Practice(models.Model):
    """A group's own habits. A group without a row has the defaults."""

    group = models.OneToOneField(Group, models.CASCADE, related_name="meeting_practice", verbose_name=_("grupp"))
    start = models.TimeField(_("börjar vanligen"), null=True, blank=True)
    end = models.TimeField(_("slutar vanligen"), null=True, blank=True)
    place = models.CharField(_("vanlig plats"), max_length=200, blank=True)
    mode = models.CharField(_("vanlig mötesform"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    matters_days = models.PositiveSmallIntegerField(
        _("ärenden lämnas"), default=14, validators=[LONGEST], help_text=_("Dagar före mötet.")
    )
    agenda_days = models.PositiveSmallIntegerField(
        _("dagordning skickas"), default=7, validators=[LONGEST], help_text=_("Dagar före mötet.")
    )
    minutes_days = models.PositiveSmallIntegerField(
        _("minnesanteckningar justeras"), default=21, validators=[LONGEST], help_text=_("Dagar efter mötet.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("mötesvanor")
        verbose_name_plural = _("mötesvanor")
        constraints = [
            Check(
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(end__gt=F("start")),
                name="meetings_practice_ends_after_start",
                violation_error_message=_("Mötet slutar innan det börjar."),
            )
        ]

    def __str__(self) -> str:
        return str(self.group)


class NoMeeting(models.Model):
    """A group has said that it does not meet during a term."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="terms_off", verbose_name=_("grupp"))
    year = models.PositiveSmallIntegerField(_("år"))
    term = models.CharField(_("termin"), max_length=6, choices=Term)
    reason = models.CharField(_("orsak"), max_length=250, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("termin utan möte")
        verbose_name_plural = _("terminer utan möte")
        ordering = ["-year", "term"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year", "term"],
                name="meetings_nomeeting_once_a_term",
                violation_error_message=_("Det är redan sagt för den terminen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.group}: inget möte {self.get_term_display()} {self.year}"
