"""The same as tables: a row for each group, organisation, seat, named holder, line, rung and meeting.

Rows lead to each other by keys, which never change: the last part of a page's address, or a uid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from groups.models import EscalationLink, Organisation, Principal, ReportingLine, Seat
from meetings.models import Meeting
from meetings.models.practice import Mode
from samverkan.open_data import table_rows as rows
from samverkan.open_data.fields import (
    COUNT,
    DAY,
    EMAIL,
    KEY,
    TEXT,
    TEXTS,
    TIME,
    URL,
    YES_NO,
    Collection,
    Field,
    Kind,
    Words,
)
from samverkan.open_data.inventory_fields import INVENTORY
from samverkan.open_data.public import Public, Row


def _of(name: str) -> Callable[[Row], Any]:
    return lambda row: row[name]


def _choice(choices: type, name: str) -> Callable[[Row], Any]:
    """Return what gives the word of a choice; it is the registry's own, which the page about the fields lists."""
    words = Words(choices)
    return lambda row: words[row[name]] if row[name] else None


def _cell(name: Any, meaning: Any, kind: Kind, source: str, example: str = "") -> Field:
    return Field(name, meaning, kind, example, value=_of(source))


def _chosen(name: Any, meaning: Any, choices: type, source: str) -> Field:
    return Field(name, meaning, TEXT, values=tuple(choices.labels), value=_choice(choices, source))


_FROM = _cell(_("Från och med"), _("Tomt om dagen är okänd."), DAY, "start_date")
_UNTIL = _cell(_("Till och med"), _("Tomt om det inte är bestämt."), DAY, "end_date")
_EMAIL = _cell(_("E-post"), _("Funktionens, aldrig en persons."), EMAIL, "function_email")
_PHONE = _cell(_("Telefon"), _("Funktionens, aldrig en persons."), TEXT, "function_phone")


def _group(source: str = "group__") -> list[Field]:
    return [
        _cell(_("Grupp"), _("Gruppens nyckel."), KEY, f"{source}slug", "au-nordvast"),
        _cell(_("Gruppens namn"), _("För den som läser."), TEXT, f"{source}name"),
    ]


