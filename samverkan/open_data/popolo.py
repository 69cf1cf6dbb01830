"""The registry in the shape of Popolo (popoloproject.com): six classes, and what each of their fields means here.

Popolo's own words are used and no others. Dates and keys are held more strictly than there: a date is a whole day, a
key is made of slug or uid and begins with what it is a key of. What Popolo has no word for stands in the tables.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from groups.models import Organisation, Seat
from meetings.models import Meeting
from samverkan.open_data import popolo_rows as rows
from samverkan.open_data.fields import (
    CONTACTS,
    DAY,
    EMAIL,
    IDENTIFIERS,
    LINKS,
    MOMENT,
    OTHER_NAMES,
    TEXT,
    Collection,
    Field,
    key_of,
)

ORGANIZATION = key_of(_("nyckel till organizations"), "grupper", "organisationer")
GROUP = key_of(_("nyckel till organizations"), "grupper")
UNIT = key_of(_("nyckel till organizations"), "organisationer")
AREA = key_of(_("nyckel till areas"), "omraden")
POST = key_of(_("nyckel till posts"), "platser")
PERSON = key_of(_("nyckel till persons"), "personer")

_OWN = _("Radens nyckel. Den ändras aldrig.")
_SOURCES = _("Sidan i registret som uppgifterna står på.")

ORGANIZATIONS = Collection(
    "organizations",
    _("Grupper och organisationer"),
    _(
        "Samverkansgrupper, och de organisationer som har platser i dem. En vilande grupp finns kvar; "
        "en grupp som slutade en okänd dag är inte med, eftersom Popolo inte kan säga det."
    ),
    [
        Field(
            "id",
            _OWN,
            key_of(_("nyckel"), "grupper", "organisationer"),
            "grupper/au-nordvast, organisationer/helsingborg",
            required=True,
        ),
        Field("name", _("Namnet."), TEXT, "Arbetsutskott Nordväst", required=True),
        Field("other_names", _("Kort namn, förkortningar och andra namn."), OTHER_NAMES, "AU Nordväst"),
        Field("identifiers", _("För en kommun: kommunkoden enligt SCB."), IDENTIFIERS, "SCB kommunkod 1283"),
        Field(
            "classification",
            _("För en grupp: grupptypen. För en organisation: vilket slag den är av."),
            TEXT,
            ", ".join(["arbetsutskott", *(str(label) for label in Organisation.Kind.labels[:3])]),
            required=True,
        ),
        Field("parent_id", _("Gruppen som den ligger under, eller organisationen som den är del av."), ORGANIZATION),
        Field("area_id", _("Delregionen, länet eller kommunen där den hör hemma."), AREA, "omraden/nordvast"),
        Field("founding_date", _("När gruppen startade, om dagen är känd och inte antagen."), DAY, "2023-01-01"),
        Field("dissolution_date", _("När gruppen slutade."), DAY, "2024-06-30"),
        Field("contact_details", _("Funktionens e-post och telefon, aldrig en persons."), CONTACTS),
        Field("links", _("Avtal eller beslut som gruppen vilar på."), LINKS),
        Field("sources", _SOURCES, LINKS, required=True),
    ],
    rows.organizations,
    "organization",
)

PERSONS = Collection(
    "persons",
    _("Personer"),
    _("De som sitter i en publik grupp i dag och har sagt ja till att namnet visas. Andra är inte med."),
    [
        Field("id", _OWN, key_of(_("nyckel"), "personer"), required=True),
        Field("name", _("Namnet."), TEXT, required=True),
        Field("summary", _("Titeln."), TEXT, "enhetschef"),
        Field("email", _("E-post, bara för den som har sagt ja till att den visas."), EMAIL),
        Field("contact_details", _("E-post och telefon, bara för den som har sagt ja till att de visas."), CONTACTS),
    ],
    rows.persons,
    "person",
)

POSTS = Collection(
    "posts",
    _("Platser"),
    _("Ledamotsplatser som gäller i dag, tillsatta eller vakanta. Antal och innehavare står i tabellen platser."),
    [
        Field("id", _OWN, key_of(_("nyckel"), "platser"), required=True),
        Field("label", _("Vad platsen kallas."), TEXT, "enhetschef, primärvård", required=True),
        Field("role", _("Vilket slags plats."), TEXT, values=tuple(Seat.Kind.labels), required=True),
        Field("organization_id", _("Gruppen där platsen finns."), GROUP, required=True),
        Field("area_id", _("Kommunen eller delregionen som platsens organisation hör till."), AREA),
        Field("start_date", _("Från och med när platsen finns."), DAY),
        Field("end_date", _("Till och med när platsen finns."), DAY),
        Field("contact_details", _("Funktionens e-post och telefon, aldrig en persons."), CONTACTS),
        Field("sources", _SOURCES, LINKS, required=True),
    ],
    rows.posts,
    "post",
)

MEMBERSHIPS = Collection(
    "memberships",
    _("Ledamöter"),
    _(
        "Vem som har en plats i dag, och vem den företräder. Popolo kräver en person: den som inte vill bli namngiven "
        "är inte med, men tabellen platser säger att platsen är tillsatt."
    ),
    [
        Field("id", _OWN, key_of(_("nyckel"), "ledamoter"), required=True),
        Field("role", _("Vilket slags plats."), TEXT, values=tuple(Seat.Kind.labels), required=True),
        Field("person_id", _("Vem."), PERSON, required=True),
        Field("organization_id", _("Gruppen."), GROUP, required=True),
        Field("post_id", _("Platsen."), POST, required=True),
        Field("on_behalf_of_id", _("Organisationen som ledamoten företräder."), UNIT),
        Field("area_id", _("Kommunen eller delregionen som den organisationen hör till."), AREA),
        Field("start_date", _("Från och med."), DAY),
        Field("end_date", _("Till och med."), DAY),
        Field("sources", _SOURCES, LINKS, required=True),
    ],
    rows.memberships,
    "membership",
)

AREAS = Collection(
    "areas",
    _("Områden"),
    _("Län, delregioner och kommuner, som de hör ihop i dag."),
    [
        Field("id", _OWN, key_of(_("nyckel"), "omraden"), "omraden/nordvast, omraden/kommun-1283", required=True),
        Field("name", _("Namnet."), TEXT, "Nordväst", required=True),
        Field("identifier", _("För en kommun: kommunkoden enligt SCB, fyra siffror."), TEXT, "1283"),
        Field("classification", _("Vad området är."), TEXT, values=tuple(rows.AREAS.values()), required=True),
        Field("parent_id", _("Området som det är en del av."), AREA, "omraden/skane"),
        Field("sources", _SOURCES, LINKS, required=True),
    ],
    rows.areas,
    "area",
)

EVENTS = Collection(
    "events",
    _("Möten"),
    _("Möten i publika grupper, förr och framöver: när och var. Aldrig möteslänkar, och ingenting ur ett utkast."),
    [
        Field("id", _OWN, key_of(_("nyckel"), "moten"), required=True),
        Field("name", _("Benämningen."), TEXT, "Möte", required=True),
        Field("description", _("För ett inställt möte: varför."), TEXT),
        Field("start_date", _("Dagen, eller när det börjar om det är känt."), MOMENT, required=True),
        Field("end_date", _("Sista dagen, eller när det slutar, om det är känt."), MOMENT),
        Field("location", _("Platsen, eller att mötet är digitalt."), TEXT, "Rådhuset, digitalt"),
        Field("status", _("Om mötet blir av."), TEXT, values=tuple(Meeting.Status.labels), required=True),
        Field("classification", _("Alltid möte."), TEXT, values=(_("möte"),), required=True),
        Field("organization_id", _("Gruppen som är värd."), GROUP, required=True),
        Field("sources", _("Mötets sida i registret, och de publicerade minnesanteckningarna."), LINKS, required=True),
    ],
    rows.events,
    "event",
)

CLASSES = {each.key: each for each in (ORGANIZATIONS, PERSONS, POSTS, MEMBERSHIPS, AREAS, EVENTS)}
"""The classes by the key under which the whole file holds their rows, in its order."""
