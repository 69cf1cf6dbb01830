"""`import_registry` and `export_registry`: what they write, say and end with."""

import io
import json
import stat
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from tqdm import tqdm

from groups.models import Group, Topic
from samverkan.exchange import incoming
from samverkan.exchange.models import Import
from samverkan.management.commands import import_registry
from tests import factories as f
from tests.samverkan.exchange.taking import csv_bytes, everything

pytestmark = pytest.mark.django_db
FULL = Path("/dev/full")


def run(*arguments, **options) -> str:
    out = io.StringIO()
    call_command("import_registry", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def code(*arguments) -> int:
    """Return the exit code of a command that refuses."""
    with pytest.raises(CommandError) as error:
        run(*arguments)
    return error.value.returncode


def place_of(group: Group) -> dict[str, str]:
    """What a new row has to say of a group beside its name, to stand where that one does."""
    return {"type": group.type.slug, "tier": "lokal", "region": group.region.slug}


@pytest.fixture
def group():
    return f.GroupFactory(name="Rådet")


@pytest.fixture
def file(tmp_path) -> Path:
    path = tmp_path / "Grupper.csv"
    path.write_bytes(csv_bytes([{"Nyckel": "radet", "Anmärkning": "Ny anmärkning"}]))
    return path


def test_a_file_is_taken_in_with_who_and_why(group, file):
    user = f.AdministratorFactory(username="anna")
    said = run(file, "--user", "anna", "--why", "Från processledaren")
    assert said == "Grupper: 0 nya, 1 ändrade, 0 oförändrade\nInläst.\n"
    entry = Import.objects.get()
    assert (entry.file_name, entry.why, entry.by) == ("Grupper.csv", "Från processledaren", user)
    group.refresh_from_db()
    assert group.note == "Ny anmärkning"
    assert run(file) == "Grupper: 0 nya, 0 ändrade, 1 oförändrade\n"
    assert Import.objects.count() == 1


def test_a_dry_run_tells_each_change_and_writes_nothing(group, file):
    before = everything()
    rows = [{"slug": "radet", "name": "Rådet", "note": "Ny"}, {"name": "Nytt råd"}]
    file.write_bytes(csv_bytes([each | place_of(group) for each in rows]))
    assert run(file, "--dry-run").splitlines() == [
        "Grupper: 1 nya, 1 ändrade, 0 oförändrade",
        "Grupper, rad 2, Anmärkning: ”” blir ”Ny”",
        "Grupper, rad 3: ny: Nytt råd",
    ]
    assert everything() == before


def test_a_row_that_is_wrong_ends_with_1_and_nothing_is_written(group, file):
    file.write_bytes(csv_bytes([{"Namn": "Psykiatri"}, {"Namn": ""}, {"Namn": "x" * 81}]))
    file = file.rename(file.with_name("Ämnen.csv"))
    before = everything()
    with pytest.raises(CommandError, match="Ingenting har skrivits") as error:
        run(file)
    assert error.value.returncode == 1
    assert code(file, "--dry-run") == 1
    assert everything() == before


def test_a_registry_that_stands_in_the_way_ends_with_4(group, file, monkeypatch):
    file.write_bytes(csv_bytes([{"slug": "radet", "name": "Rådet", "note": "Ny"} | place_of(group)]))
    with monkeypatch.context() as patched:
        patched.setattr(incoming, "hold", lambda plan: False)  # as when somebody else changes the same rows just then
        assert code(file) == 4
    Group.objects.filter(pk=group.pk).update(rght=7)
    assert code(file) == code(file, "--dry-run") == 4
    assert not Import.objects.exists()


def test_a_file_that_cannot_be_read_ends_with_2(group, tmp_path):
    pdf = tmp_path / "Grupper.pdf"
    pdf.write_bytes(b"%PDF-1.7")
    assert code(pdf) == code(tmp_path / "finns-inte.csv") == code(tmp_path) == 2
    with pytest.raises(CommandError, match="Filen kan inte läsas: den eller mappen finns inte"):
        run(tmp_path / "finns-inte.csv")


def test_headings_that_are_not_known_are_told_with_the_way_to_map_them(group, file):
    file.write_bytes(csv_bytes([{"Gurka": "1", "Tomat": "2"}]))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_registry", str(file), stdout=out)
    assert "--mapping FIL" in out.getvalue()


def test_a_report_for_machines_has_everything(group, file, tmp_path):
    file.write_bytes(csv_bytes([{"slug": "radet", "note": "Ny", "type": "Rod", "Extra": "x"}]))
    report = tmp_path / "rapport.json"
    assert code(file, "--report", report) == 1
    told = json.loads(report.read_text())
    assert told["sheets"] == {
        "groups": {"table": "Grupper", "new": 0, "changed": 1, "unchanged": 0, "wrong": 1, "passed_over": ["Extra"]}
    }
    assert told["changes"] == [{"sheet": "groups", "row": 2, "key": "radet", "column": "note", "old": "", "new": "Ny"}]
    assert told["problems"][0] | {"suggestions": None} == {
        "sheet": "groups",
        "table": "Grupper",
        "row": 2,
        "column": "type",
        "message": "”Rod” finns inte i ”Grupptyper”.",
        "suggestions": None,
    }
    assert told["written"] is False
    assert json.loads(_reported(file)) == told


def _reported(file) -> str:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_registry", str(file), "--report", "-", "--dry-run", stdout=out)
    return out.getvalue()


def test_problems_are_said_in_words_with_their_place_and_what_would_be_right(group, file):
    f.GroupTypeFactory(name="Styrgrupp")
    file.write_bytes(csv_bytes([{"Nyckel": "radet", "Grupptyp": "Styrgrup", "Extra": "x"}]))
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("import_registry", str(file), stdout=out)
    assert out.getvalue().splitlines() == [
        "Grupper: 0 nya, 1 ändrade, 0 oförändrade",
        "Grupper: läses inte in: Extra",
        "Grupper, rad 2, Grupptyp: ”Styrgrup” finns inte i ”Grupptyper”. Menade du ”Styrgrupp”?",
    ]


def test_a_report_that_cannot_be_written_is_said_before_anything_is(group, file, tmp_path):
    before = everything()
    with pytest.raises(CommandError, match="Rapporten kan inte skrivas"):
        run(file, "--report", tmp_path / "finns" / "inte.json")
    assert everything() == before


@pytest.mark.skipif(not FULL.exists(), reason="a disk that is full is Linux's")
def test_a_report_that_fails_when_all_is_written_tells_that_it_is(group, file):
    with pytest.raises(CommandError, match=r"^Filen är inläst\. Rapporten kan inte skrivas: ") as error:
        run(file, "--report", FULL)
    assert error.value.returncode == 3
    assert Import.objects.count() == 1
    file.write_bytes(csv_bytes([{"Nyckel": "radet", "Grupptyp": "Okänd"}]))
    with pytest.raises(CommandError, match=r"^Ingenting har skrivits\. .* Rapporten kan inte skrivas: ") as error:
        run(file, "--report", FULL)
    assert error.value.returncode == 1


def test_a_report_is_utf_8_whatever_the_machine_speaks(site, tmp_path):
    file, report = tmp_path / "topics.csv", tmp_path / "rapport.json"
    file.write_bytes(csv_bytes([{"Namn": "Äldre", "Extra Ä": "x"}]))
    speaks = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "utf-8"}
    done = site.manage("import_registry", file, "--report", report, **speaks)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(report.read_bytes())["sheets"]["topics"]["passed_over"] == ["Extra Ä"]


