"""A file is what its content says, whatever it is called."""

from __future__ import annotations

import pytest

from meetings.file_kinds import FileRefused, kind_of
from tests.meetings import files


@pytest.mark.parametrize("name", files.GOOD)
def test_the_kinds_that_a_meeting_needs_are_let_in(name):
    kind = kind_of(name, files.GOOD[name])
    assert kind.ending == "." + name.rsplit(".", 1)[1].lower().replace("jpeg", "jpg")


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("protokoll.pdf", files.EXE, "ett program för Windows"),
        ("protokoll.pdf", b"\x7fELF\x02\x01\x01\x00" + b"\0" * 50, "ett program"),
        ("protokoll.pdf", files.word(), "Word-dokument"),
        ("protokoll.pdf", files.EXE + files.PDF, "ett program"),
        ("protokoll.pdf", b"Bara text.", "text"),
        ("protokoll.pdf", b"<html><script>alert(1)</script></html>", "text"),
        ("text.txt", files.PDF, "PDF"),
        ("text.txt", files.EXE, "ett program"),
        ("text.csv", files.png(), "PNG-bild"),
        ("text.docx", files.excel("a"), "Excel-bok"),
        ("text.docx", files.zipped({"a.txt": "hej"}), "zip-arkiv"),
        ("text.docx", files.word()[:200], "zip-arkiv eller en skadad fil"),
        ("text.docx", files.EXE + files.word(), "ett program"),
        ("text.odt", files.open_document("spreadsheet"), "OpenDocument-kalkylblad"),
        ("bild.png", files.JPEG, "JPEG-bild"),
        ("bild.png", b"\0" * 500, "okänt"),
        ("program.exe", files.EXE, "tas inte emot"),
        ("sida.html", b"<html>", "tas inte emot"),
        ("bild.svg", b"<svg/>", "tas inte emot"),
        ("makron.docm", files.word(), "tas inte emot"),
        ("arkiv.zip", files.zipped({"a": "b"}), "tas inte emot"),
        ("utan", files.PDF, "saknar ändelse"),
        (".pdf", files.PDF, "saknar ändelse"),
        ("protokoll.pdf", b"", "tom"),
        ("protokoll.pdf.exe", files.PDF, "tas inte emot"),
    ],
)
def test_everything_else_is_refused_and_told_what_it_is(name, data, words):
    with pytest.raises(FileRefused, match=words):
        kind_of(name, data)


@pytest.mark.parametrize(
    "part", ["word/vbaProject.bin", "word/embeddings/install.EXE", "Basic/Standard/Module1.xml", "x/run.js"]
)
def test_what_runs_is_refused_inside_an_office_file_too(part):
    data = files.zipped({"[Content_Types].xml": "<Types/>", "word/document.xml": "<w/>", part: b"x"})
    with pytest.raises(FileRefused, match="makron eller program"):
        kind_of("text.docx", data)


def test_an_archive_of_very_many_files_is_no_document():
    data = files.zipped({"word/document.xml": "<w/>"} | {f"x{n}": b"" for n in range(6000)})
    with pytest.raises(FileRefused):
        kind_of("text.docx", data)
