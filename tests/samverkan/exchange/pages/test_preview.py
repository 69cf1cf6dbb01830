"""What the preview says: counts, what is wrong and where, what changes from what to what; a page at a time."""

from __future__ import annotations

import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from openpyxl import load_workbook

from groups.models import Group
from samverkan.exchange.models import Import
from samverkan.exchange.pages import preview
from samverkan.exchange.plans import Problem
from tests import factories as make
from tests.groups.admin.world import World
from tests.samverkan.exchange.pages.steps import HEADINGS, Steps, csv_of, told, words

NEW = ("Rådet", "Samråd", "lokal", "Nordväst grupp")
WRONG = ("Laget", "Samrådd", "lokal", "Nordväst grupp")


def tiles(page) -> dict[str, int]:
    """The counts at the top, by their words."""
    found = re.findall(r"<b>(\d+)</b> ([^<]+)<", page.content.decode())
    return {name.strip(): int(number) for number, name in found}


def test_counts_come_first_and_what_is_wrong_is_shown_before_the_rest(steps: Steps) -> None:
    entry = steps.waiting([NEW, WRONG])
    page = steps.get("preview", entry.pk)
    assert tiles(page) == {"fel att rätta": 1, "nya": 2, "ändrade": 0, "oförändrade": 0}
    assert [each.row.number for each in page.context["shown"]] == [3]
    assert "Grupptyp : ”Samrådd”" in words(page)
    assert "Grupper, rad 3" in words(page)
    assert "Gå vidare till inläsning" not in words(page)
    assert [each.row.number for each in steps.get("preview", entry.pk, visa="nya").context["shown"]] == [2, 3]
    assert steps.get("preview", entry.pk, visa="andrade").context["shown"] == []


def test_changes_are_told_from_what_to_what_with_names_for_keys(steps: Steps, world: World) -> None:
    group = world.ours.group
    other = make.GroupFactory(name="Andra gruppen", region=world.ours.region, type=group.type, purpose="Gammalt")
    headings = ("slug", "parent", "purpose", "status", "status_reason")
    row = (other.slug, group.slug, "Nytt <b>syfte</b>", "vilande", "Ingen har tid")
    entry = steps.waiting([row], headings, effective="2026-02-01")
    page = steps.get("preview", entry.pk)
    html = page.content.decode()
    assert tiles(page)["ändrade"] == 1
    told_old = re.search(r"<dt>Syfte</dt><dd><del>.*?Gammalt</del>.*?<ins>.*?</ins>", html, re.S)
    assert told_old
    assert "Nytt &lt;b&gt;syfte&lt;/b&gt;" in told_old[0]
    assert re.search(r"<dt>Ligger under</dt><dd><ins>.*?Nordväst grupp</ins>", html, re.S)
    said = words(page)
    assert "Flyttas från toppen av trädet till Nordväst grupp från och med 1 februari 2026" in said
    assert "Status ändras från aktiv till vilande från och med 1 februari 2026" in said


def test_a_new_row_shows_what_will_be_written_beside_what_the_file_says(steps: Steps, world: World) -> None:
    make.MunicipalityFactory(name="Åstorp")
    headings = (*HEADINGS, "valid_until", "municipalities", "topics", "aliases", "mandate")
    row = (*NEW[:3], "nordvast grupp", "3/4 2024", "Astorp 2021-02-03– | Nordväst kommun", "Vad", "A|B", "Full")
    make.TopicFactory(name="Vård")
    entry = steps.waiting([row], headings)
    facts = {name: (written, said) for name, written, said in told(entry)[2].told["facts"]}
    assert facts["valid_until"] == ("2024-04-03", "3/4 2024")
    assert facts["municipalities"] == ("Åstorp 2021-02-03–, Nordväst kommun", "Astorp 2021-02-03– | Nordväst kommun")
    assert facts["parent"] == ("Nordväst grupp", "nordvast grupp")
    assert facts["type"] == ("Samråd", "")
    assert facts["aliases"] == ("A | B", "")
    assert facts["topics"] == ("Vad", ""), "what cannot be read stands as it does"
    page = steps.correct(entry, 2, "topics", "Vård")
    assert "Giltig till och med 2024-04-03 i filen: 3/4 2024" in words(page)


