"""How the places of a group were filled at its latest meetings, and who may read it."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from groups.models import Seat
from meetings import participation
from meetings.models import Attendance
from tests.factories import (
    AdministratorFactory,
    AttendanceFactory,
    GroupFactory,
    HeldMeetingFactory,
    MeetingFactory,
    MembershipFactory,
    MunicipalityFactory,
    NoteTakerFactory,
    OrganisationFactory,
    ProcessLeaderFactory,
    RegionFactory,
    SeatFactory,
)

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 26)
PRESENT, ABSENT, EXCUSED, UNKNOWN = "present", "absent", "excused", "unknown"


def held(group, month, day=1, **facts):
    return HeldMeetingFactory(group=group, date=dt.date(2026, month, day), **facts)


def noted(meeting, **states):
    """One called member of each organisation, in the state said."""
    return {
        name: AttendanceFactory(meeting=meeting, organisation=organisation(name), title="chef", state=state)
        for name, state in states.items()
    }


def organisation(name):
    return OrganisationFactory._meta.model.objects.filter(name=name).first() or OrganisationFactory(name=name)


def line(made, name):
    return next(each for each in made.organisations if each.organisation.name == name)


def test_the_share_counts_those_called_whose_attendance_was_noted():
    meeting = held(GroupFactory(), 10)
    noted(meeting, A=PRESENT, B=PRESENT, C=ABSENT, D=EXCUSED, E=UNKNOWN)
    AttendanceFactory(meeting=meeting, role="guest", title="föreläsare")
    made = participation.of(meeting.group, DAY)
    assert (made.lately.filled, made.lately.noted, made.lately.share) == (2, 4, 50)
    assert (made.held[0].guests, made.held[0].online) == (1, 0)


def test_a_deputy_fills_the_place_of_whom_they_sat_for():
    meeting = held(GroupFactory(), 10)
    absent = noted(meeting, A=EXCUSED, B=PRESENT)["A"]
    AttendanceFactory(meeting=meeting, role="deputy", deputy_for=absent)
    assert participation.lately(meeting.group, DAY).share == 100
    Attendance.objects.filter(role="deputy").update(state=ABSENT)
    assert participation.lately(meeting.group, DAY).share == 50


def test_only_the_latest_held_meetings_are_looked_at():
    group = GroupFactory()
    noted(held(group, 1), A=ABSENT)
    for month in range(2, 2 + participation.WINDOW):
        noted(held(group, month), A=PRESENT)
    noted(held(group, 12), A=ABSENT)  # after the day
    noted(MeetingFactory(group=group, date=dt.date(2026, 11, 20)), A=ABSENT)  # not marked as held
    held(group, 11, 25)  # nothing noted: takes its place among the latest, and counts neither way
    lately = participation.lately(group, DAY)
    assert (lately.share, lately.meetings) == (100, participation.WINDOW - 1)
    assert participation.lately(group, dt.date(2026, 1, 31)).share == 0
    assert participation.lately(group, dt.date(2029, 12, 1)).meetings == 0, "years ago is not lately"


def test_absent_in_a_row_is_counted_from_the_latest_meeting_and_skips_where_it_was_not_noted():
    group = GroupFactory()
    noted(held(group, 3), A=PRESENT, B=ABSENT, C=PRESENT)
    noted(held(group, 4), A=ABSENT, B=ABSENT, C=ABSENT)
    noted(held(group, 5), A=UNKNOWN, B=ABSENT, C=PRESENT)
    noted(held(group, 6), A=EXCUSED, B=ABSENT, C=ABSENT)
    made = participation.of(group, DAY)
    assert {name: line(made, name).absent_in_a_row for name in "ABC"} == {"A": 2, "B": 4, "C": 1}
    assert line(made, "A").last_seen == dt.date(2026, 3, 1)
    assert [each.organisation.name for each in made.absent] == ["A"], "who has never come is told apart"
    assert made.unseen == [(organisation("B"), "kallad till 4 möten")]


def test_who_has_a_place_and_has_not_been_seen_is_told_and_why():
    municipalities = [MunicipalityFactory(name=name) for name in ("Bjuv", "Svalöv", "Åstorp")]
    group = GroupFactory(region=RegionFactory(municipalities=municipalities), coverage="region")
    seat = SeatFactory(group=group, title="chef", per=Seat.Per.MUNICIPALITY)
    for each in municipalities[:2]:
        MembershipFactory(seat=seat, on_behalf_of=each)
    unit = OrganisationFactory(name="Förvaltningen", parent=municipalities[0], principal="municipality")
    AttendanceFactory(meeting=held(group, 10), organisation=unit, seat=seat)
    made = participation.of(group, DAY)
    assert [(str(each), why) for each, why in made.unseen] == [
        ("Svalöv", "har inte kallats"),
        ("Åstorp", "platsen är vakant"),
    ]


def test_places_tell_how_many_different_persons_have_come():
    group = GroupFactory()
    seat = SeatFactory(group=group, title="enhetschef")
    for month in (3, 4, 5):
        AttendanceFactory(meeting=held(group, month), seat=seat)
    AttendanceFactory(meeting=held(group, 6), seat=seat, state=ABSENT)
    (place,) = participation.of(group, DAY).places
    assert (place.place, len(place.persons), place.filled, place.noted) == ("enhetschef", 3, 3, 4)


def test_at_a_joint_meeting_each_group_counts_its_own():
    host, guest = GroupFactory(), GroupFactory()
    meeting = held(host, 10, guests=[guest])
    for group, state in ((host, PRESENT), (guest, ABSENT)):
        AttendanceFactory(meeting=meeting, seat=SeatFactory(group=group), state=state)
    AttendanceFactory(meeting=meeting)  # without a seat: of the host
    assert participation.lately(host, DAY).noted == 2
    assert (participation.lately(host, DAY).share, participation.lately(guest, DAY).share) == (100, 0)


@pytest.mark.parametrize(("months", "states"), [([10], 6), ([9, 10], 2)])
def test_a_share_that_would_tell_of_single_persons_is_not_told_to_everyone(client, months, states):
    group = GroupFactory()
    for month in months:
        noted(held(group, month), **dict.fromkeys("ABCDEF"[:states], PRESENT))
    assert "av platserna besatta" not in client.get(group.get_absolute_url()).content.decode()


def test_the_groups_page_tells_the_share_as_of_its_day(client):
    group = GroupFactory()
    for month, states in ((8, "PPPP"), (9, "PPAA"), (10, "PAAA")):
        noted(
            held(group, month),
            **{name: PRESENT if s == "P" else ABSENT for name, s in zip("ABCD", states, strict=True)},
        )
    page = words(client.get(group.get_absolute_url()))
    assert "På de 3 senaste mötena med noterad närvaro var 58 % av platserna besatta." in page
    assert "På de 2 senaste" in words(client.get(f"{group.get_absolute_url()}?datum=2026-09-15"))
    assert "Handlingsplan" not in page
    assert not client.cookies


def meetings_with(group, shares, places=10):
    """A held meeting a month with so many of the places filled, the earliest first."""
    for month, filled in enumerate(shares, start=1):
        meeting = held(group, month)
        for n in range(places):
            AttendanceFactory(meeting=meeting, state=PRESENT if n < filled else ABSENT)


@pytest.mark.parametrize(
    ("shares", "trend"),
    [
        ([5, 5, 6, 6], "rising"),
        ([6, 6, 5, 5], "falling"),
        ([5, 6, 9, 8, 9], "rising"),  # the one in the middle is of neither half
        ([7, 7, 7, 7], "even"),
        ([5, 5, 5, 9], None),  # one crowded meeting
        ([5, 8, 7, 9], None),  # they do not agree
        ([5, 6, 6, 5], None),  # no way, and not even
        ([5, 5, 9], None),  # too few
        ([], None),
    ],
)
def test_a_trend_is_told_only_where_the_later_meetings_differ_clearly_from_the_earlier(shares, trend):
    group = GroupFactory()
    meetings_with(group, shares)
    lately = participation.lately(group, DAY)
    assert [each.share for each in lately.held] == [10 * each for each in shares], "the earliest first"
    assert lately.trend == trend
    assert participation.of(group, DAY).lately == lately


def bars(page):
    """What the figure tells in words, and how high it draws each bar."""
    figure = re.search(r'<figure class="trend">.*?</figure>', page.content.decode(), re.DOTALL)
    if figure is None:
        return None
    rows = re.findall(r"<li>(.*?)</li>", figure[0], re.DOTALL)
    heights = [int(re.search(r'class="filled"[^>]*height="(\d+)"', row)[1]) for row in rows]
    return [re.sub(r"<[^>]+>", " ", row).split() for row in rows], heights


def test_the_groups_page_draws_the_latest_meetings_in_order_with_their_numbers_in_words(client):
    group, host = GroupFactory(), GroupFactory(is_public=False)
    meetings_with(group, [4, 5, 7, 9])
    joint = held(host, 5, guests=[group])
    seat = SeatFactory(group=group)
    for n in range(10):
        AttendanceFactory(meeting=joint, seat=seat, state=PRESENT if n < 8 else ABSENT)
    page = client.get(group.get_absolute_url())
    assert "66 % av platserna besatta. Närvaron ökar." in words(page)
    told, heights = bars(page)
    assert told == [
        ["40", "%", "jan", "2026"], ["50", "%", "feb", "2026"], ["70", "%", "mar", "2026"], ["90", "%", "apr", "2026"],
        ["80", "%", "som", "gäst"],  # not when a group met that is not public
    ]  # fmt: skip
    assert heights == [40, 50, 70, 90, 80]
    assert "style=" not in page.content.decode()


def test_a_meeting_with_few_places_hides_the_share_of_every_single_one(client):
    """One left out could be worked out from the share of them all."""
    group = GroupFactory()
    meetings_with(group, [4, 5, 7, 9])
    small = held(group, 5)
    for _n in range(participation.FEWEST_PLACES - 1):
        AttendanceFactory(meeting=small)
    page = client.get(group.get_absolute_url())
    assert "% av platserna besatta." in words(page)
    assert "Närvaron" not in words(page)
    assert bars(page) is None
    AttendanceFactory(meeting=small)
    assert len(bars(client.get(group.get_absolute_url()))[0]) == 5


def test_those_who_keep_the_meetings_read_the_trend_of_few_places_too(admin_client):
    group = GroupFactory()
    meetings_with(group, [1, 1, 3, 3], places=3)
    assert "Närvaron ökar" in words(admin_client.get(page_of(group)))
    assert "Närvaron" not in words(admin_client.get(group.get_absolute_url()))


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\u00a0", " "))


def page_of(group):
    return f"/grupper/{group.slug}/deltagande/"


def test_the_page_is_for_those_who_keep_the_groups_meetings(client):
    region = RegionFactory()
    group = GroupFactory(region=region)
    note_taker = NoteTakerFactory()
    MembershipFactory(person=note_taker.person, seat__group=group, seat__kind=Seat.Kind.SECRETARY)
    elsewhere = NoteTakerFactory()
    MembershipFactory(person=elsewhere.person, seat__kind=Seat.Kind.SECRETARY)
    answer = client.get(page_of(group))
    assert (answer.status_code, answer["Location"]) == (302, f"/admin/login/?next={page_of(group)}")
    for user, status in (
        (ProcessLeaderFactory(regions=[region]), 200),
        (note_taker, 200),
        (AdministratorFactory(), 200),
        (ProcessLeaderFactory(regions=[RegionFactory()]), 404),
        (elsewhere, 404),
    ):
        client.force_login(user)
        assert client.get(page_of(group)).status_code == status, user
    assert client.get("/grupper/finns-inte/deltagande/").status_code == 404


def test_the_page_says_what_is_to_be_followed_up(admin_client):
    group = GroupFactory(name="Beredningen")
    assert "Ingen närvaro är noterad än" in words(admin_client.get(page_of(group)))
    noted(held(group, 8), Lasarettet=PRESENT, Kliniken=PRESENT, Bolaget=ABSENT)
    noted(held(group, 9), Lasarettet=PRESENT, Kliniken=ABSENT, Bolaget=ABSENT)
    noted(held(group, 10, title="internat"), Lasarettet=PRESENT, Kliniken=EXCUSED, Bolaget=ABSENT)
    page = words(admin_client.get(page_of(group)))
    for said in (
        "Besatta platser 44 % 4 av 9",
        "Har inte varit med de senaste gångerna Kliniken frånvarande 2 möten i rad, senast med 1 augusti 2026",
        "Har inte varit med på något av mötena Bolaget kallad till 3 möten",
        "1 oktober 2026 internat 1 av 3 33 % 0 0",
        "Bolaget 0 av 3 0 % aldrig 3",
        "Lasarettet 3 av 3 100 % 1 oktober 2026 –",
    ):
        assert said in page, said


@pytest.mark.parametrize("size", [1, 12])
def test_the_page_costs_the_same_however_long_the_group_has_met(admin_client, django_assert_num_queries, size):
    group = GroupFactory()
    seats = [SeatFactory(group=group, organisation=OrganisationFactory()) for _ in range(size)]
    for n in range(size):
        meeting = HeldMeetingFactory(group=group, date=DAY - dt.timedelta(days=30 * n + 1))
        for seat in seats:
            AttendanceFactory(meeting=meeting, seat=seat, organisation=seat.organisation)
    with django_assert_num_queries(10):
        # Session, account; the group; hosted and joint meetings (2); attendances; organisations; seats; the composition
        # of today: seats, holders (2; two more where municipalities are covered).
        admin_client.get(page_of(group))
    with django_assert_num_queries(3) as asked:
        participation.lately(group, DAY)
    of_meetings = [query["sql"] for query in asked if 'FROM "meetings_meeting"' in query["sql"]]
    assert [f"LIMIT {participation.WINDOW}" in sql for sql in of_meetings] == [True], "hosted ones"
    elsewhere = [HeldMeetingFactory(date=DAY - dt.timedelta(days=n + 1), guests=[group]) for n in range(size)]
    with django_assert_num_queries(4):
        participation.lately(group, DAY)
    latest = participation.latest_held(group, DAY)
    assert latest[0] == elsewhere[0]
    assert len(latest) == min(2 * size, participation.WINDOW)
