"""An import taken back as one step: what it made goes, what it changed is as before, and newer work hinders."""

import datetime as dt
import io
import zipfile

import pytest

from groups import lifecycle, tree
from groups.models import Group, Organisation, Placement, ReviewItem, StatusChange, Topic
from meetings import scheduling
from meetings.models import Meeting
from samverkan.exchange import outgoing, traces
from samverkan.exchange.models import Import
from samverkan.exchange.undoing import CannotUndo, undo
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, everything, taken

pytestmark = pytest.mark.django_db


def exported() -> dict[str, bytes]:
    """Return the files of an export by their names."""
    file = io.BytesIO()
    outgoing.write_zip(file)
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def undone(entry: Import, before: dict[str, bytes]) -> None:
    """Take the import back, and check that the registry says what it said before, with a whole tree and whole logs."""
    assert exported() != before, "the import changed nothing"
    user = f.AdministratorFactory()
    undo(entry, by=user)
    assert exported() == before
    assert tree.check() == []
    entry.refresh_from_db()
    assert (entry.state, entry.undone_by) == (Import.State.UNDONE, user)
    for group in Group.objects.all():
        placed, status = (
            log.filter(group=group).latest_first().first() for log in (Placement.objects, StatusChange.objects)
        )
        assert (placed.parent_id, placed.region_id, placed.part) == (group.parent_id, group.region_id, group.is_part)
        assert status.status == group.status
    with pytest.raises(CannotUndo, match="inte längre inläst"):
        undo(entry, by=user)


def test_all_that_is_new_is_taken_away_again(group):
    f.GroupTypeFactory(name="Råd")
    bjuv = f.MunicipalityFactory(name="Bjuv")
    before, kept = exported(), everything()
    new = {"type": "Råd", "tier": "lokal", "region": "Nordväst", "parent": "Rådet"}
    entry = taken(
        regions=[{"name": "Sydost", "parent": "Skåne"}],
        organisations=[{"name": "Enheten", "kind": "annan", "principal": "region"}],
        inhabitants=[{"municipality": "Bjuv", "year": "2024", "number": "15000"}],
        region_municipalities=[{"municipality": "Bjuv", "region": "Sydost"}],
        topics=[{"name": "Psykiatri"}],
        group_types=[{"name": "Ny typ", "plural": "Nya typer", "side": "politisk", "allowed_parents": "Råd"}],
        agreements=[{"name": "Avtalet"}],
        groups=[
            new | {"name": "Nytt", "topics": "Psykiatri", "municipalities": "Bjuv"},
            new | {"name": "Under", "parent": "Nytt"},
        ],
        persons=[{"uid": "p", "name": "Alma Påhittad", "organisation": "Enheten"}],
        seats=[{"uid": "s", "group": "Under", "per": "per kommun som omfattas", "exceptions": "Bjuv 2"}],
        memberships=[{"seat": "s", "person": "p", "on_behalf_of": "Bjuv"}],
        commissions=[{"group": "Nytt", "to_group": "Rådet"}],
        reporting_lines=[{"group": "Rådet", "to_group": "Nytt"}],
        escalation_links=[
            {"group": "Nytt", "agreement": "Avtalet", "step": "2", "trigger": "brist eller problem",
             "to_group": "Rådet", "contact_seats": "s"},
        ],
        meetings=[{"group": "Nytt", "date": "2026-12-01", "guests": "Rådet"}],
    )  # fmt: skip
    assert Group.objects.count() == 3
    undone(entry, before)
    assert bjuv.inhabitants.count() == 0
    for table, rows in everything().items():
        kinds = ("historical", "exchange_", "groups_user", "groups_group")
        if not any(each in table for each in kinds):
            assert rows == kept[table], table


def test_words_links_and_cells_of_several_rows_are_as_before(group):
    one, two = f.TopicFactory(name="Ett"), f.TopicFactory(name="Två")
    group.topics.set([one])
    for name in ("Bjuv", "Klippan", "Perstorp"):
        f.GroupMunicipalityFactory(group=group, municipality=f.MunicipalityFactory(name=name))
    seat = f.SeatFactory(group=group, per="municipality", places=2)
    f.SeatExceptionFactory(seat=seat, municipality=Organisation.objects.get(name="Bjuv"), places=1)
    kind = f.GroupTypeFactory(name="Typen", allowed_parents=[group.type])
    revision = group.revision
    group.history.all().delete()
    tree.update(group, reason="Alla uppgifter")
    kind.save()
    before = exported()
    entry = taken(
        group_types=[{"slug": kind.slug, "allowed_parents": "Typen", "order": "7"}],
        groups=[
            {"slug": group.slug, "name": "Nytt namn", "note": "Ny", "topics": "Två",
             "municipalities": "Bjuv –2020-12-31 | Klippan"}
        ],
        seats=[{"uid": str(seat.uid), "exceptions": "Klippan 3", "title": "ledamot"}],
        topics=[{"slug": two.slug, "name": "Tre"}],
    )  # fmt: skip
    undone(entry, before)
    group.refresh_from_db()
    assert group.revision > revision
    assert list(group.topics.all()) == [one]
    newest = group.history.latest("pk")
    assert (newest.name, newest.history_change_reason) == ("Rådet", "Ångrad: Inläst ur Fil.zip")
    assert [each.topic for each in newest.topics.all()] == [one]


