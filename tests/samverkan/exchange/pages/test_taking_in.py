"""Confirming, and taking back: once, by whoever may, and never what nobody has seen."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO

import pytest
from django.urls import reverse

from groups import tree
from groups.models import Group, Region
from samverkan.exchange.models import Import
from tests import factories as make
from tests.at_once import at_once
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, csv_of, words

TWO = ("leader", "administrator")

NEW = ("Rådet", "Samråd", "lokal", "Nordväst grupp")


def test_the_confirmation_says_how_many_by_whom_and_why(steps: Steps) -> None:
    entry = steps.waiting([NEW], why="årets lista", effective="2026-02-01")
    page = words(steps.get("confirm", entry.pk))
    for said in (
        "1 ny rad läggs till.",
        "Av leader",
        "Varför årets lista",
        "gäller från 1 februari 2026",
    ):
        assert said in page
    assert "0" not in page.split("Det här händer")[1].split("Fil ")[0]
    assert not Group.objects.filter(name="Rådet").exists()


def test_what_is_confirmed_is_written_with_who_and_why_in_the_history(steps: Steps, world: World) -> None:
    entry = steps.waiting([NEW], why="årets lista")
    page = steps.confirm(entry)
    assert page.redirect_chain[-1][0] == steps.url("change", entry.pk)
    assert "Filen är inläst: 1 ny rad." in words(page)
    record = Group.objects.get(name="Rådet").history.first()
    assert record.history_user == world.accounts["leader"]
    assert record.history_change_reason == "Inläst ur Grupper.csv: årets lista"


def test_sent_twice_the_second_finds_it_done(steps: Steps) -> None:
    entry = steps.waiting([NEW])
    digest = Import.objects.get().shown["digest"]
    steps.confirm(entry)
    page = steps.post("confirm", entry.pk, seen=digest)
    assert "Filen är redan inläst" in words(page)
    assert page.redirect_chain[-1][0] == steps.url("change", entry.pk)
    assert Group.objects.filter(name="Rådet").count() == 1
    for name in ("preview", "table", "row", "discard"):
        args = {"table": [0], "row": [0, 2]}.get(name, [])
        assert "Filen är redan inläst" in words(steps.get(name, entry.pk, *args))


def test_what_the_registry_has_become_since_is_shown_before_it_is_written(steps: Steps, world: World) -> None:
    group = world.ours.group
    entry = steps.waiting([(group.slug, "Nytt namn")], ("slug", "name"))
    seen = Import.objects.get().shown["digest"]
    Group.objects.filter(pk=group.pk).update(name="En kollegas namn")
    page = steps.post("confirm", entry.pk, seen=seen)
    assert "Ingenting är inläst: registret eller filens rättelser har ändrats" in words(page)
    assert "En kollegas namn" in words(page)
    assert Group.objects.get(pk=group.pk).name == "En kollegas namn"
    assert "Filen är inläst" in words(steps.confirm(entry))
    assert Group.objects.get(pk=group.pk).name == "Nytt namn"


def test_what_another_tab_has_corrected_is_shown_before_it_is_written(steps: Steps) -> None:
    entry = steps.waiting([NEW])
    seen = Import.objects.get().shown["digest"]
    steps.correct(entry, 2, "name", "Laget")
    page = steps.post("confirm", entry.pk, seen=seen)
    assert "Ingenting är inläst" in words(page)
    assert not Group.objects.filter(name__in=["Rådet", "Laget"]).exists()
    assert "Filen är inläst" in words(steps.confirm(entry))


@pytest.mark.parametrize("seen", ["", "x", "\0", "å" * 5000])
def test_a_confirmation_of_nothing_seen_writes_nothing(steps: Steps, seen: str) -> None:
    entry = steps.waiting([NEW])
    page = steps.post("confirm", entry.pk, seen=seen)
    assert "Ingenting är inläst" in words(page)
    assert not Group.objects.filter(name="Rådet").exists()


def test_what_is_refused_when_all_is_tried_is_told_at_its_row(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    """A large file is not rehearsed before it is confirmed."""
    from samverkan.exchange.applying import Applying

    monkeypatch.setattr(Applying, "rehearse", lambda self: None)
    entry = steps.waiting([NEW, ("Laget", "Samråd", "central", "Nordväst grupp")])
    page = steps.confirm(entry)
    assert "Ingenting är inläst: när allt prövades" in words(page)
    assert "1 fel att rätta" in words(page)
    assert not Group.objects.filter(name="Rådet").exists()
    assert Import.objects.get().state == Import.State.WAITING


def test_a_broken_tree_is_told_and_nothing_lost(steps: Steps, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = steps.waiting([NEW])
    monkeypatch.setattr(tree, "check", lambda: ["en skillnad"])
    monkeypatch.setattr(tree, "is_whole", lambda: False)
    for page in (steps.confirm(entry), steps.post("compare", entry.pk), steps.upload(csv_of([NEW]), "En till.csv")):
        assert page.status_code == 200
        assert "Trädet är skadat" in words(page)
    assert [bytes(each.content) for each in Import.objects.all()] == [csv_of([NEW])] * 2


@pytest.mark.django_db(transaction=True)
def test_two_who_confirm_at_the_same_moment_write_it_once(steps: Steps, world: World) -> None:
    """Both requests have found the file waiting when the first of them gets the lock."""
    entry = steps.waiting([NEW])
    seen = Import.objects.get().shown["digest"]
    pages = at_once(*(lambda role=role: Steps(world.client(role)).post("confirm", entry.pk, seen=seen) for role in TWO))
    assert sorted("Filen är redan inläst" in words(page) for page in pages) == [False, True]
    assert Group.objects.filter(name="Rådet").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_correct_at_the_same_moment_lose_nothing(steps: Steps, world: World) -> None:
    entry = steps.waiting([("Rådet", "Fel", *NEW[2:]), ("Laget", "Miss", *NEW[2:])])
    deeds = [
        lambda role=role, number=number: Steps(world.client(role)).correct(entry, number, "type", "Samråd")
        for role, number in zip(TWO, (2, 3), strict=True)
    ]
    assert [page.status_code for page in at_once(*deeds)] == [200, 200]
    entry.refresh_from_db()
    assert sorted(entry.corrections) == [["Grupper", 2, "type", "Samråd"], ["Grupper", 3, "type", "Samråd"]]
    assert entry.shown["wrong"] == 0


# What was written


def test_the_page_of_an_import_tells_what_it_wrote(steps: Steps, world: World) -> None:
    group = world.ours.group
    rows = [(group.slug, "Nytt namn", "Samråd", "lokal", ""), ("", "Rådet", "Samråd", "lokal", group.slug)]
    entry = steps.done(rows, ("slug", "name", "type", "tier", "parent"), why="årets lista")
    return_to = steps.get("change", entry.pk)
    html = return_to.content.decode()
    assert "Varför årets lista" in words(return_to)
    assert "Nordväst grupp</del>" in html
    assert "Nytt namn</ins>" in html
    assert f'<a href="{reverse("admin:groups_group_change", args=[group.pk])}">Nytt namn</a>' in html
    assert "Ångra inläsningen" in words(return_to)


def test_rows_of_each_kind_are_told_by_what_they_are(steps: Steps, world: World) -> None:
    admin = Steps(world.client("administrator"))
    group, person = world.ours.group, world.ours.person
    admin.upload(
        f"uid;group;kind;organisation\r\n;{group.slug};ledamot;{world.ours.organisation.slug}\r\n".encode(),
        "Ledamotsplatser.csv",
    )
    entry = Import.objects.latest("pk")
    assert "Filen är inläst" in words(admin.confirm(entry))
    page = admin.get("change", entry.pk, blad="groups.Seat")
    assert reverse("admin:groups_group_change", args=[group.pk]) in page.content.decode()
    assert "Ledamotsplatser (1)" in words(page)
    assert person.name not in words(page)


def test_sheets_of_which_nothing_was_written_are_not_told(steps: Steps, world: World) -> None:
    content = b"".join(world.client("leader").get(steps.url("zip")).streaming_content)
    packed = BytesIO(content)
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("Fler.csv", "Namn;Grupptyp;Nivå;Ligger under\r\n" + ";".join(NEW) + "\r\n")
    steps.upload(packed.getvalue(), "registret.zip")
    entry = Import.objects.latest("pk")
    steps.confirm(entry)
    assert len(Import.objects.get(pk=entry.pk).counts) > 10
    for name in ("change", "undo"):
        assert re.findall(r'<th scope="row">(.+?)</th>', steps.get(name, entry.pk).content.decode()) == ["Grupper"]


# Taking back


def test_what_waits_still_is_not_taken_back_and_not_said_to_be_gone(steps: Steps, world: World) -> None:
    entry = steps.waiting([NEW])
    page = steps.get("undo", entry.pk)
    assert page.redirect_chain[-1][0] == steps.url("preview", entry.pk)
    assert "Filen väntar fortfarande på att läsas in" in words(page)
    assert "Filen finns inte kvar" in words(Steps(world.client("other_leader")).get("undo", entry.pk))


def test_an_import_is_taken_back_after_a_question(steps: Steps) -> None:
    entry = steps.done([NEW])
    assert "1 rad som filen lade till tas bort. Filen själv" in words(steps.get("undo", entry.pk))
    assert Group.objects.filter(name="Rådet").exists()
    page = steps.post("undo", entry.pk)
    assert "Inläsningen är ångrad" in words(page)
    assert not Group.objects.filter(name="Rådet").exists()
    entry.refresh_from_db()
    assert (entry.state, entry.undone_by.username) == (Import.State.UNDONE, "leader")
    assert "Inläsningen är redan ångrad" in words(steps.post("undo", entry.pk))
    assert "Inläsningen är redan ångrad" in words(steps.get("undo", entry.pk))


def test_what_hinders_is_told_and_nothing_is_changed(steps: Steps, world: World) -> None:
    entry = steps.done([NEW])
    made = Group.objects.get(name="Rådet")
    make.GroupFactory(name="Under rådet", parent=made, region=world.ours.region, type=made.type)
    page = steps.post("undo", entry.pk)
    assert page.status_code == 409
    assert "Under rådet" in words(page)
    assert Group.objects.filter(name="Rådet").exists()


def test_others_imports_are_taken_back_by_administrators_alone(steps: Steps, world: World) -> None:
    entry = steps.done([NEW])
    other = Steps(world.client("other_leader"))
    world.accounts["other_leader"].regions.add(world.ours.region)  # who might change each of the rows
    assert other.post("undo", entry.pk).status_code == 403
    assert "Ångra inläsningen" not in words(other.get("change", entry.pk))
    assert "Inläsningen är ångrad" in words(Steps(world.client("administrator")).post("undo", entry.pk))


def test_whoever_no_longer_keeps_the_delregion_takes_nothing_back(steps: Steps, world: World) -> None:
    entry = steps.done([NEW])
    world.accounts["leader"].regions.set([world.theirs.region])
    assert steps.post("undo", entry.pk).status_code == 403
    assert Group.objects.filter(name="Rådet").exists()
    assert Region.objects.filter(keepers=world.accounts["leader"]).count() == 1
