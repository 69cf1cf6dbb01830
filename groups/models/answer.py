"""What conveners are asked and answer in a review: their personal addresses, the letters, answers and proposals."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from groups.models.check import Check
from groups.models.dated import new_uid
from groups.models.group import Group
from groups.models.person import Person
from groups.models.review import ReviewItem


class Outcome(models.TextChoices):
    """What the convener proposes for the group."""

    CONTINUE = "continue", _("fortsätt")
    REVISE = "revise", _("revidera uppdraget")
    MERGE = "merge", _("slå ihop med en annan grupp")
    DORMANT = "dormant", _("vilande")
    END = "end", _("avsluta")


class AnswerLink(models.Model):
    """A personal address by which somebody answers for one group, without an account."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    item = models.ForeignKey(ReviewItem, models.CASCADE, related_name="links")
    email = models.EmailField(_("e-post"), blank=True)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="+")
    """Whose address it is; None where it is a function's."""
    to = models.CharField(_("till"), max_length=200)
    """The function that it was given to, in words that may be shown to everyone who keeps the review."""
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    open_until = models.DateTimeField(_("öppen till"))
    """When it expires, unless the review is closed before that. A reminder keeps it open longer."""
    withdrawn_at = models.DateTimeField(_("återkallad"), null=True, blank=True)

    class Meta:
        verbose_name = _("svarslänk")
        verbose_name_plural = _("svarslänkar")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.item}: {self.to}"


