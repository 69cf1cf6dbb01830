"""An account writes by a file what it may change in the admin, and nothing more."""

import pytest

from groups.models import Group, Organisation, Person, Seat
from tests import factories as f
from tests.samverkan.exchange.taking import problems, refused, taken

pytestmark = pytest.mark.django_db
OUTSIDE = "Raden ligger utanför de delregioner som du håller."


@pytest.fixture
def world():
    f.GroupTypeFactory(name="Råd")
    mine, other = f.RegionFactory(name="Nordväst"), f.RegionFactory(name="Sydost")
    return {
        "leader": f.ProcessLeaderFactory(regions=[mine]),
        "mine": f.GroupFactory(name="Mitt råd", region=mine),
        "other": f.GroupFactory(name="Annat råd", region=other),
        "central": f.CentralGroupFactory(name="Centrala rådet"),
    }


def new(**said):
    return {"name": "Nytt", "type": "Råd", "tier": "lokal"} | said


def words(plan):
    return {said for *_where, said in problems(plan)}


def test_a_process_leader_changes_what_stands_in_the_own_delregion(world):
    person = f.PersonFactory()
    taken(
        by=world["leader"],
        groups=[{"slug": "mitt-rad", "note": "Ny"}],
        persons=[{"uid": str(person.uid), "title": "chef"}],
        seats=[{"group": "Mitt råd", "title": "ordförande"}],
        reporting_lines=[{"group": "Mitt råd", "to_group": "Annat råd"}],
        meetings=[{"group": "Mitt råd", "date": "2026-12-01"}],
    )
    taken(by=world["leader"], groups=[new(region="Nordväst")])
    assert Group.objects.get(name="Nytt").history.get().history_user == world["leader"]


@pytest.mark.parametrize(
    "rows",
    [
        {"groups": [{"slug": "annat-rad", "note": "Ny"}]},
        {"groups": [{"slug": "centrala-radet", "note": "Ny"}]},
        {"groups": [new(region="Sydost")]},
        {"groups": [new(parent="Annat råd")]},
        {"groups": [new(tier="central")]},
        {"groups": [{"slug": "mitt-rad", "parent": "annat-rad"}]},
        {"seats": [{"group": "Annat råd", "title": "ordförande"}]},
        {"reporting_lines": [{"group": "annat-rad", "to_group": "mitt-rad"}]},
        {"meetings": [{"group": "Annat råd", "date": "2026-12-01"}]},
    ],
)
def test_what_is_or_comes_outside_the_own_delregion_is_refused(world, rows):
    assert words(refused(by=world["leader"], **rows)) == {OUTSIDE}


def test_a_seat_is_not_taken_out_of_another_delregion_nor_put_there(world):
    theirs, mine = f.SeatFactory(group=world["other"]), f.SeatFactory(group=world["mine"])
    for seat, group in ((theirs, "Mitt råd"), (mine, "Annat råd")):
        plan = refused(by=world["leader"], seats=[{"uid": str(seat.uid), "group": group}])
        assert words(plan) == {OUTSIDE}
    held = {"seat": str(theirs.uid), "person": str(f.PersonFactory().uid)}
    assert words(refused(by=world["leader"], memberships=[held])) == {OUTSIDE}


def test_registers_are_for_administrators(world):
    sheets = {
        "regions": {"name": "Ny", "parent": "skane"},
        "inhabitants": {"municipality": f.MunicipalityFactory().slug, "year": "2024", "number": "1"},
        "topics": {"name": "Ny"},
        "group_types": {"name": "Ny", "plural": "Nya", "side": "politisk"},
        "agreements": {"name": "Nytt"},
    }
    for name, row in sheets.items():
        (said,) = words(refused(by=world["leader"], **{name: [row]}))
        assert said.startswith("Ditt konto får inte ändra ”")
        taken(by=f.AdministratorFactory(), **{name: [row]})


@pytest.mark.parametrize("account", [f.UserFactory, f.NoteTakerFactory, f.CommissionerFactory, f.ProcessLeaderFactory])
def test_other_accounts_write_nothing(world, account):
    user = account()
    before = Group.objects.count(), Seat.objects.count(), Person.objects.count()
    for rows in (
        {"groups": [{"slug": "mitt-rad", "note": "Ny"}]},
        {"seats": [{"group": "Mitt råd"}]},
        {"organisations": [{"name": "Ny", "kind": "annan", "principal": "region"}]},
        {"meetings": [{"group": "Mitt råd", "date": "2026-12-01"}]},
    ):
        assert words(refused(by=user, **rows))
    assert before == (Group.objects.count(), Seat.objects.count(), Person.objects.count())


