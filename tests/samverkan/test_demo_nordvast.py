"""The demo's inventory of Nordväst, entry by entry: every fact that the source states, and no other."""

import datetime as dt

import pytest

from groups import composition, inventory, search
from groups.models import Group, Organisation, Seat

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo"), pytest.mark.once]

SPRING_2023 = dt.date(2023, 4, 1)
TEN = [
    "Bjuv", "Båstad", "Helsingborg", "Höganäs", "Klippan", "Landskrona", "Svalöv", "Åstorp", "Ängelholm", "Örkelljunga",
]  # fmt: skip


def conveners(group, day=SPRING_2023):
    """What those who convene are called: units and roles, and the seats of persons."""
    return [place.label for place in composition.of(group, day).conveners]


def covered(group, day=SPRING_2023):
    return [str(each) for each in composition.of(group, day).covered]


def targets(rows):
    return [str(row.target) for row in rows.all()]


def titles(group):
    return [seat.title for seat in group.seats.all()]


def status(group):
    """Status, since when (None: not stated), and why."""
    return group.status, group.status_since, group.status_reason


def says(text, *phrases):
    folded = " ".join(text.split()).casefold()
    missing = [phrase for phrase in phrases if phrase.casefold() not in folded]
    assert not missing, f"{missing} not in: {folded}"


def test_01_lilla_samverkansmotet(demo_group):
    meetings = Group.objects.filter(type__slug="lilla-samverkansmotet")
    assert sorted(place for group in meetings for place in covered(group)) == sorted(TEN)
    assert all(group.name == f"Lilla samverkansmötet {covered(group)[0]}" for group in meetings)
    for group in meetings:
        assert group.tier == "local"
        assert group.frequency_text == "flera gånger per termin"
        assert conveners(group) == ["VC eller MAS, enligt överenskommelse"]
        assert group.mandate == "within_profession"
        assert group.feedback == "none_stated"
        assert group.reporting == "unknown"
        # The two that came to the delregion in 2021 stand there since: assumed, as the day itself is.
        since = dt.date(2021, 9, 1) if covered(group)[0] in ("Landskrona", "Svalöv") else None
        assert status(group) == ("active", since, "")
        assert (group.agenda, group.purpose) == ("", ""), "the source says that the agenda is fixed, and its topics"
        assert {topic.slug for topic in group.topics.all()} == {
            "avvikelser", "svu", "sip", "samverkan", "rutiner", "information",
        }  # fmt: skip
        assert group.seats.filter(kind=Seat.Kind.CO_OPTED).exists()
        says(
            group.note,
            "heter olika",
            "en vårdcentral i taget",
            "sida vid sida",
            "flera samtidigt",
            "dagordningen är fast",
        )
        says(group.origin, "”Råd och stöd”", "många år sedan", "vidgats", "HS-avtalet")
    kind = demo_group("Lilla samverkansmötet Bjuv").type
    assert (kind.expected_per, kind.tier, kind.default_mandate) == ("municipality", "local", "within_profession")


def test_02_stora_samverkansmotet(demo_group):
    group = demo_group("Stora samverkansmötet")
    assert group.tier == "local"
    assert (group.coverage, covered(group)) == ("not_stated", [])
    says(group.coverage_text, "inte i alla kommuner", "vilka som har det anges inte")
    says(group.note, "strävar efter det", "vem som ansvarar", "vilka som kallas varierar", "flera kommuner")
    says(group.note, "flera vårdavdelningar", "mobila team", "dagordning finns")
    assert group.mandate == "none"
    says(group.purpose, "övergripande samverkan", "information")
    assert group.frequency_text == "vanligen 2 ggr per termin"
    assert (group.meetings_min, group.meetings_max) == (4, 4)
    assert group.feedback == "none_stated"
    assert conveners(group) == []
    assert group.type.expected_per == "municipality"


