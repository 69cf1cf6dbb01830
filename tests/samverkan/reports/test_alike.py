"""Groups of a kind are told in one line, with a way to each of them."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from docx.oxml.ns import qn

from samverkan.reports import alike, audience, docx, pdf
from samverkan.reports.blocks import Entry
from samverkan.reports.contents import contents
from samverkan.reports.group_facts import anchor
from tests.samverkan.reports import snapshot_world as world
from tests.samverkan.reports.test_documents import pdf_words, word_words

KIND = "Lilla samverkansmötet"
PLACES = ["Bjuv", "Båstad", "Helsingborg", "Åstorp"]


def little(place: str, **told):
    return world.group(f"{KIND} {place}", type=KIND, municipalities=[place], topics=["SIP"], **told)


def reading(**more) -> audience.Reading:
    groups = {place.lower(): little(place) for place in PLACES}
    return audience.read(world.snapshot(groups | more), world.NAMES, whole=True)


def entries(told: audience.Reading, words: str = "okänt vart") -> list[Entry]:
    return [Entry(words, group["facts"]["name"], anchor(slug)) for slug, group in told.groups.items()]


def test_many_of_a_kind_stand_in_one_line_where_the_first_stood() -> None:
    told = reading(styr=world.group("Styrgruppen"))
    one, last = alike.gathered(told, entries(told))
    assert (one.name, one.words, one.anchor) == (f"{KIND} i 4 kommuner", "okänt vart", "")
    assert one.alike == [(place, f"g-{place.lower()}") for place in PLACES]
    assert last.name == "Styrgruppen"


def test_what_is_said_of_one_alone_stands_by_itself() -> None:
    told = reading()
    listed = entries(told)
    listed[0] = Entry("rapporterar ingenstans", listed[0].name, listed[0].anchor)
    assert [each.name for each in alike.gathered(told, listed)] == [f"{KIND} Bjuv", f"{KIND} i 3 kommuner"]


def test_a_few_and_those_with_names_of_their_own_stand_in_a_line_each() -> None:
    told = reading()
    assert alike.gathered(told, entries(told)[:2]) == entries(told)[:2]
    own = audience.read(world.snapshot({f"g{n}": world.group(f"Rådet {n}") for n in range(5)}), {}, whole=True)
    assert alike.gathered(own, entries(own)) == entries(own)


def test_a_group_in_several_municipalities_makes_them_groups() -> None:
    told = reading(flera=little("mitten") | {"facts": little("mitten")["facts"] | {"municipalities": PLACES[:2]}})
    assert [each.name for each in alike.gathered(told, entries(told))] == [f"{KIND}, 5 grupper"]


@pytest.mark.parametrize("whole", [True, False])
def test_topics_and_lists_gather_them_in_every_document(whole) -> None:
    told = contents(audience.read(world.snapshot(dict(reading().groups)), {}, whole=whole))
    for text in (pdf_words(pdf.write(told)), word_words(docx.write(told))):
        assert f"{KIND} i 4 kommuner: Bjuv, Båstad, Helsingborg, Åstorp" in text
    body = python_docx.Document(io.BytesIO(docx.write(told))).element.body
    links = ["".join(each.text for each in link.iter(qn("w:t"))) for link in body.iter(qn("w:hyperlink"))]
    assert links.count("Båstad") > 3
