"""What one row can say is held by the database itself, and said in Swedish before it comes to that."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from groups.models import (
    Answer,
    AnswerLink,
    Commission,
    Compilation,
    EscalationLink,
    Group,
    GroupMunicipality,
    Inhabitants,
    Letter,
    Membership,
    Organisation,
    Person,
    Proposal,
    RegionMunicipality,
    ReportingLine,
    Review,
    ReviewItem,
    Seat,
    SeatException,
    StatusChange,
)
from tests import factories as f

pytestmark = pytest.mark.django_db
EARLY, LATE = dt.date(2021, 1, 1), dt.date(2021, 12, 31)
MOMENT = dt.datetime(2021, 6, 1, 12, tzinfo=dt.UTC)
BACKWARDS = {"start_date": LATE, "end_date": EARLY}


def edited(row: models.Model, **values) -> models.Model:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def inhabitants_twice() -> Inhabitants:
    first = f.InhabitantsFactory()
    return Inhabitants(municipality=first.municipality, year=first.year, number=1)


def exception_twice() -> SeatException:
    first = f.SeatExceptionFactory()
    return SeatException(seat=first.seat, municipality=first.municipality, places=3)


def line_to_itself() -> ReportingLine:
    group = f.GroupFactory()
    return ReportingLine(group=group, to_group=group)


def item() -> ReviewItem:
    """A group in an open review."""
    return f.ReviewFactory().items.first()


def answer(**said) -> Answer:
    return Answer(item=item(), answered_at=MOMENT, **said)


def review_beside_another() -> Review:
    other = f.ReviewFactory()
    days = {"reference_date": EARLY, "answers_by": LATE, "opened_at": MOMENT}
    return Review(region=other.region, commissioner=other.commissioner, slug="en-till", title="En till", **days)


def item_twice() -> ReviewItem:
    first = item()
    return ReviewItem(review=first.review, group=first.group)


def letter_sent_in_vain() -> Letter:
    link = AnswerLink.objects.create(item=item(), to="Kanslichefen", made_at=MOMENT, open_until=MOMENT)
    return Letter(link=link, kind="invitation", subject="Hej", begun_at=MOMENT, sent_at=MOMENT, problem="Okänd adress")


def proposal(**values) -> Proposal:
    saved = answer(other="Två ledamöter har slutat.")
    saved.save()
    return Proposal(answer=saved, field=Proposal.OTHER, **values)


def proposal_twice() -> Proposal:
    first = proposal()
    first.save()
    return Proposal(answer=first.answer, field=first.field)


def version(**values) -> Compilation:
    first = f.CompilationFactory()
    return Compilation(review=first.review, made_at=MOMENT, content="{}", sha256="0" * 64, **values)


BROKEN = {
    "groups_review_one_open_in_a_region": review_beside_another,
    "groups_reviewitem_once": item_twice,
    "groups_reviewitem_verdict_has_words": lambda: edited(item(), verdict_on=EARLY),
    "groups_letter_sent_has_no_problem": letter_sent_in_vain,
    "groups_answer_merge_names_with_what": lambda: answer(outcome="merge"),
    "groups_answer_dormant_says_when_to_restart": lambda: answer(outcome="dormant"),
    "groups_answer_end_says_why": lambda: answer(outcome="end"),
    "groups_proposal_once_a_field": proposal_twice,
    "groups_proposal_settled_when_decided": lambda: proposal(state=Proposal.State.ACCEPTED),
    "groups_compilation_once_a_version": lambda: version(version=1),
    "groups_compilation_says_what_is_corrected": lambda: version(version=2),
    "groups_regionmunicipality_end_not_before_start": lambda: edited(f.RegionMunicipalityFactory(), **BACKWARDS),
    "groups_groupmunicipality_end_not_before_start": lambda: edited(f.GroupMunicipalityFactory(), **BACKWARDS),
    "groups_seat_end_not_before_start": lambda: edited(f.SeatFactory(), **BACKWARDS),
    "groups_membership_end_not_before_start": lambda: edited(f.MembershipFactory(), **BACKWARDS),
    "groups_commission_end_not_before_start": lambda: edited(f.CommissionFactory(to_words="Nämnden"), **BACKWARDS),
    "groups_reportingline_end_not_before_start": lambda: edited(
        f.ReportingLineFactory(to_words="Ledningen"), **BACKWARDS
    ),
    "groups_escalationlink_end_not_before_start": lambda: edited(
        f.EscalationLinkFactory(recipient="Parten"), **BACKWARDS
    ),
    "groups_organisation_code_for_municipalities": lambda: edited(f.OrganisationFactory(), municipality_code="1283"),
    "groups_organisation_municipality_stands_alone": lambda: edited(
        f.MunicipalityFactory(), parent=f.OrganisationFactory()
    ),
    "groups_person_contact_needs_name": lambda: edited(f.PersonFactory(), contact_public=True),
    "groups_inhabitants_once_a_year": inhabitants_twice,
    "groups_group_slug_unique": lambda: edited(f.GroupFactory(), slug=f.GroupFactory().slug),
    "groups_group_region_below_central": lambda: edited(f.GroupFactory(), region=None),
    "groups_group_not_own_parent": lambda: edited(group := f.GroupFactory(), parent=group),
    "groups_group_part_has_whole": lambda: edited(f.GroupFactory(), is_part=True),
    "groups_statuschange_changes_something": lambda: StatusChange(
        group=f.GroupFactory(), old_status="active", status="active", effective=EARLY
    ),
    "groups_seat_at_least_one_place": lambda: edited(f.SeatFactory(), places=0),
    "groups_seat_per_municipality_no_organisation": lambda: edited(
        f.SeatFactory(), per=Seat.Per.MUNICIPALITY, organisation=f.OrganisationFactory()
    ),
    "groups_seatexception_once": exception_twice,
    "groups_commission_one_counterpart": lambda: Commission(group=f.GroupFactory()),
    "groups_reportingline_one_counterpart": lambda: ReportingLine(
        group=f.GroupFactory(), to_group=f.GroupFactory(), to_words="Ledningen"
    ),
    "groups_reportingline_not_to_itself": line_to_itself,
    "groups_escalationlink_has_recipient": lambda: EscalationLink(
        group=f.GroupFactory(), agreement=f.AgreementFactory(), step="1", trigger="shortcoming"
    ),
}


def constraints() -> dict[str, models.BaseConstraint]:
    return {
        constraint.name: constraint
        for model in apps.get_app_config("groups").get_models()
        for constraint in model._meta.constraints
    }


def test_every_constraint_has_its_broken_row_here() -> None:
    assert set(constraints()) == set(BROKEN)


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_row_is_refused_in_swedish_and_by_the_database(name: str) -> None:
    row = BROKEN[name]()
    message = str(constraints()[name].violation_error_message)
    assert "constraint" not in message.lower()
    with pytest.raises(ValidationError) as caught:
        row.validate_constraints()
    assert message in caught.value.messages
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Model.save_base(row, raw=True) if isinstance(row, Group) else row.save()


def refusal(row: models.Model) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as caught:
        row.full_clean()
    return caught.value.message_dict


def test_a_municipality_stands_in_one_delregion_at_a_time() -> None:
    placed = f.RegionMunicipalityFactory(end_date=LATE)
    again = RegionMunicipality(region=f.RegionFactory(), municipality=placed.municipality, start_date=LATE)
    assert "hör redan till" in refusal(again)["start_date"][0]
    again.start_date += dt.timedelta(days=1)
    again.full_clean()


def test_only_municipalities_stand_in_delregions_and_not_in_the_county_itself() -> None:
    hospital = RegionMunicipality(region=f.RegionFactory(), municipality=f.OrganisationFactory())
    assert "Bara kommuner" in refusal(hospital)["municipality"][-1]
    county = RegionMunicipality(region=f.CountyFactory(), municipality=f.MunicipalityFactory())
    assert "inte direkt till länet" in refusal(county)["region"][-1]


def test_a_group_does_not_cover_a_municipality_twice() -> None:
    first = f.GroupMunicipalityFactory()
    assert "redan" in refusal(GroupMunicipality(group=first.group, municipality=first.municipality))["municipality"][0]


def test_organisations_lie_in_at_most_four_levels_and_never_in_a_ring() -> None:
    above = None
    for _ in range(4):
        above = f.OrganisationFactory(parent=above)
    too_deep = Organisation(
        name="Femte", slug="femte", kind="clinic", principal="region", parent=above, operation="public"
    )
    assert "högst fyra nivåer" in refusal(too_deep)["parent"][0]
    top = above.lineage[-1]
    top.parent = above
    assert "under sig själv" in refusal(top)["parent"][0]


def test_an_exception_needs_a_seat_counted_per_municipality() -> None:
    exception = SeatException(seat=f.SeatFactory(), municipality=f.MunicipalityFactory(), places=2)
    assert "per kommun" in refusal(exception)["__all__"][0]


def test_a_person_is_not_shown_unless_marked() -> None:
    person = Person.objects.get(pk=f.PersonFactory().pk)
    assert (person.name_public, person.contact_public) == (False, False)
    assert person not in Person.objects.named_publicly()


def test_what_a_holder_stands_for_is_told_by_holder_seat_or_person() -> None:
    own, seats, stated = (f.OrganisationFactory() for _ in range(3))
    person = f.PersonFactory(organisation=own)
    membership = Membership(seat=f.SeatFactory(), person=person)
    assert membership.organisation == own
    membership.seat.organisation = seats
    assert membership.organisation == seats
    membership.on_behalf_of = stated
    assert membership.organisation == stated
