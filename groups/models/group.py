"""Groups: standing or temporary bodies where region and municipalities meet, in one tree."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from mptt.models import MPTTModel, TreeForeignKey
from simple_history.models import HistoricalRecords

from groups import frequency
from groups.models import past, placing
from groups.models.check import Check
from groups.models.group_manager import GroupManager
from groups.models.group_queries import GroupQuerySet, NeverDeleted
from groups.models.group_type import GroupType, Mandate, Tier, Topic
from groups.models.organisation import lines
from groups.models.region import Region
from groups.ordering import SORT_KEY_LENGTH, searchable, sort_key
from groups.search_index import TrigramIndex

TREE_FIELDS = ("lft", "rght", "tree_id", "depth")


class Status(models.TextChoices):
    PLANNED = "planned", _("planerad")
    STARTING = "starting", _("nystartad")
    ACTIVE = "active", _("aktiv")
    PAUSED = "paused", _("pausad")
    DORMANT = "dormant", _("vilande")
    ENDED = "ended", _("avslutad")


class Coverage(models.TextChoices):
    """Which municipalities a group concerns."""

    REGION = "region", _("hela delregionen")
    LISTED = "listed", _("de kommuner som anges")
    NOT_STATED = "not_stated", _("ej angivet")


class ReportingAnswer(models.TextChoices):
    """The answer to ”whom do you report to”. Unknown is not the same as nowhere."""

    LINES = "lines", _("till dem som anges")
    NOWHERE = "nowhere", _("rapporterar ingenstans")
    OWN_ORGANISATION = "own_organisation", _("var och en till sin egen organisation")
    UNKNOWN = "unknown", _("okänt")


class Feedback(models.TextChoices):
    """Whether there is feedback to the delregion's preparatory committee (DS-TB)."""

    YES = "yes", _("ja")
    NONE_STATED = "none_stated", _("ingen angiven")
    UNKNOWN = "unknown", _("okänt")


BLANK = {"", None, Mandate.NOT_STATED, ReportingAnswer.UNKNOWN, Feedback.UNKNOWN}
"""Values of facts that say nothing: a part takes them from its whole."""


