"""What a file does to the registry: by the same rules as the admin, with history and logs, all of it or nothing."""

import datetime as dt

import pytest
from django.db import DataError

from groups import lifecycle, tree
from groups.models import Group, GroupMunicipality, Placement, StatusChange
from samverkan.exchange import applying
from samverkan.exchange.models import Import
from tests import factories as f
from tests.samverkan.exchange.taking import TODAY, book, planned, problems, refused, take, taken, words

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)


def test_a_new_group_has_its_logs_its_record_and_its_place(region):
    user = f.AdministratorFactory()
    f.GroupTypeFactory(name="Råd")
    top = f.GroupFactory(name="Toppen", region=region)
    for name in ("Ådran", "Ängen"):
        f.GroupFactory(name=name, parent=top)
    said = {"type": "Råd", "tier": "lokal", "parent": "Toppen", "status": "pausad", "status_reason": "Vakant"}
    said |= {"placed_since": "2021-01-01", "status_since": "22/11 2022", "frequency_text": "4 ggr/år"}
    entry = taken(groups=[said | {"name": "Älven"}], by=user, why="Från processledaren")
    new = Group.objects.get(name="Älven")
    assert [each.name for each in Group.objects.filter(parent=top)] == ["Ådran", "Älven", "Ängen"]
    assert (new.region, new.slug, new.meetings_min) == (region, "alven", 4)
    placed, status = new.placements.get(), new.status_changes.get()
    assert (placed.parent, placed.region, placed.effective) == (top, region, dt.date(2021, 1, 1))
    assert (status.status, status.effective, status.reason) == ("paused", dt.date(2022, 11, 22), "Vakant")
    assert placed.recorded_by == status.recorded_by == user
    record = new.history.get()
    assert (record.history_type, record.history_user) == ("+", user)
    assert record.history_change_reason == entry.reason == "Inläst ur Fil.zip: Från processledaren"
    assert entry.counts == {"groups": {"new": 1, "changed": 0, "unchanged": 0}}
    assert (entry.state, entry.by, entry.content) == (Import.State.DONE, user, None)


def test_what_changes_is_told_field_by_field_with_who_and_why(group):
    user = f.AdministratorFactory()
    said = {"slug": group.slug, "name": "Rådet", "purpose": "Nytt syfte", "coverage": "hela delregionen"}
    plan = planned(groups=[said])
    assert [row.changes for row in plan.rows()] == [
        {"purpose": ("", "Nytt syfte"), "coverage": ("ej angivet", "hela delregionen")}
    ]
    before = group.revision
    taken(groups=[said], by=user)
    group.refresh_from_db()
    assert (group.purpose, group.coverage, group.revision) == ("Nytt syfte", "region", before + 1)
    newest = group.history.latest("pk")
    assert (newest.history_type, newest.history_user, newest.history_change_reason) == ("~", user, "Inläst ur Fil.zip")
    assert newest.diff_against(newest.prev_record).changed_fields == ["coverage", "purpose"]
    assert planned(groups=[said]).is_empty


def test_links_to_many_rows_are_written_with_their_history(group):
    one, two = f.TopicFactory(name="Psykiatri"), f.TopicFactory(name="Äldre")
    taken(groups=[{"slug": group.slug, "topics": "aldre, Psykiatri"}])
    assert set(group.topics.all()) == {one, two}
    assert {each.topic for each in group.history.latest("pk").topics.all()} == {one, two}
    assert planned(groups=[{"slug": group.slug, "topics": "Psykiatri; Äldre"}]).is_empty
    taken(groups=[{"slug": group.slug, "topics": "Äldre"}])
    assert set(group.topics.all()) == {two}


def test_a_renamed_group_takes_its_place_among_its_siblings(group):
    one, two = (f.GroupFactory(name=name, parent=group) for name in ("Ett", "Två"))
    taken(groups=[{"slug": one.slug, "name": "Åtta"}])
    assert list(Group.objects.filter(parent=group)) == [two, one]
    assert tree.check() == []


def test_a_status_is_logged_with_its_day_and_reason(group):
    taken(groups=[{"slug": group.slug, "status": "vilande", "status_since": "2026-11-01"}], why="Ingen kallar")
    event = group.status_changes.latest("pk")
    assert (event.old_status, event.status, event.effective) == ("active", "dormant", DAY)
    assert event.reason == "Inläst ur Fil.zip: Ingen kallar"
    taken(groups=[{"slug": group.slug, "status": "aktiv", "status_reason": "Ny sammankallande"}])
    group.refresh_from_db()
    assert (group.status, group.status_since, group.status_reason) == ("active", TODAY, "Ny sammankallande")