class Letter(models.Model):
    """What was sent to whom, and whether it could be sent."""

    class Kind(models.TextChoices):
        INVITATION = "invitation", _("inbjudan")
        REMINDER = "reminder", _("påminnelse")

    link = models.ForeignKey(AnswerLink, models.CASCADE, related_name="letters")
    kind = models.CharField(_("slag"), max_length=10, choices=Kind)
    subject = models.CharField(_("ämne"), max_length=250)
    begun_at = models.DateTimeField()
    """When it was noted that it would be sent, so that nobody else sends it too."""
    sent_at = models.DateTimeField(_("skickat"), null=True, blank=True)
    """When the mail server took it, None if it has not."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    problem = models.CharField(_("fel"), max_length=250, blank=True)
    """Why it could not be sent, in Swedish, "" if it was or is on its way."""

    class Meta:
        verbose_name = _("utskick")
        verbose_name_plural = _("utskick")
        ordering = ["-begun_at", "-pk"]
        constraints = [
            Check(
                condition=Q(sent_at__isnull=True) | Q(problem=""),
                name="groups_letter_sent_has_no_problem",
                violation_error_message=_("Det som är skickat har inget fel."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.link}"


class Answer(models.Model):
    """What a convener says of the group. It proposes; a process leader settles it."""

    class Serves(models.TextChoices):
        YES = "yes", _("ja")
        PARTLY = "partly", _("delvis")
        NO = "no", _("nej")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    """Given by the form: sent twice it is still one answer."""
    item = models.ForeignKey(ReviewItem, models.CASCADE, related_name="answers", verbose_name=_("grupp"))
    link = models.ForeignKey(AnswerLink, models.PROTECT, null=True, blank=True, related_name="answers")
    """The address it came by; None where somebody answered with an account."""
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    """Who answered on the convener's behalf."""
    on_behalf_of = models.CharField(
        _("svar från"),
        max_length=150,
        blank=True,
        help_text=_("Vem som svarade, som funktion: ”MAS i Bjuv, per telefon”."),
    )
    answered_at = models.DateTimeField(_("svarat"))
    unchanged = models.BooleanField(_("uppgifterna stämmer"), default=False)
    """An explicit attestation that what the registry said was true."""
    serves = models.CharField(_("gör gruppen det den är till för?"), max_length=6, choices=Serves, blank=True)
    serves_note = models.TextField(_("kommentar"), blank=True)
    task_change = models.TextField(_("bör uppdraget ändras, och hur?"), blank=True)
    merge_note = models.TextField(_("bör gruppen slås ihop med en annan?"), blank=True)
    end_note = models.TextField(_("bör gruppen avslutas, och varför?"), blank=True)
    outcome = models.CharField(_("förslag"), max_length=10, choices=Outcome, blank=True)
    merge_with = models.ForeignKey(
        Group, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("slås ihop med")
    )
    restart_condition = models.CharField(_("villkor för omstart"), max_length=250, blank=True)
    other = models.TextField(
        _("annat som har ändrats"), blank=True, help_text=_("Till exempel ledamöter som har bytts ut.")
    )
    settled_at = models.DateTimeField(_("avgjort"), null=True, editable=False)
    """When nothing of the answer waits any more."""

    class Meta:
        verbose_name = _("svar")
        verbose_name_plural = _("svar")
        ordering = ["-answered_at", "-pk"]
        constraints = [
            Check(
                condition=~Q(outcome="merge") | Q(merge_with__isnull=False) | ~Q(merge_note=""),
                name="groups_answer_merge_names_with_what",
                violation_error_message=_("Ange vilken grupp den bör slås ihop med."),
            ),
            Check(
                condition=~Q(outcome="dormant") | ~Q(restart_condition=""),
                name="groups_answer_dormant_says_when_to_restart",
                violation_error_message=_("Skriv vad som krävs för att gruppen ska starta igen."),
            ),
            Check(
                condition=~Q(outcome="end") | ~Q(end_note=""),
                name="groups_answer_end_says_why",
                violation_error_message=_("Skriv varför gruppen bör avslutas."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.answered_at:%Y-%m-%d}"

    def clean(self) -> None:
        """Say at its own field what an outcome needs, and refuse a group merged with itself or one that is gone."""
        if self.recorded_by and not self.on_behalf_of:
            raise ValidationError({"on_behalf_of": _("Skriv vem som svarade, som funktion.")})
        if self.outcome == Outcome.MERGE:
            if not self.merge_with and not self.merge_note:
                raise ValidationError({"merge_with": _("Ange vilken grupp den bör slås ihop med.")})
            if self.merge_with and self.merge_with.pk == self.item.group_id:
                raise ValidationError({"merge_with": _("En grupp kan inte slås ihop med sig själv.")})
            if self.merge_with and (self.merge_with.is_ended or self.merge_with.mistaken):
                raise ValidationError({"merge_with": _("%(group)s är avslutad.") % {"group": self.merge_with}})
        if self.outcome == Outcome.DORMANT and not self.restart_condition:
            raise ValidationError({"restart_condition": _("Skriv vad som krävs för att gruppen ska starta igen.")})
        if self.outcome == Outcome.END and not self.end_note:
            raise ValidationError({"end_note": _("Skriv varför gruppen bör avslutas.")})


class Proposal(models.Model):
    """One difference that an answer proposes: a fact of the group, or what is to become of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("väntar")
        ACCEPTED = "accepted", _("godtagen")
        REJECTED = "rejected", _("avvisad")

    UNCHANGED, OUTCOME, OTHER = "unchanged", "outcome", "other"

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="proposals")
    field = models.CharField(max_length=40)
    """What it is about: the key of a fact (`groups.review_facts`) or one of the three above."""
    was = models.TextField(blank=True)
    """The value that whoever answered saw, as a form holds it; of the outcome the status, of the others ""."""
    value = models.TextField(blank=True)
    """The value proposed; of the outcome an `Outcome`, of the others the words, or the day on which all was true."""
    state = models.CharField(_("avgörande"), max_length=8, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(_("kommentar"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("föreslagen ändring")
        verbose_name_plural = _("föreslagna ändringar")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["answer", "field"],
                name="groups_proposal_once_a_field",
                violation_error_message=_("Svaret föreslår redan något om den uppgiften."),
            ),
            Check(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="groups_proposal_settled_when_decided",
                violation_error_message=_("Det som är avgjort har en dag, och det som väntar har ingen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.field}"
