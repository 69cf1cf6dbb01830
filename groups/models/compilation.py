"""The frozen compilation of a closed review. The database itself refuses to change or remove it: `groups.frozen`."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from groups.models.check import Check
from groups.models.review import Review

FROZEN = ("id", "review_id", "version", "made_at", "reason", "content", "sha256")
"""Columns that never change. Persons' names stand beside them, and can be erased."""


class Compilation(models.Model):
    """What was known of every group when a review was closed. A correction is a further version, never an edit."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="compilations", verbose_name=_("granskning"))
    version = models.PositiveSmallIntegerField(_("version"))
    made_at = models.DateTimeField(_("fastställd"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    reason = models.CharField(_("vad som är rättat"), max_length=250, blank=True)
    content = models.TextField()
    """The snapshot as canonical JSON; see `groups.snapshot`."""
    sha256 = models.CharField(max_length=64)
    """Of `content` in UTF-8, in hexadecimal digits."""
    names = models.JSONField(default=dict, blank=True)
    """The names of those who held seats, by the person's uid; a name that is erased is taken away."""

    class Meta:
        verbose_name = _("sammanställning")
        verbose_name_plural = _("sammanställningar")
        ordering = ["-made_at", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "version"],
                name="groups_compilation_once_a_version",
                violation_error_message=_("Den versionen finns redan."),
            ),
            Check(
                condition=models.Q(version=1) | ~models.Q(reason=""),
                name="groups_compilation_says_what_is_corrected",
                violation_error_message=_("Skriv vad som är rättat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review}, version {self.version}" if self.version > 1 else str(self.review)

    def get_absolute_url(self) -> str:
        return reverse("compilation", args=[self.review.slug, self.version])

    @property
    def snapshot(self) -> dict[str, Any]:
        """What was frozen, decoded anew each time."""
        return json.loads(self.content)

    @property
    def is_whole(self) -> bool:
        """Whether the content is what was frozen, by its hash."""
        return digest(self.content) == self.sha256


class CompilationFile(models.Model):
    """A document that was made of a compilation, kept so that it is made once. It can be made again at any time.

    It stands in the database: several machines need no common disk.
    """

    class State(models.TextChoices):
        MAKING = "making", _("görs")
        READY = "ready", _("färdig")
        FAILED = "failed", _("gick inte att göra")

    compilation = models.ForeignKey(Compilation, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=10)
    """The ending of the file's name."""
    whole = models.BooleanField()
    """Whether it holds what is not public."""
    key = models.CharField(max_length=64, unique=True)
    """Of all that it is made from: with another key it is another file."""
    state = models.CharField(max_length=10, choices=State, default=State.MAKING)
    begun_at = models.DateTimeField()
    data = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("sammanställningens fil")
        verbose_name_plural = _("sammanställningars filer")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.compilation}.{self.kind}"


def canonical(snapshot: dict[str, Any]) -> str:
    """Return the one way to write a snapshot: keys in order, no needless space, Swedish letters as they are."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()
