"""The catalogue as data portals read it: it parses, it says the same in both forms, and it is as DCAT-AP-SE has it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import rdflib
from pyshacl import validate
from rdflib import RDF, BNode, Literal, URIRef
from rdflib.compare import isomorphic

DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
DCTERMS = rdflib.Namespace("http://purl.org/dc/terms/")
VCARD = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
FOAF = rdflib.Namespace("http://xmlns.com/foaf/0.1/")
SHAPES = rdflib.Graph().parse(Path(__file__).with_name("shapes.ttl"))
FORMS = {"katalog.rdf": "xml", "katalog.jsonld": "json-ld"}


@pytest.fixture
def read(fetch, settings):
    """Return what reads the catalogue in one of its forms, of a site that has somebody to write to."""
    settings.SITE_CONTACT = "oppnadata@example.org"
    return lambda path="katalog.rdf": rdflib.Graph().parse(data=fetch(path).body, format=FORMS[path])


def refused(graph: rdflib.Graph) -> str:
    """Return what the shapes refuse, "" if nothing."""
    conforms, _report, words = validate(graph, shacl_graph=SHAPES)
    return "" if conforms else words


@pytest.mark.parametrize("path", FORMS)
def test_catalogue_is_as_dcat_ap_se_has_it(read, path):
    assert refused(read(path)) == ""


def test_both_forms_say_the_same(read):
    assert isomorphic(read("katalog.rdf"), read("katalog.jsonld"))
    assert len(read()) > 60


def test_every_node_has_an_absolute_address(read):
    for triple in read():
        for node in triple:
            assert not isinstance(node, BNode), triple
            if isinstance(node, URIRef):
                assert urlsplit(node).scheme in ("http", "https", "mailto"), triple


def test_every_file_that_is_told_of_is_there(read, fetch):
    graph = read()
    told = {*graph.objects(None, DCAT.downloadURL), *graph.objects(None, FOAF.page)}
    told |= {each for each in graph.objects(None, DCTERMS.conformsTo) if "testserver" in each}
    assert len(told) == 11
    for address in told:
        assert fetch(address.removeprefix("http://testserver/oppna-data/"), method="head").status_code == 200, address


def test_form_of_each_file_is_the_type_it_is_sent_as(read, fetch):
    graph = read()
    for form, address in graph.subject_objects(DCAT.downloadURL):
        sent = fetch(address.removeprefix("http://testserver/oppna-data/"), method="head")["Content-Type"]
        assert str(graph.value(form, DCTERMS["format"])) == sent.partition(";")[0]


def test_what_is_told_of_stands_on_the_page(read, client):
    page = client.get("/oppna-data/").content.decode()
    for form in read().subjects(RDF.type, DCAT.Distribution):
        assert f'id="{form.partition("#")[2]}"' in page


def test_catalogue_says_when_the_registry_changed(made, read):
    before = read().value(predicate=DCTERMS.modified, subject=URIRef("http://testserver/oppna-data/#data"))
    made.board.save()
    after = read().value(predicate=DCTERMS.modified, subject=URIRef("http://testserver/oppna-data/#data"))
    assert after.toPython() > before.toPython()


def test_publisher_is_who_the_settings_say(read, settings):
    settings.OPEN_DATA_PUBLISHER, settings.OPEN_DATA_PUBLISHER_NUMBER = "Regionen & kommunerna", "5555555555"
    settings.OPEN_DATA_PUBLISHER_TYPE = "NationalAuthority"
    graph = read()
    agent = URIRef("http://dataportal.se/organisation/SE5555555555")
    assert graph.value(agent, FOAF.name) == Literal("Regionen & kommunerna")
    assert str(graph.value(agent, DCTERMS.type)).endswith("/NationalAuthority")
    assert set(graph.objects(None, DCTERMS.publisher)) == {agent}
    assert refused(graph) == ""


def test_nobody_to_write_to_is_left_out(read, settings):
    settings.SITE_CONTACT = ""
    graph = read()
    assert not list(graph.triples((None, DCAT.contactPoint, None)))
    assert not list(graph.subjects(RDF.type, VCARD.Organization))
    assert "contactPoint" in refused(graph)


@pytest.mark.parametrize(
    "lost", [DCTERMS.title, DCTERMS.publisher, DCTERMS.license, DCAT.theme, DCAT.accessURL, FOAF.name, VCARD.hasEmail]
)
def test_shapes_see_what_is_lost(read, lost):
    graph = read()
    graph.remove((None, lost, None))
    assert refused(graph)
