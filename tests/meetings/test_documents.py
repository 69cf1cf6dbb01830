"""The minutes as Word and PDF: that they say what was noted, to the eye and to those who read them aloud."""

from __future__ import annotations

import io
import subprocess
import time

import docx
import pikepdf
import pytest
from django.utils import timezone

from meetings import minutes
from meetings.documents import docx as word
from meetings.documents import gathering, pdf
from meetings.documents.gathering import minutes_of
from meetings.models import Attachment, Attendance, Meeting
from tests.factories import (
    AdministratorFactory,
    AttendanceFactory,
    GroupFactory,
    HeldMeetingFactory,
    OrganisationFactory,
)
from tests.meetings.minutes_world import HIDDEN, PUBLIC, VERIFIED_AT, build, names_in, verify_all

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PUBLIC_ONES = {PUBLIC}


@pytest.fixture
def world():
    return build()


def pdf_text(written: bytes) -> str:
    """Return the words of a PDF in the order that they are read."""
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=written, capture_output=True, check=True)
    return read.stdout.decode()


def word_text(written: bytes) -> str:
    document = docx.Document(io.BytesIO(written))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)


def read_all(meeting: Meeting, *, public: bool) -> list[str]:
    told = minutes_of(meeting, public=public)
    return [pdf_text(pdf.write(told)), word_text(word.write(told))]


def test_both_documents_say_what_was_noted(world):
    Meeting.objects.update(diary_number="2026-000123", next_meeting="2 december 9–12", title="Internat")
    Attachment.objects.create(
        meeting=world.meeting, label="Bilaga 1", title="Budget", file_name="b.pdf", size=1, sha256="0"
    )
    verify_all(world, by=AdministratorFactory(function="processledare Prov"))
    minutes.correct(Meeting.objects.get(), "Ska vara § 2.", item=world.items[0], by=AdministratorFactory())
    for text in read_all(Meeting.objects.get(), public=False):
        flat = " ".join(text.split())
        for words in (
            "Minnesanteckningar", "DS-TB Prov", "Internat", "2 oktober 2026 kl. 09.00–12.00", "Stadshuset",
            "Kommunerna (1 av 1 närvarande)", "Region Skåne (1 av 2 närvarande)", "Inbjudna", "Gustav Gäst, föreläsare",
            "Hugo Hemlig, enhetschef, Lasarettet Prov – på distans",
            "Frida Frånvarande, verksamhetschef – frånvarande", "§ 1 Punkt nummer 1", "Sagt under 1.",
            "Beslut: Beredningen beslutar att pröva i våras.", "Önskemål: Tätare möten.", "Höganäs vill vänta.",
            "Bjud in skolan", "till internatet", "Bilaga 1 Budget",
            "2 december 9–12", "2026-000123", "Berit Blom. Justerat 2026-10-12, antecknat av processledare Prov",
            "Ska vara § 2.", "Rättelse",
        ):  # fmt: skip
            assert words in flat, words
        assert "moten.example.org" not in text, "the meeting's link stands in no document"
        assert "UTKAST" not in text


def test_a_draft_says_that_it_is_one(world):
    for text in read_all(world.meeting, public=False):
        assert "Utkast, inte justerade" in text
        assert "Justeras: Berit Blom" in text


def test_the_public_reads_no_name_that_is_not_public(world):
    for verifier in world.verifiers:
        verifier.refresh_from_db()
    verify_all(world)
    for text in read_all(Meeting.objects.get(), public=True):
        assert names_in(text) == PUBLIC_ONES
        assert "enhetschef, Lasarettet Prov" in " ".join(text.split())
        assert "verksamhetschef – frånvarande" in text
    for text in read_all(Meeting.objects.get(), public=False):
        assert names_in(text) == {PUBLIC, HIDDEN, "Frida Frånvarande", "Gustav Gäst"}


def test_who_has_neither_public_name_nor_role_is_not_told_of(world):
    Attendance.objects.update(title="x")
    Attendance.objects.filter(role="member").update(title="", organisation=None)
    for text in read_all(world.meeting, public=True):
        assert "namnet visas inte publikt" in text


def test_a_deputy_is_told_as_one_and_fills_the_place(world):
    absent = Attendance.objects.get(state="absent")
    AttendanceFactory(
        meeting=world.meeting, person=None, name="Dan Deputerad", role="deputy", deputy_for=absent,
        list_name="Region Skåne", title="enhetschef", side="region", order=3,
    )  # fmt: skip
    for text in read_all(world.meeting, public=False):
        flat = " ".join(text.split())
        assert "Region Skåne (2 av 2 närvarande)" in flat
        assert "Dan Deputerad, enhetschef – ersättare för Frida Frånvarande" in flat


