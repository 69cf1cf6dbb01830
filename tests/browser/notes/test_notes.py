"""The note taker's page in Chromium: taps, rows that come of themselves, no script, the keyboard, axe, paper."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from meetings.models import Attendance, Decision, Meeting
from tests import factories as make
from tests.browser.looks import wrongs
from tests.browser.notes.page import enter, first_note, kept, saved


def test_attendance_is_noted_with_one_tap_each(site, meeting, taker, open_page):
    rows = list(meeting.attendances.all())
    total = len(rows)
    make.AttendanceFactory(meeting=meeting, role="deputy", deputy_for=rows[1], state="unknown")  # in a place counted
    page = enter(open_page(820), site, taker, meeting)
    expect(page.locator("[data-count]")).to_have_text(f"0 av {total}")
    for row, words in zip(rows, ("Närvarande", "Frånvarande", "Förhinder", "På distans"), strict=False):
        page.locator(f"#narvaro-{row.pk} .tap", has_text=words).click()
    expect(page.locator("[data-count]")).to_have_text(f"2 av {total} · 1 på distans")
    saved(page)
    states = dict(meeting.attendances.values_list("pk", "state"))
    assert [states[row.pk] for row in rows[:4]] == ["present", "absent", "excused", "present"]
    assert Attendance.objects.get(pk=rows[3].pk).online
    page.locator(f"#narvaro-{rows[3].pk} .tap", has_text="Frånvarande").click()
    saved(page)
    far = Attendance.objects.get(pk=rows[3].pk)
    assert (far.state, far.online) == ("absent", False)
    page.get_by_role("button", name="Övriga är närvarande").click()
    expect(page.locator("[data-count]")).to_have_text(f"{total - 2} av {total}")
    assert kept(page) == []
    assert page.wrongs == []


def test_what_is_written_is_saved_as_one_goes_and_new_rows_come_of_themselves(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    item = meeting.items.first()
    section = page.locator(f"#punkt-{item.uid}")
    section.get_by_label("Anteckning", exact=True).fill("Läget är gott.")
    section.locator("summary", has_text="Beslut, förslag eller önskemål").click()
    section.get_by_label("Lydelse").first.fill("Att mötas oftare.")
    section.locator(".tap", has_text="Önskemål").first.click()
    saved(page)
    expect(section.locator("details[data-new=beslut]")).to_have_count(1)  # a blank one again
    section.locator("details[data-new=beslut] summary").first.click()
    section.get_by_label("Lydelse").nth(1).fill("Att följa upp.")
    saved(page)
    section.locator("details[data-new=atgard] summary").first.click()
    section.get_by_label("Åtgärd", exact=True).first.fill("Kalla alla")
    for nr, name in enumerate(("processledarna?", "alla chefer", "en till", "och en till"), 1):
        section.get_by_label(f"Vem {nr}", exact=True).first.fill(name)
    section.get_by_label("sammankallande").nth(1).check()
    section.get_by_label("eller i ord").first.fill("till internatet")
    saved(page)
    item.refresh_from_db()
    assert item.note == "Läget är gott."
    assert [(row.kind, row.text) for row in item.decisions.all()] == [
        ("wish", "Att mötas oftare."),
        ("decision", "Att följa upp."),
    ]
    action = item.actions.get()
    assert [(each.who, each.convening) for each in action.parties.all()] == [
        ("processledarna?", False),
        ("alla chefer", True),
        ("en till", False),
        ("och en till", False),
    ]
    assert action.due_text == "till internatet"
    page.reload()
    expect(section.get_by_label("Lydelse").nth(1)).to_have_value("Att följa upp.")
    assert kept(page) == []
    assert page.wrongs == []


def test_what_was_just_written_can_be_taken_away_again(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    item = meeting.items.first()
    section = page.locator(f"#punkt-{item.uid}")
    expect(section.locator(".when-stored summary").first).to_be_hidden()
    section.locator("summary", has_text="Beslut, förslag").click()
    section.get_by_label("Lydelse").first.fill("Fel.")
    saved(page)
    section.locator(".note-decision summary", has_text="Ta bort").first.click()
    section.get_by_role("button", name="Ta bort den").first.click()
    expect(section.locator("[data-kept]")).to_have_count(0)
    assert not Decision.objects.filter(item=item).exists()


def test_a_new_item_has_room_for_its_decisions_at_once_and_the_next_number(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    before = meeting.items.count()
    page.locator("summary", has_text="Ny punkt").click()
    blank = page.locator("details[data-new=punkt] [data-place]").get_attribute("id")
    page.locator(f"#{blank}").get_by_label("Rubrik").fill("Väckt fråga")
    page.locator(f"#{blank} summary", has_text="Beslut, förslag").click()
    page.locator(f"#{blank}").get_by_label("Lydelse").fill("Att väcka den igen.")
    saved(page)
    item = meeting.items.get(title="Väckt fråga")
    assert (item.label, item.decisions.get().text) == (f"§ {before + 1}", "Att väcka den igen.")
    page.locator("details[data-new=punkt] summary", has_text="Ny punkt").click()
    expect(page.locator("details[data-new=punkt]").last.get_by_label("Nr")).to_have_value(f"§ {before + 2}")


def test_somebody_is_added_and_taken_off_the_list(site, meeting, taker, open_page):
    page = enter(open_page(390), site, taker, meeting)
    page.locator("summary", has_text="Lägg till ersättare").click()
    page.get_by_label("Deltar som").select_option("guest")
    page.get_by_label("Namn eller roll").fill("Inbjuden föredragande")
    page.get_by_role("button", name="Lägg till på listan").click()
    expect(page.locator("#sagt-ny-deltagare")).to_contain_text("skriv som vad")
    page.get_by_label("Som vad").fill("projektledare")
    page.get_by_role("button", name="Lägg till på listan").click()
    expect(page.locator(".note-who", has_text="Inbjuden föredragande")).to_be_visible()
    expect(page.locator("[data-count]")).to_contain_text("1 inbjud")
    page.locator("summary", has_text="Ändra uppgifter i listan").click()
    page.get_by_role("button", name="Ta bort Inbjuden föredragande från listan").click()
    expect(page.locator(".note-who", has_text="Inbjuden föredragande")).to_have_count(0)
    assert kept(page) == []


def test_items_are_moved_and_empty_ones_taken_away(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    first, second, *_rest = meeting.items.all()
    page.locator(f"#punkt-{first.uid}").get_by_role("button", name=re.compile("Flytta ner")).click()
    expect(page.locator("[data-place]").first).to_have_id(f"punkt-{second.uid}")
    saved(page)
    assert meeting.items.first() == second
    page.locator(f"#punkt-{first.uid}").get_by_role("button", name=re.compile("Ta bort tom punkt")).click()
    expect(page.locator(f"#punkt-{first.uid}")).to_have_count(0)
    assert not meeting.items.filter(pk=first.pk).exists()


def test_everything_is_done_with_the_keyboard_alone(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    row, item = meeting.attendances.first(), meeting.items.first()
    page.locator(f"#narvaro-{row.pk} [value=unknown]").focus()
    page.keyboard.press("ArrowRight")  # round to the first
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # from afar
    page.locator(f"#punkt-{item.uid}-title").focus()
    page.keyboard.press("Tab")
    page.keyboard.type("Skrivet med tangenter.")
    section = page.locator(f"#punkt-{item.uid}")
    section.locator("summary", has_text="Beslut, förslag").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Tab")
    page.keyboard.type("Ett förslag.")
    page.keyboard.press("Tab")
    saved(page)
    row.refresh_from_db()
    item.refresh_from_db()
    assert (row.state, row.online, item.note) == ("present", True, "Skrivet med tangenter.")
    assert [(each.kind, each.text) for each in item.decisions.all()] == [("proposal", "Ett förslag.")]


def test_without_script_each_part_is_saved_by_its_button(site, meeting, taker, open_page):
    page = enter(open_page(390, script=False), site, taker, meeting)
    rows = list(meeting.attendances.all())
    page.locator(f"#narvaro-{rows[0].pk} .tap", has_text="Närvarande").click()
    page.locator(f"#narvaro-{rows[1].pk} .tap", has_text="Förhinder").click()
    page.get_by_role("button", name="Spara närvaron").click()
    item = meeting.items.first()
    section = page.locator(f"#punkt-{item.uid}")
    first_note(page).fill("Utan skript.")
    section.get_by_role("button", name="Spara punkten").click()
    section.locator("summary", has_text="Beslut, förslag").click()
    section.get_by_label("Lydelse").first.fill("Beslutat utan skript.")
    section.locator(".note-decision").first.get_by_role("button", name="Spara").click()
    expect(section.get_by_label("Lydelse").first).to_have_value("Beslutat utan skript.")
    page.get_by_label("Mötet är hållet").check()
    page.locator("#mote").get_by_role("button", name="Spara").click()
    item.refresh_from_db()
    states = list(meeting.attendances.values_list("state", flat=True)[:2])
    assert (item.note, item.decisions.get().text, states) == (
        "Utan skript.",
        "Beslutat utan skript.",
        ["present", "excused"],
    )
    assert Meeting.objects.get(pk=meeting.pk).status == "held"


@pytest.mark.parametrize("width", [1280, 820, 390])
def test_axe_finds_nothing_nothing_sticks_out_and_no_policy_is_broken(site, meeting, taker, open_page, width):
    make.DecisionFactory(item=meeting.items.first(), dissent="En kommun avstår.")
    make.ActionFactory(group=meeting.group, meeting=meeting, item=meeting.items.first(), due=meeting.date)
    page = enter(open_page(width), site, taker, meeting)
    item = meeting.items.last()
    item.note, item.revision = "Kollegans text.", 2
    item.save()
    page.locator(f"#punkt-{item.uid}-note").fill("Min text.")
    expect(page.locator("blockquote")).to_be_visible()
    assert wrongs(page, 409) == []


def test_on_paper_the_words_are_left_and_the_controls_are_not(site, meeting, taker, open_page):
    page = enter(open_page(), site, taker, meeting)
    row = meeting.attendances.first()
    page.locator(f"#narvaro-{row.pk} .tap", has_text="Förhinder").click()
    first_note(page).fill("\n".join(f"Rad {number}" for number in range(40)))
    saved(page)
    page.emulate_media(media="print")
    for gone in ("[data-state]", "details.note-new", "button >> nth=0", f"#narvaro-{row.pk} .tap:has([value=present])"):
        expect(page.locator(gone).first).to_be_hidden()
    expect(page.locator(f"#narvaro-{row.pk} .tap", has_text="Förhinder")).to_be_visible()
    shown = first_note(page).evaluate("(field) => field.clientHeight >= field.scrollHeight")
    assert shown, "the whole note is seen"
