"""The catalogue that data portals harvest, by DCAT-AP-SE 3.0.1 (docs.dataportal.se/dcat/sv/).

Of the recommended properties only the period in time is left out: the files tell of today, whichever day it is.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from samverkan import tabular
from samverkan.open_data import tables
from samverkan.open_data.history import FORMAT, ISSUED
from samverkan.open_data.rdf import Address, Graph, Swedish, Value, expanded
from samverkan.open_data.version import Version

LICENCE = "http://creativecommons.org/publicdomain/zero/1.0/"
"""Written so and not otherwise, the portal says, so that it is told from no other."""

EUROPE = "http://publications.europa.eu/resource/authority"
SWEDISH = Address(f"{EUROPE}/language/SWE")
HEALTH, GOVERNMENT = (Address(f"{EUROPE}/data-theme/{theme}") for theme in ("HEAL", "GOVE"))
OPEN = Address(f"{EUROPE}/access-right/PUBLIC")
AS_IT_HAPPENS = Address(f"{EUROPE}/frequency/UPDATE_CONT")
STAYS = Address(f"{EUROPE}/planned-availability/STABLE")
POPOLO = "https://www.popoloproject.com/specs/"
PUBLISHER_TYPE = "http://purl.org/adms/publishertype/"

Told = list[tuple[str, Value]]


def graph(absolute: Callable[[str], str], version: Version) -> Graph:
    """Return the catalogue: itself, the dataset, the forms it comes in, who gives it out and whom to write to."""
    page = absolute(reverse("open-data"))
    ids = {part: f"{page}#{part}" for part in ("katalog", "data", "utgivare", "kontakt")}
    if settings.OPEN_DATA_PUBLISHER_NUMBER:
        # The same for all catalogues of an organisation, so that portals know it again.
        ids["utgivare"] = f"http://dataportal.se/organisation/SE{settings.OPEN_DATA_PUBLISHER_NUMBER}"
    forms = _forms(absolute)
    return {
        ids["katalog"]: _catalogue(ids, page, version),
        ids["data"]: _dataset(ids, page, absolute, version, [f"{page}#{key}" for key in forms]),
        ids["utgivare"]: [
            _is("foaf:Agent"),
            ("foaf:name", settings.OPEN_DATA_PUBLISHER or settings.SITE_NAME),
            ("dcterms:type", Address(PUBLISHER_TYPE + settings.OPEN_DATA_PUBLISHER_TYPE)),
        ],
        **({ids["kontakt"]: _contact()} if settings.SITE_CONTACT else {}),
        **{f"{page}#{key}": _form(told, page) for key, told in forms.items()},
        POPOLO: [_is("dcterms:Standard"), ("dcterms:title", "Popolo")],
        absolute(_file("schema/popolo.json")): [
            _is("dcterms:Standard"),
            ("dcterms:title", Swedish(_("JSON Schema för filerna i Popolos form"))),
        ],
    }


def _is(kind: str) -> tuple[str, Value]:
    return "rdf:type", Address(expanded(kind))


def _file(path: str) -> str:
    return reverse("open-data-file", args=[path])


def _catalogue(ids: dict[str, str], page: str, version: Version) -> Told:
    title = _("Öppna data från %(name)s") % {"name": settings.SITE_NAME}
    return [
        _is("dcat:Catalog"),
        ("dcterms:title", Swedish(title)),
        ("dcterms:description", Swedish(_("Vilka grupper som region och kommuner samverkar i, som öppna data."))),
        ("dcterms:publisher", Address(ids["utgivare"])),
        ("dcterms:license", Address(LICENCE)),
        ("dcterms:issued", ISSUED),
        ("dcterms:modified", version.changed),
        ("dcterms:language", SWEDISH),
        ("dcterms:spatial", Address(settings.OPEN_DATA_SPATIAL)),
        ("foaf:homepage", Address(page)),
        ("dcat:themeTaxonomy", Address(f"{EUROPE}/data-theme")),
        ("dcat:dataset", Address(ids["data"])),
    ]


def _dataset(
    ids: dict[str, str], page: str, absolute: Callable[[str], str], version: Version, forms: list[str]
) -> Told:
    about = _(
        "Samverkansgrupper mellan region och kommuner: vilka som finns, var de hör hemma, vilka organisationer som har "
        "platser i dem, vem de rapporterar till, vart en fråga går som inte kan lösas, och när de möts. Namn på "
        "personer finns bara för dem som har sagt ja."
    )
    keywords = [_("samverkan"), _("hälso- och sjukvård"), _("kommuner"), _("region"), _("möten"), "Popolo"]
    return [
        _is("dcat:Dataset"),
        ("dcterms:title", Swedish(_("Samverkansgrupper mellan region och kommuner"))),
        ("dcterms:description", Swedish(about)),
        ("dcterms:publisher", Address(ids["utgivare"])),
        *([("dcat:contactPoint", Address(ids["kontakt"]))] if settings.SITE_CONTACT else []),
        *(("dcat:keyword", Swedish(word)) for word in keywords),
        ("dcat:theme", HEALTH),
        ("dcat:theme", GOVERNMENT),
        ("dcterms:issued", ISSUED),
        ("dcterms:modified", version.changed),
        ("dcterms:language", SWEDISH),
        ("dcterms:spatial", Address(settings.OPEN_DATA_SPATIAL)),
        ("dcterms:accrualPeriodicity", AS_IT_HAPPENS),
        ("dcterms:accessRights", OPEN),
        ("dcterms:conformsTo", Address(POPOLO)),
        ("dcat:version", FORMAT),
        ("dcat:landingPage", Address(page)),
        ("foaf:page", Address(absolute(reverse("open-data-fields")))),
        *(("dcat:distribution", Address(form)) for form in forms),
    ]


def _contact() -> Told:
    return [
        _is("vcard:Organization"),
        ("vcard:fn", settings.OPEN_DATA_PUBLISHER or settings.SITE_NAME),
        ("vcard:hasEmail", Address(f"mailto:{settings.SITE_CONTACT}")),
    ]


def _forms(absolute: Callable[[str], str]) -> dict[str, Told]:
    """Return the forms that the data comes in, by the part of the page that tells of each: what differs."""
    schema = ("dcterms:conformsTo", Address(absolute(_file("schema/popolo.json"))))
    return {
        "json": [
            ("dcterms:title", Swedish(_("JSON i Popolos form"))),
            ("dcterms:description", Swedish(_("Hela registret i en fil, enligt den internationella formen Popolo."))),
            *_media("application/json"),
            ("dcat:downloadURL", Address(absolute(_file("popolo.json")))),
            schema,
        ],
        "csv": [
            ("dcterms:title", Swedish(_("CSV"))),
            ("dcterms:description", Swedish(_("En fil för varje tabell, med semikolon; ?skilje=komma ger komma."))),
            *_media("text/csv"),
            *(("dcat:downloadURL", Address(absolute(_file(f"tabeller/{key}.csv")))) for key in tables.TABLES),
        ],
        "xlsx": [
            ("dcterms:title", Swedish(_("Excel"))),
            ("dcterms:description", Swedish(_("Alla tabeller i en arbetsbok, med vad varje kolumn betyder."))),
            *_media(tabular.XLSX_TYPE),
            ("dcat:downloadURL", Address(absolute(_file("tabeller.xlsx")))),
        ],
    }


def _media(media: str) -> Told:
    """Return the format twice: as the Swedish profile wants it, and as the European portal does."""
    iana = f"http://www.iana.org/assignments/media-types/{media}"
    return [("dcterms:format", media), ("dcat:mediaType", Address(iana))]


def _form(told: Told, page: str) -> Told:
    return [
        _is("dcat:Distribution"),
        *told,
        ("dcat:accessURL", Address(page)),
        ("dcterms:license", Address(LICENCE)),
        ("dcterms:issued", ISSUED),
        ("dcterms:language", SWEDISH),
        ("dcatap:availability", STAYS),
    ]
