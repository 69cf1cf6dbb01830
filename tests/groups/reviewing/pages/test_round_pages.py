"""Opening a review, following it, its letters and closing it, on the pages."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from groups.models import Letter, Review, Seat, Tier
from tests import factories as make
from tests.groups.reviewing.pages import world as worlds
from tests.public.test_pages import NASTY

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return worlds.build()


@pytest.fixture
def leader(world) -> Client:
    visitor = Client()
    visitor.force_login(world.leader)
    return visitor


@pytest.fixture
def opener() -> Client:
    """A process leader of Nordväst, with a working committee and no review."""
    region = make.RegionFactory(name="Nordväst")
    committee = make.GroupTypeFactory(name="Arbetsutskott")
    make.GroupFactory(region=region, name="Annan", tier=Tier.DELREGIONAL)
    make.GroupFactory(region=region, name="AU", type=committee, tier=Tier.DELREGIONAL)
    visitor = Client()
    visitor.force_login(make.ProcessLeaderFactory(regions=[region], function="processledare Nordväst"))
    return visitor


def filled(page) -> dict[str, str]:
    """The form of the page as it stands, as a browser sends it."""
    form = page.context["form"]
    values = {field.name: field.value() for field in form}
    return {name: getattr(value, "pk", value) or "" for name, value in values.items()}


def test_a_form_filled_in_with_what_is_likely_opens_a_review(opener) -> None:
    page = opener.get("/granskning/oppna/")
    said = filled(page)
    then = timezone.localdate() + dt.timedelta(weeks=6)
    assert said["title"] == f"Samverkansgrupper i Nordväst {then.year}"
    assert said["authors"] == "processledare Nordväst"
    assert all(field.help_text for field in page.context["form"])
    answer = opener.post("/granskning/oppna/", said)
    review = Review.objects.get()
    assert answer["Location"] == f"{review.get_absolute_url()}?oppnad=1"
    assert (review.commissioner.name, review.items.count(), review.reference_date) == ("AU", 2, then)
    assert "med 2 grupper" in opener.get(answer["Location"]).content.decode()
    assert "har redan en öppen granskning" in opener.get("/granskning/oppna/").content.decode()


def test_what_is_refused_is_told_at_its_field_with_all_that_was_typed(opener) -> None:
    said = filled(opener.get("/granskning/oppna/")) | {"answers_by": "2020-01-01", "introduction": "Det jag skrev"}
    page = opener.post("/granskning/oppna/", said)
    assert page.status_code == 400
    assert "före den dag granskningen öppnas" in page.context["form"].errors["answers_by"][0]
    assert "Det jag skrev" in page.content.decode()
    for value in NASTY[::3]:
        assert opener.post("/granskning/oppna/", dict.fromkeys(said, value)).status_code == 400
        assert opener.get("/granskning/oppna/", {"delregion": value}).status_code == 200
    assert not Review.objects.exists()


def test_who_keeps_several_chooses_a_delregion_first(opener) -> None:
    review = make.ReviewFactory()
    visitor = Client()
    visitor.force_login(make.AdministratorFactory())
    page = visitor.get("/granskning/oppna/").content.decode()
    assert '<a href="?delregion=nordvast">Nordväst</a>' in page
    assert f'har redan en öppen granskning: <a href="{review.get_absolute_url()}">' in page


def test_the_next_review_begins_as_the_last_one_and_is_compared_with_it(world) -> None:
    compilation = make.CompilationFactory(review=world.review)
    visitor = Client()
    visitor.force_login(world.leader)
    said = filled(visitor.get("/granskning/oppna/"))
    assert (said["commissioner"], said["authors"]) == (world.review.commissioner_id, world.review.authors)
    assert said["compared_with"] == compilation.pk


def test_what_to_do_next_is_told_in_one_sentence(leader, world) -> None:
    body = leader.get(world.home).content.decode()
    for told in ("1 grupps svar väntar på dig", "1 inbjudan är inte skickad", "1 grupp saknar adress – ring"):
        assert told in body, told
    Review.objects.update(answers_by=timezone.localdate() - dt.timedelta(days=1))
    assert "2 grupper är sena – skicka påminnelse" in leader.get(world.home).content.decode()


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("", {"Styrgruppen", "Samrådet", "Arbetsutskottet"}),
        ("vantar", {"Styrgruppen"}),
        ("sena", {"Samrådet", "Arbetsutskottet"}),
        ("obesvarade", {"Samrådet", "Arbetsutskottet"}),
        ("utan-adress", {"Arbetsutskottet"}),
        ("finns inte", {"Styrgruppen", "Samrådet", "Arbetsutskottet"}),
    ],
)
def test_the_list_shows_what_is_asked_for(leader, world, shown, names) -> None:
    Review.objects.update(answers_by=timezone.localdate() - dt.timedelta(days=1))
    page = leader.get(world.home, {"visa": shown}).context["page"]
    assert {row.item.group.name for row in page} == names


def test_no_query_string_breaks_a_page(leader, world) -> None:
    for value in NASTY:
        for address in (world.home, f"{world.home}utskick/", world.page, "/granskning/"):
            assert leader.get(address, {"visa": value, "sida": value, "oppnad": value}).status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_groups(leader, world, django_assert_max_num_queries) -> None:
    def grown(number: int) -> None:
        for _each in range(number):
            group = make.GroupFactory(region=world.region, type=world.group.type)
            make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, function_email=f"f{group.pk}@example.org")

    grown(200)
    for address in (world.home, f"{world.home}utskick/"):
        leader.get(address)
        with django_assert_max_num_queries(50):
            # session, account, role, regions, review · progress (2) · items · whom each kind of letter goes to (2 × 17)
            page = leader.get(address)
        assert page.status_code == 200
    assert page.content.count(b"skicka/") > 200


def test_letters_are_read_before_they_are_sent_and_logged_after(leader, world) -> None:
    at = f"{world.home}utskick/"
    body = leader.get(at).content.decode()
    for told in (
        "Stämmer uppgifterna om Samrådet?",
        "mas@<wbr>example<wbr>.org",
        "/svara/…/",
        "Att ringa",
        "Arbetsutskottet",
    ):
        assert told in body, told
    letter = leader.get(f"{at}invitation/{world.other.slug}/")
    assert letter.content.decode().startswith("<!doctype html>")
    policy = letter["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert "script-src 'self'" not in policy
    assert not mail.outbox
    told = leader.post(f"{at}skicka/", {"slag": "invitation"}, follow=True).content.decode()
    assert "1 brev är skickat" in told
    assert "Alla som har en adress har fått sin inbjudan" in told
    assert "http://testserver/svara/" in mail.outbox[0].body
    assert Letter.objects.get().sent_at
    assert "Inget skickades" in leader.post(f"{at}skicka/", {"slag": "invitation"}, follow=True).content.decode()
    assert leader.get(f"{at}invitation/{world.other.slug}/").status_code == 404


def test_one_group_is_written_to_by_one_press_in_the_list(leader, world) -> None:
    third = make.GroupFactory(region=world.region, name="Tredje")
    make.SeatFactory(group=third, kind=Seat.Kind.CONVENER, function_email="tredje@example.org")
    sent = {"slag": "invitation", "grupp": third.slug, "till": "sidan"}
    answer = leader.post(f"{world.home}utskick/skicka/", sent)
    assert answer["Location"] == world.home
    assert [each.to for each in mail.outbox] == [["tredje@example.org"]]
    for value in NASTY:
        assert leader.post(f"{world.home}utskick/skicka/", {"slag": value}).status_code == 404
        sent = {"slag": "reminder", "grupp": value or "x", "till": value}
        assert leader.post(f"{world.home}utskick/skicka/", sent).status_code == 302
    assert len(mail.outbox) == 1


def test_what_could_not_be_sent_says_why(leader, world, settings) -> None:
    settings.EMAIL_BACKEND = "tests.groups.reviewing.test_letters.RefusingBackend"
    Seat.objects.filter(group=world.other).update(function_email="trasig@example.org")
    at = f"{world.home}utskick/"
    told = leader.post(f"{at}skicka/", {"slag": "invitation"}, follow=True).content.decode()
    assert "1 brev kunde inte skickas" in told
    assert "Gick inte fram" in told
    assert "E-postservern tog inte emot adressen" in told


def test_closing_tells_what_is_left_and_leads_to_the_compilation(leader, world) -> None:
    page = leader.get(f"{world.home}stang/").content.decode()
    for told in ("Svaret från en grupp är inte avgjort", "2 grupper har inte svarat", "ligger framåt i tiden"):
        assert told in page, told
    assert Review.objects.get().is_open
    body = leader.post(f"{world.home}stang/", follow=True).content.decode()
    assert "Granskningen är avslutad och sammanställningen fastställd" in body
    compilation = world.review.compilations.get()
    assert compilation.get_absolute_url() in body
    assert "Skicka" not in body.partition("<main")[2].partition("Grupperna")[0]
    assert leader.get(f"{world.home}stang/", follow=True).redirect_chain[-1][0] == world.home
    assert "Inga fler brev skickas" in leader.get(f"{world.home}utskick/").content.decode()
    assert leader.post(f"{world.home}utskick/skicka/", {"slag": "invitation"}).status_code == 302
    assert not mail.outbox


def test_a_correction_says_why_and_makes_a_version_of_its_own(leader, world) -> None:
    leader.post(f"{world.home}stang/")
    refused = leader.post(f"{world.home}ratta/", {"reason": " "})
    assert refused.status_code == 400
    assert "Skriv vad som är rättat" in refused.content.decode()
    body = leader.post(f"{world.home}ratta/", {"reason": "Fel kommun"}, follow=True).content.decode()
    assert "Version 2 är fastställd" in body
    assert "Fel kommun" in body
    assert [each.version for each in world.review.compilations.order_by("version")] == [1, 2]
    for value in NASTY[::3]:
        assert leader.post(f"{world.home}ratta/", {"reason": value}).status_code in (302, 400)


def test_the_list_tells_how_far_each_review_has_come(leader, world) -> None:
    body = leader.get("/granskning/").content.decode()
    assert "1 av 3 grupper har svarat" in body
    assert "1 väntar på avgörande" in body
    make.CompilationFactory(review=world.review)
    body = leader.get("/granskning/").content.decode()
    assert "Avslutade" in body
    assert world.review.compilations.get().get_absolute_url() in body
