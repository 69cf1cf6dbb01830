"""Loading the demo: once, whole or not at all, and on any day."""

import datetime as dt
import re
import shutil
import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from groups import composition, escalation, needs, tree
from groups.models import (
    Agreement,
    Answer,
    Group,
    GroupType,
    Inhabitants,
    Membership,
    Organisation,
    Person,
    Region,
    RegionMunicipality,
    Review,
    Seat,
    Topic,
    User,
)
from meetings.models import Meeting
from samverkan import demo
from samverkan.demo import accounts, source
from tests.demo_fixture import TODAY, fill
from tests.factories import CountyFactory

TABLES = ("region", "organisation", "group", "placement", "statuschange", "seat", "membership", "person", "user")
TABLES += ("review", "reviewitem", "answer", "proposal", "answerlink", "letter", "compilation")


def told(**options):
    out = StringIO()
    call_command("demo", stdout=out, **options)
    return out.getvalue()


def test_the_command_tells_address_and_accounts_and_a_second_run_changes_nothing(site):
    def rows():
        return {table: site.execute(f"SELECT * FROM groups_{table} ORDER BY id") for table in TABLES}

    first = site.manage("demo", "--address", "http://127.0.0.1:8123", DEMO_PASSWORD="")
    assert first.returncode == 0, first.stderr
    assert "Demon är inläst: 44 samverkansgrupper" in first.stdout
    assert "http://127.0.0.1:8123/admin/" in first.stdout
    assert "Subject:" not in first.stdout, "letters are noted, and none is sent"
    passwords = re.findall(
        r"^  (?:admin|processledare-nv|processledare-so|antecknare-nv|au-nv) +(\S{16}) ", first.stdout, re.MULTILINE
    )
    assert len(set(passwords)) == 5, first.stdout
    before = rows()
    assert len(before["user"]) == 6, "the five and the one that was there"
    second = site.manage("demo", DEMO_PASSWORD="")
    assert second.returncode == 0, second.stderr
    assert "redan inläst" in second.stdout
    assert "DEMO_PASSWORD=… make demo" in second.stdout
    assert not any(password in second.stdout for password in passwords)
    assert rows() == before


@pytest.mark.django_db
def test_the_structure_alone_is_what_a_real_registry_begins_with():
    out = told(structure=True)
    assert "Strukturen är inläst: 15 samverkansgrupper" in out
    assert "DEMO" not in out
    assert "admin" not in out
    places = {str(region): region.municipalities_on(TODAY).count() for region in Region.objects.delregions()}
    assert places == {"Malmö": 1, "Mellersta": 8, "Nordost": 6, "Nordväst": 10, "Sydost": 5, "Sydväst": 3}
    assert Organisation.objects.municipalities().filter(municipality_code__startswith="12").count() == 33
    assert set(Organisation.objects.exclude(kind="municipality").values_list("name", flat=True)) == {"Region Skåne"}
    assert RegionMunicipality.objects.get(municipality__name="Svalöv").start_date == dt.date(2021, 9, 1)
    assert {group.tier for group in Group.objects.all()} == {"central", "delregional"}
    assert [str(each) for each in Agreement.objects.all()] == ["HS-avtalet"]
    assert GroupType.objects.exists()
    assert Topic.objects.exists()
    for model in (Person, Membership, User, Inhabitants, Meeting):
        assert not model.objects.exists(), model
    (ladder,) = escalation.ladders(Group.objects.get(short_name="DS-TB Sydost"), TODAY)
    assert ladder.rung_for("dispute_principle").to_group.label == "CS-TB"
    assert tree.check() == []
    assert not demo.is_demo()
    assert set(Group.history.values_list("history_change_reason", flat=True)) == {"Inläst struktur"}
    assert "läses inte in" in told(structure=True)
    assert "inga konton ändras" in told()
    assert Group.objects.count() == 15


@pytest.mark.django_db
def test_a_busy_port_is_told_before_anything_is_done():
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        with pytest.raises(CommandError, match=rf"^Port {port} är upptagen\. .*make demo PORT=8080$"):
            told(port=port)
    assert demo.is_empty()
    assert not User.objects.exists()
    assert "Demon är inläst" in told(port=port, load_only=True), "a port that was just left is free"


@pytest.mark.django_db
@pytest.mark.parametrize("port", ["", "0", "65536", "åttatusen", "80 80"])
def test_a_port_that_is_none_is_told(port):
    with pytest.raises(CommandError, match=f"PORT={port} går inte att använda"):
        told(port=port)
    assert demo.is_empty()


@pytest.mark.django_db
def test_a_registry_with_something_in_it_is_left_alone(monkeypatch):
    monkeypatch.setenv("DEMO_PASSWORD", "ett påhittat lösenord")
    CountyFactory()
    namesake = User.objects.create_user("admin", password="en annans lösenord")
    assert "inga konton ändras" in told()
    assert not Group.objects.exists()
    namesake.refresh_from_db()
    assert namesake.check_password("en annans lösenord")


