"""Groups out of a file that move, change their tier or turn another status, alone or many together."""

import datetime as dt

import pytest

from groups import tree
from groups.models import Group, Placement
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, planned, problems, refused, taken, words

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)
UNDER_ITSELF = "En grupp kan inte ligga under sig själv eller en av sina egna undergrupper."


def test_a_move_is_logged_and_takes_all_below_to_the_other_delregion(group):
    below = f.GroupFactory(name="Under", parent=group)
    other = f.GroupFactory(name="Annat håll", region=f.RegionFactory(name="Sydost"))
    taken(groups=[{"slug": group.slug, "parent": "Annat håll", "placed_since": "2026-11-01"}], why="Ny indelning")
    for each in (group, below):
        each.refresh_from_db()
        assert each.region == other.region
        event = each.placements.latest("pk")
        assert (event.old_region.name, event.effective) == ("Nordväst", DAY)
        assert event.reason == "Inläst ur Fil.zip: Ny indelning"
    assert group.parent == other
    assert group.placements.count() == 2
    assert tree.check() == []


def test_a_move_without_a_day_takes_effect_on_the_day_of_the_import(group):
    other = f.GroupFactory(name="Annat håll", region=group.region)
    taken(groups=[{"slug": group.slug, "parent": other.slug}], effective=DAY)
    assert group.placements.latest("pk").effective == DAY
    taken(groups=[{"slug": group.slug, "parent": ""}])
    assert group.placements.latest("pk").effective == TODAY


@pytest.mark.parametrize("turned", [False, True])
def test_moves_may_come_in_any_order(group, turned):
    """Who lies below must leave before the other can come there."""
    below = f.GroupFactory(name="Under", parent=group)
    rows = [{"slug": group.slug, "parent": below.slug}, {"slug": below.slug, "parent": ""}]
    taken(groups=rows[::-1] if turned else rows)
    group.refresh_from_db()
    assert group.parent == below
    assert tree.check() == []


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"parent": "radet"}, ("parent", UNDER_ITSELF)),
        ({"parent": "Under"}, ("parent", UNDER_ITSELF)),
        ({"is_part": "ja"}, ("parent", "En del måste ligga under den grupp den är del av.")),
        ({"parent": "Slut"}, ("parent", "Slut är avslutad och kan inte ha nya undergrupper.")),
        (
            {"parent": "Annat", "placed_since": "2026-12-24"},
            ("placed_since", "Dagen kan inte ligga framåt i tiden."),
        ),
        (
            {"parent": "Annat", "placed_since": "2019-12-24"},
            (
                "placed_since",
                "Den senaste ändringen gäller från 2020-01-01; en ny kan inte gälla från en tidigare dag.",
            ),
        ),
        (
            {"parent": "Annat", "region": "Sydost"},
            ("region", "Annat hör till Nordväst. En grupp hör till samma delregion som den överordnade."),
        ),
        (
            {"placed_since": "2020-02-02"},
            (
                "placed_since",
                "Det här ändras bara tillsammans med en flytt eller en ny status. Låt det stå som det var.",
            ),
        ),
        (
            {"status_since": ""},
            (
                "status_since",
                "Det här ändras bara tillsammans med en flytt eller en ny status. Låt det stå som det var.",
            ),
        ),
        ({"status": "avslutad"}, ("status", "1 undergrupp är inte avslutad: Under. Flytta eller avsluta den först.")),
        ({"status": "avslutad", "successors": "Slut"}, ("successors", "Slut är avslutad och kan inte ersätta.")),
        ({"status": "pausad", "status_since": "2026-12-24"}, ("status_since", "Dagen kan inte ligga framåt i tiden.")),
        ({"successors": "Rådet"}, ("successors", "En grupp kan inte ersätta sig själv.")),
        ({"type": "Bara överst"}, ("parent", "Bara överst får inte ligga under överst.")),
        ({"tier": "central"}, ("region", "En central grupp hör till hela länet, inte till en delregion.")),
    ],
)  # fmt: skip
def test_moves_and_status_follow_the_rules_of_the_admin(group, said, expected):
    f.RegionFactory(name="Sydost")
    f.GroupFactory(name="Under", parent=group)
    f.GroupFactory(name="Annat", region=group.region)
    f.GroupFactory(name="Slut", region=group.region, status="ended")
    row = {"slug": group.slug}
    if "type" in said:
        f.GroupTypeFactory(name="Bara överst", allowed_parents=[])
        top = f.GroupFactory(name="Överst", region=group.region, type=f.GroupTypeFactory(name="Överst"))
        tree.move(group, top, effective=DAY, reason="")
        from groups.models import GroupType

        GroupType.objects.get(name="Bara överst").allowed_parents.clear()
    assert expected in words(refused(groups=[row | said]))


def test_a_root_moves_to_another_delregion_by_the_delregion_alone(group):
    below = f.GroupFactory(name="Under", parent=group)
    other = f.RegionFactory(name="Sydost", parent=group.region.parent)
    taken(groups=[{"slug": group.slug, "region": "Sydost", "placed_since": "2026-11-01"}])
    for each in (group, below):
        each.refresh_from_db()
        event = each.placements.latest("pk")
        assert (each.region, event.old_region.name, event.effective) == (other, "Nordväst", DAY)
    assert tree.check() == []