def test_03_two_further_local_groups_in_hoganas(demo_group):
    clinic = demo_group("Psykosmottagningen och kommunen, Höganäs")
    work = demo_group("Rehabkoordinator, vuxenenhet och ekonomiskt bistånd, Höganäs")
    for group in (clinic, work):
        assert (group.tier, covered(group)) == ("local", ["Höganäs"])
        assert (group.mandate, group.reporting, group.feedback) == ("not_stated", "unknown", "unknown")
        assert group.frequency_text == ""
        says(group.note, "exempel", "flera kommuner har fler lokala grupper")
    assert set(titles(clinic)) == {"psykosmottagningen", "kommunen"}
    assert clinic.seats.get(title="psykosmottagningen").organisation.principal == "region"
    assert set(titles(work)) == {
        "rehabkoordinatorn på vårdcentralen", "vuxenenheten", "enheten för ekonomiskt bistånd",
    }  # fmt: skip


def test_04_akutmottagning_and_primary_care(demo_group):
    group = demo_group("Samverkan akutmottagning–primärvård, Helsingborg")
    assert (group.tier, covered(group)) == ("local", ["Helsingborg"])
    says(group.purpose, "filial på akutmottagningen", "måndag–fredag", "kvälls- och helgmottagningen")
    assert conveners(group) == ["akutmottagningen"]
    says(group.origin, "En läkare på akutmottagningen har lett gruppen")
    members = group.seats.filter(kind=Seat.Kind.MEMBER)
    assert {str(seat.organisation) for seat in members} == {
        "Primärvård nordväst",
        "Akutmottagningen, Helsingborgs lasarett",
    }
    for seat in members:
        says(seat.title, "verksamhetschefer", "enhetschefer", "områdesansvariga")
    assert group.frequency_text == "en gång i månaden"
    assert group.mandate == "full"
    heads = [("Primärvård nordväst", "primärvårdschefen"), ("Helsingborgs lasarett", "sjukhusdirektören")]
    assert [(str(row.target), row.note) for row in group.commissions.all()] == heads
    assert group.reporting == "lines"
    first, *others = group.reporting_lines.all()
    assert (first.target, first.when_needed) == ("förvaltningens ledning", True)
    assert [(str(row.target), row.note) for row in others] == heads
    assert group.feedback == "unknown"
    word, since, why = status(group)
    assert (word, since) == ("paused", None)
    says(why, "andra prioriteringar", "finns", "inget möte är planerat")


def test_05_klustersamverkan(demo_group):
    group = demo_group("Klustersamverkan NV")
    assert group.tier == "delregional"
    assert group.alias_list == [
        "Samordning Skånes sjukhus nordväst, primärvård och närliggande kommuner",
        "Klustersamverkan julen 2022–23",
        "Utökat krisledningsmöte",
    ]
    (convener,) = group.seats.filter(kind=Seat.Kind.CONVENER)
    assert (str(convener.organisation), convener.by_role) == ("Helsingborgs lasarett", True)
    invited = " · ".join(seat.title for seat in group.seats.filter(kind=Seat.Kind.INVITED))
    says(invited, "ambulanssjukvården", "MAS och socialchefer", "psykiatrin", "privata primärvården", "slutenvården")
    says(invited, "klustersamordnaren i Helsingborg", "klustersamordnaren i Ängelholm")
    says(group.note, "namn, syfte, form och inbjudna har växlat", "inte beslutad", "bara möten inför påsk är bokade")
    assert group.frequency_text == "behovsstyrd"
    assert (group.meetings_min, group.meetings_max) == (None, None)
    assert (group.mandate, group.reporting, group.feedback) == ("not_stated", "unknown", "unknown")
    assert group.status == "active"
    says(group.note, "registrets egen läsning")
    (predecessor,) = group.predecessors.all()
    assert status(predecessor) == ("ended", None, "Övergick i klustergrupper som möttes varje vecka")
    says(predecessor.origin, "18 månader", "pandemin", "hälso- och sjukvårdsnämnden", "rätt att gå tillbaka")
    says(predecessor.note, "registrets egen läsning")


