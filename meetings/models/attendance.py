"""Who was called to a meeting, who came, and for whom they sat there then."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models import Organisation, Person, Principal, Seat
from groups.models.check import Check
from meetings.models.meeting import Meeting


class AttendanceQuerySet(models.QuerySet):
    def called(self) -> AttendanceQuerySet:
        """Those who were to come: all but who was invited along."""
        return self.exclude(role=Attendance.Role.GUEST)

    def present(self) -> AttendanceQuerySet:
        return self.filter(state=Attendance.State.PRESENT)


class Attendance(models.Model):
    """A person, or a role without a name, at a meeting. Side and organisation are kept as they were that day."""

    class Role(models.TextChoices):
        MEMBER = "member", _("kallad")
        DEPUTY = "deputy", _("ersättare")
        GUEST = "guest", _("inbjuden")

    class State(models.TextChoices):
        UNKNOWN = "unknown", _("ej antecknat")
        PRESENT = "present", _("närvarande")
        ABSENT = "absent", _("frånvarande")
        EXCUSED = "excused", _("anmält förhinder")

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendances", verbose_name=_("möte"))
    role = models.CharField(_("kallad som"), max_length=8, choices=Role, default=Role.MEMBER)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("person")
    )
    name = models.CharField(
        _("namn eller roll"), max_length=150, blank=True, help_text=_("När personen inte finns i registret.")
    )
    seat = models.ForeignKey(
        Seat, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("plats")
    )
    title = models.CharField(_("som"), max_length=150, blank=True, help_text=_("Plats, titel eller uppdrag den dagen."))
    side = models.CharField(_("sida"), max_length=12, choices=Principal, default=Principal.NONE)
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="attendances", verbose_name=_("organisation")
    )
    list_name = models.CharField(
        _("rubrik i deltagarlistan"),
        max_length=100,
        blank=True,
        help_text=_("Deltagarlistans rubrik, t.ex. ”Region Skåne/Capio”. Tomt: sidan."),
    )
    deputy_for = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="deputies", verbose_name=_("ersätter")
    )
    state = models.CharField(_("närvaro"), max_length=8, choices=State, default=State.UNKNOWN)
    online = models.BooleanField(_("på distans"), default=False)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    revision = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = _("närvaro")
        verbose_name_plural = _("närvaro")
        ordering = ["meeting", "order", "pk"]
        indexes = [models.Index(fields=["organisation", "meeting"], name="meetings_attendance_of")]
        constraints = [
            Check(
                condition=Q(person__isnull=False) | ~Q(name=""),
                name="meetings_attendance_of_somebody",
                violation_error_message=_("Ange vem det gäller."),
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                name="meetings_attendance_once_a_person",
                violation_error_message=_("Personen står redan på listan."),
            ),
            Check(
                condition=~Q(role="guest") | ~Q(title=""),
                name="meetings_attendance_guest_as_what",
                violation_error_message=_("Den som inte är kallad deltar som något: skriv som vad."),
            ),
            Check(
                condition=Q(deputy_for__isnull=True) | Q(role="deputy"),
                name="meetings_attendance_deputy_for_by_deputy",
                violation_error_message=_("Bara en ersättare ersätter någon."),
            ),
            Check(
                condition=Q(online=False) | Q(state="present"),
                name="meetings_attendance_online_is_present",
                violation_error_message=_("Bara den som är närvarande kan vara med på distans."),
            ),
        ]

    def __str__(self) -> str:
        return self.who

    def clean(self) -> None:
        """Refuse a deputy for somebody at another meeting."""
        if self.deputy_for and self.deputy_for.meeting_id != self.meeting_id:
            raise ValidationError({"deputy_for": _("Välj någon som är kallad till samma möte.")})

    @property
    def who(self) -> str:
        """The name, or the role where nobody is named. Not for pages that everyone may read."""
        return self.person.name if self.person else self.name

    @property
    def has_place(self) -> bool:
        """Whether a place is counted for the row: not for a guest, nor for who sits in a place that is on the list."""
        return self.role != self.Role.GUEST and self.deputy_for_id is None

    @property
    def heading(self) -> str:
        """The heading that the participant stands under in the list."""
        return self.list_name or str(Principal(self.side).label).capitalize()