def test_a_new_row_shows_what_it_gets_without_being_said(steps: Steps, world: World) -> None:
    entry = steps.waiting([NEW, ("Delen", *NEW[1:3], "Rådet")])
    for number in (2, 3):
        given = dict(told(entry)[number].told["given"])
        assert given["region"] == "Nordväst"
        assert (given["status"], given["is_public"], given["is_part"]) == ("aktiv", "ja", "nej")
        assert not {"slug", "name", "type", "parent", "purpose", "topics"} & set(given)
    page = words(steps.get("preview", entry.pk))
    assert "uppgifter som raden får av sig själv" in page
    assert "Visas publikt ja" in page
    steps.confirm(entry)
    part = Group.objects.get(name="Delen")
    assert (part.region.name, part.parent.name) == ("Nordväst", "Rådet")
    entry = steps.waiting([(part.slug, "Nytt namn")], ("slug", "name"))
    assert told(entry)[2].told["given"] == []


def test_without_a_day_what_happens_happens_today(steps: Steps, world: World) -> None:
    headings = ("slug", "status", "status_reason")
    steps.waiting([(world.ours.group.slug, "avslutad", "klar")], headings)
    row = told(Import.objects.get())[2]
    assert row.told["events"][0].startswith("Avslutas från och med ")
    assert str(localdate().year) in row.told["events"][0]


def test_a_word_near_what_is_allowed_is_offered_and_so_are_all_words_where_none_is_near(steps: Steps) -> None:
    headings = ("name", "type", "tier", "parent", "mandate")
    entry = steps.waiting([("Rådet", "Arbetsgrup", "zzz", "Nordväst grupp", "")], headings)
    problems = {each["column"]: each["suggestions"] for each in told(entry)[2].told["problems"]}
    assert ["Arbetsgrupp", "Arbetsgrupp"] in problems["type"]
    assert [text for text, _words in problems["tier"]] == ["central", "delregional", "lokal"]