def test_moves_and_status_are_taken_back_with_their_events(group, region):
    top = f.GroupFactory(name="Toppen", region=f.RegionFactory(name="Sydost"))
    first, second, third = (f.GroupFactory(name=name, parent=group) for name in ("Ett", "Fyra", "Åtta"))
    below = f.GroupFactory(name="Under", parent=second)
    before = exported()
    logs = list(Placement.objects.values_list("pk")), list(StatusChange.objects.values_list("pk"))
    entry = taken(
        groups=[
            {"slug": second.slug, "parent": "Toppen", "status": "aktiv", "successors": ""},
            {"slug": first.slug, "parent": group.slug, "status": "avslutad", "successors": "Toppen"},
            {"slug": third.slug, "parent": group.slug, "status": "vilande", "successors": ""},
        ]
    )
    below.refresh_from_db()
    assert below.region == top.region
    undone(entry, before)
    assert (list(Placement.objects.values_list("pk")), list(StatusChange.objects.values_list("pk"))) == logs
    assert list(Group.objects.filter(parent=group)) == [first, second, third]


def test_a_new_place_in_the_alphabet_is_taken_back(group):
    names = ["Bo", "Ett", "Fyra"]
    rows = [f.GroupFactory(name=name, parent=group) for name in names]
    before = exported()
    entry = taken(groups=[{"slug": rows[0].slug, "name": "Östra"}])
    undone(entry, before)
    assert [each.name for each in Group.objects.filter(parent=group)] == names


def test_meetings_are_as_before_and_calendars_hear_of_it(group):
    meeting = f.MeetingFactory(group=group, guests=[f.GroupFactory(name="Gästen")], date=dt.date(2026, 10, 1))
    meeting.save()
    before = exported()
    entry = taken(meetings=[{"uid": str(meeting.uid), "place": "Biblioteket", "guests": "", "status": "hållet"}])
    after = Meeting.objects.get()
    undone(entry, before)
    now = Meeting.objects.get()
    assert now.sequence > after.sequence
    assert now.revision > after.revision
    assert now.changed_at > after.changed_at
    assert [each.name for each in now.guests.all()] == ["Gästen"]


@pytest.mark.parametrize("newer", ["words", "status", "seat below", "subgroup", "moved away again", "topic used"])
def test_what_is_newer_hinders_and_nothing_is_taken_back(group, newer):
    f.GroupTypeFactory(name="Råd")
    entry = taken(
        topics=[{"name": "Psykiatri"}],
        groups=[{"name": "Nytt", "type": "Råd", "tier": "lokal", "region": "Nordväst"}],
    )
    new = Group.objects.get(name="Nytt")
    if newer == "words":
        new.note = "Ändrad sedan dess"
        tree.update(new)
    elif newer == "status":
        lifecycle.change(new, "paused", effective=TODAY)
    elif newer == "seat below":
        f.SeatFactory(group=new)
    elif newer == "subgroup":
        f.GroupFactory(parent=new)
    elif newer == "moved away again":
        for parent in (new, None):
            tree.move(group, parent, effective=TODAY, reason="")
    else:
        group.topics.add(Topic.objects.get())
    before = everything()
    with pytest.raises(CannotUndo, match="har ändrats eller använts sedan dess"):
        undo(entry, by=None)
    assert everything() == before


def test_of_two_imports_the_later_is_taken_back_first(group, region):
    """What the first wrote stands again then, so that it can be taken back too."""
    f.TopicFactory(name="Psykiatri")
    top = f.GroupFactory(name="Toppen", region=region)
    town = f.MunicipalityFactory(name="Bjuv")
    states = [exported()]
    first = taken(
        groups=[
            {"slug": group.slug, "note": "Ett", "topics": "Psykiatri", "parent": "Toppen", "municipalities": "Bjuv"}
        ],
        persons=[{"name": "Alma Påhittad"}],
    )
    states.append(exported())
    rows = [{"slug": group.slug, "note": "Två", "topics": "", "parent": "", "municipalities": "", "status": "pausad"}]
    second = taken(groups=rows)
    with pytest.raises(CannotUndo, match="Rådet"):
        undo(first, by=None)
    undo(second, by=None)
    assert exported() == states[1]
    undo(first, by=None)
    assert exported() == states[0]
    assert (top.placements.count(), group.placements.count(), town.group_rows.count()) == (1, 1, 0)


def test_a_move_there_and_back_hinders_a_move_from_being_taken_back(group, region):
    top, other = (f.GroupFactory(name=name, region=region) for name in ("Toppen", "Annat"))
    entry = taken(groups=[{"slug": group.slug, "parent": "Toppen"}])
    for parent in (other, top):
        tree.move(group, parent, effective=TODAY, reason="")
    with pytest.raises(CannotUndo, match="Rådet"):
        undo(entry, by=None)
    words = taken(groups=[{"slug": group.slug, "note": "Ny"}])
    undo(words, by=None)
    group.refresh_from_db()
    assert (group.note, group.parent) == ("", top)


def test_a_row_whose_past_is_not_known_hinders(group):
    group.history.all().delete()
    entry = taken(groups=[{"slug": group.slug, "note": "Ny"}])
    with pytest.raises(CannotUndo, match="Rådet"):
        undo(entry, by=None)


def test_a_review_that_was_open_asks_no_longer_of_what_is_taken_away(group, region):
    f.GroupTypeFactory(name="Råd")
    review = f.ReviewFactory(region=region, commissioner=group)
    new = {"name": "Nytt", "type": "Råd", "tier": "lokal", "region": "Nordväst"}
    entry = taken(groups=[new])
    assert review.items.count() == 2
    undo(entry, by=None)
    assert review.items.count() == 1
    assert ReviewItem.objects.get().group == group


def test_only_what_the_import_wrote_is_its_own(group):
    """Meetings and registers may be written while it goes on: nobody waits for the registry's lock there."""
    before = traces.latest()
    f.TopicFactory()
    scheduling.schedule(f.MeetingFactory.build(group=group), by=None, today=TODAY)
    from tests.samverkan.exchange.taking import planned

    plan = planned(topics=[{"name": "Psykiatri"}])
    assert traces.since(before, plan)["records"] == {}
