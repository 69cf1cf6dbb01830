"""The action plan of a group: who reads what of it, in which order, and how it goes with each action."""

from __future__ import annotations

import datetime as dt
import io
import re

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from groups.models import Seat
from meetings import plans
from meetings.models import Action, Meeting, Minutes
from tests.factories import (
    ActionFactory,
    ActionPartyFactory,
    AdministratorFactory,
    GroupFactory,
    HeldMeetingFactory,
    MembershipFactory,
    NoteTakerFactory,
    OrganisationFactory,
    PersonFactory,
    ProcessLeaderFactory,
    RegionFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)


def page_of(group):
    return f"/grupper/{group.slug}/handlingsplan/"


def words(answer):
    page = answer.content.decode().replace("\u00a0", " ").replace("\u00ad", "")
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace(" ,", ",")


def published(group, **facts):
    meeting = HeldMeetingFactory(group=group, **facts)
    Meeting.objects.filter(pk=meeting.pk).update(minutes=Minutes.PUBLISHED)
    return meeting


@pytest.fixture
def group():
    return GroupFactory(name="Beredningen")


@pytest.fixture
def note_taker(group):
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    return user


@pytest.fixture
def plan(group):
    """An action of published minutes, one of a draft, and one from no meeting."""
    return {
        "published": ActionFactory(group=group, meeting=published(group), what="Kalla till möte"),
        "draft": ActionFactory(group=group, meeting=HeldMeetingFactory(group=group), what="Skriv förslag"),
        "loose": ActionFactory(group=group, what="Lokala grupper"),
    }


def test_readers_see_what_published_minutes_say_and_those_who_keep_the_meetings_all(client, group, plan, note_taker):
    other = NoteTakerFactory()
    everyone = {"Kalla till möte"}
    whole = everyone | {"Skriv förslag", "Lokala grupper"}
    for user, seen in (
        (None, everyone),
        (other, everyone),
        (ProcessLeaderFactory(regions=[RegionFactory()]), everyone),
        (ProcessLeaderFactory(regions=[group.region]), whole),
        (note_taker, whole),
        (AdministratorFactory(), whole),
    ):
        client.logout()
        if user:
            client.force_login(user)
        pages = [words(client.get(page_of(group)))]
        pages.append(b"".join(client.get(f"{page_of(group)[:-1]}.csv").streaming_content).decode())
        for page in pages:
            assert {what for what in whole if what in page} == seen, user
        assert ("Ändra läge" in pages[0]) == (seen == whole)


def test_no_reader_gets_a_cookie(client, group, plan):
    assert client.get(page_of(group)).status_code == 200
    assert not client.cookies


def test_a_plan_with_nothing_to_read_says_why(client, group, note_taker):
    assert "Inga åtgärder är publicerade" in words(client.get(page_of(group)))
    client.force_login(note_taker)
    assert "Inga åtgärder är antecknade än" in words(client.get(page_of(group)))


def test_a_hidden_groups_plan_is_read_by_those_who_keep_its_meetings(client):
    hidden = GroupFactory(is_public=False)
    ActionFactory(group=hidden, meeting=published(hidden))
    for suffix in ("/", ".csv", ".xlsx"):
        assert client.get(page_of(hidden)[:-1] + suffix).status_code == 404
    user = NoteTakerFactory()
    MembershipFactory(person=user.person, seat__group=hidden, seat__kind=Seat.Kind.SECRETARY)
    client.force_login(user)
    assert client.get(page_of(hidden)).status_code == 200


def test_what_a_hidden_host_has_published_is_not_read_in_the_plan_of_a_guest(client, group):
    ActionFactory(group=group, meeting=published(GroupFactory(is_public=False)), what="Kalla")
    assert "Kalla" not in words(client.get(page_of(group)))


def test_open_ones_come_first_in_the_order_of_the_plan_and_the_latest_closed_after(client, group, note_taker):
    for order, what in enumerate(["Första", "Andra"]):
        ActionFactory(group=group, what=what, order=order)
    for day, what in ((1, "Tidigt"), (20, "Sent")):
        ActionFactory(group=group, what=what, state="done", closed_on=dt.date(2026, 11, day))
    client.force_login(note_taker)
    page = words(client.get(page_of(group)))
    places = [page.index(what) for what in ("Pågår", "Första", "Andra", "Klart eller struket", "Sent", "Tidigt")]
    assert places == sorted(places)


