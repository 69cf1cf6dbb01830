"""Files of a meeting: limits, names, and that what is wrong with one loses nothing else."""

from __future__ import annotations

import io
import tracemalloc

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from meetings import attachments, file_texts, minutes, risks, uploads
from meetings.editing import MinutesLocked
from meetings.file_kinds import FileRefused
from meetings.models import Attachment, AttachmentContent, Meeting, Minutes
from tests.factories import AdministratorFactory, AgendaItemFactory
from tests.meetings import files
from tests.meetings.minutes_world import VERIFIED_AT, build, verify_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return build()


@pytest.fixture
def editor():
    return AdministratorFactory()


def add(world, editor, name="bilaga.pdf", data=files.PDF, **kwargs):
    return attachments.add(world.meeting, SimpleUploadedFile(name, data), **({"title": "Budget"} | kwargs), by=editor)


def test_a_file_is_kept_with_what_it_is(world, editor):
    made = add(world, editor, label="Bilaga 1", item=world.items[0])
    assert (str(made), made.content_type, made.size, made.file_name) == (
        "Bilaga 1 Budget", "application/pdf", len(files.PDF), "bilaga.pdf",
    )  # fmt: skip
    assert bytes(AttachmentContent.objects.get().data) == files.PDF


def test_a_file_without_a_title_is_called_as_its_name(world, editor):
    assert add(world, editor, name="Budget 2027.pdf", title=" ").title == "Budget 2027"


def test_the_next_number_follows_the_highest(world, editor):
    assert attachments.next_label(world.meeting) == "Bilaga 1"
    add(world, editor, label="bilaga 4")
    add(world, editor, label="", data=files.PDF + b"2")
    assert attachments.next_label(world.meeting) == "Bilaga 5"


def test_the_same_file_is_not_attached_twice(world, editor):
    add(world, editor, label="Bilaga 1")
    with pytest.raises(FileRefused, match="finns redan: Bilaga 1 Budget"):
        add(world, editor, name="annat.pdf")


def test_there_is_an_end_to_how_many(world, editor, monkeypatch):
    monkeypatch.setattr(attachments, "MOST", 1)
    add(world, editor)
    with pytest.raises(FileRefused, match="högst 1"):
        add(world, editor, data=files.PDF + b"2")


def test_verified_minutes_take_no_more_files_and_lose_none(world, editor):
    made = add(world, editor)
    verify_all(world)
    with pytest.raises(MinutesLocked):
        add(world, editor, data=files.PDF + b"2")
    with pytest.raises(MinutesLocked):
        attachments.remove(made, by=editor)
    assert Attachment.objects.count() == 1


def test_a_file_taken_away_is_gone_with_its_content(world, editor):
    attachments.remove(add(world, editor), by=editor)
    assert not AttachmentContent.objects.exists()


def test_another_file_is_another_wording(world, editor):
    minutes.verify(world.verifiers[0], at=VERIFIED_AT)
    add(world, editor)
    minutes.verify(world.verifiers[1], at=VERIFIED_AT)
    assert Meeting.objects.get().minutes == Minutes.DRAFT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Temp\\a.pdf", "a.pdf"),
        ("a\x00\r\nb.pdf", "a_b.pdf"),
        ('a"b;.pdf', "a_b;.pdf"),
        ("fdp.\u202eexe.pdf", "fdp._exe.pdf"),
        ("å" * 300 + ".pdf", "å" * 146 + ".pdf"),
        ("...", "bilaga"),
    ],
)
def test_a_files_name_is_made_one_that_any_system_can_save(given, kept):
    assert attachments.file_name(given) == kept


# What the check before publishing reads of them


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.docx", files.word("Numret är 121212-1212.")),
        ("a.docx", files.word("Inget", author="121212-1212")),
        ("a.xlsx", files.excel("Nummer", "121212-1212")),
        ("a.xlsx", files.excel(1212121212)),
        ("a.pptx", files.powerpoint("121212-1212")),
        ("a.odt", files.open_document(text="121212-1212")),
        ("a.txt", "nummer 121212-1212".encode("utf-16")),
        ("a.csv", b"nummer;121212-1212"),
    ],
)
def test_what_stands_in_a_file_is_looked_through_before_it_is_public(world, editor, name, data):
    add(world, editor, name=name, data=data)
    assert [(risk.kind, risk.where) for risk in risks.of(world.meeting)] == [("personnummer", "Bilaga: Budget")]


@pytest.mark.parametrize(("name", "data"), [("a.pdf", files.PDF), ("a.png", files.png())])
def test_a_file_that_cannot_be_read_is_for_a_person_to_open(world, editor, name, data):
    add(world, editor, name=name, data=data)
    assert [(risk.kind, risk.found) for risk in risks.of(world.meeting)] == [
        ("kan inte läsas av programmet, öppna och se efter", name)
    ]


def test_a_file_that_unpacks_to_very_much_is_not_unpacked(world, editor, monkeypatch):
    monkeypatch.setattr(file_texts, "MOST_READ", 1000)
    made = add(world, editor, name="a.docx", data=files.word("x" * 5000))
    assert file_texts.read(made) is None


# Sent from the page


