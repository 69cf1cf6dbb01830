"""Places in a group, and who holds them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from groups.models.check import Check
from groups.models.dated import Dated, DatedQuerySet, holds_on, new_uid
from groups.models.group import Group
from groups.models.organisation import Organisation, Principal
from groups.models.person import Person
from groups.ordering import searchable
from groups.search_index import TrigramIndex

MOST_PLACES = 999


class SeatQuerySet(DatedQuerySet):
    def offered_as_contacts(self, group: Group, linked: Iterable[int] | models.QuerySet) -> Self:
        """Whom an escalation link of the group may lead to: contact seats there and above, and those `linked` already.

        One query, beside the one that is returned.
        """
        lineage = list(group.get_ancestors(include_self=True).values_list("pk", flat=True))
        return self.filter(Q(group__in=lineage, kind=Seat.Kind.CONTACT) | Q(pk__in=linked))


class Seat(Dated):
    """A place that somebody is to fill (Popolo: Post), with or without a holder."""

    class Kind(models.TextChoices):
        CHAIR = "chair", _("ordförande")
        VICE_CHAIR = "vice_chair", _("vice ordförande")
        CONVENER = "convener", _("sammankallande")
        SECRETARY = "secretary", _("sekreterare")
        MEMBER = "member", _("ledamot")
        DEPUTY = "deputy", _("ersättare")
        CONTACT = "contact", _("kontaktperson")
        USER_REPRESENTATIVE = "user_representative", _("brukarrepresentant")
        CO_OPTED = "co_opted", _("adjungerad")
        INVITED = "invited", _("inbjuden")

    class Per(models.TextChoices):
        GROUP = "group", _("i gruppen")
        MUNICIPALITY = "municipality", _("per kommun som omfattas")

    REPRESENTING = (Kind.CHAIR, Kind.VICE_CHAIR, Kind.CONVENER, Kind.MEMBER)
    """Kinds whose holder stands for their municipality in the group."""
    CALLED_IN = (Kind.CO_OPTED, Kind.INVITED)
    """Kinds that are no places in the group: who is called in when needed."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    group = models.ForeignKey(Group, models.CASCADE, related_name="seats", verbose_name=_("grupp"))
    kind = models.CharField(_("slag"), max_length=20, choices=Kind, default=Kind.MEMBER)
    title = models.CharField(
        _("benämning"), max_length=150, blank=True, help_text=_("Till exempel ”enhetschef, primärvård”.")
    )
    organisation = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the model has one of those that say it
        related_name="seats",
        verbose_name=_("organisation"),
    )
    organisation_kind = models.CharField(
        _("slag av organisation"),
        max_length=20,
        choices=Organisation.Kind,
        blank=True,
        help_text=_("När platsen inte hör till en viss organisation."),
    )
    principal = models.CharField(
        _("huvudman"),
        max_length=12,
        choices=Principal,
        blank=True,
        help_text=_("Fylls i när organisationen inte säger det."),
    )
    places = models.PositiveSmallIntegerField(
        _("antal platser"),
        default=1,
        validators=[MinValueValidator(1, _("Minst en plats.")), MaxValueValidator(MOST_PLACES)],
    )
    per = models.CharField(_("platserna räknas"), max_length=12, choices=Per, default=Per.GROUP)
    by_role = models.BooleanField(
        _("fylls av en enhet eller roll"),
        default=False,
        help_text=_("Ingen namngiven person behövs: enheten eller rollen själv håller platsen."),
    )
    function_email = models.EmailField(_("funktionens e-post"), blank=True, help_text=_("Visas publikt."))
    function_phone = models.CharField(
        _("funktionens telefon"), max_length=30, blank=True, help_text=_("Visas publikt.")
    )
    order = models.PositiveSmallIntegerField(_("ordning"), default=0, validators=[MaxValueValidator(9999)])
    search_text = models.TextField(editable=False)
    history = HistoricalRecords(excluded_fields=["search_text"])

    objects = SeatQuerySet.as_manager()

    class Meta(Dated.Meta):
        verbose_name = _("ledamotsplats")
        verbose_name_plural = _("ledamotsplatser")
        ordering = ["order", "pk"]
        indexes = [
            TrigramIndex("search_text", name="groups_seat_trigram"),
            # Of those that say it: by an index of all, SQLite would begin with all that do not.
            models.Index(
                fields=["organisation"], name="groups_seat_organisation", condition=Q(organisation__isnull=False)
            ),
        ]
        constraints = [
            *Dated.Meta.constraints,
            Check(
                condition=Q(places__gte=1),
                name="groups_seat_at_least_one_place",
                violation_error_message=_("En ledamotsplats rymmer minst en person."),
            ),
            Check(
                condition=~Q(per="municipality") | Q(organisation__isnull=True),
                name="groups_seat_per_municipality_no_organisation",
                violation_error_message=_("En plats som räknas per kommun hör inte till en enskild organisation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}, {self.group}"

    def save(self, **kwargs) -> None:
        self.derive()
        super().save(**kwargs)

    def derive(self) -> None:
        """Bring the columns that are worked out from its own words up to date."""
        self.search_text = searchable(self.title, str(self.get_kind_display()))

    @property
    def label(self) -> str:
        """What the seat is called: its own words, else what kind of seat for whom."""
        if self.title:
            return self.title
        whom = self.organisation or (self.get_organisation_kind_display() if self.organisation_kind else "")
        kind = self.get_kind_display()
        return f"{kind}, {whom}" if whom else str(kind)

    @property
    def side(self) -> str:
        """Huvudman of the seat, a `Principal` value."""
        if self.principal:
            return self.principal
        if self.per == self.Per.MUNICIPALITY:
            return Principal.MUNICIPALITY
        return self.organisation.principal if self.organisation else Principal.NONE


class SeatException(models.Model):
    """A municipality with another number of places than the rest, on a seat counted per municipality."""

    seat = models.ForeignKey(Seat, models.CASCADE, related_name="exceptions", verbose_name=_("ledamotsplats"))
    municipality = models.ForeignKey(
        Organisation,
        models.PROTECT,
        related_name="+",
        limit_choices_to={"kind": "municipality"},
        verbose_name=_("kommun"),
    )
    places = models.PositiveSmallIntegerField(_("antal platser"), validators=[MaxValueValidator(MOST_PLACES)])
    history = HistoricalRecords()

    judged_with = ("seat",)

    class Meta:
        verbose_name = _("undantag")
        verbose_name_plural = _("undantag")
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "municipality"],
                name="groups_seatexception_once",
                violation_error_message=_("Kommunen har redan ett undantag för platsen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality}: {self.places}"

    def clean(self) -> None:
        if self.seat_id and self.seat.per != Seat.Per.MUNICIPALITY:
            raise ValidationError(_("Undantag gäller bara platser som räknas per kommun."))


class MembershipQuerySet(DatedQuerySet):
    def on(self, day: dt.date) -> MembershipQuerySet:
        """Terms that hold on `day`, on seats that do: who sits in a seat that has ended sits nowhere."""
        return super().on(day).filter(holds_on(day, "seat__"))

    def in_seats(self, keys: Collection[int], day: dt.date) -> MembershipQuerySet:
        """Terms that hold on `day` in the seats with these keys, which do: nothing is asked of the seats themselves."""
        return super().on(day).filter(seat__pk__among=keys)

    def to_compare(self) -> MembershipQuerySet:
        """Fetches whom each holder stands for."""
        return self.for_display()

    def for_display(self) -> MembershipQuerySet:
        """Fetches person, seat and organisations, with all that stands above these."""
        return self.select_related(
            "person__organisation__parent__parent__parent",
            "seat__organisation__parent__parent__parent",
            "on_behalf_of__parent__parent__parent",
        )

    def for_seats(self) -> MembershipQuerySet:
        """The same for seats that are fetched already with what stands above their organisations."""
        return self.select_related(
            "person__organisation__parent__parent__parent",
            "on_behalf_of__parent__parent__parent",
            "seat__organisation",
        )

    def ending(self, day: dt.date, within: int) -> MembershipQuerySet:
        """Held on `day` and ending within `within` days of it."""
        return self.on(day).filter(end_date__lte=day + dt.timedelta(days=within))


class Membership(Dated):
    """A person holding a seat from a day to a day, on behalf of an organisation."""

    uid = models.UUIDField(default=new_uid, unique=True, editable=False)
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="memberships", verbose_name=_("ledamotsplats"))
    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships", verbose_name=_("person"))
    on_behalf_of = models.ForeignKey(
        Organisation,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,  # the model has one of the few that say it
        related_name="memberships",
        verbose_name=_("företräder"),
        help_text=_("Tomt: platsens organisation."),
    )
    by_office = models.BooleanField(
        _("i kraft av annat uppdrag"), default=False, help_text=_("Platsen följer med ett annat uppdrag.")
    )
    note = models.CharField(_("anmärkning"), max_length=200, blank=True)
    history = HistoricalRecords()

    objects = MembershipQuerySet.as_manager()

    compared_by = "seat"
    judged_with = ("seat__exceptions",)

    class Meta(Dated.Meta):
        verbose_name = _("ledamot")
        verbose_name_plural = _("ledamöter")
        ordering = ["start_date", "pk"]
        indexes = [
            models.Index(  # as with the organisation of seats
                fields=["on_behalf_of"], name="groups_membership_on_behalf", condition=Q(on_behalf_of__isnull=False)
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.seat}"

    @property
    def organisation(self) -> Organisation | None:
        """Whom the holder stands for: as stated, else the seat's organisation, else the person's own."""
        return self.on_behalf_of or self.seat.organisation or self.person.organisation

    def clean(self) -> None:
        """Refuse more holders than places at once, and a holder whose municipality cannot be told.

        To be called under the group's lock (`groups.editing`), since it compares with other rows.
        """
        if not self.seat_id or not self.person_id:
            return
        seat = self.seat
        municipality = None
        if seat.per == Seat.Per.MUNICIPALITY:
            municipality = self.organisation.municipality if self.organisation else None
            if municipality is None:
                raise ValidationError(
                    {"on_behalf_of": _("Ange vilken kommun ledamoten företräder: platsen räknas per kommun.")}
                )
        for limit, word in ((seat.start_date, _("börjar")), (seat.end_date, _("upphör"))):
            if limit and not Dated.overlaps(seat, self.start_date, self.end_date):
                raise ValidationError(
                    {"start_date": _("Ledamotsplatsen %(word)s %(day)s.") % {"word": word, "day": limit}}
                )
        others = [
            other
            for other in self.compared()
            if other.overlaps(self.start_date, self.end_date)
            and (municipality is None or (other.organisation and other.organisation.municipality == municipality))
        ]
        if any(other.person_id == self.person_id for other in others):
            raise ValidationError({"person": _("Personen har redan platsen under den tiden.")})
        places = seat.places
        if municipality is not None:
            excepted = {each.municipality_id: each.places for each in seat.exceptions.all()}
            places = excepted.get(municipality.pk, places)
        if most_at_once([(other.start_date, other.end_date) for other in others], self) >= places:
            holder = others[0] if others else None
            raise ValidationError(
                {
                    "person": _("Platsen är redan upptagen under den tiden%(by)s. Avsluta den ledamoten först.")
                    % {"by": f": {holder.person}" if holder else ""}
                }
            )


def most_at_once(periods: list[tuple[dt.date | None, dt.date | None]], window: Dated) -> int:
    """How many of `periods` hold at once on the worst day within `window`; ends are inclusive, None is open."""
    first = window.start_date or dt.date.min
    days = {first} | {start for start, _end in periods if start and start > first}
    days = {day for day in days if window.end_date is None or day <= window.end_date}
    return max(
        (
            sum((start is None or start <= day) and (end is None or end >= day) for start, end in periods)
            for day in days
        ),
        default=0,
    )
