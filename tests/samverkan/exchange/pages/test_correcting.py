"""Putting a file right in the page: a cell, all cells that say the same, a whole row, leaving a row out."""

from __future__ import annotations

import pytest

from groups.models import Group
from samverkan.exchange.models import Import
from tests import factories as make
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import Steps, told, words

WRONG = [
    ("Rådet", "Samrådd", "lokal", "Nordväst grupp"),
    ("Laget", "Samrådd", "lokal", "Nordväst grupp"),
    ("Gänget", "Samråd", "lokal", "Nordvest grupp"),
]

RIGHT = ("Rådet", "Samråd", "lokal", "Nordväst grupp")


@pytest.fixture
def entry(steps: Steps) -> Import:
    return steps.waiting(WRONG)


def open_form(steps: Steps, entry: Import, number: int) -> dict[str, str]:
    """The cells of the row's form, as the page offers them."""
    page = steps.get("row", entry.pk, 0, number)
    form = page.context["form"]
    return {name: form[name].value() or "" for name in form.fields}


def wrong(entry: Import) -> list[int]:
    return [number for number, row in told(entry).items() if row.is_wrong]


def test_a_suggestion_fills_the_cell_and_the_same_elsewhere_if_asked(steps: Steps, entry: Import) -> None:
    assert wrong(entry) == [2, 3, 4]
    page = steps.correct(entry, 2, "type", "Samråd")
    assert "1 rad är rättad" in words(page)
    assert wrong(entry) == [3, 4]
    steps.correct(entry, 3, "type", "Samråd", all="on")
    assert wrong(entry) == [4]


def test_all_rows_that_say_the_same_are_put_right_at_once_and_no_others(steps: Steps) -> None:
    entry = steps.waiting([*WRONG, ("Skaran", "Zzz", "lokal", "Nordväst grupp")])
    page = steps.correct(entry, 2, "type", "Arbetsgrupp", all="on")
    assert "2 rader är rättade" in words(page)
    assert wrong(entry) == [4, 5]
    steps.correct(entry, 4, "parent", "Nordväst grupp")
    steps.correct(entry, 5, "type", "Samråd")
    steps.confirm(entry)
    made = dict(Group.objects.filter(name__in=["Rådet", "Laget", "Gänget"]).values_list("name", "type__name"))
    assert made == {"Rådet": "Arbetsgrupp", "Laget": "Arbetsgrupp", "Gänget": "Samråd"}


def test_a_row_is_put_right_in_a_form_with_all_its_cells(steps: Steps, entry: Import) -> None:
    page = steps.get("row", entry.pk, 0, 4)
    assert page.context["form"].errors["parent"] == ["”Nordvest grupp” finns inte i ”Grupper”."]
    assert "”Nordväst grupp”" in words(page) or "Nordväst grupp" in words(page)
    sent = {**open_form(steps, entry, 4), "parent": "Nordväst grupp", "purpose": "Ett syfte\r\npå två rader"}
    page = steps.post("row", entry.pk, 0, 4, **sent)
    assert "1 rad är rättad" in words(page)
    assert wrong(entry) == [2, 3]
    assert told(entry)[4].told["cells"]["purpose"] == "Ett syfte\r\npå två rader"


def test_what_is_not_touched_stays_as_the_file_has_it(steps: Steps, entry: Import) -> None:
    page = steps.post("row", entry.pk, 0, 4, **open_form(steps, entry, 4))
    assert "Inget är ändrat på raden" in words(page)
    entry.refresh_from_db()
    assert entry.corrections == []


def test_a_row_that_is_still_wrong_is_shown_again(steps: Steps, entry: Import) -> None:
    sent = {**open_form(steps, entry, 4), "parent": "Nordvästliga"}
    page = steps.post("row", entry.pk, 0, 4, **sent)
    assert page.redirect_chain[-1][0] == steps.url("row", entry.pk, 0, 4)
    assert page.context["form"]["parent"].value() == "Nordvästliga"
    assert "parent" in page.context["form"].errors
    assert "rättad" not in words(page), "the page says already that the row cannot be read"