@pytest.fixture
def client(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    return client


def send(client, world, file, **said):
    """Post the form as a browser does: token first, file last."""
    page = client.get(f"/moten/{world.meeting.pk}/anteckningar/")
    token = page.context["csrf_token"]
    data = {"csrfmiddlewaretoken": str(token)}
    data |= {f"attachment-{name}": value for name, value in said.items()} | {"attachment-file": file}
    return client.post(f"/moten/{world.meeting.pk}/bilagor/", data)


def test_a_file_is_attached_from_the_page(client, world):
    answer = send(client, world, SimpleUploadedFile("a.pdf", files.PDF), label="Bilaga 1", title="Budget")
    assert answer.status_code == 302, answer.content.decode()
    assert str(Attachment.objects.get()) == "Bilaga 1 Budget"


def test_an_exe_named_pdf_is_refused_and_what_was_typed_stays(client, world):
    page = send(
        client, world, SimpleUploadedFile("a.pdf", files.EXE), label="Bilaga 7", title="Budget"
    ).content.decode()
    assert "Filen heter .pdf men innehållet är något annat: ett program för Windows." in page
    assert 'value="Bilaga 7"' in page
    assert 'value="Budget"' in page
    assert not Attachment.objects.exists()


class Counted(io.RawIOBase):
    """A body of a given size that counts how much of it is read; the file in it is zeros and is never made."""

    def __init__(self, head: bytes, size: int, tail: bytes) -> None:
        self.head, self.left, self.tail, self.taken = head, size, tail, 0

    def read(self, size: int = -1) -> bytes:
        if self.head:
            data, self.head = self.head[:size], self.head[size:]
        elif self.left:
            data = b"\0" * min(size, self.left)
            self.left -= len(data)
        else:
            data, self.tail = self.tail[:size], self.tail[size:]
        self.taken += len(data)
        return data


def body(token: str, size: int) -> tuple[Counted, int]:
    part = '--gräns\r\nContent-Disposition: form-data; name="{}"{}\r\n\r\n{}'
    fields = [
        part.format("csrfmiddlewaretoken", "", token),
        part.format("attachment-label", "", "Bilaga 7"),
        part.format("attachment-title", "", "Budget"),
        part.format("attachment-file", '; filename="stor.pdf"\r\nContent-Type: application/pdf', ""),
    ]
    head, tail = "\r\n".join(fields).replace("gräns", "grans").encode(), b"\r\n--grans--\r\n"
    return Counted(head, size, tail), len(head) + size + len(tail)


def send_large(client, world, token: str, megabytes: float):
    """Post a file of that size; return the answer, how much of the form was read, and how much was sent."""
    stream, length = body(token, int(megabytes * 1024 * 1024))
    answer = client.generic(
        "POST",
        f"/moten/{world.meeting.pk}/bilagor/",
        CONTENT_LENGTH=length,
        CONTENT_TYPE="multipart/form-data; boundary=grans",
        **{"wsgi.input": stream},
    )
    return answer, stream.taken, length


def token_for(client, world) -> str:
    return str(client.get(f"/moten/{world.meeting.pk}/anteckningar/").context["csrf_token"])


@pytest.mark.parametrize("megabytes", [200, 11, 10.02])
def test_a_file_that_is_too_large_is_refused_and_the_rest_is_thrown_away(client, world, megabytes):
    token = token_for(client, world)
    tracemalloc.start()
    answer, taken, length = send_large(client, world, token, megabytes)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Filen är för stor. En bilaga får vara högst 10 MB." in page
    assert 'value="Bilaga 7"' in page
    assert taken == length, "a browser that is still sending reads no answer"
    assert peak < (10.5 if megabytes < 10.1 else 5) * 1024 * 1024
    assert not Attachment.objects.exists()


def test_more_is_not_read_than_what_may_be_thrown_away_nor_for_longer(client, world, monkeypatch):
    token, most_read = token_for(client, world), 0.5 * 1024 * 1024
    answer, taken, _length = send_large(client, world, token, 2000)
    assert "Filen är för stor." in answer.content.decode()
    assert taken < most_read
    monkeypatch.setattr(uploads, "LONGEST", 0)
    assert send_large(client, world, token, 200)[1] < most_read


def test_of_those_without_an_account_nothing_is_read_for_nothing(client, world):
    token = token_for(client, world)
    client.logout()
    answer, taken, _length = send_large(client, world, token, 200)
    assert answer.status_code in (302, 403, 404)
    assert taken < 0.5 * 1024 * 1024


def test_a_forged_form_is_refused(client, world):
    answer = client.post(
        f"/moten/{world.meeting.pk}/bilagor/", {"attachment-file": SimpleUploadedFile("a.pdf", b"%PDF-")}
    )
    assert answer.status_code == 403
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    "said", [{"item": "99999999999999999999"}, {"item": "x\0"}, {"label": "b\0"}, {"title": "t" * 999}]
)
def test_nonsense_in_the_form_is_told_and_not_an_error(client, world, said):
    answer = send(client, world, SimpleUploadedFile("a.pdf", files.PDF), **said)
    assert answer.status_code == 200
    assert not Attachment.objects.exists()


def test_an_item_of_another_meeting_is_none(client, world):
    other = AgendaItemFactory()
    assert send(client, world, SimpleUploadedFile("a.pdf", files.PDF), item=other.pk).status_code == 200
    with pytest.raises(Exception, match="det här mötet"):
        add(world, AdministratorFactory(), item=other)


def test_a_form_without_a_file_says_so(client, world):
    assert "Välj en fil." in send(client, world, "").content.decode()


def test_an_empty_file_says_so(client, world):
    assert "Filen är tom." in send(client, world, SimpleUploadedFile("a.pdf", b"")).content.decode()


@pytest.mark.parametrize("name", files.GOOD)
def test_a_file_is_handed_out_to_save_and_to_nothing_else(client, world, editor, name):
    made = add(world, editor, name=name, data=files.GOOD[name])
    answer = client.get(f"/moten/bilagor/{made.uid}/")
    assert answer.content == files.GOOD[name]
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"] == made.content_type