@pytest.mark.django_db
def test_a_namesake_of_an_account_keeps_their_own_password():
    namesake = User.objects.create_user("processledare-so", password="en annans lösenord")
    accounts.create()
    others = {account.username for account in accounts.ACCOUNTS} - {"processledare-so"}
    assert set(accounts.set_passwords("ett påhittat lösenord")) == others
    namesake.refresh_from_db()
    assert namesake.check_password("en annans lösenord")


def counts(day):
    """What the lists of things to do count on the day, by region, and every group's vacancies and endings."""
    groups = list(Group.objects.select_related("region", "parent__region"))
    made = composition.on(day, groups)
    return (
        {str(row.region): dict(row.counts) for row in needs.overview(Region.objects.all(), day)},
        {
            str(group): (made[group.pk].vacancies, len(made[group.pk].ending), len(made[group.pk].missing))
            for group in groups
        },
    )


@pytest.mark.once
@pytest.mark.django_db
def test_a_demo_loaded_in_five_years_has_as_much_to_do_as_one_loaded_today():
    found, stated, reviews = [], [], []
    for day in (TODAY, TODAY.replace(year=TODAY.year + 5)):
        with transaction.atomic():
            fill(day)
            found.append(counts(day))
            old = Membership.objects.filter(start_date__lt=dt.date(2022, 1, 1)) | Membership.objects.filter(
                end_date__lt=dt.date(2022, 1, 1)
            )
            stated.append(set(old.values_list("person__name", "start_date", "end_date")))
            reviews.append(list(Review.objects.values_list("slug", "reference_date")))
            assert Answer.objects.filter(item__review__in=Review.objects.open(), settled_at=None).count() == 5
            transaction.set_rollback(True)
    assert found[0] == found[1]
    assert stated[0] == stated[1] != set(), "stated days stay where they are"
    assert (
        reviews[0][1:]
        == reviews[1][1:]
        == [
            ("nordvast-2023", dt.date(2023, 3, 1)),
            ("nordvast-2021", dt.date(2021, 5, 31)),
        ]
    )
    assert [review[0] for review in reviews] == [("nordvast-2026", TODAY), ("nordvast-2031", day)]


@pytest.fixture
def own_files(tmp_path, monkeypatch):
    """Give a copy of the demo's files to spoil."""
    folder = tmp_path / "fixtures"
    shutil.copytree(source.FIXTURES, folder)
    monkeypatch.setattr(source, "FIXTURES", folder)
    return folder


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "old", "new", "place"),
    [
        ("nordvast.toml", 'key = "styrgrupp-fact"', "key = styrgrupp", "fixtures/nordvast.toml: .*line"),
        ("nordvast.toml", 'parent = "ds-nordvast"', 'parent = "borta"', "fixtures/nordvast.toml, .*”borta” finns inte"),
        ("nordvast.toml", "frequency_text", "frekvens", "nordvast.toml, ds-tb-nordvast: okänt fält: frekvens"),
        ("structure.toml", "places = 8", "places = 0", "fixtures/structure.toml, cs, seats 1: places: Minst en plats"),
        ("sydost.toml", '"socialchef-ystad"', '"socialchef-sjobo"', "sydost.toml, styrgrupp-sydost, seats 1"),
        ("organisations.toml", 'kind = "hospital"', 'kind = "hem"', "organisations.toml, helsingborgs-lasarett: kind"),
        ("skane.toml", 'kind = "region"', 'kind = "rike"', "skane.toml, region-skane: kind"),
        ("skane.toml", 'code = "1283"', 'code = "12833"', "skane.toml, region 5, municipalities 7: municipality_code"),
        ("persons.toml", 'organisation = "bastad"', 'organisation = "bastd"', "persons.toml, politiker-bastad"),
        ("agreements.toml", 'to = "cs-tb"', 'to = "cstb"', "agreements.toml, link 4"),
        ("meetings.toml", 'group = "ds-sydost"', 'group = "ds-syd"', "meetings.toml, meeting 2: gruppen ”ds-syd”"),
        ("meetings.toml", 'as = "inbjuden", ', "", "meetings.toml, meeting 2, participants 24: .*skriv som vad"),
        ("meetings_invented.toml", "called = {}", 'called = { absent = ["ako"] }', "meeting 8, called: den som nämns"),
        (
            "nordvast_2021.toml",
            'into = "stort',
            'into = "stor',
            "nordvast_2021.toml, samrad-unga-vuxna, ended: gruppen",
        ),
        ("nordvast_2021.toml", "then = { freq", "then = { fraq", "stort-samrad, then: okänt fält: fraquency_text"),
        ("group_types.toml", 'under = ["tjanste', 'under = ["xtjanste', "group_types.toml, type 3"),
    ],
)
def test_a_mistake_in_a_file_is_told_with_its_place_and_nothing_is_loaded(own_files, file, old, new, place):
    text = (own_files / file).read_text()
    assert old in text
    (own_files / file).write_text(text.replace(old, new, 1))
    with pytest.raises(CommandError, match=place):
        told()
    assert demo.is_empty()
    assert not any(model.objects.exists() for model in (Organisation, Seat, User))


@pytest.mark.once
@pytest.mark.django_db
def test_a_missing_file_is_told(own_files):
    (own_files / "sydost.toml").unlink()
    with pytest.raises(CommandError, match=r"fixtures/sydost\.toml: filen går inte att läsa"):
        told()
