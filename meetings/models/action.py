"""What was promised: the action plan (handlingsplan) of a group, over all its meetings."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Group, Organisation, Person
from groups.models.check import Check
from groups.models.dated import new_uid
from meetings.models.agenda import AgendaItem
from meetings.models.meeting import Meeting


class ActionQuerySet(models.QuerySet):
    def open(self) -> ActionQuerySet:
        return self.filter(state=Action.State.OPEN)

    def open_on(self, day: dt.date) -> ActionQuerySet:
        """Those that had been promised by `day` and were not done or dropped that day."""
        promised = Q(meeting__isnull=True) | Q(meeting__date__lte=day)
        return self.filter(promised, Q(state=Action.State.OPEN) | Q(closed_on__gt=day))


class Action(models.Model):
    """Something somebody is to do. Rows of a plan that are a heading alone have no more than `what`."""

    class State(models.TextChoices):
        OPEN = "open", _("pågår")
        DONE = "done", _("klar")
        DROPPED = "dropped", _("utgår")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="actions", verbose_name=_("grupp"))
    meeting = models.ForeignKey(
        Meeting, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("kom till vid")
    )
    item = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("punkt")
    )
    what = models.TextField(_("vad"))
    due = models.DateField(_("klart senast"), null=True, blank=True)
    due_text = models.CharField(
        _("klart, i ord"), max_length=100, blank=True, help_text=_("Till exempel ”till internatet”.")
    )
    state = models.CharField(_("läge"), max_length=8, choices=State, default=State.OPEN)
    closed_on = models.DateField(_("klar eller struken"), null=True, blank=True)
    note = models.TextField(_("anmärkning"), blank=True)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = _("åtgärd")
        verbose_name_plural = _("åtgärder")
        ordering = ["group", "order", "pk"]
        indexes = [models.Index(fields=["group", "state"], name="meetings_action_group_state")]
        constraints = [
            Check(
                condition=~Q(state="open") | Q(closed_on__isnull=True),
                name="meetings_action_open_is_not_closed",
                violation_error_message=_("En åtgärd som pågår har ingen dag då den blev klar."),
            )
        ]

    def __str__(self) -> str:
        return self.what[:80]

    def clean(self) -> None:
        """Refuse a due date before the meeting that the action comes from."""
        if self.due and self.meeting and self.due < self.meeting.date:
            raise ValidationError({"due": _("Dagen ligger före mötet där åtgärden kom till.")})

    @property
    def due_words(self) -> str:
        """When it is due, as it was said; the date where there is one and nothing was said in words."""
        return self.due_text or (date_format(self.due, "Y-m-d") if self.due else "")


class ActionParty(models.Model):
    """One of those who are to do it: a person, an organisation, or words (”alla”, ”processledarna?”)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="parties", verbose_name=_("åtgärd"))
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="action_parties", verbose_name=_("person")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="action_parties",
        verbose_name=_("organisation"),
    )
    name = models.CharField(_("i ord"), max_length=150, blank=True)
    convening = models.BooleanField(_("sammankallande"), default=False)
    uncertain = models.BooleanField(_("ej bekräftat"), default=False, help_text=_("Står med frågetecken."))
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("ansvarig")
        verbose_name_plural = _("ansvariga")
        ordering = ["action", "order", "pk"]
        constraints = [
            Check(
                condition=Q(person__isnull=False, organisation__isnull=True, name="")
                | Q(person__isnull=True, organisation__isnull=False, name="")
                | Q(person__isnull=True, organisation__isnull=True) & ~Q(name=""),
                name="meetings_actionparty_one_answer",
                violation_error_message=_("Ange en person, en organisation eller skriv i ord – ett av dem."),
            )
        ]

    def __str__(self) -> str:
        return self.who

    @property
    def who(self) -> str:
        return str(self.person or self.organisation or self.name) + ("?" if self.uncertain else "")
