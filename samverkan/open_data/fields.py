"""What a field of the open data is called, means and may hold: files, their JSON Schemas and the page about the fields
are all made from these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samverkan.open_data.public import Public, Row

Schema = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """What sort of value a field holds: in Swedish words, and as JSON Schema (draft 2020-12)."""

    words: Promise
    schema: Schema


def _listed(words: Promise, name: str) -> Kind:
    return Kind(words, {"type": "array", "minItems": 1, "items": {"$ref": f"#/$defs/{name}"}})


_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

TEXT = Kind(_("text"), {"type": "string", "pattern": r"\S"})
DAY = Kind(_("dag, åååå-mm-dd"), {"type": "string", "format": "date", "pattern": f"^{_DAY}$"})
MOMENT = Kind(
    _("dag, eller tidpunkt med tidszon (ISO 8601)"),
    {
        "type": "string",
        "pattern": f"^{_DAY}(T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}[+-][0-9]{{2}}:[0-9]{{2}})?$",
        "anyOf": [{"format": "date"}, {"format": "date-time"}],
    },
)
EMAIL = Kind(_("e-postadress"), {"type": "string", "format": "email"})
OTHER_NAMES = _listed(_("lista av namn: name, note"), "other_name")
IDENTIFIERS = _listed(_("lista av beteckningar: scheme, identifier"), "identifier")
CONTACTS = _listed(_("lista av kontaktvägar: type (email eller voice), value"), "contact_detail")
LINKS = _listed(_("lista av länkar: url, note"), "link")

KEY = Kind(_("nyckel"), {})
TIME = Kind(_("klockslag, tt.mm"), {})
COUNT = Kind(_("antal"), {})
YES_NO = Kind(_("ja eller nej"), {})
TEXTS = Kind(_("flera texter, med ” | ” emellan"), {})
URL = Kind(_("webbadress"), {})


class Words(dict[str, str]):
    """The word of each choice of a field, by its value; asked of the language once, not for every row."""

    def __init__(self, choices: type) -> None:
        self.choices = choices

    def __missing__(self, value: str) -> str:
        self[value] = word = str(self.choices(value).label)
        return word


def key_of(words: Promise, *starts: str) -> Kind:
    """Return the kind of a key that leads to a row of another class (or its own): `grupper/au-nordvast`."""
    return Kind(words, {"type": "string", "pattern": f"^({'|'.join(starts)})/[a-z0-9-]+$"})


@dataclass(frozen=True)
class Field:
    """One field: its name in the file, what it means, its kind, an example, and the only values it takes if few."""

    name: Any
    meaning: Promise
    kind: Kind
    example: str = ""
    values: tuple[Any, ...] = ()
    required: bool = False
    value: Callable[[Row], Any] | None = None
    """How a table's cell is read from its row; the classes of Popolo make their rows whole."""

    @property
    def schema(self) -> Schema:
        """Return what a value of the field must be, with its meaning."""
        told = {**self.kind.schema, "description": str(self.meaning)}
        return told | ({"enum": [str(value) for value in self.values]} if self.values else {})


@dataclass(frozen=True)
class Collection:
    """Rows of one sort: a class of Popolo, or a table."""

    key: str
    title: Promise
    about: Promise
    fields: list[Field]
    rows: Callable[[Public], Iterable[Any]]
    name: str = ""
    """What one row is called in Popolo, lower case: "organization"."""
    names: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "names", [each.name for each in self.fields])

    def header(self) -> list[str]:
        return [str(name) for name in self.names]

    def told(self, public: Public) -> Iterator[Row]:
        """Yield each row with what is stated of its fields, in their order; what is blank is left out."""
        for row in self.rows(public):
            yield {name: row[name] for name in self.names if row.get(name)}
