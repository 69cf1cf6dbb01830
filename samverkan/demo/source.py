"""The demo's TOML files, entry by entry, so that every mistake in them is told with its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
STRUCTURE = "structure.toml"
INVENTORY = ("nordvast.toml", "nordvast_local.toml", "nordvast_2021.toml", "sydost.toml")

_REQUIRED = object()


class DemoError(Exception):
    """Something in the demo's files cannot be loaded; the text says where, in Swedish."""


class Entry:
    """One table of a file. What is taken from it is struck out, so that a misspelt field is found."""

    def __init__(self, place: str, data: dict[str, Any]) -> None:
        self.place, self._data = place, dict(data)

    def take(self, name: str, default: Any = _REQUIRED) -> Any:
        """The value of `name`, texts without blanks around them; fails if it is neither there nor has a default."""
        if name not in self._data:
            if default is _REQUIRED:
                self.fail(f"”{name}” saknas")
            return default
        value = self._data.pop(name)
        return value.strip() if isinstance(value, str) else value

    def entries(self, name: str) -> list[Entry]:
        """The tables listed under `name`, none if it is absent."""
        return [Entry(f"{self.place}, {name} {number}", row) for number, row in enumerate(self.take(name, []), start=1)]

    def table(self, name: str) -> Entry | None:
        """The table under `name`, None if it is absent."""
        data = self.take(name, None)
        return None if data is None else Entry(f"{self.place}, {name}", data)

    def texts(self, name: str) -> str:
        """The texts listed under `name` as lines of one text."""
        return "\n".join(self.take(name, []))

    def rest(self) -> dict[str, Any]:
        """All that is left, taken."""
        return {name: self.take(name) for name in list(self._data)}

    def split(self, *names: str) -> Entry:
        """An entry at the same place with those of the named fields that are here; they are taken from this one."""
        return Entry(self.place, {name: self._data.pop(name) for name in names if name in self._data})

    def finish(self) -> None:
        """Fail if something is left that nobody took."""
        if self._data:
            self.fail(f"okänt fält: {', '.join(self._data)}")

    def fail(self, problem: object) -> NoReturn:
        raise DemoError(f"{self.place}: {problem}")


def read(name: str) -> Entry:
    """The whole file as one entry. Raises DemoError with file, line and column if it is not TOML."""
    path = FIXTURES / name
    try:
        return Entry(f"fixtures/{name}", tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise DemoError(f"fixtures/{name}: filen går inte att läsa ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DemoError(f"fixtures/{name}: {error}") from error


def keyed(file: Entry) -> Iterator[tuple[str, Entry]]:
    """The tables of a file where each stands under its own key."""
    for key, data in file.rest().items():
        if not isinstance(data, dict):
            file.fail(f"”{key}” är ingen tabell")
        yield key, Entry(f"{file.place}, {key}", data)


def groups(names: tuple[str, ...], places: dict[str, list[tuple[str, str]]]) -> list[Entry]:
    """Every group of the named files, written out for each place it is to be repeated for and with its additions.

    `places` gives slug and name of what an entry may be repeated for (”delregion”, ”municipality in nordvast”).
    """
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    additions = []
    for name in names:
        file = read(name)
        for entry in file.entries("group"):
            for each in repeated(entry, places):
                key = each.take("key")
                if key in tables:
                    each.fail(f"nyckeln ”{key}” finns redan")
                tables[key] = (f"{file.place}, {key}", {"key": key} | each.rest())
        additions += file.entries("addition")
        file.finish()
    for addition in additions:
        key = addition.take("key")
        if key not in tables:
            addition.fail(f"okänd grupp ”{key}”")
        place, table = tables[key]
        tables[key] = (f"{place.partition(',')[0]} och {addition.place.partition(',')[0]}, {key}", table)
        _merge(table, addition.rest())
    return [Entry(place, data) for place, data in tables.values()]


def repeated(entry: Entry, places: dict[str, list[tuple[str, str]]]) -> list[Entry]:
    """The entry itself, or with `each` one copy for each place, {slug} and {name} filled in."""
    each = entry.take("each", None)
    if each is None:
        return [entry]
    if each not in places:
        entry.fail(f"okänt ”each”: {each}")
    data = entry.rest()
    return [Entry(f"{entry.place} ({name})", _filled(data, slug, name)) for slug, name in places[each]]


def _filled(value: Any, slug: str, name: str) -> Any:
    if isinstance(value, str):
        return value.replace("{slug}", slug).replace("{name}", name)
    if isinstance(value, list):
        return [_filled(each, slug, name) for each in value]
    if isinstance(value, dict):
        return {key: _filled(each, slug, name) for key, each in value.items()}
    return value


def _merge(table: dict[str, Any], addition: dict[str, Any]) -> None:
    """Rows are added to rows, all else takes the place of what stood there."""
    for name, value in addition.items():
        rows = isinstance(value, list) and all(isinstance(each, dict) for each in value)
        table[name] = [*table.get(name, []), *value] if rows else value