def test_a_row_that_needs_more_is_not_said_to_be_right(steps: Steps) -> None:
    entry = steps.waiting([("Rådet", "Samrådd", "lokal", "Nordvest grupp"), WRONG[0]])
    said = words(steps.correct(entry, 2, "type", "Samråd", all="on"))
    assert "1 rad är rättad." in said
    assert "1 rad är ändrad, men behöver rättas mer." in said


def test_the_form_puts_the_same_right_in_all_rows(steps: Steps, entry: Import) -> None:
    sent = {**open_form(steps, entry, 2), "type": "Samråd", "samma-type": "on"}
    page = steps.post("row", entry.pk, 0, 2, **sent)
    assert "2 rader är rättade" in words(page)
    assert wrong(entry) == [4]


def test_a_cell_that_the_file_has_no_column_for_is_filled(steps: Steps, world: World) -> None:
    entry = steps.waiting([("Rådet", "lokal", "Nordväst grupp")], ("name", "tier", "parent"))
    assert [each["column"] for each in told(entry)[2].told["problems"]] == ["type"]
    page = steps.post("row", entry.pk, 0, 2, **{**open_form(steps, entry, 2), "type": "Samråd"})
    assert "Gå vidare till inläsning" in words(page)
    steps.confirm(entry)
    assert Group.objects.get(name="Rådet").type.name == "Samråd"


def test_a_row_is_left_out_and_taken_along_again(steps: Steps, entry: Import) -> None:
    steps.correct(entry, 2, "type", "Samråd", all="on")
    page = steps.post("leave", entry.pk, table=0, number=4)
    assert "Utelämnade rader (1) Gänget Grupper, rad 4" in words(page)
    assert "Gå vidare till inläsning" in words(page)
    page = steps.post("leave", entry.pk, table=0, number=4, back="1")
    assert "Raden är med igen" in words(page)
    assert wrong(entry) == [4]
    steps.post("leave", entry.pk, table=0, number=4)
    assert "1 rad är utelämnad" in words(steps.get("confirm", entry.pk))
    steps.confirm(entry)
    assert set(Group.objects.values_list("name", flat=True)) >= {"Rådet", "Laget"}
    assert not Group.objects.filter(name="Gänget").exists()


def test_two_tabs_put_right_what_the_other_has_not(steps: Steps, entry: Import) -> None:
    """Each page was opened before the other was sent; neither loses what the other did."""
    first, second = open_form(steps, entry, 2), open_form(steps, entry, 3)
    steps.post("row", entry.pk, 0, 2, **{**first, "type": "Samråd"})
    steps.post("row", entry.pk, 0, 3, **{**second, "type": "Arbetsgrupp"})
    entry.refresh_from_db()
    assert sorted(entry.corrections) == [["Grupper", 2, "type", "Samråd"], ["Grupper", 3, "type", "Arbetsgrupp"]]
    assert wrong(entry) == [4]


def test_a_row_that_needs_nothing_more_says_so(steps: Steps, world: World) -> None:
    entry = steps.waiting([(world.ours.group.slug, "Nytt namn")], ("slug", "name"))
    steps.correct(entry, 2, "name", world.ours.group.name)
    assert told(entry) == {}
    assert "Raden har inget kvar att rätta" in words(steps.get("row", entry.pk, 0, 2))
    assert "redan rättad" in words(steps.correct(entry, 2, "name", "x"))
    assert "redan rättad" in words(steps.post("leave", entry.pk, table=0, number=2))


def test_the_preview_comes_back_as_it_was_filtered(steps: Steps, entry: Import) -> None:
    url = f"{steps.url('correct', entry.pk)}?visa=nya&blad=groups&sida=1&annat=x"
    page = steps.client.post(url, {"table": 0, "number": 2, "column": "type", "text": "Samråd"}, follow=True)
    assert page.redirect_chain[-1][0] == f"{steps.url('preview', entry.pk)}?visa=nya&blad=groups&sida=1#rader"


def test_what_a_colleague_corrects_while_the_file_is_compared_is_compared_too(
    steps: Steps, entry: Import, monkeypatch: pytest.MonkeyPatch
) -> None:
    from samverkan.exchange import incoming, waiting

    preview, once = incoming.preview, []

    def slow(*args, **kwargs):
        if not once:
            once.append(1)
            waiting.correct(Import.objects.get(pk=entry.pk), [("Grupper", 4, "parent", "Nordväst grupp")])
        return preview(*args, **kwargs)

    monkeypatch.setattr(incoming, "preview", slow)
    steps.correct(entry, 2, "type", "Samråd", all="on")
    assert wrong(entry) == []


