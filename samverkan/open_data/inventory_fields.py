"""What the columns of the inventory (`groups.inventory`) mean: the table of groups is it, with a key in front.

Last come the keys of what the inventory tells by name.
"""

from __future__ import annotations

from operator import itemgetter

from django.utils.translation import gettext_lazy as _

from groups import inventory
from groups.models import Coverage, Feedback, Mandate, ReportingAnswer, Status, Tier
from samverkan.open_data.fields import COUNT, DAY, KEY, TEXT, TEXTS, URL, YES_NO, Field, Kind

A_YEAR = Kind(_("antal möten per år"), {})

_PART = _("En del som inte säger något eget har det som gäller hela gruppen.")
_WHOLE = _("hela länet")  # what a central group covers: `Group.get_coverage_display`

MEANINGS = {
    "Namn": (_("Vad gruppen heter."), TEXT),
    "Kort namn": (_("Tomt om det inte finns."), TEXT),
    "Andra namn": (_("Vad den också kallas."), TEXTS),
    "Grupptyp": (_("Vilken sorts grupp."), TEXT),
    "Nivå": (_("Var i strukturen den sitter."), TEXT, Tier.labels),
    "Delregion": (_("Namnet. Tomt för centrala grupper."), TEXT),
    "Omfattar": (_("Vilka kommuner den gäller."), TEXT, [*Coverage.labels[:-1], _WHOLE, _("inte angivet")]),
    "Omfattning i ord": (_("Som det är sagt."), TEXT),
    "Kommuner": (_("De kommuner som den omfattar i dag."), TEXTS),
    "Överordnad grupp": (_("Namnet på gruppen som den ligger under."), TEXT),
    "Del av den överordnade": (_("En del räknas inte som en egen grupp."), YES_NO),
    "Ämnen": (_("Vad den arbetar med."), TEXTS),
    "Syfte": (_PART, TEXT),
    "Bakgrund": (_PART, TEXT),
    "Grund": (_("Avtal eller beslut som gruppen vilar på."), TEXT),
    "Länk till grunden": (_("Tomt om den inte finns."), URL),
    "Sammankallande": (_("Rollen eller enheten, aldrig en persons namn."), TEXTS),
    "Möts": (_("Hur ofta, som gruppen säger det."), TEXT),
    "Väntade möten per år, minst": (_("Tomt om det inte går att säga."), A_YEAR),
    "Väntade möten per år, högst": (_("Tomt om det inte går att säga."), A_YEAR),
    "Stående dagordning": (_("Punkterna."), TEXTS),
    "Beslutsmandat": (_("Vad den får besluta."), TEXT, [*Mandate.labels[:-1], _("inte angivet")]),
    "Mandatet i ord": (_("Som det är sagt."), TEXT),
    "Uppdragsgivare": (_("Vem som har gett den uppdraget."), TEXTS),
    "Rapportering": (_("Om och hur den rapporterar."), TEXT, [*ReportingAnswer.labels[:-1], _("inte angivet")]),
    "Rapporterar till": (_("I ord. Tabellen rapporteringsvagar har dem var för sig."), TEXTS),
    "Återkoppling till DS-TB": (
        _("Till den delregionala tjänstemannaberedningen."),
        TEXT,
        [Feedback.YES.label, _("ingen återkoppling angiven i inventeringen"), _("inte angivet")],
    ),
    "Status": (_("En vilande grupp är inte avslutad."), TEXT, Status.labels),
    "Status sedan": (_("Tomt om dagen är okänd."), DAY),
    "Orsak": (_("Varför den har den statusen."), TEXT),
    "Villkor för omstart": (_("För en vilande grupp."), TEXT),
    "Ersätts av": (_("Namnen på de grupper som tog över."), TEXTS),
    "Ersätter": (_("Namnen på de grupper som den tog över efter."), TEXTS),
    "Platser": (_("Tomt om sammansättningen inte är angiven."), COUNT),
    "Vakanta platser": (_("Tomt om sammansättningen inte är angiven."), COUNT),
    "Kommuner utan företrädare": (_("De av kommunerna som ingen företräder."), TEXTS),
    "Senast granskad": (_("Tomt om den inte är granskad än."), DAY),
    "Granskad av": (_("Funktionen."), TEXT),
    "Giltig till och med": (_("Tomt om inget slut är bestämt."), DAY),
    "Anmärkning": (_("Det som står på gruppens sida."), TEXT),
    "Registrerad": (_("När den lades in i registret."), DAY),
    "Senast ändrad": (_("När uppgifterna om den senast ändrades i registret."), DAY),
    "Adress": (_("Sidan i registret."), URL),
}
"""What each column holds, of what kind, and the only values it takes if few."""


def _field(place: int, name: object) -> Field:
    meaning, kind, *values = MEANINGS[str(name)]
    return Field(name, meaning, kind, values=tuple(values[0]) if values else (), value=itemgetter(place))


_AFTER = [
    (_("Överordnad grupp, nyckel"), _("Nyckeln till gruppen som den ligger under."), KEY, "ds-tb-nordvast"),
    (_("Kommuner, nycklar"), _("De kommuner som den omfattar i dag."), TEXTS, "helsingborg | bjuv"),
    (_("Kommuner, koder"), _("Samma kommuners koder enligt SCB, i samma ordning."), TEXTS, "1283 | 1260"),
]

INVENTORY = [
    Field(_("Nyckel"), _("Gruppens nyckel. Den ändras aldrig."), KEY, "au-nordvast", value=itemgetter(0)),
    *(_field(place, name) for place, (name, _fact) in enumerate(inventory.COLUMNS, 1)),
    *(
        Field(name, meaning, kind, example, value=itemgetter(place))
        for place, (name, meaning, kind, example) in enumerate(_AFTER, 1 + len(inventory.COLUMNS))
    ),
]