class Group(MPTTModel):
    """A samverkansgrupp.

    Today's place (`parent`, `is_part`, `region`) and status are an index of the dated logs `Placement` and
    `StatusChange`; only `groups.tree` and `groups.lifecycle` write them. Other edits are saved through
    `groups.tree.update`.
    """

    # What it is
    name = models.CharField(_("namn"), max_length=150)
    short_name = models.CharField(
        _("kort namn"), max_length=60, blank=True, help_text=_("Till exempel ”DS-TB Nordväst”.")
    )
    slug = models.SlugField(_("adress"), max_length=80, db_index=False, editable=False)  # unique below
    aliases = models.TextField(_("andra namn"), blank=True, help_text=_("Ett per rad. Hittas vid sökning."))
    type = models.ForeignKey(GroupType, models.PROTECT, related_name="groups", verbose_name=_("grupptyp"))
    purpose = models.TextField(_("syfte"), blank=True)
    topics = models.ManyToManyField(Topic, blank=True, related_name="groups", verbose_name=_("ämnen"))
    basis = models.CharField(
        _("grund"), max_length=250, blank=True, help_text=_("Avtal eller beslut som gruppen vilar på.")
    )
    basis_url = models.URLField(_("länk till grunden"), blank=True)
    origin = models.TextField(_("bakgrund"), blank=True, help_text=_("Hur gruppen kom till och har ändrats."))

    # Where it stands
    tier = models.CharField(_("nivå"), max_length=12, choices=Tier)
    parent = TreeForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("ligger under"),
    )
    is_part = models.BooleanField(
        _("del av den överordnade gruppen"),
        default=False,
        help_text=_("En del räknas inte som egen grupp och ärver uppgifter som lämnas tomma."),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the index that groups are counted by is one of the region too
        related_name="groups",
        verbose_name=_("delregion"),
    )
    placed_since = models.DateField(_("plats sedan"), null=True, editable=False)
    coverage = models.CharField(_("omfattar"), max_length=12, choices=Coverage, default=Coverage.NOT_STATED)
    coverage_text = models.CharField(_("omfattning i ord"), max_length=250, blank=True)
    every_municipality = models.BooleanField(
        _("varje kommun ska vara representerad"),
        default=True,
        help_text=_("Om gruppen omfattar en kommun ska kommunen ha en företrädare i den."),
    )

    # When it meets
    frequency_text = models.CharField(
        _("möts"),
        max_length=200,
        blank=True,
        help_text=_("Som ni säger det: ”2 ggr/termin”, ”behovsstyrd” …"),
    )
    meetings_min = models.PositiveSmallIntegerField(_("väntade möten per år, minst"), null=True, editable=False)
    meetings_max = models.PositiveSmallIntegerField(_("väntade möten per år, högst"), null=True, editable=False)
    agenda = models.TextField(_("stående dagordning"), blank=True, help_text=_("En punkt per rad."))

    # Mandate and reporting
    mandate = models.CharField(_("beslutsmandat"), max_length=20, choices=Mandate, default=Mandate.NOT_STATED)
    mandate_text = models.CharField(_("mandatet i ord"), max_length=250, blank=True)
    reporting = models.CharField(
        _("rapportering"), max_length=20, choices=ReportingAnswer, default=ReportingAnswer.UNKNOWN
    )
    feedback = models.CharField(
        _("återkoppling till delregional tjänstemannaberedning"),
        max_length=12,
        choices=Feedback,
        default=Feedback.UNKNOWN,
    )

    # Its life
    status = models.CharField(_("status"), max_length=10, choices=Status, editable=False)
    status_since = models.DateField(_("status sedan"), null=True, editable=False)
    status_reason = models.CharField(_("orsak"), max_length=250, blank=True, editable=False)
    restart_condition = models.CharField(_("villkor för omstart"), max_length=250, blank=True)
    successors = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="predecessors", verbose_name=_("ersätts av")
    )
    valid_until = models.DateField(_("giltig till och med"), null=True, blank=True)
    is_public = models.BooleanField(_("visas publikt"), default=True)
    mistaken = models.BooleanField(_("registrerad av misstag"), default=False, editable=False)
    note = models.TextField(_("anmärkning"), blank=True, help_text=_("Visas publikt."))
    reviewed_on = models.DateField(_("granskad"), null=True, editable=False)
    reviewed_by = models.CharField(_("granskad av"), max_length=100, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    tree_id = models.PositiveIntegerField(editable=False)  # the tree library would index it alone as well
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False)
    name_text = models.TextField(editable=False)  # its names alone, folded: what ranks a hit
    search_text = models.TextField(editable=False)

    as_of: dt.date | None = None
    """The day as which the row stands, when fetched so (`GroupQuerySet.as_of`); None is today."""

    history = HistoricalRecords(
        excluded_fields=[*TREE_FIELDS, "sort_key", "name_text", "search_text"], m2m_fields=[topics, successors]
    )
    objects = GroupManager()

    class MPTTMeta:
        level_attr = "depth"

    class Meta:
        verbose_name = _("grupp")
        verbose_name_plural = _("grupper")
        ordering = ["tree_id", "lft"]
        indexes = [
            # All that numbers of groups are counted by, so that not a row need be read.
            models.Index(
                fields=["region", "status", "is_part", "is_public", "mistaken", "parent"], name="groups_group_counted"
            ),
            models.Index(fields=["sort_key"], name="groups_group_sort_key"),
            # The few that are not shown: whether a group is, or what hangs on it, is asked by them. With the column
            # that says so, which SQLite would else read from the row, and so prefer an index of all.
            models.Index(fields=["id", "is_public"], name="groups_group_hidden", condition=Q(is_public=False)),
            models.Index(fields=["id", "mistaken"], name="groups_group_mistaken", condition=Q(mistaken=True)),
            TrigramIndex("search_text", name="groups_group_trigram"),
        ]
        constraints = [
            # Here, for `unique=True` makes PostgreSQL keep a second index, of beginnings that nobody looks for.
            models.UniqueConstraint(
                fields=["slug"],
                name="groups_group_slug_unique",
                violation_error_message=_("En annan grupp har redan adressen."),
            ),
            Check(
                condition=Q(tier=Tier.CENTRAL) | Q(region__isnull=False),
                name="groups_group_region_below_central",
                violation_error_message=_("Ange delregion: bara centrala grupper saknar en."),
            ),
            Check(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="groups_group_not_own_parent",
                violation_error_message=_("En grupp kan inte ligga under sig själv."),
            ),
            Check(
                condition=Q(is_part=False) | Q(parent__isnull=False),
                name="groups_group_part_has_whole",
                violation_error_message=_("En del måste ligga under den grupp den är del av."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        """Save this row alone; what it derives from its own words is brought up to date first.

        Raises StoodThen for a group as it stood on another day.
        """
        if self.as_of:
            raise past.StoodThen
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        expected = frequency.parse(self.frequency_text)
        self.meetings_min, self.meetings_max = expected.minimum, expected.maximum
        self.sort_key = sort_key(self.name)
        names = (self.name, self.short_name, *self.alias_list)
        self.name_text = searchable(*names)
        self.search_text = self.name_text + searchable(self.purpose, self.origin, self.basis, self.coverage_text)[1:]

    def delete(self, *args, **kwargs) -> None:
        """Always refuse: raises NeverDeleted. End the group instead, or mark it as registered by mistake."""
        raise NeverDeleted

    def clean(self) -> None:
        """Refuse what the type, the tier and the region do not allow at this place in the tree."""
        if not self.type_id or not self.tier:
            return
        errors: dict[str, list] = {}
        if problem := self.tier_problem():
            errors["tier"] = [problem]
        if problem := self.region_problem():
            errors["region"] = [problem]
        if problem := self.placement_problem(self.parent, part=self.is_part):
            errors.setdefault("parent", []).append(problem)
        if self.pk:
            for child in self.children.filter(mistaken=False).select_related("type", "region"):
                if problem := child.placement_problem(self, part=child.is_part):
                    errors.setdefault("type", []).append(
                        _("Undergruppen %(child)s hindrar: %(problem)s") % {"child": child, "problem": problem}
                    )
        if errors:
            raise ValidationError(errors)

    def tier_problem(self) -> str | None:
        """Why a group of this type may not be on this tier, in Swedish; None if it may."""
        if self.type.tier and self.type.tier != self.tier and not self.is_part:
            return _("Grupptypen %(type)s hör till nivån %(tier)s.") % {
                "type": self.type,
                "tier": self.type.get_tier_display(),
            }
        return None

    def region_problem(self) -> str | None:
        """Why this group may not belong to its region, in Swedish; None if it may."""
        if self.tier == Tier.CENTRAL:
            if self.region and not self.region.is_county:
                return _("En central grupp hör till hela länet, inte till en delregion.")
        elif not self.region:
            return _("Ange delregion: bara centrala grupper saknar en.")
        elif self.region.is_county:
            return _("Välj den delregion som gruppen hör till, inte hela länet.")
        return None

    def placement_problem(self, parent: Group | None, *, part: bool) -> str | None:
        """Why this group may not stand under `parent` today, in Swedish; None if it may. Costs a few queries."""

        def lies_below() -> bool:
            return bool(self.pk and (parent.pk == self.pk or parent.get_ancestors().filter(pk=self.pk).exists()))

        return placing.problem(
            self,
            parent,
            part=part,
            lies_below=lies_below,
            type_allows=lambda: self.type.allowed_parents.filter(pk=parent.type_id).exists(),
        )

    def get_ancestors(self, ascending: bool = False, include_self: bool = False) -> GroupQuerySet:
        """The groups above it, asked for by the numbers it has at that moment.

        mptt 0.20.0 asks by those that the instance was fetched with. When somebody else writes between the two, that
        is the way of another group.
        """
        if self.parent_id is None:
            return super().get_ancestors(ascending, include_self)
        tree, left, right = (
            Subquery(Group.objects.order_by().filter(pk=self.pk).values(number))
            for number in ("tree_id", "lft", "rght")
        )
        around = {"lft__lte": left, "rght__gte": right} if include_self else {"lft__lt": left, "rght__gt": right}
        return Group.objects.filter(tree_id=tree, **around).order_by("-lft" if ascending else "lft")

    def get_absolute_url(self) -> str:
        """Its page; for a group as it stood on another day, its page of that day."""
        page = reverse("groups:group-detail", args=[self.slug])
        return f"{page}?datum={self.as_of}" if self.as_of else page

    @property
    def is_outside_ladder(self) -> bool:
        """Whether the agreement's ladder leads to such bodies, not on from them: politicians' and central ones."""
        return self.tier == Tier.CENTRAL or self.type.side == GroupType.Side.POLITICAL

    @property
    def alias_list(self) -> list[str]:
        return lines(self.aliases)

    @property
    def agenda_list(self) -> list[str]:
        return lines(self.agenda)

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    def get_coverage_display(self) -> str:
        """The coverage in words; what is a whole delregion for others is the whole county for a central group."""
        if self.coverage == Coverage.REGION and self.tier == Tier.CENTRAL:
            return _("hela länet")
        return str(Coverage(self.coverage).label)

    @property
    def is_ended(self) -> bool:
        return self.status == Status.ENDED

    @property
    def whole(self) -> Group | None:
        """The group that this is a part of, None for a group of its own. Costs a query unless fetched."""
        return self.parent if self.is_part else None

    def above(self) -> list[Group]:
        """The groups above it, the top one first, on the day as which it stands. One query; see `past.above`."""
        return past.above(self)

    def inherited(self, field: str) -> Group:
        """The group whose `field` speaks here: itself, or for a part with a blank fact the whole it belongs to.

        Which municipalities a part covers is not inherited: it is only a part.
        """
        holder = self
        while field != "coverage" and holder.is_part and holder.parent and getattr(holder, field) in BLANK:
            holder = holder.parent
        return holder

    @property
    def expected_meetings(self) -> str:
        """Expected meetings a year in Swedish words."""
        return frequency.describe(self.meetings_min, self.meetings_max)