def test_an_account_that_is_closed_writes_nothing(world):
    closed = f.AdministratorFactory(is_active=False)
    assert words(refused(by=closed, topics=[{"name": "Ny"}]))


# What the admin's forms ask beside


@pytest.fixture
def house(world):
    return f.OrganisationFactory(name="Sjukhuset", region=world["mine"].region)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"name": "Kliniken", "parent": "sjukhuset", "region": "Sydost"}, "Välj en delregion som du är"),
        ({"slug": "enheten", "region": "Sydost"}, "Välj en delregion som du är"),
        ({"name": "Nya kommunen", "kind": "kommun", "municipality_code": "2601"}, "Kommuner läggs upp av"),
        ({"slug": "bjuv", "kind": "bolag", "municipality_code": ""}, "Kommuner läggs upp av"),
    ],
)
def test_an_organisation_is_placed_no_further_away_than_in_the_form(world, house, row, said):
    f.OrganisationFactory(name="Enheten", parent=house)
    bjuv = f.MunicipalityFactory(name="Bjuv")
    f.RegionMunicipalityFactory(region=world["mine"].region, municipality=bjuv)
    if "slug" not in row:
        row = {"kind": "annan", "principal": "region"} | row
    assert any(each.startswith(said) for each in words(refused(by=world["leader"], organisations=[row])))
    taken(by=f.AdministratorFactory(), organisations=[row])


def test_an_organisation_is_changed_within_the_own_delregion(world, house):
    f.OrganisationFactory(name="Enheten", region=world["other"].region, parent=house)
    new = {"kind": "annan", "principal": "region"}
    taken(by=world["leader"], organisations=[{"slug": "enheten", "short_name": "E"}])  # foreign already
    rows = [new | {"name": "Avdelningen", "parent": "Kliniken"}, new | {"name": "Kliniken", "region": "Nordväst"}]
    taken(by=world["leader"], organisations=rows)
    assert Organisation.objects.get(name="Avdelningen").parent.name == "Kliniken"


@pytest.fixture
def link(world):
    """A way from our group whose one contact, an ordinary seat elsewhere, was linked by somebody else."""
    linked = f.SeatFactory(group=world["other"], title="länkad")
    link = f.EscalationLinkFactory(group=world["mine"], recipient="Ledningen")
    link.contact_seats.set([linked])
    return link


def test_contacts_are_those_that_the_form_offers(world, link):
    uid, agreement = str(link.uid), link.agreement.slug
    linked = str(link.contact_seats.get().uid)
    above = f.GroupFactory(name="Övre", region=world["mine"].region)
    below = f.GroupFactory(name="Nedre", parent=above)
    strange = f.SeatFactory(group=world["other"])
    plain, contact = (f.SeatFactory(group=above, kind=kind) for kind in ("member", "contact"))
    new = {"agreement": agreement, "step": "2", "trigger": "brist eller problem", "recipient": "Chefen"}
    for row in (
        {"uid": uid, "contact_seats": str(strange.uid)},
        {"uid": uid, "contact_seats": f"{linked} | {plain.uid}"},
        new | {"group": "Nedre", "contact_seats": str(plain.uid)},
        new | {"group": "Mitt råd", "contact_seats": str(contact.uid)},
    ):
        (said,) = words(refused(by=world["leader"], escalation_links=[row]))
        assert "kan inte vara kontaktperson" in said
    taken(
        by=world["leader"],
        seats=[{"uid": "s", "group": "Nedre", "kind": "kontaktperson"}],
        escalation_links=[
            new | {"group": "Mitt råd", "contact_seats": linked},
            new | {"group": "Nedre", "contact_seats": f"{contact.uid} | s"},
        ],
    )
    taken(by=world["leader"], escalation_links=[{"uid": uid, "contact_seats": ""}])
    assert below.escalation_links.get().contact_seats.count() == 2
    taken(by=f.AdministratorFactory(), escalation_links=[{"uid": uid, "contact_seats": str(strange.uid)}])
