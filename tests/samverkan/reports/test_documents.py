"""The compilation as PDF and Word: that they say it all, to the eye and to those who read them aloud."""

from __future__ import annotations

import io
import subprocess
from itertools import pairwise

import docx as python_docx
import pikepdf
import pytest
from docx.oxml.ns import qn

from samverkan.reports import audience, docx, pdf
from samverkan.reports.change_words import Changes
from samverkan.reports.contents import contents
from tests.samverkan.reports import snapshot_world as world

MADE = ["Version 1, fastställd 2 mars 2023 kl. 10.30"]


def compose(snapshot=None, *, whole: bool = True):
    earlier = audience.read(world.earlier(), world.NAMES, whole=whole)
    later = audience.read(snapshot or world.later(), world.NAMES, whole=whole)
    return contents(later, Changes(earlier, later), [earlier.snapshot])


def pdf_words(written: bytes) -> str:
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=written, capture_output=True, check=True)
    return " ".join(read.stdout.decode().split())


def word_words(written: bytes) -> str:
    document = python_docx.Document(io.BytesIO(written))
    texts = [
        "".join(each.text or "" for each in paragraph.iter(qn("w:t"))) for paragraph in document.element.iter(qn("w:p"))
    ]
    return " ".join(" ".join(texts).split())


@pytest.mark.parametrize("whole", [True, False])
def test_both_documents_say_all_that_their_reader_may_know(whole):
    told = compose(whole=whole)
    for text in (pdf_words(pdf.write(told, MADE)), word_words(docx.write(told, MADE))):
        for words in (
            "Delregionala samverkansgrupper", "Grupper 2021, 1 maj 2021", "AU NV", *MADE, "Första stycket.",
            "Aktiva grupper", "Nystartade grupper", "När ordföranden har bytts", "Ersätts av Lilla samverkansmötet",
            "hette Lilla mötet", "Stora samverkansmötet", "saknas i Bjuv", "Berit Blom", "vakant", "Reservation",
            "Inte angivet",
        ):  # fmt: skip
            assert words in text, words
        for secret in (world.SECRET, world.HIDDEN, "Innehåller uppgifter som inte är publika"):
            assert (secret in text) == whole, secret


def test_the_pdf_is_tagged_swedish_titled_and_has_figures_with_words():
    written = pikepdf.open(io.BytesIO(pdf.write(compose(), MADE)))
    assert str(written.Root.Lang) == "sv-SE"
    assert written.Root.MarkInfo.Marked
    assert written.Root.ViewerPreferences.DisplayDocTitle
    with written.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert str(told["dc:title"]) == "Delregionala samverkansgrupper, 1 mars 2023"
    elements = list(tags(written.Root.StructTreeRoot))
    kinds = [kind for kind, _element in elements]
    assert {"H1", "H2", "H3", "L", "LI", "Lbl", "LBody", "Table", "TH", "TD", "Figure", "Link", "TOC"} <= set(kinds)
    assert kinds.count("H1") == 1
    alts = [str(element.Alt) for kind, element in elements if kind == "Figure"]
    assert len(alts) == 2
    assert "delregional: 3 grupper" in alts[0]
    assert "2021-05-01: 6 aktiv" in alts[1]
    order = [int(kind[1]) for kind in kinds if kind in {"H1", "H2", "H3", "H4"}]
    assert order[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(order)), "no level of heading is left out"
    scopes = [str(attributes(element)["/Scope"]) for kind, element in elements if kind == "TH"]
    assert scopes
    assert set(scopes) == {"/Column"}
    with written.open_outline() as outline:
        main = [each.title for each in outline.root[0].children]
    assert main[0] == "Inledning"
    assert "Grupperna var för sig" in main


