"""What has been taken in from files, by whom and why; and mappings of strange headings that are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groups.models import User

LONGEST_REASON = 250
"""Characters of a reason in the dated logs."""

KEPT_DAYS = 7
"""So long a file that nobody takes in is kept."""


class ImportQuerySet(models.QuerySet):
    def waiting_for(self, user: User, now: dt.datetime) -> Self:
        """Files that wait and that `user` may see: their own, and everybody's for an administrator."""
        waiting = self.filter(state=Import.State.WAITING, uploaded_at__gt=now - dt.timedelta(days=KEPT_DAYS))
        return waiting if user.is_administrator else waiting.filter(by=user)

    def seen_by(self, user: User, now: dt.datetime) -> Self:
        """What has been taken in, and the files that wait for `user`."""
        return self.exclude(state=Import.State.WAITING) | self.waiting_for(user, now)

    def too_old(self, now: dt.datetime) -> Self:
        """Files that have waited so long that they are to be thrown away."""
        return self.filter(state=Import.State.WAITING, uploaded_at__lte=now - dt.timedelta(days=KEPT_DAYS))


class Import(models.Model):
    """A file on its way into the registry, or one that has been taken in: one entry for all that it changed.

    The file itself is kept only until it is taken in or thrown away, since it may name persons.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar")
        DONE = "done", _("inläst")
        UNDONE = "undone", _("ångrad")

    file_name = models.CharField(_("fil"), max_length=200)
    content = models.BinaryField(null=True, editable=False)
    corrections = models.JSONField(default=list, editable=False)
    """[title of the table, row, column, text]: what is to stand there instead. Without a column the row is left out,
    and the text is what it was called."""
    mappings = models.JSONField(default=dict, editable=False)
    """By the title of the table: {"sheet", "columns", "constants", "values"} as `headings.Mapping`; without a sheet it
    is passed over."""
    shown = models.JSONField(default=dict, editable=False)
    """What the preview says beside its rows, see `showing`; empty until there is one."""
    why = models.CharField(_("varför"), max_length=200, blank=True)
    effective = models.DateField(
        _("flyttar och status gäller från"), null=True, blank=True, help_text=_("Där raden inte säger något annat.")
    )
    state = models.CharField(_("läge"), max_length=10, choices=State, default=State.WAITING, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("av"),
    )
    uploaded_at = models.DateTimeField(_("uppladdad"), auto_now_add=True)
    done_at = models.DateTimeField(_("inläst"), null=True, editable=False)
    undone_at = models.DateTimeField(_("ångrad"), null=True, editable=False)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False
    )
    counts = models.JSONField(default=dict, editable=False)
    """By the name of the sheet: {"new": …, "changed": …, "unchanged": …}."""
    wrote = models.JSONField(default=dict, editable=False)
    """What undoing needs, as `traces.since` tells it; models as "app.name"."""

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("inläsning")
        verbose_name_plural = _("inläsningar")
        ordering = ["-uploaded_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def reason(self) -> str:
        """What the history says of each row that the import wrote."""
        words = gettext("Inläst ur %(file)s") % {"file": self.file_name}
        words = f"{words}: {self.why}" if self.why else words
        return words if len(words) <= LONGEST_REASON else words[: LONGEST_REASON - 1] + "…"

    @property
    def reason_of_undoing(self) -> str:
        """What the history says of each row that taking the import back wrote."""
        return gettext("Ångrad: %(reason)s") % {"reason": self.reason}


class PreviewRow(models.Model):
    """A row of a file that waits, as the preview tells it: not as the registry has it, or wrong.

    It is made anew each time the file is compared with the registry, and goes with the file.
    """

    entry = models.ForeignKey(Import, models.CASCADE, related_name="rows")
    table = models.PositiveIntegerField()
    """The table's place among those of the file, from 0."""
    number = models.PositiveIntegerField()
    """The row as the file numbers it."""
    sheet = models.CharField(max_length=30)
    is_new = models.BooleanField()
    is_wrong = models.BooleanField()
    is_remarked = models.BooleanField()
    name = models.TextField()
    told = models.JSONField()
    """What `showing.told` says."""

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["entry", "table", "number"], name="exchange_row_place")]


class ColumnMappingQuerySet(models.QuerySet):
    def editable_by(self, user: User) -> Self:
        """Those that the account has kept itself; all for an administrator."""
        if not user.is_authenticated:
            return self.none()
        return self if user.is_administrator else self.filter(by=user)


class ColumnMapping(models.Model):
    """What somebody has said once of files with certain headings."""

    name = models.CharField(_("namn"), max_length=100)
    sheet = models.CharField(_("blad"), max_length=30)
    headings = models.TextField(editable=False)
    """The folded headings in order, one on each line: what the mapping is recognised by."""
    headings_hash = models.CharField(max_length=64, unique=True, editable=False)
    """Of `headings`, which may be longer than PostgreSQL has in an index."""
    columns = models.JSONField(_("kolumner"), default=dict)
    constants = models.JSONField(_("för alla rader"), default=dict, blank=True)
    values = models.JSONField(_("ord"), default=dict, blank=True)
    """By the name of a column: {folded text of the file: what it means}."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", editable=False)
    changed_at = models.DateTimeField(_("ändrad"), auto_now=True)

    objects = ColumnMappingQuerySet.as_manager()

    class Meta:
        verbose_name = _("kolumnkoppling")
        verbose_name_plural = _("kolumnkopplingar")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.headings_hash = hashlib.sha256(self.headings.encode()).hexdigest()
        super().save(**kwargs)
