"""Meetings of groups: when and where, who hosts and who is invited along, and how far the minutes have come."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Group, Organisation, Person, Region, User
from groups.models.check import Check
from groups.models.dated import new_uid
from groups.models.union import in_any
from meetings.models.practice import Mode, Practice

LONGEST = dt.timedelta(days=31)
"""So long can a meeting be: what is asked of some days need not look through all that have ever been."""
LINK = re.compile(r"https?:|www\.|[a-zåäö]\.[a-z]{2,}/\S", re.IGNORECASE)
"""What a link looks like, with or without its beginning."""


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user: User, day: dt.date) -> Self:
        """Those whose host `user` may read of, and those they may edit on `day`.

        That is when and where; what was noted is another matter, see `notes_open_to`.
        """
        shown = ~Q(group__in=Group.objects.keys_hidden_from(user))
        return self.filter(shown | self._mine(user, day) if user.is_authenticated else shown)

    def _mine(self, user: User, day: dt.date) -> Q:
        return Q(pk__in=self.model.objects.editable_by(user, day).values("pk"))

    def editable_by(self, user: User, day: dt.date) -> Self:
        """All for administrators; for process leaders those hosted in their delregions; for a note taker those of the
        groups where the person behind the account holds the secretary's seat on `day`.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(Q(group__region__in=user.region_ids) | Q(group__in=user.takes_notes_in(day)))

    def notes_open_to(self, user: User, day: dt.date) -> Self:
        """Those whose minutes `user` may read: the published ones, and what they may edit."""
        published = Q(minutes=Minutes.PUBLISHED)
        return self.visible_to(user, day).filter(
            published | self._mine(user, day) if user.is_authenticated else published
        )

    def of(self, group: Group) -> Self:
        """Meetings that the group hosts or is invited to as a group."""
        return self.filter(Q(group=group) | Q(pk__in=group.guest_meetings.values("pk")))

    def of_any(self, groups: Iterable[Group]) -> Self:
        """Meetings that any of the groups or a part of it hosts, or that it is invited to as a group; each once."""
        keys = [group.pk for group in groups]
        hosted = self.model.objects.values("pk")
        found = in_any(
            hosted.filter(group__in=keys),
            hosted.filter(group__parent__in=keys, group__is_part=True),
            self.model.guests.through.objects.filter(group__in=keys).values("meeting"),
        )
        return self.filter(pk__in=found)

    def in_region(self, region: Region) -> Self:
        """Meetings hosted by groups of a delregion, or of a county with all its delregions and central groups."""
        groups = Group.objects.in_region(region)
        return self.filter(Q(group__in=groups.order_by().values("pk")))

    def concerning(self, municipality: Organisation, day: dt.date) -> Self:
        """Meetings hosted by groups that cover the municipality on `day`."""
        return self.filter(group__in=Group.objects.covering(municipality, day).order_by().values("pk"))

    def coming(self, day: dt.date) -> Self:
        """From `day` on, the nearest first; cancelled ones too, since people look for them."""
        near = self.filter(date__gt=day - LONGEST)
        return near.filter(Q(date__gte=day) | Q(last_date__gte=day)).order_by("date", "start", "pk")

    def past(self, day: dt.date) -> Self:
        """Before `day`, the latest first."""
        going_on = Q(date__gt=day - LONGEST, last_date__gte=day)
        return self.filter(date__lt=day).exclude(going_on).order_by("-date", "-start", "-pk")

    def planned(self) -> Self:
        return self.filter(status=Meeting.Status.PLANNED)

    def held(self) -> Self:
        return self.filter(status=Meeting.Status.HELD)

    def between(self, first: dt.date, last: dt.date) -> Self:
        """On any day from `first` to `last`, both included; in order of time."""
        near = self.filter(date__range=(first - LONGEST, last))
        return near.filter(Q(date__gte=first) | Q(last_date__gte=first)).order_by("date", "start", "pk")

    def for_rows(self) -> Self:
        """Fetches what every list of meetings prints."""
        return self.select_related("group__type", "group__region", "replaced_by")


class Minutes(models.TextChoices):
    """How far the minutes have come. What is verified is locked: later changes are visible corrections."""

    DRAFT = "draft", _("utkast")
    VERIFIED = "verified", _("justerade")
    PUBLISHED = "published", _("publicerade")


