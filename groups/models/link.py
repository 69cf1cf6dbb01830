"""Edges beside the tree: who ordered a group, to whom it reports, and where a question goes from it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.dated import Dated, new_uid
from groups.models.group import Group
from groups.models.organisation import Organisation
from groups.models.seat import Seat


class Link(Dated):
    """From a group to one counterpart: a group, an organisation, or a body told only in words."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    to_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_in",
        verbose_name=_("till grupp"),
    )
    to_organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss_in",
        verbose_name=_("till organisation"),
    )
    to_words = models.CharField(
        _("i ord"), max_length=200, blank=True, help_text=_("En ledning, roll eller grupp utanför registret.")
    )
    note = models.CharField(_("anmärkning"), max_length=200, blank=True)

    class Meta(Dated.Meta):
        abstract = True

    @property
    def target(self) -> Group | Organisation | str:
        """The counterpart: a row, or words."""
        return self.to_group or self.to_organisation or self.to_words


def exactly_one_counterpart() -> Q:
    """The condition that a link names its counterpart in one way only."""
    group, organisation, words = (
        Q(to_group__isnull=False),
        Q(to_organisation__isnull=False),
        ~Q(to_words=""),
    )
    return (group & ~organisation & ~words) | (~group & organisation & ~words) | (~group & ~organisation & words)


class Commission(Link):
    """Who ordered the group (uppdragsgivare); not always who receives its reports."""

    group = models.ForeignKey(Group, models.CASCADE, related_name="commissions", verbose_name=_("grupp"))
    history = HistoricalRecords()

    class Meta(Link.Meta):
        verbose_name = _("uppdragsgivare")
        verbose_name_plural = _("uppdragsgivare")
        ordering = ["pk"]
        constraints = [
            *Link.Meta.constraints,
            Check(
                condition=exactly_one_counterpart(),
                name="groups_commission_one_counterpart",
                violation_error_message=_("Ange uppdragsgivaren på ett sätt: grupp, organisation eller ord."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.target)


class ReportingLine(Link):
    """To whom a group reports, informs or proposes."""

    class Kind(models.TextChoices):
        REPORTS = "reports", _("rapporterar till")
        INFORMS = "informs", _("informerar")
        PROPOSES = "proposes", _("lämnar förslag till")
        MUTUAL = "mutual", _("ömsesidig rapportering med")

    group = models.ForeignKey(Group, models.CASCADE, related_name="reporting_lines", verbose_name=_("grupp"))
    kind = models.CharField(_("slag"), max_length=10, choices=Kind, default=Kind.REPORTS)
    when_needed = models.BooleanField(_("vid behov"), default=False)
    history = HistoricalRecords()

    class Meta(Link.Meta):
        verbose_name = _("rapporteringsväg")
        verbose_name_plural = _("rapporteringsvägar")
        ordering = ["pk"]
        constraints = [
            *Link.Meta.constraints,
            Check(
                condition=exactly_one_counterpart(),
                name="groups_reportingline_one_counterpart",
                violation_error_message=_("Ange mottagaren på ett sätt: grupp, organisation eller ord."),
            ),
            Check(
                condition=Q(to_group__isnull=True) | ~Q(to_group=F("group")),
                name="groups_reportingline_not_to_itself",
                violation_error_message=_("En grupp kan inte rapportera till sig själv."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target}"


class Agreement(models.Model):
    """An agreement that has its own way for questions, such as the health-care agreement."""

    name = models.CharField(_("namn"), max_length=150, unique=True)
    short_name = models.CharField(_("kort namn"), max_length=60, blank=True)
    slug = models.SlugField(_("nyckel"), max_length=60, unique=True)
    url = models.URLField(_("länk"), blank=True)
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("avtal")
        verbose_name_plural = _("avtal")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.short_name or self.name


class EscalationLink(Dated):
    """One rung of the åtgärdsstrappa, held where the rule lives and inherited by all that stands below."""

    class Step(models.TextChoices):
        FIRST = "1", "1"
        SECOND = "2", "2"
        THIRD_PRINCIPLE = "3a", "3a"
        THIRD_LOCAL = "3b", "3b"
        ASIDE = "aside", _("vid sidan")

    class Trigger(models.TextChoices):
        """What kind of question takes this step."""

        SHORTCOMING = "shortcoming", _("brist eller problem")
        NOT_CORRECTED = "not_corrected", _("rättelse uteblir eller dröjer oskäligt")
        LESSON = "lesson", _("principiell avvikelse som andra kan lära av")
        DISPUTE_PRINCIPLE = "dispute_principle", _("tvist av principiell art")
        DISPUTE_LOCAL = "dispute_local", _("tvist i en lokal fråga")
        ABOUT_AGREEMENT = "about_agreement", _("fråga om själva avtalet")

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    group = models.ForeignKey(
        Group, models.CASCADE, related_name="escalation_links", verbose_name=_("gäller för och under")
    )
    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="escalation_links", verbose_name=_("avtal"))
    step = models.CharField(_("steg"), max_length=5, choices=Step)
    trigger = models.CharField(_("när"), max_length=20, choices=Trigger)
    condition = models.CharField(_("villkor i ord"), max_length=250, blank=True)
    to_group = models.ForeignKey(
        Group,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="escalations_in",
        verbose_name=_("till grupp"),
        help_text=_("Tomt på steg 1: den part som ansvarar rättar."),
    )
    recipient = models.CharField(
        _("mottagare i ord"), max_length=200, blank=True, help_text=_("När mottagaren inte är en grupp.")
    )
    contact_seats = models.ManyToManyField(
        Seat, blank=True, related_name="escalation_links", verbose_name=_("kontaktpersoner")
    )
    final = models.BooleanField(_("avgörs där"), default=False, help_text=_("Inget steg följer."))
    history = HistoricalRecords(m2m_fields=[contact_seats])

    compared_by = "group"

    class Meta(Dated.Meta):
        verbose_name = _("eskaleringsväg")
        verbose_name_plural = _("eskaleringsvägar")
        ordering = ["agreement", "step", "pk"]
        constraints = [
            *Dated.Meta.constraints,
            Check(
                condition=Q(to_group__isnull=False) | ~Q(recipient=""),
                name="groups_escalationlink_has_recipient",
                violation_error_message=_("Ange vem som tar emot frågan: en grupp, eller mottagaren i ord."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_step_display()}: {self.to_group or self.recipient}"

    def clean(self) -> None:
        if not self.group_id or not self.agreement_id:
            return
        rung = (self.agreement_id, self.trigger)
        twins = (other for other in self.compared() if (other.agreement_id, other.trigger) == rung)
        if any(twin.overlaps(self.start_date, self.end_date) for twin in twins):
            raise ValidationError({"trigger": _("Gruppen har redan en väg för sådana frågor under det avtalet.")})
