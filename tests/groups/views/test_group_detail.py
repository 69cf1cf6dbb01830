"""All that is known of one group."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils.timezone import localdate

from groups import lifecycle, tree
from groups.models import Seat, Status
from tests import factories
from tests.groups.views.conftest import DAY
from tests.groups.views.group_page import page


@pytest.mark.parametrize("size", [2, 6])
def test_page_costs_the_same_whatever_the_group_holds(client, registry, django_assert_num_queries, size):
    made = registry(size)
    group, bare = made.groups[0], made.board
    _meet(group, made.board, size)
    # The registry's state. The group with those above and below; its logs; links, their contact seats (4). Seats with
    # their exceptions, municipalities, holders (3). Topics, successions, commissions and lines; whom of all these the
    # reader may see (2). Meetings, who came lately, terms off, open actions (4); who else is called to the next (1).
    for each, number in ((group, 15), (bare, 15), (made.groups[1], 13)):
        with django_assert_num_queries(number):
            client.get(each.get_absolute_url())


def _meet(group, guest, size: int) -> None:
    """Let the group have met, and meet again, with another as guest; let it have promised something."""
    today = localdate()
    factories.SeatExceptionFactory(seat=group.seats.get(per=Seat.Per.MUNICIPALITY))
    for n in range(size):
        days = dt.timedelta(days=20 * n + 3)
        factories.MeetingFactory(group=group, guests=[guest], date=today + days)
        held = factories.HeldMeetingFactory(group=group, guests=[guest], date=today - days, minutes="published")
        factories.AttendanceFactory(meeting=held)
        factories.ActionFactory(group=group, meeting=held)


def test_page_tells_the_facts(client, db):
    municipality = factories.MunicipalityFactory(name="Bjuv")
    board = factories.GroupFactory(name="Beredningen", short_name="DS-TB", tier="delregional")
    group = factories.GroupFactory(
        name="Samrådet",
        parent=board,
        purpose="Lyfter brister.",
        frequency_text="2 ggr/termin",
        mandate="full",
        mandate_text="i frågor om samverkan",
        reporting="lines",
        feedback="none_stated",
        basis="Ett avtal",
        origin="Började 2005.",
        agenda="Avvikelser\nInformation",
        aliases="Samråd NV",
        coverage="listed",
        municipalities=[municipality],
        topics=[factories.TopicFactory(name="Psykiatri")],
        note="Täckningen är inte angiven.",
        valid_until=dt.date(2027, 12, 31),
    )
    factories.CommissionFactory(group=group, to_words="chefen för primärvården")
    factories.ReportingLineFactory(group=group, to_group=board, when_needed=True)
    for said in (
        "Samrådet",
        "DS-TB",
        "Lyfter brister.",
        "2 ggr/termin omkring 4 möten per år",
        "Fullt beslutsmandat i frågor om samverkan",
        "Rapporterar till Beredningen vid behov",
        "Ingen återkoppling angiven i inventeringen",
        "Ett avtal",
        "Började 2005.",
        "Avvikelser Information",
        "Samråd NV",
        "Bjuv",
        "Psykiatri",
        "Chefen för primärvården",
        "Täckningen är inte angiven.",
        "31 december 2027",
    ):
        assert said in page(client, group), said
    assert "Rapporterar eller informerar hit Samrådet rapporterar hit, vid behov" in page(client, board)
    assert "Grupper under den här Samrådet" in page(client, board)


def test_what_is_not_stated_is_said_not_to_be(client, db):
    words = page(client, factories.GroupFactory())
    assert words.count("Inte angivet") >= 6
    assert "Sammansättningen är inte angiven." in words
    assert "Ingen väg vidare är angiven" in words


@pytest.mark.parametrize(
    ("answer", "said"),
    [("nowhere", "Rapporterar ingenstans"), ("own_organisation", "Var och en till sin egen organisation")],
)
def test_nowhere_is_an_answer_of_its_own(client, db, answer, said):
    assert said in page(client, factories.GroupFactory(reporting=answer))


def test_part_says_what_it_takes_from_its_whole(client, db):
    whole = factories.GroupFactory(
        name="Litet samråd",
        frequency_text="2 ggr/termin",
        mandate="full",
        reporting="nowhere",
        purpose="Lyfter brister.",
    )
    factories.CommissionFactory(group=whole, to_words="nämnden")
    part = factories.GroupFactory(name="Litet samråd, Bjuv", parent=whole, part=True)
    words = page(client, part)
    assert "Del av Litet samråd" in words
    assert words.count("från Litet samråd") == 4  # frequency, mandate, reporting, purpose
    assert "Nämnden" in words
    assert "Delar Litet samråd, Bjuv" in page(client, whole)


def test_seats_stand_by_huvudman_and_vacant_ones_are_said(client, db):
    group = factories.GroupFactory()
    factories.SeatFactory(group=group, title="enhetschef", principal="region")
    factories.SeatFactory(group=group, title="socialchef", principal="municipality", places=3)
    words = page(client, group)
    assert "4 platser, varav 4 vakanta." in words
    assert "Regionens sida Enhetschef Vakant Kommunernas sida Socialchef 3 av 3 vakanta" in words


def test_chair_stands_on_the_side_of_who_holds_it(client, db):
    clinic = factories.OrganisationFactory(name="Kliniken")
    seat = factories.SeatFactory(kind=Seat.Kind.CHAIR)
    factories.MembershipFactory(seat=seat, on_behalf_of=clinic)
    assert "Regionens sida Ordförande Tillsatt · Kliniken" in page(client, seat.group)


@pytest.mark.parametrize("kind", [Seat.Kind.MEMBER, Seat.Kind.USER_REPRESENTATIVE])
def test_name_and_contact_show_only_as_far_as_the_person_has_said_yes(client, db, kind):
    seat = factories.SeatFactory(title="enhetschef", places=3, kind=kind)
    contact = {"email": "x@example.org", "phone": "070-174 06 05"}
    factories.MembershipFactory(seat=seat, person=factories.PersonFactory(name="Tyst Person", **contact))
    assert "Tyst" not in page(client, seat.group)
    factories.MembershipFactory(
        seat=seat, person=factories.PersonFactory(name="Namn Givare", name_public=True, **contact)
    )
    words = page(client, seat.group)
    assert "Namn Givare" in words
    assert "example.org" not in client.get(seat.group.get_absolute_url()).content.decode()
    factories.MembershipFactory(
        seat=seat, person=factories.PersonFactory(name="Öppen Person", name_public=True, contact_public=True, **contact)
    )
    assert page(client, seat.group).count("070-174 06 05") == 1
    assert client.get(seat.group.get_absolute_url()).content.decode().count("mailto:x@example.org") == 1


def test_contact_of_a_function_is_public(client, db):
    seat = factories.SeatFactory(function_email="funktion@example.org", function_phone="070-174 06 06")
    answer = client.get(seat.group.get_absolute_url()).content.decode()
    assert 'href="mailto:funktion@example.org"' in answer
    assert 'href="tel:0701740606"' in answer


def test_missing_municipality_is_said_plainly(client, db):
    bjuv, svalov = factories.MunicipalityFactory(name="Bjuv"), factories.MunicipalityFactory(name="Svalöv")
    region = factories.RegionFactory(municipalities=[bjuv, svalov])
    seat = factories.SeatFactory(
        group=factories.GroupFactory(region=region, coverage="region"), per=Seat.Per.MUNICIPALITY
    )
    factories.MembershipFactory(seat=seat, on_behalf_of=bjuv)
    assert "En kommun som gruppen omfattar saknar företrädare: Svalöv." in page(client, seat.group)
    assert "Svalöv</a>.</p>" in client.get(seat.group.get_absolute_url()).content.decode()


def test_a_group_whose_conveners_name_nobody_tells_those_of_its_parts(client, db):
    whole = factories.GroupFactory(name="Samrådet", type=factories.GroupTypeFactory())
    factories.SeatFactory(group=whole, kind=Seat.Kind.CONVENER, title="en i varje del", by_role=True)
    part = factories.GroupFactory(name="Samrådet, Ängelholm", parent=whole, part=True)
    hidden = factories.GroupFactory(name="Samrådet, Dolda", parent=whole, part=True, is_public=False)
    for group, name in ((part, "Anna Påhittad"), (hidden, "Hemlig Påhittad")):
        seat = factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER)
        factories.MembershipFactory(seat=seat, person__name=name, person__name_public=True)
    words = page(client, whole)
    assert "Sammankallande Ängelholm: Anna Påhittad" in words
    assert "Samrådet, Ängelholm Del av Samrådet Kallar: Anna Påhittad" in words
    assert "Hemlig" not in words
    assert "en i varje del" not in words.split("Vilka som sitter här")[0].casefold()
    named = factories.SeatFactory(group=whole, kind=Seat.Kind.CONVENER, title="samordnaren")
    factories.MembershipFactory(seat=named)
    assert "Ängelholm: Anna" not in page(client, whole)


def test_line_is_told_at_both_ends(client, db):
    central = factories.CentralGroupFactory(name="Centralt")
    group = factories.GroupFactory(name="Delregionalt", reporting="lines")
    factories.ReportingLineFactory(group=group, to_group=central, kind="mutual")
    words = page(client, central)
    assert "Rapporterar till Ömsesidig rapportering med Delregionalt" in words
    assert "hit Delregionalt ömsesidig rapportering" in words


def test_seat_counted_per_municipality_is_named_once_and_who_is_called_in_is_no_place(client, db):
    bjuv, svalov = factories.MunicipalityFactory(name="Bjuv"), factories.MunicipalityFactory(name="Svalöv")
    group = factories.GroupFactory(coverage="listed", municipalities=[bjuv, svalov])
    factories.SeatFactory(group=group, per=Seat.Per.MUNICIPALITY, title="socialchef")
    factories.SeatFactory(group=group, kind=Seat.Kind.CO_OPTED, title="adjungerade vid behov", by_role=True)
    factories.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="samordnaren", by_role=True)
    words = page(client, group)
    assert "2 platser, varav 2 vakanta." in words
    assert "Kommunernas sida Socialchef Bjuv Vakant Svalöv Vakant" in words
    assert "Övriga Sammankallande: samordnaren Adjungerade vid behov" in words


def test_history_that_tells_nothing_is_not_shown(client, db):
    assert "Historik" not in page(client, factories.GroupFactory())


@pytest.mark.parametrize(("feedback", "said"), [("unknown", "Okänt"), ("none_stated", "Ingen återkoppling angiven")])
def test_feedback_that_is_not_given_is_not_feedback_that_is_not_known(client, db, feedback, said):
    assert f"Återkoppling till DS-TB {said}" in page(client, factories.GroupFactory(feedback=feedback))


def test_part_does_not_take_the_municipalities_of_its_whole(client, db):
    whole = factories.GroupFactory(coverage="region")
    part = factories.GroupFactory(parent=whole, part=True)
    assert "Omfattar Vilka kommuner delen omfattar är inte angivet" in page(client, part)


def test_non_public_group_is_named_on_no_page(client, db):
    hidden = factories.GroupFactory(name="Hemliga gruppen", is_public=False)
    group = factories.GroupFactory(name="Öppen", parent=hidden, reporting="lines")
    other = factories.GroupFactory(name="Annan", parent=group)
    factories.ReportingLineFactory(group=group, to_group=hidden)
    factories.ReportingLineFactory(group=hidden, to_group=group)
    factories.CommissionFactory(group=group, to_group=hidden)
    factories.EscalationLinkFactory(group=group, to_group=hidden)
    group.successors.add(hidden)
    group.predecessors.add(hidden)
    tree.move(other, hidden, effective=DAY, reason="omläggning")
    for address in (group.get_absolute_url(), other.get_absolute_url(), "/", "/grupper/", "/karta/", "/sok/?q=gruppen"):
        assert "Hemliga" not in client.get(address).content.decode(), address
    assert "En grupp som inte visas publikt" in page(client, group)
    assert b"Hemliga" not in b"".join(client.get("/grupper.csv").streaming_content)


def test_ended_group_says_when_why_and_what_replaced_it(client, db):
    new = factories.GroupFactory(name="Den nya")
    old = factories.GroupFactory(name="Den gamla")
    lifecycle.end(old, effective=DAY, reason="Uppdraget gick över.", successors=[new])
    assert "Gruppen är avslutad sedan 14 mars 2026. Uppdraget gick över. Ersätts av Den nya." in page(client, old)
    assert "Ersätter Den gamla" in page(client, new)


def test_status_and_place_have_their_history(client, db):
    first, second = factories.GroupFactory(name="Första"), factories.GroupFactory(name="Andra")
    second.region = first.region
    tree.update(second)
    group = factories.GroupFactory(parent=first, effective=dt.date(2020, 1, 1), reason="bildades")
    lifecycle.change(group, "dormant", effective=dt.date(2021, 1, 1), reason="pandemin")
    tree.move(group, second, effective=dt.date(2022, 1, 1), reason="ny beredning")
    assert (
        "Historik 1 januari 2022 – Flyttad till Andra från Första ny beredning "
        "1 januari 2021 – Vilande (var aktiv) pandemin 1 januari 2020 – Aktiv bildades "
        "1 januari 2020 – Ligger under Första Granskad"
    ).removesuffix(" Granskad") in page(client, group)


def test_page_ends_with_the_review_and_a_way_to_say_no(client, db):
    group = factories.GroupFactory()
    assert "Uppgifterna är inte granskade än · Stämmer något inte?" in page(client, group)
    lifecycle.attest(group, on=DAY, by=factories.ProcessLeaderFactory(function="processledare Nordväst"))
    assert "Granskad 14 mars 2026 av processledare Nordväst · Stämmer något inte?" in page(client, group)
    assert "Redigera" not in page(client, group)
    answer = client.get(group.get_absolute_url()).content.decode()
    assert '<span class="no-print"> · <a href="/grupper/' in answer
    assert "Utskrivet ur" in answer


def test_mistaken_group_has_no_page(client, db):
    group = factories.GroupFactory()
    lifecycle.mark_mistaken(group, reason="dubblett")
    assert client.get(group.get_absolute_url()).status_code == 404


def test_staff_may_go_from_page_to_editing(client, db):
    group = factories.GroupFactory()
    client.force_login(factories.AdministratorFactory())
    assert f"/admin/groups/group/{group.pk}/change/" in client.get(group.get_absolute_url()).content.decode()


def test_page_of_a_past_day_tells_what_stood_then_and_says_so(client, db):
    group = factories.GroupFactory(name="Vilar nu", effective=dt.date(2018, 1, 1))
    lifecycle.change(group, Status.DORMANT, effective=dt.date(2021, 6, 1), reason="pandemin")
    page = client.get(f"{group.get_absolute_url()}?datum=2020-01-01").content.decode()
    assert "Så här såg det ut" in page
    assert "Vilande" not in page.split("Historik")[0]
    assert "Vilande" in client.get(f"{group.get_absolute_url()}?datum=2022-01-01").content.decode().split("Historik")[0]


def test_page_of_a_past_day_does_not_tell_what_came_after(client, db):
    new = factories.GroupFactory(name="Efterträdaren", effective=dt.date(2018, 1, 1))
    group = factories.GroupFactory(effective=dt.date(2018, 1, 1), reason="bildades")
    lifecycle.end(group, effective=dt.date(2021, 6, 1), reason="slut", successors=[new])
    before, after = (
        client.get(f"{group.get_absolute_url()}?datum={year}-01-01").content.decode() for year in (2020, 2022)
    )
    assert "bildades" in before
    assert "slut" not in before.split("Historik")[1].split("</section>")[0]
    assert "Efterträdaren" not in before
    assert "Efterträdaren" in after
    assert "slut" in after.split("Historik")[1].split("</section>")[0]


def test_group_that_did_not_exist_on_the_day_says_so(client, db):
    group = factories.GroupFactory(name="Ny grupp", effective=dt.date(2021, 6, 1))
    page = client.get(f"{group.get_absolute_url()}?datum=2020-01-01").content.decode()
    assert "fanns inte" in page


@pytest.mark.parametrize("text", ["i går", "2021-13-01", "9999-12-31", "0001-01-01", "2021-09-31"])
def test_what_is_not_a_day_is_told_and_today_is_shown(client, db, text):
    group = factories.GroupFactory()
    page = client.get(group.get_absolute_url(), {"datum": text}).content.decode()
    assert "Sidan visar i dag." in page