def test_names_are_told_as_far_as_the_persons_have_said_yes(client, group, note_taker):
    action = ActionFactory(group=group, meeting=published(group))
    clinic = OrganisationFactory(name="Kliniken")
    secret = PersonFactory(name="Tyst Person", organisation=clinic)
    ActionPartyFactory(action=action, person=secret, uncertain=True)
    ActionPartyFactory(action=action, person=PersonFactory(name="Ensam Person"))
    ActionPartyFactory(action=action, person=PersonFactory(name="Öppen Person", name_public=True), convening=True)
    ActionPartyFactory(action=action, person=None, name="processledarna", uncertain=True)
    page = words(client.get(page_of(group)))
    assert (
        "Öppen Person (sammankallande), företrädare för Kliniken?, en person, namnet visas inte publikt, "
        "processledarna?"
    ) in page
    file = b"".join(client.get(f"{page_of(group)[:-1]}.csv").streaming_content).decode()
    for name in ("Tyst", "Ensam"):
        assert name not in page + file
    client.force_login(note_taker)
    assert "Tyst Person?" in words(client.get(page_of(group)))


def test_what_is_late_is_said_so_and_words_tell_no_day(client, group, note_taker):
    past = timezone.localdate() - dt.timedelta(days=1)
    for facts in ({"due": past}, {"due": past, "state": "done"}, {"due_text": "20/11"}, {"due": timezone.localdate()}):
        ActionFactory(group=group, **facts)
    client.force_login(note_taker)
    page = words(client.get(page_of(group)))
    assert page.count("försenad") == 1
    assert "20/11" in page


def test_a_heading_alone_is_a_row_of_its_own(client, group, note_taker):
    ActionFactory(group=group, what="Barn och unga")
    client.force_login(note_taker)
    assert 'class="blank"' in client.get(page_of(group)).content.decode()


def send(client, action, **told):
    fields = {"state": "done", "note": "", "revision": action.revision} | told
    return client.post(f"{page_of(action.group)}{action.pk}/", fields)


@pytest.mark.parametrize("which", ["published", "draft", "loose"])
def test_how_it_goes_is_said_also_when_the_minutes_are_locked(client, plan, note_taker, which):
    action = plan[which]
    client.force_login(note_taker)
    answer = send(client, action, note="Kallelsen är skickad.")
    assert answer["Location"] == f"{page_of(action.group)}?sparad={action.pk}#atgard-{action.pk}"
    assert "Sparat" in words(client.get(answer["Location"]))
    saved = Action.objects.get(pk=action.pk)
    assert (saved.state, saved.closed_on, saved.note) == ("done", timezone.localdate(), "Kallelsen är skickad.")
    assert (saved.revision, saved.history.first().history_user) == (2, note_taker)
    send(client, saved, state="open")
    saved.refresh_from_db()
    assert (saved.state, saved.closed_on, saved.revision) == ("open", None, 3)


def test_every_form_of_the_page_carries_its_token(plan, note_taker):
    client, action = Client(enforce_csrf_checks=True), plan["draft"]
    client.force_login(note_taker)
    form = re.compile(rf'{action.pk}/"[^>]*>\s*<input type="hidden" name="csrfmiddlewaretoken" value="(\w+)"')
    page = client.get(page_of(action.group))
    for seen, status in ((1, 302), (1, 409), (2, 302)):
        if status == 409:
            page = client.get(page_of(action.group))
        (token,) = form.findall(page.content.decode())
        page = send(client, action, revision=seen, csrfmiddlewaretoken=token)
        assert page.status_code == status


def test_the_day_it_was_closed_stays_when_only_the_note_changes(plan, note_taker):
    action = plan["loose"]
    for n, day in enumerate((1, 20), start=1):
        plans.change(action, n, state="done", note=str(n), day=dt.date(2026, 11, day), by=note_taker)
    action.refresh_from_db()
    assert (action.closed_on, action.note) == (dt.date(2026, 11, 1), "2")


def test_what_somebody_else_changed_is_shown_beside_what_was_typed(client, plan, note_taker):
    action = plan["draft"]
    Action.objects.filter(pk=action.pk).update(state="dropped", note="Beredningen avstår.", revision=2)
    client.force_login(note_taker)
    answer = send(client, action, note="Kallelsen är skickad.")
    page = words(answer)
    assert answer.status_code == 409
    for said in ("Någon annan har ändrat", "utgår", "Beredningen avstår.", "Kallelsen är skickad."):
        assert said in page, said
    assert Action.objects.get(pk=action.pk).state == "dropped"
    assert 'name="revision" value="2"' in answer.content.decode()
    assert send(client, action, note="Kallelsen är skickad.", revision=2).status_code == 302