@pytest.mark.parametrize("whole", [True, False])
def test_all_on_the_pages_of_the_pdf_is_tagged_or_marked_as_no_matter(whole):
    """As a checker of PDF/UA asks: nothing is shown outside the tags but what repeats on every page."""
    written = pikepdf.open(io.BytesIO(pdf.write(compose(whole=whole), MADE)))
    shown = 0
    for page in written.pages:
        assert page.Tabs == "/S"
        within: list[str] = []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "BDC" | "BMC":
                    within.append(str(operands[0]))
                case "EMC":
                    within.pop()
                case "Tj" | "TJ" | "'" | '"' | "Do" | "f" | "S" | "B" | "f*":
                    assert within, f"{operator} outside every tag"
                    shown += 1
        assert not within
    assert shown > 100
    fonts = [each for each in written.objects if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/Font"]
    assert fonts
    # What is read aloud or copied is letters.
    assert all("/ToUnicode" in font for font in fonts if font.Subtype == "/Type0")
    for link in (each for page in written.pages for each in page.get("/Annots", [])):
        assert "/StructParent" in link
        assert str(link.Contents).strip(), "a link says in words where it leads"


def attributes(element):
    """Return all attributes of an element of the structure as one."""
    told = element.get("/A", [])
    return {key: value for each in (told if isinstance(told, pikepdf.Array) else [told]) for key, value in each.items()}


def tags(node):
    """Yield (kind, element) of all elements below, in the order they are read."""
    children = node.get("/K", [])
    for child in children if isinstance(children, pikepdf.Array) else [children]:
        if isinstance(child, pikepdf.Dictionary) and "/S" in child:
            yield str(child.S).removeprefix("/"), child
            yield from tags(child)


def test_the_word_document_has_real_headings_table_heads_language_and_contents():
    document = python_docx.Document(io.BytesIO(docx.write(compose(), MADE)))
    assert document.core_properties.title == "Delregionala samverkansgrupper, 1 mars 2023"
    assert document.core_properties.language == "sv-SE"
    assert 'w:val="sv-SE"' in document.styles.element.xml
    headings = {name: [] for name in ("Heading 1", "Heading 2")}
    for paragraph in document.paragraphs:
        headings.get(paragraph.style.name, []).append(paragraph.text)
    assert headings["Heading 1"][:2] == ["Inledning", "Sammanfattning av ändringarna"]
    assert "Samråd psykiatri – vilande" in headings["Heading 2"]
    assert document.tables
    for table in document.tables:
        assert "w:tblHeader" in table.rows[0]._tr.xml
    body = document.element.body
    instructions = [each.text for each in body.iter(qn("w:instrText"))]
    assert [each.split()[0] for each in instructions] == ["TOC"]
    kinds = [each.get(qn("w:fldCharType")) for each in body.iter(qn("w:fldChar"))]
    assert kinds == ["begin", "separate", "end"]
    footer = document.sections[0].footer._element.xml
    assert "PAGE" in footer
    assert "NUMPAGES" in footer


def test_every_link_in_the_word_document_leads_to_a_heading_and_pictures_have_words():
    body = python_docx.Document(io.BytesIO(docx.write(compose()))).element.body
    places = [each.get(qn("w:name")) for each in body.iter(qn("w:bookmarkStart"))]
    links = {each.get(qn("w:anchor")) for each in body.iter(qn("w:hyperlink"))}
    assert len(places) == len(set(places))
    assert links
    assert links <= set(places)
    assert all(len(each) <= 40 for each in places)
    described = [each.get("descr") for each in body.iter(qn("wp:docPr"))]
    assert len(described) == 2
    assert all(described)


def test_a_long_anchor_is_a_bookmark_of_its_own():
    long = ["g-" + "a" * 60 + end for end in ("1", "2")]
    assert len({docx._place(each) for each in long}) == 2
    assert all(len(docx._place(each)) <= 40 for each in long)


NASTY = [
    "😀 emoji", "漢字", "\x07klocka\x0b", "#strong[kod] *inte* $x$ \\ `a` <etikett> @ref // /* ", "\u202evänd", "",
    "rad 1\nrad 2\r\n\r\nnytt stycke", "\ufffe", "a" * 2000, "&amp; <b>", "= rubrik", "{{ 7|add:7 }}", '"citat"', " ",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_whatever_is_written_is_set_as_text(text):
    made = world.later()
    for group in made["groups"].values():
        group["facts"] |= {"name": text[:250], "purpose": text, "conveners": [text], "status_reason": text}
        for seat in group["seats"]:
            seat["label"] = text
    made |= {"title": text, "introduction": text, "authors": text}
    told = compose(made)
    for read in (pdf_words(pdf.write(told)), word_words(docx.write(told))):
        assert "Ord och begrepp" in read
        if text.startswith("#strong"):
            assert "#strong[kod] *inte* $x$" in read


def test_a_compilation_without_groups_makes_documents_too():
    told = compose(world.snapshot({}))
    for read in (pdf_words(pdf.write(told)), word_words(docx.write(told))):
        assert "Inga grupper är registrerade." in read