def test_a_group_under_a_central_one_moves_to_another_delregion(group):
    other = f.RegionFactory(name="Sydost", parent=group.region.parent)
    central = f.GroupFactory(name="Centrala", tier="central", region=None)
    own = f.GroupFactory(name="Lokala", parent=central, region=group.region)
    taken(groups=[{"slug": own.slug, "region": "Sydost"}])
    own.refresh_from_db()
    assert (own.region, own.parent) == (other, central)


def test_a_delregion_new_in_the_file_may_be_moved_to(group):
    county = group.region.parent
    taken(
        regions=[{"slug": "ny", "name": "Ny delregion", "parent": county.slug}],
        groups=[{"slug": group.slug, "region": "Ny delregion"}],
    )
    group.refresh_from_db()
    assert group.region.slug == "ny"


@pytest.mark.parametrize("turned", [False, True])
def test_a_whole_branch_may_name_its_new_delregion_in_every_row(group, turned):
    """As whoever edits an exported file does; which row comes first does not matter."""
    below = f.GroupFactory(name="Under", parent=group)
    other = f.RegionFactory(name="Sydost", parent=group.region.parent)
    rows = [{"slug": each.slug, "region": "Sydost"} for each in (group, below)]
    taken(groups=rows[::-1] if turned else rows)
    for each in (group, below):
        each.refresh_from_db()
        assert each.region == other
        assert each.placements.count() == 2
    assert planned(groups=rows).is_empty


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Skåne", "Välj den delregion som gruppen hör till, inte hela länet."),
        ("", "Ange delregion: bara centrala grupper saknar en."),
    ],
)
def test_a_delregion_that_no_root_may_have(group, said, expected):
    assert group.region.parent.name == "Skåne"
    assert words(refused(groups=[{"slug": group.slug, "region": said}])) == [("region", expected)]


def test_a_delregion_other_than_the_parents_is_refused_at_its_cell(group):
    below = f.GroupFactory(name="Under", parent=group)
    f.RegionFactory(name="Sydost", parent=group.region.parent)
    theirs = "Rådet hör till Nordväst. En grupp hör till samma delregion som den överordnade."
    assert words(refused(groups=[{"slug": below.slug, "region": "Sydost"}])) == [("region", theirs)]


def test_a_tier_that_asks_for_a_delregion_is_refused_at_its_own_row(group):
    central = f.GroupFactory(name="Centrala", tier="central", region=None)
    rows = [{"slug": group.slug, "purpose": "Nytt", "tier": "lokal"}, {"slug": central.slug, "tier": "lokal"}]
    plan = refused(groups=rows)
    assert problems(plan) == [("groups", 3, "region", "Ange delregion: bara centrala grupper saknar en.")]


def test_tier_and_delregion_change_together_both_ways(group, region):
    central = f.GroupFactory(name="Centrala", tier="central", region=None)
    before = central.history.count()
    taken(
        groups=[
            {"slug": central.slug, "tier": "lokal", "region": "Nordväst"},
            {"slug": group.slug, "tier": "central", "region": ""},
        ]
    )
    for each in (central, group):
        each.refresh_from_db()
    assert (central.tier, central.region) == ("local", region)
    assert (group.tier, group.region) == ("central", None)
    assert central.history.count() == before + 1
    assert group.placements.latest("pk").old_region.name == "Nordväst"


def test_a_group_that_becomes_central_leaves_those_below_in_their_delregion(group):
    below = f.GroupFactory(name="Under", parent=group)
    taken(groups=[{"slug": group.slug, "tier": "central", "region": ""}])
    below.refresh_from_db()
    assert (below.region.name, below.placements.count()) == ("Nordväst", 1)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("old", "new"), [("delregional", "lokal"), ("lokal", "delregional")])
def test_a_branch_changes_its_tier_in_any_order(region, old, new, turned):
    stored = {"delregional": "delregional", "lokal": "local"}
    top = f.GroupFactory(name="Rådet", region=region, tier=stored[old])
    below = f.GroupFactory(name="Under", parent=top, tier=stored[old])
    rows = [{"slug": each.slug, "tier": new} for each in (top, below)]
    taken(groups=rows[::-1] if turned else rows)
    assert {*Group.objects.values_list("tier", flat=True)} == {stored[new]}
    assert Placement.objects.count() == 2  # none of them has moved


def test_a_whole_branch_that_was_central_becomes_local(region):
    top = f.GroupFactory(name="Rådet", tier="central", region=None)
    below = f.GroupFactory(name="Under", parent=top, tier="central", region=None)
    taken(groups=[{"slug": each.slug, "tier": "lokal", "region": "Nordväst"} for each in (top, below)])
    assert {*Group.objects.values_list("tier", "region")} == {("local", region.pk)}


def test_a_tier_changes_with_the_move_that_it_asks_for(group):
    central = f.GroupFactory(name="Centrala", tier="central", region=None)
    taken(groups=[{"slug": central.slug, "tier": "lokal", "parent": "Rådet"}])
    central.refresh_from_db()
    assert (central.tier, central.region, central.parent) == ("local", group.region, group)