@pytest.mark.parametrize(
    ("told", "words_"),
    [
        ({"state": "kanske"}, "Välj ett läge i listan."),
        ({"note": "a\0b"}, "Null"),
        ({"note": "å" * 2001}, "2000"),
        ({"revision": ""}, "kom inte fram helt"),
        ({"revision": "9" * 400}, "Någon annan har ändrat"),
        ({"revision": "x"}, "kom inte fram helt"),
    ],
)
def test_what_cannot_be_saved_is_told_and_what_was_typed_stays(client, plan, note_taker, told, words_):
    client.force_login(note_taker)
    answer = send(client, plan["draft"], **({"note": "Kallelsen är skickad."} | told))
    assert answer.status_code in (400, 409)
    assert words_ in words(answer)
    assert told.get("note", "Kallelsen")[:1] in words(answer)
    assert Action.objects.get(pk=plan["draft"].pk).state == "open"


def test_only_those_who_keep_the_meetings_say_how_it_goes(client, plan, group):
    action = plan["published"]
    answer = send(client, action)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
    for user in (NoteTakerFactory(), ProcessLeaderFactory(regions=[RegionFactory()])):
        client.force_login(user)
        assert send(client, action).status_code == 404
    assert Action.objects.get(pk=action.pk).state == "open"


def test_an_action_of_another_group_or_none_is_not_found(admin_client, plan):
    group = GroupFactory()
    for key in (plan["draft"].pk, 10**6, 10**30):
        assert admin_client.post(f"{page_of(group)}{key}/", {"state": "done"}).status_code == 404


def test_the_files_hold_the_plan(client, group, note_taker):
    action = ActionFactory(
        group=group,
        meeting=HeldMeetingFactory(group=group),
        what="=Kalla",
        due=dt.date(2026, 12, 1),
        note="Rad 1\nRad 2",
    )
    ActionPartyFactory(action=action, person=PersonFactory(name="Påhittad"), convening=True)
    ActionPartyFactory(action=action, person=None, name="alla")
    client.force_login(note_taker)
    lines = b"".join(client.get(f"{page_of(group)[:-1]}.csv").streaming_content).decode("utf-8-sig").split("\r\n")
    assert lines[0] == (
        "Läge;Vad;Vem;Sammankallande;Klart senast;Klart, i ord;Kom till vid mötet;Klar eller struken;Anmärkning"
    )
    assert lines[1] == 'Pågår;\'=Kalla;Påhittad | alla;Påhittad;2026-12-01;;2026-10-02;;"Rad 1\nRad 2"'
    answer = client.get(f"{page_of(group)[:-1]}.xlsx")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    assert [cell.value for cell in sheet[2]][1] == "=Kalla"
    assert f"handlingsplan-{group.slug}-" in answer["Content-Disposition"]


@pytest.mark.parametrize("size", [2, 30])
def test_the_plan_costs_the_same_however_long_it_is(admin_client, group, django_assert_num_queries, size):
    for _ in range(size):
        action = ActionFactory(group=group, meeting=HeldMeetingFactory(group=group))
        ActionPartyFactory(action=action, person__organisation=OrganisationFactory())
        ActionPartyFactory(action=action, person=None, organisation=OrganisationFactory())
    with django_assert_num_queries(10):
        # Session, account, group; whether it is kept; how many; actions; parties, persons, their organisations,
        # organisations.
        admin_client.get(page_of(group))
    with django_assert_num_queries(9):
        b"".join(admin_client.get(f"{page_of(group)[:-1]}.csv").streaming_content)


def test_a_long_plan_comes_page_by_page(admin_client, group, monkeypatch):
    monkeypatch.setattr("meetings.views.plan.PER_PAGE", 2)
    for n in range(5):
        ActionFactory(group=group, what=f"Åtgärd nummer {n}", order=n)
    assert "Åtgärd nummer 4" in words(admin_client.get(f"{page_of(group)}?sida=3"))
    for garbage in ("0", "x", "9" * 400, "\0"):
        assert admin_client.get(page_of(group), {"sida": garbage, "sparad": garbage}).status_code == 200


def test_notes_are_for_those_who_keep_the_plan(client):
    """They are written after the minutes were verified and checked, so nobody has said that they may be public."""
    meeting = HeldMeetingFactory(minutes=Minutes.PUBLISHED)
    ActionFactory(group=meeting.group, meeting=meeting, what="Kalla", note="Hemlig anmärkning")
    for address in (page_of(meeting.group), f"/grupper/{meeting.group.slug}/handlingsplan.csv"):
        for user, told in ((None, False), (AdministratorFactory(), True)):
            asking = Client()
            if user:
                asking.force_login(user)
            answer = asking.get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            assert b"Kalla" in body
            assert ("Hemlig anmärkning".encode() in body) == told
