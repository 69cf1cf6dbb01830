"""The registry in the shape of Popolo: what each fact becomes, and that rows lead to rows."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from groups.models import Group, Person, StatusChange
from samverkan.open_data.popolo import CLASSES
from tests import factories
from tests.samverkan.open_data import popolo_rules


def by_id(rows: list[dict]) -> dict[str, dict]:
    return {row["id"]: row for row in rows}


def test_group_is_told_with_its_place_names_and_dates(made, registry):
    rows = by_id(registry()["organizations"])
    assert rows[f"grupper/{made.board.slug}"] == {
        "id": f"grupper/{made.board.slug}",
        "name": 'Rådet "Ö" <i Öster>',
        "other_names": [{"name": "RÖ", "note": "kort namn"}, {"name": "Gamla rådet"}],
        "classification": made.board.type.name,
        "parent_id": f"grupper/{made.central.slug}",
        "area_id": "omraden/oster",
        "founding_date": "2021-03-01",
        "links": [{"url": "https://example.org/avtal", "note": "Avtalet"}],
        "sources": [{"url": f"http://testserver/grupper/{made.board.slug}/"}],
    }
    assert rows[f"grupper/{made.ended.slug}"]["dissolution_date"] == "2024-06-30"


def test_group_at_rest_is_not_told_as_ended_nor_as_begun_then(made, registry):
    row = by_id(registry()["organizations"])[f"grupper/{made.dormant.slug}"]
    assert not {"founding_date", "dissolution_date"} & row.keys()


def test_day_that_was_assumed_is_not_told(made, registry):
    StatusChange.objects.filter(group=made.board).update(assumed=True)
    assert "founding_date" not in by_id(registry()["organizations"])[f"grupper/{made.board.slug}"]


def test_group_that_ended_some_day_is_left_out_with_all_that_is_its(made, registry):
    seat = factories.SeatFactory(group=made.forgotten)
    factories.MembershipFactory(seat=seat, person__name="Bara där", person__name_public=True)
    factories.MeetingFactory(group=made.forgotten)
    below = factories.GroupFactory(name="Kvar under", region=made.region)
    Group.objects.filter(pk=below.pk).update(parent=made.forgotten)
    text = json.dumps(registry())
    assert made.forgotten.slug not in text
    assert "Bara d" not in text
    assert "Kvar under" in text


def test_organisation_has_code_contacts_and_the_area_where_it_is(made, registry):
    rows = by_id(registry()["organizations"])
    city, unit = rows[f"organisationer/{made.city.slug}"], rows[f"organisationer/{made.unit.slug}"]
    assert city["identifiers"] == [{"scheme": "SCB kommunkod", "identifier": "1299"}]
    assert [each["name"] for each in city["other_names"]] == ["Åsta", "ÅS"]
    assert city["sources"] == [{"url": f"http://testserver/kommuner/{made.city.slug}/"}]
    assert (unit["parent_id"], unit["area_id"]) == (city["id"], "omraden/kommun-1299")
    assert unit["classification"] == "förvaltning"
    assert unit["contact_details"] == [
        {"type": "email", "value": "vard@example.org"},
        {"type": "voice", "value": "+46701740605"},
    ]
    hospital = rows[f"organisationer/{made.hospital.slug}"]
    assert hospital["area_id"] == "omraden/oster"
    assert hospital["contact_details"] == [{"type": "voice", "value": "växel 06"}]


def test_seat_is_a_post_in_its_group(made, registry):
    row = by_id(registry()["posts"])[f"platser/{made.member.uid}"]
    assert (row["label"], row["role"], row["start_date"]) == ("enhetschef", "ledamot", "2022-01-01")
    assert (row["organization_id"], row["area_id"]) == (f"grupper/{made.board.slug}", "omraden/kommun-1299")
    labels = {row["label"] for row in registry()["posts"]}
    assert {"kontaktperson", "ledamot, kommun"} <= labels


@pytest.mark.parametrize("which", ["member", "each"])
def test_post_is_called_as_on_the_pages(made, registry, which):
    seat = getattr(made, which)
    assert by_id(registry()["posts"])[f"platser/{seat.uid}"]["label"] == seat.label


def test_membership_leads_to_person_seat_group_and_whom_it_is_for(made, registry):
    found = registry()
    row = by_id(found["memberships"])[f"ledamoter/{made.term.uid}"]
    assert row["person_id"] == f"personer/{made.named.uid}"
    assert row["post_id"] == f"platser/{made.member.uid}"
    assert row["organization_id"] == f"grupper/{made.board.slug}"
    assert row["on_behalf_of_id"] == f"organisationer/{made.unit.slug}"
    assert row["start_date"] == made.term.start_date.isoformat()


def test_contact_is_told_only_of_who_has_said_yes_to_it(made, registry):
    rows = by_id(registry()["persons"])
    assert rows[f"personer/{made.named.uid}"] == {
        "id": f"personer/{made.named.uid}",
        "name": "Åsa Öppen",
        "summary": "chef",
    }
    reached = rows[f"personer/{made.reached.uid}"]
    assert reached["email"] == "nadd@example.org"
    assert {each["value"] for each in reached["contact_details"]} == {"nadd@example.org", "+46701740607"}


def test_who_takes_consent_back_is_gone_at_once_and_the_seat_still_filled(made, fetch, registry):
    assert "Åsa Öppen" in fetch("popolo.json").body.decode()
    Person.objects.filter(pk=made.named.pk).update(name_public=False)
    assert f"ledamoter/{made.term.uid}" not in by_id(registry()["memberships"])
    row = next(row for row in fetch("tabeller/platser.csv").body.decode().splitlines() if str(made.member.uid) in row)
    assert ";1;2022-01-01;" in row


def test_meeting_tells_when_in_swedish_time_and_where(made, registry):
    row = by_id(registry()["events"])[f"moten/{made.meeting.uid}"]
    assert (row["start_date"], row["end_date"]) == ("2026-12-04T09:00:00+01:00", "2026-12-05T12:00:00+01:00")
    assert (row["name"], row["location"], row["status"]) == ("Internat", "Rådhuset och digitalt", "planerat")
    cancelled = next(row for row in registry()["events"] if row["status"] == "inställt")
    assert (cancelled["start_date"], cancelled["description"]) == ("2026-12-04", "krock")
    assert "end_date" not in cancelled
    published = next(row for row in registry()["events"] if row["status"] == "hållet")
    assert published["start_date"] == "2026-10-02T09:00:00+02:00"
    assert [each.get("note") for each in published["sources"]] == [None, "Minnesanteckningar"]


def test_areas_lie_within_each_other(made, registry):
    rows = by_id(registry()["areas"])
    assert rows["omraden/kommun-1299"]["parent_id"] == "omraden/oster"
    assert rows["omraden/kommun-1299"]["identifier"] == "1299"
    assert rows["omraden/oster"]["parent_id"] == "omraden/skane"
    assert {row["classification"] for row in rows.values()} == {"län", "delregion", "kommun"}


def test_all_of_it_is_as_popolo_has_it(made, registry):
    found = registry()
    assert list(found) == list(CLASSES) == list(popolo_rules.FIELDS)
    assert all(found.values())
    popolo_rules.check(found)


def test_empty_registry_gives_empty_lists(registry):
    assert registry() == {key: [] for key in CLASSES}


def test_file_of_a_class_holds_what_the_whole_file_does(made, fetch, registry):
    whole = registry()
    for key in CLASSES:
        assert json.loads(fetch(f"popolo/{key}.json").body) == {key: whole[key]}


def test_chunks_neither_lose_nor_repeat_a_row(made, registry, monkeypatch):
    whole = registry()
    monkeypatch.setattr("samverkan.open_data.public.CHUNK", 2)
    assert registry() == whole


def test_no_key_is_a_number_of_the_database(made, registry):
    for rows in registry().values():
        for row in rows:
            assert not row["id"].rpartition("/")[2].isdigit(), row["id"]


def test_renaming_a_group_keeps_its_key(made, registry):
    before = {row["id"] for row in registry()["organizations"]}
    made.board.name, made.board.note = "Ett nytt namn", str(dt.date.today())
    made.board.save()
    assert {row["id"] for row in registry()["organizations"]} == before