class Meeting(models.Model):
    """A meeting that one group hosts; other groups may be invited to it."""

    class Status(models.TextChoices):
        PLANNED = "planned", _("planerat")
        HELD = "held", _("hållet")
        CANCELLED = "cancelled", _("inställt")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    group = models.ForeignKey(Group, models.PROTECT, related_name="meetings", verbose_name=_("värdgrupp"))
    guests = models.ManyToManyField(
        Group,
        blank=True,
        related_name="guest_meetings",
        verbose_name=_("inbjudna grupper"),
        help_text=_("För gemensamma möten. Värdgruppen har dagordningen."),
    )
    title = models.CharField(
        _("benämning"), max_length=150, blank=True, help_text=_("Till exempel ”internat”. Tomt: möte i gruppen.")
    )

    # When and where
    date = models.DateField(_("datum"))
    last_date = models.DateField(_("sista dag"), null=True, blank=True, help_text=_("För möten över flera dagar."))
    start = models.TimeField(_("börjar"), null=True, blank=True)
    end = models.TimeField(_("slutar"), null=True, blank=True)
    mode = models.CharField(_("mötesform"), max_length=10, choices=Mode, default=Mode.ON_SITE)
    place = models.CharField(_("plats"), max_length=200, blank=True)
    link = models.URLField(
        _("möteslänk"), blank=True, max_length=500, help_text=_("Visas bara för den som är kallad, aldrig publikt.")
    )

    # Whether it takes place
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PLANNED)
    cancel_reason = models.CharField(_("orsak"), max_length=250, blank=True)
    replaced_by = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="replaces", verbose_name=_("ersätts av")
    )

    # Before and after
    matters_by = models.DateField(
        _("ärenden senast"), null=True, blank=True, help_text=_("Tomt: enligt gruppens vana.")
    )
    agenda_sent_on = models.DateField(_("dagordning skickad"), null=True, blank=True)
    chair = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ordförande vid mötet")
    )
    note_taker = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("för anteckningar")
    )
    next_meeting = models.CharField(
        _("nästa möte, i ord"), max_length=200, blank=True, help_text=_("Som det står i anteckningarna.")
    )

    # The minutes as a document
    minutes = models.CharField(
        _("minnesanteckningar"), max_length=10, choices=Minutes, default=Minutes.DRAFT, editable=False
    )
    document_date = models.DateField(
        _("datum i dokumentet"), null=True, blank=True, help_text=_("Om dokumentet bär ett annat datum än mötet.")
    )
    diary_number = models.CharField(_("diarienummer"), max_length=60, blank=True)
    authority = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("registrerande myndighet"),
    )

    sequence = models.PositiveIntegerField(default=0, editable=False)
    """How many times the calendar entry has changed (iCalendar SEQUENCE)."""
    changed_at = models.DateTimeField(auto_now=True)
    revision = models.PositiveIntegerField(default=1, editable=False)
    """Raised by every write at or below the meeting; see `meetings.editing`."""
    history = HistoricalRecords(excluded_fields=["changed_at"], m2m_fields=[guests])

    objects = MeetingQuerySet.as_manager()

    READ_BY_ALL = ("title", "place", "cancel_reason", "next_meeting")
    """Texts in words that public pages, calendars and minutes show."""
    IN_CALENDARS = (
        "group_id", "title", "date", "last_date", "start", "end", "mode", "place", "link", "status", "replaced_by_id",
        "matters_by",
    )  # fmt: skip
    """What a calendar shows: a change of any of these raises `sequence`."""

    IN_MINUTES = (
        "group_id", "title", "date", "last_date", "start", "end", "mode", "place", "status", "chair_id",
        "note_taker_id", "next_meeting", "document_date",
    )  # fmt: skip
    """What verified minutes say of the meeting itself; diary number and authority may come later."""

    class Meta:
        verbose_name = _("möte")
        verbose_name_plural = _("möten")
        ordering = ["date", "start", "pk"]
        indexes = [
            models.Index(fields=["group", "date"], name="meetings_meeting_group_date"),
            models.Index(fields=["date", "start"], name="meetings_meeting_date"),
            models.Index(fields=["last_date"], name="meetings_meeting_last_date", condition=Q(last_date__isnull=False)),
            # Those of a status, and those whose minutes wait, already in the order of the list: however many they are,
            # a page of it reads no more than its rows.
            models.Index(fields=["status", "date", "start"], name="meetings_meeting_status"),
            models.Index(fields=["status", "minutes", "date", "start"], name="meetings_meeting_waits"),
        ]
        constraints = [
            Check(
                condition=Q(last_date__isnull=True) | Q(last_date__gt=F("date")),
                name="meetings_meeting_last_day_after_first",
                violation_error_message=_("Sista dagen ligger inte efter den första."),
            ),
            Check(
                condition=Q(start__isnull=True)
                | Q(end__isnull=True)
                | Q(last_date__isnull=False)
                | Q(end__gt=F("start")),
                name="meetings_meeting_ends_after_start",
                violation_error_message=_("Mötet slutar innan det börjar."),
            ),
            Check(
                condition=Q(end__isnull=True) | Q(start__isnull=False),
                name="meetings_meeting_end_needs_start",
                violation_error_message=_("Ange också när mötet börjar."),
            ),
            Check(
                condition=~Q(status="cancelled") | ~Q(cancel_reason=""),
                name="meetings_meeting_cancelled_with_reason",
                violation_error_message=_("Ange varför mötet är inställt."),
            ),
            Check(
                condition=Q(replaced_by__isnull=True) | Q(status="cancelled"),
                name="meetings_meeting_replaced_is_cancelled",
                violation_error_message=_("Bara ett inställt möte ersätts av ett annat."),
            ),
            Check(
                condition=Q(minutes="draft") | Q(status="held"),
                name="meetings_meeting_minutes_of_held",
                violation_error_message=_("Bara ett hållet möte har justerade minnesanteckningar."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title or self.group.label} {date_format(self.date, 'Y-m-d')}"

    def save(self, *args, **kwargs) -> None:
        """Save this row alone; one more query tells whether calendars are to hear of a change."""
        stored = Meeting.objects.filter(pk=self.pk).values(*self.IN_CALENDARS, "sequence").first() if self.pk else None
        if stored and any(stored[name] != getattr(self, name) for name in self.IN_CALENDARS):
            self.sequence = stored["sequence"] + 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "sequence", "changed_at"}
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a meeting that replaces itself or one of another group, a link where everybody reads, and a change of
        what verified minutes say.

        A query when the minutes are verified.
        """
        if self.is_locked and self.pk:
            stored = Meeting.objects.filter(pk=self.pk).values(*self.IN_MINUTES, "minutes").first()
            changed = stored and any(stored[name] != getattr(self, name) for name in self.IN_MINUTES)
            if changed and stored["minutes"] != Minutes.DRAFT:
                raise ValidationError(_("Minnesanteckningarna är justerade. Skriv en rättelse i stället."))
        errors = {}
        if self.replaced_by and (self.replaced_by == self or self.replaced_by.group_id != self.group_id):
            errors["replaced_by"] = _("Välj ett annat möte i samma grupp.")
        if self.date and self.last_date and self.last_date - self.date >= LONGEST:
            errors["last_date"] = _("Ett möte varar högst %(days)d dagar.") % {"days": LONGEST.days}
        for field in self.READ_BY_ALL:
            if LINK.search(getattr(self, field)):
                errors[field] = _(
                    "Det här läser alla. Skriv länken under ”möteslänk”, där bara de som är kallade ser den."
                )
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return reverse("meetings:meeting-detail", args=[self.pk])

    @property
    def name(self) -> str:
        """What the meeting is called where its group is told beside it."""
        return self.title or str(_("Möte"))

    @property
    def is_locked(self) -> bool:
        """Whether the minutes are verified, so that what is noted may no longer change."""
        return self.minutes != Minutes.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.status == self.Status.CANCELLED

    @property
    def ends_on(self) -> dt.date:
        return self.last_date or self.date

    def practice(self) -> Practice:
        """The habits of the host, the defaults where it has stated none. Costs a query unless fetched."""
        return getattr(self.group, "meeting_practice", None) or Practice(group=self.group)

    @property
    def matters_due(self) -> dt.date:
        """The last day to hand in a matter."""
        return self.matters_by or self.date - dt.timedelta(days=self.practice().matters_days)

    @property
    def agenda_due(self) -> dt.date:
        return self.date - dt.timedelta(days=self.practice().agenda_days)

    @property
    def minutes_due(self) -> dt.date:
        """The day by which the minutes are to be verified."""
        return self.ends_on + dt.timedelta(days=self.practice().minutes_days)

    def is_agenda_late(self, day: dt.date) -> bool:
        """Whether the meeting is ahead, and its agenda should have been sent before `day`."""
        ahead = self.status == self.Status.PLANNED and self.date >= day
        return ahead and self.agenda_sent_on is None and self.agenda_due < day

    def are_minutes_late(self, day: dt.date) -> bool:
        """Whether the meeting was held, and its minutes should have been verified before `day`."""
        return self.status == self.Status.HELD and not self.is_locked and self.minutes_due < day