def test_06_styrgrupp_fact(demo, demo_group):
    group = demo_group("Styrgrupp FACT")
    assert covered(group) == TEN
    (of_municipality,) = group.seats.filter(per=Seat.Per.MUNICIPALITY)
    assert of_municipality.title == "företrädare"
    says(group.note, "hur många företrädare varje kommun har är inte angivet")
    assert group.seats.get(organisation__slug="fact-teamet").title.startswith("enhetschefen för FACT-teamet")
    says(group.basis, "avtal mellan psykiatrin och kommunerna om FACT")
    says(group.purpose, "strategiska frågor", "lika villkor")
    assert group.mandate == "within_subject"
    says(group.mandate_text, "fullt mandat i frågor om FACT-samverkan")
    assert (group.frequency_text, group.meetings_min, group.meetings_max) == ("4 gånger per år", 4, 4)
    assert conveners(group) == ["samordnaren"]
    assert (group.reporting, group.feedback) == ("own_organisation", "none_stated")
    assert [str(each) for each in composition.of(group, demo).missing] == ["Svalöv"], "left vacant in the demo"


def test_07_litet_samrad(demo_group):
    group = demo_group("Litet samråd psykiatri")
    assert covered(group) == TEN
    assert group.parent.name == "Styrgrupp för samråden, psykiatri"
    assert group.seats.get(per=Seat.Per.MUNICIPALITY).title == "enhetschef"
    says(group.note, "hur många enhetschefer", "brukarrepresentanterna", "inte angivet")
    assert {"enhetschefer, psykiatrin", "Maria Nordväst", "primärvården"} <= set(titles(group))
    assert group.seats.get(kind=Seat.Kind.USER_REPRESENTATIVE).label == "brukarrepresentant"
    says(group.purpose, "lyfter brister", "föreslår utbildningar", "lokala avtalet", "regionala ramavtalet är klart")
    assert (group.reporting, group.feedback) == ("nowhere", "none_stated")
    assert [(row.kind, str(row.target)) for row in group.reporting_lines.all()] == [
        ("proposes", "Styrgrupp för samråden, psykiatri")
    ]
    assert group.frequency_text == "2 ggr/termin"
    parts = group.get_children()
    assert [(part.name.split(", ")[1], part.is_part) for part in parts] == [
        ("Helsingborg", True), ("Landskrona", True), ("Ängelholm", True),
    ]  # fmt: skip
    assert all(len(conveners(part)) == 1 for part in parts)
    assert all(part.inherited("frequency_text") == group for part in parts)
    assert not Group.objects.counted().filter(pk__in=parts).exists()


def test_08_stort_lokalt_samrad(demo_group):
    group = demo_group("Stort lokalt samråd psykiatri")
    assert covered(group) == TEN
    assert group.seats.get(per=Seat.Per.MUNICIPALITY).title == "verksamhetschef"
    says(group.note, "hur många verksamhetschefer", "brukarrepresentanterna", "inte angivet")
    assert {
        "områdeschefer, psykiatrin", "Maria Nordväst", "primärvården", "AKO-representant (allmänläkarkonsult)",
    } <= set(titles(group))  # fmt: skip
    says(group.purpose, "samma frågor som i Litet samråd")
    assert group.frequency_text == "1 ggr/termin"
    assert conveners(group) == ["psykiatrisamordnaren i Helsingborg"]
    assert (group.reporting, group.feedback) == ("unknown", "none_stated")
    assert group.parent.name == "Styrgrupp för samråden, psykiatri"