def test_a_whole_branch_may_end_at_once_with_successors_new_in_the_file(group):
    f.GroupTypeFactory(name="Råd")
    below = f.GroupFactory(name="Under", parent=group)
    part = f.GroupFactory(name="Del", parent=group, part=True)
    ended = {"status": "avslutad", "status_reason": "Uppdraget är klart"}
    stands = {"tier": "lokal", "region": "Nordväst"}
    rows = [
        stands | ended | {"slug": group.slug, "name": "Rådet", "type": group.type.slug, "successors": "Nya rådet"},
        stands | {"name": "Nya rådet", "type": "Råd", "status": "aktiv"},
        stands | ended | {"slug": below.slug, "name": "Under", "type": below.type.slug},
    ]
    taken(groups=rows)
    for each in (group, below, part):
        each.refresh_from_db()
        assert (each.status, each.status_reason) == ("ended", "Uppdraget är klart")
    assert [each.name for each in group.successors.all()] == ["Nya rådet"]
    assert {each.to_group.name for each in group.history.latest("pk").successors.all()} == {"Nya rådet"}


@pytest.mark.parametrize("status", ["active", "ended"])
@pytest.mark.parametrize("row", ["standing", "new"])
def test_only_what_has_ended_is_succeeded(group, status, row):
    f.GroupTypeFactory(name="Råd")
    f.GroupFactory(name="Nya rådet", region=group.region)
    other = f.GroupFactory(name="Gamla", region=group.region, status=status)
    said = {"successors": "Nya rådet"}
    said |= (
        {"slug": other.slug}
        if row == "standing"
        else {"name": "Annat", "type": "Råd", "tier": "lokal", "region": "Nordväst", "status_reason": "Klar"}
        | {"status": {"active": "aktiv", "ended": "avslutad"}[status]}
    )
    if status == "ended":
        taken(groups=[said])
    else:
        (said,) = words(refused(groups=[said]))
        assert said == ("successors", "Bara en grupp som är avslutad ersätts av en annan.")


def test_who_succeeds_a_group_that_has_ended_may_not_have_ended(group):
    ended, other = (f.GroupFactory(name=name, region=group.region, status="ended") for name in ("Slut", "Borta"))
    found = words(refused(groups=[{"slug": ended.slug, "successors": "Borta"}]))
    assert found == [("successors", "Borta är avslutad och kan inte ersätta.")]
    ended.successors.add(group)
    lifecycle.end(group, effective=TODAY, reason="Klar")
    taken(groups=[{"slug": ended.slug, "note": "Ny"}])  # what stood there may stay
    taken(groups=[{"slug": ended.slug, "successors": ""}])
    assert not ended.successors.exists()
    assert other.is_ended


def test_a_chain_of_what_succeeded_what_comes_in_as_it_was(group):
    f.GroupTypeFactory(name="Råd")
    new = {"type": "Råd", "tier": "lokal", "region": "Nordväst", "status": "avslutad", "status_reason": "Klar"}
    rows = [new | {"name": "Ett", "successors": "Två"}, new | {"name": "Två", "successors": "Rådet"}]
    taken(groups=rows)
    assert Group.objects.get(name="Ett").successors.get().successors.get() == group


def test_a_group_registered_by_mistake_is_led_to_by_nothing_new(group):
    mistaken = f.GroupFactory(name="Fel", region=group.region)
    lifecycle.mark_mistaken(mistaken, reason="Dubblett")
    for sheets in (
        {"reporting_lines": [{"group": group.slug, "to_group": mistaken.slug}]},
        {"groups": [{"slug": group.slug, "parent": mistaken.slug}]},
        {"seats": [{"group": mistaken.slug}]},
    ):
        ((_column, said),) = words(refused(**sheets))
        assert said == "”fel” är registrerad av misstag."
    line = f.ReportingLineFactory(group=group, to_group=mistaken)
    taken(reporting_lines=[{"uid": str(line.uid), "to_group": mistaken.slug, "note": "Ny"}])
    line.refresh_from_db()
    assert (line.note, line.to_group) == ("Ny", mistaken)


