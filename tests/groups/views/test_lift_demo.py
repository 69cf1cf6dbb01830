"""Lyft en fråga, with the demo: three questions whose answers stand in the address, answered with the ladder."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from groups.models import EscalationLink, Group, Seat

NO_PATIENTS = "Skriv och skicka aldrig patientuppgifter."
ASIDE = "vid sidan av trappan"


def heading(text: str) -> str:
    return f"<h3>{text}</h3>"


def test_the_first_question_is_where_you_work(ask, demo, db):
    said = ask()
    assert "Var arbetar du?" in said
    assert '<option value="Ängelholm">' in ask.html
    assert '<option value="Helsingborgs lasarett">' in ask.html
    assert 'name="grupp"' not in ask.html
    assert 'name="fraga"' not in ask.html


def test_the_groups_of_the_place_are_offered_and_no_others(ask, demo, db):
    ask(plats="bjuv")
    offered = set(re.findall(r'<option value="([^"]*)"', ask.html))
    assert {"vet-inte", "lilla-samverkansmotet-bjuv", "styrgrupp-fact", "stora-samverkansmotet", "cs-tb"} <= offered
    assert "amne:psykiatri" in offered
    assert not {"lilla-samverkansmotet-klippan", "ds-tb-sydost", "klusternatverket-under-pandemin"} & offered
    assert '<input type="hidden" name="plats" value="bjuv">' in ask.html


@pytest.mark.parametrize("text", ["Ängelholm", "angelholm", "  ängelholm "])
def test_the_place_is_found_however_it_is_spelt(ask, demo, db, text):
    ask(plats=text)
    assert 'name="plats" value="angelholm"' in ask.html


def test_a_text_that_means_several_asks_which_and_keeps_the_other_answers(ask, demo, db):
    said = ask(plats="helsingborgs", fraga="nytt-problem")
    assert "Flera stämmer. Vilken menar du?" in said
    assert 'href="?plats=helsingborgs-lasarett&amp;fraga=nytt-problem"' in ask.html
    assert 'value="helsingborgs"' in ask.html


def test_an_unknown_place_says_what_to_try(ask, demo, db):
    assert "Ingen kommun eller organisation heter så" in ask(plats="Atlantis")
    assert 'aria-invalid="true"' in ask.html


def test_a_place_without_delregion_is_told_so(ask, demo, db):
    said = ask(plats="bup")
    assert "hör inte till någon delregion" in said
    assert 'value="vet-inte"' not in ask.html
    assert 'value="styrgrupp-psykiatri-sydost"' in ask.html  # it has a seat there
    said = ask(plats="bup", grupp="vet-inte", fraga="nytt-problem")
    assert "hör inte till någon delregion. Skriv kommunen som frågan gäller." in said
    assert 'type="hidden" name="grupp" value="vet-inte"' in ask.html


def test_a_topic_with_one_group_is_that_group(ask, demo, db):
    ask(plats="ystad", grupp="amne:barn-och-unga", fraga="inte-rattat")
    assert "Samråd barn och unga" in ask.html.split("lift-recap")[1].split("</p>")[0].replace("\N{SOFT HYPHEN}", "")
    assert "Nu: steg 2" in ask.html


def test_a_topic_with_several_groups_asks_which_of_them(ask, demo, db):
    said = ask(plats="ystad", grupp="amne:psykiatri", fraga="inte-rattat")
    offered = set(re.findall(r'<option value="([^"]*)"', ask.html)) - {"", "vet-inte"}
    assert offered == {
        "styrgrupp-psykiatri-sydost",
        "samrad-barn-och-unga-sydost",
        "samrad-samsjuklighet-sydost",
    }
    assert "Flera grupper arbetar med Psykiatri." in said
    assert 'type="hidden" name="fraga" value="inte-rattat"' in ask.html


def test_a_topic_without_groups_is_told_so(ask, demo, db):
    assert "Ingen grupp hos Malmö arbetar med Psykiatri." in ask(plats="malmo", grupp="amne:psykiatri")


def test_a_group_alone_is_enough(ask, demo, db):
    said = ask(grupp="styrgrupp-fact")
    assert "Var arbetar du?" not in said
    assert "Vad är det för slags fråga?" in said
    assert "Nu: steg 3b" in ask(grupp="styrgrupp-fact", fraga="tvist-lokal")


def test_an_ended_group_is_no_choice_but_its_successor_is(ask, demo, db):
    ended = Group.objects.get(slug="klusternatverket-under-pandemin")
    said = ask(grupp=ended.slug, fraga="nytt-problem")
    assert f"{ended.name} är avslutad" in said
    assert "Nu: steg" not in said
    for successor in ended.successors.all():
        assert f'href="?grupp={successor.slug}&amp;fraga=nytt-problem"' in ask.html
    assert ended.successors.exists()


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"fraga": "x"}, "är inget av svaren"),
        ({"plats": "bjuv", "fraga": "x"}, "är inget av svaren"),
        ({"grupp": "amne:x"}, "Ämnet finns inte"),
        ({"plats": "bjuv", "grupp": "x"}, "Gruppen finns inte"),
        ({"plats": "bjuv", "grupp": "\0"}, "Null"),
        ({"plats": "x" * 400}, "som mest 300"),
    ],
)
def test_what_cannot_be_used_is_told_where_it_stands(ask, demo, db, answers, said):
    assert said in ask(**answers)


def test_a_local_group_tells_both_contact_persons(ask, demo, db):
    said = ask(plats="bjuv", grupp="lilla-samverkansmotet-bjuv", fraga="inte-rattat")
    assert "Nu: steg 2 Delregional tjänstemannaberedning Nordväst" in said
    assert "båda kontaktpersonerna, regionens och kommunernas" in said
    for side in ("Kontakt för regionen", "Kontakt för kommunerna", "Innan dess", "Om det inte löser sig där"):
        assert heading(side) in ask.html
    assert NO_PATIENTS in said
    assert "När problemet togs upp första gången" in said
    assert "båda kontaktpersonerna" not in ask(grupp="styrgrupp-fact", fraga="inte-rattat")


def test_step_one_names_the_local_group_and_who_convenes_it(ask, demo, db):
    said = ask(grupp="lilla-samverkansmotet-bjuv", fraga="nytt-problem")
    assert "Nu: steg 1 Den part som ansvarar" in said
    assert "Den lokala gruppen Lilla samverkansmötet Bjuv Sammankallande: VC" in said
    assert heading("Kan andra lära av det?") in ask.html


def test_each_agreement_answers_for_itself(ask, demo, db):
    said = ask(grupp="samrad-samsjuklighet-sydost", fraga="tvist-princip")
    assert "Flera avtal gäller här." in said
    first, second = said.split("Enligt Ramavtalet")
    assert "Nu: steg 3a Central tjänstemannaberedning" in first
    assert heading("Är det i stället en lokal fråga?") in ask.html
    assert "Nu: steg 2 Styrgrupp för psykiatriavtalet, Sydost" in second
    assert "Frågan avgörs här." in second
    assert "Frågan avgörs här." not in first
    said = ask(grupp="samrad-samsjuklighet-sydost", fraga="om-avtalet")
    assert ASIDE in said
    assert "Avtalet har ingen väg angiven här för en sådan fråga." in said
    assert "Registret säger inte" not in said


def test_the_receiver_itself_reads_that_the_question_stays(ask, demo, db):
    said = ask(grupp="ds-tb-malmo", fraga="principiell")
    assert "Delregional tjänstemannaberedning Malmö (den här gruppen)" in said
    assert "Frågan stannar alltså i gruppen" in said
    assert "(den här gruppen)" in ask(grupp="cs-tb", fraga="om-avtalet")


def test_without_a_group_nothing_is_this_group(ask, demo, db):
    said = ask(plats="malmo", grupp="vet-inte", fraga="principiell")
    assert "Delregional tjänstemannaberedning Malmö" in said
    assert "den här gruppen" not in said
    assert "båda kontaktpersonerna" in ask(plats="bjuv", grupp="vet-inte", fraga="principiell")


@pytest.mark.parametrize("kind", ["nytt-problem", "inte-rattat", "principiell", "tvist-princip", "tvist-lokal"])
def test_a_body_that_the_agreement_gives_no_ladder_is_told_so_and_whom_to_turn_to(ask, demo, db, kind):
    none = "Avtalet ger ingen egen trappa åt politiska organ och centrala grupper."
    said = ask(grupp="ds-nordvast", fraga=kind)
    assert none in said
    assert f'href="?grupp=ds-tb-nordvast&amp;fraga={kind}"' in ask.html
    assert "stammer-inte" not in ask.html, "it is no gap to report"
    said = ask(grupp="cs", fraga=kind)
    assert none in said
    assert NO_PATIENTS in said


def test_where_no_way_is_registered_the_page_says_so_and_how_to_report_it(ask, demo, db):
    EscalationLink.objects.filter(group__slug="ds-tb-nordvast").update(end_date=demo - dt.timedelta(1))
    EscalationLink.objects.filter(group__slug="cs").update(end_date=demo - dt.timedelta(1))
    said = ask(grupp="styrgrupp-fact", fraga="inte-rattat")
    assert "Registret säger inte vart en sådan fråga går från Styrgrupp FACT." in said
    assert 'href="?grupp=ds-tb-nordvast&amp;fraga=inte-rattat"' in ask.html
    assert 'href="/grupper/styrgrupp-fact/stammer-inte/"' in ask.html


def test_a_question_about_the_agreement_has_the_contacts_of_a_dispute_for_the_same_receiver(ask, demo, db):
    contact = Seat.objects.filter(escalation_links__group__slug="ds-tb-nordvast", group__slug="ds-nordvast")
    for kind in ("tvist-princip", "om-avtalet"):
        said = ask(grupp="lilla-samverkansmotet-bjuv", fraga=kind)
        assert "Kontakt för regionen" in said, kind
        assert "Inga kontaktpersoner är angivna" not in said, kind
    EscalationLink.contact_seats.through.objects.filter(seat__in=contact).delete()
    assert "Inga kontaktpersoner är angivna" in ask(grupp="lilla-samverkansmotet-bjuv", fraga="om-avtalet")


def test_nobody_is_told_to_contact_persons_who_are_not_there(ask, demo, db):
    EscalationLink.contact_seats.through.objects.all().delete()
    said = ask(plats="bjuv", grupp="lilla-samverkansmotet-bjuv", fraga="inte-rattat")
    assert "Nu: steg 2" in said
    assert "båda kontaktpersonerna" not in said
    assert "Inga kontaktpersoner är angivna i registret." in said


@pytest.mark.parametrize("slug", ["ds-nordvast", "cs"])
def test_the_page_of_a_body_without_a_ladder_says_that_none_is_given(client, demo, db, slug):
    none = "Avtalet ger ingen egen trappa åt politiska organ och centrala grupper."
    for _side_door in (True, False):
        assert none in client.get(f"/grupper/{slug}/").content.decode()
        yesterday = demo - dt.timedelta(1)
        EscalationLink.objects.filter(to_group__slug=slug).update(end_date=yesterday)
        EscalationLink.objects.filter(group__slug="cs").update(end_date=yesterday)
    assert none not in client.get("/grupper/styrgrupp-fact/").content.decode()


def test_the_way_here_stands_in_the_menu_on_the_first_page_and_on_the_groups_page(client, demo, db):
    first = client.get("/").content.decode()
    assert first.count('href="/lyft/"') >= 2
    assert 'href="/lyft/?grupp=styrgrupp-fact"' in client.get("/grupper/styrgrupp-fact/").content.decode()
    assert 'aria-current="page"' in client.get("/lyft/").content.decode()