def test_09_styrgrupp_for_samraden(demo_group):
    group = demo_group("Styrgrupp för samråden, psykiatri")
    assert {"områdeschefer, psykiatrin", "primärvården", "företrädare"} <= set(titles(group))
    says(group.note, "hur många företrädare varje kommun har är inte angivet")
    assert group.mandate == "decides_proposals"
    says(group.mandate_text, "utbildning", "efter förslag från samråden")
    assert {row.group.name for row in group.reportinglines_in.filter(kind="proposes")} == {
        "Litet samråd psykiatri",
        "Stort lokalt samråd psykiatri",
    }
    assert (group.frequency_text, group.meetings_min, group.meetings_max) == ("var 6-8:e v", 5, 8)
    assert conveners(group) == ["psykiatrisamordnaren i Helsingborg"]
    assert (group.reporting, group.feedback) == ("unknown", "none_stated")


def test_10_halsostadens_politiska_styrgrupp(demo_group):
    group = demo_group("Hälsostadens politiska styrgrupp")
    assert (group.type.side, group.parent.label) == ("political", "DS Nordväst")
    assert covered(group) == ["Ängelholm"]
    assert group.purpose == "Samverkan inom Hälsostaden."
    assert titles(group) == [
        "fastighetssidan",
        "sjukhusstyrelsens presidium",
        "sjukhuschefen",
        "den politiska ledningen och oppositionen i Ängelholm",
        "kommundirektören i Ängelholm",
    ]
    assert group.mandate == "full"
    assert status(group) == ("dormant", None, "Sedan pandemin")
    assert not group.is_ended
    says(group.restart_condition, "byte av ordförande", "2023")
    assert Organisation.objects.get(name="Hälsostaden AB").principal == "none", "whose it is, the source does not say"


def test_11_god_och_nara_vard_helsingborg(demo_group):
    group = demo_group("God och Nära vård Helsingborg")
    assert (group.tier, covered(group)) == ("local", ["Helsingborg"])
    (convener,) = group.seats.filter(kind=Seat.Kind.CONVENER)
    assert (str(convener.organisation), convener.by_role) == ("Vård- och omsorgsförvaltningen, Helsingborg", True)
    head = ["en verksamhetschef i vård- och omsorgsförvaltningen"]
    assert targets(group.commissions) == head
    assert (group.reporting, targets(group.reporting_lines)) == ("lines", head)
    says(
        " · ".join(titles(group)), "offentliga vårdcentraler", "privata vårdcentraler", "privata vårdgivare i kommunen"
    )
    says(group.purpose, "för chefer", "färdplan mot SKR:s målbild")
    assert (group.frequency_text, group.meetings_min) == ("4 workshops under vintern/våren", None)
    says(group.note, "två av workshopparnas teman", "samverkan", "utmaningar och behov", "färdplan i maj")
    assert status(group) == ("starting", dt.date(2023, 1, 1), "")
    events = [*group.status_changes.all(), *group.placements.all()]
    assert [event.assumed for event in events] == [True, True], "the source says only that it is new"
    says(group.note, "startdagen är antagen")


def test_12_mobilt_team_landskrona(demo_group):
    umbrella = demo_group("Mobilt team Landskrona")
    assert (umbrella.tier, covered(umbrella)) == ("local", ["Landskrona"])
    assert status(umbrella) == ("starting", dt.date(2023, 1, 1), "")
    events = [*umbrella.status_changes.all(), *umbrella.placements.all()]
    assert [event.assumed for event in events] == [True, True], "the source names the month, not the day"
    says(umbrella.note, "januari 2023", "dagen är antagen")
    assert umbrella.reporting == "lines"
    says(targets(umbrella.reporting_lines)[0], "en styrgrupp som inventeringen inte tar upp i övrigt")
    says(umbrella.note, "mål", "uppföljning", "följeforskning")
    working, council = umbrella.get_children()
    assert (working.type.slug, council.type.slug) == ("arbetsgrupp", "narsjukvardsrad")
    assert [working.is_part, council.is_part] == [False, False]
    assert conveners(working) == ["primärvården", "ASIH", "projektledaren"]
    says(working.purpose, "tagit fram modellen", "finns kvar under starten", "alla parter")
    says(council.purpose, "alla parter är företrädda", "MAS", "MAR")
    assert {"medicinskt ansvarig sjuksköterska (MAS)", "medicinskt ansvarig för rehabilitering (MAR)"} <= set(
        titles(council)
    )


