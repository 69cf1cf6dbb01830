"""Kinds of groups, as data: what rules and default texts a type brings."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.ordering import SORT_KEY_LENGTH, searchable, sort_key


class Tier(models.TextChoices):
    """Nivå: where in the structure a group sits, from the top down."""

    CENTRAL = "central", _("central")
    DELREGIONAL = "delregional", _("delregional")
    LOCAL = "local", _("lokal")

    @property
    def rank(self) -> int:
        """0 for central, 1 for delregional, 2 for local."""
        return list(Tier).index(self)


class Mandate(models.TextChoices):
    """Beslutsmandat: what a group may decide."""

    NONE = "none", _("inget beslutsmandat")
    WITHIN_PROFESSION = "within_profession", _("inom professionen")
    WITHIN_SUBJECT = "within_subject", _("fullt inom sitt ämne")
    FULL = "full", _("fullt beslutsmandat")
    DECIDES_PROPOSALS = "decides_proposals", _("beslutar på andras förslag")
    NOT_STATED = "not_stated", _("ej angivet")


class GroupType(models.Model):
    """A kind of group, with the rules that go with it."""

    class Side(models.TextChoices):
        POLITICAL = "political", _("politisk")
        OFFICIALS = "officials", _("tjänstepersoner")
        OPERATIONAL = "operational", _("verksamhetsnära")

    class Expected(models.TextChoices):
        """Where one group of the type is expected to exist."""

        NONE = "none", _("ingen förväntan")
        MUNICIPALITY = "municipality", _("en i varje kommun")
        REGION = "region", _("en i varje delregion")

    name = models.CharField(_("namn"), max_length=80, unique=True)
    plural = models.CharField(_("namn i plural"), max_length=80)
    slug = models.SlugField(_("nyckel"), max_length=60, unique=True)
    tier = models.CharField(
        _("nivå"),
        max_length=12,
        choices=Tier,
        blank=True,
        help_text=_("Tomt om typen finns på flera nivåer."),
    )
    side = models.CharField(_("sida"), max_length=12, choices=Side)
    may_be_root = models.BooleanField(_("får stå överst"), default=False)
    allowed_parents = models.ManyToManyField(
        "self",
        symmetrical=False,
        blank=True,
        related_name="allowed_children",
        verbose_name=_("får ligga under"),
    )
    expected_per = models.CharField(_("förväntas finnas"), max_length=12, choices=Expected, default=Expected.NONE)
    default_purpose = models.TextField(_("förvalt syfte"), blank=True)
    default_mandate = models.CharField(_("förvalt mandat"), max_length=20, choices=Mandate, default=Mandate.NOT_STATED)
    default_agenda = models.TextField(_("förvald dagordning"), blank=True, help_text=_("En punkt per rad."))
    order = models.PositiveSmallIntegerField(_("ordning"), default=0)
    search_text = models.TextField(editable=False)
    history = HistoricalRecords(excluded_fields=["search_text"], m2m_fields=[allowed_parents])

    class Meta:
        verbose_name = _("grupptyp")
        verbose_name_plural = _("grupptyper")
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.search_text = searchable(self.name, self.plural)


class Topic(models.Model):
    """A subject that groups deal with, such as utskrivning or psykiatri."""

    name = models.CharField(_("namn"), max_length=80, unique=True)
    slug = models.SlugField(_("nyckel"), max_length=60, unique=True)
    sort_key = models.CharField(max_length=SORT_KEY_LENGTH, editable=False, db_index=True)
    search_text = models.TextField(editable=False)
    history = HistoricalRecords(excluded_fields=["sort_key", "search_text"])

    class Meta:
        verbose_name = _("ämne")
        verbose_name_plural = _("ämnen")
        ordering = ["sort_key"]

    def __str__(self) -> str:
        return self.name

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.sort_key = sort_key(self.name)
        self.search_text = searchable(self.name)
