"""Nothing typed on the note taker's page is lost: two who write, a lost connection, a login that ended."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from meetings.models import Decision, Meeting
from tests.browser.login import PASSWORD
from tests.browser.notes.page import enter, first_note, kept, saved


def test_two_note_takers_keep_both_texts_and_choose(site, meeting, taker, colleague, open_page):
    mine, theirs = enter(open_page(), site, taker, meeting), enter(open_page(), site, colleague, meeting)
    item = meeting.items.first()
    first_note(theirs).fill("Kollegans text.")
    saved(theirs)
    section = mine.locator(f"#punkt-{item.uid}")
    first_note(mine).fill("Min text.")
    expect(section.locator("[data-said]").first).to_contain_text("Kollegan har ändrat samma sak")
    expect(section.locator("blockquote")).to_have_text("Kollegans text.")
    expect(first_note(mine)).to_have_value("Min text.")
    item.refresh_from_db()
    assert item.note == "Kollegans text."
    section.get_by_role("button", name="Ta med båda").click()
    saved(mine)
    item.refresh_from_db()
    assert item.note == "Kollegans text.\n\nMin text."
    # Another field of the same item disturbs nobody.
    theirs.locator(f"#punkt-{item.uid}").get_by_label("Bordlagd").check()
    saved(theirs)
    item.refresh_from_db()
    assert (item.note, item.deferred) == ("Kollegans text.\n\nMin text.", True)
    expect(theirs.get_by_text("Någon annan antecknar också.")).to_be_visible()
    mine.wrongs[:] = [said for said in mine.wrongs if "409" not in said]  # the answer that is expected
    assert mine.wrongs == theirs.wrongs == []


@pytest.mark.parametrize(("choice", "left"), [("Behåll mitt", "Min text."), ("Ta den andras", "Kollegans text.")])
def test_one_of_two_texts_is_chosen(site, meeting, taker, colleague, open_page, choice, left):
    page = enter(open_page(390), site, taker, meeting)
    item = meeting.items.first()
    item.note, item.revision = "Kollegans text.", 2
    item._history_user = colleague
    item.save()
    first_note(page).fill("Min text.")
    page.get_by_role("button", name=choice).click()
    saved(page)
    item.refresh_from_db()
    assert item.note == left
    expect(first_note(page)).to_have_value(left)


def test_a_lost_connection_keeps_what_is_typed_and_sends_it_when_it_is_back(site, meeting, taker, open_page):
    page = enter(open_page(820), site, taker, meeting)
    item, row = meeting.items.first(), meeting.attendances.first()
    page.context.set_offline(True)
    first_note(page).fill("Skrivet utan nät.")
    page.locator(f"#narvaro-{row.pk} .tap", has_text="Närvarande").click()
    section = page.locator(f"#punkt-{item.uid}")
    section.locator("summary", has_text="Beslut, förslag").click()
    section.get_by_label("Lydelse").first.fill("Beslutat utan nät.")
    expect(page.locator("[data-said-state]")).to_contain_text("Ingen förbindelse")
    assert len(kept(page)) == 3
    page.context.set_offline(False)
    saved(page)
    item.refresh_from_db()
    row.refresh_from_db()
    assert (item.note, row.state, item.decisions.get().text) == ("Skrivet utan nät.", "present", "Beslutat utan nät.")
    assert kept(page) == []


def test_what_was_typed_outlives_a_closed_page_and_is_of_one_account(site, meeting, taker, colleague, open_page):
    page = enter(open_page(), site, taker, meeting)
    item = meeting.items.first()
    page.route("**/anteckna/**", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    first_note(page).fill("Inte sänt än.")
    section = page.locator(f"#punkt-{item.uid}")
    section.locator("summary", has_text="Beslut, förslag").click()
    section.get_by_label("Lydelse").first.fill("Ett nytt beslut.")
    page.locator("summary", has_text="Ny punkt").click()
    page.locator("details[data-new=punkt]").get_by_label("Rubrik").fill("En ny punkt")
    expect(page.locator("[data-said-state]")).to_contain_text("Ingen förbindelse")
    waiting = kept(page)
    assert len(waiting) == 3
    page.reload()
    expect(first_note(page)).to_have_value("Inte sänt än.")
    expect(section.get_by_label("Lydelse").first).to_have_value("Ett nytt beslut.")
    page.unroute("**/anteckna/**")
    saved(page)
    item.refresh_from_db()
    assert (item.note, item.decisions.get().text) == ("Inte sänt än.", "Ett nytt beslut.")
    assert meeting.items.filter(title="En ny punkt").count() == 1
    expect(section.locator("details[data-new=beslut]")).to_have_count(1)
    expect(page.locator("details[data-new=punkt]")).to_have_count(1)
    assert all(f"/{taker.pk}/" in key for key in waiting)
    assert kept(page) == []


def test_an_answer_that_was_lost_does_not_make_two_of_one(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    lost = []

    def lose_the_first(route):
        if route.request.method == "POST" and "/beslut/" in route.request.url and not lost:
            lost.append(route.fetch())  # it is saved, but the page never hears of it
            route.abort()
        else:
            route.continue_()

    page.route("**/anteckna/**", lose_the_first)
    section = page.locator(f"#punkt-{meeting.items.first().uid}")
    section.locator("summary", has_text="Beslut, förslag").click()
    section.get_by_label("Lydelse").first.fill("En gång.")
    expect(page.locator("[data-said-state]")).to_contain_text("Ingen förbindelse")
    section.get_by_label("Lydelse").first.fill("En gång, och mer.")
    saved(page)
    assert lost
    assert Decision.objects.get(item__meeting=meeting).text == "En gång, och mer."


def test_a_login_that_ended_loses_nothing(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    page.context.clear_cookies(name="samverkan_session")
    first_note(page).fill("Skrivet utloggad.")
    expect(page.locator("[data-said-state]")).to_contain_text("utloggad")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Logga in i en ny flik").click()
    other = opened.value
    other.fill("input[name=username]", taker.username)
    other.fill("input[name=password]", PASSWORD)
    other.click("[type=submit]")
    other.wait_for_url(f"{site}/admin/")
    saved(page)
    assert meeting.items.first().note == "Skrivet utloggad."


def test_what_was_typed_when_the_minutes_were_verified_is_shown_until_it_is_let_go(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    Meeting.objects.filter(pk=meeting.pk).update(status="held", minutes="verified")
    first_note(page).fill("För sent.")
    expect(page.locator("[data-said]", has_text="justerade")).to_be_visible()
    page.reload()
    expect(page.locator("[data-lost] blockquote")).to_contain_text("För sent.")
    page.get_by_role("button", name="Släng det").click()
    assert kept(page) == []
    assert meeting.items.first().note == ""
