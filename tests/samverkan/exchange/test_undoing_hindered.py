"""What was written since an import may leave no room for what stood before it: then nothing is taken back, in words."""

import contextlib

import pytest
from django.core.exceptions import PermissionDenied

from groups import lifecycle, tree
from groups.models import GroupMunicipality, ReviewItem, SeatException
from samverkan.exchange import undoing
from samverkan.exchange.models import Import
from samverkan.exchange.undoing import CannotUndo, undo
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, everything, taken

pytestmark = pytest.mark.django_db


def hindered(entry: Import, *said: str) -> None:
    """Check that the import is not taken back, that the words say why, and that all is as it was, the tree whole."""
    before = everything()
    with pytest.raises(CannotUndo) as found:
        undo(entry, by=None)
    assert everything() == before
    assert tree.check() == []
    for words in said:
        assert words in str(found.value)


# The tree


def test_a_group_is_not_put_back_under_what_now_lies_under_it(region, group):
    above, _other = (f.GroupFactory(name=name, region=region) for name in ("Övre", "Annat"))
    tree.move(group, above, effective=TODAY, reason="")
    entry = taken(groups=[{"slug": group.slug, "parent": "Annat"}])
    tree.move(above, group, effective=TODAY, reason="")
    hindered(entry, "Rådet", "toppen")


def test_a_group_is_not_put_back_in_another_delregion_than_what_came_under_it(region, group):
    f.GroupFactory(name="Toppen", region=f.RegionFactory(name="Sydost"))
    entry = taken(groups=[{"slug": group.slug, "parent": "Toppen"}])
    group.refresh_from_db()
    f.GroupFactory(name="Under", parent=group)
    hindered(entry, "Under: Rådet hör till Nordväst")


def test_a_group_is_not_ended_again_over_one_that_has_not(group):
    lifecycle.end(group, effective=TODAY, reason="Klar")
    entry = taken(groups=[{"slug": group.slug, "status": "aktiv"}])
    group.refresh_from_db()
    f.GroupFactory(name="Under", parent=group)
    hindered(entry, "Under: Rådet är avslutad")


def test_a_group_is_not_put_back_under_one_that_has_ended(region, group):
    above, _other = (f.GroupFactory(name=name, region=region) for name in ("Övre", "Annat"))
    tree.move(group, above, effective=TODAY, reason="")
    entry = taken(groups=[{"slug": group.slug, "parent": "Annat"}])
    lifecycle.end(above, effective=TODAY, reason="Klar")
    hindered(entry, "Rådet: Övre är avslutad")


def test_words_are_taken_back_in_a_group_that_would_not_be_placed_so_today(region, group):
    below = f.GroupFactory(name="Under", parent=group)
    entry = taken(groups=[{"slug": below.slug, "note": "Ny"}])
    below.type.allowed_parents.clear()
    undo(entry, by=None)
    below.refresh_from_db()
    assert below.note == ""


# Rows that know of each other


def test_a_seat_is_not_made_smaller_than_those_who_sit_in_it(group):
    seat = f.SeatFactory(group=group)
    f.MembershipFactory(seat=seat, person__name="Alma Påhittad")
    entry = taken(seats=[{"uid": str(seat.uid), "places": "2"}])
    f.MembershipFactory(seat=seat, person__name="Bo Påhittad")
    hindered(entry, "Påhittad", "Platsen är redan upptagen")


def test_a_seat_is_not_counted_otherwise_than_its_newer_exceptions_say(group):
    seat = f.SeatFactory(group=group)
    entry = taken(seats=[{"uid": str(seat.uid), "per": "per kommun som omfattas"}])
    f.SeatExceptionFactory(seat=seat, municipality=f.MunicipalityFactory(name="Bjuv"))
    hindered(entry, "Bjuv: 2", "Undantag gäller bara")


def test_a_municipality_is_not_put_back_beside_itself(group):
    bjuv = f.MunicipalityFactory(name="Bjuv")
    f.GroupMunicipalityFactory(group=group, municipality=bjuv)
    entry = taken(groups=[{"slug": group.slug, "municipalities": ""}])
    f.GroupMunicipalityFactory(group=group, municipality=bjuv)
    hindered(entry, "Bjuv: Kommunen omfattas redan")
    assert GroupMunicipality.objects.count() == 1


def test_organisations_are_not_put_in_a_circle(region):
    above, below, other = (f.OrganisationFactory(name=name, region=region) for name in ("Övre", "Nedre", "Annan"))
    below.parent = above
    below.save()
    entry = taken(organisations=[{"slug": below.slug, "parent": other.slug}])
    above.parent = below
    above.save()
    hindered(entry, "Nedre: En organisation kan inte ligga under sig själv")


def test_what_lies_below_an_organisation_is_not_pushed_too_deep(region):
    chain = [f.OrganisationFactory(name=f"Nivå {number}", region=region) for number in range(3)]
    for below, above in zip(chain[1:], chain, strict=False):
        below.parent = above
        below.save()
    unit = f.OrganisationFactory(name="Enheten", region=region, parent=chain[-1])
    entry = taken(organisations=[{"slug": unit.slug, "parent": ""}])
    f.OrganisationFactory(name="Under", region=region, parent=unit)
    hindered(entry, "Under: Organisationer får ligga i högst fyra nivåer")


