"""What readers say is wrong on a group's page."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from groups.models.group import Group


class RemarkQuerySet(models.QuerySet):
    def from_client(self, client: str, since: dt.datetime) -> Self:
        """Those sent from one address, told by its key, since a moment."""
        return self.filter(client=client, created_at__gte=since)


class Remark(models.Model):
    """”Stämmer något inte?”: a reader's remark, to be dealt with by the process leader."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="remarks", verbose_name=_("grupp"))
    text = models.TextField(_("vad stämmer inte?"), max_length=2000)
    email = models.EmailField(_("din e-post"), blank=True)
    created_at = models.DateTimeField(_("inkom"), auto_now_add=True)
    client = models.CharField(max_length=64, editable=False, db_index=True)
    handled_at = models.DateTimeField(_("hanterad"), null=True, blank=True, editable=False)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("hanterad av"),
    )

    objects = RemarkQuerySet.as_manager()

    class Meta:
        verbose_name = _("påpekande")
        verbose_name_plural = _("påpekanden")
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.group}, {self.created_at:%Y-%m-%d}"