def test_the_pdf_is_tagged_swedish_and_titled(world):
    written = pikepdf.open(io.BytesIO(pdf.write(minutes_of(world.meeting, public=False))))
    assert str(written.Root.Lang) == "sv-SE"
    assert written.Root.MarkInfo.Marked
    assert written.Root.ViewerPreferences.DisplayDocTitle
    with written.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert str(told["dc:title"]) == "Minnesanteckningar, DS-TB Prov 2026-10-02"
    kinds = tags(written.Root.StructTreeRoot)
    assert {"H1", "H2", "H3", "L", "LI", "Table", "TH", "TD"} <= set(kinds)
    assert kinds.count("H1") == 1
    assert kinds.count("TH") == 4


def tags(node) -> list[str]:
    """Return the kinds of all elements below, in the order they are read."""
    found, children = [], node.get("/K", [])
    if not isinstance(children, pikepdf.Array):
        children = [children]
    if "/S" in node:
        found.append(str(node.S).removeprefix("/"))
    for child in children:
        if isinstance(child, pikepdf.Dictionary):
            found += tags(child)
    return found


def test_the_word_document_has_real_headings_language_and_title(world):
    document = docx.Document(io.BytesIO(word.write(minutes_of(world.meeting, public=False))))
    assert document.core_properties.title == "Minnesanteckningar, DS-TB Prov 2026-10-02"
    assert document.core_properties.language == "sv-SE"
    styles = {paragraph.style.name for paragraph in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Beslut", "Förslag och önskemål"} <= styles
    assert 'w:val="sv-SE"' in document.styles.element.xml
    assert "w:tblHeader" in document.tables[0].rows[0]._tr.xml
    struck = [run.text for paragraph in document.paragraphs for run in paragraph.runs if run.font.strike]
    assert struck == ["Frida Frånvarande"]


NASTY = [
    "😀 emoji", "漢字 och العربية", "\x07klocka\x0b", "#strong[kod] *inte* $x$ \\ `a` <etikett> @ref // /* ",
    "\u202evänd", "\ue000 eget", "rad 1\nrad 2\r\n\r\nnytt stycke", "\ufffe", "a" * 3000, "&amp; <b>", "= rubrik",
    "{{ 7|add:7 }}", '"citat" \'', "\u00ad\u200b", " ",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_written_is_set_as_text(world, text):
    item = world.items[0]
    item.title, item.note = text[:250], text
    item.label = text[:20]
    item.save()
    item.decisions.update(text=text, dissent=text)
    world.meeting.actions.update(what=text, due_text=text[:100])
    Attendance.objects.update(title=text[:150], list_name=text[:100])
    Meeting.objects.update(next_meeting=text[:200], place=text[:200], title=text[:150])
    for read in read_all(Meeting.objects.get(), public=False):
        assert "Minnesanteckningar" in read
        if text.startswith("#strong"):
            assert "#strong[kod] *inte* $x$" in " ".join(read.split())
        if "emoji" in text:
            assert "emoji" in read


def test_a_meeting_of_which_nothing_is_noted_makes_documents_too():
    for text in read_all(HeldMeetingFactory(start=None, end=None), public=True):
        assert "2 oktober 2026" in text


@pytest.mark.parametrize("items", [2, 20])
def test_the_same_queries_whatever_the_minutes_hold(items, django_assert_num_queries):
    world = build(items=items)
    organisation = OrganisationFactory()
    for n in range(items * 2):
        AttendanceFactory(meeting=world.meeting, organisation=organisation, order=10 + n)
    world.meeting.guests.add(GroupFactory())
    meeting = Meeting.objects.select_related("group", "chair", "note_taker", "authority").get()
    # attendances · corrections · attachments · items · decisions · guests · actions · parties · persons (and
    # organisations where there are any) · verifiers
    with django_assert_num_queries(10):
        minutes_of(meeting, public=False)


def test_long_minutes_are_laid_out_in_a_moment():
    told = build(items=200, date=timezone.localdate()).meeting
    for write in (pdf.write, word.write):
        start = time.monotonic()
        assert write(minutes_of(told, public=False))
        assert time.monotonic() - start < 20


def test_when_a_meeting_was_is_told_as_people_say_it():
    make = lambda **told: gathering.when_words(Meeting(**told))  # noqa: E731
    day, clock = timezone.datetime(2026, 10, 2).date(), timezone.datetime(2026, 1, 1, 9, 30).time()
    assert make(date=day) == "2 oktober 2026"
    assert make(date=day, start=clock) == "2 oktober 2026 kl. 09.30"
    assert make(date=day, last_date=day.replace(day=3)) == "2 oktober 2026 – 3 oktober 2026"
    assert gathering.day_of(VERIFIED_AT.replace(hour=23)) == "2026-10-13", "the day in Sweden"
