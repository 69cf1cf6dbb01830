"""A small graph, and how it is written as RDF/XML and JSON-LD. Every node has an address: there are no blank ones."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True)
class Address:
    """A node by its absolute address."""

    iri: str


@dataclass(frozen=True)
class Swedish:
    """A text in Swedish."""

    text: str


Value = Address | Swedish | str | dt.date | dt.datetime
Graph = dict[str, list[tuple[str, Value]]]
"""Address of a node → (property such as "dcterms:title", value); the property "rdf:type" stands first."""


def as_xml(graph: Graph) -> str:
    """Return the graph as RDF/XML, which the Swedish portal harvests."""
    for prefix, namespace in NAMESPACES.items():
        ElementTree.register_namespace(prefix, namespace)
    root = ElementTree.Element(_named("rdf:RDF"))
    for node, told in graph.items():
        (_type, kind), *rest = told
        element = ElementTree.SubElement(root, _expanded(kind.iri), {_named("rdf:about"): node})
        for name, value in rest:
            said = ElementTree.SubElement(element, _named(name))
            match value:
                case Address(iri):
                    said.set(_named("rdf:resource"), iri)
                case Swedish(text):
                    said.set("{http://www.w3.org/XML/1998/namespace}lang", "sv")
                    said.text = text
                case str():
                    said.text = value
                case _:
                    said.set(_named("rdf:datatype"), _datatype(value))
                    said.text = value.isoformat()
    ElementTree.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"


def as_json_ld(graph: Graph) -> str:
    """Return the graph as JSON-LD, with its context in it: nothing more is fetched to read it."""
    nodes = []
    for node, told in graph.items():
        (_type, kind), *rest = told
        row: dict[str, Any] = {"@id": node, "@type": kind.iri}
        for name, value in rest:
            row.setdefault(name, []).append(_json_value(value))
        nodes.append(row)
    context = {prefix: namespace for prefix, namespace in NAMESPACES.items() if prefix != "rdf"}
    return json.dumps({"@context": context, "@graph": nodes}, ensure_ascii=False, indent=2) + "\n"


def _json_value(value: Value) -> dict[str, str]:
    match value:
        case Address(iri):
            return {"@id": iri}
        case Swedish(text):
            return {"@value": text, "@language": "sv"}
        case str():
            return {"@value": value}
    return {"@value": value.isoformat(), "@type": _datatype(value)}


def _datatype(value: dt.date | dt.datetime) -> str:
    return NAMESPACES["xsd"] + ("dateTime" if isinstance(value, dt.datetime) else "date")


def expanded(name: str) -> str:
    """Return the whole address of a property or a class such as "dcat:Dataset"."""
    prefix, _colon, local = name.partition(":")
    return NAMESPACES[prefix] + local


def _named(name: str) -> str:
    prefix, _colon, local = name.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def _expanded(iri: str) -> str:
    """Return the name of the element that stands for a class."""
    namespace = next(each for each in NAMESPACES.values() if iri.startswith(each))
    return f"{{{namespace}}}{iri.removeprefix(namespace)}"