def test_what_to_look_at_is_shown_with_a_button_that_says_it_is_the_same(
    steps: Steps, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever plans may remark that a new row looks like one that stands."""
    from samverkan.exchange import incoming

    plan = incoming.plan
    parent = world.ours.group
    stands = make.GroupFactory(name="Nordvästgänget", parent=parent, region=parent.region, type=parent.type)

    def remarking(*args, **kwargs):
        made = plan(*args, **kwargs)
        for row in made.rows():
            if row.is_new:
                row.remarks = [Problem("slug", "Heter nästan som en grupp som finns.", (stands.slug,))]
        return made

    monkeypatch.setattr(incoming, "plan", remarking)
    entry = steps.waiting([("Nordväst gänget", *NEW[1:])])
    page = steps.get("preview", entry.pk)
    assert tiles(page)["att titta på"] == 1
    assert "Heter nästan som en grupp som finns. Det är samma som Nordvästgänget" in words(page)
    assert "Gå vidare till inläsning" in words(page), "a remark hinders nothing"
    page = steps.correct(entry, 2, "slug", stands.slug)
    assert tiles(page)["nya"] == 0
    assert tiles(page)["ändrade"] == 1
    steps.confirm(entry)
    assert Group.objects.get(pk=stands.pk).name == "Nordväst gänget"


def test_nothing_to_take_in_says_so(steps: Steps, world: World) -> None:
    entry = steps.waiting([(world.ours.group.slug, world.ours.group.name)], ("slug", "name"))
    page = words(steps.get("preview", entry.pk))
    assert "Registret säger redan allt som filen säger" in page
    assert "Gå vidare till inläsning" not in page
    assert "inte redo" in words(steps.confirm(entry))


def test_a_file_without_rows_and_one_whose_rows_are_left_out_say_so(steps: Steps) -> None:
    for headings in (("slug", "name"), ("Heter", "Sort")):
        entry = steps.waiting([], headings)
        page = words(steps.get("preview", entry.pk))
        assert "Filen har inga rader under rubrikerna" in page
        assert "Registret säger redan" not in page
    entry = steps.waiting([NEW])
    page = words(steps.post("leave", entry.pk, table=0, number=2))
    assert "Alla rader som skulle ändra något är utelämnade" in page
    assert "Registret säger redan" not in page


def test_all_rows_are_counted_with_those_that_are_not_shown(steps: Steps, world: World) -> None:
    stands = [(group.slug, group.name) for group in (world.ours.group, world.theirs.group)]
    entry = steps.waiting([*stands[1:], (stands[0][0], "Nytt namn")], ("slug", "name"))
    page = words(steps.get("preview", entry.pk))
    assert "Rader: alla rader (2)" in page
    assert "1 är oförändrad och visas inte" in page
    assert "Rader: ändrade (1)" in words(steps.get("preview", entry.pk, visa="andrade"))
    table = re.search(r'<table class="counts">.*?</table>', page_of(steps, entry), re.S)[0]
    assert table.count(">Grupper<") == 1


def page_of(steps: Steps, entry: Import) -> str:
    return steps.get("preview", entry.pk).content.decode()


def test_many_rows_are_turned_a_page_at_a_time_at_the_same_cost(steps: Steps) -> None:
    """2 session and account · 2 role and permissions · 1 regions · 1 the file · 1 its rows counted · 1 its rows."""

    def cost(entry: Import) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert steps.get("preview", entry.pk, visa="nya", sida=1).status_code == 200
        return len(queries)

    few = steps.waiting([NEW])
    many = steps.waiting([(f"Rådet {number}", *NEW[1:]) for number in range(preview.PER_PAGE + 3)])
    assert cost(few) == cost(many) <= 9
    page = steps.get("preview", many.pk, visa="nya", sida=2)
    assert [each.row.number for each in page.context["shown"]] == [52, 53, 54]
    assert "Sida 2 av 2" in words(page)
    assert f"?{page.context['same_query'].replace('&', '&amp;')}&amp;sida=1#rader" in page.content.decode()


@pytest.mark.once
def test_a_file_left_before_its_columns_were_told_leads_back_to_them(steps: Steps) -> None:
    steps.upload(csv_of([("x", "y")], ("Vad?", "Hur?")))
    entry = Import.objects.get()
    assert steps.get("preview", entry.pk).redirect_chain == [(steps.url("table", entry.pk, 0), 302)]


def test_the_reach_is_the_accounts_own(steps: Steps, world: World) -> None:
    entry = steps.waiting([(world.theirs.group.slug, "Taget namn")], ("slug", "name"))
    page = steps.get("preview", entry.pk)
    assert "Raden ligger utanför de delregioner som du håller" in words(page)
    admin = Steps(world.client("administrator"))
    assert tiles(admin.post("compare", entry.pk)) == {"nya": 0, "ändrade": 1, "oförändrade": 0}
    assert "Ingenting är inläst" in words(steps.confirm(entry)), "the leader may still not"
    assert Group.objects.get(pk=world.theirs.group.pk).name == "Sydost grupp"
    admin.post("compare", entry.pk)
    assert "Filen är inläst" in words(admin.confirm(entry))
    assert Group.objects.get(pk=world.theirs.group.pk).name == "Taget namn"


def test_a_word_that_was_understood_but_refused_gets_no_other_words_suggested(steps: Steps, world: World) -> None:
    group = world.ours.group
    make.GroupFactory(name="Under", parent=group)
    entry = steps.waiting([(group.slug, "avslutad", "Klar")], ("slug", "status", "status_reason"))
    (problem,) = told(entry)[2].told["problems"]
    assert (problem["column"], problem["suggestions"]) == ("status", [])


def test_the_last_page_tells_of_what_there_is_to_look_at(steps: Steps) -> None:
    entry = steps.waiting([("Nordväst gruppp", "Samråd", "lokal", "Nordväst grupp")])
    assert "1 rad har något att titta på" in words(steps.get("confirm", entry.pk))
    entry = steps.waiting([("Alldeles annat", "Samråd", "lokal", "Nordväst grupp")])
    assert "att titta på" not in words(steps.get("confirm", entry.pk))


def test_what_the_registry_says_of_its_own_workbook_is_not_told_of(steps: Steps) -> None:
    content = b"".join(steps.client.get(steps.url("xlsx")).streaming_content)
    assert "Förklaring" not in words(steps.upload(content, "registret.xlsx"))
    book, out = load_workbook(io.BytesIO(content)), io.BytesIO()
    for sheet in book.worksheets[:-1]:
        book.remove(sheet)
    book.save(out)
    page = steps.upload(out.getvalue(), "registret.xlsx")
    assert page.status_code == 200
    assert "Här finns inga rader." in words(page)