# Unique values, and rows that are gone


def test_a_value_that_another_row_has_taken_is_not_put_back():
    bjuv = f.MunicipalityFactory(name="Bjuv", municipality_code="2601")
    entry = taken(organisations=[{"slug": bjuv.slug, "municipality_code": "2602"}])
    f.MunicipalityFactory(name="Klippan", municipality_code="2601")
    hindered(entry, "Bjuv: Klippan har nu samma kommunkod")


def test_an_exception_made_again_by_hand_hinders(group):
    bjuv = f.MunicipalityFactory(name="Bjuv")
    seat = f.SeatFactory(group=group, per="municipality")
    f.SeatExceptionFactory(seat=seat, municipality=bjuv, places=2)
    entry = taken(seats=[{"uid": str(seat.uid), "exceptions": ""}])
    f.SeatExceptionFactory(seat=seat, municipality=bjuv, places=3)
    hindered(entry, "Bjuv: 2: Bjuv: 3 har nu samma")
    assert SeatException.objects.get().places == 3


def test_a_topic_that_is_gone_is_not_given_back(group):
    topic = f.TopicFactory(name="Psykiatri")
    group.topics.set([topic])
    tree.update(group)
    entry = taken(groups=[{"slug": group.slug, "topics": ""}])
    topic.delete()
    hindered(entry, "Rådet: det som fanns under ämnen är borttaget")


def test_a_persons_organisation_that_is_gone_is_not_given_back():
    organisation = f.OrganisationFactory(name="Enheten")
    person = f.PersonFactory(name="Alma Påhittad", organisation=organisation)
    entry = taken(persons=[{"uid": str(person.uid), "organisation": ""}])
    organisation.delete()
    hindered(entry, "Alma Påhittad: det som fanns under organisation är borttaget")


def test_what_the_database_refuses_is_told_too():
    """One code went on to the next; back again the first meets the second before it has left."""
    first, second = (f.MunicipalityFactory(name=name, municipality_code=f"260{n}") for n, name in enumerate("AB"))
    entry = taken(
        organisations=[
            {"slug": first.slug, "municipality_code": "2609"},
            {"slug": second.slug, "municipality_code": "2600"},
        ]
    )
    hindered(entry, "registret tar inte emot")


# Who may


def test_whether_the_account_may_is_asked_again_under_the_lock(region, group, monkeypatch):
    leader = f.ProcessLeaderFactory(regions=[region])
    entry = taken(by=leader, groups=[{"slug": group.slug, "note": "Ny"}])
    assert leader.region_ids
    lock = undoing.structure_lock

    @contextlib.contextmanager
    def waited():
        leader.regions.clear()
        with lock():
            yield

    monkeypatch.setattr(undoing, "structure_lock", waited)
    with pytest.raises(PermissionDenied):
        undo(entry, by=leader)
    group.refresh_from_db()
    assert group.note == "Ny"


# Reviews


@pytest.fixture
def review(region):
    return f.ReviewFactory(region=region, commissioner=f.GroupFactory(name="Utskottet", region=region))


@pytest.fixture
def visitor():
    return f.GroupFactory(name="Gästen", region=f.RegionFactory(name="Sydost"))


def test_a_review_asks_no_longer_of_what_came_with_the_import(review, visitor):
    entry = taken(groups=[{"slug": visitor.slug, "parent": "Utskottet"}])
    assert review.items.filter(group=visitor).exists()
    undo(entry, by=None)
    assert not review.items.filter(group=visitor).exists()
    assert review.items.count() == 1


def test_what_was_asked_before_is_asked_still(review, region):
    group = ReviewItem.objects.get().group
    entry = taken(groups=[{"slug": group.slug, "status": "vilande"}])
    undo(entry, by=None)
    assert ReviewItem.objects.get().group == group


@pytest.mark.parametrize("newer", ["answer", "verdict", "closed"])
def test_what_the_review_has_heard_since_hinders(review, visitor, newer):
    entry = taken(groups=[{"slug": visitor.slug, "parent": "Utskottet"}])
    item = review.items.get(group=visitor)
    if newer == "answer":
        item.answers.create(answered_at=review.opened_at, unchanged=True)
    elif newer == "verdict":
        item.verdict = ReviewItem.Verdict.CONTINUE
        item.save()
    else:
        review.closed_at = review.opened_at
        review.save()
    hindered(entry, "Gästen")
    assert review.items.filter(group=visitor).exists()


def test_a_review_opened_since_asks_of_what_is_put_back(region, group):
    f.GroupFactory(name="Toppen", region=f.RegionFactory(name="Sydost"))
    entry = taken(groups=[{"slug": group.slug, "parent": "Toppen"}])
    review = f.ReviewFactory(region=region, commissioner=f.GroupFactory(name="Utskottet", region=region))
    assert not review.items.filter(group=group).exists()
    undo(entry, by=None)
    assert review.items.filter(group=group).exists()
