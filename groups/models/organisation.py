"""Organisations and their units, by huvudman; how many live in a municipality."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.region import Region, RegionMunicipality
from groups.models.union import in_any
from groups.models.user import User, within_reach
from groups.ordering import SORT_KEY_LENGTH, in_full, searchable, sort_key
from groups.search_index import TrigramIndex

DEEPEST_ORGANISATION = 4
"""Levels of an organisation: municipality or region, administration, unit, sub-unit."""


def lines(text: str) -> list[str]:
    """The non-blank lines of `text`, stripped: how several aliases share one field."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class Principal(models.TextChoices):
    """Huvudman: whose side a body or a seat is on."""

    REGION = "region", _("region")
    MUNICIPALITY = "municipality", _("kommun")
    NONE = "none", _("varken region eller kommun")


class OrganisationQuerySet(models.QuerySet):
    def municipalities(self) -> Self:
        return self.filter(kind=Organisation.Kind.MUNICIPALITY)

    def with_lineage(self) -> Self:
        """Fetches the parents too, so that `municipality` and `lineage` cost no query."""
        return self.select_related("parent__parent__parent")

    def in_regions(self, region_ids: models.QuerySet | list[int] | frozenset[int]) -> Self:
        """Organisations of these regions: by their own region, by municipality (ever placed there), or by a parent."""
        placed = RegionMunicipality.objects.filter(region__in=region_ids).values("municipality")
        own = Q(region__in=region_ids) | Q(pk__in=placed)
        condition = own
        for depth in range(1, DEEPEST_ORGANISATION):
            prefix = "__".join(["parent"] * depth)
            condition |= Q(**{f"{prefix}__region__in": region_ids}) | Q(**{f"{prefix}__in": placed})
        return self.filter(condition)

    def families(self) -> models.QuerySet[Organisation]:
        """These organisations and all below them."""
        keys = self.order_by().values("pk")
        levels = ["pk", *("__".join(["parent"] * depth) for depth in range(1, DEEPEST_ORGANISATION))]
        lists = (Organisation.objects.filter(**{f"{level}__in": keys}).values("pk") for level in levels)
        return Organisation.objects.filter(pk__in=in_any(*lists))

    def editable_by(self, user: User) -> Self:
        """All for administrators; for process leaders those of the regions they keep."""
        return within_reach(self, user, self.in_regions)