def test_what_may_be_there_already_is_pointed_out_and_taken_in(group, tmp_path):
    file, report = tmp_path / "Grupper.csv", tmp_path / "rapport.json"
    said = place_of(group)
    file.write_bytes(csv_bytes([said | {"name": "Rådett"}, said | {"name": "Ett helt annat"}]))
    told = run(file, "--report", report).splitlines()
    likeness = "Liknar ”Rådet”, som redan finns."
    how = "Menade du ”radet”? Är raden ny: skriv ”ny rad” i kolumnen Nyckel."
    assert told[1:] == [f"Grupper, rad 2, Nyckel: att titta på: {likeness} {how}", "Inläst."]
    assert [(each["row"], each["message"]) for each in json.loads(report.read_bytes())["remarks"]] == [(2, likeness)]
    assert Group.objects.count() == 3


def test_the_bar_ends_when_the_last_row_is_written(group, file, monkeypatch):
    class Bar(tqdm):
        def update(self, rows: int = 1) -> None:
            self.n += rows
            ways.append((self.n, self.total))

    ways = []
    monkeypatch.setattr(import_registry, "tqdm", Bar)
    file.write_bytes(csv_bytes([{"slug": "radet", "note": "Ny"}, {"slug": f.GroupFactory().slug, "note": ""}]))
    run(file)
    assert all(gone <= total for gone, total in ways)
    assert ways[-1] == (3, 3)  # two are compared, and one is written


def test_an_account_writes_what_it_may(group, file):
    f.UserFactory(username="berit")
    assert code(file, "--user", "berit") == 1
    assert code(file, "--user", "nobody") == 2
    assert group.history.count() == 1


def test_the_day_of_moves_and_status_may_be_given(group, file):
    file.write_bytes(csv_bytes([{"slug": "radet", "status": "pausad"}]))
    run(file, "--effective", "2026-02-03")
    assert str(Group.objects.get().status_since) == "2026-02-03"


def test_the_registry_goes_out_and_in_again(group, tmp_path):
    f.TopicFactory(name="Psykiatri")
    for name in ("bok.xlsx", "bok.zip"):
        out = io.StringIO()
        call_command("export_registry", str(tmp_path / name), stdout=out)
        assert out.getvalue() == f"15 blad skrivna till {tmp_path / name}.\n"
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        assert "ändrade" in run(tmp_path / name)
    assert not Import.objects.exists()
    assert sorted(each.name for each in tmp_path.iterdir()) == ["bok.xlsx", "bok.zip"]


def test_some_sheets_go_out_alone(tmp_path):
    f.TopicFactory(name="Psykiatri")
    out = io.StringIO()
    call_command("export_registry", str(tmp_path / "bok.zip"), "--sheet", "topics", stdout=out)
    Topic.objects.all().delete()
    assert run(tmp_path / "bok.zip").startswith("Ämnen: 1 nya")


def test_an_export_names_its_kind_and_needs_a_place(tmp_path):
    for name in ("bok.ods", "finns/inte/bok.zip"):
        with pytest.raises(CommandError, match=r"slutar på .xlsx eller .zip|kan inte skrivas"):
            call_command("export_registry", str(tmp_path / name), stdout=io.StringIO())
    assert list(tmp_path.iterdir()) == []


def test_the_commands_end_as_a_script_expects(site, tmp_path):
    """In a process of their own: the exit codes, and nothing but words on either stream."""
    file = tmp_path / "Ämnen.csv"
    file.write_bytes(csv_bytes([{"Namn": "Psykiatri"}]))
    assert "1 nya" in site.succeed("import_registry", file)
    file.write_bytes(csv_bytes([{"Namn": ""}, {"slug": "Fel nyckel", "Namn": "x"}]))
    done = site.manage("import_registry", file)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    file.write_bytes(b"\x00")
    done = site.manage("import_registry", file)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert "blad skrivna" in site.succeed("export_registry", tmp_path / "ut.zip")
