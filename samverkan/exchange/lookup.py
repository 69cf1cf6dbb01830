"""Which row a text refers to: by its key, else by a name that only one row bears, in the registry or in the file."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from groups.models import Group, Organisation
from groups.ordering import fold, in_full
from samverkan.exchange import stated
from samverkan.exchange.cells import MOST_GUESSES, Misread, nearest
from samverkan.exchange.sheets import BY_NAME, Sheet

MOST_TOLD = 3
"""So many rows that share a name are told."""

MOST_GUESSED = 200
"""So many texts that refer to nothing are given suggestions: each is compared with every name of a sheet."""

NAMES_OF_ONE = 4
"""So many names of a row, on the average, are looked through for those that look like a text."""


@dataclass
class _Names:
    """The rows of one sheet by folded name; what each is called is kept for suggestions."""

    rows: dict[str, dict[Any, str]] = field(default_factory=lambda: defaultdict(dict))
    written: dict[str, str] = field(default_factory=dict)

    def add(self, target: Any, key: str, *names: str) -> None:
        for name in names:
            if folded := fold(name):
                self.rows[folded][target] = key
                self.written.setdefault(folded, name.strip())


class Lookup:
    """The rows of the registry, read when they are first asked for, and the new rows of a file.

    A target is the primary key of a row that stands in the registry, or whatever `add` was given for a new one.
    """

    def __init__(self) -> None:
        self._keys: dict[str, dict[str, Any]] = {}
        self._texts: dict[str, dict[int, str]] = {}
        self._names: dict[tuple[str, str], _Names] = {}
        self._new: dict[str, list[tuple[Any, str, list[str]]]] = defaultdict(list)
        self._among: dict[str, set[int]] = {}
        self._guesses: dict[tuple[str, str, str], list[str]] = {}
        self._codes: dict[int, str] | None = None

    def keys(self, sheet: Sheet) -> dict[str, Any]:
        """Every row of the sheet by its key."""
        if sheet.name not in self._keys:
            self._keys[sheet.name] = {key.casefold(): pk for key, pk in stated.keys(sheet).items()}
        return self._keys[sheet.name]

    def key_of(self, sheet: str, target: Any) -> str:
        """The key of a row that stands in the registry, as a cell says it."""
        if sheet not in self._texts:
            self._texts[sheet] = {pk: key for key, pk in self.keys(BY_NAME[sheet]).items() if isinstance(pk, int)}
        return self._texts[sheet].get(target, "")

    def add(self, sheet: Sheet, target: Any, key: str, names: list[str]) -> None:
        """Let others refer to a new row of the file."""
        if key:
            self.keys(sheet).setdefault(key.casefold(), target)
        if sheet.named_by:
            self._new[sheet.name].append((target, key, names))

    def find(self, sheet: str, text: str, *, among: str = "") -> Any:
        """The row that the text refers to. Raises Misread if there is none, or several, or it was a mistake."""
        target = self.keys(BY_NAME[sheet]).get(text.strip().casefold())
        is_mistaken = sheet == "groups" and target in self._mistaken
        if target is not None and not is_mistaken and self._is_among(target, among):
            return target
        names = self._named(sheet, among)
        found = names.rows.get(fold(text), {})
        if len(found) == 1:
            return next(iter(found))
        if found:
            told = ", ".join(list(found.values())[:MOST_TOLD])
            raise Misread(
                _("Flera heter så. Skriv nyckeln i stället: %(keys)s.") % {"keys": told}, list(found.values())
            )
        if is_mistaken:
            raise Misread(_("%(text)s är registrerad av misstag.") % {"text": f"”{text}”"})
        raise Misread(
            _("%(text)s finns inte i %(sheet)s.") % {"text": f"”{text}”", "sheet": f"”{BY_NAME[sheet].title}”"},
            self._guess(sheet, among, fold(text)),
        )

    @cached_property
    def _mistaken(self) -> set[int]:
        """The groups registered by mistake: their keys are taken, but nothing new leads to them."""
        return set(Group.objects.filter(mistaken=True).order_by().values_list("pk", flat=True))

    def has(self, sheet: str, text: str, *, among: str = "") -> bool:
        """Whether the text as a whole refers to something."""
        return text.strip().casefold() in self.keys(BY_NAME[sheet]) or fold(text) in self._named(sheet, among).rows

    def _guess(self, sheet: str, among: str, folded: str) -> list[str]:
        """The names that look like a folded text: one of each row, however many names it has."""
        asked = (sheet, among, folded)
        if asked not in self._guesses and len(self._guesses) < MOST_GUESSED:
            names = self._named(sheet, among)
            by_row: dict[frozenset, str] = {}
            for each in nearest(folded, names.written, MOST_GUESSES * NAMES_OF_ONE):
                by_row.setdefault(frozenset(names.rows[each]), names.written[each])
            self._guesses[asked] = list(by_row.values())[:MOST_GUESSES]
        return self._guesses.get(asked, [])

    def _is_among(self, target: Any, kind: str) -> bool:
        """Whether an organisation is of the kind that is asked for; all are where none is."""
        if not kind:
            return True
        if not isinstance(target, int):
            return self._says(target, "kind") == kind
        if kind not in self._among:
            self._among[kind] = set(Organisation.objects.filter(kind=kind).order_by().values_list("pk", flat=True))
        return target in self._among[kind]

    def _named(self, sheet: str, among: str) -> _Names:
        if (sheet, among) not in self._names:
            self._names[sheet, among] = self._read(BY_NAME[sheet], among)
        return self._names[sheet, among]

    def _read(self, sheet: Sheet, among: str) -> _Names:
        """Ask for all names of a sheet. One query."""
        names = _Names()
        if not sheet.named_by:
            return names
        rows = sheet.model._default_manager.order_by()
        if sheet.model is Group:
            rows = rows.filter(mistaken=False)
        if among:
            rows = rows.filter(kind=among)
        for pk, key, *given in rows.values_list("pk", sheet.key[0], *sheet.named_by):
            known = [line for text in given if text for line in text.splitlines()]
            if sheet.model is Organisation and (code := self._code_of(pk)):
                known += _as_municipality(known, code)
            names.add(pk, str(key), *known)
        for target, key, given in self._new[sheet.name]:
            if self._is_among(target, among):
                if sheet.model is Organisation and (code := self._says(target, "municipality_code")):
                    given = [*given, *_as_municipality(given, code)]
                names.add(target, key or target.name, *given)
        return names

    def _says(self, new: Any, name: str) -> str:
        """What a new row says in a column; its cells may not have been read yet."""
        try:
            return new.sheet.by_name[name].kind.read(new.texts.get(name, "").strip(), self)
        except Misread:
            return ""

    def _code_of(self, pk: int) -> str:
        if self._codes is None:
            coded = Organisation.objects.municipalities().order_by()
            self._codes = dict(coded.values_list("pk", "municipality_code"))
        return self._codes.get(pk, "")


def _as_municipality(names: list[str], code: str) -> list[str]:
    """What else a municipality is called: in full, and by its code, also without its first nought."""
    return [*map(in_full, names[:1]), code, code.lstrip("0")]