class Organisation(models.Model):
    """A municipality, an administration in it, a hospital, a health centre, a private provider …"""

    class Kind(models.TextChoices):
        MUNICIPALITY = "municipality", _("kommun")
        REGION = "region", _("region (organisationen)")
        ADMINISTRATION = "administration", _("förvaltning")
        HOSPITAL = "hospital", _("sjukhus")
        CLINIC = "clinic", _("klinik eller verksamhet")
        PRIMARY_CARE = "primary_care", _("primärvård")
        HEALTH_CENTRE = "health_centre", _("vårdcentral")
        MUNICIPAL_CARE = "municipal_care", _("kommunal verksamhet")
        PRIVATE_PROVIDER = "private_provider", _("privat vårdgivare")
        USER_ORGANISATION = "user_organisation", _("brukar- eller anhörigorganisation")
        COMPANY = "company", _("bolag")
        OTHER = "other", _("annan")

    class Operation(models.TextChoices):
        """Driftsform."""

        PUBLIC = "public", _("offentlig")
        PRIVATE = "private", _("privat")
        USER = "user", _("brukarorganisation")
        NON_PROFIT = "non_profit", _("annan ideell organisation")

    name = models.CharField(_("namn"), max_length=150)
    short_name = models.CharField(_("kort namn"), max_length=40, blank=True)
    slug = models.SlugField(_("adress"), max_length=80, unique=True, help_text=_("Del av webbadressen; ändras inte."))
    aliases = models.TextField(
        _("andra namn"),
        blank=True,
        help_text=_("Ett per rad: äldre namn, förkortningar, vanliga felstavningar."),
    )
    kind = models.CharField(_("slag"), max_length=20, choices=Kind)
    principal = models.CharField(
        _("huvudman"),
        max_length=12,
        choices=Principal,
        help_text=_("En privat vårdgivare står på den sida som anlitar den."),
    )
    operation = models.CharField(_("driftsform"), max_length=12, choices=Operation, default=Operation.PUBLIC)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("del av"),
    )
    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="organisations",
        verbose_name=_("delregion"),
        help_text=_("För sjukhus, psykiatri, primärvård m.fl. En kommuns delregion anges med datum i stället."),
    )
    municipality_code = models.CharField(
        _("kommunkod"),
        max_length=4,
        null=True,
        blank=True,
        unique=True,
        validators=[RegexValidator(r"^\d{4}$", _("Kommunkoden har fyra siffror, t.ex. 1283."))],
    )
    function_email = models.EmailField(
        _("funktionens e-post"), blank=True, help_text=_("Visas publikt. Inte en persons adress.")
    )
    function_phone = models.CharField(
        _("funktionens telefon"), max_length=30, blank=True, help_text=_("Visas publikt.")
    )
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    history = HistoricalRecords(excluded_fields=["sort_key", "search_text"])

    objects = OrganisationQuerySet.as_manager()

    judged_with = ("__".join(["parent"] * DEEPEST_ORGANISATION),)

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisationer")
        ordering = ["sort_key"]
        indexes = [TrigramIndex("search_text", name="groups_organisation_trigram")]
        constraints = [
            Check(
                condition=(Q(kind="municipality") & Q(municipality_code__isnull=False))
                | (~Q(kind="municipality") & Q(municipality_code__isnull=True)),
                name="groups_organisation_code_for_municipalities",
                violation_error_message=_("En kommun ska ha kommunkod, och bara en kommun kan ha det."),
            ),
            Check(
                condition=~Q(kind="municipality") | Q(parent__isnull=True, region__isnull=True),
                name="groups_organisation_municipality_stands_alone",
                violation_error_message=_(
                    "En kommun ligger inte under en annan organisation; dess delregion anges med datum."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.sort_key = sort_key(self.name)
        written = [in_full(self.name)] if self.is_municipality else []
        self.search_text = searchable(self.name, self.short_name, *self.alias_list, *written)

    def clean(self) -> None:
        self.municipality_code = self.municipality_code or None
        above, seen = self.parent, 1
        while above is not None:
            if above.pk == self.pk and self.pk:
                raise ValidationError({"parent": _("En organisation kan inte ligga under sig själv.")})
            above, seen = above.parent, seen + 1
            if seen > DEEPEST_ORGANISATION:
                raise ValidationError({"parent": _("Organisationer får ligga i högst fyra nivåer.")})

    def refuse_for(self, user: User, before: Organisation | None) -> None:
        """Refuse to let a process leader place it outside their delregions, or make or unmake a municipality.

        `before` is the row as it stood, None for a new one. Raises ValidationError, by field. Up to two queries.
        """
        if user.is_administrator:
            return
        region, kind = (before.region_id, before.kind) if before else (None, "")
        errors = {}
        if self.region_id and self.region_id != region and self.region_id not in user.region_ids:
            errors["region"] = _("Välj en delregion som du är processledare för.")
        if self.kind != kind and self.Kind.MUNICIPALITY in (self.kind, kind):
            errors["kind"] = _("Kommuner läggs upp av en administratör.")
        if not errors and not self._stays_within_reach(user):
            errors["region"] = _("Ange en delregion som du är processledare för, här eller hos den överordnade.")
        if errors:
            raise ValidationError(errors)

    def _stays_within_reach(self, user: User) -> bool:
        """Whether it is, as it says now, still of a delregion that the account keeps."""
        placed = RegionMunicipality.objects.filter(municipality=self.pk, region__in=user.region_ids)
        if self.region_id in user.region_ids or (self.pk and placed.exists()):
            return True
        return bool(self.parent_id and Organisation.objects.editable_by(user).filter(pk=self.parent_id).exists())

    def get_absolute_url(self) -> str:
        if self.is_municipality:
            return reverse("groups:municipality-detail", args=[self.slug])
        return reverse("groups:organisation-detail", args=[self.slug])

    @property
    def alias_list(self) -> list[str]:
        return lines(self.aliases)

    @property
    def label(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def is_municipality(self) -> bool:
        return self.kind == self.Kind.MUNICIPALITY

    @property
    def lineage(self) -> list[Organisation]:
        """This organisation and those above it, nearest first. Costs queries unless `with_lineage`."""
        chain, above = [], self
        while above is not None and len(chain) < DEEPEST_ORGANISATION:
            chain.append(above)
            above = above.parent
        return chain

    @property
    def municipality(self) -> Organisation | None:
        """The municipality this is, or is part of. Costs queries unless `with_lineage`."""
        return next((each for each in self.lineage if each.is_municipality), None)

    def family(self) -> models.QuerySet[Organisation]:
        """This organisation and all below it."""
        return Organisation.objects.filter(pk=self.pk).families()


class Inhabitants(models.Model):
    """Inhabitants of a municipality at 31 December of a year."""

    municipality = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="inhabitants",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("kommun"),
    )
    year = models.PositiveSmallIntegerField(_("år"))
    number = models.PositiveIntegerField(_("invånare 31 december"))
    assumed = models.BooleanField(
        _("året antaget"), default=False, help_text=_("Källan anger inte vilket år; det är vårt antagande.")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("invånarantal")
        verbose_name_plural = _("invånarantal")
        ordering = ["-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"],
                name="groups_inhabitants_once_a_year",
                violation_error_message=_("Invånarantalet för det året finns redan."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} {self.year}"
