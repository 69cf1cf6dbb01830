"""Which column a strange heading probably is: by the words people use or a title that it nearly is, if its cells agree.

A wrong guess that stands there already is worse than none: it is passed by, and what was meant comes in wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from groups.ordering import fold
from samverkan.exchange.cells import Lines, Misread, Phone, Reference, References, Slug, Text, Uid
from samverkan.exchange.lookup import Lookup
from samverkan.exchange.sheets import Column, Sheet

NEARLY = 80
"""How alike of 100 a heading and a title are that may be the same."""

MOST_READ = 20
"""Different texts of a column that are tried."""

USED: dict[str, dict[str, str]] = {
    "groups": {
        "type": "grupp typ sort slag gruppsort",
        "name": "grupp gruppnamn forum samverkansgrupp samverkansforum benämning",
        "short_name": "förkortning kortnamn",
        "aliases": "alias kallas_också även_kallad",
        "parent": "överordnad överordnad_grupp hör_under under tillhör",
        "region": "område",
        "municipalities": "kommun kommunerna deltagande_kommuner",
        "topics": "ämne tema område",
        "purpose": "uppdrag mål ändamål",
        "basis": "avtal styrdokument",
        "placed_since": "startade start startdatum bildad",
        "origin": "startade bildad historik",
        "frequency_text": "träffas hur_ofta frekvens mötesfrekvens intervall mötesintervall",
        "agenda": "dagordning",
        "mandate": "mandat",
        "mandate_text": "mandat befogenhet",
        "status": "läge",
        "valid_until": "slutdatum gäller_till upphör",
        "note": "kommentar kommentarer anteckning notering övrigt",
    },
    "organisations": {
        "name": "organisation verksamhet enhet förvaltning",
        "parent": "överordnad tillhör hör_under",
        "function_email": "mejl mail epost e-post",
        "function_phone": "tel telefon telefonnummer",
    },
    "persons": {
        "name": "person deltagare ledamot",
        "title": "befattning roll yrke",
        "organisation": "arbetsplats arbetsgivare verksamhet enhet kommun",
        "email": "mejl mail epost e-postadress",
        "phone": "tel mobil mobilnummer telefonnummer",
    },
    "seats": {
        "group": "forum",
        "kind": "roll uppdrag",
        "title": "roll uppdrag",
        "organisation": "verksamhet enhet kommun",
    },
    "memberships": {"person": "namn ledamot deltagare", "on_behalf_of": "organisation kommun"},
    "meetings": {
        "group": "forum",
        "date": "dag när",
        "start": "tid börjar klockan",
        "end": "slutar",
        "place": "lokal var",
        "link": "länk teams",
    },
}
"""By sheet and column: what people call it, words with a blank in them joined by a line. One may be several columns;
the first in this order whose cells agree is meant."""


def guess(sheet: Sheet, heading: str, cells: Sequence[str], taken: set[str], lookup: Lookup) -> str:
    """The name of the column that a heading probably is, none of those taken; "" where none is likely.

    `cells` are texts that stand below it. A query or two for each sheet that a likely column refers to.
    """
    folded = fold(heading)
    own = USED.get(sheet.name, {})
    likely = [name for name, words in own.items() if folded in [fold(each.replace("_", " ")) for each in words.split()]]
    near = {column.name: fuzz.ratio(folded, fold(str(column.title))) for column in sheet.columns if not column.told}
    likely += sorted((name for name, score in near.items() if score >= NEARLY), key=lambda name: -near[name])
    texts = list(dict.fromkeys(text for cell in cells if (text := cell.strip())))[:MOST_READ]
    found = (name for name in likely if name not in taken and _agree(sheet.by_name[name], texts, lookup))
    return next(found, "")


def _agree(column: Column, texts: list[str], lookup: Lookup) -> bool:
    """Whether the texts may stand in the column: most can be read there, or some where other rows are referred to.

    Of those some may be new in the file itself.
    """
    if type(column.kind) in (Text, Lines, Phone):
        return True
    if isinstance(column.kind, Slug | Uid):
        return False  # a key is called so
    read = sum(_is_read(column, text, lookup) for text in texts)
    return read > 0 if isinstance(column.kind, Reference | References) else 2 * read >= len(texts)


def _is_read(column: Column, text: str, lookup: Lookup) -> bool:
    try:
        column.kind.read(text, lookup)
    except Misread:
        return False
    return True