def test_a_new_group_that_has_ended_says_why(region):
    f.GroupTypeFactory(name="Råd")
    said = {"name": "Rådet", "type": "Råd", "tier": "lokal", "region": "Nordväst", "status": "avslutad"}
    assert words(refused(groups=[said])) == [("status_reason", "Ange varför gruppen avslutades.")]


def test_a_type_may_change_together_with_the_move_that_it_asks_for(group):
    top = f.GroupFactory(name="Toppen", region=group.region)
    f.GroupTypeFactory(name="Under toppen", may_be_root=False, allowed_parents=[top.type])
    said = {"slug": group.slug, "type": "Under toppen"}
    assert [column for column, _words in words(refused(groups=[said]))] == ["parent"]
    taken(groups=[said | {"parent": "Toppen"}])


def test_municipalities_of_a_group_stand_in_one_cell(group):
    for name in ("Bjuv", "Klippan", "Perstorp"):
        f.MunicipalityFactory(name=name)
    said = {"slug": group.slug, "coverage": "de kommuner som anges"}
    taken(groups=[said | {"municipalities": "Bjuvs kommun, Klippan –2023-12-31, perstorp 2021-01-01–"}])
    rows = GroupMunicipality.objects.order_by("municipality__name")
    assert list(rows.values_list("municipality__name", "start_date", "end_date")) == [
        ("Bjuv", None, None),
        ("Klippan", None, dt.date(2023, 12, 31)),
        ("Perstorp", dt.date(2021, 1, 1), None),
    ]
    first = rows[0]
    taken(groups=[said | {"municipalities": "bjuv –2025-12-31 | klippan –2023-12-31"}])
    assert rows.count() == 2
    assert rows[0].pk == first.pk
    assert [each.history_type for each in first.history.order_by("pk")] == ["+", "~"]
    assert words(refused(groups=[said | {"municipalities": "bjuv –2025-12-31, bjuv 2025-06-01–"}])) == [
        ("municipalities", "Kommunen omfattas redan under den tiden.")
    ]
    assert words(refused(groups=[said | {"municipalities": "bjuv 2020-01-01–, bjuv 2020-01-01–2021-01-01"}])) == [
        ("municipalities", "Samma kommun står två gånger.")
    ]


def test_days_in_a_cell_that_run_backwards_are_told_once_and_at_their_row(group):
    f.MunicipalityFactory(name="Bjuv")
    f.GroupFactory(name="Före", region=group.region)
    rows = [
        {"slug": "fore", "municipalities": "bjuv"},
        {"slug": "radet", "municipalities": "bjuv 2022-01-01–2021-01-01"},
    ]
    plan = refused(groups=rows)
    assert problems(plan) == [("groups", 3, "municipalities", "Slutdatum kan inte ligga före startdatum.")]


def test_seats_have_exceptions_and_room_for_those_who_hold_them(group):
    bjuv, klippan = (f.MunicipalityFactory(name=name) for name in ("Bjuv", "Klippan"))
    seat = {"uid": "ny-1", "group": "Rådet", "per": "per kommun som omfattas", "exceptions": "bjuv 2 | klippan 0"}
    persons = [{"uid": f"p{n}", "name": f"Påhittad {n}"} for n in range(3)]
    held = {"seat": "ny-1", "on_behalf_of": "Bjuv"}
    taken(seats=[seat], persons=persons, memberships=[held | {"person": "p0"}, held | {"person": "p1"}])
    seat = group.seats.get()
    assert dict(seat.exceptions.values_list("municipality", "places")) == {bjuv.pk: 2, klippan.pk: 0}
    held = {"seat": str(seat.uid), "person": "Påhittad 2"}
    full = "Platsen är redan upptagen under den tiden"
    for row, column, said in (
        ({"on_behalf_of": "Bjuv"}, "person", f"{full}: Påhittad 0. Avsluta den ledamoten först."),
        ({"on_behalf_of": "Klippan"}, "person", f"{full}. Avsluta den ledamoten först."),
        ({}, "on_behalf_of", "Ange vilken kommun ledamoten företräder: platsen räknas per kommun."),
        ({"on_behalf_of": "Bjuv", "person": "Påhittad 1"}, "person", "Personen har redan platsen under den tiden."),
    ):
        assert words(refused(memberships=[held | row])) == [(column, said)]
    fewer = words(refused(seats=[{"uid": str(seat.uid), "exceptions": "bjuv 1 | klippan 0"}]))
    assert {column for column, _words in fewer} == {"places"}
    assert words(refused(seats=[{"uid": str(seat.uid), "exceptions": "bjuv 1 | bjuv 2"}])) == [
        ("exceptions", "Samma kommun står två gånger.")
    ]
    assert ("exceptions", "Undantag gäller bara platser som räknas per kommun.") in words(
        refused(seats=[{"uid": str(seat.uid), "per": "i gruppen"}])
    )
    taken(seats=[{"uid": str(seat.uid), "exceptions": "bjuv 3"}], memberships=[held | {"on_behalf_of": "bjuv"}])
    assert seat.memberships.count() == 3