TABLES = {
    each.key: each
    for each in (
        Collection(
            "grupper",
            _("Grupper"),
            _("Alla publika grupper, vilande och avslutade också, med det som står på deras sidor."),
            INVENTORY,
            rows.groups,
        ),
        Collection(
            "organisationer",
            _("Organisationer"),
            _("Kommuner, förvaltningar, sjukhus, vårdcentraler och andra som har platser i grupper."),
            [
                _cell(_("Nyckel"), _("Organisationens nyckel."), KEY, "slug", "helsingborg"),
                _cell(_("Namn"), _("Namnet."), TEXT, "name"),
                _cell(_("Kort namn"), _("Tomt om det inte finns."), TEXT, "short_name"),
                _cell(_("Andra namn"), _("Äldre namn, förkortningar, vanliga felstavningar."), TEXTS, "aliases"),
                _chosen(_("Slag"), _("Vad den är."), Organisation.Kind, "kind"),
                _chosen(_("Huvudman"), _("Vilken sida den står på."), Principal, "principal"),
                _chosen(_("Driftsform"), _("Vem som driver den."), Organisation.Operation, "operation"),
                _cell(_("Del av"), _("Nyckeln till organisationen ovanför."), KEY, "parent__slug"),
                _cell(_("Delregion"), _("Nyckeln. För en kommun: se areas i JSON-filen."), KEY, "region__slug"),
                _cell(_("Kommunkod"), _("Enligt SCB. Bara för kommuner."), TEXT, "municipality_code", "1283"),
                _EMAIL,
                _PHONE,
                _cell(_("Adress"), _("Sidan i registret."), URL, "address"),
            ],
            rows.organisations,
        ),
        Collection(
            "platser",
            _("Platser"),
            _("Ledamotsplatser som gäller i dag, utan namn."),
            [
                _cell(_("Nyckel"), _("Platsens nyckel (uid)."), KEY, "uid"),
                *_group(),
                _chosen(_("Slag"), _("Vilket slags plats."), Seat.Kind, "kind"),
                _cell(_("Benämning"), _("Vad platsen kallas."), TEXT, "label", "enhetschef, primärvård"),
                _cell(_("Organisation"), _("Nyckeln till den som platsen hör till."), KEY, "organisation__slug"),
                _chosen(
                    _("Slag av organisation"),
                    _("När platsen inte hör till en viss."),
                    Organisation.Kind,
                    "organisation_kind",
                ),
                _chosen(_("Sida"), _("Vilken huvudman platsen räknas till."), Principal, "side"),
                _cell(_("Antal platser"), _("Så många platser som raden gäller."), COUNT, "places"),
                _chosen(_("Räknas"), _("Om antalet gäller gruppen eller varje kommun den omfattar."), Seat.Per, "per"),
                _cell(_("Undantag"), _("Kommuner med ett annat antal: nyckel och antal."), TEXTS, "exceptions"),
                _cell(_("Fylls av roll"), _("Om en enhet eller roll själv har platsen."), YES_NO, "by_role"),
                _cell(_("Innehavare"), _("Så många personer har platsen i dag, namngivna eller inte."), COUNT, "held"),
                _FROM,
                _UNTIL,
                _EMAIL,
                _PHONE,
            ],
            rows.seats,
        ),
        Collection(
            "ledamoter",
            _("Ledamöter"),
            _("De som har en plats i dag och har sagt ja till att namnet visas."),
            [
                _cell(_("Nyckel"), _("Radens nyckel (uid)."), KEY, "uid"),
                _cell(_("Plats"), _("Platsens nyckel."), KEY, "seat__uid"),
                *_group("seat__group__"),
                _chosen(_("Slag"), _("Vilket slags plats."), Seat.Kind, "seat__kind"),
                _cell(_("Namn"), _("Personens namn."), TEXT, "person__name"),
                _cell(_("Titel"), _("Tomt om den inte är angiven."), TEXT, "person__title"),
                _cell(_("Företräder"), _("Nyckeln till organisationen som ledamoten företräder."), KEY, "behalf"),
                _cell(_("Av annat uppdrag"), _("Om platsen följer av ett annat uppdrag."), YES_NO, "by_office"),
                _FROM,
                _UNTIL,
                _cell(_("E-post"), _("Bara för den som har sagt ja till att den visas."), EMAIL, "email"),
                _cell(_("Telefon"), _("Bara för den som har sagt ja till att den visas."), TEXT, "phone"),
            ],
            rows.memberships,
        ),
        Collection(
            "rapporteringsvagar",
            _("Rapporteringsvägar"),
            _("Till vem en grupp rapporterar i dag. Att den inte rapporterar någonstans står i tabellen grupper."),
            [
                _cell(_("Nyckel"), _("Radens nyckel (uid)."), KEY, "uid"),
                *_group(),
                _chosen(_("Slag"), _("Hur."), ReportingLine.Kind, "kind"),
                _cell(_("Vid behov"), _("Om det bara sker vid behov."), YES_NO, "when_needed"),
                _cell(_("Till grupp"), _("Gruppens nyckel, om mottagaren är en grupp."), KEY, "to_group__slug"),
                _cell(_("Till organisation"), _("Dess nyckel, om mottagaren är en."), KEY, "to_organisation__slug"),
                _cell(_("I ord"), _("Mottagaren, om den inte finns i registret."), TEXT, "to_words"),
                _cell(_("Anmärkning"), _("Till exempel vem hos mottagaren."), TEXT, "note"),
                _FROM,
                _UNTIL,
            ],
            rows.lines,
        ),
        Collection(
            "atgardsstrappa",
            _("Åtgärdsstrappa"),
            _("Vart en fråga går som inte kan lösas där den uppstod. Steget gäller gruppen och alla under den."),
            [
                _cell(_("Nyckel"), _("Radens nyckel (uid)."), KEY, "uid"),
                *_group(),
                _cell(_("Avtal"), _("Avtalet som trappan följer."), TEXT, "agreement__name"),
                _chosen(_("Steg"), _("Vilket steg i trappan."), EscalationLink.Step, "step"),
                _chosen(_("När"), _("Vilket slags fråga som tar steget."), EscalationLink.Trigger, "trigger"),
                _cell(_("Villkor"), _("I ord."), TEXT, "condition"),
                _cell(_("Till grupp"), _("Gruppens nyckel, om mottagaren är en grupp."), KEY, "to_group__slug"),
                _cell(_("Mottagare i ord"), _("Om mottagaren inte är en grupp."), TEXT, "recipient"),
                _cell(_("Kontaktplatser"), _("Nycklar till platserna som tar emot."), TEXTS, "contacts"),
                _cell(_("Avgörs där"), _("Om inget steg följer."), YES_NO, "final"),
                _FROM,
                _UNTIL,
            ],
            rows.rungs,
        ),
        Collection(
            "moten",
            _("Möten"),
            _("Möten i publika grupper, förr och framöver. Aldrig möteslänkar, och ingenting ur ett utkast."),
            [
                _cell(_("Nyckel"), _("Mötets nyckel (uid)."), KEY, "uid"),
                *_group(),
                _cell(_("Benämning"), _("Tomt för ett vanligt möte i gruppen."), TEXT, "title"),
                _cell(_("Datum"), _("Första dagen."), DAY, "date"),
                _cell(_("Sista dag"), _("För möten över flera dagar."), DAY, "last_date"),
                _cell(_("Börjar"), _("Svensk tid. Tomt om det inte är bestämt."), TIME, "start"),
                _cell(_("Slutar"), _("Svensk tid. Tomt om det inte är bestämt."), TIME, "end"),
                _chosen(_("Mötesform"), _("Hur man möts."), Mode, "mode"),
                _cell(_("Plats"), _("Var."), TEXT, "place"),
                _chosen(_("Status"), _("Om mötet blir av."), Meeting.Status, "status"),
                _cell(_("Orsak"), _("Varför det är inställt."), TEXT, "cancel_reason"),
                _cell(_("Inbjudna grupper"), _("Nycklar till grupper som mötet är gemensamt med."), TEXTS, "guests"),
                _cell(_("Publicerade anteckningar"), _("Om minnesanteckningarna är publicerade."), YES_NO, "published"),
                _cell(_("Adress"), _("Sidan i registret."), URL, "address"),
            ],
            rows.meetings,
        ),
    )
}
"""The tables by key, in order."""


def cells(table: Collection, public: Public) -> Iterator[list[Any]]:
    """Yield the rows of a table, a value for each of its fields."""
    for row in table.rows(public):
        yield [field.value(row) for field in table.fields]