DAYS = ("name", "type", "tier", "parent", "valid_until")


def test_a_day_that_can_be_read_in_two_ways_offers_both(steps: Steps) -> None:
    entry = steps.waiting([(*RIGHT, "11/5/2026")], DAYS)
    (problem,) = told(entry)[2].told["problems"]
    assert [text for text, _words in problem["suggestions"]] == ["2026-05-11", "2026-11-05"]
    steps.correct(entry, 2, "valid_until", "2026-11-05")
    assert wrong(entry) == []


@pytest.mark.parametrize(("order", "first"), [("dag", "2026-05-11"), ("manad", "2026-11-05")])
def test_a_whole_column_of_days_is_read_in_one_way(steps: Steps, order: str, first: str) -> None:
    days = ["11/5/2026", "3/4/2026", "31/5/2026", "nyss"]
    entry = steps.waiting([(f"Rådet {at}", *RIGHT[1:], day) for at, day in enumerate(days)], DAYS)
    assert wrong(entry) == [2, 3, 5]
    page = words(steps.get("preview", entry.pk))
    assert "I kolumnen Giltig till och med kan 2 datum läsas på två sätt" in page
    assert "dag/månad (11/5/2026 blir 2026-05-11)" in page
    page = words(steps.post("days", entry.pk, table=0, column="valid_until", order=order))
    assert "2 rader är rättade" in page
    assert "läsas på två sätt" not in page
    assert wrong(entry) == [5]
    assert told(entry)[2].told["cells"]["valid_until"] == first
    assert told(entry)[4].told["cells"]["valid_until"] == "31/5/2026", "what could be read is as the file has it"


def test_a_way_of_reading_that_fits_nothing_changes_nothing(steps: Steps) -> None:
    entry = steps.waiting([(*RIGHT, "11/5/2026")], DAYS)
    for said in ({"order": "x"}, {"column": "name"}, {"table": "9"}, {"column": "\0"}):
        page = steps.post("days", entry.pk, **{"table": "0", "column": "valid_until", "order": "dag", **said})
        assert "Inget är ändrat" in words(page)
    assert wrong(entry) == [2]


def test_a_list_of_names_finds_its_groups_and_says_how_to_say_otherwise(steps: Steps, world: World) -> None:
    group = world.ours.group
    entry = steps.waiting([(group.name.upper(), "4 ggr/år")], ("name", "frequency_text"))
    page = steps.get("preview", entry.pk)
    assert f"Läses som {group.name}, som redan finns. Det är en ny grupp" in words(page)
    assert "Nyckel är tom" not in words(page)
    steps.confirm(entry)
    group.refresh_from_db()
    assert (group.frequency_text, Group.objects.filter(name=group.name).count()) == ("4 ggr/år", 1)


def test_the_same_answer_is_given_to_all_rows_that_are_asked_the_same(steps: Steps, world: World) -> None:
    parent = world.ours.group
    make.GroupFactory(name="Forum", slug="forum", parent=parent, type=parent.type)
    make.GroupFactory(name="Forum", slug="forum-b", region=parent.region, type=parent.type)
    entry = steps.waiting([("Forum", "Samråd", "lokal", "Nordväst")] * 2, ("name", "type", "tier", "region"))
    page = words(steps.get("preview", entry.pk))
    assert f"Det är samma som Forum ({parent.name}) Det är samma som Forum (Nordväst) Det är en ny grupp" in page
    assert "Alla 2 rader där det frågas så är nya" in page
    steps.correct(entry, 2, "slug", "ny rad", all="1")
    steps.confirm(entry)
    assert Group.objects.filter(name="Forum").count() == 4


def test_which_row_it_is_is_asked_before_what_is_wrong_with_it_as_a_new_one(steps: Steps, world: World) -> None:
    entry = steps.waiting([("Nordväst gruppp", "4 ggr/år")], ("name", "frequency_text"))
    told_of = told(entry)[2].told
    assert [each["column"] for each in told_of["problems"]] == ["slug", "type", "tier"]
    assert told_of["remarks"] == []
