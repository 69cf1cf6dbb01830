"""The yearly review of a delregion's groups: what conveners answer, and what the working committee says of it."""

from __future__ import annotations

import datetime as dt
from typing import Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.dated import new_uid
from groups.models.group import Group
from groups.models.person import Person
from groups.models.region import Region
from groups.models.user import User, within_reach


class ReviewQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def editable_by(self, user: User) -> Self:
        """All for administrators; for process leaders those of the delregions they keep."""
        return within_reach(self, user, lambda regions: self.filter(region__in=regions))

    def readable_by(self, user: User, day: dt.date) -> Self:
        """Those that `user` keeps, and those commissioned by a group where the person behind the account sits."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator:
            return self
        return self.filter(Q(region__in=user.region_ids) | Q(commissioner__in=user.sits_in(day)))


class Review(models.Model):
    """A round of questions about every group of a delregion. Written by `groups.reviewing` alone."""

    slug = models.SlugField(_("adress"), max_length=80, unique=True, editable=False)
    region = models.ForeignKey(Region, models.PROTECT, related_name="reviews", verbose_name=_("delregion"))
    title = models.CharField(_("titel"), max_length=200)
    commissioner = models.ForeignKey(
        Group,
        models.PROTECT,
        related_name="reviews_commissioned",
        verbose_name=_("uppdragsgivare"),
        help_text=_("Gruppen som beställer sammanställningen, oftast delregionens arbetsutskott."),
    )
    authors = models.CharField(
        _("sammanställd av"), max_length=200, help_text=_("Funktioner, t.ex. ”processledarna för God och Nära vård”.")
    )
    reference_date = models.DateField(
        _("avser läget den"), help_text=_("Sammanställningen beskriver grupperna som de är den dagen.")
    )
    answers_by = models.DateField(_("svar senast"))
    compared_with = models.ForeignKey(
        "groups.Compilation",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reviderad från"),
        help_text=_("Den tidigare sammanställning som ändringarna räknas från."),
    )
    introduction = models.TextField(
        _("inledning"), blank=True, help_text=_("Står först i sammanställningen. Frivillig.")
    )
    opened_at = models.DateTimeField(_("öppnad"), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    closed_at = models.DateTimeField(_("stängd"), null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = _("granskning")
        verbose_name_plural = _("granskningar")
        ordering = ["-reference_date", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["region"],
                condition=Q(closed_at__isnull=True),
                name="groups_review_one_open_in_a_region",
                violation_error_message=_("Delregionen har redan en öppen granskning."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Refuse a whole county, and a comparison with another delregion's compilation."""
        if self.region_id and self.region.is_county:
            raise ValidationError({"region": _("Välj en delregion. Varje delregion granskas för sig.")})
        if self.compared_with and self.compared_with.review.region_id != self.region_id:
            raise ValidationError({"compared_with": _("Välj en sammanställning för samma delregion.")})

    def get_absolute_url(self) -> str:
        return reverse("groups:review", args=[self.slug])

    @property
    def is_open(self) -> bool:
        return self.closed_at is None


class ReviewItemQuerySet(models.QuerySet):
    def with_state(self) -> Self:
        """Annotates `is_answered` and `is_waiting`: something in an answer has not been settled."""
        answers = Answer.objects.filter(item=OuterRef("pk"))
        waiting = answers.filter(settled_at__isnull=True)
        return self.annotate(is_answered=Exists(answers), is_waiting=Exists(waiting))


class ReviewItem(models.Model):
    """One group in a review, and what the commissioner says of it."""

    class Verdict(models.TextChoices):
        CONTINUE = "continue", _("fortsätter")
        REVISE = "revise", _("uppdraget revideras")
        MERGE = "merge", _("slås ihop")
        DORMANT = "dormant", _("görs vilande")
        END = "end", _("avslutas")
        RETURN = "return", _("återkom")

    review = models.ForeignKey(Review, models.CASCADE, related_name="items", verbose_name=_("granskning"))
    group = models.ForeignKey(Group, models.PROTECT, related_name="review_items", verbose_name=_("grupp"))
    verdict = models.CharField(_("beslut"), max_length=10, choices=Verdict, blank=True)
    verdict_note = models.CharField(
        _("beslutet i ord"), max_length=250, blank=True, help_text=_("Till exempel vilken grupp den slås ihop med.")
    )
    verdict_on = models.DateField(_("beslutat den"), null=True, blank=True)
    verdict_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    history = HistoricalRecords()

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("grupp i granskningen")
        verbose_name_plural = _("grupper i granskningen")
        ordering = ["review", "group__tree_id", "group__lft"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "group"],
                name="groups_reviewitem_once",
                violation_error_message=_("Gruppen är redan med i granskningen."),
            ),
            models.CheckConstraint(
                condition=~Q(verdict="") | Q(verdict_on__isnull=True),
                name="groups_reviewitem_verdict_has_words",
                violation_error_message=_("Välj vad som beslutades."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)


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
            models.CheckConstraint(
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
            models.CheckConstraint(
                condition=~Q(outcome="merge") | Q(merge_with__isnull=False) | ~Q(merge_note=""),
                name="groups_answer_merge_names_with_what",
                violation_error_message=_("Ange vilken grupp den bör slås ihop med."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome="dormant") | ~Q(restart_condition=""),
                name="groups_answer_dormant_says_when_to_restart",
                violation_error_message=_("Skriv vad som krävs för att gruppen ska starta igen."),
            ),
            models.CheckConstraint(
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
            models.CheckConstraint(
                condition=Q(state="waiting", settled_at__isnull=True)
                | (~Q(state="waiting") & Q(settled_at__isnull=False)),
                name="groups_proposal_settled_when_decided",
                violation_error_message=_("Det som är avgjort har en dag, och det som väntar har ingen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.field}"
