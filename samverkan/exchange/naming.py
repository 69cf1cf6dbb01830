"""What rows are called where a preview tells of them: by their names, though cells have keys."""

from __future__ import annotations

from typing import Any

from groups.models import Group
from samverkan.exchange.cells import Reference, References
from samverkan.exchange.plans import Row
from samverkan.exchange.sheets import BY_NAME, Sheet
from samverkan.tabular import BETWEEN


class Names:
    """What the rows of the registry are called, by the keys that stand in cells. One query a sheet, when asked."""

    def __init__(self) -> None:
        self._known: dict[str, dict[str | int, str]] = {}
        self._above: dict[str, str] | None = None

    def of(self, sheet: str, key: str) -> str:
        """The name of the row; what stands there already where it is no key."""
        if sheet not in self._known:
            self._known[sheet] = _named(BY_NAME[sheet])
        return self._known[sheet].get(key.strip(), key)

    def of_row(self, sheet: str, target: Any) -> str:
        """The name of a row that a cell was read as: the key of one in the registry, or a new row of the file."""
        if isinstance(target, Row):
            return target.name.strip()
        self.of(sheet, "")
        return self._known[sheet].get(target, "")

    def place(self, group: str) -> str:
        """Where a group stands, by its key: under which, else in which delregion. One query."""
        if self._above is None:
            rows = Group.objects.order_by().values_list("slug", "parent__name", "region__name")
            self._above = {key: above or region or "" for key, above, region in rows}
        return self._above.get(group, "")

    def said(self, sheet: Sheet, column: str, text: str) -> str:
        """A cell's text as people read it."""
        kind = sheet.by_name[column].kind
        if isinstance(kind, Reference):
            return self.of(kind.sheet, text)
        if type(kind) is References:
            return ", ".join(self.of(kind.sheet, part) for part in text.split(BETWEEN.strip()) if part.strip())
        return text


def _named(sheet: Sheet) -> dict[str | int, str]:
    """The rows' names, by the key that stands in cells and by the primary key."""
    rows = sheet.model._default_manager.order_by()
    if sheet.name == "seats":
        kinds = dict(sheet.model.Kind.choices)
        found = rows.values_list("pk", "uid", "title", "kind", "group__name")
        named = [(pk, uid, f"{title or kinds.get(kind, kind)}, {group}") for pk, uid, title, kind, group in found]
    else:
        named = rows.values_list("pk", sheet.key[0], "name")
    return {each: name for pk, key, name in named for each in (pk, str(key))}