@pytest.mark.parametrize("number", ["1000", "99999", "999999999"])
def test_an_exception_has_no_more_places_than_a_seat_may(group, number):
    f.MunicipalityFactory(name="Bjuv")
    said = {"uid": "ny-1", "group": "Rådet", "per": "per kommun som omfattas", "exceptions": f"bjuv {number}"}
    assert words(refused(seats=[said])) == [
        ("exceptions", "Kontrollera att detta värde är mindre än eller lika med 999.")
    ]


def test_a_value_that_the_database_cannot_hold_is_told_at_its_row(group, monkeypatch):
    def create(rows, **facts):
        raise DataError("smallint out of range")

    monkeypatch.setattr(applying.many, "create", create)
    told = words(refused(topics=[{"name": "Psykiatri"}]))
    assert told == [("", "Registret tar inte emot raden: ett värde i den får inte plats.")]


def test_a_seat_whose_time_is_cut_still_has_its_holders(group):
    seat = f.SeatFactory(group=group)
    f.MembershipFactory(seat=seat, person=f.PersonFactory(name="Påhittad Person"), start_date=DAY)
    found = words(refused(seats=[{"uid": str(seat.uid), "end_date": "2026-10-01"}]))
    assert found == [("places", "Påhittad Person: Ledamotsplatsen upphör 2026-10-01.")]


@pytest.mark.parametrize("sheet", ["seats", "memberships", "meetings"])
def test_the_group_that_a_row_leaves_is_marked_too(group, sheet):
    """So that a form that a colleague has open on it does not save over the move."""
    one, other = f.SeatFactory(group=group), f.SeatFactory(group=f.GroupFactory(name="Annat", region=group.region))
    held = f.MembershipFactory(seat=one, person=f.PersonFactory(name="Påhittad Person"))
    meeting = f.MeetingFactory(group=group)
    said = {
        "seats": {"uid": str(one.uid), "group": "Annat"},
        "memberships": {"uid": str(held.uid), "seat": str(other.uid)},
        "meetings": {"uid": str(meeting.uid), "group": "Annat"},
    }
    before = dict(Group.objects.values_list("pk", "revision"))
    taken(**{sheet: [said[sheet]]})
    after = dict(Group.objects.values_list("pk", "revision"))
    assert {pk for pk in after if after[pk] > before[pk]} == {group.pk, other.group_id}


def test_a_rule_between_fields_is_told_in_its_own_words(group):
    said = {"group": "Rådet", "to_words": "Ledningen", "to_group": "Rådet"}
    assert words(refused(reporting_lines=[said])) == [
        ("", "Ange mottagaren på ett sätt: grupp, organisation eller ord."),
        ("", "En grupp kan inte rapportera till sig själv."),
    ]


def test_names_that_two_rows_change_with_each_other_are_refused_in_words():
    one, two = f.TopicFactory(name="Ett"), f.TopicFactory(name="Två")
    plan = refused(topics=[{"slug": one.slug, "name": "Två"}, {"slug": two.slug, "name": "Ett"}])
    assert words(plan) == [("", "Registret tar inte emot raden: den säger emot en annan rad.")]


def test_a_long_reason_is_cut_to_what_the_logs_hold(group):
    entry, _plan = take(book(groups=[{"slug": group.slug, "status": "pausad"}]), name="x" * 190 + ".zip", why="y" * 200)
    assert len(entry.reason) == 250
    assert StatusChange.objects.latest("pk").reason == entry.reason


def test_signs_that_no_text_can_hold_are_left_out(group):
    from samverkan.tabular import xlsx_bytes

    data = xlsx_bytes([("groups", ["slug", "note"], [[group.slug, "Ett_x0000_två_x0001_\x7f"]])])
    take(data, "Bok.xlsx")
    group.refresh_from_db()
    assert group.note == "Etttvå"
    assert Placement.objects.count() == 1
