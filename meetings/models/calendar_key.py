"""A member's own calendar address."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Person
from groups.models.dated import new_uid


class CalendarKey(models.Model):
    """Lets a person read their own groups' calendar, meeting links included, without an account."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    """Stands in the signed address; a new one withdraws the old address."""
    person = models.OneToOneField(Person, models.CASCADE, related_name="calendar_key", verbose_name=_("person"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("egen kalenderadress")
        verbose_name_plural = _("egna kalenderadresser")

    def __str__(self) -> str:
        return str(self.person)