def test_ds_tb_nordvast_is_composed_as_the_plan_says(demo, demo_group):
    group = demo_group("DS-TB Nordväst")
    heads = group.seats.get(title="förvaltningschef")
    assert (heads.per, heads.places) == ("municipality", 1)
    assert [(str(row.municipality), row.places) for row in heads.exceptions.all()] == [("Helsingborg", 2)]
    sent = heads.memberships.on(demo).filter(person__organisation__parent__name="Helsingborg")
    assert {each.person.organisation.short_name for each in sent} == {"VOF Helsingborg", "SF Helsingborg"}
    vacant = {place.seat.title for place in composition.of(group, demo).vacant}
    assert {"företrädare för BUP", "företrädare för de privata vårdgivarnas råd"} <= vacant
    assert {"sjukhuschef", "chefen för division primärvård"} <= set(titles(group))
    assert "verksamhetschefen för psykiatrin" in titles(group)
    assert group.frequency_text == "2 ggr/termin"
    says(group.note, "olika huvudmän", "två år", "bekräftas varje år")
    assert len(group.agenda_list) == 5
    assert not composition.of(group, demo).chairs_of_same_principal


@pytest.mark.parametrize(("day", "side"), [("2019-06-01", "municipality"), ("2021-10-15", "region")])
def test_the_chair_of_ds_tb_came_from_the_stated_side(demo_group, day, side):
    seat = demo_group("DS-TB Nordväst").seats.get(kind=Seat.Kind.CHAIR)
    (held,) = seat.memberships.on(dt.date.fromisoformat(day))
    assert held.organisation.principal == side


def test_the_chair_of_2019_and_2020_also_sat_centrally_by_office(demo_group):
    (held,) = demo_group("CS-TB").seats.get().memberships.all()
    assert held.by_office
    assert (held.start_date, held.end_date) == (dt.date(2019, 1, 1), dt.date(2020, 12, 31))
    assert held.person.memberships.filter(seat__group__short_name="DS-TB Nordväst", seat__kind="chair").exists()


def test_au_nordvast(demo_group):
    group = demo_group("AU Nordväst")
    assert group.type.slug == "arbetsutskott"
    assert group.frequency_text == "direkt efter varje möte i DS-TB och DS"
    for side in ("kommunerna", "sjukhuset", "primärvården", "psykiatrin", "privata vårdgivarna"):
        assert any(side in title for title in titles(group)), side
    says(group.purpose, "beställer den årliga sammanställningen")
    says(group.origin, "odaterad", "maj 2021", "två processledarna", "inaktiva grupper", "ofullständig")


def test_newcomers_in_nordvast_sit_from_days_after_2021(demo):
    for municipality in ("Landskrona", "Svalöv"):
        organisation = Organisation.objects.get(name=municipality)
        starts = [
            row.start_date
            for person in organisation.persons.all()
            for row in person.memberships.filter(seat__per=Seat.Per.MUNICIPALITY)
        ]
        assert starts
        assert all(dt.date(2022, 1, 1) < start <= demo for start in starts)


@pytest.mark.parametrize("words", ["AU NV", "utökat krisledningsmöte", "klustersamverkan"])
def test_groups_are_found_by_what_people_call_them(words):
    assert search.groups_matching(words, Group.objects.all()).exists()


def test_the_inventory_file_says_who_commissioned_and_who_receives_the_reports(demo):
    visible = Group.objects.listed()
    row = next(inventory.rows(visible.filter(name__startswith="Samverkan akutmottagning"), visible, demo))
    found = dict(zip(inventory.header(), row, strict=True))
    heads = ["Primärvård nordväst (primärvårdschefen)", "Helsingborgs lasarett (sjukhusdirektören)"]
    assert found["Uppdragsgivare"] == heads
    assert found["Rapporterar till"] == ["förvaltningens ledning (vid behov)", *heads]
